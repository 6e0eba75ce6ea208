//! The index: the names of hosts and outputs. It holds no digests, or every edit would conflict in git.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::VERSION;
use super::shard::{HomeShard, Output, Shard};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::document::name::{HomeName, HostName};
use crate::document::positions::Position;
use crate::document::value::attribute_path;
use crate::scope::Scope;

/// The names of hosts and outputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "den plan index")]
pub struct Index {
    /// The homes that have a plan, sorted.
    #[serde(default)]
    pub homes: Vec<HomeName>,
    /// The hosts that have a plan, sorted.
    pub hosts: Vec<HostName>,
    /// The flake outputs, as a tree of attribute names.
    pub outputs: BTreeMap<SmolStr, OutputNode>,
    /// The version of the format: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
}

/// A part of the tree of outputs. In JSON an output is `{"$output": "web1"}` for a host, `{"$output": "home:vic"}` for a
/// home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputNode {
    /// An output, and the host or home whose plan has it.
    Output(Scope),
    /// Attributes below.
    Below(BTreeMap<SmolStr, OutputNode>),
}

const OUTPUT: &str = "$output";

impl Serialize for OutputNode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Output(Scope::Host(host)) => serializer.collect_map([(OUTPUT, host.as_str())]),
            Self::Output(scope) => serializer.collect_map([(OUTPUT, scope)]),
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
                        let scope = Scope::parse(&map.next_value::<SmolStr>()?);
                        let alone = below.is_empty() && map.next_key::<SmolStr>()?.is_none();
                        return if alone {
                            Ok(OutputNode::Output(scope))
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
        hosts: &BTreeMap<HostName, Shard>,
        homes: &BTreeMap<HomeName, HomeShard>,
        document: &Document,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let of_hosts = hosts
            .values()
            .map(|shard| (Scope::Host(shard.host.clone()), &shard.outputs));
        let of_homes = homes
            .values()
            .map(|shard| (Scope::Home(shard.home.clone()), &shard.outputs));
        let owned: BTreeMap<Scope, &Vec<Output>> = of_hosts.chain(of_homes).collect();
        let mut outputs = BTreeMap::new();
        for (scope, output) in owned
            .iter()
            .flat_map(|(scope, all)| all.iter().map(move |output| (scope, output)))
        {
            if let Some(why) = not_for_outputs(&output.at) {
                diagnostics.push(no_place(document, scope, output, why));
            } else if let Err(other) = insert(&mut outputs, &output.at, scope) {
                let others = owned
                    .get(&other)
                    .map_or(&[][..], |outputs| outputs.as_slice());
                diagnostics.push(conflict(document, (scope, output), (&other, others)));
            }
        }
        Self {
            homes: homes.keys().cloned().collect(),
            hosts: hosts.keys().cloned().collect(),
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
    scope: &Scope,
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
        .at(position(document, scope, Some(output)))
        .scope(scope.clone())
        .help("choose another `intoAttr`: a list of attribute names such as `[ \"terranixModules\" host.name ]`")
}

/// Puts an output into the tree.
///
/// # Errors
///
/// The host whose output is in the way.
fn insert(
    tree: &mut BTreeMap<SmolStr, OutputNode>,
    path: &[SmolStr],
    scope: &Scope,
) -> Result<(), Scope> {
    fn any_scope(node: &OutputNode, fallback: &Scope) -> Scope {
        match node {
            OutputNode::Output(scope) => scope.clone(),
            OutputNode::Below(below) => below
                .values()
                .next()
                .map_or_else(|| fallback.clone(), |node| any_scope(node, fallback)),
        }
    }
    let Some((name, rest)) = path.split_first() else {
        return Err(scope.clone());
    };
    if rest.is_empty() {
        return match tree.get(name) {
            Some(taken) => Err(any_scope(taken, scope)),
            None => {
                tree.insert(name.clone(), OutputNode::Output(scope.clone()));
                Ok(())
            }
        };
    }
    match tree
        .entry(name.clone())
        .or_insert_with(|| OutputNode::Below(BTreeMap::new()))
    {
        OutputNode::Below(below) => insert(below, rest, scope),
        OutputNode::Output(other) => Err(other.clone()),
    }
}

/// Where an output was asked for: at the policy, or else at the entity.
fn position<'d>(
    document: &'d Document,
    scope: &Scope,
    output: Option<&Output>,
) -> Option<&'d Position> {
    let at = |path: [&str; 2]| document.positions.nearest(path);
    match (output.and_then(|output| output.instantiate.as_ref()), scope) {
        (Some(effect), _) => at(["policies", effect.policy.as_str()]),
        (None, Scope::Host(host) | Scope::User(_, host)) => at(["hosts", host.as_str()]),
        (None, Scope::Home(home)) => at(["homes", home.as_str()]),
        (None, Scope::Fleet | Scope::Environment(_)) => None,
    }
}

/// Two outputs, of one entity or of two, that cannot both stand where they are to.
fn conflict(
    document: &Document,
    (scope, output): (&Scope, &Output),
    (other, others): (&Scope, &[Output]),
) -> Diagnostic {
    let taken = |candidate: &&Output| {
        candidate.at.starts_with(&output.at) || output.at.starts_with(&candidate.at)
    };
    let path = attribute_path(&output.at);
    let mut diagnostic = Diagnostic::error(
        "den::output::conflict",
        format!("two outputs claim the flake attribute `{path}`"),
    )
    .at(position(document, scope, Some(output)))
    .at(position(document, other, others.iter().find(taken)))
    .scope(scope.clone())
    .scope(other.clone())
    .help("give them different paths, for instance with the host's name in `intoAttr`");
    diagnostic.scopes.sort();
    diagnostic.scopes.dedup();
    diagnostic.at.dedup();
    diagnostic
}
