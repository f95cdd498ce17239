//! `crest report`: one HTML file, or a workbook.

use std::path::Path;

use anyhow::{Result, bail};

use crate::context::{Context, Exit, write_file};

/// Writes the report of the baseline or of a scenario.
pub(crate) fn report(
    context: &mut Context,
    directory: &Path,
    output: Option<&Path>,
    scenario: Option<&str>,
) -> Result<Exit> {
    let project = context.open(directory)?;
    let Ok(scenario) = context.scenario_option(&project, scenario) else { return Ok(Exit::Findings) };
    let usual = directory.join("report.html");
    let output = output.unwrap_or(&usual);
    let kind = output.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    if !["html", "htm", "xlsx"].contains(&kind.as_str()) {
        bail!("{}: expected a file that ends in .html or .xlsx", output.display());
    }
    context.remember = true;
    let (results, exit) = context.run(&project, scenario.as_ref())?;
    let Some(results) = results else { return Ok(exit) };
    let lang = context.lang();
    if kind == "xlsx" {
        write_file(output, &crest_report::workbook(&results, lang)?)?;
    } else {
        write_file(
            output,
            crest_report::page(&results, &crest_report::PageOptions { lang, ..crest_report::PageOptions::default() })
                .as_bytes(),
        )?;
    }
    let label = context.terminal.say("报告", "report").to_owned();
    context.terminal.note(&format!("{label}: {}", output.display()));
    Ok(exit)
}
