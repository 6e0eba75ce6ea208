//! The text form: what is read, and what is said about what is not.

#![allow(clippy::panic)] // This is how a test fails.

use gen_select::{Atom, Selector};

fn refused(text: &str) -> String {
    Selector::parse(text).map_or_else(
        |error| error.to_string(),
        |parsed| panic!("{text} is read as {:?}", parsed.selector()),
    )
}

#[test]
fn what_is_written_loosely_is_printed_plainly() {
    for (loose, plain) in [
        (" tag:a&tag:b ", "tag:a & tag:b"),
        ("tag:a|tag:b&!tag:c", "tag:a | tag:b & !tag:c"),
        (
            "(tag:a | (tag:b | tag:c)) & (kind:host)",
            "(tag:a | tag:b | tag:c) & kind:host",
        ),
        ("! ( ! tag:a )", "!!tag:a"),
        ("!(tag:a & tag:b)", "!(tag:a & tag:b)"),
        ("parent ( within(\n*) )", "parent(within(*))"),
        ("environment:prod", "env:prod"),
        (
            "kind=host & environment=prod & tags=web & name=web*",
            "kind:host & env:prod & tag:web & name:web*",
        ),
        (
            "tag=80 & port=80 & port=\"80\" & port=\"x\"",
            "tag:80 & port=80 & port=\"80\" & port=x",
        ),
        ("url=http://h/?q=1", "url=http://h/?q=1"),
        (
            r#""a key"="a \"value\" \u00e9\ud83e\udd80""#,
            r#""a key"="a \"value\" é🦀""#,
        ),
        (
            "user=vic@mac & aspect:web1/[0.2]",
            "user=vic@mac & aspect:web1/[0.2]",
        ),
        ("parent=x & *=y & *", "parent=x & *=y & *"),
    ] {
        let selector: Selector = loose
            .parse()
            .unwrap_or_else(|error| panic!("{loose}: {error}"));
        assert_eq!(selector.to_string(), plain);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_column_and_a_remedy() {
    for (text, told) in [
        ("", "a selector is missing (column 1); `*` is everything"),
        ("  ", "a selector is missing (column 1); `*` is everything"),
        (
            "web1",
            "`web1` alone is no selector (column 1); write `is:web1` for that name, or `tag:web1` for that tag",
        ),
        (
            "web*",
            "`web*` alone is no selector (column 1); write `name:web*` for such names",
        ),
        (
            "\"a b\"",
            "`a b` alone is no selector (column 1); for a name, write `is:\"a b\"`",
        ),
        (
            "tag:é & nmae:x",
            "no selector begins with `nmae:` (column 9); did you mean `name:`?",
        ),
        (
            "colour:red",
            "no selector begins with `colour:` (column 1); for an attribute, write `colour=…`",
        ),
        (
            "parnt(*)",
            "there is no relation `parnt` (column 1); did you mean `parent`?",
        ),
        (
            "hasWithin(*)",
            "there is no relation `hasWithin` (column 1); did you mean `has-within`?",
        ),
        (
            "not tag:x",
            "`not` alone is no selector (column 1); write `!` for it",
        ),
        (
            "not (tag:x)",
            "there is no relation `not` (column 1); write `!` for it",
        ),
        (
            "tag: x",
            "a value is missing after `tag:` (column 5); write it without a space",
        ),
        ("port=", "a value is missing after `port=` (column 6)"),
        (
            "port='80'",
            "a value is missing after `port=` (column 6); quotes are \"…\"",
        ),
        (
            "tag:a and tag:b",
            "expected `&`, `|` or the end, found `and` (column 7); write `&` for it",
        ),
        (
            "tag:a or tag:b",
            "expected `&`, `|` or the end, found `or` (column 7); write `|` for it",
        ),
        (
            "tag:a, tag:b",
            "expected `&`, `|` or the end, found `,` (column 6); write `&` or `|` for it",
        ),
        (
            "tag:two words",
            "expected `&`, `|` or the end, found `words` (column 9); a value with spaces in it is written in quotes",
        ),
        (
            "tag:a && tag:b",
            "expected a selector, found `&` (column 8); one `&` is enough",
        ),
        ("tag:a &", "expected a selector, found the end (column 8)"),
        ("parent()", "expected a selector, found `)` (column 8)"),
        ("(tag:a", "this parenthesis is not closed (column 1)"),
        ("!parent(tag:a", "this parenthesis is not closed (column 8)"),
        ("tag:a)", "this parenthesis closes nothing (column 6)"),
        ("tag:\"a", "this text in quotes does not end (column 5)"),
        (r#"tag:"a\q""#, r"JSON has no escape `\q` (column 7)"),
        (r#"tag:"\ud800""#, r"JSON has no escape `\u` (column 6)"),
        (
            "tag:\"\n\"",
            "a control character in quotes must be escaped (column 6)",
        ),
        (
            "n=9223372036854775808",
            "9223372036854775808 is too large for a whole number of 64 bits (column 3); for a text, write \"9223372036854775808\"",
        ),
    ] {
        assert_eq!(refused(text), told, "{text}");
    }
}

#[test]
fn a_span_covers_what_was_written() {
    let text = "tag:a & (!\"k k\"=1 | parent( env:prod )) & name:x*";
    let parsed = Selector::parse(text).unwrap();
    let shown: Vec<_> = parsed
        .spans()
        .iter()
        .map(|span| &text[span.start..span.end])
        .collect();
    assert_eq!(
        shown,
        [
            "tag:a",
            "\"k k\"=1",
            "!\"k k\"=1",
            "env:prod",
            "parent( env:prod )",
            "!\"k k\"=1 | parent( env:prod )",
            "name:x*",
            text
        ]
    );
}

#[test]
fn what_stands_under_two_negations_is_not_negated() {
    let selector: Selector = "!(tag:a & !parent(tag:b)) & tag:c".parse().unwrap();
    let mentions = selector
        .mentions()
        .into_iter()
        .map(|mention| match mention.atom {
            Atom::Is(_, word) => (word.as_str(), mention.negated),
            _ => ("", false),
        });
    assert!(mentions.eq([("a", true), ("b", false), ("c", false)]));
}
