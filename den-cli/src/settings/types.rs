//! Types of options: whether a value satisfies the schema of its option.
//!
//! A validator is built once for each option. What holds a hole, and what only Nix can work out, is left to Nix.

use std::cell::RefCell;
use std::collections::HashMap;

use jsonschema::Validator;

use crate::document::interface::Leaf;
use crate::document::value::{MARKER, Value};

/// Validators by option.
#[derive(Default)]
pub struct Types(RefCell<HashMap<*const Leaf, Result<Validator, String>>>);

impl Types {
    /// Why a value does not satisfy an option's schema.
    pub fn refusal(&self, leaf: &Leaf, value: &Value) -> Option<String> {
        if leaf.computed || value.has_hole() {
            return None;
        }
        self.with(leaf, |validator| {
            let value = value.to_json();
            let refused = validator.as_ref().ok()?.validate(&value).err();
            refused.map(|error| error.to_string())
        })
    }

    /// Why an option's schema is none.
    pub fn unusable(&self, leaf: &Leaf) -> Option<String> {
        self.with(leaf, |validator| validator.as_ref().err().cloned())
    }

    fn with<T>(
        &self,
        leaf: &Leaf,
        ask: impl FnOnce(&Result<Validator, String>) -> Option<T>,
    ) -> Option<T> {
        if leaf.schema.is_empty() {
            return None;
        }
        let mut validators = self.0.borrow_mut();
        // The document outlives the survey, and its options do not move.
        let validator = validators
            .entry(std::ptr::from_ref(leaf))
            .or_insert_with(|| {
                let schema = without_holes(serde_json::Value::Object(leaf.schema.clone()));
                jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())
            });
        ask(validator)
    }
}

/// A schema without the keywords whose values only Nix can hold, such as a bound that is a float.
fn without_holes(schema: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match schema {
        Value::Object(keywords) => {
            let kept = keywords
                .into_iter()
                .filter(|(_, value)| value.get(MARKER).is_none());
            Value::Object(
                kept.map(|(name, value)| (name, without_holes(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_holes).collect()),
        other => other,
    }
}
