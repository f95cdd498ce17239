//! The built script belongs to the sources beside it, so that cargo needs no npm and nobody ships a stale chart.

use std::path::{Path, PathBuf};

use crest_report::digest::{hex, sha256};
use crest_report::page::SCRIPT;

/// Fingerprints the front-end sources as `web/report/build/seal.mjs` does: path, NUL, content, NUL, in path order.
#[test]
fn script_was_built_from_the_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/report");
    let mut files: Vec<PathBuf> = ["package-lock.json", "package.json", "vite.config.js"].map(PathBuf::from).to_vec();
    for folder in ["build", "src"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            files.push(Path::new(folder).join(entry.unwrap().file_name()));
        }
    }
    files.sort_by_key(|file| file.to_str().unwrap().to_owned());
    let mut bytes = Vec::new();
    for file in &files {
        bytes.extend_from_slice(file.to_str().unwrap().replace('\\', "/").as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&std::fs::read(root.join(file)).unwrap());
        bytes.push(0);
    }
    let seal: serde_json::Value = serde_json::from_str(include_str!("../../assets/seal.json")).unwrap();
    let advice = "run `npm ci && npm run build` in web/report";
    assert_eq!(seal["sources"], hex(&sha256(&bytes)), "{advice}");
    assert_eq!(seal["script"], hex(&sha256(SCRIPT.as_bytes())), "{advice}");
}

#[test]
fn script_carries_the_licences_of_what_it_bundles() {
    let notice = include_str!("../../assets/NOTICE.txt");
    for name in ["@observablehq/plot", "d3-scale", "d3-shape"] {
        assert!(notice.contains(name), "{name}");
    }
    let head: String = SCRIPT.chars().take(notice.chars().count() + 10).collect();
    assert!(head.contains(notice.trim_end()));
}

#[test]
fn script_stays_small_and_can_be_embedded() {
    assert!(SCRIPT.len() < 400_000, "{}", SCRIPT.len());
    for text in ["</script", "<!--", "eval(", "new Function", "XMLHttpRequest", "fetch(", "import("] {
        assert!(!SCRIPT.to_lowercase().contains(&text.to_lowercase()), "{text}");
    }
}
