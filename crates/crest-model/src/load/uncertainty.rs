//! `[uncertainty]`: what varies, judged against framework, recipe, places and sources.

use std::collections::BTreeMap;

use super::Loader;
use super::names::{Names, need, one_of, plain};
use super::raw_uncertainty::{RawRankGroup, RawUncertainty, RawWeightRow};
use super::shape::{At, Shape};
use super::tree;
use crate::grid::Limits;
use crate::model::{IndexSpec, Model, Node, Place, TableSpec};
use crate::uncertainty::{RankGroup, SamplingMethod, UncertaintySpec};
use crate::{Diagnostic, Location, Severity};

mod combination;
mod dependence;
mod input;
mod overrides;
mod standing;
mod weights;

use input::Judged;
use standing::Standing;

/// Ways through the space of all choices.
pub(crate) const METHODS: &[&str] = &["auto", "enumerate", "sobol", "random"];

/// Kinds of uncertain inputs.
pub(crate) const KINDS: &[&str] =
    &["values", "sources", "impute", "treat", "normalise", "weights", "aggregate", "leave-out"];

/// Shapes of errors.
pub(crate) const SHAPES: &[&str] = &["normal", "uniform", "triangular"];

/// What `leave-out` takes besides a list of codes.
pub(crate) const LEFT_OUT: &[&str] = &["indicators", "pillars"];

/// Most draws, and most combinations that are gone through one by one.
const MOST_DRAWS: u64 = 100_000_000;

/// Fewest draws: a 90 % interval of fewer rests on a handful of points at either end.
const FEWEST_DRAWS: u64 = 64;

/// Keeps the section as written, so that single keys can be replaced and the whole judged again.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The section; `None` = the project has none.
    section: Option<tree::Node>,
    /// Lists of weight sets, by path.
    lists: BTreeMap<String, Vec<WeightRow>>,
}

/// One row of a list of weight sets.
#[derive(Debug, Clone)]
struct WeightRow {
    set: At<String>,
    node: At<String>,
    weight: At<f64>,
}

/// What the section is judged against.
pub(super) struct Around<'a> {
    pub(super) nodes: &'a [Node],
    /// False when the framework could not be read or is no tree.
    pub(super) is_framework_sound: bool,
    pub(super) places: &'a [Place],
    /// False when the places could not be read.
    pub(super) are_places_whole: bool,
    pub(super) tables: &'a [TableSpec],
    pub(super) sources: &'a Names,
    pub(super) source_order: &'a [String],
    pub(super) index: Option<&'a IndexSpec>,
    /// False when `[index]` has errors: what depends on the recipe is then not judged.
    pub(super) is_recipe_sound: bool,
}

impl Loader<'_> {
    /// Checks `[uncertainty]`; `section` is the same as written.
    pub(super) fn uncertainty(
        &mut self,
        raw: Option<At<RawUncertainty>>,
        section: Option<tree::Node>,
        around: &Around<'_>,
    ) -> (Option<UncertaintySpec>, Written) {
        let mut written = Written { section, lists: BTreeMap::new() };
        let spec = raw.and_then(|raw| self.judged(raw, &mut written.lists, around));
        (spec, written)
    }

    /// Reads the lists that are not known yet, then judges.
    fn judged(
        &mut self,
        raw: At<RawUncertainty>,
        lists: &mut BTreeMap<String, Vec<WeightRow>>,
        around: &Around<'_>,
    ) -> Option<UncertaintySpec> {
        for (_, input) in raw.value.inputs.iter().flat_map(|inputs| &inputs.value.0) {
            if let Some(file) = &input.value.file
                && !lists.contains_key(&file.value)
                && let Some(rows) = self.weight_list(file)
            {
                lists.insert(file.value.clone(), rows);
            }
        }
        let Some(index) = around.index else {
            if around.is_framework_sound {
                self.found.push(
                    Diagnostic::warning("C0629", "`[uncertainty]` speaks of an index, but the framework has none")
                        .at(raw.location)
                        .hint("give the indicators a common parent in the framework, or take `[uncertainty]` out"),
                );
            }
            return None;
        };
        let standing = Standing::of(around.nodes);
        let unread = self.found.iter().filter(|found| found.code == "C0104" && found.message.contains("`uncertainty."));
        let unread = unread.map(|found| found.message.clone()).collect();
        Judge { around, index, standing, lists, found: &mut self.found, start: 0, unread }.section(raw)
    }

    /// Reads a list of weight sets.
    fn weight_list(&mut self, reference: &At<String>) -> Option<Vec<WeightRow>> {
        let list = self.list(reference)?;
        if !self.needed_columns(&list, &["set", "node", "weight"]) {
            return None;
        }
        self.unread_columns(&list, &RawWeightRow::row_columns());
        let mut rows = Vec::new();
        for record in list.records() {
            let found = &mut self.found;
            let raw = RawWeightRow::from_row(&record, found);
            let set = need(raw.set, "set", &record.location_of("set"), found);
            let node = need(raw.node, "node", &record.location_of("node"), found);
            let weight = need(raw.weight, "weight", &record.location_of("weight"), found);
            if let (Some(set), Some(node), Some(weight)) = (set, node, weight) {
                rows.push(WeightRow { set, node, weight });
            }
        }
        Some(rows)
    }
}

impl Model {
    /// Returns `[uncertainty]` with keys changed, such as `inputs.pillar_weights.band` to `0.1`, judged as if the file said so.
    ///
    /// A value is written as in TOML; a plain word needs no quotes. `none` for `inputs`, `inputs.NAME`, `groups` or `together`
    /// takes it out. A key that says how weights vary replaces the one that said so before, options replace chances, and another
    /// `vary` replaces the whole input. Where nothing is declared, the keys are those of an empty section. The section is judged
    /// against this model: on a changed copy, no keys at all give what the section means for the changed recipe.
    ///
    /// # Errors
    /// Everything that is wrong with the changed section; what stands in a changed key is placed at `command line`. Without an
    /// index, the warning that there is none.
    pub fn uncertainty_with(&self, overrides: &[(String, String)]) -> Result<UncertaintySpec, Vec<Diagnostic>> {
        let limits = Limits::default();
        let mut loader =
            Loader { root: &self.root, limits: &limits, found: Vec::new(), files: std::collections::BTreeSet::new() };
        let section = self.uncertainty_written.section.clone();
        let section = overrides::changed(section, overrides, &mut loader.found);
        let location = section.location.clone();
        let raw = RawUncertainty::read(&section, "uncertainty", &mut loader.found).map(|raw| At::new(raw, location));
        let mut sources = Names::new("source");
        // Without a list of sources any id is accepted.
        sources.whole = !self.sources.is_empty();
        for source in &self.sources {
            sources.add(&At::new(source.id.clone(), Location::file("sources.csv")), "C0115", &mut Vec::new());
        }
        let around = Around {
            nodes: &self.nodes,
            is_framework_sound: true,
            places: &self.places,
            are_places_whole: true,
            tables: &self.tables,
            sources: &sources,
            source_order: &self.choice.order,
            index: self.index.as_ref(),
            is_recipe_sound: true,
        };
        let mut lists = self.uncertainty_written.lists.clone();
        let spec = raw.and_then(|raw| loader.judged(raw, &mut lists, &around));
        let (errors, others): (Vec<_>, Vec<_>) =
            loader.found.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
        match spec {
            Some(spec) if errors.is_empty() => Ok(spec),
            None if errors.is_empty() => Err(others),
            _ => Err(errors),
        }
    }
}

/// Judges one section.
struct Judge<'a> {
    around: &'a Around<'a>,
    index: &'a IndexSpec,
    standing: Standing,
    lists: &'a BTreeMap<String, Vec<WeightRow>>,
    found: &'a mut Vec<Diagnostic>,
    /// How much was found before the input that is being judged.
    start: usize,
    /// What was said of values of the section that could not be read.
    unread: Vec<String>,
}

impl Judge<'_> {
    /// Judges the section as a whole; what is wrong is in `found`.
    fn section(&mut self, raw: At<RawUncertainty>) -> Option<UncertaintySpec> {
        let At { value: raw, location } = raw;
        let default = UncertaintySpec::without_inputs();
        let method = raw.method.and_then(|word| one_of(&word, METHODS, "C0105", "uncertainty.method", self.found));
        let mut spec = UncertaintySpec {
            method: match method {
                Some("enumerate") => SamplingMethod::Enumerate,
                Some("sobol") => SamplingMethod::Sobol,
                Some("random") => SamplingMethod::Random,
                _ => SamplingMethod::Auto,
            },
            draws: self.draws(raw.draws, default.draws),
            enumerate_up_to: self.whole(raw.enumerate_up_to, "enumerate_up_to", default.enumerate_up_to, 1, MOST_DRAWS),
            seed: self.whole(raw.seed, "seed", default.seed, 0, i64::MAX.unsigned_abs()),
            interval: self.share(raw.interval, "interval", default.interval, "a share above 0 and below 1", |x| {
                x > 0.0 && x < 1.0
            }),
            apart: self
                .share(raw.apart, "apart", default.apart, "a chance above 0.5 and at most 1", |x| x > 0.5 && x <= 1.0),
            first: self.places_counted(raw.first, "first", default.first),
            last: self.places_counted(raw.last, "last", default.last),
            groups: self.groups(plain(raw.groups)),
            sensitivity: self.sensitivity(raw.sensitivity, default.sensitivity),
            inputs: Vec::new(),
            together: Vec::new(),
            location,
        };
        if !self.around.is_framework_sound {
            return Some(spec);
        }
        let mut inputs: Vec<(String, Option<Judged>)> = Vec::new();
        for (key, raw) in raw.inputs.map(|at| at.value.0).unwrap_or_default() {
            let judged = self.input(&key, raw);
            inputs.push((key.name, judged));
        }
        let together = self.together(plain(raw.together), &inputs);
        // What is left has been read in full; one that has not leaves gaps in the positions.
        let n_inputs = inputs.len();
        let judged: Vec<Judged> = inputs.into_iter().filter_map(|(_, judged)| judged).collect();
        if let (Some(together), true) = (together, judged.len() == n_inputs) {
            self.one_thing_once(&judged);
            if self.around.is_recipe_sound {
                self.means_of_positive_scores(&judged, &together);
            }
            self.countable(&spec, &judged, &together);
            spec.together = together;
        }
        spec.inputs = judged.into_iter().map(|judged| judged.input).collect();
        Some(spec)
    }

    /// Reports a setting that is out of range.
    fn out_of_range(&mut self, key: &str, shown: &str, location: Location, expected: &str, hint: Option<String>) {
        let mut diagnostic = Diagnostic::error("C0623", format!("`uncertainty.{key}` is {shown}"))
            .at(location)
            .value(shown)
            .expected(expected);
        diagnostic.hint = hint;
        self.found.push(diagnostic);
    }

    /// Takes a whole number within bounds.
    fn whole(&mut self, value: Option<At<i64>>, key: &str, default: u64, least: u64, most: u64) -> u64 {
        let Some(at) = value else { return default };
        match u64::try_from(at.value) {
            Ok(number) if (least..=most).contains(&number) => number,
            _ => {
                let expected = format!("a whole number from {least} to {most}");
                self.out_of_range(key, &at.value.to_string(), at.location, &expected, None);
                default
            }
        }
    }

    /// Takes the number of draws; too many are told with what they would cost.
    fn draws(&mut self, value: Option<At<i64>>, default: u64) -> u64 {
        let Some(at) = value else { return default };
        let number = u64::try_from(at.value).unwrap_or(0);
        if (FEWEST_DRAWS..=MOST_DRAWS).contains(&number) {
            return number;
        }
        let expected = format!("a whole number from {FEWEST_DRAWS} to {MOST_DRAWS}");
        let n_places = self.n_ranked().max(1);
        let hint = if number > MOST_DRAWS {
            #[expect(clippy::cast_precision_loss, reason = "an order of magnitude is told")]
            let gigabytes = number as f64 * n_places as f64 * 4.0 / 1e9;
            format!(
                "every draw computes the index anew, so that this many take days, and their ranks of {n_places} places \
                 fill {gigabytes:.0} GB; 1_000_000 draws already give any chance to within ±0.001"
            )
        } else {
            "4096 draws give any chance to within about ±0.02".to_owned()
        };
        self.out_of_range("draws", &at.value.to_string(), at.location, &expected, Some(hint));
        default
    }

    /// Takes the base draws of the designs for sensitivity.
    fn sensitivity(&mut self, value: Option<At<i64>>, default: u64) -> u64 {
        let Some(at) = value else { return default };
        match u64::try_from(at.value) {
            Ok(number) if number == 0 || (32..=1_000_000).contains(&number) => number,
            _ => {
                let expected = "0 for none, or a whole number from 32 to 1000000";
                let hint = "every base draw computes the index once for each input and twice more".to_owned();
                self.out_of_range("sensitivity", &at.value.to_string(), at.location, expected, Some(hint));
                default
            }
        }
    }

    /// Takes a share that `lawful` accepts.
    fn share(
        &mut self,
        value: Option<At<f64>>,
        key: &str,
        default: f64,
        expected: &str,
        lawful: impl Fn(f64) -> bool,
    ) -> f64 {
        let Some(at) = value else { return default };
        // NaN is refused by every comparison.
        if lawful(at.value) {
            return at.value;
        }
        let hint = (at.value > 1.0 && lawful(at.value / 100.0)).then(|| format!("write {}", at.value / 100.0));
        self.out_of_range(key, &at.value.to_string(), at.location, expected, hint);
        default
    }

    /// Counts the ranked places; 0 where they could not be read.
    fn n_ranked(&self) -> usize {
        if !self.around.are_places_whole {
            return 0;
        }
        self.around.places.iter().filter(|place| place.role.is_ranked()).count()
    }

    /// Warns of a rank that no place can have.
    fn beyond_the_places(&mut self, key: &str, rank: i64, location: &Location) {
        let n_places = self.n_ranked();
        if n_places > 0 && rank.unsigned_abs() > n_places as u64 {
            self.found.push(
                Diagnostic::warning(
                    "C0630",
                    format!("`uncertainty.{key}` is {rank}, but {n_places} places are ranked"),
                )
                .at(location.clone())
                .value(rank.to_string())
                .expected(format!("at most {n_places}")),
            );
        }
    }

    /// Takes numbers of places, such as "among the first 3".
    fn places_counted(&mut self, raw: Option<At<Vec<At<i64>>>>, key: &str, default: Vec<u32>) -> Vec<u32> {
        let Some(raw) = raw else { return default };
        let mut taken = Vec::new();
        for At { value, location } in raw.value {
            match u32::try_from(value) {
                Ok(k) if k >= 1 => {
                    self.beyond_the_places(key, value, &location);
                    taken.push(k);
                }
                _ => self.out_of_range(key, &value.to_string(), location, "numbers of places from 1 upwards", None),
            }
        }
        taken.sort_unstable();
        taken.dedup();
        taken
    }

    /// Checks bands of ranks.
    fn groups(&mut self, raw: Vec<At<RawRankGroup>>) -> Vec<RankGroup> {
        let mut groups: Vec<RankGroup> = Vec::new();
        for At { value: raw, location } in raw {
            let name = need(raw.name, "uncertainty.groups.name", &location, self.found);
            let from = need(raw.from, "uncertainty.groups.from", &location, self.found);
            let to = need(raw.to, "uncertainty.groups.to", &location, self.found);
            let (Some(name), Some(from), Some(to)) = (name, from, to) else { continue };
            let mut is_lawful = true;
            for (key, at) in [("groups.from", &from), ("groups.to", &to)] {
                if at.value == 0 {
                    is_lawful = false;
                    let expected = "a rank from 1, or from -1 backwards";
                    self.out_of_range(key, "0", at.location.clone(), expected, None);
                } else {
                    self.beyond_the_places(key, at.value, &at.location);
                }
            }
            // Ends counted from different sides are compared once the places are known.
            let n_places = i64::try_from(self.n_ranked()).unwrap_or(i64::MAX);
            let rank = |end: i64| if end < 0 { end.saturating_add(n_places).saturating_add(1) } else { end };
            let comparable = (from.value < 0) == (to.value < 0) || n_places > 0;
            if is_lawful && comparable && rank(from.value) > rank(to.value) {
                let shown = format!("{} to {}", from.value, to.value);
                self.out_of_range("groups", &shown, from.location, "the better rank in `from`", None);
            }
            if let Some(first) = groups.iter().find(|group| group.name == name.value.0) {
                let shown = first.name.show(crate::Lang::En).to_owned();
                self.twice("uncertainty.groups", (&shown, &shown), name.location, None);
            }
            groups.push(RankGroup { name: name.value.0, from: from.value, to: to.value });
        }
        groups
    }

    /// Reports something that stands twice: what stands first, and what repeats it.
    fn twice(&mut self, path: &str, (first, second): (&str, &str), location: Location, place: Option<Location>) {
        let message = if first == second {
            format!("`{path}` has `{second}` twice")
        } else {
            format!("in `{path}`, `{second}` does what `{first}` does")
        };
        let mut diagnostic =
            Diagnostic::error("C0618", message).at(location).value(second).hint("take one of them out");
        if let Some(place) = place {
            diagnostic = diagnostic.related(place, "first of the two");
        }
        self.found.push(diagnostic);
    }

    /// Reports whatever means the same as something before it: meaning, as shown, place.
    fn distinct(&mut self, path: &str, things: impl IntoIterator<Item = (String, String, Location)>) {
        let mut seen: BTreeMap<String, (String, Location)> = BTreeMap::new();
        for (meaning, shown, location) in things {
            match seen.get(&meaning) {
                Some((first, place)) => {
                    self.twice(path, (first, &shown), location, Some(place.clone()));
                }
                None => {
                    seen.insert(meaning, (shown, location));
                }
            }
        }
    }

    /// Reports that nothing varies, unless what would vary could not be read, which was told already.
    fn nothing_varies(&mut self, path: &str, location: Location, shown: &str, expected: &str) {
        let leaves_options = ["C0105", "C0602", "C0616", "C0618", "C0619"];
        let is_loss =
            |found: &Diagnostic| found.severity == Severity::Error && !leaves_options.contains(&found.code.as_str());
        let own = format!("`{path}");
        if self.found[self.start..].iter().any(is_loss) || self.unread.iter().any(|message| message.contains(&own)) {
            return;
        }
        self.found.push(
            Diagnostic::error("C0617", format!("nothing varies in `{path}`"))
                .at(location)
                .value(shown)
                .expected(expected)
                .hint("add what may happen besides, or take it out"),
        );
    }

    /// Finds a node of the index below its root by code; another is reported.
    fn node(&mut self, code: &At<String>, path: &str) -> Option<usize> {
        let nodes = self.around.nodes;
        let found = nodes.iter().position(|node| node.code == code.value);
        if let Some(node) = found.filter(|node| self.standing.is_counted(*node)) {
            return Some(node);
        }
        let why = match found {
            None => "does not exist",
            Some(node) if nodes[node].parent.is_none() && nodes[node].indicator.is_none() => "is the index itself",
            Some(_) => "does not count in the index",
        };
        let known =
            (0..nodes.len()).filter(|node| self.standing.is_counted(*node)).map(|node| nodes[node].code.as_str());
        let message = format!("`{path}` names `{}`, which {why}", code.value);
        self.unknown(message, code, "a node of the index below its root", known.collect());
        None
    }

    /// Reports a name that is not known, with the nearest that is.
    fn unknown(&mut self, message: String, name: &At<String>, expected: &str, known: Vec<&str>) {
        let mut diagnostic =
            Diagnostic::error("C0628", message).at(name.location.clone()).value(&name.value).expected(expected);
        if let Some(close) = crate::nearest(&name.value, known.into_iter()) {
            diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
        }
        self.found.push(diagnostic);
    }
}
