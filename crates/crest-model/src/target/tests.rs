use proptest::prelude::*;

use super::*;
use crate::{Lang, Text};

fn unit(written: &str) -> Unit {
    Unit::parse(written).unwrap()
}

fn parse(sentence: &str, written: &str) -> Target {
    Target::parse(sentence, &unit(written)).unwrap_or_else(|error| panic!("`{sentence}` in {written}: {error}"))
}

fn at_least(number: f64) -> TargetKind {
    TargetKind::AtLeast { number, strict: false }
}

fn above(number: f64) -> TargetKind {
    TargetKind::AtLeast { number, strict: true }
}

fn at_most(number: f64) -> TargetKind {
    TargetKind::AtMost { number, strict: false }
}

fn about(number: f64, tolerance: f64) -> TargetKind {
    TargetKind::About { number, tolerance }
}

fn stated(number: f64) -> TargetKind {
    TargetKind::Stated { number, tolerance: 0.0 }
}

fn step(reference: &str) -> TargetKind {
    TargetKind::InStepWith { reference: reference.to_owned(), tolerance: 0.5 }
}

/// The kind with the tolerance of a bare number set aside: it is used for watched indicators alone.
fn plain_kind(target: &Target) -> TargetKind {
    match target.kind {
        TargetKind::Stated { number, .. } => stated(number),
        ref other => other.clone(),
    }
}

#[test]
fn sentences_of_offices_are_understood() {
    use Measure::{Change, Growth, Level, Mean, MeanGrowth, Rank, Share, Total, TotalGrowth};
    let cases = [
        ("8%左右", "%", about(8.0, 0.5), Level),
        ("8%左右", "亿元", about(8.0, 0.5), Growth),
        ("８％左右", "亿元", about(8.0, 0.5), Growth),
        ("增长8%左右", "亿元", about(8.0, 0.5), Growth),
        ("增长8%左右", "%", about(8.0, 0.5), Level),
        ("地区生产总值增长8%左右", "亿元", about(8.0, 0.5), Growth),
        ("一般公共预算收入增长5%", "亿元", stated(5.0), Growth),
        ("增长10%以上", "亿元", at_least(10.0), Growth),
        ("年均增长6.5%左右", "亿元", about(6.5, 0.5), MeanGrowth),
        ("average annual growth of 6.5%", "亿元", stated(6.5), MeanGrowth),
        ("grow by at least 6% a year", "亿元", at_least(6.0), MeanGrowth),
        ("五年累计下降18%以上", "t/万元", at_most(-18.0), TotalGrowth),
        ("total growth of 20%", "亿元", stated(20.0), TotalGrowth),
        ("累计新增15万人", "万人", stated(15.0), Total),
        ("a total of at least 15 (万人)", "万人", at_least(15.0), Total),
        ("年均3万人以上", "万人", at_least(3.0), Mean),
        ("年均6%左右", "%", about(6.0, 0.5), Mean),
        ("8%左右（容差1个百分点）", "%", about(8.0, 1.0), Level),
        ("about 4000 (tolerance 2%)", "亿元", about(4000.0, 80.0), Level),
        ("4000亿元左右（容差50亿元，预期性）", "亿元", about(4000.0, 50.0), Level),
        ("about 1 trillion (tolerance 10 billion yuan)", "亿元", about(10_000.0, 100.0), Level),
        ("about 8", "%", about(8.0, 0.5), Level),
        ("about 13", "%", about(13.0, 0.5), Level),
        ("about 4000", "亿元", about(4000.0, 200.0), Level),
        ("正增长", "亿元", TargetKind::Positive, Growth),
        ("实现正增长", "亿元", TargetKind::Positive, Growth),
        ("正增长", "%", TargetKind::Positive, Level),
        ("positive growth", "亿美元", TargetKind::Positive, Growth),
        ("Positive growth.", "%", TargetKind::Positive, Level),
        ("负增长", "t", TargetKind::Negative, Growth),
        ("与经济增长同步", "元", step("经济增长"), Growth),
        ("与经济增长基本同步", "元", step("经济增长"), Growth),
        ("和GDP增长保持同步", "%", step("GDP增长"), Level),
        ("in step with GDP growth", "元", step("GDP growth"), Growth),
        ("grow broadly in line with economic growth", "元", step("economic growth"), Growth),
        ("keep pace with gdp", "元", step("gdp"), Growth),
        ("不低于7%", "%", at_least(7.0), Level),
        ("at least 7", "%", at_least(7.0), Level),
        ("≥7", "%", at_least(7.0), Level),
        ("no less than 7 %", "%", at_least(7.0), Level),
        ("控制在3.5以内", "%", at_most(3.5), Level),
        ("控制在3.5%以内", "%", at_most(3.5), Level),
        ("within 3.5", "%", at_most(3.5), Level),
        ("at most 3.5", "%", at_most(3.5), Level),
        ("不超过3.5", "%", at_most(3.5), Level),
        ("<3.5", "%", TargetKind::AtMost { number: 3.5, strict: true }, Level),
        ("力争突破1万亿元", "亿元", above(10_000.0), Level),
        ("突破万亿元", "亿元", above(10_000.0), Level),
        ("突破一万亿", "亿元", above(10_000.0), Level),
        ("超千亿元", "亿元", above(1000.0), Level),
        ("strive for more than 10000", "亿元", above(10_000.0), Level),
        ("strive for more than one trillion", "100m yuan", above(10_000.0), Level),
        ("20 (100m USD)", "亿美元", stated(20.0), Level),
        ("20（亿美元）", "万美元", stated(200_000.0), Level),
        ("9.9", "亿元", stated(9.9), Level),
        ("前三名", "亿元", at_most(3.0), Rank),
        ("进入前10位", "亿元", at_most(10.0), Rank),
        ("前三", "亿元", at_most(3.0), Rank),
        ("第一", "亿元", at_most(1.0), Rank),
        ("top 3", "亿元", at_most(3.0), Rank),
        ("top ten", "亿元", at_most(10.0), Rank),
        ("top 3", "位", at_most(3.0), Level),
        ("between 5 and 6", "%", TargetKind::Range { lower: 5.0, upper: 6.0 }, Level),
        ("5%-6%", "%", TargetKind::Range { lower: 5.0, upper: 6.0 }, Level),
        ("5%～6%", "亿元", TargetKind::Range { lower: 5.0, upper: 6.0 }, Growth),
        ("5至6", "%", TargetKind::Range { lower: 5.0, upper: 6.0 }, Level),
        ("控制在5%到6%之间", "%", TargetKind::Range { lower: 5.0, upper: 6.0 }, Level),
        ("5 to 6", "%", TargetKind::Range { lower: 5.0, upper: 6.0 }, Level),
        ("-2 to 3", "%", TargetKind::Range { lower: -2.0, upper: 3.0 }, Level),
        ("达到4000亿元", "亿元", at_least(4000.0), Level),
        ("达到4,000亿元", "万元", at_least(40_000_000.0), Level),
        ("达到4000亿元左右", "亿元", about(4000.0, 200.0), Level),
        ("增长到5000亿元", "亿元", at_least(5000.0), Level),
        ("下降到3%", "%", at_most(3.0), Level),
        ("more than 650", "亿元", above(650.0), Level),
        ("1.2万", "件", stated(12_000.0), Level),
        ("150万", "万人", stated(150.0), Level),
        ("下降3%", "t", stated(-3.0), Growth),
        ("下降3%以上", "t", at_most(-3.0), Growth),
        ("提高0.1个百分点", "%", stated(0.1), Change),
        ("占GDP比重达到30%", "亿元", at_least(30.0), Share),
        ("百分之八以上", "%", at_least(8.0), Level),
        ("不少于500家", "家", at_least(500.0), Level),
        ("at least 5 件/万人", "件/万人", at_least(5.0), Level),
        ("at least 12 (m2/人)", "m2/人", at_least(12.0), Level),
    ];
    for (sentence, written, kind, measure) in cases {
        let target = parse(sentence, written);
        assert_eq!((plain_kind(&target), target.measure), (kind, measure), "`{sentence}` in {written}");
    }
}

#[test]
fn striving_and_asides_are_kept() {
    assert!(parse("力争突破1万亿元", "亿元").strives);
    assert!(parse("strive for more than 10000", "亿元").strives);
    assert!(!parse("突破1万亿元", "亿元").strives);
    let target = parse("more than 650 (growth 18.9%)", "亿元");
    assert_eq!(target.kind, above(650.0));
    let aside = target.aside.unwrap();
    assert_eq!((plain_kind(&aside), aside.measure), (stated(18.9), Measure::Growth));
}

#[test]
fn sentences_may_say_that_they_are_binding() {
    let binding = |sentence: &str| parse(sentence, "%").binding;
    assert_eq!(binding("不低于7%"), None);
    assert_eq!([binding("不低于7%（约束性）"), binding("at least 7 (binding)")], [Some(true); 2]);
    assert_eq!([binding("7%左右(预期性指标)"), binding("about 7 (expected; tolerance 1)")], [Some(false); 2]);
    let both = Target::parse("不低于7%（约束性、预期性）", &unit("%"));
    assert_eq!(both, Err(TargetError::Contradiction { first: "binding", second: "expected" }));
}

#[test]
fn tolerances_are_those_of_sentence_then_project() {
    let loose = Tolerances { about_share: 0.1, about_points: 2.0, in_step_points: 1.0 };
    let with =
        |sentence: &str, written: &str| Target::parse_with(sentence, &unit(written), &loose).unwrap().tolerance();
    assert_eq!(with("8%左右", "%"), Some(2.0));
    assert_eq!(with("about 4000", "亿元"), Some(400.0));
    assert_eq!(with("in step with gdp", "元"), Some(1.0));
    assert_eq!(with("8%左右（容差0.2个百分点）", "%"), Some(0.2));
    assert_eq!(with("in step with gdp (tolerance 0.3 percentage points)", "元"), Some(0.3));
    // A wider tolerance lets 8 meet "about 10".
    let about = Target::parse_with("about 10", &unit("%"), &loose).unwrap();
    assert_eq!(about.is_met(8.0, None, 1), Some(true));
    assert_eq!(about.with_tolerance(0.5).unwrap().is_met(8.0, None, 1), Some(false));
    let refuse = |sentence: &str| Target::parse(sentence, &unit("亿元")).unwrap_err();
    assert!(matches!(refuse("at least 7 (tolerance 1)"), TargetError::Tolerance { .. }));
    assert!(matches!(refuse("about 7 (tolerance -1)"), TargetError::Tolerance { .. }));
    assert!(matches!(refuse("about 7 (tolerance many)"), TargetError::Tolerance { .. }));
    assert!(matches!(refuse("about 7 (tolerance 5 km2)"), TargetError::Tolerance { .. }));
    assert!(parse("at least 7", "%").with_tolerance(1.0).is_none());
}

#[test]
fn sentences_that_are_not_understood_are_refused() {
    let refuse = |sentence: &str, written: &str| Target::parse(sentence, &unit(written)).unwrap_err();
    assert_eq!(refuse("", "%"), TargetError::Empty);
    assert_eq!(refuse("  ", "%"), TargetError::Empty);
    assert_eq!(refuse("稳步提升", "%"), TargetError::NoNumber);
    assert!(matches!(refuse("as high as possible", "%"), TargetError::NoNumber | TargetError::Unknown { .. }));
    assert!(matches!(refuse("8 or 9", "%"), TargetError::Unit(UnitError::Unknown { .. })));
    assert!(matches!(refuse("2025年达到8%", "%"), TargetError::OtherDimension { .. }));
    assert_eq!(refuse("not 8", "%"), TargetError::Unknown { part: "not".to_owned() });
    assert_eq!(refuse("at least at most 5", "%"), TargetError::Contradiction { first: "at least", second: "at most" });
    assert!(matches!(refuse("6 to 5", "%"), TargetError::Number { .. }));
    assert!(matches!(refuse("top 0", "%"), TargetError::Number { .. }));
    assert!(matches!(refuse("500万人", "亿元"), TargetError::OtherDimension { .. }));
    assert!(matches!(refuse("500 (furlongs)", "亿元"), TargetError::Unit(_)));
    assert!(matches!(refuse("增长500亿元", "亿元"), TargetError::Contradiction { .. }));
    assert!(matches!(refuse("20 (100m USD)", "亿元"), TargetError::Unit(UnitError::NoRate { .. })));
    assert!(matches!(refuse("(5", "%"), TargetError::Unknown { .. }));
    assert!(matches!(refuse(&"长".repeat(5000), "%"), TargetError::Unknown { .. }));
}

#[test]
fn verdicts_of_a_published_plan_come_out_as_published() {
    // Plan of 2021 and its report: 8.2 against about 8, 13.1 against about 13, 8 against about 10.
    let met = |sentence: &str, value| parse(sentence, "%").is_met(value, None, 1);
    assert_eq!(met("about 8", 8.2), Some(true));
    assert_eq!(met("about 13", 13.1), Some(true));
    assert_eq!(met("about 10", 8.0), Some(false));
    assert_eq!(met("about 8", 7.5), Some(true));
    assert_eq!(met("about 8", 7.49), Some(false));
    // 5 % of 4000 is 200.
    let level = parse("about 4000", "亿元");
    assert_eq!([3800.0, 3799.0, 5000.0].map(|v| level.is_met(v, None, 1)), [Some(true), Some(false), Some(true)]);
    assert_eq!([4200.0, 4201.0, 100.0].map(|v| level.is_met(v, None, -1)), [Some(true), Some(false), Some(true)]);
    assert_eq!([4200.0, 4201.0, 100.0].map(|v| level.is_met(v, None, 0)), [Some(true), Some(false), Some(false)]);
}

#[test]
fn every_kind_is_judged() {
    let judge = |sentence: &str, direction, values: [f64; 3]| {
        values.map(|value| parse(sentence, "%").is_met(value, Some(6.0), direction).unwrap())
    };
    assert_eq!(judge("at least 7", 1, [6.9, 7.0, 8.0]), [false, true, true]);
    assert_eq!(judge("more than 7", 1, [6.9, 7.0, 8.0]), [false, false, true]);
    assert_eq!(judge("within 3.5", -1, [3.0, 3.5, 3.6]), [true, true, false]);
    assert_eq!(judge("less than 3.5", -1, [3.0, 3.5, 3.6]), [true, false, false]);
    assert_eq!(judge("positive growth", 1, [-0.1, 0.0, 0.1]), [false, false, true]);
    assert_eq!(judge("9.9", 1, [9.8, 9.9, 10.0]), [false, true, true]);
    assert_eq!(judge("9.9", -1, [9.8, 9.9, 10.0]), [true, true, false]);
    assert_eq!(judge("between 5 and 6", 1, [4.9, 5.0, 7.0]), [false, true, true]);
    assert_eq!(judge("between 5 and 6", 0, [4.9, 5.0, 7.0]), [false, true, false]);
    assert_eq!(judge("in step with gdp", 1, [5.4, 5.5, 7.0]), [false, true, true]);
    assert_eq!(parse("in step with gdp", "%").is_met(5.0, None, 1), None);
    assert_eq!(parse("at least 7", "%").is_met(f64::NAN, None, 1), None);
    let top = parse("top 3", "亿元");
    assert_eq!([1.0, 3.0, 4.0].map(|rank| top.is_met(rank, None, 1).unwrap()), [true, true, false]);
    // 7 written as 0.07 · 100 is 7.000000000000001; ends belong to the target up to rounding.
    assert_eq!(parse("at most 7", "%").is_met(0.07 * 100.0, None, -1), Some(true));
}

#[test]
fn readings_say_what_was_understood() {
    let reading = |sentence: &str, written: &str| parse(sentence, written).reading();
    assert_eq!(
        reading("8%左右", "亿元"),
        Text::new("增长8%左右（容差0.5个百分点）", "growth of about 8% (tolerance 0.5 percentage points)")
    );
    assert_eq!(reading("力争突破1万亿元", "亿元"), Text::new("力争高于10000亿元", "strive for more than 10000 (亿元)"));
    assert_eq!(reading("前三名", "亿元"), Text::new("进入前3名", "top 3"));
    assert_eq!(
        reading("与经济增长同步", "元"),
        Text::new("与“经济增长”同步（容差0.5个百分点）", "in step with 经济增长 (tolerance 0.5 percentage points)")
    );
    assert_eq!(
        reading("more than 650 (growth 18.9%)", "亿元"),
        Text::new("高于650亿元；另述：增长18.9%", "more than 650 (亿元); also stated: growth of 18.9%")
    );
}

/// Any target that a sentence can give, with the unit of its indicator.
fn any_target() -> impl Strategy<Value = (Target, Unit)> {
    let number = prop_oneof![
        (-1_000_000_i64..1_000_000).prop_map(|n| n as f64),
        (-1e6_f64..1e6).prop_map(|n| n),
        Just(0.1 + 0.2),
        (1e-9_f64..1e-3).prop_map(|n| n),
    ];
    let kind = (0..9_u8, number.clone(), number, any::<bool>());
    let units = prop::sample::select(vec!["%", "亿元", "万人", "件/万人", "1", "百分点", "100m USD", "km2", "t/万元"]);
    let tolerance = prop_oneof![Just(None), (0.0_f64..1e4).prop_map(Some)];
    let binding = prop_oneof![Just(None), any::<bool>().prop_map(Some)];
    (kind, units, 0..9_u8, any::<bool>(), any::<bool>(), tolerance, binding).prop_map(
        |((kind, a, b, strict), written, measure, strives, aside, tolerance, binding)| {
            let unit = unit(written);
            let percent = is_percent(&unit);
            let mut measure = match measure {
                1 if percent => Measure::Change,
                1 => Measure::Growth,
                // A bare number reads like a level; a share of a number cannot be told from the number.
                2 if !percent && !unit.dimension.is_number() => Measure::Share,
                3 => Measure::Rank,
                4 => Measure::Total,
                5 => Measure::Mean,
                6 if !percent => Measure::MeanGrowth,
                7 if !percent => Measure::TotalGrowth,
                _ => Measure::Level,
            };
            let kind = match kind {
                _ if measure == Measure::Rank => at_most(a.abs().floor() + 1.0),
                0 => at_least(a),
                1 => TargetKind::AtLeast { number: a, strict },
                2 => TargetKind::AtMost { number: a, strict },
                3 => about(a, tolerance.unwrap_or_else(|| Tolerances::default().about(a, measure, &unit))),
                4..=6 => {
                    measure = if percent { Measure::Level } else { Measure::Growth };
                    match kind {
                        4 => TargetKind::Positive,
                        5 => TargetKind::Negative,
                        _ => step("gdp_growth"),
                    }
                }
                7 => TargetKind::Range { lower: a.min(b), upper: a.max(b) },
                _ => TargetKind::Stated {
                    number: a,
                    tolerance: tolerance.unwrap_or_else(|| Tolerances::default().about(a, measure, &unit)),
                },
            };
            let mut target = finish(kind, measure, &unit, strives);
            if aside {
                let also = if percent { Measure::Level } else { Measure::Growth };
                target.aside = Some(Box::new(finish(at_least(b), also, &unit, false)));
            }
            if let TargetKind::InStepWith { tolerance: own, .. } = &mut target.kind {
                *own = tolerance.unwrap_or(0.5);
                target.aside = None;
            }
            target.binding = binding;
            (target, unit)
        },
    )
}

fn finish(kind: TargetKind, measure: Measure, unit: &Unit, strives: bool) -> Target {
    let unit = measure.is_in_unit().then(|| unit.clone());
    Target { kind, measure, unit, strives, binding: None, aside: None }
}

proptest! {
    #[test]
    fn the_canonical_sentence_reads_back_as_the_same_target((target, unit) in any_target()) {
        for lang in [Lang::Zh, Lang::En] {
            let sentence = target.sentence(lang);
            let again = Target::parse(&sentence, &unit);
            prop_assert_eq!(again.as_ref(), Ok(&target), "{}", sentence);
            prop_assert_eq!(again.map(|again| again.sentence(lang)), Ok(sentence));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,40}", written in prop::sample::select(vec!["%", "亿元", "位"])) {
        let _ = Target::parse(&text, &unit(written));
    }

    #[test]
    fn no_mix_of_words_makes_the_parser_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "8", "%", "左右", "前", "第", "三", "万", "亿", "-", "–", "−", "(", ")", "至", "to", "between", "百分之", "同步", "与", " ", ".",
            "个百分点", "1e", "+", "多", "about", "top", "占", "下降", "，",
        ]), 0..9)
    ) {
        let _ = Target::parse(&words.concat(), &unit("亿元"));
    }
}
