//! Feet of points by hand, with the traits of R5 that show in them.

use super::*;

/// Finds the nearest of some lines, all of them listed by their segments.
fn nearest(lines: &[&[[i32; 2]]], near: Point) -> Option<Foot> {
    let mut squares = Squares::default();
    (0..).zip(lines).for_each(|(item, line)| squares.add_line(line, item));
    squares.nearest(near, 1600.0, |item| lines[item as usize], |item| item)
}

#[test]
fn foot_is_sought_on_a_plane_stretched_the_wrong_way() {
    // At 60° N from (0, 0) to (100,000, 100,000), seen from (100,000, 0), all from (0, 60°). Divided by cos 60° = 1/2 the step
    // east is 200,000: share 200,000² / (200,000² + 100,000²) = 0.8. On the true plane it is 50,000² / (50,000² + 100,000²) = 0.2.
    let foot = nearest(&[&[[0, 600_000_000], [100_000, 600_100_000]]], Point::new(0.01, 60.0)).unwrap();
    assert!(foot.place[0].abs_diff(80_000) <= 1 && foot.place[1].abs_diff(600_080_000) <= 1, "{foot:?}");
    // Off: √((20,000 / 2)² + 80,000²) = 80,622.6; along: 0.8 · √(50,000² + 100,000²) = 89,442.7; of 11.1111111 mm each.
    assert!(foot.off_mm.abs_diff(895_806) < 30, "{foot:?}");
    assert!(foot.along_mm.abs_diff(993_808) < 30, "{foot:?}");
}

#[test]
fn middle_of_a_long_segment_is_missed_while_another_street_is_within_300_m() {
    // 2.2 km north from the equator; the point lies 50 m beside its middle, another street 250 m beside the point.
    let long: &[[i32; 2]] = &[[0, 0], [0, 200_000]];
    let other: &[[i32; 2]] = &[[27_000, 100_000], [27_000, 100_100]];
    let near = Point::new(0.000_45, 0.01);
    assert_eq!(nearest(&[long, other], near).map(|foot| foot.item), Some(1));
    // 4,499 steps after cutting, of 11.1111111 mm each.
    assert_eq!(nearest(&[long], near).map(|foot| (foot.item, foot.off_mm)), Some((0, 49_988)));
}

#[test]
fn places_are_cut_and_not_rounded() {
    assert_eq!(cut_place(Point::new(0.000_000_29, -0.000_000_29)), [2, -2]);
    assert_eq!(node_place([10_000_000, -10_000_000]), [10_000_000, -10_000_000]);
}

#[test]
fn equally_near_streets_are_told_apart_by_their_rank_and_far_ones_are_none() {
    let line: &[[i32; 2]] = &[[0, 0], [1_000, 0]];
    let near = Point::new(0.000_05, 0.000_1);
    assert_eq!(nearest(&[line, line], near).map(|foot| foot.item), Some(0));
    assert_eq!(nearest(&[line], Point::new(0.02, 0.0)), None);
}
