//! Flat tables of the strategy: targets, programmes, actions, milestones, goals, claims.

use crest_model::results::{Results, TargetState};

use super::{FlatTable, Row, plain_column, start};
use crate::names::{Kind, Names};
use crate::strings;

/// Targets in file order with their states.
pub(super) fn targets(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "targets",
        &[
            "target",
            "indicator",
            "indicator_name:both",
            "place",
            "place_name:both",
            "period",
            "sentence",
            "reading:both",
            "binding",
            "state",
            "state_word:both",
            "value",
            "unit",
            "value_period",
            "required",
            "reason:both",
            "department",
            "department_name:both",
            "source",
        ],
    );
    for target in &results.strategy.targets {
        table.push(
            Row::default()
                .put(&target.id)
                .put(&target.indicator)
                .both(&names.node(&target.indicator))
                .put(&target.place)
                .both(&names.place(&target.place))
                .put(&target.period)
                .put(&target.sentence)
                .both(&target.reading)
                .put(target.binding)
                .put(target.state.word())
                .both(&strings::word("state", target.state.word()))
                .put(target.value)
                .put(names.unit(&target.indicator))
                .put(target.value_period.as_deref().unwrap_or(""))
                .put(target.required)
                .both(&target.reason)
                .put(&target.department)
                .both(&names.other(Kind::Department, &target.department))
                .put(&target.source),
        );
    }
    table
}

/// Programmes with what they serve and the count of their targets by state.
pub(super) fn programmes(results: &Results) -> FlatTable {
    let mut table = start("programmes", &["programme", "name:both", "serves", "goals", "indicators"]);
    for state in TargetState::ALL {
        table.columns.push(plain_column(
            &format!("targets.{}", state.word()),
            strings::word("state", state.word()),
            "",
        ));
    }
    for programme in &results.strategy.programmes {
        let mut row = Row::default()
            .put(&programme.id)
            .both(&programme.name)
            .put(programme.serves.as_slice())
            .put(programme.goals.as_slice())
            .put(programme.indicators.as_slice());
        for state in TargetState::ALL {
            row = row.put(programme.states.iter().find(|(word, _)| word == state.word()).map(|(_, n)| *n));
        }
        table.push(row);
    }
    table
}

/// Actions in file order.
pub(super) fn actions(results: &Results) -> FlatTable {
    let mut table = start(
        "actions",
        &[
            "action",
            "programme",
            "name:both",
            "kind",
            "carriers",
            "indicators",
            "departments",
            "state",
            "state_word:both",
            "sources",
        ],
    );
    for action in &results.strategy.actions {
        let state = action.state.as_deref().unwrap_or("");
        table.push(
            Row::default()
                .put(&action.id)
                .put(&action.programme)
                .both(&action.name)
                .put(&action.kind)
                .put(action.carriers.as_slice())
                .put(action.indicators.as_slice())
                .put(action.departments.as_slice())
                .put(state)
                .both(&strings::word("state", state))
                .put(action.sources.as_slice()),
        );
    }
    table
}

/// Milestones of all actions.
pub(super) fn milestones(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table =
        start("milestones", &["action", "action_name:both", "programme_name:both", "date", "name:both", "done"]);
    for action in &results.strategy.actions {
        for milestone in &action.milestones {
            table.push(
                Row::default()
                    .put(&action.id)
                    .both(&action.name)
                    .both(&names.other(Kind::Programme, &action.programme))
                    .put(&milestone.date)
                    .both(&milestone.name)
                    .put(milestone.done),
            );
        }
    }
    table
}

/// Goals and the indicators that stand for them.
pub(super) fn goals(results: &Results) -> FlatTable {
    let mut table = start("goals", &["goal", "name:both", "indicators", "note:both"]);
    for goal in &results.strategy.goals {
        table.push(Row::default().put(&goal.id).both(&goal.name).put(goal.indicators.as_slice()).both(&goal.note));
    }
    table
}

/// Claims with their verdicts.
pub(super) fn claims(results: &Results) -> FlatTable {
    let mut table = start(
        "claims",
        &["claim", "name:both", "value", "period", "verdict", "verdict_word:both", "note:both", "sources"],
    );
    for claim in &results.strategy.claims {
        table.push(
            Row::default()
                .put(&claim.id)
                .both(&claim.name)
                .put(&claim.value)
                .put(&claim.period)
                .put(&claim.verdict)
                .both(&strings::word("verdict", &claim.verdict))
                .both(&claim.note)
                .put(claim.sources.as_slice()),
        );
    }
    table
}
