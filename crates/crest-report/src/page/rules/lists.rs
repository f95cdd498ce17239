//! Lists of the rules chapter: steps, recognition, sunsets by month, signals, changes, trust.

use crest_model::Text;
use crest_model::results::{RuleCoverage, RuleEvent, RuleRecognition, RuleSignal, RuleSunset, RulesResult};
use serde::Serialize;

use super::{Called, PAIRS, or_dash, shown, years};
use crate::names::{join, same};
use crate::number::{percent, signed};
use crate::strings::fill;

#[derive(Serialize)]
pub(super) struct StepLine {
    rank: u32,
    points: String,
    question: Text,
    before: Text,
    after: Text,
    is_alone: bool,
}

pub(super) fn ladder(rules: &RulesResult) -> Vec<StepLine> {
    let line = |step: &crest_model::results::RuleStep| StepLine {
        rank: step.rank,
        points: signed(step.points),
        question: shown(&step.question, &step.provision),
        before: step.before.clone(),
        after: step.after.clone(),
        is_alone: !step.provision.is_empty(),
    };
    rules.ladder.iter().map(line).collect()
}

/// Where an answer comes from, with the address where it has one.
#[derive(Serialize)]
pub(super) struct Cited {
    words: String,
    url: String,
}

/// Splits `instrument <address>` into its words and its address.
fn cited(source: &str) -> Cited {
    let split = source.strip_suffix('>').and_then(|rest| rest.rsplit_once(" <"));
    let (words, url) = split.unwrap_or((source, if source.starts_with("http") { source } else { "" }));
    Cited { words: words.to_owned(), url: url.to_owned() }
}

/// Provisions by pairs of jurisdictions.
#[derive(Serialize)]
pub(super) struct Matrix {
    pairs: Vec<(Text, Text)>,
    rows: Vec<(Text, Vec<Option<Recognised>>)>,
    /// Says how many pairs are left out; empty where none is.
    more: Text,
}

#[derive(Serialize)]
struct Recognised {
    state: String,
    symbol: &'static str,
    words: Text,
    /// Condition, scope, quota, part of the jurisdiction, last day, each with its heading.
    details: Vec<Text>,
    source: Cited,
}

/// Pairs with the focus where there are any, else all, the first ones shown.
pub(super) fn matrix(rules: &RulesResult, called: &Called<'_>) -> Option<Matrix> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let mut provisions: Vec<&RuleRecognition> = Vec::new();
    for row in &rules.recognition {
        let pair = (row.from.as_str(), row.to.as_str());
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
        if !provisions.iter().any(|one| one.provision == row.provision) {
            provisions.push(row);
        }
    }
    if pairs.is_empty() {
        return None;
    }
    let n_pairs = pairs.len();
    let focus = rules.focus.as_deref().unwrap_or_default();
    let is_own = |(from, to): &(&str, &str)| *from == focus || *to == focus;
    if n_pairs > PAIRS && pairs.iter().any(is_own) {
        pairs.retain(is_own);
    }
    pairs.truncate(PAIRS);
    let n_left_out = n_pairs - pairs.len();
    let find = |provision: &str, (from, to): &(&str, &str)| {
        let mut rows = rules.recognition.iter();
        let row = rows.find(|row| row.provision == provision && row.from == *from && row.to == *to)?;
        Some(recognised(row))
    };
    Some(Matrix {
        rows: provisions
            .iter()
            .map(|one| {
                let cells: Vec<Option<Recognised>> = pairs.iter().map(|pair| find(&one.provision, pair)).collect();
                (shown(&one.question, &one.provision), cells)
            })
            .filter(|(_, cells)| cells.iter().any(Option::is_some))
            .collect(),
        pairs: pairs.iter().map(|(from, to)| (called.name(from), called.name(to))).collect(),
        more: if n_left_out == 0 {
            Text::default()
        } else {
            fill("rules.more_pairs", &[("n", &same(&n_left_out.to_string()))])
        },
    })
}

fn recognised(row: &RuleRecognition) -> Recognised {
    let details = [
        ("rules.condition", &row.condition),
        ("rules.scope", &row.scope),
        ("rules.quota", &row.quota),
        ("rules.area", &row.area),
        ("rules.until", &row.expires),
    ];
    let details = details.into_iter().filter(|(_, written)| !written.is_empty());
    Recognised {
        state: row.state.clone(),
        symbol: match row.state.as_str() {
            "unilateral" => "→",
            "mutual" => "⇄",
            "identical" => "＝",
            _ => "○",
        },
        words: row.words.clone(),
        details: details.map(|(key, written)| fill(key, &[("written", &same(written))])).collect(),
        source: cited(&row.source),
    }
}

/// What ends in one month.
#[derive(Serialize)]
pub(super) struct Month {
    month: String,
    rows: Vec<SunsetLine>,
}

#[derive(Serialize)]
struct SunsetLine {
    last_day: String,
    jurisdiction: Text,
    towards: Text,
    question: Text,
    answer: Text,
    source: Cited,
}

pub(super) fn months(sunsets: &[&RuleSunset], called: &Called<'_>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for row in sunsets {
        // A day as written begins with year and month.
        let month = row.last_day.get(..7).unwrap_or(&row.last_day);
        if months.last().is_none_or(|last| last.month != month) {
            months.push(Month { month: month.to_owned(), rows: Vec::new() });
        }
        let line = SunsetLine {
            last_day: row.last_day.clone(),
            jurisdiction: called.name(&row.jurisdiction),
            towards: called.towards(&row.counterpart),
            question: shown(&row.question, &row.provision),
            answer: row.answer.clone(),
            source: cited(&row.source),
        };
        if let Some(last) = months.last_mut() {
            last.rows.push(line);
        }
    }
    months
}

#[derive(Serialize)]
pub(super) struct SignalLine {
    question: Text,
    moved: Text,
    share: String,
    towards: Text,
    own: Text,
}

pub(super) fn signal(row: &RuleSignal, called: &Called<'_>) -> SignalLine {
    let moved: Vec<Text> = row.moved.iter().map(|id| called.name(id)).collect();
    SignalLine {
        question: shown(&row.question, &row.provision),
        moved: join(&moved),
        share: format!("{}/{}", row.moved.len(), row.n_known),
        towards: row.towards.clone(),
        own: row.own.clone(),
    }
}

#[derive(Serialize)]
pub(super) struct EventLine {
    day: String,
    jurisdiction: Text,
    towards: Text,
    question: Text,
    before: Text,
    after: Text,
    source: Cited,
}

pub(super) fn event(row: &RuleEvent, called: &Called<'_>) -> EventLine {
    EventLine {
        day: row.day.clone(),
        jurisdiction: called.name(&row.jurisdiction),
        towards: called.towards(&row.counterpart),
        question: shown(&row.question, &row.provision),
        before: row.before.clone(),
        after: row.after.clone(),
        source: cited(&row.source),
    }
}

#[derive(Serialize)]
pub(super) struct CoverageLine {
    name: Text,
    is_focus: bool,
    n_due: usize,
    n_given: usize,
    given: String,
    n_unknown: usize,
    n_contested: usize,
    n_not_collected: usize,
    official: String,
    single_coder: String,
    age: String,
}

pub(super) fn coverage(row: &RuleCoverage, rules: &RulesResult, called: &Called<'_>) -> CoverageLine {
    CoverageLine {
        name: called.name(&row.jurisdiction),
        is_focus: rules.focus.as_ref() == Some(&row.jurisdiction),
        n_due: row.n_due,
        n_given: row.n_given,
        given: or_dash(row.given, percent),
        n_unknown: row.n_unknown,
        n_contested: row.n_contested,
        n_not_collected: row.n_not_collected,
        official: or_dash(row.official, percent),
        single_coder: or_dash(row.single_coder, percent),
        age: or_dash(row.mean_age_years, years),
    }
}
