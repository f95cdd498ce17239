//! Reads the ASEM data and its golden results, and compares tables with tolerance and a readable difference.
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

use crest_index::{Denominator, Input, Matrix, Tree, TreeNode};

/// Path of the ASEM data, or `None` after saying so.
pub fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("CREST_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("data/asem");
    if folder.join("units.csv").is_file() {
        return Some(folder);
    }
    println!("ASEM data not found at {}: nothing compared", folder.display());
    None
}

/// Holds a CSV file as text.
pub struct Sheet {
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Reads a file of the ASEM folder, such as `golden/01a_denominated.csv`.
pub fn sheet(name: &str) -> Sheet {
    let path = folder().expect("asked for only where the data are present").join(name);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    Sheet { name: name.to_owned(), header, rows }
}

/// Reads a golden file by its number, such as `06a`.
pub fn golden(number: &str) -> Sheet {
    let folder = folder().expect("asked for only where the data are present").join("golden");
    let mut found: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(&format!("{number}_")))
        .collect();
    found.sort();
    assert_eq!(found.len(), 1, "golden files named {number}: {found:?}");
    sheet(&format!("golden/{}", found[0]))
}

impl Sheet {
    /// Position of a column by its header.
    pub fn column(&self, header: &str) -> usize {
        let found = self.header.iter().position(|h| h == header);
        found.unwrap_or_else(|| panic!("{} has no column {header}", self.name))
    }

    /// Text of a cell.
    pub fn text(&self, row: usize, header: &str) -> &str {
        &self.rows[row][self.column(header)]
    }

    /// Number of a cell; blank is missing.
    pub fn number(&self, row: usize, header: &str) -> Option<f64> {
        number(self.text(row, header))
    }

    /// Row in which a column holds this text.
    pub fn row(&self, header: &str, text: &str) -> usize {
        let column = self.column(header);
        let found = self.rows.iter().position(|row| row[column] == text);
        found.unwrap_or_else(|| panic!("{} has no row {header} = {text}", self.name))
    }

    /// All numbers of a column.
    pub fn numbers(&self, header: &str) -> Vec<Option<f64>> {
        (0..self.rows.len()).map(|row| self.number(row, header)).collect()
    }
}

/// Reads a number; blank is missing.
pub fn number(text: &str) -> Option<f64> {
    match text {
        "" => None,
        "true" => Some(1.0),
        "false" => Some(0.0),
        "Inf" => Some(f64::INFINITY),
        "-Inf" => Some(f64::NEG_INFINITY),
        _ => Some(text.parse().unwrap_or_else(|_| panic!("not a number: {text}"))),
    }
}

/// Tells whether two numbers agree to a relative tolerance (absolute below 1e-12; NaN agrees with NaN).
pub fn agree(a: f64, b: f64, tolerance: f64) -> bool {
    a == b
        || (a.is_nan() && b.is_nan())
        || (a - b).abs() <= tolerance * a.abs().max(b.abs()) + 1e-12 * tolerance.max(1.0)
}

/// Collects differences and fails with the first of them.
#[derive(Default)]
pub struct Differences {
    compared: usize,
    found: Vec<String>,
}

impl Differences {
    /// Compares a number with what is expected.
    pub fn number(&mut self, what: &str, ours: Option<f64>, golden: Option<f64>, tolerance: f64) {
        self.compared += 1;
        let same = match (ours, golden) {
            (None, None) => true,
            (Some(a), Some(b)) => agree(a, b, tolerance),
            _ => false,
        };
        if !same {
            self.found.push(format!("{what}: {ours:?}, expected {golden:?}"));
        }
    }

    /// Compares texts or counts that must be equal.
    pub fn exact<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, ours: &T, golden: &T) {
        self.compared += 1;
        if ours != golden {
            self.found.push(format!("{what}: {ours:?}, expected {golden:?}"));
        }
    }

    /// Fails where anything differs, or where nothing was compared.
    pub fn report(self, file: &str) {
        assert!(self.compared > 0, "{file}: nothing compared");
        let shown = self.found.iter().take(10).cloned().collect::<Vec<_>>().join("\n  ");
        assert!(self.found.is_empty(), "{file}: {} of {} differ\n  {shown}", self.found.len(), self.compared);
        println!("{file}: {} numbers agree", self.compared);
    }
}

/// Holds the ASEM data as arrays, with the codes of rows and columns.
pub struct Asem {
    pub units: Vec<String>,
    pub indicators: Vec<String>,
    /// Codes of all nodes of the tree: the indicators, then aggregates in the order of indicators.csv.
    pub nodes: Vec<String>,
    pub raw: Matrix,
    pub tree: Tree,
    pub directions: Vec<i8>,
    pub targets: Vec<Option<f64>>,
    /// Groups by grouping column.
    pub groups: BTreeMap<String, Vec<Option<usize>>>,
    denominator_names: Vec<Option<String>>,
    denominator_values: BTreeMap<String, Vec<Option<f64>>>,
}

impl Asem {
    /// Reads units.csv and indicators.csv, or returns `None` where the data are absent.
    pub fn load() -> Option<Self> {
        folder()?;
        let units = sheet("units.csv");
        let everyone: Vec<usize> = (0..units.rows.len()).collect();
        Some(Self::of_rows(&units, &everyone))
    }

    /// Reads panel.csv: the years in order, each with its places.
    pub fn load_panel(file: &str) -> Option<Vec<(String, Self)>> {
        folder()?;
        let panel = sheet(file);
        let mut years: Vec<String> = (0..panel.rows.len()).map(|row| panel.text(row, "Time").to_owned()).collect();
        years.sort();
        years.dedup();
        let of_year = |year: &String| (0..panel.rows.len()).filter(|&row| panel.text(row, "Time") == year).collect();
        Some(
            years
                .iter()
                .map(|year| (year.clone(), Self::of_rows(&panel, &Vec::from_iter::<Vec<usize>>(of_year(year)))))
                .collect(),
        )
    }

    fn of_rows(units: &Sheet, rows: &[usize]) -> Self {
        let framework = sheet("indicators.csv");
        let of_type = |wanted: &str| -> Vec<usize> {
            (0..framework.rows.len()).filter(|&row| framework.text(row, "Type") == wanted).collect()
        };
        let indicator_rows = of_type("Indicator");
        let code = |row: &usize| framework.text(*row, "iCode").to_owned();
        let node_rows: Vec<usize> = indicator_rows.iter().copied().chain(of_type("Aggregate")).collect();
        let nodes: Vec<String> = node_rows.iter().map(code).collect();
        let indicators: Vec<String> = indicator_rows.iter().map(code).collect();
        let tree = node_rows
            .iter()
            .enumerate()
            .map(|(index, &row)| TreeNode {
                parent: nodes.iter().position(|node| node == framework.text(row, "Parent")),
                weight: framework.number(row, "Weight").unwrap(),
                leaf: (index < indicators.len()).then_some(index),
            })
            .collect();
        let column = |header: &str| -> Vec<Option<f64>> { rows.iter().map(|&row| units.number(row, header)).collect() };
        let columns: Vec<Vec<Option<f64>>> = indicators.iter().map(|code| column(code)).collect();
        let groups = of_type("Group").into_iter().map(|row| {
            let name = code(&row);
            let texts: Vec<&str> = rows.iter().map(|&row| units.text(row, &name)).collect();
            let mut names: Vec<&str> = texts.clone();
            names.sort_unstable();
            names.dedup();
            let positions = texts.iter().map(|text| names.iter().position(|name| name == text)).collect();
            (name, positions)
        });
        Self {
            units: rows.iter().map(|&row| units.text(row, "uCode").to_owned()).collect(),
            raw: Matrix::from_columns(rows.len(), &columns),
            tree: Tree::build(tree).unwrap(),
            directions: indicator_rows.iter().map(|&row| framework.number(row, "Direction").unwrap() as i8).collect(),
            targets: indicator_rows.iter().map(|&row| framework.number(row, "Target")).collect(),
            groups: groups.collect(),
            denominator_names: indicator_rows
                .iter()
                .map(|&row| Some(framework.text(row, "Denominator").to_owned()).filter(|name| !name.is_empty()))
                .collect(),
            denominator_values: of_type("Denominator").iter().map(|row| (code(row), column(&code(row)))).collect(),
            indicators,
            nodes,
        }
    }

    /// Denominators per indicator, plain ratios.
    pub fn denominators(&self) -> Vec<Option<Denominator<'_>>> {
        let values = |name: &String| Denominator { values: &self.denominator_values[name], scale: 1.0 };
        self.denominator_names.iter().map(|name| name.as_ref().map(values)).collect()
    }

    /// Values of a denominator column.
    pub fn denominator(&self, name: &str) -> &[Option<f64>] {
        &self.denominator_values[name]
    }

    /// Input without denominators, with targets and the EurAsia grouping.
    pub fn input(&self) -> Input<'_> {
        let mut input = Input::new(&self.raw, &self.tree, &self.directions);
        input.groups = &self.groups["EurAsia_group"];
        input.targets = &self.targets;
        input
    }

    /// Position of a unit.
    pub fn unit(&self, code: &str) -> usize {
        self.units.iter().position(|unit| unit == code).unwrap_or_else(|| panic!("no unit {code}"))
    }

    /// Position of a node; indicators have the position of their column.
    pub fn node(&self, code: &str) -> usize {
        self.nodes.iter().position(|node| node == code).unwrap_or_else(|| panic!("no node {code}"))
    }

    /// Reads a wide golden file (uCode, then indicator codes) into a matrix in our order.
    pub fn wide(&self, file: &Sheet) -> Matrix {
        let mut matrix = Matrix::missing(self.units.len(), self.indicators.len());
        for row in 0..file.rows.len() {
            for header in file.header.iter().filter(|header| *header != "uCode") {
                matrix.set(self.unit(file.text(row, "uCode")), self.node(header), file.number(row, header));
            }
        }
        matrix
    }

    /// Compares our cells with a wide golden file; every cell of the file is compared.
    pub fn compare_wide(&self, number: &str, ours: impl Fn(usize, usize) -> Option<f64>) {
        let file = golden(number);
        let mut differences = Differences::default();
        for row in 0..file.rows.len() {
            let unit = file.text(row, "uCode");
            for header in file.header.iter().filter(|header| *header != "uCode" && *header != "Rank") {
                let cell = ours(self.unit(unit), self.node(header));
                differences.number(&format!("{unit} {header}"), cell, file.number(row, header), 1e-9);
            }
        }
        differences.report(&file.name);
    }

    /// Compares our cells with a long golden file (uCode, iCode, one column of numbers).
    pub fn compare_long(&self, number: &str, column: &str, tolerance: f64, ours: impl Fn(usize, usize) -> Option<f64>) {
        let file = golden(number);
        let mut differences = Differences::default();
        for row in 0..file.rows.len() {
            let (unit, indicator) = (file.text(row, "uCode"), file.text(row, "iCode"));
            let cell = ours(self.unit(unit), self.node(indicator));
            differences.number(&format!("{unit} {indicator}"), cell, file.number(row, column), tolerance);
        }
        differences.report(&file.name);
    }
}
