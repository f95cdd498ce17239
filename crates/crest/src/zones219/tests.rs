use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;

const SEED: u64 = 219;

static FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| generate(SEED));

fn find(files: &[(String, Vec<u8>)], path: &str) -> String {
    let (_, bytes) = files.iter().find(|(p, _)| p == path).expect("the file is made");
    String::from_utf8(bytes.clone()).expect("the file is UTF-8")
}

fn file(path: &str) -> String {
    find(&FILES, path)
}

/// Rows of a file without quoted cells.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split(',').collect()).collect()
}

fn gdp_of(year: &str, text: &str) -> Vec<f64> {
    let rows = rows(text);
    let column = rows[0].iter().position(|name| *name == "gdp").expect("gdp is a column");
    let of_year = rows.iter().filter(|row| row[1] == year);
    of_year.map(|row| row[column].parse().expect("everybody reports GDP")).collect()
}

#[test]
fn equal_seeds_give_equal_bytes() {
    assert_eq!(*FILES, generate(SEED));
    assert_ne!(*FILES, generate(SEED + 1));
}

/// The fingerprint was taken once; another machine that gives other bytes breaks the promise.
#[test]
fn bytes_are_those_of_every_machine() {
    let text = file("data/zones.csv");
    assert_eq!(
        blake3::hash(text.as_bytes()).to_hex().as_str(),
        "8ed7eed63eeee11d340f181838e3b7be138e87a041c60307d9a26b0714ffd20f"
    );
}

#[test]
fn paths_are_relative_and_in_order() {
    let files = generate(SEED);
    assert!(files.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(files.iter().all(|(path, _)| !path.starts_with('/') && !path.contains("..") && !path.contains('\\')));
}

#[test]
fn zones_indicators_and_years_have_the_promised_numbers() {
    let data = file("data/zones.csv");
    let rows = rows(&data);
    assert_eq!(N_INDICATORS, 60);
    assert!(rows.iter().all(|row| row.len() == 2 + N_INDICATORS));
    assert_eq!(rows.len(), 1 + N_ZONES * YEARS.len());
    let places = file("places.csv");
    assert_eq!(places.lines().count(), 1 + N_ZONES);
    for (id, _, _, n, ..) in REGIONS {
        assert_eq!(places.lines().filter(|line| line.split(',').nth(4) == Some(id)).count(), n);
    }
    assert_eq!(REGIONS.iter().map(|region| region.3).sum::<usize>(), N_ZONES);
}

#[test]
fn framework_holds_every_column_once_under_a_class() {
    let framework = file("framework.csv");
    let rows = rows(&framework);
    let codes: BTreeSet<&str> = rows[1..].iter().map(|row| row[0]).collect();
    assert_eq!(codes.len(), rows.len() - 1);
    assert_eq!(rows.len(), 1 + 1 + CLASSES.len() + N_INDICATORS);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    assert!(rows[2..].iter().all(|row| codes.contains(row[1])));
    assert_eq!(CLASSES.iter().map(|class| class.3).sum::<u32>(), 100);
}

#[test]
fn first_thirty_zones_hold_their_share_for_any_seed() {
    for seed in [0, SEED, u64::MAX] {
        let mut gdp = gdp_of("2023", &find(&generate(seed), "data/zones.csv"));
        gdp.sort_by(|a, b| b.total_cmp(a));
        let share = gdp[..N_LEADERS].iter().sum::<f64>() / gdp.iter().sum::<f64>();
        assert!((0.36..=0.38).contains(&share), "share {share} of seed {seed}");
    }
}

#[test]
fn some_cells_are_missing_and_few_zones_are_silent() {
    let data = file("data/zones.csv");
    let rows = rows(&data);
    let empty = |row: &Vec<&str>| row.iter().filter(|cell| cell.is_empty()).count();
    let share = count(rows.iter().map(empty).sum()) / count(N_INDICATORS * (rows.len() - 1));
    assert!((0.01..0.06).contains(&share), "{share} missing");
    let silent: BTreeSet<&str> =
        rows.iter().filter(|row| row[1] == "2023" && empty(row) * 3 > N_INDICATORS).map(|row| row[0]).collect();
    assert_eq!(silent.into_iter().collect::<Vec<_>>(), ["z144", "z212"]);
}

#[test]
fn everything_is_labelled_synthetic() {
    assert!(file("crest.toml").contains("synthetic = true"));
    assert!(file("README.md").contains("Nothing here is real"));
    assert!(file("sources.csv").contains("Synthetic data"));
    for line in file("places.csv").lines().skip(1) {
        assert!(line.contains("合成区") && line.contains("Synthetic zone"), "{line}");
    }
}

#[test]
fn project_loads_without_a_finding() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    for (path, bytes) in FILES.iter() {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().expect("the file lies in the project")).expect("folders can be made");
        std::fs::write(path, bytes).expect("files can be written");
    }
    let (model, findings) = crest_model::load(directory.path());
    assert_eq!(findings, []);
    let model = model.expect("nothing was found");
    assert!(model.project.synthetic);
    assert_eq!(model.places.iter().filter(|place| place.role.is_ranked()).count(), N_ZONES);
    assert_eq!(model.nodes.iter().filter(|node| node.indicator.is_some()).count(), N_INDICATORS);
}

#[test]
fn no_share_leaves_its_bounds() {
    let data = file("data/zones.csv");
    let rows = rows(&data);
    for (j, indicator) in INDICATORS.iter().enumerate() {
        for row in &rows[1..] {
            let Ok(x) = row[j + 2].parse::<f64>() else { continue };
            match indicator.shape {
                Sum { low, high, .. } => assert!((low..=high).contains(&x), "{} {x}", indicator.code),
                Product { .. } | Count { .. } => assert!(x >= 0.0, "{} {x}", indicator.code),
            }
        }
    }
}

#[test]
fn own_logarithm_and_exponential_agree_with_the_platform() {
    for i in -400..400 {
        let x = f64::from(i) / 20.0;
        assert!((exp(x) / x.exp() - 1.0).abs() < 1e-14, "exp {x}");
        let y = x.exp();
        assert!((ln(y) - y.ln()).abs() <= 1e-14 * y.ln().abs().max(1.0), "ln {y}");
    }
}

#[test]
fn normal_numbers_have_mean_zero_and_variance_one() {
    let mut draw = Draw::new(7);
    let numbers: Vec<f64> = (0..20_000).map(|_| draw.normal()).collect();
    let mean = numbers.iter().sum::<f64>() / count(numbers.len());
    let variance = numbers.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count(numbers.len());
    // Four standard errors: 4/√20000 and 4·√(2/20000).
    assert!(mean.abs() < 0.0283 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
}

#[test]
fn numbers_are_written_with_four_digits() {
    assert_eq!(four_digits(1234.56), "1235");
    assert_eq!(four_digits(123_456.0), "123500");
    assert_eq!(four_digits(0.000_123_456), "0.0001235");
    assert_eq!(four_digits(-0.0), "0");
}
