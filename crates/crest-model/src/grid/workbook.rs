//! Sheets of .xlsx workbooks.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::path::{read_bytes, too_large};
use super::unpack::{damaged, unpack};
use super::{Cell, Grid, Limits, Merged};
use crate::unit::plain_text;
use crate::{Diagnostic, Location, nearest};

/// Rows of a sheet, by the file format.
pub(super) const LAST_ROW: u32 = 1_048_576;
/// Columns of a sheet, by the file format.
pub(super) const LAST_COLUMN: u32 = 16_384;

/// Says what to read of a workbook.
#[derive(Debug, Clone, Default)]
pub struct SheetOptions {
    /// Sheet name; `None` = the first sheet.
    pub sheet: Option<String>,
    /// Cell range such as `A3:F40`, `A:F`, `3:40` or `A3:`; `None` = the used range.
    pub range: Option<String>,
}

/// Holds a cell range; positions count from 1, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRange {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// Reads a cell range: `A3:F40`, `A:F`, `3:40`, `A3:` (to the end) or `B2` (one cell); `$` signs are ignored.
pub fn parse_range(text: &str) -> Option<CellRange> {
    let plain = plain_text(text).replace(['$', ' '], "").to_uppercase();
    let corner = |part: &str| -> Option<(Option<u32>, Option<u32>)> {
        let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (column, row) = part.split_at(letters);
        if column.len() > 3 || row.len() > 7 || !row.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let column = (!column.is_empty())
            .then(|| column.bytes().fold(0_u32, |n, c| n * 26 + u32::from(c - b'A') + 1))
            .filter(|n| *n <= LAST_COLUMN);
        let row = if row.is_empty() { None } else { Some(row.parse().ok().filter(|n| (1..=LAST_ROW).contains(n))?) };
        (column.is_some() == (letters > 0)).then_some((column, row))
    };
    let (from, to) = match plain.split_once(':') {
        Some((from, to)) => (corner(from)?, corner(to)?),
        None => {
            let cell = corner(&plain)?;
            (cell, cell)
        }
    };
    if from == (None, None) {
        return None;
    }
    let range = CellRange {
        top: from.1.unwrap_or(1),
        left: from.0.unwrap_or(1),
        bottom: to.1.unwrap_or(LAST_ROW),
        right: to.0.unwrap_or(LAST_COLUMN),
    };
    (range.top <= range.bottom && range.left <= range.right).then_some(range)
}

/// Reads a sheet of a workbook of the project.
///
/// Dates become ISO 8601 text, errors stay errors, formulas give the result stored with them.
///
/// - Cost: memory follows the filled cells, whatever size the sheet declares.
///
/// # Errors
/// Those of [`super::inside`]; `C0003` too large, `C0005` not readable, `C0006` expands beyond the bounds, `C0007` no such sheet,
/// `C0009` no such range.
pub fn read_xlsx(root: &Path, path: &str, options: &SheetOptions, limits: &Limits) -> Result<Grid, Vec<Diagnostic>> {
    let bytes = read_bytes(root, path, limits).map_err(|found| vec![found])?;
    read_xlsx_bytes(path, &bytes, options, limits)
}

/// Lists the sheets of a workbook of the project, in order.
///
/// # Errors
/// Those of [`read_xlsx`].
pub fn sheet_names(root: &Path, path: &str, limits: &Limits) -> Result<Vec<String>, Vec<Diagnostic>> {
    let read = || {
        let safe = unpack(path, &read_bytes(root, path, limits)?, limits)?;
        guarded(path, || Ok(open(path, safe)?.sheet_names()))
    };
    read().map_err(|found| vec![found])
}

/// Reads a sheet from the bytes of a workbook; `path` is only shown.
///
/// # Errors
/// Those of [`read_xlsx`].
pub fn read_xlsx_bytes(
    path: &str,
    bytes: &[u8],
    options: &SheetOptions,
    limits: &Limits,
) -> Result<Grid, Vec<Diagnostic>> {
    let read = || {
        let range =
            options.range.as_deref().map(|text| parse_range(text).ok_or_else(|| no_range(path, text))).transpose()?;
        let safe = unpack(path, bytes, limits)?;
        guarded(path, || sheet(path, safe, options.sheet.as_deref(), range, limits))
    };
    read().map_err(|found| vec![found])
}

/// Turns a panic of the workbook library, which parses what strangers wrote, into a diagnostic.
fn guarded<T>(path: &str, read: impl FnOnce() -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged(path, "its structure contradicts itself")))
}

fn open(path: &str, safe: Vec<u8>) -> Result<Xlsx<Cursor<Vec<u8>>>, Diagnostic> {
    Xlsx::new(Cursor::new(safe)).map_err(|e| damaged(path, &e.to_string()))
}

fn no_range(path: &str, text: &str) -> Diagnostic {
    Diagnostic::error("C0009", format!("`{text}` is no cell range"))
        .at(Location::file(path))
        .value(text)
        .expected("a range such as `A3:F40`, `A:F`, `3:40` or `A3:`")
}

/// Finds the sheet by name, as written or tidied.
fn find_sheet(path: &str, names: &[String], wanted: Option<&str>) -> Result<String, Diagnostic> {
    let Some(wanted) = wanted else {
        return names.first().cloned().ok_or_else(|| damaged(path, "it has no sheet"));
    };
    let found = names
        .iter()
        .find(|name| *name == wanted)
        .or_else(|| names.iter().find(|name| plain_text(name) == plain_text(wanted)));
    found.cloned().ok_or_else(|| {
        let mut missing = Diagnostic::error("C0007", format!("the workbook `{path}` has no sheet `{wanted}`"))
            .at(Location::file(path))
            .value(wanted)
            .expected(format!("one of: {}", names.join(", ")));
        missing.hint = nearest(wanted, names.iter().map(String::as_str)).map(|name| format!("did you mean `{name}`?"));
        missing
    })
}

/// Reads the filled cells of a sheet and lays them out.
fn sheet(
    path: &str,
    safe: Vec<u8>,
    wanted: Option<&str>,
    range: Option<CellRange>,
    limits: &Limits,
) -> Result<Grid, Diagnostic> {
    let mut book = open(path, safe)?;
    let name = find_sheet(path, &book.sheet_names(), wanted)?;
    let fault = |e: calamine::XlsxError| damaged(path, &e.to_string());
    let mut found: Vec<(u32, u32, Cell)> = Vec::new();
    let mut bytes = 0_u64;
    let mut cells = book.worksheet_cells_reader(&name).map_err(fault)?;
    while let Some(cell) = cells.next_cell().map_err(fault)? {
        let (row, column) = cell.get_position();
        let within =
            range.is_none_or(|r| (r.top..=r.bottom).contains(&(row + 1)) && (r.left..=r.right).contains(&(column + 1)));
        let value = if within { content(cell.get_value()) } else { Cell::Empty };
        if value.is_empty() {
            continue;
        }
        if let Cell::Text(text) = &value {
            bytes += text.len() as u64;
            if text.len() as u64 > limits.max_cell_chars.saturating_mul(4) {
                return Err(too_large(path, &format!("a cell of more than {} characters", limits.max_cell_chars)));
            }
        }
        found.push((row, column, value));
        if found.len() as u64 > limits.max_cells || bytes > limits.max_unpacked_bytes {
            return Err(too_large(path, "more cells or text than are read at once"));
        }
    }
    drop(cells);
    let merged = book.merge_cells_by_sheet_name(&name).map_err(fault)?;
    let mut grid = lay_out(path, found, limits)?;
    grid.sheet = Some(name);
    let (top, left) = (grid.first_row - 1, grid.first_column - 1);
    for area in merged {
        // A rectangle that starts outside the range has no content here.
        if area.start.0 < top || area.start.1 < left || area.start.0 - top >= rows_u32(&grid) {
            continue;
        }
        grid.merged.push(Merged {
            top: (area.start.0 - top) as usize,
            left: (area.start.1 - left) as usize,
            bottom: (area.end.0.saturating_sub(top)) as usize,
            right: (area.end.1.saturating_sub(left)) as usize,
        });
    }
    grid.merged.sort_unstable();
    Ok(grid)
}

fn rows_u32(grid: &Grid) -> u32 {
    u32::try_from(grid.rows.len()).unwrap_or(u32::MAX)
}

/// Lays filled cells out in rows that end with their last filled cell.
fn lay_out(path: &str, found: Vec<(u32, u32, Cell)>, limits: &Limits) -> Result<Grid, Diagnostic> {
    let top = found.iter().map(|(row, ..)| *row).min().unwrap_or(0);
    let left = found.iter().map(|(_, column, _)| *column).min().unwrap_or(0);
    let bottom = found.iter().map(|(row, ..)| *row).max();
    let height = bottom.map_or(0, |bottom| (bottom - top) as usize + 1);
    let mut widths = vec![0_u32; height];
    for (row, column, _) in &found {
        let width = &mut widths[(row - top) as usize];
        *width = (*width).max(column - left + 1);
    }
    if widths.iter().map(|w| u64::from(*w)).sum::<u64>() > limits.max_cells {
        return Err(too_large(path, &format!("more than {} cells", limits.max_cells)));
    }
    let mut rows: Vec<Vec<Cell>> = widths.iter().map(|w| vec![Cell::Empty; *w as usize]).collect();
    for (row, column, cell) in found {
        rows[(row - top) as usize][(column - left) as usize] = cell;
    }
    Ok(Grid { file: path.to_owned(), first_row: top + 1, first_column: left + 1, rows, ..Grid::default() })
}

/// Takes over the content of a cell.
fn content(value: &DataRef<'_>) -> Cell {
    let text = |text: &str| {
        if plain_text(text).is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    };
    #[expect(clippy::cast_precision_loss, reason = "a workbook stores every number as a double")]
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(n) => Cell::Number(*n as f64),
        DataRef::Float(x) if x.is_finite() => Cell::Number(*x),
        DataRef::Float(_) => Cell::Error("#NUM!".to_owned()),
        DataRef::String(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::Bool(b) => Cell::Boolean(*b),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => Cell::Date(s.clone()),
        DataRef::Error(e) => Cell::Error(e.to_string()),
    }
}

/// Writes a date as ISO 8601, with the time only where there is one.
fn date(moment: &ExcelDateTime) -> Cell {
    if moment.is_duration() || !moment.as_f64().is_finite() {
        return if moment.as_f64().is_finite() { Cell::Number(moment.as_f64()) } else { Cell::Empty };
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let mut text = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        text.push_str(&format!("T{hour:02}:{minute:02}:{second:02}"));
    }
    Cell::Date(text)
}
