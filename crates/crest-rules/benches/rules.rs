//! Time of scores, distances and reforms on synthetic rule books of fixed size and seed.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

use std::hint::black_box;
use std::time::Duration;

use crest_rules::answer::{Absence, Answer, Answers, Days, Lever};
use crest_rules::distance::{AnswerComparison, NotApplicable, Profiles, ScoreComparison, pairwise};
use crest_rules::method::{
    AbsenceRules, Aggregate, Better, Component, Draft, Group, Member, Method, Node, RankRule, Reading, ScoreFunction,
};
use crest_rules::reform::{Prepared, Subject, SystemChange, Target, World};
use crest_rules::score::score;
use crest_rules::select::{Moment, Record, Span, select};
use criterion::{Criterion, criterion_group, criterion_main};

const N_JURISDICTIONS: usize = 200;
const N_PROVISIONS: usize = 1_000;
const N_TOPICS: usize = 10;
const N_DATES: usize = 20;
const SEED: u64 = 20_260_603;

/// Next number of the splitmix64 sequence, so that every machine measures the same data.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn uniform(state: &mut u64) -> f64 {
    (next(state) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Coded answers; `gaps` is the share that is not known.
fn coded(gaps: f64, seed: u64) -> Answers {
    let mut state = seed;
    let cells = (0..N_JURISDICTIONS * N_PROVISIONS).map(|_| {
        if uniform(&mut state) < gaps {
            Answer::Absent(Absence::Unknown)
        } else {
            Answer::Choice((next(&mut state) % 3) as u32)
        }
    });
    Answers::new(N_PROVISIONS, cells.collect())
}

fn profiles(answers: &Answers, comparison: &AnswerComparison) -> Profiles {
    let mut state = SEED;
    let weights: Vec<f64> = (0..N_PROVISIONS).map(|_| uniform(&mut state)).collect();
    let topics: Vec<usize> = (0..N_PROVISIONS).map(|p| p * N_TOPICS / N_PROVISIONS).collect();
    let comparisons = vec![comparison.clone(); N_PROVISIONS];
    Profiles::of_answers(answers, &comparisons, &weights, &topics, N_TOPICS, NotApplicable::IsAnAnswer)
        .expect("the synthetic table is whole")
}

fn distances(c: &mut Criterion) {
    let dates: Vec<Answers> = (0..N_DATES as u64).map(|date| coded(0.0, SEED + date)).collect();
    let ready: Vec<Profiles> = dates.iter().map(|answers| profiles(answers, &AnswerComparison::Equal)).collect();
    let all = |ready: &[Profiles]| ready.iter().map(|date| pairwise(date).cells().len()).sum::<usize>();
    c.bench_function("pairwise, answers, 200 × 1,000 × 20 dates", |b| b.iter(|| all(black_box(&ready))));
    c.bench_function("of_answers and pairwise, 200 × 1,000 × 20 dates", |b| {
        b.iter(|| {
            let date = |answers: &Answers| pairwise(&profiles(answers, &AnswerComparison::Equal)).cells().len();
            black_box(&dates).iter().map(date).sum::<usize>()
        });
    });
    let gaps: Vec<Profiles> =
        (0..N_DATES as u64).map(|date| profiles(&coded(0.05, SEED + date), &AnswerComparison::Equal)).collect();
    c.bench_function("pairwise, answers, a twentieth unknown", |b| b.iter(|| all(black_box(&gaps))));
    let ranges = vec![100.0; N_PROVISIONS];
    let topics: Vec<usize> = (0..N_PROVISIONS).map(|p| p * N_TOPICS / N_PROVISIONS).collect();
    let mut state = SEED;
    let scores: Vec<Option<f64>> =
        (0..N_JURISDICTIONS * N_PROVISIONS).map(|_| Some(100.0 * uniform(&mut state))).collect();
    let by_score = Profiles::of_scores(&scores, &ranges, &ranges, &topics, N_TOPICS, ScoreComparison::Share)
        .expect("the synthetic table is whole");
    let by_score = vec![by_score; N_DATES];
    c.bench_function("pairwise, scores, 200 × 1,000 × 20 dates", |b| b.iter(|| all(black_box(&by_score))));
}

/// A method of the size of Doing Business: 47 components in ten topics.
fn method() -> Method {
    let mut nodes: Vec<Node> = (0..47)
        .map(|provision| {
            let exponent = if provision == 30 { 0.8 } else { 1.0 };
            let function = ScoreFunction::Bounds { worst: 100.0, best: 0.0, exponent, full: 100.0 };
            let reading = Reading::Answer { provision, function };
            Node::Component(Component { reading, worst: 0.0, best: 100.0, absence: AbsenceRules::DOING_BUSINESS })
        })
        .collect();
    let group = |members: Vec<usize>| {
        let members = members.into_iter().map(|node| Member { node, weight: 1.0 }).collect();
        Node::Group(Group { members, aggregate: Aggregate::Mean })
    };
    for topic in 0..10 {
        nodes.push(group((0..47).filter(|node| node * 10 / 47 == topic).collect()));
    }
    nodes.push(group((47..57).collect()));
    let draft = Draft {
        n_provisions: 47,
        nodes,
        implications: Vec::new(),
        couplings: Vec::new(),
        gates: Vec::new(),
        better: Better::Higher,
        rank_rule: RankRule::Unrounded,
        decimals: 1,
    };
    Method::new(draft).expect("the synthetic method is sound")
}

fn reforms(c: &mut Criterion) {
    let method = method();
    let mut state = SEED;
    let n = 190;
    let cells = (0..n * 47).map(|_| Answer::Number(120.0 * uniform(&mut state)));
    let answers = Answers::new(47, cells.collect());
    c.bench_function("score, 190 × 47", |b| b.iter(|| score(&method, black_box(&answers))));
    let scores = score(&method, &answers);
    let ranked: Vec<usize> = (0..n).collect();
    let world = World {
        method: &method,
        answers: &answers,
        scores: &scores,
        levers: &[Lever::Rule; 47],
        ranked: &ranked,
        comparisons: &vec![AnswerComparison::Scaled { range: 100.0 }; 47],
        weights: &[1.0; 47],
        not_applicable: NotApplicable::IsAnAnswer,
        partners: &[0],
    };
    let subjects: Vec<Subject> = ranked.iter().map(|j| Subject::alone(*j)).collect();
    for (name, target) in [("adopting one partner's", Target::Adopt { from: 0 }), ("the best", Target::Best)] {
        c.bench_function(&format!("singles of 190 × 47, {name}"), |b| {
            b.iter(|| Prepared::new(black_box(world)).singles_of_all(&subjects, target, SystemChange::Refuse));
        });
    }
}

fn selection(c: &mut Criterion) {
    let mut state = SEED;
    let records: Vec<Record> = (0..300_000)
        .map(|_| {
            let from = (next(&mut state) % 8_000) as i32;
            Record {
                provision: (next(&mut state) % N_PROVISIONS as u64) as usize,
                jurisdiction: (next(&mut state) % N_JURISDICTIONS as u64) as usize,
                counterpart: None,
                answer: Answer::Choice((next(&mut state) % 3) as u32),
                valid: Span { from: Some(Days(from)), to: Some(Days(from + 4_000)) },
                recorded: Span::ALWAYS,
            }
        })
        .collect();
    let parents: Vec<Option<usize>> = (0..N_JURISDICTIONS).map(|j| if j < 20 { None } else { Some(j % 20) }).collect();
    let moment = Moment { valid: Days(6_000), recorded: None, towards: None };
    c.bench_function("select, 300,000 records, 200 × 1,000", |b| {
        b.iter(|| select(black_box(&records), &parents, N_PROVISIONS, moment).expect("all positions exist"));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(300));
    targets = distances, reforms, selection
}
criterion_main!(benches);
