//! The statements that contradict each other: an irreducible set by the deletion filter.

use super::{Reading, Statement, half_spaces};
use crate::admissible::Admissible;
use crate::error::InverseError;
use crate::half_space;
use crate::matrix::Matrix;

/// Finds an irreducible contradiction among statements that contradict each other.
///
/// The multipliers of the linear programme name a contradiction of few statements, at most one more than there are
/// weights and rows of the set. The deletion filter goes through it from either end: a statement without which the
/// rest still contradicts itself is dropped for good. What is left is irreducible; the smaller result is returned.
pub(super) fn irreducible(
    matrix: Matrix<'_>,
    set: &Admissible,
    statements: &[Statement],
    reading: Reading,
) -> Result<Vec<Statement>, InverseError> {
    let start = binding(matrix, set, statements, reading)?.unwrap_or_else(|| statements.to_vec());
    let mut backward = start.clone();
    backward.reverse();
    let mut first = filtered(matrix, set, start, reading)?;
    let mut second = filtered(matrix, set, backward, reading)?;
    second.reverse();
    if second.len() < first.len() {
        std::mem::swap(&mut first, &mut second);
    }
    Ok(first)
}

fn filtered(
    matrix: Matrix<'_>,
    set: &Admissible,
    mut kept: Vec<Statement>,
    reading: Reading,
) -> Result<Vec<Statement>, InverseError> {
    let mut position = 0;
    while position < kept.len() {
        let statement = kept.remove(position);
        if binding(matrix, set, &kept, reading)?.is_none() {
            kept.insert(position, statement);
            position += 1;
        }
    }
    Ok(kept)
}

/// The statements among these that contradict each other by the multipliers; `None` if they do not.
fn binding(
    matrix: Matrix<'_>,
    set: &Admissible,
    statements: &[Statement],
    reading: Reading,
) -> Result<Option<Vec<Statement>>, InverseError> {
    let contradict = |statements: &[Statement]| -> Result<Option<half_space::Deepest>, InverseError> {
        let spaces = half_spaces(matrix, statements, reading);
        Ok(half_space::deepest(set, &spaces, &[])?.filter(|deep| deep.slack < -matrix.resolution()))
    };
    let Some(deep) = contradict(statements)? else { return Ok(None) };
    let mut binding = deep.binding.iter();
    let mut named = Vec::new();
    for statement in statements {
        let n_demands = half_spaces(matrix, &[*statement], reading).len();
        if binding.by_ref().take(n_demands).fold(false, |any, binds| any | binds) {
            named.push(*statement);
        }
    }
    // A multiplier lost to rounding would lose its statement.
    let whole = contradict(&named)?.is_none();
    Ok(Some(if whole { statements.to_vec() } else { named }))
}
