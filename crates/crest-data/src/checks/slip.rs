//! Rule `row-slip`: blocks of rows that hold the values of the rows next to them.
//!
//! Two kinds of evidence. Against other sources: a row's value is near the value that another source gives to the
//! neighbouring row, and near none that they give to the row itself. Against its own years: a row's value is near what
//! the neighbouring row has in the years before and after, and far from its own there. In both, three or more successive
//! rows must be displaced in one direction. Rows are taken in the order of their table, empty ones included.

use std::collections::BTreeSet;

use super::change::{Changes, median};
use super::rule::{Hit, Settings};
use super::series::{Input, Point, Row, Track, show};

/// Ratio of two sources, as a logarithm, that revisions hardly reach: a third.
const WRONG: f64 = 0.3;

/// Holds a displaced block.
struct Slip<'a> {
    /// Places and points in table order.
    rows: Vec<(u32, &'a Point)>,
    /// True when the values are those of the next rows, false for those of the rows before.
    next: bool,
    /// Name of a source that shows it; empty = seen from the track's own years.
    witness: String,
    /// What the first row should hold.
    expected: Option<f64>,
}

/// Finds displaced blocks of one track.
pub(super) fn find(input: &Input, settings: &Settings, track: &Track, changes: &Changes) -> Vec<Hit> {
    let code = input.code(track.indicator);
    let length = settings.count("length", code).max(2);
    let others: Vec<&Track> = input.others(track).collect();
    let (own, near) = (settings.number("own", code), settings.number("near", code));
    let (own_years, near_years) = (settings.number("own-years", code), settings.number("near-years", code));
    let steady = changes.log && changes.spread <= 0.5 * near_years;
    let mut hits = Vec::new();
    if others.is_empty() && !steady {
        return hits;
    }
    for (&year, order) in &track.order {
        if order.len() < length {
            continue;
        }
        let table = Table { order, points: order.iter().map(|&p| track.find(p, year)).collect() };
        let usual = order.iter().map(|&p| track.find_row(p).and_then(|row| usual(row, changes, year))).collect();
        let own_years = Years { own: own_years, near: near_years, usual };
        let mut told: BTreeSet<u32> = BTreeSet::new();
        if !others.is_empty() {
            let across = Across { own, near, others: &others, year };
            for slip in across.find(&table, length, track) {
                told.extend(slip.rows.iter().map(|r| r.0));
                hits.push(hit(input, track, &slip));
            }
        }
        // Where values vary by more than half the tolerance every year, nearness to another row says nothing.
        if steady {
            for slip in own_years.find(&table, length) {
                if slip.rows.iter().all(|r| !told.contains(&r.0)) {
                    hits.push(hit(input, track, &slip));
                }
            }
        }
    }
    hits
}

/// Holds the rows of one year in table order.
struct Table<'a> {
    order: &'a [u32],
    points: Vec<Option<&'a Point>>,
}

/// Says how a row compares with its neighbour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// Near the neighbour's value, not near its own.
    Displaced,
    /// Near both.
    Either,
    /// Not near the neighbour's value.
    Other,
}

impl<'a> Table<'a> {
    /// Returns the neighbour of a row whose values it may hold.
    fn neighbour(&self, i: usize, next: bool) -> Option<usize> {
        let j = if next { i + 1 } else { i.checked_sub(1)? };
        self.order.get(j).filter(|p| **p != self.order[i]).map(|_| j)
    }

    /// Returns stretches of positions near their neighbour's values, with at least `length` displaced rows, that begin and end with one.
    fn blocks(
        &self,
        next: bool,
        length: usize,
        likeness: impl Fn(usize, usize, &Point) -> Likeness,
    ) -> Vec<Vec<usize>> {
        let mut blocks = Vec::new();
        let mut run: Vec<(usize, Likeness)> = Vec::new();
        for i in 0..=self.order.len() {
            let like = match (
                self.points.get(i).copied().flatten(),
                (i < self.order.len()).then(|| self.neighbour(i, next)),
            ) {
                (Some(point), Some(Some(neighbour))) => likeness(i, neighbour, point),
                _ => Likeness::Other,
            };
            if like != Likeness::Other {
                run.push((i, like));
                continue;
            }
            while run.last().is_some_and(|r| r.1 == Likeness::Either) {
                run.pop();
            }
            let first = run.iter().position(|r| r.1 == Likeness::Displaced).unwrap_or(run.len());
            let block: Vec<(usize, Likeness)> = run.drain(..).skip(first).collect();
            if block.iter().filter(|r| r.1 == Likeness::Displaced).count() >= length {
                blocks.push(block.into_iter().map(|r| r.0).collect());
            }
        }
        blocks
    }

    fn rows(&self, block: &[usize]) -> Vec<(u32, &'a Point)> {
        block.iter().filter_map(|&i| Some((self.order[i], self.points[i]?))).collect()
    }
}

/// Compares with other sources of the indicator.
struct Across<'a> {
    own: f64,
    near: f64,
    others: &'a [&'a Track],
    year: i32,
}

impl Across<'_> {
    fn theirs(&self, place: u32) -> impl Iterator<Item = (&Track, f64)> {
        self.others.iter().filter_map(move |t| Some((*t, t.find(place, self.year)?.value)))
    }

    fn find<'t>(&self, table: &Table<'t>, length: usize, track: &Track) -> Vec<Slip<'t>> {
        let mut slips = Vec::new();
        for next in [true, false] {
            for mut block in
                table.blocks(next, length, |i, j, point| self.likeness(table.order[i], table.order[j], point))
            {
                self.extend(table, next, &mut block);
                let rows = table.rows(&block);
                if self.is_witness_at_fault(&rows, track) {
                    continue;
                }
                let witness = self.theirs(rows[0].0).next();
                let expected = witness.map(|w| w.1);
                let witness = witness.map(|w| w.0.source.clone()).unwrap_or_default();
                slips.push(Slip { rows, next, witness, expected });
            }
        }
        slips
    }

    fn likeness(&self, place: u32, from: u32, point: &Point) -> Likeness {
        let near = |x: f64, share: f64| (x - point.value).abs() <= share * x.abs().max(point.value.abs());
        let neighbours = point.value != 0.0 && self.theirs(from).any(|(_, x)| near(x, self.near));
        if !neighbours {
            return Likeness::Other;
        }
        let mut own = self.theirs(place).peekable();
        if own.peek().is_some() && own.all(|(_, x)| !near(x, self.own)) {
            Likeness::Displaced
        } else {
            Likeness::Either
        }
    }

    /// Adds the row at the far end of a block when its own value is wrong as well and the row it would come from has no
    /// value in any other source: the last row of a slipped block takes its value from beyond their rows.
    fn extend(&self, table: &Table, next: bool, block: &mut Vec<usize>) {
        let end = if next { block.last().map(|i| i + 1) } else { block.first().and_then(|i| i.checked_sub(1)) };
        let Some(end) = end.filter(|&i| i < table.order.len()) else { return };
        let unknown = table.neighbour(end, next).is_none_or(|j| self.theirs(table.order[j]).next().is_none());
        let mut own = self.theirs(table.order[end]).peekable();
        let wrong = table.points[end]
            .is_some_and(|point| own.peek().is_some() && own.all(|(_, x)| (x / point.value).abs().ln().abs() > WRONG));
        if unknown && wrong {
            block.insert(if next { block.len() } else { 0 }, end);
        }
    }

    /// Tells whether the other sources, not this one, leave their own adjacent years: seen from a right table, a slipped
    /// one looks slipped in the other direction.
    fn is_witness_at_fault(&self, rows: &[(u32, &Point)], track: &Track) -> bool {
        let away =
            |value: f64, usual: Option<f64>| usual.map(|u| (value / u).abs().ln().abs()).filter(|x| x.is_finite());
        let mut here = Vec::new();
        let mut there = Vec::new();
        for &(place, point) in rows {
            let usual = track.find_row(place).and_then(|r| between(r, self.year));
            here.extend(away(point.value, usual));
            there.extend(
                self.theirs(place).filter_map(|(t, x)| away(x, t.find_row(place).and_then(|r| between(r, self.year)))),
            );
        }
        matches!((median(&mut here), median(&mut there)), (Some(here), Some(there)) if here + 0.05 < there)
    }
}

/// Returns the geometric mean of the years before and after.
fn between(row: &Row, year: i32) -> Option<f64> {
    let (a, b) = (row.find(year - 1)?.value, row.find(year + 1)?.value);
    (a > 0.0 && b > 0.0).then(|| (a * b).sqrt())
}

/// Compares with the adjacent years of the track itself.
struct Years {
    own: f64,
    near: f64,
    /// What each row should hold, by position in the table.
    usual: Vec<Option<f64>>,
}

impl Years {
    fn find<'t>(&self, table: &Table<'t>, length: usize) -> Vec<Slip<'t>> {
        let mut slips = Vec::new();
        for next in [true, false] {
            for mut block in table.blocks(next, length, |row, from, point| self.likeness(row, from, point)) {
                // Rows at either end that fit their neighbour clearly better than themselves belong to the block too.
                let fits = |i: usize| {
                    let (Some(point), Some(from)) = (table.points[i], table.neighbour(i, next)) else { return false };
                    let (own, theirs) = (self.away(i, point), self.away(from, point));
                    matches!((own, theirs), (Some(own), Some(theirs)) if theirs <= self.near && own > 0.5 * self.own && own > 2.0 * theirs)
                };
                while block.first().and_then(|i| i.checked_sub(1)).is_some_and(fits) {
                    block.insert(0, block[0] - 1);
                }
                while block.last().map(|i| i + 1).filter(|&i| i < table.order.len()).is_some_and(fits) {
                    block.push(block[block.len() - 1] + 1);
                }
                let rows = table.rows(&block);
                let expected = self.usual[block[0]];
                slips.push(Slip { rows, next, witness: String::new(), expected });
            }
        }
        slips
    }

    fn likeness(&self, row: usize, from: usize, point: &Point) -> Likeness {
        match (self.away(row, point), self.away(from, point)) {
            (Some(own), Some(theirs)) if theirs <= self.near => {
                if own > self.own {
                    Likeness::Displaced
                } else {
                    Likeness::Either
                }
            }
            _ => Likeness::Other,
        }
    }

    /// Returns how far a point is from what a row should hold, as a change of the logarithm.
    fn away(&self, row: usize, point: &Point) -> Option<f64> {
        let usual = self.usual[row]?;
        (point.value > 0.0).then(|| (point.value / usual).ln().abs())
    }
}

/// Returns what a row should hold in a year: the geometric mean of the years before and after, or the one of them there
/// is, moved with the group.
fn usual(row: &Row, changes: &Changes, year: i32) -> Option<f64> {
    if !changes.log {
        return None;
    }
    let positive = |year: i32| row.find(year).map(|p| p.value).filter(|&x| x > 0.0);
    match (positive(year - 1), positive(year + 1)) {
        (Some(a), Some(b)) => Some((a * b).sqrt()),
        (Some(a), None) => Some(a * changes.group_of(year).exp()),
        (None, Some(b)) => Some(b / changes.group_of(year + 1).exp()),
        (None, None) => None,
    }
}

fn hit(input: &Input, track: &Track, slip: &Slip) -> Hit {
    let first = slip.rows[0].1;
    let names: Vec<String> = slip.rows.iter().map(|r| input.place(r.0)).collect();
    let neighbour = if slip.next { "next" } else { "previous" };
    let seen = if slip.witness.is_empty() {
        "in the years before and after".to_owned()
    } else {
        "in another source".to_owned()
    };
    let witness = if slip.witness.is_empty() { String::new() } else { format!("; `{}` has them right", slip.witness) };
    Hit {
        rule: "row-slip",
        kind: if slip.witness.is_empty() { "years" } else { "sources" },
        grave: true,
        cells: slip.rows.iter().map(|(place, p)| (track.indicator, *place, p.period)).collect(),
        at: Some(first.at),
        message: format!(
            "{} successive rows of `{}` in {}{} hold the value of the {neighbour} row {seen}: {}{witness}",
            names.len(),
            input.code(track.indicator),
            first.period,
            track.in_source(),
            names.join(", "),
        ),
        expected: slip.expected.map(|x| format!("about {} in the first of them", show(x))),
        hint: Some(format!(
            "move the block by one row {}, then fill the row that is left from the publication",
            if slip.next { "down" } else { "up" }
        )),
        related: slip.rows[1..].iter().map(|(_, p)| (p.at, format!("{} stands here", show(p.value)))).collect(),
    }
}

#[cfg(test)]
mod tests;
