//! Flat tables of the strategy: targets, programmes, actions, milestones, goals, claims.

use crest_model::Text;
use crest_model::results::{ForecastStep, Results, TargetState};

use super::{FlatTable, Row, plain_column, start};
use crate::names::{Kind, Names, join};
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
            "measure",
            "tolerance",
            "path:both",
            "baseline_period",
            "baseline_value",
            "rolled_up",
            "behind_since",
            "target_gap",
            "needed_per_year",
            "pace_per_year",
            "needed:both",
            "answers",
            "forecast",
            "forecast_lower",
            "forecast_upper",
            "interval",
            "chance",
            "forecast_method:both",
            "forecast_values",
            "forecast_note:both",
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
                .put(&target.source)
                .put(&target.measure)
                .put(target.tolerance)
                .both(&target.path)
                .put(target.baseline.as_ref().map_or("", |(period, _)| period))
                .put(target.baseline.as_ref().map(|(_, value)| *value))
                .put(target.rolled_up)
                .put(target.since.as_deref().unwrap_or(""))
                .put(target.gap)
                .put(target.needed_per_year)
                .put(target.pace_per_year)
                .both(&target.needed)
                .put(target.answers.as_slice())
                .put(target.forecast.as_ref().map(|ahead| ahead.value))
                .put(target.forecast.as_ref().map(|ahead| ahead.lower))
                .put(target.forecast.as_ref().map(|ahead| ahead.upper))
                .put(target.forecast.as_ref().map(|ahead| ahead.interval))
                .put(target.forecast.as_ref().and_then(|ahead| ahead.chance))
                .both(&target.forecast.as_ref().map_or_else(Text::default, |ahead| ahead.method.clone()))
                .put(target.forecast.as_ref().map(|ahead| ahead.n_values))
                .both(&target.forecast_note),
        );
    }
    table
}

/// Targets counted by state for every part of the strategy.
pub(super) fn target_states(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "target_states",
        &["strategy_part", "part_word:both", "part_id", "name:both", "worst", "worst_word:both"],
    );
    for state in TargetState::ALL {
        table.columns.push(plain_column(
            &format!("targets.{}", state.word()),
            strings::word("state", state.word()),
            "",
        ));
    }
    table.columns.push(plain_column("binding_red", strings::text("column.binding_red"), ""));
    for part in &results.strategy.rollups {
        let worst = part.worst.map_or("", TargetState::word);
        let mut row = Row::default()
            .put(&part.kind)
            .both(&strings::word("part", &part.kind))
            .put(&part.id)
            .both(&names.part(&part.kind, &part.id))
            .put(worst)
            .both(&strings::word("state", worst));
        for (_, n) in &part.states {
            row = row.put(*n);
        }
        table.push(row.put(part.binding_red));
    }
    table
}

/// What somebody has to know, gravest first.
pub(super) fn warnings(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "warnings",
        &[
            "warning",
            "warning_word:both",
            "subject",
            "indicator",
            "indicator_name:both",
            "place",
            "place_name:both",
            "period",
            "binding",
            "behind_since",
            "answers",
            "answers_name:both",
            "reason:both",
            "needed:both",
            "chance",
        ],
    );
    for warning in &results.strategy.warnings {
        let answers: Vec<Text> = warning.answers.iter().map(|id| names.other(Kind::Department, id)).collect();
        table.push(
            Row::default()
                .put(&warning.kind)
                .both(&strings::word("warning", &warning.kind))
                .put(&warning.subject)
                .put(&warning.indicator)
                .both(&names.node(&warning.indicator))
                .put(&warning.place)
                .both(&names.place(&warning.place))
                .put(&warning.period)
                .put(warning.binding)
                .put(warning.since.as_deref().unwrap_or(""))
                .put(warning.answers.as_slice())
                .both(&join(&answers))
                .both(&warning.words)
                .both(&warning.needed)
                .put(warning.chance),
        );
    }
    table
}

/// Forecasts of targets year by year.
pub(super) fn forecasts(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "forecasts",
        &[
            "target",
            "indicator_name:both",
            "place_name:both",
            "period",
            "forecast",
            "forecast_lower",
            "forecast_upper",
            "interval",
            "forecast_method:both",
        ],
    );
    for target in &results.strategy.targets {
        let Some(ahead) = &target.forecast else { continue };
        for ForecastStep { period, value, lower, upper } in &ahead.steps {
            table.push(
                Row::default()
                    .put(&target.id)
                    .both(&names.node(&target.indicator))
                    .both(&names.place(&target.place))
                    .put(period)
                    .put(*value)
                    .put(*lower)
                    .put(*upper)
                    .put(ahead.interval)
                    .both(&ahead.method),
            );
        }
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
