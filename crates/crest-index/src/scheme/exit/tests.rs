//! Rules by hand, and against counting every window on synthetic zones.

use super::*;
use crate::random;

const ETDZ: Exit = Exit {
    last: 5,
    among: Among::Group,
    times: 2,
    years: 3,
    judged_on: JudgedOn::Mean,
    most: None,
    border: Border::Include,
    absence: Absence::Counts,
};

struct Year {
    ranks: Vec<Option<f64>>,
    totals: Vec<Option<f64>>,
    groups: Vec<Option<usize>>,
}

fn year(totals: &[Option<f64>], groups: &[Option<usize>]) -> Year {
    let ranks = crate::rank::ranks_within(totals, groups).into_iter().map(|rank| rank.map(f64::from)).collect();
    Year { ranks, totals: totals.to_vec(), groups: groups.to_vec() }
}

fn apply(rule: &Exit, years: &[Year]) -> Vec<ExitOutcome> {
    let history: Vec<Assessment<'_>> = years
        .iter()
        .map(|year| Assessment { ranks: &year.ranks, totals: &year.totals, groups: &year.groups })
        .collect();
    exit(rule, &history).unwrap()
}

#[test]
fn two_of_three_years_among_the_last_by_hand() {
    // Five zones of one group, the last one counts. Last in turn: zone 4, zone 3, zone 4.
    let rule = Exit { last: 1, ..ETDZ };
    let group = [Some(0); 5];
    let totals = [[90.0, 80.0, 70.0, 60.0, 50.0], [90.0, 80.0, 70.0, 40.0, 55.0], [90.0, 80.0, 70.0, 60.0, 46.0]];
    let years: Vec<Year> = totals.iter().map(|totals| year(&totals.map(Some), &group)).collect();
    let outcomes = apply(&rule, &years);
    // Zone 4: last in the first and third year, judged on (50 + 46)/2.
    assert_eq!((outcomes[4].standing, outcomes[4].times, outcomes[4].score), (Standing::Proposed, 2, Some(48.0)));
    assert_eq!(outcomes[4].was_last, [Some(true), Some(false), Some(true)]);
    // Zone 3: last in the second year only, which counts for one more assessment.
    let third = &outcomes[3];
    assert_eq!((third.standing, third.missing, third.within), (Standing::Warned, 1, 1));
    let first = &outcomes[0];
    assert_eq!((first.standing, first.missing, first.within), (Standing::Clear, 2, 3));
    // A year earlier zone 3 had just been last: once more within two years.
    let earlier = apply(&rule, &years[..2]);
    assert_eq!((earlier[3].standing, earlier[3].missing, earlier[3].within), (Standing::Warned, 1, 2));
}

#[test]
fn two_years_running_by_hand() {
    let rule = Exit { last: 1, times: 2, years: 2, judged_on: JudgedOn::Worst, ..ETDZ };
    let group = [Some(0); 3];
    let years = [[3.0, 2.0, 1.0], [3.0, 1.0, 2.0], [3.0, 0.5, 2.0]].map(|totals| year(&totals.map(Some), &group));
    let outcomes = apply(&rule, &years);
    assert_eq!((outcomes[1].standing, outcomes[1].score), (Standing::Proposed, Some(0.5)));
    assert_eq!((outcomes[2].standing, outcomes[2].missing, outcomes[2].within), (Standing::Clear, 2, 2));
    let after_one = apply(&rule, &years[..1]);
    assert_eq!((after_one[2].standing, after_one[2].missing, after_one[2].within), (Standing::Warned, 1, 1));
}

#[test]
fn ties_at_the_border_follow_the_rule() {
    // The last two of five: 1 is last, then two with 2.
    let one = [year(&[5.0, 2.0, 2.0, 4.0, 1.0].map(Some), &[Some(0); 5])];
    let was = |border| -> Vec<bool> {
        let rule = Exit { last: 2, times: 1, years: 1, border, ..ETDZ };
        apply(&rule, &one).iter().map(|outcome| outcome.was_last[0] == Some(true)).collect()
    };
    assert_eq!(was(Border::Include), [false, true, true, false, true]);
    assert_eq!(was(Border::Exclude), [false, false, false, false, true]);
}

#[test]
fn absence_counts_as_a_year_or_is_skipped() {
    // Zone 1 is last, absent, last, with a window of two.
    let group = [Some(0); 2];
    let years = [[Some(2.0), Some(1.0)], [Some(2.0), None], [Some(2.0), Some(1.0)]].map(|totals| year(&totals, &group));
    let rule = Exit { last: 1, times: 2, years: 2, ..ETDZ };
    assert_eq!(apply(&rule, &years)[1].standing, Standing::Warned);
    assert_eq!(apply(&Exit { absence: Absence::Skipped, ..rule }, &years)[1].standing, Standing::Proposed);
    // Who is not there now is no candidate, and alone in the group the other one is last.
    let now = apply(&Exit { times: 1, ..rule }, &years[..2]);
    assert_eq!([now[0].standing, now[1].standing], [Standing::Proposed, Standing::NotAssessed]);
}

#[test]
fn at_most_so_many_are_proposed_the_lowest_first() {
    let groups = [Some(0), Some(0), Some(0), Some(1), Some(1)];
    let years = [year(&[3.0, 1.0, 2.0, 1.0, 1.0].map(Some), &groups)];
    let rule = Exit { last: 2, times: 1, years: 1, most: Some(1), judged_on: JudgedOn::Latest, ..ETDZ };
    use Standing::{Candidate, Clear, Proposed};
    let standings = |rule: &Exit| -> Vec<Standing> { apply(rule, &years).iter().map(|o| o.standing).collect() };
    assert_eq!(standings(&rule), [Clear, Proposed, Candidate, Proposed, Proposed]);
    // Without those that tie across the border of one.
    assert_eq!(
        standings(&Exit { border: Border::Exclude, ..rule }),
        [Clear, Proposed, Candidate, Candidate, Candidate]
    );
}

#[test]
fn wrong_rules_are_named_all_at_once() {
    let rule = Exit { last: 0, times: 3, years: 2, most: Some(0), ..ETDZ };
    let expected = [ExitError::NoLast, ExitError::TimesBeyondYears { times: 3, years: 2 }, ExitError::NoMost];
    assert_eq!(exit(&rule, &[]).unwrap_err(), expected);
    assert_eq!(exit(&ETDZ, &[]).unwrap(), []);
}

/// Sixty zones in three groups over five years: totals in steps so that some tie, some zones absent, some move group.
fn synthetic(seed: u64) -> Vec<Year> {
    let draw = |position: u64| random::uniform(seed, position);
    (0..5_u64)
        .map(|y| {
            let totals: Vec<Option<f64>> = (0..60_u64)
                .map(|unit| {
                    let own = draw(1_000 + unit) * 20.0;
                    let here = draw(y * 100 + unit) > 0.08;
                    here.then(|| (own + draw(10_000 + y * 100 + unit) * 15.0).round())
                })
                .collect();
            let groups: Vec<Option<usize>> = (0..60_usize)
                .map(|unit| Some((unit + usize::from(draw(20_000 + y * 100 + unit as u64) < 0.03)) % 3))
                .collect();
            year(&totals, &groups)
        })
        .collect()
}

/// Whether a zone is among the last k of its group, by counting those behind it.
fn counted_last(rule: &Exit, year: &Year, unit: usize) -> Option<bool> {
    let own = year.totals[unit]?;
    let rivals = (0..60).filter(|&v| rule.among == Among::All || year.groups[v] == year.groups[unit]);
    let (mut behind, mut level) = (0, 0);
    for total in rivals.filter_map(|v| year.totals[v]) {
        behind += usize::from(total < own);
        level += usize::from(total == own);
    }
    Some(if rule.border == Border::Include { behind < rule.last } else { behind + level <= rule.last })
}

/// Tries every pattern of coming years: the fewest further times with which the rule can bite.
fn tried(rule: &Exit, past: &[bool]) -> (usize, usize) {
    let mut best: Option<(usize, usize)> = None;
    for pattern in 0..1_u32 << rule.years {
        let mut flags = past.to_vec();
        let (mut used, mut bites) = (0, None);
        for j in 0..rule.years {
            let bad = pattern >> j & 1 == 1;
            used += usize::from(bad);
            flags.push(bad);
            let window = &flags[flags.len().saturating_sub(rule.years)..];
            // It bites in an assessment in which the unit is among the last.
            if bad && window.iter().filter(|bad| **bad).count() >= rule.times && bites.is_none() {
                bites = Some((used, j + 1));
            }
        }
        let Some((used, at)) = bites else { continue };
        best = Some(match best {
            Some((least, latest)) if least < used => (least, latest),
            Some((least, latest)) if least == used => (least, latest.max(at)),
            _ => (used, at),
        });
    }
    best.unwrap()
}

#[test]
fn outcomes_on_synthetic_zones_equal_brute_force() {
    let (mut n_candidates, mut n_warned, mut n_ties) = (0, 0, 0);
    for seed in 0..40 {
        let years = synthetic(seed);
        for (times, n) in [(2, 3), (2, 2), (1, 1), (3, 5), (2, 4)] {
            for (border, absence, judged_on) in [
                (Border::Include, Absence::Counts, JudgedOn::Mean),
                (Border::Exclude, Absence::Skipped, JudgedOn::Worst),
                (Border::Include, Absence::Skipped, JudgedOn::Latest),
            ] {
                let rule = Exit { times, years: n, border, absence, judged_on, most: Some(2), ..ETDZ };
                let outcomes = apply(&rule, &years);
                let mut candidates = Vec::new();
                for (unit, outcome) in outcomes.iter().enumerate() {
                    let flags: Vec<Option<bool>> = years.iter().map(|year| counted_last(&rule, year, unit)).collect();
                    assert_eq!(outcome.was_last, flags);
                    let kept = flags.iter().enumerate().filter(|(_, f)| absence == Absence::Counts || f.is_some());
                    let slots: Vec<(usize, bool)> = kept.map(|(y, f)| (y, *f == Some(true))).collect();
                    let window = &slots[slots.len().saturating_sub(n)..];
                    let bad: Vec<usize> = window.iter().filter(|slot| slot.1).map(|slot| slot.0).collect();
                    assert_eq!(outcome.times, bad.len());
                    let is_candidate = flags[4].is_some() && bad.len() >= times;
                    assert_eq!(matches!(outcome.standing, Standing::Candidate | Standing::Proposed), is_candidate);
                    if is_candidate {
                        let scores: Vec<f64> = bad.iter().map(|&y| years[y].totals[unit].unwrap()).collect();
                        let score = match judged_on {
                            JudgedOn::Mean => scores.iter().sum::<f64>() / scores.len() as f64,
                            JudgedOn::Latest => years[4].totals[unit].unwrap(),
                            JudgedOn::Worst => scores.into_iter().fold(f64::INFINITY, f64::min),
                        };
                        assert_eq!(outcome.score, Some(score));
                        candidates.push((unit, score));
                    } else if bad.len() < times {
                        let past: Vec<bool> = slots.iter().map(|slot| slot.1).collect();
                        assert_eq!((outcome.missing, outcome.within), tried(&rule, &past), "{rule:?} {past:?}");
                        let is_warned = flags[4].is_some() && outcome.missing < times;
                        assert_eq!(outcome.standing == Standing::Warned, is_warned);
                        n_warned += usize::from(is_warned);
                    }
                }
                for &(unit, score) in &candidates {
                    let rivals = candidates.iter().filter(|(v, _)| years[4].groups[*v] == years[4].groups[unit]);
                    let (mut below, mut level) = (0, 0);
                    for &(_, other) in rivals {
                        below += usize::from(other < score - 1e-9);
                        level += usize::from((other - score).abs() <= 1e-9);
                    }
                    let within = if border == Border::Include { below < 2 } else { below + level <= 2 };
                    assert_eq!(outcomes[unit].standing == Standing::Proposed, within);
                    n_candidates += 1;
                    n_ties += usize::from(level > 1);
                }
            }
        }
    }
    // The worlds must hold what the test is about.
    assert!(n_candidates > 1000 && n_warned > 1000 && n_ties > 50, "{n_candidates} {n_warned} {n_ties}");
}
