//! Varimax: turns loadings so that each column leans on one factor.

/// Holds rotated loadings.
#[derive(Debug, Clone, PartialEq)]
pub struct Rotated {
    /// `loadings[factor][column]`, factors ordered by explained variance, descending.
    pub loadings: Vec<Vec<f64>>,
    /// Variance each factor explains: the sum of its squared loadings.
    pub variances: Vec<f64>,
}

/// Rotates loadings `[factor][column]` to the largest variance of squared loadings (varimax with Kaiser's row scaling).
///
/// - Each factor points to a positive sum of its loadings. Communalities (squared length per column) are kept.
/// - Pairs of factors are turned in fixed order until no angle exceeds 1e-12, at most 200 rounds: deterministic.
pub fn varimax(loadings: &[Vec<f64>]) -> Rotated {
    let n_columns = loadings.first().map_or(0, Vec::len);
    let lengths: Vec<f64> = (0..n_columns)
        .map(|column| loadings.iter().map(|factor| factor[column] * factor[column]).sum::<f64>().sqrt())
        .collect();
    let scale = |factor: &Vec<f64>| -> Vec<f64> {
        factor.iter().zip(&lengths).map(|(x, length)| if *length > 0.0 { x / length } else { 0.0 }).collect()
    };
    let mut turned: Vec<Vec<f64>> = loadings.iter().map(scale).collect();
    for _ in 0..200 {
        let mut largest = 0.0_f64;
        for second in 1..turned.len() {
            let (before, after) = turned.split_at_mut(second);
            for first in before {
                largest = largest.max(turn(first, &mut after[0]).abs());
            }
        }
        if largest < 1e-12 {
            break;
        }
    }
    for factor in &mut turned {
        for (x, length) in factor.iter_mut().zip(&lengths) {
            *x *= length;
        }
        if factor.iter().sum::<f64>() < 0.0 {
            for x in factor.iter_mut() {
                *x = -*x;
            }
        }
    }
    let variance = |factor: &Vec<f64>| factor.iter().map(|x| x * x).sum::<f64>();
    turned.sort_by(|a, b| variance(b).total_cmp(&variance(a)));
    let variances = turned.iter().map(variance).collect();
    Rotated { loadings: turned, variances }
}

/// Turns two factors by the angle that maximises the criterion for them, and returns the angle.
fn turn(first: &mut [f64], second: &mut [f64]) -> f64 {
    let n = first.len() as f64;
    let (mut a, mut b, mut c, mut d) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in first.iter().zip(second.iter()) {
        let (u, v) = (x * x - y * y, 2.0 * x * y);
        a += u;
        b += v;
        c += u * u - v * v;
        d += 2.0 * u * v;
    }
    let angle = (d - 2.0 * a * b / n).atan2(c - (a * a - b * b) / n) / 4.0;
    let (sin, cos) = angle.sin_cos();
    for (x, y) in first.iter_mut().zip(second.iter_mut()) {
        (*x, *y) = (cos * *x + sin * *y, cos * *y - sin * *x);
    }
    angle
}
