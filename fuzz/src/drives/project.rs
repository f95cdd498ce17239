//! Drives of whole projects: files in text form, written to a folder and loaded.

use crest_model::{Lang, Model, Severity, load, render, scheme};

use super::files::{Folder, parts};
use super::judge_diagnostics;

/// Files that an input may hold. Other names are passed over, so that nothing is written outside the folder.
const NAMES: &[&str] = &[
    "crest.toml",
    "framework.csv",
    "places.csv",
    "places.geojson",
    "strategy.toml",
    "sources.csv",
    "actions.csv",
    "scenarios/more.toml",
    "scenarios/a.toml",
    "sql/q.sql",
    "data.csv",
    "sets.csv",
    "schemes/own.toml",
    "schemes/events.csv",
    "schemes/bases.csv",
];

/// A project around a geometry.
const AROUND: &[(&str, &str)] = &[
    ("crest.toml", "[project]\nid = \"a\"\nname = { zh = \"甲\", en = \"A\" }\nperiod = 2021\n"),
    ("framework.csv", "code,name_zh,name_en\nroot,指数,Index\n"),
    ("places.csv", "id,name_zh,name_en,role\na,甲,A,unit\nb,乙,B,peer\n"),
];

/// Loads a project whose files stand in the input.
pub fn toml_model(bytes: &[u8]) {
    let folder = Folder::new();
    for (name, content) in parts(bytes, "crest.toml") {
        if NAMES.contains(&name) {
            folder.write(name, content);
        }
    }
    judge_project(&folder);
}

/// Loads a small project with the input as its geometry.
pub fn geojson_places(bytes: &[u8]) {
    let folder = Folder::new();
    for (name, content) in AROUND {
        folder.write(name, content.as_bytes());
    }
    folder.write("places.geojson", bytes);
    judge_project(&folder);
}

fn judge_project(folder: &Folder) {
    let (model, findings) = load(folder.path());
    judge_diagnostics(&findings);
    let errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(model.is_none(), errors, "a model is given exactly when nothing is an error");
    assert_eq!(load(folder.path()).1, findings, "the same files give the same findings");
    for finding in &findings {
        if let Some(location) = &finding.location {
            assert!(!location.file.starts_with('/'), "files are named from the project");
        }
        for lang in [Lang::Zh, Lang::En] {
            let shown = render::render(finding, Some(folder.path()), lang, false);
            assert!(shown.contains(&finding.code), "what is shown names the code");
        }
    }
    if let Some(model) = model {
        judge_model(&model);
    }
}

/// Asserts what a checked model promises.
fn judge_model(model: &Model) {
    for start in 0..model.nodes.len() {
        let mut above = model.nodes[start].parent;
        for _ in 0..model.nodes.len() {
            above = above.and_then(|parent| model.nodes[parent].parent);
        }
        assert_eq!(above, None, "every node hangs under a root");
        assert!(model.nodes[start].weight.is_finite(), "a weight is a number");
    }
    for (code, node) in model.nodes.iter().map(|node| (&node.code, node)) {
        assert_eq!(model.nodes.iter().filter(|other| other.code == *code).count(), 1, "a code is given once");
        let indicator = node.indicator.as_ref();
        for table in indicator.into_iter().flat_map(|indicator| &indicator.tables) {
            assert!(model.tables.iter().any(|known| known.name == *table), "a table of an indicator exists");
        }
    }
    for place in &model.places {
        assert_eq!(model.places.iter().filter(|other| other.id == place.id).count(), 1, "an id is given once");
    }
    assert!(model.files.is_sorted(), "the files of a project are in order");
    for own in model.schemes.values() {
        let again = scheme::read("again.toml", &scheme::print(&own.scheme)).0;
        assert_eq!(again.as_ref(), Some(&own.scheme), "a scheme survives printing and reading");
        assert_eq!(own.groups.len(), model.places.len(), "every place has its group, or none");
        for code in own.items.values().chain(own.data.values()) {
            assert!(model.nodes.iter().any(|node| node.code == *code), "what is bound exists");
        }
        for (path, figure) in own.scheme.assumed() {
            assert!(own.scheme.with_assumed(&path, figure.value).is_ok(), "an assumed number is within its range");
        }
    }
    if let Some(spec) = &model.uncertainty {
        let again = model.uncertainty_with(&[]).expect("what was read as good is good when judged again");
        assert_eq!(again.inputs.len(), spec.inputs.len(), "every input is read again");
        for input in &spec.inputs {
            let n_options = input.labels(&model.nodes).len();
            assert_eq!(input.words(&model.nodes).len(), n_options, "every option has a word and a label");
            assert!(input.chances.is_empty() || input.chances.len() == n_options, "every option has its chance");
        }
        for table in &spec.together {
            assert!(
                table.rows.iter().all(|(row, _)| row.len() == table.inputs.len()),
                "a row has an option of every input"
            );
        }
    }
}
