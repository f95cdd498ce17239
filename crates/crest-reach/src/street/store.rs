//! Streets and networks in their cached form, and the judging of what comes back.

use super::join::Index;
use super::turn::{Ban, Turn};
use super::{Allowed, Conventions, Edge, Mode, Network, Piece, Streets, Stretch};
use crate::cache::{CacheError, Element, Reader, Writer};

const STREETS: [u8; 4] = *b"STRT";
const NETWORK: [u8; 4] = *b"SNET";
/// Rises with each change of what is written or of how streets are built.
const VERSION: u32 = 2;

impl Streets {
    /// Writes the streets in their cached form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(STREETS, VERSION);
        writer.section([flag_of(self.conventions)].into_iter());
        writer.section([self.radius_m].into_iter());
        writer.section([self.least_island as u64].into_iter());
        put_places(&mut writer, &self.vertices);
        writer.section(self.way_ids.iter().copied());
        writer.section(self.shape_starts.iter().copied());
        put_places(&mut writer, &self.shape);
        put(&mut writer, &self.pieces, |piece| piece.from);
        put(&mut writer, &self.pieces, |piece| piece.to);
        put(&mut writer, &self.pieces, |piece| piece.length_mm);
        put(&mut writer, &self.pieces, |piece| piece.way);
        put(&mut writer, &self.pieces, flags_of_piece);
        for direction in [0, 1] {
            put(&mut writer, &self.pieces, |piece| piece.car_cm_s[direction]);
        }
        put(&mut writer, &self.turns, |turn| turn.from.0);
        put(&mut writer, &self.turns, |turn| turn.to.0);
        put(&mut writer, &self.turns, |turn| turn.from.1 | turn.to.1 << 1 | u8::from(turn.only) << 2);
        writer.finish()
    }

    /// Reads streets from their cached form.
    ///
    /// # Errors
    /// [`CacheError`] if the bytes are not that form, or say something that streets cannot be; never panics.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CacheError> {
        let mut reader = Reader::open(bytes, STREETS, VERSION)?;
        let conventions = take_conventions(&mut reader)?;
        let radius_m = take_radius(&mut reader)?;
        let least_island = usize::try_from(reader.single::<u64>()?).map_err(|_| CacheError::Content)?;
        let vertices = take_places(&mut reader)?;
        let way_ids: Vec<i64> = reader.section()?;
        let shape_starts: Vec<u32> = reader.section()?;
        let shape = take_places(&mut reader)?;
        let from: Vec<u32> = reader.section()?;
        let n = from.len();
        let to = take(&mut reader, n)?;
        let length_mm = take(&mut reader, n)?;
        let way = take(&mut reader, n)?;
        let flags: Vec<u8> = take(&mut reader, n)?;
        judge(flags.iter().all(|flags| *flags < 1 << 7))?;
        let car_cm_s: [Vec<u16>; 2] = [take(&mut reader, n)?, take(&mut reader, n)?];
        let turns = take_turns(&mut reader, n)?;
        reader.finish()?;
        let pieces: Vec<Piece> = (0..n)
            .map(|position| Piece {
                from: from[position],
                to: to[position],
                length_mm: length_mm[position],
                way: way[position],
                allowed: allowed_of_flags(flags[position]),
                car_cm_s: [car_cm_s[0][position], car_cm_s[1][position]],
                joinable: flags[position] & 64 != 0,
            })
            .collect();
        judge_ranges(&shape_starts, n, shape.len(), 2)?;
        for piece in &pieces {
            judge(piece.from.max(piece.to) < n_of(&vertices) && (piece.way as usize) < way_ids.len())?;
            judge(piece.length_mm <= u32::MAX / 2 && piece.car_cm_s[0].min(piece.car_cm_s[1]) > 0)?;
        }
        Ok(Self { conventions, radius_m, least_island, vertices, pieces, way_ids, shape_starts, shape, turns })
    }
}

impl Network {
    /// Writes the network in its cached form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(NETWORK, VERSION);
        writer.section([flag_of(self.conventions)].into_iter());
        let mode = match self.mode {
            Mode::Walk => 0_u8,
            Mode::Cycle => 1,
            Mode::Car => 2,
        };
        writer.section([mode].into_iter());
        writer.section([self.radius_m].into_iter());
        put_places(&mut writer, &self.vertices);
        put(&mut writer, &self.edges, |edge| edge.from);
        put(&mut writer, &self.edges, |edge| edge.to);
        put(&mut writer, &self.edges, |edge| edge.length_mm);
        put(&mut writer, &self.edges, |edge| u8::from(edge.open[0]) | u8::from(edge.open[1]) << 1);
        writer.section(self.stretch_starts.iter().copied());
        put(&mut writer, &self.stretches, |stretch| stretch.piece);
        put(&mut writer, &self.stretches, |stretch| stretch.end_mm);
        put(&mut writer, &self.stretches, |stretch| {
            u8::from(stretch.pushed[0])
                | u8::from(stretch.pushed[1]) << 1
                | u8::from(stretch.joinable) << 2
                | u8::from(stretch.backwards) << 3
        });
        for direction in [0, 1] {
            put(&mut writer, &self.stretches, |stretch| stretch.car_cm_s[direction]);
        }
        writer.section(self.shape_starts.iter().copied());
        put_places(&mut writer, &self.shape);
        writer.section(self.shape_mm.iter().copied());
        put(&mut writer, &self.bans, |ban| ban.arrival.0);
        put(&mut writer, &self.bans, |ban| ban.departure.0);
        put(&mut writer, &self.bans, |ban| ban.arrival.1 | ban.departure.1 << 1);
        writer.finish()
    }

    /// Reads a network from its cached form; the squares by which points are joined are made anew.
    ///
    /// # Errors
    /// [`CacheError`] if the bytes are not that form, or say something that a network cannot be; never panics.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CacheError> {
        let mut reader = Reader::open(bytes, NETWORK, VERSION)?;
        let conventions = take_conventions(&mut reader)?;
        let mode = match reader.single::<u8>()? {
            0 => Mode::Walk,
            1 => Mode::Cycle,
            2 => Mode::Car,
            _ => return Err(CacheError::Content),
        };
        let radius_m = take_radius(&mut reader)?;
        let vertices = take_places(&mut reader)?;
        let edges = take_edges(&mut reader)?;
        let stretch_starts: Vec<u32> = reader.section()?;
        let stretches = take_stretches(&mut reader)?;
        let shape_starts: Vec<u32> = reader.section()?;
        let shape = take_places(&mut reader)?;
        let shape_mm: Vec<u32> = take(&mut reader, shape.len())?;
        let bans = take_bans(&mut reader, edges.len())?;
        reader.finish()?;
        let index = Index::default();
        let mut network = Self {
            conventions,
            mode,
            radius_m,
            vertices,
            edges,
            stretch_starts,
            stretches,
            shape_starts,
            shape,
            shape_mm,
            index,
            bans,
        };
        judge_network(&network)?;
        network.index = Index::build(&network);
        Ok(network)
    }
}

fn take_edges(reader: &mut Reader<'_>) -> Result<Vec<Edge>, CacheError> {
    let from: Vec<u32> = reader.section()?;
    let to = take(reader, from.len())?;
    let length_mm = take(reader, from.len())?;
    let open: Vec<u8> = take(reader, from.len())?;
    judge(open.iter().all(|open| *open < 1 << 2))?;
    let edge = |position: usize| Edge {
        from: from[position],
        to: to[position],
        length_mm: length_mm[position],
        open: [open[position] & 1 != 0, open[position] & 2 != 0],
    };
    Ok((0..from.len()).map(edge).collect())
}

fn take_stretches(reader: &mut Reader<'_>) -> Result<Vec<Stretch>, CacheError> {
    let piece: Vec<u32> = reader.section()?;
    let end_mm = take(reader, piece.len())?;
    let flags: Vec<u8> = take(reader, piece.len())?;
    judge(flags.iter().all(|flags| *flags < 1 << 4))?;
    let car_cm_s: [Vec<u16>; 2] = [take(reader, piece.len())?, take(reader, piece.len())?];
    let stretch = |position: usize| Stretch {
        piece: piece[position],
        end_mm: end_mm[position],
        pushed: [flags[position] & 1 != 0, flags[position] & 2 != 0],
        car_cm_s: [car_cm_s[0][position], car_cm_s[1][position]],
        joinable: flags[position] & 4 != 0,
        backwards: flags[position] & 8 != 0,
    };
    Ok((0..piece.len()).map(stretch).collect())
}

fn take_turns(reader: &mut Reader<'_>, n_pieces: usize) -> Result<Vec<Turn>, CacheError> {
    let from: Vec<u32> = reader.section()?;
    let to: Vec<u32> = take(reader, from.len())?;
    let flags: Vec<u8> = take(reader, from.len())?;
    judge(from.iter().chain(&to).all(|piece| (*piece as usize) < n_pieces))?;
    judge(flags.iter().all(|flags| *flags < 1 << 3))?;
    let turn = |position: usize| Turn {
        from: (from[position], flags[position] & 1),
        to: (to[position], flags[position] >> 1 & 1),
        only: flags[position] & 4 != 0,
    };
    Ok((0..from.len()).map(turn).collect())
}

fn take_bans(reader: &mut Reader<'_>, n_edges: usize) -> Result<Vec<Ban>, CacheError> {
    let arrivals: Vec<u32> = reader.section()?;
    let departures: Vec<u32> = take(reader, arrivals.len())?;
    let flags: Vec<u8> = take(reader, arrivals.len())?;
    judge(arrivals.iter().chain(&departures).all(|edge| (*edge as usize) < n_edges))?;
    judge(flags.iter().all(|flags| *flags < 1 << 2))?;
    let ban = |position: usize| Ban {
        arrival: (arrivals[position], flags[position] & 1),
        departure: (departures[position], flags[position] >> 1),
    };
    let bans: Vec<Ban> = (0..arrivals.len()).map(ban).collect();
    judge(bans.windows(2).all(|pair| pair[0] < pair[1]))?;
    Ok(bans)
}

/// Holds a network to what its other functions build on.
fn judge_network(network: &Network) -> Result<(), CacheError> {
    let n = network.edges.len();
    judge_ranges(&network.stretch_starts, n, network.stretches.len(), 1)?;
    judge_ranges(&network.shape_starts, n, network.shape.len(), 2)?;
    judge(network.stretches.iter().all(|stretch| stretch.car_cm_s[0].min(stretch.car_cm_s[1]) > 0))?;
    for (position, edge) in network.edges.iter().enumerate() {
        judge(edge.from.max(edge.to) < n_of(&network.vertices))?;
        let range = |starts: &[u32]| starts[position] as usize..starts[position + 1] as usize;
        let stretches = &network.stretches[range(&network.stretch_starts)];
        judge(stretches.is_sorted_by_key(|stretch| stretch.end_mm))?;
        judge(stretches.last().is_some_and(|stretch| stretch.end_mm == edge.length_mm))?;
        let shape_mm = &network.shape_mm[range(&network.shape_starts)];
        judge(shape_mm.is_sorted() && shape_mm.last() == Some(&edge.length_mm))?;
    }
    Ok(())
}

fn judge(holds: bool) -> Result<(), CacheError> {
    if holds { Ok(()) } else { Err(CacheError::Content) }
}

/// Holds the starts of `n` ranges to be rising by at least `least` and to cover `length` elements.
fn judge_ranges(starts: &[u32], n: usize, length: usize, least: u32) -> Result<(), CacheError> {
    judge(starts.len() == n + 1 && starts[0] == 0 && starts[n] as usize == length)?;
    judge(starts.windows(2).all(|pair| pair[1] >= pair[0] && pair[1] - pair[0] >= least))
}

fn n_of(vertices: &[[i32; 2]]) -> u32 {
    u32::try_from(vertices.len()).unwrap_or(u32::MAX)
}

fn put<S, T: Element>(writer: &mut Writer, items: &[S], value: impl Fn(&S) -> T) {
    writer.section(items.iter().map(value));
}

fn put_places(writer: &mut Writer, places: &[[i32; 2]]) {
    for axis in [0, 1] {
        put(writer, places, |place| place[axis]);
    }
}

/// Takes a section that must have as many elements as another.
fn take<T: Element>(reader: &mut Reader<'_>, length: usize) -> Result<Vec<T>, CacheError> {
    let section: Vec<T> = reader.section()?;
    judge(section.len() == length)?;
    Ok(section)
}

fn take_places(reader: &mut Reader<'_>) -> Result<Vec<[i32; 2]>, CacheError> {
    let lon: Vec<i32> = reader.section()?;
    let lat: Vec<i32> = take(reader, lon.len())?;
    judge(u32::try_from(lon.len()).is_ok())?;
    let on_earth = |lon: i32, lat: i32| lon.unsigned_abs() <= 1_800_000_000 && lat.unsigned_abs() <= 900_000_000;
    judge(lon.iter().zip(&lat).all(|(lon, lat)| on_earth(*lon, *lat)))?;
    Ok(lon.into_iter().zip(lat).map(|(lon, lat)| [lon, lat]).collect())
}

fn take_radius(reader: &mut Reader<'_>) -> Result<f64, CacheError> {
    let radius_m: f64 = reader.single()?;
    // Whatever sphere is taken for the Earth, its radius is near 6.4 Mm.
    judge((6e6..7e6).contains(&radius_m))?;
    Ok(radius_m)
}

fn flag_of(conventions: Conventions) -> u8 {
    u8::from(conventions == Conventions::R5)
}

fn take_conventions(reader: &mut Reader<'_>) -> Result<Conventions, CacheError> {
    match reader.single::<u8>()? {
        0 => Ok(Conventions::Crest),
        1 => Ok(Conventions::R5),
        _ => Err(CacheError::Content),
    }
}

fn flags_of_piece(piece: &Piece) -> u8 {
    let bits = |allowed: Allowed| u8::from(allowed.walk) | u8::from(allowed.cycle) << 1 | u8::from(allowed.car) << 2;
    bits(piece.allowed[0]) | bits(piece.allowed[1]) << 3 | u8::from(piece.joinable) << 6
}

fn allowed_of_flags(flags: u8) -> [Allowed; 2] {
    [0, 3].map(|shift| {
        let bit = |position: u8| flags >> (shift + position) & 1 != 0;
        Allowed { walk: bit(0), cycle: bit(1), car: bit(2) }
    })
}

#[cfg(test)]
mod tests;
