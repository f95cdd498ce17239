//! Broken projects and what is found in them, as data: every directory of `cases` is named after a code and holds patches
//! over the good project in `base`, each with all the findings it must give.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod patched;

use patched::{base, tests, with_rules, with_schemes};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crest_model::render::place;
use crest_model::{Severity, codes, load};

/// Makes the project of a case; those of schemes and rules have some to patch.
fn project(name: &str, case: &toml::Table) -> tempfile::TempDir {
    let root = match &name[..3] {
        "C14" => with_schemes(),
        "C16" => with_rules(),
        _ => base(),
    };
    let list = |key: &str| case.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
    let text = |item: &toml::Value, key: &str| item.get(key).and_then(|v| v.as_str()).unwrap().to_owned();
    for item in list("remove") {
        fs::remove_file(root.path().join(text(&item, "file"))).unwrap();
    }
    for item in list("write") {
        let path = root.path().join(text(&item, "file"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text(&item, "text")).unwrap();
    }
    for item in list("bytes") {
        let bytes: Vec<u8> =
            item["bytes"].as_array().unwrap().iter().map(|b| u8::try_from(b.as_integer().unwrap()).unwrap()).collect();
        fs::write(root.path().join(text(&item, "file")), bytes).unwrap();
    }
    for item in list("edit") {
        let path = root.path().join(text(&item, "file"));
        let before = fs::read_to_string(&path).unwrap();
        let find = text(&item, "find");
        assert_eq!(before.matches(&find).count(), 1, "`{find}` must stand in {} once", path.display());
        fs::write(path, before.replace(&find, &text(&item, "with"))).unwrap();
    }
    root
}

/// Lists the cases: name, content.
fn cases() -> Vec<(String, toml::Table)> {
    let mut cases = Vec::new();
    for directory in fs::read_dir(tests("cases")).unwrap() {
        let directory = directory.unwrap().path();
        for file in fs::read_dir(&directory).unwrap() {
            let path = file.unwrap().path();
            let name = format!(
                "{}/{}",
                directory.file_name().unwrap().to_string_lossy(),
                path.file_stem().unwrap().to_string_lossy()
            );
            cases.push((name, fs::read_to_string(path).unwrap().parse().unwrap()));
        }
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

#[test]
fn every_case_gives_its_findings_and_no_others() {
    let mut failures = Vec::new();
    for (name, case) in cases() {
        let root = project(&name, &case);
        let (model, found) = load(root.path());
        let got: BTreeSet<String> = found
            .iter()
            .map(|d| {
                let at = d.location.as_ref().map(place).unwrap_or_default();
                format!("{} {at} {}", d.code, d.value.clone().unwrap_or_default())
            })
            .collect();
        let expected: BTreeSet<String> = case["expect"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                let word = |key: &str| item.get(key).and_then(|v| v.as_str()).unwrap_or_default();
                format!("{} {} {}", word("code"), word("at"), word("value"))
            })
            .collect();
        let code = name.split('/').next().unwrap_or_default();
        assert!(expected.iter().any(|line| line.starts_with(code)), "{name} must expect its own code");
        if got != expected {
            failures.push(format!("{name}\n  got      {got:#?}\n  expected {expected:#?}"));
        }
        let failed = found.iter().any(|d| d.severity == Severity::Error);
        assert_eq!(model.is_none(), failed, "{name}: a model exactly when nothing is an error");
        for diagnostic in &found {
            let entry =
                codes::find(&diagnostic.code).unwrap_or_else(|| panic!("{} is not registered", diagnostic.code));
            assert!(diagnostic.severity <= entry.severity, "{name}: {} is graver than documented", diagnostic.code);
            let texts = [Some(&diagnostic.message), diagnostic.expected.as_ref(), diagnostic.hint.as_ref()];
            for text in texts.into_iter().flatten() {
                // A text that is Chinese or a name as it stands needs no other.
                let is_said = crest_model::chinese(text).is_some() || !text.contains(' ');
                assert!(is_said, "{name}: no Chinese for {text}");
            }
            for lang in [crest_model::Lang::En, crest_model::Lang::Zh] {
                let rendered = crest_model::render::render(diagnostic, Some(root.path()), lang, false);
                assert!(rendered.contains(&diagnostic.code), "{rendered}");
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_of_the_model_has_a_case() {
    let covered: BTreeSet<String> =
        cases().into_iter().map(|(name, _)| name.split('/').next().unwrap_or_default().to_owned()).collect();
    // A million vertices are made by a test of their own; the bounds of workbooks are tested where they are read, and taking
    // over data of others where it is done.
    let elsewhere = ["C0313", "C0003", "C0007", "C0005", "C0006", "C0009", "C1630"];
    let missing: Vec<&str> = codes::all()
        .iter()
        .map(|entry| entry.code)
        .filter(|code| {
            (code[..3] <= *"C06" || ["C14", "C16"].contains(&&code[..3]))
                && !covered.contains(*code)
                && !elsewhere.contains(code)
        })
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn every_code_in_the_source_is_registered() {
    fn walk(directory: &Path, seen: &mut BTreeSet<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, seen);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                for (position, _) in text.match_indices("\"C") {
                    let code = text.get(position + 1..position + 6).unwrap_or_default();
                    if code.chars().skip(1).all(|c| c.is_ascii_digit()) && text[position + 6..].starts_with('"') {
                        seen.insert(code.to_owned());
                    }
                }
            }
        }
    }
    let mut seen = BTreeSet::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut seen);
    assert!(seen.len() > 50, "the walk finds the codes");
    let unknown: Vec<&String> = seen.iter().filter(|code| codes::find(code).is_none()).collect();
    assert!(unknown.is_empty(), "not registered: {unknown:?}");
}

#[test]
fn the_good_project_has_nothing_to_find() {
    let (model, found) = load(&tests("base"));
    assert_eq!(found, []);
    let model = model.expect("nothing was found");
    assert_eq!(model.tables.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["figures", "ratio", "best"]);
    assert_eq!(
        model.files,
        [
            "crest.toml",
            "data/figures.csv",
            "framework.csv",
            "places.csv",
            "places.geojson",
            "scenarios/more.toml",
            "sources.csv",
            "sql/ratio.sql",
            "strategy.toml"
        ]
    );
}

#[test]
fn the_good_rules_have_nothing_to_find() {
    let (model, found) = load(with_rules().path());
    assert_eq!(found, []);
    let rules = model.expect("nothing was found").rules.expect("the project has rules");
    assert_eq!(rules.answers.len(), 15);
    assert_eq!(rules.focus.as_deref(), Some("gdd"));
    assert_eq!(rules.partners, ["hk", "mo"]);
    assert_eq!(rules.ancestry("gdd"), ["gdd", "gz", "gd", "cn"]);
    assert_eq!(rules.methods["own"].provisions["car_entry"], "car_entry");
}

#[test]
fn a_million_vertices_are_refused() {
    let root = base();
    let ring = "[0,0],".repeat(1_000_001);
    let feature = |id: &str, ring: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{id}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{ring}]]}}}}"
        )
    };
    let collection =
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", feature("a", ring.trim_end_matches(',')));
    fs::write(root.path().join("places.geojson"), collection).unwrap();
    let (model, found) = load(root.path());
    assert!(model.is_none());
    assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["C0313"]);
}
