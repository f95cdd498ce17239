//! The p-median, proven: the ordered trips of each client, of which only the near ones are written down until more are needed.

use super::narrow::{Costs, Narrowed};
use super::{Facilities, Sites, SitesError, chosen, read};
use crate::solver::{Effort, Programme};

/// Trips of each client that the first programme knows.
const FIRST_LEVELS: usize = 8;

/// Finds the `n_new` sites that, with the existing ones, make the sum of weighted trips to the nearest facility least.
///
/// minimise `Σ_i w_i min_{j open} t_ij`, where a client that no open site reaches counts `unserved_minutes`. With the different trips
/// D_i1 < D_i2 < … of a client and z_ik = 1 where no site within D_ik is open:
/// minimise `Σ_i w_i (D_i1 + Σ_k (D_i,k+1 − D_ik) z_ik)` subject to `z_ik + Σ_{j: t_ij = D_ik} y_j ≥ z_i,k−1` (z_i0 = 1), `Σ_j y_j ≤ n_new` over free
/// sites, existing y_j = 1, y binary, 0 ≤ z ≤ 1.
///
/// - The programme is written with the nearest trips of each client only, which bounds the sum from below. Where the answer leaves a client beyond
///   them, her further trips are added and it is solved again; where it leaves none, it is the answer of the whole programme.
/// - Before, prices of the clients tell which sites no best choice has and which every one has ([`super`]); only the others are left to the programme.
/// - `start`, if not empty, is a choice to begin from, such as that of a heuristic; it shortens the search and changes no proven objective.
/// - Clients that no site reaches are in the sum at the price of being unserved and listed in `out_of_reach`.
/// - `effort` holds for each programme.
///
/// # Errors
/// [`SitesError`] if the input is at fault, the search met no choice, or the solver failed.
pub fn p_median(
    facilities: &Facilities<'_>,
    n_new: usize,
    unserved_minutes: f64,
    start: &[usize],
    effort: Effort,
) -> Result<Sites, SitesError> {
    facilities.check(Some(n_new))?;
    let longest = facilities.minutes.iter().flatten().copied().fold(0.0, f64::max);
    if !(unserved_minutes.is_finite() && unserved_minutes >= longest) {
        return Err(SitesError::Unserved { minutes: unserved_minutes });
    }
    let free = facilities.free();
    if let Some(&site) = start.iter().find(|site| !free.get(**site).copied().unwrap_or(false)) {
        return Err(SitesError::Existing { site });
    }
    let narrowed = costs(facilities, n_new, unserved_minutes).narrow(start);
    let clients: Vec<Client> = facilities
        .clients()
        .map(|client| Client::new(facilities, client, unserved_minutes, &narrowed.closed))
        .collect();
    let mut n_levels: Vec<usize> = clients.iter().map(|client| client.levels.len().min(FIRST_LEVELS)).collect();
    let mut from = narrowed.chosen.clone();
    let out_of_reach = facilities
        .clients()
        .filter(|client| facilities.nearest(*client, &vec![true; facilities.n_sites]).is_none())
        .collect();
    let mut best: Option<(f64, Vec<usize>)> = None;
    loop {
        let (x, bound, proven) = solve(facilities, &clients, &n_levels, (n_new, &narrowed), &from, effort)?;
        let found = chosen(&x, &free);
        let open = facilities.open(&found);
        let sum: f64 = clients.iter().map(|client| client.weight * client.trip(&open)).sum();
        if best.as_ref().is_none_or(|(least, _)| sum < *least) {
            best = Some((sum, found));
        }
        let (objective, nearest) = best.as_ref().expect("set above");
        let open = facilities.open(nearest);
        let mut grown = false;
        for (client, n_levels) in clients.iter().zip(&mut n_levels) {
            if *n_levels < client.levels.len() && client.level(&open) >= *n_levels {
                *n_levels = (2 * *n_levels).min(client.levels.len());
                grown = true;
            }
        }
        let shut = bound >= objective - 1e-9 * objective.max(1.0);
        if !grown || shut || !proven {
            // Without growth the programme knew every trip that the answer makes, so its bound is one on the whole.
            let done = shut || (proven && !grown);
            let bound = if done { *objective } else { bound.min(*objective) };
            return Ok(Sites { chosen: nearest.clone(), objective: *objective, bound, proven: done, out_of_reach });
        }
        from.clone_from(nearest);
    }
}

fn costs(facilities: &Facilities<'_>, n_new: usize, unserved_minutes: f64) -> Costs {
    let cost = |client: usize, site: usize| {
        facilities.weights[client] * facilities.minutes(client, site).unwrap_or(unserved_minutes)
    };
    let of = facilities.clients().flat_map(|client| (0..facilities.n_sites).map(move |site| cost(client, site)));
    let stands = facilities.free().iter().map(|free| !free).collect();
    Costs { of: of.collect(), n_sites: facilities.n_sites, stands, n_new }
}

/// One client: its different trips in rising order, with the sites of each, up to the first with an existing facility.
struct Client {
    weight: f64,
    levels: Vec<(f64, Vec<usize>)>,
    /// Minutes beyond the last level: those of being unserved.
    last_minutes: f64,
    /// Whether the last level has an existing facility, so that nothing lies beyond it.
    stands_at_last: bool,
}

impl Client {
    fn new(facilities: &Facilities<'_>, client: usize, unserved_minutes: f64, closed: &[bool]) -> Self {
        let free = facilities.free();
        let mut trips: Vec<(f64, usize)> = (0..facilities.n_sites)
            .filter(|site| !closed[*site])
            .filter_map(|site| Some((facilities.minutes(client, site)?, site)))
            .collect();
        trips.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut levels: Vec<(f64, Vec<usize>)> = Vec::new();
        let mut stands_at_last = false;
        for same in trips.chunk_by(|a, b| a.0 == b.0) {
            levels.push((same[0].0, same.iter().map(|(_, site)| *site).collect()));
            if same.iter().any(|(_, site)| !free[*site]) {
                stands_at_last = true;
                break;
            }
        }
        Self { weight: facilities.weights[client], levels, last_minutes: unserved_minutes, stands_at_last }
    }

    /// Position of the first level with an open site; the number of levels where there is none.
    fn level(&self, open: &[bool]) -> usize {
        let level = self.levels.iter().position(|(_, sites)| sites.iter().any(|site| open[*site]));
        level.unwrap_or(self.levels.len())
    }

    fn trip(&self, open: &[bool]) -> f64 {
        self.levels.get(self.level(open)).map_or(self.last_minutes, |(minutes, _)| *minutes)
    }

    /// Minutes of a level, or of being beyond the last.
    fn minutes(&self, level: usize) -> f64 {
        self.levels.get(level).map_or(self.last_minutes, |(minutes, _)| *minutes)
    }
}

fn solve(
    facilities: &Facilities<'_>,
    clients: &[Client],
    n_levels: &[usize],
    (n_new, narrowed): (usize, &Narrowed),
    from: &[usize],
    effort: Effort,
) -> Result<(Vec<f64>, f64, bool), SitesError> {
    let free = facilities.free();
    let mut programme = Programme::default();
    let mut start = Vec::new();
    let open = facilities.open(from);
    for (site, free) in free.iter().enumerate() {
        let is_open = !*free || narrowed.opened[site];
        let upper = if narrowed.closed[site] { 0.0 } else { 1.0 };
        programme.integer(0.0, if is_open { 1.0 } else { 0.0 }, upper);
        start.push(f64::from(u8::from(open[site])));
    }
    let count = (0..facilities.n_sites).filter(|site| free[*site]).map(|site| (site, 1.0)).collect();
    programme.row(0.0, n_new as f64, count);
    // The nearest trip of everybody is paid in any case.
    let mut paid = 0.0;
    for (client, &n_levels) in clients.iter().zip(n_levels) {
        paid += client.weight * client.minutes(0);
        let at = client.level(&open);
        let mut before: Option<usize> = None;
        for level in 0..n_levels {
            if client.stands_at_last && level + 1 == client.levels.len() {
                break;
            }
            let further = client.weight * (client.minutes(level + 1) - client.minutes(level));
            let beyond = programme.variable(further, 0.0, 1.0);
            start.push(f64::from(u8::from(at > level)));
            let mut terms: Vec<(usize, f64)> = client.levels[level].1.iter().map(|site| (*site, 1.0)).collect();
            terms.push((beyond, 1.0));
            match before {
                None => programme.row(1.0, f64::INFINITY, terms),
                Some(before) => {
                    terms.push((before, -1.0));
                    programme.row(0.0, f64::INFINITY, terms);
                }
            }
            before = Some(beyond);
        }
    }
    if !from.is_empty() && from.len() <= n_new {
        programme.start_from(start);
        // The choice to begin from has been exchanged as far as that goes: what remains is to prove it.
        programme.prove();
    }
    let (x, bound, proven) = read(programme.minimise(effort)?)?;
    Ok((x, paid + bound, proven))
}
