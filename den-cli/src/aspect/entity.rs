//! Entities: where aspects are looked at. An entity decides which functions fire, and what their results depend on.

use smol_str::SmolStr;

use crate::document::aspect::Arguments;
use crate::document::name::{EnvironmentName, HostName, UserName};
use crate::reads::Site;
use crate::scope::Scope;

/// A host, or a user of one, with the scopes around it.
#[derive(Clone, Copy, Debug)]
pub struct Entity<'d> {
    /// The environment of the host.
    pub environment: Option<&'d EnvironmentName>,
    /// The host.
    pub host: &'d HostName,
    /// The user; none for the host itself.
    pub user: Option<&'d UserName>,
}

/// The arguments that are bound after planning.
const PLANNED: [&str; 5] = ["members", "peers", "service", "settings", "vars"];

impl<'d> Entity<'d> {
    /// The site of the entity's own declarations.
    pub fn site(self) -> Site<'d> {
        match self.user {
            None => Site::Host(self.host),
            Some(user) => Site::User(self.host, user),
        }
    }

    /// The entity as a scope.
    pub fn scope(self) -> Scope {
        match self.user {
            None => Scope::Host(self.host.clone()),
            Some(user) => Scope::User(user.clone(), self.host.clone()),
        }
    }

    /// The scope that an argument stands for; none where there is no such scope here, or where it depends on none.
    fn argument(self, name: &str) -> Option<Scope> {
        match name {
            "fleet" => Some(Scope::Fleet),
            "environment" => self.environment.cloned().map(Scope::Environment),
            "host" => Some(Scope::Host(self.host.clone())),
            "user" => self
                .user
                .map(|user| Scope::User(user.clone(), self.host.clone())),
            _ if PLANNED.contains(&name) => Some(self.scope()),
            _ => None,
        }
    }

    /// Whether a function with these arguments fires here: the entities that it requires exist.
    pub fn fires(self, args: Option<&Arguments>) -> bool {
        let exists = |name: &SmolStr| match name.as_str() {
            "environment" => self.environment.is_some(),
            "user" => self.user.is_some(),
            "home" => false,
            _ => true,
        };
        args.is_none_or(|args| args.required.iter().all(exists))
    }

    /// The binding: the innermost scope that any of the arguments stands for. None for what is the same everywhere.
    pub fn binding<'a>(self, args: impl IntoIterator<Item = &'a SmolStr>) -> Option<Scope> {
        // Scopes of one entity are ordered from the fleet inwards.
        args.into_iter()
            .filter_map(|name| self.argument(name))
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(required: &[&str]) -> Arguments {
        Arguments {
            required: required.iter().map(|&name| name.into()).collect(),
            ..Arguments::default()
        }
    }

    #[test]
    fn a_function_fires_where_its_entities_exist() {
        let (host, user) = ("web1".into(), "alice".into());
        let at_host = Entity {
            environment: None,
            host: &host,
            user: None,
        };
        let at_user = Entity {
            user: Some(&user),
            ..at_host
        };
        assert!(at_host.fires(Some(&args(&["host", "settings", "lib"]))));
        assert!(!at_host.fires(Some(&args(&["host", "user"]))));
        assert!(at_user.fires(Some(&args(&["host", "user"]))));
        assert!(!at_user.fires(Some(&args(&["environment"]))));
    }

    #[test]
    fn a_binding_is_the_innermost_scope() {
        let (host, user, prod) = ("web1".into(), "alice".into(), "prod".into());
        let entity = Entity {
            environment: Some(&prod),
            host: &host,
            user: Some(&user),
        };
        let binding = |names: &[&str]| {
            entity
                .binding(args(names).required.iter())
                .map(|scope| scope.to_string())
        };
        assert_eq!(binding(&["lib", "pkgs"]), None);
        assert_eq!(binding(&["fleet"]).as_deref(), Some("fleet"));
        assert_eq!(
            binding(&["host", "environment"]).as_deref(),
            Some("host:web1")
        );
        assert_eq!(
            binding(&["settings", "host"]).as_deref(),
            Some("user:alice@web1")
        );
    }
}
