//! Writes the JSON Schemas of the project files to the directory `schemas/` of the workspace.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    std::fs::create_dir_all(&directory)?;
    for (name, content) in crest_model::schema::files() {
        std::fs::write(directory.join(name), content)?;
    }
    Ok(())
}
