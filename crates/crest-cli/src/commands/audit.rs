//! `crest audit`: is the audit trail whole, and what does it tell.

use std::path::Path;

use anyhow::Result;
use crest::audit::{Entry, Revision, Trail};
use crest_model::Lang;

use crate::context::{Context, Exit};
use crate::terminal::number;

/// Revisions shown of one entry before the rest is only counted.
const SHOWN: usize = 5;

/// Checks the trail and prints it, or the history of one value.
pub(crate) fn audit(context: &mut Context, directory: &Path, expect: Option<&str>, of: Option<&str>) -> Result<Exit> {
    // The trail is checked also where the project itself is broken.
    let root = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let trail = crest::audit::check(&root, expect)?;
    if context.is_json() {
        context.json(&trail)?;
    } else {
        match of {
            Some(of) => history(context, &trail, of),
            None => entries(context, &trail),
        }
        context.show(&trail.findings, &root);
        summary(context, &trail);
    }
    Ok(context.judge(&trail.findings))
}

fn summary(context: &mut Context, trail: &Trail) {
    let n = trail.entries.len();
    let line = match (trail.is_intact(), n, context.lang()) {
        (true, 0, Lang::Zh) => "尚无审计记录；`crest run` 写入第一条".to_owned(),
        (true, 0, Lang::En) => "there is no audit trail yet; `crest run` writes its first entry".to_owned(),
        (true, n, Lang::Zh) => format!("审计记录完整：{n} 条，末条哈希 {}", trail.hash),
        (true, n, Lang::En) => format!("the audit trail is whole: {n} entries, the last with hash {}", trail.hash),
        (false, n, Lang::Zh) => format!("审计记录不完整；前 {n} 条可信"),
        (false, n, Lang::En) => format!("the audit trail is broken; its first {n} entries hold"),
    };
    context.terminal.line(&line);
}

fn entries(context: &mut Context, trail: &Trail) {
    for entry in &trail.entries {
        let (n_files, n_values) = (entry.files.len(), entry.values.len());
        let line = match context.lang() {
            Lang::Zh => {
                format!("{}  {}  {}  {n_files} 个文件，{n_values} 个数值", entry.number, entry.time, entry.user)
            }
            Lang::En => format!("{}  {}  {}  {n_files} files, {n_values} values", entry.number, entry.time, entry.user),
        };
        context.terminal.line(&line);
        for file in entry.files.iter().filter(|_| entry.number > 1) {
            let change = match (file.change.as_str(), context.lang()) {
                ("added", Lang::Zh) => "新增",
                ("changed", Lang::Zh) => "更改",
                (_, Lang::Zh) => "移除",
                (change, Lang::En) => change,
            };
            context.terminal.line(&format!("   {change}: {}", file.path));
        }
        // The first entry takes everything up; only what changes later is told one by one.
        if entry.number > 1 {
            for revision in entry.values.iter().take(SHOWN) {
                let line = format!("   {}", told(revision));
                context.terminal.line(&line);
            }
            if n_values > SHOWN {
                let more = n_values - SHOWN;
                let line = match context.lang() {
                    Lang::Zh => format!("   …… 另有 {more} 个（--format json 给出全部）"),
                    Lang::En => format!("   … and {more} more (--format json gives all)"),
                };
                context.terminal.line(&line);
            }
        }
    }
}

fn told(revision: &Revision) -> String {
    let key = &revision.key;
    let source = [key.source.as_str(), key.vintage.as_str()].join(" ");
    let source = if source.trim().is_empty() { key.table.clone() } else { source.trim().to_owned() };
    format!(
        "{}@{}@{}: {} → {} ({source})",
        key.indicator,
        key.place,
        key.period,
        number(revision.before, 12),
        number(revision.after, 12)
    )
}

/// Prints every revision of a value.
fn history(context: &mut Context, trail: &Trail, of: &str) {
    let mut parts = of.split('@');
    let (indicator, place, period) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let is_meant = |revision: &&Revision| {
        let key = &revision.key;
        key.indicator == indicator
            && place.is_none_or(|place| key.place == place)
            && period.is_none_or(|period| key.period == period)
    };
    let mut found = 0;
    let tell = |entry: &Entry, revision: &Revision| format!("{}  {}  {}", entry.time, entry.user, told(revision));
    for entry in &trail.entries {
        for revision in entry.values.iter().filter(is_meant) {
            found += 1;
            context.terminal.line(&tell(entry, revision));
        }
    }
    if found == 0 {
        let line = match context.lang() {
            Lang::Zh => format!("审计记录中没有 `{of}`"),
            Lang::En => format!("the audit trail holds nothing on `{of}`"),
        };
        context.terminal.line(&line);
    }
}
