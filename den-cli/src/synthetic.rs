//! Synthetic fleets: of any size, from a seed, as a fleet document and as the flake that declares it.
//!
//! For tests and measurements; behind the feature `synthetic`.
//!
//! | module | holds |
//! |---|---|
//! | `random` | numbers from a seed |
//! | `declared` | declarations as data: what both the document and the flake are written from |
//! | `choose`, `aspects` | which declarations a fleet has |
//! | `document`, `interface` | the fleet document of declarations |
//! | `flake` | the files of a flake with these declarations |
//! | `nix` | text of Nix |
//!
//! A fleet has a chain of aspects that every host gets (`a0` includes `a1`, and so on), every other one with settings;
//! side aspects that some hosts have, of which some exclude others, provide one, or depend on the host, and which require what everything has; aspects of users;
//! tags of all three kinds; two environments; policies that go by them; and settings in every layer.
//!
//! ```
//! use den::synthetic::{Shape, document};
//! let fleet = document(&Shape { hosts: 3, ..Shape::default() });
//! let plan = den::plan::plan(&fleet);
//! assert_eq!(plan.shards.len(), 3);
//! assert!(!plan.diagnostics.has_errors());
//! ```

mod aspects;
mod choose;
mod declared;
mod document;
mod flake;
mod interface;
mod nix;
mod random;

use std::collections::BTreeMap;

use crate::document::Document;

/// What a synthetic fleet is to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many hosts it has.
    pub hosts: usize,
    /// How long the chain of aspects is that every host gets.
    pub aspects: usize,
    /// How many users each host has.
    pub users: usize,
    /// What everything else is drawn from.
    pub seed: u64,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            hosts: 10,
            aspects: 10,
            users: 2,
            seed: 0,
        }
    }
}

/// The document of a synthetic fleet, without positions. Linear in the number of its declarations.
pub fn document(shape: &Shape) -> Document {
    document::document(&choose::fleet(shape))
}

/// The files of a flake that declares the same fleet, by their path in it.
pub fn flake(shape: &Shape) -> BTreeMap<String, String> {
    flake::files(&choose::fleet(shape))
}
