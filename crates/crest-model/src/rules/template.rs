//! A workbook for people who answer: the lists as sheets, with the words that each cell may hold.
//!
//! Here is what stands in it; the report crate writes it. Filled in, it is read like any workbook of rules.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Authority, Basis, Better, Certainty, Kind, Lever, MissingCode, Provision, Recognition, Rules, Table, lists,
};
use crate::{Lang, Text};

/// Name of the column that shows the question beside an answer; it is not read.
pub(crate) const ASKED: &str = "asked";

/// A workbook to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its sheets, named as the lists.
    pub sheets: Vec<TemplateSheet>,
}

/// A sheet with a header and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSheet {
    /// Name.
    pub name: String,
    /// Columns.
    pub columns: Vec<TemplateColumn>,
    /// Rows.
    pub rows: Vec<TemplateRow>,
}

/// A column: its header, what to write, and the words that its cells may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateColumn {
    /// Header, which is read back.
    pub name: String,
    /// What to write.
    pub help: Text,
    /// Words to choose from; none = anything.
    pub choices: Vec<String>,
}

/// A row of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Cells, as many as there are columns; empty ones are to be filled.
    pub cells: Vec<String>,
    /// Words to choose from in single cells: column and words.
    pub choices: BTreeMap<usize, Vec<String>>,
}

/// Makes the workbook in which `jurisdictions` answer.
///
/// - The sheets are topics, provisions, jurisdictions, answers and relations, with what is known filled in.
/// - For every provision to which a jurisdiction has no answer there is a row with an empty value. Provisions that another one
///   replaces are not asked again.
/// - The cell of an answer offers the options of the provision, or yes and no, and the codes for why there is no answer.
/// - Unknown jurisdictions are left out.
/// - Cost: O(provisions · jurisdictions + answers).
pub fn template(rules: &Rules, jurisdictions: &[&str], lang: Lang) -> Template {
    let [topics, provisions, own_jurisdictions, answers, relations] = lists(rules);
    let ids = |table: &Table| table.rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    let (topic_ids, provision_ids) = (ids(&topics), ids(&provisions));
    let jurisdiction_ids = ids(&own_jurisdictions);
    let choices = |sheet: &str, column: &str| -> Vec<String> {
        match (sheet, column) {
            ("topics", "parent") | ("provisions", "topic") => topic_ids.clone(),
            ("jurisdictions", "parent") => jurisdiction_ids.clone(),
            ("answers", "jurisdiction" | "counterpart") | ("relations", "from" | "to") => jurisdiction_ids.clone(),
            ("answers" | "relations", "provision") | ("provisions", "supersedes") => provision_ids.clone(),
            (_, "kind") => words(Kind::WORDS),
            (_, "better") => words(Better::WORDS),
            (_, "lever") => words(Lever::WORDS),
            (_, "authority") => words(Authority::WORDS),
            (_, "ordered") => vec!["yes".to_owned(), "no".to_owned()],
            (_, "law_or_practice") => words(Basis::WORDS),
            (_, "certainty") => words(Certainty::WORDS),
            (_, "state") => words(Recognition::WORDS),
            _ => Vec::new(),
        }
    };
    let sheet = |table: Table| {
        let columns = table.columns.iter().map(|name| TemplateColumn {
            name: name.clone(),
            help: help(name),
            choices: choices(&table.name, name),
        });
        TemplateSheet {
            columns: columns.collect(),
            rows: table.rows.into_iter().map(|cells| TemplateRow { cells, choices: BTreeMap::new() }).collect(),
            name: table.name,
        }
    };
    let mut asked = sheet(answers);
    ask(rules, jurisdictions, lang, &mut asked);
    Template { sheets: vec![asked, sheet(provisions), sheet(own_jurisdictions), sheet(topics), sheet(relations)] }
}

/// Adds a row for each answer that is missing, and the question and its options to all.
fn ask(rules: &Rules, jurisdictions: &[&str], lang: Lang, sheet: &mut TemplateSheet) {
    let place = |name: &str| sheet.columns.iter().position(|column| column.name == name).expect("answers have it");
    let (provision, jurisdiction, value) = (place("provision"), place("jurisdiction"), place("value"));
    let answered: BTreeSet<(&str, &str)> =
        rules.answers.iter().map(|one| (one.provision.as_str(), one.jurisdiction.as_str())).collect();
    let replaced: BTreeSet<&str> = rules.provisions.iter().filter_map(|one| one.supersedes.as_deref()).collect();
    let mut rows = std::mem::take(&mut sheet.rows);
    for id in jurisdictions.iter().filter(|id| rules.find_jurisdiction(id).is_some()) {
        for one in rules.provisions.iter().filter(|one| !replaced.contains(one.id.as_str())) {
            if !answered.contains(&(one.id.as_str(), *id)) {
                let mut cells = vec![String::new(); sheet.columns.len()];
                cells[provision].clone_from(&one.id);
                (*id).clone_into(&mut cells[jurisdiction]);
                rows.push(TemplateRow { cells, choices: BTreeMap::new() });
            }
        }
    }
    let by_id: BTreeMap<&str, &Provision> = rules.provisions.iter().map(|one| (one.id.as_str(), one)).collect();
    for row in &mut rows {
        let one = by_id[row.cells[provision].as_str()];
        row.choices.insert(value + 1, offered(one));
        row.cells.insert(value, question(one, lang));
    }
    sheet.columns.insert(value, TemplateColumn { name: ASKED.to_owned(), help: help(ASKED), choices: Vec::new() });
    sheet.rows = rows;
}

/// Writes the question with its unit.
fn question(provision: &Provision, lang: Lang) -> String {
    let question = provision.question.show(lang);
    let question = if question.is_empty() { &provision.id } else { question };
    if provision.unit.is_empty() { question.to_owned() } else { format!("{question} ({})", provision.unit) }
}

/// Lists what an answer may be, where that is a list; codes for no answer come last.
fn offered(provision: &Provision) -> Vec<String> {
    let mut offered: Vec<String> = match provision.kind {
        Kind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        Kind::Choice => provision.options.iter().map(|option| option.id.clone()).collect(),
        _ => return Vec::new(),
    };
    let codes = words(MissingCode::WORDS);
    // What nobody does has no code where the answer is yes or no: the answer then is no, in practice.
    offered.extend(codes.into_iter().filter(|code| provision.kind != Kind::YesNo || code != "no-practice"));
    offered
}

fn words<T>(words: &[(&'static str, T)]) -> Vec<String> {
    words.iter().map(|(word, _)| (*word).to_owned()).collect()
}

/// Says what to write into a column.
fn help(column: &str) -> Text {
    let (zh, en) = match column {
        "value" => (
            "答案；没有时写 not-applicable、no-practice、unknown 或 contested",
            "the answer, or not-applicable, no-practice, unknown or contested",
        ),
        ASKED => ("问题（不读入）", "the question (not read)"),
        "from" | "from_date" => ("起始日；只写年或月时为首日", "first day; a year or month is its first day"),
        "to" | "to_date" => ("终止日（含）；只写年或月时为末日", "last day, included; a year or month is its last day"),
        "counterpart" => ("对谁适用；空白为对所有", "towards whom it holds; blank = all"),
        "jurisdiction" => ("谁的规则", "whose rule it is"),
        "certainty" => ("确定程度", "how sure it is"),
        "instrument" => ("法律依据", "legal instrument"),
        "url" => ("来源网址", "address of the source"),
        "coder" => ("编码人", "who coded it"),
        "checked_by" => ("复核人（不是编码人）", "who checked it, not the coder"),
        "options" => ("选项，用分号隔开", "options, separated by semicolons"),
        "state" => ("认可状态：前者认可后者", "state of recognition: the first recognises the second"),
        "law_or_practice" => ("法律规定还是实际做法", "the law on paper, or what is done"),
        _ => ("", ""),
    };
    Text::new(zh, en)
}
