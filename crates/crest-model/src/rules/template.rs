//! A workbook for people who answer.

use super::Rules;

/// x
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template;
/// x
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateColumn;
/// x
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSheet;
/// x
pub fn template(_: &Rules) -> Template {
    Template
}
