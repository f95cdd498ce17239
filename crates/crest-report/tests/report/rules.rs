//! Rules across jurisdictions on the page and in the tables: drawings, matrices, calendars, escaping, absence.

use crest_model::results::{Results, RuleAxis, RulesResult};
use crest_report::{CellValue, PageOptions, csv, page, tables};

use crate::sample::{FORMULA_NAME, SCRIPT_NAME, sample};

fn chapter(results: &Results) -> Option<String> {
    let page = page(results, &PageOptions::default());
    let start = page.find("<section id=\"rules\"")?;
    Some(page[start..start + page[start..].find("</section>").unwrap()].to_owned())
}

fn table(results: &Results, name: &str) -> crest_report::FlatTable {
    tables(results).into_iter().find(|table| table.name == name).unwrap()
}

#[test]
fn chapter_says_where_the_focus_stands_in_both_languages() {
    let text = chapter(&sample()).unwrap();
    for part in [
        "跨法域规则",
        "Rules across jurisdictions",
        "按“营商就绪度”，潮湾在2031-12-31得61.25分，在3个参与排名的法域中位列第2。",
        "By Business readiness, Tidal Bay scores 61.25 on 2031-12-31 and ranks 2 of 3.",
        "nearest to Far Isle (distance 0.310)",
        "2 provisions would align and gain, 1 align with the score unchanged and 1 align but lose",
        "3 rules end without anything to follow",
        "Of the answers due for Tidal Bay, 80% are given; 75% of these",
        "3 answers are missing",
        "[0.260–0.410]",
        "85% known",
        "no single provision brings it",
        "2036 [2033–2044]",
        "−0.045",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn provisions_stand_once_on_the_axes_and_outcomes_are_hollow() {
    let text = chapter(&sample()).unwrap();
    // Six of eight provisions move anything, towards two partners; each of the six has a tooltip.
    assert_eq!(text.matches("r=\"5\"><title>").count(), 2 * 6);
    assert_eq!(text.matches("class=\"mark gain-without-aligning outcome\" cx").count(), 2 + 2, "marks, and rows");
    for part in [
        "对接且提分",
        "align and gain",
        "1. 电子签名是否有效：对接且提分（得分+1.20，距离−0.03）",
        "no change</span> 1",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let rows = text.matches("A rule that agrees").count();
    assert_eq!(rows, 0, "what changes nothing is counted and not listed");
}

#[test]
fn recognition_shows_state_and_conditions_by_pair() {
    let text = chapter(&sample()).unwrap();
    for part in
        ["⇄", "互认", "Condition: language test &lt;i&gt;", "Quota: 300 a year", "To 2033-06-30", "Where: east shore"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        text.contains("<a href=\"https://example.org/mra\" rel=\"noopener noreferrer\">MRA 3, art. 2</a>"),
        "{text}"
    );
}

#[test]
fn sunsets_are_grouped_by_month_the_next_first() {
    let text = chapter(&sample()).unwrap();
    let months: Vec<&str> = text.split("scope=\"rowgroup\" colspan=\"6\">").skip(1).map(|rest| &rest[..7]).collect();
    assert_eq!(months, ["2032-03", "2033-12"]);
}

#[test]
fn the_latest_change_stands_first() {
    let text = chapter(&sample()).unwrap();
    let (late, early) = (text.find("2031-07-01").unwrap(), text.find("2030-05-01").unwrap());
    assert!(late < early);
}

#[test]
fn hostile_names_are_text_in_drawings_and_tables() {
    let text = chapter(&sample()).unwrap();
    assert!(!text.contains(SCRIPT_NAME) && !text.contains("<i>"), "{text}");
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!text.contains("href=\"javascript"), "a refused address is no link");
    assert!(text.contains("notice <code>javascript:alert(1)</code>"), "and is shown as text");
    let events = csv(&table(&sample(), "rules_events"));
    assert!(events.contains(&format!(",'{FORMULA_NAME}")), "{events}");
}

#[test]
fn without_rules_there_is_no_chapter_and_every_table_is_empty() {
    for rules in [None, Some(RulesResult::default())] {
        let results = Results { rules, ..sample() };
        assert_eq!(chapter(&results), None);
        assert!(!page(&results, &PageOptions::default()).contains("href=\"#rules\""));
        let rows: usize = tables(&results)
            .iter()
            .filter(|table| table.name.starts_with("rules_"))
            .map(|table| table.rows.len())
            .sum();
        assert_eq!(rows, 0);
    }
}

#[test]
fn tables_hold_every_row_of_the_results() {
    let results = sample();
    let rules = results.rules.as_ref().unwrap();
    let rows = |name: &str| table(&results, name).rows.len();
    assert_eq!(rows("rules_scores"), 4 * 3, "overall and two topics each");
    assert_eq!(rows("rules_ladder"), 1);
    assert_eq!(rows("rules_distances"), rules.distances.len());
    assert_eq!(rows("rules_axes"), rules.axes.len());
    assert_eq!(rows("rules_recognition"), 2);
    assert_eq!(rows("rules_sunsets"), 3);
    assert_eq!(rows("rules_convergence"), 2 * 4);
    assert_eq!(rows("rules_signals"), 1);
    assert_eq!(rows("rules_events"), 2);
    assert_eq!(rows("rules_coverage"), 1);
    let scores = table(&results, "rules_scores");
    let at = |name: &str| scores.columns.iter().position(|column| column.name == name).unwrap();
    assert_eq!(scores.rows[0][at("score")], CellValue::Number(61.25));
    assert_eq!(scores.rows[0][at("rank")], CellValue::Integer(2));
    assert_eq!(scores.rows[1][at("topic")], CellValue::text("entry"));
    assert_eq!(scores.rows[9][at("score")], CellValue::Empty, "missing stays missing");
    assert_eq!(scores.rows[9][at("why_en")], CellValue::text("3 answers are missing"));
}

#[test]
fn long_lists_of_provisions_are_cut_and_say_so() {
    let mut results = sample();
    let rules = results.rules.as_mut().unwrap();
    let one = rules.axes[0].clone();
    rules.axes = (0..500).map(|k| RuleAxis { provision: format!("p{k:03}"), ..one.clone() }).collect();
    let text = chapter(&results).unwrap();
    assert!(text.contains("300 more rows stand in the workbook"), "{text}");
    assert_eq!(text.matches("r=\"5\"><title>").count(), 500, "the drawing holds all");
}

#[test]
fn damaged_rules_do_not_panic_and_say_nothing_wrong() {
    let mut results = sample();
    let rules = results.rules.as_mut().unwrap();
    rules.axes[0].gain = Some(f64::NAN);
    rules.axes[1].distance_change = f64::INFINITY;
    rules.scores[0].topics.clear();
    rules.distances[0].lower = Some(f64::NAN);
    rules.convergence[0].points[1].day = "soon".to_owned();
    rules.convergence[0].points[2].distance = Some(f64::NAN);
    rules.sunsets[0].last_day = "二〇三二年".to_owned();
    rules.jurisdictions.clear();
    let text = chapter(&results).unwrap();
    assert!(!text.contains("NaN") && !text.contains("inf\""), "{text}");
}

#[test]
fn results_written_before_there_were_rules_are_read() {
    let mut results = sample();
    results.rules = None;
    let written = serde_json::to_string(&results).unwrap();
    assert!(!written.contains("\"rules\""));
    assert_eq!(serde_json::from_str::<Results>(&written).unwrap(), results);
    let with_rules = sample();
    let written = serde_json::to_string(&with_rules).unwrap();
    assert_eq!(serde_json::from_str::<Results>(&written).unwrap(), with_rules);
}

#[test]
fn all_topics_together_stand_first_whatever_the_order() {
    let mut results = sample();
    results.rules.as_mut().unwrap().distances.reverse();
    let text = chapter(&results).unwrap();
    let rows = &text[text.find("c-rules-distances\">").unwrap()..];
    assert!(rows.find("全部").unwrap() < rows.find("企业开办").unwrap());
}

#[test]
fn a_focus_without_a_score_is_told_why() {
    let mut results = sample();
    results.rules.as_mut().unwrap().focus = Some("mute".to_owned());
    let text = chapter(&results).unwrap();
    assert!(text.contains("Mute Island has no overall score on 2031-12-31: 3 answers are missing."), "{text}");
    let rules = results.rules.as_mut().unwrap();
    rules.method = None;
    rules.scores.clear();
    let text = chapter(&results).unwrap();
    assert!(text.contains("Rules of 4 jurisdictions as in force on 2031-12-31."), "{text}");
    assert!(!text.contains("c-rules-scores"), "no empty table of scores");
}
