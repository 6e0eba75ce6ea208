//! The fleet document: what a flake declares, as plain data.
//!
//! | module | holds |
//! |---|---|
//! | [`name`] | names and identities |
//! | [`value`] | data and markers |
//! | [`declared`] | a value, or the marker of a malformed one |
//! | [`mod@slice`] | units of staleness and their digests |
//! | [`fleet`], [`host`], [`home`], [`aspect`], [`interface`], [`effect`] | the declarations |
//! | [`manifest`] | what the metadata of an aspect says |
//! | [`selector`], [`rule`] | selectors and the rules that use them |
//! | [`positions`] | where they were written |
//! | [`mod@print`] | to text for people |
//! | [`read`] | from text, with errors that name the place |
//!
//! Fields of every type here are declared in sorted order and always written, so that they serialise to the bytes that
//! `builtins.toJSON` prints (see [`mod@slice`]). Unknown fields are refused.

pub mod aspect;
pub mod declared;
pub mod effect;
pub mod fleet;
pub mod home;
pub mod host;
pub mod interface;
pub mod manifest;
pub mod name;
pub mod positions;
pub mod read;
pub mod rule;
pub mod selector;
pub mod slice;

use std::collections::BTreeMap;

pub use gen_schema::{print, value};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use aspect::{Arguments, Aspect};
use declared::Declared;
use fleet::{Class, Fleet};
use home::Home;
use host::Host;
use name::{ClassName, HomeName, HostName, PolicyName};
use positions::Positions;
use rule::Rule;
use slice::Slice;
use smol_str::SmolStr;

/// The version of the format that this program reads.
pub const VERSION: u32 = 1;

/// A fleet document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "den fleet document")]
pub struct Document {
    /// Aspects by name; what every entity includes is `den.default`.
    #[serde(default)]
    pub aspects: BTreeMap<SmolStr, Aspect>,
    /// The registered classes.
    #[serde(default)]
    pub classes: BTreeMap<ClassName, Slice<Class>>,
    /// What is said of the fleet as a whole.
    #[serde(default)]
    pub fleet: Fleet,
    /// The homes without a host.
    #[serde(default)]
    pub homes: BTreeMap<HomeName, Home>,
    /// The hosts.
    #[serde(default)]
    pub hosts: BTreeMap<HostName, Host>,
    /// The function policies; what they did stands at each entity.
    #[serde(default)]
    pub policies: BTreeMap<PolicyName, Slice<Declared<Policy>>>,
    /// Where all this was written.
    #[serde(default)]
    pub positions: Positions,
    /// The policies that are rules; each a slice.
    #[serde(default)]
    pub rules: BTreeMap<PolicyName, Slice<Declared<Rule>>>,
    /// The version of the format: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
}

/// A function policy: Nix has run it at every entity that has its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What it asks for.
    pub args: Arguments,
}
