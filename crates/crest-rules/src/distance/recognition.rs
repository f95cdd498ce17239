//! Recognition: two rules that differ are no obstacle where one side accepts the other's.
//!
//! Four states instead of equal or different, as in the practice of the WTO agreements on technical barriers and sanitary measures:
//! none, unilateral, mutual, identical.

use super::Distance;
use super::profile::Profiles;

/// Says what one jurisdiction makes of another's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecognitionState {
    /// It does not accept it.
    None,
    /// It accepts it; the other need not accept its own.
    Unilateral,
    /// Both accept each other's.
    Mutual,
    /// Both apply a common standard.
    Identical,
}

/// Holds that one jurisdiction accepts another's rule in a provision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recognition {
    /// The provision.
    pub provision: usize,
    /// Who recognises.
    pub from: usize,
    /// Whose rule is recognised.
    pub to: usize,
    /// State.
    pub state: RecognitionState,
    /// Share of cases that the conditions, scope and quota let through, 0 to 1; 1 = without condition.
    pub share: f64,
}

/// Holds the distance of two jurisdictions in both directions, less what is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Directed {
    /// What those of the first meet in the second: lessened by what the second recognises of the first.
    pub outward: Distance,
    /// What those of the second meet in the first: lessened by what the first recognises of the second.
    pub inward: Distance,
}

impl Directed {
    /// Mean of both directions: symmetric.
    pub fn mean(self) -> Distance {
        let half = |a: f64, b: f64| (a + b) / 2.0;
        Distance {
            differing: half(self.outward.differing, self.inward.differing),
            unknown: half(self.outward.unknown, self.inward.unknown),
            total: half(self.outward.total, self.inward.total),
        }
    }
}

/// Adds up the directed distances of topics.
pub fn directed_total(topics: &[Directed]) -> Directed {
    topics.iter().fold(Directed::default(), |sum, topic| Directed {
        outward: sum.outward.plus(topic.outward),
        inward: sum.inward.plus(topic.inward),
    })
}

/// Measures the distance of two jurisdictions less what is recognised, by topic.
///
/// A provision's difference, and its unknown weight, is multiplied by `1 − share` in the direction in which it is recognised: by a unilateral
/// recognition those of `to` meet in `from`; by a mutual one or a common standard both directions. Of several recognitions of a
/// direction the greatest share counts. A conditional recognition thus leaves the share of cases that its conditions keep out.
///
/// - Cost: O(provisions + recognitions of the pair · columns).
///
/// # Panics
/// If a jurisdiction does not exist, or a share of the pair lies outside 0 to 1.
pub fn recognise(profiles: &Profiles, recognitions: &[Recognition], a: usize, b: usize) -> Vec<Directed> {
    let whole = super::pair(profiles, a, b).into_iter();
    let mut directed: Vec<Directed> = whole.map(|distance| Directed { outward: distance, inward: distance }).collect();
    // Per provision: the greatest share in each direction.
    let mut shares: std::collections::BTreeMap<usize, (f64, f64)> = std::collections::BTreeMap::new();
    for recognition in recognitions {
        let pair = (recognition.from, recognition.to);
        if recognition.state == RecognitionState::None || (pair != (a, b) && pair != (b, a)) {
            continue;
        }
        assert!((0.0..=1.0).contains(&recognition.share), "a share lies between 0 and 1");
        let (outward, inward) = shares.entry(recognition.provision).or_default();
        let both = recognition.state >= RecognitionState::Mutual;
        if both || pair == (b, a) {
            *outward = outward.max(recognition.share);
        }
        if both || pair == (a, b) {
            *inward = inward.max(recognition.share);
        }
    }
    for (provision, (outward, inward)) in shares {
        let Some((topic, difference)) = profiles.provision(a, b, provision) else { continue };
        let topic = &mut directed[topic];
        for (distance, share) in [(&mut topic.outward, outward), (&mut topic.inward, inward)] {
            // What is taken off can exceed what is there only by the rounding of the sum.
            distance.differing = (distance.differing - share * difference.differing).max(0.0);
            distance.unknown = (distance.unknown - share * difference.unknown).max(0.0);
        }
    }
    directed
}
