//! What the rows of a table mean, whatever the indicator: place, period, source, status, vintage, territory.

use std::collections::BTreeMap;

use crest_model::model::TableSpec;
use crest_model::{Diagnostic, Model, Period, nearest};

use super::NAMED;
use super::places::{Named, Names};
use crate::panel::Interned;
use crate::table::Table;
use crate::value::Status;

/// Holds the meaning of each row.
pub(super) struct Rows {
    /// Place and period; `None` where the row gives no values.
    pub(super) keys: Vec<Option<(u32, Period)>>,
    pub(super) status: Vec<Status>,
    /// Positions in the texts of the panel.
    pub(super) source: Vec<u32>,
    pub(super) vintage: Vec<u32>,
    pub(super) territory: Vec<u32>,
}

impl Rows {
    /// Reads the rows of a table; `None` where it names no place.
    pub(super) fn of(
        model: &Model,
        spec: &TableSpec,
        table: &Table,
        names: &Names,
        interned: &mut Interned,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let mut column = |name: Option<&String>| match name.map(|name| (name, table.column_position(name))) {
            Some((name, None)) => {
                found.push(missing_column(spec, table, name));
                None
            }
            Some((_, position)) => position,
            None => None,
        };
        let meaning = &spec.meaning;
        let place_column = column(meaning.place.as_ref());
        let period_column = column(meaning.period.as_ref());
        let source = column(meaning.source.as_ref());
        let status = column(meaning.status.as_ref());
        let vintage = column(meaning.vintage.as_ref());
        let territory = column(meaning.territory.as_ref());
        for optional in [&meaning.unit, &meaning.std_error, &meaning.note] {
            column(optional.as_ref());
        }
        if meaning.period.is_some() && period_column.is_none() {
            return None;
        }
        let places = places(table, place_column?, names, found);
        let fixed = meaning.fixed_period.unwrap_or(model.project.period);
        let periods = periods(table, period_column, fixed, found);
        let mut texts = |column: Option<usize>, fixed: &str| -> Vec<u32> {
            let fixed = interned.position(fixed);
            match column {
                None => vec![fixed; table.n_rows()],
                Some(column) => (0..table.n_rows())
                    .map(|row| table.text(column, row).map_or(fixed, |text| interned.position(text.trim())))
                    .collect(),
            }
        };
        Some(Self {
            source: texts(source, meaning.fixed_source.as_deref().unwrap_or("")),
            vintage: texts(vintage, ""),
            territory: texts(territory, ""),
            status: statuses(spec, table, status, found),
            keys: places.into_iter().zip(periods).map(|(place, period)| Some((place?, period?))).collect(),
        })
    }
}

fn missing_column(spec: &TableSpec, table: &Table, name: &str) -> Diagnostic {
    let names = || table.columns().iter().map(|column| column.name.as_str());
    let mut found = Diagnostic::error("C1205", format!("the table `{}` has no column `{name}`", table.name()))
        .at(spec.location.clone())
        .value(name)
        .expected(format!("one of: {}", names().collect::<Vec<_>>().join(", ")));
    found.hint = nearest(name, names()).map(|near| format!("did you mean `{near}`?"));
    found
}

/// Finds the place of each row; every unknown name is reported once.
fn places(table: &Table, column: usize, names: &Names, found: &mut Vec<Diagnostic>) -> Vec<Option<u32>> {
    let mut known: BTreeMap<String, Option<u32>> = BTreeMap::new();
    let mut unknown: Vec<(String, usize)> = Vec::new();
    let mut places = Vec::with_capacity(table.n_rows());
    for row in 0..table.n_rows() {
        let Some(text) = table.text(column, row) else {
            places.push(None);
            continue;
        };
        if let Some(place) = known.get(&text) {
            places.push(*place);
            continue;
        }
        let place = match names.find(&text) {
            Named::Place(place) => Some(place),
            Named::Several(several) => {
                let message = format!("`{text}` names {} places of the project", several.len());
                let mut one = Diagnostic::error("C1207", message)
                    .value(&text)
                    .expected("a name that one place has")
                    .hint("use the id of the place, or take the name from the aliases of all but one");
                one.location = table.location(column, row);
                found.push(one);
                None
            }
            Named::None => {
                unknown.push((text.clone(), row));
                None
            }
        };
        known.insert(text, place);
        places.push(place);
    }
    // Files of a whole country name hundreds of places that a project does not have; the first few stand for them.
    for (text, row) in unknown.iter().take(NAMED) {
        let mut one = Diagnostic::warning("C1201", format!("`{text}` is no place of the project")).value(text);
        one.location = table.location(column, *row);
        one.hint =
            names.near(text).map(|near| format!("did you mean `{near}`? an alias in the list of places settles it"));
        found.push(one);
    }
    if let Some((_, row)) = unknown.get(NAMED) {
        let others: Vec<&str> = unknown[NAMED..].iter().take(2 * NAMED).map(|(text, _)| text.as_str()).collect();
        let more = unknown.len() - NAMED;
        let dots = if more > others.len() { " …" } else { "" };
        let message = format!(
            "{more} more names of `{}` are no places of the project: {}{dots}",
            table.name(),
            others.join(", ")
        );
        let mut one = Diagnostic::warning("C1201", message);
        one.location = table.location(column, *row);
        found.push(one);
    }
    places
}

/// Reads the period of each row.
fn periods(table: &Table, column: Option<usize>, fixed: Period, found: &mut Vec<Diagnostic>) -> Vec<Option<Period>> {
    let Some(column) = column else { return vec![Some(fixed); table.n_rows()] };
    let mut known: BTreeMap<String, Option<Period>> = BTreeMap::new();
    let mut wrong = 0;
    let mut periods = Vec::with_capacity(table.n_rows());
    for row in 0..table.n_rows() {
        let Some(text) = table.text(column, row) else {
            periods.push(None);
            continue;
        };
        if let Some(period) = known.get(&text) {
            periods.push(*period);
            continue;
        }
        let period = text.parse::<Period>().ok();
        if period.is_none() {
            wrong += 1;
            if wrong <= NAMED {
                let mut one = Diagnostic::warning("C1204", format!("`{text}` is no period; the row gives no values"))
                    .value(&text)
                    .expected("a year (2021, 2021年), half (2021H1), quarter (2021Q3) or month (2021-06)");
                one.location = table.location(column, row);
                found.push(one);
            }
        }
        known.insert(text, period);
        periods.push(period);
    }
    periods
}

/// Reads the status of each row.
fn statuses(spec: &TableSpec, table: &Table, column: Option<usize>, found: &mut Vec<Diagnostic>) -> Vec<Status> {
    let fixed = spec.meaning.fixed_status.as_deref();
    let usual = fixed.map_or(Some(Status::Reported), Status::find);
    let refuse = |text: &str| {
        Diagnostic::error("C1206", format!("`{text}` is no status"))
            .value(text)
            .expected("reported, estimated, interpolated, imputed or disputed")
    };
    if usual.is_none() {
        found.push(refuse(fixed.unwrap_or("")).at(spec.location.clone()));
    }
    let usual = usual.unwrap_or(Status::Reported);
    let Some(column) = column else { return vec![usual; table.n_rows()] };
    let mut known: BTreeMap<String, Status> = BTreeMap::new();
    (0..table.n_rows())
        .map(|row| {
            let Some(text) = table.text(column, row) else { return usual };
            *known.entry(text).or_insert_with_key(|text| {
                Status::find(text).unwrap_or_else(|| {
                    let mut one = refuse(text);
                    one.location = table.location(column, row);
                    found.push(one);
                    usual
                })
            })
        })
        .collect()
}
