use super::*;

#[test]
fn counts_and_shares_by_hand() {
    let found = describe(&[Some(0.0), Some(-0.0), Some(3.0), None]);
    assert_eq!((found.n_places, found.n_available, found.n_non_zero, found.n_unique, found.n_same), (4, 3, 1, 2, 2));
    assert_eq!((found.min, found.max, found.mean, found.median), (Some(0.0), Some(3.0), Some(1.0), Some(0.0)));
    assert_eq!((found.available(), found.non_zero()), (Some(0.75), Some(1.0 / 3.0)));
    assert_eq!((found.unique(), found.same()), (Some(2.0 / 3.0), Some(2.0 / 3.0)));
    // Of four places: 3 have values (0.75), 1 is not zero (0.25), 2 differ (0.5 is enough).
    let flags = found.flags(&DescriptionLimits::default());
    assert!(!flags.low_availability && flags.many_zeros && !flags.few_unique && !flags.outliers);
}

#[test]
fn an_empty_column_has_only_its_length() {
    let found = describe(&[None, None]);
    assert_eq!((found.n_places, found.n_available, found.mean, found.median), (2, 0, None, None));
    assert!(found.flags(&DescriptionLimits::default()).low_availability);
    assert_eq!(describe(&[]).available(), None);
}
