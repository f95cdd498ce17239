//! Scores, ranks, ladders, and the sheet that unfolds one score down to answers and citations.

use crest_model::{Day, Location, Text};
use crest_rules::answer::Absence;
use crest_rules::ladder::{Offer, ladder, rank_intervals, rounding_bounds};
use crest_rules::method::Node;
use crest_rules::reform::{Prepared, SystemChange, Target};
use crest_rules::score::{Cause, Mark, Switch, explain, ranks, score};
use serde::Serialize;

use super::book::{Book, Moment, RulesError, unknown};

/// Names a node of a method.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeName {
    /// Identifier; `overall` for the whole.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Node it belongs to.
    pub parent: Option<String>,
    /// Whether it is a component, which reads answers.
    pub is_component: bool,
}

/// Holds the scores of all jurisdictions at a moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// The day.
    pub day: String,
    /// Nodes, a group after its members, the overall score last.
    pub nodes: Vec<NodeName>,
    /// Whether the publisher gives an overall score and ranks by it.
    pub is_ranked: bool,
    /// Jurisdictions in the order of the lists.
    pub rows: Vec<ScoreRow>,
}

/// Holds the scores of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreRow {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Whether it is ranked: cities within an economy are not.
    pub is_ranked: bool,
    /// Overall score, unrounded.
    pub overall: Option<f64>,
    /// Rank by it; ties share the better one.
    pub rank: Option<u32>,
    /// Best and worst rank that the rounding of displayed answers allows.
    pub rank_interval: Option<(u32, u32)>,
    /// Scores by node.
    pub nodes: Vec<Option<f64>>,
    /// Ranks by node.
    pub ranks: Vec<Option<u32>>,
    /// Why there is no overall score.
    pub why: Text,
}

/// Holds a step to a better place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LadderRow {
    /// Rank reached.
    pub rank: u32,
    /// Points that it takes, others standing still.
    pub points: f64,
    /// The single provision of least cost that brings it, by adopting the best answer anywhere; `None` = none by itself does.
    pub provision: Option<String>,
    /// What it asks.
    pub question: Text,
    /// Answer before and after.
    pub answers: Option<(Text, Text)>,
}

/// Unfolds the score of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// Jurisdiction.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The day.
    pub day: String,
    /// Overall score.
    pub overall: Option<f64>,
    /// Nodes, the overall score first, members below their group.
    pub lines: Vec<SheetLine>,
}

/// Holds one node of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SheetLine {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Depth below the overall score.
    pub depth: usize,
    /// Score.
    pub score: Option<f64>,
    /// What it adds to the overall score.
    pub points: f64,
    /// Weight in the overall score.
    pub weight: Option<f64>,
    /// Answer, for a component.
    pub answer: Text,
    /// Rule that set the score in place of the answer, or reason why there is none.
    pub remark: Text,
    /// Instrument of the answer.
    pub instrument: String,
    /// Article.
    pub article: String,
    /// Address of the source.
    pub url: String,
    /// Jurisdiction that the answer is inherited from, if not its own.
    pub inherited_from: Option<String>,
    /// Where the answer stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

impl Book {
    /// Scores and ranks all jurisdictions under the method.
    ///
    /// # Errors
    /// [`RulesError::NoMethod`], or that of the selection.
    pub fn scores(&self, moment: Moment) -> Result<Scored, RulesError> {
        let built = self.built()?;
        let method = &built.method;
        let answers = self.answers(moment)?;
        let mut scores = score(method, &answers);
        scores.combine(&self.composites);
        let ranked = self.ranked();
        let draft = method.draft();
        let by_node: Vec<Vec<Option<usize>>> = (0..method.n_nodes())
            .map(|node| {
                let of: Vec<Option<f64>> = ranked.iter().map(|&one| scores.of(one)[node].score()).collect();
                ranks(&of, draft.better, draft.rank_rule)
            })
            .collect();
        let is_ranked = built.has_overall && self.method.as_ref().is_some_and(|method| method.ranking.is_ranked);
        let intervals = if is_ranked { self.intervals(&answers, &ranked)? } else { vec![None; ranked.len()] };
        let overall = method.overall();
        let rows = (0..self.n_jurisdictions()).map(|one| {
            let listed = self.listed_jurisdiction(one);
            let marks = scores.of(one);
            let place = ranked.iter().position(|own| *own == one);
            let rank_of = |node: usize| place.and_then(|place| by_node[node][place]).map(|rank| rank as u32);
            ScoreRow {
                id: listed.id.clone(),
                name: listed.label.clone(),
                is_ranked: place.is_some(),
                overall: marks[overall].score(),
                rank: if is_ranked { rank_of(overall) } else { None },
                rank_interval: place.and_then(|place| intervals[place]).map(|(a, b)| (a as u32, b as u32)),
                nodes: marks.iter().map(|mark| mark.score()).collect(),
                ranks: (0..method.n_nodes()).map(rank_of).collect(),
                why: why(marks[overall]),
            }
        });
        Ok(Scored { day: moment.day.to_string(), nodes: self.node_names()?, is_ranked, rows: rows.collect() })
    }

    /// Best and worst rank of each ranked jurisdiction, given that answers are displayed with so many decimals.
    fn intervals(
        &self,
        answers: &crest_rules::answer::Answers,
        ranked: &[usize],
    ) -> Result<Vec<Option<(usize, usize)>>, RulesError> {
        let method = &self.built()?.method;
        let half_units: Vec<f64> = (0..self.provisions.len()).map(|provision| self.half_unit(provision)).collect();
        let bounds = rounding_bounds(method, answers, &half_units);
        let overall = method.overall();
        let of = |one: usize| -> Option<(f64, f64)> {
            let at = one * bounds.n_nodes + overall;
            Some((bounds.low[at].score()?, bounds.high[at].score()?))
        };
        let ends: Vec<Option<(f64, f64)>> = ranked
            .iter()
            .map(|&one| match self.composites.iter().find(|whole| whole.jurisdiction == one) {
                None => of(one),
                Some(whole) => {
                    let total: f64 = whole.parts.iter().map(|(_, weight)| weight).sum();
                    whole.parts.iter().try_fold((0.0, 0.0), |sum, (part, weight)| {
                        let (low, high) = of(*part)?;
                        Some((sum.0 + weight / total * low, sum.1 + weight / total * high))
                    })
                }
            })
            .collect();
        Ok(rank_intervals(&ends, method.draft().better))
    }

    /// Half a unit of the last decimal in which a provision's answers are displayed: the most any of them has; 0 for whole numbers.
    fn half_unit(&self, provision: usize) -> f64 {
        let decimals = self
            .records
            .iter()
            .zip(&self.sources)
            .filter(|(record, _)| record.provision == provision && record.answer.number().is_some())
            .map(|(_, &source)| self.rules.answers[source].written.split_once('.').map_or(0, |(_, rest)| rest.len()))
            .max();
        match decimals {
            None | Some(0) => 0.0,
            Some(decimals) => 0.5 * 10_f64.powi(-(decimals.min(12) as i32)),
        }
    }

    pub(super) fn node_names(&self) -> Result<Vec<NodeName>, RulesError> {
        let facts = self.built()?.nodes.iter();
        Ok(facts
            .map(|one| NodeName {
                id: one.id.clone(),
                name: if one.name.is_empty() { Text::new("", &one.id) } else { one.name.clone() },
                parent: one.parent.clone(),
                is_component: one.is_component,
            })
            .collect())
    }

    /// Finds a node of the method.
    ///
    /// # Errors
    /// [`RulesError::Unknown`] with the nearest id.
    pub fn node(&self, id: &str) -> Result<usize, RulesError> {
        let facts = &self.built()?.nodes;
        let found = facts.iter().position(|one| one.id == id);
        found.ok_or_else(|| unknown("topic", id, facts.iter().map(|one| one.id.as_str())))
    }

    /// Unfolds the score of a jurisdiction down to answers, articles and cells. Of an economy with cities ask for the cities.
    ///
    /// # Errors
    /// [`RulesError`] if there is no such jurisdiction or no method.
    pub fn sheet(&self, of: &str, moment: Moment) -> Result<Sheet, RulesError> {
        let built = self.built()?;
        let method = &built.method;
        let one = self.jurisdiction(of)?;
        let selected = self.selected(moment)?;
        let answers = selected.answers.of(one);
        let mut scores = score(method, &selected.answers);
        scores.combine(&self.composites);
        let is_whole = self.composites.iter().any(|whole| whole.jurisdiction == one);
        let contributions = explain(method, answers, scores.of(one));
        let names = self.node_names()?;
        let n = self.provisions.len();
        let mut lines = Vec::new();
        let mut open = vec![(method.overall(), 0_usize)];
        while let Some((node, depth)) = open.pop() {
            let told = &contributions[node];
            let mut line = SheetLine {
                id: names[node].id.clone(),
                name: names[node].name.clone(),
                depth,
                score: scores.of(one)[node].score(),
                points: if is_whole { 0.0 } else { told.points },
                weight: told.weight,
                answer: Text::default(),
                remark: remark(told.switch, told.mark),
                instrument: String::new(),
                article: String::new(),
                url: String::new(),
                inherited_from: None,
                location: None,
            };
            if let (true, [provision]) = (names[node].is_component, told.provisions.as_slice()) {
                line.answer = self.words(*provision, answers[*provision]);
                let cell = one * n + provision;
                if let Some(record) = selected.records[cell] {
                    let written = self.written(record);
                    (line.instrument, line.article) = (written.instrument.clone(), written.article.clone());
                    line.url = written.url.clone();
                    line.location = Some(self.place(record));
                }
                let origin = selected.origins[cell].filter(|&origin| origin != one);
                line.inherited_from = origin.map(|origin| self.listed_jurisdiction(origin).id.clone());
            }
            lines.push(line);
            if let Node::Group(group) = &method.nodes()[node] {
                open.extend(group.members.iter().rev().map(|member| (member.node, depth + 1)));
            }
        }
        let listed = self.listed_jurisdiction(one);
        Ok(Sheet {
            id: listed.id.clone(),
            name: listed.label.clone(),
            day: moment.day.to_string(),
            overall: scores.of(one)[method.overall()].score(),
            lines,
        })
    }

    /// Finds the points to each better place, and the cheapest single provision that brings them; `cost` gives that of a provision.
    ///
    /// # Errors
    /// [`RulesError::NoScore`] if the jurisdiction has no score; as [`Book::scores`] else.
    pub fn ladder(&self, of: &str, moment: Moment, cost: &dyn Fn(&str) -> f64) -> Result<Vec<LadderRow>, RulesError> {
        let one = self.jurisdiction(of)?;
        self.with_world(moment, &[], |world, _| {
            let prepared = Prepared::new(*world);
            let overall = world.method.overall();
            let none = || RulesError::NoScore { jurisdiction: of.to_owned() };
            let own = world.scores.of(one)[overall].score().ok_or_else(none)?;
            let others = world.ranked.iter().filter(|&&other| other != one);
            let others: Vec<f64> = others.filter_map(|&other| world.scores.of(other)[overall].score()).collect();
            let singles = prepared.singles(&self.subject(one), Target::Best, SystemChange::Refuse);
            // Neither an outcome nor a provision whose present answer is not known is a step that one can take.
            let is_known = |k: usize| {
                let hidden = |absence: Absence| absence.hides_an_answer();
                singles[k].steps.iter().all(|step| !step.before.absence().is_some_and(hidden))
            };
            let enactable = |k: usize| {
                singles[k].is_made() && is_known(k) && world.levers[k] != crest_rules::answer::Lever::Outcome
            };
            let offers: Vec<Offer> = singles
                .iter()
                .enumerate()
                .map(|(k, single)| Offer {
                    gain: single.score_change.filter(|_| enactable(k)).map_or(0.0, |change| world.method.gain(change)),
                    cost: cost(&self.provisions[k]),
                })
                .collect();
            let rungs = ladder(own, &others, world.method.draft().better, &offers);
            Ok(rungs
                .into_iter()
                .map(|rung| {
                    let provision = rung.cheapest;
                    let answers = provision.and_then(|k| {
                        let step = singles[k].steps.iter().find(|step| step.verdict.is_made())?;
                        Some((self.words(k, step.before), self.words(k, step.after)))
                    });
                    LadderRow {
                        rank: rung.rank as u32,
                        points: rung.points,
                        provision: provision.map(|k| self.provisions[k].clone()),
                        question: provision.map_or_else(Text::default, |k| self.question(k)),
                        answers,
                    }
                })
                .collect())
        })
    }

    /// Days that questions are asked for: the one stated, else each year of a table of years.
    pub fn days(&self, stated: Option<Day>) -> Vec<Day> {
        stated.map_or_else(|| self.years(), |day| vec![day])
    }
}

/// Why a mark has no score.
fn why(mark: Mark) -> Text {
    match mark {
        Mark::Score(_) => Text::default(),
        Mark::LeftOut(Absence::NotApplicable) => Text::new("不适用，不计入", "does not apply, left out"),
        Mark::LeftOut(_) => Text::new("没有答案，不计入", "no answer, left out"),
        Mark::Missing(Cause::Absent(_)) => Text::new("缺少回答", "an answer is missing"),
        Mark::Missing(Cause::Kind) => Text::new("回答与计分方式不符", "an answer does not fit its score function"),
        Mark::Missing(Cause::Arithmetic) => Text::new("公式无法计算", "a formula cannot be worked out"),
    }
}

fn remark(switch: Option<Switch>, mark: Mark) -> Text {
    match switch {
        Some(Switch::Gate(_)) => Text::new("由门槛条件决定", "set by a gate"),
        Some(Switch::Implication(_)) => Text::new("由蕴含条件决定", "set by an implication"),
        Some(Switch::Coupling(_)) => Text::new("由捆绑条件决定", "set by a coupling"),
        None => why(mark),
    }
}
