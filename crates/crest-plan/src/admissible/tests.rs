use super::{Admissible, AdmissibleError, Level, Row, SLACK};
use crate::matrix::dot;
use crate::sample::Sample;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-8, "{a} is not {b}");
}

#[test]
fn simplex_takes_the_best_and_the_worst_element() {
    let set = Admissible::simplex(3).unwrap();
    assert_eq!(set.greatest(&[1.0, 5.0, 2.0]).unwrap().weights, [0.0, 1.0, 0.0]);
    assert_eq!(set.least(&[1.0, 5.0, 2.0]).unwrap().value, 1.0);
}

#[test]
fn bounds_are_filled_best_first() {
    // At least 0.2 each, the second at most 0.5: what is left, 0.4, goes 0.3 to the second and 0.1 to the third.
    let set = Admissible::bounded(&[0.2, 0.2, 0.2], &[1.0, 0.5, 1.0]).unwrap();
    let extreme = set.greatest(&[0.0, 10.0, 4.0]).unwrap();
    close(extreme.value, 5.0 + 0.3 * 4.0);
    close(extreme.weights[2], 0.3);
}

#[test]
fn what_makes_a_set_empty_is_named() {
    let lower = Admissible::bounded(&[0.6, 0.6], &[1.0, 1.0]);
    assert_eq!(lower, Err(AdmissibleError::LowerSum { sum: 1.2 }));
    assert_eq!(Admissible::bounded(&[0.0, 0.0], &[0.25, 0.25]), Err(AdmissibleError::UpperSum { sum: 0.5 }));
    let crossed = Admissible::bounded(&[0.5, 0.0], &[0.4, 1.0]);
    assert_eq!(crossed, Err(AdmissibleError::Bounds { element: 0, lower: 0.5, upper: 0.4 }));
    assert_eq!(Admissible::simplex(0), Err(AdmissibleError::NoElements));
    assert_eq!(Admissible::band(&[0.5, 0.6], 0.1), Err(AdmissibleError::WeightSum { sum: 1.1 }));
    assert_eq!(Admissible::band(&[0.5, 0.5], -0.1), Err(AdmissibleError::Relative { relative: -0.1 }));
    let length = Admissible::bounded(&[0.0], &[1.0, 1.0]);
    assert_eq!(length, Err(AdmissibleError::Length { n_found: 2, n_elements: 1 }));
    let negative = Admissible::band(&[-0.5, 1.5], 0.1);
    assert_eq!(negative, Err(AdmissibleError::Weight { element: 0, weight: -0.5 }));
}

#[test]
fn row_that_cannot_be_met_is_named() {
    let set = Admissible::band(&[0.5, 0.5], 0.2).unwrap();
    let row = Row { terms: vec![(0, 1.0)], lower: 0.7, upper: 1.0 };
    match set.with_rows(vec![row]) {
        Err(AdmissibleError::RowUnmet { row: 0, least, greatest }) => {
            close(least, 0.4);
            close(greatest, 0.6);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn rows_that_exclude_each_other_leave_nothing() {
    // w₁ ≥ w₂ and w₂ ≥ w₁ + 0.1.
    let row = Row { terms: vec![(1, 1.0), (0, -1.0)], lower: 0.1, upper: f64::INFINITY };
    let set = Admissible::ordinal(2, &[0, 1]).unwrap();
    assert_eq!(set.with_rows(vec![row]), Err(AdmissibleError::Empty));
}

#[test]
fn rows_about_nothing_are_refused() {
    let set = || Admissible::simplex(2).unwrap();
    let row = |element, factor, upper| vec![Row { terms: vec![(element, factor)], lower: 0.0, upper }];
    assert_eq!(set().with_rows(row(2, 1.0, 1.0)), Err(AdmissibleError::Element { element: 2 }));
    assert_eq!(set().with_rows(row(0, f64::NAN, 1.0)), Err(AdmissibleError::RowBounds { row: 0 }));
    assert_eq!(set().with_rows(row(0, 1.0, -1.0)), Err(AdmissibleError::RowBounds { row: 0 }));
    assert_eq!(set().with_order(&[0, 0]), Err(AdmissibleError::Element { element: 0 }));
}

#[test]
fn order_of_importance_by_hand() {
    // The vertices of w₁ ≥ w₂ ≥ w₃ are (1,0,0), (½,½,0), (⅓,⅓,⅓): the greatest mean of the first values is the answer.
    let set = Admissible::ordinal(3, &[0, 1, 2]).unwrap();
    close(set.greatest(&[1.0, 5.0, 0.0]).unwrap().value, 3.0);
    close(set.least(&[1.0, 5.0, 0.0]).unwrap().value, 1.0);
    close(set.greatest(&[0.0, 0.0, 9.0]).unwrap().value, 3.0);
}

#[test]
fn groups_are_bounded() {
    let set = Admissible::simplex(4).unwrap().with_group(&[0, 1], 0.3, 0.4).unwrap();
    close(set.greatest(&[10.0, 0.0, 1.0, 0.0]).unwrap().value, 4.0 + 0.6);
    close(set.least(&[10.0, 8.0, 1.0, 0.0]).unwrap().value, 2.4);
}

#[test]
fn single_weights_are_bounded_on_top_of_a_tree() {
    let level = Level { group_of: &[0, 0, 1], relative: 0.0 };
    let set = Admissible::tree_band(&[0.25, 0.25, 0.5], &[level], 1.0).unwrap();
    close(set.greatest(&[1.0, 0.0, 0.0]).unwrap().value, 0.5);
    let set = set.with_bounds(&[0.0, 0.1, 0.0], &[1.0, 1.0, 1.0]).unwrap();
    close(set.greatest(&[1.0, 0.0, 0.0]).unwrap().value, 0.4);
    assert!(set.clone().with_bounds(&[0.45, 0.1, 0.0], &[1.0, 1.0, 1.0]).is_err());
}

#[test]
fn band_of_a_tree_moves_groups_and_members() {
    // Pillars 0.6 and 0.4, ± 50 % → the first within 0.3–0.9, but the second stays within 0.2–0.6, so 0.4–0.8. The first
    // element has two thirds of its pillar, ± 10 %, limited by the other's third ± 10 %: 0.9·⅔ … 1.1·⅔ meets 1 − 1.1·⅓ = 0.6333.
    let level = Level { group_of: &[7, 7, 3], relative: 0.5 };
    let set = Admissible::tree_band(&[0.4, 0.2, 0.4], &[level], 0.1).unwrap();
    let extreme = set.greatest(&[1.0, 0.0, 0.0]).unwrap();
    close(extreme.value, 0.8 * (1.0 - 0.3));
    close(set.least(&[1.0, 0.0, 0.0]).unwrap().value, 0.4 * (1.0 - 1.1 / 3.0));
    assert!(set.miss(&extreme.weights) < 1e-12);
    assert!(set.miss(&[0.5, 0.1, 0.4]) > 0.01);
}

#[test]
fn levels_must_nest() {
    let top = Level { group_of: &[0, 1, 1], relative: 0.1 };
    let low = Level { group_of: &[5, 5, 6], relative: 0.1 };
    let set = Admissible::tree_band(&[0.3, 0.3, 0.4], &[top, low], 0.1);
    assert_eq!(set, Err(AdmissibleError::Nesting { level: 1, element: 1 }));
}

#[test]
fn filling_shares_agrees_with_the_linear_programme() {
    let mut sample = Sample(11);
    for round in 0..40 {
        let stated = sample.weights(12);
        let top: Vec<usize> = (0..12).map(|k| k / 6).collect();
        let low: Vec<usize> = (0..12).map(|k| k / 3).collect();
        let levels = [Level { group_of: &top, relative: 0.2 }, Level { group_of: &low, relative: 0.4 }];
        let filled = match round % 3 {
            0 => Admissible::band(&stated, 0.3).unwrap(),
            1 => Admissible::tree_band(&stated, &levels[1..], 0.3).unwrap(),
            _ => Admissible::tree_band(&stated, &levels, 0.3).unwrap(),
        };
        // A row that every point meets sends the question to the solver.
        let row = Row { terms: vec![(0, 1.0)], lower: 0.0, upper: 1.0 };
        let solved = filled.clone().with_rows(vec![row]).unwrap();
        assert!(filled.is_nested() && !solved.is_nested());
        let form = sample.cells(12);
        let (a, b) = (filled.greatest(&form).unwrap(), solved.greatest(&form).unwrap());
        assert!((a.value - b.value).abs() < 1e-6, "{} {}", a.value, b.value);
        close(a.value, dot(&form, &a.weights));
        assert!(filled.miss(&a.weights) < 1e-12 && solved.miss(&b.weights) < SLACK);
        assert!(filled.miss(&stated) < 1e-12);
    }
}

#[test]
fn form_of_another_length_is_refused() {
    let set = Admissible::simplex(2).unwrap();
    assert_eq!(set.greatest(&[1.0]), Err(AdmissibleError::Length { n_found: 1, n_elements: 2 }));
}

#[test]
fn element_without_weight_stays_without() {
    let level = Level { group_of: &[0, 0, 1], relative: 0.5 };
    let set = Admissible::tree_band(&[0.5, 0.0, 0.5], &[level], 0.5).unwrap();
    close(set.greatest(&[0.0, 1.0, 0.0]).unwrap().value, 0.0);
}
