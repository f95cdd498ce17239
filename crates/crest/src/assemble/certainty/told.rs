//! The kernel's answers with the names of the project.

use crest_index::rank_reversal::Reversal;
use crest_index::recipe::Normalisation;
use crest_index::sensitivity::{Indices, Output};
use crest_index::uncertainty::{
    Estimate, Move, PairedChange, RankStatistics, SingleChange as Single, Uncertain, tied_groups,
};
use crest_model::model::Model;
use crest_model::results::{
    Certainty, CertaintyInput, Figure, PlaceCertainty, RankBand, RankMove, ReversalRow, SensitivityRow, SingleRow,
};
use crest_model::uncertainty::SamplingMethod;
use crest_model::{Text, UncertaintySpec};

use super::space::State;
use super::words;
use crate::assemble::index::Ground;

fn figure(estimate: Estimate) -> Figure {
    Figure { value: estimate.value, error: estimate.error }
}

/// Rows of places with a nominal rank and a distribution, in order.
fn ranked(statistics: &RankStatistics) -> Vec<usize> {
    (0..statistics.n_places()).filter(|&p| statistics.nominal[p].is_some() && statistics.mean[p].is_some()).collect()
}

/// Everything but sensitivity, single changes, reversals and moves.
pub(super) fn ranks(
    model: &Model,
    ground: &Ground,
    spec: &UncertaintySpec,
    state: &State,
    uncertain: &Uncertain<'_, '_>,
    statistics: &RankStatistics,
) -> Certainty {
    let rows = ranked(statistics);
    let n = rows.len() as u32;
    let bands: Vec<RankBand> = spec
        .groups
        .iter()
        .map(|group| {
            let at = |rank: i64| if rank < 0 { i64::from(n) + 1 + rank } else { rank };
            let held = |rank: i64| u32::try_from(at(rank).clamp(1, i64::from(n.max(1)))).unwrap_or(1);
            RankBand { name: group.name.clone(), from: held(group.from), to: held(group.to) }
        })
        .collect();
    let (first_k, last_k) = (within(&spec.first, n), within(&spec.last, n));
    let place = |row: usize| model.places[ground.frame.places[row]].id.clone();
    let code = |node: usize| model.nodes[ground.frame.nodes[node]].code.clone();
    let root = ground.frame.roots[0];
    let roots = ground.frame.tree.root_of();
    let described = |&row: &usize| {
        let of = |estimates: &[Option<Estimate>]| figure(estimates[row].expect("places without ranks are left out"));
        let chances = &statistics.chances[row];
        let first = chances.iter().position(|chance| *chance > 0.0).unwrap_or(0);
        let last = chances.iter().rposition(|chance| *chance > 0.0).unwrap_or(0);
        let central = statistics.central.get(row).and_then(Option::as_ref);
        let (score_mean, score_sd) = statistics.scores[row].unwrap_or_default();
        PlaceCertainty {
            place: place(row),
            rank: statistics.nominal[row].unwrap_or_default(),
            mean: of(&statistics.mean),
            median: of(&statistics.median),
            lower: of(&statistics.lower),
            upper: of(&statistics.upper),
            score_mean,
            score_sd,
            chances: chances[first..=last].to_vec(),
            chances_from: first as u32 + 1,
            first: first_k.iter().map(|&k| figure(statistics.within(row, 1, k))).collect(),
            last: last_k.iter().map(|&k| figure(statistics.within(row, (n + 1).saturating_sub(k), n))).collect(),
            bands: bands.iter().map(|band| figure(statistics.within(row, band.from, band.to))).collect(),
            central: central.map_or_else(Vec::new, |shares| {
                let below = (0..shares.len()).filter(|&node| node != root && roots[node] == root);
                below.map(|node| (code(node), shares[node])).collect()
            }),
        }
    };
    let ahead: Vec<Vec<Estimate>> =
        rows.iter().map(|&a| rows.iter().map(|&b| statistics.ahead(a, b)).collect()).collect();
    let ties = tied_groups(statistics, spec.apart);
    Certainty {
        declared: false,
        root: code(root),
        method: match spec.method {
            _ if statistics.is_exact => "enumerated".to_owned(),
            SamplingMethod::Random => "random".to_owned(),
            _ => "sobol".to_owned(),
        },
        draws: statistics.n_draws,
        seed: spec.seed,
        interval: spec.interval,
        apart: spec.apart,
        inputs: inputs(model, spec, state, uncertain),
        first: first_k.clone(),
        last: last_k.clone(),
        bands: bands.clone(),
        places: rows.iter().map(described).collect(),
        shift: figure(statistics.shift),
        ahead_error: ahead.iter().flatten().map(|e| e.error).fold(0.0, f64::max),
        ahead: ahead.iter().map(|row| row.iter().map(|e| e.value).collect()).collect(),
        ties: ties.iter().map(|group| group.iter().map(|&row| place(row)).collect()).collect(),
        sensitivity: Vec::new(),
        single: Vec::new(),
        reversal: Vec::new(),
        moves: Vec::new(),
    }
}

/// Numbers that tell some of `n` places from others: the chance of being among the first n is 1.
fn within(numbers: &[u32], n: u32) -> Vec<u32> {
    numbers.iter().copied().filter(|&k| k < n).collect()
}

/// What is drawn by one roll each, in the order of the kernel's groups.
fn inputs(model: &Model, spec: &UncertaintySpec, state: &State, uncertain: &Uncertain<'_, '_>) -> Vec<CertaintyInput> {
    let joined = |texts: Vec<Text>, by: &str| {
        let of = |lang| texts.iter().map(|text| text.show(lang).to_owned()).collect::<Vec<_>>().join(by);
        Text::new(of(crest_model::Lang::Zh), of(crest_model::Lang::En))
    };
    let one = |factors: &Vec<usize>| {
        let of = |factor: &usize| words::factor(model, spec, state, *factor);
        let described: Vec<words::Described> = factors.iter().map(of).collect();
        let together = state.together_rows(factors);
        let options = match together {
            Some(rows) => rows
                .iter()
                .map(|(options, chance)| {
                    let labels = options.iter().zip(&described).map(|(&option, d)| d.options[option].0.clone());
                    (joined(labels.collect(), " + "), *chance)
                })
                .collect(),
            None => described.first().map_or_else(Vec::new, |d| d.options.clone()),
        };
        CertaintyInput {
            id: described.iter().map(|d| d.id.clone()).collect::<Vec<_>>().join("+"),
            name: joined(described.iter().map(|d| d.name.clone()).collect(), " + "),
            how: joined(described.iter().map(|d| d.how.clone()).collect(), "; "),
            options,
        }
    };
    uncertain.groups().iter().map(one).collect()
}

/// Results whose variance is shared out: the mean shift, then score, rank and being first of every ranked place.
pub(super) fn outputs(statistics: &RankStatistics, first: &[u32]) -> Vec<Output> {
    let mut outputs = vec![Output::Shift];
    for row in ranked(statistics) {
        outputs.extend([Output::Score(row), Output::Rank(row)]);
        outputs.extend(first.iter().map(|&k| Output::First(row, k)));
    }
    outputs
}

/// Variance shares by result and input; results that do not vary have none.
pub(super) fn sensitivity(
    ground: &Ground,
    model: &Model,
    certainty: &Certainty,
    outputs: &[Output],
    shares: &[Option<Indices>],
) -> Vec<SensitivityRow> {
    let place = |row: usize| Some(model.places[ground.frame.places[row]].id.clone());
    let mut rows = Vec::new();
    for (output, indices) in outputs.iter().zip(shares) {
        let Some(indices) = indices else { continue };
        let (name, k, place) = match *output {
            Output::Shift => ("shift", None, None),
            Output::Score(row) => ("score", None, place(row)),
            Output::Rank(row) => ("rank", None, place(row)),
            Output::First(row, k) => ("first", Some(k), place(row)),
        };
        for (position, input) in certainty.inputs.iter().enumerate() {
            rows.push(SensitivityRow {
                output: name.to_owned(),
                k,
                place: place.clone(),
                input: input.id.clone(),
                first: figure(indices.first[position]),
                total: figure(indices.total[position]),
                shapley: figure(indices.shapley[position]),
            });
        }
    }
    rows
}

/// What each choice does alone.
pub(super) fn single(certainty: &Certainty, statistics: &RankStatistics, single: &[Single]) -> Vec<SingleRow> {
    let rows = ranked(statistics);
    let told = |change: &Single| {
        let input = &certainty.inputs[change.group];
        let nominal = |row: usize| statistics.nominal[row].unwrap_or_default();
        SingleRow {
            input: input.id.clone(),
            option: change.row.and_then(|row| input.options.get(row)).map(|o| o.0.clone()).unwrap_or_default(),
            shift: change.shift,
            ranks: rows.iter().map(|&row| change.ranks[row].unwrap_or((nominal(row), nominal(row)))).collect(),
        }
    };
    single.iter().map(told).collect()
}

/// Pairs that swap when a place is taken out, by normalisation; a normalisation under which none does has one row without a
/// place.
pub(super) fn reversal(
    model: &Model,
    ground: &Ground,
    normalisations: &[Normalisation],
    swaps: &[Option<Vec<Reversal>>],
) -> Vec<ReversalRow> {
    let place = |row: usize| model.places[ground.frame.places[row]].id.clone();
    let mut rows = Vec::new();
    for (position, (normalisation, swaps)) in normalisations.iter().zip(swaps).enumerate() {
        let Some(swaps) = swaps else { continue };
        let (words, is_own) = (words::normalisation(normalisation), position == 0);
        let before = rows.len();
        for swap in swaps.iter().filter(|swap| !swap.pairs.is_empty()) {
            rows.push(ReversalRow {
                normalisation: words.clone(),
                is_own,
                removed: place(swap.removed),
                swapped: swap.pairs.iter().map(|&(a, b)| (place(a), place(b))).collect(),
            });
        }
        if rows.len() == before {
            rows.push(ReversalRow { normalisation: words, is_own, removed: String::new(), swapped: Vec::new() });
        }
    }
    rows
}

/// Changes of rank since an earlier period.
pub(super) fn moves(
    model: &Model,
    ground: &Ground,
    before: usize,
    moves: &[Option<Move>],
    noise: &[Option<PairedChange>],
) -> Vec<RankMove> {
    let told = |(row, (found, noise)): (usize, (&Option<Move>, &Option<PairedChange>))| {
        let (found, noise) = ((*found)?, (*noise)?);
        Some(RankMove {
            place: model.places[ground.frame.places[row]].id.clone(),
            from: ground.periods[before].0.to_string(),
            before: found.before,
            after: found.after,
            own: found.own,
            others: found.others,
            entry: found.entry,
            lower: noise.lower,
            upper: noise.upper,
            better: figure(noise.better),
            worse: figure(noise.worse),
        })
    };
    moves.iter().zip(noise).enumerate().filter_map(told).collect()
}
