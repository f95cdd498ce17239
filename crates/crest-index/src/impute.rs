//! Filling of missing cells from the indicator's other places or from the place's other indicators.
//!
//! Source: OECD/JRC Handbook (2008), step 3 (single imputation); the row-wise form follows the COIN Tool's advice to
//! compare indicators only on a common scale and in the better-is-more orientation.

#[cfg(test)]
mod tests;

use crate::em::{EmOptions, fill_by_em};
use crate::recipe::{Imputation, Siblings};
use crate::stats::{mean, median, min_max};
use crate::{Input, Matrix, Tree};

/// Holds the filled matrix and the list of what was filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Imputed {
    /// Indicators after imputation.
    pub matrix: Matrix,
    /// Cells filled, by column and then place.
    pub cells: Vec<ImputedCell>,
    /// Cells of kept places and considered columns that stay missing: place, column.
    pub still_missing: Vec<(usize, usize)>,
    /// Groups of indicators (by head node; `None` = whole tree) whose EM fit did not settle within its steps.
    pub unsettled: Vec<Option<usize>>,
}

/// Records one filled cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImputedCell {
    /// Place.
    pub place: usize,
    /// Column.
    pub column: usize,
    /// Number put in.
    pub number: f64,
}

/// Fills missing cells of the kept places; see [`Imputation`] for the methods.
///
/// - `matrix` holds the indicators as they stand (denominated and screened: rows of places that are not kept must be
///   missing); `columns` are those considered.
/// - A group, row or column without any value gives nothing: its cells stay missing and are listed. A place without
///   a group has no group mean.
/// - Panel methods fill nothing here; see [`crate::build::build_panel`].
pub fn impute(mut matrix: Matrix, input: &Input<'_>, columns: &[usize], kept: &[bool], method: Imputation) -> Imputed {
    let gaps: Vec<(usize, usize)> = columns
        .iter()
        .flat_map(|&column| {
            let missing = matrix.column(column).iter().enumerate().filter(|(_, cell)| cell.is_none());
            missing.map(|(place, _)| (place, column)).collect::<Vec<_>>()
        })
        .filter(|&(place, _)| kept[place])
        .collect();
    let mut unsettled = Vec::new();
    match method {
        Imputation::None | Imputation::PanelLatest | Imputation::PanelLinear | Imputation::PanelConstant => {}
        Imputation::Mean | Imputation::Median | Imputation::GroupMean | Imputation::GroupMedian => {
            for &column in columns {
                fill_column(matrix.column_mut(column), input.groups, kept, method);
            }
        }
        Imputation::RowMean(siblings) | Imputation::RowMedian(siblings) => {
            let centre = if matches!(method, Imputation::RowMean(_)) { mean } else { median };
            let before = matrix.clone();
            for (_, group) in sibling_groups(input.tree, columns, siblings) {
                fill_rows(&before, &mut matrix, input.directions, &group, centre);
            }
        }
        Imputation::Em(siblings) => {
            for (head, group) in sibling_groups(input.tree, columns, siblings) {
                if !fill_by_em(&mut matrix, &group, kept, &EmOptions::default()).settled {
                    unsettled.push(head);
                }
            }
        }
    }
    let (mut cells, mut still_missing) = (Vec::new(), Vec::new());
    for (place, column) in gaps {
        match matrix.at(place, column) {
            Some(number) => cells.push(ImputedCell { place, column, number }),
            None => still_missing.push((place, column)),
        }
    }
    Imputed { matrix, cells, still_missing, unsettled }
}

/// Fills one column by a column-wise method: mean or median, over all places or within the place's group.
///
/// Other methods leave the column as it is.
pub fn fill_column(values: &mut [Option<f64>], groups: &[Option<usize>], kept: &[bool], method: Imputation) {
    if values.iter().zip(kept).all(|(cell, kept)| cell.is_some() || !kept) {
        return;
    }
    match method {
        Imputation::Mean => {
            let centre = mean(values);
            fill_with(values, kept, |_| centre);
        }
        Imputation::Median => {
            let centre = median(values);
            fill_with(values, kept, |_| centre);
        }
        Imputation::GroupMean => fill_by_group(values, groups, kept, mean),
        Imputation::GroupMedian => fill_by_group(values, groups, kept, median),
        _ => {}
    }
}

fn fill_with(values: &mut [Option<f64>], kept: &[bool], centre: impl Fn(usize) -> Option<f64>) {
    for (place, cell) in values.iter_mut().enumerate() {
        if cell.is_none() && kept[place] {
            *cell = centre(place).filter(|x| x.is_finite());
        }
    }
}

fn fill_by_group(
    values: &mut [Option<f64>],
    groups: &[Option<usize>],
    kept: &[bool],
    centre: fn(&[Option<f64>]) -> Option<f64>,
) {
    let group_of = |place: usize| groups.get(place).copied().flatten();
    let mut needed: Vec<usize> =
        (0..values.len()).filter(|&place| values[place].is_none() && kept[place]).filter_map(group_of).collect();
    needed.sort_unstable();
    needed.dedup();
    let centres: Vec<Option<f64>> = needed
        .iter()
        .map(|&group| {
            let members: Vec<Option<f64>> =
                (0..values.len()).filter(|&place| group_of(place) == Some(group)).map(|place| values[place]).collect();
            centre(&members)
        })
        .collect();
    fill_with(values, kept, |place| {
        let position = needed.binary_search(&group_of(place)?).ok()?;
        centres[position]
    });
}

/// Returns the groups of columns that inform each other, each with the node that heads it.
fn sibling_groups(tree: &Tree, columns: &[usize], siblings: Siblings) -> Vec<(Option<usize>, Vec<usize>)> {
    let considered = |column: &usize| columns.binary_search(column).is_ok();
    match siblings {
        Siblings::All => vec![(None, columns.to_vec())],
        Siblings::Level(level) => tree
            .groups_at(level)
            .into_iter()
            .map(|(head, group)| (Some(head), group.into_iter().filter(considered).collect()))
            .collect(),
    }
}

/// Fills each missing cell by the centre of the place's other cells on `[0, 1]`, mapped back to the column's own scale.
///
/// `u = (x − min)/(max − min)`, `1 − u` where less is better. A column without spread has no scale: it informs no
/// other, and its own gaps take its one value (nothing else lies between its bounds).
fn fill_rows(
    matrix: &Matrix,
    filled: &mut Matrix,
    directions: &[i8],
    group: &[usize],
    centre: fn(&[Option<f64>]) -> Option<f64>,
) {
    let spans: Vec<Option<(f64, f64)>> = group.iter().map(|&column| min_max(matrix.column(column))).collect();
    let mut units: Vec<Option<f64>> = Vec::with_capacity(group.len());
    for place in 0..matrix.n_places() {
        if group.iter().all(|&column| matrix.at(place, column).is_some()) {
            continue;
        }
        units.clear();
        units.extend(group.iter().zip(&spans).map(|(&column, span)| {
            let (least, greatest) = span.filter(|(least, greatest)| greatest > least)?;
            let unit = (matrix.at(place, column)? - least) / (greatest - least);
            Some(if directions[column] < 0 { 1.0 - unit } else { unit })
        }));
        let Some(unit) = centre(&units) else { continue };
        for (&column, span) in group.iter().zip(&spans) {
            if let (None, Some((least, greatest))) = (matrix.at(place, column), *span) {
                let unit = if directions[column] < 0 { 1.0 - unit } else { unit };
                filled.set(place, column, Some(least + unit * (greatest - least)));
            }
        }
    }
}
