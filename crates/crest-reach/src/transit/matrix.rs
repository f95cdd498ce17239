//! Many origins to many destinations, one row after the other.

use rayon::prelude::*;

use crate::links::Links;
use crate::street::Mode;

use super::added::{AddedRuns, Combined};
use super::kept::{keep, recall};
use super::percentile::{UNREACHED, percentiles};
use super::propagate::propagate;
use super::rounds::{Workspace, search};
use super::schedule::{Schedule, Search, to_stops};
use super::{Gate, LANES, Lanes, Leg, Place, Query, TransitError};

/// Percentiles of travel time, destination after destination, in it percentile after percentile.
type Cells = [Option<u16>];

/// Origins whose rows are computed before they are handed on; bounds the memory that rows take.
const CHUNK: usize = 64;

/// Holds who can go where along streets: origins, destinations and stops by position.
#[derive(Debug, Clone, Copy)]
pub struct Walks<'a> {
    /// From each origin to stops.
    pub access: &'a Links,
    /// From each stop to stops.
    pub transfers: &'a Links,
    /// From each stop to destinations.
    pub egress: &'a Links,
    /// From each origin to destinations.
    pub direct: &'a Links,
    /// Number of destinations.
    pub n_destinations: usize,
    /// Gates between stops that are passed on foot.
    pub gates: &'a [Gate],
}

impl Walks<'_> {
    /// Returns the mode by which a leg of a journey between an origin and a destination moves on streets; none for others.
    pub fn mode(&self, (origin, destination): (usize, usize), leg: &Leg) -> Option<Mode> {
        let Leg::Walk { from, to, .. } = leg else { return None };
        let destination = u32::try_from(destination).expect("destinations fit u32");
        match (*from, *to) {
            (Place::Origin, Place::Stop(stop)) => self.access.mode(origin, stop),
            (Place::Stop(stop), Place::Destination) => self.egress.mode(stop as usize, destination),
            (Place::Origin, Place::Destination) => self.direct.mode(origin, destination),
            _ => Some(Mode::Walk),
        }
    }
}

/// Computes the percentiles of travel time from every origin to every destination.
///
/// `sink` gets the position of an origin, in rising order, and its row: destination after destination, in it percentile
/// after percentile. A value is none if that percentile of the departures is not reached within the longest time.
///
/// # Errors
/// [`TransitError`] if links do not fit; nothing is handed on then.
///
/// Cost: per origin and draw, the trips within the window and the walks from stops; memory is the network, the labels of
/// one origin for each thread, and 64 rows. Equal bytes whatever the number of threads.
pub fn matrix(
    network: &Search,
    walks: &Walks<'_>,
    query: &Query,
    mut sink: impl FnMut(usize, &[Option<u16>]),
) -> Result<(), TransitError> {
    let origins: Vec<usize> = (0..walks.access.n_rows()).collect();
    matrix_of(network, walks, query, &origins, &mut sink)
}

/// Computes the rows of some origins, in the order given; see [`matrix`].
///
/// # Errors
/// [`TransitError`] if links do not fit.
pub fn matrix_of(
    network: &Search,
    walks: &Walks<'_>,
    query: &Query,
    origins: &[usize],
    mut sink: impl FnMut(usize, &[Option<u16>]),
) -> Result<(), TransitError> {
    rows_of(network, walks, query, origins, &mut sink)
}

/// Without type parameters, so that the search is compiled with this crate and not with each caller.
fn rows_of(
    network: &Search,
    walks: &Walks<'_>,
    query: &Query,
    origins: &[usize],
    sink: &mut dyn FnMut(usize, &[Option<u16>]),
) -> Result<(), TransitError> {
    query.check()?;
    fits(network, walks)?;
    let n_levels = query.percentiles.len();
    for chunk in origins.chunks(CHUNK) {
        let rows: Vec<Vec<Option<u16>>> = chunk
            .par_iter()
            .map_init(
                || Origin::new(network),
                |work, &origin| {
                    let mut row = vec![None; network.n_destinations * n_levels];
                    pulp::Arch::new().dispatch(Row { work, network, walks, query, origin, row: &mut row });
                    row
                },
            )
            .collect();
        for (origin, row) in chunk.iter().zip(&rows) {
            sink(*origin, row);
        }
    }
    Ok(())
}

/// Computes the rows of some origins as [`matrix_of`], and hands on with each the single times behind it as bytes, from which
/// [`matrix_after_adding`] goes on.
///
/// # Errors
/// [`TransitError`] if links do not fit.
///
/// Cost: as [`matrix_of`]; about 40 bytes for each pair and 60 departures.
pub fn matrix_keeping(
    network: &Search,
    walks: &Walks<'_>,
    query: &Query,
    origins: &[usize],
    sink: &mut dyn FnMut(usize, &Cells, &[u8]),
) -> Result<(), TransitError> {
    query.check()?;
    fits(network, walks)?;
    for chunk in origins.chunks(CHUNK) {
        let rows: Vec<(Vec<Option<u16>>, Vec<u8>)> = chunk
            .par_iter()
            .map_init(
                || Origin::new(network),
                |work, &origin| pulp::Arch::new().dispatch(Keep { work, network, walks, query, origin }),
            )
            .collect();
        for (origin, (row, bytes)) in chunk.iter().zip(&rows) {
            sink(*origin, row, bytes);
        }
    }
    Ok(())
}

/// Computes the rows of some origins before and after a change that adds runs only, going on from the single times before.
///
/// `network` is the one after the change, and `kept` holds the bytes that [`matrix_keeping`] handed on, on the one before it,
/// for each of `origins`. The rows after are those of [`matrix_of`] on the changed network, to the byte.
///
/// # Errors
/// [`TransitError`] if the bytes are not of such origins and such a query.
///
/// Cost: for each origin the combination with what the added runs can do; no search. Equal bytes whatever the number of
/// threads.
pub fn matrix_after_adding(
    kept: &[Vec<u8>],
    (network, added): (&Search, &AddedRuns),
    query: &Query,
    origins: &[usize],
    sink: &mut dyn FnMut(usize, &Cells, &Cells),
) -> Result<(), TransitError> {
    query.check()?;
    let shapes = [
        ("kept times", kept.len(), origins.len()),
        ("access", added.n_origins, origins.iter().map(|origin| origin + 1).max().unwrap_or(0).max(added.n_origins)),
    ];
    if let Some((links, rows, expected)) = shapes.into_iter().find(|(_, rows, expected)| rows != expected) {
        return Err(TransitError::Shape { links, rows, expected });
    }
    let both: Vec<(usize, &Vec<u8>)> = origins.iter().copied().zip(kept).collect();
    for chunk in both.chunks(CHUNK) {
        let rows: Result<Vec<_>, TransitError> = chunk
            .par_iter()
            .map_init(
                || (Origin::new(network), Combined::default()),
                |work, &(origin, bytes)| {
                    pulp::Arch::new().dispatch(After { work, bytes, network, added, query, origin })
                },
            )
            .collect();
        for ((origin, _), (old, new)) in chunk.iter().zip(&rows?) {
            sink(*origin, old, new);
        }
    }
    Ok(())
}

/// One row before and after as a task, see [`Row`].
struct After<'a> {
    work: &'a mut (Origin, Combined),
    bytes: &'a [u8],
    network: &'a Search,
    added: &'a AddedRuns,
    query: &'a Query,
    origin: usize,
}

impl pulp::NullaryFnOnce for After<'_> {
    type Output = Result<(Vec<Option<u16>>, Vec<Option<u16>>), TransitError>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self { work: (work, combined), bytes, network, added, query, origin } = self;
        work.recall(network, query, bytes).ok_or(TransitError::Kept { origin })?;
        let mut old = vec![None; network.n_destinations * query.percentiles.len()];
        work.percentiles_of_times(network, query, &mut old, None);
        let mut new = old.clone();
        added.lower(origin, query.below_s as u16, &mut work.times, combined);
        work.percentiles_of_times(network, query, &mut new, Some(&combined.is_lower));
        Ok((old, new))
    }
}

/// One row with its single times as a task, see [`Row`].
struct Keep<'a> {
    work: &'a mut Origin,
    network: &'a Search,
    walks: &'a Walks<'a>,
    query: &'a Query,
    origin: usize,
}

impl pulp::NullaryFnOnce for Keep<'_> {
    type Output = (Vec<Option<u16>>, Vec<u8>);

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self { work, network, walks, query, origin } = self;
        work.fill(network, walks, query, origin);
        let mut row = vec![None; network.n_destinations * query.percentiles.len()];
        work.percentiles_of_times(network, query, &mut row, None);
        let mut bytes = Vec::new();
        for blocks in work.times.chunks_exact(network.schedules.len()) {
            for (lanes, schedule) in blocks.iter().zip(&network.schedules) {
                keep(lanes, schedule.n_departures, query.departures.step_s as u16, &mut bytes);
            }
        }
        (row, bytes)
    }
}

/// Computes the single travel times from one origin in seconds: destination after destination, in it draw after draw and
/// departure after departure; none where the destination is not reached.
///
/// # Errors
/// [`TransitError`] if links do not fit.
pub fn lanes(
    network: &Search,
    walks: &Walks<'_>,
    query: &Query,
    origin: usize,
) -> Result<Vec<Option<u16>>, TransitError> {
    query.check()?;
    fits(network, walks)?;
    let mut work = Origin::new(network);
    work.fill(network, walks, query, origin);
    let n_blocks = network.schedules.len();
    Ok((0..network.n_destinations)
        .flat_map(|destination| {
            network.schedules.iter().enumerate().map(move |(block, schedule)| (destination, block, schedule))
        })
        .flat_map(|(destination, block, schedule)| {
            work.times[destination * n_blocks + block][..schedule.n_departures]
                .iter()
                .map(|time| (*time != UNREACHED).then_some(*time))
        })
        .collect())
}

/// One row as a task, so that all that it calls is compiled once for each set of vector instructions.
struct Row<'a> {
    work: &'a mut Origin,
    network: &'a Search,
    walks: &'a Walks<'a>,
    query: &'a Query,
    origin: usize,
    row: &'a mut [Option<u16>],
}

impl pulp::NullaryFnOnce for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.work.percentiles(self.network, self.walks, self.query, self.origin, self.row);
    }
}

pub(super) fn fits(network: &Search, walks: &Walks<'_>) -> Result<(), TransitError> {
    let shapes = [
        ("direct walks", walks.direct.n_rows(), walks.access.n_rows()),
        ("egress", walks.egress.n_rows(), network.stop_index.len()),
        ("destinations", walks.n_destinations, network.n_destinations),
    ];
    match shapes.into_iter().find(|(_, rows, expected)| rows != expected) {
        Some((links, rows, expected)) => Err(TransitError::Shape { links, rows, expected }),
        None => Ok(()),
    }
}

/// Labels and times of one origin.
pub(super) struct Origin {
    work: Workspace,
    direct_s: Vec<u16>,
    access: Vec<(u32, u16)>,
    /// Destination after destination, in it block after block; empty unless they were filled.
    pub(super) times: Vec<Lanes>,
}

impl Origin {
    pub(super) fn new(network: &Search) -> Self {
        Self {
            work: Workspace::new(network.n_stops),
            direct_s: vec![UNREACHED; network.n_destinations],
            access: Vec::new(),
            times: Vec::new(),
        }
    }

    /// Takes up the walks of an origin.
    #[inline(always)]
    fn start(&mut self, network: &Search, walks: &Walks<'_>, query: &Query, origin: usize) {
        self.access.clear();
        self.access.extend(to_stops(walks.access, origin, &network.stop_index, query.on_streets()));
        self.direct_s.fill(UNREACHED);
        let (destinations, lengths_mm) = walks.direct.row(origin);
        for (destination, length_mm) in destinations.iter().zip(lengths_mm) {
            if let Some(walk_s) = query.direct_seconds(*length_mm) {
                self.direct_s[*destination as usize] = walk_s;
            }
        }
    }

    /// Searches one draw and returns the first time of each lane that is too late.
    #[inline(always)]
    fn search(&mut self, schedule: &Schedule, query: &Query) -> Lanes {
        let mut too_late = schedule.departures;
        too_late.iter_mut().for_each(|time| *time += query.below_s as u16);
        search(schedule, &self.access, &too_late, query.max_rides, &mut self.work, None);
        too_late
    }

    #[inline(always)]
    fn lanes_to(&self, schedule: &Schedule, destination: usize, too_late: &Lanes) -> Lanes {
        let direct_s = self.direct_s[destination];
        let direct_s = if direct_s == UNREACHED { None } else { Some(direct_s) };
        propagate(schedule, &self.work, destination, direct_s, too_late)
    }

    /// Fills the times of all draws and blocks.
    #[inline(always)]
    pub(super) fn fill(&mut self, network: &Search, walks: &Walks<'_>, query: &Query, origin: usize) {
        self.start(network, walks, query, origin);
        let n_blocks = network.schedules.len();
        let mut times = std::mem::take(&mut self.times);
        times.resize(network.n_destinations * n_blocks, [UNREACHED; LANES]);
        for (block, schedule) in network.schedules.iter().enumerate() {
            let too_late = self.search(schedule, query);
            for destination in 0..network.n_destinations {
                times[destination * n_blocks + block] = self.lanes_to(schedule, destination, &too_late);
            }
        }
        self.times = times;
    }

    #[inline(always)]
    fn percentiles(
        &mut self,
        network: &Search,
        walks: &Walks<'_>,
        query: &Query,
        origin: usize,
        row: &mut [Option<u16>],
    ) {
        let n_levels = query.percentiles.len();
        if n_levels == 0 {
            return;
        }
        if let [schedule] = network.schedules.as_slice() {
            let what = (query.percentiles.as_slice(), query.rule, query.unit);
            self.start(network, walks, query, origin);
            let too_late = self.search(schedule, query);
            for (destination, out) in row.chunks_exact_mut(n_levels).enumerate() {
                let lanes = self.lanes_to(schedule, destination, &too_late);
                percentiles(&[lanes], schedule.n_departures as u32, what, out);
            }
        } else {
            self.fill(network, walks, query, origin);
            self.percentiles_of_times(network, query, row, None);
        }
    }

    /// Writes the percentiles of the times, of all destinations or of some.
    #[inline(always)]
    fn percentiles_of_times(&self, network: &Search, query: &Query, row: &mut [Option<u16>], of: Option<&[bool]>) {
        let n_levels = query.percentiles.len();
        if n_levels == 0 {
            return;
        }
        let what = (query.percentiles.as_slice(), query.rule, query.unit);
        let n: u32 = network.schedules.iter().map(|schedule| schedule.n_departures as u32).sum();
        let blocks = self.times.chunks_exact(network.schedules.len());
        for (destination, (blocks, out)) in blocks.zip(row.chunks_exact_mut(n_levels)).enumerate() {
            if of.is_none_or(|of| of[destination]) {
                percentiles(blocks, n, what, out);
            }
        }
    }

    /// Fills the times with those that were kept; none if the bytes are not those of such an origin.
    #[inline(always)]
    fn recall(&mut self, network: &Search, query: &Query, mut bytes: &[u8]) -> Option<()> {
        self.times.resize(network.n_destinations * network.schedules.len(), [UNREACHED; LANES]);
        for blocks in self.times.chunks_exact_mut(network.schedules.len()) {
            for (lanes, schedule) in blocks.iter_mut().zip(&network.schedules) {
                bytes = recall(bytes, schedule.n_departures, query.departures.step_s as u16, lanes)?;
            }
        }
        bytes.is_empty().then_some(())
    }
}
