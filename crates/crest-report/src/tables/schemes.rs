//! Flat tables of assessment schemes: ranks, score sheets, events, exit rules, changes of scheme, assumptions.

use crest_model::results::Results;

use super::{FlatTable, Row, start};
use crate::names::Names;
use crate::strings;

/// Totals and ranks by scheme and place.
pub(super) fn ranks(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "scheme_ranks",
        &[
            "scheme",
            "scheme_name:both",
            "assessment",
            "data_year",
            "place",
            "place_name:both",
            "group_name:both",
            "total_points",
            "maximum",
            "rank",
            "group_rank",
            "group_size",
            "bonus",
            "deducted",
            "veto:both",
            "rank_lower",
            "rank_upper",
            "first_chance",
            "last_chance",
        ],
    );
    for scheme in &results.schemes {
        for (at, sheet) in scheme.sheets.iter().enumerate() {
            let chances = scheme.certainty.as_ref().and_then(|c| c.places.get(at)?.as_ref());
            table.push(
                Row::default()
                    .put(&scheme.id)
                    .both(&scheme.name)
                    .put(i64::from(scheme.assessment))
                    .put(i64::from(scheme.data))
                    .put(&sheet.place)
                    .both(&names.place(&sheet.place))
                    .both(&sheet.group)
                    .put(sheet.total)
                    .put(sheet.maximum)
                    .put(sheet.rank)
                    .put(sheet.group_rank)
                    .put(sheet.group_size as i64)
                    .put(sheet.bonus)
                    .put(sheet.deducted)
                    .both(&sheet.veto)
                    .put(chances.map(|c| c.lower))
                    .put(chances.map(|c| c.upper))
                    .put(chances.map(|c| c.first.value))
                    .put(chances.map(|c| c.last.value)),
            );
        }
    }
    table
}

/// One row per scheme, place and item: the score sheets.
pub(super) fn sheets(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "score_sheets",
        &[
            "scheme",
            "place",
            "place_name:both",
            "class_name:both",
            "item",
            "item_name:both",
            "indicator",
            "period",
            "value",
            "unit",
            "previous",
            "base_value",
            "goal_value",
            "points_scored",
            "maximum",
            "lost",
            "next_value",
            "next_points",
            "full_value",
            "full_points",
            "reason:both",
            "evidence_missing",
            "evidence:both",
            "supplier:both",
            "status",
            "source",
        ],
    );
    for scheme in &results.schemes {
        for sheet in &scheme.sheets {
            for (item, row) in scheme.items.iter().zip(&sheet.rows) {
                let class = item.class.map(|class| scheme.classes[class].1.clone());
                table.push(
                    Row::default()
                        .put(&scheme.id)
                        .put(&sheet.place)
                        .both(&names.place(&sheet.place))
                        .both(&class.unwrap_or_else(|| strings::text("scheme.bonus_items")))
                        .put(&item.id)
                        .both(&item.name)
                        .put(item.indicator.as_deref().unwrap_or(""))
                        .put(&row.period)
                        .put(row.value)
                        .put(&item.unit)
                        .put(row.previous)
                        .put(row.base)
                        .put(row.goal)
                        .put(row.points)
                        .put(row.maximum)
                        .put(row.lost)
                        .put(row.next.and_then(|next| next.1))
                        .put(row.next.map(|next| next.0))
                        .put(row.full.and_then(|full| full.1))
                        .put(row.full.map(|full| full.0))
                        .both(&row.reason)
                        .put(row.is_unbound)
                        .both(&item.evidence)
                        .both(&item.department)
                        .put(&row.status)
                        .put(&row.source),
                );
            }
        }
    }
    table
}

/// One row per scheme, place, item and column of weights, for schemes that have several.
pub(super) fn columns(results: &Results, names: &Names<'_>) -> FlatTable {
    let columns = [
        "scheme",
        "place",
        "place_name:both",
        "item",
        "item_name:both",
        "weight_column:both",
        "attainment",
        "points_scored",
        "maximum",
    ];
    let mut table = start("score_columns", &columns);
    for scheme in results.schemes.iter().filter(|scheme| scheme.columns.len() > 1) {
        for sheet in &scheme.sheets {
            for (item, row) in scheme.items.iter().zip(&sheet.rows) {
                for (column, scored) in scheme.columns.iter().zip(&row.columns) {
                    let Some((attainment, points, maximum)) = *scored else { continue };
                    table.push(
                        Row::default()
                            .put(&scheme.id)
                            .put(&sheet.place)
                            .both(&names.place(&sheet.place))
                            .put(&item.id)
                            .both(&item.name)
                            .both(column)
                            .put(attainment)
                            .put(points)
                            .put(maximum),
                    );
                }
            }
        }
    }
    table
}

/// Bonuses, deductions and vetoes that apply.
pub(super) fn events(results: &Results, names: &Names<'_>) -> FlatTable {
    let columns =
        ["scheme", "place", "place_name:both", "kind", "name:both", "count", "asked", "granted", "evidence_text"];
    let mut table = start("scheme_events", &columns);
    for scheme in &results.schemes {
        for sheet in &scheme.sheets {
            for event in &sheet.events {
                table.push(
                    Row::default()
                        .put(&scheme.id)
                        .put(&sheet.place)
                        .both(&names.place(&sheet.place))
                        .put(&event.kind)
                        .both(&event.name)
                        .put(i64::from(event.count))
                        .put(event.asked)
                        .put(event.granted)
                        .put(&event.evidence),
                );
            }
        }
    }
    table
}

/// Totals and ranks by scheme, assessment year and place.
pub(super) fn years(results: &Results, names: &Names<'_>) -> FlatTable {
    let columns = [
        "scheme",
        "assessment",
        "data_year",
        "in_force",
        "place",
        "place_name:both",
        "total_points",
        "rank",
        "group_rank",
    ];
    let mut table = start("scheme_years", &columns);
    for scheme in &results.schemes {
        for year in &scheme.years {
            for (at, sheet) in scheme.sheets.iter().enumerate() {
                table.push(
                    Row::default()
                        .put(&scheme.id)
                        .put(i64::from(year.assessment))
                        .put(i64::from(year.data))
                        .put(year.in_force)
                        .put(&sheet.place)
                        .both(&names.place(&sheet.place))
                        .put(year.totals[at])
                        .put(year.ranks[at])
                        .put(year.group_ranks[at]),
                );
            }
        }
    }
    table
}

/// Places that an exit rule or a warning touches.
pub(super) fn exits(results: &Results, names: &Names<'_>) -> FlatTable {
    let columns = [
        "scheme",
        "rule",
        "name:both",
        "is_exit",
        "place",
        "place_name:both",
        "standing",
        "standing_word:both",
        "last_in",
        "times",
        "times_missing",
        "within_years",
        "judged_on",
    ];
    let mut table = start("scheme_exits", &columns);
    for scheme in &results.schemes {
        for row in &scheme.exits {
            let last = row.was_last.iter().filter(|(_, last)| *last == Some(true));
            let years: Vec<String> = last.map(|(year, _)| year.to_string()).collect();
            table.push(
                Row::default()
                    .put(&scheme.id)
                    .put(&row.rule)
                    .both(&row.name)
                    .put(row.is_exit)
                    .put(&row.place)
                    .both(&names.place(&row.place))
                    .put(&row.standing)
                    .both(&strings::word("standing", &row.standing))
                    .put(years.as_slice())
                    .put(row.times as i64)
                    .put(row.missing as i64)
                    .put(row.within as i64)
                    .put(row.score),
            );
        }
    }
    table
}

/// What each change of scheme did to every place, beside new data.
pub(super) fn changes(results: &Results, names: &Names<'_>) -> FlatTable {
    let columns = [
        "scheme_before",
        "scheme_after",
        "data_before",
        "data_after",
        "place",
        "place_name:both",
        "rank_before",
        "rank_new_data",
        "rank_new_scheme",
        "rank_after",
        "won_by_data",
        "won_by_scheme",
        "won_by_scheme_alone",
    ];
    let mut table = start("scheme_changes", &columns);
    for change in &results.scheme_changes {
        for row in &change.rows {
            table.push(
                Row::default()
                    .put(&change.schemes.0)
                    .put(&change.schemes.1)
                    .put(i64::from(change.data.0))
                    .put(i64::from(change.data.1))
                    .put(&row.place)
                    .both(&names.place(&row.place))
                    .put(row.before)
                    .put(row.new_data)
                    .put(row.new_scheme)
                    .put(row.after)
                    .put(row.by_data)
                    .put(row.by_scheme)
                    .put(row.scheme_alone),
            );
        }
    }
    table
}

/// Numbers and rules that are assumed because they are not public.
pub(super) fn assumptions(results: &Results) -> FlatTable {
    let mut table = start("scheme_assumptions", &["scheme", "key_path", "used", "range", "is_varied", "why:both"]);
    for scheme in &results.schemes {
        for one in &scheme.assumptions {
            table.push(
                Row::default()
                    .put(&scheme.id)
                    .put(&one.path)
                    .put(&one.used)
                    .put(&one.within)
                    .put(one.is_varied)
                    .both(&one.why),
            );
        }
    }
    table
}
