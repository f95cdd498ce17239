//! Time of official assessments: 300 units × 60 items × 10 years under three schemes, and what single questions cost.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

use std::hint::black_box;

use crest_index::Matrix;
use crest_index::scheme::{
    Absence, Adding, Among, Assessment, Between, Border, Class, Data, Event, EventRule, Exit, Function, Home, Item,
    JudgedOn, Measure, Missing, Outside, Part, PerGroup, Reading, Rounding, RoundingRule, Rule, Scheme, Scorer, Scores,
    Ties, Touches, VetoEffect, exit,
};
use criterion::{Criterion, criterion_group, criterion_main};

const N_UNITS: usize = 300;
const N_ITEMS: usize = 60;
const N_YEARS: usize = 10;

/// Uniform number in (0, 1) by the splitmix64 sequence, so that every machine measures the same data.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17
}

/// Eleven years of values, 2.5 % of the cells missing: ten assessments and the year before the first.
fn years() -> Vec<Matrix> {
    let mut state = 20_260_701;
    (0..=N_YEARS)
        .map(|_| {
            let columns: Vec<Vec<Option<f64>>> = (0..N_ITEMS)
                .map(|_| {
                    let cell = |_| {
                        let value = 20.0 + 100.0 * uniform(&mut state);
                        (uniform(&mut state) > 0.025).then_some(value)
                    };
                    (0..N_UNITS).map(cell).collect()
                })
                .collect();
            Matrix::from_columns(N_UNITS, &columns)
        })
        .collect()
}

fn function(kind: usize) -> (Reading, Function) {
    let among = Among::Group;
    match kind % 8 {
        0 => (Reading::Value, Function::MinMax { among, lower: 0.0, upper: 1.0 }),
        1 => (Reading::Value, Function::ZScore { among, mean: 0.6, deviation: 0.2, floor: 0.0, cap: 1.0 }),
        2 => (Reading::Value, Function::Goalposts { outside: Outside::Clamp, exponent: 1.0, floor: 0.0, cap: 1.0 }),
        3 => {
            let outside = Outside::Extrapolate;
            (Reading::Value, Function::BaseGoal { at_base: 0.6, at_goal: 1.0, outside, floor: 0.0, cap: 1.2 })
        }
        4 => {
            let between = Between::Steps;
            let steps =
                Function::Increments { level: 0.8, step: 5.0, gain: 0.1, loss: 0.1, between, most: 0.5, floor: 0.0 };
            (Reading::OverBase, steps)
        }
        5 => (Reading::Growth, Function::Ranks { among, first: 1.0, last: 0.0 }),
        6 => (Reading::Value, Function::ShareOfGoal { floor: 0.0, cap: 1.0 }),
        _ => (Reading::Growth, Function::Threshold { at: Some(5.0) }),
    }
}

/// Five classes of twelve items; `first_kind` and `step` choose which functions they use.
fn scheme(first_kind: usize, step: usize, n_columns: usize, missing: Missing, adding: Adding) -> Scheme {
    let item = |i: usize| {
        let measure = |column: usize| {
            let (reading, function) = function(first_kind + step * (i + column));
            let weight = PerGroup::By { groups: vec![Some(2.0), Some(1.5), Some(1.0)], otherwise: Some(1.0) };
            Some(Measure { weight, parts: vec![Part { part: 1.0, reading, function }] })
        };
        let is_benefit = i % 4 != 3;
        let (base, goal) = if is_benefit { (50.0, 100.0) } else { (100.0, 50.0) };
        Item {
            home: Home::Class(i / 12),
            direction: if is_benefit { 1 } else { -1 },
            measures: (0..n_columns).map(measure).collect(),
            base: Some(PerGroup::Same(base)),
            goal: Some(PerGroup::Same(goal)),
            goalposts: Some((PerGroup::Same(20.0), PerGroup::Same(120.0))),
            cap: None,
            missing,
        }
    };
    Scheme {
        n_groups: 3,
        adding,
        columns: vec![1.0; n_columns],
        classes: vec![Class::of_its_items(); 5],
        items: (0..N_ITEMS).map(item).collect(),
        bonuses: vec![EventRule { points: 0.5, ceiling: Some(2.0), touches: Touches::Total }],
        deductions: vec![EventRule { points: 0.3, ceiling: Some(1.0), touches: Touches::Class(3) }],
        vetoes: vec![VetoEffect::Last],
        bonus_ceiling: None,
        deduction_ceiling: Some(5.0),
        cap: None,
        floor: Some(0.0),
        rounding: Rounding { rule: RoundingRule::HalfUp, item: Some(2), class: None, total: Some(2) },
        ties: Ties::Better,
        break_by: vec![],
    }
}

fn schemes(criterion: &mut Criterion) {
    let years = years();
    let groups: Vec<Option<usize>> = (0..N_UNITS).map(|unit| Some(unit % 3)).collect();
    let events: Vec<Event> = (0..60)
        .map(|k| Event { unit: k * 7 % N_UNITS, rule: [Rule::Bonus(0), Rule::Deduction(0)][k % 2], count: 1 })
        .collect();
    let scorers = [
        scheme(0, 1, 1, Missing::Zero, Adding::Points),
        scheme(3, 1, 2, Missing::LeaveOut, Adding::Points),
        scheme(0, 5, 1, Missing::GroupMinimum, Adding::Mean { scale: 100.0 }),
    ]
    .map(|scheme| Scorer::build(scheme).expect("the schemes are sound"));
    let data =
        |year: usize| Data { previous: Some(&years[year]), events: &events, ..Data::new(&years[year + 1], &groups) };

    let mut buffer = Scores::new();
    criterion.bench_function("score_into/300x60x10_years_x3_schemes", |bench| {
        bench.iter(|| {
            for scorer in &scorers {
                for year in 0..N_YEARS {
                    scorer.score_into(black_box(&data(year)), &mut buffer);
                    black_box(buffer.totals());
                }
            }
        });
    });
    let scores = scorers[0].score(&data(9));
    criterion.bench_function("ladder/60_items_of_one_unit", |bench| {
        bench.iter(|| {
            for item in 0..N_ITEMS {
                black_box(scorers[0].ladder(&data(9), &scores, 150, item, 0.1)).ok();
            }
        });
    });
    let all: Vec<Scores> = (0..N_YEARS).map(|year| scorers[0].score(&data(year))).collect();
    let history: Vec<Assessment<'_>> =
        all.iter().map(|s| Assessment { ranks: s.group_ranks(), totals: s.totals(), groups: &groups }).collect();
    let rule = Exit {
        last: 5,
        among: Among::Group,
        times: 2,
        years: 3,
        judged_on: JudgedOn::Mean,
        most: None,
        border: Border::Include,
        absence: Absence::Counts,
    };
    criterion.bench_function("exit/300_units_10_years", |bench| bench.iter(|| exit(&rule, black_box(&history))));
}

criterion_group!(benches, schemes);
criterion_main!(benches);
