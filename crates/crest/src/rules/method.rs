//! A method of the files as the kernel takes it: names to positions, nodes in the order of the work.

use std::fmt;

use crest_model::Text;
use crest_model::rules::method::{
    Absence as Stated, Aggregation, CityWeights, Component as Listed, ScoreFunction as Written, Side, Treatment,
};
use crest_model::rules::{Kind as ListedKind, ProjectMethod, RuleMethod, Rules};
use crest_rules::answer::Kind;
use crest_rules::expression::{self, Condition, ExpressionError, Names};
use crest_rules::method::{
    AbsenceRules, Aggregate, Better, Component, Coupling, Draft, Edge, Gate, Group, Implication, Member, Method,
    MethodError, Node, OnAbsence, RankRule, Reading, ScoreFunction,
};
use crest_rules::score::Composite;

/// Says why a method cannot be applied.
#[derive(Debug, Clone, PartialEq)]
pub enum MethodMistake {
    /// An expression cannot be read.
    Expression {
        /// Component, gate or implication it stands in.
        of: String,
        /// Its text.
        text: String,
        /// What is wrong.
        error: ExpressionError,
    },
    /// A component gives points to options that its provision does not have.
    Options {
        /// Component.
        component: String,
        /// The option.
        option: String,
    },
    /// An option of the provision gets no points.
    Unscored {
        /// Component.
        component: String,
        /// The option.
        option: String,
    },
    /// The parts do not make a method.
    Parts(MethodError),
}

impl fmt::Display for MethodMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expression { of, text, error } => write!(f, "the expression of `{of}`, `{text}`: {error}"),
            Self::Options { component, option } => {
                write!(f, "`{component}` gives points to `{option}`, which is no option of what it reads")
            }
            Self::Unscored { component, option } => write!(f, "`{component}` gives no points to the option `{option}`"),
            Self::Parts(error) => error.fmt(f),
        }
    }
}

/// A method as the kernel takes it, with what its nodes are called.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub(super) method: Method,
    /// Name of each node.
    pub(super) nodes: Vec<NodeFacts>,
    /// Provision that each component reads, in the order of the file.
    pub(super) reads: Vec<usize>,
    /// Node of each component, in the order of the file.
    pub(super) components: Vec<usize>,
    /// Whether the overall score is one that the publisher gives.
    pub(super) has_overall: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct NodeFacts {
    pub(super) id: String,
    pub(super) name: Text,
    /// Group it belongs to; `None` of the overall score.
    pub(super) parent: Option<String>,
    pub(super) is_component: bool,
}

/// Makes the kernel's method; provisions that only the method names are appended to `provisions`.
pub(super) fn build(rules: &Rules, used: &ProjectMethod, provisions: &mut Vec<String>) -> Result<Built, MethodMistake> {
    let method = &used.method;
    let reads: Vec<usize> = method.components.iter().map(|one| position(rules, used, one, provisions)).collect();
    let kinds: Vec<Kind> = provisions.iter().enumerate().map(|(k, _)| kind(rules, method, &reads, k)).collect();
    let mut builder =
        Builder { rules, used, provisions, kinds: &kinds, reads: &reads, nodes: Vec::new(), facts: Vec::new() };
    let overall = builder.group(None, method.overall.unwrap_or(Aggregation::Mean))?;
    debug_assert_eq!(overall + 1, builder.nodes.len(), "the overall score comes last");
    let (nodes, facts) = (std::mem::take(&mut builder.nodes), std::mem::take(&mut builder.facts));
    let node = |id: &str| facts.iter().position(|one| one.id == id).expect("the names of a method are checked");
    let mut gates = Vec::new();
    for gate in &method.gates {
        gates.push(Gate { node: node(&gate.on), when: builder.condition(&gate.id, &gate.when)?, score: gate.score });
    }
    let mut implications = Vec::new();
    for one in &method.implications {
        implications.push(Implication {
            when: builder.condition(&one.id, &one.when)?,
            components: one.components.iter().map(|id| node(id)).collect(),
            score: one.score,
        });
    }
    let couplings =
        method.joined.iter().map(|one| Coupling { components: one.components.iter().map(|id| node(id)).collect() });
    let decimals = method.rounding.overall.unwrap_or(5);
    let draft = Draft {
        n_provisions: provisions.len(),
        nodes,
        implications,
        couplings: couplings.collect(),
        gates,
        better: if method.ranking.is_more_better { Better::Higher } else { Better::Lower },
        rank_rule: if method.ranking.is_on_rounded { RankRule::Rounded { decimals } } else { RankRule::Unrounded },
        decimals,
    };
    let components = method.components.iter().map(|one| node(&one.id)).collect();
    let method = Method::new(draft).map_err(MethodMistake::Parts)?;
    Ok(Built { method, nodes: facts, reads, components, has_overall: used.method.overall.is_some() })
}

/// The economies that a method averages over cities.
pub(super) fn composites(method: &RuleMethod, rules: &Rules) -> Vec<Composite> {
    let mut composites: Vec<Composite> = Vec::new();
    let mut add = |economy: Option<usize>, part: Option<usize>, weight: f64| {
        let (Some(economy), Some(part)) = (economy, part) else { return };
        match composites.iter_mut().find(|one| one.jurisdiction == economy) {
            Some(one) => one.parts.push((part, weight)),
            None => composites.push(Composite { jurisdiction: economy, parts: vec![(part, weight)] }),
        }
    };
    match &method.cities {
        None => {}
        Some(CityWeights::Listed(listed)) => {
            for one in listed {
                add(rules.find_jurisdiction(&one.economy), rules.find_jurisdiction(&one.city), one.weight);
            }
        }
        Some(CityWeights::Population) => {
            for (part, one) in rules.jurisdictions.iter().enumerate() {
                let parent = one.parent.as_deref().and_then(|id| rules.find_jurisdiction(id));
                if let Some(population) = one.population {
                    add(parent, Some(part), population);
                }
            }
        }
    }
    composites
}

/// Position of the provision that a component reads: the one the project binds, else the one of its name, else the one that refers to it, else a
/// provision of the method alone, to which there are no answers.
fn position(rules: &Rules, used: &ProjectMethod, one: &Listed, provisions: &mut Vec<String>) -> usize {
    let bound = used.provisions.get(&one.id).map(String::as_str);
    let found = bound.and_then(|id| rules.find_provision(id));
    let found = found.or_else(|| provisions.iter().position(|own| *own == one.reads));
    let found = found
        .or_else(|| rules.provisions.iter().position(|own| !own.method_ref.is_empty() && own.method_ref == one.reads));
    found.unwrap_or_else(|| {
        provisions.push(one.reads.clone());
        provisions.len() - 1
    })
}

/// Kind of a provision; one that only the method names has that of the function that scores it.
fn kind(rules: &Rules, method: &RuleMethod, reads: &[usize], provision: usize) -> Kind {
    if let Some(listed) = rules.provisions.get(provision) {
        return match listed.kind {
            ListedKind::YesNo => Kind::YesNo,
            ListedKind::Choice => Kind::Choice { n_options: listed.options.len() as u32 },
            ListedKind::Date => Kind::Date,
            ListedKind::Text => Kind::Text,
            ListedKind::Count | ListedKind::Amount | ListedKind::Rate | ListedKind::Duration => Kind::Number,
        };
    }
    let reader = reads.iter().position(|own| *own == provision).map(|at| &method.components[at].score);
    match reader {
        Some(Written::Options { points }) if is_yes_no(points) => Kind::YesNo,
        Some(Written::Options { points }) => Kind::Choice { n_options: points.len() as u32 },
        _ => Kind::Number,
    }
}

fn is_yes_no(points: &[(String, f64)]) -> bool {
    points.iter().all(|(option, _)| option == "yes" || option == "no")
}

struct Builder<'a> {
    rules: &'a Rules,
    used: &'a ProjectMethod,
    provisions: &'a [String],
    kinds: &'a [Kind],
    reads: &'a [usize],
    nodes: Vec<Node>,
    facts: Vec<NodeFacts>,
}

impl Builder<'_> {
    /// Adds the members of a node, then the node; returns its position.
    fn group(&mut self, id: Option<&str>, aggregation: Aggregation) -> Result<usize, MethodMistake> {
        let method = &self.used.method;
        let (nodes, components) = method.members(id);
        let mut members = Vec::new();
        let weight = |stated: Option<f64>| stated.unwrap_or(1.0);
        for node in nodes {
            let position = self.group(Some(&node.id), node.aggregation)?;
            members.push(Member { node: position, weight: weight(node.weight) });
        }
        for component in components {
            let position = self.component(component)?;
            members.push(Member { node: position, weight: weight(component.weight) });
        }
        let aggregate = match aggregation {
            Aggregation::Mean => Aggregate::Mean,
            Aggregation::Sum => Aggregate::Sum,
            Aggregation::SumOver { full } => Aggregate::SumOver { scale: full, full: method.scale },
            Aggregation::ShareOfBest => Aggregate::ShareOfBest { full: method.scale },
        };
        let own = id.and_then(|id| method.find_node(id));
        self.facts.push(NodeFacts {
            id: own.map_or_else(|| "overall".to_owned(), |own| own.id.clone()),
            name: own.map_or_else(|| Text::new("总分", "overall"), |own| own.name.clone()),
            parent: own.map(|own| own.parent.clone().unwrap_or_else(|| "overall".to_owned())),
            is_component: false,
        });
        self.nodes.push(Node::Group(Group { members, aggregate }));
        Ok(self.nodes.len() - 1)
    }

    fn component(&mut self, one: &Listed) -> Result<usize, MethodMistake> {
        let method = &self.used.method;
        let at =
            method.components.iter().position(|own| own.id == one.id).expect("the component is one of the method's");
        let provision = self.reads[at];
        let (reading, least, most) = match &one.score {
            Written::Expression { text, worst, best } => {
                let formula = self.read(&one.id, text, expression::formula)?;
                (Reading::Formula(formula), worst.min(*best), worst.max(*best))
            }
            other => {
                let (function, least, most) = self.function(one, other, provision)?;
                (Reading::Answer { provision, function }, least, most)
            }
        };
        let (worst, best) = if method.ranking.is_more_better { (least, most) } else { (most, least) };
        let absence = one.absence.unwrap_or(method.absence);
        let component = Component { reading, worst, best, absence: absences(absence) };
        self.facts.push(NodeFacts {
            id: one.id.clone(),
            name: one.name.clone(),
            parent: Some(one.node.clone().unwrap_or_else(|| "overall".to_owned())),
            is_component: true,
        });
        self.nodes.push(Node::Component(component));
        Ok(self.nodes.len() - 1)
    }

    /// The function, and the least and greatest score it can give.
    fn function(
        &self,
        one: &Listed,
        written: &Written,
        provision: usize,
    ) -> Result<(ScoreFunction, f64, f64), MethodMistake> {
        let ends = |points: &[f64]| {
            let (least, most) =
                points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
            // A function that scores every answer alike still has two ends.
            if least < most { (least, most) } else { (least.min(0.0), most.max(1.0)) }
        };
        Ok(match written {
            Written::Bounds { worst, best, exponent } => {
                let full = self.used.method.scale;
                (ScoreFunction::Bounds { worst: *worst, best: *best, exponent: *exponent, full }, 0.0, full)
            }
            Written::Options { points } => {
                let points = self.points(one, points, provision)?;
                let (least, most) = ends(&points);
                (ScoreFunction::Points(points), least, most)
            }
            Written::Steps { steps } => {
                let points: Vec<f64> = steps.iter().map(|(_, points)| *points).collect();
                let (least, most) = ends(&points);
                let thresholds = steps.iter().skip(1).map(|(from, _)| *from).collect();
                (ScoreFunction::Bands { thresholds, points, edge: Edge::Above }, least, most)
            }
            Written::Threshold { at, side, then, otherwise } => {
                let (edge, points) = match side {
                    Side::Above => (Edge::Below, vec![*otherwise, *then]),
                    Side::From => (Edge::Above, vec![*otherwise, *then]),
                    Side::Below => (Edge::Above, vec![*then, *otherwise]),
                    Side::UpTo => (Edge::Below, vec![*then, *otherwise]),
                };
                let (least, most) = ends(&points);
                (ScoreFunction::Bands { thresholds: vec![*at], points, edge }, least, most)
            }
            Written::Line { knots } => {
                let points: Vec<f64> = knots.iter().map(|(_, points)| *points).collect();
                let (least, most) = ends(&points);
                (ScoreFunction::Piecewise(knots.clone()), least, most)
            }
            Written::Points { most } => (ScoreFunction::AsGiven, 0.0, *most),
            Written::Expression { .. } => unreachable!("expressions are no functions of one answer"),
        })
    }

    /// Points by position of the option.
    fn points(&self, one: &Listed, points: &[(String, f64)], provision: usize) -> Result<Vec<f64>, MethodMistake> {
        let of = |option: &str| points.iter().find(|(own, _)| own == option).map(|(_, points)| *points);
        let ids: Vec<&str> = match (self.kinds[provision], self.rules.provisions.get(provision)) {
            (Kind::YesNo, _) => vec!["no", "yes"],
            (_, Some(listed)) => listed.options.iter().map(|own| own.id.as_str()).collect(),
            (_, None) => points.iter().map(|(own, _)| own.as_str()).collect(),
        };
        if let Some((option, _)) = points.iter().find(|(own, _)| !ids.contains(&own.as_str())) {
            return Err(MethodMistake::Options { component: one.id.clone(), option: option.clone() });
        }
        ids.iter()
            .map(|&id| {
                of(id).ok_or_else(|| MethodMistake::Unscored { component: one.id.clone(), option: id.to_owned() })
            })
            .collect()
    }

    fn condition(&self, of: &str, text: &str) -> Result<Condition, MethodMistake> {
        self.read(of, text, expression::condition)
    }

    fn read<T>(
        &self,
        of: &str,
        text: &str,
        parse: impl Fn(&str, &Names<'_>) -> Result<T, ExpressionError>,
    ) -> Result<T, MethodMistake> {
        let provision = |name: &str| {
            // A component's own name for what it reads comes before the names of the lists.
            let by_method = self.used.method.components.iter().position(|one| one.reads == name || one.id == name);
            let found = by_method.map(|at| self.reads[at]);
            let found = found.or_else(|| self.provisions.iter().position(|own| own == name))?;
            Some((found, self.kinds[found]))
        };
        let option = |provision: usize, name: &str| {
            let listed = self.rules.provisions.get(provision)?;
            listed.find_option(name).map(|at| at as u32)
        };
        parse(text, &Names { provision: &provision, option: &option }).map_err(|error| MethodMistake::Expression {
            of: of.to_owned(),
            text: text.to_owned(),
            error,
        })
    }
}

fn absences(stated: Stated) -> AbsenceRules {
    let on = |treatment: Treatment| match treatment {
        Treatment::LeaveOut => OnAbsence::LeaveOut,
        Treatment::Zero => OnAbsence::Score(0.0),
        Treatment::Worst => OnAbsence::Worst,
        Treatment::NoScore => OnAbsence::Missing,
    };
    AbsenceRules {
        not_applicable: on(stated.not_applicable),
        no_practice: on(stated.no_practice),
        unknown: on(stated.unknown),
        contested: on(stated.contested),
        not_collected: on(stated.blank),
    }
}
