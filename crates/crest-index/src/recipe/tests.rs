use super::*;

#[test]
fn a_recipe_reads_as_sentences_in_order() {
    let words = Recipe::default().to_string();
    let steps: Vec<&str> = words.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(steps, ["denominate", "screen", "impute", "treat", "normalise", "weights", "aggregate"]);
    assert!(words.contains("min–max, 0 and 1 mapped to 0 and 100"));
}

#[test]
fn recipes_compare_by_value() {
    let plain = Recipe::default();
    let mut changed = plain.clone();
    assert_eq!(plain, changed);
    changed.aggregate = Aggregation::all(Mean::Geometric);
    assert_ne!(plain, changed);
}

#[test]
fn the_last_level_serves_all_above_and_nodes_win() {
    let mut rule = Aggregation::by_level(&[Mean::Arithmetic, Mean::Geometric]);
    rule.nodes.push((7, Mean::Median));
    rule.thresholds = vec![0.9, 0.7];
    assert_eq!(rule.of(0, 2), Mean::Arithmetic);
    assert_eq!(rule.of(0, 3), Mean::Geometric);
    assert_eq!(rule.of(0, 9), Mean::Geometric);
    assert_eq!(rule.of(7, 2), Mean::Median);
    assert_eq!((rule.threshold(2), rule.threshold(3), rule.threshold(4)), (0.9, 0.7, 0.7));
    assert_eq!(Aggregation::default().threshold(3), 0.0);
}
