use crest_reach::gtfs::Feed;
use crest_reach::street::Streets;

use super::super::sources::SourceFile;
use super::*;

#[test]
fn what_is_kept_comes_back_and_damage_counts_as_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let options = StreetOptions::r5();
    let streets = Streets::build(&crest_reach::osm::Extract::default(), &options);
    let place = Place::of_streets(Some(directory.path()), b"extract", &options);
    assert_eq!(place.find(Streets::from_bytes), None);
    place.keep(|| streets.to_bytes()).unwrap();
    assert_eq!(place.find(Streets::from_bytes).as_ref(), Some(&streets));
    // Another extract, or another choice, lies elsewhere.
    let other = Place::of_streets(Some(directory.path()), b"other", &options);
    assert_eq!(other.find(Streets::from_bytes), None);
    let wider = StreetOptions { least_island: 1, ..options.clone() };
    assert_eq!(Place::of_streets(Some(directory.path()), b"extract", &wider).find(Streets::from_bytes), None);
    let file = only_file(directory.path());
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(place.find(Streets::from_bytes), None);
}

fn only_file(directory: &Path) -> PathBuf {
    let files: Vec<_> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn toy_feed() -> FeedSource {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/living-circle-toy/data/gtfs");
    FeedSource::load(&root).unwrap()
}

#[test]
fn feed_is_read_once_and_damage_reads_it_anew() {
    let directory = tempfile::tempdir().unwrap();
    let source = toy_feed();
    let (feed, note) = source.read_through(Some(directory.path())).unwrap();
    assert_eq!((&feed, note), (&source.read().unwrap(), None));
    let file = only_file(directory.path());
    let kept = std::fs::read(&file).unwrap();
    assert_eq!(Feed::from_bytes(&kept).as_ref(), Ok(&feed));
    // What is read comes from there: another feed under the same name is taken for it.
    let mut other = feed.clone();
    other.stops[0].name = "kept".to_owned();
    std::fs::write(&file, other.to_bytes()).unwrap();
    assert_eq!(source.read_through(Some(directory.path())).unwrap().0, other);
    // Cut short, damaged, or empty: it is read and kept anew.
    for damaged in [&kept[..kept.len() / 2], &[&kept[..40], &[255], &kept[41..]].concat(), b""] {
        std::fs::write(&file, damaged).unwrap();
        assert_eq!(source.read_through(Some(directory.path())).unwrap(), (feed.clone(), None));
        assert_eq!(std::fs::read(&file).unwrap(), kept);
    }
}

#[test]
fn fingerprint_covers_every_table_and_nothing_else() {
    let directory = Path::new("cache");
    let place = |source: &FeedSource| Place::of_feed(Some(directory), source, &Limits::USUAL).0.unwrap();
    let source = toy_feed();
    let mut moved = source.clone();
    moved.name = "elsewhere".to_owned();
    moved.files.iter_mut().for_each(|file| file.name = format!("elsewhere/{}", file.name));
    assert_eq!(place(&moved), place(&source));
    for table in 0..source.files.len() {
        let mut changed = source.clone();
        changed.files[table].bytes.push(b'\n');
        assert_ne!(place(&changed), place(&source));
        changed = source.clone();
        changed.files.remove(table);
        assert_ne!(place(&changed), place(&source));
    }
    // One text cut in two other ways is another feed.
    let tables = |first: &str, second: &str| FeedSource {
        name: String::new(),
        files: [("a.txt", first), ("b.txt", second)]
            .map(|(name, text)| SourceFile { name: name.to_owned(), bytes: text.into() })
            .to_vec(),
    };
    assert_ne!(place(&tables("x", "yz")), place(&tables("xy", "z")));
    let narrow = Limits { rows: 5, ..Limits::USUAL };
    assert_ne!(Place::of_feed(Some(directory), &source, &narrow).0, Some(place(&source)));
}

#[test]
fn a_place_that_cannot_be_written_is_a_note() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let found = Place::of_streets(Some(&file), b"", &StreetOptions::r5()).keep(Vec::new).unwrap_err();
    assert_eq!((found.code.as_str(), found.severity), ("C1715", crest_model::Severity::Note));
    assert!(toy_feed().read_through(Some(&file)).unwrap().1.is_some());
}
