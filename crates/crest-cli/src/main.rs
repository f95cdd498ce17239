//! The `crest` command: arguments, terminal, exit codes and the writing of files; everything else is in the library.

mod args;
mod commands;
mod context;
mod progress;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use context::{Context, Exit};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut context = Context::of_process(&arguments.common);
    let outcome = match arguments.command {
        Command::New { dir, example, seed } => commands::new::new(&mut context, &dir, example.as_deref(), seed),
        Command::Check { at, data } => commands::check::check(&mut context, &at.project, data),
        Command::Run { at, scenario, output, no_report } => {
            let report = (!no_report).then_some(output.as_deref());
            commands::run::run(&mut context, &at.project, scenario.as_deref(), report)
        }
        Command::Rank { at, by, within, top } => {
            commands::rank::rank(&mut context, &at.project, by.as_deref(), within.as_deref(), top)
        }
        Command::Explain { subject, node, period, at } => {
            commands::explain::explain(&mut context, &at.project, &subject, node.as_deref(), period.as_deref())
        }
        Command::Whatif { project, scenario, set, weight, method } => {
            let changes = commands::whatif::Changes { set, weight, method };
            commands::whatif::whatif(&mut context, &project, scenario.as_deref(), &changes)
        }
        Command::Diff { before, after, at } => commands::diff::diff(&mut context, &at.project, &before, &after),
        Command::Export { form, at, output, table } => {
            commands::export::export(&mut context, &at.project, form, output.as_deref(), &table)
        }
        Command::Tables { at, show, rows, kernels } => {
            commands::tables::tables(&mut context, &at.project, show.as_deref(), rows, kernels)
        }
        Command::Sql { query, at } => commands::sql::sql(&mut context, &at.project, &query),
        Command::Report { at, output, scenario } => {
            commands::report::report(&mut context, &at.project, output.as_deref(), scenario.as_deref())
        }
        Command::Clean { at, keep } => commands::clean::clean(&mut context, &at.project, keep),
        Command::Completions { shell } => commands::completions::completions(&mut context, shell),
    };
    let exit = outcome.unwrap_or_else(|error| {
        let label = context.terminal.say("失败", "failed").to_owned();
        context.terminal.error(&format!("{label}: {error:#}"));
        Exit::Failure
    });
    context.terminal.flush();
    exit.into()
}
