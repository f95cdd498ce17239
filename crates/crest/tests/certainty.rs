//! How sure ranks are, as a run tells it: consistent in itself, the same on any number of threads, refused where it cannot be.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use std::fs;

use crest::{Project, RunOptions, Session};
use crest_model::results::{Certainty, Results};
use support::{copy, results, run, run_with};

fn certainty(results: &Results) -> &Certainty {
    results.certainty.as_ref().expect("the example has an index")
}

#[test]
fn a_project_that_declares_nothing_gets_the_default() {
    let project = copy("toy");
    let results = results(run(project.path(), None));
    let (found, index) = (certainty(&results), results.index.as_ref().unwrap());
    assert!(!found.declared);
    assert_eq!(found.inputs.iter().map(|i| i.id.as_str()).collect::<Vec<_>>(), ["weights", "scale"]);
    let ranks = index.ranks.iter().find(|r| r.node == found.root).unwrap();
    for (row, place) in found.places.iter().enumerate() {
        let at = index.places.iter().position(|id| *id == place.place).unwrap();
        assert_eq!(ranks.overall[at], Some(place.rank));
        let sum: f64 = place.chances.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9, "{}: {sum}", place.place);
        assert!(place.lower.value <= place.median.value && place.median.value <= place.upper.value);
        for other in 0..found.places.len() {
            let both = found.ahead[row][other] + found.ahead[other][row];
            assert!(both <= 1.0 + 1e-12 && (row != other || both == 0.0));
        }
    }
    // Ten places: the chance of being among the first ten says nothing and is not told.
    assert_eq!((found.first.as_slice(), found.last.as_slice()), (&[1, 3][..], &[3][..]));
    assert!(found.sensitivity.iter().any(|row| row.output == "rank") && !found.single.is_empty());
    assert_eq!(found.moves.len(), 10);
    for change in &found.moves {
        let won = i64::from(change.before) - i64::from(change.after);
        assert_eq!(won, change.own + change.others + change.entry, "{}", change.place);
    }
}

#[test]
fn one_thread_and_two_give_the_same_results() {
    let bytes = |threads| {
        let project = copy("guangzhou");
        let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
        serde_json::to_vec(&results(run_with(project.path(), None, &options))).unwrap()
    };
    assert_eq!(bytes(1), bytes(2));
}

#[test]
fn what_cannot_be_computed_is_named_with_its_input() {
    let project = copy("toy");
    let path = project.path().join("crest.toml");
    let text = fs::read_to_string(&path).unwrap();
    // The scale starts above 0, but a place far below the mean has a negative z-score all the same.
    let declared = "\n[uncertainty.inputs.scale]\nvary = \"normalise\"\noptions = [{ method = \"min-max\", lower = 1, \
                    upper = 100 }, { method = \"z-score\", lower = 1, upper = 11 }]\n\
                    \n[uncertainty.inputs.mean]\nvary = \"aggregate\"\noptions = [\"arithmetic\", \"geometric\"]\n";
    fs::write(&path, format!("{text}{declared}")).unwrap();
    let outcome = run(project.path(), None);
    assert!(outcome.results.is_none());
    let found = outcome.diagnostics.iter().find(|d| d.code == "C0805").expect("C0805");
    assert!(
        found.message.contains("scale = z-score") && found.message.contains("mean = geometric"),
        "{}",
        found.message
    );
    assert!(found.location.is_some() && found.hint.is_some());
}

#[test]
fn overrides_change_the_answer_and_not_the_project() {
    let directory = copy("toy");
    let project = Project::open(directory.path());
    let options = RunOptions::default();
    let session = Session::open(&project, &options).unwrap_or_else(|_| panic!("the example runs"));
    let with = |changes: &[(&str, &str)]| {
        let changes: Vec<(String, String)> = changes.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let spec = session.model().uncertainty_with(&changes).unwrap();
        session.certainty(&spec).unwrap_or_else(|_| panic!("it can be computed")).unwrap()
    };
    let more = with(&[("draws", "8192")]);
    assert_eq!((more.draws, more.declared), (8192, false));
    let narrow = with(&[("inputs.w.vary", "weights"), ("inputs.w.band", "0.01")]);
    assert!(narrow.declared && narrow.shift.value < more.shift.value);
    assert_eq!(certainty(&session.results).draws, 4096);
    let refused = session.model().uncertainty_with(&[("draws".to_owned(), "1000000000".to_owned())]);
    assert_eq!(refused.unwrap_err()[0].code, "C0623");
}

#[test]
fn a_what_if_leaves_certainty_out_and_a_run_of_the_scenario_has_it() {
    let directory = copy("toy");
    let project = Project::open(directory.path());
    let options = RunOptions::default();
    let session = Session::open(&project, &options).unwrap_or_else(|_| panic!("the example runs"));
    let scenario = project.find_scenario("air_and_clinics").unwrap();
    let (after, diff) = session.what_if(&scenario).unwrap_or_else(|_| panic!("the scenario applies"));
    assert_eq!(after.certainty, None);
    assert!(diff.ranks.iter().all(|change| change.within_noise.is_some()));
    assert!(certainty(&results(run(directory.path(), Some("air_and_clinics")))).draws > 0);
}
