//! Pathways: how one walks inside a station, from entrances to platforms and between platforms.
//!
//! Source: General Transit Feed Specification, pathways.txt. Paces where a feed states no time: U. Weidmann, Transporttechnik der Fussgänger, ETH
//! Zürich, 1993 (stairs); EN 115-1 (escalators).

use super::geodesic::geodesic_m;
use super::read::{Ids, find_stop};
use super::table::Table;
use super::{Feed, GtfsError, Notice, Repairs, StopKind};

/// Pace on stairs along the plan, in millimetres a second: upwards, the slower way (Weidmann 1993).
const STAIRS_MM_S: f64 = 600.0;

/// Depth of one step along the plan, in millimetres.
const STEP_MM: f64 = 300.0;

/// Speed of an escalator in millimetres a second (EN 115-1, the usual one); people stand.
const ESCALATOR_MM_S: f64 = 500.0;

/// Seconds for a lift with waiting and doors; an assumption.
const LIFT_S: f64 = 60.0;

/// Tells what a pathway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathwayMode {
    /// A walkway (1).
    Walkway,
    /// Stairs (2).
    Stairs,
    /// A moving pavement (3).
    MovingWalkway,
    /// An escalator (4).
    Escalator,
    /// A lift (5).
    Lift,
    /// A gate for tickets (6).
    FareGate,
    /// A gate that leads out (7).
    ExitGate,
}

impl PathwayMode {
    /// All modes in the order of their numbers, which start at 1.
    pub(super) const ALL: [Self; 7] =
        [Self::Walkway, Self::Stairs, Self::MovingWalkway, Self::Escalator, Self::Lift, Self::FareGate, Self::ExitGate];
}

/// States a walk between two places of a station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pathway {
    /// Position of the one end.
    pub from: u32,
    /// Position of the other end.
    pub to: u32,
    /// Whether it can be walked both ways.
    pub is_both_ways: bool,
    /// What it is.
    pub mode: PathwayMode,
    /// Time in seconds, if stated.
    pub time_s: Option<u32>,
    /// Length in metres, if stated.
    pub length_m: Option<f64>,
    /// Number of steps, if stated.
    pub n_steps: Option<u32>,
}

impl Pathway {
    /// Returns the seconds that the pathway takes, given the walking speed and the distance of its ends in metres, if known.
    ///
    /// The stated time; else by mode: a lift 60 s, stairs 0.3 m a step or their length at 0.6 m/s, an escalator its length at 0.5 m/s, anything
    /// else its length at the walking speed. Without a length it is the distance of the ends, without that 0.
    pub fn seconds(&self, speed_mm_per_s: u32, apart_m: Option<f64>) -> f64 {
        if let Some(seconds) = self.time_s {
            return f64::from(seconds);
        }
        let length_mm = self.length_m.or(apart_m).unwrap_or(0.0) * 1000.0;
        match self.mode {
            PathwayMode::Lift => LIFT_S,
            PathwayMode::Stairs => self.n_steps.map_or(length_mm, |n| f64::from(n) * STEP_MM) / STAIRS_MM_S,
            PathwayMode::Escalator => length_mm / ESCALATOR_MM_S,
            PathwayMode::Walkway | PathwayMode::MovingWalkway | PathwayMode::FareGate | PathwayMode::ExitGate => {
                length_mm / f64::from(speed_mm_per_s.max(1))
            }
        }
    }
}

impl Feed {
    /// Returns where one can walk inside stations, stop by stop: the other end and the seconds, in order of the file.
    ///
    /// Parts of a platform are one with it.
    pub(crate) fn inside_walks(&self, speed_mm_per_s: u32) -> Vec<Vec<(u32, f64)>> {
        let mut walks = vec![Vec::new(); self.stops.len()];
        for pathway in &self.pathways {
            let (a, b) = (&self.stops[pathway.from as usize], &self.stops[pathway.to as usize]);
            let apart_m = a.point.zip(b.point).map(|(a, b)| geodesic_m(a, b));
            let seconds = pathway.seconds(speed_mm_per_s, apart_m);
            walks[pathway.from as usize].push((pathway.to, seconds));
            if pathway.is_both_ways {
                walks[pathway.to as usize].push((pathway.from, seconds));
            }
        }
        for (own, stop) in (0_u32..).zip(&self.stops) {
            if let (StopKind::BoardingArea, Some(platform)) = (stop.kind, stop.parent) {
                walks[own as usize].push((platform, 0.0));
                walks[platform as usize].push((own, 0.0));
            }
        }
        walks
    }

    /// Returns the platforms that pathways touch, themselves or in one of their parts, in rising order.
    pub(crate) fn platforms_with_pathways(&self) -> Vec<u32> {
        let ends = self.pathways.iter().flat_map(|pathway| [pathway.from, pathway.to]);
        let mut platforms: Vec<u32> = ends
            .filter_map(|end| match self.stops[end as usize].kind {
                StopKind::Platform => Some(end),
                StopKind::BoardingArea => self.stops[end as usize].parent,
                StopKind::Station | StopKind::Entrance | StopKind::Node => None,
            })
            .collect();
        platforms.sort_unstable();
        platforms.dedup();
        platforms
    }

    /// Returns the nodes that one pathway only touches: it leads nowhere.
    pub(super) fn dangling_nodes(&self) -> Vec<u32> {
        let mut neighbours: Vec<(u32, u32)> =
            self.pathways.iter().flat_map(|own| [(own.from, own.to), (own.to, own.from)]).collect();
        neighbours.sort_unstable();
        neighbours.dedup();
        let nodes = neighbours.chunk_by(|a, b| a.0 == b.0).filter(|of_one| of_one.len() == 1).map(|of_one| of_one[0].0);
        nodes.filter(|node| self.stops[*node as usize].kind == StopKind::Node).collect()
    }
}

pub(super) fn read_pathways(
    mut table: Table<'_>,
    stops: &Ids,
    feed: &mut Feed,
    repairs: &mut Repairs,
) -> Result<(), GtfsError> {
    let (from, to) = (table.needed("from_stop_id", repairs), table.needed("to_stop_id", repairs));
    let (both, mode) = (table.column("is_bidirectional"), table.needed("pathway_mode", repairs));
    let (time, length, steps) = (table.column("traversal_time"), table.column("length"), table.column("stair_count"));
    while table.advance(repairs)? {
        let from = find_stop(&table, from, "from_stop_id", stops, repairs);
        let to = find_stop(&table, to, "to_stop_id", stops, repairs);
        let (Some(from), Some(to)) = (from, to) else { continue };
        let line = table.line();
        if from == to {
            repairs.note(Notice::PathwayLoop, table.file, line, "to_stop_id", &feed.stops[to as usize].id);
            continue;
        }
        if let Some(end) = [from, to].into_iter().find(|end| feed.stops[*end as usize].kind == StopKind::Station) {
            repairs.note(Notice::PathwayToStation, table.file, line, "to_stop_id", &feed.stops[end as usize].id);
            continue;
        }
        let written = table.text(mode);
        let mode = match written.as_ref() {
            "1" => PathwayMode::Walkway,
            "2" => PathwayMode::Stairs,
            "3" => PathwayMode::MovingWalkway,
            "4" => PathwayMode::Escalator,
            "5" => PathwayMode::Lift,
            "6" => PathwayMode::FareGate,
            "7" => PathwayMode::ExitGate,
            _ => {
                repairs.note(Notice::PathwayMode, table.file, line, "pathway_mode", &written);
                PathwayMode::Walkway
            }
        };
        let mut is_both_ways = table.text(both) != "0";
        if is_both_ways && mode == PathwayMode::ExitGate {
            repairs.note(Notice::TwoWayExitGate, table.file, line, "is_bidirectional", "1");
            is_both_ways = false;
        }
        let metres = table.text(length);
        let length_m = metres.parse::<f64>().ok().filter(|metres| metres.is_finite() && *metres >= 0.0);
        if length_m.is_none() && !metres.is_empty() {
            repairs.note(Notice::Number, table.file, line, "length", &metres);
        }
        // A negative count stands for stairs that lead down.
        let n_steps = table.text(steps).trim_start_matches('-').parse().ok();
        let time_s = table.whole(time).filter(|seconds| *seconds <= 86_400);
        feed.pathways.push(Pathway { from, to, is_both_ways, mode, time_s, length_m, n_steps });
    }
    Ok(())
}
