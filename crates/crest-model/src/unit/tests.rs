use proptest::prelude::*;

use super::*;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-300)
}

#[test]
fn money_of_offices_has_the_right_scale() {
    for (text, scale, code) in [
        ("元", 1.0, "CNY"),
        ("万元", 1e4, "CNY"),
        ("百万元", 1e6, "CNY"),
        ("亿元", 1e8, "CNY"),
        ("万亿元", 1e12, "CNY"),
        ("亿元人民币", 1e8, "CNY"),
        ("人民币亿元", 1e8, "CNY"),
        ("100m yuan", 1e8, "CNY"),
        ("100 million yuan", 1e8, "CNY"),
        ("RMB 100 million", 1e8, "CNY"),
        ("CNY", 1.0, "CNY"),
        ("亿美元", 1e8, "USD"),
        ("百万美元", 1e6, "USD"),
        ("million USD", 1e6, "USD"),
        ("US$ million", 1e6, "USD"),
        ("USD bn", 1e9, "USD"),
        ("万港元", 1e4, "HKD"),
        ("亿澳门元", 1e8, "MOP"),
    ] {
        let unit = unit(text);
        assert_eq!(unit.dimension, Dimension::of(Base::Money, 1), "{text}");
        assert!(close(unit.scale, scale), "{text}: {}", unit.scale);
        assert_eq!(unit.currency.as_deref(), Some(code), "{text}");
    }
}

#[test]
fn other_quantities_have_the_right_scale() {
    for (text, like, scale) in [
        ("万人", "人", 1e4),
        ("10k persons", "人", 1e4),
        ("10,000 people", "人", 1e4),
        ("万户", "个", 1e4),
        ("张床", "件", 1.0),
        ("%", "1", 0.01),
        ("％", "1", 0.01),
        ("‰", "1", 0.001),
        ("km²", "m2", 1e6),
        ("平方公里", "m2", 1e6),
        ("公顷", "m2", 1e4),
        ("万吨", "t", 1e10),
        ("亿吨", "g", 1e14),
        ("Mt", "t", 1e12),
        ("亿千瓦时", "kWh", 3.6e14),
        ("小时", "分钟", 3600.0),
        ("μg/m3", "mg/m3", 1e-6),
        ("微克/立方米", "μg/m3", 1e-6),
        ("人/km2", "人/平方公里", 1e-6),
        ("人每平方公里", "人/km2", 1e-6),
        ("件/万人", "件/人", 1e-4),
        ("m2 per person", "平方米/人", 1.0),
        ("patents per 10k people", "件/万人", 1e-4),
        ("张/千人", "张/人", 1e-3),
        ("指数", "分", 1.0),
        ("位", "rank", 1.0),
    ] {
        let unit = unit(text);
        assert!(unit.is_like(&self::unit(like)), "{text} is not like {like}");
        assert!(close(unit.scale, scale), "{text}: {}", unit.scale);
    }
    assert!(close(unit("15 亩").scale, 1e4));
    assert!(close(unit("吨标准煤/万元").scale, 29.3076e5));
}

#[test]
fn percentage_points_are_not_percent() {
    assert!(!unit("百分点").is_like(&unit("%")));
    assert_eq!(
        unit("个百分点").convert(1.0, &unit("%"), None),
        Err(UnitError::Unlike { from: "个百分点".into(), to: "%".into() })
    );
}

#[test]
fn ten_thousand_yuan_become_hundred_millions_without_dust() {
    let (small, large) = (unit("万元"), unit("亿元"));
    assert_eq!(small.convert(36_631_000.0, &large, None), Ok(3663.1));
    assert_eq!(small.convert(1.0, &large, None), Ok(0.0001));
    assert_eq!(large.convert(3663.1, &small, None), Ok(36_631_000.0));
    assert_eq!(unit("ug/m3").convert(35.0, &unit("mg/m3"), None), Ok(0.035));
    assert_eq!(unit("1").convert(0.25, &unit("%"), None), Ok(25.0));
}

#[test]
fn currencies_convert_by_the_rate_of_the_period() {
    let mut rates = BTreeMap::new();
    rates.insert("USD".to_owned(), BTreeMap::from([(Period::year_of(2019), 6.8985)]));
    let table = Currency { base: "CNY".into(), rates, source: String::new() };
    let year = Period::year_of(2019);
    let convert = |from: &str, to: &str, x: f64, period| unit(from).convert(x, &unit(to), Some((&table, period)));
    // 51 million USD · 6.8985 yuan per USD = 351.8235 million yuan = 3.518235 亿元
    assert!(close(convert("百万美元", "亿元", 51.0, year).unwrap(), 3.518_235));
    assert!(close(convert("亿元", "百万美元", 3.518_235, year).unwrap(), 51.0));
    // A rate divides where money stands below the line: 1 kg/USD = 1/6.8985 kg/yuan.
    assert!(close(convert("kg/USD", "kg/元", 1.0, year).unwrap(), 1.0 / 6.8985));
    assert!(close(convert("百万美元", "亿元", 51.0, "2019Q2".parse().unwrap()).unwrap(), 3.518_235));
    assert_eq!(
        convert("USD", "元", 1.0, Period::year_of(2018)),
        Err(UnitError::NoRate { currency: "USD".into(), period: Some(Period::year_of(2018)) })
    );
    assert_eq!(
        unit("USD").convert(1.0, &unit("元"), None),
        Err(UnitError::NoRate { currency: "USD".into(), period: None })
    );
}

#[test]
fn what_is_no_unit_is_refused_with_the_part() {
    assert_eq!(Unit::parse("  "), Err(UnitError::Empty));
    assert_eq!(Unit::parse("万瓜/人"), Err(UnitError::Unknown { written: "万瓜/人".into(), part: "万瓜".into() }));
    assert_eq!(Unit::parse("元/美元"), Err(UnitError::TwoCurrencies { written: "元/美元".into() }));
    for text in ["万", "/", "元/", "见注", "2021年末数", "100", "元//人", &"/人".repeat(40)] {
        assert!(Unit::parse(text).is_err(), "{text}");
    }
}

#[test]
fn quotients_are_named_so_that_they_read_back() {
    let per = unit("亿元").per(&unit("万人")).unwrap();
    assert_eq!(per.written, "亿元/万人");
    assert!(per.is_like(&unit("元/人")) && close(per.scale, 1e4));
    assert_eq!(unit("亿元").per(&unit("亿元")), Some(Unit::number()));
    assert_eq!(unit("元/人").per(&unit("人")), None);
    assert_eq!(unit("元").per(&unit("美元")), None);
}

fn known() -> impl Strategy<Value = String> {
    let multiplier = prop::sample::select(vec!["", "十", "百", "千", "万", "百万", "亿", "100", "1,000"]);
    let word = prop::sample::select(vec![
        "元",
        "美元",
        "人",
        "件",
        "km2",
        "平方米",
        "公顷",
        "吨",
        "kWh",
        "吨标准煤",
        "小时",
        "%",
        "百分点",
        "指数",
        "位",
    ]);
    let below = prop::sample::select(vec!["", "/人", "/万人", "/km2", "/年", "/每千人"]);
    (multiplier, word, below).prop_map(|(m, w, b)| format!("{m}{w}{b}"))
}

proptest! {
    #[test]
    fn a_unit_shown_reads_back_as_itself(text in known()) {
        let first = unit(&text);
        prop_assert_eq!(&Unit::parse(&first.to_string()).unwrap(), &first);
    }

    #[test]
    fn there_and_back_is_where_we_were(a in known(), b in known(), x in -1e12_f64..1e12) {
        let (a, b) = (unit(&a), unit(&b));
        if a.is_like(&b) && a.currency == b.currency {
            let back = b.convert(a.convert(x, &b, None).unwrap(), &a, None).unwrap();
            prop_assert!(close(x, back), "{x} {back}");
        } else {
            prop_assert!(a.convert(x, &b, None).is_err());
        }
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text in ".{0,80}") {
        if let Ok(unit) = Unit::parse(&text) {
            prop_assert!(unit.scale.is_finite() && unit.scale > 0.0);
            prop_assert!(Unit::parse(&unit.to_string()).is_ok());
        }
    }

    #[test]
    fn no_pile_of_words_makes_the_reader_stumble(parts in prop::collection::vec(
        prop::sample::select(vec!["万", "亿", "元", "/", "·", "每", " per ", "100", "m ", "k", "USD", "(", ")", "人", "s", "²", "ß", "İ"]), 0..12)) {
        let text = parts.concat();
        if let Ok(unit) = Unit::parse(&text) {
            prop_assert!(unit.scale.is_finite() && unit.scale > 0.0);
        }
    }
}
