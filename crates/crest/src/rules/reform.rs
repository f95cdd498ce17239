//! What adopting other answers does to score, rank and distance.

use crest_model::Text;
use crest_rules::answer::{Absence, Lever};
use crest_rules::axes::{Quadrant, axes};
use crest_rules::reform::{Change, Prepared, Refusal, Step, SystemChange, Target, Verdict};
use serde::Serialize;

use super::book::{Book, Moment, RulesError};
use super::distance::cited;

/// Says what is to be reformed.
#[derive(Debug, Clone, Default)]
pub struct ReformAsked {
    /// Jurisdiction that reforms.
    pub of: String,
    /// Jurisdiction whose answers are adopted; `None` = the best answer of any.
    pub adopt: Option<String>,
    /// Keeps its own answer where that scores better.
    pub keep_better: bool,
    /// Answers set one by one: provision and value.
    pub set: Vec<(String, String)>,
    /// Only these provisions; all if empty.
    pub only: Vec<String>,
    /// Partners to which the change of distance is told.
    pub partners: Vec<String>,
    /// Makes changes of system too, such as giving up a tax, and marks them; else they are refused.
    pub with_system_changes: bool,
}

impl ReformAsked {
    fn system(&self) -> SystemChange {
        if self.with_system_changes { SystemChange::Mark } else { SystemChange::Refuse }
    }
}

/// Holds what changing one provision alone would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reform {
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Topic, as the method has it.
    pub topic: Text,
    /// Answer before.
    pub before: Text,
    /// Answer after.
    pub after: Text,
    /// What it would take: rule, process, cost, a mixture, or an outcome that nobody can enact.
    pub lever: &'static str,
    /// Who can enact it, as the lists say.
    pub authority: String,
    /// What becomes of it.
    pub verdict: Text,
    /// Whether the answer changes.
    pub is_made: bool,
    /// Change of the overall score; `None` if it has none before or after.
    pub score_change: Option<f64>,
    /// Overall score after.
    pub score_after: Option<f64>,
    /// Rank after, others standing still.
    pub rank_after: Option<u32>,
    /// Change of distance to each partner.
    pub distance_changes: Vec<f64>,
    /// Source of the answer adopted, where one jurisdiction's is.
    pub source: String,
}

/// Holds what all changes together would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Together {
    /// Overall score before and after.
    pub score: (Option<f64>, Option<f64>),
    /// Rank before and after, others standing still.
    pub rank: (Option<u32>, Option<u32>),
    /// Share of the gap to the best possible score that is closed.
    pub gap_closed: Option<f64>,
    /// Topics: name, score before and after.
    pub topics: Vec<(Text, Option<f64>, Option<f64>)>,
    /// Partners: id, least distance before and after.
    pub distances: Vec<(String, Option<f64>, Option<f64>)>,
    /// Provisions changed.
    pub n_made: usize,
    /// Of these, outcomes that nobody can enact: their effect is assumed.
    pub n_assumed: usize,
    /// Provisions that could not be changed.
    pub n_refused: usize,
}

/// Holds a provision on the two axes, change of score and change of distance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AxisRow {
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Where it lies, as a word for programs.
    pub quadrant: &'static str,
    /// Where it lies, in words.
    pub words: Text,
    /// Gain of score by adopting the partner's answer.
    pub gain: Option<f64>,
    /// Change of distance by adopting it.
    pub distance_change: f64,
    /// Gain of score by adopting the best answer of any.
    pub best_gain: Option<f64>,
    /// Change of distance by adopting that.
    pub best_distance_change: f64,
    /// Whether it is an outcome.
    pub is_outcome: bool,
}

impl Book {
    fn positions(&self, ids: &[String]) -> Result<Vec<usize>, RulesError> {
        ids.iter().map(|id| self.jurisdiction(id)).collect()
    }

    /// The changes that are asked for.
    fn changes(&self, asked: &ReformAsked) -> Result<Vec<Change>, RulesError> {
        if !asked.set.is_empty() {
            let set = asked.set.iter().map(|(id, value)| {
                let provision = self.provision(id)?;
                Ok(Change { provision, target: Target::Set(self.read_answer(provision, value)?) })
            });
            return set.collect();
        }
        let target = match &asked.adopt {
            None => Target::Best,
            Some(other) => {
                let from = self.jurisdiction(other)?;
                if asked.keep_better { Target::AdoptIfBetter { from } } else { Target::Adopt { from } }
            }
        };
        let only: Vec<usize> = match asked.only.as_slice() {
            [] => {
                // What the method does not read changes nothing of the score; without it the list would be of all questions ever asked.
                let mut read = self.built()?.reads.clone();
                read.sort_unstable();
                read.dedup();
                read
            }
            ids => ids.iter().map(|id| self.provision(id)).collect::<Result<_, _>>()?,
        };
        Ok(only.into_iter().map(|provision| Change { provision, target }).collect())
    }

    /// Works out what each change would do alone, the greatest gain first.
    ///
    /// # Errors
    /// [`RulesError`] if a name or value is not known, or there is no method.
    pub fn reforms(&self, asked: &ReformAsked, moment: Moment) -> Result<Vec<Reform>, RulesError> {
        let of = self.jurisdiction(&asked.of)?;
        let partners = self.positions(&asked.partners)?;
        let changes = self.changes(asked)?;
        let selected = self.selected(moment)?;
        self.with_world(moment, &partners, |world, measure| {
            let prepared = Prepared::new(*world);
            let effects = prepared.each(&self.subject(of), &changes, asked.system());
            let mut rows: Vec<Reform> = effects
                .iter()
                .map(|single| {
                    let provision = single.change.provision;
                    let step = single.steps.iter().find(|step| step.verdict.is_made()).or(single.steps.first());
                    let source = match single.change.target {
                        Target::Adopt { from } | Target::AdoptIfBetter { from } => {
                            selected.records[from * self.provisions.len() + provision]
                        }
                        _ => None,
                    };
                    Reform {
                        provision: self.provisions[provision].clone(),
                        question: self.question(provision),
                        topic: measure.names[measure.topics[provision]].1.clone(),
                        before: step.map_or_else(Text::default, |step| self.words(provision, step.before)),
                        after: step.map_or_else(Text::default, |step| self.words(provision, step.after)),
                        lever: lever_word(world.levers[provision]),
                        authority: self
                            .authority(provision)
                            .map_or_else(String::new, |own| authority_word(own).to_owned()),
                        verdict: step.map_or_else(Text::default, verdict),
                        is_made: single.is_made(),
                        score_change: single.score_change,
                        score_after: single.score_after,
                        rank_after: single.rank_after.map(|rank| rank as u32),
                        distance_changes: single.distance_changes.clone(),
                        source: source.map_or_else(String::new, |record| cited(self.written(record))),
                    }
                })
                .collect();
            rows.sort_by(|a, b| {
                let gain =
                    |row: &Reform| row.score_change.map_or(f64::NEG_INFINITY, |change| world.method.gain(change));
                gain(b).total_cmp(&gain(a))
            });
            Ok(rows)
        })
    }

    /// Works out what all changes together would do.
    ///
    /// # Errors
    /// As [`Book::reforms`].
    pub fn together(&self, asked: &ReformAsked, moment: Moment) -> Result<Together, RulesError> {
        let of = self.jurisdiction(&asked.of)?;
        let partners = self.positions(&asked.partners)?;
        let changes = self.changes(asked)?;
        self.with_world(moment, &partners, |world, _| {
            let effect = Prepared::new(*world).effect(&self.subject(of), &changes, asked.system());
            let overall = world.method.overall();
            let names = self.node_names()?;
            let tops = (0..overall).filter(|&node| world.method.parent(node) == Some(overall));
            // A change that is made in one part of an economy is made.
            let parts = self.subject(of).parts.len().max(1);
            let of_changes: Vec<&[Step]> = effect.steps.chunks(parts).collect();
            let count = |test: &dyn Fn(&Step) -> bool| of_changes.iter().filter(|steps| steps.iter().any(test)).count();
            Ok(Together {
                score: (effect.before[overall].score(), effect.after[overall].score()),
                rank: (effect.rank_before.map(|r| r as u32), effect.rank_after.map(|r| r as u32)),
                gap_closed: effect.gap_closed,
                topics: tops
                    .map(|node| (names[node].name.clone(), effect.before[node].score(), effect.after[node].score()))
                    .collect(),
                distances: partners
                    .iter()
                    .zip(&effect.distances)
                    .map(|(&partner, (before, after))| {
                        (self.listed_jurisdiction(partner).id.clone(), before.lower(), after.lower())
                    })
                    .collect(),
                n_made: count(&|step| step.verdict.is_made()),
                n_assumed: count(&|step| step.verdict == Verdict::Assumed),
                n_refused: count(&|step| matches!(step.verdict, Verdict::Refused(_))),
            })
        })
    }

    /// Places every provision that the method reads on the two axes towards a partner.
    ///
    /// # Errors
    /// As [`Book::reforms`].
    pub fn axes(&self, of: &str, partner: &str, moment: Moment) -> Result<Vec<AxisRow>, RulesError> {
        let (of, partner) = (self.jurisdiction(of)?, self.jurisdiction(partner)?);
        let reads = self.built()?.reads.clone();
        self.with_world(moment, &[partner], |world, _| {
            let found = axes(&Prepared::new(*world), &self.subject(of), partner);
            let read = found.into_iter().filter(|one| reads.contains(&one.provision));
            Ok(read
                .map(|one| {
                    let (quadrant, words) = quadrant(one.quadrant);
                    AxisRow {
                        provision: self.provisions[one.provision].clone(),
                        question: self.question(one.provision),
                        quadrant,
                        words,
                        gain: one.align_gain,
                        distance_change: one.align_distance,
                        best_gain: one.best_gain,
                        best_distance_change: one.best_distance,
                        is_outcome: one.is_outcome,
                    }
                })
                .collect())
        })
    }
}

pub(super) fn lever_word(lever: Lever) -> &'static str {
    match lever {
        Lever::Rule => "rule",
        Lever::Process => "process",
        Lever::Cost => "cost",
        Lever::Mixed => "mixed",
        Lever::Outcome => "outcome",
    }
}

pub(super) fn authority_word(authority: crest_model::rules::Authority) -> &'static str {
    use crest_model::rules::Authority;
    match authority {
        Authority::Own => "own",
        Authority::Province => "province",
        Authority::Central => "central",
    }
}

fn verdict(step: &Step) -> Text {
    match step.verdict {
        Verdict::Enacted(_) => Text::new("可施行", "can be enacted"),
        Verdict::Assumed => Text::new("结果性指标，无法立法，仅为假设", "an outcome: cannot be enacted, assumed"),
        Verdict::SystemChange => Text::new("属制度变更", "a change of system"),
        Verdict::AlreadySo => Text::new("已相同", "already so"),
        Verdict::NotBetter => Text::new("不提高得分，保留原有", "not better, own answer kept"),
        Verdict::Refused(Refusal::SystemChange) => {
            Text::new("不适用于一方，不予采用", "refused: does not apply on one side")
        }
        Verdict::Refused(Refusal::NotKnown(reason)) => match reason {
            Absence::Contested => Text::new("对方回答有争议", "refused: the answer to adopt is contested"),
            _ => Text::new("对方回答未知", "refused: the answer to adopt is not known"),
        },
    }
}

fn quadrant(quadrant: Quadrant) -> (&'static str, Text) {
    match quadrant {
        Quadrant::AlignAndGain => ("align-and-gain", Text::new("对接且提分", "align and gain")),
        Quadrant::AlignFreely => ("align-freely", Text::new("对接而得分不变", "align, score unchanged")),
        Quadrant::AlignButLose => ("align-but-lose", Text::new("对接但失分", "align but lose")),
        Quadrant::AlreadyAhead => ("already-ahead", Text::new("领先可输出", "already ahead: export it")),
        Quadrant::GainWithoutAligning => ("gain-without-aligning", Text::new("提分但不对接", "gain without aligning")),
        Quadrant::NoChange => ("no-change", Text::new("无变化", "no change")),
        Quadrant::NotComparable => ("not-comparable", Text::new("不可比", "not comparable")),
    }
}
