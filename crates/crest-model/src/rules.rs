//! Rules across jurisdictions: topics, provisions, dated and cited answers, recognition, and the methods that score them.
//!
//! The lists are plain tables (CSV, sheets of a workbook, or a matrix) that [`crate::load`] and [`read`] turn into checked
//! [`Rules`]; [`lists()`] gives them back without loss. A method is data with a version ([`RuleMethod`]).
//!
//! | to | see |
//! | --- | --- |
//! | know what is asked, of whom, and what the answer is | [`Topic`], [`Provision`], [`Jurisdiction`], [`Answer`] |
//! | know who recognises whom | [`Relation`] |
//! | read lists outside a project; write them again | [`read`], [`Lists`], [`lists()`], [`Table`] |
//! | read, print and take up scoring methods | [`method`], [`RuleMethod`], [`read_method`], [`method::print`], [`shipped`] |
//! | take over data of others | [`import`] |
//! | make a workbook with drop-downs for people who answer | [`template()`] |

use std::collections::BTreeMap;

use crate::{Day, Location, Text};

pub mod import;
mod lists;
pub mod method;
mod shipped;
mod template;

pub use crate::load::{Lists, read_method, read_rules as read};
pub(crate) use lists::value_text;
pub use lists::{Table, lists};
pub use method::RuleMethod;
pub use shipped::{ShippedMethod, find_shipped, shipped};
pub use template::{Template, TemplateColumn, TemplateSheet, template};

/// Holds the rules of a project.
///
/// - Invariant of what [`crate::load`] and [`read`] give: identifiers are unique within their kind, every reference exists,
///   parents form no circle, every value fits the kind of its provision, `from` is not after `to`.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Topics in file order.
    pub topics: Vec<Topic>,
    /// Provisions in file order.
    pub provisions: Vec<Provision>,
    /// Jurisdictions in file order.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Answers in file order, those of further lists after those of the first.
    pub answers: Vec<Answer>,
    /// Relations in file order.
    pub relations: Vec<Relation>,
    /// Methods that the project takes up, by name.
    pub methods: BTreeMap<String, ProjectMethod>,
    /// Jurisdiction whose rules are compared.
    pub focus: Option<String>,
    /// Jurisdictions with which it is compared.
    pub partners: Vec<String>,
}

impl Rules {
    /// Finds the position of a topic.
    pub fn find_topic(&self, id: &str) -> Option<usize> {
        self.topics.iter().position(|topic| topic.id == id)
    }

    /// Finds the position of a provision.
    pub fn find_provision(&self, id: &str) -> Option<usize> {
        self.provisions.iter().position(|provision| provision.id == id)
    }

    /// Finds the position of a jurisdiction.
    pub fn find_jurisdiction(&self, id: &str) -> Option<usize> {
        self.jurisdictions.iter().position(|jurisdiction| jurisdiction.id == id)
    }

    /// Lists a jurisdiction and those it lies in, from the inside out.
    pub fn ancestry<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let mut line = Vec::new();
        let mut next = Some(id);
        while let Some(own) = next.filter(|own| !line.contains(own)) {
            line.push(own);
            next = self.jurisdictions.iter().find(|one| one.id == own).and_then(|one| one.parent.as_deref());
        }
        line
    }
}

/// Columns of a list that Crest does not read, with their cells; kept so that nothing is lost.
pub type Extra = Vec<(String, String)>;

/// A topic of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Identifier.
    pub id: String,
    /// Topic it belongs to.
    pub parent: Option<String>,
    /// Name.
    pub label: Text,
    /// Remark.
    pub note: Text,
    /// Further columns.
    pub extra: Extra,
}

/// A question that every jurisdiction can be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Provision {
    /// Identifier.
    pub id: String,
    /// Topic.
    pub topic: String,
    /// The question.
    pub question: Text,
    /// What an answer is.
    pub kind: Kind,
    /// Unit of measure as written; empty where there is none.
    pub unit: String,
    /// Options of a choice; none for other kinds.
    pub options: Vec<ChoiceOption>,
    /// True when the options of a choice rise or fall, so that two of them can be nearer than two others.
    pub is_ordered: bool,
    /// Which answers are better for those under the rule; `None` = not said.
    pub better: Option<Better>,
    /// What would have to change.
    pub lever: Option<Lever>,
    /// Who could change it.
    pub authority: Option<Authority>,
    /// Where the question comes from, such as an indicator of a published method.
    pub method_ref: String,
    /// Provision that this one replaces.
    pub supersedes: Option<String>,
    /// Remark.
    pub note: Text,
    /// Further columns.
    pub extra: Extra,
    /// Where it stands.
    pub location: Location,
}

impl Provision {
    /// Finds the position of an option.
    pub fn find_option(&self, id: &str) -> Option<usize> {
        self.options.iter().position(|option| option.id == id)
    }
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// Identifier, which answers write.
    pub id: String,
    /// Name; empty if the identifier says enough.
    pub label: String,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// A whole number of things, 0 upwards.
    Count,
    /// A number in a unit.
    Amount,
    /// A rate, mostly in percent.
    Rate,
    /// A length of time in a unit, 0 upwards.
    Duration,
    /// A day.
    Date,
    /// Words, which are compared as they stand.
    Text,
}

impl Kind {
    /// Every kind with the word that files use.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("yes-no", Self::YesNo),
        ("choice", Self::Choice),
        ("count", Self::Count),
        ("amount", Self::Amount),
        ("rate", Self::Rate),
        ("duration", Self::Duration),
        ("date", Self::Date),
        ("text", Self::Text),
    ];

    /// Tells whether answers are numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Count | Self::Amount | Self::Rate | Self::Duration)
    }
}

/// Which answers are better for those under the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Larger numbers, yes, later options.
    More,
    /// Smaller numbers, no, earlier options.
    Less,
}

impl Better {
    /// Every direction with its word.
    pub const WORDS: &'static [(&'static str, Self)] = &[("more", Self::More), ("less", Self::Less)];
}

/// What would have to change for another answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lever {
    /// A rule that can be enacted.
    Rule,
    /// The way an office works.
    Process,
    /// A fee or a cost.
    Cost,
    /// Partly a rule, partly the way an office works.
    Mixed,
    /// An outcome, which nobody can enact.
    Outcome,
}

impl Lever {
    /// Every lever with its word.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("rule", Self::Rule),
        ("process", Self::Process),
        ("cost", Self::Cost),
        ("mixed", Self::Mixed),
        ("outcome", Self::Outcome),
    ];
}

/// Who could change a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// The jurisdiction in focus.
    Own,
    /// Its province.
    Province,
    /// The centre.
    Central,
}

impl Authority {
    /// Every level with its word.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("own", Self::Own), ("province", Self::Province), ("central", Self::Central)];
}

/// A territory with rules of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Jurisdiction {
    /// Identifier.
    pub id: String,
    /// Name.
    pub label: Text,
    /// Jurisdiction it lies in, whose answers hold here until overridden.
    pub parent: Option<String>,
    /// Population, by which cities of one economy are averaged.
    pub population: Option<f64>,
    /// Remark.
    pub note: Text,
    /// Further columns.
    pub extra: Extra,
    /// Where it stands.
    pub location: Location,
}

/// What a jurisdiction answers to a provision, from when to when, on what authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Provision.
    pub provision: String,
    /// Jurisdiction whose rule it is.
    pub jurisdiction: String,
    /// Jurisdiction towards which it holds; `None` = towards all.
    pub counterpart: Option<String>,
    /// The answer.
    pub value: AnswerValue,
    /// The answer as written.
    pub written: String,
    /// Law on paper, or practice.
    pub basis: Basis,
    /// First day on which it holds; `None` = since ever, as far as known.
    pub from: Option<WrittenDay>,
    /// Last day on which it holds; `None` = still in force.
    pub to: Option<WrittenDay>,
    /// First day on which the record said so; `None` = always.
    pub recorded_from: Option<WrittenDay>,
    /// Last day on which the record said so; `None` = it still does.
    pub recorded_to: Option<WrittenDay>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Legal instrument.
    pub instrument: String,
    /// Article of the instrument.
    pub article: String,
    /// Address of the source.
    pub url: String,
    /// Who coded it.
    pub coder: String,
    /// Who checked it.
    pub checked_by: String,
    /// Remark.
    pub note: Text,
    /// Further columns.
    pub extra: Extra,
    /// Where it stands.
    pub location: Location,
}

impl Answer {
    /// Returns the days on which it holds, as numbers of days, first included and last excluded.
    pub fn valid(&self) -> (Option<i32>, Option<i32>) {
        half_open(self.from.as_ref(), self.to.as_ref())
    }

    /// Returns the days on which the record says so, as numbers of days, first included and last excluded.
    pub fn recorded(&self) -> (Option<i32>, Option<i32>) {
        half_open(self.recorded_from.as_ref(), self.recorded_to.as_ref())
    }

    /// Tells whether an instrument or an address is named.
    pub fn is_cited(&self) -> bool {
        !self.instrument.is_empty() || !self.url.is_empty()
    }
}

/// Turns two days, both included, into numbers with the second one excluded.
pub(crate) fn half_open(from: Option<&WrittenDay>, to: Option<&WrittenDay>) -> (Option<i32>, Option<i32>) {
    (from.map(|at| at.day.number()), to.map(|at| at.day.number() + 1))
}

/// A day as a list writes it.
///
/// A shortened date is a whole month or year: as a beginning it stands for the first day, as an end for the last day. An end
/// that is shortened gives way to the answer that follows within the same month or year: it then is the day before that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenDay {
    /// The day.
    pub day: Day,
    /// What the list says.
    pub written: String,
}

/// The content of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerValue {
    /// Yes or no.
    YesNo(bool),
    /// Position of an option of the provision.
    Choice(usize),
    /// A number in the unit of the provision.
    Number(f64),
    /// A day; a shortened date stands for its first day.
    Date(WrittenDay),
    /// Words.
    Text(String),
    /// None, for a stated reason.
    Missing(MissingCode),
    /// None, for no stated reason.
    Blank,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissingCode {
    /// The question makes no sense there: no value added tax, so no refund of it.
    NotApplicable,
    /// The thing could be done, but nobody does.
    NoPractice,
    /// Nobody knows.
    Unknown,
    /// Sources contradict each other.
    Contested,
}

impl MissingCode {
    /// Every code with its word.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("not-applicable", Self::NotApplicable),
        ("no-practice", Self::NoPractice),
        ("unknown", Self::Unknown),
        ("contested", Self::Contested),
    ];
}

/// Says whether an answer is the law on paper or what is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Basis {
    /// The law on paper.
    #[default]
    Law,
    /// What is done.
    Practice,
}

impl Basis {
    /// Every basis with its word.
    pub const WORDS: &'static [(&'static str, Self)] = &[("law", Self::Law), ("practice", Self::Practice)];
}

/// How sure an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Certainty {
    /// Doubtful: a single secondary source, or sources at odds.
    Low,
    /// Likely.
    Medium,
    /// Read in the instrument or an official source.
    #[default]
    High,
}

impl Certainty {
    /// Every degree with its word.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("high", Self::High), ("medium", Self::Medium), ("low", Self::Low)];
}

/// How one jurisdiction stands to another in a provision.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Provision.
    pub provision: String,
    /// Jurisdiction that recognises.
    pub from: String,
    /// Jurisdiction whose rule, licence or paper is recognised.
    pub to: String,
    /// State of recognition.
    pub state: Recognition,
    /// Condition, such as a record filing.
    pub condition: String,
    /// Share of cases in which the condition is met, 0–1; `None` = not stated.
    pub share: Option<f64>,
    /// What is covered.
    pub scope: String,
    /// Bound in number.
    pub quota: String,
    /// Part of the jurisdiction where it holds.
    pub area: String,
    /// First day.
    pub from_date: Option<WrittenDay>,
    /// Last day.
    pub to_date: Option<WrittenDay>,
    /// Legal instrument.
    pub instrument: String,
    /// Address of the source.
    pub url: String,
    /// Remark.
    pub note: Text,
    /// Further columns.
    pub extra: Extra,
    /// Where it stands.
    pub location: Location,
}

impl Relation {
    /// Returns the days on which it holds, as numbers of days, first included and last excluded.
    pub fn valid(&self) -> (Option<i32>, Option<i32>) {
        half_open(self.from_date.as_ref(), self.to_date.as_ref())
    }
}

/// State of recognition between two jurisdictions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recognition {
    /// Neither recognises the other.
    None,
    /// The first recognises the second.
    Unilateral,
    /// Each recognises the other.
    Mutual,
    /// Both have the same rule or standard.
    Identical,
}

impl Recognition {
    /// Every state with its word.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("unilateral", Self::Unilateral),
        ("mutual", Self::Mutual),
        ("identical", Self::Identical),
    ];
}

/// A method that a project takes up, and what its components read there.
#[derive(Debug, Clone)]
pub struct ProjectMethod {
    /// Name in `[rules.methods]`.
    pub id: String,
    /// The method.
    pub method: RuleMethod,
    /// Its file; `None` = one that comes with Crest.
    pub file: Option<String>,
    /// Provision of the project by what the method calls it ([`RuleMethod::reads`]), for those that the project has.
    pub provisions: BTreeMap<String, String>,
    /// Where `[rules.methods.X]` stands.
    pub location: Location,
}

/// Returns the word of a value in a table of words.
pub(crate) fn word_of<T: PartialEq>(words: &'static [(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, own)| own == value).map(|(word, _)| *word).expect("every value has a word")
}

#[cfg(test)]
mod tests;
