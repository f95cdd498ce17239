//! Sites that no best median has, and sites that every one has, told before the programme is written.
//!
//! Each client may be served at a price u_i instead of by exactly one site; what is then saved by a site is `ρ_j = Σ_i min(0, c_ij − u_i)`, and
//! `L(u) = Σ_i u_i + Σ ρ_j` over the existing and the `n_new` cheapest free sites bounds the sum from below. A choice with site j costs no less than L + ρ_j less the
//! ρ of the dearest of these; where that is more than a choice that is known, no best one has j. Sources: Christofides and Beasley, A tree search algorithm for the
//! p-median problem, European Journal of Operational Research 10, 1982; exchanges as Whitaker, A fast algorithm for the greedy interchange for large-scale
//! clustering and median location problems, INFOR 21, 1983.

/// Rounds of the prices.
const ROUNDS: usize = 600;

/// Rounds without a better bound after which steps are halved.
const PATIENCE: usize = 15;

/// Share of the sum by which a bound must pass a choice, so that rounding decides nothing.
const MARGIN: f64 = 1e-9;

/// Costs of all clients at all sites.
pub(super) struct Costs {
    /// Weighted minutes, clients × sites; those of being unserved where a site is out of reach.
    pub(super) of: Vec<f64>,
    pub(super) n_sites: usize,
    /// Sites that stand already.
    pub(super) stands: Vec<bool>,
    pub(super) n_new: usize,
}

/// What is known before the programme is written.
pub(super) struct Narrowed {
    /// Sites of no best choice.
    pub(super) closed: Vec<bool>,
    /// New sites of every best choice.
    pub(super) opened: Vec<bool>,
    /// The best choice met.
    pub(super) chosen: Vec<usize>,
}

impl Costs {
    fn row(&self, client: usize) -> &[f64] {
        &self.of[client * self.n_sites..(client + 1) * self.n_sites]
    }

    fn n_clients(&self) -> usize {
        self.of.len() / self.n_sites.max(1)
    }

    /// Tells what is settled, beginning from a choice, or from none if it is empty.
    pub(super) fn narrow(&self, start: &[usize]) -> Narrowed {
        let (mut closed, mut opened) = (vec![false; self.n_sites], vec![false; self.n_sites]);
        if self.n_new == 0 {
            return Narrowed { closed, opened, chosen: Vec::new() };
        }
        let mut chosen = self.exchanged(if start.is_empty() { self.greedy() } else { start.to_vec() });
        let mut least = self.sum(&chosen);
        let open = self.open(&chosen);
        let mut prices: Vec<f64> = (0..self.n_clients()).map(|client| self.two_nearest(client, &open)[0].0).collect();
        let (mut bound, mut theta, mut waited) = (f64::NEG_INFINITY, 1.5, 0);
        let mut saved = vec![0.0; self.n_sites];
        for _ in 0..ROUNDS {
            saved.fill(0.0);
            for (client, price) in prices.iter().enumerate() {
                for (saved, cost) in saved.iter_mut().zip(self.row(client)) {
                    *saved += (cost - price).min(0.0);
                }
            }
            let mut order: Vec<usize> = (0..self.n_sites).filter(|site| !self.stands[*site]).collect();
            order.sort_by(|a, b| saved[*a].total_cmp(&saved[*b]).then(a.cmp(b)));
            let taken = &order[..self.n_new];
            let is_taken = self.open(taken);
            let sites = (0..self.n_sites).filter(|site| is_taken[*site]);
            let own = prices.iter().sum::<f64>() + sites.map(|site| saved[site]).sum::<f64>();
            if own > bound {
                (bound, waited) = (own, 0);
                let sum = self.sum(taken);
                if sum < 1.02 * least {
                    let found = self.exchanged(taken.to_vec());
                    let sum = self.sum(&found);
                    if sum < least {
                        (least, chosen) = (sum, found);
                    }
                }
            } else {
                waited += 1;
                if waited == PATIENCE {
                    (theta, waited) = (theta / 2.0, 0);
                }
            }
            let beyond = least * (1.0 + MARGIN) + MARGIN;
            if let Some(dearest) = taken.last() {
                for site in &order[self.n_new..] {
                    closed[*site] |= own + saved[*site] - saved[*dearest] > beyond;
                }
                if let Some(next) = order.get(self.n_new) {
                    for site in taken {
                        opened[*site] |= own + saved[*next] - saved[*site] > beyond;
                    }
                }
            }
            // Towards being served once: who is served more often pays less.
            let served: Vec<f64> = (0..self.n_clients())
                .map(|client| {
                    let row = self.row(client).iter().zip(&is_taken);
                    row.filter(|(cost, is_taken)| **is_taken && **cost < prices[client]).count() as f64
                })
                .collect();
            let length: f64 = served.iter().map(|served| (1.0 - served) * (1.0 - served)).sum();
            if length == 0.0 || theta < 1e-4 || least - own <= MARGIN * least {
                break;
            }
            let step = theta * (least - own) / length;
            for (price, served) in prices.iter_mut().zip(&served) {
                *price += step * (1.0 - served);
            }
        }
        Narrowed { closed, opened, chosen }
    }

    fn open(&self, chosen: &[usize]) -> Vec<bool> {
        let mut open = self.stands.clone();
        chosen.iter().for_each(|site| open[*site] = true);
        open
    }

    /// The two least costs of a client among open sites, with their sites.
    fn two_nearest(&self, client: usize, open: &[bool]) -> [(f64, usize); 2] {
        let mut two = [(f64::INFINITY, usize::MAX); 2];
        for (site, cost) in self.row(client).iter().enumerate().filter(|(site, _)| open[*site]) {
            if *cost < two[0].0 {
                two = [(*cost, site), two[0]];
            } else if *cost < two[1].0 {
                two[1] = (*cost, site);
            }
        }
        two
    }

    fn sum(&self, chosen: &[usize]) -> f64 {
        let open = self.open(chosen);
        (0..self.n_clients()).map(|client| self.two_nearest(client, &open)[0].0).sum()
    }

    /// Adds the site that saves most, one after the other.
    fn greedy(&self) -> Vec<usize> {
        let mut chosen = Vec::new();
        let open = self.stands.clone();
        let mut best: Vec<f64> = (0..self.n_clients()).map(|client| self.two_nearest(client, &open)[0].0).collect();
        for _ in 0..self.n_new {
            let mut sums = vec![0.0; self.n_sites];
            for (client, best) in best.iter().enumerate() {
                sums.iter_mut().zip(self.row(client)).for_each(|(sum, cost)| *sum += cost.min(*best));
            }
            let free = (0..self.n_sites).filter(|site| !self.stands[*site] && !chosen.contains(site));
            let site =
                free.min_by(|a, b| sums[*a].total_cmp(&sums[*b])).expect("no more sites are asked for than are free");
            chosen.push(site);
            best.iter_mut().enumerate().for_each(|(client, best)| *best = best.min(self.row(client)[site]));
        }
        chosen
    }

    /// Exchanges a chosen site for another, the best such exchange first, until none saves anything.
    fn exchanged(&self, mut chosen: Vec<usize>) -> Vec<usize> {
        loop {
            let open = self.open(&chosen);
            let mut gains = vec![0.0; self.n_sites];
            // What is lost by closing a site and opening another, beyond what opening alone saves.
            let mut losses = vec![0.0; chosen.len() * self.n_sites];
            let mut place = vec![usize::MAX; self.n_sites];
            chosen.iter().enumerate().for_each(|(at, site)| place[*site] = at);
            for client in 0..self.n_clients() {
                let [(first, nearest), (second, _)] = self.two_nearest(client, &open);
                let losses = match place[nearest] {
                    usize::MAX => &mut [][..],
                    at => &mut losses[at * self.n_sites..(at + 1) * self.n_sites],
                };
                for (gain, cost) in gains.iter_mut().zip(self.row(client)) {
                    *gain += (first - cost).max(0.0);
                }
                for (loss, cost) in losses.iter_mut().zip(self.row(client)) {
                    *loss += (second.min(*cost) - first).max(0.0);
                }
            }
            let mut best = (MARGIN * self.sum(&chosen), None);
            for (at, losses) in losses.chunks(self.n_sites.max(1)).enumerate() {
                for site in (0..self.n_sites).filter(|site| !open[*site]) {
                    let saved = gains[site] - losses[site];
                    if saved > best.0 {
                        best = (saved, Some((at, site)));
                    }
                }
            }
            let Some((at, site)) = best.1 else {
                chosen.sort_unstable();
                return chosen;
            };
            chosen[at] = site;
        }
    }
}
