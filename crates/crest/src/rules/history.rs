//! Rules over time, who recognises whom, and how far the answers can be trusted.

use crest_model::results::{RuleConvergence, RuleEvent, RulePoint, RuleRecognition, RuleSignal, RuleSunset};
use crest_model::rules::{Certainty, Recognition as State};
use crest_model::{Day, Text};
use crest_rules::answer::Days;
use crest_rules::coverage::{Provenance, coverage, total};
use crest_rules::distance::Distance;
use crest_rules::radar::radar;
use crest_rules::timeline::{events, sunsets, trend};
use serde::Serialize;

use super::book::{Book, Moment, RulesError};
use super::distance::{Basis, cited};

/// Holds how far the answers of a jurisdiction can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverageRow {
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Name.
    pub name: Text,
    /// Answers due.
    pub n_due: usize,
    /// Answers given.
    pub n_given: usize,
    /// Answers sought and not found, contested, not sought.
    pub n_absent: (usize, usize, usize),
    /// Share of the answers due that are given.
    pub given: Option<f64>,
    /// Share of the answers given that name an official source.
    pub official: Option<f64>,
    /// Share of the answers given that one person alone has coded.
    pub single_coder: Option<f64>,
    /// Mean age of the answers given, in years from the day on which they began.
    pub mean_age_years: Option<f64>,
}

impl Book {
    /// Lists the changes of answers from one day up to another, both included.
    pub fn events(&self, from: Day, to: Day) -> Vec<RuleEvent> {
        let words = |record: Option<usize>, provision: usize| {
            record.map_or_else(Text::default, |record| self.words(provision, self.records[record].answer))
        };
        let within = events(&self.records).into_iter();
        let within = within.filter(|event| from.number() <= event.day.0 && event.day.0 <= to.number());
        within
            .map(|event| RuleEvent {
                day: Day::of_number(event.day.0).to_string(),
                jurisdiction: self.listed_jurisdiction(event.jurisdiction).id.clone(),
                counterpart: self.counterpart(event.counterpart),
                provision: self.provisions[event.provision].clone(),
                question: self.question(event.provision),
                before: words(event.before, event.provision),
                after: words(event.after, event.provision),
                source: event.after.map_or_else(String::new, |record| cited(self.written(record))),
            })
            .collect()
    }

    fn counterpart(&self, counterpart: Option<usize>) -> String {
        counterpart.map_or_else(String::new, |one| self.listed_jurisdiction(one).id.clone())
    }

    /// Lists the answers and relations that end after a day without anything to follow, the next to end first.
    pub fn sunsets(&self, from: Day) -> Vec<RuleSunset> {
        let never = Days(i32::MAX);
        let mut rows: Vec<RuleSunset> = sunsets(&self.records, Days(from.number()), never)
            .into_iter()
            .map(|sunset| {
                let record = &self.records[sunset.record];
                RuleSunset {
                    last_day: Day::of_number(sunset.day.0 - 1).to_string(),
                    jurisdiction: self.listed_jurisdiction(record.jurisdiction).id.clone(),
                    counterpart: self.counterpart(record.counterpart),
                    provision: self.provisions[record.provision].clone(),
                    question: self.question(record.provision),
                    answer: self.words(record.provision, record.answer),
                    source: cited(self.written(sunset.record)),
                }
            })
            .collect();
        for relation in &self.rules.relations {
            let Some(end) = relation.valid().1.filter(|end| *end > from.number()) else { continue };
            rows.push(RuleSunset {
                last_day: Day::of_number(end - 1).to_string(),
                jurisdiction: relation.from.clone(),
                counterpart: relation.to.clone(),
                provision: relation.provision.clone(),
                question: self
                    .rules
                    .find_provision(&relation.provision)
                    .map_or_else(Text::default, |provision| self.question(provision)),
                answer: state(relation.state).1,
                source: source(&relation.instrument, &relation.url),
            });
        }
        rows.sort_by(|a, b| a.last_day.cmp(&b.last_day));
        rows
    }

    /// Measures the distance to each partner on the given days, and the straight line through them.
    ///
    /// # Errors
    /// [`RulesError`] if a name is not known.
    pub fn convergence(
        &self,
        of: &str,
        partners: &[String],
        days: &[Day],
        basis: Basis,
    ) -> Result<Vec<RuleConvergence>, RulesError> {
        let one = self.jurisdiction(of)?;
        let others = partners.iter().map(|id| self.jurisdiction(id)).collect::<Result<Vec<_>, _>>()?;
        // Numbers without frozen bounds are compared on the scale of the last day, so that the series has one scale.
        let last = days.last().copied().unwrap_or_else(|| self.latest());
        let measure = self.measure(&self.selected(Moment::on(last))?.answers);
        let pairs: Vec<(usize, usize)> = others.iter().map(|&other| (one, other)).collect();
        let mut series: Vec<Vec<RulePoint>> = vec![Vec::new(); pairs.len()];
        for &day in days {
            let found = self.measured(&pairs, basis, Moment::on(day), &measure)?;
            for (points, topics) in series.iter_mut().zip(found) {
                let whole = topics.iter().fold(Distance::default(), |sum, one| sum.plus(*one));
                points.push(RulePoint {
                    day: day.to_string(),
                    distance: whole.known(),
                    lower: whole.lower(),
                    upper: whole.upper(),
                });
            }
        }
        let year = |day: f64| 1970.0 + day / 365.25;
        Ok(partners
            .iter()
            .zip(series)
            .map(|(partner, points)| {
                let known: Vec<(Days, f64)> = days
                    .iter()
                    .zip(&points)
                    .filter_map(|(day, point)| Some((Days(day.number()), point.distance?)))
                    .collect();
                let line = trend(&known, 0.9).ok();
                let closing = line.and_then(|line| line.closing);
                RuleConvergence {
                    partner: partner.clone(),
                    points,
                    per_year: line.map(|line| line.per_year),
                    closes: closing.map(|closing| year(closing.day)),
                    closes_interval: closing.and_then(|one| one.interval).map(|(a, b)| (year(a), year(b))),
                }
            })
            .collect())
    }

    /// Lists the provisions on which most partners moved between two days and the one in focus did not.
    ///
    /// # Errors
    /// [`RulesError`] if a name is not known.
    pub fn radar(&self, of: &str, partners: &[String], from: Day, to: Day) -> Result<Vec<RuleSignal>, RulesError> {
        let own = self.jurisdiction(of)?;
        let others = partners.iter().map(|id| self.jurisdiction(id)).collect::<Result<Vec<_>, _>>()?;
        let before = self.answers(Moment::on(from))?;
        let now = self.answers(Moment::on(to))?;
        let signals = radar(&before, &now, own, &others);
        Ok(signals
            .into_iter()
            .filter(|signal| !signal.is_there)
            .map(|signal| RuleSignal {
                provision: self.provisions[signal.provision].clone(),
                question: self.question(signal.provision),
                moved: signal.moved.iter().map(|&one| self.listed_jurisdiction(one).id.clone()).collect(),
                n_known: signal.n_known,
                towards: signal.towards.map_or_else(Text::default, |answer| self.words(signal.provision, answer)),
                own: self.words(signal.provision, now.get(own, signal.provision)),
            })
            .collect())
    }

    /// Lists who recognises whom on a day.
    pub fn recognition(&self, moment: Moment) -> Vec<RuleRecognition> {
        let day = moment.day.number();
        let in_force =
            |(from, to): (Option<i32>, Option<i32>)| from.is_none_or(|f| f <= day) && to.is_none_or(|t| day < t);
        let relations = self.rules.relations.iter().filter(|one| in_force(one.valid()));
        relations
            .map(|one| {
                let (word, words) = state(one.state);
                RuleRecognition {
                    provision: one.provision.clone(),
                    question: self
                        .rules
                        .find_provision(&one.provision)
                        .map_or_else(Text::default, |provision| self.question(provision)),
                    from: one.from.clone(),
                    to: one.to.clone(),
                    state: word.to_owned(),
                    words,
                    condition: one.condition.clone(),
                    scope: one.scope.clone(),
                    quota: one.quota.clone(),
                    area: one.area.clone(),
                    expires: one.valid().1.map_or_else(String::new, |end| Day::of_number(end - 1).to_string()),
                    source: source(&one.instrument, &one.url),
                }
            })
            .collect()
    }

    /// Says how far the answers of each jurisdiction can be trusted. A source is official if the answer is certain, is no count of use and is cited, or if
    /// the list has a column `source_kind` that says so.
    ///
    /// # Errors
    /// [`RulesError`] if answers cannot be selected.
    pub fn coverage(&self, moment: Moment) -> Result<Vec<CoverageRow>, RulesError> {
        let selected = self.selected(moment)?;
        let provenance: Vec<Option<Provenance>> = selected
            .records
            .iter()
            .map(|record| {
                let record = (*record)?;
                let written = self.written(record);
                let kind = written.extra.iter().find(|(name, _)| name == "source_kind").map(|(_, kind)| kind.as_str());
                let is_official = match kind {
                    Some(kind) => kind.starts_with("official"),
                    None => written.certainty == Certainty::High && written.is_cited(),
                };
                Some(Provenance {
                    is_official,
                    is_checked: !written.checked_by.is_empty(),
                    as_of: self.records[record].valid.from,
                })
            })
            .collect();
        let topics = vec![0; self.provisions.len()];
        let cells = coverage(&selected.answers, &provenance, &topics, 1, Days(moment.day.number()));
        Ok(cells
            .chunks(1)
            .enumerate()
            .map(|(one, cells)| {
                let whole = total(cells);
                let listed = self.listed_jurisdiction(one);
                CoverageRow {
                    jurisdiction: listed.id.clone(),
                    name: listed.label.clone(),
                    n_due: whole.n_due,
                    n_given: whole.n_given,
                    n_absent: (whole.n_unknown, whole.n_contested, whole.n_not_collected),
                    given: whole.share_given(),
                    official: whole.share_official(),
                    single_coder: whole.share_single_coder(),
                    mean_age_years: whole.mean_age_days().map(|days| days / 365.25),
                }
            })
            .collect())
    }
}

fn state(state: State) -> (&'static str, Text) {
    match state {
        State::None => ("none", Text::new("不认可", "none")),
        State::Unilateral => ("unilateral", Text::new("单边认可", "unilateral")),
        State::Mutual => ("mutual", Text::new("互认", "mutual")),
        State::Identical => ("identical", Text::new("标准一致", "identical")),
    }
}

fn source(instrument: &str, url: &str) -> String {
    match (instrument.is_empty(), url.is_empty()) {
        (false, false) => format!("{instrument} <{url}>"),
        (false, true) => instrument.to_owned(),
        (true, _) => url.to_owned(),
    }
}
