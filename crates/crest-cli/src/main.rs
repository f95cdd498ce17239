//! The `crest` command: arguments, terminal, exit codes and the writing of files; everything else is in the library.

mod args;
mod commands;
mod context;
mod progress;
mod terminal;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;

use clap::Parser;

use args::{Arguments, Command};
use context::{Context, Exit};

/// Message of the last panic.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    // Readers of strangers' files catch panics of the libraries below them and say what is wrong with the file, so the
    // message of a panic is kept back until it turns out that nobody caught it.
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut message) = PANIC.lock() {
            *message = panic.to_string();
        }
    }));
    let arguments = Arguments::parse();
    let mut context = Context::of_process(&arguments.common);
    let exit = catch_unwind(AssertUnwindSafe(|| perform(arguments.command, &mut context))).unwrap_or_else(|_| {
        let message = PANIC.lock().map_or_else(|_| String::new(), |message| message.clone());
        context.terminal.error(&format!("internal error, a fault of crest and not of the project: {message}"));
        Exit::Failure
    });
    context.terminal.flush();
    exit.into()
}

/// Carries out one command.
fn perform(command: Command, context: &mut Context) -> Exit {
    let outcome = match command {
        Command::New { dir, example, seed } => commands::new::new(context, &dir, example.as_deref(), seed),
        Command::Check { at, data } => commands::check::check(context, &at.project, data),
        Command::Run { at, scenario, output, no_report } => {
            let report = (!no_report).then_some(output.as_deref());
            commands::run::run(context, &at.project, scenario.as_deref(), report)
        }
        Command::Rank { at, by, within, top } => {
            commands::rank::rank(context, &at.project, by.as_deref(), within.as_deref(), top)
        }
        Command::Certainty { at, place, against, draws, seed, method, vary, top } => {
            let asked = commands::certainty::Asked { place, against, draws, seed, method, vary, top };
            commands::certainty::certainty(context, &at.project, &asked)
        }
        Command::Score { at, scheme, place, year, against, exits, assumed, list, print } => {
            let asked = commands::score::Asked { scheme, place, year, against, exits, assumed, list, print };
            commands::score::score(context, &at.project, &asked)
        }
        Command::LeastChange { place, rank, cost, limit, at_most, ladder, at } => {
            let asked = commands::least_change::Asked { place, rank, cost, limit, at_most, ladder };
            commands::least_change::least_change(context, &at.project, &asked)
        }
        Command::Weights { at, place, ahead, list, others_behind, level, band, any } => {
            let asked = crest::inverse::WeightSetAsked { level, band: (!any).then_some(band) };
            let question = match (&ahead, &list) {
                (Some(two), _) => commands::weights::Question::Pair(&two[0], &two[1]),
                (None, Some(file)) => commands::weights::Question::List(file, others_behind),
                (None, None) => commands::weights::Question::Ranges(place.as_deref()),
            };
            commands::weights::weights(context, &at.project, &question, &asked)
        }
        Command::Explain { subject, node, period, at } => {
            commands::explain::explain(context, &at.project, &subject, node.as_deref(), period.as_deref())
        }
        Command::Whatif { project, scenario, set, weight, method } => {
            let changes = commands::whatif::Changes { set, weight, method };
            commands::whatif::whatif(context, &project, scenario.as_deref(), &changes)
        }
        Command::Diff { before, after, words, at } => {
            commands::diff::diff(context, &at.project, &before, &after, words)
        }
        Command::Status { at, day, all, output } => {
            commands::status::status(context, &at.project, day.as_deref(), all, output.as_deref())
        }
        Command::Audit { at, expect, of } => {
            commands::audit::audit(context, &at.project, expect.as_deref(), of.as_deref())
        }
        Command::Export { form, at, output, table } => {
            commands::export::export(context, &at.project, form, output.as_deref(), &table)
        }
        Command::Tables { at, show, rows, kernels } => {
            commands::tables::tables(context, &at.project, show.as_deref(), rows, kernels)
        }
        Command::Reach { what } => commands::reach::reach(context, what),
        Command::Sql { query, at } => commands::sql::sql(context, &at.project, &query),
        Command::Report { at, output, scenario } => {
            commands::report::report(context, &at.project, output.as_deref(), scenario.as_deref())
        }
        Command::Rules { asked } => commands::rules::rules(context, asked),
        Command::Clean { at, keep } => commands::clean::clean(context, &at.project, keep),
        Command::Completions { shell } => commands::completions::completions(context, shell),
    };
    outcome.unwrap_or_else(|error| {
        let label = context.terminal.say("失败", "failed").to_owned();
        context.terminal.error(&format!("{label}: {error:#}"));
        Exit::Failure
    })
}
