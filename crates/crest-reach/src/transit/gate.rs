//! Gates: border control points and whatever else has opening hours and a queue between two stops.
//!
//! A gate leads from one stop to another, on foot and without a ride. Whoever comes before it opens waits; whoever comes
//! after it closed does not pass. How long the queue takes differs from day to day: each draw of a timetable takes one
//! queue time for each gate, spread over its distribution as the offsets of headways are.

use crate::timetable::{Headways, share};

use super::{LANES, Lanes};

/// Holds a gate in one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Stop in front of it.
    pub from: u32,
    /// Stop behind it.
    pub to: u32,
    /// Seconds to walk through it without any queue.
    pub walk_s: u32,
    /// Queue time in seconds at even steps of probability, from the least to the most; linear between them. One value is
    /// a fixed time, none no queue.
    pub queue_s: Vec<u32>,
    /// When it is open, in seconds after midnight of the service day, in order and apart; both ends belong to it.
    pub open: Vec<(i32, i32)>,
    /// What tells it from other gates in drawing queue times.
    pub key: u64,
    is_backward: bool,
}

impl Gate {
    /// Describes a gate; see the fields. Periods that overlap become one, and those that end before they start none.
    pub fn new(
        (from, to): (u32, u32),
        walk_s: u32,
        mut queue_s: Vec<u32>,
        mut open: Vec<(i32, i32)>,
        key: u64,
    ) -> Self {
        queue_s.sort_unstable();
        open.retain(|(start, end)| start <= end);
        open.sort_unstable();
        open.dedup_by(|next, last| {
            let is_one = next.0 <= last.1;
            if is_one {
                last.1 = last.1.max(next.1);
            }
            is_one
        });
        Self { from, to, walk_s, queue_s, open, key, is_backward: false }
    }

    /// Returns the gate for time run backwards, see [`super::reversed`].
    #[must_use]
    pub fn reversed(&self) -> Self {
        let open = self.open.iter().rev().map(|(start, end)| (-end, -start)).collect();
        Self { from: self.to, to: self.from, open, is_backward: !self.is_backward, ..self.clone() }
    }

    /// Returns the queue time of a draw: the quantile at the draw's share, the median where nothing is drawn.
    pub fn queue_of(&self, headways: Headways) -> u32 {
        let Some(last) = self.queue_s.len().checked_sub(1) else { return 0 };
        let share = match headways {
            Headways::Drawn { seed, draw, n_draws } | Headways::DrawnR5 { seed, draw, n_draws } => {
                share(seed, self.key, draw, n_draws)
            }
            Headways::HalfWait => 0.5,
        };
        let place = share * last as f64;
        let below = (place as usize).min(last);
        let (low, high) = (f64::from(self.queue_s[below]), f64::from(self.queue_s[(below + 1).min(last)]));
        (low + (place - below as f64) * (high - low)).round() as u32
    }

    /// Returns the gate as one draw finds it, times counted from `base_s`.
    pub(super) fn drawn(&self, headways: Headways, base_s: i32) -> Pass {
        let through_s = self.walk_s.saturating_add(self.queue_of(headways)).min(1 << 20) as i32;
        let (before_s, after_s) = if self.is_backward { (through_s, 0) } else { (0, through_s) };
        let open = self.open.iter().map(|(start, end)| (start.saturating_sub(base_s), end.saturating_sub(base_s)));
        Pass { from: self.from, to: self.to, before_s, after_s, open: open.collect() }
    }
}

/// A gate in one draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pass {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) before_s: i32,
    pub(super) after_s: i32,
    pub(super) open: Vec<(i32, i32)>,
}

impl Pass {
    /// Returns when one is through, none if the gate stays closed. Later comers are never through sooner.
    pub(super) fn through(&self, time: i32) -> Option<i32> {
        let ready = time.saturating_add(self.before_s);
        let (start, _) = self.open.iter().find(|(_, end)| ready <= *end)?;
        Some(ready.max(*start).saturating_add(self.after_s))
    }

    /// Lowers the labels behind the gate; tells whether any fell.
    pub(super) fn relax(&self, target: &mut Lanes, source: &Lanes) -> bool {
        let mut fell = false;
        for lane in 0..LANES {
            let time = self.through(i32::from(source[lane])).and_then(|time| u16::try_from(time).ok());
            if let Some(time) = time
                && time < target[lane]
            {
                target[lane] = time;
                fell = true;
            }
        }
        fell
    }
}
