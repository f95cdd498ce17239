//! Parts a Rust source into code and comments, line by line, without parsing it.
//!
//! The checks look for words. A word in a string or a comment is not code, and a word in code is not prose; that much of
//! the language has to be known, and no more.

/// Holds one line of a source, parted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The code, with the content of strings and characters left out.
    pub(super) code: String,
    /// The text of comments without their marks.
    pub(super) comment: String,
    /// True if the comment is one of `///`, `//!`, `/**`, `/*!`.
    pub(super) documentation: bool,
    /// True inside an item under `#[cfg(test)]`.
    pub(super) test: bool,
}

/// Where the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Code,
    LineComment,
    /// Block comments nest.
    BlockComment(u32),
    Text,
    /// A raw string, closed by a quote and this many hash signs.
    RawText(usize),
}

/// Parts a source into lines.
pub(super) fn lines(source: &str) -> Vec<Line> {
    let characters: Vec<char> = source.chars().collect();
    let mut lines = vec![Line::default()];
    let mut state = State::Code;
    let mut position = 0;
    while let Some(&character) = characters.get(position) {
        if character == '\n' {
            if state == State::LineComment {
                state = State::Code;
            }
            let documentation =
                matches!(state, State::BlockComment(_)) && lines.last().is_some_and(|l| l.documentation);
            lines.push(Line { documentation, ..Line::default() });
            position += 1;
            continue;
        }
        let line = lines.last_mut().expect("it starts with one line");
        let rest = &characters[position..];
        let (next, step) = match state {
            State::Code => read_code(rest, line),
            State::LineComment => {
                line.comment.push(character);
                (State::LineComment, 1)
            }
            State::BlockComment(depth) => read_block_comment(rest, depth, line),
            State::Text => match character {
                '\\' if rest.get(1) != Some(&'\n') => (State::Text, 2),
                '"' => {
                    line.code.push('"');
                    (State::Code, 1)
                }
                _ => (State::Text, 1),
            },
            State::RawText(hashes) => {
                if character == '"' && rest[1..].iter().take_while(|c| **c == '#').count() >= hashes {
                    line.code.push('"');
                    (State::Code, 1 + hashes)
                } else {
                    (State::RawText(hashes), 1)
                }
            }
        };
        state = next;
        position += step;
    }
    mark_tests(&mut lines);
    lines
}

/// Reads what stands at the start of `rest`, in code; gives the next state and the characters taken.
fn read_code(rest: &[char], line: &mut Line) -> (State, usize) {
    match (rest[0], rest.get(1)) {
        ('/', Some('/')) => {
            // Four slashes make an ordinary comment again.
            let slashes = rest.iter().take_while(|c| **c == '/').count();
            let inner = rest.get(2) == Some(&'!');
            line.documentation = inner || slashes == 3;
            (State::LineComment, slashes + usize::from(inner))
        }
        ('/', Some('*')) => {
            line.documentation = matches!(rest.get(2), Some('!' | '*')) && rest.get(3) != Some(&'/');
            (State::BlockComment(1), 2)
        }
        ('"', _) => {
            line.code.push('"');
            (State::Text, 1)
        }
        ('r', Some('"' | '#')) if !line.code.ends_with(|c: char| c.is_alphanumeric() && c != 'b' && c != 'c') => {
            let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
            if rest.get(1 + hashes) == Some(&'"') {
                line.code.push_str("r\"");
                (State::RawText(hashes), 2 + hashes)
            } else {
                line.code.push('r');
                (State::Code, 1)
            }
        }
        ('\'', _) => {
            let length = character_literal(rest);
            line.code.push('\'');
            (State::Code, length.unwrap_or(1))
        }
        (character, _) => {
            line.code.push(character);
            (State::Code, 1)
        }
    }
}

fn read_block_comment(rest: &[char], depth: u32, line: &mut Line) -> (State, usize) {
    match (rest[0], rest.get(1)) {
        ('*', Some('/')) if depth == 1 => (State::Code, 2),
        ('*', Some('/')) => (State::BlockComment(depth - 1), 2),
        ('/', Some('*')) => (State::BlockComment(depth + 1), 2),
        (character, _) => {
            line.comment.push(character);
            (State::BlockComment(depth), 1)
        }
    }
}

/// Length of the character literal at the start of `rest`, or `None` if the quote starts a lifetime.
fn character_literal(rest: &[char]) -> Option<usize> {
    match (rest.get(1)?, rest.get(2)) {
        ('\\', _) => rest.iter().skip(3).position(|c| *c == '\'').map(|length| length + 4),
        (_, Some('\'')) => Some(3),
        _ => None,
    }
}

/// Marks the lines of items under `#[cfg(test)]`, by counting braces.
fn mark_tests(lines: &mut [Line]) {
    let mut index = 0;
    while index < lines.len() {
        if lines[index].code.trim() != "#[cfg(test)]" {
            index += 1;
            continue;
        }
        let mut depth = 0_i64;
        let mut opened = false;
        while index < lines.len() {
            lines[index].test = true;
            let code = lines[index].code.clone();
            depth += braces(&code);
            opened |= code.contains('{');
            index += 1;
            if depth <= 0 && (opened || code.trim_end().ends_with(';')) {
                break;
            }
        }
    }
}

fn braces(code: &str) -> i64 {
    code.chars().fold(0, |depth, character| match character {
        '{' => depth + 1,
        '}' => depth - 1,
        _ => depth,
    })
}

#[cfg(test)]
mod tests;
