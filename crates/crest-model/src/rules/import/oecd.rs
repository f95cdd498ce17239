//! Templates of the OECD policy simulator: the sheets Hierarchy, Data, Indicator and List.
//!
//! Form read from the checks of the public program (repository OECDSTD/PolicySimulator, version 0.2.1): levels by code, such as
//! `CH1`, with columns of labels `LH1` and weights `WH1`; up to fifteen pairs `Cond1`, `Score1`; lists of options `Radio1` with
//! their numbers `Radio1V`.

use std::collections::{BTreeMap, BTreeSet};

use super::r_condition::{self, Condition};
use super::{Drafts, Header, Imported, slug};
use crate::grid::Grid;
use crate::rules::method::{
    Absence, Aggregation, Component, MethodNode, MethodRanking, MethodRounding, RuleMethod, ScoreFunction, Treatment,
};
use crate::scheme::Ties;
use crate::{Diagnostic, Location, Text};

/// Most pairs of condition and score.
const PAIRS: usize = 15;
/// Columns of the answers that are made.
const ANSWERS: &[&str] = &["provision", "jurisdiction", "value", "instrument", "url", "note", "numans"];
/// Answers of the template that are none.
const ABSENT: &[(&str, &str)] =
    &[("not available", "unknown"), ("not applicable", "not-applicable"), ("sector does not exist", "not-applicable")];

/// The sheets of a template.
#[derive(Debug, Clone, Copy)]
pub struct OecdSheets<'a> {
    /// Levels, from the country down to the question.
    pub hierarchy: &'a Grid,
    /// Answers.
    pub data: &'a Grid,
    /// Questions: where they stand, weights, conditions and scores.
    pub indicator: &'a Grid,
    /// Options by list.
    pub list: &'a Grid,
}

/// Takes over a template: provisions, jurisdictions, answers, and the method that scores them.
///
/// - A question whose list has options is a choice (yes or no where they are that); one with a text field is an amount.
/// - A question that stands under several nodes is one provision and several components.
/// - Conditions over the answer itself become points by option, or a formula; a condition over other lines becomes part of a
///   formula where those are numbers, and is left out with a note otherwise.
/// - Weights below a node are divided by their sum where the level is a weighted mean; a weighted product becomes a sum.
/// - Marks of HTML in sources are dropped; the first address in them is the address of the source.
///
/// # Errors
/// Findings, among them `C1630` for columns that are not there.
pub fn oecd(sheets: &OecdSheets<'_>) -> Imported {
    let mut found = Vec::new();
    let heads = [sheets.hierarchy, sheets.data, sheets.indicator, sheets.list].map(Header::of);
    let [hierarchy, data, indicator, list] = &heads;
    let mut is_whole = hierarchy.needs(&["code", "aggregation method"], sheets.hierarchy, &mut found);
    is_whole &= data.needs(&["countryname", "country_id", "lineid", "answer", "numans"], sheets.data, &mut found);
    let (country, levels) = levels(sheets.hierarchy, hierarchy);
    let mut columns = vec!["lineid".to_owned(), "ui element".to_owned()];
    for (code, _) in &levels {
        columns.push(code.to_lowercase());
        columns.push(beside(code, 'l'));
        columns.push(beside(code, 'w'));
    }
    let needed: Vec<&str> = columns.iter().map(String::as_str).collect();
    is_whole &= indicator.needs(&needed, sheets.indicator, &mut found);
    if levels.len() < 2 {
        is_whole = false;
        found.push(
            Diagnostic::error("C1630", "the sheet `Hierarchy` of the template is missing")
                .at(Location::file(sheets.hierarchy.file.clone()))
                .value("Hierarchy"),
        );
    }
    if !is_whole {
        return Imported { found, ..Imported::default() };
    }
    let mut import = Import { sheets, list, levels, drafts: Drafts::new(ANSWERS), questions: BTreeMap::new() };
    let columns = [("value", "answer"), ("jurisdiction", "country_id"), ("provision", "lineid"), ("numans", "numans")];
    import.drafts.answers.comes_from(&columns, data);
    let mut method = import.questions(indicator, &mut found);
    method.overall = country.and_then(|word| aggregation(&word));
    share_weights(&mut method);
    import.answers(data);
    let mut imported = import.drafts.check(sheets.data, found);
    imported.method = imported.rules.is_some().then_some(method);
    imported
}

/// Lists the levels, code and word of aggregation: that of the country apart from those below it.
fn levels(grid: &Grid, header: &Header) -> (Option<String>, Vec<(String, String)>) {
    let all = header
        .rows(grid)
        .map(|row| (header.text(grid, row, "code"), header.text(grid, row, "aggregation method").to_lowercase()))
        .filter(|(code, _)| !code.is_empty());
    let (country, below): (Vec<_>, Vec<_>) = all.partition(|(code, _)| code.eq_ignore_ascii_case("countryname"));
    (country.into_iter().next().map(|(_, word)| word), below)
}

/// Names the column of labels (`l`) or weights (`w`) of a level: `CH1` has `LH1` and `WH1`.
fn beside(code: &str, letter: char) -> String {
    let code = code.to_lowercase();
    let rest: String = code.chars().skip(1).collect();
    format!("{letter}{rest}")
}

/// A question with its options.
struct Question {
    id: String,
    /// Options as our lists write them, and their numbers; none for a text field.
    options: Vec<(String, f64)>,
    is_yes_no: bool,
}

struct Import<'a> {
    sheets: &'a OecdSheets<'a>,
    list: &'a Header,
    levels: Vec<(String, String)>,
    drafts: Drafts,
    /// Questions by line.
    questions: BTreeMap<String, Question>,
}

impl Import<'_> {
    /// Reads the questions: provisions, topics and the method.
    fn questions(&mut self, header: &Header, found: &mut Vec<Diagnostic>) -> RuleMethod {
        let grid = self.sheets.indicator;
        let rows: Vec<usize> = header.rows(grid).collect();
        for row in &rows {
            let line = header.text(grid, *row, "lineid");
            if !line.is_empty() && !self.questions.contains_key(&line) {
                let question = self.question(grid, header, *row, &line);
                self.questions.insert(line, question);
            }
        }
        let mut method = empty_method();
        let mut seen = BTreeSet::new();
        let mut components = BTreeSet::new();
        for row in rows {
            let node = self.nodes(grid, header, row, &mut seen, &mut method);
            let line = header.text(grid, row, "lineid");
            let Some(question) = self.questions.get(&line) else { continue };
            let leaf = &self.levels[self.levels.len() - 1].0;
            let id = format!("{node}.{}", question.id);
            if !components.insert(id.clone()) {
                continue;
            }
            let label = header.text(grid, row, &beside(leaf, 'l'));
            let weight = header.text(grid, row, &beside(leaf, 'w')).parse::<f64>().ok();
            let score = self.score(grid, header, row, question, found);
            method.components.push(Component {
                id,
                name: Text::new("", label),
                node: Some(node),
                reads: question.id.clone(),
                unit: String::new(),
                weight,
                score,
                lever: None,
                is_apart: false,
                absence: None,
                note: Text::default(),
            });
        }
        method
    }

    /// Reads one question as a provision; its topic is the lowest node above it.
    fn question(&mut self, grid: &Grid, header: &Header, row: usize, line: &str) -> Question {
        let element = header.text(grid, row, "ui element").to_lowercase();
        let mut options = Vec::new();
        let list = self.sheets.list;
        if element.starts_with("radio") || element.starts_with("list") {
            for own in self.list.rows(list) {
                let option = option_text(&self.list.text(list, own, &element));
                let number = self.list.text(list, own, &format!("{element}v")).parse::<f64>();
                if let (false, Ok(number)) = (option.is_empty(), number)
                    && !ABSENT.iter().any(|(word, _)| *word == option.to_lowercase())
                {
                    options.push((option, number));
                }
            }
        }
        let words: Vec<String> = options.iter().map(|(option, _)| option.to_lowercase()).collect();
        let is_yes_no =
            words.len() == 2 && words.iter().any(|word| word == "yes") && words.iter().any(|word| word == "no");
        if is_yes_no {
            options.iter_mut().for_each(|(option, _)| *option = option.to_lowercase());
        }
        let leaf = self.levels[self.levels.len() - 1].0.clone();
        let topic = self.path(grid, header, row).last().cloned().unwrap_or_default();
        let kind = match options.len() {
            0 | 1 => "amount",
            _ if is_yes_no => "yes-no",
            _ => "choice",
        };
        let listed: Vec<&str> = options.iter().map(|(option, _)| option.as_str()).collect();
        let id = format!("q{line}");
        self.drafts.provisions.push(
            grid.row_number(row),
            vec![
                id.clone(),
                topic,
                header.text(grid, row, &beside(&leaf, 'l')),
                kind.to_owned(),
                String::new(),
                if kind == "choice" { listed.join("; ") } else { String::new() },
                String::new(),
                String::new(),
                format!("LineID {line}"),
                String::new(),
            ],
        );
        if kind == "amount" {
            options.clear();
        }
        Question { id, options, is_yes_no }
    }

    /// Names the nodes above a question, the highest first: codes joined so that they are unique.
    fn path(&self, grid: &Grid, header: &Header, row: usize) -> Vec<String> {
        let mut path = Vec::new();
        let mut joined = String::new();
        for (code, _) in &self.levels[..self.levels.len() - 1] {
            let own = slug(&header.text(grid, row, &code.to_lowercase()));
            if !joined.is_empty() {
                joined.push('.');
            }
            joined.push_str(if own.is_empty() { "none" } else { &own });
            path.push(joined.clone());
        }
        path
    }

    /// Adds the nodes above a question to topics and method; gives the lowest one.
    fn nodes(
        &mut self,
        grid: &Grid,
        header: &Header,
        row: usize,
        seen: &mut BTreeSet<String>,
        method: &mut RuleMethod,
    ) -> String {
        let path = self.path(grid, header, row);
        for (depth, id) in path.iter().enumerate() {
            if !seen.insert(id.clone()) {
                continue;
            }
            let code = &self.levels[depth].0;
            let label = header.text(grid, row, &beside(code, 'l'));
            let parent = depth.checked_sub(1).map(|above| path[above].clone());
            let cells = vec![id.clone(), parent.clone().unwrap_or_default(), label.clone()];
            self.drafts.topics.push(grid.row_number(row), cells);
            method.nodes.push(MethodNode {
                id: id.clone(),
                name: Text::new("", label),
                parent,
                level: code.clone(),
                weight: header.text(grid, row, &beside(code, 'w')).parse::<f64>().ok(),
                most: None,
                aggregation: aggregation(&self.levels[depth].1).unwrap_or(Aggregation::Sum),
                note: Text::default(),
            });
        }
        path.last().cloned().unwrap_or_default()
    }

    /// Turns conditions and scores into a score function.
    fn score(
        &self,
        grid: &Grid,
        header: &Header,
        row: usize,
        question: &Question,
        found: &mut Vec<Diagnostic>,
    ) -> ScoreFunction {
        let mut pairs = Vec::new();
        for i in 1..=PAIRS {
            let (condition, score) = (format!("cond{i}"), format!("score{i}"));
            let text = header.text(grid, row, &condition);
            let Ok(score) = header.text(grid, row, &score).parse::<f64>() else { continue };
            // What is written about other lines can be kept only where those are numbers.
            let read = r_condition::read(&text).filter(|read| match question.options.is_empty() {
                true => self.as_text(read, &question.id).is_some(),
                false => read.holds(0.0).is_some(),
            });
            match read {
                Some(read) => pairs.push((read, score)),
                None => found.push(
                    Diagnostic::note(
                        "C1630",
                        format!("the condition `{text}` of the question `{}` was not taken over", question.id),
                    )
                    .at(header
                        .place
                        .get(&condition)
                        .map_or_else(|| Location::file(grid.file.clone()), |column| grid.location(row, *column)))
                    .value(&text)
                    .hint("write it as an expression by hand"),
                ),
            }
        }
        if question.options.is_empty() {
            return self.formula(&pairs, &question.id);
        }
        let points = question.options.iter().map(|(option, number)| {
            let score =
                pairs.iter().find(|(condition, _)| condition.holds(*number) == Some(true)).map_or(0.0, |(_, s)| *s);
            let word = if question.is_yes_no { option.to_lowercase() } else { option.clone() };
            (word, score)
        });
        let mut points: Vec<(String, f64)> = points.collect();
        points.sort_by(|a, b| a.0.cmp(&b.0));
        ScoreFunction::Options { points }
    }

    /// Writes pairs as a formula: the score of the first condition that holds, 0 otherwise.
    fn formula(&self, pairs: &[(Condition, f64)], id: &str) -> ScoreFunction {
        let mut text = "0".to_owned();
        for (condition, score) in pairs.iter().rev() {
            if let Some(when) = self.as_text(condition, id) {
                text = format!("if {when} then {score} else {text}");
            }
        }
        let scores = pairs.iter().map(|(_, score)| *score);
        let (least, most) = scores.fold((0.0_f64, 0.0_f64), |(least, most), own| (least.min(own), most.max(own)));
        ScoreFunction::Expression { text, worst: most, best: least }
    }

    fn as_text(&self, condition: &Condition, id: &str) -> Option<String> {
        condition.text(id, &|line| {
            let other = self.questions.get(line)?;
            other.options.is_empty().then(|| other.id.clone())
        })
    }

    /// Reads the answers and the jurisdictions.
    fn answers(&mut self, header: &Header) {
        let grid = self.sheets.data;
        let mut seen = BTreeSet::new();
        for row in header.rows(grid) {
            let line = header.text(grid, row, "lineid");
            let Some(question) = self.questions.get(&line) else { continue };
            let country = slug(&header.text(grid, row, "country_id"));
            let at = grid.row_number(row);
            if seen.insert(country.clone()) {
                let name = header.text(grid, row, "countryname");
                self.drafts.jurisdictions.push(at, vec![country.clone(), name, String::new(), String::new()]);
            }
            let written = option_text(&header.text(grid, row, "answer"));
            let absent = ABSENT.iter().find(|(word, _)| *word == written.to_lowercase()).map(|(_, code)| *code);
            let value = absent.map_or(written, str::to_owned);
            let (instrument, url) = plain_source(&header.text(grid, row, "source"));
            self.drafts.answers.push(
                at,
                vec![
                    question.id.clone(),
                    country,
                    value,
                    instrument,
                    url,
                    plain_source(&header.text(grid, row, "comment")).0,
                    header.text(grid, row, "numans"),
                ],
            );
        }
    }
}

/// Divides weights by their sum below nodes that are means.
fn share_weights(method: &mut RuleMethod) {
    let mut parents: Vec<(Option<String>, Option<Aggregation>)> = vec![(None, method.overall)];
    parents.extend(method.nodes.iter().map(|node| (Some(node.id.clone()), Some(node.aggregation))));
    for (parent, aggregation) in parents {
        if aggregation != Some(Aggregation::Mean) {
            continue;
        }
        let (nodes, components) = method.members(parent.as_deref());
        let weights = nodes.iter().map(|node| node.weight).chain(components.iter().map(|one| one.weight));
        let sum: f64 = weights.clone().flatten().sum();
        let is_whole = weights.into_iter().all(|weight| weight.is_some()) && sum > 0.0;
        let shared = |weight: Option<f64>| weight.filter(|_| is_whole).map(|weight| weight / sum);
        for node in method.nodes.iter_mut().filter(|node| node.parent == parent) {
            node.weight = shared(node.weight);
        }
        for component in method.components.iter_mut().filter(|one| one.node == parent) {
            component.weight = shared(component.weight);
        }
    }
}

/// Turns the word of a level into ours: how the members of a node of that level make its score; `None` = they do not.
fn aggregation(word: &str) -> Option<Aggregation> {
    match word {
        "weightedaverage" | "correctedweights" => Some(Aggregation::Mean),
        "none" | "evaluate" => None,
        _ => Some(Aggregation::Sum),
    }
}

/// Makes a text fit to be an option: separators of options become commas.
fn option_text(text: &str) -> String {
    text.replace([';', '；', '、', '='], ",").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Drops the marks of HTML from a source; gives the text and the first address in it.
fn plain_source(html: &str) -> (String, String) {
    let address = html.find("http").map(|start| {
        let rest = &html[start..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>')).unwrap_or(rest.len());
        rest[..end].to_owned()
    });
    let mut text = String::new();
    let mut is_mark = false;
    for c in html.chars() {
        match c {
            '<' => is_mark = true,
            '>' if is_mark => {
                is_mark = false;
                text.push(' ');
            }
            _ if is_mark => {}
            c => text.push(c),
        }
    }
    (text.split_whitespace().collect::<Vec<_>>().join(" "), address.unwrap_or_default())
}

/// Starts the method; lower scores are more open, and questions without an answer leave.
fn empty_method() -> RuleMethod {
    RuleMethod {
        id: "oecd-template".to_owned(),
        name: Text::new("", "taken over from an OECD template"),
        publisher: Text::default(),
        version: String::new(),
        first_year: None,
        last_year: None,
        supersedes: String::new(),
        note: Text::default(),
        sources: Vec::new(),
        scale: 1.0,
        overall: None,
        absence: Absence {
            not_applicable: Treatment::LeaveOut,
            no_practice: Treatment::LeaveOut,
            unknown: Treatment::LeaveOut,
            contested: Treatment::LeaveOut,
            blank: Treatment::LeaveOut,
        },
        cities: None,
        rounding: MethodRounding::default(),
        ranking: MethodRanking { is_ranked: true, is_more_better: false, is_on_rounded: false, ties: Ties::Better },
        unranked: Vec::new(),
        nodes: Vec::new(),
        components: Vec::new(),
        gates: Vec::new(),
        implications: Vec::new(),
        joined: Vec::new(),
    }
}
