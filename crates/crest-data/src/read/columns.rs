//! Cells → columns of one type, with names and units.

use crest_model::grid::{Cell, Grid, NumberText, cell_name, number};
use crest_model::model::FileSpec;
use crest_model::unit::plain_text;
use crest_model::{Diagnostic, Unit};

use super::header::name_and_unit;
use super::layout::Layout;
use super::{comparable, names_a_key};
use crate::table::{ColumnData, ColumnInfo};

/// Share of filled cells that must be numbers for a column to hold numbers.
const NUMERIC_SHARE: f64 = 0.9;
/// Cells that are no numbers that are named one by one.
const NAMED: usize = 5;

/// Builds the columns of a table.
pub(super) fn build(
    grid: &Grid,
    layout: &Layout,
    spec: &FileSpec,
    found: &mut Vec<Diagnostic>,
) -> (Vec<ColumnInfo>, Vec<ColumnData>) {
    let filled = fill_merged(grid, layout);
    let missing: Vec<String> = spec.missing.iter().map(|text| comparable(text)).collect();
    let mut infos = named(grid, layout, found);
    let mut data = Vec::with_capacity(infos.len());
    let mut took_sheet_unit = Vec::new();
    for (i, column) in layout.columns.iter().enumerate() {
        let cells: Vec<Read> = layout
            .rows
            .iter()
            .zip(&filled[i])
            .map(|(&row, filled)| read(filled.as_ref().unwrap_or_else(|| grid.cell(row, column.position)), &missing))
            .collect();
        let at = |row: usize| grid.location(layout.rows[row], column.position);
        let column_data = typed(&mut infos[i], &cells, &at, found);
        if let Some(unit) = &layout.sheet_unit
            && infos[i].unit.is_none()
            && matches!(column_data, ColumnData::Number(_))
            && !names_a_key(&infos[i].name)
        {
            infos[i].unit = Some(unit.clone());
            took_sheet_unit.push(infos[i].name.clone());
        }
        data.push(column_data);
    }
    if let Some(unit) = &layout.sheet_unit
        && !took_sheet_unit.is_empty()
    {
        let names = took_sheet_unit.join(", ");
        found.push(
            Diagnostic::note("C1105", format!("the unit {unit} stated above the table was given to: {names}"))
                .at(grid.location(0, 0))
                .value(unit.to_string()),
        );
    }
    (infos, data)
}

/// Names the columns: header without its unit where that is unique, else the whole header, else the letter of the column.
fn named(grid: &Grid, layout: &Layout, found: &mut Vec<Diagnostic>) -> Vec<ColumnInfo> {
    let split: Vec<(String, Option<Unit>)> = layout.columns.iter().map(|c| name_and_unit(&c.header)).collect();
    let mut infos: Vec<ColumnInfo> = Vec::with_capacity(split.len());
    for (i, (name, unit)) in split.iter().enumerate() {
        let column = &layout.columns[i];
        let unique = split.iter().filter(|(other, _)| other == name).count() == 1;
        let name = if column.header.is_empty() {
            let cell = cell_name(0, grid.column_number(column.position));
            format!("column_{}", cell.trim_end_matches('0'))
        } else if unique {
            name.clone()
        } else {
            plain_text(&column.header)
        };
        let header = if column.header.is_empty() { name.clone() } else { column.header.clone() };
        infos.push(ColumnInfo { name, header, unit: unit.clone().or_else(|| column.unit.clone()) });
    }
    let before: Vec<String> = infos.iter().map(|info| info.name.clone()).collect();
    make_unique(&mut infos);
    for (i, info) in infos.iter().enumerate() {
        if info.name != before[i] {
            let row = layout.rows.first().copied().unwrap_or(0).saturating_sub(1);
            found.push(
                Diagnostic::warning(
                    "C1003",
                    format!("the column name `{}` appears again; this one is `{}`", before[i], info.name),
                )
                .at(grid.location(row, layout.columns[i].position))
                .value(&before[i]),
            );
        }
    }
    infos
}

/// Numbers the later ones of equal names: `x`, `x_2`, `x_3`.
pub(super) fn make_unique(infos: &mut [ColumnInfo]) {
    for i in 0..infos.len() {
        let base = infos[i].name.clone();
        let mut n = 2;
        while infos[..i].iter().any(|other| other.name == infos[i].name) {
            infos[i].name = format!("{base}_{n}");
            n += 1;
        }
    }
}

/// Copies merged cells down the records they cover, by column of the layout; `None` where a cell is its own.
///
/// Numbers are not copied, except years: a total merged over three rows is one total, not three.
fn fill_merged(grid: &Grid, layout: &Layout) -> Vec<Vec<Option<Cell>>> {
    let mut filled = vec![vec![None; if grid.merged.is_empty() { 0 } else { layout.rows.len() }]; layout.columns.len()];
    if grid.merged.is_empty() {
        return layout.columns.iter().map(|_| vec![None; layout.rows.len()]).collect();
    }
    // Lawful rectangles do not overlap, so together they cover each cell at most once.
    let mut work = layout.rows.len() * layout.columns.len();
    for area in &grid.merged {
        let cell = grid.cell(area.top, area.left);
        let is_year = matches!(cell, Cell::Number(x) if x.fract() == 0.0 && (1900.0..=2100.0).contains(x));
        if !(matches!(cell, Cell::Text(_)) || is_year) {
            continue;
        }
        let Some(i) = layout.columns.iter().position(|column| column.position == area.left) else { continue };
        let first = layout.rows.partition_point(|row| *row < area.top);
        let last = layout.rows.partition_point(|row| *row <= area.bottom);
        if last - first > work {
            break;
        }
        work -= last - first;
        for (slot, &row) in filled[i][first..last].iter_mut().zip(&layout.rows[first..last]) {
            if grid.cell(row, area.left).is_empty() {
                *slot = Some(cell.clone());
            }
        }
    }
    filled
}

/// A cell as far as its own content tells.
enum Read {
    Missing,
    Number(f64),
    Percent(f64),
    /// A number typed as text that would lose something as a number, such as `010101`.
    Digits(String),
    Boolean(bool),
    Text(String),
    Error(String),
}

fn read(cell: &Cell, missing: &[String]) -> Read {
    match cell {
        Cell::Empty => Read::Missing,
        Cell::Number(x) => Read::Number(*x),
        Cell::Boolean(b) => Read::Boolean(*b),
        Cell::Date(text) => Read::Text(text.clone()),
        Cell::Error(text) => Read::Error(text.clone()),
        Cell::Text(text) if missing.contains(&comparable(text)) => Read::Missing,
        Cell::Text(text) => {
            let plain = plain_text(text);
            let leading_zero = plain.len() > 1 && plain.starts_with('0') && plain.bytes().all(|b| b.is_ascii_digit());
            match number(text) {
                NumberText::Number(_) if leading_zero => Read::Digits(plain),
                NumberText::Number(x) => Read::Number(x),
                NumberText::Percent(x) => Read::Percent(x),
                NumberText::Missing(_) => Read::Missing,
                NumberText::NotANumber => Read::Text(plain),
            }
        }
    }
}

/// Chooses the type of a column and brings its cells to it.
fn typed(
    info: &mut ColumnInfo,
    cells: &[Read],
    at: &dyn Fn(usize) -> crest_model::Location,
    found: &mut Vec<Diagnostic>,
) -> ColumnData {
    let count = |wanted: fn(&Read) -> bool| cells.iter().filter(|cell| wanted(cell)).count();
    let numbers = count(|c| matches!(c, Read::Number(_) | Read::Percent(_)));
    let percents = count(|c| matches!(c, Read::Percent(_)));
    let digits = count(|c| matches!(c, Read::Digits(_)));
    let booleans = count(|c| matches!(c, Read::Boolean(_)));
    let texts = count(|c| matches!(c, Read::Text(_)));
    if booleans > 0 && numbers + texts + digits == 0 {
        return ColumnData::Boolean(
            cells.iter().map(|c| if let Read::Boolean(b) = c { Some(*b) } else { None }).collect(),
        );
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of cells")]
    let numeric = numbers > 0 && digits == 0 && numbers as f64 >= NUMERIC_SHARE * (numbers + texts + booleans) as f64;
    if !numeric {
        let cells = cells.iter().map(as_text).collect::<Vec<Option<String>>>();
        return ColumnData::Text(cells);
    }
    let is_percent =
        info.unit.as_ref().is_some_and(|unit| unit.dimension.is_number() && (unit.scale - 0.01).abs() < 1e-12);
    if percents == numbers && info.unit.is_none() {
        info.unit = Unit::parse("%").ok();
    }
    let all_percent = percents == numbers || is_percent;
    let mut refused: Vec<(usize, String)> = Vec::new();
    let values: Vec<Option<f64>> = cells
        .iter()
        .enumerate()
        .map(|(row, cell)| match cell {
            Read::Number(x) => Some(*x),
            Read::Percent(x) if all_percent => Some(*x),
            // Among plain numbers without a unit, 12.3% is the fraction it stands for.
            Read::Percent(x) if info.unit.is_none() => Some(x / 100.0),
            Read::Percent(x) => {
                refused.push((row, format!("{x}%")));
                None
            }
            Read::Boolean(_) | Read::Missing => None,
            Read::Text(text) | Read::Digits(text) | Read::Error(text) => {
                refused.push((row, text.clone()));
                None
            }
        })
        .collect();
    for (row, text) in refused.iter().take(NAMED) {
        found.push(
            Diagnostic::warning("C1203", format!("`{text}` in the column `{}` is no number", info.name))
                .at(at(*row))
                .value(text)
                .expected("a number, or a blank where there is none"),
        );
    }
    if refused.len() > NAMED {
        let more = refused.len() - NAMED;
        found.push(
            Diagnostic::warning("C1203", format!("{more} more cells of the column `{}` are no numbers", info.name))
                .at(at(refused[NAMED].0)),
        );
    }
    if names_a_key(&info.name)
        && info.unit.is_none()
        && let Some(whole) =
            values.iter().map(|x| x.map(crate::table::whole).map_or(Some(None), |w| w.map(Some))).collect()
    {
        return ColumnData::Integer(whole);
    }
    ColumnData::Number(values)
}

/// Keeps a cell as text; a number among texts in its shortest form.
fn as_text(cell: &Read) -> Option<String> {
    match cell {
        Read::Missing => None,
        Read::Number(x) => Some(format!("{x}")),
        Read::Percent(x) => Some(format!("{x}%")),
        Read::Boolean(b) => Some(b.to_string()),
        Read::Digits(text) | Read::Text(text) | Read::Error(text) => Some(text.clone()),
    }
}
