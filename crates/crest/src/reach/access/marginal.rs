//! What one more unit of supply at each place adds, and how much of it falls to those who are short of access.

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::Diagnostic;
use crest_reach::catchment::marginal::{Gaining, marginal_gains};

use super::{AccessAsked, Measure, failed};

/// One row per destination: the access added in all, the part of it that falls to people below the line (their mean access if
/// none is given), and the people whose access rises.
pub(super) fn table(measure: Measure, asked: &AccessAsked<'_>) -> Result<Table, Diagnostic> {
    let gaining = match measure {
        Measure::MarginalTwoStep => Gaining::TwoStep,
        Measure::MarginalThreeStep => Gaining::ThreeStep,
        Measure::MarginalBalanced => Gaining::Balanced,
        _ => Gaining::Opportunities,
    };
    let times = asked.times(measure)?;
    let (demand, supply) = (asked.population(measure)?, asked.opportunities(measure)?);
    let decay = asked.decay(measure)?;
    let gains =
        |line| marginal_gains(times, demand, supply, &decay, gaining, line).map_err(|error| failed(measure, error));
    let line = match asked.line {
        Some(line) => line,
        // Access is the sum of supply times gain, and so is its mean over people.
        None => {
            let all = gains(f64::INFINITY)?;
            let had: f64 =
                all.iter().zip(supply).filter_map(|(gain, supply)| Some(gain.as_ref()?.total * supply)).sum();
            let people: f64 = demand.iter().sum();
            if people > 0.0 { had / people } else { 0.0 }
        }
    };
    let found = gains(line)?;
    let column = |of: &dyn Fn(&crest_reach::catchment::marginal::MarginalGain) -> f64| {
        ColumnData::Number(found.iter().map(|gain| gain.as_ref().map(of)).collect())
    };
    Ok(Table::from_columns(
        "access",
        vec![
            (ColumnInfo::named("id"), ColumnData::Text(asked.to.iter().cloned().map(Some).collect())),
            (ColumnInfo::named("gain"), column(&|gain| gain.total)),
            (ColumnInfo::named("gain_below_line"), column(&|gain| gain.below)),
            (ColumnInfo::named("people"), column(&|gain| gain.n_people)),
        ],
    ))
}
