//! Writes the sample page and workbook of the tests into a directory, to be looked at:
//! `cargo run -p crest-report --example sample_page -- DIRECTORY`.

use std::path::PathBuf;

use crest_model::Lang;

#[expect(clippy::unwrap_used, reason = "invented data of the tests")]
#[path = "../tests/report/sample/mod.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory: PathBuf = std::env::args_os().nth(1).map_or_else(|| "target".into(), PathBuf::from);
    std::fs::create_dir_all(&directory)?;
    let results = sample::sample();
    for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let options = crest_report::PageOptions { lang, ..Default::default() };
        std::fs::write(directory.join(format!("report.{tag}.html")), crest_report::page(&results, &options))?;
        std::fs::write(directory.join(format!("report.{tag}.xlsx")), crest_report::workbook(&results, lang)?)?;
    }
    let large = crest_report::page(&sample::large(220), &Default::default());
    std::fs::write(directory.join("large.html"), large)?;
    let empty = crest_report::page(&crest_model::results::Results::default(), &Default::default());
    std::fs::write(directory.join("empty.html"), empty)?;
    Ok(())
}
