use super::*;
use crate::scheme::{Data, Scorer};

/// Three units with one item scored directly: 1 point for every unit of the figure.
fn scorer() -> Scorer {
    use crate::scheme::tests::{item, scheme};
    use crate::scheme::{Function, Reading};
    let direct = Function::Direct { floor: 0.0, cap: 1.0 };
    Scorer::build(scheme(vec![item(10.0, Reading::Value, direct)])).unwrap()
}

#[test]
fn figures_without_error_never_move() {
    let values = Matrix::from_columns(3, &[vec![Some(1.0), Some(2.0), None]]);
    let errors = Matrix::from_columns(3, &[vec![Some(0.5), None, Some(0.5)]]);
    let mut drawn = Matrix::missing(3, 1);
    let mut sum = 0.0;
    for draw in 0..4000 {
        draw_figures(&values, &errors, 7, draw, &mut drawn);
        assert_eq!((drawn.at(1, 0), drawn.at(2, 0)), (Some(2.0), None));
        sum += drawn.at(0, 0).unwrap();
    }
    // Four standard errors: 4 · 0.5 / √4000 = 0.032.
    assert!((sum / 4000.0 - 1.0).abs() < 0.032, "{}", sum / 4000.0);
}

#[test]
fn tallies_count_ranks_firsts_and_lasts() {
    let scorer = scorer();
    let mut tally = RankTally::new(3, 1, 1);
    // Ranks 1, 2, 3 once and 2, 1, 3 twice.
    for figures in [[9.0, 5.0, 1.0], [5.0, 9.0, 1.0], [5.0, 9.0, 1.0]] {
        let values = Matrix::from_columns(3, &[figures.map(Some).to_vec()]);
        let groups = [None, None, None];
        let scores = scorer.score(&Data::new(&values, &groups));
        tally.count(&scores, &groups);
    }
    let chances = tally.chances(0, 0.9).unwrap();
    assert_eq!(chances.mean, 5.0 / 3.0);
    assert_eq!(chances.first.0, 1.0 / 3.0);
    assert_eq!(tally.chances(2, 0.9).unwrap().last.0, 1.0);
    assert_eq!(tally.chances(0, 0.9).unwrap().last.0, 0.0);
    // Two halves joined say the same as the whole.
    let whole = RankTally::new(3, 1, 1).join(&tally);
    assert_eq!(whole, tally);
}

#[test]
fn equals_at_the_border_are_all_among_the_last() {
    let scorer = scorer();
    let mut tally = RankTally::new(3, 1, 1);
    let values = Matrix::from_columns(3, &[vec![Some(9.0), Some(1.0), Some(1.0)]]);
    let groups = [None, None, None];
    tally.count(&scorer.score(&Data::new(&values, &groups)), &groups);
    let last = [0, 1, 2].map(|unit| tally.chances(unit, 0.9).unwrap().last.0);
    assert_eq!(last, [0.0, 1.0, 1.0]);
}
