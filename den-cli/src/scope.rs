//! Scopes: the fleet, its environments, hosts, users, and homes, by name.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::name::{EnvironmentName, HomeName, HostName, UserName};

/// A scope. Printed `fleet`, `env:prod`, `host:web1`, `user:alice@web1`, `home:vic@mac`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The fleet.
    Fleet,
    /// An environment.
    Environment(EnvironmentName),
    /// A host.
    Host(HostName),
    /// A user of a host.
    User(UserName, HostName),
    /// A home without a host.
    Home(HomeName),
}

impl Scope {
    /// Reads what a person types: `web1` is a host, `alice@web1` a user; the printed forms work too.
    ///
    /// ```
    /// use den::scope::Scope;
    /// assert_eq!(Scope::parse("web1").to_string(), "host:web1");
    /// assert_eq!(Scope::parse("alice@web1").to_string(), "user:alice@web1");
    /// ```
    pub fn parse(text: &str) -> Self {
        let user = |text: &str| {
            text.split_once('@')
                .map(|(user, host)| Self::User(user.into(), host.into()))
        };
        match text.split_once(':') {
            None if text == "fleet" => Self::Fleet,
            Some(("env", name)) => Self::Environment(name.into()),
            Some(("host", name)) => Self::Host(name.into()),
            Some(("home", name)) => Self::Home(name.into()),
            Some(("user", rest)) => user(rest).unwrap_or_else(|| Self::Host(text.into())),
            _ => user(text).unwrap_or_else(|| Self::Host(text.into())),
        }
    }
}

/// Text that names no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ScopeError(&'static str);

/// What a person types, where a slip must not pass for the name of a host.
///
/// ```
/// use den::scope::Scope;
/// assert_eq!("web1".parse(), Ok(Scope::parse("web1")));
/// assert!("user:alice".parse::<Scope>().is_err());
/// ```
impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        const HOST: &str = "write `NAME` or `host:NAME`";
        const USER: &str = "write `NAME@HOST` or `user:NAME@HOST`";
        let (usage, names) = match text.split_once(':') {
            Some(("env", name)) => ("write `env:NAME`", vec![name]),
            Some(("host", name)) => (HOST, vec![name]),
            Some(("home", name)) => ("write `home:NAME`", vec![name]),
            Some(("user", rest)) if !rest.contains('@') => return Err(ScopeError(USER)),
            Some(("user", rest)) => (USER, rest.splitn(2, '@').collect()),
            Some(_) => {
                let kinds = "write `web1`, `alice@web1`, `home:alice`, `env:prod` or `fleet`";
                return Err(ScopeError(kinds));
            }
            None if text.contains('@') => (USER, text.splitn(2, '@').collect()),
            None => (HOST, vec![text]),
        };
        if names.contains(&"") {
            return Err(ScopeError(usage));
        }
        Ok(Self::parse(text))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fleet => f.write_str("fleet"),
            Self::Environment(name) => write!(f, "env:{name}"),
            Self::Host(name) => write!(f, "host:{name}"),
            Self::User(user, host) => write!(f, "user:{user}@{host}"),
            Self::Home(name) => write!(f, "home:{name}"),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}

impl JsonSchema for Scope {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scope".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "A scope: fleet, env:prod, host:web1, user:alice@web1, home:vic@mac.",
            "type": "string",
            "pattern": "^(fleet|(env|home|host|user):.+)$",
        })
    }
}
