//! Sums of B-READY 2025 and of the OECD's Services Trade Restrictiveness Index against the published totals; distances of rule books.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests fail by panicking and say what they compared")]

mod rules_data;

use crest_rules::answer::{Answer, Answers};
use crest_rules::distance::{AnswerComparison, NotApplicable, Profiles, ScoreComparison, pairwise};
use crest_rules::method::{AbsenceRules, Aggregate, Better, Method, OnAbsence, ScoreFunction};
use crest_rules::score::score;
use rules_data::{BusinessEntry, component, draft, folder, group, number, rows};

#[test]
fn b_ready_totals_are_sums_of_points() {
    if folder().is_none() {
        return;
    }
    let world = BusinessEntry::new();
    let scores = score(&world.method, &world.answers);
    let mut worst = 0.0_f64;
    let totals = rows("b-ready-2025/business_entry_totals_visible.csv");
    for row in &totals {
        let marks = scores.of(world.economy(&row["code"]));
        for (id, node) in &world.upper {
            worst = worst.max((marks[*node].score().unwrap() - number(&row[id]).unwrap()).abs());
        }
    }
    println!("{} economies × {} totals within {worst:.1e}", totals.len(), world.upper.len());
    assert!(totals.len() > 50 && world.upper.len() == 29 && worst < 1e-6, "{worst:e}");
}

/// Distances of the coded indicators, weights = greatest points, by answers and by scores.
fn rule_books(world: &BusinessEntry) -> (Profiles, Profiles) {
    let kept: Vec<usize> = (0..world.most.len()).filter(|k| world.coded[*k]).collect();
    let topics = vec![0; kept.len()];
    let weights: Vec<f64> = kept.iter().map(|k| world.most[*k]).collect();
    let cells = (0..world.codes.len()).flat_map(|j| kept.iter().map(move |k| world.answers.get(j, *k)));
    // Points stand for answers: two economies answer alike if they earn the same.
    let answers = Answers::new(kept.len(), cells.collect());
    let by_answers = Profiles::of_answers(
        &answers,
        &vec![AnswerComparison::Equal; kept.len()],
        &weights,
        &topics,
        1,
        NotApplicable::IsAnAnswer,
    );
    let points: Vec<Option<f64>> =
        (0..world.codes.len()).flat_map(|j| answers.of(j).iter().map(|answer| answer.number())).collect();
    let by_scores = Profiles::of_scores(&points, &weights, &weights, &topics, 1, ScoreComparison::Share);
    (by_answers.unwrap(), by_scores.unwrap())
}

#[test]
fn hong_kong_and_singapore_are_a_fifth_apart() {
    if folder().is_none() {
        return;
    }
    let world = BusinessEntry::new();
    let (by_answers, by_scores) = rule_books(&world);
    let (answers, scores) = (pairwise(&by_answers), pairwise(&by_scores));
    let (hkg, sgp) = (world.economy("HKG"), world.economy("SGP"));
    let known = |pairs: &crest_rules::distance::Pairs| pairs.get(hkg, sgp).known().unwrap();
    println!("{:.6} by answers, {:.6} by scores", known(&answers), known(&scores));
    assert!((known(&answers) - 0.223_968).abs() < 1e-6 && (known(&scores) - 0.177_579).abs() < 1e-6);
    assert_eq!(answers.cells().len(), 5_050);
    // A difference by scores is at most one by answers; the mean over all pairs is known from the data.
    let mut sum = 0.0;
    for (a, s) in answers.cells().iter().zip(scores.cells()) {
        assert!(s.known().unwrap() <= a.known().unwrap() + 1e-12);
        sum += a.known().unwrap();
    }
    println!("mean {:.3}", sum / 5_050.0);
    assert!((sum / 5_050.0 - 0.37).abs() < 0.01);
}

#[test]
fn restrictiveness_is_the_sum_of_five_areas() {
    if folder().is_none() {
        return;
    }
    const AREAS: [&str; 5] = [
        "foreign_entry",
        "movement_of_people",
        "other_discrimination",
        "barriers_to_competition",
        "regulatory_transparency",
    ];
    let mut nodes: Vec<_> =
        (0..5).map(|k| component(k, ScoreFunction::AsGiven, 1.0, AbsenceRules::always(OnAbsence::Missing))).collect();
    nodes.push(group(&[(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0)], Aggregate::Sum));
    let method = Method::new(draft(5, nodes, Better::Lower)).unwrap();
    let table = rows("oecd-stri/stri_policy_areas.csv");
    let cells = table.iter().flat_map(|row| AREAS.map(|area| Answer::Number(number(&row[area]).unwrap())));
    let scores = score(&method, &Answers::new(5, cells.collect()));
    let key = |row: &std::collections::BTreeMap<String, String>| {
        (row["country"].clone(), row["year"].clone(), row["sector"].clone())
    };
    let places: std::collections::BTreeMap<_, usize> = table.iter().enumerate().map(|(k, row)| (key(row), k)).collect();
    let totals = rows("oecd-stri/stri_totals_visible.csv");
    let mut worst = 0.0_f64;
    for row in &totals {
        let found = scores.of(places[&key(row)])[method.overall()].score().unwrap();
        worst = worst.max((found - number(&row["stri"]).unwrap()).abs());
    }
    println!("{} cells within {worst:.1e}", totals.len());
    // Areas and totals are published with six decimals; the largest difference is two units of the last.
    assert!(totals.len() > 4_000 && worst < 2.001e-6, "{worst:e}");
}
