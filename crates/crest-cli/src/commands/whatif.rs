//! `crest whatif`: everything that a scenario changes, and why.

use std::path::Path;

use anyhow::{Result, bail};
use crest::diff::Diff;
use crest_model::results::Results;
use crest_model::{Lang, Model};

use crate::context::{Context, Exit};
use crate::terminal::number;

/// Changes given on the command line.
pub(crate) struct Changes {
    pub(crate) set: Vec<String>,
    pub(crate) weight: Vec<String>,
    pub(crate) method: Vec<String>,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.set.is_empty() && self.weight.is_empty() && self.method.is_empty()
    }

    /// Writes the changes as a scenario file.
    fn as_scenario(&self, model: &Model) -> Result<String> {
        let mut text = String::from("name = { zh = \"命令行\", en = \"command line\" }\n");
        let quoted = |s: &str| format!("{s:?}");
        for change in &self.set {
            let (cell, op, value) = split_assignment(change)?;
            let mut parts = cell.split('@');
            let (Some(indicator), Some(place)) = (parts.next(), parts.next()) else {
                bail!("`{change}`: expected INDICATOR@PLACE=NUMBER or INDICATOR@PLACE@PERIOD=NUMBER");
            };
            text.push_str(&format!(
                "\n[[modify]]\nop = \"{op}\"\nindicator = {}\nplace = {}\nvalue = {value}\n",
                quoted(indicator),
                quoted(id_of(model, place))
            ));
            if let Some(period) = parts.next() {
                text.push_str(&format!("period = {}\n", quoted(period)));
            }
        }
        for change in &self.weight {
            let (node, op, value) = split_assignment(change)?;
            if op != "set" {
                bail!("`{change}`: expected CODE=NUMBER");
            }
            text.push_str(&format!("\n[[modify]]\nop = \"weight\"\nnode = {}\nvalue = {value}\n", quoted(node)));
        }
        for change in &self.method {
            let Some((key, value)) = change.split_once('=') else { bail!("`{change}`: expected KEY=VALUE") };
            let is_number = value.trim().parse::<f64>().is_ok();
            let value =
                if is_number || value.trim().starts_with(['[', '{']) { value.to_owned() } else { quoted(value.trim()) };
            text.push_str(&format!("\n[[modify]]\nop = \"method\"\nkey = {}\nvalue = {value}\n", quoted(key.trim())));
        }
        Ok(text)
    }
}

/// Finds the id of a place called by its id or by either name; an unknown name stays as it is and is reported later.
fn id_of<'a>(model: &'a Model, name: &'a str) -> &'a str {
    let is = |p: &&crest_model::model::Place| p.id == name || p.name.zh == name || p.name.en.eq_ignore_ascii_case(name);
    model.places.iter().find(is).map_or(name, |place| place.id.as_str())
}

/// Splits `cell=1`, `cell+=1`, `cell-=1`, `cell*=1` into cell, operation and number.
fn split_assignment(change: &str) -> Result<(&str, &'static str, f64)> {
    let Some((left, right)) = change.split_once('=') else { bail!("`{change}`: expected an assignment, such as x=1") };
    let (cell, op, sign) = match left.chars().next_back() {
        Some('+') => (&left[..left.len() - 1], "add", 1.0),
        Some('-') => (&left[..left.len() - 1], "add", -1.0),
        Some('*') => (&left[..left.len() - 1], "multiply", 1.0),
        _ => (left, "set", 1.0),
    };
    match right.trim().parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((cell.trim(), op, sign * value)),
        _ => bail!("`{change}`: `{right}` is not a number"),
    }
}

/// Computes the scenario over the baseline and prints the difference.
pub(crate) fn whatif(
    context: &mut Context,
    directory: &Path,
    scenario: Option<&str>,
    changes: &Changes,
) -> Result<Exit> {
    let project = context.open(directory)?;
    let Some(model) = &project.model else {
        context.show(&project.diagnostics, &project.root);
        return Ok(Exit::Findings);
    };
    let mut resolved = match scenario {
        Some(name) => match context.scenario(&project, name) {
            Some(scenario) => scenario,
            None => return Ok(Exit::Findings),
        },
        None if changes.is_empty() => bail!("name a scenario, or give --set, --weight or --method"),
        None => project
            .scenario_of("command-line", "name = { en = \"command line\" }")
            .map_err(|_| anyhow::anyhow!("an empty scenario is always read"))?,
    };
    if !changes.is_empty() {
        match project.scenario_of("command-line", &changes.as_scenario(model)?) {
            Ok(more) => resolved.modifications.extend(more.modifications),
            Err(found) => {
                context.show(&found, &project.root);
                return Ok(Exit::Findings);
            }
        }
    }
    context.session(&project, |context, session| match session.what_if(&resolved) {
        Ok((results, diff)) => {
            if context.is_json() {
                context.json(&diff)?;
            } else {
                print(context, &diff, &results);
                let notes: Vec<_> = results.findings.iter().filter(|d| d.code == "C0905").cloned().collect();
                context.show(&notes, &project.root);
            }
            Ok(Ok(Exit::Fine))
        }
        Err(error) => Ok(Err(error)),
    })
}

/// Scores shown per list before the rest is only counted.
const SHOWN: usize = 30;

/// Prints a difference for people.
pub(crate) fn print(context: &mut Context, diff: &Diff, results: &Results) {
    let lang = context.lang();
    if diff.is_empty() {
        let line = context.terminal.say("没有变化", "nothing changes").to_owned();
        context.terminal.line(&line);
        return;
    }
    let node = |code: &str| {
        let name = results.nodes.iter().find(|n| n.code == code).map_or("", |n| n.name.show(lang));
        if name.is_empty() { code.to_owned() } else { name.to_owned() }
    };
    let place = |id: &str| {
        results.places.iter().find(|p| p.id == id).map_or_else(|| id.to_owned(), |p| p.name.show(lang).to_owned())
    };
    let words = |zh: &[&str], en: &[&str]| -> Vec<String> {
        let list = if lang == Lang::Zh { zh } else { en };
        list.iter().map(|&w| w.to_owned()).collect()
    };
    let rank = |rank: Option<u32>| rank.map_or("—".to_owned(), |r| r.to_string());
    let signed = |n: Option<i64>| n.map_or("—".to_owned(), |n| format!("{n:+}"));
    let noise = |within: Option<bool>| match (within, lang) {
        (Some(true), Lang::Zh) => "是".to_owned(),
        (Some(false), Lang::Zh) => "否".to_owned(),
        (Some(true), Lang::En) => "yes".to_owned(),
        (Some(false), Lang::En) => "no".to_owned(),
        (None, _) => "—".to_owned(),
    };
    for change in &diff.methods {
        let line = format!("{}: {} → {}", change.step, change.before.show(lang), change.after.show(lang));
        context.terminal.line(&line);
    }
    let weights = diff.weights.iter().map(|w| vec![node(&w.node), number(w.before, 4), number(w.after, 4)]);
    section(
        context,
        &words(&["有效权重", "之前", "之后"], &["effective weight", "before", "after"]),
        &weights.collect::<Vec<_>>(),
    );
    let values = diff
        .values
        .iter()
        .map(|v| vec![node(&v.indicator), place(&v.place), v.period.clone(), number(v.before, 6), number(v.after, 6)]);
    let header = words(&["数值", "地区", "时期", "之前", "之后"], &["value", "place", "period", "before", "after"]);
    section(context, &header, &values.collect::<Vec<_>>());
    let ranks = diff.ranks.iter().map(|r| {
        let split = [r.own, r.others, r.method].map(signed);
        let mut row = vec![node(&r.node), place(&r.place), rank(r.before), rank(r.after)];
        row.extend(split);
        row.push(noise(r.within_noise));
        row
    });
    let header = words(
        &["名次", "地区", "之前", "之后", "自身", "他人", "方法", "在原区间内"],
        &["rank", "place", "before", "after", "own change", "others", "method", "within interval before"],
    );
    section(context, &header, &ranks.collect::<Vec<_>>());
    // The scores of indices and pillars say most; indicators on the common scale come last.
    let mut scores: Vec<_> = diff.scores.iter().collect();
    scores.sort_by_key(|s| {
        results.nodes.iter().position(|n| n.code == s.node).map_or(u32::MAX, |p| u32::MAX - results.nodes[p].level)
    });
    let scores = scores.into_iter().map(|s| {
        vec![node(&s.node), place(&s.place), number(s.before, 5), number(s.after, 5), s.why.show(lang).to_owned()]
    });
    let header = words(&["得分", "地区", "之前", "之后", "原因"], &["score", "place", "before", "after", "why"]);
    section(context, &header, &scores.collect::<Vec<_>>());
    let targets = diff.targets.iter().map(|t| {
        vec![
            t.id.clone(),
            t.before.clone(),
            t.after.clone(),
            number(t.value_before, 6),
            number(t.value_after, 6),
            t.why.show(lang).to_owned(),
        ]
    });
    let header = words(
        &["目标", "之前", "之后", "值（前）", "值（后）", "原因"],
        &["target", "before", "after", "value before", "value after", "why"],
    );
    section(context, &header, &targets.collect::<Vec<_>>());
}

fn section(context: &mut Context, header: &[String], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    context.terminal.line("");
    context.terminal.table(header, &rows[..rows.len().min(SHOWN)]);
    if rows.len() > SHOWN {
        let more = rows.len() - SHOWN;
        let line = match context.lang() {
            Lang::Zh => format!("…… 另有 {more} 行（--format json 给出全部）"),
            Lang::En => format!("… and {more} more (--format json gives all)"),
        };
        context.terminal.line(&line);
    }
}
