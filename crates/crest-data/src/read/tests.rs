use std::collections::BTreeMap;

use crest_model::Severity;
use rust_xlsxwriter::{Format, Workbook};

use super::*;

fn read_with(path: &str, bytes: &[u8], spec: FileSpec) -> (Option<Table>, Vec<Diagnostic>) {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join(path), bytes).unwrap();
    read_file(root.path(), "t", &FileSpec { path: path.into(), ..spec }, &Limits::default())
}

fn read(path: &str, bytes: &[u8]) -> (Table, Vec<Diagnostic>) {
    let (table, found) = read_with(path, bytes, FileSpec::default());
    (table.unwrap_or_else(|| panic!("{found:?}")), found)
}

fn header(table: &Table) -> Vec<String> {
    table
        .columns()
        .iter()
        .map(|c| c.unit.as_ref().map_or_else(|| c.name.clone(), |unit| format!("{} <{unit}>", c.name)))
        .collect()
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|d| d.code.as_str()).collect()
}

#[test]
fn an_office_workbook_is_read_as_it_is() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 5, "2021年主要指标", &plain).unwrap();
    sheet.write(1, 5, "单位：万元").unwrap();
    // Two header rows: region and city run down, GDP spans two years, the others run down.
    sheet.merge_range(2, 0, 3, 0, "地区", &plain).unwrap();
    sheet.merge_range(2, 1, 3, 1, "城\u{200b}市", &plain).unwrap();
    sheet.merge_range(2, 2, 2, 3, "地区生产总值（亿元）", &plain).unwrap();
    sheet.write(3, 2, 2020).unwrap().write(3, 3, 2021).unwrap();
    sheet.merge_range(2, 4, 3, 4, "增长(％)", &plain).unwrap();
    sheet.merge_range(2, 5, 3, 5, "税收", &plain).unwrap();
    sheet.merge_range(4, 0, 5, 0, "珠三角", &plain).unwrap();
    sheet.write_row(4, 1, ["广州", "25,019.11", "２８２３１．９７", "8.1", "1200"]).unwrap();
    sheet
        .write(5, 1, "深圳")
        .unwrap()
        .write(5, 2, 27_670.24)
        .unwrap()
        .write(5, 3, "—")
        .unwrap()
        .write(5, 4, 6.7)
        .unwrap();
    sheet.write_row(7, 0, ["粤东", "汕头", "2730.58", "2929.87", "N/A", "空"]).unwrap();
    sheet.write(9, 0, "注：2021年为初步核算数。").unwrap();
    sheet.write(10, 0, "数据来源：统计局").unwrap();
    sheet.write(11, 3, "更多数据，关注公众号").unwrap();
    let (table, found) = read("b.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(
        header(&table),
        ["地区", "城市", "地区生产总值/2020 <亿元>", "地区生产总值/2021 <亿元>", "增长 <%>", "税收 <万元>"]
    );
    assert_eq!(table.n_rows(), 3);
    assert_eq!((table.text(0, 1).as_deref(), table.text(0, 2).as_deref()), (Some("珠三角"), Some("粤东")));
    assert_eq!((table.number(2, 0), table.number(3, 0), table.number(3, 1)), (Some(25_019.11), Some(28_231.97), None));
    assert_eq!((table.number(5, 0), table.number(5, 2)), (Some(1200.0), None));
    assert_eq!(table.location(3, 2), Some(Location::cell("b.xlsx", Some("Sheet1".into()), 8, 4)));
    assert_eq!(codes(&found), ["C1002", "C1105"]);
    assert!(found[0].message.starts_with("5 lines were left out"), "{}", found[0].message);
    assert!(found[1].message.contains("税收"));
}

#[test]
fn a_delimited_file_with_two_header_rows_is_joined() {
    let text =
        "城市,人口,,土地\n,户籍（万人）,常住（万人）,面积 [km2]\n广州,1011.53,1881.06,7434\n深圳,556.39,1768.16,1997\n";
    let gb = crest_gb18030(text);
    for bytes in [text.as_bytes(), &gb] {
        let (table, found) = read("a.csv", bytes);
        assert_eq!(header(&table), ["城市", "人口/户籍 <万人>", "人口/常住 <万人>", "土地/面积 <km2>"]);
        assert_eq!((table.n_rows(), table.number(2, 1)), (2, Some(1768.16)));
        assert!(found.is_empty(), "{found:?}");
    }
}

/// Encodes the Chinese text of these tests; the two-byte part of GB18030 is enough for them.
fn crest_gb18030(text: &str) -> Vec<u8> {
    const PAIRS: &[(char, [u8; 2])] = &[
        ('城', [0xB3, 0xC7]),
        ('市', [0xCA, 0xD0]),
        ('人', [0xC8, 0xCB]),
        ('口', [0xBF, 0xDA]),
        ('土', [0xCD, 0xC1]),
        ('地', [0xB5, 0xD8]),
        ('户', [0xBB, 0xA7]),
        ('籍', [0xBC, 0xAE]),
        ('（', [0xA3, 0xA8]),
        ('万', [0xCD, 0xF2]),
        ('）', [0xA3, 0xA9]),
        ('常', [0xB3, 0xA3]),
        ('住', [0xD7, 0xA1]),
        ('面', [0xC3, 0xE6]),
        ('积', [0xBB, 0xFD]),
        ('广', [0xB9, 0xE3]),
        ('州', [0xD6, 0xDD]),
        ('深', [0xC9, 0xEE]),
        ('圳', [0xDB, 0xDA]),
    ];
    text.chars()
        .flat_map(|c| match PAIRS.iter().find(|(own, _)| *own == c) {
            Some((_, bytes)) => bytes.to_vec(),
            None => vec![u8::try_from(c).unwrap()],
        })
        .collect()
}

#[test]
fn a_row_of_units_below_the_header_gives_the_units() {
    let (table, _) = read("a.csv", "城市,GDP,人口,备注\n,亿元,万人,\n广州,1,2,a\n深圳,3,4,b\n".as_bytes());
    assert_eq!(header(&table), ["城市", "GDP <亿元>", "人口 <万人>", "备注"]);
    assert_eq!(table.n_rows(), 2);
}

#[test]
fn units_are_found_in_headers_and_other_brackets_stay() {
    for (written, name, unit) in [
        ("地区生产总值(万元)", "地区生产总值", "万元"),
        ("人均道路面积（平方米）  线性插值", "人均道路面积 线性插值", "平方米"),
        ("人口密度（人/平方公里）", "人口密度", "人/平方公里"),
        ("GDP [million USD]", "GDP", "million USD"),
        ("GDP, million USD", "GDP", "million USD"),
        ("碳排放量_吨", "碳排放量_吨", "吨"),
        ("GDP(现价)(亿元)", "GDP(现价)", "亿元"),
        ("GDP(亿元)(现价)", "GDP (现价)", "亿元"),
        ("指标(单位:万人)", "指标", "万人"),
        ("GDP(1)", "GDP(1)", ""),
        ("region(s)", "region(s)", ""),
        ("note (a)", "note (a)", ""),
        ("pop_t", "pop_t", ""),
        ("(亿元)", "(亿元)", "亿元"),
    ] {
        let (own, found) = header::name_and_unit(written);
        assert_eq!(
            (own.as_str(), found.map(|u| u.to_string()).unwrap_or_default().as_str()),
            (name, unit),
            "{written}"
        );
    }
}

#[test]
fn columns_get_the_type_of_their_cells() {
    let text =
        "年份,省份代码,编号,gdp,share,mixed,yes\n2020,440000,0101,1,5.5%,a,true\n2021,440000,0102,2.5,6%,2,false\n";
    let mut book = Workbook::new();
    book.add_worksheet()
        .write(0, 0, "on")
        .unwrap()
        .write(0, 1, "n")
        .unwrap()
        .write(1, 0, true)
        .unwrap()
        .write(1, 1, 2)
        .unwrap();
    let (table, found) = read("a.csv", text.as_bytes());
    assert!(table.is_integer(0) && table.is_integer(1), "text digits are whole numbers under the names of codes");
    assert!(!table.is_numeric(2), "leading zeros belong to a code");
    assert!(table.is_numeric(3) && !table.is_integer(3));
    assert_eq!((header(&table)[4].as_str(), table.number(4, 0)), ("share <%>", Some(5.5)));
    assert_eq!(table.data(5), crate::table::ColumnData::Text(vec![Some("a".into()), Some("2".into())]));
    assert!(found.is_empty(), "{found:?}");
    let (table, _) = read("b.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(table.data(0), crate::table::ColumnData::Boolean(vec![Some(true)]));
}

#[test]
fn cells_that_are_no_numbers_are_named() {
    let mut text = "city,gdp\n".to_owned();
    for i in 0..30 {
        text += &format!("c{i},{i}.5\n");
    }
    let (table, found) = read("a.csv", (text + "z,约12\n").as_bytes());
    assert_eq!(table.number(1, 30), None);
    assert_eq!(codes(&found), ["C1203"]);
    assert_eq!(found[0].location, Some(Location::cell("a.csv", None, 32, 2)));
}

#[test]
fn notes_placeholders_and_repeated_headers_are_no_records() {
    let text = "city,gdp,pop\na,1,2\ncity,gdp,pop\nb,3,——\nSource: yearbook,,\nc,5,6\n香港,,\nd,7,8\n\nall of it estimated,,\n";
    let (table, found) = read("a.csv", text.as_bytes());
    let places: Vec<_> = (0..table.n_rows()).map(|row| table.text(0, row).unwrap()).collect();
    assert_eq!(places, ["a", "b", "c", "香港", "d"], "a place without values in the middle is a place");
    assert_eq!(table.number(2, 1), None);
    assert_eq!(codes(&found), ["C1002"]);
    assert!(found[0].message.contains("Source: yearbook") && found[0].message.contains("all of it estimated"));
}

#[test]
fn stated_choices_come_before_what_is_found() {
    let spec = FileSpec {
        header_rows: Some(0),
        missing: vec!["-999".into()],
        columns: BTreeMap::from([("gdp".to_owned(), "column_B".to_owned())]),
        ..FileSpec::default()
    };
    let (table, found) = read_with("a.csv", b"1,2,3\n4,-999,6\n", spec);
    let table = table.unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(header(&table), ["column_A", "gdp", "column_C"]);
    assert_eq!((table.number(1, 0), table.number(1, 1)), (Some(2.0), None));
    let spec = FileSpec { range: Some("B2:C4".into()), delimiter: Some(';'), ..FileSpec::default() };
    let table = read_with("a.csv", b"t;t;t;t\nx;city;gdp;y\nx;a;1;y\nx;b;2;y\nx;c;3;y\n", spec).0.unwrap();
    assert_eq!((header(&table), table.n_rows()), (vec!["city".to_owned(), "gdp".to_owned()], 2));
    assert_eq!(table.location(1, 0), Some(Location::cell("a.csv", None, 3, 3)));
    let spec = FileSpec { columns: BTreeMap::from([("gdp".to_owned(), "GPD".to_owned())]), ..FileSpec::default() };
    let (table, found) = read_with("a.csv", b"city,GDP\na,1\n", spec);
    assert!(table.is_none());
    assert_eq!((found[0].code.as_str(), found[0].hint.as_deref()), ("C1005", Some("did you mean `GDP`?")));
}

#[test]
fn equal_column_names_are_numbered() {
    let (table, found) = read("a.csv", b"city,GDP,GDP,GDP (%)\na,1,2,3\n");
    assert_eq!(header(&table), ["city", "GDP", "GDP_2", "GDP (%) <%>"]);
    assert_eq!(codes(&found), ["C1003"]);
}

#[test]
fn json_lines_and_features_are_read() {
    let (table, _) = read(
        "a.jsonl",
        "{\"city\":\"a\",\"GDP（亿元）\":1.5,\"year\":2021}\n\n{\"city\":\"b\",\"tags\":[1]}\n".as_bytes(),
    );
    assert_eq!(header(&table), ["GDP <亿元>", "city", "year", "tags"]);
    assert!(table.is_integer(2));
    assert_eq!(
        (table.text(3, 1).as_deref(), table.location(1, 1)),
        (Some("[1]"), Some(Location::text("a.jsonl", 3, 1, 1)))
    );
    let features = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"gz","geometry":null,"properties":{"pop":5}}]}"#;
    let (table, _) = read("a.geojson", features.as_bytes());
    assert_eq!((header(&table), table.text(0, 0).as_deref()), (vec!["id".to_owned(), "pop".to_owned()], Some("gz")));
    for (path, text) in [
        ("a.jsonl", "{\"a\":1}\n[1]\n{x}\n"),
        ("a.geojson", "{}"),
        ("a.geojson", "{"),
        ("a.json", "3"),
        ("a.docx", "x"),
        ("a.parquet", "x"),
        ("a.xlsx", "x"),
    ] {
        let (table, found) = read_with(path, text.as_bytes(), FileSpec::default());
        assert!(table.is_none() && found.iter().all(|d| d.severity == Severity::Error && !found.is_empty()), "{path}");
    }
}

#[test]
fn parquet_of_others_is_read() {
    let unit = crest_model::Unit::parse("亿元").unwrap();
    let table = Table::from_columns(
        "own",
        vec![
            (ColumnInfo::named("city"), crate::table::ColumnData::Text(vec![Some("a".into())])),
            (ColumnInfo::named("gdp (万元)").with_unit(unit), crate::table::ColumnData::Number(vec![Some(1.0)])),
        ],
    );
    let mut bytes = Vec::new();
    table.to_parquet(&mut bytes).unwrap();
    let (table, _) = read("a.parquet", &bytes);
    assert_eq!(header(&table), ["city", "gdp <万元>"], "the unit is that of the header, as in any file");
    assert_eq!(table.location(0, 0), Some(Location::file("a.parquet")));
}

#[test]
fn what_holds_no_table_is_refused() {
    for text in ["", "\n\n", "only a title\n", "a,b,c\n", "1,2,3\n4,5,6\n"] {
        let (table, found) = read_with("a.csv", text.as_bytes(), FileSpec::default());
        assert!(table.is_none(), "{text:?}");
        assert_eq!(found.last().map(|d| d.code.as_str()), Some("C1001"), "{text:?}: {found:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_makes_the_reader_stumble(parts in proptest::collection::vec(proptest::sample::select(vec![
        "a", "1", "2021", "1.5%", "—", "（亿元）", "单位：万元", ",", ",", ",", "\n", "\n", "\"", "注：x", " ", "广州", "true", "01",
    ]), 0..60)) {
        let text: String = parts.concat();
        for spec in [FileSpec::default(), FileSpec { header_rows: Some(2), ..FileSpec::default() }, FileSpec { range: Some("B2:C9".into()), ..FileSpec::default() }] {
            let _ = read_with("a.csv", text.as_bytes(), spec);
        }
    }
}
