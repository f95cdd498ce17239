//! The best set of reforms within given powers: closest to a partner, highest score, or a rank at the least cost.

use crest_model::Text;
use crest_model::rules::Authority;
use crest_plan::Effort;
use crest_plan::bundle::{AtMost, Candidate, Cluster, Menu, Objective, Terms, best_bundles, frontier};
use crest_rules::answer::Absence;
use crest_rules::bundle::effects;
use crest_rules::ladder::ladder;
use crest_rules::reform::{Change, Prepared, SystemChange, Target};
use crest_rules::shapley::{Sampling, split};
use serde::Serialize;

use super::book::{Book, Moment, RulesError};
use super::distance::cited;
use super::reform::{authority_word, lever_word};

/// Levels of score at which the frontier is sought for each cost.
const LEVELS: usize = 5;

/// Says what a set of reforms is to be best at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aim {
    /// Least distance to the partner.
    #[default]
    Distance,
    /// Highest score.
    Score,
    /// A rank at the least cost.
    Rank(u32),
}

/// Says which set of reforms is asked for.
#[derive(Debug, Clone, Default)]
pub struct BundleAsked {
    /// Jurisdiction that reforms.
    pub of: String,
    /// Partner whose answers are adopted.
    pub partner: String,
    /// What the set is to be best at.
    pub aim: Aim,
    /// Most provisions.
    pub at_most: Option<usize>,
    /// Highest authority within whose powers provisions must lie; what the lists do not say counts as within its own.
    pub authority: Option<Authority>,
    /// Most that the set may cost.
    pub budget: Option<f64>,
    /// Most provisions of one year, and number of years.
    pub per_year: Option<(usize, usize)>,
    /// Whether the score must not fall.
    pub keep_score: bool,
    /// Cost of provisions; 1 where none is given.
    pub costs: Vec<(String, f64)>,
    /// Provisions that need another one.
    pub needs: Vec<(String, String)>,
    /// Provisions that exclude each other.
    pub excludes: Vec<(String, String)>,
    /// Number of sets, from the best on.
    pub n_best: usize,
}

/// Holds a set of reforms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BundleFound {
    /// Members, the greatest part of the distance first.
    pub members: Vec<BundleMember>,
    /// Score before and after, the latter computed again from the answers.
    pub score: (Option<f64>, Option<f64>),
    /// Rank before and after, others standing still.
    pub rank: (Option<u32>, Option<u32>),
    /// Distance to the partner before and after.
    pub distance: (Option<f64>, Option<f64>),
    /// Cost.
    pub cost: f64,
    /// Whether it is proven that no other set is better.
    pub proven: bool,
}

/// Holds one reform of a set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BundleMember {
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Answer before.
    pub before: Text,
    /// Answer after: the partner's.
    pub after: Text,
    /// Lever.
    pub lever: &'static str,
    /// Authority.
    pub authority: String,
    /// Year in which it is enacted, from 1, where at most so many may be in one.
    pub year: Option<usize>,
    /// Its part in the gain of score: where provisions act together, their Shapley share.
    pub gain: f64,
    /// Change of distance to the partner.
    pub distance_change: f64,
    /// Source of the partner's answer.
    pub source: String,
    /// Source of the present answer.
    pub own_source: String,
}

impl Book {
    /// Finds the best sets of reforms that adopt a partner's answers.
    ///
    /// Outcomes, which nobody can enact, changes of system, and provisions to which one of both answers is not known are never members.
    ///
    /// # Errors
    /// [`RulesError::Bundle`] if no set keeps all terms; as [`Book::reforms`] else.
    pub fn bundles(&self, asked: &BundleAsked, moment: Moment) -> Result<Vec<BundleFound>, RulesError> {
        self.search(asked, moment, |menu, terms, objective| {
            best_bundles(menu, terms, objective, asked.n_best.max(1), Effort::UNTIL_PROVEN).map_err(RulesError::Bundle)
        })
    }

    /// Finds the sets of which none is beaten in score, distance and cost at once: for each cost from none to `most_cost`, and at so many
    /// levels of score between the closest set and the best scored one.
    ///
    /// - Sampled at whole costs and levels: sets between them may be missing; each set given is proven at its level.
    ///
    /// # Errors
    /// As [`Book::bundles`].
    pub fn frontier(
        &self,
        asked: &BundleAsked,
        most_cost: usize,
        moment: Moment,
    ) -> Result<Vec<BundleFound>, RulesError> {
        let budgets: Vec<f64> = (0..=most_cost).map(|cost| cost as f64).collect();
        self.search(asked, moment, |menu, terms, _| {
            frontier(menu, terms, &budgets, LEVELS, Effort::UNTIL_PROVEN).map_err(RulesError::Bundle)
        })
    }

    fn search(
        &self,
        asked: &BundleAsked,
        moment: Moment,
        find: impl FnOnce(&Menu, &Terms, Objective) -> Result<Vec<crest_plan::bundle::Bundle>, RulesError>,
    ) -> Result<Vec<BundleFound>, RulesError> {
        let (of, partner) = (self.jurisdiction(&asked.of)?, self.jurisdiction(&asked.partner)?);
        let mut reads = self.built()?.reads.clone();
        reads.sort_unstable();
        reads.dedup();
        let changes: Vec<Change> =
            reads.iter().map(|&provision| Change { provision, target: Target::Adopt { from: partner } }).collect();
        let at = |id: &str| -> Result<usize, RulesError> {
            let provision = self.provision(id)?;
            let unread =
                || super::book::unknown("provision of the method", id, self.provisions.iter().map(String::as_str));
            reads.iter().position(|own| *own == provision).ok_or_else(unread)
        };
        let mut costs = vec![1.0; changes.len()];
        for (id, cost) in &asked.costs {
            costs[at(id)?] = *cost;
        }
        let requires = asked
            .needs
            .iter()
            .map(|(one, other)| Ok((at(one)?, at(other)?)))
            .collect::<Result<Vec<_>, RulesError>>()?;
        let excludes =
            asked.excludes.iter().map(|(one, other)| Ok(AtMost { members: vec![at(one)?, at(other)?], most: 1 }));
        let excludes = excludes.collect::<Result<Vec<_>, RulesError>>()?;
        let selected = self.selected(moment)?;
        let source = |one: usize, provision: usize| {
            let record = selected.records[one * self.provisions.len() + provision];
            record.map_or_else(String::new, |record| cited(self.written(record)))
        };
        self.with_world(moment, &[partner], |world, _| {
            let prepared = Prepared::new(*world);
            let subject = self.subject(of);
            let nothing = prepared.effect(&subject, &[], SystemChange::Refuse);
            let none = || RulesError::NoScore { jurisdiction: asked.of.clone() };
            let overall = world.method.overall();
            let score = world.scores.of(of)[overall].score().ok_or_else(none)?;
            let worth = effects(&prepared, &subject, &changes, SystemChange::Refuse);
            let ceiling = asked.authority.unwrap_or(Authority::Central);
            // Where the present answer is not known, adopting another may change nothing: what would be gained is knowledge.
            let is_known = |provision: usize| {
                let absence = |part: usize| world.answers.get(part, provision).absence();
                subject.parts.iter().all(|(part, _)| !absence(*part).is_some_and(Absence::hides_an_answer))
            };
            let is_allowed = |k: usize| {
                let provision = changes[k].provision;
                worth.is_made[k]
                    && is_known(provision)
                    && world.levers[provision] != crest_rules::answer::Lever::Outcome
                    && self.authority(provision).is_none_or(|own| own <= ceiling)
            };
            let menu = Menu {
                score: world.method.gain(score),
                distance: nothing.distances[0].0.lower().unwrap_or(0.0),
                candidates: (0..changes.len())
                    .map(|k| Candidate {
                        gain: worth.gains[k],
                        distance_change: worth.distance_changes[k][0],
                        cost: costs[k],
                        is_allowed: is_allowed(k),
                    })
                    .collect(),
                clusters: worth
                    .clusters
                    .iter()
                    .filter_map(|one| Some(Cluster { members: one.members.clone(), gains: one.gains.clone()? }))
                    .collect(),
                requires,
                at_most: excludes,
            };
            let (objective, wanted) = match asked.aim {
                Aim::Distance => (Objective::LeastDistance, None),
                Aim::Score => (Objective::HighestScore, None),
                Aim::Rank(rank) => {
                    let others = world.ranked.iter().filter(|&&other| other != of);
                    let others: Vec<f64> = others.filter_map(|&one| world.scores.of(one)[overall].score()).collect();
                    let rungs = ladder(score, &others, world.method.draft().better, &[]);
                    // The first rung that is at least as good; where the rank is held already no points are needed.
                    let points = rungs.iter().find(|rung| rung.rank <= rank as usize).map_or(0.0, |rung| rung.points);
                    let held = prepared.rank(&subject, score) <= rank as usize;
                    (Objective::LeastCost, Some(menu.score + if held { 0.0 } else { points }))
                }
            };
            let kept = asked.keep_score.then_some(menu.score - 1e-9);
            let terms = Terms {
                budget: asked.budget,
                most: asked.at_most,
                per_year: asked.per_year,
                score_at_least: [wanted, kept].into_iter().flatten().reduce(f64::max),
                distance_at_most: None,
            };
            let found = find(&menu, &terms, objective)?;
            Ok(found
                .into_iter()
                .map(|bundle| {
                    let chosen: Vec<Change> = bundle.chosen.iter().map(|&k| changes[k]).collect();
                    let effect = prepared.effect(&subject, &chosen, SystemChange::Refuse);
                    let gain_of = |members: &[bool]| {
                        let some: Vec<Change> = chosen
                            .iter()
                            .zip(members)
                            .filter(|(_, is_in)| **is_in)
                            .map(|(change, _)| *change)
                            .collect();
                        let after = prepared.effect(&subject, &some, SystemChange::Refuse).after[overall].score();
                        after.map_or(0.0, |after| world.method.gain(after - score))
                    };
                    let shares = split(chosen.len(), Sampling { n_orders: 200, seed: 1 }, gain_of).shares;
                    let mut members: Vec<BundleMember> = bundle
                        .chosen
                        .iter()
                        .enumerate()
                        .map(|(place, &k)| {
                            let provision = changes[k].provision;
                            let steps = effect.steps.iter().filter(|step| step.provision == provision);
                            let step = steps.clone().find(|step| step.verdict.is_made()).or(steps.clone().next());
                            BundleMember {
                                provision: self.provisions[provision].clone(),
                                question: self.question(provision),
                                before: step.map_or_else(Text::default, |step| self.words(provision, step.before)),
                                after: step.map_or_else(Text::default, |step| self.words(provision, step.after)),
                                lever: lever_word(world.levers[provision]),
                                authority: self
                                    .authority(provision)
                                    .map_or_else(String::new, |own| authority_word(own).to_owned()),
                                year: bundle.years.as_ref().map(|years| years[place] + 1),
                                gain: shares[place],
                                distance_change: worth.distance_changes[k][0],
                                source: source(partner, provision),
                                own_source: source(of, provision),
                            }
                        })
                        .collect();
                    members.sort_by(|a, b| a.distance_change.total_cmp(&b.distance_change));
                    let (before, after) = effect.distances[0];
                    BundleFound {
                        members,
                        score: (Some(score), effect.after[overall].score()),
                        rank: (effect.rank_before.map(|r| r as u32), effect.rank_after.map(|r| r as u32)),
                        distance: (before.lower(), after.lower()),
                        cost: bundle.cost,
                        proven: bundle.proven,
                    }
                })
                .collect())
        })
    }
}
