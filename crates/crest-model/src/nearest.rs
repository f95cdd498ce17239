//! The nearest of several names, for hints on a name that does not exist.

/// Finds the name among `among` that is most like `wanted`, if any is like enough to be what was meant.
///
/// Letter case, blanks, `-` and `_` do not count. Likeness is the Damerau–Levenshtein distance; at most a third of the
/// characters of the longer name may differ (one character is always allowed beyond two).
///
/// - Ties: the first in the order of `among`.
/// - Cost: one distance per name.
pub fn nearest<'a>(wanted: &str, among: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && *c != '-' && *c != '_')
            .flat_map(char::to_lowercase)
            .take(200)
            .collect()
    };
    let target = plain(wanted);
    let length = target.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for name in among {
        let other = plain(name);
        let longer = length.max(other.chars().count());
        let allowed = if longer <= 2 { 0 } else { (longer / 3).max(1) };
        if length.abs_diff(other.chars().count()) > allowed {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&target, &other);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let names = ["framework", "places", "geometry", "gdp_pc"];
        let find = |wanted| nearest(wanted, names.into_iter());
        assert_eq!(find("framwork"), Some("framework"));
        assert_eq!(find("GDP-PC"), Some("gdp_pc"));
        assert_eq!(find("palces"), Some("places"));
        assert_eq!(find("weather"), None);
        assert_eq!(find(""), None);
        assert_eq!(nearest("广州是", ["广州市", "深圳市"].into_iter()), Some("广州市"));
    }
}
