//! Scheme files: raw shape → checked scheme, with every mistake in it.

use std::collections::BTreeMap;

use super::names::{Names, need, one_of, plain};
use super::raw_scheme::{
    RawCitation, RawColumn, RawGroup, RawRanking, RawRounding, RawScheme, RawSchemeFile, RawScoring, RawUnknown,
};
use super::shape::{At, Name, Shape};
use super::tree;
use crate::scheme::{
    Adding, Among, Citation, Column, Figure, Group, Missing, Ranking, Rounding, RoundingRule, Scheme, Scoring, Ties,
    UNKNOWN_ABOUT, Unknown,
};
use crate::{Diagnostic, Location, Text, nearest};

mod consequence;
mod item;
mod lists;
mod number;
mod score;
mod usage;

pub(crate) use score::{BETWEEN, METHODS, OUTSIDE, READINGS};
pub(super) use usage::Around;

/// Words for how points are added up.
pub(crate) const ADDING: &[&str] = &["points", "mean"];
/// Words for whom a unit is compared with.
pub(crate) const AMONG: &[&str] = &["all", "group"];
/// Words for the rank of equal totals.
pub(crate) const TIES: &[&str] = &["better", "worse", "mean"];
/// Words for how a digit half way is rounded.
pub(crate) const ROUNDING: &[&str] = &["half-up", "half-even", "down", "up"];
/// Words for what an item without a value gets.
pub(crate) const MISSING: &[&str] = &["zero", "leave-out", "group-minimum"];
/// Words for the direction of an item.
pub(crate) const DIRECTIONS: &[&str] = &["more", "less"];
/// Words for where a base or goal value comes from.
pub(crate) const REFERENCES: &[&str] = &["listed", "previous"];
/// Words for what a veto does.
pub(crate) const VETO_EFFECTS: &[&str] = &["last", "unranked", "no-award", "zero"];
/// Words for how candidates of an exit rule are ordered.
pub(crate) const JUDGED_ON: &[&str] = &["mean", "latest", "worst"];
/// Words for what an assessment without the unit is.
pub(crate) const ABSENCES: &[&str] = &["counts", "skipped"];
/// Words for ties at the border of an exit rule.
pub(crate) const BORDERS: &[&str] = &["include", "exclude"];

/// Identifiers that a group cannot have, because numbers by group use them as keys.
const RESERVED: &[&str] = &["assumed", "low", "high", "among", "why", "otherwise", "year"];
/// Years that may be written.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;
/// Most classes, items, score functions, base data, event rules and so on of one scheme.
const MOST_ENTRIES: usize = 5_000;
/// Most groups of units.
const MOST_GROUPS: usize = 200;
/// Most columns of weights.
const MOST_COLUMNS: usize = 4;

/// Reads and checks a scheme from the text of its file; `file` names it in the findings.
///
/// The scheme is given exactly when nothing found is an error.
///
/// - Errors: none besides the findings; no text makes it panic.
/// - Cost: one pass over the file.
///
/// ```
/// let (scheme, found) = crest_model::scheme::read("own.toml", "[scheme]\nid = \"own\"\n");
/// assert!(scheme.is_none());
/// assert_eq!(found[0].code, "C0103");
/// ```
pub fn read_scheme(file: &str, text: &str) -> (Option<Scheme>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let scheme = read(file, text, &mut found).map(|read| read.scheme);
    found.sort_by(|a, b| (&a.location, &a.code, &a.message).cmp(&(&b.location, &b.code, &b.message)));
    found.dedup();
    (scheme, found)
}

/// A scheme with the places of what a project refers to.
pub(super) struct Read {
    pub(super) scheme: Scheme,
    /// Where each item stands.
    pub(super) items: BTreeMap<String, Location>,
}

/// Reads and checks a scheme; `None` when something in it is an error.
pub(super) fn read(file: &str, text: &str, found: &mut Vec<Diagnostic>) -> Option<Read> {
    let mut own = Vec::new();
    let document = tree::parse(file, text, &mut own);
    let raw = RawSchemeFile::read(&document, "", &mut own).unwrap_or_default();
    let start = Location::text(file, 1, 1, 1);
    let mut judge =
        Judge { found: &mut own, names: KnownNames::new(), columns: Vec::new(), adding: Adding::Points, entry: None };
    let read = judge.file(raw, &start);
    let is_broken = own.iter().any(|d| d.severity == crate::Severity::Error);
    found.append(&mut own);
    read.filter(|_| !is_broken)
}

/// Identifiers that parts of the file refer to.
struct KnownNames {
    groups: Names,
    classes: Names,
    scores: Names,
    data: Names,
    items: Names,
    events: Names,
}

impl KnownNames {
    fn new() -> Self {
        Self {
            groups: Names::new("group"),
            classes: Names::new("class"),
            scores: Names::new("score function"),
            data: Names::new("base datum"),
            items: Names::new("item"),
            events: Names::new("event rule"),
        }
    }
}

/// Checks the parts of a scheme file.
struct Judge<'a> {
    found: &'a mut Vec<Diagnostic>,
    names: KnownNames,
    /// Identifiers of the columns of weights.
    columns: Vec<String>,
    adding: Adding,
    /// List and path of the entry at hand, by which numbers are called in messages: `items` and `items.gdp`.
    entry: Option<(&'static str, String)>,
}

impl Judge<'_> {
    /// Checks the whole file.
    fn file(&mut self, raw: RawSchemeFile, start: &Location) -> Option<Read> {
        let header = raw.scheme.as_ref().map_or_else(|| start.clone(), |at| at.location.clone());
        let head = need(raw.scheme, "scheme", start, self.found).and_then(|at| self.head(at.value, &header));
        let groups = self.bounded(raw.groups, "groups", MOST_GROUPS);
        let groups = self.groups(groups);
        let scoring = self.scoring(plain(raw.scoring));
        let columns = self.bounded(raw.columns, "columns", MOST_COLUMNS);
        let columns = self.columns(columns);
        let classes = need(raw.classes, "classes", start, self.found);
        let classes = self.bounded(classes, "classes", MOST_ENTRIES);
        let scores = need(raw.scores, "scores", start, self.found);
        let scores = self.bounded(scores, "scores", MOST_ENTRIES);
        let items = need(raw.items, "items", start, self.found);
        let items = self.bounded(items, "items", MOST_ENTRIES);
        let data = self.bounded(raw.data, "data", MOST_ENTRIES);
        self.gather(&classes, &scores, &data, &items);
        let ranking = self.ranking(plain(raw.ranking));
        let scores = self.scores(scores);
        let data = self.data(data);
        let (items, places) = self.items(items, &scores);
        let classes = self.classes(classes, &items);
        let sources = plain(raw.sources).into_iter().filter_map(|at| self.citation(at)).collect();
        let bonus = self.bounded(raw.bonus, "bonus", MOST_ENTRIES);
        let bonus = self.event_rules(bonus, "bonus");
        let deductions = self.bounded(raw.deductions, "deductions", MOST_ENTRIES);
        let deductions = self.event_rules(deductions, "deductions");
        let vetoes = self.bounded(raw.vetoes, "vetoes", MOST_ENTRIES);
        let vetoes = self.vetoes(vetoes);
        let exits = self.bounded(raw.exits, "exits", MOST_ENTRIES);
        let exits = self.exits(exits, "exits", ranking.among);
        let warnings = self.bounded(raw.warnings, "warnings", MOST_ENTRIES);
        let warnings = self.exits(warnings, "warnings", ranking.among);
        let unknowns: Vec<Unknown> = plain(raw.unknowns).into_iter().filter_map(|at| self.unknown(at)).collect();
        let (id, name, body, version, [first_year, lag_years], last_year, note) = head?;
        let scheme = Scheme {
            id,
            name,
            body,
            version,
            first_year,
            last_year,
            lag_years,
            note,
            sources,
            scoring,
            ranking,
            columns,
            groups,
            classes,
            scores,
            data,
            items,
            bonus,
            deductions,
            vetoes,
            exits,
            warnings,
            unknowns,
        };
        self.whole(&scheme, &places, &header);
        Some(Read { scheme, items: places })
    }

    /// Takes the entries of a part; more than a scheme can have are reported and left out.
    fn bounded<T>(&mut self, raw: Option<At<Vec<At<T>>>>, part: &str, most: usize) -> Vec<At<T>> {
        let mut entries = plain(raw);
        if let Some(beyond) = entries.get(most) {
            self.found.push(
                Diagnostic::error("C1404", format!("the scheme has {} entries in `{part}`", entries.len()))
                    .at(beyond.location.clone())
                    .value(entries.len().to_string())
                    .expected(format!("at most {most}")),
            );
            entries.truncate(most);
        }
        entries
    }

    /// Checks `[scheme]`.
    #[expect(clippy::type_complexity, reason = "the fields of a scheme in their order, taken apart at once")]
    fn head(
        &mut self,
        raw: RawScheme,
        header: &Location,
    ) -> Option<(String, Text, Text, String, [i32; 2], Option<i32>, Text)> {
        let id = need(raw.id, "scheme.id", header, self.found);
        if let Some(id) = &id {
            Names::new("scheme").add(id, "C1402", self.found);
        }
        let name = need(raw.name, "scheme.name", header, self.found).map(|at| at.value.0);
        let first = need(raw.first_year, "scheme.first_year", header, self.found);
        let year = |judge: &mut Self, at: &At<i64>, path: &str| {
            judge.whole_number(at, path, "C1414", YEARS, "a year from 1900 to 2200")
        };
        let first = first.and_then(|at| year(self, &at, "scheme.first_year").map(|year| (year, at.location)));
        let last = raw.last_year.and_then(|at| year(self, &at, "scheme.last_year").map(|year| (year, at.location)));
        if let (Some((first, _)), Some((last, location))) = (&first, &last)
            && last < first
        {
            self.found.push(
                Diagnostic::error("C1414", format!("the scheme holds from {first} to {last}"))
                    .at(location.clone())
                    .value(last.to_string())
                    .expected("two assessment years, the earlier first"),
            );
        }
        let lag = raw.lag_years.map_or(Some(1), |at| self.lag(&at, "scheme.lag_years"));
        Some((
            id?.value,
            name?,
            plain(raw.body).0,
            plain(raw.version),
            [first?.0, lag?],
            last.map(|(year, _)| year),
            plain(raw.note).0,
        ))
    }

    /// Checks the years from data to assessment.
    fn lag(&mut self, at: &At<i64>, path: &str) -> Option<i32> {
        self.whole_number(at, path, "C1414", 0..=10, "a whole number from 0 to 10")
    }

    /// Gathers the identifiers that may be referred to before anything refers to them.
    fn gather(
        &mut self,
        classes: &[At<super::raw_scheme::RawClass>],
        scores: &[At<super::raw_scheme::RawScore>],
        data: &[At<super::raw_scheme::RawBaseDatum>],
        items: &[At<super::raw_scheme::RawItem>],
    ) {
        let (names, found) = (&mut self.names, &mut *self.found);
        let parts = [
            (&mut names.classes, classes.iter().map(|at| at.value.id.as_ref()).collect::<Vec<_>>()),
            (&mut names.scores, scores.iter().map(|at| at.value.id.as_ref()).collect()),
            (&mut names.data, data.iter().map(|at| at.value.id.as_ref()).collect()),
            (&mut names.items, items.iter().map(|at| at.value.id.as_ref()).collect()),
        ];
        for (names, ids) in parts {
            for id in ids.into_iter().flatten() {
                names.add(id, "C1402", found);
            }
        }
    }

    /// Takes the identifier of an entry; what is said of its numbers bears it from here on.
    fn id(&mut self, id: Option<At<String>>, part: &'static str, location: &Location) -> Option<String> {
        let id = need(id, &format!("{part}.id"), location, self.found).map(|at| at.value);
        self.entry = id.as_ref().map(|id| (part, format!("{part}.{id}")));
        id
    }

    /// Tells whether nothing found so far is an error.
    fn is_clean(&self) -> bool {
        self.found.iter().all(|diagnostic| diagnostic.severity != crate::Severity::Error)
    }

    /// Judges a reference within the scheme; `user` says who refers.
    fn refers(&mut self, id: &At<String>, names: fn(&KnownNames) -> &Names, user: &str) -> bool {
        let names = names(&self.names);
        if names.has(&id.value) {
            return true;
        }
        let known: Vec<&str> = names.iter().collect();
        let mut diagnostic =
            Diagnostic::error("C1403", format!("{user} names the {} `{}`, which does not exist", names.what, id.value))
                .at(id.location.clone())
                .value(&id.value);
        diagnostic.expected = Some(if known.is_empty() || known.len() > 8 {
            of_the_scheme(names.what)
        } else {
            format!("one of {}", known.join(", "))
        });
        if let Some(close) = nearest(&id.value, known.into_iter()) {
            diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
        }
        self.found.push(diagnostic);
        false
    }

    /// Takes one of a few words, with a default.
    fn word<'a>(&mut self, raw: Option<At<String>>, words: &[&'a str], path: &str, default: &'a str) -> &'a str {
        raw.map_or(Some(default), |at| one_of(&at, words, "C1401", path, self.found)).unwrap_or(default)
    }

    /// Checks `[scoring]`.
    fn scoring(&mut self, raw: RawScoring) -> Scoring {
        self.adding = match self.word(raw.adding, ADDING, "scoring.adding", "points") {
            "mean" => Adding::Mean,
            _ => Adding::Points,
        };
        let scale = raw.scale.as_ref().map_or(100.0, |at| at.value);
        if let Some(at) = &raw.scale
            && !(scale.is_finite() && scale > 0.0)
        {
            self.out_of_range("scoring.scale", scale, "a number above 0", &at.location);
        }
        Scoring {
            adding: self.adding,
            scale,
            cap: self.ceiling(raw.cap),
            floor: self.ceiling(raw.floor),
            bonus: self.ceiling(raw.bonus),
            deductions: self.ceiling(raw.deductions),
            missing: raw.missing.and_then(|at| self.missing(&at.value)).unwrap_or(Missing::Zero),
            rounding: self.rounding(plain(raw.rounding)),
        }
    }

    /// Checks a number that bounds points.
    fn ceiling(&mut self, raw: Option<At<super::raw_scheme::RawFigure>>) -> Option<Figure> {
        self.figure(&raw?.value, |x| x >= 0.0, "a number from 0 upwards")
    }

    /// Checks `[scoring.rounding]`.
    fn rounding(&mut self, raw: RawRounding) -> Rounding {
        let rule = match self.word(raw.rule, ROUNDING, "scoring.rounding.rule", "half-up") {
            "half-even" => RoundingRule::HalfEven,
            "down" => RoundingRule::Down,
            "up" => RoundingRule::Up,
            _ => RoundingRule::HalfUp,
        };
        let mut decimals = |raw: Option<At<i64>>, key: &str| {
            let path = format!("scoring.rounding.{key}");
            let number = self.whole_number(&raw?, &path, "C1404", 0..=9, "a whole number from 0 to 9")?;
            u8::try_from(number).ok()
        };
        Rounding {
            rule,
            item: decimals(raw.item, "item"),
            class: decimals(raw.class, "class"),
            total: decimals(raw.total, "total"),
        }
    }

    /// Checks `[ranking]`.
    fn ranking(&mut self, raw: RawRanking) -> Ranking {
        let among = self.among(raw.among, "ranking.among", Among::All);
        let ties = match self.word(raw.ties, TIES, "ranking.ties", "better") {
            "worse" => Ties::Worse,
            "mean" => Ties::Mean,
            _ => Ties::Better,
        };
        let mut break_by = Vec::new();
        for at in raw.break_by.map(|at| at.value.0).unwrap_or_default() {
            if self.names.classes.has(&at.value) || self.refers(&at, |names| &names.items, "`ranking.break_by`") {
                break_by.push(at.value);
            }
        }
        Ranking { among, ties, break_by }
    }

    /// Checks whom a unit is compared with.
    fn among(&mut self, raw: Option<At<String>>, path: &str, default: Among) -> Among {
        let location = raw.as_ref().map(|at| at.location.clone());
        let default = if default == Among::Group { "group" } else { "all" };
        let among = if self.word(raw, AMONG, path, default) == "group" { Among::Group } else { Among::All };
        if let (Among::Group, Some(location), true) = (among, location, self.names.groups.iter().next().is_none()) {
            self.found.push(
                Diagnostic::error("C1409", format!("`{path}` is `group`, but the scheme has no groups"))
                    .at(location)
                    .value("group")
                    .hint("add `[[groups]]`, or write `all`"),
            );
        }
        among
    }

    /// Checks the columns of weights.
    fn columns(&mut self, raw: Vec<At<RawColumn>>) -> Vec<Column> {
        let mut names = Names::new("column");
        let n_columns = u32::try_from(raw.len().max(1)).unwrap_or(u32::MAX);
        let mut columns = Vec::new();
        for At { value, location } in raw {
            let Some(id) = need(value.id, "columns.id", &location, self.found) else { continue };
            names.add(&id, "C1402", self.found);
            self.entry = Some(("columns", format!("columns.{}", id.value)));
            let share = match value.share {
                None => Some(Figure::known(1.0 / f64::from(n_columns))),
                Some(at) => self.figure(&at.value, |x| x > 0.0 && x <= 1.0, "a share above 0 and at most 1"),
            };
            let name = name_or_id(value.name, &id.value);
            columns.extend(share.map(|share| Column { id: id.value, name, share }));
        }
        if columns.is_empty() {
            let name = Text::new("权重", "weight");
            columns.push(Column { id: "weight".to_owned(), name, share: Figure::known(1.0) });
        }
        self.columns = columns.iter().map(|column| column.id.clone()).collect();
        columns
    }

    /// Checks the groups of units.
    fn groups(&mut self, raw: Vec<At<RawGroup>>) -> Vec<Group> {
        let mut groups = Vec::new();
        for At { value, location } in raw {
            let Some(id) = need(value.id, "groups.id", &location, self.found) else { continue };
            self.names.groups.add(&id, "C1402", self.found);
            if RESERVED.contains(&id.value.as_str()) {
                self.found.push(
                    Diagnostic::error("C1409", format!("`{}` cannot name a group", id.value))
                        .at(id.location.clone())
                        .value(&id.value)
                        .expected("another word; this one has a meaning of its own in numbers by group"),
                );
            }
            let conditions = plain(value.r#where);
            let values = |at: At<super::raw_scheme::OneOrMore>| at.value.0.into_iter().map(|at| at.value).collect();
            let conditions: BTreeMap<String, Vec<String>> =
                conditions.into_iter().map(|(attribute, at)| (attribute, values(at))).collect();
            if conditions.is_empty() || conditions.values().any(Vec::is_empty) {
                self.found.push(
                    Diagnostic::error("C1409", format!("the group `{}` says not which units belong to it", id.value))
                        .at(location)
                        .value(&id.value)
                        .expected("`where` with an attribute of places and its values, such as { region = [\"East\", \"东部\"] }"),
                );
            }
            groups.push(Group { name: name_or_id(value.name, &id.value), conditions, id: id.value });
        }
        groups
    }

    /// Checks a source.
    fn citation(&mut self, At { value, location }: At<RawCitation>) -> Option<Citation> {
        let name = need(value.name, "sources.name", &location, self.found)?.value.0;
        Some(Citation {
            name,
            url: plain(value.url),
            date: plain(value.date),
            is_legal: value.legal.is_some_and(|at| at.value),
            note: plain(value.note).0,
        })
    }

    /// Checks a rule that is not known.
    fn unknown(&mut self, At { value, location }: At<RawUnknown>) -> Option<Unknown> {
        let about = need(value.about, "unknowns.about", &location, self.found);
        let about = about.and_then(|at| one_of(&at, UNKNOWN_ABOUT, "C1401", "unknowns.about", self.found));
        let why = need(value.why, "unknowns.why", &location, self.found).map(|at| at.value.0);
        let words: &[&str] = match about? {
            "adding" => ADDING,
            "missing" => MISSING,
            "rounding" => ROUNDING,
            "ties" => TIES,
            _ => &[],
        };
        let mut among = Vec::new();
        for at in value.among.map(|at| at.value.0).unwrap_or_default() {
            if words.is_empty() {
                self.found.push(
                    Diagnostic::error(
                        "C1405",
                        format!("what is unknown about `{}` has no words to choose from", about?),
                    )
                    .at(at.location.clone())
                    .value(&at.value)
                    .hint("take `among` out; it belongs to `adding`, `missing`, `rounding` and `ties`"),
                );
                break;
            }
            among.extend(one_of(&at, words, "C1401", "unknowns.among", self.found).map(str::to_owned));
        }
        Some(Unknown { about: about?.to_owned(), why: why?, among })
    }
}

/// Says that a thing of the scheme is expected.
fn of_the_scheme(what: &str) -> String {
    if what.starts_with(['e', 'i']) { format!("an {what} of the scheme") } else { format!("a {what} of the scheme") }
}

/// Takes a name, or the identifier in its place.
fn name_or_id(raw: Option<At<Name>>, id: &str) -> Text {
    raw.map(|at| at.value.0).filter(|name| !name.is_empty()).unwrap_or_else(|| Text::new("", id))
}
