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
    /// An answer is not known, does not apply, or the provision is not compared: nothing can be said.
    NotComparable,
}

/// Holds a provision on the two axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Axes {
    /// The provision.
    pub provision: usize,
    /// Where it lies.
    pub quadrant: Quadrant,
    /// Gain of score by adopting the partner's answer, more = better.
    pub align_gain: f64,
    /// Change of distance to the partner by adopting its answer; 0 or less.
    pub align_distance: f64,
    /// Gain of score by adopting the best answer there is.
    pub best_gain: f64,
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
    let (align_gain, best_gain) = (method.gain(align.score_change), method.gain(best.score_change));
    let (align_distance, best_distance) = (align.distance_changes[column], best.distance_changes[column]);
    let refused = align.steps.iter().all(|step| matches!(step.verdict, Verdict::Refused(_)));
    let closer = |change: f64| change < -NOTHING;
    let quadrant = if refused {
        Quadrant::NotComparable
    } else if closer(align_distance) {
        match () {
            () if align_gain > NOTHING => Quadrant::AlignAndGain,
            () if align_gain < -NOTHING && best_gain > NOTHING => Quadrant::AlignButLose,
            () if align_gain < -NOTHING => Quadrant::AlreadyAhead,
            () if best_gain > NOTHING && !closer(best_distance) => Quadrant::GainWithoutAligning,
            () => Quadrant::AlignFreely,
        }
    } else if best_gain > NOTHING {
        Quadrant::GainWithoutAligning
    } else {
        Quadrant::NoChange
    };
    let is_outcome = levers[provision] == crate::answer::Lever::Outcome;
    Axes { provision, quadrant, align_gain, align_distance, best_gain, best_distance, is_outcome }
}

/// Change that counts as none.
const NOTHING: f64 = 1e-6;
