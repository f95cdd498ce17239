use super::{DrawsError, over_draws, spreads};
use crate::decay::{Cutoff, Decay};
use crate::equity::{Distribution, EquityError, gini};
use crate::opportunities::reachable;
use crate::times::Times;

type Plain = DrawsError<EquityError>;

#[test]
fn spread_by_hand() {
    // 1, 2, 3, 6: mean 3, squares 4 + 1 + 0 + 9 = 14, sd √(14/3); type 7 at 0.5: 2.5, at 0.25: 1 + 0.75 = 1.75.
    let rows: Vec<Vec<Option<f64>>> = [3.0, 1.0, 6.0, 2.0].iter().map(|x| vec![Some(*x)]).collect();
    let found = spreads::<EquityError>(&rows, &[0.0, 0.25, 0.5, 1.0]).unwrap().remove(0);
    assert_eq!(found.mean, Some(3.0));
    assert!((found.sd.unwrap() - (14.0_f64 / 3.0).sqrt()).abs() < 1e-12);
    assert_eq!(found.quantiles, [Some(1.0), Some(1.75), Some(2.5), Some(6.0)]);
}

#[test]
fn missing_draws_are_counted_apart() {
    let rows = [vec![Some(4.0), None], vec![None, None]];
    let found = spreads::<EquityError>(&rows, &[0.5]).unwrap();
    assert_eq!((found[0].mean, found[0].sd, found[0].n_values, found[0].n_missing), (Some(4.0), None, 1, 1));
    assert_eq!((found[1].mean, &found[1].quantiles, found[1].n_missing), (None, &vec![None], 2));
}

#[test]
fn spread_is_carried_into_a_gini() {
    // Two places of equal people; the second has 8 jobs, the first reaches them in one draw of two: Gini ½, then 0.
    let of = |minutes| Times::from_triples(2, 1, &[(0, 0, minutes), (1, 0, 5.0)]).unwrap();
    let measure = |times: &Times| {
        let jobs = reachable(times, &[&[8.0]], &Decay::Step(Cutoff::UpTo(30.0))).unwrap().remove(0);
        let jobs: Vec<Option<f64>> = jobs.into_iter().map(Some).collect();
        gini(&Distribution::new(&jobs, &[1.0, 1.0])?).map(|gini| vec![Some(gini)])
    };
    let found = over_draws(&[of(40.0), of(20.0)], &[0.0, 1.0], measure).unwrap();
    assert_eq!((found[0].mean, &found[0].quantiles), (Some(0.25), &vec![Some(0.0), Some(0.5)]));
    // One draw alone has no deviation.
    assert_eq!(over_draws(&[of(40.0)], &[], measure).unwrap()[0].sd, None);
}

#[test]
fn faults_are_named() {
    let probability: Plain = spreads(&[vec![Some(1.0)]], &[1.5]).unwrap_err();
    assert_eq!(probability, DrawsError::Probability { probability: 1.5 });
    let length: Plain = spreads(&[vec![Some(1.0)], vec![]], &[]).unwrap_err();
    assert_eq!(length, DrawsError::Length { draw: 1, n_found: 0, n_expected: 1 });
    let times = Times::from_triples(1, 1, &[]).unwrap();
    let failed = over_draws(&[times], &[], |_| Err::<Vec<Option<f64>>, _>(EquityError::Nobody)).unwrap_err();
    assert_eq!(failed, DrawsError::Measure { draw: 0, error: EquityError::Nobody });
}
