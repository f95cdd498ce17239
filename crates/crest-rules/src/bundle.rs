//! The effects of single changes as plain arrays for a search of the best bundle, with sets of changes that act together.
//!
//! With frozen bounds the overall score is a sum over components as long as nothing but means and sums stands above them: then each change has
//! one gain, whatever else is adopted. Gates, implications, couplings, formulas and parts that leave an average break this. Changes that
//! meet in one of these form a cluster, for which the gain of every subset is worked out.

use crate::answer::Answer;
use crate::method::{Method, Node, Reading};
use crate::reform::{Change, Prepared, SingleEffect, Subject, SystemChange};
use crate::score::score_one;

/// Most members of a cluster whose subsets are worked out.
pub const MOST_CLUSTER: usize = 10;

/// Holds changes that act together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Positions of the changes, rising.
    pub members: Vec<usize>,
    /// Gain of every subset, bit k = the k-th member; 2ᵏ numbers. `None` where there are more than [`MOST_CLUSTER`] members: then the single gains are
    /// only an approximation.
    pub gains: Option<Vec<f64>>,
}

/// Holds the effects of changes as arrays.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// Overall score before.
    pub score: Option<f64>,
    /// Gain of each change alone, more = better; 0 where it is not made, and for all where there is no score.
    pub gains: Vec<f64>,
    /// Change of the least distance to each partner, changes × partners; these add up as long as no provision leaves or enters a pair by
    /// ceasing or beginning to apply.
    pub distance_changes: Vec<Vec<f64>>,
    /// Whether each change is made by all, or at least one, of the subject's parts.
    pub is_made: Vec<bool>,
    /// Changes that act together; those in none act by themselves.
    pub clusters: Vec<Cluster>,
}

/// Works out the effects of changes alone and of those that act together.
///
/// Gains of changes in no cluster, and of the subsets chosen in each cluster, add up to the gain of the whole bundle. Two changes of one provision are to be excluded by
/// the caller: of both the later would count.
///
/// - Which act together: provisions of one formula; of a gate's condition and all below its node; of an implication's condition and its components; of a
///   coupling; and every pair whose joint gain is not the sum of both, which finds parts that leave an average.
/// - Cost: O(changes² · nodes), and 2ᵏ scores for a cluster of k.
///
/// # Panics
/// If a provision or jurisdiction does not exist.
pub fn effects(prepared: &Prepared<'_>, subject: &Subject, changes: &[Change], system: SystemChange) -> Effects {
    let method = prepared.world().method;
    let singles: Vec<SingleEffect> = prepared.each(subject, changes, system);
    let score = prepared.world().scores.of(subject.jurisdiction)[method.overall()].score();
    let bundle = Bundle::new(prepared, subject, &singles);
    let gains: Vec<f64> = singles.iter().map(|single| method.gain(single.score_change.unwrap_or(0.0))).collect();
    let n = changes.len();
    let mut sets = Sets::new(n);
    for provisions in entangled(method) {
        let touched: Vec<usize> = (0..n)
            .filter(|k| singles[*k].is_made() && provisions.all.binary_search(&changes[*k].provision).is_ok())
            .collect();
        // A condition that no change touches stays as it is and switches nothing.
        let may_switch = touched.iter().any(|k| provisions.switches.binary_search(&changes[*k].provision).is_ok());
        if may_switch {
            touched.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
        }
    }
    let made: Vec<usize> = (0..n).filter(|k| singles[*k].is_made()).collect();
    for (position, &a) in made.iter().enumerate() {
        for &b in &made[position + 1..] {
            if sets.find(a) != sets.find(b) && (bundle.gain(&[a, b]) - gains[a] - gains[b]).abs() > NOTHING {
                sets.join(a, b);
            }
        }
    }
    let clusters = sets.groups().into_iter().filter(|members| members.len() > 1).filter_map(|members| {
        if members.len() > MOST_CLUSTER {
            return Some(Cluster { members, gains: None });
        }
        let joint: Vec<f64> = subsets(&members).map(|subset| bundle.gain(&subset)).collect();
        let sums = subsets(&members).map(|subset| subset.iter().map(|k| gains[*k]).sum::<f64>());
        // What could act together but does not needs no subsets.
        let acts = joint.iter().zip(sums).any(|(joint, sum)| (joint - sum).abs() > NOTHING);
        acts.then_some(Cluster { members, gains: Some(joint) })
    });
    Effects {
        score,
        clusters: clusters.collect(),
        gains,
        distance_changes: singles.iter().map(|single| single.distance_changes.clone()).collect(),
        is_made: singles.iter().map(SingleEffect::is_made).collect(),
    }
}

/// Difference of gains that counts as none: far above rounding, far below a published digit.
const NOTHING: f64 = 1e-9;

fn subsets(members: &[usize]) -> impl Iterator<Item = Vec<usize>> + '_ {
    (0..1_usize << members.len())
        .map(|set| members.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1).map(|(_, member)| *member).collect())
}

/// Scores bundles of changes.
struct Bundle<'a> {
    method: &'a Method,
    rows: Vec<Vec<Answer>>,
    weights: Vec<f64>,
    singles: &'a [SingleEffect],
    base: Option<f64>,
}

impl<'a> Bundle<'a> {
    fn new(prepared: &Prepared<'a>, subject: &Subject, singles: &'a [SingleEffect]) -> Self {
        let world = prepared.world();
        let rows = subject.parts.iter().map(|(part, _)| world.answers.of(*part).to_vec()).collect();
        let weights = subject.parts.iter().map(|(_, weight)| *weight).collect();
        let mut bundle = Self { method: world.method, rows, weights, singles, base: None };
        bundle.base = bundle.score(&[]);
        bundle
    }

    fn score(&self, chosen: &[usize]) -> Option<f64> {
        let mut sum = 0.0;
        for (part, (row, weight)) in self.rows.iter().zip(&self.weights).enumerate() {
            let mut row = row.clone();
            for k in chosen {
                let step = &self.singles[*k].steps[part];
                row[step.provision] = step.after;
            }
            sum += weight * score_one(self.method, &row)[self.method.overall()].score()?;
        }
        Some(sum / self.weights.iter().sum::<f64>())
    }

    /// Gain of changes made together; 0 where there is no score.
    fn gain(&self, chosen: &[usize]) -> f64 {
        self.score(chosen).zip(self.base).map_or(0.0, |(after, before)| self.method.gain(after - before))
    }
}

/// Provisions that a rule ties together, rising, and those among them whose answers switch it.
struct Entangled {
    all: Vec<usize>,
    switches: Vec<usize>,
}

fn entangled(method: &Method) -> Vec<Entangled> {
    let draft = method.draft();
    let of = |nodes: &[usize]| -> Vec<usize> {
        let components = nodes.iter().filter_map(|node| method.component(*node));
        components.flat_map(crate::method::provisions_of).collect()
    };
    let joined = |mut all: Vec<usize>, mut switches: Vec<usize>| {
        all.extend(&switches);
        for list in [&mut all, &mut switches] {
            list.sort_unstable();
            list.dedup();
        }
        Entangled { all, switches }
    };
    let mut found = Vec::new();
    for gate in &draft.gates {
        let mut below = vec![false; method.n_nodes()];
        below[gate.node] = true;
        for node in (0..gate.node).rev() {
            below[node] = method.parent(node).is_some_and(|parent| below[parent]);
        }
        let nodes: Vec<usize> = (0..below.len()).filter(|node| below[*node]).collect();
        found.push(joined(of(&nodes), gate.when.provisions()));
    }
    for rule in &draft.implications {
        found.push(joined(of(&rule.components), rule.when.provisions()));
    }
    for coupling in &draft.couplings {
        let provisions = of(&coupling.components);
        found.push(joined(provisions.clone(), provisions));
    }
    for node in &draft.nodes {
        if let Node::Component(component) = node
            && let Reading::Formula(formula) = &component.reading
        {
            found.push(joined(Vec::new(), formula.provisions()));
        }
    }
    found
}

/// Disjoint sets of positions.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn new(n: usize) -> Self {
        Self { parents: (0..n).collect() }
    }

    fn find(&self, mut at: usize) -> usize {
        while self.parents[at] != at {
            at = self.parents[at];
        }
        at
    }

    /// The smaller root stays, so that groups come in order of their first member.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.max(b)] = a.min(b);
    }

    fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); self.parents.len()];
        (0..self.parents.len()).for_each(|k| groups[self.find(k)].push(k));
        groups.into_iter().filter(|group| !group.is_empty()).collect()
    }
}
