//! Settings interfaces in the document.

use super::declared::{Interface, Kind, Leaf, Property};
use crate::document::declared::Declared;
use crate::document::interface::{self, LeafDefault};

/// An interface as the document has it.
pub fn interface(declared: &Interface) -> Declared<interface::Interface> {
    Declared::Good(properties(&declared.properties))
}

fn properties(declared: &[(&str, Property)]) -> interface::Interface {
    let one = |(name, property): &(&str, Property)| {
        let property = match property {
            Property::Group(below) => interface::Property::Group(properties(below)),
            Property::Leaf(declared) => interface::Property::Leaf(leaf(declared)),
        };
        ((*name).into(), property)
    };
    interface::Interface {
        properties: declared.iter().map(one).collect(),
    }
}

fn leaf(declared: &Leaf) -> interface::Leaf {
    interface::Leaf {
        computed: false,
        default: Some(LeafDefault {
            value: declared.default.clone(),
        }),
        description: declared.description.map(str::to_owned),
        merge: declared.merge,
        schema: match schema(declared.kind) {
            serde_json::Value::Object(schema) => schema,
            _ => serde_json::Map::new(),
        },
    }
}

fn schema(kind: Kind) -> serde_json::Value {
    let string = serde_json::json!({ "type": "string" });
    match kind {
        Kind::Bool => serde_json::json!({ "type": "boolean" }),
        Kind::Port => serde_json::json!({ "type": "integer", "minimum": 0, "maximum": 65535 }),
        Kind::String => string,
        Kind::Strings => serde_json::json!({ "type": "array", "items": string }),
        Kind::StringByName => {
            serde_json::json!({ "type": "object", "additionalProperties": string })
        }
    }
}
