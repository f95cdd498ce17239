//! The text of a number as people type it: full-width digits, thousands separators, percent signs, placeholders.

use crate::unit::plain_text;

/// Says what a text is, taken as a number.
#[derive(Debug, Clone, PartialEq)]
pub enum NumberText {
    /// A finite number.
    Number(f64),
    /// A finite number followed by `%`; 12.3% is 12.3.
    Percent(f64),
    /// Blank or a placeholder; holds it as written.
    Missing(String),
    /// Anything else.
    NotANumber,
}

/// Texts that stand where a number is not available, in lower case after tidying.
const PLACEHOLDERS: &[&str] = &[
    "-",
    "--",
    "---",
    "—",
    "——",
    "———",
    "–",
    "−",
    "…",
    "……",
    "...",
    "..",
    ".",
    "......",
    "/",
    "\\",
    "*",
    "n/a",
    "#n/a",
    "na",
    "n.a.",
    "n.a",
    "nan",
    "null",
    "none",
    "nil",
    "x",
    "×",
    ":",
    "空",
    "无",
    "缺",
    "缺失",
    "暂无",
    "暂缺",
    "暂无数据",
    "无数据",
    "不详",
    "不适用",
    "未公布",
    "未统计",
    "未填报",
    "待定",
    "待补",
    "·",
    "not available",
    "not applicable",
    "tbd",
    "missing",
];

/// Reads the text of a number.
///
/// Accepts full-width digits, a sign (`-`, `−`, `－`), thousands groups of three (`1,234,567.8`, `1 234`), an exponent, a closing `%`,
/// brackets for a negative number (`(3.4)`). A decimal comma is not accepted: `1,5` is no number, rather than 15.
///
/// ```
/// use crest_model::grid::{NumberText, number};
/// assert_eq!(number("１，２３４．５"), NumberText::Number(1234.5));
/// assert_eq!(number("（3.4）"), NumberText::Number(-3.4));
/// assert_eq!(number("12.3％"), NumberText::Percent(12.3));
/// assert_eq!(number("—"), NumberText::Missing("—".into()));
/// assert_eq!(number("约8"), NumberText::NotANumber);
/// ```
pub fn number(text: &str) -> NumberText {
    let plain = plain_text(text);
    if plain.is_empty() || PLACEHOLDERS.contains(&plain.to_lowercase().as_str()) {
        return NumberText::Missing(text.trim().to_owned());
    }
    let (body, percent) = match plain.strip_suffix('%') {
        Some(body) => (body.trim_end(), true),
        None => (plain.as_str(), false),
    };
    let (body, negative) = match body.strip_prefix('(').and_then(|b| b.strip_suffix(')')) {
        Some(body) => (body.trim(), true),
        None => (body, false),
    };
    let Some(x) = plain_number(body) else { return NumberText::NotANumber };
    if negative && x < 0.0 {
        return NumberText::NotANumber;
    }
    let x = if negative { -x } else { x };
    if percent { NumberText::Percent(x) } else { NumberText::Number(x) }
}

/// Reads sign, groups, fraction and exponent.
fn plain_number(text: &str) -> Option<f64> {
    let (sign, rest) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.trim_start();
    let mantissa_end = rest.find(['e', 'E']).unwrap_or(rest.len());
    let (mantissa, exponent) = rest.split_at(mantissa_end);
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = ungroup(whole)?;
    if fraction.is_some_and(|f| !f.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    if digits.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let unsigned = exponent.get(1..).unwrap_or("");
    let exponent_digits = unsigned.strip_prefix(['+', '-']).unwrap_or(unsigned);
    if !exponent.is_empty() && (exponent_digits.is_empty() || !exponent_digits.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let x: f64 = format!("{digits}.{}{exponent}", fraction.filter(|f| !f.is_empty()).unwrap_or("0"))
        .parse()
        .ok()
        .filter(|x: &f64| x.is_finite())?;
    Some(sign * x)
}

/// Removes thousands separators where all groups after the first have three digits.
fn ungroup(whole: &str) -> Option<String> {
    let separator = whole.chars().find(|c| matches!(c, ',' | ' ' | '\''));
    let Some(separator) = separator else {
        return whole.bytes().all(|b| b.is_ascii_digit()).then(|| whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    let well_formed = groups.iter().enumerate().all(|(i, group)| {
        let length_fits = if i == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
        length_fits && group.bytes().all(|b| b.is_ascii_digit())
    });
    well_formed.then(|| groups.concat())
}
