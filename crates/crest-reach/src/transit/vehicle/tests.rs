use proptest::prelude::*;

use super::super::walking::R5_OFF_STREET_M_S;
use super::*;
use crate::geo::Point;
use crate::street::town::{SIDE, at, block_mm, extract, options, town_extract};
use crate::street::{Conventions, StreetOptions, Streets, carried, join};
use crate::transit::{Query, WalkLinks};

/// Points and stops on all networks of some streets.
struct Place {
    streets: Streets,
    foot: Network,
    points: [Joined; 3],
}

impl Place {
    fn new(streets: Streets, origins: &[Point], stops: &[Point], destinations: &[Point]) -> Self {
        let foot = Network::build(&streets, Mode::Walk);
        let points = [origins, stops, destinations].map(|points| join(&foot, points, 1600.0));
        Self { streets, foot, points }
    }

    fn on_foot(&self) -> OnFoot<'_> {
        OnFoot { network: &self.foot, factors: None, stops: &self.points[1] }
    }

    fn walks(&self, query: &Query) -> WalkLinks {
        let [origins, stops, destinations] = &self.points;
        WalkLinks::along_streets(&self.foot, JoinedPoints { origins, stops, destinations }, query)
    }

    /// Access, egress and direct ways by a vehicle.
    fn by(&self, mode: Mode, pace: Pace, walking: Walking, max_s: u32) -> [Links; 3] {
        let network = Network::build(&self.streets, mode);
        let joined = |points: &Joined| join(&network, &points.points, 1600.0);
        let [origins, nearest, destinations] = [0, 1, 2].map(|which| joined(&self.points[which]));
        let stops = carried(&self.points[1], &self.foot, &network);
        let relays = Relays::build(&self.streets, &self.foot, &network);
        let vehicle = Vehicle {
            network: &network,
            factors: None,
            points: JoinedPoints { origins: &origins, stops: &stops, destinations: &destinations },
            relays: Some(&relays),
            max_s,
        };
        [
            vehicle.access(self.on_foot(), pace, walking),
            vehicle.egress(self.on_foot(), &nearest, pace, walking),
            vehicle.direct(pace, walking),
        ]
    }
}

fn pace(walking: Walking, rounding: Rounding) -> Pace {
    let walk_m_s = f64::from(walking.speed_mm_per_s) / 1000.0;
    let off_street_m_s = if rounding == Rounding::R5 { R5_OFF_STREET_M_S } else { walk_m_s };
    Pace { walk_m_s, cycle_m_s: 5.0, off_street_m_s, rounding }
}

/// Seconds of a link in the query's walking.
fn seconds(links: &Links, from: usize, to: u32, walking: Walking) -> Option<u32> {
    let (targets, lengths_mm) = links.row(from);
    let position = targets.binary_search(&to).ok()?;
    Some(lengths_mm[position] / walking.speed_mm_per_s)
}

/// A street of ten blocks to the east, cars at 36 km/h, and from its end a path of two blocks north to a station.
fn station(options: &StreetOptions) -> Place {
    let places: Vec<[i32; 2]> =
        (0..=10).map(|column| [column * SIDE, 0]).chain([1, 2].map(|row| [10 * SIDE, row * SIDE])).collect();
    let street: Vec<u32> = (0..=10).collect();
    let ways: [(&[u32], &crate::street::town::List<'_>); 2] = [
        (&street, &[("highway", "residential"), ("maxspeed", "36")]),
        (&[10, 11, 12], &[("highway", "footway"), ("bicycle", "no")]),
    ];
    let streets = Streets::build(&extract(&places, &ways), options);
    let (home, stop) = (at(0.0, 0.0), at(10.0, 2.0));
    // The second stop stands on the street itself, in the middle of a block.
    Place::new(streets, &[home], &[stop, at(4.5, 0.0)], &[home])
}

#[test]
fn a_car_is_left_at_the_path_and_a_bicycle_is_pushed_along_it() {
    let town = station(&options());
    let walking = Query::crest(0, 1, 30, 60, &[50.0]).walking;
    let block = f64::from(block_mm());
    let up = |ms: f64| (ms / 1000.0).ceil() as u32;
    // Ten blocks at 10 or 5 m/s, two at 1.25 m/s; to the other stop four blocks and a half.
    let [access, egress, direct] = town.by(Mode::Car, pace(walking, Rounding::Milliseconds), walking, 1800);
    let drive = up(10.0 * block / 10.0 + 2.0 * block / 1.25);
    assert!((285..=292).contains(&drive), "111.2 s and 177.9 s");
    assert_eq!(seconds(&access, 0, 0, walking), Some(drive));
    assert_eq!(seconds(&egress, 0, 0, walking), Some(drive), "the walk to the car takes as long as the walk from it");
    assert_eq!(seconds(&access, 0, 1, walking), Some(51), "4.5 · 11.12 s");
    assert_eq!(seconds(&direct, 0, 0, walking), Some(0));
    let [access, egress, _] = town.by(Mode::Cycle, pace(walking, Rounding::Milliseconds), walking, 1800);
    let cycle = up(10.0 * block / 5.0 + 2.0 * block / 1.25);
    assert_eq!(seconds(&access, 0, 0, walking), Some(cycle));
    assert_eq!(seconds(&egress, 0, 0, walking), Some(cycle));
    // The longest time binds the whole way.
    let [access, ..] = town.by(Mode::Car, pace(walking, Rounding::Milliseconds), walking, drive - 1);
    assert_eq!(seconds(&access, 0, 0, walking), None);
    assert_eq!(seconds(&access, 0, 1, walking), Some(51));
}

#[test]
fn r5_leaves_stops_by_length_on_a_bicycle_and_by_the_nearest_street_in_a_car() {
    let town = station(&StreetOptions { conventions: Conventions::R5, ..options() });
    let walking = Query::r5(0, 1, 30, 60, &[50.0]).walking;
    let [access, egress, _] = town.by(Mode::Cycle, pace(walking, Rounding::R5), walking, 1800);
    let block = block_mm();
    // Twelve blocks at 5 m/s though two of them are pushed, cut to seconds.
    assert_eq!(seconds(&egress, 0, 0, walking), Some(12 * block / 5000));
    // To the station the piece of the origin takes 222.4 s, cut to seconds, the path, pushed, as long, rounded up, and the
    // street to the stop 1 s.
    assert_eq!(seconds(&access, 0, 0, walking), Some(222 + 223 + 1));
    let [_, exactly, _] = town.by(Mode::Cycle, pace(walking, Rounding::R5), walking, 12 * block / 5000);
    assert_eq!(seconds(&exactly, 0, 0, walking), None, "the longest time itself is too long");
    let [access, egress, _] = town.by(Mode::Car, pace(walking, Rounding::R5), walking, 1800);
    // The destination lies on the piece of street at whose end the car stands: at 2.22 m/s, the way to the car forgotten.
    assert_eq!(seconds(&egress, 0, 0, walking), Some(10 * block / 2220));
    assert_eq!(seconds(&access, 0, 0, walking), Some(111 + 223 + 1));
}

#[test]
fn the_shortest_link_keeps_its_mode_through_turning_and_choosing() {
    let on_foot = Links::from_rows(vec![vec![(0, 500), (1, 900)], vec![(1, 100)]]);
    let cycled = Links::from_rows(vec![vec![(1, 300), (2, 700)], vec![(1, 100)]]);
    let both = Links::shortest(&[(Mode::Walk, on_foot.clone()), (Mode::Cycle, cycled)]);
    assert_eq!(both.row(0), (&[0, 1, 2][..], &[500, 300, 700][..]));
    let modes = [0, 1, 2].map(|target| both.mode(0, target).unwrap());
    assert_eq!(modes, [Mode::Walk, Mode::Cycle, Mode::Cycle]);
    assert_eq!(both.mode(1, 1), Some(Mode::Walk), "of equal links the earlier mode counts");
    assert_eq!(both.mode(1, 0), None);
    let turned = both.reversed(3);
    assert_eq!((turned.mode(2, 0), turned.mode(1, 1)), (Some(Mode::Cycle), Some(Mode::Walk)));
    assert_eq!(turned.reversed(2), both);
    let kept = both.kept(|_, target, length_mm| target > 0 && length_mm < 900);
    assert_eq!((kept.len(), kept.mode(0, 2), kept.mode(1, 1)), (3, Some(Mode::Cycle), Some(Mode::Walk)));
    assert_eq!(Links::shortest(&[(Mode::Walk, on_foot.clone())]), on_foot);
}

fn points(n: usize) -> impl Strategy<Value = Vec<Point>> {
    proptest::collection::vec((0.0_f64..6.0, 0.0_f64..6.0).prop_map(|(x, y)| at(x, y)), 1..n)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_car_at_walking_speed_is_a_walk(origins in points(6), stops in points(9)) {
        // 9 km/h on every street, for cars and on foot.
        let list = [("highway", "residential"), ("maxspeed", "9")];
        let town = Place::new(Streets::build(&town_extract(7, &list), &options()), &origins, &stops, &origins);
        let walking = Walking { speed_mm_per_s: 2500, ..Query::crest(0, 1, 10, 60, &[50.0]).walking };
        let own = pace(walking, Rounding::Milliseconds);
        let [access, egress, direct] = town.by(Mode::Car, own, walking, 600);
        let weights = Weights::build(&town.foot, Measure::Time(own));
        let walk = |from: usize, to: usize| {
            let times = travel_times_weighed(&weights, &town.points[from], &town.points[to], Horizon::within(600));
            timed(&times, 600, walking.speed_mm_per_s)
        };
        prop_assert_eq!(Links::shortest(&[(Mode::Walk, access)]), walk(0, 1));
        prop_assert_eq!(Links::shortest(&[(Mode::Walk, egress)]), walk(1, 2));
        prop_assert_eq!(Links::shortest(&[(Mode::Walk, direct)]), walk(0, 2));
    }

    #[test]
    fn a_further_mode_lengthens_no_link(origins in points(6), stops in points(9), with_paths in any::<bool>()) {
        let list: &crate::street::town::List<'_> =
            if with_paths { &[("highway", "footway")] } else { &[("highway", "residential")] };
        let town = Place::new(Streets::build(&town_extract(7, list), &options()), &origins, &stops, &origins);
        let query = Query::crest(0, 1, 10, 60, &[50.0]);
        let walks = town.walks(&query);
        for (mode, max_s) in [(Mode::Cycle, 600), (Mode::Car, 120)] {
            let own = town.by(mode, pace(query.walking, Rounding::Milliseconds), query.walking, max_s);
            for (walked, own) in [walks.access.clone(), walks.egress.clone(), walks.direct.clone()].into_iter().zip(own) {
                let both = Links::shortest(&[(Mode::Walk, walked.clone()), (mode, own)]);
                for from in 0..walked.n_rows() {
                    for (to, length_mm) in walked.row(from).0.iter().zip(walked.row(from).1) {
                        let (targets, lengths_mm) = both.row(from);
                        prop_assert!(lengths_mm[targets.binary_search(to).unwrap()] <= *length_mm);
                    }
                }
            }
        }
    }
}
