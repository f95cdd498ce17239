//! Where the table lies in a grid: titles, header rows, records, what stands below and beside.

use std::collections::BTreeSet;

use crest_model::grid::{Cell, Grid, NumberText, number};
use crest_model::unit::plain_text;
use crest_model::{Diagnostic, Location, Unit};

use super::header::{sheet_unit, unit_word};

/// Header rows that are looked for.
const MOST_HEADER_ROWS: usize = 4;
/// Rows from which the width of the table is judged.
const JUDGED_ROWS: usize = 2000;
/// Rows and columns left out that are named one by one.
const NAMED: usize = 6;

/// A column of the table.
#[derive(Debug)]
pub(super) struct LaidColumn {
    /// Column of the grid.
    pub(super) position: usize,
    /// Header as written, rows joined with `/`; empty where there is none.
    pub(super) header: String,
    /// Unit from a row of units below the header.
    pub(super) unit: Option<Unit>,
}

/// Says where the table lies.
#[derive(Debug)]
pub(super) struct Layout {
    /// Columns with a header or with data.
    pub(super) columns: Vec<LaidColumn>,
    /// Rows of the grid that hold records.
    pub(super) rows: Vec<usize>,
    /// Unit that a line above the header states for the whole table.
    pub(super) sheet_unit: Option<Unit>,
    /// Rows with text that are no records: row, text.
    dropped: Vec<(usize, String)>,
    /// Cells beside the table: row, column, text.
    beside: Vec<(usize, usize, String)>,
}

impl Layout {
    /// Names what was left out, in one note.
    pub(super) fn left_out(&self, grid: &Grid) -> Option<Diagnostic> {
        let short = |text: &str| {
            let plain = plain_text(text);
            let cut: String = plain.chars().take(40).collect();
            if cut.len() < plain.len() { format!("{cut}…") } else { cut }
        };
        let rows = self.dropped.iter().map(|(row, text)| (*row, None, short(text)));
        let cells = self.beside.iter().map(|(row, column, text)| (*row, Some(*column), short(text)));
        let all: Vec<(usize, Option<usize>, String)> = rows.chain(cells).collect();
        let (first_row, first_column, _) = all.first()?;
        let mut words: Vec<String> = all.iter().take(NAMED).map(|(_, _, text)| format!("`{text}`")).collect();
        if all.len() > NAMED {
            words.push(format!("and {} more", all.len() - NAMED));
        }
        let lines = if all.len() == 1 { "1 line was".to_owned() } else { format!("{} lines were", all.len()) };
        let mut note = Diagnostic::note("C1002", format!("{lines} left out, as no records: {}", words.join(", ")))
            .at(grid.location(*first_row, first_column.unwrap_or_else(|| first_filled(grid, *first_row))));
        for (row, column, text) in all.iter().skip(1).take(NAMED - 1) {
            let column = column.unwrap_or_else(|| first_filled(grid, *row));
            note = note.related(grid.location(*row, column), text.clone());
        }
        Some(note)
    }
}

fn first_filled(grid: &Grid, row: usize) -> usize {
    grid.rows.get(row).and_then(|cells| cells.iter().position(|cell| !cell.is_empty())).unwrap_or(0)
}

/// What a row looks like, merged cells filled.
struct Look {
    /// Filled cells.
    filled: usize,
    /// Different contents.
    distinct: usize,
    /// Cells with a number that is no year.
    numbers: usize,
}

fn look(grid: &Grid, row: usize, width: usize) -> Look {
    let mut contents = BTreeSet::new();
    let mut result = Look { filled: 0, distinct: 0, numbers: 0 };
    for column in 0..width {
        let cell = grid.merged_fill(row, column);
        let Some(text) = cell.text() else { continue };
        result.filled += 1;
        result.numbers += usize::from(is_quantity(cell));
        contents.insert(plain_text(&text));
    }
    result.distinct = contents.len();
    result
}

/// Tells whether a cell holds a number that could not be a year.
fn is_quantity(cell: &Cell) -> bool {
    let x = match cell {
        Cell::Number(x) => *x,
        Cell::Text(text) => match number(text) {
            NumberText::Number(x) => x,
            NumberText::Percent(_) => return true,
            NumberText::Missing(_) | NumberText::NotANumber => return false,
        },
        Cell::Empty | Cell::Boolean(_) | Cell::Date(_) | Cell::Error(_) => return false,
    };
    !(x.fract() == 0.0 && (1900.0..=2100.0).contains(&x))
}

/// Finds the table; `header_rows` states how many rows the header has.
pub(super) fn find(grid: &Grid, header_rows: Option<u32>) -> Result<Layout, Diagnostic> {
    let none = |why: &str| {
        let place = Location::cell(grid.file.clone(), grid.sheet.clone(), grid.first_row, grid.first_column);
        Diagnostic::error("C1001", format!("no table was found: {why}"))
            .at(place)
            .expected("a row of column names with records below it")
    };
    let full = usual_width(grid);
    if full == 0 {
        return Err(none("there are no filled cells"));
    }
    let width = grid.n_columns();
    let (top, count) = match header_rows {
        Some(0) => (0, 0),
        stated => {
            let looks_like_header = |row: &usize| {
                let look = look(grid, *row, width);
                let wide = look.filled * 2 >= full && (look.distinct >= 2 || full == 1);
                wide && look.filled >= full.min(2)
            };
            let limit = grid.rows.len().min(JUDGED_ROWS);
            let top = (0..limit).find(looks_like_header).ok_or_else(|| none("no row could be a header"))?;
            let look = look(grid, top, width);
            if stated.is_none() && look.numbers * 2 > look.filled {
                return Err(none("the first wide row holds numbers")
                    .at(grid.location(top, first_filled(grid, top)))
                    .hint("state `header_rows = 0` for a table without a header, or a `range` that begins with the header"));
            }
            let count = stated.map_or_else(|| header_height(grid, top, width), |n| n as usize);
            (top, count.min(grid.rows.len() - top))
        }
    };
    let data = top + count..grid.rows.len();
    let mut columns = lay_columns(grid, top, count, width);
    let mut layout =
        Layout { columns: Vec::new(), rows: Vec::new(), sheet_unit: None, dropped: Vec::new(), beside: Vec::new() };
    for row in 0..top {
        let Some(text) = grid.rows[row].iter().find_map(Cell::text) else { continue };
        if layout.sheet_unit.is_none() {
            layout.sheet_unit = grid.rows[row].iter().filter_map(Cell::text).find_map(|text| sheet_unit(&text));
        }
        layout.dropped.push((row, text));
    }
    keep_records(grid, data, &columns, &mut layout);
    drop_stray_columns(grid, &mut columns, &mut layout);
    if layout.rows.is_empty() || columns.is_empty() {
        return Err(none("there are no records below the header"));
    }
    layout.columns = columns;
    Ok(layout)
}

/// Returns the number of filled cells that rows of the table usually have.
fn usual_width(grid: &Grid) -> usize {
    let mut counts: Vec<usize> = grid
        .rows
        .iter()
        .take(JUDGED_ROWS)
        .map(|row| row.iter().filter(|cell| !cell.is_empty()).count())
        .filter(|n| *n > 0)
        .collect();
    counts.sort_unstable();
    // Titles and notes are few; records with gaps may be many, so a high rank is taken rather than the middle.
    counts.get(counts.len() * 3 / 4).copied().unwrap_or(0)
}

/// Counts the header rows from the first one on.
fn header_height(grid: &Grid, top: usize, width: usize) -> usize {
    let merged_down = grid
        .merged
        .iter()
        .filter(|m| m.top == top && (m.right > m.left || m.bottom > m.top))
        .map(|m| if m.right > m.left && m.bottom == m.top { m.bottom + 1 } else { m.bottom })
        .filter(|bottom| *bottom < top + MOST_HEADER_ROWS)
        .max()
        .unwrap_or(top);
    let mut last = top;
    while last + 1 < grid.rows.len() && last + 1 < top + MOST_HEADER_ROWS {
        let row = last + 1;
        let cells: Vec<(usize, &Cell)> =
            (0..width).map(|c| (c, grid.cell(row, c))).filter(|(_, c)| !c.is_empty()).collect();
        if cells.is_empty() {
            break;
        }
        let no_quantity = !cells.iter().any(|(_, cell)| is_quantity(cell));
        let within_merge = row <= merged_down && no_quantity;
        let units_alone = cells.iter().all(|(_, cell)| is_unit_cell(cell));
        // Without merged cells (a delimited file) a second row fills the gaps of the first and leaves its names alone.
        let fills_gaps = grid.merged.is_empty()
            && no_quantity
            && cells.iter().any(|(c, _)| grid.cell(top, *c).is_empty())
            && (0..width).any(|c| !grid.cell(top, c).is_empty() && grid.cell(row, c).is_empty())
            && grid.cell(row, 0).is_empty();
        if !(within_merge || units_alone || fills_gaps) {
            break;
        }
        last = row;
    }
    last - top + 1
}

/// Tells whether a cell holds a unit alone, bracketed or not, or a dash.
fn is_unit_cell(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let plain = plain_text(text);
    matches!(plain.as_str(), "单位" | "计量单位" | "unit" | "Unit" | "-" | "—") || unit_in_cell(&plain).is_some()
}

/// Reads a cell of a row of units.
fn unit_in_cell(text: &str) -> Option<Unit> {
    let plain = plain_text(text);
    unit_word(plain.trim_start_matches(['(', '[', '【']).trim_end_matches([')', ']', '】']))
}

/// Joins the header rows of each column.
fn lay_columns(grid: &Grid, top: usize, count: usize, width: usize) -> Vec<LaidColumn> {
    let mut columns: Vec<LaidColumn> =
        (0..width).map(|position| LaidColumn { position, header: String::new(), unit: None }).collect();
    for row in top..top + count {
        let is_last = row + 1 == top + count;
        let filled: Vec<&Cell> = grid.rows[row].iter().filter(|cell| !cell.is_empty()).collect();
        if row > top && !filled.is_empty() && filled.iter().all(|cell| is_unit_cell(cell)) {
            for column in &mut columns {
                column.unit = grid.cell(row, column.position).text().and_then(|text| unit_in_cell(&text));
            }
            continue;
        }
        let mut carried: Option<String> = None;
        for column in &mut columns {
            let own = grid.merged_fill(row, column.position).text().map(|text| text.trim().to_owned());
            // In a delimited file, a name stands over its first column only.
            let text = if grid.merged.is_empty() && !is_last && count > 1 {
                if own.is_some() {
                    carried.clone_from(&own);
                }
                own.or_else(|| carried.clone())
            } else {
                own
            };
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            if column.header.is_empty() {
                column.header = text;
            } else if column.header.rsplit('/').next() != Some(&text) {
                column.header = format!("{}/{text}", column.header);
            }
        }
    }
    columns
}

/// Sorts the rows below the header into records and others.
fn keep_records(grid: &Grid, data: std::ops::Range<usize>, columns: &[LaidColumn], layout: &mut Layout) {
    let named: Vec<usize> = columns.iter().filter(|c| !c.header.is_empty()).map(|c| c.position).collect();
    // A table of one or two columns has no rows that are clearly narrower than a record.
    let narrow = if named.len() >= 3 { 1 } else { 0 };
    let header_texts: Vec<String> = columns.iter().map(|c| plain_text(&c.header)).collect();
    let mut rows = Vec::new();
    for row in data {
        let filled: Vec<(usize, &Cell)> =
            grid.rows[row].iter().enumerate().filter(|(_, cell)| !cell.is_empty()).collect();
        if filled.is_empty() {
            continue;
        }
        let text = filled.iter().find_map(|(_, cell)| cell.text()).unwrap_or_default();
        let repeats_header = filled.len() >= 2
            && filled.iter().all(|(c, cell)| {
                cell.text().is_some_and(|t| header_texts.get(*c).is_some_and(|header| *header == plain_text(&t)))
            });
        if repeats_header || (filled.len() <= 2 && is_remark(&text)) {
            layout.dropped.push((row, text));
            continue;
        }
        rows.push((row, filled.len(), text));
    }
    // After the last record, rows with text in one cell alone are notes.
    let is_text_alone = |(row, filled, _): &(usize, usize, String)| {
        *filled <= narrow && grid.rows[*row].iter().all(|cell| matches!(cell, Cell::Empty | Cell::Text(_)))
    };
    while rows.last().is_some_and(is_text_alone) {
        if let Some((row, _, text)) = rows.pop() {
            layout.dropped.push((row, text));
        }
    }
    layout.dropped.sort();
    layout.rows = rows.into_iter().map(|(row, ..)| row).collect();
}

/// Tells whether a text is a note, a source or an advertisement rather than the name of a place.
fn is_remark(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "注:",
        "注：",
        "注1",
        "注释",
        "备注:",
        "说明:",
        "数据来源",
        "资料来源",
        "来源:",
        "source:",
        "sources:",
        "note:",
        "notes:",
        "data source",
        "计算公式",
        "单位:",
        "填表人",
        "制表",
        "审核",
    ];
    const PARTS: &[&str] =
        &["http://", "https://", "www.", "taobao", "淘宝", "更多数据", "公众号", "微信号", "qq群", "文库", "扫码"];
    let plain = plain_text(text).to_lowercase();
    STARTS.iter().any(|start| plain.starts_with(start)) || PARTS.iter().any(|part| plain.contains(part))
}

/// Leaves out columns that are empty, and columns without a header that hold a stray cell or two.
fn drop_stray_columns(grid: &Grid, columns: &mut Vec<LaidColumn>, layout: &mut Layout) {
    let rows = &layout.rows;
    let beside = &mut layout.beside;
    columns.retain(|column| {
        let filled = rows.iter().filter(|row| !grid.cell(**row, column.position).is_empty());
        if !column.header.is_empty() {
            return true;
        }
        let cells: Vec<usize> = filled.copied().collect();
        let stray = cells.len() * 50 < rows.len() || (cells.len() <= 2 && rows.len() > 4);
        if stray {
            for &row in cells.iter().take(NAMED) {
                beside.push((row, column.position, grid.cell(row, column.position).text().unwrap_or_default()));
            }
        }
        !stray && !cells.is_empty()
    });
}
