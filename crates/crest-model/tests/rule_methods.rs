//! The methods that come with Crest give the scores that their publishers printed, from the components that they printed.
//!
//! Only what a file says is tested here: weights, nodes, bounds and cities, by a few lines that follow the words of the
//! method. The kernel has tests of its own.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use crest_model::rules::RuleMethod;
use crest_model::rules::find_shipped;
use crest_model::rules::method::{Aggregation, CityWeights, ScoreFunction};

/// The folder of data that may not be shipped; says so where it is not there.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var("CREST_SHARED")
        .map_or_else(|_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let folder = root.join("data/rules").join(path);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("left out: {} is not there", folder.display());
    None
}

type Row = BTreeMap<String, String>;

fn rows(path: &std::path::Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| header.iter().map(str::to_owned).zip(record.unwrap().iter().map(str::to_owned)).collect())
        .collect()
}

fn number(row: &Row, column: &str) -> Option<f64> {
    row.get(column).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap())
}

/// Scores a node from the scores of components: members that are left out share their weight among the others.
fn score(method: &RuleMethod, node: Option<&str>, of: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
    let (nodes, components) = method.members(node);
    let own = nodes.iter().map(|one| (score(method, Some(&one.id), of), one.weight));
    let leaves = components.iter().map(|one| (of(&one.id), one.weight));
    let counted: Vec<(f64, f64)> =
        own.chain(leaves).filter_map(|(score, weight)| Some((score?, weight.unwrap_or(1.0)))).collect();
    let sum: f64 = counted.iter().map(|(score, weight)| score * weight).sum();
    let aggregation = node.map_or(method.overall.unwrap(), |id| method.find_node(id).unwrap().aggregation);
    (!counted.is_empty()).then(|| match aggregation {
        Aggregation::Mean => sum / counted.iter().map(|(_, weight)| weight).sum::<f64>(),
        _ => sum,
    })
}

#[test]
fn doing_business_gives_published_topics_and_overall_scores() {
    let Some(folder) = shared("doing-business") else { return };
    let method = find_shipped("doing-business-2017-2020").unwrap().method();
    let published: BTreeMap<(String, String), Row> = rows(&folder.join("published_scores_visible.csv"))
        .into_iter()
        .map(|row| ((row["year"].clone(), row["code"].clone()), row))
        .collect();
    let (mut n_compared, mut largest) = (0, 0.0_f64);
    for row in rows(&folder.join("component_scores.csv")) {
        let Some(expected) = published.get(&(row["year"].clone(), row["code"].clone())) else { continue };
        let of = |id: &str| number(&row, id);
        let nodes = method.nodes.iter().filter(|node| node.id != "pf");
        let topics = nodes.map(|node| (format!("score_{}", node.id), score(&method, Some(&node.id), &of)));
        for (column, own) in topics.chain([("score_overall".to_owned(), score(&method, None, &of))]) {
            n_compared += 1;
            largest = largest.max((number(expected, &column).unwrap() - own.unwrap()).abs());
        }
    }
    assert_eq!(n_compared, 550 * 11);
    assert!(largest < 1e-5, "largest difference {largest}");
}

#[test]
fn older_vintages_give_published_topics_and_overall_scores() {
    let Some(folder) = shared("doing-business") else { return };
    let columns = |id: &str| match id {
        "sb" => "score_sb",
        "cp" => "score_cp_0615",
        "el" => "score_el_1015",
        "rp" => "score_rp_0515",
        "pt" => "score_pt_0616",
        "tb" => "score_tb_0615",
        "ec" => "score_ec_0415",
        "ri" => "score_ri",
        _ => "",
    };
    for (name, credit, investors, overall, n_overall) in [
        ("doing-business-2010-2014", "score_gc_0514", "score_mi_0614", "score_overall_db1014", 489),
        ("doing-business-2015", "score_gc_1520", "score_mi_1520", "score_overall_db15", 220),
    ] {
        let method = find_shipped(name).unwrap().method();
        let (mut n_compared, mut largest) = (0, 0.0_f64);
        for row in rows(&folder.join("legacy_scores_visible.csv")) {
            let of = |id: &str| number(&row, &format!("c_{id}"));
            for node in &method.nodes {
                let column = match node.id.as_str() {
                    "gc" => credit,
                    "mi" => investors,
                    id => columns(id),
                };
                let is_whole = method.members(Some(&node.id)).1.iter().all(|one| of(&one.id).is_some());
                if let Some(expected) = number(&row, column).filter(|_| is_whole) {
                    largest = largest.max((expected - score(&method, Some(&node.id), &of).unwrap()).abs());
                }
            }
            if let Some(expected) = number(&row, overall) {
                n_compared += 1;
                largest = largest.max((expected - score(&method, None, &of).unwrap()).abs());
            }
        }
        assert_eq!(n_compared, n_overall, "{name}");
        assert!(largest < 1e-5, "{name}: largest difference {largest}");
    }
}

#[test]
fn bounds_of_doing_business_give_published_components_but_for_rounding() {
    let Some(folder) = shared("doing-business") else { return };
    let method = find_shipped("doing-business-2017-2020").unwrap().method();
    let scores = rows(&folder.join("component_scores.csv"));
    let parts: Vec<String> = rows(&folder.join("economies.csv"))
        .iter()
        .filter(|row| row["level"] == "two-city economy")
        .map(|row| row["code"].clone())
        .collect();
    let mut largest = 0.0_f64;
    let mut n_compared = 0;
    for (values, scores) in rows(&folder.join("values_2016_2020.csv")).iter().zip(&scores) {
        assert_eq!(values["code"], scores["code"]);
        if parts.contains(&values["code"]) {
            continue;
        }
        for component in &method.components {
            let ScoreFunction::Bounds { worst, best, exponent } = component.score else { panic!("bounds") };
            let (Ok(value), Some(published)) = (values[&component.id].parse::<f64>(), number(scores, &component.id))
            else {
                continue;
            };
            let share = ((worst - value) / (worst - best)).clamp(0.0, 1.0);
            n_compared += 1;
            largest = largest.max((100.0 * share.powf(exponent) - published).abs());
        }
    }
    assert!(n_compared > 45_000, "{n_compared}");
    // Values are printed rounded: 0.34 is the largest difference known.
    assert!(largest < 0.35, "largest difference {largest}");
    let Some(CityWeights::Listed(cities)) = &method.cities else { panic!("cities are listed") };
    assert_eq!(cities.len(), 2 * parts.len());
}

#[test]
fn points_of_business_entry_sum_to_published_totals() {
    let Some(folder) = shared("b-ready-2025") else { return };
    let method = find_shipped("b-ready-2025-business-entry").unwrap().method();
    let points: BTreeMap<String, Row> =
        rows(&folder.join("business_entry_points.csv")).into_iter().map(|row| (row["code"].clone(), row)).collect();
    let mut n_compared = 0;
    for expected in rows(&folder.join("business_entry_totals_visible.csv")) {
        let of = |id: &str| number(&points[&expected["code"]], id);
        assert!((number(&expected, "topic").unwrap() - score(&method, None, &of).unwrap()).abs() < 1e-6);
        for node in &method.nodes {
            n_compared += 1;
            let own = score(&method, Some(&node.id), &of).unwrap();
            assert!((number(&expected, &node.id).unwrap() - own).abs() < 1e-6, "{} {}", expected["code"], node.id);
        }
    }
    assert!(n_compared > 1_000, "{n_compared}");
}
