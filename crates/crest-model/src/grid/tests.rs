use std::io::{Cursor, Write};
use std::path::Path;

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

fn project() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let full = root.join(path);
    std::fs::create_dir_all(full.parent().unwrap()).unwrap();
    std::fs::write(full, bytes).unwrap();
}

fn csv(bytes: &[u8]) -> Grid {
    read_csv_bytes("t.csv", bytes, &CsvOptions::default(), &Limits::default()).unwrap()
}

fn texts(grid: &Grid) -> Vec<Vec<String>> {
    grid.rows.iter().map(|row| row.iter().map(|cell| cell.text().unwrap_or_default()).collect()).collect()
}

fn xlsx(bytes: &[u8]) -> Result<Grid, String> {
    read_xlsx_bytes("t.xlsx", bytes, &SheetOptions::default(), &Limits::default())
        .map_err(|found| format!("{} {}", found[0].code, found[0].message))
}

#[test]
fn paths_outside_the_project_are_refused() {
    let outer = project();
    let root = outer.path().join("inner");
    write(&root, "data/a.csv", b"x");
    write(outer.path(), "secret.csv", b"x");
    std::os::unix::fs::symlink(outer.path().join("secret.csv"), root.join("link.csv")).unwrap();
    std::os::unix::fs::symlink(outer.path(), root.join("up")).unwrap();
    std::os::unix::fs::symlink(root.join("data"), root.join("alias")).unwrap();
    for path in [
        "",
        "../secret.csv",
        "data/../../secret.csv",
        "/etc/passwd",
        "C:/x",
        "a\\b",
        "link.csv",
        "up/secret.csv",
        "a\0b",
    ] {
        assert_eq!(inside(&root, path).unwrap_err().code, "C0001", "{path:?}");
    }
    for path in ["data/a.csv", "./data/a.csv", "alias/a.csv"] {
        assert!(inside(&root, path).is_ok(), "{path}");
    }
    let missing = inside(&root, "data/b.csv").unwrap_err();
    assert_eq!((missing.code.as_str(), missing.hint.as_deref()), ("C0002", Some("did you mean `data/a.csv`?")));
    assert_eq!(read_bytes(&root, "data", &Limits::default()).unwrap_err().code, "C0002");
    let small = Limits { max_file_bytes: 0, ..Limits::default() };
    assert_eq!(read_bytes(&root, "data/a.csv", &small).unwrap_err().code, "C0003");
}

#[test]
fn encodings_are_found() {
    let text = "城市,值\n广州,1\n";
    let expected = vec![vec!["城市".to_owned(), "值".to_owned()], vec!["广州".to_owned(), "1".to_owned()]];
    let gb = encoding_rs::GB18030.encode(text).0;
    let mark = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    let wide = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16()).flat_map(order).collect()
    };
    let marked = [wide(u16::to_le_bytes, true), wide(u16::to_be_bytes, true)];
    for bytes in [text.as_bytes().to_vec(), gb.to_vec(), mark].into_iter().chain(marked) {
        assert_eq!(texts(&csv(&bytes)), expected);
    }
    let plain: Vec<u8> = "city,value\nAa,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&csv(&plain))[1], ["Aa", "1"]);
    let stated = CsvOptions { encoding: Some("big5".into()), ..CsvOptions::default() };
    let big5 = encoding_rs::BIG5.encode("城市,值\n").0;
    assert_eq!(texts(&read_csv_bytes("t", &big5, &stated, &Limits::default()).unwrap())[0], ["城市", "值"]);
    let unknown = CsvOptions { encoding: Some("klingon".into()), ..CsvOptions::default() };
    for (bytes, options) in
        [(b"a".as_slice(), unknown), (b"\xff\xff\xff a", CsvOptions::default()), (b"a\0b\n\0\0", CsvOptions::default())]
    {
        assert_eq!(read_csv_bytes("t", bytes, &options, &Limits::default()).unwrap_err().code, "C0004");
    }
}

#[test]
fn delimiters_are_found() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = format!("a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n");
        assert_eq!(texts(&csv(text.as_bytes()))[1], ["1", "2", "3"], "{delimiter:?}");
    }
    // Commas within cells do not outweigh the semicolons between them.
    let mixed = "name;value\n\"Alpha, the first\";\"1,5\"\nBeta;2\n";
    assert_eq!(texts(&csv(mixed.as_bytes()))[1], ["Alpha, the first", "1,5"]);
}

#[test]
fn rows_keep_their_line_even_after_quoted_breaks() {
    let grid = csv(b"a,b\n\"x\ny\",1\n\n2,3\n");
    assert_eq!(grid.location(2, 1), Location::cell("t.csv", None, 5, 2));
}

#[test]
fn ragged_rows_are_named() {
    let grid = csv(b"Title\na,b,c\n1,2,3\n1,2,3,4\n5,6\n");
    let lines: Vec<String> = grid.notes.iter().map(|d| format!("{} {}", d.code, d.message)).collect();
    assert_eq!(lines, ["C0008 the row has 4 cells where most have 3", "C0008 the row has 2 cells where most have 3"]);
    let open = read_csv_bytes("t", b"a,b\n\"1,2\n3,4\n", &CsvOptions::default(), &Limits::default()).unwrap_err();
    assert_eq!((open.code.as_str(), open.message.as_str()), ("C0008", "a quote opened in line 2 is never closed"));
}

#[test]
fn grids_stay_within_bounds() {
    let few = Limits { max_cells: 5, ..Limits::default() };
    assert_eq!(read_csv_bytes("t", b"a,b\n1,2\n3,4\n", &CsvOptions::default(), &few).unwrap_err().code, "C0003");
    let short = Limits { max_cell_chars: 2, ..Limits::default() };
    assert_eq!(read_csv_bytes("t", b"a,bbbbbbbbbbbb\n", &CsvOptions::default(), &short).unwrap_err().code, "C0003");
}

#[test]
fn numbers_are_read_as_people_type_them() {
    use NumberText::{Missing, NotANumber, Number, Percent};
    for (text, expected) in [
        ("１，２３４．５", Number(1234.5)),
        ("1,234,567.80", Number(1_234_567.8)),
        ("1 234", Number(1234.0)),
        ("-3", Number(-3.0)),
        ("−3.5", Number(-3.5)),
        ("（3.4）", Number(-3.4)),
        ("+.5", Number(0.5)),
        ("1.2E+05", Number(120_000.0)),
        ("  7\u{a0}", Number(7.0)),
        ("12.3%", Percent(12.3)),
        ("１２％", Percent(12.0)),
        ("(1.5%)", NotANumber),
        ("1,5", NotANumber),
        ("1,23,456", NotANumber),
        ("12,34.5", NotANumber),
        ("约8", NotANumber),
        ("1.2.3", NotANumber),
        ("1e", NotANumber),
        ("1e999", NotANumber),
        ("inf", NotANumber),
        ("nan", Missing("nan".into())),
        ("--5", NotANumber),
        ("", Missing(String::new())),
        ("—", Missing("—".into())),
        ("…", Missing("…".into())),
        ("N/A", Missing("N/A".into())),
        ("空", Missing("空".into())),
        ("暂无", Missing("暂无".into())),
        ("n.a.", Missing("n.a.".into())),
        ("..", Missing("..".into())),
        ("x", Missing("x".into())),
        ("－", Missing("－".into())),
    ] {
        assert_eq!(number(text), expected, "{text:?}");
    }
}

#[test]
fn ranges_are_read() {
    let range = |top, left, bottom, right| Some(workbook::CellRange { top, left, bottom, right });
    for (text, expected) in [
        ("A3:F40", range(3, 1, 40, 6)),
        ("$b$2", range(2, 2, 2, 2)),
        ("A:F", range(1, 1, 1_048_576, 6)),
        ("3:40", range(3, 1, 40, 16_384)),
        ("A3:", range(3, 1, 1_048_576, 16_384)),
        ("F40:A3", None),
        ("A0", None),
        ("XFE1", None),
        ("", None),
        (":", None),
        ("A3-F40", None),
        ("AAAA1", None),
    ] {
        assert_eq!(parse_range(text), expected, "{text}");
    }
    assert_eq!((cell_name(7, 3), cell_name(1, 28), cell_name(2, 702)), ("C7".into(), "AB1".into(), "ZZ2".into()));
}

#[test]
fn a_sheet_keeps_its_cells_and_their_places() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "only notes").unwrap();
    let sheet = book.add_worksheet().set_name("数据").unwrap();
    sheet.merge_range(2, 1, 2, 2, "地区生产总值", &Format::new()).unwrap();
    sheet.merge_range(4, 0, 5, 0, "广东", &Format::new()).unwrap();
    sheet.write(4, 1, 1.5).unwrap().write(4, 2, true).unwrap().write(5, 1, "１２").unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(5, 2, rust_xlsxwriter::ExcelDateTime::from_ymd(2021, 6, 30).unwrap(), &date).unwrap();
    sheet.write_formula(6, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let read = |sheet: &str, range: Option<&str>| {
        let options = SheetOptions { sheet: Some(sheet.into()), range: range.map(Into::into) };
        read_xlsx_bytes("b.xlsx", &bytes, &options, &Limits::default())
    };
    let grid = read("数据", None).unwrap();
    assert_eq!((grid.first_row, grid.first_column, grid.sheet.as_deref()), (3, 1, Some("数据")));
    assert_eq!(grid.cell(0, 1), &Cell::Text("地区生产总值".into()));
    assert_eq!(grid.merged_fill(0, 2), &Cell::Text("地区生产总值".into()));
    assert_eq!(grid.merged_fill(3, 0), &Cell::Text("广东".into()));
    assert_eq!((grid.cell(2, 1), grid.cell(2, 2)), (&Cell::Number(1.5), &Cell::Boolean(true)));
    assert_eq!(grid.cell(3, 2), &Cell::Date("2021-06-30".into()));
    assert_eq!(grid.location(3, 1), Location::cell("b.xlsx", Some("数据".into()), 6, 2));
    let part = read("数据", Some("B5:B6")).unwrap();
    assert_eq!((part.first_row, part.first_column, part.rows.len()), (5, 2, 2));
    let missing = read("数锯", None).unwrap_err();
    assert_eq!((missing[0].code.as_str(), missing[0].expected.as_deref()), ("C0007", Some("one of: 说明, 数据")));
    assert_eq!(read("数据", Some("nonsense")).unwrap_err()[0].code, "C0009");
}

/// Packs parts as a workbook.
fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Packs a workbook with one sheet whose XML is given.
fn book_with(sheet: &str, strings: &str) -> Vec<u8> {
    pack(&[
        ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
        ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn sheet_xml(dimension: &str, rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>"#
    )
}

const NO_STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0" uniqueCount="0"/>"#;

#[test]
fn a_declared_dimension_costs_nothing() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let grid = xlsx(&book_with(&sheet_xml("A1:XFD1048576", rows), NO_STRINGS)).unwrap();
    assert_eq!(grid.rows.len(), 1_048_576);
    // The last row alone reaches to column XFD; all between are empty.
    assert_eq!(grid.rows.iter().map(Vec::len).sum::<usize>(), 1 + 16_384);
    // Cells at the far edge of very many rows would fill memory, and are refused.
    let wide: String = (1..=3000)
        .map(|r| format!(r#"<row r="{r}"><c r="A{r}"><v>1</v></c><c r="XFD{r}"><v>1</v></c></row>"#))
        .collect();
    let refused = xlsx(&book_with(&sheet_xml("A1", &wide), NO_STRINGS)).unwrap_err();
    assert!(refused.starts_with("C0003"), "{refused}");
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 8 << 20];
    let zip_bomb = pack(&[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(zip_bomb.len() < 20_000);
    assert!(xlsx(&zip_bomb).unwrap_err().starts_with("C0006"));
    let small = Limits { max_unpacked_bytes: 1 << 20, max_ratio: u64::MAX, ..Limits::default() };
    let found = read_xlsx_bytes("t.xlsx", &zip_bomb, &SheetOptions::default(), &small).unwrap_err();
    assert_eq!(found[0].code, "C0006");
    let names: Vec<String> = (0..10_001).map(|i| format!("{i}.xml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"<a/>".as_slice())).collect();
    assert!(xlsx(&pack(&many)).unwrap_err().starts_with("C0006"));
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert!(xlsx(&book_with(&deep, NO_STRINGS)).unwrap_err().starts_with("C0006"));
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><sst uniqueCount="1"><si><t>&b;</t></si></sst>"#;
    assert!(xlsx(&book_with(&sheet_xml("A1", ""), laughs)).unwrap_err().starts_with("C0006"));
}

#[test]
fn positions_and_counts_no_workbook_has_are_refused() {
    let huge = r#"<?xml version="1.0"?><sst uniqueCount="99999999999999"><si><t>a</t></si></sst>"#;
    assert!(xlsx(&book_with(&sheet_xml("A1", ""), huge)).unwrap_err().starts_with("C0005"));
    for cell in ["ZZZZZZZZ1", "A99999999999", "A0", "1A", ""] {
        let rows = format!(r#"<row r="1"><c r="{cell}"><v>1</v></c></row>"#);
        assert!(xlsx(&book_with(&sheet_xml("A1", &rows), NO_STRINGS)).unwrap_err().starts_with("C0005"), "{cell}");
    }
    // A text referred to by many cells counts as often as it is used.
    let long = format!(r#"<?xml version="1.0"?><sst uniqueCount="1"><si><t>{}</t></si></sst>"#, "x".repeat(100_000));
    let rows: String = (1..=200).map(|r| format!(r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>"#)).collect();
    let small = Limits { max_unpacked_bytes: 10 << 20, ..Limits::default() };
    let found = read_xlsx_bytes("t", &book_with(&sheet_xml("A1", &rows), &long), &SheetOptions::default(), &small);
    assert_eq!(found.unwrap_err()[0].code, "C0003");
}

#[test]
fn what_is_no_workbook_is_refused() {
    for bytes in [
        b"".as_slice(),
        b"PK",
        b"a,b\n1,2\n",
        &pack(&[]),
        &pack(&[("xl/workbook.xml", b"<workbook/>")]),
        &pack(&[("xl/workbook.xml", b"<a><b></a>")]),
    ] {
        let refused = xlsx(bytes).unwrap_err();
        assert!(refused.starts_with("C0005"), "{refused}");
    }
}

#[test]
fn lists_have_named_columns_in_both_languages() {
    let root = project();
    write(root.path(), "f.csv", "代码, 中文名 ,Unit,单价\n\ngdp,地区生产总值,亿元,\n,,,\npop,人口,,3\n".as_bytes());
    let list = read_list(root.path(), "f.csv", &Limits::default()).unwrap();
    assert_eq!(list.header(), ["code", "name_zh", "unit", "单价"]);
    let records: Vec<Record<'_>> = list.records().collect();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].cell("unit"), Some(("亿元", Location::cell("f.csv", None, 3, 3))));
    assert_eq!(records[1].cell("unit"), None);
    assert_eq!((records[1].text("code"), records[1].text("nothing")), ("pop", ""));
    assert_eq!(records[1].location_of("unit"), Location::cell("f.csv", None, 5, 3));
    assert_eq!(records[1].cells().map(|(name, ..)| name).collect::<Vec<_>>(), ["code", "name_zh", "单价"]);
    write(root.path(), "twice.csv", "code,代码\na,b\n".as_bytes());
    assert_eq!(read_list(root.path(), "twice.csv", &Limits::default()).unwrap_err()[0].code, "C0011");
    write(root.path(), "empty.csv", b"\n,,\n");
    assert_eq!(read_list(root.path(), "empty.csv", &Limits::default()).unwrap_err()[0].code, "C0010");
    let mut book = Workbook::new();
    book.add_worksheet();
    let sheet = book.add_worksheet().set_name("地 区").unwrap();
    sheet.write_row(1, 1, ["id", "经度"]).unwrap().write(2, 1, "gz").unwrap().write(2, 2, 113.25).unwrap();
    book.save(root.path().join("b.xlsx")).unwrap();
    let list = read_list(root.path(), "b.xlsx#地 区", &Limits::default()).unwrap();
    let record = list.records().next().unwrap();
    assert_eq!(record.cell("lon"), Some(("113.25", Location::cell("b.xlsx", Some("地 区".into()), 3, 3))));
    assert_eq!(split(" a；b; ;c、d "), ["a", "b", "c", "d"]);
    assert_eq!(canonical_header("分组. 东部"), "group.东部");
}

proptest! {
    #[test]
    fn no_bytes_make_the_delimited_reader_stumble(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_csv_bytes("t", &bytes, &CsvOptions::default(), &Limits::default());
    }

    #[test]
    fn no_text_makes_the_number_reader_stumble(text in ".{0,20}") {
        if let NumberText::Number(x) | NumberText::Percent(x) = number(&text) {
            prop_assert!(x.is_finite());
        }
    }

    #[test]
    fn a_number_shown_reads_back_as_itself(x in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
        prop_assert_eq!(number(&format!("{x}")), NumberText::Number(x));
        prop_assert_eq!(number(&format!("{x:e}")), NumberText::Number(x));
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_makes_the_workbook_reader_stumble(at in 0_usize..4000, to in any::<u8>(), cut in 0_usize..4000) {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "a").unwrap().write(1, 1, 2.5).unwrap();
        let mut bytes = book.save_to_buffer().unwrap();
        let length = bytes.len();
        bytes[at % length] = to;
        let _ = xlsx(&bytes);
        bytes.truncate(cut % length);
        let _ = xlsx(&bytes);
    }

    #[test]
    fn no_sheet_makes_the_workbook_reader_stumble(parts in prop::collection::vec(prop::sample::select(vec![
        "<row r=\"1\">", "</row>", "<c r=\"B2\" t=\"s\">", "<c t=\"inlineStr\">", "<c>", "</c>", "<v>", "</v>", "9", "-1", "1e309",
        "<is><t>x</t></is>", "&amp;", "&x;", "<f>A1</f>", "<mergeCells>", "<mergeCell ref=\"A1:B2\"/>", "<![CDATA[x]]>", "<!-- -->",
    ]), 0..20)) {
        let _ = xlsx(&book_with(&sheet_xml("A1:B2", &parts.concat()), NO_STRINGS));
    }
}
