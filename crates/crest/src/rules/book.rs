//! A book of rules: answers and a method, their names mapped to positions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crest_model::rules::{
    Answer as Written, AnswerValue, Authority, Basis as Kept, Certainty, Jurisdiction, Kind, Lever, MissingCode,
    ProjectMethod, Provision, RuleMethod, Rules,
};
use crest_model::{Day, Location, Text};
use crest_rules::answer::{self, Absence, Answer, Answers, Days};
use crest_rules::score::Composite;
use crest_rules::select::{self, Record, SelectError, Selected, Span};

use super::method::{Built, MethodMistake, build};

/// Says why a question about rules has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum RulesError {
    /// The method cannot be applied.
    Method(MethodMistake),
    /// There is nothing of this name.
    Unknown {
        /// What was looked for, such as `jurisdiction`.
        what: &'static str,
        /// The name.
        name: String,
        /// The nearest known one.
        near: Option<String>,
    },
    /// Answers cannot be selected.
    Select(SelectError),
    /// The book has no method, and the question needs one.
    NoMethod,
    /// The jurisdiction has no score to start from.
    NoScore {
        /// The jurisdiction.
        jurisdiction: String,
    },
    /// A value does not fit its provision.
    Value {
        /// The provision.
        provision: String,
        /// The value.
        value: String,
        /// What is expected.
        expected: String,
    },
    /// The search for a bundle failed.
    Bundle(crest_plan::bundle::BundleError),
    /// Distances cannot be measured.
    Distance(crest_rules::distance::ProfileError),
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(mistake) => mistake.fmt(f),
            Self::Unknown { what, name, near } => {
                write!(f, "there is no {what} `{name}`")?;
                near.as_ref().map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
            }
            Self::Select(error) => error.fmt(f),
            Self::NoMethod => write!(f, "no method is named; `crest rules methods` lists those there are"),
            Self::NoScore { jurisdiction } => write!(f, "`{jurisdiction}` has no score: answers are missing"),
            Self::Value { provision, value, expected } => {
                write!(f, "`{value}` is no answer to `{provision}`; expected {expected}")
            }
            Self::Bundle(error) => error.fmt(f),
            Self::Distance(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RulesError {}

/// Says which answers are asked for: in force on a day, as known on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day on which rules must be in force.
    pub day: Day,
    /// The day as known on which it is asked; `None` = as the record says now.
    pub known: Option<Day>,
}

impl Moment {
    /// A day as the record says now.
    pub fn on(day: Day) -> Self {
        Self { day, known: None }
    }
}

/// Holds answers and a method, ready for questions.
#[derive(Debug, Clone)]
pub struct Book {
    pub(super) rules: Rules,
    /// The method, if one was named.
    pub(super) method: Option<RuleMethod>,
    pub(super) built: Option<Built>,
    /// Provisions of the lists, then those that only the method names.
    pub(super) provisions: Vec<String>,
    pub(super) levers: Vec<answer::Lever>,
    pub(super) records: Vec<Record>,
    /// Position in the lists of the answer behind each record.
    pub(super) sources: Vec<usize>,
    pub(super) parents: Vec<Option<usize>>,
    pub(super) composites: Vec<Composite>,
    /// Whether any answer holds towards some only.
    pub(super) is_directed: bool,
    /// Texts that answers name by position.
    pub(super) texts: Vec<String>,
}

impl Book {
    /// Brings answers and a method together; `bound` says which provision a component reads where that is not its own name.
    ///
    /// # Errors
    /// [`RulesError::Method`] if the method cannot be applied.
    pub fn new(rules: Rules, method: Option<&ProjectMethod>) -> Result<Self, RulesError> {
        let mut provisions: Vec<String> = rules.provisions.iter().map(|one| one.id.clone()).collect();
        let built = method.map(|used| build(&rules, used, &mut provisions)).transpose().map_err(RulesError::Method)?;
        let mut levers: Vec<answer::Lever> = rules.provisions.iter().map(|one| lever(one.lever)).collect();
        levers.resize(provisions.len(), answer::Lever::Rule);
        if let (Some(used), Some(built)) = (method, &built) {
            for (component, &provision) in used.method.components.iter().zip(&built.reads) {
                let stated = rules.provisions.get(provision).and_then(|one| one.lever);
                if let (Some(provision), None) = (levers.get_mut(provision), stated) {
                    *provision = lever(component.lever);
                }
            }
        }
        let jurisdictions: BTreeMap<&str, usize> =
            rules.jurisdictions.iter().enumerate().map(|(k, one)| (one.id.as_str(), k)).collect();
        let positions: BTreeMap<&str, usize> = provisions.iter().enumerate().map(|(k, id)| (id.as_str(), k)).collect();
        let mut texts = Texts::default();
        // An answer of practice beside one of law to the same question does not count.
        let law: BTreeSet<_> = rules.answers.iter().filter(|one| one.basis == Kept::Law).map(cell).collect();
        let counts = |one: &Written| one.basis == Kept::Law || !law.contains(&cell(one));
        let (mut records, mut sources) = (Vec::new(), Vec::new());
        for (source, written) in rules.answers.iter().enumerate().filter(|(_, one)| counts(one)) {
            let find = |id: &str| jurisdictions.get(id).copied();
            let (Some(jurisdiction), Some(&provision)) =
                (find(&written.jurisdiction), positions.get(written.provision.as_str()))
            else {
                continue;
            };
            let span = |(from, to): (Option<i32>, Option<i32>)| Span { from: from.map(Days), to: to.map(Days) };
            records.push(Record {
                provision,
                jurisdiction,
                counterpart: written.counterpart.as_deref().and_then(find),
                answer: answer_of(&written.value, &mut texts),
                valid: span(written.valid()),
                recorded: span(written.recorded()),
            });
            sources.push(source);
        }
        let parents = rules.jurisdictions.iter().map(|one| one.parent.as_deref().and_then(|id| jurisdictions.get(id)));
        let parents = parents.map(Option::<&usize>::copied).collect();
        let composites = method.map_or_else(Vec::new, |used| super::method::composites(&used.method, &rules));
        Ok(Self {
            method: method.map(|used| used.method.clone()),
            is_directed: records.iter().any(|record| record.counterpart.is_some()),
            built,
            provisions,
            levers,
            records,
            sources,
            parents,
            composites,
            texts: texts.list,
            rules,
        })
    }

    /// Puts an answer in the place of all that a jurisdiction gives to a provision, towards whomever and whenever.
    ///
    /// # Errors
    /// [`RulesError`] if there is no such jurisdiction or provision, or the value does not fit.
    pub fn adopt(&mut self, of: &str, provision: &str, value: &str) -> Result<(), RulesError> {
        let (jurisdiction, provision) = (self.jurisdiction(of)?, self.provision(provision)?);
        let answer = self.read_answer(provision, value)?;
        let is_replaced = |record: &Record| record.jurisdiction == jurisdiction && record.provision == provision;
        let kept: Vec<bool> = self.records.iter().map(|record| !is_replaced(record)).collect();
        let mut keep = kept.iter();
        self.sources.retain(|_| *keep.next().expect("as many sources as records"));
        self.records.retain(|record| !is_replaced(record));
        self.rules.answers.push(Written {
            provision: self.provisions[provision].clone(),
            jurisdiction: self.rules.jurisdictions[jurisdiction].id.clone(),
            counterpart: None,
            value: AnswerValue::Blank,
            written: value.to_owned(),
            basis: Kept::Law,
            from: None,
            to: None,
            recorded_from: None,
            recorded_to: None,
            certainty: Certainty::Low,
            instrument: String::new(),
            article: String::new(),
            url: String::new(),
            coder: String::new(),
            checked_by: String::new(),
            note: Text::default(),
            extra: Vec::new(),
            location: Location::file("adopt"),
        });
        self.sources.push(self.rules.answers.len() - 1);
        let always = Span { from: None, to: None };
        self.records.push(Record {
            provision,
            jurisdiction,
            counterpart: None,
            answer,
            valid: always,
            recorded: always,
        });
        Ok(())
    }

    /// Returns the lists behind the book.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Returns the method, if one was named.
    pub fn method(&self) -> Option<&RuleMethod> {
        self.method.as_ref()
    }

    /// Tells whether any answer has a first day; without one a table speaks of no day in particular.
    pub fn has_dates(&self) -> bool {
        self.records.iter().any(|record| record.valid.from.is_some())
    }

    /// Returns the last day on which an answer or a relation begins: the day of which the record speaks.
    pub fn latest(&self) -> Day {
        let answers = self.records.iter().filter_map(|record| record.valid.from);
        Day::of_number(answers.map(|day| day.0).max().unwrap_or(0))
    }

    /// Lists the last day of each year in which answers begin: what a table of several years holds; the latest day where answers have
    /// no dates.
    pub fn years(&self) -> Vec<Day> {
        let mut years: Vec<i32> =
            self.records.iter().filter_map(|r| r.valid.from).map(|day| Day::of_number(day.0).year()).collect();
        years.sort_unstable();
        years.dedup();
        if years.is_empty() {
            return vec![self.latest()];
        }
        years.into_iter().filter_map(|year| format!("{year:04}-12-31").parse().ok()).collect()
    }

    /// Finds a jurisdiction by id or name.
    ///
    /// # Errors
    /// [`RulesError::Unknown`] with the nearest id.
    pub fn jurisdiction(&self, name: &str) -> Result<usize, RulesError> {
        let same = |own: &str| !own.is_empty() && own.eq_ignore_ascii_case(name);
        let all = &self.rules.jurisdictions;
        let found = all.iter().position(|one| one.id == name);
        let found =
            found.or_else(|| all.iter().position(|one| same(&one.id) || same(&one.label.zh) || same(&one.label.en)));
        found.ok_or_else(|| unknown("jurisdiction", name, all.iter().map(|one| one.id.as_str())))
    }

    /// Finds a provision by id.
    ///
    /// # Errors
    /// [`RulesError::Unknown`] with the nearest id.
    pub fn provision(&self, id: &str) -> Result<usize, RulesError> {
        let found = self.provisions.iter().position(|own| own == id);
        found.ok_or_else(|| unknown("provision", id, self.provisions.iter().map(String::as_str)))
    }

    pub(super) fn built(&self) -> Result<&Built, RulesError> {
        self.built.as_ref().ok_or(RulesError::NoMethod)
    }

    /// What a provision asks, as the lists say it, else the name of its component, else its id.
    pub(super) fn question(&self, provision: usize) -> Text {
        if let Some(one) = self.rules.provisions.get(provision) {
            return if one.question.is_empty() { Text::new("", &one.id) } else { one.question.clone() };
        }
        Text::new("", &self.provisions[provision])
    }

    pub(super) fn listed(&self, provision: usize) -> Option<&Provision> {
        self.rules.provisions.get(provision)
    }

    pub(super) fn listed_jurisdiction(&self, jurisdiction: usize) -> &Jurisdiction {
        &self.rules.jurisdictions[jurisdiction]
    }

    pub(super) fn authority(&self, provision: usize) -> Option<Authority> {
        self.listed(provision).and_then(|one| one.authority)
    }

    /// Selects the answers of all towards one; only those that hold towards all where none is named.
    pub(super) fn select(&self, moment: Moment, towards: Option<usize>) -> Result<Selected, RulesError> {
        let asked = select::Moment {
            valid: Days(moment.day.number()),
            recorded: moment.known.map(|day| Days(day.number())),
            towards,
        };
        select::select(&self.records, &self.parents, self.provisions.len(), asked).map_err(RulesError::Select)
    }

    /// Selects the answers by which jurisdictions are scored: those of the one in focus towards its first partner, those of all others
    /// towards the one in focus; where nothing is in focus, those that hold towards all.
    pub(super) fn selected(&self, moment: Moment) -> Result<Selected, RulesError> {
        let focus = self.rules.focus.as_deref().map(|id| self.jurisdiction(id)).transpose()?;
        let partner = self.rules.partners.first().map(|id| self.jurisdiction(id)).transpose()?;
        let (Some(focus), Some(partner), true) = (focus, partner, self.is_directed) else {
            return self.select(moment, None);
        };
        let mut towards_focus = self.select(moment, Some(focus))?;
        let towards_partner = self.select(moment, Some(partner))?;
        let n = self.provisions.len();
        let kin = self.kin(focus);
        for jurisdiction in kin {
            for provision in 0..n {
                towards_focus.answers.set(
                    jurisdiction,
                    provision,
                    towards_partner.answers.get(jurisdiction, provision),
                );
            }
            let row = jurisdiction * n..(jurisdiction + 1) * n;
            towards_focus.records[row.clone()].copy_from_slice(&towards_partner.records[row.clone()]);
            towards_focus.origins[row.clone()].copy_from_slice(&towards_partner.origins[row]);
        }
        Ok(towards_focus)
    }

    /// The jurisdictions that lie under the same root as one: to them its partners are foreign.
    fn kin(&self, focus: usize) -> Vec<usize> {
        let root = |mut at: usize| {
            let mut steps = 0;
            while let Some(parent) = self.parents[at].filter(|_| steps < self.parents.len()) {
                (at, steps) = (parent, steps + 1);
            }
            at
        };
        (0..self.parents.len()).filter(|&one| root(one) == root(focus)).collect()
    }

    /// Jurisdictions that are ranked: those that are no part of another one by the method, nor set aside by it.
    pub(super) fn ranked(&self) -> Vec<usize> {
        let aside = self.method.as_ref().map_or(&[][..], |method| method.unranked.as_slice());
        let is_part = |one: usize| self.composites.iter().any(|whole| whole.parts.iter().any(|(part, _)| *part == one));
        let is_aside = |one: usize| aside.contains(&self.rules.jurisdictions[one].id);
        (0..self.rules.jurisdictions.len()).filter(|&one| !is_part(one) && !is_aside(one)).collect()
    }

    /// An answer in words.
    pub(super) fn words(&self, provision: usize, answer: Answer) -> Text {
        let both = |zh: &str, en: &str| Text::new(zh, en);
        match answer {
            Answer::Choice(option) => match self.listed(provision).map(|one| (&one.kind, &one.options)) {
                Some((Kind::YesNo, _)) | None => {
                    if option == 0 {
                        both("否", "no")
                    } else {
                        both("是", "yes")
                    }
                }
                Some((_, options)) => {
                    let found = options.get(option as usize);
                    let words = found.map(|one| if one.label.is_empty() { &one.id } else { &one.label });
                    both("", words.map_or("?", String::as_str))
                }
            },
            Answer::Number(number) => {
                let unit = self.listed(provision).map_or("", |one| one.unit.as_str());
                both("", format!("{number} {unit}").trim_end())
            }
            Answer::Date(day) => both("", &Day::of_number(day.0).to_string()),
            Answer::Text(at) => both("", self.texts.get(at as usize).map_or("", String::as_str)),
            Answer::Absent(reason) => match reason {
                Absence::NotApplicable => both("不适用", "does not apply"),
                Absence::NoPractice => both("无实践", "no practice"),
                Absence::Unknown => both("未知", "unknown"),
                Absence::Contested => both("有争议", "contested"),
                Absence::NotCollected => both("未收集", "not collected"),
            },
        }
    }

    /// The answer of the lists behind a record.
    pub(super) fn written(&self, record: usize) -> &Written {
        &self.rules.answers[self.sources[record]]
    }

    /// Where an answer of the lists stands.
    pub(super) fn place(&self, record: usize) -> Location {
        self.written(record).location.clone()
    }

    /// Reads an answer that somebody wrote to a provision.
    ///
    /// # Errors
    /// [`RulesError::Value`].
    pub(super) fn read_answer(&self, provision: usize, text: &str) -> Result<Answer, RulesError> {
        let refuse = |expected: String| RulesError::Value {
            provision: self.provisions[provision].clone(),
            value: text.to_owned(),
            expected,
        };
        let plain = text.trim().to_lowercase();
        match plain.as_str() {
            "not-applicable" => return Ok(Answer::Absent(Absence::NotApplicable)),
            "no-practice" => return Ok(Answer::Absent(Absence::NoPractice)),
            _ => {}
        }
        let number = || plain.parse::<f64>().ok().filter(|x| x.is_finite()).map(Answer::Number);
        let Some(listed) = self.listed(provision) else {
            return number().ok_or_else(|| refuse("a number".to_owned()));
        };
        match listed.kind {
            Kind::YesNo => match plain.as_str() {
                "yes" | "true" | "1" | "是" => Ok(Answer::YES),
                "no" | "false" | "0" | "否" => Ok(Answer::NO),
                _ => Err(refuse("yes or no".to_owned())),
            },
            Kind::Choice => {
                let found = listed.options.iter().position(|o| o.id.eq_ignore_ascii_case(text.trim()));
                let ids = || listed.options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>().join(", ");
                found.map(|at| Answer::Choice(at as u32)).ok_or_else(|| refuse(format!("one of {}", ids())))
            }
            Kind::Date => match text.trim().parse::<Day>() {
                Ok(day) => Ok(Answer::Date(Days(day.number()))),
                Err(error) => Err(refuse(error.to_string())),
            },
            Kind::Text => {
                let found = self.texts.iter().position(|own| own == text.trim());
                found
                    .map(|at| Answer::Text(at as u32))
                    .ok_or_else(|| refuse("a text that some answer gives".to_owned()))
            }
            Kind::Count | Kind::Amount | Kind::Rate | Kind::Duration => {
                number().ok_or_else(|| refuse("a number".to_owned()))
            }
        }
    }

    pub(super) fn n_jurisdictions(&self) -> usize {
        self.rules.jurisdictions.len()
    }

    pub(super) fn answers(&self, moment: Moment) -> Result<Answers, RulesError> {
        Ok(self.selected(moment)?.answers)
    }
}

/// The question that an answer answers: provision, jurisdiction, counterpart.
fn cell(one: &Written) -> (&str, &str, Option<&str>) {
    (&one.provision, &one.jurisdiction, one.counterpart.as_deref())
}

pub(super) fn unknown<'a>(what: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> RulesError {
    RulesError::Unknown { what, name: name.to_owned(), near: crest_model::nearest(name, known).map(str::to_owned) }
}

/// Texts by position, in the order in which they first occur.
#[derive(Default)]
struct Texts {
    list: Vec<String>,
    places: BTreeMap<String, u32>,
}

impl Texts {
    fn position(&mut self, text: &str) -> u32 {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = self.list.len() as u32;
        self.list.push(text.to_owned());
        self.places.insert(text.to_owned(), place);
        place
    }
}

fn answer_of(value: &AnswerValue, texts: &mut Texts) -> Answer {
    match value {
        AnswerValue::YesNo(yes) => {
            if *yes {
                Answer::YES
            } else {
                Answer::NO
            }
        }
        AnswerValue::Choice(option) => Answer::Choice(*option as u32),
        AnswerValue::Number(number) => Answer::Number(*number),
        AnswerValue::Date(day) => Answer::Date(Days(day.day.number())),
        AnswerValue::Text(text) => Answer::Text(texts.position(text)),
        AnswerValue::Missing(code) => Answer::Absent(match code {
            MissingCode::NotApplicable => Absence::NotApplicable,
            MissingCode::NoPractice => Absence::NoPractice,
            MissingCode::Unknown => Absence::Unknown,
            MissingCode::Contested => Absence::Contested,
        }),
        AnswerValue::Blank => Answer::Absent(Absence::NotCollected),
    }
}

fn lever(lever: Option<Lever>) -> answer::Lever {
    match lever {
        Some(Lever::Rule) | None => answer::Lever::Rule,
        Some(Lever::Process) => answer::Lever::Process,
        Some(Lever::Cost) => answer::Lever::Cost,
        Some(Lever::Mixed) => answer::Lever::Mixed,
        Some(Lever::Outcome) => answer::Lever::Outcome,
    }
}
