//! `crest check`: every mistake of a project at once.

use std::path::Path;

use anyhow::Result;
use crest_model::{Diagnostic, Severity};

use crate::context::{Context, Exit};
use crate::progress::Bar;

/// Checks the files, and with `data` also what they hold.
pub(crate) fn check(context: &mut Context, directory: &Path, data: bool) -> Result<Exit> {
    let project = context.open(directory)?;
    let diagnostics: Vec<Diagnostic> = if data && project.model.is_some() {
        let bar = Bar::new(context.terminal.progress);
        let outcome = crest::run(&project, None, &context.run_options(&bar))?;
        bar.finish();
        outcome.diagnostics
    } else {
        project.diagnostics.clone()
    };
    if context.is_json() {
        context.json(&diagnostics)?;
    } else {
        context.show(&diagnostics, &project.root);
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
        let line = match context.lang() {
            crest_model::Lang::Zh => format!("{errors} 个错误，{warnings} 个警告，{notes} 条提示"),
            crest_model::Lang::En => {
                let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
                format!("{}, {}, {}", plural(errors, "error"), plural(warnings, "warning"), plural(notes, "note"))
            }
        };
        context.terminal.line(&line);
    }
    Ok(context.judge(&diagnostics))
}
