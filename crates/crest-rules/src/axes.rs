//! Benchmarking is not alignment: each provision on two axes, change of score and change of distance to a partner.
//!
//! Copying a partner may lower the score, and the score may rise by doing what the partner does not do. The two questions are answered
//! apart (对标 and 对接).

use crate::method::Method;
use crate::reform::{Prepared, SingleEffect, Subject, SystemChange, Target, Verdict};

/// Says where a provision lies on the two axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quadrant {
    /// Adopting the partner's answer raises the score and lessens the distance.
    AlignAndGain,
    /// It lessens the distance and leaves the score as it is.
    AlignFreely,
    /// It lessens the distance and lowers the score, though our answer is not the best there is.
    AlignButLose,
    /// It lessens the distance and lowers the score, for our answer is the best there is: a rule to offer the partner.
    AlreadyAhead,
    /// The partner's answer does not raise the score, but the best one does, without coming closer to the partner.
    GainWithoutAligning,
    /// Both answers agree and none is better.
    NoChange,
    /// An answer is not known or does not apply, or there is no overall score: nothing can be said.
    NotComparable,
}

/// Holds a provision on the two axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Axes {
    /// The provision.
    pub provision: usize,
    /// Where it lies.
    pub quadrant: Quadrant,
    /// Gain of score by adopting the partner's answer, more = better; `None` without a score.
    pub align_gain: Option<f64>,
    /// Change of distance to the partner by adopting its answer; 0 or less.
    pub align_distance: f64,
    /// Gain of score by adopting the best answer there is; `None` without a score.
    pub best_gain: Option<f64>,
    /// Change of distance to the partner by adopting the best answer.
    pub best_distance: f64,
    /// Whether the provision is an outcome, which nobody can enact.
    pub is_outcome: bool,
}

/// Places every provision of a subject on the two axes towards one of the partners of a world.
///
/// Changes below a millionth of a point or of a distance count as none.
///
/// # Panics
/// If the partner is not among the world's.
pub fn axes(prepared: &Prepared<'_>, subject: &Subject, partner: usize) -> Vec<Axes> {
    let world = prepared.world();
    let column = world.partners.iter().position(|p| *p == partner).expect("the partner is one of the world's");
    let align = prepared.singles(subject, Target::Adopt { from: partner }, SystemChange::Refuse);
    let best = prepared.singles(subject, Target::Best, SystemChange::Refuse);
    align.iter().zip(&best).map(|(align, best)| place(world.method, align, best, column, world.levers)).collect()
}

fn place(
    method: &Method,
    align: &SingleEffect,
    best: &SingleEffect,
    column: usize,
    levers: &[crate::answer::Lever],
) -> Axes {
    let provision = align.change.provision;
    let gain = |single: &SingleEffect| single.score_change.map(|change| method.gain(change));
    let (align_gain, best_gain) = (gain(align), gain(best));
    let (align_distance, best_distance) = (align.distance_changes[column], best.distance_changes[column]);
    let refused = align.steps.iter().all(|step| matches!(step.verdict, Verdict::Refused(_)));
    let quadrant = match align_gain.zip(best_gain) {
        Some((align_gain, best_gain)) if !refused => quadrant(align_gain, align_distance, best_gain, best_distance),
        _ => Quadrant::NotComparable,
    };
    let is_outcome = levers[provision] == crate::answer::Lever::Outcome;
    Axes { provision, quadrant, align_gain, align_distance, best_gain, best_distance, is_outcome }
}

fn quadrant(align_gain: f64, align_distance: f64, best_gain: f64, best_distance: f64) -> Quadrant {
    let closer = |change: f64| change < -NOTHING;
    let could_gain = best_gain > NOTHING;
    match closer(align_distance) {
        true if align_gain > NOTHING => Quadrant::AlignAndGain,
        true if align_gain < -NOTHING && could_gain => Quadrant::AlignButLose,
        true if align_gain < -NOTHING => Quadrant::AlreadyAhead,
        true if could_gain && !closer(best_distance) => Quadrant::GainWithoutAligning,
        true => Quadrant::AlignFreely,
        false if could_gain => Quadrant::GainWithoutAligning,
        false => Quadrant::NoChange,
    }
}

/// Change that counts as none.
const NOTHING: f64 = 1e-6;
