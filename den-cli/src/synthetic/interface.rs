//! Settings interfaces in the document.

use super::declared::{Interface, Kind, Leaf, Property};
use crate::document::declared::Declared;
use crate::document::interface::{self, Offer};

/// An interface as the document has it.
pub fn interface(declared: &Interface) -> Declared<Offer> {
    let root = properties(&declared.properties);
    Declared::Good(interface::Interface::new(root).into())
}

fn properties(declared: &[(&'static str, Property)]) -> interface::Group {
    let one = |(name, property): &(&'static str, Property)| {
        let property = match property {
            Property::Group(below) => interface::Property::Group(properties(below)),
            Property::Leaf(declared) => interface::Property::Leaf(Box::new(leaf(declared))),
        };
        (smol_str::SmolStr::new_static(name), property)
    };
    declared.iter().map(one).collect()
}

fn leaf(declared: &Leaf) -> interface::Leaf {
    interface::Leaf {
        computed: false,
        default: Some(declared.default.clone()),
        description: declared.description.map(str::to_owned),
        merge: declared.merge,
        schema: match schema(declared.kind) {
            serde_json::Value::Object(schema) => schema,
            _ => serde_json::Map::new(),
        },
        ..interface::Leaf::default()
    }
}

fn schema(kind: Kind) -> serde_json::Value {
    let string = serde_json::json!({ "type": "string", "x-den-holes": ["string"] });
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
