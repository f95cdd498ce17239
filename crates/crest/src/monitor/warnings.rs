//! What somebody has to know: targets missed, behind or unlikely to be met, and milestones past their date.

use crest_model::model::Model;
use crest_model::results::{TargetResult, TargetState, Warning};
use crest_model::{Day, Text};

use super::now;
use crate::explain::digits;

/// Lists the warnings, gravest first: missed, behind, unlikely, overdue; file order within a kind, binding targets before
/// expected ones.
pub(crate) fn warnings(model: &Model, targets: &[TargetResult]) -> Vec<Warning> {
    let mut found: Vec<(u8, bool, Warning)> = Vec::new();
    for target in targets {
        let chance = target.forecast.as_ref().and_then(|ahead| ahead.chance);
        let unlikely = chance.filter(|chance| *chance < model.targets.chance);
        let (order, kind) = match (target.state, unlikely) {
            (TargetState::Missed, _) => (0, "missed"),
            (TargetState::Behind, _) => (1, "behind"),
            (_, Some(_)) => (2, "unlikely"),
            _ => continue,
        };
        let mut words = target.reason.clone();
        if let (Some(chance), Some(ahead)) = (chance, &target.forecast) {
            let percent = digits((chance * 1000.0).round() / 10.0);
            let (lower, upper) = (digits(ahead.lower), digits(ahead.upper));
            let join = |text: &str, mark: &str| if text.is_empty() { String::new() } else { format!("{text}{mark}") };
            words = Text::new(
                format!(
                    "{}照此趋势 {} 为 {}（{lower} 至 {upper}），达到目标的可能性为 {percent}%",
                    join(&words.zh, "；"),
                    target.period,
                    digits(ahead.value)
                ),
                format!(
                    "{}going on like this gives {} in {} ({lower} to {upper}), a chance of {percent}% to meet the target",
                    join(&words.en, "; "),
                    digits(ahead.value),
                    target.period
                ),
            );
        }
        let warning = Warning {
            kind: kind.to_owned(),
            subject: target.id.clone(),
            indicator: target.indicator.clone(),
            place: target.place.clone(),
            period: target.period.clone(),
            binding: target.binding,
            since: target.since.clone(),
            answers: target.answers.clone(),
            words,
            needed: target.needed.clone(),
            chance,
        };
        found.push((order, !target.binding, warning));
    }
    for action in &model.strategy.actions {
        for (date, name, done) in &action.milestones {
            let Ok(day) = date.parse::<Day>() else { continue };
            if *done != Some(false) || day.end() > now(model) + 1e-9 {
                continue;
            }
            let warning = Warning {
                kind: "overdue".to_owned(),
                subject: action.id.clone(),
                period: date.clone(),
                since: Some(date.clone()),
                answers: action.departments.clone(),
                words: Text::new(
                    format!("里程碑“{}”应于 {date} 完成，尚未完成", name.show(crest_model::Lang::Zh)),
                    format!(
                        "the milestone \"{}\" was due on {date} and is not reached",
                        name.show(crest_model::Lang::En)
                    ),
                ),
                ..Warning::default()
            };
            found.push((3, true, warning));
        }
    }
    found.sort_by_key(|(order, is_expected, _)| (*order, *is_expected));
    found.into_iter().map(|(_, _, warning)| warning).collect()
}
