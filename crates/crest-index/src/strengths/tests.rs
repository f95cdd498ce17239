//! Four places and a few indicators, ranks by eye.

use super::*;

fn matrix() -> Matrix {
    let some = |values: [f64; 4]| values.map(Some).to_vec();
    let columns = [
        some([9.0, 1.0, 2.0, 3.0]),
        some([1.0, 9.0, 8.0, 0.0]),
        some([2.0, 1.0, 3.0, 9.0]),
        some([0.0, 1.0, 0.0, 1.0]),
        vec![None, Some(1.0), Some(2.0), Some(3.0)],
    ];
    Matrix::from_columns(4, &columns)
}

#[test]
fn best_and_worst_of_the_first_place() {
    // Ranks 1, 3, 3 (more is better) or 2 (column 2 turned), column 3 shares the last value, column 4 is missing.
    let found = strengths(&matrix(), &[1, 1, 1, 1, 1], 0, &[0, 1, 2, 3, 4], &StrengthsOptions::default());
    let ranks: Vec<(usize, u32)> = found.strengths.iter().map(|m| (m.column, m.rank)).collect();
    assert_eq!(ranks, [(0, 1), (1, 3), (2, 3)]);
    let turned = strengths(
        &matrix(),
        &[1, 1, -1, 0, 1],
        0,
        &[0, 1, 2, 3, 4],
        &StrengthsOptions { n_worst: 1, ..StrengthsOptions::default() },
    );
    assert_eq!(turned.weaknesses, [Mark { column: 1, rank: 3, value: 1.0 }]);
    assert_eq!(turned.strengths[1].column, 2);
}

#[test]
fn ties_keep_the_order_of_the_columns() {
    let found = strengths(&matrix(), &[1; 5], 0, &[2, 1, 0], &StrengthsOptions::default());
    assert_eq!(found.strengths.iter().map(|m| m.column).collect::<Vec<_>>(), [0, 2, 1]);
}

#[test]
fn last_ranks_and_few_distinct_values_are_options() {
    let options = StrengthsOptions { keep_last: true, ..StrengthsOptions::default() };
    assert_eq!(strengths(&matrix(), &[1; 5], 0, &[3], &options).weaknesses[0].rank, 3);
    let options = StrengthsOptions { keep_last: true, least_distinct: Some(0.6), ..StrengthsOptions::default() };
    assert!(strengths(&matrix(), &[1; 5], 0, &[3], &options).weaknesses.is_empty());
}

#[test]
fn groups_rank_among_their_own() {
    let options = StrengthsOptions { groups: vec![Some(0), Some(1), Some(0), Some(0)], ..StrengthsOptions::default() };
    let found = strengths(&matrix(), &[1; 5], 0, &[1], &options);
    assert_eq!(found.strengths[0].rank, 2);
}

#[test]
fn a_summary_names_score_rank_and_field() {
    let found = summary(&matrix(), 0, &[4, 0]);
    assert_eq!(found[0], Standing { node: 4, score: None, rank: None, n_ranked: 3 });
    assert_eq!(found[1], Standing { node: 0, score: Some(9.0), rank: Some(1), n_ranked: 4 });
}
