//! The kernels of the index crate as table methods: normalise, combine, rank, compare, reduce.
//!
//! All read one table, `input`: a column that names the places and columns of numbers, one row per place. What they
//! give keeps the order of the rows.

mod read;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_index::aggregate::combine;
use crest_index::correlate::{Coefficient, correlate};
use crest_index::cronbach::alpha;
use crest_index::mcda::{self, Divisor, Penalty, Preference, Shares};
use crest_index::normalise::{Axis, normalise};
use crest_index::principal::principal;
use crest_index::rank::ranks;
use crest_index::recipe::{Mean, Scale, Scaling};
use crest_index::stats::Ties;
use crest_index::{Matrix, weights};
use crest_model::{Diagnostic, Text};

use crate::kernel::{Call, Kernel, Parameter};
use read::{Reader, failed};

const INPUT: &[&str] = &["input"];
const PLACE: Parameter = Parameter { name: "place", meaning: "column that names the places; `place` if not given" };
const COLUMNS: Parameter =
    Parameter { name: "columns", meaning: "columns to read; all numeric ones but years if not given" };
const LESS: Parameter =
    Parameter { name: "less_is_better", meaning: "columns of which less is better; none if not given" };
const WEIGHTS: Parameter = Parameter { name: "weights", meaning: "one weight per column; equal if not given" };
const LOWER: Parameter = Parameter { name: "lower", meaning: "lower end of the scale; 0 if not given" };
const UPPER: Parameter = Parameter { name: "upper", meaning: "upper end of the scale; 100 if not given" };

/// Returns the kernels of this family.
pub(crate) fn all() -> Vec<Kernel> {
    let kernel = |name, zh: &str, en: &str, parameters, run| Kernel {
        name,
        version: 1,
        summary: Text::new(zh, en),
        inputs: INPUT,
        parameters,
        paths: &[],
        run,
    };
    vec![
        kernel(
            "index.normalise",
            "把各列化到同一尺度",
            "brings columns to one scale",
            &[
                PLACE,
                COLUMNS,
                LESS,
                LOWER,
                UPPER,
                Parameter {
                    name: "method",
                    meaning: "min-max (default), z-score, robust-z, rank, percentile-rank, fraction-of-max",
                },
            ],
            run_normalise,
        ),
        kernel(
            "index.combine",
            "把各列合成一个得分并排名",
            "combines columns into one score and ranks it",
            &[
                PLACE,
                COLUMNS,
                WEIGHTS,
                Parameter {
                    name: "method",
                    meaning: "arithmetic (default), geometric, harmonic, power, median, minimum, copeland",
                },
                Parameter { name: "power", meaning: "exponent of power; 0.5 if not given" },
                Parameter { name: "threshold", meaning: "least share of columns with a value, 0–1; 0 if not given" },
            ],
            run_combine,
        ),
        kernel("index.rank", "逐列排名，1 为最优", "ranks every column, 1 = best", &[PLACE, COLUMNS, LESS], run_rank),
        kernel(
            "index.topsis",
            "TOPSIS：与最优剖面的贴近度",
            "TOPSIS: closeness to the best profile",
            &[PLACE, COLUMNS, LESS, WEIGHTS, Parameter { name: "scaling", meaning: "vector (default) or min-max" }],
            run_topsis,
        ),
        kernel(
            "index.vikor",
            "VIKOR：折中解，越小越好",
            "VIKOR: compromise, lower is better",
            &[
                PLACE,
                COLUMNS,
                LESS,
                WEIGHTS,
                Parameter { name: "v", meaning: "weight of the group's regret, 0–1; 0.5 if not given" },
            ],
            run_vikor,
        ),
        kernel(
            "index.promethee",
            "PROMETHEE II：净流量",
            "PROMETHEE II: net flow",
            &[PLACE, COLUMNS, LESS, WEIGHTS],
            run_promethee,
        ),
        kernel(
            "index.spotis",
            "SPOTIS：固定界限内与理想点的距离，越小越好",
            "SPOTIS: distance to the ideal inside fixed bounds, lower is better",
            &[PLACE, COLUMNS, WEIGHTS, LOWER, UPPER],
            run_spotis,
        ),
        kernel(
            "index.mazziotta-pareto",
            "MPI：均值减去不平衡的惩罚",
            "MPI: mean less a penalty for imbalance",
            &[PLACE, COLUMNS],
            run_mpi,
        ),
        kernel(
            "index.benefit-of-the-doubt",
            "数据包络式得分：各地取对己最有利的权重",
            "each place under the weights that suit it best",
            &[
                PLACE,
                COLUMNS,
                Parameter {
                    name: "least_share",
                    meaning: "least share of each column in the score, 0–1; none if not given",
                },
                Parameter {
                    name: "greatest_share",
                    meaning: "greatest share of each column in the score; 1 if not given",
                },
            ],
            run_doubt,
        ),
        kernel(
            "index.weights",
            "由数据得出的权重",
            "weights drawn from the data",
            &[
                PLACE,
                COLUMNS,
                Parameter { name: "method", meaning: "entropy (default), critic, std-dev, merec, gini, pca" },
            ],
            run_weights,
        ),
        kernel(
            "index.correlations",
            "列与列的相关",
            "correlations of columns",
            &[PLACE, COLUMNS, Parameter { name: "method", meaning: "pearson (default), spearman, kendall" }],
            run_correlations,
        ),
        kernel("index.principal", "主成分：特征值与载荷", "principal components", &[PLACE, COLUMNS], run_principal),
        kernel("index.alpha", "克朗巴赫 α", "Cronbach's alpha", &[PLACE, COLUMNS], run_alpha),
    ]
}

type Outcome = Result<Table, Vec<Diagnostic>>;

fn run_normalise(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let scaling = match reader
        .word("method", &["min-max", "z-score", "robust-z", "rank", "percentile-rank", "fraction-of-max"])?
    {
        "z-score" => Scaling::ZScore,
        "robust-z" => Scaling::RobustZ,
        "rank" => Scaling::Rank(Ties::Lowest),
        "percentile-rank" => Scaling::PercentileRank,
        "fraction-of-max" => Scaling::FractionOfMax,
        _ => Scaling::MinMax,
    };
    let scale = match scaling {
        Scaling::Rank(_) => Scale::Own,
        _ => Scale::Range { lower: reader.number("lower", 0.0)?, upper: reader.number("upper", 100.0)? },
    };
    let mut columns = vec![reader.place_column()];
    for (c, name) in reader.names.iter().enumerate() {
        let axis = Axis::new(c, if reader.less[c] { -1 } else { 1 });
        let scaled = normalise(scaling, scale, &axis, &reader.raw[c])
            .map_err(|error| failed(call, format!("`{name}` cannot be normalised: {error}")))?;
        columns.push((ColumnInfo::named(name.clone()), ColumnData::Number(scaled)));
    }
    Ok(Table::from_columns(call.table, columns))
}

fn run_combine(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let words = ["arithmetic", "geometric", "harmonic", "power", "median", "minimum", "copeland"];
    let mean = match reader.word("method", &words)? {
        "geometric" => Mean::Geometric,
        "harmonic" => Mean::Harmonic,
        "power" => Mean::Power(reader.number("power", 0.5)?),
        "median" => Mean::Median,
        "minimum" => Mean::Minimum,
        "copeland" => Mean::Copeland,
        _ => Mean::Arithmetic,
    };
    let threshold = reader.number("threshold", 0.0)?;
    let columns: Vec<&[Option<f64>]> = reader.raw.iter().map(Vec::as_slice).collect();
    let scores = combine(mean, &columns, &reader.weights()?, threshold, reader.places.len())
        .map_err(|fault| failed(call, format!("the columns cannot be combined: {fault:?}")))?;
    Ok(scored(call, &reader, scores, true))
}

fn run_rank(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let mut columns = vec![reader.place_column()];
    for (c, name) in reader.names.iter().enumerate() {
        columns.push((ColumnInfo::named(name.clone()), integers(&ranks(reader.matrix.column(c)))));
    }
    Ok(Table::from_columns(call.table, columns))
}

fn run_topsis(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let scaling = match reader.word("scaling", &["vector", "min-max"])? {
        "min-max" => mcda::Scaling::MinMax,
        _ => mcda::Scaling::Vector,
    };
    let scores = mcda::topsis(&reader.matrix, &reader.weights()?, scaling);
    Ok(scored(call, &reader, scores.map_err(|error| failed(call, error.to_string()))?, true))
}

fn run_vikor(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let vikor = mcda::vikor(&reader.matrix, &reader.weights()?, reader.number("v", 0.5)?);
    Ok(scored(call, &reader, vikor.map_err(|error| failed(call, error.to_string()))?.compromise, false))
}

fn run_promethee(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let flows = mcda::promethee(&reader.matrix, &reader.weights()?, &[Preference::Usual]);
    Ok(scored(call, &reader, flows.map_err(|error| failed(call, error.to_string()))?.net, true))
}

fn run_spotis(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let bounds = vec![(reader.number("lower", 0.0)?, reader.number("upper", 100.0)?); reader.names.len()];
    let scores = mcda::spotis(&reader.matrix, &reader.weights()?, &bounds, None);
    Ok(scored(call, &reader, scores.map_err(|error| failed(call, error.to_string()))?, false))
}

fn run_mpi(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let scores = mcda::mazziotta_pareto(&reader.matrix, Divisor::Population, Penalty::Downward);
    Ok(scored(call, &reader, scores.map_err(|error| failed(call, error.to_string()))?, true))
}

fn run_doubt(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let bounded = call.with.contains_key("least_share") || call.with.contains_key("greatest_share");
    let (least, greatest) = (reader.number("least_share", 0.0)?, reader.number("greatest_share", 1.0)?);
    let shares = bounded.then(|| Shares::uniform(reader.names.len(), least, greatest));
    let found = mcda::benefit_of_the_doubt(&reader.matrix, shares.as_ref());
    let found = found.map_err(|error| failed(call, error.to_string()))?;
    Ok(scored(call, &reader, found.into_iter().map(|doubt| doubt.map(|doubt| doubt.score)).collect(), true))
}

fn run_weights(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let found = match reader.word("method", &["entropy", "critic", "std-dev", "merec", "gini", "pca"])? {
        "critic" => weights::critic(&reader.matrix),
        "std-dev" => weights::standard_deviation(&reader.matrix),
        "merec" => weights::merec(&reader.matrix),
        "gini" => weights::gini(&reader.matrix),
        "pca" => weights::squared_loadings(&reader.matrix),
        _ => weights::entropy(&reader.matrix),
    };
    let found = found.map_err(|error| failed(call, error.to_string()))?;
    Ok(Table::from_columns(
        call.table,
        vec![
            (ColumnInfo::named("column"), texts(&reader.names)),
            (ColumnInfo::named("weight"), ColumnData::Number(found.into_iter().map(Some).collect())),
        ],
    ))
}

fn run_correlations(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let coefficient = match reader.word("method", &["pearson", "spearman", "kendall"])? {
        "spearman" => Coefficient::Spearman,
        "kendall" => Coefficient::Kendall,
        _ => Coefficient::Pearson,
    };
    let (mut a, mut b, mut r, mut n, mut p) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..reader.names.len() {
        for j in i + 1..reader.names.len() {
            let found = correlate(&reader.raw[i], &reader.raw[j], coefficient).ok();
            a.push(Some(reader.names[i].clone()));
            b.push(Some(reader.names[j].clone()));
            r.push(found.map(|e| e.value));
            n.push(found.map(|e| e.n_pairs as i64));
            p.push(found.map(|e| e.p_value));
        }
    }
    Ok(Table::from_columns(
        call.table,
        vec![
            (ColumnInfo::named("a"), ColumnData::Text(a)),
            (ColumnInfo::named("b"), ColumnData::Text(b)),
            (ColumnInfo::named("r"), ColumnData::Number(r)),
            (ColumnInfo::named("pairs"), ColumnData::Integer(n)),
            (ColumnInfo::named("p_value"), ColumnData::Number(p)),
        ],
    ))
}

fn run_principal(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let columns: Vec<usize> = (0..reader.names.len()).collect();
    let found = principal(&Matrix::from_columns(reader.places.len(), &reader.raw), &columns)
        .map_err(|error| failed(call, error.to_string()))?;
    let shares = found.shares();
    let (mut component, mut of, mut loading, mut share) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (k, explained) in shares.iter().enumerate() {
        for (name, x) in reader.names.iter().zip(found.loadings(k)) {
            component.push(Some(k as i64 + 1));
            of.push(Some(name.clone()));
            loading.push(Some(x));
            share.push(Some(*explained));
        }
    }
    Ok(Table::from_columns(
        call.table,
        vec![
            (ColumnInfo::named("component"), ColumnData::Integer(component)),
            (ColumnInfo::named("column"), ColumnData::Text(of)),
            (ColumnInfo::named("loading"), ColumnData::Number(loading)),
            (ColumnInfo::named("explained"), ColumnData::Number(share)),
        ],
    ))
}

fn run_alpha(call: &Call<'_>) -> Outcome {
    let reader = Reader::of(call)?;
    let columns: Vec<usize> = (0..reader.names.len()).collect();
    let found = alpha(&Matrix::from_columns(reader.places.len(), &reader.raw), &columns)
        .map_err(|error| failed(call, error.to_string()))?;
    let data = ColumnData::Number(vec![Some(found)]);
    Ok(Table::from_columns(call.table, vec![(ColumnInfo::named("alpha"), data)]))
}

/// Places, scores and ranks as a table.
fn scored(call: &Call<'_>, reader: &Reader, scores: Vec<Option<f64>>, more_is_better: bool) -> Table {
    let sign = if more_is_better { 1.0 } else { -1.0 };
    let oriented: Vec<Option<f64>> = scores.iter().map(|s| s.map(|s| s * sign)).collect();
    let rank = integers(&ranks(&oriented));
    Table::from_columns(
        call.table,
        vec![
            reader.place_column(),
            (ColumnInfo::named("score"), ColumnData::Number(scores)),
            (ColumnInfo::named("rank"), rank),
        ],
    )
}

fn integers(ranks: &[Option<u32>]) -> ColumnData {
    ColumnData::Integer(ranks.iter().map(|rank| rank.map(i64::from)).collect())
}

fn texts(names: &[String]) -> ColumnData {
    ColumnData::Text(names.iter().cloned().map(Some).collect())
}

#[cfg(test)]
mod tests;
