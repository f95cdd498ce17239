//! Writes rules as the lists they are read from; reading those again gives equal rules.

use std::collections::BTreeSet;

use super::{
    Answer, AnswerValue, Authority, Basis, Better, Certainty, Extra, Kind, Lever, MissingCode, Recognition, Rules,
    WrittenDay, word_of,
};

/// A list as rows of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Name: `topics`, `provisions`, `jurisdictions`, `answers` or `relations`.
    pub name: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells by row; as many as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Writes it as delimited text, with a line break at the end of every row.
    ///
    /// Cells are written as they are, so that nothing is lost: text that a spreadsheet would run is not neutralised here.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        text
    }
}

/// Quotes a cell where it must be.
fn csv_cell(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Writes the lists of rules: topics, provisions, jurisdictions, answers and relations.
///
/// Every column that Crest reads is written, then the further ones in alphabetical order. Methods are files of their own.
pub fn lists(rules: &Rules) -> [Table; 5] {
    let topics = rules.topics.iter().map(|topic| {
        let cells = vec![
            topic.id.clone(),
            topic.parent.clone().unwrap_or_default(),
            topic.label.zh.clone(),
            topic.label.en.clone(),
            topic.note.zh.clone(),
            topic.note.en.clone(),
        ];
        (cells, &topic.extra)
    });
    let jurisdictions = rules.jurisdictions.iter().map(|one| {
        let cells = vec![
            one.id.clone(),
            one.label.zh.clone(),
            one.label.en.clone(),
            one.parent.clone().unwrap_or_default(),
            one.population.map(|population| population.to_string()).unwrap_or_default(),
            one.note.zh.clone(),
            one.note.en.clone(),
        ];
        (cells, &one.extra)
    });
    let relations = rules.relations.iter().map(|one| {
        let cells = vec![
            one.provision.clone(),
            one.from.clone(),
            one.to.clone(),
            word_of(Recognition::WORDS, &one.state).to_owned(),
            one.condition.clone(),
            one.share.map(|share| share.to_string()).unwrap_or_default(),
            one.scope.clone(),
            one.quota.clone(),
            one.area.clone(),
            day(one.from_date.as_ref()),
            day(one.to_date.as_ref()),
            one.instrument.clone(),
            one.url.clone(),
            one.note.zh.clone(),
            one.note.en.clone(),
        ];
        (cells, &one.extra)
    });
    [
        table("topics", &["id", "parent", "label_zh", "label_en", "note_zh", "note_en"], topics.collect()),
        provisions(rules),
        table(
            "jurisdictions",
            &["id", "label_zh", "label_en", "parent", "population", "note_zh", "note_en"],
            jurisdictions.collect(),
        ),
        answers(rules),
        table(
            "relations",
            &[
                "provision",
                "from",
                "to",
                "state",
                "condition",
                "share",
                "scope",
                "quota",
                "area",
                "from_date",
                "to_date",
                "instrument",
                "url",
                "note_zh",
                "note_en",
            ],
            relations.collect(),
        ),
    ]
}

/// Writes the list of provisions.
fn provisions(rules: &Rules) -> Table {
    let rows = rules.provisions.iter().map(|one| {
        let options: Vec<String> = one
            .options
            .iter()
            .map(|option| match option.label.as_str() {
                "" => option.id.clone(),
                label => format!("{}={label}", option.id),
            })
            .collect();
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        let cells = vec![
            one.id.clone(),
            one.topic.clone(),
            one.question.zh.clone(),
            one.question.en.clone(),
            word_of(Kind::WORDS, &one.kind).to_owned(),
            one.unit.clone(),
            options.join("; "),
            if one.is_ordered { "yes".to_owned() } else { String::new() },
            word(one.better.as_ref().map(|better| word_of(Better::WORDS, better))),
            word(one.lever.as_ref().map(|lever| word_of(Lever::WORDS, lever))),
            word(one.authority.as_ref().map(|authority| word_of(Authority::WORDS, authority))),
            one.method_ref.clone(),
            one.supersedes.clone().unwrap_or_default(),
            one.note.zh.clone(),
            one.note.en.clone(),
        ];
        (cells, &one.extra)
    });
    let columns = [
        "id",
        "topic",
        "question_zh",
        "question_en",
        "kind",
        "unit",
        "options",
        "ordered",
        "better",
        "lever",
        "authority",
        "method_ref",
        "supersedes",
        "note_zh",
        "note_en",
    ];
    table("provisions", &columns, rows.collect())
}

/// Writes the list of answers.
fn answers(rules: &Rules) -> Table {
    let rows = rules.answers.iter().map(|one| {
        let cells = vec![
            one.provision.clone(),
            one.jurisdiction.clone(),
            one.counterpart.clone().unwrap_or_default(),
            value_text(rules, one),
            word_of(Basis::WORDS, &one.basis).to_owned(),
            day(one.from.as_ref()),
            day(one.to.as_ref()),
            day(one.recorded_from.as_ref()),
            day(one.recorded_to.as_ref()),
            word_of(Certainty::WORDS, &one.certainty).to_owned(),
            one.instrument.clone(),
            one.article.clone(),
            one.url.clone(),
            one.coder.clone(),
            one.checked_by.clone(),
            one.note.zh.clone(),
            one.note.en.clone(),
        ];
        (cells, &one.extra)
    });
    let columns = [
        "provision",
        "jurisdiction",
        "counterpart",
        "value",
        "law_or_practice",
        "from",
        "to",
        "recorded_from",
        "recorded_to",
        "certainty",
        "instrument",
        "article",
        "url",
        "coder",
        "checked_by",
        "note_zh",
        "note_en",
    ];
    table("answers", &columns, rows.collect())
}

/// Writes the content of an answer; numbers as they were written, so that no digit is lost.
pub(crate) fn value_text(rules: &Rules, answer: &Answer) -> String {
    match &answer.value {
        AnswerValue::YesNo(is_yes) => if *is_yes { "yes" } else { "no" }.to_owned(),
        AnswerValue::Choice(option) => rules
            .find_provision(&answer.provision)
            .and_then(|provision| rules.provisions[provision].options.get(*option))
            .map_or_else(|| answer.written.clone(), |option| option.id.clone()),
        AnswerValue::Number(number) => number.to_string(),
        AnswerValue::Date(day) => day.written.clone(),
        AnswerValue::Text(text) => text.clone(),
        AnswerValue::Missing(code) => word_of(MissingCode::WORDS, code).to_owned(),
        AnswerValue::Blank => String::new(),
    }
}

/// Writes a day as the list had it.
fn day(day: Option<&WrittenDay>) -> String {
    day.map(|at| at.written.clone()).unwrap_or_default()
}

/// Makes a table of rows and their further columns.
fn table(name: &str, columns: &[&str], rows: Vec<(Vec<String>, &Extra)>) -> Table {
    let further: BTreeSet<&str> =
        rows.iter().flat_map(|(_, extra)| extra.iter().map(|(column, _)| column.as_str())).collect();
    let mut all: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
    all.extend(further.iter().map(|&column| column.to_owned()));
    let rows = rows
        .into_iter()
        .map(|(mut cells, extra)| {
            let find = |column: &str| extra.iter().find(|(own, _)| own == column).map(|(_, cell)| cell.clone());
            cells.extend(further.iter().map(|column| find(column).unwrap_or_default()));
            cells
        })
        .collect();
    Table { name: name.to_owned(), columns: all, rows }
}
