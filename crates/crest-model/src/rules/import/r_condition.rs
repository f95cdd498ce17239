//! Scoring conditions of the OECD template, in the small part of R that they use: read, evaluated for one number, and written
//! as an expression of ours.

/// A condition over the number of an answer, and over those of other lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    Constant(bool),
    /// Operand, sign, operand.
    Compare(Operand, &'static str, Operand),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// `numans`: the number of the answer itself.
    Own,
    /// `num` and the identifier of another line.
    Line(String),
    Number(f64),
}

impl Condition {
    /// Tells whether it holds for a number; `None` where it asks for another line.
    pub(super) fn holds(&self, own: f64) -> Option<bool> {
        let value = |operand: &Operand| match operand {
            Operand::Own => Some(own),
            Operand::Number(number) => Some(*number),
            Operand::Line(_) => None,
        };
        Some(match self {
            Self::Constant(is_true) => *is_true,
            Self::Compare(a, sign, b) => {
                let (a, b) = (value(a)?, value(b)?);
                match *sign {
                    "==" => (a - b).abs() < 1e-9,
                    "!=" => (a - b).abs() >= 1e-9,
                    "<" => a < b,
                    "<=" => a <= b,
                    ">" => a > b,
                    _ => a >= b,
                }
            }
            Self::And(a, b) => a.holds(own)? && b.holds(own)?,
            Self::Or(a, b) => a.holds(own)? || b.holds(own)?,
            Self::Not(a) => !a.holds(own)?,
        })
    }

    /// Writes it in our language; `name` gives the provision of another line, `None` where that is not a number.
    pub(super) fn text(&self, own: &str, name: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let operand = |operand: &Operand| match operand {
            Operand::Own => Some(format!("`{own}`")),
            Operand::Number(number) => Some(number.to_string()),
            Operand::Line(line) => name(line).map(|name| format!("`{name}`")),
        };
        Some(match self {
            Self::Constant(is_true) => is_true.to_string(),
            Self::Compare(a, sign, b) => {
                format!("{} {} {}", operand(a)?, if *sign == "==" { "=" } else { sign }, operand(b)?)
            }
            Self::And(a, b) => format!("({} and {})", a.text(own, name)?, b.text(own, name)?),
            Self::Or(a, b) => format!("({} or {})", a.text(own, name)?, b.text(own, name)?),
            Self::Not(a) => format!("not ({})", a.text(own, name)?),
        })
    }
}

/// Deepest nesting.
const MOST_DEPTH: usize = 32;
/// Longest text, in bytes.
const MOST_BYTES: usize = 4_000;

/// Reads a condition; `None` where it is not of this small language.
pub(super) fn read(text: &str) -> Option<Condition> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let mut reader = Reader { rest: text.trim(), depth: 0 };
    let condition = reader.either()?;
    reader.rest.is_empty().then_some(condition)
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest.trim_start();
        true
    }

    fn either(&mut self) -> Option<Condition> {
        let mut left = self.both()?;
        while self.takes("||") || self.takes("|") {
            left = Condition::Or(Box::new(left), Box::new(self.both()?));
        }
        Some(left)
    }

    fn both(&mut self) -> Option<Condition> {
        let mut left = self.single()?;
        while self.takes("&&") || self.takes("&") {
            left = Condition::And(Box::new(left), Box::new(self.single()?));
        }
        Some(left)
    }

    fn single(&mut self) -> Option<Condition> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return None;
        }
        let condition = self.inner();
        self.depth -= 1;
        condition
    }

    fn inner(&mut self) -> Option<Condition> {
        if !self.rest.starts_with("!=") && self.takes("!") {
            return Some(Condition::Not(Box::new(self.single()?)));
        }
        if self.takes("(") {
            let condition = self.either()?;
            return self.takes(")").then_some(condition);
        }
        for (word, is_true) in [("TRUE", true), ("FALSE", false)] {
            if self.takes(word) {
                return Some(Condition::Constant(is_true));
            }
        }
        let left = self.operand()?;
        let sign = ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|sign| self.takes(sign))?;
        Some(Condition::Compare(left, sign, self.operand()?))
    }

    fn operand(&mut self) -> Option<Operand> {
        let sign = usize::from(self.rest.starts_with('-'));
        let end = self.rest[sign..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'));
        let (word, rest) = self.rest.split_at(end.map_or(self.rest.len(), |end| end + sign));
        self.rest = rest.trim_start();
        if word == "numans" {
            return Some(Operand::Own);
        }
        if let Some(line) = word.strip_prefix("num").filter(|line| !line.is_empty()) {
            return Some(Operand::Line(line.to_owned()));
        }
        word.parse::<f64>().ok().filter(|number| number.is_finite()).map(Operand::Number)
    }
}
