//! A crossing of four arms, at which some turns may not be made.

use crate::geo::Point;
use crate::links::Links;
use crate::osm::{Extract, Restriction, RestrictionKind};
use crate::street::town::{List, at, block_mm, extract, options};
use crate::street::{
    Allowed, Measure, Mode, Network, Pace, Rounding, Start, StreetPatch, Streets, Weights, Workspace, join, links,
    spread,
};
use proptest::prelude::*;

const STREET: &List<'_> = &[("highway", "residential")];

/// Ways 100 west, 101 east, 102 north, 103 south meet at node 0; way 104 leads from east's end round to north's end,
/// two blocks on.
fn crossing(restrictions: &[(i64, i64, RestrictionKind)]) -> Streets {
    Streets::build(&crossing_extract(restrictions), &options())
}

fn crossing_extract(restrictions: &[(i64, i64, RestrictionKind)]) -> Extract {
    let places = [[0, 0], [-10_000, 0], [10_000, 0], [0, 10_000], [0, -10_000], [10_000, 10_000]];
    let ways: [(&[u32], &List<'_>); 5] =
        [(&[1, 0], STREET), (&[0, 2], STREET), (&[0, 3], STREET), (&[4, 0], STREET), (&[2, 5, 3], STREET)];
    let mut found = extract(&places, &ways);
    found.restrictions = restrictions
        .iter()
        .map(|(from_way, to_way, kind)| Restriction {
            id: 1,
            from_way: *from_way,
            via_node: 0,
            to_way: *to_way,
            kind: *kind,
        })
        .collect();
    found
}

fn drives(streets: &Streets, mode: Mode, points: &[Point]) -> Links {
    let network = Network::build(streets, mode);
    let network = Network::from_bytes(&network.to_bytes()).unwrap();
    let all = join(&network, points, 50.0);
    links(&network, &all, &all, u32::MAX)
}

/// Blocks from the first point to the second, to the nearest tenth.
fn tenths(streets: &Streets, mode: Mode, from: Point, to: Point) -> Option<u32> {
    let found = drives(streets, mode, &[from, to]);
    let (targets, lengths_mm) = found.row(0);
    let position = targets.iter().position(|target| *target == 1)?;
    Some((f64::from(lengths_mm[position]) * 10.0 / f64::from(block_mm())).round() as u32)
}

const WEST: (f64, f64) = (-0.5, 0.0);
const NORTH: (f64, f64) = (0.0, 0.5);
const SOUTH: (f64, f64) = (0.0, -0.5);
const EAST: (f64, f64) = (0.5, 0.0);

fn of(place: (f64, f64)) -> Point {
    at(place.0, place.1)
}

#[test]
fn forbidden_turn_is_driven_round_and_walked() {
    let free = crossing(&[]);
    let bound = crossing(&[(100, 102, RestrictionKind::No)]);
    assert_eq!((free.n_turns(), bound.n_turns()), (0, 1));
    assert_eq!(tenths(&free, Mode::Car, of(WEST), of(NORTH)), Some(10));
    // Half a block in, one into the southern dead end and back, half a block out.
    assert_eq!(tenths(&bound, Mode::Car, of(WEST), of(NORTH)), Some(30));
    assert_eq!(tenths(&bound, Mode::Car, of(NORTH), of(WEST)), Some(10), "the other way is free");
    assert_eq!(tenths(&bound, Mode::Car, of(WEST), of(SOUTH)), Some(10));
    assert_eq!(tenths(&bound, Mode::Car, of(SOUTH), of(NORTH)), Some(10));
    assert_eq!(tenths(&bound, Mode::Walk, of(WEST), of(NORTH)), Some(10));
    assert_eq!(tenths(&bound, Mode::Cycle, of(WEST), of(NORTH)), Some(10));
}

#[test]
fn prescribed_turn_is_the_only_one() {
    let bound = crossing(&[(100, 101, RestrictionKind::Only)]);
    assert_eq!(tenths(&bound, Mode::Car, of(WEST), of(EAST)), Some(10));
    assert_eq!(tenths(&bound, Mode::Car, of(WEST), of(NORTH)), Some(40));
    // To the south one comes back to the crossing from the north: 0.5 + 4 + 0.5 blocks.
    assert_eq!(tenths(&bound, Mode::Car, of(WEST), of(SOUTH)), Some(50));
}

#[test]
fn restrictions_that_are_not_clear_are_passed_over() {
    let mut found = crossing_extract(&[(100, 102, RestrictionKind::No)]);
    found.restrictions[0].via_node = 1_000_000;
    assert_eq!(Streets::build(&found, &options()).n_turns(), 0);
    found.restrictions[0].via_node = 5;
    assert_eq!(Streets::build(&found, &options()).n_turns(), 0, "no street ends there");
    // A way that goes through the node comes in twice.
    let places = [[0, 0], [-10_000, 0], [10_000, 0], [0, 10_000]];
    let ways: [(&[u32], &List<'_>); 2] = [(&[1, 0, 2], STREET), (&[0, 3], STREET)];
    let mut found = extract(&places, &ways);
    found.restrictions =
        vec![Restriction { id: 1, from_way: 100, via_node: 0, to_way: 101, kind: RestrictionKind::No }];
    assert_eq!(Streets::build(&found, &options()).n_turns(), 0);
}

#[test]
fn restriction_outlasts_a_cut_and_the_cached_form() {
    let bound = crossing(&[(100, 102, RestrictionKind::No)]);
    assert_eq!(Streets::from_bytes(&bound.to_bytes()), Ok(bound.clone()));
    // A footpath that meets the western and the northern arm cuts both.
    let on_foot = Allowed { walk: true, ..Allowed::default() };
    let path = StreetPatch::Add { line: vec![at(-0.3, 0.1), at(-0.1, 0.3)], allowed: [on_foot; 2], car_km_h: 5.0 };
    let patched = bound.patched(&[path], 50.0).unwrap();
    assert!(patched.pieces().len() > bound.pieces().len());
    assert_eq!(tenths(&patched, Mode::Car, of(WEST), of(NORTH)), Some(30));
    assert_eq!(tenths(&patched, Mode::Car, of(NORTH), of(WEST)), Some(10));
}

#[test]
fn spreading_heeds_turns() {
    let network = Network::build(&crossing(&[(100, 102, RestrictionKind::No)]), Mode::Car);
    let pace = Pace { walk_m_s: 1.0, cycle_m_s: 1.0, off_street_m_s: 1.0, rounding: Rounding::Milliseconds };
    let weights = Weights::build(&network, Measure::Time(pace));
    let start = Start { join: join(&network, &[of(WEST)], 50.0).joins[0].unwrap(), after_s: 0 };
    let block_s = f64::from(block_mm()) / 1000.0 / (25.0 * 1.609_344 / 3.6);
    let places = spread(&weights, &[start], 3600, 5.0, &mut Workspace::default());
    let near_north =
        |place: &&crate::isochrone::Reached| place.point.lon.abs() < 1e-6 && (place.point.lat - 0.0005).abs() < 3e-5;
    let place = places.iter().find(near_north).unwrap();
    assert!((place.seconds / block_s - 3.0).abs() < 0.1, "{}", place.seconds / block_s);
    // The junction itself is reached, though one may not go on from it to the north.
    let mut workspace = Workspace::default();
    let middle = (0..network.n_vertices() as u32).find(|v| network.vertex(*v) == at(0.0, 0.0)).unwrap();
    spread(&weights, &[start], 60, 5.0, &mut workspace);
    assert!((f64::from(weights.cost_at(&workspace, middle).unwrap()) / 1000.0 / block_s - 0.5).abs() < 0.01);
}

proptest! {
    /// Searches over junctions with their bound arrivals agree with a plain relaxation over pairs of pieces.
    #[test]
    fn searches_agree_with_those_over_edges(list in proptest::collection::vec((0i64..5, 0i64..5, any::<bool>()), 0..5)) {
        let kind = |only| if only { RestrictionKind::Only } else { RestrictionKind::No };
        let list: Vec<(i64, i64, RestrictionKind)> =
            list.into_iter().map(|(from, to, only)| (100 + from, 100 + to, kind(only))).collect();
        let streets = crossing(&list);
        let network = Network::build(&streets, Mode::Car);
        let points: Vec<Point> = [WEST, NORTH, SOUTH, EAST].map(of).to_vec();
        let all = join(&network, &points, 50.0);
        let found = links(&network, &all, &all, u32::MAX);
        let departures: Vec<(u32, (u32, u8))> = network.departures().collect();
        for (origin, own) in all.joins.iter().enumerate() {
            let own = own.unwrap();
            // Least length at the end of each directed edge.
            let mut least = vec![u64::MAX; 2 * network.edges().len()];
            let key = |(edge, direction): (u32, u8)| 2 * edge as usize + usize::from(direction);
            let length = |edge: u32| u64::from(network.edges()[edge as usize].length_mm);
            least[key((own.edge, 0))] = length(own.edge) - u64::from(own.along_mm);
            least[key((own.edge, 1))] = u64::from(own.along_mm);
            for _ in 0..departures.len() {
                for (_, arrival) in &departures {
                    for (tail, departure) in &departures {
                        let ban = super::Ban { arrival: *arrival, departure: *departure };
                        let from = least[key(*arrival)];
                        if from < u64::MAX && network.head(*arrival) == *tail && !network.bans.contains(&ban) {
                            let there = from + length(departure.0);
                            least[key(*departure)] = least[key(*departure)].min(there);
                        }
                    }
                }
            }
            for (target, other) in all.joins.iter().enumerate().filter(|(target, _)| *target != origin) {
                let other = other.unwrap();
                let along = u64::from(other.along_mm);
                let mut expected: Option<u64> = None;
                let mut offer = |mm: u64| expected = Some(expected.map_or(mm, |known| known.min(mm)));
                for (departure, part) in [((other.edge, 0), along), ((other.edge, 1), length(other.edge) - along)] {
                    for (_, arrival) in &departures {
                        let ban = super::Ban { arrival: *arrival, departure };
                        let tail = network.head((departure.0, 1 - departure.1));
                        let from = least[key(*arrival)];
                        if from < u64::MAX && network.head(*arrival) == tail && !network.bans.contains(&ban) {
                            offer(from + part);
                        }
                    }
                }
                if own.edge == other.edge {
                    offer(u64::from(own.along_mm.abs_diff(other.along_mm)));
                }
                let (targets, lengths_mm) = found.row(origin);
                let got = targets.iter().position(|t| *t as usize == target).map(|p| u64::from(lengths_mm[p]));
                prop_assert_eq!(got, expected, "{} {}", origin, target);
            }
        }
    }
}
