//! Schemas at their edges: definitions, alternatives with holes, and what is no schema.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use gen_schema::interface::Verdict;
use gen_schema::{Fault, Interface};
use serde_json::{Value as Json, json};
use support::{checked, interface, option, value};

fn verdict(schema: Json, of: Json) -> Verdict {
    option(schema).leaf(&["it"]).unwrap().verdict(&value(of))
}

fn hole(kind: &str) -> Json {
    json!({ "$den": { "hole": { "path": [], "type": kind } } })
}

/// The ways and messages of what is refused.
fn refusals(verdict: Verdict) -> Vec<(String, String)> {
    let Verdict::Refused(refusals) = verdict else {
        panic!("{verdict:?}");
    };
    let refusals = refusals.into_iter();
    refusals
        .map(|refusal| (refusal.way.join("/"), refusal.message))
        .collect()
}

#[test]
fn definitions_of_the_interface_are_in_force_in_every_leaf() {
    let schema = json!({
        "$defs": { "port": { "type": "integer", "maximum": 9 }, "ports": { "type": "array", "items": { "$ref": "#/$defs/port" } } },
        "properties": { "g": { "properties": { "ports": { "$ref": "#/$defs/ports" } } } },
    });
    let schema = interface(schema);
    assert_eq!(checked(&schema, json!({ "g": { "ports": [1, 2] } })), []);
    let found = checked(&schema, json!({ "g": { "ports": [1, 10] } }));
    assert_eq!(found[0].option, ["g", "ports", "[1]"]);
    let Fault::Refused { message, .. } = &found[0].fault else {
        panic!("{found:?}");
    };
    assert_eq!(message, "expected an integer, at most 9, found 10");
}

#[test]
fn a_hole_that_satisfies_an_alternative_is_accepted() {
    let package =
        json!({ "type": "string", "pattern": "^/nix/store/", "x-den-holes": ["derivation"] });
    let schema = json!({ "anyOf": [{ "type": "null" }, package] });
    assert_eq!(
        verdict(schema.clone(), hole("derivation")),
        Verdict::Accepted
    );
    assert_eq!(verdict(schema.clone(), hole("path")), Verdict::LeftToNix);
    let list = json!({ "type": "array", "items": schema });
    assert_eq!(
        verdict(list, json!([hole("derivation"), null])),
        Verdict::Accepted
    );
}

#[test]
fn where_something_beside_a_hole_is_wrong_only_that_is_told() {
    let schema = json!({ "type": "array", "items": { "type": "boolean" } });
    let refused = refusals(verdict(schema, json!([hole("function"), 5])));
    assert_eq!(
        refused,
        [("1".into(), "expected a Boolean, found 5".into())]
    );
    let schema = json!({ "type": "array", "items": { "type": "object", "additionalProperties": { "type": "boolean" } } });
    let refused = refusals(verdict(schema, json!([{ "a": 0 }, hole("derivation")])));
    assert_eq!(
        refused,
        [("0/a".into(), "expected a Boolean, found 0".into())]
    );
}

#[test]
fn annotations_constrain_no_hole() {
    let schema = json!({ "$comment": "anything", "title": "T" });
    assert_eq!(verdict(schema, hole("function")), Verdict::Accepted);
}

#[test]
fn what_takes_nothing_but_a_hole_takes_that_hole() {
    let function = json!({ "not": {}, "x-den-holes": ["function"] });
    assert_eq!(
        verdict(function.clone(), hole("function")),
        Verdict::Accepted
    );
    assert_eq!(
        verdict(function.clone(), hole("derivation")),
        Verdict::LeftToNix
    );
    assert!(matches!(verdict(function, json!(1)), Verdict::Refused(_)));
}

#[test]
fn a_schema_that_is_none_takes_everything_and_says_why() {
    for broken in [
        json!({ "type": "integre" }),
        json!({ "pattern": "(" }),
        json!({ "$ref": "#/$defs/nowhere" }),
    ] {
        let schema = option(broken.clone());
        let leaf = schema.leaf(&["it"]).unwrap();
        assert!(leaf.unusable().is_some(), "{broken}");
        assert_eq!(leaf.verdict(&value(json!(1))), Verdict::Accepted);
        // A hole is not refused by what nobody can read.
        assert!(!matches!(
            leaf.verdict(&value(hole("path"))),
            Verdict::Refused(_)
        ));
    }
    assert_eq!(
        option(json!({ "type": "integer" }))
            .leaf(&["it"])
            .unwrap()
            .unusable(),
        None
    );
}

#[test]
fn bounds_that_only_nix_can_hold_are_left_to_nix() {
    let schema = json!({ "type": "number", "minimum": hole("float"), "maximum": 3 });
    assert_eq!(verdict(schema.clone(), json!(-1)), Verdict::LeftToNix);
    assert!(matches!(verdict(schema, json!(4)), Verdict::Refused(_)));
}

#[test]
fn an_open_object_is_a_leaf_and_a_closed_one_a_group() {
    let leaves = |schema: Json| -> Vec<String> {
        let schema: Interface = option(schema);
        schema
            .root()
            .leaves()
            .iter()
            .map(|(way, _)| way.join("."))
            .collect()
    };
    let inner = json!({ "x": { "type": "integer" } });
    assert_eq!(
        leaves(json!({ "properties": inner, "additionalProperties": false })),
        ["it.x"]
    );
    for open in [
        json!({ "properties": inner, "additionalProperties": true }),
        json!({ "properties": inner, "additionalProperties": { "type": "integer" } }),
        json!({ "properties": inner, "x-den-merge": "replace" }),
        json!({ "properties": inner, "default": {} }),
        json!({ "properties": inner, "patternProperties": {} }),
        json!({ "properties": inner, "type": ["object", "null"] }),
    ] {
        assert_eq!(leaves(open.clone()), ["it"], "{open}");
    }
}

#[test]
fn an_open_object_refuses_what_its_properties_refuse() {
    let schema = json!({ "type": "object", "properties": { "port": { "type": "integer" } }, "additionalProperties": { "type": "string" } });
    assert_eq!(
        verdict(schema.clone(), json!({ "port": 1, "name": "x" })),
        Verdict::Accepted
    );
    let refused = refusals(verdict(schema, json!({ "port": "x", "name": 1 })));
    let ways: Vec<_> = refused.iter().map(|(way, _)| way.as_str()).collect();
    assert_eq!(ways.len(), 2);
    assert!(ways.contains(&"port") && ways.contains(&"name"), "{ways:?}");
}

#[test]
fn interfaces_that_are_none_say_all_that_is_wrong() {
    let errors = |schema: Json| -> Vec<String> {
        let schema = serde_json::from_value(schema).unwrap();
        let errors = Interface::from_schema(schema).err().unwrap_or_default();
        errors
            .iter()
            .map(|error| format!("{}: {error}", error.at.join(".")))
            .collect()
    };
    let found = errors(
        json!({ "properties": { "a": { "x-den-merge": "apend" }, "b": { "default": 1.5 }, "c": 3 } }),
    );
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found[0].starts_with("properties.a") && found[0].contains("`append`"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("properties.b") && found[2].starts_with("properties.c"),
        "{found:?}"
    );
    assert_eq!(errors(json!({})).len(), 1);
    assert_eq!(
        errors(json!({ "properties": {}, "minProperties": 1 })).len(),
        1
    );
    assert_eq!(
        errors(json!({ "properties": {}, "type": "array" })).len(),
        1
    );
}
