//! Declared fields: a value of the right shape, or the marker of a malformed one.
//!
//! Reading a document never fails at a user's mistake: what is malformed is a value of its own, so that planning goes
//! on around it and every mistake is reported at once.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::{MARKER, Malformed};

/// A `T`, or what stood there instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Declared<T> {
    /// A value of the right shape.
    Good(T),
    /// `{"$den": {"malformed": …}}`.
    Malformed(Malformed),
}

impl<T> Declared<T> {
    /// The value, unless it is malformed.
    pub fn good(&self) -> Option<&T> {
        match self {
            Self::Good(value) => Some(value),
            Self::Malformed(_) => None,
        }
    }

    /// What stood in the value's place.
    pub fn malformed(&self) -> Option<&Malformed> {
        match self {
            Self::Good(_) => None,
            Self::Malformed(malformed) => Some(malformed),
        }
    }
}

impl<T: Default> Default for Declared<T> {
    fn default() -> Self {
        Self::Good(T::default())
    }
}

/// The marker as it stands in JSON.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum MalformedMarker<M> {
    Malformed(M),
}

impl<T: Serialize> Serialize for Declared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Good(value) => value.serialize(serializer),
            Self::Malformed(malformed) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(MARKER, &MalformedMarker::Malformed(malformed))?;
                map.end()
            }
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Declared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DeclaredVisitor(PhantomData))
    }
}

struct DeclaredVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for DeclaredVisitor<T> {
    type Value = Declared<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or the marker of a malformed one")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        T::deserialize(().into_deserializer()).map(Declared::Good)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Declared::Good)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Declared::Good)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Declared::Good)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Declared::Good)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Declared::Good)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(seq)).map(Declared::Good)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let first = map.next_key::<Cow<'de, str>>()?;
        if first.as_deref() == Some(MARKER) {
            let MalformedMarker::Malformed(malformed) = map.next_value()?;
            return match map.next_key::<Cow<'de, str>>()? {
                None => Ok(Declared::Malformed(malformed)),
                Some(_) => Err(de::Error::custom("`$den` must be the only key of its set")),
            };
        }
        T::deserialize(MapAccessDeserializer::new(Replay { first, map })).map(Declared::Good)
    }
}

/// A map whose first key was read already.
struct Replay<'de, A> {
    first: Option<Cow<'de, str>>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<T: JsonSchema> JsonSchema for Declared<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Declared{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (value, marker) = (
            generator.subschema_for::<T>(),
            generator.subschema_for::<MalformedMarker<Malformed>>(),
        );
        schemars::json_schema!({
            "description": "The value, or the marker of a malformed one.",
            "anyOf": [
                value,
                { "type": "object", "properties": { MARKER: marker }, "required": [MARKER], "additionalProperties": false },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Numbers = Declared<BTreeMap<String, u8>>;

    #[test]
    fn a_value_and_a_marker_are_told_apart() {
        let good: Numbers = serde_json::from_str(r#"{"a":1,"b":2}"#).unwrap();
        assert_eq!(good.good().map(BTreeMap::len), Some(2));
        let bad = r#"{"$den":{"malformed":{"code":"c","expected":"e","found":"f"}}}"#;
        let read: Numbers = serde_json::from_str(bad).unwrap();
        assert_eq!(
            read.malformed().map(|malformed| malformed.code.as_str()),
            Some("c")
        );
        assert_eq!(serde_json::to_string(&read).unwrap(), bad);
    }

    #[test]
    fn an_error_inside_names_its_path() {
        let mut deserializer = serde_json::Deserializer::from_str(r#"{"x":{"b":"no"}}"#);
        let read: Result<BTreeMap<String, Numbers>, _> =
            serde_path_to_error::deserialize(&mut deserializer);
        assert_eq!(read.unwrap_err().path().to_string(), "x.b");
    }
}
