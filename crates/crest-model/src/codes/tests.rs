use super::*;

#[test]
fn every_entry_is_whole() {
    for entry in all() {
        assert!(!entry.title.en.is_empty() && !entry.title.zh.is_empty(), "{}: a title in each language", entry.code);
        assert!(!entry.text.starts_with("---"), "{}: the head could not be read", entry.code);
        for heading in ["## Why it matters", "## Bad", "## Good"] {
            assert!(entry.text.contains(heading), "{}: section `{heading}`", entry.code);
        }
        assert_eq!(find(&entry.code.to_lowercase()), Some(entry.clone()));
    }
}

#[test]
fn codes_are_unique_and_belong_to_a_family() {
    let codes: Vec<&str> = all().iter().map(|entry| entry.code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    for code in codes {
        assert!(FAMILIES.iter().any(|(prefix, ..)| code.starts_with(prefix)), "{code}");
    }
}

#[test]
fn every_file_is_listed() {
    let listed: Vec<String> = all().iter().map(|entry| format!("{}.md", entry.code)).collect();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/codes")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(listed.contains(&name), "codes/{name} is in no list");
    }
}

#[test]
fn the_reference_page_holds_every_code_in_both_languages() {
    for lang in [Lang::En, Lang::Zh] {
        let page = reference_page(lang);
        for entry in all() {
            assert!(page.contains(&format!("### {} {}\n", entry.code, entry.title.show(lang))), "{}", entry.code);
        }
    }
}
