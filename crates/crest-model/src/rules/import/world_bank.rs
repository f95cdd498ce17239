//! Wide tables of the World Bank: one row for each economy and year, one column for each indicator.

use std::collections::BTreeSet;

use super::{Drafts, Header, Imported, slug};
use crate::Diagnostic;
use crate::grid::{Grid, NumberText, number};
use crate::rules::method::{RuleMethod, ScoreFunction};
use crate::rules::{Lever, word_of};

/// Codes of the published files and what they stand for here.
const CODES: &[(&str, &str)] = &[
    ("NP", "no-practice"),
    ("NO_VAT_REFUND", "no-practice"),
    ("NO_VAT", "not-applicable"),
    ("NO_CIT", "not-applicable"),
];
/// Columns that may name the economy.
const KEYS: [&str; 3] = ["code", "country", "economy"];
/// Columns of the answers that are made.
const ANSWERS: &[&str] = &["provision", "jurisdiction", "value", "from", "to", "instrument", "url"];

/// What the table itself does not say.
#[derive(Debug, Clone, Copy)]
pub struct WorldBankOptions<'a> {
    /// Name of the source, for every answer.
    pub instrument: &'a str,
    /// Address of the source, for every answer.
    pub url: &'a str,
    /// Method from which topics, names, units and levers of the indicators are taken; others come under the topic `other`.
    pub method: Option<&'a RuleMethod>,
    /// Table of the economies with columns `code`, `economy` and `parent`; without it codes are names.
    pub economies: Option<&'a Grid>,
}

/// Takes over a table with a column `code` (or `country`, or `economy`), one for each indicator and, where there are several years, `year`.
///
/// - Where there is a column `sector`, each sector of an economy is a jurisdiction of its own: `AUS.ASBRD`.
/// - An answer holds for the year of its row; without a column `year` it holds without a date. An empty cell is no answer.
/// - `NP` (no practice) and `NO_VAT_REFUND` become `no-practice`; `NO_VAT` and `NO_CIT`, where the tax does not exist,
///   `not-applicable`.
/// - Every indicator is an amount.
/// - Parents of economies are left to the method, which averages scores of cities; they stand in the note of a jurisdiction
///   because answers of an economy are not those of its cities.
///
/// # Errors
/// Findings, among them `C1630` for columns that are not there and cells that are neither number nor code.
pub fn world_bank(grid: &Grid, options: &WorldBankOptions<'_>) -> Imported {
    let header = Header::of(grid);
    let mut found = Vec::new();
    let key = KEYS.iter().copied().find(|column| header.place.contains_key(*column)).unwrap_or("code");
    if !header.needs(&[key], grid, &mut found) {
        return Imported { found, ..Imported::default() };
    }
    let mut drafts = Drafts::new(ANSWERS);
    let indicators: Vec<(String, usize)> = grid.rows[header.row]
        .iter()
        .enumerate()
        .filter_map(|(column, cell)| Some((cell.text()?.trim().to_owned(), column)))
        .filter(|(name, _)| {
            let name = name.to_lowercase();
            name != key && !matches!(name.as_str(), "year" | "sector")
        })
        .collect();
    provisions(&indicators, options.method, &mut drafts);
    let mut seen = BTreeSet::new();
    for row in header.rows(grid) {
        let (year, sector) = (header.text(grid, row, "year"), header.text(grid, row, "sector"));
        let mut code = header.text(grid, row, key);
        if !sector.is_empty() {
            code = format!("{code}.{sector}");
        }
        let line = grid.row_number(row);
        if seen.insert(code.clone()) {
            let (name, parent) = economy(options.economies, &code);
            drafts.jurisdictions.push(line, vec![code.clone(), name, String::new(), parent]);
        }
        for (indicator, column) in &indicators {
            let Some(text) = grid.cell(row, *column).text() else { continue };
            let text = text.trim();
            let value = match CODES.iter().find(|(own, _)| *own == text) {
                Some((_, code)) => (*code).to_owned(),
                None => match number(text) {
                    NumberText::Number(_) => text.to_owned(),
                    NumberText::Missing(_) => continue,
                    NumberText::Percent(_) | NumberText::NotANumber => {
                        let codes: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
                        found.push(
                            Diagnostic::error(
                                "C1630",
                                format!("`{text}` in column `{indicator}` is no number and no known code"),
                            )
                            .at(grid.location(row, *column))
                            .value(text)
                            .expected(format!("a number, or one of {}", codes.join(", "))),
                        );
                        continue;
                    }
                },
            };
            drafts.answers.push(
                line,
                vec![
                    indicator.clone(),
                    code.clone(),
                    value,
                    year.clone(),
                    year.clone(),
                    options.instrument.to_owned(),
                    options.url.to_owned(),
                ],
            );
        }
    }
    drafts.check(grid, found)
}

/// Finds the name of an economy, and a note on what it is part of.
fn economy(economies: Option<&Grid>, code: &str) -> (String, String) {
    let Some(grid) = economies else { return (code.to_owned(), String::new()) };
    let header = Header::of(grid);
    let row = header.rows(grid).find(|row| header.text(grid, *row, "code") == code);
    let Some(row) = row else { return (code.to_owned(), String::new()) };
    let parent = header.text(grid, row, "parent");
    let note = if parent.is_empty() { String::new() } else { format!("city of {parent}") };
    (header.text(grid, row, "economy"), note)
}

/// Makes a provision of each indicator, and the topics of the method.
fn provisions(indicators: &[(String, usize)], method: Option<&RuleMethod>, drafts: &mut Drafts) {
    let mut topics = BTreeSet::new();
    for (indicator, _) in indicators {
        let component = method.and_then(|method| method.components.iter().find(|one| one.reads == *indicator));
        let topic = component.and_then(|one| one.node.clone()).unwrap_or_else(|| "other".to_owned());
        // A topic and those above it, the highest first.
        let mut line = Vec::new();
        let mut next = Some(topic.clone());
        while let Some(id) = next.filter(|id| !topics.contains(id)) {
            let node = method.and_then(|method| method.find_node(&id));
            let parent = node.and_then(|node| node.parent.clone());
            let label = node.map_or_else(|| id.clone(), |node| node.name.en.clone());
            topics.insert(id.clone());
            line.push(vec![id, parent.clone().unwrap_or_default(), label]);
            next = parent;
        }
        line.into_iter().rev().for_each(|cells| drafts.topics.push(1, cells));
        let better = component.map(|one| match one.score {
            ScoreFunction::Bounds { worst, best, .. } if best < worst => "less",
            _ => "more",
        });
        let lever = component.and_then(|one| one.lever.as_ref()).map(|lever| word_of(Lever::WORDS, lever));
        drafts.provisions.push(
            1,
            vec![
                indicator.clone(),
                topic,
                component.map_or_else(|| slug(indicator), |one| one.name.en.clone()),
                "amount".to_owned(),
                component.map(|one| one.unit.clone()).unwrap_or_default(),
                String::new(),
                better.unwrap_or_default().to_owned(),
                lever.unwrap_or_default().to_owned(),
                method.map(|method| method.id.clone()).unwrap_or_default(),
                String::new(),
            ],
        );
    }
}
