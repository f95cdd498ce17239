//! `crest status`: what is behind, who answers for it, since when, and what it would take.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use crest_model::results::{Results, StateRollUp, TargetResult, Warning};
use crest_model::{Day, Lang, Text};
use crest_report::names::{Kind, Names};
use crest_report::strings;

use crate::commands::run::state_word;
use crate::context::{Context, Exit, write_file};
use crate::terminal::number;

/// Shows the warnings; with `all` every target and the counts of every part.
///
/// - `day`: as known then. `output`: where the list is written for a program.
/// - Exit code 3 when there is a warning of a target missed, behind or unlikely, or an overdue milestone.
pub(crate) fn status(
    context: &mut Context,
    directory: &Path,
    day: Option<&str>,
    all: bool,
    output: Option<&Path>,
) -> Result<Exit> {
    let project = context.open(directory)?;
    let day = day.map(str::parse::<Day>).transpose()?;
    let (results, exit) = context.run_as_of(&project, day)?;
    let Some(results) = results else { return Ok(exit) };
    if let Some(path) = output {
        write_list(&results, path)?;
        let label = context.terminal.say("已写入", "wrote").to_owned();
        context.terminal.note(&format!("{label} {}", path.display()));
    }
    let strategy = &results.strategy;
    if context.is_json() {
        context.json(&serde_json::json!({
            "project": results.project.id,
            "period": results.project.period,
            "known_at": results.known_at,
            "warnings": strategy.warnings,
            "rollups": strategy.rollups,
            "targets": if all { Some(&strategy.targets) } else { None },
        }))?;
    } else {
        print(context, &results, all);
    }
    Ok(match exit {
        Exit::Fine if !strategy.warnings.is_empty() => Exit::Attention,
        exit => exit,
    })
}

/// Writes the warnings as CSV or JSON.
fn write_list(results: &Results, path: &Path) -> Result<()> {
    let tables = crest_report::tables(results);
    let table = tables.iter().find(|table| table.name == "warnings").context("the results hold a table of warnings")?;
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => write_file(path, crest_report::csv(table).as_bytes()),
        Some("json") => write_file(path, &serde_json::to_vec_pretty(&crest_report::json(table))?),
        _ => bail!("{}: expected a file that ends in .csv or .json", path.display()),
    }
}

fn print(context: &mut Context, results: &Results, all: bool) {
    let lang = context.lang();
    let names = Names::build(results);
    context.terminal.line(&format!("{} · {}", results.project.name.show(lang), results.project.period));
    if let Some(known) = &results.known_at {
        let line = match lang {
            Lang::Zh => format!(
                "按 {} 当日所知：{} 个数值因发布更晚而不计；{} 个数值未注明发布时间，视为期末即知",
                known.day, known.left_out, known.undated
            ),
            Lang::En => format!(
                "as known on {}: {} values published later are left out; {} values without a date of publication count from the end of their period",
                known.day, known.left_out, known.undated
            ),
        };
        context.terminal.line(&line);
    }
    let strategy = &results.strategy;
    let counts: Vec<String> = crest_model::results::TargetState::ALL
        .iter()
        .rev()
        .filter_map(|&state| {
            let n = strategy.targets.iter().filter(|t| t.state == state).count();
            (n > 0).then(|| format!("{} {n}", state_word(state, lang)))
        })
        .collect();
    let label = context.terminal.say("目标", "targets").to_owned();
    let none = context.terminal.say("未设", "none").to_owned();
    context.terminal.line(&format!("{label}: {}", if counts.is_empty() { none } else { counts.join(" · ") }));
    for warning in &strategy.warnings {
        tell(context, &names, warning);
    }
    if strategy.warnings.is_empty() {
        let line = context.terminal.say("没有需要关注的事项", "nothing calls for attention").to_owned();
        context.terminal.line(&line);
    }
    if all {
        targets(context, &names, &strategy.targets);
        parts(context, &names, &strategy.rollups);
    }
}

fn tell(context: &mut Context, names: &Names<'_>, warning: &Warning) {
    let lang = context.lang();
    let kind = strings::word("warning", &warning.kind);
    let subject = match warning.indicator.as_str() {
        "" => names.part("action", &warning.subject),
        code => names.node(code),
    };
    let place = names.place(&warning.place);
    let binding = if warning.binding { context.terminal.say("（约束性）", " (binding)") } else { "" }.to_owned();
    let place = if warning.place.is_empty() { String::new() } else { format!(" · {}", place.show(lang)) };
    context.terminal.line("");
    context.terminal.line(&format!("{}{binding}: {}{place} · {}", kind.show(lang), subject.show(lang), warning.period));
    let answers: Vec<Text> = warning.answers.iter().map(|id| names.other(Kind::Department, id)).collect();
    let nobody = Text::new("未注明", "nobody is named");
    let answers = if answers.is_empty() { nobody } else { crest_report::names::join(&answers) };
    let rows = [
        ("原因", "why", warning.words.clone()),
        ("责任部门", "answers", answers),
        (
            "自",
            "since",
            Text::new(warning.since.clone().unwrap_or_default(), warning.since.clone().unwrap_or_default()),
        ),
        ("所需", "needed", warning.needed.clone()),
    ];
    for (zh, en, text) in rows {
        let shown = text.show(lang);
        if !shown.is_empty() {
            let label = context.terminal.say(zh, en).to_owned();
            context.terminal.line(&format!("  {label}: {shown}"));
        }
    }
}

fn words(lang: Lang, zh: &[&str], en: &[&str]) -> Vec<String> {
    let list = if lang == Lang::Zh { zh } else { en };
    list.iter().map(|&word| word.to_owned()).collect()
}

fn targets(context: &mut Context, names: &Names<'_>, targets: &[TargetResult]) {
    let lang = context.lang();
    let rows: Vec<Vec<String>> = targets
        .iter()
        .map(|target| {
            let ahead = target.forecast.as_ref();
            vec![
                target.id.clone(),
                names.node(&target.indicator).show(lang).to_owned(),
                target.period.clone(),
                target.sentence.clone(),
                number(target.value, 6),
                number(target.required, 6),
                state_word(target.state, lang).to_owned(),
                ahead.map_or_else(
                    || target.forecast_note.show(lang).to_owned(),
                    |a| {
                        format!(
                            "{} ({}–{})",
                            number(Some(a.value), 4),
                            number(Some(a.lower), 4),
                            number(Some(a.upper), 4)
                        )
                    },
                ),
                ahead.and_then(|ahead| ahead.chance).map_or("—".to_owned(), |c| format!("{:.0}%", c * 100.0)),
            ]
        })
        .collect();
    let header = words(
        lang,
        &["目标", "指标", "时期", "表述", "值", "应达", "状态", "预测", "可能性"],
        &["target", "indicator", "period", "sentence", "value", "required", "state", "forecast", "chance"],
    );
    context.terminal.line("");
    context.terminal.table(&header, &rows);
}

fn parts(context: &mut Context, names: &Names<'_>, parts: &[StateRollUp]) {
    let lang = context.lang();
    let rows: Vec<Vec<String>> = parts
        .iter()
        .filter_map(|part| Some((part, part.worst?)))
        .map(|(part, worst)| {
            let mut row = vec![
                strings::word("part", &part.kind).show(lang).to_owned(),
                names.part(&part.kind, &part.id).show(lang).to_owned(),
                state_word(worst, lang).to_owned(),
            ];
            row.extend(part.states.iter().map(|(_, n)| n.to_string()));
            row
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let mut header = words(lang, &["部分", "名称", "最差状态"], &["part", "name", "worst"]);
    header.extend(crest_model::results::TargetState::ALL.iter().map(|&state| state_word(state, lang).to_owned()));
    context.terminal.line("");
    context.terminal.table(&header, &rows);
}
