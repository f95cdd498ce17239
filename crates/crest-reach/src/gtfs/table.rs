//! One table of a feed: columns in any order, quoted or blank cells, a byte-order mark, blanks around text.

use std::borrow::Cow;

use csv::ByteRecord;

use super::{GtfsError, Limits, Notice, Repairs};

/// Reads the rows of a table one after the other.
pub(super) struct Table<'a> {
    /// Name of the file.
    pub(super) file: &'static str,
    reader: csv::Reader<&'a [u8]>,
    columns: Vec<String>,
    record: ByteRecord,
    n_rows: u64,
    limit: u64,
}

impl<'a> Table<'a> {
    /// Opens a table and notes what is wrong with its header.
    pub(super) fn open(file: &'static str, bytes: &'a [u8], limits: &Limits, repairs: &mut Repairs) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut record = ByteRecord::new();
        // A reader of bytes that accepts rows of any length has nothing to fail at.
        let _ = reader.read_byte_record(&mut record);
        let columns: Vec<String> =
            record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_ascii_lowercase()).collect();
        for (index, column) in columns.iter().enumerate() {
            if !column.is_empty() && columns[..index].contains(column) {
                repairs.note(Notice::DuplicatedColumn, file, 1, "", column);
            }
        }
        Self { file, reader, columns, record, n_rows: 0, limit: limits.rows }
    }

    /// Finds a column that may be left out.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Finds a column that should be there, and notes its absence.
    pub(super) fn needed(&self, name: &'static str, repairs: &mut Repairs) -> Option<usize> {
        let column = self.column(name);
        if column.is_none() {
            repairs.note(Notice::MissingColumn, self.file, 1, name, "");
        }
        column
    }

    /// Moves to the next row that is not empty; false at the end.
    pub(super) fn advance(&mut self, repairs: &mut Repairs) -> Result<bool, GtfsError> {
        loop {
            if !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
                return Ok(false);
            }
            if self.record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            self.n_rows += 1;
            if self.n_rows > self.limit {
                return Err(GtfsError::TooManyRows { file: self.file, limit: self.limit });
            }
            if self.record.len() != self.columns.len() {
                let found = self.record.len().to_string();
                repairs.note(Notice::RowLength, self.file, self.line(), "", &found);
            }
            if std::str::from_utf8(self.record.as_slice()).is_err() {
                repairs.note(Notice::Characters, self.file, self.line(), "", "");
            }
            return Ok(true);
        }
    }

    /// Returns the line on which the row starts.
    pub(super) fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// Returns a cell without blanks around it, empty if there is none.
    pub(super) fn text(&self, column: Option<usize>) -> Cow<'_, str> {
        let cell = column.and_then(|column| self.record.get(column)).unwrap_or_default();
        match String::from_utf8_lossy(cell) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// Returns a cell that should be filled; notes it and returns none if it is empty.
    pub(super) fn filled(
        &self,
        column: Option<usize>,
        name: &'static str,
        repairs: &mut Repairs,
    ) -> Option<Cow<'_, str>> {
        let text = self.text(column);
        if text.is_empty() {
            repairs.note(Notice::MissingField, self.file, self.line(), name, "");
            return None;
        }
        Some(text)
    }

    /// Returns a whole number; none if the cell is empty or holds something else.
    pub(super) fn whole(&self, column: Option<usize>) -> Option<u32> {
        self.text(column).parse().ok()
    }
}

/// Reads a time of day, `H:MM:SS`, `HH:MM:SS` or `HH:MM`, up to a week after midnight.
pub(super) fn time_s(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let mut number = |most: u32| {
        let part = parts.next()?.trim();
        let is_short = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_short.then(|| part.parse::<u32>().ok()).flatten().filter(|number| *number <= most)
    };
    let (hours, minutes) = (number(168)?, number(59)?);
    let seconds = if text.matches(':').count() == 1 { 0 } else { number(59)? };
    parts.next().is_none().then_some(hours * 3600 + minutes * 60 + seconds)
}
