use super::super::fixture::{model, value};
use super::*;

fn panel(mut values: Vec<Value>) -> Panel {
    values.sort_by_key(|v| (v.indicator, v.place, v.period, !v.chosen));
    Panel { values, texts: ["", "s", "t"].map(Into::into).to_vec() }
}

#[test]
fn sources_and_parts_of_the_year_are_tracks_of_their_own() {
    let values = vec![
        value(0, 0, "2020", Some(1.0), 1, 0),
        value(0, 0, "2021", Some(2.0), 1, 1),
        value(0, 0, "2021", Some(3.0), 2, 2),
        value(0, 0, "2020Q1", Some(4.0), 1, 3),
        value(0, 0, "2021Q1", Some(5.0), 1, 4),
        value(0, 0, "2021-03", Some(6.0), 1, 5),
        value(1, 0, "2021", Some(7.0), 1, 6),
    ];
    let input = gather(&model(&["亿元", "km2"], 1), &panel(values));
    let tracks: Vec<(u32, &str, &str, usize)> = input
        .tracks
        .iter()
        .map(|t| (t.indicator, t.source.as_str(), t.phase.as_str(), t.rows[0].points.len()))
        .collect();
    assert_eq!(tracks, [(0, "s", "", 2), (0, "s", "-03", 1), (0, "s", "Q1", 2), (0, "t", "", 1), (1, "s", "", 1)]);
    assert_eq!(input.chosen.len(), 4, "years, March, first quarters of a; years of b");
    assert!(input.indicators[1].area && !input.indicators[0].area);
}

#[test]
fn empty_cells_keep_their_row_and_nothing_else() {
    let values = vec![
        value(0, 2, "2020", Some(1.0), 1, 0),
        value(0, 0, "2020", None, 1, 1),
        value(0, 1, "2020", Some(2.0), 1, 2),
    ];
    let input = gather(&model(&["1"], 3), &panel(values));
    assert_eq!(input.tracks[0].rows.iter().map(|r| r.place).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(input.tracks[0].order[&2020], [2, 0, 1], "in the order of the table");
}

#[test]
fn the_preferred_of_two_vintages_is_taken_and_tables_without_source_are_told_apart() {
    let first = Value { chosen: false, ..value(0, 0, "2020", Some(1.0), 1, 0) };
    let latest = value(0, 0, "2020", Some(2.0), 1, 1);
    let input = gather(&model(&["1"], 1), &panel(vec![first, latest]));
    assert_eq!(input.tracks.len(), 1);
    assert_eq!(input.tracks[0].rows[0].points[0].value, 2.0);

    let mut nameless = model(&["1"], 1);
    nameless.tables = ["y", "z"].map(table).to_vec();
    let one = value(0, 0, "2020", Some(1.0), 0, 0);
    let other = Value { table: 1, chosen: false, ..value(0, 0, "2020", Some(2.0), 0, 0) };
    let later = Value { table: 1, ..value(0, 0, "2021", Some(2.0), 0, 1) };
    let input = gather(&nameless, &panel(vec![one.clone(), other, later.clone()]));
    assert_eq!(input.tracks.iter().map(|t| t.source.as_str()).collect::<Vec<_>>(), ["y", "z"]);
    // A table for each year is one series.
    assert_eq!(gather(&nameless, &panel(vec![one, later])).tracks.len(), 1);
}

fn table(name: &str) -> crest_model::model::TableSpec {
    crest_model::model::TableSpec {
        name: name.to_owned(),
        from: crest_model::model::TableFrom::File(crest_model::model::FileSpec::default()),
        meaning: crest_model::model::Meaning::default(),
        location: crest_model::Location::file("crest.toml"),
    }
}

#[test]
fn numbers_that_are_not_finite_are_left_out() {
    let values = vec![value(0, 0, "2020", Some(f64::NAN), 1, 0), value(0, 0, "2021", Some(f64::INFINITY), 1, 1)];
    assert!(gather(&model(&["1"], 1), &panel(values)).tracks.is_empty());
    assert!(gather(&model(&[], 0), &Panel::default()).tracks.is_empty());
}
