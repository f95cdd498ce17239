use super::*;

const UNIT: Scale = Scale::Range { lower: 0.0, upper: 1.0 };
const PERCENT: Scale = Scale::Range { lower: 0.0, upper: 100.0 };

fn of(method: Scaling, scale: Scale, direction: i8, values: &[f64]) -> Vec<f64> {
    let axis = Axis { goalposts: Some((2.0, 6.0)), target: Some(6.0), reference: Some(4.0), ..Axis::new(0, direction) };
    let cells: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    normalise(method, scale, &axis, &cells).unwrap().into_iter().map(|cell| cell.unwrap()).collect()
}

#[test]
fn min_max_reaches_both_ends_exactly() {
    assert_eq!(of(Scaling::MinMax, PERCENT, 1, &[2.0, 4.0, 10.0]), [0.0, 25.0, 100.0]);
    assert_eq!(
        of(Scaling::MinMax, Scale::Range { lower: 1.0, upper: 100.0 }, -1, &[2.0, 4.0, 10.0]),
        [100.0, 75.25, 1.0]
    );
    assert_eq!(of(Scaling::DistanceToMax, Scale::Own, 1, &[2.0, 4.0, 10.0]), [0.0, 0.25, 1.0]);
}

#[test]
fn z_scores_have_their_mean_and_spread_where_asked() {
    // Mean 4, deviations −2, 0, 2: sd 2.
    assert_eq!(of(Scaling::ZScore, Scale::Own, 1, &[2.0, 4.0, 6.0]), [-1.0, 0.0, 1.0]);
    let wide = Scale::Range { lower: 50.0, upper: 60.0 };
    assert_eq!(of(Scaling::ZScore, wide, -1, &[2.0, 4.0, 6.0]), [60.0, 50.0, 40.0]);
    assert_eq!(of(Scaling::Logistic, Scale::Own, 1, &[2.0, 4.0, 6.0])[1], 0.5);
    // Median 4, absolute deviations 2, 0, 96: MAD 2.
    let robust = of(Scaling::RobustZ, Scale::Own, 1, &[2.0, 4.0, 100.0]);
    assert!((robust[0] + 1.0 / MAD_TO_SD).abs() < 1e-15);
}

#[test]
fn ranks_ascend_from_the_worst() {
    let values = [5.0, 5.0, 1.0, 9.0];
    assert_eq!(of(Scaling::Rank(Ties::Lowest), Scale::Own, 1, &values), [2.0, 2.0, 1.0, 4.0]);
    assert_eq!(of(Scaling::Rank(Ties::Average), Scale::Own, 1, &values), [2.5, 2.5, 1.0, 4.0]);
    assert_eq!(of(Scaling::Rank(Ties::Lowest), Scale::Own, -1, &values), [2.0, 2.0, 4.0, 1.0]);
    assert_eq!(of(Scaling::Borda, Scale::Own, 1, &values), [1.0, 1.0, 0.0, 3.0]);
    let third = 1.0 / 3.0;
    assert_eq!(of(Scaling::PercentileRank, Scale::Own, 1, &values), [third, third, 0.0, 1.0]);
    assert_eq!(of(Scaling::Borda, UNIT, 1, &values), [third, third, 0.0, 1.0]);
}

#[test]
fn a_zero_turned_around_is_still_zero() {
    assert_eq!(of(Scaling::Rank(Ties::Lowest), Scale::Own, -1, &[0.0, -0.0, 3.0]), [2.0, 2.0, 1.0]);
}

#[test]
fn distances_run_from_the_worst_to_the_aim() {
    // Target 6 over worst 2: (x − 2)/4.
    let values = [2.0, 4.0, 10.0];
    assert_eq!(of(Scaling::DistanceToTarget { cap: false }, Scale::Own, 1, &values), [0.0, 0.5, 2.0]);
    assert_eq!(of(Scaling::DistanceToTarget { cap: true }, Scale::Own, 1, &values), [0.0, 0.5, 1.0]);
    // Less is better: (10 − x)/(10 − 6).
    assert_eq!(of(Scaling::DistanceToTarget { cap: false }, Scale::Own, -1, &values), [2.0, 1.5, 0.0]);
    // Reference value 4: 1 − (4 − x)/(4 − 2).
    let reference = |cap| Scaling::DistanceToReference { place: 1, cap };
    assert_eq!(of(reference(false), Scale::Own, 1, &values), [0.0, 1.0, 4.0]);
    assert_eq!(of(reference(true), Scale::Own, 1, &values), [0.0, 1.0, 1.0]);
}

#[test]
fn a_fraction_of_the_best_never_rewards_the_worse() {
    assert_eq!(of(Scaling::FractionOfMax, Scale::Own, 1, &[-1.0, 2.0, 4.0]), [-0.25, 0.5, 1.0]);
    assert_eq!(of(Scaling::FractionOfMax, Scale::Own, -1, &[1.0, 2.0, 4.0]), [1.0, 0.5, 0.25]);
}

#[test]
fn goalposts_are_mirrored_on_their_own_axis() {
    let values = [0.0, 3.0, 8.0];
    assert_eq!(of(Scaling::Goalposts { clamp: false }, PERCENT, 1, &values), [-50.0, 25.0, 150.0]);
    assert_eq!(of(Scaling::Goalposts { clamp: true }, PERCENT, 1, &values), [0.0, 25.0, 100.0]);
    assert_eq!(of(Scaling::Goalposts { clamp: true }, PERCENT, -1, &values), [100.0, 75.0, 0.0]);
    // Nominal is best between 2 and 6: least value 0, greatest 8.
    assert_eq!(of(Scaling::Interval, UNIT, 1, &[0.0, 1.0, 3.0, 7.0, 8.0]), [0.0, 0.5, 1.0, 0.5, 0.0]);
}

#[test]
fn what_cannot_be_scaled_is_refused_by_name() {
    let refused = |method, values: &[Option<f64>], direction| {
        normalise(method, Scale::Own, &Axis::new(7, direction), values).unwrap_err()
    };
    let equal = [Some(3.0), None, Some(3.0)];
    for method in [Scaling::MinMax, Scaling::ZScore, Scaling::RobustZ, Scaling::Logistic, Scaling::DistanceToMax] {
        assert_eq!(refused(method, &equal, 1), NormaliseError::Constant { column: 7 });
    }
    assert_eq!(refused(Scaling::PercentileRank, &[Some(1.0)], 1), NormaliseError::Constant { column: 7 });
    let spread = [Some(-1.0), Some(0.0)];
    assert_eq!(refused(Scaling::DistanceToTarget { cap: true }, &spread, 1), NormaliseError::NoTarget { column: 7 });
    assert_eq!(refused(Scaling::Goalposts { clamp: true }, &spread, 1), NormaliseError::NoGoalposts { column: 7 });
    assert_eq!(refused(Scaling::FractionOfMax, &spread, 1), NormaliseError::NotPositive { column: 7, value: 0.0 });
    assert_eq!(refused(Scaling::FractionOfMax, &spread, -1), NormaliseError::NotPositive { column: 7, value: -1.0 });
    let reference = Scaling::DistanceToReference { place: 0, cap: false };
    assert_eq!(refused(reference, &spread, 1), NormaliseError::NoReference { column: 7 });
    let axis = Axis { target: Some(-1.0), ..Axis::new(7, 1) };
    let found = normalise(Scaling::DistanceToTarget { cap: false }, Scale::Own, &axis, &spread);
    assert_eq!(found, Err(NormaliseError::TargetNotAhead { column: 7, target: -1.0 }));
}

#[test]
fn a_difference_of_rounding_is_no_spread() {
    // The mean of three times 0.1, as imputation puts it in, is 0.1 and one digit in the last place.
    let mean = (0.1 + 0.1 + 0.1) / 3.0;
    assert!(mean > 0.1);
    let found = normalise(Scaling::MinMax, UNIT, &Axis::new(0, 1), &[Some(0.1), Some(0.1), Some(0.1), Some(mean)]);
    assert_eq!(found, Err(NormaliseError::Constant { column: 0 }));
}

#[test]
fn values_left_as_they_are_ignore_the_scale() {
    assert_eq!(of(Scaling::None, PERCENT, -1, &[2.0, 4.0]), [-2.0, -4.0]);
}

#[test]
fn an_empty_indicator_stays_empty() {
    assert_eq!(normalise(Scaling::MinMax, PERCENT, &Axis::new(0, 1), &[None, None]), Ok(vec![None, None]));
    assert_eq!(normalise(Scaling::ZScore, PERCENT, &Axis::new(0, 1), &[]), Ok(vec![]));
}

#[test]
fn pooled_references_share_their_bounds() {
    let first = [Some(0.0), Some(5.0)];
    let second = [Some(10.0), None];
    let scaler = Scaler::fit(Scaling::MinMax, PERCENT, &Axis::new(0, 1), &[&first, &second]).unwrap().unwrap();
    assert_eq!(scaler.scale(5.0), 50.0);
    let ranks =
        Scaler::fit(Scaling::Rank(Ties::Lowest), Scale::Own, &Axis::new(0, 1), &[&first, &second]).unwrap().unwrap();
    assert_eq!((ranks.scale(5.0), ranks.scale(11.0)), (2.0, 4.0));
}
