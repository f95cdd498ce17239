//! Which records hold at a date: from dated, directed records to one answer per jurisdiction and provision, with the record it comes from.
//!
//! A record has two spans: when its answer was in force, and when we held it to be so. Both are half-open. The first answers "what
//! was the rule on that day", the second "what did we know then" (Snodgrass, Developing Time-Oriented Database Applications in SQL,
//! 2000, ch. 10).

#[cfg(test)]
mod tests;

use crate::answer::{Absence, Answer, Answers, Days};

/// Spans days from `from`, included, to `to`, excluded; an end that is `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day; `None` = has always been.
    pub from: Option<Days>,
    /// Day after the last; `None` = until further notice.
    pub to: Option<Days>,
}

impl Span {
    /// All days.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// Whether a day lies in it.
    pub fn contains(self, day: Days) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Whether two spans share a day.
    pub fn overlaps(self, other: Self) -> bool {
        let before = |from: Option<Days>, to: Option<Days>| match (from, to) {
            (Some(from), Some(to)) => from < to,
            _ => true,
        };
        let some = |span: Self| before(span.from, span.to);
        some(self) && some(other) && before(self.from, other.to) && before(other.from, self.to)
    }
}

/// Holds one answer as recorded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// The provision.
    pub provision: usize,
    /// Whose rule it is.
    pub jurisdiction: usize,
    /// Towards whom it holds; `None` = towards all.
    pub counterpart: Option<usize>,
    /// The answer.
    pub answer: Answer,
    /// When the rule was in force.
    pub valid: Span,
    /// When we held this record to be right.
    pub recorded: Span,
}

/// Says which answers are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day on which the rule must be in force.
    pub valid: Days,
    /// The day as known on which it is asked; `None` = as known today, that is by records whose span has no end.
    pub recorded: Option<Days>,
    /// Towards whom; `None` = only records that hold towards all.
    pub towards: Option<usize>,
}

/// Holds what was selected.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// Answers, jurisdictions × provisions; where no record holds, [`Absence::NotCollected`].
    pub answers: Answers,
    /// Position of the record behind each answer, jurisdictions × provisions.
    pub records: Vec<Option<usize>>,
    /// Jurisdiction that each answer is inherited from, its own included.
    pub origins: Vec<Option<usize>>,
    /// Pairs of records, the one used and the one set aside, that hold at the same moment with equal claim and differ.
    pub conflicts: Vec<(usize, usize)>,
}

/// Says why nothing can be selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectError {
    /// A record, a parent or the moment names a jurisdiction that does not exist.
    Jurisdiction {
        /// The jurisdiction.
        jurisdiction: usize,
    },
    /// A record names a provision that does not exist.
    Provision {
        /// The provision.
        provision: usize,
    },
    /// A jurisdiction is its own ancestor.
    Circle {
        /// The jurisdiction.
        jurisdiction: usize,
    },
}

impl std::fmt::Display for SelectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Jurisdiction { jurisdiction } => write!(f, "jurisdiction {jurisdiction} does not exist"),
            Self::Provision { provision } => write!(f, "provision {provision} does not exist"),
            Self::Circle { jurisdiction } => write!(f, "jurisdiction {jurisdiction} is its own ancestor"),
        }
    }
}

impl std::error::Error for SelectError {}

/// Selects the answers that hold at a moment.
///
/// 1. A record holds if both its spans contain the moment and its counterpart is none, the one asked for, or an ancestor of it.
/// 2. Of a jurisdiction's own records the one with the nearest counterpart wins; then the one recorded last; then the one in
///    force last; then the last in order. Two that are alike in the first three and differ in their answer are a conflict.
/// 3. A jurisdiction without a record of its own takes the answer of its parent. A record of its own overrides it, even an absent answer.
///
/// - Shape: `parents` has one entry per jurisdiction. Ties: by order of records. Deterministic.
/// - Cost: O(records + jurisdictions · provisions).
///
/// # Errors
/// [`SelectError`] if a position does not exist or parents run in a circle.
pub fn select(
    records: &[Record],
    parents: &[Option<usize>],
    n_provisions: usize,
    moment: Moment,
) -> Result<Selected, SelectError> {
    let order = parents_first(parents)?;
    let n_jurisdictions = parents.len();
    let depths = counterpart_depths(parents, moment.towards)?;
    let mut won: Vec<Option<usize>> = vec![None; n_jurisdictions * n_provisions];
    let mut contenders: Vec<(usize, usize)> = Vec::new();
    for (k, record) in records.iter().enumerate() {
        check(record, n_jurisdictions, n_provisions)?;
        let known = match moment.recorded {
            Some(day) => record.recorded.contains(day),
            None => record.recorded.to.is_none(),
        };
        if !known || !record.valid.contains(moment.valid) || claim(record, &depths).is_none() {
            continue;
        }
        let cell = record.jurisdiction * n_provisions + record.provision;
        let Some(before) = won[cell] else {
            won[cell] = Some(k);
            continue;
        };
        contenders.push((cell, k));
        contenders.push((cell, before));
        if claim(record, &depths) <= claim(&records[before], &depths) {
            won[cell] = Some(k);
        }
    }
    contenders.sort_unstable();
    contenders.dedup();
    let conflicts = contenders
        .into_iter()
        .filter_map(|(cell, k)| {
            let winner = won[cell]?;
            let alike = claim(&records[k], &depths) == claim(&records[winner], &depths);
            (k != winner && alike && records[k].answer != records[winner].answer).then_some((winner, k))
        })
        .collect();
    let mut origins: Vec<Option<usize>> =
        won.iter().enumerate().map(|(cell, k)| k.map(|_| cell / n_provisions)).collect();
    for jurisdiction in order {
        let Some(parent) = parents[jurisdiction] else { continue };
        for provision in 0..n_provisions {
            let (own, above) = (jurisdiction * n_provisions + provision, parent * n_provisions + provision);
            if won[own].is_none() {
                (won[own], origins[own]) = (won[above], origins[above]);
            }
        }
    }
    let cells = won.iter().map(|k| k.map_or(Answer::Absent(Absence::NotCollected), |k| records[k].answer)).collect();
    Ok(Selected { answers: Answers::new(n_provisions, cells), records: won, origins, conflicts })
}

/// Finds pairs of records of one jurisdiction, provision and counterpart that are in force on a same day, are both held to be right, and
/// differ in their answer.
///
/// - Order: by jurisdiction, provision and counterpart, then by record.
/// - Cost: O(records · log + pairs within a cell).
pub fn overlaps(records: &[Record]) -> Vec<(usize, usize)> {
    let key = |k: usize| (records[k].jurisdiction, records[k].provision, records[k].counterpart);
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|k| (key(*k), *k));
    let mut found = Vec::new();
    for cell in order.chunk_by(|a, b| key(*a) == key(*b)) {
        for (n, a) in cell.iter().enumerate() {
            for b in &cell[n + 1..] {
                let (first, second) = (&records[*a], &records[*b]);
                if first.answer != second.answer
                    && first.valid.overlaps(second.valid)
                    && first.recorded.overlaps(second.recorded)
                {
                    found.push((*a, *b));
                }
            }
        }
    }
    found
}

/// Distance of the counterpart, then recency of both spans: smaller is the stronger claim. `None` if it does not hold towards the one asked for.
type Claim = (usize, std::cmp::Reverse<Option<Days>>, std::cmp::Reverse<Option<Days>>);

fn claim(record: &Record, depths: &[Option<usize>]) -> Option<Claim> {
    let depth = match record.counterpart {
        None => depths.len(),
        Some(counterpart) => depths[counterpart]?,
    };
    Some((depth, std::cmp::Reverse(record.recorded.from), std::cmp::Reverse(record.valid.from)))
}

/// Steps from the counterpart asked for up to each of its ancestors.
fn counterpart_depths(parents: &[Option<usize>], towards: Option<usize>) -> Result<Vec<Option<usize>>, SelectError> {
    let mut depths = vec![None; parents.len()];
    let (mut at, mut depth) = (towards, 0);
    while let Some(jurisdiction) = at {
        *depths.get_mut(jurisdiction).ok_or(SelectError::Jurisdiction { jurisdiction })? = Some(depth);
        at = parents[jurisdiction];
        depth += 1;
    }
    Ok(depths)
}

/// Jurisdictions, each after its parent.
fn parents_first(parents: &[Option<usize>]) -> Result<Vec<usize>, SelectError> {
    let n = parents.len();
    let mut depths = Vec::with_capacity(n);
    for jurisdiction in 0..n {
        let (mut at, mut depth) = (jurisdiction, 0);
        while let Some(parent) = parents[at] {
            if parent >= n {
                return Err(SelectError::Jurisdiction { jurisdiction: parent });
            }
            depth += 1;
            if depth > n {
                return Err(SelectError::Circle { jurisdiction });
            }
            at = parent;
        }
        depths.push(depth);
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|jurisdiction| depths[*jurisdiction]);
    Ok(order)
}

fn check(record: &Record, n_jurisdictions: usize, n_provisions: usize) -> Result<(), SelectError> {
    let named = [Some(record.jurisdiction), record.counterpart];
    if let Some(jurisdiction) = named.into_iter().flatten().find(|j| *j >= n_jurisdictions) {
        return Err(SelectError::Jurisdiction { jurisdiction });
    }
    if record.provision >= n_provisions {
        return Err(SelectError::Provision { provision: record.provision });
    }
    Ok(())
}
