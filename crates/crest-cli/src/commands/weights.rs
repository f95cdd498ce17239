//! `crest weights`: which weights go with which order.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use crest::inverse::{ElementWeight, ListAnswer, PairAnswer, RankRange, WeightSetAsked};
use crest_model::Lang;
use crest_model::results::Results;

use crate::context::{Context, Exit};
use crate::terminal::significant;

/// What is asked.
pub(crate) enum Question<'a> {
    /// Ranges of ranks, of one place or of all.
    Ranges(Option<&'a str>),
    /// When the first place is ahead of the second.
    Pair(&'a str, &'a str),
    /// Whether a published list can be reproduced; true: others stand behind it.
    List(&'a Path, bool),
}

/// Prints the answer.
pub(crate) fn weights(
    context: &mut Context,
    directory: &Path,
    question: &Question<'_>,
    asked: &WeightSetAsked,
) -> Result<Exit> {
    let project = context.open(directory)?;
    context.session(&project, |context, session| {
        match question {
            Question::Ranges(place) => {
                let found = session.rank_ranges(*place, asked)?;
                if context.is_json() {
                    context.json(&found)?;
                } else {
                    introduction(context, asked);
                    ranges(context, &session.results, &found);
                }
            }
            Question::Pair(a, b) => {
                let found = session.weights_of_pair(a, b, asked)?;
                if context.is_json() {
                    context.json(&found)?;
                } else {
                    introduction(context, asked);
                    pair(context, &session.results, &found);
                }
            }
            Question::List(file, others_behind) => {
                let published = read_list(file)?;
                let found = session.published_list(&published, *others_behind, asked)?;
                if context.is_json() {
                    context.json(&found)?;
                } else {
                    introduction(context, asked);
                    list(context, &session.results, &found);
                }
            }
        }
        Ok(Ok(Exit::Fine))
    })
}

/// Reads a published list: the columns `place` and `rank` of a CSV file in any usual encoding and delimiter.
fn read_list(file: &Path) -> Result<Vec<(String, u32)>> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = file.display().to_string();
    let limits = crest_model::grid::Limits::default();
    let stated = crest_model::grid::CsvOptions::default();
    let grid = crest_model::grid::read_csv_bytes(&name, &bytes, &stated, &limits)
        .map_err(|found| anyhow::anyhow!("{name}: {}", found.message))?;
    let mut rows = grid.rows.iter();
    let texts = |row: &[crest_model::grid::Cell]| -> Vec<String> {
        row.iter().map(|cell| cell.text().unwrap_or_default().trim().to_owned()).collect()
    };
    let header = rows.next().map(|row| texts(row)).unwrap_or_default();
    let column = |names: [&str; 2]| header.iter().position(|h| names.iter().any(|n| h.eq_ignore_ascii_case(n)));
    let (Some(place), Some(rank)) = (column(["place", "地区"]), column(["rank", "名次"])) else {
        bail!("{name}: expected the columns `place` and `rank`, found {}", header.join(", "));
    };
    let mut list = Vec::new();
    let mut wrong = Vec::new();
    for (position, row) in rows.enumerate() {
        let cells = texts(row);
        let text = |column: usize| cells.get(column).map_or("", String::as_str);
        if text(place).is_empty() && text(rank).is_empty() {
            continue;
        }
        match text(rank).parse::<u32>() {
            Ok(number) if number > 0 && !text(place).is_empty() => list.push((text(place).to_owned(), number)),
            _ => wrong.push(format!("line {}: `{}`, `{}`", position + 2, text(place), text(rank))),
        }
    }
    if !wrong.is_empty() {
        bail!("{name}: expected a place and a rank of 1 or more in {}", wrong.join("; "));
    }
    Ok(list)
}

fn place_name(results: &Results, id: &str, lang: Lang) -> String {
    let named = results.places.iter().find(|p| p.id == id).map_or("", |p| p.name.show(lang));
    if named.is_empty() { id.to_owned() } else { named.to_owned() }
}

fn node_name(results: &Results, code: &str, lang: Lang) -> String {
    let named = results.nodes.iter().find(|n| n.code == code).map_or("", |n| n.name.show(lang));
    if named.is_empty() { code.to_owned() } else { named.to_owned() }
}

/// Says which weights are admissible.
fn introduction(context: &mut Context, asked: &WeightSetAsked) {
    let line = match (asked.band, context.lang()) {
        (None, Lang::Zh) => "权重：一切可能的权重".to_owned(),
        (None, Lang::En) => "weights: all there are".to_owned(),
        (Some(band), Lang::Zh) => format!("权重：各级份额在既定值的 ±{}% 内", significant(band * 100.0, 4)),
        (Some(band), Lang::En) => {
            format!("weights: every share within ±{} % of the stated one", significant(band * 100.0, 4))
        }
    };
    context.terminal.line(&line);
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn ranges(context: &mut Context, results: &Results, found: &[RankRange]) {
    let lang = context.lang();
    let mut order: Vec<&RankRange> = found.iter().collect();
    order.sort_by_key(|range| range.rank);
    let rows: Vec<Vec<String>> = order
        .iter()
        .map(|range| {
            let shown =
                |rank: u32, bound: u32| if rank == bound { rank.to_string() } else { format!("{rank} ({bound})") };
            vec![
                range.rank.to_string(),
                place_name(results, &range.place, lang),
                shown(range.best, range.best_bound),
                shown(range.worst, range.worst_bound),
            ]
        })
        .collect();
    let header = match lang {
        Lang::Zh => ["名次", "地区", "最好", "最差"],
        Lang::En => ["rank", "place", "best", "worst"],
    };
    context.terminal.line("");
    context.terminal.table(&header.map(str::to_owned), &rows);
    if found.iter().any(|range| !range.proven) {
        let line = context
            .terminal
            .say("括号内为已证明的界限", "in brackets: no weights go beyond this; the rank itself was reached")
            .to_owned();
        context.terminal.line(&line);
    }
    if let [range] = found {
        for (zh, en, weights) in [
            ("最好名次的权重", "weights of the best rank", &range.best_weights),
            ("最差名次的权重", "weights of the worst rank", &range.worst_weights),
        ] {
            let title = context.terminal.say(zh, en).to_owned();
            context.terminal.line("");
            element_table(context, results, &title, weights);
        }
    }
}

fn element_table(context: &mut Context, results: &Results, title: &str, weights: &[ElementWeight]) {
    let lang = context.lang();
    let header = match lang {
        Lang::Zh => [title, "既定", "此时"],
        Lang::En => [title, "stated", "then"],
    };
    let rows: Vec<Vec<String>> =
        weights.iter().map(|w| vec![node_name(results, &w.node, lang), percent(w.stated), percent(w.weight)]).collect();
    context.terminal.table(&header.map(str::to_owned), &rows);
}

fn pair(context: &mut Context, results: &Results, found: &PairAnswer) {
    let lang = context.lang();
    let (a, b) = (place_name(results, &found.a, lang), place_name(results, &found.b, lang));
    let (least, lead, greatest) = (found.least, found.lead, found.greatest);
    let line = match (found.verdict, lang) {
        ("always", Lang::Zh) => format!("{a}在任何权重下都领先{b}"),
        ("always", Lang::En) => format!("{a} is ahead of {b} at all of them"),
        ("never", Lang::Zh) => format!("{a}在任何权重下都不领先{b}"),
        ("never", Lang::En) => format!("{a} is ahead of {b} at none of them"),
        (_, Lang::Zh) => format!("{a}在部分权重下领先{b}"),
        (_, Lang::En) => format!("{a} is ahead of {b} at some of them"),
    };
    context.terminal.line(&line);
    context.terminal.line(&match lang {
        Lang::Zh => format!("领先分数：既定权重下 {lead:+.2}，最小 {least:+.2}，最大 {greatest:+.2}"),
        Lang::En => format!("lead in points: {lead:+.2} as stated, {least:+.2} at least, {greatest:+.2} at most"),
    });
    let rows: Vec<Vec<String>> = found
        .elements
        .iter()
        .map(|element| {
            vec![
                node_name(results, &element.node, lang),
                percent(element.stated),
                format!("{:+.2}", element.lead),
                element.break_even.map_or("—".to_owned(), percent),
                element.range.map_or("—".to_owned(), |(low, high)| format!("{}–{}", percent(low), percent(high))),
            ]
        })
        .collect();
    let header = match lang {
        Lang::Zh => ["权重", "既定", "此项领先", "单独改变时的转折点", "领先时的范围"],
        Lang::En => ["weight", "stated", "lead on it", "order turns at", "range while ahead"],
    };
    context.terminal.line("");
    context.terminal.table(&header.map(str::to_owned), &rows);
    if let Some(moved) = found.moved {
        let title = match lang {
            Lang::Zh => format!("最近的反转（移动 {}）", percent(moved)),
            Lang::En => format!("nearest turn, {} of the weight moved", percent(moved)),
        };
        context.terminal.line("");
        element_table(context, results, &title, &found.nearest);
    }
}

fn list(context: &mut Context, results: &Results, found: &ListAnswer) {
    let lang = context.lang();
    let n = found.places.len();
    if !found.unknown.is_empty() {
        let names = found.unknown.join(", ");
        context.terminal.line(&match lang {
            Lang::Zh => format!("未参与排名，略去：{names}"),
            Lang::En => format!("not ranked here, left out: {names}"),
        });
    }
    let line = match (found.agrees, lang) {
        (true, Lang::Zh) => format!("有权重能重现这 {n} 个地区的次序"),
        (true, Lang::En) => format!("some weights reproduce the order of these {n} places"),
        (false, Lang::Zh) => format!("没有权重能重现这 {n} 个地区的次序"),
        (false, Lang::En) => format!("no weights reproduce the order of these {n} places"),
    };
    context.terminal.line(&line);
    if !found.agrees {
        let says = |conflict: &crest::inverse::Conflict| {
            let sign = if conflict.tied { "=" } else { ">" };
            format!("  {} {sign} {}", place_name(results, &conflict.a, lang), place_name(results, &conflict.b, lang))
        };
        let title = context.terminal.say("互相矛盾的说法：", "these exclude each other:").to_owned();
        context.terminal.line(&title);
        for conflict in &found.conflict {
            context.terminal.line(&says(conflict));
        }
        let names: Vec<String> = found.leave_out.iter().map(|id| place_name(results, id, lang)).collect();
        let count = names.len();
        context.terminal.line(&match (found.proven, lang) {
            (true, Lang::Zh) => format!("至少要去掉 {count} 个，其余才能重现：{}", names.join("、")),
            (true, Lang::En) => {
                format!("at least {count} must be left out for the rest to agree: {}", names.join(", "))
            }
            (false, Lang::Zh) => format!("去掉 {count} 个后其余可重现（未证明最少）：{}", names.join("、")),
            (false, Lang::En) => {
                format!("with {count} left out the rest agrees (fewer may do): {}", names.join(", "))
            }
        });
    }
    let title = match (found.agrees, lang) {
        (true, Lang::Zh) => "最近的权重",
        (true, Lang::En) => "nearest weights",
        (false, Lang::Zh) => "最接近的权重",
        (false, Lang::En) => "weights that come closest",
    };
    context.terminal.line("");
    element_table(context, results, title, &found.weights);
    if found.agrees {
        let header = match lang {
            Lang::Zh => ["权重", "最小", "最大"],
            Lang::En => ["weight", "least", "most"],
        };
        let rows: Vec<Vec<String>> = found
            .ranges
            .iter()
            .map(|(node, low, high)| vec![node_name(results, node, lang), percent(*low), percent(*high)])
            .collect();
        context.terminal.line("");
        context.terminal.table(&header.map(str::to_owned), &rows);
    }
}
