//! What is uncertain where the project says nothing: its weights, its scale, what it fills in, and stated errors.

use std::collections::BTreeMap;

use crest_data::value::Panel;
use crest_index::recipe::{Normalisation, Scale, Scaling};
use crest_index::stats::Ties;
use crest_index::uncertainty::Space;
use crest_model::model::{Model, NormaliseSpec};
use crest_model::uncertainty::{ErrorShape, UncertainInput, Vary, WeightsVary};
use crest_model::{Location, Text, UncertaintySpec};

use crate::assemble::index::Ground;

/// Half-width of weights, as a share: what audits of the Joint Research Centre commonly take.
const BAND: f64 = 0.25;

/// Adds the inputs of the default to a declaration that names none.
///
/// Weights within a quarter of what is stated; min–max against z-scores where means are arithmetic, which no scale can
/// spoil; figures by their standard errors where some carry one; imputed cells around what the method gives.
pub(super) fn inputs(
    model: &Model,
    panel: &Panel,
    ground: &Ground,
    declared: Option<&UncertaintySpec>,
) -> UncertaintySpec {
    let mut spec = declared.cloned().unwrap_or_else(UncertaintySpec::without_inputs);
    let mut add = |id: &str, vary| {
        spec.inputs.push(UncertainInput {
            id: id.to_owned(),
            name: Text::default(),
            vary,
            chances: Vec::new(),
            location: Location::file("crest.toml"),
        });
    };
    add("weights", Vary::Weights { level: None, how: WeightsVary::Band(BAND) });
    if let Some(index) = &model.index {
        let own = &index.normalise;
        let is_arithmetic = |method: &String| method == "arithmetic";
        let means = index.aggregate.levels.iter().chain(index.aggregate.nodes.values());
        let other = match own.method.as_str() {
            "min-max" => Some(("z-score", 50.0, 60.0)),
            "z-score" => Some(("min-max", 0.0, 100.0)),
            _ => None,
        };
        if let Some((method, lower, upper)) = other.filter(|_| means.into_iter().all(is_arithmetic)) {
            let other = NormaliseSpec { method: method.to_owned(), lower, upper, bounds: own.bounds.clone() };
            add("scale", Vary::Normalise { options: vec![own.clone(), other] });
        }
        if !ground.main().imputed.cells.is_empty() {
            add("filling", Vary::Impute { options: vec![index.impute.clone()], draws: true });
        }
    }
    let carries_error = |value: &crest_data::value::Value| {
        value.chosen && value.period == model.project.period && value.std_error.is_some_and(|error| error > 0.0)
    };
    if panel.values.iter().any(carries_error) {
        let none = BTreeMap::new;
        let shape = ErrorShape::Normal;
        add("figures", Vary::Values { std_error: true, by_status: none(), by_indicator: none(), shape, shared: 0.0 });
    }
    spec
}

/// Normalisations under which places are taken out: the project's own first, then the usual ones that differ from it.
pub(super) fn normalisations(space: &Space<'_>) -> Vec<Normalisation> {
    let own = space.recipe.normalise.clone();
    let range = |lower, upper| Scale::Range { lower, upper };
    let mut usual = vec![
        Normalisation::new(Scaling::MinMax, range(1.0, 100.0)),
        Normalisation::new(Scaling::ZScore, range(100.0, 110.0)),
        Normalisation::new(Scaling::Rank(Ties::Lowest), Scale::Own),
    ];
    if space.input.columns_used().iter().all(|&column| space.input.goalposts_of(column).is_some()) {
        usual.push(Normalisation::new(Scaling::Goalposts { clamp: true }, range(1.0, 100.0)));
    }
    usual.retain(|other| std::mem::discriminant(&other.method) != std::mem::discriminant(&own.method));
    usual.insert(0, own);
    usual
}
