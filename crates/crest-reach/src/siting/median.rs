//! The p-median: sites that make the mean trip short.
//!
//! Sources: Hakimi, Optimum locations of switching centers, Operations Research 12, 1964; Teitz and Bart, Heuristic methods for estimating the
//! generalized vertex median, Operations Research 16, 1968 (interchange); Whitaker, A fast algorithm for the greedy interchange, INFOR 21, 1983, and
//! Resende and Werneck, A fast swap-based local search procedure for location problems, Annals of Operations Research 150, 2007 (its speed);
//! Cornuéjols, Fisher and Nemhauser, Location of bank accounts, Management Science 23, 1977 (Lagrangian bound).

use super::multipliers::{Steps, least};
use super::{Clients, SAME, Siting, SitingEffort, SitingError, check, check_number};

/// Finds `n_new` sites that, with the existing ones, make the sum of weighted trips to the nearest facility short.
///
/// minimise `Σ_i w_i min_{j open} t_ij`, where a client that no open site reaches counts `unserved_minutes`.
///
/// - `objective` and `bound` are in weight · minutes; divided by the weight they are mean minutes.
/// - `unserved_minutes` must be no less than the longest trip in the matrix: the limit up to which the matrix was computed is a sound
///   choice. Clients that no site at all reaches are in the sum at that price and listed in `out_of_reach`.
/// - Ties: the site of lower position. Determinism: one thread.
/// - Size: 8 bytes per client and site. Cost: clients · sites per interchange and per step of the bound.
///
/// # Errors
/// [`SitingError`] if weights, existing sites, the number of new sites or `unserved_minutes` are at fault.
pub fn p_median(
    clients: &Clients<'_>,
    n_new: usize,
    unserved_minutes: f64,
    effort: SitingEffort,
) -> Result<Siting, SitingError> {
    check(clients)?;
    check_number(clients, n_new)?;
    let longest = clients.times.minutes().iter().copied().fold(0.0, f64::max);
    if !(unserved_minutes.is_finite() && unserved_minutes >= longest) {
        return Err(SitingError::Unserved { minutes: unserved_minutes });
    }
    let median = Median::new(clients, unserved_minutes);
    let mut siting = median.solve(n_new, effort);
    siting.out_of_reach = (0..clients.weights.len())
        .filter(|c| clients.weights[*c] > 0.0 && clients.times.row(*c).0.is_empty())
        .collect();
    Ok(siting)
}

/// Weighted trips from every site to every client, site after site, and those from the nearest existing facility.
struct Median {
    n_clients: usize,
    costs: Vec<f64>,
    unserved: Vec<f64>,
    existing: Vec<usize>,
    free: Vec<bool>,
}

impl Median {
    fn new(clients: &Clients<'_>, unserved_minutes: f64) -> Self {
        let (n_clients, n_sites) = (clients.times.n_origins(), clients.times.n_destinations());
        let unserved: Vec<f64> = clients.weights.iter().map(|weight| weight * unserved_minutes).collect();
        let mut costs: Vec<f64> = unserved.iter().copied().cycle().take(n_clients * n_sites).collect();
        for (client, weight) in clients.weights.iter().enumerate() {
            let (sites, minutes) = clients.times.row(client);
            for (&site, minutes) in sites.iter().zip(minutes) {
                costs[site as usize * n_clients + client] = weight * minutes;
            }
        }
        let mut free = vec![true; n_sites];
        clients.existing.iter().for_each(|site| free[*site] = false);
        Self { n_clients, costs, unserved, existing: clients.existing.to_vec(), free }
    }

    fn of_site(&self, site: usize) -> &[f64] {
        &self.costs[site * self.n_clients..(site + 1) * self.n_clients]
    }

    fn solve(&self, n_new: usize, effort: SitingEffort) -> Siting {
        let mut best = self.interchange(self.greedy(n_new));
        let (nearest, _, _) = self.nearest_two(&best);
        let mut objective: f64 = nearest.iter().sum();
        let mut u = nearest;
        let (mut bound, mut steps) = (0.0_f64, Steps::new(&u));
        for _ in 0..effort.n_steps {
            let reduced: Vec<f64> = (0..self.free.len())
                .map(|site| self.of_site(site).iter().zip(&u).map(|(cost, u)| (cost - u).min(0.0)).sum())
                .collect();
            let open = least(&reduced, &self.free, n_new);
            let mut value: f64 = u.iter().sum();
            let mut direction = vec![1.0; self.n_clients];
            for &site in open.iter().chain(&self.existing) {
                value += reduced[site];
                for ((cost, u), part) in self.of_site(site).iter().zip(&u).zip(&mut direction) {
                    if cost < u {
                        *part -= 1.0;
                    }
                }
            }
            let better = value > bound + SAME * objective;
            bound = bound.max(value);
            let back = steps.note(better, &mut u);
            if better && open != best {
                let found = self.interchange(open);
                let sum: f64 = self.nearest_two(&found).0.iter().sum();
                if sum < objective - SAME * objective {
                    (best, objective) = (found, sum);
                }
            }
            if bound >= objective - SAME * objective {
                break;
            }
            if back {
                continue;
            }
            let Some(length) = steps.length(objective - value, &direction) else { break };
            // Being unserved is a trip that is always open, so no multiplier need exceed it.
            u.iter_mut().zip(&direction).zip(&self.unserved).for_each(|((u, part), unserved)| {
                *u = (*u + length * part).clamp(0.0, *unserved);
            });
        }
        best.sort_unstable();
        Siting { chosen: best, objective, bound: bound.min(objective), out_of_reach: Vec::new() }
    }

    fn greedy(&self, n_new: usize) -> Vec<usize> {
        let (mut nearest, _, _) = self.nearest_two(&[]);
        let mut chosen = Vec::new();
        for _ in 0..n_new {
            let saved = |site: usize| {
                self.of_site(site).iter().zip(&nearest).map(|(cost, now)| (now - cost).max(0.0)).sum::<f64>()
            };
            let mut best: Option<(f64, usize)> = None;
            for site in (0..self.free.len()).filter(|site| self.free[*site] && !chosen.contains(site)) {
                let saved = saved(site);
                if best.is_none_or(|(most, _)| saved > most) {
                    best = Some((saved, site));
                }
            }
            let Some((_, site)) = best else { break };
            nearest.iter_mut().zip(self.of_site(site)).for_each(|(now, cost)| *now = now.min(*cost));
            chosen.push(site);
        }
        chosen
    }

    /// Trip of each client to the nearest and second nearest facility, and the place of the nearest in `chosen`, if it is new.
    fn nearest_two(&self, chosen: &[usize]) -> (Vec<f64>, Vec<f64>, Vec<Option<usize>>) {
        let mut nearest = self.unserved.clone();
        let mut second = self.unserved.clone();
        let mut whose = vec![None; self.n_clients];
        let mut add = |site: usize, place: Option<usize>| {
            for (client, cost) in self.of_site(site).iter().enumerate() {
                if *cost < nearest[client] {
                    second[client] = nearest[client];
                    nearest[client] = *cost;
                    whose[client] = place;
                } else if *cost < second[client] {
                    second[client] = *cost;
                }
            }
        };
        self.existing.iter().for_each(|site| add(*site, None));
        chosen.iter().enumerate().for_each(|(place, site)| add(*site, Some(place)));
        (nearest, second, whose)
    }

    /// Exchanges one site at a time for the one that saves most, until none saves.
    ///
    /// For a site that comes in, one pass over the clients tells what is saved, and for each site that could go out, what its clients lose:
    /// they go to the new site or to their second nearest.
    fn interchange(&self, mut chosen: Vec<usize>) -> Vec<usize> {
        loop {
            let (nearest, second, whose) = self.nearest_two(&chosen);
            let least = SAME * nearest.iter().sum::<f64>();
            let mut best = (least, None);
            let mut lost = vec![0.0; chosen.len()];
            for site in (0..self.free.len()).filter(|site| self.free[*site] && !chosen.contains(site)) {
                lost.iter_mut().for_each(|lost| *lost = 0.0);
                let mut saved = 0.0;
                for (client, &cost) in self.of_site(site).iter().enumerate() {
                    if cost < nearest[client] {
                        saved += nearest[client] - cost;
                    } else if let Some(place) = whose[client] {
                        lost[place] += cost.min(second[client]) - nearest[client];
                    }
                }
                for (place, lost) in lost.iter().enumerate() {
                    if saved - lost > best.0 {
                        best = (saved - lost, Some((place, site)));
                    }
                }
            }
            let Some((place, site)) = best.1 else { return chosen };
            chosen[place] = site;
        }
    }
}
