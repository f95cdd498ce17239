use super::*;
use crate::build::build;
use crate::recipe::{Aggregation, OutlierTest, Scale, Scaling, Screening, Treatment};
use crate::{Tree, TreeNode};

/// One index over the columns of a matrix, equal weights.
fn flat(n: usize) -> Tree {
    let mut nodes: Vec<TreeNode> = (0..n).map(|k| TreeNode { parent: Some(n), weight: 1.0, leaf: Some(k) }).collect();
    nodes.push(TreeNode { parent: None, weight: 1.0, leaf: None });
    Tree::build(nodes).unwrap()
}

/// Values as they are, so that every score is a weighted mean worked out by hand.
fn plain() -> Recipe {
    Recipe { normalise: Normalisation::new(Scaling::None, Scale::Own), ..Recipe::default() }
}

fn matrix(rows: &[&[f64]]) -> Matrix {
    let column = |k: usize| rows.iter().map(|row| Some(row[k])).collect();
    Matrix::from_columns(rows.len(), &(0..rows[0].len()).map(column).collect::<Vec<_>>())
}

fn space<'a>(
    matrix: &'a Matrix,
    tree: &'a Tree,
    directions: &'a [i8],
    recipe: &'a Recipe,
    factors: Vec<Factor>,
) -> Space<'a> {
    let root = tree.roots().next().unwrap();
    let input = Input::new(matrix, tree, directions);
    Space { input, recipe, root, fill: None, bounds: Bounds::Own, factors, together: Vec::new() }
}

fn sampling(draws: u64) -> Sampling<'static> {
    Sampling { is_even: true, draws, seed: 1, interval: 0.9, with_central: true, memory: 1 << 28, stop: &|| false }
}

/// Statistics of two-column values under factors, all weights equal to begin with.
fn sampled(rows: &[&[f64]], factors: Vec<Factor>) -> RankStatistics {
    let (matrix, tree, recipe) = (matrix(rows), flat(rows[0].len()), plain());
    let directions = vec![1; rows[0].len()];
    let space = space(&matrix, &tree, &directions, &recipe, factors);
    sample(&Uncertain::prepare(&space).unwrap(), &sampling(1 << 14)).unwrap()
}

fn close(found: Estimate, expected: f64) {
    assert!((found.value - expected).abs() <= 4.0 * found.error, "{found:?}, expected {expected}");
    assert!(found.error < 0.01, "{found:?}");
}

#[test]
fn all_weights_equally_likely_by_hand() {
    // A = (3, 0) is ahead of B = (0, 1) where 3 w > 1 − w: w > 1/4, three quarters of all weights.
    let any = Factor::new(Vary::WeightAny { parents: vec![2], bounds: Vec::new() });
    let found = sampled(&[&[3.0, 0.0], &[0.0, 1.0]], vec![any]);
    close(found.ahead(0, 1), 0.75);
    close(found.ahead(1, 0), 0.25);
    close(found.within(0, 1, 1), 0.75);
    // Central weights of A: w uniform on (1/4, 1); of B: on (0, 1/4).
    let central = |place: usize| found.central[place].as_ref().unwrap()[0];
    assert!((central(0) - 0.625).abs() < 1e-3 && (central(1) - 0.125).abs() < 1e-3);
}

#[test]
fn bounds_and_order_narrow_the_weights() {
    let bounded = Vary::WeightAny { parents: vec![2], bounds: vec![(0, 0.2, 0.6)] };
    // w uniform on (0.2, 0.6): above 1/4 in 7 of 8 parts.
    let found = sampled(&[&[3.0, 0.0], &[0.0, 1.0]], vec![Factor::new(bounded)]);
    close(found.ahead(0, 1), 0.875);
    let ordered = Vary::WeightOrder(vec![0, 1]);
    // w uniform on (1/2, 1): always ahead; mean share 3/4.
    let found = sampled(&[&[3.0, 0.0], &[0.0, 1.0]], vec![Factor::new(ordered)]);
    assert_eq!(found.ahead(0, 1).value, 1.0);
    assert!((found.central[0].as_ref().unwrap()[0] - 0.75).abs() < 1e-3);
}

#[test]
fn a_band_is_symmetric_and_keeps_clear_orders() {
    let band = || vec![Factor::new(Vary::WeightBand { nodes: vec![0, 1], band: 0.5 })];
    let found = sampled(&[&[1.0, 0.0], &[0.0, 1.0], &[2.0, 2.0]], band());
    close(found.ahead(0, 1), 0.5);
    assert_eq!((found.within(2, 1, 1).value, found.nominal[2]), (1.0, Some(1)));
    // Weights 1.5 : 0.5 at most: A = (1, 0) stays behind C = (0.8, 0.8).
    let found = sampled(&[&[1.0, 0.0], &[0.8, 0.8]], band());
    assert_eq!(found.ahead(0, 1).value, 0.0);
}

#[test]
fn dirichlet_weights_have_the_stated_mean() {
    for concentration in [1.5, 40.0] {
        let vary = Vary::WeightDirichlet { parents: vec![3], concentration };
        let found = sampled(&[&[3.0, 3.0, 3.0], &[0.0, 0.0, 0.0]], vec![Factor::new(vary)]);
        let shares = found.central[0].as_ref().unwrap();
        assert!(shares[..3].iter().all(|share| (share - 1.0 / 3.0).abs() < 0.01), "{shares:?}");
    }
}

#[test]
fn mixtures_lie_between_their_sets() {
    // w = u·1 + (1 − u)·0 with u uniform: as all weights equally likely.
    let sets = vec![vec![1.0, 0.0, 1.0], vec![0.0, 1.0, 1.0]];
    let found = sampled(&[&[3.0, 0.0], &[0.0, 1.0]], vec![Factor::new(Vary::WeightMixture(sets))]);
    close(found.ahead(0, 1), 0.75);
}

#[test]
fn errors_of_figures_by_hand() {
    let errors = |shape, shared, of_b: f64| {
        let std_errors = matrix(&[&[1.0], &[of_b]]);
        sampled(&[&[1.0], &[0.0]], vec![Factor::new(Vary::Errors(Errors { std_errors, shape, shared }))]).ahead(0, 1)
    };
    close(errors(Shape::Normal, 0.0, 0.0), 0.841_344_7);
    // Uniform on 1 ± √3, triangular on 1 ± √6.
    close(errors(Shape::Uniform, 0.0, 0.0), (3.0_f64.sqrt() + 1.0) / (2.0 * 3.0_f64.sqrt()));
    close(errors(Shape::Triangular, 0.0, 0.0), 1.0 - (1.0 - 1.0 / 6.0_f64.sqrt()).powi(2) / 2.0);
    // Both uncertain: the difference has spread √2; with correlation ½ it has spread 1 again.
    close(errors(Shape::Normal, 0.0, 1.0), 0.760_249_9);
    close(errors(Shape::Normal, 0.5, 1.0), 0.841_344_7);
    // A fault of the whole indicator turns no order round.
    assert_eq!(errors(Shape::Normal, 1.0, 1.0).value, 1.0);
}

#[test]
fn unequal_chances_and_dependence_are_enumerated_by_hand() {
    let (matrix, tree, recipe) = (matrix(&[&[4.0, 1.0], &[2.0, 2.0]]), flat(2), plain());
    let sets =
        Factor { vary: Vary::WeightSets(vec![vec![1.0, 1.0, 1.0], vec![1.0, 3.0, 1.0]]), chances: vec![0.9, 0.1] };
    let mean = Factor::new(Vary::Aggregate { level: None, options: vec![Mean::Arithmetic, Mean::Geometric] });
    let mut space = space(&matrix, &tree, &[1, 1], &recipe, vec![sets, mean]);
    // Arithmetic: 2.5 against 2, with weights 1 : 3 1.75 against 2. Geometric: 2 against 2, a tie; 4^¼ < 2.
    let all = |space: &Space<'_>| enumerate(&Uncertain::prepare(space).unwrap(), 100, 0.9, &|| false).unwrap();
    let found = all(&space);
    let exact = |found: Estimate, expected: f64| {
        assert!((found.value - expected).abs() < 1e-12 && found.error == 0.0, "{found:?}, expected {expected}");
    };
    exact(found.ahead(0, 1), 0.45);
    exact(found.ahead(1, 0), 0.10);
    exact(found.within(0, 1, 1), 0.90);
    exact(found.mean[0].unwrap(), 1.1);
    exact(found.mean[1].unwrap(), 1.45);
    assert_eq!(found.median[1].unwrap().value, 1.0);
    // Only equal weights with the arithmetic mean, and the others with the geometric one.
    space.factors[0].chances.clear();
    space.together = vec![Together { factors: vec![0, 1], rows: vec![(vec![0, 0], 0.25), (vec![1, 1], 0.75)] }];
    let found = all(&space);
    exact(found.ahead(0, 1), 0.25);
    exact(found.ahead(1, 0), 0.75);
    assert_eq!(found.n_draws, 2);
}

#[test]
fn leaving_out_follows_the_weights_left() {
    let options = vec![None, Some(0), Some(1)];
    let (matrix, tree, recipe) = (matrix(&[&[3.0, 0.0], &[1.0, 1.0]]), flat(2), plain());
    let space = space(&matrix, &tree, &[1, 1], &recipe, vec![Factor::new(Vary::LeaveOut(options))]);
    let found = enumerate(&Uncertain::prepare(&space).unwrap(), 100, 0.9, &|| false).unwrap();
    // 1.5 against 1; 0 against 1; 3 against 1.
    assert!((found.ahead(0, 1).value - 2.0 / 3.0).abs() < 1e-12);
}

/// Two pillars of two indicators each and a single indicator beside them.
fn ragged() -> Tree {
    let node = |parent, weight, leaf| TreeNode { parent, weight, leaf };
    Tree::build(vec![
        node(Some(5), 2.0, Some(0)),
        node(Some(5), 1.0, Some(1)),
        node(Some(6), 1.0, Some(2)),
        node(Some(6), 4.0, Some(3)),
        node(Some(7), 1.5, Some(4)),
        node(Some(7), 1.0, None),
        node(Some(7), 3.0, None),
        node(None, 1.0, None),
    ])
    .unwrap()
}

#[test]
fn compiled_sums_equal_the_build() {
    let tree = ragged();
    let rows: Vec<Vec<f64>> = (0..23).map(|i| (0..5).map(|k| 1.0 + ((i * 7 + k * 11) % 17) as f64).collect()).collect();
    let matrix = matrix(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let directions = [1, -1, 1, 1, -1];
    let means = [Mean::Arithmetic, Mean::Geometric, Mean::Harmonic, Mean::Power(0.5), Mean::Power(-2.0), Mean::Median];
    let recipe = Recipe {
        normalise: Normalisation::new(Scaling::MinMax, Scale::Range { lower: 1.0, upper: 100.0 }),
        treat: Treatments::all(Treatment::Test(OutlierTest::default())),
        ..Recipe::default()
    };
    let level = |level| Factor::new(Vary::Aggregate { level: Some(level), options: means.to_vec() });
    let space = space(&matrix, &tree, &directions, &recipe, vec![level(2), level(3)]);
    let uncertain = Uncertain::prepare(&space).unwrap();
    for (low, below) in means.iter().enumerate() {
        for (high, above) in means.iter().enumerate() {
            let recipe = Recipe { aggregate: Aggregation::by_level(&[*below, *above]), ..recipe.clone() };
            let built = build(&space.input, &recipe).unwrap();
            let found = uncertain.statistics_of(&[vec![low, high]], 0.9).unwrap();
            for place in 0..23 {
                let (ours, theirs) = (found.scores[place].unwrap().0, built.scores.at(place, 7).unwrap());
                assert!((ours - theirs).abs() < 1e-12 * theirs.abs(), "{below:?} {above:?} {place}: {ours} {theirs}");
                let rank = built.ranks[7][place].unwrap();
                assert_eq!(found.within(place, rank, rank).value, 1.0);
            }
        }
    }
}

#[test]
fn nominal_ranks_are_those_of_the_build() {
    let tree = ragged();
    let rows: Vec<Vec<f64>> = (0..12).map(|i| (0..5).map(|k| ((i * 5 + k * 3) % 11) as f64).collect()).collect();
    let mut matrix = matrix(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    for (place, column) in [(0, 1), (3, 2), (3, 3), (3, 4), (7, 0)] {
        matrix.set(place, column, None);
    }
    let recipe =
        Recipe { screen: Some(Screening::by_availability(0.5)), impute: Imputation::Mean, ..Recipe::default() };
    let factors =
        vec![Factor::new(Vary::Impute(vec![Imputation::Mean, Imputation::None])), Factor::new(Vary::ImputeDraws)];
    let space = space(&matrix, &tree, &[1; 5], &recipe, factors);
    let uncertain = Uncertain::prepare(&space).unwrap();
    let built = build(&space.input, &recipe).unwrap();
    assert_eq!(uncertain.nominal_ranks(), built.ranks[7]);
    assert_eq!(built.ranks[7][3], None, "place 3 has two of five values");
    let found = sample(&uncertain, &sampling(256)).unwrap();
    assert_eq!((found.mean[3], found.unranked[3]), (None, 1.0));
    assert!(found.chances.iter().enumerate().all(|(p, c)| p == 3 || (c.iter().sum::<f64>() - 1.0).abs() < 1e-12));
}

#[test]
fn filled_cells_are_drawn_around_their_filling() {
    // B lacks its value; 2 is put in, give or take 1: ahead of A = 1 with chance Φ(1).
    let matrix = Matrix::from_columns(2, &[vec![Some(1.0), None]]);
    let filled = matrix_of_one(2.0);
    let (tree, recipe) = (flat(1), plain());
    let mut space = space(&matrix, &tree, &[1], &recipe, vec![Factor::new(Vary::ImputeDraws)]);
    space.fill = Some(Fill { matrix: &filled, spreads: &[1.0] });
    let found = sample(&Uncertain::prepare(&space).unwrap(), &sampling(1 << 14)).unwrap();
    close(found.ahead(1, 0), 0.841_344_7);
    // Another filling is an option of its own: 0 is never ahead, 2 always.
    space.factors = vec![Factor::new(Vary::Fill(vec![matrix_of_one(0.0), matrix_of_one(2.0)]))];
    let found = enumerate(&Uncertain::prepare(&space).unwrap(), 10, 0.9, &|| false).unwrap();
    assert_eq!(found.ahead(1, 0).value, 0.5);
}

fn matrix_of_one(x: f64) -> Matrix {
    Matrix::from_columns(2, &[vec![Some(x), Some(x)]])
}

#[test]
fn alternatives_of_a_column_are_drawn_as_a_whole() {
    let options = vec![vec![Some(1.0), Some(0.0)], vec![Some(0.0), Some(1.0)], vec![Some(0.0), Some(2.0)]];
    let found = sampled(&[&[1.0], &[0.0]], vec![Factor::new(Vary::Columns(vec![(0, options)]))]);
    close(found.ahead(0, 1), 1.0 / 3.0);
}

#[test]
fn unlawful_factors_are_refused() {
    let (matrix, tree, recipe) = (matrix(&[&[3.0, 0.0], &[0.0, 1.0]]), flat(2), plain());
    let refused = |factor: Factor| {
        let space = space(&matrix, &tree, &[1, 1], &recipe, vec![factor]);
        Uncertain::prepare(&space).unwrap_err()
    };
    let of = |vary| refused(Factor::new(vary));
    assert_eq!(of(Vary::Normalise(Vec::new())), UncertaintyError::Shape { factor: 0 });
    assert_eq!(of(Vary::WeightBand { nodes: vec![0], band: -0.1 }), UncertaintyError::Spread { factor: 0 });
    assert_eq!(of(Vary::WeightBand { nodes: vec![0], band: f64::NAN }), UncertaintyError::Spread { factor: 0 });
    let unmet = Vary::WeightAny { parents: vec![2], bounds: vec![(0, 0.7, 1.0), (1, 0.4, 1.0)] };
    assert_eq!(of(unmet), UncertaintyError::NoWeights { factor: 0, parent: 2 });
    let negative = Errors { std_errors: matrix_of_two(-1.0), shape: Shape::Normal, shared: 0.0 };
    assert_eq!(of(Vary::Errors(negative)), UncertaintyError::Spread { factor: 0 });
    let chances = Factor { vary: Vary::LeaveOut(vec![None, Some(0)]), chances: vec![0.9, 0.2] };
    assert_eq!(refused(chances), UncertaintyError::Chances { factor: 0 });
    let many = Vary::LeaveOut(vec![None; 70_000]);
    assert_eq!(of(many), UncertaintyError::TooMany { combinations: 70_000.0, most: 65_535 });
    let means = || Factor::new(Vary::Aggregate { level: Some(2), options: vec![Mean::Arithmetic; 7] });
    let deep = space(&matrix, &tree, &[1, 1], &recipe, (0..30).map(|_| means()).collect());
    assert!(matches!(Uncertain::prepare(&deep).unwrap_err(), UncertaintyError::TooMany { most: 100_000, .. }));
    let empty = space(&matrix, &tree, &[1, 1], &recipe, Vec::new());
    assert_eq!(Uncertain::prepare(&empty).unwrap_err(), UncertaintyError::Nothing);
}

fn matrix_of_two(x: f64) -> Matrix {
    matrix(&[&[x, x], &[x, x]])
}

#[test]
fn limits_of_sampling_are_told() {
    let (matrix, tree, recipe) = (matrix(&[&[3.0, 0.0], &[0.0, 1.0]]), flat(2), plain());
    let band = Factor::new(Vary::WeightBand { nodes: vec![0, 1], band: 0.25 });
    let sets = Factor::new(Vary::LeaveOut(vec![None, Some(0)]));
    let both = space(&matrix, &tree, &[1, 1], &recipe, vec![band, sets.clone()]);
    let uncertain = Uncertain::prepare(&both).unwrap();
    let ask = |change: fn(&mut Sampling<'static>)| {
        let mut asked = sampling(4096);
        change(&mut asked);
        sample(&uncertain, &asked).unwrap_err()
    };
    assert_eq!(ask(|s| s.draws = 10), UncertaintyError::FewDraws { draws: 10, least: 64 });
    assert!(matches!(ask(|s| s.memory = 10), UncertaintyError::Memory { most: 10, .. }));
    assert_eq!(ask(|s| s.stop = &|| true), UncertaintyError::Stopped);
    assert_eq!(enumerate(&uncertain, 10, 0.9, &|| false).unwrap_err(), UncertaintyError::NotFinite { factor: 0 });
    let finite = Space { factors: vec![sets], ..both.clone() };
    let uncertain = Uncertain::prepare(&finite).unwrap();
    let found = enumerate(&uncertain, 1, 0.9, &|| false).unwrap_err();
    assert_eq!(found, UncertaintyError::TooMany { combinations: 2.0, most: 1 });
}

#[test]
fn a_mean_that_meets_zero_names_its_options() {
    let (matrix, tree, recipe) = (matrix(&[&[3.0, 0.0], &[1.0, 1.0]]), flat(2), plain());
    let mean = Factor::new(Vary::Aggregate { level: None, options: vec![Mean::Arithmetic, Mean::Geometric] });
    let space = space(&matrix, &tree, &[1, 1], &recipe, vec![mean]);
    let uncertain = Uncertain::prepare(&space).unwrap();
    let found = enumerate(&uncertain, 10, 0.9, &|| false).unwrap_err();
    assert_eq!(found, UncertaintyError::Draw { options: vec![(0, 1)] });
}

#[test]
fn single_changes_name_the_rank_of_each_place() {
    let (matrix, tree, recipe) = (matrix(&[&[3.0, 0.0], &[1.0, 1.0]]), flat(2), plain());
    let left = Factor::new(Vary::LeaveOut(vec![None, Some(0), Some(1)]));
    let band = Factor::new(Vary::WeightBand { nodes: vec![0, 1], band: 0.9 });
    let space = space(&matrix, &tree, &[1, 1], &recipe, vec![left, band]);
    let found = one_at_a_time(&Uncertain::prepare(&space).unwrap(), 1, &|| false).unwrap();
    let ranks = |k: usize| found[k].ranks.iter().map(|r| r.unwrap()).collect::<Vec<_>>();
    assert_eq!(found.iter().map(|c| c.row).collect::<Vec<_>>(), [Some(0), Some(1), Some(2), None]);
    assert_eq!(ranks(0), [(1, 1), (2, 2)]);
    assert_eq!(ranks(1), [(2, 2), (1, 1)]);
    assert_eq!((found[1].shift, found[0].shift), (1.0, 0.0));
    assert_eq!(ranks(3), [(1, 2), (1, 2)]);
}

#[test]
fn a_change_of_rank_is_split_by_hand() {
    // Before: A 3, B 2, C 1. After: A 3, B 5, C 4. B and C pass A; put into the earlier state B leads alone.
    let (before, after) = (matrix(&[&[3.0], &[2.0], &[1.0]]), matrix(&[&[3.0], &[5.0], &[4.0]]));
    let (tree, recipe) = (flat(1), plain());
    let factor = || vec![Factor::new(Vary::WeightBand { nodes: vec![0], band: 0.1 })];
    let (old, new) = (space(&before, &tree, &[1], &recipe, factor()), space(&after, &tree, &[1], &recipe, factor()));
    let (old, new) = (Uncertain::prepare(&old).unwrap(), Uncertain::prepare(&new).unwrap());
    let found: Vec<Move> = moves(&old, &new).unwrap().into_iter().map(Option::unwrap).collect();
    let by_hand = |before, after, own, others| Move { before, after, own, others, entry: 0 };
    assert_eq!(found, [by_hand(1, 3, 0, -2), by_hand(2, 1, 1, 0), by_hand(3, 2, 2, -1)]);
    // Weights of a single indicator change nothing: the change is sure.
    let noise = paired(&old, &new, &sampling(256)).unwrap();
    assert_eq!((noise[0].unwrap().worse.value, noise[1].unwrap().better.value), (1.0, 1.0));
    assert_eq!((noise[0].unwrap().lower, noise[0].unwrap().upper), (-2.0, -2.0));
}

#[test]
fn two_states_share_all_but_their_errors() {
    let figures = matrix(&[&[3.0, 0.0], &[1.0, 2.5], &[2.0, 1.2]]);
    let (tree, recipe) = (flat(2), plain());
    let changed = |vary: &Vary, is_even: bool| -> Vec<f64> {
        let space = space(&figures, &tree, &[1, 1], &recipe, vec![Factor::new(vary.clone())]);
        let state = Uncertain::prepare(&space).unwrap();
        let found = paired(&state, &state, &Sampling { is_even, ..sampling(512) }).unwrap();
        found.into_iter().flatten().map(|place| place.better.value + place.worse.value).collect()
    };
    let options = [[3.0, 1.0, 2.0], [1.0, 3.0, 2.0]].map(|cells| cells.map(Some).to_vec()).to_vec();
    let shared = [
        Vary::WeightBand { nodes: vec![0, 1], band: 0.9 },
        Vary::WeightDirichlet { parents: vec![2], concentration: 2.0 },
        Vary::Columns(vec![(0, options)]),
    ];
    for (vary, is_even) in shared.iter().flat_map(|vary| [(vary, true), (vary, false)]) {
        assert_eq!(changed(vary, is_even), [0.0; 3], "{vary:?}");
    }
    let std_errors = matrix(&[&[5.0, 0.0], &[5.0, 0.0], &[5.0, 0.0]]);
    let errors = Vary::Errors(Errors { std_errors, shape: Shape::Normal, shared: 0.0 });
    assert!(changed(&errors, true).iter().all(|chance| *chance > 0.5));
}

#[test]
fn who_enters_counts_apart() {
    let before = Matrix::from_columns(3, &[vec![Some(3.0), Some(2.0), None]]);
    let after = Matrix::from_columns(3, &[vec![Some(3.0), Some(2.0), Some(9.0)]]);
    let (tree, recipe) = (flat(1), plain());
    let factor = || vec![Factor::new(Vary::WeightBand { nodes: vec![0], band: 0.1 })];
    let (old, new) = (space(&before, &tree, &[1], &recipe, factor()), space(&after, &tree, &[1], &recipe, factor()));
    let found = moves(&Uncertain::prepare(&old).unwrap(), &Uncertain::prepare(&new).unwrap()).unwrap();
    assert_eq!(found[0], Some(Move { before: 1, after: 2, own: 0, others: 0, entry: -1 }));
    assert_eq!(found[2], None);
}

#[test]
fn fixed_bounds_turn_no_pair_round() {
    // Min–max with all: A 100, B (50 + 85.7)/2 = 67.9, C (100 + 0)/2 = 50. Without D, whose 7 is the least of the first
    // indicator: B (0 + 85.7)/2 = 42.9 falls behind C.
    let matrix = matrix(&[&[9.0, 7.0], &[8.0, 6.0], &[9.0, 0.0], &[7.0, 3.0]]);
    let (tree, recipe) = (flat(2), Recipe::default());
    let mut space = space(&matrix, &tree, &[1, 1], &recipe, vec![Factor::new(Vary::LeaveOut(vec![None, Some(0)]))]);
    let goalposts = [Some((0.0, 10.0)), Some((0.0, 10.0))];
    space.input.goalposts = &goalposts;
    let fixed = Normalisation::new(Scaling::Goalposts { clamp: true }, Scale::Range { lower: 0.0, upper: 100.0 });
    let uncertain = Uncertain::prepare(&space).unwrap();
    let found = reversals(&uncertain, &[recipe.normalise.clone(), fixed], &|| false);
    let pairs = |k: usize| found[k].as_ref().unwrap().iter().map(|r| r.pairs.clone()).collect::<Vec<_>>();
    assert_eq!(pairs(0), [vec![], vec![], vec![], vec![(1, 2)]]);
    assert_eq!(pairs(1), vec![Vec::new(); 4]);
}

#[test]
fn groups_that_cannot_be_told_apart_may_overlap() {
    // w uniform on (0, 1): A = (2, 0), B = (1, 1), C = (0, 2): A ahead of B, B of C, A of C each with chance ½.
    let any = || vec![Factor::new(Vary::WeightAny { parents: vec![2], bounds: Vec::new() })];
    let found = sampled(&[&[2.0, 0.0], &[1.0, 1.0], &[0.0, 2.0], &[-9.0, -9.0]], any());
    let groups = tied_groups(&found, 0.95);
    assert_eq!(groups.len(), 2);
    assert_eq!((groups[0].len(), groups[1].clone()), (3, vec![3]));
    // At a level that every pair with a chance of ½ reaches, all stand alone.
    assert_eq!(tied_groups(&found, 0.45).len(), 4);
}
