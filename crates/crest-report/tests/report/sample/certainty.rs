//! Invented certainty: scores of the sample shaken a few hundred times, so that all figures fit each other.

use crest_model::Text;
use crest_model::results::*;

use super::{FORMULA_NAME, SCRIPT_NAME, fraction, text};

/// Draws.
const DRAWS: usize = 400;

/// Ranks of one set of scores; ties share the better rank.
fn ranks(scores: &[f64]) -> Vec<u32> {
    scores.iter().map(|own| 1 + scores.iter().filter(|other| *other > own).count() as u32).collect()
}

/// What the draws say of places with these scores now and a period before, in the units of the scores.
pub(crate) fn certainty(ids: &[String], scores: &[f64], before: &[f64], spread: f64) -> Certainty {
    let n = ids.len();
    let nominal = ranks(scores);
    let nominal_before = ranks(before);
    let noise = |draw: usize, place: usize| {
        (fraction(draw, place, 91) + fraction(place, draw, 17) + fraction(draw + place, draw, 5) - 1.5) * spread
    };
    let shaken = |scores: &[f64], draw: usize| -> Vec<f64> {
        scores.iter().enumerate().map(|(place, score)| score + noise(draw, place)).collect()
    };
    let drawn: Vec<Vec<f64>> = (0..DRAWS).map(|draw| shaken(scores, draw)).collect();
    let ranked: Vec<Vec<u32>> = drawn.iter().map(|scores| ranks(scores)).collect();
    let ranked_before: Vec<Vec<u32>> = (0..DRAWS).map(|draw| ranks(&shaken(before, draw))).collect();
    let error_of = |share: f64| ((share * (1.0 - share)).sqrt() / 20.0).max(0.0025);
    let share = |holds: &dyn Fn(usize) -> bool| {
        let value = (0..DRAWS).filter(|&draw| holds(draw)).count() as f64 / DRAWS as f64;
        Figure { value, error: error_of(value) }
    };
    let bands = vec![
        RankBand { name: text("表彰", "Honoured"), from: 1, to: 2 },
        RankBand { name: text("警示", "Warned"), from: n as u32 - 2, to: n as u32 },
    ];
    let places = (0..n).map(|place| {
        let mut own: Vec<u32> = ranked.iter().map(|ranks| ranks[place]).collect();
        own.sort_unstable();
        let mean = own.iter().map(|rank| f64::from(*rank)).sum::<f64>() / DRAWS as f64;
        let (least, most) = (own[0], own[DRAWS - 1]);
        let at = |share: f64| Figure { value: f64::from(own[(share * (DRAWS - 1) as f64) as usize]), error: 0.2 };
        let within = |from: u32, to: u32| share(&|draw| (from..=to).contains(&ranked[draw][place]));
        let sum: f64 = drawn.iter().map(|scores| scores[place]).sum();
        let score_mean = sum / DRAWS as f64;
        let squares: f64 = drawn.iter().map(|scores| (scores[place] - score_mean).powi(2)).sum();
        PlaceCertainty {
            place: ids[place].clone(),
            rank: nominal[place],
            mean: Figure { value: mean, error: 0.031 },
            median: at(0.5),
            lower: at(0.05),
            upper: at(0.95),
            score_mean,
            score_sd: (squares / DRAWS as f64).sqrt(),
            chances: (least..=most).map(|rank| within(rank, rank).value).collect(),
            chances_from: least,
            first: [1, 3].map(|k| within(1, k)).to_vec(),
            last: vec![within(n as u32 - 2, n as u32)],
            bands: bands.iter().map(|band| within(band.from, band.to)).collect(),
            central: if least == 1 {
                let lean = 0.06 * fraction(place, 3, 3);
                vec![("econ".to_owned(), 0.37 - lean), ("inno".to_owned(), 0.35 + lean), ("life".to_owned(), 0.28)]
            } else {
                Vec::new()
            },
        }
    });
    let places: Vec<PlaceCertainty> = places.collect();
    let ahead: Vec<Vec<f64>> = (0..n)
        .map(|a| (0..n).map(|b| share(&|draw| a != b && drawn[draw][a] > drawn[draw][b]).value).collect())
        .collect();
    let moves = (0..n)
        .map(|place| {
            let (now, then) = (i64::from(nominal[place]), i64::from(nominal_before[place]));
            let own = ranks(&replaced(before, place, scores[place]))[place];
            let mut won: Vec<i64> =
                (0..DRAWS).map(|draw| i64::from(ranked_before[draw][place]) - i64::from(ranked[draw][place])).collect();
            won.sort_unstable();
            RankMove {
                place: ids[place].clone(),
                from: "2030".to_owned(),
                before: nominal_before[place],
                after: nominal[place],
                own: then - i64::from(own),
                others: i64::from(own) - now,
                entry: 0,
                lower: won[DRAWS / 20] as f64,
                upper: won[DRAWS - DRAWS / 20 - 1] as f64,
                better: share(&|draw| ranked[draw][place] < ranked_before[draw][place]),
                worse: share(&|draw| ranked[draw][place] > ranked_before[draw][place]),
            }
        })
        .collect();
    Certainty {
        declared: true,
        root: "bay".to_owned(),
        method: "sobol".to_owned(),
        draws: DRAWS as u64,
        seed: 7,
        interval: 0.9,
        apart: 0.95,
        inputs: inputs(),
        first: vec![1, 3],
        last: vec![3],
        bands,
        ties: ties(&places, &ahead, ids),
        shift: Figure { value: 0.87, error: 0.012 },
        ahead,
        ahead_error: 0.011,
        sensitivity: sensitivity(&ids[0]),
        single: single(&nominal),
        reversal: reversal(ids),
        moves,
        places,
    }
}

fn replaced(scores: &[f64], place: usize, score: f64) -> Vec<f64> {
    let mut scores = scores.to_vec();
    scores[place] = score;
    scores
}

fn inputs() -> Vec<CertaintyInput> {
    let input = |id: &str, name: Text, how: Text, options: &[(Text, f64)]| CertaintyInput {
        id: id.to_owned(),
        name,
        how,
        options: options.to_vec(),
    };
    vec![
        input(
            "weights",
            text("支柱权重", "Weights of the pillars"),
            text("各权重在所定值的75%至125%之间变化", "each between 75% and 125% of what is stated"),
            &[],
        ),
        input(
            "scale",
            text("标准化方法", "Normalisation"),
            text("几种方法之一", "one of several methods"),
            &[
                (text("极差标准化", "min–max"), 0.5),
                (text("Z分数", "z-score"), 0.3),
                (text("百分位排名", "percentile rank"), 0.2),
            ],
        ),
        input(
            "mean",
            text("汇总方法", "Aggregation"),
            text("算术或几何平均", "arithmetic or geometric mean"),
            &[(text("算术平均", "arithmetic mean"), 0.5), (text("几何平均", "geometric mean"), 0.5)],
        ),
        input(
            "hostile",
            text(FORMULA_NAME, SCRIPT_NAME),
            text(SCRIPT_NAME, FORMULA_NAME),
            &[(text(SCRIPT_NAME, FORMULA_NAME), 1.0)],
        ),
    ]
}

/// Groups of neighbours by mean rank none of which is ahead of another with the chance of 0.95.
fn ties(places: &[PlaceCertainty], ahead: &[Vec<f64>], ids: &[String]) -> Vec<Vec<String>> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].mean.value.total_cmp(&places[*b].mean.value));
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut reached = 0;
    for start in 0..order.len() {
        let mut end = start + 1;
        while end < order.len() && (start..end).all(|k| ahead[order[k]][order[end]] < 0.95) {
            end += 1;
        }
        if end > reached {
            groups.push(order[start..end].iter().map(|&place| ids[place].clone()).collect());
            reached = end;
        }
    }
    groups
}

fn sensitivity(place: &str) -> Vec<SensitivityRow> {
    let figure = |value, error| Figure { value, error };
    let row = |output: &str, k, place: Option<&str>, input: &str, first, total, shapley| SensitivityRow {
        output: output.to_owned(),
        k,
        place: place.map(str::to_owned),
        input: input.to_owned(),
        first: figure(first, 0.021),
        total: figure(total, 0.018),
        shapley: figure(shapley, 0.015),
    };
    let mut rows = Vec::new();
    for (output, k, place) in [
        ("shift", None, None),
        ("score", None, Some(place)),
        ("rank", None, Some(place)),
        ("first", Some(3), Some(place)),
    ] {
        rows.push(row(output, k, place, "weights", 0.46, 0.62, 0.54));
        rows.push(row(output, k, place, "scale", 0.21, 0.36, 0.29));
        rows.push(row(output, k, place, "mean", 0.12, 0.22, 0.17));
        rows.push(row(output, k, place, "hostile", -0.004, 0.01, 0.0));
    }
    rows
}

fn single(nominal: &[u32]) -> Vec<SingleRow> {
    let row = |input: &str, option: Text, shift, moved: &[(usize, i64, i64)]| SingleRow {
        input: input.to_owned(),
        option,
        shift,
        ranks: nominal
            .iter()
            .enumerate()
            .map(|(place, rank)| {
                let (least, most) = moved.iter().find(|(at, _, _)| *at == place).map_or((0, 0), |(_, a, b)| (*a, *b));
                let bounded = |by: i64| (i64::from(*rank) + by).clamp(1, nominal.len() as i64) as u32;
                (bounded(least), bounded(most))
            })
            .collect(),
    };
    vec![
        row("weights", Text::default(), 0.61, &[(0, -1, 2), (2, -2, 1), (4, -1, 1)]),
        row("scale", text("Z分数", "z-score"), 0.36, &[(0, 1, 1), (6, -3, -3)]),
        row("scale", text("百分位排名", "percentile rank"), 0.55, &[(4, 2, 2), (5, -1, -1)]),
        row("mean", text("几何平均", "geometric mean"), 0.18, &[(7, -1, -1)]),
        row("hostile", text(SCRIPT_NAME, FORMULA_NAME), 0.0, &[]),
    ]
}

fn reversal(ids: &[String]) -> Vec<ReversalRow> {
    let mut rows = Vec::new();
    for (normalisation, is_own) in
        [(text("极差标准化", "min–max"), true), (text("门柱值", "goalposts"), false), (text("Z分数", "z-score"), false)]
    {
        for (k, removed) in ids.iter().enumerate() {
            let pair = |a: usize, b: usize| (ids[a].clone(), ids[b].clone());
            let swapped = match (is_own, k, normalisation.en.as_str()) {
                (true, 1, _) => vec![pair(2, 0), pair(4, 6)],
                (true, 7, _) => vec![pair(5, 6)],
                (_, 9, "z-score") => vec![pair(3, 7)],
                _ => Vec::new(),
            };
            rows.push(ReversalRow { normalisation: normalisation.clone(), is_own, removed: removed.clone(), swapped });
        }
    }
    rows
}
