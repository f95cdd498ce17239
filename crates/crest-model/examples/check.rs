//! Checks a project directory and prints what was found: `cargo run -p crest-model --example check -- DIRECTORY`.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::path::PathBuf;

use crest_model::{Lang, load, render};

fn main() {
    let root = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let (model, found) = load(&root);
    println!("{}", render::render_all(&found, Some(&root), Lang::En, false));
    println!("{} findings; {}", found.len(), if model.is_some() { "the model is whole" } else { "no model" });
}
