use super::*;
use crate::recipe::{Aggregation, Imputation, Mean, Normalisation, Scale, Screening, WeightRule, Weighting};
use crate::{Denominator, TreeNode};

/// Root 0 ← pillar 1 ← columns 0, 1; pillar 2 ← column 2; column 3 is a root of its own.
fn tree() -> Tree {
    let node = |parent, leaf| TreeNode { parent, weight: 1.0, leaf };
    Tree::build(vec![
        node(None, None),
        node(Some(0), None),
        node(Some(0), None),
        node(Some(1), Some(0)),
        node(Some(1), Some(1)),
        node(Some(2), Some(2)),
        node(None, Some(3)),
    ])
    .unwrap()
}

fn matrix() -> Matrix {
    Matrix::from_columns(
        3,
        &[
            vec![Some(0.0), Some(5.0), Some(10.0)],
            vec![Some(4.0), Some(2.0), Some(0.0)],
            vec![Some(1.0), None, Some(3.0)],
            vec![Some(7.0), Some(8.0), Some(9.0)],
        ],
    )
}

const DIRECTIONS: [i8; 4] = [1, -1, 1, 1];

#[test]
fn every_step_by_hand() {
    let (matrix, tree) = (matrix(), tree());
    let built = build(&Input::new(&matrix, &tree, &DIRECTIONS), &Recipe::default()).unwrap();
    // Pillar 1: (0 + 0)/2, (50 + 50)/2, (100 + 100)/2; pillar 2: 0, missing, 100; the index skips what is missing.
    assert_eq!(built.scores.column(1), [0.0, 50.0, 100.0].map(Some));
    assert_eq!(built.scores.column(2), [Some(0.0), None, Some(100.0)]);
    assert_eq!(built.scores.column(0), [0.0, 50.0, 100.0].map(Some));
    assert_eq!(built.ranks[0], [Some(3), Some(2), Some(1)]);
    assert_eq!(built.effective_weights, [1.0, 0.5, 0.5, 0.25, 0.25, 0.5, 1.0]);
    // The indicator outside the index is not scaled.
    assert_eq!(built.scores.column(6), [None; 3]);
    assert!(built.set_aside.is_empty());
}

#[test]
fn screened_places_leave_no_trace_in_the_bounds() {
    let (matrix, tree) = (matrix(), tree());
    let recipe = Recipe {
        screen: Some(Screening { drop: vec![2], ..Screening::by_availability(0.0) }),
        impute: Imputation::Mean,
        ..Recipe::default()
    };
    let built = build(&Input::new(&matrix, &tree, &DIRECTIONS), &recipe).unwrap();
    assert_eq!(built.screened.kept, [true, true, false]);
    assert_eq!(built.normalised.column(0), [Some(0.0), Some(100.0), None]);
    assert_eq!(built.denominated.matrix.at(2, 0), Some(10.0));
    assert_eq!(built.ranks[0][2], None);
    // Column 2 is 1 and its own mean now: constant, left out, and said so.
    assert_eq!(built.set_aside, [SetAside { column: 2, reason: Aside::Constant }]);
}

#[test]
fn constant_indicators_follow_the_stated_policy() {
    let mut constant = matrix();
    (0..3).for_each(|place| constant.set(place, 2, Some(5.0)));
    let tree = tree();
    let input = Input::new(&constant, &tree, &DIRECTIONS);
    let mut recipe = Recipe::default();
    assert_eq!(build(&input, &recipe).unwrap().scores.column(2), [None; 3]);
    recipe.normalise.constant = Constant::Give(50.0);
    let built = build(&input, &recipe).unwrap();
    assert_eq!(built.scores.column(2), [Some(50.0); 3]);
    assert_eq!(built.set_aside, [SetAside { column: 2, reason: Aside::Given(50.0) }]);
    recipe.normalise.constant = Constant::Refuse;
    let refused = BuildError::Normalise(NormaliseError::Constant { column: 2 });
    assert_eq!(build(&input, &recipe), Err(refused));
}

#[test]
fn watched_and_empty_indicators_take_no_part_and_are_named() {
    let mut empty = matrix();
    (0..3).for_each(|place| empty.set(place, 2, None));
    let tree = tree();
    let built = build(&Input::new(&empty, &tree, &[1, 0, 1, 0]), &Recipe::default()).unwrap();
    let aside: Vec<(usize, Aside)> = built.set_aside.iter().map(|a| (a.column, a.reason)).collect();
    assert_eq!(aside, [(1, Aside::Watched), (2, Aside::Empty)]);
    assert_eq!(built.scores.column(0), [0.0, 50.0, 100.0].map(Some));
}

#[test]
fn geometric_means_name_the_place_of_a_zero() {
    let (matrix, tree) = (matrix(), tree());
    let recipe = Recipe { aggregate: Aggregation::all(Mean::Geometric), ..Recipe::default() };
    let found = build(&Input::new(&matrix, &tree, &DIRECTIONS), &recipe);
    let zero = AggregateError::NotPositive { place: 0, node: 1, member: 3, value: 0.0 };
    assert_eq!(found, Err(BuildError::Aggregate(zero)));
}

#[test]
fn weights_can_be_equal_or_come_from_the_data() {
    let (matrix, tree) = (matrix(), tree());
    let given = tree.with_weights(&[1.0, 3.0, 1.0, 1.0, 9.0, 1.0, 1.0]).unwrap();
    let input = Input::new(&matrix, &given, &DIRECTIONS);
    let equal = Recipe { weights: Weighting::Equal, ..Recipe::default() };
    assert_eq!(build(&input, &equal).unwrap().effective_weights[1], 0.5);
    let rule = Weighting::Data { rule: WeightRule::StdDev, level: 1 };
    let drawn = build(&input, &Recipe { weights: rule, ..Recipe::default() }).unwrap();
    // Both columns of pillar 1 have the same spread on 0–100: they share the 10 that they were given.
    assert!((drawn.tree.nodes()[3].weight - 5.0).abs() < 1e-12);
    assert_eq!(drawn.tree.nodes()[1].weight, 3.0);
}

#[test]
fn nothing_and_next_to_nothing_are_built_without_panic() {
    let tree = tree();
    for n in [0, 1] {
        let few = Matrix::from_columns(n, &vec![vec![Some(1.0); n]; 4]);
        let built = build(&Input::new(&few, &tree, &DIRECTIONS), &Recipe::default()).unwrap();
        assert_eq!(built.ranks[0], vec![None; n]);
        assert_eq!(built.set_aside.len(), 3);
    }
    let missing = Matrix::missing(3, 4);
    for impute in [Imputation::Median, Imputation::Em(crate::recipe::Siblings::All)] {
        let recipe = Recipe { impute, ..Recipe::default() };
        assert_eq!(build(&Input::new(&missing, &tree, &DIRECTIONS), &recipe).unwrap().ranks[0], [None; 3]);
    }
    let no_tree = Tree::build(Vec::new()).unwrap();
    assert!(build(&Input::new(&missing, &no_tree, &DIRECTIONS), &Recipe::default()).unwrap().ranks.is_empty());
}

#[test]
fn arrays_that_do_not_fit_are_named() {
    let (matrix, tree) = (matrix(), tree());
    let found = build(&Input::new(&matrix, &tree, &[1, 1]), &Recipe::default());
    let length = InputError::Length { what: "directions", found: 2, expected: 4 };
    assert_eq!(found, Err(BuildError::Input(length)));
    let narrow = matrix.columns(&[0, 1]);
    let found = build(&Input::new(&narrow, &tree, &[1, 1]), &Recipe::default());
    assert_eq!(found, Err(BuildError::Input(InputError::NoColumn { node: 5, column: 2 })));
    let short = [None, None, None, Some(Denominator { values: &[], scale: 1.0 })];
    let input = Input { denominators: &short, ..Input::new(&matrix, &tree, &DIRECTIONS) };
    assert!(matches!(build(&input, &Recipe::default()), Err(BuildError::Input(InputError::Length { .. }))));
}

fn year(shift: f64) -> Matrix {
    let moved = matrix();
    let columns: Vec<Vec<Option<f64>>> =
        (0..4).map(|j| moved.column(j).iter().map(|cell| cell.map(|x| x + shift)).collect()).collect();
    Matrix::from_columns(3, &columns)
}

#[test]
fn panels_share_bounds_as_asked() {
    let (first, second, tree) = (year(0.0), year(10.0), tree());
    let inputs = [Input::new(&first, &tree, &DIRECTIONS), Input::new(&second, &tree, &DIRECTIONS)];
    let of = |bounds| {
        let built = build_panel(&inputs, &[2020.0, 2021.0], &Recipe::default(), bounds).unwrap();
        (built[0].normalised.column(0).to_vec(), built[1].normalised.column(0).to_vec())
    };
    let own = [0.0, 50.0, 100.0].map(Some).to_vec();
    assert_eq!(of(PanelBounds::Period), (own.clone(), own.clone()));
    // Column 0 runs from 0 to 20 over both years.
    assert_eq!(of(PanelBounds::All), ([0.0, 25.0, 50.0].map(Some).to_vec(), [50.0, 75.0, 100.0].map(Some).to_vec()));
    assert_eq!(of(PanelBounds::Base(0)), (own, [100.0, 150.0, 200.0].map(Some).to_vec()));
    let none = build_panel(&inputs, &[2020.0, 2021.0], &Recipe::default(), PanelBounds::Base(2));
    assert_eq!(none, Err(PanelError::NoBase { base: 2 }));
    let times = build_panel(&inputs, &[2020.0], &Recipe::default(), PanelBounds::All);
    assert_eq!(times, Err(PanelError::Times { found: 1, expected: 2 }));
    assert_eq!(build_panel(&[], &[], &Recipe::default(), PanelBounds::All), Ok(Vec::new()));
}

#[test]
fn panel_imputation_reads_other_periods() {
    let (first, mut second, tree) = (year(0.0), year(10.0), tree());
    second.set(0, 0, None);
    let inputs = [Input::new(&first, &tree, &DIRECTIONS), Input::new(&second, &tree, &DIRECTIONS)];
    let recipe = Recipe { impute: Imputation::PanelLatest, ..Recipe::default() };
    let built = build_panel(&inputs, &[2020.0, 2021.0], &recipe, PanelBounds::Period).unwrap();
    assert_eq!(built[1].imputed.cells, [crate::impute::ImputedCell { place: 0, column: 0, number: 0.0 }]);
    assert_eq!(built[1].imputed.still_missing, [(1, 2)]);
}

#[test]
fn ranks_can_be_normalised_values() {
    let (matrix, tree) = (matrix(), tree());
    let normalise = Normalisation::new(Scaling::Rank(crate::stats::Ties::Lowest), Scale::Own);
    let built = build(&Input::new(&matrix, &tree, &DIRECTIONS), &Recipe { normalise, ..Recipe::default() }).unwrap();
    assert_eq!(built.normalised.column(1), [1.0, 2.0, 3.0].map(Some));
}
