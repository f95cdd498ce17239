//! The flat tables as an `.xlsx` workbook for people who go on in a spreadsheet.

use std::fmt;

use crest_model::Lang;
use crest_model::results::Results;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError,
};

use crate::safe::{link, neutralise_csv};
use crate::strings;
use crate::tables::{CellValue, FlatTable, tables};

/// Rows of one sheet below its header; a longer table goes on in further sheets.
const SHEET_ROWS: usize = 1_048_575;

/// Longest text of a cell, in characters (Excel specifications and limits: 32,767).
const CELL_CHARACTERS: usize = 32_767;

/// Most hyperlinks on a sheet (Excel specifications and limits: 65,530), and the longest address.
const SHEET_LINKS: usize = 65_000;
const LINK_CHARACTERS: usize = 2_079;

/// Widest column, in digits of the standard font; longer text wraps.
const WIDEST: usize = 60;

/// Says why a workbook could not be written.
#[derive(Debug)]
pub enum WorkbookError {
    /// A table does not fit the limits of the format.
    Sheet {
        /// Name of the table.
        table: &'static str,
        /// What the writer refused.
        source: XlsxError,
    },
    /// The finished workbook could not be packed.
    Pack {
        /// What the writer refused.
        source: XlsxError,
    },
}

impl fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sheet { table, source } => write!(f, "table `{table}` does not fit into a workbook: {source}"),
            Self::Pack { source } => write!(f, "the workbook could not be packed: {source}"),
        }
    }
}

impl std::error::Error for WorkbookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Sheet { source, .. } | Self::Pack { source } => Some(source),
        }
    }
}

/// Writes all flat tables of a run as a workbook, one sheet per table that has rows.
///
/// Headings and names are in `lang`, or in the other language where one was not given. Every text is a string cell,
/// never a formula; text that would run if typed carries the quote prefix. Only `http` and `https` addresses become
/// links.
///
/// - Missing values: empty cells; numbers that are not finite are empty too.
/// - Determinism: equal results give equal bytes; the creation date of the document is fixed.
///
/// # Errors
/// [`WorkbookError`] if a table has more columns than a sheet can hold, or the packing fails.
pub fn workbook(results: &Results, lang: Lang) -> Result<Vec<u8>, WorkbookError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    // No clock: a workbook says what it holds by its run, not by when it was written.
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|source| WorkbookError::Pack { source })?;
    book.set_properties(
        &DocProperties::new()
            .set_title(results.project.name.show(lang))
            .set_author("Crest")
            .set_comment(results.run.id.as_str())
            .set_creation_datetime(&created),
    );
    let mut tables = tables(results);
    let left_out: Vec<String> =
        tables.iter().filter(|t| t.rows.is_empty()).map(|t| t.title.show(lang).to_owned()).collect();
    if let Some(about) = tables.first_mut()
        && !left_out.is_empty()
    {
        let (key, mark) = (strings::text("about.left_out"), if lang == Lang::Zh { "、" } else { ", " });
        let list = CellValue::text(left_out.join(mark));
        about.rows.push(vec!["left_out".into(), key.zh.into(), key.en.into(), list.clone(), list]);
    }
    for table in tables.iter().filter(|t| !t.rows.is_empty()) {
        let columns = columns_in(table, lang);
        for (part, rows) in table.rows.chunks(SHEET_ROWS).enumerate() {
            let title = table.title.show(lang);
            let name = if part == 0 { title.to_owned() } else { format!("{title} {}", part + 1) };
            write_sheet(book.add_worksheet(), &name, table, &columns, rows, lang, &formats)
                .map_err(|source| WorkbookError::Sheet { table: table.name, source })?;
        }
    }
    book.save_to_buffer().map_err(|source| WorkbookError::Pack { source })
}

/// Formats of cells.
struct Formats {
    header: Format,
    text: Format,
    quoted: Format,
    link: Format,
    integer: Format,
    whole: Format,
    decimal: Format,
    small: Format,
}

impl Formats {
    fn new() -> Self {
        let base = Format::new().set_align(FormatAlign::Top);
        Self {
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color("E8EEF2")
                .set_border_bottom(FormatBorder::Thin),
            text: base.clone().set_text_wrap(),
            quoted: base.clone().set_text_wrap().set_quote_prefix(),
            link: base
                .clone()
                .set_text_wrap()
                .set_font_color("0B4F6C")
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            integer: base.clone().set_num_format("0"),
            whole: base.clone().set_num_format("#,##0"),
            decimal: base.clone().set_num_format("#,##0.00"),
            small: base.set_num_format("0.0000"),
        }
    }

    /// Digits shown; the cell holds the whole number.
    fn number(&self, x: f64) -> &Format {
        if x.fract() == 0.0 {
            &self.whole
        } else if x.abs() >= 1.0 {
            &self.decimal
        } else {
            &self.small
        }
    }
}

/// A column of the sheet: position in the table, and the position of the other language to fall back on.
struct Shown {
    column: usize,
    fallback: Option<usize>,
}

/// Keeps of every pair of name columns the one in `lang`.
fn columns_in(table: &FlatTable, lang: Lang) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (column, info) in table.columns.iter().enumerate() {
        match info.lang {
            None => shown.push(Shown { column, fallback: None }),
            // Pairs stand side by side, Chinese first.
            Some(Lang::Zh) if lang == Lang::Zh => shown.push(Shown { column, fallback: Some(column + 1) }),
            Some(Lang::En) if lang == Lang::En => shown.push(Shown { column, fallback: column.checked_sub(1) }),
            Some(_) => {}
        }
    }
    shown
}

fn write_sheet(
    sheet: &mut Worksheet,
    name: &str,
    table: &FlatTable,
    columns: &[Shown],
    rows: &[Vec<CellValue>],
    lang: Lang,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut n_links = 0;
    for (at, shown) in (0u16..).zip(columns) {
        let info = &table.columns[shown.column];
        let title = info.title.show(lang);
        let heading = if info.unit.is_empty() { title.to_owned() } else { format!("{title} ({})", info.unit) };
        sheet.write_string_with_format(0, at, &heading, &formats.header)?;
        let mut widest = width(&heading).min(24);
        for (row, cells) in (1u32..).zip(rows) {
            let cell = match (&cells[shown.column], shown.fallback) {
                (CellValue::Empty, Some(other)) => cells.get(other).unwrap_or(&CellValue::Empty),
                (cell, _) => cell,
            };
            widest = widest.max(write_cell(sheet, row, at, cell, formats, &mut n_links)?);
        }
        sheet.set_column_width(at, u32::try_from(widest.clamp(8, WIDEST) + 2).unwrap_or(10))?;
    }
    if let (Ok(last_row), Ok(n_columns)) = (u32::try_from(rows.len()), u16::try_from(columns.len()))
        && n_columns > 0
    {
        sheet.autofilter(0, 0, last_row, n_columns - 1)?;
    }
    Ok(())
}

/// Writes one cell and returns the width it wants.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &CellValue,
    formats: &Formats,
    n_links: &mut usize,
) -> Result<usize, XlsxError> {
    match cell {
        CellValue::Empty => Ok(0),
        CellValue::Number(x) if !x.is_finite() => Ok(0),
        CellValue::Number(x) => {
            sheet.write_number_with_format(row, column, *x, formats.number(*x))?;
            Ok(crate::number::figure(*x).chars().count() + 1)
        }
        CellValue::Integer(n) => {
            // Exact up to 2^53, far above any count of rows.
            sheet.write_number_with_format(row, column, *n as f64, &formats.integer)?;
            Ok(n.to_string().len())
        }
        CellValue::Boolean(flag) => {
            sheet.write_boolean(row, column, *flag)?;
            Ok(6)
        }
        CellValue::Text(text) => {
            let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            let text = shorten(text);
            let address = link(&text).filter(|url| url.chars().count() <= LINK_CHARACTERS && *n_links < SHEET_LINKS);
            if let Some(address) = address {
                *n_links += 1;
                sheet.write_url_with_format(row, column, Url::new(address).set_text(&text), &formats.link)?;
            } else {
                let format = if neutralise_csv(&text) == text { &formats.text } else { &formats.quoted };
                sheet.write_string_with_format(row, column, &text, format)?;
            }
            Ok(text.lines().map(width).max().unwrap_or(0))
        }
    }
}

fn shorten(text: String) -> String {
    if text.len() <= CELL_CHARACTERS {
        return text;
    }
    // The limit counts UTF-16 units; half of it in characters is below it for every script.
    if text.encode_utf16().count() <= CELL_CHARACTERS {
        return text;
    }
    let mut short: String = text.chars().take(CELL_CHARACTERS / 2).collect();
    short.push('…');
    short
}

/// Width in digits of the standard font: full-width characters count two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}
