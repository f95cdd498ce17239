//! Parts of small directed graphs, against reachability.

use super::*;
use proptest::prelude::*;

#[test]
fn ring_is_one_part_and_a_way_out_is_another() {
    // 0 → 1 → 2 → 0, 2 → 3
    let part = strong_parts(4, &[(0, 1), (1, 2), (2, 0), (2, 3)]);
    assert_eq!(part[0], part[1]);
    assert_eq!(part[1], part[2]);
    assert_ne!(part[2], part[3]);
}

#[test]
fn long_line_needs_no_deep_stack() {
    let arcs: Vec<(u32, u32)> = (0..300_000).flat_map(|step| [(step, step + 1), (step + 1, step)]).collect();
    let part = strong_parts(300_001, &arcs);
    assert!(part.iter().all(|part| *part == 0));
}

proptest! {
    #[test]
    fn two_vertices_share_a_part_if_each_reaches_the_other(arcs in proptest::collection::vec((0u32..8, 0u32..8), 0..20)) {
        let mut reach = [[false; 8]; 8];
        for (v, row) in reach.iter_mut().enumerate() {
            row[v] = true;
        }
        for (a, b) in &arcs {
            reach[*a as usize][*b as usize] = true;
        }
        for k in 0..8 {
            for i in 0..8 {
                for j in 0..8 {
                    reach[i][j] |= reach[i][k] && reach[k][j];
                }
            }
        }
        let part = strong_parts(8, &arcs);
        for i in 0..8 {
            for j in 0..8 {
                prop_assert_eq!(part[i] == part[j], reach[i][j] && reach[j][i]);
            }
        }
    }
}
