//! Search: least costs from some vertices to all within a limit.
//!
//! Source: Dijkstra, A Note on Two Problems in Connexion with Graphs, Numerische Mathematik 1 (1959), 269–271; with a heap
//! of four children per place, whose levels are few and lie together in memory.

use super::Weights;
use super::weight::{CLOSED, add};

/// Holds the memory of searches, so that many in a row need none anew.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    costs: Vec<u32>,
    reached: Vec<u32>,
    heap: Vec<u64>,
}

impl Workspace {
    /// Returns the least cost found for a vertex; `None` if the last search did not reach it within its limit.
    ///
    /// On a network with restrictions of turns ask [`Weights::cost_at`] for the least cost of a junction.
    pub fn cost(&self, vertex: u32) -> Option<u32> {
        self.costs.get(vertex as usize).copied().filter(|cost| *cost != CLOSED)
    }

    /// Returns the vertices that the last search reached.
    pub fn reached(&self) -> &[u32] {
        &self.reached
    }

    fn clear(&mut self, n_vertices: usize) {
        if self.costs.len() == n_vertices {
            for vertex in &self.reached {
                self.costs[*vertex as usize] = CLOSED;
            }
        } else {
            self.costs.clear();
            self.costs.resize(n_vertices, CLOSED);
        }
        self.reached.clear();
        self.heap.clear();
    }

    fn offer(&mut self, vertex: u32, cost: u32) {
        let known = &mut self.costs[vertex as usize];
        if cost < *known {
            if *known == CLOSED {
                self.reached.push(vertex);
            }
            *known = cost;
            push(&mut self.heap, u64::from(cost) << 32 | u64::from(vertex));
        }
    }
}

/// Finds the least costs from vertices with given costs to every vertex for which they are at most `limit`.
///
/// Results stay in the workspace until its next search: [`Workspace::reached`] and [`Workspace::cost`]. They do not
/// depend on the order of equal costs. Cost: O(r log r) for r arcs out of reached vertices.
///
/// # Panics
/// If a start is not a vertex of the network.
pub fn search(weights: &Weights<'_>, starts: &[(u32, u32)], limit: u32, workspace: &mut Workspace) {
    workspace.clear(weights.n_vertices());
    let limit = limit.min(CLOSED - 1);
    for (vertex, cost) in starts {
        if *cost <= limit {
            workspace.offer(*vertex, *cost);
        }
    }
    while let Some(key) = pop(&mut workspace.heap) {
        let (cost, vertex) = ((key >> 32) as u32, key as u32);
        if cost > workspace.costs[vertex as usize] {
            continue;
        }
        let range = weights.starts[vertex as usize] as usize..weights.starts[vertex as usize + 1] as usize;
        for (head, arc_cost) in &weights.arcs[range] {
            let there = add(cost, *arc_cost);
            if there <= limit {
                workspace.offer(*head, there);
            }
        }
    }
}

fn push(heap: &mut Vec<u64>, key: u64) {
    let mut place = heap.len();
    heap.push(key);
    while place > 0 {
        let parent = (place - 1) / 4;
        if heap[parent] <= key {
            break;
        }
        heap[place] = heap[parent];
        place = parent;
    }
    heap[place] = key;
}

fn pop(heap: &mut Vec<u64>) -> Option<u64> {
    let least = *heap.first()?;
    let key = heap.pop().expect("there is a first");
    if heap.is_empty() {
        return Some(least);
    }
    let mut place = 0;
    loop {
        let first = 4 * place + 1;
        if first >= heap.len() {
            break;
        }
        let last = (first + 4).min(heap.len());
        let mut child = first;
        for other in first + 1..last {
            if heap[other] < heap[child] {
                child = other;
            }
        }
        if heap[child] >= key {
            break;
        }
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = key;
    Some(least)
}
