//! The figures that an assessment year measures, unit by unit, in the units of the scheme's items.

use std::collections::BTreeMap;

use crest_data::value::{Panel, Value};
use crest_index::Matrix;
use crest_index::scheme::{Data, Event, Rule};
use crest_model::model::Model;
use crest_model::scheme::{Item, ItemFrom, ProjectScheme, Reference};
use crest_model::{Period, Unit};

/// Holds what units report in one assessment year.
pub(super) struct Figures {
    pub(super) values: Matrix,
    pub(super) previous: Matrix,
    pub(super) bases: Matrix,
    pub(super) goals: Matrix,
    pub(super) groups: Vec<Option<usize>>,
    pub(super) events: Vec<Event>,
}

impl Figures {
    /// As the kernel takes them.
    pub(super) fn data(&self) -> Data<'_> {
        Data {
            values: &self.values,
            previous: Some(&self.previous),
            bases: Some(&self.bases),
            goals: Some(&self.goals),
            groups: &self.groups,
            events: &self.events,
        }
    }

    /// Tells whether any unit has a value.
    pub(super) fn has_values(&self) -> bool {
        (0..self.values.n_indicators()).any(|item| self.values.column(item).iter().any(Option::is_some))
    }
}

/// Looks up figures of a project for one of its schemes.
pub(super) struct Reader<'a> {
    pub(super) model: &'a Model,
    pub(super) panel: &'a Panel,
    pub(super) taken: &'a ProjectScheme,
    /// Positions of the ranked places.
    pub(super) places: &'a [usize],
    nodes: BTreeMap<&'a str, usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(model: &'a Model, panel: &'a Panel, taken: &'a ProjectScheme, places: &'a [usize]) -> Self {
        let nodes = model.nodes.iter().enumerate().map(|(at, node)| (node.code.as_str(), at)).collect();
        Self { model, panel, taken, places, nodes }
    }

    /// Position of the indicator that gives an item, where one does.
    pub(super) fn node_of(&self, item: &Item) -> Option<usize> {
        let bound = self.taken.items.get(&item.id).or_else(|| match &item.from {
            ItemFrom::Indicator(code) => Some(code),
            ItemFrom::Data { data, per: None } => self.taken.data.get(data),
            ItemFrom::Data { .. } | ItemFrom::Own => None,
        })?;
        self.nodes.get(bound.as_str()).copied()
    }

    /// Tells whether the project gives an item any figures.
    pub(super) fn is_bound(&self, item: &Item) -> bool {
        self.node_of(item).is_some() || self.quotient(item).is_some()
    }

    /// Positions of the indicators of an item that is one base datum per another.
    fn quotient(&self, item: &Item) -> Option<(usize, usize)> {
        let ItemFrom::Data { data, per: Some(per) } = &item.from else { return None };
        let node = |datum: &String| self.nodes.get(self.taken.data.get(datum)?.as_str()).copied();
        Some((node(data)?, node(per)?))
    }

    /// Chosen value of an indicator for a place.
    pub(super) fn value(&self, node: usize, place: usize, period: Period) -> Option<&'a Value> {
        self.panel.find_chosen(node as u32, place as u32, period)
    }

    /// Figure of an item for a place in a data year, in the unit of the item.
    pub(super) fn figure(&self, item: &Item, place: usize, year: i32) -> Option<f64> {
        let period = Period::year_of(year);
        let read = |node: usize| {
            let unit = &self.model.nodes[node].indicator.as_ref()?.unit;
            Some((self.value(node, place, period)?.number?, unit.clone()))
        };
        let (number, unit) = match self.node_of(item) {
            Some(node) => read(node)?,
            None => {
                let (above, below) = self.quotient(item)?;
                let ((above, above_unit), (below, below_unit)) = (read(above)?, read(below)?);
                (below != 0.0).then_some(())?;
                (above / below, above_unit.per(&below_unit)?)
            }
        };
        let Ok(into) = Unit::parse(&item.unit) else { return Some(number) };
        unit.convert(number, &into, self.model.currency.as_ref().map(|rates| (rates, period))).ok()
    }

    /// Figures of the data year that an assessment measures.
    pub(super) fn read(&self, assessment: i32) -> Figures {
        let scheme = &self.taken.scheme;
        let years: Vec<i32> = scheme.items.iter().map(|item| scheme.data_year(assessment, Some(item))).collect();
        let columns = |of: &dyn Fn(usize, &Item, usize) -> Option<f64>| {
            let column = |(at, item): (usize, &Item)| -> Vec<Option<f64>> {
                self.places.iter().map(|&place| of(at, item, place)).collect()
            };
            let all: Vec<_> = scheme.items.iter().enumerate().map(column).collect();
            Matrix::from_columns(self.places.len(), &all)
        };
        let reference =
            |at: usize, item: &Item, place: usize, is_base: bool| match if is_base { &item.base } else { &item.goal } {
                Reference::None | Reference::Stated(_) => None,
                Reference::Listed => self.listed(item, place, assessment, is_base),
                Reference::Year(year) => self.figure(item, place, *year),
                Reference::Previous => self.figure(item, place, years[at] - 1),
            };
        Figures {
            values: columns(&|at, item, place| self.figure(item, place, years[at])),
            previous: columns(&|at, item, place| self.figure(item, place, years[at] - 1)),
            bases: columns(&|at, item, place| reference(at, item, place, true)),
            goals: columns(&|at, item, place| reference(at, item, place, false)),
            groups: self.places.iter().map(|&place| self.taken.groups.get(place).copied().flatten()).collect(),
            events: self.events(assessment),
        }
    }

    /// Base or goal of a place in the list of the project: that of the year before one for every year.
    fn listed(&self, item: &Item, place: usize, assessment: i32, is_base: bool) -> Option<f64> {
        let id = &self.model.places[place].id;
        let find = |year: Option<i32>| {
            let rows =
                self.taken.bases.iter().filter(|row| row.place == *id && row.item == item.id && row.year == year);
            rows.filter_map(|row| if is_base { row.base } else { row.goal }).next()
        };
        find(Some(assessment)).or_else(|| find(None))
    }

    fn events(&self, assessment: i32) -> Vec<Event> {
        let scheme = &self.taken.scheme;
        let rule = |id: &str| {
            let bonus = scheme.bonus.iter().position(|rule| rule.id == id).map(Rule::Bonus);
            let deduction = || scheme.deductions.iter().position(|rule| rule.id == id).map(Rule::Deduction);
            let veto = || scheme.vetoes.iter().position(|veto| veto.id == id).map(Rule::Veto);
            bonus.or_else(deduction).or_else(veto)
        };
        let of_year = self.taken.events.iter().filter(|event| event.year == assessment);
        let found = of_year.filter_map(|event| {
            let unit = self.places.iter().position(|&place| self.model.places[place].id == event.place)?;
            Some(Event { unit, rule: rule(&event.rule)?, count: event.count })
        });
        found.collect()
    }
}
