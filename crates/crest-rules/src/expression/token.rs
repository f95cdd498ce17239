//! Words of the text of an expression, with their places.

use super::{ExpressionError, Mistake};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    /// A name between backticks, which is never a keyword.
    Provision(String),
    Text(String),
    Number(f64),
    Symbol(&'static str),
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Longer symbols first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 15] = ["!=", "<=", ">=", "==", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "≠"];

pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, ExpressionError> {
    if text.len() > super::MOST_BYTES {
        return Err(ExpressionError { start: 0, end: text.len(), mistake: Mistake::TooLong });
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let token = if c == '"' || c == '`' {
            let inner = start + 1;
            let Some(length) = text[inner..].find(c) else {
                return Err(ExpressionError { start, end: text.len(), mistake: Mistake::Unclosed });
            };
            at = inner + length + 1;
            let name = text[inner..inner + length].to_owned();
            if c == '"' { Token::Text(name) } else { Token::Provision(name) }
        } else if c.is_ascii_digit() {
            let (number, end) = number(text, start)?;
            at = end;
            Token::Number(number)
        } else if c.is_alphabetic() || c == '_' {
            let length = text[start..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
            at = length.map_or(text.len(), |length| start + length);
            Token::Name(text[start..at].to_owned())
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| text[start..].starts_with(**symbol)) {
            at += symbol.len();
            Token::Symbol(match *symbol {
                "==" => "=",
                "≠" => "!=",
                other => other,
            })
        } else {
            return Err(ExpressionError { start, end: start + c.len_utf8(), mistake: Mistake::Character(c) });
        };
        found.push(Placed { token, start, end: at });
    }
    found.push(Placed { token: Token::End, start: text.len(), end: text.len() });
    Ok(found)
}

/// Reads digits, a decimal point and an exponent; the end of the number is where a letter, digit or point no longer follows.
fn number(text: &str, start: usize) -> Result<(f64, usize), ExpressionError> {
    let bytes = text.as_bytes();
    let mut end = start;
    while end < bytes.len() {
        let sign = matches!(bytes[end], b'+' | b'-') && matches!(bytes[end - 1], b'e' | b'E');
        if !(bytes[end].is_ascii_alphanumeric() || bytes[end] == b'.' || sign) {
            break;
        }
        end += 1;
    }
    // "inf" and "nan" cannot occur: the word begins with a digit.
    match text[start..end].parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((number, end)),
        _ => Err(ExpressionError { start, end, mistake: Mistake::Number }),
    }
}
