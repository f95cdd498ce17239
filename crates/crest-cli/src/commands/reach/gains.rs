//! `crest reach gains`: who gains and who loses between two tables of one measure.

use anyhow::Result;
use crest::Table;
use crest::reach::{Figures, GainsAsked, SourceFile, gains_table};

use super::{Found, access};
use crate::args::reach::Gains;
use crate::context::{Context, Exit};

/// Compares two tables and prints or writes the sums of people.
pub(super) fn gains(context: &mut Context, asked: &Gains) -> Result<Found<Exit>> {
    let file = |path| -> Result<SourceFile> { Ok(SourceFile::load(path)?) };
    let files = [file(&asked.before)?, file(&asked.after)?, file(&asked.points)?];
    let table = match computed(asked, &files) {
        Ok(table) => table,
        Err(found) => return Ok(Err(found)),
    };
    access::hand_over(context, &table, asked.output.as_deref())?;
    Ok(Ok(Exit::Fine))
}

fn computed(asked: &Gains, files: &[SourceFile; 3]) -> Found<Table> {
    let figures = |file: &SourceFile| Figures::read(&file.name, &file.bytes);
    let (before, after, points) = (figures(&files[0])?, figures(&files[1])?, figures(&files[2])?);
    let people = points.numbers(&asked.population)?;
    let people: Vec<f64> = people.into_iter().map(|own| own.unwrap_or(0.0)).collect();
    let groups = asked.groups.as_deref().map(|name| points.texts(name)).transpose()?;
    gains_table(&GainsAsked {
        before: &before.numbers_of(&asked.of, &points.ids)?,
        after: &after.numbers_of(&asked.of, &points.ids)?,
        people: &people,
        groups: groups.as_deref(),
        is_less_better: asked.less_is_better,
        resolution: asked.resolution,
    })
    .map_err(|found| vec![found])
}
