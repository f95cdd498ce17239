//! `crest tables`: the tables of a project, the rows of one, and the kernels a table may name.

use std::path::Path;

use anyhow::{Result, bail};
use crest::Table;

use crate::context::{Context, Exit};

/// Lists tables, prints one, or lists kernels.
pub(crate) fn tables(
    context: &mut Context,
    directory: &Path,
    show: Option<&str>,
    rows: usize,
    kernels: bool,
) -> Result<Exit> {
    if kernels {
        return list_kernels(context);
    }
    let project = context.open(directory)?;
    context.session(&project, |context, session| {
        if let Some(name) = show {
            let tables = match session.tables() {
                Ok(tables) => tables,
                Err(error) => return Ok(Err(error)),
            };
            let Some(table) = tables.iter().find(|t| t.name() == name) else {
                let near = crest_model::nearest(name, tables.iter().map(Table::name));
                let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                bail!("the project has no table `{name}`{hint}");
            };
            print(context, table, rows)?;
            return Ok(Ok(Exit::Fine));
        }
        let infos = &session.results.tables;
        if context.is_json() {
            context.json(infos)?;
            return Ok(Ok(Exit::Fine));
        }
        let header: Vec<String> = ["table", "kind", "from", "inputs", "rows", "columns"].map(String::from).to_vec();
        let lines: Vec<Vec<String>> = infos
            .iter()
            .map(|t| {
                vec![
                    t.name.clone(),
                    t.kind.clone(),
                    t.from.clone(),
                    t.inputs.join(", "),
                    t.rows.to_string(),
                    t.columns.len().to_string(),
                ]
            })
            .collect();
        context.terminal.table(&header, &lines);
        Ok(Ok(Exit::Fine))
    })
}

fn list_kernels(context: &mut Context) -> Result<Exit> {
    let lang = context.lang();
    let registry = crest::Registry::shipped();
    if context.is_json() {
        let list: Vec<serde_json::Value> = registry
            .iter()
            .map(|k| {
                let parameters: Vec<_> =
                    k.parameters.iter().map(|p| serde_json::json!({ "name": p.name, "meaning": p.meaning })).collect();
                serde_json::json!({ "name": k.name, "version": k.version, "summary": k.summary, "inputs": k.inputs, "parameters": parameters })
            })
            .collect();
        context.json(&list)?;
        return Ok(Exit::Fine);
    }
    for kernel in registry.iter() {
        context.terminal.line(&format!("{}  {}", kernel.name, kernel.summary.show(lang)));
        context.terminal.line(&format!("    inputs: {}", kernel.inputs.join(", ")));
        for parameter in kernel.parameters {
            context.terminal.line(&format!("    {}: {}", parameter.name, parameter.meaning));
        }
    }
    Ok(Exit::Fine)
}

/// Prints the first rows of a table.
pub(crate) fn print(context: &mut Context, table: &Table, rows: usize) -> Result<()> {
    let shown = table.n_rows().min(rows);
    let cell = |c: usize, r: usize| table.text(c, r).unwrap_or_default();
    if context.is_json() {
        let list: Vec<serde_json::Map<String, serde_json::Value>> = (0..shown)
            .map(|r| {
                let fields = table.columns().iter().enumerate().map(|(c, info)| {
                    let value = match table.number(c, r) {
                        Some(x) if table.is_numeric(c) => serde_json::json!(x),
                        _ => table.text(c, r).map_or(serde_json::Value::Null, serde_json::Value::String),
                    };
                    (info.name.clone(), value)
                });
                fields.collect()
            })
            .collect();
        return context.json(&list);
    }
    let header: Vec<String> = table
        .columns()
        .iter()
        .map(|c| c.unit.as_ref().map_or_else(|| c.name.clone(), |unit| format!("{} ({})", c.name, unit.written)))
        .collect();
    let lines: Vec<Vec<String>> = (0..shown).map(|r| (0..header.len()).map(|c| cell(c, r)).collect()).collect();
    context.terminal.table(&header, &lines);
    if table.n_rows() > shown {
        let more = table.n_rows() - shown;
        context.terminal.note(&format!("… {more}"));
    }
    Ok(())
}
