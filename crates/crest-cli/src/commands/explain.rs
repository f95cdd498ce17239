//! `crest explain`: a diagnostic code, or a figure of a place down to file and cell.

use std::path::Path;

use anyhow::{Result, bail};
use crest::explain::{Explanation, explain_rank, explain_score, explain_value};
use crest_model::codes;
use crest_model::results::Results;

use crate::context::{Context, Exit};
use crate::terminal::significant;

/// Explains `subject`: a code, or a place of the project.
pub(crate) fn explain(
    context: &mut Context,
    directory: &Path,
    subject: &str,
    node: Option<&str>,
    period: Option<&str>,
) -> Result<Exit> {
    if let Some(entry) = codes::find(subject) {
        let title = entry.title.show(context.lang()).to_owned();
        context.terminal.line(&format!("{} {title}\n\n{}", entry.code, entry.text.trim()));
        return Ok(Exit::Fine);
    }
    let code_like =
        subject.len() == 5 && subject.starts_with(['C', 'c']) && subject[1..].bytes().all(|b| b.is_ascii_digit());
    if code_like {
        bail!("there is no diagnostic code {subject}");
    }
    let project = context.open(directory)?;
    context.session(&project, |context, session| {
        if let Some(id) = find_place(&session.results, subject).map(str::to_owned) {
            session.with_steps(&id);
        }
        let results = &session.results;
        let Some(place) = find_place(results, subject) else {
            let names = results.places.iter().flat_map(|p| [p.id.as_str(), p.name.zh.as_str(), p.name.en.as_str()]);
            let near = crest_model::nearest(subject, names.filter(|n| !n.is_empty()));
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            bail!("there is no place `{subject}`{hint}");
        };
        if let Some(code) = node
            && !results.nodes.iter().any(|n| n.code == code)
        {
            let near = crest_model::nearest(code, results.nodes.iter().map(|n| n.code.as_str()));
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            bail!("the framework has no `{code}`{hint}");
        }
        let lineage = match session.lineage() {
            Ok(lineage) => lineage,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(why) = out_of_ranking(results, place, node) {
            bail!("{why}");
        }
        if node.is_none() && period.is_some_and(|p| p != results.project.period) {
            bail!(
                "ranks are explained for {} only; name an indicator to see its value in another period",
                results.project.period
            );
        }
        let period = period.unwrap_or(&results.project.period);
        let told: Vec<Explanation> = match node {
            None => {
                explain_rank(results, place).into_iter().chain(explain_score(results, place, None, &lineage)).collect()
            }
            Some(code) => match explain_score(results, place, Some(code), &lineage) {
                Some(told) if period == results.project.period && in_index(results, code) => vec![told],
                _ => explain_value(results, place, code, period, &lineage),
            },
        };
        if told.is_empty() {
            bail!("nothing is known of `{}` for {place} in {period}", node.unwrap_or("its rank"));
        }
        if context.is_json() {
            context.json(&told)?;
        } else {
            for explanation in &told {
                print(context, explanation, 0);
            }
        }
        Ok(Ok(Exit::Fine))
    })
}

/// Tells whether a node lies below an index.
fn in_index(results: &Results, code: &str) -> bool {
    results.index.iter().any(|index| index.ranks.iter().any(|r| r.node == code))
}

/// Says why a place has no rank or score to explain; `None` where it has one, or a single indicator is asked for.
fn out_of_ranking(results: &Results, place: &str, node: Option<&str>) -> Option<String> {
    let is_indicator = |code: &str| results.nodes.iter().any(|n| n.code == code && n.is_indicator);
    if node.is_some_and(is_indicator) {
        return None;
    }
    let index = results.index.as_ref()?;
    if let Some((_, why)) = index.screened.iter().find(|(id, _)| id == place) {
        return Some(format!(
            "{place} takes no part in the ranking: {why}; name an indicator to see what is known of it"
        ));
    }
    if index.places.iter().any(|id| id == place) {
        return None;
    }
    let role = results.places.iter().find(|p| p.id == place).map_or("", |p| p.role.as_str());
    let mut known: Vec<&str> =
        results.values.iter().filter(|v| v.place == place && v.chosen).map(|v| v.indicator.as_str()).collect();
    known.dedup();
    let list = if known.is_empty() {
        "nothing is known of it".to_owned()
    } else {
        format!("name one of {}", known.join(", "))
    };
    Some(format!("{place} is not ranked (role {role}); {list}"))
}

fn find_place<'a>(results: &'a Results, subject: &str) -> Option<&'a str> {
    let same = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(subject);
    let found = results.places.iter().find(|p| p.id == subject);
    found
        .or_else(|| results.places.iter().find(|p| same(&p.id) || same(&p.name.zh) || same(&p.name.en)))
        .map(|p| p.id.as_str())
}

fn print(context: &mut Context, explanation: &Explanation, depth: usize) {
    let lang = context.lang();
    let indent = "  ".repeat(depth);
    let number = explanation.number.map_or(String::new(), |x| format!(" = {}", significant(x, 6)));
    let unit = if explanation.unit.is_empty() { String::new() } else { format!(" {}", explanation.unit) };
    let how = explanation.how.show(lang);
    let how = if how.is_empty() { String::new() } else { format!("  [{how}]") };
    let location = explanation.location.as_ref().map_or(String::new(), |location| format!("  {location}"));
    context.terminal.line(&format!("{indent}{}{number}{unit}{how}{location}", explanation.subject.show(lang)));
    for part in &explanation.parts {
        print(context, part, depth + 1);
    }
}
