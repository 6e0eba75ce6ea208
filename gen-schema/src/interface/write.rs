//! From groups and leaves to a JSON Schema.

use serde_json::{Value as Json, json};

use super::{COMPUTED, Group, Leaf, MERGE, Property, Schema2020};

/// The schema of an interface with this root.
pub(super) fn schema(root: &Group) -> Schema2020 {
    let mut schema = group(root);
    let definitions = root.leaves().into_iter();
    if let Some(definitions) = definitions
        .filter_map(|(_, leaf)| leaf.compiled.definitions.as_ref())
        .next()
    {
        schema.insert("$defs".into(), Json::Object((**definitions).clone()));
    }
    schema
}

fn group(group: &Group) -> Schema2020 {
    let mut schema = Schema2020::new();
    let mut required = Vec::new();
    let mut properties = Schema2020::new();
    for (name, property) in &group.properties {
        let (needed, below) = match property {
            Property::Group(below) => {
                let below = self::group(below);
                (below.get("required") != Some(&json!([])), below)
            }
            Property::Leaf(below) => (below.default.is_none() && !below.computed, leaf(below)),
        };
        if needed {
            required.push(Json::from(name.as_str()));
        }
        properties.insert(name.to_string(), Json::Object(below));
    }
    schema.insert("additionalProperties".into(), Json::Bool(false));
    if let Some(description) = &group.description {
        schema.insert("description".into(), json!(description));
    }
    schema.insert("properties".into(), Json::Object(properties));
    schema.insert("required".into(), Json::Array(required));
    schema.insert("type".into(), json!("object"));
    schema
}

fn leaf(leaf: &Leaf) -> Schema2020 {
    let mut schema = leaf.schema.clone();
    if let Some(description) = &leaf.description {
        schema.insert("description".into(), json!(description));
    }
    if let Some(default) = &leaf.default {
        // The keys of a value are text, so it cannot fail.
        let default = serde_json::to_value(default).unwrap_or_default();
        schema.insert("default".into(), default);
    }
    if leaf.computed {
        schema.insert(COMPUTED.into(), Json::Bool(true));
    }
    schema.insert(MERGE.into(), json!(leaf.merge.name()));
    schema
}
