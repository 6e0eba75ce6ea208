//! The catalog of aspects, and the schemas of their settings.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::catalog::{catalog, of_category, schema_of};
use den::document::Document;
use den::survey::focus::concern;
use fleets::{aspect, fleet, including, with_port};
use serde_json::{Value, json};

fn of(aspects: Value) -> Document {
    fleet(aspects, json!({}), json!({}))
}

fn saying(meta: Value) -> Value {
    let mut aspect = aspect(&[], &[]);
    aspect["meta"] = meta;
    aspect
}

fn names(catalog: &den::catalog::Catalog) -> Vec<&str> {
    catalog.keys().map(|id| id.as_str()).collect()
}

#[test]
fn every_aspect_that_can_be_included_is_in_the_catalog_by_its_identity() {
    let mut gaming = aspect(&[], &[]);
    gaming["provides"] = json!({ "emulation": saying(json!({ "description": "old games" })) });
    let document = of(
        json!({ "gaming": gaming, "den.default": aspect(&[], &[]), "acme": {  "shape": { "parts": [] } } }),
    );
    let catalog = catalog(&document);
    assert_eq!(names(&catalog), ["acme", "gaming", "gaming/emulation"]);
    let entry = &catalog["gaming/emulation"];
    assert_eq!(entry.description.as_deref(), Some("old games"));
    assert_eq!((&entry.schema, &entry.at), (&None, &None));
}

#[test]
fn a_category_is_named_as_it_is_written() {
    let document = of(json!({
        "nginx": saying(json!({ "categories": ["Web", "Network"] })),
        "wireguard": saying(json!({ "categories": ["Network"] })),
        "plain": aspect(&[], &[]),
    }));
    let found = |category: &str| of_category(catalog(&document), category);
    assert_eq!(names(&found("Network").unwrap()), ["nginx", "wireguard"]);
    assert_eq!(names(&found("Web").unwrap()), ["nginx"]);
    let refused = found("Databases").unwrap_err();
    assert_eq!(refused.code, "den::aspect::unknown-category");
    assert_eq!(
        refused.help.as_deref(),
        Some("known categories: Network, Web")
    );
    let help = found("Netwrok").unwrap_err().help;
    assert_eq!(help.as_deref(), Some("did you mean `Network`?"));
    let none = of_category(catalog(&of(json!({}))), "Web").unwrap_err();
    assert!(none.help.unwrap().starts_with("no aspect has one"));
}

#[test]
fn the_schema_of_settings_accepts_what_the_settings_take_and_nothing_else() {
    let mut nginx = with_port("replace", &json!(443));
    let properties = nginx["interface"]["properties"].as_object_mut().unwrap();
    properties["port"] =
        json!({ "default": 443, "type": "integer", "maximum": 65535, "x-den-merge": "replace" });
    let text = json!({ "type": "string", "x-den-merge": "replace" });
    let tls = json!({
        "additionalProperties": false,
        "properties": { "issuer": text },
        "required": ["issuer"],
        "type": "object",
    });
    properties.insert("tls".to_owned(), tls);
    nginx["interface"]["required"] = json!(["tls"]);
    let document = of(json!({ "nginx": nginx }));
    let schema = Value::Object(schema_of(&document, "nginx").unwrap());
    assert_eq!(schema["title"], "nginx");
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let takes = |settings: Value| schema.is_valid(&settings);
    assert!(takes(json!({ "port": 80, "tls": { "issuer": "self" } })));
    assert!(takes(json!({ "tls": { "issuer": "self" } })));
    assert!(!takes(json!({ "port": 80 })));
    assert!(!takes(
        json!({ "port": 70000, "tls": { "issuer": "self" } })
    ));
    assert!(!takes(json!({ "tls": { "issuer": "self", "cert": "x" } })));
}

#[test]
fn a_default_that_json_cannot_hold_is_told_in_words_and_a_property_of_that_name_is_none() {
    let hole = json!({ "$den": { "hole": { "path": ["x"], "type": "derivation" } } });
    let leaf = |default: Value| json!({ "default": default });
    let aspects = json!({ "nginx": {
        "interface": { "properties": {
            "default": leaf(json!([1])),
            "packages": leaf(json!([hole.clone(), 1])),
            "group": { "properties": { "package": leaf(hole) } },
        } },
        "shape": { "parts": [] },
    } });
    let schema = Value::Object(schema_of(&of(aspects), "nginx").unwrap());
    let properties = &schema["properties"];
    assert_eq!(properties["default"]["default"], json!([1]));
    assert_eq!(
        properties["packages"]["x-den-default"],
        "[ <derivation> 1 ]"
    );
    assert!(properties["packages"].get("default").is_none());
    let package = &properties["group"]["properties"]["package"];
    assert_eq!(package["x-den-default"], "<derivation>");
    assert!(!schema.to_string().contains("$den"));
}

#[test]
fn an_aspect_without_a_schema_says_why() {
    let malformed = json!({ "$den": { "malformed": { "code": "den::settings::interface", "expected": "e", "found": "f" } } });
    let document = of(json!({
        "plain": aspect(&[], &[]),
        "broken": { "interface": malformed, "shape": { "parts": [] } },
    }));
    let code = |name: &str| schema_of(&document, name).unwrap_err().code;
    assert_eq!(code("plain"), "den::settings::no-interface");
    assert_eq!(code("broken"), "den::settings::interface");
    assert_eq!(code("plane"), "den::aspect::unknown");
    let help = schema_of(&document, "zzz").unwrap_err().help;
    assert_eq!(help.as_deref(), Some("known aspects: broken, plain"));
}

#[test]
fn what_is_wrong_in_a_manifest_concerns_the_hosts_that_have_the_aspect() {
    let document = fleet(
        json!({ "nginx": saying(json!({ "categories": 7 })) }),
        json!({ "web1": including(&["nginx"]), "db1": including(&[]) }),
        json!({}),
    );
    let planner = den::plan::Planner::new(&document);
    let of_host = |name: &str| concern(&document, &planner.plan_host(name).unwrap(), None);
    let web1 = of_host("web1");
    let codes: Vec<_> = web1.found.iter().map(|found| &*found.code).collect();
    assert_eq!((codes, web1.elsewhere), (vec!["den::aspect::meta"], 0));
    let db1 = of_host("db1");
    assert_eq!((db1.found.iter().len(), db1.elsewhere), (0, 1));
}

#[test]
fn a_default_with_a_key_of_markers_is_plain_json_in_the_schema() {
    let escaped = json!({ "$den": { "attrs": { "$den": 1 } } });
    let mut option = with_port("replace", &escaped);
    let port = &mut option["interface"]["properties"]["port"];
    port["examples"] =
        json!([escaped, 2, { "$den": { "hole": { "path": ["x"], "type": "path" } } }]);
    let schema = Value::Object(schema_of(&of(json!({ "nginx": option })), "nginx").unwrap());
    let port = &schema["properties"]["port"];
    assert_eq!(port["default"], json!({ "$den": 1 }));
    assert_eq!(port["examples"], json!([{ "$den": 1 }, 2]));
}
