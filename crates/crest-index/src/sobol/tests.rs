use super::*;

fn points(n_dimensions: usize, seed: u64, count: usize) -> Vec<f64> {
    let mut points = vec![0.0; n_dimensions * count];
    Sobol::new(n_dimensions).fill(seed, 0, &mut points);
    points
}

#[test]
fn every_interval_holds_one_point_in_every_dimension() {
    let (n, count) = (MOST_DIMENSIONS, 256);
    let points = points(n, 7, count);
    for dimension in 0..n {
        let mut seen = vec![false; count];
        for i in 0..count {
            seen[(points[i * n + dimension] * count as f64) as usize] = true;
        }
        assert!(seen.iter().all(|&seen| seen), "dimension {dimension}");
    }
}

#[test]
fn a_point_does_not_depend_on_where_the_filling_starts() {
    let whole = points(5, 3, 100);
    let mut part = vec![0.0; 5 * 40];
    Sobol::new(5).fill(3, 60, &mut part);
    assert_eq!(part, whole[300..]);
}

#[test]
fn pairs_of_early_dimensions_fill_boxes_evenly() {
    // Each of 8 × 8 boxes of every pair of the first dimensions holds nearly 4096/64 = 64 of 4,096 points.
    let (n, count) = (24, 4096);
    let points = points(n, 1, count);
    for a in 0..n {
        for b in 0..a {
            let mut boxes = [0; 64];
            for i in 0..count {
                let cell = |d: usize| (points[i * n + d] * 8.0) as usize;
                boxes[cell(a) * 8 + cell(b)] += 1;
            }
            assert!(boxes.iter().all(|&k| k == 64), "dimensions {a} and {b}: {boxes:?}");
        }
    }
}

#[test]
fn seeds_give_other_points_with_the_same_mean() {
    let (a, b) = (points(3, 1, 1024), points(3, 2, 1024));
    assert_ne!(a, b);
    for points in [a, b] {
        for dimension in 0..3 {
            let mean = points.iter().skip(dimension).step_by(3).sum::<f64>() / 1024.0;
            assert!((mean - 0.5).abs() < 1.0 / 1024.0, "{mean}");
        }
    }
}

#[test]
fn the_integral_of_a_smooth_function_converges_faster_than_at_random() {
    // Product of (1 + (x − ½)) over 6 dimensions has mean 1 and standard deviation √((13/12)^6 − 1) = 0.786.
    let error = |count: usize| {
        let squared = (0..16).map(|seed| {
            let points = points(6, seed, count);
            let mean = points.chunks(6).map(|p| p.iter().map(|x| 0.5 + x).product::<f64>()).sum::<f64>() / count as f64;
            (mean - 1.0).powi(2)
        });
        (squared.sum::<f64>() / 16.0).sqrt()
    };
    let (small, large) = (error(1 << 8), error(1 << 14));
    let slope = (large / small).log2() / 6.0;
    assert!(slope < -0.9, "error falls with exponent {slope}: {small} to {large}");
    assert!(large < 0.786 / f64::from(1 << 14).sqrt() / 10.0, "{large}");
}
