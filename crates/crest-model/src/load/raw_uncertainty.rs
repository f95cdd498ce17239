//! The raw shapes of `[uncertainty]`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::raw::{RawNormalise, RawTreat};
use super::shape::{At, Map, Name, Shape, Words, shape, wrong_type};
use super::tree::{Key, Node, Value};
use crate::{Diagnostic, Location, Span};

shape! {
    /// What is uncertain about the index, and what is to be found out about it.
    struct RawUncertainty {
        /// How the space of all choices is gone through: `auto` = every combination where nothing is continuous and they
        /// are at most `enumerate_up_to`, else `sobol`; default `auto`.
        #[schemars(extend("enum" = super::uncertainty::METHODS))]
        method: String,
        /// Draws of a sampled space, 64 to 100 000 000; default 4096.
        draws: i64,
        /// Most combinations that `auto` enumerates; default 100 000.
        enumerate_up_to: i64,
        /// Seed of all draws; default 1.
        seed: i64,
        /// Share of the distribution inside the reported interval; default 0.9.
        interval: f64,
        /// Chance from which two places count as told apart; default 0.95.
        apart: f64,
        /// Numbers k for the chance of being among the first k; default 1, 3, 10.
        first: Vec<At<i64>>,
        /// Numbers k for the chance of being among the last k; default 3.
        last: Vec<At<i64>>,
        /// Bands of ranks, such as those an exit rule warns.
        groups: Vec<At<RawRankGroup>>,
        /// Base draws of the designs for sensitivity of a sampled space, 32 to 1 000 000; 0 = none; default 512.
        sensitivity: i64,
        /// Uncertain inputs by a name of your choice.
        inputs: InOrder<RawInput>,
        /// Combinations that alone may happen, of inputs that depend on each other.
        together: Vec<At<RawTogether>>,
    }

    /// A band of ranks.
    struct RawRankGroup {
        /// Name.
        #[schemars(required)]
        name: Name,
        /// First rank; negative numbers count from the end, -1 is the last rank.
        #[schemars(required)]
        from: i64,
        /// Last rank, counted likewise.
        #[schemars(required)]
        to: i64,
    }

    /// One uncertain input. Which keys it takes depends on `vary`.
    struct RawInput {
        /// What varies.
        #[schemars(required, extend("enum" = super::uncertainty::KINDS))]
        vary: String,
        /// Name for readers.
        name: Name,
        /// Chances of the options, in their order; left out = equally likely.
        chances: Vec<At<f64>>,
        /// `normalise`, `treat`, `impute`, `aggregate`, `sources`: the options. `sources` also takes `"any"`.
        options: Options,
        /// `treat`: numbers of points, short for options that differ in nothing else.
        winsorise: Vec<At<i64>>,
        /// `weights`, `aggregate`: level of the nodes, 1 = indicators; left out = every level.
        level: i64,
        /// `weights`: each weight times a number from 1 − band to 1 + band.
        band: f64,
        /// `weights`: concentration of a Dirichlet distribution around the stated weights.
        dirichlet: f64,
        /// `weights`: true = any weights of the siblings, all equally likely.
        any: bool,
        /// `weights` with `any`: least and greatest share among its siblings, by code.
        bounds: Map<Vec<At<f64>>>,
        /// `weights`: siblings, the weightiest first; any weights that do not rise along the list.
        order: Words,
        /// `weights`: sets of weights by name: code → weight.
        sets: InOrder<Map<f64>>,
        /// `weights`: list of weight sets with the columns `set`, `node`, `weight`.
        file: String,
        /// `weights` with `sets` or `file`: true = mixtures of the sets instead of one of them.
        between: bool,
        /// `impute`: true = imputed cells are drawn around what the method gives.
        draws: bool,
        /// `aggregate`: exponent of `power`; left out = that of the recipe.
        power: f64,
        /// `values`: false = standard errors that values carry are not used.
        std_error: bool,
        /// `values`: relative standard error by status, a share or a text such as `"5%"`.
        status: Map<Share>,
        /// `values`: relative standard error of single indicators, over that of the status.
        indicators: Map<Share>,
        /// `values`: shape of the errors; default `normal`.
        #[schemars(extend("enum" = super::uncertainty::SHAPES))]
        shape: String,
        /// `values`: correlation of the errors of one indicator between places, 0 to 1; default 0.
        shared: f64,
        /// `leave-out`: `"indicators"`, `"pillars"`, or a list of codes.
        nodes: LeftOut,
    }

    /// Combinations of options that alone may happen.
    struct RawTogether {
        /// Inputs.
        #[schemars(required)]
        inputs: Words,
        /// Combinations.
        #[schemars(required)]
        rows: Vec<At<RawTogetherRow>>,
    }

    /// One combination.
    struct RawTogetherRow {
        /// An option of each input, in their order: its method, set or code, or `"#2"` for the second.
        #[schemars(required)]
        options: Words,
        /// Chance of the combination; left out in all rows = equally likely.
        chance: f64,
    }

    /// One row of a list of weight sets.
    struct RawWeightRow {
        /// Name of the set.
        set: String,
        /// Code of the node.
        node: String,
        /// Weight.
        weight: f64,
    }
}

/// A table whose keys the project chooses, in the order in which they stand in the file.
#[derive(Debug, Clone)]
pub(crate) struct InOrder<T>(pub(crate) Vec<(Key, At<T>)>);

impl<T: JsonSchema> JsonSchema for InOrder<T> {
    fn inline_schema() -> bool {
        Map::<T>::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        Map::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Map::<T>::json_schema(generator)
    }
}

impl<T: Shape> Shape for InOrder<T> {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            wrong_type(node, path, "a table", found);
            return None;
        };
        // Parsed tables come in the order of their keys. What has no line was added after the file.
        let place = |location: &Location| match location.span {
            Span::Text { line, column, .. } => (0, line, column),
            Span::File | Span::Cell { .. } => (1, 0, 0),
        };
        let mut entries: Vec<&(Key, Node)> = entries.iter().collect();
        entries.sort_by_key(|(key, _)| place(&key.location));
        let mut read = Vec::new();
        for (key, item) in entries {
            if let Some(value) = T::read(item, &format!("{path}.{}", key.name), found) {
                read.push((key.clone(), At::new(value, item.location.clone())));
            }
        }
        Some(Self(read))
    }
}

/// Declares a value kept as a tree, whose meaning depends on the kind of input.
macro_rules! kept {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name(pub(crate) Node);

        impl Shape for $name {
            fn read(node: &Node, _: &str, _: &mut Vec<Diagnostic>) -> Option<Self> {
                Some(Self(node.clone()))
            }
        }
    )*};
}

kept! {
    /// The options of an input.
    Options
    /// What is left out in turn.
    LeftOut
}

impl JsonSchema for Options {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Options".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "const": "any" },
                {
                    "type": "array",
                    "items": {
                        "anyOf": [
                            { "type": "string" },
                            generator.subschema_for::<At<RawNormalise>>(),
                            generator.subschema_for::<At<RawTreat>>(),
                            { "type": "array", "items": { "type": "string" } }
                        ]
                    }
                }
            ]
        })
    }
}

impl JsonSchema for LeftOut {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LeftOut".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "enum": super::uncertainty::LEFT_OUT },
                { "type": "array", "items": { "type": "string" } }
            ]
        })
    }
}

/// A share, written as a number or as a text such as `5%`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share(pub(crate) f64);

impl JsonSchema for Share {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"], "examples": [0.05, "5%"] })
    }
}

impl Shape for Share {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let percent = match &node.value {
            Value::Text(text) => {
                text.trim().strip_suffix(['%', '％']).and_then(|number| number.trim().parse::<f64>().ok())
            }
            _ => return f64::read(node, path, found).map(Self),
        };
        if percent.is_none() {
            wrong_type(node, path, "a share such as 0.05 or \"5%\"", found);
        }
        percent.map(|percent| Self(percent / 100.0))
    }
}
