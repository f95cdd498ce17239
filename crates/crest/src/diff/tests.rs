use crest_model::results::{Cells, IndexResult, NodeInfo, NodeRanks, Results, ValueInfo};

use super::*;

/// Places a, b, c on one indicator x; the score is the value.
fn results(values: [f64; 3]) -> Results {
    let cells: Vec<Vec<Option<f64>>> = values.iter().map(|v| vec![Some(*v)]).collect();
    let of = |code: &str| Cells { columns: vec![code.into()], cells: cells.clone() };
    let rank = |v: f64| 1 + values.iter().filter(|o| **o > v).count() as u32;
    let ranks = |node: &str| NodeRanks {
        node: node.into(),
        overall: values.iter().map(|v| Some(rank(*v))).collect(),
        within: Vec::new(),
    };
    let value = |(place, number): (&str, f64)| ValueInfo {
        indicator: "x".into(),
        place: place.into(),
        period: "2021".into(),
        number: Some(number),
        chosen: true,
        ..ValueInfo::default()
    };
    Results {
        nodes: vec![NodeInfo { code: "index".into(), ..NodeInfo::default() }],
        values: ["a", "b", "c"].into_iter().zip(values).map(value).collect(),
        index: Some(IndexResult {
            places: vec!["a".into(), "b".into(), "c".into()],
            roots: vec!["index".into()],
            raw: of("x"),
            treated: of("x"),
            normalised: of("x"),
            scores: of("index"),
            ranks: vec![ranks("index"), ranks("x")],
            contributions: of("x"),
            ..IndexResult::default()
        }),
        ..Results::default()
    }
}

#[test]
fn nothing_differs_from_itself() {
    let same = results([3.0, 2.0, 1.0]);
    assert!(diff(&same, &same).is_empty());
}

#[test]
fn change_of_rank_splits_into_own_and_others() {
    // a falls from 3 to 1.5: alone that costs one place (below b); c rises past it, which is the others' doing.
    let changes = diff(&results([3.0, 2.0, 1.0]), &results([1.5, 2.0, 4.0]));
    let a = changes.ranks.iter().find(|r| r.place == "a").unwrap();
    assert_eq!((a.before, a.after, a.own, a.others), (Some(1), Some(3), Some(-1), Some(-1)));
    // b did not move itself: a went below it and c above it.
    assert!(!changes.ranks.iter().any(|r| r.place == "b"), "2 before and after");
    let c = changes.ranks.iter().find(|r| r.place == "c").unwrap();
    assert_eq!((c.before, c.after, c.own, c.others), (Some(3), Some(1), Some(2), Some(0)));
}

#[test]
fn changes_carry_their_reason() {
    let changes = diff(&results([3.0, 2.0, 1.0]), &results([3.0, 2.5, 1.0]));
    assert_eq!(changes.values.len(), 1);
    assert_eq!((changes.values[0].before, changes.values[0].after), (Some(2.0), Some(2.5)));
    let score = changes.scores.iter().find(|s| s.node == "index").unwrap();
    assert_eq!(score.parts, [("x".to_owned(), 0.5)]);
    assert!(score.why.en.contains("its own values changed"), "{}", score.why.en);
}

#[test]
fn rounding_is_no_change() {
    let changes = diff(&results([3.0, 2.0, 1.0]), &results([3.0, 2.0 + 1e-15, 1.0]));
    assert!(changes.is_empty());
}
