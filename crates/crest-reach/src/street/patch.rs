//! Patches: streets as they would be with a street more, a stretch closed, or cars at another speed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::build::{Streets, length_mm, place, point};
use super::{Allowed, Mode, Piece, turn};
use crate::geo::{Plane, Point, nearest_on_segment};

/// Changes the streets.
#[derive(Debug, Clone, PartialEq)]
pub enum StreetPatch {
    /// Adds a street along a line of points; both of its ends are led straight to the nearest place of a street that one of
    /// its modes may use.
    Add {
        /// The line, of two points at least.
        line: Vec<Point>,
        /// Who may use it along the line and against it.
        allowed: [Allowed; 2],
        /// Speed of cars in kilometres per hour.
        car_km_h: f64,
    },
    /// Closes the shortest way between the places of streets nearest to two points, in both directions.
    Close {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
        /// For whom it is closed; the way between the ends is that of the first of walking, cycling and cars among them.
        modes: Allowed,
    },
    /// Multiplies the speed of cars on a way.
    CarSpeed {
        /// Identifier of the way.
        way_id: i64,
        /// The factor.
        factor: f64,
    },
}

/// Says which patch cannot be applied and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatchError {
    /// Position of the patch.
    pub patch: usize,
    /// What is wrong with it.
    pub fault: PatchFault,
}

/// Says why a patch cannot be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchFault {
    /// A line has fewer than two points.
    Line,
    /// A point has coordinates that are not within the ranges of longitude and latitude.
    NotOnEarth,
    /// A patch names no mode.
    NoMode,
    /// A speed or factor is not a finite number above 0.
    Speed,
    /// No street that one of the modes may use is near enough to a point.
    NoStreet,
    /// No way leads from one point to the other.
    NoWay,
    /// No piece of street belongs to the way named.
    UnknownWay,
}

impl std::fmt::Display for PatchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fault = match self.fault {
            PatchFault::Line => "its line has fewer than two points",
            PatchFault::NotOnEarth => "its coordinates are not within the ranges of longitude and latitude",
            PatchFault::NoMode => "it names no mode",
            PatchFault::Speed => "its speed is not a number above 0",
            PatchFault::NoStreet => "no street is near enough to join",
            PatchFault::NoWay => "no way leads between its points",
            PatchFault::UnknownWay => "no street belongs to its way",
        };
        write!(f, "street change {} cannot be made: {fault}", self.patch + 1)
    }
}

impl std::error::Error for PatchError {}

impl Streets {
    /// Returns the streets with patches applied one after another; points are led to streets within `radius_m`.
    ///
    /// Streets that are cut keep their total length to the millimetre. Pieces keep their positions: what is cut stays
    /// as a piece that nobody may use, and new pieces come last. Islands are not taken away anew: what a closure cuts
    /// off is to be seen as such. Without patches the streets are as they were.
    ///
    /// # Errors
    /// [`PatchError`] for the first patch that cannot be applied.
    pub fn patched(&self, patches: &[StreetPatch], radius_m: f64) -> Result<Self, PatchError> {
        let mut streets = self.clone();
        for (position, patch) in patches.iter().enumerate() {
            let applied = match patch {
                StreetPatch::Add { line, allowed, car_km_h } => streets.add(line, *allowed, *car_km_h, radius_m),
                StreetPatch::Close { from, to, modes } => streets.close(*from, *to, *modes, radius_m),
                StreetPatch::CarSpeed { way_id, factor } => streets.change_speed(*way_id, *factor),
            };
            applied.map_err(|fault| PatchError { patch: position, fault })?;
        }
        Ok(streets)
    }

    fn add(&mut self, line: &[Point], allowed: [Allowed; 2], car_km_h: f64, radius_m: f64) -> Result<(), PatchFault> {
        let &[first, .., last] = line else { return Err(PatchFault::Line) };
        if !line.iter().all(|point| point.is_on_earth()) {
            return Err(PatchFault::NotOnEarth);
        }
        let speed = car_km_h / 3.6 * 100.0;
        if !(speed.is_finite() && speed > 0.0) {
            return Err(PatchFault::Speed);
        }
        let modes = Allowed {
            walk: allowed[0].walk || allowed[1].walk,
            cycle: allowed[0].cycle || allowed[1].cycle,
            car: allowed[0].car || allowed[1].car,
        };
        let from = self.vertex_near(first, modes, radius_m)?;
        let to = self.vertex_near(last, modes, radius_m)?;
        let mut places = vec![self.vertices[from as usize]];
        places.extend(line.iter().map(|point| place(*point)));
        places.push(self.vertices[to as usize]);
        let length_mm = length_mm(&places, self.radius_m).ok_or(PatchFault::NoWay)?;
        let way = u32::try_from(self.way_ids.len()).expect("ways are bounded");
        // Ways of OpenStreetMap have positive identifiers; those of patches are −1, −2, ….
        self.way_ids.push(-1 - self.way_ids.iter().filter(|id| **id < 0).count() as i64);
        let car_cm_s = [(speed.round() as u16).max(1); 2];
        self.push(Piece { from, to, length_mm, way, allowed, car_cm_s, joinable: true }, &places);
        Ok(())
    }

    fn close(&mut self, from: Point, to: Point, modes: Allowed, radius_m: f64) -> Result<(), PatchFault> {
        let from = self.vertex_near(from, modes, radius_m)?;
        let to = self.vertex_near(to, modes, radius_m)?;
        let mode = [Mode::Walk, Mode::Cycle, Mode::Car].into_iter().find(|mode| modes.has(*mode));
        for piece in self.shortest_way(from, to, mode.ok_or(PatchFault::NoMode)?)? {
            for allowed in &mut self.pieces[piece].allowed {
                allowed.walk &= !modes.walk;
                allowed.cycle &= !modes.cycle;
                allowed.car &= !modes.car;
            }
        }
        Ok(())
    }

    fn change_speed(&mut self, way_id: i64, factor: f64) -> Result<(), PatchFault> {
        if !(factor.is_finite() && factor > 0.0) {
            return Err(PatchFault::Speed);
        }
        let way = self.way_ids.iter().position(|id| *id == way_id).ok_or(PatchFault::UnknownWay)?;
        for piece in self.pieces.iter_mut().filter(|piece| piece.way as usize == way) {
            // A cast of a float to an integer keeps within its range.
            piece.car_cm_s = piece.car_cm_s.map(|cm_s| ((f64::from(cm_s) * factor).round() as u16).max(1));
        }
        Ok(())
    }

    /// Finds the place of a street nearest to a point and makes it a vertex unless it is one.
    fn vertex_near(&mut self, near: Point, modes: Allowed, radius_m: f64) -> Result<u32, PatchFault> {
        if !near.is_on_earth() {
            return Err(PatchFault::NotOnEarth);
        }
        if !modes.any() {
            return Err(PatchFault::NoMode);
        }
        let plane = Plane::around(near, self.radius_m);
        let mut best: Option<(f64, usize, usize, f64)> = None;
        for (position, piece) in self.pieces.iter().enumerate() {
            let usable = [Mode::Walk, Mode::Cycle, Mode::Car]
                .into_iter()
                .any(|mode| modes.has(mode) && piece.allowed.iter().any(|allowed| allowed.has(mode)));
            if !usable || !piece.joinable {
                continue;
            }
            for (segment, ends) in self.line(position).windows(2).enumerate() {
                let [start, end] = [0, 1].map(|end| plane.to_metres(point(ends[end])));
                let (share, off_sq) = nearest_on_segment(start, end, [0.0, 0.0]);
                if best.is_none_or(|(best_sq, ..)| off_sq < best_sq) {
                    best = Some((off_sq, position, segment, share));
                }
            }
        }
        let (off_sq, piece, segment, share) = best.ok_or(PatchFault::NoStreet)?;
        if off_sq > radius_m * radius_m {
            return Err(PatchFault::NoStreet);
        }
        Ok(self.cut(piece, segment, share))
    }

    /// Cuts a piece within one of its segments; returns the vertex there, which is an end of the piece if it is that near.
    fn cut(&mut self, position: usize, segment: usize, share: f64) -> u32 {
        let piece = self.pieces[position];
        let line = self.line(position).to_vec();
        let [start, end] = [line[segment], line[segment + 1]];
        let between = |axis: usize| {
            let step = f64::from(end[axis]) - f64::from(start[axis]);
            (f64::from(start[axis]) + share * step).round() as i32
        };
        let here = [between(0), between(1)];
        let before = [&line[..=segment], &[here]].concat();
        let after = [&[here], &line[segment + 1..]].concat();
        let before_mm = length_mm(&before, self.radius_m).unwrap_or(piece.length_mm).min(piece.length_mm);
        if before_mm == 0 {
            return piece.from;
        }
        if before_mm == piece.length_mm {
            return piece.to;
        }
        let vertex = u32::try_from(self.vertices.len()).expect("vertices are bounded");
        self.vertices.push(here);
        self.pieces[position].allowed = [Allowed::default(); 2];
        let n_pieces = u32::try_from(self.pieces.len()).expect("pieces are bounded");
        let cut = u32::try_from(position).expect("pieces are bounded");
        turn::follow_cut(&mut self.turns, cut, n_pieces, n_pieces + 1);
        self.push(Piece { to: vertex, length_mm: before_mm, ..piece }, &before);
        self.push(Piece { from: vertex, length_mm: piece.length_mm - before_mm, ..piece }, &after);
        vertex
    }

    /// Positions of the pieces of the shortest way between two vertices, whichever way along them a mode may go.
    fn shortest_way(&self, from: u32, to: u32, mode: Mode) -> Result<Vec<usize>, PatchFault> {
        let mut at_vertex = vec![Vec::new(); self.vertices.len()];
        for (position, piece) in self.pieces.iter().enumerate() {
            if piece.allowed.iter().any(|allowed| allowed.has(mode)) {
                at_vertex[piece.from as usize].push((position, piece.to));
                at_vertex[piece.to as usize].push((position, piece.from));
            }
        }
        let mut least = vec![u64::MAX; self.vertices.len()];
        let mut came_by = vec![None; self.vertices.len()];
        let mut queue = BinaryHeap::from([Reverse((0_u64, from))]);
        least[from as usize] = 0;
        while let Some(Reverse((mm, vertex))) = queue.pop() {
            if vertex == to {
                break;
            }
            if mm > least[vertex as usize] {
                continue;
            }
            for (position, other) in &at_vertex[vertex as usize] {
                let there = mm + u64::from(self.pieces[*position].length_mm);
                if there < least[*other as usize] {
                    least[*other as usize] = there;
                    came_by[*other as usize] = Some((*position, vertex));
                    queue.push(Reverse((there, *other)));
                }
            }
        }
        let mut way = Vec::new();
        let mut vertex = to;
        while vertex != from {
            let (position, last) = came_by[vertex as usize].ok_or(PatchFault::NoWay)?;
            way.push(position);
            vertex = last;
        }
        if way.is_empty() { Err(PatchFault::NoWay) } else { Ok(way) }
    }
}

#[cfg(test)]
mod tests;
