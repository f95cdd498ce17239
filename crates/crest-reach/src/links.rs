//! Links: for each of a row of points, which of another row of points can be had on foot and how far they are.
//!
//! One shape serves access (cell to stop), egress (stop to cell), transfers (stop to stop) and direct walks (cell to
//! cell), whether the distances come from streets or from great circles.

/// Holds the links from `n_rows` points to another row of points, row after row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    starts: Vec<u32>,
    targets: Vec<u32>,
    lengths_mm: Vec<u32>,
}

impl Links {
    /// Builds links from one list of (target, length in millimetres) per point; each list is put in order of target.
    ///
    /// # Panics
    /// If there are more than `u32::MAX` links.
    pub fn from_rows(rows: Vec<Vec<(u32, u32)>>) -> Self {
        let mut links = Self { starts: vec![0], targets: Vec::new(), lengths_mm: Vec::new() };
        for mut row in rows {
            row.sort_unstable();
            for (target, length_mm) in row {
                links.targets.push(target);
                links.lengths_mm.push(length_mm);
            }
            links.starts.push(u32::try_from(links.targets.len()).expect("fewer links than u32::MAX"));
        }
        links
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
        let range = self.starts[point] as usize..self.starts[point + 1] as usize;
        (&self.targets[range.clone()], &self.lengths_mm[range])
    }

    /// Returns the same links seen from their targets, of which there are `n_targets`.
    ///
    /// # Panics
    /// If a target is not below `n_targets`.
    pub fn reversed(&self, n_targets: usize) -> Self {
        let mut rows = vec![Vec::new(); n_targets];
        for point in 0..self.n_rows() {
            let (targets, lengths_mm) = self.row(point);
            for (&target, &length_mm) in targets.iter().zip(lengths_mm) {
                rows[target as usize].push((u32::try_from(point).expect("points fit u32"), length_mm));
            }
        }
        Self::from_rows(rows)
    }
}

#[cfg(test)]
mod tests;
