//! The words for units and multipliers, Chinese and English; a flat list.

use super::Base;
use super::Base::{
    Count, Decibel, Energy, Index, Length, Mass, Money, PercentagePoint, Person, Rank, Temperature, Time, WorkingDay,
};

/// Seconds in a year of 365 days.
const YEAR_S: f64 = 365.0 * 86_400.0;
/// Joules in a tonne of coal equivalent: 29.3076 GJ (7000 kcal per kg, GB/T 2589).
const TCE_J: f64 = 29.3076e9;
/// Square metres in a mu: 15 mu are one hectare.
const MU_M2: f64 = 10_000.0 / 15.0;

/// Holds kinds with their powers, scale and currency of a word or term.
pub(super) type Term = (Vec<(Base, i32)>, f64, Option<&'static str>);

/// Finds the kinds, scale and currency of a word.
///
/// Kinds are given as (base, power); the currency is that of `Money`. Words are compared as written first, then in lower case.
pub(super) fn word(text: &str) -> Option<Term> {
    if let Some(code) = currency(text) {
        return Some((vec![(Money, 1)], if text == "角" { 0.1 } else { 1.0 }, Some(code)));
    }
    let one = |base, scale| Some((vec![(base, 1)], scale, None));
    let area = |scale| Some((vec![(Length, 2)], scale, None));
    let volume = |scale| Some((vec![(Length, 3)], scale, None));
    let pure = |scale| Some((Vec::new(), scale, None));
    let power = |scale| Some((vec![(Energy, 1), (Time, -1)], scale, None));
    let moved = |mass, base, scale| Some((vec![(mass, 1), (base, 1)], scale, None));
    match text {
        "1" | "倍" | "比值" | "比率" | "无量纲" | "无单位" | "ratio" | "times" | "dimensionless" | "unitless"
        | "number" | "fraction" => pure(1.0),
        "%" | "百分比" | "百分之" | "percent" | "per cent" | "pct" => pure(0.01),
        "‰" | "千分比" | "千分之" | "permille" | "per mille" => pure(0.001),
        "‱" | "万分之" | "基点" | "bp" => pure(0.0001),
        "ppm" => pure(1e-6),
        "百分点" | "个百分点" | "percentage point" | "pp" | "p.p." | "pct pt" | "%-point" => {
            one(PercentagePoint, 1.0)
        }
        "人" | "名" | "口" | "人口" | "人年" | "person" | "people" | "inhabitant" | "capita" | "head" | "resident"
        | "worker" | "employee" | "pers" | "fte" => one(Person, 1.0),
        "个" | "件" | "家" | "户" | "所" | "张" | "床" | "张床" | "张床位" | "台" | "辆" | "套" | "项" | "次"
        | "人次" | "篇" | "处" | "座" | "条" | "例" | "起" | "只" | "头" | "宗" | "笔" | "艘" | "架" | "门" | "部"
        | "册" | "间" | "幢" | "栋" | "株" | "棵" | "种" | "类" | "批" | "批次" | "枚" | "块" | "本" | "份" | "班"
        | "班次" | "标箱" | "标准箱" | "teu" | "台套" | "企业" | "count" | "unit" | "item" | "piece" | "firm"
        | "company" | "companies" | "enterprise" | "household" | "bed" | "patent" | "paper" | "project" | "school"
        | "hospital" | "vehicle" | "visit" | "case" | "event" | "place of work" | "site" => one(Count, 1.0),
        "km2" | "km^2" | "sq km" | "sqkm" | "sq. km" | "square kilometre" | "square kilometer" | "平方公里"
        | "平方千米" => area(1e6),
        "ha" | "hectare" | "公顷" => area(1e4),
        "亩" | "mu" => area(MU_M2),
        "m2" | "m^2" | "sq m" | "sqm" | "square metre" | "square meter" | "平方米" | "平米" => area(1.0),
        "km" | "公里" | "千米" | "kilometre" | "kilometer" => one(Length, 1e3),
        "m" | "米" | "metre" | "meter" => one(Length, 1.0),
        "cm" | "厘米" => one(Length, 0.01),
        "mm" | "毫米" => one(Length, 0.001),
        "m3" | "m^3" | "cubic metre" | "cubic meter" | "立方米" | "方" => volume(1.0),
        "L" | "l" | "升" | "litre" | "liter" => volume(0.001),
        "Gt" => one(Mass, 1e15),
        "Mt" | "MtCO2" | "MtCO2e" => one(Mass, 1e12),
        "kt" | "ktCO2" | "ktCO2e" => one(Mass, 1e9),
        "t"
        | "吨"
        | "公吨"
        | "tonne"
        | "ton"
        | "metric ton"
        | "tCO2"
        | "tCO2e"
        | "t CO2"
        | "t CO2e"
        | "吨CO2"
        | "吨二氧化碳"
        | "吨二氧化碳当量" => one(Mass, 1e6),
        "kg" | "千克" | "公斤" | "kilogram" => one(Mass, 1e3),
        "g" | "克" | "gram" => one(Mass, 1.0),
        "mg" | "毫克" => one(Mass, 1e-3),
        "ug" | "微克" => one(Mass, 1e-6),
        "tce" | "吨标准煤" | "吨标煤" => one(Energy, TCE_J),
        "Mtce" => one(Energy, 1e6 * TCE_J),
        "kgce" | "千克标准煤" | "公斤标准煤" => one(Energy, 1e-3 * TCE_J),
        "kWh" | "kwh" | "千瓦时" | "千瓦小时" | "度" => one(Energy, 3.6e6),
        "MWh" | "兆瓦时" => one(Energy, 3.6e9),
        "GWh" | "吉瓦时" => one(Energy, 3.6e12),
        "TWh" | "太瓦时" => one(Energy, 3.6e15),
        "J" | "焦耳" => one(Energy, 1.0),
        "kJ" | "千焦" => one(Energy, 1e3),
        "MJ" | "兆焦" => one(Energy, 1e6),
        "GJ" | "吉焦" => one(Energy, 1e9),
        "TJ" => one(Energy, 1e12),
        "PJ" => one(Energy, 1e15),
        "W" | "瓦" => power(1.0),
        "kW" | "千瓦" => power(1e3),
        "MW" | "兆瓦" => power(1e6),
        "GW" | "吉瓦" => power(1e9),
        "a" | "年" | "year" | "yr" => one(Time, YEAR_S),
        "月" | "个月" | "month" => one(Time, YEAR_S / 12.0),
        "周" | "星期" | "week" => one(Time, 7.0 * 86_400.0),
        "d" | "天" | "日" | "自然日" | "day" => one(Time, 86_400.0),
        "h" | "小时" | "时" | "hour" | "hr" => one(Time, 3600.0),
        "min" | "分钟" | "minute" => one(Time, 60.0),
        "s" | "秒" | "second" | "sec" => one(Time, 1.0),
        "工作日" | "个工作日" | "working day" | "business day" => one(WorkingDay, 1.0),
        "index"
        | "指数"
        | "点"
        | "分"
        | "分值"
        | "得分"
        | "评分"
        | "point"
        | "score"
        | "index point"
        | "上年=100"
        | "previous year=100"
        | "previous year = 100"
        | "year before = 100" => one(Index, 1.0),
        "rank" | "位" | "名次" | "位次" | "排名" | "place" => one(Rank, 1.0),
        "°C" | "℃" | "摄氏度" | "degC" => one(Temperature, 1.0),
        "dB" | "分贝" | "dB(A)" => one(Decibel, 1.0),
        "吨公里" | "tkm" => moved(Mass, Length, 1e9),
        "人公里" | "pkm" => moved(Person, Length, 1e3),
        _ => None,
    }
}

/// Finds the currency a word names.
pub(super) fn currency(text: &str) -> Option<&'static str> {
    Some(match text {
        "元" | "人民币" | "人民币元" | "元人民币" | "圆" | "块钱" | "角" | "CNY" | "cny" | "RMB" | "rmb" | "yuan"
        | "renminbi" | "yuan rmb" | "rmb yuan" | "¥" | "￥" => "CNY",
        "美元" | "美金" | "USD" | "usd" | "US$" | "us$" | "$" | "dollar" | "us dollar" => "USD",
        "港元" | "港币" | "港圆" | "HKD" | "hkd" | "HK$" | "hk$" | "hong kong dollar" => "HKD",
        "澳门元" | "澳门币" | "葡币" | "澳元(澳门)" | "MOP" | "mop" | "pataca" => "MOP",
        "欧元" | "EUR" | "eur" | "€" | "euro" => "EUR",
        "日元" | "日圆" | "JPY" | "jpy" | "yen" => "JPY",
        "英镑" | "GBP" | "gbp" | "£" => "GBP",
        "新加坡元" | "新元" | "坡币" | "SGD" | "sgd" | "S$" => "SGD",
        "新台币" | "台币" | "TWD" | "twd" | "NT$" => "TWD",
        "韩元" | "KRW" | "krw" => "KRW",
        "卢布" | "RUB" | "rub" => "RUB",
        "卢比" | "INR" | "inr" => "INR",
        "瑞士法郎" | "CHF" | "chf" => "CHF",
        "加元" | "CAD" | "cad" => "CAD",
        "澳大利亚元" | "AUD" | "aud" => "AUD",
        "马来西亚林吉特" | "林吉特" | "MYR" | "myr" => "MYR",
        "泰铢" | "THB" | "thb" => "THB",
        "越南盾" | "VND" | "vnd" => "VND",
        "国际元" | "PPP$" | "ppp$" => "INT",
        _ => return None,
    })
}

/// Multipliers that may stand before a word, longest first where one begins another.
pub(super) const MULTIPLIERS: &[(&str, f64)] = &[
    ("hundred million", 1e8),
    ("hundred thousand", 1e5),
    ("ten thousand", 1e4),
    ("thousand", 1e3),
    ("hundred", 1e2),
    ("trillion", 1e12),
    ("billion", 1e9),
    ("million", 1e6),
    ("mln", 1e6),
    ("mn", 1e6),
    ("bn", 1e9),
    ("tn", 1e12),
    ("万亿", 1e12),
    ("千亿", 1e11),
    ("百亿", 1e10),
    ("十亿", 1e9),
    ("千万", 1e7),
    ("百万", 1e6),
    ("十万", 1e5),
    ("亿", 1e8),
    ("億", 1e8),
    ("万", 1e4),
    ("萬", 1e4),
    ("千", 1e3),
    ("百", 1e2),
    ("十", 1e1),
];

/// Short multipliers that may only follow a number, as in `100m yuan`, `10k persons`.
pub(super) const SHORT_MULTIPLIERS: &[(&str, f64)] = &[("k", 1e3), ("m", 1e6), ("b", 1e9)];
