//! What must hold for every index: better is never worse, units and order of places do not matter, parts sum to the whole.

#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

use crest_index::contribution::{contributions, gap};
use crest_index::recipe::{
    Aggregation, Imputation, Mean, Normalisation, OutlierTest, Scale, Scaling, Screening, Siblings, Transform,
    Treatment, Treatments, WeightRule, Weighting,
};
use crest_index::stats::Ties;
use crest_index::steps_up::{Aim, steps_up};
use crest_index::{Built, Input, Matrix, Recipe, Tree, TreeNode, build};
use proptest::prelude::*;

const N_COLUMNS: usize = 5;
const ROOT: usize = N_COLUMNS + 2;

/// Columns 0–2 in one pillar, 3 in another, 4 straight below the index.
fn tree() -> Tree {
    let node = |parent, weight, leaf| TreeNode { parent, weight, leaf };
    Tree::build(vec![
        node(Some(5), 1.0, Some(0)),
        node(Some(5), 2.0, Some(1)),
        node(Some(5), 0.5, Some(2)),
        node(Some(6), 1.0, Some(3)),
        node(Some(7), 0.3, Some(4)),
        node(Some(7), 1.0, None),
        node(Some(7), 2.0, None),
        node(None, 1.0, None),
    ])
    .unwrap()
}

const DIRECTIONS: [i8; N_COLUMNS] = [1, -1, 1, 1, -1];

fn cells(max_places: usize) -> impl Strategy<Value = Matrix> {
    (2..max_places).prop_flat_map(|n| {
        let cell = prop_oneof![1 => Just(None), 9 => (0_u16..200).prop_map(|x| Some(f64::from(x)))];
        prop::collection::vec(prop::collection::vec(cell, n), N_COLUMNS)
            .prop_map(move |columns| Matrix::from_columns(n, &columns))
    })
}

/// Every number whatever, infinite and not a number included.
fn wild_cells() -> impl Strategy<Value = Matrix> {
    (0_usize..9).prop_flat_map(|n| {
        let cell = prop::option::of(prop::num::f64::ANY);
        prop::collection::vec(prop::collection::vec(cell, n), N_COLUMNS)
            .prop_map(move |columns| Matrix::from_columns(n, &columns))
    })
}

fn run(matrix: &Matrix, recipe: &Recipe) -> Built {
    build(&Input::new(matrix, &tree(), &DIRECTIONS), recipe).unwrap()
}

fn treated(mut recipe: Recipe) -> Recipe {
    recipe.treat = Treatments::all(Treatment::Test(OutlierTest::default()));
    recipe
}

fn one_to_hundred(mean: Mean) -> Recipe {
    Recipe {
        normalise: Normalisation::new(Scaling::MinMax, Scale::Range { lower: 1.0, upper: 100.0 }),
        aggregate: Aggregation::all(mean),
        ..Recipe::default()
    }
}

fn means() -> impl Strategy<Value = Mean> {
    prop_oneof![
        Just(Mean::Arithmetic),
        Just(Mean::Geometric),
        Just(Mean::Harmonic),
        Just(Mean::Power(0.5)),
        Just(Mean::Power(-2.0)),
        Just(Mean::Median),
        Just(Mean::Minimum),
        Just(Mean::Owa(1.7)),
        Just(Mean::Copeland),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_of_unit_leaves_ranks_alone(matrix in cells(30), column in 0..N_COLUMNS, power in -6_i32..7) {
        // Powers of two keep every quotient exact, so that ties stay ties.
        let factor = 2_f64.powi(power);
        let mut changed = matrix.clone();
        for cell in changed.column_mut(column) {
            *cell = cell.map(|x| x * factor);
        }
        for recipe in [treated(Recipe::default()), one_to_hundred(Mean::Geometric)] {
            prop_assert_eq!(&run(&matrix, &recipe).ranks, &run(&changed, &recipe).ranks);
        }
    }

    #[test]
    fn places_have_no_order(matrix in cells(20), shift in 1_usize..19, mean in means()) {
        let n = matrix.n_places();
        let moved = |place: usize| (place + shift) % n;
        let mut turned = Matrix::missing(n, N_COLUMNS);
        for place in 0..n {
            (0..N_COLUMNS).for_each(|column| turned.set(moved(place), column, matrix.at(place, column)));
        }
        let recipe = treated(one_to_hundred(mean));
        let (here, there) = (run(&matrix, &recipe), run(&turned, &recipe));
        for place in 0..n {
            let (a, b) = (here.scores.at(place, ROOT), there.scores.at(moved(place), ROOT));
            prop_assert_eq!(a.is_some(), b.is_some());
            // Sums run in another order, so the last digits may differ.
            prop_assert!((a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 1e-9);
        }
    }

    #[test]
    fn better_is_never_worse(matrix in cells(20), place in 0_usize..20, column in 0..N_COLUMNS, more in 1_u16..300, mean in means()) {
        let place = place % matrix.n_places();
        let Some(value) = matrix.at(place, column) else { return Ok(()) };
        let mut better = matrix.clone();
        better.set(place, column, Some(value + f64::from(DIRECTIONS[column]) * f64::from(more)));
        let recipe = one_to_hundred(mean);
        let (before, after) = (run(&matrix, &recipe), run(&better, &recipe));
        // An indicator that was constant enters the index by the change; then nothing is promised.
        if before.set_aside == after.set_aside && mean != Mean::Copeland {
            let (a, b) = (before.scores.at(place, ROOT).unwrap(), after.scores.at(place, ROOT).unwrap());
            prop_assert!(b >= a - 1e-9, "{} {}", a, b);
        }
    }

    #[test]
    fn parts_sum_to_the_whole(matrix in cells(12), lower in means(), upper in means()) {
        let recipe = Recipe { aggregate: Aggregation::by_level(&[lower, upper]), ..one_to_hundred(lower) };
        let built = build(&Input::new(&matrix, &tree(), &DIRECTIONS), &recipe);
        // A Copeland score may be zero or negative, which not every mean above it takes.
        let Ok(built) = built else { return Ok(()) };
        let Some(parts) = contributions(&built.scores, &built.tree, &recipe.aggregate, ROOT) else { return Ok(()) };
        for place in 0..matrix.n_places() {
            let Some(score) = built.scores.at(place, ROOT) else { continue };
            let sum: f64 = (0..N_COLUMNS).filter_map(|leaf| parts.at(place, leaf)).sum();
            prop_assert!((sum - score).abs() < 1e-8 * score.abs().max(1.0), "{} {}", sum, score);
            let Some(between) = gap(&built.scores, &built.tree, &recipe.aggregate, ROOT, 0, place) else { continue };
            let whole = score - built.scores.at(0, ROOT).unwrap();
            let sum: f64 = between[..N_COLUMNS].iter().sum();
            prop_assert!((sum - whole).abs() < 1e-8 * score.abs().max(1.0), "{} {}", sum, whole);
        }
    }

    #[test]
    fn steps_reach_their_rank(matrix in cells(15), place in 0_usize..15, rank in 1_u32..5) {
        let place = place % matrix.n_places();
        let tree = tree();
        let input = Input::new(&matrix, &tree, &DIRECTIONS);
        let recipe = treated(Recipe { impute: Imputation::Mean, ..Recipe::default() });
        let built = build(&input, &recipe).unwrap();
        for step in steps_up(&input, &recipe, &built, &Aim { place, root: ROOT, rank, limits: &[] }) {
            let mut changed = matrix.clone();
            changed.set(place, step.column, Some(step.to));
            let again = build(&Input { matrix: &changed, ..input }, &recipe).unwrap();
            prop_assert_eq!(again.ranks[ROOT][place], Some(step.rank));
            prop_assert!(step.rank <= rank && built.ranks[ROOT][place] > Some(rank));
        }
    }

    #[test]
    fn no_numbers_bring_a_build_down(matrix in wild_cells(), choice in 0_usize..10, mean in means()) {
        let impute = [
            Imputation::Median, Imputation::GroupMean, Imputation::RowMean(Siblings::Level(2)),
            Imputation::RowMedian(Siblings::All), Imputation::Em(Siblings::All),
        ][choice % 5];
        let method = [
            Scaling::MinMax, Scaling::ZScore, Scaling::RobustZ, Scaling::Logistic, Scaling::Rank(Ties::Average),
            Scaling::Borda, Scaling::DistanceToMax, Scaling::FractionOfMax, Scaling::Interval,
            Scaling::DistanceToReference { place: 3, cap: true },
        ][choice];
        let transform =
            [Transform::LogCt, Transform::LogCtPlus, Transform::LogCtOrig, Transform::LogGii, Transform::BoxCox { lambda: -1.0 }][choice % 5];
        let test = OutlierTest { skewness: 0.5, kurtosis: 0.5, fallback: Some(transform), force: choice > 5, ..OutlierTest::default() };
        let rule = [WeightRule::Pca, WeightRule::Entropy, WeightRule::Critic, WeightRule::StdDev, WeightRule::Gini][choice % 5];
        let recipe = Recipe {
            screen: (choice % 3 == 0).then(|| Screening::by_availability(0.5)),
            impute,
            treat: Treatments::all(if choice % 2 == 0 { Treatment::Test(test) } else { Treatment::Transform(transform) }),
            normalise: Normalisation::new(method, Scale::Range { lower: 1.0, upper: 100.0 }),
            weights: Weighting::Data { rule, level: 1 },
            aggregate: Aggregation::all(mean),
            ..Recipe::default()
        };
        let tree = tree();
        let input = Input::new(&matrix, &tree, &DIRECTIONS);
        // Refused or built, but every score is a number.
        if let Ok(built) = build(&input, &recipe) {
            for node in 0..tree.n_nodes() {
                prop_assert!(built.scores.column(node).iter().flatten().all(|score| score.is_finite()));
            }
            let _ = contributions(&built.scores, &built.tree, &recipe.aggregate, ROOT);
            if matrix.n_places() > 0 {
                let _ = steps_up(&input, &recipe, &built, &Aim { place: 0, root: ROOT, rank: 1, limits: &[] });
            }
        }
    }
}
