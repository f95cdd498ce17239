//! Invented rules of four jurisdictions: every state that the chapter can show, some names hostile on purpose.

use crest_model::results::{
    Named, RuleAxis, RuleConvergence, RuleCoverage, RuleDistance, RuleEvent, RulePoint, RuleRecognition, RuleScore,
    RuleSignal, RuleStep, RuleSunset, RulesResult,
};

use super::{FORMULA_NAME, SCRIPT_NAME, text};

fn named(id: &str, zh: &str, en: &str) -> Named {
    Named { id: id.to_owned(), name: text(zh, en) }
}

/// Provision, Chinese, English, quadrant, Chinese, English, gain, change of distance, gain and change by the best answer.
type Axis = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, [f64; 4]);
const AXES: [Axis; 8] = [
    (
        "e-sign",
        "电子签名是否有效",
        "Are electronic signatures valid?",
        "align-and-gain",
        "对接且提分",
        "align and gain",
        [1.2, -0.03, 1.2, -0.03],
    ),
    (
        "foreign-cap",
        "外资股比上限",
        "Cap on foreign equity",
        "align-and-gain",
        "对接且提分",
        "align and gain",
        [0.5, -0.02, 0.5, -0.02],
    ),
    (
        "e-invoice",
        "电子发票标准",
        "Standard of electronic invoices",
        "align-freely",
        "对接而得分不变",
        "align, score unchanged",
        [0.0, -0.015, 0.0, -0.015],
    ),
    (
        "local-data",
        "数据须存于境内",
        "Must data stay at home?",
        "align-but-lose",
        "对接但失分",
        "align but lose",
        [-0.8, -0.01, 0.1, 0.0],
    ),
    (
        "one-stop",
        "一窗通办",
        "One-stop registration",
        "already-ahead",
        "领先可输出",
        "already ahead: export it",
        [-0.4, -0.02, 0.0, 0.0],
    ),
    (
        "hours",
        "通关时长",
        "Hours of clearance",
        "gain-without-aligning",
        "提分但不对接",
        "gain without aligning",
        [0.0, 0.0, 0.7, 0.008],
    ),
    ("same", "已相同的规则", "A rule that agrees", "no-change", "无变化", "no change", [0.0, 0.0, 0.0, 0.0]),
    (
        "odd",
        "不可比的规则",
        "A rule that cannot be compared",
        "not-comparable",
        "不可比",
        "not comparable",
        [0.0, 0.0, 0.0, 0.0],
    ),
];

/// Rules of the tidal bay towards two partners, one of them with a hostile name.
pub(crate) fn rules() -> RulesResult {
    let axis = |partner: &'static str| {
        AXES.iter().map(move |(id, zh, en, quadrant, words_zh, words_en, [gain, change, best, best_change])| RuleAxis {
            partner: partner.to_owned(),
            provision: (*id).to_owned(),
            question: text(zh, en),
            own: text("否", "no"),
            other: text("是", "yes"),
            quadrant: (*quadrant).to_owned(),
            words: text(words_zh, words_en),
            gain: (*quadrant != "not-comparable").then_some(*gain),
            distance_change: *change,
            best_gain: (*quadrant != "not-comparable").then_some(*best),
            best_distance_change: *best_change,
            is_outcome: *id == "hours",
        })
    };
    let score = |id: &str, zh: &str, en: &str, overall: Option<f64>, rank: Option<u32>| RuleScore {
        id: id.to_owned(),
        name: text(zh, en),
        is_ranked: true,
        overall,
        rank,
        rank_interval: rank.map(|rank| (rank, rank + 1)),
        topics: vec![overall.map(|x| x + 2.0), overall.map(|x| x - 2.0)],
        why: if overall.is_none() { text("3 项答案缺失", "3 answers are missing") } else { text("", "") },
    };
    let distance = |partner: &str, topic: &str, zh: &str, en: &str, at: f64| RuleDistance {
        partner: partner.to_owned(),
        topic: topic.to_owned(),
        topic_name: text(zh, en),
        distance: Some(at),
        lower: Some(at - 0.05),
        upper: Some(at + 0.1),
        known: Some(0.85),
    };
    let series = |partner: &str, first: f64, step: f64| RuleConvergence {
        partner: partner.to_owned(),
        points: (0..4)
            .map(|k| {
                let at = first + step * f64::from(k);
                RulePoint {
                    day: format!("{}-12-31", 2027 + k),
                    distance: Some(at),
                    lower: Some(at - 0.05),
                    upper: Some(at + 0.06),
                }
            })
            .collect(),
        per_year: Some(step),
        closes: (step < 0.0).then_some(2036.2),
        closes_interval: (step < 0.0).then_some((2033.1, 2044.0)),
    };
    let sunset = |day: &str, id: &str, answer: (&str, &str)| RuleSunset {
        last_day: day.to_owned(),
        jurisdiction: "bay".to_owned(),
        counterpart: "isle".to_owned(),
        provision: id.to_owned(),
        question: text("关税优惠清单", "List of tariff preferences"),
        answer: text(answer.0, answer.1),
        source: "Bay Tariff Act, art. 4 <https://example.org/act>".to_owned(),
    };
    RulesResult {
        day: "2031-12-31".to_owned(),
        known: String::new(),
        method: Some(named("ready", "营商就绪度", "Business readiness")),
        jurisdictions: vec![
            named("bay", "潮湾", "Tidal Bay"),
            named("isle", "远屿", "Far Isle"),
            named("hostile", SCRIPT_NAME, SCRIPT_NAME),
            named("mute", "默岛", "Mute Island"),
        ],
        focus: Some("bay".to_owned()),
        partners: vec!["isle".to_owned(), "hostile".to_owned()],
        topics: vec![named("entry", "企业开办", "Business entry"), named("trade", "国际贸易", "International trade")],
        scores: vec![
            score("bay", "潮湾", "Tidal Bay", Some(61.25), Some(2)),
            score("isle", "远屿", "Far Isle", Some(74.5), Some(1)),
            score("hostile", SCRIPT_NAME, SCRIPT_NAME, Some(55.0), Some(3)),
            score("mute", "默岛", "Mute Island", None, None),
        ],
        ladder: vec![RuleStep { rank: 1, points: 13.25, provision: String::new(), ..RuleStep::default() }],
        distances: vec![
            distance("isle", "", "全部", "all", 0.31),
            distance("isle", "entry", "企业开办", "Business entry", 0.2),
            distance("hostile", "", "全部", "all", 0.62),
            distance("hostile", "trade", "国际贸易", "International trade", 0.7),
        ],
        axes: axis("isle").chain(axis("hostile")).collect(),
        recognition: vec![
            RuleRecognition {
                provision: "nurses".to_owned(),
                question: text("护士执业资格", "Qualification of nurses"),
                from: "bay".to_owned(),
                to: "isle".to_owned(),
                state: "mutual".to_owned(),
                words: text("互认", "mutual"),
                condition: "language test <i>".to_owned(),
                scope: "hospitals".to_owned(),
                quota: "300 a year".to_owned(),
                area: "east shore".to_owned(),
                expires: "2033-06-30".to_owned(),
                source: "MRA 3, art. 2 <https://example.org/mra>".to_owned(),
            },
            RuleRecognition {
                provision: "organic".to_owned(),
                question: text("有机标识", "Organic label"),
                from: "hostile".to_owned(),
                to: "bay".to_owned(),
                state: "unilateral".to_owned(),
                words: text("单边认可", "unilateral"),
                condition: FORMULA_NAME.to_owned(),
                source: "notice <javascript:alert(1)>".to_owned(),
                ..RuleRecognition::default()
            },
        ],
        sunsets: vec![
            sunset("2032-03-31", "tariff", ("零关税", "no tariff")),
            sunset("2032-03-31", "visa", ("免签", "no visa")),
            sunset("2033-12-31", "tax", ("15%税率", "tax of 15%")),
        ],
        convergence: vec![series("isle", 0.45, -0.045), series("hostile", 0.55, 0.02)],
        signals_from: "2028-12-31".to_owned(),
        signals: vec![RuleSignal {
            provision: "single-window".to_owned(),
            question: text("单一窗口", "Single window"),
            moved: vec!["isle".to_owned(), "hostile".to_owned()],
            n_known: 2,
            towards: text("是", "yes"),
            own: text("否", "no"),
        }],
        events_from: "2030-01-01".to_owned(),
        events: vec![
            RuleEvent {
                day: "2030-05-01".to_owned(),
                jurisdiction: "isle".to_owned(),
                provision: "single-window".to_owned(),
                question: text("单一窗口", "Single window"),
                before: text("否", "no"),
                after: text("是", "yes"),
                source: "https://example.org/window".to_owned(),
                ..RuleEvent::default()
            },
            RuleEvent {
                day: "2031-07-01".to_owned(),
                jurisdiction: "bay".to_owned(),
                provision: "visa".to_owned(),
                question: text("免签停留", "Stay without a visa"),
                after: text("30 天", "30 days"),
                source: FORMULA_NAME.to_owned(),
                ..RuleEvent::default()
            },
        ],
        coverage: vec![RuleCoverage {
            jurisdiction: "bay".to_owned(),
            n_due: 10,
            n_given: 8,
            n_unknown: 1,
            n_contested: 1,
            n_not_collected: 0,
            given: Some(0.8),
            official: Some(0.75),
            single_coder: Some(0.5),
            mean_age_years: Some(2.25),
        }],
    }
}
