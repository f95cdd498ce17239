//! Halves, signs and noise.

use super::*;

#[test]
fn halves_follow_the_rule() {
    let at = |x, rule| round(x, Some(2), rule);
    // 2.675 and 1.005 lie a hair below the half as stored.
    assert_eq!(at(2.675, RoundingRule::HalfUp), 2.68);
    assert_eq!(at(1.005, RoundingRule::HalfUp), 1.01);
    assert_eq!(at(-2.675, RoundingRule::HalfUp), -2.68);
    assert_eq!(at(2.674, RoundingRule::HalfUp), 2.67);
    assert_eq!([at(2.675, RoundingRule::HalfEven), at(2.665, RoundingRule::HalfEven)], [2.68, 2.66]);
    assert_eq!([at(2.6751, RoundingRule::HalfEven), at(-2.675, RoundingRule::HalfEven)], [2.68, -2.68]);
    assert_eq!([at(2.679, RoundingRule::Down), at(-2.671, RoundingRule::Down)], [2.67, -2.68]);
    assert_eq!([at(2.671, RoundingRule::Up), at(-2.679, RoundingRule::Up)], [2.68, -2.67]);
}

#[test]
fn a_whole_number_stays_whatever_the_rule() {
    // 0.1 + 0.2 is a hair above 0.3; 1.1 · 3 a hair above 3.3.
    for rule in [RoundingRule::HalfUp, RoundingRule::HalfEven, RoundingRule::Down, RoundingRule::Up] {
        assert_eq!(round(0.1 + 0.2, Some(1), rule), 0.3);
        assert_eq!(round(1.1 * 3.0, Some(1), rule), 3.3);
        assert_eq!(round(1e300, Some(2), rule), 1e300);
        assert_eq!(round(0.123, None, rule), 0.123);
    }
    assert!(round(-0.001, Some(2), RoundingRule::HalfUp).is_sign_positive());
}
