//! The workbook, read back by another library.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use crest_model::Lang;
use crest_model::results::Results;
use crest_report::{tables, workbook};

use crate::sample::{FORMULA_NAME, SCRIPT_NAME, sample};

fn read(lang: Lang) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(workbook(&sample(), lang).unwrap())).unwrap()
}

#[test]
fn every_table_with_rows_has_its_sheet() {
    for lang in [Lang::Zh, Lang::En] {
        let mut book = read(lang);
        for table in tables(&sample()).iter().filter(|t| !t.rows.is_empty()) {
            let range = book.worksheet_range(table.title.show(lang)).unwrap();
            let left_out = usize::from(table.name == "about");
            let rows = range.height();
            assert!(rows == table.rows.len() + 1 || rows == table.rows.len() + 1 + left_out, "{}", table.name);
        }
    }
}

#[test]
fn ranking_is_read_back() {
    let mut book = read(Lang::En);
    let range = book.worksheet_range("Ranking").unwrap();
    let header: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(&header[..4], ["Rank", "Place", "Place, name", "Score"]);
    let third: Vec<&Data> = range.rows().nth(3).unwrap().iter().collect();
    assert_eq!(third[0], &Data::Float(3.0));
    assert_eq!(third[2], &Data::String("Lincrest".to_owned()));
    assert!(matches!(third[3], Data::Float(x) if (60.0..70.0).contains(x)));
}

#[test]
fn formula_text_is_a_string_and_no_formula_is_written() {
    let mut book = read(Lang::Zh);
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.rows().flatten().all(String::is_empty), "{sheet}");
    }
    let range = book.worksheet_range("行动").unwrap();
    assert!(range.rows().flatten().any(|cell| cell == &Data::String(FORMULA_NAME.to_owned())));
    let range = book.worksheet_range("排名").unwrap();
    assert!(range.rows().flatten().any(|cell| cell == &Data::String(SCRIPT_NAME.to_owned())));
}

#[test]
fn name_missing_in_one_language_falls_back_on_the_other() {
    let mut results = sample();
    results.places[0].name.en.clear();
    let bytes = workbook(&results, Lang::En).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Ranking").unwrap();
    assert!(range.rows().flatten().any(|cell| cell == &Data::String("临潮区".to_owned())));
}

#[test]
fn equal_results_give_equal_bytes() {
    assert_eq!(workbook(&sample(), Lang::Zh).unwrap(), workbook(&sample(), Lang::Zh).unwrap());
}

#[test]
fn empty_results_give_a_workbook_that_says_so() {
    let bytes = workbook(&Results::default(), Lang::En).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["About"]);
    let range = book.worksheet_range("About").unwrap();
    let left_out = range.rows().flatten().any(|cell| cell.to_string().contains("Ranking, Scores"));
    assert!(left_out);
}

#[test]
fn text_longer_than_a_cell_is_shortened() {
    let mut results = sample();
    results.strategy.claims[0].note.zh = "长".repeat(50_000);
    assert!(workbook(&results, Lang::Zh).is_ok());
}

#[test]
fn addresses_become_links_on_the_web_only() {
    let mut results = sample();
    results.sources[0].url = "https://example.org/\" onclick=\"x".to_owned();
    results.sources[1].url = format!("https://example.org/{}", "a".repeat(5000));
    assert!(workbook(&results, Lang::En).is_ok());
}
