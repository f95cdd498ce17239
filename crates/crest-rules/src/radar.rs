//! Rules that most partners have moved on of late and we have not.

#[cfg(test)]
mod tests;

use crate::answer::{Answer, Answers};

/// Holds a provision on which partners moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The provision.
    pub provision: usize,
    /// Partners whose answer changed, in their order.
    pub moved: Vec<usize>,
    /// Partners whose answer is known at both dates.
    pub n_known: usize,
    /// The answer that most of those who moved gave, if more than half agree; of numbers that differ there is none.
    pub towards: Option<Answer>,
    /// Whether our answer equals it already.
    pub is_there: bool,
}

/// Lists the provisions on which more than half of the partners known at both dates changed their answer and we did not.
///
/// - An answer that became known is no change, nor is one that ceased to be. No practice and not applicable are answers.
/// - Order: the greater share of partners first, then the provision.
/// - Cost: O(provisions · partners²).
///
/// # Panics
/// If both dates are about different provisions or a jurisdiction does not exist.
pub fn radar(before: &Answers, now: &Answers, own: usize, partners: &[usize]) -> Vec<Signal> {
    assert_eq!(before.n_provisions(), now.n_provisions(), "both dates are about the same provisions");
    let is_known = |answer: Answer| !answer.absence().is_some_and(crate::answer::Absence::hides_an_answer);
    let at = |jurisdiction: usize, provision: usize| {
        let (old, new) = (before.get(jurisdiction, provision), now.get(jurisdiction, provision));
        (is_known(old) && is_known(new)).then_some((old, new))
    };
    let mut found: Vec<Signal> = Vec::new();
    for provision in 0..now.n_provisions() {
        if at(own, provision).is_some_and(|(old, new)| old != new) {
            continue;
        }
        let known: Vec<(usize, (Answer, Answer))> =
            partners.iter().filter_map(|partner| Some((*partner, at(*partner, provision)?))).collect();
        let moved: Vec<(usize, Answer)> =
            known.iter().filter(|(_, (old, new))| old != new).map(|(partner, (_, new))| (*partner, *new)).collect();
        if 2 * moved.len() <= known.len() {
            continue;
        }
        let n_alike = |answer: Answer| moved.iter().filter(|(_, other)| *other == answer).count();
        let towards = moved.iter().map(|(_, answer)| *answer).find(|answer| 2 * n_alike(*answer) > moved.len());
        found.push(Signal {
            provision,
            is_there: towards == Some(now.get(own, provision)),
            n_known: known.len(),
            towards,
            moved: moved.into_iter().map(|(partner, _)| partner).collect(),
        });
    }
    // moved / known compared as whole numbers.
    found.sort_by(|a, b| {
        (b.moved.len() * a.n_known).cmp(&(a.moved.len() * b.n_known)).then(a.provision.cmp(&b.provision))
    });
    found
}
