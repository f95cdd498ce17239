use super::super::fixture::{add, input, years};
use super::*;

fn find_in(sources: &[(&str, Vec<f64>)]) -> Vec<Hit> {
    let mut input = input(1, 1);
    for (source, values) in sources {
        add(&mut input, 0, source, 2010, std::slice::from_ref(values));
    }
    find(&input, &Settings::defaults("source-conflict"))
}

#[test]
fn successive_years_make_one_finding_by_gravity() {
    // 130/100: 30 %; 150/100: 50 %; 110/100: 10 %; 104/100: 4 %.
    let hits = find_in(&[("s", vec![130.0, 150.0, 110.0, 104.0]), ("t", vec![100.0; 4])]);
    assert_eq!(hits.len(), 2);
    assert_eq!((hits[0].grave, years(&hits[0], 0)), (true, vec![2010, 2011]));
    assert_eq!((hits[1].grave, years(&hits[1], 0)), (false, vec![2012]));
    assert!(hits[0].message.contains("most in 2011: 150 in `s`, 100 in `t` (50.0 % apart)"), "{}", hits[0].message);
}

#[test]
fn the_source_that_stands_alone_is_named() {
    let hits = find_in(&[("s", vec![295.4]), ("t", vec![1541.1]), ("u", vec![1541.0])]);
    assert_eq!(hits[0].kind, "one-of-several");
    assert!(hits[0].hint.as_deref().unwrap().contains("`s` stands alone"), "{:?}", hits[0].hint);
    assert_eq!(hits[0].expected.as_deref(), Some("about 1,541"));
}

#[test]
fn signs_that_differ_conflict() {
    // −5 and 5: 10 / 5.
    assert!(find_in(&[("s", vec![-5.0]), ("t", vec![5.0])])[0].grave);
    // Two zeros agree.
    assert!(find_in(&[("s", vec![0.0]), ("t", vec![0.0])]).is_empty());
}
