//! Generated parts of declarations: values, interfaces, shapes, effects. Small, so that shrinking is quick.

use std::collections::{BTreeMap, BTreeSet};

use den::document::aspect::{Arguments, Aspect, Content, Include, Part, Shape};
use den::document::declared::Declared;
use den::document::effect::{
    ConfigureEffect, Effect, ExcludeEffect, IncludeEffect, InstantiateEffect,
};
use den::document::fleet::{Class, Forward, Kind};
use den::document::interface::{Group, Interface, Leaf, Merge, Offer, Property};
use den::document::slice::Slice;
use den::document::value::{Hole, Malformed, Marker, Priority, Reference, Step, Value};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use den::document::rule::Rule;
use den::document::selector::WrittenSelector;
use serde_json::json;

use super::names;

/// A value of the wrong shape.
pub fn malformed() -> impl Strategy<Value = Malformed> + Clone {
    Just(Malformed {
        code: "den::value::throws".into(),
        expected: "a value".into(),
        found: "nothing".into(),
    })
}

/// Mostly what is declared well.
pub fn declared<S: Strategy + Clone + 'static>(
    good: S,
) -> impl Strategy<Value = Declared<S::Value>> + Clone
where
    S::Value: Clone + 'static,
{
    prop_oneof![
        12 => good.prop_map(Declared::Good),
        1 => malformed().prop_map(Declared::Malformed),
    ]
}

/// A reference to an option that may be there.
fn reference() -> impl Strategy<Value = Value> {
    let few = select(&["a0", "a1", "side0", "account"][..]);
    let aspect = prop_oneof![3 => few, 1 => names::aspect()];
    let path = prop_oneof![3 => vec(names::option(), 1), 1 => vec(names::option(), 0..3)];
    (aspect, path).prop_map(|(aspect, path)| {
        let path = path.into_iter().map(Into::into).collect();
        let aspect = aspect.into();
        Marker::Ref(Reference { aspect, path }).into()
    })
}

/// Any value: data and markers.
pub fn value() -> BoxedStrategy<Value> {
    let hole = (names::option(), 0..3_u32).prop_map(|(key, index)| {
        let path = vec![Step::Key(key.into()), Step::Index(index)];
        Value::from(Marker::Hole(Hole {
            path,
            r#type: "float".into(),
        }))
    });
    let atom = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (0..4_i64).prop_map(Value::Integer),
        select(&["", "x", "y"][..]).prop_map(|text| Value::String(text.into())),
        hole,
        reference(),
        malformed().prop_map(|malformed| Marker::Malformed(malformed).into()),
    ];
    let nested = |inner: BoxedStrategy<Value>| {
        prop_oneof![
                1 => vec(inner.clone(), 0..3).prop_map(Value::List),
                4 => set(inner.clone()),
                1 => (select(&[50_i64, 100, 1000][..]), inner.clone()).prop_map(|(priority, value)| {
                    Marker::Priority(Priority { priority, value }).into()
                }),
                1 => vec(inner.clone(), 0..3).prop_map(|items| Marker::Merge(items).into()),
                1 => inner.clone().prop_map(|value| Marker::Reset(value).into()),
                1 => btree_map(names::option().prop_map(Into::into), inner, 0..3)
                    .prop_map(|set| Marker::Attrs(set).into()),
        ]
    };
    atom.prop_recursive(3, 12, 3, nested).boxed()
}

/// A set; the one key that it cannot have is that of a marker.
fn set(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    btree_map(names::option().prop_map(Into::into), inner, 0..3).prop_map(
        |mut set: BTreeMap<smol_str::SmolStr, Value>| {
            set.remove(den::document::value::MARKER);
            Value::Set(set)
        },
    )
}

/// What one layer says about an aspect, mostly as its interface wants it.
pub fn settings() -> impl Strategy<Value = Vec<Value>> + Clone {
    vec(prop_oneof![4 => set(value()), 1 => value()], 0..3)
}

/// How definitions combine.
pub fn merge() -> impl Strategy<Value = Merge> + Clone {
    select(
        &[
            Merge::Replace,
            Merge::Append,
            Merge::Unique,
            Merge::Recursive,
        ][..],
    )
}

/// An interface.
pub fn interface() -> impl Strategy<Value = Offer> + Clone {
    let schema = select(
        &[
            "{}",
            r#"{"type":"integer"}"#,
            r#"{"type":"number","x-den-holes":["float"]}"#,
        ][..],
    );
    let schema = schema.prop_map(|text| serde_json::from_str(text).unwrap());
    let leaf = (any::<bool>(), option::of(value()), merge(), schema).prop_map(
        |(computed, value, merge, schema)| {
            Property::Leaf(Box::new(Leaf {
                computed: computed && value.is_none(),
                default: value,
                merge,
                schema,
                ..Leaf::default()
            }))
        },
    );
    let group = |inner: BoxedStrategy<Property>| {
        btree_map(names::option(), inner, 0..3)
            .prop_map(|properties| Property::Group(Group::from_iter(properties)))
    };
    let property = leaf.prop_recursive(2, 6, 3, group).boxed();
    btree_map(names::option(), property, 0..4)
        .prop_map(|properties| Interface::new(Group::from_iter(properties)).into())
}

/// Arguments of a function.
pub fn arguments() -> impl Strategy<Value = Arguments> + Clone {
    let some = || btree_set(names::argument().prop_map(Into::into), 0..3);
    (some(), some()).prop_map(
        |(optional, required): (BTreeSet<smol_str::SmolStr>, BTreeSet<_>)| Arguments {
            optional: optional.difference(&required).cloned().collect(),
            required,
        },
    )
}

/// The metadata of an aspect: mostly what it requires and provides.
pub fn meta() -> impl Strategy<Value = Value> + Clone {
    let name = prop_oneof![
        8 => names::requirement().prop_map(|name| Value::String(name.into())),
        1 => value(),
    ];
    let list = prop_oneof![8 => vec(name, 0..3).prop_map(Value::List), 1 => value()];
    let field = select(&["requires", "provides", "require", "description"][..]);
    let fields = btree_map(field.prop_map(Into::into), list, 0..4);
    prop_oneof![12 => fields.prop_map(Value::Set), 1 => value()]
}

/// An include.
pub fn include() -> BoxedStrategy<Include> {
    let named = prop_oneof![
        12 => names::reference().prop_map(|id| Include::Aspect(id.into())),
        1 => malformed().prop_map(Include::Malformed),
    ];
    let inline = |inner: BoxedStrategy<Include>| {
        (part(inner), option::of(interface())).prop_map(|(part, interface)| {
            Include::Inline(Box::new(Aspect {
                interface: Slice::new(interface.map(Declared::Good)),
                shape: Slice::new(Declared::Good(Shape { parts: vec![part] })),
                ..Aspect::default()
            }))
        })
    };
    named.prop_recursive(2, 4, 2, inline).boxed()
}

/// A list of includes.
pub fn includes() -> impl Strategy<Value = Vec<Include>> + Clone {
    vec(include(), 0..4)
}

fn part(include: BoxedStrategy<Include>) -> impl Strategy<Value = Part> + Clone {
    let content =
        btree_set(names::argument().prop_map(Into::into), 0..2).prop_map(|args| Content { args });
    let said = (
        btree_map(
            names::class().prop_map(Into::into),
            vec(content, 0..3),
            0..3,
        ),
        vec(declared(names::reference().prop_map(Into::into)), 0..2),
        vec(include, 0..3),
    );
    (option::of(arguments()), prop::bool::weighted(0.1), said).prop_map(
        |(args, entity, (classes, excludes, includes))| {
            if entity {
                return Part {
                    args,
                    entity,
                    ..Part::default()
                };
            }
            Part {
                args,
                classes,
                excludes,
                includes,
                ..Part::default()
            }
        },
    )
}

/// What an aspect is made of.
pub fn shape() -> impl Strategy<Value = Declared<Shape>> + Clone {
    declared(vec(part(include()), 0..3).prop_map(|parts| Shape { parts }))
}

/// An effect of a policy.
pub fn effect() -> impl Strategy<Value = Effect> + Clone {
    let priority = || 0..2_i64;
    let into = vec(
        select(&["outputs", "x", "y", "$output"][..]).prop_map(Into::into),
        0..3,
    );
    prop_oneof![
        1 => (include(), priority())
            .prop_map(|(aspect, priority)| Effect::Include(IncludeEffect { aspect, priority })),
        1 => (names::reference(), priority()).prop_map(|(aspect, priority)| {
            let aspect = aspect.into();
            Effect::Exclude(ExcludeEffect { aspect, priority })
        }),
        3 => (names::reference(), priority(), set(value()), any::<bool>()).prop_map(
            |(aspect, priority, settings, enforced)| {
                let configure = ConfigureEffect {
                    aspect: aspect.into(),
                    priority,
                    settings,
                };
                match enforced {
                    true => Effect::Enforce(configure),
                    false => Effect::Configure(configure),
                }
            }
        ),
        1 => (names::class(), into, priority()).prop_map(|(class, into, priority)| {
            Effect::Instantiate(InstantiateEffect {
                class: class.into(),
                into,
                name: "output".into(),
                priority,
            })
        }),
        1 => malformed().prop_map(Effect::Malformed),
    ]
}

/// A class.
pub fn class() -> impl Strategy<Value = Class> + Clone {
    let kind = option::of(select(&[Kind::Host, Kind::User, Kind::Home][..]));
    let forward = vec(names::class().prop_map(Into::into), 0..2).prop_map(|into| Forward {
        into,
        path: vec!["users".into()],
    });
    let host_class = option::of(names::class().prop_map(Into::into));
    let into_attr = option::of(Just(vec!["outputs".into()]));
    (kind, option::of(forward), host_class, into_attr).prop_map(
        |(at, forward, host_class, into_attr)| Class {
            at,
            forward,
            host_class,
            into_attr,
        },
    )
}

/// A selector.
pub fn selector() -> BoxedStrategy<WrittenSelector> {
    let atom = prop_oneof![
        3 => names::tag().prop_map(|name| json!({ "tag": name })),
        2 => names::reference().prop_map(|name| json!({ "aspect": name })),
        1 => names::environment().prop_map(|name| json!({ "environment": name })),
        1 => names::host().prop_map(|name| json!({ "name": { "is": name } })),
        1 => Just(json!({ "star": true })),
        1 => select(&["environment", "host", "user"][..]).prop_map(|kind| json!({ "kind": kind })),
        1 => (select(&["port", "peers", "name"][..]), 0..3_i64)
            .prop_map(|(key, value)| json!({ "attrs": { key: value } })),
        1 => Just(json!({ "tga": "x" })),
    ];
    let selector = atom.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            2 => vec(inner.clone(), 0..3).prop_map(|all| json!({ "and": all })),
            2 => vec(inner.clone(), 0..3).prop_map(|any| json!({ "any": any })),
            1 => inner.clone().prop_map(|inner| json!({ "not": inner })),
            2 => (select(&["parent", "within", "has", "hasWithin"][..]), inner)
                .prop_map(|(relation, inner)| json!({ relation: inner })),
        ]
    });
    selector
        .prop_map(|json| serde_json::from_value(json).unwrap())
        .boxed()
}

/// A rule.
pub fn rule() -> BoxedStrategy<Rule> {
    let tag = names::tag().prop_map(|name| {
        let tag = json!({ "tag": { "tags": [name] } });
        serde_json::from_value(tag).unwrap()
    });
    let effect = prop_oneof![tag, effect()];
    let kind = prop_oneof![
        3 => Just(Kind::Host),
        1 => Just(Kind::User),
    ];
    let named = declared(names::rule().prop_map(Into::into));
    let selectors = (declared(selector()), option::of(declared(selector())));
    (
        kind,
        selectors,
        vec(effect, 0..3),
        vec(named, 0..2),
        0..2_i64,
    )
        .prop_map(
            |(kind, (when, unless), effects, overrides, priority)| Rule {
                effects,
                r#for: kind,
                overrides,
                priority,
                unless,
                when,
            },
        )
        .boxed()
}
