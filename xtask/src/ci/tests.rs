//! Order and scope of the steps, and the table at the end.

use std::time::Duration;

use super::{Options, Outcome, Step, shown, steps, table};

fn lines(fast: bool, nextest: bool) -> Vec<String> {
    let shown = |step: Step| match step {
        Step::Command(invocation) => invocation.shown(),
        other => format!("{other:?}"),
    };
    steps(fast, nextest).into_iter().map(|(_, step)| shown(step)).collect()
}

#[test]
fn whole_run_covers_the_workspace() {
    let lines = lines(false, false);
    assert!(lines.contains(&"cargo test --locked --no-fail-fast --workspace".to_owned()));
    assert!(lines.contains(&"cargo clippy --locked --all-targets --workspace -- -D warnings".to_owned()));
    assert_eq!(lines.last().unwrap(), "RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --workspace");
}

#[test]
fn examples_are_run_beside_nextest() {
    assert!(lines(false, true).contains(&"cargo test --locked --doc --workspace".to_owned()));
}

#[test]
fn fast_run_leaves_the_sql_engine_out() {
    let lines = lines(true, true);
    assert!(lines.iter().all(|line| !line.contains("--workspace") && !line.contains("crest-data")));
}

#[test]
fn tools_of_the_build_come_first() {
    assert_eq!(lines(true, false)[0], "Tools");
}

#[test]
fn options_are_read_and_unknown_ones_refused() {
    let read = |words: &[&str]| Options::read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    assert_eq!(read(&["--keep-going"]).unwrap(), Options { fast: false, keep_going: true });
    assert!(read(&["--quick"]).is_err());
}

#[test]
fn table_names_what_did_not_run() {
    let report = [
        ("format", Outcome::Passed, Duration::from_millis(1250)),
        ("tidy", Outcome::Failed, Duration::from_secs(61)),
        ("tests", Outcome::Skipped, Duration::ZERO),
    ];
    let expected = "format  passed     0 min  1.2 s\ntidy    FAILED     1 min  1.0 s\ntests   not run\ntotal              1 min  2.2 s\n";
    assert_eq!(table(&report), expected);
}

#[test]
fn durations_carry_minutes() {
    assert_eq!(shown(Duration::from_secs(125)), "  2 min  5.0 s");
}
