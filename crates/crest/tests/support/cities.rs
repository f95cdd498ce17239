//! A project over the shared panel of Chinese cities: every usable series of the units that are complete in 2021.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Series of the panel: column, indicator, pillar (or none), unit, direction, denominator, source.
const SERIES: &[(&str, &str, &str, &str, &str, &str, &str)] = &[
    ("gdp_a_100m", "gdp", "", "亿元", "watch", "", "structure"),
    ("gdp_b_100m", "gdp", "", "亿元", "watch", "", "deflator"),
    ("gdp_c_100m", "gdp", "", "亿元", "watch", "", "finance"),
    ("pop_10k_filled", "population", "", "万人", "watch", "", "compiled"),
    ("area_km2", "area", "", "km2", "watch", "", "compiled"),
    ("gdp_index", "growth", "economy", "上年=100", "more", "", "deflator"),
    ("gdp_real_2000_100m", "output", "economy", "亿元", "more", "population", "deflator"),
    ("va1_100m", "va1", "", "亿元", "watch", "", "structure"),
    ("va2_100m", "industry", "economy", "亿元", "more", "population", "structure"),
    ("va3_100m", "services", "economy", "亿元", "more", "population", "structure"),
    ("loans_100m", "loans", "finance", "亿元", "more", "population", "finance"),
    ("deposits_100m", "deposits", "finance", "亿元", "more", "population", "finance"),
    ("fdi_musd", "fdi", "finance", "百万美元", "more", "population", "fdi"),
    ("road_m2_pc", "roads", "life", "m2/人", "more", "", "roads"),
    ("co2_t_edgar", "co2", "life", "t", "less", "gdp", "edgar"),
    ("co2_mt_ceads", "co2_ceads", "", "Mt", "watch", "", "ceads"),
];

/// Columns that a unit must have in 2021 to be ranked.
const NEEDED: &[&str] = &[
    "gdp_a_100m",
    "gdp_index",
    "va1_100m",
    "va2_100m",
    "va3_100m",
    "area_km2",
    "fdi_musd",
    "loans_100m",
    "deposits_100m",
    "road_m2_pc",
    "co2_t_edgar",
];

/// Writes the project; returns the number of ranked units.
pub(crate) fn write(panel: &Path, root: &Path) -> usize {
    let mut reader = csv::Reader::from_path(panel).expect("the panel can be read");
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a record")).collect();
    let mut units: BTreeMap<String, (String, String)> = BTreeMap::new();
    for record in records.iter().filter(|r| &r[at("year")] == "2021") {
        let population = !record[at("pop_10k")].is_empty() || !record[at("pop_10k_filled")].is_empty();
        if population && NEEDED.iter().all(|column| !record[at(column)].is_empty()) {
            let name = (record[at("city_zh")].to_owned(), record[at("region_zh")].to_owned());
            units.insert(record[at("code")].to_owned(), name);
        }
    }
    let mut places = "id,name_zh,role,group.region\n".to_owned();
    for (code, (name, region)) in &units {
        writeln!(places, "c{code},{name} {code},unit,{region}").unwrap();
    }
    let mut framework = "code,parent,name_zh,unit,direction,weight,table,column,denominator,parts\n\
        index,,城市指数,,,,,,,\neconomy,index,经济,,,2,,,,\nfinance,index,金融与开放,,,1,,,,\nlife,index,生活,,,1,,,,\n"
        .to_owned();
    let mut seen: Vec<&str> = Vec::new();
    for (_, code, pillar, unit, direction, denominator, _) in SERIES {
        if !seen.contains(code) {
            seen.push(code);
            let parts = if *code == "gdp" { "va1;industry;services" } else { "" };
            writeln!(framework, "{code},{pillar},{code},{unit},{direction},1,long,{code},{denominator},{parts}")
                .unwrap();
        }
    }
    let mut long = "place,year,indicator,value,unit,source\n".to_owned();
    for record in records.iter().filter(|r| units.contains_key(&r[at("code")])) {
        for (column, code, _, unit, _, _, source) in SERIES {
            let value = &record[at(column)];
            if !value.is_empty() {
                writeln!(long, "c{},{},{code},{value},{unit},{source}", &record[at("code")], &record[at("year")])
                    .unwrap();
            }
        }
    }
    let sources = "id,name_zh\nstructure,结构\ndeflator,平减\nfinance,财政\ncompiled,汇编\nfdi,外资\nroads,道路\nedgar,EDGAR\nceads,CEADs\n";
    fs::create_dir_all(root.join("data")).unwrap();
    fs::create_dir_all(root.join("scenarios")).unwrap();
    for (path, text) in [
        ("places.csv", places.as_str()),
        ("framework.csv", &framework),
        ("sources.csv", sources),
        ("data/long.csv", &long),
        ("crest.toml", PROJECT),
        ("scenarios/one_value.toml", ONE_VALUE),
    ] {
        fs::write(root.join(path), text).unwrap();
    }
    units.len()
}

const PROJECT: &str = "[project]
id = \"cities\"
name = { zh = \"中国地级及以上城市\", en = \"Cities of China\" }
period = 2021
focus = \"c440300\"

[sources]
order = [\"structure\", \"deflator\", \"finance\"]

[tables.long]
file = \"data/long.csv\"
place = \"place\"
period = \"year\"
indicator = \"indicator\"
value = \"value\"
unit = \"unit\"
source = \"source\"

[index]
grouping = \"region\"

[index.treat]
winsorise = 5
";

/// One value changed: growth of Shanghai.
const ONE_VALUE: &str = "name = { en = \"one value\" }

[[modify]]
op = \"set\"
indicator = \"growth\"
place = \"c310000\"
value = 109
";
