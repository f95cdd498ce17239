//! Arrivals: the search backwards against one by one forwards, journeys with their legs, waits of half a headway.

use proptest::prelude::*;

use super::super::*;
use super::{DRAWN, Town, any_gate, any_runs, every, run, seconds};
use crate::links::Links;
use crate::timetable::{Headways, ServiceDay, Timetable, Timing, build};

/// A network forwards and backwards; the links of a town are those of either way.
struct Both {
    timetables: Vec<Timetable>,
    back: Vec<Timetable>,
    gates: Vec<Gate>,
    turned_gates: Vec<Gate>,
}

impl Both {
    fn build(day: &ServiceDay, query: &Query, draws: &[Headways], gates: &[Gate]) -> Self {
        let timetables: Vec<_> = draws.iter().map(|draw| build(day, query.span_by_arrival(), *draw)).collect();
        let back = timetables.iter().map(|own| reversed(own, query.boarding_s)).collect();
        let turned_gates = gates.iter().map(Gate::reversed).collect();
        Self { timetables, back, gates: gates.to_vec(), turned_gates }
    }

    /// Hands on the search backwards, and its walks in both ways.
    fn with<T>(&self, town: &Town, turned: &Town, query: &Query, then: impl FnOnce(&BothWays<'_>) -> T) -> T {
        let walks = Walks { gates: &self.gates, ..town.walks() };
        let turned = Walks { gates: &self.turned_gates, ..turned.walks() };
        let back = Search::prepare(&self.back, &turned, &query.by_arrival()).unwrap();
        then(&BothWays { timetables: &self.timetables, walks: &walks, back: &back, turned: &turned })
    }
}

fn by(first_s: i32, step_s: u32, n: u32, query: Query) -> Query {
    Query { departures: Departures { first_s, step_s, n }, ..seconds(query) }
}

/// Follows the legs: each begins where the one before it ends, and vehicles leave and arrive as they say.
fn follow(journey: &Journey) {
    let mut now_s = journey.departure_s;
    for leg in &journey.legs {
        if let Leg::Ride { board_at_s, .. } = leg {
            assert_eq!(*board_at_s, now_s);
        }
        now_s += leg.seconds() as i32;
    }
    assert_eq!(now_s, journey.arrival_s);
}

#[test]
fn journey_by_arrival_waits_where_a_rider_would() {
    // Stop 0 to 1 every 600 s from 8:00 on, 300 s on board; from 1, 400 m on foot, 2 to 3 at 8:30 and at 9:00, 600 s.
    let mut town = Town::line(4, 3_000_000, 0);
    town.transfers = Links::from_rows(vec![vec![], vec![(2, 400_000)], vec![], vec![]]);
    let mut turned = Town::line(4, 3_000_000, 0);
    turned.transfers = Links::from_rows(vec![vec![], vec![], vec![(1, 400_000)], vec![]]);
    let exact = Timing::Headway { start_s: 28_800, end_s: 36_000, headway_s: 600, is_exact: true };
    let runs = vec![
        run(0, &[0, 1], exact, 0, 300),
        run(1, &[2, 3], Timing::Fixed, 30_600, 600),
        run(1, &[2, 3], Timing::Fixed, 32_400, 600),
    ];
    let day = ServiceDay { n_stops: 4, runs };
    // By 9:15 the vehicle of 9:00 arrives at 9:10. To be 61 s before 9:00 at stop 2 one gets off by 8:52:19 and rides at
    // 8:40, arriving at 8:45; the wait is at stop 2, and 5 minutes are left.
    let query = by(33_300, 60, 1, Query::r5(0, 1, 30, 90, &[50.0]));
    let both = Both::build(&day, &query, &[DRAWN], &[]);
    let of = |query: &Query, percentile: f64| {
        both.with(&town, &turned, query, |ways| journey_of_arrival(ways, query, (0, 3), percentile).unwrap())
    };
    let (draw, found) = of(&query, 50.0).unwrap();
    follow(&found);
    assert_eq!((draw, found.departure_s, found.arrival_s), (0, 31_200 - 61, 33_300));
    let parts: Vec<u32> = found.legs.iter().map(Leg::seconds).collect();
    // Walk 0, board 61, ride 300, walk 400, wait 500, ride 600, walk 0, early 300.
    assert_eq!(parts, [0, 61, 300, 400, 500, 600, 0, 300]);
    assert_eq!(found.legs[4], Leg::Wait { stop: 2, seconds: 500 });
    assert_eq!(found.legs[7], Leg::Early { seconds: 300 });
    // By 9:10 sharp nothing is left; by 9:09 it is the vehicle of 8:30, met by the one of 8:20 that is there at 8:25.
    let sharp = Query { departures: Departures { first_s: 33_000, ..query.departures }, ..query.clone() };
    assert!(!of(&sharp, 50.0).unwrap().1.legs.iter().any(|leg| matches!(leg, Leg::Early { .. })));
    let sooner = Query { departures: Departures { first_s: 32_940, ..query.departures }, ..query.clone() };
    let (_, found) = of(&sooner, 50.0).unwrap();
    assert_eq!((found.departure_s, found.legs.last()), (29_400 - 61, Some(&Leg::Early { seconds: 1740 })));
    // Arrivals from 9:05 to 9:14: five by the vehicle of 8:30, left for at 8:09 less 1 s, 3,361 … 3,601 s in all, and
    // five by that of 9:00, 1,861 … 2,101 s. Item 5 of 10 is the one at 9:14, item 10 the one at 9:09.
    let window = by(32_700, 60, 10, Query::r5(0, 1, 30, 90, &[50.0]));
    assert_eq!(of(&window, 50.0).map(|(_, own)| (own.arrival_s, own.seconds())), Some((33_240, 2101)));
    assert_eq!(of(&window, 100.0).map(|(_, own)| (own.arrival_s, own.seconds())), Some((32_940, 3601)));
    assert_eq!(of(&by(28_900, 60, 1, query), 50.0), None, "nothing arrives by then");
}

#[test]
fn half_headways_take_as_long_by_arrival_as_by_departure() {
    // Two lines of headways 600 and 900 s, 400 s on foot between them, all day.
    let mut town = Town::line(4, 3_000_000, 0);
    town.transfers = Links::from_rows(vec![vec![], vec![(2, 400_000)], vec![], vec![]]);
    let mut turned = Town::line(4, 3_000_000, 0);
    turned.transfers = Links::from_rows(vec![vec![], vec![], vec![(1, 400_000)], vec![]]);
    let day =
        ServiceDay { n_stops: 4, runs: vec![run(0, &[0, 1], every(600), 0, 300), run(1, &[2, 3], every(900), 0, 500)] };
    let query = by(36_000, 60, 70, Query::r5(0, 1, 30, 90, &[50.0]));
    // 61 s to board + 300 s of waiting + 300 on board, 400 on foot, 61 + 450 + 500.
    let whole = 61 + 300 + 300 + 400 + 61 + 450 + 500;
    let forward = build(&day, query.span(), Headways::HalfWait);
    let network = Search::prepare(std::slice::from_ref(&forward), &town.walks(), &query).unwrap();
    assert!(lanes(&network, &town.walks(), &query, 0).unwrap()[3 * 70..].iter().all(|time| *time == Some(whole)));
    let both = Both::build(&day, &query, &[Headways::HalfWait], &[]);
    both.with(&town, &turned, &query, |ways| {
        let times = lanes(ways.back, ways.turned, &query.by_arrival(), 3).unwrap();
        assert!(times[..70].iter().all(|time| *time == Some(whole)));
        let (_, found) = journey_of_arrival(ways, &query, (0, 3), 50.0).unwrap().unwrap();
        follow(&found);
        let parts: Vec<u32> = found.legs.iter().map(Leg::seconds).collect();
        assert_eq!(parts, [0, 361, 300, 400, 511, 500, 0]);
    });
}

#[test]
fn half_headway_at_the_ends_of_its_period_is_the_same_backwards() {
    // Every 600 s from 10,000 to 20,000 s; 100 s on board, 61 s to board. Whoever comes before the period waits for it and half
    // the headway more: the first arrival is at 10,400. The last to come can be ready at 20,000 and arrives at 20,400.
    let town = Town::line(2, 3_000_000, 0);
    let timing = Timing::Headway { start_s: 10_000, end_s: 20_000, headway_s: 600, is_exact: false };
    let day = ServiceDay { n_stops: 2, runs: vec![run(0, &[0, 1], timing, 0, 100)] };
    for (by_s, departure_s) in
        [(10_399, None), (10_400, Some(9939)), (15_000, Some(14_539)), (20_400, Some(19_939)), (21_000, Some(19_939))]
    {
        let query = by(by_s, 60, 1, Query::r5(0, 1, 30, 90, &[50.0]));
        let both = Both::build(&day, &query, &[Headways::HalfWait], &[]);
        let found = both.with(&town, &town, &query, |ways| journey_of_arrival(ways, &query, (0, 1), 50.0).unwrap());
        assert_eq!(found.map(|(_, own)| own.departure_s), departure_s, "by {by_s}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arrivals_backwards_are_the_latest_departures(
        runs in any_runs(6),
        boarding_s in 0_u32..90,
        is_half in any::<bool>(),
        gates in prop::collection::vec(any_gate(6), 0..2),
    ) {
        let town = Town::line(6, 300_000, 650_000);
        // By arrival at 1,000 s and 2,500 s, from anywhere within 1,500 s.
        let query = Query { boarding_s, below_s: 1501, ..by(1000, 1500, 2, Query::r5(0, 1, 12, 40, &[50.0])) };
        let day = ServiceDay { n_stops: 6, runs };
        let headways = if is_half { Headways::HalfWait } else { DRAWN };
        let both = Both::build(&day, &query, &[headways], &gates);
        let forward = &both.timetables[0];
        prop_assert_eq!(&reversed(&reversed(forward, 0), 0), forward);
        both.with(&town, &town, &query, |ways| {
            let times = lanes(ways.back, ways.turned, &query.by_arrival(), 2).unwrap();
            for origin in 0..6 {
                for (lane, by_s) in [(0, 2500), (1, 1000)] {
                    let latest = (by_s - 1500..=by_s).rev().find(|&departure_s| {
                        let found = journey(forward, ways.walks, &query, (origin, 2), departure_s).unwrap();
                        found.is_some_and(|journey| journey.arrival_s <= by_s)
                    });
                    let time = times[origin * 2 + lane].map(i32::from);
                    prop_assert_eq!(time, latest.map(|departure_s| by_s - departure_s));
                }
                // The journeys of both arrivals: the first item, and the last.
                for (percentile, item) in [(50.0, 0), (100.0, 1)] {
                    let mut sorted = [times[origin * 2], times[origin * 2 + 1]];
                    sorted.sort_by_key(|time| time.unwrap_or(u16::MAX));
                    let found = journey_of_arrival(ways, &query, (origin, 2), percentile).unwrap();
                    prop_assert_eq!(found.as_ref().map(|(_, own)| own.seconds() as u16), sorted[item]);
                    if let Some((_, own)) = found {
                        follow(&own);
                    }
                }
            }
            Ok(())
        })?;
    }
}
