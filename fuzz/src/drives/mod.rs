//! One drive per reader: takes any bytes, reads them, and asserts what the reader promises about any input.
//!
//! The fuzz targets call these functions on invented inputs, and an ordinary test of crest-model replays the kept ones. Bounds are
//! the usual ones, so that memory is tested with the bounds that users have.

mod files;
mod project;
#[allow(dead_code, unreachable_pub, reason = "a file of the engine, of which the reader alone is called")]
#[path = "../../../crates/crest/src/reach/change/text.rs"]
mod scenario;
mod zip;

use std::path::Path;

use crest_model::grid::{
    Cell, CsvOptions, Grid, Limits, NumberText, SheetOptions, number, parse_range, read_csv_bytes, read_list,
    read_xlsx_bytes,
};
use crest_model::{Diagnostic, Lang, Period, Target, Unit, codes};

pub use project::{geojson_places, toml_model};

/// Reads any bytes and asserts what the reader promises about them.
pub type Drive = fn(&[u8]);

/// Lists the drives by the name of their target, in order.
pub const ALL: &[(&str, Drive)] = &[
    ("csv_grid", csv_grid),
    ("geojson_places", geojson_places),
    ("number_text", number_text),
    ("period_text", period_text),
    ("scenario_toml", scenario_toml),
    ("target_sentence", target_sentence),
    ("toml_model", toml_model),
    ("unit_text", unit_text),
    ("xlsx_grid", xlsx_grid),
];

/// Reads delimited text: as found, and under a stated delimiter and encoding.
pub fn csv_grid(bytes: &[u8]) {
    let limits = Limits::default();
    let stated = [
        CsvOptions::default(),
        CsvOptions { delimiter: Some(';'), encoding: Some("gb18030".to_owned()) },
        CsvOptions { delimiter: Some('\t'), encoding: Some("utf-16le".to_owned()) },
    ];
    for options in &stated {
        match read_csv_bytes("data/a.csv", bytes, options, &limits) {
            Ok(grid) => judge_grid(&grid),
            Err(diagnostic) => judge_diagnostic(&diagnostic),
        }
    }
    let folder = files::Folder::new();
    folder.write("a.csv", bytes);
    judge_list(folder.path(), "a.csv", &limits);
}

/// Reads a network scenario, twice, since equal texts are equal changes.
pub fn scenario_toml(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = || scenario::read("a.toml", &text);
    match read() {
        // Not a number is no number that equals itself.
        Ok(changes) => assert_eq!(format!("{changes:?}"), format!("{:?}", read().expect("it was read before"))),
        Err(diagnostic) => {
            assert_eq!(diagnostic.code, "C1709");
            judge_diagnostic(&diagnostic);
        }
    }
}

/// Reads a workbook: bytes of an archive, or parts in text form that are packed first.
pub fn xlsx_grid(bytes: &[u8]) {
    let limits = Limits::default();
    let packed = if bytes.starts_with(b"PK") { bytes.to_vec() } else { zip::workbook(bytes) };
    for range in [None, Some("B2:D9".to_owned())] {
        let options = SheetOptions { sheet: None, range };
        match read_xlsx_bytes("a.xlsx", &packed, &options, &limits) {
            Ok(grid) => judge_grid(&grid),
            Err(diagnostics) => judge_diagnostics(&diagnostics),
        }
    }
    let folder = files::Folder::new();
    folder.write("a.xlsx", &packed);
    judge_list(folder.path(), "a.xlsx", &limits);
}

/// Reads a unit, or two units on two lines, which are then converted.
pub fn unit_text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (first, second) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(unit) = Unit::parse(first) else { return };
    assert!(unit.scale.is_finite() && unit.scale > 0.0, "a scale is finite and above 0");
    assert!(unit.is_same(&unit) && unit.is_like(&unit), "a unit is like itself");
    assert_eq!(unit.convert(2.5, &unit, None), Ok(2.5), "a number in its own unit stays as it is");
    let again = Unit::parse(&unit.written).expect("what was understood is written so that it can be read again");
    assert_eq!((again.dimension, again.currency), (unit.dimension.clone(), unit.currency.clone()));
    assert!((again.scale / unit.scale - 1.0).abs() < 1e-12, "the scale is read again as it was");
    let Ok(other) = Unit::parse(second) else { return };
    assert_eq!(unit.is_like(&other), other.is_like(&unit), "being like holds both ways");
    if unit.is_like(&other)
        && let Ok(there) = unit.convert(3.0, &other, None)
        && there.is_normal()
        && let Ok(back) = other.convert(there, &unit, None)
    {
        assert!((back / 3.0 - 1.0).abs() < 1e-9, "there and back gives the number again");
    }
}

/// Reads a target sentence; a first line names the unit if there are two lines.
pub fn target_sentence(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (unit, sentence) = text.split_once('\n').unwrap_or(("亿元", text));
    let Ok(unit) = Unit::parse(unit) else { return };
    match Target::parse(sentence, &unit) {
        Err(error) => assert!(!error.to_string().is_empty(), "an error says what is wrong"),
        Ok(target) => {
            let reading = target.reading();
            assert!(!reading.show(Lang::Zh).is_empty() && !reading.show(Lang::En).is_empty(), "a reading is given");
            for direction in [-1, 0, 1] {
                if let Some(required) = target.required(Some(5.0), direction) {
                    assert!(required.is_finite(), "what is required is a number");
                }
                assert_eq!(target.is_met(f64::NAN, Some(5.0), direction), None, "no number meets nothing");
                let _ = target.is_met(1.0, None, direction);
            }
        }
    }
}

/// Reads the text of a number and the text of a cell range.
pub fn number_text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let NumberText::Number(x) | NumberText::Percent(x) = number(text) {
        assert!(x.is_finite(), "a number is finite");
        assert_eq!(number(&format!("{x}")), NumberText::Number(x), "a number is read again as it is written");
        assert_eq!(number(&format!(" {text}\t")), number(text), "blanks around do not matter");
    }
    if let Some(range) = parse_range(text) {
        assert!(range.top >= 1 && range.left >= 1, "cells count from 1");
        assert!(range.top <= range.bottom && range.left <= range.right, "a range has its corners in order");
    }
}

/// Reads a period.
pub fn period_text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match text.parse::<Period>() {
        Err(error) => assert_eq!(error.text, text, "an error shows what was written"),
        Ok(period) => {
            assert_eq!(period.to_string().parse(), Ok(period), "a period is read again as it is written");
            assert!(period.previous() < period, "what precedes is earlier");
            assert_eq!(period.previous().is_year(), period.is_year(), "what precedes is of the same kind");
            let middle = period.midpoint();
            assert!(middle > f64::from(period.year()) && middle < f64::from(period.year()) + 1.0);
        }
    }
}

/// Reads a list and looks at every cell of it.
fn judge_list(root: &Path, reference: &str, limits: &Limits) {
    match read_list(root, reference, limits) {
        Err(diagnostics) => judge_diagnostics(&diagnostics),
        Ok(list) => {
            assert_eq!(list.records().count(), list.len());
            assert!(!list.is_empty() || list.records().next().is_none());
            for record in list.records() {
                for (name, text, location) in record.cells() {
                    assert!(!text.trim().is_empty(), "a cell of a record is filled");
                    assert!(name.is_empty() || list.has(name), "a cell belongs to a column, named or not");
                    assert_eq!(location.file, reference, "a cell lies in its file");
                }
            }
        }
    }
}

/// Asserts what holds for every grid.
fn judge_grid(grid: &Grid) {
    assert!(grid.first_row >= 1 && grid.first_column >= 1, "rows and columns count from 1");
    if let Some(lines) = &grid.lines {
        assert_eq!(lines.len(), grid.rows.len(), "each row has its line");
        assert!(lines.is_sorted(), "lines rise");
    }
    for (row, cells) in grid.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                Cell::Number(x) => assert!(x.is_finite(), "a typed number is finite"),
                Cell::Text(text) => assert!(!text.trim().is_empty(), "blanks alone are an empty cell"),
                Cell::Empty | Cell::Boolean(_) | Cell::Date(_) | Cell::Error(_) => {}
            }
            if row == 0 {
                let _ = grid.merged_fill(row, column);
            }
        }
    }
    for merged in &grid.merged {
        assert!(
            merged.top <= merged.bottom && merged.left <= merged.right,
            "a merged rectangle has its corners in order"
        );
    }
    judge_diagnostics(&grid.notes);
}

fn judge_diagnostics(diagnostics: &[Diagnostic]) {
    diagnostics.iter().for_each(judge_diagnostic);
}

/// Asserts what holds for every diagnostic.
fn judge_diagnostic(diagnostic: &Diagnostic) {
    assert!(codes::find(&diagnostic.code).is_some(), "{} is documented", diagnostic.code);
    assert!(
        !diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'),
        "a message is a sentence without its stop"
    );
}
