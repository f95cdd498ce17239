//! Who answers for a target.

use std::collections::BTreeSet;

use crest_model::model::{Model, TargetSpec};

/// Names the departments that answer for a target: its own, else those of the actions seen by its indicator.
pub(super) fn answers(model: &Model, stated: &TargetSpec) -> Vec<String> {
    if !stated.department.is_empty() {
        return vec![stated.department.clone()];
    }
    let actions = model.strategy.actions.iter().filter(|action| action.indicators.contains(&stated.indicator));
    let departments: BTreeSet<&String> = actions.flat_map(|action| &action.departments).collect();
    let in_order = model.strategy.departments.iter().filter(|own| departments.contains(&own.id));
    in_order.map(|own| own.id.clone()).collect()
}
