//! Schemes that a project takes up: bindings, groups, events and bases; and the chapter on the shipped ones.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod patched;

use std::fs;
use std::path::Path;

use crest_model::scheme::{find_shipped, table};
use crest_model::{Severity, load};
use patched::with_schemes;

/// Begin and end of what is made from the scheme files.
const MARKS: [&str; 2] = ["<!-- made from the scheme files: begin -->\n", "<!-- made from the scheme files: end -->\n"];

#[test]
fn items_are_bound_by_code_or_as_the_project_says() {
    let (model, found) = load(with_schemes().path());
    assert_eq!(found, []);
    let model = model.unwrap();
    let own = &model.schemes["own"];
    let bound = |item: &str| own.items.get(item).map(String::as_str);
    assert_eq!([bound("gdp"), bound("income"), bound("air")], [Some("gdp"), Some("income"), Some("pm25")]);
    assert_eq!(bound("hospital"), None, "it is made of base data");
    assert_eq!(own.data["beds"], "clinics");
    assert_eq!(own.unbound().count(), 0);
    assert_eq!(own.file.as_deref(), Some("schemes/own.toml"));
}

#[test]
fn ranked_places_fall_into_groups_by_their_attributes() {
    let model = load(with_schemes().path()).0.unwrap();
    let groups: Vec<(&str, Option<&str>)> = model
        .places
        .iter()
        .zip(&model.schemes["own"].groups)
        .map(|(place, group)| (place.id.as_str(), group.map(|i| model.schemes["own"].scheme.groups[i].id.as_str())))
        .collect();
    let expected = [("all", None), ("a", Some("coast")), ("b", Some("hills")), ("c", Some("hills")), ("port", None)];
    assert_eq!(groups, expected, "an area and a carrier are not ranked");
}

#[test]
fn events_and_bases_keep_their_place_and_year() {
    let model = load(with_schemes().path()).0.unwrap();
    let own = &model.schemes["own"];
    let events: Vec<(&str, i32, &str, u32)> =
        own.events.iter().map(|e| (e.place.as_str(), e.year, e.rule.as_str(), e.count)).collect();
    assert_eq!(events, [("a", 2022, "accident", 2), ("b", 2022, "award", 1)], "a blank count is one");
    assert_eq!(own.events[0].evidence, "notice 12 of 2022");
    let [first, second] = own.bases.as_slice() else { panic!("two rows") };
    assert_eq!((first.place.as_str(), first.year, first.base, first.goal), ("a", Some(2022), Some(40_000.0), None));
    assert_eq!((second.place.as_str(), second.year), ("b", None), "a blank year is every one");
    assert_eq!((second.base, second.goal), (Some(30_000.0), Some(45_000.0)));
}

#[test]
fn a_scheme_that_comes_with_crest_is_taken_by_name() {
    let root = with_schemes();
    let path = root.path().join("crest.toml");
    let text = fs::read_to_string(&path).unwrap();
    let more = "[schemes.national]\nbuiltin = \"etdz-2021\"\nitems = { gdp = \"gdp\" }\n[schemes.index]\nbuiltin = \"handbook\"\n";
    fs::write(&path, text + more).unwrap();
    let (model, found) = load(root.path());
    // No place of this project lies in East, Central or West.
    assert!(found.iter().all(|d| d.severity == Severity::Warning && d.code == "C1419"), "{found:#?}");
    let model = model.unwrap();
    let national = &model.schemes["national"];
    assert_eq!(national.scheme, find_shipped("etdz-2021").unwrap().scheme());
    assert_eq!(national.file, None);
    assert_eq!(national.items.len(), 1);
    // What is not bound is evidence that is missing, and no mistake.
    assert_eq!(national.unbound().count(), national.scheme.items.len() - 1);
    // The pattern names indicators; those that the framework measures are bound by themselves.
    assert_eq!(model.schemes["index"].items.keys().collect::<Vec<_>>(), ["pm25"]);
}

#[test]
fn attributes_go_by_another_name_where_the_project_says_so() {
    let root = with_schemes();
    let own = root.path().join("schemes/own.toml");
    let text = fs::read_to_string(&own).unwrap();
    fs::write(&own, text.replace("where = { region =", "where = { belt =")).unwrap();
    let path = root.path().join("crest.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text + "groups = { belt = \"region\" }\n").unwrap();
    let (model, found) = load(root.path());
    assert_eq!(found, []);
    let model = model.unwrap();
    assert_eq!(model.schemes["own"].attributes["belt"], "region");
    assert_eq!(model.schemes["own"].groups, [None, Some(0), Some(1), Some(1), None]);
}

/// With `CREST_UPDATE_DOCS=1` the chapter is rewritten.
#[test]
fn the_chapter_on_shipped_schemes_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/schemes.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(MARKS[0]).expect("the mark where it begins");
    let (own, after) = rest.split_once(MARKS[1]).expect("the mark where it ends");
    let fresh = format!("\n{}\n", table::page());
    if std::env::var_os("CREST_UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{}{fresh}{}{after}", MARKS[0], MARKS[1])).unwrap();
    } else {
        assert!(own == fresh, "docs/guide/schemes.md is stale; run this test with CREST_UPDATE_DOCS=1");
    }
}

/// Every block of TOML in the chapter that holds a whole scheme is one without mistakes.
#[test]
fn the_schemes_shown_in_the_chapter_are_good() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/schemes.md");
    let page = fs::read_to_string(path).unwrap();
    let mut n_whole = 0;
    for block in page.split("```toml\n").skip(1) {
        let text = block.split("```").next().unwrap();
        if !text.starts_with("[scheme]") {
            continue;
        }
        n_whole += 1;
        let (scheme, found) = crest_model::scheme::read("schemes/park.toml", text);
        assert_eq!(found, []);
        let scheme = scheme.unwrap();
        let printed = crest_model::scheme::print(&scheme);
        assert_eq!(crest_model::scheme::read("again.toml", &printed).0, Some(scheme));
    }
    assert_eq!(n_whole, 1);
}
