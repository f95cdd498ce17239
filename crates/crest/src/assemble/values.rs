//! Which values the results carry: all of a small project; of a large one those that the pages need.

use std::collections::BTreeSet;

use crest_data::value::{Reason, Value};
use crest_model::model::Model;
use crest_model::results::ValueInfo;

use crate::diff::ValueChange;
use crate::work::Computed;

/// Number of values up to which the results carry them all. Beyond it they carry the measured and the preceding
/// period, and every period of the focus and of places with targets; the store keeps the rest as a table.
const ALL: usize = 20_000;

/// Writes out the values.
pub(super) fn values(model: &Model, computed: &Computed) -> Vec<ValueInfo> {
    let panel = &computed.panel;
    let measured = model.project.period;
    let close: BTreeSet<u32> = model
        .places
        .iter()
        .enumerate()
        .filter(|(_, place)| {
            model.project.focus.as_ref() == Some(&place.id)
                || model.strategy.targets.iter().any(|t| t.place == place.id)
        })
        .map(|(p, _)| p as u32)
        .collect();
    let wanted = |value: &Value| {
        panel.values.len() <= ALL
            || value.period == measured
            || value.period == measured.previous()
            || close.contains(&value.place)
    };
    panel.values.iter().filter(|value| wanted(value)).map(|value| info(model, computed, value)).collect()
}

/// Writes out the chosen values of changed cells.
pub(super) fn changed(model: &Model, computed: &Computed, changes: &[ValueChange]) -> Vec<ValueInfo> {
    let find = |change: &ValueChange| {
        let indicator = model.nodes.iter().position(|node| node.code == change.indicator)?;
        let place = model.places.iter().position(|place| place.id == change.place)?;
        let period = change.period.parse().ok()?;
        computed.panel.find_chosen(indicator as u32, place as u32, period)
    };
    changes.iter().filter_map(find).map(|value| info(model, computed, value)).collect()
}

fn info(model: &Model, computed: &Computed, value: &Value) -> ValueInfo {
    let panel = &computed.panel;
    ValueInfo {
        indicator: model.nodes[value.indicator as usize].code.clone(),
        place: model.places[value.place as usize].id.clone(),
        period: value.period.to_string(),
        number: value.number,
        std_error: value.std_error,
        status: value.status.word().to_owned(),
        source: panel.text(value.source).to_owned(),
        vintage: panel.text(value.vintage).to_owned(),
        territory: panel.text(value.territory).to_owned(),
        chosen: value.chosen,
        note: reason(value.reason).to_owned(),
        written: panel.text(value.written).to_owned(),
        table: model.tables.get(value.table as usize).map_or(String::new(), |t| t.name.clone()),
        location: computed.locate(value),
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Only => "",
        Reason::PreferredSource => "preferred source",
        Reason::PreferredVintage => "preferred vintage",
        Reason::Agrees => "agrees with the value used",
        Reason::OtherSource => "another source is preferred",
        Reason::OtherVintage => "another vintage is preferred",
        Reason::OtherTerritory => "another territory",
        Reason::OtherTable => "another table comes first",
        Reason::Empty => "empty in the source",
        Reason::NotYetKnown => "published later than the day as of which is asked",
        Reason::Scenario => "set by the scenario",
    }
}
