//! Assessment schemes: ranks, the score sheet of the shown place, exit rules, what a change of scheme did.

use crest_model::Text;
use crest_model::results::{Results, SchemeChange, SchemeResult, ScoreSheet, SheetRow};
use serde::Serialize;

use super::PageOptions;
use crate::certainty::figure_text;
use crate::names::{Names, same};
use crate::number::{count, ends, figure, percent, rank, score, won};
use crate::strings::{fill, text, word};

#[derive(Serialize)]
pub(super) struct Chapter {
    schemes: Vec<Scheme>,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Scheme {
    name: Text,
    sentences: Vec<Text>,
    is_refused: bool,
    has_groups: bool,
    classes: Vec<Text>,
    /// Heading of the chance of being among the last; `None` where nothing is uncertain.
    last: Option<Text>,
    rows: Vec<RankRow>,
    n_left_out: usize,
    /// Says how many places are left out.
    more: Text,
    sheet: Option<Sheet>,
    exits: Vec<ExitLine>,
}

#[derive(Serialize)]
struct RankRow {
    rank: String,
    name: Text,
    is_focus: bool,
    group: Text,
    group_rank: String,
    total: String,
    classes: Vec<String>,
    bonus: String,
    deducted: String,
    veto: Text,
    interval: String,
    last: String,
}

#[derive(Serialize)]
struct Sheet {
    title: Text,
    /// Points by column of weights; empty where there is one column.
    columns: Vec<Text>,
    rows: Vec<Line>,
    events: Vec<EventLine>,
}

#[derive(Serialize)]
struct Line {
    class: Text,
    item: Text,
    value: String,
    unit: String,
    points: String,
    maximum: String,
    lost: String,
    next: Text,
    full: Text,
    remark: Text,
    supplier: Text,
}

#[derive(Serialize)]
struct EventLine {
    name: Text,
    count: u32,
    points: String,
    evidence: String,
}

#[derive(Serialize)]
struct ExitLine {
    rule: Text,
    place: Text,
    standing: Text,
    years: String,
    missing: usize,
    within: usize,
}

#[derive(Serialize)]
struct Change {
    title: Text,
    columns: Vec<Text>,
    rows: Vec<(Text, bool, Vec<String>)>,
}

pub(super) fn view(results: &Results, names: &Names<'_>, options: &PageOptions) -> Option<Chapter> {
    if results.schemes.is_empty() {
        return None;
    }
    Some(Chapter {
        schemes: results.schemes.iter().map(|one| scheme(results, one, names, options)).collect(),
        changes: results.scheme_changes.iter().map(|one| change(results, one, names)).collect(),
    })
}

fn scheme(results: &Results, one: &SchemeResult, names: &Names<'_>, options: &PageOptions) -> Scheme {
    let mut order: Vec<usize> = (0..one.sheets.len()).collect();
    let key = |at: usize| one.sheets[at].rank.unwrap_or(f64::INFINITY);
    order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    let shown = results.focus.as_deref().and_then(|focus| one.sheets.iter().find(|sheet| sheet.place == focus));
    let shown = shown.or_else(|| order.first().map(|&at| &one.sheets[at]));
    let n_shown = order.len().min(options.list_rows);
    Scheme {
        name: one.name.clone(),
        sentences: sentences(one),
        is_refused: !one.refused.is_empty(),
        has_groups: one.sheets.iter().any(|sheet| !sheet.group.is_empty()),
        classes: one.classes.iter().map(|(_, name)| name.clone()).collect(),
        last: one.certainty.as_ref().map(|certainty| fill("scheme.last", &[("k", &same(&certainty.last.to_string()))])),
        rows: order[..n_shown].iter().map(|&at| rank_row(results, one, at, names)).collect(),
        n_left_out: order.len() - n_shown,
        more: fill("scheme.more", &[("n", &same(&(order.len() - n_shown).to_string()))]),
        sheet: shown.map(|own| sheet(one, own, names)),
        exits: one
            .exits
            .iter()
            .filter(|row| row.standing != "not-assessed")
            .map(|row| {
                let last = row.was_last.iter().filter(|(_, last)| *last == Some(true));
                ExitLine {
                    rule: row.name.clone(),
                    place: names.place(&row.place),
                    standing: word("standing", &row.standing),
                    years: last.map(|(year, _)| year.to_string()).collect::<Vec<_>>().join(" "),
                    missing: row.missing,
                    within: row.within,
                }
            })
            .collect(),
    }
}

fn sentences(one: &SchemeResult) -> Vec<Text> {
    let (assessment, data) = (same(&one.assessment.to_string()), same(&one.data.to_string()));
    let heading = [("name", &one.name), ("assessment", &assessment), ("data", &data)];
    let mut sentences = vec![fill("scheme.heading", &heading)];
    if !one.refused.is_empty() {
        sentences.push(fill("scheme.refused", &[("why", &one.refused)]));
        return sentences;
    }
    if one.assessment < one.valid.0 || one.valid.1.is_some_and(|last| one.assessment > last) {
        sentences.push(text("scheme.trial"));
    }
    let unbound = one.sheets.first().map_or(0, |sheet| sheet.rows.iter().filter(|row| row.is_unbound).count());
    let number = |n: usize| same(&n.to_string());
    sentences.push(fill(
        "scheme.coverage",
        &[("n", &number(one.items.len())), ("unbound", &number(unbound)), ("assumed", &number(one.assumptions.len()))],
    ));
    if let Some(certainty) = &one.certainty {
        let values = if certainty.varies_values { text("scheme.values_too") } else { Text::default() };
        let values = Text::new(values.zh, if values.en.is_empty() { values.en } else { format!(" {}", values.en) });
        sentences.push(fill(
            "scheme.certainty",
            &[
                ("draws", &same(&count(u64::from(certainty.draws)))),
                ("n", &number(certainty.n_varied)),
                ("values", &values),
                ("share", &same(&percent(certainty.interval))),
            ],
        ));
    }
    sentences
}

fn rank_row(results: &Results, one: &SchemeResult, at: usize, names: &Names<'_>) -> RankRow {
    let sheet = &one.sheets[at];
    let chances = one.certainty.as_ref().and_then(|certainty| certainty.places.get(at)?.as_ref());
    let some = |value: Option<f64>, write: fn(f64) -> String| value.map_or_else(|| "–".to_owned(), write);
    RankRow {
        rank: some(sheet.rank, rank),
        name: names.place(&sheet.place),
        is_focus: results.focus.as_deref() == Some(&sheet.place),
        group: sheet.group.clone(),
        group_rank: sheet
            .group_rank
            .map_or_else(|| "–".to_owned(), |own| format!("{}/{}", rank(own), sheet.group_size)),
        total: some(sheet.total, score),
        classes: sheet.classes.iter().map(|(points, _)| score(*points)).collect(),
        bonus: score(sheet.bonus),
        deducted: score(sheet.deducted),
        veto: sheet.veto.clone(),
        interval: chances.map_or_else(|| "–".to_owned(), |chances| ends(chances.lower, chances.upper)),
        last: chances.map_or_else(|| "–".to_owned(), |chances| figure_text(chances.last)),
    }
}

fn sheet(one: &SchemeResult, own: &ScoreSheet, names: &Names<'_>) -> Sheet {
    let place = names.place(&own.place);
    let needs = |rung: &Option<(f64, Option<f64>)>| match rung {
        None => Text::default(),
        Some((points, None)) => {
            let any = text("scheme.any");
            Text::new(format!("{} → {}", any.zh, score(*points)), format!("{} → {}", any.en, score(*points)))
        }
        Some((points, Some(value))) => same(&format!("{} → {}", figure(*value), score(*points))),
    };
    let line = |(item, row): (&crest_model::results::SchemeItem, &SheetRow)| Line {
        class: item.class.map_or_else(|| text("scheme.bonus_items"), |class| one.classes[class].1.clone()),
        item: item.name.clone(),
        value: row.value.map_or_else(|| "–".to_owned(), figure),
        unit: item.unit.clone(),
        points: score(row.points),
        maximum: score(row.maximum),
        lost: score(row.lost),
        next: needs(&row.next),
        full: needs(&row.full),
        remark: if row.is_unbound { text("scheme.unbound") } else { row.reason.clone() },
        supplier: item.department.clone(),
    };
    let column = |(name, (points, maximum)): (&Text, &(f64, f64))| {
        let (points, maximum) = (same(&score(*points)), same(&score(*maximum)));
        fill("scheme.column", &[("column", name), ("points", &points), ("maximum", &maximum)])
    };
    let columns = one.columns.iter().zip(&own.columns).filter(|_| one.columns.len() > 1).map(column);
    Sheet {
        title: fill("scheme.sheet_of", &[("place", &place)]),
        columns: columns.collect(),
        rows: one.items.iter().zip(&own.rows).map(line).collect(),
        events: own
            .events
            .iter()
            .map(|event| EventLine {
                name: event.name.clone(),
                count: event.count,
                points: score(if event.kind == "deduction" { 0.0 - event.granted } else { event.granted }),
                evidence: event.evidence.clone(),
            })
            .collect(),
    }
}

fn change(results: &Results, one: &SchemeChange, names: &Names<'_>) -> Change {
    let name =
        |id: &str| results.schemes.iter().find(|scheme| scheme.id == id).map_or_else(|| same(id), |s| s.name.clone());
    let (before, after) = (name(&one.schemes.0), name(&one.schemes.1));
    let of = |id: &str, year: i32| fill("scheme.with", &[("scheme", &same(id)), ("data", &same(&year.to_string()))]);
    let (old, new) = (&one.schemes.0, &one.schemes.1);
    let mut columns = vec![of(old, one.data.0), of(old, one.data.1), of(new, one.data.0), of(new, one.data.1)];
    columns.extend(["column.won_by_data", "column.won_by_scheme", "column.won_by_scheme_alone"].map(text));
    let mut rows: Vec<_> = one.rows.iter().collect();
    rows.sort_by(|a, b| a.after.total_cmp(&b.after));
    let row = |row: &&crest_model::results::SchemeChangeRow| {
        let mut cells: Vec<String> = [row.before, row.new_data, row.new_scheme, row.after].map(rank).to_vec();
        cells.extend([row.by_data, row.by_scheme, row.scheme_alone].map(won));
        (names.place(&row.place), results.focus.as_deref() == Some(&row.place), cells)
    };
    Change {
        title: fill("scheme.change", &[("before", &before), ("after", &after)]),
        columns,
        rows: rows.iter().map(row).collect(),
    }
}
