//! Writes a method as the text of its file; reading that again gives an equal method.

use super::{Absence, Aggregation, CityWeights, Component, MethodNode, RuleMethod, ScoreFunction, Side, Treatment};
use crate::rules::{Lever, word_of};
use crate::scheme::Ties;
use crate::scheme::print::{Page, both, quoted, strings};

/// Writes a method as the text of its file.
///
/// `read_method(print(m)) = m` for every method that [`crate::rules::read_method`] gives.
pub fn print(method: &RuleMethod) -> String {
    let mut page = Page::default();
    page.method_head(method);
    page.settings(method);
    method.nodes.iter().for_each(|node| page.node(node));
    method.components.iter().for_each(|component| page.component(component));
    for gate in &method.gates {
        page.table("[gates]");
        page.string("id", &gate.id);
        page.string("on", &gate.on);
        page.string("when", &gate.when);
        page.value("score", &gate.score.to_string());
        page.name("note", &gate.note);
    }
    for implication in &method.implications {
        page.table("[implications]");
        page.string("id", &implication.id);
        page.string("when", &implication.when);
        page.value("components", &strings(&implication.components));
        page.value("score", &implication.score.to_string());
        page.name("note", &implication.note);
    }
    for one in &method.joined {
        page.table("[joined]");
        page.string("id", &one.id);
        page.value("components", &strings(&one.components));
        page.name("note", &one.note);
    }
    page.text
}

impl Page {
    fn method_head(&mut self, method: &RuleMethod) {
        self.table("method");
        self.string("id", &method.id);
        // The name must be given, even an empty one.
        self.value("name", &both(&method.name));
        self.name("publisher", &method.publisher);
        self.may_be("version", &method.version);
        self.whole("first_year", method.first_year);
        self.whole("last_year", method.last_year);
        self.may_be("supersedes", &method.supersedes);
        self.name("note", &method.note);
        for source in &method.sources {
            self.table("[sources]");
            self.value("name", &both(&source.name));
            self.may_be("url", &source.url);
            self.may_be("date", &source.date);
            self.value("legal", &source.is_legal.to_string());
            self.name("note", &source.note);
        }
    }

    fn settings(&mut self, method: &RuleMethod) {
        self.table("scoring");
        self.value("scale", &method.scale.to_string());
        match method.overall {
            Some(aggregation) => self.aggregation("overall", aggregation),
            None => self.string("overall", "none"),
        }
        self.value("absence", &absence(&method.absence));
        let rounding = method.rounding;
        let decimals = [("component", rounding.component), ("node", rounding.node), ("overall", rounding.overall)];
        if decimals.iter().any(|(_, decimals)| decimals.is_some()) {
            self.table("scoring.rounding");
            decimals.into_iter().for_each(|(key, decimals)| self.whole(key, decimals));
        }
        let ranking = method.ranking;
        self.table("ranking");
        self.value("ranked", &ranking.is_ranked.to_string());
        self.string("better", if ranking.is_more_better { "more" } else { "less" });
        self.string("on", if ranking.is_on_rounded { "rounded" } else { "unrounded" });
        self.string("ties", ties(ranking.ties));
        if !method.unranked.is_empty() {
            let ids: Vec<String> = method.unranked.iter().map(|id| quoted(id)).collect();
            self.value("unranked", &format!("[{}]", ids.join(", ")));
        }
        match &method.cities {
            None => {}
            Some(CityWeights::Population) => {
                self.table("cities");
                self.string("weights", "population");
            }
            Some(CityWeights::Listed(listed)) => {
                self.table("cities");
                self.string("weights", "listed");
                for one in listed {
                    self.table("[cities.listed]");
                    self.string("economy", &one.economy);
                    self.string("city", &one.city);
                    self.value("weight", &one.weight.to_string());
                }
            }
        }
    }

    fn aggregation(&mut self, key: &str, aggregation: Aggregation) {
        let word = match aggregation {
            Aggregation::Mean => "mean",
            Aggregation::Sum => "sum",
            Aggregation::SumOver { .. } => "sum-over",
            Aggregation::ShareOfBest => "share-of-best",
        };
        self.string(key, word);
        if let Aggregation::SumOver { full } = aggregation {
            self.value("full", &full.to_string());
        }
    }

    fn node(&mut self, node: &MethodNode) {
        self.table("[nodes]");
        self.string("id", &node.id);
        self.name("name", &node.name);
        self.may_be("parent", node.parent.as_deref().unwrap_or_default());
        self.may_be("level", &node.level);
        self.whole("weight", node.weight);
        self.whole("most", node.most);
        self.aggregation("aggregation", node.aggregation);
        self.name("note", &node.note);
    }

    fn component(&mut self, component: &Component) {
        self.table("[components]");
        self.string("id", &component.id);
        self.name("name", &component.name);
        self.may_be("node", component.node.as_deref().unwrap_or_default());
        if component.reads != component.id {
            self.string("reads", &component.reads);
        }
        self.may_be("unit", &component.unit);
        self.whole("weight", component.weight);
        self.value("score", &function(&component.score));
        if let Some(lever) = &component.lever {
            self.string("lever", word_of(Lever::WORDS, lever));
        }
        if let Some(own) = &component.absence {
            self.value("absence", &absence(own));
        }
        if component.is_apart {
            self.value("apart", "true");
        }
        self.name("note", &component.note);
    }
}

/// Writes what an absent answer does.
fn absence(absence: &Absence) -> String {
    let word = |treatment| quoted(word_of(Treatment::WORDS, &treatment));
    format!(
        "{{ not_applicable = {}, no_practice = {}, unknown = {}, contested = {}, blank = {} }}",
        word(absence.not_applicable),
        word(absence.no_practice),
        word(absence.unknown),
        word(absence.contested),
        word(absence.blank)
    )
}

/// Writes a score function.
fn function(function: &ScoreFunction) -> String {
    let pairs = |pairs: &[(f64, f64)]| {
        pairs.iter().map(|(value, points)| format!("[{value}, {points}]")).collect::<Vec<_>>().join(", ")
    };
    match function {
        ScoreFunction::Bounds { worst, best, exponent } => {
            format!("{{ method = \"bounds\", worst = {worst}, best = {best}, exponent = {exponent} }}")
        }
        ScoreFunction::Options { points } => {
            let points: Vec<String> = points.iter().map(|(id, points)| format!("{} = {points}", quoted(id))).collect();
            format!("{{ method = \"options\", points = {{ {} }} }}", points.join(", "))
        }
        ScoreFunction::Steps { steps } => format!("{{ method = \"steps\", steps = [{}] }}", pairs(steps)),
        ScoreFunction::Line { knots } => format!("{{ method = \"line\", knots = [{}] }}", pairs(knots)),
        ScoreFunction::Threshold { at, side, then, otherwise } => format!(
            "{{ method = \"threshold\", at = {at}, side = {}, then = {then}, otherwise = {otherwise} }}",
            quoted(word_of(Side::WORDS, side))
        ),
        ScoreFunction::Points { most } => format!("{{ method = \"points\", most = {most} }}"),
        ScoreFunction::Expression { text, worst, best } => {
            format!("{{ method = \"expression\", text = {}, worst = {worst}, best = {best} }}", quoted(text))
        }
    }
}

/// Names the rank of equal scores.
fn ties(ties: Ties) -> &'static str {
    match ties {
        Ties::Better => "better",
        Ties::Worse => "worse",
        Ties::Mean => "mean",
    }
}
