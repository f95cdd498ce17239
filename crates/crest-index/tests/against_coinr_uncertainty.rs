//! Uncertainty of the ASEM index against its full factorial and the peer's own designs.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test")]

mod asem;

use asem::{Asem, Differences, Sheet, sheet};
use crest_index::recipe::{
    Constant, Denominate, Imputation, Mean, Normalisation, OutlierTest, Scale, Scaling, Treatment, Treatments,
};
use crest_index::sensitivity::{Output, design_indices, enumerate_indices, sample_indices};
use crest_index::uncertainty::{
    Bounds, Factor, RankStatistics, Sampling, Space, Uncertain, Vary, enumerate, sample, tied_groups,
};
use crest_index::{Input, Recipe};

fn baseline() -> Recipe {
    Recipe {
        denominate: Denominate::Ratio,
        impute: Imputation::GroupMean,
        treat: Treatments::all(Treatment::Test(OutlierTest::default())),
        ..Recipe::default()
    }
}

/// Specification A: winsorising, normalisation, weights, aggregation, in the order of its files.
fn factors(asem: &Asem) -> Vec<Factor> {
    let weights = sheet("golden/10A_weights.csv");
    let sets = (1..=50)
        .map(|set| {
            let mut given = asem.tree.weights();
            for row in (0..weights.rows.len()).filter(|&row| weights.number(row, "set") == Some(f64::from(set))) {
                given[asem.node(weights.text(row, "iCode"))] = weights.number(row, "Weight").unwrap();
            }
            given
        })
        .collect();
    let scale = |method, lower, upper| Normalisation {
        constant: Constant::Refuse,
        ..Normalisation::new(method, Scale::Range { lower, upper })
    };
    let winsorise = |winsorise| Treatments::all(Treatment::Test(OutlierTest { winsorise, ..OutlierTest::default() }));
    vec![
        Factor::new(Vary::Treat((1..=5).map(winsorise).collect())),
        Factor::new(Vary::Normalise(vec![scale(Scaling::MinMax, 1.0, 100.0), scale(Scaling::ZScore, 50.0, 60.0)])),
        Factor::new(Vary::WeightSets(sets)),
        Factor::new(Vary::Aggregate { level: None, options: vec![Mean::Arithmetic, Mean::Geometric] }),
    ]
}

/// Runs `check` on the space of specification A, where the data are present.
fn with_space(check: impl Fn(&Asem, &Uncertain<'_, '_>)) {
    let Some(asem) = Asem::load() else { return };
    let denominators = asem.denominators();
    let recipe = baseline();
    let space = Space {
        input: Input { denominators: &denominators, ..asem.input() },
        recipe: &recipe,
        root: asem.node("Index"),
        fill: None,
        bounds: Bounds::Own,
        factors: factors(&asem),
        together: Vec::new(),
    };
    check(&asem, &Uncertain::prepare(&space).unwrap());
}

/// Options of a row of a file of draws.
fn draw(file: &Sheet, row: usize) -> Vec<usize> {
    vec![
        file.number(row, "Winmax").unwrap() as usize - 1,
        usize::from(file.text(row, "Normalisation") == "zscore"),
        file.number(row, "Weights").unwrap() as usize - 1,
        usize::from(file.text(row, "Aggregation") == "gmean"),
    ]
}

fn all(uncertain: &Uncertain<'_, '_>) -> RankStatistics {
    enumerate(uncertain, 100_000, 0.9, &|| false).unwrap()
}

fn compare(asem: &Asem, statistics: &RankStatistics, file: &str) {
    let file = sheet(file);
    let mut differences = Differences::default();
    for row in 0..file.rows.len() {
        let unit = asem.unit(file.text(row, "uCode"));
        let value = |estimate: Option<crest_index::uncertainty::Estimate>| estimate.map(|e| e.value);
        for (column, ours) in [
            ("Nominal", statistics.nominal[unit].map(f64::from)),
            ("Mean", value(statistics.mean[unit])),
            ("Median", value(statistics.median[unit])),
            ("Q5", value(statistics.lower[unit])),
            ("Q95", value(statistics.upper[unit])),
        ] {
            differences.number(&format!("{} {column}", asem.units[unit]), ours, file.number(row, column), 1e-9);
        }
    }
    differences.report(&file.name);
}

#[test]
fn the_enumerated_distribution_agrees() {
    with_space(|asem, uncertain| {
        assert_eq!(uncertain.n_combinations(), Some(1000.0));
        let statistics = all(uncertain);
        assert_eq!((statistics.n_draws, statistics.is_exact), (1000, true));
        compare(asem, &statistics, "golden/10A_exact_rankstats.csv");
        let file = sheet("golden/10A_factorial.csv");
        let shift = file.numbers("y").iter().map(|y| y.unwrap()).sum::<f64>() / 1000.0;
        assert!((statistics.shift.value - shift).abs() < 1e-12, "{} {shift}", statistics.shift.value);
        // Chances and pairs, counted from the file itself.
        let ranks = |unit: usize| file.numbers(&asem.units[unit]);
        for (a, b) in [(0, 1), (7, 20), (33, 12), (50, 49)] {
            let ahead = ranks(a).iter().zip(ranks(b)).filter(|(x, y)| x.unwrap() < y.unwrap()).count();
            assert!((statistics.ahead(a, b).value - ahead as f64 / 1000.0).abs() < 1e-12);
            let first = ranks(a).iter().filter(|rank| rank.unwrap() <= 10.0).count() as f64 / 1000.0;
            assert!((statistics.within(a, 1, 10).value - first).abs() < 1e-12);
        }
        assert!(!tied_groups(&statistics, 0.95).is_empty());
    });
}

#[test]
fn the_five_hundred_draws_of_the_peer_agree() {
    with_space(|asem, uncertain| {
        // The draws repeat combinations: each is a stated option list, so that the same statistics follow.
        let file = sheet("golden/10A_ua500_draws.csv");
        let options: Vec<Vec<usize>> = (0..file.rows.len()).map(|row| draw(&file, row)).collect();
        let statistics = uncertain.statistics_of(&options, 0.9).unwrap();
        assert_eq!(statistics.n_draws, 500);
        compare(asem, &statistics, "golden/10A_ua500_rankstats.csv");
    });
}

#[test]
fn samples_land_within_their_errors_and_the_error_falls() {
    with_space(|_, uncertain| {
        let exact = all(uncertain);
        for is_even in [true, false] {
            let mut mean_errors = Vec::new();
            for exponent in [10, 13, 16] {
                let sampling = Sampling {
                    is_even,
                    draws: 1 << exponent,
                    seed: 1,
                    interval: 0.9,
                    with_central: false,
                    memory: 1 << 28,
                    stop: &|| false,
                };
                let sampled = sample(uncertain, &sampling).unwrap();
                let (mut squares, mut worst) = (0.0, 0.0_f64);
                for place in 0..sampled.n_places() {
                    let (ours, truth) = (sampled.mean[place].unwrap(), exact.mean[place].unwrap());
                    let miss = (ours.value - truth.value).abs();
                    squares += miss * miss;
                    worst = worst.max(miss / ours.error);
                    for (first, last) in [(1, 1), (1, 10), (42, 51)] {
                        let (ours, truth) = (sampled.within(place, first, last), exact.within(place, first, last));
                        worst = worst.max((ours.value - truth.value).abs() / ours.error);
                    }
                    for (ours, truth) in [
                        (&sampled.median, &exact.median),
                        (&sampled.lower, &exact.lower),
                        (&sampled.upper, &exact.upper),
                    ] {
                        let (ours, truth) = (ours[place].unwrap(), truth[place].unwrap());
                        worst = worst.max((ours.value - truth.value).abs() / ours.error);
                    }
                    for other in 0..sampled.n_places() {
                        let (ours, truth) = (sampled.ahead(place, other), exact.ahead(place, other));
                        assert!((ours.value - truth.value).abs() <= 6.0 * ours.error + 1e-12);
                    }
                }
                assert!(worst <= 4.0, "2^{exponent}, even {is_even}: {worst} standard errors");
                mean_errors.push((squares / sampled.n_places() as f64).sqrt());
                println!(
                    "2^{exponent} even {is_even}: rms error of mean ranks {:.5}, worst {worst:.2}",
                    mean_errors[mean_errors.len() - 1]
                );
            }
            let slope = (mean_errors[2] / mean_errors[0]).log2() / 6.0;
            println!("slope {slope:.2}");
            assert!(slope < if is_even { -0.6 } else { -0.3 }, "even {is_even}: {slope}");
        }
    });
}

#[test]
fn one_thread_and_two_give_the_same_bits() {
    with_space(|_, uncertain| {
        let sampling = Sampling {
            is_even: true,
            draws: 4096,
            seed: 9,
            interval: 0.9,
            with_central: true,
            memory: 1 << 28,
            stop: &|| false,
        };
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| (sample(uncertain, &sampling).unwrap(), all(uncertain)))
        };
        assert_eq!(on(1), on(2));
    });
}

#[test]
fn the_enumerated_variance_shares_agree() {
    with_space(|_, uncertain| {
        let found = enumerate_indices(uncertain, &[Output::Shift], 100_000, &|| false).unwrap().remove(0).unwrap();
        let file = sheet("golden/10A_exact_sobol.csv");
        let mut differences = Differences::default();
        for input in 0..4 {
            for (column, ours) in [("Si", &found.first), ("STi", &found.total), ("Shapley", &found.shapley)] {
                let what = format!("{} {column}", file.text(input, "Variable"));
                differences.number(&what, Some(ours[input].value), file.number(input, column), 1e-9);
            }
        }
        differences.report(&file.name);
    });
}

#[test]
fn sampled_variance_shares_land_within_their_errors() {
    with_space(|_, uncertain| {
        let exact = enumerate_indices(uncertain, &[Output::Shift], 100_000, &|| false).unwrap().remove(0).unwrap();
        for exponent in [10, 13] {
            let found =
                sample_indices(uncertain, &[Output::Shift], 1 << exponent, 3, &|| false).unwrap().remove(0).unwrap();
            for (ours, truth) in
                [(&found.first, &exact.first), (&found.total, &exact.total), (&found.shapley, &exact.shapley)]
            {
                for (ours, truth) in ours.iter().zip(truth) {
                    let miss = (ours.value - truth.value).abs();
                    assert!(miss <= 4.0 * ours.error, "2^{exponent}: {ours:?} for {}", truth.value);
                    assert!(ours.error < 0.1, "{ours:?}");
                }
            }
        }
    });
}

#[test]
fn the_indices_of_the_peer_follow_from_its_design() {
    with_space(|_, uncertain| {
        let file = sheet("golden/10A_sa100_design.csv");
        let draws: Vec<Vec<usize>> = (0..file.rows.len()).map(|row| draw(&file, row)).collect();
        let y = uncertain.shifts_of(&draws).unwrap();
        let mut differences = Differences::default();
        for (row, ours) in y.iter().enumerate() {
            differences.number(&format!("row {row} y"), Some(*ours), file.number(row, "y"), 1e-9);
        }
        let block = |k: usize| y[100 * k..100 * (k + 1)].to_vec();
        let found = design_indices(&block(0), &block(1), &[block(2), block(3), block(4), block(5)]).unwrap();
        let indices = sheet("golden/10A_sa100_indices.csv");
        for input in 0..4 {
            let name = indices.text(input, "Variable");
            differences.number(name, Some(found.first[input]), indices.number(input, "Si"), 1e-9);
            differences.number(name, Some(found.total[input]), indices.number(input, "STi"), 1e-9);
        }
        differences.report(&indices.name);
    });
}
