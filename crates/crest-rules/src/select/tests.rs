use proptest::prelude::*;

use super::{Moment, Record, SelectError, Span, overlaps, select};
use crate::answer::{Absence, Answer, Days};

/// Mainland 0 ⊃ Guangdong 1 ⊃ Guangzhou 2; Hong Kong 3 with a district 4.
const PARENTS: [Option<usize>; 5] = [None, Some(0), Some(1), None, Some(3)];

fn span(from: i32, to: Option<i32>) -> Span {
    Span { from: Some(Days(from)), to: to.map(Days) }
}

fn record(jurisdiction: usize, counterpart: Option<usize>, number: f64, valid: Span) -> Record {
    Record { provision: 0, jurisdiction, counterpart, answer: Answer::Number(number), valid, recorded: Span::ALWAYS }
}

fn at(valid: i32, towards: Option<usize>) -> Moment {
    Moment { valid: Days(valid), recorded: None, towards }
}

fn numbers(records: &[Record], moment: Moment) -> Vec<Option<f64>> {
    let selected = select(records, &PARENTS, 1, moment).unwrap();
    (0..PARENTS.len()).map(|j| selected.answers.get(j, 0).number()).collect()
}

#[test]
fn spans_are_half_open() {
    let records = [record(3, None, 5.0, span(10, Some(20))), record(3, None, 3.0, span(20, None))];
    let own = |day| numbers(&records, at(day, None))[3];
    assert_eq!((own(9), own(10), own(19), own(20)), (None, Some(5.0), Some(5.0), Some(3.0)));
    assert!(!records[0].valid.overlaps(records[1].valid));
    assert!(!span(5, Some(5)).overlaps(Span::ALWAYS));
    assert!(span(5, Some(6)).overlaps(Span::ALWAYS));
}

#[test]
fn answer_is_inherited_until_overridden() {
    let records = [record(0, None, 1.0, span(0, None)), record(2, None, 2.0, span(10, None))];
    assert_eq!(numbers(&records, at(5, None))[..3], [Some(1.0); 3]);
    assert_eq!(numbers(&records, at(10, None))[..3], [Some(1.0), Some(1.0), Some(2.0)]);
    let selected = select(&records, &PARENTS, 1, at(5, None)).unwrap();
    assert_eq!(selected.records, [Some(0), Some(0), Some(0), None, None]);
    assert_eq!(selected.origins, [Some(0), Some(0), Some(0), None, None]);
    assert_eq!(selected.answers.get(3, 0), Answer::Absent(Absence::NotCollected));
    // An absent answer of its own overrides as well.
    let unknown = Record { answer: Answer::Absent(Absence::Unknown), ..records[1] };
    assert_eq!(numbers(&[records[0], unknown], at(10, None))[2], None);
}

#[test]
fn nearer_counterpart_wins() {
    // Guangdong towards all, towards Hong Kong, towards the district; listed from near to far so that order does not decide.
    let records = [
        record(1, Some(4), 3.0, span(0, None)),
        record(1, Some(3), 2.0, span(0, None)),
        record(1, None, 1.0, span(0, None)),
    ];
    assert_eq!(numbers(&records, at(1, None))[1], Some(1.0));
    assert_eq!(numbers(&records, at(1, Some(3)))[1], Some(2.0));
    assert_eq!(numbers(&records, at(1, Some(4)))[1], Some(3.0));
    assert_eq!(
        numbers(&records[1..], at(1, Some(4)))[1],
        Some(2.0),
        "what holds towards the parent holds towards the child"
    );
    assert_eq!(numbers(&records, at(1, Some(0)))[1], Some(1.0));
}

#[test]
fn own_general_record_overrides_an_inherited_directed_one() {
    let records = [record(0, Some(3), 9.0, span(0, None)), record(1, None, 1.0, span(0, None))];
    assert_eq!(numbers(&records, at(1, Some(3)))[..3], [Some(9.0), Some(1.0), Some(1.0)]);
}

#[test]
fn correction_rewrites_what_is_known_but_not_what_was_known() {
    let wrong = Record { recorded: span(100, Some(200)), ..record(3, None, 31.0, span(0, None)) };
    let right = Record { recorded: span(200, None), ..record(3, None, 32.0, span(0, None)) };
    let known = |day: Option<i32>| {
        let moment = Moment { valid: Days(50), recorded: day.map(Days), towards: None };
        numbers(&[wrong, right], moment)[3]
    };
    assert_eq!(
        (known(Some(99)), known(Some(150)), known(Some(200)), known(None)),
        (None, Some(31.0), Some(32.0), Some(32.0))
    );
}

#[test]
fn later_claim_wins_and_equal_claims_conflict() {
    let old = record(3, None, 1.0, span(0, None));
    let new = record(3, None, 2.0, span(10, None));
    for records in [[old, new], [new, old]] {
        assert_eq!(numbers(&records, at(20, None))[3], Some(2.0));
        assert!(select(&records, &PARENTS, 1, at(20, None)).unwrap().conflicts.is_empty());
        assert_eq!(overlaps(&records), [(0, 1)]);
    }
    let rival = record(3, None, 3.0, span(10, None));
    let selected = select(&[new, rival], &PARENTS, 1, at(20, None)).unwrap();
    assert_eq!((selected.records[3], selected.conflicts), (Some(1), vec![(1, 0)]));
    let twin = [new, new];
    assert!(select(&twin, &PARENTS, 1, at(20, None)).unwrap().conflicts.is_empty());
    assert!(overlaps(&twin).is_empty());
}

#[test]
fn positions_that_do_not_exist_are_refused() {
    let select = |records: &[Record], parents: &[Option<usize>], towards| select(records, parents, 1, at(0, towards));
    let jurisdiction = |jurisdiction| Err(SelectError::Jurisdiction { jurisdiction });
    assert_eq!(select(&[record(7, None, 1.0, Span::ALWAYS)], &PARENTS, None).map(|_| ()), jurisdiction(7));
    assert_eq!(select(&[record(0, Some(8), 1.0, Span::ALWAYS)], &PARENTS, None).map(|_| ()), jurisdiction(8));
    assert_eq!(select(&[], &PARENTS, Some(9)).map(|_| ()), jurisdiction(9));
    assert_eq!(select(&[], &[Some(3)], None).map(|_| ()), jurisdiction(3));
    assert_eq!(select(&[], &[Some(1), Some(0)], None).map(|_| ()), Err(SelectError::Circle { jurisdiction: 0 }));
    let beyond = Record { provision: 1, ..record(0, None, 1.0, Span::ALWAYS) };
    assert_eq!(select(&[beyond], &PARENTS, None).map(|_| ()), Err(SelectError::Provision { provision: 1 }));
}

/// The winner by the words of the rule: look for a record up the chain of parents, and among a jurisdiction's own take the strongest.
fn by_the_rule(records: &[Record], jurisdiction: usize, moment: Moment) -> Option<usize> {
    let chain = |from: Option<usize>| std::iter::successors(from, |j| PARENTS[*j]);
    for own in chain(Some(jurisdiction)) {
        let holding = records.iter().enumerate().filter(|(_, record)| {
            record.jurisdiction == own && record.valid.contains(moment.valid) && record.recorded.to.is_none()
        });
        let strength = |record: &Record| match record.counterpart {
            None => Some(usize::MAX),
            Some(counterpart) => chain(moment.towards).position(|j| j == counterpart),
        };
        let claims = holding.filter_map(|(k, record)| Some((strength(record)?, record, k)));
        let best = claims.min_by(|a, b| {
            a.0.cmp(&b.0)
                .then(b.1.recorded.from.cmp(&a.1.recorded.from))
                .then(b.1.valid.from.cmp(&a.1.valid.from))
                .then(b.2.cmp(&a.2))
        });
        if let Some((_, _, k)) = best {
            return Some(k);
        }
    }
    None
}

fn any_span() -> impl Strategy<Value = Span> {
    (prop::option::of(0..6_i32), prop::option::of(0..8_i32))
        .prop_map(|(from, to)| Span { from: from.map(Days), to: to.map(Days) })
}

proptest! {
    #[test]
    fn winner_is_that_of_the_rule(
        drawn in prop::collection::vec((0..5_usize, prop::option::of(0..5_usize), 0..3_i32, any_span(), any_span()), 0..25),
        day in 0..8_i32,
        towards in prop::option::of(0..5_usize),
    ) {
        let records: Vec<Record> = drawn
            .into_iter()
            .map(|(j, counterpart, number, valid, recorded)| Record { recorded, ..record(j, counterpart, f64::from(number), valid) })
            .collect();
        let selected = select(&records, &PARENTS, 1, at(day, towards)).unwrap();
        for j in 0..PARENTS.len() {
            prop_assert_eq!(selected.records[j], by_the_rule(&records, j, at(day, towards)));
        }
        for (winner, other) in selected.conflicts {
            prop_assert!(records[winner].answer != records[other].answer);
            let pair = (winner.min(other), winner.max(other));
            prop_assert!(overlaps(&records).contains(&pair) || records[winner].valid.overlaps(records[other].valid));
        }
    }
}
