//! The raw shapes of `crest.toml` and of the lists beside it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::raw_rules::RawRules;
use super::raw_scheme::RawSchemeUse;
use super::raw_uncertainty::RawUncertainty;
use super::shape::{Anything, At, Map, Name, Shape, Words, shape, wrong_type};
use super::tree::{Node, Value};
use crate::{Diagnostic, Period};

shape! {
    /// The project file: names, periods, tables, choice of sources, checks and the recipe of the index.
    struct RawProjectFile {
        /// What the project is.
        #[schemars(required)]
        project: RawProject,
        /// Tables by name: lower-case letters, digits and `_`, or Chinese characters.
        tables: Map<RawTable>,
        /// Which of several values of one cell is used.
        sources: RawChoice,
        /// Rates of exchange.
        currency: RawCurrency,
        /// Settings of the data checks by rule: `severity` and the numbers of the rule.
        checks: Map<RawCheck>,
        /// Recipe of the composite index.
        index: RawIndex,
        /// What is uncertain about the index.
        uncertainty: RawUncertainty,
        /// Assessment schemes by a name of your choice.
        schemes: Map<RawSchemeUse>,
        /// Rules across jurisdictions.
        rules: RawRules,
        /// How targets are judged.
        targets: RawTargets,
    }

    /// How targets are judged. What is left out keeps its default, which the results say.
    struct RawTargets {
        /// Shortfall that "about" allows for a level, as a share of the number; default 0.05.
        about_share: f64,
        /// Shortfall that "about" allows for a rate, in percentage points; default 0.5.
        about_points: f64,
        /// Shortfall that "in step with" allows, in points; default 0.5.
        in_step_points: f64,
        /// Share of the way from baseline to target beyond the path that counts as ahead; default 0.05.
        ahead: f64,
        /// Path of targets that state none; default `linear`.
        #[schemars(extend("enum" = super::strategy::PATHS))]
        path: String,
        /// Share of the forecast's distribution inside its interval, above 0 and below 1; default 0.8.
        interval: f64,
        /// Chance of meeting a target below which it is warned of, 0–1; default 0.5.
        chance: f64,
    }

    /// What the project is.
    struct RawProject {
        /// Identifier: letters, digits, `-`, `_` and `.`.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// What it is about.
        description: Name,
        /// Period measured (data period).
        #[schemars(required)]
        period: Period,
        /// Period in which the measurement is used.
        assessment: Period,
        /// Periods considered: a list, or first and last year. Without it: every period found.
        periods: RawPeriods,
        /// Place that owns the strategy.
        focus: String,
        /// True when the figures are invented; every output says so.
        synthetic: bool,
        /// List of the framework; default `framework.csv`. `book.xlsx#Sheet` names a sheet of a workbook.
        framework: String,
        /// List of the places; default `places.csv`.
        places: String,
        /// GeoJSON file of the places; default `places.geojson` if there is one.
        geometry: String,
        /// Strategy file; default `strategy.toml` if there is one.
        strategy: String,
        /// List of the cited sources; default `sources.csv` if there is one.
        sources: String,
    }

    /// One table: a data file, a query over other tables, or a method over other tables.
    struct RawTable {
        /// Data file.
        file: String,
        /// Query file.
        sql: String,
        /// Method, such as `index.topsis`.
        kernel: String,
        /// Format of the file where its name does not say it.
        #[schemars(extend("enum" = ["csv", "xlsx", "parquet", "jsonl", "geojson"]))]
        format: String,
        /// Sheet of a workbook; default: the first.
        sheet: String,
        /// Cell range such as `A3:F40`; default: what is filled.
        range: String,
        /// Number of header rows; default: found from the data.
        header_rows: i64,
        /// Delimiter of a delimited file; default: found from the data.
        delimiter: String,
        /// Encoding such as `gb18030`; default: found from the data.
        encoding: String,
        /// Texts that mean "missing", besides the usual ones.
        missing: Words,
        /// New name of a column → its header as written; several header rows are joined with `/`.
        columns: Map<String>,
        /// Table that the method reads.
        input: String,
        /// Tables that the method reads, by its own names for them.
        inputs: Map<String>,
        /// Parameters of the method.
        with: Anything,
        /// Column naming the place by id, name or alias. A table without it only feeds queries and methods.
        place: String,
        /// Column of the period.
        period: String,
        /// Period of all rows.
        fixed_period: Period,
        /// Long tables: column naming the indicator.
        indicator: String,
        /// Long tables: column of the number.
        value: String,
        /// Long tables: column of the unit.
        unit: String,
        /// Wide tables: unit by column, over what the header says.
        units: Map<String>,
        /// Column of the source id.
        source: String,
        /// Source id of all rows.
        fixed_source: String,
        /// Column of the status.
        status: String,
        /// Status of all rows.
        #[schemars(extend("enum" = ["reported", "estimated", "interpolated", "imputed", "disputed"]))]
        fixed_status: String,
        /// Column of the standard error.
        std_error: String,
        /// Column of the vintage (when the source said so).
        vintage: String,
        /// Column of the territory version.
        territory: String,
        /// Column of remarks.
        note: String,
    }

    /// Which of several values of one cell is used.
    struct RawChoice {
        /// Source ids, most trusted first.
        order: Words,
        /// Vintage used of one source.
        #[schemars(extend("enum" = ["latest", "first"]))]
        vintage: String,
        /// Orders of single indicators, over `order`.
        by_indicator: Map<Words>,
    }

    /// Rates of exchange.
    struct RawCurrency {
        /// Base currency, such as `CNY`.
        #[schemars(required)]
        base: String,
        /// Source id of the rates.
        source: String,
        /// Units of base currency per unit of the other, by currency and period.
        rates: Map<Map<f64>>,
    }

    /// Recipe of the composite index. What is left out keeps its default and is marked as such in the results.
    struct RawIndex {
        /// Grouping of places (`group.<name>` in the list of places).
        grouping: String,
        /// Which places have too few values to take part; absent = none is left out.
        screen: RawScreen,
        /// How missing cells are filled.
        impute: RawImpute,
        /// Treatment of outliers; absent = none.
        treat: RawTreat,
        /// How indicators come to one scale.
        normalise: RawNormalise,
        /// Where weights come from.
        weights: RawWeights,
        /// How scores are combined.
        aggregate: RawAggregate,
    }

    /// Which places have too few values to take part.
    struct RawScreen {
        /// Least share of indicators with a value, 0–1.
        availability: f64,
        /// Least share of non-zero among present values, 0–1.
        non_zero: f64,
        /// Places kept whatever their share.
        keep: Words,
        /// Places dropped whatever their share.
        drop: Words,
    }

    /// How missing cells are filled.
    struct RawImpute {
        /// Method; default `none`.
        #[schemars(extend("enum" = super::recipe::IMPUTE))]
        method: String,
    }

    /// Treatment of outliers.
    struct RawTreat {
        /// Most points winsorised per indicator; default 5.
        winsorise: i64,
        /// Threshold of absolute skewness; default 2.
        skewness: f64,
        /// Threshold of excess kurtosis; default 3.5.
        kurtosis: f64,
        /// Transform where winsorising does not suffice; default `log-ct`.
        #[schemars(extend("enum" = super::recipe::FALLBACK))]
        fallback: String,
        /// λ of `box-cox`; default 0.5.
        lambda: f64,
    }

    /// How indicators come to one scale.
    struct RawNormalise {
        /// Method; default `min-max`.
        #[schemars(extend("enum" = super::recipe::NORMALISE))]
        method: String,
        /// Lower end of the scale, mean of z-scores; default 0.
        lower: f64,
        /// Upper end of the scale, mean plus one standard deviation of z-scores; default 100 (z-score: 1).
        upper: f64,
        /// Periods that give the bounds: `period`, `all`, or a base period; default `period`.
        bounds: RawBounds,
    }

    /// Where weights come from.
    struct RawWeights {
        /// Method; default `given`.
        #[schemars(extend("enum" = super::recipe::WEIGHTS))]
        method: String,
        /// Level at which the method acts, 1 = indicators; default 1.
        level: i64,
    }

    /// How scores are combined.
    struct RawAggregate {
        /// Method of all levels; default `arithmetic`.
        #[schemars(extend("enum" = super::recipe::AGGREGATE))]
        method: String,
        /// Methods from the lowest level upwards; the last is used for all higher ones.
        levels: Words,
        /// Methods of single nodes, by code.
        nodes: Map<String>,
        /// Exponent of `power`; default 0.5.
        power: f64,
        /// Least share of members with a value, by level as `levels`.
        thresholds: Vec<At<f64>>,
    }

    /// One row of the framework.
    struct RawNode {
        /// Code.
        code: String,
        /// Code of the parent.
        parent: String,
        /// Name.
        name: Name,
        /// Unit.
        unit: String,
        /// Direction.
        direction: String,
        /// Weight among siblings.
        weight: String,
        /// Tables.
        table: Words,
        /// Column.
        column: String,
        /// Target sentence.
        target: String,
        /// Indicator it is divided by.
        denominator: String,
        /// Official or chosen.
        origin: String,
        /// Lower goalpost.
        goalpost_lower: f64,
        /// Upper goalpost.
        goalpost_upper: f64,
        /// How values of parts of a year relate to that of the year.
        cumulative: String,
        /// How values are rolled up over places.
        roll_up: String,
        /// Indicators whose sum it is.
        parts: Words,
        /// Negative values are plausible.
        may_be_negative: bool,
        /// Remark.
        note: Name,
    }

    /// One row of the places.
    struct RawPlace {
        /// Identifier.
        id: String,
        /// Name.
        name: Name,
        /// Other names.
        aliases: Words,
        /// Role.
        role: String,
        /// Places it lies in.
        within: Words,
        /// Longitude.
        lon: f64,
        /// Latitude.
        lat: f64,
        /// Territory version.
        territory: String,
        /// Remark.
        note: Name,
    }

    /// One row of the sources.
    struct RawSource {
        /// Identifier.
        id: String,
        /// Name.
        name: Name,
        /// Address.
        url: String,
        /// Date as written.
        date: String,
        /// Confidence.
        confidence: String,
    }
}

/// Settings of one data check: a severity and any numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawCheck {
    pub(crate) severity: Option<At<String>>,
    pub(crate) parameters: Vec<(String, At<f64>)>,
}

impl JsonSchema for RawCheck {
    fn schema_name() -> Cow<'static, str> {
        "RawCheck".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Settings of one data check.",
            "type": "object",
            "properties": {
                "severity": { "description": "Severity of its findings.", "enum": super::settings::CHECK_SEVERITIES }
            },
            "additionalProperties": { "type": "number" }
        })
    }
}

impl Shape for RawCheck {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            wrong_type(node, path, "a table", found);
            return None;
        };
        let mut check = Self::default();
        for (key, item) in entries {
            let below = format!("{path}.{}", key.name);
            let place = item.location.clone();
            if key.name == "severity" {
                check.severity = String::read(item, &below, found).map(|word| At::new(word, place));
            } else if let Some(number) = f64::read(item, &below, found) {
                check.parameters.push((key.name.clone(), At::new(number, place)));
            }
        }
        Some(check)
    }
}

/// Periods considered: listed, or from one year to another.
#[derive(Debug, Clone)]
pub(crate) enum RawPeriods {
    Listed(Vec<At<Period>>),
    Years(RawYears),
}

shape! {
    /// First and last year.
    struct RawYears {
        /// First year.
        #[schemars(required)]
        from: i64,
        /// Last year.
        #[schemars(required)]
        to: i64,
    }
}

impl JsonSchema for RawPeriods {
    fn schema_name() -> Cow<'static, str> {
        "RawPeriods".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "array", "items": generator.subschema_for::<Period>() },
                generator.subschema_for::<RawYears>()
            ]
        })
    }
}

impl Shape for RawPeriods {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Array(_) => Vec::read(node, path, found).map(Self::Listed),
            Value::Table(_) => RawYears::read(node, path, found).map(Self::Years),
            _ => {
                wrong_type(node, path, "a list of periods, or { from = 2010, to = 2021 }", found);
                None
            }
        }
    }
}

/// `period`, `all`, or a base period, which may be written as a number.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawBounds(pub(crate) String);

impl JsonSchema for RawBounds {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "RawBounds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "examples": ["period", "all", "2015"] })
    }
}

impl Shape for RawBounds {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self(text.trim().to_owned())),
            Value::Integer(year) => Some(Self(year.to_string())),
            _ => {
                wrong_type(node, path, "`period`, `all` or a base period", found);
                None
            }
        }
    }
}
