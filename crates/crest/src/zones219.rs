//! Makes a project of 219 synthetic zones: what an assessment of national zones looks like, with nothing in it that is real.
//!
//! Data of the national zones are not public; only places and a few sums are. So the sizes are drawn: a log-normal common
//! factor whose spread is set so that the first 30 zones hold 37 % of the GDP of all (36.4 % and 37.7 % were reported for
//! 2019 and 2018), 60 indicators that follow size and skill more or less, five years, and gaps. Class weights are those
//! reported for the scheme of 2021 (30, 30, 15, 15, 10); everything below them is chosen here.
//!
//! Every byte is the same on every machine: numbers come from ChaCha and from additions, products, quotients and square
//! roots only, which IEEE 754 rounds exactly. `f64::ln`, `exp` and `sin` are not used: they may differ in their last bit
//! between platforms.

use std::fmt::Write as _;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

#[cfg(test)]
mod tests;

/// Number of zones, that of the assessments of 2017 to 2019.
pub const N_ZONES: usize = 219;

/// Number of indicators.
pub const N_INDICATORS: usize = INDICATORS.len();

/// Years, oldest first; the last is the measured one.
pub const YEARS: [i32; 5] = [2019, 2020, 2021, 2022, 2023];

/// Share of total GDP that the largest [`N_LEADERS`] zones hold in the measured year.
pub const LEADERS_SHARE: f64 = 0.37;

/// Number of zones whose joint share of GDP is set.
pub const N_LEADERS: usize = 30;

/// Regions: id, names, number of zones, shift of size and of skill in standard deviations, share of cells missing.
const REGIONS: [(&str, &str, &str, usize, f64, f64, f64); 3] = [
    ("east", "东部", "East", 107, 0.35, 0.3, 0.015),
    ("central", "中部", "Central", 63, -0.1, -0.1, 0.025),
    ("west", "西部", "West", 49, -0.6, -0.4, 0.05),
];

/// Classes: code, names, weight.
const CLASSES: [(&str, &str, &str, u32); 5] = [
    ("opening", "对外开放", "Opening", 30),
    ("quality", "发展质量", "Quality of development", 30),
    ("science", "科技创新", "Science and technology", 15),
    ("green", "绿色发展", "Green development", 15),
    ("coordination", "统筹协调", "Coordination", 10),
];

/// Zones that report so little that screening leaves them out, by position.
const SILENT: [usize; 2] = [143, 211];

/// Says how an indicator follows the factors of a zone.
enum Shape {
    /// `base · size^size · exp(skill · factor + noise · z)`, growing by `growth` a year: sums and intensities.
    Product { base: f64, size: f64, skill: f64, noise: f64, growth: f64 },
    /// The same, rounded to whole numbers: firms, parks, accidents.
    Count { base: f64, size: f64, skill: f64, noise: f64, growth: f64 },
    /// `base + skill · factor + noise · z`, kept within `[low, high]`: shares and growth rates.
    Sum { base: f64, skill: f64, noise: f64, low: f64, high: f64 },
}

use Shape::{Count, Product, Sum};

/// Describes an indicator.
struct Made {
    code: &'static str,
    class: usize,
    name_zh: &'static str,
    name_en: &'static str,
    unit: &'static str,
    direction: i8,
    shape: Shape,
}

const fn made(
    code: &'static str,
    class: usize,
    name_zh: &'static str,
    name_en: &'static str,
    unit: &'static str,
    direction: i8,
    shape: Shape,
) -> Made {
    Made { code, class, name_zh, name_en, unit, direction, shape }
}

/// The indicators, class by class. Bases follow the sums over all national zones where such were published; means come out above.
#[rustfmt::skip]
const INDICATORS: [Made; 60] = [
    made("fdi", 0, "实际使用外资", "Actual FDI", "亿美元", 1, Product { base: 1.8, size: 1.1, skill: 0.45, noise: 0.6, growth: 0.02 }),
    made("fdi_growth", 0, "实际使用外资增速", "Growth of actual FDI", "%", 1, Sum { base: 3.0, skill: 4.0, noise: 11.0, low: -60.0, high: 120.0 }),
    made("fdi_share", 0, "外资占所在城市比重", "Share of the host city's FDI", "%", 1, Sum { base: 26.0, skill: 4.0, noise: 9.0, low: 0.5, high: 95.0 }),
    made("trade", 0, "进出口总额", "Foreign trade", "亿元", 1, Product { base: 465.0, size: 1.15, skill: 0.45, noise: 0.7, growth: 0.06 }),
    made("trade_growth", 0, "进出口总额增速", "Growth of foreign trade", "%", 1, Sum { base: 5.0, skill: 3.0, noise: 9.0, low: -50.0, high: 90.0 }),
    made("trade_share", 0, "进出口占所在城市比重", "Share of the host city's trade", "%", 1, Sum { base: 28.0, skill: 4.0, noise: 10.0, low: 0.5, high: 95.0 }),
    made("exports", 0, "出口总额", "Exports", "亿元", 1, Product { base: 260.0, size: 1.15, skill: 0.45, noise: 0.75, growth: 0.06 }),
    made("hightech_trade", 0, "高新技术产品进出口", "Trade in high-tech products", "亿元", 1, Product { base: 137.0, size: 1.3, skill: 0.5, noise: 1.0, growth: 0.05 }),
    made("foreign_firms", 0, "外商投资企业", "Firms with foreign investment", "家", 1, Count { base: 240.0, size: 0.95, skill: 0.45, noise: 0.6, growth: 0.03 }),
    made("new_foreign_firms", 0, "新设外商投资企业", "New firms with foreign investment", "家", 1, Count { base: 18.0, size: 0.9, skill: 0.45, noise: 0.7, growth: 0.02 }),
    made("top500_firms", 0, "世界500强投资企业", "Firms with investors of the world's 500 largest", "家", 1, Count { base: 14.0, size: 1.1, skill: 0.4, noise: 0.7, growth: 0.01 }),
    made("outbound", 0, "对外直接投资", "Outbound direct investment", "亿美元", 1, Product { base: 0.4, size: 1.1, skill: 0.4, noise: 1.1, growth: 0.04 }),
    made("services_trade", 0, "服务进出口", "Trade in services", "亿元", 1, Product { base: 40.0, size: 1.15, skill: 0.45, noise: 0.9, growth: 0.07 }),
    made("ecommerce", 0, "跨境电商进出口", "Cross-border e-commerce", "亿元", 1, Product { base: 22.0, size: 1.0, skill: 0.4, noise: 1.2, growth: 0.18 }),
    made("gdp", 1, "地区生产总值", "GDP", "亿元", 1, Product { base: 676.0, size: 1.0, skill: 0.0, noise: 0.0, growth: 0.06 }),
    made("gdp_growth", 1, "地区生产总值增速", "Growth of GDP", "%", 1, Sum { base: 6.0, skill: 0.8, noise: 1.6, low: -6.0, high: 18.0 }),
    made("gdp_share", 1, "生产总值占所在城市比重", "Share of the host city's GDP", "%", 1, Sum { base: 14.0, skill: 2.0, noise: 5.0, low: 0.5, high: 80.0 }),
    made("gdp_per_km2", 1, "地均生产总值", "GDP per square kilometre", "亿元/km2", 1, Product { base: 5.5, size: 0.35, skill: 0.35, noise: 0.4, growth: 0.06 }),
    made("tax", 1, "税收收入", "Tax revenue", "亿元", 1, Product { base: 112.0, size: 1.05, skill: 0.2, noise: 0.25, growth: 0.05 }),
    made("tax_growth", 1, "税收收入增速", "Growth of tax revenue", "%", 1, Sum { base: 4.0, skill: 1.5, noise: 5.0, low: -30.0, high: 45.0 }),
    made("tax_share", 1, "税收占所在城市比重", "Share of the host city's tax", "%", 1, Sum { base: 15.7, skill: 2.0, noise: 5.0, low: 0.5, high: 80.0 }),
    made("tax_per_km2", 1, "地均税收", "Tax per square kilometre", "亿元/km2", 1, Product { base: 0.9, size: 0.4, skill: 0.35, noise: 0.45, growth: 0.05 }),
    made("industrial_va", 1, "工业增加值", "Industrial value added", "亿元", 1, Product { base: 400.0, size: 1.0, skill: 0.1, noise: 0.25, growth: 0.06 }),
    made("industrial_va_growth", 1, "工业增加值增速", "Growth of industrial value added", "%", 1, Sum { base: 6.5, skill: 1.0, noise: 2.5, low: -12.0, high: 25.0 }),
    made("value_added_rate", 1, "工业增加值率", "Value added in industrial output", "%", 1, Sum { base: 24.0, skill: 1.5, noise: 3.0, low: 10.0, high: 45.0 }),
    made("productivity", 1, "全员劳动生产率", "Labour productivity", "万元/人", 1, Product { base: 32.0, size: 0.15, skill: 0.25, noise: 0.25, growth: 0.06 }),
    made("profit_rate", 1, "营业收入利润率", "Profit in revenue", "%", 1, Sum { base: 6.5, skill: 0.8, noise: 1.6, low: -4.0, high: 22.0 }),
    made("fixed_investment", 1, "固定资产投资", "Fixed investment", "亿元", 1, Product { base: 210.0, size: 0.85, skill: 0.15, noise: 0.35, growth: 0.04 }),
    made("large_manufacturers", 1, "大型制造企业", "Large manufacturers", "家", 1, Count { base: 8.6, size: 0.95, skill: 0.25, noise: 0.5, growth: 0.03 }),
    made("listed_firms", 1, "上市公司", "Listed firms", "家", 1, Count { base: 4.75, size: 1.05, skill: 0.3, noise: 0.6, growth: 0.05 }),
    made("rd_intensity", 2, "企业研发投入强度", "R&D intensity of firms", "%", 1, Product { base: 2.6, size: 0.05, skill: 0.3, noise: 0.25, growth: 0.05 }),
    made("rd_staff", 2, "研发人员占比", "Share of R&D staff", "%", 1, Sum { base: 9.0, skill: 1.8, noise: 2.0, low: 0.5, high: 45.0 }),
    made("hightech_firms", 2, "高新技术企业", "High-tech firms", "家", 1, Count { base: 333.0, size: 1.0, skill: 0.4, noise: 0.5, growth: 0.12 }),
    made("hightech_growth", 2, "高新技术企业增速", "Growth of high-tech firms", "%", 1, Sum { base: 12.0, skill: 2.0, noise: 6.0, low: -20.0, high: 70.0 }),
    made("rd_institutions", 2, "省级以上研发机构", "R&D institutions of province or higher", "家", 1, Count { base: 68.0, size: 0.9, skill: 0.35, noise: 0.5, growth: 0.12 }),
    made("incubators", 2, "国家级孵化器和众创空间", "National incubators and maker spaces", "家", 1, Count { base: 3.2, size: 0.8, skill: 0.35, noise: 0.5, growth: 0.04 }),
    made("patents_held", 2, "每万人发明专利拥有量", "Invention patents held per ten thousand people", "件/万人", 1, Product { base: 150.0, size: 0.1, skill: 0.4, noise: 0.45, growth: 0.09 }),
    made("patents_granted", 2, "发明专利授权量", "Invention patents granted", "件", 1, Count { base: 900.0, size: 1.1, skill: 0.45, noise: 0.6, growth: 0.1 }),
    made("pct", 2, "国际专利申请量", "International patent applications", "件", 1, Count { base: 45.0, size: 1.2, skill: 0.5, noise: 1.0, growth: 0.05 }),
    made("hightech_output", 2, "高新技术产业产值占比", "High-tech share of industrial output", "%", 1, Sum { base: 42.0, skill: 7.0, noise: 9.0, low: 2.0, high: 95.0 }),
    made("new_products", 2, "新产品销售收入占比", "New products in sales", "%", 1, Sum { base: 28.0, skill: 5.0, noise: 7.0, low: 1.0, high: 80.0 }),
    made("tech_contracts", 2, "技术合同成交额", "Technology contracts", "亿元", 1, Product { base: 30.0, size: 1.1, skill: 0.5, noise: 0.8, growth: 0.12 }),
    made("energy_intensity", 3, "单位工业增加值能耗", "Energy per industrial value added", "tce/万元", -1, Product { base: 0.6, size: -0.1, skill: -0.4, noise: 0.5, growth: -0.03 }),
    made("energy_fall", 3, "单位工业增加值能耗下降率", "Fall of energy per industrial value added", "%", 1, Sum { base: 3.5, skill: 0.8, noise: 2.0, low: -8.0, high: 18.0 }),
    made("water_intensity", 3, "单位工业增加值用水量", "Water per industrial value added", "m3/万元", -1, Product { base: 14.0, size: -0.05, skill: -0.35, noise: 0.5, growth: -0.05 }),
    made("water_reuse", 3, "工业用水重复利用率", "Industrial water reused", "%", 1, Sum { base: 86.0, skill: 3.0, noise: 5.0, low: 30.0, high: 99.5 }),
    made("co2_intensity", 3, "单位工业增加值碳排放", "CO2 per industrial value added", "t/万元", -1, Product { base: 1.5, size: -0.1, skill: -0.4, noise: 0.55, growth: -0.04 }),
    made("co2_growth", 3, "园区碳排放增速", "Growth of CO2 of the park", "%", -1, Sum { base: 1.5, skill: -1.0, noise: 3.0, low: -20.0, high: 25.0 }),
    made("solid_waste", 3, "工业固废综合利用率", "Industrial solid waste used", "%", 1, Sum { base: 88.0, skill: 3.0, noise: 6.0, low: 20.0, high: 100.0 }),
    made("pm25", 3, "PM2.5 平均浓度", "PM2.5 annual mean", "μg/m3", -1, Product { base: 29.0, size: 0.0, skill: -0.15, noise: 0.2, growth: -0.03 }),
    made("good_air", 3, "空气质量优良天数", "Days of good air", "天", 1, Sum { base: 305.0, skill: 9.0, noise: 22.0, low: 150.0, high: 365.0 }),
    made("green_cover", 3, "绿化覆盖率", "Green cover", "%", 1, Sum { base: 38.0, skill: 2.0, noise: 3.0, low: 10.0, high: 65.0 }),
    made("new_jobs", 4, "城镇新增就业", "New urban jobs", "万人", 1, Product { base: 0.9, size: 0.8, skill: 0.25, noise: 0.35, growth: 0.01 }),
    made("co_built_parks", 4, "共建园区", "Co-built parks", "个", 1, Count { base: 0.6, size: 0.4, skill: 0.4, noise: 0.5, growth: 0.05 }),
    made("paired_zones", 4, "结对帮扶园区", "Paired zones", "个", 1, Count { base: 0.9, size: 0.35, skill: 0.35, noise: 0.4, growth: 0.05 }),
    made("joint_projects", 4, "跨区域合作项目", "Projects across regions", "个", 1, Count { base: 7.0, size: 0.6, skill: 0.4, noise: 0.6, growth: 0.06 }),
    made("wage", 4, "平均工资", "Average wage", "万元/人", 1, Product { base: 8.8, size: 0.08, skill: 0.1, noise: 0.12, growth: 0.06 }),
    made("training", 4, "职业培训", "Vocational training", "万人次", 1, Product { base: 1.6, size: 0.7, skill: 0.3, noise: 0.5, growth: 0.04 }),
    made("accidents", 4, "生产安全事故", "Work accidents", "起", -1, Count { base: 3.0, size: 0.5, skill: -0.35, noise: 0.5, growth: -0.06 }),
    made("online_services", 4, "政务服务网办率", "Government services online", "%", 1, Sum { base: 93.0, skill: 2.0, noise: 3.0, low: 50.0, high: 100.0 }),];

/// Makes the files of the project: relative path and bytes, in path order.
///
/// - Shape: 219 zones in three regions, 60 indicators in five classes, five years; `data/zones.csv` is wide, one row per zone and year.
/// - Missing values: empty cells, 1.5 to 5 % by region, more in small zones; two zones report about half of the indicators.
/// - Determinism: equal seeds give equal bytes on every machine.
/// - Cost: about 66,000 draws, a few milliseconds.
pub fn generate(seed: u64) -> Vec<(String, Vec<u8>)> {
    let mut draw = Draw::new(seed);
    let zones = zones(&mut draw);
    let files = [
        ("README.md", readme(seed)),
        ("crest.toml", project()),
        ("data/zones.csv", data(&mut draw, &zones)),
        ("framework.csv", framework()),
        ("places.csv", places(&zones)),
        ("scenarios/science_counts_double.toml", scenario()),
        ("sources.csv", sources(seed)),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// Holds the factors of a zone.
struct Zone {
    /// Position in [`REGIONS`].
    region: usize,
    /// Natural logarithm of its size; sizes have mean 1.
    ln_size: f64,
    /// One factor per class, in standard deviations.
    skill: [f64; CLASSES.len()],
}

/// Draws sizes and skills; the spread of sizes is set so that the leaders hold their share.
fn zones(draw: &mut Draw) -> Vec<Zone> {
    let mut regions: Vec<usize> = Vec::with_capacity(N_ZONES);
    for (position, region) in REGIONS.iter().enumerate() {
        regions.extend(std::iter::repeat_n(position, region.3));
    }
    // A zone's number says nothing about its region: Fisher–Yates.
    for i in (1..regions.len()).rev() {
        regions.swap(i, draw.below(i + 1));
    }
    let factors: Vec<f64> = regions.iter().map(|&r| draw.normal() + REGIONS[r].4).collect();
    let spread = spread_of_sizes(&factors);
    let mean = factors.iter().map(|z| exp(spread * z)).sum::<f64>() / count(factors.len());
    let ln_mean = ln(mean);
    regions
        .iter()
        .zip(&factors)
        .map(|(&region, z)| {
            // Skill goes with size, as in the published lists: the same large zones lead in several of them.
            let common = 0.5 * z + 0.8 * draw.normal() + REGIONS[region].5;
            let skill = std::array::from_fn(|_| 0.6 * common + 0.8 * draw.normal());
            Zone { region, ln_size: spread * z - ln_mean, skill }
        })
        .collect()
}

/// Finds the spread at which the leaders hold [`LEADERS_SHARE`] of the sum of `exp(spread · z)`, by bisection.
///
/// The share rises with the spread: from 30/219 at 0 towards 1.
fn spread_of_sizes(factors: &[f64]) -> f64 {
    let mut sorted = factors.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let share = |spread: f64| {
        let sizes: Vec<f64> = sorted.iter().map(|z| exp(spread * z)).collect();
        sizes[..N_LEADERS].iter().sum::<f64>() / sizes.iter().sum::<f64>()
    };
    let (mut low, mut high) = (0.0, 4.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if share(middle) < LEADERS_SHARE {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// Writes the wide table: zone, year, one column per indicator.
fn data(draw: &mut Draw, zones: &[Zone]) -> String {
    let mut text = String::from("zone,year");
    for indicator in &INDICATORS {
        text.push(',');
        text.push_str(indicator.code);
    }
    text.push('\n');
    for (position, zone) in zones.iter().enumerate() {
        let own: Vec<f64> = INDICATORS.iter().map(|_| draw.normal()).collect();
        // Which indicators a silent zone does not report stays the same over the years.
        let kept: Vec<bool> = INDICATORS.iter().map(|_| !SILENT.contains(&position) || draw.uniform() < 0.5).collect();
        for (age, year) in YEARS.iter().enumerate() {
            write!(text, "{},{year}", zone_id(position)).expect("writing to a string cannot fail");
            for (j, indicator) in INDICATORS.iter().enumerate() {
                let number = value(indicator, zone, own[j], YEARS.len() - 1 - age, draw.normal());
                let gaps = REGIONS[zone.region].6 * if zone.ln_size < -0.7 { 2.0 } else { 1.0 };
                // GDP is what everybody reports; its sum over all zones is published.
                let missing = draw.uniform() < gaps && indicator.code != "gdp";
                text.push(',');
                if kept[j] && !missing || indicator.code == "gdp" {
                    text.push_str(&number);
                }
            }
            text.push('\n');
        }
    }
    text
}

/// Returns the number of an indicator, `back` years before the measured one, as it is written.
fn value(indicator: &Made, zone: &Zone, own: f64, back: usize, year: f64) -> String {
    let skill_of_zone = zone.skill[indicator.class];
    // The measured year carries no noise of its own, so that the share of the leaders holds exactly.
    let shake = if back == 0 { 0.0 } else { year };
    let product = |base: f64, size: f64, skill: f64, noise: f64, growth: f64| {
        let level = base * exp(size * zone.ln_size + skill * skill_of_zone + noise * own + 0.03 * shake);
        (0..back).fold(level, |x, _| x / (1.0 + growth))
    };
    match indicator.shape {
        Product { base, size, skill, noise, growth } => four_digits(product(base, size, skill, noise, growth)),
        Count { base, size, skill, noise, growth } => {
            let x = product(base, size, skill, noise, growth);
            four_digits((x + 0.5).floor())
        }
        Sum { base, skill, noise, low, high } => {
            let x = base + skill * skill_of_zone + noise * (0.8 * own + 0.6 * shake);
            four_digits(x.clamp(low, high))
        }
    }
}

/// Writes a number with four significant digits: nobody publishes more, and a reader can retype it.
fn four_digits(x: f64) -> String {
    let rounded: f64 = format!("{x:.3e}").parse().expect("a number that was just written can be read");
    // No minus sign before zero.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

fn zone_id(position: usize) -> String {
    format!("z{:03}", position + 1)
}

fn places(zones: &[Zone]) -> String {
    let mut text = String::from("id,name_zh,name_en,role,group.region,note_zh,note_en\n");
    for (position, zone) in zones.iter().enumerate() {
        let n = position + 1;
        writeln!(
            text,
            "{},合成区 {n:03},Synthetic zone {n:03},unit,{},合成数据,Synthetic",
            zone_id(position),
            REGIONS[zone.region].0
        )
        .expect("writing to a string cannot fail");
    }
    text
}

fn framework() -> String {
    let mut text = String::from("code,parent,name_zh,name_en,unit,direction,weight,table,origin,may_be_negative\n");
    text.push_str("assessment,,综合考评(合成数据),Comprehensive assessment (synthetic),,,1,,,\n");
    for (code, zh, en, weight) in CLASSES {
        writeln!(text, "{code},assessment,{zh},{en},,,{weight},,,").expect("writing to a string cannot fail");
    }
    for made in &INDICATORS {
        let negative = match made.shape {
            Sum { low, .. } if low < 0.0 => "yes",
            _ => "",
        };
        writeln!(
            text,
            "{},{},{},{},{},{},1,zones,chosen,{negative}",
            made.code, CLASSES[made.class].0, made.name_zh, made.name_en, made.unit, made.direction
        )
        .expect("writing to a string cannot fail");
    }
    text
}

fn project() -> String {
    let years = YEARS.map(|year| format!("\"{year}\"")).join(", ");
    format!(
        r#"# 219 synthetic zones. Nothing here is real; README.md says how the numbers were made.

[project]
id = "zones219"
name = {{ zh = "219个合成开发区", en = "219 synthetic zones" }}
description = {{ zh = "全部数字由程序随机生成,用来演示全国性考评的规模和分布,不代表任何真实开发区。", en = "Every number is drawn at random to show the scale and the spread of a national assessment; none belongs to a real zone." }}
period = "2023"
assessment = "2024"
periods = [{years}]
focus = "z001"
synthetic = true

[tables.zones]
file = "data/zones.csv"
place = "zone"
period = "year"
fixed_source = "synthetic"
fixed_status = "estimated"

[index]
grouping = "region"

[index.screen]
availability = 0.66

[index.impute]
method = "group-median"

[index.treat]
winsorise = 5
skewness = 2.0
kurtosis = 3.5
fallback = "log-ct"

[index.normalise]
method = "min-max"
lower = 0
upper = 100
bounds = "period"

[index.weights]
method = "given"

[index.aggregate]
method = "arithmetic"

# Bands as an exit rule reads them: the last five of all zones are warned.
[uncertainty]
draws = 4096
first = [10, 30]
last = [5]

[[uncertainty.groups]]
name = {{ zh = "警告", en = "warned" }}
from = -5
to = -1

[uncertainty.inputs.weights]
vary = "weights"
band = 0.25

[uncertainty.inputs.scale]
vary = "normalise"
options = ["min-max", {{ method = "z-score", lower = 50, upper = 60 }}]

[uncertainty.inputs.outliers]
vary = "treat"
winsorise = [3, 5, 8]

[uncertainty.inputs.filling]
vary = "impute"
options = ["group-median", "mean"]
"#
    )
}

fn sources(seed: u64) -> String {
    format!(
        "id,name_zh,name_en,url,date,confidence\nsynthetic,随机生成的合成数据(种子 {seed}),Synthetic data drawn at random (seed {seed}),,,low\n"
    )
}

fn scenario() -> String {
    r#"# What if science and technology weighed twice as much?
name = { zh = "科技创新权重加倍", en = "Science and technology counts double" }

[[modify]]
op = "weight"
node = "science"
value = 30
"#
    .to_owned()
}

fn readme(seed: u64) -> String {
    format!(
        r"# 219 synthetic zones · 219个合成开发区

**Nothing here is real.** The zones, their names and every number were drawn by a program (seed {seed}). The real figures of the
national zones are not public; this project shows the scale and the spread of an assessment of that size.

**本项目全部为合成数据**,由程序按种子 {seed} 随机生成,不代表任何真实开发区。

- 219 zones: East 107, Central 63, West 49; 60 indicators in five classes; 2019 to 2023, measured year 2023.
- Class weights are those reported for the scheme of 2021: opening 30, quality 30, science 15, green 15, coordination 10.
  Weights below them, the indicators' normalisation and the treatment of outliers are chosen here.
- Sizes are log-normal, spread so that the first 30 zones hold 37 % of the GDP of all.
- 1.5 to 5 % of the cells are empty, more in small and western zones; two zones report about half of the indicators.
"
    )
}

/// Draws uniform and normal numbers.
struct Draw {
    stream: ChaCha8Rng,
    /// The second number of a pair of normals.
    spare: Option<f64>,
}

impl Draw {
    fn new(seed: u64) -> Self {
        // The whole key is written out: the way a short seed is stretched is not part of ChaCha.
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self { stream: ChaCha8Rng::from_seed(key), spare: None }
    }

    /// Returns a multiple of 2⁻⁵³ in `[0, 1)`.
    fn uniform(&mut self) -> f64 {
        (self.stream.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Returns a whole number below `n`; the bias of at most n/2⁶⁴ does not matter here.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.stream.next_u64()) * n as u128) >> 64) as usize
    }

    /// Returns a standard normal number by the polar method of Marsaglia, which needs no sine.
    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let u = 2.0 * self.uniform() - 1.0;
            let v = 2.0 * self.uniform() - 1.0;
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                let stretch = (-2.0 * ln(s) / s).sqrt();
                self.spare = Some(v * stretch);
                return u * stretch;
            }
        }
    }
}

fn count(n: usize) -> f64 {
    n as f64
}

/// Returns eˣ for |x| below 700: `x = k ln 2 + r`, |r| ≤ ln 2 / 2, Taylor series of r to the 15th power, scaled by 2ᵏ.
fn exp(x: f64) -> f64 {
    // ln 2 in two parts; the first has trailing zeros, so that k times it is exact.
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let k = (x / std::f64::consts::LN_2 + 0.5).floor();
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    let series = (1..=15).rev().fold(1.0, |sum, n| 1.0 + sum * r / f64::from(n));
    let power = (k as i64 + 1023) as u64;
    series * f64::from_bits(power << 52)
}

/// Returns the natural logarithm of a positive normal number: `x = m · 2ᵏ`, m in [0.75, 1.5), then
/// `ln m = 2 (t + t³/3 + t⁵/5 + …)` with `t = (m − 1)/(m + 1)`, |t| ≤ 0.2.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut k = (bits >> 52) as i64 - 1023;
    let mut m = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if m >= 1.5 {
        m /= 2.0;
        k += 1;
    }
    let t = (m - 1.0) / (m + 1.0);
    let square = t * t;
    let series = (0..=12).rev().fold(0.0, |sum, n| sum * square + 1.0 / f64::from(2 * n + 1));
    k as f64 * std::f64::consts::LN_2 + 2.0 * t * series
}
