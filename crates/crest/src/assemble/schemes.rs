//! What the assessment schemes of a project say: score sheets, ranks over the years, exit rules, and what a change of
//! scheme did.

mod chances;
mod figures;
mod kernel;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crest_data::value::Panel;
use crest_index::scheme::{Assessment, ExitOutcome, Four, Needed, Rule, Scorer, Scores, Standing, exit, split};
use crest_model::model::Model;
use crest_model::results::{
    ExitRow, SchemeAssumption, SchemeChange, SchemeChangeRow, SchemeItem, SchemeResult, SchemeYear, ScoreSheet,
    SheetEvent, SheetRow,
};
use crest_model::scheme::{Among, Exit, Item, ProjectScheme, Within, find_shipped};
use crest_model::{Location, Period, Text};

use figures::{Figures, Reader};

/// Cells (places × items) up to which every sheet says what further points would take; beyond, only that of the focus.
const LADDER_CELLS: usize = 2000;

/// Points from one rung to the next.
const STEP_POINTS: f64 = 1.0;

/// Scores every scheme that the project takes up, for the year that measures the project's period.
///
/// - `certain`: whether ranks are drawn over what is assumed and over the errors of figures.
pub(crate) fn schemes(model: &Model, panel: &Panel, certain: bool) -> Vec<SchemeResult> {
    let focus = model.project.focus.as_deref();
    model.schemes.values().map(|taken| one(model, panel, taken, None, focus, certain)).collect()
}

/// Finds a scheme of the project by name, else one that comes with Crest: its items are then bound to indicators of the
/// same name, and its groups to groupings of the same name.
pub(crate) fn find<'a>(model: &'a Model, name: &str) -> Option<Cow<'a, ProjectScheme>> {
    let same = |taken: &&ProjectScheme| taken.id == name || taken.scheme.id == name;
    if let Some(own) = model.schemes.get(name).or_else(|| model.schemes.values().find(same)) {
        return Some(Cow::Borrowed(own));
    }
    let scheme = find_shipped(name)?.scheme();
    let is_indicator = |code: &str| model.nodes.iter().any(|node| node.code == code && node.indicator.is_some());
    let bound = |ids: &mut dyn Iterator<Item = &String>| -> BTreeMap<String, String> {
        ids.filter(|id| is_indicator(id)).map(|id| (id.clone(), id.clone())).collect()
    };
    let groups =
        model.places.iter().map(|place| place.role.is_ranked().then(|| scheme.find_group(&place.groups)).flatten());
    Some(Cow::Owned(ProjectScheme {
        id: name.to_owned(),
        file: None,
        items: bound(&mut scheme.items.iter().map(|item| &item.id)),
        data: bound(&mut scheme.data.iter().map(|datum| &datum.id)),
        attributes: BTreeMap::new(),
        groups: groups.collect(),
        events: Vec::new(),
        bases: Vec::new(),
        location: Location::file("crest.toml"),
        scheme,
    }))
}

/// Scores one scheme in an assessment year; the one that measures the project's period if none is named.
///
/// - `place`: the place whose sheet says what further points would take, however many there are.
pub(crate) fn one(
    model: &Model,
    panel: &Panel,
    taken: &ProjectScheme,
    assessment: Option<i32>,
    place: Option<&str>,
    certain: bool,
) -> SchemeResult {
    let scheme = &taken.scheme;
    let places = ranked(model);
    let assessment = assessment.unwrap_or(model.project.period.year() + scheme.lag_years);
    let reader = Reader::new(model, panel, taken, &places);
    let mut result = described(&reader, assessment);
    let scorer = match kernel::scorer(scheme) {
        Ok(scorer) => scorer,
        Err(faults) => {
            let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
            result.refused = Text::new(told.join("；"), told.join("; "));
            return result;
        }
    };
    let figures = reader.read(assessment);
    if !figures.has_values() {
        let data = result.data;
        result.refused =
            Text::new(format!("{data}年没有任何一项的数值"), format!("no item has a value for the data year {data}"));
        return result;
    }
    let scores = scorer.score(&figures.data());
    let is_small = places.len() * scheme.items.len() <= LADDER_CELLS;
    let sheets = Sheets { reader: &reader, scorer: &scorer, figures: &figures, scores: &scores, assessment };
    result.sheets = (0..places.len())
        .map(|unit| sheets.sheet(unit, is_small || place == Some(model.places[places[unit]].id.as_str())))
        .collect();
    let mut history = history(&reader, &scorer, assessment);
    history.push(Year { assessment, scores, groups: figures.groups.clone() });
    result.exits = exits(&reader, &history);
    result.years = history.iter().map(|year| year.told(taken)).collect();
    if certain {
        let (certainty, varied) = chances::chances(&reader, &figures, assessment);
        for assumption in &mut result.assumptions {
            assumption.is_varied = certainty.is_some() && varied.contains(&assumption.path);
        }
        result.certainty = certainty;
    }
    result
}

/// Splits what each change from a scheme of the project to the next one, in the order of the years in which they came into
/// force, did between the data of the year before and those of the measured period.
pub(crate) fn changes(model: &Model, panel: &Panel) -> Vec<SchemeChange> {
    let mut taken: Vec<&ProjectScheme> = model.schemes.values().collect();
    taken.sort_by_key(|taken| (taken.scheme.first_year, &taken.id));
    let year = model.project.period.year();
    taken.windows(2).filter_map(|pair| change(model, panel, (pair[0], pair[1]), (year - 1, year))).collect()
}

/// Splits what two schemes and two data years did; `None` where one of them cannot be scored.
pub(crate) fn change(
    model: &Model,
    panel: &Panel,
    schemes: (&ProjectScheme, &ProjectScheme),
    data: (i32, i32),
) -> Option<SchemeChange> {
    let places = ranked(model);
    let ranks = |taken: &ProjectScheme, year: i32| {
        let reader = Reader::new(model, panel, taken, &places);
        let scorer = kernel::scorer(&taken.scheme).ok()?;
        let figures = reader.read(year + taken.scheme.lag_years);
        figures.has_values().then(|| scorer.score(&figures.data()).ranks().to_vec())
    };
    let (before, new_data) = (ranks(schemes.0, data.0)?, ranks(schemes.0, data.1)?);
    let (new_scheme, after) = (ranks(schemes.1, data.0)?, ranks(schemes.1, data.1)?);
    let four = Four { before: &before, new_data: &new_data, new_scheme: &new_scheme, after: &after };
    let rows = split(&four).into_iter().enumerate().filter_map(|(unit, split)| {
        let split = split?;
        Some(SchemeChangeRow {
            place: model.places[places[unit]].id.clone(),
            before: before[unit]?,
            new_data: new_data[unit]?,
            new_scheme: new_scheme[unit]?,
            after: after[unit]?,
            // Places won: a rank that falls in number is better.
            by_data: 0.0 - split.data,
            by_scheme: 0.0 - split.scheme,
            scheme_alone: 0.0 - split.scheme_alone,
        })
    });
    Some(SchemeChange { schemes: (schemes.0.id.clone(), schemes.1.id.clone()), data, rows: rows.collect() })
}

/// Positions of the ranked places.
fn ranked(model: &Model) -> Vec<usize> {
    (0..model.places.len()).filter(|&place| model.places[place].role.is_ranked()).collect()
}

/// Everything about a scheme that is known without scoring.
fn described(reader: &Reader<'_>, assessment: i32) -> SchemeResult {
    let taken = reader.taken;
    let scheme = &taken.scheme;
    let item = |item: &Item| SchemeItem {
        id: item.id.clone(),
        name: item.name.clone(),
        class: item.class.as_ref().and_then(|id| scheme.classes.iter().position(|class| class.id == *id)),
        indicator: reader.node_of(item).map(|node| reader.model.nodes[node].code.clone()),
        unit: item.unit.clone(),
        direction: item.direction,
        scored: item.scores.iter().map(|id| words::scored(scheme, id.as_deref())).collect(),
        department: item.department.clone(),
        evidence: item.evidence.clone(),
        chosen: item.chosen.clone().unwrap_or_default(),
    };
    let number = |(path, figure): (String, crest_model::scheme::Figure)| {
        let assumption = figure.assumption.expect("only assumed numbers are listed");
        SchemeAssumption {
            path,
            used: crate::explain::digits(figure.value),
            within: match &assumption.within {
                Within::Range { low, high } => {
                    format!("{}–{}", crate::explain::digits(*low), crate::explain::digits(*high))
                }
                Within::Among(values) => {
                    values.iter().map(|value| crate::explain::digits(*value)).collect::<Vec<_>>().join(", ")
                }
            },
            why: assumption.why,
            is_varied: false,
        }
    };
    let doubts = scheme.scores.iter().filter_map(|score| {
        let doubt = score.doubt.as_ref()?;
        Some(SchemeAssumption {
            path: format!("scores.{}", score.id),
            used: score.id.clone(),
            within: doubt.among.join(", "),
            why: doubt.why.clone(),
            is_varied: false,
        })
    });
    let unknowns = scheme.unknowns.iter().map(|unknown| SchemeAssumption {
        path: format!("unknown.{}", unknown.about),
        used: String::new(),
        within: unknown.among.join(", "),
        why: unknown.why.clone(),
        is_varied: false,
    });
    SchemeResult {
        id: taken.id.clone(),
        name: scheme.name.clone(),
        body: scheme.body.clone(),
        version: scheme.version.clone(),
        assessment,
        data: scheme.data_year(assessment, None),
        valid: (scheme.first_year, scheme.last_year),
        columns: scheme.columns.iter().map(|column| column.name.clone()).collect(),
        ranks_groups: scheme.ranking.among == Among::Group,
        sources: scheme.sources.iter().map(|s| (s.name.clone(), s.url.clone(), s.is_legal)).collect(),
        classes: scheme.classes.iter().map(|class| (class.id.clone(), class.name.clone())).collect(),
        items: scheme.items.iter().map(item).collect(),
        assumptions: scheme.assumed().into_iter().map(number).chain(doubts).chain(unknowns).collect(),
        ..SchemeResult::default()
    }
}

/// Everything from which sheets are written.
struct Sheets<'a> {
    reader: &'a Reader<'a>,
    scorer: &'a Scorer,
    figures: &'a Figures,
    scores: &'a Scores,
    assessment: i32,
}

impl Sheets<'_> {
    /// The sheet of one unit; `climbs` also finds what further points would take.
    fn sheet(&self, unit: usize, climbs: bool) -> ScoreSheet {
        let scheme = &self.reader.taken.scheme;
        let scores = self.scores;
        let group = self.figures.groups[unit];
        let is_peer = |other: &usize| self.figures.groups[*other] == group && scores.group_ranks()[*other].is_some();
        ScoreSheet {
            place: self.reader.model.places[self.reader.places[unit]].id.clone(),
            group: group.map(|group| scheme.groups[group].name.clone()).unwrap_or_default(),
            total: scores.totals()[unit],
            maximum: scores.maximum(unit),
            rank: scores.ranks()[unit],
            group_rank: scores.group_ranks()[unit],
            group_size: (0..scores.n_units()).filter(is_peer).count(),
            classes: (0..scheme.classes.len()).map(|class| scores.class(unit, class)).collect(),
            columns: (0..scheme.columns.len()).map(|column| scores.column(unit, column)).collect(),
            rows: (0..scheme.items.len()).map(|item| self.row(unit, item, climbs)).collect(),
            events: self.events(unit),
            bonus: scores.bonus(unit) + 0.0,
            deducted: scores.deducted(unit) + 0.0,
            veto: scores.veto_effect(unit).map(words::veto).unwrap_or_default(),
        }
    }

    fn row(&self, unit: usize, at: usize, climbs: bool) -> SheetRow {
        let scheme = &self.reader.taken.scheme;
        let item = &scheme.items[at];
        let place = self.reader.places[unit];
        let year = scheme.data_year(self.assessment, Some(item));
        let value = self.reader.node_of(item).and_then(|node| self.reader.value(node, place, Period::year_of(year)));
        let stated = |numbers: &crest_model::scheme::Reference| match numbers {
            crest_model::scheme::Reference::Stated(numbers) => {
                let group = self.figures.groups[unit].map(|group| scheme.groups[group].id.as_str());
                numbers.find(group).map(|figure| figure.value)
            }
            _ => None,
        };
        let (points, maximum) = self.scores.item_points(unit, at);
        let scored = |column: usize| {
            item.weights[column].as_ref()?;
            let score = self.scores.item(unit, at, column);
            Some((score.attainment, score.points, score.maximum))
        };
        let counting = (0..scheme.columns.len()).filter(|&column| item.weights[column].is_some());
        let reason = counting.filter_map(|column| self.scores.item(unit, at, column).reason).next();
        let is_lost = self.figures.values.at(unit, at).is_none() && value.is_some_and(|value| value.number.is_some());
        let reason = match reason {
            Some(_) if is_lost => words::not_converted(&item.unit),
            Some(reason) => words::reason(reason),
            None => Text::default(),
        };
        let ladder =
            climbs.then(|| self.scorer.ladder(&self.figures.data(), self.scores, unit, at, STEP_POINTS).ok()).flatten();
        let told = |rung: crest_index::scheme::Rung| {
            let needed = match rung.needed {
                Needed::Any => None,
                Needed::Value(value) => Some(value),
            };
            (rung.points, needed)
        };
        SheetRow {
            value: self.figures.values.at(unit, at),
            previous: self.figures.previous.at(unit, at),
            base: self.figures.bases.at(unit, at).or_else(|| stated(&item.base)),
            goal: self.figures.goals.at(unit, at).or_else(|| stated(&item.goal)),
            period: year.to_string(),
            status: value.map_or(String::new(), |value| value.status.word().to_owned()),
            source: value.map_or(String::new(), |value| self.reader.panel.text(value.source).to_owned()),
            points,
            maximum,
            lost: maximum - points,
            columns: (0..scheme.columns.len()).map(scored).collect(),
            reason,
            is_unbound: !self.reader.is_bound(item),
            next: ladder.as_ref().and_then(|ladder| ladder.rungs.first().copied()).map(told),
            full: ladder.as_ref().and_then(|ladder| ladder.full).map(told),
        }
    }

    fn events(&self, unit: usize) -> Vec<SheetEvent> {
        let taken = self.reader.taken;
        let scheme = &taken.scheme;
        let place = &self.reader.model.places[self.reader.places[unit]].id;
        let evidence = |rule: &str| {
            let own = taken.events.iter().filter(|e| e.place == *place && e.year == self.assessment && e.rule == rule);
            let texts: Vec<&str> = own.map(|event| event.evidence.as_str()).filter(|text| !text.is_empty()).collect();
            texts.join("; ")
        };
        let mut events = Vec::new();
        let mut add = |kind: &str, rules: &[crest_model::scheme::EventRule], of: &dyn Fn(usize) -> Rule| {
            for (at, rule) in rules.iter().enumerate() {
                let score = self.scores.event(unit, of(at));
                if score.count > 0 {
                    events.push(SheetEvent {
                        kind: kind.to_owned(),
                        name: rule.name.clone(),
                        count: score.count,
                        asked: score.asked,
                        granted: score.granted,
                        evidence: evidence(&rule.id),
                    });
                }
            }
        };
        add("bonus", &scheme.bonus, &Rule::Bonus);
        add("deduction", &scheme.deductions, &Rule::Deduction);
        for (veto, applies) in scheme.vetoes.iter().zip(self.scores.vetoes(unit)) {
            if *applies {
                let count = self.figures.events.iter().filter(|event| event.unit == unit);
                let of_veto =
                    count.filter(|event| matches!(event.rule, Rule::Veto(v) if scheme.vetoes[v].id == veto.id));
                events.push(SheetEvent {
                    kind: "veto".to_owned(),
                    name: veto.name.clone(),
                    count: of_veto.map(|event| event.count).sum(),
                    asked: 0.0,
                    granted: 0.0,
                    evidence: evidence(&veto.id),
                });
            }
        }
        events
    }
}

/// Holds the scores of one assessment year.
struct Year {
    assessment: i32,
    scores: Scores,
    groups: Vec<Option<usize>>,
}

impl Year {
    fn told(&self, taken: &ProjectScheme) -> SchemeYear {
        let scheme = &taken.scheme;
        SchemeYear {
            assessment: self.assessment,
            data: scheme.data_year(self.assessment, None),
            in_force: is_in_force(taken, self.assessment),
            totals: self.scores.totals().to_vec(),
            ranks: self.scores.ranks().to_vec(),
            group_ranks: self.scores.group_ranks().to_vec(),
        }
    }
}

fn is_in_force(taken: &ProjectScheme, assessment: i32) -> bool {
    let scheme = &taken.scheme;
    scheme.first_year <= assessment && scheme.last_year.is_none_or(|last| assessment <= last)
}

/// Scores every year of the project before an assessment, in force or not; years without any value are left out.
fn history(reader: &Reader<'_>, scorer: &Scorer, assessment: i32) -> Vec<Year> {
    let lag = reader.taken.scheme.lag_years;
    let first = reader.panel.values.iter().filter(|value| value.chosen).map(|value| value.period.year()).min();
    let first = first.unwrap_or(assessment - lag) + lag;
    let scored = (first..assessment).filter_map(|year| {
        let figures = reader.read(year);
        let scores = figures.has_values().then(|| scorer.score(&figures.data()))?;
        Some(Year { assessment: year, scores, groups: figures.groups })
    });
    scored.collect()
}

/// Where places stand with exit rules and warnings in the years in force; those that are clear are left out.
fn exits(reader: &Reader<'_>, history: &[Year]) -> Vec<ExitRow> {
    let scheme = &reader.taken.scheme;
    let in_force: Vec<&Year> = history.iter().filter(|year| is_in_force(reader.taken, year.assessment)).collect();
    let mut rows = Vec::new();
    let rules = scheme.exits.iter().map(|rule| (rule, true)).chain(scheme.warnings.iter().map(|rule| (rule, false)));
    for (rule, is_exit) in rules {
        let assessments: Vec<Assessment<'_>> = in_force
            .iter()
            .map(|year| Assessment {
                ranks: if rule.among == Among::Group { year.scores.group_ranks() } else { year.scores.ranks() },
                totals: year.scores.totals(),
                groups: &year.groups,
            })
            .collect();
        let Ok(outcomes) = exit(&kernel::exit(rule), &assessments) else { continue };
        for (unit, outcome) in outcomes.iter().enumerate() {
            if outcome.standing != Standing::Clear {
                rows.push(exit_row(reader, rule, is_exit, unit, outcome, &in_force));
            }
        }
    }
    rows
}

fn exit_row(
    reader: &Reader<'_>,
    rule: &Exit,
    is_exit: bool,
    unit: usize,
    outcome: &ExitOutcome,
    years: &[&Year],
) -> ExitRow {
    ExitRow {
        rule: rule.id.clone(),
        name: rule.name.clone(),
        is_exit,
        place: reader.model.places[reader.places[unit]].id.clone(),
        standing: match outcome.standing {
            Standing::NotAssessed => "not-assessed",
            Standing::Clear => "clear",
            Standing::Warned => "warned",
            Standing::Candidate | Standing::Proposed if !is_exit => "triggered",
            Standing::Candidate => "candidate",
            Standing::Proposed => "proposed",
        }
        .to_owned(),
        was_last: years.iter().map(|year| year.assessment).zip(outcome.was_last.iter().copied()).collect(),
        times: outcome.times,
        score: outcome.score,
        missing: outcome.missing,
        within: outcome.within,
    }
}
