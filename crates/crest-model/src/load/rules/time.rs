//! Days as lists write them, and answers that hold at one time.

use std::collections::BTreeMap;

use crate::load::shape::At;
use crate::rules::{Answer, AnswerValue, Basis, Rules, WrittenDay};
use crate::{Day, Diagnostic, Period};

/// Most answers of one jurisdiction to one question with which each is compared.
const MOST_COMPARED: usize = 2_000;

/// Which end of a stretch of time a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// Reads a day; a shortened one is the first or the last day of its month or year.
pub(super) fn day(
    at: Option<At<String>>,
    end: End,
    column: &str,
    found: &mut Vec<Diagnostic>,
) -> Option<At<WrittenDay>> {
    let At { value: written, location } = at?;
    let day = match end {
        End::First => Day::first_of(&written),
        End::Last => written.parse::<Day>(),
    };
    match day {
        Ok(day) => Some(At::new(WrittenDay { day, written }, location)),
        Err(_) => {
            found.push(
                Diagnostic::error("C1609", format!("`{written}` in column `{column}` is no date"))
                    .at(location)
                    .value(&written)
                    .expected("a day (2023-07-01), month (2023-07) or year (2023)"),
            );
            None
        }
    }
}

/// Checks that a stretch of time does not end before it begins; gives its days without places.
pub(super) fn stretch(
    from: Option<At<WrittenDay>>,
    to: Option<At<WrittenDay>>,
    found: &mut Vec<Diagnostic>,
) -> (Option<WrittenDay>, Option<WrittenDay>) {
    if let (Some(from), Some(to)) = (&from, &to)
        && to.value.day < from.value.day
    {
        found.push(
            Diagnostic::error("C1610", format!("it holds from {} to {}", from.value.written, to.value.written))
                .at(to.location.clone())
                .value(&to.value.written)
                .expected("two dates, the earlier first"),
        );
    }
    (from.map(|at| at.value), to.map(|at| at.value))
}

/// What makes answers stand for the same thing.
type Key<'a> = (&'a str, &'a str, Option<&'a str>, Basis);

/// Ends shortened stretches where the next one begins, then reports answers that hold at one time.
pub(super) fn check(rules: &mut Rules, found: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    for (i, one) in rules.answers.iter().enumerate() {
        let key = (one.provision.as_str(), one.jurisdiction.as_str(), one.counterpart.as_deref(), one.basis);
        groups.entry(key).or_default().push(i);
    }
    let mut ends: Vec<(usize, Day)> = Vec::new();
    let mut ordered = Vec::new();
    for (_, mut members) in groups.into_iter().filter(|(_, members)| members.len() > 1) {
        members.sort_by_key(|i| (rules.answers[*i].valid().0, *i));
        for (place, i) in members.iter().enumerate() {
            ends.extend(given_way(&rules.answers, *i, &members[place + 1..]).map(|day| (*i, day)));
        }
        ordered.push(members);
    }
    for (i, day) in ends {
        if let Some(to) = &mut rules.answers[i].to {
            to.day = day;
        }
    }
    for members in ordered {
        // Latest end so far; what begins there or later meets nothing, which keeps a plain history linear.
        let mut latest = i32::MIN;
        for (place, i) in members.iter().enumerate() {
            let (start, end) = rules.answers[*i].valid();
            if start.is_none_or(|start| start < latest) {
                let earlier = &members[place.saturating_sub(MOST_COMPARED)..place];
                // One report for each row is enough.
                if let Some(other) = earlier.iter().find(|other| meet(&rules.answers[**other], &rules.answers[*i])) {
                    report(rules, *other, *i, found);
                }
            }
            latest = latest.max(end.unwrap_or(i32::MAX));
        }
    }
}

/// Returns the day before the next answer, where a shortened end and that answer lie in the same month or year.
fn given_way(answers: &[Answer], i: usize, later: &[usize]) -> Option<Day> {
    let to = answers[i].to.as_ref()?;
    let period: Period = to.written.parse().ok()?;
    let own_start = answers[i].valid().0;
    let (first, last) = (period.first_day().number(), period.last_day().number());
    let starts = later.iter().take(MOST_COMPARED).filter_map(|other| answers[*other].valid().0);
    // They come in the order of their beginnings.
    let next = starts.take_while(|start| *start <= last).find(|start| Some(*start) > own_start && *start >= first)?;
    Some(Day::of_number(next - 1))
}

/// Tells whether two answers hold at one time, and the record says so at one time.
fn meet(one: &Answer, other: &Answer) -> bool {
    let touch = |a: (Option<i32>, Option<i32>), b: (Option<i32>, Option<i32>)| {
        let before = |end: Option<i32>, start: Option<i32>| matches!((end, start), (Some(e), Some(s)) if e <= s);
        !before(a.1, b.0) && !before(b.1, a.0)
    };
    touch(one.valid(), other.valid()) && touch(one.recorded(), other.recorded())
}

/// Reports two answers that hold at one time: a contradiction, or the same said twice.
fn report(rules: &Rules, first: usize, second: usize, found: &mut Vec<Diagnostic>) {
    let (first, second) = (&rules.answers[first], &rules.answers[second]);
    let (by, to) = (&second.jurisdiction, &second.provision);
    let shown = |answer: &Answer| {
        let text = crate::rules::value_text(rules, answer);
        if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") }
    };
    let is_same = same(&first.value, &second.value);
    let diagnostic = if is_same {
        Diagnostic::warning(
            "C1611",
            format!("two answers of `{by}` to `{to}` say the same for one time: {}", shown(second)),
        )
        .hint("join them, or end the first one where the second begins")
    } else {
        Diagnostic::error(
            "C1612",
            format!("two answers of `{by}` to `{to}` contradict each other: {} and {}", shown(first), shown(second)),
        )
        .hint("end the first one where the second begins, or name the counterpart of each")
    };
    found.push(
        diagnostic
            .at(second.location.clone())
            .value(&second.written)
            .expected("one answer at any time")
            .related(first.location.clone(), "the other answer"),
    );
}

/// Tells whether two values are the same answer; how a date is written does not count.
fn same(one: &AnswerValue, other: &AnswerValue) -> bool {
    match (one, other) {
        (AnswerValue::Date(a), AnswerValue::Date(b)) => a.day == b.day,
        _ => one == other,
    }
}
