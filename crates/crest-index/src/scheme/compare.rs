//! What changed a place: the data, the scheme, or both together.
//!
//! Source: L. S. Shapley, "A value for n-person games", in Contributions to the Theory of Games II (1953), for the fair
//! parts; with two players they are the means over both orders.

#[cfg(test)]
mod tests;

/// The same units scored four times: totals, ranks or any other numbers.
#[derive(Debug, Clone, Copy)]
pub struct Four<'a> {
    /// Old data under the old scheme.
    pub before: &'a [Option<f64>],
    /// New data under the old scheme.
    pub new_data: &'a [Option<f64>],
    /// Old data under the new scheme.
    pub new_scheme: &'a [Option<f64>],
    /// New data under the new scheme.
    pub after: &'a [Option<f64>],
}

/// Holds the parts of one unit's change.
///
/// Two exact splits: `change = data_alone + scheme_alone + interaction`, and `change = data + scheme`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// After less before; of ranks, negative where the unit rose.
    pub change: f64,
    /// What new data do under the old scheme.
    pub data_alone: f64,
    /// What the new scheme does to old data.
    pub scheme_alone: f64,
    /// What comes only of both together.
    pub interaction: f64,
    /// Fair part of the data: mean of what they do under the old and under the new scheme.
    pub data: f64,
    /// Fair part of the scheme: mean of what it does to old and to new data.
    pub scheme: f64,
}

/// Splits the change of every unit into what data and scheme did; `None` for a unit that one of the four lacks.
///
/// - The order "data first, then scheme" is `data_alone`, then `change − data_alone`; the other order likewise.
/// - Parts of ranks are exact; parts of points sum to the change to the last digit that addition keeps.
/// - Cost: O(units).
///
/// # Panics
/// If the four differ in length.
pub fn split(four: &Four<'_>) -> Vec<Option<Split>> {
    let n = four.before.len();
    assert!(
        [four.new_data, four.new_scheme, four.after].iter().all(|column| column.len() == n),
        "all four hold the same units"
    );
    let of = |unit: usize| {
        let (before, after) = (four.before[unit]?, four.after[unit]?);
        let (new_data, new_scheme) = (four.new_data[unit]?, four.new_scheme[unit]?);
        let change = after - before;
        let (data_alone, scheme_alone) = (new_data - before, new_scheme - before);
        let data = (data_alone + (after - new_scheme)) / 2.0;
        let interaction = change - data_alone - scheme_alone;
        Some(Split { change, data_alone, scheme_alone, interaction, data, scheme: change - data })
    };
    (0..n).map(of).collect()
}
