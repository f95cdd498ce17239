//! The living circle as a project: the toy against the arithmetic of its README, the trunk lines of the Guangzhou example
//! within what they can mean.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use crest_model::results::Results;
use support::{close, copy, results, run};

/// Values of an indicator, by place, in the measured period.
fn values(results: &Results, code: &str, period: &str) -> Vec<(String, f64)> {
    let used = results.values.iter().filter(|one| one.indicator == code && one.period == period && one.chosen);
    used.filter_map(|one| Some((one.place.clone(), one.number?))).collect()
}

#[test]
fn the_toy_follows_its_hand_calculation() {
    let project = copy("living-circle-toy");
    let results = results(run(project.path(), None));
    let of = |code: &str| values(&results, code, "2026").into_iter().map(|(_, x)| x).collect::<Vec<_>>();
    assert_eq!(of("doctors_20"), [9.0, 9.0, 9.0, 6.0, 9.0, 9.0, 3.0, 3.0, 3.0, 9.0, 3.0, 3.0]);
    assert_eq!(of("nearest_walk"), [11.0, 5.5, 0.0, 5.5, 11.0, 16.5, 16.5, 11.0, 5.5, 0.0, 5.5, 11.0]);
    // Six doctors among 1,400 people, three among 1,000, nobody's at c06 and c07; per thousand.
    for (k, shared) in of("shared_doctors").into_iter().enumerate() {
        let truth = match k {
            0..=4 => 6000.0 / 1400.0,
            5 | 6 => 0.0,
            _ => 3.0,
        };
        close(shared, truth, &format!("c{:02}", k + 1));
    }
}

#[test]
fn schedules_that_could_have_been_others_leave_a_figure_uncertain() {
    let project = copy("living-circle-toy");
    let root = project.path();
    // Only the headway is known now.
    let frequencies = root.join("data/gtfs/frequencies.txt");
    let exact = std::fs::read_to_string(&frequencies).unwrap();
    std::fs::write(&frequencies, exact.replace(",1\n", ",0\n")).unwrap();
    let settings = std::fs::read_to_string(root.join("crest.toml")).unwrap();
    let spread = |name: &str, more: &str| {
        format!(
            "\n[tables.{name}]\nkernel = \"reach.spread\"\ninputs = {{ from = \"cells\", to = \"clinics\" }}\n\
             with = {{ gtfs = \"data/gtfs\", detour = 1, date = \"2026-06-10\", time = \"07:00\", window = 120, draws = 40, \
             percentile = 90, cutoffs = [23.5], opportunities = \"doctors\", population = \"people\"{more} }}\n"
        )
    };
    let table = "place = \"id\"\nfixed_period = \"2026\"\nfixed_source = \"computed\"\nstd_error = \"sd\"\n";
    let text = settings + &spread("certain", "") + table + &spread("unequal", ", gini = true");
    std::fs::write(root.join("crest.toml"), text).unwrap();
    let framework = std::fs::read_to_string(root.join("framework.csv")).unwrap();
    std::fs::write(root.join("framework.csv"), framework + "drawn,,drawn,drawn,人,watch,,certain,mean,chosen\n")
        .unwrap();
    let results = results(run(root, None));
    let of = |place: &str| {
        let one = results.values.iter().find(|one| one.indicator == "drawn" && one.place == place && one.chosen);
        one.map(|one| (one.number.unwrap(), one.std_error.unwrap_or(0.0))).unwrap()
    };
    // Clinic A is at the door of c03 whatever the bus does. From c01 the bus to clinic B makes nine departures of ten within 23.5
    // minutes under some schedules and not under others.
    assert_eq!(of("c04"), (6.0, 0.0));
    let (mean, sd) = of("c01");
    assert!(mean > 6.0 && mean < 9.0 && sd > 0.5, "{mean} ± {sd}");
    let table = results.tables.iter().find(|table| table.name == "unequal").unwrap();
    assert_eq!(table.rows, 1);
}

#[test]
fn the_bay_area_is_an_hour_wide_for_few() {
    let project = copy("guangzhou");
    let results = results(run(project.path(), None));
    let within = |code: &str| values(&results, code, "2024");
    let (median, ninety, two_hours) = (within("centres_60_p50"), within("centres_60_p90"), within("centres_120_p50"));
    assert!(median.len() >= 11 && median.len() == ninety.len() && median.len() == two_hours.len());
    for ((a, b), c) in median.iter().zip(&ninety).zip(&two_hours) {
        // A stricter percentile reaches no more, a longer limit no less.
        assert!(b.1 <= a.1 && a.1 <= c.1, "{a:?} {b:?} {c:?}");
    }
    let borders = within("border_minutes");
    let minutes = |place: &str| borders.iter().find(|(own, _)| own == place).map(|(_, x)| *x);
    // Futian is beside the centre of Shenzhen; from Zhaoqing it is the farthest.
    assert!(minutes("sz").unwrap() < 20.0 && minutes("zq").unwrap() > 120.0);
    // One carrier lies beyond a walk of any station: no figure, not a large one.
    assert_eq!(minutes("park"), None);
}
