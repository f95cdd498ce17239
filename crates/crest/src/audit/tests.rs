use std::path::Path;
use std::sync::Barrier;

use super::*;
use crate::{Project, RunOptions, run};

/// A copy of the toy example in a fresh directory.
fn project() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let files = crate::example::files("toy", 0).expect("the toy example is shipped");
    for (path, bytes) in files {
        let full = directory.path().join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("a directory");
        fs::write(full, bytes).expect("a file");
    }
    directory
}

fn run_as(root: &Path, user: &str) -> Vec<Diagnostic> {
    let actor = Actor { user: user.to_owned(), time: "2022-01-05T08:00:00Z".to_owned() };
    let options = RunOptions { actor: Some(actor), threads: Some(1), ..RunOptions::default() };
    let outcome = run(&Project::open(root), None, &options).expect("the run ends");
    assert!(outcome.results.is_some());
    outcome.diagnostics.into_iter().filter(|found| found.code.starts_with("C15")).collect()
}

/// Changes the last digit of a data file, so that one value differs.
fn revise(root: &Path, from: &str, to: &str) {
    let path = root.join("data/values.csv");
    let text = fs::read_to_string(&path).expect("data");
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).expect("data");
}

fn codes(root: &Path) -> Vec<String> {
    check(root, None).expect("readable").findings.into_iter().map(|found| found.code).collect()
}

fn lines(root: &Path) -> Vec<String> {
    fs::read_to_string(root.join("audit/trail")).expect("a trail").lines().map(str::to_owned).collect()
}

/// Three entries: import, a revised value, the revision taken back.
fn three() -> (tempfile::TempDir, String, String) {
    let directory = project();
    let root = directory.path();
    run_as(root, "li");
    let text = fs::read_to_string(root.join("data/values.csv")).expect("data");
    let row = text.lines().nth(3).expect("a row").to_owned();
    let revised = format!("{row}9");
    revise(root, &row, &revised);
    run_as(root, "wang");
    revise(root, &revised, &row);
    run_as(root, "li");
    (directory, row, revised)
}

#[test]
fn entries_tell_who_changed_which_value() {
    let (directory, ..) = three();
    let trail = check(directory.path(), None).expect("readable");
    assert!(trail.is_intact() && trail.findings.is_empty());
    let users: Vec<&str> = trail.entries.iter().map(|entry| entry.user.as_str()).collect();
    assert_eq!(users, ["li", "wang", "li"]);
    assert!(trail.entries[0].values.iter().all(|value| value.before.is_none()) && !trail.entries[0].values.is_empty());
    let (there, back) = (&trail.entries[1], &trail.entries[2]);
    assert_eq!((there.values.len(), back.values.len()), (1, 1));
    assert_eq!((there.values[0].before, there.values[0].after), (back.values[0].after, back.values[0].before));
    assert_eq!(there.files.len(), 1);
    assert_eq!((there.files[0].path.as_str(), there.files[0].change.as_str()), ("data/values.csv", "changed"));
    assert_eq!(back.state, trail.entries[0].state, "the same files and values are the same state");
}

#[test]
fn unchanged_project_adds_no_entry() {
    let directory = project();
    run_as(directory.path(), "li");
    let before = lines(directory.path());
    run_as(directory.path(), "wang");
    assert_eq!(lines(directory.path()), before);
}

#[test]
fn tampering_is_found_wherever_it_is() {
    let (directory, ..) = three();
    let root = directory.path();
    let whole = fs::read(root.join("audit/trail")).expect("a trail");
    // Any single byte changed, anywhere: a sample over the whole length, newlines included.
    for position in (0..whole.len()).step_by(whole.len() / 150 + 1) {
        let mut changed = whole.clone();
        changed[position] ^= 1;
        fs::write(root.join("audit/trail"), &changed).expect("a trail");
        assert!(!check(root, None).expect("readable").is_intact(), "byte {position} of {}", whole.len());
    }
    fs::write(root.join("audit/trail"), &whole).expect("a trail");
    assert!(codes(root).is_empty());
    let own = lines(root);
    let with = |order: &[usize]| {
        let text: String = order.iter().map(|&i| format!("{}\n", own[i])).collect();
        fs::write(root.join("audit/trail"), text).expect("a trail");
        codes(root)
    };
    assert_eq!(with(&[0, 2, 1]), ["C1502"], "moved");
    assert_eq!(with(&[0, 2]), ["C1502"], "one removed");
    assert_eq!(with(&[1, 2]), ["C1502"], "the first removed");
    assert_eq!(with(&[0, 1, 1, 2]), ["C1502"], "one repeated");
    assert_eq!(with(&[0, 1]), ["C1503"], "the last cut off");
    assert_eq!(with(&[]), ["C1503"], "all cut off");
    // A broken trail is told and not written on.
    let before = lines(root);
    revise(root, "2021", "2021 ");
    assert_eq!(run_as(root, "li").len(), 1);
    assert_eq!(lines(root), before);
}

#[test]
fn whole_forgery_is_found_by_a_hash_kept_elsewhere() {
    let (directory, ..) = three();
    let root = directory.path();
    let kept = check(root, None).expect("readable").hash;
    assert!(check(root, Some(&kept[..12])).expect("readable").is_intact());
    fs::remove_dir_all(root.join("audit")).expect("a directory");
    run_as(root, "mallory");
    assert!(codes(root).is_empty(), "by itself the new trail looks sound");
    assert!(!check(root, Some(&kept)).expect("readable").is_intact());
}

#[test]
fn crash_at_any_byte_leaves_the_trail_whole() {
    let (directory, row, revised) = three();
    let root = directory.path();
    let whole = fs::read(root.join("audit/trail")).expect("a trail");
    let head = fs::read(root.join("audit/head")).expect("a head");
    revise(root, &row, &revised);
    run_as(root, "wang");
    let after = fs::read(root.join("audit/trail")).expect("a trail");
    let added = after.len() - whole.len();
    // The line is written to some length and the head is still the old one; or the line is whole and the head is not.
    for kept in [1, 2, 60, 64, 65, 66, added / 2, added - 2, added - 1, added] {
        fs::write(root.join("audit/trail"), &after[..whole.len() + kept]).expect("a trail");
        fs::write(root.join("audit/head"), &head).expect("a head");
        let trail = check(root, None).expect("readable");
        assert!(trail.is_intact(), "{kept} of {added}: {:?}", trail.findings);
        assert_eq!(trail.entries.len(), if kept == added { 4 } else { 3 });
        assert!(run_as(root, "wang").is_empty());
        assert_eq!(lines(root).len(), 4, "{kept} of {added}");
        assert!(codes(root).is_empty());
    }
}

#[test]
fn two_runs_at_once_do_not_harm_it() {
    let directory = project();
    let root = directory.path();
    let barrier = Barrier::new(4);
    std::thread::scope(|scope| {
        for user in ["li", "wang", "zhao", "sun"] {
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                run_as(root, user);
            });
        }
    });
    assert!(codes(root).is_empty());
    assert_eq!(lines(root).len(), 1, "the same state is recorded once");
}
