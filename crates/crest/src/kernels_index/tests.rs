use std::collections::BTreeMap;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::{Diagnostic, Location};

use crate::Registry;
use crate::kernel::{Call, Files};

/// Three places: a is best in both, c worst; costs run the other way.
fn input() -> Table {
    let texts = |list: &[&str]| ColumnData::Text(list.iter().map(|s| Some((*s).to_owned())).collect());
    let numbers = |list: &[f64]| ColumnData::Number(list.iter().map(|x| Some(*x)).collect());
    Table::from_columns(
        "scores",
        vec![
            (ColumnInfo::named("place"), texts(&["a", "b", "c"])),
            (ColumnInfo::named("x"), numbers(&[9.0, 6.0, 3.0])),
            (ColumnInfo::named("cost"), numbers(&[1.0, 2.0, 5.0])),
        ],
    )
}

fn call(kernel: &str, with: &str) -> Result<Table, Vec<Diagnostic>> {
    let table = input();
    let inputs: BTreeMap<String, &Table> = [("input".to_owned(), &table)].into();
    let with: toml::Table = with.parse().unwrap();
    let location = Location::file("crest.toml");
    let registry = Registry::shipped();
    let names = [("input".to_owned(), "scores".to_owned())].into();
    assert_eq!(registry.check(kernel, &names, &with, &location), []);
    (registry.find(kernel).unwrap().run)(&Call {
        table: "made",
        inputs: &inputs,
        with: &with,
        files: &Files::default(),
        location: &location,
    })
}

fn column(table: &Table, name: &str) -> Vec<f64> {
    let c = table.column_position(name).unwrap();
    (0..table.n_rows()).map(|r| table.number(c, r).unwrap()).collect()
}

#[test]
fn normalise_turns_costs_round() {
    let made = call("index.normalise", "less_is_better = ['cost']").unwrap();
    assert_eq!(column(&made, "x"), [100.0, 50.0, 0.0]);
    // (5 − 1)/4, (5 − 2)/4, 0
    assert_eq!(column(&made, "cost"), [100.0, 75.0, 0.0]);
}

#[test]
fn combine_takes_weights() {
    let made = call("index.combine", "columns = ['x', 'cost']\nweights = [3, 1]").unwrap();
    // (3·9 + 1)/4, (3·6 + 2)/4, (3·3 + 5)/4
    assert_eq!(column(&made, "score"), [7.0, 5.0, 3.5]);
    assert_eq!(column(&made, "rank"), [1.0, 2.0, 3.0]);
}

#[test]
fn ranks_and_distances_agree_on_a_clear_order() {
    for (kernel, with) in [
        ("index.rank", "less_is_better = ['cost']"),
        ("index.topsis", "less_is_better = ['cost']"),
        ("index.vikor", "less_is_better = ['cost']"),
        ("index.promethee", "less_is_better = ['cost']"),
    ] {
        let made = call(kernel, with).unwrap();
        let ranks = column(&made, if kernel == "index.rank" { "cost" } else { "rank" });
        assert_eq!(ranks, [1.0, 2.0, 3.0], "{kernel}");
    }
}

#[test]
fn every_kernel_answers_on_sound_input() {
    for kernel in Registry::shipped().iter().filter(|kernel| kernel.name.starts_with("index.")) {
        let made = call(kernel.name, "");
        assert!(made.is_ok_and(|table| table.n_rows() > 0), "{}", kernel.name);
    }
}

#[test]
fn unfit_parameters_and_columns_are_refused_with_hints() {
    let found = call("index.combine", "columns = ['x', 'csot']").unwrap_err();
    assert_eq!((found[0].code.as_str(), found[0].hint.as_deref()), ("C0704", Some("did you mean `cost`?")));
    let found = call("index.combine", "columns = ['place']").unwrap_err();
    assert_eq!(found[0].code, "C0704");
    for with in ["weights = [1]", "weights = [0, 0]", "method = 'best'", "threshold = 'x'"] {
        assert_eq!(call("index.combine", with).unwrap_err()[0].code, "C0703", "{with}");
    }
}

#[test]
fn unknown_kernels_and_parameters_are_found_before_the_run() {
    let registry = Registry::shipped();
    let location = Location::file("crest.toml");
    let inputs = [("input".to_owned(), "t".to_owned())].into();
    let check = |name: &str, with: &str| registry.check(name, &inputs, &with.parse().unwrap(), &location);
    assert_eq!(check("index.topsi", "")[0].hint.as_deref(), Some("did you mean `index.topsis`?"));
    assert_eq!(check("index.topsis", "weigths = [1]")[0].code, "C0703");
    assert_eq!(registry.check("index.topsis", &BTreeMap::new(), &toml::Table::new(), &location)[0].code, "C0702");
}
