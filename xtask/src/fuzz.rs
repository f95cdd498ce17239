//! Fuzzing of every reader of foreign bytes, in bounded memory and time.

use anyhow::{Context, Result, bail, ensure};

use crate::command::Invocation;
use crate::workspace::Workspace;

/// Seconds per target unless told.
const SECONDS: u64 = 60;

/// Bounds for one input: resident memory and single allocation in MiB, time in seconds.
const BOUNDS: &[&str] = &["-rss_limit_mb=512", "-malloc_limit_mb=256", "-timeout=10"];

/// Longest input in bytes, where the usual 4,096 are too few.
const LONGEST: &[(&str, u32)] = &[("csv_grid", 16 << 10), ("toml_model", 16 << 10), ("xlsx_grid", 32 << 10)];

/// Memory that looks like a disk; drives write the files of an input there if it exists.
const FAST_FOLDER: &str = "/dev/shm";

/// Holds the options of `cargo xtask fuzz`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Target; `None` = all.
    target: Option<String>,
    /// Time for each target.
    seconds: u64,
}

impl Options {
    /// Reads the arguments after `fuzz`.
    pub(crate) fn read(arguments: &[String]) -> Result<Self> {
        let mut options = Self { target: None, seconds: SECONDS };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if argument == "--seconds" {
                let value = rest.next().context("`--seconds` needs a number")?;
                options.seconds = value.parse().with_context(|| format!("`{value}` is no number of seconds"))?;
            } else if argument.starts_with('-') || options.target.is_some() {
                bail!("`fuzz` takes one target and --seconds, not `{argument}`");
            } else {
                options.target = Some(argument.clone());
            }
        }
        Ok(options)
    }
}

/// Runs one target, or each in turn until one finds a fault.
///
/// # Errors
/// If cargo-fuzz is not installed, or there is no target of this name.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool> {
    let installed = Invocation::new("cargo fuzz --version").output(&workspace.root).is_ok();
    ensure!(installed, "cargo-fuzz is not installed; `cargo install cargo-fuzz` brings it");
    let mut targets = targets(workspace)?;
    if let Some(wanted) = &options.target {
        ensure!(targets.contains(wanted), "`{wanted}` is no target; there are {}", targets.join(", "));
        targets.retain(|target| target == wanted);
    }
    for target in targets {
        // New inputs go to the first folder, which git ignores; the second holds the kept ones.
        let found = format!("fuzz/corpus-run/{target}");
        std::fs::create_dir_all(workspace.path(&found)).with_context(|| format!("cannot make {found}"))?;
        let dictionary = format!("fuzz/dictionaries/{target}.dict");
        let dictionary = workspace.path(&dictionary).is_file().then(|| format!("-dict={dictionary}"));
        let mut invocation = invocation(&target, &found, options.seconds, dictionary);
        if std::path::Path::new(FAST_FOLDER).is_dir() {
            invocation = invocation.with("TMPDIR", FAST_FOLDER);
        }
        if !invocation.run(&workspace.root)? {
            println!("fuzz: {target} found a fault; the input is under fuzz/artifacts/{target}");
            return Ok(false);
        }
    }
    Ok(true)
}

/// Builds the call of one target. Sanitisers need unstable flags, which the stable compiler takes under `RUSTC_BOOTSTRAP`.
fn invocation(target: &str, found: &str, seconds: u64, dictionary: Option<String>) -> Invocation {
    let longest = LONGEST.iter().find(|(name, _)| *name == target).map(|(_, bytes)| format!("-max_len={bytes}"));
    Invocation::new("cargo fuzz run --fuzz-dir fuzz")
        .with("RUSTC_BOOTSTRAP", "1")
        .words([target, found])
        .word(format!("fuzz/corpus/{target}"))
        .word("--")
        .word(format!("-max_total_time={seconds}"))
        .words(BOUNDS.iter().copied())
        .words(longest)
        .words(dictionary)
}

/// Names the fuzz targets, in order.
fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = workspace.path("fuzz/fuzz_targets");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut targets = Vec::new();
    for entry in entries {
        let name = entry.context("cannot list the fuzz targets")?.file_name();
        targets.extend(name.to_str().and_then(|name| name.strip_suffix(".rs")).map(str::to_owned));
    }
    targets.sort();
    Ok(targets)
}

#[cfg(test)]
mod tests;
