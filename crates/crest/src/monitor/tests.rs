use std::path::Path;

use crest_data::value::{Panel, Reason, Status, Value};
use crest_model::Model;
use crest_model::results::TargetState;

use super::*;

/// The toy model with one target on income of p04.
fn model(period: &str, sentence: &str, baseline: Option<(&str, f64)>) -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/toy");
    let mut model = crest_model::load(&root).0.expect("the toy example has no mistakes");
    let unit = crest_model::Unit::parse("万元/人").unwrap();
    model.strategy.targets.truncate(1);
    let stated = &mut model.strategy.targets[0];
    stated.indicator = "income".into();
    stated.place = "p04".into();
    stated.period = period.parse().unwrap();
    stated.target = Target::parse(sentence, &unit).unwrap();
    stated.baseline = baseline.map(|(period, value)| (period.parse().unwrap(), value));
    model
}

fn state(model: &Model, values: &[(&str, f64)]) -> (TargetState, Option<f64>) {
    let mut values: Vec<(Period, f64)> = values.iter().map(|(p, x)| (p.parse().unwrap(), *x)).collect();
    values.sort_by_key(|v| v.0);
    let value = |&(period, number): &(Period, f64)| Value {
        indicator: model.find_node("income").unwrap() as u32,
        place: model.find_place("p04").unwrap() as u32,
        period,
        number: Some(number),
        std_error: None,
        status: Status::Reported,
        source: 0,
        vintage: 0,
        territory: 0,
        written: 0,
        chosen: true,
        reason: Reason::Only,
        table: 0,
        row: 0,
        column: 0,
    };
    let panel = Panel { values: values.iter().map(value).collect(), texts: vec!["".into()] };
    let result = targets(model, &panel).remove(0);
    (result.state, result.required)
}

#[test]
fn value_of_the_due_period_decides() {
    let model = model("2021", "at least 7", None);
    assert_eq!(state(&model, &[("2021", 7.0)]), (TargetState::Met, Some(7.0)));
    assert_eq!(state(&model, &[("2021", 6.9)]), (TargetState::Missed, Some(7.0)));
    assert_eq!(state(&model, &[("2020", 9.0)]).0, TargetState::NotAssessable, "an earlier value does not stand in");
}

#[test]
fn growth_is_measured_against_the_period_before() {
    let model = model("2021", "增长10%左右", None);
    // 11/10 − 1 = 10 %; 10.4/10 − 1 = 4 %
    assert_eq!(state(&model, &[("2020", 10.0), ("2021", 11.0)]).0, TargetState::Met);
    assert_eq!(state(&model, &[("2020", 10.0), ("2021", 10.4)]).0, TargetState::Missed);
    assert_eq!(state(&model, &[("2021", 11.0)]).0, TargetState::NotAssessable);
}

#[test]
fn path_runs_straight_from_the_baseline() {
    // From 4 in 2019 to 10 in 2025: one a year, so 6 in 2021.
    let model = model("2025", "at least 10", Some(("2019", 4.0)));
    assert_eq!(state(&model, &[("2021", 6.0)]), (TargetState::OnSchedule, Some(6.0)));
    assert_eq!(state(&model, &[("2021", 5.0)]), (TargetState::Behind, Some(6.0)));
    assert_eq!(state(&model, &[("2021", 7.0)]), (TargetState::Ahead, Some(6.0)));
    assert_eq!(state(&model, &[("2021", 12.0)]).0, TargetState::Ahead);
}

#[test]
fn without_a_baseline_nothing_is_said_before_the_due_period() {
    let model = model("2025", "at least 10", None);
    assert_eq!(state(&model, &[("2021", 12.0)]).0, TargetState::NotAssessable);
}
