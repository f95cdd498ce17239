use super::{Distance, Verdict, break_even, lead, nearest_ahead, weight_ranges};
use crate::admissible::{Admissible, SLACK};
use crate::error::InverseError;
use crate::matrix::Matrix;
use crate::sample::Sample;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-7, "{a} is not {b}");
}

/// The lead of the first over the second is 2 w₁ − w₂ = 3 w₁ − 1: zero at w₁ = ⅓.
const CELLS: [f64; 4] = [3.0, 1.0, 1.0, 2.0];

#[test]
fn verdicts_by_hand() {
    let matrix = Matrix::new(&CELLS, 2).unwrap();
    let verdict = |lower: f64, upper: f64| {
        let set = Admissible::bounded(&[lower, 0.0], &[upper, 1.0]).unwrap();
        lead(matrix, &set, 0, 1).unwrap().verdict(1e-9)
    };
    assert_eq!(verdict(0.4, 1.0), Verdict::Always);
    assert_eq!(verdict(0.2, 0.5), Verdict::Possible);
    assert_eq!(verdict(0.0, 0.3), Verdict::Never);
}

#[test]
fn weights_of_a_lead_have_a_range() {
    let matrix = Matrix::new(&CELLS, 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    let ranges = weight_ranges(matrix, &set, 0, 1, 0.5).unwrap().unwrap();
    // 3 w₁ − 1 ≥ 0.5 from w₁ = ½ on.
    close(ranges[0].0, 0.5);
    close(ranges[0].1, 1.0);
    close(ranges[1].1, 0.5);
    assert_eq!(weight_ranges(matrix, &set, 0, 1, 2.1).unwrap(), None);
}

#[test]
fn nearest_weights_by_hand() {
    let matrix = Matrix::new(&CELLS, 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    let stated = [0.1, 0.9];
    for distance in [Distance::Moved, Distance::Largest] {
        let nearest = nearest_ahead(matrix, &set, &stated, (0, 1), 0.0, distance).unwrap().unwrap();
        close(nearest.weights[0], 1.0 / 3.0);
        close(nearest.distance, 1.0 / 3.0 - 0.1);
        assert!(matrix.lead(0, 1, &nearest.weights) >= 0.0);
    }
    // Behind already for the other place: nothing moves.
    let nearest = nearest_ahead(matrix, &set, &stated, (1, 0), 0.0, Distance::Moved).unwrap().unwrap();
    assert_eq!((nearest.weights, nearest.distance), (stated.to_vec(), 0.0));
}

#[test]
fn distances_differ_where_they_should() {
    // The lead is w₁ + w₂ − w₃ of stated (⅓, ⅓, ⅓ + …): moving one weight is as short in the sum, but not in the largest change.
    let cells = [1.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let matrix = Matrix::new(&cells, 3).unwrap();
    let set = Admissible::simplex(3).unwrap();
    let stated = [0.1, 0.1, 0.8];
    let largest = nearest_ahead(matrix, &set, &stated, (0, 1), 0.0, Distance::Largest).unwrap().unwrap();
    // 0.3 must leave the third; each other takes up to that, so the largest change is 0.3 whatever the split.
    close(largest.distance, 0.3);
    let moved = nearest_ahead(matrix, &set, &stated, (0, 1), 0.0, Distance::Moved).unwrap().unwrap();
    close(moved.distance, 0.3);
}

#[test]
fn nearest_weights_hold_what_they_claim() {
    let mut sample = Sample(5);
    for _ in 0..30 {
        let cells = sample.cells(2 * 8);
        let matrix = Matrix::new(&cells, 8).unwrap();
        let stated = sample.weights(8);
        let set = Admissible::band(&stated, 0.5).unwrap();
        let margin = 0.5;
        let (a, b) = if matrix.lead(0, 1, &stated) < 0.0 { (0, 1) } else { (1, 0) };
        let range = lead(matrix, &set, a, b).unwrap();
        for distance in [Distance::Moved, Distance::Largest] {
            let nearest = nearest_ahead(matrix, &set, &stated, (a, b), margin, distance).unwrap();
            assert_eq!(nearest.is_some(), range.greatest.value >= margin);
            let Some(nearest) = nearest else { continue };
            assert!(matrix.lead(a, b, &nearest.weights) >= margin);
            assert!(set.miss(&nearest.weights) < SLACK);
            // No point on the way from the stated weights to the greatest lead is nearer.
            let share = (margin - matrix.lead(a, b, &stated)) / (range.greatest.value - matrix.lead(a, b, &stated));
            let along = share * distance.between(&range.greatest.weights, &stated);
            assert!(nearest.distance <= along + 1e-7);
            close(nearest.distance, distance.between(&nearest.weights, &stated));
        }
    }
}

#[test]
fn order_turns_at_the_break_even_weight() {
    let mut sample = Sample(9);
    let mut n_turns = 0;
    for _ in 0..50 {
        let cells = sample.cells(2 * 4);
        let matrix = Matrix::new(&cells, 4).unwrap();
        let stated = sample.weights(4);
        for (k, turn) in break_even(matrix, &stated, 0, 1).unwrap().into_iter().enumerate() {
            let moved = |to: f64| -> Vec<f64> {
                let others = (1.0 - to) / (1.0 - stated[k]);
                (0..4).map(|j| if j == k { to } else { stated[j] * others }).collect()
            };
            let leads = [0.0, 1.0].map(|to| matrix.lead(0, 1, &moved(to)));
            match turn {
                Some(at) => {
                    n_turns += 1;
                    assert!(matrix.lead(0, 1, &moved(at)).abs() < 1e-9);
                    assert!(leads[0] * leads[1] <= 1e-9);
                }
                None => assert!(leads[0] * leads[1] >= -1e-9),
            }
        }
    }
    assert!(n_turns > 50);
}

#[test]
fn questions_about_nobody_are_refused() {
    let matrix = Matrix::new(&CELLS, 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    assert_eq!(lead(matrix, &set, 0, 2), Err(InverseError::Place { place: 2 }));
    assert_eq!(lead(matrix, &set, 1, 1), Err(InverseError::Place { place: 1 }));
    let other = Admissible::simplex(3).unwrap();
    assert_eq!(lead(matrix, &other, 0, 1), Err(InverseError::Elements { n_weights: 3, n_elements: 2 }));
    assert_eq!(weight_ranges(matrix, &set, 0, 1, -1.0), Err(InverseError::Margin { margin: -1.0 }));
    assert!(break_even(matrix, &[0.5, 0.6], 0, 1).is_err());
}
