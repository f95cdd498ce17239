use super::*;

#[test]
fn keys_are_sorted_and_unique() {
    for pair in STRINGS.windows(2).chain(RULES.windows(2)) {
        assert!(pair[0].0 < pair[1].0, "`{}` stands before `{}`", pair[0].0, pair[1].0);
    }
}

#[test]
fn both_languages_are_given_and_hold_the_same_placeholders() {
    let holes = |text: &str| -> Vec<String> {
        let mut holes: Vec<String> =
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect();
        holes.sort();
        holes
    };
    for (key, zh, en) in STRINGS.iter().chain(RULES) {
        assert!(!zh.is_empty() && !en.is_empty(), "{key}");
        assert_eq!(holes(zh), holes(en), "{key}");
    }
}

#[test]
fn every_key_is_found_in_its_table() {
    for (key, zh, _) in STRINGS.iter().chain(RULES) {
        assert_eq!(find(key).map(|found| found.0), Some(*zh), "{key}");
    }
}

#[test]
fn arguments_are_not_filled_again() {
    let tricky = Text::new("{rank}", "{rank}");
    let rank = Text::new("3", "3");
    let filled = fill("summary.entry", &[("indicator", &tricky), ("rank", &rank)]);
    assert_eq!(filled.zh, "{rank}（第3位）");
    assert_eq!(filled.en, "{rank} (rank 3)");
}

#[test]
fn a_word_without_entry_is_shown_as_it_is() {
    assert_eq!(word("state", "met").en, "met");
    assert_eq!(word("state", "unheard").zh, "unheard");
}
