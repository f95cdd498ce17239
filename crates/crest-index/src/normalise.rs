//! Bringing an indicator to a scale on which it can be combined with others.
//!
//! Every method is *fitted* to reference values (the indicator's own, or those of other periods) and then *applied*,
//! so that panels can share bounds. Source: OECD/JRC Handbook (2008), step 5.

#[cfg(test)]
mod tests;

use crate::recipe::{Scale, Scaling};
use crate::stats::{Moments, Ties, median, min_max, quantile_of_sorted, rank_among};

/// Makes a robust standard deviation of the median absolute deviation of a normal distribution: 1/Φ⁻¹(3/4).
const MAD_TO_SD: f64 = 1.482_602_218_505_602;

/// Holds what is known of one indicator besides its values, all on its own axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Column, named in errors.
    pub column: usize,
    /// +1 more is better, −1 less is better; 0 counts as +1.
    pub direction: i8,
    /// Lower and upper goalposts.
    pub goalposts: Option<(f64, f64)>,
    /// Target.
    pub target: Option<f64>,
    /// Value of the reference place.
    pub reference: Option<f64>,
}

impl Axis {
    /// Returns an axis about which only the direction is known.
    pub fn new(column: usize, direction: i8) -> Self {
        Self { column, direction, goalposts: None, target: None, reference: None }
    }
}

/// Says why an indicator cannot be brought to a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NormaliseError {
    /// All present values are equal (or too few differ) for a method that divides by their spread.
    Constant {
        /// Column.
        column: usize,
    },
    /// The method needs a target and none is stated.
    NoTarget {
        /// Column.
        column: usize,
    },
    /// The target is no better than the worst value, so there is no way to it.
    TargetNotAhead {
        /// Column.
        column: usize,
        /// Target.
        target: f64,
    },
    /// The method needs goalposts, the lower below the upper, and none such are stated.
    NoGoalposts {
        /// Column.
        column: usize,
    },
    /// The reference place has no value, or the worst one.
    NoReference {
        /// Column.
        column: usize,
    },
    /// A fraction of the best value needs positive numbers.
    NotPositive {
        /// Column.
        column: usize,
        /// Value found where a positive one is needed.
        value: f64,
    },
}

impl std::fmt::Display for NormaliseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Constant { column } => write!(f, "indicator {column} has no spread to be scaled by"),
            Self::NoTarget { column } => write!(f, "indicator {column} has no target"),
            Self::TargetNotAhead { column, target } => {
                write!(f, "the target {target} of indicator {column} is no better than its worst value")
            }
            Self::NoGoalposts { column } => write!(f, "indicator {column} has no pair of goalposts, lower below upper"),
            Self::NoReference { column } => {
                write!(f, "the reference place has no value of indicator {column}, or its worst one")
            }
            Self::NotPositive { column, value } => {
                write!(f, "indicator {column} has {value} where a fraction of the best needs a positive number")
            }
        }
    }
}

impl std::error::Error for NormaliseError {}

/// Holds a fitted normalisation of one indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaler {
    sign: f64,
    form: Form,
    /// Image of the unit form's 0, and distance to the image of its 1.
    lower: f64,
    width: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum Form {
    /// `(x − origin)/span`, held between the bounds.
    Linear { origin: f64, span: f64, least: f64, most: f64 },
    /// `1 − (best − x)/span`, held at most at the bound.
    FromBest { best: f64, span: f64, most: f64 },
    /// `1/(1 + exp(−(x − centre)/spread))`.
    Logistic { centre: f64, spread: f64 },
    /// Rank among sorted values, minus `less`, over `over`.
    Rank { order: Vec<f64>, ties: Ties, less: f64, over: f64 },
    /// `best / x` on the own axis.
    Share { best: f64 },
    /// 1 between the posts, linear to 0 at the ends, on the own axis.
    Interval { least: f64, from: f64, to: f64, greatest: f64 },
}

impl Scaler {
    /// Fits a method to reference values: one slice, or one per period whose values are pooled.
    ///
    /// Values stand on the indicator's own axis; the direction is applied here. Returns `None` when no reference
    /// value is present: nothing can then be scaled, and nothing is lost. Cost: O(n), O(n log n) for ranks.
    ///
    /// # Errors
    /// See [`NormaliseError`].
    pub fn fit(
        method: Scaling,
        scale: Scale,
        axis: &Axis,
        reference: &[&[Option<f64>]],
    ) -> Result<Option<Self>, NormaliseError> {
        let column = axis.column;
        let sign = if axis.direction < 0 { -1.0 } else { 1.0 };
        let Some((low, high)) =
            reference.iter().filter_map(|values| min_max(values)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        else {
            return Ok(None);
        };
        // From here on more is better: worst ≤ best.
        let (worst, best) = if sign > 0.0 { (low, high) } else { (-high, -low) };
        let constant = NormaliseError::Constant { column };
        // Equal numbers and their own mean, put in by imputation, may differ in the last digits; that is no spread.
        let n_values: usize = reference.iter().map(|values| values.len()).sum();
        let rounding = low.abs().max(high.abs()) * f64::EPSILON * n_values as f64;
        let spread_of = |span: f64| if span > rounding { Ok(span) } else { Err(constant) };
        let unit = matches!(scale, Scale::Range { .. });
        let form = match method {
            Scaling::None => linear(0.0, 1.0),
            Scaling::MinMax => linear(worst, spread_of(best - worst)?),
            Scaling::DistanceToMax => Form::FromBest { best, span: spread_of(best - worst)?, most: f64::INFINITY },
            Scaling::ZScore | Scaling::Logistic => {
                let moments = Moments::of(&pool(reference));
                let sd = moments.sd().filter(|sd| moments.has_spread() && *sd > 0.0).ok_or(constant)?;
                if method == Scaling::ZScore {
                    linear(sign * moments.mean, sd)
                } else {
                    Form::Logistic { centre: sign * moments.mean, spread: sd }
                }
            }
            Scaling::RobustZ => {
                let (centre, mad) = median_and_mad(reference);
                linear(sign * centre, spread_of(mad * MAD_TO_SD)?)
            }
            Scaling::Rank(ties) => rank_form(reference, sign, ties, 1.0, unit).ok_or(constant)?,
            Scaling::Borda => rank_form(reference, sign, Ties::Lowest, 0.0, unit).ok_or(constant)?,
            Scaling::PercentileRank => rank_form(reference, sign, Ties::Lowest, 0.0, true).ok_or(constant)?,
            Scaling::DistanceToReference { cap, .. } => {
                let aim = axis.reference.map(|x| sign * x).filter(|&x| x > worst);
                let aim = aim.ok_or(NormaliseError::NoReference { column })?;
                Form::FromBest { best: aim, span: aim - worst, most: if cap { 1.0 } else { f64::INFINITY } }
            }
            Scaling::DistanceToTarget { cap } => {
                let target = axis.target.ok_or(NormaliseError::NoTarget { column })?;
                let span = sign * target - worst;
                if span.is_nan() || span <= 0.0 {
                    return Err(NormaliseError::TargetNotAhead { column, target });
                }
                let most = if cap { 1.0 } else { f64::INFINITY };
                Form::Linear { origin: worst, span, least: f64::NEG_INFINITY, most }
            }
            Scaling::FractionOfMax if sign > 0.0 => linear(0.0, positive(high, column)?),
            Scaling::FractionOfMax => Form::Share { best: positive(low, column)? },
            Scaling::Goalposts { clamp } => {
                let (from, to) = posts(axis)?;
                let origin = if sign > 0.0 { from } else { -to };
                let (least, most) = if clamp { (0.0, 1.0) } else { (f64::NEG_INFINITY, f64::INFINITY) };
                Form::Linear { origin, span: to - from, least, most }
            }
            Scaling::Interval => {
                let (from, to) = posts(axis)?;
                Form::Interval { least: low, from, to, greatest: high }
            }
        };
        let (lower, width) = match scale {
            _ if method == Scaling::None => (0.0, 1.0),
            Scale::Own => (0.0, 1.0),
            Scale::Range { lower, upper } => (lower, upper - lower),
        };
        Ok(Some(Self { sign, form, lower, width }))
    }

    /// Scales one value of the indicator's own axis.
    ///
    /// A value outside the reference values goes beyond the scale, unless the method is held; a rank beyond them is
    /// the one it would have if added.
    pub fn scale(&self, x: f64) -> f64 {
        // Negative zero would rank below zero.
        let d = self.sign * x + 0.0;
        let unit = match &self.form {
            // `max` and `min` would turn a NaN into a bound; x is finite and the spans are positive, so none arises.
            Form::Linear { origin, span, least, most } => ((d - origin) / span).max(*least).min(*most),
            Form::FromBest { best, span, most } => (1.0 - (best - d) / span).min(*most),
            Form::Logistic { centre, spread } => 1.0 / (1.0 + (-(d - centre) / spread).exp()),
            Form::Rank { order, ties, less, over } => (rank_among(order, d, *ties) - less) / over,
            Form::Share { best } => best / x,
            Form::Interval { least, from, to, greatest } => interval(x, *least, *from, *to, *greatest),
        };
        self.lower + self.width * unit
    }

    /// Scales a column into `result`; missing values stay missing, as does a result that is not a number.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn scale_into(&self, values: &[Option<f64>], result: &mut [Option<f64>]) {
        assert_eq!(values.len(), result.len(), "one result per value");
        // The commonest form gets a loop of its own, free of the choice inside.
        if let Form::Linear { origin, span, least, most } = self.form
            && least == f64::NEG_INFINITY
            && most == f64::INFINITY
        {
            for (slot, cell) in result.iter_mut().zip(values) {
                let scaled = cell.map(|x| self.lower + self.width * ((self.sign * x - origin) / span));
                *slot = scaled.filter(|y| y.is_finite());
            }
            return;
        }
        for (slot, cell) in result.iter_mut().zip(values) {
            *slot = cell.map(|x| self.scale(x)).filter(|y| y.is_finite());
        }
    }
}

/// Scales one indicator by its own values.
///
/// # Errors
/// See [`NormaliseError`].
pub fn normalise(
    method: Scaling,
    scale: Scale,
    axis: &Axis,
    values: &[Option<f64>],
) -> Result<Vec<Option<f64>>, NormaliseError> {
    let mut result = vec![None; values.len()];
    if let Some(scaler) = Scaler::fit(method, scale, axis, &[values])? {
        scaler.scale_into(values, &mut result);
    }
    Ok(result)
}

fn linear(origin: f64, span: f64) -> Form {
    Form::Linear { origin, span, least: f64::NEG_INFINITY, most: f64::INFINITY }
}

fn pool(reference: &[&[Option<f64>]]) -> Vec<Option<f64>> {
    reference.iter().flat_map(|values| values.iter().copied()).collect()
}

fn median_and_mad(reference: &[&[Option<f64>]]) -> (f64, f64) {
    let values = pool(reference);
    let centre = median(&values).unwrap_or(0.0);
    let mut distances: Vec<f64> = values.iter().flatten().map(|x| (x - centre).abs()).collect();
    distances.sort_unstable_by(f64::total_cmp);
    (centre, quantile_of_sorted(&distances, 0.5).unwrap_or(0.0))
}

/// Ranks over `n − 1` from 0 for the unit form, else plain ranks starting at `first`; `None` when one value has no unit form.
fn rank_form(reference: &[&[Option<f64>]], sign: f64, ties: Ties, first: f64, unit: bool) -> Option<Form> {
    let mut order: Vec<f64> =
        reference.iter().flat_map(|values| values.iter().flatten().map(|x| sign * x + 0.0)).collect();
    order.sort_unstable_by(f64::total_cmp);
    let others = order.len().saturating_sub(1) as f64;
    if unit {
        return (others > 0.0).then_some(Form::Rank { order, ties, less: 1.0, over: others });
    }
    Some(Form::Rank { order, ties, less: 1.0 - first, over: 1.0 })
}

fn positive(value: f64, column: usize) -> Result<f64, NormaliseError> {
    if value > 0.0 { Ok(value) } else { Err(NormaliseError::NotPositive { column, value }) }
}

fn posts(axis: &Axis) -> Result<(f64, f64), NormaliseError> {
    let fit = |&(from, to): &(f64, f64)| from < to && (to - from).is_finite();
    axis.goalposts.filter(fit).ok_or(NormaliseError::NoGoalposts { column: axis.column })
}

fn interval(x: f64, least: f64, from: f64, to: f64, greatest: f64) -> f64 {
    if x < from {
        // Below the least reference value (possible with foreign bounds) nothing is nearer than nothing.
        ((x - least) / (from - least)).clamp(0.0, 1.0)
    } else if x > to {
        ((greatest - x) / (greatest - to)).clamp(0.0, 1.0)
    } else {
        1.0
    }
}
