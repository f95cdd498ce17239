//! What the path of a target asks for at a period on the way.

use crest_model::model::{Accrual, TargetPath};
use crest_model::target::{Measure, TargetKind};
use crest_model::{Period, Text};

use super::Case;
use crate::explain::digits;

/// What is required at a period.
pub(super) struct Required {
    /// The number.
    pub(super) number: f64,
    /// From baseline to target; the target itself where the path is flat.
    pub(super) way: f64,
    /// True where the same number is asked for all the way.
    pub(super) is_flat: bool,
    /// What asks for it, both languages.
    pub(super) words: Text,
}

/// Names a path, both languages.
pub(super) fn in_words(path: &TargetPath) -> Text {
    match path {
        TargetPath::Linear => Text::new("直线", "straight"),
        TargetPath::Compound => Text::new("复利", "compound"),
        TargetPath::None => Text::new("无", "none"),
        TargetPath::Points(points) => {
            let list: Vec<String> = points.iter().map(|(at, number)| format!("{at}={}", digits(*number))).collect();
            Text::new(format!("给定：{}", list.join("；")), format!("given: {}", list.join("; ")))
        }
    }
}

/// Tells whether the figure adds up within a year, so that a part of a year cannot be held against a whole one.
pub(super) fn is_flow(case: &Case<'_>) -> bool {
    let indicator = case.series.model.nodes[case.node].indicator.as_ref();
    // A part of a year is taken for a state only where the project says so.
    indicator.is_none_or(|i| i.accrual != Some(Accrual::PointInTime))
}

/// Tells whether a period is a part of the year that is due, of an amount that adds up.
pub(super) fn is_flow_within(case: &Case<'_>, period: Period) -> bool {
    is_flow(case) && period.is_within(case.stated.period) && !case.target().is_in_points()
}

/// Gives what is required at a period on the way to `goal`; `Err` says why nothing is.
pub(super) fn required(case: &Case<'_>, goal: f64, period: Period) -> Result<Required, Text> {
    let (stated, due) = (case.stated, case.stated.period);
    if stated.path == TargetPath::None {
        return Err(Text::new(
            "目标未设轨迹，到期前不作判断",
            "the target has no path; nothing is said before it is due",
        ));
    }
    let flat = |zh: &str, en: &str| Ok(Required { number: goal, way: goal, is_flat: true, words: Text::new(zh, en) });
    let is_step = matches!(stated.target.kind, TargetKind::InStepWith { .. });
    match stated.target.measure {
        Measure::MeanGrowth | Measure::Mean if stated.baseline.is_some() => return flat("年均要求", "the yearly mean"),
        Measure::Growth | Measure::MeanGrowth | Measure::Change if period.is_within(due) => {
            return flat("全年要求", "the target of the year");
        }
        Measure::Level | Measure::Mean
            if period.is_within(due) && (is_step || stated.target.is_in_points()) && accrues(case) =>
        {
            return flat("全年要求", "the target of the year");
        }
        _ => {}
    }
    let points = match &stated.path {
        TargetPath::Points(points) => points.as_slice(),
        _ => &[],
    };
    if is_flow_within(case, period) && accrues(case) && stated.target.measure != Measure::Total && points.is_empty() {
        let share = (period.end() - f64::from(due.year())) / due.share_of_year();
        return Ok(Required {
            number: goal * share,
            way: goal,
            is_flat: false,
            words: Text::new("时间进度", "the share of the year gone by"),
        });
    }
    let start = match stated.target.measure {
        // What is counted since the baseline begins at nothing there.
        Measure::Total | Measure::TotalGrowth => stated.baseline.map(|(start, _)| (start, 0.0)),
        _ => case.start(),
    };
    let start = start.filter(|(start, _)| start.end() < due.end() && start.end() <= period.end());
    if !points.is_empty() {
        return through(points, start, (due, goal), period);
    }
    let Some((start, base)) = start else {
        return Err(match stated.baseline {
            Some((start, None)) => {
                Text::new(format!("基期 {start} 没有数值"), format!("the baseline {start} has no value"))
            }
            _ => Text::new("没有基期数值，无法判断进度", "there is no baseline to draw a path from"),
        });
    };
    let share = (period.end() - start.end()) / (due.end() - start.end());
    let (number, words) = match stated.path {
        TargetPath::Compound if stated.target.measure == Measure::TotalGrowth && goal > -100.0 => {
            (((1.0 + goal / 100.0).powf(share) - 1.0) * 100.0, Text::new("复利进度", "the compound path"))
        }
        TargetPath::Compound if base > 0.0 && goal > 0.0 => {
            (base * (goal / base).powf(share), Text::new("复利进度", "the compound path"))
        }
        _ => (base + (goal - base) * share, Text::new("直线进度", "the straight path")),
    };
    Ok(Required { number, way: goal - base, is_flat: false, words })
}

fn accrues(case: &Case<'_>) -> bool {
    let indicator = case.series.model.nodes[case.node].indicator.as_ref();
    indicator.is_some_and(|i| matches!(i.accrual, Some(Accrual::YearToDate | Accrual::PerPeriod)))
}

/// Goes straight from point to point.
fn through(
    points: &[(Period, f64)],
    start: Option<(Period, f64)>,
    (due, goal): (Period, f64),
    period: Period,
) -> Result<Required, Text> {
    let mut known: Vec<(Period, f64)> = start.into_iter().chain(points.iter().copied()).collect();
    let base = known.first().map_or(goal, |(_, number)| *number);
    known.push((due, goal));
    let at = period.end();
    let after = known.iter().position(|(point, _)| point.end() >= at - 1e-9);
    let words = Text::new("给定轨迹", "the given path");
    let found = |number| Ok(Required { number, way: goal - base, is_flat: false, words: words.clone() });
    match after {
        Some(next) if (known[next].0.end() - at).abs() < 1e-9 => found(known[next].1),
        Some(next) if next > 0 => {
            let ((a, x), (b, y)) = (known[next - 1], known[next]);
            found(x + (y - x) * (at - a.end()) / (b.end() - a.end()))
        }
        _ => Err(Text::new(
            format!("给定轨迹始于 {}，之前不作判断", known[0].0),
            format!("the given path begins in {}; nothing is said before", known[0].0),
        )),
    }
}
