//! Reads a unit from text: tidying, terms, multipliers, words.

use super::words::{MULTIPLIERS, SHORT_MULTIPLIERS, Term, currency, word};
use super::{Base, Dimension, Unit, UnitError};

/// Longest text that can be a unit; a longer one is prose that slipped into a unit cell.
const LONGEST: usize = 64;

/// Returns text with full-width forms narrowed, invisible characters removed and runs of white space made one space.
///
/// Chinese punctuation other than full-width ASCII forms stays.
pub fn plain_text(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' => {
                continue;
            }
            c if c.is_whitespace() => ' ',
            c if c.is_control() => continue,
            c => c,
        };
        if c == ' ' && (plain.is_empty() || plain.ends_with(' ')) {
            continue;
        }
        plain.push(c);
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Reads a whole unit.
pub(super) fn unit(written: &str) -> Result<Unit, UnitError> {
    let tidy = plain_text(written);
    if tidy.is_empty() {
        return Err(UnitError::Empty);
    }
    let unknown = |part: &str| UnitError::Unknown { written: tidy.clone(), part: part.to_owned() };
    if tidy.chars().count() > LONGEST {
        return Err(unknown(&tidy));
    }
    let spelled = spell(&tidy);
    let mut dimension = Dimension::default();
    let mut scale = 1.0_f64;
    let mut code: Option<&'static str> = None;
    for (i, part) in spelled.split('/').enumerate() {
        let power = if i == 0 { 1 } else { -1 };
        let part = part.trim();
        let part = part.strip_prefix('(').and_then(|p| p.strip_suffix(')')).unwrap_or(part);
        for piece in part.split(['·', '*', '×']) {
            let (kinds, size, money) = term(piece.trim()).ok_or_else(|| unknown(piece.trim()))?;
            for (base, p) in kinds {
                dimension = dimension.times(&Dimension::of(base, p), power);
            }
            scale = if power == 1 { scale * size } else { scale / size };
            match (code, money) {
                (Some(a), Some(b)) if a != b => return Err(UnitError::TwoCurrencies { written: tidy }),
                (None, Some(b)) => code = Some(b),
                _ => {}
            }
        }
    }
    if !scale.is_finite() || scale <= 0.0 {
        return Err(unknown(&tidy));
    }
    let currency = code.filter(|_| dimension.power(Base::Money) != 0).map(str::to_owned);
    Ok(Unit { written: tidy, dimension, scale, currency })
}

/// Brings the many spellings of powers and divisions to one.
fn spell(tidy: &str) -> String {
    let mut text = String::with_capacity(tidy.len());
    for c in tidy.chars() {
        match c {
            '²' => text.push('2'),
            '³' => text.push('3'),
            '㎡' => text.push_str("m2"),
            '㎥' => text.push_str("m3"),
            '㎢' => text.push_str("km2"),
            '㎞' => text.push_str("km"),
            '㎏' => text.push_str("kg"),
            '㎎' => text.push_str("mg"),
            'μ' | 'µ' => text.push('u'),
            '₂' => text.push('2'),
            '／' | '∕' | '÷' => text.push('/'),
            '•' | '⋅' | '・' => text.push('·'),
            '[' | ']' => {}
            c => text.push(c),
        }
    }
    if text.len() > 2 && text.starts_with('(') && text.ends_with(')') && !text.contains("/(") {
        text = text[1..text.len() - 1].to_owned();
    }
    for (from, to) in [("per cent", "percent"), ("per mille", "permille"), (" per ", "/"), ("/每", "/")] {
        text = text.replace(from, to);
    }
    if text.contains('/') { text } else { text.replace('每', "/") }
}

/// Reads one term: words as they stand, then a currency before a multiplier, a number, a multiplier.
fn term(text: &str) -> Option<Term> {
    if text.is_empty() {
        return None;
    }
    find(text).or_else(|| money_first(text)).or_else(|| number_first(text)).or_else(|| multiplied(text))
}

/// Finds a word as written, in lower case, or in the singular.
fn find(text: &str) -> Option<Term> {
    let lower = text.to_lowercase();
    word(text).or_else(|| word(&lower)).or_else(|| lower.strip_suffix('s').filter(|t| t.len() > 2).and_then(word))
}

/// Reads `人民币亿元`, `US$ million`, `CNY 100m`.
fn money_first(text: &str) -> Option<Term> {
    let lower = text.to_lowercase();
    for prefix in ["人民币", "us$", "usd", "hk$", "hkd", "rmb", "cny", "eur", "mop", "sgd", "$", "€", "¥", "£"] {
        let Some(rest) = lower.strip_prefix(prefix) else { continue };
        let rest = rest.trim();
        let code = currency(prefix)?;
        if let Some(size) = bare_multiplier(rest) {
            return Some((vec![(Base::Money, 1)], size, Some(code)));
        }
        if let Some((kinds, size, Some(own))) = term(rest)
            && own == code
        {
            return Some((kinds, size, Some(code)));
        }
    }
    None
}

/// Reads a multiplier that stands alone.
fn bare_multiplier(text: &str) -> Option<f64> {
    if let Some(&(_, size)) = MULTIPLIERS.iter().find(|(name, _)| *name == text) {
        return Some(size);
    }
    let (number, rest) = leading_number(text)?;
    if rest.is_empty() {
        return Some(number);
    }
    MULTIPLIERS.iter().chain(SHORT_MULTIPLIERS).find(|(name, _)| *name == rest).map(|&(_, size)| number * size)
}

/// Reads `100m yuan`, `10,000 persons`, `10k people`, `100 million USD`.
fn number_first(text: &str) -> Option<Term> {
    let (number, rest) = leading_number(text)?;
    if rest.is_empty() {
        return None;
    }
    for &(name, size) in SHORT_MULTIPLIERS {
        if let Some(after) = rest.strip_prefix(name).filter(|after| after.starts_with(' '))
            && let Some((kinds, scale, code)) = term(after.trim())
        {
            return Some((kinds, scale * size * number, code));
        }
    }
    let (kinds, scale, code) = term(rest)?;
    Some((kinds, scale * number, code))
}

/// Splits a plain positive number from the front.
fn leading_number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let number: f64 = digits.replace(',', "").parse().ok()?;
    (number.is_finite() && number > 0.0).then(|| (number, rest.trim()))
}

/// Reads `百万美元`, `million USD`, `万吨标准煤`.
fn multiplied(text: &str) -> Option<Term> {
    let lower = text.to_lowercase();
    for &(name, size) in MULTIPLIERS {
        if !lower.starts_with(name) {
            continue;
        }
        // Lower-casing keeps the length of ASCII and of these Chinese words, so the cut is at a character.
        let rest = text.get(name.len()..)?;
        if name.is_ascii() && !rest.starts_with(' ') {
            continue;
        }
        if let Some((kinds, scale, code)) = term(rest.trim()) {
            return Some((kinds, scale * size, code));
        }
    }
    None
}
