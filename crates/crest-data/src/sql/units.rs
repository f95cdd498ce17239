//! Units through a query: what passes on, what combines, and what must not be added or compared.

use crest_model::{Diagnostic, Severity, Unit};
use datafusion::common::{Column, DFSchema};
use datafusion::logical_expr::expr::{AggregateFunction, WindowFunction};
use datafusion::logical_expr::{Expr, ExprSchemable, JoinType, LogicalPlan, Operator, WindowFunctionDefinition};

use super::faults::QueryText;
use crate::table::UNIT_KEY;

/// What is known of the unit of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Known {
    /// Nothing, or it is no quantity.
    Nothing,
    /// A constant, which fits any unit.
    Constant,
    /// A unit.
    Unit(Unit),
}

impl Known {
    fn unit(self) -> Option<Unit> {
        match self {
            Self::Unit(unit) => Some(unit),
            Self::Nothing | Self::Constant => None,
        }
    }

    fn of(unit: Option<Unit>) -> Self {
        unit.map_or(Self::Nothing, Self::Unit)
    }
}

/// Functions that give the unit of their first argument.
const KEEPING: &[&str] = &[
    "abs",
    "round",
    "ceil",
    "floor",
    "trunc",
    "nullif",
    "sum",
    "avg",
    "mean",
    "min",
    "max",
    "median",
    "first_value",
    "last_value",
    "nth_value",
    "lag",
    "lead",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "approx_median",
    "approx_percentile_cont",
    "percentile_cont",
    "any_value",
];
/// Functions that choose among their arguments, which must have one unit.
const CHOOSING: &[&str] = &["coalesce", "greatest", "least", "nvl", "ifnull", "nvl2"];

/// Returns the units of the columns of a plan, and what is wrong with the units within it.
pub(super) fn of_plan(query: &QueryText<'_>, plan: &LogicalPlan) -> (Vec<Option<Unit>>, Vec<Diagnostic>) {
    let mut walk = Walk { query, found: Vec::new() };
    let units = walk.plan(plan);
    let mut found = walk.found;
    found.sort();
    found.dedup();
    (units, found)
}

struct Walk<'a> {
    query: &'a QueryText<'a>,
    found: Vec<Diagnostic>,
}

/// Columns in reach of an expression with their units.
struct Scope<'a> {
    schema: &'a DFSchema,
    units: &'a [Option<Unit>],
}

impl Walk<'_> {
    /// Returns one entry per column of the plan.
    fn plan(&mut self, plan: &LogicalPlan) -> Vec<Option<Unit>> {
        let width = plan.schema().fields().len();
        let mut units = match plan {
            LogicalPlan::TableScan(scan) => scan
                .projected_schema
                .fields()
                .iter()
                .map(|field| field.metadata().get(UNIT_KEY).and_then(|text| Unit::parse(text).ok()))
                .collect(),
            LogicalPlan::Projection(node) => {
                let below = self.plan(&node.input);
                let scope = Scope { schema: node.input.schema(), units: &below };
                node.expr.iter().map(|expr| self.expr(expr, &scope).unit()).collect()
            }
            LogicalPlan::Aggregate(node) => {
                let below = self.plan(&node.input);
                let scope = Scope { schema: node.input.schema(), units: &below };
                let grouped = node.group_expr.iter().flat_map(|expr| match expr {
                    Expr::GroupingSet(set) => set.distinct_expr().into_iter().cloned().collect(),
                    other => vec![other.clone()],
                });
                let grouped: Vec<Option<Unit>> = grouped.map(|expr| self.expr(&expr, &scope).unit()).collect();
                let aggregated: Vec<Option<Unit>> =
                    node.aggr_expr.iter().map(|expr| self.expr(expr, &scope).unit()).collect();
                // Grouping sets add a column of their own between the two.
                let between = width.saturating_sub(grouped.len() + aggregated.len());
                grouped.into_iter().chain(std::iter::repeat_n(None, between)).chain(aggregated).collect()
            }
            LogicalPlan::Window(node) => {
                let below = self.plan(&node.input);
                let scope = Scope { schema: node.input.schema(), units: &below };
                let own: Vec<Option<Unit>> = node.window_expr.iter().map(|e| self.expr(e, &scope).unit()).collect();
                below.iter().cloned().chain(own).collect()
            }
            LogicalPlan::Join(join) => {
                let left = self.plan(&join.left);
                let right = self.plan(&join.right);
                for (a, b) in &join.on {
                    let known_a = self.expr(a, &Scope { schema: join.left.schema(), units: &left });
                    let known_b = self.expr(b, &Scope { schema: join.right.schema(), units: &right });
                    self.alike("compared", &known_a, &known_b, &[a, b]);
                }
                let both: Vec<Option<Unit>> = left.iter().chain(&right).cloned().collect();
                if let Some(filter) = &join.filter
                    && let Ok(schema) = join.left.schema().join(join.right.schema())
                {
                    self.expr(filter, &Scope { schema: &schema, units: &both });
                }
                match join.join_type {
                    JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => left,
                    JoinType::RightSemi | JoinType::RightAnti | JoinType::RightMark => right,
                    _ => both,
                }
            }
            LogicalPlan::Union(union) => {
                let mut all = union.inputs.iter().map(|input| self.plan(input)).collect::<Vec<_>>().into_iter();
                let mut first = all.next().unwrap_or_default();
                for other in all {
                    for (i, unit) in other.into_iter().enumerate() {
                        let Some(own) = first.get_mut(i) else { continue };
                        let name = plan.schema().fields().get(i).map_or("", |field| field.name().as_str());
                        if let (Some(a), Some(b)) = (&own, &unit)
                            && !a.is_same(b)
                        {
                            self.unlike_columns(name, a, b);
                        }
                        if unit.is_none() {
                            *own = None;
                        }
                    }
                }
                first
            }
            LogicalPlan::Filter(node) => {
                let below = self.plan(&node.input);
                self.expr(&node.predicate, &Scope { schema: node.input.schema(), units: &below });
                below
            }
            LogicalPlan::Sort(node) => {
                let below = self.plan(&node.input);
                for sort in &node.expr {
                    self.expr(&sort.expr, &Scope { schema: node.input.schema(), units: &below });
                }
                below
            }
            other => {
                let below: Vec<Vec<Option<Unit>>> = other.inputs().into_iter().map(|input| self.plan(input)).collect();
                // Aliases, limits, distinct rows and their like pass columns on as they are.
                below.into_iter().next().filter(|units| units.len() == width).unwrap_or_default()
            }
        };
        units.resize(width, None);
        units
    }

    /// Returns what is known of an expression, checking it on the way.
    fn expr(&mut self, expr: &Expr, scope: &Scope<'_>) -> Known {
        match expr {
            Expr::Alias(alias) => self.expr(&alias.expr, scope),
            Expr::Column(column) => Known::of(unit_of(column, scope)),
            Expr::Literal(..) => Known::Constant,
            Expr::Cast(cast) => self.expr(&cast.expr, scope),
            Expr::TryCast(cast) => self.expr(&cast.expr, scope),
            Expr::Negative(inner) => self.expr(inner, scope),
            Expr::OuterReferenceColumn(field, _) => {
                Known::of(field.metadata().get(UNIT_KEY).and_then(|text| Unit::parse(text).ok()))
            }
            Expr::BinaryExpr(pair) => {
                let left = self.expr(&pair.left, scope);
                let right = self.expr(&pair.right, scope);
                self.whole_division(pair.op, &pair.left, &pair.right, scope);
                self.binary(pair.op, left, right, &[&pair.left, &pair.right])
            }
            Expr::Between(range) => {
                let own = self.expr(&range.expr, scope);
                for end in [&range.low, &range.high] {
                    let known = self.expr(end, scope);
                    self.alike("compared", &own, &known, &[&range.expr, end]);
                }
                Known::Nothing
            }
            Expr::InList(list) => {
                let own = self.expr(&list.expr, scope);
                for entry in &list.list {
                    let known = self.expr(entry, scope);
                    self.alike("compared", &own, &known, &[&list.expr, entry]);
                }
                Known::Nothing
            }
            Expr::Case(case) => {
                if let Some(base) = &case.expr {
                    let own = self.expr(base, scope);
                    for (when, _) in &case.when_then_expr {
                        let known = self.expr(when, scope);
                        self.alike("compared", &own, &known, &[base, when]);
                    }
                } else {
                    for (when, _) in &case.when_then_expr {
                        self.expr(when, scope);
                    }
                }
                let results: Vec<&Expr> =
                    case.when_then_expr.iter().map(|(_, then)| &**then).chain(case.else_expr.as_deref()).collect();
                self.chosen(&results, scope)
            }
            Expr::ScalarFunction(call) => {
                let args: Vec<&Expr> = call.args.iter().collect();
                self.call(call.func.name(), &args, scope)
            }
            Expr::AggregateFunction(AggregateFunction { func, params }) => {
                if let Some(filter) = &params.filter {
                    self.expr(filter, scope);
                }
                let args: Vec<&Expr> = params.args.iter().collect();
                self.call(func.name(), &args, scope)
            }
            Expr::WindowFunction(call) => {
                let WindowFunction { fun, params } = &**call;
                let name = match fun {
                    WindowFunctionDefinition::AggregateUDF(f) => f.name().to_owned(),
                    WindowFunctionDefinition::WindowUDF(f) => f.name().to_owned(),
                };
                let args: Vec<&Expr> = params.args.iter().collect();
                self.call(&name, &args, scope)
            }
            Expr::ScalarSubquery(inner) => Known::of(self.plan(&inner.subquery).into_iter().next().flatten()),
            Expr::InSubquery(inner) => {
                let own = self.expr(&inner.expr, scope);
                let known = Known::of(self.plan(&inner.subquery.subquery).into_iter().next().flatten());
                self.alike("compared", &own, &known, &[&inner.expr]);
                Known::Nothing
            }
            Expr::SetComparison(inner) => {
                let own = self.expr(&inner.expr, scope);
                let known = Known::of(self.plan(&inner.subquery.subquery).into_iter().next().flatten());
                self.alike("compared", &own, &known, &[&inner.expr]);
                Known::Nothing
            }
            Expr::Exists(inner) => {
                self.plan(&inner.subquery.subquery);
                Known::Nothing
            }
            Expr::Not(inner)
            | Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsNotUnknown(inner) => {
                self.expr(inner, scope);
                Known::Nothing
            }
            _ => Known::Nothing,
        }
    }

    /// Combines the two sides of an operator.
    fn binary(&mut self, op: Operator, left: Known, right: Known, sides: &[&Expr]) -> Known {
        match op {
            Operator::Plus | Operator::Minus => {
                let verb = if op == Operator::Plus { "added" } else { "subtracted" };
                if !self.alike(verb, &left, &right, sides) {
                    return Known::Nothing;
                }
                match (left, right) {
                    (Known::Unit(unit), Known::Unit(_) | Known::Constant) | (Known::Constant, Known::Unit(unit)) => {
                        Known::Unit(unit)
                    }
                    (Known::Constant, Known::Constant) => Known::Constant,
                    _ => Known::Nothing,
                }
            }
            Operator::Divide => match (left, right) {
                (Known::Unit(a), Known::Unit(b)) => Known::of(a.per(&b)),
                (Known::Constant, Known::Constant) => Known::Constant,
                // Dividing by a constant is how scales are changed by hand; the unit is no longer known.
                _ => Known::Nothing,
            },
            Operator::Multiply => match (left, right) {
                (Known::Unit(unit), Known::Unit(one)) | (Known::Unit(one), Known::Unit(unit))
                    if one == Unit::number() =>
                {
                    Known::Unit(unit)
                }
                (Known::Constant, Known::Constant) => Known::Constant,
                _ => Known::Nothing,
            },
            Operator::Eq
            | Operator::NotEq
            | Operator::Lt
            | Operator::LtEq
            | Operator::Gt
            | Operator::GtEq
            | Operator::IsDistinctFrom
            | Operator::IsNotDistinctFrom => {
                self.alike("compared", &left, &right, sides);
                Known::Nothing
            }
            _ => Known::Nothing,
        }
    }

    /// Returns the unit of a function's result.
    fn call(&mut self, name: &str, args: &[&Expr], scope: &Scope<'_>) -> Known {
        let name = name.to_lowercase();
        if CHOOSING.contains(&name.as_str()) {
            return self.chosen(args, scope);
        }
        let known: Vec<Known> = args.iter().map(|arg| self.expr(arg, scope)).collect();
        if KEEPING.contains(&name.as_str()) {
            known.into_iter().next().unwrap_or(Known::Nothing)
        } else {
            Known::Nothing
        }
    }

    /// Returns the one unit of expressions of which one is taken.
    fn chosen(&mut self, choices: &[&Expr], scope: &Scope<'_>) -> Known {
        let mut result = Known::Constant;
        for (i, choice) in choices.iter().enumerate() {
            let known = self.expr(choice, scope);
            match (&result, known) {
                (_, Known::Constant) => {}
                (Known::Constant, known) => result = known,
                (Known::Unit(a), Known::Unit(b)) if !a.is_same(&b) => {
                    let (a, b) = (Known::Unit(a.clone()), Known::Unit(b));
                    self.alike("put into one column", &a, &b, &[choices[0], choices[i]]);
                    return Known::Nothing;
                }
                (Known::Unit(_), Known::Unit(_)) => {}
                (_, Known::Nothing) | (Known::Nothing, _) => result = Known::Nothing,
            }
        }
        result
    }

    /// Reports two units that are not the same; true where nothing speaks against them.
    fn alike(&mut self, verb: &str, left: &Known, right: &Known, sides: &[&Expr]) -> bool {
        let (Known::Unit(a), Known::Unit(b)) = (left, right) else { return true };
        if a.is_same(b) {
            return true;
        }
        let names: Vec<String> = sides.iter().map(|side| format!("`{}`", side.human_display())).collect();
        let subject = names.join(" and ");
        let message = format!("{subject} cannot be {verb}: their units are {a} and {b}");
        let place = sides.iter().rev().find_map(|side| self.place(side));
        let found = match place {
            Some(place) => self.query.fault_at("C1104", place, message),
            None => self.query.fault("C1104", message),
        };
        let factor = a.scale / b.scale;
        let found = found.value(b.to_string()).expected(format!("a column in {a}"));
        self.found.push(if a.is_like(b) && a.currency == b.currency && factor >= 1.0 {
            found.hint(format!("1 {a} is {factor} {b}: divide the second by {factor:?} first"))
        } else if a.is_like(b) && a.currency == b.currency {
            found.hint(format!("1 {b} is {} {a}: multiply the second by {:?} first", 1.0 / factor, 1.0 / factor))
        } else {
            found
        });
        false
    }

    /// Reports two parts of a union.
    fn unlike_columns(&mut self, name: &str, a: &Unit, b: &Unit) {
        let message = format!("the parts of the column `{name}` have the units {a} and {b}");
        self.found.push(self.query.fault_near("C1104", name, message).value(b.to_string()).expected(a.to_string()));
    }

    /// Warns where whole numbers are divided, which drops the remainder.
    fn whole_division(&mut self, op: Operator, left: &Expr, right: &Expr, scope: &Scope<'_>) {
        if op != Operator::Divide {
            return;
        }
        let is_whole = |expr: &Expr| expr.get_type(scope.schema).is_ok_and(|t| t.is_integer());
        let both_constant = matches!((left, right), (Expr::Literal(..), Expr::Literal(..)));
        if !both_constant && is_whole(left) && is_whole(right) {
            let message = format!(
                "`{} / {}` divides whole numbers and drops the remainder",
                left.human_display(),
                right.human_display()
            );
            let place = self.place(right).or_else(|| self.place(left));
            let mut found = match place {
                Some(place) => self.query.fault_at("C1309", place, message),
                None => self.query.fault("C1309", message),
            };
            found.severity = Severity::Warning;
            self.found.push(found.hint("write `CAST(… AS DOUBLE)` around one of them, or `/ 100.0` for `/ 100`"));
        }
    }

    /// Finds where an expression stands, by the first column in it.
    fn place(&self, expr: &Expr) -> Option<(u32, u32, u32)> {
        let columns = expr.column_refs();
        let mut places: Vec<(u32, u32, u32)> = columns
            .iter()
            .filter_map(|column| {
                let length = u32::try_from(column.name.chars().count()).unwrap_or(1);
                column
                    .spans
                    .first()
                    .and_then(|span| {
                        let end = u32::try_from(span.end.column).ok()?;
                        let start = u32::try_from(span.start.column).ok()?;
                        let length = if span.start.line == span.end.line { end.saturating_sub(start) } else { length };
                        Some((u32::try_from(span.start.line).ok()?, start, length))
                    })
                    .or_else(|| self.query.find(&column.name))
                    // The column of an aggregate is named after it, such as `sum(city.gdp)`.
                    .or_else(|| {
                        let words = column.name.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                        words.rev().find_map(|word| self.query.find(word))
                    })
            })
            .collect();
        places.sort_unstable();
        places.first().copied()
    }
}

/// Finds the unit of a column in reach.
fn unit_of(column: &Column, scope: &Scope<'_>) -> Option<Unit> {
    let index = scope.schema.maybe_index_of_column(column)?;
    scope.units.get(index).cloned().flatten()
}
