//! What follows from events and from several years: bonus, deduction, veto, warning and exit.

use super::{Among, Figure};
use crate::Text;

/// Points added or taken for an event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRule {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Points for each occurrence; above 0 for bonus and deduction alike.
    pub points: Figure,
    /// Most points of this rule.
    pub ceiling: Option<Figure>,
    /// What it changes.
    pub touches: Touches,
    /// Department that establishes it.
    pub department: Text,
    /// Evidence that must accompany it.
    pub evidence: Text,
    /// Remark.
    pub note: Text,
}

/// What an event changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touches {
    /// The total.
    Total,
    /// The points of a class, by identifier.
    Class(String),
    /// The points of an item, by identifier; a deduction takes at most what the item has.
    Item(String),
}

/// An event that bars a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Veto {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What it does.
    pub effect: VetoEffect,
    /// Evidence that must accompany it.
    pub evidence: Text,
    /// Remark.
    pub note: Text,
}

/// What a veto does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VetoEffect {
    /// The unit is ranked last.
    Last,
    /// The unit is not ranked.
    Unranked,
    /// The unit keeps its rank and can win no award.
    NoAward,
    /// The total is 0.
    Zero,
}

/// A rule over several years: in the last k in m of n consecutive assessments.
#[derive(Debug, Clone, PartialEq)]
pub struct Exit {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The last k ranks count.
    pub last: u32,
    /// Of all units, or of the unit's group.
    pub among: Among,
    /// In how many assessments.
    pub times: u32,
    /// Of how many consecutive ones.
    pub years: u32,
    /// How candidates are ordered among themselves.
    pub judged_on: JudgedOn,
    /// How many of them are proposed at most; `None` = all.
    pub most: Option<u32>,
    /// Years for which the province may propose no upgrade afterwards.
    pub ban_years: Option<u32>,
    /// Whether units that tie at the border are among the last k.
    pub border: Border,
    /// What an assessment in which the unit was not ranked is for the rule.
    pub absence: Absence,
    /// Remark.
    pub note: Text,
}

/// How candidates of an exit rule are ordered among themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgedOn {
    /// By the mean total of the years in which they were among the last.
    Mean,
    /// By the total of the latest assessment.
    Latest,
    /// By their lowest total.
    Worst,
}

/// What an assessment in which a unit was not ranked is for an exit rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// One of the n assessments, in which it was not among the last.
    Counts,
    /// Nothing: the n assessments are the last ones of the unit itself.
    Skipped,
}

/// Whether units that tie at the border are among the last k.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// They are, even if more than k units then are.
    Include,
    /// They are not.
    Exclude,
}
