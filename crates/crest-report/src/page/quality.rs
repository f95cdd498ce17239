//! Data quality: coverage, findings, values not chosen, imputation, treatment.

use std::collections::{BTreeMap, BTreeSet};

use crest_model::Text;
use crest_model::results::{IndexResult, Results, ValueInfo};
use serde::Serialize;

use super::PageOptions;
use crate::names::{FindingWords, Names, location};
use crate::number::{figure, percent};
use crate::tables::severity;

/// Most places across the coverage matrix; above it the shares per indicator stand alone.
const MATRIX_PLACES: usize = 60;

#[derive(Serialize)]
pub(super) struct Quality {
    coverage: Vec<Coverage>,
    matrix: Option<Matrix>,
    findings: Vec<Finding>,
    n_findings: usize,
    not_chosen: Vec<NotChosen>,
    n_not_chosen: usize,
    imputed: Vec<Imputed>,
    n_imputed: usize,
    treatment: Vec<Treatment>,
}

#[derive(Serialize)]
struct Coverage {
    name: Text,
    share: String,
}

#[derive(Serialize)]
struct Matrix {
    period: String,
    places: Vec<Text>,
    rows: Vec<MatrixRow>,
}

#[derive(Serialize)]
struct MatrixRow {
    name: Text,
    share: String,
    /// Status of the value used, `imputed` or `missing`.
    cells: Vec<String>,
}

#[derive(Serialize)]
struct Finding {
    severity: &'static str,
    code: String,
    location: String,
    message: Text,
    value: String,
    expected: Text,
    hint: Text,
    related: Vec<Text>,
}

#[derive(Serialize)]
struct NotChosen {
    indicator: Text,
    place: Text,
    period: String,
    unit: String,
    used: String,
    used_source: Text,
    value: String,
    source: Text,
    status: String,
    note: String,
}

#[derive(Serialize)]
struct Imputed {
    place: Text,
    indicator: Text,
    value: String,
    unit: String,
    method: String,
}

#[derive(Serialize)]
struct Treatment {
    indicator: Text,
    skewness: String,
    kurtosis: String,
    action: String,
    points: u32,
    skewness_after: String,
    kurtosis_after: String,
    passed: bool,
}

pub(super) fn view(results: &Results, names: &Names<'_>, options: &PageOptions) -> Quality {
    let index = results.index.as_ref();
    let shown = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), figure);
    let findings = results
        .findings
        .iter()
        .take(options.list_rows)
        .map(|finding| {
            let words = FindingWords::of(finding);
            Finding {
                severity: severity(finding.severity),
                code: finding.code.clone(),
                location: finding.location.as_ref().map(location).unwrap_or_default(),
                message: words.message,
                value: finding.value.clone().unwrap_or_default(),
                expected: words.expected,
                hint: words.hint,
                related: words.related,
            }
        })
        .collect();
    let imputed: Vec<_> = index.map_or(Vec::new(), |i| i.imputed.iter().collect());
    let coverage = results
        .nodes
        .iter()
        .filter(|n| n.is_indicator)
        .filter_map(|n| Some(Coverage { name: names.node(&n.code), share: percent(n.coverage?) }))
        .collect();
    Quality {
        coverage,
        matrix: index.and_then(|index| matrix(results, index, names, options)),
        findings,
        n_findings: results.findings.len(),
        not_chosen: not_chosen(results, names, options.list_rows),
        n_not_chosen: results.values.iter().filter(|v| !v.chosen).count(),
        n_imputed: imputed.len(),
        imputed: imputed
            .into_iter()
            .take(options.list_rows)
            .map(|cell| Imputed {
                place: names.place(&cell.place),
                indicator: names.node(&cell.indicator),
                value: figure(cell.number),
                unit: names.shown_unit(&cell.indicator).to_owned(),
                method: cell.method.clone(),
            })
            .collect(),
        treatment: index
            .into_iter()
            .flat_map(|i| &i.treatment)
            .map(|line| Treatment {
                indicator: names.node(&line.indicator),
                skewness: shown(line.skewness),
                kurtosis: shown(line.kurtosis),
                action: line.action.clone(),
                points: line.points,
                skewness_after: shown(line.skewness_after),
                kurtosis_after: shown(line.kurtosis_after),
                passed: line.passed,
            })
            .collect(),
    }
}

/// Status of every indicator of every ranked place in the measured period.
fn matrix(results: &Results, index: &IndexResult, names: &Names<'_>, options: &PageOptions) -> Option<Matrix> {
    let cells = index.places.len().saturating_mul(index.raw.columns.len());
    if cells == 0 || cells > options.matrix_cells || index.places.len() > MATRIX_PLACES {
        return None;
    }
    let used: BTreeMap<(&str, &str), &ValueInfo> = results
        .values
        .iter()
        .filter(|v| v.chosen && v.period == index.period && v.number.is_some())
        .map(|v| ((v.indicator.as_str(), v.place.as_str()), v))
        .collect();
    let imputed: BTreeSet<(&str, &str)> =
        index.imputed.iter().map(|c| (c.indicator.as_str(), c.place.as_str())).collect();
    let rows = index
        .raw
        .columns
        .iter()
        .map(|code| MatrixRow {
            name: names.node(code),
            share: names.find_node(code).and_then(|n| n.coverage).map_or_else(|| "–".to_owned(), percent),
            cells: index
                .places
                .iter()
                .map(|place| {
                    let key = (code.as_str(), place.as_str());
                    if imputed.contains(&key) {
                        "imputed".to_owned()
                    } else {
                        used.get(&key).map_or_else(|| "missing".to_owned(), |v| v.status.clone())
                    }
                })
                .collect(),
        })
        .collect();
    Some(Matrix { period: index.period.clone(), places: index.places.iter().map(|id| names.place(id)).collect(), rows })
}

/// Values that were not used, beside the one that was.
fn not_chosen(results: &Results, names: &Names<'_>, rows: usize) -> Vec<NotChosen> {
    type Key<'a> = (&'a str, &'a str, &'a str);
    fn key(v: &ValueInfo) -> Key<'_> {
        (&v.indicator, &v.place, &v.period)
    }
    let used: BTreeMap<Key<'_>, &ValueInfo> = results.values.iter().filter(|v| v.chosen).map(|v| (key(v), v)).collect();
    let shown = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), figure);
    results
        .values
        .iter()
        .filter(|v| !v.chosen)
        .take(rows)
        .map(|value| {
            let used = used.get(&key(value));
            NotChosen {
                indicator: names.node(&value.indicator),
                place: names.place(&value.place),
                period: value.period.clone(),
                unit: names.shown_unit(&value.indicator).to_owned(),
                used: shown(used.and_then(|u| u.number)),
                used_source: used.map(|u| names.source(&u.source)).unwrap_or_default(),
                value: shown(value.number),
                source: names.source(&value.source),
                status: value.status.clone(),
                note: value.note.clone(),
            }
        })
        .collect()
}
