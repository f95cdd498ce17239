use std::path::Path;

use crest_data::Table;
use crest_model::{Diagnostic, Location};

use crate::Registry;
use crate::kernel::{Call, Files};

/// Two jurisdictions and two yes-or-no questions: `a` says yes to both since 2020 and 2021, `b` to the first alone.
fn project() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let lists = root.path().join("lists");
    std::fs::create_dir_all(&lists).unwrap();
    for (name, text) in [
        ("topics", "id,label\nt,Topic\n"),
        (
            "provisions",
            "id,topic,question,kind,lever,authority\nfirst,t,First?,yes-no,rule,own\nsecond,t,Second?,yes-no,rule,central\n",
        ),
        ("jurisdictions", "id,label\na,A\nb,B\n"),
        (
            "answers",
            "provision,jurisdiction,value,from,to,instrument\nfirst,a,yes,2020,,law one\nsecond,a,no,2020,2021-06-30,law two\n\
             second,a,yes,2021-07-01,,law three\nfirst,b,yes,2020,,law four\nsecond,b,no,2020,,law five\n",
        ),
        ("relations", "provision,from,to,state,from_date,instrument\nsecond,b,a,unilateral,2021,law six\n"),
    ] {
        std::fs::write(lists.join(format!("{name}.csv")), text).unwrap();
    }
    std::fs::write(
        root.path().join("method.toml"),
        "[method]\nid = \"m\"\nname = \"M\"\npublisher = \"us\"\n\n[scoring]\noverall = \"mean\"\n\n\
         [[components]]\nid = \"first\"\nscore = { method = \"options\", points = { yes = 100, no = 0 } }\n\n\
         [[components]]\nid = \"second\"\nscore = { method = \"options\", points = { yes = 100, no = 0 } }\n",
    )
    .unwrap();
    root
}

fn call(root: &Path, kernel: &str, with: &str) -> Result<Table, Vec<Diagnostic>> {
    let with: toml::Table = with.parse().unwrap();
    let location = Location::file("crest.toml");
    let registry = Registry::shipped();
    let kernel = registry.find(kernel).unwrap();
    let files = Files::read(root, kernel.paths, &with, &location)?;
    let inputs = std::collections::BTreeMap::new();
    (kernel.run)(&Call { table: "made", inputs: &inputs, with: &with, files: &files, location: &location })
}

fn rows(table: &Table, columns: &[&str]) -> Vec<Vec<String>> {
    let at: Vec<usize> = columns.iter().map(|name| table.column_position(name).unwrap()).collect();
    (0..table.n_rows()).map(|row| at.iter().map(|&c| table.text(c, row).unwrap_or_default()).collect()).collect()
}

const BASE: &str = "lists = \"lists\"\nmethod_file = \"method.toml\"\nyears = [2020, 2021]\n";

#[test]
fn scores_are_those_of_the_last_day_of_each_year() {
    let root = project();
    let table = call(root.path(), "rules.score", BASE).unwrap();
    // 2020: one yes of two in both; 2021: a says yes to both.
    assert_eq!(
        rows(&table, &["place", "period", "score", "rank"]),
        [["a", "2020", "50", "1"], ["b", "2020", "50", "1"], ["a", "2021", "100", "1"], ["b", "2021", "50", "2"],]
    );
}

#[test]
fn distance_is_the_share_of_weight_that_differs_and_recognition_bridges_it() {
    let root = project();
    let table = call(root.path(), "rules.distance", &format!("{BASE}to = \"a\"")).unwrap();
    assert_eq!(rows(&table, &["place", "period", "distance"]), [["b", "2020", "0"], ["b", "2021", "0.5"]]);
    // Each topic, here each component of the method, has a distance of its own.
    assert_eq!(rows(&table, &["place", "period", "first", "second"])[1], ["b", "2021", "0", "1"]);
    // b recognises a's answer to the second question, so half of that distance, one direction of two, is gone.
    let table = call(root.path(), "rules.distance", &format!("{BASE}to = \"a\"\nbasis = \"recognition\"")).unwrap();
    assert_eq!(rows(&table, &["place", "period", "distance"]), [["b", "2020", "0"], ["b", "2021", "0.25"]]);
}

#[test]
fn an_adopted_answer_takes_the_place_of_those_of_the_lists() {
    let root = project();
    let adopt = "adopt = [{ of = \"b\", provision = \"second\", value = \"yes\" }]\nto = \"a\"";
    let table = call(root.path(), "rules.distance", &format!("{BASE}{adopt}")).unwrap();
    assert_eq!(rows(&table, &["place", "period", "distance"]), [["b", "2020", "0.5"], ["b", "2021", "0"]]);
}

#[test]
fn states_of_recognition_are_counted_and_coverage_told() {
    let root = project();
    let table = call(root.path(), "rules.recognition", "lists = \"lists\"\nyears = [2020, 2021]").unwrap();
    assert_eq!(
        rows(&table, &["place", "partner", "period", "unilateral", "recognised"]),
        [["b", "a", "2021", "1", "1"]]
    );
    let table = call(root.path(), "rules.coverage", BASE).unwrap();
    assert_eq!(rows(&table, &["place", "due", "given", "share_given"])[0], ["a", "2", "2", "1"]);
}

#[test]
fn what_is_wrong_with_a_call_is_told() {
    let root = project();
    let code = |kernel: &str, with: &str| call(root.path(), kernel, with).unwrap_err()[0].code.clone();
    assert_eq!(code("rules.score", "years = [2020]"), "C0703");
    assert_eq!(code("rules.score", "lists = \"lists\""), "C0705", "scores need a method");
    assert_eq!(code("rules.distance", BASE), "C0703", "the partner is missing");
    assert_eq!(code("rules.distance", &format!("{BASE}to = \"c\"")), "C0705");
    assert_eq!(code("rules.score", &format!("{BASE}adopt = [3]")), "C0703");
    assert_eq!(code("rules.score", "lists = \"lists\"\nmethod = \"none\""), "C0703");
    assert_eq!(code("rules.score", "lists = \"lists\"\nyears = [99999]\nmethod = \"stri-style\""), "C0703");
}
