//! The raw shapes of scheme files, of `[schemes.X]` and of the lists beside them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::shape::{At, Map, Name, Shape, Words, shape, wrong_type};
use super::tree::{Key, Node, Value};
use crate::{Diagnostic, Location, Period};

shape! {
    /// An assessment scheme.
    struct RawSchemeFile {
        /// What the scheme is.
        #[schemars(required)]
        scheme: RawScheme,
        /// Legal source and other sources.
        sources: Vec<At<RawCitation>>,
        /// How points are added up.
        scoring: RawScoring,
        /// How units are ranked.
        ranking: RawRanking,
        /// Columns of weights; left out = one.
        columns: Vec<At<RawColumn>>,
        /// Groups of units, tried in this order.
        groups: Vec<At<RawGroup>>,
        /// Classes of items.
        #[schemars(required)]
        classes: Vec<At<RawClass>>,
        /// Score functions by name.
        #[schemars(required)]
        scores: Vec<At<RawScore>>,
        /// Base data that units report.
        data: Vec<At<RawBaseDatum>>,
        /// Items.
        #[schemars(required)]
        items: Vec<At<RawItem>>,
        /// Points added for an event.
        bonus: Vec<At<RawEventRule>>,
        /// Points taken for an event.
        deductions: Vec<At<RawEventRule>>,
        /// Events that bar a unit.
        vetoes: Vec<At<RawVeto>>,
        /// Rules by which a unit loses its status.
        exits: Vec<At<RawExit>>,
        /// Rules by which a unit is warned before.
        warnings: Vec<At<RawExit>>,
        /// What is not known about its rules.
        unknowns: Vec<At<RawUnknown>>,
    }

    /// What the scheme is.
    struct RawScheme {
        /// Identifier: letters, digits, `-`, `_` and `.`.
        #[schemars(required)]
        id: String,
        /// Name.
        #[schemars(required)]
        name: Name,
        /// Authority that runs the assessment.
        body: Name,
        /// Version as its authority calls it.
        version: String,
        /// First assessment year for which it holds.
        #[schemars(required)]
        first_year: i64,
        /// Last assessment year for which it holds.
        last_year: i64,
        /// Years from the data to the assessment; default 1: the assessment of year Y measures Y − 1.
        lag_years: i64,
        /// Remark.
        note: Name,
    }

    /// A source of the scheme.
    struct RawCitation {
        /// Name, with the number of the document.
        #[schemars(required)]
        name: Name,
        /// Address.
        url: String,
        /// Date as written.
        date: String,
        /// True for the document that puts the scheme into force; default false.
        legal: bool,
        /// What was taken from it, and how far it can be trusted.
        note: Name,
    }

    /// How points are added up.
    struct RawScoring {
        /// `points`: the weight of an item is its full points, sums all the way. `mean`: weighted means of scores.
        #[schemars(extend("enum" = super::scheme::ADDING))]
        adding: String,
        /// With `mean`: the score of full attainment; default 100.
        scale: f64,
        /// Most that a total can be, bonuses included, before deductions.
        cap: RawFigure,
        /// Least that a total can be after deductions.
        floor: RawFigure,
        /// Most points that bonus items add in all.
        bonus: RawFigure,
        /// Most points that deductions take in all.
        deductions: RawFigure,
        /// What an item without a value gets; default `zero`.
        missing: RawMissing,
        /// What is rounded; default nothing.
        rounding: RawRounding,
    }

    /// What is rounded, to how many decimals.
    struct RawRounding {
        /// Rule for a digit half way; default `half-up`.
        #[schemars(extend("enum" = super::scheme::ROUNDING))]
        rule: String,
        /// Decimals of an item.
        item: i64,
        /// Decimals of a class.
        class: i64,
        /// Decimals of the total.
        total: i64,
    }

    /// How units are ranked.
    struct RawRanking {
        /// All units together or each group apart; default `all`.
        #[schemars(extend("enum" = super::scheme::AMONG))]
        among: String,
        /// Rank of equal totals; default `better`.
        #[schemars(extend("enum" = super::scheme::TIES))]
        ties: String,
        /// Classes and items by which equal totals are told apart first.
        break_by: Words,
    }

    /// A column of weights.
    struct RawColumn {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Share of the total that comes from it; default: equal shares.
        share: RawFigure,
    }

    /// A group of units.
    struct RawGroup {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Attribute of a place → values of which it must have one.
        #[schemars(required)]
        r#where: Map<OneOrMore>,
    }

    /// A class of items.
    struct RawClass {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Weight; a number, an assumed one, or one for each group. Default: the sum of its items.
        weight: RawPerGroup,
        /// Number of items that the source states.
        count: i64,
        /// Most points it can get, bonuses included, before deductions.
        cap: RawFigure,
        /// Least points after deductions.
        floor: RawFigure,
        /// Most points that bonus events tied to it add.
        bonus: RawFigure,
        /// Most points that deductions tied to it take.
        deductions: RawFigure,
        /// Remark.
        note: Name,
    }

    /// A score function. Which keys it takes depends on `method`.
    struct RawScore {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// How the reading becomes a share of the full points.
        #[schemars(required, extend("enum" = super::scheme::METHODS))]
        method: String,
        /// What of the value it reads; default `value`.
        #[schemars(extend("enum" = super::scheme::READINGS))]
        reads: String,
        /// `min-max`, `z-score`, `ranks`, `places`: units compared; default `all`.
        #[schemars(extend("enum" = super::scheme::AMONG))]
        among: String,
        /// `min-max`: share of the worst unit; default 0.
        lower: RawFigure,
        /// `min-max`: share of the best unit; default 1.
        upper: RawFigure,
        /// `z-score`: share at the mean; default 0.5.
        mean: RawFigure,
        /// `z-score`: share per standard deviation; default 1/6.
        deviation: RawFigure,
        /// `goalposts`, `base-goal`: beyond the ends; default `clamp`.
        #[schemars(extend("enum" = super::scheme::OUTSIDE))]
        outside: String,
        /// `goalposts`: power to which the way between them is raised; default 1.
        exponent: RawFigure,
        /// `base-goal`: share at the base value; default 0.
        at_base: RawFigure,
        /// `base-goal`: share at the goal value; default 1.
        at_goal: RawFigure,
        /// `z-score`, `goalposts`, `base-goal`, `share-of-goal`, `direct`, `increments`: least share; default 0.
        floor: RawFigure,
        /// `z-score`, `goalposts`, `base-goal`, `share-of-goal`, `direct`: greatest share; default 1.
        cap: RawFigure,
        /// `piecewise`: readings and shares, the readings rising.
        points: Vec<At<Vec<At<f64>>>>,
        /// `piecewise`, `increments`: between two points; default `linear`.
        #[schemars(extend("enum" = super::scheme::BETWEEN))]
        between: String,
        /// `increments`: share at a reading of 0.
        level: RawFigure,
        /// `increments`: stretch of the reading that counts once.
        step: RawFigure,
        /// `increments`: points for every step above 0.
        gain: RawFigure,
        /// `increments`: points lost for every step below 0; default: as `gain`.
        loss: RawFigure,
        /// `increments`: most that gains add, as a share of the full points.
        most: RawFigure,
        /// `ranks`: share of the first; default 1.
        first: RawFigure,
        /// `ranks`: share of the last; default 0.
        last: RawFigure,
        /// `places`: share of the first, the second and so on, never rising.
        shares: Vec<At<f64>>,
        /// `threshold`: reading from which it is reached; default: the goal value of the item.
        at: RawFigure,
        /// `blend`: part by score function; they sum to 1.
        parts: Map<f64>,
        /// Given where the source does not state the function: what else may be meant, and why.
        doubt: RawScoreDoubt,
    }

    /// Says that a score function is not known.
    struct RawScoreDoubt {
        /// Other score functions that may be meant.
        among: Words,
        /// What is not known, and why this one is assumed.
        #[schemars(required)]
        why: Name,
    }

    /// A figure that units report.
    struct RawBaseDatum {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Unit of measure.
        #[schemars(required)]
        unit: String,
        /// What counts.
        definition: Name,
        /// Department that supplies it.
        department: Name,
        /// Evidence that must accompany it.
        evidence: Name,
    }

    /// An item.
    struct RawItem {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Class it belongs to.
        class: String,
        /// True for an item beside the classes, under the ceiling of bonuses.
        bonus: bool,
        /// Indicator of the framework that it is.
        indicator: String,
        /// Base datum that it is.
        data: String,
        /// Base datum that `data` is divided by.
        per: String,
        /// Unit of measure.
        #[schemars(required)]
        unit: String,
        /// What counts.
        definition: Name,
        /// `more` is better (default) or `less`.
        #[schemars(extend("enum" = super::scheme::DIRECTIONS))]
        direction: String,
        /// Weight; a number, an assumed one, or one for each group.
        weight: RawPerGroup,
        /// Weights by column, where there are several.
        weights: Map<RawPerGroup>,
        /// Score function.
        score: String,
        /// Score functions by column, where there are several.
        scores: Map<String>,
        /// Base value: a number, one for each group, `listed`, `previous`, or `{ year = 2010 }`.
        base: RawReference,
        /// Goal value, written likewise.
        goal: RawReference,
        /// Lower and upper goalpost; numbers, assumed ones, or by group.
        goalposts: Vec<At<RawPerGroup>>,
        /// Most points, as a share of the weight.
        cap: RawFigure,
        /// What it gets without a value; default: as the scheme says.
        missing: RawMissing,
        /// Years from its data to the assessment, where they differ from those of the scheme.
        lag_years: i64,
        /// Given where the item stands in place of one that is not public: why it was chosen.
        chosen: Name,
        /// Department that supplies it.
        department: Name,
        /// Evidence that must accompany it.
        evidence: Name,
        /// Remark.
        note: Name,
    }

    /// Points for an event.
    struct RawEventRule {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Points for each occurrence, above 0 for bonus and deduction alike.
        #[schemars(required)]
        points: RawFigure,
        /// Most points of this rule.
        ceiling: RawFigure,
        /// Class whose points it changes; left out with `item` = the total.
        class: String,
        /// Item whose points it changes.
        item: String,
        /// Department that establishes it.
        department: Name,
        /// Evidence that must accompany it.
        evidence: Name,
        /// Remark.
        note: Name,
    }

    /// An event that bars a unit.
    struct RawVeto {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// What it does.
        #[schemars(required, extend("enum" = super::scheme::VETO_EFFECTS))]
        effect: String,
        /// Evidence that must accompany it.
        evidence: Name,
        /// Remark.
        note: Name,
    }

    /// A rule over several years: in the last k in m of n consecutive assessments.
    struct RawExit {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// The last k ranks count.
        #[schemars(required)]
        last: i64,
        /// Of all units, or of the unit's group; default: as ranked.
        #[schemars(extend("enum" = super::scheme::AMONG))]
        among: String,
        /// In how many assessments.
        #[schemars(required)]
        times: i64,
        /// Of how many consecutive ones; default: as `times`.
        years: i64,
        /// How candidates are ordered among themselves; default `mean`.
        #[schemars(extend("enum" = super::scheme::JUDGED_ON))]
        judged_on: String,
        /// How many are proposed at most; default all.
        most: i64,
        /// Years for which the province may propose no upgrade afterwards.
        ban_years: i64,
        /// Whether units that tie at the border are among the last k; default `include`.
        #[schemars(extend("enum" = super::scheme::BORDERS))]
        border: String,
        /// What an assessment without the unit is: one in which it was not among the last, or none; default `counts`.
        #[schemars(extend("enum" = super::scheme::ABSENCES))]
        absence: String,
        /// Remark.
        note: Name,
    }

    /// A rule that is not known.
    struct RawUnknown {
        /// What it is about.
        #[schemars(required, extend("enum" = crate::scheme::UNKNOWN_ABOUT))]
        about: String,
        /// What is not known, and what is assumed.
        #[schemars(required)]
        why: Name,
        /// Words within which uncertainty varies what the file says.
        among: Words,
    }

    /// A scheme taken up by a project.
    struct RawSchemeUse {
        /// Scheme file of the project.
        file: String,
        /// Scheme that comes with Crest.
        builtin: String,
        /// Item → indicator code.
        items: Map<String>,
        /// Base datum → indicator code.
        data: Map<String>,
        /// Attribute that groups of the scheme ask for → grouping of the places (`group.<name>`); default: the same name.
        groups: Map<String>,
        /// List of events.
        events: String,
        /// List of base and goal values of single units.
        bases: String,
    }

    /// One row of the events.
    struct RawEvent {
        /// Place.
        place: String,
        /// Assessment year.
        period: Period,
        /// Bonus, deduction or veto.
        rule: String,
        /// Occurrences; blank = 1.
        count: f64,
        /// Evidence.
        evidence: String,
        /// Source.
        source: String,
    }

    /// One row of the base and goal values.
    struct RawUnitBasis {
        /// Place.
        place: String,
        /// Assessment year; blank = every one.
        period: Period,
        /// Item.
        item: String,
        /// Base value.
        base: f64,
        /// Goal value.
        goal: f64,
        /// Source.
        source: String,
    }
}

/// Declares a value kept as a tree, which is read where its meaning is known.
macro_rules! kept {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name(pub(crate) Node, pub(crate) String);

        impl Shape for $name {
            fn read(node: &Node, path: &str, _: &mut Vec<Diagnostic>) -> Option<Self> {
                Some(Self(node.clone(), path.to_owned()))
            }
        }
    )*};
}

kept! {
    /// A number, or an assumed one.
    RawFigure
    /// A number, an assumed one, or one for each group.
    RawPerGroup
    /// Where a base or goal value comes from.
    RawReference
    /// What an item without a value gets.
    RawMissing
}

shape! {
    /// A number that is assumed.
    struct RawAssumed {
        /// The number used.
        #[schemars(required)]
        assumed: f64,
        /// Least it may be.
        low: f64,
        /// Greatest it may be.
        high: f64,
        /// The values it may have, instead of `low` and `high`.
        among: Vec<At<f64>>,
        /// What is not known, and why this is assumed.
        #[schemars(required)]
        why: Name,
    }

    /// The unit's own value of a data year.
    struct RawYearOf {
        /// Data year.
        #[schemars(required)]
        year: i64,
    }

    /// A share of the full points.
    struct RawShareOf {
        /// Share.
        #[schemars(required)]
        share: RawFigure,
    }
}

impl JsonSchema for RawFigure {
    fn schema_name() -> Cow<'static, str> {
        "RawFigure".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number, or an assumed one with the range it may lie in.",
            "anyOf": [{ "type": "number" }, generator.subschema_for::<RawAssumed>()]
        })
    }
}

impl JsonSchema for RawPerGroup {
    fn schema_name() -> Cow<'static, str> {
        "RawPerGroup".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number, an assumed one, or one by group, with `otherwise` for the groups not named.",
            "anyOf": [
                generator.subschema_for::<RawFigure>(),
                { "type": "object", "additionalProperties": generator.subschema_for::<RawFigure>() }
            ]
        })
    }
}

impl JsonSchema for RawReference {
    fn schema_name() -> Cow<'static, str> {
        "RawReference".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number, one by group, the unit's own value, or one from a list of the project.",
            "anyOf": [
                { "enum": super::scheme::REFERENCES },
                generator.subschema_for::<RawYearOf>(),
                generator.subschema_for::<RawPerGroup>()
            ]
        })
    }
}

impl JsonSchema for RawMissing {
    fn schema_name() -> Cow<'static, str> {
        "RawMissing".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What an item without a value gets.",
            "anyOf": [{ "enum": super::scheme::MISSING }, generator.subschema_for::<RawShareOf>()]
        })
    }
}

/// One text or a list of texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct OneOrMore(pub(crate) Vec<At<String>>);

impl JsonSchema for OneOrMore {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OneOrMore".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

impl Shape for OneOrMore {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self(vec![At::new(text.trim().to_owned(), node.location.clone())])),
            Value::Array(_) => Words::read(node, path, found).map(|words| Self(words.0)),
            _ => {
                wrong_type(node, path, "a text or a list of texts", found);
                None
            }
        }
    }
}

/// Returns the entries of a table with their places.
pub(crate) fn entries(node: &Node) -> &[(Key, Node)] {
    match &node.value {
        Value::Table(entries) => entries,
        _ => &[],
    }
}

/// Points at a key of a table, or at the table.
pub(crate) fn key_location<'a>(node: &'a Node, name: &str) -> &'a Location {
    node.entry(name).map_or(&node.location, |item| &item.location)
}
