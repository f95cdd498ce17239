//! `crest reach access`: a measure of accessibility over a matrix that is there already.

use std::path::Path;

use anyhow::Result;
use crest::Table;
use crest::reach::{
    AccessAsked, Cutoff, Figures, Measure, SourceFile, access as compute, read_decay, read_times, table_csv,
};
use crest_model::Diagnostic;

use super::Found;
use crate::args::reach::{self, Access};
use crate::context::{Context, Exit, write_file};

/// Computes a measure and prints or writes its table.
pub(super) fn access(context: &mut Context, asked: &Access) -> Result<Found<Exit>> {
    let measure = measure_of(asked.measure);
    let file = |path: &Path| -> Result<SourceFile> { Ok(SourceFile::load(path)?) };
    let points = file(&asked.points)?;
    let to_points = asked.to_points.as_deref().map(file).transpose()?;
    let matrix = asked.matrix.as_deref().map(file).transpose()?;
    let of_file = asked.of_file.as_deref().map(file).transpose()?;
    let files = Files { points, to_points, matrix, of_file };
    let table = match computed(measure, asked, &files) {
        Ok((table, notes)) => {
            context.show(&notes, Path::new("."));
            table
        }
        Err(found) => return Ok(Err(found)),
    };
    hand_over(context, &table, asked.output.as_deref())?;
    Ok(Ok(Exit::Fine))
}

/// Writes a table to a file, or prints it.
pub(super) fn hand_over(context: &mut Context, table: &Table, output: Option<&Path>) -> Result<()> {
    let Some(path) = output else { return print(context, table) };
    write_file(path, table_csv(table).as_bytes())?;
    let line = format!("{} {}", context.terminal.say("已写入", "written:"), path.display());
    context.terminal.note(&line);
    Ok(())
}

/// Files that the command names.
struct Files {
    points: SourceFile,
    to_points: Option<SourceFile>,
    matrix: Option<SourceFile>,
    of_file: Option<SourceFile>,
}

fn computed(measure: Measure, asked: &Access, files: &Files) -> Found<(Table, Vec<Diagnostic>)> {
    let figures = |file: &SourceFile| Figures::read(&file.name, &file.bytes);
    let from = figures(&files.points)?;
    let to = files.to_points.as_ref().map(figures).transpose()?;
    let measured = files.of_file.as_ref().map(figures).transpose()?;
    let to = to.as_ref().unwrap_or(&from);
    let read = |file: &SourceFile| read_times(&file.name, &file.bytes, asked.times.as_deref(), &from.ids, &to.ids);
    let times = files.matrix.as_ref().map(read).transpose()?;
    let mut notes = Vec::new();
    let mut counts = |figures: &Figures, column: Option<&String>| -> Found<Option<Vec<f64>>> {
        let Some(name) = column else { return Ok(None) };
        let cells = figures.numbers(name)?;
        let n_missing = cells.iter().filter(|cell| cell.is_none()).count();
        if n_missing > 0 {
            let message = format!("{n_missing} of {} cells in column `{name}` are empty and count as 0", cells.len());
            notes.push(Diagnostic::warning("C1716", message));
        }
        Ok(Some(cells.into_iter().map(|cell| cell.unwrap_or(0.0)).collect()))
    };
    let opportunities = counts(to, asked.opportunities.as_ref())?;
    let population = counts(&from, asked.population.as_ref())?;
    let existing = counts(to, asked.existing.as_ref())?.unwrap_or_default();
    let cutoff = |minutes: &f64| if asked.inclusive { Cutoff::UpTo(*minutes) } else { Cutoff::Below(*minutes) };
    let decay = asked.decay.as_deref().map(|name| read_decay(name, &asked.parameters, asked.inclusive));
    let given = AccessAsked {
        times: times.as_ref(),
        from: &from.ids,
        to: &to.ids,
        opportunities,
        population,
        income: asked.income.as_deref().map(|name| from.numbers(name)).transpose()?,
        groups: asked.groups.as_deref().map(|name| from.texts(name)).transpose()?,
        of: match (&measured, asked.of.as_deref()) {
            (_, None) => None,
            (None, Some(name)) => Some(from.numbers(name)?),
            (Some(measured), Some(name)) => Some(measured.numbers_of(name, &from.ids)?),
        },
        cutoffs: asked.cutoffs.iter().map(cutoff).collect(),
        decay: decay.transpose().map_err(|found| vec![found])?,
        k: asked.k,
        n_sites: asked.sites,
        existing: (0..existing.len()).filter(|site| existing[*site] != 0.0).collect(),
        line: asked.line,
        tau_minutes: asked.tau,
    };
    Ok((compute(measure, &given).map_err(|found| vec![found])?, notes))
}

fn measure_of(measure: reach::Measure) -> Measure {
    match measure {
        reach::Measure::Cumulative => Measure::Cumulative,
        reach::Measure::Gravity => Measure::Gravity,
        reach::Measure::TwoStep => Measure::TwoStep,
        reach::Measure::EnhancedTwoStep => Measure::EnhancedTwoStep,
        reach::Measure::ThreeStep => Measure::ThreeStep,
        reach::Measure::Bfca => Measure::Balanced,
        reach::Measure::Raam => Measure::Raam,
        reach::Measure::Availability => Measure::Availability,
        reach::Measure::DoublyConstrained => Measure::DoublyConstrained,
        reach::Measure::Marginal => Measure::Marginal,
        reach::Measure::MarginalTwoStep => Measure::MarginalTwoStep,
        reach::Measure::MarginalThreeStep => Measure::MarginalThreeStep,
        reach::Measure::MarginalBfca => Measure::MarginalBalanced,
        reach::Measure::Nearest => Measure::Nearest,
        reach::Measure::Balancing => Measure::Balancing,
        reach::Measure::Gini => Measure::Gini,
        reach::Measure::Lorenz => Measure::Lorenz,
        reach::Measure::Palma => Measure::Palma,
        reach::Measure::Theil => Measure::Theil,
        reach::Measure::Concentration => Measure::Concentration,
        reach::Measure::Poverty => Measure::Poverty,
        reach::Measure::Lscp => Measure::Lscp,
        reach::Measure::Mclp => Measure::Mclp,
        reach::Measure::PMedian => Measure::PMedian,
        reach::Measure::PCentre => Measure::PCentre,
    }
}

/// Prints a table, numbers with six digits; as JSON in full.
fn print(context: &mut Context, table: &Table) -> Result<()> {
    let cells = |row: usize| (0..table.columns().len()).map(move |column| (column, table.text(column, row)));
    if context.is_json() {
        let object = |row: usize| -> serde_json::Map<String, serde_json::Value> {
            cells(row)
                .map(|(column, text)| {
                    let value = match table.number(column, row) {
                        Some(number) if table.is_numeric(column) => number.into(),
                        _ => text.map_or(serde_json::Value::Null, serde_json::Value::from),
                    };
                    (table.columns()[column].name.clone(), value)
                })
                .collect()
        };
        return context.json(&(0..table.n_rows()).map(object).collect::<Vec<_>>());
    }
    let header: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
    let shown = |(column, text): (usize, Option<String>), row: usize| match table.number(column, row) {
        Some(number) if table.is_numeric(column) => crate::terminal::significant(number, 6),
        _ => text.unwrap_or_else(|| "—".to_owned()),
    };
    let rows: Vec<Vec<String>> =
        (0..table.n_rows()).map(|row| cells(row).map(|cell| shown(cell, row)).collect()).collect();
    context.terminal.table(&header, &rows);
    Ok(())
}
