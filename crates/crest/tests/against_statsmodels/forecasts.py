"""Forecasts by statsmodels of the series below, for crates/crest/tests/against_statsmodels.rs.

Written with statsmodels 0.15.0, numpy and scipy as pip resolved them; run as `python forecasts.py > forecasts.json`.
Each model is fitted by maximum likelihood with free initial states, from several starts, and the best is kept.
"""
import json
import sys

import numpy as np
import pandas as pd
import statsmodels
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

SERIES = {
    # Share of people aged 65 and over in the world, per cent, 1990-2009 (rounded by us; any series would do).
    "ageing": [6.2, 6.2, 6.3, 6.4, 6.4, 6.5, 6.6, 6.6, 6.7, 6.8, 6.9, 6.9, 7.0, 7.1, 7.2, 7.3, 7.4, 7.4, 7.5, 7.6],
    # Invented: growth that slows, with noise.
    "slowing": [100.0, 112.4, 121.9, 134.0, 141.2, 150.3, 155.1, 162.8, 166.0, 171.9, 174.2, 178.8, 180.1, 183.9, 185.0],
    # Invented: no trend.
    "level": [20.4, 23.0, 19.1, 21.5, 22.8, 18.9, 20.0, 21.1, 19.7, 22.2, 20.9, 21.8],
    # Invented: steady growth, a break, then growth again.
    "break": [50.0, 54.1, 57.7, 62.3, 66.0, 70.2, 61.0, 65.5, 69.2, 74.1, 77.9, 82.0, 86.3],
}
KINDS = {"none": (None, False), "linear": ("add", False), "damped": ("add", True)}
HORIZON = 5

out = {"statsmodels": statsmodels.__version__, "horizon": HORIZON, "cases": []}
for name, values in SERIES.items():
    y = pd.Series(values)
    case = {"name": name, "series": values, "fits": {}}
    for kind, (trend, damped) in KINDS.items():
        model = ETSModel(y, error="add", trend=trend, damped_trend=damped, initialization_method="estimated")
        best = None
        starts = [None]
        for alpha in (0.1, 0.5, 0.9):
            for ratio in (0.05, 0.5):
                start = [alpha]
                if trend:
                    start.append(alpha * ratio)
                if damped:
                    start.append(0.9)
                start.append(values[0])
                if trend:
                    start.append(y[1] - values[0])
                starts.append(np.array(start))
        for start in starts:
            try:
                fit = model.fit(start_params=start, disp=False, maxiter=5000)
            except Exception as error:  # A start outside the bounds is no fit.
                print(name, kind, error, file=sys.stderr)
                continue
            if best is None or fit.llf > best.llf:
                best = fit
        ahead = best.get_prediction(start=len(y), end=len(y) + HORIZON - 1)
        n = len(y)
        case["fits"][kind] = {
            "alpha": float(best.alpha),
            "beta": float(best.beta) if trend else 0.0,
            "phi": float(best.phi) if damped else (1.0 if trend else 0.0),
            "sse": float(best.sse),
            "llf": float(best.llf),
            "mean": [float(x) for x in np.asarray(ahead.predicted_mean)],
            # statsmodels divides by n; the factor to degrees of freedom is left to the reader of this file.
            "variance": [float(x) for x in np.asarray(ahead.forecast_variance)],
        }
    out["cases"].append(case)
json.dump(out, sys.stdout, indent=1)
print()
