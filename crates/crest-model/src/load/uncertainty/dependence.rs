//! Chances of options, and inputs that depend on each other.

use std::collections::BTreeMap;

use super::super::names::need;
use super::super::raw_uncertainty::{RawTogether, RawTogetherRow};
use super::super::shape::At;
use super::Judge;
use super::input::Judged;
use crate::uncertainty::Together;
use crate::{Diagnostic, Lang, Location};

/// How far chances may be from a sum of 1.
const SLACK: f64 = 1e-9;

/// An input of a table as far as it is known: position and input; `None` where it was reported already.
type Member<'a> = Option<(usize, &'a Judged)>;

impl Judge<'_> {
    /// Judges the chances of options; equally likely where none are stated.
    pub(super) fn chances_of(&mut self, base: &str, raw: Option<At<Vec<At<f64>>>>, n_options: usize) -> Vec<f64> {
        let Some(raw) = raw else { return Vec::new() };
        let path = format!("{base}.chances");
        if n_options == 0 {
            self.misplaced(
                base,
                "chances",
                "without options",
                &raw.location,
                "take it out: nothing is chosen among options",
            );
            return Vec::new();
        }
        if raw.value.len() != n_options {
            self.found.push(
                Diagnostic::error("C0619", format!("`{path}` has {} chances for {n_options} options", raw.value.len()))
                    .at(raw.location)
                    .value(raw.value.len().to_string())
                    .expected(format!("{n_options} chances, in the order of the options")),
            );
            return Vec::new();
        }
        self.sum_to_one(&path, &raw.value, &raw.location)
    }

    /// Judges chances one by one and their sum.
    fn sum_to_one(&mut self, path: &str, chances: &[At<f64>], location: &Location) -> Vec<f64> {
        let mut are_lawful = true;
        for at in chances {
            if !(at.value > 0.0 && at.value <= 1.0) {
                are_lawful = false;
                self.found.push(
                    Diagnostic::error("C0619", format!("a chance in `{path}` is {}", at.value))
                        .at(at.location.clone())
                        .value(at.value.to_string())
                        .expected("a number above 0 and at most 1; what cannot happen is left out"),
                );
            }
        }
        let sum: f64 = chances.iter().map(|at| at.value).sum();
        if are_lawful && (sum - 1.0).abs() > SLACK {
            let shown = ((sum * 1e9).round() / 1e9).to_string();
            self.found.push(
                Diagnostic::error("C0619", format!("the chances in `{path}` sum to {shown}"))
                    .at(location.clone())
                    .value(shown)
                    .expected("chances that sum to 1"),
            );
        }
        chances.iter().map(|at| at.value).collect()
    }

    /// Judges the tables of combinations; `None` where one cannot be used.
    pub(super) fn together(
        &mut self,
        raw: Vec<At<RawTogether>>,
        inputs: &[(String, Option<Judged>)],
    ) -> Option<Vec<Together>> {
        let mut tables = Some(Vec::new());
        let mut taken: BTreeMap<String, Location> = BTreeMap::new();
        for At { value: raw, location } in raw {
            let path = "uncertainty.together";
            let names = need(raw.inputs, &format!("{path}.inputs"), &location, self.found);
            let rows = need(raw.rows, &format!("{path}.rows"), &location, self.found);
            let (Some(names), Some(rows)) = (names, rows) else {
                tables = None;
                continue;
            };
            let errors = self.found.len();
            self.start = errors;
            let mut members: Vec<Member<'_>> = Vec::new();
            for name in &names.value.0 {
                members.push(self.member(name, inputs, &mut taken));
            }
            if members.len() < 2 {
                let shown = names.value.0.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
                self.does_not_fit(
                    "a table of combinations names fewer than two inputs",
                    &shown,
                    names.location,
                    "two inputs or more",
                );
            }
            let table = if members.len() < 2 { Vec::new() } else { self.rows(rows, &members, &location) };
            let known: Option<Vec<usize>> = members.iter().map(|member| Some((*member)?.0)).collect();
            match (known, self.found.len() == errors, &mut tables) {
                (Some(inputs), true, Some(tables)) => {
                    self.never(&members, &table, &location);
                    tables.push(Together { inputs, rows: table });
                }
                _ => tables = None,
            }
        }
        tables
    }

    /// Reports something that does not fit a table of combinations.
    fn does_not_fit(&mut self, message: &str, shown: &str, location: Location, expected: &str) {
        self.found.push(Diagnostic::error("C0627", message).at(location).value(shown).expected(expected));
    }

    /// Finds an input that a table names.
    fn member<'a>(
        &mut self,
        name: &At<String>,
        inputs: &'a [(String, Option<Judged>)],
        taken: &mut BTreeMap<String, Location>,
    ) -> Member<'a> {
        let Some(position) = inputs.iter().position(|(id, _)| *id == name.value) else {
            let mut diagnostic = Diagnostic::error(
                "C0627",
                format!("`uncertainty.together` names the input `{}`, which does not exist", name.value),
            )
            .at(name.location.clone())
            .value(&name.value)
            .expected("inputs of `[uncertainty.inputs]`");
            if let Some(close) = crate::nearest(&name.value, inputs.iter().map(|(id, _)| id.as_str())) {
                diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
            }
            self.found.push(diagnostic);
            return None;
        };
        if let Some(first) = taken.insert(name.value.clone(), name.location.clone()) {
            self.found.push(
                Diagnostic::error(
                    "C0627",
                    format!("the input `{}` stands in two tables of combinations, or twice in one", name.value),
                )
                .at(name.location.clone())
                .value(&name.value)
                .expected("each input once; inputs that all depend on each other stand in one table")
                .related(first, "first of the two"),
            );
        }
        let judged = inputs[position].1.as_ref()?;
        if judged.options.len() < 2 {
            let message = format!("the input `{}` has no options to combine", name.value);
            self.does_not_fit(&message, &name.value, name.location.clone(), "inputs that are a choice among options");
            return None;
        }
        if !judged.input.chances.is_empty() {
            self.found.push(
                Diagnostic::error(
                    "C0619",
                    format!("`{}` has chances of its own beside those of the combinations", name.value),
                )
                .at(name.location.clone())
                .value(&name.value)
                .expected("chances in `uncertainty.together.rows` alone")
                .related(judged.input.location.clone(), "the input"),
            );
        }
        Some((position, judged))
    }

    /// Judges the combinations of a table.
    fn rows(
        &mut self,
        raw: At<Vec<At<RawTogetherRow>>>,
        members: &[Member<'_>],
        location: &Location,
    ) -> Vec<(Vec<usize>, f64)> {
        let mut rows: Vec<Vec<usize>> = Vec::new();
        let mut chances: Vec<At<f64>> = Vec::new();
        let mut shown: Vec<(String, String, Location)> = Vec::new();
        let words: Vec<[Vec<String>; 3]> = members.iter().map(|member| self.words_of(*member)).collect();
        let n_rows = raw.value.len();
        for At { value: row, location } in raw.value {
            chances.extend(row.chance);
            let Some(options) = need(row.options, "uncertainty.together.rows.options", &location, self.found) else {
                continue;
            };
            let written = &options.value.0;
            let all = written.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(", ");
            if written.len() != members.len() {
                let message = format!("a combination has {} options for {} inputs", written.len(), members.len());
                self.does_not_fit(&message, &all, options.location, "one option of each input, in their order");
                continue;
            }
            let positions: Option<Vec<usize>> = written
                .iter()
                .zip(members.iter().zip(&words))
                .map(|(word, (member, words))| self.option((*member)?.1, words, word))
                .collect();
            if let Some(positions) = positions {
                shown.push((format!("{positions:?}"), all, options.location));
                rows.push(positions);
            }
        }
        self.distinct("uncertainty.together.rows", shown);
        if n_rows < 2 {
            self.nothing_varies("uncertainty.together.rows", location.clone(), &n_rows.to_string(), "two rows or more");
        }
        let path = "uncertainty.together.rows";
        if chances.is_empty() {
            #[expect(clippy::cast_precision_loss, reason = "rows are few")]
            let equal = 1.0 / n_rows.max(1) as f64;
            return rows.into_iter().map(|row| (row, equal)).collect();
        }
        if chances.len() != n_rows {
            self.found.push(
                Diagnostic::error("C0619", format!("{} of {n_rows} rows in `{path}` have a chance", chances.len()))
                    .at(raw.location)
                    .value(chances.len().to_string())
                    .expected("a chance in every row, or in none"),
            );
            return Vec::new();
        }
        let chances = self.sum_to_one(path, &chances, &raw.location);
        rows.into_iter().zip(chances).collect()
    }

    /// Lists what the options of an input may be called: words, and labels in both languages.
    fn words_of(&self, member: Member<'_>) -> [Vec<String>; 3] {
        let Some((_, judged)) = member else { return Default::default() };
        let nodes = self.around.nodes;
        let labels = judged.input.labels(nodes);
        let shown = |lang| labels.iter().map(|label| label.show(lang).to_owned()).collect();
        [judged.input.words(nodes), shown(Lang::Zh), shown(Lang::En)]
    }

    /// Finds an option by what it is called, or by its number.
    fn option(&mut self, judged: &Judged, words: &[Vec<String>; 3], written: &At<String>) -> Option<usize> {
        let [short, ..] = words;
        if let Some(number) = written.value.strip_prefix('#').and_then(|number| number.parse::<usize>().ok())
            && (1..=short.len()).contains(&number)
        {
            return Some(number - 1);
        }
        for list in words {
            let same: Vec<usize> = (0..list.len()).filter(|option| list[*option] == written.value).collect();
            match same.as_slice() {
                [] => {}
                [one] => return Some(*one),
                several => {
                    let numbers =
                        several.iter().map(|option| format!("#{}", option + 1)).collect::<Vec<_>>().join(", ");
                    let message = format!("several options of `{}` are called `{}`", judged.input.id, written.value);
                    self.does_not_fit(&message, &written.value, written.location.clone(), &format!("one of {numbers}"));
                    return None;
                }
            }
        }
        let mut diagnostic =
            Diagnostic::error("C0627", format!("`{}` has no option `{}`", judged.input.id, written.value))
                .at(written.location.clone())
                .value(&written.value)
                .expected(format!("one of {}, or #1 to #{}", short.join(", "), short.len()));
        if let Some(close) = crate::nearest(&written.value, short.iter().map(String::as_str)) {
            diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
        }
        self.found.push(diagnostic);
        None
    }

    /// Warns of options that stand in no combination and so never happen.
    fn never(&mut self, members: &[Member<'_>], rows: &[(Vec<usize>, f64)], location: &Location) {
        for (column, (_, judged)) in members.iter().flatten().enumerate() {
            let words = judged.input.words(self.around.nodes);
            for (option, word) in words.iter().enumerate() {
                if !rows.iter().any(|(row, _)| row[column] == option) {
                    let id = &judged.input.id;
                    self.found.push(
                        Diagnostic::warning(
                            "C0627",
                            format!(
                                "option #{} (`{word}`) of `{id}` stands in no combination and never happens",
                                option + 1
                            ),
                        )
                        .at(location.clone())
                        .value(word)
                        .hint("add a row with it, or take the option out"),
                    );
                }
            }
        }
    }
}
