//! The rules by name, with their codes, severities and parameters.

use std::collections::BTreeMap;

use crest_model::Severity;

use super::series::Cell;

/// Describes one rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Name used in `[checks.NAME]`.
    pub name: &'static str,
    /// Diagnostic code.
    pub code: &'static str,
    /// Severity of its grave findings, where the project states none; slight findings are notes.
    pub severity: Severity,
    /// One sentence: what it finds.
    pub finds: &'static str,
    /// Parameters.
    pub parameters: &'static [Parameter],
}

/// Describes one parameter of a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Name used in `[checks.RULE]`; `"NAME:CODE"` states it for one indicator.
    pub name: &'static str,
    /// Value where the project states none.
    pub default: f64,
    /// What it means.
    pub means: &'static str,
}

const fn p(name: &'static str, default: f64, means: &'static str) -> Parameter {
    Parameter { name, default, means }
}

/// All rules in the order of their findings.
pub const RULES: &[Rule] = &[
    Rule {
        name: "sum-of-parts",
        code: "C2001",
        severity: Severity::Warning,
        finds: "parts that do not add up to their whole",
        parameters: &[
            p("tolerance", 0.01, "share of the whole by which the parts may miss it"),
            p("slight", 0.0005, "share of the whole from which a smaller miss is noted"),
        ],
    },
    Rule {
        name: "jump",
        code: "C2002",
        severity: Severity::Warning,
        finds: "changes far beyond what is usual, single years apart from lasting shifts",
        parameters: &[
            p("floor", 0.15, "change of the logarithm that is never a jump"),
            p("spread", 8.0, "usual spreads of all places, added to the floor"),
            p("spike", 5.0, "usual spreads of the place itself, for a value that goes out and comes back"),
            p("confirmed", 3.0, "usual spreads where another source does not show the change"),
            p("factor", 0.0, "fixed limit: a change by more than this factor; 0 = from the data"),
        ],
    },
    Rule {
        name: "repeat",
        code: "C2003",
        severity: Severity::Warning,
        finds: "values equal to the last digit to those of the year before",
        parameters: &[
            p("usual", 0.1, "share of repeats from which an indicator repeats by nature"),
            p("chance", 0.05, "probability of a chance repeat from which it is only noted"),
        ],
    },
    Rule {
        name: "row-slip",
        code: "C2004",
        severity: Severity::Warning,
        finds: "blocks of rows that hold the values of the rows next to them",
        parameters: &[
            p("length", 3.0, "least rows in a block"),
            p("near", 0.005, "share by which a value may differ from the neighbour's in another source"),
            p("own", 0.02, "share by which it must differ from its own in that source"),
            p("near-years", 0.2, "change of the logarithm from the neighbour's adjacent years"),
            p("own-years", 0.3, "change of the logarithm from its own adjacent years"),
        ],
    },
    Rule {
        name: "source-conflict",
        code: "C2005",
        severity: Severity::Warning,
        finds: "sources that disagree on one cell",
        parameters: &[
            p("above", 0.2, "difference as a share of the smallest value"),
            p("slight", 0.05, "difference from which a smaller conflict is noted"),
        ],
    },
    Rule {
        name: "interpolation-run",
        code: "C2006",
        severity: Severity::Warning,
        finds: "values on an exact line or growth path between two others",
        parameters: &[
            p("interior", 3.0, "least values between the two ends"),
            p("chance", 0.05, "chance runs expected in all values of a source, above which nothing is said"),
        ],
    },
    Rule {
        name: "territory-change",
        code: "C2007",
        severity: Severity::Warning,
        finds: "changes of land area or of the territory a value refers to",
        parameters: &[
            p("change", 0.05, "change of area as a share of the smaller one"),
            p("slight", 0.01, "change from which a smaller one is noted"),
        ],
    },
    Rule {
        name: "unit-change",
        code: "C2008",
        severity: Severity::Warning,
        finds: "changes of level by a power of ten or another ratio of units",
        parameters: &[
            p("tolerance", 0.01, "change of the logarithm from the exact ratio, besides 2.5 usual spreads"),
            p("wild", 0.01, "share of changes by half the ratio or more from which a single place says nothing"),
            p("spread", 8.0, "usual spreads the change must exceed"),
        ],
    },
    Rule {
        name: "sign",
        code: "C2009",
        severity: Severity::Warning,
        finds: "negative values where none can be, zeros between large values",
        parameters: &[p("zeros", 0.02, "share of zeros from which an indicator has zeros by nature")],
    },
    Rule {
        name: "duplicate-place",
        code: "C2010",
        severity: Severity::Warning,
        finds: "two places that are one",
        parameters: &[
            p("cells", 5.0, "least cells that agree to the last digit"),
            p("share", 0.8, "least share of agreeing cells among those both have"),
        ],
    },
    Rule {
        name: "population-switch",
        code: "C2011",
        severity: Severity::Warning,
        finds: "shifts of people counted that nothing else shows, as between registered and resident",
        parameters: &[
            p("floor", 0.04, "change of the logarithm that is never a switch"),
            p("spread", 8.0, "usual spreads of all places, added to the floor"),
            p("area", 0.02, "change of land area from which the territory explains it"),
        ],
    },
    Rule {
        name: "constant-column",
        code: "C2012",
        severity: Severity::Warning,
        finds: "one value for a whole place, or for many places",
        parameters: &[
            p("years", 4.0, "least years of a place that holds one value"),
            p("places", 4.0, "least places that share a value in one year"),
            p("chance", 0.001, "shared values expected by chance in a year, above which nothing is said"),
            p("usual", 0.1, "share of repeats from which an indicator repeats by nature"),
        ],
    },
    Rule {
        name: "outlier",
        code: "C2013",
        severity: Severity::Note,
        finds: "values far from those of the group",
        parameters: &[
            p("spread", 6.0, "robust standard deviations from the median of the group"),
            p("least", 10.0, "least places in a group"),
        ],
    },
];

/// Returns the rule of a name; the name must exist.
pub(super) fn rule(name: &str) -> &'static Rule {
    RULES.iter().find(|r| r.name == name).expect("rules are named by constants of this crate")
}

/// Holds what a project states for one rule.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// Parameters as stated.
    pub(super) stated: BTreeMap<String, f64>,
}

impl Settings {
    /// Takes the defaults of a rule.
    pub(super) fn defaults(name: &str) -> Self {
        Self { rule: rule(name), stated: BTreeMap::new() }
    }

    /// Returns a parameter: as stated for the indicator, as stated, or the default.
    pub(super) fn number(&self, name: &str, indicator: &str) -> f64 {
        let stated = if indicator.is_empty() { None } else { self.stated.get(&format!("{name}:{indicator}")) };
        stated
            .or_else(|| self.stated.get(name))
            .copied()
            .filter(|x| x.is_finite())
            .unwrap_or_else(|| self.rule.parameters.iter().find(|p| p.name == name).map_or(0.0, |p| p.default))
    }

    /// Returns a parameter that counts things.
    pub(super) fn count(&self, name: &str, indicator: &str) -> usize {
        self.number(name, indicator).clamp(1.0, 1e6) as usize
    }
}

/// Holds what a rule found, before it is put into the words and places of a diagnostic.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hit {
    /// Name of the rule.
    pub(super) rule: &'static str,
    /// What kind of fault within the rule.
    pub(super) kind: &'static str,
    /// False for what is only noted.
    pub(super) grave: bool,
    /// Cells concerned.
    pub(super) cells: Vec<Cell>,
    /// Position in `Panel::values` of the value pointed at.
    pub(super) at: Option<u32>,
    /// One sentence.
    pub(super) message: String,
    /// What was expected.
    pub(super) expected: Option<String>,
    /// How to mend it.
    pub(super) hint: Option<String>,
    /// Other values that belong to it, with a word on each.
    pub(super) related: Vec<(u32, String)>,
}
