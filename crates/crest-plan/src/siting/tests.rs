use super::{Facilities, Sites, SitesError, cover_all, cover_most, p_centre, p_median};
use crate::solver::Effort;

const ALL: Effort = Effort::UNTIL_PROVEN;

/// Next number of the splitmix64 sequence.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Clients and sites in a square of 6 km: whole minutes at 80 metres a minute along the streets of a grid, weights 1 to 100.
fn town(n_clients: usize, n_sites: usize) -> (Vec<f64>, Vec<Option<f64>>) {
    let mut state = 20_260_601;
    let mut points =
        |n: usize| -> Vec<(u64, u64)> { (0..n).map(|_| (next(&mut state) % 6000, next(&mut state) % 6000)).collect() };
    let (clients, sites) = (points(n_clients), points(n_sites));
    let weights = (0..n_clients).map(|_| (1 + next(&mut state) % 100) as f64).collect();
    let minutes = clients.iter().flat_map(|client| {
        sites.iter().map(|site| Some(((client.0.abs_diff(site.0) + client.1.abs_diff(site.1)) / 80) as f64))
    });
    (weights, minutes.collect())
}

/// A small matrix with gaps and ties.
fn village(seed: u64) -> (Vec<f64>, Vec<Option<f64>>) {
    let mut state = seed;
    let weights = (0..9).map(|_| (next(&mut state) % 6) as f64).collect();
    let minutes =
        (0..63).map(|_| (!next(&mut state).is_multiple_of(5)).then(|| (next(&mut state) % 30) as f64)).collect();
    (weights, minutes)
}

fn subsets(n_sites: usize, existing: &[usize], n_new: usize) -> Vec<Vec<usize>> {
    (0_u32..1 << n_sites)
        .filter(|set| set.count_ones() as usize == n_new)
        .map(|set| (0..n_sites).filter(|site| set >> site & 1 == 1).collect::<Vec<_>>())
        .filter(|set| set.iter().all(|site| !existing.contains(site)))
        .collect()
}

fn sum_of_trips(of: &Facilities<'_>, set: &[usize], unserved: f64) -> f64 {
    let open = of.open(set);
    of.clients().map(|client| of.weights[client] * of.nearest(client, &open).unwrap_or(unserved)).sum()
}

fn covered(of: &Facilities<'_>, set: &[usize], cutoff: f64) -> f64 {
    let open = of.open(set);
    let within = of.clients().filter(|client| of.nearest(*client, &open).is_some_and(|minutes| minutes <= cutoff));
    within.map(|client| of.weights[client]).sum()
}

fn covers(of: &Facilities<'_>, set: &[usize], cutoff: f64, found: &Sites) -> bool {
    let open = of.open(set);
    of.clients()
        .filter(|client| !found.out_of_reach.contains(client))
        .all(|client| of.nearest(client, &open).is_some_and(|minutes| minutes <= cutoff))
}

#[test]
fn exact_answers_are_those_of_trying_everything() {
    for seed in 1..=12 {
        let (weights, minutes) = village(seed);
        for existing in [&[][..], &[2][..]] {
            let of = Facilities { weights: &weights, n_sites: 7, minutes: &minutes, existing };
            for n_new in 1..=3 {
                let sets = subsets(7, existing, n_new);
                let median = p_median(&of, n_new, 40.0, &[], ALL).unwrap();
                let best = sets.iter().map(|set| sum_of_trips(&of, set, 40.0)).min_by(f64::total_cmp).unwrap();
                assert_eq!((median.objective, median.proven), (best, true), "median of {n_new}, seed {seed}");
                let most = cover_most(&of, 10.0, n_new, ALL).unwrap();
                let best = sets.iter().map(|set| covered(&of, set, 10.0)).max_by(f64::total_cmp).unwrap();
                assert_eq!((most.objective, most.bound), (best, best), "coverage by {n_new}, seed {seed}");
                let longest = |set: &Vec<usize>| -> Option<f64> {
                    let open = of.open(set);
                    let reached = of.clients().filter(|client| of.nearest(*client, &[true; 7]).is_some());
                    reached
                        .map(|client| of.nearest(client, &open))
                        .try_fold(0.0, |most: f64, trip| Some(most.max(trip?)))
                };
                let best = sets.iter().filter_map(longest).min_by(f64::total_cmp);
                match p_centre(&of, n_new, ALL) {
                    Ok(found) => assert_eq!(Some(found.objective), best, "centre of {n_new}, seed {seed}"),
                    Err(error) => assert_eq!((error, best), (SitesError::TooFew { n_new }, None)),
                }
            }
            let all = cover_all(&of, 10.0, ALL).unwrap();
            assert!(covers(&of, &all.chosen, 10.0, &all));
            let fewer = all.chosen.len().checked_sub(1).map(|n| subsets(7, existing, n)).unwrap_or_default();
            assert!(
                !fewer.iter().any(|set| covers(&of, set, 10.0, &all)),
                "fewer than {} do, seed {seed}",
                all.chosen.len()
            );
        }
    }
}

#[test]
fn town_of_820_clients_and_90_sites_is_proven() {
    // The same figures stand in the tests of crest-reach, whose heuristics must enclose them.
    let (weights, minutes) = town(820, 90);
    let of = Facilities { weights: &weights, n_sites: 90, minutes: &minutes, existing: &[] };
    let all = cover_all(&of, 20.0, ALL).unwrap();
    let most = cover_most(&of, 15.0, 10, ALL).unwrap();
    let median = p_median(&of, 10, 150.0, &[], ALL).unwrap();
    let centre = p_centre(&of, 10, ALL).unwrap();
    assert_eq!((all.objective, most.objective, median.objective, centre.objective), (12.0, 33_953.0, 460_609.0, 22.0));
    assert!(all.proven && most.proven && median.proven && centre.proven);
}

#[test]
fn start_changes_no_proven_objective() {
    let (weights, minutes) = town(60, 20);
    let of = Facilities { weights: &weights, n_sites: 20, minutes: &minutes, existing: &[3] };
    let plain = p_median(&of, 4, 150.0, &[], ALL).unwrap();
    let started = p_median(&of, 4, 150.0, &[0, 1, 2, 4], ALL).unwrap();
    assert_eq!(plain.objective, started.objective);
    assert_eq!(p_median(&of, 4, 150.0, &[3], ALL), Err(SitesError::Existing { site: 3 }));
}

#[test]
fn without_a_new_site_all_are_served_by_what_stands() {
    let (weights, minutes) = village(3);
    for existing in [&[][..], &[2]] {
        let of = Facilities { weights: &weights, n_sites: 7, minutes: &minutes, existing };
        let found = p_median(&of, 0, 40.0, &[], ALL).unwrap();
        assert_eq!((found.chosen.as_slice(), found.objective), (&[][..], sum_of_trips(&of, &[], 40.0)));
    }
}

#[test]
fn faults_are_named() {
    let of = Facilities {
        weights: &[1.0, 1.0],
        n_sites: 2,
        minutes: &[Some(1.0), None, Some(2.0), Some(3.0)],
        existing: &[],
    };
    let short = Facilities { minutes: &[Some(1.0)], ..of };
    assert_eq!(cover_all(&short, 5.0, ALL), Err(SitesError::Length { n_found: 1, n_expected: 4 }));
    assert_eq!(cover_most(&of, 5.0, 3, ALL), Err(SitesError::TooMany { n_new: 3, n_free: 2 }));
    assert_eq!(p_median(&of, 1, 2.0, &[], ALL), Err(SitesError::Unserved { minutes: 2.0 }));
    assert_eq!(cover_all(&of, -1.0, ALL), Err(SitesError::Minutes { minutes: -1.0 }));
    assert_eq!(cover_all(&Facilities { existing: &[0, 0], ..of }, 5.0, ALL), Err(SitesError::Existing { site: 0 }));
    assert_eq!(cover_all(&Facilities { weights: &[1.0, -1.0], ..of }, 5.0, ALL), Err(SitesError::Weight { client: 1 }));
    assert_eq!(p_centre(&of, 0, ALL), Err(SitesError::TooFew { n_new: 0 }));
}
