//! What must add up in a method: weights of a mean, greatest points of a sum, weights of cities.

use std::collections::BTreeMap;

use super::{CITY_WEIGHTS, Judge};
use crate::load::names::{need, one_of, plain};
use crate::load::raw_rules::RawCities;
use crate::load::shape::At;
use crate::rules::method::{Aggregation, CityWeight, CityWeights, Component, RuleMethod, ScoreFunction};
use crate::{Diagnostic, Location};

/// How far weights may miss their sum: sources print eight decimals.
const SUM_TOLERANCE: f64 = 1e-6;

impl Judge<'_> {
    /// Checks how cities are averaged.
    pub(super) fn cities(&mut self, At { value: raw, location }: At<RawCities>) -> Option<CityWeights> {
        let word = need(raw.weights, "cities.weights", &location, self.found)?;
        let word = one_of(&word, CITY_WEIGHTS, "C1604", "cities.weights", self.found)?;
        let listed = plain(raw.listed);
        if word == "population" {
            return Some(CityWeights::Population);
        }
        let mut weights = Vec::new();
        let mut sums: BTreeMap<String, (f64, Location)> = BTreeMap::new();
        for At { value, location } in listed {
            let economy = need(value.economy, "cities.listed.economy", &location, self.found);
            let city = need(value.city, "cities.listed.city", &location, self.found);
            let weight = need(value.weight, "cities.listed.weight", &location, self.found);
            let (Some(economy), Some(city), Some(weight)) = (economy, city, weight) else { continue };
            if !(0.0..=1.0).contains(&weight.value) {
                self.number_fault("cities.listed.weight", weight.value, "a number from 0 to 1", &weight.location);
            }
            let sum = sums.entry(economy.value.clone()).or_insert((0.0, weight.location));
            sum.0 += weight.value;
            weights.push(CityWeight { economy: economy.value, city: city.value, weight: weight.value });
        }
        for (economy, (sum, place)) in sums {
            if (sum - 1.0).abs() > SUM_TOLERANCE {
                self.sum_fault(&format!("the weights of the cities of `{economy}`"), sum, 1.0, &place);
            }
        }
        Some(CityWeights::Listed(weights))
    }

    /// Reports numbers that miss their sum.
    fn sum_fault(&mut self, what: &str, sum: f64, expected: f64, location: &Location) {
        self.found.push(
            Diagnostic::error("C1621", format!("{what} sum to {sum}"))
                .at(location.clone())
                .value(sum.to_string())
                .expected(format!("a sum of {expected}")),
        );
    }

    /// Checks what only the whole shows: every node has members, weights and points add up.
    pub(super) fn whole(&mut self, method: &RuleMethod, header: &Location) {
        let mut parts: Vec<(Option<&str>, Option<Aggregation>, Option<f64>)> = vec![(None, method.overall, None)];
        parts.extend(method.nodes.iter().map(|node| (Some(node.id.as_str()), Some(node.aggregation), node.most)));
        for (id, aggregation, most) in parts {
            let place = id.and_then(|id| self.members.find_location(id)).unwrap_or(header).clone();
            let (nodes, components) = method.members(id);
            let what = id.map_or_else(|| "the whole".to_owned(), |id| format!("the node `{id}`"));
            if nodes.is_empty() && components.is_empty() {
                self.found.push(
                    Diagnostic::error("C1628", format!("{what} has no members"))
                        .at(place)
                        .value(id.unwrap_or_default())
                        .expected("at least one node or component"),
                );
                continue;
            }
            let weights: Vec<Option<f64>> =
                nodes.iter().map(|node| node.weight).chain(components.iter().map(|one| one.weight)).collect();
            if aggregation == Some(Aggregation::Mean) {
                self.weights_fit(&what, &weights, &place);
            }
            if let (Some(most), Some(Aggregation::Sum)) = (most, aggregation) {
                let points = |one: &&Component| match one.score {
                    ScoreFunction::Points { most } => Some(most),
                    _ => None,
                };
                let own: Option<Vec<f64>> = nodes
                    .iter()
                    .map(|node| node.most)
                    .chain(components.iter().map(points))
                    .zip(&weights)
                    .map(|(most, weight)| most.map(|most| most * weight.unwrap_or(1.0)))
                    .collect();
                let sum: f64 = own.iter().flatten().sum();
                if own.is_some() && (sum - most).abs() > SUM_TOLERANCE * most.max(1.0) {
                    self.sum_fault(&format!("the greatest points in {what}"), sum, most, &place);
                }
            }
        }
    }

    /// Checks the weights of a mean: all given and 1 in sum, or none given.
    fn weights_fit(&mut self, what: &str, weights: &[Option<f64>], place: &Location) {
        let given: Vec<f64> = weights.iter().copied().flatten().collect();
        if given.is_empty() {
            return;
        }
        if given.len() < weights.len() {
            self.found.push(
                Diagnostic::error(
                    "C1621",
                    format!("{} of {} members of {what} have a weight", given.len(), weights.len()),
                )
                .at(place.clone())
                .value(given.len().to_string())
                .expected("a weight for each member, or for none"),
            );
            return;
        }
        let sum: f64 = given.iter().sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            self.sum_fault(&format!("the weights in {what}"), sum, 1.0, place);
        }
    }
}
