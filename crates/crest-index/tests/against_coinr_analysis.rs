//! Compares correlations, components, weights, profiles, removals, panels and multi-criteria scores with stored results
//! of COINr and of pymcdm on the ASEM data.

#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod asem;

use asem::{Asem, Differences, golden, number, sheet};
use crest_index::aggregate::aggregate;
use crest_index::correlate::{self, Coefficient, Remarkable, correlations, family_correlations, flags, size_driven};
use crest_index::mcda::{
    Divisor, Penalty, Preference, Scaling, Shares, benefit_of_the_doubt, directional_doubt, mazziotta_pareto,
    promethee, spotis, topsis, vikor,
};
use crest_index::recipe::{Aggregation, Mean};
use crest_index::weights::{self, Balance, Pursuit, optimise_level};
use crest_index::{Matrix, Tree};

/// Baseline: normalised values and the scores of all nodes.
fn baseline(asem: &Asem) -> (Matrix, Matrix) {
    let normalised = asem.wide(&golden("05a"));
    let scores = aggregate(&normalised, &asem.tree, &Aggregation::default()).unwrap();
    (normalised, scores)
}

fn take(x: &Matrix, columns: &[usize]) -> Matrix {
    let columns: Vec<Vec<Option<f64>>> = columns.iter().map(|&column| x.column(column).to_vec()).collect();
    Matrix::from_columns(x.n_places(), &columns)
}

/// Columns of the indicators below each pillar, with the position of the pillar.
fn pillars(asem: &Asem) -> Vec<(usize, Vec<usize>)> {
    asem.tree.at_level(2).map(|node| (node, asem.tree.children(node).to_vec())).collect()
}

fn index(asem: &Asem) -> usize {
    asem.tree.roots().next().unwrap()
}

#[test]
fn correlations_of_all_pairs() {
    let Some(asem) = Asem::load() else { return };
    for (file, coefficient) in
        [("07a", Coefficient::Pearson), ("07b", Coefficient::Spearman), ("07d", Coefficient::Pearson)]
    {
        let ours = correlations(&asem.raw, coefficient);
        let golden = golden(file);
        let mut differences = Differences::default();
        for row in 0..golden.rows.len() {
            let (a, b) = (golden.text(row, "Var1"), golden.text(row, "Var2"));
            let estimate = ours.at(asem.node(a), asem.node(b)).ok();
            let value = estimate.map(|e| if file == "07d" { e.p_value } else { e.value });
            differences.number(&format!("{a} {b}"), value, golden.number(row, "value"), 1e-9);
        }
        differences.report(file);
    }
}

#[test]
fn family_correlations_and_flags() {
    let Some(asem) = Asem::load() else { return };
    let (normalised, scores) = baseline(&asem);
    let file = golden("07e");
    let mut differences = Differences::default();
    let pairs = family_correlations(&asem.tree, &scores, 1, Coefficient::Pearson);
    differences.exact("number of pairs", &pairs.len(), &file.rows.len());
    for pair in pairs {
        let level = ["Pillar", "Sub-index", "Index"][asem.tree.levels()[pair.ancestor] - 2];
        let code = &asem.nodes[pair.node];
        let row = file.rows.iter().position(|row| row[0] == level && row[1] == *code).unwrap();
        let value = pair.estimate.ok().map(|e| e.value);
        differences.number(&format!("{level} {code}"), value, file.number(row, "Correlation"), 1e-9);
    }
    differences.report("07e");

    let file = golden("07g");
    let groups = pillars(&asem);
    let columns: Vec<Vec<usize>> = groups.iter().map(|(_, columns)| columns.clone()).collect();
    let found = flags(&normalised, &columns, Coefficient::Pearson, Remarkable::Above(0.7));
    let mut differences = Differences::default();
    differences.exact("number of flags", &found.len(), &file.rows.len());
    for flag in found {
        let pair = [&asem.nodes[flag.first], &asem.nodes[flag.second]];
        let row = file.rows.iter().find(|row| pair.contains(&&row[1]) && pair.contains(&&row[2]));
        let row = row.unwrap_or_else(|| panic!("{pair:?} is not in the file"));
        differences.exact("group", &row[0], &asem.nodes[groups[flag.group].0]);
        differences.number("correlation", Some(flag.estimate.value), number(&row[3]), 1e-9);
    }
    differences.report("07g");
}

#[test]
fn indicators_driven_by_size() {
    let Some(asem) = Asem::load() else { return };
    let file = golden("07i");
    let names = ["Area", "Energy", "GDP", "Population"];
    let denominators = Matrix::from_columns(asem.units.len(), &names.map(|name| asem.denominator(name).to_vec()));
    let found = size_driven(&asem.raw, &denominators, Coefficient::Pearson, 0.6);
    let mut differences = Differences::default();
    differences.exact("number of pairs", &found.len(), &file.rows.len());
    for pair in found {
        let (indicator, denominator) = (&asem.nodes[pair.indicator], names[pair.denominator]);
        let row = file.rows.iter().find(|row| row[0] == *indicator && row[1] == denominator);
        let row = row.unwrap_or_else(|| panic!("{indicator} {denominator} is not in the file"));
        differences.number(indicator, Some(pair.estimate.value), number(&row[2]), 1e-9);
    }
    differences.report("07i");
}

#[test]
fn alpha_of_groups() {
    let Some(asem) = Asem::load() else { return };
    let (_, scores) = baseline(&asem);
    for file in ["07j", "07k"] {
        let golden = golden(file);
        let x = if file == "07j" { &scores } else { &asem.raw };
        let mut differences = Differences::default();
        for row in 0..golden.rows.len() {
            let group = golden.text(row, "group");
            let ours = crest_index::cronbach::alpha(x, asem.tree.children(asem.node(group))).ok();
            differences.number(group, ours, golden.number(row, "alpha"), 1e-9);
        }
        differences.report(file);
    }
}

#[test]
fn principal_components_and_their_trap_as_weights() {
    let Some(asem) = Asem::load() else { return };
    let (normalised, scores) = baseline(&asem);
    let file = golden("06s");
    let mut differences = Differences::default();
    let mut weights = asem.tree.weights();
    for group in ["Conn", "Sust"] {
        let members = asem.tree.children(asem.node(group));
        let found = crest_index::principal::principal(&scores, members).unwrap();
        for component in 0..members.len() {
            let rows: Vec<usize> = (0..file.rows.len())
                .filter(|&row| {
                    file.text(row, "group") == group && file.text(row, "component") == (component + 1).to_string()
                })
                .collect();
            let entry = |what: &str, code: &str| {
                let row = rows.iter().find(|&&row| file.text(row, "what") == what && file.text(row, "code") == code);
                file.number(*row.unwrap(), "value").unwrap()
            };
            differences.number("variance", Some(found.eigenvalues[component]), Some(entry("variance", "")), 1e-9);
            let golden: Vec<f64> = members.iter().map(|&node| entry("loading", &asem.nodes[node])).collect();
            let sign = golden.iter().sum::<f64>().signum();
            for (ours, golden) in found.vectors[component].iter().zip(&golden) {
                differences.number("loading", Some(*ours), Some(sign * golden), 1e-9);
            }
        }
        for (&node, loading) in members.iter().zip(weights::first_loadings(&take(&scores, members)).unwrap()) {
            weights[node] = loading;
        }
    }
    differences.report("06s");

    let file = golden("06v");
    let mut differences = Differences::default();
    for row in 0..file.rows.len() {
        let code = file.text(row, "iCode");
        differences.number(code, Some(weights[asem.node(code)]), file.number(row, "Weight"), 1e-9);
    }
    differences.report("06v");

    let tree = asem.tree.with_weights(&weights).unwrap();
    let scores = aggregate(&normalised, &tree, &Aggregation::default()).unwrap();
    asem.compare_wide("06u", |unit, node| scores.at(unit, node));
}

fn under<'a>(normalised: &'a Matrix, root: usize) -> impl Fn(&Tree) -> Vec<Option<f64>> + 'a {
    move |tree| aggregate(normalised, tree, &Aggregation::default()).unwrap().column(root).to_vec()
}

#[test]
fn optimised_weights_reach_or_beat_the_reference() {
    let Some(asem) = Asem::load() else { return };
    let (normalised, scores) = baseline(&asem);
    let root = index(&asem);
    let search = |level, pursuit: &Pursuit| {
        let under = under(&normalised, root);
        optimise_level(&asem.tree, &scores, root, level, pursuit, Coefficient::Pearson, &under).unwrap()
    };

    let file = golden("06w");
    let found = search(3, &Pursuit::Balance(Balance::Equal));
    let shares = file.numbers("Share");
    let reference: f64 = shares.iter().flatten().map(|share| (share - 0.5) * (share - 0.5)).sum();
    assert!(found.objective <= reference + 1e-24, "{} is more than {reference}", found.objective);
    let mut differences = Differences::default();
    for (node, weight) in asem.tree.at_level(3).zip(&found.weights) {
        let row = file.row("iCode", &asem.nodes[node]);
        differences.number(&asem.nodes[node], Some(*weight), file.number(row, "OptWeight"), 1e-6);
    }
    differences.report("06w");

    let file = golden("06y");
    let found = search(2, &Pursuit::Infomax);
    let reference = file.number(0, "Objective").unwrap();
    println!("06y: {} against {reference}", found.objective);
    assert!(found.objective >= reference * (1.0 - 1e-12));
    assert!(found.weights.iter().all(|weight| *weight >= 0.0));
    // The objective belongs to the weights returned, rescaled among siblings.
    let mut all = asem.tree.weights();
    for (node, weight) in asem.tree.at_level(2).zip(&found.weights) {
        all[node] = *weight;
    }
    let y = under(&normalised, root)(&asem.tree.with_weights(&all).unwrap());
    let pearson = |node| correlate::correlate(scores.column(node), &y, Coefficient::Pearson).unwrap().value;
    let sum: f64 = asem.tree.at_level(2).map(pearson).sum();
    assert!((sum - found.objective).abs() < 1e-12);
}

#[test]
fn balance_works_at_the_other_levels_too() {
    let Some(asem) = Asem::load() else { return };
    let (normalised, scores) = baseline(&asem);
    let root = index(&asem);
    let under = under(&normalised, root);
    let equal = Pursuit::Balance(Balance::Equal);
    for (level, pursuit) in [
        (2, equal.clone()),
        (3, Pursuit::Balance(Balance::Shares(vec![0.6, 0.4]))),
        (3, Pursuit::Infomax),
        (1, Pursuit::Infomax),
        (1, equal),
    ] {
        let found = optimise_level(&asem.tree, &scores, root, level, &pursuit, Coefficient::Pearson, &under).unwrap();
        println!("level {level} {pursuit:?}: {}", found.objective);
        let nominal: Vec<f64> = asem
            .tree
            .at_level(level)
            .map(|node| {
                correlate::correlate(scores.column(node), scores.column(root), Coefficient::Pearson).unwrap().value
            })
            .collect();
        match &pursuit {
            Pursuit::Infomax => assert!(found.objective >= nominal.iter().sum()),
            Pursuit::Balance(Balance::Shares(shares)) => {
                assert!(found.objective < weights::balance_objective(&nominal, shares).unwrap());
            }
            Pursuit::Balance(Balance::Equal) => {
                let shares = vec![1.0 / nominal.len() as f64; nominal.len()];
                assert!(found.objective < weights::balance_objective(&nominal, &shares).unwrap());
            }
        }
    }
}

#[test]
fn strengths_and_summary() {
    let Some(asem) = Asem::load() else { return };
    // Column order of ties: parent code alphabetically, then the order of the framework.
    let mut columns: Vec<usize> = (0..asem.indicators.len()).collect();
    columns.sort_by_key(|&column| &asem.nodes[asem.tree.nodes()[column].parent.unwrap()]);
    let options = crest_index::strengths::StrengthsOptions::default();
    let china = asem.unit("CHN");
    let found = crest_index::strengths::strengths(&asem.raw, &asem.directions, china, &columns, &options);
    let file = golden("08d");
    let mut differences = Differences::default();
    differences.exact("number", &(found.strengths.len() + found.weaknesses.len()), &file.rows.len());
    for (row, mark) in found.strengths.iter().chain(&found.weaknesses).enumerate() {
        differences.exact("code", &asem.nodes[mark.column].as_str(), &file.text(row, "Code"));
        differences.exact("rank", &Some(f64::from(mark.rank)), &file.number(row, "Rank"));
        differences.number("value", Some(mark.value), file.number(row, "Value"), 1e-9);
    }
    differences.report("08d");

    let (_, scores) = baseline(&asem);
    let file = golden("08f");
    let nodes: Vec<usize> = (0..file.rows.len()).map(|row| asem.node(file.text(row, "Code"))).collect();
    let mut differences = Differences::default();
    for (row, standing) in crest_index::strengths::summary(&scores, asem.unit("JPN"), &nodes).iter().enumerate() {
        let code = file.text(row, "Code");
        differences.number(code, standing.score, file.number(row, "Score"), 1e-9);
        differences.exact(code, &standing.rank.map(f64::from), &file.number(row, "Rank"));
    }
    differences.report("08f");
}

#[test]
fn rank_differences_of_two_methods() {
    let Some(asem) = Asem::load() else { return };
    let (_, scores) = baseline(&asem);
    let geometric = aggregate(&asem.wide(&golden("05b")), &asem.tree, &Aggregation::all(Mean::Geometric)).unwrap();
    let root = index(&asem);
    let rows = crest_index::compare::rank_differences(scores.column(root), geometric.column(root));
    let file = golden("08g");
    let mut differences = Differences::default();
    for row in 0..file.rows.len() {
        let ours = rows[asem.unit(file.text(row, "uCode"))];
        differences.exact("first", &ours.first, &file.number(row, "coin.1"));
        differences.exact("second", &ours.second, &file.number(row, "coin.2"));
        differences.exact("difference", &ours.difference.map(f64::abs), &file.number(row, "Abs.diff"));
        differences.exact("signed", &ours.difference, &file.number(row, "Diff"));
    }
    differences.report("08g");
}

#[test]
fn removal_of_elements() {
    let Some(asem) = Asem::load() else { return };
    let (_, scores) = baseline(&asem);
    let root = index(&asem);
    let rule = Aggregation::default();
    for (file, level) in [("08i", 2), ("08m", 3)] {
        let nodes: Vec<usize> = asem.tree.at_level(level).collect();
        let found = crest_index::remove::remove_each(&scores, &asem.tree, &rule, root, &nodes).unwrap();
        let golden = golden(file);
        let mut differences = Differences::default();
        for row in 0..golden.rows.len() {
            let unit = asem.unit(golden.text(row, "uCode"));
            differences.number("nominal", scores.at(unit, root), golden.number(row, "Nominal"), 1e-9);
            for removal in &found {
                let code = &asem.nodes[removal.node];
                differences.number(code, removal.scores[unit], golden.number(row, code), 1e-9);
            }
        }
        differences.report(file);
    }
    let nodes: Vec<usize> = asem.tree.at_level(2).collect();
    let file = golden("08j");
    let mut differences = Differences::default();
    for removal in crest_index::remove::remove_each(&scores, &asem.tree, &rule, root, &nodes).unwrap() {
        let code = &asem.nodes[removal.node];
        let golden = file.number(file.row("removed", code), "MeanAbsRankDiff");
        differences.number(code, removal.mean_rank_shift, golden, 1e-9);
    }
    differences.report("08j");
}

#[test]
fn panels_are_filled() {
    use crest_index::panel::{Filling, fill_panel};
    let Some(years) = Asem::load_panel_values("panel_with_gaps.csv") else { return };
    for (file, filling) in [("09a", Filling::Latest), ("09c", Filling::LinearConstant), ("09d", Filling::Constant)] {
        let filled = fill_panel(&years.times, &years.panel, filling, None);
        let golden = golden(file);
        let mut differences = Differences::default();
        for row in 0..golden.rows.len() {
            let (unit, time, code) = (golden.text(row, "uCode"), golden.text(row, "Time"), golden.text(row, "iCode"));
            let ours = filled[years.year(time)].at(years.unit(unit), years.column(code));
            differences.number(&format!("{unit} {time} {code}"), ours, golden.number(row, "value"), 1e-9);
        }
        differences.report(file);
    }
}

#[test]
fn trends_of_the_panel() {
    use crest_index::trend::{NoTrend, compound_growth, share_observed};
    let Some(years) = Asem::load_panel_values("panel.csv") else { return };
    let file = golden("09e");
    let mut differences = Differences::default();
    for row in 0..file.rows.len() {
        let (code, unit) = (file.text(row, "iCode"), file.text(row, "uCode"));
        let series: Vec<Option<f64>> = years.panel.iter().map(|x| x.at(years.unit(unit), years.column(code))).collect();
        let rate = match compound_growth(&years.times, &series) {
            Ok(rate) => Some(rate),
            Err(NoTrend::TooFew) => None,
            Err(NoTrend::FromZero) => Some(f64::INFINITY),
            Err(NoTrend::SignChange) => Some(f64::NAN),
        };
        differences.number(&format!("{code} {unit}"), rate, file.number(row, "CAGR"), 1e-9);
        differences.number("share", Some(share_observed(&series)), file.number(row, "Avail"), 1e-9);
    }
    differences.report("09e");
}

#[test]
fn multi_criteria_scores() {
    let Some(asem) = Asem::load() else { return };
    let (_, scores) = baseline(&asem);
    let x = take(&scores, &asem.tree.at_level(2).collect::<Vec<_>>());
    let equal = [1.0; 8];
    let doubt = |shares: Option<&Shares>| -> Vec<Option<f64>> {
        benefit_of_the_doubt(&x, shares).unwrap().into_iter().map(|doubt| doubt.map(|doubt| doubt.score)).collect()
    };
    let ours: [(&str, Vec<Option<f64>>); 10] = [
        ("topsis_vector", topsis(&x, &equal, Scaling::Vector).unwrap()),
        ("topsis_minmax", topsis(&x, &equal, Scaling::MinMax).unwrap()),
        ("vikor_q", vikor(&x, &equal, 0.5).unwrap().compromise),
        ("promethee2", promethee(&x, &equal, &[Preference::Usual]).unwrap().net),
        ("spotis", spotis(&x, &equal, &[(0.0, 100.0); 8], None).unwrap()),
        ("mpi_pop", mazziotta_pareto(&x, Divisor::Population, Penalty::Downward).unwrap()),
        ("mpi_sample", mazziotta_pareto(&x, Divisor::Sample, Penalty::Downward).unwrap()),
        ("bod", doubt(None)),
        ("bod_shares", doubt(Some(&Shares::uniform(8, 0.05, 0.3)))),
        ("bod_dir", directional_doubt(&x, &[10.0; 8]).unwrap()),
    ];
    let file = sheet("golden/11a_mcda_scores.csv");
    let mut differences = Differences::default();
    for row in 0..file.rows.len() {
        let code = file.text(row, "uCode");
        for (name, scores) in &ours {
            differences.number(&format!("{code} {name}"), scores[asem.unit(code)], file.number(row, name), 1e-9);
        }
    }
    differences.report("11a_mcda_scores");

    let file = sheet("golden/11a_weights.csv");
    let rules: [(&str, Vec<f64>); 5] = [
        ("entropy", weights::entropy(&x).unwrap()),
        ("stdev", weights::standard_deviation(&x).unwrap()),
        ("critic", weights::critic(&x).unwrap()),
        ("merec", weights::merec(&x).unwrap()),
        ("gini", weights::gini(&x).unwrap()),
    ];
    let mut differences = Differences::default();
    for (position, node) in asem.tree.at_level(2).enumerate() {
        let row = file.row("pillar", &asem.nodes[node]);
        for (name, weights) in &rules {
            differences.number(name, Some(weights[position]), file.number(row, name), 1e-9);
        }
    }
    differences.report("11a_weights");
}

#[test]
fn the_audit_flags_the_known_weaknesses() {
    use crest_index::audit::{AuditLimits, Grade, Rule, Subject, audit};
    let Some(asem) = Asem::load() else { return };
    let (_, scores) = baseline(&asem);
    let treated = asem.wide(&golden("04a"));
    let raw = asem.wide(&golden("01a"));
    let subject = Subject { tree: &asem.tree, raw: &raw, treated: Some(&treated), scores: &scores, denominators: None };
    let found = audit(&subject, &AuditLimits::default()).unwrap();
    let name = |node: usize| asem.nodes[node].clone();
    let place = |unit: usize| asem.units[unit].clone();
    for finding in &found.findings {
        println!("{:?}: {}", finding.grade, finding.sentence(&name, &place, &name));
    }
    for code in ["SusEcFin", "Sust"] {
        let alpha = found.findings.iter().find(|f| f.rule == Rule::Alpha && f.node == Some(asem.node(code)));
        assert_eq!(alpha.map(|f| f.grade), Some(Grade::Serious), "{code}");
    }
    let turned = found.findings.iter().any(|f| f.rule == Rule::NegativeLoading && f.node == Some(asem.node("Social")));
    assert!(turned, "Social loads negatively in Sust");
}

/// A panel as matrices with one row per unit.
struct Years {
    times: Vec<f64>,
    labels: Vec<String>,
    units: Vec<String>,
    codes: Vec<String>,
    panel: Vec<Matrix>,
}

impl Years {
    fn year(&self, label: &str) -> usize {
        self.labels.iter().position(|other| other == label).unwrap()
    }

    fn unit(&self, code: &str) -> usize {
        self.units.iter().position(|other| other == code).unwrap()
    }

    fn column(&self, code: &str) -> usize {
        self.codes.iter().position(|other| other == code).unwrap()
    }
}

impl Asem {
    fn load_panel_values(file: &str) -> Option<Years> {
        let codes = Self::load()?.indicators;
        let rows = sheet(file);
        let distinct = |header: &str| {
            let mut texts: Vec<String> = (0..rows.rows.len()).map(|row| rows.text(row, header).to_owned()).collect();
            texts.sort();
            texts.dedup();
            texts
        };
        let (labels, units) = (distinct("Time"), distinct("uCode"));
        let times = labels.iter().map(|label| label.parse().unwrap()).collect();
        let panel = vec![Matrix::missing(units.len(), codes.len()); labels.len()];
        let mut years = Years { times, labels, units, codes, panel };
        for row in 0..rows.rows.len() {
            let (year, unit) = (years.year(rows.text(row, "Time")), years.unit(rows.text(row, "uCode")));
            for column in 0..years.codes.len() {
                let value = rows.number(row, &years.codes[column]);
                years.panel[year].set(unit, column, value);
            }
        }
        Some(years)
    }
}
