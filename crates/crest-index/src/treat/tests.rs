use super::*;

fn some(numbers: &[f64]) -> Vec<Option<f64>> {
    numbers.iter().copied().map(Some).collect()
}

/// Thirty quiet values and two far ones.
fn tailed() -> Vec<Option<f64>> {
    (0..30).map(|i| Some(f64::from(i % 7))).chain([Some(100.0), Some(60.0), None]).collect()
}

#[test]
fn the_maximum_moves_to_the_next_value_and_ties_are_counted() {
    let mut values = tailed();
    let test = OutlierTest::default();
    let count = winsorise(&mut values, &test);
    // 100 → 60 leaves a tie of two at 60; both → 6, and then the test passes: two points.
    assert_eq!(count, 2);
    assert_eq!(&values[30..], [Some(6.0), Some(6.0), None]);
}

#[test]
fn the_limit_stops_before_the_test_passes() {
    let mut values = tailed();
    assert_eq!(winsorise(&mut values, &OutlierTest { winsorise: 1, ..OutlierTest::default() }), 1);
    assert_eq!(values[30], Some(60.0));
}

#[test]
fn a_left_tail_is_mirrored() {
    let mut values: Vec<Option<f64>> = tailed().into_iter().map(|cell| cell.map(|x| -x)).collect();
    assert_eq!(winsorise(&mut values, &OutlierTest::default()), 2);
    assert_eq!(&values[30..], [Some(-6.0), Some(-6.0), None]);
}

#[test]
fn force_goes_on_to_the_limit_and_a_tie_overshoots_it() {
    let mut values = tailed();
    let test = OutlierTest { winsorise: 3, force: true, ..OutlierTest::default() };
    // After two points at 6 the four values that are 6 by themselves join the maximum: 100, 60 and i = 6, 13, 20, 27.
    assert_eq!(winsorise(&mut values, &test), 6);
    assert_eq!(values[30], Some(5.0));
}

#[test]
fn a_column_that_passes_is_left_alone_even_by_force() {
    let mut values = some(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    let kept = values.clone();
    let test = OutlierTest { force: true, ..OutlierTest::default() };
    let row = treat_column(0, &mut values, Treatment::Test(test));
    assert_eq!(values, kept);
    assert_eq!((row.winsorised, row.settled()), (None, true));
}

#[test]
fn the_fallback_starts_from_the_original_unless_combined() {
    let test = OutlierTest { winsorise: 1, fallback: Some(Transform::LogCtOrig), ..OutlierTest::default() };
    let mut values = tailed();
    let row = treat_column(3, &mut values, Treatment::Test(test));
    assert_eq!(values[30], Some(101_f64.ln()));
    assert_eq!((row.column, row.winsorised, row.transform), (3, Some(1), Some(Transform::LogCtOrig)));
    assert!(row.after_transform.is_some());
    let mut combined = tailed();
    treat_column(3, &mut combined, Treatment::Test(OutlierTest { combine: true, ..test }));
    assert_eq!(combined[30], Some(61_f64.ln()));
}

#[test]
fn without_winsorising_or_fallback_the_table_says_so() {
    let test = OutlierTest { winsorise: 0, fallback: None, ..OutlierTest::default() };
    let mut values = tailed();
    let row = treat_column(0, &mut values, Treatment::Test(test));
    assert_eq!(values, tailed());
    assert_eq!((row.winsorised, row.transform, row.settled()), (None, None, false));
}

#[test]
fn a_failed_transform_leaves_the_values_and_is_recorded() {
    let mut values = some(&[2.0, 2.0]);
    let row = treat_column(0, &mut values, Treatment::Transform(Transform::LogCt));
    assert_eq!(values, some(&[2.0, 2.0]));
    assert_eq!((row.failed, row.settled()), (Some(TransformError::Constant), false));
}

#[test]
fn empty_and_constant_columns_pass() {
    for mut values in [vec![None; 4], some(&[7.0; 9]), Vec::new()] {
        let row = treat_column(0, &mut values, Treatment::Test(OutlierTest::default()));
        assert!(row.settled());
    }
}

#[test]
fn equality_with_a_threshold_fails_the_test() {
    let values = tailed();
    let found = check(&values, &OutlierTest::default());
    let at =
        OutlierTest { skewness: found.skewness.unwrap(), kurtosis: found.kurtosis.unwrap(), ..OutlierTest::default() };
    assert!(!check(&values, &at).passed);
}
