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

    /// The position of the part at `path`, or where it has none the first one inside it: an element of a list stands
    /// where what it says begins.
    pub fn within<I: IntoIterator<Item: AsRef<str>>>(&self, path: I) -> Option<&Position> {
        let mut node = self;
        for step in path {
            node = node.r#in.get(step.as_ref())?;
        }
        node.first()
    }

    fn first(&self) -> Option<&Position> {
        let inside = || self.r#in.values().filter_map(Self::first).min();
        self.at.as_ref().or_else(inside)
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

    #[test]
    fn the_first_position_inside_is_taken() {
        let at = |line: u32| serde_json::json!({ "at": { "file": "policies.nix", "line": line, "column": 5 } });
        let table: Positions = serde_json::from_value(serde_json::json!({
            "in": { "effects": { "at": at(1)["at"], "in": { "0": { "in": { "tls": { "in": { "key": at(9) } }, "port": at(7) } } } } }
        }))
        .unwrap();
        let line = |path: &[&str]| table.within(path).map(|found| found.line);
        assert_eq!(line(&["effects"]), Some(1));
        assert_eq!(line(&["effects", "0"]), Some(7));
        assert_eq!(line(&["effects", "1"]), None);
    }
}
