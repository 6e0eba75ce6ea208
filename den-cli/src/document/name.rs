//! Names and identities: newtypes, so that a tag is never taken for a host.
//!
//! A name is text that satisfies [`is_valid`]; an [`AspectId`] is a path of names, or of positions for aspects that
//! have no name. The types do not refuse a bad name on reading: a fleet with one bad name still gets every other
//! diagnostic, and the planner reports the bad one where it stands.

use std::borrow::Borrow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::value::Attribute;

/// Whether `text` is a name: `[A-Za-z0-9_][A-Za-z0-9_.+-]*`, of 128 letters at most, so that it can name a file.
///
/// ```
/// assert!(den::document::name::is_valid("web-1.example"));
/// assert!(!den::document::name::is_valid("../etc"));
/// ```
pub fn is_valid(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut bytes = text.bytes();
    text.len() <= 128
        && bytes.next().is_some_and(word)
        && bytes.all(|byte| word(byte) || matches!(byte, b'.' | b'+' | b'-'))
}

/// Whether `text` is a name for a home: `vic`, or `vic@mac`.
pub fn is_valid_for_home(text: &str) -> bool {
    match text.split_once('@') {
        Some((user, machine)) => is_valid(user) && is_valid(machine),
        None => is_valid(text),
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(#[schemars(with = "String")] SmolStr);

        impl $name {
            /// The text of the name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )*};
}

names! {
    /// The name of a host.
    HostName
    /// The name of a home without a host: a user's, or `user@machine`.
    HomeName
    /// The name of a user of a host.
    UserName
    /// The name of an environment.
    EnvironmentName
    /// The name of a tag.
    TagName
    /// The name of a class, such as `nixos`.
    ClassName
    /// The name of a policy.
    PolicyName
    /// The identity of an aspect: `nginx`, `gaming/emulation` for one that another provides, `web1/[0.2]` for an inline
    /// one (the third include of the first definition of `web1`), `den.default`.
    AspectId
}

/// The identity of the aspect that every entity includes.
pub const DEFAULT_ASPECT: &str = "den.default";

impl AspectId {
    /// The identity of the inline aspect at `position` of the includes of `owner`.
    pub fn inline(owner: impl fmt::Display, position: impl fmt::Display) -> Self {
        Self(smol_str::format_smolstr!("{owner}/[{position}]"))
    }

    /// The identity of the aspect `name` that this one provides.
    pub fn provided(&self, name: &str) -> Self {
        Self(smol_str::format_smolstr!("{self}/{name}"))
    }

    /// The aspect as one writes it in Nix: `den.aspects.gaming.provides.emulation`.
    ///
    /// ```
    /// use den::document::name::AspectId;
    /// let id = AspectId::from("gaming").provided("a.b");
    /// assert_eq!(id.attribute(), "den.aspects.gaming.provides.\"a.b\"");
    /// assert_eq!(AspectId::from("den.default").attribute(), "den.default");
    /// ```
    pub fn attribute(&self) -> String {
        if self.as_str() == DEFAULT_ASPECT {
            return DEFAULT_ASPECT.to_owned();
        }
        let names = self.as_str().split('/');
        let names: Vec<_> = names.map(|name| Attribute(name).to_string()).collect();
        format!("den.aspects.{}", names.join(".provides."))
    }

    /// Whether the aspect has no name of its own.
    pub fn is_inline(&self) -> bool {
        self.0.ends_with(']')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_starts_with_a_word_character() {
        for good in ["web1", "_x", "0", "a.b+c-d"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["", ".hidden", "-x", "a b", "a/b", "é", "alice@web1"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }

    #[test]
    fn an_inline_aspect_is_named_by_its_place() {
        let id = AspectId::inline("web1", "0.2");
        assert_eq!(id.as_str(), "web1/[0.2]");
        assert!(id.is_inline());
        assert!(!AspectId::from("gaming").provided("emulation").is_inline());
    }
}
