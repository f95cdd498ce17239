//! Full points of every item for a unit: from weights, and from what is left where items are left out.

use super::{Adding, Home, Scheme};

/// Full points by group, column and item.
#[derive(Debug, Clone)]
pub(super) struct FullPoints {
    n_columns: usize,
    n_items: usize,
    /// As they enter the total: with the share of the column.
    entering: Vec<f64>,
    /// What a share of 1 stands for where a function speaks of points.
    spoken: Vec<f64>,
    /// Whether the item has a weight.
    is_weighted: Vec<bool>,
}

impl FullPoints {
    /// Computes the tables for every group, units in no group last.
    pub(super) fn build(scheme: &Scheme) -> Self {
        let (n_columns, n_items) = (scheme.columns.len(), scheme.items.len());
        let size = (scheme.n_groups + 1) * n_columns * n_items;
        let mut tables = Self {
            n_columns,
            n_items,
            entering: vec![0.0; size],
            spoken: vec![0.0; size],
            is_weighted: vec![false; size],
        };
        for g in 0..=scheme.n_groups {
            for column in 0..n_columns {
                tables.fill(scheme, (g < scheme.n_groups).then_some(g), g, column);
            }
        }
        tables
    }

    fn fill(&mut self, scheme: &Scheme, group: Option<usize>, g: usize, column: usize) {
        let start = (g * self.n_columns + column) * self.n_items;
        let mut weights = vec![0.0; self.n_items];
        let mut sums = vec![0.0; scheme.classes.len()];
        for (i, item) in scheme.items.iter().enumerate() {
            let Some(weight) = item.measures[column].as_ref().and_then(|measure| measure.weight.find(group)) else {
                continue;
            };
            weights[i] = weight;
            self.is_weighted[start + i] = true;
            if let Home::Class(k) = item.home {
                sums[k] += weight;
            }
        }
        // The weight of a class counts only where the column has items to carry it.
        let of_class = |k: usize| -> f64 {
            let stated = scheme.classes[k].weight.as_ref();
            let weight = stated.map_or(Some(sums[k]), |weight| weight.find(group)).unwrap_or(0.0);
            if sums[k] > 0.0 { weight } else { 0.0 }
        };
        let classes: Vec<f64> = (0..scheme.classes.len()).map(of_class).collect();
        let all: f64 = classes.iter().sum();
        let (unit, share) = match scheme.adding {
            Adding::Points => (1.0, scheme.columns[column]),
            Adding::Mean { scale } => {
                let unit = if all > 0.0 { scale / all } else { 0.0 };
                (unit, scheme.columns[column] / scheme.columns.iter().sum::<f64>())
            }
        };
        for (i, item) in scheme.items.iter().enumerate() {
            let own = match item.home {
                Home::Bonus => weights[i],
                // Written so that items of a class without weight of its own keep theirs to the last digit.
                Home::Class(k) if classes[k] == sums[k] => unit * weights[i],
                Home::Class(k) => unit * classes[k] * (weights[i] / sums[k]),
            };
            let own = if own.is_finite() { own } else { 0.0 };
            self.entering[start + i] = share * own;
            self.spoken[start + i] = match scheme.adding {
                Adding::Mean { scale } if matches!(item.home, Home::Class(_)) => scale,
                _ => own,
            };
        }
    }

    fn start(&self, g: usize, column: usize) -> usize {
        (g * self.n_columns + column) * self.n_items
    }

    /// Full points of the items of a group in a column, as they enter the total.
    pub(super) fn entering(&self, g: usize, column: usize) -> &[f64] {
        let start = self.start(g, column);
        &self.entering[start..start + self.n_items]
    }

    /// What a share of 1 stands for where a function speaks of points.
    pub(super) fn spoken(&self, g: usize, column: usize, item: usize) -> f64 {
        self.spoken[self.start(g, column) + item]
    }

    /// Tells whether an item has a weight for a group in a column.
    pub(super) fn is_weighted(&self, g: usize, column: usize, item: usize) -> bool {
        self.is_weighted[self.start(g, column) + item]
    }

    /// Shares the full points of items left out among those that stay; `full` is columns × items, filled here.
    ///
    /// Within a column an item left out hands its points to its class in proportion, a class without items to the other
    /// classes, a column without items to the other columns. If nothing stays, all full points are 0.
    pub(super) fn share_out(
        &self,
        scheme: &Scheme,
        g: usize,
        is_left_out: impl Fn(usize, usize) -> bool,
        scratch: &mut Scratch,
        full: &mut [f64],
    ) {
        let n_items = self.n_items;
        let (mut all, mut kept) = (0.0, 0.0);
        for column in 0..self.n_columns {
            let stated = self.entering(g, column);
            let full = &mut full[column * n_items..(column + 1) * n_items];
            scratch.clear(scheme.classes.len());
            for (i, item) in scheme.items.iter().enumerate() {
                let stays = !is_left_out(column, i);
                full[i] = if stays { stated[i] } else { 0.0 };
                if let Home::Class(k) = item.home {
                    scratch.all[k] += stated[i];
                    scratch.kept[k] += full[i];
                }
            }
            let all_here: f64 = scratch.all.iter().sum();
            let kept_here: f64 =
                scratch.all.iter().zip(&scratch.kept).filter(|(_, kept)| **kept > 0.0).map(|(all, _)| all).sum();
            for (i, item) in scheme.items.iter().enumerate() {
                if let Home::Class(k) = item.home
                    && scratch.kept[k] > 0.0
                    && (scratch.kept[k] < scratch.all[k] || kept_here < all_here)
                {
                    full[i] *= (scratch.all[k] / scratch.kept[k]) * (all_here / kept_here);
                }
            }
            all += all_here;
            kept += if kept_here > 0.0 { all_here } else { 0.0 };
        }
        if kept > 0.0 && kept < all {
            for (slot, item) in full.iter_mut().zip(scheme.items.iter().cycle()) {
                if matches!(item.home, Home::Class(_)) {
                    *slot *= all / kept;
                }
            }
        }
    }
}

/// Sums by class, kept for reuse.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    all: Vec<f64>,
    kept: Vec<f64>,
}

impl Scratch {
    fn clear(&mut self, n: usize) {
        for sums in [&mut self.all, &mut self.kept] {
            sums.clear();
            sums.resize(n, 0.0);
        }
    }
}
