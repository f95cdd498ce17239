//! How sure ranks under a scheme are: drawn over everything assumed about it, and over the errors of figures.

use std::collections::BTreeMap;

use crest_index::Matrix;
use crest_index::scheme::{Data, RankTally, Scores, draw_figures};
use crest_index::sobol::{MOST_DIMENSIONS, Sobol};
use crest_model::results::{Figure, SchemeCertainty, SchemeChances};
use crest_model::scheme::{Missing, RoundingRule, Scheme, Ties, Within};
use crest_model::uncertainty::Vary;
use crest_model::{Period, UncertaintySpec};
use rayon::prelude::*;

use super::figures::{Figures, Reader};
use super::kernel;
use crate::assemble::certainty::relative_error;

/// Draws: the standard error of a chance is then at most 1.6 percentage points.
const DRAWS: u32 = 1024;

/// Draws counted into one tally; a multiple of it divides the work, whatever the number of threads.
const BATCH: u32 = 128;

/// "The last k" where the scheme has no exit rule and no warning, and "the first k".
const LAST: usize = 5;
const FIRST: usize = 10;

/// Something about a scheme that varies: one coordinate of a draw.
enum Varied<'a> {
    /// An assumed number, by its position among them.
    Number(usize, &'a Within),
    /// A score function that may be another: its identifier, and all that may be meant.
    Function(&'a str, Vec<&'a str>),
    /// What items without a value get, where that is not known.
    Missing(Vec<Missing>),
    /// The rank that equals get.
    Ties(Vec<Ties>),
    /// How a digit half way is rounded.
    Rounding(Vec<RoundingRule>),
}

/// Draws ranks; `None` where nothing varies. Also lists the paths of what varies.
pub(super) fn chances(
    reader: &Reader<'_>,
    figures: &Figures,
    assessment: i32,
) -> (Option<SchemeCertainty>, Vec<String>) {
    let scheme = &reader.taken.scheme;
    let assumed = scheme.assumed();
    // What is beyond the dimensions of the sequence stays as the scheme says, and is told not to vary.
    let (varied, paths): (Vec<Varied<'_>>, Vec<String>) =
        varied(scheme, &assumed).into_iter().take(MOST_DIMENSIONS).unzip();
    let spec = reader.model.uncertainty.as_ref();
    let errors = errors(reader, figures, assessment, spec);
    if varied.is_empty() && errors.is_none() {
        return (None, paths);
    }
    let seed = spec.map_or(1, |spec| spec.seed);
    let interval = spec.map_or(0.9, |spec| spec.interval);
    let n_units = reader.places.len();
    let last = scheme.exits.iter().chain(&scheme.warnings).next().map_or(LAST, |rule| rule.last as usize);
    let drawing = Drawing { scheme, varied: &varied, figures, errors: errors.as_ref(), seed };
    let sobol = Sobol::new(varied.len());
    let tallies: Vec<RankTally> = (0..DRAWS / BATCH)
        .into_par_iter()
        .map(|batch| drawing.batch(&sobol, batch * BATCH, RankTally::new(n_units, FIRST, last), &assumed))
        .collect();
    let empty = RankTally::new(n_units, FIRST, last);
    let tally = tallies.iter().fold(empty, RankTally::join);
    let figure = |(value, error): (f64, f64)| Figure { value, error };
    let told = |unit: usize| {
        let found = tally.chances(unit, interval)?;
        Some(SchemeChances {
            mean: found.mean,
            lower: found.lower,
            upper: found.upper,
            first: figure(found.first),
            last: figure(found.last),
        })
    };
    let certainty = SchemeCertainty {
        draws: tally.n_draws() as u32,
        seed,
        interval,
        n_varied: varied.len(),
        varies_values: errors.is_some(),
        last,
        first: FIRST,
        places: (0..n_units).map(told).collect(),
    };
    (Some(certainty), paths)
}

/// Lists what varies, each with its path.
fn varied<'a>(scheme: &'a Scheme, assumed: &'a [(String, crest_model::scheme::Figure)]) -> Vec<(Varied<'a>, String)> {
    let mut all = Vec::new();
    for (at, (path, figure)) in assumed.iter().enumerate() {
        if let Some(assumption) = &figure.assumption {
            all.push((Varied::Number(at, &assumption.within), path.clone()));
        }
    }
    for score in &scheme.scores {
        if let Some(doubt) = &score.doubt {
            let options = std::iter::once(score.id.as_str()).chain(doubt.among.iter().map(String::as_str));
            all.push((Varied::Function(&score.id, options.collect()), format!("scores.{}", score.id)));
        }
    }
    for unknown in &scheme.unknowns {
        let words = || unknown.among.iter().map(String::as_str);
        let one = match unknown.about.as_str() {
            "missing" => {
                let known = |word: &str| match word {
                    "zero" => Some(Missing::Zero),
                    "leave-out" => Some(Missing::LeaveOut),
                    "group-minimum" => Some(Missing::GroupMinimum),
                    _ => None,
                };
                with_own(&scheme.scoring.missing, words().filter_map(known)).map(Varied::Missing)
            }
            "ties" => {
                let known = |word: &str| match word {
                    "better" => Some(Ties::Better),
                    "worse" => Some(Ties::Worse),
                    "mean" => Some(Ties::Mean),
                    _ => None,
                };
                with_own(&scheme.ranking.ties, words().filter_map(known)).map(Varied::Ties)
            }
            "rounding" => {
                let known = |word: &str| match word {
                    "half-up" => Some(RoundingRule::HalfUp),
                    "half-even" => Some(RoundingRule::HalfEven),
                    "down" => Some(RoundingRule::Down),
                    "up" => Some(RoundingRule::Up),
                    _ => None,
                };
                with_own(&scheme.scoring.rounding.rule, words().filter_map(known)).map(Varied::Rounding)
            }
            _ => None,
        };
        all.extend(one.map(|one| (one, format!("unknown.{}", unknown.about))));
    }
    all
}

/// The own rule and those that may be meant; `None` where there is no other.
fn with_own<T: Clone + PartialEq>(own: &T, others: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let mut all = vec![own.clone()];
    all.extend(others.filter(|other| other != own));
    (all.len() > 1).then_some(all)
}

/// Standard errors of the figures as the project declares them: those that figures carry, and shares by indicator or
/// status; `None` where no figure has one. Figures that are 0 or quotients of two base data have none, and whatever shape is
/// declared, errors are drawn as normal and independent.
fn errors(reader: &Reader<'_>, figures: &Figures, assessment: i32, spec: Option<&UncertaintySpec>) -> Option<Matrix> {
    let declared = spec.and_then(|spec| {
        spec.inputs.iter().find_map(|input| match &input.vary {
            Vary::Values { std_error, by_status, by_indicator, .. } => Some((*std_error, by_status, by_indicator)),
            _ => None,
        })
    });
    // Without a declaration, figures that carry an error have it.
    let none = BTreeMap::new();
    let (own, by_status, by_indicator) = declared.unwrap_or((true, &none, &none));
    let scheme = &reader.taken.scheme;
    let mut errors = Matrix::missing(figures.values.n_places(), figures.values.n_indicators());
    let mut has_some = false;
    for (at, item) in scheme.items.iter().enumerate() {
        let Some(node) = reader.node_of(item) else { continue };
        let code = &reader.model.nodes[node].code;
        let period = Period::year_of(scheme.data_year(assessment, Some(item)));
        for (unit, &place) in reader.places.iter().enumerate() {
            let Some(figure) = figures.values.at(unit, at) else { continue };
            let Some(value) = reader.value(node, place, period) else { continue };
            let share = relative_error(value, code, own, by_status, by_indicator);
            if let Some(error) = share.map(|share| share * figure.abs()).filter(|error| *error > 0.0) {
                errors.set(unit, at, Some(error));
                has_some = true;
            }
        }
    }
    has_some.then_some(errors)
}

/// Everything from which draws are made.
struct Drawing<'a> {
    scheme: &'a Scheme,
    varied: &'a [Varied<'a>],
    figures: &'a Figures,
    errors: Option<&'a Matrix>,
    seed: u64,
}

impl Drawing<'_> {
    /// Counts the ranks of a batch of draws; a draw under which the scheme is not sound is left out.
    fn batch(
        &self,
        sobol: &Sobol,
        first: u32,
        mut tally: RankTally,
        assumed: &[(String, crest_model::scheme::Figure)],
    ) -> RankTally {
        let n = sobol.n_dimensions();
        let mut points = vec![0.5; n * BATCH as usize];
        sobol.fill(self.seed, first, &mut points);
        let mut values = self.figures.values.clone();
        let mut scores = Scores::new();
        for draw in 0..BATCH {
            let point = &points[draw as usize * n..(draw as usize + 1) * n];
            let Ok(scorer) = kernel::scorer(&self.drawn(point, assumed)) else { continue };
            let data = self.figures.data();
            if let Some(errors) = self.errors {
                draw_figures(&self.figures.values, errors, self.seed, u64::from(first + draw), &mut values);
                scorer.score_into(&Data { values: &values, ..data }, &mut scores);
            } else {
                scorer.score_into(&data, &mut scores);
            }
            tally.count(&scores, &self.figures.groups);
        }
        tally
    }

    /// The scheme at a point of the unit cube.
    fn drawn(&self, point: &[f64], assumed: &[(String, crest_model::scheme::Figure)]) -> Scheme {
        let mut numbers: Vec<f64> = assumed.iter().map(|(_, figure)| figure.value).collect();
        for (varied, &u) in self.varied.iter().zip(point) {
            if let Varied::Number(at, within) = varied {
                numbers[*at] = match within {
                    Within::Range { low, high } => low + u * (high - low),
                    Within::Among(values) => *pick(values, u),
                };
            }
        }
        let mut scheme = self.scheme.with_all_assumed(&numbers);
        for (varied, &u) in self.varied.iter().zip(point) {
            match varied {
                Varied::Number(..) => {}
                Varied::Function(own, options) => {
                    let taken = *pick(options, u);
                    for score in scheme.items.iter_mut().flat_map(|item| &mut item.scores) {
                        if score.as_deref() == Some(*own) {
                            *score = Some(taken.to_owned());
                        }
                    }
                }
                Varied::Missing(options) => scheme.scoring.missing = pick(options, u).clone(),
                Varied::Ties(options) => scheme.ranking.ties = *pick(options, u),
                Varied::Rounding(options) => scheme.scoring.rounding.rule = *pick(options, u),
            }
        }
        scheme
    }
}

/// Takes one of several, all equally likely.
fn pick<T>(options: &[T], u: f64) -> &T {
    &options[((u * options.len() as f64) as usize).min(options.len() - 1)]
}
