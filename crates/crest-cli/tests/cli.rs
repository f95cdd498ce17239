//! The command as its users meet it: exit codes, languages, formats, hints, hostile content.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod project;

use std::fs;

use project::{crest_says, project};

#[test]
fn new_project_runs_at_once() {
    for example in ["empty", "toy"] {
        let directory = project(example);
        let (out, _) = crest_says(directory.path(), &["run", "p"], 0);
        assert!(out.contains("rank"), "{example}: {out}");
        assert!(directory.path().join("p/report.html").is_file());
    }
    let directory = project("toy");
    let (_, err) = crest_says(directory.path(), &["new", "p"], 2);
    assert!(err.contains("not empty"), "{err}");
    let (_, err) = crest_says(directory.path(), &["new", "q", "--example", "tyo"], 2);
    assert!(err.contains("toy, guangzhou, zones219"), "{err}");
}

#[test]
fn synthetic_zones_are_ranked_within_regions() {
    let directory = project("zones219");
    let (out, _) = crest_says(directory.path(), &["rank", "p", "--within", "region", "--format", "json"], 0);
    let lines: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert_eq!(lines.len(), 219);
    for group in lines.chunk_by(|a, b| a["group"] == b["group"]) {
        assert_eq!(group[0]["rank"], 1, "each region has its own first");
    }
    let arguments = ["rank", "p", "--within", "region", "--top", "2", "--format", "json"];
    let (out, _) = crest_says(directory.path(), &arguments, 0);
    let lines: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert_eq!(lines.len(), 6, "two of each region");
}

#[test]
fn mistakes_are_findings_with_exit_code_one() {
    let directory = project("toy");
    let framework = directory.path().join("p/framework.csv");
    let text = fs::read_to_string(&framework).unwrap().replace("clinics,life,", "clinics,lif,");
    fs::write(&framework, text).unwrap();
    let (_, err) = crest_says(directory.path(), &["check", "p"], 1);
    assert!(err.contains("framework.csv!B") && err.contains("did you mean `life`?"), "{err}");
    let (_, err) = crest_says(directory.path(), &["run", "p"], 1);
    assert!(err.contains("did you mean `life`?"), "{err}");
    let (out, _) = crest_says(directory.path(), &["check", "p", "--format", "json"], 1);
    let found: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert!(found.iter().all(|d| d["code"].as_str().is_some_and(|code| code.starts_with('C'))));
}

#[test]
fn warnings_fail_only_when_asked() {
    let directory = project("guangzhou");
    crest_says(directory.path(), &["check", "p", "--data"], 0);
    crest_says(directory.path(), &["check", "p", "--data", "--strict"], 1);
}

#[test]
fn no_project_is_a_failure_with_a_hint() {
    let directory = tempfile::tempdir().unwrap();
    let (_, err) = crest_says(directory.path(), &["run", "."], 2);
    assert!(err.contains("crest new"), "{err}");
}

#[test]
fn names_are_found_in_both_languages_and_hinted() {
    let directory = project("toy");
    let (en, _) = crest_says(directory.path(), &["explain", "North Hill", "-C", "p"], 0);
    let (zh, _) = crest_says(directory.path(), &["explain", "北山", "-C", "p", "--lang", "zh"], 0);
    assert!(en.contains("North Hill = 63.80") && zh.contains("北山 = 63.80"), "{en}\n{zh}");
    let (_, err) = crest_says(directory.path(), &["explain", "North Hil", "-C", "p"], 2);
    assert!(err.contains("did you mean `North Hill`?"), "{err}");
    let (_, err) = crest_says(directory.path(), &["rank", "p", "--by", "lifee"], 2);
    assert!(err.contains("did you mean `life`?"), "{err}");
    let (_, err) = crest_says(directory.path(), &["whatif", "p", "air_and_clinic"], 1);
    assert!(err.contains("did you mean `air_and_clinics`?"), "{err}");
}

#[test]
fn codes_are_explained_without_a_project() {
    let directory = tempfile::tempdir().unwrap();
    let (out, _) = crest_says(directory.path(), &["explain", "c0202"], 0);
    assert!(out.starts_with("C0202 "), "{out}");
    let (_, err) = crest_says(directory.path(), &["explain", "C9999"], 2);
    assert!(err.contains("no diagnostic code"), "{err}");
}

#[test]
fn what_if_shows_ranks_and_reasons() {
    let directory = project("toy");
    let (out, _) = crest_says(directory.path(), &["whatif", "p", "air_and_clinics", "--format", "json"], 0);
    let diff: serde_json::Value = serde_json::from_str(&out).unwrap();
    let rank = diff["ranks"].as_array().unwrap().iter().find(|r| r["place"] == "p04").unwrap();
    assert_eq!((rank["before"].as_u64(), rank["after"].as_u64()), (Some(3), Some(1)));
    let (out, _) = crest_says(directory.path(), &["whatif", "p", "--set", "pm25@North Hill-=8", "--format", "json"], 0);
    let diff: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(diff["values"][0]["after"], 18.0);
    let (_, err) = crest_says(directory.path(), &["whatif", "p", "--set", "pm25@p04=much"], 2);
    assert!(err.contains("`much` is not a number"), "{err}");
    let (out, _) = crest_says(directory.path(), &["whatif", "p", "--set", "pm25@p04=26"], 0);
    assert_eq!(out.trim(), "nothing changes");
}

#[test]
fn runs_are_compared_by_id() {
    let directory = project("toy");
    crest_says(directory.path(), &["run", "p"], 0);
    let (_, err) = crest_says(directory.path(), &["diff", "-C", "p"], 2);
    assert!(err.contains("previous"), "{err}");
    crest_says(directory.path(), &["run", "p", "--scenario", "air_and_clinics", "--no-report"], 0);
    let (out, _) = crest_says(directory.path(), &["diff", "-C", "p"], 0);
    assert!(out.contains("North Hill"), "{out}");
    crest_says(directory.path(), &["explain", "p04", "-C", "p"], 0);
    let (again, _) = crest_says(directory.path(), &["diff", "-C", "p"], 0);
    assert_eq!(again, out, "only runs count as runs");
    let (out, _) = crest_says(directory.path(), &["diff", "latest", "latest", "-C", "p"], 0);
    assert_eq!(out.trim(), "nothing changes");
}

#[test]
fn exports_hold_the_ranking_in_every_form() {
    let directory = project("toy");
    crest_says(directory.path(), &["export", "csv", "p", "-o", "csv"], 0);
    let ranking = fs::read_to_string(directory.path().join("csv/ranking.csv")).unwrap();
    assert!(ranking.contains("North Hill") && ranking.contains("63.80208333333333"), "{ranking}");
    crest_says(directory.path(), &["export", "parquet", "p", "-o", "parquet"], 0);
    assert_eq!(fs::read(directory.path().join("parquet/ranking.parquet")).unwrap()[..4], *b"PAR1");
    crest_says(directory.path(), &["export", "xlsx", "p", "-o", "book.xlsx"], 0);
    assert_eq!(fs::read(directory.path().join("book.xlsx")).unwrap()[..2], *b"PK");
    crest_says(directory.path(), &["export", "json", "p", "-o", "r.json"], 0);
    let results: serde_json::Value =
        serde_json::from_slice(&fs::read(directory.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(results["contract"], 1);
    let (_, err) = crest_says(directory.path(), &["export", "csv", "p", "--table", "rankin"], 2);
    assert!(err.contains("ranking"), "{err}");
}

#[test]
fn queries_see_the_project_and_nothing_else() {
    let directory = project("toy");
    let query = "select p.place, number, score from panel p join scores s on p.place = s.place \
                 where indicator = 'income' and period = '2021' and node = 'index' order by score desc limit 1";
    let (out, _) = crest_says(directory.path(), &["sql", query, "-C", "p"], 0);
    assert!(out.contains("p01"), "{out}");
    for hostile in
        ["select * from 'framework.csv'", "copy (select 1) to 'x.csv'", "create table t (a int)", "drop table panel"]
    {
        let (_, err) = crest_says(directory.path(), &["sql", hostile, "-C", "p"], 1);
        assert!(err.contains("error[C13"), "{hostile}: {err}");
    }
    assert!(!directory.path().join("x.csv").exists());
}

#[test]
fn hostile_names_stay_text() {
    let directory = project("toy");
    let places = directory.path().join("p/places.csv");
    let text = fs::read_to_string(&places).unwrap();
    let text = text.replace("North Hill", "<script>alert(1)</script>").replace("East Bay", "=cmd|' /C calc'!A0");
    fs::write(&places, text).unwrap();
    crest_says(directory.path(), &["run", "p"], 0);
    let page = fs::read_to_string(directory.path().join("p/report.html")).unwrap();
    assert!(!page.contains("<script>alert"));
    crest_says(directory.path(), &["export", "csv", "p", "-o", "csv"], 0);
    let ranking = fs::read_to_string(directory.path().join("csv/ranking.csv")).unwrap();
    assert!(ranking.contains("'=cmd"), "{ranking}");
}

#[test]
fn files_outside_the_project_are_refused() {
    let directory = project("toy");
    fs::write(directory.path().join("secret.csv"), "place,period,income\np01,2021,1\n").unwrap();
    let file = directory.path().join("p/crest.toml");
    let text = fs::read_to_string(&file).unwrap().replace("data/values.csv", "../secret.csv");
    fs::write(&file, text).unwrap();
    let (_, err) = crest_says(directory.path(), &["run", "p"], 1);
    assert!(err.contains("../secret.csv"), "{err}");
}

#[test]
fn kernels_are_tables_like_any_other() {
    let directory = project("toy");
    let file = directory.path().join("p/crest.toml");
    let text = fs::read_to_string(&file).unwrap();
    let query = "select place, income, growth from \"values\" where period = 2021 and income is not null";
    fs::create_dir_all(directory.path().join("p/sql")).unwrap();
    fs::write(directory.path().join("p/sql/wide.sql"), query).unwrap();
    let tables =
        "\n[tables.wide]\nsql = \"sql/wide.sql\"\n\n[tables.closeness]\nkernel = \"index.topsis\"\ninput = \"wide\"\n";
    fs::write(&file, text.clone() + tables).unwrap();
    let (out, _) = crest_says(directory.path(), &["tables", "p", "--show", "closeness", "--format", "json"], 0);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert_eq!(rows.len(), 10);
    fs::write(&file, text + &tables.replace("topsis", "topsi")).unwrap();
    let (_, err) = crest_says(directory.path(), &["check", "p"], 1);
    assert!(err.contains("C0701") && err.contains("index.topsis"), "{err}");
    let (out, _) = crest_says(directory.path(), &["tables", "p", "--kernels"], 0);
    assert!(out.contains("index.topsis"));
}

#[test]
fn certainty_speaks_to_programs_and_names_what_is_wrong() {
    let directory = project("toy");
    let (out, _) = crest_says(directory.path(), &["certainty", "p", "--draws", "1024", "--format", "json"], 0);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((found["draws"].as_u64(), found["places"].as_array().map(Vec::len)), (Some(1024), Some(10)));
    let (out, _) = crest_says(directory.path(), &["certainty", "p", "--place", "北山", "--against", "South Port"], 0);
    assert!(out.contains("North Hill is ahead of South Port with chance"), "{out}");
    for (change, code, hint) in [
        ("inputs.w.band=0.1", "C0103", "inputs.w.vary"),
        ("draws=1000000000", "C0623", "1_000_000"),
        ("inputs.w.vary=wieghts", "C0615", "weights"),
    ] {
        let (_, err) = crest_says(directory.path(), &["certainty", "p", "--vary", change], 1);
        assert!(err.contains(&format!("error[{code}]")) && err.contains(hint), "{change}: {err}");
    }
    let (_, err) = crest_says(directory.path(), &["certainty", "p", "--vary", "inputs"], 2);
    assert!(err.contains("expected KEY=VALUE"), "{err}");
    let (_, err) = crest_says(directory.path(), &["certainty", "p", "--place", "p003"], 2);
    assert!(err.contains("did you mean `p03`?"), "{err}");
}

#[test]
fn inverse_questions_speak_to_programs_and_name_what_is_wrong() {
    let directory = project("guangzhou");
    let at = directory.path();
    let (out, _) = crest_says(at, &["least-change", "广州市", "-C", "p", "--format", "json"], 0);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((found["before"].as_u64(), found["reached"].as_u64()), (Some(3), Some(2)));
    let (_, err) = crest_says(at, &["least-change", "gz", "-C", "p", "--rank", "40"], 2);
    assert!(err.contains("expected 1 to 9"), "{err}");
    let (_, err) = crest_says(at, &["least-change", "gz", "-C", "p", "--cost", "loans_per_gdp=-3"], 2);
    assert!(err.contains("a cost of 0 or more"), "{err}");
    let (_, err) = crest_says(at, &["weights", "p", "--band", "7"], 2);
    assert!(err.contains("above 0 and below 1"), "{err}");
    let (_, err) = crest_says(at, &["weights", "p", "--level", "1"], 2);
    assert!(err.contains("ask at a higher level, or impute"), "a city lacks a figure: {err}");
    fs::write(at.join("list.csv"), "place,rank\n深圳市,1\n珠海市,zwei\n,3\n").unwrap();
    let (_, err) = crest_says(at, &["weights", "p", "--list", "list.csv"], 2);
    assert!(err.contains("line 3: `珠海市`, `zwei`") && err.contains("line 4"), "all at once: {err}");
    fs::write(at.join("list.csv"), "名次;地区\n2;深圳市\n1;珠海市\n3;广州市\n9;火星\n").unwrap();
    let (out, _) = crest_says(at, &["weights", "p", "--list", "list.csv", "--lang", "zh"], 0);
    assert!(out.contains("火星") && out.contains("有权重能重现这 3 个地区的次序"), "{out}");
}
