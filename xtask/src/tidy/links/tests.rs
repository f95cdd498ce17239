//! Links and anchors, on made-up pages.

use super::super::tests::{file, lines};
use super::{check, resolve, slug, targets};

fn faulty(page: &str, text: &str) -> Vec<usize> {
    let files = [file(page, text), file("docs/b.md", "# Two words\n## Two words\n<a id=\"far\"></a>\n")];
    let paths: Vec<String> = [page, "docs/b.md", "crates/a/Cargo.toml"].map(str::to_owned).to_vec();
    lines(&check(&paths, &files))
}

#[test]
fn links_to_files_folders_and_headings_pass() {
    let text = "# Top\n[a](b.md) [b](./b.md#two-words) [c](b.md#two-words-1) [d](b.md#far)\n[e](../crates) [f](#top) ![g](b.md \"title\")\n[h]: b.md\n[i](https://example.org/x)\n";
    assert!(faulty("docs/a.md", text).is_empty());
}

#[test]
fn broken_links_are_found() {
    assert_eq!(
        faulty("docs/a.md", "[a](c.md)\n[b](b.md#three)\n[c](#none)\n[d](../../x)\n[e]: c.md\n"),
        [1, 2, 3, 4, 5]
    );
}

#[test]
fn code_holds_no_links() {
    assert!(faulty("docs/a.md", "`[a](c.md)`\n```\n[a](c.md)\n```\n").is_empty());
}

#[test]
fn paths_resolve_from_the_page() {
    assert_eq!(resolve("docs/a/b.md", "../c.md").as_deref(), Some("docs/c.md"));
    assert_eq!(resolve("docs/a/b.md", "/c.md").as_deref(), Some("c.md"));
    assert_eq!(resolve("a.md", "../c.md"), None);
    assert_eq!(resolve("a.md", "").as_deref(), Some("a.md"));
}

#[test]
fn anchors_follow_the_headings() {
    assert_eq!(slug(" 1. Keys of `[index]`!"), "1-keys-of-index");
    assert_eq!(slug(" 指标 Indicator"), "指标-indicator");
}

#[test]
fn targets_may_hold_parentheses() {
    assert_eq!(targets("[a](b_(c).md) x"), [(1, "b_(c).md".to_owned())]);
}
