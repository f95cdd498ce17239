//! Licence expressions: is there a choice of licences within an expression that is wholly allowed?
//!
//! Source: SPDX specification 2.3, annex D (licence expressions). The older form `MIT/Apache-2.0` is read as a choice, as
//! crates.io does.

use std::fmt;

/// Holds a licence expression as a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression {
    /// One licence, with its exception if it has one: `Apache-2.0 WITH LLVM-exception`.
    Licence(String),
    /// All of them bind.
    And(Vec<Expression>),
    /// The user picks one.
    Or(Vec<Expression>),
}

/// Says why a text is no licence expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SpdxError {
    /// A licence was expected, something else stood there.
    NoLicence { found: String },
    /// A parenthesis is not closed.
    Unclosed,
    /// Something follows the end of the expression.
    Trailing { found: String },
}

impl fmt::Display for SpdxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLicence { found } if found.is_empty() => write!(f, "expected a licence, found the end"),
            Self::NoLicence { found } => write!(f, "expected a licence, found `{found}`"),
            Self::Unclosed => write!(f, "a parenthesis is not closed"),
            Self::Trailing { found } => write!(f, "expected the end, found `{found}`"),
        }
    }
}

impl std::error::Error for SpdxError {}

impl Expression {
    /// Reads an expression. `AND` binds more tightly than `OR`, as SPDX says.
    pub(crate) fn parse(text: &str) -> Result<Self, SpdxError> {
        let spaced = text.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let mut words = Words { words: spaced.split_whitespace().collect(), next: 0 };
        let expression = words.choice()?;
        match words.peek() {
            "" => Ok(expression),
            found => Err(SpdxError::Trailing { found: found.to_owned() }),
        }
    }

    /// Tells whether some choice uses only licences that `allowed` accepts.
    pub(crate) fn is_satisfied(&self, allowed: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Licence(name) => allowed(name),
            Self::And(parts) => parts.iter().all(|part| part.is_satisfied(allowed)),
            Self::Or(parts) => parts.iter().any(|part| part.is_satisfied(allowed)),
        }
    }
}

struct Words<'a> {
    words: Vec<&'a str>,
    next: usize,
}

impl<'a> Words<'a> {
    /// The next word, empty at the end.
    fn peek(&self) -> &'a str {
        self.words.get(self.next).copied().unwrap_or_default()
    }

    fn take_if(&mut self, word: &str) -> bool {
        let found = self.peek().eq_ignore_ascii_case(word);
        self.next += usize::from(found);
        found
    }

    fn choice(&mut self) -> Result<Expression, SpdxError> {
        let mut parts = vec![self.union()?];
        while self.take_if("OR") {
            parts.push(self.union()?);
        }
        Ok(single_or(parts, Expression::Or))
    }

    fn union(&mut self) -> Result<Expression, SpdxError> {
        let mut parts = vec![self.licence()?];
        while self.take_if("AND") {
            parts.push(self.licence()?);
        }
        Ok(single_or(parts, Expression::And))
    }

    fn licence(&mut self) -> Result<Expression, SpdxError> {
        if self.take_if("(") {
            let inner = self.choice()?;
            return if self.take_if(")") { Ok(inner) } else { Err(SpdxError::Unclosed) };
        }
        let name = self.name()?.to_owned();
        if self.take_if("WITH") {
            return Ok(Expression::Licence(format!("{name} WITH {}", self.name()?)));
        }
        Ok(Expression::Licence(name))
    }

    fn name(&mut self) -> Result<&'a str, SpdxError> {
        match self.peek() {
            found @ ("" | "(" | ")" | "AND" | "OR" | "WITH") => Err(SpdxError::NoLicence { found: found.to_owned() }),
            found => {
                self.next += 1;
                Ok(found)
            }
        }
    }
}

fn single_or(mut parts: Vec<Expression>, make: fn(Vec<Expression>) -> Expression) -> Expression {
    if parts.len() == 1 { parts.remove(0) } else { make(parts) }
}

#[cfg(test)]
mod tests;
