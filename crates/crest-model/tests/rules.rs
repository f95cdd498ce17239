//! Lists of rules as files, sheets and matrices; dates as people shorten them; nothing is lost on the way.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod patched;

use std::fs;

use crest_model::rules::{AnswerValue, Kind, MissingCode, Recognition, Rules, WrittenDay, lists, method};
use crest_model::{Model, load};
use patched::{base, copy, tests, with_rules};
use rust_xlsxwriter::Workbook;

fn good(root: &std::path::Path) -> Model {
    let (model, found) = load(root);
    assert_eq!(found, []);
    model.unwrap()
}

fn rules() -> Rules {
    good(with_rules().path()).rules.unwrap()
}

fn shown(day: Option<&WrittenDay>) -> String {
    day.map(|at| at.day.to_string()).unwrap_or_default()
}

#[test]
fn values_are_read_by_the_kind_of_their_provision() {
    let rules = rules();
    let value = |place: usize| &rules.answers[place].value;
    assert_eq!(*value(0), AnswerValue::YesNo(true));
    assert_eq!(*value(2), AnswerValue::YesNo(true), "是");
    assert_eq!(*value(3), AnswerValue::Number(30.0));
    assert_eq!(*value(6), AnswerValue::Choice(2), "the name of an option, whatever its letter case");
    assert_eq!(*value(9), AnswerValue::Missing(MissingCode::Unknown));
    assert!(matches!(value(10), AnswerValue::Date(day) if day.day.to_string() == "2012-07-20"));
    assert_eq!(*value(12), AnswerValue::Missing(MissingCode::NotApplicable));
    assert_eq!(*value(13), AnswerValue::Number(16.5), "a percent sign where the unit is %");
    assert_eq!(*value(14), AnswerValue::Text("Cap. 622".to_owned()));
    assert_eq!(rules.provisions[2].kind, Kind::Count);
    assert_eq!(rules.relations[0].state, Recognition::Mutual);
}

#[test]
fn a_shortened_date_is_the_first_day_as_a_beginning_and_the_last_as_an_end() {
    let rules = rules();
    let stay = &rules.answers[3];
    // Written 2023-07 to 2023-09; the next answer begins on 10 September, so this one ends the day before.
    assert_eq!(
        (shown(stay.from.as_ref()), shown(stay.to.as_ref())),
        ("2023-07-01".to_owned(), "2023-09-09".to_owned())
    );
    assert_eq!(stay.to.as_ref().unwrap().written, "2023-09");
    let licence = &rules.answers[6];
    assert_eq!(
        (shown(licence.from.as_ref()), shown(licence.to.as_ref())),
        ("2021-01-01".to_owned(), "2023-12-31".to_owned())
    );
    // 31 December 2023 and the day after, as numbers: the end is not included.
    assert_eq!(licence.valid().1, rules.answers[7].valid().0);
}

#[test]
fn lists_are_written_and_read_without_loss() {
    let root = with_rules();
    let rules = good(root.path()).rules.unwrap();
    let tables = lists(&rules);
    for table in &tables {
        fs::write(root.path().join(format!("rules/{}.csv", table.name)), table.csv()).unwrap();
    }
    let again = good(root.path()).rules.unwrap();
    assert_eq!(lists(&again), tables);
    assert!(tables[3].columns.contains(&"row".to_owned()), "further columns are kept");
    assert!(tables[1].columns.contains(&"office".to_owned()), "further columns are kept");
    assert_eq!(tables[3].rows.len(), 15);
}

#[test]
fn sheets_of_a_workbook_are_the_same_as_files() {
    let root = with_rules();
    let tables = lists(&good(root.path()).rules.unwrap());
    let mut book = Workbook::new();
    let names = ["主题", "provisions", "Jurisdictions", "answers", "关系"];
    for (table, name) in tables.iter().zip(names) {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in std::iter::once(&table.columns).chain(&table.rows).enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                // A number typed as such, as a spreadsheet makes of it.
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, cell).unwrap(),
                };
            }
        }
    }
    book.save(root.path().join("rules.xlsx")).unwrap();
    for table in &tables {
        fs::remove_file(root.path().join(format!("rules/{}.csv", table.name))).unwrap();
    }
    let project = root.path().join("crest.toml");
    let text = fs::read_to_string(&project).unwrap().replace("[rules]\n", "[rules]\nworkbook = \"rules.xlsx\"\n");
    fs::write(&project, text).unwrap();
    let model = good(root.path());
    assert!(model.files.contains(&"rules.xlsx".to_owned()));
    assert_eq!(lists(&model.rules.unwrap()), tables);
}

#[test]
fn a_matrix_is_the_same_as_rows() {
    let root = with_rules();
    let write = |text: &str| fs::write(root.path().join("rules/more.csv"), text).unwrap();
    let project = root.path().join("crest.toml");
    let text = fs::read_to_string(&project)
        .unwrap()
        .replace("[rules]\n", "[rules]\nanswers = [\"rules/answers.csv\", \"rules/more.csv\"]\n");
    fs::write(&project, text).unwrap();
    let values = |rules: Rules| {
        let more = rules.answers[15..].iter();
        more.map(|one| (one.provision.clone(), one.jurisdiction.clone(), one.value.clone(), one.url.clone()))
            .collect::<Vec<_>>()
    };
    write("条款,url,澳门,Mainland,gz\nshare,https://e.org/1,12%,25,\nlicence,https://e.org/2,,free,exam\n");
    let matrix = values(good(root.path()).rules.unwrap());
    write(
        "provision,jurisdiction,value,url\nshare,mo,12,https://e.org/1\nshare,cn,25,https://e.org/1\n\
         licence,cn,free,https://e.org/2\nlicence,gz,exam,https://e.org/2\n",
    );
    assert_eq!(matrix, values(good(root.path()).rules.unwrap()));
    assert_eq!(matrix.len(), 4);
}

#[test]
fn a_project_without_rules_has_none() {
    assert!(good(&tests("base")).rules.is_none());
}

#[test]
fn a_method_of_the_project_reads_what_its_components_and_conditions_name() {
    let rules = rules();
    let own = &rules.methods["own"];
    assert_eq!(own.method.reads(), ["car_entry", "car_stay", "licence", "cap"]);
    assert_eq!(own.provisions.len(), 4);
    assert_eq!(own.file.as_deref(), Some("rules/methods/own.toml"));
    let (again, found) = crest_model::rules::read_method("printed", &method::print(&own.method));
    assert_eq!(found, []);
    assert_eq!(again.unwrap(), own.method);
}

#[test]
fn a_method_may_read_provisions_under_other_names() {
    let root = with_rules();
    let file = root.path().join("rules/provisions.csv");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("car_stay,", "stay_of_cars,")).unwrap();
    let file = root.path().join("rules/answers.csv");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("car_stay,", "stay_of_cars,")).unwrap();
    let project = root.path().join("crest.toml");
    let text = fs::read_to_string(&project).unwrap() + "provisions = { car_stay = \"stay_of_cars\" }\n";
    fs::write(&project, text).unwrap();
    let rules = good(root.path()).rules.unwrap();
    assert_eq!(rules.methods["own"].provisions["car_stay"], "stay_of_cars");
}

/// The rules of the Guangzhou example, beside the good project.
fn guangzhou() -> Rules {
    let root = base();
    copy(&tests("../../../examples/guangzhou/rules"), &root.path().join("rules"));
    let project = root.path().join("crest.toml");
    let rules = "\n[rules]\nfocus = \"gdd\"\npartners = [\"hk\", \"mo\"]\n\
        [rules.methods.connect]\nfile = \"rules/methods/bay-area-connect.toml\"\n";
    fs::write(&project, fs::read_to_string(&project).unwrap() + rules).unwrap();
    good(root.path()).rules.unwrap()
}

#[test]
fn the_rules_of_the_example_have_nothing_to_find_and_every_fact_in_them() {
    let rules = guangzhou();
    let fact = |one: &crest_model::rules::Answer| {
        let cell = one.extra.iter().find(|(column, _)| column == "fact").map(|(_, cell)| cell.clone());
        cell.unwrap().parse::<u32>().unwrap()
    };
    let mut facts: Vec<u32> = rules.answers.iter().map(fact).collect();
    facts.sort_unstable();
    facts.dedup();
    assert_eq!(facts, (1..=147).collect::<Vec<_>>());
    assert!(rules.provisions.iter().all(|one| one.lever.is_some() && one.authority.is_some()));
    assert!(rules.provisions.iter().all(|one| !one.question.zh.is_empty() && !one.question.en.is_empty()));
    assert!(rules.answers.iter().all(|one| one.is_cited() || one.value == AnswerValue::Missing(MissingCode::Unknown)));
    let own = &rules.methods["connect"];
    assert_eq!(own.provisions.len(), own.method.reads().len(), "the method reads nothing that is not there");
    assert_eq!(rules.ancestry("gdd"), ["gdd", "gz", "nine-cities", "guangdong", "cn"]);
}

#[test]
fn the_sunsets_of_the_example_are_those_of_the_facts() {
    let rules = guangzhou();
    let today: crest_model::Day = "2026-01-15".parse().unwrap();
    let mut ends: Vec<(String, &str)> = rules
        .answers
        .iter()
        .filter(|one| one.to.as_ref().is_some_and(|at| at.day >= today))
        .map(|one| (shown(one.to.as_ref()), one.provision.as_str()))
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let expected = [
        ("2026-10-04", "lawyers-exam"),
        ("2026-10-04", "lawyers-years"),
        ("2026-12-31", "loss-years"),
        ("2026-12-31", "profit-tax-encouraged"),
        ("2026-12-31", "resident-relief"),
        ("2027-12-31", "talent-relief"),
    ];
    assert_eq!(ends, expected.map(|(day, provision)| (day.to_owned(), provision)));
}

mod properties {
    use super::*;
    use crest_model::grid::{CsvOptions, Limits, list_of, read_csv_bytes};
    use crest_model::rules::{Lists, read};
    use proptest::prelude::*;

    fn list(text: &str) -> crest_model::grid::List {
        list_of(read_csv_bytes("x.csv", text.as_bytes(), &CsvOptions::default(), &Limits::default()).unwrap()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Answers that begin and end on days contradict each other exactly when a day lies in both.
        #[test]
        fn answers_contradict_exactly_when_they_share_a_day(a in 0..60_i32, b in 0..60_i32, c in 0..60_i32, d in 0..60_i32) {
            let day = |n: i32| crest_model::Day::of_number(19_000 + n).to_string();
            let (from, to, other_from, other_to) = (a.min(b), a.max(b), c.min(d), c.max(d));
            let lists = Lists {
                provisions: Some(list("id,kind\nquota,count\n")),
                jurisdictions: Some(list("id\nhk\n")),
                answers: vec![list(&format!(
                    "provision,jurisdiction,value,from,to,url\nquota,hk,1,{},{},u\nquota,hk,2,{},{},u\n",
                    day(from), day(to), day(other_from), day(other_to)
                ))],
                ..Lists::default()
            };
            let (rules, found) = read(&lists);
            let share = from.max(other_from) <= to.min(other_to);
            prop_assert_eq!(found.iter().any(|d| d.code == "C1612"), share);
            prop_assert_eq!(rules.is_none(), share);
        }

        /// Whatever is written into a list of answers, what comes out of it is written and read without loss.
        #[test]
        fn cells_survive_writing_and_reading(note in "[ -~]{0,12}", value in "[a-z0-9\",;%.-]{1,8}") {
            let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let lists_of = |answers: &str| Lists {
                provisions: Some(list("id,kind\nwords,text\n")),
                jurisdictions: Some(list("id\nhk\n")),
                answers: vec![list(answers)],
                ..Lists::default()
            };
            let text = format!("provision,jurisdiction,value,url,note,own\nwords,hk,{},u,{},{}\n", quoted(&value), quoted(&note), quoted(&note));
            let (rules, _) = read(&lists_of(&text));
            if let Some(rules) = rules {
                let tables = lists(&rules);
                let (again, _) = read(&lists_of(&tables[3].csv()));
                prop_assert_eq!(&lists(&again.unwrap())[3], &tables[3]);
            }
        }
    }
}
