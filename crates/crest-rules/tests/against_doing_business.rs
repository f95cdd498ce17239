//! Scores and ranks against those the World Bank published (Doing Business, corrected historical data).

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests fail by panicking and say what they compared")]

mod rules_data;

use crest_rules::answer::{Absence, Answer};
use crest_rules::expression::Condition;
use crest_rules::method::{AbsenceRules, Aggregate, Better, Draft, Gate, Method, RankRule, ScoreFunction};
use crest_rules::score::{Scores, ranks, score, score_one};
use rules_data::{Answers17, DoingBusiness, answer, component, draft, folder, group, number, rows};

const YEARS: [&str; 5] = ["2016", "2017", "2018", "2019", "2020"];
const SCORES: &str = "doing-business/component_scores.csv";
const VALUES: &str = "doing-business/values_2016_2020.csv";

fn scored(world: &DoingBusiness, file: &str, year: &str, two_cities: bool) -> Scores {
    let mut scores = score(&world.method, &world.answers(file, year));
    if two_cities {
        scores.combine(&world.composites);
    }
    scores
}

/// Largest difference to the published topics and overall scores of a year: of topics, of the overall score, and how many were compared.
fn differences(world: &DoingBusiness, scores: &Scores, year: &str) -> (f64, f64, usize) {
    let mut worst = (0.0_f64, 0.0_f64, 0);
    for row in rows("doing-business/published_scores_visible.csv").iter().filter(|row| row["year"] == year) {
        let marks = scores.of(world.economy(&row["code"]));
        let mut nodes: Vec<(String, usize)> =
            world.topics.iter().map(|(topic, node)| (format!("score_{topic}"), *node)).collect();
        nodes.push(("score_postfiling".to_owned(), world.postfiling));
        for (column, node) in nodes {
            match number(&row[&column]) {
                Some(published) => {
                    let difference = (marks[node].score().unwrap() - published).abs();
                    worst.0 = worst.0.max(difference);
                    worst.2 += 1;
                }
                None => assert_eq!(marks[node].score(), None, "{} {column} {year}", row["code"]),
            }
        }
        let overall = marks[world.method.overall()].score().unwrap();
        worst.1 = worst.1.max((overall - number(&row["score_overall"]).unwrap()).abs());
        worst.2 += 1;
    }
    worst
}

/// Rank of every position, among those ranked, by the score of a node.
fn ranking(world: &DoingBusiness, scores: &Scores, node: usize) -> Vec<Option<usize>> {
    let all = scores.node(node);
    let listed: Vec<Option<f64>> = world.ranked.iter().map(|position| all[*position]).collect();
    let mut found = vec![None; all.len()];
    // Component scores are published with five decimals, so the sixth of a topic must not break its many ties.
    for (position, rank) in world.ranked.iter().zip(ranks(&listed, Better::Higher, RankRule::Rounded { decimals: 4 })) {
        found[*position] = rank;
    }
    found
}

/// Ranks that agree with the published ones of 2020, the number compared, and the largest shift.
fn agreement(world: &DoingBusiness, found: &[Option<usize>], column: &str) -> (usize, usize, usize) {
    let mut result = (0, 0, 0);
    for row in rows("doing-business/published_scores_visible.csv").iter().filter(|row| row["year"] == "2020") {
        let Some(published) = number(&row[column]) else { continue };
        let rank = found[world.economy(&row["code"])].unwrap();
        result.0 += usize::from(rank == published as usize);
        result.1 += 1;
        result.2 = result.2.max(rank.abs_diff(published as usize));
    }
    result
}

#[test]
fn topics_and_overall_follow_from_component_scores() {
    if folder().is_none() {
        return;
    }
    let world = DoingBusiness::new(Answers17::ComponentScores);
    for year in YEARS {
        // Component scores of two-city economies are published too, already averaged: both ways must give the same.
        for two_cities in [true, false] {
            let scores = scored(&world, SCORES, year, two_cities);
            let (topics, overall, n) = differences(&world, &scores, year);
            println!("{year}: topics within {topics:.1e}, overall within {overall:.1e}, {n} scores");
            assert!(n > 1_000 && topics < 1e-5 && overall < 1e-5, "{year} {two_cities}: {topics:e} {overall:e} of {n}");
        }
    }
}

#[test]
fn ranks_of_2020_are_exact_overall_and_in_ten_topics() {
    if folder().is_none() {
        return;
    }
    let world = DoingBusiness::new(Answers17::ComponentScores);
    let scores = scored(&world, SCORES, "2020", true);
    let overall = scores.node(world.method.overall());
    assert_eq!(world.ranked.iter().filter(|position| overall[**position].is_some()).count(), 190);
    let mut nodes: Vec<(String, usize)> = world.topics.clone();
    nodes.push(("overall".to_owned(), world.method.overall()));
    for (id, node) in nodes {
        // Ranks count all 190 economies, though only half of the published ranks are here to compare with.
        let (exact, n, _) = agreement(&world, &ranking(&world, &scores, node), &format!("rank_{id}"));
        println!("{id}: {exact} of {n} ranks");
        assert!(n > 90 && exact == n, "{id}: {exact} of {n}");
    }
}

#[test]
fn displayed_values_come_within_their_rounding() {
    if folder().is_none() {
        return;
    }
    let world = DoingBusiness::new(Answers17::Values);
    for year in YEARS {
        let scores = scored(&world, VALUES, year, true);
        let (topics, overall, n) = differences(&world, &scores, year);
        println!("{year}: topics within {topics:.3}, overall within {overall:.4}, {n} scores");
        assert!(overall < 0.02, "{year}: {overall}");
    }
    // The ranking of all 190 by exact component scores stands for the published one, half of which is not here.
    let exact_world = DoingBusiness::new(Answers17::ComponentScores);
    let overall = world.method.overall();
    let exact = ranking(&exact_world, &scored(&exact_world, SCORES, "2020", true), overall);
    let found = ranking(&world, &scored(&world, VALUES, "2020", true), overall);
    let pairs: Vec<(usize, usize)> = world.ranked.iter().filter_map(|p| exact[*p].zip(found[*p])).collect();
    let equal = pairs.iter().filter(|(exact, found)| exact == found).count();
    let shift = pairs.iter().map(|(exact, found)| exact.abs_diff(*found)).max().unwrap();
    assert_eq!(pairs.len(), 190);
    println!("ranks from displayed values: {equal} of 190, largest shift {shift}");
    assert!(equal >= 183 && shift <= 2, "{equal}, shift {shift}");
}

#[test]
fn components_of_displayed_values_come_within_their_rounding() {
    if folder().is_none() {
        return;
    }
    let world = DoingBusiness::new(Answers17::Values);
    let mut worst = 0.0_f64;
    for year in YEARS {
        let scores = scored(&world, VALUES, year, true);
        for row in rows(SCORES).iter().filter(|row| row["year"] == year) {
            let marks = scores.of(world.economy(&row["code"]));
            for (node, indicator) in world.indicators.iter().enumerate() {
                match number(&row[indicator]) {
                    Some(published) => worst = worst.max((marks[node].score().unwrap() - published).abs()),
                    None => assert_eq!(marks[node].score(), None, "{} {indicator} {year}", row["code"]),
                }
            }
        }
    }
    println!("components within {worst:.3}");
    assert!(worst < 0.35, "{worst}");
}

#[test]
fn mean_value_of_two_cities_is_not_their_mean_score() {
    if folder().is_none() {
        return;
    }
    // The values of two-city economies are displayed as means: scoring those is the mistake that averaging of scores avoids.
    let world = DoingBusiness::new(Answers17::Values);
    let overall = world.method.overall();
    let mut gap = 0.0_f64;
    for year in YEARS {
        let (scores, naive) = (scored(&world, VALUES, year, true), scored(&world, VALUES, year, false));
        for composite in &world.composites {
            let at = |scores: &Scores| scores.of(composite.jurisdiction)[overall].score().unwrap();
            gap = gap.max((at(&scores) - at(&naive)).abs());
        }
    }
    println!("scoring mean values would be wrong by up to {gap:.2} points overall");
    assert!(gap > 0.5, "{gap}");
}

#[test]
fn gated_indices_are_sums_of_their_parts_where_the_gate_is_open() {
    if folder().is_none() {
        return;
    }
    // Legal indices with their scale, and whether a gate may close them: outages not measured or above the threshold; no insolvency practice.
    let indices = [
        ("cp_bqci", 15.0, false),
        ("el_rel", 8.0, true),
        ("rp_qlai", 30.0, false),
        ("ec_qjpi", 18.0, false),
        ("ri_sif", 16.0, true),
    ];
    let parts = rows("doing-business/subindices_2016_2020.csv");
    let key = |row: &std::collections::BTreeMap<String, String>| (row["year"].clone(), row["code"].clone());
    let published: std::collections::BTreeMap<_, _> = rows(SCORES).into_iter().map(|row| (key(&row), row)).collect();
    for (index, scale, is_gated) in indices {
        let columns: Vec<&String> = parts[0].keys().filter(|column| column.starts_with(&format!("{index}."))).collect();
        let n = columns.len();
        let mut nodes: Vec<_> =
            (0..n).map(|k| component(k, ScoreFunction::AsGiven, scale, AbsenceRules::DOING_BUSINESS)).collect();
        let members: Vec<(usize, f64)> = (0..n).map(|k| (k, 1.0)).collect();
        nodes.push(group(&members, Aggregate::SumOver { scale, full: 100.0 }));
        // Provision n says whether the economy is eligible; the workbook shows it only by the index itself being 0.
        let gates = vec![Gate { node: n, when: Condition::no(n), score: 0.0 }];
        let method = Method::new(Draft { gates, ..draft(n + 1, nodes, Better::Higher) }).unwrap();
        let (mut n_closed, mut n_compared) = (0, 0);
        for row in &parts {
            let expected = number(&published[&key(row)][index]).unwrap();
            // Means of two cities are no answers.
            if ["CHIN", "BRAZ", "BANG", "INDI", "INDO", "JAP", "MEXI", "NIGE", "PAKI", "RUSS", "US"]
                .contains(&row["code"].as_str())
            {
                continue;
            }
            let mut answers: Vec<Answer> = columns.iter().map(|column| answer(&row[*column])).collect();
            if answers.contains(&Answer::Absent(Absence::NotCollected)) {
                continue;
            }
            let positive = answers.iter().filter_map(|answer| answer.number()).sum::<f64>() > 0.0;
            let is_closed = is_gated && expected == 0.0 && positive;
            n_closed += usize::from(is_closed);
            answers.push(if is_closed { Answer::NO } else { Answer::YES });
            let found = score_one(&method, &answers)[n].score().unwrap();
            assert!((found - expected).abs() < 1e-4, "{index} {:?}: {found} is not {expected}", key(row));
            n_compared += 1;
        }
        println!("{index}: {n_compared} sums, {n_closed} closed gates");
        assert!(n_compared > 1_000 && (n_closed > 100) == is_gated);
    }
}
