//! Flat tables of the data behind the index: values, findings, audit, method, framework, places, inputs, sources.

use crest_model::results::Results;
use crest_model::{Lang, Severity, Text};

use super::{FlatTable, Row, start};
use crate::names::{FindingWords, Names, location, same};
use crate::strings;

/// What the file is: project, periods, run.
pub(super) fn about(results: &Results) -> FlatTable {
    let mut table = start("about", &["key", "key_name:both", "value:both"]);
    let mut line = |key: &str, value: &Text| {
        table.push(Row::default().put(key).both(&strings::text(&format!("about.{key}"))).both(value));
    };
    let project = &results.project;
    if project.synthetic {
        line("synthetic", &strings::text("banner.synthetic"));
    }
    line("project", &project.name);
    line("description", &project.description);
    line("period", &same(&project.period));
    line("assessment", &same(project.assessment.as_deref().unwrap_or("")));
    line("scenario", &results.run.scenario.clone().unwrap_or_else(|| strings::text("scenario.none")));
    line("run", &same(&results.run.id));
    line("version", &same(&results.run.crest_version));
    if let Some(certainty) = &results.certainty {
        line("certainty_method", &strings::word("sampling", &certainty.method));
        line("certainty_draws", &same(&certainty.draws.to_string()));
        line("certainty_seed", &same(&certainty.seed.to_string()));
        line("certainty_interval", &same(&certainty.interval.to_string()));
        line("certainty_apart", &same(&certainty.apart.to_string()));
        line("certainty_shift", &same(&certainty.shift.value.to_string()));
    }
    line("contract", &same(&results.contract.to_string()));
    table
}

/// All values of all indicators, those not chosen included.
pub(super) fn values(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "values",
        &[
            "indicator",
            "indicator_name:both",
            "place",
            "place_name:both",
            "period",
            "value",
            "unit",
            "std_error",
            "status",
            "chosen",
            "source",
            "vintage",
            "territory",
            "written",
            "table",
            "location",
            "note",
        ],
    );
    for value in &results.values {
        table.push(
            Row::default()
                .put(&value.indicator)
                .both(&names.node(&value.indicator))
                .put(&value.place)
                .both(&names.place(&value.place))
                .put(&value.period)
                .put(value.number)
                .put(names.unit(&value.indicator))
                .put(value.std_error)
                .put(&value.status)
                .put(value.chosen)
                .put(&value.source)
                .put(&value.vintage)
                .put(&value.territory)
                .put(&value.written)
                .put(&value.table)
                .put(value.location.as_ref().map_or(String::new(), location))
                .put(&value.note),
        );
    }
    table
}

/// What the checks found; sentences in Chinese beside the English ones that programs read.
pub(super) fn findings(results: &Results) -> FlatTable {
    let columns = [
        "severity",
        "code",
        "location",
        "message:words",
        "value_written",
        "expected:words",
        "hint:words",
        "related:words",
    ];
    let mut table = start("findings", &columns);
    for finding in &results.findings {
        let words = FindingWords::of(finding);
        let related = |lang: Lang, joint: &str| {
            let notes: Vec<&str> = words.related.iter().map(|note| note.show(lang)).collect();
            notes.join(joint)
        };
        table.push(
            Row::default()
                .put(severity(finding.severity))
                .put(&finding.code)
                .put(finding.location.as_ref().map_or(String::new(), location))
                .both(&words.message)
                .put(finding.value.as_deref().unwrap_or(""))
                .both(&words.expected)
                .both(&words.hint)
                .both(&Text::new(related(Lang::Zh, "；"), related(Lang::En, "; "))),
        );
    }
    table
}

/// Cells filled by imputation.
pub(super) fn imputed(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "imputed",
        &["place", "place_name:both", "indicator", "indicator_name:both", "value", "unit", "imputation"],
    );
    for cell in results.index.iter().flat_map(|index| &index.imputed) {
        table.push(
            Row::default()
                .put(&cell.place)
                .both(&names.place(&cell.place))
                .put(&cell.indicator)
                .both(&names.node(&cell.indicator))
                .put(cell.number)
                .put(names.unit(&cell.indicator))
                .put(&cell.method),
        );
    }
    table
}

/// Places that take no part in the index.
pub(super) fn screened(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("screened", &["place", "place_name:both", "why"]);
    for (place, why) in results.index.iter().flat_map(|index| &index.screened) {
        table.push(Row::default().put(place).both(&names.place(place)).put(why));
    }
    table
}

/// Decisions of outlier treatment.
pub(super) fn treatment(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "treatment",
        &[
            "indicator",
            "indicator_name:both",
            "skewness",
            "kurtosis",
            "treatment_action",
            "points",
            "skewness_after",
            "kurtosis_after",
            "passed",
        ],
    );
    for line in results.index.iter().flat_map(|index| &index.treatment) {
        table.push(
            Row::default()
                .put(&line.indicator)
                .both(&names.node(&line.indicator))
                .put(line.skewness)
                .put(line.kurtosis)
                .put(&line.action)
                .put(line.points)
                .put(line.skewness_after)
                .put(line.kurtosis_after)
                .put(line.passed),
        );
    }
    table
}

/// The coherence audit.
pub(super) fn audit(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "audit",
        &["grade", "rule", "node", "node_name:both", "other", "other_name:both", "number", "threshold", "words:both"],
    );
    for line in &results.audit {
        let other = line.other.as_deref().unwrap_or("");
        table.push(
            Row::default()
                .put(&line.grade)
                .put(&line.rule)
                .put(&line.node)
                .both(&names.node(&line.node))
                .put(other)
                .both(&names.node(other))
                .put(line.number)
                .put(line.threshold)
                .both(&line.words),
        );
    }
    table
}

/// Correlations inside pillars and with parents.
pub(super) fn correlations(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("correlations", &["a", "a_name:both", "b", "b_name:both", "r", "pairs"]);
    for line in results.index.iter().flat_map(|index| &index.correlations) {
        table.push(
            Row::default()
                .put(&line.a)
                .both(&names.node(&line.a))
                .put(&line.b)
                .both(&names.node(&line.b))
                .put(line.r)
                .put(line.pairs),
        );
    }
    table
}

/// Every choice of method.
pub(super) fn method(results: &Results) -> FlatTable {
    let mut table = start("method", &["step", "step_name:both", "words:both", "stated", "source"]);
    for choice in &results.method {
        table.push(
            Row::default()
                .put(&choice.step)
                .both(&strings::word("step", &choice.step))
                .both(&choice.words)
                .put(choice.stated)
                .put(&choice.source),
        );
    }
    table
}

/// The framework with weights and coverage.
pub(super) fn framework(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "framework",
        &[
            "node",
            "name:both",
            "parent",
            "parent_name:both",
            "level",
            "is_indicator",
            "unit",
            "direction",
            "weight",
            "effective_weight",
            "origin",
            "coverage",
            "table",
            "note:both",
        ],
    );
    for node in &results.nodes {
        let parent = node.parent.as_deref().unwrap_or("");
        table.push(
            Row::default()
                .put(&node.code)
                .both(&node.name)
                .put(parent)
                .both(&names.node(parent))
                .put(node.level)
                .put(node.is_indicator)
                .put(&node.unit)
                .put(f64::from(node.direction))
                .put(node.weight)
                .put(node.effective_weight)
                .put(&node.origin)
                .put(node.coverage)
                .put(node.table.as_deref().unwrap_or(""))
                .both(&node.note),
        );
    }
    table
}

/// Places without their outlines.
pub(super) fn places(results: &Results) -> FlatTable {
    let mut table =
        start("places", &["place", "name:both", "role", "groups", "within", "lon", "lat", "schematic", "note:both"]);
    for place in &results.places {
        let groups: Vec<String> = place.groups.iter().map(|(name, group)| format!("{name}: {group}")).collect();
        table.push(
            Row::default()
                .put(&place.id)
                .both(&place.name)
                .put(&place.role)
                .put(groups.as_slice())
                .put(place.within.as_slice())
                .put(place.point.map(|p| p[0]))
                .put(place.point.map(|p| p[1]))
                .put(place.schematic)
                .both(&place.note),
        );
    }
    table
}

/// Tables of the project with their fingerprints.
pub(super) fn inputs(results: &Results) -> FlatTable {
    let mut table = start("tables", &["table", "kind", "from_where", "inputs", "rows", "columns", "fingerprint"]);
    for input in &results.tables {
        let columns: Vec<String> = input
            .columns
            .iter()
            .map(|(name, unit)| if unit.is_empty() { name.clone() } else { format!("{name} ({unit})") })
            .collect();
        table.push(
            Row::default()
                .put(&input.name)
                .put(&input.kind)
                .put(&input.from)
                .put(input.inputs.as_slice())
                .put(input.rows)
                .put(columns.as_slice())
                .put(&input.fingerprint),
        );
    }
    table
}

/// Cited sources.
pub(super) fn sources(results: &Results) -> FlatTable {
    let mut table = start("sources", &["source", "name:both", "url", "date", "confidence"]);
    for source in &results.sources {
        table.push(
            Row::default()
                .put(&source.id)
                .both(&source.name)
                .put(&source.url)
                .put(&source.date)
                .put(&source.confidence),
        );
    }
    table
}

/// The word used for a severity in files and tables.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Areas within reach of places; the polygons stand in the results.
pub(super) fn isochrones(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("isochrones", &["table", "place", "place_name:both", "minutes", "area_km2"]);
    for own in &results.isochrones {
        let name = if own.name.is_empty() { names.place(&own.place) } else { own.name.clone() };
        let row = Row::default().put(&own.table).put(&own.place).both(&name);
        table.push(row.put(own.minutes).put(own.area_km2));
    }
    table
}
