//! Siting: proven where the problem is small, else by the heuristic with its gap.

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::Diagnostic;
use crest_plan::Effort;
use crest_plan::siting::{self as exact, Facilities};
use crest_reach::decay::Cutoff;
use crest_reach::siting::{Clients, SitingEffort, cover_all, cover_most, p_centre, p_median};

use super::{AccessAsked, Measure, failed};

/// Clients times sites up to which the exact programme is tried.
const EXACT_PAIRS: usize = 1_000_000;
/// Nodes of branch and bound after which the heuristic answers.
const NODES: u32 = 2_000;
/// Steps of the bound of the heuristic.
const STEPS: usize = 400;

/// Chosen sites, objective and bound, whether proven, clients out of reach.
struct Answer {
    chosen: Vec<usize>,
    objective: f64,
    bound: f64,
    is_proven: bool,
    n_out_of_reach: usize,
}

pub(super) fn table(measure: Measure, asked: &AccessAsked<'_>) -> Result<Table, Diagnostic> {
    let times = asked.times(measure)?;
    let weights = asked.population(measure)?;
    let longest = (0..times.n_origins()).flat_map(|origin| times.row(origin).1).copied().fold(0.0, f64::max);
    let unserved = asked.cutoffs.first().map_or(longest, |cutoff| cutoff.minutes().max(longest));
    let cutoff = match measure {
        Measure::Lscp | Measure::Mclp => asked.cutoff(measure)?,
        _ => Cutoff::UpTo(unserved),
    };
    let clients = Clients { times, weights, existing: &asked.existing };
    let effort = SitingEffort { n_steps: STEPS };
    let n = asked.n_sites;
    let fast = match measure {
        Measure::Lscp => cover_all(&clients, cutoff, effort),
        Measure::Mclp => cover_most(&clients, cutoff, n, effort),
        Measure::PMedian => p_median(&clients, n, unserved, effort),
        _ => p_centre(&clients, n, effort),
    };
    let fast = fast.map_err(|error| failed(measure, error))?;
    let is_proven = fast.gap() == 0.0;
    let mut answer = Answer {
        n_out_of_reach: fast.out_of_reach.len(),
        chosen: fast.chosen,
        objective: fast.objective,
        bound: fast.bound,
        is_proven,
    };
    if !is_proven && times.n_origins() * times.n_destinations() <= EXACT_PAIRS {
        answer = proven(measure, asked, (cutoff, unserved), answer);
    }
    Ok(told(asked, &answer))
}

/// The answer of the exact programme, or the one given where that was cut short.
fn proven(measure: Measure, asked: &AccessAsked<'_>, (cutoff, unserved): (Cutoff, f64), fast: Answer) -> Answer {
    let Ok(times) = asked.times(measure) else { return fast };
    let Ok(weights) = asked.population(measure) else { return fast };
    // The programme reads a cutoff as up to; minutes below it are those up to the number before.
    let minutes: Vec<Option<f64>> = (0..times.n_origins())
        .flat_map(|origin| (0..times.n_destinations() as u32).map(move |site| times.find(origin, site)))
        .map(|minutes| {
            minutes
                .filter(|minutes| measure == Measure::PMedian || measure == Measure::PCentre || cutoff.holds(*minutes))
        })
        .collect();
    let facilities =
        Facilities { weights, n_sites: times.n_destinations(), minutes: &minutes, existing: &asked.existing };
    let effort = Effort { n_nodes: Some(NODES) };
    let found = match measure {
        Measure::Lscp => exact::cover_all(&facilities, cutoff.minutes(), effort),
        Measure::Mclp => exact::cover_most(&facilities, cutoff.minutes(), asked.n_sites, effort),
        Measure::PMedian => exact::p_median(&facilities, asked.n_sites, unserved, &fast.chosen, effort),
        _ => exact::p_centre(&facilities, asked.n_sites, effort),
    };
    match found {
        Ok(sites) if sites.proven => Answer {
            n_out_of_reach: sites.out_of_reach.len(),
            chosen: sites.chosen,
            objective: sites.objective,
            bound: sites.bound,
            is_proven: true,
        },
        _ => fast,
    }
}

/// One row per new site, with the objective, its bound and whether it is proven on each.
fn told(asked: &AccessAsked<'_>, answer: &Answer) -> Table {
    // Where nothing need be built, the figures still have a row.
    let sites: Vec<Option<String>> = if answer.chosen.is_empty() {
        vec![None]
    } else {
        answer.chosen.iter().map(|site| asked.to.get(*site).cloned()).collect()
    };
    let n = sites.len();
    let same = |value: f64| ColumnData::Number(vec![Some(value); n]);
    Table::from_columns(
        "access",
        vec![
            (ColumnInfo::named("site"), ColumnData::Text(sites)),
            (ColumnInfo::named("objective"), same(answer.objective)),
            (ColumnInfo::named("bound"), same(answer.bound)),
            (ColumnInfo::named("proven"), ColumnData::Boolean(vec![Some(answer.is_proven); n])),
            (ColumnInfo::named("clients_out_of_reach"), same(answer.n_out_of_reach as f64)),
        ],
    )
}
