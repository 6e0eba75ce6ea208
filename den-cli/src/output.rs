//! What the command line prints with `--json`: data in an envelope that says which version of it this is.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::name::{HomeName, HostName};
use crate::plan::shard::{HomeShard, Shard};

/// The version of the envelope and of everything that comes in it.
pub const VERSION: u32 = 1;

/// The envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output<T> {
    /// The version: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// What the command has to say.
    pub data: T,
}

impl<T> Output<T> {
    /// Data in its envelope.
    pub fn new(data: T) -> Self {
        Self {
            version: VERSION,
            data,
        }
    }
}

/// What `den show --json` prints of the fleet or of an environment.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ShownFleet<'a> {
    /// The plans of homes without a host.
    pub homes: BTreeMap<&'a HomeName, &'a HomeShard>,
    /// The plans of hosts.
    pub hosts: BTreeMap<&'a HostName, &'a Shard>,
}
