//! The raw shapes of `strategy.toml` and of the lists that may stand in for its parts.

use super::shape::{At, Map, Name, Shape, Words, period, shape, wrong_type, yes_or_no};
use super::tree::Value;
use crate::grid::{NumberText, Record, number};
use crate::{Diagnostic, Period, Text};

shape! {
    /// The strategy: what is served, goals, programmes, actions, targets, and who answers for them.
    struct RawStrategy {
        /// Lists that stand in for the parts of this file.
        lists: RawLists,
        /// Positions of a higher plan that programmes serve.
        positions: Vec<At<RawItem>>,
        /// Goals.
        goals: Vec<At<RawGoal>>,
        /// Programmes.
        programmes: Vec<At<RawProgramme>>,
        /// Actions.
        actions: Vec<At<RawAction>>,
        /// Responsible departments.
        departments: Vec<At<RawItem>>,
        /// Targets.
        targets: Vec<At<RawTarget>>,
        /// Claims made about the project, with what is known of them.
        claims: Vec<At<RawClaim>>,
    }

    /// Lists that stand in for parts of the strategy: `file.csv` or `book.xlsx#Sheet`.
    struct RawLists {
        /// List of positions.
        positions: String,
        /// List of goals.
        goals: String,
        /// List of programmes.
        programmes: String,
        /// List of actions.
        actions: String,
        /// List of departments.
        departments: String,
        /// List of targets.
        targets: String,
        /// List of claims.
        claims: String,
    }

    /// An identifier and a name.
    struct RawItem {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
    }

    /// A goal.
    struct RawGoal {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Codes of the indicators that stand for it.
        indicators: Words,
        /// Remark.
        note: Name,
    }

    /// A programme.
    struct RawProgramme {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Positions served.
        serves: Words,
        /// Goals served.
        goals: Words,
        /// Codes of indicators of the programme as a whole.
        indicators: Words,
    }

    /// An action of a programme.
    struct RawAction {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Programme.
        #[schemars(required)]
        programme: String,
        /// Wording.
        name: Name,
        /// Kind, in the words of the project.
        kind: String,
        /// Places on which it takes place.
        carriers: Words,
        /// Codes of the indicators by which it is seen.
        indicators: Words,
        /// Responsible departments.
        departments: Words,
        /// Milestones. In a list: `date|Chinese|English|yes` entries separated by `;`.
        milestones: Milestones,
        /// Source ids.
        sources: Words,
    }

    /// A milestone of an action.
    struct RawMilestone {
        /// Date as written.
        date: String,
        /// Wording.
        name: Name,
        /// Reached or not; left out = not known.
        done: bool,
    }

    /// A target: an indicator, a place, a period and a sentence.
    struct RawTarget {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Code of the indicator.
        #[schemars(required)]
        indicator: String,
        /// Place; default: the focus of the project.
        place: String,
        /// Period by which it is due.
        #[schemars(required)]
        period: Period,
        /// The sentence, such as `8%左右` or `at least 7`.
        #[schemars(required)]
        sentence: String,
        /// Binding or only expected; default: what the sentence says, else expected.
        binding: bool,
        /// How far the value may fall short of "about" or "in step with": points for rates, else in the unit of the indicator.
        tolerance: f64,
        /// Where the path starts. In a list: columns `baseline_period` and `baseline_value`.
        baseline: Baseline,
        /// Path from the baseline: `linear`, `compound`, `none`, or values by period. In a list: `2022=100; 2023=110`.
        path: PathCell,
        /// Source id.
        source: String,
        /// Responsible department.
        department: String,
    }

    /// Where the path of a target starts.
    struct RawBaseline {
        /// Period.
        #[schemars(required)]
        period: Period,
        /// Value in the unit of the indicator; left out = that of the data.
        value: f64,
    }

    /// A claim.
    struct RawClaim {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Wording.
        name: Name,
        /// Value as written.
        value: String,
        /// Period as written.
        period: String,
        /// What became of it.
        #[schemars(extend("enum" = super::strategy::VERDICTS))]
        verdict: String,
        /// What was found.
        note: Name,
        /// Source ids.
        sources: Words,
    }
}

/// Milestones: an array of tables in TOML, a packed cell in lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct Milestones(pub(crate) Vec<At<RawMilestone>>);

impl schemars::JsonSchema for Milestones {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Milestones".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<At<RawMilestone>>::json_schema(generator)
    }
}

impl Shape for Milestones {
    fn read(node: &super::tree::Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        Vec::<At<RawMilestone>>::read(node, path, found).map(Self)
    }

    fn read_row(record: &Record<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let (text, location) = record.cell(key)?;
        let mut milestones = Vec::new();
        for entry in text.split([';', '；', '\n']).map(str::trim).filter(|entry| !entry.is_empty()) {
            let parts: Vec<&str> = entry.split(['|', '｜']).map(str::trim).collect();
            let part = |position: usize| parts.get(position).copied().unwrap_or("");
            let done = yes_or_no(part(3));
            if parts.len() < 2 || parts.len() > 4 || (done.is_none() && !part(3).is_empty()) {
                found.push(
                    Diagnostic::error("C0408", format!("`{entry}` is no milestone"))
                        .at(location.clone())
                        .value(entry)
                        .expected("`date|Chinese wording|English wording|yes or no`; the last two may be left out"),
                );
                continue;
            }
            let at = |text: &str| At::new(text.to_owned(), location.clone());
            let raw = RawMilestone {
                date: Some(at(part(0))),
                name: Some(At::new(Name(Text::new(part(1), part(2))), location.clone())),
                done: done.map(|done| At::new(done, location.clone())),
            };
            milestones.push(At::new(raw, location.clone()));
        }
        Some(At::new(Self(milestones), location))
    }
}

/// Where a path starts: a table in TOML, two columns in lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct Baseline(pub(crate) RawBaseline);

impl schemars::JsonSchema for Baseline {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Baseline".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<RawBaseline>()
    }
}

impl Shape for Baseline {
    fn read(node: &super::tree::Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        RawBaseline::read(node, path, found).map(Self)
    }

    fn read_row(record: &Record<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let period = Period::read_row(record, &format!("{key}_period"), found);
        let value = f64::read_row(record, &format!("{key}_value"), found);
        let location = period.as_ref().map(|at| &at.location).or(value.as_ref().map(|at| &at.location))?.clone();
        Some(At::new(Self(RawBaseline { period, value }), location))
    }

    fn columns(key: &str) -> Vec<String> {
        vec![format!("{key}_period"), format!("{key}_value")]
    }
}

/// A path: a word or values by period in TOML, a word or `2022=100; 2023=110` in lists.
#[derive(Debug, Clone)]
pub(crate) enum PathCell {
    /// A word.
    Word(String),
    /// Values by period as written.
    Points(Vec<(At<Period>, f64)>),
}

impl schemars::JsonSchema for PathCell {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PathCell".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "string", "enum": super::strategy::PATHS },
                { "type": "object", "additionalProperties": { "type": "number" } }
            ]
        })
    }
}

impl Shape for PathCell {
    fn read(node: &super::tree::Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Text(word) => Some(Self::Word(word.trim().to_owned())),
            Value::Table(_) => {
                let points = Map::<f64>::read(node, path, found)?;
                let mut read = Vec::new();
                for (when, value) in points {
                    if let Some(period) = period(&when, &value.location, path, found) {
                        read.push((At::new(period, value.location), value.value));
                    }
                }
                Some(Self::Points(read))
            }
            _ => {
                wrong_type(node, path, "a word or a table of values by period", found);
                None
            }
        }
    }

    fn read_row(record: &Record<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let (text, location) = record.cell(key)?;
        if !text.contains(['=', '＝']) {
            return Some(At::new(Self::Word(text.trim().to_owned()), location));
        }
        let mut points = Vec::new();
        for entry in text.split([';', '；', '、', '\n']).map(str::trim).filter(|entry| !entry.is_empty()) {
            let read = entry.split_once(['=', '＝']).and_then(|(when, value)| {
                let NumberText::Number(number) = number(value.trim()) else { return None };
                Some((when.trim().parse::<Period>().ok()?, number))
            });
            match read {
                Some((when, number)) => points.push((At::new(when, location.clone()), number)),
                None => found.push(
                    Diagnostic::error("C0410", format!("`{entry}` is no point of a path"))
                        .at(location.clone())
                        .value(entry)
                        .expected("a period and a number, such as 2022=100"),
                ),
            }
        }
        Some(At::new(Self::Points(points), location))
    }
}
