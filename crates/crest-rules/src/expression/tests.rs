use proptest::prelude::*;

use super::{ExpressionError, Mistake, Names, Type, Undefined, condition, formula};
use crate::answer::{Absence, Answer, Days, Kind};

/// closed: yes/no 0, cap: number 1, grade: choice 2 (none, part, full), since: date 3, name: text 4, other: choice 5, `a-b`: number 6.
fn provision(name: &str) -> Option<(usize, Kind)> {
    Some(match name {
        "closed" | "准入" => (0, Kind::YesNo),
        "cap" => (1, Kind::Number),
        "grade" => (2, Kind::Choice { n_options: 3 }),
        "since" => (3, Kind::Date),
        "name" => (4, Kind::Text),
        "other" => (5, Kind::Choice { n_options: 3 }),
        "a-b" => (6, Kind::Number),
        _ => return None,
    })
}

fn option(provision: usize, name: &str) -> Option<u32> {
    let options: &[&str] = if provision == 4 { &["x", "y"] } else { &["none", "part", "full"] };
    options.iter().position(|option| *option == name).map(|k| k as u32)
}

const NAMES: Names<'static> = Names { provision: &provision, option: &option };

const ANSWERS: [Answer; 7] = [
    Answer::NO,
    Answer::Number(49.0),
    Answer::Choice(1),
    Answer::Date(Days(19_723)), // 1 January 2024
    Answer::Text(1),
    Answer::Absent(Absence::Unknown),
    Answer::Number(2.0),
];

fn holds(text: &str) -> Result<bool, Undefined> {
    condition(text, &NAMES).unwrap_or_else(|error| panic!("{text}: {error}")).holds(&ANSWERS)
}

fn value(text: &str) -> Result<f64, Undefined> {
    formula(text, &NAMES).unwrap_or_else(|error| panic!("{text}: {error}")).value(&ANSWERS)
}

fn mistake(text: &str) -> (usize, usize, Mistake) {
    let ExpressionError { start, end, mistake } = condition(text, &NAMES).unwrap_err();
    (start, end, mistake)
}

#[test]
fn conditions_by_hand() {
    for (text, expected) in [
        ("closed", false),
        ("not closed", true),
        ("准入 = false", true),
        ("cap < 50", true),
        ("cap >= 50 or grade = \"part\"", true),
        ("grade > \"none\" and grade < \"full\"", true),
        ("\"none\" < grade", true),
        ("\"full\" <= grade", false),
        ("grade != \"part\"", false),
        ("name = \"y\"", true),
        ("since >= date(\"2024-01-01\")", true),
        ("since > date(\"2024-01-01\")", false),
        ("between(since, date(\"2023-12-31\"), date(\"2024-01-01\"))", true),
        ("between(cap, 49, 49)", true),
        ("since - date(\"2023-01-01\") = 365", true),
        ("`a-b` = 2", true),
        ("if closed then cap > 60 else cap > 40", true),
        ("known(cap) and not known(other) and applies(other)", true),
        ("(closed or true) and (cap = 49)", true),
        ("1 + 2 * 3 = 7", true),
        ("(1 + 2) * 3 == 9", true),
        ("10 - 4 - 3 = 3", true),
        ("8 / 2 / 2 ≠ 2", false),
        ("-cap = -49", true),
        ("closed = (cap > 60)", true),
    ] {
        assert_eq!(holds(text), Ok(expected), "{text}");
    }
}

#[test]
fn formulas_by_hand() {
    for (text, expected) in [
        ("cap", 49.0),
        ("min(cap, 30, 40) + max(1, 2)", 32.0),
        ("abs(10 - cap)", 39.0),
        ("if grade = \"part\" then 0.5 else 1", 0.5),
        ("100 * (84 - cap) / (84 - 26.1)", 100.0 * 35.0 / 57.9),
        ("1e2", 100.0),
        ("since - date(\"1970-01-01\")", 19_723.0),
        ("date(\"2000-03-01\") - date(\"2000-02-28\")", 2.0),
        ("date(\"1969-12-31\") - date(\"1970-01-01\")", -1.0),
    ] {
        assert_eq!(value(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_known_decides_where_it_can() {
    let unknown = Err(Undefined::Absent(Absence::Unknown));
    // Provision 5 is unknown.
    let open = "other = \"full\"";
    assert_eq!(holds(open), unknown);
    assert_eq!(holds(&format!("{open} or true")), Ok(true));
    assert_eq!(holds(&format!("{open} and false")), Ok(false));
    assert_eq!(holds(&format!("true or {open}")), Ok(true));
    assert_eq!(holds(&format!("{open} and true")), unknown);
    assert_eq!(holds(&format!("not ({open})")), unknown);
    assert_eq!(holds(&format!("if {open} then true else true")), unknown);
    assert_eq!(value("cap / (cap - 49)"), Err(Undefined::Arithmetic));
    let wrong = formula("cap", &NAMES).unwrap().value(&[Answer::NO; 7]);
    assert_eq!(wrong, Err(Undefined::Kind { provision: 1 }));
}

#[test]
fn provisions_read_are_listed_once() {
    let found = condition("cap > `a-b` or (closed and cap < 3)", &NAMES).unwrap();
    assert_eq!(found.provisions(), [0, 1, 6]);
}

#[test]
fn mistakes_are_placed() {
    let expected = |what| Mistake::Expected(what);
    let wrong_type = |expected, found| Mistake::Type { expected, found };
    for (text, start, end, what) in [
        ("cap >", 5, 5, expected("a value")),
        ("cap > 1 2", 8, 9, Mistake::Trailing),
        ("cap", 0, 3, wrong_type(Type::Truth, Type::Number)),
        ("closed and cap", 11, 14, wrong_type(Type::Truth, Type::Number)),
        ("closed + 1 = 2", 0, 6, wrong_type(Type::Number, Type::Truth)),
        ("nothing", 0, 7, Mistake::Provision("nothing".into())),
        ("grade = \"half\"", 8, 14, Mistake::Option("half".into())),
        ("\"none\" = \"none\"", 0, 15, Mistake::Incomparable { left: Type::Choice, right: Type::Choice }),
        ("grade = 1", 0, 9, Mistake::Incomparable { left: Type::Choice, right: Type::Number }),
        ("name < \"x\"", 0, 10, Mistake::Incomparable { left: Type::Text, right: Type::Choice }),
        ("since > 2024", 0, 12, Mistake::Incomparable { left: Type::Date, right: Type::Number }),
        ("closed and \"x\"", 11, 14, Mistake::LonelyOption),
        ("cap # 1", 4, 5, Mistake::Character('#')),
        ("准入 & 1", 7, 8, Mistake::Character('&')),
        ("grade = \"half", 8, 13, Mistake::Unclosed),
        ("cap > 1.2.3", 6, 11, Mistake::Number),
        ("cap > 1e999", 6, 11, Mistake::Number),
        ("since > date(\"2023-02-29\")", 13, 25, Mistake::Date),
        ("since > date(\"2023-2-9\")", 13, 23, Mistake::Date),
        ("(cap > 1", 8, 8, expected(")")),
        ("if closed then true", 19, 19, expected("else")),
        ("known(1)", 6, 7, expected("the name of a provision")),
        ("between(cap, 1)", 0, 7, expected("a value and two limits in between")),
        ("sqrt(cap) > 1", 0, 4, expected("one of min, max, abs, between, known, applies, date")),
    ] {
        assert_eq!(mistake(text), (start, end, what), "{text}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = |n: usize| format!("{}closed{}", "(".repeat(n), ")".repeat(n));
    assert!(condition(&deep(60), &NAMES).is_ok());
    assert_eq!(condition(&deep(100), &NAMES).unwrap_err().mistake, Mistake::TooDeep);
    assert_eq!(condition(&"not ".repeat(5_000), &NAMES).unwrap_err().mistake, Mistake::TooDeep);
    assert_eq!(formula(&"-".repeat(5_000), &NAMES).unwrap_err().mistake, Mistake::TooDeep);
    let sum = |n: usize| vec!["cap"; n].join("+");
    assert_eq!(value(&sum(1_000)), Ok(49_000.0));
    assert_eq!(formula(&sum(2_000), &NAMES).unwrap_err().mistake, Mistake::TooDeep);
    // A long chain of "or" is as wide as it likes.
    assert_eq!(holds(&vec!["closed"; 2_000].join(" or ")), Ok(false));
    assert_eq!(condition(&" ".repeat(20_001), &NAMES).unwrap_err().mistake, Mistake::TooLong);
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        let _ = condition(&text, &NAMES);
        let _ = formula(&text, &NAMES);
    }

    #[test]
    fn words_of_the_language_in_any_order_have_a_value_or_a_place(
        words in prop::collection::vec(prop::sample::select(vec![
            "closed", "cap", "grade", "since", "name", "other", "`a-b`", "\"part\"", "1", "0", "2.5", "(", ")", ",", "and", "or", "not",
            "if", "then", "else", "min(", "max(", "between(", "abs(", "known(", "applies(", "date(\"2024-02-29\")", "+", "-", "*", "/", "=",
            "!=", "<", "<=", ">", ">=", "true", "false",
        ]), 0..14),
    ) {
        let text = words.join(" ");
        match condition(&text, &NAMES) {
            Ok(condition) => {
                let _ = condition.holds(&ANSWERS);
                let _ = condition.holds(&[Answer::Absent(Absence::NotApplicable); 7]);
            }
            Err(error) => prop_assert!(error.start <= error.end && error.end <= text.len()),
        }
        let value = formula(&text, &NAMES).map(|formula| formula.value(&ANSWERS));
        prop_assert!(!matches!(value, Ok(Ok(number)) if !number.is_finite()));
    }
}
