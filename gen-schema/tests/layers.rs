//! Layers at their edges: markers in markers, escaped sets, places, depth.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use gen_schema::{Definition, Trouble, check, resolve};
use serde_json::{Value as Json, json};
use support::{By, by, checked, interface, option, settle, value};

/// The value of `it`, and its chain.
fn it(schema: Json, said: &[Json]) -> (Option<Json>, Vec<(u8, Json, bool)>) {
    let said: Vec<_> = said.iter().map(|said| json!({ "it": said })).collect();
    let (resolved, troubles) = settle(&option(schema), &said);
    assert_eq!(troubles, []);
    let leaf = resolved.leaf(&["it"]).unwrap();
    let chain = leaf.chain.iter();
    let chain = chain.map(|link| (link.layer, json!(link.value), link.contributes));
    (
        leaf.value.as_ref().map(|value| json!(value)),
        chain.collect(),
    )
}

fn set() -> Json {
    json!({ "type": "object" })
}

fn list() -> Json {
    json!({ "type": "array", "x-den-merge": "append" })
}

fn reset(json: Json) -> Json {
    json!({ "$den": { "reset": json } })
}

fn priority(priority: i64, json: Json) -> Json {
    json!({ "$den": { "priority": { "priority": priority, "value": json } } })
}

fn merge(items: &[Json]) -> Json {
    json!({ "$den": { "merge": items } })
}

#[test]
fn a_forced_reset_is_both() {
    let both = merge(&[priority(50, reset(json!([3]))), json!([4])]);
    let (value, chain) = it(list(), &[json!([1]), both]);
    assert_eq!(value, Some(json!([3])));
    assert_eq!(
        chain,
        [(1, json!([1]), false), (2, reset(json!([3])), true)]
    );
    let turned = merge(&[reset(priority(50, json!([3]))), json!([4])]);
    assert_eq!(it(list(), &[json!([1]), turned]).0, Some(json!([3])));
}

#[test]
fn of_priorities_in_one_another_the_outermost_counts() {
    let said = merge(&[priority(1000, priority(50, json!(1))), json!(2)]);
    assert_eq!(it(json!({}), &[said]).0, Some(json!(2)));
}

#[test]
fn a_merge_of_nothing_says_nothing() {
    let (value, chain) = it(json!({ "default": 1 }), &[merge(&[]), merge(&[merge(&[])])]);
    assert_eq!(value, Some(json!(1)));
    assert_eq!(chain, [(0, json!(1), true)]);
}

#[test]
fn the_reset_of_a_value_that_does_not_combine_meets_no_set() {
    let (value, chain) = it(set(), &[json!({ "a": 1 }), reset(json!("none"))]);
    assert_eq!(value, Some(json!("none")));
    assert_eq!(chain[1], (2, reset(json!("none")), true));
    let inside = json!({ "a": reset(json!(1)) });
    assert_eq!(
        it(set(), &[json!({ "a": { "b": 1 } }), inside]).0,
        Some(json!({ "a": 1 }))
    );
}

#[test]
fn a_clash_names_the_layer_that_spoke_of_the_place_last() {
    let said = [
        json!({ "it": { "b": { "x": 1 } } }),
        json!({ "it": { "a": { "x": 1 } } }),
        json!({ "it": { "a": null } }),
        json!({ "it": { "a": 5, "b": 7 } }),
    ];
    let (resolved, troubles) = settle(&option(set()), &said);
    let [
        Trouble::Clash {
            leaf,
            above: 4,
            below: 1,
            ..
        },
    ] = &troubles[..]
    else {
        panic!("{troubles:?}");
    };
    assert_eq!(leaf, &["it", "b"]);
    let found = resolved.leaf(&["it"]).unwrap().value.clone();
    assert_eq!(found, Some(value(json!({ "a": null, "b": { "x": 1 } }))));
}

#[test]
fn an_empty_set_over_a_full_one_contributes_nothing() {
    let (value, chain) = it(set(), &[json!({ "a": { "x": 1 } }), json!({ "a": {} })]);
    assert_eq!(value, Some(json!({ "a": { "x": 1 } })));
    let contributes: Vec<_> = chain.iter().map(|link| link.2).collect();
    assert_eq!(contributes, [true, false]);
}

#[test]
fn a_layer_at_odds_with_itself_leaves_no_reference_behind() {
    let reference = json!({ "$den": { "ref": { "aspect": "other", "path": ["x"] } } });
    for (schema, below) in [
        (json!({ "default": reference }), vec![]),
        (json!({}), vec![reference.clone()]),
        (json!({ "type": "object" }), vec![json!({ "a": reference })]),
    ] {
        let odds = match schema.get("type") {
            Some(_) => merge(&[reset(json!({ "a": 1 })), json!({ "a": 2 })]),
            None => merge(&[json!(1), json!(2)]),
        };
        let said: Vec<_> = below
            .into_iter()
            .chain([odds])
            .map(|said| json!({ "it": said }))
            .collect();
        let (resolved, troubles) = settle(&option(schema), &said);
        assert!(
            matches!(troubles[..], [Trouble::Conflict { .. }]),
            "{troubles:?}"
        );
        assert_eq!(resolved.leaf(&["it"]).unwrap().value, None);
    }
}

#[test]
fn a_hidden_value_stands_in_where_the_deciding_layer_is_at_odds_with_itself() {
    let said = [
        json!({ "it": 1 }),
        json!({ "it": merge(&[json!(2), json!(3)]) }),
    ];
    let (resolved, troubles) = settle(&option(json!({})), &said);
    assert_eq!(troubles.len(), 1);
    assert_eq!(resolved.leaf(&["it"]).unwrap().value, Some(value(json!(1))));
}

#[test]
fn of_equal_sets_of_one_layer_attributes_combine_and_priorities_count_in_each() {
    let said = merge(&[
        json!({ "a": priority(1000, json!(1)), "b": 1 }),
        json!({ "a": 2, "c": { "d": [1] } }),
        json!({ "b": priority(50, json!(3)) }),
    ]);
    assert_eq!(
        it(set(), &[said]).0,
        Some(json!({ "a": 2, "b": 3, "c": { "d": [1] } }))
    );
}

#[test]
fn a_conflict_inside_a_set_is_told_where_it_is() {
    let said = merge(&[json!({ "a": { "b": 1 } }), json!({ "a": { "b": 2 } })]);
    let (_, troubles) = settle(&option(set()), &[json!({ "it": said })]);
    let [
        Trouble::Conflict {
            leaf,
            at,
            contenders,
        },
    ] = &troubles[..]
    else {
        panic!("{troubles:?}");
    };
    assert_eq!(
        (&leaf[..], &at[..]),
        (&["it".into()][..], &["a".into(), "b".into()][..])
    );
    let ways: Vec<_> = contenders
        .iter()
        .map(|(place, _)| place.way.steps().join("."))
        .collect();
    assert_eq!(ways, ["it.$den.merge.0.a.b", "it.$den.merge.1.a.b"]);
}

#[test]
fn names_and_ranks_order_what_combines() {
    let said = [
        json!({ "it": [1] }),
        json!({ "it": [2] }),
        json!({ "it": [3] }),
    ]
    .map(value);
    let origins = [(1, "a"), (0, "b"), (0, "a")];
    let definitions = said.iter().zip(origins).map(|(said, (rank, name))| {
        Definition::new(
            By {
                rank,
                name,
                ..by(1)
            },
            said,
        )
    });
    let resolved = resolve(&option(list()), definitions.collect(), &mut vec![]);
    assert_eq!(
        resolved.leaf(&["it"]).unwrap().value,
        Some(value(json!([3, 2, 1])))
    );
}

#[test]
fn options_three_groups_deep_are_reached_through_markers() {
    let schema = json!({ "properties": { "a": { "properties": { "b": { "properties": { "c": { "default": 0 } } } } } } });
    let said = merge(&[
        priority(
            50,
            json!({ "a": reset(json!({ "b": merge(&[json!({ "c": 1 })]) })) }),
        ),
        json!({ "a": { "b": { "c": 2 } } }),
    ]);
    let (resolved, troubles) = settle(&interface(schema), &[said]);
    assert_eq!(troubles, []);
    let leaf = resolved.leaf(&["a", "b", "c"]).unwrap();
    assert_eq!(leaf.value, Some(value(json!(1))));
    let steps = leaf.chain[1].said[0].way.steps().join(".");
    assert_eq!(
        steps,
        "$den.merge.0.$den.priority.value.a.$den.reset.b.$den.merge.0.c"
    );
}

#[test]
fn options_and_attributes_named_as_the_marker_are_just_names() {
    let schema = json!({ "properties": { "$den": { "type": "object", "default": { "$den": { "attrs": { "$den": 1 } } } } } });
    let escaped = |json: Json| json!({ "$den": { "attrs": { "$den": json } } });
    let (resolved, troubles) = settle(&interface(schema.clone()), &[escaped(json!({ "b": 2 }))]);
    assert_eq!(troubles, []);
    let leaf = resolved.leaf(&["$den"]).unwrap();
    assert_eq!(
        json!(leaf.value),
        json!({ "$den": { "attrs": { "$den": 1, "b": 2 } } })
    );
    assert_eq!(
        json!(resolved.tree(&|leaf| leaf.value.clone())),
        escaped(json!(leaf.value))
    );
    let found = checked(
        &interface(schema),
        escaped(json!({ "b": reset(json!([priority(1, json!(1))])) })),
    );
    assert_eq!(found.len(), 0, "{found:?}");
}

#[test]
fn a_refusal_is_placed_through_markers() {
    let schema =
        json!({ "type": "array", "items": { "additionalProperties": { "type": "integer" } } });
    let wrong = json!([{ "$den": { "attrs": { "$den": "x" } } }]);
    let found = checked(
        &option(schema),
        json!({ "it": merge(&[priority(50, wrong)]) }),
    );
    let [finding] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(finding.option, ["it", "[0]", "$den"]);
    let steps = finding.place.way.steps().join(".");
    assert_eq!(
        steps,
        "it.$den.merge.0.$den.priority.value.0.$den.attrs.$den"
    );
}

#[test]
fn an_interface_without_options_takes_the_empty_set_alone() {
    let empty = interface(json!({ "properties": {} }));
    let (resolved, troubles) = settle(&empty, &[json!({}), json!({ "a": 1 })]);
    assert!(resolved.0.is_empty() && troubles.is_empty());
    assert_eq!(checked(&empty, json!({})), []);
    assert_eq!(checked(&empty, json!({ "a": 1 })).len(), 1);
    assert_eq!(checked(&empty, json!([])).len(), 1);
}

#[test]
fn integers_of_sixty_four_bits_are_exact() {
    let schema =
        json!({ "type": "integer", "maximum": i64::MAX, "minimum": i64::MIN, "default": i64::MIN });
    let (value, chain) = it(schema.clone(), &[json!(i64::MAX)]);
    assert_eq!(value, Some(json!(i64::MAX)));
    assert_eq!(chain[0].1, json!(i64::MIN));
    assert_eq!(checked(&option(schema), json!({ "it": i64::MAX })), []);
}

#[test]
fn deep_values_are_merged_and_checked() {
    let deep = |end: Json| (0..100).fold(end, |value, _| json!({ "a": value }));
    let (merged, _) = it(set(), &[deep(json!({ "x": 1 })), deep(json!({ "y": 2 }))]);
    assert_eq!(merged, Some(deep(json!({ "x": 1, "y": 2 }))));
    assert_eq!(checked(&option(set()), json!({ "it": deep(json!(1)) })), []);
}

#[test]
fn a_definition_that_is_no_set_is_told_and_passed_over() {
    let schema = json!({ "properties": { "g": { "properties": { "x": { "default": 1 } } } } });
    for wrong in [json!(1), json!({ "g": [] }), json!({ "g": null })] {
        let (resolved, troubles) = settle(&interface(schema.clone()), std::slice::from_ref(&wrong));
        assert_eq!(troubles, []);
        assert_eq!(
            resolved.leaf(&["g", "x"]).unwrap().value,
            Some(value(json!(1)))
        );
        let said = value(wrong);
        assert_eq!(
            check(&interface(schema.clone()), Definition::new(by(1), &said)).len(),
            1
        );
    }
}
