//! What must hold for every assessment scheme: better figures never earn less within a group, caps and ceilings bound what
//! they name, units of measure do not matter, a buffer forgets, and what a point takes is what it takes.

#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

use crest_index::Matrix;
use crest_index::scheme::{
    Adding, Among, Between, Class, Data, Event, EventRule, Function, Home, Item, Measure, Missing, Needed, Outside,
    Part, PerGroup, Reading, Rounding, RoundingRule, Rule, Scheme, Scorer, Scores, Ties, Touches, VetoEffect,
};
use proptest::prelude::*;

const N_GROUPS: usize = 2;

fn among() -> impl Strategy<Value = Among> {
    prop_oneof![Just(Among::All), Just(Among::Group)]
}

/// Functions of every kind that take a reading around 0 to 200, and one or two that read relative to base or goal.
fn function() -> impl Strategy<Value = (Reading, Function)> {
    let value = |function| (Reading::Value, function);
    let outside = || prop_oneof![Just(Outside::Clamp), Just(Outside::Extrapolate)];
    let between = || prop_oneof![Just(Between::Linear), Just(Between::Steps)];
    prop_oneof![
        among().prop_map(move |among| value(Function::MinMax { among, lower: 0.3, upper: 1.0 })),
        among().prop_map(move |among| value(Function::ZScore {
            among,
            mean: 0.6,
            deviation: 0.2,
            floor: 0.0,
            cap: 1.0
        })),
        outside().prop_map(move |outside| value(Function::Goalposts { outside, exponent: 1.0, floor: 0.0, cap: 1.1 })),
        outside().prop_map(move |outside| {
            value(Function::BaseGoal { at_base: 0.6, at_goal: 1.0, outside, floor: 0.0, cap: 1.3 })
        }),
        between().prop_map(|between| {
            let steps =
                Function::Increments { level: 0.8, step: 5.0, gain: 1.0, loss: 2.0, between, most: 0.5, floor: 0.0 };
            (Reading::OverBase, steps)
        }),
        among().prop_map(move |among| value(Function::Ranks { among, first: 1.0, last: 0.2 })),
        among().prop_map(move |among| value(Function::Places { among, shares: vec![1.0, 0.7, 0.4] })),
        Just(value(Function::Threshold { at: None })),
        Just((Reading::Growth, Function::Threshold { at: Some(0.0) })),
        Just(value(Function::ShareOfGoal { floor: 0.0, cap: 1.2 })),
        Just((Reading::Growth, Function::MinMax { among: Among::All, lower: 0.0, upper: 1.0 })),
    ]
}

fn missing() -> impl Strategy<Value = Missing> {
    prop_oneof![
        Just(Missing::Zero),
        Just(Missing::LeaveOut),
        Just(Missing::GroupMinimum),
        (0.0..1.0).prop_map(Missing::Share),
    ]
}

fn measure() -> impl Strategy<Value = Measure> {
    let weight = prop_oneof![
        (1_u8..20).prop_map(|w| PerGroup::Same(f64::from(w))),
        (1_u8..20, 1_u8..20)
            .prop_map(|(a, b)| PerGroup::By { groups: vec![Some(f64::from(a)), None], otherwise: Some(f64::from(b)) }),
    ];
    (weight, prop::collection::vec(function(), 1..3)).prop_map(|(weight, functions)| {
        let n = functions.len() as f64;
        let parts =
            functions.into_iter().map(|(reading, function)| Part { part: 1.0 / n, reading, function }).collect();
        Measure { weight, parts }
    })
}

fn item(n_classes: usize) -> impl Strategy<Value = Item> {
    (measure(), prop::option::of(measure()), any::<bool>(), missing(), 0..=n_classes, prop::option::of(0.5..1.2))
        .prop_map(move |(first, second, is_benefit, missing, home, cap)| {
            let (base, goal) = if is_benefit { (50.0, 120.0) } else { (120.0, 50.0) };
            Item {
                home: if home < n_classes { Home::Class(home) } else { Home::Bonus },
                direction: if is_benefit { 1 } else { -1 },
                measures: vec![Some(first), second],
                base: Some(PerGroup::Same(base)),
                goal: Some(PerGroup::Same(goal)),
                goalposts: Some((PerGroup::Same(20.0), PerGroup::Same(150.0))),
                cap,
                missing,
            }
        })
}

/// Three classes, two columns, six items, events of every kind.
fn scheme() -> impl Strategy<Value = Scheme> {
    let items = (item(0), prop::collection::vec(item(3), 5)).prop_map(|(mut first, mut others)| {
        // One item at least must count in a class.
        first.home = Home::Class(0);
        others.push(first);
        others
    });
    let adding = prop_oneof![Just(Adding::Points), Just(Adding::Mean { scale: 100.0 })];
    let ceiling = || prop::option::of(0.0..8.0);
    let digits = || prop::option::of(0_u8..4);
    let ties = prop_oneof![Just(Ties::Better), Just(Ties::Worse), Just(Ties::Mean)];
    let bounds = (prop::option::of(5.0..60.0), ceiling(), ceiling(), ceiling(), prop::option::of(5.0..30.0));
    (items, adding, bounds, (digits(), digits(), digits()), ties, any::<bool>()).prop_map(
        |(items, adding, (cap, bonus_ceiling, deduction_ceiling, of_class, class_cap), digits, ties, has_floor)| {
            let class = Class {
                weight: Some(PerGroup::Same(30.0)),
                cap: class_cap,
                floor: has_floor.then_some(0.0),
                bonus_ceiling: of_class,
                deduction_ceiling: of_class,
            };
            let rule = |points, ceiling, touches| EventRule { points, ceiling, touches };
            Scheme {
                n_groups: N_GROUPS,
                adding,
                columns: vec![1.0, 0.5],
                classes: vec![class, Class::of_its_items(), Class::of_its_items()],
                items,
                bonuses: vec![rule(1.0, Some(3.0), Touches::Class(0)), rule(0.5, None, Touches::Total)],
                deductions: vec![
                    rule(0.3, Some(1.0), Touches::Class(0)),
                    rule(1.5, None, Touches::Total),
                    rule(1.0, None, Touches::Item(0)),
                ],
                vetoes: vec![VetoEffect::Last, VetoEffect::Unranked],
                bonus_ceiling,
                deduction_ceiling,
                cap,
                floor: has_floor.then_some(0.0),
                rounding: Rounding { rule: RoundingRule::HalfUp, item: digits.0, class: digits.1, total: digits.2 },
                ties,
                break_by: vec![],
            }
        },
    )
}

/// Values and values of the year before, groups, events.
#[derive(Debug, Clone)]
struct World {
    values: Matrix,
    previous: Matrix,
    groups: Vec<Option<usize>>,
    events: Vec<Event>,
}

impl World {
    fn data(&self) -> Data<'_> {
        Data { previous: Some(&self.previous), events: &self.events, ..Data::new(&self.values, &self.groups) }
    }
}

const N_ITEMS: usize = 6;

fn world() -> impl Strategy<Value = World> {
    let rule = prop_oneof![
        (0_usize..2).prop_map(Rule::Bonus),
        (0_usize..3).prop_map(Rule::Deduction),
        (0_usize..2).prop_map(Rule::Veto),
    ];
    (2_usize..9).prop_flat_map(move |n| {
        let cell = prop_oneof![1 => Just(None), 7 => (0_u16..200).prop_map(|x| Some(f64::from(x)))];
        let matrix = || {
            prop::collection::vec(prop::collection::vec(cell.clone(), n), N_ITEMS)
                .prop_map(move |columns| Matrix::from_columns(n, &columns))
        };
        let groups = prop::collection::vec(prop::option::weighted(0.9, 0..N_GROUPS), n);
        let event = (0..n, rule.clone(), 0_u32..5).prop_map(|(unit, rule, count)| Event { unit, rule, count });
        (matrix(), matrix(), groups, prop::collection::vec(event, 0..6))
            .prop_map(|(values, previous, groups, events)| World { values, previous, groups, events })
    })
}

fn agree(a: &Scores, b: &Scores, n: usize) -> Result<(), TestCaseError> {
    for unit in 0..n {
        match (a.before_rounding()[unit], b.before_rounding()[unit]) {
            (Some(x), Some(y)) => prop_assert!((x - y).abs() < 1e-7, "{} {}", x, y),
            (x, y) => prop_assert_eq!(x, y),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_better_figure_never_earns_less(
        scheme in scheme(), world in world(), unit in 0_usize..9, item in 0..N_ITEMS, more in 0_u16..150,
    ) {
        let n = world.groups.len();
        let unit = unit % n;
        let scorer = Scorer::build(scheme).unwrap();
        let before = scorer.score(&world.data());
        let mut better = world.clone();
        let Some(value) = world.values.at(unit, item) else { return Ok(()) };
        let direction = f64::from(scorer.scheme().items[item].direction);
        better.values.set(unit, item, Some(value + direction * f64::from(more)));
        let after = scorer.score(&better.data());
        // A threshold that reads growth may be out of reach before and after; a reading never comes or goes with the value.
        let (now, then) = (before.item_points(unit, item).0, after.item_points(unit, item).0);
        prop_assert!(then >= now - 1e-9, "{} {}", now, then);
        let total = |scores: &Scores| scores.before_rounding()[unit].unwrap_or(0.0);
        prop_assert!(total(&after) >= total(&before) - 1e-9);
        // Nobody else of the group gains by it, as long as points are not those of a missing value.
        for other in (0..n).filter(|&v| v != unit) {
            let all_scored = (0..2).all(|column| {
                let reason = before.item(other, item, column).reason;
                reason.is_none() || before.item(other, item, column).maximum == 0.0
            });
            // A z-score of others may rise when one unit goes far away, since the deviation grows.
            let has_z = scorer.scheme().items[item].measures.iter().flatten().flat_map(|m| &m.parts)
                .any(|part| matches!(part.function, Function::ZScore { .. }));
            if all_scored && !has_z {
                prop_assert!(after.item_points(other, item).0 <= before.item_points(other, item).0 + 1e-9);
            }
        }
    }

    #[test]
    fn caps_and_ceilings_bound_what_they_name(scheme in scheme(), world in world()) {
        let scorer = Scorer::build(scheme).unwrap();
        let scores = scorer.score(&world.data());
        let scheme = scorer.scheme();
        for unit in 0..world.groups.len() {
            for (k, class) in scheme.classes.iter().enumerate() {
                let points = scores.class(unit, k).0;
                // Rounding may lift the last half unit above a cap.
                let room = 0.5 / 10_f64.powi(i32::from(scheme.rounding.class.unwrap_or(9))) + 1e-9;
                prop_assert!(class.cap.is_none_or(|cap| points <= cap + room));
                prop_assert!(class.floor.is_none_or(|floor| points >= floor - 1e-9));
            }
            for r in 0..3 {
                let event = scores.event(unit, Rule::Deduction(r));
                prop_assert!(0.0 <= event.granted && event.granted <= event.asked);
                prop_assert!(scheme.deductions[r].ceiling.is_none_or(|most| event.granted <= most));
            }
            prop_assert!(scheme.deduction_ceiling.is_none_or(|most| scores.deducted(unit) <= most + 1e-9));
            prop_assert!(scheme.bonus_ceiling.is_none_or(|most| scores.bonus(unit) <= most + 1e-9));
            let Some(total) = scores.before_rounding()[unit] else { continue };
            prop_assert!(scheme.cap.is_none_or(|cap| total <= cap + 1e-9));
            prop_assert!(scheme.floor.is_none_or(|floor| total >= floor - 1e-9));
            // What was taken accounts for the difference to the same unit without events.
            let calm = World { events: vec![], ..world.clone() };
            let undisturbed = scorer.score(&calm.data()).before_rounding()[unit].unwrap();
            let rounding = if scheme.rounding.class.is_some() { 1.0 } else { 1e-9 };
            prop_assert!(total >= undisturbed - scores.deducted(unit) - rounding);
        }
    }

    #[test]
    fn the_unit_of_measure_changes_nothing(scheme in scheme(), world in world(), item in 0..N_ITEMS) {
        // 亿元 instead of 万元: values, years before, bases, goals and goalposts of the item all become 10⁻⁴ of what they were.
        let scale = |x: f64| x * 1e-4;
        let mut other = scheme.clone();
        let scaled = &mut other.items[item];
        for numbers in [&mut scaled.base, &mut scaled.goal] {
            if let Some(PerGroup::Same(x)) = numbers {
                *x = scale(*x);
            }
        }
        if let Some((PerGroup::Same(low), PerGroup::Same(high))) = &mut scaled.goalposts {
            (*low, *high) = (scale(*low), scale(*high));
        }
        let mut moved = world.clone();
        for matrix in [&mut moved.values, &mut moved.previous] {
            for cell in matrix.column_mut(item).iter_mut().flatten() {
                *cell = scale(*cell);
            }
        }
        let (plain, scaled) = (Scorer::build(scheme).unwrap(), Scorer::build(other).unwrap());
        let (a, b) = (plain.score(&world.data()), scaled.score(&moved.data()));
        agree(&a, &b, world.groups.len())?;
        prop_assert_eq!(a.totals().len(), b.totals().len());
        prop_assert_eq!(a.ranks(), b.ranks());
        prop_assert_eq!(a.group_ranks(), b.group_ranks());
    }

    #[test]
    fn the_order_of_units_changes_nothing(scheme in scheme(), world in world()) {
        let n = world.groups.len();
        let turn = |matrix: &Matrix| {
            let columns: Vec<Vec<Option<f64>>> =
                (0..N_ITEMS).map(|j| (0..n).map(|i| matrix.at(n - 1 - i, j)).collect()).collect();
            Matrix::from_columns(n, &columns)
        };
        let turned = World {
            values: turn(&world.values),
            previous: turn(&world.previous),
            groups: world.groups.iter().rev().copied().collect(),
            events: world.events.iter().map(|event| Event { unit: n - 1 - event.unit, ..*event }).collect(),
        };
        let scorer = Scorer::build(scheme).unwrap();
        let (a, b) = (scorer.score(&world.data()), scorer.score(&turned.data()));
        let back: Vec<Option<f64>> = b.ranks().iter().rev().copied().collect();
        prop_assert_eq!(a.ranks(), &back[..]);
    }

    #[test]
    fn a_buffer_forgets_what_it_held(scheme in scheme(), other in scheme(), first in world(), second in world()) {
        let (one, two) = (Scorer::build(scheme).unwrap(), Scorer::build(other).unwrap());
        let mut buffer = Scores::new();
        two.score_into(&first.data(), &mut buffer);
        one.score_into(&second.data(), &mut buffer);
        let fresh = one.score(&second.data());
        prop_assert_eq!(buffer.totals(), fresh.totals());
        prop_assert_eq!(buffer.ranks(), fresh.ranks());
        for unit in 0..second.groups.len() {
            prop_assert_eq!(buffer.class(unit, 0), fresh.class(unit, 0));
            for item in 0..N_ITEMS {
                prop_assert_eq!(buffer.item(unit, item, 1), fresh.item(unit, item, 1));
            }
        }
    }

    #[test]
    fn what_a_point_takes_earns_it(scheme in scheme(), world in world(), unit in 0_usize..9, item in 0..N_ITEMS) {
        let unit = unit % world.groups.len();
        let scorer = Scorer::build(scheme).unwrap();
        let scores = scorer.score(&world.data());
        let Ok(ladder) = scorer.ladder(&world.data(), &scores, unit, item, 1.0) else { return Ok(()) };
        let mut tried = world.clone();
        for rung in ladder.rungs.iter().chain(&ladder.full) {
            let Needed::Value(value) = rung.needed else { continue };
            tried.values.set(unit, item, Some(value));
            let found = scorer.score(&tried.data()).item_points(unit, item).0;
            prop_assert!((found - rung.points).abs() < 1e-7, "{:?} gives {}", rung, found);
        }
        let rising = ladder.rungs.windows(2).all(|pair| pair[0].points < pair[1].points);
        prop_assert!(rising && ladder.rungs.iter().all(|rung| rung.points <= ladder.most + 1e-9), "{:?}", ladder);
    }

    #[test]
    fn no_figures_whatever_are_too_much(
        scheme in scheme(), columns in prop::collection::vec(prop::collection::vec(prop::option::of(prop::num::f64::ANY), 4), N_ITEMS),
    ) {
        let scorer = Scorer::build(scheme).unwrap();
        let values = Matrix::from_columns(4, &columns);
        let groups = [Some(0), Some(1), None, Some(0)];
        let data = Data { previous: Some(&values), bases: Some(&values), ..Data::new(&values, &groups) };
        let scores = scorer.score(&data);
        prop_assert!(scores.totals().iter().flatten().all(|total| total.is_finite()));
        for item in 0..N_ITEMS {
            if let Ok(ladder) = scorer.ladder(&data, &scores, 0, item, 1.0) {
                prop_assert!(ladder.rungs.iter().all(|rung| rung.points.is_finite()));
            }
        }
    }
}
