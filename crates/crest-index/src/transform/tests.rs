use super::*;

fn close(found: &[Option<f64>], expected: &[Option<f64>]) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert_eq!(a.is_some(), b.is_some());
        assert!((a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 1e-12, "{found:?} {expected:?}");
    }
}

#[test]
fn every_formula_by_hand() {
    let values = [Some(2.0), None, Some(4.0), Some(12.0)];
    // Range 10, shift 0.1; skewness > 0.
    let log_ct = [Some(0.1_f64.ln()), None, Some(2.1_f64.ln()), Some(10.1_f64.ln())];
    close(&transform(&values, Transform::LogCt).unwrap(), &log_ct);
    close(&transform(&values, Transform::LogCtPlus).unwrap(), &log_ct);
    close(&transform(&values, Transform::LogCtOrig).unwrap(), &[Some(0.0), None, Some(3_f64.ln()), Some(11_f64.ln())]);
    // (12 − 1)(4 − 2)/10 + 1 = 3.2; at the maximum ln 12.
    close(&transform(&values, Transform::LogGii).unwrap(), &[Some(0.0), None, Some(3.2_f64.ln()), Some(12_f64.ln())]);
    // y = 1, 3, 11; (√y − 1)/0.5.
    let half = transform(&values, Transform::BoxCox { lambda: 0.5 }).unwrap();
    close(&half, &[Some(0.0), None, Some((3_f64.sqrt() - 1.0) * 2.0), Some((11_f64.sqrt() - 1.0) * 2.0)]);
    let zero = transform(&values, Transform::BoxCox { lambda: 0.0 }).unwrap();
    close(&zero, &transform(&values, Transform::LogCtOrig).unwrap());
}

#[test]
fn a_left_tail_is_drawn_in_from_its_side() {
    // Mirror image of the case above: 12 − x + … ; max 12, shift 0.1.
    let values = [Some(12.0), Some(10.0), Some(2.0)];
    let expected = [Some(-(0.1_f64.ln())), Some(-(2.1_f64.ln())), Some(-(10.1_f64.ln()))];
    close(&transform(&values, Transform::LogCtPlus).unwrap(), &expected);
}

#[test]
fn what_has_no_logarithm_is_refused() {
    let equal = [Some(3.0), Some(3.0)];
    for rule in [Transform::LogCt, Transform::LogCtPlus, Transform::LogGii] {
        assert_eq!(transform(&equal, rule), Err(TransformError::Constant));
    }
    assert_eq!(transform(&equal, Transform::LogCtOrig), Ok(vec![Some(0.0), Some(0.0)]));
    assert_eq!(transform(&[None], Transform::LogCtOrig), Err(TransformError::Constant));
    let negative = [Some(-5.0), Some(-1.0)];
    assert_eq!(transform(&negative, Transform::LogGii), Err(TransformError::OutOfDomain { place: 1, value: -1.0 }));
}
