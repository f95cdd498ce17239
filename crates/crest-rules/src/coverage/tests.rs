use super::{Coverage, Provenance, coverage, total};
use crate::answer::{Absence, Answer, Answers, Days};

#[test]
fn answers_are_counted_by_topic() {
    let absent = Answer::Absent;
    let answers = Answers::new(
        7,
        vec![
            Answer::YES,
            Answer::Number(1.0),
            absent(Absence::NoPractice),
            absent(Absence::Unknown),
            absent(Absence::Contested),
            absent(Absence::NotCollected),
            absent(Absence::NotApplicable),
        ],
    );
    let read =
        |is_official, is_checked, day: Option<i32>| Some(Provenance { is_official, is_checked, as_of: day.map(Days) });
    let provenance = [read(true, true, Some(100)), read(false, false, Some(160)), None, None, None, None, None];
    let found = coverage(&answers, &provenance, &[0, 0, 1, 1, 1, 1, 1], 2, Days(200));
    assert_eq!(
        (found[0].n_due, found[0].n_given, found[0].share_official(), found[0].share_single_coder()),
        (2, 2, Some(0.5), Some(0.5))
    );
    assert_eq!((found[0].mean_age_days(), found[0].oldest_days), (Some(70.0), Some(100)));
    // What does not apply is not due; no practice is an answer, though without a source here.
    let second = &found[1];
    assert_eq!(
        (second.n_due, second.n_given, second.n_unknown, second.n_contested, second.n_not_collected),
        (4, 1, 1, 1, 1)
    );
    assert_eq!((second.share_given(), second.share_official(), second.mean_age_days()), (Some(0.25), Some(0.0), None));
    let all = total(&found);
    assert_eq!((all.n_due, all.n_given, all.n_traced, all.oldest_days), (6, 3, 2, Some(100)));
    assert_eq!(Coverage::default().share_given(), None);
}
