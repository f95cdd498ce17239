//! Drives of crest-rules: any text as a condition and as a formula, and what each makes of any answers.
//!
//! The fuzz targets whose names begin with `rules_` call these functions; an ordinary test of crest-rules replays the kept inputs.

use crest_rules::answer::{Absence, Answer, Days, Kind};
use crest_rules::expression::{ExpressionError, Names, condition, formula};

/// Reads any bytes and asserts what the reader promises about them.
pub type Drive = fn(&[u8]);

/// Lists the drives by the name of their target, in order.
pub const ALL: &[(&str, Drive)] = &[("rules_expression", rules_expression)];

/// Provisions that expressions may name, two of each kind.
const PROVISIONS: [(&str, Kind); 10] = [
    ("yes", Kind::YesNo),
    ("no.at_all", Kind::YesNo),
    ("form", Kind::Choice { n_options: 3 }),
    ("other form", Kind::Choice { n_options: 2 }),
    ("days", Kind::Number),
    ("x", Kind::Number),
    ("since", Kind::Date),
    ("until", Kind::Date),
    ("law", Kind::Text),
    ("名称", Kind::Text),
];

/// Reads an expression and evaluates it for answers of every kind, fitting and not.
pub fn rules_expression(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let names = Names {
        provision: &|name| PROVISIONS.iter().position(|(own, _)| *own == name).map(|at| (at, PROVISIONS[at].1)),
        option: &|provision, name| match PROVISIONS[provision].1 {
            Kind::Choice { n_options } => name.parse().ok().filter(|option| *option < n_options),
            _ => (name.len() < 9).then_some(name.len() as u32),
        },
    };
    match condition(&text, &names) {
        Ok(found) => {
            assert_eq!(condition(&text, &names).as_ref(), Ok(&found), "equal texts are equal conditions");
            judge_names(&found.provisions());
            each_answers(|answers| assert_eq!(found.holds(answers), found.holds(answers)));
        }
        Err(error) => judge_error(&text, &error),
    }
    match formula(&text, &names) {
        Ok(found) => {
            judge_names(&found.provisions());
            each_answers(|answers| {
                let value = found.value(answers);
                assert!(value.is_err() || value.is_ok_and(f64::is_finite));
            });
        }
        Err(error) => judge_error(&text, &error),
    }
}

fn judge_names(provisions: &[usize]) {
    assert!(provisions.iter().all(|own| *own < PROVISIONS.len()), "only provisions that are there are read");
    assert!(provisions.windows(2).all(|pair| pair[0] < pair[1]), "each is told once, in order");
}

fn judge_error(text: &str, error: &ExpressionError) {
    assert!(error.start <= error.end && error.end <= text.len(), "{error:?} lies in the text");
    assert!(text.is_char_boundary(error.start) && text.is_char_boundary(error.end), "{error:?} cuts no character");
    assert!(!error.mistake.to_string().is_empty(), "a mistake says what is wrong");
}

/// Answers that fit their provisions, absent ones, and such as do not fit.
fn each_answers(judge: impl Fn(&[Answer])) {
    let fitting = |kind: Kind, number: f64| match kind {
        Kind::YesNo | Kind::Choice { .. } => Answer::Choice(u32::from(number > 0.0)),
        Kind::Number => Answer::Number(number),
        Kind::Date => Answer::Date(Days(number as i32)),
        Kind::Text => Answer::Text(number as u32),
    };
    for number in [0.0, 1.0, -3.5, 1e308, -1e308, 5e-324] {
        judge(&PROVISIONS.map(|(_, kind)| fitting(kind, number)));
    }
    for absence in Absence::ALL {
        judge(&PROVISIONS.map(|_| Answer::Absent(absence)));
    }
    for unfit in [Answer::Number(1.0), Answer::Choice(7), Answer::Date(Days(i32::MIN)), Answer::Text(0)] {
        judge(&PROVISIONS.map(|_| unfit));
    }
}
