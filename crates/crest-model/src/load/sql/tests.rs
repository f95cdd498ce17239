use super::inputs;

const TABLES: [&str; 5] = ["gdp", "people", "year", "Cities", "广州"];

fn read(query: &str) -> Vec<String> {
    inputs(query, "own", |name| TABLES.contains(&name) || name == "own")
}

#[test]
fn tables_after_from_and_join_are_read() {
    assert_eq!(read("SELECT * FROM gdp"), ["gdp"]);
    assert_eq!(read("select a.x from GDP a left join people as b on a.id = b.id"), ["gdp", "people"]);
    assert_eq!(read("SELECT * FROM gdp g, people p WHERE g.id = p.id"), ["gdp", "people"]);
    assert_eq!(read("SELECT * FROM (SELECT * FROM people) t, gdp"), ["gdp", "people"]);
    assert_eq!(read("SELECT * FROM (gdp JOIN people USING (id))"), ["gdp", "people"]);
    assert_eq!(read("SELECT * FROM gdp WHERE id IN (SELECT id FROM people)"), ["gdp", "people"]);
    assert_eq!(read("SELECT * FROM gdp JOIN people ON f(gdp.a, year) = 1, 广州"), ["gdp", "people", "广州"]);
    assert_eq!(read("SELECT 1 UNION ALL SELECT x FROM people"), ["people"]);
    assert_eq!(read("SELECT * FROM \"Cities\""), ["Cities"]);
    assert_eq!(read("SELECT * FROM Cities"), Vec::<String>::new());
}

#[test]
fn columns_texts_and_comments_are_not_tables() {
    assert_eq!(read("SELECT gdp, people AS year FROM other"), Vec::<String>::new());
    assert_eq!(read("SELECT 'FROM gdp' FROM people -- FROM year\n /* FROM /* gdp */ gdp */"), ["people"]);
    assert_eq!(read("SELECT EXTRACT(YEAR FROM gdp), trim(both ' ' from year) FROM people"), ["people"]);
    assert_eq!(read("SELECT a IS DISTINCT FROM gdp FROM people"), ["people"]);
    assert_eq!(read("SELECT * FROM people ORDER BY gdp, year"), ["people"]);
    assert_eq!(read("SELECT * FROM people GROUP BY gdp, year"), ["people"]);
}

#[test]
fn an_expression_may_bear_the_name_of_the_table_made() {
    assert_eq!(read("WITH own AS (SELECT * FROM gdp) SELECT * FROM own"), ["gdp"]);
    assert_eq!(read("SELECT * FROM own"), ["own"]);
}

#[test]
fn unfinished_queries_are_read_to_their_end() {
    for query in ["SELECT 'x", "/* never", "FROM \"gdp", "FROM (((", ")))", "FROM", "--", "1.2.3abc FROM gdp"] {
        let _ = read(query);
    }
}
