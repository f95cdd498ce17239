//! The sessions shown in the documentation, run with the real command: what a page shows is what the program prints.
//!
//! Every block fenced as `console` in the two READMEs and in the guide is run, the blocks of a page in order, in one fresh
//! directory per page that holds a copy of `examples/`. Lines that begin with `$ ` are commands, `> ` continues one, all
//! others are output (standard output and error together). A line that is `…` alone stands for any number of lines.
//! Pages whose name ends in `.zh.md` are run under a Chinese locale. With `CREST_UPDATE_DOCS=1` the blocks are rewritten.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]
#![cfg(unix)]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Line that stands for any number of lines.
const ELISION: &str = "…";
/// What pages show for the directory in which their sessions are run.
const HOME: &str = "/projects";

/// Holds one command of a session and what the page shows as its output.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    /// Line of the page on which the command begins, from 1.
    line: usize,
    /// The command as shown, with `$ ` and `> `.
    shown: Vec<String>,
    /// The output as shown.
    output: Vec<String>,
}

impl Step {
    fn command(&self) -> String {
        let stripped = self.shown.iter().map(|line| line[1..].strip_prefix(' ').unwrap_or(&line[1..]));
        stripped.collect::<Vec<_>>().join("\n")
    }
}

/// Holds a stretch of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A line of text, fences included.
    Line(String),
    /// A command with its output.
    Step(Step),
}

/// Splits a page into lines and steps; refuses sessions that would not be checked.
fn parts(page: &str) -> Result<Vec<Part>, String> {
    let mut parts: Vec<Part> = Vec::new();
    let mut fence: Option<(usize, bool)> = None;
    let mut in_command = false;
    for (i, line) in page.lines().enumerate() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        let text = || Part::Line(line.to_owned());
        match fence {
            None => {
                if ticks >= 3 {
                    fence = Some((ticks, line[ticks..].trim() == "console"));
                }
                parts.push(text());
            }
            Some((opened, _)) if ticks >= opened && line[ticks..].trim().is_empty() => {
                fence = None;
                parts.push(text());
            }
            Some((_, false)) if line.starts_with("$ ") => {
                return Err(format!("line {}: a session belongs into a block fenced as `console`", i + 1));
            }
            Some((_, false)) => parts.push(text()),
            Some((_, true)) if line.starts_with("$ ") => {
                parts.push(Part::Step(Step { line: i + 1, shown: vec![line.to_owned()], output: Vec::new() }));
                in_command = true;
            }
            Some((_, true)) => {
                let Some(Part::Step(step)) = parts.last_mut() else {
                    return Err(format!("line {}: a session begins with a command", i + 1));
                };
                in_command &= line.starts_with('>');
                if in_command { &mut step.shown } else { &mut step.output }.push(line.to_owned());
            }
        }
    }
    Ok(parts)
}

/// Tells whether output is as shown, `…` standing for any number of lines.
fn matches(shown: &[String], printed: &[String]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == ELISION => (0..=printed.len()).any(|n| matches(rest, &printed[n..])),
        Some((first, rest)) => printed.first() == Some(first) && matches(rest, &printed[1..]),
    }
}

/// Shortens new output where the shown one was shortened: as many lines at either end, and between two `…` the lines
/// about one that is still printed.
fn elide(shown: &[String], printed: &[String]) -> Vec<String> {
    let stretches: Vec<&[String]> = shown.split(|line| line == ELISION).collect();
    let (head, tail) = (stretches[0].len(), stretches[stretches.len() - 1].len());
    if stretches.len() == 1 || head + tail >= printed.len() {
        return printed.to_vec();
    }
    let (mut from, end) = (head, printed.len() - tail);
    let mut kept = printed[..head].to_vec();
    for stretch in &stretches[1..stretches.len() - 1] {
        let anchor = stretch.iter().enumerate().find_map(|(offset, line)| {
            let at = from + printed[from..end].iter().position(|own| own == line)?;
            Some(at.saturating_sub(offset).max(from))
        });
        let Some(start) = anchor else { continue };
        let stop = (start + stretch.len()).min(end);
        kept.push(ELISION.to_owned());
        kept.extend_from_slice(&printed[start..stop]);
        from = stop;
    }
    kept.push(ELISION.to_owned());
    kept.extend_from_slice(&printed[end..]);
    kept
}

/// Lists the lines that differ, those that are the same at either end left out.
fn difference(shown: &[String], printed: &[String]) -> String {
    let same = shown.iter().zip(printed).take_while(|(a, b)| a == b).count();
    let (shown, printed) = (&shown[same..], &printed[same..]);
    let tail = shown.iter().rev().zip(printed.iter().rev()).take_while(|(a, b)| a == b).count();
    let list = |mark: char, lines: &[String]| -> String {
        lines[..lines.len() - tail].iter().map(|line| format!("{mark} {line}\n")).collect()
    };
    format!("  ({same} lines agree)\n{}{}  ({tail} lines agree)\n", list('-', shown), list('+', printed))
}

/// Trailing blanks of lines and blank lines at the end count for nothing: editors take them away.
fn tidy(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn run(command: &str, directory: &Path, lang: &str) -> Vec<String> {
    let binary = Path::new(env!("CARGO_BIN_EXE_crest"));
    let mut path = OsString::from(binary.parent().expect("a binary stands in a directory"));
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("{{ {command}\n}} 2>&1"))
        .current_dir(directory)
        .env("PATH", path)
        .env("LANG", lang)
        .env("NO_COLOR", "1")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let text = String::from_utf8(output.stdout).expect("output is UTF-8");
    let text = text.replace(directory.to_str().expect("the directory has a plain name"), HOME);
    tidy(text.lines().map(str::to_owned))
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// Copies a directory without what runs leave in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        if name == ".crest" || name == "report.html" {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).expect("a copy");
        }
    }
}

/// Runs the sessions of one page; gives the number of commands and what differs, or rewrites the page.
fn check(page: &str, update: bool) -> (usize, Vec<String>) {
    let file = workspace().join(page);
    let text = fs::read_to_string(&file).expect(page);
    let mut parts = match parts(&text) {
        Ok(parts) => parts,
        Err(fault) => return (0, vec![format!("{page}, {fault}")]),
    };
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path().canonicalize().expect("a directory");
    copy(&workspace().join("examples"), &root.join("examples"));
    let lang = if page.ends_with(".zh.md") { "zh_CN.UTF-8" } else { "C.UTF-8" };
    let (mut n_steps, mut faults) = (0, Vec::new());
    for part in &mut parts {
        let Part::Step(step) = part else { continue };
        n_steps += 1;
        let shown = tidy(step.output.iter().cloned());
        let printed = run(&step.command(), &root, lang);
        if matches(&shown, &printed) {
            continue;
        }
        if update {
            step.output = elide(&shown, &printed);
        } else {
            let command = step.shown.join("\n");
            faults.push(format!("{page}:{}\n{command}\n{}", step.line, difference(&shown, &printed)));
        }
    }
    if update {
        let lines = parts.into_iter().flat_map(|part| match part {
            Part::Line(line) => vec![line],
            Part::Step(step) => step.shown.into_iter().chain(step.output).collect(),
        });
        let new = lines.map(|line| line + "\n").collect::<String>();
        if new != text {
            fs::write(&file, new).expect(page);
        }
    }
    (n_steps, faults)
}

/// Checks several pages and tells of all differences at once.
fn check_all(pages: &[String]) {
    let update = std::env::var_os("CREST_UPDATE_DOCS").is_some_and(|value| value == "1");
    let mut faults = Vec::new();
    for page in pages {
        faults.extend(check(page, update).1);
    }
    assert!(
        faults.is_empty(),
        "{} commands print something else than their page shows (- shown, + printed):\n\n{}\n\
         CREST_UPDATE_DOCS=1 cargo test -p crest-cli --test docs rewrites the pages",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn readmes_show_what_the_program_prints() {
    check_all(&["README.md".to_owned(), "README.zh.md".to_owned()]);
}

#[test]
fn the_guide_shows_what_the_program_prints() {
    let names = fs::read_dir(workspace().join("docs/guide")).expect("the guide");
    let names = names.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"));
    let mut pages: Vec<String> =
        names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/guide/{name}")).collect();
    pages.sort();
    assert!(!pages.is_empty(), "the guide has pages");
    check_all(&pages);
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn an_elision_stands_for_any_number_of_lines() {
    for printed in ["a\nd", "a\nb\nd", "a\nb\nc\nd"] {
        assert!(matches(&lines("a\n…\nd"), &lines(printed)), "{printed}");
    }
    assert!(!matches(&lines("a\n…\nd"), &lines("a\nb\nc")));
    assert!(!matches(&lines("a\nb"), &lines("a\nb\nc")));
    assert!(!matches(&lines("a\nb\nc"), &lines("a\nb")));
}

#[test]
fn rewriting_keeps_what_was_left_out() {
    let printed = lines("A\nb\nc\nd\ne\nf");
    assert_eq!(elide(&lines("a\n…\nf"), &printed), lines("A\n…\nf"));
    assert_eq!(elide(&lines("a\n…\nd\n…\nf"), &printed), lines("A\n…\nd\n…\nf"));
    assert_eq!(elide(&lines("a\nb"), &printed), printed);
}

#[test]
fn a_difference_names_the_lines_that_differ() {
    let told = difference(&lines("a\nb\nc\nd"), &lines("a\nB\nd"));
    assert_eq!(told, "  (1 lines agree)\n- b\n- c\n+ B\n  (1 lines agree)\n");
}

#[test]
fn a_session_is_commands_and_output() {
    let page = "text\n```console\n$ cat <<X\n> one\n> X\none\n$ true\n```\n";
    let steps: Vec<Step> =
        parts(page).unwrap().into_iter().filter_map(|p| if let Part::Step(s) = p { Some(s) } else { None }).collect();
    assert_eq!(steps.len(), 2);
    assert_eq!((steps[0].line, steps[0].command().as_str()), (3, "cat <<X\none\nX"));
    assert_eq!(steps[0].output, lines("one"));
    assert!(steps[1].output.is_empty());
    assert!(parts("```sh\n$ crest run\n```\n").is_err());
    assert!(parts("```console\nno command\n```\n").is_err());
}
