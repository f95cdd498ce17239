use proptest::prelude::*;

use super::{
    AnswerComparison, Distance, NotApplicable, ProfileError, Profiles, Recognition, RecognitionState, ScoreComparison,
    directed_total, pair, pairwise, recognise, to_partner,
};
use crate::answer::{Absence, Answer, Answers};

const UNKNOWN: Answer = Answer::Absent(Absence::Unknown);
const NOT_APPLICABLE: Answer = Answer::Absent(Absence::NotApplicable);
const NO_PRACTICE: Answer = Answer::Absent(Absence::NoPractice);

fn number(number: f64) -> Answer {
    Answer::Number(number)
}

/// Distance of two rows under one comparison and equal weights.
fn between(a: &[Answer], b: &[Answer], comparison: &AnswerComparison, rule: NotApplicable) -> Distance {
    let n = a.len();
    let answers = Answers::new(n, [a, b].concat());
    let profiles = Profiles::of_answers(&answers, &vec![comparison.clone(); n], &vec![1.0; n], &vec![0; n], 1, rule);
    pair(&profiles.unwrap(), 0, 1)[0]
}

#[test]
fn share_of_weight_that_differs() {
    // Weights 1, 2, 4, 8: the second and the fourth differ, 10 of 15.
    let answers = Answers::new(
        4,
        vec![
            Answer::YES,
            Answer::NO,
            number(3.0),
            Answer::Text(0),
            Answer::YES,
            Answer::YES,
            number(3.0),
            Answer::Text(1),
        ],
    );
    let profiles = Profiles::of_answers(
        &answers,
        &vec![AnswerComparison::Equal; 4],
        &[1.0, 2.0, 4.0, 8.0],
        &[1, 0, 1, 0],
        2,
        NotApplicable::IsAnAnswer,
    )
    .unwrap();
    let pairs = pairwise(&profiles);
    assert_eq!(pairs.get(0, 1).known(), Some(10.0 / 15.0));
    assert_eq!(pairs.get(1, 0), pairs.get(0, 1));
    // Topic 0 holds the weights 2 and 8, both different; topic 1 the others, both equal.
    assert_eq!(
        pairs.topics(0, 1).iter().map(|d| (d.differing, d.total)).collect::<Vec<_>>(),
        [(10.0, 10.0), (0.0, 5.0)]
    );
    assert_eq!(to_partner(&profiles, 1)[1].iter().map(|d| d.differing).sum::<f64>(), 0.0);
    assert_eq!(profiles.provision(0, 1, 3), Some((0, Distance { differing: 8.0, unknown: 0.0, total: 8.0 })));
    assert_eq!(profiles.provision(0, 1, 9), None);
}

#[test]
fn unknown_answers_give_bounds() {
    // One differs, one agrees, two are not known of one side, one of neither.
    let a = [number(1.0), number(1.0), UNKNOWN, number(1.0), UNKNOWN];
    let b = [
        number(2.0),
        number(1.0),
        number(1.0),
        Answer::Absent(Absence::Contested),
        Answer::Absent(Absence::NotCollected),
    ];
    let rule = NotApplicable::IsAnAnswer;
    for comparison in [AnswerComparison::Equal, AnswerComparison::Scaled { range: 1.0 }] {
        let found = between(&a, &b, &comparison, rule);
        assert_eq!((found.lower(), found.upper()), (Some(0.2), Some(0.8)), "{comparison:?}");
        assert_eq!((found.known(), found.known_share()), (Some(0.5), Some(0.4)));
    }
    let nothing = between(&[UNKNOWN], &[UNKNOWN], &AnswerComparison::Equal, rule);
    assert_eq!((nothing.known(), nothing.lower(), nothing.upper()), (None, Some(0.0), Some(1.0)));
    let ignored = between(&[UNKNOWN], &[UNKNOWN], &AnswerComparison::Ignored, rule);
    assert_eq!((ignored.known(), ignored.lower()), (None, None));
}

#[test]
fn what_does_not_apply_is_an_answer_or_leaves() {
    let a = [NOT_APPLICABLE, NOT_APPLICABLE, NO_PRACTICE, NO_PRACTICE, number(1.0)];
    let b = [NOT_APPLICABLE, number(1.0), NO_PRACTICE, number(1.0), number(1.0)];
    for comparison in [AnswerComparison::Equal, AnswerComparison::Scaled { range: 10.0 }] {
        let answer = between(&a, &b, &comparison, NotApplicable::IsAnAnswer);
        assert_eq!((answer.differing, answer.total), (2.0, 5.0), "{comparison:?}");
        let leaves = between(&a, &b, &comparison, NotApplicable::LeavesThePair);
        assert_eq!((leaves.differing, leaves.total), (1.0, 3.0), "{comparison:?}");
    }
    let differ =
        between(&[NOT_APPLICABLE], &[NO_PRACTICE], &AnswerComparison::Scaled { range: 1.0 }, NotApplicable::IsAnAnswer);
    assert_eq!(differ.known(), Some(1.0));
}

#[test]
fn continuous_answers_are_banded_or_scaled() {
    let known =
        |a, b, comparison| between(&[number(a)], &[number(b)], &comparison, NotApplicable::IsAnAnswer).known().unwrap();
    assert_eq!(known(3.0, 4.0, AnswerComparison::Equal), 1.0);
    let bands = || AnswerComparison::Banded(vec![5.0, 10.0]);
    assert_eq!((known(3.0, 4.0, bands()), known(4.9, 5.0, bands()), known(10.0, 99.0, bands())), (0.0, 1.0, 0.0));
    let scaled = || AnswerComparison::Scaled { range: 8.0 };
    assert_eq!((known(3.0, 4.0, scaled()), known(3.0, 99.0, scaled())), (0.125, 1.0));
    let ordered = AnswerComparison::Ordered { n_options: 5 };
    let options = between(&[Answer::Choice(0)], &[Answer::Choice(1)], &ordered, NotApplicable::IsAnAnswer);
    assert_eq!(options.known(), Some(0.25));
}

#[test]
fn equally_restrictive_rules_count_as_the_same_by_scores() {
    // Nordås: answers differ in both provisions; scores 0/1 only in the second.
    let scores = [Some(1.0), Some(1.0), Some(1.0), Some(0.0), None, Some(0.25)];
    let of = |comparison| {
        let profiles = Profiles::of_scores(&scores, &[1.0, 1.0], &[1.0, 3.0], &[0, 0], 1, comparison).unwrap();
        (pair(&profiles, 0, 1)[0], pair(&profiles, 0, 2)[0])
    };
    let (first, second) = of(ScoreComparison::Equal);
    assert_eq!((first.known(), second.lower(), second.upper()), (Some(0.75), Some(0.75), Some(1.0)));
    let (first, second) = of(ScoreComparison::Share);
    assert_eq!((first.known(), second.known()), (Some(0.75), Some(0.75)));
}

/// Three provisions of weight 1 between two: the first two differ, the third is unknown.
fn mixed() -> Profiles {
    let answers = Answers::new(3, vec![Answer::YES, Answer::YES, Answer::YES, Answer::NO, Answer::NO, UNKNOWN]);
    Profiles::of_answers(
        &answers,
        &vec![AnswerComparison::Equal; 3],
        &[1.0; 3],
        &[0, 0, 1],
        2,
        NotApplicable::IsAnAnswer,
    )
    .unwrap()
}

#[test]
fn recognition_lessens_the_distance_by_direction() {
    let profiles = mixed();
    let recognition = |provision, from, to, state, share| Recognition { provision, from, to, state, share };
    let measure = |recognitions: &[Recognition]| {
        let found = directed_total(&recognise(&profiles, recognitions, 0, 1));
        (found.outward.differing, found.inward.differing)
    };
    assert_eq!(measure(&[]), (2.0, 2.0));
    assert_eq!(measure(&[recognition(0, 1, 0, RecognitionState::None, 1.0)]), (2.0, 2.0));
    // The second recognises the first: those of the first meet nothing there.
    let unilateral = recognition(0, 1, 0, RecognitionState::Unilateral, 1.0);
    assert_eq!(measure(&[unilateral]), (1.0, 2.0));
    assert_eq!(recognise(&profiles, &[unilateral], 0, 1)[0].mean().differing, 1.5);
    assert_eq!(measure(&[recognition(0, 0, 1, RecognitionState::Mutual, 1.0)]), (1.0, 1.0));
    // A condition keeps out half of the cases; of two recognitions the wider counts.
    let half = recognition(1, 0, 1, RecognitionState::Unilateral, 0.5);
    assert_eq!(measure(&[half, recognition(1, 0, 1, RecognitionState::Unilateral, 0.25)]), (2.0, 1.5));
    let all = [
        unilateral,
        recognition(1, 0, 1, RecognitionState::Identical, 1.0),
        recognition(2, 1, 0, RecognitionState::Mutual, 1.0),
    ];
    let found = directed_total(&recognise(&profiles, &all, 0, 1));
    assert_eq!(recognise(&profiles, &all, 0, 1)[1].outward.total, 1.0);
    assert_eq!((found.outward.differing, found.outward.unknown, found.inward.differing), (0.0, 0.0, 1.0));
    // Seen from the other side both directions change places.
    let mirrored = directed_total(&recognise(&profiles, &all, 1, 0));
    assert_eq!((mirrored.outward, mirrored.inward), (found.inward, found.outward));
}

#[test]
fn mistakes_are_named() {
    let answers = Answers::new(1, vec![Answer::YES]);
    let with = |comparison: AnswerComparison, weight, topic| {
        Profiles::of_answers(&answers, &[comparison], &[weight], &[topic], 1, NotApplicable::IsAnAnswer).unwrap_err()
    };
    assert_eq!(with(AnswerComparison::Equal, f64::NAN, 0), ProfileError::Weight { provision: 0 });
    assert_eq!(with(AnswerComparison::Equal, 1.0, 1), ProfileError::Topic { topic: 1 });
    assert_eq!(with(AnswerComparison::Scaled { range: 0.0 }, 1.0, 0), ProfileError::Comparison { provision: 0 });
    assert_eq!(with(AnswerComparison::Banded(vec![2.0, 1.0]), 1.0, 0), ProfileError::Comparison { provision: 0 });
    assert_eq!(with(AnswerComparison::Ordered { n_options: 1 }, 1.0, 0), ProfileError::Comparison { provision: 0 });
    let short = Profiles::of_answers(&answers, &[], &[1.0], &[0], 1, NotApplicable::IsAnAnswer);
    assert_eq!(short.unwrap_err(), ProfileError::Length { n_found: 0, n_expected: 1 });
}

fn any_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        4 => (0..3_u32).prop_map(Answer::Choice),
        1 => Just(UNKNOWN),
        1 => Just(NOT_APPLICABLE),
        1 => Just(NO_PRACTICE),
    ]
}

fn any_comparison() -> impl Strategy<Value = AnswerComparison> {
    prop_oneof![
        3 => Just(AnswerComparison::Equal),
        1 => Just(AnswerComparison::Ordered { n_options: 3 }),
        1 => Just(AnswerComparison::Ignored),
    ]
}

proptest! {
    #[test]
    fn all_pairs_are_what_one_provision_at_a_time_gives(
        cells in prop::collection::vec(any_answer(), 5 * 37),
        comparisons in prop::collection::vec(any_comparison(), 37),
        weights in prop::collection::vec(0.0..3.0_f64, 37),
        topics in prop::collection::vec(0..3_usize, 37),
        leaves in any::<bool>(),
    ) {
        let rule = if leaves { NotApplicable::LeavesThePair } else { NotApplicable::IsAnAnswer };
        let answers = Answers::new(37, cells);
        let profiles = Profiles::of_answers(&answers, &comparisons, &weights, &topics, 3, rule).unwrap();
        let pairs = pairwise(&profiles);
        for a in 0..5 {
            for b in a + 1..5 {
                let mut sums = [Distance::default(); 3];
                for p in 0..37 {
                    let cell = comparisons[p].difference(answers.get(a, p), answers.get(b, p), weights[p], rule);
                    sums[topics[p]] = sums[topics[p]].plus(cell);
                }
                for (found, expected) in pairs.topics(a, b).iter().zip(sums) {
                    prop_assert!((found.differing - expected.differing).abs() < 1e-9);
                    prop_assert!((found.unknown - expected.unknown).abs() < 1e-9);
                    prop_assert!((found.total - expected.total).abs() < 1e-9);
                }
                let whole = pairs.get(a, b);
                if let (Some(low), Some(high)) = (whole.lower(), whole.upper()) {
                    prop_assert!(0.0 <= low && low <= high && high <= 1.0 + 1e-12);
                    if let Some(known) = whole.known() {
                        prop_assert!(low <= known + 1e-12 && known <= high + 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn distance_by_answers_keeps_the_triangle(cells in prop::collection::vec(0..3_u32, 3 * 20)) {
        let answers = Answers::new(20, cells.into_iter().map(Answer::Choice).collect());
        let profiles = Profiles::of_answers(
            &answers, &vec![AnswerComparison::Equal; 20], &[1.0; 20], &[0; 20], 1, NotApplicable::IsAnAnswer,
        ).unwrap();
        let pairs = pairwise(&profiles);
        let d = |a, b| pairs.get(a, b).known().unwrap();
        prop_assert!(d(0, 2) <= d(0, 1) + d(1, 2) + 1e-12);
    }

    #[test]
    fn threads_do_not_change_a_byte(cells in prop::collection::vec(any_answer(), 12 * 33)) {
        let answers = Answers::new(33, cells);
        let weights: Vec<f64> = (0..33).map(|p| 0.1 + 0.3 * f64::from(p % 7)).collect();
        let profiles = Profiles::of_answers(
            &answers, &vec![AnswerComparison::Equal; 33], &weights, &[0; 33], 1, NotApplicable::IsAnAnswer,
        ).unwrap();
        let with = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(|| pairwise(&profiles));
        prop_assert_eq!(with(1), with(4));
    }
}
