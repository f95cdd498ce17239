//! Weights: what it costs to go along each edge, in millimetres or in milliseconds.

use super::Network;

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
    /// As R5 v7.4 does: whole seconds, up for each stretch on foot and on a bicycle, down (but at least 1) for cars and
    /// for parts of a stretch and ways to the street.
    R5,
}

/// Holds the cost of each arc of a network and of each of its stretches.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights<'n> {
    pub(crate) network: &'n Network,
    measure: Measure,
    /// Where the arcs out of each vertex begin.
    pub(crate) starts: Vec<u32>,
    /// Head and cost of each arc.
    pub(crate) arcs: Vec<(u32, u32)>,
    /// Cost of each stretch, along its edge and against it.
    stretch_costs: Vec<[u32; 2]>,
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
        let (starts, arcs) = arcs(network, &stretch_costs);
        Self { network, measure, starts, arcs, stretch_costs }
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

fn speed_m_s(network: &Network, pace: Pace, position: usize, direction: usize) -> f64 {
    let stretch = &network.stretches[position];
    match network.mode {
        super::Mode::Walk => pace.walk_m_s,
        super::Mode::Cycle if stretch.pushed[direction] => pace.walk_m_s,
        super::Mode::Cycle => pace.cycle_m_s,
        super::Mode::Car => f64::from(stretch.car_cm_s[direction]) / 100.0,
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
    let walked = network.mode == super::Mode::Walk || network.stretches[position].pushed[direction];
    let factor = if walked { factor } else { 1.0 };
    match measure {
        Measure::Length => to_cost((f64::from(length_mm) * factor).round()),
        Measure::Time(pace) => {
            // Millimetres by metres per second are milliseconds.
            let ms = f64::from(length_mm) * factor / speed_m_s(network, pace, position, direction);
            match (pace.rounding, network.mode) {
                (Rounding::Milliseconds, _) => to_cost(ms.round()),
                (Rounding::R5, super::Mode::Car) => to_cost((ms / 1000.0).floor().max(1.0) * 1000.0),
                (Rounding::R5, _) => to_cost((ms / 1000.0).ceil().max(1.0) * 1000.0),
            }
        }
    }
}

/// Arcs out of each vertex; loops and closed directions are left out, since no shortest way uses them.
fn arcs(network: &Network, stretch_costs: &[[u32; 2]]) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut list: Vec<(u32, u32, u32)> = Vec::with_capacity(2 * network.edges.len());
    for (position, edge) in network.edges.iter().enumerate() {
        let range = network.stretch_starts[position] as usize..network.stretch_starts[position + 1] as usize;
        for (direction, tail, head) in [(0, edge.from, edge.to), (1, edge.to, edge.from)] {
            if edge.open[direction] && tail != head {
                let costs = stretch_costs[range.clone()].iter().map(|costs| costs[direction]);
                list.push((tail, head, costs.fold(0, add)));
            }
        }
    }
    list.sort_unstable();
    // Of parallel arcs the first costs least.
    list.dedup_by_key(|(tail, head, _)| (*tail, *head));
    let mut starts = vec![0_u32; network.vertices.len() + 1];
    for (tail, ..) in &list {
        starts[*tail as usize + 1] += 1;
    }
    for vertex in 0..network.vertices.len() {
        starts[vertex + 1] += starts[vertex];
    }
    (starts, list.into_iter().map(|(_, head, cost)| (head, cost)).collect())
}
