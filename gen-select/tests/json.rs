//! The JSON form: what is read, and what is said about what is not.

#![allow(clippy::panic)] // This is how a test fails.

use gen_select::{JsonErrorKind, Selector};
use serde_json::json;

fn read(value: &serde_json::Value) -> Selector {
    Selector::from_value(value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

#[test]
fn every_form_of_the_table_is_read_and_written() {
    for (json, text) in [
        (json!({"star": true}), "*"),
        (json!({"tag": "t"}), "tag:t"),
        (json!({"attrs": {"k": 80}}), "k=80"),
        (json!({"attrs": {"k": "80"}}), "k=\"80\""),
        (json!({"attrs": {"k": null}}), "k=null"),
        (json!({"name": "web*"}), "name:web*"),
        (json!({"name": {"is": "web1"}}), "is:web1"),
        (json!({"kind": "host"}), "kind:host"),
        (json!({"class": "nixos"}), "class:nixos"),
        (json!({"environment": "prod"}), "env:prod"),
        (json!({"system": "x86_64-linux"}), "system:x86_64-linux"),
        (
            json!({"aspect": "gaming/emulation"}),
            "aspect:gaming/emulation",
        ),
        (
            json!({"and": [{"tag": "a"}, {"tag": "b"}]}),
            "tag:a & tag:b",
        ),
        (
            json!({"any": [{"tag": "a"}, {"tag": "b"}]}),
            "tag:a | tag:b",
        ),
        (json!({"not": {"tag": "a"}}), "!tag:a"),
        (json!({"parent": {"star": true}}), "parent(*)"),
        (json!({"within": {"star": true}}), "within(*)"),
        (json!({"has": {"star": true}}), "has(*)"),
        (json!({"hasWithin": {"star": true}}), "has-within(*)"),
    ] {
        let selector = read(&json);
        assert_eq!(selector, text.parse().unwrap(), "{text}");
        assert_eq!(serde_json::to_value(&selector).unwrap(), json);
        assert_eq!(serde_json::from_value::<Selector>(json).unwrap(), selector);
    }
}

#[test]
fn what_means_the_same_is_the_same() {
    let attrs = read(&json!({"attrs": {"tag": "x"}}));
    assert_eq!(attrs, Selector::tag("x"));
    assert_eq!(attrs, "tag:x".parse().unwrap());
    assert_eq!(attrs, Selector::attrs([("tag", "x")]).unwrap());
    assert_eq!(
        read(&json!({"attrs": {"name": "web*"}})),
        Selector::name("web*")
    );
    assert_eq!(
        read(&json!({"attrs": {"a": 1, "kind": "host"}})),
        "a=1 & kind=host".parse().unwrap()
    );
    assert_eq!(read(&json!({"attrs": {}})), Selector::and([]));
    assert_eq!(
        read(&json!(["web1", "web2"])),
        Selector::names(["web1", "web2"])
    );
    assert_eq!(
        read(&json!({"parent": ["prod"]})),
        Selector::parent(Selector::names(["prod"]))
    );
    assert_eq!(read(&json!([])), Selector::any([]));
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_a_remedy() {
    for (json, told) in [
        (json!({}), "a selector has one key, and this one has none"),
        (
            json!("tag:x"),
            "expected a selector (an object, or a list of names), found \"tag:x\"",
        ),
        (
            json!({"not": 1.5}),
            "expected a selector (an object, or a list of names), found 1.5 (at /not)",
        ),
        (
            json!({"tags": "x"}),
            "a selector has no key `tags`; did you mean `tag`?",
        ),
        (
            json!({"or": []}),
            "a selector has no key `or`; did you mean `any`?",
        ),
        (
            json!({"and": [{"star": true}, {"has-within": 1}]}),
            "a selector has no key `has-within` (at /and/1); did you mean `hasWithin`?",
        ),
        (
            json!({"port": 80}),
            "a selector has no key `port`; for an attribute, write {\"attrs\": {\"port\": …}}",
        ),
        (
            json!({"is": "web1"}),
            "a selector has no key `is`; for an exact name, write {\"name\": {\"is\": …}}",
        ),
        (
            json!({"not": {"kind": "host", "tag": "x"}}),
            "a selector has one key, and this one has `kind` and `tag` (at /not); put them into `and`",
        ),
        (
            json!({"star": false}),
            "expected true, found false (at /star)",
        ),
        (
            json!({"tag": ["a"]}),
            "expected a text, found a list (at /tag)",
        ),
        (
            json!({"and": {"tag": "a"}}),
            "expected a list of selectors, found an object (at /and)",
        ),
        (
            json!({"attrs": ["a"]}),
            "expected an object of attributes, found a list (at /attrs)",
        ),
        (
            json!({"attrs": {"a/b": {"c": 1}}}),
            "expected a text, a whole number, true, false or null, found an object (at /attrs/a~1b)",
        ),
        (
            json!({"attrs": {"k": 1.5}}),
            "expected a text, a whole number, true, false or null, found 1.5 (at /attrs/k)",
        ),
        (
            json!({"attrs": {"k": u64::MAX}}),
            "expected a text, a whole number, true, false or null, found 18446744073709551615 (at /attrs/k)",
        ),
        (
            json!({"attrs": {"kind": 5}}),
            "`kind` of a scope is a text, so it is never 5 (at /attrs/kind)",
        ),
        (
            json!({"name": {"si": "web1"}}),
            "expected a pattern, or {\"is\": …} for an exact name, found `si` (at /name)",
        ),
        (
            json!({"name": {"is": 1}}),
            "expected a name, found 1 (at /name/is)",
        ),
        (
            json!(["web1", {"tag": "a"}]),
            "expected a name, found an object (at /1)",
        ),
    ] {
        let error = Selector::from_value(&json).unwrap_err();
        assert_eq!(error.to_string(), told);
        assert_eq!(
            Selector::from_json(&json.to_string())
                .unwrap_err()
                .to_string(),
            told
        );
        let through_serde = serde_json::from_value::<Selector>(json).unwrap_err();
        assert_eq!(through_serde.to_string(), told);
    }
}

#[test]
fn what_is_no_json_is_told_as_the_reader_of_json_does() {
    for text in ["", "{", "{\"not\":", "{\"star\":true} x"] {
        let error = Selector::from_json(text).unwrap_err();
        assert!(matches!(error.kind, JsonErrorKind::Syntax(_)), "{error}");
        assert!(error.to_string().contains("line 1 column"), "{error}");
    }
}

#[test]
fn an_explanation_is_a_list_of_lines() {
    let mut forest = gen_select::Forest::new();
    let web1 = forest.push(None, gen_select::Record::new("host", "web1"));
    let explanation = Selector::tag("web").explain(&forest, web1);
    assert_eq!(
        serde_json::to_value(&explanation).unwrap(),
        json!([{"depth": 0, "selector": "tag:web", "scope": "host web1", "holds": false, "because": "it has no tag"}])
    );
}
