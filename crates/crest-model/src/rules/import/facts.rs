//! Coded facts: one row for each answer, with its topic, both sides, value, unit, dates and source.

use std::collections::{BTreeMap, BTreeSet};

use super::{Drafts, Header, Imported, slug};
use crate::grid::Grid;
use crate::{Day, Diagnostic};

/// Columns that must be there.
const COLUMNS: &[&str] = &[
    "item",
    "topic",
    "provision",
    "jurisdiction",
    "counterpart",
    "value",
    "unit",
    "value_type",
    "status",
    "valid_from",
    "valid_to",
    "as_of",
];
/// Columns of the answers that are made.
const ANSWERS: &[&str] = &[
    "provision",
    "jurisdiction",
    "counterpart",
    "value",
    "from",
    "to",
    "certainty",
    "instrument",
    "url",
    "note",
    "row",
    "status",
    "as_of",
    "source_kind",
];
/// Parties that stand for nobody in particular.
const NOBODY: &[&str] = &["others"];
/// Counterpart that stands for all.
const ALL: &str = "world";
/// Units of time.
const TIMES: &[&str] = &["hours", "days", "working days", "weeks", "months", "years"];
/// Currencies.
const CURRENCIES: &[&str] = &["CNY", "HKD", "MOP", "USD", "EUR"];
/// Longest identifier of a provision beside that of its item, in words.
const WORDS: usize = 6;

/// Takes over coded facts: columns `item, topic, provision, jurisdiction, counterpart, value, unit, value_type, status,
/// valid_from, valid_to, as_of` and, where they are there, `row, instrument, source_url, source_kind, note`.
///
/// - A cell that names several parties (`Hong Kong, Macao`) gives one answer for each; `world` as counterpart is towards all.
/// - The same question in another unit is another provision: nothing is converted. What stands in brackets after a unit goes
///   into the note, `about` and `over` lower the certainty.
/// - A number `none` is an answer that does not apply.
/// - Several rows of one jurisdiction to one provision and counterpart follow each other: each ends where the next begins. A
///   row without a beginning begins on the day of its count (`as_of`), or, where that is not known either, the day after the
///   row before, with low certainty and a note.
/// - Empty values are kept as empty answers.
///
/// # Errors
/// Findings, among them `C1630` for columns that are not there.
pub fn facts(grid: &Grid) -> Imported {
    let header = Header::of(grid);
    let mut found = Vec::new();
    if !header.needs(COLUMNS, grid, &mut found) {
        return Imported { found, ..Imported::default() };
    }
    let mut drafts = Drafts::new(ANSWERS);
    let columns = [
        ("value", "value"),
        ("jurisdiction", "jurisdiction"),
        ("counterpart", "counterpart"),
        ("provision", "provision"),
        ("from", "valid_from"),
        ("to", "valid_to"),
        ("url", "source_url"),
        ("note", "note"),
    ];
    drafts.answers.comes_from(&columns, &header);
    let mut facts = Vec::new();
    for row in header.rows(grid) {
        facts.extend(Fact::of(grid, &header, row, &mut found));
    }
    follow(&mut facts);
    let ids = provisions(&facts, &mut drafts);
    topics(&facts, &mut drafts);
    jurisdictions(&facts, &mut drafts);
    for fact in &facts {
        let provision = ids[&fact.key()].clone();
        drafts.answers.push(fact.line, fact.cells(provision));
    }
    drafts.check(grid, found)
}

/// One fact of one jurisdiction towards one counterpart.
struct Fact {
    line: u32,
    item: String,
    topic: String,
    question: String,
    jurisdiction: String,
    counterpart: String,
    value: String,
    unit: String,
    kind: &'static str,
    from: String,
    to: String,
    certainty: &'static str,
    notes: Vec<String>,
    others: [String; 6],
}

impl Fact {
    /// Reads the facts of a row: one for each pair of parties.
    fn of(grid: &Grid, header: &Header, row: usize, found: &mut Vec<Diagnostic>) -> Vec<Self> {
        let text = |column: &str| header.text(grid, row, column);
        let line = grid.row_number(row);
        let mut parties = |column: &str| {
            let cell = text(column);
            let names: Vec<String> =
                cell.split(',').flat_map(|part| part.split(" and ")).map(|name| name.trim().to_owned()).collect();
            let (nobody, named): (Vec<String>, Vec<String>) =
                names.into_iter().filter(|name| !name.is_empty()).partition(|name| NOBODY.contains(&name.as_str()));
            for name in nobody {
                found.push(
                    Diagnostic::note("C1630", format!("`{name}` of {cell} names no jurisdiction and is left out"))
                        .at(grid.location(row, header.place[column]))
                        .value(&name),
                );
            }
            named
        };
        let jurisdictions = parties("jurisdiction");
        let mut counterparts: Vec<String> = parties("counterpart").into_iter().filter(|name| name != ALL).collect();
        if counterparts.is_empty() {
            counterparts.push(String::new());
        }
        let written = text("unit");
        let (unit, remark) = match written.split_once(" (") {
            Some((unit, remark)) => (unit.to_owned(), remark.trim_end_matches(')').to_owned()),
            None => (written, String::new()),
        };
        let is_rough = remark.contains("about") || remark.contains("over");
        let value_type = text("value_type");
        let mut value = text("value");
        let is_none = value == "none" && !unit.is_empty();
        if is_none {
            "not-applicable".clone_into(&mut value);
        }
        let kind = kind(&value_type, &unit, is_none);
        let unit = if matches!(kind, "yes-no" | "date" | "text") { String::new() } else { unit };
        let mut notes = vec![text("note")];
        if is_none {
            notes.push("the source says none".to_owned());
        }
        notes.push(remark);
        notes.retain(|note| !note.is_empty());
        let mut facts = Vec::new();
        for jurisdiction in &jurisdictions {
            for counterpart in &counterparts {
                facts.push(Self {
                    line,
                    item: text("item"),
                    topic: text("topic"),
                    question: text("provision"),
                    jurisdiction: jurisdiction.clone(),
                    counterpart: counterpart.clone(),
                    value: value.clone(),
                    unit: unit.clone(),
                    kind,
                    from: text("valid_from"),
                    to: text("valid_to"),
                    certainty: if is_rough { "low" } else { certainty(&text("source_kind")) },
                    notes: notes.clone(),
                    others: ["instrument", "source_url", "row", "status", "as_of", "source_kind"].map(text),
                });
            }
        }
        facts
    }

    /// What makes facts answers to one provision.
    fn key(&self) -> (String, String, String, &'static str) {
        (self.item.clone(), self.question.clone(), self.unit.clone(), self.kind)
    }

    fn status(&self) -> &str {
        &self.others[3]
    }

    fn as_of(&self) -> &str {
        &self.others[4]
    }

    /// Writes the cells of an answer.
    fn cells(&self, provision: String) -> Vec<String> {
        let [instrument, url, row, status, as_of, source_kind] = self.others.clone();
        vec![
            provision,
            slug(&self.jurisdiction),
            slug(&self.counterpart),
            self.value.clone(),
            self.from.clone(),
            self.to.clone(),
            self.certainty.to_owned(),
            instrument,
            url,
            self.notes.join("; "),
            row,
            status,
            as_of,
            source_kind,
        ]
    }
}

/// Says what kind of answer a fact is.
fn kind(value_type: &str, unit: &str, is_none: bool) -> &'static str {
    match value_type {
        "bool" => "yes-no",
        "date" => "date",
        "text" if !is_none => "text",
        _ if TIMES.contains(&unit) => "duration",
        _ if unit.starts_with('%') || unit.contains('/') => "rate",
        _ if CURRENCIES.contains(&unit) => "amount",
        _ => "count",
    }
}

/// Says how sure a source is by its kind.
fn certainty(source_kind: &str) -> &'static str {
    match source_kind.split(" (").next().unwrap_or_default() {
        "official"
        | "official data set"
        | "official notice"
        | "public body"
        | "local government"
        | "reprint of the notice"
        | "reprint of the measure"
        | "reprint of an official reply" => "high",
        "insurer blog" | "press letter" | "consultancy" | "service office quoting the registry" | "" => "low",
        _ => "medium",
    }
}

/// Lets facts that answer one question follow each other in time.
fn follow(facts: &mut [Fact]) {
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (i, fact) in facts.iter().enumerate() {
        groups.entry((fact.key(), fact.jurisdiction.clone(), fact.counterpart.clone())).or_default().push(i);
    }
    for members in groups.into_values() {
        if let [one] = members[..] {
            // Nothing follows that would end it: the day of the count is the last one known.
            let fact = &mut facts[one];
            if fact.status() == "superseded" && fact.to.is_empty() {
                fact.to = fact.as_of().to_owned();
            }
            continue;
        }
        for i in &members {
            if facts[*i].from.is_empty() {
                facts[*i].from = facts[*i].as_of().to_owned();
            }
        }
        // Facts without any day come last: the source lists them after those they follow.
        let mut members = members;
        members.sort_by_key(|i| {
            let days = [Day::first_of(&facts[*i].from), facts[*i].to.parse::<Day>()];
            days.into_iter().find_map(Result::ok).map_or(i32::MAX, Day::number)
        });
        for pair in members.windows(2) {
            begin_after(facts, pair[0], pair[1]);
        }
    }
}

/// Ends one fact where the next begins; one without a beginning begins the day after.
fn begin_after(facts: &mut [Fact], before: usize, next: usize) {
    if facts[next].from.is_empty() {
        let last = [&facts[before].to, &facts[before].from].into_iter().find_map(|text| text.parse::<Day>().ok());
        // Without a day before it the two contradict each other, which the check reports.
        let Some(last) = last else { return };
        facts[next].from = Day::of_number(last.number() + 1).to_string();
        facts[next].certainty = "low";
        facts[next].notes.push("the source states no beginning; it lies after the record before".to_owned());
    }
    if facts[before].to.is_empty()
        && let Ok(day) = Day::first_of(&facts[next].from)
    {
        facts[before].to = Day::of_number(day.number() - 1).to_string();
    }
}

/// Makes the provisions, in the order in which they first stand; gives their identifiers.
fn provisions(facts: &[Fact], drafts: &mut Drafts) -> BTreeMap<(String, String, String, &'static str), String> {
    let mut ids = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for fact in facts {
        let key = fact.key();
        if ids.contains_key(&key) {
            continue;
        }
        let words: Vec<&str> = fact.question.split_whitespace().take(WORDS).collect();
        let base = format!("{}.{}", slug(&fact.item), slug(&words.join(" ")));
        let mut id = base.clone();
        let mut number = 1;
        while !taken.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        drafts.provisions.push(
            fact.line,
            vec![
                id.clone(),
                slug(&fact.topic),
                fact.question.clone(),
                fact.kind.to_owned(),
                fact.unit.clone(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                fact.item.clone(),
            ],
        );
        ids.insert(key, id);
    }
    ids
}

/// Makes the topics; `professions: law` lies in `professions`.
fn topics(facts: &[Fact], drafts: &mut Drafts) {
    let mut seen = BTreeSet::new();
    for fact in facts {
        let parent = fact.topic.split_once(": ").map(|(parent, _)| parent);
        if let Some(parent) = parent.filter(|parent| seen.insert((*parent).to_owned())) {
            drafts.topics.push(fact.line, vec![slug(parent), String::new(), parent.to_owned()]);
        }
        if seen.insert(fact.topic.clone()) {
            let parent = parent.map(slug).unwrap_or_default();
            drafts.topics.push(fact.line, vec![slug(&fact.topic), parent, fact.topic.clone()]);
        }
    }
}

/// Makes the jurisdictions; none lies in another, as the facts do not say.
fn jurisdictions(facts: &[Fact], drafts: &mut Drafts) {
    let mut seen = BTreeSet::new();
    for fact in facts {
        for name in [&fact.jurisdiction, &fact.counterpart] {
            let id = slug(name);
            if !id.is_empty() && seen.insert(id.clone()) {
                drafts.jurisdictions.push(fact.line, vec![id, name.clone(), String::new(), String::new()]);
            }
        }
    }
}
