//! Small dense minimisers: damped least squares, quasi-Newton and downhill simplex, all with numeric derivatives.
//!
//! Sources: Levenberg, Quarterly of Applied Mathematics 2 (1944); Broyden–Fletcher–Goldfarb–Shanno as in Nocedal and
//! Wright, Numerical Optimization (2006), ch. 6; Nelder and Mead, The Computer Journal 7 (1965).

/// A point and its value.
pub(super) type Found = (Vec<f64>, f64);

/// Step of central differences: the cube root of the rounding unit, about where truncation equals rounding.
const STEP: f64 = 6e-6;

/// Minimises `Σ residual²` from a start; a point without residuals is never accepted.
pub(super) fn least_squares(residuals: &dyn Fn(&[f64]) -> Option<Vec<f64>>, start: &[f64], n_rounds: usize) -> Found {
    let sum = |r: &[f64]| r.iter().map(|x| x * x).sum::<f64>();
    let mut x = start.to_vec();
    let Some(mut r) = residuals(&x) else { return (x, f64::INFINITY) };
    let mut damping = 1e-3;
    for _ in 0..n_rounds {
        let value = sum(&r);
        if value < 1e-33 {
            break;
        }
        let Some(columns) = jacobian(residuals, &x) else { break };
        let n = x.len();
        let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let normal: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| inner(&columns[i], &columns[j])).collect()).collect();
        let slope: Vec<f64> = columns.iter().map(|column| -inner(column, &r)).collect();
        let largest = (0..n).map(|i| normal[i][i]).fold(0.0, f64::max);
        let mut moved = false;
        while damping < 1e12 {
            let mut system = normal.clone();
            for (i, row) in system.iter_mut().enumerate() {
                row[i] += damping * largest.max(1e-300);
            }
            if let Some(step) = solve(system, &slope) {
                let next: Vec<f64> = x.iter().zip(&step).map(|(x, s)| x + s).collect();
                if let Some(tried) = residuals(&next).filter(|tried| sum(tried) < value) {
                    let gain = value - sum(&tried);
                    (x, r, moved) = (next, tried, gain > 1e-15 * value);
                    damping = (damping / 10.0).max(1e-15);
                    break;
                }
            }
            damping *= 8.0;
        }
        if !moved {
            break;
        }
    }
    let value = sum(&r);
    (x, value)
}

fn jacobian(residuals: &dyn Fn(&[f64]) -> Option<Vec<f64>>, x: &[f64]) -> Option<Vec<Vec<f64>>> {
    let mut point = x.to_vec();
    (0..x.len())
        .map(|k| {
            let step = STEP * x[k].abs().max(0.1);
            point[k] = x[k] + step;
            let above = residuals(&point)?;
            point[k] = x[k] - step;
            let below = residuals(&point)?;
            point[k] = x[k];
            Some(above.iter().zip(&below).map(|(a, b)| (a - b) / (2.0 * step)).collect())
        })
        .collect()
}

/// Solves a small dense system by elimination with row exchange.
fn solve(mut a: Vec<Vec<f64>>, b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    let mut b = b.to_vec();
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs()))?;
        if a[pivot][k].is_nan() || a[pivot][k].abs() < 1e-300 {
            return None;
        }
        a.swap(k, pivot);
        b.swap(k, pivot);
        let (upper, lower) = a.split_at_mut(k + 1);
        for (offset, row) in lower.iter_mut().enumerate() {
            let factor = row[k] / upper[k][k];
            for (cell, above) in row[k..].iter_mut().zip(&upper[k][k..]) {
                *cell -= factor * above;
            }
            b[k + 1 + offset] -= factor * b[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| a[k][j] * b[j]).sum();
        b[k] = (b[k] - known) / a[k][k];
    }
    b.iter().all(|x| x.is_finite()).then_some(b)
}

/// Minimises a smooth function from a start by quasi-Newton steps with backtracking.
pub(super) fn quasi_newton(f: &dyn Fn(&[f64]) -> f64, start: &[f64], n_rounds: usize) -> Found {
    let n = start.len();
    let mut x = start.to_vec();
    let mut value = f(&x);
    let identity =
        || -> Vec<Vec<f64>> { (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect() };
    let mut inverse = identity();
    let mut slope = gradient(f, &x);
    let mut restarted = true;
    for _ in 0..n_rounds {
        let mut direction: Vec<f64> =
            inverse.iter().map(|row| -row.iter().zip(&slope).map(|(h, g)| h * g).sum::<f64>()).collect();
        let mut descent: f64 = direction.iter().zip(&slope).map(|(d, g)| d * g).sum();
        if descent.is_nan() || descent >= 0.0 {
            inverse = identity();
            direction = slope.iter().map(|g| -g).collect();
            descent = -slope.iter().map(|g| g * g).sum::<f64>();
        }
        let mut length = 1.0;
        let mut next = None;
        while length > 1e-14 {
            let point: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| x + length * d).collect();
            let tried = f(&point);
            if tried <= value + 1e-4 * length * descent && tried < value {
                next = Some((point, tried));
                break;
            }
            length *= 0.5;
        }
        let Some((point, tried)) = next else {
            if restarted {
                break;
            }
            // The curvature may be stale: one steepest step before giving up.
            (inverse, restarted) = (identity(), true);
            continue;
        };
        restarted = false;
        let fresh = gradient(f, &point);
        let s: Vec<f64> = point.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = fresh.iter().zip(&slope).map(|(a, b)| a - b).collect();
        update(&mut inverse, &s, &y);
        (x, value, slope) = (point, tried, fresh);
    }
    (x, value)
}

/// The rank-two update of the inverse curvature; skipped where curvature along the step is not positive.
fn update(inverse: &mut [Vec<f64>], s: &[f64], y: &[f64]) {
    let n = s.len();
    let sy: f64 = s.iter().zip(y).map(|(a, b)| a * b).sum();
    if sy <= 1e-300 {
        return;
    }
    let hy: Vec<f64> = inverse.iter().map(|row| row.iter().zip(y).map(|(h, y)| h * y).sum()).collect();
    let yhy: f64 = hy.iter().zip(y).map(|(a, b)| a * b).sum();
    for i in 0..n {
        for j in 0..n {
            inverse[i][j] += (1.0 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy;
        }
    }
}

fn gradient(f: &dyn Fn(&[f64]) -> f64, x: &[f64]) -> Vec<f64> {
    let mut point = x.to_vec();
    (0..x.len())
        .map(|k| {
            let step = STEP * x[k].abs().max(0.1);
            point[k] = x[k] + step;
            let above = f(&point);
            point[k] = x[k] - step;
            let below = f(&point);
            point[k] = x[k];
            (above - below) / (2.0 * step)
        })
        .collect()
}

/// Minimises a function without derivatives, for objectives made of ranks.
pub(super) fn downhill(f: &dyn Fn(&[f64]) -> f64, start: &[f64], size: f64, n_rounds: usize) -> Found {
    let n = start.len();
    let mut corners: Vec<Found> = vec![(start.to_vec(), f(start))];
    for k in 0..n {
        let mut point = start.to_vec();
        point[k] += size * point[k].abs().max(0.1);
        let value = f(&point);
        corners.push((point, value));
    }
    for _ in 0..n_rounds {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (corners[0].1, corners[n].1);
        let width = corners[1..].iter().flat_map(|c| c.0.iter().zip(&corners[0].0)).map(|(a, b)| (a - b).abs());
        if worst - best <= 0.0 && width.fold(0.0, f64::max) < 1e-10 {
            break;
        }
        let centre: Vec<f64> =
            (0..n).map(|k| corners[..n].iter().map(|corner| corner.0[k]).sum::<f64>() / n as f64).collect();
        let along = |t: f64| -> Found {
            let point: Vec<f64> = centre.iter().zip(&corners[n].0).map(|(c, w)| c + t * (c - w)).collect();
            let value = f(&point);
            (point, value)
        };
        let reflected = along(1.0);
        let candidate = if reflected.1 < best {
            let expanded = along(2.0);
            if expanded.1 < reflected.1 { expanded } else { reflected }
        } else if reflected.1 < corners[n - 1].1 {
            reflected
        } else {
            along(if reflected.1 < worst { 0.5 } else { -0.5 })
        };
        if candidate.1 < worst {
            corners[n] = candidate;
            continue;
        }
        let anchor = corners[0].0.clone();
        for corner in &mut corners[1..] {
            for (x, a) in corner.0.iter_mut().zip(&anchor) {
                *x = a + 0.5 * (*x - a);
            }
            corner.1 = f(&corner.0);
        }
    }
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    corners.swap_remove(0)
}
