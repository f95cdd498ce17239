use super::radar;
use crate::answer::{Absence, Answer, Answers};

const UNKNOWN: Answer = Answer::Absent(Absence::Unknown);

/// One provision per column; rows are us and three partners.
fn table(rows: [[u8; 3]; 4]) -> Answers {
    let cell = |code: u8| if code == 9 { UNKNOWN } else { Answer::Choice(u32::from(code)) };
    Answers::new(3, rows.iter().flatten().map(|code| cell(*code)).collect())
}

#[test]
fn most_partners_moved_and_we_did_not() {
    let before = table([[0, 0, 0], [0, 0, 0], [0, 0, 9], [0, 0, 0]]);
    // 0: two of three moved, to the same. 1: one of three. 2: of the two known both moved, to different answers.
    let now = table([[0, 0, 0], [1, 1, 1], [1, 0, 1], [0, 0, 2]]);
    let found = radar(&before, &now, 0, &[1, 2, 3]);
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].provision, found[0].moved.as_slice(), found[0].n_known, found[0].towards),
        (2, &[1, 3][..], 2, None)
    );
    assert_eq!(
        (found[1].provision, found[1].moved.as_slice(), found[1].towards),
        (0, &[1, 2][..], Some(Answer::Choice(1)))
    );
    assert!(!found[1].is_there);
    // Once we move, the signal ends; had we been there before, it says so.
    let moved = table([[1, 0, 0], [1, 1, 1], [1, 0, 1], [0, 0, 2]]);
    assert_eq!(radar(&before, &moved, 0, &[1, 2, 3]).len(), 1);
    let there = table([[1, 0, 0], [0, 0, 0], [0, 0, 9], [0, 0, 0]]);
    assert!(radar(&there, &moved, 0, &[1, 2, 3])[1].is_there);
    assert!(radar(&before, &before, 0, &[1, 2, 3]).is_empty());
    assert!(radar(&before, &now, 0, &[]).is_empty());
}
