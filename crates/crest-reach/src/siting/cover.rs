//! Covering: the fewest sites that cover everybody, and the most people that n sites cover.
//!
//! Sources: Toregas, Swain, ReVelle and Bergman, The location of emergency service facilities, Operations Research 19, 1971 (LSCP); Church and
//! ReVelle, The maximal covering location problem, Papers of the Regional Science Association 32, 1974 (MCLP); Galvão and ReVelle, A Lagrangean
//! heuristic for the maximal covering location problem, European Journal of Operational Research 88, 1996 (bound).

use super::multipliers::{Steps, least};
use super::{Clients, SAME, Siting, SitingEffort, SitingError, check, check_cutoff, check_number};
use crate::decay::Cutoff;

/// Finds few new sites such that every client with weight has a facility within the cutoff: the location set covering problem.
///
/// minimise `Σ_j y_j` subject to `Σ_{j: t_ij ≤ T} y_j ≥ 1` for all i, existing y_j = 1.
///
/// - Clients that no site reaches within the cutoff are listed in `out_of_reach` and asked for no more.
/// - `bound` is the Lagrangian bound rounded up to whole sites.
/// - Ties: the site of lower position. Determinism: one thread. Cost: a pass over the pairs within the cutoff per step.
///
/// # Errors
/// [`SitingError`] if weights, existing sites or the cutoff are at fault.
pub fn cover_all(clients: &Clients<'_>, cutoff: Cutoff, effort: SitingEffort) -> Result<Siting, SitingError> {
    check(clients)?;
    check_cutoff(cutoff)?;
    Ok(Cover::new(clients, cutoff).fewest(effort))
}

/// Finds `n_new` sites that, with the existing ones, cover much weight within the cutoff: the maximal covering location problem.
///
/// maximise `Σ_i w_i z_i` subject to `z_i ≤ Σ_{j: t_ij ≤ T} y_j`, `Σ_j y_j = n_new` over free sites, existing y_j = 1.
///
/// - `objective` and `bound` include what the existing sites cover. Fewer sites than asked are chosen where more would cover nobody else.
/// - Ties: the site of lower position. Determinism: one thread. Cost: a pass over the pairs within the cutoff per step and per interchange.
///
/// # Errors
/// [`SitingError`] if weights, existing sites, the cutoff or the number of new sites are at fault.
pub fn cover_most(
    clients: &Clients<'_>,
    cutoff: Cutoff,
    n_new: usize,
    effort: SitingEffort,
) -> Result<Siting, SitingError> {
    check(clients)?;
    check_cutoff(cutoff)?;
    check_number(clients, n_new)?;
    Ok(Cover::new(clients, cutoff).most(n_new, effort))
}

/// Who covers whom among the clients that are not covered yet.
pub(super) struct Cover {
    /// Weight of each open client.
    weights: Vec<f64>,
    /// Open clients of each site.
    of_site: Vec<Vec<usize>>,
    /// Sites of each open client.
    of_client: Vec<Vec<usize>>,
    free: Vec<bool>,
    /// Weight covered by existing sites.
    covered: f64,
    out_of_reach: Vec<usize>,
}

impl Cover {
    pub(super) fn new(clients: &Clients<'_>, cutoff: Cutoff) -> Self {
        let n_sites = clients.times.n_destinations();
        let mut free = vec![true; n_sites];
        clients.existing.iter().for_each(|site| free[*site] = false);
        let mut made = Self {
            weights: Vec::new(),
            of_site: vec![Vec::new(); n_sites],
            of_client: Vec::new(),
            free,
            covered: 0.0,
            out_of_reach: Vec::new(),
        };
        for (client, &weight) in clients.weights.iter().enumerate() {
            let (sites, minutes) = clients.times.row(client);
            let within = sites.iter().zip(minutes).filter(|(_, minutes)| cutoff.holds(**minutes));
            let within: Vec<usize> = within.map(|(site, _)| *site as usize).collect();
            if weight == 0.0 {
                continue;
            }
            if within.is_empty() {
                made.out_of_reach.push(client);
            } else if within.iter().any(|site| !made.free[*site]) {
                made.covered += weight;
            } else {
                within.iter().for_each(|site| made.of_site[*site].push(made.weights.len()));
                made.weights.push(weight);
                made.of_client.push(within);
            }
        }
        made
    }

    pub(super) fn out_of_reach(&self) -> &[usize] {
        &self.out_of_reach
    }

    pub(super) fn fewest(&self, effort: SitingEffort) -> Siting {
        let n_clients = self.weights.len();
        let mut best = self.reduced(self.greedy_all(&vec![1.0; n_clients]));
        // Each client asks for an even part of a site among those that cover it.
        let mut u: Vec<f64> = self
            .of_client
            .iter()
            .map(|sites| 1.0 / sites.iter().map(|site| self.of_site[*site].len()).max().unwrap_or(1) as f64)
            .collect();
        let (mut bound, mut steps) = (0.0_f64, Steps::new(&u));
        for step in 0..effort.n_steps {
            let mut direction = vec![1.0; n_clients];
            let mut value: f64 = u.iter().sum();
            for members in &self.of_site {
                let reduced = 1.0 - members.iter().map(|client| u[*client]).sum::<f64>();
                if reduced < 0.0 {
                    value += reduced;
                    members.iter().for_each(|client| direction[*client] -= 1.0);
                }
            }
            let better = value > bound + SAME;
            bound = bound.max(value);
            let back = steps.note(better, &mut u);
            if step % 10 == 0 {
                let found = self.greedy_all(&u);
                if found.len() <= best.len() {
                    let found = self.reduced(found);
                    if found.len() < best.len() {
                        best = found;
                    }
                }
            }
            if whole(bound) >= best.len() as f64 {
                break;
            }
            if back {
                continue;
            }
            let Some(length) = steps.length(best.len() as f64 - value, &direction) else { break };
            u.iter_mut().zip(&direction).for_each(|(u, part)| *u = (*u + length * part).max(0.0));
        }
        best.sort_unstable();
        let objective = best.len() as f64;
        Siting { chosen: best, objective, bound: whole(bound).min(objective), out_of_reach: self.out_of_reach.clone() }
    }

    /// Takes sites by the price of what they newly cover until all is covered, then drops those that are not needed.
    fn greedy_all(&self, prices: &[f64]) -> Vec<usize> {
        let mut counts = vec![0_usize; self.weights.len()];
        let mut left = counts.len();
        let mut chosen = Vec::new();
        while left > 0 {
            let mut best: Option<(f64, usize, usize)> = None;
            for (site, members) in self.of_site.iter().enumerate() {
                let open = members.iter().filter(|client| counts[**client] == 0);
                // A small part for the count alone: clients without a price must be covered too.
                let (n_open, gain) = open.fold((0, 0.0), |(n, gain), client| (n + 1, gain + prices[*client] + 1e-3));
                if n_open > 0 && best.is_none_or(|(most, _, _)| gain > most) {
                    best = Some((gain, site, n_open));
                }
            }
            let (_, site, n_open) = best.expect("every open client has a site that covers it");
            self.of_site[site].iter().for_each(|client| counts[*client] += 1);
            left -= n_open;
            chosen.push(site);
        }
        for position in (0..chosen.len()).rev() {
            let members = &self.of_site[chosen[position]];
            if members.iter().all(|client| counts[*client] > 1) {
                members.iter().for_each(|client| counts[*client] -= 1);
                chosen.remove(position);
            }
        }
        chosen
    }

    /// Takes one site away and exchanges the others until all is covered again, as long as that succeeds.
    fn reduced(&self, chosen: Vec<usize>) -> Vec<usize> {
        let even = vec![1.0; self.weights.len()];
        let mut chosen = chosen;
        while chosen.len() > 1 {
            // The site that covers the fewest clients alone, and of these the last.
            let counts = self.counts(&chosen);
            let alone = |site: usize| self.of_site[site].iter().filter(|client| counts[**client] == 1).count();
            let least = (0..chosen.len()).rev().min_by_key(|at| alone(chosen[*at])).expect("some site is chosen");
            let mut fewer = chosen.clone();
            fewer.remove(least);
            let fewer = self.interchange(fewer, &even);
            if self.counts(&fewer).contains(&0) {
                break;
            }
            chosen = fewer;
        }
        chosen
    }

    fn most(&self, n_new: usize, effort: SitingEffort) -> Siting {
        let total: f64 = self.weights.iter().sum();
        let mut best = self.interchange(self.greedy_most(n_new), &self.weights);
        let mut reached = self.weight_of(&best);
        // A client asks its sites for its whole weight, shared by those that would cover it.
        let counts = self.counts(&best);
        let mut u: Vec<f64> =
            self.weights.iter().zip(&counts).map(|(weight, count)| weight / (*count).max(1) as f64).collect();
        let (mut bound, mut steps) = (total, Steps::new(&u));
        for _ in 0..effort.n_steps {
            let sums: Vec<f64> =
                self.of_site.iter().map(|members| -members.iter().map(|client| u[*client]).sum::<f64>()).collect();
            let open = least(&sums, &self.free, n_new);
            let mut value: f64 = open.iter().map(|site| -sums[*site]).sum();
            let mut direction: Vec<f64> = self.counts(&open).iter().map(|count| *count as f64).collect();
            for ((weight, u), part) in self.weights.iter().zip(&u).zip(&mut direction) {
                if weight > u {
                    value += weight - u;
                    *part -= 1.0;
                }
            }
            let better = value < bound - SAME * total;
            bound = bound.min(value);
            let back = steps.note(better, &mut u);
            if better {
                let found = self.interchange(open, &self.weights);
                let weight = self.weight_of(&found);
                if weight > reached + SAME * total {
                    (best, reached) = (found, weight);
                }
            }
            if bound <= reached + SAME * total {
                break;
            }
            if back {
                continue;
            }
            let Some(length) = steps.length(value - reached, &direction) else { break };
            u.iter_mut().zip(&direction).zip(&self.weights).for_each(|((u, part), weight)| {
                *u = (*u - length * part).clamp(0.0, *weight);
            });
        }
        best.sort_unstable();
        let objective = self.covered + reached;
        Siting {
            chosen: best,
            objective,
            bound: (self.covered + bound).max(objective),
            out_of_reach: self.out_of_reach.clone(),
        }
    }

    fn counts(&self, chosen: &[usize]) -> Vec<usize> {
        let mut counts = vec![0; self.weights.len()];
        for &site in chosen {
            self.of_site[site].iter().for_each(|client| counts[*client] += 1);
        }
        counts
    }

    fn weight_of(&self, chosen: &[usize]) -> f64 {
        let counts = self.counts(chosen);
        self.weights.iter().zip(counts).filter(|(_, count)| *count > 0).fold(0.0, |sum, (weight, _)| sum + weight)
    }

    fn greedy_most(&self, n_new: usize) -> Vec<usize> {
        let mut covered = vec![false; self.weights.len()];
        let mut chosen = Vec::new();
        while chosen.len() < n_new {
            let mut best = (0.0, None);
            for (site, members) in self.of_site.iter().enumerate() {
                let gain: f64 = members.iter().filter(|c| !covered[**c]).map(|c| self.weights[*c]).sum();
                if gain > best.0 {
                    best = (gain, Some(site));
                }
            }
            let Some(site) = best.1 else { break };
            self.of_site[site].iter().for_each(|client| covered[*client] = true);
            chosen.push(site);
        }
        chosen
    }

    /// Exchanges one site at a time for the one that adds most, until none adds.
    fn interchange(&self, mut chosen: Vec<usize>, weights: &[f64]) -> Vec<usize> {
        let total: f64 = weights.iter().sum();
        loop {
            let counts = self.counts(&chosen);
            // What is lost with a site: the clients that it alone covers.
            let mut alone = vec![0.0; self.of_site.len()];
            let mut sole = vec![usize::MAX; counts.len()];
            for &site in &chosen {
                for &client in self.of_site[site].iter().filter(|client| counts[**client] == 1) {
                    alone[site] += weights[client];
                    sole[client] = site;
                }
            }
            let mut best = (SAME * total, None);
            let mut kept = vec![0.0; self.of_site.len()];
            for (site, members) in self.of_site.iter().enumerate().filter(|(site, _)| self.free[*site]) {
                if chosen.contains(&site) {
                    continue;
                }
                chosen.iter().for_each(|site| kept[*site] = 0.0);
                let mut gain = 0.0;
                for &client in members {
                    match counts[client] {
                        0 => gain += weights[client],
                        1 => kept[sole[client]] += weights[client],
                        _ => {}
                    }
                }
                for (position, out) in chosen.iter().enumerate() {
                    let rise = gain + kept[*out] - alone[*out];
                    if rise > best.0 {
                        best = (rise, Some((position, site)));
                    }
                }
            }
            let Some((position, site)) = best.1 else { return chosen };
            chosen[position] = site;
        }
    }
}

/// Least whole number of sites that a bound allows.
fn whole(bound: f64) -> f64 {
    (bound - 1e-6).ceil().max(0.0)
}
