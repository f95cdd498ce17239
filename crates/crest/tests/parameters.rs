//! Scenarios that change a parameter of a kernel: the table is made again, and what the kernel refuses is told.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use crest::{Project, RunOptions, Session, SessionError};
use support::{copy, results, run};

/// The toy example with a table of a kernel and a scenario that changes its weights.
fn project(scenario: &str) -> tempfile::TempDir {
    let project = copy("toy");
    let root = project.path();
    std::fs::create_dir_all(root.join("sql")).unwrap();
    std::fs::write(
        root.join("sql/latest.sql"),
        "SELECT place, income, growth, firms, pm25, green FROM \"values\" WHERE period = 2021",
    )
    .unwrap();
    let settings = std::fs::read_to_string(root.join("crest.toml")).unwrap();
    let tables = "\n[tables.latest]\nsql = \"sql/latest.sql\"\n\n[tables.topsis]\nkernel = \"index.topsis\"\n\
                  input = \"latest\"\nwith = { less_is_better = [\"pm25\"], weights = [6, 3, 3, 2, 2] }\n";
    std::fs::write(root.join("crest.toml"), settings + tables).unwrap();
    std::fs::write(root.join("scenarios/even.toml"), format!("name = \"Even\"\n{scenario}")).unwrap();
    project
}

const EVEN: &str = "[[modify]]\nop = \"parameter\"\ntable = \"topsis\"\nkey = \"weights\"\nvalue = [1, 1, 1, 1, 1]\n";

#[test]
fn a_changed_parameter_makes_the_table_again() {
    let project = project(EVEN);
    let print = |scenario| {
        let results = results(run(project.path(), scenario));
        results.tables.iter().find(|table| table.name == "topsis").unwrap().fingerprint.clone()
    };
    assert_ne!(print(None), print(Some("even")));
    let opened = Project::open(project.path());
    let options = RunOptions::default();
    let session = Session::open(&opened, &options).unwrap();
    let scenario = opened.find_scenario("even").unwrap();
    let (changed, _) = session.what_if(&scenario).unwrap();
    assert_eq!(changed.tables.iter().find(|t| t.name == "topsis").unwrap().fingerprint, print(Some("even")));
}

#[test]
fn a_parameter_that_the_kernel_lacks_is_told_at_the_change() {
    let project = project(&EVEN.replace("weights", "weight"));
    let opened = Project::open(project.path());
    let scenario = opened.find_scenario("even").unwrap();
    let options = RunOptions::default();
    let session = Session::open(&opened, &options).unwrap();
    let Err(SessionError::Findings(found)) = session.what_if(&scenario) else { panic!("the change is refused") };
    assert_eq!(found[0].code, "C0703");
    assert!(format!("{:?}", found[0].location).contains("scenarios/even.toml"), "{found:?}");
}

#[test]
fn a_table_without_a_kernel_has_no_parameters() {
    let project = project(&EVEN.replace("topsis", "latest"));
    let opened = Project::open(project.path());
    assert!(opened.model.is_none());
    assert!(opened.diagnostics.iter().any(|d| d.code == "C0612" && d.message.contains("has no parameters")));
}
