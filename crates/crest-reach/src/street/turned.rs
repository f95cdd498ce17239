//! Streets travelled backwards: who may be reached within a time becomes who may come within it.

use super::Network;
use super::turn::Ban;

impl Network {
    /// Turns every direction round: a way from one place to another on these streets is one from the other to it on those.
    ///
    /// Points join both at the same places. Turning twice changes nothing.
    #[must_use]
    pub fn turned(&self) -> Self {
        let mut turned = self.clone();
        for edge in &mut turned.edges {
            edge.open.reverse();
        }
        for stretch in &mut turned.stretches {
            stretch.pushed.reverse();
            stretch.car_cm_s.reverse();
        }
        let against = |(edge, direction): (u32, u8)| (edge, 1 - direction);
        for ban in &mut turned.bans {
            *ban = Ban { arrival: against(ban.departure), departure: against(ban.arrival) };
        }
        turned.bans.sort_unstable();
        turned
    }

    /// Tells whether every way may be gone in both directions, pushing a bicycle included.
    pub fn is_without_one_ways(&self) -> bool {
        self.edges.iter().all(|edge| edge.open[0] == edge.open[1])
    }
}

#[cfg(test)]
mod tests;
