//! Islands: parts of the streets that a mode cannot leave or cannot reach, and their removal.
//!
//! Source: Tarjan, Depth-First Search and Linear Graph Algorithms, SIAM Journal on Computing 1 (1972), 146–160.

use super::{Mode, Piece};

/// Takes a mode's permission from all pieces that touch a strongly connected part of fewer than `least` vertices.
///
/// A bicycle is pushed where walking is allowed, so that islands for cycling are told after those for walking.
pub(super) fn remove(pieces: &mut [Piece], n_vertices: usize, mode: Mode, least: usize) {
    let usable = |piece: &Piece, direction: usize| {
        let allowed = piece.allowed[direction];
        allowed.has(mode) || (mode == Mode::Cycle && allowed.walk)
    };
    let mut arcs = Vec::new();
    for piece in &*pieces {
        if usable(piece, 0) {
            arcs.push((piece.from, piece.to));
        }
        if usable(piece, 1) {
            arcs.push((piece.to, piece.from));
        }
    }
    let part = strong_parts(n_vertices, &arcs);
    let mut size = vec![0_usize; n_vertices];
    for part in &part {
        size[*part as usize] += 1;
    }
    let small = |vertex: u32| size[part[vertex as usize] as usize] < least;
    for piece in pieces {
        if small(piece.from) || small(piece.to) {
            piece.allowed[0].take(mode);
            piece.allowed[1].take(mode);
        }
    }
}

/// Numbers the strongly connected parts; gives each vertex the number of its part.
fn strong_parts(n_vertices: usize, arcs: &[(u32, u32)]) -> Vec<u32> {
    let (starts, heads) = forward_star(n_vertices, arcs);
    const NEW: u32 = u32::MAX;
    let mut order = vec![NEW; n_vertices];
    let mut low = vec![0_u32; n_vertices];
    let mut part = vec![NEW; n_vertices];
    let mut next_arc = starts.clone();
    let (mut open, mut path) = (Vec::new(), Vec::new());
    let (mut n_seen, mut n_parts) = (0, 0);
    for root in 0..n_vertices {
        if order[root] != NEW {
            continue;
        }
        path.push(root);
        while let Some(&vertex) = path.last() {
            if order[vertex] == NEW {
                order[vertex] = n_seen;
                low[vertex] = n_seen;
                n_seen += 1;
                open.push(vertex);
            }
            let arc = next_arc[vertex] as usize;
            if arc < starts[vertex + 1] as usize {
                let head = heads[arc] as usize;
                if order[head] == NEW {
                    // The arc is looked at again when the head is done, to take over what it can go back to.
                    path.push(head);
                    continue;
                }
                if part[head] == NEW {
                    low[vertex] = low[vertex].min(low[head]);
                }
                next_arc[vertex] += 1;
            } else {
                path.pop();
                if low[vertex] == order[vertex] {
                    while let Some(member) = open.pop() {
                        part[member] = n_parts;
                        if member == vertex {
                            break;
                        }
                    }
                    n_parts += 1;
                }
            }
        }
    }
    part
}

/// Arcs in order of their tail: where each vertex begins, and the heads.
fn forward_star(n_vertices: usize, arcs: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; n_vertices + 1];
    for (tail, _) in arcs {
        starts[*tail as usize + 1] += 1;
    }
    for vertex in 0..n_vertices {
        starts[vertex + 1] += starts[vertex];
    }
    let mut next = starts.clone();
    let mut heads = vec![0; arcs.len()];
    for (tail, head) in arcs {
        heads[next[*tail as usize] as usize] = *head;
        next[*tail as usize] += 1;
    }
    (starts, heads)
}

#[cfg(test)]
mod tests;
