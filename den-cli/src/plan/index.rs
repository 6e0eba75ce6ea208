//! The index: the names of hosts and outputs. It holds no digests, or every edit would conflict in git.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::VERSION;
use super::shard::{Output, Shard};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::document::name::HostName;
use crate::document::positions::Position;
use crate::document::value::Attribute;
use crate::scope::Scope;

/// The names of hosts and outputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "den plan index")]
pub struct Index {
    /// The hosts that have a plan, sorted.
    pub hosts: Vec<HostName>,
    /// The flake outputs, as a tree of attribute names.
    pub outputs: BTreeMap<SmolStr, OutputNode>,
    /// The version of the format: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
}

/// A part of the tree of outputs. In JSON an output is `{"$output": host}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputNode {
    /// An output, and the host whose plan has it.
    Output(HostName),
    /// Attributes below.
    Below(BTreeMap<SmolStr, OutputNode>),
}

const OUTPUT: &str = "$output";

impl Serialize for OutputNode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Output(host) => serializer.collect_map([(OUTPUT, host)]),
            Self::Below(below) => serializer.collect_map(below),
        }
    }
}

impl<'de> Deserialize<'de> for OutputNode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{Error, MapAccess, Visitor};
        struct NodeVisitor;
        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = OutputNode;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an output or attributes below")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OutputNode, A::Error> {
                let mut below = BTreeMap::new();
                while let Some(key) = map.next_key::<SmolStr>()? {
                    if key == OUTPUT {
                        let host = map.next_value()?;
                        let alone = below.is_empty() && map.next_key::<SmolStr>()?.is_none();
                        return if alone {
                            Ok(OutputNode::Output(host))
                        } else {
                            Err(A::Error::custom(
                                "`$output` must be the only key of its set",
                            ))
                        };
                    }
                    below.insert(key, map.next_value()?);
                }
                Ok(OutputNode::Below(below))
            }
        }
        deserializer.deserialize_map(NodeVisitor)
    }
}

impl JsonSchema for OutputNode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OutputNode".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let below = generator.subschema_for::<Self>();
        schemars::json_schema!({
            "description": "An output, with the host whose plan has it, or attributes below.",
            "type": "object",
            "properties": { OUTPUT: { "type": "string" } },
            "dependentSchemas": { OUTPUT: { "maxProperties": 1 } },
            "additionalProperties": below,
        })
    }
}

impl Index {
    /// The index of all shards. Two outputs at one attribute path, or one inside another, are an error that names both.
    pub fn new(
        shards: &BTreeMap<HostName, Shard>,
        document: &Document,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut outputs = BTreeMap::new();
        for (host, shard) in shards {
            for output in &shard.outputs {
                if let Some(why) = not_for_outputs(&output.at) {
                    diagnostics.push(no_place(document, shard, output, why));
                } else if let Err(other) = insert(&mut outputs, &output.at, host) {
                    diagnostics.push(conflict(document, shard, output, shards.get(&other)));
                }
            }
        }
        Self {
            hosts: shards.keys().cloned().collect(),
            outputs,
            version: VERSION,
        }
    }
}

/// Flake outputs that den itself has, with those that renew a plan among them.
const RESERVED: [&str; 5] = ["apps", "checks", "den", "modules", "packages"];

/// How many names an attribute path may have.
const DEPTH: usize = 16;

/// Why an output cannot stand at an attribute path: a code and the reason.
fn not_for_outputs(path: &[SmolStr]) -> Option<(&'static str, &'static str)> {
    const PATH: &str = "den::output::path";
    let nameless = |name: &SmolStr| name.is_empty() || name == OUTPUT;
    match path {
        [] => Some((PATH, "which is no attribute path")),
        path if path.len() > DEPTH => Some((PATH, "which is too long a path")),
        path if path.iter().any(nameless) => {
            Some((PATH, "which has a name that no output can have"))
        }
        [head, ..] if RESERVED.contains(&head.as_str()) => {
            Some(("den::output::reserved", "which den needs itself"))
        }
        _ => None,
    }
}

fn no_place(
    document: &Document,
    shard: &Shard,
    output: &Output,
    (code, why): (&'static str, &str),
) -> Diagnostic {
    let shown = &output.at[..output.at.len().min(DEPTH)];
    let path = attribute_path(shown);
    let message = format!(
        "an output of class `{}` would stand at `{path}`, {why}",
        output.class
    );
    Diagnostic::error(code, message)
        .at(position(document, shard, Some(output)))
        .scope(Scope::Host(shard.host.clone()))
        .help("choose another `intoAttr`: a list of attribute names such as `[ \"terranixModules\" host.name ]`")
}

fn attribute_path(path: &[SmolStr]) -> String {
    let names: Vec<_> = path
        .iter()
        .map(|name| Attribute(name).to_string())
        .collect();
    names.join(".")
}

/// Puts an output into the tree.
///
/// # Errors
///
/// The host whose output is in the way.
fn insert(
    tree: &mut BTreeMap<SmolStr, OutputNode>,
    path: &[SmolStr],
    host: &HostName,
) -> Result<(), HostName> {
    fn any_host(node: &OutputNode, fallback: &HostName) -> HostName {
        match node {
            OutputNode::Output(host) => host.clone(),
            OutputNode::Below(below) => below
                .values()
                .next()
                .map_or_else(|| fallback.clone(), |node| any_host(node, fallback)),
        }
    }
    let Some((name, rest)) = path.split_first() else {
        return Err(host.clone());
    };
    if rest.is_empty() {
        return match tree.get(name) {
            Some(taken) => Err(any_host(taken, host)),
            None => {
                tree.insert(name.clone(), OutputNode::Output(host.clone()));
                Ok(())
            }
        };
    }
    match tree
        .entry(name.clone())
        .or_insert_with(|| OutputNode::Below(BTreeMap::new()))
    {
        OutputNode::Below(below) => insert(below, rest, host),
        OutputNode::Output(other) => Err(other.clone()),
    }
}

/// Where the output of a shard was asked for.
fn position<'d>(
    document: &'d Document,
    shard: &Shard,
    output: Option<&Output>,
) -> Option<&'d Position> {
    match output.and_then(|output| output.instantiate.as_ref()) {
        Some(effect) => document
            .positions
            .nearest(["policies", effect.policy.as_str()]),
        None => document.positions.nearest(["hosts", shard.host.as_str()]),
    }
}

fn conflict(
    document: &Document,
    shard: &Shard,
    output: &Output,
    other: Option<&Shard>,
) -> Diagnostic {
    let path = attribute_path(&output.at);
    let taken = |candidate: &&Output| {
        candidate.at.starts_with(&output.at) || output.at.starts_with(&candidate.at)
    };
    let others = other.map(|other| (other, other.outputs.iter().find(taken)));
    let mut diagnostic = Diagnostic::error(
        "den::output::conflict",
        format!("two outputs claim the flake attribute `{path}`"),
    )
    .at(position(document, shard, Some(output)))
    .scope(Scope::Host(shard.host.clone()))
    .help("give them different paths, for instance with the host's name in `intoAttr`");
    if let Some((other, output)) = others {
        diagnostic = diagnostic
            .at(position(document, other, output))
            .scope(Scope::Host(other.host.clone()));
        diagnostic.scopes.sort();
        diagnostic.scopes.dedup();
        diagnostic.at.dedup();
    }
    diagnostic
}
