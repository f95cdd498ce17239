use super::{Matrix, MatrixError};

#[test]
fn cells_that_make_no_rows_are_refused() {
    assert_eq!(Matrix::new(&[], 2), Err(MatrixError::Empty));
    assert_eq!(Matrix::new(&[1.0], 0), Err(MatrixError::Empty));
    assert_eq!(Matrix::new(&[1.0, 2.0, 3.0], 2), Err(MatrixError::Shape { n_cells: 3, n_elements: 2 }));
}

#[test]
fn missing_value_is_refused_and_named() {
    let cells = [1.0, 2.0, 3.0, f64::NAN];
    assert_eq!(Matrix::new(&cells, 2), Err(MatrixError::NotFinite { place: 1, element: 1 }));
}

#[test]
fn scores_ranks_and_leads_by_hand() {
    // Scores at (½, ½): 3, 3, 1. The first two tie, and both are ahead of the third.
    let cells = [2.0, 4.0, 4.0, 2.0, 0.0, 2.0];
    let matrix = Matrix::new(&cells, 2).unwrap();
    let weights = [0.5, 0.5];
    assert_eq!(matrix.score(0, &weights), 3.0);
    assert_eq!(matrix.lead(0, 2, &weights), 2.0);
    let ranks: Vec<usize> = (0..3).map(|place| matrix.rank(place, &weights, 0.0)).collect();
    assert_eq!(ranks, [1, 1, 3]);
    // A lead of 2 does not count where more than 2 is asked for.
    assert_eq!(matrix.rank(2, &weights, 2.0), 1);
}

#[test]
fn resolution_follows_the_largest_spread() {
    let cells = [0.0, 10.0, 1.0, 60.0];
    assert!((Matrix::new(&cells, 2).unwrap().resolution() - 50e-9).abs() < 1e-20);
    assert_eq!(Matrix::new(&[1.0, 1.0], 1).unwrap().resolution(), 0.0);
}
