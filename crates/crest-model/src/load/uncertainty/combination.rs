//! What inputs do to each other: two that vary the same thing, means of scores that are not positive, and the number of
//! combinations.

use std::collections::{BTreeMap, BTreeSet};

use super::super::recipe::meets_nothing_positive;
use super::input::Judged;
use super::{Judge, MOST_DRAWS};
use crate::model::NormaliseSpec;
use crate::uncertainty::{SamplingMethod, Together, UncertaintySpec, Vary, WeightsVary};
use crate::{Diagnostic, Lang, Location};

/// An option of an input, by positions.
type Choice = (usize, usize);

/// A mean that is taken somewhere in the index.
struct Mean<'a> {
    /// The option that brings it; `None` = fixed by the recipe.
    choice: Option<Choice>,
    method: &'a str,
    power: f64,
    /// Whether it is taken of indicators, whose scores reach the ends of the scale.
    of_indicators: bool,
}

impl Judge<'_> {
    /// Reports two inputs that vary the same thing.
    pub(super) fn one_thing_once(&mut self, judged: &[Judged]) {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        let mut nodes: BTreeMap<(&str, usize), usize> = BTreeMap::new();
        let mut rivals: BTreeSet<(usize, usize, String)> = BTreeSet::new();
        for (position, input) in judged.iter().enumerate() {
            let kind = input.input.vary.word();
            let touched = match &input.input.vary {
                Vary::Weights { .. } => self.weights_touched(input),
                Vary::Aggregate { level, .. } => self.standing.aggregates_at(*level),
                _ => {
                    if let Some(first) = kinds.insert(kind, position) {
                        rivals.insert((first, position, thing(kind).to_owned()));
                    }
                    continue;
                }
            };
            for node in touched {
                if let Some(first) = nodes.insert((kind, node), position)
                    && !rivals.iter().any(|(a, b, _)| (*a, *b) == (first, position))
                {
                    rivals.insert((first, position, format!("{} of `{}`", thing(kind), self.around.nodes[node].code)));
                }
            }
        }
        for (first, second, what) in rivals {
            let (first, second) = (&judged[first].input, &judged[second].input);
            self.found.push(
                Diagnostic::error("C0633", format!("`{}` and `{}` both vary the {what}", first.id, second.id))
                    .at(second.location.clone())
                    .value(&second.id)
                    .expected("one input for each thing that varies")
                    .hint("put the options together, or give the inputs different levels")
                    .related(first.location.clone(), "the first of the two"),
            );
        }
    }

    /// Lists the nodes whose weights an input draws.
    fn weights_touched(&self, input: &Judged) -> Vec<usize> {
        let Some((level, how)) = input.weights() else { return Vec::new() };
        match how {
            WeightsVary::Band(_) | WeightsVary::Dirichlet(_) | WeightsVary::Any { .. } => {
                self.standing.counted_at(level)
            }
            // Siblings that the order does not name are free, hence drawn too.
            WeightsVary::Order(order) => order
                .first()
                .and_then(|node| self.around.nodes[*node].parent)
                .map_or_else(Vec::new, |parent| self.standing.children(parent).to_vec()),
            WeightsVary::Sets { sets, .. } => {
                let stated: BTreeSet<usize> = sets.iter().flat_map(|set| &set.weights).map(|(node, _)| *node).collect();
                stated.into_iter().collect()
            }
        }
    }

    /// Reports options under which a mean of positive numbers is taken of scores that are not.
    ///
    /// Where the mean is taken of indicators it is an error: the lowest of them has the lowest score there is. Where it is
    /// taken of aggregates, whose scores rarely reach the end of the scale, it is a warning (not for z-scores). What the recipe itself combines
    /// is judged with the recipe.
    pub(super) fn means_of_positive_scores(&mut self, judged: &[Judged], together: &[Together]) {
        let mut scales: Vec<(Option<Choice>, &NormaliseSpec)> = Vec::new();
        for (position, input) in judged.iter().enumerate() {
            if let Vary::Normalise { options } = &input.input.vary {
                scales.extend(options.iter().enumerate().map(|(option, scale)| (Some((position, option)), scale)));
            }
        }
        if scales.is_empty() {
            scales.push((None, &self.index.normalise));
        }
        let means = self.means(judged);
        let mut reports = Vec::new();
        for (scale_choice, scale) in &scales {
            for mean in &means {
                let choices: Vec<Choice> = scale_choice.iter().chain(&mean.choice).copied().collect();
                if !choices.is_empty()
                    && meets_nothing_positive(mean.method, mean.power, scale)
                    && can_happen(&choices, together)
                {
                    reports.push(self.refused_mean(mean, scale, &choices, judged));
                }
            }
        }
        self.found.append(&mut reports);
    }

    /// Lists the means that may be taken, each once.
    fn means<'a>(&'a self, judged: &'a [Judged]) -> Vec<Mean<'a>> {
        let mut means: Vec<Mean<'a>> = Vec::new();
        let mut add = |choice: Option<Choice>, method: &'a str, power: f64, of_indicators: bool| {
            let same = means.iter_mut().find(|mean| mean.choice == choice && mean.method == method);
            match same {
                Some(mean) => mean.of_indicators |= of_indicators,
                None => means.push(Mean { choice, method, power, of_indicators }),
            }
        };
        let recipe = &self.index.aggregate;
        for node in self.standing.aggregates_at(None) {
            let level = self.standing.level(node);
            let children = self.standing.children(node);
            let of_indicators = children.iter().any(|child| self.around.nodes[*child].indicator.is_some());
            if let Some(method) = recipe.nodes.get(&self.around.nodes[node].code) {
                add(None, method, recipe.power, of_indicators);
                continue;
            }
            let varied = judged.iter().enumerate().find_map(|(position, input)| match &input.input.vary {
                Vary::Aggregate { level: own, options, power } if own.is_none_or(|own| own == level) => {
                    Some((position, options, *power))
                }
                _ => None,
            });
            if let Some((position, options, power)) = varied {
                for (option, method) in options.iter().enumerate() {
                    add(Some((position, option)), method, power, of_indicators);
                }
            } else {
                let own = (level as usize).saturating_sub(2).min(recipe.levels.len().saturating_sub(1));
                if let Some(method) = recipe.levels.get(own) {
                    add(None, method, recipe.power, of_indicators);
                }
            }
        }
        means
    }

    /// Reports a mean under the options that bring it about.
    fn refused_mean(
        &self,
        mean: &Mean<'_>,
        scale: &NormaliseSpec,
        choices: &[Choice],
        judged: &[Judged],
    ) -> Diagnostic {
        let told = |(input, option): &Choice| {
            let input = &judged[*input].input;
            let labels = input.labels(self.around.nodes);
            let label = labels.get(*option).map_or("", |label| label.show(Lang::En));
            format!("{} = {label}", input.id)
        };
        let combination = choices.iter().map(told).collect::<Vec<_>>().join(", ");
        let with = match choices {
            [_] if mean.choice.is_none() => format!(", and the recipe takes the {} mean", mean.method),
            [_] => format!(", and the recipe normalises by {} from {}", scale.method, scale.lower),
            _ => String::new(),
        };
        let message =
            format!("the {} mean is taken of scores that can be 0 or below: {combination}{with}", mean.method);
        let place = |(input, option): &Choice| judged[*input].options.get(*option).cloned();
        let mut places = choices.iter().rev().filter_map(place);
        let location = places.next().unwrap_or_else(|| Location::file("crest.toml"));
        // The mean of z-scores is the lower end of their scale: half of what is made of them lies below it.
        let is_certain = mean.of_indicators || scale.method == "z-score";
        let mut diagnostic =
            if is_certain { Diagnostic::error("C0624", message) } else { Diagnostic::warning("C0624", message) };
        for other in places {
            diagnostic = diagnostic.related(other, "the scale");
        }
        diagnostic.at(location).value(combination).expected("scores above 0 wherever this mean is taken").hint(
            "let the scale start above 0, for example { method = \"min-max\", lower = 1, upper = 100 }, or state in \
             `[[uncertainty.together]]` which combinations may happen",
        )
    }

    /// Reports a space that cannot be gone through combination by combination, where that is asked for.
    pub(super) fn countable(&mut self, spec: &UncertaintySpec, judged: &[Judged], together: &[Together]) {
        if spec.method != SamplingMethod::Enumerate {
            return;
        }
        if let Some(input) = judged.iter().find(|input| !input.is_countable()) {
            let id = &input.input.id;
            self.found.push(
                Diagnostic::error(
                    "C0634",
                    format!("`method = \"enumerate\"` cannot list what `{id}` may be: it is continuous"),
                )
                .at(input.input.location.clone())
                .value(id)
                .expected("inputs that are choices among options")
                .hint("take `method = \"sobol\"`, or leave `method` out"),
            );
            return;
        }
        let in_tables: BTreeSet<usize> = together.iter().flat_map(|table| table.inputs.iter().copied()).collect();
        let alone = judged.iter().enumerate().filter(|(position, _)| !in_tables.contains(position));
        let n_combinations = alone
            .map(|(_, input)| input.options.len().max(1) as u64)
            .chain(together.iter().map(|table| table.rows.len() as u64))
            .fold(1_u64, u64::saturating_mul);
        if n_combinations > MOST_DRAWS {
            self.found.push(
                Diagnostic::error(
                    "C0634",
                    format!("the options have {n_combinations} combinations, too many to go through"),
                )
                .at(spec.location.clone())
                .value(n_combinations.to_string())
                .expected(format!("at most {MOST_DRAWS} combinations"))
                .hint("take `method = \"sobol\"`, or leave `method` out"),
            );
        }
    }
}

/// Says what a kind of input varies.
fn thing(kind: &str) -> &'static str {
    match kind {
        "values" => "errors of values",
        "sources" => "choice of source",
        "impute" => "imputation",
        "treat" => "treatment of outliers",
        "normalise" => "normalisation",
        "weights" => "weight",
        "aggregate" => "method of aggregation",
        _ => "nodes left out",
    }
}

/// Tells whether options may happen at once, as far as the tables of combinations tell.
fn can_happen(choices: &[Choice], together: &[Together]) -> bool {
    together.iter().all(|table| {
        let own: Vec<(usize, usize)> = choices
            .iter()
            .filter_map(|(input, option)| Some((table.inputs.iter().position(|member| member == input)?, *option)))
            .collect();
        table.rows.iter().any(|(row, _)| own.iter().all(|(column, option)| row[*column] == *option))
    })
}
