//! The figures of one place as targets see them: values found or rolled up, and measured as a sentence says.

use std::collections::BTreeSet;

use crest_data::value::Panel;
use crest_model::model::{Accrual, Model, Role, RollUp, TargetSpec};
use crest_model::target::{Measure, TargetKind};
use crest_model::{Period, Unit};

/// Depth to which places are rolled up; places that lie in each other end there.
const DEPTH: usize = 6;

/// Looks up values for one place.
pub(super) struct Series<'a> {
    pub(super) model: &'a Model,
    pub(super) panel: &'a Panel,
    pub(super) place: usize,
}

impl Series<'_> {
    /// The number of an indicator at a period: the chosen value, else rolled up over the parts of the period, else over the
    /// places that lie in this one.
    pub(super) fn level(&self, node: usize, period: Period) -> Option<f64> {
        self.level_of(node, self.place, period, DEPTH)
    }

    /// Tells whether the number is rolled up rather than found.
    pub(super) fn is_rolled_up(&self, node: usize, period: Period) -> bool {
        self.found(node, self.place, period).is_none() && self.level(node, period).is_some()
    }

    fn found(&self, node: usize, place: usize, period: Period) -> Option<f64> {
        self.panel.find_chosen(node as u32, place as u32, period)?.number
    }

    fn level_of(&self, node: usize, place: usize, period: Period, depth: usize) -> Option<f64> {
        let found = self.found(node, place, period);
        if found.is_some() || depth == 0 {
            return found;
        }
        let spec = self.model.nodes[node].indicator.as_ref()?;
        if let RollUp::Ratio { numerator, denominator } = &spec.roll_up {
            // A ratio is never summed or averaged: its two parts are, over periods and over places.
            let part = |code: &str| {
                let part = self.model.find_node(code).filter(|part| *part != node)?;
                let unit = &self.model.nodes[part].indicator.as_ref()?.unit;
                Some((self.level_of(part, place, period, depth - 1)?, unit))
            };
            let (above, below) = (part(numerator)?, part(denominator)?);
            return quotient(above, below, &spec.unit, self.model, period);
        }
        self.over_parts(node, place, period).or_else(|| self.over_places(node, place, period, depth))
    }

    /// The value of a year or half from those of its parts.
    fn over_parts(&self, node: usize, place: usize, period: Period) -> Option<f64> {
        let accrual = self.model.nodes[node].indicator.as_ref()?.accrual?;
        let parts = self.panel.of_cell(node as u32, place as u32).iter();
        let parts = parts.filter(|v| v.chosen && v.period != period && v.period.is_within(period));
        match accrual {
            // A half that ends with the year does not begin with it, but what it counts from the start of the year does.
            Accrual::PointInTime | Accrual::YearToDate => {
                let mut last = parts.filter(|v| v.period.end() == period.end());
                last.find_map(|v| v.number)
            }
            Accrual::PerPeriod => {
                let parts: Vec<(Period, f64)> = parts.filter_map(|v| Some((v.period, v.number?))).collect();
                let mut lengths: Vec<f64> = parts.iter().map(|(part, _)| part.share_of_year()).collect();
                lengths.sort_by(f64::total_cmp);
                lengths.dedup();
                // The longest parts that fill the period: halves before quarters before months.
                lengths.into_iter().rev().find_map(|length| {
                    let own = || parts.iter().filter(|(part, _)| part.share_of_year() == length);
                    let covered = own().count() as f64 * length;
                    ((covered - period.share_of_year()).abs() < 1e-9).then(|| own().map(|(_, x)| x).sum())
                })
            }
        }
    }

    /// The value of a place from those that lie in it; carriers take no part, for they overlap.
    fn over_places(&self, node: usize, place: usize, period: Period, depth: usize) -> Option<f64> {
        if self.model.nodes[node].indicator.as_ref()?.roll_up != RollUp::Sum {
            return None;
        }
        let members = self.members(place);
        if members.is_empty() {
            return None;
        }
        members.into_iter().map(|member| self.level_of(node, member, period, depth - 1)).sum()
    }

    fn members(&self, place: usize) -> Vec<usize> {
        let lies_in = |p: &usize| {
            let own = &self.model.places[*p];
            *p != place && own.within.contains(&place) && own.role != Role::Carrier
        };
        (0..self.model.places.len()).filter(lies_in).collect()
    }

    /// Every period at which something that the indicator rests on has a value, oldest first.
    pub(super) fn periods(&self, node: usize) -> Vec<Period> {
        let mut nodes = BTreeSet::from([node]);
        if let Some(RollUp::Ratio { numerator, denominator }) =
            self.model.nodes[node].indicator.as_ref().map(|i| &i.roll_up)
        {
            nodes.extend([numerator, denominator].into_iter().filter_map(|code| self.model.find_node(code)));
        }
        let mut places = BTreeSet::from([self.place]);
        for _ in 0..DEPTH {
            let below: Vec<usize> = places.iter().flat_map(|&place| self.members(place)).collect();
            places.extend(below);
        }
        let mut periods = BTreeSet::new();
        for &node in &nodes {
            for &place in &places {
                let cell = self.panel.of_cell(node as u32, place as u32);
                for value in cell.iter().filter(|v| v.chosen && v.number.is_some()) {
                    periods.insert(value.period);
                    periods.insert(Period::year_of(value.period.year()));
                }
            }
        }
        periods.into_iter().collect()
    }

    /// The value in the sense of the target's measure.
    pub(super) fn measured(&self, node: usize, stated: &TargetSpec, period: Period) -> Option<f64> {
        let now = || self.level(node, period);
        match stated.target.measure {
            Measure::Level | Measure::Share => now(),
            Measure::Total => self.total(node, stated, period).map(|(total, _)| total),
            Measure::Mean => self.total(node, stated, period).map(|(total, years)| total / years),
            Measure::Growth => growth(self.level(node, period.year_before())?, now()?),
            Measure::MeanGrowth => {
                let Some((base, years)) = self.base(node, stated, period) else {
                    return growth(self.level(node, period.year_before())?, now()?);
                };
                let (base, now) = (base?, now()?);
                (base > 0.0 && now > 0.0).then(|| ((now / base).powf(1.0 / years) - 1.0) * 100.0)
            }
            Measure::TotalGrowth => match self.base(node, stated, period) {
                Some((base, _)) => growth(base?, now()?),
                None => growth(self.level(node, period.year_before())?, now()?),
            },
            Measure::Change => Some(now()? - self.level(node, period.year_before())?),
            Measure::Rank => self.rank(node, period),
        }
    }

    /// Value at the baseline, comparable with a period, and the years since; `None` without a baseline before it.
    fn base(&self, node: usize, stated: &TargetSpec, period: Period) -> Option<(Option<f64>, f64)> {
        let (start, value) = stated.baseline.filter(|(start, _)| start.year() < period.year())?;
        let years = f64::from(period.year() - start.year());
        if period.is_year() == start.is_year() {
            return Some((value.or_else(|| self.level(node, start)), years));
        }
        match self.accrual(node) {
            Some(Accrual::YearToDate | Accrual::PerPeriod) => {
                // A part of a year is held against the same part.
                Some((self.level(node, period.in_year(start.year())), years))
            }
            _ => Some((value.or_else(|| self.level(node, start)), period.end() - start.end())),
        }
    }

    fn accrual(&self, node: usize) -> Option<Accrual> {
        self.model.nodes[node].indicator.as_ref().and_then(|i| i.accrual)
    }

    /// Sum of the values from the year after the baseline to a period, and the years it covers.
    fn total(&self, node: usize, stated: &TargetSpec, period: Period) -> Option<(f64, f64)> {
        if self.accrual(node) == Some(Accrual::PointInTime) {
            return Some((self.level(node, period)?, 1.0));
        }
        let first = match stated.baseline {
            Some((start, _)) if start.year() < period.year() => start.year() + 1,
            _ => period.year(),
        };
        let mut total = self.year_to_date(node, period)?;
        for year in first..period.year() {
            total += self.level(node, Period::year_of(year))?;
        }
        let begun = period.end() - f64::from(period.year());
        Some((total, f64::from(period.year() - first) + begun))
    }

    /// Sum from the start of the year to the end of a period.
    pub(super) fn year_to_date(&self, node: usize, period: Period) -> Option<f64> {
        if self.accrual(node) != Some(Accrual::PerPeriod) {
            return self.level(node, period);
        }
        let length = period.share_of_year();
        let n = ((period.end() - f64::from(period.year())) / length).round() as usize;
        let cell = self.panel.of_cell(node as u32, self.place as u32).iter();
        let parts: Vec<f64> = cell
            .filter(|v| v.chosen && v.period.year() == period.year() && v.period.end() <= period.end())
            .filter(|v| v.period.share_of_year() == length)
            .filter_map(|v| v.number)
            .collect();
        if parts.len() == n { Some(parts.into_iter().sum()) } else { self.level(node, period).filter(|_| n == 1) }
    }

    /// Rank of the place among the ranked places, 1 = best, ties sharing the lowest.
    fn rank(&self, node: usize, period: Period) -> Option<f64> {
        let own = self.level(node, period)?;
        let direction = self.model.nodes[node].indicator.as_ref().map_or(0, |i| i.direction);
        let better = (0..self.model.places.len())
            .filter(|&p| p != self.place && self.model.places[p].role.is_ranked())
            .filter_map(|p| self.found(node, p, period))
            .filter(|other| if direction < 0 { *other < own } else { *other > own })
            .count();
        Some(better as f64 + 1.0)
    }

    /// Value of the indicator that the target must keep in step with, as growth where the target is about growth.
    pub(super) fn reference(&self, stated: &TargetSpec, period: Period) -> Option<f64> {
        let TargetKind::InStepWith { reference, .. } = &stated.target.kind else { return None };
        let node = self.model.find_node(reference)?;
        let unit = &self.model.nodes[node].indicator.as_ref()?.unit;
        if unit.dimension.is_number() || stated.target.measure != Measure::Growth {
            self.level(node, period)
        } else {
            growth(self.level(node, period.year_before())?, self.level(node, period)?)
        }
    }
}

/// Growth in per cent; none from a base that is not above 0.
fn growth(before: f64, now: f64) -> Option<f64> {
    (before > 0.0).then(|| (now / before - 1.0) * 100.0)
}

/// Divides two figures and gives the quotient in a unit.
fn quotient(above: (f64, &Unit), below: (f64, &Unit), unit: &Unit, model: &Model, period: Period) -> Option<f64> {
    if below.0 == 0.0 {
        return None;
    }
    let rates = model.currency.as_ref().map(|currency| (currency, period));
    match above.1.per(below.1) {
        Some(own) => own.convert(above.0 / below.0, unit, rates).ok(),
        None => None,
    }
}
