//! Whether a method fits the provisions of the project that it reads.

use std::collections::BTreeMap;

use super::RuleNames;
use crate::rules::method::ScoreFunction;
use crate::rules::{Kind, Provision, RuleMethod, Rules};
use crate::{Diagnostic, Location};

/// What a method is held against.
pub(super) struct Around<'a> {
    pub(super) rules: &'a Rules,
    pub(super) names: &'a RuleNames,
    /// Where each component stands, for methods that are files of the project.
    pub(super) places: &'a BTreeMap<String, Location>,
    /// Where the project takes the method up.
    pub(super) location: &'a Location,
}

/// Reports components whose function cannot read the answers of their provision, and cities that do not exist.
pub(super) fn fits(
    method: &RuleMethod,
    bound: &BTreeMap<String, String>,
    around: &Around<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if !around.names.provisions.whole {
        return;
    }
    for component in &method.components {
        let Some(provision) = bound.get(&component.reads).and_then(|id| around.rules.find_provision(id)) else {
            continue;
        };
        let provision = &around.rules.provisions[provision];
        let place = around.places.get(&component.id).unwrap_or(around.location).clone();
        match &component.score {
            ScoreFunction::Options { points } => options_fit(&component.id, points, provision, place, found),
            ScoreFunction::Expression { .. } => {}
            _ if provision.kind.is_number() => {}
            _ => {
                let kind = crate::rules::word_of(Kind::WORDS, &provision.kind);
                found.push(
                    Diagnostic::error(
                        "C1626",
                        format!(
                            "the component `{}` scores numbers, but the kind of `{}` is `{kind}`",
                            component.id, provision.id
                        ),
                    )
                    .at(place)
                    .value(&provision.id)
                    .expected("a provision whose answers are numbers"),
                );
            }
        }
    }
}

/// Reports options without points, and points without an option.
fn options_fit(
    id: &str,
    points: &[(String, f64)],
    provision: &Provision,
    place: Location,
    found: &mut Vec<Diagnostic>,
) {
    let options: Vec<&str> = match provision.kind {
        Kind::YesNo => vec!["yes", "no"],
        Kind::Choice => provision.options.iter().map(|option| option.id.as_str()).collect(),
        kind => {
            let kind = crate::rules::word_of(Kind::WORDS, &kind);
            found.push(
                Diagnostic::error(
                    "C1626",
                    format!("the component `{id}` scores options, but the kind of `{}` is `{kind}`", provision.id),
                )
                .at(place)
                .value(&provision.id)
                .expected("a provision whose answers are yes or no, or options"),
            );
            return;
        }
    };
    let lacking = options.iter().find(|option| !points.iter().any(|(own, _)| own == *option));
    let beyond = points.iter().find(|(own, _)| !options.contains(&own.as_str()));
    if let Some(option) = lacking {
        found.push(
            Diagnostic::error(
                "C1623",
                format!("the component `{id}` has no points for `{option}` of `{}`", provision.id),
            )
            .at(place.clone())
            .value(*option)
            .expected(format!("points for each of {}", options.join(", "))),
        );
    }
    if let Some((option, _)) = beyond {
        found.push(
            Diagnostic::error(
                "C1623",
                format!("the component `{id}` has points for `{option}`, no option of `{}`", provision.id),
            )
            .at(place)
            .value(option)
            .expected(format!("points for each of {}", options.join(", "))),
        );
    }
}
