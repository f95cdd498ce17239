use super::*;

fn table() -> FlatTable {
    let mut table = start("claims", &["claim", "name:both", "value"]);
    table.push(Row::default().put("a").both(&Text::new("甲", "")).put("=1+1"));
    table.push(Row::default().put("b,\"c\"").both(&Text::new("", "B")).put(1.5));
    table
}

#[test]
fn csv_quotes_and_neutralises() {
    assert_eq!(csv(&table()), "claim,name_zh,name_en,value\r\na,甲,,'=1+1\r\n\"b,\"\"c\"\"\",,B,1.5\r\n");
}

#[test]
fn json_keeps_text_as_it_is() {
    let json = json(&table());
    assert_eq!(json[0]["value"], "=1+1");
    assert_eq!(json[0]["name_en"], serde_json::Value::Null);
    assert_eq!(json[1]["value"], 1.5);
}

#[test]
fn numbers_that_are_not_finite_are_empty() {
    assert_eq!(CellValue::from(f64::NAN), CellValue::Empty);
    assert_eq!(CellValue::from(Some(f64::INFINITY)), CellValue::Empty);
}

#[test]
fn empty_results_flatten_to_tables_without_rows() {
    let tables = tables(&Results::default());
    assert!(tables.iter().filter(|t| t.name != "about").all(|t| t.rows.is_empty()));
    for table in &tables {
        assert!(!table.columns.is_empty(), "{}", table.name);
    }
}
