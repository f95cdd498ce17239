//! Where the figure of a target goes by itself, and the chance that this meets the target.

use crest_model::results::{ForecastStep, TargetForecast, TargetState};
use crest_model::target::{Measure, Target, TargetKind};
use crest_model::{Period, Text};

use super::{Case, Verdict};
use crate::forecast::{Forecast, LONG, Method, SHORT, TooShort, Trend, forecast};

/// Most years ahead that are forecast; a longer way says nothing that its first years do not.
const FARTHEST: i32 = 40;

impl Case<'_> {
    /// Forecasts a target that is not decided; `Err` says why there is no forecast, empty where none is called for.
    pub(super) fn outlook(&self, verdict: &Verdict) -> Result<TargetForecast, Text> {
        let due = self.stated.period;
        if matches!(verdict.state, TargetState::Met | TargetState::Missed) || due.end() <= self.now + 1e-9 {
            return Err(Text::default());
        }
        match self.target().measure {
            Measure::Rank => Err(Text::new("名次取决于他人，不作预测", "a rank hangs on others; it is not forecast")),
            Measure::Total | Measure::Mean | Measure::MeanGrowth | Measure::TotalGrowth => self.of_levels(),
            _ => self.of_measured(),
        }
    }

    /// The latest values without a gap, each a year after the one before, of the kind of period that is due.
    fn history(&self, value: &dyn Fn(Period) -> Option<f64>) -> (Vec<f64>, Option<Period>) {
        let due = self.stated.period;
        let mut last = due.year_before();
        let first = self.series.periods(self.node).first().map_or(last.year(), |p| p.year());
        while last.year() >= first && (last.end() > self.now + 1e-9 || value(last).is_none()) {
            last = last.year_before();
        }
        let mut values = Vec::new();
        let mut at = last;
        while at.year() >= first
            && let Some(x) = value(at)
        {
            values.push(x);
            at = at.year_before();
        }
        values.reverse();
        let last = (!values.is_empty()).then_some(last);
        (values, last)
    }

    fn ahead(&self, history: &(Vec<f64>, Option<Period>)) -> Result<(Forecast, Period), Text> {
        let (values, last) = history;
        let too_short = |n: usize| {
            Text::new(
                format!("序列过短：仅有 {n} 个连续年值，至少需要 {SHORT} 个"),
                format!("series too short: {n} yearly values without a gap, at least {SHORT} are needed"),
            )
        };
        let last = last.ok_or_else(|| too_short(0))?;
        let horizon = self.stated.period.year() - last.year();
        if horizon > FARTHEST {
            return Err(Text::new(
                format!("目标期太远，预测不超过 {FARTHEST} 年"),
                format!("too far ahead: forecasts reach {FARTHEST} years"),
            ));
        }
        let ahead = forecast(values, usize::try_from(horizon).unwrap_or(0).max(1));
        ahead.map(|ahead| (ahead, last)).map_err(|TooShort { n_values }| too_short(n_values))
    }

    /// Forecasts the measured figure itself.
    fn of_measured(&self) -> Result<TargetForecast, Text> {
        let history = self.history(&|period| self.measured(period));
        let (ahead, last) = self.ahead(&history)?;
        let at = ahead.values.len() - 1;
        let (mean, error) = (ahead.values[at], ahead.std_errors[at]);
        let chance = match self.target().kind {
            TargetKind::InStepWith { .. } => {
                // The chance is that of the difference to the other indicator, which need not move on its own.
                let both = |period| Some(self.measured(period)? - self.series.reference(self.stated, period)?);
                let history = self.history(&both);
                let apart = self.ahead(&history).ok();
                apart.and_then(|(apart, _)| {
                    let at = apart.values.len() - 1;
                    chance(self.target(), self.direction, Some(0.0), &apart, (apart.values[at], apart.std_errors[at]))
                })
            }
            _ => chance(self.target(), self.direction, None, &ahead, (mean, error)),
        };
        let steps = self.steps(&ahead, last, &|h| (ahead.values[h], ahead.std_errors[h]));
        Ok(self.told(&ahead, last, (mean, error), chance, steps))
    }

    /// Forecasts yearly levels and measures what follows from them since the baseline.
    fn of_levels(&self) -> Result<TargetForecast, Text> {
        let (target, due) = (self.target(), self.stated.period);
        let history = self.history(&|period| self.series.level(self.node, period));
        let (ahead, last) = self.ahead(&history)?;
        let at = ahead.values.len() - 1;
        let start = self.stated.baseline.map(|(start, _)| start).filter(|start| start.year() < due.year());
        let first = start.map_or(due.year(), |start| start.year() + 1);
        let years = f64::from(due.year() - first + 1);
        let (mean, error) = match target.measure {
            Measure::Total | Measure::Mean => {
                let mut sum = 0.0;
                for year in first..=last.year() {
                    let level = self.series.level(self.node, due.in_year(year));
                    sum += level.ok_or_else(|| {
                        Text::new(
                            format!("{year} 年没有数值，无法累计"),
                            format!("no value for {year}, so there is no total"),
                        )
                    })?;
                }
                // Steps before the first year that counts are no part of the sum.
                let before = usize::try_from(first - 1 - last.year()).unwrap_or(0);
                let counted = &ahead.values[before.min(at + 1)..];
                sum += counted.iter().sum::<f64>();
                let error = if before == 0 { ahead.sum_std_error } else { ahead.std_errors[at] * counted.len() as f64 };
                let share = if target.measure == Measure::Mean { years } else { 1.0 };
                (sum / share, error / share)
            }
            _ => {
                let base = self.start().map(|(_, base)| base).or_else(|| history.0.last().copied());
                let base = base
                    .filter(|base| *base > 0.0)
                    .ok_or_else(|| Text::new("基期数值须大于 0", "growth needs a baseline above 0"))?;
                // The level that the growth amounts to is forecast; the growth follows from it.
                let level = (ahead.values[at], ahead.std_errors[at]);
                let growth = |level: f64| match target.measure {
                    Measure::MeanGrowth if level > 0.0 => ((level / base).powf(1.0 / years) - 1.0) * 100.0,
                    Measure::MeanGrowth => -100.0,
                    _ => (level / base - 1.0) * 100.0,
                };
                let (lower, upper) = ahead.interval(level.0, level.1, self.series.model.targets.interval);
                let mut told = self.told(&ahead, last, (growth(level.0), 0.0), None, Vec::new());
                (told.lower, told.upper) = (growth(lower), growth(upper));
                told.chance = bounds(target, self.direction, None).map(|(from, to)| {
                    let level_of = |growth: f64| match target.measure {
                        Measure::MeanGrowth => base * (1.0 + growth / 100.0).max(0.0).powf(years),
                        _ => base * (1.0 + growth / 100.0),
                    };
                    between(&ahead, level, from.map(level_of), to.map(level_of))
                });
                return Ok(told);
            }
        };
        let chance = chance(target, self.direction, None, &ahead, (mean, error));
        Ok(self.told(&ahead, last, (mean, error), chance, Vec::new()))
    }

    fn steps(&self, ahead: &Forecast, last: Period, of: &dyn Fn(usize) -> (f64, f64)) -> Vec<ForecastStep> {
        let share = self.series.model.targets.interval;
        (0..ahead.values.len())
            .zip(last.year() + 1..)
            .map(|(h, year)| {
                let (value, error) = of(h);
                let (lower, upper) = ahead.interval(value, error, share);
                ForecastStep { period: last.in_year(year).to_string(), value, lower, upper }
            })
            .collect()
    }

    fn told(
        &self,
        ahead: &Forecast,
        last: Period,
        (value, error): (f64, f64),
        chance: Option<f64>,
        steps: Vec<ForecastStep>,
    ) -> TargetForecast {
        let share = self.series.model.targets.interval;
        let (lower, upper) = ahead.interval(value, error, share);
        let n = ahead.n_values;
        let back = i32::try_from(n - 1).unwrap_or(0);
        TargetForecast {
            method: method(&ahead.method),
            n_values: n as u32,
            from: last.in_year(last.year() - back).to_string(),
            to: last.to_string(),
            is_short: n < LONG,
            value,
            lower,
            upper,
            interval: share,
            chance,
            steps,
        }
    }
}

/// Names a method, both languages.
fn method(method: &Method) -> Text {
    match method {
        Method::Drift => Text::new("带漂移的随机游走", "random walk with drift"),
        Method::Smoothing(fit) => match fit.trend {
            Trend::None => Text::new("简单指数平滑", "simple exponential smoothing"),
            Trend::Linear => Text::new("线性趋势指数平滑", "exponential smoothing with a linear trend"),
            Trend::Damped => Text::new("阻尼趋势指数平滑", "exponential smoothing with a damped trend"),
        },
    }
}

/// Ends between which a value meets the target; `None` where the reference is missing.
type Ends = (Option<f64>, Option<f64>);

fn bounds(target: &Target, direction: i8, reference: Option<f64>) -> Option<Ends> {
    let side = target.direction(direction);
    let around = |lower: f64, upper: f64| match side {
        1.. => (Some(lower), None),
        0 => (Some(lower), Some(upper)),
        _ => (None, Some(upper)),
    };
    Some(match target.kind {
        TargetKind::AtLeast { number, .. } => (Some(number), None),
        TargetKind::AtMost { number, .. } => (None, Some(number)),
        TargetKind::Positive => (Some(0.0), None),
        TargetKind::Negative => (None, Some(0.0)),
        TargetKind::About { number, tolerance } => around(number - tolerance, number + tolerance),
        TargetKind::InStepWith { tolerance, .. } => around(reference? - tolerance, reference? + tolerance),
        TargetKind::Range { lower, upper } => around(lower, upper),
        TargetKind::Stated { number, tolerance } if side == 0 => around(number - tolerance, number + tolerance),
        TargetKind::Stated { number, .. } => around(number, number),
    })
}

fn chance(target: &Target, direction: i8, reference: Option<f64>, ahead: &Forecast, at: (f64, f64)) -> Option<f64> {
    bounds(target, direction, reference).map(|(from, to)| between(ahead, at, from, to))
}

/// Chance that the figure lies between two ends, either of which may be open.
fn between(ahead: &Forecast, (mean, error): (f64, f64), from: Option<f64>, to: Option<f64>) -> f64 {
    let at_least = |bound: f64| ahead.chance_at_least(mean, error, bound);
    // Below an end is the mirror image of above it, so that an end that is just reached counts on both sides.
    let at_most = |bound: f64| ahead.chance_at_least(-mean, error, -bound);
    match (from, to) {
        (Some(from), Some(to)) => (at_least(from) + at_most(to) - 1.0).clamp(0.0, 1.0),
        (Some(from), None) => at_least(from),
        (None, Some(to)) => at_most(to),
        (None, None) => 1.0,
    }
}
