//! Reforms of China towards Hong Kong in the data of Doing Business 2020.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests fail by panicking and say what they compared")]

mod rules_data;

use crest_rules::answer::{Absence, Answer, Answers, Lever};
use crest_rules::axes::{Quadrant, axes};
use crest_rules::bundle::effects;
use crest_rules::distance::{AnswerComparison, NotApplicable};
use crest_rules::ladder::{Offer, ladder, rank_intervals, rounding_bounds};
use crest_rules::method::Better;
use crest_rules::reform::{Change, Prepared, Refusal, Subject, SystemChange, Target, Verdict, World};
use crest_rules::score::{Scores, explain, score};
use rules_data::{Answers17, DoingBusiness, folder, number, rows};

/// All that the reforms of one year are judged by.
struct Case {
    world: DoingBusiness,
    answers: Answers,
    scores: Scores,
    levers: Vec<Lever>,
    comparisons: Vec<AnswerComparison>,
    weights: Vec<f64>,
    partners: Vec<usize>,
}

impl Case {
    /// Published component scores as answers; what does not apply and what has no practice is taken from the values.
    fn new() -> Self {
        let world = DoingBusiness::new(Answers17::ComponentScores);
        let mut answers = world.answers("doing-business/component_scores.csv", "2020");
        let values = world.answers("doing-business/values_2016_2020.csv", "2020");
        for economy in 0..world.codes.len() {
            for provision in 0..world.indicators.len() {
                if let absent @ Answer::Absent(Absence::NotApplicable) = values.get(economy, provision) {
                    answers.set(economy, provision, absent);
                }
            }
        }
        let mut scores = score(&world.method, &answers);
        scores.combine(&world.composites);
        let lever = |row: &std::collections::BTreeMap<String, String>| match row["lever_kind"].as_str() {
            "rule" => Lever::Rule,
            "process" => Lever::Process,
            "cost" => Lever::Cost,
            "mixed" => Lever::Mixed,
            "outcome" => Lever::Outcome,
            other => panic!("lever {other}"),
        };
        let table = rows("doing-business/indicators.csv");
        let n = table.len();
        let partners = vec![world.economy("HKG"), world.economy("SGP")];
        Self {
            levers: table.iter().map(lever).collect(),
            comparisons: vec![AnswerComparison::Scaled { range: 100.0 }; n],
            weights: vec![1.0; n],
            partners,
            answers,
            scores,
            world,
        }
    }

    fn prepared(&self) -> Prepared<'_> {
        Prepared::new(World {
            method: &self.world.method,
            answers: &self.answers,
            scores: &self.scores,
            levers: &self.levers,
            ranked: &self.world.ranked,
            comparisons: &self.comparisons,
            weights: &self.weights,
            not_applicable: NotApplicable::IsAnAnswer,
            partners: &self.partners,
        })
    }

    /// China: Shanghai and Beijing reform alike.
    fn china(&self) -> Subject {
        self.subject("CHIN")
    }

    fn subject(&self, code: &str) -> Subject {
        let jurisdiction = self.world.economy(code);
        let composite = self.world.composites.iter().find(|composite| composite.jurisdiction == jurisdiction);
        composite.map_or_else(|| Subject::alone(jurisdiction), |c| Subject { jurisdiction, parts: c.parts.clone() })
    }

    fn all(&self, target: Target) -> Vec<Change> {
        (0..self.world.indicators.len()).map(|provision| Change { provision, target }).collect()
    }
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} is not {expected}");
}

#[test]
fn adopting_all_of_hong_kong_brings_china_to_the_third_rank() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    let hong_kong = case.world.economy("HKG");
    let changes = case.all(Target::Adopt { from: hong_kong });
    let effect = case.prepared().effect(&case.china(), &changes, SystemChange::Mark);
    let overall = case.world.method.overall();
    close(effect.before[overall].score().unwrap(), 77.284_24, 1e-5);
    close(effect.after[overall].score().unwrap(), 85.3154, 1e-5);
    assert_eq!((effect.rank_before, effect.rank_after), (Some(32), Some(3)));
    // The share of the gap to 100 that is closed: 8.03116 of 22.71576.
    close(effect.gap_closed.unwrap(), 8.031_16 / 22.715_76, 1e-5);
    // Having no value added tax is not a provision: marked, and refused where that is asked for.
    let system = |effect: &crest_rules::reform::Effect, verdict: Verdict| {
        let found = effect.steps.iter().filter(|step| step.verdict == verdict);
        let mut found: Vec<&str> = found.map(|step| case.world.indicators[step.provision].as_str()).collect();
        found.dedup();
        found
    };
    assert_eq!(system(&effect, Verdict::SystemChange), ["pf_vat1", "pf_vat2"]);
    assert_eq!(system(&effect, Verdict::Assumed), ["ec_time", "ri_rec"]);
    let refused = case.prepared().effect(&case.china(), &changes, SystemChange::Refuse);
    assert_eq!(system(&refused, Verdict::Refused(Refusal::SystemChange)), ["pf_vat1", "pf_vat2"]);
    close(refused.after[overall].score().unwrap(), 84.079_73, 1e-5);
    // With all answers those of Hong Kong nothing is left between the two.
    let (before, after) = effect.distances[0];
    assert!(before.known().unwrap() > 0.1);
    close(after.known().unwrap(), 0.0, 1e-12);
}

#[test]
fn better_of_both_is_first() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    let changes = case.all(Target::AdoptIfBetter { from: case.world.economy("HKG") });
    let effect = case.prepared().effect(&case.china(), &changes, SystemChange::Refuse);
    close(effect.after[case.world.method.overall()].score().unwrap(), 89.8843, 1e-4);
    assert_eq!(effect.rank_after, Some(1));
    // Ahead of Hong Kong on twelve components.
    let ahead: std::collections::BTreeSet<usize> = axes(&case.prepared(), &case.china(), case.world.economy("HKG"))
        .iter()
        .filter(|axes| axes.align_gain.unwrap() < -1e-6)
        .map(|axes| axes.provision)
        .collect();
    assert_eq!(ahead.len(), 12);
}

#[test]
fn largest_single_gain_is_an_outcome_and_the_next_is_a_rule() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    let target = Target::Adopt { from: case.world.economy("HKG") };
    let mut singles = case.prepared().singles(&case.china(), target, SystemChange::Refuse);
    singles.sort_by(|a, b| b.score_change.unwrap().total_cmp(&a.score_change.unwrap()));
    let found: Vec<(&str, f64, usize)> = singles[..4]
        .iter()
        .map(|single| {
            let gain = (single.score_change.unwrap() * 100.0).round() / 100.0;
            (case.world.indicators[single.change.provision].as_str(), gain, single.rank_after.unwrap())
        })
        .collect();
    println!("{found:?}");
    assert_eq!(found, [("ri_rec", 2.70, 22), ("gc_slr", 2.50, 22), ("pt_ttcr", 1.23, 28), ("cp_proc", 1.00, 29)]);
    assert_eq!(singles[0].steps[0].verdict, Verdict::Assumed);
    assert_eq!(singles[1].steps[0].verdict, Verdict::Enacted(Lever::Rule));
}

#[test]
fn single_reforms_are_those_of_a_whole_recount() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    let prepared = case.prepared();
    for (code, from) in [("CHIN", "HKG"), ("NZL", "SGP"), ("US", "HKG"), ("TWN", "SGP")] {
        let subject = case.subject(code);
        let target = Target::Adopt { from: case.world.economy(from) };
        for (provision, single) in prepared.singles(&subject, target, SystemChange::Mark).iter().enumerate() {
            let effect = prepared.effect(&subject, &[Change { provision, target }], SystemChange::Mark);
            let overall = case.world.method.overall();
            close(single.score_change.unwrap(), effect.change(overall).unwrap(), 1e-9);
            assert_eq!(single.rank_after, effect.rank_after);
            for (change, (before, after)) in single.distance_changes.iter().zip(&effect.distances) {
                close(*change, after.lower().unwrap() - before.lower().unwrap(), 1e-12);
            }
            // And by scoring all economies anew.
            let mut answers = case.answers.clone();
            for (part, _) in &subject.parts {
                answers.set(*part, provision, case.answers.get(case.world.economy(from), provision));
            }
            let mut scores = score(&case.world.method, &answers);
            scores.combine(&case.world.composites);
            let listed: Vec<Option<f64>> = case.world.ranked.iter().map(|j| scores.of(*j)[overall].score()).collect();
            let own = scores.of(subject.jurisdiction)[overall].score().unwrap();
            close(single.score_after.unwrap(), own, 1e-9);
            let better = listed.iter().flatten().filter(|other| **other > own + 1e-9).count();
            assert_eq!(single.rank_after, Some(1 + better), "{code} {provision}");
        }
    }
}

#[test]
fn explanation_sums_to_the_published_score() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    for row in rows("doing-business/published_scores_visible.csv").iter().filter(|row| row["year"] == "2020") {
        let economy = case.world.economy(&row["code"]);
        let marks = case.scores.of(economy);
        if case.world.composites.iter().any(|composite| composite.jurisdiction == economy) {
            continue;
        }
        let explanation = explain(&case.world.method, case.answers.of(economy), marks);
        let components: f64 = case.world.method.components().map(|node| explanation[node].points).sum();
        close(components, number(&row["score_overall"]).unwrap(), 1e-5);
        let topics: f64 = case.world.topics.iter().map(|(_, node)| explanation[*node].points).sum();
        close(topics, components, 1e-9);
    }
}

#[test]
fn effects_of_a_bundle_add_up() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    let prepared = case.prepared();
    let changes = case.all(Target::Adopt { from: case.world.economy("HKG") });
    let found = effects(&prepared, &case.china(), &changes, SystemChange::Refuse);
    // Nothing acts together in this method as long as nothing ceases to apply.
    assert!(found.clusters.is_empty(), "{:?}", found.clusters);
    let sum: f64 = found.gains.iter().sum();
    let whole = prepared.effect(&case.china(), &changes, SystemChange::Refuse);
    close(sum, whole.change(case.world.method.overall()).unwrap(), 1e-9);
    // With the change of system the two parts on the value added tax leave the same average.
    let found = effects(&prepared, &case.china(), &changes, SystemChange::Mark);
    let together: Vec<Vec<&str>> = found
        .clusters
        .iter()
        .map(|cluster| cluster.members.iter().map(|k| case.world.indicators[*k].as_str()).collect())
        .collect();
    assert_eq!(together, [["pf_vat1", "pf_vat2", "pf_cit1"]]);
    let in_cluster = |k: &usize| found.clusters.iter().any(|cluster| cluster.members.contains(k));
    let apart: f64 = (0..changes.len()).filter(|k| !in_cluster(k)).map(|k| found.gains[k]).sum();
    let joint: f64 = found.clusters.iter().map(|cluster| *cluster.gains.as_ref().unwrap().last().unwrap()).sum();
    let whole = prepared.effect(&case.china(), &changes, SystemChange::Mark);
    close(apart + joint, whole.change(case.world.method.overall()).unwrap(), 1e-9);
}

#[test]
fn axes_tell_what_to_copy_and_what_to_offer() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    let found = axes(&case.prepared(), &case.china(), case.world.economy("HKG"));
    let quadrant = |id: &str| found[case.world.provision(id)].quadrant;
    assert_eq!(quadrant("gc_slr"), Quadrant::AlignAndGain);
    assert_eq!(quadrant("pf_vat1"), Quadrant::NotComparable);
    let count = |wanted: Quadrant| found.iter().filter(|axes| axes.quadrant == wanted).count();
    println!(
        "align and gain {}, align but lose {}, already ahead {}",
        count(Quadrant::AlignAndGain),
        count(Quadrant::AlignButLose),
        count(Quadrant::AlreadyAhead)
    );
    assert_eq!(count(Quadrant::AlignButLose) + count(Quadrant::AlreadyAhead), 12);
    assert!(found.iter().all(|axes| axes.align_distance <= 1e-12));
}

#[test]
fn ladder_leads_to_the_first() {
    if folder().is_none() {
        return;
    }
    let case = Case::new();
    let overall = case.world.method.overall();
    let china = case.china();
    let own = case.scores.of(china.jurisdiction)[overall].score().unwrap();
    let others: Vec<f64> = case
        .world
        .ranked
        .iter()
        .filter(|j| **j != china.jurisdiction)
        .filter_map(|j| case.scores.of(*j)[overall].score())
        .collect();
    let target = Target::Adopt { from: case.world.economy("HKG") };
    let singles = case.prepared().singles(&china, target, SystemChange::Refuse);
    let offers: Vec<Offer> =
        singles.iter().map(|single| Offer { gain: single.score_change.unwrap(), cost: 1.0 }).collect();
    let rungs = ladder(own, &others, Better::Higher, &offers);
    assert_eq!(rungs.len(), 31);
    for rung in &rungs {
        // Walking the points gives the rank.
        let reached = 1 + others.iter().filter(|other| **other > own + rung.points + 1e-9).count();
        assert_eq!(reached, rung.rank);
    }
    assert_eq!((rungs[0].rank, rungs[30].rank), (31, 1));
    // The largest single gain is 2.70 points, to rank 22.
    let last = rungs.iter().rfind(|rung| rung.cheapest.is_some()).unwrap();
    assert_eq!((last.rank, last.cheapest), (22, Some(case.world.provision("ri_rec"))));
}

#[test]
fn rank_intervals_from_displayed_values_hold_the_published_ranks() {
    if folder().is_none() {
        return;
    }
    let world = DoingBusiness::new(Answers17::Values);
    let table = rows("doing-business/values_2016_2020.csv");
    let answers = world.answers("doing-business/values_2016_2020.csv", "2020");
    // Half a unit of the last decimal that any economy shows; values shown whole are taken as exact.
    let half_units: Vec<f64> = world
        .indicators
        .iter()
        .map(|indicator| {
            let decimals = table.iter().filter_map(|row| row[indicator].split_once('.').map(|(_, d)| d.len())).max();
            decimals.map_or(0.0, |decimals| 0.5 * 10_f64.powi(-(decimals.min(1) as i32)))
        })
        .collect();
    let bounds = rounding_bounds(&world.method, &answers, &half_units);
    let overall = world.method.overall();
    let interval = |economy: usize| -> Option<(f64, f64)> {
        let of = |marks: &[crest_rules::score::Mark], j: usize| marks[j * bounds.n_nodes + overall].score();
        let composite = world.composites.iter().find(|composite| composite.jurisdiction == economy);
        match composite {
            None => of(&bounds.low, economy).zip(of(&bounds.high, economy)),
            Some(composite) => {
                let mean = |marks: &[crest_rules::score::Mark]| -> Option<f64> {
                    composite.parts.iter().map(|(city, weight)| Some(weight * of(marks, *city)?)).sum()
                };
                mean(&bounds.low).zip(mean(&bounds.high))
            }
        }
    };
    let intervals: Vec<Option<(f64, f64)>> = world.ranked.iter().map(|economy| interval(*economy)).collect();
    let ranks = rank_intervals(&intervals, Better::Higher);
    let mut widest = 0;
    for row in rows("doing-business/published_scores_visible.csv").iter().filter(|row| row["year"] == "2020") {
        let Some(published) = number(&row["rank_overall"]) else { continue };
        let position = world.ranked.iter().position(|j| *j == world.economy(&row["code"])).unwrap();
        let (best, worst) = ranks[position].unwrap();
        widest = widest.max(worst - best);
        assert!((best..=worst).contains(&(published as usize)), "{}: {best}–{worst} without {published}", row["code"]);
    }
    println!("widest rank interval: {widest} places");
    assert!((1..20).contains(&widest));
}
