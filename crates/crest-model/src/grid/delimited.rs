//! Delimited text: encoding, delimiter and quotes found from the data.

use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::path::{read_bytes, too_large};
use super::{Cell, Grid, Limits};
use crate::unit::plain_text;
use crate::{Diagnostic, Location};

/// Says how to read delimited text.
#[derive(Debug, Clone, Default)]
pub struct CsvOptions {
    /// Delimiter; `None` = found from the data among `,` `;` tab `|`.
    pub delimiter: Option<char>,
    /// Encoding label such as `gb18030`; `None` = found from the data.
    pub encoding: Option<String>,
}

/// Delimiters that are looked for, the usual one first.
const DELIMITERS: &[u8] = b",;\t|";
/// Bytes of text from which the delimiter is judged.
const SAMPLE_BYTES: usize = 64 << 10;
/// Ragged rows that are named one by one; the others are counted.
const RAGGED_SHOWN: usize = 5;

/// Reads a delimited file of the project. Every filled cell is text.
///
/// # Errors
/// Those of [`super::inside`]; `C0003` too large, `C0004` not in the encoding, `C0008` a quote that is never closed or a delimiter that
/// cannot be one. Ragged rows are warnings in [`Grid::notes`].
pub fn read_csv(root: &Path, path: &str, options: &CsvOptions, limits: &Limits) -> Result<Grid, Vec<Diagnostic>> {
    let bytes = read_bytes(root, path, limits).map_err(|found| vec![found])?;
    read_csv_bytes(path, &bytes, options, limits).map_err(|found| vec![found])
}

/// Reads delimited text from bytes; `path` is only shown.
///
/// # Errors
/// Those of [`read_csv`].
pub fn read_csv_bytes(path: &str, bytes: &[u8], options: &CsvOptions, limits: &Limits) -> Result<Grid, Diagnostic> {
    let text = decode(path, bytes, options.encoding.as_deref())?;
    let delimiter = match options.delimiter {
        None => find_delimiter(&text),
        Some(c) if c.is_ascii() && !matches!(c, '"' | '\n' | '\r') => c as u8,
        Some(c) => {
            return Err(Diagnostic::error("C0008", format!("`{c}` cannot be a delimiter"))
                .at(Location::file(path))
                .value(c.to_string())
                .expected("one plain character such as `,` `;` `|` or a tab"));
        }
    };
    let mut grid = Grid { file: path.to_owned(), first_row: 1, first_column: 1, ..Grid::default() };
    let mut lines = Vec::new();
    let mut widths = Vec::new();
    let mut cells = 0_u64;
    let mut tallest = (0_usize, 1_u32);
    let mut reader = reader(&text, delimiter);
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                return Err(Diagnostic::error("C0008", format!("the file `{path}` cannot be read: {e}"))
                    .at(Location::file(path)));
            }
        }
        // Blank lines are passed over, and the position is where they begin.
        let line = record.position().map_or(1, |p| {
            let from = usize::try_from(p.byte()).unwrap_or(0);
            let blank = text.as_bytes().get(from..).unwrap_or(&[]).iter().take_while(|b| matches!(b, b'\n' | b'\r'));
            let blank = blank.filter(|b| **b == b'\n').count() as u64;
            u32::try_from(p.line() + blank).unwrap_or(u32::MAX)
        });
        cells += record.len() as u64;
        if cells > limits.max_cells {
            return Err(too_large(path, &format!("more than {} cells", limits.max_cells)));
        }
        if record.iter().any(|field| field.len() as u64 > limits.max_cell_chars.saturating_mul(4)) {
            return Err(too_large(
                path,
                &format!("a cell of more than {} characters (line {line})", limits.max_cell_chars),
            ));
        }
        let breaks = record.as_slice().bytes().filter(|b| *b == b'\n').count();
        if breaks > tallest.0 {
            tallest = (breaks, line);
        }
        let mut row: Vec<Cell> = record
            .iter()
            .map(|field| if plain_text(field).is_empty() { Cell::Empty } else { Cell::Text(field.to_owned()) })
            .collect();
        while row.last().is_some_and(Cell::is_empty) {
            row.pop();
        }
        widths.push(record.len());
        lines.push(line);
        grid.rows.push(row);
    }
    if tallest.0 > 0 && text.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
        return Err(Diagnostic::error("C0008", format!("a quote opened in line {} is never closed", tallest.1))
            .at(Location::text(path, tallest.1, 1, 1))
            .expected("quotes in pairs; a quote within a quoted cell is written twice")
            .hint("close the quote, or remove it"));
    }
    grid.lines = Some(lines);
    grid.notes = ragged(&grid, &widths);
    Ok(grid)
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// Names rows that are wider or narrower than most.
fn ragged(grid: &Grid, widths: &[usize]) -> Vec<Diagnostic> {
    let usual = most_common(widths.iter().zip(&grid.rows).filter(|(_, row)| !row.is_empty()).map(|(width, _)| *width));
    let Some((usual, _)) = usual else { return Vec::new() };
    // A row with one cell is a title or a footer, not a broken record.
    let broken: Vec<usize> =
        (0..widths.len()).filter(|&i| widths[i] != usual && widths[i] > 1 && grid.rows[i].len() > 1).collect();
    let mut notes: Vec<Diagnostic> = broken
        .iter()
        .take(RAGGED_SHOWN)
        .map(|&i| {
            Diagnostic::warning("C0008", format!("the row has {} cells where most have {usual}", widths[i]))
                .at(Location::cell(
                    grid.file.clone(),
                    None,
                    grid.row_number(i),
                    u32::try_from(widths[i]).unwrap_or(u32::MAX),
                ))
                .expected(format!("{usual} cells"))
                .hint("a cell that contains the delimiter must stand in quotes")
        })
        .collect();
    if broken.len() > RAGGED_SHOWN {
        let more = broken.len() - RAGGED_SHOWN;
        notes.push(
            Diagnostic::warning("C0008", format!("{more} more rows do not have {usual} cells"))
                .at(Location::file(grid.file.clone())),
        );
    }
    notes
}

/// Finds the most common number and how often it occurs; the larger on a tie.
fn most_common(numbers: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    let mut sorted: Vec<usize> = numbers.collect();
    sorted.sort_unstable();
    let mut best: Option<(usize, usize)> = None;
    for run in sorted.chunk_by(|a, b| a == b) {
        if best.is_none_or(|(_, n)| run.len() >= n) {
            best = Some((run[0], run.len()));
        }
    }
    best
}

/// Finds the delimiter that gives the most rows of one width above 1; ties go to the wider, then to the usual one.
fn find_delimiter(text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = if end < text.len() { text[..end].rfind('\n').map_or(&text[..end], |i| &text[..i]) } else { text };
    let mut best = (0_usize, 0_usize, b',');
    for &delimiter in DELIMITERS {
        let widths = reader(sample, delimiter).into_records().flatten().map(|r| r.len()).collect::<Vec<_>>();
        let Some((width, rows)) = most_common(widths.into_iter().filter(|w| *w > 1)) else { continue };
        if (rows, width) > (best.0, best.1) {
            best = (rows, width, delimiter);
        }
    }
    best.2
}

/// Decodes text: by the stated label, else by its mark, else UTF-8, else UTF-16 by its zero bytes, else GB18030.
///
/// # Errors
/// `C0004` when the label is unknown or the bytes do not fit.
pub fn decode(path: &str, bytes: &[u8], label: Option<&str>) -> Result<String, Diagnostic> {
    let encoding = match label {
        Some(label) => Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
            Diagnostic::error("C0004", format!("`{label}` is no known encoding"))
                .at(Location::file(path))
                .value(label)
                .expected("a label such as `utf-8`, `gb18030`, `gbk`, `big5` or `utf-16le`")
        })?,
        None => guess(bytes),
    };
    let (text, used, broken) = encoding.decode(bytes);
    if broken {
        let at = text.find('\u{FFFD}').map_or(1, |i| text[..i].matches('\n').count() + 1);
        return Err(Diagnostic::error("C0004", format!("the file `{path}` is not {} text", used.name()))
            .at(Location::text(path, u32::try_from(at).unwrap_or(u32::MAX), 1, 1))
            .expected("UTF-8, UTF-16 with a mark, or GB18030")
            .hint("save the file as UTF-8, or state its encoding"));
    }
    if text.contains('\0') {
        return Err(Diagnostic::error("C0004", format!("the file `{path}` is not text: it holds zero bytes"))
            .at(Location::file(path))
            .hint("a workbook must keep its .xlsx ending"));
    }
    Ok(text.into_owned())
}

/// Guesses an encoding from the bytes; a mark at the start decides in the decoder.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')) {
        return UTF_8;
    }
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    // Half of all bytes in text of ASCII letters as UTF-16 are zero, all at the same parity.
    let quarter = head.len() / 8;
    if zeros(1) > quarter && zeros(0) == 0 {
        return UTF_16LE;
    }
    if zeros(0) > quarter && zeros(1) == 0 {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { GB18030 }
}
