//! The numbers of a scheme with the paths of their keys, in the order of the file.

use super::{Class, EventRule, Figure, Function, Item, Missing, PerGroup, Reference, Scheme};

/// Lists every number that may be assumed, with the path of its key.
pub(super) fn of(scheme: &mut Scheme) -> Vec<(String, &mut Figure)> {
    let Scheme { scoring, columns, classes, scores, items, bonus, deductions, .. } = scheme;
    let column_ids: Vec<String> = columns.iter().map(|column| column.id.clone()).collect();
    let mut all = Vec::new();
    let ends = [
        ("cap", &mut scoring.cap),
        ("floor", &mut scoring.floor),
        ("bonus", &mut scoring.bonus),
        ("deductions", &mut scoring.deductions),
    ];
    for (key, figure) in ends {
        all.extend(figure.as_mut().map(|figure| (format!("scoring.{key}"), figure)));
    }
    missing("scoring", &mut scoring.missing, &mut all);
    all.extend(columns.iter_mut().map(|column| (format!("columns.{}.share", column.id), &mut column.share)));
    for class in classes {
        of_class(class, &mut all);
    }
    for score in scores {
        let base = format!("scores.{}", score.id);
        of_function(&base, &mut score.function, &mut all);
    }
    for item in items {
        of_item(item, &column_ids, &mut all);
    }
    for (part, rules) in [("bonus", bonus), ("deductions", deductions)] {
        for EventRule { id, points, ceiling, .. } in rules {
            all.push((format!("{part}.{id}.points"), points));
            all.extend(ceiling.as_mut().map(|figure| (format!("{part}.{id}.ceiling"), figure)));
        }
    }
    all
}

fn missing<'a>(base: &str, rule: &'a mut Missing, all: &mut Vec<(String, &'a mut Figure)>) {
    if let Missing::Share(figure) = rule {
        all.push((format!("{base}.missing.share"), figure));
    }
}

fn per_group<'a>(path: &str, numbers: &'a mut PerGroup, all: &mut Vec<(String, &'a mut Figure)>) {
    match numbers {
        PerGroup::Same(figure) => all.push((path.to_owned(), figure)),
        PerGroup::By { groups, otherwise } => {
            all.extend(groups.iter_mut().map(|(group, figure)| (format!("{path}.{group}"), figure)));
            all.extend(otherwise.as_mut().map(|figure| (format!("{path}.otherwise"), figure)));
        }
    }
}

fn of_class<'a>(class: &'a mut Class, all: &mut Vec<(String, &'a mut Figure)>) {
    let base = format!("classes.{}", class.id);
    if let Some(weight) = &mut class.weight {
        per_group(&format!("{base}.weight"), weight, all);
    }
    let bounds = [
        ("cap", &mut class.cap),
        ("floor", &mut class.floor),
        ("bonus", &mut class.bonus),
        ("deductions", &mut class.deductions),
    ];
    for (key, figure) in bounds {
        all.extend(figure.as_mut().map(|figure| (format!("{base}.{key}"), figure)));
    }
}

fn of_item<'a>(item: &'a mut Item, columns: &[String], all: &mut Vec<(String, &'a mut Figure)>) {
    let base = format!("items.{}", item.id);
    for (column, weight) in columns.iter().zip(&mut item.weights) {
        let Some(weight) = weight else { continue };
        let path = if columns.len() == 1 { format!("{base}.weight") } else { format!("{base}.weights.{column}") };
        per_group(&path, weight, all);
    }
    for (key, reference) in [("base", &mut item.base), ("goal", &mut item.goal)] {
        if let Reference::Stated(numbers) = reference {
            per_group(&format!("{base}.{key}"), numbers, all);
        }
    }
    if let Some((lower, upper)) = &mut item.goalposts {
        per_group(&format!("{base}.goalposts.lower"), lower, all);
        per_group(&format!("{base}.goalposts.upper"), upper, all);
    }
    all.extend(item.cap.as_mut().map(|figure| (format!("{base}.cap"), figure)));
    if let Some(rule) = &mut item.missing {
        missing(&base, rule, all);
    }
}

fn of_function<'a>(base: &str, function: &'a mut Function, all: &mut Vec<(String, &'a mut Figure)>) {
    let named: Vec<(&str, &'a mut Figure)> = match function {
        Function::MinMax { lower, upper, .. } => vec![("lower", lower), ("upper", upper)],
        Function::ZScore { mean, deviation, floor, cap, .. } => {
            vec![("mean", mean), ("deviation", deviation), ("floor", floor), ("cap", cap)]
        }
        Function::Goalposts { exponent, floor, cap, .. } => {
            vec![("exponent", exponent), ("floor", floor), ("cap", cap)]
        }
        Function::ShareOfGoal { floor, cap } | Function::Direct { floor, cap } => vec![("floor", floor), ("cap", cap)],
        Function::BaseGoal { at_base, at_goal, floor, cap, .. } => {
            vec![("at_base", at_base), ("at_goal", at_goal), ("floor", floor), ("cap", cap)]
        }
        Function::Increments { level, step, gain, loss, most, floor, .. } => {
            vec![("level", level), ("step", step), ("gain", gain), ("loss", loss), ("most", most), ("floor", floor)]
        }
        Function::Ranks { first, last, .. } => vec![("first", first), ("last", last)],
        Function::Threshold { at } => at.iter_mut().map(|figure| ("at", figure)).collect(),
        Function::Piecewise { .. } | Function::Places { .. } | Function::Blend { .. } => Vec::new(),
    };
    all.extend(named.into_iter().map(|(key, figure)| (format!("{base}.{key}"), figure)));
}
