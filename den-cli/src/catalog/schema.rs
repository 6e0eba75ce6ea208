//! The JSON Schema of an aspect's settings, for editors, forms and validators.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::document::interface::Interface;
use crate::document::name::AspectId;
use crate::document::value::{MARKER, Value};

/// A JSON Schema that is an object.
pub type Schema = Map<String, Json>;

/// The dialect of JSON Schema.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Keywords whose values are schemas by name.
const NAMED: [&str; 4] = [
    "$defs",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// The schema of the settings of an aspect, for people and for tools.
///
/// Every keyword is of JSON Schema 2020-12, but for those that begin with `x-den-`: `x-den-merge` says how layers combine,
/// `x-den-computed` that only Nix can work out the default, `x-den-default` what a default is that JSON cannot hold.
pub fn interface_schema(interface: &Interface) -> Schema {
    let mut schema = interface.schema().clone();
    readable(&mut schema);
    schema
}

/// Puts what a default is in place of defaults that have markers: whoever fills a form in would take these for values.
/// Bounds that only Nix can hold, such as a float, are left out.
fn readable(schema: &mut Schema) {
    schema.retain(|keyword, value| {
        let keyword = keyword.as_str();
        NAMED.contains(&keyword) || keyword == "default" || value.get(MARKER).is_none()
    });
    if let Some(Ok(default)) = schema.remove("default").map(Value::deserialize) {
        match plain(&default) {
            Some(default) => schema.insert("default".to_owned(), default),
            None => schema.insert("x-den-default".to_owned(), default.to_string().into()),
        };
    }
    for (keyword, below) in schema {
        match (keyword.as_str(), below) {
            (keyword, Json::Object(named)) if NAMED.contains(&keyword) => {
                named.values_mut().for_each(readable_below);
            }
            ("items" | "additionalProperties" | "not", below) => readable_below(below),
            ("examples", Json::Array(all)) => {
                let values = all.iter().map(Value::deserialize);
                *all = values.filter_map(|value| plain(&value.ok()?)).collect();
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Json::Array(all)) => {
                all.iter_mut().for_each(readable_below);
            }
            _ => {}
        }
    }
}

/// A value as JSON; none where JSON cannot hold it. A set with a key `$den` of its own is one in JSON.
fn plain(value: &Value) -> Option<Json> {
    value.markers().is_empty().then(|| value.to_json())
}

fn readable_below(schema: &mut Json) {
    if let Json::Object(schema) = schema {
        readable(schema);
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
