//! What a query may say: one statement that reads the given tables with functions of its inputs alone.

use std::collections::BTreeSet;

use crest_model::{Diagnostic, nearest};
use datafusion::common::TableReference;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, LogicalPlan, Volatility, WindowFunctionDefinition};
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::resolve::resolve_table_references;
use datafusion::sql::sqlparser::ast::Statement as SqlStatement;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::Tokenizer;

use super::faults::QueryText;
use crate::table::Table;

/// Words and signs of the longest query; planning recurses with its nesting.
pub(super) const MAX_TOKENS: usize = 10_000;

/// Functions that speak of the engine or the session and not of the tables.
const SESSION_FUNCTIONS: &[&str] = &["version", "current_user", "current_catalog", "current_schema", "session_user"];

/// Reads the one statement of a query.
pub(super) fn parse(query: &QueryText<'_>) -> Result<Statement, Diagnostic> {
    let dialect = GenericDialect {};
    let tokens = Tokenizer::new(&dialect, query.text())
        .tokenize_with_location()
        .map_err(|e| query.parser(&datafusion::sql::sqlparser::parser::ParserError::TokenizerError(e.to_string())))?;
    if tokens.len() > MAX_TOKENS {
        return Err(query.fault("C1303", format!("the query has more than {MAX_TOKENS} words and signs")));
    }
    let statements = DFParserBuilder::new(tokens)
        .with_dialect(&dialect)
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|e| match e.find_root() {
            DataFusionError::SQL(parser, _) => query.parser(parser),
            _ => match query.faults(&e, &[]).into_iter().next() {
                Some(found) => found,
                None => query.fault("C1301", "the query cannot be read"),
            },
        })?;
    let mut statements = statements.into_iter();
    let Some(statement) = statements.next() else {
        return Err(query.fault("C1301", "the query is empty").expected("one SELECT statement"));
    };
    if statements.next().is_some() {
        return Err(query
            .fault("C1303", "the file holds more than one statement")
            .expected("one SELECT statement; WITH may name its parts"));
    }
    match &statement {
        Statement::Statement(inner) if matches!(**inner, SqlStatement::Query(_)) => Ok(statement),
        _ => {
            let word = query.text().split_whitespace().next().unwrap_or("").to_uppercase();
            Err(query
                .fault("C1303", "a query can only read; this one does something else")
                .value(word)
                .expected("a SELECT statement"))
        }
    }
}

/// Lists the tables a statement names, those it defines by WITH left out.
pub(super) fn tables(statement: &Statement) -> Vec<TableReference> {
    resolve_table_references(statement, false).map(|(tables, _)| tables).unwrap_or_default()
}

/// Reports the tables that are not there.
pub(super) fn unknown_tables(query: &QueryText<'_>, statement: &Statement, inputs: &[&Table]) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for reference in tables(statement) {
        let name = reference.table();
        let known = reference.schema().is_none() && inputs.iter().any(|table| table.name() == name);
        if known || !seen.insert(reference.to_string()) {
            continue;
        }
        let names: Vec<&str> = inputs.iter().map(|table| table.name()).collect();
        let whole = reference.to_string();
        if reference.schema().is_some() || name.contains(['/', '.', '\\', ':']) {
            found.push(
                query
                    .fault_near(
                        "C1303",
                        name,
                        format!("`{whole}` is no table of the project; files cannot be read by path"),
                    )
                    .value(whole)
                    .hint("declare the file under `[tables.…]` and use that name"),
            );
            continue;
        }
        let mut missing =
            query.fault_near("C1302", name, format!("there is no table `{name}`")).expected(if names.is_empty() {
                "a table of the project".to_owned()
            } else {
                format!("one of: {}", names.join(", "))
            });
        missing.hint = nearest(name, names.into_iter()).map(|near| format!("did you mean `{near}`?"));
        found.push(missing);
    }
    found
}

/// Reports functions whose result does not follow from their arguments: clocks, random numbers, names of the session.
pub(super) fn refused_functions(query: &QueryText<'_>, plan: &LogicalPlan) -> Vec<Diagnostic> {
    let mut names = BTreeSet::new();
    let walked = plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expr| {
            expr.apply(|part| {
                let (name, volatility) = match part {
                    Expr::ScalarFunction(call) => (call.func.name(), call.func.signature().volatility),
                    Expr::AggregateFunction(call) => (call.func.name(), call.func.signature().volatility),
                    Expr::WindowFunction(call) => match &call.fun {
                        WindowFunctionDefinition::AggregateUDF(f) => (f.name(), f.signature().volatility),
                        WindowFunctionDefinition::WindowUDF(f) => (f.name(), f.signature().volatility),
                    },
                    _ => return Ok(TreeNodeRecursion::Continue),
                };
                if volatility != Volatility::Immutable || SESSION_FUNCTIONS.contains(&name) {
                    names.insert(name.to_owned());
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    debug_assert!(walked.is_ok(), "the walk itself raises nothing");
    names
        .into_iter()
        .map(|name| {
            query
                .fault_near("C1303", &name, format!("`{name}` depends on the clock, on chance or on the machine"))
                .expected("functions whose result follows from their arguments")
        })
        .collect()
}
