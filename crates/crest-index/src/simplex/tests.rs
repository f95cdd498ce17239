//! Programmes small enough to solve by hand.

use super::*;

fn row(coefficients: &[f64], relation: Relation, bound: f64) -> Constraint {
    Constraint { coefficients: coefficients.to_vec(), relation, bound }
}

#[test]
fn feasibility_phase_finds_a_start_away_from_the_origin() {
    // min x + y with x + 2y ≥ 4, 3x + y ≥ 6: the vertex (1.6, 1.2), sum 2.8.
    let rows = [row(&[1.0, 2.0], Relation::AtLeast, 4.0), row(&[3.0, 1.0], Relation::AtLeast, 6.0)];
    let best = maximise(&[-1.0, -1.0], &rows).unwrap();
    assert!((best.objective + 2.8).abs() < 1e-12);
    assert!((best.solution[0] - 1.6).abs() < 1e-12 && (best.solution[1] - 1.2).abs() < 1e-12);
}

#[test]
fn equalities_and_redundant_rows_are_solved() {
    // x + y = 1 twice, max 2x + y: x = 1.
    let rows = [row(&[1.0, 1.0], Relation::Equal, 1.0), row(&[2.0, 2.0], Relation::Equal, 2.0)];
    let best = maximise(&[2.0, 1.0], &rows).unwrap();
    assert!((best.objective - 2.0).abs() < 1e-12);
}

#[test]
fn impossible_and_endless_programmes_are_named() {
    let rows = [row(&[1.0], Relation::AtMost, 1.0), row(&[1.0], Relation::AtLeast, 2.0)];
    assert_eq!(maximise(&[1.0], &rows), Err(SimplexError::Infeasible));
    assert_eq!(maximise(&[1.0], &[row(&[-1.0], Relation::AtMost, 1.0)]), Err(SimplexError::Unbounded));
    assert_eq!(maximise(&[1.0], &[]), Err(SimplexError::Unbounded));
    assert_eq!(maximise(&[], &[]).map(|best| best.objective), Ok(0.0));
    assert_eq!(maximise(&[f64::NAN], &[]), Err(SimplexError::NotFinite));
    let short = maximise(&[1.0, 1.0], &[row(&[1.0], Relation::AtMost, 1.0)]);
    assert_eq!(short, Err(SimplexError::Shape { row: 0, n_found: 1, n_expected: 2 }));
}

#[test]
fn negative_bounds_turn_the_row_around() {
    // −x ≤ −2 is x ≥ 2; max −x gives −2.
    let best = maximise(&[-1.0], &[row(&[-1.0], Relation::AtMost, -2.0)]).unwrap();
    assert!((best.objective + 2.0).abs() < 1e-12);
}

#[test]
fn a_programme_that_cycles_under_the_steepest_rule_ends() {
    // Beale's example: the optimum is 0.05 at x = (1/25, 0, 1, 0).
    let rows = [
        row(&[0.25, -60.0, -1.0 / 25.0, 9.0], Relation::AtMost, 0.0),
        row(&[0.5, -90.0, -1.0 / 50.0, 3.0], Relation::AtMost, 0.0),
        row(&[0.0, 0.0, 1.0, 0.0], Relation::AtMost, 1.0),
    ];
    let best = maximise(&[0.75, -150.0, 0.02, -6.0], &rows).unwrap();
    assert!((best.objective - 0.05).abs() < 1e-12, "{best:?}");
}
