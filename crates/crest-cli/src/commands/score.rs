//! `crest score`: places under an official assessment scheme, and the score sheet of one.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use crest::Session;
use crest_model::results::{Results, SchemeChances, SchemeChangeRow, SchemeResult, ScoreSheet};
use crest_model::scheme::{Scheme, find_shipped, print, shipped};
use crest_model::{Lang, Text};

use super::certainty::chance;
use crate::context::{Context, Exit};
use crate::terminal::{number, significant};

/// What is asked on the command line.
pub(crate) struct Asked {
    pub(crate) scheme: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) year: Option<i32>,
    pub(crate) against: Option<String>,
    pub(crate) exits: bool,
    pub(crate) assumed: bool,
    pub(crate) list: bool,
    pub(crate) print: bool,
}

/// Prints what was asked of a scheme.
pub(crate) fn score(context: &mut Context, directory: &Path, asked: &Asked) -> Result<Exit> {
    if asked.print {
        return printed(context, directory, asked.scheme.as_deref().unwrap_or_default());
    }
    let project = context.open(directory)?;
    context.session(&project, |context, session| {
        if asked.list {
            return list(context, session).map(|()| Ok(Exit::Fine));
        }
        let scheme = chosen(session, asked.scheme.as_deref())?;
        if let Some(before) = &asked.against {
            return change(context, session, before, &scheme, asked.year).map(Ok);
        }
        let place = asked.place.as_deref().map(|subject| place_id(&session.results, subject)).transpose()?;
        let found = match session.score(&scheme, asked.year, place.as_deref()) {
            Ok(Some(found)) => found,
            Ok(None) => bail!(unknown(session, &scheme)),
            Err(error) => return Ok(Err(error)),
        };
        // What is assumed can be told without any figure.
        if !(found.refused.is_empty() || asked.assumed) {
            bail!("{}: {}", found.id, found.refused.show(context.lang()));
        }
        if context.is_json() {
            context.json(&found)?;
            return Ok(Ok(Exit::Fine));
        }
        let results = &session.results;
        heading(context, &found);
        match (&place, asked.exits, asked.assumed) {
            (Some(place), ..) => {
                let sheet = found.sheets.iter().find(|sheet| sheet.place == *place).context("the place is ranked")?;
                one(context, results, &found, sheet);
            }
            (None, true, _) => exits(context, results, &found),
            (None, false, true) => assumed(context, &found),
            (None, false, false) => all(context, results, &found),
        }
        Ok(Ok(Exit::Fine))
    })
}

/// The scheme that is meant: the one named, else the only one of the project.
fn chosen(session: &Session<'_>, named: Option<&str>) -> Result<String> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let mut own = session.model().schemes.keys();
    match (own.next(), own.next()) {
        (Some(only), None) => Ok(only.clone()),
        (None, _) => bail!("the project takes up no scheme; name one with --scheme, `crest score --list` shows them"),
        (Some(first), Some(second)) => {
            bail!("the project takes up several schemes (`{first}`, `{second}`, …); name one with --scheme")
        }
    }
}

fn unknown(session: &Session<'_>, name: &str) -> String {
    let own = session.model().schemes.keys().map(String::as_str);
    let near = crest_model::nearest(name, own.chain(shipped().iter().map(|scheme| scheme.id)));
    let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    format!("there is no scheme `{name}` in the project, and none comes with Crest{hint}")
}

fn place_id(results: &Results, subject: &str) -> Result<String> {
    let same = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(subject);
    let ranked = || results.places.iter().filter(|place| matches!(place.role.as_str(), "unit" | "peer"));
    if let Some(place) = ranked().find(|p| same(&p.id) || same(&p.name.zh) || same(&p.name.en)) {
        return Ok(place.id.clone());
    }
    let near = crest_model::nearest(subject, ranked().map(|place| place.id.as_str()));
    let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    bail!("there is no ranked place `{subject}`{hint}")
}

/// Prints the file of a scheme.
fn printed(context: &mut Context, directory: &Path, name: &str) -> Result<Exit> {
    let own = if directory.join("crest.toml").is_file() { context.open(directory)?.model } else { None };
    let own = own.as_ref().and_then(|model| model.schemes.get(name)).map(|taken| print(&taken.scheme));
    let text = own.or_else(|| find_shipped(name).map(|shipped| shipped.text.to_owned()));
    let Some(text) = text else { bail!("there is no scheme `{name}`; `crest score --list` shows them") };
    context.terminal.line(text.trim_end());
    Ok(Exit::Fine)
}

/// Prints a table whose headings are in both languages.
fn table(context: &mut Context, header: &[(&str, &str)], rows: &[Vec<String>]) {
    let header: Vec<String> = header.iter().map(|(zh, en)| context.terminal.say(zh, en).to_owned()).collect();
    context.terminal.table(&header, rows);
}

fn list(context: &mut Context, session: &Session<'_>) -> Result<()> {
    let lang = context.lang();
    let row = |id: &str, scheme: &Scheme, from: &Text| {
        let last = scheme.last_year.map_or(String::new(), |year| year.to_string());
        vec![
            id.to_owned(),
            scheme.name.show(lang).to_owned(),
            format!("{}–{last}", scheme.first_year),
            scheme.items.len().to_string(),
            scheme.assumed().len().to_string(),
            from.show(lang).to_owned(),
        ]
    };
    let own = session.model().schemes.iter().map(|(id, taken)| {
        let from = taken.file.as_ref().map_or_else(|| Text::new("随附", "comes with Crest"), |f| Text::new(f, f));
        row(id, &taken.scheme, &from)
    });
    let mut rows: Vec<Vec<String>> = own.collect();
    let others = shipped().iter().filter(|one| !session.model().schemes.values().any(|own| own.scheme.id == one.id));
    let from = Text::new("随附，未采用", "comes with Crest, not taken up");
    rows.extend(others.map(|one| row(one.id, &one.scheme(), &from)));
    if context.is_json() {
        let keys = ["scheme", "name", "years", "items", "assumed", "from"];
        let object = |row: &Vec<String>| -> serde_json::Map<String, serde_json::Value> {
            keys.iter().zip(row).map(|(key, cell)| ((*key).to_owned(), cell.as_str().into())).collect()
        };
        return context.json(&rows.iter().map(object).collect::<Vec<_>>());
    }
    let header = [
        ("办法", "scheme"),
        ("名称", "name"),
        ("考核年度", "years"),
        ("指标数", "items"),
        ("假定数", "assumed"),
        ("来自", "from"),
    ];
    table(context, &header, &rows);
    Ok(())
}

fn heading(context: &mut Context, found: &SchemeResult) {
    let lang = context.lang();
    let name = found.name.show(lang);
    let line = match lang {
        Lang::Zh => format!("{name}：{}年考核，{}年数据", found.assessment, found.data),
        Lang::En => format!("{name}: assessment of {}, data of {}", found.assessment, found.data),
    };
    context.terminal.line(&line);
    if !(found.valid.0 <= found.assessment && found.valid.1.is_none_or(|last| found.assessment <= last)) {
        let say =
            context.terminal.say("该年度该办法并不施行，此为试算", "the scheme was not in force in that year: a trial");
        let line = say.to_owned();
        context.terminal.line(&line);
    }
    let unbound = found.sheets.first().map_or(0, |sheet| sheet.rows.iter().filter(|row| row.is_unbound).count());
    let (n_items, assumed) = (found.items.len(), found.assumptions.len());
    let line = match lang {
        Lang::Zh => format!("共{n_items}项，其中{unbound}项没有对应指标；{assumed}处以假定代替"),
        Lang::En => {
            format!("{n_items} items, {unbound} of them without an indicator here; {assumed} things are assumed")
        }
    };
    context.terminal.line(&line);
    context.terminal.line("");
}

fn name(results: &Results, id: &str, lang: Lang) -> String {
    let named = results.places.iter().find(|p| p.id == id).map_or("", |p| p.name.show(lang));
    if named.is_empty() { id.to_owned() } else { named.to_owned() }
}

fn named(name: &Text, id: &str, lang: Lang) -> String {
    if name.is_empty() { id.to_owned() } else { name.show(lang).to_owned() }
}

fn points(x: f64) -> String {
    format!("{x:.2}")
}

/// Prints totals and ranks of all places, in order of rank.
fn all(context: &mut Context, results: &Results, found: &SchemeResult) {
    let lang = context.lang();
    let say = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
    let has_groups = found.sheets.iter().any(|sheet| !sheet.group.is_empty());
    let mut header = vec![say("名次", "rank"), say("地方", "place")];
    if has_groups {
        header.extend([say("组", "group"), say("组内", "in group")]);
    }
    header.push(say("总分", "total"));
    header.extend(found.classes.iter().map(|(id, name)| named(name, id, lang)));
    header.extend([say("加分", "bonus"), say("扣分", "deducted")]);
    if let Some(certainty) = &found.certainty {
        let share = significant(certainty.interval * 100.0, 3);
        header.push(format!("{} {share}%", say("名次区间", "ranks")));
        header.push(match lang {
            Lang::Zh => format!("组内末{}位", certainty.last),
            Lang::En => format!("last {} of group", certainty.last),
        });
    }
    let mut order: Vec<usize> = (0..found.sheets.len()).collect();
    let key = |at: usize| found.sheets[at].rank.unwrap_or(f64::INFINITY);
    order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    let row = |at: usize| {
        let sheet = &found.sheets[at];
        let mut row = vec![number(sheet.rank, 4), name(results, &sheet.place, lang)];
        if has_groups {
            let place = sheet
                .group_rank
                .map_or("–".to_owned(), |rank| format!("{}/{}", significant(rank, 4), sheet.group_size));
            row.extend([sheet.group.show(lang).to_owned(), place]);
        }
        row.push(sheet.total.map_or_else(|| "–".to_owned(), points));
        row.extend(sheet.classes.iter().map(|(own, _)| points(*own)));
        row.extend([points(sheet.bonus), points(sheet.deducted)]);
        if let Some(certainty) = &found.certainty {
            let chances = certainty.places.get(at).and_then(Option::as_ref);
            let span = |c: &SchemeChances| format!("{}–{}", significant(c.lower, 3), significant(c.upper, 3));
            row.push(chances.map_or_else(|| "–".to_owned(), span));
            row.push(chances.map_or_else(|| "–".to_owned(), |c| chance(&c.last)));
        }
        row
    };
    let rows: Vec<Vec<String>> = order.into_iter().map(row).collect();
    context.terminal.table(&header, &rows);
}

/// Prints the score sheet of one place.
fn one(context: &mut Context, results: &Results, found: &SchemeResult, sheet: &ScoreSheet) {
    let lang = context.lang();
    let total = sheet.total.map_or_else(|| "–".to_owned(), points);
    let (place, most) = (name(results, &sheet.place, lang), points(sheet.maximum));
    let (rank, group_rank) = (number(sheet.rank, 4), number(sheet.group_rank, 4));
    let line = match lang {
        Lang::Zh => format!("{place}：{total} / {most}，名次 {rank}，组内 {group_rank}/{}", sheet.group_size),
        Lang::En => {
            format!("{place}: {total} of {most}, rank {rank}, in its group {group_rank} of {}", sheet.group_size)
        }
    };
    context.terminal.line(&line);
    if found.columns.len() > 1 {
        for (column, (own, most)) in found.columns.iter().zip(&sheet.columns) {
            context.terminal.line(&format!("{}: {} / {}", column.show(lang), points(*own), points(*most)));
        }
    }
    if !sheet.veto.is_empty() {
        context.terminal.line(sheet.veto.show(lang));
    }
    context.terminal.line("");
    let any = context.terminal.say("报数即可", "any value").to_owned();
    let needs = |rung: &Option<(f64, Option<f64>)>| match rung {
        None => String::new(),
        Some((points, None)) => format!("{any} → {points:.2}"),
        Some((points, Some(value))) => format!("{} → {points:.2}", significant(*value, 6)),
    };
    let mut rows = Vec::new();
    for (item, row) in found.items.iter().zip(&sheet.rows) {
        let unbound = context.terminal.say("缺佐证：没有对应指标", "evidence missing: no indicator");
        let remark = if row.is_unbound { unbound.to_owned() } else { row.reason.show(lang).to_owned() };
        let figures = [number(row.value, 6), item.unit.clone()];
        let gained = [points(row.points), points(row.maximum), points(row.lost)];
        let mut cells = vec![named(&item.name, &item.id, lang)];
        cells.extend(figures.into_iter().chain(gained));
        cells.extend([needs(&row.next), needs(&row.full), remark]);
        rows.push(cells);
    }
    for event in &sheet.events {
        let (kind, sign) = match event.kind.as_str() {
            "bonus" => (context.terminal.say("加分", "bonus"), 1.0),
            "deduction" => (context.terminal.say("扣分", "deduction"), -1.0),
            _ => (context.terminal.say("一票否决", "veto"), 0.0),
        };
        let mut cells = vec![format!("{kind}: {}", event.name.show(lang)), event.count.to_string(), String::new()];
        cells.push(points(sign * event.granted + 0.0));
        cells.extend(std::iter::repeat_n(String::new(), 4));
        cells.push(event.evidence.clone());
        rows.push(cells);
    }
    let header = [
        ("指标", "item"),
        ("数值", "value"),
        ("单位", "unit"),
        ("得分", "points"),
        ("满分", "of"),
        ("失分", "lost"),
        ("再得一分需", "next point needs"),
        ("满分需", "full points need"),
        ("说明", "remark"),
    ];
    table(context, &header, &rows);
}

/// Prints who is warned or about to be removed.
fn exits(context: &mut Context, results: &Results, found: &SchemeResult) {
    let lang = context.lang();
    if found.exits.is_empty() {
        let say =
            context.terminal.say("没有地方触及退出或预警规则", "no place is touched by an exit rule or a warning");
        let line = say.to_owned();
        context.terminal.line(&line);
        return;
    }
    let row = |row: &crest_model::results::ExitRow| {
        let standing = match (row.standing.as_str(), lang) {
            ("warned", Lang::Zh) => "预警",
            ("candidate", Lang::Zh) => "候选",
            ("proposed", Lang::Zh) => "拟退出",
            ("triggered", Lang::Zh) => "触发",
            ("not-assessed", Lang::Zh) => "未参评",
            (other, _) => other,
        };
        let last = row.was_last.iter().filter(|(_, last)| *last == Some(true));
        let years: Vec<String> = last.map(|(year, _)| year.to_string()).collect();
        vec![
            named(&row.name, &row.rule, lang),
            name(results, &row.place, lang),
            standing.to_owned(),
            years.join(" "),
            row.missing.to_string(),
            row.within.to_string(),
            number(row.score, 6),
        ]
    };
    let rows: Vec<Vec<String>> = found.exits.iter().map(row).collect();
    let header = [
        ("规则", "rule"),
        ("地方", "place"),
        ("状态", "standing"),
        ("居末年度", "among the last in"),
        ("还差几次", "times missing"),
        ("今后几年内", "within years"),
        ("评判得分", "judged on"),
    ];
    table(context, &header, &rows);
}

/// Prints what is assumed.
fn assumed(context: &mut Context, found: &SchemeResult) {
    let lang = context.lang();
    let varied = [context.terminal.say("否", "no").to_owned(), context.terminal.say("是", "yes").to_owned()];
    let row = |one: &crest_model::results::SchemeAssumption| {
        let is_varied = varied[usize::from(one.is_varied)].clone();
        vec![one.path.clone(), one.used.clone(), one.within.clone(), is_varied, one.why.show(lang).to_owned()]
    };
    let rows: Vec<Vec<String>> = found.assumptions.iter().map(row).collect();
    let header = [("位置", "where"), ("采用", "used"), ("范围", "within"), ("是否变动", "varied"), ("说明", "why")];
    table(context, &header, &rows);
}

/// Prints what the change from one scheme to another did, beside what new data did.
fn change(context: &mut Context, session: &Session<'_>, before: &str, after: &str, year: Option<i32>) -> Result<Exit> {
    let lang = context.lang();
    for scheme in [before, after] {
        if session.score(scheme, None, None).is_ok_and(|found| found.is_none()) {
            bail!(unknown(session, scheme));
        }
    }
    let new = match year {
        // The assessment year of the later scheme; its data are the later ones.
        Some(year) => session.score(after, Some(year), None).ok().flatten().map_or(year, |found| found.data),
        None => session.model().project.period.year(),
    };
    let old = new - 1;
    let Some(change) = session.scheme_change((before, after), (old, new)) else {
        bail!("`{before}` and `{after}` cannot be compared: one of them has no values for {old} or {new}");
    };
    if context.is_json() {
        context.json(&change)?;
        return Ok(Exit::Fine);
    }
    let of = |scheme: &str, year: i32| match lang {
        Lang::Zh => format!("{scheme}，{year}年数据"),
        Lang::En => format!("{scheme}, data {year}"),
    };
    let mut header = vec![context.terminal.say("地方", "place").to_owned()];
    header.extend([of(before, old), of(before, new), of(after, old), of(after, new)]);
    header.extend(
        [("数据所致", "by data"), ("办法所致", "by scheme"), ("仅换办法", "scheme alone")]
            .map(|(zh, en)| context.terminal.say(zh, en).to_owned()),
    );
    let mut rows: Vec<&SchemeChangeRow> = change.rows.iter().collect();
    rows.sort_by(|a, b| a.after.total_cmp(&b.after));
    let row = |row: &SchemeChangeRow| {
        let ranks = [row.before, row.new_data, row.new_scheme, row.after].map(|rank| significant(rank, 4));
        let won = [row.by_data, row.by_scheme, row.scheme_alone].map(|won| format!("{:+.1}", won + 0.0));
        let mut cells = vec![name(&session.results, &row.place, lang)];
        cells.extend(ranks.into_iter().chain(won));
        cells
    };
    let rows: Vec<Vec<String>> = rows.into_iter().map(row).collect();
    context.terminal.table(&header, &rows);
    Ok(Exit::Fine)
}
