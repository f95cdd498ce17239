//! `crest least-change`: what a place would have to change, at least, to reach a rank.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};
use crest::inverse::ChangeAsked;
use crest_model::Lang;

use crate::context::{Context, Exit};
use crate::terminal::significant;

/// What is asked on the command line.
pub(crate) struct Asked {
    pub(crate) place: String,
    pub(crate) rank: Option<u32>,
    pub(crate) cost: Vec<String>,
    pub(crate) limit: Vec<String>,
    pub(crate) at_most: Option<usize>,
    pub(crate) ladder: bool,
}

/// Reads assignments such as `rd_intensity=2.5`.
fn numbers(assignments: &[String], is_lawful: fn(f64) -> bool, expected: &str) -> Result<BTreeMap<String, f64>> {
    let mut numbers = BTreeMap::new();
    for assignment in assignments {
        let Some((code, number)) = assignment.split_once('=') else {
            bail!("`{assignment}`: expected CODE=NUMBER, such as rd_intensity=2.5");
        };
        match number.trim().parse::<f64>() {
            Ok(number) if number.is_finite() && is_lawful(number) => numbers.insert(code.trim().to_owned(), number),
            _ => bail!("`{assignment}`: `{number}` is not {expected}"),
        };
    }
    Ok(numbers)
}

/// Prints the least change.
pub(crate) fn least_change(context: &mut Context, directory: &Path, asked: &Asked) -> Result<Exit> {
    let question = ChangeAsked {
        place: asked.place.clone(),
        rank: asked.rank,
        costs: numbers(&asked.cost, |cost| cost >= 0.0, "a cost of 0 or more")?,
        limits: numbers(&asked.limit, |_| true, "a number")?,
        at_most: asked.at_most,
        ladder: asked.ladder,
    };
    let project = context.open(directory)?;
    context.session(&project, |context, session| {
        let found = session.least_change(&question)?;
        if context.is_json() {
            context.json(&found)?;
            return Ok(Ok(Exit::Fine));
        }
        let lang = context.lang();
        let results = &session.results;
        let name = results.places.iter().find(|p| p.id == found.place).map_or("", |p| p.name.show(lang)).to_owned();
        let (from, to) = found.scores;
        let (cost, own) = (significant(found.cost + 0.0, 4), !question.costs.is_empty());
        let line = match lang {
            Lang::Zh => {
                format!("{name}：名次 {} → {}，得分 {from:.2} → {to:.2}，成本 {cost}", found.before, found.reached)
            }
            Lang::En => {
                format!("{name}: rank {} → {}, score {from:.2} → {to:.2}, cost {cost}", found.before, found.reached)
            }
        };
        context.terminal.line(&line);
        if found.values.is_empty() {
            let line = context.terminal.say("该名次已经达到", "the rank is held already").to_owned();
            context.terminal.line(&line);
        } else {
            let rows: Vec<Vec<String>> = found
                .values
                .iter()
                .map(|value| {
                    let node = results.nodes.iter().find(|node| node.code == value.indicator);
                    let named = node.map_or("", |node| node.name.show(lang));
                    let unit = node.map_or("", |node| node.unit.as_str());
                    vec![
                        value.indicator.clone(),
                        named.to_owned(),
                        significant(value.from, 6),
                        significant(value.to, 6),
                        unit.to_owned(),
                        significant(value.cost, 4),
                    ]
                })
                .collect();
            let header = match lang {
                Lang::Zh => ["指标", "名称", "现值", "需达到", "单位", "成本"],
                Lang::En => ["indicator", "name", "now", "needed", "unit", "cost"],
            };
            context.terminal.line("");
            context.terminal.table(&header.map(str::to_owned), &rows);
        }
        let terms = match (own, lang) {
            (true, Lang::Zh) => "成本按所给单价",
            (true, Lang::En) => "costs as given",
            (false, Lang::Zh) => "成本为变动占该指标极差的份额",
            (false, Lang::En) => "costs are changes as shares of the spread of the indicator",
        };
        let proof = match (found.exact, lang) {
            (true, Lang::Zh) => "已证明没有更便宜的变动",
            (true, Lang::En) => "proven that nothing cheaper does",
            (false, Lang::Zh) => "已按完整方法核算，但得分不是线性的，未必最省",
            (false, Lang::En) => {
                "confirmed by the whole recipe; scores are not linear here, so that something cheaper may do"
            }
        };
        context.terminal.line("");
        context.terminal.line(&format!("{terms}; {proof}"));
        if !found.ladder.is_empty() {
            let rows: Vec<Vec<String>> = found
                .ladder
                .iter()
                .map(|rung| {
                    vec![rung.rank.to_string(), rung.cost.map_or("—".to_owned(), |cost| significant(cost.max(0.0), 4))]
                })
                .collect();
            let header = match lang {
                Lang::Zh => ["名次", "最低成本"],
                Lang::En => ["rank", "least cost"],
            };
            context.terminal.line("");
            context.terminal.table(&header.map(str::to_owned), &rows);
        }
        Ok(Ok(Exit::Fine))
    })
}
