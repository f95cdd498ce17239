//! `[rules]` and its lists: raw rows → checked rules, with every mistake in them.

use std::collections::BTreeMap;

use super::Loader;
use super::names::{Names, plain};
use super::raw_rules::{RawMethodUse, RawRules};
use super::shape::{At, Map};
use crate::grid::{List, sheet_names};
use crate::rules::{ProjectMethod, Provision, Rules, find_shipped, shipped};
use crate::{Diagnostic, Location, Severity, nearest};

mod answers;
pub(crate) mod expression;
mod lists;
pub(crate) mod method;
mod relations;
mod score;
mod time;
mod usage;
mod value;

/// The lists of rules, read but not yet checked.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Topics; may be left out, then topics are what provisions name.
    pub topics: Option<List>,
    /// Provisions.
    pub provisions: Option<List>,
    /// Jurisdictions.
    pub jurisdictions: Option<List>,
    /// Answers: long lists or matrices.
    pub answers: Vec<List>,
    /// Relations.
    pub relations: Option<List>,
}

/// Checks lists of rules that stand in no project: those of an importer, or a filled template.
///
/// The rules are given exactly when nothing found is an error; findings are ordered by file and place.
///
/// - Cost: O(rows · log rows), and quadratic only in answers to one question by one jurisdiction, of which each is compared
///   with at most 2,000.
pub fn read_rules(lists: &Lists) -> (Option<Rules>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let (rules, _) = checked(lists, &mut found);
    found.sort_by(|a, b| (&a.location, &a.code, &a.message).cmp(&(&b.location, &b.code, &b.message)));
    found.dedup();
    let failed = found.iter().any(|d| d.severity == Severity::Error);
    ((!failed).then_some(rules), found)
}

/// What lists name, for references from elsewhere.
pub(super) struct RuleNames {
    topics: Names,
    provisions: Names,
    jurisdictions: Names,
}

/// Checks the lists.
fn checked(lists: &Lists, found: &mut Vec<Diagnostic>) -> (Rules, RuleNames) {
    let mut judge = Judge {
        found,
        names: RuleNames {
            topics: Names::new("topic"),
            provisions: Names::new("provision"),
            jurisdictions: Names::new("jurisdiction"),
        },
        provisions: Vec::new(),
        places: BTreeMap::new(),
    };
    let mut rules =
        Rules { topics: lists.topics.as_ref().map(|list| judge.topics(list)).unwrap_or_default(), ..Rules::default() };
    judge.names.topics.whole = lists.topics.is_some();
    match &lists.provisions {
        Some(list) => judge.provisions = judge.provisions(list),
        None => judge.names.provisions.whole = false,
    }
    match &lists.jurisdictions {
        Some(list) => rules.jurisdictions = judge.jurisdictions(list),
        None => judge.names.jurisdictions.whole = false,
    }
    judge.places = judge.provisions.iter().enumerate().map(|(place, one)| (one.id.clone(), place)).collect();
    for list in &lists.answers {
        judge.answers(list, &mut rules);
    }
    rules.provisions = std::mem::take(&mut judge.provisions);
    judge.coders(&rules.answers);
    time::check(&mut rules, judge.found);
    if let Some(list) = &lists.relations {
        rules.relations = judge.relations(list);
        judge.relations_fit(&rules);
    }
    (rules, judge.names)
}

/// Checks the parts of the lists.
struct Judge<'a> {
    found: &'a mut Vec<Diagnostic>,
    names: RuleNames,
    /// Provisions, once they are read, and their positions.
    provisions: Vec<Provision>,
    places: BTreeMap<String, usize>,
}

impl Judge<'_> {
    /// Reports columns that are slips of known names; further columns are kept and not reported.
    fn slips(&mut self, list: &List, known: &[String]) {
        for name in list.header().iter().filter(|name| !name.is_empty() && !known.contains(name)) {
            let close = nearest(name, known.iter().map(String::as_str).filter(|own| !list.has(own)));
            if let Some(close) = close {
                self.found.push(
                    Diagnostic::warning("C0111", format!("the column `{name}` is not read"))
                        .at(list.header_location(name).unwrap_or_else(|| list.location()))
                        .value(name)
                        .hint(format!("did you mean `{close}`?")),
                );
            }
        }
    }

    /// Reports the absence of columns that a list must have; true when all are there.
    fn needed(&mut self, list: &List, columns: &[&str]) -> bool {
        let missing: Vec<&&str> = columns.iter().filter(|column| !list.has(column)).collect();
        for column in &missing {
            let mut diagnostic = Diagnostic::error("C0112", format!("the list has no column `{column}`"))
                .at(list.location())
                .value(list.header().join(", "))
                .expected(format!("a column `{column}`"));
            if let Some(close) = nearest(column, list.header().iter().map(String::as_str)) {
                diagnostic = diagnostic.hint(format!("is `{close}` meant?"));
            }
            self.found.push(diagnostic);
        }
        missing.is_empty()
    }

    /// Takes one of the words of a table, its Chinese ones included.
    fn word<T: Copy>(&mut self, at: Option<At<String>>, words: &[(&'static str, T)], column: &str) -> Option<T> {
        let at = at?;
        let plain = at.value.to_lowercase().replace([' ', '_', '/'], "-");
        let plain = CHINESE.iter().find(|(zh, _)| *zh == plain).map_or(plain.as_str(), |(_, word)| word);
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == plain) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let mut diagnostic = Diagnostic::error("C1604", format!("`{column}`: `{}` is not known", at.value))
            .at(at.location)
            .value(&at.value)
            .expected(format!("one of {}", known.join(", ")));
        if let Some(close) = nearest(plain, known.into_iter()) {
            diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
        }
        self.found.push(diagnostic);
        None
    }
}

/// Chinese words of the lists and what they stand for.
const CHINESE: &[(&str, &str)] = &[
    ("是否", "yes-no"),
    ("选项", "choice"),
    ("数量", "count"),
    ("数额", "amount"),
    ("金额", "amount"),
    ("比率", "rate"),
    ("时长", "duration"),
    ("日期", "date"),
    ("文字", "text"),
    ("多", "more"),
    ("越多越好", "more"),
    ("少", "less"),
    ("越少越好", "less"),
    ("规则", "rule"),
    ("流程", "process"),
    ("成本", "cost"),
    ("混合", "mixed"),
    ("结果", "outcome"),
    ("自身", "own"),
    ("省级", "province"),
    ("中央", "central"),
    ("法律", "law"),
    ("实践", "practice"),
    ("高", "high"),
    ("中", "medium"),
    ("低", "low"),
    ("无", "none"),
    ("单边", "unilateral"),
    ("互认", "mutual"),
    ("一致", "identical"),
    ("不适用", "not-applicable"),
    ("无实践", "no-practice"),
    ("未知", "unknown"),
    ("有争议", "contested"),
];

/// Names of the lists, which are those of their files and sheets.
const LISTS: [&str; 5] = ["topics", "provisions", "jurisdictions", "answers", "relations"];

impl Loader<'_> {
    /// Reads and checks `[rules]`.
    pub(super) fn rules(&mut self, raw: Option<At<RawRules>>) -> Option<Rules> {
        let At { value: raw, location } = raw?;
        let before = self.found.len();
        let paths = self.rule_paths(&raw, &location)?;
        let lists = Lists {
            topics: paths.topics.and_then(|path| self.list(&path)),
            provisions: paths.provisions.and_then(|path| self.list(&path)),
            jurisdictions: paths.jurisdictions.and_then(|path| self.list(&path)),
            answers: paths.answers.into_iter().filter_map(|path| self.list(&path)).collect(),
            relations: paths.relations.and_then(|path| self.list(&path)),
        };
        let (mut rules, names) = checked(&lists, &mut self.found);
        if let Some(focus) = &raw.focus
            && names.jurisdictions.check(focus, "C1603", "`rules.focus`", &mut self.found)
        {
            rules.focus = Some(focus.value.clone());
        }
        for partner in raw.partners.map(|at| at.value.0).unwrap_or_default() {
            if names.jurisdictions.check(&partner, "C1603", "`rules.partners`", &mut self.found) {
                rules.partners.push(partner.value);
            }
        }
        rules.methods = self.methods(plain(raw.methods), &rules, &names);
        let failed = self.found[before..].iter().any(|d| d.severity == Severity::Error);
        (!failed).then_some(rules)
    }

    /// Says where the lists stand; `None` when that is not clear.
    fn rule_paths(&mut self, raw: &RawRules, location: &Location) -> Option<RulePaths> {
        if let (Some(_), Some(workbook)) = (&raw.dir, &raw.workbook) {
            self.found.push(
                Diagnostic::error("C1601", "`rules` has both `dir` and `workbook`")
                    .at(workbook.location.clone())
                    .value(&workbook.value)
                    .expected("a directory of lists, or a workbook with the lists as sheets"),
            );
            return None;
        }
        let sheets = match &raw.workbook {
            Some(workbook) => match sheet_names(self.root, &workbook.value, self.limits) {
                Ok(sheets) => sheets,
                Err(mistakes) => {
                    mistakes.into_iter().for_each(|mistake| self.report_file(mistake, Some(&workbook.location)));
                    return None;
                }
            },
            None => Vec::new(),
        };
        let usual = |name: &str| -> Option<At<String>> {
            match &raw.workbook {
                Some(workbook) => {
                    let sheet = sheets.iter().find(|sheet| {
                        let plain = sheet.trim().to_lowercase();
                        plain == name || SHEETS.iter().any(|(zh, own)| *zh == plain && *own == name)
                    })?;
                    Some(At::new(format!("{}#{sheet}", workbook.value), workbook.location.clone()))
                }
                None => {
                    let dir = raw.dir.as_ref().map_or("rules", |at| at.value.trim_end_matches('/'));
                    let place = raw.dir.as_ref().map_or(location, |at| &at.location);
                    let path = format!("{dir}/{name}.csv");
                    self.root.join(&path).is_file().then(|| At::new(path, place.clone()))
                }
            }
        };
        let stated = |stated: &Option<At<String>>, name: &str| stated.clone().or_else(|| usual(name));
        let answers = match &raw.answers {
            Some(words) => words.value.0.clone(),
            None => usual("answers").into_iter().collect(),
        };
        let paths = RulePaths {
            topics: stated(&raw.topics, LISTS[0]),
            provisions: stated(&raw.provisions, LISTS[1]),
            jurisdictions: stated(&raw.jurisdictions, LISTS[2]),
            answers,
            relations: stated(&raw.relations, LISTS[4]),
        };
        let has = [paths.provisions.is_some(), paths.jurisdictions.is_some(), !paths.answers.is_empty()];
        for (name, has) in [LISTS[1], LISTS[2], LISTS[3]].into_iter().zip(has) {
            if !has {
                self.found.push(
                    Diagnostic::error("C1601", format!("the rules have no list of `{name}`"))
                        .at(location.clone())
                        .value(name)
                        .expected(format!("`rules/{name}.csv`, or a sheet `{name}` of `rules.workbook`")),
                );
            }
        }
        has.into_iter().all(|has| has).then_some(paths)
    }

    /// Reads and checks the methods of the project, in the order of their names.
    fn methods(&mut self, raw: Map<RawMethodUse>, rules: &Rules, names: &RuleNames) -> BTreeMap<String, ProjectMethod> {
        let mut methods = BTreeMap::new();
        for (id, At { value, location }) in raw {
            let named = At::new(id.clone(), location.clone());
            Names::new("method").add(&named, "C1602", &mut self.found);
            let Some((method, file)) = self.method_origin(&id, &value, &location) else { continue };
            let (method, places) = method;
            let bound = self.method_bindings(&id, &method, plain(value.provisions), names, &location);
            let around = usage::Around { rules, names, places: &places, location: &location };
            usage::fits(&method, &bound, &around, &mut self.found);
            methods.insert(id.clone(), ProjectMethod { id, method, file, provisions: bound, location });
        }
        methods
    }

    /// Reads the method from the file of the project, or takes the one that comes with Crest.
    fn method_origin(
        &mut self,
        id: &str,
        raw: &RawMethodUse,
        location: &Location,
    ) -> Option<(method::Read, Option<String>)> {
        match (&raw.file, &raw.builtin) {
            (Some(file), None) => {
                let text = self.text(&file.value, Some(&file.location))?;
                Some((method::read(&file.value, &text, &mut self.found)?, Some(file.value.clone())))
            }
            (None, Some(name)) => {
                let Some(own) = find_shipped(&name.value) else {
                    let ids: Vec<&str> = shipped().iter().map(|own| own.id).collect();
                    let mut diagnostic =
                        Diagnostic::error("C1625", format!("no method `{}` comes with Crest", name.value))
                            .at(name.location.clone())
                            .value(&name.value)
                            .expected(format!("one of {}", ids.join(", ")));
                    if let Some(close) = nearest(&name.value, ids.into_iter()) {
                        diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
                    }
                    self.found.push(diagnostic);
                    return None;
                };
                Some(((own.method(), BTreeMap::new()), None))
            }
            (file, _) => {
                let message = if file.is_some() {
                    format!("`rules.methods.{id}` has both `file` and `builtin`")
                } else {
                    format!("`rules.methods.{id}` has neither `file` nor `builtin`")
                };
                self.found.push(Diagnostic::error("C1625", message).at(location.clone()).value(id).expected(
                    "one of the two: a method file of the project, or the name of a method that comes with Crest",
                ));
                None
            }
        }
    }

    /// Checks which provision stands for each that the method reads; those that the project lacks are left out.
    fn method_bindings(
        &mut self,
        id: &str,
        method: &crate::rules::RuleMethod,
        raw: Map<String>,
        names: &RuleNames,
        location: &Location,
    ) -> BTreeMap<String, String> {
        let mut stated = BTreeMap::new();
        let reads = method.reads();
        for (key, at) in raw {
            if !reads.contains(&key) {
                let mut diagnostic = Diagnostic::error(
                    "C1626",
                    format!("`rules.methods.{id}.provisions` names `{key}`, which no component reads"),
                )
                .at(at.location.clone())
                .value(&key)
                .expected("what a component of the method reads");
                if let Some(close) = nearest(&key, reads.iter().map(String::as_str)) {
                    diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
                }
                self.found.push(diagnostic);
                continue;
            }
            if names.provisions.check(&at, "C1603", &format!("`rules.methods.{id}.provisions.{key}`"), &mut self.found)
            {
                stated.insert(key, at.value);
            }
        }
        let mut bound = BTreeMap::new();
        let mut absent = Vec::new();
        for read in &reads {
            let own = stated.get(read).unwrap_or(read);
            if names.provisions.has(own) {
                bound.insert(read.clone(), own.clone());
            } else {
                absent.push(read.as_str());
            }
        }
        if !absent.is_empty() && names.provisions.whole {
            let shown: Vec<String> = absent.iter().take(4).map(|name| format!("`{name}`")).collect();
            self.found.push(
                Diagnostic::warning(
                    "C1627",
                    format!(
                        "{} of {} provisions that the method `{id}` reads are not in the project: {}",
                        absent.len(),
                        reads.len(),
                        shown.join(", ")
                    ),
                )
                .at(location.clone())
                .value(absent[0])
                .hint("add the provisions, or say in `provisions` how the project calls them"),
            );
        }
        bound
    }
}

/// Chinese names of sheets.
const SHEETS: &[(&str, &str)] = &[
    ("主题", "topics"),
    ("条款", "provisions"),
    ("法域", "jurisdictions"),
    ("答案", "answers"),
    ("关系", "relations"),
];

/// Where the lists stand.
struct RulePaths {
    topics: Option<At<String>>,
    provisions: Option<At<String>>,
    jurisdictions: Option<At<String>>,
    answers: Vec<At<String>>,
    relations: Option<At<String>>,
}
