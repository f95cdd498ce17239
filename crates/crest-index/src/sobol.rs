//! Scrambled Sobol' points: they fill the unit cube more evenly than random points do, and repeat to the bit.
//!
//! Dimension 1 is the van der Corput sequence; dimension `j + 1` belongs to the `j`-th primitive polynomial over the
//! field of two elements. The free initial numbers are chosen here, dimension after dimension, among a few candidates, as
//! those that lie best beside the dimensions before in all two-dimensional projections. Points are scrambled by nested
//! permutations of their binary digits, so that every single point is uniform and estimates are free of bias.
//!
//! Sources: I. Sobol', USSR Comput. Math. Math. Phys. 7 (1967); S. Joe and F. Kuo, SIAM J. Sci. Comput. 30 (2008), for the
//! recurrence and for choosing initial numbers by their projections; A. Owen, in "Monte Carlo and Quasi-Monte Carlo
//! Methods" (1995), for the scrambling; S. Laine and T. Karras, Comput. Graph. Forum 30 (2011), for the permutation.

mod direction;

#[cfg(test)]
mod tests;

use crate::random;

/// Most dimensions of a sequence.
pub const MOST_DIMENSIONS: usize = 256;

/// Holds a sequence of points in the unit cube.
#[derive(Debug, Clone)]
pub struct Sobol {
    /// Digits of the direction numbers with the most significant first bit in bit 0: by bit of the index, then dimension.
    directions: Vec<Vec<u32>>,
    n_dimensions: usize,
}

impl Sobol {
    /// Prepares a sequence of this many dimensions.
    ///
    /// - Cost: about 0.1 ms per dimension.
    ///
    /// # Panics
    /// If there are more than [`MOST_DIMENSIONS`].
    pub fn new(n_dimensions: usize) -> Self {
        assert!(n_dimensions <= MOST_DIMENSIONS, "{n_dimensions} dimensions, at most {MOST_DIMENSIONS}");
        let by_dimension = direction::numbers(n_dimensions);
        let by_bit = |bit: usize| by_dimension.iter().map(|numbers| numbers[bit].reverse_bits()).collect();
        Self { directions: (0..32).map(by_bit).collect(), n_dimensions }
    }

    /// Number of dimensions.
    pub fn n_dimensions(&self) -> usize {
        self.n_dimensions
    }

    /// Writes the points `first..first + count` of the scramble of a seed, one after the other.
    ///
    /// - Numbers lie in the open interval (0, 1), 32 bits each.
    /// - The first 2^m points, and every later block of 2^m points that starts at a multiple of it, have exactly one
    ///   point in each of the 2^m equal intervals of every dimension.
    /// - Determinism: a point depends on its position and the seed alone.
    ///
    /// # Panics
    /// If `points` does not have room for exactly `count` points.
    pub fn fill(&self, seed: u64, first: u32, points: &mut [f64]) {
        let n = self.n_dimensions;
        if n == 0 {
            return;
        }
        assert_eq!(points.len() % n, 0, "whole points");
        let seeds: Vec<u32> = (0..n).map(|dimension| (random::key(seed, dimension as u64) >> 32) as u32).collect();
        let mut state = vec![0_u32; n];
        let gray = first ^ (first >> 1);
        for bit in (0..32).filter(|bit| gray >> bit & 1 == 1) {
            step(&mut state, &self.directions[bit]);
        }
        for (offset, point) in points.chunks_exact_mut(n).enumerate() {
            if offset > 0 {
                let position = first.wrapping_add(offset as u32);
                step(&mut state, &self.directions[position.trailing_zeros().min(31) as usize]);
            }
            for ((number, &digits), &seed) in point.iter_mut().zip(&state).zip(&seeds) {
                *number = (f64::from(scramble(digits, seed).reverse_bits()) + 0.5) * (1.0 / 4_294_967_296.0);
            }
        }
    }
}

/// Goes one point on: in reflected binary order neighbours differ in one bit of the index.
#[inline(always)]
fn step(state: &mut [u32], direction: &[u32]) {
    for (digits, direction) in state.iter_mut().zip(direction) {
        *digits ^= direction;
    }
}

/// Permutes binary digits, first digit in bit 0: each digit is flipped or not depending on the digits before it.
#[inline(always)]
fn scramble(digits: u32, seed: u32) -> u32 {
    let mut x = digits.wrapping_add(seed);
    // Multipliers of Laine and Karras: even, so that a digit depends on earlier digits only.
    for multiplier in [0x6C50_B47C_u32, 0xB82F_1E52, 0xC7AF_E638, 0x8D22_F6E6] {
        x ^= x.wrapping_mul(multiplier);
    }
    x
}
