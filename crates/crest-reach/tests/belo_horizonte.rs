//! Computes every measure on the matrix of Belo Horizonte, and again by the plainest reading of its definition.
//!
//! The data (IPEA, R package `accessibility`, MIT) are not part of the tree. They are looked for in `$CREST_SHARED` (default: `shared` beside
//! the workspace); where they are absent a test prints one line and returns.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails and speaks as tests do")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use crest_reach::catchment::availability::{spatial_availability, totally_constrained};
use crest_reach::catchment::doubly::{Balancing, doubly_constrained};
use crest_reach::catchment::marginal::{Gaining, marginal_gain_of, marginal_gains};
use crest_reach::catchment::raam::{RaamOptions, raam};
use crest_reach::catchment::{balanced, three_step, two_step};
use crest_reach::circle::share_within;
use crest_reach::decay::{Cutoff, Decay, Zone};
use crest_reach::dual::{Balance, balancing_time, time_to};
use crest_reach::equity::{
    Concentration, Distribution, PalmaCut, concentration_index, gini, palma_ratio, poverty, theil_t,
};
use crest_reach::opportunities::{Interval, Summary, reachable, reachable_over, reaching};
use crest_reach::siting::{Clients, SitingEffort, cover_all, cover_most, p_centre, p_median};
use crest_reach::times::Times;

struct City {
    times: Times,
    /// The same, dense: origin × destination.
    dense: Vec<Vec<Option<f64>>>,
    people: Vec<f64>,
    jobs: Vec<f64>,
    schools: Vec<f64>,
    incomes: Vec<Option<f64>>,
    deciles: Vec<Option<usize>>,
}

fn city() -> Option<City> {
    let shared = std::env::var_os("CREST_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("data/reach/belo_horizonte");
    if !folder.join("land_use.csv").is_file() {
        println!("Belo Horizonte not found at {}: nothing computed", folder.display());
        return None;
    }
    let mut index = BTreeMap::new();
    let (mut people, mut jobs, mut schools, mut incomes, mut deciles) = (vec![], vec![], vec![], vec![], vec![]);
    let mut sheet = csv::Reader::from_path(folder.join("land_use.csv")).unwrap();
    for row in sheet.records() {
        let row = row.unwrap();
        index.insert(row[0].to_owned(), u32::try_from(index.len()).unwrap());
        people.push(row[1].parse().unwrap());
        jobs.push(row[2].parse().unwrap());
        schools.push(row[3].parse().unwrap());
        incomes.push(row[4].parse().ok().filter(|income: &f64| income.is_finite()));
        deciles.push(row[5].parse().ok());
    }
    let file = std::fs::File::open(folder.join("travel_matrix.csv.gz")).unwrap();
    let mut matrix = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let mut triples = Vec::new();
    let n = people.len();
    let mut dense = vec![vec![None; n]; n];
    for row in matrix.records() {
        let row = row.unwrap();
        let (from, to, minutes) = (index[&row[0]], index[&row[1]], row[2].parse().unwrap());
        triples.push((from, to, minutes));
        dense[from as usize][to as usize] = Some(minutes);
    }
    let times = Times::from_triples(n, n, &triples).unwrap();
    assert_eq!((n, times.n_pairs()), (898, 748_437));
    Some(City { times, dense, people, jobs, schools, incomes, deciles })
}

fn close(found: &[f64], naive: &[f64], what: &str) {
    assert_eq!(found.len(), naive.len());
    for (place, (a, b)) in found.iter().zip(naive).enumerate() {
        assert!((a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3), "{what}, place {place}: {a} is not {b}");
    }
}

fn near(found: f64, naive: f64, what: &str) {
    close(&[found], &[naive], what);
}

type Weight = Box<dyn Fn(f64) -> f64>;

/// Each decay with its formula written out once more.
fn decays() -> Vec<(Decay, Weight)> {
    let zone = |minutes, weight| Zone { within: Cutoff::UpTo(minutes), weight };
    let pi = std::f64::consts::PI;
    vec![
        (Decay::Step(Cutoff::UpTo(30.0)), Box::new(|t| if t <= 30.0 { 1.0 } else { 0.0 })),
        (Decay::Step(Cutoff::Below(30.0)), Box::new(|t| if t < 30.0 { 1.0 } else { 0.0 })),
        (Decay::Exponential { rate: 0.05 }, Box::new(|t| (-0.05 * t).exp())),
        (Decay::Power { exponent: 1.2 }, Box::new(|t| t.powf(-1.2).min(1.0))),
        (Decay::Linear { full_until: 0.0, none_from: 45.0 }, Box::new(|t| (1.0 - t / 45.0).max(0.0))),
        (
            Decay::Logistic { mean: 40.0, sd: 10.0 },
            Box::new(move |t| {
                let slope = pi / (10.0 * 3.0_f64.sqrt());
                (1.0 + (-40.0 * slope).exp()) / (1.0 + ((t - 40.0) * slope).exp())
            }),
        ),
        (
            Decay::Stepped(vec![zone(10.0, 1.0), zone(20.0, 0.68), zone(30.0, 0.22)]),
            Box::new(|t| match t {
                t if t <= 10.0 => 1.0,
                t if t <= 20.0 => 0.68,
                t if t <= 30.0 => 0.22,
                _ => 0.0,
            }),
        ),
        (Decay::Gaussian { sd: 20.0 }, Box::new(|t| (-t * t / 800.0).exp())),
    ]
}

#[test]
fn opportunities_are_those_of_their_definition() {
    let Some(city) = city() else { return };
    let n = city.people.len();
    for (decay, weight) in decays() {
        let found = reachable(&city.times, &[&city.jobs, &city.schools], &decay).unwrap();
        let passive = reaching(&city.times, &[&city.people], &decay).unwrap();
        let sum =
            |column: &[f64], i: usize| (0..n).filter_map(|j| Some(column[j] * weight(city.dense[i][j]?))).sum::<f64>();
        close(&found[0], &(0..n).map(|i| sum(&city.jobs, i)).collect::<Vec<_>>(), "jobs");
        close(&found[1], &(0..n).map(|i| sum(&city.schools, i)).collect::<Vec<_>>(), "schools");
        let arriving = |j: usize| (0..n).filter_map(|i| Some(city.people[i] * weight(city.dense[i][j]?))).sum::<f64>();
        close(&passive[0], &(0..n).map(arriving).collect::<Vec<_>>(), "people");
    }
    let cutoffs: Vec<Cutoff> = (20..=40).map(|minutes| Cutoff::UpTo(f64::from(minutes))).collect();
    let count = |i: usize, minutes: f64| -> f64 {
        (0..n).filter(|j| city.dense[i][*j].is_some_and(|t| t <= minutes)).map(|j| city.jobs[j]).sum()
    };
    for summary in [Summary::Mean, Summary::Median] {
        let found =
            reachable_over(&city.times, &[&city.jobs], &Interval { cutoffs: cutoffs.clone(), summary }).unwrap();
        let naive = |i: usize| {
            let mut counts: Vec<f64> = (20..=40).map(|minutes| count(i, f64::from(minutes))).collect();
            counts.sort_by(f64::total_cmp);
            if summary == Summary::Mean { counts.iter().sum::<f64>() / 21.0 } else { counts[10] }
        };
        close(&found[0], &(0..n).map(naive).collect::<Vec<_>>(), "interval");
    }
}

#[test]
fn catchments_are_those_of_their_definition() {
    let Some(city) = city() else { return };
    let n = city.people.len();
    for (decay, weight) in decays() {
        let f: Vec<Vec<f64>> =
            city.dense.iter().map(|row| row.iter().map(|t| t.map_or(0.0, &weight)).collect()).collect();
        let column = |j: usize, of: &dyn Fn(usize) -> f64| (0..n).map(|i| of(i) * f[i][j]).sum::<f64>();
        let over = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };

        let loads: Vec<f64> = (0..n).map(|j| column(j, &|i| city.people[i])).collect();
        let ratios: Vec<f64> = (0..n).map(|j| over(city.jobs[j], loads[j])).collect();
        let naive: Vec<f64> = (0..n).map(|i| (0..n).map(|j| ratios[j] * f[i][j]).sum()).collect();
        let two = two_step(&city.times, &city.people, &city.jobs, &decay).unwrap();
        close(&two.access, &naive, "two-step");

        let supplied = |i: usize| (0..n).filter(|j| city.jobs[*j] > 0.0).map(|j| f[i][j]).sum::<f64>();
        let chance: Vec<f64> = (0..n).map(supplied).collect();
        let g = |i: usize, j: usize| if city.jobs[j] > 0.0 { over(f[i][j], chance[i]) * f[i][j] } else { 0.0 };
        let loads: Vec<f64> = (0..n).map(|j| (0..n).map(|i| city.people[i] * g(i, j)).sum()).collect();
        let naive: Vec<f64> = (0..n).map(|i| (0..n).map(|j| over(city.jobs[j], loads[j]) * g(i, j)).sum()).collect();
        close(&three_step(&city.times, &city.people, &city.jobs, &decay).unwrap().access, &naive, "three-step");

        let by_row: Vec<f64> = f.iter().map(|row| row.iter().sum()).collect();
        let by_column: Vec<f64> = (0..n).map(|j| column(j, &|_| 1.0)).collect();
        let loads: Vec<f64> = (0..n).map(|j| column(j, &|i| over(city.people[i], by_row[i]))).collect();
        let one = |i: usize| (0..n).map(|j| over(city.jobs[j], loads[j]) * over(f[i][j], by_column[j])).sum::<f64>();
        let level = balanced(&city.times, &city.people, &city.jobs, &decay).unwrap();
        close(&level.access, &(0..n).map(one).collect::<Vec<_>>(), "balanced");
        // No demand is counted twice: what the ratios stand on is no more than there are people.
        let demand = level.ratios.iter().zip(&city.jobs).filter(|(_, jobs)| **jobs > 0.0);
        let demand: f64 = demand.filter_map(|(ratio, jobs)| ratio.map(|ratio| jobs / ratio)).sum();
        assert!(demand <= city.people.iter().sum::<f64>() * (1.0 + 1e-9));

        let shared = spatial_availability(&city.times, &city.people, &city.jobs, &decay, 0.7).unwrap();
        let loads: Vec<f64> = (0..n).map(|j| column(j, &|i| city.people[i].powf(0.7))).collect();
        let one =
            |i: usize| (0..n).map(|j| over(city.jobs[j] * city.people[i].powf(0.7) * f[i][j], loads[j])).sum::<f64>();
        close(&shared.available, &(0..n).map(one).collect::<Vec<_>>(), "availability");
        let total: f64 = city.jobs.iter().sum();
        near(shared.available.iter().sum::<f64>() + shared.unused_supply, total, "total of availability");
        let scaled = totally_constrained(&city.times, &city.jobs, &decay).unwrap();
        near(scaled.available.iter().sum::<f64>() + scaled.unused_supply, total, "total of the constrained");
        let used: f64 = two.access.iter().zip(&city.people).map(|(access, people)| access * people).sum();
        near(used + two.unused_supply, total, "total of two-step");
    }
}

#[test]
fn marginal_gains_are_those_of_adding_the_unit() {
    let Some(city) = city() else { return };
    let n = city.people.len();
    let access = |measure, supply: &[f64], decay: &Decay| match measure {
        Gaining::Opportunities => reachable(&city.times, &[supply], decay).unwrap().remove(0),
        Gaining::TwoStep => two_step(&city.times, &city.people, supply, decay).unwrap().access,
        Gaining::ThreeStep => three_step(&city.times, &city.people, supply, decay).unwrap().access,
        Gaining::Balanced => balanced(&city.times, &city.people, supply, decay).unwrap().access,
    };
    for (decay, _) in decays() {
        for measure in [Gaining::Opportunities, Gaining::TwoStep, Gaining::ThreeStep, Gaining::Balanced] {
            let before = access(measure, &city.jobs, &decay);
            let line = before.iter().sum::<f64>() / n as f64;
            let gains = marginal_gains(&city.times, &city.people, &city.jobs, &decay, measure, line).unwrap();
            assert_eq!(gains.iter().filter(|gain| gain.is_none()).count() > 0, measure == Gaining::ThreeStep);
            for destination in (0..n).step_by(149).filter(|place| gains[*place].is_some()) {
                // A large amount, since the sums are linear and small differences of large sums are not exact.
                let amount = city.jobs.iter().sum::<f64>();
                let mut jobs = city.jobs.clone();
                jobs[destination] += amount;
                let after = access(measure, &jobs, &decay);
                let added: Vec<f64> =
                    after.iter().zip(&before).map(|(after, before)| (after - before) / amount).collect();
                let own = marginal_gain_of(&city.times, &city.people, &city.jobs, &decay, measure, destination);
                let own = own.unwrap().unwrap();
                let largest = own.iter().copied().fold(0.0, f64::max);
                assert!(own.iter().zip(&added).all(|(own, added)| (own - added).abs() <= 1e-9 * largest));
                let sum = |is_counted: &dyn Fn(usize) -> bool, of: &dyn Fn(usize) -> f64| -> f64 {
                    (0..n).filter(|i| is_counted(*i)).map(|i| city.people[i] * of(i)).sum()
                };
                let gain = gains[destination].unwrap();
                near(gain.total, sum(&|_| true, &|i| added[i]), "total");
                near(gain.n_people, sum(&|i| own[i] > 0.0, &|_| 1.0), "people");
                // Rounding may put an access at the line on either side of it; none of these lies there.
                near(gain.below, sum(&|i| before[i] < line, &|i| added[i]), "below the line");
            }
        }
    }
}

#[test]
fn doubly_constrained_trips_are_those_of_plain_fitting() {
    let Some(city) = city() else { return };
    let n = city.people.len();
    for (decay, weight) in decays()
        .into_iter()
        .filter(|(decay, _)| matches!(decay, Decay::Exponential { .. } | Decay::Logistic { .. } | Decay::Power { .. }))
    {
        let f: Vec<Vec<f64>> =
            city.dense.iter().map(|row| row.iter().map(|t| t.map_or(0.0, &weight)).collect()).collect();
        // Cells at the edge that reach few others have no room for all who live there; as many jobs as people are left.
        let reaches = |i: usize| 10 * city.dense[i].iter().flatten().count() > 9 * n;
        let is_reached = |j: usize| 10 * city.dense.iter().filter(|row| row[j].is_some()).count() > 9 * n;
        let demand: Vec<f64> = (0..n).map(|i| if reaches(i) { city.people[i] } else { 0.0 }).collect();
        let mut supply: Vec<f64> = (0..n).map(|j| if is_reached(j) { city.jobs[j] } else { 0.0 }).collect();
        let scale = demand.iter().sum::<f64>() / supply.iter().sum::<f64>();
        supply.iter_mut().for_each(|supply| *supply *= scale);
        let balancing = Balancing { tolerance: 1e-12, n_rounds: 20_000 };
        let found = doubly_constrained(&city.times, &demand, &supply, &decay, balancing).unwrap();
        println!("{decay:?}: {} rounds, {:.3} minutes", found.n_rounds, found.mean_minutes.unwrap());
        // Fitting as Deming and Stephan wrote it: rows and columns of the table in turn.
        let mut trips: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| supply[j] * f[i][j]).collect()).collect();
        for _ in 0..found.n_rounds {
            for (row, demand) in trips.iter_mut().zip(&demand) {
                let sum: f64 = row.iter().sum();
                row.iter_mut().for_each(|trips| *trips *= if sum > 0.0 { demand / sum } else { 0.0 });
            }
            let mut sums = vec![0.0; n];
            trips.iter().for_each(|row| row.iter().zip(&mut sums).for_each(|(trips, sum)| *sum += trips));
            for row in &mut trips {
                for (trips, (sum, supply)) in row.iter_mut().zip(sums.iter().zip(&supply)) {
                    *trips *= if *sum > 0.0 { supply / sum } else { 0.0 };
                }
            }
        }
        let mut place = 0;
        for (i, row) in trips.iter().enumerate() {
            let own = city.times.row(i).0.iter().map(|j| row[*j as usize]).collect::<Vec<_>>();
            close(&found.trips[place..place + own.len()], &own, "trips");
            place += own.len();
            let leaving: f64 = found.trips[place - own.len()..place].iter().sum();
            near(leaving, demand[i], "leaving");
        }
        let arriving: Vec<f64> = (0..n).map(|j| trips.iter().map(|row| row[j]).sum()).collect();
        close(&arriving, &supply, "arriving");
        let scale = found.attraction.iter().zip(&supply).filter(|(_, s)| **s > 0.0).map(|(a, s)| s / a).sum::<f64>();
        near(scale, supply.iter().sum(), "mean factor");
    }
}

#[test]
fn rational_agents_come_to_rest() {
    let Some(city) = city() else { return };
    let options = RaamOptions { tau_minutes: 60.0, rho: None, tolerance: 1e-6, n_rounds: 500 };
    let found = raam(&city.times, &city.people, &city.jobs, options).unwrap();
    println!("rational agents: gap {} after {} rounds", found.gap, found.n_rounds);
    assert!(found.gap <= 1e-6);
    let rho = city.people.iter().sum::<f64>() / city.jobs.iter().sum::<f64>();
    for (origin, cost) in found.costs.iter().enumerate() {
        let costs = (0..city.jobs.len())
            .filter(|j| city.jobs[*j] > 0.0)
            .filter_map(|j| Some(city.dense[origin][j]? / 60.0 + found.loads[j] / (rho * city.jobs[j])));
        let least = costs.min_by(f64::total_cmp);
        assert_eq!(least.is_some(), cost.is_some());
        if let (Some(cost), Some(least)) = (cost, least) {
            near(*cost, least, "cost");
        }
    }
    near(found.loads.iter().sum::<f64>() + found.unserved_demand, city.people.iter().sum(), "loads");
}

#[test]
fn dual_times_are_those_of_their_definition() {
    let Some(city) = city() else { return };
    let n = city.people.len();
    let within = |i: usize, column: &[f64], minutes: f64| -> f64 {
        (0..n).filter(|j| city.dense[i][*j].is_some_and(|t| t <= minutes)).map(|j| column[j]).sum()
    };
    let least = |i: usize, enough: &dyn Fn(f64) -> bool| {
        let mut minutes: Vec<f64> = city.dense[i].iter().flatten().copied().collect();
        minutes.sort_by(f64::total_cmp);
        minutes.dedup();
        minutes.into_iter().find(|minutes| enough(*minutes))
    };
    let found = time_to(&city.times, &city.schools, &[1.0, 3.0]).unwrap();
    for (column, needed) in [1.0, 3.0].into_iter().enumerate() {
        for (i, found) in found[column].iter().enumerate() {
            assert_eq!(*found, least(i, &|minutes| within(i, &city.schools, minutes) >= needed), "origin {i}");
        }
    }
    let found = balancing_time(&city.times, &city.people, &city.jobs, Balance::MoreThan).unwrap();
    for (i, found) in found.into_iter().enumerate() {
        let naive = if city.people[i] == 0.0 {
            Some(0.0)
        } else {
            least(i, &|minutes| within(i, &city.jobs, minutes) > city.people[i])
        };
        assert_eq!(found, naive, "origin {i}");
    }
}

#[test]
fn equity_is_that_of_its_definition() {
    let Some(city) = city() else { return };
    let n = city.people.len();
    let jobs = reachable(&city.times, &[&city.jobs], &Decay::Step(Cutoff::UpTo(30.0))).unwrap().remove(0);
    let access: Vec<Option<f64>> = jobs.iter().copied().map(Some).collect();
    let spread = Distribution::new(&access, &city.people).unwrap();
    let people: f64 = city.people.iter().sum();
    let mean = (0..n).map(|i| city.people[i] * jobs[i]).sum::<f64>() / people;
    let mut differences = 0.0;
    for i in 0..n {
        for j in 0..n {
            differences += city.people[i] * city.people[j] * (jobs[i] - jobs[j]).abs();
        }
    }
    let index = gini(&spread).unwrap();
    near(index, differences / (2.0 * mean * people * people), "Gini");

    // Poverty line as in the example of the R package.
    let line = 95_368.0;
    let found = poverty(&spread, line).unwrap();
    for (alpha, found) in [(0, found.extent), (1, found.gap), (2, found.severity)] {
        let poor = (0..n).filter(|i| jobs[*i] < line && city.people[*i] > 0.0);
        let naive = poor.map(|i| city.people[i] * ((line - jobs[i]) / line).powi(alpha)).sum::<f64>() / people;
        near(found, naive, "poverty");
    }

    let theil = theil_t(&spread, &city.deciles).unwrap();
    let grouped: Vec<usize> = (0..n).filter(|i| city.deciles[*i].is_some() && city.people[*i] > 0.0).collect();
    let sums = |members: &[usize]| {
        let people: f64 = members.iter().map(|i| city.people[*i]).sum();
        (people, members.iter().map(|i| city.people[*i] * jobs[*i]).sum::<f64>() / people)
    };
    let t = |members: &[usize]| {
        let (people, mean) = sums(members);
        let some = members.iter().filter(|i| jobs[**i] > 0.0);
        some.map(|i| city.people[*i] / people * (jobs[*i] / mean) * (jobs[*i] / mean).ln()).sum::<f64>()
    };
    let (all_people, all_mean) = sums(&grouped);
    near(theil.total, t(&grouped), "Theil");
    let (mut between, mut within) = (0.0, 0.0);
    for decile in 1..=10 {
        let members: Vec<usize> = grouped.iter().copied().filter(|i| city.deciles[*i] == Some(decile)).collect();
        let (members_people, members_mean) = sums(&members);
        let share = members_people * members_mean / (all_people * all_mean);
        between += share * (members_mean / all_mean).ln();
        within += share * t(&members);
    }
    near(theil.between, between, "Theil between");
    near(theil.within, within, "Theil within");
    near(theil.between + theil.within, theil.total, "Theil parts");

    // One entry per person settles ranks and limits without any weights.
    let mut persons: Vec<(f64, f64)> = Vec::new();
    for i in (0..n).filter(|i| city.incomes[*i].is_some()) {
        persons.extend(std::iter::repeat_n((city.incomes[i].unwrap(), jobs[i]), city.people[i] as usize));
    }
    persons.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = persons.len() as f64;
    let mean = persons.iter().map(|person| person.1).sum::<f64>() / count;
    let mut covariance = 0.0;
    let mut start = 0;
    for same in persons.chunk_by(|a, b| a.0 == b.0) {
        let rank = (start as f64 + same.len() as f64 / 2.0) / count;
        covariance += same.iter().map(|person| (person.1 - mean) * rank).sum::<f64>();
        start += same.len();
    }
    let concentration = concentration_index(&spread, &city.incomes, Concentration::Standard).unwrap();
    near(concentration, 2.0 / (mean * count) * covariance, "concentration");
    let quantile = |p: f64| {
        let at = (count - 1.0) * p;
        let low = at as usize;
        persons[low].0 + (at - low as f64) * (persons[low + 1].0 - persons[low].0)
    };
    let of = |belongs: &dyn Fn(f64) -> bool| {
        let (n, sum) = persons.iter().filter(|p| belongs(p.0)).fold((0.0, 0.0), |(n, sum), p| (n + 1.0, sum + p.1));
        sum / n
    };
    let whole = palma_ratio(&spread, &city.incomes, PalmaCut::WholePlaces).unwrap();
    near(whole, of(&|income| income > quantile(0.9)) / of(&|income| income <= quantile(0.4)), "Palma of whole places");
    let split = palma_ratio(&spread, &city.incomes, PalmaCut::SplitPlaces).unwrap();
    println!("Palma {split}, of whole places {whole}");
    assert!((split - whole).abs() < 0.05);
}

#[test]
fn published_figures_of_the_r_package_are_met() {
    // Printed by the page "Inequality and poverty" of `accessibility` for jobs within 30 minutes, to seven digits.
    let Some(city) = city() else { return };
    let jobs = reachable(&city.times, &[&city.jobs], &Decay::Step(Cutoff::UpTo(30.0))).unwrap().remove(0);
    let spread = Distribution::new(&jobs.iter().copied().map(Some).collect::<Vec<_>>(), &city.people).unwrap();
    let printed = |found: f64, printed: f64| {
        assert!((found - printed).abs() <= 6e-7 * printed.max(1.0), "{found} is not {printed}");
    };
    printed(gini(&spread).unwrap(), 0.471_525_1);
    printed(palma_ratio(&spread, &city.incomes, PalmaCut::WholePlaces).unwrap(), 3.800_465);
    let theil = theil_t(&spread, &city.deciles).unwrap();
    printed(theil.total, 0.361_663_1);
    printed(theil.between, 0.128_075_3);
    printed(theil.within, 0.233_587_8);
    for (line, of_line) in
        [(95_368.0, [0.574_537_8, 0.327_738_3, 0.221_876_9]), (50_000.0, [0.392_381_7, 0.177_624_1, 0.101_012_3])]
    {
        let found = poverty(&spread, line).unwrap();
        printed(found.extent, of_line[0]);
        printed(found.gap, of_line[1]);
        printed(found.severity, of_line[2]);
    }
    // Cells of equal income are ranked by their people there and share a rank here, which moves the fifth digit.
    let standard = concentration_index(&spread, &city.incomes, Concentration::Standard).unwrap();
    assert!((standard - 0.286_501_3).abs() < 5e-5, "{standard}");
    let lived_in = (0..jobs.len()).filter(|i| city.people[*i] > 0.0 && city.incomes[*i].is_some()).map(|i| jobs[i]);
    let bounds = lived_in.fold((f64::INFINITY, 0.0_f64), |(low, high), jobs| (low.min(jobs), high.max(jobs)));
    let corrected = Concentration::Corrected { lower: bounds.0, upper: bounds.1 };
    let corrected = concentration_index(&spread, &city.incomes, corrected).unwrap();
    assert!((corrected - 0.334_649_4).abs() < 5e-5, "{corrected}");
}

#[test]
fn facilities_are_sited_within_a_stated_gap() {
    let Some(city) = city() else { return };
    let clients = Clients { times: &city.times, weights: &city.people, existing: &[] };
    let effort = SitingEffort { n_steps: 300 };
    let most = cover_most(&clients, Cutoff::UpTo(30.0), 10, effort).unwrap();
    let all = cover_all(&clients, Cutoff::UpTo(45.0), effort).unwrap();
    let median = p_median(&clients, 10, 120.0, effort).unwrap();
    println!("coverage {} of at most {}; {} sites, at least {}", most.objective, most.bound, all.objective, all.bound);
    println!("median {} at least {}, gap {}", median.objective, median.bound, median.gap());
    assert!(most.gap() < 0.05 && median.gap() < 0.03);
    let centre = p_centre(&clients, all.chosen.len(), effort).unwrap();
    println!("centre {} at least {}", centre.objective, centre.bound);
    // More sites never do worse.
    let more = p_median(&clients, 12, 120.0, effort).unwrap();
    assert!(more.objective <= median.objective);
    let mut open = vec![0.0; city.people.len()];
    all.chosen.iter().for_each(|site| open[*site] = 1.0);
    let share = share_within(&city.times, &city.people, &open, Cutoff::UpTo(45.0)).unwrap();
    let out: f64 = all.out_of_reach.iter().map(|client| city.people[*client]).sum();
    near(share.within, 1.0 - out / share.n_people, "share covered by all");
}
