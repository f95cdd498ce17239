//! The text of an answer → its value, by the kind of the provision.

use super::Judge;
use super::lists::hint;
use crate::grid::{NumberText, number};
use crate::load::shape::{At, yes_or_no};
use crate::rules::{AnswerValue, Kind, MissingCode, Provision, WrittenDay};
use crate::{Day, Diagnostic};

/// Other words for why there is no answer.
const MISSING: &[(&str, MissingCode)] = &[
    ("not-applicable", MissingCode::NotApplicable),
    ("n/a", MissingCode::NotApplicable),
    ("不适用", MissingCode::NotApplicable),
    ("no-practice", MissingCode::NoPractice),
    ("np", MissingCode::NoPractice),
    ("无实践", MissingCode::NoPractice),
    ("unknown", MissingCode::Unknown),
    ("未知", MissingCode::Unknown),
    ("不详", MissingCode::Unknown),
    ("contested", MissingCode::Contested),
    ("有争议", MissingCode::Contested),
];

/// Reads a code for why there is no answer.
fn missing(text: &str) -> Option<MissingCode> {
    let plain = text.to_lowercase().replace([' ', '_'], "-");
    MISSING.iter().find(|(word, _)| *word == plain).map(|(_, code)| *code)
}

impl Judge<'_> {
    /// Reads the value of an answer; `None` = reported.
    pub(super) fn value(&mut self, provision: &Provision, at: &At<String>) -> Option<AnswerValue> {
        let text = at.value.trim();
        if provision.kind == Kind::Choice
            && let Some(option) = option(provision, text)
        {
            return Some(AnswerValue::Choice(option));
        }
        if let Some(code) = missing(text) {
            return Some(AnswerValue::Missing(code));
        }
        match provision.kind {
            Kind::YesNo => match yes_or_no(text) {
                Some(is_yes) => Some(AnswerValue::YesNo(is_yes)),
                None => self.unfit(provision, at, "yes or no (是, 否)"),
            },
            Kind::Choice => {
                let known: Vec<&str> = provision.options.iter().map(|option| option.id.as_str()).collect();
                let diagnostic =
                    Diagnostic::error("C1608", format!("`{text}` is no option of the provision `{}`", provision.id))
                        .at(at.location.clone())
                        .value(text)
                        .expected(format!("one of {}", known.join(", ")));
                // A provision whose options are wrong was reported there.
                if !known.is_empty() {
                    self.found.push(hint(diagnostic, text, &known));
                }
                None
            }
            Kind::Count | Kind::Amount | Kind::Rate | Kind::Duration => self.number(provision, at),
            Kind::Date => match Day::first_of(text) {
                Ok(day) => Some(AnswerValue::Date(WrittenDay { day, written: text.to_owned() })),
                Err(_) => self.unfit(provision, at, "a day (2023-07-01), month (2023-07) or year (2023)"),
            },
            Kind::Text => Some(AnswerValue::Text(text.to_owned())),
        }
    }

    /// Reads a number that fits the kind.
    fn number(&mut self, provision: &Provision, at: &At<String>) -> Option<AnswerValue> {
        let expected = match provision.kind {
            Kind::Count => "a whole number from 0 upwards",
            Kind::Duration => "a number from 0 upwards",
            _ => "a number such as 12.5",
        };
        let value = match number(at.value.trim()) {
            NumberText::Number(value) => value,
            NumberText::Percent(value) if provision.unit.contains('%') => value,
            NumberText::Missing(_) => return Some(AnswerValue::Blank),
            NumberText::Percent(_) | NumberText::NotANumber => return self.unfit(provision, at, expected),
        };
        let fits = match provision.kind {
            Kind::Count => value >= 0.0 && value.fract() == 0.0,
            Kind::Duration => value >= 0.0,
            _ => true,
        };
        if fits { Some(AnswerValue::Number(value)) } else { self.unfit(provision, at, expected) }
    }

    /// Reports a value that is not of the kind of its provision.
    fn unfit(&mut self, provision: &Provision, at: &At<String>, expected: &str) -> Option<AnswerValue> {
        let kind = crate::rules::word_of(Kind::WORDS, &provision.kind);
        self.found.push(
            Diagnostic::error(
                "C1607",
                format!("`{}` is no answer to the provision `{}`, whose kind is `{kind}`", at.value, provision.id),
            )
            .at(at.location.clone())
            .value(&at.value)
            .expected(expected),
        );
        None
    }
}

/// Finds an option by its identifier or name, whatever the letter case.
fn option(provision: &Provision, text: &str) -> Option<usize> {
    let plain = text.to_lowercase();
    provision.options.iter().position(|option| {
        option.id.to_lowercase() == plain || !option.label.is_empty() && option.label.to_lowercase() == plain
    })
}
