//! Links: for each of a row of points, which of another row of points can be had along streets, how far they are, and by
//! what mode.
//!
//! One shape serves access (cell to stop), egress (stop to cell), transfers (stop to stop) and direct trips (cell to
//! cell), whether the distances come from streets or from great circles. Lengths are walked; a link by bicycle or car has the
//! length that is walked in the same time.

use crate::street::Mode;

/// Holds the links from `n_rows` points to another row of points, row after row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    starts: Vec<u32>,
    targets: Vec<u32>,
    lengths_mm: Vec<u32>,
    /// Mode of each link; empty where all are on foot.
    modes: Vec<Mode>,
}

impl Links {
    /// Builds links on foot from one list of (target, length in millimetres) per point; each list is put in order of target.
    ///
    /// # Panics
    /// If there are more than `u32::MAX` links.
    pub fn from_rows(rows: Vec<Vec<(u32, u32)>>) -> Self {
        let mut links = Self { starts: vec![0], ..Self::default() };
        for mut row in rows {
            row.sort_unstable();
            for (target, length_mm) in row {
                links.targets.push(target);
                links.lengths_mm.push(length_mm);
            }
            links.close_row();
        }
        links
    }

    /// Takes of several links between the same points the shortest, each with the mode it is given with; of equal ones that of
    /// the earlier mode.
    ///
    /// # Panics
    /// If numbers of rows differ, or there are more than `u32::MAX` links.
    pub fn shortest(by_mode: &[(Mode, Links)]) -> Self {
        let mut shortest = Self { starts: vec![0], ..Self::default() };
        let n_rows = by_mode.first().map_or(0, |(_, links)| links.n_rows());
        assert!(by_mode.iter().all(|(_, links)| links.n_rows() == n_rows), "all links begin at the same points");
        let mut row: Vec<(u32, u32, usize)> = Vec::new();
        for point in 0..n_rows {
            row.clear();
            for (order, (_, links)) in by_mode.iter().enumerate() {
                let (targets, lengths_mm) = links.row(point);
                row.extend(targets.iter().zip(lengths_mm).map(|(target, length_mm)| (*target, *length_mm, order)));
            }
            row.sort_unstable();
            row.dedup_by_key(|(target, ..)| *target);
            for (target, length_mm, order) in &row {
                shortest.targets.push(*target);
                shortest.lengths_mm.push(*length_mm);
                shortest.modes.push(by_mode[*order].0);
            }
            shortest.close_row();
        }
        if shortest.modes.iter().all(|mode| *mode == Mode::Walk) {
            shortest.modes.clear();
        }
        shortest
    }

    /// Returns the links that a judgement of point, target and length in millimetres keeps.
    #[must_use]
    pub fn kept(&self, keeps: impl Fn(usize, u32, u32) -> bool) -> Self {
        let mut kept = Self { starts: vec![0], ..Self::default() };
        for point in 0..self.n_rows() {
            for position in self.range(point) {
                if !keeps(point, self.targets[position], self.lengths_mm[position]) {
                    continue;
                }
                kept.targets.push(self.targets[position]);
                kept.lengths_mm.push(self.lengths_mm[position]);
                kept.modes.extend(self.modes.get(position));
            }
            kept.close_row();
        }
        kept
    }

    fn close_row(&mut self) {
        self.starts.push(u32::try_from(self.targets.len()).expect("fewer links than u32::MAX"));
    }

    fn range(&self, point: usize) -> std::ops::Range<usize> {
        self.starts[point] as usize..self.starts[point + 1] as usize
    }

    /// Returns the mode of the link from a point to a target; none if there is no such link.
    pub fn mode(&self, point: usize, target: u32) -> Option<Mode> {
        let position = self.row(point).0.binary_search(&target).ok()? + self.range(point).start;
        Some(self.modes.get(position).copied().unwrap_or(Mode::Walk))
    }

    /// Returns the number of points the links start from.
    pub fn n_rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Returns the number of links.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Tells whether there is no link at all.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Returns the targets of one point in rising order, and the lengths of the links to them in millimetres.
    pub fn row(&self, point: usize) -> (&[u32], &[u32]) {
        let range = self.range(point);
        (&self.targets[range.clone()], &self.lengths_mm[range])
    }

    /// Returns the same links seen from their targets, of which there are `n_targets`.
    ///
    /// # Panics
    /// If a target is not below `n_targets`.
    pub fn reversed(&self, n_targets: usize) -> Self {
        let mut rows = vec![Vec::new(); n_targets];
        for point in 0..self.n_rows() {
            for position in self.range(point) {
                let own = [point, position].map(|number| u32::try_from(number).expect("links are fewer than u32::MAX"));
                rows[self.targets[position] as usize].push(own);
            }
        }
        let mut reversed = Self { starts: vec![0], ..Self::default() };
        for row in rows {
            for [point, position] in row {
                reversed.targets.push(point);
                reversed.lengths_mm.push(self.lengths_mm[position as usize]);
                reversed.modes.extend(self.modes.get(position as usize));
            }
            reversed.close_row();
        }
        reversed
    }
}

#[cfg(test)]
mod tests;
