//! Method with every choice, the framework with its weights, the coherence audit, and provenance.

use crest_model::Text;
use crest_model::results::Results;
use serde::Serialize;

use crate::names::{Names, same};
use crate::number::{count, figure, percent, weight};

#[derive(Serialize)]
pub(super) struct Method {
    choices: Vec<Choice>,
    certainty: Option<super::certainty::Settings>,
    framework: Vec<FrameworkRow>,
    audit: Vec<AuditRow>,
    has_index: bool,
}

#[derive(Serialize)]
struct Choice {
    step: String,
    words: Text,
    stated: bool,
    source: String,
}

#[derive(Serialize)]
struct FrameworkRow {
    name: Text,
    code: String,
    /// 0 for a root, rising towards the indicators.
    depth: usize,
    is_indicator: bool,
    unit: String,
    /// `more`, `less` or `watch`.
    direction: &'static str,
    weight: String,
    effective: String,
    origin: String,
    note: Text,
}

#[derive(Serialize)]
struct AuditRow {
    grade: String,
    rule: String,
    node: Text,
    other: Option<Text>,
    number: String,
    threshold: String,
    words: Text,
}

#[derive(Serialize)]
pub(super) struct Provenance {
    tables: Vec<TableRow>,
    sources: Vec<SourceRow>,
}

#[derive(Serialize)]
struct TableRow {
    name: String,
    kind: String,
    from: String,
    inputs: String,
    rows: String,
    columns: Text,
    fingerprint: String,
}

#[derive(Serialize)]
struct SourceRow {
    id: String,
    name: Text,
    url: String,
    date: String,
    confidence: String,
}

pub(super) fn view(results: &Results, names: &Names<'_>) -> Method {
    let shown = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), figure);
    let choices = results
        .method
        .iter()
        .map(|choice| Choice {
            step: choice.step.clone(),
            words: choice.words.clone(),
            stated: choice.stated,
            source: choice.source.clone(),
        })
        .collect();
    let framework = results
        .nodes
        .iter()
        .map(|node| FrameworkRow {
            name: names.node(&node.code),
            code: node.code.clone(),
            depth: depth(&node.code, names),
            is_indicator: node.is_indicator,
            unit: node.unit.clone(),
            direction: match node.direction {
                0 => "watch",
                d if d > 0 => "more",
                _ => "less",
            },
            weight: node.weight.map_or_else(|| "–".to_owned(), weight),
            effective: node.effective_weight.map_or_else(|| "–".to_owned(), percent),
            origin: node.origin.clone(),
            note: node.note.clone(),
        })
        .collect();
    let audit = results
        .audit
        .iter()
        .map(|line| AuditRow {
            grade: line.grade.clone(),
            rule: line.rule.clone(),
            node: names.node(&line.node),
            other: line.other.as_ref().map(|code| names.node(code)),
            number: shown(line.number),
            threshold: shown(line.threshold),
            words: line.words.clone(),
        })
        .collect();
    Method {
        choices,
        certainty: super::certainty::settings(results),
        framework,
        audit,
        has_index: results.index.is_some(),
    }
}

/// Steps from a node up to its root; bounded, should a damaged result hold a cycle.
fn depth(code: &str, names: &Names<'_>) -> usize {
    let mut depth = 0;
    let mut node = names.find_node(code);
    while let Some(parent) = node.and_then(|n| n.parent.as_deref()) {
        depth += 1;
        if depth == 6 {
            break;
        }
        node = names.find_node(parent);
    }
    depth
}

pub(super) fn provenance(results: &Results) -> Provenance {
    let tables = results
        .tables
        .iter()
        .map(|table| {
            let columns: Vec<Text> = table
                .columns
                .iter()
                .map(|(name, unit)| if unit.is_empty() { same(name) } else { same(&format!("{name} ({unit})")) })
                .collect();
            TableRow {
                name: table.name.clone(),
                kind: table.kind.clone(),
                from: table.from.clone(),
                inputs: table.inputs.join(", "),
                rows: count(table.rows),
                columns: crate::names::join(&columns),
                fingerprint: table.fingerprint.clone(),
            }
        })
        .collect();
    let sources = results
        .sources
        .iter()
        .map(|source| SourceRow {
            id: source.id.clone(),
            name: if source.name.is_empty() { same(&source.id) } else { source.name.clone() },
            url: source.url.clone(),
            date: source.date.clone(),
            confidence: source.confidence.clone(),
        })
        .collect();
    Provenance { tables, sources }
}
