//! The ASEM index as a project: from the table of units to scores and ranks equal to the published recipe's.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use support::{close, results, run, shared};

const PROJECT: &str = "[project]
id = \"asem\"
name = { en = \"Sustainable connectivity\" }
period = 2018

[tables.units]
file = \"data/units.csv\"
place = \"uCode\"
period = \"Time\"
fixed_source = \"portal\"

[index]
grouping = \"region\"

[index.impute]
method = \"group-mean\"

[index.treat]
winsorise = 5

[index.aggregate]
method = \"arithmetic\"
";

fn records(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let record = |r: csv::StringRecord| header.iter().map(str::to_owned).zip(r.iter().map(str::to_owned)).collect();
    reader.records().map(|r| record(r.unwrap())).collect()
}

/// Writes the project; indicators carry no unit conversions, so every unit is 1.
fn write(asem: &Path, root: &Path) {
    fs::create_dir_all(root.join("data")).unwrap();
    fs::copy(asem.join("units.csv"), root.join("data/units.csv")).unwrap();
    let mut places = "id,name_en,role,group.region\n".to_owned();
    for unit in records(&asem.join("units.csv")) {
        writeln!(places, "{},{},unit,{}", unit["uCode"], unit["uCode"], unit["EurAsia_group"]).unwrap();
    }
    let mut framework = "code,parent,name_en,unit,direction,weight,table,denominator,may_be_negative\n".to_owned();
    for row in records(&asem.join("indicators.csv")) {
        let (code, kind) = (&row["iCode"], row["Type"].as_str());
        match kind {
            "Indicator" => writeln!(
                framework,
                "{code},{},{code},1,{},{},units,{},yes",
                row["Parent"], row["Direction"], row["Weight"], row["Denominator"]
            ),
            "Aggregate" => writeln!(framework, "{code},{},{code},,,{},,,", row["Parent"], row["Weight"]),
            "Denominator" => writeln!(framework, "{code},,{code},1,watch,1,units,,yes"),
            _ => Ok(()),
        }
        .unwrap();
    }
    for (path, text) in [
        ("crest.toml", PROJECT),
        ("places.csv", &places),
        ("framework.csv", &framework),
        ("sources.csv", "id,name_en\nportal,Portal\n"),
    ] {
        fs::write(root.join(path), text).unwrap();
    }
}

#[test]
fn project_gives_the_published_scores_and_ranks() {
    let Some(asem) = shared("asem") else { return };
    let directory = tempfile::tempdir().unwrap();
    write(&asem, directory.path());
    let results = results(run(directory.path(), None));
    let index = results.index.as_ref().unwrap();
    let root = &index.roots[0];
    let ranks = index.ranks.iter().find(|r| r.node == *root).unwrap();
    let golden = records(&asem.join("golden/06a_aggregated.csv"));
    assert_eq!(golden.len(), 51);
    for expected in golden {
        let row = index.places.iter().position(|p| *p == expected["uCode"]).unwrap();
        for (c, node) in index.scores.columns.iter().enumerate() {
            let score = index.scores.cells[row][c].unwrap();
            close(score, expected[node].parse().unwrap(), &format!("{} {node}", expected["uCode"]));
        }
        assert_eq!(ranks.overall[row], expected["Rank"].parse().ok(), "{}", expected["uCode"]);
    }
    let treated = records(&asem.join("golden/04a_treated.csv"));
    for expected in treated {
        let row = index.places.iter().position(|p| *p == expected["uCode"]).unwrap();
        for (c, node) in index.treated.columns.iter().enumerate() {
            let what = format!("{} {node} treated", expected["uCode"]);
            close(index.treated.cells[row][c].unwrap(), expected[node].parse().unwrap(), &what);
        }
    }
    for row in records(&asem.join("golden/06q_effective_weights.csv")) {
        let node = results.nodes.iter().find(|n| n.code == row["iCode"]).unwrap();
        close(node.effective_weight.unwrap(), row["EffWeight"].parse().unwrap(), &node.code);
    }
}

/// Specification A of the golden results, as a project declares it.
const UNCERTAINTY: &str = "
[uncertainty]
first = [10]
last = [5]

[uncertainty.inputs.winmax]
vary = \"treat\"
winsorise = [1, 2, 3, 4, 5]

[uncertainty.inputs.normalisation]
vary = \"normalise\"
options = [{ method = \"min-max\", lower = 1, upper = 100 }, { method = \"z-score\", lower = 50, upper = 60 }]

[uncertainty.inputs.weights]
vary = \"weights\"
file = \"data/weights.csv\"

[uncertainty.inputs.aggregation]
vary = \"aggregate\"
options = [\"arithmetic\", \"geometric\"]
";

#[test]
fn declared_uncertainty_gives_the_exact_rank_distribution_and_variance_shares() {
    let Some(asem) = shared("asem") else { return };
    let directory = tempfile::tempdir().unwrap();
    write(&asem, directory.path());
    fs::write(directory.path().join("crest.toml"), format!("{PROJECT}{UNCERTAINTY}")).unwrap();
    let mut weights = "set,node,weight\n".to_owned();
    for row in records(&asem.join("golden/10A_weights.csv")) {
        writeln!(weights, "{},{},{}", row["set"], row["iCode"], row["Weight"]).unwrap();
    }
    fs::write(directory.path().join("data/weights.csv"), weights).unwrap();
    let certainty = results(run(directory.path(), None)).certainty.unwrap();
    assert_eq!((certainty.method.as_str(), certainty.draws, certainty.declared), ("enumerated", 1000, true));
    let golden = records(&asem.join("golden/10A_exact_rankstats.csv"));
    assert_eq!((golden.len(), certainty.places.len()), (51, 51));
    for expected in golden {
        let place = certainty.places.iter().find(|place| place.place == expected["uCode"]).unwrap();
        for (column, found) in [
            ("Nominal", f64::from(place.rank)),
            ("Mean", place.mean.value),
            ("Median", place.median.value),
            ("Q5", place.lower.value),
            ("Q95", place.upper.value),
        ] {
            close(found, expected[column].parse().unwrap(), &format!("{} {column}", expected["uCode"]));
        }
    }
    for (position, expected) in records(&asem.join("golden/10A_exact_sobol.csv")).iter().enumerate() {
        let input = &certainty.inputs[position];
        assert_eq!(input.id, expected["Variable"].to_lowercase());
        let row = certainty.sensitivity.iter().find(|row| row.output == "shift" && row.input == input.id).unwrap();
        for (column, found) in [("Si", row.first), ("STi", row.total), ("Shapley", row.shapley)] {
            close(found.value, expected[column].parse().unwrap(), &format!("{} {column}", input.id));
            assert_eq!(found.error, 0.0);
        }
    }
}
