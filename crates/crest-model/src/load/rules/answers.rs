//! Answers: one row each, or a matrix of provisions × jurisdictions.

use super::Judge;
use super::lists::{extra, hint};
use super::time::{End, day, stretch};
use crate::Diagnostic;
use crate::grid::{List, Record, canonical_header};
use crate::load::names::plain;
use crate::load::raw_rules::RawAnswer;
use crate::load::shape::At;
use crate::rules::{Answer, AnswerValue, Basis, Certainty, Kind, MissingCode, Provision, Rules};

impl Judge<'_> {
    /// Reads a list of answers; without the columns `jurisdiction` and `value` it is a matrix.
    pub(super) fn answers(&mut self, list: &List, rules: &mut Rules) {
        if !list.has("jurisdiction") && !list.has("value") {
            return self.matrix(list, rules);
        }
        let known = RawAnswer::row_columns();
        self.slips(list, &known);
        if !self.needed(list, &["provision", "jurisdiction", "value"]) {
            return;
        }
        let is_cited = list.has("instrument") || list.has("url");
        for record in list.records() {
            let raw = RawAnswer::from_row(&record, self.found);
            let Some(provision) = self.provision_of(&raw, &record) else { continue };
            let mut is_good = true;
            for (id, needed, column) in
                [(&raw.jurisdiction, true, "jurisdiction"), (&raw.counterpart, false, "counterpart")]
            {
                match id {
                    Some(id) => is_good &= self.names.jurisdictions.check(id, "C1603", "the answer", self.found),
                    None if needed => {
                        is_good = false;
                        self.missing_cell(&record, column);
                    }
                    None => {}
                }
            }
            let jurisdiction = raw.jurisdiction.clone();
            let value = At::new(record.text("value").to_owned(), record.location_of("value"));
            let answer = self.answer(raw, provision, value, extra(&record, &known));
            let (Some(mut answer), Some(jurisdiction), true) = (answer, jurisdiction, is_good) else { continue };
            answer.jurisdiction = jurisdiction.value;
            self.judge_absence(&answer, provision, &record);
            if is_cited {
                self.judge_source(&answer, &record);
            }
            rules.answers.push(answer);
        }
        if !is_cited && !list.is_empty() {
            self.without_sources(list);
        }
    }

    /// Reads a matrix: one row for each provision, one column for each jurisdiction; an empty cell is no answer.
    fn matrix(&mut self, list: &List, rules: &mut Rules) {
        let known = RawAnswer::row_columns();
        if !self.needed(list, &["provision"]) {
            return;
        }
        let columns = self.columns_of(list, rules, &known);
        let is_cited = list.has("instrument") || list.has("url");
        for record in list.records() {
            let raw = RawAnswer::from_row(&record, self.found);
            let Some(provision) = self.provision_of(&raw, &record) else { continue };
            let mut answers = Vec::new();
            for (column, jurisdiction) in &columns {
                let Some((text, location)) = record.cell(column) else { continue };
                let value = At::new(text.to_owned(), location);
                // What is wrong with the row as a whole is reported with its first cell; findings that repeat are dropped.
                let Some(mut answer) = self.answer(raw.clone(), provision, value, Vec::new()) else { continue };
                answer.jurisdiction.clone_from(jurisdiction);
                self.judge_absence(&answer, provision, &record);
                answers.push(answer);
            }
            if let Some(first) = answers.first().filter(|_| is_cited) {
                self.judge_source(first, &record);
            }
            rules.answers.extend(answers);
        }
        if !is_cited && !list.is_empty() {
            self.without_sources(list);
        }
    }

    /// Finds the jurisdictions of a matrix by identifier or name: column and identifier.
    fn columns_of(&mut self, list: &List, rules: &Rules, known: &[String]) -> Vec<(String, String)> {
        let mut columns = Vec::new();
        for column in list.header().iter().filter(|column| !column.is_empty() && !known.contains(column)) {
            let found = rules.jurisdictions.iter().find(|one| {
                [&one.id, &one.label.zh, &one.label.en]
                    .into_iter()
                    .any(|name| !name.is_empty() && canonical_header(name) == *column)
            });
            match found {
                Some(one) => columns.push((column.clone(), one.id.clone())),
                None if self.names.jurisdictions.whole => {
                    let ids: Vec<&str> = rules.jurisdictions.iter().map(|one| one.id.as_str()).collect();
                    let diagnostic = Diagnostic::error(
                        "C1619",
                        format!("the column `{column}` of the matrix names no jurisdiction"),
                    )
                    .at(list.header_location(column).unwrap_or_else(|| list.location()))
                    .value(column)
                    .expected("identifiers or names of jurisdictions, and columns of answers");
                    self.found.push(hint(diagnostic, column, &ids));
                }
                None => {}
            }
        }
        columns
    }

    /// Finds the provision of a row; `None` = reported, or not to be judged.
    fn provision_of(&mut self, raw: &RawAnswer, record: &Record<'_>) -> Option<usize> {
        let Some(id) = &raw.provision else {
            self.missing_cell(record, "provision");
            return None;
        };
        if !self.names.provisions.check(id, "C1603", "the answer", self.found) {
            return None;
        }
        self.places.get(&id.value).copied()
    }

    /// Reports an empty cell that must be filled.
    fn missing_cell(&mut self, record: &Record<'_>, column: &str) {
        self.found.push(
            Diagnostic::error("C0103", format!("`{column}` is missing"))
                .at(record.location_of(column))
                .expected(format!("a value for `{column}`")),
        );
    }

    /// Checks what one answer says; its jurisdiction is set by the caller.
    fn answer(
        &mut self,
        raw: RawAnswer,
        provision: usize,
        value: At<String>,
        extra: Vec<(String, String)>,
    ) -> Option<Answer> {
        let provision: Provision = self.provisions[provision].clone();
        let content = if value.value.is_empty() { Some(AnswerValue::Blank) } else { self.value(&provision, &value) };
        let from = day(raw.from, End::First, "from", self.found);
        let to = day(raw.to, End::Last, "to", self.found);
        let (from, to) = stretch(from, to, self.found);
        let recorded_from = day(raw.recorded_from, End::First, "recorded_from", self.found);
        let recorded_to = day(raw.recorded_to, End::Last, "recorded_to", self.found);
        let (recorded_from, recorded_to) = stretch(recorded_from, recorded_to, self.found);
        let basis = self.word(raw.law_or_practice, Basis::WORDS, "law_or_practice").unwrap_or_default();
        let certainty = self.word(raw.certainty, Certainty::WORDS, "certainty").unwrap_or_default();
        Some(Answer {
            provision: provision.id,
            jurisdiction: String::new(),
            counterpart: raw.counterpart.map(|at| at.value),
            value: content?,
            written: value.value,
            basis,
            from,
            to,
            recorded_from,
            recorded_to,
            certainty,
            instrument: plain(raw.instrument),
            article: plain(raw.article),
            url: plain(raw.url),
            coder: plain(raw.coder),
            checked_by: plain(raw.checked_by),
            note: plain(raw.note).0,
            extra,
            location: value.location,
        })
    }

    /// Judges an answer that is none.
    fn judge_absence(&mut self, answer: &Answer, provision: usize, record: &Record<'_>) {
        let provision = &self.provisions[provision];
        let (by, to) = (&answer.jurisdiction, &answer.provision);
        let diagnostic = match answer.value {
            AnswerValue::Blank if answer.written.is_empty() => {
                Diagnostic::warning("C1613", format!("the answer of `{by}` to `{to}` is empty")).hint(
                    "write the answer, or why there is none: `unknown`, `not-applicable`, `no-practice` or `contested`",
                )
            }
            AnswerValue::Blank => Diagnostic::warning(
                "C1613",
                format!("the answer of `{by}` to `{to}`, `{}`, stands for none", answer.written),
            )
            .hint("write the answer, or why there is none: `unknown`, `not-applicable`, `no-practice` or `contested`"),
            AnswerValue::Missing(MissingCode::NoPractice) if provision.kind == Kind::YesNo => Diagnostic::error(
                "C1615",
                format!("the answer of `{by}` to `{to}` is `no-practice`, but the question asks yes or no"),
            )
            .hint("write `no` with `law_or_practice` as `practice`, or `not-applicable`"),
            AnswerValue::Missing(MissingCode::Unknown) if answer.is_cited() => Diagnostic::warning(
                "C1615",
                format!("the answer of `{by}` to `{to}` is `unknown`, but a source is named"),
            )
            .hint("write what the source says, or `contested` if sources contradict each other"),
            AnswerValue::Missing(MissingCode::Contested) if answer.note.is_empty() => Diagnostic::warning(
                "C1615",
                format!("the answer of `{by}` to `{to}` is `contested`, but no note says why"),
            )
            .hint("write in `note` which sources say what"),
            _ => return,
        };
        let place = if answer.written.is_empty() { record.location_of("value") } else { answer.location.clone() };
        self.found.push(diagnostic.at(place).value(&answer.written));
    }

    /// Judges whether an answer names its source; one that says `unknown` needs none.
    fn judge_source(&mut self, answer: &Answer, record: &Record<'_>) {
        if answer.is_cited() || answer.value == AnswerValue::Missing(MissingCode::Unknown) {
            return;
        }
        self.found.push(
            Diagnostic::warning(
                "C1614",
                format!("the answer of `{}` to `{}` has no source", answer.jurisdiction, answer.provision),
            )
            .at(record.location_of("url"))
            .value("")
            .expected("`instrument` or `url`"),
        );
    }

    /// Reports a list that has no room for sources.
    fn without_sources(&mut self, list: &List) {
        self.found.push(
            Diagnostic::warning(
                "C1614",
                format!("the {} rows of answers have no column for their sources", list.len()),
            )
            .at(list.location())
            .value(list.header().join(", "))
            .expected("`instrument` or `url`"),
        );
    }

    /// Reports how many answers one person coded and nobody checked, where coders are named at all.
    pub(super) fn coders(&mut self, answers: &[Answer]) {
        let alone = |one: &&Answer| !one.coder.is_empty() && (one.checked_by.is_empty() || one.checked_by == one.coder);
        let Some(first) = answers.iter().find(alone) else { return };
        let count = answers.iter().filter(alone).count();
        self.found.push(
            Diagnostic::note(
                "C1616",
                format!("{count} of {} answers were coded by one person and checked by no other", answers.len()),
            )
            .at(first.location.clone())
            .value(&first.coder)
            .hint("let a second person check them and name her in `checked_by`"),
        );
    }
}
