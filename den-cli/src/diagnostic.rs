//! Diagnostics: what is wrong or noteworthy, where, and what to do about it.
//!
//! One never stands alone: every stage adds to a [`Diagnostics`] and goes on. The same finding at many scopes is one
//! diagnostic that lists them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::positions::Position;
use crate::scope::Scope;

/// How grave a diagnostic is. An error keeps a plan from being written.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Must be mended.
    Error,
    /// Does probably not do what was meant.
    Warning,
    /// Good to know.
    Note,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    /// A stable code, such as `den::aspect::unknown-class`.
    pub code: Cow<'static, str>,
    /// How grave it is.
    pub severity: Severity,
    /// One line of what is wrong.
    pub message: String,
    /// Where it was written; several places for a conflict.
    pub at: Vec<Position>,
    /// The scopes that it concerns.
    pub scopes: Vec<Scope>,
    /// What to do about it.
    pub help: Option<String>,
    /// Other lines that explain it.
    pub related: Vec<String>,
}

impl Diagnostic {
    fn new(
        severity: Severity,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            severity,
            message: message.into(),
            at: vec![],
            scopes: vec![],
            help: None,
            related: vec![],
        }
    }

    /// An error.
    pub fn error(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Adds a place, where it is known.
    #[must_use]
    pub fn at(mut self, position: Option<&Position>) -> Self {
        self.at.extend(position.cloned());
        self
    }

    /// Adds a scope that it concerns.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scopes.push(scope);
        self
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets what to do about it, where there is an advice.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// Adds a line that explains it.
    #[must_use]
    pub fn related(mut self, line: impl Into<String>) -> Self {
        self.related.push(line.into());
        self
    }
}

/// What makes two diagnostics the same finding, in the order in which they are reported.
type Key = (Vec<Position>, Severity, Cow<'static, str>, String);

/// A set of findings, sorted by position.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(BTreeMap<Key, Diagnostic>);

impl Diagnostics {
    /// Adds a finding; the same one at another scope is joined with it.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let key = (
            diagnostic.at.clone(),
            diagnostic.severity,
            diagnostic.code.clone(),
            diagnostic.message.clone(),
        );
        match self.0.entry(key) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(diagnostic);
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                let known = slot.get_mut();
                known.scopes.extend(diagnostic.scopes);
                known.related.extend(diagnostic.related);
                known.related.sort();
                known.related.dedup();
                known.scopes.sort();
                known.scopes.dedup();
            }
        }
    }

    /// Adds findings.
    pub fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        found.into_iter().for_each(|found| self.push(found));
    }

    /// The same findings, at a scope.
    #[must_use]
    pub fn at_scope(self, scope: &Scope) -> Self {
        let mut all = Self::default();
        all.extend(self.0.into_values().map(|found| found.scope(scope.clone())));
        all
    }

    /// Adds all findings of another set.
    pub fn append(&mut self, other: Self) {
        if self.0.is_empty() {
            *self = other;
        } else {
            self.extend(other.0.into_values());
        }
    }

    /// The findings, sorted by position, then severity, code and message.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.0.values()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Whether a plan must not be written.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

pub use gen_schema::suggest::nearest;

/// ``did you mean `nixos`?``, where a known name is near.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let near: Vec<_> = nearest(name, known)
        .into_iter()
        .map(|near| format!("`{near}`"))
        .collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_finding_at_two_scopes_is_one() {
        let mut all = Diagnostics::default();
        for host in ["b", "a", "b"] {
            all.push(Diagnostic::warning("den::x", "same").scope(Scope::parse(host)));
        }
        all.push(Diagnostic::error("den::x", "same"));
        assert_eq!(all.iter().len(), 2);
        let scopes: Vec<_> = all
            .iter()
            .last()
            .unwrap()
            .scopes
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(scopes, ["host:a", "host:b"]);
        assert!(all.has_errors());
    }

    #[test]
    fn a_slip_is_found_among_names_of_any_case_and_length() {
        let known = ["web1", "Web2", "database", "café", "w"];
        assert_eq!(nearest("wbe1", known), ["web1"]);
        assert_eq!(nearest("WEB2", known), ["Web2", "web1"]);
        assert_eq!(nearest("databsae", known), ["database"]);
        assert_eq!(nearest("cafe", known), ["café"]);
        assert!(nearest("nginx", known).is_empty());
    }
}
