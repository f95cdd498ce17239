//! The flat tables hold what the results hold, row by row.

use crest_model::{Diagnostic, Location};
use crest_report::{CellValue, FlatTable, csv, json, tables};

use crate::sample::{FORMULA_NAME, sample};

fn table<'a>(tables: &'a [FlatTable], name: &str) -> &'a FlatTable {
    tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("table {name}"))
}

fn cell<'a>(table: &'a FlatTable, row: usize, column: &str) -> &'a CellValue {
    let at = table.columns.iter().position(|c| c.name == column).unwrap_or_else(|| panic!("column {column}"));
    &table.rows[row][at]
}

#[test]
fn ranking_is_in_order_of_rank() {
    let tables = tables(&sample());
    let ranking = table(&tables, "ranking");
    assert_eq!(ranking.rows.len(), 11);
    for row in 0..11 {
        assert_eq!(*cell(ranking, row, "rank"), CellValue::Integer(row as u64 + 1));
    }
    assert_eq!(*cell(ranking, 2, "place"), CellValue::Text("lin".to_owned()));
    assert_eq!(*cell(ranking, 2, "place_name_zh"), CellValue::Text("临潮区".to_owned()));
    assert_eq!(*cell(ranking, 2, "group.岸区"), CellValue::Text("东岸".to_owned()));
    assert!(matches!(cell(ranking, 2, "rank.2029"), CellValue::Integer(_)));
}

#[test]
fn every_list_of_the_results_is_there_in_full() {
    let results = sample();
    let tables = tables(&results);
    let rows = |name| table(&tables, name).rows.len();
    assert_eq!(rows("values"), results.values.len());
    assert_eq!(rows("indicators"), 11 * 12);
    assert_eq!(rows("history"), 3 * 11);
    assert_eq!(rows("targets"), 6);
    assert_eq!(rows("actions"), 7);
    assert_eq!(rows("milestones"), 3);
    assert_eq!(rows("findings"), 3);
    assert_eq!(rows("framework"), 16);
    assert_eq!(rows("places"), results.places.len());
    assert_eq!(rows("sources"), 4);
    assert_eq!(rows("screened"), 1);
}

#[test]
fn findings_are_told_in_both_languages() {
    let mut results = sample();
    results.findings = vec![
        Diagnostic::warning("C2006", "`gdp` of a is 3 in 2021, the same as the year before")
            .hint("rounding may explain it: a value with more digits would tell")
            .related(Location::file("a.csv"), "the same value"),
        Diagnostic::warning("C2006", "no sentence of ours"),
    ];
    let tables = tables(&results);
    let cell = |row: usize, name: &str| cell(table(&tables, "findings"), row, name).clone();
    assert_eq!(cell(0, "message"), CellValue::text("`gdp` of a is 3 in 2021, the same as the year before"));
    assert_eq!(cell(0, "message_zh"), CellValue::text("a 的 `gdp` 在 2021 为 3，与上一年相同"));
    assert_eq!(cell(0, "hint_zh"), CellValue::text("可能是四舍五入所致：保留更多位数即可分辨"));
    assert_eq!(cell(0, "related_zh"), CellValue::text("a.csv：相同的数值"));
    assert_eq!(cell(1, "message_zh"), CellValue::text("no sentence of ours"));
}

#[test]
fn rows_fit_their_columns_and_names_are_unique() {
    let tables = tables(&sample());
    for table in &tables {
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.name);
        }
        let mut names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.columns.len(), "{}", table.name);
    }
    let mut names: Vec<&str> = tables.iter().map(|t| t.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), tables.len());
}

#[test]
fn value_leads_to_its_cell() {
    let tables = tables(&sample());
    let values = table(&tables, "values");
    assert_eq!(*cell(values, 0, "location"), CellValue::Text("data/panel.xlsx · 统计表!C3".to_owned()));
    assert_eq!(*cell(values, 0, "unit"), CellValue::Text("元/人".to_owned()));
    assert_eq!(*cell(values, 0, "chosen"), CellValue::Boolean(true));
}

#[test]
fn formula_text_is_neutralised_in_csv_only() {
    let tables = tables(&sample());
    let actions = table(&tables, "actions");
    assert!(csv(actions).contains(&format!(",'{FORMULA_NAME},")));
    assert_eq!(json(actions)[6]["name_zh"], FORMULA_NAME);
    for table in &tables {
        for line in csv(table).split("\r\n") {
            for field in line.split(',') {
                let is_number = field.parse::<f64>().is_ok();
                assert!(is_number || !field.starts_with(['=', '+', '-', '@']), "{}: {field}", table.name);
            }
        }
    }
}
