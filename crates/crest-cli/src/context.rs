//! What every command has at hand: terminal, options, cancellation; and what several of them do alike.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, bail};
use crest::{Actor, Outcome, Project, RunOptions, Session, SessionError};
use crest_model::model::Scenario;
use crest_model::results::Results;
use crest_model::{Day, Diagnostic, Lang, Severity, render};

use crate::args::{Common, Format, Language};
use crate::progress::Bar;
use crate::terminal::Terminal;

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing to complain about.
    Fine,
    /// The project's files or data have mistakes.
    Findings,
    /// The work could not be done.
    Failure,
    /// Nothing is wrong with the project, but targets call for attention.
    Attention,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::from(0),
            Exit::Findings => Self::from(1),
            Exit::Failure => Self::from(2),
            Exit::Attention => Self::from(3),
        }
    }
}

/// Holds what every command has at hand.
pub(crate) struct Context {
    pub(crate) terminal: Terminal,
    pub(crate) format: Format,
    strict: bool,
    threads: Option<usize>,
    cancel: Arc<AtomicBool>,
    /// True while a run belongs in the history.
    pub(crate) remember: bool,
    /// Who runs, for the audit trail.
    user: String,
}

impl Context {
    /// Reads the common options and the environment, and starts listening to Ctrl-C.
    pub(crate) fn of_process(common: &Common) -> Self {
        let lang = match common.lang {
            Some(Language::Zh) => Lang::Zh,
            Some(Language::En) => Lang::En,
            None => locale(),
        };
        let cancel = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&cancel);
        // Without a handler Ctrl-C ends the process at once, which the store survives as well.
        drop(ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        }));
        Self {
            terminal: Terminal::of_process(lang, common.quiet),
            format: common.format,
            strict: common.strict,
            threads: common.threads,
            cancel,
            remember: false,
            user: common.user.clone().unwrap_or_else(user),
        }
    }

    /// Tells whether programs read the output.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Number of threads asked for.
    pub(crate) fn threads(&self) -> Option<usize> {
        self.threads
    }

    /// Language of output.
    pub(crate) fn lang(&self) -> Lang {
        self.terminal.lang
    }

    /// Opens a project directory.
    pub(crate) fn open(&self, directory: &Path) -> Result<Project> {
        if !directory.join("crest.toml").is_file() {
            let hint = self.terminal.say(
                "该目录没有 crest.toml；用 `crest new 目录 --example toy` 新建一个",
                "it has no crest.toml; make a project with `crest new DIR --example toy`",
            );
            bail!("{}: {hint}", directory.display());
        }
        let root = directory.canonicalize().with_context(|| directory.display().to_string())?;
        Ok(Project::open(&root))
    }

    /// Makes the options of a run that reports to `bar`.
    pub(crate) fn run_options<'a>(&self, bar: &'a Bar) -> RunOptions<'a> {
        RunOptions {
            threads: self.threads,
            cancel: Arc::clone(&self.cancel),
            progress: bar.teller(),
            started: self.remember.then(now),
            actor: self.remember.then(|| Actor { user: self.user.clone(), time: utc(now().parse().unwrap_or(0)) }),
            ..RunOptions::default()
        }
    }

    /// Runs the baseline or a scenario and prints what was found; `None` when there are no results.
    pub(crate) fn run(&mut self, project: &Project, scenario: Option<&Scenario>) -> Result<(Option<Results>, Exit)> {
        let bar = Bar::new(self.terminal.progress);
        let Outcome { results, diagnostics, .. } = crest::run(project, scenario, &self.run_options(&bar))?;
        bar.finish();
        let exit = if results.is_none() { Exit::Findings } else { self.judge(&diagnostics) };
        // What does not stand in the way of the job is only counted here; `check --data` tells it in full.
        let grave = diagnostics.into_iter().filter(|d| exit == Exit::Findings && self.is_grave(d)).collect::<Vec<_>>();
        self.show(&grave, &project.root);
        Ok((results, exit))
    }

    /// Runs the baseline, as known on a day where one is given, and prints what was found; `None` when there are no results.
    pub(crate) fn run_as_of(&mut self, project: &Project, day: Option<Day>) -> Result<(Option<Results>, Exit)> {
        let Some(day) = day else { return self.run(project, None) };
        let bar = Bar::new(self.terminal.progress);
        let Outcome { results, diagnostics, .. } = crest::run_as_of(project, day, &self.run_options(&bar))?;
        bar.finish();
        let exit = if results.is_none() { Exit::Findings } else { self.judge(&diagnostics) };
        let grave = diagnostics.into_iter().filter(|d| exit == Exit::Findings && self.is_grave(d)).collect::<Vec<_>>();
        self.show(&grave, &project.root);
        Ok((results, exit))
    }

    /// Finds a scenario by name or path, printing what is wrong with it.
    pub(crate) fn scenario(&mut self, project: &Project, name: &str) -> Option<Scenario> {
        match project.find_scenario(name) {
            Ok(scenario) => Some(scenario),
            Err(found) => {
                self.show(&found, &project.root);
                None
            }
        }
    }

    /// Finds the scenario that an option names, if it names one; in a broken project there is nothing to find.
    pub(crate) fn scenario_option(
        &mut self,
        project: &Project,
        name: Option<&str>,
    ) -> std::result::Result<Option<Scenario>, Exit> {
        match name.filter(|_| project.model.is_some()) {
            None => Ok(None),
            Some(name) => self.scenario(project, name).map(Some).ok_or(Exit::Findings),
        }
    }

    /// Opens a session and hands it to `work`; prints findings that prevent it.
    pub(crate) fn session(
        &mut self,
        project: &Project,
        work: impl FnOnce(&mut Self, &mut Session<'_>) -> Result<Result<Exit, SessionError>>,
    ) -> Result<Exit> {
        let bar = Bar::new(self.terminal.progress);
        let options = self.run_options(&bar);
        let answered = match Session::open(project, &options) {
            Ok(mut session) => {
                bar.finish();
                work(self, &mut session)?
            }
            Err(error) => Err(error),
        };
        bar.finish();
        match answered {
            Ok(exit) => Ok(exit),
            Err(SessionError::Findings(found)) => {
                self.show(&found, &project.root);
                Ok(Exit::Findings)
            }
            Err(SessionError::Run(error)) => Err(error.into()),
        }
    }

    /// Prints diagnostics: rendered for people, one JSON list for programs (only where the command has no other output).
    pub(crate) fn show(&mut self, diagnostics: &[Diagnostic], root: &Path) {
        let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
        sorted.sort_by_key(|d| std::cmp::Reverse(d.severity));
        if sorted.is_empty() {
            return;
        }
        if self.is_json() {
            if let Ok(text) = serde_json::to_string_pretty(&sorted) {
                self.terminal.error(&text);
            }
            return;
        }
        for diagnostic in sorted {
            let text = render::render(diagnostic, Some(root), self.lang(), self.terminal.colour);
            if diagnostic.severity == Severity::Error {
                self.terminal.error(&text);
            } else {
                self.terminal.note(&text);
            }
        }
    }

    /// Says how the process ends after these findings.
    pub(crate) fn judge(&self, diagnostics: &[Diagnostic]) -> Exit {
        if diagnostics.iter().any(|d| self.is_grave(d)) { Exit::Findings } else { Exit::Fine }
    }

    fn is_grave(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.severity >= if self.strict { Severity::Warning } else { Severity::Error }
    }

    /// Prints data as JSON.
    pub(crate) fn json(&mut self, data: &impl serde::Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(data)?;
        self.terminal.line(&text);
        Ok(())
    }
}

/// Language of the locale.
fn locale() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|value| !value.is_empty()) {
        Some(value) if value.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// Seconds since 1970 as text, for the order of runs in the history.
fn now() -> String {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or_else(|_| String::new(), |elapsed| elapsed.as_secs().to_string())
}

/// Name of the user as the system has it; `unknown` where it has none.
fn user() -> String {
    let names = ["USER", "LOGNAME", "USERNAME"].iter().filter_map(|name| std::env::var(name).ok());
    names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

/// Writes seconds since 1970 as a date and time of the Gregorian calendar in UTC: `2026-11-25T13:30:02Z`.
fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Years that begin in March put the leap day last; 719 468 days lie between March of the year 0 and 1970.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

/// Writes a file beside its place and renames it, so that a reader never sees half of it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let directory = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).with_context(|| directory.display().to_string())?;
    let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
    let unfinished = directory.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = std::fs::write(&unfinished, bytes).and_then(|()| std::fs::rename(&unfinished, path));
    if written.is_err() {
        drop(std::fs::remove_file(&unfinished));
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests;
