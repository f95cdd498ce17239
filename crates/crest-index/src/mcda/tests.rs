//! Three places and two criteria, small enough for hand arithmetic.

use super::*;

fn matrix(columns: &[&[f64]]) -> Matrix {
    let columns: Vec<Vec<Option<f64>>> = columns.iter().map(|c| c.iter().map(|x| Some(*x)).collect()).collect();
    Matrix::from_columns(columns[0].len(), &columns)
}

fn close(found: &[Option<f64>], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let found = found.expect("a score");
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }
}

#[test]
fn topsis_minmax_by_hand() {
    // Scaled rows (0,1), (1,0), (½,½) with equal weights: the first two lie between, the third at equal distances.
    let x = matrix(&[&[0.0, 10.0, 5.0], &[4.0, 0.0, 2.0]]);
    close(&topsis(&x, &[1.0, 1.0], Scaling::MinMax).unwrap(), &[0.5, 0.5, 0.5]);
    // All weight on the first criterion: 0, 1, ½.
    close(&topsis(&x, &[2.0, 0.0], Scaling::Vector).unwrap(), &[0.0, 1.0, 0.5]);
}

#[test]
fn constant_criteria_take_no_part() {
    let x = matrix(&[&[0.0, 10.0, 5.0], &[7.0, 7.0, 7.0]]);
    close(&topsis(&x, &[1.0, 1.0], Scaling::MinMax).unwrap(), &[0.0, 1.0, 0.5]);
    close(&vikor(&x, &[1.0, 1.0], 0.5).unwrap().compromise, &[1.0, 0.0, 0.5]);
    let flat = matrix(&[&[7.0, 7.0], &[1.0, 1.0]]);
    assert_eq!(topsis(&flat, &[1.0, 1.0], Scaling::Vector), Err(McdaError::NoContrast));
    assert_eq!(vikor(&flat, &[1.0, 1.0], 0.5), Err(McdaError::NoContrast));
}

#[test]
fn vikor_by_hand() {
    // Weights ¾, ¼. Regrets: (0, ¼), (¾, 0), (⅜, ⅛). S = ¼, ¾, ½; R = ¼, ¾, ⅜. Q = 0, 1, ½·½ + ½·¼ = 3/8.
    let x = matrix(&[&[10.0, 0.0, 5.0], &[0.0, 4.0, 2.0]]);
    close(&vikor(&x, &[3.0, 1.0], 0.5).unwrap().compromise, &[0.0, 1.0, 0.375]);
}

#[test]
fn promethee_by_hand_and_its_shapes() {
    // One criterion, usual: 3 beats both, 2 beats one: 1, 0, −1.
    let x = matrix(&[&[3.0, 2.0, 1.0]]);
    close(&promethee(&x, &[1.0], &[Preference::Usual]).unwrap().net, &[1.0, 0.0, -1.0]);
    assert_eq!(Preference::VShape { p: 4.0 }.strength(1.0), 0.25);
    assert_eq!(Preference::Linear { q: 1.0, p: 3.0 }.strength(2.0), 0.5);
    assert_eq!(Preference::Level { q: 1.0, p: 3.0 }.strength(3.0), 0.5);
    assert_eq!(Preference::UShape { q: 1.0 }.strength(1.0), 0.0);
    assert!((Preference::Gaussian { s: 1.0 }.strength(2.0_f64.sqrt()) - (1.0 - (-1.0_f64).exp())).abs() < 1e-15);
    assert_eq!(
        promethee(&x, &[1.0], &[Preference::Linear { q: 1.0, p: 1.0 }]),
        Err(McdaError::Bounds { criterion: 0 })
    );
}

#[test]
fn spotis_ignores_who_takes_part() {
    let all = matrix(&[&[2.0, 8.0, 5.0]]);
    let fewer = matrix(&[&[2.0, 8.0]]);
    let bounds = [(0.0, 10.0)];
    close(&spotis(&all, &[1.0], &bounds, None).unwrap(), &[0.8, 0.2, 0.5]);
    close(&spotis(&fewer, &[1.0], &bounds, None).unwrap(), &[0.8, 0.2]);
    close(&spotis(&fewer, &[1.0], &bounds, Some(&[4.0])).unwrap(), &[0.2, 0.4]);
}

#[test]
fn balance_scores_by_hand() {
    let x = matrix(&[&[2.0, 4.0], &[4.0, 4.0]]);
    // Mean 3, variance 1 (m) or 2 (m − 1).
    close(&mazziotta_pareto(&x, Divisor::Population, Penalty::Downward).unwrap(), &[3.0 - 1.0 / 3.0, 4.0]);
    close(&mazziotta_pareto(&x, Divisor::Sample, Penalty::Upward).unwrap(), &[3.0 + 2.0 / 3.0, 4.0]);
    close(&ordered_weighted_average(&x, &[3.0, 1.0]).unwrap(), &[3.5, 4.0]);
    close(&mean_min(&x, &[1.0, 1.0], 1.0, 0.0).unwrap(), &[2.0, 4.0]);
    close(&mean_min(&x, &[1.0, 1.0], 0.0, 5.0).unwrap(), &[3.0, 4.0]);
    // Goalposts of the range 0 to 8 around 4: the reference comes out at 100.
    let posts = adjusted_goalposts(0.0, 8.0, 4.0);
    assert_eq!(posts, (0.0, 8.0));
    let scores = adjusted_mazziotta_pareto(&x, &[posts, posts], Penalty::Downward).unwrap();
    close(&scores[1..], &[100.0]);
}

#[test]
fn doubt_by_hand() {
    // (1,4) and (4,1) span the frontier; (2,2) reaches (2+2)/5 = 0.8 with u = (1/5, 1/5).
    let x = matrix(&[&[1.0, 4.0, 2.0], &[4.0, 1.0, 2.0]]);
    let scores: Vec<Option<f64>> =
        benefit_of_the_doubt(&x, None).unwrap().into_iter().map(|doubt| doubt.map(|d| d.score)).collect();
    close(&scores, &[1.0, 1.0, 0.8]);
    // Equal shares of one half: the first place may not lean on its strong side: u = (s/2, s/8); the second place
    // binds: 4 s/2 + s/8 = 1, s = 8/17.
    let even = benefit_of_the_doubt(&x, Some(&Shares::uniform(2, 0.5, 0.5))).unwrap();
    assert!((even[0].as_ref().unwrap().score - 8.0 / 17.0).abs() < 1e-12);
    // Direction (1, 1): (2,2) + b reaches the segment at 2.5: 1/1.5.
    close(&directional_doubt(&x, &[1.0, 1.0]).unwrap(), &[1.0, 1.0, 1.0 / 1.5]);
}

#[test]
fn doubt_refuses_what_it_cannot_judge() {
    let x = matrix(&[&[1.0, -4.0], &[4.0, 1.0]]);
    assert_eq!(benefit_of_the_doubt(&x, None), Err(McdaError::Negative { place: 1, criterion: 0 }));
    let x = matrix(&[&[1.0, 4.0], &[4.0, 1.0]]);
    assert!(matches!(
        benefit_of_the_doubt(&x, Some(&Shares::uniform(2, 0.6, 0.9))),
        Err(McdaError::Parameter { name: "sum of lower shares", .. })
    ));
    assert!(matches!(directional_doubt(&x, &[0.0, 0.0]), Err(McdaError::Parameter { name: "g", .. })));
}

#[test]
fn a_place_with_a_gap_has_no_score() {
    let x = Matrix::from_columns(3, &[vec![Some(1.0), None, Some(3.0)], vec![Some(2.0), Some(9.0), Some(1.0)]]);
    let scores = topsis(&x, &[1.0, 1.0], Scaling::MinMax).unwrap();
    assert!(scores[0].is_some() && scores[1].is_none() && scores[2].is_some());
    assert!(benefit_of_the_doubt(&x, None).unwrap()[1].is_none());
    let empty = Matrix::missing(0, 0);
    assert!(matches!(topsis(&empty, &[], Scaling::Vector), Err(McdaError::Weights)));
    let gaps = Matrix::missing(2, 1);
    assert_eq!(topsis(&gaps, &[1.0], Scaling::Vector), Err(McdaError::TooFewPlaces { n_complete: 0, n_needed: 1 }));
}
