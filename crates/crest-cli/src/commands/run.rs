//! `crest run`: the main job, from a directory of files to a ranked, explained, reported strategy.

use std::path::Path;

use anyhow::Result;
use crest_model::results::{Results, TargetState};
use crest_model::{Lang, Severity};

use crate::commands::rank::ranking;
use crate::context::{Context, Exit, write_file};

/// Places shown in the summary.
const SHOWN: usize = 15;

/// Runs the project and writes the report: `report` is `None` for no report, `Some(None)` for its usual place.
pub(crate) fn run(
    context: &mut Context,
    directory: &Path,
    scenario: Option<&str>,
    report: Option<Option<&Path>>,
) -> Result<Exit> {
    let project = context.open(directory)?;
    let Ok(scenario) = context.scenario_option(&project, scenario) else { return Ok(Exit::Findings) };
    context.remember = true;
    let (results, exit) = context.run(&project, scenario.as_ref())?;
    let Some(results) = results else { return Ok(exit) };
    if context.is_json() {
        context.json(&results)?;
    } else {
        summary(context, &results);
    }
    if let Some(path) = report {
        let usual = directory.join("report.html");
        let path = path.unwrap_or(&usual);
        let options = crest_report::PageOptions { lang: context.lang(), ..crest_report::PageOptions::default() };
        write_file(path, crest_report::page(&results, &options).as_bytes())?;
        let label = context.terminal.say("报告", "report").to_owned();
        context.terminal.note(&format!("{label}: {}", path.display()));
    }
    Ok(exit)
}

/// Prints the summary of a run.
fn summary(context: &mut Context, results: &Results) {
    let lang = context.lang();
    let scenario = results.run.scenario.as_ref().map_or(String::new(), |s| format!(" · {}", s.show(lang)));
    context.terminal.line(&format!("{} · {}{scenario}", results.project.name.show(lang), results.project.period));
    if results.project.synthetic {
        let line = context
            .terminal
            .say("数据为合成，并非真实统计", "the figures are synthetic, not real statistics")
            .to_owned();
        context.terminal.line(&line);
    }
    if let Some((header, rows)) = ranking(results, lang, None, None, usize::MAX) {
        let more = rows.len().saturating_sub(SHOWN);
        context.terminal.line("");
        context.terminal.table(&header, &rows[..rows.len().min(SHOWN)]);
        if more > 0 {
            let line = match lang {
                Lang::Zh => format!("…… 另有 {more} 个（crest rank）"),
                Lang::En => format!("… and {more} more (crest rank)"),
            };
            context.terminal.line(&line);
        }
    }
    if let Some(certainty) = &results.certainty {
        let (first, draws) = (certainty.method == "enumerated", certainty.draws);
        let line = match (first, lang) {
            (true, Lang::Zh) => format!("名次区间：穷举 {draws} 种组合（crest certainty）"),
            (true, Lang::En) => format!("intervals of ranks: all {draws} combinations (crest certainty)"),
            (false, Lang::Zh) => format!("名次区间：抽样 {draws} 次（crest certainty）"),
            (false, Lang::En) => format!("intervals of ranks: {draws} draws (crest certainty)"),
        };
        context.terminal.line(&line);
    }
    let targets = &results.strategy.targets;
    if !targets.is_empty() {
        let counts: Vec<String> = TargetState::ALL
            .iter()
            .rev()
            .filter_map(|&state| {
                let n = targets.iter().filter(|t| t.state == state).count();
                (n > 0).then(|| format!("{} {n}", state_word(state, lang)))
            })
            .collect();
        let label = context.terminal.say("目标", "targets").to_owned();
        context.terminal.line("");
        context.terminal.line(&format!("{label}: {}", counts.join(" · ")));
        for target in targets.iter().filter(|t| matches!(t.state, TargetState::Missed | TargetState::Behind)) {
            let name = results.nodes.iter().find(|n| n.code == target.indicator).map_or("", |n| n.name.show(lang));
            let state = state_word(target.state, lang);
            context.terminal.line(&format!("  {state}: {name} — {}", target.reason.show(lang)));
        }
    }
    let count = |severity| results.findings.iter().filter(|d| d.severity == severity).count();
    let (warnings, notes) = (count(Severity::Warning), count(Severity::Note));
    let (chosen, other) = (
        results.values.iter().filter(|v| v.chosen && v.number.is_some()).count(),
        results.values.iter().filter(|v| !v.chosen && v.number.is_some()).count(),
    );
    let line = match lang {
        Lang::Zh => format!(
            "数据: 采用 {chosen} 个数值，另有 {other} 个未采用；{warnings} 个警告，{notes} 条提示（crest check --data）"
        ),
        Lang::En => {
            format!(
                "data: {chosen} values used, {other} not chosen; {warnings} warnings, {notes} notes (crest check --data)"
            )
        }
    };
    context.terminal.line(&line);
    let label = context.terminal.say("运行", "run").to_owned();
    context.terminal.line(&format!("{label}: {}", &results.run.id[..12.min(results.run.id.len())]));
}

/// Names a state of a target.
pub(crate) fn state_word(state: TargetState, lang: Lang) -> &'static str {
    match (state, lang) {
        (TargetState::Missed, Lang::Zh) => "未达成",
        (TargetState::Behind, Lang::Zh) => "滞后",
        (TargetState::NotAssessable, Lang::Zh) => "无法评估",
        (TargetState::OnSchedule, Lang::Zh) => "符合进度",
        (TargetState::Ahead, Lang::Zh) => "超前",
        (TargetState::Met, Lang::Zh) => "已达成",
        (TargetState::NotAssessable, Lang::En) => "not assessable",
        (TargetState::OnSchedule, Lang::En) => "on schedule",
        (state, Lang::En) => state.word(),
    }
}
