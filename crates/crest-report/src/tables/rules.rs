//! Flat tables of rules across jurisdictions: scores, distances, axes, recognition, sunsets, history, trust.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{Results, RulesResult};

use super::{FlatTable, Row, start};
use crate::names::same;

/// All tables of the chapter, in its order.
pub(super) fn tables(results: &Results) -> Vec<FlatTable> {
    let none = RulesResult::default();
    let rules = results.rules.as_ref().unwrap_or(&none);
    let called = Called(rules.jurisdictions.iter().map(|one| (one.id.as_str(), &one.name)).collect());
    vec![
        scores(rules),
        ladder(rules),
        distances(rules, &called),
        axes(rules, &called),
        recognition(rules, &called),
        sunsets(rules, &called),
        convergence(rules, &called),
        signals(rules),
        events(rules, &called),
        coverage(rules, &called),
    ]
}

/// Names of jurisdictions.
struct Called<'a>(BTreeMap<&'a str, &'a Text>);

impl Called<'_> {
    /// Name of a jurisdiction; empty for none.
    fn name(&self, id: &str) -> Text {
        self.0.get(id).filter(|name| !name.is_empty()).map_or_else(|| same(id), |name| (*name).clone())
    }
}

/// Scores by jurisdiction and topic, the overall score first and without a topic.
fn scores(rules: &RulesResult) -> FlatTable {
    let columns = [
        "day",
        "jurisdiction",
        "jurisdiction_name:both",
        "topic",
        "topic_name:both",
        "score",
        "rank",
        "rank_best",
        "rank_worst",
        "is_ranked",
        "why:both",
    ];
    let mut table = start("rules_scores", &columns);
    for row in &rules.scores {
        let begin = || Row::default().put(&rules.day).put(&row.id).both(&row.name);
        let whole = begin().put("").both(&Text::default()).put(row.overall).put(row.rank);
        let interval = (row.rank_interval.map(|ends| ends.0), row.rank_interval.map(|ends| ends.1));
        table.push(whole.put(interval.0).put(interval.1).put(row.is_ranked).both(&row.why));
        for (topic, score) in rules.topics.iter().zip(&row.topics) {
            let part = begin().put(&topic.id).both(&topic.name).put(*score);
            table.push(
                part.put(None::<u32>).put(None::<u32>).put(None::<u32>).put(row.is_ranked).both(&Text::default()),
            );
        }
    }
    table
}

/// Steps of the focus to better ranks.
fn ladder(rules: &RulesResult) -> FlatTable {
    let columns = [
        "jurisdiction",
        "rank_reached",
        "points_needed",
        "provision",
        "question:both",
        "answer_before:both",
        "answer_after:both",
    ];
    let mut table = start("rules_ladder", &columns);
    for step in &rules.ladder {
        table.push(
            Row::default()
                .put(rules.focus.as_deref().unwrap_or(""))
                .put(step.rank)
                .put(step.points)
                .put(&step.provision)
                .both(&step.question)
                .both(&step.before)
                .both(&step.after),
        );
    }
    table
}

/// Distances from the focus by partner and topic; all topics together have none.
fn distances(rules: &RulesResult, called: &Called<'_>) -> FlatTable {
    let columns = [
        "day",
        "jurisdiction",
        "partner",
        "partner_name:both",
        "topic",
        "topic_name:both",
        "distance",
        "distance_lower",
        "distance_upper",
        "known_share",
    ];
    let mut table = start("rules_distances", &columns);
    for row in &rules.distances {
        table.push(
            Row::default()
                .put(&rules.day)
                .put(rules.focus.as_deref().unwrap_or(""))
                .put(&row.partner)
                .both(&called.name(&row.partner))
                .put(&row.topic)
                .both(&row.topic_name)
                .put(row.distance)
                .put(row.lower)
                .put(row.upper)
                .put(row.known),
        );
    }
    table
}

/// Provisions on the two axes, by partner.
fn axes(rules: &RulesResult, called: &Called<'_>) -> FlatTable {
    let columns = [
        "partner",
        "partner_name:both",
        "provision",
        "question:both",
        "own_answer:both",
        "partner_answer:both",
        "quadrant",
        "quadrant_words:both",
        "gain",
        "distance_change",
        "best_gain",
        "best_distance_change",
        "is_outcome",
    ];
    let mut table = start("rules_axes", &columns);
    for row in &rules.axes {
        table.push(
            Row::default()
                .put(&row.partner)
                .both(&called.name(&row.partner))
                .put(&row.provision)
                .both(&row.question)
                .both(&row.own)
                .both(&row.other)
                .put(&row.quadrant)
                .both(&row.words)
                .put(row.gain)
                .put(row.distance_change)
                .put(row.best_gain)
                .put(row.best_distance_change)
                .put(row.is_outcome),
        );
    }
    table
}

/// Who recognises whom.
fn recognition(rules: &RulesResult, called: &Called<'_>) -> FlatTable {
    let columns = [
        "provision",
        "question:both",
        "recogniser",
        "recogniser_name:both",
        "recognised",
        "recognised_name:both",
        "recognition",
        "recognition_words:both",
        "condition",
        "scope",
        "quota",
        "area",
        "last_day",
        "source",
    ];
    let mut table = start("rules_recognition", &columns);
    for row in &rules.recognition {
        table.push(
            Row::default()
                .put(&row.provision)
                .both(&row.question)
                .put(&row.from)
                .both(&called.name(&row.from))
                .put(&row.to)
                .both(&called.name(&row.to))
                .put(&row.state)
                .both(&row.words)
                .put(&row.condition)
                .put(&row.scope)
                .put(&row.quota)
                .put(&row.area)
                .put(&row.expires)
                .put(&row.source),
        );
    }
    table
}

/// Rules that end without anything to follow, the next to end first.
fn sunsets(rules: &RulesResult, called: &Called<'_>) -> FlatTable {
    let columns = [
        "last_day",
        "jurisdiction",
        "jurisdiction_name:both",
        "counterpart",
        "counterpart_name:both",
        "provision",
        "question:both",
        "answer:both",
        "source",
    ];
    let mut table = start("rules_sunsets", &columns);
    for row in &rules.sunsets {
        table.push(
            Row::default()
                .put(&row.last_day)
                .put(&row.jurisdiction)
                .both(&called.name(&row.jurisdiction))
                .put(&row.counterpart)
                .both(&called.name(&row.counterpart))
                .put(&row.provision)
                .both(&row.question)
                .both(&row.answer)
                .put(&row.source),
        );
    }
    table
}

/// Distances to partners over the years.
fn convergence(rules: &RulesResult, called: &Called<'_>) -> FlatTable {
    let columns = ["partner", "partner_name:both", "day", "distance", "distance_lower", "distance_upper"];
    let mut table = start("rules_convergence", &columns);
    for series in &rules.convergence {
        for point in &series.points {
            table.push(
                Row::default()
                    .put(&series.partner)
                    .both(&called.name(&series.partner))
                    .put(&point.day)
                    .put(point.distance)
                    .put(point.lower)
                    .put(point.upper),
            );
        }
    }
    table
}

/// Provisions on which partners moved and the focus did not.
fn signals(rules: &RulesResult) -> FlatTable {
    let columns = ["provision", "question:both", "moved", "n_known", "moved_to:both", "own_answer:both"];
    let mut table = start("rules_signals", &columns);
    for row in &rules.signals {
        table.push(
            Row::default()
                .put(&row.provision)
                .both(&row.question)
                .put(row.moved.as_slice())
                .put(row.n_known as u64)
                .both(&row.towards)
                .both(&row.own),
        );
    }
    table
}

/// Changes of answers, oldest first.
fn events(rules: &RulesResult, called: &Called<'_>) -> FlatTable {
    let columns = [
        "day",
        "jurisdiction",
        "jurisdiction_name:both",
        "counterpart",
        "counterpart_name:both",
        "provision",
        "question:both",
        "answer_before:both",
        "answer_after:both",
        "source",
    ];
    let mut table = start("rules_events", &columns);
    for row in &rules.events {
        table.push(
            Row::default()
                .put(&row.day)
                .put(&row.jurisdiction)
                .both(&called.name(&row.jurisdiction))
                .put(&row.counterpart)
                .both(&called.name(&row.counterpart))
                .put(&row.provision)
                .both(&row.question)
                .both(&row.before)
                .both(&row.after)
                .put(&row.source),
        );
    }
    table
}

/// How far the answers of each jurisdiction can be trusted.
fn coverage(rules: &RulesResult, called: &Called<'_>) -> FlatTable {
    let columns = [
        "jurisdiction",
        "jurisdiction_name:both",
        "answers_due",
        "answers_given",
        "not_found",
        "contested",
        "not_collected",
        "given_share",
        "official_share",
        "single_coder_share",
        "mean_age",
    ];
    let mut table = start("rules_coverage", &columns);
    for row in &rules.coverage {
        table.push(
            Row::default()
                .put(&row.jurisdiction)
                .both(&called.name(&row.jurisdiction))
                .put(row.n_due as u64)
                .put(row.n_given as u64)
                .put(row.n_unknown as u64)
                .put(row.n_contested as u64)
                .put(row.n_not_collected as u64)
                .put(row.given)
                .put(row.official)
                .put(row.single_coder)
                .put(row.mean_age_years),
        );
    }
    table
}
