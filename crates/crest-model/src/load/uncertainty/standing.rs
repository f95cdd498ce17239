//! How the nodes of the framework stand to each other: levels, and who counts among the siblings.

use crate::model::Node;

/// Facts about every node, by position.
pub(super) struct Standing {
    levels: Vec<u32>,
    is_counted: Vec<bool>,
    children: Vec<Vec<usize>>,
}

impl Standing {
    /// Looks at a framework. Cost: O(nodes).
    pub(super) fn of(nodes: &[Node]) -> Self {
        let is_counted: Vec<bool> = nodes
            .iter()
            .map(|node| node.parent.is_some() && node.indicator.as_ref().is_none_or(|i| i.direction != 0))
            .collect();
        let mut children = vec![Vec::new(); nodes.len()];
        let mut waiting = vec![0_usize; nodes.len()];
        for (position, node) in nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                waiting[parent] += 1;
                if is_counted[position] {
                    children[parent].push(position);
                }
            }
        }
        // From the leaves upwards; a node is settled after all of its children.
        let mut levels = vec![1; nodes.len()];
        let mut settled: Vec<usize> = (0..nodes.len()).filter(|node| waiting[*node] == 0).collect();
        while let Some(node) = settled.pop() {
            if let Some(parent) = nodes[node].parent {
                levels[parent] = levels[parent].max(levels[node] + 1);
                waiting[parent] -= 1;
                if waiting[parent] == 0 {
                    settled.push(parent);
                }
            }
        }
        Self { levels, is_counted, children }
    }

    /// Returns the level: 1 for indicators, one more than the highest child for aggregates.
    pub(super) fn level(&self, node: usize) -> u32 {
        self.levels[node]
    }

    /// Tells whether a node weighs in the score of a parent.
    pub(super) fn is_counted(&self, node: usize) -> bool {
        self.is_counted[node]
    }

    /// Returns the children that weigh in the score of a node, in file order.
    pub(super) fn children(&self, node: usize) -> &[usize] {
        &self.children[node]
    }

    /// Returns the nodes that weigh in the score of a parent and stand at a level, or at any.
    pub(super) fn counted_at(&self, level: Option<u32>) -> Vec<usize> {
        (0..self.levels.len())
            .filter(|node| self.is_counted[*node] && level.is_none_or(|level| self.levels[*node] == level))
            .collect()
    }

    /// Returns the aggregates of a level, or of any.
    pub(super) fn aggregates_at(&self, level: Option<u32>) -> Vec<usize> {
        (0..self.levels.len())
            .filter(|node| !self.children[*node].is_empty() && level.is_none_or(|level| self.levels[*node] == level))
            .collect()
    }
}
