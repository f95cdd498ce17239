use super::*;

#[test]
fn what_is_kept_comes_back_and_damage_counts_as_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let options = StreetOptions::r5();
    let streets = Streets::build(&crest_reach::osm::Extract::default(), &options);
    let place = Place::of(Some(directory.path()), b"extract", &options);
    assert_eq!(place.find(), None);
    place.keep(&streets).unwrap();
    assert_eq!(place.find().as_ref(), Some(&streets));
    // Another extract, or another choice, lies elsewhere.
    assert_eq!(Place::of(Some(directory.path()), b"other", &options).find(), None);
    let wider = StreetOptions { least_island: 1, ..options.clone() };
    assert_eq!(Place::of(Some(directory.path()), b"extract", &wider).find(), None);
    let file = std::fs::read_dir(directory.path()).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(place.find(), None);
}

#[test]
fn a_place_that_cannot_be_written_is_a_note() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let found = Place::of(Some(&file), b"", &StreetOptions::r5()).keep(&Streets::default()).unwrap_err();
    assert_eq!((found.code.as_str(), found.severity), ("C1715", crest_model::Severity::Note));
}
