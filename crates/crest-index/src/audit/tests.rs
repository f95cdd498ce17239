//! A small index with one fault of each kind.

use super::*;
use crate::aggregate::aggregate;
use crate::recipe::Aggregation;
use crate::tree::TreeNode;

const N: usize = 12;

fn column(f: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
    (0..N).map(|i| Some(f(i))).collect()
}

/// Columns 0–2 under pillar 5, columns 3–4 under pillar 6, both under the root 7.
fn tree() -> Tree {
    let parents = [Some(5), Some(5), Some(5), Some(6), Some(6), Some(7), Some(7), None];
    let node = |k: usize| TreeNode { parent: parents[k], weight: 1.0, leaf: (k < 5).then_some(k) };
    Tree::build((0..8).map(node).collect()).unwrap()
}

fn rules(findings: &[Finding], rule: Rule) -> Vec<(Option<usize>, Option<usize>)> {
    findings.iter().filter(|f| f.rule == rule).map(|f| (f.node, f.other)).collect()
}

#[test]
fn each_fault_is_found_where_it_is() {
    let columns = [
        column(|i| i as f64),
        // The same again, doubled.
        column(|i| 2.0 * i as f64 + f64::from(u8::from(i == 3))),
        // Against the other two.
        column(|i| 20.0 - i as f64 + (i % 3) as f64),
        // Constant.
        column(|_| 0.1),
        // One giant.
        column(|i| if i == 5 { 1000.0 } else { (i % 4) as f64 }),
    ];
    let mut raw = Matrix::from_columns(N, &columns);
    for place in 0..5 {
        raw.set(place, 4, None);
    }
    for column in 0..4 {
        raw.set(1, column, None);
    }
    let tree = tree();
    let scores = aggregate(&Matrix::from_columns(N, &columns), &tree, &Aggregation::default()).unwrap();
    let sizes = Matrix::from_columns(N, &[column(|i| 5.0 * i as f64)]);
    let subject = Subject { tree: &tree, raw: &raw, treated: Some(&raw), scores: &scores, denominators: Some(&sizes) };
    let found = audit(&subject, &AuditLimits::default()).unwrap().findings;

    assert_eq!(rules(&found, Rule::IndicatorCoverage), [(Some(4), None)]);
    assert_eq!(found.iter().find(|f| f.rule == Rule::PlaceCoverage).unwrap().place, Some(1));
    assert_eq!(rules(&found, Rule::Constant), [(Some(3), None)]);
    assert_eq!(rules(&found, Rule::OutliersRemain), [(Some(4), None)]);
    assert_eq!(rules(&found, Rule::Redundant), [(Some(0), Some(1))]);
    // Column 2 turns its whole pillar against the other one as well.
    let against = [(Some(0), Some(2)), (Some(1), Some(2)), (Some(5), Some(6))];
    assert_eq!(rules(&found, Rule::NegativeInside), against);
    assert!(rules(&found, Rule::NegativeLoading).contains(&(Some(2), Some(5))));
    assert!(rules(&found, Rule::SizeDriven).contains(&(Some(0), Some(0))));
    assert!(rules(&found, Rule::NegativeWithParent).contains(&(Some(2), Some(5))));
    let sorted: Vec<Rule> = found.iter().map(|f| f.rule).collect();
    assert!(sorted.is_sorted());
}

#[test]
fn a_sound_pillar_has_no_fault_of_structure() {
    // Three noisy readings of one thing.
    let noise = |i: usize, k: usize| ((i * 7 + k * 5) % 11) as f64 / 4.0;
    let columns: Vec<Vec<Option<f64>>> = (0..3).map(|k| column(|i| i as f64 + noise(i, k))).collect();
    let tree = Tree::flat(3).unwrap();
    let x = Matrix::from_columns(N, &columns);
    let scores = aggregate(&x, &tree, &Aggregation::default()).unwrap();
    let subject = Subject { tree: &tree, raw: &x, treated: None, scores: &scores, denominators: None };
    let found = audit(&subject, &AuditLimits { redundant: 1.0, ..AuditLimits::default() }).unwrap();
    assert!(found.findings.is_empty(), "{:?}", found.findings);
    assert!(found.nodes[3].alpha.unwrap() > 0.9);
    assert_eq!(found.nodes[3].n_above_noise, Some(1));
    assert!((found.nodes.iter().filter_map(|n| n.influence_share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn sentences_name_the_thing_its_number_and_the_rule() {
    let finding = Finding {
        rule: Rule::Alpha,
        node: Some(3),
        place: None,
        other: None,
        grade: Grade::Serious,
        number: Some(-0.376),
        threshold: Some(0.7),
    };
    let name = |index: usize| format!("pillar {index}");
    let words = finding.sentence(&name, &name, &name);
    assert_eq!(words, "The members of pillar 3 are not of one piece: Cronbach's alpha is -0.38, below 0.70.");
}

#[test]
fn matrices_must_fit() {
    let tree = Tree::flat(2).unwrap();
    let x = Matrix::from_columns(3, &[vec![Some(1.0); 3]]);
    let scores = Matrix::missing(3, 3);
    let subject = Subject { tree: &tree, raw: &x, treated: None, scores: &scores, denominators: None };
    assert_eq!(audit(&subject, &AuditLimits::default()), Err(AuditError::NoColumn { node: 1 }));
    let empty = Matrix::missing(0, 0);
    let subject = Subject { tree: &tree, raw: &empty, treated: None, scores: &empty, denominators: None };
    assert_eq!(audit(&subject, &AuditLimits::default()), Err(AuditError::Shape));
}

#[test]
fn an_index_of_gaps_is_audited_without_numbers() {
    let tree = tree();
    let raw = Matrix::missing(4, 5);
    let scores = Matrix::missing(4, 8);
    let subject = Subject { tree: &tree, raw: &raw, treated: None, scores: &scores, denominators: None };
    let found = audit(&subject, &AuditLimits::default()).unwrap();
    assert_eq!(rules(&found.findings, Rule::IndicatorCoverage).len(), 5);
    assert_eq!(found.findings.iter().filter(|f| f.rule == Rule::PlaceCoverage).count(), 4);
    assert!(found.nodes.iter().all(|node| node.alpha.is_none() && node.principal.is_none()));
}
