//! The strategy: positions, goals, programmes, actions, departments, targets and claims, and what each refers to.

use super::Loader;
use super::framework::{Framework, check_reference, find_reference, target};
use super::names::{Names, need, one_of, plain};
use super::raw_strategy::{
    PathCell, RawAction, RawClaim, RawGoal, RawItem, RawLists, RawProgramme, RawStrategy, RawTarget,
};
use super::shape::{At, Shape, Words};
use super::tree;
use crate::grid::Record;
use crate::model::{Action, Claim, Goal, Item, Programme, Project, Strategy, TargetPath, TargetSettings, TargetSpec};
use crate::{Diagnostic, Location, Period, TargetKind, Text, Tolerances, Unit};

/// Verdicts on a claim.
pub(crate) const VERDICTS: &[&str] = &["confirmed", "not_confirmed", "not_checkable", "contradicted"];

/// Words for the path of a target.
pub(crate) const PATHS: &[&str] = &["linear", "compound", "none"];

/// Everything the strategy may refer to.
struct Known<'a> {
    project: &'a Project,
    framework: &'a Framework,
    places: &'a Names,
    sources: &'a Names,
    settings: &'a TargetSettings,
}

/// One part of the strategy: its entries and whether all of them could be read.
struct Part<T> {
    entries: Vec<At<T>>,
    whole: bool,
}

impl Loader<'_> {
    /// Reads and checks the strategy.
    pub(super) fn strategy(
        &mut self,
        path: &At<String>,
        project: &Option<Project>,
        framework: &Framework,
        (places, sources): (&Names, &Names),
        settings: &TargetSettings,
    ) -> Strategy {
        let Some(text) = self.text(&path.value, Some(&path.location)) else { return Strategy::default() };
        let document = tree::parse(&path.value, &text, &mut self.found);
        let raw = RawStrategy::read(&document, "", &mut self.found).unwrap_or_default();
        let lists = raw.lists.map(|at| at.value).unwrap_or_default();
        let RawLists { positions, goals, programmes, actions, departments, targets, claims } = lists;
        let item = (RawItem::from_row as fn(&Record<'_>, &mut Vec<Diagnostic>) -> RawItem, RawItem::row_columns());
        let positions = self.part("positions", raw.positions, positions, item.0, &item.1);
        let departments = self.part("departments", raw.departments, departments, item.0, &item.1);
        let goals = self.part("goals", raw.goals, goals, RawGoal::from_row, &RawGoal::row_columns());
        let programmes =
            self.part("programmes", raw.programmes, programmes, RawProgramme::from_row, &RawProgramme::row_columns());
        let actions = self.part("actions", raw.actions, actions, RawAction::from_row, &RawAction::row_columns());
        let targets = self.part("targets", raw.targets, targets, RawTarget::from_row, &RawTarget::row_columns());
        let claims = self.part("claims", raw.claims, claims, RawClaim::from_row, &RawClaim::row_columns());

        let unknown;
        let project = match project {
            Some(project) => project,
            None => {
                unknown = nameless_project();
                &unknown
            }
        };
        let known = Known { project, framework, places, sources, settings };
        let (positions, position_names) = self.items(positions, "position");
        let (departments, department_names) = self.items(departments, "department");
        let (goals, goal_names) = self.goals(goals, &known);
        let (programmes, programme_names) = self.programmes(programmes, &position_names, &goal_names, &known);
        let actions = self.actions(actions, &programme_names, &department_names, &known);
        let targets = self.targets(targets, &department_names, &known);
        let claims = self.claims(claims, &known);
        Strategy { positions, goals, programmes, actions, departments, targets, claims }
    }

    /// Takes the entries of a part from the file, or from the list that stands in for it.
    fn part<T>(
        &mut self,
        what: &str,
        inline: Option<At<Vec<At<T>>>>,
        list: Option<At<String>>,
        from_row: fn(&Record<'_>, &mut Vec<Diagnostic>) -> T,
        columns: &[String],
    ) -> Part<T> {
        let mut part = Part { whole: true, entries: Vec::new() };
        if let (Some(inline), Some(list)) = (&inline, &list) {
            self.found.push(
                Diagnostic::error("C0402", format!("`{what}` stand both in this file and in `{}`", list.value))
                    .at(list.location.clone())
                    .value(&list.value)
                    .expected("one place for them")
                    .related(inline.location.clone(), "also given here"),
            );
        }
        part.entries = inline.map(|at| at.value).unwrap_or_default();
        if let Some(reference) = list {
            match self.list(&reference) {
                None => part.whole = false,
                Some(list) if !self.needed_columns(&list, &["id"]) => part.whole = false,
                Some(list) => {
                    self.unread_columns(&list, columns);
                    for record in list.records() {
                        let row = from_row(&record, &mut self.found);
                        part.entries.push(At::new(row, record.location()));
                    }
                }
            }
        }
        part
    }

    /// Adds the identifier of an entry; `None` when there is none or it is taken.
    fn id(&mut self, id: Option<At<String>>, location: &Location, names: &mut Names) -> Option<String> {
        let id = need(id, "id", location, &mut self.found)?;
        names.add(&id, "C0401", &mut self.found).then_some(id.value)
    }

    /// Checks references and returns them as written; those that do not exist are reported.
    fn refer(&mut self, words: Option<At<Words>>, names: &Names, code: &str, user: &str) -> Vec<String> {
        let words = words.map(|at| at.value.0).unwrap_or_default();
        for word in &words {
            names.check(word, code, user, &mut self.found);
        }
        words.into_iter().map(|at| at.value).collect()
    }

    /// Checks a reference to one thing, if there is any.
    fn refer_one(&mut self, word: Option<At<String>>, names: &Names, code: &str, user: &str) -> String {
        let Some(word) = word else { return String::new() };
        names.check(&word, code, user, &mut self.found);
        word.value
    }

    /// Checks positions or departments.
    fn items(&mut self, part: Part<RawItem>, what: &'static str) -> (Vec<Item>, Names) {
        let mut names = Names::new(what);
        names.whole = part.whole;
        let mut items = Vec::new();
        for At { value: raw, location } in part.entries {
            let Some(id) = self.id(raw.id, &location, &mut names) else { continue };
            items.push(Item { name: name_or_id(raw.name.map(|at| at.value.0), &id), id });
        }
        (items, names)
    }

    /// Checks goals.
    fn goals(&mut self, part: Part<RawGoal>, known: &Known<'_>) -> (Vec<Goal>, Names) {
        let mut names = Names::new("goal");
        names.whole = part.whole;
        let mut goals = Vec::new();
        for At { value: raw, location } in part.entries {
            let Some(id) = self.id(raw.id, &location, &mut names) else { continue };
            let user = format!("the goal `{id}`");
            goals.push(Goal {
                name: name_or_id(raw.name.map(|at| at.value.0), &id),
                indicators: self.refer(raw.indicators, &known.framework.names, "C0403", &user),
                note: plain(raw.note).0,
                id,
            });
        }
        (goals, names)
    }

    /// Checks programmes.
    fn programmes(
        &mut self,
        part: Part<RawProgramme>,
        positions: &Names,
        goals: &Names,
        known: &Known<'_>,
    ) -> (Vec<Programme>, Names) {
        let mut names = Names::new("programme");
        names.whole = part.whole;
        let mut programmes = Vec::new();
        for At { value: raw, location } in part.entries {
            let Some(id) = self.id(raw.id, &location, &mut names) else { continue };
            let user = format!("the programme `{id}`");
            programmes.push(Programme {
                name: name_or_id(raw.name.map(|at| at.value.0), &id),
                serves: self.refer(raw.serves, positions, "C0404", &user),
                goals: self.refer(raw.goals, goals, "C0404", &user),
                indicators: self.refer(raw.indicators, &known.framework.names, "C0403", &user),
                id,
            });
        }
        (programmes, names)
    }

    /// Checks actions.
    fn actions(
        &mut self,
        part: Part<RawAction>,
        programmes: &Names,
        departments: &Names,
        known: &Known<'_>,
    ) -> Vec<Action> {
        let mut names = Names::new("action");
        let mut actions = Vec::new();
        for At { value: raw, location } in part.entries {
            let Some(id) = self.id(raw.id, &location, &mut names) else { continue };
            let user = format!("the action `{id}`");
            let programme = need(raw.programme, "programme", &location, &mut self.found);
            let milestones = raw.milestones.map(|at| at.value.0).unwrap_or_default();
            actions.push(Action {
                programme: self.refer_one(programme, programmes, "C0404", &user),
                name: name_or_id(raw.name.map(|at| at.value.0), &id),
                kind: plain(raw.kind),
                carriers: self.refer(raw.carriers, known.places, "C0409", &user),
                indicators: self.refer(raw.indicators, &known.framework.names, "C0403", &user),
                departments: self.refer(raw.departments, departments, "C0404", &user),
                milestones: milestones
                    .into_iter()
                    .map(|at| at.value)
                    .map(|m| (plain(m.date), plain(m.name).0, m.done.map(|done| done.value)))
                    .collect(),
                sources: self.refer(raw.sources, known.sources, "C0114", &user),
                id,
            });
        }
        actions
    }

    /// Checks targets.
    fn targets(&mut self, part: Part<RawTarget>, departments: &Names, known: &Known<'_>) -> Vec<TargetSpec> {
        let mut names = Names::new("target");
        let mut targets = Vec::new();
        for At { value: raw, location } in part.entries {
            let Some(id) = self.id(raw.id, &location, &mut names) else { continue };
            let user = format!("the target `{id}`");
            let period = need(raw.period, "period", &location, &mut self.found);
            let sentence = need(raw.sentence, "sentence", &location, &mut self.found);
            let indicator = need(raw.indicator, "indicator", &location, &mut self.found)
                .filter(|code| known.framework.names.check(code, "C0403", &user, &mut self.found));
            let place = match raw.place {
                Some(place) => {
                    known.places.check(&place, "C0409", &user, &mut self.found);
                    Some(place.value)
                }
                None if known.project.focus.is_some() || known.project.id.is_empty() => known.project.focus.clone(),
                None => need(None::<At<String>>, "place", &location, &mut self.found).map(|at| at.value),
            };
            let source = self.refer_one(raw.source, known.sources, "C0114", &user);
            let department = self.refer_one(raw.department, departments, "C0404", &user);
            let baseline = raw.baseline.and_then(|at| {
                let period = need(at.value.0.period, "baseline.period", &at.location, &mut self.found);
                Some((period?.value, at.value.0.value.map(|at| at.value)))
            });
            let due = period.as_ref().map(|at| at.value);
            let path = self.path(raw.path, due, baseline.map(|(start, _)| start), known.settings);
            let (Some(indicator), Some(sentence)) = (indicator, sentence) else { continue };
            let target = self.target_of(&indicator.value, &sentence, known.framework, &known.settings.tolerances);
            let target = target.map(|target| self.with_tolerance(target, raw.tolerance.as_ref()));
            let binding = target.as_ref().and_then(|target| target.binding);
            if let (Some(field), Some(word)) = (&raw.binding, binding)
                && field.value != word
            {
                let says = |binding| if binding { "binding" } else { "expected" };
                self.found.push(
                    Diagnostic::error(
                        "C0411",
                        format!(
                            "the target `{id}` is {} by its sentence and {} by `binding`",
                            says(word),
                            says(field.value)
                        ),
                    )
                    .at(field.location.clone())
                    .value(&sentence.value)
                    .expected("one of them"),
                );
            }
            if let (Some(target), Some(period), Some(place)) = (target, period, place) {
                targets.push(TargetSpec {
                    id,
                    indicator: indicator.value,
                    place,
                    period: period.value,
                    sentence: sentence.value,
                    target,
                    binding: raw.binding.map(|at| at.value).or(binding).unwrap_or(false),
                    baseline,
                    path,
                    source,
                    department,
                    location,
                });
            }
        }
        targets
    }

    /// Reads the sentence of a target and resolves what it keeps step with.
    fn target_of(
        &mut self,
        code: &str,
        sentence: &At<String>,
        framework: &Framework,
        tolerances: &Tolerances,
    ) -> Option<crate::Target> {
        let node = framework.nodes.iter().find(|node| node.code == code)?;
        let unit = node.indicator.as_ref().map_or_else(index_points, |indicator| indicator.unit.clone());
        resolved_target(sentence, &unit, &framework.nodes, tolerances, &mut self.found)
    }

    /// Puts the tolerance of the field over that of the sentence.
    fn with_tolerance(&mut self, target: crate::Target, field: Option<&At<f64>>) -> crate::Target {
        let Some(field) = field else { return target };
        let lawful = field.value.is_finite() && field.value >= 0.0;
        match target.clone().with_tolerance(field.value).filter(|_| lawful) {
            Some(changed) => changed,
            None => {
                let why = if lawful { "the sentence knows none" } else { "it must be 0 or more" };
                self.found.push(
                    Diagnostic::error("C0412", format!("the tolerance {} cannot be used: {why}", field.value))
                        .at(field.location.clone())
                        .value(field.value.to_string())
                        .expected("a number from 0 upwards, beside a sentence with \"about\" or \"in step with\""),
                );
                target
            }
        }
    }

    /// Checks the path of a target.
    fn path(
        &mut self,
        cell: Option<At<PathCell>>,
        due: Option<Period>,
        start: Option<Period>,
        settings: &TargetSettings,
    ) -> TargetPath {
        let Some(At { value, location }) = cell else { return settings.path.clone() };
        match value {
            PathCell::Word(word) => match one_of(&At::new(word, location), PATHS, "C0105", "path", &mut self.found) {
                Some("compound") => TargetPath::Compound,
                Some("none") => TargetPath::None,
                _ => TargetPath::Linear,
            },
            PathCell::Points(mut points) => {
                points.sort_by_key(|(at, _)| at.value);
                let is_outside =
                    |when: Period| due.is_some_and(|due| when >= due) || start.is_some_and(|start| when <= start);
                for pair in 0..points.len() {
                    let (at, number) = &points[pair];
                    let twice = pair > 0 && points[pair - 1].0.value == at.value;
                    let why = match () {
                        () if twice => "stands twice",
                        () if is_outside(at.value) => "does not lie between baseline and target",
                        () if !number.is_finite() => "is no number",
                        () => continue,
                    };
                    self.found.push(
                        Diagnostic::error("C0410", format!("the point {} of the path {why}", at.value))
                            .at(at.location.clone())
                            .value(format!("{}={number}", at.value))
                            .expected("each period once, after the baseline and before the target"),
                    );
                }
                TargetPath::Points(points.into_iter().map(|(at, number)| (at.value, number)).collect())
            }
        }
    }

    /// Checks claims.
    fn claims(&mut self, part: Part<RawClaim>, known: &Known<'_>) -> Vec<Claim> {
        let mut names = Names::new("claim");
        let mut claims = Vec::new();
        for At { value: raw, location } in part.entries {
            let Some(id) = self.id(raw.id, &location, &mut names) else { continue };
            let user = format!("the claim `{id}`");
            let verdict = raw.verdict.and_then(|word| one_of(&word, VERDICTS, "C0105", "verdict", &mut self.found));
            claims.push(Claim {
                name: name_or_id(raw.name.map(|at| at.value.0), &id),
                value: plain(raw.value),
                period: plain(raw.period),
                verdict: verdict.unwrap_or("not_checkable").to_owned(),
                note: plain(raw.note).0,
                sources: self.refer(raw.sources, known.sources, "C0114", &user),
                id,
            });
        }
        claims
    }
}

/// Reads a sentence for a unit; "in step with" is resolved to the code of an indicator.
pub(super) fn resolved_target(
    sentence: &At<String>,
    unit: &Unit,
    nodes: &[crate::model::Node],
    tolerances: &Tolerances,
    found: &mut Vec<Diagnostic>,
) -> Option<crate::Target> {
    let mut read = match target(sentence, unit, tolerances) {
        Ok(read) => read,
        Err(diagnostic) => {
            found.push(diagnostic);
            return None;
        }
    };
    if let Some(reference) = read.reference().map(str::to_owned) {
        if !check_reference(&reference, nodes, &sentence.location, found) {
            return None;
        }
        if let Some(position) = find_reference(&reference, nodes) {
            let tolerance = read.tolerance().unwrap_or(tolerances.in_step_points);
            read.kind = TargetKind::InStepWith { reference: nodes[position].code.clone(), tolerance };
        }
    }
    Some(read)
}

/// Unit of scores: targets may be set on an index or pillar too.
pub(super) fn index_points() -> Unit {
    Unit::parse("index").unwrap_or_else(|_| Unit::number())
}

/// Takes a name, or the identifier where there is none.
fn name_or_id(name: Option<Text>, id: &str) -> Text {
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| Text::new("", id))
}

/// Stands in for a project file that could not be read, so that the strategy is still checked.
fn nameless_project() -> Project {
    Project {
        id: String::new(),
        name: Text::default(),
        description: Text::default(),
        period: crate::Period::year_of(2000),
        periods: Vec::new(),
        assessment: None,
        focus: None,
        synthetic: false,
    }
}
