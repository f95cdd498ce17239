//! The ten workbooks of real city panels are read as they are, and agree with the panel that was made from them by hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crest_data::{Table, read_file};
use crest_model::grid::Limits;
use crest_model::model::FileSpec;
use crest_model::{Diagnostic, Severity};

/// Returns the directory of the city panels, or says that it is not there.
fn cities() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("CREST_SHARED").map_or(default, PathBuf::from);
    let cities = shared.join("data/cities");
    if cities.join("panel.csv").exists() {
        return Some(cities);
    }
    eprintln!("no city panels under {}: nothing was compared", cities.display());
    None
}

fn read_with(root: &Path, file: &str, sheet: Option<&str>) -> (Table, Vec<Diagnostic>) {
    let spec = FileSpec { path: file.into(), sheet: sheet.map(Into::into), ..FileSpec::default() };
    let (table, found) = read_file(root, "t", &spec, &Limits::default());
    let errors: Vec<_> = found.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{file}: {errors:?}");
    (table.expect("a table without errors"), found)
}

fn column(table: &Table, name: &str) -> usize {
    table.column_position(name).unwrap_or_else(|| {
        panic!("no column {name}; there are {:?}", table.columns().iter().map(|c| &c.name).collect::<Vec<_>>())
    })
}

fn unit(table: &Table, name: &str) -> String {
    table.columns()[column(table, name)].unit.as_ref().map_or_else(String::new, ToString::to_string)
}

/// Maps (key, year) to the number of a column.
fn series(table: &Table, key: &str, year: &str, value: &str) -> BTreeMap<(String, i64), f64> {
    let (key, year, value) = (column(table, key), column(table, year), column(table, value));
    (0..table.n_rows())
        .filter_map(|row| {
            #[expect(clippy::cast_possible_truncation, reason = "years")]
            let year = table.number(year, row)? as i64;
            Some(((table.text(key, row)?, year), table.number(value, row)?))
        })
        .collect()
}

/// Compares a column of a workbook with a column of the panel; `factor` brings the workbook to the panel's unit.
fn compare(
    raw: &BTreeMap<(String, i64), f64>,
    panel: &BTreeMap<(String, i64), f64>,
    factor: f64,
    least: usize,
    what: &str,
) {
    let mut equal = 0;
    for (key, expected) in panel {
        let Some(found) = raw.get(key) else { panic!("{what}: {key:?} is not in the workbook") };
        let found = found * factor;
        // The panel was rounded to two decimals at the coarsest; the emissions in tonnes to whole ones.
        let tolerance = if expected.abs() > 1e5 { 0.501 } else { 0.005_01 };
        assert!(
            (found - expected).abs() <= tolerance,
            "{what}: {key:?}: {found} in the workbook, {expected} in the panel"
        );
        equal += 1;
    }
    assert!(equal >= least, "{what}: only {equal} cells were compared");
}

fn panel(cities: &Path) -> Table {
    read_with(cities, "panel.csv", None).0
}

#[test]
fn the_panel_file_itself_is_read_whole() {
    let Some(cities) = cities() else { return };
    let table = panel(&cities);
    assert_eq!(table.n_rows(), 9477);
    assert_eq!(table.columns().len(), 25);
    assert!(table.is_integer(column(&table, "code")) && table.is_integer(column(&table, "year")));
    assert!(table.is_numeric(column(&table, "gdp_a_100m")) && !table.is_integer(column(&table, "gdp_a_100m")));
}

#[test]
fn structure_agrees_with_the_panel() {
    let Some(cities) = cities() else { return };
    let (table, found) = read_with(&cities, "raw/structure_2000_2023.xlsx", Some("面板数据2000-2023"));
    assert_eq!(table.n_rows(), 7974);
    assert_eq!(table.columns().len(), 15);
    assert_eq!(table.columns()[5].name, "gdp");
    assert_eq!(table.columns()[5].header, "gdp（亿元人民币）");
    assert_eq!(unit(&table, "gdp"), "亿元人民币");
    assert_eq!(unit(&table, "第二产业增加值"), "");
    let note = found.iter().find(|d| d.code == "C1002").expect("the advertisement is named");
    assert!(note.message.contains("行行文库") && note.message.contains("taobao"), "{note:?}");
    let panel = panel(&cities);
    for (raw, own, least) in [
        ("gdp", "gdp_a_100m", 7000),
        ("第一产业增加值", "va1_100m", 7000),
        ("第二产业增加值", "va2_100m", 7000),
        ("第三产业增加值", "va3_100m", 7000),
    ] {
        compare(&series(&table, "城市代码", "年度标识", raw), &series(&panel, "code", "year", own), 1.0, least, own);
    }
    // The cell of a value is that of the workbook: Beijing in 2000 stands in F2.
    let place = table.location(column(&table, "gdp"), 0).expect("a place");
    assert_eq!(
        place,
        crest_model::Location::cell("raw/structure_2000_2023.xlsx", Some("面板数据2000-2023".into()), 2, 6)
    );
}

#[test]
fn finance_agrees_with_the_panel_after_conversion() {
    let Some(cities) = cities() else { return };
    let (table, _) = read_with(&cities, "raw/finance_2003_2023.xlsx", None);
    assert_eq!(unit(&table, "地区生产总值"), "万元");
    assert_eq!(unit(&table, "年末金融机构各项贷款余额"), "万元");
    assert_eq!(unit(&table, "金融发展水平"), "");
    let panel = panel(&cities);
    for (raw, own) in [
        ("地区生产总值", "gdp_c_100m"),
        ("年末金融机构各项贷款余额", "loans_100m"),
        ("年末金融机构存款余额", "deposits_100m"),
    ] {
        compare(&series(&table, "城市代码", "年份", raw), &series(&panel, "code", "year", own), 1e-4, 5000, own);
    }
}

#[test]
fn population_agrees_with_the_panel() {
    let Some(cities) = cities() else { return };
    let (table, found) = read_with(&cities, "raw/population_1998_2024.xlsx", None);
    assert_eq!(unit(&table, "行政区域土地面积"), "平方公里");
    assert_eq!(unit(&table, "常住人口"), "万人");
    assert_eq!(unit(&table, "插值_常住人口"), "万人");
    assert_eq!(unit(&table, "人口密度"), "人/平方公里");
    assert!(found.iter().any(|d| d.code == "C1002" && d.message.contains("taobao")));
    let panel = panel(&cities);
    for (raw, own) in [("常住人口", "pop_10k"), ("行政区域土地面积", "area_km2")] {
        compare(&series(&table, "城市代码", "年份", raw), &series(&panel, "code", "year", own), 1.0, 5000, own);
    }
}

#[test]
fn deflators_roads_and_emissions_agree_with_the_panel() {
    let Some(cities) = cities() else { return };
    let panel = panel(&cities);
    let (edgar, found) = read_with(&cities, "raw/co2_edgar_2000_2023.xlsx", None);
    assert_eq!(unit(&edgar, "碳排放量_吨"), "吨");
    assert!(found.iter().any(|d| d.code == "C1002" && d.message.contains("碳排放强度")), "the stray cell is named");
    assert_eq!(edgar.columns().len(), 7);
    compare(
        &series(&edgar, "城市代码", "年份", "碳排放量_吨"),
        &series(&panel, "code", "year", "co2_t_edgar"),
        1.0,
        5000,
        "edgar",
    );
    let (roads, _) = read_with(&cities, "raw/road_area_2002_2023.xlsx", None);
    assert_eq!(roads.columns().iter().filter(|c| c.unit.is_some()).count(), 2);
    assert_eq!(roads.n_rows(), 15_048);
    let (real, _) = read_with(&cities, "raw/gdp_real_2000_2023.xlsx", None);
    assert_eq!(real.n_rows(), 7104);
    // This workbook has no codes, so cities are matched by province and name.
    let keyed = |table: &Table, province: &str, city: &str, year: &str, value: &str| -> BTreeMap<(String, i64), f64> {
        let (province, city) = (column(table, province), column(table, city));
        let (year, value) = (column(table, year), column(table, value));
        (0..table.n_rows())
            .filter_map(|row| {
                #[expect(clippy::cast_possible_truncation, reason = "years")]
                let year = table.number(year, row)? as i64;
                let key = format!("{} {}", table.text(province, row)?, table.text(city, row)?);
                Some(((key, year), table.number(value, row)?))
            })
            .collect()
    };
    let raw = keyed(&real, "省份", "城市", "年份", "名义GDP");
    let own = keyed(&panel, "province_zh", "city_zh", "year", "gdp_b_100m");
    // A few names were mended by hand in the panel; nearly all must match and agree.
    let both: BTreeMap<_, _> = own.into_iter().filter(|(key, _)| raw.contains_key(key)).collect();
    compare(&raw, &both, 1.0, 6500, "gdp_b");
}

#[test]
fn the_other_workbooks_are_read() {
    let Some(cities) = cities() else { return };
    let (fdi, _) = read_with(&cities, "raw/fdi_1996_2023.xlsx", None);
    assert_eq!(
        fdi.columns().iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["year", "地级市", "外商直接投资", "单位", "数据来源"]
    );
    assert!(fdi.is_numeric(2) && fdi.is_integer(0));
    let (rates, _) = read_with(&cities, "raw/exchange_rate_2007_2023.xlsx", None);
    assert_eq!(rates.n_rows(), 17);
    assert_eq!(rates.number(column(&rates, "1美元兑人民币"), 12), Some(6.8985));
    let (ceads, _) = read_with(&cities, "raw/co2_ceads_1997_2019.xlsx", Some("emission vector"));
    assert_eq!(ceads.n_rows(), 3929);
    let (matrix, _) = read_with(&cities, "raw/co2_ceads_1997_2019.xlsx", Some("emission matrix"));
    assert_eq!((matrix.n_rows(), matrix.columns()[1].name.as_str()), (290, "1995"));
    let (pilots, _) = read_with(&cities, "raw/low_carbon_pilots.xlsx", None);
    assert_eq!(pilots.n_rows(), 92);
    let (year, _) = read_with(&cities, "raw/structure_2000_2023.xlsx", Some("2023"));
    assert!(year.is_numeric(column(&year, "gdp")), "numbers stored as text are numbers");
}
