//! Weights: what it costs to go along each edge, in millimetres or in milliseconds.

use super::r5_turns::Bearings;
use super::turn::Ban;
use super::{Conventions, Mode, Network};

/// Marks a direction that is closed.
pub(crate) const CLOSED: u32 = u32::MAX;

/// Says what a search makes least.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// Length in millimetres, the way to the street included.
    Length,
    /// Time in milliseconds at the given pace.
    Time(Pace),
}

/// Holds speeds of people, in metres per second, and how times are rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Walking on streets, and pushing a bicycle.
    pub walk_m_s: f64,
    /// Cycling.
    pub cycle_m_s: f64,
    /// Walking between a point and the street it is joined to.
    pub off_street_m_s: f64,
    /// How times are rounded.
    pub rounding: Rounding,
}

/// Says how times are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Each stretch to the millisecond.
    Milliseconds,
    /// As R5 v7.4 does, on a network of its conventions: whole seconds, up and at least 1 for each piece of street, down for
    /// parts of a piece and ways to the street.
    R5,
}

/// Holds the cost of each arc of a network and of each of its stretches.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights<'n> {
    pub(crate) network: &'n Network,
    pub(crate) measure: Measure,
    /// Where the arcs out of each vertex begin.
    pub(crate) starts: Vec<u32>,
    /// Head and cost of each arc. Vertices after those of the network stand beside junctions for arrivals after which not
    /// every departure is allowed.
    pub(crate) arcs: Vec<(u32, u32)>,
    /// Cost of each stretch, along its edge and against it.
    stretch_costs: Vec<[u32; 2]>,
    /// Arrivals that have a vertex of their own, rising.
    bound: Vec<(u32, u8)>,
    /// Junctions beside which such vertices stand, with their positions in `bound`; rising.
    beside: Vec<(u32, u32)>,
}

impl<'n> Weights<'n> {
    /// Weighs a network.
    ///
    /// Costs that would pass 2³² − 2 are held there. Cost: linear in the stretches.
    ///
    /// # Panics
    /// If a speed is not above 0.
    pub fn build(network: &'n Network, measure: Measure) -> Self {
        Self::with_factors(network, measure, None)
    }

    /// Weighs a network whose stretches cost more or less by direction, such as for slopes.
    ///
    /// `factors[s]` multiplies the cost of walking along stretch `s` of [`Network::stretches`] and against it, counted
    /// over all edges; riding and driving are left alone.
    ///
    /// # Panics
    /// If a speed or a factor is not above 0, or if there are not as many factors as stretches.
    pub fn with_factors(network: &'n Network, measure: Measure, factors: Option<&[[f64; 2]]>) -> Self {
        if let Measure::Time(pace) = measure {
            let speeds = [pace.walk_m_s, pace.cycle_m_s, pace.off_street_m_s];
            assert!(speeds.iter().all(|speed| *speed > 0.0), "speeds are above 0");
        }
        if let Some(factors) = factors {
            assert_eq!(factors.len(), network.stretches.len(), "one pair of factors per stretch");
            assert!(factors.iter().flatten().all(|factor| *factor > 0.0), "factors are above 0");
        }
        let mut stretch_costs = Vec::with_capacity(network.stretches.len());
        for (edge, range) in network.stretch_starts.windows(2).enumerate() {
            let mut start_mm = 0;
            for position in range[0] as usize..range[1] as usize {
                let stretch = &network.stretches[position];
                let length_mm = stretch.end_mm - start_mm;
                start_mm = stretch.end_mm;
                stretch_costs.push([0, 1].map(|direction| {
                    if !network.edges[edge].open[direction] {
                        return CLOSED;
                    }
                    let factor = factors.map_or(1.0, |factors| factors[position][direction]);
                    whole_cost(network, measure, position, direction, length_mm, factor)
                }));
            }
        }
        let mut bound: Vec<(u32, u8)> = network.bans.iter().map(|ban| ban.arrival).collect();
        let is_r5 = matches!(measure, Measure::Time(pace) if pace.rounding == Rounding::R5);
        // Where turns take time, every arrival is a vertex of its own.
        let turns = (is_r5 && network.conventions == Conventions::R5 && network.mode == Mode::Car).then(|| {
            bound = network.departures().map(|(_, departure)| departure).collect();
            bound.sort_unstable();
            Bearings::of(network)
        });
        bound.dedup();
        let mut beside: Vec<(u32, u32)> =
            (0..).zip(&bound).map(|(position, arrival)| (network.head(*arrival), position)).collect();
        beside.sort_unstable();
        let mut weights = Self { network, measure, starts: Vec::new(), arcs: Vec::new(), stretch_costs, bound, beside };
        weights.build_arcs(turns.as_ref());
        weights
    }

    /// Returns the number of vertices of searches: junctions, and arrivals that stand beside them.
    pub(crate) fn n_vertices(&self) -> usize {
        self.network.n_vertices() + self.bound.len()
    }

    /// Returns the junction of a vertex of searches.
    pub(crate) fn junction(&self, vertex: u32) -> u32 {
        let beside = (vertex as usize).checked_sub(self.network.n_vertices());
        beside.map_or(vertex, |position| self.network.head(self.bound[position]))
    }

    /// Returns the vertex to which one comes along an edge: its junction, or one of its own beside it.
    pub(crate) fn head(&self, arrival: (u32, u8)) -> u32 {
        match self.bound.binary_search(&arrival) {
            Ok(position) => self.vertex_of(position),
            Err(_) => self.network.head(arrival),
        }
    }

    /// Number of the vertex of a bound arrival.
    fn vertex_of(&self, position: usize) -> u32 {
        u32::try_from(self.network.n_vertices() + position).expect("vertices fit u32")
    }

    /// Bound arrivals at a junction.
    fn bound_at(&self, junction: u32) -> impl Iterator<Item = usize> {
        let start = self.beside.partition_point(|(other, _)| *other < junction);
        let own = self.beside[start..].iter().take_while(move |(other, _)| *other == junction);
        own.map(|(_, position)| *position as usize)
    }

    /// Returns the vertices from which one may depart along an edge.
    pub(crate) fn tails(&self, departure: (u32, u8)) -> impl Iterator<Item = u32> {
        let junction = self.network.head((departure.0, 1 - departure.1));
        let allowed = move |position: &usize| {
            let ban = Ban { arrival: self.bound[*position], departure };
            self.network.bans.binary_search(&ban).is_err()
        };
        let beside = self.bound_at(junction).filter(allowed).map(|position| self.vertex_of(position));
        std::iter::once(junction).chain(beside)
    }

    /// Returns the least cost found by a search for a junction, whichever way one comes to it.
    pub fn cost_at(&self, workspace: &super::Workspace, junction: u32) -> Option<u32> {
        let beside = self.bound_at(junction).map(|position| self.vertex_of(position));
        std::iter::once(junction).chain(beside).filter_map(|vertex| workspace.cost(vertex)).min()
    }

    /// Lists the arcs out of each vertex. Loops are left out where every turn is allowed, since no shortest way uses them.
    fn build_arcs(&mut self, turns: Option<&Bearings>) {
        let network = self.network;
        let mut list: Vec<(u32, u32, u32)> = Vec::with_capacity(2 * network.edges.len());
        for (tail, departure) in network.departures() {
            let (edge, direction) = (departure.0 as usize, usize::from(departure.1));
            if self.bound.is_empty() && network.edges[edge].from == network.edges[edge].to {
                continue;
            }
            let range = network.stretch_starts[edge] as usize..network.stretch_starts[edge + 1] as usize;
            let cost = self.stretch_costs[range].iter().map(|costs| costs[direction]).fold(0, add);
            list.push((tail, self.head(departure), cost));
            if !self.bound.is_empty() {
                let turn = |beside: u32| {
                    let arrival = self.bound[beside as usize - network.n_vertices()];
                    turns.map_or(0, |turns| turns.turn_s(arrival, departure).saturating_mul(1000))
                };
                let beside = self.tails(departure).skip(1);
                list.extend(beside.map(|vertex| (vertex, self.head(departure), add(cost, turn(vertex)))));
            }
        }
        list.sort_unstable();
        // Of parallel arcs the first costs least.
        list.dedup_by_key(|(tail, head, _)| (*tail, *head));
        let mut starts = vec![0_u32; self.n_vertices() + 1];
        for (tail, ..) in &list {
            starts[*tail as usize + 1] += 1;
        }
        for vertex in 0..self.n_vertices() {
            starts[vertex + 1] += starts[vertex];
        }
        self.starts = starts;
        self.arcs = list.into_iter().map(|(_, head, cost)| (head, cost)).collect();
    }

    /// Returns the cost of going straight between a point and its street.
    pub(crate) fn off_street(&self, off_mm: u32) -> u32 {
        match self.measure {
            Measure::Length => off_mm,
            Measure::Time(pace) => {
                let ms = f64::from(off_mm) / pace.off_street_m_s;
                match pace.rounding {
                    Rounding::Milliseconds => to_cost(ms.round()),
                    Rounding::R5 => to_cost((ms / 1000.0).floor() * 1000.0),
                }
            }
        }
    }

    /// Returns the cost of going along an edge from its start to a place on it (`direction` 0), or from its end to the
    /// place (1); `None` where the direction is closed.
    pub(crate) fn arriving(&self, edge: u32, along_mm: u32, direction: usize) -> Option<u32> {
        let length_mm = self.network.edges[edge as usize].length_mm;
        let part = if direction == 0 { [0, along_mm] } else { [along_mm, length_mm] };
        self.part(edge, part, direction)
    }

    /// Returns the cost of going on from a place on an edge to its end (`direction` 0) or back to its start (1).
    pub(crate) fn leaving(&self, edge: u32, along_mm: u32, direction: usize) -> Option<u32> {
        let length_mm = self.network.edges[edge as usize].length_mm;
        let part = if direction == 0 { [along_mm, length_mm] } else { [0, along_mm] };
        self.part(edge, part, direction)
    }

    /// Returns the cost of going between two places on one edge without leaving it; `None` where that is closed.
    pub(crate) fn within(&self, edge: u32, from_mm: u32, to_mm: u32) -> Option<u32> {
        if from_mm <= to_mm { self.part(edge, [from_mm, to_mm], 0) } else { self.part(edge, [to_mm, from_mm], 1) }
    }

    fn part(&self, edge: u32, [part_start, part_end]: [u32; 2], direction: usize) -> Option<u32> {
        let first = self.network.stretch_starts[edge as usize] as usize;
        let mut start_mm = 0;
        let mut cost = 0_u32;
        for (step, stretch) in self.network.stretches(edge).iter().enumerate() {
            let whole = self.stretch_costs[first + step][direction];
            if whole == CLOSED {
                return None;
            }
            let (from, to) = (part_start.max(start_mm), part_end.min(stretch.end_mm));
            if from < to {
                cost = add(cost, self.share_of(whole, to - from, stretch.end_mm - start_mm, first + step, direction));
            }
            start_mm = stretch.end_mm;
        }
        Some(cost)
    }

    /// Cost of a part of a stretch.
    fn share_of(&self, whole: u32, part_mm: u32, length_mm: u32, position: usize, direction: usize) -> u32 {
        if part_mm == length_mm {
            return whole;
        }
        match self.measure {
            Measure::Time(pace) if pace.rounding == Rounding::R5 => {
                let speed = speed_m_s(self.network, pace, position, direction);
                to_cost((f64::from(part_mm) / 1000.0 / speed).floor() * 1000.0)
            }
            Measure::Length | Measure::Time(_) => {
                to_cost((f64::from(whole) * f64::from(part_mm) / f64::from(length_mm)).round())
            }
        }
    }
}

/// Sums costs, held at the greatest that is not [`CLOSED`].
pub(crate) fn add(a: u32, b: u32) -> u32 {
    a.saturating_add(b).min(CLOSED - 1)
}

fn to_cost(cost: f64) -> u32 {
    // A cast of a float to an integer keeps within its range.
    (cost as u32).min(CLOSED - 1)
}

/// Speed along a stretch.
pub(super) fn speed_m_s(network: &Network, pace: Pace, position: usize, direction: usize) -> f64 {
    let stretch = &network.stretches[position];
    match network.mode {
        Mode::Walk => pace.walk_m_s,
        Mode::Cycle if stretch.pushed[direction] => pace.walk_m_s,
        Mode::Cycle => pace.cycle_m_s,
        Mode::Car => f64::from(stretch.car_cm_s[direction]) / 100.0,
    }
}

fn whole_cost(
    network: &Network,
    measure: Measure,
    position: usize,
    direction: usize,
    length_mm: u32,
    factor: f64,
) -> u32 {
    let walked = network.mode == Mode::Walk || network.stretches[position].pushed[direction];
    let factor = if walked { factor } else { 1.0 };
    match measure {
        Measure::Length => to_cost((f64::from(length_mm) * factor).round()),
        Measure::Time(pace) => {
            // Millimetres by metres per second are milliseconds.
            let speed = speed_m_s(network, pace, position, direction);
            match pace.rounding {
                Rounding::Milliseconds => to_cost((f64::from(length_mm) * factor / speed).round()),
                Rounding::R5 => {
                    // R5 holds speeds as 32-bit floats.
                    let seconds = f64::from(length_mm) / 1000.0 * factor / f64::from(speed as f32);
                    to_cost(seconds.ceil().max(1.0) * 1000.0)
                }
            }
        }
    }
}
