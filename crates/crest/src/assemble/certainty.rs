//! How sure the ranks of the main index are: what the project declares uncertain, or a default, as a space of the kernel,
//! and the kernel's answer back as named results.

mod default;
mod space;
mod told;
mod words;

pub(crate) use space::relative_error;

use crest_data::value::Panel;
use crest_index::sensitivity::{Output, enumerate_indices, sample_indices};
use crest_index::uncertainty::{
    RankStatistics, Sampling, Uncertain, UncertaintyError, enumerate, moves, one_at_a_time, paired, reversals, sample,
};
use crest_model::model::Model;
use crest_model::results::Certainty;
use crest_model::uncertainty::SamplingMethod;
use crest_model::{Diagnostic, UncertaintySpec};

use super::index::Ground;
use space::State;

/// Bytes that counts of draws may take.
const MEMORY: u64 = 256 << 20;

/// Draws by which the change since the period before is told from noise.
const PAIRED_DRAWS: u64 = 1024;

/// Computes how sure the ranks of the measured period are; `None` where nothing is uncertain.
///
/// - `stated`: what is uncertain, over what the project declares; `None` = as declared, or Crest's default.
///
/// # Errors
/// `C0805` with what cannot be computed, and for which input.
pub(crate) fn certainty(
    model: &Model,
    panel: &Panel,
    ground: &Ground,
    stated: Option<&UncertaintySpec>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Certainty>, Diagnostic> {
    let declared = stated.or(model.uncertainty.as_ref());
    let default;
    let spec = match declared {
        Some(spec) if !spec.inputs.is_empty() => spec,
        _ => {
            default = default::inputs(model, panel, ground, declared);
            &default
        }
    };
    let is_declared = declared.is_some_and(|declared| !declared.inputs.is_empty());
    let state = State::build(model, panel, ground, ground.at, spec);
    if state.factors.is_empty() {
        return Ok(None);
    }
    let refuse = |error: &UncertaintyError| words::refused(model, ground, spec, &state, error);
    let kernel = state.space(ground);
    let uncertain = Uncertain::prepare(&kernel).map_err(|error| refuse(&error))?;
    let statistics = statistics(spec, &uncertain, stop).map_err(|error| refuse(&error))?;
    let mut certainty = told::ranks(model, ground, spec, &state, &uncertain, &statistics);
    certainty.declared = is_declared;
    let outputs = told::outputs(&statistics, &certainty.first);
    let shares = shares(spec, &uncertain, &statistics, &outputs, stop).map_err(|error| refuse(&error))?;
    certainty.sensitivity = told::sensitivity(ground, model, &certainty, &outputs, &shares);
    let single = one_at_a_time(&uncertain, spec.seed, stop).map_err(|error| refuse(&error))?;
    certainty.single = told::single(&certainty, &statistics, &single);
    let normalisations = default::normalisations(&kernel);
    let swaps = reversals(&uncertain, &normalisations, stop);
    certainty.reversal = told::reversal(model, ground, &normalisations, &swaps);
    if let Some(before) = ground.at.checked_sub(1).filter(|&before| ground.built[before].is_some()) {
        let earlier = State::build(model, panel, ground, before, spec);
        if earlier.fits(&state) {
            let kernel = earlier.space(ground);
            // A period in which an option cannot be computed has no comparison.
            if let Ok(old) = Uncertain::prepare(&kernel) {
                let sampling = sampling(spec, PAIRED_DRAWS.min(spec.draws), stop);
                if let (Ok(moves), Ok(noise)) = (moves(&old, &uncertain), paired(&old, &uncertain, &sampling)) {
                    certainty.moves = told::moves(model, ground, before, &moves, &noise);
                }
            }
        }
    }
    Ok(Some(certainty))
}

fn sampling<'a>(spec: &UncertaintySpec, draws: u64, stop: &'a (dyn Fn() -> bool + Sync)) -> Sampling<'a> {
    Sampling {
        is_even: spec.method != SamplingMethod::Random,
        draws,
        seed: spec.seed,
        interval: spec.interval,
        with_central: true,
        memory: MEMORY,
        stop,
    }
}

/// Enumerates or samples as the project asks.
fn statistics(
    spec: &UncertaintySpec,
    uncertain: &Uncertain<'_, '_>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<RankStatistics, UncertaintyError> {
    let all = |most| enumerate(uncertain, most, spec.interval, stop);
    let some = || sample(uncertain, &sampling(spec, spec.draws, stop));
    match spec.method {
        SamplingMethod::Enumerate => all(spec.enumerate_up_to.max(1_000_000)),
        SamplingMethod::Auto => match all(spec.enumerate_up_to) {
            Err(UncertaintyError::NotFinite { .. } | UncertaintyError::TooMany { .. }) => some(),
            found => found,
        },
        SamplingMethod::Sobol | SamplingMethod::Random => some(),
    }
}

/// Variance shares of the results, one entry per output; empty where none are asked for.
fn shares(
    spec: &UncertaintySpec,
    uncertain: &Uncertain<'_, '_>,
    statistics: &RankStatistics,
    outputs: &[Output],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Option<crest_index::sensitivity::Indices>>, UncertaintyError> {
    if spec.sensitivity == 0 {
        return Ok(Vec::new());
    }
    if statistics.is_exact {
        match enumerate_indices(uncertain, outputs, statistics.n_draws, stop) {
            Err(UncertaintyError::TooMany { .. }) => {}
            found => return found,
        }
    }
    sample_indices(uncertain, outputs, spec.sensitivity, spec.seed, stop)
}
