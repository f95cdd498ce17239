//! The framework of an index: which indicators form which pillar, and with what weight.
//!
//! Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 1.

#[cfg(test)]
mod tests;

/// Describes one node before the tree is checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreeNode {
    /// Position of the parent; `None` for a root.
    pub parent: Option<usize>,
    /// Weight relative to its siblings; any finite number, rescaled among siblings when used.
    pub weight: f64,
    /// Column of the matrix that an indicator is read from; `None` for an aggregate.
    pub leaf: Option<usize>,
}

/// Holds a checked framework: one or several roots, ragged depths allowed.
///
/// A *leaf* is an indicator and reads one column of the matrix; every other node is an aggregate with at least one
/// child. Children keep the order in which the nodes were given.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    nodes: Vec<TreeNode>,
    children: Vec<Vec<usize>>,
    levels: Vec<usize>,
    order: Vec<usize>,
}

/// Says why nodes do not form a framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeError {
    /// A parent position lies outside the list.
    UnknownParent {
        /// Node that names it.
        node: usize,
        /// Position named.
        parent: usize,
    },
    /// A node is its own ancestor.
    Cycle {
        /// One node of the cycle.
        node: usize,
    },
    /// An indicator has children.
    LeafWithChildren {
        /// The indicator.
        node: usize,
    },
    /// An aggregate has no children.
    Childless {
        /// The aggregate.
        node: usize,
    },
    /// Two indicators read the same column.
    ColumnTwice {
        /// The later indicator.
        node: usize,
        /// Column read by both.
        column: usize,
    },
    /// A weight is not a finite number.
    WeightNotFinite {
        /// Node that has it.
        node: usize,
    },
}

impl std::fmt::Display for TreeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::UnknownParent { node, parent } => {
                write!(f, "node {node} names parent {parent}, which does not exist")
            }
            Self::Cycle { node } => write!(f, "node {node} is its own ancestor"),
            Self::LeafWithChildren { node } => write!(f, "node {node} is an indicator and has children"),
            Self::Childless { node } => write!(f, "node {node} is an aggregate without children"),
            Self::ColumnTwice { node, column } => write!(f, "node {node} reads column {column}, read by another node"),
            Self::WeightNotFinite { node } => write!(f, "the weight of node {node} is not a finite number"),
        }
    }
}

impl std::error::Error for TreeError {}

impl Tree {
    /// Checks nodes and prepares the tree.
    ///
    /// - Cost: O(nodes); no recursion, so depth is bounded by memory alone.
    ///
    /// # Errors
    /// The first fault found, in node order; see [`TreeError`].
    pub fn build(nodes: Vec<TreeNode>) -> Result<Self, TreeError> {
        let mut children = vec![Vec::new(); nodes.len()];
        let mut seen_columns = std::collections::BTreeSet::new();
        for (index, node) in nodes.iter().enumerate() {
            if !node.weight.is_finite() {
                return Err(TreeError::WeightNotFinite { node: index });
            }
            if let Some(parent) = node.parent {
                children.get_mut(parent).ok_or(TreeError::UnknownParent { node: index, parent })?.push(index);
            }
            if let Some(column) = node.leaf
                && !seen_columns.insert(column)
            {
                return Err(TreeError::ColumnTwice { node: index, column });
            }
        }
        for (index, node) in nodes.iter().enumerate() {
            match (node.leaf.is_some(), children[index].is_empty()) {
                (true, false) => return Err(TreeError::LeafWithChildren { node: index }),
                (false, true) => return Err(TreeError::Childless { node: index }),
                _ => {}
            }
        }
        let (order, levels) = climb(&nodes, &children)?;
        Ok(Self { nodes, children, levels, order })
    }

    /// Makes a tree of one root over the columns `0..n_columns`, all with weight 1; the root is the last node.
    pub fn flat(n_columns: usize) -> Result<Self, TreeError> {
        let mut nodes: Vec<TreeNode> =
            (0..n_columns).map(|j| TreeNode { parent: Some(n_columns), weight: 1.0, leaf: Some(j) }).collect();
        nodes.push(TreeNode { parent: None, weight: 1.0, leaf: None });
        Self::build(nodes)
    }

    /// Returns the nodes in the order given.
    pub fn nodes(&self) -> &[TreeNode] {
        &self.nodes
    }

    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the children of a node in the order given.
    pub fn children(&self, node: usize) -> &[usize] {
        &self.children[node]
    }

    /// Returns all nodes, children before parents.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Returns the roots in node order.
    pub fn roots(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.nodes.len()).filter(|&index| self.nodes[index].parent.is_none())
    }

    /// Returns the indicators in node order, each with its column.
    pub fn leaves(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.nodes.iter().enumerate().filter_map(|(index, node)| Some((index, node.leaf?)))
    }

    /// Returns the level of every node: 1 for an indicator, else one more than the highest level among its children.
    pub fn levels(&self) -> &[usize] {
        &self.levels
    }

    /// Returns the highest level; 0 for a tree without nodes.
    pub fn depth(&self) -> usize {
        self.levels.iter().copied().max().unwrap_or(0)
    }

    /// Returns the nodes of one level in node order.
    pub fn at_level(&self, level: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.nodes.len()).filter(move |&index| self.levels[index] == level)
    }

    /// Returns the indicators below a node (or the node itself, if it is one) as node positions, in node order.
    pub fn leaves_below(&self, node: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut stack = vec![node];
        while let Some(index) = stack.pop() {
            if self.nodes[index].leaf.is_some() {
                found.push(index);
            }
            stack.extend(&self.children[index]);
        }
        found.sort_unstable();
        found
    }

    /// Returns the columns below a node, in the node order of their indicators.
    pub fn columns_below(&self, node: usize) -> Vec<usize> {
        self.leaves_below(node).into_iter().filter_map(|leaf| self.nodes[leaf].leaf).collect()
    }

    /// Returns the root above each node (a root is its own).
    pub fn root_of(&self) -> Vec<usize> {
        let mut root: Vec<usize> = (0..self.nodes.len()).collect();
        for &index in self.order.iter().rev() {
            if let Some(parent) = self.nodes[index].parent {
                root[index] = root[parent];
            }
        }
        root
    }

    /// Groups the indicators by their nearest ancestor (or self) of at least this level; columns in node order.
    ///
    /// An indicator whose root lies below the level belongs to the group of that root. Groups stand in node order of
    /// their head.
    pub fn groups_at(&self, level: usize) -> Vec<(usize, Vec<usize>)> {
        let mut head: Vec<usize> = (0..self.nodes.len()).collect();
        for &index in self.order.iter().rev() {
            if let Some(parent) = self.nodes[index].parent {
                // Where the parent's own level is reached at the node already, the node heads its group.
                head[index] = if self.levels[index] >= level { index } else { head[parent] };
            }
        }
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut position = vec![None; self.nodes.len()];
        let mut heads: Vec<usize> = self.leaves().map(|(leaf, _)| head[leaf]).collect();
        heads.sort_unstable();
        heads.dedup();
        for &index in &heads {
            position[index] = Some(groups.len());
            groups.push((index, Vec::new()));
        }
        for (leaf, column) in self.leaves() {
            let at = position[head[leaf]].expect("every head of a leaf was entered above");
            groups[at].1.push(column);
        }
        groups
    }

    /// Returns the effective weight of every node: its weight over the sum of its siblings' (itself included), times
    /// the effective weight of its parent; a root has 1.
    ///
    /// Where the weights of siblings sum to nothing, each of them has 0.
    pub fn effective_weights(&self) -> Vec<f64> {
        let mut effective = vec![1.0; self.nodes.len()];
        for &index in self.order.iter().rev() {
            let members = &self.children[index];
            let total: f64 = members.iter().map(|&child| self.nodes[child].weight).sum();
            for &child in members {
                let share = if total == 0.0 { 0.0 } else { self.nodes[child].weight / total };
                effective[child] = share * effective[index];
            }
        }
        effective
    }

    /// Returns the tree with other weights, one per node.
    ///
    /// # Errors
    /// [`TreeError::WeightNotFinite`].
    ///
    /// # Panics
    /// If there is not one weight per node.
    pub fn with_weights(&self, weights: &[f64]) -> Result<Self, TreeError> {
        assert_eq!(weights.len(), self.nodes.len(), "one weight per node");
        if let Some(node) = weights.iter().position(|w| !w.is_finite()) {
            return Err(TreeError::WeightNotFinite { node });
        }
        let mut changed = self.clone();
        for (node, &weight) in changed.nodes.iter_mut().zip(weights) {
            node.weight = weight;
        }
        Ok(changed)
    }

    /// Returns the weights, one per node.
    pub fn weights(&self) -> Vec<f64> {
        self.nodes.iter().map(|node| node.weight).collect()
    }
}

/// Orders the nodes children first and finds their levels, or names a node on a cycle.
fn climb(nodes: &[TreeNode], children: &[Vec<usize>]) -> Result<(Vec<usize>, Vec<usize>), TreeError> {
    let mut waiting: Vec<usize> = children.iter().map(Vec::len).collect();
    let mut levels = vec![1; nodes.len()];
    let mut order: Vec<usize> = (0..nodes.len()).filter(|&index| waiting[index] == 0).collect();
    let mut next = 0;
    while next < order.len() {
        let index = order[next];
        next += 1;
        if let Some(parent) = nodes[index].parent {
            levels[parent] = levels[parent].max(levels[index] + 1);
            waiting[parent] -= 1;
            if waiting[parent] == 0 {
                order.push(parent);
            }
        }
    }
    match waiting.iter().position(|&count| count > 0) {
        // A node still waiting is on a cycle or above one; walking down waiting children ends on the cycle.
        Some(start) => Err(TreeError::Cycle { node: on_cycle(children, &waiting, start) }),
        None => Ok((order, levels)),
    }
}

fn on_cycle(children: &[Vec<usize>], waiting: &[usize], start: usize) -> usize {
    let mut node = start;
    for _ in 0..children.len() {
        node = children[node].iter().copied().find(|&child| waiting[child] > 0).unwrap_or(node);
    }
    node
}
