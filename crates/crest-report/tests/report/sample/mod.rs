//! An invented region for tests and for the example page: eleven places round an imagined bay, three pillars, twelve
//! indicators, three years. All names and figures are made up; some names are hostile on purpose.

mod certainty;
mod isochrones;
mod rules;
mod schemes;
mod strategy;

use crest_model::results::*;
use crest_model::{Diagnostic, Location, Text};

use strategy::strategy;

pub(crate) const SCRIPT_NAME: &str = "<script>alert(1)</script>";
pub(crate) const FORMULA_NAME: &str = "=cmd|' /C calc'!A0";

const PLACES: [(&str, &str, &str, &str); 11] = [
    ("lin", "临潮区", "Lincrest", "东岸"),
    ("bei", "北屿市", "Northholm", "东岸"),
    ("qing", "青汀市", "Greenstrand", "东岸"),
    ("he", "鹤浦市", "Cranewick", "东岸"),
    ("xi", "西澳市", "Westcove", "西岸"),
    ("yun", "云渡市", "Cloudferry", "西岸"),
    ("shi", "石港市", "Stonehaven Bay", "西岸"),
    ("hostile", SCRIPT_NAME, SCRIPT_NAME, "西岸"),
    ("long", "龙门头市", "Dragonhead", "北岸"),
    ("sha", "沙岭市", "Sandridge", "北岸"),
    ("tian", "田心市", "Fieldheart", "北岸"),
];

/// Code, pillar, Chinese, English, unit, direction, scale, origin.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, i8, f64, &'static str);
const INDICATORS: [Row; 12] = [
    ("gdp_pc", "econ", "人均地区生产总值", "GDP per person", "元/人", 1, 150_000.0, "official"),
    ("iva", "econ", "规模以上工业增加值", "Value added of larger industry", "亿元", 1, 1_200.0, "official"),
    ("trade", "econ", "进出口总额", "Imports and exports", "亿元", 1, 2_400.0, "official"),
    ("debt", "econ", "政府债务率", "Government debt ratio", "%", -1, 80.0, "chosen"),
    ("rd", "inno", "研发投入强度", "R&D intensity", "%", 1, 4.0, "official"),
    ("patents", "inno", "每万人发明专利", "Invention patents per 10,000 people", "件/万人", 1, 60.0, "official"),
    ("hightech", "inno", "高新技术企业数", "High-tech firms", "家", 1, 2_000.0, "official"),
    ("talent", "inno", "硕士以上就业占比", "Staff with a master's degree or more", "%", 1, 12.0, "chosen"),
    ("hour", "life", "一小时内可达三级医院", "Top hospitals within an hour", "所", 1, 14.0, "chosen"),
    ("pm25", "life", "细颗粒物年均浓度", "Annual mean of PM2.5", "μg/m3", -1, 35.0, "official"),
    ("green", "life", "人均公园绿地面积", "Park area per person", "m2/人", 1, 20.0, "official"),
    ("school", "life", FORMULA_NAME, "Pupils per teacher", "1", -1, 18.0, "chosen"),
];

const PILLARS: [(&str, &str, &str); 3] =
    [("econ", "产业与开放", "Industry and opening"), ("inno", "创新", "Innovation"), ("life", "宜居", "Life")];

const PERIODS: [&str; 3] = ["2029", "2030", "2031"];

/// A fraction that looks irregular and is the same everywhere: three integers stirred.
fn fraction(a: usize, b: usize, c: usize) -> f64 {
    let mut x = (a as u64 + 1) * 2_654_435_761 + (b as u64 + 1) * 40_503 + (c as u64 + 1) * 97;
    x ^= x >> 13;
    x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^= x >> 29;
    (x % 10_000) as f64 / 10_000.0
}

/// Measured value; the eighth indicator of the last two places is missing.
fn value(place: usize, indicator: usize, period: usize) -> Option<f64> {
    if indicator == 7 && place >= 9 {
        return None;
    }
    let strength = [0.62, 0.78, 0.66, 0.45, 0.6, 0.4, 0.55, 0.35, 0.3, 0.2, 0.25][place];
    let (_, _, _, _, unit, direction, scale, _) = INDICATORS[indicator];
    let luck = fraction(place, indicator, 0) * 0.5;
    let drift = (fraction(place, indicator, 1) - 0.3) * 0.16 * period as f64;
    let share = (strength * 0.65 + luck + drift).clamp(0.02, 1.2);
    let share = if direction < 0 { 1.3 - share } else { share };
    let digits = if unit == "家" || unit == "所" { 1.0 } else { 100.0 };
    Some((share * scale * digits).round() / digits)
}

fn outline(k: usize) -> Vec<Vec<Vec<[f64; 2]>>> {
    // Places stand round the bay on a half circle, each a six-cornered patch.
    let angle = std::f64::consts::PI * (1.08 * k as f64 / 10.0 - 0.04);
    let (x, y) = (1.0 - angle.cos(), angle.sin() * 1.1);
    let ring: Vec<[f64; 2]> = (0..=8)
        .map(|corner| {
            let turn = std::f64::consts::TAU * f64::from(corner % 8) / 8.0;
            let reach = 0.17 + 0.05 * fraction(k, corner as usize % 8, 7);
            [x + reach * turn.cos(), y + reach * turn.sin()]
        })
        .collect();
    vec![vec![ring]]
}

fn text(zh: &str, en: &str) -> Text {
    Text::new(zh, en)
}

/// Builds the sample.
pub(crate) fn sample() -> Results {
    let index = index(2);
    let history: Vec<PeriodScores> = (0..3)
        .map(|t| {
            let of_period = self::index(t);
            PeriodScores {
                period: PERIODS[t].to_owned(),
                root: "bay".to_owned(),
                scores: of_period.scores.cells.iter().map(|row| row[0]).collect(),
                ranks: of_period.ranks.iter().find(|r| r.node == "bay").unwrap().overall.clone(),
            }
        })
        .collect();
    let scores = |t: usize| -> Vec<f64> { history[t].scores.iter().map(|score| score.unwrap()).collect() };
    let certainty = certainty::certainty(&index.places, &scores(2), &scores(1), 12.0);
    let ids: Vec<String> = index.places.clone();
    let profiles = (0..PLACES.len()).map(|k| profile(&index, k)).collect();
    Results {
        isochrones: isochrones::isochrones(),
        contract: CONTRACT,
        known_at: None,
        project: ProjectInfo {
            id: "chaowan".to_owned(),
            name: text("潮湾发展战略评估", "Strategy of the Tidal Bay"),
            description: text(
                "以虚构的潮湾十一地为例，衡量“潮湾+”战略：产业与开放、创新、宜居三个方面，十二项指标，三年数据。",
                "Measures the strategy of an imagined bay: industry and opening, innovation, life; twelve indicators in \
                 eleven places over three years.",
            ),
            period: "2031".to_owned(),
            assessment: Some("2032".to_owned()),
            synthetic: true,
        },
        run: RunInfo {
            id: "5f2c1a90d7e8b3446a1b0c2d3e4f5061728394a5b6c7d8e9f00112233445566".to_owned(),
            crest_version: "0.1.0".to_owned(),
            scenario: None,
        },
        places: places(),
        nodes: nodes(),
        values: values(),
        index: Some(index),
        history,
        profiles,
        strategy: strategy(),
        findings: findings(),
        audit: audit(),
        method: method(),
        tables: tables(),
        sources: sources(),
        focus: Some("lin".to_owned()),
        certainty: Some(certainty),
        schemes: vec![schemes::scheme(&ids)],
        scheme_changes: vec![schemes::change(&ids)],
        rules: Some(rules::rules()),
    }
}

/// Builds a sample of many places, enough of everything that grows with them.
pub(crate) fn large(n: usize) -> Results {
    let mut results = sample();
    let ids: Vec<String> = (0..n).map(|k| if k == 0 { "lin".to_owned() } else { format!("z{k:03}") }).collect();
    results.places = ids
        .iter()
        .enumerate()
        .map(|(k, id)| PlaceInfo {
            id: id.clone(),
            name: text(&format!("第{k}号开发区"), &format!("Development zone {k}")),
            role: "unit".to_owned(),
            groups: vec![("岸区".to_owned(), "东岸".to_owned())],
            ..PlaceInfo::default()
        })
        .collect();
    let scores =
        |t: usize| -> Vec<f64> { (0..n).map(|k| 20.0 + 60.0 * fraction(k, 1, 1) + 6.0 * fraction(k, t, 2)).collect() };
    let cells = |columns: &[&str], t: usize| Cells {
        columns: columns.iter().map(|code| (*code).to_owned()).collect(),
        cells: scores(t).iter().map(|score| columns.iter().map(|_| Some(*score)).collect()).collect(),
    };
    let ranks_at = |t: usize| ranks_of(&scores(t).into_iter().map(Some).collect::<Vec<_>>(), 1.0);
    let index = results.index.as_mut().unwrap();
    let indicators = ["gdp_pc", "iva", "trade"];
    index.places.clone_from(&ids);
    (index.raw, index.treated) = (cells(&indicators, 2), cells(&indicators, 2));
    (index.normalised, index.contributions) = (cells(&indicators, 2), cells(&indicators, 2));
    index.scores = cells(&["bay", "econ"], 2);
    index.ranks = ["bay", "econ", "gdp_pc", "iva", "trade"]
        .map(|node| NodeRanks { node: node.to_owned(), overall: ranks_at(2), within: Vec::new() })
        .to_vec();
    for (t, period) in results.history.iter_mut().enumerate() {
        period.scores = scores(t).into_iter().map(Some).collect();
        period.ranks = ranks_at(t);
    }
    results.profiles = ids.iter().map(|id| Profile { place: id.clone(), ..Profile::default() }).collect();
    results.certainty = Some(certainty::certainty(&ids, &scores(2), &scores(1), 12.0));
    results.schemes = vec![schemes::scheme(&ids)];
    results.scheme_changes = vec![schemes::change(&ids)];
    results
}

fn places() -> Vec<PlaceInfo> {
    let mut places: Vec<PlaceInfo> = PLACES
        .iter()
        .enumerate()
        .map(|(k, (id, zh, en, shore))| PlaceInfo {
            id: (*id).to_owned(),
            name: text(zh, en),
            role: if k == 0 { "unit" } else { "peer" }.to_owned(),
            groups: vec![("岸区".to_owned(), (*shore).to_owned())],
            outline: outline(k),
            schematic: true,
            note: if k == 0 { text("战略的主体。", "Owner of the strategy.") } else { Text::default() },
            ..PlaceInfo::default()
        })
        .collect();
    for (k, (id, zh, en)) in [
        ("isle", "生物谷", "Bio valley"),
        ("port", "潮湾港", "Port of the Tide"),
        ("lab", "潮汐实验室", "Tide laboratory"),
    ]
    .into_iter()
    .enumerate()
    {
        places.push(PlaceInfo {
            id: id.to_owned(),
            name: text(zh, en),
            role: "carrier".to_owned(),
            within: if k == 0 { vec!["lin".to_owned(), "bei".to_owned()] } else { vec!["lin".to_owned()] },
            point: Some([-0.08 + 0.06 * k as f64, -0.2 + 0.05 * k as f64]),
            ..PlaceInfo::default()
        });
    }
    places.push(PlaceInfo {
        id: "islet".to_owned(),
        name: text("外礁", "Outer Reef"),
        role: "peer".to_owned(),
        ..PlaceInfo::default()
    });
    places
}

fn nodes() -> Vec<NodeInfo> {
    let mut nodes = vec![NodeInfo {
        code: "bay".to_owned(),
        name: text("潮湾指数", "Tidal Bay index"),
        level: 3,
        weight: Some(1.0),
        effective_weight: Some(1.0),
        origin: "chosen".to_owned(),
        ..NodeInfo::default()
    }];
    for (pillar, zh, en) in PILLARS {
        nodes.push(NodeInfo {
            code: pillar.to_owned(),
            parent: Some("bay".to_owned()),
            name: text(zh, en),
            level: 2,
            weight: Some(1.0),
            effective_weight: Some(1.0 / 3.0),
            origin: "chosen".to_owned(),
            ..NodeInfo::default()
        });
        for (code, of, zh, en, unit, direction, _, origin) in INDICATORS {
            if of == pillar {
                nodes.push(NodeInfo {
                    code: code.to_owned(),
                    parent: Some(pillar.to_owned()),
                    name: text(zh, en),
                    level: 1,
                    is_indicator: true,
                    unit: unit.to_owned(),
                    direction,
                    weight: Some(1.0),
                    effective_weight: Some(1.0 / 12.0),
                    origin: origin.to_owned(),
                    note: if code == "debt" {
                        text("越低越稳健。", "Lower is sounder.")
                    } else {
                        Text::default()
                    },
                    table: Some("panel".to_owned()),
                    coverage: Some(if code == "talent" { 9.0 / 11.0 } else { 1.0 }),
                });
            }
        }
    }
    nodes
}

fn values() -> Vec<ValueInfo> {
    let mut values = Vec::new();
    for (j, (code, ..)) in INDICATORS.iter().enumerate() {
        for (k, (place, ..)) in PLACES.iter().enumerate() {
            for (t, period) in PERIODS.iter().enumerate() {
                let number = value(k, j, t);
                let status = match (j, k) {
                    (2, 5) => "estimated",
                    (9, 8) => "interpolated",
                    (0, 3) => "disputed",
                    _ => "reported",
                };
                values.push(ValueInfo {
                    indicator: (*code).to_owned(),
                    place: (*place).to_owned(),
                    period: (*period).to_owned(),
                    number,
                    status: status.to_owned(),
                    source: if j < 4 { "yearbook" } else { "bulletin" }.to_owned(),
                    chosen: true,
                    note: if number.is_some() { String::new() } else { "not published".to_owned() },
                    written: number.map_or(String::new(), |x| x.to_string()),
                    table: "panel".to_owned(),
                    location: Some(Location::cell(
                        "data/panel.xlsx",
                        Some("统计表".to_owned()),
                        3 + (t * 11 + k) as u32,
                        3 + j as u32,
                    )),
                    ..ValueInfo::default()
                });
                if j == 0 && k < 4 && t == 2 {
                    values.push(ValueInfo {
                        indicator: (*code).to_owned(),
                        place: (*place).to_owned(),
                        period: (*period).to_owned(),
                        number: number.map(|x| (x * 0.94).round()),
                        status: "disputed".to_owned(),
                        source: "bulletin".to_owned(),
                        note: "yearbook stands first in the stated order".to_owned(),
                        table: "bulletin".to_owned(),
                        location: Some(Location::cell("data/bulletin.csv", None, 2 + k as u32, 4)),
                        ..ValueInfo::default()
                    });
                }
            }
        }
    }
    values
}

fn ranks_of(values: &[Option<f64>], direction: f64) -> Vec<Option<u32>> {
    values
        .iter()
        .map(|own| {
            let own = (*own)?;
            Some(1 + values.iter().flatten().filter(|x| **x * direction > own * direction).count() as u32)
        })
        .collect()
}

fn index(t: usize) -> IndexResult {
    let n = PLACES.len();
    let codes: Vec<String> = INDICATORS.iter().map(|r| r.0.to_owned()).collect();
    let raw: Vec<Vec<Option<f64>>> = (0..n).map(|k| (0..12).map(|j| value(k, j, t)).collect()).collect();
    let filled: Vec<Vec<Option<f64>>> = (0..n).map(|k| (0..12).map(|j| raw[k][j].or(Some(4.2))).collect()).collect();
    let mut normalised = vec![vec![None; 12]; n];
    for j in 0..12 {
        let column: Vec<f64> = filled.iter().map(|row| row[j].unwrap()).collect();
        let (low, high) = column.iter().fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
        for k in 0..n {
            let share = (column[k] - low) / (high - low);
            normalised[k][j] = Some(100.0 * if INDICATORS[j].5 < 0 { 1.0 - share } else { share });
        }
    }
    let scores: Vec<Vec<Option<f64>>> = normalised
        .iter()
        .map(|row| {
            let pillar = |p: usize| row[4 * p..4 * p + 4].iter().flatten().sum::<f64>() / 4.0;
            let pillars = [pillar(0), pillar(1), pillar(2)];
            let mut all = vec![Some(pillars.iter().sum::<f64>() / 3.0)];
            all.extend(pillars.map(Some));
            all
        })
        .collect();
    let columns: Vec<String> = ["bay", "econ", "inno", "life"].map(str::to_owned).to_vec();
    let mut ranks = Vec::new();
    for (c, code) in columns.iter().enumerate() {
        let column: Vec<Option<f64>> = scores.iter().map(|row| row[c]).collect();
        let within = (0..n)
            .map(|k| {
                let own = column[k].unwrap();
                Some(1 + (0..n).filter(|&o| PLACES[o].3 == PLACES[k].3 && column[o].unwrap() > own).count() as u32)
            })
            .collect();
        ranks.push(NodeRanks {
            node: code.clone(),
            overall: ranks_of(&column, 1.0),
            within: vec![("岸区".to_owned(), within)],
        });
    }
    for (j, code) in codes.iter().enumerate() {
        let column: Vec<Option<f64>> = filled.iter().map(|row| row[j]).collect();
        ranks.push(NodeRanks {
            node: code.clone(),
            overall: ranks_of(&column, f64::from(INDICATORS[j].5)),
            within: Vec::new(),
        });
    }
    let contributions = normalised.iter().map(|row| row.iter().map(|x| x.map(|x| x / 12.0)).collect()).collect();
    IndexResult {
        period: PERIODS[t].to_owned(),
        places: PLACES.iter().map(|p| p.0.to_owned()).collect(),
        roots: vec!["bay".to_owned()],
        raw: Cells { columns: codes.clone(), cells: raw },
        treated: Cells { columns: codes.clone(), cells: filled },
        normalised: Cells { columns: codes.clone(), cells: normalised },
        scores: Cells { columns, cells: scores },
        ranks,
        contributions: Cells { columns: codes, cells: contributions },
        screened: vec![("islet".to_owned(), "only 2 of 12 indicators have a value".to_owned())],
        imputed: [9, 10]
            .map(|k: usize| ImputedCell {
                place: PLACES[k].0.to_owned(),
                indicator: "talent".to_owned(),
                number: 4.2,
                method: "group-median".to_owned(),
            })
            .to_vec(),
        treatment: vec![TreatmentRow {
            indicator: "trade".to_owned(),
            skewness: Some(2.31),
            kurtosis: Some(5.02),
            action: "winsorised".to_owned(),
            points: 1,
            skewness_after: Some(1.42),
            kurtosis_after: Some(2.2),
            passed: true,
        }],
        correlations: vec![CorrelationRow { a: "rd".to_owned(), b: "patents".to_owned(), r: Some(0.91), pairs: 11 }],
    }
}

fn profile(index: &IndexResult, place: usize) -> Profile {
    let rank_on = |j: usize| index.ranks[4 + j].overall[place].unwrap();
    let line = |j: usize| ProfileRow {
        indicator: INDICATORS[j].0.to_owned(),
        value: index.raw.cells[place][j],
        rank: rank_on(j),
        change: value(place, j, 2).zip(value(place, j, 1)).map(|(now, before)| now - before),
    };
    let mut by_rank: Vec<usize> = (0..12).collect();
    by_rank.sort_by_key(|&j| rank_on(j));
    let own_rank = index.ranks[0].overall[place].unwrap();
    let neighbour = |wanted: u32| index.ranks[0].overall.iter().position(|r| *r == Some(wanted));
    let gap = |other: usize| {
        let mut parts: Vec<(String, f64)> = (0..12)
            .map(|j| {
                let part = index.contributions.cells[other][j].unwrap() - index.contributions.cells[place][j].unwrap();
                (INDICATORS[j].0.to_owned(), part)
            })
            .collect();
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        Gap {
            other: PLACES[other].0.to_owned(),
            gap: index.scores.cells[other][0].unwrap() - index.scores.cells[place][0].unwrap(),
            parts,
        }
    };
    let above = own_rank.checked_sub(1).and_then(neighbour).map(gap);
    let steps = above.as_ref().map_or(Vec::new(), |above| {
        [1usize, 4, 10]
            .iter()
            .filter_map(|&j| {
                let from = index.raw.cells[place][j]?;
                let effort = above.gap * 12.0 / 100.0;
                Some(StepUp {
                    indicator: INDICATORS[j].0.to_owned(),
                    from,
                    to: from + effort * INDICATORS[j].6 * 0.6,
                    effort,
                    rank: own_rank - 1,
                })
            })
            .collect()
    });
    Profile {
        place: PLACES[place].0.to_owned(),
        strengths: by_rank.iter().take(4).map(|&j| line(j)).collect(),
        weaknesses: by_rank.iter().rev().take(4).map(|&j| line(j)).collect(),
        above,
        below: neighbour(own_rank + 1).map(gap),
        steps,
    }
}

fn list(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn findings() -> Vec<Diagnostic> {
    vec![
        Diagnostic::warning("C2001", "the parts of `gdp` sum to 3101.42, 3.01 less than the whole")
            .at(Location::cell("data/panel.xlsx", Some("统计表".to_owned()), 7, 28))
            .value("3104.43")
            .expected("the sum of the sectors, 3101.42")
            .hint("ask the statistics office which of the two was revised")
            .related(Location::cell("data/bulletin.csv", None, 3, 4), "the same sum in another source"),
        Diagnostic::warning("C2004", "`trade` of 云渡市 jumps by 61% in one year")
            .at(Location::cell("data/panel.xlsx", Some("统计表".to_owned()), 30, 5))
            .value("1,204.50"),
        Diagnostic::note("C2007", format!("name {SCRIPT_NAME} holds markup")).at(Location::text(
            "places.csv",
            9,
            4,
            25,
        )),
    ]
}

fn audit() -> Vec<AuditFinding> {
    let line = |rule: &str, node: &str, other: Option<&str>, grade: &str, number, threshold, words| AuditFinding {
        rule: rule.to_owned(),
        node: node.to_owned(),
        other: other.map(str::to_owned),
        grade: grade.to_owned(),
        number: Some(number),
        threshold: Some(threshold),
        words,
    };
    vec![
        line("alpha", "econ", None, "ok", 0.81, 0.7, text("四项指标方向一致。", "The four indicators agree.")),
        line(
            "correlation_high",
            "rd",
            Some("patents"),
            "note",
            0.91,
            0.9,
            text("两项指标几乎重复，合占两份权重。", "The two nearly repeat each other and carry two weights."),
        ),
        line(
            "correlation_negative",
            "pm25",
            Some("life"),
            "warning",
            -0.22,
            0.0,
            text("与所属支柱反向变动。", "It moves against its own pillar."),
        ),
    ]
}

fn method() -> Vec<MethodChoice> {
    let choice = |step: &str, zh: &str, en: &str, stated, source: &str| MethodChoice {
        step: step.to_owned(),
        words: text(zh, en),
        stated,
        source: source.to_owned(),
    };
    vec![
        choice("sources", "先年鉴，后公报", "yearbook before bulletin", true, ""),
        choice(
            "screen",
            "至少66%的指标有数值",
            "at least 66% of the indicators have a value",
            true,
            "OECD/JRC Handbook (2008), step 3",
        ),
        choice("impute", "以组中位数插补", "median of the group", true, "OECD/JRC Handbook (2008), step 3"),
        choice(
            "treat",
            "偏度大于2且峰度大于3.5时缩尾，至多5点",
            "winsorised, at most 5 points, where skewness exceeds 2 and kurtosis 3.5",
            true,
            "OECD/JRC Handbook (2008), step 3",
        ),
        choice(
            "normalise",
            "最小—最大法，0到100，按当期取界",
            "min–max to 0–100, bounds of the period",
            false,
            "OECD/JRC Handbook (2008), step 5",
        ),
        choice("weights", "按指标体系给定", "as given by the framework", false, ""),
        choice("aggregate", "各级算术平均", "arithmetic mean at every level", false, "https://example.org/handbook"),
        choice("rank", "并列取最小位次", "ties share the lowest rank", false, ""),
    ]
}

fn tables() -> Vec<TableInfo> {
    let table =
        |name: &str, kind: &str, from: &str, inputs: &[&str], rows, columns: &[(&str, &str)], hash: &str| TableInfo {
            name: name.to_owned(),
            kind: kind.to_owned(),
            from: from.to_owned(),
            inputs: list(inputs),
            fingerprint: hash.repeat(8),
            rows,
            columns: columns.iter().map(|(name, unit)| ((*name).to_owned(), (*unit).to_owned())).collect(),
        };
    vec![
        table(
            "panel",
            "file",
            "data/panel.xlsx",
            &[],
            33,
            &[("place", ""), ("year", ""), ("gdp_pc", "元/人"), ("iva", "亿元")],
            "9f3a01c7",
        ),
        table("bulletin", "file", "data/bulletin.csv", &[], 4, &[("place", ""), ("gdp_pc", "元")], "11ce80d2"),
        table(
            "per_head",
            "sql",
            "sql/per_head.sql",
            &["panel", "bulletin"],
            33,
            &[("place", ""), ("gdp_pc", "元/人")],
            "77ab45e0",
        ),
        table("ranks", "kernel", "index.topsis", &["per_head"], 11, &[("place", ""), ("closeness", "1")], "c0ffee12"),
    ]
}

fn sources() -> Vec<SourceInfo> {
    let source = |id: &str, zh: &str, en: &str, url: &str, confidence: &str| SourceInfo {
        id: id.to_owned(),
        name: text(zh, en),
        url: url.to_owned(),
        date: "2032-03".to_owned(),
        confidence: confidence.to_owned(),
    };
    vec![
        source(
            "yearbook",
            "潮湾统计年鉴（虚构）",
            "Statistical yearbook of the bay (invented)",
            "https://example.org/yearbook?a=1&b=2",
            "high",
        ),
        source(
            "bulletin",
            "统计公报（虚构）",
            "Statistical bulletin (invented)",
            "http://example.org/bulletin",
            "medium",
        ),
        source("plan", "潮湾战略文本（虚构）", "Text of the strategy (invented)", "", ""),
        source("evil", "危险链接", "Dangerous link", "javascript:alert(1)", "low"),
    ]
}
