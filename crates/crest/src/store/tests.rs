use super::*;

fn project() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

fn print(text: &str) -> Fingerprint {
    Fingerprint::of_bytes(text.as_bytes())
}

#[test]
fn object_is_found_again_and_kinds_are_apart() {
    let project = project();
    let store = Store::open(project.path()).unwrap();
    store.put_object(print("a"), "json", b"one").unwrap();
    assert_eq!(store.find_object(print("a"), "json").as_deref(), Some(&b"one"[..]));
    assert_eq!(store.find_object(print("a"), "parquet"), None);
    assert_eq!(store.find_object(print("b"), "json"), None);
}

#[test]
fn damaged_object_counts_as_absent_and_is_replaced() {
    let project = project();
    let store = Store::open(project.path()).unwrap();
    store.put_object(print("a"), "json", b"one").unwrap();
    let directory = project.path().join(".crest/objects").join(&print("a").hex()[..2]);
    let file = fs::read_dir(&directory).unwrap().next().unwrap().unwrap().path();
    fs::write(&file, b"onX").unwrap();
    assert_eq!(store.find_object(print("a"), "json"), None);
    assert!(!file.exists(), "the damaged file is removed");
    store.put_object(print("a"), "json", b"one").unwrap();
    assert_eq!(store.find_object(print("a"), "json").as_deref(), Some(&b"one"[..]));
}

#[test]
fn torn_history_line_is_passed_over() {
    let project = project();
    let store = Store::open(project.path()).unwrap();
    let line = |run: &str| HistoryLine { run: run.into(), scenario: None, started: String::new() };
    store.append_history(&line("r1")).unwrap();
    let path = project.path().join(".crest/history.jsonl");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("{\"run\":\"r2\",\"sce");
    fs::write(&path, text).unwrap();
    store.append_history(&line("r3")).unwrap();
    let runs: Vec<String> = store.history().into_iter().map(|l| l.run).collect();
    assert_eq!(runs, ["r1", "r3"]);
}

#[test]
fn clean_keeps_what_the_latest_run_needs() {
    let project = project();
    let store = Store::open(project.path()).unwrap();
    for (run, object) in [("r1", "old"), ("r2", "new")] {
        store.put_object(print(object), "json", object.as_bytes()).unwrap();
        let nodes = vec![("t".to_owned(), print(object).hex())];
        store.put_run(&Manifest { run: run.into(), scenario: None, nodes }).unwrap();
        store.append_history(&HistoryLine { run: run.into(), scenario: None, started: String::new() }).unwrap();
    }
    fs::write(project.path().join(".crest/tmp/leftover"), b"half").unwrap();
    drop(store);
    let cleaned = Store::clean(project.path(), 1).unwrap();
    assert_eq!(cleaned.files, 3, "the leftover, the old manifest and the old object");
    let store = Store::open(project.path()).unwrap();
    assert!(store.find_run("r1").is_none() && store.find_run("r2").is_some());
    assert!(store.find_object(print("old"), "json").is_none());
    assert!(store.find_object(print("new"), "json").is_some());
}
