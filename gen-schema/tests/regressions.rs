//! What once went wrong, by the name of what broke.

#![cfg(feature = "validate")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gen_schema::interface::{Interface, Verdict};
use gen_schema::reference::{Request, resolve_all};
use gen_schema::value::option_name;
use gen_schema::{Definition, Fault, Origin, Value, check, resolve, suggest};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

/// An interface with the one option `x`.
fn offering(schema: Json, definitions: Json) -> Interface {
    let properties = json!({ "x": schema });
    let schema = json!({ "type": "object", "properties": properties, "$defs": definitions });
    serde_json::from_value(schema).unwrap()
}

fn verdict(schema: Json, value: Json) -> Verdict {
    let interface = offering(schema, json!({}));
    let value: Value = serde_json::from_value(value).unwrap();
    interface.leaf(&["x"]).unwrap().verdict(&value)
}

fn messages(schema: Json, value: Json) -> Vec<String> {
    match verdict(schema, value) {
        Verdict::Refused(refusals) => refusals.into_iter().map(|one| one.message).collect(),
        _ => vec![],
    }
}

fn hole(kind: &str) -> Json {
    json!({ "$den": { "hole": { "path": ["x"], "type": kind } } })
}

#[test]
fn a_float_option_that_is_given_an_integer_says_so() {
    let float = json!({ "not": { "type": "integer" }, "type": "number", "x-den-holes": ["float"] });
    assert_eq!(messages(float, json!(1)), ["expected a float, found 1"]);
}

#[test]
fn an_option_that_only_holes_satisfy_names_them() {
    let function = json!({ "not": {}, "x-den-holes": ["function"] });
    assert_eq!(
        messages(function, json!(1)),
        ["expected a function, found 1"]
    );
    let package =
        json!({ "pattern": "^/nix/store/.+", "type": "string", "x-den-holes": ["derivation"] });
    assert_eq!(
        messages(package, json!("hello")),
        ["expected a derivation or a string that matches `^/nix/store/.+`, found \"hello\""]
    );
}

#[test]
fn a_long_value_is_cut_in_whatever_message() {
    let long = "y".repeat(100_000);
    for schema in [
        json!({ "type": "string", "maxLength": 3 }),
        json!({ "type": "string", "pattern": format!("^{}$", "z".repeat(10_000)) }),
        json!({ "contains": { "type": "integer" }, "type": ["array", "string"], "maxLength": 1 }),
    ] {
        let told = messages(schema, json!(long));
        assert!(
            !told.is_empty() && told.iter().all(|told| told.len() < 1000),
            "{told:?}"
        );
    }
}

#[test]
fn of_a_list_that_is_all_wrong_a_few_elements_are_told() {
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    let told = messages(list.clone(), json!(vec!["x"; 20_000]));
    assert_eq!(told.len(), 8);
    // What is wrong beside holes is told, however many holes come first.
    let mut items = vec![hole("derivation"); 100];
    items.push(json!("x"));
    let Verdict::Refused(refusals) = verdict(list, json!(items)) else {
        panic!("taken");
    };
    assert_eq!(refusals.len(), 1);
    assert_eq!(refusals[0].way, ["100"]);
}

#[test]
fn a_property_with_the_name_of_a_marker_does_not_void_its_siblings() {
    let schema = json!({
        "type": "object", "x-den-merge": "replace",
        "properties": { "$den": { "type": "integer" }, "k": { "type": "integer" } },
    });
    assert_eq!(
        messages(schema, json!({ "k": "s" })),
        ["expected an integer, found \"s\""]
    );
}

#[test]
fn a_schema_that_points_into_its_definitions_leaves_holes_to_their_owner() {
    let definitions = json!({ "t": { "type": "array", "items": { "type": "integer" } } });
    let interface = offering(json!({ "$ref": "#/$defs/t/items" }), definitions);
    let leaf = interface.leaf(&["x"]).unwrap();
    let value: Value = serde_json::from_value(hole("string")).unwrap();
    assert_eq!(leaf.verdict(&value), Verdict::LeftToNix);
    assert!(matches!(leaf.verdict(&Value::Null), Verdict::Refused(_)));
}

#[test]
fn nothing_is_fetched_and_the_error_says_so() {
    for address in ["https://example.com/x.json", "file:///etc/passwd"] {
        let interface = offering(json!({ "$ref": address }), json!({}));
        let leaf = interface.leaf(&["x"]).unwrap();
        assert_eq!(
            leaf.unusable().unwrap(),
            format!("it refers to `{address}`, which is not in it, and nothing is ever fetched")
        );
        assert_eq!(leaf.verdict(&Value::Null), Verdict::Accepted);
    }
}

#[test]
fn a_schema_that_means_itself_comes_to_an_end() {
    let definitions = json!({
        "a": { "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/b" }] },
        "b": { "allOf": [{ "$ref": "#/$defs/a" }] },
    });
    for schema in [
        json!({ "$ref": "#" }),
        json!({ "not": { "$ref": "#" } }),
        json!({ "$ref": "#/$defs/a" }),
        json!({ "$dynamicAnchor": "n", "$dynamicRef": "#n" }),
    ] {
        let interface = offering(schema, definitions.clone());
        let leaf = interface.leaf(&["x"]).unwrap();
        // Which it is does not matter: these say nothing.
        leaf.verdict(&Value::Integer(1));
        let value: Value = serde_json::from_value(json!([hole("path")])).unwrap();
        leaf.verdict(&value);
    }
}

#[test]
fn a_name_of_one_letter_is_no_slip_for_any_other() {
    assert!(suggest::nearest("", ["p"]).is_empty());
    assert!(suggest::nearest("x", ["p"]).is_empty());
    assert_eq!(suggest::nearest("x", ["X", "xs"]), ["X", "xs"]);
}

#[derive(Clone, Debug, PartialEq)]
struct By(u8);

impl Origin for By {
    type Layer = u8;
    const DEFAULT: u8 = 0;
    fn layer(&self) -> u8 {
        self.0
    }
}

fn value(json: Json) -> Value {
    serde_json::from_value(json).unwrap()
}

fn priority(priority: i64, value: Json) -> Json {
    json!({ "$den": { "priority": { "priority": priority, "value": value } } })
}

fn reference(aspect: &str, option: &str) -> Json {
    json!({ "$den": { "ref": { "aspect": aspect, "path": [option] } } })
}

/// What one definition of `x` is told.
fn findings(schema: Json, said: Json) -> Vec<(Vec<SmolStr>, Fault)> {
    let interface = offering(schema, json!({}));
    let said = value(json!({ "x": said }));
    let found = check(&interface, Definition::new(By(1), &said)).into_iter();
    found
        .map(|finding| (finding.option, finding.fault))
        .collect()
}

#[test]
fn inside_sets_of_equal_priority_the_priorities_of_attributes_count() {
    let interface = offering(json!({ "x-den-merge": "recursive" }), json!({}));
    let said = [
        value(json!({ "x": priority(50, json!({ "a": priority(1000, json!(1)) })) })),
        value(json!({ "x": priority(50, json!({ "a": 2 })) })),
    ];
    let definitions = said.iter().map(|said| Definition::new(By(1), said));
    let mut troubles = Vec::new();
    let resolved = resolve(&interface, definitions.collect(), &mut troubles);
    assert_eq!(troubles, []);
    let leaf = resolved.leaf(&["x"]).unwrap();
    assert_eq!(leaf.value, Some(value(json!({ "a": 2 }))));
}

#[test]
fn of_an_interface_with_many_options_an_unknown_key_is_told_a_few() {
    let options = (0..1000).map(|index| {
        (
            format!("option{index}"),
            json!({ "x-den-merge": "replace" }),
        )
    });
    let options: serde_json::Map<_, _> = options.collect();
    let group = json!({ "type": "object", "properties": options });
    let found = findings(group, json!({ "unlike": 1 }));
    let [(_, Fault::UnknownKey { known, count, .. })] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!((known.len(), *count), (8, 1000));
}

#[test]
fn what_is_no_set_is_told_where_a_set_is_merged() {
    let sets = json!({ "type": "object", "x-den-merge": "recursive" });
    assert!(matches!(
        &findings(sets.clone(), json!(5))[..],
        [(_, Fault::Refused { .. })]
    ));
    let nullable = json!({ "type": ["object", "null"], "x-den-merge": "recursive" });
    assert!(findings(nullable, json!(null)).is_empty());
    assert!(findings(sets, json!({ "a": 5 })).is_empty());
}

#[test]
fn a_position_in_a_list_is_no_attribute() {
    let list =
        json!({ "type": "array", "items": { "additionalProperties": { "type": "integer" } } });
    let found = findings(list, json!([{}, { "0": "s" }]));
    let names: Vec<_> = found
        .iter()
        .map(|(option, _)| option_name("a", option))
        .collect();
    assert_eq!(names, [r#"a.x[1]."0""#]);
}

#[test]
fn a_note_on_a_list_names_the_hole_in_it() {
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    let found = findings(list, json!([1, hole("path")]));
    let [(_, Fault::LeftToNix { found, .. })] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(found, "a list with a path in it");
}

#[test]
fn what_reads_a_cycle_is_told_by_the_cycle_alone() {
    let option = |default: Json| json!({ "x-den-merge": "replace", "default": default });
    let properties = json!({
        "p": option(reference("a", "q")),
        "q": option(reference("a", "p")),
        "reader": option(reference("a", "p")),
        "second": option(json!([reference("a", "reader")])),
    });
    let interface = json!({ "type": "object", "properties": properties });
    let interface: Interface = serde_json::from_value(interface).unwrap();
    let request = Request {
        name: "a".into(),
        interface: &interface,
        definitions: Vec::<Definition<'_, By>>::new(),
    };
    let answer = resolve_all(vec![request], &|_| None);
    assert_eq!(answer.cycles.len(), 1);
    assert_eq!(answer.troubles, []);
    let leaves = answer.resolved["a"].leaves();
    assert!(leaves.iter().all(|(_, leaf)| leaf.value.is_none()));
}

#[test]
fn a_long_chain_of_references_into_a_cycle_is_gone_through_once() {
    const LENGTH: usize = 20_000;
    let name = |index: usize| format!("o{index:05}");
    let next = |index: usize| {
        if index == LENGTH {
            LENGTH - 1
        } else {
            index + 1
        }
    };
    let options = (0..=LENGTH).map(|index| {
        let default = reference("a", &name(next(index)));
        let option = json!({ "x-den-merge": "replace", "default": default });
        (name(index), option)
    });
    let options: serde_json::Map<_, _> = options.collect();
    let interface = json!({ "type": "object", "properties": options });
    let interface: Interface = serde_json::from_value(interface).unwrap();
    let request = Request {
        name: "a".into(),
        interface: &interface,
        definitions: Vec::<Definition<'_, By>>::new(),
    };
    // Quadratic, this would take minutes.
    let answer = resolve_all(vec![request], &|_| None);
    let cycle: Vec<_> = answer.cycles[0].0.iter().map(ToString::to_string).collect();
    assert_eq!(cycle, ["a.o19999", "a.o20000"]);
    assert_eq!((answer.cycles.len(), answer.troubles.len()), (1, 0));
}

#[test]
fn a_schema_finds_the_definitions_that_it_reaches_however_it_names_them() {
    let definitions = json!({
        "a": { "items": { "$ref": "#/$defs/b/properties/inner" }, "type": "array" },
        "b": { "properties": { "inner": { "$ref": "#/$defs/c" } } },
        "c": { "$ref": "#/$defs/d~1e" },
        "d/e": { "$anchor": "there", "type": "integer" },
        "unused": { "$ref": "#/$defs/nowhere" },
    });
    for schema in [
        json!({ "$ref": "#/$defs/a" }),
        json!({ "type": "array", "items": { "$ref": "#there" } }),
        json!({ "type": "array", "items": { "$ref": "#/%24defs/d~1e" } }),
    ] {
        let interface = offering(schema.clone(), definitions.clone());
        let leaf = interface.leaf(&["x"]).unwrap();
        assert_eq!(
            leaf.verdict(&value(json!([1]))),
            Verdict::Accepted,
            "{schema}"
        );
        let refused = leaf.verdict(&value(json!(["s"])));
        assert!(matches!(refused, Verdict::Refused(_)), "{schema}");
    }
}

#[test]
fn many_options_beside_many_definitions_are_compiled_without_them() {
    const MANY: usize = 3000;
    let definitions = (0..MANY).map(|index| (format!("d{index}"), json!({ "type": "string" })));
    let definitions: serde_json::Map<_, _> = definitions.collect();
    let options = (0..MANY).map(|index| (format!("o{index}"), json!({ "type": "integer" })));
    let options: serde_json::Map<_, _> = options.collect();
    let schema = json!({ "type": "object", "properties": options, "$defs": definitions });
    let interface: Interface = serde_json::from_value(schema).unwrap();
    // With all definitions in each, this would take minutes.
    for (_, leaf) in interface.root().leaves() {
        assert_eq!(leaf.unusable(), None);
    }
}
