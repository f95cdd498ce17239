//! Bonus, deductions, vetoes, and rules over several years.

use super::super::names::{Names, need, one_of, plain};
use super::super::raw_scheme::{RawEventRule, RawExit, RawVeto};
use super::super::shape::At;
use super::{ABSENCES, BORDERS, JUDGED_ON, Judge, VETO_EFFECTS, name_or_id};
use crate::Diagnostic;
use crate::scheme::{Absence, Among, Border, EventRule, Exit, JudgedOn, Touches, Veto, VetoEffect};

impl Judge<'_> {
    /// Checks bonus items or deductions.
    pub(super) fn event_rules(&mut self, raw: Vec<At<RawEventRule>>, part: &'static str) -> Vec<EventRule> {
        let mut rules = Vec::new();
        for At { value, location } in raw {
            let id = need(value.id, &format!("{part}.id"), &location, self.found);
            if let Some(id) = &id {
                self.names.events.add(id, "C1402", self.found);
            }
            let base = format!("{part}.{}", id.as_ref().map_or("id", |at| at.value.as_str()));
            self.entry = Some((part, base.clone()));
            let user = format!("`{base}`");
            let points = need(value.points, &format!("{base}.points"), &location, self.found);
            let points = points.and_then(|at| self.figure(&at.value, |x| x > 0.0, "a number above 0"));
            let ceiling = self.ceiling(value.ceiling);
            let touches = self.touches(value.class, value.item, &user);
            let (Some(id), Some(points), Some(touches)) = (id, points, touches) else { continue };
            rules.push(EventRule {
                name: name_or_id(value.name, &id.value),
                id: id.value,
                points,
                ceiling,
                touches,
                department: plain(value.department).0,
                evidence: plain(value.evidence).0,
                note: plain(value.note).0,
            });
        }
        rules
    }

    /// Checks what an event changes.
    fn touches(&mut self, class: Option<At<String>>, item: Option<At<String>>, user: &str) -> Option<Touches> {
        match (class, item) {
            (None, None) => Some(Touches::Total),
            (Some(class), None) => {
                self.refers(&class, |names| &names.classes, user).then_some(Touches::Class(class.value))
            }
            (None, Some(item)) => self.refers(&item, |names| &names.items, user).then_some(Touches::Item(item.value)),
            (Some(_), Some(item)) => {
                self.found.push(
                    Diagnostic::error("C1411", format!("{user} changes a class and an item"))
                        .at(item.location)
                        .value(item.value)
                        .expected("`class`, `item`, or neither for the total"),
                );
                None
            }
        }
    }

    /// Checks vetoes.
    pub(super) fn vetoes(&mut self, raw: Vec<At<RawVeto>>) -> Vec<Veto> {
        let mut vetoes = Vec::new();
        for At { value, location } in raw {
            let id = need(value.id, "vetoes.id", &location, self.found);
            if let Some(id) = &id {
                self.names.events.add(id, "C1402", self.found);
            }
            let effect = need(value.effect, "vetoes.effect", &location, self.found);
            let effect = effect.and_then(|at| one_of(&at, VETO_EFFECTS, "C1401", "vetoes.effect", self.found));
            let (Some(id), Some(effect)) = (id, effect) else { continue };
            vetoes.push(Veto {
                name: name_or_id(value.name, &id.value),
                id: id.value,
                effect: match effect {
                    "last" => VetoEffect::Last,
                    "unranked" => VetoEffect::Unranked,
                    "zero" => VetoEffect::Zero,
                    _ => VetoEffect::NoAward,
                },
                evidence: plain(value.evidence).0,
                note: plain(value.note).0,
            });
        }
        vetoes
    }

    /// Checks exit rules or warnings.
    pub(super) fn exits(&mut self, raw: Vec<At<RawExit>>, part: &str, ranked: Among) -> Vec<Exit> {
        let mut names = Names::new("exit rule");
        let mut exits = Vec::new();
        for At { value, location } in raw {
            let id = need(value.id, &format!("{part}.id"), &location, self.found);
            if let Some(id) = &id {
                names.add(id, "C1402", self.found);
            }
            let mut count = |raw: Option<At<i64>>, key: &str, most: i64, expected: &str| {
                let path = format!("{part}.{key}");
                let number = self.whole_number(&raw?, &path, "C1413", 1..=most, expected)?;
                u32::try_from(number).ok()
            };
            let ranks = "a whole number from 1 to 100000";
            let few = "a whole number from 1 to 20";
            let (stated_last, stated_times) = (value.last.is_some(), value.times.is_some());
            let last = count(value.last, "last", 100_000, ranks);
            let times = count(value.times, "times", 20, few);
            let years_at = value.years.as_ref().map(|at| at.location.clone());
            let years = if value.years.is_some() { count(value.years, "years", 20, few) } else { times };
            let most = count(value.most, "most", 100_000, ranks);
            let ban_years = count(value.ban_years, "ban_years", 20, few);
            for (key, is_stated) in [("last", stated_last), ("times", stated_times)] {
                if !is_stated {
                    need::<i64>(None, &format!("{part}.{key}"), &location, self.found);
                }
            }
            if let (Some(times), Some(years)) = (times, years)
                && times > years
            {
                self.found.push(
                    Diagnostic::error("C1413", format!("the rule asks for {times} of {years} assessments"))
                        .at(years_at.unwrap_or_else(|| location.clone()))
                        .value(years.to_string())
                        .expected("`years` of at least `times`"),
                );
            }
            let among = self.among(value.among, &format!("{part}.among"), ranked);
            let judged_on = match self.word(value.judged_on, JUDGED_ON, &format!("{part}.judged_on"), "mean") {
                "latest" => JudgedOn::Latest,
                "worst" => JudgedOn::Worst,
                _ => JudgedOn::Mean,
            };
            let border = match self.word(value.border, BORDERS, &format!("{part}.border"), "include") {
                "exclude" => Border::Exclude,
                _ => Border::Include,
            };
            let absence = match self.word(value.absence, ABSENCES, &format!("{part}.absence"), "counts") {
                "skipped" => Absence::Skipped,
                _ => Absence::Counts,
            };
            let (Some(id), Some(last), Some(times), Some(years)) = (id, last, times, years) else { continue };
            exits.push(Exit {
                name: name_or_id(value.name, &id.value),
                id: id.value,
                last,
                among,
                times,
                years,
                judged_on,
                most,
                ban_years,
                border,
                absence,
                note: plain(value.note).0,
            });
        }
        exits
    }
}
