//! `crest rules reform`, `axes` and `bundle`.

use anyhow::{Result, bail};
use crest::rules::{Aim, BundleAsked, BundleFound, ReformAsked};
use crest_model::Lang;
use crest_model::rules::Authority as Power;

use super::{change, figure, heading, open, print, said, source};
use crate::args::rules::{self as args, Authority, Book, Rules};
use crate::context::{Context, Exit};

/// Splits `ID=VALUE`.
fn pair(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((id, value)) => Ok((id.trim().to_owned(), value.trim().to_owned())),
        None => bail!("`{text}`: expected ID=VALUE"),
    }
}

/// Prints what reforms would do.
pub(super) fn reform(context: &mut Context, asked: Rules) -> Result<Exit> {
    let Rules::Reform { book, of, adopt, best: _, set, only, together, keep_better, system_changes, partners, csv } =
        asked
    else {
        unreachable!("the caller asks about reforms")
    };
    let open = match open(context, &book)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    let partners = match (open.partners(&partners), &adopt) {
        (named, Some(adopt)) if named.is_empty() => vec![adopt.clone()],
        (named, _) => named,
    };
    let asked = ReformAsked {
        of,
        adopt,
        keep_better,
        set: set.iter().map(|text| pair(text)).collect::<Result<_>>()?,
        only,
        partners: partners.clone(),
        with_system_changes: system_changes,
    };
    if together {
        let found = open.book.together(&asked, open.moment())?;
        if context.is_json() {
            context.json(&found)?;
            return Ok(Exit::Fine);
        }
        let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
        let mut rows = vec![
            vec![
                context.terminal.say("总分", "overall score").to_owned(),
                figure(found.score.0, csv, 4),
                figure(found.score.1, csv, 4),
            ],
            vec![context.terminal.say("位次", "rank").to_owned(), rank(found.rank.0), rank(found.rank.1)],
        ];
        rows.extend(
            found.topics.iter().map(|(name, before, after)| {
                vec![said(context, name), figure(*before, csv, 4), figure(*after, csv, 4)]
            }),
        );
        for (partner, before, after) in &found.distances {
            let label = format!("{} {partner}", context.terminal.say("距离", "distance to"));
            rows.push(vec![label, figure(*before, csv, 4), figure(*after, csv, 4)]);
        }
        let header = [("figure", "项目", "figure"), ("before", "改革前", "before"), ("after", "改革后", "after")];
        print(context, &header, &rows, csv)?;
        if !csv {
            let (made, assumed, refused) = (found.n_made, found.n_assumed, found.n_refused);
            let text = match context.lang() {
                Lang::Zh => {
                    format!("改动 {made} 项，其中 {assumed} 项为结果、无法施行、仅为假设；{refused} 项不予采用")
                }
                Lang::En => format!(
                    "{made} provisions changed, {assumed} of them outcomes that cannot be enacted and are assumed; {refused} refused"
                ),
            };
            context.terminal.line(&text);
        }
        return Ok(Exit::Fine);
    }
    let found = open.book.reforms(&asked, open.moment())?;
    let programs = csv || context.is_json();
    let mut header = vec![
        ("provision".to_owned(), "规定".to_owned(), "provision".to_owned()),
        ("question".to_owned(), "问题".to_owned(), "question".to_owned()),
        ("before".to_owned(), "现行".to_owned(), "before".to_owned()),
        ("after".to_owned(), "改为".to_owned(), "after".to_owned()),
        ("score_change".to_owned(), "得分变动".to_owned(), "score".to_owned()),
        ("rank_after".to_owned(), "位次".to_owned(), "rank".to_owned()),
    ];
    header
        .extend(partners.iter().map(|id| (format!("distance_{id}"), format!("与{id}距离"), format!("distance {id}"))));
    for (key, zh, en) in [
        ("lever", "手段", "lever"),
        ("authority", "权限", "authority"),
        ("verdict", "结论", "verdict"),
        ("source", "依据", "source"),
    ] {
        header.push((key.to_owned(), zh.to_owned(), en.to_owned()));
    }
    let rows: Vec<Vec<String>> = found
        .iter()
        .filter(|row| programs || row.is_made || row.verdict.en.starts_with("refused"))
        .map(|row| {
            let mut cells = vec![
                row.provision.clone(),
                said(context, &row.question),
                said(context, &row.before),
                said(context, &row.after),
                change(row.score_change, programs, 3),
                row.rank_after.map_or_else(String::new, |rank| rank.to_string()),
            ];
            cells.extend(row.distance_changes.iter().map(|x| change(Some(*x), programs, 4)));
            cells.extend([
                row.lever.to_owned(),
                row.authority.clone(),
                said(context, &row.verdict),
                row.source.clone(),
            ]);
            cells
        })
        .collect();
    let header: Vec<(&str, &str, &str)> = header.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    print(context, &header, &rows, csv)?;
    Ok(Exit::Fine)
}

/// Prints the two axes towards a partner.
pub(super) fn axes(
    context: &mut Context,
    asked: &Book,
    of: Option<&str>,
    partner: Option<&str>,
    csv: bool,
) -> Result<Exit> {
    let open = match open(context, asked)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    let of = open.focus(of)?;
    let Some(partner) = partner.map(str::to_owned).or_else(|| open.partners(&[]).first().cloned()) else {
        bail!("no partner is named; use --partner, or state `partners` under [rules]")
    };
    let programs = csv || context.is_json();
    let mut found = open.book.axes(&of, &partner, open.moment())?;
    found.sort_by(|a, b| a.quadrant.cmp(b.quadrant).then(b.gain.unwrap_or(0.0).total_cmp(&a.gain.unwrap_or(0.0))));
    let rows: Vec<Vec<String>> = found
        .iter()
        .filter(|row| programs || !matches!(row.quadrant, "no-change" | "not-comparable"))
        .map(|row| {
            vec![
                if programs { row.quadrant.to_owned() } else { said(context, &row.words) },
                row.provision.clone(),
                said(context, &row.question),
                change(row.gain, programs, 3),
                change(Some(row.distance_change), programs, 4),
                change(row.best_gain, programs, 3),
                change(Some(row.best_distance_change), programs, 4),
            ]
        })
        .collect();
    let header = [
        ("quadrant", "位置", "where"),
        ("provision", "规定", "provision"),
        ("question", "问题", "question"),
        ("gain", "采用对方:得分", "align: score"),
        ("distance_change", "采用对方:距离", "align: distance"),
        ("best_gain", "采用最优:得分", "best: score"),
        ("best_distance_change", "采用最优:距离", "best: distance"),
    ];
    print(context, &header, &rows, csv)?;
    if !programs {
        let count = |word: &str| found.iter().filter(|row| row.quadrant == word).count();
        let (same, unknown) = (count("no-change"), count("not-comparable"));
        let text = match context.lang() {
            Lang::Zh => format!("另有 {same} 项无变化，{unknown} 项不可比"),
            Lang::En => format!("besides, {same} without change and {unknown} not comparable"),
        };
        context.terminal.line(&text);
    }
    Ok(Exit::Fine)
}

/// Prints the best sets of reforms.
pub(super) fn bundle(context: &mut Context, asked: Rules) -> Result<Exit> {
    let Rules::Bundle {
        book,
        of,
        partner,
        aim,
        rank,
        at_most,
        authority,
        budget,
        per_year,
        years,
        keep_score,
        cost,
        needs,
        excludes,
        best,
        frontier,
        csv,
    } = asked
    else {
        unreachable!("the caller asks about bundles")
    };
    let open = match open(context, &book)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    let mut costs = Vec::new();
    for text in &cost {
        let (id, number) = pair(text)?;
        match number.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => costs.push((id, number)),
            _ => bail!("`{text}`: expected ID=NUMBER with a cost from 0 upwards"),
        }
    }
    let aim = match (aim, rank) {
        (args::Aim::Distance, _) => Aim::Distance,
        (args::Aim::Score, _) => Aim::Score,
        (args::Aim::Rank, Some(rank)) => Aim::Rank(rank),
        (args::Aim::Rank, None) => bail!("--aim rank needs --rank R"),
    };
    let asked = BundleAsked {
        of,
        partner,
        aim,
        at_most,
        authority: Some(match authority {
            Authority::Own => Power::Own,
            Authority::Province => Power::Province,
            Authority::Central => Power::Central,
        }),
        budget,
        per_year: per_year.zip(years),
        keep_score,
        costs,
        needs: needs.iter().map(|text| pair(text)).collect::<Result<_>>()?,
        excludes: excludes.iter().map(|text| pair(text)).collect::<Result<_>>()?,
        n_best: best,
    };
    let found = if frontier {
        open.book.frontier(&asked, budget.map_or(10, |most| most.clamp(0.0, 200.0) as usize), open.moment())?
    } else {
        open.book.bundles(&asked, open.moment())?
    };
    if context.is_json() {
        context.json(&found)?;
        return Ok(Exit::Fine);
    }
    if frontier {
        return summary(context, &found, csv);
    }
    for (place, one) in found.iter().enumerate() {
        let fewer = at_most.is_some_and(|most| one.members.len() < most);
        if found.len() > 1 {
            let text = (place + 1).to_string();
            heading(context, csv, &format!("第 {text} 组"), &format!("set {text}"));
        }
        members(context, one, csv)?;
        if fewer && !csv {
            let text = context.terminal.say(
                "在这些条件下，再多采用对方的任何一条都不会更好",
                "within these terms no further answer of the partner makes it better",
            );
            let text = text.to_owned();
            context.terminal.line(&text);
        }
    }
    Ok(Exit::Fine)
}

fn totals(one: &BundleFound, lang: Lang) -> String {
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let two = |(a, b): (Option<f64>, Option<f64>), decimals| {
        format!("{} → {}", figure(a, false, decimals), figure(b, false, decimals))
    };
    let proven = match (one.proven, lang) {
        (true, Lang::Zh) => "已证明最优",
        (true, Lang::En) => "proven best",
        (false, Lang::Zh) => "未证明最优",
        (false, Lang::En) => "not proven best",
    };
    match lang {
        Lang::Zh => format!(
            "得分 {}；位次 {} → {}；距离不小于 {}；成本 {}；{proven}",
            two(one.score, 2),
            rank(one.rank.0),
            rank(one.rank.1),
            two(one.distance, 4),
            one.cost
        ),
        Lang::En => format!(
            "score {}; rank {} → {}; distance at least {}; cost {}; {proven}",
            two(one.score, 2),
            rank(one.rank.0),
            rank(one.rank.1),
            two(one.distance, 4),
            one.cost
        ),
    }
}

fn members(context: &mut Context, one: &BundleFound, csv: bool) -> Result<()> {
    let has_years = one.members.iter().any(|member| member.year.is_some());
    let rows: Vec<Vec<String>> = one
        .members
        .iter()
        .map(|member| {
            let mut cells = vec![
                member.provision.clone(),
                said(context, &member.question),
                said(context, &member.before),
                said(context, &member.after),
                change(Some(member.distance_change), csv, 4),
                change(Some(member.gain), csv, 3),
                member.authority.clone(),
            ];
            if has_years {
                cells.push(member.year.map_or_else(String::new, |year| year.to_string()));
            }
            cells.extend([source(&member.source, csv), source(&member.own_source, csv)]);
            cells
        })
        .collect();
    let mut header = vec![
        ("provision", "规定", "provision"),
        ("question", "问题", "question"),
        ("before", "现行", "now"),
        ("after", "采用", "adopt"),
        ("distance_change", "距离", "distance"),
        ("gain", "得分", "score"),
        ("authority", "权限", "authority"),
    ];
    if has_years {
        header.push(("year", "第几年", "year"));
    }
    header.extend([("source", "对方依据", "partner's source"), ("own_source", "现行依据", "own source")]);
    print(context, &header, &rows, csv)?;
    if !csv {
        let text = totals(one, context.lang());
        context.terminal.line(&text);
    }
    Ok(())
}

/// Prints the sets of a frontier.
fn summary(context: &mut Context, found: &[BundleFound], csv: bool) -> Result<Exit> {
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|one| {
            let ids: Vec<&str> = one.members.iter().map(|member| member.provision.as_str()).collect();
            vec![
                one.members.len().to_string(),
                figure(Some(one.cost), csv, 0),
                figure(one.score.1, csv, 3),
                one.rank.1.map_or_else(String::new, |rank| rank.to_string()),
                figure(one.distance.1, csv, 4),
                ids.join(" "),
            ]
        })
        .collect();
    let header = [
        ("provisions", "项数", "provisions"),
        ("cost", "成本", "cost"),
        ("score", "得分", "score"),
        ("rank", "位次", "rank"),
        ("distance", "距离", "distance"),
        ("members", "规定", "members"),
    ];
    print(context, &header, &rows, csv)?;
    Ok(Exit::Fine)
}
