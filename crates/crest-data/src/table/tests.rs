use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn sample() -> Table {
    let unit = Unit::parse("亿元").unwrap();
    Table::from_columns(
        "city",
        vec![
            (ColumnInfo::named("place"), ColumnData::Text(vec![Some("gz".into()), Some("sz".into()), None])),
            (ColumnInfo::named("year"), ColumnData::Integer(vec![Some(2020), Some(2021), Some(2021)])),
            (
                ColumnInfo { name: "gdp".into(), header: "GDP（亿元）".into(), unit: Some(unit) },
                ColumnData::Number(vec![Some(1.5), None, Some(f64::NAN)]),
            ),
            (ColumnInfo::named("zone"), ColumnData::Boolean(vec![Some(true), None, Some(false)])),
        ],
    )
    .with_trail(Trail::Cells {
        file: "a.xlsx".into(),
        sheet: Some("S".into()),
        rows: vec![3, 4, 9],
        columns: vec![1, 2, 4, 5],
    })
}

fn bytes(table: &Table) -> Vec<u8> {
    let mut bytes = Vec::new();
    table.to_parquet(&mut bytes).unwrap();
    bytes
}

fn same(a: &Table, b: &Table) -> bool {
    let cells = |t: &Table| (0..t.columns().len()).map(|c| t.data(c)).collect::<Vec<_>>();
    a.name() == b.name() && a.columns() == b.columns() && cells(a) == cells(b) && a.trail() == b.trail()
}

fn map(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn cells_are_found_by_name_and_by_header() {
    let table = sample();
    assert_eq!(table.column_position("gdp"), Some(2));
    assert_eq!(table.column_position("GDP (亿元)"), Some(2), "the header in half-width brackets is the same header");
    assert_eq!(table.column_position("nothing"), None);
    assert_eq!((table.number(2, 0), table.number(2, 2)), (Some(1.5), None), "a number is finite or missing");
    assert_eq!((table.text(1, 0).as_deref(), table.text(3, 2).as_deref()), (Some("2020"), Some("false")));
    assert_eq!(table.location(2, 2), Some(Location::cell("a.xlsx", Some("S".into()), 9, 4)));
}

#[test]
fn a_kept_table_comes_back_as_it_was_with_the_same_bytes() {
    let table = sample();
    let kept = bytes(&table);
    assert_eq!(kept, bytes(&table));
    let back = Table::from_parquet(&kept).unwrap();
    assert!(same(&table, &back));
    assert_eq!(bytes(&back), kept);
    let empty = Table::from_columns("none", vec![(ColumnInfo::named("a"), ColumnData::Text(Vec::new()))]);
    assert!(same(&empty, &Table::from_parquet(&bytes(&empty)).unwrap()));
}

#[test]
fn damaged_bytes_are_refused() {
    let kept = bytes(&sample());
    assert!(Table::from_parquet(b"").is_err());
    assert!(Table::from_parquet(b"PAR1").is_err());
    assert!(Table::from_parquet(&kept[..kept.len() - 1]).is_err());
    assert!(Table::from_parquet(&kept[10..]).is_err());
}

#[test]
fn rows_are_inserted_updated_and_deleted_in_a_copy() {
    let table = sample();
    let (more, n) = table.with_rows_inserted(&[map(&[("place", "zh"), ("gdp", "2,000.5"), ("year", "2021")])]).unwrap();
    assert_eq!((n, more.n_rows(), more.number(2, 3), more.text(3, 3)), (1, 4, Some(2000.5), None));
    assert_eq!(more.location(2, 3), Some(Location::file("a.xlsx")), "an added row has no cell");
    assert_eq!(more.location(2, 1), table.location(2, 1));
    let (changed, n) =
        table.with_rows_updated(&map(&[("year", "2021.0")]), &map(&[("gdp", "7"), ("zone", "是")])).unwrap();
    assert_eq!(
        (n, changed.number(2, 1), changed.number(2, 2), changed.number(2, 0)),
        (2, Some(7.0), Some(7.0), Some(1.5))
    );
    let (fewer, n) = table.with_rows_deleted(&map(&[("place", "gz"), ("gdp", "1.5")])).unwrap();
    assert_eq!((n, fewer.n_rows(), fewer.location(0, 0)), (1, 2, table.location(0, 1)));
    assert_eq!(table.with_rows_deleted(&map(&[("place", "nowhere")])).unwrap().1, 0);
    assert_eq!(table.with_rows_deleted(&map(&[("gdp", "")])).unwrap().1, 2, "an empty text matches missing cells");
    let wrong = table.with_rows_updated(&BTreeMap::new(), &map(&[("gpd", "1")])).unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.hint.as_deref()), ("C1205", Some("did you mean `gdp`?")));
    assert_eq!(table.with_rows_inserted(&[map(&[("gdp", "about 5")])]).unwrap_err().code, "C1203");
    assert_eq!(table.with_rows_inserted(&[map(&[("year", "1.5")])]).unwrap_err().code, "C1203");
    let (same_rows, n) = table.with_rows_inserted(&[]).unwrap();
    assert!(n == 0 && bytes(&same_rows) == bytes(&table), "nothing inserted changes nothing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_table_comes_back(
        texts in prop::collection::vec(prop::option::of(".{0,12}"), 5),
        numbers in prop::collection::vec(prop::option::of(-1e300_f64..1e300), 5),
        whole in prop::collection::vec(prop::option::of(any::<i64>()), 5),
    ) {
        let table = Table::from_columns("t", vec![
            (ColumnInfo::named("文"), ColumnData::Text(texts)),
            (ColumnInfo::named("n").with_unit(Unit::parse("万人").unwrap()), ColumnData::Number(numbers)),
            (ColumnInfo::named("i"), ColumnData::Integer(whole)),
        ]);
        let kept = bytes(&table);
        let back = Table::from_parquet(&kept).unwrap();
        prop_assert!(same(&table, &back));
        prop_assert_eq!(bytes(&back), kept);
    }

    #[test]
    fn no_damage_makes_the_reader_of_kept_tables_stumble(at in 0_usize..4000, to in any::<u8>()) {
        let mut kept = bytes(&sample());
        let length = kept.len();
        kept[at % length] = to;
        let _ = Table::from_parquet(&kept);
    }
}

#[test]
fn blocks_of_rows_make_one_file() {
    let block = |from: i64, to: i64| {
        let column = |name: &str, data| (ColumnInfo::named(name), data);
        let whole: Vec<Option<i64>> = (from..to).map(Some).collect();
        let text = (from..to).map(|n| (n % 3 > 0).then(|| format!("cell {n}"))).collect();
        Table::from_columns(
            "times",
            vec![column("minutes", ColumnData::Integer(whole)), column("from", ColumnData::Text(text))],
        )
    };
    let mut file = super::ParquetBlocks::begin(Vec::new(), &block(0, 0)).unwrap();
    file.push(&block(0, 4)).unwrap();
    file.push(&block(4, 4)).unwrap();
    file.push(&block(4, 9)).unwrap();
    let back = Table::from_parquet(&file.finish().unwrap()).unwrap();
    assert_eq!((back.name(), back.n_rows()), ("times", 9));
    assert_eq!(back.data(0), block(0, 9).data(0));
    assert_eq!(back.data(1), block(0, 9).data(1));
    let other = Table::from_columns("times", vec![(ColumnInfo::named("x"), ColumnData::Number(vec![Some(1.0)]))]);
    let mut file = super::ParquetBlocks::begin(Vec::new(), &block(0, 0)).unwrap();
    assert!(file.push(&other).is_err(), "a block with other columns is refused");
}
