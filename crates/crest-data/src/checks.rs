//! Data checks: named rules that find the faults of real panels.
//!
//! | rule | finds |
//! | --- | --- |
//! | `sum-of-parts` | parts that do not add up to their whole |
//! | `jump` | changes far beyond what is usual, single years apart from lasting shifts |
//! | `repeat` | values equal to the last digit to those of the year before |
//! | `row-slip` | blocks of rows that hold the values of the rows next to them |
//! | `source-conflict` | sources that disagree on one cell |
//! | `interpolation-run` | values on an exact line or growth path between two others |
//! | `territory-change` | changes of land area or of the territory a value refers to |
//! | `unit-change` | changes of level by a power of ten or another ratio of units |
//! | `sign` | negative values where none can be, zeros between large values |
//! | `duplicate-place` | two places that are one |
//! | `population-switch` | shifts of people counted that nothing else shows |
//! | `constant-column` | one value for a whole place, or for many places |
//! | `outlier` | values far from those of the group |
//!
//! Formulas, defaults and measured precision and recall stand in `docs/methods/data-checks.md`. A project changes
//! severity and parameters under `[checks.RULE]`; a parameter named `"name:CODE"` holds for one indicator only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crest_model::model::Model;
use crest_model::{Diagnostic, Location, Severity, nearest};

use crate::table::Table;
use crate::value::{Panel, Value};

mod change;
mod conflict;
mod constant;
mod duplicate;
#[cfg(test)]
mod fixture;
mod gather;
mod interpolation;
mod jump;
mod outlier;
mod parts;
mod population;
mod repeat;
mod rule;
mod series;
mod sign;
mod slip;
mod territory;
mod unit_change;

pub use rule::{Parameter, RULES, Rule};

use rule::{Hit, Settings};
use series::Input;

/// Reports what a rule found in a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// Kind of fault within the rule, such as `spike` and `shift` of rule `jump`.
    pub kind: &'static str,
    /// The finding in words, with its place in the files.
    pub diagnostic: Diagnostic,
    /// Cells concerned: positions of indicator and place in the model, and the period.
    pub cells: Vec<(u32, u32, crest_model::Period)>,
}

/// Runs every rule that is not switched off over a panel; `tables` stand by position in `Model::tables` and point from
/// values to the cells they were read from.
///
/// See [`check_with`] for what is promised.
pub fn check(model: &Model, panel: &Panel, tables: &[Option<&Table>]) -> Vec<Finding> {
    check_with(model, panel, &|value| {
        let table = tables.get(value.table as usize).copied().flatten()?;
        let (column, row) = (value.column as usize, value.row as usize);
        (column < table.columns().len() && row < table.n_rows()).then(|| table.location(column, row)).flatten()
    })
}

/// Runs every rule that is not switched off over a panel, with `locate` pointing from a value to its place in the files.
///
/// - Each source of an indicator is checked for itself, so that a fault is found whether its value is used or not.
/// - Order: rules as in [`RULES`], then by indicator, place and period. Slight findings are notes; grave ones have the
///   severity the project states, or the rule's own.
/// - Settings that no rule knows are findings too (`C2000`).
/// - Cost: about linear in the number of values. Determinism: a pure function of its arguments.
pub fn check_with(model: &Model, panel: &Panel, locate: &dyn Fn(&Value) -> Option<Location>) -> Vec<Finding> {
    let mut findings = unknown_settings(model);
    let input = gather::gather(model, panel);
    let settings: Vec<(Settings, Option<Severity>)> = RULES.iter().map(|rule| settings(model, rule)).collect();
    let on =
        |name: &str| settings.iter().find(|(s, severity)| s.rule.name == name && severity.is_some()).map(|(s, _)| s);
    let mut hits = run(&input, &panel.texts, &on);
    let rank = |name: &str| RULES.iter().position(|r| r.name == name);
    hits.sort_by(|a, b| {
        let key = |h: &Hit| (rank(h.rule), h.cells.first().copied(), h.kind, h.at);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    for hit in hits {
        let severity = settings.iter().find(|(s, _)| s.rule.name == hit.rule).and_then(|(_, severity)| *severity);
        findings.extend(severity.map(|severity| finding(panel, hit, severity, locate)));
    }
    findings
}

/// Returns the settings of a rule and the severity of its grave findings; `None` = switched off.
fn settings(model: &Model, rule: &'static Rule) -> (Settings, Option<Severity>) {
    let mut settings = Settings::defaults(rule.name);
    let mut severity = Some(rule.severity);
    if let Some(stated) = model.checks.get(rule.name) {
        settings.stated.clone_from(&stated.parameters);
        severity = match stated.severity.as_deref() {
            Some("off") => None,
            Some("note") => Some(Severity::Note),
            Some("warning") => Some(Severity::Warning),
            Some("error") => Some(Severity::Error),
            _ => severity,
        };
    }
    (settings, severity)
}

/// Reports settings that no rule knows, with the nearest name.
fn unknown_settings(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |message: String, value: &str, hint: Option<&str>| {
        let mut diagnostic = Diagnostic::warning("C2000", message).at(Location::file("crest.toml")).value(value);
        if let Some(name) = hint {
            diagnostic = diagnostic.hint(format!("did you mean `{name}`?"));
        }
        findings.push(Finding { rule: "settings", kind: "unknown", diagnostic, cells: Vec::new() });
    };
    for (name, setting) in &model.checks {
        let Some(rule) = RULES.iter().find(|r| r.name == name) else {
            let hint = nearest(name, RULES.iter().map(|r| r.name));
            report(format!("`[checks.{name}]` names no data check"), name, hint);
            continue;
        };
        for key in setting.parameters.keys() {
            let (parameter, indicator) = key.split_once(':').map_or((key.as_str(), None), |(p, i)| (p, Some(i)));
            if !rule.parameters.iter().any(|p| p.name == parameter) {
                let hint = nearest(parameter, rule.parameters.iter().map(|p| p.name));
                report(format!("data check `{name}` has no parameter `{parameter}`"), key, hint);
            } else if indicator.is_some_and(|i| !model.nodes.iter().any(|n| n.indicator.is_some() && n.code == i)) {
                let code = indicator.unwrap_or_default();
                let codes = model.nodes.iter().filter(|n| n.indicator.is_some()).map(|n| n.code.as_str());
                report(format!("`{key}` of data check `{name}` names no indicator"), key, nearest(code, codes));
            }
        }
    }
    findings
}

/// Runs the rules for which `on` gives settings.
fn run<'a>(input: &Input, texts: &[Arc<str>], on: &dyn Fn(&str) -> Option<&'a Settings>) -> Vec<Hit> {
    let changes: Vec<change::Changes> = input.tracks.iter().map(change::Changes::of).collect();
    // What several rules need is measured even where the rule of that name is off.
    let jump_settings = on("jump").cloned().unwrap_or_else(|| Settings::defaults("jump"));
    let constant_settings = on("constant-column").cloned().unwrap_or_else(|| Settings::defaults("constant-column"));
    let switch_area = on("population-switch").map_or(0.02, |s| s.number("area", ""));
    let area_changes = territory::changes_of_area(input, switch_area);
    let mut breaks: BTreeMap<(u32, i32), BTreeSet<u32>> = BTreeMap::new();
    let mut hits = Vec::new();
    if let Some(settings) = on("sum-of-parts") {
        hits.extend(parts::find(input, settings));
    }
    if let Some(settings) = on("source-conflict") {
        hits.extend(conflict::find(input, settings));
    }
    if let Some(settings) = on("duplicate-place") {
        hits.extend(duplicate::find(input, settings));
    }
    for (track, changes_of) in input.tracks.iter().zip(&changes) {
        let constant = constant::constant_places(input, &constant_settings, track);
        if !territory::tells_territory(input, track) {
            let jumps = jump::jumps(input, &jump_settings, track, changes_of);
            for jump in &jumps {
                breaks.entry((jump.place, jump.year)).or_default().insert(track.indicator);
            }
            if on("jump").is_some() {
                hits.extend(jump::report(input, track, changes_of, &jumps, &area_changes));
            }
        }
        if let Some(settings) = on("repeat") {
            hits.extend(repeat::find(input, settings, track, changes_of, &constant));
        }
        if let Some(settings) = on("row-slip") {
            hits.extend(slip::find(input, settings, track, changes_of));
        }
        if let Some(settings) = on("interpolation-run") {
            hits.extend(interpolation::find(input, settings, track, changes_of));
        }
        if let Some(settings) = on("unit-change") {
            hits.extend(unit_change::find(input, settings, track, changes_of));
        }
        if let Some(settings) = on("sign") {
            hits.extend(sign::find(input, settings, track));
        }
        if let Some(settings) = on("population-switch") {
            hits.extend(population::find(input, &changes, settings, (track, changes_of), &area_changes));
        }
        if on("constant-column").is_some() {
            hits.extend(constant::find(input, &constant_settings, track, &constant));
        }
        if let Some(settings) = on("outlier") {
            hits.extend(outlier::find(input, settings, track, changes_of));
        }
    }
    if let Some(settings) = on("territory-change") {
        hits.extend(territory::find(input, texts, settings, &breaks));
    }
    hits
}

/// Puts a hit into the words and places of a diagnostic.
fn finding(panel: &Panel, hit: Hit, severity: Severity, locate: &dyn Fn(&Value) -> Option<Location>) -> Finding {
    let value = |at: u32| panel.values.get(at as usize);
    let severity = if hit.grave { severity } else { Severity::Note };
    let mut diagnostic = Diagnostic::with_severity(rule::rule(hit.rule).code, severity, hit.message);
    let main = hit.at.and_then(value);
    diagnostic.location = main.and_then(locate);
    diagnostic.value = main.and_then(|v| {
        let written = panel.texts.get(v.written as usize).filter(|w| !w.is_empty()).map(ToString::to_string);
        written.or_else(|| v.number.map(series::show))
    });
    diagnostic.expected = hit.expected;
    diagnostic.hint = hit.hint;
    for (at, note) in hit.related {
        if let Some(location) = value(at).and_then(locate) {
            diagnostic.related.push((location, note));
        }
    }
    Finding { rule: hit.rule, kind: hit.kind, diagnostic, cells: hit.cells }
}

#[cfg(test)]
mod tests;
