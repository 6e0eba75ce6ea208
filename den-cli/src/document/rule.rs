//! Rules: policies that are data. The planner runs them, so they see what other rules derive.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::declared::Declared;
use super::effect::Effect;
use super::fleet::Kind;
use super::name::{PolicyName, TagName};
use super::selector::WrittenSelector;

/// A rule: its effects hold at every scope of a kind that a selector picks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it asks for where it fires.
    #[serde(default)]
    pub effects: Vec<Effect>,
    /// The kind of scope that it looks at.
    pub r#for: Kind,
    /// Rules that do not fire where this one does.
    #[serde(default)]
    pub overrides: Vec<Declared<PolicyName>>,
    /// Its rank among rules and policies; the higher wins.
    #[serde(default)]
    pub priority: i64,
    /// Where it does not fire all the same.
    #[serde(default)]
    pub unless: Option<Declared<WrittenSelector>>,
    /// Where it fires.
    pub when: Declared<WrittenSelector>,
}

impl Rule {
    /// Whether its effects give a tag.
    pub fn gives(&self, tag: &TagName) -> bool {
        let mut effects = self.effects.iter();
        effects.any(|effect| matches!(effect, Effect::Tag(given) if given.tags.contains(tag)))
    }
}
