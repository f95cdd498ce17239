//! `crest rules timeline`, `recognition` and `coverage`.

use anyhow::Result;
use crest::rules::Basis;
use crest_model::{Day, Lang};

use super::{figure, heading, open, print, said, source};
use crate::args::rules::Book;
use crate::context::{Context, Exit};

/// Prints events, distances over time, what expires, and where partners moved.
pub(super) fn timeline(
    context: &mut Context,
    asked: &Book,
    of: Option<&str>,
    partners: &[String],
    since: Option<i32>,
    months: u32,
    csv: bool,
) -> Result<Exit> {
    let open = match open(context, asked)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    let of = open.focus(of)?;
    let partners = open.partners(partners);
    let day = open.moment().day;
    let first_year = since.unwrap_or(day.year() - 5);
    let first: Day = format!("{first_year:04}-01-01").parse()?;
    let events = open.book.events(first, day);
    let rows: Vec<Vec<String>> = events
        .iter()
        .map(|row| {
            let arrow = |text: String| if text.is_empty() { "—".to_owned() } else { text };
            vec![
                row.day.clone(),
                row.jurisdiction.clone(),
                row.counterpart.clone(),
                row.provision.clone(),
                said(context, &row.question),
                arrow(said(context, &row.before)),
                arrow(said(context, &row.after)),
                source(&row.source, csv || context.is_json()),
            ]
        })
        .collect();
    heading(context, csv, "规则变动", "events");
    let header = [
        ("date", "日期", "date"),
        ("jurisdiction", "法域", "jurisdiction"),
        ("counterpart", "对方", "towards"),
        ("provision", "规定", "provision"),
        ("question", "问题", "question"),
        ("before", "此前", "before"),
        ("after", "此后", "after"),
        ("source", "依据", "source"),
    ];
    print(context, &header, &rows, csv)?;
    if csv || context.is_json() {
        return Ok(Exit::Fine);
    }
    let days: Vec<Day> = (first_year..day.year())
        .map(|year| format!("{year:04}-12-31").parse::<Day>())
        .chain(std::iter::once(Ok(day)))
        .collect::<Result<_, _>>()?;
    let series = open.book.convergence(&of, &partners, &days, Basis::Answers)?;
    context.terminal.line("");
    heading(context, csv, "距离的变化", "distance over time");
    let mut rows = Vec::new();
    for (k, day) in days.iter().enumerate() {
        let mut cells = vec![day.to_string()];
        for one in &series {
            let point = &one.points[k];
            let bounds = format!("{}–{}", figure(point.lower, false, 3), figure(point.upper, false, 3));
            cells.push(figure(point.distance, false, 3));
            cells.push(bounds);
        }
        rows.push(cells);
    }
    let mut header = vec![("date".to_owned(), "日期".to_owned(), "date".to_owned())];
    for one in &series {
        header.push((one.partner.clone(), one.partner.clone(), one.partner.clone()));
        header.push((format!("{} bounds", one.partner), "上下限".to_owned(), "at least–at most".to_owned()));
    }
    let header: Vec<(&str, &str, &str)> = header.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    print(context, &header, &rows, false)?;
    for one in &series {
        let Some(slope) = one.per_year else { continue };
        let interval = one.closes_interval.map(|(a, b)| format!("{a:.0}–{b:.0}"));
        let closes = one.closes.map(|year| format!("{year:.0}"));
        let text = match (context.lang(), closes) {
            (Lang::Zh, Some(year)) => format!(
                "与{}：每年 {slope:+.4}；按此直线约于 {year} 年归零，90% 区间 {}",
                one.partner,
                interval.unwrap_or_else(|| "无界".to_owned())
            ),
            (Lang::Zh, None) => format!("与{}：每年 {slope:+.4}，未在缩小", one.partner),
            (Lang::En, Some(year)) => format!(
                "to {}: {slope:+.4} a year; on this line it would close about {year}, 90 % interval {}",
                one.partner,
                interval.unwrap_or_else(|| "without end".to_owned())
            ),
            (Lang::En, None) => format!("to {}: {slope:+.4} a year, not closing", one.partner),
        };
        context.terminal.line(&text);
    }
    context.terminal.line("");
    heading(context, csv, "到期日历", "sunset calendar");
    let rows: Vec<Vec<String>> = open
        .book
        .sunsets(day)
        .iter()
        .map(|row| {
            vec![
                row.last_day.clone(),
                row.jurisdiction.clone(),
                row.counterpart.clone(),
                row.provision.clone(),
                said(context, &row.question),
                said(context, &row.answer),
                source(&row.source, csv || context.is_json()),
            ]
        })
        .collect();
    let header = [
        ("last_day", "最后一日", "last day"),
        ("jurisdiction", "法域", "jurisdiction"),
        ("counterpart", "对方", "towards"),
        ("provision", "规定", "provision"),
        ("question", "问题", "question"),
        ("answer", "答案", "answer"),
        ("source", "依据", "source"),
    ];
    print(context, &header, &rows, false)?;
    context.terminal.line("");
    let before = Day::of_number(day.number() - i32::try_from(months).unwrap_or(24).saturating_mul(30));
    heading(
        context,
        csv,
        &format!("规则雷达：{months} 个月内多数伙伴已变而我方未变"),
        &format!("radar: most partners moved within {months} months and we did not"),
    );
    let rows: Vec<Vec<String>> = open
        .book
        .radar(&of, &partners, before, day)?
        .iter()
        .map(|row| {
            vec![
                row.provision.clone(),
                said(context, &row.question),
                row.moved.join(" "),
                row.n_known.to_string(),
                said(context, &row.towards),
                said(context, &row.own),
            ]
        })
        .collect();
    let header = [
        ("provision", "规定", "provision"),
        ("question", "问题", "question"),
        ("moved", "已变动者", "moved"),
        ("known", "已知伙伴", "known"),
        ("towards", "变为", "towards"),
        ("own", "我方", "own"),
    ];
    print(context, &header, &rows, false)?;
    Ok(Exit::Fine)
}

/// Prints who recognises whom.
pub(super) fn recognition(context: &mut Context, asked: &Book, csv: bool) -> Result<Exit> {
    let open = match open(context, asked)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    let programs = csv || context.is_json();
    let rows: Vec<Vec<String>> = open
        .book
        .recognition(open.moment())
        .iter()
        .map(|row| {
            vec![
                row.provision.clone(),
                said(context, &row.question),
                row.from.clone(),
                row.to.clone(),
                if programs { row.state.to_owned() } else { said(context, &row.words) },
                row.condition.clone(),
                row.scope.clone(),
                row.quota.clone(),
                row.area.clone(),
                row.expires.clone(),
                source(&row.source, csv || context.is_json()),
            ]
        })
        .collect();
    let header = [
        ("provision", "规定", "provision"),
        ("question", "问题", "question"),
        ("from", "认可方", "recognises"),
        ("to", "被认可方", "whose"),
        ("state", "状态", "state"),
        ("condition", "条件", "condition"),
        ("scope", "范围", "scope"),
        ("quota", "额度", "quota"),
        ("area", "区域", "area"),
        ("expires", "到期", "until"),
        ("source", "依据", "source"),
    ];
    print(context, &header, &rows, csv)?;
    Ok(Exit::Fine)
}

/// Prints how far the answers can be trusted.
pub(super) fn coverage(context: &mut Context, asked: &Book, csv: bool) -> Result<Exit> {
    let open = match open(context, asked)? {
        Ok(open) => open,
        Err(exit) => return Ok(exit),
    };
    let rows: Vec<Vec<String>> = open
        .book
        .coverage(open.moment())?
        .iter()
        .map(|row| {
            let (unknown, contested, unsought) = row.n_absent;
            vec![
                row.jurisdiction.clone(),
                said(context, &row.name),
                row.n_due.to_string(),
                row.n_given.to_string(),
                unknown.to_string(),
                contested.to_string(),
                unsought.to_string(),
                figure(row.given, csv, 2),
                figure(row.official, csv, 2),
                figure(row.single_coder, csv, 2),
                figure(row.mean_age_years, csv, 1),
            ]
        })
        .collect();
    let header = [
        ("jurisdiction", "法域", "jurisdiction"),
        ("name", "名称", "name"),
        ("due", "应答", "due"),
        ("given", "已答", "given"),
        ("unknown", "未知", "unknown"),
        ("contested", "有争议", "contested"),
        ("not_collected", "未收集", "not collected"),
        ("share_given", "已答比例", "share given"),
        ("share_official", "官方来源", "official"),
        ("share_single_coder", "单人编码", "one coder"),
        ("mean_age_years", "平均年限", "mean age, years"),
    ];
    print(context, &header, &rows, csv)?;
    Ok(Exit::Fine)
}
