//! Explanations: a score unfolds into contributions, a rank into what separates it from its neighbours, a value into
//! query, table, file and cell.

use crest_model::results::{IndexResult, NodeInfo, Results, ValueInfo};
use crest_model::{Location, Text};
use serde::Serialize;

/// Holds one line of an explanation and what stands below it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Explanation {
    /// What is explained.
    pub subject: Text,
    /// Its number, if it has one.
    pub number: Option<f64>,
    /// Unit of the number.
    pub unit: String,
    /// How the number comes about.
    pub how: Text,
    /// File and cell it was read from.
    pub location: Option<Location>,
    /// What it is made of.
    pub parts: Vec<Explanation>,
}

/// Gives the lines below a value: query, tables, files and cells.
pub type Lineage<'a> = dyn Fn(&ValueInfo) -> Vec<Explanation> + 'a;

/// Looks up names in a result; short-lived, for one explanation.
struct Reader<'a> {
    results: &'a Results,
    index: &'a IndexResult,
    place: usize,
    lineage: &'a Lineage<'a>,
}

/// Explains the score and rank of a place on an index, a pillar or an indicator.
///
/// - `node`: `None` = the main index. Returns `None` if the place is not ranked or the node does not exist.
/// - An arithmetic node unfolds into share of weight × score of each member, which sum to it; the parts of other
///   aggregations are shown with their shares and scores, and the method is named.
pub fn explain_score(results: &Results, place: &str, node: Option<&str>, lineage: &Lineage<'_>) -> Option<Explanation> {
    let index = results.index.as_ref()?;
    let place = index.places.iter().position(|p| p == place)?;
    let code = node.or_else(|| index.roots.first().map(String::as_str))?;
    let node = results.nodes.iter().find(|n| n.code == code)?;
    Some(Reader { results, index, place, lineage }.node(node))
}

impl Reader<'_> {
    fn rank(&self, code: &str) -> Option<(u32, usize)> {
        let ranks = self.index.ranks.iter().find(|r| r.node == code)?;
        Some((ranks.overall[self.place]?, ranks.overall.iter().flatten().count()))
    }

    fn rank_words(&self, code: &str) -> Text {
        match self.rank(code) {
            Some((rank, n)) => Text::new(format!("第 {rank} 位（共 {n}）"), format!("rank {rank} of {n}")),
            None => Text::new("无位次", "no rank"),
        }
    }

    fn cell(&self, cells: &crest_model::results::Cells, code: &str) -> Option<f64> {
        let column = cells.columns.iter().position(|c| c == code)?;
        cells.cells[self.place][column]
    }

    fn score(&self, node: &NodeInfo) -> Option<f64> {
        if node.is_indicator {
            self.cell(&self.index.normalised, &node.code)
        } else {
            self.cell(&self.index.scores, &node.code)
        }
    }

    fn node(&self, node: &NodeInfo) -> Explanation {
        if node.is_indicator { self.indicator(node) } else { self.aggregate(node) }
    }

    fn aggregate(&self, node: &NodeInfo) -> Explanation {
        let members: Vec<&NodeInfo> =
            self.results.nodes.iter().filter(|n| n.parent.as_deref() == Some(node.code.as_str())).collect();
        let total: f64 = members.iter().filter(|m| self.score(m).is_some()).map(|m| m.weight.unwrap_or(0.0)).sum();
        let parts = members
            .iter()
            .map(|member| {
                let mut part = self.node(member);
                let share = if total > 0.0 { member.weight.unwrap_or(0.0) / total } else { 0.0 };
                if let Some(score) = self.score(member) {
                    part.how = Text::new(
                        format!("权重份额 {share:.4} × 得分 {score:.4} = {:.4}；{}", share * score, part.how.zh),
                        format!(
                            "share of weight {share:.4} × score {score:.4} = {:.4}; {}",
                            share * score,
                            part.how.en
                        ),
                    );
                } else {
                    part.how = Text::new(
                        format!("缺失，不参与；其余成员的权重按比例放大。{}", part.how.zh),
                        format!("missing, takes no part; the other members' weights are scaled up. {}", part.how.en),
                    );
                }
                part
            })
            .collect();
        let rank = self.rank_words(&node.code);
        let method = self.results.method.iter().find(|m| m.step == "aggregate").map(|m| m.words.clone());
        let method = method.unwrap_or_default();
        Explanation {
            subject: named(node),
            number: self.score(node),
            unit: String::new(),
            how: Text::new(format!("{}；{}", rank.zh, method.zh), format!("{}; {}", rank.en, method.en)),
            location: None,
            parts,
        }
    }

    fn indicator(&self, node: &NodeInfo) -> Explanation {
        let code = &node.code;
        let (raw, treated) = (self.cell(&self.index.raw, code), self.cell(&self.index.treated, code));
        let rank = self.rank_words(code);
        let mut steps = Vec::new();
        let column: Vec<f64> = self
            .index
            .treated
            .columns
            .iter()
            .position(|c| c == code)
            .map(|c| self.index.treated.cells.iter().filter_map(|row| row[c]).collect())
            .unwrap_or_default();
        if let (Some(normalised), Some(treated)) = (self.cell(&self.index.normalised, code), treated) {
            let low = column.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let method = self.results.method.iter().find(|m| m.step == "normalise").map(|m| m.words.clone());
            let method = method.unwrap_or_default();
            let side = match node.direction {
                -1 => Text::new("越小越好", "less is better"),
                _ => Text::new("越大越好", "more is better"),
            };
            steps.push(Explanation {
                subject: Text::new("标准化", "normalised"),
                number: Some(normalised),
                how: Text::new(
                    format!(
                        "{}；处理后数值 {}，各地最小 {}、最大 {}，{}",
                        method.zh,
                        digits(treated),
                        digits(low),
                        digits(high),
                        side.zh
                    ),
                    format!(
                        "{}; from {}, least {} and most {} among the ranked, {}",
                        method.en,
                        digits(treated),
                        digits(low),
                        digits(high),
                        side.en
                    ),
                ),
                ..Explanation::default()
            });
        }
        if let Some(cell) =
            self.index.imputed.iter().find(|c| c.indicator == *code && c.place == self.index.places[self.place])
        {
            steps.push(Explanation {
                subject: Text::new("插补", "imputed"),
                number: Some(cell.number),
                unit: node.unit.clone(),
                how: Text::new(format!("缺失，按 {} 插补", cell.method), format!("missing; filled by {}", cell.method)),
                ..Explanation::default()
            });
        }
        if raw.is_some() && raw != treated {
            let action = self.index.treatment.iter().find(|t| t.indicator == *code).map_or("", |t| t.action.as_str());
            steps.push(Explanation {
                subject: Text::new("异常值处理", "treated"),
                number: treated,
                how: Text::new(
                    format!("原值 {}，处理：{action}", show(raw)),
                    format!("was {}; treatment: {action}", show(raw)),
                ),
                ..Explanation::default()
            });
        }
        let place = &self.index.places[self.place];
        steps.extend(explain_value(self.results, place, code, &self.index.period, self.lineage));
        Explanation {
            subject: named(node),
            number: raw.or(treated),
            // A filled or divided number is no longer in the unit of the indicator.
            unit: if raw.is_some() { node.unit.clone() } else { String::new() },
            how: rank,
            location: None,
            parts: steps,
        }
    }
}

/// Shows a number in words with six significant digits.
pub(crate) fn digits(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return x.to_string();
    }
    let places = (5 - x.abs().log10().floor() as i32).clamp(-12, 12);
    let scale = 10_f64.powi(places);
    ((x * scale).round() / scale).to_string()
}

/// Shows an optional number.
fn show(number: Option<f64>) -> String {
    number.map_or_else(|| "—".to_owned(), digits)
}

fn named(node: &NodeInfo) -> Text {
    let join = |name: &str| if name.is_empty() { node.code.clone() } else { format!("{name} ({})", node.code) };
    Text::new(join(node.name.show(crest_model::Lang::Zh)), join(node.name.show(crest_model::Lang::En)))
}

/// Explains all values known of one cell: the chosen one first, then those not chosen, each with its origin.
pub fn explain_value(
    results: &Results,
    place: &str,
    indicator: &str,
    period: &str,
    lineage: &Lineage<'_>,
) -> Vec<Explanation> {
    let mut values: Vec<&ValueInfo> =
        results.values.iter().filter(|v| v.place == place && v.indicator == indicator && v.period == period).collect();
    values.sort_by_key(|v| !v.chosen);
    let unit = results.nodes.iter().find(|n| n.code == indicator).map_or(String::new(), |n| n.unit.clone());
    values
        .into_iter()
        .map(|value| {
            let used = if value.chosen { Text::new("采用", "used") } else { Text::new("未采用", "not used") };
            let error = value.std_error.map_or(String::new(), |e| format!(" ± {e}"));
            let tail = [&value.written, &value.source, &value.vintage, &value.territory, &value.note]
                .into_iter()
                .filter(|text| !text.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("; ");
            Explanation {
                subject: Text::new(
                    format!("{period} 年度数值（{}）", used.zh),
                    format!("value of {period} ({})", used.en),
                ),
                number: value.number,
                unit: unit.clone(),
                how: Text::new(format!("{}{error}; {tail}", value.status), format!("{}{error}; {tail}", value.status)),
                location: value.location.clone(),
                parts: lineage(value),
            }
        })
        .collect()
}

/// Tells how sure a rank is: its interval, and the chance of being ahead of each neighbour.
fn sure(results: &Results, root: &str, place: &str) -> Option<Explanation> {
    let certainty = results.certainty.as_ref().filter(|certainty| certainty.root == root)?;
    let row = certainty.places.iter().position(|sure| sure.place == place)?;
    let own = &certainty.places[row];
    let percent = (certainty.interval * 1e4).round() / 100.0;
    let (lower, upper) = (own.lower.value, own.upper.value);
    let range = if lower == upper { format!("{lower}") } else { format!("{lower}–{upper}") };
    // The neighbours by rank; of several with one rank the first in file order.
    let nearest = |better: bool| {
        let beyond = |other: &usize| {
            let rank = certainty.places[*other].rank;
            *other != row && if better { rank <= own.rank } else { rank > own.rank }
        };
        (0..certainty.places.len()).filter(beyond).min_by_key(|&other| certainty.places[other].rank.abs_diff(own.rank))
    };
    let against = |other: usize| {
        let name = place_name(results, &certainty.places[other].place);
        Explanation {
            subject: Text::new(format!("领先{}的概率", name.zh), format!("chance of being ahead of {}", name.en)),
            number: Some(certainty.ahead[row][other]),
            ..Explanation::default()
        }
    };
    Some(Explanation {
        subject: Text::new("有多可靠", "how sure"),
        how: Text::new(
            format!("{percent}% 的抽样中名次为 {range}，中位数 {}", own.median.value),
            format!("rank {range} in {percent} % of the draws, median {}", own.median.value),
        ),
        parts: [nearest(true), nearest(false)].into_iter().flatten().map(against).collect(),
        ..Explanation::default()
    })
}

/// Explains the rank of a place on the main index: neighbours, what separates them, and the smallest steps up.
pub fn explain_rank(results: &Results, place: &str) -> Option<Explanation> {
    let index = results.index.as_ref()?;
    let position = index.places.iter().position(|p| p == place)?;
    let root = index.roots.first()?;
    let node = results.nodes.iter().find(|n| n.code == *root)?;
    let profile = results.profiles.iter().find(|p| p.place == place)?;
    let lineage: &Lineage<'_> = &|_| Vec::new();
    let reader = Reader { results, index, place: position, lineage };
    let mut parts: Vec<Explanation> = sure(results, root, place).into_iter().collect();
    for (gap, side) in [
        (&profile.above, Text::new("上一位", "directly above")),
        (&profile.below, Text::new("下一位", "directly below")),
    ] {
        let Some(gap) = gap else { continue };
        let other = place_name(results, &gap.other);
        parts.push(Explanation {
            subject: Text::new(format!("{}：{}", side.zh, other.zh), format!("{}: {}", side.en, other.en)),
            number: Some(gap.gap),
            how: Text::new("得分差（对方减本地）", "difference of score (theirs minus ours)"),
            parts: gap
                .parts
                .iter()
                .map(|(code, part)| Explanation {
                    subject: results.nodes.iter().find(|n| n.code == *code).map(named).unwrap_or_default(),
                    number: Some(*part),
                    how: Text::new("贡献差", "difference of contribution"),
                    ..Explanation::default()
                })
                .collect(),
            ..Explanation::default()
        });
    }
    if !profile.steps.is_empty() {
        parts.push(Explanation {
            subject: Text::new("前进一位的最小单项变化", "smallest change of one indicator that gains a place"),
            parts: profile
                .steps
                .iter()
                .map(|step| Explanation {
                    subject: results.nodes.iter().find(|n| n.code == step.indicator).map(named).unwrap_or_default(),
                    number: Some(step.to),
                    unit: results
                        .nodes
                        .iter()
                        .find(|n| n.code == step.indicator)
                        .map_or(String::new(), |n| n.unit.clone()),
                    how: Text::new(
                        format!(
                            "由 {:.4} 变为此值即达第 {} 位（占差距 {:.1}%）",
                            step.from,
                            step.rank,
                            step.effort * 100.0
                        ),
                        format!(
                            "from {:.4}; reaches rank {} ({:.1} % of the spread)",
                            step.from,
                            step.rank,
                            step.effort * 100.0
                        ),
                    ),
                    ..Explanation::default()
                })
                .collect(),
            ..Explanation::default()
        });
    }
    Some(Explanation {
        subject: place_name(results, place),
        number: reader.score(node),
        unit: String::new(),
        how: reader.rank_words(root),
        location: None,
        parts,
    })
}

fn place_name(results: &Results, id: &str) -> Text {
    results.places.iter().find(|p| p.id == id).map_or_else(|| Text::new(id, id), |p| p.name.clone())
}

#[cfg(test)]
mod tests;
