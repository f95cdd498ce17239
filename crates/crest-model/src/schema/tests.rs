use super::*;

#[test]
fn the_published_schemas_are_fresh() {
    for (name, content) in files() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/").to_owned() + name;
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(published == content, "{path} is stale; run `cargo run -p crest-model --example write_schemas`");
    }
}

#[test]
fn keys_are_described_and_others_refused() {
    let schema = crest();
    let project = &schema["properties"]["project"];
    assert_eq!(project["additionalProperties"], Value::Bool(false));
    assert_eq!(project["required"], serde_json::json!(["id", "period"]));
    for (key, property) in project["properties"].as_object().unwrap() {
        assert!(property.get("description").is_some(), "{key} lacks a description");
    }
    assert_eq!(scenario()["$defs"]["Modification"]["properties"]["where"]["type"], "object");
    assert!(!schema.to_string().contains("null"));
}
