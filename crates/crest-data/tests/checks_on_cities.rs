//! The data checks on a real panel: 344 prefecture-level units of China, 1996–2024, eighteen series with real faults.
//!
//! The panel is not part of the repository; `CREST_SHARED` says where it lies. Precision and recall are measured
//! against the list of faults that comes with it, and every fault its description names is looked for by name.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test fail and report as tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crest_data::checks::{Finding, check_with};
use crest_data::value::{Panel, Reason, Status, Value};
use crest_model::model::{CheckSetting, IndicatorSpec, Model, Node, Place, Project, Role, SourceChoice, Strategy};
use crest_model::{Location, Period, Severity, Text, Unit};

/// Column of the panel, indicator, source and unit. GDP comes from three compilations.
const SERIES: &[(&str, &str, &str, &str)] = &[
    ("gdp_a_100m", "gdp", "structure", "亿元"),
    ("gdp_b_100m", "gdp", "deflator", "亿元"),
    ("gdp_c_100m", "gdp", "finance", "亿元"),
    ("va1_100m", "va1", "structure", "亿元"),
    ("va2_100m", "va2", "structure", "亿元"),
    ("va3_100m", "va3", "structure", "亿元"),
    ("gdp_index", "gdp_index", "deflator", "1"),
    ("gdp_real_2000_100m", "gdp_real", "deflator", "亿元"),
    ("area_km2", "area", "population", "km2"),
    ("pop_10k", "population", "population", "万人"),
    ("pop_10k_filled", "population_filled", "population", "万人"),
    ("fdi_musd", "fdi", "fdi", "百万美元"),
    ("loans_100m", "loans", "finance", "亿元"),
    ("deposits_100m", "deposits", "finance", "亿元"),
    ("road_m2_pc", "road", "road", "m2/人"),
    ("road_m2_pc_filled", "road_filled", "road", "m2/人"),
    ("co2_t_edgar", "co2", "edgar", "t"),
    ("co2_mt_ceads", "co2_ceads", "ceads", "Mt"),
];

type Key = (String, i32);

type Loaded = (Cities, Vec<Finding>, PathBuf);

/// Reads and checks the panel once for all tests of this file.
fn loaded() -> Option<&'static Loaded> {
    static LOADED: OnceLock<Option<Loaded>> = OnceLock::new();
    let load = || {
        let dir = shared()?;
        let cities = cities(&dir);
        let findings = cities.check();
        Some((cities, findings, dir))
    };
    LOADED.get_or_init(load).as_ref()
}

struct Cities {
    model: Model,
    panel: Panel,
}

fn shared() -> Option<PathBuf> {
    let base = std::env::var_os("CREST_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let dir = base.join("data/cities");
    if dir.join("panel.csv").exists() {
        return Some(dir);
    }
    println!("skipped: no panel of cities under {}", dir.display());
    None
}

fn records(path: PathBuf) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|r| header.iter().map(str::to_owned).zip(r.unwrap().iter().map(str::to_owned)).collect())
        .collect()
}

fn cities(dir: &Path) -> Cities {
    let rows = records(dir.join("panel.csv"));
    let mut codes: Vec<&str> = Vec::new();
    for series in SERIES {
        if !codes.contains(&series.1) {
            codes.push(series.1);
        }
    }
    let here = || Location::file("crest.toml");
    let nodes = codes
        .iter()
        .map(|code| {
            let unit = SERIES.iter().find(|s| s.1 == *code).unwrap().3;
            Node {
                code: (*code).to_owned(),
                parent: None,
                name: Text::default(),
                weight: 1.0,
                indicator: Some(IndicatorSpec {
                    unit: Unit::parse(unit).unwrap(),
                    direction: 1,
                    tables: vec!["panel".to_owned()],
                    column: (*code).to_owned(),
                    denominator: None,
                    target: None,
                    origin: "chosen".to_owned(),
                    goalposts: None,
                    accrual: None,
                    roll_up: crest_model::model::RollUp::None,
                    parts: if *code == "gdp" { ["va1", "va2", "va3"].map(str::to_owned).to_vec() } else { Vec::new() },
                    non_negative: true,
                }),
                note: Text::default(),
                location: here(),
            }
        })
        .collect();
    let mut ids: Vec<(String, String)> = rows.iter().map(|r| (r["code"].clone(), r["city_zh"].clone())).collect();
    ids.dedup();
    let places: Vec<Place> = ids
        .iter()
        .map(|(id, name)| Place {
            id: id.clone(),
            name: Text::new(name.clone(), ""),
            aliases: Vec::new(),
            role: Role::Unit,
            groups: BTreeMap::new(),
            within: Vec::new(),
            point: None,
            outline: Vec::new(),
            schematic: false,
            territory: String::new(),
            note: Text::default(),
            location: here(),
        })
        .collect();
    let mut texts = vec![String::new()];
    let mut values = Vec::new();
    for (column, series) in SERIES.iter().enumerate() {
        let source = texts.iter().position(|t| t == series.2).unwrap_or_else(|| {
            texts.push(series.2.to_owned());
            texts.len() - 1
        });
        for (row, record) in rows.iter().enumerate() {
            let number: Option<f64> = record[series.0].parse().ok();
            values.push(Value {
                indicator: codes.iter().position(|c| *c == series.1).unwrap() as u32,
                place: ids.binary_search_by(|(id, _)| id.cmp(&record["code"])).unwrap() as u32,
                period: Period::year_of(record["year"].parse().unwrap()),
                number,
                std_error: None,
                status: Status::Reported,
                source: source as u32,
                vintage: 0,
                territory: 0,
                written: 0,
                chosen: series.0 != "gdp_b_100m" && series.0 != "gdp_c_100m",
                reason: if number.is_some() { Reason::Only } else { Reason::Empty },
                table: 0,
                row: row as u32,
                column: column as u32,
            });
        }
    }
    values.sort_by_key(|v| (v.indicator, v.place, v.period, !v.chosen, v.column));
    let model = Model {
        root: dir.to_owned(),
        project: Project {
            id: "cities".to_owned(),
            name: Text::default(),
            description: Text::default(),
            period: Period::year_of(2021),
            periods: Vec::new(),
            assessment: None,
            focus: None,
            synthetic: false,
        },
        tables: Vec::new(),
        nodes,
        places,
        strategy: Strategy::default(),
        targets: crest_model::model::TargetSettings::default(),
        index: None,
        uncertainty: None,
        uncertainty_written: crest_model::uncertainty::Written::default(),
        choice: SourceChoice::default(),
        currency: None,
        checks: BTreeMap::new(),
        schemes: BTreeMap::new(),
        rules: None,
        scenarios: BTreeMap::new(),
        sources: Vec::new(),
        files: Vec::new(),
    };
    Cities { model, panel: Panel { values, texts: texts.into_iter().map(Into::into).collect() } }
}

impl Cities {
    fn check(&self) -> Vec<Finding> {
        check_with(&self.model, &self.panel, &|v| Some(Location::cell("panel.csv", None, v.row + 2, v.column + 7)))
    }

    /// Runs the checks with parameters stated for some rules.
    fn check_stating(&self, stated: &[(&str, &str, f64)]) -> Vec<Finding> {
        let mut model = self.model.clone();
        for (rule, parameter, value) in stated {
            let setting: &mut CheckSetting = model.checks.entry((*rule).to_owned()).or_default();
            setting.parameters.insert((*parameter).to_owned(), *value);
        }
        check_with(&model, &self.panel, &|_| None)
    }

    /// Cells of a rule's findings on one indicator that `keep` holds for. A value that goes out and comes back stands
    /// for both of its changes, as in the list of faults.
    fn cells(
        &self,
        findings: &[Finding],
        rule: &str,
        indicator: &str,
        keep: impl Fn(&Finding) -> bool,
    ) -> BTreeSet<Key> {
        let mut cells = BTreeSet::new();
        for finding in findings.iter().filter(|f| f.rule == rule && keep(f)) {
            for &(i, place, period) in &finding.cells {
                if self.model.nodes[i as usize].code == indicator {
                    let id = &self.model.places[place as usize].id;
                    cells.insert((id.clone(), period.year()));
                    if finding.kind == "spike" {
                        cells.insert((id.clone(), period.year() + 1));
                    }
                }
            }
        }
        cells
    }

    /// The finding of a rule on one cell.
    fn find<'a>(&self, findings: &'a [Finding], rule: &str, indicator: &str, id: &str, year: i32) -> Vec<&'a Finding> {
        let is_cell = |&(i, place, period): &(u32, u32, Period)| {
            self.model.nodes[i as usize].code == indicator
                && self.model.places[place as usize].id == id
                && period.year() == year
        };
        findings.iter().filter(|f| f.rule == rule && f.cells.iter().any(is_cell)).collect()
    }
}

/// Faults of the list, by rule and indicator of the list.
fn reference(dir: &Path) -> BTreeMap<(String, String), BTreeSet<Key>> {
    let mut out: BTreeMap<(String, String), BTreeSet<Key>> = BTreeMap::new();
    for r in records(dir.join("issues.csv")) {
        let key = (r["rule"].clone(), r["indicator"].clone());
        out.entry(key).or_default().insert((r["code"].clone(), r["year"].parse().unwrap()));
    }
    out
}

/// Keeps the findings on one source.
fn from(source: &'static str) -> impl Fn(&Finding) -> bool {
    move |f| f.diagnostic.message.contains(&format!("in `{source}`"))
}

fn any(_: &Finding) -> bool {
    true
}

fn grave(finding: &Finding) -> bool {
    finding.diagnostic.severity > Severity::Note
}

/// Holds how findings compare with the list of faults.
struct Measure {
    listed: usize,
    found: usize,
    both: usize,
}

impl Measure {
    fn of(found: &BTreeSet<Key>, listed: &BTreeSet<Key>) -> Self {
        Self { listed: listed.len(), found: found.len(), both: found.intersection(listed).count() }
    }

    fn precision(&self) -> f64 {
        self.both as f64 / self.found as f64
    }

    fn recall(&self) -> f64 {
        self.both as f64 / self.listed as f64
    }

    fn print(&self, name: &str) {
        println!(
            "| {name} | {} | {} | {} | {:.3} | {:.3} |",
            self.listed,
            self.found,
            self.both,
            self.precision(),
            self.recall()
        );
    }
}

/// Rule and indicator here, rule and indicator of the list, source the list looked at, least precision and recall.
type Line =
    (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, fn(&Finding) -> bool, f64, f64);

/// The floors are what the defaults reach on this panel, rounded down to two digits.
const LINES: &[Line] = &[
    ("sum-of-parts", "gdp", "parts do not add up", "GDP by sector", None, grave, 1.0, 1.0),
    ("source-conflict", "gdp", "source conflict", "GDP", None, grave, 1.0, 1.0),
    ("territory-change", "area", "territory change", "land area", None, grave, 1.0, 1.0),
    ("repeat", "gdp", "same value as the year before", "GDP", Some("structure"), any, 1.0, 1.0),
    ("repeat", "population", "same value as the year before", "population", None, any, 1.0, 1.0),
    ("repeat", "fdi", "same value as the year before", "FDI", None, any, 1.0, 1.0),
    ("repeat", "deposits", "same value as the year before", "deposits", None, any, 1.0, 1.0),
    ("jump", "gdp", "jump", "GDP", Some("structure"), any, 0.50, 0.83),
    ("jump", "fdi", "jump", "FDI", None, any, 0.64, 0.99),
    ("jump", "road", "jump", "road area per head", None, any, 0.41, 1.0),
    ("jump", "co2", "jump", "CO2 EDGAR", None, any, 0.27, 1.0),
    ("jump", "population", "jump", "population", None, any, 0.88, 1.0),
    ("jump", "deposits", "jump", "deposits", None, any, 0.56, 0.90),
];

#[test]
fn precision_and_recall_against_the_list_of_faults() {
    let Some((cities, findings, dir)) = loaded() else { return };
    let listed = reference(dir);
    println!("| rule and indicator | listed | found | both | precision | recall |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let mut by_rule: BTreeMap<&str, Measure> = BTreeMap::new();
    let mut short = Vec::new();
    for &(rule, indicator, their_rule, their_indicator, source, keep, precision, recall) in LINES {
        let here = |f: &Finding| keep(f) && source.is_none_or(|s| from(s)(f));
        let found = cities.cells(findings, rule, indicator, here);
        let measure = Measure::of(&found, &listed[&(their_rule.to_owned(), their_indicator.to_owned())]);
        measure.print(&format!("`{rule}` {indicator}"));
        if measure.precision() < precision || measure.recall() < recall {
            short.push(format!("{rule} {indicator}: {:.4} {:.4}", measure.precision(), measure.recall()));
        }
        let sum = by_rule.entry(rule).or_insert(Measure { listed: 0, found: 0, both: 0 });
        sum.listed += measure.listed;
        sum.found += measure.found;
        sum.both += measure.both;
    }
    for (rule, measure) in &by_rule {
        measure.print(&format!("**{rule}**"));
        assert!(measure.recall() >= 0.95, "recall of {rule}: {:.4}", measure.recall());
    }
    assert!(short.is_empty(), "below the floor: {short:?}");
    // Every one of the 1,296 listed faults is of one of these rules.
    assert_eq!(by_rule.values().map(|m| m.listed).sum::<usize>(), 1296);
}

#[test]
fn with_the_limits_of_the_list_jumps_are_those_of_the_list() {
    let Some((cities, _, dir)) = loaded() else { return };
    let limits = [
        ("jump", "factor:gdp", 1.5),
        ("jump", "factor:fdi", 10.0),
        ("jump", "factor:road", 2.5),
        ("jump", "factor:co2", 2.0),
        ("jump", "factor:population", 1.25),
        ("jump", "factor:deposits", 2.0),
    ];
    let findings = &cities.check_stating(&limits);
    let listed = reference(dir);
    let mut all = Measure { listed: 0, found: 0, both: 0 };
    for &(rule, indicator, their_rule, their_indicator, source, ..) in LINES.iter().filter(|l| l.0 == "jump") {
        let here = |f: &Finding| source.is_none_or(|s| from(s)(f));
        let found = cities.cells(findings, rule, indicator, here);
        let measure = Measure::of(&found, &listed[&(their_rule.to_owned(), their_indicator.to_owned())]);
        measure.print(&format!("`{rule}` {indicator}, factor as in the list"));
        all.listed += measure.listed;
        all.found += measure.found;
        all.both += measure.both;
    }
    all.print("**jump**, factors as in the list");
    assert!(all.recall() >= 0.99 && all.precision() >= 0.99, "{:.4} {:.4}", all.precision(), all.recall());
}

#[test]
fn what_the_list_misses_is_confirmed_elsewhere() {
    let Some((cities, findings, dir)) = loaded() else { return };
    let listed = &reference(dir)[&("jump".to_owned(), "GDP".to_owned())];
    let value = |source: &str, id: &str, year: i32| {
        let place = cities.model.places.iter().position(|p| p.id == id).unwrap() as u32;
        let gdp = cities.model.nodes.iter().position(|n| n.code == "gdp").unwrap() as u32;
        let is_wanted = |v: &&Value| v.period.year() == year && cities.panel.text(v.source) == source;
        cities.panel.of_cell(gdp, place).iter().find(is_wanted).and_then(|v| v.number)
    };
    let step = |source: &str, id: &str, year: i32| Some((value(source, id, year)? / value(source, id, year - 1)?).ln());
    let extra: Vec<Key> =
        cities.cells(findings, "jump", "gdp", from("structure")).difference(listed).cloned().collect();
    // Beyond the list, series A breaks by a sixth or more where one of the other two series does not.
    let confirmed = extra.iter().filter(|(id, year)| {
        step("structure", id, *year).is_some_and(|own| {
            ["deflator", "finance"].iter().any(|s| step(s, id, *year).is_some_and(|other| (own - other).abs() > 0.15))
        })
    });
    let confirmed = confirmed.count();
    println!("{confirmed} of {} jumps of series A beyond the list are contradicted by another series", extra.len());
    assert!(confirmed as f64 >= 0.9 * extra.len() as f64, "{confirmed} of {}", extra.len());
    // By hand: Tianjin 2019 falls from 18,809.64 to 14,104.28 in series A, which took up the revision after the economic
    // census half-way; series B, revised throughout, goes from 13,362.9 to 14,055.
    assert!(extra.contains(&("120000".to_owned(), 2019)));
    // Zaozhuang 2019: 2,303.67 (2018: 2,402.38) to 1,694.00, the same revision.
    assert!(extra.contains(&("370400".to_owned(), 2019)));
}

#[test]
fn the_slipped_province_of_2011_is_one_block_of_five() {
    let Some((cities, findings, _)) = loaded() else { return };
    let slips: Vec<&Finding> = findings.iter().filter(|f| f.rule == "row-slip").collect();
    // Jiamusi, Qitaihe, Mudanjiang, Heihe, Suihua: seen in GDP against the other series, in the sectors of the same
    // source against their own years.
    let five = ["230800", "230900", "231000", "231100", "231200"];
    for (indicator, kind) in [("gdp", "sources"), ("va1", "years"), ("va2", "years"), ("va3", "years")] {
        let slip = slips.iter().find(|f| cities.model.nodes[f.cells[0].0 as usize].code == indicator).unwrap();
        let places: Vec<&str> = slip.cells.iter().map(|c| cities.model.places[c.1 as usize].id.as_str()).collect();
        assert_eq!(places, five, "{indicator}");
        assert!(slip.cells.iter().all(|c| c.2 == Period::year_of(2011)));
        assert_eq!(slip.kind, kind);
        assert!(slip.diagnostic.message.contains("next row"), "{}", slip.diagnostic.message);
    }
    assert_eq!(slips.len(), 4, "and nothing else in 9,477 rows is taken for a slip");
    // The finding points at the first cell of the block, in the file.
    let row = cities.panel.values.iter().find(|v| v.row + 2 == 1880).unwrap();
    assert_eq!(cities.model.places[row.place as usize].id, "230800");
    let gdp = slips.iter().find(|f| f.kind == "sources").unwrap();
    assert_eq!(gdp.diagnostic.location, Some(Location::cell("panel.csv", None, 1880, 7)));
}

#[test]
fn wrong_entries_are_found_with_the_right_value_beside_them() {
    let Some((cities, findings, _)) = loaded() else { return };
    // Huainan 2022: 295.40 for 1,541.10.
    let huainan = &cities.find(findings, "jump", "gdp", "340400", 2022)[0];
    assert_eq!(huainan.kind, "spike");
    assert!(huainan.diagnostic.message.contains("295.4"), "{}", huainan.diagnostic.message);
    assert!(huainan.diagnostic.hint.as_deref().unwrap().contains("1,541.1"), "{:?}", huainan.diagnostic.hint);
    // Ordos 2022: 23,158.65 for 5,613.44, the mistake its compilers record themselves.
    let ordos = &cities.find(findings, "jump", "gdp", "150600", 2022)[0];
    assert_eq!(ordos.kind, "spike");
    assert!(ordos.diagnostic.message.contains("23,158.65"), "{}", ordos.diagnostic.message);
    // Both stand in the list as well as jumps; the way back in 2023 is no fault of its own.
    assert!(cities.find(findings, "jump", "gdp", "340400", 2023).is_empty());
    assert!(cities.find(findings, "jump", "gdp", "150600", 2023).is_empty());
    // Danzhou 2021 (joined with Yangpu) breaks and stays.
    let danzhou = &cities.find(findings, "jump", "gdp", "469003", 2021)[0];
    assert_eq!(danzhou.kind, "shift");
    // Foreign investment of Haikou 2016 falls and rebounds.
    assert!(!cities.find(findings, "jump", "fdi", "460100", 2016).is_empty());
    // Zeros for missing values.
    assert!(!cities.find(findings, "sign", "deposits", "620800", 2023).is_empty());
    assert!(!cities.find(findings, "sign", "fdi", "230500", 2006).is_empty());
}

#[test]
fn territories_and_what_breaks_with_them_are_named() {
    let Some((cities, findings, _)) = loaded() else { return };
    // Huainan with Shou county; Hefei, Wuhu and Ma'anshan with parts of dissolved Chaohu; Jinan with Laiwu.
    for (id, year, from, to) in [
        ("340400", 2016, "2,584", "5,532"),
        ("340100", 2011, "7,047", "11,430"),
        ("340200", 2011, "3,317", "5,988"),
        ("340500", 2011, "1,686", "4,042"),
        ("370100", 2019, "7,998", "10,244"),
    ] {
        let change = &cities.find(findings, "territory-change", "area", id, year)[0];
        assert_eq!(change.diagnostic.severity, Severity::Warning);
        let message = &change.diagnostic.message;
        assert!(message.contains(from) && message.contains(to), "{message}");
    }
    // Hefei's people jump with its area.
    let hefei = &cities.find(findings, "territory-change", "area", "340100", 2011)[0];
    assert!(hefei.diagnostic.message.contains("`population`"), "{}", hefei.diagnostic.message);
}

#[test]
fn conflicts_between_the_three_series_count_as_described() {
    let Some((cities, findings, _)) = loaded() else { return };
    // Of the city-years with two or three series, 4,157 differ by more than 0.5 %, 2,159 by more than 5 %, 607 by more
    // than 20 %.
    for (above, n) in [(0.005, 4157), (0.05, 2159), (0.2, 607)] {
        let findings = &cities.check_stating(&[("source-conflict", "above", above)]);
        assert_eq!(cities.cells(findings, "source-conflict", "gdp", grave).len(), n, "above {above}");
    }
    // Guangzhou 2018 (21,002 and 22,859) is noted, Tianjin 2018 (18,810 and 13,363) is a warning.
    let severity = |id| cities.find(findings, "source-conflict", "gdp", id, 2018)[0].diagnostic.severity;
    assert_eq!((severity("440100"), severity("120000")), (Severity::Note, Severity::Warning));
}

#[test]
fn places_with_two_codes_are_found() {
    let Some((cities, findings, _)) = loaded() else { return };
    let pairs: Vec<[&str; 2]> = findings
        .iter()
        .filter(|f| f.rule == "duplicate-place")
        .map(|f| {
            let mut ids: Vec<&str> = f.cells.iter().map(|c| cities.model.places[c.1 as usize].id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            [ids[0], ids[1]]
        })
        .collect();
    // Danzhou and Turpan as described; Nagqu and Hami are of the same kind.
    assert_eq!(pairs, [["460400", "469003"], ["540600", "542400"], ["650400", "652100"], ["650500", "652200"]]);
}

#[test]
fn interpolated_population_is_found() {
    let Some((cities, findings, _)) = loaded() else { return };
    let cells_of = |code: &str| -> BTreeSet<Key> {
        let node = cities.model.nodes.iter().position(|n| n.code == code).unwrap() as u32;
        let present = cities.panel.of_indicator(node).iter().filter(|v| v.number.is_some());
        present.map(|v| (cities.model.places[v.place as usize].id.clone(), v.period.year())).collect()
    };
    let (filled, reported) = (cells_of("population_filled"), cells_of("population"));
    // What the compilers filled in: 1,078 values.
    let truth: BTreeSet<Key> = filled.difference(&reported).cloned().collect();
    assert_eq!(truth.len(), 1078);
    let found = cities.cells(findings, "interpolation-run", "population_filled", any);
    let all = Measure::of(&found, &truth);
    all.print("`interpolation-run`, all filled values");
    // A stretch of one or two filled values, or one at the end of a series, shows no path.
    let has = |id: &str, year: i32| truth.contains(&(id.to_owned(), year));
    let inside: BTreeSet<Key> = truth
        .iter()
        .filter(|(id, year)| {
            let first = (0..).find(|d| !has(id, year - d)).unwrap();
            let last = (0..).find(|d| !has(id, year + d)).unwrap();
            let ends = [(id.clone(), year - first), (id.clone(), year + last)];
            first + last > 3 && ends.iter().all(|end| reported.contains(end))
        })
        .cloned()
        .collect();
    let long = Measure::of(&found, &inside);
    long.print("`interpolation-run`, three or more between two reported values");
    assert!(all.precision() >= 0.84 && long.recall() >= 0.99, "{:.4} {:.4}", all.precision(), long.recall());
}

#[test]
fn people_who_switch_definition_are_told_from_territory() {
    let Some((cities, findings, _)) = loaded() else { return };
    // Huainan 2010 to 2011: 233 to 336 on an unchanged territory. Its growth of 2016 came with Shou county.
    assert!(!cities.find(findings, "population-switch", "population", "340400", 2011).is_empty());
    assert!(cities.find(findings, "population-switch", "population", "340400", 2016).is_empty());
    // Hefei 2011 grew with its territory.
    assert!(cities.find(findings, "population-switch", "population", "340100", 2011).is_empty());
    // Most lie in the years of a census, when estimates of residents were corrected.
    let switches = cities.cells(findings, "population-switch", "population", any);
    let census = switches.iter().filter(|(_, year)| [2000, 2001, 2010, 2011, 2020].contains(year)).count();
    println!("{census} of {} switches lie in or after a census", switches.len());
    assert!(census * 3 >= switches.len() * 2);
}

#[test]
fn units_that_change_are_found() {
    let Some((cities, findings, _)) = loaded() else { return };
    // Loans of Yuncheng 2014 (8,953 after 829.18), Huai'an 2010 and deposits of Siping 2019 stand ten times too high for a year.
    for (indicator, id, year) in [("loans", "140800", 2014), ("loans", "320800", 2010), ("deposits", "220300", 2019)] {
        let change = &cities.find(findings, "unit-change", indicator, id, year)[0];
        assert_eq!(change.kind, "single");
        assert!(change.diagnostic.message.contains("10 times"), "{}", change.diagnostic.message);
    }
}

#[test]
fn findings_are_the_same_every_time() {
    let Some((cities, findings, _)) = loaded() else { return };
    assert_eq!(&cities.check(), findings);
}
