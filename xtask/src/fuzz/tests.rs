//! Options and the call of cargo-fuzz.

use super::{Options, SECONDS, invocation};

fn read(words: &[&str]) -> anyhow::Result<Options> {
    Options::read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
}

#[test]
fn options_are_read_in_any_order() {
    let expected = Options { target: Some("csv_grid".to_owned()), seconds: 5 };
    assert_eq!(read(&["csv_grid", "--seconds", "5"]).unwrap(), expected);
    assert_eq!(read(&["--seconds", "5", "csv_grid"]).unwrap(), expected);
    assert_eq!(read(&[]).unwrap(), Options { target: None, seconds: SECONDS });
}

#[test]
fn nonsense_is_refused() {
    assert!(read(&["a", "b"]).is_err());
    assert!(read(&["--seconds"]).is_err());
    assert!(read(&["--seconds", "soon"]).is_err());
    assert!(read(&["--jobs"]).is_err());
}

#[test]
fn memory_and_time_are_bounded() {
    let line = invocation("csv_grid", "fuzz/corpus-run/csv_grid", 5, None).shown();
    assert_eq!(
        line,
        "RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir fuzz csv_grid fuzz/corpus-run/csv_grid fuzz/corpus/csv_grid -- -max_total_time=5 -rss_limit_mb=512 -malloc_limit_mb=256 -timeout=10 -max_len=16384"
    );
}
