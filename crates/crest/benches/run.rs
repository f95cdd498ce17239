//! Whole runs on real data: cold, warm, and a what-if of one value. Needs the shared panel of cities; without it the
//! synthetic zones stand in.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros make items without docs")]

use std::hint::black_box;
use std::path::Path;

use crest::{Project, RunOptions, Session};
use criterion::{Criterion, criterion_group, criterion_main};

#[path = "../tests/support/cities.rs"]
mod cities;

fn write_project(root: &Path) -> &'static str {
    let shared = std::env::var("CREST_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let panel = Path::new(&shared).join("data/cities/panel.csv");
    if panel.exists() {
        eprintln!("{} cities", cities::write(&panel, root));
        return "cities";
    }
    eprintln!("the panel of cities is not there; synthetic zones instead");
    for (path, bytes) in crest::example::files("zones219", 219).expect("the example exists") {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("a directory");
        std::fs::write(path, bytes).expect("a file");
    }
    "zones219"
}

fn runs(criterion: &mut Criterion) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let name = write_project(directory.path());
    let options = RunOptions::default();
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("cold_run", |bench| {
        bench.iter_with_setup(
            || drop(std::fs::remove_dir_all(directory.path().join(".crest"))),
            |()| {
                let project = Project::open(directory.path());
                let outcome = crest::run(&project, None, &options).expect("the store works");
                assert!(outcome.results.is_some() && !outcome.found);
                black_box(outcome)
            },
        );
    });
    group.bench_function("warm_run", |bench| {
        bench.iter(|| {
            let project = Project::open(directory.path());
            let outcome = crest::run(&project, None, &options).expect("the store works");
            assert!(outcome.found);
            black_box(outcome)
        });
    });
    let project = Project::open(directory.path());
    if let Ok(scenario) = project.find_scenario("one_value") {
        let session = Session::open(&project, &options).unwrap_or_else(|_| panic!("the project runs"));
        group.bench_function("what_if_of_one_value", |bench| {
            bench.iter(|| black_box(session.what_if(&scenario).unwrap_or_else(|_| panic!("the scenario applies"))));
        });
    }
    group.finish();
}

criterion_group!(benches, runs);
criterion_main!(benches);
