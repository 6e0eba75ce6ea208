//! What the command line prints with `--json`: one object, which says which version of the format it is.
//!
//! A command that has an answer prints an [`Output`], also where it ends with an error besides (its exit code says so); one
//! that has none prints a [`Failure`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use gen_select::Explanation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::document::name::{HomeName, HostName};
use crate::plan::shard::{HomeShard, Shard};
use crate::scope::Scope;

/// The version of the envelope and of everything that comes in it.
pub const VERSION: u32 = 1;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output<T> {
    /// The version: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// What the command has to say.
    pub data: T,
    /// What was found on the way; absent where nothing was, and where it is the answer itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Output<T> {
    /// An answer in its envelope.
    pub fn new(data: T) -> Self {
        Self {
            version: VERSION,
            data,
            diagnostics: vec![],
        }
    }

    /// The same, with what was found on the way.
    #[must_use]
    pub fn with<'a>(mut self, found: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        self.diagnostics = found.into_iter().cloned().collect();
        self
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

/// A scope that `den select --json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectedScope {
    /// The scope.
    pub scope: Scope,
    /// Why it is picked, or is not: a line for each part of the selector; absent where that was not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<SelectorLine>,
}

/// Whether a part of a selector holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectorLine {
    /// How many parts it is in.
    pub depth: usize,
    /// The part as text.
    pub selector: String,
    /// The kind and the name of the scope at which it is looked at.
    pub scope: String,
    /// Whether it holds there.
    pub holds: bool,
    /// What it depends on there; empty where the next line says it.
    pub because: String,
}

impl SelectedScope {
    /// A scope with the explanation that was asked for.
    pub fn new(scope: Scope, because: Option<Explanation>) -> Self {
        let lines = because.map(|because| because.lines).unwrap_or_default();
        let lines = lines.into_iter().map(|line| SelectorLine {
            depth: line.depth,
            selector: line.selector,
            scope: line.scope,
            holds: line.holds,
            because: line.because,
        });
        Self {
            scope,
            because: lines.collect(),
        }
    }
}

/// What a command prints that has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The version: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// Why there is none.
    pub error: Error,
    /// What was found on the way; absent where nothing was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a command has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: Kind,
    /// A stable code, such as `den::scope::unknown`; absent where the kind says it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Cow<'static, str>>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Vec<String>,
}

/// A kind of failure, which gives the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Diagnostics were found: 1.
    Diagnostics,
    /// The command line asks for what cannot be: 2.
    Usage,
    /// The input cannot be read, or the output not written: 3.
    Input,
    /// The plan is stale: 4.
    Stale,
    /// Nix failed: 5.
    Nix,
}

impl Kind {
    /// The exit code, as documented in the help.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Diagnostics => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Stale => 4,
            Self::Nix => 5,
        }
    }
}
