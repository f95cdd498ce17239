//! Smaller covering problems with the same answer: sites and clients that others stand for.
//!
//! A site that covers no client beyond those of another is never needed; a client whom all sites of another cover is served with her. Source of the
//! reductions: Toregas and ReVelle, Binary logic solutions to a class of location problem, Geographical Analysis 5, 1973.

use std::collections::BTreeMap;

/// Clients and the sites that cover each, both by position.
pub(super) struct Covering {
    /// Sites by client, in rising order.
    pub(super) by_client: Vec<Vec<usize>>,
    pub(super) n_sites: usize,
}

impl Covering {
    /// Drops sites that another stands for; of sites that cover the same the first stays.
    pub(super) fn without_needless_sites(&mut self) {
        let mut covered = vec![Bits::new(self.by_client.len()); self.n_sites];
        for (client, sites) in self.by_client.iter().enumerate() {
            sites.iter().for_each(|site| covered[*site].set(client));
        }
        let stays = standing(&covered, Bits::lies_in);
        self.by_client.iter_mut().for_each(|sites| sites.retain(|site| stays[*site]));
    }

    /// Drops clients who are served with another.
    fn without_served_clients(&mut self) {
        let sites: Vec<Bits> = self
            .by_client
            .iter()
            .map(|sites| {
                let mut bits = Bits::new(self.n_sites);
                sites.iter().for_each(|site| bits.set(*site));
                bits
            })
            .collect();
        let mut stays = standing(&sites, |own, other| other.lies_in(own)).into_iter();
        self.by_client.retain(|_| stays.next().expect("one for each client"));
    }

    /// Reduces the problem of covering everybody until nothing more falls away.
    pub(super) fn for_everybody(&mut self) {
        let size = |own: &Self| own.by_client.iter().map(Vec::len).sum::<usize>();
        loop {
            let before = size(self);
            self.without_served_clients();
            self.without_needless_sites();
            if size(self) == before {
                return;
            }
        }
    }

    /// Puts clients together whom the same sites cover, and adds their weights up; in order of their sites.
    pub(super) fn together(self, weights: &[f64]) -> BTreeMap<Vec<usize>, f64> {
        let mut together = BTreeMap::new();
        for (sites, weight) in self.by_client.into_iter().zip(weights) {
            *together.entry(sites).or_insert(0.0) += weight;
        }
        together
    }
}

/// Those that no other stands for, given whether one stands behind another; of two that stand behind each other the first.
fn standing(sets: &[Bits], is_behind: impl Fn(&Bits, &Bits) -> bool) -> Vec<bool> {
    let falls = |own: usize| {
        (0..sets.len()).any(|other| {
            other != own && is_behind(&sets[own], &sets[other]) && (other < own || !is_behind(&sets[other], &sets[own]))
        })
    };
    (0..sets.len()).map(|own| !falls(own)).collect()
}

#[derive(Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(n: usize) -> Self {
        Self(vec![0; n.div_ceil(64)])
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn lies_in(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own & !other == 0)
    }
}
