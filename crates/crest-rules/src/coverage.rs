//! How far the answers can be trusted: share with an official source, age, coded by one person, not known.

#[cfg(test)]
mod tests;

use crate::answer::{Absence, Answers, Days};

/// Holds where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance {
    /// Whether its source is official.
    pub is_official: bool,
    /// Whether a second person checked it.
    pub is_checked: bool,
    /// Day on which the source was read or as of which it speaks.
    pub as_of: Option<Days>,
}

/// Holds how far a set of answers can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Coverage {
    /// Answers that are due: all but those that do not apply.
    pub n_due: usize,
    /// Answers that are given, no practice included.
    pub n_given: usize,
    /// Answers sought and not found.
    pub n_unknown: usize,
    /// Answers on which sources contradict each other.
    pub n_contested: usize,
    /// Answers that nobody has sought.
    pub n_not_collected: usize,
    /// Answers given that have a known provenance.
    pub n_traced: usize,
    /// Answers given whose source is official.
    pub n_official: usize,
    /// Answers given that only one person has coded.
    pub n_single_coder: usize,
    /// Answers given whose age is known.
    pub n_dated: usize,
    /// Sum of those ages, in days.
    pub age_days: i64,
    /// Greatest of those ages, in days.
    pub oldest_days: Option<i32>,
}

impl Coverage {
    /// Share of the answers due that are given; `None` if none is due.
    pub fn share_given(&self) -> Option<f64> {
        share(self.n_given, self.n_due)
    }

    /// Share of the answers given whose source is official; `None` if none is given.
    pub fn share_official(&self) -> Option<f64> {
        share(self.n_official, self.n_given)
    }

    /// Share of the answers given that only one person has coded; `None` if none is given.
    pub fn share_single_coder(&self) -> Option<f64> {
        share(self.n_single_coder, self.n_given)
    }

    /// Mean age in days of the answers whose age is known; `None` if none is.
    pub fn mean_age_days(&self) -> Option<f64> {
        (self.n_dated > 0).then(|| self.age_days as f64 / self.n_dated as f64)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Counts the answers by group of provisions and by jurisdiction.
///
/// - Shape: `provenance` jurisdictions × provisions, `None` = not recorded: neither official nor checked; `topics` one per provision; the result is jurisdictions ×
///   topics. Ages are counted to `today`, at least 0.
///
/// # Panics
/// If lengths differ or a topic is not below `n_topics`.
pub fn coverage(
    answers: &Answers,
    provenance: &[Option<Provenance>],
    topics: &[usize],
    n_topics: usize,
    today: Days,
) -> Vec<Coverage> {
    let n = answers.n_provisions();
    assert_eq!(provenance.len(), n * answers.n_jurisdictions(), "one provenance per answer");
    assert_eq!(topics.len(), n, "one topic per provision");
    let mut cells = vec![Coverage::default(); answers.n_jurisdictions() * n_topics];
    for jurisdiction in 0..answers.n_jurisdictions() {
        for (provision, answer) in answers.of(jurisdiction).iter().enumerate() {
            let cell = &mut cells[jurisdiction * n_topics + topics[provision]];
            match answer.absence() {
                Some(Absence::NotApplicable) => continue,
                Some(Absence::Unknown) => cell.n_unknown += 1,
                Some(Absence::Contested) => cell.n_contested += 1,
                Some(Absence::NotCollected) => cell.n_not_collected += 1,
                Some(Absence::NoPractice) | None => {
                    cell.n_given += 1;
                    count(cell, provenance[jurisdiction * n + provision], today);
                }
            }
            cell.n_due += 1;
        }
    }
    cells
}

fn count(cell: &mut Coverage, provenance: Option<Provenance>, today: Days) {
    cell.n_traced += usize::from(provenance.is_some());
    cell.n_official += usize::from(provenance.is_some_and(|p| p.is_official));
    cell.n_single_coder += usize::from(!provenance.is_some_and(|p| p.is_checked));
    if let Some(as_of) = provenance.and_then(|p| p.as_of) {
        let age = today.0.saturating_sub(as_of.0).max(0);
        cell.n_dated += 1;
        cell.age_days += i64::from(age);
        cell.oldest_days = cell.oldest_days.max(Some(age));
    }
}

/// Adds up coverages, as those of the topics of a jurisdiction.
pub fn total(parts: &[Coverage]) -> Coverage {
    parts.iter().fold(Coverage::default(), |a, b| Coverage {
        n_due: a.n_due + b.n_due,
        n_given: a.n_given + b.n_given,
        n_unknown: a.n_unknown + b.n_unknown,
        n_contested: a.n_contested + b.n_contested,
        n_not_collected: a.n_not_collected + b.n_not_collected,
        n_traced: a.n_traced + b.n_traced,
        n_official: a.n_official + b.n_official,
        n_single_coder: a.n_single_coder + b.n_single_coder,
        n_dated: a.n_dated + b.n_dated,
        age_days: a.age_days + b.age_days,
        oldest_days: a.oldest_days.max(b.oldest_days),
    })
}
