//! A project over real and faulty data: 225 cities, all years, the faults found on the way.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

#[path = "support/cities.rs"]
mod cities;

use crest::{Project, RunOptions, Session};
use support::{results, run, shared};

#[test]
fn real_cities_are_ranked_and_their_faults_are_found() {
    let Some(panel) = shared("cities/panel.csv") else { return };
    let directory = tempfile::tempdir().unwrap();
    let units = cities::write(&panel, directory.path());
    assert!(units >= 225, "{units} complete units in 2021");
    let results = results(run(directory.path(), None));
    let index = results.index.as_ref().unwrap();
    assert_eq!(index.places.len(), units);
    let ranks = index.ranks.iter().find(|r| r.node == "index").unwrap();
    assert_eq!(ranks.overall.iter().flatten().count(), units, "every complete unit has a rank");
    // Income per head and finance put the first-tier cities near the top, whatever the details of the recipe.
    let rank_of = |id: &str| ranks.overall[index.places.iter().position(|p| p == id).unwrap()].unwrap();
    for (city, id) in [("Beijing", "c110000"), ("Shenzhen", "c440300"), ("Shanghai", "c310000")] {
        assert!(rank_of(id) <= 20, "{city} is {}", rank_of(id));
    }
    let about = |code: &str| results.findings.iter().filter(|d| d.code == code).count();
    assert!(about("C2001") > 20, "sectors that miss their sum: {}", about("C2001"));
    assert!(about("C2005") > 100, "sources that disagree: {}", about("C2005"));
    assert!(results.history.iter().filter(|h| h.root == "index").count() >= 10, "years before 2021");
    // Three compilations of GDP: the first in the order is used, the others stay visible.
    let gdp: Vec<_> =
        results.values.iter().filter(|v| v.indicator == "gdp" && v.place == "c440300" && v.period == "2018").collect();
    assert_eq!(gdp.len(), 3);
    assert_eq!(gdp.iter().filter(|v| v.chosen).map(|v| v.source.as_str()).collect::<Vec<_>>(), ["structure"]);
    let cell = gdp[0].location.as_ref().unwrap().to_string();
    assert!(cell.starts_with("data/long.csv!D"), "{cell}");
}

#[test]
fn change_of_unit_leaves_the_ranking_alone() {
    let Some(panel) = shared("cities/panel.csv") else { return };
    let directory = tempfile::tempdir().unwrap();
    cities::write(&panel, directory.path());
    let before = results(run(directory.path(), None));
    let framework = directory.path().join("framework.csv");
    let text = std::fs::read_to_string(&framework).unwrap().replace("亿元", "万元").replace("万人", "人");
    std::fs::write(&framework, text).unwrap();
    let after = results(run(directory.path(), None));
    let ranks = |r: &crest_model::results::Results| r.index.as_ref().unwrap().ranks[0].overall.clone();
    assert_eq!(ranks(&before), ranks(&after));
}

#[test]
fn one_value_moves_others_only_through_the_scale() {
    let Some(panel) = shared("cities/panel.csv") else { return };
    let directory = tempfile::tempdir().unwrap();
    cities::write(&panel, directory.path());
    let project = Project::open(directory.path());
    let options = RunOptions::default();
    let session = Session::open(&project, &options).map_err(|_| "findings").unwrap();
    let scenario = project.find_scenario("one_value").unwrap();
    let (_, diff) = session.what_if(&scenario).map_err(|_| "findings").unwrap();
    assert_eq!(diff.values.len(), 1);
    assert!(diff.scores.iter().any(|s| s.place == "c310000" && s.node == "index"));
    assert!(diff.methods.is_empty() && diff.weights.is_empty());
}
