//! Schemas in words: `an integer from 0 to 65535`.

use serde_json::{Value as Json, json};

use super::{HOLES, Schema2020};
use crate::print::Visible;
use crate::value::Value;

/// How many values of an enumeration are named.
const NAMED: usize = 8;

/// How deep a description goes into elements and alternatives.
const DEPTH: usize = 4;

/// What a schema asks for, as an error says it; none where words would say less than the schema.
///
/// ```
/// use serde_json::json;
/// let port = json!({ "type": "integer", "minimum": 0, "maximum": 65535 });
/// assert_eq!(gen_schema::interface::describe(&port).unwrap(), "an integer from 0 to 65535");
/// ```
pub fn describe(schema: &Json) -> Option<String> {
    one(schema, DEPTH)
}

fn one(schema: &Json, depth: usize) -> Option<String> {
    let schema = schema.as_object()?;
    let held = held(schema);
    if schema.get("not") == Some(&json!({})) {
        return (!held.is_empty()).then(|| held.join(" or "));
    }
    if let Some(Json::Array(values)) = schema.get("enum") {
        return Some(enumeration(values));
    }
    if let Some(value) = schema.get("const") {
        return Some(literal(value));
    }
    if let Some(Json::Array(choices)) = schema.get("anyOf").or_else(|| schema.get("oneOf")) {
        let choices = choices
            .iter()
            .map(|choice| one(choice, depth.checked_sub(1)?));
        let mut choices = choices.collect::<Option<Vec<_>>>()?;
        choices.dedup();
        return Some(choices.join(" or "));
    }
    match schema.get("type")? {
        // What somebody else makes a string of.
        Json::String(word) if word == "string" => {
            let held = held.into_iter().map(str::to_owned);
            let kinds = held.chain(kind(schema, word, depth));
            Some(kinds.collect::<Vec<_>>().join(" or "))
        }
        Json::String(word) => kind(schema, word, depth),
        Json::Array(words) => {
            let words = words.iter().map(|word| kind(schema, word.as_str()?, depth));
            Some(words.collect::<Option<Vec<_>>>()?.join(" or "))
        }
        _ => None,
    }
}

/// Whether the negation of a schema stands for a kind of value: that of integers for floats, that of all for holes.
#[cfg(feature = "validate")]
pub(super) fn names_a_kind(negated: &Json) -> bool {
    *negated == json!({}) || *negated == json!({ "type": "integer" })
}

/// The kinds of hole that a schema takes besides what it says, but for those that hold what it says.
fn held(schema: &Schema2020) -> Vec<&str> {
    let kinds = schema.get(HOLES).and_then(Json::as_array);
    let kinds = kinds.into_iter().flatten().filter_map(Json::as_str);
    kinds.filter_map(hole_kind).collect()
}

fn hole_kind(kind: &str) -> Option<&str> {
    Some(match kind {
        "derivation" => "a derivation",
        "function" => "a function",
        "path" => "a path",
        _ => return None,
    })
}

fn enumeration(values: &[Json]) -> String {
    let named: Vec<_> = values.iter().take(NAMED).map(literal).collect();
    let more = values.len().saturating_sub(NAMED);
    match (&named[..], more) {
        ([], _) => "nothing".to_owned(),
        ([one], 0) => one.clone(),
        (named, 0) => format!("one of {}", named.join(", ")),
        (named, more) => format!("one of {} and {more} more", named.join(", ")),
    }
}

/// A value as Nix writes it.
fn literal(value: &Json) -> String {
    match serde_json::from_value::<Value>(value.clone()) {
        Ok(value) => value.to_string(),
        Err(_) => Visible(&value.to_string()).to_string(),
    }
}

fn kind(schema: &Schema2020, word: &str, depth: usize) -> Option<String> {
    let number = |keyword| schema.get(keyword).filter(|bound| bound.is_number());
    Some(match word {
        "null" => "null".to_owned(),
        "boolean" => "a Boolean".to_owned(),
        "integer" | "number" => {
            let noun = match word {
                "integer" => "an integer",
                _ if schema.get("not") == Some(&json!({ "type": "integer" })) => "a float",
                _ => "a number",
            };
            let least = number("minimum").map(|bound| (bound, "from"));
            let above = number("exclusiveMinimum").map(|bound| (bound, "above"));
            let most = number("maximum").map(|bound| (bound, "to"));
            let below = number("exclusiveMaximum").map(|bound| (bound, "below"));
            let mut text = noun.to_owned();
            match (least.or(above), most.or(below)) {
                (Some((least, "from")), None) => text.push_str(&format!(", at least {least}")),
                (None, Some((most, "to"))) => text.push_str(&format!(", at most {most}")),
                (low, high) => {
                    for (bound, word) in [low, high].into_iter().flatten() {
                        text.push_str(&format!(" {word} {bound}"));
                    }
                }
            }
            text
        }
        "string" => match schema.get("pattern").and_then(Json::as_str) {
            Some(pattern) => format!("a string that matches `{}`", Visible(pattern)),
            None => {
                let length = |keyword| schema.get(keyword).and_then(Json::as_u64);
                match (length("minLength"), length("maxLength")) {
                    (None | Some(0), None) => "a string".to_owned(),
                    (Some(1), None) => "a string that is not empty".to_owned(),
                    (Some(least), None) => format!("a string of at least {least} characters"),
                    (None | Some(0), Some(most)) => {
                        format!("a string of at most {most} characters")
                    }
                    (Some(least), Some(most)) => {
                        format!("a string of {least} to {most} characters")
                    }
                }
            }
        },
        "array" => {
            let items = schema
                .get("items")
                .and_then(|items| one(items, depth.checked_sub(1)?));
            let noun = match schema.get("minItems").and_then(Json::as_u64) {
                Some(1) => "a list that is not empty",
                _ => "a list",
            };
            match items {
                Some(items) => format!("{noun}, each element {items}"),
                None => noun.to_owned(),
            }
        }
        "object" => {
            let values = schema
                .get("additionalProperties")
                .and_then(|values| one(values, depth.checked_sub(1)?));
            match values {
                Some(values) => format!("an attribute set, each attribute {values}"),
                None => "an attribute set".to_owned(),
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(schema: Json) -> String {
        describe(&schema).unwrap_or_default()
    }

    #[test]
    fn a_schema_reads_as_words() {
        let port = json!({ "type": "integer", "minimum": 0, "maximum": 65535 });
        assert_eq!(
            says(json!({ "anyOf": [{ "type": "null" }, port] })),
            "null or an integer from 0 to 65535"
        );
        assert_eq!(
            says(json!({ "enum": ["a", null, 3] })),
            r#"one of "a", null, 3"#
        );
        assert_eq!(says(json!({ "const": true })), "true");
        assert_eq!(
            says(json!({ "type": "integer", "minimum": 1 })),
            "an integer, at least 1"
        );
        assert_eq!(
            says(json!({ "type": "array", "items": { "type": "string", "minLength": 1 } })),
            "a list, each element a string that is not empty"
        );
        assert_eq!(
            says(json!({ "type": "object", "additionalProperties": { "type": "boolean" } })),
            "an attribute set, each attribute a Boolean"
        );
        assert_eq!(
            says(json!({ "not": { "type": "integer" }, "type": "number" })),
            "a float"
        );
        let store = json!({ "pattern": "^/nix/store/", "type": "string", "x-den-holes": ["derivation", "string"] });
        assert_eq!(
            says(store),
            "a derivation or a string that matches `^/nix/store/`"
        );
        assert_eq!(
            says(json!({ "not": {}, "x-den-holes": ["function"] })),
            "a function"
        );
        assert_eq!(
            says(json!({ "type": ["string", "null"] })),
            "a string or null"
        );
    }

    #[test]
    fn the_length_of_a_string_is_said() {
        let of = |least: Option<u32>, most: Option<u32>| {
            let mut schema = json!({ "type": "string" });
            let bounds = [("minLength", least), ("maxLength", most)];
            for (keyword, bound) in bounds {
                if let Some(bound) = bound {
                    schema[keyword] = bound.into();
                }
            }
            says(schema)
        };
        assert_eq!(of(Some(3), None), "a string of at least 3 characters");
        assert_eq!(of(Some(0), Some(2)), "a string of at most 2 characters");
        assert_eq!(of(Some(1), Some(2)), "a string of 1 to 2 characters");
    }

    #[test]
    fn what_has_no_words_says_so() {
        for schema in [
            json!({}),
            json!(true),
            json!({ "not": {} }),
            json!({ "anyOf": [{}] }),
        ] {
            assert_eq!(describe(&schema), None, "{schema}");
        }
    }
}
