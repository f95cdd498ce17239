//! `crest reach check-feed`: what is repaired in timetables and what a rider would miss.

use std::path::{Path, PathBuf};

use anyhow::Result;
use crest::reach::{FeedReport, FeedSource, SourceFile, check_feed, note_time_zones};
use crest_model::{Diagnostic, Lang};

use super::Found;
use crate::context::{Context, Exit};

/// Checks feeds one after the other; all that cannot be used are told.
pub(super) fn check(context: &mut Context, feeds: &[PathBuf], streets: Option<&Path>) -> Result<Found<Exit>> {
    let streets = streets.map(SourceFile::load).transpose()?;
    let mut mistakes: Vec<Diagnostic> = Vec::new();
    let mut reports = Vec::new();
    for feed in feeds {
        match check_feed(&FeedSource::load(feed)?, streets.as_ref()) {
            Ok(report) => reports.push(report),
            Err(found) => mistakes.extend(found),
        }
    }
    note_time_zones(&mut reports);
    if context.is_json() {
        context.json(&reports.iter().map(json).collect::<Vec<_>>())?;
    } else {
        reports.iter().for_each(|report| print(context, report));
    }
    Ok(if mistakes.is_empty() { Ok(Exit::Fine) } else { Err(mistakes) })
}

fn print(context: &mut Context, report: &FeedReport) {
    let [stops, routes, trips, calls, headways] = report.sizes;
    let (first, last) = report.days.clone().unwrap_or_else(|| ("—".to_owned(), "—".to_owned()));
    let (day, runs) = report.busiest.clone().unwrap_or_else(|| ("—".to_owned(), 0));
    let lines = match context.lang() {
        Lang::Zh => [
            format!("{}：站点{stops}，线路{routes}，车次{trips}，停靠{calls}，间隔行{headways}", report.name),
            format!("日历自{first}至{last}；前四周中{day}最多，{runs}班"),
        ],
        Lang::En => [
            format!(
                "{}: {stops} stops, {routes} routes, {trips} trips, {calls} calls, {headways} rows of headways",
                report.name
            ),
            format!("calendars from {first} to {last}; in the first four weeks most runs, {runs}, on {day}"),
        ],
    };
    lines.iter().for_each(|line| context.terminal.line(line));
    if report.findings.is_empty() {
        let line = context.terminal.say("没有发现问题", "nothing to complain about").to_owned();
        context.terminal.line(&line);
        return;
    }
    let header =
        [("代码", "code"), ("级别", "severity"), ("次数", "count"), ("处理", "what is done"), ("首例", "first place")];
    let header = header.map(|(zh, en)| context.terminal.say(zh, en).to_owned());
    let rows: Vec<Vec<String>> = report
        .findings
        .iter()
        .map(|own| {
            let severity = match own.severity {
                "info" => context.terminal.say("提示", "info"),
                "warning" => context.terminal.say("警告", "warning"),
                _ => context.terminal.say("错误", "error"),
            };
            let cells = [&own.code, severity, &own.count.to_string(), &own.done, &own.example];
            cells.map(str::to_owned).to_vec()
        })
        .collect();
    context.terminal.table(&header, &rows);
}

fn json(report: &FeedReport) -> serde_json::Value {
    let [stops, routes, trips, stop_times, frequencies] = report.sizes;
    let findings: Vec<serde_json::Value> = report
        .findings
        .iter()
        .map(|own| {
            serde_json::json!({
                "code": own.code, "severity": own.severity, "count": own.count, "example": own.example, "done": own.done,
            })
        })
        .collect();
    serde_json::json!({
        "feed": report.name, "stops": stops, "routes": routes, "trips": trips, "stop_times": stop_times,
        "frequencies": frequencies, "days": report.days, "busiest": report.busiest, "findings": findings,
    })
}
