//! The same question for a geometric index, whose score rises by the logarithm: exact by the conditions of Karush, Kuhn and Tucker.

#[cfg(test)]
mod tests;

use super::{Change, LeastChangeError, Race, Reach, Standing};

/// Describes an indicator of a geometric index that can be moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeometricLever {
    /// Weight of the indicator.
    pub weight: f64,
    /// Its normalised value now, above zero.
    pub level: f64,
    /// Rise of the value per unit of change.
    pub gain: f64,
    /// Cost per unit of change.
    pub cost: f64,
    /// Greatest change.
    pub limit: f64,
}

impl GeometricLever {
    /// Rise of the log score for a change: `w ln(1 + g Δ / x)`.
    fn rise(&self, change: f64) -> f64 {
        self.weight * (self.gain * change / self.level).ln_1p()
    }

    fn is_useful(&self) -> bool {
        self.weight > 0.0 && self.gain > 0.0 && self.limit > 0.0
    }

    /// Price of a point of log score at a change: `c (x + g Δ) / (w g)`.
    fn price(&self, change: f64) -> f64 {
        self.cost * (self.level + self.gain * change) / (self.weight * self.gain)
    }

    /// Change at which a point of log score costs `price`.
    fn change(&self, price: f64) -> f64 {
        if self.cost == 0.0 {
            return self.limit;
        }
        (price * self.weight / self.cost - self.level / self.gain).clamp(0.0, self.limit)
    }
}

/// Finds the cheapest change that brings a place to a rank on a geometric index.
///
/// minimise `Σ c_k Δ_k` such that `Σ w_k ln(x_k + g_k Δ_k) ≥ t`, `0 ≤ Δ_k ≤ limit_k`, with t the score to reach. At the optimum
/// every lever that can still move has the same price `λ = c_k (x_k + g_k Δ_k) / (w_k g_k)` of a point of log score. Prices at
/// which a lever starts or ends part the axis of λ; the right part is found by bisection over them, and λ inside it in closed form.
///
/// - `standing`: log scores `Σ w_k ln x_k` of all places; effects on others are not possible here.
/// - Ties: as [`super::least_change`]. `price` is per point of log score.
/// - Levers that cost nothing are moved to their limit.
/// - Cost: O(n log n).
///
/// # Errors
/// [`LeastChangeError`]; a level that is not above zero is a fault of its lever, effects are refused.
///
/// # Source
/// Patriksson, A survey on the continuous nonlinear resource allocation problem, European Journal of Operational Research
/// 185 (2008), section 3, breakpoint search.
pub fn least_change_geometric(
    levers: &[GeometricLever],
    standing: &Standing<'_>,
    rank: usize,
    reach: Reach,
) -> Result<Change, LeastChangeError> {
    check(levers, standing)?;
    let aim = super::Aim { rank, reach, most_levers: None, effort: crate::solver::Effort::UNTIL_PROVEN };
    super::check(&[], standing, &aim)?;
    let most: Vec<f64> = levers.iter().map(|lever| if lever.is_useful() { lever.limit } else { 0.0 }).collect();
    let mut race = Race::new(&[], standing, reach.margin());
    race.resolution = race.resolution.max(super::RESOLUTION * total(levers, &most));
    let need = match race.need(rank) {
        Some(need) if need > race.resolution => need,
        _ => return Ok(told(&race, levers, vec![0.0; levers.len()], None)),
    };
    let reachable = total(levers, &most);
    if reachable < need - race.resolution {
        let best_rank = told(&race, levers, most, None).rank;
        return Err(LeastChangeError::OutOfReach { best_rank });
    }
    if reachable <= need {
        return Ok(told(&race, levers, most, None));
    }
    let price = price_of(levers, need);
    let changes: Vec<f64> =
        levers.iter().map(|lever| if lever.is_useful() { lever.change(price) } else { 0.0 }).collect();
    Ok(told(&race, levers, changes, Some(price)))
}

/// Price at which all levers together give the rise needed, which is less than they can give.
fn price_of(levers: &[GeometricLever], need: f64) -> f64 {
    let useful: Vec<&GeometricLever> = levers.iter().filter(|lever| lever.is_useful()).collect();
    let at = |price: f64| -> f64 { useful.iter().map(|lever| lever.rise(lever.change(price))).sum() };
    let mut prices: Vec<f64> = useful.iter().flat_map(|lever| [lever.price(0.0), lever.price(lever.limit)]).collect();
    prices.sort_by(f64::total_cmp);
    let first = prices.partition_point(|price| at(*price) < need).min(prices.len() - 1);
    let (above, below) = (prices[first], if first == 0 { 0.0 } else { prices[first - 1] });
    // Between two neighbouring prices the same levers move: λ solves  done + Σ w ln(λ w g / (c x)) = need.
    let (mut rest, mut weight) = (need, 0.0);
    for lever in &useful {
        if lever.cost > 0.0 && lever.price(0.0) <= below && lever.price(lever.limit) >= above {
            rest += lever.weight * lever.price(0.0).ln();
            weight += lever.weight;
        } else if lever.price(lever.limit) <= below {
            rest -= lever.rise(lever.limit);
        }
    }
    if weight > 0.0 { (rest / weight).exp().clamp(below, above) } else { above }
}

fn total(levers: &[GeometricLever], changes: &[f64]) -> f64 {
    levers.iter().zip(changes).map(|(lever, change)| lever.rise(*change)).sum()
}

fn told(race: &Race<'_>, levers: &[GeometricLever], changes: Vec<f64>, price: Option<f64>) -> Change {
    let score = race.standing.own + total(levers, &changes);
    let ahead = race.standing.others.iter().filter(|other| score - **other < race.margin - race.resolution);
    let rank = 1 + ahead.count();
    let cost = levers.iter().zip(&changes).fold(0.0, |sum, (lever, change)| sum + lever.cost * change);
    Change { changes, cost, cost_bound: cost, proven: true, score, rank, price }
}

fn check(levers: &[GeometricLever], standing: &Standing<'_>) -> Result<(), LeastChangeError> {
    let amount = |number: f64| number.is_finite() && number >= 0.0;
    let fine = |lever: &GeometricLever| {
        let amounts = [lever.weight, lever.gain, lever.cost, lever.limit].into_iter().all(amount);
        amounts && lever.level.is_finite() && lever.level > 0.0
    };
    if let Some(lever) = levers.iter().position(|lever| !fine(lever)) {
        return Err(LeastChangeError::Lever { lever });
    }
    match standing.effects.len() {
        0 => Ok(()),
        n_found => Err(LeastChangeError::Effects { n_found, n_expected: 0 }),
    }
}
