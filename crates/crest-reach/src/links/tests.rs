use super::Links;

#[test]
fn reversing_twice_gives_the_links_back() {
    let links = Links::from_rows(vec![vec![(2, 30), (0, 10)], vec![], vec![(1, 5)]]);
    assert_eq!(links.row(0), (&[0, 2][..], &[10, 30][..]));
    let back = links.reversed(3);
    assert_eq!(back.row(2), (&[0][..], &[30][..]));
    assert_eq!(back.reversed(3), links);
    assert_eq!((links.n_rows(), links.len(), links.is_empty()), (3, 3, false));
}
