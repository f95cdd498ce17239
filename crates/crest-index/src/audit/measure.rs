//! The measures of every node on which the rules of the audit rest.

use super::Subject;
use crate::correlate::{Coefficient, Estimate, correlate};
use crate::cronbach::alpha;
use crate::importance::{Importance, importance};
use crate::principal::{Principal, parallel_analysis, principal};
use crate::stats::Moments;
use crate::tree::Tree;

/// Draws of noise behind [`NodeMeasures::n_above_noise`], and their seed: fixed, so that an audit repeats.
const N_DRAWS: usize = 100;
const SEED: u64 = 20_080_901;

/// Holds what was measured of one node; what cannot be measured is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeMeasures {
    /// Position of the node.
    pub node: usize,
    /// Share of places with a value: raw values for an indicator, scores else.
    pub coverage: f64,
    /// Skewness G1 of the raw values (indicators only).
    pub skewness: Option<f64>,
    /// Excess kurtosis G2 of the raw values (indicators only).
    pub kurtosis: Option<f64>,
    /// Effective weight: product of the weight shares up to the root.
    pub effective_weight: f64,
    /// Weight share among siblings.
    pub weight_share: f64,
    /// Correlation with the parent.
    pub with_parent: Option<Estimate>,
    /// Correlation with the root.
    pub with_root: Option<Estimate>,
    /// Variance of the parent told by the node.
    pub importance_in_parent: Option<Importance>,
    /// Variance of the root told by the node.
    pub importance_in_root: Option<Importance>,
    /// Share of the squared correlations of all siblings with their parent: the influence to hold against the weight.
    pub influence_share: Option<f64>,
    /// Cronbach's alpha of the members (aggregates only).
    pub alpha: Option<f64>,
    /// Principal components of the members that vary (aggregates with two or more such members).
    pub principal: Option<Principal>,
    /// Members behind `principal`, in its order.
    pub principal_members: Vec<usize>,
    /// Number of leading components above those of noise of the same shape (Horn's 95 %).
    pub n_above_noise: Option<usize>,
    /// Share of places whose rank here differs from that of the root by the limit or more is judged from these: the
    /// absolute differences of rank per place (nodes below a root only).
    pub rank_shifts: Vec<u32>,
}

pub(super) fn measure(subject: &Subject<'_>) -> Vec<NodeMeasures> {
    let tree = subject.tree;
    let (effective, roots) = (tree.effective_weights(), tree.root_of());
    let ranks: Vec<Vec<Option<u32>>> =
        (0..tree.n_nodes()).map(|node| crate::rank::ranks(subject.scores.column(node))).collect();
    let mut nodes: Vec<NodeMeasures> = (0..tree.n_nodes())
        .map(|node| {
            let own = subject.scores.column(node);
            let parent = tree.nodes()[node].parent;
            let root = Some(roots[node]).filter(|&root| root != node);
            let with = |other: Option<usize>| correlate(own, subject.scores.column(other?), Coefficient::Pearson).ok();
            let tells = |other: Option<usize>| importance(own, subject.scores.column(other?)).ok();
            let raw = tree.nodes()[node].leaf.map(|column| subject.raw.column(column));
            let moments = raw.map(Moments::of);
            let (principal, principal_members) = components(subject, node);
            let n_above_noise = principal.as_ref().map(|found| {
                found.n_above_noise(&parallel_analysis(found.n_places, found.eigenvalues.len(), N_DRAWS, 0.95, SEED))
            });
            NodeMeasures {
                node,
                coverage: crate::trend::share_observed(raw.unwrap_or(own)),
                skewness: moments.and_then(|moments| moments.skewness()),
                kurtosis: moments.and_then(|moments| moments.kurtosis()),
                effective_weight: effective[node],
                weight_share: weight_share(tree, node),
                with_parent: with(parent),
                with_root: with(root),
                importance_in_parent: tells(parent),
                importance_in_root: tells(root),
                influence_share: None,
                alpha: alpha(subject.scores, tree.children(node)).ok(),
                principal,
                principal_members,
                n_above_noise,
                rank_shifts: root.map_or_else(Vec::new, |root| shifts(&ranks[node], &ranks[root])),
            }
        })
        .collect();
    for node in 0..tree.n_nodes() {
        let told = |&member: &usize| nodes[member].importance_in_parent.map_or(0.0, |found| found.squared_correlation);
        let sum: f64 = tree.children(node).iter().map(told).sum();
        if sum > 0.0 {
            for &member in tree.children(node) {
                nodes[member].influence_share = nodes[member].importance_in_parent.map(|f| f.squared_correlation / sum);
            }
        }
    }
    nodes
}

fn weight_share(tree: &Tree, node: usize) -> f64 {
    let Some(parent) = tree.nodes()[node].parent else { return 1.0 };
    let sum: f64 = tree.children(parent).iter().map(|&member| tree.nodes()[member].weight).sum();
    if sum == 0.0 { 0.0 } else { tree.nodes()[node].weight / sum }
}

/// Components of the members that vary; a constant one is a finding of its own and would forbid the analysis.
fn components(subject: &Subject<'_>, node: usize) -> (Option<Principal>, Vec<usize>) {
    let varies = |member: &usize| Moments::of(subject.scores.column(*member)).has_spread();
    let members: Vec<usize> = subject.tree.children(node).iter().copied().filter(varies).collect();
    let found = if members.len() < 2 { None } else { principal(subject.scores, &members).ok() };
    (found, members)
}

fn shifts(own: &[Option<u32>], root: &[Option<u32>]) -> Vec<u32> {
    own.iter().zip(root).filter_map(|(own, root)| Some((*own)?.abs_diff((*root)?))).collect()
}
