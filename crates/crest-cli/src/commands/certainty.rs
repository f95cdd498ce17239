//! `crest certainty`: how sure the ranks are, overall and for one place.

use std::path::Path;

use anyhow::{Result, bail};
use crest_model::results::{Certainty, Figure, PlaceCertainty, Results, SingleRow};
use crest_model::{Lang, Text};

use crate::context::{Context, Exit};
use crate::terminal::significant;

/// What is asked on the command line.
pub(crate) struct Asked {
    pub(crate) place: Option<String>,
    pub(crate) against: Option<String>,
    pub(crate) draws: Option<String>,
    pub(crate) seed: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) vary: Vec<String>,
    pub(crate) top: Option<usize>,
}

impl Asked {
    /// Changes of the declaration, as keys below `[uncertainty]` and values.
    fn changes(&self) -> Result<Vec<(String, String)>> {
        let mut changes = Vec::new();
        for (key, value) in [("draws", &self.draws), ("seed", &self.seed), ("method", &self.method)] {
            changes.extend(value.iter().map(|value| (key.to_owned(), value.clone())));
        }
        for change in &self.vary {
            let Some((key, value)) = change.split_once('=') else {
                bail!("`{change}`: expected KEY=VALUE, such as inputs.weights.band=0.1");
            };
            changes.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        Ok(changes)
    }
}

/// Prints how sure the ranks are.
pub(crate) fn certainty(context: &mut Context, directory: &Path, asked: &Asked) -> Result<Exit> {
    let project = context.open(directory)?;
    let changes = asked.changes()?;
    context.session(&project, |context, session| {
        let found = if changes.is_empty() {
            session.results.certainty.clone()
        } else {
            match session.model().uncertainty_with(&changes) {
                Ok(spec) => match session.certainty(&spec) {
                    Ok(found) => found,
                    Err(error) => return Ok(Err(error)),
                },
                Err(found) => return Ok(Err(crest::SessionError::Findings(found))),
            }
        };
        let Some(certainty) = found else { bail!("the project has no index, or nothing about it is uncertain") };
        if context.is_json() {
            context.json(&certainty)?;
            return Ok(Ok(Exit::Fine));
        }
        let results = &session.results;
        match &asked.place {
            None => overall(context, results, &certainty, asked.top.unwrap_or(usize::MAX)),
            Some(place) => {
                let row = row_of(results, &certainty, place)?;
                match &asked.against {
                    None => one(context, results, &certainty, row),
                    Some(other) => pair(context, results, &certainty, row, row_of(results, &certainty, other)?),
                }
            }
        }
        Ok(Ok(Exit::Fine))
    })
}

/// Single changes that are shown.
const MOST_SINGLE: usize = 10;

/// Finds a ranked place by id or name.
fn row_of(results: &Results, certainty: &Certainty, subject: &str) -> Result<usize> {
    let same = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(subject);
    let is = |id: &str| same(id) || results.places.iter().any(|p| p.id == id && (same(&p.name.zh) || same(&p.name.en)));
    match certainty.places.iter().position(|place| is(&place.place)) {
        Some(row) => Ok(row),
        None => {
            let near = crest_model::nearest(subject, certainty.places.iter().map(|p| p.place.as_str()));
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            bail!("there is no ranked place `{subject}`{hint}")
        }
    }
}

fn name(results: &Results, id: &str, lang: Lang) -> String {
    let named = results.places.iter().find(|p| p.id == id).map_or("", |p| p.name.show(lang));
    if named.is_empty() { id.to_owned() } else { named.to_owned() }
}

/// A chance as a percentage; what is sampled and rare is shown as a bound.
pub(crate) fn chance(figure: &Figure) -> String {
    let percent = figure.value * 100.0;
    if figure.value > 0.0 && percent < 0.1 {
        "<0.1%".to_owned()
    } else if figure.value < 1.0 && percent > 99.9 {
        ">99.9%".to_owned()
    } else {
        format!("{percent:.1}%")
    }
}

/// An interval of ranks, such as `2–5`.
pub(crate) fn interval(place: &PlaceCertainty) -> String {
    let rank = |figure: &Figure| significant((figure.value * 10.0).round() / 10.0, 6);
    let (lower, upper) = (rank(&place.lower), rank(&place.upper));
    if lower == upper { lower } else { format!("{lower}–{upper}") }
}

/// Heading of intervals of ranks, such as `90 %`.
pub(crate) fn interval_header(certainty: &Certainty, lang: Lang) -> String {
    let percent = significant(certainty.interval * 100.0, 4);
    match lang {
        Lang::Zh => format!("{percent}%区间"),
        Lang::En => format!("{percent} %"),
    }
}

/// Tells what was varied and how often, and who said so.
fn introduction(context: &mut Context, certainty: &Certainty) {
    let lang = context.lang();
    let draws = certainty.draws;
    let line = match (certainty.method.as_str(), lang) {
        ("enumerated", Lang::Zh) => format!("穷举 {draws} 种组合，没有抽样误差"),
        ("enumerated", Lang::En) => format!("all {draws} combinations, nothing is estimated"),
        (method, Lang::Zh) => format!("抽样 {draws} 次（{method}，种子 {}）", certainty.seed),
        (method, Lang::En) => format!("{draws} draws ({method}, seed {})", certainty.seed),
    };
    let declared = match (certainty.declared, lang) {
        (true, Lang::Zh) => "不确定项已声明",
        (true, Lang::En) => "what is uncertain is declared",
        (false, Lang::Zh) => "没有声明不确定项，采用默认",
        (false, Lang::En) => "nothing is declared uncertain; a default is taken",
    };
    context.terminal.line(&format!("{line}; {declared}"));
    for input in &certainty.inputs {
        let options: Vec<String> = input
            .options
            .iter()
            .take(6)
            .map(|(label, chance)| format!("{} {}%", label.show(lang), significant(chance * 100.0, 3)))
            .collect();
        let more = if input.options.len() > 6 { ", …" } else { "" };
        let options = if options.is_empty() { String::new() } else { format!(": {}{more}", options.join(", ")) };
        context.terminal.line(&format!("  {} — {}{options}", input.id, input.how.show(lang)));
    }
}

fn header_of(certainty: &Certainty, lang: Lang) -> Vec<String> {
    let words = match lang {
        Lang::Zh => ["名次", "地区", "中位数"],
        Lang::En => ["rank", "place", "median"],
    };
    let mut header: Vec<String> = words.map(str::to_owned).to_vec();
    header.push(interval_header(certainty, lang));
    for k in &certainty.first {
        header.push(match lang {
            Lang::Zh => format!("前{k}名"),
            Lang::En => format!("first {k}"),
        });
    }
    for k in &certainty.last {
        header.push(match lang {
            Lang::Zh => format!("后{k}名"),
            Lang::En => format!("last {k}"),
        });
    }
    header.extend(certainty.bands.iter().map(|band| band.name.show(lang).to_owned()));
    header
}

/// Prints the table of places, the groups that cannot be told apart, and which choice matters.
fn overall(context: &mut Context, results: &Results, certainty: &Certainty, top: usize) {
    let lang = context.lang();
    introduction(context, certainty);
    let mut order: Vec<&PlaceCertainty> = certainty.places.iter().collect();
    order.sort_by_key(|place| place.rank);
    let rows: Vec<Vec<String>> = order
        .iter()
        .take(top)
        .map(|place| {
            let mut row = vec![
                place.rank.to_string(),
                name(results, &place.place, lang),
                significant(place.median.value, 6),
                interval(place),
            ];
            row.extend(place.first.iter().chain(&place.last).chain(&place.bands).map(chance));
            row
        })
        .collect();
    context.terminal.line("");
    context.terminal.table(&header_of(certainty, lang), &rows);
    context.terminal.line("");
    let shift = significant((certainty.shift.value * 1000.0).round() / 1000.0, 6);
    let line = match lang {
        Lang::Zh => format!("名次平均变动 {shift} 位"),
        Lang::En => format!("ranks shift by {shift} on average"),
    };
    context.terminal.line(&line);
    let tied: Vec<String> = certainty
        .ties
        .iter()
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|id| name(results, id, lang)).collect::<Vec<_>>().join(", "))
        .collect();
    let percent = significant(certainty.apart * 100.0, 4);
    let (apart, all_apart) = match lang {
        Lang::Zh => (format!("在 {percent}% 水平上分不出先后："), format!("在 {percent}% 水平上都分得出先后")),
        Lang::En => (format!("not told apart at {percent} %:"), format!("all are told apart at {percent} %")),
    };
    if tied.is_empty() {
        context.terminal.line(&all_apart);
    } else {
        context.terminal.line(&apart);
        for group in tied.iter().take(top) {
            context.terminal.line(&format!("  {group}"));
        }
    }
    sensitivity(context, certainty, "shift", None);
    each_alone(context, results, certainty);
    reversals(context, certainty);
}

/// Prints what each choice does alone, and whom it moves most.
fn each_alone(context: &mut Context, results: &Results, certainty: &Certainty) {
    let lang = context.lang();
    let shown = |single: &SingleRow| {
        let moved = |row: &usize| {
            let (rank, (lower, upper)) = (certainty.places[*row].rank, single.ranks[*row]);
            rank.abs_diff(lower).max(rank.abs_diff(upper))
        };
        // Of several that move as far, the best-ranked.
        let mut rows: Vec<usize> = (0..certainty.places.len()).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(moved(row)), certainty.places[*row].rank));
        let most = rows.first().filter(|row| moved(row) > 0).map_or("—".to_owned(), |&row| {
            let place = &certainty.places[row];
            format!("{} {} → {}", name(results, &place.place, lang), place.rank, span(single.ranks[row]))
        });
        vec![label(single, lang), format!("{:.3}", single.shift), most]
    };
    // What changes nothing is not listed: one option of each input is usually the stated one.
    let moving: Vec<&SingleRow> = certainty.single.iter().filter(|single| single.shift > 0.0).collect();
    let mut order = moving.clone();
    order.sort_by(|a, b| b.shift.total_cmp(&a.shift));
    let rows: Vec<Vec<String>> = order.iter().take(MOST_SINGLE).map(|single| shown(single)).collect();
    if rows.is_empty() {
        return;
    }
    let header = match lang {
        Lang::Zh => ["单独改变", "名次平均变动", "变动最大的地区"],
        Lang::En => ["changed alone", "mean shift", "moves most"],
    };
    context.terminal.line("");
    context.terminal.table(&header.map(str::to_owned), &rows);
}

/// Prints how often taking out one place turns the order of others, by normalisation.
fn reversals(context: &mut Context, certainty: &Certainty) {
    let lang = context.lang();
    let mut rows: Vec<(String, usize, usize)> = Vec::new();
    for row in &certainty.reversal {
        let own = match (row.is_own, lang) {
            (true, Lang::Zh) => "（既定）",
            (true, Lang::En) => " (as stated)",
            (false, _) => "",
        };
        let title = format!("{}{own}", row.normalisation.show(lang));
        if rows.last().is_none_or(|(last, ..)| *last != title) {
            rows.push((title, 0, 0));
        }
        if let Some((_, places, pairs)) = rows.last_mut().filter(|_| !row.removed.is_empty()) {
            *places += 1;
            *pairs += row.swapped.len();
        }
    }
    if rows.is_empty() {
        return;
    }
    let header = match lang {
        Lang::Zh => ["剔除一个地区", "使他人易位的地区", "易位的对数"],
        Lang::En => ["one place taken out", "places that turn others", "pairs turned"],
    };
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(title, places, pairs)| vec![title, places.to_string(), pairs.to_string()]).collect();
    context.terminal.line("");
    context.terminal.table(&header.map(str::to_owned), &rows);
}

/// Names a choice.
fn label(single: &SingleRow, lang: Lang) -> String {
    if single.option == Text::default() {
        single.input.clone()
    } else {
        format!("{} = {}", single.input, single.option.show(lang))
    }
}

/// Shows a range of ranks.
fn span((lower, upper): (u32, u32)) -> String {
    if lower == upper { lower.to_string() } else { format!("{lower}–{upper}") }
}

/// Prints the variance shares of one result.
fn sensitivity(context: &mut Context, certainty: &Certainty, output: &str, place: Option<&str>) {
    let lang = context.lang();
    let share = |figure: &Figure| {
        let error = if figure.error > 0.0 { format!(" ±{:.2}", figure.error) } else { String::new() };
        format!("{:.2}{error}", figure.value)
    };
    let rows: Vec<Vec<String>> = certainty
        .sensitivity
        .iter()
        .filter(|row| row.output == output && row.place.as_deref() == place && row.k.is_none())
        .map(|row| vec![row.input.clone(), share(&row.shapley), share(&row.first), share(&row.total)])
        .collect();
    if rows.is_empty() {
        return;
    }
    let header: Vec<String> = match (output, lang) {
        ("shift", Lang::Zh) => ["决定名次变动的是", "沙普利", "一阶", "总"],
        ("shift", Lang::En) => ["what moves ranks", "Shapley", "first order", "total"],
        (_, Lang::Zh) => ["决定其名次的是", "沙普利", "一阶", "总"],
        (_, Lang::En) => ["what moves its rank", "Shapley", "first order", "total"],
    }
    .map(str::to_owned)
    .to_vec();
    context.terminal.line("");
    context.terminal.table(&header, &rows);
}

/// Prints one place: chances of ranks, neighbours, what moves it.
fn one(context: &mut Context, results: &Results, certainty: &Certainty, row: usize) {
    let lang = context.lang();
    introduction(context, certainty);
    let place = &certainty.places[row];
    let title = name(results, &place.place, lang);
    let percent = significant(certainty.interval * 100.0, 4);
    let (median, mean) = (significant(place.median.value, 6), significant(place.mean.value, 4));
    context.terminal.line("");
    context.terminal.line(&match lang {
        Lang::Zh => {
            format!("{title}：名次 {}，中位数 {median}，{percent}% 区间 {}，均值 {mean}", place.rank, interval(place))
        }
        Lang::En => format!(
            "{title}: rank {}, median {median}, {percent} % within {}, mean {mean}",
            place.rank,
            interval(place)
        ),
    });
    for (k, chance) in place.chances.iter().enumerate().filter(|(_, chance)| **chance >= 0.005) {
        let bar = "█".repeat((chance * 40.0).round() as usize);
        context.terminal.line(&format!("  {:>4}  {:>5.1}%  {bar}", place.chances_from as usize + k, chance * 100.0));
    }
    let mut near: Vec<usize> = (0..certainty.places.len()).filter(|other| *other != row).collect();
    near.sort_by_key(|&other| (certainty.places[other].rank.abs_diff(place.rank), certainty.places[other].rank));
    near.truncate(6);
    near.sort_by_key(|&other| certainty.places[other].rank);
    let header: Vec<String> = match lang {
        Lang::Zh => ["对比", "名次", "领先", "落后"],
        Lang::En => ["against", "rank", "ahead", "behind"],
    }
    .map(str::to_owned)
    .to_vec();
    let plain = |value: f64| chance(&Figure { value, error: 0.0 });
    let rows: Vec<Vec<String>> = near
        .iter()
        .map(|&other| {
            vec![
                name(results, &certainty.places[other].place, lang),
                certainty.places[other].rank.to_string(),
                plain(certainty.ahead[row][other]),
                plain(certainty.ahead[other][row]),
            ]
        })
        .collect();
    context.terminal.line("");
    context.terminal.table(&header, &rows);
    sensitivity(context, certainty, "rank", Some(&place.place));
    alone(context, certainty, row);
    if let Some(change) = certainty.moves.iter().find(|change| change.place == place.place) {
        let won = i64::from(change.before) - i64::from(change.after);
        let line = match lang {
            Lang::Zh => format!(
                "自 {} 年：名次 {} → {}，升 {won} 位（自身 {}，他人 {}，进出 {}）；同一抽样下上升的概率 {}，下降 {}",
                change.from,
                change.before,
                change.after,
                change.own,
                change.others,
                change.entry,
                chance(&change.better),
                chance(&change.worse)
            ),
            Lang::En => format!(
                "since {}: rank {} → {}, {won:+} places (own {:+}, others {:+}, entry {:+}); under the same draws better \
                 with chance {}, worse with {}",
                change.from,
                change.before,
                change.after,
                change.own,
                change.others,
                change.entry,
                chance(&change.better),
                chance(&change.worse)
            ),
        };
        context.terminal.line("");
        context.terminal.line(&line);
    }
}

/// Prints what each choice does to a place alone, the largest move first.
fn alone(context: &mut Context, certainty: &Certainty, row: usize) {
    let lang = context.lang();
    let rank = certainty.places[row].rank;
    let mut moved: Vec<(u32, String, String)> = certainty
        .single
        .iter()
        .filter_map(|single| {
            let (lower, upper) = single.ranks[row];
            let by = rank.abs_diff(lower).max(rank.abs_diff(upper));
            (by > 0).then(|| (by, label(single, lang), span((lower, upper))))
        })
        .collect();
    moved.sort_by_key(|(by, ..)| std::cmp::Reverse(*by));
    if moved.is_empty() {
        return;
    }
    let header: Vec<String> = match lang {
        Lang::Zh => ["单独改变", "名次"],
        Lang::En => ["changed alone", "rank"],
    }
    .map(str::to_owned)
    .to_vec();
    let rows: Vec<Vec<String>> =
        moved.into_iter().take(MOST_SINGLE).map(|(_, label, ranks)| vec![label, ranks]).collect();
    context.terminal.line("");
    context.terminal.table(&header, &rows);
}

/// Prints the chance that one place is ahead of another.
fn pair(context: &mut Context, results: &Results, certainty: &Certainty, a: usize, b: usize) {
    let lang = context.lang();
    let (first, second) =
        (name(results, &certainty.places[a].place, lang), name(results, &certainty.places[b].place, lang));
    let (ahead, behind) = (certainty.ahead[a][b], certainty.ahead[b][a]);
    let figure = |value: f64| chance(&Figure { value, error: 0.0 });
    let tie = figure((1.0 - ahead - behind).max(0.0));
    let apart = ahead.max(behind) >= certainty.apart;
    let verdict = match (apart, lang) {
        (true, Lang::Zh) => "分得出先后",
        (true, Lang::En) => "they are told apart",
        (false, Lang::Zh) => "分不出先后",
        (false, Lang::En) => "they are not told apart",
    };
    let percent = significant(certainty.apart * 100.0, 4);
    let error =
        if certainty.ahead_error > 0.0 { format!(" (±{:.1})", certainty.ahead_error * 100.0) } else { String::new() };
    introduction(context, certainty);
    let line = match lang {
        Lang::Zh => format!(
            "{first}领先{second}的概率 {}{error},落后 {},并列 {tie};在 {percent}% 水平上{verdict}",
            figure(ahead),
            figure(behind)
        ),
        Lang::En => format!(
            "{first} is ahead of {second} with chance {}{error}, behind with {}, level with {tie}; at {percent} % {verdict}",
            figure(ahead),
            figure(behind)
        ),
    };
    context.terminal.line(&line);
}
