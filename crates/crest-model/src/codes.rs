//! The registry of diagnostic codes: one documented entry per code, from which the reference page is made.
//!
//! Each code is one file `codes/C0123.md` of this crate: a head with both titles and the severity, then what the code
//! finds, why it matters, a bad and a good example. The files are listed by family, so that each owner appends to
//! a list of its own: `files` (C00), `model` (C01–C06), `engine` (C07–C09),
//! `data` (C10–C13 and C2), `scheme` (C14), `audit` (C15), `rules` (C16) and `reach` (C17).

use crate::{Lang, Severity, Text};

/// Lists codes and includes their files: `entries![C0001, C0002]` becomes a table of code and text.
macro_rules! entries {
    ($($code:ident),* $(,)?) => {
        /// Codes of this family with the text of their files, in rising order.
        pub(super) const ENTRIES: &[(&str, &str)] = &[
            $((
                stringify!($code),
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/codes/", stringify!($code), ".md")),
            )),*
        ];
    };
}

mod audit;
mod data;
mod engine;
mod files;
mod model;
mod reach;
mod rules;
mod scheme;

#[cfg(test)]
mod tests;

/// Documents one diagnostic code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEntry {
    /// The code, such as `C0201`.
    pub code: &'static str,
    /// What it is called.
    pub title: Text,
    /// Severity it is usually raised with; a project may change that of the data checks (C2xxx).
    pub severity: Severity,
    /// Body in Markdown: what it finds, why it matters, a bad example, a good example.
    pub text: &'static str,
}

/// The lists of all families.
const LISTS: [&[(&str, &str)]; 8] = [
    files::ENTRIES,
    model::ENTRIES,
    engine::ENTRIES,
    data::ENTRIES,
    scheme::ENTRIES,
    audit::ENTRIES,
    rules::ENTRIES,
    reach::ENTRIES,
];

/// Returns every documented code, in rising order.
pub fn all() -> Vec<CodeEntry> {
    let mut entries: Vec<CodeEntry> = LISTS.into_iter().flatten().map(|(code, file)| read(code, file)).collect();
    entries.sort_by_key(|entry| entry.code);
    entries
}

/// Finds the entry of a code; letter case and surrounding blanks do not matter.
pub fn find(code: &str) -> Option<CodeEntry> {
    let wanted = code.trim().to_ascii_uppercase();
    LISTS.into_iter().flatten().find(|(code, _)| *code == wanted).map(|(code, file)| read(code, file))
}

/// Families in the order of the reference: first characters of the code and the heading in both languages.
const FAMILIES: &[(&str, &str, &str)] = &[
    ("C00", "Files", "文件"),
    ("C01", "Project file and TOML", "项目文件与 TOML"),
    ("C02", "Framework", "指标框架"),
    ("C03", "Places and geometry", "地区与图形"),
    ("C04", "Strategy and targets", "战略与目标"),
    ("C05", "Tables", "数据表"),
    ("C06", "Index, scenarios and uncertainty", "指数、情景与不确定性"),
    ("C07", "Kernels", "内核"),
    ("C08", "Computing the index", "指数计算"),
    ("C09", "Applying scenarios", "情景应用"),
    ("C10", "Reading data", "数据读取"),
    ("C11", "Units and currencies", "单位与货币"),
    ("C12", "Values", "数值"),
    ("C13", "Queries", "查询"),
    ("C14", "Assessment schemes", "考核办法"),
    ("C15", "Audit trail", "审计记录"),
    ("C16", "Rules across jurisdictions", "跨法域规则"),
    ("C17", "Reach", "可达性"),
    ("C2", "Data checks", "数据检查"),
];

/// Renders the reference of all codes as one Markdown page; titles and headings in `lang`, bodies as written.
///
/// Determinism: the same registry gives the same bytes.
pub fn reference_page(lang: Lang) -> String {
    let (title, lead, word) = match lang {
        Lang::En => (
            "Diagnostics",
            "Every finding of Crest carries one of these codes. `crest explain C0202` prints an entry.",
            "Severity",
        ),
        Lang::Zh => ("诊断代码", "Crest 的每条诊断都带有下列代码之一。`crest explain C0202` 可查看单条说明。", "级别"),
    };
    let entries = all();
    let mut page = format!("# {title}\n\n{lead}\n");
    for (prefix, en, zh) in FAMILIES {
        let members: Vec<&CodeEntry> = entries.iter().filter(|entry| entry.code.starts_with(prefix)).collect();
        if members.is_empty() {
            continue;
        }
        let heading = if lang == Lang::Zh { zh } else { en };
        page.push_str(&format!("\n## {heading}\n"));
        for entry in members {
            page.push_str(&format!(
                "\n### {} {}\n\n{word}: {}\n\n{}\n",
                entry.code,
                entry.title.show(lang),
                severity_word(entry.severity, lang),
                entry.text.trim().replace("\n## ", "\n#### ")
            ));
        }
    }
    page
}

/// Returns the word for a severity in `lang`.
pub(crate) fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Note, Lang::En) => "note",
        (Severity::Warning, Lang::En) => "warning",
        (Severity::Error, Lang::En) => "error",
        (Severity::Note, Lang::Zh) => "提示",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Error, Lang::Zh) => "错误",
    }
}

/// Splits a code file into head and body; the head is `key: value` lines between two `---` lines.
fn read(code: &'static str, file: &'static str) -> CodeEntry {
    let mut entry = CodeEntry { code, title: Text::default(), severity: Severity::Error, text: file };
    let Some((head, body)) = file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) else {
        return entry;
    };
    entry.text = body.trim();
    for line in head.lines() {
        match line.split_once(':').map(|(key, value)| (key.trim(), value.trim())) {
            Some(("title", value)) => entry.title.en = value.to_owned(),
            Some(("title_zh", value)) => entry.title.zh = value.to_owned(),
            Some(("severity", "note")) => entry.severity = Severity::Note,
            Some(("severity", "warning")) => entry.severity = Severity::Warning,
            _ => {}
        }
    }
    entry
}
