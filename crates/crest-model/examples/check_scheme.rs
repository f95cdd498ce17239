//! Checks a scheme file and prints what was found: `cargo run -p crest-model --example check_scheme -- FILE`.
#![expect(clippy::print_stdout, reason = "an example prints")]

use crest_model::{Lang, render, scheme};

fn main() -> std::io::Result<()> {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file)?;
        let (read, found) = scheme::read(&file, &text);
        print!("{}", render::render_all(&found, None, Lang::En, false));
        match read {
            Some(scheme) => {
                println!("{file}: {} items, {} numbers assumed", scheme.items.len(), scheme.assumed().len());
            }
            None => println!("{file}: no scheme"),
        }
    }
    Ok(())
}
