use super::*;

fn file(name: &str) -> SourceFile {
    SourceFile { name: name.to_owned(), bytes: Vec::new() }
}

#[test]
fn archives_and_directories_are_feeds() {
    let names = ["a/stops.txt", "a/trips.txt", "b/x.ZIP", "c/stops.txt", "a/readme.md"];
    let feeds = FeedSource::of_files(names.into_iter().map(file));
    let told: Vec<(&str, usize)> = feeds.iter().map(|feed| (feed.name.as_str(), feed.files.len())).collect();
    assert_eq!(told, [("a", 2), ("b/x.ZIP", 1), ("c", 1)]);
}

#[test]
fn a_missing_file_is_named() {
    let found = SourceFile::load(Path::new("no/such.csv")).unwrap_err();
    assert_eq!(found.to_string(), "no/such.csv cannot be read");
}
