use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crest_model::{Location, Severity};

use super::*;
use crate::table::ColumnData;

fn number(name: &str, unit: &str, cells: &[f64]) -> (ColumnInfo, ColumnData) {
    let info = ColumnInfo::named(name);
    let info = if unit.is_empty() { info } else { info.with_unit(Unit::parse(unit).unwrap()) };
    (info, ColumnData::Number(cells.iter().copied().map(Some).collect()))
}

fn text(name: &str, cells: &[&str]) -> (ColumnInfo, ColumnData) {
    (ColumnInfo::named(name), ColumnData::Text(cells.iter().map(|c| Some((*c).to_owned())).collect()))
}

fn city() -> Table {
    Table::from_columns(
        "city",
        vec![
            text("place", &["gz", "sz", "zh"]),
            (ColumnInfo::named("year"), ColumnData::Integer(vec![Some(2021); 3])),
            number("gdp", "亿元", &[28_231.97, 30_664.85, 3_881.75]),
            number("loans", "万元", &[1.0, 2.0, 3.0]),
            number("人口", "万人", &[1881.06, 1768.16, 246.67]),
            number("growth", "%", &[8.1, 6.7, 6.9]),
            number("Plain", "", &[1.0, 2.0, 3.0]),
        ],
    )
}

fn options(dir: &Path) -> SqlOptions {
    SqlOptions::in_dir(dir.join("spill"))
}

fn run(sql: &str, inputs: &[&Table]) -> Result<(Table, Vec<Diagnostic>), Vec<Diagnostic>> {
    let dir = tempfile::tempdir().unwrap();
    run_sql("q", "sql/q.sql", sql, inputs, &options(dir.path()))
}

fn answer(sql: &str) -> Table {
    run(sql, &[&city()]).unwrap_or_else(|found| panic!("{sql}: {found:#?}")).0
}

/// Returns code, line, column and message of the first mistake.
fn fault(sql: &str) -> (String, u32, u32, String) {
    let found = run(sql, &[&city()]).err().unwrap_or_else(|| panic!("{sql} was answered"));
    let first = found[0].clone();
    let Some(Location { span: crest_model::Span::Text { line, column, .. }, file }) = first.location else {
        panic!("no place: {first:?}")
    };
    assert_eq!(file, "sql/q.sql");
    (first.code, line, column, first.message)
}

fn place_of(sql: &str) -> (String, u32, u32) {
    let (code, line, column, _) = fault(sql);
    (code, line, column)
}

fn bytes(table: &Table) -> Vec<u8> {
    let mut bytes = Vec::new();
    table.to_parquet(&mut bytes).unwrap();
    bytes
}

fn unit_of(table: &Table, name: &str) -> String {
    table.columns()[table.column_position(name).unwrap()].unit.as_ref().map_or_else(String::new, ToString::to_string)
}

#[test]
fn a_query_gives_a_table_with_units() {
    let table = answer(
        "-- per head\nWITH a AS (SELECT place, year, gdp, gdp / 人口 AS per_head, gdp * 2 AS double, gdp + 1 AS more FROM city)\n\
         SELECT place, year, sum(gdp) AS gdp, max(per_head) AS per_head, min(double) AS double, min(more) AS more, count(*) AS n\n\
         FROM a GROUP BY place, year ORDER BY place",
    );
    assert_eq!(table.n_rows(), 3);
    assert_eq!(table.text(0, 0).as_deref(), Some("gz"));
    assert_eq!(unit_of(&table, "gdp"), "亿元");
    assert_eq!(unit_of(&table, "per_head"), "亿元/万人");
    assert_eq!((unit_of(&table, "double"), unit_of(&table, "more")), (String::new(), "亿元".to_owned()));
    assert!((table.number(3, 0).unwrap() - 28_231.97 / 1881.06).abs() < 1e-12);
    assert!(table.is_integer(1), "years stay whole");
    assert!(!table.is_integer(6), "counts are numbers, so that dividing them keeps the fraction");
    assert_eq!(table.location(0, 0), Some(Location::file("sql/q.sql")));
    assert_eq!(unit_of(&answer("SELECT CASE WHEN gdp > 5 THEN gdp ELSE 0 END AS x FROM city"), "x"), "亿元");
    assert_eq!(unit_of(&answer("SELECT coalesce(gdp, 0) AS x FROM city"), "x"), "亿元");
    assert_eq!(unit_of(&answer("SELECT lag(gdp) OVER (PARTITION BY place ORDER BY year) AS x FROM city"), "x"), "亿元");
    assert_eq!(unit_of(&answer("SELECT gdp / lag(gdp) OVER (ORDER BY year) AS x FROM city"), "x"), "1");
    assert_eq!(unit_of(&answer("SELECT (SELECT max(gdp) FROM city) AS x"), "x"), "亿元");
    assert_eq!(unit_of(&answer("SELECT * FROM (SELECT gdp FROM city UNION ALL SELECT gdp FROM city)"), "gdp"), "亿元");
    assert_eq!(unit_of(&answer("SELECT DISTINCT gdp FROM city LIMIT 2"), "gdp"), "亿元");
    assert_eq!(
        unit_of(&answer("SELECT a.gdp FROM city a JOIN city b USING (place) WHERE a.gdp >= b.gdp"), "gdp"),
        "亿元"
    );
}

#[test]
fn unlike_units_are_not_added_or_compared() {
    for (sql, line, column) in [
        ("SELECT gdp + loans AS x FROM city", 1, 14),
        ("SELECT place,\n  gdp - growth AS x\nFROM city", 2, 9),
        ("SELECT place FROM city WHERE gdp > loans", 1, 36),
        ("SELECT place FROM city WHERE gdp BETWEEN 1 AND 人口", 1, 48),
        ("SELECT CASE WHEN year = 2021 THEN gdp ELSE loans END AS x FROM city", 1, 44),
        ("SELECT coalesce(gdp, loans) AS x FROM city", 1, 22),
        ("SELECT a.place FROM city a JOIN city b ON a.gdp = b.loans", 1, 51),
        ("SELECT sum(gdp) + sum(loans) AS x FROM city", 1, 23),
        ("SELECT place FROM city GROUP BY place HAVING sum(gdp) > sum(人口)", 1, 61),
        ("SELECT place FROM city WHERE gdp IN (SELECT loans FROM city)", 1, 30),
        ("SELECT gdp FROM city UNION ALL SELECT loans FROM city", 1, 8),
        ("SELECT gdp + (SELECT max(loans) FROM city) AS x FROM city", 1, 8),
        ("SELECT sum(gdp + loans) OVER () AS x FROM city", 1, 18),
        ("SELECT x FROM (SELECT gdp AS x, loans AS y FROM city) WHERE x < y", 1, 42),
    ] {
        let (code, at_line, at_column, message) = fault(sql);
        assert_eq!(code, "C1104", "{sql}: {message}");
        assert_eq!((at_line, at_column), (line, column), "{sql}: {message}");
    }
    let found = run("SELECT gdp + loans AS x FROM city", &[&city()]).unwrap_err();
    assert_eq!(found[0].message, "`city.gdp` and `city.loans` cannot be added: their units are 亿元 and 万元");
    assert_eq!(found[0].hint.as_deref(), Some("1 亿元 is 10000 万元: divide the second by 10000.0 first"));
    // What is converted by hand, or has no unit, is the author's own.
    answer("SELECT gdp + loans / 10000.0 AS x, gdp + \"Plain\" AS y, growth > 5 AS z FROM city WHERE year = 2021");
}

#[test]
fn a_query_can_only_read_the_tables_it_is_given() {
    for sql in [
        "SELECT * FROM 'data/file.csv'",
        "SELECT * FROM \"/etc/passwd\"",
        "COPY city TO 'out.csv'",
        "COPY (SELECT * FROM city) TO 'out.parquet'",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        "CREATE TABLE t AS SELECT * FROM city",
        "CREATE VIEW v AS SELECT * FROM city",
        "INSERT INTO city SELECT * FROM city",
        "UPDATE city SET gdp = 1",
        "DELETE FROM city",
        "DROP TABLE city",
        "TRUNCATE TABLE city",
        "SET datafusion.execution.target_partitions = 8",
        "SHOW ALL",
        "EXPLAIN SELECT * FROM city",
        "DESCRIBE city",
        "PREPARE p AS SELECT 1",
        "BEGIN",
        "SELECT 1; SELECT 2",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM datafusion.public.city",
        "SELECT now() AS t FROM city",
        "SELECT random() AS r FROM city",
        "SELECT uuid() AS r FROM city",
        "SELECT current_date() AS r FROM city",
        "SELECT version() AS v",
        "SELECT place FROM city WHERE gdp > random()",
        "SELECT place FROM city WHERE gdp > (SELECT max(random()) FROM city)",
    ] {
        let (code, ..) = fault(sql);
        assert_eq!(code, "C1303", "{sql}");
    }
    for sql in [
        "SELECT * INTO t FROM city",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM parquet_metadata('x')",
        "SELECT * FROM generate_series(1, 3)",
        "SELECT @@version AS v",
    ] {
        let (code, _, _, message) = fault(sql);
        assert!(["C1301", "C1302", "C1303", "C1304"].contains(&code.as_str()), "{sql}: {code} {message}");
    }
    let deep = format!("SELECT {}1 AS x", "1 + ".repeat(20_000));
    assert_eq!(fault(&deep).0, "C1303");
    let chain = format!("SELECT {}1 AS x FROM city", "gdp + ".repeat(4_000));
    let _ = run(&chain, &[&city()]);
    let nested = format!("SELECT {}1{} AS x", "(".repeat(3_000), ")".repeat(3_000));
    assert_eq!(fault(&nested).0, "C1301");
}

#[test]
fn mistakes_point_into_the_file() {
    assert_eq!(place_of("SELECT place,\n  gdp\nFORM city"), ("C1301".into(), 3, 6));
    assert_eq!(place_of("-- note\n\n  SELECT 'open FROM city").0, "C1301");
    assert_eq!(place_of("-- note\n"), ("C1301".into(), 1, 1));
    assert_eq!(place_of("SELECT place,\n  gpd\nFROM city"), ("C1302".into(), 2, 3));
    assert_eq!(place_of("SELECT place\nFROM citty"), ("C1302".into(), 2, 6));
    assert_eq!(place_of("SELECT place FROM city a JOIN city b ON a.year = b.year").0, "C1302");
    assert_eq!(place_of("SELECT place, gdp FROM city GROUP BY place").0, "C1304");
    assert_eq!(place_of("SELECT foo(gdp) AS x FROM city").0, "C1304");
    assert_eq!(place_of("SELECT a.gdp, b.gdp FROM city a JOIN city b USING (place)").0, "C1308");
    assert_eq!(place_of("SELECT [gdp] AS x FROM city").0, "C1308");
    assert_eq!(place_of("SELECT CAST(place AS DOUBLE) AS x FROM city").0, "C1305");
    let found = run("SELECT gpd, Gdp, x.gdp FROM city", &[&city()]).unwrap_err();
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `gdp`?"));
    let found = run("SELECT * FROM ctiy JOIN twon USING (place)", &[&city()]).unwrap_err();
    assert_eq!(found.len(), 2, "all unknown tables are named: {found:?}");
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `city`?"));
}

#[test]
fn whole_division_is_pointed_out() {
    let (table, found) = run("SELECT count(*) / 2 AS half FROM city", &[&city()]).unwrap();
    assert_eq!(table.number(0, 0), Some(1.0));
    assert_eq!((found[0].code.as_str(), found[0].severity), ("C1309", Severity::Warning));
    assert!(run("SELECT gdp / 2 AS half, count(*) OVER () / 2.0 AS n FROM city", &[&city()]).unwrap().1.is_empty());
}

#[test]
fn names_are_matched_as_written() {
    let table = answer("SELECT Plain, \"人口\", 人口 * 1 AS b FROM city");
    assert_eq!(table.columns()[0].name, "Plain");
    assert_eq!(
        tables_of_query("WITH a AS (SELECT * FROM b) SELECT * FROM a JOIN c ON true WHERE x IN (SELECT y FROM 表)"),
        ["b", "c", "表"]
    );
    assert!(tables_of_query("not sql").is_empty());
}

/// Makes rows of numbers whose order and sums are sensitive to how they are put together.
fn large(rows: u32) -> Table {
    let mut state = 42_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap()) / 1e3
    };
    let numbers: Vec<f64> = (0..rows).map(|_| next()).collect();
    let keys: Vec<String> = (0..rows).map(|i| format!("key {:07}", (u64::from(i) * 7919) % u64::from(rows))).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Table::from_columns("large", vec![text("key", &keys), number("x", "", &numbers)])
}

#[test]
fn sums_have_the_same_bytes_on_any_thread_count() {
    let table = large(100_000);
    let sql =
        "SELECT substr(key, 5, 5) AS k, sum(x) AS s, avg(x) AS a, stddev(x) AS d FROM large GROUP BY substr(key, 5, 5)";
    let one = bytes(&run(sql, &[&table]).unwrap().0);
    let several: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let table = &table;
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(move || bytes(&run(sql, &[table]).unwrap().0))).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(several.iter().all(|other| *other == one));
}

#[test]
fn memory_is_bounded_and_sorting_goes_to_disk() {
    let dir = tempfile::tempdir().unwrap();
    let table = large(200_000);
    let small = SqlOptions { memory_bytes: 24 << 20, ..options(dir.path()) };
    let sort = "SELECT key, x FROM large ORDER BY x, key";
    let sorted = run_sql("q", "q.sql", sort, &[&table], &small).unwrap_or_else(|found| panic!("{found:?}")).0;
    let free = run_sql("q", "q.sql", sort, &[&table], &options(dir.path())).unwrap().0;
    assert_eq!(bytes(&sorted), bytes(&free), "what went over the disk is the same");
    let tiny = SqlOptions { memory_bytes: 1 << 20, ..options(dir.path()) };
    for sql in [
        "SELECT a.key FROM large a JOIN large b ON a.key = b.key",
        "SELECT a.x + b.x AS s FROM large a CROSS JOIN large b",
        "SELECT key, x FROM large",
    ] {
        let found = run_sql("q", "q.sql", sql, &[&table], &tiny).unwrap_err();
        assert_eq!(found[0].code, "C1306", "{sql}: {found:?}");
    }
    let left: Vec<_> = std::fs::read_dir(dir.path().join("spill")).unwrap().collect();
    assert!(left.is_empty(), "nothing is left on the disk: {left:?}");
}

#[test]
fn a_query_stops_when_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let table = large(200_000);
    let cancel = Arc::new(AtomicBool::new(false));
    let stop = SqlOptions { cancel: cancel.clone(), ..options(dir.path()) };
    // 4 · 10^10 pairs would take minutes.
    let sql = "SELECT count(*) AS n FROM large a CROSS JOIN large b WHERE a.x * b.x > 1";
    let begun = Instant::now();
    let found = std::thread::scope(|scope| {
        let query = scope.spawn(|| run_sql("q", "q.sql", sql, &[&table], &stop).unwrap_err());
        std::thread::sleep(Duration::from_millis(300));
        cancel.store(true, Ordering::Relaxed);
        query.join().unwrap()
    });
    assert_eq!(found[0].code, "C1307");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    let found = run_sql("q", "q.sql", "SELECT 1 AS x", &[], &stop).unwrap_err();
    assert_eq!(found[0].code, "C1307");
}

#[test]
fn types_are_brought_to_the_four_of_tables() {
    let table = answer(
        "SELECT CAST(gdp AS DECIMAL(20, 2)) AS d, CAST('2021-06-30' AS DATE) AS day, year > 2000 AS b, gdp / 0.0 AS inf, CAST(NULL AS DOUBLE) AS n FROM city",
    );
    assert_eq!(table.number(0, 0), Some(28_231.97));
    assert_eq!(table.text(1, 0).as_deref(), Some("2021-06-30"));
    assert_eq!(table.text(2, 0).as_deref(), Some("true"));
    assert_eq!((table.number(3, 0), table.number(4, 0)), (None, None));
    let empty = answer("SELECT place, gdp FROM city WHERE gdp < 0");
    assert_eq!((empty.n_rows(), empty.columns().len()), (0, 2));
}
