//! Rules across jurisdictions: scores, distances, two axes, recognition, sunsets, convergence, signals, trust.

mod drawing;
mod lists;
mod summary;

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{Results, RuleAxis, RuleDistance, RuleScore, RulesResult};
use serde::Serialize;

use super::PageOptions;
use crate::names::same;
use crate::number::{figure, percent, score, signed};
use crate::strings::{fill, text};

/// Columns of the recognition matrix shown at most; the tables hold all pairs.
const PAIRS: usize = 12;

/// Provisions numbered in a drawing of the axes, the first of the table beside it.
const NUMBERED: usize = 12;

#[derive(Serialize)]
pub(super) struct Chapter {
    sentences: Vec<Text>,
    topics: Vec<Text>,
    scores: Vec<ScoreLine>,
    ladder: Vec<lists::StepLine>,
    partners: Vec<Text>,
    distances: Vec<(Text, Vec<Option<DistanceCell>>)>,
    axes: Vec<Plane>,
    recognition: Option<lists::Matrix>,
    sunsets: Vec<lists::Month>,
    trend: Option<drawing::Trend>,
    signals: Vec<lists::SignalLine>,
    signals_hint: Text,
    events: Vec<lists::EventLine>,
    events_caption: Text,
    coverage: Vec<lists::CoverageLine>,
    /// Says how many rows are left out; empty where none is.
    more: More,
}

/// What each list leaves out, in words.
#[derive(Serialize, Default)]
struct More {
    scores: Text,
    sunsets: Text,
    signals: Text,
    events: Text,
    coverage: Text,
}

#[derive(Serialize)]
struct ScoreLine {
    name: Text,
    is_focus: bool,
    rank: String,
    interval: String,
    overall: String,
    topics: Vec<String>,
    why: Text,
}

#[derive(Serialize)]
struct DistanceCell {
    distance: String,
    bounds: String,
    known: Text,
    /// Where the bar of bounds begins, its width, and where the mark stands, in percent of its length.
    bar: Option<(f64, f64, f64)>,
}

/// Provisions on the two axes towards one partner.
#[derive(Serialize)]
struct Plane {
    title: Text,
    caption: Text,
    /// Quadrants with their words and counts, in the order of the method.
    counts: Vec<(String, Text, usize)>,
    drawing: Option<drawing::Plane>,
    corners: Corners,
    rows: Vec<AxisLine>,
    more: Text,
}

/// Words that stand in a drawing of the axes.
#[derive(Serialize)]
struct Corners {
    gain: Text,
    lose: Text,
    apart: Text,
    across: Text,
    back: Text,
    up: Text,
}

#[derive(Serialize)]
struct AxisLine {
    number: usize,
    question: Text,
    provision: String,
    own: Text,
    other: Text,
    quadrant: String,
    words: Text,
    gain: String,
    distance_change: String,
    best_gain: String,
    best_distance_change: String,
    is_outcome: bool,
}

/// Quadrants in the order in which a reader asks for them.
const QUADRANTS: [&str; 7] = [
    "align-and-gain",
    "align-freely",
    "align-but-lose",
    "already-ahead",
    "gain-without-aligning",
    "no-change",
    "not-comparable",
];

/// Finds names of jurisdictions; one that the results do not describe is shown by its identifier.
pub(super) struct Called<'a>(BTreeMap<&'a str, &'a Text>);

impl<'a> Called<'a> {
    fn build(rules: &'a RulesResult) -> Self {
        Self(rules.jurisdictions.iter().map(|one| (one.id.as_str(), &one.name)).collect())
    }

    fn name(&self, id: &str) -> Text {
        self.0.get(id).filter(|name| !name.is_empty()).map_or_else(|| same(id), |name| (*name).clone())
    }

    /// Name of whom an answer holds towards.
    fn towards(&self, id: &str) -> Text {
        if id.is_empty() { text("rules.all") } else { self.name(id) }
    }
}

pub(super) fn view(results: &Results, options: &PageOptions) -> Option<Chapter> {
    let rules = results.rules.as_ref()?;
    let is_empty = rules.scores.is_empty()
        && rules.distances.is_empty()
        && rules.axes.is_empty()
        && rules.recognition.is_empty()
        && rules.sunsets.is_empty()
        && rules.events.is_empty()
        && rules.coverage.is_empty();
    if is_empty {
        return None;
    }
    let called = Called::build(rules);
    let (scores, more_scores) = cut(score_lines(rules), options);
    let (sunsets, more_sunsets) = cut(rules.sunsets.iter().collect(), options);
    let (signals, more_signals) = cut(rules.signals.iter().collect(), options);
    // The latest change is asked for first.
    let (events, more_events) = cut(rules.events.iter().rev().collect(), options);
    let (coverage, more_coverage) = cut(rules.coverage.iter().collect(), options);
    Some(Chapter {
        sentences: summary::sentences(rules, &called),
        topics: rules.topics.iter().map(|topic| shown(&topic.name, &topic.id)).collect(),
        scores,
        ladder: lists::ladder(rules),
        partners: rules.partners.iter().map(|id| called.name(id)).collect(),
        distances: distances(rules),
        axes: rules.partners.iter().filter_map(|partner| plane(rules, partner, &called, options)).collect(),
        recognition: lists::matrix(rules, &called),
        sunsets: lists::months(&sunsets, &called),
        trend: drawing::trend(rules, &called),
        signals: signals.into_iter().map(|one| lists::signal(one, &called)).collect(),
        signals_hint: fill("rules.signals_hint", &[("from", &same(&rules.signals_from)), ("day", &same(&rules.day))]),
        events: events.into_iter().map(|one| lists::event(one, &called)).collect(),
        events_caption: fill(
            "rules.events_caption",
            &[("from", &same(&rules.events_from)), ("day", &same(&rules.day))],
        ),
        coverage: coverage.into_iter().map(|one| lists::coverage(one, rules, &called)).collect(),
        more: More {
            scores: more_scores,
            sunsets: more_sunsets,
            signals: more_signals,
            events: more_events,
            coverage: more_coverage,
        },
    })
}

/// Keeps the first rows of a list and says how many are left out.
fn cut<T>(mut rows: Vec<T>, options: &PageOptions) -> (Vec<T>, Text) {
    let n_left_out = rows.len().saturating_sub(options.list_rows);
    rows.truncate(options.list_rows);
    let more =
        if n_left_out == 0 { Text::default() } else { fill("rules.more", &[("n", &same(&n_left_out.to_string()))]) };
    (rows, more)
}

/// A name, or the identifier where there is none.
fn shown(name: &Text, id: &str) -> Text {
    if name.is_empty() { same(id) } else { name.clone() }
}

fn or_dash(number: Option<f64>, write: fn(f64) -> String) -> String {
    number.map_or_else(|| "–".to_owned(), write)
}

/// Writes a distance: three decimals, as one provision among hundreds moves it little.
fn distance(x: f64) -> String {
    if x.is_finite() { format!("{x:.3}") } else { "–".to_owned() }
}

/// Writes a change of distance with its sign, four decimals at most.
fn moved(x: f64) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let written = format!("{:.4}", x.abs());
    match written.chars().any(|c| !matches!(c, '0' | '.')) {
        false => "0".to_owned(),
        true => format!("{}{}", if x < 0.0 { "−" } else { "+" }, written.trim_end_matches('0')),
    }
}

/// Jurisdictions in order of rank, the unranked ones after them in the order of the lists.
fn score_lines(rules: &RulesResult) -> Vec<ScoreLine> {
    let mut rows: Vec<&RuleScore> = rules.scores.iter().collect();
    rows.sort_by_key(|row| row.rank.unwrap_or(u32::MAX));
    rows.into_iter()
        .map(|row| ScoreLine {
            name: shown(&row.name, &row.id),
            is_focus: rules.focus.as_ref() == Some(&row.id),
            rank: row.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
            interval: match row.rank_interval {
                Some((best, worst)) if best != worst => format!("{best}–{worst}"),
                _ => String::new(),
            },
            overall: or_dash(row.overall, score),
            topics: rules
                .topics
                .iter()
                .enumerate()
                .map(|(k, _)| or_dash(row.topics.get(k).copied().flatten(), score))
                .collect(),
            why: row.why.clone(),
        })
        .collect()
}

/// Topics by partners, all of them together first.
fn distances(rules: &RulesResult) -> Vec<(Text, Vec<Option<DistanceCell>>)> {
    let mut topics: Vec<(&str, &Text)> = Vec::new();
    for row in &rules.distances {
        if !topics.iter().any(|(id, _)| *id == row.topic) {
            topics.push((&row.topic, &row.topic_name));
        }
    }
    // All topics together stand first.
    topics.sort_by_key(|(id, _)| !id.is_empty());
    topics
        .into_iter()
        .map(|(id, name)| {
            let find = |partner: &String| {
                rules.distances.iter().find(|row| row.partner == *partner && row.topic == id).map(distance_cell)
            };
            (shown(name, id), rules.partners.iter().map(find).collect())
        })
        .collect()
}

fn distance_cell(row: &RuleDistance) -> DistanceCell {
    let percent_of = |x: f64| (x.clamp(0.0, 1.0) * 1000.0).round() / 10.0;
    let bar = match (row.lower, row.upper) {
        (Some(lower), Some(upper)) if lower.is_finite() && upper.is_finite() => {
            let (from, to) = (percent_of(lower), percent_of(upper));
            let at = row.distance.filter(|x| x.is_finite()).map_or(from, percent_of);
            Some((from, (to - from).max(0.5), at))
        }
        _ => None,
    };
    DistanceCell {
        distance: or_dash(row.distance, distance),
        bounds: match (row.lower, row.upper) {
            (Some(lower), Some(upper)) => format!("[{}–{}]", distance(lower), distance(upper)),
            _ => String::new(),
        },
        known: row.known.map_or_else(Text::default, |share| fill("rules.known", &[("share", &same(&percent(share)))])),
        bar,
    }
}

fn plane(rules: &RulesResult, partner: &str, called: &Called<'_>, options: &PageOptions) -> Option<Plane> {
    let mut rows: Vec<&RuleAxis> = rules.axes.iter().filter(|row| row.partner == partner).collect();
    if rows.is_empty() {
        return None;
    }
    let place = |row: &&RuleAxis| QUADRANTS.iter().position(|word| *word == row.quadrant).unwrap_or(QUADRANTS.len());
    let counts = QUADRANTS.iter().filter_map(|word| {
        let mut of = rows.iter().filter(|row| row.quadrant == *word);
        let first = of.next()?;
        Some(((*word).to_owned(), first.words.clone(), of.count() + 1))
    });
    let counts = counts.collect();
    rows.retain(|row| !matches!(row.quadrant.as_str(), "no-change" | "not-comparable"));
    rows.sort_by(|a, b| {
        let size = |row: &RuleAxis| drawing::position(row).map_or(0.0, |(_, gain)| gain.abs());
        place(a).cmp(&place(b)).then(size(b).total_cmp(&size(a))).then(a.provision.cmp(&b.provision))
    });
    let name = called.name(partner);
    let drawing = drawing::plane(&rows);
    let lines = rows.iter().enumerate().map(|(at, row)| axis_line(at + 1, row)).collect();
    let (rows, more) = cut(lines, options);
    Some(Plane {
        title: fill("rules.axes_of", &[("partner", &name)]),
        caption: fill("rules.axes_caption", &[("partner", &name)]),
        counts,
        drawing,
        corners: Corners {
            gain: text("rules.corner_gain"),
            lose: text("rules.corner_lose"),
            apart: text("rules.corner_apart"),
            across: text("rules.axis_closer"),
            back: text("rules.axis_farther"),
            up: text("rules.axis_gain"),
        },
        rows,
        more,
    })
}

fn axis_line(number: usize, row: &RuleAxis) -> AxisLine {
    AxisLine {
        number,
        question: shown(&row.question, &row.provision),
        provision: row.provision.clone(),
        own: row.own.clone(),
        other: row.other.clone(),
        quadrant: row.quadrant.clone(),
        words: row.words.clone(),
        gain: or_dash(row.gain, signed),
        distance_change: moved(row.distance_change),
        best_gain: or_dash(row.best_gain, signed),
        best_distance_change: moved(row.best_distance_change),
        is_outcome: row.is_outcome,
    }
}

/// Writes the year in which a moment lies.
fn year(x: f64) -> String {
    if x.is_finite() { format!("{:.0}", x.floor()) } else { "–".to_owned() }
}

/// Writes a number of years.
fn years(x: f64) -> String {
    figure((x * 10.0).round() / 10.0)
}
