//! Diagnostics for the terminal: the sentence, the place, an excerpt of the source with a mark under the mistake.
//!
//! Text files show the line with carets; cells show the row around them under their column letters. Widths count
//! East Asian characters as two columns. Control characters of the source never reach the terminal.

use std::collections::BTreeMap;
use std::path::Path;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::codes;
use crate::grid::{CsvOptions, Grid, Limits, SheetOptions, cell_name, decode, read_bytes, read_csv, read_xlsx};
use crate::{Diagnostic, Lang, Location, Severity, Span};

#[cfg(test)]
mod tests;

/// Widest excerpt, in terminal columns.
const WIDEST: usize = 110;

/// Widest cell shown, in terminal columns.
const WIDEST_CELL: usize = 24;

/// Neighbours shown on each side of a cell.
const NEIGHBOURS: usize = 2;

/// Largest file that is read for an excerpt.
const MOST_BYTES: u64 = 16 << 20;

/// Renders one diagnostic; ends with a line break.
///
/// - `root`: project directory for the excerpt; `None` = none is shown.
/// - `lang`: language of the title of the code, of labels, and of sentences as far as [`crate::chinese()`] has them.
/// - `colour`: whether to use terminal colours.
/// - Cost: reads the file it points into; see [`render_all`] for many.
pub fn render(diagnostic: &Diagnostic, root: Option<&Path>, lang: Lang, colour: bool) -> String {
    render_all(std::slice::from_ref(diagnostic), root, lang, colour)
}

/// Renders diagnostics one after another with an empty line between them, reading each file once.
pub fn render_all(diagnostics: &[Diagnostic], root: Option<&Path>, lang: Lang, colour: bool) -> String {
    let mut sources = Sources { root, texts: BTreeMap::new(), grids: BTreeMap::new() };
    let style = Style { lang, colour };
    let rendered: Vec<String> = diagnostics.iter().map(|diagnostic| style.one(diagnostic, &mut sources)).collect();
    rendered.join("\n")
}

/// Names a place as people write it: `crest.toml:3:7`, `framework.csv!C7`, `book.xlsx#Sheet!C7`.
pub fn place(location: &Location) -> String {
    match &location.span {
        Span::File => clean(&location.file),
        Span::Text { line, column, .. } => format!("{}:{line}:{column}", clean(&location.file)),
        Span::Cell { sheet, row, column } => {
            let sheet = sheet.as_ref().map_or_else(String::new, |sheet| format!("#{}", clean(sheet)));
            format!("{}{sheet}!{}", clean(&location.file), cell_name(*row, *column))
        }
    }
}

/// Files already read for excerpts; `None` = cannot be shown.
struct Sources<'a> {
    root: Option<&'a Path>,
    texts: BTreeMap<String, Option<String>>,
    grids: BTreeMap<(String, Option<String>), Option<Grid>>,
}

impl Sources<'_> {
    /// Returns a line of a text file, counted from 1.
    fn line(&mut self, file: &str, line: u32) -> Option<String> {
        let root = self.root?;
        let text = self.texts.entry(file.to_owned()).or_insert_with(|| {
            let bytes = read_bytes(root, file, &limits()).ok()?;
            decode(file, &bytes, None).ok()
        });
        let line = usize::try_from(line).ok()?.checked_sub(1)?;
        text.as_ref()?.lines().nth(line).map(str::to_owned)
    }

    /// Returns the grid of a sheet or delimited file.
    fn grid(&mut self, file: &str, sheet: Option<&str>) -> Option<&Grid> {
        let root = self.root?;
        let key = (file.to_owned(), sheet.map(str::to_owned));
        self.grids
            .entry(key)
            .or_insert_with(|| match sheet {
                Some(sheet) => {
                    let options = SheetOptions { sheet: Some(sheet.to_owned()), range: None };
                    read_xlsx(root, file, &options, &limits()).ok()
                }
                None => read_csv(root, file, &CsvOptions::default(), &limits()).ok(),
            })
            .as_ref()
    }
}

/// Bounds for excerpts: what is larger is not shown.
fn limits() -> Limits {
    Limits { max_file_bytes: MOST_BYTES, max_cells: 2_000_000, max_unpacked_bytes: 128 << 20, ..Limits::default() }
}

/// How to write: language and colour.
#[derive(Clone, Copy)]
struct Style {
    lang: Lang,
    colour: bool,
}

impl Style {
    /// Paints a text.
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Paints what frames the excerpt.
    fn frame(self, text: &str) -> String {
        self.paint("1;34", text)
    }

    /// Renders one diagnostic.
    fn one(self, diagnostic: &Diagnostic, sources: &mut Sources<'_>) -> String {
        let tint = match diagnostic.severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Note => "1;36",
        };
        let word = codes::severity_word(diagnostic.severity, self.lang);
        let head = self.paint(tint, &format!("{word}[{}]", clean(&diagnostic.code)));
        let title = match (self.lang, codes::find(&diagnostic.code)) {
            (Lang::Zh, Some(entry)) => format!("{}：", entry.title.zh),
            _ => String::new(),
        };
        let mut out = format!("{head}: {title}{}\n", self.paint("1", &clean(&diagnostic.message_in(self.lang))));
        let excerpt = diagnostic.location.as_ref().and_then(|location| self.excerpt(location, tint, sources));
        let gutter = excerpt.as_ref().map_or(1, |(gutter, _)| *gutter);
        if let Some(location) = &diagnostic.location {
            out.push_str(&format!("{}{} {}\n", " ".repeat(gutter), self.frame("-->"), place(location)));
        }
        let bar = self.frame("|");
        let margin = " ".repeat(gutter + 1);
        if let Some((_, lines)) = &excerpt {
            out.push_str(&format!("{margin}{bar}\n"));
            for line in lines {
                out.push_str(line);
                out.push('\n');
            }
            out.push_str(&format!("{margin}{bar}\n"));
        }
        let (value, expected, hint, see) = match self.lang {
            Lang::En => ("value", "expected", "hint", "see also"),
            Lang::Zh => ("值", "应为", "提示", "另见"),
        };
        let mut add = |label: &str, text: &str| {
            out.push_str(&format!("{margin}{} {}: {}\n", self.frame("="), self.paint("1", label), clean(text)));
        };
        if excerpt.is_none()
            && let Some(text) = &diagnostic.value
        {
            add(value, text);
        }
        if let Some(text) = diagnostic.expected_in(self.lang) {
            add(expected, &text);
        }
        if let Some(text) = diagnostic.hint_in(self.lang) {
            add(hint, &text);
        }
        for (location, note) in diagnostic.related_in(self.lang) {
            add(see, &format!("{}: {note}", place(location)));
        }
        out
    }

    /// Shows the source around a place: width of the gutter and the lines.
    fn excerpt(self, location: &Location, tint: &str, sources: &mut Sources<'_>) -> Option<(usize, Vec<String>)> {
        match &location.span {
            Span::File => None,
            Span::Text { line, column, length } => {
                let text = sources.line(&location.file, *line)?;
                let number = line.to_string();
                let (shown, indent, width) = window(&text, *column as usize, *length as usize);
                let margin = " ".repeat(number.len() + 1);
                let bar = self.frame("|");
                Some((
                    number.len(),
                    vec![
                        format!("{} {bar} {shown}", self.frame(&number)),
                        format!("{margin}{bar} {}{}", " ".repeat(indent), self.paint(tint, &"^".repeat(width))),
                    ],
                ))
            }
            Span::Cell { sheet, row, column } => {
                let grid = sources.grid(&location.file, sheet.as_deref())?;
                let position = (0..grid.rows.len()).find(|&i| grid.row_number(i) == *row)?;
                Some(self.cells(grid, position, *row, *column, tint))
            }
        }
    }

    /// Shows the row around a cell.
    fn cells(self, grid: &Grid, position: usize, row: u32, column: u32, tint: &str) -> (usize, Vec<String>) {
        let marked = column.saturating_sub(grid.first_column) as usize;
        let first = marked.saturating_sub(NEIGHBOURS);
        let last = (marked + NEIGHBOURS).min(grid.n_columns().saturating_sub(1)).max(marked);
        let number = row.to_string();
        let (mut letters, mut texts, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        for i in first..=last {
            let letter = cell_name(1, grid.column_number(i)).trim_end_matches('1').to_owned();
            let text = cut(&clean(&grid.cell(position, i).text().unwrap_or_default()));
            let width = text.width().max(letter.width());
            let fill = |text: &str| format!("{text}{}", " ".repeat(width - text.width()));
            marks.push(if i == marked {
                let under = text.width().max(1);
                format!("{}{}", self.paint(tint, &"^".repeat(under)), " ".repeat(width - under))
            } else {
                " ".repeat(width)
            });
            letters.push(fill(&letter));
            texts.push(fill(&text));
        }
        let bar = self.frame("|");
        let margin = " ".repeat(number.len() + 1);
        let join = |cells: &[String], between: &str| cells.join(between).trim_end().to_owned();
        (
            number.len(),
            vec![
                format!("{margin}{bar} {}", self.frame(&join(&letters, " | "))),
                format!("{} {bar} {}", self.frame(&number), join(&texts, " | ")),
                format!("{margin}{bar} {}", join(&marks, "   ")),
            ],
        )
    }
}

/// Cuts a line to the part around a stretch: text, columns before the mark, columns of the mark.
fn window(line: &str, column: usize, length: usize) -> (String, usize, usize) {
    let characters: Vec<char> = line.chars().collect();
    let start = column.saturating_sub(1).min(characters.len());
    let end = start.saturating_add(length.max(1)).min(characters.len());
    let shown = |range: &[char]| -> String { clean(&range.iter().collect::<String>()) };
    // Long lines keep half of the width before the mark.
    let mut from = start;
    let mut used = 0;
    while from > 0 && used < WIDEST / 2 {
        from -= 1;
        used += characters[from].width().unwrap_or(1);
    }
    let before = format!("{}{}", if from > 0 { "…" } else { "" }, shown(&characters[from..start]));
    let marked = shown(&characters[start..end]);
    let mut to = end;
    let mut width = before.width() + marked.width();
    while to < characters.len() && width < WIDEST {
        width += characters[to].width().unwrap_or(1);
        to += 1;
    }
    let after = format!("{}{}", shown(&characters[end..to]), if to < characters.len() { "…" } else { "" });
    (format!("{before}{marked}{after}"), before.width(), marked.width().clamp(1, WIDEST))
}

/// Cuts a cell to what is shown of it.
fn cut(text: &str) -> String {
    if text.width() <= WIDEST_CELL {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + c.width().unwrap_or(1) >= WIDEST_CELL {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

/// Replaces characters that would move the cursor or change the terminal; tabs and line breaks become blanks.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            c if c.is_control() => '�',
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => '�',
            c => c,
        })
        .collect()
}
