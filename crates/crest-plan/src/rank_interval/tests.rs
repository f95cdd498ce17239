use super::{rank_interval, rank_intervals};
use crate::admissible::{Admissible, Level, SLACK};
use crate::error::InverseError;
use crate::matrix::Matrix;
use crate::sample::Sample;
use crate::solver::Effort;

const ALL: Effort = Effort::UNTIL_PROVEN;

/// Points where two lines of an arrangement in the plane of three weights meet: its vertices, of which one gives the best
/// rank, since the weights at which chosen places stay behind form a polygon.
fn vertices(lines: &[[f64; 4]]) -> Vec<[f64; 3]> {
    // A line is f·w = b with w₃ = 1 − w₁ − w₂.
    let plane: Vec<[f64; 3]> = lines.iter().map(|[x, y, z, b]| [x - z, y - z, b - z]).collect();
    let mut found = Vec::new();
    for (i, p) in plane.iter().enumerate() {
        for q in &plane[..i] {
            let determinant = p[0] * q[1] - p[1] * q[0];
            if determinant.abs() > 1e-12 {
                let x = (p[2] * q[1] - p[1] * q[2]) / determinant;
                let y = (p[0] * q[2] - p[2] * q[0]) / determinant;
                found.push([x, y, 1.0 - x - y]);
            }
        }
    }
    found
}

/// Best and worst rank by looking at every vertex, for bounds on three weights.
fn by_vertices(matrix: Matrix<'_>, lower: &[f64], upper: &[f64], place: usize) -> (usize, usize) {
    let n = matrix.n_places();
    let others: Vec<usize> = (0..n).filter(|&other| other != place).collect();
    let ahead = 2.0 * matrix.resolution();
    let mut facets = Vec::new();
    for k in 0..3 {
        for bound in [lower[k], upper[k]] {
            let mut line = [0.0, 0.0, 0.0, bound];
            line[k] = 1.0;
            facets.push(line);
        }
    }
    let with = |level: f64| -> Vec<[f64; 3]> {
        let mut lines = facets.clone();
        for &other in &others {
            let d = matrix.difference(other, place);
            lines.push([d[0], d[1], d[2], level]);
        }
        let inside = |w: &[f64; 3]| (0..3).all(|k| w[k] >= lower[k] - 1e-10 && w[k] <= upper[k] + 1e-10);
        vertices(&lines).into_iter().filter(inside).collect()
    };
    let count = |w: &[f64; 3], level: f64| others.iter().filter(|&&j| matrix.lead(j, place, w) > level).count();
    let best = with(0.0).iter().map(|w| 1 + count(w, 0.5 * matrix.resolution())).min().unwrap();
    let worst = with(ahead).iter().map(|w| 1 + count(w, ahead - 0.5 * matrix.resolution())).max().unwrap();
    (best, worst)
}

#[test]
fn both_ends_agree_with_every_vertex() {
    let mut sample = Sample(21);
    for _ in 0..25 {
        let n = 4 + sample.below(9);
        let cells = sample.cells(n * 3);
        let matrix = Matrix::new(&cells, 3).unwrap();
        let stated = sample.weights(3);
        let band = 0.2 + sample.uniform();
        let (lower, upper): (Vec<f64>, Vec<f64>) =
            stated.iter().map(|w| ((w * (1.0 - band)).max(0.0), (w * (1.0 + band)).min(1.0))).unzip();
        let set = Admissible::bounded(&lower, &upper).unwrap();
        for (place, interval) in rank_intervals(matrix, &set, 0.0, ALL).unwrap().into_iter().enumerate() {
            let expected = by_vertices(matrix, &lower, &upper, place);
            assert_eq!(
                (interval.best.rank, interval.worst.rank),
                expected,
                "place {place} of {cells:?} {stated:?} {band}"
            );
            assert!(interval.best.proven && interval.worst.proven);
            for end in [&interval.best, &interval.worst] {
                assert!(set.miss(&end.weights) < SLACK);
                assert_eq!(matrix.rank(place, &end.weights, matrix.resolution()), end.rank);
            }
        }
    }
}

#[test]
fn rank_of_any_admissible_weights_lies_inside() {
    let mut sample = Sample(4);
    let cells = sample.cells(25 * 8);
    let matrix = Matrix::new(&cells, 8).unwrap();
    let stated = sample.weights(8);
    let set = Admissible::band(&stated, 0.6).unwrap();
    let intervals = rank_intervals(matrix, &set, 0.0, ALL).unwrap();
    let mut corners = Vec::new();
    for _ in 0..40 {
        corners.push(set.greatest(&sample.cells(8)).unwrap().weights);
    }
    for _ in 0..200 {
        let (a, b, share) = (sample.below(40), sample.below(40), sample.uniform());
        let mixed: Vec<f64> = corners[a].iter().zip(&corners[b]).map(|(x, y)| share * x + (1.0 - share) * y).collect();
        for (place, interval) in intervals.iter().enumerate() {
            let rank = matrix.rank(place, &mixed, matrix.resolution());
            assert!(interval.best.rank <= rank && rank <= interval.worst.rank);
        }
    }
}

#[test]
fn wider_set_never_narrows_the_interval() {
    let mut sample = Sample(8);
    let cells = sample.cells(20 * 6);
    let matrix = Matrix::new(&cells, 6).unwrap();
    let stated = sample.weights(6);
    for place in 0..5 {
        let mut last = (usize::MAX, 0);
        for band in [0.0, 0.1, 0.3, 0.6, 1.0] {
            let set = Admissible::band(&stated, band).unwrap();
            let interval = rank_interval(matrix, &set, place, 0.0, ALL).unwrap();
            assert!(interval.best.rank <= last.0 && interval.worst.rank >= last.1);
            last = (interval.best.rank, interval.worst.rank);
        }
    }
}

#[test]
fn one_point_gives_one_rank() {
    let mut sample = Sample(13);
    let cells = sample.cells(12 * 4);
    let matrix = Matrix::new(&cells, 4).unwrap();
    let stated = sample.weights(4);
    let set = Admissible::band(&stated, 0.0).unwrap();
    for place in 0..12 {
        let interval = rank_interval(matrix, &set, place, 0.0, ALL).unwrap();
        let rank = matrix.rank(place, &stated, matrix.resolution());
        assert_eq!((interval.best.rank, interval.worst.rank), (rank, rank));
    }
}

#[test]
fn twins_tie_and_neither_is_ahead() {
    let cells = [1.0, 2.0, 1.0, 2.0, 0.0, 0.0];
    let matrix = Matrix::new(&cells, 2).unwrap();
    let interval = rank_interval(matrix, &Admissible::simplex(2).unwrap(), 0, 0.0, ALL).unwrap();
    assert_eq!((interval.best.rank, interval.worst.rank, interval.n_never_ahead), (1, 1, 2));
}

#[test]
fn margin_makes_ties_of_small_leads() {
    // The second leads the first by 1 or by 3.
    let cells = [0.0, 0.0, 1.0, 3.0];
    let matrix = Matrix::new(&cells, 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    let ranks = |margin: f64| {
        let interval = rank_interval(matrix, &set, 0, margin, ALL).unwrap();
        (interval.best.rank, interval.worst.rank)
    };
    assert_eq!(ranks(0.0), (2, 2));
    assert_eq!(ranks(1.0), (1, 2));
    assert_eq!(ranks(3.0), (1, 1));
}

#[test]
fn one_place_and_all_places_agree_on_trees_and_rows() {
    let mut sample = Sample(17);
    let cells = sample.cells(15 * 6);
    let matrix = Matrix::new(&cells, 6).unwrap();
    let stated = sample.weights(6);
    let level = Level { group_of: &[0, 0, 0, 1, 1, 1], relative: 0.3 };
    let tree = Admissible::tree_band(&stated, &[level], 0.3).unwrap();
    let narrowed = tree.clone().with_group(&[0, 3], 0.0, 0.7).unwrap();
    for set in [tree, narrowed] {
        let all = rank_intervals(matrix, &set, 0.0, ALL).unwrap();
        for (place, interval) in all.iter().enumerate() {
            let alone = rank_interval(matrix, &set, place, 0.0, ALL).unwrap();
            assert_eq!((alone.best.rank, alone.worst.rank), (interval.best.rank, interval.worst.rank));
            assert!(set.miss(&alone.best.weights) < SLACK && set.miss(&alone.worst.weights) < SLACK);
            assert!(alone.best.proven && alone.worst.proven);
        }
    }
}

#[test]
fn search_cut_short_claims_only_what_holds() {
    let mut sample = Sample(31);
    let cells = sample.cells(40 * 8);
    let matrix = Matrix::new(&cells, 8).unwrap();
    let set = Admissible::simplex(8).unwrap();
    for place in 0..6 {
        let whole = rank_interval(matrix, &set, place, 0.0, ALL).unwrap();
        let cut = rank_interval(matrix, &set, place, 0.0, Effort { n_nodes: Some(0) }).unwrap();
        assert!(cut.best.bound <= whole.best.rank && whole.best.rank <= cut.best.rank);
        assert!(cut.worst.rank <= whole.worst.rank && whole.worst.rank <= cut.worst.bound);
        assert_eq!(cut.best.proven, cut.best.rank == cut.best.bound);
        assert_eq!(matrix.rank(place, &cut.best.weights, matrix.resolution()), cut.best.rank);
    }
}

#[test]
fn equal_questions_give_equal_bytes() {
    let mut sample = Sample(2);
    let cells = sample.cells(30 * 6);
    let matrix = Matrix::new(&cells, 6).unwrap();
    let set = Admissible::band(&sample.weights(6), 0.7).unwrap();
    let ask = || rank_intervals(matrix, &set, 0.0, ALL).unwrap();
    assert_eq!(ask(), ask());
}

#[test]
fn question_about_nobody_is_refused() {
    let matrix = Matrix::new(&[1.0, 2.0], 1).unwrap();
    let set = Admissible::simplex(1).unwrap();
    assert_eq!(rank_interval(matrix, &set, 2, 0.0, ALL), Err(InverseError::Place { place: 2 }));
    assert_eq!(
        rank_interval(matrix, &set, 0, f64::NAN, ALL).map_err(|e| matches!(e, InverseError::Margin { .. })),
        Err(true)
    );
}

#[test]
fn unit_of_the_scores_does_not_matter() {
    let mut sample = Sample(61);
    let cells = sample.cells(20 * 7);
    let sets = [
        Admissible::simplex(7).unwrap(),
        Admissible::ordinal(7, &[3, 1, 0, 2, 6, 5, 4]).unwrap(),
        Admissible::band(&sample.weights(7), 0.5).unwrap().with_group(&[0, 1, 2, 3, 4, 5], 0.0, 0.99).unwrap(),
    ];
    for set in &sets {
        let ranks = |unit: f64| -> Vec<(usize, usize)> {
            let cells: Vec<f64> = cells.iter().map(|cell| cell * unit).collect();
            let matrix = Matrix::new(&cells, 7).unwrap();
            let intervals = rank_intervals(matrix, set, 0.0, ALL).unwrap();
            intervals.iter().map(|interval| (interval.best.rank, interval.worst.rank)).collect()
        };
        let once = ranks(1.0);
        assert_eq!(ranks(1e6), once);
        assert_eq!(ranks(1e-4), once);
    }
}

#[test]
fn one_thread_and_two_give_the_same_intervals() {
    let cells: Vec<f64> = (0..40 * 6).map(|k| ((k * 37 + k * k * 11) % 101) as f64).collect();
    let matrix = Matrix::new(&cells, 6).unwrap();
    let set = Admissible::band(&[1.0 / 6.0; 6], 0.5).unwrap();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| rank_intervals(matrix, &set, 0.0, Effort::UNTIL_PROVEN).unwrap())
    };
    assert_eq!(on(1), on(2));
}
