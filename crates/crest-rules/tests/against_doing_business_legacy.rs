//! Older vintages of Doing Business: other indicators, the same arithmetic.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests fail by panicking and say what they compared")]

mod rules_data;

use crest_rules::answer::{Absence, Answer, Answers};
use crest_rules::method::{AbsenceRules, Aggregate, Better, Method, OnAbsence, ScoreFunction};
use crest_rules::score::score;
use rules_data::{component, draft, folder, group, number, rows};

/// Topics with the components that they are the mean of, and their weights.
const TOPICS: [(&str, &[(&str, f64)]); 12] = [
    (
        "score_sb",
        &[
            ("sb_proc_m", 1.0),
            ("sb_time_m", 1.0),
            ("sb_cost_m", 1.0),
            ("sb_proc_w", 1.0),
            ("sb_time_w", 1.0),
            ("sb_cost_w", 1.0),
            ("sb_mincap", 2.0),
        ],
    ),
    ("score_cp_0615", &[("cp_proc", 1.0), ("cp_time", 1.0), ("cp_cost", 1.0)]),
    ("score_el_1015", &[("el_proc", 1.0), ("el_time", 1.0), ("el_cost", 1.0)]),
    ("score_rp_0515", &[("rp_proc", 1.0), ("rp_time", 1.0), ("rp_cost", 1.0)]),
    ("score_gc_0514", &[("gc_slr10", 10.0), ("gc_dci6", 6.0)]),
    ("score_gc_1520", &[("gc_slr", 12.0), ("gc_dci", 8.0)]),
    ("score_mi_0614", &[("mi_dis", 1.0), ("mi_dl", 1.0), ("mi_ss06", 1.0)]),
    (
        "score_mi_1520",
        &[("mi_dis", 10.0), ("mi_dl", 10.0), ("mi_ss", 10.0), ("mi_sr", 6.0), ("mi_oc", 7.0), ("mi_ct", 7.0)],
    ),
    ("score_pt_0616", &[("pt_pay", 1.0), ("pt_time", 1.0), ("pt_ttcr", 1.0)]),
    (
        "score_tb_0615",
        &[
            ("tb_docs_ex", 1.0),
            ("tb_docs_im", 1.0),
            ("tb_cost_ex", 1.0),
            ("tb_cost_im", 1.0),
            ("tb_time_ex", 1.0),
            ("tb_time_im", 1.0),
        ],
    ),
    ("score_ec_0415", &[("ec_proc", 1.0), ("ec_time", 1.0), ("ec_cost", 1.0)]),
    ("score_ri", &[("ri_rec", 1.0), ("ri_sif", 1.0)]),
];

/// Old overall scores with their topics.
const OVERALL: [(&str, [&str; 10]); 2] = [
    (
        "score_overall_db15",
        [
            "score_sb",
            "score_cp_0615",
            "score_el_1015",
            "score_rp_0515",
            "score_gc_1520",
            "score_mi_1520",
            "score_pt_0616",
            "score_tb_0615",
            "score_ec_0415",
            "score_ri",
        ],
    ),
    (
        "score_overall_db1014",
        [
            "score_sb",
            "score_cp_0615",
            "score_el_1015",
            "score_rp_0515",
            "score_gc_0514",
            "score_mi_0614",
            "score_pt_0616",
            "score_tb_0615",
            "score_ec_0415",
            "score_ri",
        ],
    ),
];

#[test]
fn older_topics_and_both_older_overall_scores_follow_from_components() {
    if folder().is_none() {
        return;
    }
    let table = rows("doing-business/legacy_scores_visible.csv");
    for (overall, topics) in OVERALL {
        // One method per vintage: its topics, each over its own copies of the components.
        let mut provisions: Vec<&str> = Vec::new();
        let mut leaves = Vec::new();
        let mut groups = Vec::new();
        for (topic, parts) in TOPICS.iter().filter(|(topic, _)| topics.contains(topic)) {
            let mut members = Vec::new();
            for (id, weight) in *parts {
                provisions.push(id);
                let absence = AbsenceRules::always(OnAbsence::Missing);
                leaves.push(component(provisions.len() - 1, ScoreFunction::AsGiven, 100.0, absence));
                members.push((leaves.len() - 1, *weight));
            }
            groups.push((*topic, members));
        }
        let mut nodes = leaves;
        let mut names = Vec::new();
        for (topic, members) in groups {
            nodes.push(group(&members, Aggregate::Mean));
            names.push((topic, nodes.len() - 1));
        }
        let members: Vec<(usize, f64)> = names.iter().map(|(_, node)| (*node, 1.0)).collect();
        nodes.push(group(&members, Aggregate::Mean));
        names.push((overall, nodes.len() - 1));
        let method = Method::new(draft(provisions.len(), nodes, Better::Higher)).unwrap();
        let cell = |text: &String| number(text).map_or(Answer::Absent(Absence::NotCollected), Answer::Number);
        let cells = table.iter().flat_map(|row| provisions.iter().map(|id| cell(&row[&format!("c_{id}")])));
        let scores = score(&method, &Answers::new(provisions.len(), cells.collect()));
        let (mut worst, mut n, mut n_overall) = (0.0_f64, 0, 0);
        for (k, row) in table.iter().enumerate() {
            for (name, node) in &names {
                let (Some(published), Some(found)) = (number(&row[*name]), scores.of(k)[*node].score()) else {
                    continue;
                };
                worst = worst.max((published - found).abs());
                n += 1;
                n_overall += usize::from(*name == overall);
            }
        }
        println!("{overall}: {n} scores, {n_overall} of them overall, within {worst:.1e}");
        assert!(n > 8_000 && n_overall >= 200 && worst < 1e-5, "{overall}: {worst:e} of {n}, {n_overall}");
    }
}
