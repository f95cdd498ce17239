//! What is done to text from a project before it enters a page, a script, a link or a spreadsheet.

/// Escapes text for HTML, in content and in quoted attributes.
///
/// ```
/// assert_eq!(crest_report::safe::html("<a href='x'>"), "&lt;a href=&#39;x&#39;&gt;");
/// ```
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML documents; a form feed or NUL from a damaged file is dropped.
            c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => {}
            c => out.push(c),
        }
    }
    out
}

/// Escapes serialised JSON for a `<script type="application/json">` element: no `<`, `>`, `&`, U+2028 or U+2029
/// stays as itself, so that neither `</script` nor `<!--` can occur, and the value is unchanged.
pub fn json_in_html(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// Returns the address if a page or workbook may link to it: `http` or `https`, with a host, without spaces or
/// control characters.
pub fn link(url: &str) -> Option<&str> {
    let url = url.trim();
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        url.get(..scheme.len()).filter(|s| s.eq_ignore_ascii_case(scheme)).map(|s| &url[s.len()..])
    })?;
    let is_plain = !rest.is_empty()
        && !rest.starts_with('/')
        && !rest.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`'));
    is_plain.then_some(url)
}

/// Puts an apostrophe before text that a spreadsheet would run as a formula when it opens a CSV file.
///
/// Such text starts, after spaces, with `=`, `+`, `-`, `@` (also in their full-width forms), a tab or a carriage
/// return. Numbers are not concerned: they are written as numbers, not through here.
///
/// ```
/// use crest_report::neutralise_csv;
/// assert_eq!(neutralise_csv("=1+1"), "'=1+1");
/// assert_eq!(neutralise_csv("GDP"), "GDP");
/// ```
pub fn neutralise_csv(text: &str) -> String {
    let is_risky = text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_risky { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests;
