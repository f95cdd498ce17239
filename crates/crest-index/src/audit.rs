//! The coherence audit of an index: what a careful reviewer would ask of its data, its structure and its weights.
//!
//! One call gives a table of measures per node and a list of findings, each with the number that breaks a rule and the
//! threshold it breaks. Thresholds are choices, visible in [`AuditLimits`]; none of them is a law.
//!
//! Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 2 to 8; the statistical audits of the
//! Joint Research Centre printed with the Global Innovation Index (coverage, coherence inside and across pillars,
//! one component per pillar, share of places whose pillar ranks differ from the index rank).

mod checks;
mod finding;
mod measure;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Grade, Rule};
pub use measure::NodeMeasures;

use crate::matrix::Matrix;
use crate::tree::Tree;

/// Holds what is audited.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The framework with the weights in force.
    pub tree: &'a Tree,
    /// Values before imputation and treatment (after division by denominators, if any): coverage and outliers.
    pub raw: &'a Matrix,
    /// Values after treatment, if there was one: outliers that remain.
    pub treated: Option<&'a Matrix>,
    /// Scores: places × nodes; leaves carry normalised values, higher is better.
    pub scores: &'a Matrix,
    /// Measures of size that indicators should not merely repeat; may have no columns.
    pub denominators: Option<&'a Matrix>,
}

/// Holds the thresholds of the audit.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditLimits {
    /// Least share of places with a value, per indicator.
    pub indicator_coverage: f64,
    /// Least share of indicators with a value, per place and per pillar of a place.
    pub place_coverage: f64,
    /// Absolute skewness G1 that, together with `kurtosis`, marks outliers.
    pub skewness: f64,
    /// Excess kurtosis G2 that, together with `skewness`, marks outliers.
    pub kurtosis: f64,
    /// Least correlation of a node with its parent.
    pub own_parent: f64,
    /// Correlation above which two indicators say the same thing.
    pub redundant: f64,
    /// p-value below which a negative correlation inside a pillar is more than noise.
    pub p_value: f64,
    /// Least Cronbach's alpha.
    pub alpha: f64,
    /// Least share of variance of the first component.
    pub first_component: f64,
    /// Largest factor between the share of influence and the weight of a node among its siblings.
    pub imbalance: f64,
    /// Absolute correlation with a denominator above which an indicator is driven by size.
    pub size_driven: f64,
    /// Difference of ranks that counts as a different picture.
    pub rank_shift: u32,
    /// Least share of places for which a pillar gives a different picture than the index.
    pub share_shifted: f64,
}

impl Default for AuditLimits {
    /// The rules of thumb of the sources.
    fn default() -> Self {
        Self {
            indicator_coverage: 0.65,
            place_coverage: 0.65,
            skewness: 2.0,
            kurtosis: 3.5,
            own_parent: 0.3,
            redundant: 0.92,
            p_value: 0.05,
            alpha: 0.7,
            first_component: 0.6,
            imbalance: 2.0,
            size_driven: 0.6,
            rank_shift: 10,
            share_shifted: 0.3,
        }
    }
}

/// Holds the result of an audit.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// Measures of every node, in node order.
    pub nodes: Vec<NodeMeasures>,
    /// Broken rules, by rule, then node, then other node or place.
    pub findings: Vec<Finding>,
}

/// Says why there is nothing to audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditError {
    /// The matrices differ in places, or scores do not have one column per node.
    Shape,
    /// A leaf reads a column the raw matrix does not have.
    NoColumn {
        /// The leaf.
        node: usize,
    },
}

impl std::fmt::Display for AuditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shape => write!(f, "the matrices of the audit do not fit together"),
            Self::NoColumn { node } => write!(f, "node {node} reads a column the raw matrix does not have"),
        }
    }
}

impl std::error::Error for AuditError {}

/// Audits an index.
///
/// - Every rule is applied to every node it makes sense for; what cannot be measured (constant columns, too few places)
///   is a finding of its own or stays empty, never a NaN.
/// - Indicators that stand alone as roots are measured for coverage and outliers only.
/// - Cost: O(indicators² · places); the components add O(members³) per node.
///
/// # Errors
/// See [`AuditError`].
pub fn audit(subject: &Subject<'_>, limits: &AuditLimits) -> Result<Audit, AuditError> {
    check(subject)?;
    let nodes = measure::measure(subject);
    let mut findings = Vec::new();
    checks::data(subject, limits, &nodes, &mut findings);
    checks::structure(subject, limits, &nodes, &mut findings);
    checks::weighting(subject, limits, &nodes, &mut findings);
    findings.sort_by_key(|finding| (finding.rule, finding.node, finding.place, finding.other));
    Ok(Audit { nodes, findings })
}

fn check(subject: &Subject<'_>) -> Result<(), AuditError> {
    let n = subject.scores.n_places();
    let others = [Some(subject.raw), subject.treated, subject.denominators];
    if n == 0
        || subject.scores.n_indicators() != subject.tree.n_nodes()
        || others.iter().flatten().any(|matrix| matrix.n_places() != n)
    {
        return Err(AuditError::Shape);
    }
    let n_columns = subject.treated.map_or(usize::MAX, Matrix::n_indicators).min(subject.raw.n_indicators());
    match subject.tree.leaves().find(|(_, column)| *column >= n_columns) {
        Some((node, _)) => Err(AuditError::NoColumn { node }),
        None => Ok(()),
    }
}
