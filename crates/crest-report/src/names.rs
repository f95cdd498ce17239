//! Names by identifier, so that every view shows names where the results hold identifiers.

use std::collections::BTreeMap;

use crest_model::results::{NodeInfo, PlaceInfo, Results, SourceInfo};
use crest_model::{Diagnostic, Lang, Location, Span, Text};

/// Finds places, nodes, sources and parts of the strategy by identifier.
///
/// An identifier that the results do not describe is shown as it is.
#[derive(Debug)]
pub struct Names<'a> {
    places: BTreeMap<&'a str, &'a PlaceInfo>,
    nodes: BTreeMap<&'a str, &'a NodeInfo>,
    sources: BTreeMap<&'a str, &'a SourceInfo>,
    others: BTreeMap<(Kind, &'a str), &'a Text>,
}

/// Names the lists of the strategy that have nothing but names to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Goals.
    Goal,
    /// Positions of the higher plan.
    Position,
    /// Programmes.
    Programme,
    /// Departments.
    Department,
    /// Actions.
    Action,
}

impl<'a> Names<'a> {
    /// Collects the names of all results.
    pub fn build(results: &'a Results) -> Self {
        let strategy = &results.strategy;
        let mut others = BTreeMap::new();
        others.extend(strategy.goals.iter().map(|g| ((Kind::Goal, g.id.as_str()), &g.name)));
        others.extend(strategy.positions.iter().map(|p| ((Kind::Position, p.id.as_str()), &p.name)));
        others.extend(strategy.programmes.iter().map(|p| ((Kind::Programme, p.id.as_str()), &p.name)));
        others.extend(strategy.actions.iter().map(|a| ((Kind::Action, a.id.as_str()), &a.name)));
        others.extend(strategy.departments.iter().map(|d| ((Kind::Department, d.id.as_str()), &d.name)));
        Self {
            places: results.places.iter().map(|p| (p.id.as_str(), p)).collect(),
            nodes: results.nodes.iter().map(|n| (n.code.as_str(), n)).collect(),
            sources: results.sources.iter().map(|s| (s.id.as_str(), s)).collect(),
            others,
        }
    }

    /// Finds a place.
    pub fn find_place(&self, id: &str) -> Option<&'a PlaceInfo> {
        self.places.get(id).copied()
    }

    /// Finds a node of the framework.
    pub fn find_node(&self, code: &str) -> Option<&'a NodeInfo> {
        self.nodes.get(code).copied()
    }

    /// Finds a source.
    pub fn find_source(&self, id: &str) -> Option<&'a SourceInfo> {
        self.sources.get(id).copied()
    }

    /// Returns the name of a place.
    pub fn place(&self, id: &str) -> Text {
        named(self.find_place(id).map(|p| &p.name), id)
    }

    /// Returns the name of a node.
    pub fn node(&self, code: &str) -> Text {
        named(self.find_node(code).map(|n| &n.name), code)
    }

    /// Returns the unit of an indicator, empty where there is none.
    pub fn unit(&self, code: &str) -> &'a str {
        self.find_node(code).map_or("", |n| n.unit.as_str())
    }

    /// Returns the unit of an indicator as pages show it: a number without dimension (`1`) has none.
    pub fn shown_unit(&self, code: &str) -> &'a str {
        match self.unit(code) {
            "1" => "",
            unit => unit,
        }
    }

    /// Returns the name of a source.
    pub fn source(&self, id: &str) -> Text {
        named(self.find_source(id).map(|s| &s.name), id)
    }

    /// Returns the name of a part of the strategy by the word for its kind: `action`, `programme`, `goal`, `department`, or a
    /// place for any other.
    pub fn part(&self, kind: &str, id: &str) -> Text {
        match kind {
            "action" => self.other(Kind::Action, id),
            "programme" => self.other(Kind::Programme, id),
            "goal" => self.other(Kind::Goal, id),
            "department" => self.other(Kind::Department, id),
            _ => self.place(id),
        }
    }

    /// Returns the name of a goal, position, programme, department or action.
    pub fn other(&self, kind: Kind, id: &str) -> Text {
        named(self.others.get(&(kind, id)).copied(), id)
    }
}

fn named(name: Option<&Text>, id: &str) -> Text {
    name.filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| same(id))
}

/// Makes a text that reads the same in both languages.
pub fn same(text: &str) -> Text {
    Text::new(text, text)
}

/// Joins texts as a list, each language with its own mark.
pub fn join(texts: &[Text]) -> Text {
    use crest_model::Lang::{En, Zh};
    let one = |lang, mark: &str| texts.iter().map(|t| t.show(lang)).collect::<Vec<_>>().join(mark);
    Text::new(one(Zh, "、"), one(En, ", "))
}

/// Writes where something stands: `file`, `file:line:column` or `file · sheet!C7`.
pub fn location(location: &Location) -> String {
    match &location.span {
        Span::File => location.file.clone(),
        Span::Text { line, column, .. } => format!("{}:{line}:{column}", location.file),
        Span::Cell { sheet, row, column } => {
            let cell = crest_model::grid::cell_name(*row, *column);
            match sheet {
                Some(sheet) => format!("{} · {sheet}!{cell}", location.file),
                None => format!("{} · {cell}", location.file),
            }
        }
    }
}

/// Holds the sentences of a finding in both languages; the Chinese ones are English where the catalogue has none.
#[derive(Debug)]
pub struct FindingWords {
    /// What was found.
    pub message: Text,
    /// What was expected; empty if not known.
    pub expected: Text,
    /// How to mend it; empty if not known.
    pub hint: Text,
    /// Other places with their notes.
    pub related: Vec<Text>,
}

impl FindingWords {
    /// Takes the sentences of a finding.
    pub fn of(finding: &Diagnostic) -> Self {
        let both = |of: &dyn Fn(Lang) -> String| Text::new(of(Lang::Zh), of(Lang::En));
        let related = |lang: Lang, joint: &'static str| {
            finding.related_in(lang).map(move |(place, note)| format!("{}{joint}{note}", location(place)))
        };
        Self {
            message: both(&|lang| finding.message_in(lang).into_owned()),
            expected: both(&|lang| finding.expected_in(lang).unwrap_or_default().into_owned()),
            hint: both(&|lang| finding.hint_in(lang).unwrap_or_default().into_owned()),
            related: related(Lang::Zh, "：").zip(related(Lang::En, ": ")).map(|(zh, en)| Text::new(zh, en)).collect(),
        }
    }
}
