//! Checks a project directory and prints what was found.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let (model, found) = crest_model::load(&root);
    for diagnostic in &found {
        println!("{diagnostic:?}");
    }
    println!("{} findings; {}", found.len(), if model.is_some() { "the model is whole" } else { "no model" });
}
