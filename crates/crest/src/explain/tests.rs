use crest_model::results::{Cells, IndexResult, NodeInfo, NodeRanks, Results, ValueInfo};

use super::*;

/// One place on an index of x (weight 3) and y (weight 1, missing).
fn results() -> Results {
    let node = |code: &str, parent: Option<&str>, weight: f64| NodeInfo {
        code: code.into(),
        parent: parent.map(str::to_owned),
        is_indicator: parent.is_some(),
        weight: Some(weight),
        direction: 1,
        ..NodeInfo::default()
    };
    let cells = |columns: &[&str], row: Vec<Option<f64>>| Cells {
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        cells: vec![row],
    };
    let rank = |node: &str| NodeRanks { node: node.into(), overall: vec![Some(1)], within: Vec::new() };
    let value = |chosen: bool, number: f64| ValueInfo {
        indicator: "x".into(),
        place: "a".into(),
        period: "2021".into(),
        number: Some(number),
        chosen,
        location: Some(Location::cell("data/x.xlsx", Some("S".into()), 7, 28)),
        ..ValueInfo::default()
    };
    Results {
        nodes: vec![node("index", None, 1.0), node("x", Some("index"), 3.0), node("y", Some("index"), 1.0)],
        values: vec![value(false, 4.0), value(true, 5.0)],
        index: Some(IndexResult {
            period: "2021".into(),
            places: vec!["a".into()],
            roots: vec!["index".into()],
            raw: cells(&["x", "y"], vec![Some(5.0), None]),
            treated: cells(&["x", "y"], vec![Some(5.0), None]),
            normalised: cells(&["x", "y"], vec![Some(80.0), None]),
            scores: cells(&["index"], vec![Some(80.0)]),
            ranks: vec![rank("index"), rank("x")],
            contributions: cells(&["x", "y"], vec![Some(80.0), None]),
            ..IndexResult::default()
        }),
        ..Results::default()
    }
}

#[test]
fn score_unfolds_down_to_the_cell() {
    let told = explain_score(&results(), "a", None, &|_| Vec::new()).unwrap();
    assert_eq!(told.number, Some(80.0));
    let x = &told.parts[0];
    assert!(x.how.en.starts_with("share of weight 1.0000 × score 80.0000 = 80.0000"), "{}", x.how.en);
    let used = x.parts.iter().find(|p| p.subject.en.contains("(used)")).unwrap();
    assert_eq!(used.location.as_ref().unwrap().to_string(), "data/x.xlsx#S!AB7");
    assert!(x.parts.iter().any(|p| p.subject.en.contains("(not used)") && p.number == Some(4.0)));
    assert!(told.parts[1].how.en.starts_with("missing, takes no part"), "{}", told.parts[1].how.en);
}

#[test]
fn unknown_places_and_nodes_have_no_explanation() {
    assert!(explain_score(&results(), "b", None, &|_| Vec::new()).is_none());
    assert!(explain_score(&results(), "a", Some("z"), &|_| Vec::new()).is_none());
    assert!(explain_rank(&results(), "a").is_none(), "no profile");
}
