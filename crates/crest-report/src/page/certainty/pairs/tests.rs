use super::*;

#[test]
fn window_lies_around_the_shown_place_and_stays_inside() {
    let order: Vec<usize> = (0..100).collect();
    assert_eq!(window(&order[..40], Some(3)).len(), 40);
    assert_eq!(window(&order, Some(50)), &order[30..71]);
    assert_eq!(window(&order, Some(2)), &order[..41]);
    assert_eq!(window(&order, Some(99)), &order[59..]);
    assert_eq!(window(&order, None), &order[..41]);
    assert_eq!(window(&order[..41], Some(40)), &order[..41]);
}

#[test]
fn shades_rise_with_the_chance_and_the_darkest_is_told_apart() {
    let shades: Vec<usize> = [0.0, 0.05, 0.3, 0.5, 0.8, 0.95].map(|share| shade(share, 0.95)).to_vec();
    assert_eq!(shades, [0, 1, 2, 3, 4, 5]);
    assert_eq!(shade(0.95, 0.99), 4);
}

#[test]
fn chances_of_pairs_never_pretend_to_be_certain() {
    assert_eq!([0.0, 0.001, 0.426, 0.999, 1.0].map(whole), ["0", "<1", "43", "99", "100"]);
    assert_eq!(points(0.012), "1");
    assert_eq!(points(0.0001), "<0.1");
}
