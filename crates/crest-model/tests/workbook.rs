//! The same project in delimited files and in one workbook gives the same model.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod patched;

use patched::{base, tests};
use std::fs;
use std::path::Path;

use crest_model::grid::{CsvOptions, Limits, read_csv};
use crest_model::model::{IndexSpec, TableFrom};
use crest_model::{Model, load};

/// Lists of the strategy, as files.
const LISTS: [(&str, &str); 7] = [
    ("positions", "id,name_en\ncity,World city\n"),
    ("goals", "id,name_zh,name_en,indicators\nhealth,健康,Health,pm25\n"),
    ("departments", "编号,名称\noffice,卫生局\n"),
    ("programmes", "id,name_en,serves,goals,indicators\np1,Programme,city,health,clinics\n"),
    (
        "actions",
        "id,programme,name_en,carriers,indicators,departments,milestones,sources\n\
         a1,p1,Action,port,clinics,office,2021-06||Opened|yes,yearbook\n",
    ),
    (
        "targets",
        "id,indicator,place,period,sentence,binding,baseline_period,baseline_value,source,department\n\
         t1,growth,a,2021,about 8,yes,2020,6.5,yearbook,office\nt2,index,,2021,top 3,,,,,\n",
    ),
    ("claims", "id,name_en,value,verdict,sources\nc1,Second overall,2,confirmed,yearbook\n"),
];

/// Adds a delimited file as a sheet; what looks like a number becomes one, as spreadsheets do.
fn add_sheet(book: &mut rust_xlsxwriter::Workbook, name: &str, root: &Path, file: &str) {
    let grid = read_csv(root, file, &CsvOptions::default(), &Limits::default()).unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name(name).unwrap();
    for (row, cells) in grid.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let Some(text) = cell.text() else { continue };
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
}

/// Makes the project with every list in one workbook.
fn in_a_workbook() -> tempfile::TempDir {
    let root = base();
    let mut book = rust_xlsxwriter::Workbook::new();
    for file in ["framework", "places", "sources"] {
        add_sheet(&mut book, file, root.path(), &format!("{file}.csv"));
        fs::remove_file(root.path().join(format!("{file}.csv"))).unwrap();
    }
    let mut strategy = String::from("[lists]\n");
    for (name, content) in LISTS {
        fs::write(root.path().join("list.csv"), content).unwrap();
        add_sheet(&mut book, name, root.path(), "list.csv");
        strategy.push_str(&format!("{name} = \"book.xlsx#{name}\"\n"));
    }
    fs::remove_file(root.path().join("list.csv")).unwrap();
    fs::write(root.path().join("strategy.toml"), strategy).unwrap();
    book.save(root.path().join("book.xlsx")).unwrap();
    let file = fs::read_to_string(root.path().join("crest.toml")).unwrap();
    let lists = "focus = \"a\"\nframework = \"book.xlsx#framework\"\nplaces = \"book.xlsx#places\"\n\
                 sources = \"book.xlsx#sources\"\n";
    fs::write(root.path().join("crest.toml"), file.replace("focus = \"a\"\n", lists)).unwrap();
    root
}

/// Writes everything of a model but where it stands.
fn content(model: &Model) -> String {
    let written = format!("{model:#?}");
    let mut kept = Vec::new();
    let mut lines = written.lines();
    while let Some(line) = lines.next() {
        let blank = line.len() - line.trim_start().len();
        let opens = |key: &str| line.trim_start().starts_with(key);
        if opens("location: Location {") || opens("files: [") {
            let close = " ".repeat(blank);
            let end =
                |l: &str| l.starts_with(&close) && matches!(l.trim(), "}," | "],") && !l[blank..].starts_with(' ');
            for skipped in lines.by_ref() {
                if end(skipped) {
                    break;
                }
            }
        } else if !opens("root: ") {
            kept.push(line);
        }
    }
    kept.join("\n")
}

#[test]
fn a_workbook_and_delimited_files_give_the_same_model() {
    let (files, found) = load(&tests("base"));
    assert_eq!(found, []);
    let root = in_a_workbook();
    let (book, found) = load(root.path());
    assert_eq!(found, []);
    let (files, book) = (files.unwrap(), book.unwrap());
    assert!(content(&files).contains("Economic growth") && !content(&files).contains("framework.csv"));
    similar(&content(&files), &content(&book));
    assert!(book.files.contains(&"book.xlsx".to_owned()));
}

/// Compares line by line, for a readable difference.
fn similar(a: &str, b: &str) {
    for (number, (a, b)) in a.lines().zip(b.lines()).enumerate() {
        assert_eq!(a, b, "line {number}");
    }
    assert_eq!(a.lines().count(), b.lines().count());
}

#[test]
fn mistakes_in_a_workbook_name_sheet_and_cell() {
    let root = in_a_workbook();
    let path = root.path().join("crest.toml");
    let file = fs::read_to_string(&path).unwrap();
    fs::write(&path, file.replace("book.xlsx#sources", "book.xlsx#source")).unwrap();
    let (model, found) = load(root.path());
    assert!(model.is_none());
    assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["C0007"]);
    let rendered = crest_model::render::render(&found[0], Some(root.path()), crest_model::Lang::En, false);
    assert!(rendered.contains("sources") && rendered.contains("crest.toml:"), "{rendered}");
}

#[test]
fn references_are_resolved() {
    let model = load(&tests("base")).0.unwrap();
    let income = &model.nodes[model.find_node("income").unwrap()];
    let target = income.indicator.as_ref().unwrap().target.as_ref().unwrap();
    assert_eq!(target.reference(), Some("growth"), "经济增长 is the name of the indicator `growth`");
    let port = &model.places[model.find_place("port").unwrap()];
    assert_eq!(port.within.iter().map(|&i| model.places[i].id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let ratio = &model.tables[model.find_table("ratio").unwrap()];
    assert!(matches!(&ratio.from, TableFrom::Sql { inputs, .. } if inputs == &["figures"]));
    assert_eq!(model.strategy.targets[1].place, "a", "the focus stands in for a place that is not named");
}

/// Changes the recipe of the good project.
fn changed(changes: &[(&str, toml::Value)]) -> Result<IndexSpec, Vec<String>> {
    let model = load(&tests("base")).0.unwrap();
    let changes: Vec<(String, toml::Value)> = changes.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
    match model.index_with(&changes) {
        Ok(spec) => Ok(spec.expect("the project has an index")),
        Err(found) => Err(found.into_iter().map(|d| d.code).collect()),
    }
}

#[test]
fn a_changed_recipe_keeps_the_rest_and_is_checked() {
    let same = changed(&[]).unwrap();
    let model = load(&tests("base")).0.unwrap();
    assert_eq!(format!("{same:?}"), format!("{:?}", model.index.clone().unwrap()), "no change changes nothing");
    let spec = changed(&[("normalise.method", "z-score".into())]).unwrap();
    let ends = (spec.normalise.method.as_str(), spec.normalise.lower);
    assert_eq!(ends, ("z-score", 0.0), "the ends were stated for another method");
    assert_eq!(spec.aggregate.levels, ["arithmetic", "geometric"]);
    let spec = changed(&[("aggregate.method", "median".into())]).unwrap();
    assert_eq!(spec.aggregate.levels, ["median"]);
    let spec = changed(&[("treat.winsorise", 3.into())]).unwrap();
    assert_eq!(spec.treat.unwrap().winsorise, 3);
    assert_eq!(changed(&[("normalise.method", "z".into())]).unwrap_err(), ["C0601"]);
    assert_eq!(changed(&[("normalise.colour", 1.into())]).unwrap_err(), ["C0102"]);
    assert_eq!(changed(&[("grouping.x", 1.into())]).unwrap_err(), ["C0102"]);
    assert_eq!(changed(&[("", 1.into())]).unwrap_err(), ["C0102"]);
    assert_eq!(
        changed(&[("screen.availability", 2.into()), ("impute.method", 1.into())]).unwrap_err(),
        ["C0104", "C0602"]
    );
}

#[test]
fn weights_and_targets_can_be_changed() {
    let model = load(&tests("base")).0.unwrap();
    let codes = |found: Vec<crest_model::Diagnostic>| found.into_iter().map(|d| d.code).collect::<Vec<_>>();
    let heavier = model.with_weight("life", 4.0).unwrap();
    assert_eq!(heavier.nodes[heavier.find_node("life").unwrap()].weight, 4.0);
    assert_eq!(codes(model.with_weight("lif", 1.0).unwrap_err()), ["C0613"]);
    assert_eq!(codes(model.with_weight("life", f64::NAN).unwrap_err()), ["C0208"]);
    let none = model.with_weight("growth", 0.0).unwrap().with_weight("income", 0.0).unwrap_err();
    assert_eq!(codes(none), ["C0212"]);
    let stricter = model.with_target("t1", "at least 9").unwrap();
    assert_eq!(stricter.strategy.targets[0].target.to_string(), "at least 9%");
    assert_eq!(codes(model.with_target("t1", "more").unwrap_err()), ["C0405"]);
    assert_eq!(codes(model.with_target("t", "9").unwrap_err()), ["C0613"]);
}
