use super::{Change, Prepared, Refusal, Subject, SystemChange, Target, Verdict, World};
use crate::answer::{Absence, Answer, Answers, Lever};
use crate::axes::{Quadrant, axes};
use crate::bundle::effects;
use crate::distance::{AnswerComparison, NotApplicable};
use crate::expression::Condition;
use crate::method::{
    AbsenceRules, Aggregate, Better, Component, Draft, Gate, Group, Member, Method, Node, RankRule, Reading,
    ScoreFunction,
};
use crate::score::{Composite, Scores, score};

const UNKNOWN: Answer = Answer::Absent(Absence::Unknown);
const NOT_APPLICABLE: Answer = Answer::Absent(Absence::NotApplicable);

fn number(number: f64) -> Answer {
    Answer::Number(number)
}

/// Provisions 0–3 score their own number, 0 to 100, mean of four; provision 4 is the key of a gate on a group of 2 and 3.
fn method() -> Method {
    let leaf = |provision| {
        let reading = Reading::Answer { provision, function: ScoreFunction::AsGiven };
        Node::Component(Component { reading, worst: 0.0, best: 100.0, absence: AbsenceRules::DOING_BUSINESS })
    };
    let group = |members: &[(usize, f64)]| {
        let members = members.iter().map(|&(node, weight)| Member { node, weight }).collect();
        Node::Group(Group { members, aggregate: Aggregate::Mean })
    };
    let nodes = vec![
        leaf(0),
        leaf(1),
        leaf(2),
        leaf(3),
        group(&[(0, 1.0), (1, 1.0)]),
        group(&[(2, 1.0), (3, 1.0)]),
        group(&[(4, 1.0), (5, 1.0)]),
    ];
    Method::new(Draft {
        n_provisions: 5,
        nodes,
        implications: Vec::new(),
        couplings: Vec::new(),
        gates: vec![Gate { node: 5, when: Condition::no(4), score: 0.0 }],
        better: Better::Higher,
        rank_rule: RankRule::Unrounded,
        decimals: 1,
    })
    .unwrap()
}

/// Ours 0, a partner 1, a third 2, and 3 = the mean of 0 and 2.
fn answers() -> Answers {
    Answers::new(
        5,
        [
            [number(40.0), number(80.0), number(50.0), number(20.0), Answer::NO],
            [number(60.0), number(70.0), number(50.0), number(60.0), Answer::YES],
            [number(90.0), number(100.0), NOT_APPLICABLE, UNKNOWN, Answer::YES],
            [UNKNOWN; 5],
        ]
        .concat(),
    )
}

const LEVERS: [Lever; 5] = [Lever::Rule, Lever::Outcome, Lever::Process, Lever::Cost, Lever::Mixed];

struct Case {
    method: Method,
    answers: Answers,
    scores: Scores,
    comparisons: Vec<AnswerComparison>,
}

impl Case {
    fn new() -> Self {
        let (method, answers) = (method(), answers());
        let mut scores = score(&method, &answers);
        scores.combine(&[Composite { jurisdiction: 3, parts: vec![(0, 0.5), (1, 0.5)] }]);
        Self { method, answers, scores, comparisons: vec![AnswerComparison::Equal; 5] }
    }

    fn prepared(&self) -> Prepared<'_> {
        Prepared::new(World {
            method: &self.method,
            answers: &self.answers,
            scores: &self.scores,
            levers: &LEVERS,
            ranked: &[0, 1, 2],
            comparisons: &self.comparisons,
            weights: &[1.0; 5],
            not_applicable: NotApplicable::IsAnAnswer,
            partners: &[1, 2],
        })
    }
}

fn change(provision: usize, target: Target) -> Change {
    Change { provision, target }
}

#[test]
fn reform_moves_score_rank_and_distance() {
    let case = Case::new();
    // Ours: (40 + 80) / 2 = 60 and a closed gate: 30. The partner: 65 and 55: 60. The third is missing.
    assert_eq!(case.scores.node(6), [Some(30.0), Some(60.0), None, Some(45.0)]);
    let adopt = |provision| change(provision, Target::Adopt { from: 1 });
    let effect = case.prepared().effect(&Subject::alone(0), &[adopt(0), adopt(4)], SystemChange::Refuse);
    // 60 → (60 + 80) / 2 = 70; the gate opens on (50 + 20) / 2 = 35: 52.5.
    assert_eq!((effect.change(6), effect.change(4), effect.change(5)), (Some(22.5), Some(10.0), Some(35.0)));
    assert_eq!((effect.rank_before, effect.rank_after), (Some(2), Some(2)));
    assert_eq!(effect.gap_closed, Some(22.5 / 70.0));
    // Four of five answers differ from the partner before, two after.
    let (before, after) = effect.distances[0];
    assert_eq!((before.known(), after.known()), (Some(0.8), Some(0.4)));
    let verdicts: Vec<Verdict> = effect.steps.iter().map(|step| step.verdict).collect();
    assert_eq!(verdicts, [Verdict::Enacted(Lever::Rule), Verdict::Enacted(Lever::Mixed)]);
    // Reaching the partner's score shares its rank.
    let up = change(0, Target::Set(number(100.0)));
    let all = [up, change(1, Target::Set(number(100.0))), change(3, Target::Set(number(0.0))), adopt(4)];
    let effect = case.prepared().effect(&Subject::alone(0), &all, SystemChange::Refuse);
    assert_eq!((effect.after[6].score(), effect.rank_after), (Some(62.5), Some(1)));
}

#[test]
fn empty_reform_changes_nothing() {
    let case = Case::new();
    let effect = case.prepared().effect(&Subject::alone(0), &[], SystemChange::Refuse);
    assert_eq!((effect.before, effect.rank_before), (effect.after, effect.rank_after));
    assert!(effect.distances.iter().all(|(before, after)| before == after));
}

#[test]
fn what_cannot_be_adopted_is_refused_or_marked() {
    let case = Case::new();
    let prepared = case.prepared();
    let verdict = |part, provision, target, system| prepared.step(part, change(provision, target), system).verdict;
    let third = Target::Adopt { from: 2 };
    let refused = Verdict::Refused(Refusal::SystemChange);
    assert_eq!(verdict(0, 2, third, SystemChange::Refuse), refused);
    assert_eq!(verdict(0, 2, third, SystemChange::Mark), Verdict::SystemChange);
    // Nor can one who has no object take over an answer about it.
    assert_eq!(verdict(2, 2, Target::Adopt { from: 0 }, SystemChange::Refuse), refused);
    assert_eq!(verdict(0, 3, third, SystemChange::Mark), Verdict::Refused(Refusal::NotKnown(Absence::Unknown)));
    assert_eq!(verdict(0, 2, Target::Adopt { from: 1 }, SystemChange::Refuse), Verdict::AlreadySo);
    assert_eq!(verdict(0, 1, third, SystemChange::Refuse), Verdict::Assumed);
    assert_eq!(verdict(0, 1, Target::AdoptIfBetter { from: 1 }, SystemChange::Refuse), Verdict::NotBetter);
    assert_eq!(verdict(0, 0, Target::AdoptIfBetter { from: 1 }, SystemChange::Refuse), Verdict::Enacted(Lever::Rule));
}

#[test]
fn best_answer_is_that_of_whoever_scores_best() {
    let case = Case::new();
    let prepared = case.prepared();
    let best = |provision| prepared.step(0, change(provision, Target::Best), SystemChange::Refuse).after;
    assert_eq!((best(0), best(1), best(2), best(3)), (number(90.0), number(100.0), number(50.0), number(60.0)));
    // The key of the gate scores nothing by itself, yet opening it gains.
    assert_eq!(best(4), Answer::YES);
}

#[test]
fn parts_of_a_composite_reform_alike() {
    let case = Case::new();
    let subject = Subject { jurisdiction: 3, parts: vec![(0, 0.5), (1, 0.5)] };
    let single = &case.prepared().singles(&subject, Target::Set(number(100.0)), SystemChange::Refuse)[0];
    // (40 → 100) / 4 = 15 and (60 → 100) / 4 = 10, in equal shares.
    assert_eq!((single.score_change, single.score_after), (Some(12.5), Some(57.5)));
    assert_eq!((single.topic, single.topic_change, single.component_change), (Some(4), Some(25.0), Some(50.0)));
    assert_eq!(single.steps.len(), 2);
}

#[test]
fn without_a_score_no_change_is_claimed() {
    let case = Case::new();
    let singles = case.prepared().singles(&Subject::alone(2), Target::Adopt { from: 1 }, SystemChange::Refuse);
    assert_eq!((singles[0].score_change, singles[0].rank_after, singles[0].topic_change), (None, None, Some(-15.0)));
    assert!(singles[0].distance_changes[0] < 0.0);
    // Its unknown answer filled, there is a score after but none before.
    assert_eq!((singles[3].score_change, singles[3].score_after), (None, Some(77.5)));
    let found = axes(&case.prepared(), &Subject::alone(2), 1);
    assert!(found.iter().all(|axes| axes.quadrant == Quadrant::NotComparable));
}

#[test]
fn two_axes_by_hand() {
    let case = Case::new();
    let found = axes(&case.prepared(), &Subject::alone(0), 1);
    let quadrants: Vec<Quadrant> = found.iter().map(|axes| axes.quadrant).collect();
    // 0: 40 → 60. 1: 80 → 70 though 100 exists. 2: equal. 3: behind the closed gate nothing moves the score. 4: opens the gate.
    let expected = [
        Quadrant::AlignAndGain,
        Quadrant::AlignButLose,
        Quadrant::NoChange,
        Quadrant::AlignFreely,
        Quadrant::AlignAndGain,
    ];
    assert_eq!(quadrants, expected);
    assert_eq!((found[0].align_gain, found[0].align_distance, found[0].best_gain), (Some(5.0), 0.6 - 0.8, Some(12.5)));
    assert_eq!((found[1].align_gain, found[1].is_outcome), (Some(-2.5), true));
    // Seen from the partner: its 70 is below ours, its 60 above.
    let found = axes(&case.prepared(), &Subject::alone(1), 2);
    assert_eq!(found[2].quadrant, Quadrant::NotComparable);
    // The third is far ahead with 90 and 100, but nothing it could copy exists; its own key agrees.
    let ahead = Case {
        answers: {
            let mut a = answers();
            a.set(0, 0, number(95.0));
            a
        },
        ..Case::new()
    };
    let scores = score(&ahead.method, &ahead.answers);
    let ahead = Case { scores, ..ahead };
    assert_eq!(axes(&ahead.prepared(), &Subject::alone(0), 1)[0].quadrant, Quadrant::AlreadyAhead);
    let same = Case {
        answers: {
            let mut a = answers();
            a.set(0, 0, number(60.0));
            a
        },
        ..Case::new()
    };
    let scores = score(&same.method, &same.answers);
    let same = Case { scores, ..same };
    assert_eq!(axes(&same.prepared(), &Subject::alone(0), 1)[0].quadrant, Quadrant::GainWithoutAligning);
}

#[test]
fn gate_and_what_lies_behind_it_form_a_cluster() {
    let case = Case::new();
    let prepared = case.prepared();
    let changes: Vec<Change> = (0..5).map(|provision| change(provision, Target::Adopt { from: 1 })).collect();
    let found = effects(&prepared, &Subject::alone(0), &changes, SystemChange::Refuse);
    // Alone: 0 gains 5, 1 loses 2.5, 3 nothing behind the gate, 4 opens it on 35: 17.5. Together 3 and 4 give 55 / 2 = 27.5.
    assert_eq!(found.gains, [5.0, -2.5, 0.0, 0.0, 17.5]);
    assert_eq!(found.is_made, [true, true, false, true, true]);
    assert_eq!(found.clusters.len(), 1);
    assert_eq!(found.clusters[0].members, [3, 4]);
    assert_eq!(found.clusters[0].gains, Some(vec![0.0, 0.0, 17.5, 27.5]));
    assert_eq!(found.score, Some(30.0));
    // Without the key among the changes nothing can switch, and nothing acts together.
    let found = effects(&prepared, &Subject::alone(0), &changes[..4], SystemChange::Refuse);
    assert!(found.clusters.is_empty());
    // Every subset adds up to what its reform gives.
    let all = effects(&prepared, &Subject::alone(0), &changes, SystemChange::Refuse);
    for set in 0..32_usize {
        let chosen: Vec<Change> = (0..5).filter(|k| set >> k & 1 == 1).map(|k| changes[k]).collect();
        let whole = prepared.effect(&Subject::alone(0), &chosen, SystemChange::Refuse).change(6).unwrap();
        let apart: f64 = (0..3).filter(|k| set >> k & 1 == 1).map(|k| all.gains[k]).sum();
        let joint = all.clusters[0].gains.as_ref().unwrap()[set >> 3 & 3];
        assert!((apart + joint - whole).abs() < 1e-12, "{set}");
    }
}
