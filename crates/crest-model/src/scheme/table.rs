//! What is known and unknown of the schemes that come with Crest, as tables for readers.

use std::fmt::Write;

use super::{Adding, Among, Item, PerGroup, Scheme, Shipped, shipped};
use crate::{Lang, Text};

/// Writes the chapter on the shipped schemes: an overview, then for each what it holds and what is assumed.
///
/// Determinism: the same files give the same text.
pub fn page() -> String {
    let all: Vec<(&Shipped, Scheme)> = shipped().iter().map(|own| (own, own.scheme())).collect();
    let mut page = String::from(
        "| scheme | body | classes | items | chosen by us | columns | groups | score functions | events | rules over years | numbers assumed |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (own, scheme) in &all {
        page.push_str(&overview(own.id, scheme));
    }
    for (own, scheme) in &all {
        details(&mut page, own.id, scheme);
    }
    page
}

/// Returns one row of the overview.
fn overview(id: &str, scheme: &Scheme) -> String {
    let chosen = scheme.items.iter().filter(|item| item.chosen.is_some()).count();
    let mut methods: Vec<&str> = scheme.scores.iter().map(|score| score.function.word()).collect();
    methods.sort_unstable();
    methods.dedup();
    let counted = |parts: &[(&str, &str, usize)]| -> Vec<String> {
        let word = |(one, several, n): &(&str, &str, usize)| format!("{n} {}", if *n == 1 { one } else { several });
        parts.iter().filter(|(_, _, n)| *n > 0).map(word).collect()
    };
    let events = counted(&[
        ("bonus", "bonuses", scheme.bonus.len()),
        ("deduction", "deductions", scheme.deductions.len()),
        ("veto", "vetoes", scheme.vetoes.len()),
    ]);
    let rules = counted(&[("exit", "exits", scheme.exits.len()), ("warning", "warnings", scheme.warnings.len())]);
    let groups: Vec<&str> = scheme.groups.iter().map(|group| group.id.as_str()).collect();
    let or_none = |words: Vec<String>| if words.is_empty() { "–".to_owned() } else { words.join(", ") };
    format!(
        "| [`{id}`](#{id}) | {} | {} | {} | {chosen} | {} | {} | {} | {} | {} | {} |\n",
        scheme.body.show(Lang::En),
        scheme.classes.len(),
        scheme.items.len(),
        scheme.columns.len(),
        or_none(groups.into_iter().map(str::to_owned).collect()),
        methods.join(", "),
        or_none(events),
        or_none(rules),
        scheme.assumed().len(),
    )
}

/// Adds the section of one scheme.
fn details(page: &mut String, id: &str, scheme: &Scheme) {
    let years = match scheme.last_year {
        Some(last) if last == scheme.first_year => format!("Assessment of {last}"),
        Some(last) => format!("Assessments of {}–{last}", scheme.first_year),
        None => format!("Assessments from {}", scheme.first_year),
    };
    let lag = match scheme.lag_years {
        0 => "the year itself is measured".to_owned(),
        1 => "the year before is measured".to_owned(),
        lag => format!("the year {lag} years before is measured"),
    };
    let adding = match scheme.scoring.adding {
        Adding::Points => "points added up",
        Adding::Mean => "weighted means",
    };
    let ranked = if scheme.ranking.among == Among::Group { "ranked within groups" } else { "ranked together" };
    let _ = write!(
        page,
        "\n### {id}\n\n{} ({}). {}{years}; {lag}; {adding}; {ranked}.\n",
        scheme.name.show(Lang::En),
        scheme.name.zh,
        sentence(&scheme.note),
    );
    page.push_str("\nSources:\n\n");
    for source in &scheme.sources {
        let kind = if source.is_legal { "document in force" } else { "report" };
        let url = if source.url.is_empty() { String::new() } else { format!(", <{}>", source.url) };
        let date = if source.date.is_empty() { String::new() } else { format!(", {}", source.date) };
        let note = sentence(&source.note);
        let _ = writeln!(page, "- {}{date}{url} ({kind}). {}", source.name.show(Lang::En), note.trim_end());
    }
    page.push_str("\n| class | weight | items in the source | items here | of them chosen | scored by |\n| --- | --- | --- | --- | --- | --- |\n");
    for class in &scheme.classes {
        let members: Vec<&Item> = scheme.items.iter().filter(|item| item.class.as_ref() == Some(&class.id)).collect();
        let chosen = members.iter().filter(|item| item.chosen.is_some()).count();
        let mut functions: Vec<&str> =
            members.iter().flat_map(|item| item.scores.iter().flatten()).map(String::as_str).collect();
        functions.sort_unstable();
        functions.dedup();
        let weight = class.weight.as_ref().map_or_else(|| "of its items".to_owned(), weights);
        let count = class.count.map_or_else(|| "not seen".to_owned(), |count| count.to_string());
        let _ = writeln!(
            page,
            "| {} {} | {weight} | {count} | {} | {chosen} | {} |",
            class.name.show(Lang::En),
            class.name.zh,
            members.len(),
            functions.join(", "),
        );
    }
    unknowns(page, scheme);
}

/// Adds what is not known of a scheme.
fn unknowns(page: &mut String, scheme: &Scheme) {
    let doubts: Vec<String> = scheme
        .scores
        .iter()
        .filter_map(|score| {
            let doubt = score.doubt.as_ref()?;
            let among = if doubt.among.is_empty() {
                String::new()
            } else {
                format!(" Varied among: {}.", doubt.among.join(", "))
            };
            Some(format!("- score function `{}`: {}{among}", score.id, sentence(&doubt.why).trim_end()))
        })
        .collect();
    let rules: Vec<String> = scheme
        .unknowns
        .iter()
        .map(|unknown| {
            let among = if unknown.among.is_empty() {
                String::new()
            } else {
                format!(" Varied among: {}.", unknown.among.join(", "))
            };
            format!("- {}: {}{among}", unknown.about, sentence(&unknown.why).trim_end())
        })
        .collect();
    let mut numbers: Vec<(String, usize)> = Vec::new();
    for (_, figure) in scheme.assumed() {
        let Some(assumption) = &figure.assumption else { continue };
        let why = sentence(&assumption.why).trim_end().to_owned();
        match numbers.iter_mut().find(|(own, _)| *own == why) {
            Some((_, n)) => *n += 1,
            None => numbers.push((why, 1)),
        }
    }
    let numbers = numbers.into_iter().map(|(why, n)| {
        let word = if n == 1 { "number" } else { "numbers" };
        format!("- {n} {word} assumed: {why}")
    });
    let lines: Vec<String> = rules.into_iter().chain(doubts).chain(numbers).collect();
    if lines.is_empty() {
        page.push_str("\nNothing about its arithmetic is unknown.\n");
    } else {
        let _ = write!(page, "\nUnknown:\n\n{}\n", lines.join("\n"));
    }
}

/// Shows a weight, with the mark of an assumption.
fn weights(numbers: &PerGroup) -> String {
    let one = |figure: &super::Figure| {
        let mark = if figure.assumption.is_some() { " (assumed)" } else { "" };
        format!("{}{mark}", figure.value)
    };
    match numbers {
        PerGroup::Same(figure) => one(figure),
        PerGroup::By { groups, otherwise } => {
            let mut parts: Vec<String> =
                groups.iter().map(|(group, figure)| format!("{group} {}", one(figure))).collect();
            parts.extend(otherwise.as_ref().map(|figure| format!("otherwise {}", one(figure))));
            parts.join(", ")
        }
    }
}

/// Shows a text as a sentence with its full stop and a blank after it; nothing for an empty one.
fn sentence(text: &Text) -> String {
    let shown = text.show(Lang::En).trim().trim_end_matches('.');
    let mut letters = shown.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => format!("{}{}. ", first.to_uppercase(), letters.as_str()),
    }
}
