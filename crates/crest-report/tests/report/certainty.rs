//! How sure ranks are, on the page and in the tables: figures in both languages, escaped, bounded, and absent where unknown.

use crest_model::Text;
use crest_model::results::{Figure, Results};
use crest_report::{CellValue, PageOptions, page, strings, tables};

use crate::sample::{large, sample};

/// The page of some results without its style, script and data.
fn text_of(results: &Results) -> String {
    let page = page(results, &PageOptions::default());
    assert!(!page.contains("could not be written"), "{page}");
    let start = page.find("<body>").unwrap();
    let end = page.find("<script").unwrap();
    page[start..end].to_owned()
}

fn section<'a>(text: &'a str, id: &str) -> &'a str {
    let start = text.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("section {id}"));
    &text[start..start + text[start..].find("</section>").unwrap()]
}

fn figure(value: f64, error: f64) -> Figure {
    Figure { value, error }
}

/// The sample with figures of the focus place set by hand.
fn by_hand() -> Results {
    let mut results = sample();
    let certainty = results.certainty.as_mut().unwrap();
    let place = &mut certainty.places[0];
    assert_eq!((place.place.as_str(), place.rank), ("lin", 3));
    place.mean = figure(3.4167, 0.031);
    (place.median, place.lower, place.upper) = (figure(3.0, 0.1), figure(2.0, 0.1), figure(5.5, 0.2));
    (place.chances_from, place.chances) = (2, vec![0.25, 0.384, 0.0, 0.36, 0.006]);
    place.first = vec![figure(0.0, 0.0025), figure(0.634, 0.011)];
    place.last = vec![figure(0.006, 0.002)];
    place.bands = vec![figure(0.25, 0.013), figure(0.006, 0.002)];
    (place.score_mean, place.score_sd) = (66.125, 1.504);
    let change = &mut certainty.moves[0];
    assert_eq!(change.place, "lin");
    (change.before, change.after, change.own, change.others, change.entry) = (5, 3, 3, -1, 0);
    (change.lower, change.upper) = (-1.0, 4.0);
    (change.better, change.worse) = (figure(0.71, 0.012), figure(0.1, 0.01));
    results
}

#[test]
fn rank_stands_beside_its_interval_and_chance() {
    let text = text_of(&by_hand());
    let ranking = section(&text, "ranking");
    let row = &ranking[ranking.find("<tr class=\"focus\">").unwrap()..];
    let row = &row[..row.find("</tr>").unwrap()];
    assert!(row.contains("<td class=\"n rank\">3</td>"), "{row}");
    assert!(row.contains("[2–5.5]"), "{row}");
    // Of 11 ranks the interval takes those from the second to the middle of the sixth.
    assert!(row.contains("x=\"9.1\" y=\"2\" width=\"40.9\""), "{row}");
    assert!(row.contains("<td class=\"n\">0%</td>"), "{row}");
    assert!(ranking.contains(">90%区间<") && ranking.contains(">90% interval<"));
}

#[test]
fn chapter_shows_its_figures_in_both_languages() {
    let text = text_of(&by_hand());
    let chapter = section(&text, "certainty");
    for wanted in [
        // In words.
        "临潮区列第3位；在90%的情形下，其位次在第2位到第5.5位之间，中位数为3。",
        "Lincrest ranks 3; in 90% of the draws its rank lies between 2 and 5.5, with median 3.",
        "概率：首位0%、前3位63%、后3位&lt;1%、表彰（第1–2位）25%",
        "Chances: first: 0%, first 3: 63%, last 3: &lt;1%, Honoured (ranks 1–2): 25%",
        "Computed with 400 draws of a scrambled Sobol&#39; sequence (seed 7).",
        "declared by the project: 4 inputs",
        "by 0.87 ± 0.01 places",
        // Per place.
        "<td class=\"n\">2–5.5</td><td class=\"n\">3</td><td class=\"n\">3.42 ± 0.03</td><td class=\"n\">0% ± 0.2</td><td class=\"n\">63% ± 1</td>",
        "<td class=\"n\">66.12 ± 1.50</td>",
        "2: 25% · 3: 38% · 5: 36% · 6: &lt;1%",
        // Inputs and their options.
        "min–max</span> 50%",
        "each between 75% and 125% of what is stated",
        "连续变化",
        // Shares of variance.
        "Whether Lincrest is among the first 3",
        "<td class=\"n\">46% ± 2</td><td class=\"n\">54% ± 2</td><td class=\"n\">62% ± 2</td>",
        // Choices alone.
        "The single choice that moves Lincrest most is Weights of the pillars: from rank 3 to rank 2–5.",
        "在全部地区中变动最大的是石港市：标准化方法取“Z分数”时，由第5位变为2。",
        // Third places.
        "Greenstrand and Lincrest, Westcove and Stonehaven Bay",
        // Change.
        "Since 2030, Lincrest rose from rank 5 to 3 and won 2 places: won 3 places by its own change, lost 1 place to \
         changes of others. It rose in 71% of the draws and fell in 10%; the 90% interval of places won runs from −1 to +4.",
        "临潮区由第5位升到第3位，升2位：自身变化使其升3位、其他地区变化使其降1位。",
        "<td class=\"n\">71% ± 1</td><td class=\"n\">10% ± 1</td>",
    ] {
        assert!(chapter.contains(wanted), "{wanted}");
    }
    assert!(section(&text, "profiles").contains("Since 2030, Lincrest rose"));
    assert!(section(&text, "summary").contains("between 2 and 5.5, with median 3"));
    assert!(section(&text, "method").contains("scrambled Sobol&#39; sequence"));
}

#[test]
fn every_kind_of_chart_has_its_table() {
    let text = text_of(&sample());
    let chapter = section(&text, "certainty");
    for (chart, table) in
        [("caterpillar", "c-certainty"), ("rankbars", "c-certainty-ranks"), ("sensitivity", "c-certainty-inputs")]
    {
        assert!(chapter.contains(&format!("data-chart=\"{chart}\"")), "{chart}");
        assert!(chapter.contains(&format!("id=\"{table}\"")), "{table}");
    }
}

#[test]
fn exact_results_show_no_error() {
    let mut results = sample();
    let certainty = results.certainty.as_mut().unwrap();
    certainty.method = "enumerated".to_owned();
    certainty.ahead_error = 0.0;
    certainty.shift.error = 0.0;
    for place in &mut certainty.places {
        let single = [&mut place.mean, &mut place.median, &mut place.lower, &mut place.upper];
        for figure in single.into_iter().chain(&mut place.first).chain(&mut place.last).chain(&mut place.bands) {
            figure.error = 0.0;
        }
    }
    for row in &mut certainty.sensitivity {
        (row.first.error, row.total.error, row.shapley.error) = (0.0, 0.0, 0.0);
    }
    for change in &mut certainty.moves {
        (change.better.error, change.worse.error) = (0.0, 0.0);
    }
    let text = text_of(&results);
    let chapter = section(&text, "certainty");
    assert!(!chapter.contains("% ±"));
    assert!(!chapter.contains("Standard errors are at most"));
    assert!(chapter.contains("All 400 combinations were computed"));
    assert!(chapter.contains(&strings::text("certainty.reading_exact").zh));
}

#[test]
fn without_certainty_nothing_is_shown() {
    let mut results = sample();
    results.certainty = None;
    let whole = page(&results, &PageOptions::default());
    assert!(!text_of(&results).contains("certainty"));
    assert!(!text_of(&results).contains("rankbar"));
    let data = whole[whole.find("id=\"data\">").unwrap()..].split("</script>").next().unwrap();
    assert!(!data.contains("certainty") && !data.contains("caterpillar"));
    for table in tables(&results).iter().filter(|table| table.name.starts_with("certainty")) {
        assert!(table.rows.is_empty(), "{}", table.name);
    }
    let about = tables(&results).remove(0);
    assert!(!about.rows.iter().flatten().any(|cell| matches!(cell, CellValue::Text(t) if t.contains("certainty"))));
}

#[test]
fn certainty_of_another_index_stays_out_of_the_ranking() {
    let mut results = sample();
    results.certainty.as_mut().unwrap().root = "econ".to_owned();
    let text = text_of(&results);
    assert!(!section(&text, "ranking").contains("rankbar"));
    assert!(section(&text, "certainty").contains("Industry and opening"));
}

#[test]
fn names_of_inputs_bands_and_methods_are_escaped() {
    let name = "\"'></td><img src=x onerror=alert(1)></script><!--";
    let mut results = sample();
    let certainty = results.certainty.as_mut().unwrap();
    for input in &mut certainty.inputs {
        input.id.push_str(name);
        input.name = Text::new(name, name);
        input.how = Text::new(name, "");
        input.options.push((Text::new(name, name), 0.1));
    }
    for band in &mut certainty.bands {
        band.name = Text::new(name, name);
    }
    for row in &mut certainty.single {
        row.option = Text::new(name, name);
    }
    for row in &mut certainty.reversal {
        row.normalisation = Text::new(name, name);
        row.removed = name.to_owned();
    }
    certainty.moves[0].from = name.to_owned();
    certainty.moves[0].place = name.to_owned();
    certainty.method = name.to_owned();
    certainty.places[1].place = name.to_owned();
    certainty.places[0].central = vec![(name.to_owned(), 0.5)];
    certainty.ties.push(vec![name.to_owned(), name.to_owned()]);
    certainty.sensitivity[0].output = name.to_owned();
    let whole = page(&results, &PageOptions::default());
    assert!(!whole.contains("could not be written"));
    assert!(!whole.contains("<img") && !whole.contains("<!--"));
    assert_eq!(whole.matches("</script").count(), 2);
    assert!(crest_report::workbook(&results, crest_model::Lang::Zh).is_ok());
}

#[test]
fn many_places_stay_readable() {
    let results = large(220);
    let whole = page(&results, &PageOptions::default());
    assert!(whole.len() < 4_000_000, "{}", whole.len());
    let text = text_of(&results);
    let chapter = section(&text, "certainty");
    assert!(chapter.len() < 600_000, "{}", chapter.len());
    let pairs = &chapter[chapter.find("id=\"c-certainty-pairs\"").unwrap()..];
    let pairs = &pairs[..pairs.find("</table>").unwrap()];
    assert_eq!(pairs.matches("<th scope=\"row\">").count(), 41);
    assert!(chapter.contains("Of 220 places the 41 around Development zone 0 are shown"));
    assert!(chapter.contains(&strings::text("certainty.thinned").en));
    // All places stand in the table of intervals, and all pairs in the flat table.
    let rows = &chapter[chapter.find("id=\"c-certainty\"").unwrap()..];
    assert_eq!(rows[..rows.find("</table>").unwrap()].matches("<th scope=\"row\">").count(), 220);
    let all = tables(&results);
    assert_eq!(all.iter().find(|table| table.name == "certainty_ahead").unwrap().rows.len(), 220 * 219);
}

#[test]
fn few_places_show_all_pairs_and_small_chances() {
    let text = text_of(&sample());
    let chapter = section(&text, "certainty");
    assert!(!chapter.contains("stand in the workbook. <"), "no pair is left out");
    assert!(!chapter.contains(&strings::text("certainty.thinned").en));
}

#[test]
fn damaged_certainty_does_not_panic() {
    let mut results = sample();
    let certainty = results.certainty.as_mut().unwrap();
    certainty.ahead.truncate(2);
    certainty.ahead[0].clear();
    certainty.places[0].first.clear();
    certainty.places[0].chances = vec![f64::NAN; 3];
    certainty.places[1].lower.value = f64::NAN;
    certainty.places[2].chances_from = u32::MAX;
    certainty.single[0].ranks.clear();
    certainty.sensitivity.truncate(1);
    certainty.places[3].central.clear();
    text_of(&results);
    results.index = None;
    text_of(&results);
    assert!(crest_report::workbook(&results, crest_model::Lang::En).is_ok());
    results.certainty.as_mut().unwrap().places.clear();
    text_of(&results);
    results.certainty = Some(crest_model::results::Certainty::default());
    text_of(&results);
}

#[test]
fn flat_tables_hold_every_figure() {
    let results = by_hand();
    let certainty = results.certainty.as_ref().unwrap();
    let all = tables(&results);
    let table = |name: &str| all.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("table {name}"));
    let rows = |name: &str| table(name).rows.len();
    let columns = |name: &str| -> String {
        table(name).columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        columns("certainty_places"),
        "rank place place_name_zh place_name_en mean mean_error median median_error lower lower_error upper upper_error \
         score_mean score_sd first.1 first_error.1 first.3 first_error.3 last.3 last_error.3 band.1-2 band_error.1-2 \
         band.9-11 band_error.9-11"
    );
    assert_eq!(columns("certainty_chances"), "place place_name_zh place_name_en rank chance");
    assert_eq!(
        columns("certainty_ahead"),
        "place place_name_zh place_name_en other other_name_zh other_name_en chance apart"
    );
    assert_eq!(
        columns("certainty_moves"),
        "place place_name_zh place_name_en since before after own others entry lower upper better better_error worse \
         worse_error"
    );
    assert_eq!(rows("certainty_places"), 11);
    assert_eq!(rows("certainty_ahead"), 11 * 10);
    assert_eq!(rows("certainty_inputs"), 1 + 3 + 2 + 1);
    assert_eq!(rows("certainty_sensitivity"), certainty.sensitivity.len());
    assert_eq!(rows("certainty_single"), certainty.single.len() * 11);
    // Three pairs of the project's own normalisation, one of another, and a row for each place that swaps none.
    assert_eq!(rows("certainty_reversal"), 33 - 3 + 4);
    assert_eq!(rows("certainty_moves"), 11);
    assert_eq!(rows("certainty_ties"), certainty.ties.iter().map(Vec::len).sum::<usize>());
    let own: Vec<_> = table("certainty_chances").rows.iter().filter(|row| row[0] == CellValue::from("lin")).collect();
    let ranks: Vec<&CellValue> = own.iter().map(|row| &row[3]).collect();
    assert_eq!(ranks, [2_u32, 3, 5, 6].map(CellValue::from).iter().collect::<Vec<_>>(), "a chance of 0 has no row");
    let change = &table("certainty_moves").rows[0];
    assert_eq!(change[6], CellValue::Integer(3));
    assert_eq!(change[7], CellValue::Number(-1.0));
    assert_eq!((&change[11], &change[12]), (&CellValue::Number(0.71), &CellValue::Number(0.012)));
}

#[test]
fn chance_asked_for_twice_has_one_column() {
    let mut results = sample();
    let certainty = results.certainty.as_mut().unwrap();
    certainty.first = vec![3, 3];
    certainty.bands[1] = certainty.bands[0].clone();
    let all = tables(&results);
    let places = all.iter().find(|table| table.name == "certainty_places").unwrap();
    assert_eq!(places.columns.iter().filter(|column| column.name == "first.3").count(), 1);
    assert!(places.rows.iter().all(|row| row.len() == places.columns.len()));
}
