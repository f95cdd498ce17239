use super::*;
use crate::build::build;
use crate::recipe::{Denominate, Imputation, OutlierTest, Siblings, Treatment, Treatments};
use crate::{Denominator, Tree};

fn two_columns() -> Matrix {
    Matrix::from_columns(3, &[vec![Some(0.0), Some(5.0), Some(10.0)], vec![Some(40.0), Some(20.0), Some(0.0)]])
}

fn aim(place: usize, rank: u32) -> Aim<'static> {
    Aim { place, root: 2, rank, limits: &[] }
}

#[test]
fn the_step_is_exact_where_bounds_stand_still() {
    // Scores: place 0 (0 + 100)/2 = 50, place 1 (50 + 50)/2 = 50, place 2 (100 + 0)/2 = 50: shift place 2 up first.
    let mut matrix = two_columns();
    matrix.set(2, 1, Some(10.0));
    matrix.set(0, 1, Some(50.0));
    // Column 1 now spans 10..50: places 100, 25, 0. Scores 50, 37.5, 50.
    let tree = Tree::flat(2).unwrap();
    let input = Input::new(&matrix, &tree, &[1, 1]);
    let recipe = Recipe::default();
    let built = build(&input, &recipe).unwrap();
    assert_eq!(built.ranks[2], [Some(1), Some(3), Some(1)]);
    // Place 1 needs 12.5 more points: 25 points of column 0 = 2.5 raw, or 25 points of column 1 = 10 raw.
    let steps = steps_up(&input, &recipe, &built, &aim(1, 1));
    assert_eq!(steps.iter().map(|step| step.column).collect::<Vec<_>>(), [0, 1]);
    assert!((steps[0].to - 7.5).abs() < 1e-7 && (steps[0].effort - 0.25).abs() < 1e-8, "{steps:?}");
    assert!((steps[1].to - 30.0).abs() < 1e-6 && (steps[1].effort - 0.25).abs() < 1e-8, "{steps:?}");
    assert!(steps.iter().all(|step| step.rank == 1));
}

#[test]
fn bounds_move_with_the_value() {
    // Column 0: 0, 5, 10; column 1: 100, 0, 0. Scores 50, 25, 50. Place 2 at x > 10: its score stays 50, but that of
    // place 1 falls; place 0 stays 50 with its zero: the tie at rank 1 holds.
    let matrix =
        Matrix::from_columns(3, &[vec![Some(2.0), Some(5.0), Some(10.0)], vec![Some(100.0), Some(0.0), Some(0.0)]]);
    let tree = Tree::flat(2).unwrap();
    let input = Input::new(&matrix, &tree, &[1, 1]);
    let recipe = Recipe::default();
    let built = build(&input, &recipe).unwrap();
    // Place 1 at (3/8 · 100)/2 = 18.75 wants rank 2. Column 0 alone: tie with place 2 at 10 or beyond: x = 10.
    let step = step_up(&input, &recipe, &built, &aim(1, 2), 0).unwrap();
    assert!((step.to - 10.0).abs() < 1e-6, "{step:?}");
    assert_eq!(step.rank, 1);
    // With a limit short of that there is no step by this column.
    let limits = [Some((0.0, 9.0)), None];
    assert_eq!(step_up(&input, &recipe, &built, &Aim { limits: &limits, ..aim(1, 2) }, 0), None);
}

#[test]
fn less_is_better_goes_down_and_denominators_go_back() {
    let matrix = Matrix::from_columns(3, &[vec![Some(10.0), Some(40.0), Some(90.0)], vec![Some(1.0); 3]]);
    let persons = [Some(1.0), Some(2.0), Some(3.0)];
    let tree = Tree::flat(2).unwrap();
    let denominators = [Some(Denominator { values: &persons, scale: 1.0 }), None];
    let mut input = Input::new(&matrix, &tree, &[-1, 1]);
    input.denominators = &denominators;
    let recipe = Recipe { denominate: Denominate::Ratio, ..Recipe::default() };
    let built = build(&input, &recipe).unwrap();
    // Ratios 10, 20, 30. Place 2 passes place 1 at 20 per person: raw 60.
    let step = step_up(&input, &recipe, &built, &aim(2, 2), 0).unwrap();
    assert!((step.to - 60.0).abs() < 1e-5 && (step.effort - 0.5).abs() < 1e-7, "{step:?}");
    // The constant column cannot help.
    assert_eq!(step_up(&input, &recipe, &built, &aim(2, 2), 1), None);
    // What is reached already needs no step.
    assert_eq!(step_up(&input, &recipe, &built, &aim(0, 1), 0), None);
}

#[test]
fn every_step_holds_when_the_index_is_built_again() {
    let n = 30;
    let value = |i: usize, j: usize| {
        let x = ((i * 37 + j * 101 + 13) % 97) as f64;
        if j == 2 { (x / 12.0).exp() } else { x }
    };
    let columns: Vec<Vec<Option<f64>>> =
        (0..4).map(|j| (0..n).map(|i| (i % 7 != 3 || j != 1).then(|| value(i, j))).collect()).collect();
    let matrix = Matrix::from_columns(n, &columns);
    let tree = Tree::flat(4).unwrap();
    let input = Input::new(&matrix, &tree, &[1, -1, 1, 1]);
    for impute in [Imputation::Mean, Imputation::RowMean(Siblings::All)] {
        let treat = Treatments::all(Treatment::Test(OutlierTest::default()));
        let recipe = Recipe { impute, treat, ..Recipe::default() };
        let built = build(&input, &recipe).unwrap();
        let place = (0..n).find(|&i| built.ranks[4][i] == Some(12)).unwrap();
        let aim = Aim { place, root: 4, rank: 8, limits: &[] };
        let steps: Vec<Step> = (0..4).filter_map(|column| step_up(&input, &recipe, &built, &aim, column)).collect();
        // Without cells filled from other columns the quick way gives the same.
        let mut quick = steps_up(&input, &recipe, &built, &aim);
        quick.sort_by_key(|step| step.column);
        assert!(impute != Imputation::Mean || quick == steps);
        assert!(!steps.is_empty());
        for step in steps {
            let mut changed = matrix.clone();
            changed.set(place, step.column, Some(step.to));
            let again = build(&Input { matrix: &changed, ..input }, &recipe).unwrap();
            assert_eq!(again.ranks[4][place], Some(step.rank));
            assert!(step.rank <= 8);
        }
    }
}
