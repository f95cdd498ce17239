//! Files → tables.

use std::path::Path;

use crest_model::Diagnostic;
use crest_model::grid::Limits;
use crest_model::model::FileSpec;

use crate::table::Table;

/// Reads the file of a table; `None` with at least one error when it cannot be read.
pub fn read_file(root: &Path, name: &str, spec: &FileSpec, limits: &Limits) -> (Option<Table>, Vec<Diagnostic>) {
    let _ = (root, name, spec, limits);
    (None, Vec::new())
}

/// Brings a name to the form in which names are compared: tidied, without blanks, in lower case.
pub(crate) fn comparable(name: &str) -> String {
    crest_model::unit::plain_text(name).replace(' ', "").to_lowercase()
}

/// Tells whether a column of that name holds years or codes rather than quantities.
pub(crate) fn names_a_key(name: &str) -> bool {
    let name = comparable(name);
    const WORDS: &[&str] = &["year", "code", "id", "period", "month", "quarter", "adcode", "fips", "index_col"];
    const ENDINGS: &[&str] = &[
        "年",
        "年份",
        "年度",
        "年度标识",
        "月份",
        "季度",
        "代码",
        "编码",
        "编号",
        "区划码",
        "序号",
        "_year",
        "_code",
        "_id",
    ];
    WORDS.contains(&name.as_str()) || ENDINGS.iter().any(|ending| name.ends_with(ending))
}
