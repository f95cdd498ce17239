//! A checked scheme as the kernel takes it: identifiers become positions.

use crest_index::scheme as kernel;
use crest_model::scheme::{
    Absence, Adding, Among, Between, Border, Class, EventRule, Exit, Figure, Function, Item, JudgedOn, Missing,
    Outside, PerGroup, Reading, Reference, RoundingRule, Scheme, Ties, Touches, VetoEffect,
};

/// Builds the scorer of a scheme.
pub(super) fn scorer(scheme: &Scheme) -> Result<kernel::Scorer, Vec<kernel::SchemeError>> {
    kernel::Scorer::build(dense(scheme))
}

fn dense(scheme: &Scheme) -> kernel::Scheme {
    let scoring = &scheme.scoring;
    let some = |figure: &Option<Figure>| figure.as_ref().map(|figure| figure.value);
    kernel::Scheme {
        n_groups: scheme.groups.len(),
        adding: match scoring.adding {
            Adding::Points => kernel::Adding::Points,
            Adding::Mean => kernel::Adding::Mean { scale: scoring.scale },
        },
        columns: scheme.columns.iter().map(|column| column.share.value).collect(),
        classes: scheme.classes.iter().map(|one| class(scheme, one)).collect(),
        items: scheme.items.iter().map(|one| item(scheme, one)).collect(),
        bonuses: scheme.bonus.iter().map(|rule| event(scheme, rule)).collect(),
        deductions: scheme.deductions.iter().map(|rule| event(scheme, rule)).collect(),
        vetoes: scheme
            .vetoes
            .iter()
            .map(|veto| match veto.effect {
                VetoEffect::Last => kernel::VetoEffect::Last,
                VetoEffect::Unranked => kernel::VetoEffect::Unranked,
                VetoEffect::NoAward => kernel::VetoEffect::NoAward,
                VetoEffect::Zero => kernel::VetoEffect::Zero,
            })
            .collect(),
        bonus_ceiling: some(&scoring.bonus),
        deduction_ceiling: some(&scoring.deductions),
        cap: some(&scoring.cap),
        floor: some(&scoring.floor),
        rounding: kernel::Rounding {
            rule: match scoring.rounding.rule {
                RoundingRule::HalfUp => kernel::RoundingRule::HalfUp,
                RoundingRule::HalfEven => kernel::RoundingRule::HalfEven,
                RoundingRule::Down => kernel::RoundingRule::Down,
                RoundingRule::Up => kernel::RoundingRule::Up,
            },
            item: scoring.rounding.item,
            class: scoring.rounding.class,
            total: scoring.rounding.total,
        },
        ties: match scheme.ranking.ties {
            Ties::Better => kernel::Ties::Better,
            Ties::Worse => kernel::Ties::Worse,
            Ties::Mean => kernel::Ties::Mean,
        },
        break_by: scheme.ranking.break_by.iter().map(|id| break_by(scheme, id)).collect(),
    }
}

/// Position of a class among the classes of its scheme.
fn class_of(scheme: &Scheme, id: &str) -> usize {
    scheme.classes.iter().position(|class| class.id == id).expect("classes are checked")
}

fn item_of(scheme: &Scheme, id: &str) -> usize {
    scheme.items.iter().position(|item| item.id == id).expect("items are checked")
}

fn break_by(scheme: &Scheme, id: &str) -> kernel::BreakBy {
    match scheme.classes.iter().position(|class| class.id == id) {
        Some(class) => kernel::BreakBy::Class(class),
        None => kernel::BreakBy::Item(item_of(scheme, id)),
    }
}

fn per_group(scheme: &Scheme, numbers: &PerGroup) -> kernel::PerGroup {
    match numbers {
        PerGroup::Same(figure) => kernel::PerGroup::Same(figure.value),
        PerGroup::By { groups, otherwise } => kernel::PerGroup::By {
            groups: scheme.groups.iter().map(|group| groups.get(&group.id).map(|figure| figure.value)).collect(),
            otherwise: otherwise.as_ref().map(|figure| figure.value),
        },
    }
}

fn class(scheme: &Scheme, class: &Class) -> kernel::Class {
    let some = |figure: &Option<Figure>| figure.as_ref().map(|figure| figure.value);
    kernel::Class {
        weight: class.weight.as_ref().map(|weight| per_group(scheme, weight)),
        cap: some(&class.cap),
        floor: some(&class.floor),
        bonus_ceiling: some(&class.bonus),
        deduction_ceiling: some(&class.deductions),
    }
}

fn item(scheme: &Scheme, item: &Item) -> kernel::Item {
    let stated = |reference: &Reference| match reference {
        Reference::Stated(numbers) => Some(per_group(scheme, numbers)),
        Reference::None | Reference::Listed | Reference::Year(_) | Reference::Previous => None,
    };
    let measures = item.weights.iter().zip(&item.scores).map(|(weight, score)| {
        let (Some(weight), Some(score)) = (weight, score) else { return None };
        Some(kernel::Measure { weight: per_group(scheme, weight), parts: parts(scheme, score) })
    });
    kernel::Item {
        home: item.class.as_ref().map_or(kernel::Home::Bonus, |id| kernel::Home::Class(class_of(scheme, id))),
        direction: item.direction,
        measures: measures.collect(),
        base: stated(&item.base),
        goal: stated(&item.goal),
        goalposts: item.goalposts.as_ref().map(|(low, high)| (per_group(scheme, low), per_group(scheme, high))),
        cap: item.cap.as_ref().map(|figure| figure.value),
        missing: match item.missing.as_ref().unwrap_or(&scheme.scoring.missing) {
            Missing::Zero => kernel::Missing::Zero,
            Missing::LeaveOut => kernel::Missing::LeaveOut,
            Missing::GroupMinimum => kernel::Missing::GroupMinimum,
            Missing::Share(share) => kernel::Missing::Share(share.value),
        },
    }
}

/// A score function, or those that are mixed in it.
fn parts(scheme: &Scheme, id: &str) -> Vec<kernel::Part> {
    let score = |id: &str| scheme.find_score(id).expect("score functions are checked");
    let one = |id: &str, part: f64| {
        let score = score(id);
        kernel::Part { part, reading: reading(score.reading), function: function(&score.function) }
    };
    match &score(id).function {
        Function::Blend { parts } => parts.iter().map(|(id, part)| one(id, *part)).collect(),
        _ => vec![one(id, 1.0)],
    }
}

fn reading(reading: Reading) -> kernel::Reading {
    match reading {
        Reading::Value => kernel::Reading::Value,
        Reading::Growth => kernel::Reading::Growth,
        Reading::Change => kernel::Reading::Change,
        Reading::ShareOfBase => kernel::Reading::ShareOfBase,
        Reading::OverBase => kernel::Reading::OverBase,
        Reading::FromBase => kernel::Reading::FromBase,
        Reading::ShareOfGoal => kernel::Reading::ShareOfGoal,
    }
}

fn among(among: Among) -> kernel::Among {
    match among {
        Among::All => kernel::Among::All,
        Among::Group => kernel::Among::Group,
    }
}

fn outside(outside: Outside) -> kernel::Outside {
    match outside {
        Outside::Clamp => kernel::Outside::Clamp,
        Outside::Extrapolate => kernel::Outside::Extrapolate,
    }
}

fn between(between: Between) -> kernel::Between {
    match between {
        Between::Linear => kernel::Between::Linear,
        Between::Steps => kernel::Between::Steps,
    }
}

fn function(function: &Function) -> kernel::Function {
    match function {
        Function::MinMax { among: of, lower, upper } => {
            kernel::Function::MinMax { among: among(*of), lower: lower.value, upper: upper.value }
        }
        Function::ZScore { among: of, mean, deviation, floor, cap } => kernel::Function::ZScore {
            among: among(*of),
            mean: mean.value,
            deviation: deviation.value,
            floor: floor.value,
            cap: cap.value,
        },
        Function::Goalposts { outside: beyond, exponent, floor, cap } => kernel::Function::Goalposts {
            outside: outside(*beyond),
            exponent: exponent.value,
            floor: floor.value,
            cap: cap.value,
        },
        Function::BaseGoal { at_base, at_goal, outside: beyond, floor, cap } => kernel::Function::BaseGoal {
            at_base: at_base.value,
            at_goal: at_goal.value,
            outside: outside(*beyond),
            floor: floor.value,
            cap: cap.value,
        },
        Function::Piecewise { points, between: inside } => {
            kernel::Function::Piecewise { points: points.clone(), between: between(*inside) }
        }
        Function::Increments { level, step, gain, loss, between: inside, most, floor } => {
            kernel::Function::Increments {
                level: level.value,
                step: step.value,
                gain: gain.value,
                loss: loss.value,
                between: between(*inside),
                most: most.value,
                floor: floor.value,
            }
        }
        Function::Ranks { among: of, first, last } => {
            kernel::Function::Ranks { among: among(*of), first: first.value, last: last.value }
        }
        Function::Places { among: of, shares } => {
            kernel::Function::Places { among: among(*of), shares: shares.clone() }
        }
        Function::Threshold { at } => kernel::Function::Threshold { at: at.as_ref().map(|figure| figure.value) },
        Function::ShareOfGoal { floor, cap } => kernel::Function::ShareOfGoal { floor: floor.value, cap: cap.value },
        Function::Direct { floor, cap } => kernel::Function::Direct { floor: floor.value, cap: cap.value },
        Function::Blend { .. } => unreachable!("a mixture of mixtures is refused when a scheme is read"),
    }
}

fn event(scheme: &Scheme, rule: &EventRule) -> kernel::EventRule {
    kernel::EventRule {
        points: rule.points.value,
        ceiling: rule.ceiling.as_ref().map(|figure| figure.value),
        touches: match &rule.touches {
            Touches::Total => kernel::Touches::Total,
            Touches::Class(id) => kernel::Touches::Class(class_of(scheme, id)),
            Touches::Item(id) => kernel::Touches::Item(item_of(scheme, id)),
        },
    }
}

/// An exit rule or warning.
pub(super) fn exit(rule: &Exit) -> kernel::Exit {
    kernel::Exit {
        last: rule.last as usize,
        among: among(rule.among),
        times: rule.times as usize,
        years: rule.years as usize,
        judged_on: match rule.judged_on {
            JudgedOn::Mean => kernel::JudgedOn::Mean,
            JudgedOn::Latest => kernel::JudgedOn::Latest,
            JudgedOn::Worst => kernel::JudgedOn::Worst,
        },
        most: rule.most.map(|most| most as usize),
        border: match rule.border {
            Border::Include => kernel::Border::Include,
            Border::Exclude => kernel::Border::Exclude,
        },
        absence: match rule.absence {
            Absence::Counts => kernel::Absence::Counts,
            Absence::Skipped => kernel::Absence::Skipped,
        },
    }
}
