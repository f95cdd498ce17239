//! Reads target sentences: words and numbers first, then what they demand together.

use super::clauses::clauses;
use super::words::{Key, number_word, word_at};
use super::{Measure, Target, TargetError, TargetKind, Tolerances, is_percent, tolerance};
use crate::unit::{Base, plain_text};
use crate::{Unit, UnitError};

/// Longest sentence that can be a target; a longer one is prose that slipped into the cell.
const LONGEST: usize = 200;

/// Longest subject (`地区生产总值` in `地区生产总值增长8%`) that is passed over.
const LONGEST_SUBJECT: usize = 24;

/// English openings of "in step with X".
const OPENINGS: [&str; 9] = [
    "in step with",
    "in line with",
    "pace with",
    "the same pace as",
    "same pace as",
    "in pace with",
    "as fast as",
    "parallel to",
    "match",
];

/// Words that may stand before such an opening.
const VERBS: [&str; 9] = ["growth", "grow", "growing", "increase", "broadly", "basically", "rise", "as", "at"];

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A known word.
    Word(Key),
    /// A number, as read and as written.
    Number(f64, String),
    /// What stands in brackets.
    Bracket(String),
    /// Anything else: a unit after a number, or words not known.
    Text(String),
}

/// A number with the unit written after it.
#[derive(Debug, Clone)]
struct Quantity {
    number: f64,
    written: String,
    unit: Option<String>,
}

/// Reads a sentence; see [`Target::parse_with`].
pub(super) fn sentence(sentence: &str, unit: &Unit, tolerances: &Tolerances) -> Result<Target, TargetError> {
    let plain = plain_text(sentence);
    if plain.is_empty() {
        return Err(TargetError::Empty);
    }
    if plain.chars().count() > LONGEST {
        return Err(TargetError::Unknown { part: plain.chars().take(20).collect::<String>() + "…" });
    }
    let clauses = clauses(&plain)?;
    let mut target = read(clauses.rest.trim(), unit, tolerances, true)?;
    target.binding = clauses.binding;
    if let Some(clause) = clauses.tolerance {
        tolerance::apply(&mut target.kind, target.measure, unit, &clause)?;
    }
    Ok(target)
}

/// Reads a tidied sentence; one bracket with a second statement is allowed when `outer`.
fn read(plain: &str, unit: &Unit, tolerances: &Tolerances, outer: bool) -> Result<Target, TargetError> {
    if let Some((reference, strives)) = in_step(plain) {
        let kind = TargetKind::InStepWith { reference, tolerance: tolerances.in_step_points };
        return Ok(finish(kind, growth_or_level(unit), unit, strives));
    }
    let mut tokens = tokens(plain)?;
    let mut aside = None;
    // A bracket holds the unit of the number before it, or a second statement. A range has a unit after each number.
    let mut position = 0;
    while let Some(step) = tokens[position..].iter().position(|t| matches!(t, Token::Bracket(_))) {
        position += step;
        let Token::Bracket(content) = tokens.remove(position) else { return Err(TargetError::Empty) };
        let follows_number = position > 0 && matches!(tokens[position - 1], Token::Number(..));
        match Unit::parse(&content) {
            Ok(_) if follows_number => tokens.insert(position, Token::Text(content)),
            Err(error) if follows_number && !content.chars().any(|c| c.is_ascii_digit()) => {
                return Err(TargetError::Unit(error));
            }
            _ if outer && aside.is_none() => {
                aside = Some(Box::new(read(content.trim(), unit, tolerances, false)?));
            }
            _ => return Err(TargetError::Unknown { part: format!("({content})") }),
        }
    }
    Ok(Target { aside, ..combine(&tokens, unit, tolerances)? })
}

/// Cuts a tidied sentence into pieces.
fn tokens(plain: &str) -> Result<Vec<Token>, TargetError> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut text = String::new();
    let mut rest = plain;
    let mut previous: Option<char> = None;
    let flush = |text: &mut String, tokens: &mut Vec<Token>| {
        let trimmed = text.trim();
        if !trimmed.is_empty() {
            tokens.push(Token::Text(trimmed.to_owned()));
        }
        text.clear();
    };
    while let Some(c) = rest.chars().next() {
        let after_number = tokens.iter().any(|t| matches!(t, Token::Number(..)));
        let at_start = text.trim().is_empty();
        let mut step = c.len_utf8();
        let number = if at_start || c.is_ascii_digit() { numeral(rest, previous, &tokens) } else { None };
        let range_follows = |length: usize| after_number && starts_number(rest[length..].trim_start());
        if c == '(' {
            flush(&mut text, &mut tokens);
            let length = bracket(rest).ok_or_else(|| TargetError::Unknown { part: rest.to_owned() })?;
            tokens.push(Token::Bracket(rest[1..length - 1].trim().to_owned()));
            step = length;
        } else if let Some(percent) = rest.strip_prefix("百分之") {
            flush(&mut text, &mut tokens);
            let (value, length) = numeral(percent, None, &[Token::Word(Key::Filler)])
                .ok_or_else(|| TargetError::Unknown { part: rest.to_owned() })?;
            tokens.push(Token::Number(value, percent[..length].to_owned()));
            tokens.push(Token::Text("%".to_owned()));
            step = "百分之".len() + length;
        } else if let Some(length) = number.and_then(|(_, length)| years(rest, length)) {
            // 五年累计: the number of years says nothing that the baseline does not.
            flush(&mut text, &mut tokens);
            step = length;
        } else if let Some((value, length)) = number {
            // A letter or a slash before a digit belongs to a unit or a name (`m2`, `/10k`).
            if !at_start && previous.is_some_and(|p| p.is_ascii_alphabetic() || p == '/' || p == '^') {
                text.push_str(&rest[..length]);
            } else {
                flush(&mut text, &mut tokens);
                tokens.push(Token::Number(value, rest[..length].trim().to_owned()));
            }
            step = length;
        } else if let Some((_, length)) =
            word_at(rest, previous, |key| key == Key::To).filter(|(_, n)| range_follows(*n))
        {
            flush(&mut text, &mut tokens);
            tokens.push(Token::Word(Key::To));
            step = length;
        } else if let Some((key, length)) = word_at(rest, previous, |key| allowed(key, rest, &tokens, at_start)) {
            flush(&mut text, &mut tokens);
            match key {
                Key::TotalGrowth => tokens.extend([Token::Word(Key::Total), Token::Word(Key::Growth)]),
                key => tokens.push(Token::Word(key)),
            }
            step = length;
        } else {
            text.push(c);
        }
        previous = rest[..step].chars().next_back();
        rest = &rest[step..];
    }
    flush(&mut text, &mut tokens);
    Ok(tokens)
}

/// Length in bytes of a number of years before 累计 or 年均, the number being `length` bytes long.
fn years(text: &str, length: usize) -> Option<usize> {
    let after = text[length..].strip_prefix('年')?;
    (after.starts_with("累计") || after.starts_with("年均")).then_some(length + '年'.len_utf8())
}

/// Tells whether a word makes sense at this place of the sentence.
fn allowed(key: Key, rest: &str, tokens: &[Token], at_start: bool) -> bool {
    let number_before = matches!(tokens.last(), Some(Token::Number(..)));
    let ranked = tokens.iter().any(|t| matches!(t, Token::Word(Key::Top | Key::Place)));
    match key {
        Key::To => false,
        // 前, 第 and their like only directly before a number.
        Key::Top | Key::Place => {
            word_at(rest, None, |k| k == key).is_some_and(|(_, length)| starts_number(rest[length..].trim_start()))
        }
        Key::PlaceSuffix => ranked && number_before && at_start,
        // 多 and 余 follow a number; as prefixes they are parts of other words.
        Key::Above if rest.starts_with(['多', '余']) && !rest.starts_with("多于") => number_before && at_start,
        Key::Filler if rest.starts_with(['.', ',']) => true,
        _ => true,
    }
}

/// Length in bytes of a bracket with everything in it, inner brackets included.
pub(super) fn bracket(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (position, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(position + 1),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Tells whether a number stands at the start of the text.
fn starts_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '−', '+']).unwrap_or(text);
    unsigned.strip_prefix('.').unwrap_or(unsigned).starts_with(|c: char| c.is_ascii_digit())
        || number_word(text, None).is_some()
}

/// Reads a number at the start of the text: digits with grouping commas and an exponent, or a number word.
fn numeral(text: &str, previous: Option<char>, tokens: &[Token]) -> Option<(f64, usize)> {
    let sign = if text.starts_with('-') || text.starts_with('+') {
        1
    } else {
        text.strip_prefix('−').map_or(0, |_| '−'.len_utf8())
    };
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    if digit(sign) || (bytes.get(sign) == Some(&b'.') && digit(sign + 1)) {
        let mut end = sign;
        while digit(end) || (bytes.get(end) == Some(&b',') && (1..=3).all(|k| digit(end + k)) && !digit(end + 4)) {
            end += 1;
        }
        if bytes.get(end) == Some(&b'.') && digit(end + 1) {
            end += 1;
            while digit(end) {
                end += 1;
            }
        }
        let exponent = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+'))) + 1;
        if matches!(bytes.get(end), Some(b'e' | b'E')) && digit(end + exponent) {
            end += exponent;
            while digit(end) {
                end += 1;
            }
        }
        let value: f64 = text[..end].replace(',', "").replace('−', "-").parse().ok()?;
        return Some((value, end));
    }
    if let Some(found) = number_word(text, previous) {
        return Some(found);
    }
    // 突破万亿元: a magnitude right after a word stands for one of it.
    let after_word = matches!(tokens.last(), Some(Token::Word(_)));
    (after_word && text.starts_with(['万', '亿'])).then_some((1.0, 0))
}

/// Reads "in step with X": what X is, and whether the sentence only strives.
fn in_step(plain: &str) -> Option<(String, bool)> {
    let mut text = plain.trim_end_matches(['.', '。', ';', '；']).trim();
    let mut strives = false;
    while let Some((key, length)) = word_at(text, None, |key| matches!(key, Key::Strive | Key::Filler)) {
        if OPENINGS.iter().any(|opening| strip_word(text, opening).is_some()) {
            break;
        }
        strives |= key == Key::Strive;
        text = text[length..].trim_start();
    }
    let clean = |reference: &str| {
        let reference = reference.trim().trim_matches(['"', '“', '”', '「', '」', '`']).trim();
        (!reference.is_empty() && !reference.contains(['(', ')'])).then(|| (reference.to_owned(), strives))
    };
    if let Some(reference) = text.strip_prefix(['与', '和', '同', '跟']) {
        let (reference, tail) = reference.split_once("同步")?;
        if !matches!(tail.trim(), "" | "增长" | "提高" | "进行") {
            return None;
        }
        let mut reference = reference.trim();
        for filler in ["保持", "基本", "大体"] {
            reference = reference.strip_suffix(filler).unwrap_or(reference).trim();
        }
        return clean(reference);
    }
    let opened = |text| OPENINGS.iter().find_map(|opening| strip_word(text, opening));
    loop {
        if let Some(reference) = opened(text) {
            return clean(reference);
        }
        text = VERBS.iter().find_map(|verb| strip_word(text, verb))?;
    }
}

/// Removes a Latin word from the start of the text.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    let rest = &text[word.len()..];
    (head.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim_start())
}

/// Measure of a sentence about growth that names no unit: an indicator in per cent is its own growth.
fn growth_or_level(unit: &Unit) -> Measure {
    if is_percent(unit) { Measure::Level } else { Measure::Growth }
}

/// Makes the target once kind and measure are known.
fn finish(kind: TargetKind, measure: Measure, unit: &Unit, strives: bool) -> Target {
    let unit = measure.is_in_unit().then(|| unit.clone());
    Target { kind, measure, unit, strives, binding: None, aside: None }
}

/// Says what the pieces of a sentence demand together.
fn combine(tokens: &[Token], unit: &Unit, tolerances: &Tolerances) -> Result<Target, TargetError> {
    let has = |key: Key| tokens.contains(&Token::Word(key));
    let quantities = quantities(tokens)?;
    let strives = has(Key::Strive);
    let demand = demand(tokens)?;
    if quantities.is_empty() {
        return match demand {
            Some(Key::GrowthPositive) => Ok(finish(TargetKind::Positive, growth_or_level(unit), unit, strives)),
            Some(Key::GrowthNegative) => Ok(finish(TargetKind::Negative, growth_or_level(unit), unit, strives)),
            Some(Key::Positive) => Ok(finish(TargetKind::Positive, Measure::Level, unit, strives)),
            Some(Key::Negative) => Ok(finish(TargetKind::Negative, Measure::Level, unit, strives)),
            _ if has(Key::First) => rank(1.0, unit, strives),
            _ => Err(TargetError::NoNumber),
        };
    }
    if has(Key::Top) || has(Key::Place) {
        return match quantities.as_slice() {
            [one] if one.unit.is_none() && one.number >= 1.0 => rank(one.number, unit, strives),
            [one] => Err(TargetError::Number { number: one.written.clone() }),
            [_, second, ..] => Err(TargetError::TooManyNumbers { number: second.written.clone() }),
            [] => Err(TargetError::NoNumber),
        };
    }
    let ranged = has(Key::To) || has(Key::Between);
    let fallback = quantities.iter().rev().find_map(|q| q.unit.clone());
    let mut numbers = Vec::with_capacity(2);
    for quantity in &quantities {
        let written = quantity.unit.as_deref().or(fallback.as_deref());
        let (measure, number) = measured(quantity, written, unit, tokens)?;
        let measure = match (measure, has(Key::Total), has(Key::Yearly)) {
            (Measure::Growth, true, _) => Measure::TotalGrowth,
            (Measure::Growth, false, true) => Measure::MeanGrowth,
            (Measure::Level, true, _) => Measure::Total,
            (Measure::Level, false, true) => Measure::Mean,
            (other, ..) => other,
        };
        numbers.push((measure, number));
    }
    let declines = has(Key::Decline);
    let (kind, measure) = match numbers.as_slice() {
        [(measure, number)] => (kind_of(demand, *number, *measure, unit, tolerances), *measure),
        [(measure, lower), (other, upper)] if ranged && measure == other => {
            if lower > upper {
                return Err(TargetError::Number {
                    number: format!("{}–{}", quantities[0].written, quantities[1].written),
                });
            }
            if !matches!(demand, None | Some(Key::Reach | Key::Hold | Key::About)) {
                return Err(TargetError::Contradiction { first: "a range", second: "an end of its own" });
            }
            (TargetKind::Range { lower: *lower, upper: *upper }, *measure)
        }
        _ => return Err(TargetError::TooManyNumbers { number: quantities[1].written.clone() }),
    };
    let kind = if declines { mirrored(kind) } else { kind };
    Ok(finish(kind, measure, unit, strives))
}

/// Makes the target of a place in a ranking.
fn rank(number: f64, unit: &Unit, strives: bool) -> Result<Target, TargetError> {
    let measure = if unit.dimension.power(Base::Rank) == 1 { Measure::Level } else { Measure::Rank };
    Ok(finish(TargetKind::AtMost { number, strict: false }, measure, unit, strives))
}

/// Gathers the numbers with their units and refuses words that are not understood.
fn quantities(tokens: &[Token]) -> Result<Vec<Quantity>, TargetError> {
    let mut found: Vec<Quantity> = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        match token {
            Token::Number(number, written) => {
                if found.len() == 2 {
                    return Err(TargetError::TooManyNumbers { number: written.clone() });
                }
                if !number.is_finite() || number.abs() > 1e18 {
                    return Err(TargetError::Number { number: written.clone() });
                }
                found.push(Quantity { number: *number, written: written.clone(), unit: None });
            }
            Token::Text(text) => {
                let after_number = position > 0 && matches!(tokens[position - 1], Token::Number(..));
                match found.last_mut() {
                    Some(quantity) if after_number => quantity.unit = Some(text.clone()),
                    // A unit in brackets may follow a word: 20以上(亿元).
                    Some(quantity) if quantity.unit.is_none() && Unit::parse(text).is_ok() => {
                        quantity.unit = Some(text.clone());
                    }
                    None if is_subject(text) && tokens[position + 1..].iter().any(|t| matches!(t, Token::Word(_))) => {}
                    _ => return Err(TargetError::Unknown { part: text.clone() }),
                }
            }
            Token::Word(_) | Token::Bracket(_) => {}
        }
    }
    Ok(found)
}

/// Tells whether words before the number can be the name of the indicator, and deny nothing.
fn is_subject(text: &str) -> bool {
    const DENIALS: [&str; 6] = ["not", "no", "never", "without", "nor", "neither"];
    text.chars().count() <= LONGEST_SUBJECT
        && !text.contains(['不', '未', '无', '没', '否', '勿', '(', ')', '='])
        && !text
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| DENIALS.iter().any(|d| word.eq_ignore_ascii_case(d)))
}

/// Picks the one demand of the sentence.
fn demand(tokens: &[Token]) -> Result<Option<Key>, TargetError> {
    let mut strong: Option<Key> = None;
    let mut weak: Option<Key> = None;
    for token in tokens {
        let Token::Word(key) = token else { continue };
        match key {
            Key::Reach | Key::Hold => weak = Some(*key),
            Key::AtLeast
            | Key::Above
            | Key::AtMost
            | Key::Below
            | Key::About
            | Key::Positive
            | Key::Negative
            | Key::GrowthPositive
            | Key::GrowthNegative => {
                strong = Some(match (strong, *key) {
                    (None, key) => key,
                    (Some(one), other) if one == other => one,
                    // 超过8%以上 and 低于5%以下 say one thing twice.
                    (Some(Key::AtLeast | Key::Above), Key::AtLeast | Key::Above) => Key::Above,
                    (Some(Key::AtMost | Key::Below), Key::AtMost | Key::Below) => Key::Below,
                    (Some(one), other) => {
                        return Err(TargetError::Contradiction { first: demand_word(one), second: demand_word(other) });
                    }
                });
            }
            _ => {}
        }
    }
    Ok(strong.or(weak))
}

/// Names a demand in a message.
fn demand_word(key: Key) -> &'static str {
    match key {
        Key::AtLeast => "at least",
        Key::Above => "more than",
        Key::AtMost => "at most",
        Key::Below => "less than",
        Key::About => "about",
        Key::Positive | Key::GrowthPositive => "positive",
        Key::Negative | Key::GrowthNegative => "negative",
        _ => "another thing",
    }
}

/// Makes the kind from the demand and its number.
fn kind_of(demand: Option<Key>, number: f64, measure: Measure, unit: &Unit, tolerances: &Tolerances) -> TargetKind {
    let tolerance = tolerances.about(number, measure, unit);
    match demand {
        Some(Key::AtLeast | Key::Reach) => TargetKind::AtLeast { number, strict: false },
        Some(Key::Above) => TargetKind::AtLeast { number, strict: true },
        Some(Key::AtMost | Key::Hold) => TargetKind::AtMost { number, strict: false },
        Some(Key::Below) => TargetKind::AtMost { number, strict: true },
        Some(Key::About) => TargetKind::About { number, tolerance },
        _ => TargetKind::Stated { number, tolerance },
    }
}

/// Turns a demand on a decline into one on growth: a decline of at least 3 is growth of at most −3.
fn mirrored(kind: TargetKind) -> TargetKind {
    match kind {
        TargetKind::AtLeast { number, strict } => TargetKind::AtMost { number: -number, strict },
        TargetKind::AtMost { number, strict } => TargetKind::AtLeast { number: -number, strict },
        TargetKind::About { number, tolerance } => TargetKind::About { number: -number, tolerance },
        TargetKind::Stated { number, tolerance } => TargetKind::Stated { number: -number, tolerance },
        TargetKind::Range { lower, upper } => TargetKind::Range { lower: -upper, upper: -lower },
        other => other,
    }
}

/// Says what a number measures, and gives it in the unit of that.
fn measured(
    quantity: &Quantity,
    written: Option<&str>,
    unit: &Unit,
    tokens: &[Token],
) -> Result<(Measure, f64), TargetError> {
    let has = |key: Key| tokens.contains(&Token::Word(key));
    let grows = has(Key::Growth) || has(Key::Decline);
    let level = |number: f64| {
        if number.is_finite() {
            Ok((Measure::Level, number))
        } else {
            Err(TargetError::Number { number: quantity.written.clone() })
        }
    };
    let Some(written) = written else {
        return match (is_percent(unit), grows, has(Key::Share)) {
            (false, true, _) => Ok((Measure::Growth, quantity.number)),
            (false, false, true) => Ok((Measure::Share, quantity.number)),
            _ => level(quantity.number),
        };
    };
    if written == unit.written {
        return if grows && !is_percent(unit) { Err(increase_of_a_level()) } else { level(quantity.number) };
    }
    let written = written.strip_prefix('个').filter(|rest| rest.starts_with("百分点")).unwrap_or(written);
    if let Some(magnitude) = magnitude(written) {
        let number = quantity.number * magnitude / own_magnitude(unit);
        return if grows { Err(increase_of_a_level()) } else { level(number) };
    }
    let stated = Unit::parse(written).map_err(TargetError::Unit)?;
    let percent = Unit { written: "%".to_owned(), scale: 0.01, ..Unit::number() };
    let points = stated.dimension.power(Base::PercentagePoint) == 1;
    let share_of_one = stated.dimension.is_number() && stated.scale < 1.0;
    if points && is_percent(unit) {
        return if grows { Ok((Measure::Change, quantity.number)) } else { level(quantity.number) };
    }
    if share_of_one && is_percent(unit) {
        // An indicator in percentage points takes a target in per cent as it stands.
        let to = if unit.dimension.is_number() { unit } else { &percent };
        return level(stated.convert(quantity.number, to, None).map_err(TargetError::Unit)?);
    }
    if share_of_one && (grows || !unit.dimension.is_number()) {
        let number = stated.convert(quantity.number, &percent, None).map_err(TargetError::Unit)?;
        return Ok((if has(Key::Share) { Measure::Share } else { Measure::Growth }, number));
    }
    if !stated.is_like(unit) {
        return Err(TargetError::OtherDimension { written: written.to_owned(), expected: unit.written.clone() });
    }
    if grows {
        return Err(increase_of_a_level());
    }
    match stated.convert(quantity.number, unit, None) {
        Ok(number) => level(number),
        Err(UnitError::Unlike { .. }) => {
            Err(TargetError::OtherDimension { written: written.to_owned(), expected: unit.written.clone() })
        }
        Err(error) => Err(TargetError::Unit(error)),
    }
}

/// Converts a number written with a unit or a magnitude to the unit of the indicator.
pub(super) fn convert_level(number: f64, written: &str, unit: &Unit) -> Result<f64, UnitError> {
    if written == unit.written {
        return Ok(number);
    }
    match magnitude(written) {
        Some(magnitude) => Ok(number * magnitude / own_magnitude(unit)),
        None => Unit::parse(written)?.convert(number, unit, None),
    }
}

/// Growth stated in the unit of the level (`增长500亿元`) has no place among the measures.
fn increase_of_a_level() -> TargetError {
    TargetError::Contradiction { first: "growth", second: "an amount instead of per cent" }
}

/// Reads a magnitude that stands alone: `万`, `万亿`, `million`.
fn magnitude(text: &str) -> Option<f64> {
    let english = match text.to_ascii_lowercase().as_str() {
        "thousand" | "k" => Some(1e3),
        "million" => Some(1e6),
        "billion" | "bn" => Some(1e9),
        "trillion" => Some(1e12),
        _ => None,
    };
    english.or_else(|| {
        text.chars().try_fold(1.0, |product, c| {
            Some(
                product
                    * match c {
                        '百' => 1e2,
                        '千' => 1e3,
                        '万' => 1e4,
                        '亿' => 1e8,
                        _ => return None,
                    },
            )
        })
    })
}

/// Magnitude that a unit carries itself: 1e8 for `亿元`, 1 for `元`.
fn own_magnitude(unit: &Unit) -> f64 {
    let written = unit.written.as_str();
    let mut core = written.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    if core.len() < written.len() {
        core = core.trim_start_matches(['k', 'm', 'b', 'n']);
    }
    core = core.trim_start_matches(['百', '千', '万', '亿']).trim_start();
    for word in ["thousand", "million", "billion", "trillion"] {
        core = strip_word(core, word).unwrap_or(core);
    }
    match Unit::parse(core) {
        Ok(bare) if bare.is_like(unit) && bare.currency == unit.currency => unit.scale / bare.scale,
        _ => 1.0,
    }
}
