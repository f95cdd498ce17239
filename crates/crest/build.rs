//! Lists the files of the shipped examples, so that `crest new --example` can write them without the source tree.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let examples = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../examples");
    let examples = examples.canonicalize().expect("the examples stand beside the crates");
    println!("cargo::rerun-if-changed={}", examples.display());
    let mut code = String::from("&[\n");
    for name in ["guangzhou", "living-circle-toy", "toy"] {
        let root = examples.join(name);
        let mut files = Vec::new();
        collect(&root, &mut files);
        files.sort();
        for file in files {
            let path = file.strip_prefix(&root).expect("collected below the root").to_string_lossy().replace('\\', "/");
            println!("cargo::rerun-if-changed={}", file.display());
            writeln!(code, "({name:?}, {path:?}, include_bytes!({:?})),", file.display().to_string())
                .expect("writing to a string");
        }
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo")).join("examples.rs");
    fs::write(out, code).expect("the build directory is writable");
}

/// Collects files, leaving out what a run leaves behind.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("examples can be read").flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name == "report.html" || name.starts_with("export") {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), files);
        } else {
            files.push(entry.path());
        }
    }
}
