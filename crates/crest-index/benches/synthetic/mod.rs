//! A synthetic index of fixed size and seed that the benches share.

#![allow(dead_code, unreachable_pub, reason = "every bench uses its own part")]

use crest_index::recipe::{Denominate, Imputation, OutlierTest, Treatment, Treatments};
use crest_index::{Input, Matrix, Recipe, Tree, TreeNode};

/// The usual recipe with imputation and outlier treatment.
pub fn baseline() -> Recipe {
    Recipe {
        denominate: Denominate::Ratio,
        impute: Imputation::GroupMean,
        treat: Treatments::all(Treatment::Test(OutlierTest::default())),
        ..Recipe::default()
    }
}

/// Holds a synthetic index: log-normal indicators of which every tenth has a heavy tail, 2.5 % of the cells missing.
pub struct Synthetic {
    pub matrix: Matrix,
    pub tree: Tree,
    pub directions: Vec<i8>,
    pub groups: Vec<Option<usize>>,
}

/// Uniform number in (0, 1) by the splitmix64 sequence, so that every machine measures the same data.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17
}

/// Indicators in pillars of six, pillars under two sub-indices, one index.
pub fn synthetic(n_places: usize, n_indicators: usize) -> Synthetic {
    let mut state = 20_260_601;
    let columns: Vec<Vec<Option<f64>>> = (0..n_indicators)
        .map(|j| {
            let spread = if j % 10 == 9 { 1.8 } else { 0.5 };
            (0..n_places)
                .map(|_| {
                    let (a, b) = (uniform(&mut state), uniform(&mut state));
                    let normal = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
                    (uniform(&mut state) > 0.025).then(|| (spread * normal).exp())
                })
                .collect()
        })
        .collect();
    let n_pillars = n_indicators.div_ceil(6);
    let node = |parent, leaf| TreeNode { parent, weight: 1.0, leaf };
    let first_pillar = n_indicators;
    let first_half = n_indicators + n_pillars;
    let mut nodes: Vec<TreeNode> = (0..n_indicators).map(|j| node(Some(first_pillar + j / 6), Some(j))).collect();
    nodes.extend((0..n_pillars).map(|k| node(Some(first_half + k % 2), None)));
    nodes.extend([node(Some(first_half + 2), None), node(Some(first_half + 2), None), node(None, None)]);
    Synthetic {
        matrix: Matrix::from_columns(n_places, &columns),
        tree: Tree::build(nodes).expect("the shape is fixed"),
        directions: (0..n_indicators).map(|j| if j % 4 == 3 { -1 } else { 1 }).collect(),
        groups: (0..n_places).map(|i| Some(i % 3)).collect(),
    }
}

impl Synthetic {
    pub fn input(&self) -> Input<'_> {
        Input { groups: &self.groups, ..Input::new(&self.matrix, &self.tree, &self.directions) }
    }
}
