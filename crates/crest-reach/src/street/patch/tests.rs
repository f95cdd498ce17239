//! Streets added to towns and taken from them.

use super::*;
use crate::geo::Point;
use crate::links::Links;
use crate::street::town::{at, block_mm, town_streets};
use crate::street::{Network, join, links};
use proptest::prelude::*;

const ALL: Allowed = Allowed { walk: true, cycle: true, car: true };
const ON_FOOT: Allowed = Allowed { walk: true, cycle: false, car: false };

fn added(line: &[Point]) -> StreetPatch {
    StreetPatch::Add { line: line.to_vec(), allowed: [ON_FOOT; 2], car_km_h: 30.0 }
}

fn walks(streets: &Streets, points: &[Point]) -> Links {
    let network = Network::build(streets, Mode::Walk);
    let all = join(&network, points, 500.0);
    links(&network, &all, &all, u32::MAX)
}

#[test]
fn no_patch_changes_nothing() {
    let streets = town_streets(4);
    assert_eq!(streets.patched(&[], 100.0), Ok(streets));
}

#[test]
fn diagonal_street_shortens_the_way_across_a_block() {
    let streets = town_streets(3);
    let corners = [at(0.0, 0.0), at(1.0, 1.0)];
    let with = streets.patched(&[added(&corners)], 50.0).unwrap();
    assert_eq!(with.pieces().len(), streets.pieces().len() + 1);
    assert!(walks(&streets, &corners).row(0).1[1].abs_diff(2 * block_mm()) <= 4);
    // √2 blocks.
    let expected = (f64::from(block_mm()) * 2_f64.sqrt()) as u32;
    assert!(walks(&with, &corners).row(0).1[1].abs_diff(expected) <= 4);
    let driven = Network::build(&with, Mode::Car);
    let all = join(&driven, &corners, 50.0);
    assert!(links(&driven, &all, &all, u32::MAX).row(0).1[1].abs_diff(2 * block_mm()) <= 4, "cars may not use it");
}

#[test]
fn ends_between_crossings_cut_the_streets_they_meet() {
    let streets = town_streets(3);
    // From the middle of the lower left street to the middle of the one above, through the block.
    let ends = [at(0.5, 0.0), at(0.5, 1.0)];
    let with = streets.patched(&[added(&[at(0.5, 0.1), at(0.5, 0.9)])], 50.0).unwrap();
    assert_eq!(with.pieces().len(), streets.pieces().len() + 2 * 2 + 1);
    assert!(walks(&streets, &ends).row(0).1[1].abs_diff(2 * block_mm()) <= 4);
    assert!(walks(&with, &ends).row(0).1[1].abs_diff(block_mm()) <= 4);
    let total = |streets: &Streets| -> u64 {
        streets.pieces().iter().filter(|p| p.allowed[0].car).map(|p| u64::from(p.length_mm)).sum()
    };
    assert_eq!(total(&with), total(&streets), "cutting keeps lengths");
}

#[test]
fn closed_block_is_gone_round() {
    let streets = town_streets(3);
    let ends = [at(0.0, 1.0), at(1.0, 1.0)];
    let close = StreetPatch::Close { from: at(0.3, 1.0), to: at(0.6, 1.0), modes: ON_FOOT };
    let without = streets.patched(&[close], 50.0).unwrap();
    assert!(walks(&streets, &ends).row(0).1[1].abs_diff(block_mm()) <= 4);
    assert!(walks(&without, &ends).row(0).1[1].abs_diff(3 * block_mm()) <= 4);
    // The dead ends on both sides stay.
    let beside = [at(0.0, 1.0), at(0.29, 1.0)];
    assert!(walks(&without, &beside).row(0).1[1].abs_diff(block_mm() * 29 / 100) <= 4);
    let network = Network::build(&without, Mode::Car);
    let all = join(&network, &ends, 50.0);
    assert!(links(&network, &all, &all, u32::MAX).row(0).1[1].abs_diff(block_mm()) <= 4, "cars still go through");
}

#[test]
fn speed_of_a_way_is_changed_and_nothing_else() {
    let streets = town_streets(3);
    let slower = streets.patched(&[StreetPatch::CarSpeed { way_id: 100, factor: 0.5 }], 50.0).unwrap();
    for (before, after) in streets.pieces().iter().zip(slower.pieces()) {
        let factor = if streets.way_ids()[before.way as usize] == 100 { 0.5 } else { 1.0 };
        assert_eq!(after.car_cm_s[0], (f64::from(before.car_cm_s[0]) * factor).round() as u16);
    }
}

#[test]
fn patches_that_cannot_be_applied_are_named() {
    let streets = town_streets(3);
    let far = at(500.0, 0.0);
    for (patch, fault) in [
        (added(&[at(0.0, 0.0)]), PatchFault::Line),
        (added(&[at(0.0, 0.0), Point::new(f64::NAN, 0.0)]), PatchFault::NotOnEarth),
        (added(&[at(0.0, 0.0), far]), PatchFault::NoStreet),
        (StreetPatch::Close { from: at(0.0, 0.0), to: far, modes: ALL }, PatchFault::NoStreet),
        (StreetPatch::Close { from: at(0.0, 0.0), to: at(0.0, 0.0), modes: ALL }, PatchFault::NoWay),
        (StreetPatch::Close { from: at(0.0, 0.0), to: at(1.0, 0.0), modes: Allowed::default() }, PatchFault::NoMode),
        (StreetPatch::CarSpeed { way_id: 5, factor: 1.0 }, PatchFault::UnknownWay),
        (StreetPatch::CarSpeed { way_id: 100, factor: 0.0 }, PatchFault::Speed),
    ] {
        let patches = [StreetPatch::CarSpeed { way_id: 100, factor: 1.0 }, patch];
        assert_eq!(streets.patched(&patches, 50.0), Err(PatchError { patch: 1, fault }));
    }
}

proptest! {
    #[test]
    fn street_more_never_lengthens_a_way_between_crossings(ends in (0.0f64..4.0, 0.0f64..4.0, 0.0f64..4.0, 0.0f64..4.0)) {
        let streets = town_streets(5);
        let crossings: Vec<Point> =
            (0..5).flat_map(|row| (0..5).map(move |column| at(column.into(), row.into()))).collect();
        let before = walks(&streets, &crossings);
        let with = streets.patched(&[added(&[at(ends.0, ends.1), at(ends.2, ends.3)])], 100.0).unwrap();
        let after = walks(&with, &crossings);
        for origin in 0..25 {
            let (targets, lengths_mm) = after.row(origin);
            prop_assert_eq!(targets, before.row(origin).0);
            for (new, old) in lengths_mm.iter().zip(before.row(origin).1) {
                // A millimetre per cut street comes from rounding.
                prop_assert!(*new <= old + 4, "{} {}", new, old);
            }
        }
    }
}
