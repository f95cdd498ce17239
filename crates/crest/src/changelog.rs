//! The difference between two runs in words: what was revised, who moved and by whose doing, which targets changed state.
//!
//! One sentence a change, in both languages, in the order in which a reader asks: methods, figures, places, targets.

use crest_model::results::{NodeInfo, Results};
use crest_model::{Lang, Text};

use crate::diff::{Diff, RankChange, ValueChange};
use crate::explain::digits;

/// Tells a difference sentence by sentence.
///
/// - `before`, `after`: the results that `diff` compares.
/// - Places won or lost are split as in [`RankChange`]; beside them stands the change of the place's own score and the largest
///   change among the places that passed it or were passed.
/// - Cost: linear in the difference times the number of places.
pub fn sentences(before: &Results, after: &Results, diff: &Diff) -> Vec<Text> {
    let teller = Teller { before, after };
    let mut told = Vec::new();
    for change in &diff.methods {
        told.push(Text::new(
            format!("方法（{}）由“{}”改为“{}”", change.step, change.before.show(Lang::Zh), change.after.show(Lang::Zh)),
            format!(
                "method ({}): \"{}\" became \"{}\"",
                change.step,
                change.before.show(Lang::En),
                change.after.show(Lang::En)
            ),
        ));
    }
    for change in &diff.weights {
        let (zh, en) = (teller.node(&change.node, Lang::Zh), teller.node(&change.node, Lang::En));
        let (old, new) = (shown(change.before), shown(change.after));
        told.push(Text::new(
            format!("{zh}的有效权重由 {old} 变为 {new}"),
            format!("effective weight of {en}: {old} became {new}"),
        ));
    }
    told.extend(diff.values.iter().map(|change| teller.value(change)));
    told.extend(diff.ranks.iter().map(|change| teller.rank(change)));
    for change in &diff.targets {
        told.push(teller.target(change));
    }
    told
}

struct Teller<'a> {
    before: &'a Results,
    after: &'a Results,
}

impl Teller<'_> {
    fn find_node(&self, code: &str) -> Option<&NodeInfo> {
        let of = |results: &'_ Results| results.nodes.iter().position(|node| node.code == code);
        of(self.after).map(|i| &self.after.nodes[i]).or_else(|| of(self.before).map(|i| &self.before.nodes[i]))
    }

    fn node(&self, code: &str, lang: Lang) -> String {
        name_or(self.find_node(code).map_or("", |node| node.name.show(lang)), code)
    }

    fn place(&self, id: &str, lang: Lang) -> String {
        let mut places = self.after.places.iter().chain(&self.before.places);
        name_or(places.find(|place| place.id == id).map_or("", |place| place.name.show(lang)), id)
    }

    fn value(&self, change: &ValueChange) -> Text {
        let unit = self.find_node(&change.indicator).map_or("", |node| node.unit.as_str());
        let unit = if unit.is_empty() || unit == "1" { String::new() } else { format!(" {unit}") };
        let (zh, en) = (self.node(&change.indicator, Lang::Zh), self.node(&change.indicator, Lang::En));
        let (place_zh, place_en) = (self.place(&change.place, Lang::Zh), self.place(&change.place, Lang::En));
        let (period, when) = (&change.period, period_zh(&change.period));
        let (from_zh, from_en) = match &change.source {
            Some((from, to)) if !(from.is_empty() && to.is_empty()) => (
                format!("（来源：{} → {}）", dash(from), dash(to)),
                format!(" (source: {} → {})", dash(from), dash(to)),
            ),
            _ => (String::new(), String::new()),
        };
        match (change.before, change.after) {
            (Some(old), Some(new)) => Text::new(
                format!("{place_zh}{when}{zh}由 {} 修订为 {}{unit}{from_zh}", grouped(old), grouped(new)),
                format!(
                    "{en} of {period}, {place_en}: revised from {} to {}{unit}{from_en}",
                    grouped(old),
                    grouped(new)
                ),
            ),
            (None, Some(new)) => Text::new(
                format!("{place_zh}{when}{zh}新增数值 {}{unit}", grouped(new)),
                format!("{en} of {period}, {place_en}: new, {}{unit}", grouped(new)),
            ),
            (old, None) => Text::new(
                format!("{place_zh}{when}{zh}不再有数值（原为 {}{unit}）", old.map_or_else(dashes, grouped)),
                format!("{en} of {period}, {place_en}: gone, it was {}{unit}", old.map_or_else(dashes, grouped)),
            ),
        }
    }

    fn rank(&self, change: &RankChange) -> Text {
        let (zh, en) = (self.place(&change.place, Lang::Zh), self.place(&change.place, Lang::En));
        let (node_zh, node_en) = (self.node(&change.node, Lang::Zh), self.node(&change.node, Lang::En));
        let place = |rank: Option<u32>| rank.map_or_else(dashes, |rank| rank.to_string());
        let (old, new) = (place(change.before), place(change.after));
        let mut text =
            Text::new(format!("{zh}：{node_zh}名次 {old} → {new}"), format!("{en}: place {old} → {new} on {node_en}"));
        let parts: Vec<(i64, &str, &str)> = [
            (change.own, "自身变化", "own change"),
            (change.others, "他人变化", "others"),
            (change.method, "方法", "method"),
        ]
        .into_iter()
        .filter_map(|(part, zh, en)| Some((part?, zh, en)))
        .collect();
        // The method is named only where it did something.
        let shown = || parts.iter().filter(|(part, zh, _)| *part != 0 || *zh != "方法");
        if !parts.is_empty() {
            let zh: Vec<String> = shown().map(|(part, zh, _)| format!("{zh} {}", signed(*part as f64))).collect();
            let en: Vec<String> = shown().map(|(part, _, en)| format!("{en} {}", signed(*part as f64))).collect();
            text.zh.push_str(&format!("（位次：{}）", zh.join("，")));
            text.en.push_str(&format!(" (places: {})", en.join(", ")));
        }
        if let Some((own, rival)) = self.scores(change) {
            text.zh.push_str(&format!("；得分：自身 {}", signed(own)));
            text.en.push_str(&format!("; score: own change {}", signed(own)));
            if let Some((other, moved)) = rival {
                text.zh.push_str(&format!("，{} {}", self.place(&other, Lang::Zh), signed(moved)));
                text.en.push_str(&format!(", {} {}", self.place(&other, Lang::En), signed(moved)));
            }
        }
        if change.within_noise == Some(true) {
            text.zh.push_str("；新名次仍在原名次区间内");
            text.en.push_str("; the new place lies within the interval of the old one");
        }
        text
    }

    /// Change of the place's score, and of the place whose order with it turned and whose score moved most.
    fn scores(&self, change: &RankChange) -> Option<(f64, Option<(String, f64)>)> {
        let (a, b) = (self.before.index.as_ref()?, self.after.index.as_ref()?);
        let column = |cells: &crest_model::results::Cells| cells.columns.iter().position(|node| *node == change.node);
        let (column_a, column_b) = (column(&a.scores)?, column(&b.scores)?);
        let scores = |place: &str| {
            let old = a.places.iter().position(|own| own == place).and_then(|p| a.scores.cells[p][column_a]);
            let new = b.places.iter().position(|own| own == place).and_then(|p| b.scores.cells[p][column_b]);
            old.zip(new)
        };
        let (old, new) = scores(&change.place)?;
        let turned = b.places.iter().filter(|place| **place != change.place).filter_map(|place| {
            let (other_old, other_new) = scores(place)?;
            ((other_old > old) != (other_new > new)).then(|| (place.clone(), other_new - other_old))
        });
        let rival = turned.max_by(|x, y| x.1.abs().total_cmp(&y.1.abs()).then_with(|| y.0.cmp(&x.0)));
        Some((new - old, rival))
    }

    fn target(&self, change: &crate::diff::TargetChange) -> Text {
        let target =
            self.after.strategy.targets.iter().chain(&self.before.strategy.targets).find(|t| t.id == change.id);
        let name = |lang: Lang| match target {
            Some(target) => {
                let (place, node) = (self.place(&target.place, lang), self.node(&target.indicator, lang));
                match lang {
                    Lang::Zh => format!("目标“{}”（{place}{node}，{}）", target.sentence, target.period),
                    Lang::En => format!("target \"{}\" ({node}, {place}, {})", target.sentence, target.period),
                }
            }
            None => change.id.clone(),
        };
        let (old, new) = (change.before.as_str(), change.after.as_str());
        match (old.is_empty(), new.is_empty(), old == new) {
            (true, ..) => Text::new(
                format!("{}：新设，{}", name(Lang::Zh), state(new, Lang::Zh)),
                format!("{}: new, {}", name(Lang::En), state(new, Lang::En)),
            ),
            (_, true, _) => Text::new(format!("{}：已删除", name(Lang::Zh)), format!("{}: removed", name(Lang::En))),
            (.., true) => Text::new(
                format!(
                    "{}：仍为{}，数值 {} → {}",
                    name(Lang::Zh),
                    state(new, Lang::Zh),
                    shown(change.value_before),
                    shown(change.value_after)
                ),
                format!(
                    "{}: still {}, value {} → {}",
                    name(Lang::En),
                    state(new, Lang::En),
                    shown(change.value_before),
                    shown(change.value_after)
                ),
            ),
            _ => Text::new(
                format!("{}：{} → {}，{}", name(Lang::Zh), state(old, Lang::Zh), state(new, Lang::Zh), change.why.zh),
                format!("{}: {} → {}, {}", name(Lang::En), state(old, Lang::En), state(new, Lang::En), change.why.en),
            ),
        }
    }
}

/// Words for a state, both languages as in the glossary.
fn state(word: &str, lang: Lang) -> &str {
    let zh = match word {
        "missed" => "未达成",
        "behind" => "滞后",
        "not_assessable" => "无法评估",
        "on_schedule" => "符合进度",
        "ahead" => "超前",
        "met" => "已达成",
        other => other,
    };
    match (lang, word) {
        (Lang::Zh, _) => zh,
        (Lang::En, "not_assessable") => "not assessable",
        (Lang::En, "on_schedule") => "on schedule",
        (Lang::En, other) => other,
    }
}

/// A name, or the identifier where there is none.
fn name_or(name: &str, id: &str) -> String {
    if name.is_empty() { id.to_owned() } else { name.to_owned() }
}

/// A period as Chinese writes it before a noun.
fn period_zh(period: &str) -> String {
    if period.len() == 4 { format!("{period}年") } else { period.to_owned() }
}

fn dashes() -> String {
    "—".to_owned()
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

fn shown(number: Option<f64>) -> String {
    number.map_or_else(dashes, digits)
}

/// Writes a number with its sign, to the digits that tell it.
fn signed(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    let text = if rounded == 0.0 && number != 0.0 { digits(number) } else { rounded.to_string() };
    if number > 0.0 { format!("+{text}") } else { text.replace('-', "−") }
}

/// Writes a number in full, with commas between thousands.
fn grouped(number: f64) -> String {
    let text = format!("{}", (number * 1e6).round() / 1e6);
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, ""), |(whole, fraction)| (whole, fraction));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

#[cfg(test)]
mod tests;
