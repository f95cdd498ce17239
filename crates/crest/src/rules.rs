//! Rules across jurisdictions: dated answers under a method, as scores, ranks, distances, reforms, bundles and history.
//!
//! - Bring answers and method together: [`Book`], from a project, a directory of lists, or one wide table.
//! - **Score and rank**: [`Book::scores`], [`Book::sheet`] of one jurisdiction with its citations, [`Book::ladder`].
//! - **Distance**: [`Book::distances`], [`Book::compare`] provision by provision, [`Book::recognition`].
//! - **Reform**: [`Book::reforms`] one by one, [`Book::together`], [`Book::axes`], [`Book::bundles`].
//! - **Time**: [`Book::events`], [`Book::sunsets`], [`Book::convergence`], [`Book::radar`].
//! - **Trust**: [`Book::coverage`].
//!
//! What is computed is told by `crest_rules`; here names become positions and positions names.

mod book;
mod bundle;
mod distance;
mod history;
mod method;
mod open;
mod reform;
mod score;

pub use book::{Book, Moment, RulesError};
pub use bundle::{Aim, BundleAsked, BundleFound, BundleMember};
pub use distance::{Basis, Compared, DistanceRow};
pub use history::CoverageRow;
pub use open::{Opened, import, open};
pub use reform::{AxisRow, Reform, ReformAsked, Together};
pub use score::{LadderRow, NodeName, ScoreRow, Scored, Sheet, SheetLine};

use crest_model::{Diagnostic, Model};

/// Judges the methods that a project takes up by applying them: expressions, options and weights as the kernel reads them.
pub(crate) fn check(model: &Model) -> Vec<Diagnostic> {
    let Some(rules) = &model.rules else { return Vec::new() };
    let failed = |used: &crest_model::rules::ProjectMethod| Book::new(rules.clone(), Some(used)).err();
    let judged = rules.methods.values().filter_map(|used| {
        let error = failed(used)?;
        let location = used.file.as_ref().map_or_else(|| used.location.clone(), crest_model::Location::file);
        Some(
            Diagnostic::error("C1624", format!("the method `{}` cannot be applied: {error}", used.id))
                .at(location)
                .value(&used.id),
        )
    });
    judged.collect()
}

#[cfg(test)]
mod tests;
