use super::*;

#[test]
fn chinese_cells_are_two_columns_wide() {
    let header = vec!["名称".to_owned(), "score".to_owned()];
    let rows = vec![vec!["广州市".to_owned(), "9.5".to_owned()], vec!["Macao".to_owned(), "10".to_owned()]];
    let lines = table_lines(&header, &rows);
    assert_eq!(lines, ["名称    score", "──────  ─────", "广州市    9.5", "Macao      10"]);
}

#[test]
fn significant_digits_keep_whole_numbers_whole() {
    assert_eq!(significant(28_231.97, 4), "28232");
    assert_eq!(significant(0.012_345, 3), "0.0123");
    assert_eq!(significant(5.0, 4), "5");
    assert_eq!(significant(-1.5, 4), "-1.5");
    assert_eq!(number(None, 3), "—");
}
