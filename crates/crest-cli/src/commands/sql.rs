//! `crest sql`: a query over the tables of a project.

use std::path::Path;

use anyhow::Result;

use crate::commands::tables::print;
use crate::context::{Context, Exit};

/// Runs a query and prints its rows.
pub(crate) fn sql(context: &mut Context, directory: &Path, query: &str) -> Result<Exit> {
    let project = context.open(directory)?;
    context.session(&project, |context, session| match session.query(query) {
        Ok(table) => {
            print(context, &table, usize::MAX)?;
            Ok(Ok(Exit::Fine))
        }
        Err(error) => Ok(Err(error)),
    })
}
