use super::*;
use proptest::prelude::*;

const TIGHT: Balancing = Balancing { tolerance: 1e-12, n_rounds: 10_000 };
const PLAIN: Decay = Decay::Exponential { rate: 1.0 };

/// A matrix whose weights under [`PLAIN`] are these; 0 is unreachable.
fn weighing(rows: &[&[f64]]) -> Times {
    let pairs = rows.iter().enumerate().flat_map(|(i, row)| row.iter().enumerate().map(move |(j, f)| (i, j, *f)));
    // Adding 0 turns −0 into 0.
    let triples: Vec<(u32, u32, f64)> =
        pairs.filter(|(.., f)| *f > 0.0).map(|(i, j, f)| (i as u32, j as u32, -f.ln() + 0.0)).collect();
    Times::from_triples(rows.len(), rows[0].len(), &triples).unwrap()
}

#[test]
fn two_by_two_by_hand() {
    // Margins of 1: trips are a, 1 − a, 1 − a, a, and fitting keeps a² / (1 − a)² = (1 · 0.25) / (1 · 1), so a = 1/3.
    let times = weighing(&[&[1.0, 1.0], &[1.0, 0.25]]);
    let found = doubly_constrained(&times, &[1.0, 1.0], &[1.0, 1.0], &PLAIN, TIGHT).unwrap();
    for (trips, thirds) in found.trips.iter().zip([1.0, 2.0, 2.0, 1.0]) {
        assert!((trips - thirds / 3.0).abs() < 1e-11, "{trips}");
    }
    // Minutes of the second: a third of its trips take ln 4.
    let minutes = 4_f64.ln() / 3.0;
    assert!(found.minutes[0] == Some(0.0) && (found.minutes[1].unwrap() - minutes).abs() < 1e-11);
    assert!((found.mean_minutes.unwrap() - minutes / 2.0).abs() < 1e-11);
    // B_0 : B_1 = 1 : 2 from T_00 / T_01 = B_0 / B_1 with mean 1: 2/3 and 4/3. Access 2/3 + 4/3, 2/3 + 4/3 · 0.25.
    assert!((found.access[0] - 2.0).abs() < 1e-11 && (found.access[1] - 1.0).abs() < 1e-11, "{:?}", found.access);
    // Reciprocals of the factors.
    assert!((found.attraction[0] - 1.5).abs() < 1e-11 && (found.attraction[1] - 0.75).abs() < 1e-11);
}

#[test]
fn without_competition_access_is_the_gravity_measure() {
    // Everybody reaches everything equally: factors are all alike.
    let times = weighing(&[&[0.5, 0.5], &[0.5, 0.5], &[0.5, 0.5]]);
    let found = doubly_constrained(&times, &[3.0, 0.0, 6.0], &[4.0, 5.0], &PLAIN, TIGHT).unwrap();
    assert!(found.access.iter().all(|access| (access - 4.5).abs() < 1e-12));
    assert_eq!((found.minutes[1], found.n_rounds), (None, 1));
    // Nothing is asked for and nothing offered.
    let none = doubly_constrained(&times, &[0.0; 3], &[0.0; 2], &PLAIN, TIGHT).unwrap();
    assert_eq!((none.trips, none.mean_minutes), (vec![0.0; 6], None));
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let times = weighing(&[&[1.0, 0.0], &[1.0, 1.0]]);
    let asked = |demand: [f64; 2], supply: [f64; 2]| doubly_constrained(&times, &demand, &supply, &PLAIN, TIGHT);
    assert_eq!(asked([1.0, 1.0], [1.0, 2.0]), Err(DoublyError::Totals { demand: 2.0, supply: 3.0 }));
    // The first origin reaches the first destination only.
    assert_eq!(asked([1.0, 1.0], [0.0, 2.0]), Err(DoublyError::Origin { origin: 0 }));
    assert_eq!(asked([2.0, 0.0], [1.0, 1.0]), Err(DoublyError::Destination { destination: 1 }));
    // Two leave the first origin, one has room where they can go.
    let few = Balancing { tolerance: 1e-6, n_rounds: 200 };
    let over = doubly_constrained(&times, &[2.0, 1.0], &[1.0, 2.0], &PLAIN, few);
    assert!(matches!(over, Err(DoublyError::Unbalanced { n_rounds: 200, .. })), "{over:?}");
    let wrong = |tolerance, n_rounds| {
        doubly_constrained(&times, &[1.0, 1.0], &[1.0, 1.0], &PLAIN, Balancing { tolerance, n_rounds })
    };
    let parameter = |value| Err(DoublyError::Input(CatchmentError::Parameter { value }));
    assert_eq!((wrong(0.0, 9), wrong(1.0, 0)), (parameter(0.0), parameter(0.0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_and_odds_are_kept(
        weights in prop::collection::vec(0.05_f64..1.0, 20), demand in prop::collection::vec(0.0_f64..9.0, 4),
        supply in prop::collection::vec(0.1_f64..9.0, 5),
    ) {
        let rows: Vec<&[f64]> = weights.chunks(5).collect();
        let times = weighing(&rows);
        let total: f64 = demand.iter().sum();
        let offered: f64 = supply.iter().sum();
        let supply: Vec<f64> = supply.iter().map(|own| own * total / offered).collect();
        let found = doubly_constrained(&times, &demand, &supply, &PLAIN, TIGHT).unwrap();
        let t = |i: usize, j: usize| found.trips[5 * i + j];
        for i in 0..4 {
            let row: f64 = (0..5).map(|j| t(i, j)).sum();
            prop_assert!((row - demand[i]).abs() <= 1e-9 * total, "{} {}", row, demand[i]);
            for j in 1..5 {
                let odds = (t(i, 0) * t(0, j) * rows[i][j] * rows[0][0], t(i, j) * t(0, 0) * rows[i][0] * rows[0][j]);
                prop_assert!((odds.0 - odds.1).abs() <= 1e-9 * odds.0.max(1e-3));
            }
        }
        for (j, supply) in supply.iter().enumerate() {
            let column: f64 = (0..4).map(|i| t(i, j)).sum();
            prop_assert!((column - supply).abs() <= 1e-9 * total);
        }
    }
}
