//! How each target stands: met, missed, ahead of its path, on it, behind it, or not assessable, with the reason.

use crest_data::value::Panel;
use crest_model::model::{Model, Node, TargetSpec};
use crest_model::results::{TargetResult, TargetState};
use crest_model::target::{Measure, TargetKind};
use crest_model::{Period, Target, Text};

use crate::explain::digits;

/// Share of the way from baseline to target that counts as a lead; below it a target is on schedule.
const LEAD: f64 = 0.05;

/// Looks up chosen values for one place.
struct Series<'a> {
    model: &'a Model,
    panel: &'a Panel,
    place: usize,
}

/// Judges all targets: those of the strategy, then those of the framework for every ranked place in the measured period.
///
/// - A value at the due period decides: met or missed. Where there is none and the due period lies after the measured
///   one, the latest earlier value is held against the straight path from the baseline; without a baseline nothing
///   is said, for last year's growth rate tells nothing about this year's.
/// - Missing values make a target not assessable, with the reason; never missed.
pub(crate) fn targets(model: &Model, panel: &Panel) -> Vec<TargetResult> {
    let mut results: Vec<TargetResult> =
        model.strategy.targets.iter().map(|stated| judge(model, panel, stated)).collect();
    for node in &model.nodes {
        let Some(target) = node.indicator.as_ref().and_then(|i| i.target.as_ref()) else { continue };
        for place in model.places.iter().filter(|p| p.role.is_ranked()) {
            let stated = TargetSpec {
                id: format!("{}@{}", node.code, place.id),
                indicator: node.code.clone(),
                place: place.id.clone(),
                period: model.project.period,
                sentence: target.reading().zh,
                target: target.clone(),
                binding: false,
                baseline: None,
                source: String::new(),
                department: String::new(),
                location: node.location.clone(),
            };
            results.push(judge(model, panel, &stated));
        }
    }
    results
}

fn judge(model: &Model, panel: &Panel, stated: &TargetSpec) -> TargetResult {
    let place = model.places.iter().position(|p| p.id == stated.place).expect("target places are checked");
    let node = model.nodes.iter().position(|n| n.code == stated.indicator).expect("target indicators are checked");
    let series = Series { model, panel, place };
    let verdict = series.verdict(node, stated);
    TargetResult {
        id: stated.id.clone(),
        indicator: stated.indicator.clone(),
        place: stated.place.clone(),
        period: stated.period.to_string(),
        sentence: stated.sentence.clone(),
        reading: stated.target.reading(),
        binding: stated.binding,
        value: verdict.value.map(|(_, value)| value),
        value_period: verdict.value.map(|(period, _)| period.to_string()),
        required: verdict.required,
        state: verdict.state,
        reason: verdict.reason,
        source: stated.source.clone(),
        department: stated.department.clone(),
    }
}

struct Verdict {
    value: Option<(Period, f64)>,
    required: Option<f64>,
    state: TargetState,
    reason: Text,
}

impl Verdict {
    fn open(reason: Text) -> Self {
        Self { value: None, required: None, state: TargetState::NotAssessable, reason }
    }
}

impl Series<'_> {
    fn level(&self, node: usize, period: Period) -> Option<f64> {
        self.panel.find_chosen(node as u32, self.place as u32, period)?.number
    }

    /// The value in the sense of the target's measure.
    fn measured(&self, node: usize, target: &Target, period: Period) -> Option<f64> {
        let now = self.level(node, period);
        match target.measure {
            Measure::Level | Measure::Share => now,
            Measure::Growth => {
                let before = self.level(node, period.previous())?;
                (before > 0.0).then_some(())?;
                Some((now? / before - 1.0) * 100.0)
            }
            Measure::Change => Some(now? - self.level(node, period.previous())?),
            Measure::Rank => self.rank(node, period),
        }
    }

    /// Rank of the place among the ranked places, 1 = best, ties sharing the lowest.
    fn rank(&self, node: usize, period: Period) -> Option<f64> {
        let own = self.level(node, period)?;
        let direction = direction(&self.model.nodes[node]);
        let better = (0..self.model.places.len())
            .filter(|&p| p != self.place && self.model.places[p].role.is_ranked())
            .filter_map(|p| self.panel.find_chosen(node as u32, p as u32, period)?.number)
            .filter(|other| if direction < 0 { *other < own } else { *other > own })
            .count();
        Some(better as f64 + 1.0)
    }

    /// Value of the indicator that the target must keep in step with, as growth where the target is about growth.
    fn reference(&self, target: &Target, period: Period) -> Option<f64> {
        let TargetKind::InStepWith { reference } = &target.kind else { return None };
        let node = self.model.nodes.iter().position(|n| n.code == *reference)?;
        let unit = &self.model.nodes[node].indicator.as_ref()?.unit;
        if unit.dimension.is_number() || target.measure != Measure::Growth {
            self.level(node, period)
        } else {
            let (now, before) = (self.level(node, period)?, self.level(node, period.previous())?);
            (before > 0.0).then(|| (now / before - 1.0) * 100.0)
        }
    }

    fn verdict(&self, node: usize, stated: &TargetSpec) -> Verdict {
        let (target, due) = (&stated.target, stated.period);
        let direction = direction(&self.model.nodes[node]);
        if let Some(value) = self.measured(node, target, due) {
            let reference = self.reference(target, due);
            let required = target.required(reference, direction);
            let Some(met) = target.is_met(value, reference, direction) else {
                return Verdict {
                    value: Some((due, value)),
                    ..Verdict::open(Text::new("缺少参照指标的数值", "the indicator to keep in step with has no value"))
                };
            };
            let (state, zh, en) = if met {
                (TargetState::Met, "达到", "reaches")
            } else {
                (TargetState::Missed, "未达到", "falls short of")
            };
            let reading = target.reading();
            let reason = Text::new(
                format!("{due}：{}，{zh}“{}”", digits(value), reading.zh),
                format!("{due}: {} {en} \"{}\"", digits(value), reading.en),
            );
            return Verdict { value: Some((due, value)), required, state, reason };
        }
        if due <= self.model.project.period {
            return Verdict::open(Text::new(format!("{due} 没有数值"), format!("no value for {due}")));
        }
        self.on_path(node, stated, direction)
    }

    /// Judges a target that is not due yet by the straight path from its baseline.
    fn on_path(&self, node: usize, stated: &TargetSpec, direction: i8) -> Verdict {
        let (target, due) = (&stated.target, stated.period);
        let latest = self
            .panel
            .of_cell(node as u32, self.place as u32)
            .iter()
            .rev()
            .filter(|v| v.chosen && v.period < due && v.period <= self.model.project.period)
            .find_map(|v| Some((v.period, self.measured(node, target, v.period)?)));
        let Some((period, value)) = latest else {
            return Verdict::open(Text::new("尚无数值", "no value yet"));
        };
        let reference = self.reference(target, period);
        let (Some(goal), Some(met)) =
            (target.required(reference, direction), target.is_met(value, reference, direction))
        else {
            return Verdict::open(Text::new("缺少参照指标的数值", "the indicator to keep in step with has no value"));
        };
        let now = Some((period, value));
        let Some((start, base)) = stated.baseline.filter(|(start, _)| *start < due && *start <= period) else {
            let reason = Text::new("没有基期数值，无法判断进度", "there is no baseline to draw a path from");
            return Verdict { value: now, required: Some(goal), state: TargetState::NotAssessable, reason };
        };
        if met {
            let reason = Text::new(
                format!("{period} 已达到 {due} 的要求",),
                format!("what is due in {due} is reached in {period} already"),
            );
            return Verdict { value: now, required: Some(goal), state: TargetState::Ahead, reason };
        }
        let share = (period.midpoint() - start.midpoint()) / (due.midpoint() - start.midpoint());
        let required = base + (goal - base) * share;
        // Positive when the value lies beyond the path in the direction of the goal, as a share of the whole way.
        let way = goal - base;
        let lead = if way == 0.0 { 0.0 } else { (value - required) / way };
        let state = if lead < -1e-9 {
            TargetState::Behind
        } else if lead > LEAD {
            TargetState::Ahead
        } else {
            TargetState::OnSchedule
        };
        let reason = Text::new(
            format!("{period} 按直线进度应为 {}，实际 {}", digits(required), digits(value)),
            format!("the straight path asks for {} in {period}; it is {}", digits(required), digits(value)),
        );
        Verdict { value: now, required: Some(required), state, reason }
    }
}

fn direction(node: &Node) -> i8 {
    node.indicator.as_ref().map_or(0, |i| i.direction)
}

#[cfg(test)]
mod tests;
