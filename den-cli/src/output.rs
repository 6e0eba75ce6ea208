//! What the command line prints with `--json`: one object, which says which version of the format it is.
//!
//! A command that has an answer prints an [`Output`], also where it ends with an error besides (its exit code says so); one
//! that has none prints a [`Failure`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use gen_select::Explanation as SelectorExplanation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::document::name::{AspectId, HomeName, HostName};
use crate::document::value::Value;
use crate::explain::{ExplainedLayer, Explanation};
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
    pub fn new(scope: Scope, because: Option<SelectorExplanation>) -> Self {
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

/// What `den settings --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownSettings {
    /// The host, user or home.
    pub scope: Scope,
    /// The settings of each of its aspects that offers some.
    pub settings: BTreeMap<AspectId, AspectSettings>,
}

/// The settings of one aspect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AspectSettings {
    /// The options, in order, each with the layers behind its value.
    pub options: Vec<SettingsOption>,
    /// The values as a tree, without those that only Nix can work out and those that nobody gives.
    pub values: Value,
}

/// An option and its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsOption {
    /// What each layer says, the least authoritative first.
    pub chain: Vec<ExplainedLayer>,
    /// Whether only Nix can work the value out.
    pub computed: bool,
    /// The way to the option.
    pub path: Vec<SmolStr>,
    /// Its value; null where no layer gives one, and where only Nix can work it out.
    pub value: Option<Value>,
}

impl ShownSettings {
    /// Settings as they are explained.
    pub fn new(scope: Scope, of_aspects: BTreeMap<AspectId, Vec<Explanation>>) -> Self {
        let settings = of_aspects.into_iter().map(|(aspect, explanations)| {
            let mut values = BTreeMap::new();
            for explanation in &explanations {
                if let Some(value) = &explanation.value {
                    put(&mut values, &explanation.path, value);
                }
            }
            let values = tree(values);
            let options = explanations.into_iter().map(|explanation| SettingsOption {
                chain: explanation.chain,
                computed: explanation.computed,
                path: explanation.path,
                value: explanation.value,
            });
            let settings = AspectSettings {
                options: options.collect(),
                values,
            };
            (aspect, settings)
        });
        Self {
            scope,
            settings: settings.collect(),
        }
    }
}

/// A value, or values by name.
enum Tree<'v> {
    Value(&'v Value),
    Set(BTreeMap<&'v SmolStr, Tree<'v>>),
}

fn put<'v>(set: &mut BTreeMap<&'v SmolStr, Tree<'v>>, path: &'v [SmolStr], value: &'v Value) {
    match path {
        [] => {}
        [name] => {
            set.insert(name, Tree::Value(value));
        }
        [name, rest @ ..] => {
            let below = set.entry(name);
            if let Tree::Set(below) = below.or_insert_with(|| Tree::Set(BTreeMap::new())) {
                put(below, rest, value);
            }
        }
    }
}

fn tree(set: BTreeMap<&SmolStr, Tree<'_>>) -> Value {
    let values = set.into_iter().map(|(name, below)| {
        let value = match below {
            Tree::Value(value) => value.clone(),
            Tree::Set(below) => tree(below),
        };
        (name.clone(), value)
    });
    Value::set(values.collect())
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
