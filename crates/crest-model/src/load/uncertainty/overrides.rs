//! Keys of `[uncertainty]` replaced for one run, as a command line states them.

use super::super::tree::{self, Key, Node, Value};
use crate::{Diagnostic, Location, nearest};

/// What stands for the file of a key that was replaced.
const PLACE: &str = "command line";

/// Keys that say how weights vary; one replaces another.
const WAYS: &[&str] = &["band", "dirichlet", "any", "order", "sets", "file"];

/// Returns the section with keys replaced; what cannot be read is in `found`.
pub(super) fn changed(section: Option<Node>, overrides: &[(String, String)], found: &mut Vec<Diagnostic>) -> Node {
    let empty = || Node { value: Value::Table(Vec::new()), location: Location::file(PLACE) };
    let mut section = section.unwrap_or_else(empty);
    let mut read = Vec::new();
    for (key, value) in overrides {
        match (parts(key), value_of(value)) {
            (Some(path), Some(node)) => read.push((key, path, node)),
            (None, _) => found.push(no_key(key)),
            (_, None) => found.push(
                Diagnostic::error("C0101", format!("the value of `{key}` is not valid TOML"))
                    .at(Location::file(PLACE))
                    .value(value)
                    .expected("a value as in crest.toml, such as 0.1, \"sobol\" or [1, 3]"),
            ),
        }
    }
    // What keys replace goes first, so that the order in which they are given does not matter.
    for (_, path, node) in &read {
        make_room(&mut section, path, node);
    }
    for (key, path, node) in read {
        let is_removal = matches!(&node.value, Value::Text(word) if word == "none");
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["inputs" | "groups" | "together"] if is_removal => remove(&mut section, path[0]),
            ["inputs", id] if is_removal => {
                let names = names_of(&mut section);
                if names.iter().any(|name| name == id) {
                    if let Some(inputs) = entry(&mut section, "inputs") {
                        remove(inputs, id);
                    }
                } else {
                    let mut diagnostic =
                        Diagnostic::error("C0628", format!("there is no uncertain input `{id}` to take out"))
                            .at(Location::file(PLACE))
                            .value(*id)
                            .expected("an input of `[uncertainty.inputs]`");
                    if let Some(close) = nearest(id, names.iter().map(String::as_str)) {
                        diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
                    }
                    found.push(diagnostic);
                }
            }
            path => {
                if !put(&mut section, path, node) {
                    found.push(no_key(key));
                }
            }
        }
    }
    section
}

/// Reports a key that leads nowhere.
fn no_key(key: &str) -> Diagnostic {
    Diagnostic::error("C0102", format!("`{key}` is no key below `[uncertainty]`"))
        .at(Location::file(PLACE))
        .value(key)
        .expected("a key such as `draws` or `inputs.pillar_weights.band`")
}

/// Splits a key at its dots; a part with dots of its own stands in double quotes.
fn parts(key: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut is_quoted = false;
    for c in key.trim().chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => parts.push(String::new()),
            c => parts.last_mut()?.push(c),
        }
    }
    let parts: Vec<String> = parts.iter().map(|part| part.trim().to_owned()).collect();
    (!is_quoted && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

/// Reads a value; a plain word may stand without quotes.
fn value_of(text: &str) -> Option<Node> {
    let text = text.trim();
    let mut mistakes = Vec::new();
    let document = tree::parse(PLACE, &format!("value = {text}"), &mut mistakes);
    if let (Value::Table(entries), true) = (document.value, mistakes.is_empty())
        && let Ok([(_, node)]) = <[(Key, Node); 1]>::try_from(entries)
    {
        return Some(placed(node));
    }
    let is_plain = !text.is_empty() && !text.contains(['"', '\'', '[', ']', '{', '}', '=', '#', ',', '\n', '\r']);
    is_plain.then(|| Node { value: Value::Text(text.to_owned()), location: Location::file(PLACE) })
}

/// Gives every part of a value the place of the command line; entries keep the order in which they were written.
fn placed(node: Node) -> Node {
    let location = Location::file(PLACE);
    let value = match node.value {
        Value::Array(items) => Value::Array(items.into_iter().map(placed).collect()),
        Value::Table(mut entries) => {
            entries.sort_by(|(a, _), (b, _)| a.location.cmp(&b.location));
            let place = |(key, item): (Key, Node)| (Key { name: key.name, location: location.clone() }, placed(item));
            Value::Table(entries.into_iter().map(place).collect())
        }
        other => other,
    };
    Node { value, location }
}

/// Finds the entry of a table.
fn entry<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    let Value::Table(entries) = &mut node.value else { return None };
    entries.iter_mut().find(|(key, _)| key.name == name).map(|(_, item)| item)
}

/// Takes an entry out of a table.
fn remove(node: &mut Node, name: &str) {
    if let Value::Table(entries) = &mut node.value {
        entries.retain(|(key, _)| key.name != name);
    }
}

/// Lists the names of the inputs.
fn names_of(section: &mut Node) -> Vec<String> {
    match entry(section, "inputs").map(|inputs| &inputs.value) {
        Some(Value::Table(entries)) => entries.iter().map(|(key, _)| key.name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Takes out of an input what the new key replaces.
fn make_room(section: &mut Node, path: &[String], node: &Node) {
    let [inputs, id, key, ..] = path else { return };
    let Some(input) = entry(section, inputs).filter(|_| inputs == "inputs").and_then(|inputs| entry(inputs, id)) else {
        return;
    };
    let word = |node: &Node| match &node.value {
        Value::Text(word) => Some(word.clone()),
        _ => None,
    };
    match key.as_str() {
        "vary" => {
            // Keys of one kind say nothing for another.
            if entry(input, "vary").map(|old| word(old)) != Some(word(node))
                && let Value::Table(entries) = &mut input.value
            {
                entries.retain(|(key, _)| matches!(key.name.as_str(), "vary" | "name"));
            }
        }
        way if WAYS.contains(&way) => {
            let is_named = matches!(way, "order" | "sets" | "file");
            let rivals = WAYS.iter().copied().filter(|other| *other != way);
            let besides = [("bounds", way != "any"), ("between", !matches!(way, "sets" | "file")), ("level", is_named)];
            let besides = besides.into_iter().filter(|(_, goes)| *goes).map(|(key, _)| key);
            for key in rivals.chain(besides).chain(["chances"]) {
                remove(input, key);
            }
        }
        "options" | "winsorise" => {
            let other = if key == "options" { "winsorise" } else { "options" };
            remove(input, other);
            remove(input, "chances");
        }
        "nodes" => remove(input, "chances"),
        _ => {}
    }
}

/// Puts a value at a path, making the tables on the way; false where something else stands there.
fn put(section: &mut Node, path: &[&str], node: Node) -> bool {
    let Some((last, way)) = path.split_last() else { return false };
    let mut inner = section;
    for part in way {
        let Value::Table(entries) = &mut inner.value else { return false };
        let position = entries.iter().position(|(key, _)| key.name == *part).unwrap_or_else(|| {
            let location = Location::file(PLACE);
            let key = Key { name: (*part).to_owned(), location: location.clone() };
            entries.push((key, Node { value: Value::Table(Vec::new()), location }));
            entries.len() - 1
        });
        inner = &mut entries[position].1;
    }
    let Value::Table(entries) = &mut inner.value else { return false };
    match entries.iter_mut().find(|(key, _)| key.name == *last) {
        // The key keeps its place, and with it the order of the inputs.
        Some((_, old)) => *old = node,
        None => entries.push((Key { name: (*last).to_owned(), location: Location::file(PLACE) }, node)),
    }
    true
}
