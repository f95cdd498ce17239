use super::*;

fn project() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(root.path().join("data/feed/more")).unwrap();
    for (path, text) in
        [("data/feed/b.txt", "b"), ("data/feed/a.txt", "a"), ("data/feed/more/c.txt", "c"), ("data/feed/.part", "-")]
    {
        std::fs::write(root.path().join(path), text).unwrap();
    }
    root
}

#[test]
fn a_directory_stands_for_all_its_files_in_order() {
    let root = project();
    let with: toml::Table = toml::from_str("feed = \"data/feed\"\nother = \"nowhere\"").unwrap();
    let files = Files::read(root.path(), &["feed", "streets"], &with, &Location::file("crest.toml")).unwrap();
    let read: Vec<(&str, &[u8])> = files.of("feed").iter().map(|f| (f.path.as_str(), f.bytes.as_slice())).collect();
    assert_eq!(read, [("data/feed/a.txt", &b"a"[..]), ("data/feed/b.txt", b"b"), ("data/feed/more/c.txt", b"c"),]);
    assert!(files.of("streets").is_empty());
}

#[test]
fn paths_that_lead_out_or_nowhere_are_told_at_once() {
    let root = project();
    let with: toml::Table = toml::from_str("feed = [\"../secret\", \"data/feed/z.txt\"]\nstreets = 3").unwrap();
    let found = Files::read(root.path(), &["feed", "streets"], &with, &Location::file("crest.toml")).unwrap_err();
    let codes: Vec<&str> = found.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["C0703", "C0001", "C0002"]);
}
