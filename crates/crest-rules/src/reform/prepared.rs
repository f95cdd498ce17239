//! Reforms of many subjects and provisions against one field of others, prepared once.

use rayon::prelude::*;

use super::{Change, Effect, Refusal, SingleEffect, Step, Subject, SystemChange, Target, Verdict, World};
use crate::answer::{Absence, Answer, Lever};
use crate::distance::Distance;
use crate::method::{Method, Node, Reading, ScoreFunction};
use crate::score::{Mark, apply, best_of, mean_marks, ranked, score_into};

/// Holds a world with what all its reforms share: the sorted field of others, and the best answer to each provision.
#[derive(Debug)]
pub struct Prepared<'a> {
    world: World<'a>,
    /// Ranking keys of the ranked jurisdictions, rising: the best first.
    field: Vec<f64>,
    best: Vec<Best>,
    /// Node right below the overall score that holds each node.
    topics: Vec<Option<usize>>,
}

/// Best answer to a provision.
#[derive(Debug, Clone, Copy)]
enum Best {
    /// One answer is best for everybody; `None` if nobody gives an answer.
    Alike(Option<(Answer, f64)>),
    /// A formula or a condition reads it: it depends on the other answers.
    Depends,
}

impl<'a> Prepared<'a> {
    /// Prepares a world.
    ///
    /// - Cost: O(ranked · provisions).
    ///
    /// # Panics
    /// If the parts of the world are about different numbers of provisions or nodes, or a jurisdiction does not exist.
    pub fn new(world: World<'a>) -> Self {
        let n = world.method.n_provisions();
        let lengths = [world.answers.n_provisions(), world.levers.len(), world.comparisons.len(), world.weights.len()];
        assert!(lengths.iter().all(|length| *length == n), "all parts are about the same provisions");
        assert_eq!(world.scores.n_nodes(), world.method.n_nodes(), "scores are by this method");
        let overall = world.method.overall();
        let scores = world.ranked.iter().filter_map(|j| world.scores.of(*j)[overall].score());
        let mut field: Vec<f64> = scores.map(|score| key(world.method, score)).collect();
        field.sort_unstable_by(f64::total_cmp);
        let mut topics = vec![None; world.method.n_nodes()];
        for node in (0..overall).rev() {
            let parent = world.method.parent(node).expect("all but the last node have a group");
            topics[node] = if parent == overall { Some(node) } else { topics[parent] };
        }
        let conditions = conditional(world.method);
        let best = (0..n).map(|provision| best_answer(&world, provision, conditions[provision])).collect();
        Self { world, field, best, topics }
    }

    /// The world.
    pub fn world(&self) -> &World<'a> {
        &self.world
    }

    /// Works out the effect of a reform.
    ///
    /// Every change is judged against the present answers, then all are made together; of two changes of one provision the later
    /// counts. Others stay as they are, and so does whatever scales answers, such as income per person.
    ///
    /// # Panics
    /// If a provision or jurisdiction does not exist.
    pub fn effect(&self, subject: &Subject, changes: &[Change], system: SystemChange) -> Effect {
        let World { method, scores, .. } = self.world;
        let mut rows: Vec<Vec<Answer>> =
            subject.parts.iter().map(|(part, _)| self.world.answers.of(*part).to_vec()).collect();
        let mut steps = Vec::with_capacity(changes.len() * rows.len());
        for change in changes {
            for ((part, _), row) in subject.parts.iter().zip(&mut rows) {
                let step = self.step(*part, *change, system);
                row[change.provision] = step.after;
                steps.push(step);
            }
        }
        let marks: Vec<Vec<Mark>> = rows.iter().map(|row| crate::score::score_one(method, row)).collect();
        let weighted: Vec<(&[Mark], f64)> =
            marks.iter().zip(&subject.parts).map(|(marks, (_, weight))| (marks.as_slice(), *weight)).collect();
        let after = mean_marks(&weighted, method.n_nodes());
        let before = scores.of(subject.jurisdiction).to_vec();
        let overall = method.overall();
        let (old, new) = (before[overall].score(), after[overall].score());
        let gap_closed = old.zip(new).and_then(|(old, new)| {
            let gap = best_of(method, overall) - old;
            (gap.abs() > 1e-12).then(|| (new - old) / gap)
        });
        let distances = self.world.partners.iter().map(|partner| {
            let before = self.distance(subject, *partner, None);
            (before, self.distance(subject, *partner, Some(&rows)))
        });
        Effect {
            steps,
            rank_before: old.map(|score| self.rank(subject, score)),
            rank_after: new.map(|score| self.rank(subject, score)),
            gap_closed,
            distances: distances.collect(),
            before,
            after,
        }
    }

    /// Works out the effect of changing each provision alone towards one target.
    ///
    /// - Order: that of the provisions.
    pub fn singles(&self, subject: &Subject, target: Target, system: SystemChange) -> Vec<SingleEffect> {
        let changes: Vec<Change> =
            (0..self.world.method.n_provisions()).map(|provision| Change { provision, target }).collect();
        self.each(subject, &changes, system)
    }

    /// Works out the effect of each change alone.
    ///
    /// - Cost: O(nodes · parts + partners) a change.
    pub fn each(&self, subject: &Subject, changes: &[Change], system: SystemChange) -> Vec<SingleEffect> {
        let method = self.world.method;
        let mut rows: Vec<Vec<Answer>> =
            subject.parts.iter().map(|(part, _)| self.world.answers.of(*part).to_vec()).collect();
        let mut marks: Vec<Vec<Mark>> = vec![vec![Mark::Score(0.0); method.n_nodes()]; rows.len()];
        let totals: Vec<Distance> =
            self.world.partners.iter().map(|partner| self.distance(subject, *partner, None)).collect();
        let mut base: Vec<Vec<Mark>> = marks.clone();
        for (row, base) in rows.iter().zip(&mut base) {
            score_into(method, row, base);
        }
        let single = |change: &Change| {
            let mut steps = Vec::with_capacity(rows.len());
            for (k, (part, _)) in subject.parts.iter().enumerate() {
                let step = self.step(*part, *change, system);
                if step.verdict.is_made() {
                    rows[k][change.provision] = step.after;
                    score_into(method, &rows[k], &mut marks[k]);
                    rows[k][change.provision] = step.before;
                } else {
                    marks[k].copy_from_slice(&base[k]);
                }
                steps.push(step);
            }
            self.single(subject, *change, steps, &marks, &totals)
        };
        changes.iter().map(single).collect()
    }

    /// As [`Prepared::singles`] for many subjects, in parallel.
    pub fn singles_of_all(&self, subjects: &[Subject], target: Target, system: SystemChange) -> Vec<Vec<SingleEffect>> {
        subjects.par_iter().map(|subject| self.singles(subject, target, system)).collect()
    }

    /// Rank of a score among the others, the subject's present score set aside.
    pub fn rank(&self, subject: &Subject, score: f64) -> usize {
        let World { method, scores, ranked, .. } = self.world;
        let key_of = |score: f64| key(method, score);
        let better = self.field.partition_point(|other| *other < key_of(score));
        let own = scores.of(subject.jurisdiction)[method.overall()].score();
        let counted_itself =
            ranked.contains(&subject.jurisdiction) && own.is_some_and(|own| key_of(own) < key_of(score));
        1 + better - usize::from(counted_itself)
    }

    fn single(
        &self,
        subject: &Subject,
        change: Change,
        steps: Vec<Step>,
        marks: &[Vec<Mark>],
        totals: &[Distance],
    ) -> SingleEffect {
        let World { method, scores, partners, .. } = self.world;
        let before = scores.of(subject.jurisdiction);
        let after = |node: usize| -> Option<f64> {
            let parts: Vec<(&[Mark], f64)> =
                marks.iter().zip(&subject.parts).map(|(marks, (_, weight))| (&marks[node..=node], *weight)).collect();
            mean_marks(&parts, 1)[0].score()
        };
        let difference = |node: usize| Some(after(node)? - before[node].score()?);
        let overall = method.overall();
        let readers = method.readers(change.provision);
        let topic = readers.first().and_then(|node| self.topics[*node]);
        let score_after = after(overall);
        let distance_changes = partners.iter().zip(totals).map(|(partner, total)| {
            let mut moved = *total;
            for (step, (_, weight)) in steps.iter().zip(&subject.parts) {
                let share = weight / weight_of(subject);
                let theirs = self.world.answers.get(*partner, change.provision);
                let (old, new) =
                    (self.cell(change.provision, step.before, theirs), self.cell(change.provision, step.after, theirs));
                moved.differing += share * (new.differing - old.differing);
                moved.unknown += share * (new.unknown - old.unknown);
                moved.total += share * (new.total - old.total);
            }
            moved.lower().zip(total.lower()).map_or(0.0, |(new, old)| new - old)
        });
        SingleEffect {
            change,
            component_change: readers.iter().map(|node| difference(*node)).sum(),
            topic,
            topic_change: topic.and_then(difference),
            score_change: difference(overall),
            score_after,
            rank_after: score_after.map(|score| self.rank(subject, score)),
            distance_changes: distance_changes.collect(),
            steps,
        }
    }

    fn cell(&self, provision: usize, own: Answer, theirs: Answer) -> Distance {
        let World { comparisons, weights, not_applicable, .. } = self.world;
        comparisons[provision].difference(own, theirs, weights[provision], not_applicable)
    }

    /// Distance of a subject to a partner: the mean of those of its parts. `rows` are its answers, `None` = the present ones.
    fn distance(&self, subject: &Subject, partner: usize, rows: Option<&[Vec<Answer>]>) -> Distance {
        let mut sum = Distance::default();
        for (k, (part, weight)) in subject.parts.iter().enumerate() {
            let share = weight / weight_of(subject);
            let own = rows.map_or_else(|| self.world.answers.of(*part), |rows| &rows[k]);
            for (provision, answer) in own.iter().enumerate() {
                let cell = self.cell(provision, *answer, self.world.answers.get(partner, provision));
                sum.differing += share * cell.differing;
                sum.unknown += share * cell.unknown;
                sum.total += share * cell.total;
            }
        }
        sum
    }

    /// Decides what a change makes of a part.
    pub(crate) fn step(&self, part: usize, change: Change, system: SystemChange) -> Step {
        let provision = change.provision;
        let before = self.world.answers.get(part, provision);
        let wanted = match change.target {
            Target::Adopt { from } | Target::AdoptIfBetter { from } => self.world.answers.get(from, provision),
            Target::Set(answer) => answer,
            Target::Best => self.best_for(part, provision),
        };
        let verdict = self.verdict(part, change, before, wanted, system);
        Step { provision, jurisdiction: part, before, after: if verdict.is_made() { wanted } else { before }, verdict }
    }

    fn verdict(&self, part: usize, change: Change, before: Answer, wanted: Answer, system: SystemChange) -> Verdict {
        if before == wanted {
            return Verdict::AlreadySo;
        }
        if let Some(reason) = wanted.absence().filter(|reason| reason.hides_an_answer()) {
            return Verdict::Refused(Refusal::NotKnown(reason));
        }
        // No practice is left behind by acting; it cannot be adopted.
        let is_system = before == Answer::Absent(Absence::NotApplicable) || wanted.absence().is_some();
        if is_system && system == SystemChange::Refuse {
            return Verdict::Refused(Refusal::SystemChange);
        }
        if let Target::AdoptIfBetter { .. } = change.target
            && !self.raises(part, change.provision, wanted)
        {
            return Verdict::NotBetter;
        }
        match self.world.levers[change.provision] {
            _ if is_system => Verdict::SystemChange,
            Lever::Outcome => Verdict::Assumed,
            lever => Verdict::Enacted(lever),
        }
    }

    /// Whether an answer by itself raises the overall score of a part.
    fn raises(&self, part: usize, provision: usize, answer: Answer) -> bool {
        let method = self.world.method;
        let present = self.world.answers.of(part);
        let score = |row: &[Answer]| crate::score::score_one(method, row)[method.overall()].score();
        let mut row = present.to_vec();
        row[provision] = answer;
        // Twelve decimals: a sum in another order is no gain.
        score(&row).zip(score(present)).is_some_and(|(new, old)| method.gain(new - old) > 1e-12 * old.abs().max(1.0))
    }

    fn best_for(&self, part: usize, provision: usize) -> Answer {
        let present = self.world.answers.get(part, provision);
        match self.best[provision] {
            Best::Alike(Some((answer, worth))) => {
                let own = worth_of(self.world.method, provision, present);
                if own.is_some_and(|own| own >= worth) { present } else { answer }
            }
            Best::Alike(None) => present,
            Best::Depends => self.best_by_trial(part, provision),
        }
    }

    /// Tries every answer that is given.
    fn best_by_trial(&self, part: usize, provision: usize) -> Answer {
        let method = self.world.method;
        let present = self.world.answers.of(part);
        let mut row = present.to_vec();
        let mut tried: Vec<Answer> = vec![present[provision]];
        let score = |row: &[Answer]| crate::score::score_one(method, row)[method.overall()].score();
        let mut best = (present[provision], score(present));
        for jurisdiction in self.world.ranked {
            let answer = self.world.answers.get(*jurisdiction, provision);
            if answer.absence().is_some() || tried.contains(&answer) {
                continue;
            }
            tried.push(answer);
            row[provision] = answer;
            let found = score(&row);
            let better = match (found, best.1) {
                (Some(new), Some(old)) => method.gain(new - old) > 1e-12 * old.abs().max(1.0),
                (Some(_), None) => true,
                _ => false,
            };
            if better {
                best = (answer, found);
            }
        }
        best.0
    }
}

fn weight_of(subject: &Subject) -> f64 {
    subject.parts.iter().map(|(_, weight)| weight).sum()
}

fn key(method: &Method, score: f64) -> f64 {
    ranked(score, method.draft().better, method.draft().rank_rule)
}

/// Provisions whose worth depends on other answers: those that a formula, a gate or an implication reads.
fn conditional(method: &Method) -> Vec<bool> {
    let mut found = vec![false; method.n_provisions()];
    let draft = method.draft();
    let conditions = draft.gates.iter().map(|gate| &gate.when).chain(draft.implications.iter().map(|rule| &rule.when));
    for provision in conditions.flat_map(crate::expression::Condition::provisions) {
        found[provision] = true;
    }
    for node in &draft.nodes {
        if let Node::Component(component) = node
            && let Reading::Formula(formula) = &component.reading
        {
            formula.provisions().into_iter().for_each(|provision| found[provision] = true);
        }
    }
    found
}

/// Score of an answer through the components that read it, turned so that more is better; `None` if any gives none.
fn worth_of(method: &Method, provision: usize, answer: Answer) -> Option<f64> {
    let mut sum = 0.0;
    for node in method.readers(provision) {
        let component = method.component(*node)?;
        let Reading::Answer { function, .. } = &component.reading else { return None };
        // "As given" beyond both ends is no better than the end.
        let score = match function {
            ScoreFunction::AsGiven => {
                let (low, high) = (component.worst.min(component.best), component.worst.max(component.best));
                apply(function, answer).ok()?.clamp(low, high)
            }
            _ => apply(function, answer).ok()?,
        };
        sum += (score - component.worst) / (component.best - component.worst);
    }
    Some(sum)
}

fn best_answer(world: &World<'_>, provision: usize, depends: bool) -> Best {
    if depends {
        return Best::Depends;
    }
    if world.method.readers(provision).is_empty() {
        return Best::Alike(None);
    }
    let mut best: Option<(Answer, f64)> = None;
    for jurisdiction in world.ranked {
        let answer = world.answers.get(*jurisdiction, provision);
        if let Some(worth) = worth_of(world.method, provision, answer)
            && best.is_none_or(|(_, most)| worth > most)
        {
            best = Some((answer, worth));
        }
    }
    Best::Alike(best)
}
