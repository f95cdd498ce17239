//! Reads the published data on rules and builds the methods that belong to them.
//!
//! The data are not part of the tree. They are looked for in `$CREST_SHARED` (default: `shared` beside the workspace);
//! where they are absent a test prints one line and returns.

#![allow(dead_code, reason = "every test binary uses its own part of the harness")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    unreachable_pub,
    reason = "helpers of a test fail and speak as tests do"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use crest_rules::answer::{Absence, Answer, Answers};
use crest_rules::method::{
    AbsenceRules, Aggregate, Better, Component, Draft, Group, Member, Method, Node, OnAbsence, RankRule, Reading,
    ScoreFunction,
};
use crest_rules::score::Composite;

/// Path of the data on rules, or `None` after saying so.
pub fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("CREST_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("data/rules");
    if folder.join("doing-business/economies.csv").is_file() {
        return Some(folder);
    }
    println!("data on rules not found at {}: nothing compared", folder.display());
    None
}

/// Rows of a file, each by column name.
pub fn rows(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = folder().expect("asked for only where the data are present").join(name);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |record: csv::StringRecord| header.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// Number of a cell; blank is missing.
pub fn number(text: &str) -> Option<f64> {
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("{text} is no number")))
}

/// Answer of a cell of the Doing Business files.
pub fn answer(text: &str) -> Answer {
    match text {
        "" => Answer::Absent(Absence::NotCollected),
        "NP" | "NO_VAT_REFUND" => Answer::Absent(Absence::NoPractice),
        "NO_VAT" | "NO_CIT" => Answer::Absent(Absence::NotApplicable),
        number => Answer::Number(number.parse().unwrap_or_else(|_| panic!("{number} is no number"))),
    }
}

/// A component that reads a provision.
pub fn component(provision: usize, function: ScoreFunction, best: f64, absence: AbsenceRules) -> Node {
    Node::Component(Component { reading: Reading::Answer { provision, function }, worst: 0.0, best, absence })
}

/// A group of nodes with weights.
pub fn group(members: &[(usize, f64)], aggregate: Aggregate) -> Node {
    let members = members.iter().map(|&(node, weight)| Member { node, weight }).collect();
    Node::Group(Group { members, aggregate })
}

/// A draft of nodes without implications, couplings and gates.
pub fn draft(n_provisions: usize, nodes: Vec<Node>, better: Better) -> Draft {
    Draft {
        n_provisions,
        nodes,
        implications: Vec::new(),
        couplings: Vec::new(),
        gates: Vec::new(),
        better,
        rank_rule: RankRule::Unrounded,
        decimals: 1,
    }
}

/// Score function of an indicator of Doing Business, by its row.
pub fn bounds(row: &BTreeMap<String, String>) -> ScoreFunction {
    let cell = |name: &str| row.get(name).and_then(|text| number(text));
    ScoreFunction::Bounds {
        worst: cell("worst").unwrap(),
        best: cell("best").unwrap(),
        exponent: cell("exponent").unwrap_or(1.0),
        full: 100.0,
    }
}

/// Says what the answers of a Doing Business method are.
#[derive(Clone, Copy, PartialEq)]
pub enum Answers17 {
    /// Published component scores.
    ComponentScores,
    /// Indicator values as displayed.
    Values,
}

/// The method of Doing Business 2017–2020 with its economies.
pub struct DoingBusiness {
    pub method: Method,
    pub indicators: Vec<String>,
    /// Topic ids with their nodes, in order of the overall score.
    pub topics: Vec<(String, usize)>,
    pub postfiling: usize,
    pub codes: Vec<String>,
    pub composites: Vec<Composite>,
    /// Positions that are ranked: economies, not cities.
    pub ranked: Vec<usize>,
}

impl DoingBusiness {
    pub fn new(reads: Answers17) -> Self {
        let table = rows("doing-business/indicators.csv");
        let indicators: Vec<String> = table.iter().map(|row| row["id"].clone()).collect();
        let mut nodes: Vec<Node> = table
            .iter()
            .enumerate()
            .map(|(provision, row)| match reads {
                // A blank component score is a part that does not apply.
                Answers17::ComponentScores => {
                    component(provision, ScoreFunction::AsGiven, 100.0, AbsenceRules::always(OnAbsence::LeaveOut))
                }
                Answers17::Values => component(provision, bounds(row), 100.0, AbsenceRules::DOING_BUSINESS),
            })
            .collect();
        let positions = |topic: &str, group: &str| -> Vec<(usize, f64)> {
            let rows = table.iter().enumerate().filter(|(_, row)| row["topic_id"] == topic && row["group"] == group);
            rows.map(|(k, row)| (k, number(&row["weight_in_topic"]).unwrap_or(1.0))).collect()
        };
        nodes.push(group(&positions("pt", "postfiling"), Aggregate::Mean));
        let postfiling = nodes.len() - 1;
        let mut topics = Vec::new();
        for topic in ["sb", "cp", "el", "rp", "gc", "mi", "pt", "tb", "ec", "ri"] {
            let mut members = positions(topic, "");
            if topic == "pt" {
                members.push((postfiling, 0.25));
            }
            nodes.push(group(&members, Aggregate::Mean));
            topics.push((topic.to_owned(), nodes.len() - 1));
        }
        let members: Vec<(usize, f64)> = topics.iter().map(|(_, node)| (*node, 0.1)).collect();
        nodes.push(group(&members, Aggregate::Mean));
        let method = Method::new(draft(indicators.len(), nodes, Better::Higher)).unwrap();

        let economies = rows("doing-business/economies.csv");
        let codes: Vec<String> = economies.iter().map(|row| row["code"].clone()).collect();
        let mut composites: Vec<Composite> = Vec::new();
        let mut ranked = Vec::new();
        for (position, row) in economies.iter().enumerate() {
            // Liechtenstein is in the workbook from 2019 on, but not among the 190 ranked economies.
            if row["level"] != "city" && row["code"] != "LIE" {
                ranked.push(position);
            }
            if row["level"] == "two-city economy" {
                let parts = economies.iter().enumerate().filter(|(_, city)| city["parent"] == row["code"]);
                let parts = parts.map(|(city, row)| (city, number(&row["city_weight"]).unwrap())).collect();
                composites.push(Composite { jurisdiction: position, parts });
            }
        }
        Self { method, indicators, topics, postfiling, codes, composites, ranked }
    }

    pub fn economy(&self, code: &str) -> usize {
        self.codes.iter().position(|c| c == code).unwrap_or_else(|| panic!("no economy {code}"))
    }

    pub fn provision(&self, id: &str) -> usize {
        self.indicators.iter().position(|i| i == id).unwrap_or_else(|| panic!("no indicator {id}"))
    }

    /// Answers of a year, economies × indicators; economies without a row are not collected.
    pub fn answers(&self, file: &str, year: &str) -> Answers {
        let n = self.indicators.len();
        let mut cells = vec![Answer::Absent(Absence::NotCollected); self.codes.len() * n];
        for row in rows(file).iter().filter(|row| row["year"] == year) {
            let economy = self.economy(&row["code"]);
            for (k, indicator) in self.indicators.iter().enumerate() {
                cells[economy * n + k] = answer(&row[indicator]);
            }
        }
        Answers::new(n, cells)
    }
}

/// The Business Entry topic of B-READY 2025 with its economies.
pub struct BusinessEntry {
    pub method: Method,
    /// Ids of the upper nodes with their nodes; the topic comes last.
    pub upper: Vec<(String, usize)>,
    pub codes: Vec<String>,
    pub answers: Answers,
    /// Greatest points of each indicator.
    pub most: Vec<f64>,
    /// Whether an indicator is a coded answer, not a time or a cost.
    pub coded: Vec<bool>,
}

impl BusinessEntry {
    pub fn new() -> Self {
        let structure = rows("b-ready-2025/business_entry_structure.csv");
        let leaves: Vec<_> = structure.iter().filter(|row| row["level"] == "indicator").collect();
        let most: Vec<f64> = leaves.iter().map(|row| number(&row["max_points"]).unwrap()).collect();
        let coded = leaves.iter().map(|row| row["numeric"] == "coded").collect();
        let mut placed: BTreeMap<String, usize> = BTreeMap::new();
        let mut nodes = Vec::new();
        for (k, row) in leaves.iter().enumerate() {
            placed.insert(row["id"].clone(), k);
            let absence = AbsenceRules::always(OnAbsence::Missing);
            nodes.push(component(k, ScoreFunction::AsGiven, most[k], absence));
        }
        let mut upper = Vec::new();
        for level in ["subcategory", "category", "pillar"] {
            for row in structure.iter().filter(|row| row["level"] == level) {
                let members = structure.iter().filter(|child| child["parent"] == row["id"]);
                let members: Vec<(usize, f64)> = members.map(|child| (placed[&child["id"]], 1.0)).collect();
                nodes.push(group(&members, Aggregate::Sum));
                placed.insert(row["id"].clone(), nodes.len() - 1);
                upper.push((row["id"].clone(), nodes.len() - 1));
            }
        }
        let pillars: Vec<(usize, f64)> = ["P1", "P2", "P3"].iter().map(|id| (placed[*id], 1.0)).collect();
        nodes.push(group(&pillars, Aggregate::Mean));
        upper.push(("topic".to_owned(), nodes.len() - 1));
        let method = Method::new(draft(leaves.len(), nodes, Better::Higher)).unwrap();
        let points = rows("b-ready-2025/business_entry_points.csv");
        let codes = points.iter().map(|row| row["code"].clone()).collect();
        let cells = points.iter().flat_map(|row| leaves.iter().map(|leaf| answer(&row[&leaf["id"]])));
        let answers = Answers::new(leaves.len(), cells.collect());
        Self { method, upper, codes, answers, most, coded }
    }

    pub fn economy(&self, code: &str) -> usize {
        self.codes.iter().position(|c| c == code).unwrap_or_else(|| panic!("no economy {code}"))
    }
}
