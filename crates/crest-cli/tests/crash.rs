//! The store survives what happens to machines: kills at any moment, a full disk, interruptions.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod project;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use project::{command, crest, crest_says, project, results_of};

/// Moments at which a run is killed.
const KILLS: u32 = 50;

#[test]
fn killed_at_any_moment_a_run_is_finished_by_the_next() {
    let directory = project("guangzhou");
    let root = directory.path().join("p");
    let start = Instant::now();
    crest_says(directory.path(), &["run", "p"], 0);
    let whole = start.elapsed();
    let undisturbed = results_of(&root);
    let mut killed = 0;
    // A linear congruential generator spreads the moments within their fiftieths of the run.
    let mut random: u64 = 20_190_828;
    for kill in 0..KILLS {
        fs::remove_dir_all(root.join(".crest")).unwrap();
        drop(fs::remove_file(root.join("report.html")));
        let mut child =
            command(directory.path()).args(["run", "p"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let within = (random >> 33) as f64 / f64::from(1_u32 << 31);
        sleep(Duration::from_secs_f64(whole.as_secs_f64() * (f64::from(kill) + within) / f64::from(KILLS)));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        crest_says(directory.path(), &["run", "p"], 0);
        let after = results_of(&root);
        assert!(after == undisturbed, "kill {kill}: {:?}", difference(&after, &undisturbed));
    }
    assert!(killed > KILLS / 4, "only {killed} of {KILLS} kills met a run under way");
    crest_says(directory.path(), &["clean", "p", "--keep", "1"], 0);
    assert!(fs::read_dir(root.join(".crest/tmp")).unwrap().next().is_none(), "leftovers are removed");
    assert!(results_of(&root) == undisturbed, "cleaning keeps what the latest run needs");
}

type Files = std::collections::BTreeMap<String, Vec<u8>>;

/// Names that only one side has, or that differ.
fn difference(a: &Files, b: &Files) -> Vec<String> {
    a.keys().chain(b.keys()).filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

/// A small file system of a stated size, unmounted at the end.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// Mounts it; `None` without the right to mount.
    fn mount(size: &str) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let disk = Self(directory);
        disk.call(&["-t", "tmpfs", "-o", &format!("size={size}"), "crest-test"]).then_some(disk)
    }

    fn call(&self, arguments: &[&str]) -> bool {
        let status =
            std::process::Command::new("mount").args(arguments).arg(self.path()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(std::process::Command::new("umount").arg(self.path()).status());
    }
}

#[test]
fn full_disk_is_told_clearly_and_the_next_run_goes_on() {
    let Some(disk) = SmallDisk::mount("900k") else {
        eprintln!("skipped: mounting a small file system is not allowed here");
        return;
    };
    crest_says(disk.path(), &["new", "p", "--example", "guangzhou"], 0);
    let output = crest(disk.path(), &["run", "p"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("No space left") && told.contains("cannot write"), "{told}");
    assert!(disk.call(&["-o", "remount,size=50m"]));
    crest_says(disk.path(), &["run", "p"], 0);
    let directory = project("guangzhou");
    crest_says(directory.path(), &["run", "p"], 0);
    assert!(results_of(&disk.path().join("p")) == results_of(&directory.path().join("p")));
}

#[test]
fn interrupted_run_says_so_and_keeps_what_is_finished() {
    let directory = project("guangzhou");
    let child =
        command(directory.path()).args(["run", "p"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    sleep(Duration::from_millis(60));
    let interrupted = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    // A fast machine may have finished; an interrupted run says so.
    assert!(output.status.success() || told.contains("cancelled"), "{:?}: {told}", output.status);
    crest_says(directory.path(), &["run", "p"], 0);
}
