//! Scoring: from figures and events to points, totals and places.

#[cfg(test)]
mod tests;

use super::check::SchemeError;
use super::events;
use super::full_points::FullPoints;
use super::function::{Figures, Peers, Setting, Unscored, blur, share};
use super::order;
use super::rounding::round;
use super::scores::{EventScore, Scores, StoredPeers};
use super::{Among, Home, Measure, Missing, Part, Scheme};
use crate::Matrix;

/// Holds a sound scheme, ready to score.
#[derive(Debug, Clone)]
pub struct Scorer {
    scheme: Scheme,
    full: FullPoints,
}

/// What units report, and what happened to them.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// Values: units × items of the scheme.
    pub values: &'a Matrix,
    /// Values of the year before, in the same shape; `None` = there are none.
    pub previous: Option<&'a Matrix>,
    /// Base values of single units, before those the scheme states.
    pub bases: Option<&'a Matrix>,
    /// Goal values of single units, before those the scheme states.
    pub goals: Option<&'a Matrix>,
    /// Group of every unit.
    pub groups: &'a [Option<usize>],
    /// Events; several of the same unit and rule add up.
    pub events: &'a [Event],
}

impl<'a> Data<'a> {
    /// Holds values and groups alone.
    pub fn new(values: &'a Matrix, groups: &'a [Option<usize>]) -> Self {
        Self { values, previous: None, bases: None, goals: None, groups, events: &[] }
    }
}

/// An event that happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Unit.
    pub unit: usize,
    /// Rule that it falls under.
    pub rule: Rule,
    /// Occurrences; a veto applies from one on.
    pub count: u32,
}

/// A bonus, deduction or veto of a scheme, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Bonus.
    Bonus(usize),
    /// Deduction.
    Deduction(usize),
    /// Veto.
    Veto(usize),
}

impl Scorer {
    /// Checks a scheme and prepares it.
    ///
    /// # Errors
    /// Everything that [`Scheme::check`] finds.
    pub fn build(scheme: Scheme) -> Result<Self, Vec<SchemeError>> {
        let faults = scheme.check();
        if faults.is_empty() { Ok(Self { full: FullPoints::build(&scheme), scheme }) } else { Err(faults) }
    }

    /// The scheme.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Scores units into a buffer of their own.
    ///
    /// # Panics
    /// As [`Self::score_into`].
    pub fn score(&self, data: &Data<'_>) -> Scores {
        let mut scores = Scores::new();
        self.score_into(data, &mut scores);
        scores
    }

    /// Scores units into a buffer, whatever it held before.
    ///
    /// Order of the arithmetic: readings and shares, cap of the item, rounding of the item; deductions of items; class
    /// with bonuses, cap, deductions, floor, rounding; total with bonuses, cap, deductions, floor; veto; rounding; ranks.
    ///
    /// - Missing values: by the rule of the item, with the reason in [`super::ItemScore::reason`].
    /// - Determinism: sums run in the order of items, classes and rules; units do not change each other's sums.
    /// - Cost: O(units · items · columns), ranks with a factor log(units); no allocation once the buffer has its size.
    ///
    /// # Panics
    /// If a matrix is not units × items, there is not one group entry per unit, or a group, unit or rule does not exist.
    pub fn score_into(&self, data: &Data<'_>, scores: &mut Scores) {
        self.fit(data, scores);
        for item in 0..scores.n_items {
            for column in 0..scores.n_columns {
                self.attain(data, item, column, scores);
            }
        }
        self.tally(data, scores);
        for unit in 0..scores.n_units {
            self.add_up(data, unit, scores);
        }
        order::rank(&self.scheme, data, scores);
    }

    /// Gives the buffer its shape and empties what is added to.
    fn fit(&self, data: &Data<'_>, scores: &mut Scores) {
        let scheme = &self.scheme;
        let (n_units, n_items, n_columns) = (data.values.n_places(), scheme.items.len(), scheme.columns.len());
        let n_classes = scheme.classes.len();
        for matrix in [Some(data.values), data.previous, data.bases, data.goals].into_iter().flatten() {
            assert_eq!((matrix.n_places(), matrix.n_indicators()), (n_units, n_items), "every matrix is units × items");
        }
        assert_eq!(data.groups.len(), n_units, "one group entry per unit");
        assert!(data.groups.iter().flatten().all(|&g| g < scheme.n_groups), "every group exists");
        (scores.n_units, scores.n_items, scores.n_columns, scores.n_classes) = (n_units, n_items, n_columns, n_classes);
        scores.attainment.resize(n_items * n_columns * n_units, Err(Unscored::NoValue));
        for (buffer, size) in [
            (&mut scores.points, n_items * n_columns),
            (&mut scores.full, n_items * n_columns),
            (&mut scores.class_points, n_classes),
            (&mut scores.class_maximum, n_classes),
            (&mut scores.column_points, n_columns),
            (&mut scores.column_maximum, n_columns),
            (&mut scores.bonus, 1),
            (&mut scores.deducted, 1),
            (&mut scores.maximum, 1),
        ] {
            buffer.clear();
            buffer.resize(size * n_units, 0.0);
        }
        for (buffer, n) in
            [(&mut scores.bonuses, scheme.bonuses.len()), (&mut scores.deductions, scheme.deductions.len())]
        {
            buffer.clear();
            buffer.resize(n * n_units, EventScore::default());
        }
        scores.vetoed.clear();
        scores.vetoed.resize(scheme.vetoes.len() * n_units, false);
        scores.has_left_out.clear();
        scores.has_left_out.resize(n_units, false);
        scores.effect.clear();
        scores.effect.resize(n_units, None);
        for buffer in [&mut scores.before_rounding, &mut scores.total, &mut scores.rank, &mut scores.group_rank] {
            buffer.clear();
            buffer.resize(n_units, None);
        }
        scores.readings.resize(n_units, Err(Unscored::NoValue));
    }

    /// Position of a group in tables that hold units in no group last.
    pub(super) fn slot(&self, group: Option<usize>) -> usize {
        group.unwrap_or(self.scheme.n_groups)
    }

    pub(super) fn full_points(&self) -> &FullPoints {
        &self.full
    }

    /// The figures of a unit on an item.
    #[inline]
    pub(super) fn figures(&self, data: &Data<'_>, unit: usize, item: usize) -> Figures {
        let of = |matrix: Option<&Matrix>| matrix.and_then(|matrix| matrix.column(item)[unit]);
        let group = data.groups[unit];
        let stated = &self.scheme.items[item];
        Figures {
            value: data.values.column(item)[unit],
            previous: of(data.previous),
            base: of(data.bases).or_else(|| stated.base.as_ref().and_then(|base| base.find(group))),
            goal: of(data.goals).or_else(|| stated.goal.as_ref().and_then(|goal| goal.find(group))),
            goalposts: stated.goalposts.as_ref().and_then(|(low, high)| low.find(group).zip(high.find(group))),
        }
    }

    pub(super) fn setting(&self, group: Option<usize>, item: usize, column: usize) -> Setting {
        Setting {
            sign: f64::from(self.scheme.items[item].direction),
            full: self.full.spoken(self.slot(group), column, item),
            ties: self.scheme.ties,
        }
    }

    /// Computes what every unit attains on an item in a column.
    fn attain(&self, data: &Data<'_>, item: usize, column: usize, scores: &mut Scores) {
        let n = scores.n_units;
        let start = (item * scores.n_columns + column) * n;
        let Some(measure) = &self.scheme.items[item].measures[column] else {
            scores.attainment[start..start + n].fill(Err(Unscored::NoWeight));
            return;
        };
        for unit in 0..n {
            let is_weighted = self.full.is_weighted(self.slot(data.groups[unit]), column, item);
            scores.attainment[start + unit] = if is_weighted { Ok(0.0) } else { Err(Unscored::NoWeight) };
        }
        // A unit that one part cannot score is no peer in the others: else its figures would move the marks of a
        // group in which it takes no part, and with them a group minimum that it may be given itself.
        for part in &measure.parts {
            self.attain_alone(data, item, column, part, &mut scores.attainment[start..start + n]);
        }
        for part in &measure.parts {
            if let Some(among) = part.function.among() {
                self.attain_among(data, item, column, part, among, scores);
            }
        }
        if let Some(cap) = self.scheme.items[item].cap {
            for attained in scores.attainment[start..start + n].iter_mut().flatten() {
                *attained = attained.min(cap);
            }
        }
        if self.scheme.items[item].missing == Missing::LeaveOut {
            for (flag, attained) in scores.has_left_out.iter_mut().zip(&scores.attainment[start..start + n]) {
                *flag |= is_missing(attained);
            }
        }
    }

    /// Adds a part that compares with nobody to what units attain; of one that does, looks whether it can be read.
    fn attain_alone(
        &self,
        data: &Data<'_>,
        item: usize,
        column: usize,
        part: &Part,
        attained: &mut [Result<f64, Unscored>],
    ) {
        let is_alone = part.function.among().is_none();
        for (unit, slot) in attained.iter_mut().enumerate() {
            let Ok(sum) = *slot else { continue };
            let figures = self.figures(data, unit, item);
            let reading = figures.read(part.reading);
            *slot = if is_alone {
                let setting = self.setting(data.groups[unit], item, column);
                let gained = reading.and_then(|x| share(&part.function, x, &figures, &Peers::NOBODY, &setting));
                gained.map(|share| sum + part.part * share)
            } else {
                reading.map(|_| sum)
            };
        }
    }

    /// Adds a part that compares units to what they attain.
    fn attain_among(
        &self,
        data: &Data<'_>,
        item: usize,
        column: usize,
        part: &Part,
        among: Among,
        scores: &mut Scores,
    ) {
        let n = scores.n_units;
        let start = (item * scores.n_columns + column) * n;
        let attained = &mut scores.attainment[start..start + n];
        for (unit, slot) in scores.readings.iter_mut().enumerate() {
            *slot = match attained[unit] {
                Ok(_) => self.figures(data, unit, item).read(part.reading),
                Err(reason) => Err(reason),
            };
        }
        let sign = f64::from(self.scheme.items[item].direction);
        let needs_order = part.function.needs_order();
        measure_peers(self, data, among, sign, needs_order, &scores.readings, &mut scores.ordered, &mut scores.peers);
        for (unit, reading) in scores.readings.iter().enumerate() {
            let Ok(x) = *reading else { continue };
            let figures = self.figures(data, unit, item);
            let peers = match among {
                Among::All => scores.peers[0].view(&scores.ordered),
                Among::Group => scores.peers[self.slot(data.groups[unit])].view(&scores.ordered),
            };
            let setting = self.setting(data.groups[unit], item, column);
            let gained = share(&part.function, x, &figures, &peers, &setting);
            attained[unit] = attained[unit].and_then(|sum| gained.map(|share| sum + part.part * share));
        }
    }

    /// Counts events and vetoes.
    fn tally(&self, data: &Data<'_>, scores: &mut Scores) {
        let (n_bonuses, n_deductions) = (self.scheme.bonuses.len(), self.scheme.deductions.len());
        let n_vetoes = self.scheme.vetoes.len();
        for event in data.events {
            assert!(event.unit < scores.n_units, "event of unit {} of {}", event.unit, scores.n_units);
            let (all, n, r) = match event.rule {
                Rule::Bonus(r) => (&mut scores.bonuses, n_bonuses, r),
                Rule::Deduction(r) => (&mut scores.deductions, n_deductions, r),
                Rule::Veto(r) => {
                    assert!(r < n_vetoes, "veto {r} of {n_vetoes}");
                    scores.vetoed[event.unit * n_vetoes + r] |= event.count > 0;
                    continue;
                }
            };
            assert!(r < n, "rule {r} of {n}");
            let score = &mut all[event.unit * n + r];
            score.count = score.count.saturating_add(event.count);
        }
    }

    /// Points of an item in a column, given what is attained of the full points.
    pub(super) fn points(&self, full: f64, attained: f64) -> f64 {
        let rounding = self.scheme.rounding;
        round(full * attained, rounding.item, rounding.rule)
    }

    /// Adds up the points of a unit.
    fn add_up(&self, data: &Data<'_>, unit: usize, scores: &mut Scores) {
        let scheme = &self.scheme;
        let (n, n_items, n_columns) = (scores.n_units, scores.n_items, scores.n_columns);
        let g = self.slot(data.groups[unit]);
        let cells = scores.cell(unit, 0, 0)..scores.cell(unit, 0, 0) + n_items * n_columns;
        let attainment = &scores.attainment;
        let is_left_out = |column: usize, item: usize| {
            scheme.items[item].missing == Missing::LeaveOut
                && is_missing(&attainment[(item * n_columns + column) * n + unit])
        };
        let full = &mut scores.full[cells];
        if scores.has_left_out[unit] {
            self.full.share_out(scheme, g, is_left_out, &mut scores.scratch, full);
        } else {
            for (column, full) in full.chunks_exact_mut(n_items).enumerate() {
                full.copy_from_slice(self.full.entering(g, column));
            }
        }
        scores.room.clear();
        scores.room.resize(n_items, 0.0);
        for column in 0..n_columns {
            for item in 0..n_items {
                let attained = match scores.attainment[(item * n_columns + column) * n + unit] {
                    Ok(attained) => attained,
                    Err(_) => self.without(data, unit, item, column, scores),
                };
                let cell = scores.cell(unit, item, column);
                let (full, points) = (scores.full[cell], self.points(scores.full[cell], attained));
                scores.points[cell] = points;
                scores.room[item] += points;
                if let Home::Class(k) = scheme.items[item].home {
                    scores.class_maximum[unit * scores.n_classes + k] += full;
                    scores.column_points[unit * n_columns + column] += points;
                    scores.column_maximum[unit * n_columns + column] += full;
                }
            }
        }
        events::settle(scheme, unit, scores);
    }

    /// Share of the full points for a unit that could not be scored on an item.
    fn without(&self, data: &Data<'_>, unit: usize, item: usize, column: usize, scores: &Scores) -> f64 {
        match self.scheme.items[item].missing {
            Missing::Zero | Missing::LeaveOut => 0.0,
            Missing::Share(share) => share,
            Missing::GroupMinimum => {
                let start = (item * scores.n_columns + column) * scores.n_units;
                let all = &scores.attainment[start..start + scores.n_units];
                let own = data.groups[unit];
                let least = |ours: &dyn Fn(Option<usize>) -> bool| {
                    let present = all.iter().zip(data.groups).filter(|(_, group)| ours(**group));
                    present.filter_map(|(attained, _)| attained.ok()).reduce(f64::min)
                };
                least(&|group| group == own).or_else(|| least(&|_| true)).unwrap_or(0.0)
            }
        }
    }

    pub(super) fn measure(&self, item: usize, column: usize) -> Option<&Measure> {
        self.scheme.items[item].measures[column].as_ref()
    }
}

/// Tells whether an item that has a weight could not be scored.
fn is_missing(attained: &Result<f64, Unscored>) -> bool {
    matches!(attained, Err(reason) if *reason != Unscored::NoWeight)
}

/// Measures the peers of every group, or of all as one.
#[expect(clippy::too_many_arguments, reason = "parts of the buffer are borrowed apart")]
fn measure_peers(
    scorer: &Scorer,
    data: &Data<'_>,
    among: Among,
    sign: f64,
    needs_order: bool,
    readings: &[Result<f64, Unscored>],
    ordered: &mut Vec<f64>,
    peers: &mut Vec<StoredPeers>,
) {
    let n_slots = match among {
        Among::All => 1,
        Among::Group => scorer.scheme().n_groups + 1,
    };
    ordered.clear();
    peers.clear();
    for g in 0..n_slots {
        let start = ordered.len();
        let ours = readings.iter().zip(data.groups).filter(|(_, group)| n_slots == 1 || scorer.slot(**group) == g);
        ordered.extend(ours.filter_map(|(reading, _)| reading.ok()).map(|x| sign * x));
        let Peers { least, greatest, origin, mean, squares, .. } = Peers::of(&ordered[start..]);
        if needs_order {
            for d in &mut ordered[start..] {
                *d = blur(*d);
            }
            ordered[start..].sort_unstable_by(f64::total_cmp);
        }
        peers.push(StoredPeers { start, end: ordered.len(), least, greatest, origin, mean, squares });
    }
}

impl StoredPeers {
    fn view<'a>(&self, ordered: &'a [f64]) -> Peers<'a> {
        Peers {
            n: self.end - self.start,
            least: self.least,
            greatest: self.greatest,
            origin: self.origin,
            mean: self.mean,
            squares: self.squares,
            order: &ordered[self.start..self.end],
        }
    }
}
