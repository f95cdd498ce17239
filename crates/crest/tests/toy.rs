//! The toy example against its own hand calculation (`examples/toy/README.md`, repeated in `expected*.csv`).
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use crest_model::results::{Cells, IndexResult, Results, TargetState};
use support::{close, copy, results, run};

fn column(cells: &Cells, code: &str) -> usize {
    cells.columns.iter().position(|c| c == code).unwrap_or_else(|| panic!("no column {code}"))
}

fn score(index: &IndexResult, place: &str, node: &str) -> f64 {
    let row = index.places.iter().position(|p| p == place).expect("the place is ranked");
    index.scores.cells[row][column(&index.scores, node)].expect("the place has a score")
}

fn rank(index: &IndexResult, place: &str, node: &str) -> u32 {
    let row = index.places.iter().position(|p| p == place).expect("the place is ranked");
    let ranks = index.ranks.iter().find(|r| r.node == node).expect("the node is ranked");
    ranks.overall[row].expect("the place has a rank")
}

fn expected() -> Vec<csv::StringRecord> {
    let path = support::workspace().join("examples/toy/expected.csv");
    csv::Reader::from_path(path).expect("expected.csv").records().map(|r| r.expect("a record")).collect()
}

fn follows_hand_calculation(case: &str, results: &Results) {
    let index = results.index.as_ref().expect("an index");
    let mut checked = 0;
    for record in expected().iter().filter(|r| &r[0] == case && &r[1] == "2021") {
        let place = &record[2];
        for (node, score_at, rank_at) in [("index", 3, 4), ("economy", 5, 6), ("life", 7, 8)] {
            close(score(index, place, node), record[score_at].parse().unwrap(), &format!("{place} {node}"));
            assert_eq!(rank(index, place, node), record[rank_at].parse::<u32>().unwrap(), "{place} {node}");
        }
        checked += 1;
    }
    assert_eq!(checked, 10, "ten places in {case}");
}

#[test]
fn baseline_follows_the_hand_calculation() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    follows_hand_calculation("baseline", &results);
    let index = results.index.as_ref().unwrap();
    let path = support::workspace().join("examples/toy/expected_normalised.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let mut checked = 0;
    for record in reader.records().map(Result::unwrap).filter(|r| &r[0] == "2021") {
        let row = index.places.iter().position(|p| *p == record[1]).unwrap();
        for (c, code) in header.iter().enumerate().skip(2) {
            let found = index.normalised.cells[row][column(&index.normalised, code)];
            match record[c].parse::<f64>() {
                Ok(expected) => close(found.unwrap(), expected, &format!("{} {code}", &record[1])),
                Err(_) => assert_eq!(found, None, "{} {code}", &record[1]),
            }
            checked += 1;
        }
    }
    assert_eq!(checked, 60);
}

#[test]
fn earlier_period_is_in_the_history() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let places = &results.index.as_ref().unwrap().places;
    let earlier = results.history.iter().find(|h| h.period == "2020" && h.root == "index").expect("2020");
    for record in expected().iter().filter(|r| &r[0] == "baseline" && &r[1] == "2020") {
        let row = places.iter().position(|p| *p == record[2]).unwrap();
        close(earlier.scores[row].unwrap(), record[3].parse().unwrap(), &record[2]);
        assert_eq!(earlier.ranks[row], record[4].parse().ok(), "{}", &record[2]);
    }
}

#[test]
fn scenario_follows_the_hand_calculation() {
    let project = copy("toy");
    let results = results(run(project.path(), Some("air_and_clinics")));
    follows_hand_calculation("air_and_clinics", &results);
}

#[test]
fn contributions_sum_to_the_score() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let index = results.index.as_ref().unwrap();
    for (row, place) in index.places.iter().enumerate() {
        let sum: f64 = index.contributions.cells[row].iter().flatten().sum();
        close(sum, score(index, place, "index"), place);
    }
}

#[test]
fn outlier_is_in_the_decision_table() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let index = results.index.as_ref().unwrap();
    let row = index.treatment.iter().find(|t| t.indicator == "firms").expect("firms was tested");
    assert_eq!((row.action.as_str(), row.points, row.passed), ("winsorised", 1, true));
    assert!((row.skewness.unwrap() - 2.876).abs() < 5e-4 && (row.kurtosis.unwrap() - 8.694).abs() < 5e-4);
}

#[test]
fn targets_are_judged() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let states: Vec<(&str, TargetState)> = results.strategy.targets.iter().map(|t| (t.id.as_str(), t.state)).collect();
    assert_eq!(states.len(), 3, "{states:?}");
    for target in &results.strategy.targets {
        assert!(!target.reason.zh.is_empty() && !target.reason.en.is_empty(), "{} says why", target.id);
    }
}

#[test]
fn smallest_step_reaches_the_next_place() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let profile = results.profiles.iter().find(|p| p.place == "p04").expect("a profile of p04");
    let step = profile.steps.iter().find(|s| s.indicator == "pm25").expect("a step by cleaner air");
    // p04 needs more than 68.75: life above (4·68.75 − 3·65.625) = 78.125, so 2·pm + 75 above 234.375, pm above 79.6875,
    // that is a concentration below 34 − 0.796875·16 = 21.25.
    assert!((step.to - 21.25).abs() < 1e-3, "{step:?}");
    assert_eq!(step.rank, 2);
}
