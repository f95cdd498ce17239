//! What a reader of the rules chapter must know first, in sentences.

use crest_model::Text;
use crest_model::results::{RuleAxis, RuleDistance, RulesResult};

use super::{Called, distance, shown};
use crate::names::same;
use crate::number::{percent, score};
use crate::strings::{fill, text};

pub(super) fn sentences(rules: &RulesResult, called: &Called<'_>) -> Vec<Text> {
    let day = same(&rules.day);
    let mut sentences = Vec::new();
    let focus = rules.focus.as_ref();
    let own = focus.and_then(|id| rules.scores.iter().find(|row| row.id == *id));
    let method = rules.method.as_ref().map(|method| shown(&method.name, &method.id));
    if let (Some(focus), Some(own), Some(method)) = (focus, own, &method) {
        let name = called.name(focus);
        let n = same(&rules.scores.iter().filter(|row| row.rank.is_some()).count().to_string());
        sentences.push(match (own.overall, own.rank) {
            (Some(overall), Some(rank)) => fill(
                "rules.scored",
                &[
                    ("focus", &name),
                    ("day", &day),
                    ("method", method),
                    ("score", &same(&score(overall))),
                    ("rank", &same(&rank.to_string())),
                    ("n", &n),
                ],
            ),
            (Some(overall), None) => fill(
                "rules.scored_unranked",
                &[("focus", &name), ("day", &day), ("method", method), ("score", &same(&score(overall)))],
            ),
            (None, _) => {
                let why = if own.why.is_empty() { text("rules.not_told") } else { own.why.clone() };
                fill("rules.unscored", &[("focus", &name), ("day", &day), ("method", method), ("why", &why)])
            }
        });
    } else {
        let n = same(&rules.jurisdictions.len().to_string());
        sentences.push(fill("rules.heading", &[("n", &n), ("day", &day)]));
    }
    if !rules.known.is_empty() {
        sentences.push(fill("rules.known_at", &[("known", &same(&rules.known))]));
    }
    if let Some(focus) = focus {
        sentences.extend(nearest(rules, &called.name(focus), called));
    }
    for partner in &rules.partners {
        sentences.extend(axes(rules, partner, called));
    }
    if let Some(first) = rules.sunsets.first() {
        sentences.push(fill(
            "rules.next_sunset",
            &[
                ("n", &same(&rules.sunsets.len().to_string())),
                ("day", &same(&first.last_day)),
                ("jurisdiction", &called.name(&first.jurisdiction)),
                ("question", &shown(&first.question, &first.provision)),
            ],
        ));
    }
    let trust = focus.and_then(|id| rules.coverage.iter().find(|row| row.jurisdiction == *id));
    if let Some((row, given)) = trust.and_then(|row| Some((row, row.given?))) {
        let official = row.official.map_or_else(|| text("rules.not_told"), |share| same(&percent(share)));
        sentences.push(fill(
            "rules.trust",
            &[("focus", &called.name(&row.jurisdiction)), ("given", &same(&percent(given))), ("official", &official)],
        ));
    }
    sentences
}

fn nearest(rules: &RulesResult, focus: &Text, called: &Called<'_>) -> Option<Text> {
    let whole = rules.distances.iter().filter(|row| row.topic.is_empty());
    let mut whole: Vec<(f64, &RuleDistance)> = whole.filter_map(|row| Some((row.distance?, row))).collect();
    whole.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (&(least, near), &(most, far)) = (whole.first()?, whole.last()?);
    let (near, far) = (called.name(&near.partner), called.name(&far.partner));
    let (least, most) = (same(&distance(least)), same(&distance(most)));
    let mut arguments = vec![("focus", focus), ("near", &near), ("least", &least)];
    if whole.len() == 1 {
        return Some(fill("rules.one_distance", &arguments));
    }
    arguments.extend([("far", &far), ("most", &most)]);
    Some(fill("rules.nearest", &arguments))
}

/// Counts the quadrants of one partner; nothing where no provision differs.
fn axes(rules: &RulesResult, partner: &str, called: &Called<'_>) -> Option<Text> {
    let rows: Vec<&RuleAxis> = rules.axes.iter().filter(|row| row.partner == partner).collect();
    let count = |word: &str| rows.iter().filter(|row| row.quadrant == word).count();
    let n = rows.len() - count("no-change") - count("not-comparable");
    if n == 0 {
        return None;
    }
    let number = |n: usize| same(&n.to_string());
    Some(fill(
        "rules.axes_said",
        &[
            ("partner", &called.name(partner)),
            ("gain", &number(count("align-and-gain"))),
            ("free", &number(count("align-freely"))),
            ("lose", &number(count("align-but-lose"))),
            ("ahead", &number(count("already-ahead"))),
            ("apart", &number(count("gain-without-aligning"))),
        ],
    ))
}
