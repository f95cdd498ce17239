//! The rules of the audit, each held against its limit.

use super::{AuditLimits, Finding, Grade, NodeMeasures, Rule, Subject};
use crate::correlate::{Coefficient, Remarkable, correlate, flags, size_driven};
use crate::stats::{Moments, present};

fn about(rule: Rule, grade: Grade, node: usize, number: f64, threshold: f64) -> Finding {
    Finding {
        rule,
        node: Some(node),
        place: None,
        other: None,
        grade,
        number: Some(number),
        threshold: Some(threshold),
    }
}

/// Coverage, constant columns, outliers, size.
pub(super) fn data(subject: &Subject<'_>, limits: &AuditLimits, nodes: &[NodeMeasures], findings: &mut Vec<Finding>) {
    let tree = subject.tree;
    for (node, column) in tree.leaves() {
        let measured = &nodes[node];
        if measured.coverage < limits.indicator_coverage {
            let threshold = limits.indicator_coverage;
            findings.push(about(Rule::IndicatorCoverage, Grade::Warning, node, measured.coverage, threshold));
        }
        let raw = subject.raw.column(column);
        if present(raw).next().is_some() && !Moments::of(raw).has_spread() {
            let constant = about(Rule::Constant, Grade::Serious, node, 0.0, 0.0);
            findings.push(Finding { number: None, threshold: None, ..constant });
        }
        if let Some(skewness) = outliers(raw, limits) {
            findings.push(about(Rule::Outliers, Grade::Note, node, skewness, limits.skewness));
        }
        if let Some(skewness) = subject.treated.and_then(|treated| outliers(treated.column(column), limits)) {
            findings.push(about(Rule::OutliersRemain, Grade::Warning, node, skewness, limits.skewness));
        }
    }
    coverage_of_places(subject, limits, findings);
    if let Some(denominators) = subject.denominators {
        let mut leaf_of = vec![None; subject.raw.n_indicators()];
        for (node, column) in tree.leaves() {
            leaf_of[column] = Some(node);
        }
        for found in size_driven(subject.raw, denominators, Coefficient::Pearson, limits.size_driven) {
            if let Some(node) = leaf_of[found.indicator] {
                let finding = about(Rule::SizeDriven, Grade::Note, node, found.estimate.value, limits.size_driven);
                findings.push(Finding { other: Some(found.denominator), ..finding });
            }
        }
    }
}

/// The skewness of a column that fails the outlier test.
fn outliers(column: &[Option<f64>], limits: &AuditLimits) -> Option<f64> {
    let moments = Moments::of(column);
    let (skewness, kurtosis) = moments.skewness().zip(moments.kurtosis())?;
    (skewness.abs() >= limits.skewness && kurtosis >= limits.kurtosis).then_some(skewness)
}

fn coverage_of_places(subject: &Subject<'_>, limits: &AuditLimits, findings: &mut Vec<Finding>) {
    let (tree, threshold) = (subject.tree, limits.place_coverage);
    let n_places = subject.raw.n_places();
    let share = |place: usize, columns: &[usize]| {
        let n = columns.iter().filter(|&&column| subject.raw.at(place, column).is_some()).count();
        n as f64 / columns.len() as f64
    };
    let inside: Vec<usize> =
        tree.leaves().filter(|(node, _)| tree.nodes()[*node].parent.is_some()).map(|(_, column)| column).collect();
    for place in 0..n_places {
        let covered = if inside.is_empty() { 1.0 } else { share(place, &inside) };
        if covered < threshold {
            let finding = about(Rule::PlaceCoverage, Grade::Warning, 0, covered, threshold);
            findings.push(Finding { node: None, place: Some(place), ..finding });
        }
    }
    for node in (0..tree.n_nodes()).filter(|&node| tree.nodes()[node].parent.is_some()) {
        let columns = tree.columns_below(node);
        if tree.children(node).is_empty() || columns.is_empty() {
            continue;
        }
        let n_poor = (0..n_places).filter(|&place| share(place, &columns) < threshold).count();
        if n_poor > 0 {
            let poor = n_poor as f64 / n_places as f64;
            findings.push(about(Rule::PillarCoverage, Grade::Note, node, poor, threshold));
        }
    }
}

/// Correlations inside and across pillars, alpha, components.
pub(super) fn structure(
    subject: &Subject<'_>,
    limits: &AuditLimits,
    nodes: &[NodeMeasures],
    findings: &mut Vec<Finding>,
) {
    let tree = subject.tree;
    let families: Vec<Vec<usize>> = (0..tree.n_nodes()).map(|node| tree.children(node).to_vec()).collect();
    for flag in flags(subject.scores, &families, Coefficient::Pearson, Remarkable::Below(0.0)) {
        let grade = if flag.estimate.p_value < limits.p_value { Grade::Serious } else { Grade::Note };
        let finding = about(Rule::NegativeInside, grade, flag.first, flag.estimate.value, 0.0);
        findings.push(Finding { other: Some(flag.second), ..finding });
    }
    let roots = tree.root_of();
    for root in tree.roots() {
        let leaves: Vec<usize> =
            tree.leaves().map(|(node, _)| node).filter(|&node| node != root && roots[node] == root).collect();
        for flag in flags(subject.scores, &[leaves], Coefficient::Pearson, Remarkable::Above(limits.redundant)) {
            let finding = about(Rule::Redundant, Grade::Warning, flag.first, flag.estimate.value, limits.redundant);
            findings.push(Finding { other: Some(flag.second), ..finding });
        }
    }
    for measured in nodes {
        with_parent(subject, limits, measured, findings);
        members(limits, measured, findings);
    }
}

fn with_parent(subject: &Subject<'_>, limits: &AuditLimits, measured: &NodeMeasures, findings: &mut Vec<Finding>) {
    let (tree, node) = (subject.tree, measured.node);
    let Some(parent) = tree.nodes()[node].parent else { return };
    let Some(own) = measured.with_parent else { return };
    let alone = tree.children(parent).len() == 1;
    if own.value < 0.0 {
        let finding = about(Rule::NegativeWithParent, Grade::Serious, node, own.value, 0.0);
        findings.push(Finding { other: Some(parent), ..finding });
    } else if own.value < limits.own_parent {
        let finding = about(Rule::WeakWithParent, Grade::Warning, node, own.value, limits.own_parent);
        findings.push(Finding { other: Some(parent), ..finding });
    }
    // Of all the parent's siblings only the closest is named.
    if let Some(above) = tree.nodes()[parent].parent.filter(|_| !alone) {
        let mut closest: Option<(usize, f64)> = None;
        for &other in tree.children(above).iter().filter(|&&other| other != parent) {
            if let Ok(estimate) =
                correlate(subject.scores.column(node), subject.scores.column(other), Coefficient::Pearson)
                && closest.is_none_or(|(_, value)| estimate.value > value)
            {
                closest = Some((other, estimate.value));
            }
        }
        if let Some((other, value)) = closest.filter(|(_, value)| *value > own.value) {
            let finding = about(Rule::StrongerElsewhere, Grade::Note, node, value, own.value);
            findings.push(Finding { other: Some(other), ..finding });
        }
    }
    if let Some(estimate) = measured.with_root
        && tree.children(node).is_empty()
        && tree.nodes()[parent].parent.is_some()
        && estimate.value < limits.own_parent
    {
        let grade = if estimate.value < 0.0 { Grade::Warning } else { Grade::Note };
        findings.push(about(Rule::SilentInIndex, grade, node, estimate.value, limits.own_parent));
    }
}

fn members(limits: &AuditLimits, measured: &NodeMeasures, findings: &mut Vec<Finding>) {
    let node = measured.node;
    if let Some(alpha) = measured.alpha.filter(|alpha| *alpha < limits.alpha) {
        let grade = if alpha < 0.0 { Grade::Serious } else { Grade::Warning };
        findings.push(about(Rule::Alpha, grade, node, alpha, limits.alpha));
    }
    let Some(principal) = &measured.principal else { return };
    let n_above_one = principal.n_above_one();
    if n_above_one > 1 {
        findings.push(about(Rule::SeveralDimensions, Grade::Note, node, n_above_one as f64, 1.0));
    }
    let first = principal.shares()[0];
    if first < limits.first_component {
        findings.push(about(Rule::FirstComponent, Grade::Note, node, first, limits.first_component));
    }
    // With two members that run against each other either could be called the negative one.
    if principal.eigenvalues.len() > 2 {
        for (&member, loading) in measured.principal_members.iter().zip(principal.loadings(0)) {
            if loading < 0.0 {
                let finding = about(Rule::NegativeLoading, Grade::Warning, member, loading, 0.0);
                findings.push(Finding { other: Some(node), ..finding });
            }
        }
    }
}

/// Influence against weight, and whether the index shows what no pillar shows.
pub(super) fn weighting(
    subject: &Subject<'_>,
    limits: &AuditLimits,
    nodes: &[NodeMeasures],
    findings: &mut Vec<Finding>,
) {
    let tree = subject.tree;
    for measured in nodes {
        if let Some(influence) = measured.influence_share
            && measured.weight_share > 0.0
        {
            let ratio = influence / measured.weight_share;
            if ratio > limits.imbalance || ratio * limits.imbalance < 1.0 {
                let weight = measured.weight_share;
                findings.push(about(Rule::Imbalance, Grade::Note, measured.node, influence, weight));
            }
        }
        let aggregate = !tree.children(measured.node).is_empty();
        if aggregate && !measured.rank_shifts.is_empty() {
            let n_shifted = measured.rank_shifts.iter().filter(|shift| **shift >= limits.rank_shift).count();
            let share = n_shifted as f64 / measured.rank_shifts.len() as f64;
            if share < limits.share_shifted {
                findings.push(about(Rule::SamePicture, Grade::Note, measured.node, share, limits.share_shifted));
            }
        }
    }
}
