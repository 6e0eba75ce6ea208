//! The JSON Schema of an aspect's settings, for editors, forms and validators.

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::document::interface::{Interface, Leaf, LeafDefault, Merge, Property};
use crate::document::name::AspectId;
use crate::document::value::Value;

/// A JSON Schema that is an object.
pub type Schema = Map<String, Json>;

/// The dialect of JSON Schema.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of the settings of an aspect, for people and for tools.
///
/// Every keyword is of JSON Schema 2020-12, but for those that begin with `x-den-`: `x-den-merge` says how layers combine,
/// `x-den-computed` that only Nix can work out the default, `x-den-default` what a default is that JSON cannot hold.
pub fn interface_schema(interface: &Interface) -> Schema {
    let mut schema = written(interface);
    readable(&mut schema);
    schema
}

/// Puts what a default is in place of defaults that have markers: whoever fills a form in would take these for values.
fn readable(schema: &mut Schema) {
    let default = schema.get("default").map(Value::deserialize);
    if let Some(Ok(default)) = default
        && !default.markers().is_empty()
    {
        schema.remove("default");
        schema.insert("x-den-default".to_owned(), default.to_string().into());
    }
    for (keyword, below) in schema {
        match (keyword.as_str(), below) {
            ("properties" | "patternProperties" | "$defs", Json::Object(named)) => {
                named.values_mut().for_each(readable_below);
            }
            ("items" | "additionalProperties" | "not", below) => readable_below(below),
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Json::Array(all)) => {
                all.iter_mut().for_each(readable_below);
            }
            _ => {}
        }
    }
}

fn readable_below(schema: &mut Json) {
    if let Json::Object(schema) = schema {
        readable(schema);
    }
}

/// The schema of a group of options as it is declared.
fn written(interface: &Interface) -> Schema {
    let properties = interface.properties.iter();
    let properties = properties.map(|(name, property)| {
        let schema = match property {
            Property::Group(group) => written(group),
            Property::Leaf(leaf) => leaf_schema(leaf),
        };
        (name.to_string(), Json::Object(schema))
    });
    let required = interface.properties.iter();
    let required = required.filter(|(_, property)| needed(property));
    let required: Vec<_> = required.map(|(name, _)| name.as_str()).collect();
    object(json!({
        "additionalProperties": false,
        "properties": properties.collect::<Schema>(),
        "required": required,
        "type": "object",
    }))
}

/// Whether there is no value unless somebody gives one.
fn needed(property: &Property) -> bool {
    match property {
        Property::Group(group) => group.properties.values().any(needed),
        Property::Leaf(leaf) => leaf.default.is_none() && !leaf.computed,
    }
}

fn leaf_schema(leaf: &Leaf) -> Schema {
    let mut schema = leaf.schema.clone();
    if let Some(about) = &leaf.description {
        schema.insert("description".to_owned(), about.as_str().into());
    }
    if leaf.computed {
        schema.insert("x-den-computed".to_owned(), true.into());
    }
    let merge = match leaf.merge {
        Merge::Replace => "replace",
        Merge::Append => "append",
        Merge::Unique => "unique",
        Merge::Recursive => "recursive",
    };
    schema.insert("x-den-merge".to_owned(), merge.into());
    if let Some(LeafDefault { value }) = &leaf.default {
        let value = serde_json::to_value(value).unwrap_or_default();
        schema.insert("default".to_owned(), value);
    }
    schema
}

fn object(json: Json) -> Schema {
    match json {
        Json::Object(object) => object,
        _ => Map::new(),
    }
}

/// A schema of settings as a document of its own, with what the aspect says of itself.
pub fn document(aspect: &AspectId, about: Option<&str>, mut schema: Schema) -> Schema {
    schema.insert("$schema".to_owned(), DIALECT.into());
    // A schema that was written by hand may say these itself.
    schema
        .entry("title")
        .or_insert_with(|| aspect.as_str().into());
    if let Some(about) = about {
        schema.entry("description").or_insert_with(|| about.into());
    }
    schema
}
