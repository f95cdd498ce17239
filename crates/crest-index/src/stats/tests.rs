use super::*;

fn some(numbers: &[f64]) -> Vec<Option<f64>> {
    numbers.iter().copied().map(Some).collect()
}

#[test]
fn moments_follow_their_formulas() {
    // 1 2 3 10: mean 4, deviations −3 −2 −1 6; squares 9 4 1 36 = 50; cubes −27 −8 −1 216 = 180; fourths 81 16 1 1296 = 1394.
    let m = Moments::of(&[Some(1.0), None, Some(2.0), Some(3.0), Some(10.0)]);
    assert_eq!((m.n, m.mean, m.m2, m.m3, m.m4), (4, 4.0, 12.5, 45.0, 348.5));
    // Variance 50/3. G1 = √12/2 · 45/12.5^1.5.
    assert!((m.variance().unwrap() - 50.0 / 3.0).abs() < 1e-14);
    assert!((m.skewness().unwrap() - 12_f64.sqrt() / 2.0 * 45.0 / 12.5_f64.powf(1.5)).abs() < 1e-14);
    // G2 = (5 · (348.5/156.25 − 3) + 6) · 3 / (2 · 1) = (5 · (−0.7696) + 6) · 1.5 = 3.228.
    assert!((m.kurtosis().unwrap() - 3.228).abs() < 1e-12);
}

#[test]
fn too_few_or_equal_values_have_no_shape() {
    assert_eq!(skewness(&some(&[1.0, 2.0])), None);
    assert_eq!(kurtosis(&some(&[1.0, 2.0, 4.0])), None);
    assert_eq!(skewness(&some(&[0.1; 7])), None);
    assert_eq!(kurtosis(&some(&[0.1; 7])), None);
    assert_eq!(mean(&[None, None]), None);
    assert_eq!(sd(&some(&[3.0])), None);
    assert_eq!(min_max(&[]), None);
}

#[test]
fn quantiles_interpolate_between_neighbours() {
    let values = some(&[4.0, 1.0, 3.0, 2.0]);
    // Position (4 − 1) · 0.25 = 0.75: 1 + 0.75 · (2 − 1).
    assert_eq!(quantile(&values, 0.25), Some(1.75));
    assert_eq!(median(&values), Some(2.5));
    assert_eq!((quantile(&values, 0.0), quantile(&values, 1.0)), (Some(1.0), Some(4.0)));
    assert_eq!(quantile(&values, 7.0), Some(4.0));
    assert_eq!(quantile(&[None], 0.5), None);
}

#[test]
fn ranks_ascend_and_share_ties() {
    let values = vec![Some(5.0), None, Some(-0.0), Some(0.0), Some(9.0)];
    assert_eq!(ranks_ascending(&values, Ties::Lowest), [Some(3.0), None, Some(1.0), Some(1.0), Some(4.0)]);
    assert_eq!(ranks_ascending(&values, Ties::Average), [Some(3.0), None, Some(1.5), Some(1.5), Some(4.0)]);
}

#[test]
fn a_stranger_takes_the_rank_it_would_have() {
    let order = [1.0, 2.0, 2.0, 5.0];
    assert_eq!(rank_among(&order, 3.0, Ties::Lowest), 4.0);
    assert_eq!(rank_among(&order, 3.0, Ties::Average), 4.0);
    assert_eq!(rank_among(&order, 9.0, Ties::Lowest), 5.0);
}
