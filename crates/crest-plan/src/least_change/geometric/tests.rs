use super::super::{LeastChangeError, Reach, Standing};
use super::{GeometricLever, least_change_geometric};
use crate::sample::Sample;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-7, "{a} is not {b}");
}

#[test]
fn geometric_change_by_hand() {
    // Two equal levers at 1: each needs half of the rise. Weights ½ each, need ln 2: both go to 2.
    let lever = GeometricLever { weight: 0.5, level: 1.0, gain: 1.0, cost: 1.0, limit: 10.0 };
    let others = [2.0_f64.ln()];
    let standing = Standing { own: 0.0, others: &others, effects: &[] };
    let change = least_change_geometric(&[lever, lever], &standing, 1, Reach::Tied).unwrap();
    close(change.changes[0], 1.0);
    close(change.changes[1], 1.0);
    // λ = c (x + g Δ) / (w g) = 2 / ½.
    close(change.price.unwrap(), 4.0);
    assert_eq!(change.rank, 1);
    let short = GeometricLever { limit: 0.5, ..lever };
    let found = least_change_geometric(&[short, short], &standing, 1, Reach::Tied);
    assert_eq!(found, Err(LeastChangeError::OutOfReach { best_rank: 2 }));
    let flat = GeometricLever { level: 0.0, ..lever };
    let found = least_change_geometric(&[flat], &standing, 1, Reach::Tied);
    assert_eq!(found, Err(LeastChangeError::Lever { lever: 0 }));
}

#[test]
fn geometric_change_meets_its_conditions_and_no_neighbour_is_cheaper() {
    let mut sample = Sample(59);
    for _ in 0..40 {
        let weights = sample.weights(6);
        let levers: Vec<GeometricLever> = weights
            .iter()
            .map(|weight| GeometricLever {
                weight: *weight,
                level: 1.0 + 50.0 * sample.uniform(),
                gain: 0.5 + sample.uniform(),
                cost: if sample.uniform() < 0.15 { 0.0 } else { 0.2 + sample.uniform() },
                limit: 40.0 * sample.uniform(),
            })
            .collect();
        let most: f64 = levers.iter().map(|lever| lever.rise(lever.limit)).sum();
        let others = [most * sample.uniform()];
        let standing = Standing { own: 0.0, others: &others, effects: &[] };
        let change = least_change_geometric(&levers, &standing, 1, Reach::Tied).unwrap();
        assert_eq!(change.rank, 1);
        let Some(price) = change.price else { continue };
        for (lever, change) in levers.iter().zip(&change.changes) {
            let own = lever.price(*change);
            let at_start = *change <= 0.0 && own >= price - 1e-7;
            let at_end = *change >= lever.limit && own <= price + 1e-7;
            assert!(at_start || at_end || (own - price).abs() < 1e-6 * price, "{own} {price}");
        }
        // Free levers may overshoot; otherwise the score is met to the point.
        if change.cost > 0.0 {
            close(change.score, others[0]);
        }
    }
}
