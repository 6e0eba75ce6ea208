//! Interfaces and values as JSON.

use std::collections::BTreeMap;

use gen_schema::interface::Schema2020;
use gen_schema::value::{Hole, Malformed, Priority, Reference, Step};
use gen_schema::{Group, Interface, Leaf, Marker, Property, Value};
use laws::proptest::collection::{btree_map, vec};
use laws::proptest::option;
use laws::proptest::prelude::*;
use laws::proptest::sample::select;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use crate::given::any_merge;

struct Forms {
    write: fn(Group) -> Schema2020,
    read: fn(Schema2020) -> Option<Interface>,
    schema: fn(&Interface) -> Schema2020,
}

const REAL: Forms = Forms {
    write: |root| Interface::new(root).schema().clone(),
    read: |schema| Interface::from_schema(schema).ok(),
    schema: |interface| interface.schema().clone(),
};

fn name() -> impl Strategy<Value = SmolStr> {
    select(&["", "$den", "a", "properties", "type", "ü \"${x}\""][..]).prop_map(SmolStr::new_static)
}

/// A value of any kind, markers and all.
fn value() -> BoxedStrategy<Value> {
    let path = vec(
        prop_oneof![
            name().prop_map(Step::Key),
            any::<u32>().prop_map(Step::Index)
        ],
        0..3,
    );
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Integer),
        Just(Value::Integer(i64::MIN)),
        any::<String>().prop_map(|text| Value::String(text.into())),
        (path, any::<String>())
            .prop_map(|(path, r#type)| Marker::Hole(Hole { path, r#type }).into()),
        (name(), vec(name(), 0..3)).prop_map(|(aspect, path)| Marker::Ref(Reference {
            aspect,
            path
        })
        .into()),
        any::<[String; 3]>().prop_map(|[code, expected, found]| Marker::Malformed(Malformed {
            code,
            expected,
            found
        })
        .into()),
    ];
    let values = leaf.prop_recursive(4, 16, 3, |inner| {
        let set = btree_map(name(), inner.clone(), 0..3).boxed();
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::List),
            set.clone().prop_map(Value::set),
            set.prop_map(|set| Marker::Attrs(set).into()),
            (any::<i64>(), inner.clone())
                .prop_map(
                    |(priority, value)| Marker::Priority(Priority { priority, value }).into()
                ),
            vec(inner.clone(), 0..3).prop_map(|items| Marker::Merge(items).into()),
            inner.prop_map(|value| Marker::Reset(value).into()),
        ]
    });
    values.boxed()
}

/// The constraints of a leaf.
fn constraints() -> impl Strategy<Value = Json> {
    select(vec![
        json!({}),
        json!({ "type": "integer", "minimum": i64::MIN }),
        json!({ "type": "object", "properties": { "a": {} }, "required": ["a"] }),
        json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/port" } }),
        json!({ "anyOf": [{ "type": "null" }, true] }),
        json!({ "enum": [null, { "$den": { "attrs": { "$den": 1 } } }] }),
        json!({ "title": "T", "deprecated": true, "x-den-holes": ["derivation"] }),
        json!({ "not": {} }),
    ])
}

fn leaf() -> impl Strategy<Value = Leaf> {
    let text = option::of(any::<String>());
    (
        any_merge(),
        any::<bool>(),
        option::of(value()),
        text,
        constraints(),
    )
        .prop_map(|(merge, computed, default, description, schema)| Leaf {
            merge,
            computed,
            default,
            description,
            schema: serde_json::from_value(schema).unwrap(),
            ..Leaf::default()
        })
}

fn group() -> impl Strategy<Value = Group> {
    let leaf = leaf().prop_map(|leaf| Property::Leaf(Box::new(leaf)));
    let of = |property: BoxedStrategy<Property>| {
        let text = option::of(any::<String>());
        (text, btree_map(name(), property, 0..4)).prop_map(|(description, properties)| Group {
            description,
            properties,
        })
    };
    let property = leaf.prop_recursive(3, 12, 4, move |inner| {
        of(inner.boxed()).prop_map(Property::Group)
    });
    of(property.boxed())
}

/// A schema that somebody wrote by hand: more ways to say the same, and things that are none.
fn written() -> impl Strategy<Value = Schema2020> {
    let leaf = (
        constraints(),
        any::<bool>(),
        option::of(select(
            &["replace", "append", "unique", "recursive", "apend"][..],
        )),
    );
    let leaf = leaf.prop_map(|(mut leaf, default, merge)| {
        if default {
            leaf["default"] = json!({ "b": [1, "x"] });
            leaf["examples"] = json!([1]);
        }
        if let Some(merge) = merge {
            leaf["x-den-merge"] = json!(merge);
        }
        leaf
    });
    let leaf = prop_oneof![6 => leaf, 1 => any::<bool>().prop_map(Json::from), 1 => Just(json!({ "default": 1.5 }))];
    let group = |property: BoxedStrategy<Json>| {
        let extra = select(vec![
            json!({}),
            json!({ "type": "object", "additionalProperties": false, "required": ["a"] }),
            json!({ "title": "T", "$comment": "C", "description": "D" }),
            json!({ "additionalProperties": true }),
            json!({ "minProperties": 1 }),
        ]);
        (btree_map("[a-c]", property, 0..4), extra).prop_map(|(properties, mut group)| {
            group["properties"] = json!(properties);
            group
        })
    };
    let property = leaf.prop_recursive(3, 8, 3, move |inner| group(inner.boxed()));
    (group(property.boxed()), any::<bool>()).prop_map(|(mut root, defs)| {
        if defs {
            root["$defs"] = json!({ "port": { "type": "integer" } });
        }
        serde_json::from_value(root).unwrap()
    })
}

laws::laws! {
    /// What interfaces promise.
    pub const LAWS for Forms = REAL;

    M16 "reading what was written gives the same options; the schema of what was read is the schema, and its options, written anew, are its options"
    fn interfaces_read_back(forms, (root, written) in (group(), written())) {
        let read = (forms.read)((forms.write)(root.clone()));
        prop_assert_eq!(read.as_ref().map(Interface::root), Some(&root));
        let Some(read) = (forms.read)(written.clone()) else {
            return Ok(());
        };
        prop_assert_eq!(&(forms.schema)(&read), &written);
        let anew = (forms.read)((forms.write)(read.root().clone()));
        // Definitions are for leaves.
        prop_assert_eq!(anew.as_ref().map(Interface::root), Some(read.root()));
        let json = serde_json::to_string(&read).unwrap();
        prop_assert_eq!(serde_json::from_str::<Interface>(&json).unwrap(), read);
    }
    twin unmerged "a writer that leaves the strategy to the reader" = Forms {
        write: |root| {
            let mut schema = Json::Object((REAL.write)(root));
            without_strategies(&mut schema);
            serde_json::from_value(schema).unwrap()
        }, ..REAL
    },
    twin anew "a schema that is written anew" = Forms {
        schema: |interface| Interface::new(interface.root().clone()).schema().clone(), ..REAL
    },
    twin described "a writer without descriptions" = Forms {
        write: |mut root| {
            root.description = None;
            (REAL.write)(root)
        }, ..REAL
    };
}

fn without_strategies(schema: &mut Json) {
    if let Json::Object(keywords) = schema {
        keywords.remove("x-den-merge");
        if let Some(Json::Object(properties)) = keywords.get_mut("properties") {
            properties.values_mut().for_each(without_strategies);
        }
    }
}

struct Values {
    write: fn(&Value) -> String,
    read: fn(&str) -> Option<Value>,
}

const VALUES: Values = Values {
    write: |value| serde_json::to_string(value).unwrap(),
    read: |text| serde_json::from_str(text).ok(),
};

laws::laws! {
    /// What values promise.
    pub const VALUE_LAWS for Values = VALUES;

    M17 "read (write v) = v in JSON, holes, markers and escaped sets included; equal values are written alike"
    fn values_read_back(values, value in value()) {
        let text = (values.write)(&value);
        let read = (values.read)(&text);
        prop_assert_eq!(read.as_ref(), Some(&value), "{}", text);
        prop_assert_eq!((values.write)(&read.unwrap()), text);
    }
    twin unescaped "a writer that unwraps escaped sets" = Values {
        write: |value| value.to_json().to_string(), ..VALUES
    },
    twin floats "a reader for which all numbers are floats" = Values {
        read: |text| {
            fn rounded(value: Value) -> Value {
                match value {
                    Value::Integer(number) => Value::Integer(number as f64 as i64),
                    Value::List(items) => Value::List(items.into_iter().map(rounded).collect()),
                    Value::Set(set) => Value::Set(set.into_iter().map(|(key, value)| (key, rounded(value))).collect::<BTreeMap<_, _>>()),
                    other => other,
                }
            }
            (VALUES.read)(text).map(rounded)
        }, ..VALUES
    };
}
