//! How far a measure of accessibility spreads when services known by their headway could have kept other schedules.

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_reach::draws::spreads;
use crest_reach::equity::{Distribution, gini};
use crest_reach::times::Times;

use super::read::Reader;
use super::{CUTOFFS, DECAY, INCLUSIVE, MATRIX, OPPORTUNITIES, Outcome, POPULATION, cutoffs_and_decay};
use crate::kernel::{Call, Parameter};
use crate::reach::{AccessAsked, MatrixAsked, ReachNetwork, Trip, Waits, access, matrix};

/// Probabilities of the quantiles that are told.
const PROBABILITIES: [f64; 3] = [0.05, 0.5, 0.95];

const OWN: [Parameter; 11] = [
    Parameter {
        name: "measure",
        meaning: "cumulative (default), gravity, 2sfca, e2sfca, 3sfca, bfca, raam, availability, nearest, balancing",
    },
    Parameter { name: "percentile", meaning: "percentile of travel time over the departures; 50 if not given" },
    Parameter { name: "gini", meaning: "true: the Gini coefficient of the measure over people, one row" },
    Parameter { name: "k", meaning: "number of the nearest, for nearest; 1 if not given" },
    Parameter { name: "tau", meaning: "minutes set against crowding by raam; 60 if not given" },
    OPPORTUNITIES,
    POPULATION,
    CUTOFFS,
    INCLUSIVE,
    DECAY,
    super::PARAMETERS,
];

/// Parameters: those of `reach.matrix` but its list of percentiles, then the own ones.
pub(super) static PARAMETERS: std::sync::LazyLock<Vec<Parameter>> =
    std::sync::LazyLock::new(|| MATRIX.iter().filter(|one| one.name != "percentiles").copied().chain(OWN).collect());

/// Draws the schedules one by one, computes the measure under each, and tells mean, standard deviation and quantiles.
pub(super) fn run(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let words =
        ["cumulative", "gravity", "2sfca", "e2sfca", "3sfca", "bfca", "raam", "availability", "nearest", "balancing"];
    let measure = super::measure_named(&reader, "measure", &words)?;
    let trip = reader.trip()?;
    let Waits::Drawn { n, seed } = trip.waits else {
        return Err(reader.lacks("draws", "schedules drawn from headways; half_headway knows one only"));
    };
    if n < 2 {
        return Err(reader.lacks("draws", "at least 2 draws, of which a spread can be told"));
    }
    let percentile = reader.number("percentile")?.unwrap_or(50.0);
    let (from, to) = (reader.points("from")?, reader.points("to")?);
    let change = reader.change()?;
    let here = |found| reader.here(found);
    let (cutoffs, decay) = cutoffs_and_decay(&reader)?;
    let opportunities = reader.counts(reader.input("to"), "opportunities")?;
    let population = reader.counts(reader.input("from"), "population")?;
    let is_gini = reader.flag("gini")?;
    let (k, tau) = (reader.number("k")?.unwrap_or(1.0), reader.number("tau")?.unwrap_or(60.0));
    let sources = reader.sources();
    let mut figures: Vec<Vec<Option<f64>>> = Vec::new();
    for draw in 0..n {
        // Each draw is a timetable of its own, the same for all origins and for every scenario.
        let trip = Trip { waits: Waits::Drawn { n: 1, seed: seed + u64::from(draw) }, ..trip.clone() };
        let network = ReachNetwork::build(&sources, &trip, change.as_ref(), None).map_err(here)?;
        let asked = MatrixAsked { network: &network, from: &from, to: &to, trip: &trip, percentiles: &[percentile] };
        let mut triples = Vec::new();
        matrix(&asked, &mut |row| {
            for (own, other, minutes) in row.pairs(1) {
                if let Some(minutes) = minutes[0] {
                    triples.push((own as u32, other as u32, minutes));
                }
            }
        })
        .map_err(here)?;
        let times = Times::from_triples(from.ids.len(), to.ids.len(), &triples)
            .expect("a matrix has each pair once and no negative time");
        let asked = AccessAsked {
            times: Some(&times),
            from: &from.ids,
            to: &to.ids,
            opportunities: opportunities.clone(),
            population: population.clone(),
            cutoffs: cutoffs.clone(),
            decay: decay.clone(),
            k,
            tau_minutes: tau,
            ..AccessAsked::default()
        };
        let found = access(measure, &asked).map_err(|found| here(vec![found]))?;
        let values: Vec<Option<f64>> = (0..found.n_rows()).map(|row| found.number(1, row)).collect();
        figures.push(if is_gini { vec![inequality(&reader, &values, population.as_deref())?] } else { values });
    }
    let spread = spreads::<std::convert::Infallible>(&figures, &PROBABILITIES)
        .expect("draws give as many figures each, and probabilities are lawful");
    let ids = if is_gini { vec!["gini".to_owned()] } else { from.ids };
    let number = |name: &str, cells: Vec<Option<f64>>| (ColumnInfo::named(name), ColumnData::Number(cells));
    let quantile = |at: usize| spread.iter().map(|one| one.quantiles[at]).collect();
    Ok(Table::from_columns(
        call.table,
        vec![
            (ColumnInfo::named("id"), ColumnData::Text(ids.into_iter().map(Some).collect())),
            number("mean", spread.iter().map(|one| one.mean).collect()),
            number("sd", spread.iter().map(|one| one.sd).collect()),
            number("p5", quantile(0)),
            number("p50", quantile(1)),
            number("p95", quantile(2)),
            number("draws", spread.iter().map(|one| Some(one.n_values as f64)).collect()),
        ],
    ))
}

/// Gini coefficient of a figure over people.
fn inequality(
    reader: &Reader<'_>,
    values: &[Option<f64>],
    people: Option<&[f64]>,
) -> Result<Option<f64>, Vec<crest_model::Diagnostic>> {
    let people =
        people.ok_or_else(|| reader.lacks("population", "the column of people, over whom the Gini is taken"))?;
    // Nobody reaches anything in this draw: there is nothing to share out.
    Ok(Distribution::new(values, people).and_then(|distribution| gini(&distribution)).ok())
}
