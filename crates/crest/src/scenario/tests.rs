use std::path::Path;

use crest_data::value::{Panel, Reason, Status, Value};
use crest_model::Model;

use super::*;

fn toy() -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/toy");
    crest_model::load(&root).0.expect("the toy example has no mistakes")
}

/// One chosen value: growth of p01 in 2021.
fn panel(model: &Model, number: f64) -> Panel {
    let value = Value {
        indicator: model.find_node("growth").unwrap() as u32,
        place: model.find_place("p01").unwrap() as u32,
        period: "2021".parse().unwrap(),
        number: Some(number),
        std_error: Some(0.5),
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
    Panel { values: vec![value], texts: vec!["".into()] }
}

fn apply(text: &str) -> Result<Panel, Vec<Diagnostic>> {
    let model = toy();
    let scenario = model.read_scenario("test", text).expect("a sound scenario");
    let patch = resolve(&model, &scenario).expect("a resolvable scenario");
    apply_values(&patch.model, &panel(&model, 4.0), &patch.values, &scenario.id)
}

fn modify(op: &str, place: &str, value: f64) -> String {
    format!("[[modify]]\nop = '{op}'\nindicator = 'growth'\nplace = '{place}'\nvalue = {value}\n")
}

#[test]
fn operations_are_carried_out_in_order() {
    // (4 + 1) · 2 = 10
    let changed = apply(&format!("{}{}", modify("add", "p01", 1.0), modify("multiply", "p01", 2.0))).unwrap();
    let model = toy();
    let cell = (model.find_node("growth").unwrap() as u32, model.find_place("p01").unwrap() as u32);
    let chosen = changed.find_chosen(cell.0, cell.1, "2021".parse().unwrap()).unwrap();
    assert_eq!((chosen.number, chosen.reason, chosen.std_error), (Some(10.0), Reason::Scenario, None));
    assert_eq!(changed.text(chosen.source), "test");
    assert_eq!(changed.values.iter().filter(|v| v.chosen).count(), 1);
    assert_eq!(changed.values.last().unwrap().number, Some(4.0), "the baseline value stays visible");
}

#[test]
fn a_missing_value_can_be_set_but_not_added_to() {
    assert!(apply(&modify("set", "p02", 3.0)).is_ok());
    let both = format!("{}{}", modify("add", "p02", 1.0), modify("multiply", "p03", 2.0));
    let codes: Vec<String> = apply(&both).unwrap_err().into_iter().map(|d| d.code).collect();
    assert_eq!(codes, ["C0903", "C0903"], "all problems at once");
}

#[test]
fn methods_weights_and_targets_change_a_copy_of_the_model() {
    let model = toy();
    let text = "[[modify]]\nop = 'weight'\nnode = 'life'\nvalue = 3\n[[modify]]\nop = 'method'\nkey = 'normalise.method'\nvalue = 'z-score'\n";
    let scenario = model.read_scenario("test", text).unwrap();
    let patch = resolve(&model, &scenario).unwrap();
    assert_eq!(patch.model.nodes[model.find_node("life").unwrap()].weight, 3.0);
    assert_eq!(patch.model.index.unwrap().normalise.method, "z-score");
    assert_eq!(model.nodes[model.find_node("life").unwrap()].weight, 1.0);
}

#[test]
fn rows_that_match_nothing_are_all_reported() {
    let model = toy();
    let text = "[[modify]]\nop = 'delete'\ntable = 'values'\nwhere = { place = 'nowhere' }\n[[modify]]\nop = 'update'\ntable = 'values'\nwhere = { place = 'p01' }\nset = { grwth = '1' }\n";
    let scenario = model.read_scenario("test", text).unwrap();
    let patch = resolve(&model, &scenario).unwrap();
    let table = crest_data::read_file(
        &model.root,
        "values",
        match &model.tables[0].from {
            crest_model::model::TableFrom::File(spec) => spec,
            _ => unreachable!("the toy table is a file"),
        },
        &crest_model::grid::Limits::default(),
    );
    let found = apply_rows(table.0.unwrap(), &patch.rows["values"]).unwrap_err();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].code, "C0901");
}
