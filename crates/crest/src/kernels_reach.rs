//! The kernels of reach as table methods: matrices, areas and journeys from streets and timetables, and measures of matrices.
//!
//! A matrix is a table of pairs, `from_id`, `to_id` and columns of minutes; who reaches nothing has no row in it. Points are
//! tables of ids with columns of figures. Formulas: docs/methods/reach-measures.md.

mod isochrones;
mod journey;
mod read;
mod spread;

pub(crate) use isochrones::ISOCHRONES;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::{Diagnostic, Text};
use crest_reach::decay::{Cutoff, Decay};
use crest_reach::times::Times;

use crate::kernel::{Call, Kernel, Parameter};
use crate::reach::{
    AccessAsked, MatrixAsked, Measure, ReachNetwork, access, column, column_of, matrix, read_decay, times_of_table,
};
use read::Reader;

type Outcome = Result<Table, Vec<Diagnostic>>;

const TIMES: Parameter =
    Parameter { name: "times", meaning: "column of minutes of the matrix; the first travel_time column if not given" };
const ID: Parameter = Parameter { name: "id", meaning: "column of ids of the points; id, place or point if not given" };
const OPPORTUNITIES: Parameter =
    Parameter { name: "opportunities", meaning: "column of opportunities or supply of `to`" };
const POPULATION: Parameter = Parameter { name: "population", meaning: "column of people or demand of `from`" };
const CUTOFFS: Parameter = Parameter { name: "cutoffs", meaning: "minutes of a cutoff, or several" };
const INCLUSIVE: Parameter =
    Parameter { name: "inclusive", meaning: "true: up to the cutoff; false (default): below it" };
const DECAY: Parameter = Parameter {
    name: "decay",
    meaning: "step, exponential, power, linear, logistic, stepped, gaussian, gaussian-within",
};
const PARAMETERS: Parameter = Parameter { name: "parameters", meaning: "parameters of the decay" };

/// Returns the kernels of this family.
pub(crate) fn all() -> Vec<Kernel> {
    let kernel = |name, zh: &str, en: &str, inputs, parameters, run| Kernel {
        name,
        version: 1,
        summary: Text::new(zh, en),
        inputs,
        parameters,
        paths: &[],
        run,
    };
    const PAIRS: &[&str] = &["matrix", "from", "to"];
    vec![
        Kernel {
            paths: &["gtfs", "streets", "elevation", "gates", "scenario"],
            ..kernel(
                "reach.matrix",
                "由街道与时刻表计算各点之间的出行时间",
                "travel times between points from streets and timetables",
                &["from", "to"],
                MATRIX,
                run_matrix,
            )
        },
        Kernel {
            paths: &["gtfs", "streets", "elevation", "gates", "scenario"],
            ..kernel(
                "reach.spread",
                "可达性指标在不同发车时刻下的离散程度",
                "spread of a measure over schedules drawn from headways",
                &["from", "to"],
                &*spread::PARAMETERS,
                spread::run,
            )
        },
        isochrones::kernel(),
        journey::kernel(),
        kernel(
            "reach.opportunities",
            "时限内可达机会，或按衰减加权",
            "opportunities within reach, or weighted by a decay",
            PAIRS,
            &[TIMES, ID, OPPORTUNITIES, CUTOFFS, INCLUSIVE, DECAY, PARAMETERS],
            run_opportunities,
        ),
        kernel(
            "reach.catchment",
            "移动搜寻法：供给由可达者分享",
            "floating catchment areas: supply shared among those who reach it",
            PAIRS,
            &[
                Parameter {
                    name: "method",
                    meaning: "2sfca (default), e2sfca, 3sfca, bfca, raam, availability, doubly-constrained",
                },
                TIMES,
                ID,
                OPPORTUNITIES,
                POPULATION,
                CUTOFFS,
                INCLUSIVE,
                DECAY,
                PARAMETERS,
                Parameter { name: "tau", meaning: "minutes set against crowding by raam; 60 if not given" },
            ],
            run_catchment,
        ),
        kernel(
            "reach.marginal",
            "各点增加一个单位供给所增加的可达性",
            "what one more unit of supply at each place adds to access",
            PAIRS,
            &[
                Parameter {
                    name: "method",
                    meaning: "marginal (default; opportunities), marginal-2sfca, marginal-3sfca, marginal-bfca",
                },
                TIMES,
                ID,
                OPPORTUNITIES,
                POPULATION,
                CUTOFFS,
                INCLUSIVE,
                DECAY,
                PARAMETERS,
                Parameter { name: "line", meaning: "access below which people are short of it; the mean if not given" },
            ],
            run_marginal,
        ),
        kernel(
            "reach.dual",
            "到第 k 近机会的时间，或供需平衡所需时间",
            "minutes to the k-th nearest, or until supply matches demand",
            PAIRS,
            &[
                Parameter { name: "method", meaning: "nearest (default), balancing" },
                TIMES,
                ID,
                OPPORTUNITIES,
                POPULATION,
                Parameter { name: "k", meaning: "number of the nearest; 1 if not given" },
            ],
            run_dual,
        ),
        kernel(
            "reach.equity",
            "可达性的公平程度",
            "equity of accessibility",
            &["input"],
            &[
                Parameter { name: "method", meaning: "gini (default), lorenz, palma, theil, concentration, poverty" },
                Parameter { name: "of", meaning: "column that is measured" },
                POPULATION,
                Parameter { name: "income", meaning: "column of income, for palma and concentration" },
                Parameter { name: "groups", meaning: "column of groups, for theil" },
                Parameter { name: "line", meaning: "threshold, for poverty" },
            ],
            run_equity,
        ),
        kernel(
            "reach.circle",
            "N 分钟圈：时限内可达多少个点，占多大份额",
            "N-minute circle: points within reach and their share",
            PAIRS,
            &[
                TIMES,
                ID,
                Parameter {
                    name: "place",
                    meaning: "column of `from` that names the places of the result; its ids if not given",
                },
                CUTOFFS,
                INCLUSIVE,
                Parameter {
                    name: "weights",
                    meaning: "column of `to` whose share is reached, such as people; each point counts 1 if not given",
                },
                Parameter { name: "others_only", meaning: "true: a point does not count itself" },
            ],
            run_circle,
        ),
        kernel(
            "reach.siting",
            "下一个设施选在哪里",
            "where the next facility goes",
            PAIRS,
            &[
                Parameter { name: "method", meaning: "mclp (default), lscp, p-median, p-centre" },
                TIMES,
                ID,
                POPULATION,
                CUTOFFS,
                INCLUSIVE,
                Parameter { name: "sites", meaning: "sites to choose; 1 if not given" },
                Parameter { name: "existing", meaning: "column of `to` that is 1 where a site stands already" },
            ],
            run_siting,
        ),
    ]
}

const MATRIX: &[Parameter] = &[
    Parameter { name: "gtfs", meaning: "feeds: zip files or directories; a path or a list of paths" },
    Parameter { name: "streets", meaning: "street extract (.osm.pbf); great circles if not given" },
    Parameter { name: "elevation", meaning: "heights (GeoTIFF)" },
    Parameter { name: "gates", meaning: "gates between stops (CSV)" },
    Parameter { name: "scenario", meaning: "network scenario (TOML)" },
    Parameter { name: "detour", meaning: "walking detour where there are no streets; 1.3 if not given" },
    Parameter { name: "profile", meaning: "crest (default), r5" },
    Parameter { name: "mode", meaning: "transit (default), walk, cycle, car" },
    Parameter { name: "date", meaning: "day of service" },
    Parameter { name: "time", meaning: "first departure; 08:00 if not given" },
    Parameter { name: "window", meaning: "minutes of departures; 60 if not given" },
    Parameter { name: "arrive_by", meaning: "true: the window is one of arrivals" },
    Parameter { name: "percentiles", meaning: "percentiles of travel time; 50 if not given" },
    Parameter { name: "max_time", meaning: "longest travel time in minutes; 120 if not given" },
    Parameter { name: "access", meaning: "modes to stops: walk (default), cycle, car; a mode or a list of modes" },
    Parameter { name: "egress", meaning: "modes from stops, likewise" },
    Parameter { name: "direct", meaning: "modes without any ride; those of access if not given" },
    Parameter { name: "max_walk", meaning: "longest walk in minutes; 30 if not given" },
    Parameter { name: "max_cycle", meaning: "longest way by bicycle beside transit in minutes; 30 if not given" },
    Parameter { name: "max_car", meaning: "longest way by car beside transit in minutes; 30 if not given" },
    Parameter {
        name: "max_transfer",
        meaning: "longest walk between stops in metres; none if not given, 1000 in the profile r5",
    },
    Parameter {
        name: "max_egress",
        meaning: "longest walk from a stop in metres; none if not given, 2000 in the profile r5",
    },
    Parameter { name: "max_rides", meaning: "most rides; 4 if not given, 3 in the profile r5" },
    Parameter { name: "walk_speed", meaning: "km/h; 4.5 if not given, 3.6 in the profile r5" },
    Parameter { name: "cycle_speed", meaning: "km/h; 12 if not given" },
    Parameter { name: "draws", meaning: "timetables drawn from headways; 10 if not given" },
    Parameter { name: "seed", meaning: "seed of the draws; 1 if not given" },
    Parameter { name: "half_headway", meaning: "true: wait half the headway instead of drawing" },
];

fn run_matrix(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let trip = reader.trip()?;
    let mut percentiles = reader.numbers("percentiles")?;
    if percentiles.is_empty() {
        percentiles.push(50.0);
    }
    let (from, to) = (reader.points("from")?, reader.points("to")?);
    let change = reader.change()?;
    let here = |found| reader.here(found);
    let network = ReachNetwork::build(&reader.sources(), &trip, change.as_ref(), None).map_err(here)?;
    let asked =
        MatrixAsked { network: &network, from: &from, to: &to, trip: &trip, percentiles: percentiles.as_slice() };
    let (mut origins, mut destinations) = (Vec::new(), Vec::new());
    let mut minutes: Vec<Vec<Option<f64>>> = vec![Vec::new(); percentiles.len()];
    matrix(&asked, &mut |row| {
        for (own, other, values) in row.pairs(percentiles.len()) {
            origins.push(Some(from.ids[own].clone()));
            destinations.push(Some(to.ids[other].clone()));
            for (column, value) in minutes.iter_mut().zip(values) {
                column.push(*value);
            }
        }
    })
    .map_err(here)?;
    let mut columns = vec![
        (ColumnInfo::named("from_id"), ColumnData::Text(origins)),
        (ColumnInfo::named("to_id"), ColumnData::Text(destinations)),
    ];
    for (percentile, values) in percentiles.iter().zip(minutes) {
        columns.push((ColumnInfo::named(column_of(*percentile)), column(values, trip.profile)));
    }
    Ok(Table::from_columns(call.table, columns))
}

/// What measures over a matrix read alike.
struct Pairs {
    from: Vec<String>,
    to: Vec<String>,
    times: Times,
    cutoffs: Vec<Cutoff>,
    decay: Option<Decay>,
}

impl Pairs {
    fn of(reader: &Reader<'_>) -> Result<Self, Vec<Diagnostic>> {
        let (from, to) = (reader.ids("from")?, reader.ids("to")?);
        let times = times_of_table(reader.input("matrix"), reader.text("times")?, &from, &to);
        let times = times.map_err(|found| reader.here(found))?;
        let (cutoffs, decay) = cutoffs_and_decay(reader)?;
        Ok(Self { from, to, times, cutoffs, decay })
    }

    fn asked<'a>(&'a self, reader: &Reader<'_>) -> Result<AccessAsked<'a>, Vec<Diagnostic>> {
        Ok(AccessAsked {
            times: Some(&self.times),
            from: &self.from,
            to: &self.to,
            opportunities: reader.counts(reader.input("to"), "opportunities")?,
            population: reader.counts(reader.input("from"), "population")?,
            cutoffs: self.cutoffs.clone(),
            decay: self.decay.clone(),
            k: reader.number("k")?.unwrap_or(1.0),
            tau_minutes: reader.number("tau")?.unwrap_or(60.0),
            n_sites: reader.whole("sites", 1)? as usize,
            ..AccessAsked::default()
        })
    }
}

/// The cutoffs and the decay that parameters name.
fn cutoffs_and_decay(reader: &Reader<'_>) -> Result<(Vec<Cutoff>, Option<Decay>), Vec<Diagnostic>> {
    let is_inclusive = reader.flag("inclusive")?;
    let cutoff = |minutes| if is_inclusive { Cutoff::UpTo(minutes) } else { Cutoff::Below(minutes) };
    let cutoffs = reader.numbers("cutoffs")?.into_iter().map(cutoff).collect();
    let decay = match reader.text("decay")? {
        None => None,
        Some(name) => {
            let read = read_decay(name, &reader.numbers("parameters")?, is_inclusive);
            Some(read.map_err(|found| reader.here(vec![found]))?)
        }
    };
    Ok((cutoffs, decay))
}

fn computed(reader: &Reader<'_>, measure: Measure, asked: &AccessAsked<'_>) -> Outcome {
    let found = access(measure, asked).map_err(|found| reader.here(vec![found]))?;
    Ok(found.renamed(reader.0.table))
}

fn run_opportunities(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let pairs = Pairs::of(&reader)?;
    let measure = if pairs.decay.is_some() { Measure::Gravity } else { Measure::Cumulative };
    computed(&reader, measure, &pairs.asked(&reader)?)
}

fn measure_of(reader: &Reader<'_>, words: &[&'static str]) -> Result<Measure, Vec<Diagnostic>> {
    measure_named(reader, "method", words)
}

fn measure_named(reader: &Reader<'_>, parameter: &str, words: &[&'static str]) -> Result<Measure, Vec<Diagnostic>> {
    Ok(Measure::find(reader.word(parameter, words)?).expect("the words are those of measures"))
}

fn run_catchment(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let words = ["2sfca", "e2sfca", "3sfca", "bfca", "raam", "availability", "doubly-constrained"];
    let measure = measure_of(&reader, &words)?;
    computed(&reader, measure, &Pairs::of(&reader)?.asked(&reader)?)
}

fn run_marginal(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let measure = measure_of(&reader, &["marginal", "marginal-2sfca", "marginal-3sfca", "marginal-bfca"])?;
    let pairs = Pairs::of(&reader)?;
    let asked = AccessAsked { line: reader.number("line")?, ..pairs.asked(&reader)? };
    computed(&reader, measure, &asked)
}

fn run_dual(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let measure = measure_of(&reader, &["nearest", "balancing"])?;
    computed(&reader, measure, &Pairs::of(&reader)?.asked(&reader)?)
}

fn run_siting(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let measure = measure_of(&reader, &["mclp", "lscp", "p-median", "p-centre"])?;
    let pairs = Pairs::of(&reader)?;
    let mut asked = pairs.asked(&reader)?;
    let standing = reader.counts(reader.input("to"), "existing")?.unwrap_or_default();
    asked.existing = (0..standing.len()).filter(|site| standing[*site] != 0.0).collect();
    computed(&reader, measure, &asked)
}

fn run_equity(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let measure = measure_of(&reader, &["gini", "lorenz", "palma", "theil", "concentration", "poverty"])?;
    let input = reader.input("input");
    let groups = reader.column(input, "groups")?;
    let asked = AccessAsked {
        of: Some(reader.figures(input, "of")?.ok_or_else(|| reader.lacks("of", "the column that is measured"))?),
        population: reader.counts(input, "population")?,
        income: reader.figures(input, "income")?,
        groups: groups.map(|column| (0..input.n_rows()).map(|row| input.text(column, row)).collect()),
        line: reader.number("line")?,
        ..AccessAsked::default()
    };
    computed(&reader, measure, &asked)
}

fn run_circle(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let pairs = Pairs::of(&reader)?;
    let [cutoff] = pairs.cutoffs[..] else { return Err(reader.lacks("cutoffs", "minutes, such as 60")) };
    let is_among_others = reader.flag("others_only")?;
    let weights = reader.counts(reader.input("to"), "weights")?.unwrap_or_else(|| vec![1.0; pairs.to.len()]);
    let (mut count, mut share) = (Vec::new(), Vec::new());
    for (origin, id) in pairs.from.iter().enumerate() {
        let counts = |destination: usize| !(is_among_others && pairs.to[destination] == *id);
        let (destinations, minutes) = pairs.times.row(origin);
        let reached = destinations.iter().zip(minutes).filter(|(to, own)| cutoff.holds(**own) && counts(**to as usize));
        let (mut n, mut weight) = (0_i64, 0.0);
        for (destination, _) in reached {
            n += 1;
            weight += weights[*destination as usize];
        }
        let all: f64 = (0..pairs.to.len()).filter(|to| counts(*to)).map(|to| weights[to]).sum();
        count.push(Some(n));
        share.push((all > 0.0).then(|| weight / all));
    }
    let from = reader.input("from");
    let places: Vec<Option<String>> = match reader.column(from, "place")? {
        Some(column) => (0..from.n_rows()).map(|row| from.text(column, row)).collect(),
        None => pairs.from.iter().cloned().map(Some).collect(),
    };
    Ok(Table::from_columns(
        call.table,
        vec![
            (ColumnInfo::named("place"), ColumnData::Text(places)),
            (ColumnInfo::named("count"), ColumnData::Integer(count)),
            (ColumnInfo::named("share"), ColumnData::Number(share)),
        ],
    ))
}
