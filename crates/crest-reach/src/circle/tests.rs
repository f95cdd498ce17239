use super::yardsticks::{Threshold, YARDSTICKS, find_yardstick};
use super::{CircleError, Definition, Ends, Mode, count_within, share_within};
use crate::decay::Cutoff;
use crate::times::Times;

fn transit() -> Definition {
    Definition {
        mode: Mode::Transit,
        ends: Ends::DoorToDoor,
        departs_from_s: Some(7 * 3600),
        departs_before_s: Some(9 * 3600),
        percentile: Some(50.0),
        walking_speed_m_s: 1.25,
        cutoff: Cutoff::UpTo(60.0),
    }
}

#[test]
fn definition_leaves_nothing_open() {
    assert_eq!(transit().check(), Ok(()));
    let walk =
        Definition { mode: Mode::Walk, departs_from_s: None, departs_before_s: None, percentile: None, ..transit() };
    assert_eq!(walk.check(), Ok(()));
    assert_eq!(Definition { percentile: None, ..transit() }.check(), Err(CircleError::Window));
    assert_eq!(Definition { mode: Mode::Walk, ..transit() }.check(), Err(CircleError::Window));
    assert_eq!(Definition { departs_before_s: Some(7 * 3600), ..transit() }.check(), Err(CircleError::Window));
    assert_eq!(
        Definition { percentile: Some(101.0), ..transit() }.check(),
        Err(CircleError::Percentile { percentile: 101.0 })
    );
    let still = Definition { walking_speed_m_s: 0.0, ..transit() };
    assert_eq!(still.check(), Err(CircleError::Parameter { value: 0.0 }));
}

#[test]
fn shares_by_hand() {
    // 4 people at 10 minutes from a clinic and at 2 from an empty house; 4 at 20 minutes; 8 reach only the house.
    let times = Times::from_triples(3, 2, &[(0, 0, 10.0), (0, 1, 2.0), (1, 0, 20.0), (2, 1, 1.0)]).unwrap();
    let share = |cutoff| share_within(&times, &[4.0, 4.0, 8.0], &[3.0, 0.0], cutoff).unwrap();
    let at = share(Cutoff::UpTo(10.0));
    assert_eq!((at.within, at.beyond, at.unreachable, at.n_people), (0.25, 0.25, 0.5, 16.0));
    assert_eq!(share(Cutoff::Below(10.0)).within, 0.0);
    assert_eq!(share_within(&times, &[0.0; 3], &[1.0, 1.0], Cutoff::UpTo(9.0)), Err(CircleError::Nobody));
    let short = share_within(&times, &[0.0; 2], &[1.0, 1.0], Cutoff::UpTo(9.0));
    assert_eq!(short, Err(CircleError::Length { n_found: 2, n_expected: 3 }));
}

#[test]
fn centres_are_counted_at_each_percentile() {
    let median = Times::from_triples(2, 2, &[(0, 0, 0.0), (0, 1, 55.0), (1, 0, 60.0)]).unwrap();
    let late = Times::from_triples(2, 2, &[(0, 0, 0.0), (0, 1, 70.0), (1, 0, 60.0)]).unwrap();
    assert_eq!(count_within(&[&median, &late], Cutoff::UpTo(60.0)), [[2, 1], [1, 1]]);
    assert_eq!(count_within(&[&median], Cutoff::Below(60.0)), [[2, 0]]);
}

#[test]
fn yardsticks_are_found_by_distinct_names() {
    for (position, yardstick) in YARDSTICKS.iter().enumerate() {
        assert_eq!(find_yardstick(yardstick.id), Some(&YARDSTICKS[position]));
        assert!(!yardstick.source.is_empty() && !yardstick.leaves_open.is_empty());
    }
    assert_eq!(find_yardstick("commute-45").unwrap().threshold, Threshold::Minutes(45.0));
    assert_eq!(find_yardstick("commute-46"), None);
}
