//! What the rules of a project say, for the results: scores, distances, two axes, recognition, sunsets, history, trust.

use crest_model::model::Model;
use crest_model::results::{Named, RuleAxis, RuleCoverage, RuleDistance, RuleScore, RuleStep, RulesResult};
use crest_model::{Day, Text};

use crate::rules::{Basis, Book, Moment, RulesError};

/// Years over which distances are followed.
const YEARS: i32 = 5;
/// Months within which events and the partners' moves are looked for.
const MONTHS: i32 = 24;
/// Steps of the ladder.
const STEPS: usize = 5;

/// Says what the rules of the project say on the latest day of their record; `None` if the project has none, or its method
/// cannot be applied, which its check tells.
pub(crate) fn rules(model: &Model) -> Option<RulesResult> {
    let rules = model.rules.as_ref()?;
    let method = (rules.methods.len() == 1).then(|| rules.methods.values().next()).flatten();
    let book = Book::new(rules.clone(), method).ok()?;
    told(&book, model.choice.known_at).ok()
}

fn told(book: &Book, known: Option<Day>) -> Result<RulesResult, RulesError> {
    let rules = book.rules();
    // What was known on a day can speak of no later one.
    let latest = book.latest();
    let day = known.map_or(latest, |known| if known.number() < latest.number() { known } else { latest });
    let moment = Moment { day, known };
    let before = Day::of_number(day.number() - MONTHS * 365 / 12);
    let named = |id: &str, name: &Text| Named { id: id.to_owned(), name: name.clone() };
    let mut result = RulesResult {
        day: day.to_string(),
        known: known.map_or_else(String::new, |day| day.to_string()),
        method: book.method().map(|method| named(&method.id, &method.name)),
        jurisdictions: rules.jurisdictions.iter().map(|one| named(&one.id, &one.label)).collect(),
        focus: rules.focus.clone(),
        partners: rules.partners.clone(),
        signals_from: before.to_string(),
        events_from: before.to_string(),
        ..RulesResult::default()
    };
    if book.method().is_some() {
        scores(book, moment, &mut result)?;
    }
    if let Some(focus) = rules.focus.as_deref() {
        towards_partners(book, focus, moment, &mut result)?;
    }
    result.recognition = book.recognition(moment);
    result.sunsets = book.sunsets(day);
    result.events = book.events(before, day);
    let coverage = book.coverage(moment)?.into_iter().map(|row| RuleCoverage {
        jurisdiction: row.jurisdiction,
        n_due: row.n_due,
        n_given: row.n_given,
        n_unknown: row.n_absent.0,
        n_contested: row.n_absent.1,
        n_not_collected: row.n_absent.2,
        given: row.given,
        official: row.official,
        single_coder: row.single_coder,
        mean_age_years: row.mean_age_years,
    });
    result.coverage = coverage.collect();
    Ok(result)
}

fn scores(book: &Book, moment: Moment, result: &mut RulesResult) -> Result<(), RulesError> {
    let scored = book.scores(moment)?;
    let tops: Vec<usize> =
        (0..scored.nodes.len()).filter(|&node| scored.nodes[node].parent.as_deref() == Some("overall")).collect();
    result.topics = tops
        .iter()
        .map(|&node| Named { id: scored.nodes[node].id.clone(), name: scored.nodes[node].name.clone() })
        .collect();
    let rows = scored.rows.into_iter().map(|row| RuleScore {
        id: row.id,
        name: row.name,
        is_ranked: row.is_ranked,
        overall: row.overall,
        rank: row.rank,
        rank_interval: row.rank_interval,
        topics: tops.iter().map(|&node| row.nodes[node]).collect(),
        why: row.why,
    });
    result.scores = rows.collect();
    let Some(focus) = result.focus.as_deref() else { return Ok(()) };
    let steps = match book.ladder(focus, moment, &|_| 1.0) {
        Ok(steps) => steps,
        // A place without a score stands on no ladder; its row says why.
        Err(RulesError::NoScore { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    let steps = steps.into_iter().take(STEPS).map(|step| {
        let (before, after) = step.answers.unwrap_or_default();
        RuleStep {
            rank: step.rank,
            points: step.points,
            provision: step.provision.unwrap_or_default(),
            question: step.question,
            before,
            after,
        }
    });
    result.ladder = steps.collect();
    Ok(())
}

fn towards_partners(book: &Book, focus: &str, moment: Moment, result: &mut RulesResult) -> Result<(), RulesError> {
    let partners = result.partners.clone();
    for partner in &partners {
        let rows = book.distances(Some(focus), Some(partner), Basis::Answers, moment)?;
        result.distances.extend(rows.into_iter().map(|row| RuleDistance {
            partner: partner.clone(),
            topic: row.topic,
            topic_name: row.topic_name,
            distance: row.distance,
            lower: row.lower,
            upper: row.upper,
            known: row.known,
        }));
        if book.method().is_none() {
            continue;
        }
        let compared = book.compare(focus, partner, moment)?;
        result.axes.extend(book.axes(focus, partner, moment)?.into_iter().map(|row| {
            let answers = compared.iter().find(|one| one.provision == row.provision);
            RuleAxis {
                partner: partner.clone(),
                own: answers.map_or_else(Text::default, |one| one.own.clone()),
                other: answers.map_or_else(Text::default, |one| one.other.clone()),
                provision: row.provision,
                question: row.question,
                quadrant: row.quadrant.to_owned(),
                words: row.words,
                gain: row.gain,
                distance_change: row.distance_change,
                best_gain: row.best_gain,
                best_distance_change: row.best_distance_change,
                is_outcome: row.is_outcome,
            }
        }));
    }
    let mut days: Vec<Day> = (moment.day.year() - YEARS..moment.day.year())
        .filter_map(|year| format!("{year:04}-12-31").parse().ok())
        .collect();
    days.push(moment.day);
    result.convergence = book.convergence(focus, &partners, &days, Basis::Answers)?;
    let from: Day = Day::of_number(moment.day.number() - MONTHS * 365 / 12);
    result.signals = book.radar(focus, &partners, from, moment.day)?;
    Ok(())
}
