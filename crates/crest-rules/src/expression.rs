//! Conditions and formulas over answers: a closed, typed language without loops, whose every text either is refused at a position or
//! has a value for all answers.
//!
//! ```text
//! expression := "if" expression "then" expression "else" expression | or
//! or         := and { "or" and }
//! and        := not { "and" not }
//! not        := "not" not | comparison
//! comparison := sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum ]
//! sum        := product { ("+" | "-") product }
//! product    := factor { ("*" | "/") factor }
//! factor     := "-" factor | number | "true" | "false" | provision | "text of an option" | function | "(" expression ")"
//! function   := ("min" | "max") "(" number, … ")" | "between" "(" x, low, high ")" | "abs" "(" x ")"
//!             | "known" "(" provision ")" | "applies" "(" provision ")" | "date" "(" "2026-01-31" ")"
//! ```
//!
//! A provision is a name of letters, digits, `_` and `.`, or anything between backticks. A yes-or-no provision is itself a
//! condition; a choice is compared with the name of an option between double quotes, by `<` and `>` in the order of the options; a
//! date is compared with a date. Names are resolved by the caller: the language knows positions only.

mod evaluate;
mod parse;
mod token;

#[cfg(test)]
mod tests;

use crate::answer::Kind;

pub use evaluate::Undefined;
pub use parse::{condition, formula};

/// Deepest nesting of an expression.
pub const MOST_DEPTH: usize = 64;
/// Most signs of arithmetic in an expression.
pub const MOST_LINKS: usize = 1_000;
/// Longest text of an expression, in bytes.
pub const MOST_BYTES: usize = 20_000;

/// Resolves the names in an expression.
pub struct Names<'a> {
    /// Position and kind of a provision.
    pub provision: &'a dyn Fn(&str) -> Option<(usize, Kind)>,
    /// Position of an option of a provision, or of a text among all texts.
    pub option: &'a dyn Fn(usize, &str) -> Option<u32>,
}

/// Says how two sides compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// An expression whose value is a number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Number {
    Constant(f64),
    /// A numeric answer.
    Answer(usize),
    /// A date, as days since 1970.
    Date(usize),
    Negative(Box<Number>),
    Absolute(Box<Number>),
    Sum(Box<Number>, Box<Number>),
    Difference(Box<Number>, Box<Number>),
    Product(Box<Number>, Box<Number>),
    Quotient(Box<Number>, Box<Number>),
    Least(Vec<Number>),
    Greatest(Vec<Number>),
    If(Box<Truth>, Box<Number>, Box<Number>),
}

/// An expression whose value is true or false.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Truth {
    Constant(bool),
    /// A yes-or-no answer.
    Yes(usize),
    /// A choice or text against one option.
    Option(Comparison, usize, u32),
    /// The choices of two provisions against each other.
    Choices(Comparison, usize, usize),
    Numbers(Comparison, Number, Number),
    Between(Number, Number, Number),
    /// There is an answer.
    Known(usize),
    /// The question has an object.
    Applies(usize),
    Not(Box<Truth>),
    And(Box<Truth>, Box<Truth>),
    Or(Box<Truth>, Box<Truth>),
    Same(Box<Truth>, Box<Truth>),
    If(Box<Truth>, Box<Truth>, Box<Truth>),
}

/// A checked expression that is true or false of the answers of a jurisdiction.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub(crate) truth: Truth,
    pub(crate) provisions: Vec<usize>,
}

/// A checked expression that makes a number of the answers of a jurisdiction.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    pub(crate) number: Number,
    pub(crate) provisions: Vec<usize>,
}

impl Condition {
    /// The condition that a yes-or-no provision is answered by yes.
    pub fn yes(provision: usize) -> Self {
        Self { truth: Truth::Yes(provision), provisions: vec![provision] }
    }

    /// The condition that a yes-or-no provision is answered by no.
    pub fn no(provision: usize) -> Self {
        Self { truth: Truth::Not(Box::new(Truth::Yes(provision))), provisions: vec![provision] }
    }

    /// The condition that a provision is answered by an option.
    pub fn option(provision: usize, option: u32) -> Self {
        Self { truth: Truth::Option(Comparison::Equal, provision, option), provisions: vec![provision] }
    }

    /// Provisions that it reads, rising, each once.
    pub fn provisions(&self) -> Vec<usize> {
        self.provisions.clone()
    }
}

impl Formula {
    /// Provisions that it reads, rising, each once.
    pub fn provisions(&self) -> Vec<usize> {
        self.provisions.clone()
    }
}

/// Says what a part of an expression is, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// One of the options of a provision.
    Choice,
    /// A day.
    Date,
    /// A text.
    Text,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Truth => "true or false",
            Self::Choice => "a choice",
            Self::Date => "a date",
            Self::Text => "a text",
        }
    }
}

/// Says what is wrong with the text of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// The text is longer than [`MOST_BYTES`].
    TooLong,
    /// Nesting is deeper than [`MOST_DEPTH`], or there are more than [`MOST_LINKS`] signs of arithmetic.
    TooDeep,
    /// A character begins nothing.
    Character(char),
    /// A quoted text or name does not end.
    Unclosed,
    /// A number cannot be read or is not finite.
    Number,
    /// A date is not of the form 2026-01-31 or does not exist.
    Date,
    /// Something else was expected.
    Expected(&'static str),
    /// Something stands after the end of the expression.
    Trailing,
    /// No provision has this name.
    Provision(String),
    /// The provision has no option of this name.
    Option(String),
    /// An option is compared with no provision.
    LonelyOption,
    /// A part has another type than its place asks for.
    Type {
        /// What its place asks for.
        expected: Type,
        /// What it is.
        found: Type,
    },
    /// The two sides cannot be compared.
    Incomparable {
        /// What the left side is.
        left: Type,
        /// What the right side is.
        right: Type,
    },
}

/// Says what is wrong with the text of an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionError {
    /// First byte of the part at fault.
    pub start: usize,
    /// Byte after its last.
    pub end: usize,
    /// What is wrong.
    pub mistake: Mistake,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong => write!(f, "the expression is longer than {MOST_BYTES} bytes"),
            Self::TooDeep => {
                write!(f, "the expression is nested deeper than {MOST_DEPTH}, or has more than {MOST_LINKS} signs")
            }
            Self::Character(c) => write!(f, "character '{c}' begins nothing here"),
            Self::Unclosed => write!(f, "a quoted name does not end"),
            Self::Number => write!(f, "a number that cannot be read"),
            Self::Date => write!(f, "a date must be written as 2026-01-31 and exist"),
            Self::Expected(what) => write!(f, "expected {what}"),
            Self::Trailing => write!(f, "the expression has ended before this"),
            Self::Provision(name) => write!(f, "no provision is called `{name}`"),
            Self::Option(name) => write!(f, "the provision has no option \"{name}\""),
            Self::LonelyOption => write!(f, "an option must be compared with a provision"),
            Self::Type { expected, found } => write!(f, "expected {}, found {}", expected.name(), found.name()),
            Self::Incomparable { left, right } => {
                write!(f, "{} cannot be compared with {} in this way", left.name(), right.name())
            }
        }
    }
}

impl std::fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at byte {}: {}", self.start, self.mistake)
    }
}

impl std::error::Error for ExpressionError {}
