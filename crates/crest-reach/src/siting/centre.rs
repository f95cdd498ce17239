//! The p-centre: sites that make the longest trip short.
//!
//! Source: Minieka, The m-center problem, SIAM Review 12, 1970: the least time within which n sites cover everybody.

use super::cover::Cover;
use super::{Clients, Siting, SitingEffort, SitingError, check, check_number};
use crate::decay::Cutoff;

/// Finds `n_new` sites that, with the existing ones, make the longest trip to the nearest facility short.
///
/// minimise `max_i min_{j open} t_ij` over clients with weight; weights above 0 are alike.
///
/// - `objective` is the longest trip in minutes; 0 where no client needs one. `bound` is the least time that covering does not exclude.
/// - Clients that no site reaches are listed in `out_of_reach` and take no part. Fewer sites than asked may do.
/// - Cost: a covering heuristic and its bound for some dozen times, found by halving.
///
/// # Errors
/// [`SitingError`] if weights, existing sites or the number of new sites are at fault, or so few sites leave clients unserved; `n_least` is then the number
/// needed as far as it is known.
pub fn p_centre(clients: &Clients<'_>, n_new: usize, effort: SitingEffort) -> Result<Siting, SitingError> {
    check(clients)?;
    check_number(clients, n_new)?;
    let mut radii: Vec<f64> = clients.times.minutes().to_vec();
    radii.sort_by(f64::total_cmp);
    radii.dedup();
    let Some(&longest) = radii.last() else {
        let out_of_reach = (0..clients.weights.len()).filter(|client| clients.weights[*client] > 0.0).collect();
        return Ok(Siting { chosen: Vec::new(), objective: 0.0, bound: 0.0, out_of_reach });
    };
    let widest = Cover::new(clients, Cutoff::UpTo(longest));
    let out_of_reach = widest.out_of_reach().to_vec();
    let at = |radius: f64| {
        let cover = Cover::new(clients, Cutoff::UpTo(radius));
        // A client out of reach at this time alone needs a longer one.
        (cover.out_of_reach().len() == out_of_reach.len()).then(|| cover.fewest(effort))
    };
    let all = widest.fewest(effort);
    if all.chosen.len() > n_new {
        // The bound may allow what the heuristic did not find; the larger number is what is known to do.
        return Err(SitingError::TooFew { n_new, n_least: all.bound as usize });
    }
    // Least radius at which a cover with so few sites is found, and least that its bound does not exclude.
    let mut chosen = all.chosen;
    let (mut low, mut high) = (0, radii.len() - 1);
    let mut excluded = 0;
    while low < high {
        let middle = usize::midpoint(low, high);
        let found = at(radii[middle]);
        if found.as_ref().is_none_or(|found| found.bound > n_new as f64) {
            excluded = excluded.max(middle + 1);
        }
        match found.filter(|found| found.chosen.len() <= n_new) {
            Some(found) => {
                chosen = found.chosen;
                high = middle;
            }
            None => low = middle + 1,
        }
    }
    let bound =
        least_not_excluded(&radii, excluded, high, |radius| at(radius).is_none_or(|found| found.bound > n_new as f64));
    let objective = longest_trip(clients, &chosen);
    Ok(Siting { chosen, objective, bound: bound.min(objective), out_of_reach })
}

/// Halves between a radius known to be excluded (those before `from`) and one known to do (`to`).
fn least_not_excluded(radii: &[f64], from: usize, to: usize, excludes: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (from, to);
    while low < high {
        let middle = usize::midpoint(low, high);
        if excludes(radii[middle]) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    radii[high]
}

/// Longest trip to the nearest facility among clients with weight that reach one.
fn longest_trip(clients: &Clients<'_>, chosen: &[usize]) -> f64 {
    let mut open = vec![false; clients.times.n_destinations()];
    chosen.iter().chain(clients.existing).for_each(|site| open[*site] = true);
    let trip = |client: usize| {
        let (sites, minutes) = clients.times.row(client);
        let reached = sites.iter().zip(minutes).filter(|(site, _)| open[**site as usize]);
        reached.map(|(_, minutes)| *minutes).min_by(f64::total_cmp)
    };
    (0..clients.weights.len()).filter(|client| clients.weights[*client] > 0.0).filter_map(trip).fold(0.0, f64::max)
}
