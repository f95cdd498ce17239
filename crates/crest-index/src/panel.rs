//! Filling gaps of a panel from the other periods of the same place.
//!
//! Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 3 (cold deck and interpolation); for
//! what is done with each rule see `docs/methods/index-analysis.md`.

#[cfg(test)]
mod tests;

use crate::matrix::Matrix;

/// Says from where a missing period takes its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// The latest earlier observed value; nothing before the first.
    Latest,
    /// The line between the neighbouring observed values; nothing outside the observed span.
    Linear,
    /// The last earlier observed value; before the first observed one, the first.
    Constant,
    /// The line between neighbours inside the observed span, the nearest observed value outside it.
    LinearConstant,
}

/// Fills the gaps of one series.
///
/// - `times`: when each value was observed, in any order; equal times are allowed.
/// - `farthest`: every observed value that is used lies at most this far away in time; `None` is any distance.
/// - Only observed values inform, never filled ones. A series without any stays missing.
///
/// # Panics
/// If there is not one time per value.
///
/// # Examples
/// ```
/// use crest_index::panel::{Filling, fill_series};
/// let (times, values) = ([2018.0, 2019.0, 2020.0, 2021.0], [None, Some(2.0), None, Some(4.0)]);
/// assert_eq!(fill_series(&times, &values, Filling::Latest, None), [None, Some(2.0), Some(2.0), Some(4.0)]);
/// assert_eq!(fill_series(&times, &values, Filling::Linear, None), [None, Some(2.0), Some(3.0), Some(4.0)]);
/// ```
pub fn fill_series(times: &[f64], values: &[Option<f64>], filling: Filling, farthest: Option<f64>) -> Vec<Option<f64>> {
    assert_eq!(times.len(), values.len(), "one time per value");
    let mut observed: Vec<(f64, f64)> = times.iter().zip(values).filter_map(|(t, v)| Some((*t, (*v)?))).collect();
    observed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let near = |t: f64, point: (f64, f64)| farthest.is_none_or(|farthest| (t - point.0).abs() <= farthest);
    let fill = |t: f64| -> Option<f64> {
        // A gap has no observation of its own, so those at its very time come from a repeated period and count as earlier.
        let split = observed.partition_point(|point| point.0 <= t);
        let before = split.checked_sub(1).map(|at| observed[at]);
        let after = observed.get(split).copied();
        let nearest = || before.or(after).filter(|&point| near(t, point)).map(|point| point.1);
        match (filling, before, after) {
            (Filling::Latest, before, _) => before.filter(|&point| near(t, point)).map(|point| point.1),
            (Filling::Linear | Filling::LinearConstant, Some(a), Some(b)) => {
                // On the line; the ends differ in time because one lies after `t` and the other does not.
                (near(t, a) && near(t, b)).then(|| a.1 + (b.1 - a.1) * (t - a.0) / (b.0 - a.0))
            }
            (Filling::Linear, _, _) => None,
            (Filling::Constant | Filling::LinearConstant, _, _) => nearest(),
        }
    };
    times.iter().zip(values).map(|(t, value)| value.or_else(|| fill(*t)).filter(|x| x.is_finite())).collect()
}

/// Fills the gaps of a panel, each place and indicator by itself.
///
/// - `panel`: one matrix per period, all of one shape; a place that lacks a period is a row of missing cells.
/// - See [`fill_series`] for the rules. Cost: O(cells · log periods).
///
/// # Panics
/// If there is not one time per matrix, or the shapes differ.
pub fn fill_panel(times: &[f64], panel: &[Matrix], filling: Filling, farthest: Option<f64>) -> Vec<Matrix> {
    assert_eq!(times.len(), panel.len(), "one time per matrix");
    let mut filled = panel.to_vec();
    let Some(first) = panel.first() else { return filled };
    let shape = (first.n_places(), first.n_indicators());
    assert!(panel.iter().all(|x| (x.n_places(), x.n_indicators()) == shape), "all periods have one shape");
    for indicator in 0..shape.1 {
        for place in 0..shape.0 {
            let series: Vec<Option<f64>> = panel.iter().map(|x| x.at(place, indicator)).collect();
            if series.iter().all(Option::is_some) {
                continue;
            }
            for (x, value) in filled.iter_mut().zip(fill_series(times, &series, filling, farthest)) {
                x.set(place, indicator, value);
            }
        }
    }
    filled
}
