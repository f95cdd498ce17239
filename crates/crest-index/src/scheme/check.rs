//! What is wrong with the parameters of a scheme: everything at once.

#[cfg(test)]
mod tests;

use super::function::Function;
use super::rounding::MOST_DIGITS;
use super::{Adding, BreakBy, EventRule, Home, Item, Measure, Missing, PerGroup, Scheme, Touches};

/// How far the parts of a measure may miss the sum 1.
const PARTS_TOLERANCE: f64 = 1e-9;

/// One mistake in a scheme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SchemeError {
    /// Where it is.
    pub at: Where,
    /// Name of the parameter, as the field of the type.
    pub parameter: &'static str,
    /// What is wrong.
    pub fault: Fault,
}

/// Part of a scheme, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The scheme itself.
    Scheme,
    /// A column of weights.
    Column(usize),
    /// A class.
    Class(usize),
    /// An item.
    Item(usize),
    /// An item in one column.
    Measure {
        /// Item.
        item: usize,
        /// Column.
        column: usize,
    },
    /// A score function of an item in one column.
    Part {
        /// Item.
        item: usize,
        /// Column.
        column: usize,
        /// Position among the parts.
        part: usize,
    },
    /// A bonus.
    Bonus(usize),
    /// A deduction.
    Deduction(usize),
}

/// What is wrong with a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// It is infinite or not a number.
    NotFinite(f64),
    /// It must not be negative.
    Negative(f64),
    /// It must be above 0.
    NotPositive(f64),
    /// It points at something that is not there.
    NoSuch {
        /// Position.
        index: usize,
        /// Number of those there are.
        n: usize,
    },
    /// A list has another length than what it belongs to.
    Length {
        /// Entries found.
        found: usize,
        /// Entries expected.
        expected: usize,
    },
    /// There is none where at least one is needed.
    Empty,
    /// A direction is +1 or −1; points as such, only +1.
    Direction(i8),
    /// Two numbers are not in order.
    Disordered {
        /// The one that must not be greater.
        low: f64,
        /// The one that must not be less.
        high: f64,
    },
    /// Parts do not sum to 1.
    Parts(f64),
    /// More decimals than numbers have.
    Digits(u8),
    /// Every weight is 0 or absent for a group; `None` = for units in no group, where there are no groups.
    NoWeight {
        /// Group.
        group: Option<usize>,
    },
}

impl std::fmt::Display for SchemeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Where::Scheme => write!(f, "scheme")?,
            Where::Column(k) => write!(f, "column {k}")?,
            Where::Class(k) => write!(f, "class {k}")?,
            Where::Item(i) => write!(f, "item {i}")?,
            Where::Measure { item, column } => write!(f, "item {item}, column {column}")?,
            Where::Part { item, column, part } => write!(f, "item {item}, column {column}, part {part}")?,
            Where::Bonus(r) => write!(f, "bonus {r}")?,
            Where::Deduction(r) => write!(f, "deduction {r}")?,
        }
        write!(f, ": {} ", self.parameter)?;
        match self.fault {
            Fault::NotFinite(x) => write!(f, "is {x}, expected a finite number"),
            Fault::Negative(x) => write!(f, "is {x}, expected 0 or more"),
            Fault::NotPositive(x) => write!(f, "is {x}, expected more than 0"),
            Fault::NoSuch { index, n } => write!(f, "names position {index}, expected less than {n}"),
            Fault::Length { found, expected } => write!(f, "has {found} entries, expected {expected}"),
            Fault::Empty => write!(f, "is empty, expected at least one entry"),
            Fault::Direction(d) => write!(f, "is {d}, expected +1, or −1 where the function allows it"),
            Fault::Disordered { low, high } => write!(f, "has {low} where at most {high} may stand"),
            Fault::Parts(sum) => write!(f, "sum to {sum}, expected 1"),
            Fault::Digits(digits) => write!(f, "is {digits}, expected at most {MOST_DIGITS}"),
            Fault::NoWeight { group: Some(group) } => write!(f, "of group {group} are all 0 or absent"),
            Fault::NoWeight { group: None } => write!(f, "are all 0 or absent"),
        }
    }
}

impl std::error::Error for SchemeError {}

impl Scheme {
    /// Lists everything that is wrong with the scheme, in the order of its parts; empty = it can be scored.
    pub fn check(&self) -> Vec<SchemeError> {
        let mut faults = Faults { scheme: self, found: Vec::new() };
        faults.scheme();
        for (k, _) in self.classes.iter().enumerate() {
            faults.class(k);
        }
        for (i, item) in self.items.iter().enumerate() {
            faults.item(i, item);
        }
        let n_bonuses = self.bonuses.iter().enumerate().map(|(r, rule)| (Where::Bonus(r), rule));
        for (at, rule) in n_bonuses.chain(self.deductions.iter().enumerate().map(|(r, x)| (Where::Deduction(r), x))) {
            faults.rule(at, rule);
        }
        faults.found
    }
}

struct Faults<'a> {
    scheme: &'a Scheme,
    found: Vec<SchemeError>,
}

impl Faults<'_> {
    fn push(&mut self, at: Where, parameter: &'static str, fault: Fault) {
        self.found.push(SchemeError { at, parameter, fault });
    }

    fn finite(&mut self, at: Where, parameter: &'static str, x: f64) -> bool {
        if !x.is_finite() {
            self.push(at, parameter, Fault::NotFinite(x));
        }
        x.is_finite()
    }

    fn not_negative(&mut self, at: Where, parameter: &'static str, x: f64) {
        if self.finite(at, parameter, x) && x < 0.0 {
            self.push(at, parameter, Fault::Negative(x));
        }
    }

    fn positive(&mut self, at: Where, parameter: &'static str, x: f64) {
        if self.finite(at, parameter, x) && x <= 0.0 {
            self.push(at, parameter, Fault::NotPositive(x));
        }
    }

    fn ceiling(&mut self, at: Where, parameter: &'static str, x: Option<f64>) {
        if let Some(x) = x {
            self.not_negative(at, parameter, x);
        }
    }

    fn ordered(&mut self, at: Where, parameter: &'static str, low: f64, high: f64) {
        let are_finite = self.finite(at, parameter, low) & self.finite(at, parameter, high);
        if are_finite && low > high {
            self.push(at, parameter, Fault::Disordered { low, high });
        }
    }

    fn index(&mut self, at: Where, parameter: &'static str, index: usize, n: usize) {
        if index >= n {
            self.push(at, parameter, Fault::NoSuch { index, n });
        }
    }

    fn per_group(
        &mut self,
        at: Where,
        parameter: &'static str,
        numbers: &PerGroup,
        check: fn(&mut Self, Where, &'static str, f64),
    ) {
        match numbers {
            PerGroup::Same(x) => check(self, at, parameter, *x),
            PerGroup::By { groups, otherwise } => {
                let expected = self.scheme.n_groups;
                if groups.len() != expected {
                    self.push(at, parameter, Fault::Length { found: groups.len(), expected });
                }
                for x in groups.iter().chain([otherwise]).flatten() {
                    check(self, at, parameter, *x);
                }
            }
        }
    }

    fn scheme(&mut self) {
        let scheme = self.scheme;
        let at = Where::Scheme;
        if let Adding::Mean { scale } = scheme.adding {
            self.positive(at, "scale", scale);
        }
        if scheme.columns.is_empty() {
            self.push(at, "columns", Fault::Empty);
        }
        for (k, &share) in scheme.columns.iter().enumerate() {
            self.positive(Where::Column(k), "share", share);
        }
        if scheme.items.is_empty() {
            self.push(at, "items", Fault::Empty);
        }
        self.ceiling(at, "bonus_ceiling", scheme.bonus_ceiling);
        self.ceiling(at, "deduction_ceiling", scheme.deduction_ceiling);
        self.bounds(at, scheme.floor, scheme.cap);
        let rounding = scheme.rounding;
        for (parameter, digits) in
            [("rounding.item", rounding.item), ("rounding.class", rounding.class), ("rounding.total", rounding.total)]
        {
            if let Some(digits) = digits.filter(|&digits| digits > MOST_DIGITS) {
                self.push(at, parameter, Fault::Digits(digits));
            }
        }
        for by in &scheme.break_by {
            match *by {
                BreakBy::Class(k) => self.index(at, "break_by", k, scheme.classes.len()),
                BreakBy::Item(i) => self.index(at, "break_by", i, scheme.items.len()),
            }
        }
        let n_groups = scheme.n_groups;
        let groups = if n_groups == 0 { vec![None] } else { (0..n_groups).map(Some).collect() };
        for group in groups {
            let counts = |item: &Item| {
                let weight = |measure: &Measure| measure.weight.find(group).is_some_and(|w| w > 0.0);
                matches!(item.home, Home::Class(_)) && item.measures.iter().flatten().any(weight)
            };
            if !scheme.items.is_empty() && !scheme.items.iter().any(counts) {
                self.push(at, "weights", Fault::NoWeight { group });
            }
        }
    }

    fn bounds(&mut self, at: Where, floor: Option<f64>, cap: Option<f64>) {
        match (floor, cap) {
            (Some(floor), Some(cap)) => self.ordered(at, "floor", floor, cap),
            (Some(x), None) => _ = self.finite(at, "floor", x),
            (None, Some(x)) => _ = self.finite(at, "cap", x),
            (None, None) => {}
        }
    }

    fn class(&mut self, k: usize) {
        let at = Where::Class(k);
        let class = &self.scheme.classes[k];
        if let Some(weight) = &class.weight {
            self.per_group(at, "weight", weight, Self::not_negative);
        }
        self.bounds(at, class.floor, class.cap);
        self.ceiling(at, "bonus_ceiling", class.bonus_ceiling);
        self.ceiling(at, "deduction_ceiling", class.deduction_ceiling);
    }

    fn item(&mut self, i: usize, item: &Item) {
        let at = Where::Item(i);
        if let Home::Class(k) = item.home {
            self.index(at, "home", k, self.scheme.classes.len());
        }
        if !matches!(item.direction, 1 | -1) {
            self.push(at, "direction", Fault::Direction(item.direction));
        }
        let (found, expected) = (item.measures.len(), self.scheme.columns.len());
        if found != expected {
            self.push(at, "measures", Fault::Length { found, expected });
        }
        for (parameter, numbers) in [("base", &item.base), ("goal", &item.goal)] {
            if let Some(numbers) = numbers {
                self.per_group(at, parameter, numbers, |faults, at, parameter, x| _ = faults.finite(at, parameter, x));
            }
        }
        if let Some((lower, upper)) = &item.goalposts {
            for numbers in [lower, upper] {
                self.per_group(at, "goalposts", numbers, |faults, at, parameter, x| {
                    _ = faults.finite(at, parameter, x);
                });
            }
        }
        self.ceiling(at, "cap", item.cap);
        if let Missing::Share(share) = item.missing {
            self.finite(at, "missing", share);
        }
        for (column, measure) in item.measures.iter().enumerate() {
            let Some(measure) = measure else { continue };
            self.measure(i, column, item.direction, measure);
        }
    }

    fn measure(&mut self, item: usize, column: usize, direction: i8, measure: &Measure) {
        let at = Where::Measure { item, column };
        self.per_group(at, "weight", &measure.weight, Self::not_negative);
        if measure.parts.is_empty() {
            self.push(at, "parts", Fault::Empty);
            return;
        }
        let sum: f64 = measure.parts.iter().map(|part| part.part).sum();
        if (sum - 1.0).abs() > PARTS_TOLERANCE {
            self.push(at, "parts", Fault::Parts(sum));
        }
        for (k, part) in measure.parts.iter().enumerate() {
            let at = Where::Part { item, column, part: k };
            self.not_negative(at, "part", part.part);
            self.function(at, direction, &part.function);
        }
    }

    fn function(&mut self, at: Where, direction: i8, function: &Function) {
        match function {
            Function::MinMax { lower, upper, .. } => self.ordered(at, "lower", *lower, *upper),
            Function::ZScore { mean, deviation, floor, cap, .. } => {
                self.finite(at, "mean", *mean);
                self.not_negative(at, "deviation", *deviation);
                self.ordered(at, "floor", *floor, *cap);
            }
            Function::Goalposts { exponent, floor, cap, .. } => {
                self.positive(at, "exponent", *exponent);
                self.ordered(at, "floor", *floor, *cap);
            }
            Function::ShareOfGoal { floor, cap } => {
                self.ordered(at, "floor", *floor, *cap);
            }
            Function::BaseGoal { at_base, at_goal, floor, cap, .. } => {
                self.ordered(at, "at_base", *at_base, *at_goal);
                self.ordered(at, "floor", *floor, *cap);
            }
            Function::Piecewise { points, .. } => {
                if points.is_empty() {
                    self.push(at, "points", Fault::Empty);
                }
                for &(reading, share) in points {
                    self.finite(at, "points", reading);
                    self.finite(at, "points", share);
                }
                for pair in points.windows(2).filter(|pair| pair[0].0 >= pair[1].0) {
                    self.push(at, "points", Fault::Disordered { low: pair[0].0, high: pair[1].0 });
                }
            }
            Function::Increments { level, step, gain, loss, most, floor, .. } => {
                self.positive(at, "step", *step);
                for (parameter, x) in [("gain", *gain), ("loss", *loss), ("most", *most)] {
                    self.not_negative(at, parameter, x);
                }
                self.ordered(at, "floor", *floor, *level);
            }
            Function::Ranks { first, last, .. } => self.ordered(at, "last", *last, *first),
            Function::Places { shares, .. } => {
                if shares.is_empty() {
                    self.push(at, "shares", Fault::Empty);
                }
                for &share in shares {
                    self.finite(at, "shares", share);
                }
                for pair in shares.windows(2).filter(|pair| pair[1] > pair[0]) {
                    self.push(at, "shares", Fault::Disordered { low: pair[1], high: pair[0] });
                }
            }
            Function::Threshold { at: Some(reading) } => _ = self.finite(at, "at", *reading),
            Function::Threshold { at: None } => {}
            Function::Direct { floor, cap } => {
                self.ordered(at, "floor", *floor, *cap);
                if direction == -1 {
                    self.push(at, "direction", Fault::Direction(direction));
                }
            }
        }
    }

    fn rule(&mut self, at: Where, rule: &EventRule) {
        self.not_negative(at, "points", rule.points);
        self.ceiling(at, "ceiling", rule.ceiling);
        match rule.touches {
            Touches::Total => {}
            Touches::Class(k) => self.index(at, "touches", k, self.scheme.classes.len()),
            Touches::Item(i) => self.index(at, "touches", i, self.scheme.items.len()),
        }
    }
}
