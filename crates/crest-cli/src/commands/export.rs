//! `crest export`: the tables of the results as files.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use crest::export::{ExportCell, parquet};
use crest_report::tables::{CellValue, FlatTable};

use crate::args::Form;
use crate::context::{Context, Exit, write_file};

/// Writes the results in the chosen form.
pub(crate) fn export(
    context: &mut Context,
    directory: &Path,
    form: Form,
    output: Option<&Path>,
    wanted: &[String],
) -> Result<Exit> {
    let project = context.open(directory)?;
    let (results, exit) = context.run(&project, None)?;
    let Some(results) = results else { return Ok(exit) };
    let mut tables = crest_report::tables::tables(&results);
    for name in wanted {
        if !tables.iter().any(|t| t.name == name) {
            let known: Vec<&str> = tables.iter().map(|t| t.name).collect();
            bail!("there is no table `{name}` among the results; there are: {}", known.join(", "));
        }
    }
    if !wanted.is_empty() {
        tables.retain(|t| wanted.iter().any(|name| name == t.name));
    }
    let usual = directory.join(match form {
        Form::Csv | Form::Parquet => "export",
        Form::Xlsx => "export.xlsx",
        Form::Json => "export.json",
    });
    let output = output.unwrap_or(&usual);
    match form {
        Form::Csv if tables.len() == 1 && output.extension().is_some_and(|e| e == "csv") => {
            write_file(output, crest_report::tables::csv(&tables[0]).as_bytes())?;
        }
        Form::Csv => {
            for table in &tables {
                write_file(&output.join(format!("{}.csv", table.name)), crest_report::tables::csv(table).as_bytes())?;
            }
        }
        Form::Parquet => {
            for table in &tables {
                let bytes = parquet(table.name, &columns(table)).with_context(|| table.name.to_owned())?;
                write_file(&output.join(format!("{}.parquet", table.name)), &bytes)?;
            }
        }
        Form::Xlsx if wanted.is_empty() => {
            write_file(output, &crest_report::workbook(&results, context.lang())?)?;
        }
        Form::Xlsx => bail!("a workbook holds all tables; use csv or parquet with --table"),
        Form::Json if wanted.is_empty() => write_file(output, &serde_json::to_vec_pretty(&results)?)?,
        Form::Json => {
            let chosen: Vec<serde_json::Value> = tables.iter().map(crest_report::tables::json).collect();
            write_file(output, &serde_json::to_vec_pretty(&chosen)?)?;
        }
    }
    let label = context.terminal.say("已写入", "wrote").to_owned();
    context.terminal.note(&format!("{label} {}", output.display()));
    Ok(exit)
}

fn columns(table: &FlatTable) -> Vec<(String, Vec<ExportCell>)> {
    table
        .columns
        .iter()
        .enumerate()
        .map(|(c, column)| {
            let cells = table.rows.iter().map(|row| match &row[c] {
                CellValue::Empty => ExportCell::Missing,
                CellValue::Text(text) => ExportCell::Text(text.clone()),
                CellValue::Number(x) => ExportCell::Number(*x),
                CellValue::Integer(n) => ExportCell::Number(*n as f64),
                CellValue::Boolean(b) => ExportCell::Boolean(*b),
            });
            (column.name.clone(), cells.collect())
        })
        .collect()
}
