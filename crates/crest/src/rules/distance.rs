//! How far apart rules are: which provisions are compared how, and whose answers towards whom.

use crest_model::Text;
use crest_model::rules::Kind;
use crest_model::rules::method::{Component, ScoreFunction};
use crest_rules::answer::{Answers, Days, Lever};
use crest_rules::distance::{
    AnswerComparison, Directed, Distance, NotApplicable, Profiles, Recognition, RecognitionState, ScoreComparison,
    pair, pairwise, recognise,
};
use crest_rules::method::{Aggregate, Method, Node};
use crest_rules::reform::{Subject, World};
use crest_rules::score::Scores;
use serde::Serialize;

use super::book::{Book, Moment, RulesError};

/// Says what a distance compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Answers.
    Answers,
    /// Scores: answers that score alike count as equal.
    Scores,
    /// Answers, less what is recognised.
    Recognition,
}

/// Holds the distance of two jurisdictions on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistanceRow {
    /// The day.
    pub day: String,
    /// One.
    pub from: String,
    /// The other.
    pub to: String,
    /// Topic; empty for all of them.
    pub topic: String,
    /// Name of the topic.
    pub topic_name: Text,
    /// Distance over what is known of both, 0–1.
    pub distance: Option<f64>,
    /// Least distance: what is not known agrees.
    pub lower: Option<f64>,
    /// Greatest distance: what is not known differs.
    pub upper: Option<f64>,
    /// Share of the weight that is known of both.
    pub known: Option<f64>,
}

/// Holds one provision of two jurisdictions side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Topic.
    pub topic: Text,
    /// Answer of one, towards the other.
    pub own: Text,
    /// Answer of the other, towards it.
    pub other: Text,
    /// How much they differ, 0–1; `None` = not known, or not compared.
    pub difference: Option<f64>,
    /// Weight in the distance, as a share of all.
    pub weight: f64,
    /// Source of the own answer.
    pub own_source: String,
    /// Source of the other's.
    pub other_source: String,
}

/// How provisions are compared: by position, with their weights and topics.
pub(super) struct Measure {
    pub(super) comparisons: Vec<AnswerComparison>,
    pub(super) weights: Vec<f64>,
    pub(super) topics: Vec<usize>,
    pub(super) names: Vec<(String, Text)>,
    /// Node of the component that reads a provision.
    nodes: Vec<Option<usize>>,
}

impl Book {
    /// How each provision is compared, and what it weighs: by the method where there is one, else all alike.
    pub(super) fn measure(&self, answers: &Answers) -> Measure {
        let n = self.provisions.len();
        let mut measure = Measure {
            comparisons: vec![AnswerComparison::Ignored; n],
            weights: vec![0.0; n],
            topics: vec![0; n],
            names: Vec::new(),
            nodes: vec![None; n],
        };
        match (&self.method, &self.built) {
            (Some(listed), Some(built)) => {
                let influence = influences(&built.method);
                let tops = top_nodes(&built.method);
                for (at, component) in listed.components.iter().enumerate() {
                    let (provision, node) = (built.reads[at], built.components[at]);
                    let Some(own) = built.method.component(node) else { continue };
                    measure.comparisons[provision] = self.comparison(component, provision, answers);
                    measure.weights[provision] += influence[node] * (own.best - own.worst).abs();
                    measure.nodes[provision] = Some(node);
                    let top = &built.nodes[tops[node]];
                    measure.topics[provision] = measure.topic(&top.id, &top.name);
                }
            }
            _ => {
                for (provision, one) in self.rules.provisions.iter().enumerate() {
                    measure.comparisons[provision] = self.plain_comparison(provision, answers);
                    measure.weights[provision] = 1.0;
                    let topic = self.rules.find_topic(&one.topic).map(|at| &self.rules.topics[at].label);
                    measure.topics[provision] = measure.topic(&one.topic, topic.unwrap_or(&Text::new("", &one.topic)));
                }
            }
        }
        if measure.names.is_empty() {
            measure.names.push((String::new(), Text::default()));
        }
        for (weight, comparison) in measure.weights.iter_mut().zip(&measure.comparisons) {
            if *comparison == AnswerComparison::Ignored {
                *weight = 0.0;
            }
        }
        measure
    }

    /// How the answers to what a component reads are compared.
    ///
    /// Outcomes are set aside, for nobody enacts them, and so is what the method says not to compare. Numbers between frozen bounds differ by the share of
    /// the bounds that lies between them; bands and thresholds are compared band by band; all else is equal or not.
    fn comparison(&self, component: &Component, provision: usize, answers: &Answers) -> AnswerComparison {
        if self.levers[provision] == Lever::Outcome || component.is_apart {
            return AnswerComparison::Ignored;
        }
        match &component.score {
            ScoreFunction::Bounds { worst, best, .. } if worst != best => {
                AnswerComparison::Scaled { range: (worst - best).abs() }
            }
            ScoreFunction::Steps { steps } => {
                AnswerComparison::Banded(steps.iter().skip(1).map(|(from, _)| *from).collect())
            }
            ScoreFunction::Line { knots } if knots.len() >= 2 => {
                AnswerComparison::Scaled { range: knots[knots.len() - 1].0 - knots[0].0 }
            }
            ScoreFunction::Threshold { at, .. } => AnswerComparison::Banded(vec![*at]),
            ScoreFunction::Points { .. } => AnswerComparison::Equal,
            ScoreFunction::Bounds { .. }
            | ScoreFunction::Line { .. }
            | ScoreFunction::Options { .. }
            | ScoreFunction::Expression { .. } => self.plain_comparison(provision, answers),
        }
    }

    /// How answers are compared where no method says it: options that rise by their steps, numbers and days by the stretch between the
    /// least and the greatest answer, all else by equality.
    fn plain_comparison(&self, provision: usize, answers: &Answers) -> AnswerComparison {
        let Some(one) = self.listed(provision) else { return AnswerComparison::Equal };
        if one.kind == Kind::Choice && one.is_ordered && one.options.len() >= 2 {
            return AnswerComparison::Ordered { n_options: one.options.len() as u32 };
        }
        if !(one.kind.is_number() || one.kind == Kind::Date) {
            return AnswerComparison::Equal;
        }
        let numbers = (0..answers.n_jurisdictions()).filter_map(|j| match answers.get(j, provision) {
            crest_rules::answer::Answer::Number(x) => Some(x),
            crest_rules::answer::Answer::Date(Days(day)) => Some(f64::from(day)),
            _ => None,
        });
        let (least, most) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        if most > least { AnswerComparison::Scaled { range: most - least } } else { AnswerComparison::Equal }
    }

    /// Hands the present state to `work`: what reforms are judged by, distances to the partners.
    pub(super) fn with_world<T>(
        &self,
        moment: Moment,
        partners: &[usize],
        work: impl FnOnce(&World<'_>, &Measure) -> Result<T, RulesError>,
    ) -> Result<T, RulesError> {
        let method = &self.built()?.method;
        let answers = self.answers(moment)?;
        let mut scores = crest_rules::score::score(method, &answers);
        scores.combine(&self.composites);
        let measure = self.measure(&answers);
        let ranked = self.ranked();
        let world = World {
            method,
            answers: &answers,
            scores: &scores,
            levers: &self.levers,
            ranked: &ranked,
            comparisons: &measure.comparisons,
            weights: &measure.weights,
            not_applicable: NotApplicable::IsAnAnswer,
            partners,
        };
        work(&world, &measure)
    }

    /// A jurisdiction as the subject of reforms: an economy with cities reforms in all of them.
    pub(super) fn subject(&self, jurisdiction: usize) -> Subject {
        match self.composites.iter().find(|whole| whole.jurisdiction == jurisdiction) {
            Some(whole) => Subject { jurisdiction, parts: whole.parts.clone() },
            None => Subject::alone(jurisdiction),
        }
    }

    /// Measures distances on a day: of one to one, of one to all, or of all pairs; over all topics and, between two, by topic.
    ///
    /// Of answers that hold towards some only, each side's answer towards the other is compared. Economies with cities are measured by
    /// their own answers.
    ///
    /// # Errors
    /// [`RulesError`] if a name is not known; `Scores` needs a method.
    pub fn distances(
        &self,
        from: Option<&str>,
        to: Option<&str>,
        basis: Basis,
        moment: Moment,
    ) -> Result<Vec<DistanceRow>, RulesError> {
        let from = from.map(|id| self.jurisdiction(id)).transpose()?;
        let to = to.map(|id| self.jurisdiction(id)).transpose()?;
        let general = self.selected(moment)?;
        let measure = self.measure(&general.answers);
        let pairs: Vec<(usize, usize)> = match (from, to) {
            (Some(a), Some(b)) => vec![(a, b)],
            (Some(a), None) => (0..self.n_jurisdictions()).filter(|&b| b != a).map(|b| (a, b)).collect(),
            _ => {
                (0..self.n_jurisdictions()).flat_map(|a| (a + 1..self.n_jurisdictions()).map(move |b| (a, b))).collect()
            }
        };
        let found = self.measured(&pairs, basis, moment, &measure)?;
        let mut rows = Vec::new();
        for (&(a, b), topics) in pairs.iter().zip(found) {
            let whole = topics.iter().fold(Distance::default(), |sum, one| sum.plus(*one));
            rows.push(self.row(moment, (a, b), None, whole));
            if to.is_some() {
                for (topic, distance) in topics.into_iter().enumerate() {
                    rows.push(self.row(moment, (a, b), Some(&measure.names[topic]), distance));
                }
            }
        }
        Ok(rows)
    }

    /// Distances of pairs, by topic.
    pub(super) fn measured(
        &self,
        pairs: &[(usize, usize)],
        basis: Basis,
        moment: Moment,
        measure: &Measure,
    ) -> Result<Vec<Vec<Distance>>, RulesError> {
        if !self.is_directed {
            let answers = self.select(moment, None)?.answers;
            let profiles = self.profiles(&answers, basis, measure)?;
            let recognitions = self.recognitions(moment);
            let everything = basis != Basis::Recognition && pairs.len() > self.n_jurisdictions();
            let all = everything.then(|| pairwise(&profiles));
            return Ok(pairs
                .iter()
                .map(|&(a, b)| match (&all, basis) {
                    (Some(all), _) => all.topics(a, b).to_vec(),
                    (None, Basis::Recognition) => {
                        recognise(&profiles, &recognitions, a, b).into_iter().map(Directed::mean).collect()
                    }
                    (None, _) => pair(&profiles, a, b),
                })
                .collect());
        }
        // Each jurisdiction's answers towards every other one that is asked about.
        let mut towards: Vec<Option<Answers>> = vec![None; self.n_jurisdictions()];
        for one in pairs.iter().flat_map(|&(a, b)| [a, b]) {
            if towards[one].is_none() {
                towards[one] = Some(self.select(moment, Some(one))?.answers);
            }
        }
        let recognitions = self.recognitions(moment);
        pairs
            .iter()
            .map(|&(a, b)| {
                let (to_a, to_b) = (towards[a].as_ref(), towards[b].as_ref());
                let (to_a, to_b) = (to_a.expect("asked about"), to_b.expect("asked about"));
                let cells = [to_b.of(a), to_a.of(b)].concat();
                let two = Answers::new(self.provisions.len(), cells);
                let profiles = self.profiles(&two, basis, measure)?;
                Ok(match basis {
                    Basis::Recognition => {
                        let own = |one: usize| if one == a { Some(0) } else { (one == b).then_some(1) };
                        let of_pair: Vec<Recognition> = recognitions
                            .iter()
                            .filter_map(|one| Some(Recognition { from: own(one.from)?, to: own(one.to)?, ..*one }))
                            .collect();
                        recognise(&profiles, &of_pair, 0, 1).into_iter().map(Directed::mean).collect()
                    }
                    Basis::Answers | Basis::Scores => pair(&profiles, 0, 1),
                })
            })
            .collect()
    }

    fn profiles(&self, answers: &Answers, basis: Basis, measure: &Measure) -> Result<Profiles, RulesError> {
        let n_topics = measure.names.len();
        let found = match basis {
            Basis::Answers | Basis::Recognition => Profiles::of_answers(
                answers,
                &measure.comparisons,
                &measure.weights,
                &measure.topics,
                n_topics,
                NotApplicable::IsAnAnswer,
            ),
            Basis::Scores => {
                let method = &self.built()?.method;
                let scores: Scores = crest_rules::score::score(method, answers);
                let ends = |node: usize| method.component(node).map(|own| (own.best - own.worst).abs());
                let ranges: Vec<f64> = measure.nodes.iter().map(|node| node.and_then(ends).unwrap_or(1.0)).collect();
                let cells: Vec<Option<f64>> = (0..scores.n_jurisdictions())
                    .flat_map(|one| measure.nodes.iter().map(move |node| (one, *node)))
                    .map(|(one, node)| node.and_then(|node| scores.of(one)[node].score()))
                    .collect();
                Profiles::of_scores(
                    &cells,
                    &ranges,
                    &measure.weights,
                    &measure.topics,
                    n_topics,
                    ScoreComparison::Share,
                )
            }
        };
        found.map_err(RulesError::Distance)
    }

    /// Recognitions in force.
    pub(super) fn recognitions(&self, moment: Moment) -> Vec<Recognition> {
        use crest_model::rules::Recognition as Stated;
        let day = moment.day.number();
        let in_force =
            |(from, to): (Option<i32>, Option<i32>)| from.is_none_or(|f| f <= day) && to.is_none_or(|t| day < t);
        let relations = self.rules.relations.iter().filter(|one| in_force(one.valid()));
        relations
            .filter_map(|one| {
                Some(Recognition {
                    provision: self.rules.find_provision(&one.provision)?,
                    from: self.rules.find_jurisdiction(&one.from)?,
                    to: self.rules.find_jurisdiction(&one.to)?,
                    state: match one.state {
                        Stated::None => RecognitionState::None,
                        Stated::Unilateral => RecognitionState::Unilateral,
                        Stated::Mutual => RecognitionState::Mutual,
                        Stated::Identical => RecognitionState::Identical,
                    },
                    // A condition whose reach is not stated is taken to let all cases through; the list shows it.
                    share: one.share.unwrap_or(1.0).clamp(0.0, 1.0),
                })
            })
            .collect()
    }

    fn row(
        &self,
        moment: Moment,
        (a, b): (usize, usize),
        topic: Option<&(String, Text)>,
        found: Distance,
    ) -> DistanceRow {
        DistanceRow {
            day: moment.day.to_string(),
            from: self.listed_jurisdiction(a).id.clone(),
            to: self.listed_jurisdiction(b).id.clone(),
            topic: topic.map_or_else(String::new, |(id, _)| id.clone()),
            topic_name: topic.map_or_else(|| Text::new("全部", "all"), |(_, name)| name.clone()),
            distance: found.known(),
            lower: found.lower(),
            upper: found.upper(),
            known: found.known_share(),
        }
    }

    /// Sets the answers of two jurisdictions side by side, each towards the other, the greatest part of the distance first.
    ///
    /// # Errors
    /// [`RulesError`] if a name is not known.
    pub fn compare(&self, from: &str, to: &str, moment: Moment) -> Result<Vec<Compared>, RulesError> {
        let (a, b) = (self.jurisdiction(from)?, self.jurisdiction(to)?);
        let own = self.select(moment, Some(b))?;
        let other = self.select(moment, Some(a))?;
        let measure = self.measure(&self.selected(moment)?.answers);
        let n = self.provisions.len();
        let total: f64 = measure.weights.iter().sum();
        let source = |record: Option<usize>| record.map_or_else(String::new, |record| cited(self.written(record)));
        let mut rows: Vec<(f64, Compared)> = (0..n)
            .map(|provision| {
                let (x, y) = (own.answers.get(a, provision), other.answers.get(b, provision));
                let weight = measure.weights[provision];
                let found = measure.comparisons[provision].difference(x, y, weight, NotApplicable::IsAnAnswer);
                let difference = found.known().filter(|_| weight > 0.0 && found.unknown == 0.0);
                let row = Compared {
                    provision: self.provisions[provision].clone(),
                    question: self.question(provision),
                    topic: measure.names[measure.topics[provision]].1.clone(),
                    own: self.words(provision, x),
                    other: self.words(provision, y),
                    difference,
                    weight: if total > 0.0 { weight / total } else { 0.0 },
                    own_source: source(own.records[a * n + provision]),
                    other_source: source(other.records[b * n + provision]),
                };
                (difference.unwrap_or(0.0) * weight, row)
            })
            .collect();
        rows.sort_by(|x, y| y.0.total_cmp(&x.0));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }
}

/// The instrument and article of an answer, else its address.
pub(super) fn cited(answer: &crest_model::rules::Answer) -> String {
    let named = [answer.instrument.as_str(), answer.article.as_str()];
    let named: Vec<&str> = named.into_iter().filter(|text| !text.is_empty()).collect();
    match (named.is_empty(), answer.url.is_empty()) {
        (false, true) => named.join(", "),
        (true, _) => answer.url.clone(),
        (false, false) => format!("{} <{}>", named.join(", "), answer.url),
    }
}

impl Measure {
    /// Position of a topic, which is added if it is new.
    fn topic(&mut self, id: &str, name: &Text) -> usize {
        if let Some(found) = self.names.iter().position(|(own, _)| own == id) {
            return found;
        }
        self.names.push((id.to_owned(), name.clone()));
        self.names.len() - 1
    }
}

/// What one point of each node is worth in the overall score if every member counts.
fn influences(method: &Method) -> Vec<f64> {
    let mut worth = vec![0.0; method.n_nodes()];
    worth[method.overall()] = 1.0;
    for node in (0..method.n_nodes()).rev() {
        let Node::Group(group) = &method.nodes()[node] else { continue };
        let factor = match group.aggregate {
            Aggregate::Mean => 1.0 / group.members.iter().map(|member| member.weight).sum::<f64>(),
            Aggregate::Sum => 1.0,
            Aggregate::SumOver { scale, full } => full / scale,
            Aggregate::ShareOfBest { full } => {
                let best = |at: usize| method.component(at).map_or(full, |own| own.best);
                full / group.members.iter().map(|member| member.weight * best(member.node)).sum::<f64>()
            }
        };
        for member in &group.members {
            worth[member.node] = worth[node] * factor * member.weight;
        }
    }
    worth
}

/// The node below the overall score under which each node lies.
fn top_nodes(method: &Method) -> Vec<usize> {
    let mut tops: Vec<usize> = (0..method.n_nodes()).collect();
    for node in (0..method.overall()).rev() {
        if let Some(parent) = method.parent(node).filter(|&parent| parent != method.overall()) {
            tops[node] = tops[parent];
        }
    }
    tops
}
