//! Decay: how much an opportunity counts less with travel time; the cutoff is its simplest form.
//!
//! Sources: Hansen, How accessibility shapes land use, J. Am. Inst. Planners 25, 1959 (power); Kwan, Space-time and integral
//! measures of individual accessibility, Geographical Analysis 30, 1998 (the family); Dai, Black residential segregation,
//! disparities in spatial access to health care facilities, and late-stage breast cancer diagnosis, Health & Place 16, 2010
//! (Gaussian that ends at a cutoff).

/// Says up to which travel time something counts; the two readings of "within 30 minutes" are kept apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cutoff {
    /// Less than this many minutes, as R5 reads it.
    Below(f64),
    /// This many minutes or less, as the R package `accessibility` and most regulations read it.
    UpTo(f64),
}

impl Cutoff {
    /// Tells whether a travel time lies within.
    pub fn holds(self, minutes: f64) -> bool {
        match self {
            Self::Below(cutoff) => minutes < cutoff,
            Self::UpTo(cutoff) => minutes <= cutoff,
        }
    }

    /// Returns the minutes of the cutoff.
    pub fn minutes(self) -> f64 {
        match self {
            Self::Below(cutoff) | Self::UpTo(cutoff) => cutoff,
        }
    }
}

/// Describes a zone of a stepped decay: its end and the weight that holds within.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// End of the zone; infinite minutes are allowed in the last.
    pub within: Cutoff,
    /// Weight, 0–1.
    pub weight: f64,
}

/// Describes how the weight f(t) of an opportunity falls with the travel time t in minutes.
///
/// All weights lie in 0–1. What R5 calls exponential is [`Decay::Exponential`] with the rate ln 2 / cutoff.
#[derive(Debug, Clone, PartialEq)]
pub enum Decay {
    /// 1 within the cutoff, 0 beyond: counting.
    Step(Cutoff),
    /// f = exp(−rate · t).
    Exponential {
        /// Rate per minute.
        rate: f64,
    },
    /// f = min(1, t^−exponent): times up to one minute count in full, since the power has no value at 0.
    Power {
        /// Exponent.
        exponent: f64,
    },
    /// 1 until `full_until`, 0 from `none_from`, a straight line between.
    ///
    /// From 0 to T it is the linear decay of `accessibility`; around a cutoff, half the width to each side, that of R5.
    Linear {
        /// Minutes until which the weight is 1.
        full_until: f64,
        /// Minutes from which it is 0.
        none_from: f64,
    },
    /// f = g(0) / g(t), g(t) = 1 + exp((t − mean) · π / (sd · √3)): the tail of the logistic distribution, brought to 1 at 0, as in R5.
    Logistic {
        /// Mean of the distribution, minutes.
        mean: f64,
        /// Its standard deviation, minutes.
        sd: f64,
    },
    /// The weight of the first zone that holds the time; 0 beyond the last.
    Stepped(Vec<Zone>),
    /// f = exp(−t² / (2 · sd²)).
    Gaussian {
        /// Standard deviation, minutes.
        sd: f64,
    },
    /// f = (exp(−½ (t/T)²) − exp(−½)) / (1 − exp(−½)) within the cutoff T, 0 beyond (Dai 2010): it ends at 0 without a step.
    GaussianWithin {
        /// Cutoff T, minutes.
        cutoff: f64,
    },
}

/// Says why a decay has no meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DecayError {
    /// A parameter is not finite or not above its least.
    Parameter {
        /// The parameter.
        value: f64,
    },
    /// The weight of a zone is not within 0–1.
    Weight {
        /// The zone.
        zone: usize,
        /// The weight.
        weight: f64,
    },
    /// A zone ends no later than the one before it.
    Zones {
        /// The zone.
        zone: usize,
    },
}

impl std::fmt::Display for DecayError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Parameter { value } => write!(f, "{value} as parameter of a decay; expected a finite number above 0"),
            Self::Weight { zone, weight } => write!(f, "zone {zone} has weight {weight}; expected 0 to 1"),
            Self::Zones { zone } => write!(f, "zone {zone} does not end after the zone before it"),
        }
    }
}

impl std::error::Error for DecayError {}

impl Decay {
    /// Checks the parameters.
    ///
    /// Cutoffs and the start of a line may be 0; rates, exponents, spreads and the mean must be above 0; zones must rise.
    ///
    /// # Errors
    /// [`DecayError`] names the parameter.
    pub fn check(&self) -> Result<(), DecayError> {
        let above = |value: f64| {
            if value.is_finite() && value > 0.0 { Ok(()) } else { Err(DecayError::Parameter { value }) }
        };
        let from = |value: f64| {
            if value.is_finite() && value >= 0.0 { Ok(()) } else { Err(DecayError::Parameter { value }) }
        };
        match self {
            Self::Step(cutoff) => from(cutoff.minutes()),
            Self::Exponential { rate } => above(*rate),
            Self::Power { exponent } => above(*exponent),
            Self::Linear { full_until, none_from } => {
                from(*full_until)?;
                if none_from > full_until {
                    above(*none_from)
                } else {
                    Err(DecayError::Parameter { value: *none_from })
                }
            }
            Self::Logistic { mean, sd } => above(*mean).and(above(*sd)),
            Self::Stepped(zones) => check_zones(zones),
            Self::Gaussian { sd } => above(*sd),
            Self::GaussianWithin { cutoff } => above(*cutoff),
        }
    }

    /// Returns the weight of a travel time; the parameters must have passed [`Decay::check`].
    pub fn weight(&self, minutes: f64) -> f64 {
        match self {
            Self::Step(cutoff) => f64::from(u8::from(cutoff.holds(minutes))),
            Self::Exponential { rate } => (-rate * minutes).exp(),
            Self::Power { exponent } => {
                if minutes <= 1.0 {
                    1.0
                } else {
                    minutes.powf(-exponent)
                }
            }
            Self::Linear { full_until, none_from } => {
                ((none_from - minutes) / (none_from - full_until)).clamp(0.0, 1.0)
            }
            Self::Logistic { mean, sd } => {
                let g = |t: f64| 1.0 + ((t - mean) * std::f64::consts::PI / (sd * 3.0_f64.sqrt())).exp();
                // Far beyond the mean g is infinite and the weight 0, as it should be.
                g(0.0) / g(minutes)
            }
            Self::Stepped(zones) => {
                zones.iter().find(|zone| zone.within.holds(minutes)).map_or(0.0, |zone| zone.weight)
            }
            Self::Gaussian { sd } => (-minutes * minutes / (2.0 * sd * sd)).exp(),
            Self::GaussianWithin { cutoff } => {
                if minutes > *cutoff {
                    return 0.0;
                }
                let (share, end) = (minutes / cutoff, (-0.5_f64).exp());
                ((-0.5 * share * share).exp() - end) / (1.0 - end)
            }
        }
    }
}

fn check_zones(zones: &[Zone]) -> Result<(), DecayError> {
    for (position, zone) in zones.iter().enumerate() {
        let end = zone.within.minutes();
        let last = position + 1 == zones.len();
        if end.is_nan() || end < 0.0 || (end.is_infinite() && !last) {
            return Err(DecayError::Parameter { value: end });
        }
        if !(0.0..=1.0).contains(&zone.weight) {
            return Err(DecayError::Weight { zone: position, weight: zone.weight });
        }
        if position > 0 && end <= zones[position - 1].within.minutes() {
            return Err(DecayError::Zones { zone: position });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
