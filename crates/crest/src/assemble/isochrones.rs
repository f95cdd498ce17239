//! Isochrones of the results: the tables of their kernel, read back with the names of places.

use crest_data::Table;
use crest_model::Text;
use crest_model::model::{Model, TableFrom};
use crest_model::results::Isochrone;

use crate::kernels_reach::ISOCHRONES;
use crate::run::RunError;
use crate::work::{Plan, Work};

/// Collects the isochrones of a run: table after table, place after place, the longest time first.
///
/// A table that the store no longer holds is computed again.
pub(crate) fn isochrones(work: &Work<'_>, plan: &Plan) -> Result<Vec<Isochrone>, RunError> {
    let model = work.model;
    let is_isochrones = |from: &TableFrom| matches!(from, TableFrom::Kernel { name, .. } if name == ISOCHRONES);
    let own: Vec<usize> = (0..model.tables.len()).filter(|t| is_isochrones(&model.tables[*t].from)).collect();
    let mut found = Vec::new();
    let mut made = None;
    for t in own {
        if let Some((Some(table), _)) = work.load_table(plan.tables[t]) {
            found.extend(of_table(model, &model.tables[t].name, &table));
            continue;
        }
        if made.is_none() {
            made = Some(work.tables(plan)?);
        }
        let table = made.as_ref().and_then(|made| made[t].0.as_ref());
        found.extend(table.iter().flat_map(|table| of_table(model, &model.tables[t].name, table)));
    }
    Ok(found)
}

/// The isochrones of one table.
fn of_table(model: &Model, name: &str, table: &Table) -> Vec<Isochrone> {
    // A scenario may have changed rows, but no column is taken away.
    let column = |name: &str| table.column_position(name);
    let (Some(place), Some(minutes), Some(area), Some(geometry)) =
        (column("place"), column("minutes"), column("area_km2"), column("geometry"))
    else {
        return Vec::new();
    };
    let own = |row: usize| {
        let place = table.text(place, row)?;
        let known = model.places.iter().find(|known| known.id == place);
        Some(Isochrone {
            table: name.to_owned(),
            name: known.map_or_else(Text::default, |known| known.name.clone()),
            minutes: table.number(minutes, row)?,
            area_km2: table.number(area, row),
            polygons: table.text(geometry, row).map_or_else(Vec::new, |text| polygons(&text)),
            place,
        })
    };
    (0..table.n_rows()).filter_map(own).collect()
}

/// Rings of a GeoJSON `MultiPolygon`; none for other text.
fn polygons(text: &str) -> Vec<Vec<Vec<[f64; 2]>>> {
    let geometry: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let coordinates = geometry.get("coordinates").cloned().unwrap_or_default();
    serde_json::from_value(coordinates).unwrap_or_default()
}

#[cfg(test)]
mod tests;
