//! Inequality: one figure for all, with what was left out beside it.

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::Diagnostic;
use crest_reach::equity::{
    Concentration, Distribution, PalmaCut, concentration_index, gini, lorenz_curve, palma_ratio, poverty, theil_t,
};

use super::{AccessAsked, Measure, failed, lacks, sums};

pub(super) fn table(measure: Measure, asked: &AccessAsked<'_>) -> Result<Table, Diagnostic> {
    let refused = |error| failed(measure, error);
    let measured = asked.measured(measure)?;
    let people = asked.population(measure)?;
    let distribution = Distribution::new(&measured, people).map_err(refused)?;
    let incomes = || asked.income.as_deref().ok_or_else(|| lacks(measure, "a column of income"));
    let mut rows = Vec::new();
    match measure {
        Measure::Lorenz => {
            let points = lorenz_curve(&distribution).map_err(refused)?;
            let (people, access): (Vec<_>, Vec<_>) = points.into_iter().map(|(x, y)| (Some(x), Some(y))).unzip();
            let columns = vec![
                (ColumnInfo::named("people_share"), ColumnData::Number(people)),
                (ColumnInfo::named("access_share"), ColumnData::Number(access)),
            ];
            return Ok(Table::from_columns("access", columns));
        }
        Measure::Palma => {
            rows.push(("palma", palma_ratio(&distribution, incomes()?, PalmaCut::SplitPlaces).map_err(refused)?));
        }
        Measure::Concentration => {
            let index = concentration_index(&distribution, incomes()?, Concentration::Standard).map_err(refused)?;
            rows.push(("concentration", index));
        }
        Measure::Theil => {
            let names = asked.groups.as_deref().ok_or_else(|| lacks(measure, "a column of groups"))?;
            let mut known: Vec<&String> = names.iter().flatten().collect();
            known.sort();
            known.dedup();
            let position = |name: &String| known.binary_search(&name).ok();
            let groups: Vec<Option<usize>> = names.iter().map(|name| name.as_ref().and_then(position)).collect();
            let found = theil_t(&distribution, &groups).map_err(refused)?;
            rows.extend([("theil", found.total), ("between", found.between), ("within", found.within)]);
        }
        Measure::Poverty => {
            let line = asked.line.ok_or_else(|| lacks(measure, "a threshold"))?;
            let found = poverty(&distribution, line).map_err(refused)?;
            rows.extend([("fgt0", found.extent), ("fgt1", found.gap), ("fgt2", found.severity)]);
        }
        _ => rows.push(("gini", gini(&distribution).map_err(refused)?)),
    }
    let left_out = distribution.left_out();
    rows.extend([
        ("people", distribution.n_people()),
        ("mean", distribution.mean()),
        ("people_without_figure", left_out.people_missing),
    ]);
    Ok(sums(rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
}
