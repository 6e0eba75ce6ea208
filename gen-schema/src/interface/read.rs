//! From a JSON Schema to groups and leaves.

use std::sync::Arc;

use serde_json::Value as Json;
use smol_str::SmolStr;

use super::{COMPUTED, Compiled, Group, Leaf, MERGE, Merge, Property, Schema2020, SchemaError};
use crate::suggest::nearest;
use crate::value::Value;

/// Keywords that a group may have: what they say is no constraint on the group as a whole.
const OF_GROUPS: [&str; 12] = [
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "additionalProperties",
    "deprecated",
    "description",
    "examples",
    "properties",
    "required",
    "title",
    "type",
];

/// Keywords of a leaf that constrain nothing.
const ANNOTATIONS: [&str; 5] = [COMPUTED, MERGE, "default", "description", "examples"];

struct Reader {
    definitions: Option<Arc<Schema2020>>,
    at: Vec<SmolStr>,
    errors: Vec<SchemaError>,
}

/// The root group of a schema.
pub(super) fn root(schema: &Schema2020) -> Result<Group, Vec<SchemaError>> {
    let definitions = match schema.get("$defs") {
        Some(Json::Object(definitions)) => Some(Arc::new(definitions.clone())),
        _ => None,
    };
    let mut reader = Reader {
        definitions,
        at: vec![],
        errors: vec![],
    };
    let root = match strange(schema) {
        None => reader.group(schema),
        Some(keyword) => {
            let message = match keyword {
                "properties" => {
                    "an interface is an object schema with `properties`, one for each option"
                        .to_owned()
                }
                keyword => format!(
                    "an interface says which options there are, and `{keyword}` constrains them as a whole: put it at an option"
                ),
            };
            reader.error(message);
            Group::default()
        }
    };
    match reader.errors.is_empty() {
        true => Ok(root),
        false => Err(reader.errors),
    }
}

/// The first thing that keeps a schema from being a group: a keyword that it has, or `properties` that it lacks.
fn strange(schema: &Schema2020) -> Option<&str> {
    if !schema.get("properties").is_some_and(Json::is_object) {
        return Some("properties");
    }
    if schema.get("type").is_some_and(|word| word != "object") {
        return Some("type");
    }
    if schema
        .get("additionalProperties")
        .is_some_and(|open| *open != Json::Bool(false))
    {
        return Some("additionalProperties");
    }
    let mut keywords = schema.keys().map(String::as_str);
    keywords.find(|keyword| !OF_GROUPS.contains(keyword))
}

impl Reader {
    fn error(&mut self, message: impl Into<String>) {
        self.errors.push(SchemaError {
            at: self.at.clone(),
            message: message.into(),
        });
    }

    fn group(&mut self, schema: &Schema2020) -> Group {
        let mut group = Group {
            description: text(schema, "description"),
            ..Group::default()
        };
        let Some(Json::Object(properties)) = schema.get("properties") else {
            return group;
        };
        self.at.push("properties".into());
        for (name, schema) in properties {
            self.at.push(name.into());
            if let Some(property) = self.property(schema) {
                group.properties.insert(name.into(), property);
            }
            self.at.pop();
        }
        self.at.pop();
        group
    }

    fn property(&mut self, schema: &Json) -> Option<Property> {
        match schema {
            Json::Object(schema) if strange(schema).is_none() => {
                Some(Property::Group(self.group(schema)))
            }
            Json::Object(schema) => Some(Property::Leaf(Box::new(self.leaf(schema)))),
            // Everything goes, or nothing.
            Json::Bool(true) => Some(Property::Leaf(Box::new(self.leaf(&Schema2020::new())))),
            Json::Bool(false) => {
                let nothing = [("not".to_owned(), Json::Object(Schema2020::new()))];
                let nothing = nothing.into_iter().collect();
                Some(Property::Leaf(Box::new(self.leaf(&nothing))))
            }
            _ => {
                self.error("an option is a JSON Schema: an object, `true` or `false`");
                None
            }
        }
    }

    fn leaf(&mut self, schema: &Schema2020) -> Leaf {
        let merge = self.merge(schema);
        let default = schema.get("default").and_then(|default| {
            match serde_json::from_value::<Value>(default.clone()) {
                Ok(value) => Some(value),
                Err(error) => {
                    self.error(format!("the default is none: {error}"));
                    None
                }
            }
        });
        let constraints = schema
            .iter()
            .filter(|(keyword, _)| !ANNOTATIONS.contains(&keyword.as_str()));
        Leaf {
            computed: schema.get(COMPUTED) == Some(&Json::Bool(true)),
            default,
            compiled: Compiled::new(self.definitions.clone()),
            description: text(schema, "description"),
            merge,
            schema: constraints
                .map(|(keyword, value)| (keyword.clone(), value.clone()))
                .collect(),
        }
    }

    fn merge(&mut self, schema: &Schema2020) -> Merge {
        match schema.get(MERGE) {
            None if schema.get("type").is_some_and(|word| word == "object") => Merge::Recursive,
            None => Merge::Replace,
            Some(Json::String(name)) => Merge::named(name).unwrap_or_else(|| {
                let names = Merge::ALL.map(Merge::name);
                let near = nearest(name, names);
                let help = match &near[..] {
                    [] => format!("it is one of {}", names.join(", ")),
                    near => format!("did you mean `{}`?", near.join("` or `")),
                };
                self.error(format!("`{MERGE}` knows no `{name}`: {help}"));
                Merge::Replace
            }),
            Some(_) => {
                self.error(format!("`{MERGE}` is a string"));
                Merge::Replace
            }
        }
    }
}

fn text(schema: &Schema2020, keyword: &str) -> Option<String> {
    let text = schema.get(keyword)?.as_str()?;
    Some(text.to_owned())
}

/// Whether a default reads another option.
pub(super) fn has_references(group: &Group) -> bool {
    group.properties.values().any(|property| match property {
        Property::Group(below) => has_references(below),
        Property::Leaf(leaf) => leaf.default.as_ref().is_some_and(Value::has_reference),
    })
}
