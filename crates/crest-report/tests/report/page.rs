//! Promises of the page: safe, complete in both languages, the same bytes every time, and honest about what is absent.

use crest_model::results::Results;
use crest_model::{Lang, Text};
use crest_report::digest::{base64, sha256};
use crest_report::{PageOptions, page, strings};

use crate::sample::{FORMULA_NAME, SCRIPT_NAME, sample};

fn sample_page() -> String {
    page(&sample(), &PageOptions::default())
}

/// The page without its style, script and embedded data.
fn text_of(page: &str) -> String {
    let mut out = page.to_owned();
    for (open, close) in [("<style>", "</style>"), ("<script", "</script>"), ("<script", "</script>")] {
        let start = out.find(open).unwrap();
        let end = start + out[start..].find(close).unwrap() + close.len();
        out.replace_range(start..end, "");
    }
    out
}

#[test]
fn page_is_written_in_full() {
    let page = sample_page();
    assert!(page.starts_with("<!doctype html>"), "{}", &page[..200.min(page.len())]);
    assert!(page.trim_end().ends_with("</html>"));
    assert!(!page.contains("could not be written"));
    assert!(page.contains("<html lang=\"zh-Hans\">"));
}

#[test]
fn names_are_escaped_everywhere() {
    let page = sample_page();
    assert_eq!(page.matches("<script").count(), 2, "the data and the one script");
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!page.contains(SCRIPT_NAME));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("\\u003cscript\\u003e"));
    assert!(page.contains("=cmd|&#39; /C calc&#39;!A0"), "formula text is text in HTML");
    let mut hostile = sample();
    let name = "\"'></title><img src=x onerror=alert(1)>\u{2028}\u{0}</script><!--";
    hostile.project.name = Text::new(name, name);
    hostile.project.description = Text::new(name, name);
    hostile.nodes[0].name = Text::new(name, "");
    hostile.sources[0].url = format!("https://example.org/{name}");
    hostile.focus = Some(name.to_owned());
    hostile.run.scenario = Some(Text::new(name, name));
    for place in &mut hostile.places {
        place.id.push_str("\" onload=\"x");
        place.role = name.to_owned();
    }
    for target in &mut hostile.strategy.targets {
        target.sentence = name.to_owned();
    }
    let page = crest_report::page(&hostile, &PageOptions::default());
    assert!(!page.contains("could not be written"));
    assert!(!page.contains("<img"));
    assert_eq!(page.matches("</title>").count(), page.matches("<title>").count(), "no name closes a title");
    assert_eq!(page.matches("</script").count(), 2);
    let text = text_of(&page);
    assert!(!text.contains("<!--"));
    assert!(!text.contains('\u{0}'));
    assert!(!page.contains('\u{2028}') || text.contains('\u{2028}'), "not inside the script or the data");
}

#[test]
fn embedded_data_is_json_with_the_names_unchanged() {
    let page = sample_page();
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let end = start + page[start..].find("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(&page[start..end]).unwrap();
    assert_eq!(data["ranked"].as_array().unwrap().len(), 11);
    assert!(data["ranked"].as_array().unwrap().iter().any(|r| r["name"]["en"] == SCRIPT_NAME));
    assert!(data["indicators"].as_array().unwrap().iter().any(|r| r["name"]["zh"] == FORMULA_NAME));
}

#[test]
fn policy_allows_the_one_sheet_and_the_one_script() {
    let page = sample_page();
    let between = |open: &str, close: &str| {
        let start = page.rfind(open).unwrap() + open.len();
        page[start..start + page[start..].find(close).unwrap()].to_owned()
    };
    let script = base64(&sha256(between("<script>", "</script>").as_bytes()));
    let sheet = base64(&sha256(between("<style>", "</style>").as_bytes()));
    assert_eq!(page.matches("<style").count(), 1);
    assert!(page.contains("default-src &#39;none&#39;"));
    assert!(page.contains(&format!("script-src &#39;sha256-{script}&#39;")));
    assert!(page.contains(&format!("style-src &#39;sha256-{sheet}&#39;")));
    assert!(!page.contains("unsafe-inline"));
    let text = text_of(&page);
    assert!(!text.contains(" style="), "a style attribute would be refused by the policy");
    assert!(!text.contains(" onclick="));
}

#[test]
fn nothing_is_loaded_and_links_lead_to_the_web_only() {
    let text = text_of(&sample_page());
    for wanting in ["<img", "<link", "<iframe", "<object", "<embed", "<form", " src=", "@import", "url("] {
        assert!(!text.contains(wanting), "{wanting}");
    }
    assert!(!crest_report::page::SHEET.contains("url(") && !crest_report::page::SHEET.contains("@import"));
    for rest in text.split("href=\"").skip(1) {
        let href = rest.split('"').next().unwrap();
        assert!(["#", "https://", "http://"].iter().any(|start| href.starts_with(start)), "{href}");
    }
    assert!(text.contains("javascript:alert(1)"), "a refused address is still shown as text");
    assert!(!text.contains("href=\"javascript"));
}

#[test]
fn links_inside_the_page_lead_somewhere() {
    let text = text_of(&sample_page());
    for rest in text.split("href=\"#").skip(1) {
        let id = rest.split('"').next().unwrap();
        assert!(text.contains(&format!(" id=\"{id}\"")), "{id}");
    }
    for attribute in ["aria-labelledby=\"", "for=\""] {
        for rest in text.split(attribute).skip(1) {
            let id = rest.split('"').next().unwrap();
            assert!(text.contains(&format!(" id=\"{id}\"")), "{id}");
        }
    }
    let mut ids: Vec<&str> = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "identifiers are unique");
}

#[test]
fn every_section_stands_in_both_languages() {
    let text = text_of(&sample_page());
    for id in [
        "summary",
        "ranking",
        "certainty",
        "rules",
        "scores",
        "profiles",
        "series",
        "map",
        "strategy",
        "targets",
        "claims",
        "quality",
        "method",
        "audit",
        "provenance",
    ] {
        let start = text.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("section {id}"));
        let section = &text[start..start + text[start..].find("</section>").unwrap()];
        let heading = strings::text(&format!("section.{id}"));
        assert!(section.contains(&heading.zh), "{id}");
        assert!(section.contains(&heading.en), "{id}");
        assert!(
            section.contains("lang=\"zh-Hans\" class=\"zh\"") && section.contains("lang=\"en\" class=\"en\""),
            "{id}"
        );
    }
    // Both wordings always come together.
    assert_eq!(text.matches("class=\"zh\"").count(), text.matches("class=\"en\"").count());
}

#[test]
fn what_matters_is_said() {
    let text = text_of(&sample_page());
    for wanted in [
        "Lincrest scores",
        "临潮区在“潮湾指数”中得",
        "stands directly above",
        "the cheapest step to rank",
        "到期未达成：规模以上工业增加值（增长10%左右）",
        "Behind schedule: R&amp;D intensity",
        "growth of about 10%, give or take 0.5 points",
        "主体封顶",
        "yearbook stands first in the stated order",
        "data/panel.xlsx · 统计表!AB7",
        "The figures on this page are invented",
        "OECD/JRC Handbook (2008), step 5",
        "Outer Reef",
        "only 2 of 12 indicators have a value",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    for state in crest_model::results::TargetState::ALL {
        assert!(text.contains(&format!("class=\"state {}\"", state.word())), "{}", state.word());
    }
}

#[test]
fn every_table_has_a_caption_and_headings() {
    let text = text_of(&sample_page());
    let tables = text.matches("<table").count();
    assert!(tables > 20, "{tables}");
    assert_eq!(tables, text.matches("<caption").count());
    assert_eq!(tables, text.matches("<thead>").count());
    assert!(!text.contains("<th>"), "every heading has a scope");
}

#[test]
fn equal_results_give_equal_bytes() {
    assert_eq!(sample_page(), sample_page());
}

#[test]
fn language_option_decides_what_is_shown_first() {
    let en = page(&sample(), &PageOptions { lang: Lang::En, ..PageOptions::default() });
    assert!(en.contains("<html lang=\"en\">"));
    assert!(en.contains("<title>Strategy of the Tidal Bay · Strategy review</title>"));
    assert!(en.contains("id=\"lang-en\" aria-label=\"English\" lang=\"en\" checked"));
    // Both languages stand in either page.
    assert!(en.contains("战略评估报告"));
}

#[test]
fn empty_results_say_what_is_absent() {
    let page = page(&Results::default(), &PageOptions::default());
    assert!(!page.contains("could not be written"));
    let text = text_of(&page);
    for key in [
        "absent.index",
        "absent.strategy",
        "absent.profiles",
        "absent.series",
        "absent.map",
        "absent.targets",
        "absent.claims",
        "absent.findings",
        "absent.not_chosen",
        "absent.method",
        "absent.framework",
        "absent.audit",
        "absent.tables",
        "absent.sources",
        "absent.coverage",
    ] {
        let wording = strings::text(key);
        assert!(text.contains(&wording.zh), "{key}");
        assert!(text.contains(&wording.en), "{key}");
    }
}

#[test]
fn damaged_results_do_not_panic() {
    let mut results = sample();
    let index = results.index.as_mut().unwrap();
    index.scores.cells.truncate(3);
    index.ranks[0].overall.clear();
    index.raw.cells.clear();
    index.normalised.cells[0] = vec![Some(f64::NAN); 2];
    index.roots.push("nowhere".to_owned());
    results.history[0].scores.clear();
    results.profiles.truncate(2);
    results.nodes[1].parent = Some(results.nodes[1].code.clone());
    results.places.truncate(1);
    let written = page(&results, &PageOptions::default());
    assert!(!written.contains("could not be written"));
    results.index.as_mut().unwrap().roots.clear();
    assert!(!page(&results, &PageOptions::default()).contains("could not be written"));
    results.index.as_mut().unwrap().places.clear();
    assert!(!page(&results, &PageOptions::default()).contains("could not be written"));
    assert!(crest_report::workbook(&results, Lang::Zh).is_ok());
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let options = PageOptions { list_rows: 1, matrix_cells: 10, ..PageOptions::default() };
    let text = text_of(&page(&sample(), &options));
    assert!(text.contains(" 1 / 3"), "findings");
    assert!(text.contains(" 1 / 4"), "values not chosen");
    assert!(!text.contains("class=\"matrix\""));
    assert!(text.contains(&strings::text("profile.cut").en));
    assert_eq!(text.matches("class=\"all\"").count(), 1, "only the focus place has its table");
}

#[test]
fn indicators_outside_every_index_are_shown_too() {
    let mut results = sample();
    results.index = None;
    results.profiles.clear();
    results.history.clear();
    results.nodes.retain(|node| node.is_indicator);
    for node in &mut results.nodes {
        node.parent = None;
    }
    let text = text_of(&page(&results, &PageOptions::default()));
    assert!(text.contains(&strings::text("absent.index").en));
    assert!(text.contains("class=\"series\""));
    assert_eq!(text.matches("class=\"en\">outside the index<").count(), 12);
}

#[test]
fn focus_that_is_not_ranked_is_named_with_the_reason() {
    let mut results = sample();
    results.focus = Some("islet".to_owned());
    let text = text_of(&page(&results, &PageOptions::default()));
    assert!(text.contains("Outer Reef is not ranked: only 2 of 12 indicators have a value."));
}

#[test]
fn scenario_is_announced() {
    let mut results = sample();
    results.run.scenario = Some(Text::new("新地铁线", "A new metro line"));
    let text = text_of(&page(&results, &PageOptions::default()));
    assert!(text.contains("class=\"banner scenario\""));
    assert!(text.contains("under the scenario “A new metro line”"));
}
