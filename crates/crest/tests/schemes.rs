//! Assessment schemes of projects: the toy example against its hand calculation, and invariants of the whole way.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use crest::{Project, RunOptions, Session};
use crest_model::results::{Results, SchemeResult, ScoreSheet};
use support::{close, copy, results, run};

fn scheme<'a>(results: &'a Results, id: &str) -> &'a SchemeResult {
    results.schemes.iter().find(|scheme| scheme.id == id).unwrap()
}

fn sheet<'a>(scheme: &'a SchemeResult, place: &str) -> &'a ScoreSheet {
    scheme.sheets.iter().find(|sheet| sheet.place == place).unwrap()
}

#[test]
fn toy_assessment_follows_the_hand_calculation() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let found = scheme(&results, "invented");
    assert_eq!((found.assessment, found.data), (2022, 2021));
    // Income (x − 2) / 8 of 40 (coast) or 30 (hills); firms 16, and a point for each whole 5 % of growth, of 20;
    // clinics x / 5 of 20, at most 20. Worked out in examples/toy/README.md.
    let expected = [
        ("p01", 40.0 + 17.0 + 20.0, 1.0, 1.0),
        ("p02", 22.5 + 19.0 + 12.0 - 5.0, 4.0, 1.0),
        ("p03", 35.0 + 18.0 + 20.0 + 3.0, 2.0, 2.0),
        ("p04", 18.75 + 18.0 + 0.0, 8.0, 3.0),
        ("p05", 20.0 + 18.0 + 16.0, 3.0, 3.0),
        ("p06", 15.0 + 17.0 + 20.0, 10.0, 5.0),
        ("p07", 15.0 + 16.0 + 8.0, 6.0, 4.0),
        ("p08", 7.5 + 21.0 + 18.0, 5.0, 2.0),
        ("p09", 3.75 + 18.0 + 14.0, 9.0, 4.0),
        ("p10", 0.0 + 18.0 + 20.0, 7.0, 5.0),
    ];
    for (place, total, rank, group_rank) in expected {
        let own = sheet(found, place);
        close(own.total.unwrap(), total, place);
        assert_eq!((own.rank, own.group_rank), (Some(rank), Some(group_rank)), "{place}");
    }
    // Four accidents ask for 8 points; the ceiling grants 5.
    let accident = &sheet(found, "p02").events[0];
    assert_eq!((accident.kind.as_str(), accident.asked, accident.granted), ("deduction", 8.0, 5.0));
    assert_eq!(accident.evidence, "invented notice");
    assert!(!sheet(found, "p06").veto.is_empty());
    // p05 stands at 6: 40 (x − 2) / 8 = 21 at x = 6.2, and 40 at 10.
    let income = &sheet(found, "p05").rows[0];
    close(income.next.unwrap().1.unwrap(), 6.2, "next point");
    close(income.full.unwrap().1.unwrap(), 10.0, "full points");
    // p04 reports no clinics.
    let clinics = &sheet(found, "p04").rows[2];
    assert_eq!((clinics.value, clinics.reason.en.as_str()), (None, "there is no value"));
}

#[test]
fn toy_exit_rule_warns_those_who_were_last_once() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let found = scheme(&results, "invented");
    // Last of their groups: p07 and p09 in the assessment of 2021, p10 and, by its veto, p06 in that of 2022.
    let warned: Vec<(&str, &str, usize, usize)> =
        found.exits.iter().map(|row| (row.place.as_str(), row.standing.as_str(), row.missing, row.within)).collect();
    let expected = [("p06", "warned", 1, 2), ("p07", "warned", 1, 1), ("p09", "warned", 1, 1), ("p10", "warned", 1, 2)];
    assert_eq!(warned, expected);
}

#[test]
fn figures_in_another_unit_score_the_same() {
    let project = copy("toy");
    let before = results(run(project.path(), None));
    // 万元 per person become 元 per person: the framework and its figures, not the scheme.
    let framework = project.path().join("framework.csv");
    let text = std::fs::read_to_string(&framework).unwrap().replace("万元/人", "元/人");
    std::fs::write(&framework, text).unwrap();
    let values = project.path().join("data/values.csv");
    let text = std::fs::read_to_string(&values).unwrap();
    let scaled: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if at > 0 {
                cells[2] = format!("{}", cells[2].parse::<f64>().unwrap() * 10_000.0);
            }
            cells.join(",")
        })
        .collect();
    std::fs::write(&values, scaled.join("\n") + "\n").unwrap();
    let after = results(run(project.path(), None));
    for (one, other) in scheme(&before, "invented").sheets.iter().zip(&scheme(&after, "invented").sheets) {
        assert_eq!((one.total, one.rank), (other.total, other.rank), "{}", one.place);
    }
}

#[test]
fn scores_do_not_depend_on_the_number_of_threads() {
    let project = copy("guangzhou");
    let of = |threads: usize| {
        let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
        let opened = Project::open(project.path());
        let session = Session::open(&opened, &options).map_err(|_| "no session").unwrap();
        let found = session.score("national", None, Some("gz")).map_err(|_| "no score").unwrap().unwrap();
        serde_json::to_string(&found).unwrap()
    };
    assert_eq!(of(1), of(2));
}

#[test]
fn a_change_of_scheme_splits_exactly() {
    let project = copy("guangzhou");
    let results = results(run(project.path(), None));
    let change = &results.scheme_changes[0];
    assert!(!change.rows.is_empty());
    for row in &change.rows {
        close(row.by_data + row.by_scheme, row.before - row.after, &row.place);
        close(row.scheme_alone, row.before - row.new_scheme, &row.place);
    }
    // A scheme against itself changes nothing but what new data do.
    let opened = Project::open(project.path());
    let options = RunOptions::default();
    let session = Session::open(&opened, &options).map_err(|_| "no session").unwrap();
    let own = session.scheme_change(("cities", "cities"), (2020, 2021)).unwrap();
    assert!(own.rows.iter().all(|row| row.by_scheme == 0.0 && row.scheme_alone == 0.0));
}

#[test]
fn shipped_schemes_run_on_any_project() {
    let project = copy("guangzhou");
    let opened = Project::open(project.path());
    let options = RunOptions::default();
    let session = Session::open(&opened, &options).map_err(|_| "no session").unwrap();
    for shipped in crest_model::scheme::shipped() {
        let found = session.score(shipped.id, None, None).map_err(|_| "no score").unwrap().unwrap();
        assert!(!found.sheets.is_empty() || !found.refused.is_empty(), "{}", shipped.id);
        for own in &found.sheets {
            let points: f64 = own.rows.iter().map(|row| row.points).sum();
            assert!(points.is_finite() && own.rows.len() == found.items.len(), "{}", shipped.id);
        }
    }
    assert!(session.score("no-such-scheme", None, None).map_err(|_| "no score").unwrap().is_none());
}

/// Replaces a piece of a file of a project.
fn edit(project: &std::path::Path, file: &str, from: &str, to: &str) {
    let path = project.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} in {file}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn chances_follow_the_range_of_an_assumed_weight() {
    let project = copy("toy");
    let clinics = "name = { zh = \"诊所\", en = \"Clinics\" }\nclass = \"life\"\nindicator = \"clinics\"\nunit = \"个/万人\"\nweight = ";
    let assumed = format!("{clinics}{{ assumed = 20, low = 0, high = 40, why = \"not public\" }}");
    edit(project.path(), "schemes/invented.toml", &format!("{clinics}20"), &assumed);
    let results = results(run(project.path(), None));
    let found = scheme(&results, "invented");
    let certainty = found.certainty.as_ref().unwrap();
    assert_eq!((certainty.n_varied, certainty.varies_values, certainty.last), (1, false, 1));
    assert!(found.assumptions[0].is_varied);
    let last = |place: &str| {
        let at = found.sheets.iter().position(|sheet| sheet.place == place).unwrap();
        certainty.places[at].as_ref().unwrap().last.value
    };
    // On the coast p07 has 31 + 0.4 w and p10 18 + w: p10 is last below w = 65 / 3, of 0 to 40. The points of a
    // low-discrepancy sequence in one dimension miss a share by at most one point on each side.
    let expected = 65.0 / 3.0 / 40.0;
    assert!((last("p10") - expected).abs() <= 2.0 / 1024.0, "{}", last("p10"));
    // One of the two is last, or both where their rounded totals are equal.
    let sum = last("p07") + last("p10");
    assert!((1.0..=1.0 + 2.0 / 1024.0).contains(&sum), "{sum}");
    // The veto ranks p06 last in the hills whatever the weight.
    assert_eq!(last("p06"), 1.0);
}

#[test]
fn a_value_without_a_rate_of_exchange_says_so() {
    let project = copy("toy");
    edit(project.path(), "schemes/invented.toml", "unit = \"万元/人\"", "unit = \"万美元/人\"");
    let results = results(run(project.path(), None));
    let row = &sheet(scheme(&results, "invented"), "p01").rows[0];
    assert_eq!(row.value, None);
    assert!(row.reason.en.contains("no rate"), "{}", row.reason.en);
}

#[test]
fn two_columns_of_weights_are_told_apart() {
    let project = copy("toy");
    let columns = "[[columns]]\nid = \"attainment\"\nname = { zh = \"完成\", en = \"attainment\" }\nshare = 0.6\n\n[[columns]]\nid = \
                   \"effect\"\nname = { zh = \"成效\", en = \"effect\" }\nshare = 0.4\n\n[[groups]]\nid = \"coast\"";
    edit(project.path(), "schemes/invented.toml", "[[groups]]\nid = \"coast\"", columns);
    edit(
        project.path(),
        "schemes/invented.toml",
        "weight = { coast = 40, hills = 30 }\nscore = \"to-goal\"",
        "weights = { attainment = { coast = 40, hills = 30 } }\nscores = { attainment = \"to-goal\" }",
    );
    edit(
        project.path(),
        "schemes/invented.toml",
        "weight = 20\nscore = \"steps\"",
        "weights = { attainment = 20, effect = 10 }\nscores = { attainment = \"steps\", effect = \"steps\" }",
    );
    edit(
        project.path(),
        "schemes/invented.toml",
        "weight = 20\nscore = \"share\"",
        "weights = { effect = 20 }\nscores = { effect = \"share\" }",
    );
    let results = results(run(project.path(), None));
    let found = scheme(&results, "invented");
    let own = sheet(found, "p05");
    // Income 20 of 40 and firms 18 of 20 in the first column; firms 8 and 2 points of 10, held to 1, and clinics 16 of 20 in
    // the second.
    assert_eq!(own.rows[0].columns[1], None);
    assert_eq!(own.columns.len(), 2);
    close(own.columns[0].0, 0.6 * (20.0 + 18.0), "attainment");
    close(own.columns[1].0, 0.4 * (10.0 + 16.0), "effect");
    close(own.total.unwrap(), 0.6 * 38.0 + 0.4 * 26.0, "total");
}
