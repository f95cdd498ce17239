//! One self-contained bilingual HTML file of a run.
//!
//! Both languages stand in the page; the switch is a pair of radio buttons and a rule of the style sheet, so it works
//! without JavaScript. Charts are drawn by the bundled script from embedded data, those of rules and isochrones stand in the page as SVG;
//! the tables hold their figures. The
//! page's content security policy names its one style sheet and its one script by their hashes and allows nothing
//! else: no request leaves the page.

mod certainty;
mod isochrones;
mod map;
mod method;
mod profile;
mod quality;
mod ranking;
mod rules;
mod schemes;
mod series;
mod strategy;
mod summary;

use std::sync::OnceLock;

use crest_model::results::Results;
use crest_model::{Lang, Text};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, escape_formatter};
use serde::Serialize;

use crate::charts;
use crate::digest::{base64, sha256};
use crate::names::Names;
use crate::safe::{html, json_in_html, link};
use crate::strings;

/// The bundled charts, built from `web/report`.
pub const SCRIPT: &str = include_str!("../assets/report.js");

/// The style sheet.
pub const SHEET: &str = include_str!("../assets/report.css");

/// All templates by name.
const TEMPLATES: [(&str, &str); 16] = [
    ("page.html", include_str!("../templates/page.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("summary.html", include_str!("../templates/summary.html")),
    ("ranking.html", include_str!("../templates/ranking.html")),
    ("certainty.html", include_str!("../templates/certainty.html")),
    ("schemes.html", include_str!("../templates/schemes.html")),
    ("rules.html", include_str!("../templates/rules.html")),
    ("scores.html", include_str!("../templates/scores.html")),
    ("profiles.html", include_str!("../templates/profiles.html")),
    ("series.html", include_str!("../templates/series.html")),
    ("isochrones.html", include_str!("../templates/isochrones.html")),
    ("map.html", include_str!("../templates/map.html")),
    ("strategy.html", include_str!("../templates/strategy.html")),
    ("quality.html", include_str!("../templates/quality.html")),
    ("method.html", include_str!("../templates/method.html")),
    ("provenance.html", include_str!("../templates/provenance.html")),
];

/// Says how a page is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOptions {
    /// Language shown first.
    pub lang: Lang,
    /// Longest list shown in full, in rows, for lists that grow with the data (values not chosen, findings,
    /// correlations); what is left out is said and stands in the workbook.
    pub list_rows: usize,
    /// Most cells (places × indicators) for which the coverage matrix and every place's table of indicators are
    /// shown; above it only the focus place has its table.
    pub matrix_cells: usize,
}

impl Default for PageOptions {
    fn default() -> Self {
        Self { lang: Lang::Zh, list_rows: 200, matrix_cells: 3000 }
    }
}

/// Everything the templates read.
#[derive(Serialize)]
struct View<'a> {
    lang: &'static str,
    title: String,
    policy: &'static str,
    sheet: Value,
    script: Value,
    data: Value,
    project: &'a crest_model::results::ProjectInfo,
    run: &'a crest_model::results::RunInfo,
    contract: u32,
    summary: summary::Summary,
    ranking: Option<ranking::Ranking>,
    certainty: Option<certainty::Chapter>,
    schemes: Option<schemes::Chapter>,
    rules: Option<rules::Chapter>,
    profiles: Option<profile::Profiles>,
    series: Option<series::Series>,
    map: Option<map::Map>,
    strategy: strategy::Strategy,
    quality: quality::Quality,
    method: method::Method,
    provenance: method::Provenance,
}

/// Writes the page of a run.
///
/// Every part of the results has its section; where the results hold nothing for it the section says so.
///
/// - Determinism: equal results and options give equal bytes.
/// - Cost: linear in the results; about 300 KB of script and style in every page.
pub fn page(results: &Results, options: &PageOptions) -> String {
    render(results, options).unwrap_or_else(|error| failed(results, &error))
}

fn render(results: &Results, options: &PageOptions) -> Result<String, minijinja::Error> {
    let names = Names::build(results);
    let data = json_in_html(&charts::data(results, &names, options.lang));
    let view = View {
        lang: tag(options.lang),
        title: title(results, options.lang),
        policy: policy(),
        sheet: Value::from_safe_string(SHEET.to_owned()),
        script: Value::from_safe_string(SCRIPT.to_owned()),
        data: Value::from_safe_string(data),
        project: &results.project,
        run: &results.run,
        contract: results.contract,
        summary: summary::view(results, &names),
        ranking: ranking::view(results, &names),
        certainty: certainty::view(results, &names, options),
        schemes: schemes::view(results, &names, options),
        rules: rules::view(results, options),
        profiles: profile::view(results, &names, options),
        series: series::view(results, &names),
        map: map::view(results, &names),
        strategy: strategy::view(results, &names),
        quality: quality::view(results, &names, options),
        method: method::view(results, &names),
        provenance: method::provenance(results),
    };
    environment()?.get_template("page.html")?.render(Serde(&view))
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // One way of escaping for templates and for `spans`; it also drops control characters.
    environment.set_formatter(|out, state, value| match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => Ok(out.write_str(&html(text))?),
        None => escape_formatter(out, state, value),
    });
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("t", |text: Value| -> Result<Value, minijinja::Error> {
        let zh = text.get_attr("zh")?;
        let en = text.get_attr("en")?;
        Ok(spans(zh.as_str().unwrap_or(""), en.as_str().unwrap_or("")))
    });
    environment.add_function("s", |key: &str| -> Result<Value, minijinja::Error> {
        match strings::find(key) {
            Some((zh, en)) => Ok(spans(zh, en)),
            None => Err(minijinja::Error::new(ErrorKind::InvalidOperation, format!("no string `{key}`"))),
        }
    });
    environment.add_function("w", |group: &str, value: &str| -> Value {
        let text = strings::word(group, value);
        spans(&text.zh, &text.en)
    });
    environment.add_filter("web", |url: &str| -> Value { link(url).map_or(Value::from(()), Value::from) });
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Writes both wordings of a text, each marked with its language; the style sheet shows the one that is switched on.
/// A text that exists in one language, or reads the same in both, is shown in either.
fn spans(zh: &str, en: &str) -> Value {
    let written = if zh == en {
        html(zh)
    } else if zh.is_empty() {
        format!("<span lang=\"en\">{}</span>", html(en))
    } else if en.is_empty() {
        format!("<span lang=\"zh-Hans\">{}</span>", html(zh))
    } else {
        format!(
            "<span lang=\"zh-Hans\" class=\"zh\">{}</span><span lang=\"en\" class=\"en\">{}</span>",
            html(zh),
            html(en)
        )
    };
    Value::from_safe_string(written)
}

fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}

fn title(results: &Results, lang: Lang) -> String {
    let name = results.project.name.show(lang);
    let kind = strings::text("page.kind");
    if name.is_empty() { kind.show(lang).to_owned() } else { format!("{name} · {}", kind.show(lang)) }
}

/// The content security policy: nothing but the one sheet and the one script, by hash. Both are fixed, so it is
/// worked out once.
fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            base64(&sha256(SHEET.as_bytes())),
            base64(&sha256(SCRIPT.as_bytes()))
        )
    })
}

/// The page that stands in for one that could not be written, so that the reader learns why.
fn failed(results: &Results, error: &minijinja::Error) -> String {
    let title: Text = results.project.name.clone();
    format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{}</title>\
         <p>This page could not be written: {}</p></html>\n",
        html(title.show(Lang::En)),
        html(&format!("{error:#}"))
    )
}
