//! Relations: who recognises whom.

use std::collections::BTreeMap;

use super::Judge;
use super::lists::extra;
use super::time::{End, day, stretch};
use crate::Diagnostic;
use crate::grid::List;
use crate::load::names::{need, plain};
use crate::load::raw_rules::RawRelation;
use crate::rules::{Recognition, Relation, Rules};

impl Judge<'_> {
    /// Reads the relations.
    pub(super) fn relations(&mut self, list: &List) -> Vec<Relation> {
        let known = RawRelation::row_columns();
        self.slips(list, &known);
        if !self.needed(list, &["provision", "from", "to", "state"]) {
            return Vec::new();
        }
        let mut relations = Vec::new();
        for record in list.records() {
            let raw = RawRelation::from_row(&record, self.found);
            let provision = need(raw.provision, "provision", &record.location_of("provision"), self.found);
            let from = need(raw.from, "from", &record.location_of("from"), self.found);
            let to = need(raw.to, "to", &record.location_of("to"), self.found);
            let state = need(raw.state, "state", &record.location_of("state"), self.found);
            let state = self.word(state, Recognition::WORDS, "state");
            let (Some(provision), Some(from), Some(to)) = (provision, from, to) else { continue };
            let names = &self.names;
            let mut is_good = names.provisions.check(&provision, "C1603", "the relation", self.found);
            is_good &= names.jurisdictions.check(&from, "C1603", "the relation", self.found);
            is_good &= names.jurisdictions.check(&to, "C1603", "the relation", self.found);
            if from.value == to.value {
                self.found.push(
                    Diagnostic::error("C1618", format!("the relation runs from `{}` to itself", from.value))
                        .at(to.location.clone())
                        .value(&to.value)
                        .expected("two jurisdictions"),
                );
            }
            if let Some(at) = raw.share.as_ref().filter(|at| !(0.0..=1.0).contains(&at.value)) {
                self.found.push(
                    Diagnostic::error("C1618", format!("the share of the relation is {}", at.value))
                        .at(at.location.clone())
                        .value(at.value.to_string())
                        .expected("a number from 0 to 1"),
                );
            }
            let first = day(raw.from_date, End::First, "from_date", self.found);
            let last = day(raw.to_date, End::Last, "to_date", self.found);
            let (from_date, to_date) = stretch(first, last, self.found);
            let (Some(state), true) = (state, is_good) else { continue };
            relations.push(Relation {
                provision: provision.value,
                from: from.value,
                to: to.value,
                state,
                condition: plain(raw.condition),
                share: raw.share.map(|at| at.value),
                scope: plain(raw.scope),
                quota: plain(raw.quota),
                area: plain(raw.area),
                from_date,
                to_date,
                instrument: plain(raw.instrument),
                url: plain(raw.url),
                note: plain(raw.note).0,
                extra: extra(&record, &known),
                location: record.location(),
            });
        }
        relations
    }

    /// Checks relations against each other and against the answers.
    pub(super) fn relations_fit(&mut self, rules: &Rules) {
        let mut answered: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for one in &rules.answers {
            answered.entry(&one.provision).or_default().push(&one.jurisdiction);
        }
        answered.values_mut().for_each(|members| {
            members.sort_unstable();
            members.dedup();
        });
        // A relation that holds both ways stands for both directions.
        let mut seen: BTreeMap<(&str, &str, &str), Vec<&Relation>> = BTreeMap::new();
        for one in &rules.relations {
            self.relation_is_answered(one, rules, answered.get(one.provision.as_str()).map_or(&[][..], Vec::as_slice));
            let is_both = matches!(one.state, Recognition::Mutual | Recognition::Identical);
            let (a, b) = (one.from.as_str(), one.to.as_str());
            let earlier = seen.get(&(one.provision.as_str(), a, b)).into_iter().flatten();
            if let Some(other) = earlier.into_iter().find(|other| meet(other, one)) {
                self.found.push(
                    Diagnostic::error(
                        "C1618",
                        format!("two relations of `{a}` and `{b}` in `{}` hold at one time", one.provision),
                    )
                    .at(one.location.clone())
                    .value(crate::rules::word_of(Recognition::WORDS, &one.state))
                    .expected("one state of recognition at any time")
                    .related(other.location.clone(), "the other relation"),
                );
            }
            seen.entry((&one.provision, a, b)).or_default().push(one);
            if is_both {
                seen.entry((&one.provision, b, a)).or_default().push(one);
            }
        }
    }

    /// Reports a relation of jurisdictions that answer nothing to its provision.
    fn relation_is_answered(&mut self, one: &Relation, rules: &Rules, answered: &[&str]) {
        if one.state == Recognition::None {
            return;
        }
        let has = |id: &str| rules.ancestry(id).iter().any(|own| answered.binary_search(own).is_ok());
        let is_both = matches!(one.state, Recognition::Mutual | Recognition::Identical);
        let sides = [Some(one.from.as_str()), is_both.then_some(one.to.as_str())];
        if let Some(side) = sides.into_iter().flatten().find(|side| !has(side)) {
            self.found.push(
                Diagnostic::warning(
                    "C1617",
                    format!("the relation in `{}` rests on no answer of `{side}`", one.provision),
                )
                .at(one.location.clone())
                .value(side)
                .expected("an answer of those who recognise, or of what they lie in"),
            );
        }
    }
}

/// Tells whether two relations hold at one time.
fn meet(one: &Relation, other: &Relation) -> bool {
    let before = |end: Option<i32>, start: Option<i32>| matches!((end, start), (Some(e), Some(s)) if e <= s);
    !before(one.valid().1, other.valid().0) && !before(other.valid().1, one.valid().0)
}
