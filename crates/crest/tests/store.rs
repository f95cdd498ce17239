//! What a run promises of its store: equal bytes, nothing recomputed, damage mended, scenarios over an untouched baseline.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crest::{Project, RunError, RunOptions};
use support::{copy, results, run, run_with};

/// All files below `.crest/objects`, sorted by name, with their bytes.
fn objects(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for directory in fs::read_dir(root.join(".crest/objects")).unwrap().flatten() {
        for file in fs::read_dir(directory.path()).unwrap().flatten() {
            let name = file.path().strip_prefix(root).unwrap().to_owned();
            found.push((name, fs::read(file.path()).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn one_and_two_threads_give_equal_bytes() {
    for example in ["toy", "guangzhou"] {
        let (a, b) = (copy(example), copy(example));
        for (project, threads) in [(&a, 1), (&b, 2)] {
            let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
            results(run_with(project.path(), None, &options));
        }
        let (a, b) = (objects(a.path()), objects(b.path()));
        assert!(!a.is_empty());
        assert_eq!(a.len(), b.len(), "{example}");
        for (x, y) in a.iter().zip(&b) {
            assert!(x == y, "{example}: {} differs from {}", x.0.display(), y.0.display());
        }
    }
}

#[test]
fn second_run_is_found_whole_and_equal() {
    let project = copy("toy");
    let first = run(project.path(), None);
    assert!(!first.found);
    let second = run(project.path(), None);
    assert!(second.found, "nothing changed");
    assert_eq!(first.results, second.results);
}

#[test]
fn only_what_changed_is_computed_again() {
    let project = copy("guangzhou");
    results(run(project.path(), None));
    let strategy = project.path().join("strategy.toml");
    let text = fs::read_to_string(&strategy).unwrap();
    fs::write(&strategy, format!("{text}\n# a remark\n")).unwrap();
    let computed = std::sync::Mutex::new(Vec::new());
    let progress = |progress: crest::Progress<'_>| {
        if !progress.found {
            computed.lock().unwrap().push(progress.node.to_owned());
        }
    };
    let outcome = run_with(project.path(), None, &RunOptions { progress: &progress, ..RunOptions::default() });
    assert!(!outcome.found);
    assert_eq!(*computed.lock().unwrap(), ["index"], "tables, values and checks come from the store");
}

#[test]
fn damaged_objects_are_computed_again() {
    let project = copy("toy");
    let first = results(run(project.path(), None));
    for (name, bytes) in objects(project.path()) {
        let mut broken = bytes.clone();
        let middle = broken.len() / 2;
        broken[middle] ^= 0x55;
        fs::write(project.path().join(name), broken).unwrap();
    }
    let again = run(project.path(), None);
    assert!(!again.found);
    assert_eq!(results(again), first);
}

#[test]
fn empty_scenario_is_the_baseline_to_the_byte() {
    let project = copy("toy");
    fs::write(project.path().join("scenarios/nothing.toml"), "name = { en = \"nothing\" }\n").unwrap();
    let baseline = results(run(project.path(), None));
    let nothing = results(run(project.path(), Some("nothing")));
    assert_eq!(serde_json::to_vec(&baseline).unwrap(), serde_json::to_vec(&nothing).unwrap());
}

#[test]
fn scenario_leaves_the_baseline_alone() {
    let project = copy("toy");
    let before = results(run(project.path(), None));
    let changed = results(run(project.path(), Some("air_and_clinics")));
    assert_ne!(before.run.id, changed.run.id);
    let after = run(project.path(), None);
    assert!(after.found);
    assert_eq!(results(after), before);
}

#[test]
fn cancelled_run_stops_and_the_next_one_finishes() {
    let project = copy("toy");
    let opened = Project::open(project.path());
    let options = RunOptions { cancel: Arc::new(AtomicBool::new(true)), ..RunOptions::default() };
    assert!(matches!(crest::run(&opened, None, &options), Err(RunError::Cancelled)));
    results(run(project.path(), None));
}

#[test]
fn two_runs_at_once_do_not_harm_each_other() {
    let project = copy("toy");
    let path = project.path();
    let ids: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| results(run(path, None)).run.id)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(ids.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(run(path, None).found);
}
