//! Positions: where in the user's files a part of the document was declared.
//!
//! They lie outside every slice: a comment above a host makes nothing stale.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A place in a file of the flake.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The file, relative to the flake.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A tree that mirrors the document: keys are attribute names and list positions.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Positions {
    /// The position of this part, where known.
    #[serde(default)]
    pub at: Option<Position>,
    /// The positions of the parts below.
    #[serde(default)]
    pub r#in: BTreeMap<SmolStr, Positions>,
}

impl Positions {
    /// The position of the part at `path`, or of the nearest part around it that has one.
    pub fn nearest<I: IntoIterator<Item: AsRef<str>>>(&self, path: I) -> Option<&Position> {
        let (mut node, mut found) = (self, self.at.as_ref());
        for step in path {
            let Some(next) = node.r#in.get(step.as_ref()) else {
                break;
            };
            node = next;
            found = node.at.as_ref().or(found);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_position_around_is_taken() {
        let table: Positions = serde_json::from_value(serde_json::json!({
            "in": { "hosts": { "in": { "web1": { "at": { "file": "hosts.nix", "line": 3, "column": 5 }, "in": {} } } } }
        }))
        .unwrap();
        assert_eq!(
            table
                .nearest(["hosts", "web1", "facts", "tags"])
                .map(ToString::to_string)
                .as_deref(),
            Some("hosts.nix:3")
        );
        assert_eq!(table.nearest(["hosts", "db1"]), None);
    }
}
