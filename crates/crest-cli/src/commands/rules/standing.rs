//! `crest rules score`, `rank` and `distance`.

use anyhow::Result;
use crest::rules::{Basis as Compare, Moment, Sheet};
use crest_model::Day;

use super::{change, figure, heading, open, print, said};
use crate::args::rules::{Basis, Book};
use crate::context::{Context, Exit};

/// Prints the scores of all, or unfolds that of one.
pub(super) fn score(
    context: &mut Context,
    asked: &Book,
    of: Option<&str>,
    components: bool,
    csv: bool,
) -> Result<Exit> {
    let open = match open(context, asked)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    if let Some(of) = of {
        let sheet = open.book.sheet(of, open.moment())?;
        return self::sheet(context, &sheet, csv);
    }
    let programs = csv || context.is_json();
    let mut header: Vec<(String, String, String)> = Vec::new();
    let mut rows = Vec::new();
    for moment in open.moments() {
        let scored = open.book.scores(moment)?;
        let shown: Vec<usize> = (0..scored.nodes.len() - 1)
            .filter(|&node| {
                let one = &scored.nodes[node];
                if components {
                    true
                } else {
                    !one.is_component && (programs || one.parent.as_deref() == Some("overall"))
                }
            })
            .collect();
        if header.is_empty() {
            let plain = |key: &str, zh: &str, en: &str| (key.to_owned(), zh.to_owned(), en.to_owned());
            header.push(if open.is_table { plain("year", "年", "year") } else { plain("date", "日期", "date") });
            header.push(plain("code", "法域", "jurisdiction"));
            if !programs {
                header.push(plain("name", "名称", "name"));
            }
            header.push(plain("overall", "总分", "overall"));
            header.push(plain("rank", "位次", "rank"));
            for &node in &shown {
                let one = &scored.nodes[node];
                header.push((one.id.clone(), one.name.zh.clone(), one.name.show(context.lang()).to_owned()));
            }
            if programs {
                for &node in shown.iter().filter(|&&node| !scored.nodes[node].is_component) {
                    header.push(plain(&format!("rank_{}", scored.nodes[node].id), "", ""));
                }
            }
        }
        let mut order: Vec<usize> = (0..scored.rows.len()).collect();
        if !programs {
            order.sort_by_key(|&row| scored.rows[row].rank.unwrap_or(u32::MAX));
        }
        for row in order.into_iter().map(|row| &scored.rows[row]) {
            // A row without any answer of the day says nothing: a table of years has not all economies in each.
            if open.is_table && row.nodes.iter().all(Option::is_none) {
                continue;
            }
            let day = match (open.book.has_dates(), open.is_table) {
                (false, _) => String::new(),
                (true, true) => scored.day[..4].to_owned(),
                (true, false) => scored.day.clone(),
            };
            let rank = |rank: Option<u32>| {
                rank.map_or_else(|| if programs { String::new() } else { "—".into() }, |r| r.to_string())
            };
            let mut cells = vec![day, row.id.clone()];
            if !programs {
                cells.push(said(context, &row.name));
            }
            cells.push(figure(row.overall, programs, 2));
            cells.push(rank(row.rank));
            cells.extend(shown.iter().map(|&node| figure(row.nodes[node], programs, 2)));
            if programs {
                let groups = shown.iter().filter(|&&node| !scored.nodes[node].is_component);
                cells.extend(groups.map(|&node| rank(row.ranks[node])));
            }
            rows.push(cells);
        }
    }
    let header: Vec<(&str, &str, &str)> = header
        .iter()
        .map(|(key, zh, en)| (key.as_str(), if zh.is_empty() { en.as_str() } else { zh }, en.as_str()))
        .collect();
    print(context, &header, &rows, csv)?;
    Ok(Exit::Fine)
}

fn sheet(context: &mut Context, sheet: &Sheet, csv: bool) -> Result<Exit> {
    if context.is_json() {
        context.json(sheet)?;
        return Ok(Exit::Fine);
    }
    let name = said(context, &sheet.name);
    let total = figure(sheet.overall, false, 2);
    heading(context, csv, &format!("{name} · {} · {total}", sheet.day), &format!("{name} · {} · {total}", sheet.day));
    let rows: Vec<Vec<String>> = sheet
        .lines
        .iter()
        .map(|line| {
            let source = [line.instrument.as_str(), line.article.as_str(), line.url.as_str()];
            let source: Vec<&str> = source.into_iter().filter(|text| !text.is_empty()).collect();
            let inherited = line.inherited_from.as_ref().map_or(String::new(), |from| match context.lang() {
                crest_model::Lang::Zh => format!("沿用{from} "),
                crest_model::Lang::En => format!("from {from} "),
            });
            vec![
                format!("{}{}", if csv { String::new() } else { "  ".repeat(line.depth) }, line.id),
                said(context, &line.name),
                said(context, &line.answer),
                figure(line.score, csv, 2),
                if line.points == 0.0 && line.depth > 0 && !csv {
                    "0".into()
                } else {
                    figure(Some(line.points), csv, 3)
                },
                said(context, &line.remark),
                format!("{inherited}{}", source.join(", ")),
            ]
        })
        .collect();
    let header = [
        ("node", "要素", "node"),
        ("name", "名称", "name"),
        ("answer", "答案", "answer"),
        ("score", "得分", "score"),
        ("points", "对总分贡献", "points of the whole"),
        ("remark", "说明", "remark"),
        ("source", "依据", "source"),
    ];
    print(context, &header, &rows, csv)?;
    Ok(Exit::Fine)
}

/// Prints the ranking, or the ladder of one.
pub(super) fn rank(
    context: &mut Context,
    asked: &Book,
    by: Option<&str>,
    ladder: Option<&str>,
    top: Option<usize>,
    csv: bool,
) -> Result<Exit> {
    let open = match open(context, asked)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    if let Some(of) = ladder {
        let rungs = open.book.ladder(of, open.moment(), &|_| 1.0)?;
        let rows: Vec<Vec<String>> = rungs
            .iter()
            .take(top.unwrap_or(usize::MAX))
            .map(|rung| {
                let answers = rung.answers.as_ref();
                vec![
                    rung.rank.to_string(),
                    figure(Some(rung.points), csv, 3),
                    rung.provision.clone().unwrap_or_default(),
                    said(context, &rung.question),
                    answers.map_or_else(String::new, |(before, after)| {
                        format!("{} → {}", said(context, before), said(context, after))
                    }),
                ]
            })
            .collect();
        let header = [
            ("rank", "位次", "rank"),
            ("points", "所需分数", "points"),
            ("provision", "最省的单项规定", "cheapest provision"),
            ("question", "问题", "question"),
            ("change", "变动", "change"),
        ];
        print(context, &header, &rows, csv)?;
        return Ok(Exit::Fine);
    }
    let scored = open.book.scores(open.moment())?;
    let node = by.map(|id| open.book.node(id)).transpose()?.unwrap_or(scored.nodes.len() - 1);
    let is_overall = node + 1 == scored.nodes.len();
    let mut ranked: Vec<_> = scored.rows.iter().filter(|row| row.is_ranked && row.ranks[node].is_some()).collect();
    ranked.sort_by_key(|row| row.ranks[node]);
    let rows: Vec<Vec<String>> = ranked
        .into_iter()
        .take(top.unwrap_or(usize::MAX))
        .map(|row| {
            let interval = row.rank_interval.filter(|_| is_overall);
            vec![
                row.ranks[node].map_or_else(String::new, |rank| rank.to_string()),
                interval.map_or_else(String::new, |(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") }),
                row.id.clone(),
                said(context, &row.name),
                figure(row.nodes[node], csv, 4),
            ]
        })
        .collect();
    if open.book.has_dates() {
        heading(context, csv, &scored.day, &scored.day);
    }
    let header = [
        ("rank", "位次", "rank"),
        ("interval", "取整所容许的区间", "within rounding"),
        ("code", "法域", "jurisdiction"),
        ("name", "名称", "name"),
        ("score", "得分", "score"),
    ];
    print(context, &header, &rows, csv)?;
    Ok(Exit::Fine)
}

/// Prints distances: of pairs, of one to all, or of two provision by provision.
pub(super) fn distance(
    context: &mut Context,
    asked: &Book,
    (from, to): (Option<&str>, Option<&str>),
    basis: Basis,
    over: &[String],
    csv: bool,
) -> Result<Exit> {
    let open = match open(context, asked)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    let basis = match basis {
        Basis::Answers => Compare::Answers,
        Basis::Scores => Compare::Scores,
        Basis::Recognition => Compare::Recognition,
    };
    let days = over.iter().map(|text| text.parse::<Day>()).collect::<Result<Vec<_>, _>>()?;
    let moments: Vec<Moment> = if days.is_empty() {
        vec![open.moment()]
    } else {
        days.into_iter().map(|day| Moment { day, ..open.moment() }).collect()
    };
    let mut rows = Vec::new();
    for &moment in &moments {
        for row in open.book.distances(from, to, basis, moment)? {
            rows.push(vec![
                if open.book.has_dates() { row.day } else { String::new() },
                row.from,
                row.to,
                said(context, &row.topic_name),
                figure(row.distance, csv, 4),
                figure(row.lower, csv, 4),
                figure(row.upper, csv, 4),
                figure(row.known, csv, 2),
            ]);
        }
    }
    let header = [
        ("date", "日期", "date"),
        ("from", "甲方", "from"),
        ("to", "乙方", "to"),
        ("topic", "主题", "topic"),
        ("distance", "距离", "distance"),
        ("lower", "下限", "at least"),
        ("upper", "上限", "at most"),
        ("known", "已知权重", "known share"),
    ];
    print(context, &header, &rows, csv)?;
    if let (Some(from), Some(to), false, [moment]) = (from, to, csv || context.is_json(), moments.as_slice()) {
        let compared = open.book.compare(from, to, *moment)?;
        let rows: Vec<Vec<String>> = compared
            .iter()
            .filter(|row| row.weight > 0.0 && row.difference.is_none_or(|difference| difference > 0.0))
            .map(|row| {
                vec![
                    row.provision.clone(),
                    said(context, &row.question),
                    said(context, &row.own),
                    said(context, &row.other),
                    figure(row.difference, false, 2),
                    change(Some(row.weight), true, 4).chars().take(6).collect(),
                ]
            })
            .collect();
        context.terminal.line("");
        let header = [
            ("provision", "规定", "provision"),
            ("question", "问题", "question"),
            ("own", from, from),
            ("other", to, to),
            ("difference", "差异", "difference"),
            ("weight", "权重", "weight"),
        ];
        print(context, &header, &rows, false)?;
    }
    Ok(Exit::Fine)
}
