//! References at their edges: what they mean, what has no value, and circles.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use gen_schema::Trouble;
use gen_schema::reference::Answer;
use gen_schema::resolve::Dangling;
use serde_json::{Map, Value as Json, json};
use support::{By, settle_all};

fn reference(aspect: &str, path: &[&str]) -> Json {
    json!({ "$den": { "ref": { "aspect": aspect, "path": path } } })
}

fn found(answer: &Answer<By>, aspect: &str, way: &[&str]) -> Option<Json> {
    let leaf = answer.resolved[aspect].leaf(way).unwrap();
    leaf.value.as_ref().map(|value| json!(value))
}

fn dangling(answer: &Answer<By>) -> Vec<(String, Dangling)> {
    let troubles = answer
        .troubles
        .iter()
        .map(|(aspect, trouble)| match trouble {
            Trouble::Dangling { leaf, dangling, .. } => {
                (format!("{aspect}.{}", leaf.join(".")), dangling.clone())
            }
            other => panic!("{other:?}"),
        });
    troubles.collect()
}

/// Each cycle as one reads it.
fn cycles(answer: &Answer<By>) -> Vec<Vec<String>> {
    let cycles = answer.cycles.iter();
    cycles
        .map(|cycle| cycle.0.iter().map(ToString::to_string).collect())
        .collect()
}

fn base() -> (&'static str, Json, &'static [Json]) {
    let schema = json!({ "properties": {
        "tls": { "properties": { "cert": { "default": "c" }, "key": { "default": "k" }, "off": {} } },
        "hosts": { "type": "object", "default": { "a": { "port": 1 } } },
        "nothing": {},
        "computed": { "x-den-computed": true },
        "with": { "properties": { "inside": { "x-den-computed": true } } },
    } });
    ("base", schema, &[])
}

#[test]
fn a_reference_reads_an_option_a_group_or_an_attribute_of_a_set() {
    let said = [json!({
        "a": reference("base", &["tls", "cert"]),
        "b": reference("base", &["tls"]),
        "c": reference("base", &["hosts", "a", "port"]),
        "d": [reference("base", &["hosts"]), { "x": reference("base", &["tls", "key"]) }],
    })];
    let reader = json!({ "properties": { "a": {}, "b": {}, "c": {}, "d": {} } });
    let answer = settle_all(&[base(), ("reader", reader, &said)]);
    assert_eq!((dangling(&answer), cycles(&answer)), (vec![], vec![]));
    assert_eq!(found(&answer, "reader", &["a"]), Some(json!("c")));
    // What has no value is no part of the group.
    assert_eq!(
        found(&answer, "reader", &["b"]),
        Some(json!({ "cert": "c", "key": "k" }))
    );
    assert_eq!(found(&answer, "reader", &["c"]), Some(json!(1)));
    assert_eq!(
        found(&answer, "reader", &["d"]),
        Some(json!([{ "a": { "port": 1 } }, { "x": "k" }]))
    );
}

#[test]
fn what_has_no_value_is_told_with_the_reason() {
    let said = [json!({
        "a": reference("nobody", &["x"]),
        "b": reference("base", &["tls", "cret"]),
        "c": reference("base", &["computed"]),
        "d": reference("base", &["with"]),
        "e": reference("base", &["nothing"]),
        "f": reference("base", &["hosts", "b"]),
    })];
    let reader = json!({ "properties": { "a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {} } });
    let answer = settle_all(&[base(), ("reader", reader, &said)]);
    let near = |names: &[&str]| Dangling::NoOption(names.iter().map(ToString::to_string).collect());
    let mut told = dangling(&answer);
    told.sort_by(|one, other| one.0.cmp(&other.0));
    let reasons: Vec<_> = told.into_iter().map(|(_, dangling)| dangling).collect();
    let expected = [
        Dangling::NoInterface,
        near(&["tls.cert"]),
        Dangling::Computed,
        Dangling::Computed,
        Dangling::NoValue,
    ];
    assert_eq!(&reasons[..5], &expected);
    assert!(matches!(reasons[5], Dangling::NoOption(_)));
    assert_eq!(found(&answer, "reader", &["a"]), None);
}

#[test]
fn an_option_that_reads_itself_or_its_group_is_a_cycle() {
    let schema = json!({ "properties": { "x": {}, "g": { "properties": { "y": {} } } } });
    let said = [json!({ "x": [reference("a", &["x"])], "g": { "y": reference("a", &["g"]) } })];
    let answer = settle_all(&[("a", schema, &said)]);
    assert_eq!(cycles(&answer), [["a.g.y"], ["a.x"]]);
    assert_eq!(dangling(&answer), []);
}

#[test]
fn what_a_higher_layer_hides_is_no_cycle() {
    let schema = json!({ "properties": {
        "x": { "default": reference("a", &["x"]) },
        "l": { "x-den-merge": "append", "default": reference("a", &["l"]) },
    } });
    let said = [
        json!({ "x": reference("a", &["x"]), "l": reference("a", &["l"]) }),
        json!({ "x": 1, "l": { "$den": { "reset": [1] } } }),
    ];
    let answer = settle_all(&[("a", schema, &said)]);
    assert_eq!((dangling(&answer), cycles(&answer)), (vec![], vec![]));
    assert_eq!(found(&answer, "a", &["x"]), Some(json!(1)));
    assert_eq!(found(&answer, "a", &["l"]), Some(json!([1])));
}

#[test]
fn what_only_reads_a_cycle_is_not_on_it() {
    let schema = json!({ "properties": { "a": {}, "b": {}, "c": {} } });
    let said = [
        json!({ "a": reference("x", &["b"]), "b": reference("x", &["c"]), "c": reference("x", &["b"]) }),
    ];
    let answer = settle_all(&[("x", schema, &said)]);
    assert_eq!(cycles(&answer), [["x.b", "x.c"]]);
}

#[test]
fn a_reference_stands_in_the_chain_as_it_was_written() {
    let schema = json!({ "properties": { "l": { "x-den-merge": "append", "default": [reference("base", &["tls", "cert"])] } } });
    let said = [json!({ "l": [reference("base", &["tls", "key"])] })];
    let answer = settle_all(&[base(), ("reader", schema, &said)]);
    assert_eq!(found(&answer, "reader", &["l"]), Some(json!(["c", "k"])));
    let chain = &answer.resolved["reader"].leaf(&["l"]).unwrap().chain;
    let written: Vec<_> = chain.iter().map(|link| link.value.to_string()).collect();
    assert_eq!(written, ["[ ref base.tls.cert ]", "[ ref base.tls.key ]"]);
}

/// Options that read one another in a row, the last the one before it: a cycle that all others wait for.
fn row(count: usize, closed: bool) -> (Json, Json) {
    let name = |index: usize| format!("o{index:05}");
    let (mut properties, mut said) = (Map::new(), Map::new());
    for index in 0..count {
        properties.insert(name(index), json!({}));
        let next = match index + 1 == count {
            true if closed => index - 1,
            true => continue,
            false => index + 1,
        };
        said.insert(name(index), reference("x", &[&name(next)]));
    }
    if !closed {
        said.insert(name(count - 1), json!(7));
    }
    (json!({ "properties": properties }), Json::Object(said))
}

#[test]
fn a_long_row_of_references_comes_to_its_end() {
    let (schema, said) = row(2_000, false);
    let answer = settle_all(&[("x", schema, &[said])]);
    assert_eq!(found(&answer, "x", &["o00000"]), Some(json!(7)));
    assert_eq!((dangling(&answer), cycles(&answer)), (vec![], vec![]));
}

#[test]
fn the_cycle_that_many_options_wait_for_is_found() {
    let (schema, said) = row(2_000, true);
    let answer = settle_all(&[("x", schema, &[said])]);
    assert_eq!(cycles(&answer), [["x.o01998", "x.o01999"]]);
}

#[test]
fn a_reference_to_a_set_combines_with_a_set_of_its_layer() {
    let said = [json!({ "it": { "$den": { "merge": [
        reference("base", &["hosts"]),
        { "b": { "port": 2 } },
    ] } } })];
    let reader = json!({ "properties": { "it": { "x-den-merge": "recursive" } } });
    let answer = settle_all(&[base(), ("reader", reader, &said)]);
    assert_eq!(answer.troubles, vec![]);
    let both = json!({ "a": { "port": 1 }, "b": { "port": 2 } });
    assert_eq!(found(&answer, "reader", &["it"]), Some(both));
}
