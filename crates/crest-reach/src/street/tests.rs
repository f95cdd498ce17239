//! Towns whose distances follow from the length of a block, and invariants of networks.

use proptest::prelude::*;

use super::town::{at, block_mm, extract, node, options, tags, town, town_extract, town_streets};
use super::*;
use crate::geo::{MEAN_RADIUS_M, Point, great_circle_m};

const PACE: Pace = Pace { walk_m_s: 1.0, cycle_m_s: 4.0, off_street_m_s: 1.0, rounding: Rounding::Milliseconds };

fn join_all(network: &Network, points: &[Point]) -> Joined {
    join(network, points, 1600.0)
}

#[test]
fn town_has_its_crossings_and_blocks() {
    // 5 × 5 crossings and 2 · 5 · 4 = 40 pieces. Corners are bends, so that their two pieces become one edge: 36.
    let streets = town_streets(5);
    assert_eq!((streets.n_vertices(), streets.pieces().len()), (25, 40));
    let network = Network::build(&streets, Mode::Walk);
    assert_eq!((network.n_vertices(), network.edges().len()), (21, 36));
    let total: u64 = network.edges().iter().map(|edge| u64::from(edge.length_mm)).sum();
    assert!(total.abs_diff(40 * u64::from(block_mm())) <= 40, "{total}");
}

#[test]
fn walks_follow_blocks() {
    let network = town(6, Mode::Walk);
    let points: Vec<Point> = (0..6).flat_map(|row| (0..6).map(move |column| at(column.into(), row.into()))).collect();
    let all = join_all(&network, &points);
    let found = links(&network, &all, &all, 6 * block_mm());
    for origin in 0..36_u32 {
        let (targets, lengths_mm) = found.row(origin as usize);
        let blocks = |target: u32| (origin % 6).abs_diff(target % 6) + (origin / 6).abs_diff(target / 6);
        let expected: Vec<u32> = (0..36).filter(|target| blocks(*target) <= 6).collect();
        assert_eq!(targets, expected);
        for (target, length_mm) in targets.iter().zip(lengths_mm) {
            assert!(length_mm.abs_diff(blocks(*target) * block_mm()) <= 6, "{origin} {target} {length_mm}");
        }
    }
}

#[test]
fn ways_to_the_street_are_walked_straight_at_their_own_pace() {
    // Both points stand a fifth of a block south of the lowest street, a quarter into the first block and half into the
    // third: 2.25 blocks apart along the street.
    let network = town(4, Mode::Walk);
    let origins = join_all(&network, &[at(0.25, -0.2)]);
    let targets = join_all(&network, &[at(2.5, -0.2)]);
    let block = f64::from(block_mm()) / 1000.0;
    let found = links(&network, &origins, &targets, u32::MAX);
    assert!((f64::from(found.row(0).1[0]) - 2650.0 * block).abs() < 10.0);
    let pace = Pace { off_street_m_s: 0.5, walk_m_s: 2.0, ..PACE };
    let times = travel_times(&network, &origins, &targets, pace, Horizon::within(3600));
    // 0.4 blocks at 0.5 m/s and 2.25 at 2 m/s.
    let expected = (0.4 * block / 0.5 + 2.25 * block / 2.0).ceil();
    assert_eq!(times.find(0, 0), Some(expected as u32));
}

#[test]
fn points_on_one_edge_need_not_go_to_its_ends() {
    let network = town(3, Mode::Walk);
    let origins = join_all(&network, &[at(0.2, 1.0)]);
    let targets = join_all(&network, &[at(0.7, 1.0), at(0.1, 1.0)]);
    let found = links(&network, &origins, &targets, block_mm());
    let (targets, lengths_mm) = found.row(0);
    assert_eq!(targets, [0, 1]);
    assert!(lengths_mm[0].abs_diff(block_mm() / 2) <= 2 && lengths_mm[1].abs_diff(block_mm() / 10) <= 2);
}

#[test]
fn same_place_is_0_apart_even_where_no_street_is() {
    let network = town(3, Mode::Walk);
    let points = [at(0.5, 0.3), at(900.0, 0.0), at(0.5, 0.3)];
    let all = join_all(&network, &points);
    assert_eq!(all.unjoined().collect::<Vec<_>>(), [(1, NoJoin::OutsideStreets)]);
    let found = links(&network, &all, &all, 0);
    assert_eq!(found.row(0), (&[0, 2][..], &[0, 0][..]));
    assert_eq!(found.row(1), (&[1][..], &[0][..]));
}

#[test]
fn points_that_meet_no_street_say_why() {
    let network = town(3, Mode::Walk);
    let joined = join(&network, &[at(0.5, 0.5), Point::new(f64::NAN, 0.0), at(0.0, -1.0), at(0.0, 0.1)], 20.0);
    assert_eq!(
        joined.unjoined().collect::<Vec<_>>(),
        [(0, NoJoin::TooFar), (1, NoJoin::NotOnEarth), (2, NoJoin::OutsideStreets)]
    );
    let none = Network::build(&Streets::build(&crate::osm::Extract::default(), &options()), Mode::Walk);
    assert_eq!(join(&none, &[at(0.0, 0.0)], 20.0).joins, [Err(NoJoin::NoStreets)]);
}

#[test]
fn one_way_street_is_driven_round_and_walked_back() {
    let places: Vec<[i32; 2]> = vec![[0, 0], [10_000, 0], [10_000, 10_000], [0, 10_000]];
    let one_way: &[(&str, &str)] = &[("highway", "residential"), ("oneway", "yes")];
    let both: &[(&str, &str)] = &[("highway", "residential")];
    // A square, of which the lower side is one way to the east; a spur keeps its ends junctions.
    let places = [places, vec![[-10_000, 0], [20_000, 0]]].concat();
    let found = extract(&places, &[(&[0, 1], one_way), (&[1, 2, 3, 0], both), (&[4, 0], both), (&[1, 5], both)]);
    let streets = Streets::build(&found, &options());
    for (mode, there, back) in [(Mode::Walk, 1, 1), (Mode::Car, 1, 3), (Mode::Cycle, 1, 1)] {
        let network = Network::build(&streets, mode);
        let ends = join_all(&network, &[at(0.0, 0.0), at(1.0, 0.0)]);
        let found = links(&network, &ends, &ends, u32::MAX);
        assert!(found.row(0).1[1].abs_diff(there * block_mm()) <= 4, "{mode:?}");
        assert!(found.row(1).1[0].abs_diff(back * block_mm()) <= 4, "{mode:?}");
    }
}

#[test]
fn bicycle_is_pushed_against_a_one_way_street_at_walking_pace() {
    let found = extract(&[[0, 0], [10_000, 0]], &[(&[0, 1], &[("highway", "residential"), ("oneway", "yes")])]);
    let network = Network::build(&Streets::build(&found, &options()), Mode::Cycle);
    let ends = join_all(&network, &[at(0.0, 0.0), at(1.0, 0.0)]);
    let times = travel_times(&network, &ends, &ends, PACE, Horizon::within(3600));
    // 111.195 m at 4 m/s are 27.8 s, at 1 m/s 111.195 s; whole seconds up.
    assert_eq!((times.find(0, 1), times.find(1, 0)), (Some(28), Some(112)));
}

#[test]
fn one_way_loop_serves_points_on_it_in_its_direction() {
    // A roundabout of three places with one spur.
    let places = [[0, 0], [10_000, 0], [5000, 8000], [-10_000, 0]];
    let round: &[(&str, &str)] = &[("highway", "tertiary"), ("junction", "roundabout")];
    let found = extract(&places, &[(&[0, 1, 2, 0], round), (&[3, 0], &[("highway", "tertiary")])]);
    let network = Network::build(&Streets::build(&found, &options()), Mode::Car);
    let points = join_all(&network, &[at(0.2, 0.0), at(0.8, 0.0), at(-0.5, 0.0)]);
    let found = links(&network, &points, &points, u32::MAX);
    let round_mm: u32 = network.edges().iter().find(|edge| edge.from == edge.to).unwrap().length_mm;
    let forth = found.row(0).1[1];
    let back = found.row(1).1[0];
    assert!(forth.abs_diff(block_mm() * 6 / 10) <= 4);
    assert!((forth + back).abs_diff(round_mm) <= 4, "{forth} {back} {round_mm}");
}

#[test]
fn tunnels_are_walked_but_not_joined() {
    let found = extract(
        &[[0, 0], [10_000, 0], [20_000, 0]],
        &[(&[0, 1], &[("highway", "footway"), ("tunnel", "yes")]), (&[1, 2], &[("highway", "footway")])],
    );
    let network = Network::build(&Streets::build(&found, &options()), Mode::Walk);
    assert_eq!(network.edges().len(), 1);
    let joined = join_all(&network, &[at(0.5, 0.0)]);
    // The nearest place on the open stretch is its start, half a block away.
    let met = joined.joins[0].unwrap();
    assert!(met.off_mm.abs_diff(block_mm() / 2) <= 2, "{met:?}");
    assert!(network.edges()[0].length_mm.abs_diff(2 * block_mm()) <= 2);
}

#[test]
fn small_islands_are_taken_away() {
    let line: &[(&str, &str)] = &[("highway", "residential")];
    let mut found = town_extract(7, line);
    let first = u32::try_from(found.node_ids.len()).unwrap();
    for step in 0..3 {
        found.node_ids.push(i64::from(first) + step);
        found.places.push(Some([200_000 + i32::try_from(step).unwrap() * 10_000, 0]));
    }
    found.ways.push(crate::osm::Way { id: 1, nodes: (first..first + 3).collect(), tags: tags(line) });
    for (least_island, n_edges) in [(0, 80 + 1), (2, 80 + 1), (3, 80), (40, 80), (50, 0)] {
        let streets = Streets::build(&found, &StreetOptions { least_island, ..options() });
        // 84 pieces, of which four pairs meet at corners; the island's way is one piece of two vertices.
        assert_eq!(Network::build(&streets, Mode::Walk).edges().len(), n_edges, "{least_island}");
    }
}

#[test]
fn car_cannot_be_joined_to_a_street_it_cannot_leave() {
    // A cul-de-sac that is one way inwards is no part of the town for cars, but is for walkers.
    let mut found = town_extract(7, &[("highway", "residential")]);
    let end = u32::try_from(found.node_ids.len()).unwrap();
    found.node_ids.push(i64::from(end));
    found.places.push(Some([-10_000, 0]));
    let inwards = tags(&[("highway", "residential"), ("oneway", "yes")]);
    found.ways.push(crate::osm::Way { id: 1, nodes: vec![node(7, 0, 0), end], tags: inwards });
    let streets = Streets::build(&found, &StreetOptions { least_island: 40, ..options() });
    let spur = streets.pieces().last().unwrap();
    assert!(!spur.allowed[0].car && spur.allowed[0].walk);
}

#[test]
fn great_circle_links_agree_with_all_pairs() {
    let points: Vec<Point> = (0..40)
        .map(|step| Point::new(f64::from(step % 7) * 0.004 + 114.0, f64::from(step) * 0.0017 + 22.2))
        .chain([Point::new(179.999, 22.2), Point::new(-179.999, 22.2), Point::new(f64::NAN, 0.0)])
        .collect();
    let found = links_great_circle(&points, &points, 1.3, MEAN_RADIUS_M, 2_000_000);
    for (origin, a) in points.iter().enumerate() {
        let expected: Vec<(u32, u32)> = (0..)
            .zip(&points)
            .map(|(target, b)| (target, great_circle_m(*a, *b, MEAN_RADIUS_M) * 1300.0))
            .filter(|(_, mm)| *mm <= 2_000_000.0)
            .map(|(target, mm)| (target, mm.round() as u32))
            .collect();
        let (targets, lengths_mm) = found.row(origin);
        assert_eq!(targets.iter().copied().zip(lengths_mm.iter().copied()).collect::<Vec<_>>(), expected);
    }
    // The two points beside the date line are 220 m by cos 22.2° apart.
    assert_eq!(found.row(40).0, [40, 41]);
}

proptest! {
    #[test]
    fn walking_back_is_as_long_and_results_do_not_depend_on_threads(
        places in proptest::collection::vec((-0.5f64..5.5, -0.5f64..5.5), 2..20),
        limit in 0u32..1_500_000,
    ) {
        let network = town(6, Mode::Walk);
        let points: Vec<Point> = places.iter().map(|(x, y)| at(*x, *y)).collect();
        let all = join_all(&network, &points);
        let found = links(&network, &all, &all, limit);
        prop_assert_eq!(&found.reversed(points.len()), &found);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(&pool.install(|| links(&network, &all, &all, limit)), &found);
        for origin in 0..points.len() {
            let (targets, lengths_mm) = found.row(origin);
            for (target, length_mm) in targets.iter().zip(lengths_mm) {
                let straight = great_circle_m(points[origin], points[*target as usize], MEAN_RADIUS_M);
                prop_assert!(f64::from(*length_mm) >= straight * 1000.0 - 20.0, "{} {}", length_mm, straight);
            }
        }
    }

    #[test]
    fn drawing_pieces_together_changes_no_length(cut in proptest::collection::vec(any::<bool>(), 40)) {
        // Streets of a town in ways of one block each, some of which lack; corners and cut streets make bends.
        let whole = town_extract(5, &[("highway", "residential")]);
        let mut found = whole.clone();
        found.ways.clear();
        let blocks = whole.ways.iter().flat_map(|way| way.nodes.windows(2));
        for ((id, nodes), keep) in (0..).zip(blocks).zip(&cut) {
            if *keep {
                found.ways.push(crate::osm::Way { id, nodes: nodes.to_vec(), tags: whole.ways[0].tags.clone() });
            }
        }
        let streets = Streets::build(&found, &options());
        let network = Network::build(&streets, Mode::Walk);
        let of_edges: u64 = network.edges().iter().map(|edge| u64::from(edge.length_mm)).sum();
        let of_pieces: u64 = streets.pieces().iter().map(|piece| u64::from(piece.length_mm)).sum();
        prop_assert_eq!(of_edges, of_pieces);
        // Lengths between crossings by a plain relaxation over the pieces.
        let points: Vec<Point> = (0..streets.n_vertices() as u32).map(|vertex| streets.vertex(vertex)).collect();
        let all = join(&network, &points, 0.5);
        let found = links(&network, &all, &all, u32::MAX);
        for origin in 0..points.len() {
            let mut least = vec![u32::MAX; points.len()];
            least[origin] = 0;
            for _ in 0..points.len() {
                for piece in streets.pieces() {
                    for (a, b) in [(piece.from, piece.to), (piece.to, piece.from)] {
                        let through = least[a as usize].saturating_add(piece.length_mm);
                        least[b as usize] = least[b as usize].min(through);
                    }
                }
            }
            let (targets, lengths_mm) = found.row(origin);
            let expected: Vec<u32> = (0..).zip(&least).filter(|(_, mm)| **mm < u32::MAX).map(|(v, _)| v).collect();
            prop_assert_eq!(targets, &expected[..]);
            for (target, length_mm) in targets.iter().zip(lengths_mm) {
                prop_assert!(length_mm.abs_diff(least[*target as usize]) <= 4);
            }
        }
    }
}
