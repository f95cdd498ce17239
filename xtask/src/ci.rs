//! Every check in the order in which a mistake is found soonest, each timed.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::command::Invocation;
use crate::workspace::Workspace;
use crate::{licences, tidy, tools};

/// Crates that build without the SQL engine; what `--fast` lints and tests.
const LIGHT: &[&str] =
    &["crest-index", "crest-model", "crest-plan", "crest-reach", "crest-report", "crest-rules", "xtask"];

/// Holds the options of `cargo xtask ci`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Options {
    /// Leave out the crates on top of the SQL engine, and the documentation.
    fast: bool,
    /// Run the steps after a failed one too.
    keep_going: bool,
}

impl Options {
    /// Reads the arguments after `ci`.
    pub(crate) fn read(arguments: &[String]) -> Result<Self> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--fast" => options.fast = true,
                "--keep-going" => options.keep_going = true,
                other => bail!("`ci` has no option `{other}`; it has --fast and --keep-going"),
            }
        }
        Ok(options)
    }
}

/// Names what a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Command(Invocation),
    Tools,
    Tidy,
    Licences,
}

/// Records how a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// Runs the steps and prints a table of durations; the answer tells whether all passed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool> {
    let nextest = Invocation::new("cargo nextest --version").output(&workspace.root).is_ok();
    let mut report: Vec<(&str, Outcome, Duration)> = Vec::new();
    for (name, step) in steps(options.fast, nextest) {
        let failed = report.iter().any(|(_, outcome, _)| *outcome == Outcome::Failed);
        if failed && !options.keep_going {
            report.push((name, Outcome::Skipped, Duration::ZERO));
            continue;
        }
        println!("\n── {name}");
        let start = Instant::now();
        let passed = match step {
            Step::Command(invocation) => invocation.run(&workspace.root),
            Step::Tools => tools::run(workspace),
            Step::Tidy => tidy::run(workspace),
            Step::Licences => licences::run(workspace),
        };
        let passed = passed.unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            false
        });
        report.push((name, if passed { Outcome::Passed } else { Outcome::Failed }, start.elapsed()));
    }
    print!("\n{}", table(&report));
    Ok(report.iter().all(|(_, outcome, _)| *outcome == Outcome::Passed))
}

/// Lists the steps: what is quick to check comes first.
fn steps(fast: bool, nextest: bool) -> Vec<(&'static str, Step)> {
    let scope = || -> Vec<String> {
        if fast {
            LIGHT.iter().map(|name| format!("--package={name}")).collect()
        } else {
            vec!["--workspace".to_owned()]
        }
    };
    let cargo = |words: &str| Invocation::new(words).words(scope());
    // `cargo test` runs the examples in the documentation too; nextest does not.
    let tests = if nextest {
        vec![
            ("tests", cargo("cargo nextest run --locked --no-fail-fast")),
            ("examples in the documentation", cargo("cargo test --locked --doc")),
        ]
    } else {
        vec![("tests", cargo("cargo test --locked --no-fail-fast"))]
    };
    let mut steps = vec![
        // The solver's build stops late and cryptically without them.
        ("tools", Step::Tools),
        // Downloads what is not on the machine yet; later steps are offline.
        ("dependencies", Step::Command(Invocation::new("cargo fetch --locked"))),
        ("format", Step::Command(Invocation::new("cargo fmt --all --check"))),
        ("tidy", Step::Tidy),
        ("licences", Step::Licences),
        ("lints", Step::Command(cargo("cargo clippy --locked --all-targets").words(["--", "-D", "warnings"]))),
    ];
    steps.extend(tests.into_iter().map(|(name, invocation)| (name, Step::Command(invocation))));
    if !fast {
        let documentation = cargo("cargo doc --locked --no-deps").with("RUSTDOCFLAGS", "-D warnings");
        steps.push(("documentation", Step::Command(documentation)));
    }
    steps
}

/// Writes the table of steps, outcomes and durations.
fn table(report: &[(&str, Outcome, Duration)]) -> String {
    let width = report.iter().map(|(name, _, _)| name.len()).max().unwrap_or(0);
    let row =
        |name: &str, outcome: &str, duration: Duration| format!("{name:width$}  {outcome:7}  {}\n", shown(duration));
    let mut text = String::new();
    for (name, outcome, duration) in report {
        text += &match outcome {
            Outcome::Passed => row(name, "passed", *duration),
            Outcome::Failed => row(name, "FAILED", *duration),
            Outcome::Skipped => format!("{name:width$}  not run\n"),
        };
    }
    text + &row("total", "", report.iter().map(|(_, _, duration)| *duration).sum())
}

/// Shows a duration in minutes and seconds.
fn shown(duration: Duration) -> String {
    let tenths = duration.as_millis() / 100;
    format!("{:3} min {:2}.{} s", tenths / 600, tenths % 600 / 10, tenths % 10)
}

#[cfg(test)]
mod tests;
