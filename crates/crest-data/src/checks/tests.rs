use crest_model::model::CheckSetting;

use super::fixture::{model, value};
use super::*;

/// One place whose sources conflict in 2020 (30 %) and 2021 (10 %), with a negative value in 2022.
fn doubtful() -> (Model, Panel) {
    let values = vec![
        value(0, 0, "2020", Some(130.0), 1, 0),
        value(0, 0, "2020", Some(100.0), 2, 1),
        value(0, 0, "2021", Some(110.0), 1, 2),
        value(0, 0, "2021", Some(100.0), 2, 3),
        value(0, 0, "2022", Some(-5.0), 1, 4),
    ];
    let mut model = model(&["亿元"], 1);
    for rule in ["jump", "repeat"] {
        set(&mut model, rule, Some("off"), &[]);
    }
    (model, Panel { values, texts: ["", "s", "t"].map(Into::into).to_vec() })
}

fn locate(value: &Value) -> Option<Location> {
    Some(Location::cell("data/x.csv", None, value.row + 2, value.column + 1))
}

fn set(model: &mut Model, rule: &str, severity: Option<&str>, parameters: &[(&str, f64)]) {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    model.checks.insert(rule.to_owned(), CheckSetting { severity: severity.map(str::to_owned), parameters });
}

fn rules(findings: &[Finding]) -> Vec<(&str, Severity)> {
    findings.iter().map(|f| (f.rule, f.diagnostic.severity)).collect()
}

#[test]
fn findings_stand_in_the_order_of_the_rules_and_point_at_their_cell() {
    let (model, panel) = doubtful();
    let findings = check_with(&model, &panel, &locate);
    assert_eq!(
        rules(&findings),
        [("source-conflict", Severity::Warning), ("source-conflict", Severity::Note), ("sign", Severity::Warning)]
    );
    let sign = &findings[2].diagnostic;
    assert_eq!(sign.code, "C2009");
    assert_eq!(sign.location, Some(Location::cell("data/x.csv", None, 6, 2)));
    assert_eq!(sign.value.as_deref(), Some("−5"));
    // The other source's cell is named as related.
    assert_eq!(findings[0].diagnostic.related[0].0, Location::cell("data/x.csv", None, 3, 2));
    assert_eq!(findings[0].cells, [(0, 0, crest_model::Period::year_of(2020))]);
}

#[test]
fn a_project_changes_severity_and_parameters() {
    let (mut model, panel) = doubtful();
    set(&mut model, "source-conflict", Some("error"), &[("above", 0.05)]);
    set(&mut model, "sign", Some("off"), &[]);
    let findings = check_with(&model, &panel, &locate);
    // Both years are now above the limit and make one stretch.
    assert_eq!(rules(&findings), [("source-conflict", Severity::Error)]);
    assert_eq!(findings[0].cells.len(), 2);
    // For one indicator only.
    set(&mut model, "source-conflict", None, &[("above:a", 0.5), ("slight:a", 0.5)]);
    assert!(check_with(&model, &panel, &locate).is_empty());
}

#[test]
fn settings_no_rule_knows_are_findings() {
    let (mut model, _) = doubtful();
    set(&mut model, "jumps", Some("off"), &[]);
    set(&mut model, "jump", None, &[("flor", 0.2), ("floor:b", 0.2), ("floor:a", 0.2)]);
    let findings = check_with(&model, &Panel::default(), &locate);
    let messages: Vec<&str> = findings.iter().map(|f| f.diagnostic.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`floor:b` of data check `jump` names no indicator",
            "data check `jump` has no parameter `flor`",
            "`[checks.jumps]` names no data check"
        ]
    );
    assert_eq!(findings[2].diagnostic.hint.as_deref(), Some("did you mean `jump`?"));
    assert!(findings.iter().all(|f| f.diagnostic.code == "C2000"));
}

#[test]
fn every_rule_has_a_documented_code_of_its_severity() {
    for rule in RULES {
        let entry = crest_model::codes::find(rule.code).unwrap();
        assert_eq!(entry.severity, rule.severity, "{}", rule.code);
        let mut names: Vec<&str> = rule.parameters.iter().map(|p| p.name).collect();
        names.dedup();
        assert_eq!(names.len(), rule.parameters.len());
    }
    let codes: Vec<&str> = RULES.iter().map(|r| r.code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn a_panel_of_any_numbers_is_checked_without_panic() {
    let numbers = [0.0, -0.0, 1.0, -1.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY, 1e-320, 1e300];
    let mut values = Vec::new();
    let units = ["km2", "万人", "亿元"];
    for indicator in 0..3u32 {
        for place in 0..12u32 {
            for year in 0..12u32 {
                let number = numbers[((indicator + 3 * place + 5 * year * year) % 11) as usize];
                let source = 1 + (place + year) % 2;
                values.push(value(
                    indicator,
                    place,
                    &format!("{}", 2000 + year),
                    Some(number),
                    source,
                    12 * place + year,
                ));
            }
        }
    }
    let mut model = model(&units, 12);
    if let Some(spec) = &mut model.nodes[2].indicator {
        spec.parts = vec!["a".to_owned(), "b".to_owned()];
    }
    let panel = Panel { values, texts: ["", "s", "t"].map(Into::into).to_vec() };
    let findings = check_with(&model, &panel, &locate);
    assert_eq!(findings, check_with(&model, &panel, &locate));
}
