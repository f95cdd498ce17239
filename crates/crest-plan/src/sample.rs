//! Random questions for tests, from a stated seed.

/// A splitmix64 sequence.
pub(crate) struct Sample(pub(crate) u64);

impl Sample {
    /// Uniform number in [0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whole number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.uniform() * end as f64) as usize
    }

    /// Numbers in [0, 100), rounded to whole ones so that ties occur.
    pub(crate) fn cells(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| (self.uniform() * 100.0).floor()).collect()
    }

    /// Weights that sum to 1.
    pub(crate) fn weights(&mut self, n: usize) -> Vec<f64> {
        let raw: Vec<f64> = (0..n).map(|_| -(1.0 - self.uniform()).ln()).collect();
        let sum: f64 = raw.iter().sum();
        raw.iter().map(|weight| weight / sum).collect()
    }
}
