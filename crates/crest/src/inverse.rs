//! The inverse questions: what it takes to reach a rank, and which weights go with which order.
//!
//! Scores are linear in weights where the means above the asked level are arithmetic, in logarithms where they are geometric; and
//! linear in the figures of a place as long as no bound of the scale moves. Within these limits the answers are exact
//! ([`crest_plan`]); every answer is computed again by the whole recipe.

mod least_change;
mod weights;

pub(crate) use least_change::find as least_change;
pub use least_change::{ChangeAsked, ChangedValue, LeastChange, Rung};
pub use weights::{
    Conflict, ElementWeight, ListAnswer, PairAnswer, PairElement, RankRange, WeightSetAsked, WeightsError,
};
pub(crate) use weights::{list, pair, ranges};

use crest_data::value::Panel;
use crest_model::model::Model;

use crate::assemble::index::Ground;

/// Says why an inverse question has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum InverseError {
    /// The project has no index that can be computed.
    NoIndex,
    /// A name is not that of a ranked place.
    Place {
        /// As asked.
        name: String,
        /// The nearest name there is.
        near: Option<String>,
    },
    /// A code is not that of an indicator of the index that can be changed.
    Indicator {
        /// As asked.
        code: String,
        /// The nearest code there is.
        near: Option<String>,
    },
    /// The rank is none that the place could reach.
    Rank {
        /// As asked.
        rank: u32,
        /// Number of ranked places.
        n_places: u32,
    },
    /// All changes together do not reach the rank.
    OutOfReach {
        /// Best rank that they reach.
        best_rank: u32,
    },
    /// Scores are not linear in what is asked about.
    NotLinear {
        /// Why.
        why: &'static str,
    },
    /// A cell that the question needs has no value.
    Missing {
        /// Place.
        place: String,
        /// Node.
        node: String,
    },
    /// The weights asked for are none, or a list is none.
    Weights(WeightsError),
    /// The kernel refuses.
    Plan(String),
}

impl std::fmt::Display for InverseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hint =
            |near: &Option<String>| near.as_ref().map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        match self {
            Self::NoIndex => write!(f, "the project has no index that can be computed"),
            Self::Place { name, near } => write!(f, "there is no ranked place `{name}`{}", hint(near)),
            Self::Indicator { code, near } => {
                write!(f, "`{code}` is no indicator of the index that could be changed{}", hint(near))
            }
            Self::Rank { rank, n_places } => write!(f, "rank {rank} was asked for; expected 1 to {n_places}"),
            Self::OutOfReach { best_rank } => {
                write!(f, "all changes within their limits together reach rank {best_rank} and no better")
            }
            Self::NotLinear { why } => write!(f, "there is no exact answer: {why}"),
            Self::Missing { place, node } => write!(
                f,
                "`{place}` has no score of `{node}`, which the question needs; ask at a higher level, or impute"
            ),
            Self::Weights(error) => error.fmt(f),
            Self::Plan(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for InverseError {}

/// Builds the ground of an inverse question.
fn ground(model: &Model, panel: &Panel) -> Result<Ground, InverseError> {
    match Ground::build(model, panel) {
        Some(Ok(ground)) => Ok(ground),
        _ => Err(InverseError::NoIndex),
    }
}

/// Finds the row of a ranked place by id or name.
fn row_of(model: &Model, ground: &Ground, name: &str) -> Result<usize, InverseError> {
    let places = ground.places(model);
    let same = |other: &str| !other.is_empty() && other.eq_ignore_ascii_case(name);
    let is = |place: &&crest_model::model::Place| same(&place.id) || same(&place.name.zh) || same(&place.name.en);
    let found = places.iter().position(is).filter(|&row| ground.is_ranked(row));
    found.ok_or_else(|| InverseError::Place {
        name: name.to_owned(),
        near: crest_model::nearest(name, places.iter().map(|place| place.id.as_str())).map(str::to_owned),
    })
}
