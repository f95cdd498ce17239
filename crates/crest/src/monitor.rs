//! How each target stands: met, missed, ahead of its path, on it, behind it, or not assessable, with the reason; since when,
//! what it would take, and where the figure goes by itself.
//!
//! Long form: `docs/guide/targets.md` for the states, `docs/methods/forecast.md` for the forecast.

use crest_data::value::Panel;
use crest_model::model::{Model, TargetSpec};
use crest_model::results::{TargetResult, TargetState};
use crest_model::target::{Measure, TargetKind};
use crest_model::{Period, Target, Text};

use crate::explain::digits;
use series::Series;

mod answers;
mod outlook;
mod path;
mod rollup;
mod series;
mod warnings;

pub(crate) use rollup::roll_up;
pub(crate) use warnings::warnings;

/// Judges all targets: those of the strategy, then those of the framework for every ranked place in the measured period.
///
/// - A value at the due period decides: met or missed. Where there is none and the due period is not over, the latest earlier
///   value is held against the path; without a path nothing is said, for last year's growth rate tells nothing about this
///   year's. The growth so far within the year of the target is held against the target itself.
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
                binding: target.binding.unwrap_or(false),
                baseline: None,
                path: model.targets.path.clone(),
                source: String::new(),
                department: String::new(),
                location: node.location.clone(),
            };
            results.push(judge(model, panel, &stated));
        }
    }
    results
}

/// The end of what counts as past, as a fractional year: that of the measured period, or the day as of which is asked.
pub(crate) fn now(model: &Model) -> f64 {
    model.choice.known_at.map_or_else(|| model.project.period.end(), crest_model::Day::end)
}

fn judge(model: &Model, panel: &Panel, stated: &TargetSpec) -> TargetResult {
    let place = model.places.iter().position(|p| p.id == stated.place).expect("target places are checked");
    let node = model.nodes.iter().position(|n| n.code == stated.indicator).expect("target indicators are checked");
    let case = Case {
        series: Series { model, panel, place },
        node,
        stated,
        direction: model.nodes[node].indicator.as_ref().map_or(0, |i| i.direction),
        now: now(model),
    };
    let verdict = case.verdict();
    let outlook = case.outlook(&verdict);
    let need = case.need(&verdict);
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
        since: case.since(&verdict).map(|period| period.to_string()),
        reason: verdict.reason,
        source: stated.source.clone(),
        department: stated.department.clone(),
        answers: answers::answers(model, stated),
        measure: stated.target.measure.word().to_owned(),
        tolerance: stated.target.tolerance().filter(|_| case.knows_tolerance()),
        path: path::in_words(&stated.path),
        baseline: case.start().map(|(start, value)| (start.to_string(), value)),
        rolled_up: verdict.value.is_some_and(|(period, _)| case.series.is_rolled_up(node, period)),
        gap: need.gap,
        needed_per_year: need.per_year,
        pace_per_year: need.pace,
        needed: need.words,
        forecast: outlook.as_ref().ok().cloned(),
        forecast_note: outlook.err().unwrap_or_default(),
    }
}

/// A target with everything it is judged by.
struct Case<'a> {
    series: Series<'a>,
    node: usize,
    stated: &'a TargetSpec,
    /// Direction of the indicator.
    direction: i8,
    /// End of what is past, as a fractional year.
    now: f64,
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

/// What it would take to reach the target.
struct Need {
    gap: Option<f64>,
    per_year: Option<f64>,
    pace: Option<f64>,
    words: Text,
}

fn no_reference() -> Text {
    Text::new("缺少参照指标的数值", "the indicator to keep in step with has no value")
}

impl Case<'_> {
    fn target(&self) -> &Target {
        &self.stated.target
    }

    fn measured(&self, period: Period) -> Option<f64> {
        self.series.measured(self.node, self.stated, period)
    }

    fn knows_tolerance(&self) -> bool {
        match self.target().kind {
            TargetKind::Stated { .. } => self.direction == 0,
            _ => true,
        }
    }

    /// Which side of the number is better: +1 above, −1 below, 0 where both ends count.
    fn side(&self) -> i8 {
        match self.target().kind {
            TargetKind::AtLeast { .. } | TargetKind::Positive => 1,
            TargetKind::AtMost { .. } | TargetKind::Negative => -1,
            _ => self.target().direction(self.direction),
        }
    }

    fn verdict(&self) -> Verdict {
        let (target, due) = (self.target(), self.stated.period);
        if due.end() <= self.now + 1e-9 || self.series.model.choice.known_at.is_none() {
            if let Some(value) = self.measured(due) {
                return self.decided(value);
            }
            if due.end() <= self.now + 1e-9 {
                return Verdict::open(Text::new(format!("{due} 没有数值"), format!("no value for {due}")));
            }
        }
        let Some((period, value)) = self.latest() else {
            return Verdict::open(Text::new("尚无数值", "no value yet"));
        };
        let reference = self.series.reference(self.stated, period);
        let Some(goal) = target.required(reference, self.direction) else { return Verdict::open(no_reference()) };
        match path::required(self, goal, period) {
            Err(reason) => {
                let state = TargetState::NotAssessable;
                Verdict { value: Some((period, value)), required: Some(goal), state, reason }
            }
            Ok(on_path) => self.on_path((period, value), reference, goal, &on_path),
        }
    }

    /// Judges a value of the due period.
    fn decided(&self, value: f64) -> Verdict {
        let (target, due) = (self.target(), self.stated.period);
        let reference = self.series.reference(self.stated, due);
        let required = target.required(reference, self.direction);
        let Some(met) = target.is_met(value, reference, self.direction) else {
            return Verdict { value: Some((due, value)), ..Verdict::open(no_reference()) };
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
        Verdict { value: Some((due, value)), required, state, reason }
    }

    /// Periods with a value that tell how the target is under way, oldest first.
    ///
    /// A part of a year counts where it can be compared: within the year of the target where the project says how the year adds
    /// up, or the sentence speaks of growth; elsewhere where the figure is a state.
    fn under_way(&self) -> Vec<Period> {
        let due = self.stated.period;
        let mut periods = self.series.periods(self.node);
        let is_told = self.series.model.nodes[self.node].indicator.as_ref().is_some_and(|i| i.accrual.is_some());
        let grows = matches!(self.target().measure, Measure::Growth | Measure::Change | Measure::MeanGrowth);
        periods.retain(|&p| {
            let is_kind = p.share_of_year() == due.share_of_year()
                || p.is_within(due) && (is_told || grows)
                || !path::is_flow(self);
            p != due && p.end() <= self.now + 1e-9 && p.end() <= due.end() && is_kind
        });
        // Of two that end together the longer one speaks.
        periods.sort_by(|a, b| a.end().total_cmp(&b.end()).then(a.share_of_year().total_cmp(&b.share_of_year())));
        periods
    }

    fn latest(&self) -> Option<(Period, f64)> {
        self.under_way().into_iter().rev().find_map(|period| Some((period, self.measured(period)?)))
    }

    /// Judges a target that is not due yet.
    fn on_path(
        &self,
        (period, value): (Period, f64),
        reference: Option<f64>,
        goal: f64,
        on_path: &path::Required,
    ) -> Verdict {
        let due = self.stated.period;
        let required = on_path.number;
        let verdict = |state, reason| Verdict { value: Some((period, value)), required: Some(required), state, reason };
        let is_met = self.target().is_met(value, reference, self.direction);
        if is_met == Some(true) && !on_path.is_flat {
            let reason = Text::new(
                format!("{period} 已达到 {due} 的要求"),
                format!("what is due in {due} is reached in {period} already"),
            );
            return Verdict { required: Some(goal), ..verdict(TargetState::Ahead, reason) };
        }
        let state = self.state_on_path(value, goal, on_path);
        let reason = Text::new(
            format!("{period} 按{}应为 {}，实际 {}", on_path.words.zh, digits(required), digits(value)),
            format!("{} asks for {} in {period}; it is {}", on_path.words.en, digits(required), digits(value)),
        );
        verdict(state, reason)
    }

    /// State of a value against what the path asks: a shortfall within the tolerance is on schedule, a lead of more than the
    /// stated share of the way is ahead.
    fn state_on_path(&self, value: f64, goal: f64, on_path: &path::Required) -> TargetState {
        let tolerance = self.target().tolerance().filter(|_| self.knows_tolerance()).unwrap_or(0.0);
        let rounding = 1e-9 * value.abs().max(on_path.number.abs());
        let lead = value - on_path.number;
        let lead = match self.side() {
            // Of a watched figure the way itself says which direction is meant.
            0 if on_path.way == 0.0 => -lead.abs(),
            0 => lead * on_path.way.signum(),
            side => lead * f64::from(side),
        };
        let whole = if on_path.way == 0.0 { goal.abs() } else { on_path.way.abs() };
        if lead < -tolerance - rounding {
            TargetState::Behind
        } else if lead > self.series.model.targets.ahead * whole + rounding {
            TargetState::Ahead
        } else {
            TargetState::OnSchedule
        }
    }

    /// The period since which a target has been missed or behind without a break, as far as values tell.
    fn since(&self, verdict: &Verdict) -> Option<Period> {
        match verdict.state {
            TargetState::Missed => Some(self.stated.period),
            TargetState::Behind => {
                let mut since = None;
                for period in self.under_way().into_iter().rev() {
                    let Some(value) = self.measured(period) else { continue };
                    let reference = self.series.reference(self.stated, period);
                    let Some(goal) = self.target().required(reference, self.direction) else { break };
                    let Ok(on_path) = path::required(self, goal, period) else { break };
                    if self.state_on_path(value, goal, &on_path) != TargetState::Behind {
                        break;
                    }
                    since = Some(period);
                }
                since
            }
            _ => None,
        }
    }

    /// The baseline with its value, stated or found.
    fn start(&self) -> Option<(Period, f64)> {
        let (start, value) = self.stated.baseline?;
        Some((start, value.or_else(|| self.measured(start))?))
    }

    /// Says what it would take to reach the target.
    fn need(&self, verdict: &Verdict) -> Need {
        let none = Need { gap: None, per_year: None, pace: None, words: Text::default() };
        let Some((period, value)) = verdict.value else { return none };
        let due = self.stated.period;
        let reference = self.series.reference(self.stated, period);
        let Some(goal) = self.target().required(reference, self.direction) else { return none };
        let is_met = self.target().is_met(value, reference, self.direction);
        let gap = if is_met == Some(true) { 0.0 } else { goal - value };
        let unit = self.unit();
        match verdict.state {
            TargetState::Missed => Need {
                gap: Some(gap),
                words: Text::new(
                    format!("差 {}{}", digits(gap.abs()), unit.zh),
                    format!("short by {}{}", digits(gap.abs()), unit.en),
                ),
                ..none
            },
            TargetState::Behind | TargetState::OnSchedule | TargetState::NotAssessable
                if gap != 0.0 && period != due =>
            {
                let left = due.end() - period.end();
                let is_level = matches!(self.target().measure, Measure::Level | Measure::Total | Measure::Share);
                let per_year = (is_level && left > 1e-9).then(|| gap / left);
                let pace = self.start().filter(|_| is_level).and_then(|(start, base)| {
                    let begun = period.end() - start.end();
                    let base = if self.target().measure == Measure::Total { 0.0 } else { base };
                    (begun > 1e-9 && !path::is_flow_within(self, period)).then(|| (value - base) / begun)
                });
                let mut zh = format!("距 {due} 的要求差 {}{}", digits(gap.abs()), unit.zh);
                let mut en = format!("{}{} from what is due in {due}", digits(gap.abs()), unit.en);
                if let Some(per_year) = per_year {
                    zh.push_str(&format!("，每年需变动 {:+}", Rounded(per_year)));
                    en.push_str(&format!(", a change of {:+} a year", Rounded(per_year)));
                }
                if let Some(pace) = pace {
                    zh.push_str(&format!("，迄今每年 {:+}", Rounded(pace)));
                    en.push_str(&format!("; so far {:+} a year", Rounded(pace)));
                }
                Need { gap: Some(gap), per_year, pace, words: Text::new(zh, en) }
            }
            _ => Need { gap: Some(gap), ..none },
        }
    }

    /// Unit of the measured number for readers, with the blank before it.
    fn unit(&self) -> Text {
        let target = self.target();
        match &target.unit {
            _ if target.is_in_points() => Text::new(" 个百分点", " percentage points"),
            _ if target.measure == Measure::Rank => Text::new(" 位", " places"),
            Some(unit) if unit.written != "1" => Text::new(format!(" {}", unit.written), format!(" {}", unit.written)),
            _ => Text::default(),
        }
    }
}

/// Writes a number with six significant digits and, where asked, its sign.
struct Rounded(f64);

impl std::fmt::Display for Rounded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if f.sign_plus() && self.0 >= 0.0 {
            f.write_str("+")?;
        }
        f.write_str(&digits(self.0))
    }
}

#[cfg(test)]
mod tests;
