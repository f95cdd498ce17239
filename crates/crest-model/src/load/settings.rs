//! Cited sources, the choice between them, rates of exchange and settings of the data checks.

use std::collections::BTreeMap;

use super::Loader;
use super::names::{Names, need, one_of, plain};
use super::raw::{RawCheck, RawChoice, RawCurrency, RawSource, RawTargets};
use super::shape::{At, Map, Words, period};
use super::strategy::PATHS;
use crate::model::{CheckSetting, Currency, Source, SourceChoice, TargetPath, TargetSettings, VintageChoice};
use crate::{Diagnostic, Period};

/// Severities of a data check.
pub(crate) const CHECK_SEVERITIES: &[&str] = &["off", "note", "warning", "error"];

/// Words for how far a source is trusted.
const CONFIDENCES: &[&str] = &["high", "medium", "low"];

impl Loader<'_> {
    /// Reads the list of sources; without one, no source is known and any id is accepted.
    pub(super) fn sources(&mut self, reference: Option<&At<String>>) -> (Vec<Source>, Names) {
        let mut names = Names::new("source");
        let list = reference.and_then(|reference| self.list(reference));
        let Some(list) = list.filter(|list| self.needed_columns(list, &["id"])) else {
            names.whole = false;
            return (Vec::new(), names);
        };
        self.unread_columns(&list, &RawSource::row_columns());
        let mut sources = Vec::new();
        for record in list.records() {
            let found = &mut self.found;
            let raw = RawSource::from_row(&record, found);
            let Some(id) = need(raw.id, "id", &record.location_of("id"), found) else { continue };
            names.add(&id, "C0115", found);
            let confidence =
                raw.confidence.and_then(|word| one_of(&word, CONFIDENCES, "C0105", "confidence", found)).unwrap_or("");
            sources.push(Source {
                name: plain(raw.name).0,
                url: plain(raw.url),
                date: plain(raw.date),
                confidence: confidence.to_owned(),
                id: id.value,
            });
        }
        (sources, names)
    }

    /// Checks `[sources]`.
    pub(super) fn choice(&mut self, raw: Option<At<RawChoice>>, indicators: &Names, sources: &Names) -> SourceChoice {
        let Some(raw) = raw.map(|at| at.value) else { return SourceChoice::default() };
        let found = &mut self.found;
        let order = source_list(raw.order.map(|at| at.value), sources, "`sources.order`", found);
        let mut by_indicator = BTreeMap::new();
        for (code, words) in raw.by_indicator.map(|at| at.value).unwrap_or_default() {
            let key = At::new(code.clone(), words.location.clone());
            indicators.check(&key, "C0114", "`sources.by_indicator`", found);
            let user = format!("`sources.by_indicator.{code}`");
            by_indicator.insert(code, source_list(Some(words.value), sources, &user, found));
        }
        let vintage =
            raw.vintage.and_then(|word| one_of(&word, &["latest", "first"], "C0105", "sources.vintage", found));
        let vintage = if vintage == Some("first") { VintageChoice::First } else { VintageChoice::Latest };
        SourceChoice { order, by_indicator, vintage, known_at: None, stated: true }
    }

    /// Checks `[currency]`.
    pub(super) fn currency(&mut self, raw: Option<At<RawCurrency>>, sources: &Names) -> Option<Currency> {
        let raw = raw?;
        let found = &mut self.found;
        let base = need(raw.value.base, "currency.base", &raw.location, found);
        if let Some(base) = &base {
            currency_code(base, "currency.base", found);
        }
        let source = raw.value.source;
        if let Some(source) = &source {
            sources.check(source, "C0114", "`currency.source`", found);
        }
        let mut rates: BTreeMap<String, BTreeMap<Period, f64>> = BTreeMap::new();
        let written: Map<Map<f64>> = raw.value.rates.map(|at| at.value).unwrap_or_default();
        for (code, by_period) in written {
            let path = format!("currency.rates.{code}");
            currency_code(&At::new(code.clone(), by_period.location.clone()), &path, found);
            let own = rates.entry(code).or_default();
            for (when, rate) in by_period.value {
                if !(rate.value.is_finite() && rate.value > 0.0) {
                    found.push(
                        Diagnostic::error("C0106", format!("`{path}.{when}` is {}", rate.value))
                            .at(rate.location.clone())
                            .value(rate.value.to_string())
                            .expected("a rate above 0"),
                    );
                }
                if let Some(when) = period(&when, &rate.location, &path, found) {
                    own.insert(when, rate.value);
                }
            }
        }
        Some(Currency { base: base?.value, rates, source: plain(source) })
    }

    /// Checks `[targets]`.
    pub(super) fn target_settings(&mut self, raw: Option<At<RawTargets>>) -> TargetSettings {
        let mut settings = TargetSettings::default();
        let Some(raw) = raw.map(|at| at.value) else { return settings };
        let found = &mut self.found;
        let stated = &mut settings.stated;
        let mut take =
            |key: &str, cell: Option<At<f64>>, own: &mut f64, lawful: &dyn Fn(f64) -> bool, expected: &str| {
                let Some(cell) = cell else { return };
                if !lawful(cell.value) {
                    found.push(
                        Diagnostic::error("C0106", format!("`targets.{key}` is {}", cell.value))
                            .at(cell.location)
                            .value(cell.value.to_string())
                            .expected(expected),
                    );
                    return;
                }
                *own = cell.value;
                stated.push(key.to_owned());
            };
        let (upwards, share) = ("a number from 0 upwards", "a share from 0 to 1");
        let is_upwards = |x: f64| x.is_finite() && x >= 0.0;
        let is_share = |x: f64| (0.0..=1.0).contains(&x);
        let tolerances = &mut settings.tolerances;
        take("about_share", raw.about_share, &mut tolerances.about_share, &is_share, share);
        take("about_points", raw.about_points, &mut tolerances.about_points, &is_upwards, upwards);
        take("in_step_points", raw.in_step_points, &mut tolerances.in_step_points, &is_upwards, upwards);
        take("ahead", raw.ahead, &mut settings.ahead, &is_share, share);
        take("interval", raw.interval, &mut settings.interval, &|x| x > 0.0 && x < 1.0, "a share above 0 and below 1");
        take("chance", raw.chance, &mut settings.chance, &is_share, share);
        if let Some(word) = raw.path.and_then(|word| one_of(&word, PATHS, "C0105", "targets.path", found)) {
            settings.path = match word {
                "compound" => TargetPath::Compound,
                "none" => TargetPath::None,
                _ => TargetPath::Linear,
            };
            stated.push("path".to_owned());
        }
        settings
    }

    /// Checks `[checks]`; which rules exist is known where they are run.
    pub(super) fn checks(&mut self, raw: Option<At<Map<RawCheck>>>) -> BTreeMap<String, CheckSetting> {
        let mut settings = BTreeMap::new();
        for (rule, check) in raw.map(|at| at.value).unwrap_or_default() {
            let path = format!("checks.{rule}.severity");
            let severity = check
                .value
                .severity
                .and_then(|word| one_of(&word, CHECK_SEVERITIES, "C0105", &path, &mut self.found))
                .map(str::to_owned);
            let parameters = check.value.parameters.into_iter().map(|(name, at)| (name, at.value)).collect();
            settings.insert(rule, CheckSetting { severity, parameters });
        }
        settings
    }
}

/// Checks a list of source ids.
fn source_list(words: Option<Words>, sources: &Names, user: &str, found: &mut Vec<Diagnostic>) -> Vec<String> {
    let words = words.unwrap_or_default().0;
    for word in &words {
        sources.check(word, "C0114", user, found);
    }
    words.into_iter().map(|at| at.value).collect()
}

/// Judges the form of a currency code.
fn currency_code(code: &At<String>, path: &str, found: &mut Vec<Diagnostic>) {
    if code.value.len() != 3 || !code.value.chars().all(|c| c.is_ascii_uppercase()) {
        found.push(
            Diagnostic::error("C0105", format!("`{path}`: `{}` is no currency code", code.value))
                .at(code.location.clone())
                .value(&code.value)
                .expected("three capital letters, such as CNY or USD"),
        );
    }
}
