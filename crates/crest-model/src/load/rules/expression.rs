//! The words of conditions and formulas: which provisions they name. What they compute is checked by the rule kernels.

/// Words of the language, which name no provision.
const WORDS: &[&str] = &["if", "then", "else", "and", "or", "not", "true", "false"];
/// Functions of the language.
const FUNCTIONS: &[&str] = &["min", "max", "between", "abs", "known", "applies", "date"];
/// Longest text, in bytes.
const MOST_BYTES: usize = 20_000;
/// Deepest nesting of brackets.
const MOST_DEPTH: usize = 64;

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    Empty,
    TooLong,
    TooDeep,
    Unclosed(char),
    Character(char),
    Function(String),
}

impl Fault {
    /// Says it in words that follow the text and a colon.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Empty => "nothing is written".to_owned(),
            Self::TooLong => format!("it has more than {MOST_BYTES} bytes"),
            Self::TooDeep => format!("brackets are nested more than {MOST_DEPTH} deep"),
            Self::Unclosed(c) => format!("a `{c}` has no partner"),
            Self::Character('`') => "a backtick has no partner".to_owned(),
            Self::Character(c) => format!("`{c}` has no meaning here"),
            Self::Function(name) => format!("there is no function `{name}`"),
        }
    }
}

/// Lists the provisions that an expression names, in the order in which they first stand.
pub(crate) fn names(text: &str) -> Result<Vec<String>, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    if text.len() > MOST_BYTES {
        return Err(Fault::TooLong);
    }
    let mut names: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '"' | '`' => {
                let fault = if c == '`' { Fault::Character('`') } else { Fault::Unclosed('"') };
                let length = rest.find(c).ok_or(fault)?;
                if c == '`' {
                    add(&mut names, &rest[..length]);
                }
                at += 1 + length + 1;
                continue;
            }
            '(' => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(Fault::TooDeep);
                }
            }
            ')' => depth = depth.checked_sub(1).ok_or(Fault::Unclosed(')'))?,
            _ if c.is_alphabetic() || c == '_' => {
                let length = text[at..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
                let end = length.map_or(text.len(), |length| at + length);
                let word = &text[at..end];
                at = end;
                let is_call = text[end..].trim_start().starts_with('(');
                if is_call && !WORDS.contains(&word) {
                    if !FUNCTIONS.contains(&word) {
                        return Err(Fault::Function(word.to_owned()));
                    }
                } else if !WORDS.contains(&word) {
                    add(&mut names, word);
                }
                continue;
            }
            _ if c.is_ascii_digit() => {
                let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
                at += 1 + length.unwrap_or(rest.len());
                continue;
            }
            '=' | '!' | '<' | '>' | '+' | '-' | '*' | '/' | ',' | '≠' => {}
            _ if c.is_whitespace() => {}
            _ => return Err(Fault::Character(c)),
        }
        at += c.len_utf8();
    }
    if depth == 0 { Ok(names) } else { Err(Fault::Unclosed('(')) }
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|own| own == name) {
        names.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provisions_are_found_and_words_are_not() {
        let found = names("if known(quota) and `gba-x` = \"filing\" then min(days.stay, 2e3) else not open").unwrap();
        assert_eq!(found, ["quota", "gba-x", "days.stay", "open"]);
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for (text, fault) in [
            (" ", Fault::Empty),
            ("(a", Fault::Unclosed('(')),
            ("a)", Fault::Unclosed(')')),
            ("\"a", Fault::Unclosed('"')),
            ("`a", Fault::Character('`')),
            ("a; b", Fault::Character(';')),
            ("system(a)", Fault::Function("system".to_owned())),
        ] {
            assert_eq!(names(text), Err(fault), "{text}");
        }
        assert_eq!(names(&"(".repeat(100)), Err(Fault::TooDeep));
        assert_eq!(names(&"a".repeat(30_000)), Err(Fault::TooLong));
    }
}
