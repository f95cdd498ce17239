//! Files → tables: what offices keep, taken as it is, with a trail from every value to its cell.
//!
//! Titles above the header, header rows joined with `/`, units in header brackets, notes and advertisement below the data,
//! columns without a name, numbers typed as text: all of it is found from the file, and what was left out is named.

use std::path::Path;

use crest_model::grid::{self, CsvOptions, Grid, Limits, SheetOptions};
use crest_model::model::FileSpec;
use crest_model::unit::plain_text;
use crest_model::{Diagnostic, Location, Severity, nearest};

use crate::table::{ColumnInfo, Table, Trail};

mod columns;
mod header;
mod layout;
mod records;

/// Formats by the names they go by in `format` and in file names.
const FORMATS: &[(&str, &[&str])] = &[
    ("csv", &["csv", "tsv", "txt", "tab"]),
    ("xlsx", &["xlsx", "xlsm"]),
    ("parquet", &["parquet", "pq"]),
    ("jsonl", &["jsonl", "ndjson"]),
    ("geojson", &["geojson", "json"]),
];

/// Reads the file of a table; `None` with at least one error when it cannot be read.
///
/// Columns hold whole numbers when their name says year or code, numbers when (almost) all filled cells are numbers, else texts.
///
/// - Missing values: blanks, placeholders (— … N/A 空 and their like, and those of [`FileSpec::missing`]), errors of a workbook.
/// - Cost: linear in the cells of the file, which `limits` bound.
///
/// Diagnostics: those of [`grid::read_csv`] and [`grid::read_xlsx`], `C1001`–`C1005`, `C1105`, `C1203`.
pub fn read_file(root: &Path, name: &str, spec: &FileSpec, limits: &Limits) -> (Option<Table>, Vec<Diagnostic>) {
    let extension = spec.path.rsplit('.').next().unwrap_or("").to_lowercase();
    let wanted = spec.format.as_deref().map_or(extension, str::to_lowercase);
    let format = FORMATS.iter().find(|(format, endings)| *format == wanted || endings.contains(&&*wanted));
    let read = match format.map(|(format, _)| *format) {
        Some("csv") => {
            let options = CsvOptions { delimiter: spec.delimiter, encoding: spec.encoding.clone() };
            grid::read_csv(root, &spec.path, &options, limits)
                .and_then(|grid| cut(grid, spec.range.as_deref()))
                .and_then(|grid| from_grid(name, grid, spec))
        }
        Some("xlsx") => {
            let options = SheetOptions { sheet: spec.sheet.clone(), range: spec.range.clone() };
            grid::read_xlsx(root, &spec.path, &options, limits)
                .and_then(|grid| from_grid(name, grid, spec))
                .map_err(|found| with_sheets(root, spec, limits, found))
        }
        Some(format) => {
            grid::read_bytes(root, &spec.path, limits).map_err(|found| vec![found]).and_then(|bytes| match format {
                "parquet" => records::from_parquet(name, &spec.path, &bytes),
                "jsonl" => records::from_json_lines(name, &spec.path, &bytes, limits),
                _ => records::from_geojson(name, &spec.path, &bytes, limits),
            })
        }
        None => Err(vec![
            Diagnostic::error("C1004", format!("`{wanted}` is no format that can be read"))
                .at(Location::file(&spec.path))
                .value(wanted)
                .expected("csv, xlsx, parquet, jsonl or geojson")
                .hint("state it with `format = \"csv\"` where the file name does not say"),
        ]),
    };
    let (table, mut found) = match read {
        Ok(read) => read,
        Err(found) => return (None, found),
    };
    let (table, renaming) = renamed(&table, spec);
    found.extend(renaming);
    let broken = found.iter().any(|d| d.severity == Severity::Error);
    (Some(table).filter(|_| !broken), found)
}

/// A table with what was noticed while reading it, or why it could not be read.
type Read = Result<(Table, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Finds the table in a grid.
fn from_grid(name: &str, mut grid: Grid, spec: &FileSpec) -> Read {
    let mut found = std::mem::take(&mut grid.notes);
    let layout = layout::find(&grid, spec.header_rows).map_err(|one| vec![one])?;
    found.extend(layout.left_out(&grid));
    let (infos, data) = columns::build(&grid, &layout, spec, &mut found);
    let rows = layout.rows.iter().map(|&row| grid.row_number(row)).collect();
    let places = layout.columns.iter().map(|column| grid.column_number(column.position)).collect();
    let trail = Trail::Cells { file: grid.file.clone(), sheet: grid.sheet.clone(), rows, columns: places };
    let table = Table::from_columns(name, infos.into_iter().zip(data).collect()).with_trail(trail);
    Ok((table, found))
}

/// Keeps a range of a delimited file.
fn cut(mut grid: Grid, range: Option<&str>) -> Result<Grid, Vec<Diagnostic>> {
    let Some(text) = range else { return Ok(grid) };
    let Some(range) = grid::parse_range(text) else {
        return Err(vec![
            Diagnostic::error("C0009", format!("`{text}` is no cell range"))
                .at(Location::file(grid.file))
                .value(text)
                .expected("a range such as `A3:F40`, `A:F`, `3:40` or `A3:`"),
        ]);
    };
    let last = (range.bottom as usize).min(grid.rows.len());
    let first = (range.top as usize - 1).min(last);
    grid.rows = grid.rows[first..last]
        .iter()
        .map(|row| {
            let right = (range.right as usize).min(row.len());
            row[(range.left as usize - 1).min(right)..right].to_vec()
        })
        .collect();
    grid.lines = grid.lines.map(|lines| lines[first..last].to_vec());
    grid.first_row = range.top;
    grid.first_column = range.left;
    Ok(grid)
}

/// Names the other sheets where the sheet that was read holds no table.
fn with_sheets(root: &Path, spec: &FileSpec, limits: &Limits, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for one in &mut found {
        if one.code == "C1001"
            && let Ok(names) = grid::sheet_names(root, &spec.path, limits)
            && names.len() > 1
        {
            one.hint = Some(format!("name the sheet with `sheet = …`; the workbook has: {}", names.join(", ")));
        }
    }
    found
}

/// Gives columns the names that `columns` states.
fn renamed(table: &Table, spec: &FileSpec) -> (Table, Vec<Diagnostic>) {
    let mut infos: Vec<ColumnInfo> = table.columns().to_vec();
    let mut found = Vec::new();
    for (new, header) in &spec.columns {
        let Some(column) = table.column_position(header) else {
            let headers = table.columns().iter().map(|column| column.header.as_str());
            let mut missing = Diagnostic::error("C1005", format!("the file `{}` has no column `{header}`", spec.path))
                .at(Location::file(&spec.path))
                .value(header)
                .expected(format!("one of: {}", headers.clone().collect::<Vec<_>>().join(", ")));
            missing.hint = nearest(header, headers).map(|near| format!("did you mean `{near}`?"));
            found.push(missing);
            continue;
        };
        // A column of that name that nobody renamed steps aside.
        if let Some(other) = infos.iter().position(|info| info.name == *new).filter(|other| *other != column) {
            infos[other].name = format!("{new}_2");
        }
        infos[column].name.clone_from(new);
    }
    columns::make_unique(&mut infos);
    let data = (0..infos.len()).map(|column| table.data(column)).collect::<Vec<_>>();
    let trail = table.trail().clone();
    (Table::from_columns(table.name(), infos.into_iter().zip(data).collect()).with_trail(trail), found)
}

/// Brings a name to the form in which names are compared: tidied, without blanks, in lower case.
pub(crate) fn comparable(name: &str) -> String {
    plain_text(name).replace(' ', "").to_lowercase()
}

/// Tells whether a column of that name holds years or codes rather than quantities.
pub(crate) fn names_a_key(name: &str) -> bool {
    const WORDS: &[&str] =
        &["year", "code", "id", "period", "month", "quarter", "adcode", "年月", "城市代码", "省份代码"];
    const ENDINGS: &[&str] = &[
        "年",
        "年份",
        "年度",
        "年度标识",
        "月份",
        "季度",
        "代码",
        "编码",
        "编号",
        "区划码",
        "序号",
        "_year",
        "_code",
        "_id",
    ];
    let name = comparable(name);
    WORDS.contains(&name.as_str()) || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests;
