//! What the terminal shows: tables with aligned columns, colours where wanted, everything through one writer.

use std::io::{self, IsTerminal, Write};

use crest_model::Lang;
use unicode_width::UnicodeWidthStr;

/// Writes to standard output and error in the chosen language.
pub(crate) struct Terminal {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// Language of output.
    pub(crate) lang: Lang,
    /// True when standard error may be coloured.
    pub(crate) colour: bool,
    /// True when only results and errors are wanted.
    pub(crate) quiet: bool,
    /// True when progress may be drawn.
    pub(crate) progress: bool,
    /// Set when the reader of standard output went away; further output is dropped.
    closed: bool,
}

impl Terminal {
    /// Opens the terminal of the process.
    pub(crate) fn of_process(lang: Lang, quiet: bool) -> Self {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let is_terminal = io::stderr().is_terminal();
        Self {
            out: Box::new(io::BufWriter::new(io::stdout())),
            err: Box::new(io::stderr()),
            lang,
            colour: is_terminal && !no_colour,
            quiet,
            progress: is_terminal && !quiet,
            closed: false,
        }
    }

    /// Picks the wording of the language.
    pub(crate) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Writes a line of results.
    pub(crate) fn line(&mut self, text: &str) {
        if !self.closed && writeln!(self.out, "{text}").is_err() {
            // A reader such as `head` has seen enough.
            self.closed = true;
        }
    }

    /// Writes a line about the work, not part of the results.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Writes a line that must be seen.
    pub(crate) fn error(&mut self, text: &str) {
        self.flush();
        // Nowhere is left to complain when standard error itself is gone.
        drop(writeln!(self.err, "{text}"));
    }

    /// Writes out what is buffered.
    pub(crate) fn flush(&mut self) {
        if self.out.flush().is_err() {
            self.closed = true;
        }
    }

    /// Writes a table: columns whose cells are all numbers are set flush right.
    pub(crate) fn table(&mut self, header: &[String], rows: &[Vec<String>]) {
        for line in table_lines(header, rows) {
            self.line(&line);
        }
    }
}

/// Lays out a table in lines; widths count East Asian characters as two.
pub(crate) fn table_lines(header: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let n = header.len();
    let mut widths: Vec<usize> = header.iter().map(|h| h.width()).collect();
    let mut numeric = vec![!rows.is_empty(); n];
    for row in rows {
        for (c, cell) in row.iter().enumerate().take(n) {
            widths[c] = widths[c].max(cell.width());
            let figure = cell.trim_start_matches(['<', '>']).trim_end_matches(['%', '‰']).replace(',', "");
            numeric[c] &= cell.is_empty() || cell == "—" || figure.parse::<f64>().is_ok();
        }
    }
    let lay = |cells: &[String]| {
        let mut line = String::new();
        for (c, cell) in cells.iter().enumerate().take(n) {
            let pad = " ".repeat(widths[c].saturating_sub(cell.width()));
            if c > 0 {
                line.push_str("  ");
            }
            if numeric[c] {
                line.push_str(&pad);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&pad);
            }
        }
        line.trim_end().to_owned()
    };
    let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
    let mut lines = vec![lay(header), rule.join("  ")];
    lines.extend(rows.iter().map(|row| lay(row)));
    lines
}

/// Shows a number with at most `digits` significant digits and no trailing zeros.
pub(crate) fn significant(x: f64, digits: i32) -> String {
    if x == 0.0 || !x.is_finite() {
        return x.to_string();
    }
    let magnitude = x.abs().log10().floor() as i32;
    let decimals = (digits - 1 - magnitude).clamp(0, 15) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Shows a number, or a dash where there is none.
pub(crate) fn number(x: Option<f64>, digits: i32) -> String {
    x.map_or_else(|| "—".to_owned(), |x| significant(x, digits))
}

/// Shows a score with two decimals, or a dash where there is none.
pub(crate) fn score(x: Option<f64>) -> String {
    x.map_or_else(|| "—".to_owned(), |x| format!("{x:.2}"))
}

#[cfg(test)]
mod tests;
