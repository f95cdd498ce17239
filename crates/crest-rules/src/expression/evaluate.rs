//! Values of expressions for the answers of a jurisdiction.
//!
//! Truth follows Kleene's strong logic (Introduction to Metamathematics, 1952, § 64): what is known decides where it can, so "false
//! and unknown" is false and "true or unknown" is true.

use super::{Comparison, Condition, Formula, Number, Truth};
use crate::answer::{Absence, Answer};

/// Says why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// An answer that it needs is absent; of several the first one met.
    Absent(Absence),
    /// An answer is of another kind than its provision.
    Kind {
        /// The provision.
        provision: usize,
    },
    /// A division by 0, or a number beyond all bounds.
    Arithmetic,
}

impl Condition {
    /// Whether it holds of the answers of a jurisdiction.
    ///
    /// # Errors
    /// [`Undefined`] if the answers do not decide it.
    ///
    /// # Panics
    /// If it reads a provision beyond the answers.
    pub fn holds(&self, answers: &[Answer]) -> Result<bool, Undefined> {
        truth(&self.truth, answers)
    }
}

impl Formula {
    /// Its number for the answers of a jurisdiction; finite.
    ///
    /// # Errors
    /// [`Undefined`] if an answer that it needs is absent, or by division by 0.
    ///
    /// # Panics
    /// If it reads a provision beyond the answers.
    pub fn value(&self, answers: &[Answer]) -> Result<f64, Undefined> {
        number(&self.number, answers)
    }
}

impl Comparison {
    fn of<T: PartialOrd>(self, a: &T, b: &T) -> bool {
        match self {
            Self::Equal => a == b,
            Self::Unequal => a != b,
            Self::Less => a < b,
            Self::AtMost => a <= b,
            Self::Greater => a > b,
            Self::AtLeast => a >= b,
        }
    }

    /// The comparison with its sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }
}

fn choice(provision: usize, answers: &[Answer]) -> Result<u32, Undefined> {
    match answers[provision] {
        Answer::Choice(option) | Answer::Text(option) => Ok(option),
        Answer::Absent(reason) => Err(Undefined::Absent(reason)),
        _ => Err(Undefined::Kind { provision }),
    }
}

fn number(expression: &Number, answers: &[Answer]) -> Result<f64, Undefined> {
    let inner = |e: &Number| number(e, answers);
    let value = match expression {
        Number::Constant(constant) => *constant,
        Number::Answer(provision) => match answers[*provision] {
            Answer::Number(number) => number,
            Answer::Absent(reason) => return Err(Undefined::Absent(reason)),
            _ => return Err(Undefined::Kind { provision: *provision }),
        },
        Number::Date(provision) => match answers[*provision] {
            Answer::Date(days) => f64::from(days.0),
            Answer::Absent(reason) => return Err(Undefined::Absent(reason)),
            _ => return Err(Undefined::Kind { provision: *provision }),
        },
        Number::Negative(a) => -inner(a)?,
        Number::Absolute(a) => inner(a)?.abs(),
        Number::Sum(a, b) => inner(a)? + inner(b)?,
        Number::Difference(a, b) => inner(a)? - inner(b)?,
        Number::Product(a, b) => inner(a)? * inner(b)?,
        Number::Quotient(a, b) => inner(a)? / inner(b)?,
        Number::Least(parts) => {
            parts.iter().try_fold(f64::INFINITY, |least, part| Ok::<_, Undefined>(least.min(inner(part)?)))?
        }
        Number::Greatest(parts) => {
            parts.iter().try_fold(f64::NEG_INFINITY, |most, part| Ok::<_, Undefined>(most.max(inner(part)?)))?
        }
        Number::If(when, yes, no) => inner(if truth(when, answers)? { yes } else { no })?,
    };
    if value.is_finite() { Ok(value) } else { Err(Undefined::Arithmetic) }
}

fn truth(expression: &Truth, answers: &[Answer]) -> Result<bool, Undefined> {
    let inner = |e: &Truth| truth(e, answers);
    match expression {
        Truth::Constant(constant) => Ok(*constant),
        Truth::Yes(provision) => choice(*provision, answers).map(|option| option == 1),
        Truth::Option(comparison, provision, option) => Ok(comparison.of(&choice(*provision, answers)?, option)),
        Truth::Choices(comparison, a, b) => Ok(comparison.of(&choice(*a, answers)?, &choice(*b, answers)?)),
        Truth::Numbers(comparison, a, b) => Ok(comparison.of(&number(a, answers)?, &number(b, answers)?)),
        Truth::Between(x, low, high) => {
            let x = number(x, answers)?;
            Ok(number(low, answers)? <= x && x <= number(high, answers)?)
        }
        Truth::Known(provision) => Ok(answers[*provision].absence().is_none()),
        Truth::Applies(provision) => Ok(answers[*provision].absence() != Some(Absence::NotApplicable)),
        Truth::Not(a) => inner(a).map(|a| !a),
        Truth::And(a, b) => decided_by(inner(a), || inner(b), false),
        Truth::Or(a, b) => decided_by(inner(a), || inner(b), true),
        Truth::Same(a, b) => Ok(inner(a)? == inner(b)?),
        Truth::If(when, yes, no) => inner(if inner(when)? { yes } else { no }),
    }
}

/// Joins two truths of which one alone decides if it equals `decisive`.
fn decided_by(
    a: Result<bool, Undefined>,
    b: impl FnOnce() -> Result<bool, Undefined>,
    decisive: bool,
) -> Result<bool, Undefined> {
    match a {
        Ok(a) if a == decisive => Ok(decisive),
        Ok(_) => b(),
        Err(reason) => match b() {
            Ok(b) if b == decisive => Ok(decisive),
            _ => Err(reason),
        },
    }
}
