use super::{Answer, Effort, FEASIBILITY, Programme, SolverError, Warm};

fn optimum(answer: Answer) -> super::Point {
    match answer {
        Answer::Optimal(point) => point,
        other => panic!("expected an optimum, found {other:?}"),
    }
}

/// max 3x + 2y with x + y ≤ 4, x + 3y ≤ 9, x ≤ 3: the vertex (3, 1) gives 11.
fn by_hand() -> Programme {
    let mut programme = Programme::default();
    let x = programme.variable(-3.0, 0.0, 3.0);
    let y = programme.variable(-2.0, 0.0, f64::INFINITY);
    programme.row(f64::NEG_INFINITY, 4.0, vec![(x, 1.0), (y, 1.0)]);
    programme.row(f64::NEG_INFINITY, 9.0, vec![(x, 1.0), (y, 3.0)]);
    programme
}

#[test]
fn linear_programme_by_hand() {
    let point = optimum(by_hand().minimise(Effort::UNTIL_PROVEN).unwrap());
    assert!((point.x[0] - 3.0).abs() < FEASIBILITY && (point.x[1] - 1.0).abs() < FEASIBILITY);
    assert!((point.objective + 11.0).abs() < 1e-8);
    // One more in the first row is worth 2, in the second nothing.
    assert!((point.duals[0] + 2.0).abs() < 1e-8 && point.duals[1].abs() < 1e-8, "{:?}", point.duals);
}

#[test]
fn whole_numbers_by_hand() {
    // A knapsack of 10: values 10, 13, 7 of sizes 5, 6, 4. The best is the second with the third, 20.
    let mut programme = Programme::default();
    let items: Vec<usize> = [10.0, 13.0, 7.0].iter().map(|value| programme.integer(-value, 0.0, 1.0)).collect();
    let sizes = items.iter().copied().zip([5.0, 6.0, 4.0]).collect();
    programme.row(f64::NEG_INFINITY, 10.0, sizes);
    let point = optimum(programme.minimise(Effort::UNTIL_PROVEN).unwrap());
    assert_eq!(point.x.iter().map(|x| x.round()).collect::<Vec<_>>(), [0.0, 1.0, 1.0]);
    assert!((point.objective + 20.0).abs() < 1e-8);
    assert!(point.duals.is_empty());
}

#[test]
fn proving_finds_the_same_optimum_as_searching() {
    // Covers of a ring of 15 by its pairs need 8 elements; three rings side by side need 24.
    let mut programme = Programme::default();
    for _ in 0..3 {
        let ring: Vec<usize> = (0..15).map(|_| programme.integer(1.0, 0.0, 1.0)).collect();
        for k in 0..15 {
            programme.row(1.0, f64::INFINITY, vec![(ring[k], 1.0), (ring[(k + 1) % 15], 1.0)]);
        }
    }
    let mut proving = programme.clone();
    proving.prove();
    proving.start_from(vec![1.0; 45]);
    for programme in [programme, proving] {
        let point = optimum(programme.minimise(Effort::UNTIL_PROVEN).unwrap());
        assert!((point.objective - 24.0).abs() < 1e-6, "{}", point.objective);
    }
}

#[test]
fn endings_are_told_apart() {
    let mut impossible = by_hand();
    impossible.row(5.0, f64::INFINITY, vec![(0, 1.0), (1, 1.0)]);
    assert_eq!(impossible.minimise(Effort::UNTIL_PROVEN), Ok(Answer::Infeasible));
    let mut endless = Programme::default();
    endless.variable(-1.0, 0.0, f64::INFINITY);
    assert_eq!(endless.minimise(Effort::UNTIL_PROVEN), Ok(Answer::Unbounded));
}

#[test]
fn numbers_that_are_none_are_refused() {
    let mut programme = Programme::default();
    programme.variable(f64::NAN, 0.0, 1.0);
    assert_eq!(programme.minimise(Effort::UNTIL_PROVEN), Err(SolverError::Refused));
    let mut programme = Programme::default();
    programme.variable(1.0, 2.0, 1.0);
    assert_eq!(programme.minimise(Effort::UNTIL_PROVEN), Err(SolverError::Refused));
}

/// A market-split programme: hard for branch and bound at any size.
fn hard() -> Programme {
    let mut sample = crate::sample::Sample(3);
    let mut programme = Programme::default();
    let choices: Vec<usize> = (0..30).map(|_| programme.integer(0.0, 0.0, 1.0)).collect();
    for _ in 0..4 {
        let sizes: Vec<f64> = (0..30).map(|_| (sample.uniform() * 100.0).floor()).collect();
        let half = (sizes.iter().sum::<f64>() / 2.0).floor();
        let (more, less) = (programme.variable(1.0, 0.0, 1e4), programme.variable(1.0, 0.0, 1e4));
        let mut terms: Vec<(usize, f64)> = choices.iter().copied().zip(sizes).collect();
        terms.extend([(more, 1.0), (less, -1.0)]);
        programme.row(half, half, terms);
    }
    programme
}

#[test]
fn limit_gives_a_point_and_a_bound_below_it() {
    let answer = hard().minimise(Effort { n_nodes: Some(5) }).unwrap();
    let Answer::Limit { best: Some(best), bound } = answer else { panic!("expected a limit, found {answer:?}") };
    assert!(bound <= best.objective + 1e-9);
}

#[test]
fn equal_programmes_give_equal_bytes() {
    let effort = Effort { n_nodes: Some(20) };
    assert_eq!(hard().minimise(effort), hard().minimise(effort));
}

#[test]
fn warm_questions_have_the_answers_of_cold_ones() {
    let mut programme = by_hand();
    let mut warm = Warm::new(&programme).unwrap();
    for costs in [[-3.0, -2.0], [1.0, -1.0], [-1.0, -4.0], [2.0, 2.0]] {
        for (variable, cost) in costs.into_iter().enumerate() {
            programme.set_cost(variable, cost);
            warm.set_cost(variable, cost);
        }
        let cold = optimum(programme.minimise(Effort::UNTIL_PROVEN).unwrap());
        let point = optimum(warm.minimise().unwrap());
        assert!((cold.objective - point.objective).abs() < 1e-9);
    }
}

#[test]
fn start_is_used_or_ignored_and_a_fixed_variable_stays() {
    let mut programme = Programme::default();
    let items: Vec<usize> = [10.0, 13.0, 7.0].iter().map(|value| programme.integer(-value, 0.0, 1.0)).collect();
    programme.row(f64::NEG_INFINITY, 10.0, items.iter().copied().zip([5.0, 6.0, 4.0]).collect());
    for start in [vec![1.0, 0.0, 1.0], vec![1.0, 1.0, 1.0], vec![0.5]] {
        programme.start_from(start);
        let point = optimum(programme.minimise(Effort::UNTIL_PROVEN).unwrap());
        assert!((point.objective + 20.0).abs() < 1e-8);
    }
    programme.fix(items[1], 0.0);
    let point = optimum(programme.minimise(Effort::UNTIL_PROVEN).unwrap());
    assert!((point.objective + 17.0).abs() < 1e-8);
    assert!(!programme.is_integer(items[1]) && programme.is_integer(items[0]));
}
