use std::path::Path;

use crest_data::value::{Panel, Reason, Status, Value};
use crest_model::Model;
use crest_model::model::TargetPath;
use crest_model::results::TargetState;

use super::*;

/// The toy model with one target on income of p04.
fn model(period: &str, sentence: &str, baseline: Option<(&str, f64)>) -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/toy");
    let mut model = crest_model::load(&root).0.expect("the toy example has no mistakes");
    let unit = crest_model::Unit::parse("万元/人").unwrap();
    model.strategy.targets.truncate(1);
    let stated = &mut model.strategy.targets[0];
    stated.indicator = "income".into();
    stated.place = "p04".into();
    stated.period = period.parse().unwrap();
    stated.target = Target::parse(sentence, &unit).unwrap();
    stated.baseline = baseline.map(|(period, value)| (period.parse().unwrap(), Some(value)));
    model
}

fn of(model: &mut Model) -> &mut crest_model::model::IndicatorSpec {
    let node = model.find_node("income").unwrap();
    model.nodes[node].indicator.as_mut().unwrap()
}

fn state(model: &Model, values: &[(&str, f64)]) -> (TargetState, Option<f64>) {
    let result = judged(model, values);
    (result.state, result.required)
}

fn judged(model: &Model, values: &[(&str, f64)]) -> TargetResult {
    let values: Vec<_> = values.iter().map(|(period, x)| ("income", "p04", *period, *x)).collect();
    targets(model, &panel(model, &values)).remove(0)
}

/// A panel of chosen values: indicator, place, period, number.
fn panel(model: &Model, values: &[(&str, &str, &str, f64)]) -> Panel {
    let mut values: Vec<Value> =
        values.iter().map(|&(node, place, period, number)| value(model, node, place, period, number)).collect();
    values.sort_by_key(|v| (v.indicator, v.place, v.period));
    Panel { values, texts: vec!["".into()] }
}

fn value(model: &Model, node: &str, place: &str, period: &str, number: f64) -> Value {
    Value {
        indicator: model.find_node(node).unwrap() as u32,
        place: model.find_place(place).unwrap() as u32,
        period: period.parse().unwrap(),
        number: Some(number),
        std_error: None,
        status: Status::Reported,
        source: 0,
        vintage: 0,
        territory: 0,
        written: 0,
        chosen: true,
        reason: Reason::Only,
        table: 0,
        row: 0,
        column: 0,
    }
}

#[test]
fn value_of_the_due_period_decides() {
    let model = model("2021", "at least 7", None);
    assert_eq!(state(&model, &[("2021", 7.0)]), (TargetState::Met, Some(7.0)));
    assert_eq!(state(&model, &[("2021", 6.9)]), (TargetState::Missed, Some(7.0)));
    assert_eq!(state(&model, &[("2020", 9.0)]).0, TargetState::NotAssessable, "an earlier value does not stand in");
}

#[test]
fn growth_is_measured_against_the_period_before() {
    let model = model("2021", "增长10%左右", None);
    // 11/10 − 1 = 10 %; 10.4/10 − 1 = 4 %
    assert_eq!(state(&model, &[("2020", 10.0), ("2021", 11.0)]).0, TargetState::Met);
    assert_eq!(state(&model, &[("2020", 10.0), ("2021", 10.4)]).0, TargetState::Missed);
    assert_eq!(state(&model, &[("2021", 11.0)]).0, TargetState::NotAssessable);
}

#[test]
fn path_runs_straight_from_the_baseline() {
    // From 4 in 2019 to 10 in 2025: one a year, so 6 in 2021.
    let model = model("2025", "at least 10", Some(("2019", 4.0)));
    assert_eq!(state(&model, &[("2021", 6.0)]), (TargetState::OnSchedule, Some(6.0)));
    assert_eq!(state(&model, &[("2021", 5.0)]), (TargetState::Behind, Some(6.0)));
    assert_eq!(state(&model, &[("2021", 7.0)]), (TargetState::Ahead, Some(6.0)));
    assert_eq!(state(&model, &[("2021", 12.0)]).0, TargetState::Ahead);
}

#[test]
fn without_a_baseline_nothing_is_said_before_the_due_period() {
    let model = model("2025", "at least 10", None);
    assert_eq!(state(&model, &[("2021", 12.0)]).0, TargetState::NotAssessable);
}

#[test]
fn compound_path_asks_for_equal_growth() {
    // From 100 in 2019 to 144 in 2023 (due): 144/100 over four years; after two, 100 · √1.44 = 120; straight: 122.
    let mut model = model("2023", "at least 144", Some(("2019", 100.0)));
    model.strategy.targets[0].path = TargetPath::Compound;
    assert_eq!(state(&model, &[("2021", 120.0)]), (TargetState::OnSchedule, Some(120.0)));
    model.strategy.targets[0].path = TargetPath::Linear;
    assert_eq!(state(&model, &[("2021", 120.0)]), (TargetState::Behind, Some(122.0)));
    model.strategy.targets[0].path = TargetPath::None;
    assert_eq!(state(&model, &[("2021", 120.0)]), (TargetState::NotAssessable, Some(144.0)));
}

#[test]
fn given_points_are_gone_through_straight() {
    let mut model = model("2025", "at least 10", Some(("2019", 4.0)));
    let point = |period: &str, number| (period.parse().unwrap(), number);
    model.strategy.targets[0].path = TargetPath::Points(vec![point("2020", 4.5), point("2022", 5.5)]);
    // Halfway between 4.5 and 5.5.
    assert_eq!(state(&model, &[("2021", 5.0)]), (TargetState::OnSchedule, Some(5.0)));
    assert_eq!(state(&model, &[("2021", 4.9)]).0, TargetState::Behind);
    model.strategy.targets[0].baseline = None;
    model.strategy.targets[0].path = TargetPath::Points(vec![point("2022", 5.5)]);
    let open = judged(&model, &[("2021", 4.9)]);
    assert_eq!(open.state, TargetState::NotAssessable);
    assert_eq!(open.reason.en, "the given path begins in 2022; nothing is said before");
}

#[test]
fn baseline_without_a_value_is_taken_from_the_data() {
    let mut model = model("2025", "at least 10", Some(("2019", 0.0)));
    model.strategy.targets[0].baseline = Some(("2019".parse().unwrap(), None));
    assert_eq!(state(&model, &[("2019", 4.0), ("2021", 6.0)]), (TargetState::OnSchedule, Some(6.0)));
    let open = judged(&model, &[("2021", 6.0)]);
    assert_eq!((open.state, open.reason.en.as_str()), (TargetState::NotAssessable, "the baseline 2019 has no value"));
}

#[test]
fn tolerance_of_about_holds_on_the_way() {
    // The path asks for 6 in 2021; about 10 allows 5 % of 10.
    let model = model("2025", "about 10", Some(("2019", 4.0)));
    assert_eq!(state(&model, &[("2021", 5.5)]).0, TargetState::OnSchedule);
    assert_eq!(state(&model, &[("2021", 5.4)]).0, TargetState::Behind);
    assert_eq!(judged(&model, &[("2021", 5.5)]).tolerance, Some(0.5));
}

#[test]
fn amounts_of_a_year_are_held_against_the_share_of_the_year() {
    use crest_model::model::Accrual;
    let mut model = model("2022", "at least 12", None);
    model.choice.known_at = Some("2022-09-30".parse().unwrap());
    // Not stated how the year adds up: a quarter says nothing about the year.
    assert_eq!(state(&model, &[("2022Q3", 9.0)]).0, TargetState::NotAssessable);
    of(&mut model).accrual = Some(Accrual::YearToDate);
    assert_eq!(state(&model, &[("2022Q3", 9.0)]), (TargetState::OnSchedule, Some(9.0)));
    assert_eq!(state(&model, &[("2022Q3", 8.0)]).0, TargetState::Behind);
    assert_eq!(state(&model, &[("2022Q3", 12.0)]).0, TargetState::Ahead, "the whole is reached already");
    // The year has no value of its own; its last quarter counts from its start.
    model.choice.known_at = Some("2022-12-31".parse().unwrap());
    assert_eq!(state(&model, &[("2022Q3", 9.0), ("2022Q4", 12.0)]).0, TargetState::Met);
    // Of single quarters it is the sum, and three of four are no year.
    of(&mut model).accrual = Some(Accrual::PerPeriod);
    let quarters = [("2022Q1", 2.0), ("2022Q2", 3.0), ("2022Q3", 3.0), ("2022Q4", 4.0)];
    assert_eq!(state(&model, &quarters).0, TargetState::Met);
    assert!(judged(&model, &quarters).rolled_up);
    assert_eq!(state(&model, &quarters[..3]).0, TargetState::NotAssessable);
    // A state is that at the end of the year.
    of(&mut model).accrual = Some(Accrual::PointInTime);
    assert_eq!(state(&model, &quarters), (TargetState::Missed, Some(12.0)));
}

#[test]
fn growth_so_far_is_held_against_the_year() {
    use crest_model::model::Accrual;
    let mut model = model("2022", "增长8%左右", None);
    model.choice.known_at = Some("2022-09-30".parse().unwrap());
    of(&mut model).accrual = Some(Accrual::YearToDate);
    // Against the same part of the year before: 108/100 and 107/100.
    assert_eq!(state(&model, &[("2021Q3", 100.0), ("2022Q3", 108.0)]), (TargetState::OnSchedule, Some(8.0)));
    assert_eq!(state(&model, &[("2021Q3", 100.0), ("2022Q3", 107.0)]).0, TargetState::Behind);
    assert_eq!(state(&model, &[("2021Q2", 100.0), ("2022Q3", 108.0)]).0, TargetState::NotAssessable);
}

#[test]
fn totals_and_means_count_since_the_baseline() {
    // 2 + 3 in 2020 and 2021 of 12 by 2023, two of four years: 6 are due.
    let total = model("2023", "累计不低于12万元/人", Some(("2019", 9.0)));
    let values = [("2019", 9.0), ("2020", 2.0), ("2021", 3.0)];
    let judged_total = judged(&total, &values);
    assert_eq!(
        (judged_total.value, judged_total.required, judged_total.state),
        (Some(5.0), Some(6.0), TargetState::Behind)
    );
    assert_eq!(judged_total.measure, "total");
    let mean = model("2023", "年均不低于2.5万元/人", Some(("2019", 9.0)));
    assert_eq!((judged(&mean, &values).value, state(&mean, &values).0), (Some(2.5), TargetState::OnSchedule));
    // 12.1/10 over two years is 10 % a year; altogether 21 %.
    let values = [("2019", 10.0), ("2021", 12.1)];
    let rate = judged(&model("2024", "年均增长9.5%左右", Some(("2019", 10.0))), &values);
    assert!((rate.value.unwrap() - 10.0).abs() < 1e-9 && rate.state == TargetState::Ahead, "{rate:?}");
    let altogether = judged(&model("2021", "total growth of at least 20%", Some(("2019", 10.0))), &values);
    assert!((altogether.value.unwrap() - 21.0).abs() < 1e-9 && altogether.state == TargetState::Met);
}

#[test]
fn ratios_are_rolled_up_through_numerator_and_denominator() {
    use crest_model::Unit;
    use crest_model::model::{Role, RollUp};
    // p04 becomes an area that holds p01 (1 of 10) and p02 (90 of 100): together 91/110, no mean of 0.1 and 0.9.
    let mut model = model("2021", "at least 82%", None);
    let area = model.find_place("p04").unwrap();
    model.places[area].role = Role::Area;
    for member in ["p01", "p02"] {
        let member = model.find_place(member).unwrap();
        model.places[member].within = vec![area];
    }
    for (code, unit) in [("income", "%"), ("firms", "件"), ("clinics", "件")] {
        let node = model.find_node(code).unwrap();
        let spec = model.nodes[node].indicator.as_mut().unwrap();
        spec.unit = Unit::parse(unit).unwrap();
        spec.roll_up = match code {
            "income" => RollUp::Ratio { numerator: "firms".into(), denominator: "clinics".into() },
            _ => RollUp::Sum,
        };
    }
    model.strategy.targets[0].target = Target::parse("at least 82%", &Unit::parse("%").unwrap()).unwrap();
    let values = [
        ("firms", "p01", "2021", 1.0),
        ("clinics", "p01", "2021", 10.0),
        ("firms", "p02", "2021", 90.0),
        ("clinics", "p02", "2021", 100.0),
    ];
    let result = targets(&model, &panel(&model, &values)).remove(0);
    assert!((result.value.unwrap() - 9100.0 / 110.0).abs() < 1e-9, "{result:?}");
    assert_eq!((result.state, result.rolled_up), (TargetState::Met, true));
    // One missing part leaves the whole unknown.
    let result = targets(&model, &panel(&model, &values[..3])).remove(0);
    assert_eq!((result.state, result.value), (TargetState::NotAssessable, None));
}

#[test]
fn behind_says_since_when_and_what_it_takes() {
    // One a year from 4 in 2015 to 14 in 2025. On the path in 2018, behind in 2019, 2020 and 2021.
    let model = model("2025", "at least 14", Some(("2015", 4.0)));
    let values = [("2016", 4.0), ("2017", 6.0), ("2018", 7.0), ("2019", 7.5), ("2020", 8.0), ("2021", 9.0)];
    let result = judged(&model, &values);
    assert_eq!((result.state, result.since.as_deref()), (TargetState::Behind, Some("2019")));
    assert_eq!((result.gap, result.needed_per_year), (Some(5.0), Some(1.25)));
    assert!((result.pace_per_year.unwrap() - 5.0 / 6.0).abs() < 1e-12);
    assert_eq!(
        result.needed.en,
        "5 万元/人 from what is due in 2025, a change of +1.25 a year; so far +0.833333 a year"
    );
    let missed = judged(&super::tests::model("2021", "at least 14", None), &values);
    assert_eq!(
        (missed.since.as_deref(), missed.gap, missed.needed.en.as_str()),
        (Some("2021"), Some(5.0), "short by 5 万元/人")
    );
}

#[test]
fn forecasts_are_made_for_what_is_not_decided() {
    let model = model("2023", "at least 12", Some(("2015", 4.0)));
    // A straight line of one a year: 10 in 2021, 12 in 2023, without doubt.
    let line: Vec<(String, f64)> = (2015..=2021).map(|year| (year.to_string(), f64::from(year - 2011))).collect();
    let line: Vec<(&str, f64)> = line.iter().map(|(year, x)| (year.as_str(), *x)).collect();
    let ahead = judged(&model, &line).forecast.unwrap();
    assert_eq!((ahead.value, ahead.chance, ahead.n_values), (12.0, Some(1.0), 7));
    assert_eq!((ahead.from.as_str(), ahead.to.as_str(), ahead.is_short), ("2015", "2021", true));
    assert_eq!(ahead.steps.len(), 2);
    let short = judged(&model, &line[3..]);
    assert!(short.forecast.is_none());
    assert_eq!(short.forecast_note.en, "series too short: 4 yearly values without a gap, at least 5 are needed");
    // A gap cuts what lies before it off.
    let gap: Vec<(&str, f64)> = line.iter().copied().filter(|(year, _)| *year != "2018").collect();
    assert!(judged(&model, &gap).forecast.is_none());
    // What is decided needs none and says nothing.
    let decided = judged(&super::tests::model("2021", "at least 7", None), &line);
    assert!(decided.forecast.is_none() && decided.forecast_note.en.is_empty());
    // At most is the mirror image of at least.
    let most = judged(&super::tests::model("2023", "at most 11", Some(("2015", 4.0))), &line).forecast.unwrap();
    assert_eq!(most.chance, Some(0.0));
    // The sum of 2020 to 2023: 9 + 10 + 11 + 12.
    let total = judged(&super::tests::model("2023", "累计42万元/人以上", Some(("2019", 8.0))), &line).forecast.unwrap();
    assert_eq!((total.value, total.chance), (42.0, Some(1.0)));
    let rate = judged(&super::tests::model("2023", "年均增长不低于10%", Some(("2019", 8.0))), &line).forecast.unwrap();
    assert!((rate.value - (1.5_f64.powf(0.25) - 1.0) * 100.0).abs() < 1e-9 && rate.chance == Some(1.0), "{rate:?}");
}

#[test]
fn targets_are_judged_as_of_a_day() {
    let mut model = model("2021", "at least 7", Some(("2019", 5.0)));
    assert_eq!(state(&model, &[("2020", 6.0), ("2021", 7.0)]).0, TargetState::Met);
    model.choice.known_at = Some("2021-06".parse().unwrap());
    // In mid-2021 the year is not over, whatever the panel holds.
    assert_eq!(state(&model, &[("2020", 6.0), ("2021", 7.0)]), (TargetState::OnSchedule, Some(6.0)));
    assert_eq!(state(&model, &[("2020", 5.5), ("2021", 7.0)]).0, TargetState::Behind);
}

#[test]
fn roll_up_hides_no_red_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/toy");
    let model = crest_model::load(&root).0.unwrap();
    let result = |id: &str, indicator: &str, state| TargetResult {
        id: id.into(),
        indicator: indicator.into(),
        place: "p04".into(),
        state,
        answers: vec!["environment_office".into()],
        binding: id == "t1",
        ..TargetResult::default()
    };
    let mut model_with = model.clone();
    let stated = model.strategy.targets[0].clone();
    model_with.strategy.targets = ["t1", "t2", "t3"].map(|id| TargetSpec { id: id.into(), ..stated.clone() }).to_vec();
    let targets = [
        result("t1", "pm25", TargetState::Missed),
        result("t2", "pm25", TargetState::Met),
        result("t3", "clinics", TargetState::Met),
    ];
    let rolled = roll_up(&model_with, &targets);
    let part = |kind: &str, id: &str| rolled.iter().find(|part| part.kind == kind && part.id == id).unwrap();
    for (kind, id, n) in [
        ("action", "clean_air", 2),
        ("programme", "healthy_hill", 3),
        ("goal", "health", 3),
        ("carrier", "p04", 3),
        ("department", "environment_office", 3),
        ("place", "p04", 3),
    ] {
        let part = part(kind, id);
        assert_eq!((part.worst, part.targets.len(), part.binding_red), (Some(TargetState::Missed), n, 1), "{kind}");
        assert_eq!(part.states.iter().map(|(_, n)| *n as usize).sum::<usize>(), n, "{kind}: each counts once");
    }
    assert_eq!(
        (part("action", "clinics_for_all").worst, part("department", "health_office").worst),
        (Some(TargetState::Met), None)
    );
}

#[test]
fn published_verdicts_of_the_plan_of_2021_come_out() {
    // The plan of 2021 and its review: 14 of 15 met; industrial value added grew 8 against about 10.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guangzhou");
    let model = crest_model::load(&root).0.unwrap();
    let review = [
        ("gdp_growth", 8.2),
        ("fixed_investment_growth", 13.1),
        ("ind_va_growth", 8.0),
        ("budget_growth", 9.1),
        ("retail_growth", 14.5),
        ("trade_growth", 17.3),
        ("fdi", 26.5),
        ("income_growth", 12.7),
        ("energy_fall", 5.38),
        ("patent_density", 160.0),
        ("pm25", 23.0),
        ("sewage", 100.0),
        ("reemployment", 71.0),
        ("unemployment", 3.5),
        ("new_jobs", 3.68),
    ];
    let values: Vec<_> = review.iter().map(|&(code, x)| (code, "huangpu", "2021", x)).collect();
    let results = targets(&model, &panel(&model, &values));
    let due: Vec<_> = results.iter().filter(|t| t.period == "2021" && t.place == "huangpu").collect();
    let missed: Vec<&str> =
        due.iter().filter(|t| t.state == TargetState::Missed).map(|t| t.indicator.as_str()).collect();
    assert_eq!((due.len(), missed), (15, vec!["ind_va_growth"]));
    assert_eq!(due.iter().filter(|t| t.state == TargetState::Met).count(), 14);
}
