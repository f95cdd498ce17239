//! Who gains and who loses between two tables of one measure, in people.

use std::collections::BTreeMap;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::Diagnostic;
use crest_reach::gains::{Better, Gains, changes, gains, gains_by_group};

/// Holds a measure before and after a change.
#[derive(Debug, Clone)]
pub struct GainsAsked<'a> {
    /// Values before; missing where something is not reached.
    pub before: &'a [Option<f64>],
    /// Values after.
    pub after: &'a [Option<f64>],
    /// People at the places.
    pub people: &'a [f64],
    /// Groups of the places, such as deciles of income.
    pub groups: Option<&'a [Option<String>]>,
    /// Whether less is better, as with minutes.
    pub is_less_better: bool,
    /// Differences up to this count as none.
    pub resolution: f64,
}

/// Sums the people behind the changes: one row for all, then one for each group in order of its name.
///
/// Columns: `group`, people who gain, lose, stay, have it for the first time, have it no more, or are without a figure; the
/// mean gain, loss and change a head.
///
/// # Errors
/// `C1712` for numbers that do not fit each other.
pub fn gains_table(asked: &GainsAsked<'_>) -> Result<Table, Diagnostic> {
    let refused = |error| Diagnostic::error("C1712", format!("the measure `gains` cannot be computed: {error}"));
    let better = if asked.is_less_better { Better::Less } else { Better::More };
    let changed = changes(asked.before, asked.after, better, asked.resolution).map_err(refused)?;
    let mut rows = vec![("all".to_owned(), gains(&changed, asked.people).map_err(refused)?)];
    if let Some(groups) = asked.groups {
        let names: BTreeMap<&str, usize> = groups.iter().flatten().map(|name| (name.as_str(), 0)).collect();
        let names: Vec<&str> = names.into_keys().collect();
        let position = |name: &Option<String>| name.as_deref().and_then(|name| names.binary_search(&name).ok());
        let positions: Vec<Option<usize>> = groups.iter().map(position).collect();
        let found = gains_by_group(&changed, asked.people, &positions).map_err(refused)?;
        rows.extend(found.into_iter().map(|(group, own)| (names[group].to_owned(), own)));
    }
    let figures =
        |figure: fn(&Gains) -> Option<f64>| ColumnData::Number(rows.iter().map(|(_, own)| figure(own)).collect());
    let names = ColumnData::Text(rows.iter().map(|(name, _)| Some(name.clone())).collect());
    let columns = vec![
        ("group", names),
        ("people_gained", figures(|own| Some(own.people_gained))),
        ("people_lost", figures(|own| Some(own.people_lost))),
        ("people_unchanged", figures(|own| Some(own.people_unchanged))),
        ("people_opened", figures(|own| Some(own.people_opened))),
        ("people_closed", figures(|own| Some(own.people_closed))),
        ("people_missing", figures(|own| Some(own.people_missing))),
        ("mean_gain", figures(|own| own.mean_gain)),
        ("mean_loss", figures(|own| own.mean_loss)),
        ("mean_change", figures(|own| own.mean_change)),
    ];
    let named = columns.into_iter().map(|(name, data)| (ColumnInfo::named(name), data)).collect();
    Ok(Table::from_columns("gains", named))
}
