//! The raw shapes of `[rules]`, of the lists of rules and of method files.

use super::raw_scheme::RawCitation;
use super::shape::{At, Map, Name, Words, shape};
use super::tree::{Key, Node, Value};
use crate::Diagnostic;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::shape::{Shape, wrong_type};

shape! {
    /// Rules across jurisdictions: where the lists stand, whose rules are compared, and by which methods.
    struct RawRules {
        /// Directory of the lists `topics.csv`, `provisions.csv`, `jurisdictions.csv`, `answers.csv` and `relations.csv`;
        /// default `rules`.
        dir: String,
        /// Workbook whose sheets are the lists, instead of a directory.
        workbook: String,
        /// List of the topics, where it stands elsewhere. `book.xlsx#Sheet` names a sheet of a workbook.
        topics: String,
        /// List of the provisions.
        provisions: String,
        /// List of the jurisdictions.
        jurisdictions: String,
        /// Lists of answers: one row for each, or a matrix with one row for each provision and one column for each jurisdiction.
        answers: Words,
        /// List of the relations.
        relations: String,
        /// Jurisdiction whose rules are compared.
        focus: String,
        /// Jurisdictions with which it is compared.
        partners: Words,
        /// Methods by a name of your choice.
        methods: Map<RawMethodUse>,
    }

    /// A method that a project takes up: a file of its own, or one that comes with Crest.
    struct RawMethodUse {
        /// Method file of the project.
        file: String,
        /// Name of a method that comes with Crest.
        builtin: String,
        /// What a component reads → provision of the project, where the two are called differently.
        provisions: Map<String>,
    }

    /// A row of the topics.
    struct RawTopic {
        /// Identifier.
        id: String,
        /// What it belongs to.
        parent: String,
        /// Name.
        label: Name,
        /// Name, under another header.
        name: Name,
        /// Remark.
        note: Name,
    }

    /// A row of the provisions.
    struct RawProvision {
        /// Identifier.
        id: String,
        /// Topic.
        topic: String,
        /// The question.
        question: Name,
        /// What an answer is.
        kind: String,
        /// Unit of measure.
        unit: String,
        /// Options of a choice: `id`, or `id=name`.
        options: Words,
        /// The options rise or fall.
        ordered: bool,
        /// Which answers are better.
        better: String,
        /// What would have to change.
        lever: String,
        /// Who could change it.
        authority: String,
        /// Where the question comes from.
        method_ref: String,
        /// Provision that it replaces.
        supersedes: String,
        /// Remark.
        note: Name,
    }

    /// A row of the jurisdictions.
    struct RawJurisdiction {
        /// Identifier.
        id: String,
        /// Name.
        label: Name,
        /// Name, under another header.
        name: Name,
        /// What it belongs to.
        parent: String,
        /// Population.
        population: f64,
        /// Remark.
        note: Name,
    }

    /// A row of the answers; in a matrix without jurisdiction and value.
    struct RawAnswer {
        /// Provision.
        provision: String,
        /// Jurisdiction whose rule it is.
        jurisdiction: String,
        /// Jurisdiction towards which it holds.
        counterpart: String,
        /// The question, shown to those who answer; not kept.
        asked: String,
        /// The answer, or why there is none.
        value: String,
        /// Law on paper, or practice.
        law_or_practice: String,
        /// First day.
        from: String,
        /// Last day.
        to: String,
        /// First day on which the record said so.
        recorded_from: String,
        /// Last day on which the record said so.
        recorded_to: String,
        /// How sure it is.
        certainty: String,
        /// Legal instrument.
        instrument: String,
        /// Article of the instrument.
        article: String,
        /// Address of the source.
        url: String,
        /// Who coded it.
        coder: String,
        /// Who checked it.
        checked_by: String,
        /// Remark.
        note: Name,
    }

    /// A row of the relations.
    struct RawRelation {
        /// Provision.
        provision: String,
        /// Jurisdiction that recognises.
        from: String,
        /// Jurisdiction that is recognised.
        to: String,
        /// State of recognition.
        state: String,
        /// Condition.
        condition: String,
        /// Share of cases in which the condition is met.
        share: f64,
        /// What is covered.
        scope: String,
        /// Bound in number.
        quota: String,
        /// Part of the jurisdiction where it holds.
        area: String,
        /// First day.
        from_date: String,
        /// Last day.
        to_date: String,
        /// Legal instrument.
        instrument: String,
        /// Address of the source.
        url: String,
        /// Remark.
        note: Name,
    }

    /// A method that scores rules.
    struct RawMethodFile {
        /// What the method is.
        #[schemars(required)]
        method: RawMethod,
        /// Sources.
        sources: Vec<At<RawCitation>>,
        /// How scores are added up.
        scoring: RawMethodScoring,
        /// How ranks are given.
        ranking: RawMethodRanking,
        /// How an economy with several cities is scored; left out = by its own answers.
        cities: RawCities,
        /// Topics, pillars, groups.
        nodes: Vec<At<RawMethodNode>>,
        /// What is scored.
        #[schemars(required)]
        components: Vec<At<RawComponent>>,
        /// Conditions that set a score.
        gates: Vec<At<RawGate>>,
        /// Conditions that make components count as a stated score.
        implications: Vec<At<RawImplication>>,
        /// Components of which one at the worst end of its range puts all there.
        joined: Vec<At<RawJoined>>,
    }

    /// What the method is.
    struct RawMethod {
        /// Identifier: letters, digits, `-`, `_` and `.`.
        #[schemars(required)]
        id: String,
        /// Name.
        #[schemars(required)]
        name: Name,
        /// Who published it.
        publisher: Name,
        /// Version as its publisher calls it.
        version: String,
        /// First year of data for which it holds.
        first_year: i64,
        /// Last year of data for which it holds.
        last_year: i64,
        /// Method that it replaces.
        supersedes: String,
        /// Remark.
        note: Name,
    }

    /// How scores are added up.
    struct RawMethodScoring {
        /// Score of a component that is as good as can be; default 100.
        scale: f64,
        /// How nodes without a parent make the overall score; default `mean`. `none`: there is no overall score.
        #[schemars(extend("enum" = super::rules::method::OVERALL))]
        overall: String,
        /// With `sum-over`: the full sum.
        full: f64,
        /// What an absent answer does; default: what does not apply leaves, no practice scores 0, all others have no score.
        absence: RawAbsence,
        /// What is rounded for display; default nothing.
        rounding: RawMethodRounding,
    }

    /// What an absent answer does, by the reason of its absence.
    struct RawAbsence {
        /// The question makes no sense there.
        #[schemars(extend("enum" = super::rules::method::TREATMENTS))]
        not_applicable: String,
        /// Nobody does it.
        #[schemars(extend("enum" = super::rules::method::TREATMENTS))]
        no_practice: String,
        /// Nobody knows.
        #[schemars(extend("enum" = super::rules::method::TREATMENTS))]
        unknown: String,
        /// Sources contradict each other.
        #[schemars(extend("enum" = super::rules::method::TREATMENTS))]
        contested: String,
        /// Nobody has looked, or nothing was written.
        #[schemars(extend("enum" = super::rules::method::TREATMENTS))]
        blank: String,
    }

    /// Decimals to which scores are rounded for display.
    struct RawMethodRounding {
        /// Of a component.
        component: i64,
        /// Of a node.
        node: i64,
        /// Of the whole.
        overall: i64,
    }

    /// How ranks are given.
    struct RawMethodRanking {
        /// False where the publisher gives no ranks; default true.
        ranked: bool,
        /// `more`: greater scores are better (default); `less`: smaller ones are.
        #[schemars(extend("enum" = super::rules::method::BETTER))]
        better: String,
        /// Scores that are compared; default `unrounded`.
        #[schemars(extend("enum" = super::rules::method::RANKED_ON))]
        on: String,
        /// Rank of equal scores; default `better`.
        #[schemars(extend("enum" = super::scheme::TIES))]
        ties: String,
        /// Jurisdictions that are measured and not ranked.
        unranked: Words,
    }

    /// How an economy with several cities is scored: by the weighted mean of their scores, on every level.
    struct RawCities {
        /// `population` of the jurisdictions inside it, or `listed`.
        #[schemars(extend("enum" = super::rules::method::CITY_WEIGHTS))]
        weights: String,
        /// Weights of cities.
        listed: Vec<At<RawCityWeight>>,
    }

    /// Weight of a city in its economy.
    struct RawCityWeight {
        /// Economy.
        #[schemars(required)]
        economy: String,
        /// City.
        #[schemars(required)]
        city: String,
        /// Weight; those of one economy add up to 1.
        #[schemars(required)]
        weight: f64,
    }

    /// A topic, pillar or group.
    struct RawMethodNode {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Node it belongs to; left out = it is part of the whole.
        parent: String,
        /// What it is called, such as `topic` or `pillar`.
        level: String,
        /// Weight in its parent.
        weight: f64,
        /// Greatest points.
        most: f64,
        /// How its members make its score; default `mean`.
        #[schemars(extend("enum" = super::rules::method::AGGREGATIONS))]
        aggregation: String,
        /// With `sum-over`: the full sum.
        full: f64,
        /// Remark.
        note: Name,
    }

    /// What is scored: one answer by one function.
    struct RawComponent {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Name.
        name: Name,
        /// Node it belongs to; left out = it is part of the whole.
        node: String,
        /// Provision whose answer it reads; default: the one of its own identifier.
        reads: String,
        /// Unit of the answer.
        unit: String,
        /// Weight in its node.
        weight: f64,
        /// How the answer is scored.
        #[schemars(required)]
        score: RawScoreFunction,
        /// What would have to change.
        #[schemars(extend("enum" = super::rules::method::LEVERS))]
        lever: String,
        /// `true` where it takes no part in distances between rules.
        apart: bool,
        /// What an absent answer does here; what is left out is as in the method.
        absence: RawAbsence,
        /// Remark.
        note: Name,
    }

    /// How an answer is scored.
    struct RawScoreFunction {
        /// Name of the function; the other keys are its parameters.
        #[schemars(required, extend("enum" = super::rules::method::FUNCTIONS))]
        method: String,
        /// `bounds`: value of score 0. `expression`: score at the worst end.
        worst: f64,
        /// `bounds`: value of the full score. `expression`: score at the best end.
        best: f64,
        /// `bounds`: exponent; default 1.
        exponent: f64,
        /// `options`: points by option; `yes` and `no` are the options of a yes/no question.
        points: RawPoints,
        /// `steps`: pairs of value and points, values rising; a value from one up to the next gets its points.
        steps: RawPairs,
        /// `line`: pairs of value and score, values rising, joined by straight lines.
        knots: RawPairs,
        /// `threshold`: the threshold.
        at: f64,
        /// `threshold`: which side gets `then`.
        #[schemars(extend("enum" = super::rules::method::SIDES))]
        side: String,
        /// `threshold`: score on that side.
        then: f64,
        /// `threshold`: score elsewhere.
        otherwise: f64,
        /// `points`: greatest points.
        most: f64,
        /// `expression`: formula over answers, such as `if(licence = "filing", 2, 0)`.
        text: String,
    }

    /// A condition that sets the score of a node or component.
    struct RawGate {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Node or component whose score it sets.
        #[schemars(required)]
        on: String,
        /// Condition over answers.
        #[schemars(required)]
        when: String,
        /// Score that it sets; default 0.
        score: f64,
        /// Remark.
        note: Name,
    }

    /// A condition that makes components count as a stated score.
    struct RawImplication {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Condition over answers.
        #[schemars(required)]
        when: String,
        /// Components.
        #[schemars(required)]
        components: Words,
        /// Score that they get; default 0.
        score: f64,
        /// Remark.
        note: Name,
    }

    /// Components of which one at the worst end of its range puts all there.
    struct RawJoined {
        /// Identifier.
        #[schemars(required)]
        id: String,
        /// Components.
        #[schemars(required)]
        components: Words,
        /// Remark.
        note: Name,
    }
}

/// Points by option, in the order of the options.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawPoints(pub(crate) Vec<(Key, At<f64>)>);

impl JsonSchema for RawPoints {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Points".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": { "type": "number" } })
    }
}

impl Shape for RawPoints {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            wrong_type(node, path, "a table of options and their points", found);
            return None;
        };
        let mut points = Vec::new();
        for (key, item) in entries {
            let number = f64::read(item, &format!("{path}.{}", key.name), found)?;
            points.push((key.clone(), At::new(number, item.location.clone())));
        }
        Some(Self(points))
    }
}

/// Pairs of numbers such as `[[0, 6], [30, 3]]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawPairs(pub(crate) Vec<(f64, f64)>);

impl JsonSchema for RawPairs {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Pairs".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "items": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 }
        })
    }
}

impl Shape for RawPairs {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let expected = "a list of pairs of numbers such as [[0, 6], [30, 3]]";
        let Value::Array(items) = &node.value else {
            wrong_type(node, path, expected, found);
            return None;
        };
        let mut pairs = Vec::new();
        for item in items {
            let numbers = match &item.value {
                Value::Array(pair) if pair.len() == 2 => pair,
                _ => {
                    wrong_type(item, path, expected, found);
                    return None;
                }
            };
            pairs.push((f64::read(&numbers[0], path, found)?, f64::read(&numbers[1], path, found)?));
        }
        Some(Self(pairs))
    }
}

/// Joins two names of one thing: `label` and `name` are the same column.
pub(crate) fn either(label: Option<At<Name>>, name: Option<At<Name>>) -> Name {
    label.or(name).map(|at| at.value).unwrap_or_default()
}
