use crest_model::grid::{CsvOptions, Grid, Limits, SheetOptions, list_of, read_csv_bytes, read_xlsx_bytes};
use crest_model::rules::{AnswerValue, Lists, Rules, Template, lists, read, template};
use crest_model::{Diagnostic, Severity};

use super::*;

const PROVISIONS: &str = "id,topic,question_en,kind,unit,options,better\n\
    open,cars,May cars enter?,yes-no,,,more\n\
    stay,cars,Longest stay,duration,days,,more\n\
    how,people,How one may practise,choice,,none; filing=record filing; free,more\n";

fn csv(text: &str) -> Grid {
    read_csv_bytes("given.csv", text.as_bytes(), &CsvOptions::default(), &Limits::default()).unwrap()
}

fn rules() -> Rules {
    let list = |text: &str| list_of(csv(text)).unwrap();
    let (rules, found) = read(&Lists {
        topics: Some(list("id,label_en\ncars,Cars\npeople,People\n")),
        provisions: Some(list(PROVISIONS)),
        jurisdictions: Some(list("id,label_en\ngd,Guangdong\nhk,Hong Kong\n")),
        answers: vec![list(
            "provision,jurisdiction,counterpart,value,from,url,row\nopen,gd,hk,yes,2023-07,https://example.org,=1+1\n",
        )],
        relations: Some(list("provision,from,to,state\nopen,gd,hk,unilateral\n")),
    });
    assert_eq!(found, []);
    rules.unwrap()
}

/// Writes a template and reads the workbook again.
fn there_and_back(template: &Template) -> (Option<Rules>, Vec<Diagnostic>) {
    let bytes = rules_workbook(template, Lang::En).unwrap();
    let list = |sheet: &str| {
        let options = SheetOptions { sheet: Some(sheet.to_owned()), range: None };
        list_of(read_xlsx_bytes("rules.xlsx", &bytes, &options, &Limits::default()).unwrap()).unwrap()
    };
    read(&Lists {
        topics: Some(list("topics")),
        provisions: Some(list("provisions")),
        jurisdictions: Some(list("jurisdictions")),
        answers: vec![list("answers")],
        relations: Some(list("relations")),
    })
}

#[test]
fn a_template_without_questions_to_ask_loses_nothing() {
    let rules = rules();
    let (again, found) = there_and_back(&template(&rules, &[], Lang::En));
    assert_eq!(found, []);
    assert_eq!(lists(&again.unwrap()), lists(&rules));
}

#[test]
fn a_filled_template_gives_the_answers_that_were_filled_in() {
    let rules = rules();
    let mut template = template(&rules, &["hk", "nowhere"], Lang::En);
    let sheet = &mut template.sheets[0];
    assert_eq!(sheet.name, "answers");
    let place = |name: &str| sheet.columns.iter().position(|column| column.name == name).unwrap();
    let (provision, value, url, asked) = (place("provision"), place("value"), place("url"), place("asked"));
    // One answer is there; Hong Kong is asked all three questions.
    assert_eq!(sheet.rows.len(), 4);
    assert_eq!(sheet.rows[2].cells[asked], "Longest stay (days)");
    assert_eq!(sheet.rows[1].choices[&value], ["yes", "no", "not-applicable", "unknown", "contested"]);
    assert_eq!(sheet.rows[3].choices[&value][..3], ["none", "filing", "free"]);
    for row in &mut sheet.rows[1..] {
        let answer = match row.cells[provision].as_str() {
            "open" => "no",
            "stay" => "3",
            _ => "filing",
        };
        answer.clone_into(&mut row.cells[value]);
        "https://example.org/hk".clone_into(&mut row.cells[url]);
    }
    let (again, found) = there_and_back(&template);
    assert_eq!(found, []);
    let again = again.unwrap();
    let values: Vec<&AnswerValue> = again.answers.iter().map(|one| &one.value).collect();
    let expected =
        [AnswerValue::YesNo(true), AnswerValue::YesNo(false), AnswerValue::Number(3.0), AnswerValue::Choice(1)];
    assert_eq!(values, expected.iter().collect::<Vec<_>>());
    assert_eq!(again.answers[0].extra, [("row".to_owned(), "=1+1".to_owned())], "a text stays a text");
}

#[test]
fn cells_left_empty_are_told_and_are_no_mistakes() {
    let (again, found) = there_and_back(&template(&rules(), &["hk"], Lang::Zh));
    assert_eq!(again.unwrap().answers.len(), 4);
    assert!(found.iter().all(|d| d.severity < Severity::Error));
    let places: Vec<String> = found
        .iter()
        .filter(|d| d.code == "C1613")
        .map(|d| crest_model::render::place(d.location.as_ref().unwrap()))
        .collect();
    assert_eq!(places, ["rules.xlsx#answers!E3", "rules.xlsx#answers!E4", "rules.xlsx#answers!E5"]);
}

#[test]
fn equal_templates_give_equal_bytes() {
    let template = template(&rules(), &["hk"], Lang::En);
    assert_eq!(rules_workbook(&template, Lang::En).unwrap(), rules_workbook(&template, Lang::En).unwrap());
}
