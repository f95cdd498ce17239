use crest_model::results::*;

use super::*;
use crate::diff::diff;

fn results(id: &str, scores: &[f64], gdp: f64) -> Results {
    let places = ["a", "b"];
    let ranks = scores.iter().map(|own| Some(1 + scores.iter().filter(|other| *other > own).count() as u32)).collect();
    Results {
        run: RunInfo { id: id.to_owned(), ..RunInfo::default() },
        places: places
            .iter()
            .zip([Text::new("甲区", "Jia"), Text::new("乙区", "Yi")])
            .map(|(id, name)| PlaceInfo { id: (*id).to_owned(), name, ..PlaceInfo::default() })
            .collect(),
        nodes: vec![
            NodeInfo { code: "index".into(), name: Text::new("指数", "Index"), ..NodeInfo::default() },
            NodeInfo {
                code: "gdp".into(),
                name: Text::new("地区生产总值", "GDP"),
                unit: "亿元".into(),
                ..NodeInfo::default()
            },
        ],
        values: vec![ValueInfo {
            indicator: "gdp".into(),
            place: "a".into(),
            period: "2020".into(),
            number: Some(gdp),
            chosen: true,
            ..ValueInfo::default()
        }],
        index: Some(IndexResult {
            places: places.iter().map(|&p| p.to_owned()).collect(),
            roots: vec!["index".into()],
            scores: Cells { columns: vec!["index".into()], cells: scores.iter().map(|&s| vec![Some(s)]).collect() },
            ranks: vec![NodeRanks { node: "index".into(), overall: ranks, within: Vec::new() }],
            contributions: Cells { columns: Vec::new(), cells: vec![Vec::new(); 2] },
            normalised: Cells { columns: Vec::new(), cells: vec![Vec::new(); 2] },
            ..IndexResult::default()
        }),
        ..Results::default()
    }
}

#[test]
fn revisions_and_places_are_told_in_both_languages() {
    let (before, after) = (results("x", &[60.5, 60.0], 3104.43), results("y", &[60.1, 60.6], 3101.42));
    let told = sentences(&before, &after, &diff(&before, &after));
    let en: Vec<&str> = told.iter().map(|text| text.en.as_str()).collect();
    let zh: Vec<&str> = told.iter().map(|text| text.zh.as_str()).collect();
    assert_eq!(en[0], "GDP of 2020, Jia: revised from 3,104.43 to 3,101.42 亿元");
    assert_eq!(zh[0], "甲区2020年地区生产总值由 3,104.43 修订为 3,101.42 亿元");
    // Jia alone at 60.1 would still lead 60.0: the place was lost to Yi's own rise.
    assert_eq!(en[1], "Jia: place 1 → 2 on Index (places: own change 0, others −1); score: own change −0.4, Yi +0.6");
    assert_eq!(zh[1], "甲区：指数名次 1 → 2（位次：自身变化 0，他人变化 −1）；得分：自身 −0.4，乙区 +0.6");
    assert_eq!(en[2], "Yi: place 2 → 1 on Index (places: own change +1, others 0); score: own change +0.6, Jia −0.4");
    assert_eq!(told.len(), 3);
}

#[test]
fn new_and_gone_values_and_targets_are_told() {
    let mut before = results("x", &[2.0, 1.0], 10.0);
    let mut after = before.clone();
    after.values[0].period = "2021Q3".into();
    let target = |state, value| TargetResult {
        id: "t".into(),
        indicator: "gdp".into(),
        place: "a".into(),
        period: "2021".into(),
        sentence: "about 10".into(),
        state,
        value,
        reason: Text::new("原因", "why"),
        ..TargetResult::default()
    };
    before.strategy.targets = vec![target(TargetState::OnSchedule, Some(9.0))];
    after.strategy.targets = vec![target(TargetState::Missed, Some(8.0))];
    let told = sentences(&before, &after, &diff(&before, &after));
    let en: Vec<&str> = told.iter().map(|text| text.en.as_str()).collect();
    assert_eq!(
        en,
        [
            "GDP of 2020, Jia: gone, it was 10 亿元",
            "GDP of 2021Q3, Jia: new, 10 亿元",
            "target \"about 10\" (GDP, Jia, 2021): on schedule → missed, why"
        ]
    );
    assert_eq!(told[1].zh, "甲区2021Q3地区生产总值新增数值 10 亿元");
    assert_eq!(told[2].zh, "目标“about 10”（甲区地区生产总值，2021）：符合进度 → 未达成，原因");
    assert!(sentences(&after, &after, &diff(&after, &after)).is_empty());
}
