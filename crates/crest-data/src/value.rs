//! A value: (place, territory version, indicator, period, vintage) → number, source, status, optional standard error.

use std::sync::Arc;

use crest_model::Period;

/// Says how a number came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Published or submitted as such.
    Reported,
    /// Estimated by its source.
    Estimated,
    /// Interpolated between reported numbers.
    Interpolated,
    /// Filled in by a method of the project.
    Imputed,
    /// Contested between sources or by its own table.
    Disputed,
}

impl Status {
    /// All states, most trusted first.
    pub const ALL: [Self; 5] = [Self::Reported, Self::Estimated, Self::Interpolated, Self::Imputed, Self::Disputed];

    /// Returns the word used in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Estimated => "estimated",
            Self::Interpolated => "interpolated",
            Self::Imputed => "imputed",
            Self::Disputed => "disputed",
        }
    }

    /// Finds the state a word in a file stands for: the English words, and 报告, 估计, 插值, 插补, 有争议 with their variants.
    pub fn find(word: &str) -> Option<Self> {
        Some(match word.trim().to_lowercase().as_str() {
            "reported" | "final" | "报告" | "上报" | "实际" | "公布" => Self::Reported,
            "estimated" | "estimate" | "provisional" | "preliminary" | "估计" | "估算" | "初步" | "快报" => {
                Self::Estimated
            }
            "interpolated" | "插值" | "内插" => Self::Interpolated,
            "imputed" | "插补" | "填补" => Self::Imputed,
            "disputed" | "有争议" | "存疑" => Self::Disputed,
            _ => return None,
        })
    }
}

/// Says why a value is used or not, or why it is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The only value of its cell.
    Only,
    /// Preferred by the stated order of sources.
    PreferredSource,
    /// Preferred by the stated choice of vintage.
    PreferredVintage,
    /// Equal to the chosen value, from another source.
    Agrees,
    /// Another source is preferred.
    OtherSource,
    /// Another vintage of the source is preferred.
    OtherVintage,
    /// Refers to another territory than the place's own.
    OtherTerritory,
    /// The table of another value comes first in the framework's list of tables.
    OtherTable,
    /// The cell is empty or holds a placeholder.
    Empty,
    /// Set by a scenario.
    Scenario,
    /// Published after the day as of which is asked.
    NotYetKnown,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 11] = [
        Self::Only,
        Self::PreferredSource,
        Self::PreferredVintage,
        Self::Agrees,
        Self::OtherSource,
        Self::OtherVintage,
        Self::OtherTerritory,
        Self::OtherTable,
        Self::Empty,
        Self::Scenario,
        Self::NotYetKnown,
    ];

    /// Returns the word used in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Only => "only",
            Self::PreferredSource => "preferred_source",
            Self::PreferredVintage => "preferred_vintage",
            Self::Agrees => "agrees",
            Self::OtherSource => "other_source",
            Self::OtherVintage => "other_vintage",
            Self::OtherTerritory => "other_territory",
            Self::OtherTable => "other_table",
            Self::Empty => "empty",
            Self::Scenario => "scenario",
            Self::NotYetKnown => "not_yet_known",
        }
    }

    /// Finds the reason a word stands for.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// Holds one value as read, in the unit of its indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Position of the indicator in `Model::nodes`.
    pub indicator: u32,
    /// Position of the place in `Model::places`.
    pub place: u32,
    /// Period.
    pub period: Period,
    /// Number in the indicator's unit; `None` = missing for the reason stated.
    pub number: Option<f64>,
    /// Standard error in the same unit.
    pub std_error: Option<f64>,
    /// How it came about.
    pub status: Status,
    /// Position of the source id in [`Panel::texts`].
    pub source: u32,
    /// Position of the vintage in [`Panel::texts`].
    pub vintage: u32,
    /// Position of the territory version in [`Panel::texts`].
    pub territory: u32,
    /// Position of the number as written, with its unit, in [`Panel::texts`].
    pub written: u32,
    /// True for the value that is used.
    pub chosen: bool,
    /// Why it is used or not.
    pub reason: Reason,
    /// Position of the table in `Model::tables`.
    pub table: u32,
    /// Row of that table, from 0.
    pub row: u32,
    /// Column of that table, from 0.
    pub column: u32,
}

/// Holds all values of a project, ordered by indicator, place, period, then by preference (chosen first).
///
/// - At most one value of each (indicator, place, period) is chosen.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Values in order.
    pub values: Vec<Value>,
    /// Interned texts; position 0 is the empty text. Shared, so that a changed copy of a panel copies no text.
    pub texts: Vec<Arc<str>>,
}

impl Panel {
    /// Returns an interned text.
    pub fn text(&self, position: u32) -> &str {
        &self.texts[position as usize]
    }

    /// Returns all values of one indicator, in order.
    pub fn of_indicator(&self, indicator: u32) -> &[Value] {
        let start = self.values.partition_point(|v| v.indicator < indicator);
        let end = self.values.partition_point(|v| v.indicator <= indicator);
        &self.values[start..end]
    }

    /// Returns all values of one indicator and place, in order of period.
    pub fn of_cell(&self, indicator: u32, place: u32) -> &[Value] {
        let values = self.of_indicator(indicator);
        let start = values.partition_point(|v| v.place < place);
        let end = values.partition_point(|v| v.place <= place);
        &values[start..end]
    }

    /// Returns the chosen number of one indicator and period by place, `None` where there is none.
    ///
    /// - One entry per position of `places`, which hold positions of places in rising order or not.
    /// - Cost: one pass over the values of the indicator.
    pub fn chosen_numbers(&self, indicator: u32, period: Period, places: &[usize]) -> Vec<Option<f64>> {
        let values = self.of_indicator(indicator);
        let last = places.iter().copied().max().map_or(0, |last| last + 1);
        let mut by_place = vec![None; last];
        for value in values.iter().filter(|value| value.chosen && value.period == period) {
            if let Some(slot) = by_place.get_mut(value.place as usize) {
                *slot = value.number;
            }
        }
        places.iter().map(|&place| by_place[place]).collect()
    }

    /// Returns the chosen value of one indicator, place and period, if there is one.
    pub fn find_chosen(&self, indicator: u32, place: u32, period: Period) -> Option<&Value> {
        self.of_cell(indicator, place).iter().find(|v| v.period == period && v.chosen)
    }
}
