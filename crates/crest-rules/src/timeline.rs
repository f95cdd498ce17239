//! Rules over time: events, end dates, convergence with a partner, and when its trend would close.

mod events;
mod trend;

#[cfg(test)]
mod tests;

pub use events::{Event, Sunset, events, sunsets};
pub use trend::{Closing, Spread, Trend, TrendError, spread, trend};
