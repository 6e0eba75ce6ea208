//! Settings interfaces in the document: JSON Schemas, most of which are interfaces.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use gen_schema::interface::{Group, Interface, Leaf, Merge, Property, SchemaError};

/// A JSON Schema that stands where an interface should.
///
/// Users write some of them themselves, and a bad one is reported where it stands: reading the document goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// An interface.
    Good(Interface),
    /// A schema that is none.
    Bad {
        /// As it was written.
        schema: serde_json::Map<String, serde_json::Value>,
        /// Why it is none.
        errors: Vec<SchemaError>,
    },
}

impl Offer {
    /// The interface, where the schema is one.
    pub fn interface(&self) -> Option<&Interface> {
        match self {
            Self::Good(interface) => Some(interface),
            Self::Bad { .. } => None,
        }
    }
}

impl From<Interface> for Offer {
    fn from(interface: Interface) -> Self {
        Self::Good(interface)
    }
}

impl Default for Offer {
    fn default() -> Self {
        Interface::new(Group::default()).into()
    }
}

impl Serialize for Offer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Good(interface) => interface.serialize(serializer),
            Self::Bad { schema, .. } => schema.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Offer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let schema = serde_json::Map::deserialize(deserializer)?;
        Ok(match Interface::from_schema(schema.clone()) {
            Ok(interface) => Self::Good(interface),
            Err(errors) => Self::Bad { schema, errors },
        })
    }
}

impl JsonSchema for Offer {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Interface::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Interface::json_schema(generator)
    }
}
