//! What a scheme gives: points of items, classes and totals, bonuses, deductions, vetoes, and places.

use super::VetoEffect;
use super::full_points::Scratch;
use super::function::Unscored;
use super::score::Rule;

/// Holds the scores of all units; a buffer that [`super::Scorer::score_into`] fills again and again.
///
/// Accessors take positions of units, items, columns and classes, and panic if one lies outside.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub(super) n_units: usize,
    pub(super) n_items: usize,
    pub(super) n_columns: usize,
    pub(super) n_classes: usize,
    /// (item × column) × unit.
    pub(super) attainment: Vec<Result<f64, Unscored>>,
    /// unit × (column × item), as the next two.
    pub(super) points: Vec<f64>,
    pub(super) full: Vec<f64>,
    /// unit × class.
    pub(super) class_points: Vec<f64>,
    pub(super) class_maximum: Vec<f64>,
    /// unit × column.
    pub(super) column_points: Vec<f64>,
    pub(super) column_maximum: Vec<f64>,
    /// unit × bonus, unit × deduction.
    pub(super) bonuses: Vec<EventScore>,
    pub(super) deductions: Vec<EventScore>,
    pub(super) bonus: Vec<f64>,
    pub(super) deducted: Vec<f64>,
    /// unit × veto.
    pub(super) vetoed: Vec<bool>,
    pub(super) effect: Vec<Option<VetoEffect>>,
    pub(super) before_rounding: Vec<Option<f64>>,
    pub(super) total: Vec<Option<f64>>,
    pub(super) maximum: Vec<f64>,
    pub(super) rank: Vec<Option<f64>>,
    pub(super) group_rank: Vec<Option<f64>>,
    // Room for intermediate results.
    pub(super) readings: Vec<Result<f64, Unscored>>,
    pub(super) ordered: Vec<f64>,
    pub(super) peers: Vec<StoredPeers>,
    pub(super) has_left_out: Vec<bool>,
    pub(super) scratch: Scratch,
    pub(super) room: Vec<f64>,
    pub(super) order: Vec<usize>,
    pub(super) group_counts: Vec<(usize, usize)>,
}

/// Moments of one group, with where its ordered readings stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoredPeers {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) least: f64,
    pub(super) greatest: f64,
    pub(super) origin: f64,
    pub(super) mean: f64,
    pub(super) squares: f64,
}

/// Holds the score of one unit on one item in one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemScore {
    /// Share of the full points that the figures attain, after the cap; `None` with a reason.
    pub attainment: Option<f64>,
    /// Points, rounded by the scheme, before deductions tied to the item.
    pub points: f64,
    /// Full points of the unit; its weight, with what it took over from items left out.
    pub maximum: f64,
    /// `maximum − points`; negative where a cap above 1 was used.
    pub lost: f64,
    /// Why the figures could not be scored; the points are then those of the rule for missing values.
    pub reason: Option<Unscored>,
}

/// Holds what one bonus or deduction did to a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EventScore {
    /// Occurrences.
    pub count: u32,
    /// Points of all occurrences.
    pub asked: f64,
    /// Points after the ceilings of rule, class and total.
    pub granted: f64,
}

impl Scores {
    /// Makes an empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of units.
    pub fn n_units(&self) -> usize {
        self.n_units
    }

    /// Score of a unit on an item in a column.
    pub fn item(&self, unit: usize, item: usize, column: usize) -> ItemScore {
        self.within(unit, item, column);
        let attainment = self.attainment[(item * self.n_columns + column) * self.n_units + unit];
        let cell = self.cell(unit, item, column);
        let (points, maximum) = (self.points[cell], self.full[cell]);
        ItemScore { attainment: attainment.ok(), points, maximum, lost: maximum - points, reason: attainment.err() }
    }

    /// Points and full points of a unit on an item, all columns together, before deductions tied to the item.
    pub fn item_points(&self, unit: usize, item: usize) -> (f64, f64) {
        let cells = (0..self.n_columns).map(|column| {
            self.within(unit, item, column);
            self.cell(unit, item, column)
        });
        cells.fold((0.0, 0.0), |(points, full), cell| (points + self.points[cell], full + self.full[cell]))
    }

    /// Points and maximum of a unit in a class, after bonuses, cap, deductions and rounding.
    pub fn class(&self, unit: usize, class: usize) -> (f64, f64) {
        assert!(unit < self.n_units && class < self.n_classes, "unit {unit}, class {class} of what was scored");
        let cell = unit * self.n_classes + class;
        (self.class_points[cell], self.class_maximum[cell])
    }

    /// Points and maximum of a unit's items in classes, by one column of weights, before events and caps of classes.
    pub fn column(&self, unit: usize, column: usize) -> (f64, f64) {
        self.within(unit, 0, column);
        let cell = unit * self.n_columns + column;
        (self.column_points[cell], self.column_maximum[cell])
    }

    /// What a bonus or deduction did to a unit.
    ///
    /// # Panics
    /// If the rule is a veto, whose effect [`Self::vetoes`] tells.
    pub fn event(&self, unit: usize, rule: Rule) -> EventScore {
        assert!(unit < self.n_units, "unit {unit} of {}", self.n_units);
        let (all, r) = match rule {
            Rule::Bonus(r) => (&self.bonuses, r),
            Rule::Deduction(r) => (&self.deductions, r),
            Rule::Veto(_) => panic!("a veto has no points"),
        };
        all[unit * (all.len() / self.n_units) + r]
    }

    /// Points that bonus items and bonus events added to a unit, after ceilings.
    pub fn bonus(&self, unit: usize) -> f64 {
        self.bonus[unit]
    }

    /// Points that deductions took from a unit, after ceilings.
    pub fn deducted(&self, unit: usize) -> f64 {
        self.deducted[unit]
    }

    /// Which vetoes apply to a unit, one entry per veto of the scheme.
    pub fn vetoes(&self, unit: usize) -> &[bool] {
        assert!(unit < self.n_units, "unit {unit} of {}", self.n_units);
        let n_vetoes = self.vetoed.len() / self.n_units;
        &self.vetoed[unit * n_vetoes..(unit + 1) * n_vetoes]
    }

    /// The gravest effect of the vetoes of a unit: not ranked before ranked last, total of 0, no award.
    pub fn veto_effect(&self, unit: usize) -> Option<VetoEffect> {
        self.effect[unit]
    }

    /// Totals before rounding and after a veto; `None` where nothing of a unit could be scored.
    pub fn before_rounding(&self) -> &[Option<f64>] {
        &self.before_rounding
    }

    /// Totals.
    pub fn totals(&self) -> &[Option<f64>] {
        &self.total
    }

    /// Full points of a unit in all classes.
    pub fn maximum(&self, unit: usize) -> f64 {
        self.maximum[unit]
    }

    /// Rank of every unit among all, 1 = best; half numbers come from ties by [`super::Ties::Mean`].
    pub fn ranks(&self) -> &[Option<f64>] {
        &self.rank
    }

    /// Rank of every unit within its group; units in no group are ranked among themselves.
    pub fn group_ranks(&self) -> &[Option<f64>] {
        &self.group_rank
    }

    pub(super) fn cell(&self, unit: usize, item: usize, column: usize) -> usize {
        (unit * self.n_columns + column) * self.n_items + item
    }

    fn within(&self, unit: usize, item: usize, column: usize) {
        assert!(
            unit < self.n_units && item < self.n_items && column < self.n_columns,
            "unit {unit}, item {item}, column {column} of what was scored"
        );
    }
}
