//! Terms and ruled-out words, on made-up pages.

use std::collections::BTreeMap;

use super::super::tests::{file, lines};
use super::{judge_prose, judge_terms, rows};

const PAGE: &str = "| English | 中文 | Meaning |\n| --- | --- | --- |\n| action | 行动 | a step |\n| Goal | 目标 | an aim |\n\n| Not | but |\n| --- | --- |\n| color | colour |\n";

#[test]
fn tables_are_found_by_their_first_heading() {
    let terms: Vec<_> = rows(PAGE, "English").into_iter().map(|row| row.cells[0].clone()).collect();
    assert_eq!(terms, ["action", "Goal"]);
    assert_eq!(rows(PAGE, "Not").len(), 1);
}

#[test]
fn term_needs_chinese_meaning_and_order() {
    let page = "| English | 中文 | Meaning |\n| b | 乙 | x |\n| a | 甲 | x |\n| c | c | x |\n| d | 丁 | |\n";
    let faults = judge_terms(&rows(page, "English"));
    let own: Vec<usize> = lines(&faults).into_iter().filter(|line| *line > 0).collect();
    assert_eq!(own, [3, 4, 5]);
    // The required terms are missing from this page, each is named.
    assert!(faults.iter().any(|fault| fault.text == "`indicator` is missing"));
}

#[test]
fn ruled_out_words_are_found_in_prose_alone() {
    let words = BTreeMap::from([("color", "colour"), ("data set", "table")]);
    let found = |path: &str, text: &str| lines(&judge_prose(&file(path, text), &words));
    assert_eq!(
        found("a.md", "A color.\n`color`\n```\ncolor\n```\nhttps://x.org/color\nData  set\ncolorful\n[x](color.md)\n"),
        [1, 7]
    );
    assert_eq!(
        found("a.rs", "//! A color.\nlet color = \"color\"; // its color\n/// ```\n/// color\n/// ```\n"),
        [1, 2]
    );
}
