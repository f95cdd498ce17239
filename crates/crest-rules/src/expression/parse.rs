//! From text to a checked expression, by recursive descent; types are checked where parts meet.

use super::token::{Placed, Token, tokens};
use super::{
    Comparison, Condition, ExpressionError, Formula, MOST_DEPTH, MOST_LINKS, Mistake, Names, Number, Truth, Type,
};
use crate::answer::Kind;

/// Reads a condition.
///
/// - Cost: O(length of the text). Never panics, whatever the text.
///
/// # Errors
/// [`ExpressionError`]: the first mistake, with its place in bytes.
///
/// # Examples
/// ```
/// use crest_rules::answer::{Answer, Kind};
/// use crest_rules::expression::{Names, condition};
/// let names = Names {
///     provision: &|name| (name == "days").then_some((0, Kind::Number)),
///     option: &|_, _| None,
/// };
/// let quick = condition("between(days, 0, 3) or days = 5", &names)?;
/// assert_eq!(quick.holds(&[Answer::Number(2.0)]), Ok(true));
/// assert_eq!(quick.holds(&[Answer::Number(4.0)]), Ok(false));
/// # Ok::<(), crest_rules::expression::ExpressionError>(())
/// ```
pub fn condition(text: &str, names: &Names<'_>) -> Result<Condition, ExpressionError> {
    let mut parser = Parser::new(text, names)?;
    let value = parser.whole()?;
    let truth = parser.truth(value)?;
    Ok(Condition { truth, provisions: parser.provisions() })
}

/// Reads a formula.
///
/// - Cost: O(length of the text). Never panics, whatever the text.
///
/// # Errors
/// [`ExpressionError`]: the first mistake, with its place in bytes.
pub fn formula(text: &str, names: &Names<'_>) -> Result<Formula, ExpressionError> {
    let mut parser = Parser::new(text, names)?;
    let value = parser.whole()?;
    let number = parser.number(value)?;
    Ok(Formula { number, provisions: parser.provisions() })
}

/// A part that has been read.
enum Part {
    Number(Number),
    Truth(Truth),
    Date(Number),
    /// A choice or a text of a provision.
    Choice(usize, Type),
    /// The name of an option, not yet resolved.
    Quoted(String),
}

impl Part {
    fn kind(&self) -> Type {
        match self {
            Self::Number(_) => Type::Number,
            Self::Truth(_) => Type::Truth,
            Self::Date(_) => Type::Date,
            Self::Choice(_, kind) => *kind,
            Self::Quoted(_) => Type::Choice,
        }
    }
}

struct Read {
    part: Part,
    start: usize,
    end: usize,
}

struct Parser<'a> {
    tokens: Vec<Placed>,
    at: usize,
    depth: usize,
    n_links: usize,
    names: &'a Names<'a>,
    provisions: Vec<usize>,
}

type Parsed = Result<Read, ExpressionError>;

impl<'a> Parser<'a> {
    fn new(text: &str, names: &'a Names<'a>) -> Result<Self, ExpressionError> {
        Ok(Self { tokens: tokens(text)?, at: 0, depth: 0, n_links: 0, names, provisions: Vec::new() })
    }

    fn provisions(mut self) -> Vec<usize> {
        self.provisions.sort_unstable();
        self.provisions.dedup();
        self.provisions
    }

    fn next(&self) -> &Placed {
        &self.tokens[self.at]
    }

    fn advance(&mut self) -> Placed {
        let placed = self.tokens[self.at].clone();
        // The last token is the end, which is never passed.
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        placed
    }

    fn fail<T>(placed: &Placed, mistake: Mistake) -> Result<T, ExpressionError> {
        Err(ExpressionError { start: placed.start, end: placed.end, mistake })
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(&self.next().token, Token::Name(name) if name == word);
        if found {
            self.advance();
        }
        found
    }

    fn takes_symbol(&mut self, symbols: &[&'static str]) -> Option<&'static str> {
        match self.next().token {
            Token::Symbol(symbol) if symbols.contains(&symbol) => {
                self.advance();
                Some(symbol)
            }
            _ => None,
        }
    }

    fn expect(&mut self, symbol: &'static str) -> Result<usize, ExpressionError> {
        let placed = self.next().clone();
        if self.takes_symbol(&[symbol]).is_some() {
            return Ok(placed.end);
        }
        Self::fail(&placed, Mistake::Expected(symbol))
    }

    fn whole(&mut self) -> Parsed {
        let read = self.expression()?;
        let next = self.next().clone();
        if next.token == Token::End { Ok(read) } else { Self::fail(&next, Mistake::Trailing) }
    }

    /// Every way to nest leads through here or through [`Parser::nested`].
    fn nested(&mut self, inner: fn(&mut Self) -> Parsed) -> Parsed {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let next = self.next().clone();
            return Self::fail(&next, Mistake::TooDeep);
        }
        let read = inner(self);
        self.depth -= 1;
        read
    }

    fn expression(&mut self) -> Parsed {
        self.nested(Self::choice_of_two)
    }

    fn choice_of_two(&mut self) -> Parsed {
        let start = self.next().start;
        if !self.takes_word("if") {
            return self.or();
        }
        let when = self.expression()?;
        let when = Box::new(self.truth(when)?);
        self.expect_word("then")?;
        let yes = self.expression()?;
        self.expect_word("else")?;
        let no = self.expression()?;
        let end = no.end;
        let part = match yes.part {
            Part::Truth(yes) => Part::Truth(Truth::If(when, Box::new(yes), Box::new(self.truth(no)?))),
            _ => Part::Number(Number::If(when, Box::new(self.number(yes)?), Box::new(self.number(no)?))),
        };
        Ok(Read { part, start, end })
    }

    fn expect_word(&mut self, word: &'static str) -> Result<(), ExpressionError> {
        let placed = self.next().clone();
        if self.takes_word(word) { Ok(()) } else { Self::fail(&placed, Mistake::Expected(word)) }
    }

    fn or(&mut self) -> Parsed {
        self.chain("or", Self::and, Truth::Or)
    }

    fn and(&mut self) -> Parsed {
        self.chain("and", Self::not, Truth::And)
    }

    /// A left-leaning chain would be as deep as it is long: it is folded into a balanced tree, whose value is the same.
    fn chain(
        &mut self,
        word: &str,
        inner: fn(&mut Self) -> Parsed,
        join: fn(Box<Truth>, Box<Truth>) -> Truth,
    ) -> Parsed {
        let first = inner(self)?;
        let (start, mut end) = (first.start, first.end);
        if !matches!(&self.next().token, Token::Name(name) if name == word) {
            return Ok(first);
        }
        let mut links = vec![self.truth(first)?];
        while self.takes_word(word) {
            let link = inner(self)?;
            end = link.end;
            links.push(self.truth(link)?);
        }
        Ok(Read { part: Part::Truth(balanced(links, join)), start, end })
    }

    fn not(&mut self) -> Parsed {
        let start = self.next().start;
        if !self.takes_word("not") {
            return self.comparison();
        }
        let inner = self.nested(Self::not)?;
        let end = inner.end;
        Ok(Read { part: Part::Truth(Truth::Not(Box::new(self.truth(inner)?))), start, end })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        let Some(symbol) = self.takes_symbol(&["=", "!=", "<", "<=", ">", ">="]) else { return Ok(left) };
        let comparison = match symbol {
            "=" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            _ => Comparison::AtLeast,
        };
        let right = self.sum()?;
        let (start, end) = (left.start, right.end);
        let truth = self.compare(comparison, left, right)?;
        Ok(Read { part: Part::Truth(truth), start, end })
    }

    fn compare(&self, comparison: Comparison, left: Read, right: Read) -> Result<Truth, ExpressionError> {
        let (start, end) = (left.start, right.end);
        let unordered = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let types = (left.part.kind(), right.part.kind());
        let incomparable = || {
            let mistake = Mistake::Incomparable { left: types.0, right: types.1 };
            ExpressionError { start, end, mistake }
        };
        match (left.part, right.part) {
            (Part::Number(a), Part::Number(b)) | (Part::Date(a), Part::Date(b)) => Ok(Truth::Numbers(comparison, a, b)),
            (Part::Choice(provision, kind), Part::Quoted(name)) => {
                if kind == Type::Text && unordered {
                    return Err(incomparable());
                }
                let option = self.option(provision, &name, right.start, right.end)?;
                Ok(Truth::Option(comparison, provision, option))
            }
            (Part::Quoted(name), Part::Choice(provision, kind)) => {
                if kind == Type::Text && unordered {
                    return Err(incomparable());
                }
                let option = self.option(provision, &name, left.start, left.end)?;
                Ok(Truth::Option(comparison.mirrored(), provision, option))
            }
            (Part::Choice(a, kind), Part::Choice(b, other)) if kind == other && !(kind == Type::Text && unordered) => {
                Ok(Truth::Choices(comparison, a, b))
            }
            (Part::Truth(a), Part::Truth(b)) if !unordered => {
                let same = Truth::Same(Box::new(a), Box::new(b));
                Ok(if comparison == Comparison::Equal { same } else { Truth::Not(Box::new(same)) })
            }
            _ => Err(incomparable()),
        }
    }

    fn option(&self, provision: usize, name: &str, start: usize, end: usize) -> Result<u32, ExpressionError> {
        (self.names.option)(provision, name).ok_or_else(|| ExpressionError {
            start,
            end,
            mistake: Mistake::Option(name.to_owned()),
        })
    }

    fn sum(&mut self) -> Parsed {
        self.arithmetic(&["+", "-"], Self::product)
    }

    fn product(&mut self) -> Parsed {
        self.arithmetic(&["*", "/"], Self::factor)
    }

    fn arithmetic(&mut self, symbols: &[&'static str], inner: fn(&mut Self) -> Parsed) -> Parsed {
        let mut left = inner(self)?;
        while let Some(symbol) = self.takes_symbol(symbols) {
            // Order of evaluation is from the left, so a long sum is a deep tree: the links of all sums together are bounded.
            self.n_links += 1;
            if self.n_links > MOST_LINKS {
                let next = self.next().clone();
                return Self::fail(&next, Mistake::TooDeep);
            }
            let right = inner(self)?;
            let (start, end) = (left.start, right.end);
            let part = match (symbol, left.part, right.part) {
                // The difference of two dates is a number of days.
                ("-", Part::Date(a), Part::Date(b)) => Part::Number(Number::Difference(Box::new(a), Box::new(b))),
                (_, a, b) => {
                    let a = Box::new(self.number(Read { part: a, start: left.start, end: left.end })?);
                    let b = Box::new(self.number(Read { part: b, start: right.start, end: right.end })?);
                    Part::Number(match symbol {
                        "+" => Number::Sum(a, b),
                        "-" => Number::Difference(a, b),
                        "*" => Number::Product(a, b),
                        _ => Number::Quotient(a, b),
                    })
                }
            };
            left = Read { part, start, end };
        }
        Ok(left)
    }

    fn factor(&mut self) -> Parsed {
        let placed = self.advance();
        let (start, end) = (placed.start, placed.end);
        let read = |part| Ok(Read { part, start, end });
        match placed.token {
            Token::Number(number) => read(Part::Number(Number::Constant(number))),
            Token::Text(name) => read(Part::Quoted(name)),
            Token::Provision(name) => self.provision(&name, start, end),
            Token::Symbol("-") => {
                let inner = self.nested(Self::factor)?;
                let end = inner.end;
                Ok(Read { part: Part::Number(Number::Negative(Box::new(self.number(inner)?))), start, end })
            }
            Token::Symbol("(") => {
                let inner = self.expression()?;
                let end = self.expect(")")?;
                Ok(Read { part: inner.part, start, end })
            }
            Token::Name(name) => match name.as_str() {
                "true" => read(Part::Truth(Truth::Constant(true))),
                "false" => read(Part::Truth(Truth::Constant(false))),
                "if" | "then" | "else" | "and" | "or" | "not" => {
                    Self::fail(&Placed { token: Token::End, start, end }, Mistake::Expected("a value"))
                }
                _ if self.next().token == Token::Symbol("(") => self.function(&name, start, end),
                _ => self.provision(&name, start, end),
            },
            token @ (Token::Symbol(_) | Token::End) => {
                Self::fail(&Placed { token, start, end }, Mistake::Expected("a value"))
            }
        }
    }

    fn provision(&mut self, name: &str, start: usize, end: usize) -> Parsed {
        let (provision, kind) = self.provision_position(name, start, end)?;
        let part = match kind {
            Kind::YesNo => Part::Truth(Truth::Yes(provision)),
            Kind::Choice { .. } => Part::Choice(provision, Type::Choice),
            Kind::Text => Part::Choice(provision, Type::Text),
            Kind::Number => Part::Number(Number::Answer(provision)),
            Kind::Date => Part::Date(Number::Date(provision)),
        };
        Ok(Read { part, start, end })
    }

    fn provision_position(&mut self, name: &str, start: usize, end: usize) -> Result<(usize, Kind), ExpressionError> {
        let found = (self.names.provision)(name);
        let (provision, kind) =
            found.ok_or_else(|| ExpressionError { start, end, mistake: Mistake::Provision(name.to_owned()) })?;
        self.provisions.push(provision);
        Ok((provision, kind))
    }

    fn function(&mut self, name: &str, start: usize, end: usize) -> Parsed {
        self.expect("(")?;
        match name {
            "known" | "applies" => {
                let placed = self.advance();
                let (Token::Name(inner) | Token::Provision(inner)) = &placed.token else {
                    return Self::fail(&placed, Mistake::Expected("the name of a provision"));
                };
                let (provision, _) = self.provision_position(inner, placed.start, placed.end)?;
                let end = self.expect(")")?;
                let truth = if name == "known" { Truth::Known(provision) } else { Truth::Applies(provision) };
                Ok(Read { part: Part::Truth(truth), start, end })
            }
            "date" => {
                let placed = self.advance();
                let Token::Text(text) = &placed.token else {
                    return Self::fail(&placed, Mistake::Expected("a date between double quotes"));
                };
                let Some(days) = days_of(text) else { return Self::fail(&placed, Mistake::Date) };
                let end = self.expect(")")?;
                Ok(Read { part: Part::Date(Number::Constant(f64::from(days))), start, end })
            }
            "min" | "max" | "abs" | "between" => self.function_of_numbers(name, start, end),
            _ => Err(ExpressionError {
                start,
                end,
                mistake: Mistake::Expected("one of min, max, abs, between, known, applies, date"),
            }),
        }
    }

    fn function_of_numbers(&mut self, name: &str, start: usize, word_end: usize) -> Parsed {
        let first = self.expression()?;
        // Dates may lie between dates.
        let is_date = matches!(first.part, Part::Date(_)) && name == "between";
        let mut arguments = Vec::new();
        let mut next = Some(first);
        while let Some(read) = next.take() {
            arguments.push(match read {
                Read { part: Part::Date(date), .. } if is_date => date,
                other if is_date => return Err(mismatch(&other, Type::Date)),
                other => self.number(other)?,
            });
            if self.takes_symbol(&[","]).is_some() {
                next = Some(self.expression()?);
            }
        }
        let end = self.expect(")")?;
        let wrong = |what| Err(ExpressionError { start, end: word_end, mistake: Mistake::Expected(what) });
        let part = match name {
            "min" => Part::Number(Number::Least(arguments)),
            "max" => Part::Number(Number::Greatest(arguments)),
            "abs" => match <[Number; 1]>::try_from(arguments) {
                Ok([x]) => Part::Number(Number::Absolute(Box::new(x))),
                Err(_) => return wrong("one number in abs"),
            },
            _ => match <[Number; 3]>::try_from(arguments) {
                Ok([x, low, high]) => Part::Truth(Truth::Between(x, low, high)),
                Err(_) => return wrong("a value and two limits in between"),
            },
        };
        Ok(Read { part, start, end })
    }

    fn truth(&self, read: Read) -> Result<Truth, ExpressionError> {
        match read.part {
            Part::Truth(truth) => Ok(truth),
            _ => Err(mismatch(&read, Type::Truth)),
        }
    }

    fn number(&self, read: Read) -> Result<Number, ExpressionError> {
        match read.part {
            Part::Number(number) => Ok(number),
            _ => Err(mismatch(&read, Type::Number)),
        }
    }
}

fn mismatch(read: &Read, expected: Type) -> ExpressionError {
    let mistake = match &read.part {
        Part::Quoted(_) => Mistake::LonelyOption,
        part => Mistake::Type { expected, found: part.kind() },
    };
    ExpressionError { start: read.start, end: read.end, mistake }
}

fn balanced(mut links: Vec<Truth>, join: fn(Box<Truth>, Box<Truth>) -> Truth) -> Truth {
    while links.len() > 1 {
        let mut halves = Vec::with_capacity(links.len().div_ceil(2));
        let mut rest = links.into_iter();
        while let Some(a) = rest.next() {
            halves.push(match rest.next() {
                Some(b) => join(Box::new(a), Box::new(b)),
                None => a,
            });
        }
        links = halves;
    }
    links.pop().expect("a chain has links")
}

/// Days since 1970 of a date written as 2026-01-31.
fn days_of(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let digits =
        |part: &[u8]| part.iter().try_fold(0_i32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i32::from(b - b'0')));
    let (year, month, day) = (digits(&bytes[..4])?, digits(&bytes[5..7])?, digits(&bytes[8..])?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // The year is taken to begin in March, so that the leap day comes last (Richards, Explanatory Supplement to the Astronomical
    // Almanac, 3rd ed., 15.11).
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 1;
    Some(days - 719_468)
}
