//! The kernels of rules as table methods: scores, distances, recognition and coverage by jurisdiction and year.
//!
//! They read no table but the lists of rules, which their parameters name; what they give has one row per jurisdiction and
//! year, so that it can be an indicator with a target like any other.

use std::collections::BTreeMap;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::grid::{CsvOptions, Limits, list_of, read_csv_bytes};
use crest_model::rules::{Lists, ProjectMethod, find_shipped, read_method};
use crest_model::{Day, Diagnostic, Location, Severity, Text};

use crate::kernel::{Call, Kernel, Parameter};
use crate::rules::{Basis, Book, Moment, RulesError};

const LISTS: Parameter = Parameter {
    name: "lists",
    meaning: "directory with provisions.csv, jurisdictions.csv, answers.csv and, where there are any, topics.csv and relations.csv",
};
const METHOD: Parameter = Parameter { name: "method", meaning: "name of a method that comes with Crest" };
const METHOD_FILE: Parameter = Parameter { name: "method_file", meaning: "file of a method, instead of `method`" };
const YEARS: Parameter = Parameter {
    name: "years",
    meaning: "years, each asked about on its last day; the year of the latest answer if not given",
};
const PLACES: Parameter = Parameter {
    name: "places",
    meaning: "place by jurisdiction, such as { gdd = \"huangpu\" }: these rows alone, under the names of places; all jurisdictions if not given",
};
const ADOPT: Parameter = Parameter {
    name: "adopt",
    meaning: "answers put in place of those of the lists: a list of { of, provision, value }; none if not given",
};

/// Returns the kernels of this family.
pub(crate) fn all() -> Vec<Kernel> {
    let kernel = |name, zh: &str, en: &str, parameters, run| Kernel {
        name,
        version: 1,
        summary: Text::new(zh, en),
        inputs: &[],
        parameters,
        paths: &["lists", "method_file"],
        run,
    };
    vec![
        kernel(
            "rules.score",
            "各法域规则的得分与位次",
            "scores and ranks of the rules of jurisdictions",
            &[LISTS, METHOD, METHOD_FILE, YEARS, PLACES, ADOPT],
            run_score,
        ),
        kernel(
            "rules.distance",
            "各法域规则与某一法域的距离",
            "distance of the rules of jurisdictions to those of one",
            &[
                LISTS,
                METHOD,
                METHOD_FILE,
                YEARS,
                PLACES,
                ADOPT,
                Parameter { name: "to", meaning: "jurisdiction to which distances are measured; required" },
                Parameter { name: "basis", meaning: "answers (default), scores, recognition" },
            ],
            run_distance,
        ),
        kernel(
            "rules.recognition",
            "谁认可谁的规则：各状态的条数",
            "who recognises whom: number of provisions in each state",
            &[LISTS, YEARS, PLACES],
            run_recognition,
        ),
        kernel(
            "rules.coverage",
            "答案的完备与可信程度",
            "how far the answers are given and can be trusted",
            &[LISTS, METHOD, METHOD_FILE, YEARS, PLACES],
            run_coverage,
        ),
    ]
}

type Outcome = Result<Table, Vec<Diagnostic>>;

fn refused(call: &Call<'_>, name: &str, value: &str, expected: &str) -> Vec<Diagnostic> {
    let message = format!("table `{}`: the parameter `{name}` is {value}", call.table);
    vec![Diagnostic::error("C0703", message).at(call.location.clone()).value(value).expected(expected)]
}

fn failed(call: &Call<'_>, error: &RulesError) -> Vec<Diagnostic> {
    let message = format!("table `{}`: {error}", call.table);
    vec![Diagnostic::error("C0705", message).at(call.location.clone())]
}

/// Text of a parameter.
fn text<'a>(call: &'a Call<'_>, name: &str) -> Result<Option<&'a str>, Vec<Diagnostic>> {
    match call.with.get(name) {
        None => Ok(None),
        Some(toml::Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(refused(call, name, &other.to_string(), "a text")),
    }
}

/// The lists and the method of a call, with the answers that it puts in place.
fn book(call: &Call<'_>) -> Result<Book, Vec<Diagnostic>> {
    let files = call.files.of("lists");
    if files.is_empty() {
        return Err(refused(call, "lists", "missing", "a directory of the project with the lists of rules"));
    }
    let mut found = Vec::new();
    let mut list = |name: &str| {
        let ending = format!("/{name}.csv");
        let file = files.iter().find(|file| file.path.ends_with(&ending))?;
        let grid = read_csv_bytes(&file.path, &file.bytes, &CsvOptions::default(), &Limits::default());
        let list = grid.map_err(|problem| vec![problem]).and_then(list_of);
        list.map_err(|problems| found.extend(problems)).ok()
    };
    let lists = Lists {
        topics: list("topics"),
        provisions: list("provisions"),
        jurisdictions: list("jurisdictions"),
        answers: list("answers").into_iter().collect(),
        relations: list("relations"),
    };
    if lists.provisions.is_none() || lists.jurisdictions.is_none() || lists.answers.is_empty() {
        found.extend(refused(call, "lists", &files[0].path, "provisions.csv, jurisdictions.csv and answers.csv"));
        return Err(found);
    }
    let (rules, more) = crest_model::rules::read(&lists);
    found.extend(more);
    found.retain(|one| one.severity == Severity::Error);
    let Some(rules) = rules.filter(|_| found.is_empty()) else { return Err(found) };
    let method = match (text(call, "method")?, call.files.of("method_file").first()) {
        (Some(name), _) => Some(
            find_shipped(name)
                .map(crest_model::rules::ShippedMethod::method)
                .ok_or_else(|| refused(call, "method", name, "a method that `crest rules methods` lists"))?,
        ),
        (None, Some(file)) => {
            let written = String::from_utf8_lossy(&file.bytes);
            let (method, found) = read_method(&file.path, &written);
            Some(method.ok_or(found)?)
        }
        (None, None) => None,
    };
    let method = method.map(|method| ProjectMethod {
        id: method.id.clone(),
        method,
        file: None,
        provisions: BTreeMap::new(),
        location: Location::file("crest.toml"),
    });
    let mut book = Book::new(rules, method.as_ref()).map_err(|error| failed(call, &error))?;
    for (of, provision, value) in adoptions(call)? {
        book.adopt(&of, &provision, &value).map_err(|error| failed(call, &error))?;
    }
    Ok(book)
}

/// The answers that a call puts in place: jurisdiction, provision, value.
fn adoptions(call: &Call<'_>) -> Result<Vec<(String, String, String)>, Vec<Diagnostic>> {
    let Some(value) = call.with.get("adopt") else { return Ok(Vec::new()) };
    let wrong = || refused(call, "adopt", &value.to_string(), "a list of { of = …, provision = …, value = … }");
    let list = value.as_array().ok_or_else(wrong)?;
    list.iter()
        .map(|one| {
            let part = |key: &str| {
                Some(match one.get(key)? {
                    toml::Value::String(text) => text.clone(),
                    toml::Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
                    other => other.to_string(),
                })
            };
            part("of").zip(part("provision")).zip(part("value")).map(|((a, b), c)| (a, b, c)).ok_or_else(wrong)
        })
        .collect()
}

/// The years asked about, with their last days.
fn years(call: &Call<'_>, book: &Book) -> Result<Vec<(i64, Moment)>, Vec<Diagnostic>> {
    let Some(value) = call.with.get("years") else {
        let day = book.latest();
        return Ok(vec![(i64::from(day.year()), Moment::on(day))]);
    };
    let wrong = || refused(call, "years", &value.to_string(), "a list of years such as [2020, 2021]");
    let list = value.as_array().ok_or_else(wrong)?;
    list.iter()
        .map(|year| {
            let year = year.as_integer().filter(|year| (1900..=2200).contains(year)).ok_or_else(wrong)?;
            let day: Day = format!("{year:04}-12-31").parse().map_err(|_| wrong())?;
            Ok((year, Moment::on(day)))
        })
        .collect()
}

/// Columns that grow row by row.
struct Columns {
    /// Place by jurisdiction; `None` = every jurisdiction under its own name.
    names: Option<BTreeMap<String, String>>,
    places: Vec<Option<String>>,
    periods: Vec<Option<i64>>,
    numbers: Vec<(String, Vec<Option<f64>>)>,
}

impl Columns {
    fn of(call: &Call<'_>) -> Result<Self, Vec<Diagnostic>> {
        let names = match call.with.get("places") {
            None => None,
            Some(value) => {
                let wrong =
                    || refused(call, "places", &value.to_string(), "a place by jurisdiction: { gdd = \"huangpu\" }");
                let table = value.as_table().ok_or_else(wrong)?;
                let pairs = table.iter().map(|(from, to)| Some((from.clone(), to.as_str()?.to_owned())));
                Some(pairs.collect::<Option<BTreeMap<_, _>>>().ok_or_else(wrong)?)
            }
        };
        Ok(Self { names, places: Vec::new(), periods: Vec::new(), numbers: Vec::new() })
    }

    /// Adds a row; tells whether the jurisdiction is one of those asked for.
    fn row(&mut self, place: &str, period: i64, numbers: &[(&str, Option<f64>)]) -> bool {
        let place = match &self.names {
            None => place,
            Some(names) => match names.get(place) {
                Some(name) => name,
                None => return false,
            },
        };
        self.places.push(Some(place.to_owned()));
        self.periods.push(Some(period));
        for (k, (name, number)) in numbers.iter().enumerate() {
            if self.numbers.len() <= k {
                self.numbers.push(((*name).to_owned(), Vec::new()));
            }
            self.numbers[k].1.push(*number);
        }
        true
    }

    fn table(self, call: &Call<'_>, further: Vec<(ColumnInfo, ColumnData)>) -> Table {
        let mut columns = vec![
            (ColumnInfo::named("place"), ColumnData::Text(self.places)),
            (ColumnInfo::named("period"), ColumnData::Integer(self.periods)),
        ];
        columns.extend(further);
        columns
            .extend(self.numbers.into_iter().map(|(name, cells)| (ColumnInfo::named(name), ColumnData::Number(cells))));
        Table::from_columns(call.table, columns)
    }
}

fn run_score(call: &Call<'_>) -> Outcome {
    let book = book(call)?;
    let mut columns = Columns::of(call)?;
    for (year, moment) in years(call, &book)? {
        let scored = book.scores(moment).map_err(|error| failed(call, &error))?;
        let tops: Vec<usize> =
            (0..scored.nodes.len()).filter(|&node| scored.nodes[node].parent.as_deref() == Some("overall")).collect();
        for row in &scored.rows {
            let mut numbers = vec![("score", row.overall), ("rank", row.rank.map(f64::from))];
            numbers.extend(tops.iter().map(|&node| (scored.nodes[node].id.as_str(), row.nodes[node])));
            columns.row(&row.id, year, &numbers);
        }
    }
    Ok(columns.table(call, Vec::new()))
}

fn run_distance(call: &Call<'_>) -> Outcome {
    let book = book(call)?;
    let Some(to) = text(call, "to")? else {
        return Err(refused(call, "to", "missing", "a jurisdiction of the lists"));
    };
    let basis = match text(call, "basis")? {
        None | Some("answers") => Basis::Answers,
        Some("scores") => Basis::Scores,
        Some("recognition") => Basis::Recognition,
        Some(other) => return Err(refused(call, "basis", other, "one of answers, scores, recognition")),
    };
    let to = book.jurisdiction(to).map_err(|error| failed(call, &error))?;
    let to = book.rules().jurisdictions[to].id.as_str();
    let mut columns = Columns::of(call)?;
    for (year, moment) in years(call, &book)? {
        for other in book.rules().jurisdictions.iter().filter(|one| one.id != to) {
            let rows = book.distances(Some(&other.id), Some(to), basis, moment);
            let rows = rows.map_err(|error| failed(call, &error))?;
            let whole = &rows[0];
            let mut numbers = vec![
                ("distance", whole.distance),
                ("lower", whole.lower),
                ("upper", whole.upper),
                ("known", whole.known),
            ];
            numbers.extend(rows[1..].iter().map(|row| (row.topic.as_str(), row.distance)));
            columns.row(&other.id, year, &numbers);
        }
    }
    Ok(columns.table(call, Vec::new()))
}

fn run_recognition(call: &Call<'_>) -> Outcome {
    let book = book(call)?;
    let mut columns = Columns::of(call)?;
    let mut partners = Vec::new();
    for (year, moment) in years(call, &book)? {
        let mut counts: BTreeMap<(String, String), [f64; 4]> = BTreeMap::new();
        for row in book.recognition(moment) {
            let state = ["none", "unilateral", "mutual", "identical"].iter().position(|word| *word == row.state);
            let cell = counts.entry((row.from, row.to)).or_default();
            cell[state.expect("there are four states")] += 1.0;
        }
        for ((from, to), [none, unilateral, mutual, identical]) in counts {
            let numbers = [
                ("none", Some(none)),
                ("unilateral", Some(unilateral)),
                ("mutual", Some(mutual)),
                ("identical", Some(identical)),
                ("recognised", Some(unilateral + mutual + identical)),
            ];
            if columns.row(&from, year, &numbers) {
                partners.push(Some(to));
            }
        }
    }
    Ok(columns.table(call, vec![(ColumnInfo::named("partner"), ColumnData::Text(partners))]))
}

fn run_coverage(call: &Call<'_>) -> Outcome {
    let book = book(call)?;
    let mut columns = Columns::of(call)?;
    for (year, moment) in years(call, &book)? {
        for row in book.coverage(moment).map_err(|error| failed(call, &error))? {
            let numbers = [
                ("due", Some(row.n_due as f64)),
                ("given", Some(row.n_given as f64)),
                ("share_given", row.given),
                ("share_official", row.official),
                ("share_single_coder", row.single_coder),
                ("mean_age_years", row.mean_age_years),
            ];
            columns.row(&row.jurisdiction, year, &numbers);
        }
    }
    Ok(columns.table(call, Vec::new()))
}

#[cfg(test)]
mod tests;
