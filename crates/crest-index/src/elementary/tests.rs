use super::*;
use statrs::distribution::{ContinuousCDF, Normal};

#[test]
fn logarithms_agree_with_the_standard_library() {
    for i in 0..200_000 {
        let x = 1e-3 * 1.0001_f64.powi(i);
        let (ours, theirs) = (ln(x), x.ln());
        assert!((ours - theirs).abs() <= 3e-16 * theirs.abs().max(1.0), "{x}: {ours} {theirs}");
    }
    for i in 1..10_000 {
        let x = 1.0 + f64::from(i - 5_000) * 1e-5;
        assert!((ln(x) - x.ln()).abs() <= 3e-16, "{x}");
    }
    assert_eq!(ln(1.0), 0.0);
    assert!(ln(0.0).is_nan() && ln(-1.0).is_nan() && ln(f64::NAN).is_nan() && ln(f64::INFINITY).is_nan());
}

#[test]
fn exponentials_agree_with_the_standard_library() {
    for i in -70_000..70_000 {
        let x = f64::from(i) * 0.01003;
        let (ours, theirs) = (exp(x), x.exp());
        assert!((ours - theirs).abs() <= 4.5e-16 * theirs, "{x}: {ours} {theirs}");
    }
    assert_eq!(exp(0.0), 1.0);
}

#[test]
fn normal_quantiles_invert_the_distribution() {
    let normal = Normal::standard();
    for p in [1e-300, 1e-20, 1e-9, 0.001, 0.02, 0.07, 0.2, 0.5, 0.7, 0.93, 0.999, 1.0 - 1e-9] {
        let back = normal.cdf(normal_quantile(p));
        assert!((back - p).abs() <= 1e-9 * p, "{p}: {back}");
    }
    // Φ⁻¹(0.975), tabulated.
    assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
}
