//! Step lengths of a Lagrangian bound: long while the bound rises, halved where it stays.
//!
//! Source: Held, Wolfe and Crowder, Validation of subgradient optimization, Mathematical Programming 6, 1974; Fisher, The Lagrangian relaxation
//! method for solving integer programming problems, Management Science 27, 1981.

/// Steps without a better bound after which the length is halved.
const PATIENCE: usize = 25;

/// Remembers how the bound has done, and the multipliers that gave the best.
pub(super) struct Steps {
    scale: f64,
    n_stale: usize,
    best: Vec<f64>,
}

impl Steps {
    pub(super) fn new(multipliers: &[f64]) -> Self {
        Self { scale: 1.5, n_stale: 0, best: multipliers.to_vec() }
    }

    /// Takes note whether these multipliers gave a better bound; where none has for long, halves the length and goes back to the best.
    ///
    /// Returns whether it went back: the direction is then to be found anew.
    pub(super) fn note(&mut self, better: bool, multipliers: &mut [f64]) -> bool {
        if better {
            self.n_stale = 0;
            self.best.copy_from_slice(multipliers);
            return false;
        }
        self.n_stale += 1;
        if self.n_stale < PATIENCE {
            return false;
        }
        self.n_stale = 0;
        self.scale /= 2.0;
        multipliers.copy_from_slice(&self.best);
        true
    }

    /// Length of the next step: scale · distance between the bound and the best answer / squared length of the direction; `None` where there is no
    /// direction or the steps have become too small to matter.
    pub(super) fn length(&self, distance: f64, direction: &[f64]) -> Option<f64> {
        let squares: f64 = direction.iter().map(|part| part * part).sum();
        (squares > 0.0 && self.scale > 1e-4).then(|| self.scale * distance / squares)
    }
}

/// Positions of the `n` least values, ties by position, and in rising order of position.
pub(super) fn least(values: &[f64], free: &[bool], n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).filter(|position| free[*position]).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
    order.truncate(n);
    order.sort_unstable();
    order
}
