//! Bonuses, deductions and vetoes of a unit, under their ceilings, and the class and total points that they leave.
//!
//! A ceiling that several rules share is filled in the order of the scheme, so that what each was granted can be told.

#[cfg(test)]
mod tests;

use super::rounding::round;
use super::scores::{EventScore, Scores};
use super::{Class, EventRule, Home, Scheme, Touches, VetoEffect};

/// Settles the classes and the total of a unit; `scores.room` holds its points by item.
pub(super) fn settle(scheme: &Scheme, unit: usize, scores: &mut Scores) {
    let n_classes = scores.n_classes;
    let classes = unit * n_classes..(unit + 1) * n_classes;
    let (n_bonuses, n_deductions) = (scheme.bonuses.len(), scheme.deductions.len());
    let bonuses = &mut scores.bonuses[unit * n_bonuses..(unit + 1) * n_bonuses];
    let deductions = &mut scores.deductions[unit * n_deductions..(unit + 1) * n_deductions];
    let items = &mut scores.room;
    let points = &mut scores.class_points[classes.clone()];

    let deduction_left = scheme.deduction_ceiling.unwrap_or(f64::INFINITY);
    let left_of_item = |i: usize| items[i].max(0.0);
    grant(scheme, &scheme.deductions, |class| class.deduction_ceiling, left_of_item, deduction_left, deductions);
    // What an item loses is lost before any cap: else points beyond a cap would lose what the cap had not let count.
    for (rule, score) in scheme.deductions.iter().zip(deductions.iter()) {
        if let Touches::Item(i) = rule.touches {
            items[i] -= score.granted;
        }
    }
    let mut bonus_left = scheme.bonus_ceiling.unwrap_or(f64::INFINITY);
    let mut from_items = 0.0;
    for (item, own) in scheme.items.iter().zip(items.iter()) {
        if item.home == Home::Bonus {
            // Points below 0 give the ceiling no room.
            let granted = own.min(bonus_left);
            bonus_left -= granted.max(0.0);
            from_items += granted;
        }
    }
    grant(scheme, &scheme.bonuses, |class| class.bonus_ceiling, |_| f64::INFINITY, bonus_left, bonuses);

    // Bonuses first, then the cap, then deductions, then the floor: a cap bounds what is earned, not what is lost.
    for (item, own) in scheme.items.iter().zip(items.iter()) {
        if let Home::Class(k) = item.home {
            points[k] += own;
        }
    }
    let class_of = |rule: &EventRule| touched_class(scheme, rule);
    let added_to = |touched: Option<usize>, bonuses: &[EventScore]| -> f64 {
        let ours = scheme.bonuses.iter().zip(bonuses).filter(|(rule, _)| class_of(rule) == touched);
        ours.map(|(_, score)| score.granted).sum()
    };
    for (k, class) in scheme.classes.iter().enumerate() {
        let earned = points[k] + added_to(Some(k), bonuses);
        let lost = taken_from(scheme, deductions, Touches::Class(k));
        let bounded = bound(earned, lost, class.floor, class.cap);
        points[k] = round(bounded, scheme.rounding.class, scheme.rounding.rule);
    }
    let earned = points.iter().sum::<f64>() + from_items + added_to(None, bonuses);
    let total = bound(earned, taken_from(scheme, deductions, Touches::Total), scheme.floor, scheme.cap);
    scores.bonus[unit] = from_items + bonuses.iter().map(|score| score.granted).sum::<f64>();
    scores.deducted[unit] = deductions.iter().map(|score| score.granted).sum();

    let maximum: f64 = scores.class_maximum[classes].iter().sum();
    scores.maximum[unit] = maximum;
    let effect = gravest(scheme, scores.vetoes(unit));
    scores.effect[unit] = effect;
    let total = if effect == Some(VetoEffect::Zero) { 0.0 } else { total };
    // Without full points there is nothing to score, and points of events alone would rank above or below nothing.
    let total = (maximum > 0.0 && total.is_finite()).then_some(total);
    scores.before_rounding[unit] = total;
    scores.total[unit] = total.map(|total| round(total, scheme.rounding.total, scheme.rounding.rule));
}

/// Points that deductions take from a class or the total itself.
fn taken_from(scheme: &Scheme, deductions: &[EventScore], touched: Touches) -> f64 {
    let ours = scheme.deductions.iter().zip(deductions).filter(|(rule, _)| rule.touches == touched);
    ours.map(|(_, score)| score.granted).sum()
}

/// Class that a rule touches: a bonus item has none.
fn touched_class(scheme: &Scheme, rule: &EventRule) -> Option<usize> {
    match rule.touches {
        Touches::Total => None,
        Touches::Class(k) => Some(k),
        Touches::Item(i) => match scheme.items[i].home {
            Home::Class(k) => Some(k),
            Home::Bonus => None,
        },
    }
}

fn bound(earned: f64, lost: f64, floor: Option<f64>, cap: Option<f64>) -> f64 {
    let left = cap.map_or(earned, |cap| earned.min(cap)) - lost;
    floor.map_or(left, |floor| left.max(floor))
}

/// Grants what rules ask for, as far as the ceilings of rule, item, class and total reach.
fn grant(
    scheme: &Scheme,
    rules: &[EventRule],
    ceiling: impl Fn(&Class) -> Option<f64>,
    most_of_item: impl Fn(usize) -> f64,
    total: f64,
    scored: &mut [EventScore],
) {
    let mut left = total;
    for r in 0..rules.len() {
        if scored[r].count == 0 {
            continue;
        }
        let rule = &rules[r];
        let asked = rule.points * f64::from(scored[r].count);
        let mut granted = asked.min(rule.ceiling.unwrap_or(f64::INFINITY)).min(left);
        // Rules are few, so what earlier ones took is summed again rather than kept.
        let taken = |same: &dyn Fn(&EventRule) -> bool| -> f64 {
            rules[..r].iter().zip(&scored[..r]).filter(|(rule, _)| same(rule)).map(|(_, score)| score.granted).sum()
        };
        if let Touches::Item(i) = rule.touches {
            granted = granted.min(most_of_item(i) - taken(&|other| other.touches == rule.touches));
        }
        if let Some(k) = touched_class(scheme, rule)
            && let Some(most) = ceiling(&scheme.classes[k])
        {
            granted = granted.min(most - taken(&|other| touched_class(scheme, other) == Some(k)));
        }
        let granted = granted.max(0.0);
        left = (left - granted).max(0.0);
        (scored[r].asked, scored[r].granted) = (asked, granted);
    }
}

fn gravest(scheme: &Scheme, applies: &[bool]) -> Option<VetoEffect> {
    let gravity = |effect: VetoEffect| match effect {
        VetoEffect::Unranked => 3,
        VetoEffect::Last => 2,
        VetoEffect::Zero => 1,
        VetoEffect::NoAward => 0,
    };
    scheme
        .vetoes
        .iter()
        .zip(applies)
        .filter(|(_, applies)| **applies)
        .map(|(effect, _)| *effect)
        .max_by_key(|e| gravity(*e))
}
