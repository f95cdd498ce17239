//! The invented strategy.

use crest_model::Text;
use crest_model::results::*;

use super::{FORMULA_NAME, INDICATORS, list, text, value};

fn named(id: &str, zh: &str, en: &str) -> Named {
    Named { id: id.to_owned(), name: text(zh, en) }
}

/// Goals, programmes, actions, targets in all six states and claims with all four verdicts.
pub(super) fn strategy() -> StrategyResult {
    let target = |id: &str, indicator: &str, period: &str, sentence: &str, reading: Text, state: TargetState| {
        let j = INDICATORS.iter().position(|r| r.0 == indicator).unwrap();
        let now = value(0, j, 2).unwrap();
        TargetResult {
            id: id.to_owned(),
            indicator: indicator.to_owned(),
            place: "lin".to_owned(),
            period: period.to_owned(),
            sentence: sentence.to_owned(),
            reading,
            binding: id == "t3",
            value: (state != TargetState::NotAssessable).then_some(now),
            value_period: (state != TargetState::NotAssessable).then(|| "2031".to_owned()),
            required: (state != TargetState::NotAssessable).then_some(
                (now * if matches!(state, TargetState::Missed | TargetState::Behind) { 1.04 } else { 0.97 } * 100.0)
                    .round()
                    / 100.0,
            ),
            state,
            reason: match state {
                TargetState::Missed => {
                    text("期限已过，数值低于目标。", "The period is over and the value stays below.")
                }
                TargetState::Behind => text("低于线性路径应达的数值。", "Below the value required on a linear path."),
                TargetState::NotAssessable => text("所需的数值尚未发布。", "The value needed is not published yet."),
                TargetState::OnSchedule => text("在路径容许范围之内。", "Within the tolerance of its path."),
                TargetState::Ahead => text("高于线性路径应达的数值。", "Above the value required on a linear path."),
                TargetState::Met => text("已达到目标值。", "The value has been reached."),
            },
            source: "plan".to_owned(),
            department: "stat".to_owned(),
            answers: vec!["stat".to_owned()],
            measure: "level".to_owned(),
            tolerance: (id == "t1").then_some(0.5),
            path: text("直线", "straight"),
            baseline: (id == "t2").then(|| ("2030".to_owned(), 2.0)),
            rolled_up: id == "t5",
            since: matches!(state, TargetState::Missed | TargetState::Behind).then(|| "2031".to_owned()),
            gap: (state == TargetState::Behind).then_some(1.5),
            needed_per_year: (state == TargetState::Behind).then_some(0.375),
            pace_per_year: (state == TargetState::Behind).then_some(0.2),
            needed: match state {
                TargetState::Behind => text("差 1.5，每年需变动 +0.375", "1.5 short, a change of +0.375 a year"),
                _ => Text::default(),
            },
            forecast: (state == TargetState::Behind).then(|| TargetForecast {
                method: text("带漂移的随机游走", "random walk with drift"),
                n_values: 6,
                from: "2026".to_owned(),
                to: "2031".to_owned(),
                is_short: true,
                value: 4.4,
                lower: 4.0,
                upper: 4.8,
                interval: 0.8,
                chance: Some(0.125),
                steps: vec![ForecastStep { period: "2032".to_owned(), value: 3.8, lower: 3.6, upper: 4.0 }],
            }),
            forecast_note: match state {
                TargetState::NotAssessable => text("序列过短", "series too short"),
                _ => Text::default(),
            },
        }
    };
    use TargetState::{Ahead, Behind, Met, Missed, NotAssessable, OnSchedule};
    let targets = vec![
        target(
            "t1",
            "iva",
            "2031",
            "增长10%左右",
            text("增速约为10%，容差0.5个百分点", "growth of about 10%, give or take 0.5 points"),
            Missed,
        ),
        target("t2", "rd", "2035", "达到5%", text("2035年不低于5%", "at least 5% by 2035"), Behind),
        target("t3", "pm25", "2035", "不高于25微克/立方米", text("2035年不高于25", "at most 25 by 2035"), OnSchedule),
        target("t4", "patents", "2035", "达到65件", text("2035年不低于65件", "at least 65 by 2035"), Ahead),
        target("t5", "green", "2031", "18平方米以上", text("2031年不低于18", "at least 18 in 2031"), Met),
        target(
            "t6",
            "trade",
            "2035",
            "与经济增长同步",
            text("增速不低于地区生产总值增速", "grows at least as fast as GDP"),
            NotAssessable,
        ),
    ];
    let milestone =
        |date: &str, zh: &str, en: &str, done| Milestone { date: date.to_owned(), name: text(zh, en), done };
    let action = |id: &str,
                  programme: &str,
                  zh: &str,
                  en: &str,
                  kind: &str,
                  carriers: &[&str],
                  indicators: &[&str],
                  state: Option<&str>| ActionInfo {
        id: id.to_owned(),
        programme: programme.to_owned(),
        name: text(zh, en),
        kind: kind.to_owned(),
        carriers: list(carriers),
        indicators: list(indicators),
        departments: list(&["stat"]),
        milestones: Vec::new(),
        sources: list(&["plan"]),
        state: state.map(str::to_owned),
    };
    let mut actions = vec![
        action(
            "a1",
            "p1",
            "建设潮汐实验室二期",
            "Build the second phase of the Tide laboratory",
            "project",
            &["lab"],
            &["rd", "patents"],
            Some("behind"),
        ),
        action(
            "a2",
            "p1",
            "设立中试平台，向十一地中小企业开放",
            "Open pilot plants to small firms of all eleven places",
            "platform",
            &["isle", "lab"],
            &["hightech"],
            None,
        ),
        action(
            "a3",
            "p2",
            "潮湾港智慧口岸",
            "Smart port of the Tide",
            "project",
            &["port"],
            &["trade"],
            Some("not_assessable"),
        ),
        action("a4", "p2", "规上工业培优行动", "Raise larger industry", "policy", &[], &["iva"], Some("missed")),
        action("a5", "p3", "一小时优质医疗圈", "Good medicine within an hour", "service", &[], &["hour"], None),
        action(
            "a6",
            "p3",
            "滨海绿廊",
            "Green corridor along the shore",
            "project",
            &["port"],
            &["green", "pm25"],
            Some("on_schedule"),
        ),
        action("a7", "p3", FORMULA_NAME, "An action whose Chinese name is a formula", "policy", &[], &[], None),
    ];
    actions[0].milestones = vec![
        milestone("2029-06", "动工", "Ground broken", Some(true)),
        milestone("2031-12", "主体封顶", "Roof closed", Some(false)),
        milestone("2033", "投入使用", "In use", None),
    ];
    let programme =
        |id: &str, zh: &str, en: &str, goals: &[&str], indicators: &[&str], states: &[(&str, u32)]| ProgrammeInfo {
            id: id.to_owned(),
            name: text(zh, en),
            serves: list(&["pos1"]),
            goals: list(goals),
            indicators: list(indicators),
            states: TargetState::ALL
                .iter()
                .map(|s| (s.word().to_owned(), states.iter().find(|(w, _)| *w == s.word()).map_or(0, |(_, n)| *n)))
                .collect(),
        };
    let claim = |id: &str, zh: &str, en: &str, value: &str, verdict: &str, note: Text| ClaimInfo {
        id: id.to_owned(),
        name: text(zh, en),
        value: value.to_owned(),
        period: "2031".to_owned(),
        verdict: verdict.to_owned(),
        note,
        sources: list(&["plan", "evil"]),
    };
    let rollup = |kind: &str, id: &str, states: &[TargetState], binding_red: u32| StateRollUp {
        kind: kind.to_owned(),
        id: id.to_owned(),
        states: TargetState::ALL
            .iter()
            .map(|state| (state.word().to_owned(), states.iter().filter(|own| *own == state).count() as u32))
            .collect(),
        worst: states.iter().min().copied(),
        binding_red,
        targets: Vec::new(),
    };
    let rollups = vec![
        rollup("programme", "p1", &[Behind, Ahead], 0),
        rollup("programme", "p2", &[Missed, NotAssessable], 0),
        rollup("goal", "g3", &[], 0),
        rollup("department", "stat", &TargetState::ALL, 1),
        rollup("place", "lin", &TargetState::ALL, 1),
    ];
    let warnings = vec![
        Warning {
            kind: "missed".to_owned(),
            subject: "t1".to_owned(),
            indicator: "iva".to_owned(),
            place: "lin".to_owned(),
            period: "2031".to_owned(),
            since: Some("2031".to_owned()),
            answers: vec!["stat".to_owned()],
            words: text("期限已过，数值低于目标。", "The period is over and the value stays below."),
            needed: text("差 2 个百分点", "short by 2 percentage points"),
            ..Warning::default()
        },
        Warning {
            kind: "overdue".to_owned(),
            subject: "a1".to_owned(),
            period: "2030-06".to_owned(),
            since: Some("2030-06".to_owned()),
            words: text("里程碑应于 2030-06 完成，尚未完成", "the milestone was due on 2030-06 and is not reached"),
            ..Warning::default()
        },
    ];
    StrategyResult {
        rollups,
        warnings,
        goals: vec![
            GoalInfo {
                id: "g1".to_owned(),
                name: text("创新高地", "A high ground of innovation"),
                indicators: list(&["rd", "patents"]),
                note: Text::default(),
            },
            GoalInfo {
                id: "g2".to_owned(),
                name: text("开放门户", "An open gate"),
                indicators: list(&["trade"]),
                note: text(
                    "原文未给出数值，指标由编制者选定。",
                    "The plan names no figure; the indicator was chosen by the authors.",
                ),
            },
            GoalInfo {
                id: "g3".to_owned(),
                name: text("宜居湾岸", "A shore to live on"),
                indicators: Vec::new(),
                note: Text::default(),
            },
        ],
        positions: vec![named("pos1", "世界级活力湾区", "A vibrant bay of world class")],
        programmes: vec![
            programme("p1", "潮湾+创新", "Bay + Innovation", &["g1"], &["rd"], &[("behind", 1), ("ahead", 1)]),
            programme(
                "p2",
                "潮湾+产业与开放",
                "Bay + Industry and opening",
                &["g2"],
                &["iva", "trade"],
                &[("missed", 1), ("not_assessable", 1)],
            ),
            programme("p3", "潮湾+生活", "Bay + Life", &["g3"], &[], &[("on_schedule", 1), ("met", 1)]),
        ],
        actions,
        departments: vec![named("stat", "统计局", "Statistics office")],
        targets,
        claims: vec![
            claim(
                "c1",
                "综合实力位居前二",
                "Second or better overall",
                "第2名",
                "confirmed",
                text("与本次排名一致。", "Agrees with this ranking."),
            ),
            claim(
                "c2",
                "财政收入增速第一",
                "First in growth of revenue",
                "第1名",
                "not_checkable",
                text("没有公开的完整名单。", "No full list was published."),
            ),
            claim(
                "c3",
                "研发强度全湾最高",
                "Highest R&D intensity of the bay",
                "第1名",
                "contradicted",
                text("另有两地更高。", "Two other places are higher."),
            ),
            claim(
                "c4",
                "高企突破两千家",
                "More than 2,000 high-tech firms",
                "2000家以上",
                "not_confirmed",
                text("公报数字为估计值。", "The bulletin gives an estimate."),
            ),
        ],
    }
}
