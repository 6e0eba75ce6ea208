//! Selectors as declared.

use std::borrow::Cow;
use std::sync::Arc;

use gen_select::{JsonError, Selector};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::Value;

/// A selector, as it was written: another way to write the same selector is another slice.
#[derive(Clone, Debug)]
pub struct WrittenSelector {
    written: Value,
    read: Arc<Result<Selector, JsonError>>,
}

impl WrittenSelector {
    /// What it means.
    ///
    /// # Errors
    ///
    /// Where it is no selector, with the place in it.
    pub fn selector(&self) -> Result<&Selector, &JsonError> {
        (*self.read).as_ref()
    }
}

impl From<Value> for WrittenSelector {
    fn from(written: Value) -> Self {
        let json = serde_json::to_value(&written).unwrap_or_default();
        let read = Arc::new(Selector::from_value(&json));
        Self { written, read }
    }
}

impl PartialEq for WrittenSelector {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Serialize for WrittenSelector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WrittenSelector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

impl JsonSchema for WrittenSelector {
    fn schema_name() -> Cow<'static, str> {
        "Selector".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "A selector: one key that says what is looked at, such as {\"tag\": \"web\"} or {\"and\": [\u{2026}]}; a list of names means any of them.",
            "type": ["array", "object"],
        })
    }
}
