//! Assessment schemes on the page and in the tables: sheets, missing evidence, rules, escaping, absence.

use crest_report::{CellValue, PageOptions, page, tables};

use crate::sample::{large, sample};

fn chapter(results: &crest_model::results::Results) -> Option<String> {
    let page = page(results, &PageOptions::default());
    let start = page.find("<section id=\"schemes\"")?;
    Some(page[start..start + page[start..].find("</section>").unwrap()].to_owned())
}

#[test]
fn a_sheet_says_what_is_lost_missing_and_needed() {
    let text = chapter(&sample()).unwrap();
    for part in
        ["潮湾考核办法", "Assessment of the Tidal Bay", "93.5 → 31.00", "evidence missing", "Removal", "warned", "−1"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn names_and_evidence_of_schemes_are_neutralised() {
    let text = chapter(&sample()).unwrap();
    assert!(!text.contains("<b>") && !text.contains("<script>"), "{text}");
    assert!(text.contains("award &lt;b&gt;"), "{text}");
    let events = tables(&sample()).into_iter().find(|table| table.name == "scheme_events").unwrap();
    assert!(!crest_report::csv(&events).contains(",=1+1"), "{}", crest_report::csv(&events));
}

#[test]
fn without_schemes_there_is_no_chapter_and_every_table_is_empty() {
    let mut results = sample();
    results.schemes.clear();
    results.scheme_changes.clear();
    assert_eq!(chapter(&results), None);
    let of_schemes = |name: &str| name.starts_with("scheme_") || name == "score_sheets";
    for table in tables(&results).iter().filter(|table| of_schemes(table.name)) {
        assert!(table.rows.is_empty(), "{}", table.name);
    }
}

#[test]
fn tables_of_schemes_hold_one_row_for_each_place_and_item() {
    let results = sample();
    let n = results.index.as_ref().unwrap().places.len();
    let rows = |name: &str| tables(&results).into_iter().find(|table| table.name == name).unwrap().rows;
    assert_eq!(rows("scheme_ranks").len(), n);
    assert_eq!(rows("score_sheets").len(), 2 * n);
    assert_eq!(rows("scheme_years").len(), n);
    assert_eq!(rows("scheme_changes").len(), n);
    let missing = rows("score_sheets").iter().filter(|row| row.contains(&CellValue::Boolean(true))).count();
    assert_eq!(missing, n, "one of two items is without evidence for every place");
}

#[test]
fn long_lists_of_places_are_cut_and_say_so() {
    let results = large(300);
    let text = chapter(&results).unwrap();
    let shown = text.matches("Development zone ").count();
    assert!(shown < 2 * 300, "{shown}");
    assert!(text.contains("100 more places stand in the workbook"), "{text}");
}
