//! Whatever stands in the files of a project, loading it neither panics nor takes long.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod patched;

use patched::{base, with_everything};
use std::fs;

use crest_model::{Severity, load};
use proptest::prelude::*;

const FILES: [&str; 17] = [
    "crest.toml",
    "framework.csv",
    "places.csv",
    "places.geojson",
    "strategy.toml",
    "sources.csv",
    "sql/ratio.sql",
    "scenarios/more.toml",
    "schemes/own.toml",
    "schemes/events.csv",
    "schemes/bases.csv",
    "rules/topics.csv",
    "rules/provisions.csv",
    "rules/jurisdictions.csv",
    "rules/answers.csv",
    "rules/relations.csv",
    "rules/methods/own.toml",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 230, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_never_panic(
        file in prop::sample::select(FILES.to_vec()),
        damages in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, prop::sample::select(vec![
            "", "\"", "[", "]", "{", "}", "=", ",", "\n", "nan", "-1", "1e400", "9999999999999999999999", "万", "\u{feff}", "'", ";",
            "a;b", "[[x]]\n", "[index.normalise]\n", "\u{0}", "%", "x = { y = 1 }\n", "0", "2021", "true",
        ])), 1..6),
    ) {
        let root = with_everything();
        let path = root.path().join(file);
        let mut text: Vec<char> = fs::read_to_string(&path).unwrap().chars().collect();
        for (at, removed, inserted) in damages {
            let start = at.index(text.len() + 1);
            let end = (start + removed).min(text.len());
            text.splice(start..end, inserted.chars());
        }
        fs::write(&path, text.into_iter().collect::<String>()).unwrap();
        let (model, found) = load(root.path());
        prop_assert_eq!(model.is_none(), found.iter().any(|d| d.severity == Severity::Error));
        for diagnostic in &found {
            prop_assert!(crest_model::codes::find(&diagnostic.code).is_some(), "{} is not registered", diagnostic.code);
        }
        let _ = crest_model::render::render_all(&found, Some(root.path()), crest_model::Lang::Zh, true);
    }
}

#[test]
fn deep_nesting_is_refused() {
    let root = base();
    fs::write(root.path().join("crest.toml"), format!("a = {}", "[".repeat(100_000))).unwrap();
    assert!(load(root.path()).0.is_none());
    fs::write(root.path().join("crest.toml"), format!("{}a = 1", "a.".repeat(20_000))).unwrap();
    assert!(load(root.path()).0.is_none());
    fs::write(root.path().join("places.geojson"), "[".repeat(100_000)).unwrap();
    assert!(load(root.path()).0.is_none());
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_are_refused() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    let root = base();
    for file in ["framework.csv", "sql/ratio.sql", "data/figures.csv"] {
        let path = root.path().join(file);
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(outside.path(), &path).unwrap();
    }
    let found = load(root.path()).1;
    assert_eq!(found.iter().filter(|d| d.code == "C0001").count(), 3, "{found:?}");
}

#[test]
fn a_directory_that_is_no_project_is_reported() {
    let empty = tempfile::tempdir().unwrap();
    for root in [empty.path(), &empty.path().join("nowhere")] {
        let (model, found) = load(root);
        assert!(model.is_none());
        assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["C0002"]);
    }
}
