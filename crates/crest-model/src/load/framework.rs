//! The framework: the tree of indicators with units, directions, weights, tables and targets.

use std::collections::BTreeMap;

use super::Loader;
use super::names::{Names, need, plain};
use super::raw::RawNode;
use super::shape::{At, yes_or_no};
use crate::grid::{NumberText, number};
use crate::model::{Accrual, IndicatorSpec, Node, RollUp, TableSpec};
use crate::{Diagnostic, Location, Target, TargetError, TargetKind, Text, Tolerances, Unit, nearest};

/// The framework as read.
pub(super) struct Framework {
    /// Nodes in file order.
    pub(super) nodes: Vec<Node>,
    /// Codes of all nodes.
    pub(super) names: Names,
}

/// References of a row that can only be judged when all rows are known.
struct Pending {
    parent: Option<At<String>>,
    denominator: Option<At<String>>,
    /// Numerator and denominator of the cell `roll_up`.
    ratio: Option<(At<String>, At<String>)>,
    parts: Vec<At<String>>,
    target: Option<Location>,
}

impl Loader<'_> {
    /// Reads and checks the framework.
    pub(super) fn framework(
        &mut self,
        reference: &At<String>,
        tables: &[TableSpec],
        table_names: &Names,
        tolerances: &Tolerances,
    ) -> Framework {
        let mut names = Names::new("indicator");
        let mut indicators = Names::new("indicator");
        let list = self.list(reference);
        let Some(list) = list.filter(|list| self.needed_columns(list, &["code"])) else {
            names.whole = false;
            return Framework { nodes: Vec::new(), names };
        };
        self.unread_columns(&list, &RawNode::row_columns());
        let mut nodes: Vec<Node> = Vec::new();
        let mut pending: Vec<Pending> = Vec::new();
        for record in list.records() {
            let mut raw = RawNode::from_row(&record, &mut self.found);
            let Some(code) = need(raw.code.take(), "code", &record.location_of("code"), &mut self.found) else {
                continue;
            };
            if !names.add(&code, "C0202", &mut self.found) {
                continue;
            }
            let indicator_row = raw.table.as_ref().is_some_and(|at| !at.value.0.is_empty());
            if indicator_row {
                indicators.add(&code, "C0202", &mut Vec::new());
            }
            pending.push(Pending {
                parent: raw.parent.take(),
                denominator: raw.denominator.clone(),
                ratio: raw.roll_up.as_ref().and_then(ratio_cell),
                parts: raw.parts.clone().map(|at| at.value.0).unwrap_or_default(),
                target: raw.target.as_ref().map(|at| at.location.clone()),
            });
            let weight = self.weight(raw.weight.take());
            let name = raw.name.take().map(|at| at.value.0).filter(|name| !name.is_empty());
            let note = plain(raw.note.take()).0;
            let row = record.location_of("unit");
            let indicator = if indicator_row {
                Some(self.indicator(&code, raw, &row, (tables, table_names), tolerances))
            } else {
                self.aggregate_cells(&code.value, &raw);
                None
            };
            nodes.push(Node {
                name: name.unwrap_or_else(|| Text::new("", code.value.clone())),
                parent: None,
                weight,
                indicator,
                note,
                location: code.location,
                code: code.value,
            });
        }
        if nodes.is_empty() {
            names.whole = false;
            self.found.push(
                Diagnostic::error("C0201", "the framework holds no indicator")
                    .at(list.location())
                    .expected("a row per indicator and per aggregate"),
            );
        }
        self.parents(&mut nodes, &pending, &names);
        self.references(&nodes, &pending, &indicators);
        Framework { nodes, names }
    }

    /// Reads a weight; blank = 1.
    fn weight(&mut self, cell: Option<At<String>>) -> f64 {
        let Some(cell) = cell else { return 1.0 };
        match number(&cell.value) {
            NumberText::Number(weight) | NumberText::Percent(weight) if weight.is_finite() && weight >= 0.0 => weight,
            _ => {
                self.found.push(
                    Diagnostic::error("C0208", format!("`{}` cannot be a weight", cell.value))
                        .at(cell.location)
                        .value(cell.value)
                        .expected("a number from 0 upwards; blank = 1"),
                );
                1.0
            }
        }
    }

    /// Checks the cells of an indicator.
    fn indicator(
        &mut self,
        code: &At<String>,
        raw: RawNode,
        row: &Location,
        (tables, table_names): (&[TableSpec], &Names),
        tolerances: &Tolerances,
    ) -> IndicatorSpec {
        let user = format!("the indicator `{}`", code.value);
        let mut own_tables = Vec::new();
        for table in raw.table.map(|at| at.value.0).unwrap_or_default() {
            if table_names.check(&table, "C0210", &user, &mut self.found) {
                let gives_values = tables.iter().any(|t| t.name == table.value && t.meaning.place.is_some());
                if !gives_values {
                    self.found.push(
                        Diagnostic::error(
                            "C0211",
                            format!("the table `{}` says no `place`, so it gives no values", table.value),
                        )
                        .at(table.location.clone())
                        .value(&table.value)
                        .hint(format!("add `place = \"…\"` to `[tables.{}]`", table.value)),
                    );
                }
                own_tables.push(table.value);
            }
        }
        let unit = match &raw.unit {
            None => Err(("no unit is given".to_owned(), row.clone(), String::new())),
            Some(at) => {
                Unit::parse(&at.value).map_err(|error| (error.to_string(), at.location.clone(), at.value.clone()))
            }
        };
        let readable = unit.is_ok();
        let unit = unit.unwrap_or_else(|(why, location, value)| {
            self.found.push(
                Diagnostic::error("C0206", format!("the unit of {user}: {why}"))
                    .at(location)
                    .value(value)
                    .expected("a unit such as 亿元, 万人, %, km2, 件/万人; `1` for a pure number"),
            );
            Unit::number()
        });
        let target = raw.target.filter(|_| readable).and_then(|at| self.target(&at, &unit, tolerances));
        let accrual = self.accrual(raw.cumulative);
        let roll_up = self.roll_up(raw.roll_up);
        let goalposts = self.goalposts(&user, raw.goalpost_lower, raw.goalpost_upper);
        let direction = self.direction(raw.direction);
        let origin = raw.origin.and_then(|word| {
            super::names::one_of(&origin_word(word), &["official", "chosen"], "C0105", "origin", &mut self.found)
        });
        IndicatorSpec {
            unit,
            direction,
            tables: own_tables,
            column: raw.column.map_or_else(|| code.value.clone(), |at| at.value),
            denominator: raw.denominator.map(|at| at.value),
            target,
            origin: origin.unwrap_or("chosen").to_owned(),
            goalposts,
            accrual,
            roll_up,
            parts: raw.parts.map(|at| at.value.0.into_iter().map(|p| p.value).collect()).unwrap_or_default(),
            non_negative: !raw.may_be_negative.is_some_and(|at| at.value),
        }
    }

    /// Reads a target sentence for a unit; reports `C0405` or `C0406`.
    pub(super) fn target(&mut self, at: &At<String>, unit: &Unit, tolerances: &Tolerances) -> Option<Target> {
        target(at, unit, tolerances).map_err(|diagnostic| self.found.push(diagnostic)).ok()
    }

    /// Reads a direction; blank = watched.
    fn direction(&mut self, cell: Option<At<String>>) -> i8 {
        let Some(cell) = cell else { return 0 };
        let word: String = crate::unit::plain_text(&cell.value).to_lowercase().replace('−', "-");
        match word.as_str() {
            "+1" | "1" | "+" | "more" | "higher" | "正" | "正向" => 1,
            "-1" | "-" | "less" | "lower" | "负" | "负向" | "逆" | "逆向" => -1,
            "0" | "watch" | "watched" | "观察" | "中性" => 0,
            _ => {
                self.found.push(
                    Diagnostic::error("C0207", format!("`{}` is no direction", cell.value))
                        .at(cell.location)
                        .value(cell.value)
                        .expected("+1 or more (正), -1 or less (负), 0 or watch (观察)"),
                );
                0
            }
        }
    }

    /// Reads how values of parts of a year relate to that of the year; blank = not stated.
    fn accrual(&mut self, cell: Option<At<String>>) -> Option<Accrual> {
        let cell = cell?;
        let word = cell.value.trim().to_lowercase();
        Some(match (yes_or_no(&word), word.as_str()) {
            (Some(true), _) | (_, "ytd" | "累计" | "累计值") => Accrual::YearToDate,
            (Some(false), _) | (_, "时点" | "时点值") => Accrual::PointInTime,
            (_, "each" | "当期" | "当期值") => Accrual::PerPeriod,
            _ => {
                self.found.push(
                    Diagnostic::error("C0218", format!("`{}` does not say how values of a year add up", cell.value))
                        .at(cell.location)
                        .value(cell.value)
                        .expected("yes (累计: since the start of the year), each (当期: of the period alone), or no (时点: at its end)"),
                );
                return None;
            }
        })
    }

    /// Reads how values are rolled up over places; blank = not at all.
    fn roll_up(&mut self, cell: Option<At<String>>) -> RollUp {
        let Some(cell) = cell else { return RollUp::None };
        if let Some((numerator, denominator)) = ratio_cell(&cell) {
            return RollUp::Ratio { numerator: numerator.value, denominator: denominator.value };
        }
        match cell.value.trim().to_lowercase().as_str() {
            "sum" | "合计" | "求和" => RollUp::Sum,
            "no" | "none" | "否" | "不汇总" => RollUp::None,
            _ => {
                self.found.push(
                    Diagnostic::error("C0219", format!("`{}` is no way to roll values up", cell.value))
                        .at(cell.location)
                        .value(cell.value)
                        .expected("sum (合计), or the codes of a numerator and a denominator, such as rd / gdp"),
                );
                RollUp::None
            }
        }
    }

    /// Judges the numerator and denominator of a ratio: indicators whose quotient is in a unit like that of the ratio.
    fn ratio(
        &mut self,
        node: &Node,
        (numerator, denominator): &(At<String>, At<String>),
        units: &BTreeMap<&str, &Unit>,
        indicators: &Names,
    ) {
        let user = format!("the ratio `{}`", node.code);
        let known = [numerator, denominator].map(|at| indicators.check(at, "C0219", &user, &mut self.found));
        let unit = |at: &At<String>| units.get(at.value.as_str()).copied();
        let (true, true, Some(above), Some(below), Some(own)) =
            (known[0], known[1], unit(numerator), unit(denominator), node.indicator.as_ref())
        else {
            return;
        };
        if numerator.value == node.code
            || denominator.value == node.code
            || above.per(below).is_none_or(|unit| !unit.is_like(&own.unit))
        {
            self.found.push(
                Diagnostic::error(
                    "C0219",
                    format!(
                        "`{}` divided by `{}` is not in a unit like `{}`",
                        numerator.value, denominator.value, own.unit
                    ),
                )
                .at(numerator.location.clone())
                .value(format!("{} / {}", numerator.value, denominator.value))
                .expected(format!("two indicators whose quotient is what `{}` measures", node.code)),
            );
        }
    }

    /// Checks a pair of goalposts.
    fn goalposts(&mut self, user: &str, lower: Option<At<f64>>, upper: Option<At<f64>>) -> Option<(f64, f64)> {
        let (value, location) = match (lower, upper) {
            (None, None) => return None,
            (Some(lower), Some(upper)) if lower.value < upper.value => return Some((lower.value, upper.value)),
            (Some(lower), Some(upper)) => (format!("{} and {}", lower.value, upper.value), lower.location),
            (Some(one), None) | (None, Some(one)) => (one.value.to_string(), one.location),
        };
        self.found.push(
            Diagnostic::error("C0213", format!("the goalposts of {user} are {value}"))
                .at(location)
                .value(value)
                .expected("a lower and a greater upper number, or neither; which of them is better follows from the direction"),
        );
        None
    }

    /// Reports cells that only indicators can have.
    fn aggregate_cells(&mut self, code: &str, raw: &RawNode) {
        let cells = [
            ("unit", raw.unit.as_ref()),
            ("column", raw.column.as_ref()),
            ("target", raw.target.as_ref()),
            ("denominator", raw.denominator.as_ref()),
        ];
        for (column, cell) in cells.into_iter().filter_map(|(column, cell)| Some((column, cell?))) {
            self.found.push(
                Diagnostic::warning("C0214", format!("`{code}` has no table, so its `{column}` says nothing"))
                    .at(cell.location.clone())
                    .value(&cell.value)
                    .hint("name the table that holds the indicator, or clear the cell"),
            );
        }
    }

    /// Resolves parents, and judges the tree: circles, children, weights.
    fn parents(&mut self, nodes: &mut [Node], pending: &[Pending], names: &Names) {
        let positions: BTreeMap<String, usize> = nodes.iter().enumerate().map(|(i, n)| (n.code.clone(), i)).collect();
        for (own, row) in pending.iter().enumerate() {
            let Some(parent) = &row.parent else { continue };
            let user = format!("`{}`", nodes[own].code);
            if !names.check(parent, "C0203", &user, &mut self.found) {
                continue;
            }
            nodes[own].parent = positions.get(&parent.value).copied();
        }
        let edges: Vec<Vec<usize>> = nodes.iter().map(|node| node.parent.into_iter().collect()).collect();
        for circle in super::tables::circles(&edges) {
            let codes: Vec<&str> = circle.iter().map(|&i| nodes[i].code.as_str()).collect();
            let mut diagnostic =
                Diagnostic::error("C0204", format!("parents run in a circle: {} → {}", codes.join(" → "), codes[0]))
                    .at(pending[circle[0]]
                        .parent
                        .as_ref()
                        .map_or_else(|| nodes[circle[0]].location.clone(), |at| at.location.clone()))
                    .value(codes.join(" → "))
                    .hint("a node cannot stand above itself; clear the parent of the uppermost one");
            for &member in &circle[1..] {
                diagnostic = diagnostic.related(nodes[member].location.clone(), format!("`{}`", nodes[member].code));
            }
            self.found.push(diagnostic);
            for member in circle {
                nodes[member].parent = None;
            }
        }
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        for (own, node) in nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                children[parent].push(own);
            }
        }
        for (own, node) in nodes.iter().enumerate() {
            let below = &children[own];
            match (&node.indicator, below.first()) {
                (Some(_), Some(&child)) => self.found.push(
                    Diagnostic::error("C0209", format!("the indicator `{}` has children", node.code))
                        .at(node.location.clone())
                        .value(&node.code)
                        .hint("clear its table to make it an aggregate, or give its children another parent")
                        .related(nodes[child].location.clone(), format!("child `{}`", nodes[child].code)),
                ),
                (None, None) => self.found.push(
                    Diagnostic::error("C0205", format!("`{}` has neither a table nor children", node.code))
                        .at(node.location.clone())
                        .value(&node.code)
                        .expected("a table (then it is an indicator) or rows that name it as parent"),
                ),
                (None, Some(_)) => {
                    let counts = |&child: &usize| nodes[child].indicator.as_ref().is_none_or(|i| i.direction != 0);
                    let sum: f64 = below.iter().filter(|child| counts(child)).map(|&child| nodes[child].weight).sum();
                    if sum <= 0.0 || !sum.is_finite() {
                        self.found.push(
                            Diagnostic::error("C0212", format!("the weights below `{}` sum to {sum}", node.code))
                                .at(node.location.clone())
                                .value(sum.to_string())
                                .expected("at least one child with a weight above 0 and a direction other than 0"),
                        );
                    }
                }
                (Some(_), None) => {}
            }
        }
    }

    /// Judges denominators and parts, which must be indicators.
    fn references(&mut self, nodes: &[Node], pending: &[Pending], indicators: &Names) {
        let units: BTreeMap<&str, &Unit> =
            nodes.iter().filter_map(|node| Some((node.code.as_str(), &node.indicator.as_ref()?.unit))).collect();
        for (node, row) in nodes.iter().zip(pending) {
            let Some(own) = &node.indicator else { continue };
            if let Some(denominator) = &row.denominator {
                indicators.check(denominator, "C0215", &format!("the denominator of `{}`", node.code), &mut self.found);
                if denominator.value == node.code {
                    self.found.push(
                        Diagnostic::error("C0215", format!("`{}` is divided by itself", node.code))
                            .at(denominator.location.clone())
                            .value(&denominator.value)
                            .expected("another indicator"),
                    );
                }
            }
            if let Some(ratio) = &row.ratio {
                self.ratio(node, ratio, &units, indicators);
            }
            for part in &row.parts {
                if !indicators.check(part, "C0216", &format!("the parts of `{}`", node.code), &mut self.found) {
                    continue;
                }
                let unit = units.get(part.value.as_str());
                if part.value == node.code || unit.is_some_and(|unit| !unit.is_like(&own.unit)) {
                    let why = match unit {
                        Some(unit) if part.value != node.code => format!("is in `{unit}`, the sum in `{}`", own.unit),
                        _ => "is the sum itself".to_owned(),
                    };
                    self.found.push(
                        Diagnostic::error("C0217", format!("the part `{}` of `{}` {why}", part.value, node.code))
                            .at(part.location.clone())
                            .value(&part.value)
                            .expected("another indicator of the same kind of quantity"),
                    );
                }
            }
        }
        let goal = pending.iter().zip(nodes);
        for (row, node) in goal {
            if let (Some(location), Some(target)) =
                (&row.target, node.indicator.as_ref().and_then(|i| i.target.as_ref()))
                && let Some(reference) = target.reference()
            {
                check_reference(reference, nodes, location, &mut self.found);
            }
        }
    }

    /// Replaces the wording of "in step with" by the code of the indicator meant.
    pub(super) fn resolve_steps(&mut self, nodes: &mut [Node]) {
        let resolved: Vec<Option<String>> = nodes
            .iter()
            .map(|node| {
                let reference = node.indicator.as_ref()?.target.as_ref()?.reference()?;
                find_reference(reference, nodes).map(|position| nodes[position].code.clone())
            })
            .collect();
        for (node, code) in nodes.iter_mut().zip(resolved) {
            if let (Some(code), Some(indicator)) = (code, &mut node.indicator)
                && let Some(target) = &mut indicator.target
            {
                let tolerance = target.tolerance().unwrap_or_default();
                target.kind = TargetKind::InStepWith { reference: code, tolerance };
            }
        }
    }
}

/// Splits `numerator / denominator`.
fn ratio_cell(cell: &At<String>) -> Option<(At<String>, At<String>)> {
    let plain = crate::unit::plain_text(&cell.value);
    let (numerator, denominator) = plain.split_once('/')?;
    let part = |text: &str| At::new(text.trim().to_owned(), cell.location.clone());
    Some((part(numerator), part(denominator)))
}

/// Accepts Chinese words for the origin of an indicator.
fn origin_word(word: At<String>) -> At<String> {
    let value = match word.value.as_str() {
        "官方" => "official".to_owned(),
        "自选" => "chosen".to_owned(),
        _ => word.value,
    };
    At::new(value, word.location)
}

/// Reads a target sentence; the diagnostic says what is wrong with it.
pub(super) fn target(at: &At<String>, unit: &Unit, tolerances: &Tolerances) -> Result<Target, Diagnostic> {
    Target::parse_with(&at.value, unit, tolerances).map_err(|error| {
        let code = match &error {
            TargetError::OtherDimension { .. } | TargetError::Unit(crate::UnitError::NoRate { .. }) => "C0406",
            _ => "C0405",
        };
        let diagnostic = Diagnostic::error(code, format!("the target `{}` cannot be read: {error}", at.value))
            .at(at.location.clone())
            .value(&at.value);
        if code == "C0406" {
            diagnostic.expected(format!("a number in a unit like `{}`", unit.written))
        } else {
            diagnostic.expected(
                "a sentence such as `8%左右`, `不低于7`, `控制在3.5以内`, `at least 7`, `in step with GDP growth`",
            )
        }
    })
}

/// Reports a reference of "in step with" that no indicator answers to.
pub(super) fn check_reference(
    reference: &str,
    nodes: &[Node],
    location: &Location,
    found: &mut Vec<Diagnostic>,
) -> bool {
    if find_reference(reference, nodes).is_some() {
        return true;
    }
    let names = nodes.iter().flat_map(|node| [node.code.as_str(), node.name.zh.as_str(), node.name.en.as_str()]);
    let mut diagnostic = Diagnostic::error("C0407", format!("no indicator answers to `{reference}`"))
        .at(location.clone())
        .value(reference)
        .expected("the code or name of an indicator");
    if let Some(close) = nearest(reference, names.filter(|name| !name.is_empty())) {
        diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
    }
    found.push(diagnostic);
    false
}

/// Finds the indicator that a wording means: its code or name, or one of these without a word for growth.
///
/// Where only the bare name fits, the indicator of its growth is preferred over that of its level: `GDP growth` and
/// `经济增长` mean `gdp_growth` before `gdp`.
pub(crate) fn find_reference(wording: &str, nodes: &[Node]) -> Option<usize> {
    let plain = |text: &str| -> String {
        text.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '_' && *c != '-').collect()
    };
    let bare = |text: &str| -> String {
        let mut text = plain(text);
        for word in ["growthrate", "growth", "增长速度", "增长率", "增长", "增速", "rate"] {
            text = text.replace(word, "");
        }
        match text.as_str() {
            "economic" | "economy" | "theeconomy" | "经济" | "国民经济" | "地区生产总值" | "生产总值" => {
                "gdp".to_owned()
            }
            _ => text,
        }
    };
    let names = |node: &Node| [node.code.clone(), node.name.zh.clone(), node.name.en.clone()];
    let indicators = || nodes.iter().enumerate().filter(|(_, node)| node.indicator.is_some());
    let wanted = plain(wording);
    if wanted.is_empty() {
        return None;
    }
    let exact = indicators().find(|(_, node)| names(node).iter().any(|name| plain(name) == wanted));
    if let Some((position, _)) = exact {
        return Some(position);
    }
    let wanted = bare(wording);
    let is_growth = |node: &Node| node.indicator.as_ref().is_some_and(|i| i.unit.written == "%");
    let answers = |node: &Node| !wanted.is_empty() && names(node).iter().any(|name| bare(name) == wanted);
    indicators()
        .find(|(_, node)| is_growth(node) && answers(node))
        .or_else(|| indicators().find(|(_, node)| answers(node)))
        .map(|(position, _)| position)
}
