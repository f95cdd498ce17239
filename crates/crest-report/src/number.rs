//! How numbers are written: enough digits to be recognised, thousands apart, a true minus sign.

/// Writes a measured value: two decimals from 1 upwards, four significant digits below, trailing zeros dropped.
///
/// ```
/// use crest_report::number::figure;
/// assert_eq!(figure(28231.97), "28,231.97");
/// assert_eq!(figure(0.012345), "0.01235");
/// assert_eq!(figure(-3.0), "−3");
/// ```
pub fn figure(x: f64) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let size = x.abs();
    let decimals = if size >= 1.0 || size == 0.0 {
        2
    } else {
        // Leading zeros after the point, bounded so that a denormal number does not fill the page.
        let zeros = (-size.log10()).floor().clamp(0.0, 12.0);
        4 + zeros as usize
    };
    group(&trim(&format!("{x:.decimals$}")))
}

/// Writes a score: always two decimals, so that a column of scores lines up.
///
/// ```
/// assert_eq!(crest_report::number::score(61.2), "61.20");
/// ```
pub fn score(x: f64) -> String {
    if x.is_finite() { group(&format!("{x:.2}")) } else { "–".to_owned() }
}

/// Writes a difference with its sign, two decimals.
///
/// ```
/// use crest_report::number::signed;
/// assert_eq!(signed(1.5), "+1.50");
/// assert_eq!(signed(-1.5), "−1.50");
/// ```
pub fn signed(x: f64) -> String {
    plus(x, score(x))
}

/// Writes a change of a measured value with its sign.
pub fn change(x: f64) -> String {
    plus(x, figure(x))
}

/// Writes a share (0–1) as a percentage with at most one decimal.
///
/// ```
/// assert_eq!(crest_report::number::percent(0.125), "12.5%");
/// assert_eq!(crest_report::number::percent(1.0), "100%");
/// ```
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{}%", group(&trim(&format!("{:.1}", share * 100.0)))) } else { "–".to_owned() }
}

/// Writes a rank that may lie between two places: one decimal at most.
///
/// ```
/// use crest_report::number::rank;
/// assert_eq!(rank(3.0), "3");
/// assert_eq!(rank(2.55), "2.5");
/// ```
pub fn rank(x: f64) -> String {
    if x.is_finite() { group(&trim(&format!("{x:.1}"))) } else { "–".to_owned() }
}

/// Writes places won with their sign, one decimal at most.
///
/// ```
/// use crest_report::number::won;
/// assert_eq!(won(2.0), "+2");
/// assert_eq!(won(-1.5), "−1.5");
/// ```
pub fn won(x: f64) -> String {
    plus(x, rank(x))
}

/// Writes an interval of ranks, one number where both ends are the same.
///
/// ```
/// use crest_report::number::ends;
/// assert_eq!(ends(2.0, 5.0), "2–5");
/// assert_eq!(ends(1.0, 1.0), "1");
/// ```
pub fn ends(lower: f64, upper: f64) -> String {
    let (lower, upper) = (rank(lower), rank(upper));
    if lower == upper { lower } else { format!("{lower}–{upper}") }
}

/// Writes a chance as a whole percentage. What may happen is not 0%, what may fail to happen is not 100%.
///
/// ```
/// use crest_report::number::chance;
/// assert_eq!(chance(0.634), "63%");
/// assert_eq!(chance(0.0004), "<1%");
/// assert_eq!(chance(0.9999), ">99%");
/// assert_eq!(chance(1.0), "100%");
/// ```
pub fn chance(share: f64) -> String {
    match share {
        x if x > 0.0 && x < 0.01 => "<1%".to_owned(),
        x if x > 0.99 && x < 1.0 => ">99%".to_owned(),
        x => percent((x * 100.0).round() / 100.0),
    }
}

/// Writes a share with its standard error in percentage points, to the digits that the error leaves; a share without
/// error is exact and has none beside it.
///
/// ```
/// use crest_report::number::percent_error;
/// assert_eq!(percent_error(0.634, 0.011), "63% ± 1");
/// assert_eq!(percent_error(0.634, 0.004), "63.4% ± 0.4");
/// assert_eq!(percent_error(0.0, 0.0002), "0% ± <0.1");
/// assert_eq!(percent_error(0.625, 0.0), "62.5%");
/// ```
pub fn percent_error(share: f64, error: f64) -> String {
    let points = error * 100.0;
    if !share.is_finite() || !points.is_finite() || points <= 0.0 {
        percent(share)
    } else if points < 0.05 {
        format!("{} ± <0.1", percent(share))
    } else if points < 0.95 {
        format!("{} ± {points:.1}", percent(share))
    } else {
        format!("{} ± {points:.0}", percent((share * 100.0).round() / 100.0))
    }
}

/// Writes a number with two decimals and its standard error; a number without error is exact.
///
/// ```
/// use crest_report::number::with_error;
/// assert_eq!(with_error(3.4167, 0.031), "3.42 ± 0.03");
/// assert_eq!(with_error(3.4167, 0.001), "3.42 ± <0.01");
/// assert_eq!(with_error(3.5, 0.0), "3.50");
/// ```
pub fn with_error(x: f64, error: f64) -> String {
    if !x.is_finite() || !error.is_finite() || error <= 0.0 {
        score(x)
    } else if error < 0.005 {
        format!("{} ± <0.01", score(x))
    } else {
        format!("{} ± {error:.2}", score(x))
    }
}

/// Writes a weight: up to four decimals, trailing zeros dropped.
pub fn weight(x: f64) -> String {
    if x.is_finite() { group(&trim(&format!("{x:.4}"))) } else { "–".to_owned() }
}

/// Writes a count with thousands apart.
pub fn count(n: u64) -> String {
    group(&n.to_string())
}

fn plus(x: f64, written: String) -> String {
    let is_zero = written.chars().all(|c| !c.is_ascii_digit() || c == '0');
    if is_zero {
        return written.trim_start_matches('−').to_owned();
    }
    if x > 0.0 { format!("+{written}") } else { written }
}

/// Drops zeros behind the point, and the point if nothing is left behind it.
fn trim(written: &str) -> String {
    if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        written.to_owned()
    }
}

fn group(written: &str) -> String {
    let (negative, plain) = match written.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, written),
    };
    let (whole, rest) = match plain.find('.') {
        Some(at) => plain.split_at(at),
        None => (plain, ""),
    };
    let mut out = String::with_capacity(written.len() + whole.len() / 3 + 2);
    let is_zero = plain.chars().all(|c| c == '0' || c == '.');
    if negative && !is_zero {
        out.push('−');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
