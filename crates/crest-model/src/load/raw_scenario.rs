//! The raw shapes of scenario files.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::shape::{Anything, At, Map, Name, Shape, shape, wrong_type};
use super::tree::{Node, Value};
use crate::{Diagnostic, Period};

shape! {
    /// A scenario: modifications applied in order over the untouched baseline.
    struct RawScenario {
        /// Name.
        name: Name,
        /// Modifications in order.
        modify: Vec<At<RawModification>>,
    }

    /// One modification. Which keys it takes depends on `op`.
    struct RawModification {
        /// What it does.
        #[schemars(required, extend("enum" = super::scenario::OPERATIONS))]
        op: String,
        /// `set`, `add`, `multiply`: code of the indicator.
        indicator: String,
        /// `set`, `add`, `multiply`: place; left out = every ranked place.
        place: String,
        /// `set`, `add`, `multiply`: period; left out = the measured one.
        period: Period,
        /// `set`, `add`, `multiply`, `weight`: the number. `method`, `parameter`: the new value.
        value: Anything,
        /// `set`, `add`: unit of the number; left out = that of the indicator.
        unit: String,
        /// `insert`, `update`, `delete`, `parameter`: table.
        table: String,
        /// `insert`: rows, column → cell.
        rows: Vec<At<Map<CellText>>>,
        /// `update`, `delete`: column → text that must be equal.
        r#where: Map<CellText>,
        /// `update`: column → new cell.
        set: Map<CellText>,
        /// `weight`: code of the node.
        node: String,
        /// `method`: key below `[index]`, such as `normalise.method`. `parameter`: key below `with` of the table.
        key: String,
        /// `target`: id of the target.
        target: String,
        /// `target`: new sentence.
        sentence: String,
    }
}

/// The content of a cell, written as text, number or truth value.
#[derive(Debug, Clone)]
pub(crate) struct CellText(pub(crate) String);

impl JsonSchema for CellText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CellText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl Shape for CellText {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Text(text) | Value::Datetime(text) => Some(Self(text.clone())),
            Value::Integer(number) => Some(Self(number.to_string())),
            Value::Float(number) => Some(Self(number.to_string())),
            Value::Boolean(flag) => Some(Self(flag.to_string())),
            Value::Array(_) | Value::Table(_) => {
                wrong_type(node, path, "a text or a number", found);
                None
            }
        }
    }
}
