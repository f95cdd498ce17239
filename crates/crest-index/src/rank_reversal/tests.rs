//! A min–max index in which an outsider decides who leads.

use super::*;

/// Mean of two min–max columns over the places taking part.
fn index(columns: &[[f64; 3]; 2], absent: Option<usize>) -> Vec<Option<f64>> {
    let present: Vec<usize> = (0..3).filter(|place| Some(*place) != absent).collect();
    let scaled = |column: &[f64; 3], place: usize| {
        let values = present.iter().map(|&p| column[p]);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
        (column[place] - low) / (high - low)
    };
    (0..3).map(|p| present.contains(&p).then(|| columns.iter().map(|c| scaled(c, p)).sum::<f64>() / 2.0)).collect()
}

#[test]
fn an_outsider_decides_who_leads() {
    // With the third place column 0 spans 0..10 and column 1 spans 0..4: 0.5·(1, 0.9) + 0.5·(0.75, 1) = 0.875 and 0.95.
    // Without it both columns put one place at 1 and the other at 0: a tie.
    let columns = [[10.0, 9.0, 0.0], [3.0, 4.0, 0.0]];
    let before = index(&columns, None);
    let found = leave_one_out::<()>(&before, |k| Ok(index(&columns, Some(k)))).unwrap();
    assert!(found.iter().all(|reversal| reversal.pairs.is_empty()));
    // A third column entry that makes the lead of the second place small on one column reverses the pair.
    let before = [Some(0.6), Some(0.5), Some(0.1)];
    let after = [Some(0.4), Some(0.5), None];
    assert_eq!(swapped_pairs(&before, &after), [(0, 1)]);
}

#[test]
fn fixed_scores_swap_nobody_and_rounding_is_no_swap() {
    let before = [Some(3.0), Some(2.0), None, Some(1.0)];
    let found = leave_one_out::<()>(&before, |_| Ok(before.to_vec())).unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!(share_swapped(&found), Some(0.0));
    let (a, b) = (0.1 + 0.2, 0.3);
    assert!(swapped_pairs(&[Some(a), Some(b), Some(0.0)], &[Some(b), Some(a), Some(0.0)]).is_empty());
}

#[test]
fn errors_pass_through() {
    assert_eq!(leave_one_out(&[Some(1.0)], |_| Err("no score")), Err("no score"));
    assert_eq!(share_swapped(&[]), None);
}

#[test]
fn a_whole_build_shows_who_decides() {
    use crate::recipe::{Normalisation, Scale};
    use crate::{Matrix, Tree};
    // Column 0: 10, 0, 4 and 40 for the outsider; column 1: 0, 6, 3 and 0. With the outsider places 0, 1, 2 score
    // 0.125, 0.5, 0.3; without it 0.5, 0.5, 0.45: no swap against place 2 but 0 < 2 becomes 0 > 2.
    let some = |values: [f64; 4]| values.map(Some).to_vec();
    let x = Matrix::from_columns(4, &[some([10.0, 0.0, 4.0, 40.0]), some([0.0, 6.0, 3.0, 0.0])]);
    let tree = Tree::flat(2).unwrap();
    let input = Input::new(&x, &tree, &[1, 1]);
    let found = leave_one_out_of_build(&input, &Recipe::default(), 2).unwrap();
    assert_eq!(found[3], Reversal { removed: 3, pairs: vec![(2, 0)] });
    // Fixed goalposts swap nobody.
    let mut fixed = input;
    let goalposts = [Some((0.0, 40.0)), Some((0.0, 6.0))];
    fixed.goalposts = &goalposts;
    let method = Scaling::Goalposts { clamp: true };
    let recipe = Recipe {
        normalise: Normalisation::new(method, Scale::Range { lower: 0.0, upper: 100.0 }),
        ..Recipe::default()
    };
    assert!(leave_one_out_of_build(&fixed, &recipe, 2).unwrap().iter().all(|reversal| reversal.pairs.is_empty()));
}
