use super::{
    Concentration, Distribution, EquityError, PalmaCut, concentration_index, gini, lorenz_curve, palma_ratio, poverty,
    theil_t,
};
use proptest::prelude::*;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} is not {b}");
}

fn of(access: &[f64], people: &[f64]) -> Distribution {
    Distribution::new(&access.iter().copied().map(Some).collect::<Vec<_>>(), people).unwrap()
}

fn some(numbers: &[f64]) -> Vec<Option<f64>> {
    numbers.iter().copied().map(Some).collect()
}

#[test]
fn missing_and_empty_places_are_left_out_and_told() {
    let made = Distribution::new(&[Some(4.0), None, Some(9.0), None], &[2.0, 3.0, 0.0, 0.0]).unwrap();
    assert_eq!((made.n_people(), made.mean()), (2.0, 4.0));
    let left_out = made.left_out();
    assert_eq!((left_out.n_empty, left_out.n_missing, left_out.people_missing), (2, 1, 3.0));
    assert_eq!(Distribution::new(&[None], &[1.0]), Err(EquityError::Nobody));
    assert_eq!(Distribution::new(&[Some(-1.0)], &[1.0]), Err(EquityError::Access { place: 0, access: -1.0 }));
    assert_eq!(Distribution::new(&[Some(1.0)], &[-1.0]), Err(EquityError::People { place: 0, people: -1.0 }));
    assert_eq!(Distribution::new(&[Some(1.0)], &[]), Err(EquityError::Length { n_found: 0, n_expected: 1 }));
    assert_eq!(gini(&of(&[0.0, 0.0], &[1.0, 1.0])), Err(EquityError::AllZero));
}

#[test]
fn lorenz_and_gini_by_hand() {
    // Access 1 for 2 people, 4 for 1, 2 for 1; total 8. Points: (0,0), (.5,.25), (.75,.5), (1,1).
    // Area twice: .5·.25 + .25·.75 + .25·1.5 = .6875.
    let jobs = of(&[1.0, 4.0, 2.0], &[2.0, 1.0, 1.0]);
    assert_eq!(lorenz_curve(&jobs).unwrap(), [(0.0, 0.0), (0.5, 0.25), (0.75, 0.5), (1.0, 1.0)]);
    close(gini(&jobs).unwrap(), 0.3125);
    close(gini(&of(&[5.0, 5.0], &[3.0, 9.0])).unwrap(), 0.0);
}

#[test]
fn palma_splits_the_place_at_the_limit() {
    // Ten people by income: 3 with access 1, 5 with 2, 2 with 6. The poorest 4: (3·1 + 1·2)/4 = 1.25; the richest 1: 6.
    let jobs = of(&[6.0, 1.0, 2.0], &[2.0, 3.0, 5.0]);
    let incomes = some(&[900.0, 100.0, 300.0]);
    close(palma_ratio(&jobs, &incomes, PalmaCut::SplitPlaces).unwrap(), 4.8);
    // Quantiles over people: 1 + 9·0.4 = 4.6th, income 300; 1 + 9·0.9 = 9.1th, income 900. The poorest are 8, mean (3 + 10)/8; nobody is above 900.
    assert_eq!(palma_ratio(&jobs, &incomes, PalmaCut::WholePlaces), Err(EquityError::EmptyGroup));
    // With one rich person of ten the 9.1th lies at 300 + 0.1·600 = 360: the ratio is 6 / ((3 + 12)/9).
    let one = of(&[6.0, 1.0, 2.0], &[1.0, 3.0, 6.0]);
    close(palma_ratio(&one, &incomes, PalmaCut::WholePlaces).unwrap(), 6.0 / (15.0 / 9.0));
}

#[test]
fn equal_incomes_are_one_pool() {
    // All have one income: both groups have the mean of all.
    let jobs = of(&[0.0, 8.0], &[5.0, 5.0]);
    close(palma_ratio(&jobs, &some(&[7.0, 7.0]), PalmaCut::SplitPlaces).unwrap(), 1.0);
    close(concentration_index(&jobs, &some(&[7.0, 7.0]), Concentration::Standard).unwrap(), 0.0);
    assert_eq!(palma_ratio(&jobs, &some(&[7.0, 9.0]), PalmaCut::SplitPlaces), Err(EquityError::PoorestWithout));
}

#[test]
fn concentration_by_hand() {
    // Two halves, the poor with 1, the rich with 3; ranks 1/4 and 3/4, mean 2: 2/2 · ½ (−1·¼ + 1·¾) = 0.25.
    let jobs = of(&[1.0, 3.0], &[5.0, 5.0]);
    let incomes = some(&[100.0, 200.0]);
    close(concentration_index(&jobs, &incomes, Concentration::Standard).unwrap(), 0.25);
    // Corrected within 0 to 10: 4·2/10 · 0.25 = 0.2.
    let corrected = Concentration::Corrected { lower: 0.0, upper: 10.0 };
    close(concentration_index(&jobs, &incomes, corrected).unwrap(), 0.2);
    close(concentration_index(&jobs, &some(&[200.0, 100.0]), Concentration::Standard).unwrap(), -0.25);
    let narrow = Concentration::Corrected { lower: 0.0, upper: 2.0 };
    assert_eq!(concentration_index(&jobs, &incomes, narrow), Err(EquityError::Bounds { lower: 0.0, upper: 2.0 }));
    assert!(matches!(
        concentration_index(&jobs, &some(&[1.0, f64::NAN]), Concentration::Standard),
        Err(EquityError::Income { place: 1, .. })
    ));
}

#[test]
fn theil_by_hand() {
    // Groups 0: {1, 1}, 1: {2, 0} and a place without a group. Mean 1. T = ¼·2 ln 2; between 0, within the same.
    let jobs = of(&[1.0, 1.0, 2.0, 0.0, 50.0], &[1.0; 5]);
    let groups = [Some(0), Some(0), Some(1), Some(1), None];
    let found = theil_t(&jobs, &groups).unwrap();
    close(found.total, 0.5 * 2.0_f64.ln());
    close(found.between, 0.0);
    close(found.within, found.total);
    // Groups with the same inside: all between. Shares of people ½, of access 1/4 and 3/4.
    let split = theil_t(&of(&[1.0, 1.0, 3.0, 3.0], &[1.0; 4]), &[Some(4), Some(4), Some(9), Some(9)]).unwrap();
    close(split.between, 0.25 * 0.5_f64.ln() + 0.75 * 1.5_f64.ln());
    close(split.within, 0.0);
    assert_eq!(split.groups.iter().map(|group| group.group).collect::<Vec<_>>(), [4, 9]);
}

#[test]
fn poverty_by_hand() {
    // Line 10: 4 people at 5 (gap ½), 4 at 8 (gap ⅕), 2 at 10 (on the line).
    let jobs = of(&[5.0, 8.0, 10.0], &[4.0, 4.0, 2.0]);
    let found = poverty(&jobs, 10.0).unwrap();
    close(found.extent, 0.8);
    close(found.gap, 0.4 * 0.5 + 0.4 * 0.2);
    close(found.severity, 0.4 * 0.25 + 0.4 * 0.04);
    assert_eq!(poverty(&jobs, 0.0), Err(EquityError::Line { line: 0.0 }));
}

prop_compose! {
    fn town()(places in proptest::collection::vec((0.0_f64..100.0, 1.0_f64..50.0, 0_u32..6), 2..12)) -> (Vec<f64>, Vec<f64>, Vec<u32>) {
        let (mut access, mut people, mut incomes) = (Vec::new(), Vec::new(), Vec::new());
        for (a, p, income) in places {
            access.push(a + 0.01);
            people.push(p);
            incomes.push(income);
        }
        (access, people, incomes)
    }
}

proptest! {
    #[test]
    fn unit_of_access_and_split_places_leave_indices_alone((access, people, incomes) in town(), factor in 0.1_f64..50.0) {
        let income = some(&incomes.iter().copied().map(f64::from).collect::<Vec<_>>());
        let groups: Vec<Option<usize>> = incomes.iter().map(|i| Some(*i as usize)).collect();
        let plain = of(&access, &people);
        let scaled = of(&access.iter().map(|a| a * factor).collect::<Vec<_>>(), &people);
        // Every place twice, with half the people each.
        let twice = |row: &[f64], by: f64| row.iter().chain(row).map(|x| x * by).collect::<Vec<_>>();
        let halved = of(&twice(&access, 1.0), &twice(&people, 0.5));
        let twice_income: Vec<_> = income.iter().chain(&income).copied().collect();
        let twice_groups: Vec<_> = groups.iter().chain(&groups).copied().collect();
        let all = |made: &Distribution, income: &[Option<f64>], groups: &[Option<usize>]| {
            let theil = theil_t(made, groups).unwrap();
            [
                gini(made).unwrap(),
                palma_ratio(made, income, PalmaCut::SplitPlaces).unwrap(),
                concentration_index(made, income, Concentration::Standard).unwrap(),
                theil.total,
                theil.between,
                theil.within,
            ]
        };
        let base = all(&plain, &income, &groups);
        prop_assert!((base[3] - base[4] - base[5]).abs() < 1e-9);
        for other in [all(&scaled, &income, &groups), all(&halved, &twice_income, &twice_groups)] {
            for (a, b) in base.iter().zip(other) {
                prop_assert!((a - b).abs() < 1e-9, "{} is not {}", a, b);
            }
        }
        // The mean difference of all pairs gives the same Gini.
        let (mut sum, n): (f64, f64) = (0.0, people.iter().sum());
        for i in 0..access.len() {
            for j in 0..access.len() {
                sum += people[i] * people[j] * (access[i] - access[j]).abs();
            }
        }
        prop_assert!((base[0] - sum / (2.0 * plain.mean() * n * n)).abs() < 1e-9);
    }
}
