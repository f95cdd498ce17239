//! Runs other programs, after saying which.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Describes a program to run: its words and the environment it gets on top of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    words: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Invocation {
    /// Makes one from words parted by blanks.
    pub(crate) fn new(words: &str) -> Self {
        Self { words: words.split_whitespace().map(str::to_owned).collect(), environment: Vec::new() }
    }

    /// Adds one word, kept whole.
    pub(crate) fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// Adds several words.
    pub(crate) fn words<I: IntoIterator<Item = S>, S: Into<String>>(mut self, words: I) -> Self {
        self.words.extend(words.into_iter().map(Into::into));
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Returns the line a reader would type into a shell for the same effect.
    pub(crate) fn shown(&self) -> String {
        let quoted = |word: &str| if word.contains(' ') { format!("'{word}'") } else { word.to_owned() };
        let variables = self.environment.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
        variables.chain(self.words.iter().map(|word| quoted(word))).collect::<Vec<_>>().join(" ")
    }

    /// Runs it in `directory` with our terminal and tells whether it succeeded.
    ///
    /// # Errors
    /// If the program cannot be started.
    pub(crate) fn run(&self, directory: &Path) -> Result<bool> {
        println!("$ {}", self.shown());
        let status = self.command(directory).status().with_context(|| format!("cannot start `{}`", self.shown()))?;
        Ok(status.success())
    }

    /// Runs it in `directory` and returns what it wrote to its standard output.
    ///
    /// # Errors
    /// If the program cannot be started, fails, or writes anything but UTF-8.
    pub(crate) fn output(&self, directory: &Path) -> Result<String> {
        let output = self
            .command(directory)
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot start `{}`", self.shown()))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`{}` failed: {}", self.shown(), errors.trim());
        String::from_utf8(output.stdout).with_context(|| format!("`{}` wrote no UTF-8", self.shown()))
    }

    fn command(&self, directory: &Path) -> Command {
        let (program, arguments) = self.words.split_first().expect("an invocation has a program");
        let mut command = Command::new(program);
        command.args(arguments).current_dir(directory);
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }
}

#[cfg(test)]
mod tests;
