//! The chores of the project behind `cargo xtask`: what a tool can check is not discussed in review.
#![expect(clippy::print_stdout, reason = "a command line program speaks to its user")]

mod bench;
mod ci;
mod command;
mod crest;
mod fuzz;
mod licences;
mod spdx;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const USAGE: &str = "\
cargo xtask COMMAND

  crest [ARGS]                   what the build needs, then the program itself: cargo xtask crest run examples/guangzhou
  ci [--fast] [--keep-going]     every check, as continuous integration runs it; --fast leaves out the crates on top of the SQL engine
  tools                          cmake, make, a C++ compiler and libclang: found, installed by apt-get, or named
  tidy                           crate edges, file heads and lengths, names, glossary, links, leftovers, generated files
  licences                       licence of every dependency against the allow list; one version of arrow
  generate                       write the generated files (JSON Schemas, reference of diagnostics)
  fuzz [TARGET] [--seconds N]    run one fuzz target, or each in turn; 60 seconds each unless told
  bench [CRATE] [-- ARGS]        run the benches
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs one command and gives the exit code: 0 if everything checked was in order, 1 if not, or that of the program.
fn run(arguments: &[String]) -> Result<ExitCode> {
    let (command, rest) = arguments.split_first().map_or(("help", &[][..]), |(first, rest)| (first.as_str(), rest));
    if command == "crest" {
        return crest::run(&Workspace::find()?, rest);
    }
    check(command, rest).map(|passed| if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a command of the tree's own; the answer tells whether everything checked was in order.
fn check(command: &str, rest: &[String]) -> Result<bool> {
    match command {
        "ci" => ci::run(&Workspace::find()?, &ci::Options::read(rest)?),
        "tools" => only(rest, &[]).and_then(|()| tools::run(&Workspace::find()?)),
        "tidy" => only(rest, &[]).and_then(|()| tidy::run(&Workspace::find()?)),
        "licences" | "licenses" => only(rest, &[]).and_then(|()| licences::run(&Workspace::find()?)),
        "generate" => only(rest, &[]).and_then(|()| tidy::generated::write(&Workspace::find()?)),
        "fuzz" => fuzz::run(&Workspace::find()?, &fuzz::Options::read(rest)?),
        "bench" => bench::run(&Workspace::find()?, rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(true)
        }
        other => bail!("`{other}` is no command\n\n{USAGE}"),
    }
}

/// Refuses arguments that a command does not know.
fn only(arguments: &[String], known: &[&str]) -> Result<()> {
    match arguments.iter().find(|argument| !known.contains(&argument.as_str())) {
        Some(unknown) => bail!("`{unknown}` is no option here\n\n{USAGE}"),
        None => Ok(()),
    }
}
