use std::path::PathBuf;

use super::r_condition;
use super::*;
use crate::grid::{CsvOptions, Limits, read_csv, read_csv_bytes};
use crate::rules::{AnswerValue, MissingCode, find_shipped, lists, method, read_method};

/// The folder of data that may not be shipped; says so where it is not there.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var("CREST_SHARED")
        .map_or_else(|_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let folder = root.join("data/rules").join(path);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("left out: {} is not there", folder.display());
    None
}

fn csv(text: &str) -> Grid {
    read_csv_bytes("given.csv", text.as_bytes(), &CsvOptions::default(), &Limits::default()).unwrap()
}

#[test]
fn the_facts_of_the_bay_area_give_no_error_and_seven_warnings() {
    let Some(folder) = shared("gba-alignment") else { return };
    let grid = read_csv(&folder, "facts.csv", &CsvOptions::default(), &Limits::default()).unwrap();
    let imported = facts(&grid);
    let count = |severity: Severity| imported.found.iter().filter(|d| d.severity == severity).count();
    assert_eq!(count(Severity::Error), 0, "{:#?}", imported.found);
    let codes: Vec<&str> =
        imported.found.iter().filter(|d| d.severity == Severity::Warning).map(|d| d.code.as_str()).collect();
    assert_eq!(codes.len(), 7, "{:#?}", imported.found);
    assert_eq!(codes.iter().filter(|code| **code == "C1613").count(), 4);
    assert_eq!(codes.iter().filter(|code| **code == "C1614").count(), 3);
    let rules = imported.rules.unwrap();
    // Every row of the source is there, by its own number.
    let rows: std::collections::BTreeSet<&str> = rules
        .answers
        .iter()
        .flat_map(|one| one.extra.iter().filter(|(column, _)| column == "row").map(|(_, cell)| cell.as_str()))
        .collect();
    assert_eq!(rows.len(), 147);
    // What is written is read again without loss.
    let tables = lists(&rules);
    let again = crate::rules::read(&lists_of(&tables));
    assert_eq!(lists(&again.0.unwrap()), tables);
}

/// Reads written lists again.
fn lists_of(tables: &[crate::rules::Table; 5]) -> Lists {
    let list = |i: usize| list_of(csv(&tables[i].csv())).unwrap();
    Lists {
        topics: Some(list(0)),
        provisions: Some(list(1)),
        jurisdictions: Some(list(2)),
        answers: vec![list(3)],
        relations: Some(list(4)),
    }
}

const HEAD: &str = "row,item,topic,provision,jurisdiction,counterpart,value,unit,value_type,status,valid_from,valid_to,as_of,instrument,source_url,source_kind,note\n";

#[test]
fn facts_that_follow_each_other_end_where_the_next_begins() {
    let imported = facts(&csv(&format!(
        "{HEAD}1,std,standards,Standards,\"Guangdong, Hong Kong\",,110,standards,number,superseded,2023-04-24,,,,https://e.org,official,\n\
         2,std,standards,Standards,\"Guangdong, Hong Kong\",,183,standards,number,superseded,,,2024-02-01,,https://e.org,official,\n\
         3,std,standards,Standards,\"Guangdong, Hong Kong\",,262,standards (about),number,in force,,,,,https://e.org,official,\n"
    )));
    assert_eq!(imported.found, []);
    let rules = imported.rules.unwrap();
    let days = |place: usize| {
        let one = &rules.answers[place];
        let show = |at: &Option<crate::rules::WrittenDay>| at.as_ref().map_or(String::new(), |at| at.day.to_string());
        (one.jurisdiction.as_str(), show(&one.from), show(&one.to))
    };
    assert_eq!(days(0), ("guangdong", "2023-04-24".to_owned(), "2024-01-31".to_owned()));
    assert_eq!(days(2), ("guangdong", "2024-02-01".to_owned(), "2024-02-01".to_owned()));
    assert_eq!(days(5), ("hong-kong", "2024-02-02".to_owned(), String::new()));
    assert_eq!(rules.answers[5].certainty, crate::rules::Certainty::Low);
}

#[test]
fn facts_in_two_units_are_two_provisions_and_none_does_not_apply() {
    let imported = facts(&csv(&format!(
        "{HEAD}1,start,entry,Days,Guangdong,,3,days,number,in force,,,,,https://e.org,press,\n\
         2,start,entry,Days,Macao,,15,working days (about),number,in force,,,,,https://e.org,press,\n\
         3,start,entry,Minimum capital,Hong Kong,,none,HKD,text,in force,,,,,https://e.org,press,\n"
    )));
    assert_eq!(imported.found, []);
    let rules = imported.rules.unwrap();
    let ids: Vec<&str> = rules.provisions.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["start.days", "start.days-2", "start.minimum-capital"]);
    assert_eq!(rules.answers[2].value, AnswerValue::Missing(MissingCode::NotApplicable));
}

#[test]
fn facts_without_a_column_are_refused() {
    let imported = facts(&csv("row,item,provision\n1,a,b\n"));
    assert!(imported.rules.is_none());
    assert!(imported.found.iter().all(|d| d.code == "C1630"));
    for diagnostic in &imported.found {
        assert!(crate::chinese(&diagnostic.message).is_some(), "{}", diagnostic.message);
    }
}

#[test]
fn all_values_of_doing_business_are_taken_over() {
    let Some(folder) = shared("doing-business") else { return };
    let read = |name: &str| read_csv(&folder, name, &CsvOptions::default(), &Limits::default()).unwrap();
    let economies = read("economies.csv");
    let method = find_shipped("doing-business-2017-2020").unwrap().method();
    let options = WorldBankOptions {
        instrument: "World Bank, Doing Business 2020, corrected data",
        url: "https://archive.doingbusiness.org",
        method: Some(&method),
        economies: Some(&economies),
    };
    let grid = read("values_2016_2020.csv");
    let imported = world_bank(&grid, &options);
    assert_eq!(imported.found, []);
    let rules = imported.rules.unwrap();
    assert_eq!((rules.provisions.len(), rules.jurisdictions.len()), (47, 213));
    // One answer for each filled cell: 1,062 rows of 47 indicators, without those that are empty.
    let filled: usize = grid.rows[1..].iter().map(|row| row[2..].iter().filter(|cell| !cell.is_empty()).count()).sum();
    assert_eq!(rules.answers.len(), filled);
    let find = |provision: &str, jurisdiction: &str, year: i32| {
        let one = rules.answers.iter().find(|one| {
            one.provision == provision
                && one.jurisdiction == jurisdiction
                && one.from.as_ref().is_some_and(|at| at.day.year() == year)
        });
        one.map(|one| one.value.clone())
    };
    assert_eq!(find("cp_proc", "ALB", 2016), Some(AnswerValue::Missing(MissingCode::NoPractice)));
    assert_eq!(find("pf_vat1", "AFG", 2016), Some(AnswerValue::Missing(MissingCode::NotApplicable)));
    assert_eq!(find("sb_proc_m", "AFG", 2016), Some(AnswerValue::Number(4.0)));
    assert_eq!(method.reads().len(), 47);
    assert!(method.reads().iter().all(|read| rules.find_provision(read).is_some()));
}

#[test]
fn cells_of_the_world_bank_that_are_no_numbers_are_reported() {
    let options = WorldBankOptions { instrument: "x", url: "", method: None, economies: None };
    let imported = world_bank(&csv("year,code,a,b\n2020,HKG,1,NP\n2020,MAC,many,\n"), &options);
    assert!(imported.rules.is_none());
    assert_eq!(imported.found.len(), 1);
    assert_eq!((imported.found[0].code.as_str(), imported.found[0].value.as_deref()), ("C1630", Some("many")));
    let imported = world_bank(&csv("year,code,a,b\n2020,HKG,1,NP\n"), &options);
    let rules = imported.rules.unwrap();
    assert_eq!(rules.answers.len(), 2);
    assert_eq!(rules.provisions[0].topic, "other");
}

const HIERARCHY: &str = "Code,Name,Aggregation method\ncountryname,Country,none\nCH0,Sector,WeightedSum\nCH1,Area,WeightedAverage\nCH2,Question,evaluate\n";
const INDICATOR: &str = "LineID,CH0,LH0,WH0,CH1,LH1,WH1,CH2,LH2,WH2,UI Element,Cond1,Score1,Cond2,Score2\n\
    11,tel,Telecoms,1,A,Entry,0.5,a1,Is entry closed?,2,Radio1,numans == 1,1,TRUE,0\n\
    12,tel,Telecoms,1,A,Entry,0.5,a2,Foreign share,2,Text1,numans < 50 & numans >= 0,1,numans >= 50,0.5\n\
    13,tel,Telecoms,1,B,Staff,0.5,b1,Test,1,list2,numans == 2 | numans == 3,1,,\n\
    14,tel,Telecoms,1,B,Staff,0.5,b2,Stay,1,Text1,num12 > 5,1,num11 == 1,1\n";
const LIST: &str = "Radio1,Radio1V,list2,list2V,Text1,Text1V\nYes,1,never,1,answer>=0,answer\nNo,0,some; rarely,2,,\nnot applicable,-1,always,3,,\n";
const DATA: &str = "countryname,country_id,LineID,QuestionCode,answer,numans,Value,Source,Comment\n\
    China,CHN,11,a1,Yes,1,1,\"<a href=\"\"https://law.example/1\"\">Law, art. 3</a>\",\n\
    China,CHN,12,a2,49,49,1,Law,\n\
    China,CHN,13,b1,some; rarely,2,1,Law,\n\
    Macao,MAC,12,a2,not available,-1,0,,\n";

fn template() -> Imported {
    let [hierarchy, indicator, list, data] = [HIERARCHY, INDICATOR, LIST, DATA].map(csv);
    oecd(&OecdSheets { hierarchy: &hierarchy, data: &data, indicator: &indicator, list: &list })
}

#[test]
fn an_oecd_template_gives_provisions_answers_and_a_method() {
    let imported = template();
    // The second condition of line 14 asks for a choice of another line, which has no number here.
    let notes: Vec<(&str, &str)> =
        imported.found.iter().map(|d| (d.code.as_str(), d.value.as_deref().unwrap_or_default())).collect();
    assert_eq!(notes, [("C1630", "num11 == 1")]);
    let rules = imported.rules.unwrap();
    let kinds: Vec<_> = rules.provisions.iter().map(|one| one.kind).collect();
    use crate::rules::Kind;
    assert_eq!(kinds, [Kind::YesNo, Kind::Amount, Kind::Choice, Kind::Amount]);
    assert_eq!(rules.answers[0].url, "https://law.example/1");
    assert_eq!(rules.answers[0].instrument, "Law, art. 3");
    assert_eq!(rules.answers[2].value, AnswerValue::Choice(1));
    assert_eq!(rules.answers[3].value, AnswerValue::Missing(MissingCode::Unknown));
    let method = imported.method.unwrap();
    use crate::rules::method::ScoreFunction;
    let score = |i: usize| &method.components[i].score;
    let points = |points: &[(&str, f64)]| ScoreFunction::Options {
        points: points.iter().map(|(option, points)| ((*option).to_owned(), *points)).collect(),
    };
    assert_eq!(*score(0), points(&[("no", 0.0), ("yes", 1.0)]));
    assert_eq!(*score(2), points(&[("always", 1.0), ("never", 0.0), ("some, rarely", 1.0)]));
    let ScoreFunction::Expression { text, .. } = score(1) else { panic!("a formula") };
    assert_eq!(text, "if (`q12` < 50 and `q12` >= 0) then 1 else if `q12` >= 50 then 0.5 else 0");
    let ScoreFunction::Expression { text, .. } = score(3) else { panic!("a formula") };
    assert_eq!(text, "if `q12` > 5 then 1 else 0");
    // The weights of two questions of an area, 2 and 2, are halves: areas are means, sectors sums.
    assert_eq!(method.components[0].weight, Some(0.5));
    assert_eq!(method.nodes.iter().map(|node| node.weight).collect::<Vec<_>>(), [Some(1.0), Some(0.5), Some(0.5)]);
    assert_eq!(method.overall, None);
    let printed = method::print(&method);
    let (again, found) = read_method("printed", &printed);
    assert_eq!(found, [], "{printed}");
    assert_eq!(again.unwrap(), method);
}

#[test]
fn conditions_in_r_are_read_in_part_and_never_run() {
    let holds = |text: &str, own: f64| r_condition::read(text).and_then(|read| read.holds(own));
    assert_eq!(holds("numans == 1 | (numans > 5 & !(numans >= 9))", 6.0), Some(true));
    assert_eq!(holds("numans == 1 | (numans > 5 & !(numans >= 9))", 9.0), Some(false));
    assert_eq!(holds("numans != -1", -1.0), Some(false));
    assert_eq!(holds("TRUE", 0.0), Some(true));
    for text in ["", "system('rm')", "numans", "numans == ", "(numans == 1", "is.na(numans)"] {
        assert_eq!(r_condition::read(text), None, "{text}");
    }
    assert_eq!(r_condition::read(&"(".repeat(3_000)), None);
    assert_eq!(r_condition::read(&"!".repeat(3_000)), None);
}

mod hostile {
    use super::*;
    use proptest::prelude::*;

    /// Makes a grid of words that occur in such files, and of some that do not.
    fn grid(header: &'static str) -> impl Strategy<Value = Grid> {
        let words = vec![
            "",
            "1",
            "-1",
            "none",
            "Hong Kong, Macao",
            "others",
            "world",
            "a and b",
            "days (about)",
            "%",
            "CNY",
            "bool",
            "number",
            "text",
            "date",
            "superseded",
            "2023",
            "2023-13",
            "0000",
            "9999-12-31",
            "NP",
            "Radio1",
            "list2",
            "Text1",
            "numans == 1",
            "TRUE",
            "((((",
            "tel",
            "A",
            "12",
            "Yes",
            "not available",
            "<a href=\"http",
            "WeightedSum",
            "CH0",
            "countryname",
            "？",
            "…",
        ];
        let width = header.split(',').count();
        let row = prop::collection::vec(prop::sample::select(words), width);
        prop::collection::vec(row, 0..8).prop_map(move |rows| {
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            let lines = rows.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
            csv(&format!("{}\n{}\n", header.trim(), lines.collect::<Vec<_>>().join("\n")))
        })
    }

    fn judge(imported: &Imported) {
        assert_eq!(imported.rules.is_none(), imported.found.iter().any(|d| d.severity == Severity::Error));
        assert!(imported.found.iter().all(|d| crate::codes::find(&d.code).is_some()));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_facts_make_the_reader_stumble(grid in grid(HEAD)) {
            judge(&facts(&grid));
        }

        #[test]
        fn no_table_makes_the_reader_stumble(grid in grid("year,code,a,b,year")) {
            let options = WorldBankOptions { instrument: "x", url: "", method: None, economies: Some(&grid) };
            judge(&world_bank(&grid, &options));
        }

        #[test]
        fn no_template_makes_the_reader_stumble(
            hierarchy in grid("Code,Name,Aggregation method"),
            indicator in grid("LineID,CH0,LH0,WH0,CH1,LH1,WH1,CH2,LH2,WH2,UI Element,Cond1,Score1,Cond2,Score2"),
            list in grid("Radio1,Radio1V,list2,list2V,Text1,Text1V"),
            data in grid("countryname,country_id,LineID,QuestionCode,answer,numans,Value,Source,Comment"),
            is_whole: bool,
        ) {
            let good = csv(HIERARCHY);
            let hierarchy = if is_whole { &good } else { &hierarchy };
            let imported = oecd(&OecdSheets { hierarchy, data: &data, indicator: &indicator, list: &list });
            judge(&imported);
            if let Some(method) = &imported.method {
                let _ = method::print(method);
            }
        }
    }
}
