//! Logarithm and exponential for whole columns: the same bits on every machine, and in a shape that compilers vectorise.
//!
//! The functions of the standard library call the system's, which may differ in the last bit from machine to machine and
//! take one number at a time. These use additions, multiplications and one division only.

#[cfg(test)]
mod tests;

/// 2^52 + 2^51: adding it rounds to a whole number, which then stands in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts; the first has 21 trailing zero bits, so that products with exponents are exact.
const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
/// ln 2 less [`LN2_HIGH`].
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Natural logarithm of a positive normal number; NaN for anything else.
///
/// - `x = 2^k m` with `m` in [√½, √2); `ln m = 2 artanh(s)`, `s = (m − 1)/(m + 1)`, by its series up to s^21.
/// - Error: below 1 unit in the last place away from 1, below 3e-16 absolute near it.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    // Exponent and mantissa in [½, 1), moved to [√½, √2).
    let m = f64::from_bits(bits & 0x000F_FFFF_FFFF_FFFF | 0x3FE0_0000_0000_0000);
    let k = f64::from_bits(bits >> 52 | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1022.0);
    let small = m < std::f64::consts::FRAC_1_SQRT_2;
    let m = if small { m + m } else { m };
    let k = if small { k - 1.0 } else { k };
    let f = m - 1.0;
    let s = f / (m + 1.0);
    let z = s * s;
    let mut series = 2.0 / 21.0;
    for denominator in [19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        series = series * z + 2.0 / denominator;
    }
    // 2s = f − s f, so that the leading part f is exact: ln m = f − s (f − z · series).
    let tail = s * (f - z * series);
    let ln = k * LN2_HIGH + (f - (tail - k * LN2_LOW));
    if (f64::MIN_POSITIVE..=f64::MAX).contains(&x) { ln } else { f64::NAN }
}

/// Exponential of a number from −708 to 709; beyond, that of the nearer end.
///
/// - `x = k ln 2 + r`, `|r| ≤ ½ ln 2`; `e^r` by its series up to r^13.
/// - Error: below 2 units in the last place.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    let x = x.clamp(-708.0, 709.0);
    let rounded = x * std::f64::consts::LOG2_E + ROUNDER;
    let k = rounded - ROUNDER;
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    let mut series = 1.0;
    for divisor in [13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0] {
        series = series * r * (1.0 / divisor) + 1.0;
    }
    let scale = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    series * scale
}

/// Quantile of the standard normal distribution for `p` in (0, 1).
///
/// - Error: below 1e-15 relative to the larger of 1 and the result.
/// - Source: M. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), the rational functions of PPND16.
#[inline(always)]
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-ln(tail)).sqrt();
    let x = if r <= 5.0 { ratio(r - 1.6, &TAIL) } else { ratio(r - 5.0, &FAR_TAIL) };
    if q < 0.0 { -x } else { x }
}

/// Value of a rational function: coefficients of numerator and denominator from the constant upwards.
#[inline(always)]
fn ratio(r: f64, (numerator, denominator): &([f64; 8], [f64; 8])) -> f64 {
    let value = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * r + c);
    value(numerator) / value(denominator)
}

/// Coefficients for |p − ½| ≤ 0.425.
const CENTRE: ([f64; 8], [f64; 8]) = (
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_545e3,
    ],
);

/// Coefficients for tails down to e^−25.
const TAIL: ([f64; 8], [f64; 8]) = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

/// Coefficients for tails beyond.
const FAR_TAIL: ([f64; 8], [f64; 8]) = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);
