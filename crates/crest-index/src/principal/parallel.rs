//! Eigenvalues that pure noise of the same shape would show.

use std::collections::BTreeMap;
use std::sync::Mutex;

use faer::Side;

use super::correlation_matrix;
use crate::stats::quantile_of_sorted;

/// Returns, per component, a quantile of the eigenvalues of standardised normal noise of the same shape (Horn).
///
/// A component speaks only if its eigenvalue lies above the one of noise; Kaiser's rule keeps too many when places are
/// few, because the first eigenvalues of noise lie well above 1.
///
/// - `quantile`: usually 0.95, of type 7 over `n_draws` draws. Empty for fewer than three places or no columns or draws.
/// - Determinism: equal arguments give equal numbers; the generator is SplitMix64 with Box–Muller pairs.
/// - Cost: `n_draws` eigenvalue problems, once per process for equal arguments.
pub fn parallel_analysis(n_places: usize, n_columns: usize, n_draws: usize, quantile: f64, seed: u64) -> Vec<f64> {
    // Noise knows nothing of the data, and an audit asks for the same shapes again and again.
    static KNOWN: Mutex<BTreeMap<Arguments, Vec<f64>>> = Mutex::new(BTreeMap::new());
    if n_places < 3 || n_columns == 0 || n_draws == 0 {
        return Vec::new();
    }
    let arguments = (n_places, n_columns, n_draws, quantile.to_bits(), seed);
    if let Some(found) = KNOWN.lock().ok().and_then(|known| known.get(&arguments).cloned()) {
        return found;
    }
    let found = computed(n_places, n_columns, n_draws, quantile, seed);
    if let Ok(mut known) = KNOWN.lock() {
        known.insert(arguments, found.clone());
    }
    found
}

/// Arguments of [`parallel_analysis`] that can be ordered.
type Arguments = (usize, usize, usize, u64, u64);

fn computed(n_places: usize, n_columns: usize, n_draws: usize, quantile: f64, seed: u64) -> Vec<f64> {
    let mut noise = Noise { state: seed, spare: None };
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(n_draws); n_columns];
    for _ in 0..n_draws {
        let columns: Vec<Vec<f64>> = (0..n_columns).map(|_| noise.column(n_places)).collect();
        let Ok(mut values) = correlation_matrix(&columns).self_adjoint_eigenvalues(Side::Lower) else { continue };
        values.sort_by(|a, b| b.total_cmp(a));
        for (list, value) in drawn.iter_mut().zip(values) {
            list.push(value);
        }
    }
    let at = |mut list: Vec<f64>| {
        list.sort_by(f64::total_cmp);
        quantile_of_sorted(&list, quantile)
    };
    drawn.into_iter().filter_map(at).collect()
}

struct Noise {
    state: u64,
    spare: Option<f64>,
}

impl Noise {
    /// A number in (0, 1): 53 bits of SplitMix64 (Steele, Lea, Flood 2014), moved off zero.
    fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        ((z >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let angle = std::f64::consts::TAU * self.uniform();
        self.spare = Some(radius * angle.sin());
        radius * angle.cos()
    }

    /// Normal draws, centred and scaled to length 1.
    fn column(&mut self, n: usize) -> Vec<f64> {
        let mut column: Vec<f64> = (0..n).map(|_| self.normal()).collect();
        let mean = column.iter().sum::<f64>() / n as f64;
        let length = column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        for x in &mut column {
            *x = (*x - mean) / length;
        }
        column
    }
}
