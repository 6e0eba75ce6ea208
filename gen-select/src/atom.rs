//! What a selector asks of one scope by itself: atoms, and the scalars that attributes are compared with.

use std::fmt;

use smol_str::SmolStr;

use crate::glob::Glob;
use crate::scope::Scope;

/// A part of a scope in which a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Its tags, of which it has any number.
    Tag,
    /// Its name.
    Name,
    /// What it is: a host, a user, …
    Kind,
    /// The class of modules that it is made of.
    Class,
    /// The system that it runs on.
    System,
    /// The environment that it is in.
    Environment,
    /// The aspects that it includes, any number of them.
    Aspect,
}

impl Dimension {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 7] = [
        Self::Tag,
        Self::Name,
        Self::Kind,
        Self::Class,
        Self::System,
        Self::Environment,
        Self::Aspect,
    ];

    /// Its key in the JSON form, and its name in messages.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Class => "class",
            Self::System => "system",
            Self::Environment => "environment",
            Self::Aspect => "aspect",
        }
    }

    /// What stands before the colon in the text form.
    ///
    /// An exact name is `is:web1`, since `name:web*` is a pattern; an environment is `env:prod`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "is",
            Self::Environment => "env",
            _ => self.key(),
        }
    }
}

/// A JSON scalar without a fraction: what an attribute is compared with, exactly.
///
/// `"80"` and `80` are two values, and so are `null` and an attribute that is missing. The text is owned by default,
/// and borrowed (`Scalar<&str>`) where a [`Scope`] tells its attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scalar<S = SmolStr> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    String(S),
}

impl<S: AsRef<str>> Scalar<S> {
    /// The same scalar with borrowed text.
    pub fn borrowed(&self) -> Scalar<&str> {
        match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(*value),
            Self::Int(value) => Scalar::Int(*value),
            Self::String(value) => Scalar::String(value.as_ref()),
        }
    }

    /// The same scalar with text of its own.
    pub fn owned(&self) -> Scalar {
        match self.borrowed() {
            Scalar::Null => Scalar::Null,
            Scalar::Bool(value) => Scalar::Bool(value),
            Scalar::Int(value) => Scalar::Int(value),
            Scalar::String(value) => Scalar::String(value.into()),
        }
    }
}

/// As JSON has it, a text in quotes.
impl<S: AsRef<str>> fmt::Display for Scalar<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::String(value) => crate::text::quote(f, value.as_ref()),
        }
    }
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Scalar {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Scalar {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<SmolStr> for Scalar {
    fn from(value: SmolStr) -> Self {
        Self::String(value)
    }
}

/// A selector that looks at one scope and at nothing around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Atom {
    /// Holds of every scope.
    Star,
    /// Holds where this word is what the scope has in a dimension, or among what it has there.
    Is(Dimension, SmolStr),
    /// Holds where the scope's name is of this pattern.
    Name(Glob),
    /// Holds where the attribute of this key is this scalar, or a list that contains it.
    ///
    /// The key is never one that [stands for a dimension](crate::Selector::attr).
    Attr(SmolStr, Scalar),
}

impl Atom {
    /// The atom that `attrs { key = value; }` means, where `tag`, `tags`, `name`, `kind`, `class`, `system` and
    /// `environment` stand for the dimensions.
    pub(crate) fn attr(key: SmolStr, value: Scalar) -> Result<Self, AliasError> {
        let Some(alias) = Alias::of(&key) else {
            return Ok(Self::Attr(key, value));
        };
        match value {
            Scalar::String(word) => Ok(alias.atom(word)),
            value => Err(AliasError { key, value }),
        }
    }

    /// Whether it holds of a scope with this data.
    ///
    /// Cost: a look at the one part that it asks for.
    pub fn holds<S: Scope>(&self, scope: &S) -> bool {
        match self {
            Self::Star => true,
            Self::Name(glob) => glob.matches(scope.name()),
            Self::Attr(key, value) => scope.has_attribute(key, value.borrowed()),
            Self::Is(dimension, word) => match dimension {
                Dimension::Tag => scope.has_tag(word),
                Dimension::Aspect => scope.has_aspect(word),
                Dimension::Name => scope.name() == word,
                Dimension::Kind => scope.kind() == word,
                Dimension::Class => scope.class() == Some(word),
                Dimension::System => scope.system() == Some(word),
                Dimension::Environment => scope.environment() == Some(word),
            },
        }
    }
}

/// A key of `attrs` that stands for a selector of another kind.
#[derive(Clone, Copy)]
pub(crate) enum Alias {
    Pattern,
    Is(Dimension),
}

impl Alias {
    pub(crate) fn of(key: &str) -> Option<Self> {
        Some(match key {
            "name" => Self::Pattern,
            "tag" | "tags" => Self::Is(Dimension::Tag),
            "kind" => Self::Is(Dimension::Kind),
            "class" => Self::Is(Dimension::Class),
            "system" => Self::Is(Dimension::System),
            "environment" => Self::Is(Dimension::Environment),
            _ => return None,
        })
    }

    pub(crate) fn atom(self, word: SmolStr) -> Atom {
        match self {
            Self::Pattern => Atom::Name(Glob::new(word)),
            Self::Is(dimension) => Atom::Is(dimension, word),
        }
    }
}

/// An attribute that stands for a dimension was compared with something that is no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}` of a scope is a text, so it is never {value}")]
pub struct AliasError {
    /// The attribute.
    pub key: SmolStr,
    /// What it was compared with.
    pub value: Scalar,
}
