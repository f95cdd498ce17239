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
