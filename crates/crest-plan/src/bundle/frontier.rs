//! What can be had together: bundles of which none is beaten in score, distance and cost at once.

use super::{Bundle, BundleError, Menu, Objective, Terms, best_bundle, check};
use crate::solver::Effort;

/// Finds bundles along the frontier of score, distance and cost.
///
/// For each budget: the bundle with the highest score, the one with the least distance, and between them, at `n_levels` evenly spaced
/// distances, the highest score that is as close or closer. Those beaten by another of the list in all three are left out, and so are
/// repeats. Every bundle is best at its place; between places there may be more.
///
/// - Order: by cost, then by score.
/// - Cost: `budgets · (n_levels + 2)` searches.
///
/// # Errors
/// [`BundleError`]; a budget that no bundle keeps is passed over.
pub fn frontier(
    menu: &Menu,
    terms: &Terms,
    budgets: &[f64],
    n_levels: usize,
    effort: Effort,
) -> Result<Vec<Bundle>, BundleError> {
    check(menu, terms)?;
    let mut found: Vec<Bundle> = Vec::new();
    let mut add = |terms: &Terms, objective: Objective| -> Result<Option<(f64, f64)>, BundleError> {
        match best_bundle(menu, terms, objective, effort) {
            Ok(bundle) => {
                let place = (bundle.score, bundle.distance);
                found.push(bundle);
                Ok(Some(place))
            }
            Err(BundleError::OutOfReach | BundleError::Undecided) => Ok(None),
            Err(error) => Err(error),
        }
    };
    for budget in budgets {
        let terms = Terms { budget: Some(terms.budget.map_or(*budget, |own| own.min(*budget))), ..*terms };
        let Some((_, far)) = add(&terms, Objective::HighestScore)? else { continue };
        let Some((_, near)) = add(&terms, Objective::LeastDistance)? else { continue };
        // The nearest place itself is among the levels: the least distance with the highest score.
        for level in 0..=n_levels {
            let most = near + (far - near) * level as f64 / (n_levels + 1) as f64;
            add(&Terms { distance_at_most: Some(most), ..terms }, Objective::HighestScore)?;
        }
    }
    let beats = |a: &Bundle, b: &Bundle| {
        a.score >= b.score
            && a.distance <= b.distance
            && a.cost <= b.cost
            && (a.score > b.score || a.distance < b.distance || a.cost < b.cost)
    };
    let mut kept: Vec<Bundle> = Vec::new();
    for bundle in &found {
        let same =
            |other: &Bundle| (other.score, other.distance, other.cost) == (bundle.score, bundle.distance, bundle.cost);
        if !found.iter().any(|other| beats(other, bundle)) && !kept.iter().any(same) {
            kept.push(bundle.clone());
        }
    }
    kept.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.score.total_cmp(&b.score)));
    Ok(kept)
}
