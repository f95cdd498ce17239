//! Measures of accessibility over a matrix of travel times, by their names, with what each needs.

mod marginal;
mod siting;
mod summary;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::Diagnostic;
use crest_reach::catchment::availability::spatial_availability;
use crest_reach::catchment::doubly::{Balancing, doubly_constrained};
use crest_reach::catchment::raam::{RaamOptions, raam};
use crest_reach::catchment::{balanced, three_step, two_step};
use crest_reach::decay::{Cutoff, Decay, Zone};
use crest_reach::dual::{Balance, balancing_time, time_to};
use crest_reach::opportunities::{Interval, Summary, reachable, reachable_over};
use crest_reach::times::Times;

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident, $word:literal;)*) => {
        /// Names a measure of accessibility.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Measure {
            $($(#[$doc])* $name,)*
        }

        impl Measure {
            /// Lists all measures.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the word that commands and projects write.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

measures! {
    /// Opportunities within a cutoff, or the mean and median over several.
    Cumulative, "cumulative";
    /// Opportunities weighted by a decay.
    Gravity, "gravity";
    /// Two-step floating catchment area.
    TwoStep, "2sfca";
    /// Two-step floating catchment area with a decay.
    EnhancedTwoStep, "e2sfca";
    /// Three-step floating catchment area.
    ThreeStep, "3sfca";
    /// Balanced floating catchment area.
    Balanced, "bfca";
    /// Rational agent access model.
    Raam, "raam";
    /// Spatial availability.
    Availability, "availability";
    /// Supply within reach where all demand is met and all supply used.
    DoublyConstrained, "doubly-constrained";
    /// What one more opportunity at each place adds to what people reach.
    Marginal, "marginal";
    /// The same under the two-step floating catchment area.
    MarginalTwoStep, "marginal-2sfca";
    /// The same under the three-step floating catchment area.
    MarginalThreeStep, "marginal-3sfca";
    /// The same under the balanced floating catchment area.
    MarginalBalanced, "marginal-bfca";
    /// Minutes to the k-th nearest opportunity.
    Nearest, "nearest";
    /// Minutes until supply matches demand.
    Balancing, "balancing";
    /// Gini coefficient.
    Gini, "gini";
    /// Points of the Lorenz curve.
    Lorenz, "lorenz";
    /// Palma ratio.
    Palma, "palma";
    /// Theil T.
    Theil, "theil";
    /// Concentration index.
    Concentration, "concentration";
    /// Measures of poverty.
    Poverty, "poverty";
    /// Fewest sites that cover everybody.
    Lscp, "lscp";
    /// Sites that cover most people.
    Mclp, "mclp";
    /// Sites of least mean travel time.
    PMedian, "p-median";
    /// Sites of least longest travel time.
    PCentre, "p-centre";
}

impl Measure {
    /// Finds a measure by its word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|own| own.word() == word)
    }
}

/// Holds what a measure is computed from; each needs a part of it only.
#[derive(Debug, Clone, Default)]
pub struct AccessAsked<'a> {
    /// Matrix from origins to destinations.
    pub times: Option<&'a Times>,
    /// Ids of origins.
    pub from: &'a [String],
    /// Ids of destinations.
    pub to: &'a [String],
    /// Opportunities or supply at the destinations.
    pub opportunities: Option<Vec<f64>>,
    /// People or demand at the origins.
    pub population: Option<Vec<f64>>,
    /// Income at the origins.
    pub income: Option<Vec<Option<f64>>>,
    /// Groups of the origins.
    pub groups: Option<Vec<Option<String>>>,
    /// What is measured, where it is there already.
    pub of: Option<Vec<Option<f64>>>,
    /// Cutoffs.
    pub cutoffs: Vec<Cutoff>,
    /// Decay.
    pub decay: Option<Decay>,
    /// Number of the nearest opportunity.
    pub k: f64,
    /// Sites to choose.
    pub n_sites: usize,
    /// Destinations where a site stands already.
    pub existing: Vec<usize>,
    /// Threshold of poverty, or access below which people are short of it.
    pub line: Option<f64>,
    /// Minutes of travel that the rational agent model sets against crowding.
    pub tau_minutes: f64,
}

/// Makes a decay of its name and parameters: step T; exponential rate; power exponent; linear T, or where it begins and ends to
/// fall; logistic mean, sd; stepped t₁, w₁, t₂, w₂, …; gaussian sd; gaussian-within T.
///
/// # Errors
/// `C1712` for a name or number of parameters that does not fit.
pub fn read_decay(name: &str, parameters: &[f64], is_inclusive: bool) -> Result<Decay, Diagnostic> {
    let cutoff = |minutes| if is_inclusive { Cutoff::UpTo(minutes) } else { Cutoff::Below(minutes) };
    let decay = match (name, parameters) {
        ("step", &[minutes]) => Decay::Step(cutoff(minutes)),
        ("exponential", &[rate]) => Decay::Exponential { rate },
        ("power", &[exponent]) => Decay::Power { exponent },
        ("linear", &[none_from]) => Decay::Linear { full_until: 0.0, none_from },
        ("linear", &[full_until, none_from]) => Decay::Linear { full_until, none_from },
        ("logistic", &[mean, sd]) => Decay::Logistic { mean, sd },
        ("gaussian", &[sd]) => Decay::Gaussian { sd },
        ("gaussian-within", &[cutoff]) => Decay::GaussianWithin { cutoff },
        ("stepped", pairs) if !pairs.is_empty() && pairs.len().is_multiple_of(2) => {
            Decay::Stepped(pairs.chunks(2).map(|pair| Zone { within: cutoff(pair[0]), weight: pair[1] }).collect())
        }
        _ => {
            let n = parameters.len();
            let message = format!("there is no decay `{name}` with {n} parameters");
            let expected = "step T; exponential rate; power exponent; linear T or from, to; logistic mean, sd; gaussian sd; \
                            gaussian-within T; stepped t1, w1, t2, w2";
            return Err(Diagnostic::error("C1712", message).value(name).expected(expected));
        }
    };
    decay.check().map(|()| decay).map_err(|error| Diagnostic::error("C1712", format!("the decay `{name}`: {error}")))
}

impl AccessAsked<'_> {
    fn times(&self, measure: Measure) -> Result<&Times, Diagnostic> {
        self.times.ok_or_else(|| lacks(measure, "a matrix of travel times"))
    }

    fn opportunities(&self, measure: Measure) -> Result<&[f64], Diagnostic> {
        self.opportunities.as_deref().ok_or_else(|| lacks(measure, "a column of opportunities"))
    }

    fn population(&self, measure: Measure) -> Result<&[f64], Diagnostic> {
        self.population.as_deref().ok_or_else(|| lacks(measure, "a column of people"))
    }

    /// The decay, or the only cutoff as one.
    fn decay(&self, measure: Measure) -> Result<Decay, Diagnostic> {
        match (&self.decay, self.cutoffs.as_slice()) {
            (Some(decay), _) => Ok(decay.clone()),
            (None, &[cutoff]) => Ok(Decay::Step(cutoff)),
            _ => Err(lacks(measure, "a decay or a cutoff")),
        }
    }

    fn cutoff(&self, measure: Measure) -> Result<Cutoff, Diagnostic> {
        self.cutoffs.first().copied().ok_or_else(|| lacks(measure, "a cutoff"))
    }

    /// What inequality is measured of: a column, else opportunities within reach.
    fn measured(&self, measure: Measure) -> Result<Vec<Option<f64>>, Diagnostic> {
        if let Some(of) = &self.of {
            return Ok(of.clone());
        }
        let (times, found) = (self.times(measure)?, self.opportunities(measure)?);
        let rows = reachable(times, &[found], &self.decay(measure)?).map_err(|error| failed(measure, error))?;
        Ok(rows.into_iter().next().unwrap_or_default().into_iter().map(Some).collect())
    }
}

fn lacks(measure: Measure, what: &str) -> Diagnostic {
    Diagnostic::error("C1712", format!("the measure `{}` needs {what}", measure.word())).value(measure.word())
}

fn failed(measure: Measure, error: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error("C1712", format!("the measure `{}` cannot be computed: {error}", measure.word()))
}

/// Computes a measure: a table with one row per origin (`id` and columns of figures), per group, point or site, or of sums.
///
/// # Errors
/// `C1712` for what is lacking or cannot be computed.
pub fn access(measure: Measure, asked: &AccessAsked<'_>) -> Result<Table, Diagnostic> {
    let columns = match measure {
        Measure::Cumulative if asked.cutoffs.len() > 1 => {
            let (times, found) = (asked.times(measure)?, asked.opportunities(measure)?);
            let over = |summary| {
                let interval = Interval { cutoffs: asked.cutoffs.clone(), summary };
                let rows = reachable_over(times, &[found], &interval).map_err(|error| failed(measure, error))?;
                Ok(rows.into_iter().next().unwrap_or_default())
            };
            vec![("mean", some(over(Summary::Mean)?)), ("median", some(over(Summary::Median)?))]
        }
        Measure::Cumulative | Measure::Gravity => {
            let (times, found) = (asked.times(measure)?, asked.opportunities(measure)?);
            let decay = if measure == Measure::Cumulative {
                Decay::Step(asked.cutoff(measure)?)
            } else {
                asked.decay(measure)?
            };
            let rows = reachable(times, &[found], &decay).map_err(|error| failed(measure, error))?;
            vec![("access", some(rows.into_iter().next().unwrap_or_default()))]
        }
        Measure::TwoStep | Measure::EnhancedTwoStep | Measure::ThreeStep | Measure::Balanced => {
            let times = asked.times(measure)?;
            let (demand, supply) = (asked.population(measure)?, asked.opportunities(measure)?);
            let decay = match measure {
                Measure::TwoStep => Decay::Step(asked.cutoff(measure)?),
                _ => asked.decay(measure)?,
            };
            let share = match measure {
                Measure::TwoStep | Measure::EnhancedTwoStep => two_step,
                Measure::ThreeStep => three_step,
                _ => balanced,
            };
            let found = share(times, demand, supply, &decay).map_err(|error| failed(measure, error))?;
            vec![("access", some(found.access))]
        }
        Measure::Raam => {
            let options = RaamOptions { tau_minutes: asked.tau_minutes, rho: None, tolerance: 1e-4, n_rounds: 1000 };
            let (demand, supply) = (asked.population(measure)?, asked.opportunities(measure)?);
            let found = raam(asked.times(measure)?, demand, supply, options).map_err(|error| failed(measure, error))?;
            vec![("cost", found.costs)]
        }
        Measure::Availability => {
            let (demand, supply) = (asked.population(measure)?, asked.opportunities(measure)?);
            let found = spatial_availability(asked.times(measure)?, demand, supply, &asked.decay(measure)?, 1.0)
                .map_err(|error| failed(measure, error))?;
            let per_head =
                found.available.iter().zip(demand).map(|(own, people)| (*people > 0.0).then(|| own / people));
            let per_head = per_head.collect();
            vec![("available", some(found.available)), ("per_head", per_head)]
        }
        Measure::DoublyConstrained => {
            let (demand, supply) = (asked.population(measure)?, asked.opportunities(measure)?);
            let balancing = Balancing { tolerance: 1e-9, n_rounds: 10_000 };
            let found = doubly_constrained(asked.times(measure)?, demand, supply, &asked.decay(measure)?, balancing)
                .map_err(|error| failed(measure, error))?;
            vec![("access", some(found.access)), ("minutes", found.minutes)]
        }
        Measure::Marginal | Measure::MarginalTwoStep | Measure::MarginalThreeStep | Measure::MarginalBalanced => {
            return marginal::table(measure, asked);
        }
        Measure::Nearest => {
            let found = asked.opportunities(measure)?;
            let rows = time_to(asked.times(measure)?, found, &[asked.k]).map_err(|error| failed(measure, error))?;
            vec![("minutes", rows.into_iter().next().unwrap_or_default())]
        }
        Measure::Balancing => {
            let (demand, supply) = (asked.population(measure)?, asked.opportunities(measure)?);
            let found = balancing_time(asked.times(measure)?, demand, supply, Balance::AtLeast);
            vec![("minutes", found.map_err(|error| failed(measure, error))?)]
        }
        Measure::Gini
        | Measure::Lorenz
        | Measure::Palma
        | Measure::Theil
        | Measure::Concentration
        | Measure::Poverty => return summary::table(measure, asked),
        Measure::Lscp | Measure::Mclp | Measure::PMedian | Measure::PCentre => return siting::table(measure, asked),
    };
    let ids = asked.from.iter().cloned().map(Some).collect();
    let mut named = vec![(ColumnInfo::named("id"), ColumnData::Text(ids))];
    named.extend(columns.into_iter().map(|(name, cells)| (ColumnInfo::named(name), ColumnData::Number(cells))));
    Ok(Table::from_columns("access", named))
}

fn some(values: Vec<f64>) -> Vec<Option<f64>> {
    values.into_iter().map(Some).collect()
}

/// A table of named sums.
fn sums(rows: Vec<(String, f64)>) -> Table {
    let (names, values): (Vec<_>, Vec<_>) = rows.into_iter().map(|(name, value)| (Some(name), Some(value))).unzip();
    let columns = vec![
        (ColumnInfo::named("measure"), ColumnData::Text(names)),
        (ColumnInfo::named("value"), ColumnData::Number(values)),
    ];
    Table::from_columns("access", columns)
}
