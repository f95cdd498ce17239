//! Exit over several years: who was among the last too often, who is proposed to lose the status, and who is close to it.

#[cfg(test)]
mod tests;

use super::Among;
use super::order::resolved;

/// A rule "among the last k in m of n consecutive assessments"; two years running is m = n = 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// k: how many of the last count.
    pub last: usize,
    /// Last of all units, or of the unit's group in that year; units in no group form one.
    pub among: Among,
    /// m: in how many assessments.
    pub times: usize,
    /// n: of how many consecutive ones.
    pub years: usize,
    /// Score by which candidates are judged.
    pub judged_on: JudgedOn,
    /// How many candidates are proposed at most, of all or of each group as `among` says; the lowest score first. `None` = all.
    pub most: Option<usize>,
    /// Whether units that tie across the border are among the last, or proposed.
    pub border: Border,
    /// What a year without a unit is.
    pub absence: Absence,
}

/// Score by which candidates are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgedOn {
    /// Mean total of the assessments in which the unit was among the last.
    Mean,
    /// Total of the latest assessment.
    Latest,
    /// Least total of the assessments in which the unit was among the last.
    Worst,
}

/// What becomes of units that tie where the last begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// All of them are among the last, even if these are more than k then.
    Include,
    /// None of them is.
    Exclude,
}

/// What an assessment in which a unit was not ranked is for the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// One of the n assessments, in which it was not among the last.
    Counts,
    /// Nothing: the n assessments are the last ones of the unit itself.
    Skipped,
}

/// One assessment, the same units in every year.
#[derive(Debug, Clone, Copy)]
pub struct Assessment<'a> {
    /// Ranks among all or within groups, as the rule asks, 1 = best; ties share one. `None` = not ranked, or not there.
    pub ranks: &'a [Option<f64>],
    /// Totals.
    pub totals: &'a [Option<f64>],
    /// Group of every unit in that year.
    pub groups: &'a [Option<usize>],
}

/// Holds what a rule says of one unit after the latest assessment.
#[derive(Debug, Clone, PartialEq)]
pub struct ExitOutcome {
    /// Per assessment, whether the unit was among the last; `None` where it was not ranked.
    pub was_last: Vec<Option<bool>>,
    /// In how many of the n assessments up to now.
    pub times: usize,
    /// Where the unit stands.
    pub standing: Standing,
    /// Score by which a candidate is judged.
    pub score: Option<f64>,
    /// How often more the unit must be among the last for the rule to bite, at the least; 0 for candidates.
    pub missing: usize,
    /// Within how many coming assessments, at the most; 0 for candidates.
    pub within: usize,
}

/// Where a unit stands with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was not ranked in the latest assessment.
    NotAssessed,
    /// Nothing that would still count.
    Clear,
    /// It was among the last, and it still counts: see [`ExitOutcome::missing`] and [`ExitOutcome::within`].
    Warned,
    /// It fulfils the rule.
    Candidate,
    /// It fulfils the rule and is among those proposed.
    Proposed,
}

/// Says what is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitError {
    /// The last 0 are nobody.
    NoLast,
    /// Never among the last is everybody.
    NoTimes,
    /// More often than there are assessments to look at.
    TimesBeyondYears {
        /// m.
        times: usize,
        /// n.
        years: usize,
    },
    /// At most 0 are proposed.
    NoMost,
}

impl std::fmt::Display for ExitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoLast => write!(f, "last is 0, expected at least 1"),
            Self::NoTimes => write!(f, "times is 0, expected at least 1"),
            Self::TimesBeyondYears { times, years } => {
                write!(f, "times is {times}, expected at most the {years} years")
            }
            Self::NoMost => write!(f, "most is 0, expected at least 1 or none"),
        }
    }
}

impl std::error::Error for ExitError {}

impl Exit {
    /// Lists everything that is wrong with the rule.
    pub fn check(&self) -> Vec<ExitError> {
        let faults = [
            (self.last == 0).then_some(ExitError::NoLast),
            (self.times == 0).then_some(ExitError::NoTimes),
            (self.times > self.years).then_some(ExitError::TimesBeyondYears { times: self.times, years: self.years }),
            (self.most == Some(0)).then_some(ExitError::NoMost),
        ];
        faults.into_iter().flatten().collect()
    }
}

/// Applies a rule after the latest of several assessments, the earliest first; one outcome per unit.
///
/// - A unit is among the last k if fewer than k units are ranked after it, its equals counted as [`Border`] says. A
///   group of k or fewer is among the last as a whole.
/// - A unit that a veto leaves unranked is absent; one that it ranks last is among the last.
/// - Candidates are those ranked in the latest assessment and among the last m times in the window. Their equals in score share
///   the fate that [`Border`] says. The pool of a candidate is its group in the latest assessment.
/// - Cost: O(assessments · units · log(units)).
///
/// # Errors
/// Everything that [`Exit::check`] finds.
///
/// # Panics
/// If the assessments differ in their number of units.
pub fn exit(rule: &Exit, history: &[Assessment<'_>]) -> Result<Vec<ExitOutcome>, Vec<ExitError>> {
    let faults = rule.check();
    if !faults.is_empty() {
        return Err(faults);
    }
    let Some(latest) = history.last() else { return Ok(Vec::new()) };
    let n_units = latest.ranks.len();
    let mut was_last = vec![Vec::with_capacity(history.len()); n_units];
    for year in history {
        assert!(
            [year.ranks.len(), year.totals.len(), year.groups.len()].iter().all(|&n| n == n_units),
            "every assessment holds the same units"
        );
        let from_behind: Vec<Option<f64>> = year.ranks.iter().map(|rank| rank.map(|rank| -rank)).collect();
        let within = among_first(rule, rule.last, &from_behind, year.groups);
        for (unit, flags) in was_last.iter_mut().enumerate() {
            flags.push(year.ranks[unit].map(|_| within[unit]));
        }
    }
    let mut outcomes: Vec<ExitOutcome> =
        was_last.into_iter().enumerate().map(|(unit, flags)| judge(rule, history, unit, flags)).collect();
    propose(rule, latest.groups, &mut outcomes);
    Ok(outcomes)
}

/// Tells which units are among the first `k` of their pool by a key, the least first; those without key are not.
fn among_first(rule: &Exit, k: usize, keys: &[Option<f64>], groups: &[Option<usize>]) -> Vec<bool> {
    let pool = |unit: usize| if rule.among == Among::All { None } else { groups[unit] };
    let mut order: Vec<(Option<usize>, f64, usize)> =
        keys.iter().enumerate().filter_map(|(unit, key)| Some((pool(unit), (*key)? + 0.0, unit))).collect();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut within = vec![false; keys.len()];
    for members in order.chunk_by(|a, b| a.0 == b.0) {
        let mut n_before = 0;
        for equals in members.chunk_by(|a, b| a.1 == b.1) {
            let is_within = match rule.border {
                Border::Include => n_before < k,
                Border::Exclude => n_before + equals.len() <= k,
            };
            for &(_, _, unit) in equals {
                within[unit] = is_within;
            }
            n_before += equals.len();
        }
    }
    within
}

fn judge(rule: &Exit, history: &[Assessment<'_>], unit: usize, was_last: Vec<Option<bool>>) -> ExitOutcome {
    // Positions in the history that the rule looks at, the latest first.
    let own = (0..history.len()).rev().filter(|&y| rule.absence == Absence::Counts || was_last[y].is_some());
    let window: Vec<usize> = own.take(rule.years).collect();
    let bad = |y: usize| was_last[y] == Some(true);
    let times = window.iter().filter(|&&y| bad(y)).count();
    let is_assessed = was_last.last().is_some_and(Option::is_some);
    let fulfils = times >= rule.times;
    let (missing, within) = if fulfils { (0, 0) } else { still_missing(rule, &window, bad) };
    let standing = match (is_assessed, fulfils, missing < rule.times) {
        (false, _, _) => Standing::NotAssessed,
        (true, true, _) => Standing::Candidate,
        (true, false, true) => Standing::Warned,
        (true, false, false) => Standing::Clear,
    };
    let totals = || window.iter().filter(|&&y| bad(y)).filter_map(|&y| history[y].totals[unit]);
    let score = match rule.judged_on {
        JudgedOn::Mean => totals().next().map(|_| totals().sum::<f64>() / totals().count() as f64),
        JudgedOn::Latest => history.last().and_then(|year| year.totals[unit]),
        JudgedOn::Worst => totals().reduce(f64::min),
    };
    let score = score.filter(|_| standing == Standing::Candidate);
    ExitOutcome { was_last, times, standing, score, missing, within }
}

/// The least number of further times, and the longest stretch of coming assessments in which it is enough.
fn still_missing(rule: &Exit, window: &[usize], bad: impl Fn(usize) -> bool) -> (usize, usize) {
    // A window that ends j assessments ahead holds j coming ones and the latest n − j.
    let ahead = (1..=rule.years).map(|j| {
        let kept = window.iter().take(rule.years - j).filter(|&&y| bad(y)).count();
        (rule.times - kept, j)
    });
    let possible = ahead.filter(|(missing, j)| missing <= j);
    possible.min_by_key(|&(missing, j)| (missing, rule.years - j)).unwrap_or((rule.times, rule.years))
}

fn propose(rule: &Exit, groups: &[Option<usize>], outcomes: &mut [ExitOutcome]) {
    // A candidate without score, which only totals left out can cause, comes before all others.
    let key = |outcome: &ExitOutcome| {
        (outcome.standing == Standing::Candidate).then(|| outcome.score.map_or(f64::NEG_INFINITY, resolved))
    };
    let keys: Vec<Option<f64>> = outcomes.iter().map(key).collect();
    let proposed = among_first(rule, rule.most.unwrap_or(usize::MAX), &keys, groups);
    for (outcome, is_proposed) in outcomes.iter_mut().zip(proposed) {
        if is_proposed {
            outcome.standing = Standing::Proposed;
        }
    }
}
