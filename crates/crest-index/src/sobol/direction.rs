//! Direction numbers of Sobol' sequences.

use crate::random;

/// Bits of a direction number.
const BITS: usize = 32;

/// Candidates of initial numbers that are compared per dimension.
const CANDIDATES: u64 = 12;

/// Earlier dimensions beside which a candidate is judged: the first of all and the latest.
const FIRST: usize = 8;

/// See [`FIRST`].
const LATEST: usize = 8;

/// Bits of the index up to which projections are judged (2^10 points).
const JUDGED_BITS: usize = 10;

/// Direction numbers per dimension, most significant digit in bit 31.
pub(super) fn numbers(n_dimensions: usize) -> Vec<[u32; BITS]> {
    let mut polynomials = primitive_polynomials();
    let mut found: Vec<[u32; BITS]> = Vec::with_capacity(n_dimensions);
    for dimension in 0..n_dimensions {
        if dimension == 0 {
            found.push(std::array::from_fn(|bit| 1 << (BITS - 1 - bit)));
            continue;
        }
        let polynomial = polynomials.next().expect("there are primitive polynomials of every degree");
        let candidates = (0..CANDIDATES).map(|candidate| recurrence(polynomial, dimension as u64, candidate));
        let best = candidates.min_by_key(|candidate| badness(&found, candidate));
        found.push(best.expect("there is at least one candidate"));
    }
    found
}

/// Continues seeded odd initial numbers by the recurrence of a polynomial.
fn recurrence(polynomial: u32, dimension: u64, candidate: u64) -> [u32; BITS] {
    let degree = polynomial.ilog2() as usize;
    let mut numbers = [0; BITS];
    for bit in 0..BITS {
        numbers[bit] = if bit < degree {
            let random = random::key(random::key(dimension, candidate), bit as u64) as u32;
            // Any odd number below 2^(bit + 1).
            let odd = (random & ((1 << bit) - 1)) << 1 | 1;
            odd << (BITS - 1 - bit)
        } else {
            let mut next = numbers[bit - degree] ^ numbers[bit - degree] >> degree;
            for back in 1..degree {
                if polynomial >> (degree - back) & 1 == 1 {
                    next ^= numbers[bit - back];
                }
            }
            next
        };
    }
    numbers
}

/// How unevenly pairs of this dimension with earlier ones are filled: the sum of 2^t over numbers of points 2^m, where t
/// says that only boxes of area 2^(t − m) or more are sure to hold their share of the points.
fn badness(earlier: &[[u32; BITS]], candidate: &[u32; BITS]) -> u64 {
    let n = earlier.len();
    let judged = earlier.iter().enumerate().filter(|(at, _)| *at < FIRST || *at + LATEST >= n);
    judged.map(|(_, other)| (1..=JUDGED_BITS).map(|m| 1 << defect(other, candidate, m)).sum::<u64>()).sum()
}

/// Smallest t of the two-dimensional net of the first 2^m points.
fn defect(a: &[u32; BITS], b: &[u32; BITS], m: usize) -> u32 {
    // Row `r` of a generator matrix: digit `r` of the first m direction numbers.
    let row = |numbers: &[u32; BITS], r: usize| -> u32 {
        (0..m).fold(0, |row, bit| row | (numbers[bit] >> (BITS - 1 - r) & 1) << bit)
    };
    let rows: Vec<(u32, u32)> = (0..m).map(|r| (row(a, r), row(b, r))).collect();
    let independent = |total: usize| (0..=total).all(|first| is_independent(&rows, first, total - first));
    let strength = (1..=m).take_while(|&total| independent(total)).count();
    (m - strength) as u32
}

/// Tells whether the first rows of both matrices are linearly independent.
fn is_independent(rows: &[(u32, u32)], first: usize, second: usize) -> bool {
    let mut basis = [0_u32; BITS];
    let wanted = rows[..first].iter().map(|row| row.0).chain(rows[..second].iter().map(|row| row.1));
    for mut row in wanted {
        while row != 0 {
            let pivot = row.ilog2() as usize;
            if basis[pivot] == 0 {
                basis[pivot] = row;
                break;
            }
            row ^= basis[pivot];
        }
        if row == 0 {
            return false;
        }
    }
    true
}

/// Primitive polynomials over the field of two elements in rising order, coefficients as bits; 2^degree is the leading one.
fn primitive_polynomials() -> impl Iterator<Item = u32> {
    // x + 1 is 0b11; every primitive polynomial of higher degree has a constant term too.
    (3_u32..).step_by(2).filter(|&polynomial| is_primitive(polynomial))
}

/// Tells whether x generates all 2^degree − 1 non-zero residues.
fn is_primitive(polynomial: u32) -> bool {
    let degree = polynomial.ilog2();
    let order = (1_u64 << degree) - 1;
    if order == 1 {
        return true;
    }
    power_of_x(polynomial, order) == 1 && prime_factors(order).iter().all(|p| power_of_x(polynomial, order / p) != 1)
}

/// x to a power, modulo a polynomial.
fn power_of_x(polynomial: u32, exponent: u64) -> u32 {
    let degree = polynomial.ilog2();
    let multiply = |a: u32, b: u32| {
        let mut product = 0;
        for bit in (0..degree).rev() {
            product <<= 1;
            if product >> degree & 1 == 1 {
                product ^= polynomial;
            }
            if b >> bit & 1 == 1 {
                product ^= a;
            }
        }
        product
    };
    let x = if degree == 1 { 1 } else { 2 };
    let mut result = 1;
    for bit in (0..=exponent.ilog2()).rev() {
        result = multiply(result, result);
        if exponent >> bit & 1 == 1 {
            result = multiply(result, x);
        }
    }
    result
}

fn prime_factors(mut n: u64) -> Vec<u64> {
    let mut factors = Vec::new();
    let mut divisor = 2;
    while divisor * divisor <= n {
        if n.is_multiple_of(divisor) {
            factors.push(divisor);
            while n.is_multiple_of(divisor) {
                n /= divisor;
            }
        }
        divisor += 1;
    }
    if n > 1 {
        factors.push(n);
    }
    factors
}
