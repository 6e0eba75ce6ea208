//! What the command line prints with `--json`: data in an envelope that says which version of it this is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
