//! `crest reach` as a command: files in, files out, exit codes, and what is told when something is wrong.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod project;

use std::path::Path;

use project::crest_says;

const TRIP: &[&str] = &["--detour", "1", "--date", "2026-06-10", "--time", "07:00", "--window", "120"];

/// A directory with the town of the example.
fn town() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/living-circle-toy/data");
    std::fs::create_dir(directory.path().join("gtfs")).unwrap();
    for name in ["cells.csv", "clinics.csv"] {
        std::fs::copy(data.join(name), directory.path().join(name)).unwrap();
    }
    for entry in std::fs::read_dir(data.join("gtfs")).unwrap().flatten() {
        std::fs::copy(entry.path(), directory.path().join("gtfs").join(entry.file_name())).unwrap();
    }
    directory
}

fn matrix<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let base = ["reach", "matrix", "--gtfs", "gtfs", "--from", "cells.csv", "--to", "clinics.csv"];
    [base.as_slice(), TRIP, more].concat()
}

#[test]
fn screen_and_file_hold_the_same_and_threads_change_no_byte() {
    let town = town();
    let read = |name: &str| std::fs::read(town.path().join(name)).unwrap();
    let (screen, _) = crest_says(town.path(), &matrix(&["--threads", "1"]), 0);
    crest_says(town.path(), &matrix(&["--threads", "2", "-o", "a.csv"]), 0);
    assert_eq!(screen.as_bytes(), read("a.csv"));
    for (threads, name) in [("1", "a.parquet"), ("2", "b.parquet")] {
        crest_says(town.path(), &matrix(&["--threads", threads, "-o", name]), 0);
    }
    assert_eq!(read("a.parquet"), read("b.parquet"));
    // No unfinished file is left behind.
    let hidden = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    assert_eq!(std::fs::read_dir(town.path()).unwrap().flatten().filter(hidden).count(), 0);
}

#[test]
fn a_bad_list_of_points_tells_all_mistakes_and_writes_nothing() {
    let town = town();
    std::fs::write(town.path().join("bad.csv"), "id,lon,lat\na,113,23\na,x,23\nb,113,95\n").unwrap();
    let arguments = ["reach", "matrix", "--gtfs", "gtfs", "--from", "bad.csv", "--date", "2026-06-10", "-o", "m.csv"];
    let (_, err) = crest_says(town.path(), &arguments, 1);
    for told in ["the id `a` stands twice", "is `x`, which is no number", "the latitude of `b` is 95", "bad.csv!B3"] {
        assert!(err.contains(told), "{told}: {err}");
    }
    assert!(!town.path().join("m.csv").exists());
    let (_, err) = crest_says(town.path(), &[&["--lang", "zh"], arguments.as_slice()].concat(), 1);
    assert!(err.contains("编号 `a` 出现两次") && err.contains("`b` 的纬度为 95"), "{err}");
}

#[test]
fn numbers_that_no_search_takes_are_told_before_anything_is_written() {
    let town = town();
    let (screen, err) = crest_says(town.path(), &matrix(&["--walk-speed=-3", "--percentiles", "0,101"]), 1);
    assert_eq!(screen, "");
    for told in ["`walk_speed` is -3", "`percentiles` is 0", "`percentiles` is 101"] {
        assert!(err.contains(told), "{told}: {err}");
    }
}

#[test]
fn a_scenario_writes_the_file_of_a_changed_feed() {
    let town = town();
    let change = "[[change]]\nkind = \"retime\"\nroute = \"b1\"\nspeed = 2\n";
    std::fs::write(town.path().join("faster.toml"), change).unwrap();
    let (_, err) = crest_says(town.path(), &matrix(&["--scenario", "faster.toml", "-o", "a.csv"]), 0);
    assert!(err.contains("faster") && err.contains("of 12 origins, the others keep theirs"), "{err}");
    let (_, err) =
        crest_says(town.path(), &matrix(&["--scenario", "faster.toml", "--arrive-by", "-o", "by_arrival.csv"]), 0);
    assert!(err.contains("of 2 destinations, the others keep theirs"), "{err}");
    // The same in the feed itself: 2 minutes from stop to stop.
    let stop_times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                      b1_north,06:00:00,06:00:00,s02,1\nb1_north,06:02:00,06:02:00,s06,2\nb1_north,06:04:00,06:04:00,s10,3\n\
                      b1_south,06:05:00,06:05:00,s10,1\nb1_south,06:07:00,06:07:00,s06,2\nb1_south,06:09:00,06:09:00,s02,3\n";
    std::fs::write(town.path().join("gtfs/stop_times.txt"), stop_times).unwrap();
    crest_says(town.path(), &matrix(&["-o", "b.csv"]), 0);
    let read = |name: &str| std::fs::read_to_string(town.path().join(name)).unwrap();
    assert_eq!(read("a.csv"), read("b.csv"));
}

#[test]
fn areas_journeys_measures_and_checks_give_what_programs_read() {
    let town = town();
    let network = ["--gtfs", "gtfs"];
    let arguments = [&["reach", "isochrones", "--from", "113.0,23.0", "--cutoffs", "15"], &network[..], TRIP].concat();
    let (out, _) = crest_says(town.path(), &arguments, 0);
    let drawn: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(drawn["features"][0]["geometry"]["type"], "MultiPolygon");
    let ends = ["reach", "journey", "--points", "cells.csv", "--from", "c01", "--to", "c10", "--format", "json"];
    let (out, _) = crest_says(town.path(), &[&ends[..], &network, TRIP].concat(), 0);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let sum: i64 = told["parts"].as_array().unwrap().iter().map(|part| part["seconds"].as_i64().unwrap()).sum();
    assert_eq!(Some(sum), told["seconds"].as_i64());
    // By arrival the last part is what is left, and the parts end at the time asked for.
    let by_nine = ["--time", "09:00", "--window", "1", "--arrive-by", "--detour", "1", "--date", "2026-06-10"];
    let (out, _) = crest_says(town.path(), &[&ends[..], &network, &by_nine].concat(), 0);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let parts = told["parts"].as_array().unwrap();
    let last = parts.last().unwrap();
    assert_eq!((last["part"].as_str(), last["starts"].as_str()), (Some("early"), Some("08:58:00")));
    let sum: i64 = parts.iter().map(|part| part["seconds"].as_i64().unwrap()).sum();
    assert_eq!((told["departs"].as_str(), sum), (Some("08:43:30"), 16 * 60 + 30));
    let area = ["reach", "isochrones", "--from", "113.0,23.033387269", "--cutoffs", "15"];
    let (out, _) = crest_says(town.path(), &[&area[..], &network, &by_nine].concat(), 0);
    let drawn: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(
        drawn["features"][0]["geometry"]["coordinates"].as_array().unwrap().len() > 1,
        "an area apart at Bridge End"
    );
    crest_says(town.path(), &matrix(&["-o", "m.csv", "--max-walk", "60"]), 0);
    let from =
        ["reach", "access", "cumulative", "--matrix", "m.csv", "--points", "cells.csv", "--to-points", "clinics.csv"];
    let (out, _) = crest_says(
        town.path(),
        &[&from[..], &["--opportunities", "doctors", "--cutoffs", "20", "--format", "json"]].concat(),
        0,
    );
    let rows: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((rows[0]["id"].as_str(), rows[0]["access"].as_f64()), (Some("c01"), Some(9.0)));
    // The same from Parquet.
    crest_says(town.path(), &matrix(&["-o", "m.parquet", "--max-walk", "60"]), 0);
    let parquet = ["reach", "access", "cumulative", "--matrix", "m.parquet", "--points", "cells.csv"];
    let more = ["--to-points", "clinics.csv", "--opportunities", "doctors", "--cutoffs", "20", "--format", "json"];
    assert_eq!(crest_says(town.path(), &[&parquet[..], &more].concat(), 0).0, out);
    let (_, err) = crest_says(town.path(), &[&from[..], &["--opportunities", "nurses"]].concat(), 1);
    assert!(err.contains("C1701") && err.contains("nurses"), "{err}");
    let (out, _) = crest_says(town.path(), &["reach", "check-feed", "gtfs", "--format", "json"], 0);
    let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(reports[0]["stops"], 3);
}

#[test]
fn gains_are_counted_in_people() {
    let town = town();
    let write = |name: &str, text: &str| std::fs::write(town.path().join(name), text).unwrap();
    // c01 (100 people) saves 5 minutes, c02 (200) loses 1, c03 (300) has it for the first time; all others lack it.
    write("before.csv", "id,minutes\nc01,20\nc02,10\n");
    write("after.csv", "id,minutes\nc01,15\nc02,11\nc03,30\n");
    let arguments = [
        "reach",
        "gains",
        "--before",
        "before.csv",
        "--after",
        "after.csv",
        "--of",
        "minutes",
        "--less-is-better",
        "--points",
        "cells.csv",
        "--population",
        "people",
        "--format",
        "json",
    ];
    let (out, _) = crest_says(town.path(), &arguments, 0);
    let rows: serde_json::Value = serde_json::from_str(&out).unwrap();
    let figure = |name: &str| rows[0][name].as_f64().unwrap();
    assert_eq!((figure("people_gained"), figure("people_lost"), figure("people_opened")), (100.0, 200.0, 300.0));
    // (5 · 100 − 1 · 200) / 300 people.
    assert_eq!(figure("mean_change"), 1.0);
}
