//! `crest rules`: scores, ranks, distances, reforms, bundles and the history of rules.

mod history;
mod plan;
mod standing;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use crest::rules::{Book, Moment};
use crest_model::rules::{find_shipped, lists, method, shipped, template};
use crest_model::{Day, Diagnostic, Severity, Text};

use crate::args::rules::{Book as BookArgs, Rules};
use crate::context::{Context, Exit, write_file};

/// Carries out one question about rules.
pub(crate) fn rules(context: &mut Context, asked: Rules) -> Result<Exit> {
    match asked {
        Rules::Score { book, of, components, csv } => standing::score(context, &book, of.as_deref(), components, csv),
        Rules::Rank { book, by, ladder, top, csv } => {
            standing::rank(context, &book, by.as_deref(), ladder.as_deref(), top, csv)
        }
        Rules::Distance { book, from, to, basis, over, csv } => {
            standing::distance(context, &book, (from.as_deref(), to.as_deref()), basis, &over, csv)
        }
        Rules::Reform { .. } => plan::reform(context, asked),
        Rules::Bundle { .. } => plan::bundle(context, asked),
        Rules::Axes { book, of, partner, csv } => plan::axes(context, &book, of.as_deref(), partner.as_deref(), csv),
        Rules::Timeline { book, of, partners, since, months, csv } => {
            history::timeline(context, &book, of.as_deref(), &partners, since, months, csv)
        }
        Rules::Recognition { book, csv } => history::recognition(context, &book, csv),
        Rules::Coverage { book, csv } => history::coverage(context, &book, csv),
        Rules::Methods { project, print } => methods(context, &project, print.as_deref()),
        Rules::Import { file, method, output } => import(context, &file, method.as_deref(), &output),
        Rules::Template { project, output } => write_template(context, project.as_deref(), &output),
    }
}

/// A book that was opened for a command.
struct Open {
    book: Book,
    is_table: bool,
    day: Option<Day>,
    known: Option<Day>,
}

impl Open {
    /// The day that is asked about: the one stated, else the latest of the record.
    fn moment(&self) -> Moment {
        Moment { day: self.day.unwrap_or_else(|| self.book.latest()), known: self.known }
    }

    /// The days that are asked about: of a table of years, where none is stated, every one.
    fn moments(&self) -> Vec<Moment> {
        match self.day {
            None if self.is_table => {
                self.book.years().into_iter().map(|day| Moment { day, known: self.known }).collect()
            }
            _ => vec![self.moment()],
        }
    }

    /// The jurisdiction in focus: the one named, else that of the project.
    fn focus(&self, named: Option<&str>) -> Result<String> {
        match named.map(str::to_owned).or_else(|| self.book.rules().focus.clone()) {
            Some(id) => Ok(id),
            None => bail!("no jurisdiction is named; use --of, or state `focus` under [rules]"),
        }
    }

    /// The partners: those named, else those of the project.
    fn partners(&self, named: &[String]) -> Vec<String> {
        if named.is_empty() { self.book.rules().partners.clone() } else { named.to_vec() }
    }
}

/// Opens the book of a command and prints what was found in it; `None` where errors prevent it.
fn open(context: &mut Context, asked: &BookArgs) -> Result<std::result::Result<Open, Exit>> {
    let day = |text: &Option<String>| text.as_deref().map(str::parse::<Day>).transpose();
    let (day, known) = (day(&asked.date)?, day(&asked.known)?);
    if !asked.source.exists() {
        bail!("{}: there is no such file or directory", asked.source.display());
    }
    let opened = crest::rules::open(&asked.source, asked.method.as_deref(), asked.economies.as_deref())?;
    let root = if asked.source.is_dir() { asked.source.as_path() } else { Path::new(".") };
    let grave = |one: &&Diagnostic| one.severity == Severity::Error;
    let Some(book) = opened.book else {
        let errors: Vec<Diagnostic> = opened.found.iter().filter(grave).cloned().collect();
        context.show(&errors, root);
        return Ok(Err(Exit::Findings));
    };
    Ok(Ok(Open { book, is_table: opened.is_table, day, known }))
}

/// Prints rows as a table, as CSV, or as JSON.
fn print(context: &mut Context, header: &[(&str, &str, &str)], rows: &[Vec<String>], csv: bool) -> Result<()> {
    if csv {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(header.iter().map(|(key, ..)| key))?;
        for row in rows {
            writer.write_record(row)?;
        }
        let text = String::from_utf8(writer.into_inner()?)?;
        context.terminal.line(text.trim_end());
        return Ok(());
    }
    if context.is_json() {
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = rows
            .iter()
            .map(|row| {
                header.iter().zip(row).map(|((key, ..), cell)| ((*key).to_owned(), cell.clone().into())).collect()
            })
            .collect();
        return context.json(&rows);
    }
    let titles: Vec<String> = header.iter().map(|(_, zh, en)| context.terminal.say(zh, en).to_owned()).collect();
    context.terminal.table(&titles, rows);
    Ok(())
}

/// Prints a heading above a table for people; nothing where programs read.
fn heading(context: &mut Context, csv: bool, zh: &str, en: &str) {
    if !csv && !context.is_json() {
        let text = context.terminal.say(zh, en).to_owned();
        context.terminal.line(&text);
    }
}

/// A text in the language of output, else in the other one.
fn said(context: &Context, text: &Text) -> String {
    text.show(context.lang()).to_owned()
}

/// A source: for people the instrument where one is named, for programs its address too.
fn source(text: &str, programs: bool) -> String {
    match text.split_once(" <") {
        Some((instrument, _)) if !programs => instrument.to_owned(),
        _ => text.to_owned(),
    }
}

/// A share or score: four decimals for people, the shortest exact form for programs.
fn figure(x: Option<f64>, csv: bool, decimals: usize) -> String {
    match x {
        None if csv => String::new(),
        None => "—".to_owned(),
        Some(x) if csv => x.to_string(),
        Some(x) => format!("{x:.decimals$}"),
    }
}

/// A change with its sign.
fn change(x: Option<f64>, csv: bool, decimals: usize) -> String {
    match x {
        Some(x) if !csv && x.abs() < 0.5 * 10_f64.powi(-(decimals as i32)) => "0".to_owned(),
        Some(x) if !csv => format!("{x:+.decimals$}"),
        other => figure(other, csv, decimals),
    }
}

fn methods(context: &mut Context, project: &Path, print_one: Option<&str>) -> Result<Exit> {
    let own = if project.join("crest.toml").is_file() {
        context.open(project)?.model.and_then(|model| model.rules).map(|rules| rules.methods).unwrap_or_default()
    } else {
        std::collections::BTreeMap::new()
    };
    if let Some(name) = print_one {
        let text = own.get(name).map(|used| method::print(&used.method));
        let text = text.or_else(|| find_shipped(name).map(|one| one.text.to_owned()));
        let Some(text) = text else {
            let ids = own.keys().map(String::as_str).chain(shipped().iter().map(|one| one.id));
            let near =
                crest_model::nearest(name, ids).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            bail!("there is no method `{name}`{near}")
        };
        context.terminal.line(text.trim_end());
        return Ok(Exit::Fine);
    }
    let mut rows = Vec::new();
    let row = |id: &str, one: &crest_model::RuleMethod, from: &str| {
        let years = [one.first_year, one.last_year].map(|year| year.map_or_else(String::new, |year| year.to_string()));
        let years = if years[0] == years[1] { years[0].clone() } else { years.join("–") };
        vec![
            id.to_owned(),
            one.name.show(context.lang()).to_owned(),
            years,
            one.components.len().to_string(),
            from.to_owned(),
        ]
    };
    for (id, used) in &own {
        rows.push(row(id, &used.method, used.file.as_deref().unwrap_or("crest.toml")));
    }
    for one in shipped() {
        rows.push(row(one.id, &one.method(), context.terminal.say("随程序提供", "comes with Crest")));
    }
    let header = [
        ("method", "方法", "method"),
        ("name", "名称", "name"),
        ("years", "年份", "years"),
        ("components", "计分要素", "components"),
        ("from", "来自", "from"),
    ];
    print(context, &header, &rows, false)?;
    Ok(Exit::Fine)
}

fn import(context: &mut Context, file: &Path, method: Option<&str>, output: &Path) -> Result<Exit> {
    let imported = match crest::rules::import(file, method) {
        Ok(imported) => imported,
        Err(found) => {
            context.show(&found, Path::new("."));
            return Ok(Exit::Findings);
        }
    };
    context.show(&imported.found, Path::new("."));
    let count = |severity| imported.found.iter().filter(|one| one.severity == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(count);
    let Some(rules) = &imported.rules else { return Ok(Exit::Findings) };
    for table in lists(rules) {
        if !table.rows.is_empty() {
            write_file(&output.join(format!("{}.csv", table.name)), table.csv().as_bytes())?;
        }
    }
    if let Some(own) = &imported.method {
        write_file(&output.join("methods").join(format!("{}.toml", own.id)), method::print(own).as_bytes())?;
    }
    let (topics, provisions, jurisdictions, answers) =
        (rules.topics.len(), rules.provisions.len(), rules.jurisdictions.len(), rules.answers.len());
    let [errors, warnings, notes] = counts;
    let text = match context.lang() {
        crest_model::Lang::Zh => format!(
            "{topics} 个主题、{provisions} 条规定、{jurisdictions} 个法域、{answers} 个答案；{errors} 个错误、{warnings} 个警告、{notes} 个提示"
        ),
        crest_model::Lang::En => {
            let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
            format!(
                "{}, {}, {}, {}; {}, {}, {}",
                plural(topics, "topic"),
                plural(provisions, "provision"),
                plural(jurisdictions, "jurisdiction"),
                plural(answers, "answer"),
                plural(errors, "error"),
                plural(warnings, "warning"),
                plural(notes, "note")
            )
        }
    };
    context.terminal.line(&text);
    let label = context.terminal.say("已写入", "wrote").to_owned();
    context.terminal.note(&format!("{label} {}", output.display()));
    Ok(context.judge(&imported.found))
}

fn write_template(context: &mut Context, project: Option<&Path>, output: &Path) -> Result<Exit> {
    let rules = match project {
        None => crest_model::Rules::default(),
        Some(project) => {
            let asked = BookArgs { source: project.to_owned(), method: None, date: None, known: None, economies: None };
            match open(context, &asked)? {
                Ok(open) => open.book.rules().clone(),
                Err(exit) => return Ok(exit),
            }
        }
    };
    let ids: Vec<&str> = match &rules.focus {
        Some(focus) => std::iter::once(focus.as_str()).chain(rules.partners.iter().map(String::as_str)).collect(),
        None => rules.jurisdictions.iter().map(|one| one.id.as_str()).collect(),
    };
    let lang = context.lang();
    let bytes = crest_report::rules_workbook(&template(&rules, &ids, lang), lang).context("the workbook")?;
    write_file(output, &bytes)?;
    let label = context.terminal.say("已写入", "wrote").to_owned();
    context.terminal.note(&format!("{label} {}", output.display()));
    Ok(Exit::Fine)
}
