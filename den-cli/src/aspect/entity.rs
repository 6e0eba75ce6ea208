//! Entities: where aspects are looked at. An entity decides which functions fire, and what their results depend on.

use smol_str::SmolStr;

use crate::document::aspect::Arguments;
use crate::document::name::{EnvironmentName, HomeName, HostName, UserName};
use crate::reads::Site;
use crate::scope::Scope;

/// A host, a user of one, or a home without one, with the scopes around it.
#[derive(Clone, Copy, Debug)]
pub enum Entity<'d> {
    /// A host.
    Host(HostEntity<'d>),
    /// A user of a host.
    User(&'d UserName, HostEntity<'d>),
    /// A home without a host, and whose it is.
    Home(&'d HomeName, &'d UserName),
}

/// A host with the environment around it.
#[derive(Clone, Copy, Debug)]
pub struct HostEntity<'d> {
    /// The environment.
    pub environment: Option<&'d EnvironmentName>,
    /// The host.
    pub name: &'d HostName,
}

/// The arguments that are bound after planning.
const PLANNED: [&str; 5] = ["members", "peers", "service", "settings", "vars"];

impl<'d> Entity<'d> {
    /// The site of the entity's own declarations.
    pub fn site(self) -> Site<'d> {
        match self {
            Self::Host(host) => Site::Host(host.name),
            Self::User(user, host) => Site::User(host.name, user),
            Self::Home(home, _) => Site::Home(home),
        }
    }

    /// The entity as a scope.
    pub fn scope(self) -> Scope {
        self.site().scope()
    }

    /// The host that the entity is, or is a user of.
    pub fn host(self) -> Option<HostEntity<'d>> {
        match self {
            Self::Host(host) | Self::User(_, host) => Some(host),
            Self::Home(..) => None,
        }
    }

    /// The environment around it.
    pub fn environment(self) -> Option<&'d EnvironmentName> {
        self.host().and_then(|host| host.environment)
    }

    /// The name of the entity's own aspect.
    pub fn own_aspect(self) -> &'d str {
        match self {
            Self::Host(host) => host.name.as_str(),
            Self::User(user, _) | Self::Home(_, user) => user.as_str(),
        }
    }

    /// The name of the entity's outputs.
    pub fn name(self) -> &'d str {
        match self {
            Self::Host(host) => host.name.as_str(),
            Self::User(user, _) => user.as_str(),
            Self::Home(home, _) => home.as_str(),
        }
    }

    /// The scope that an argument stands for; none where there is no such scope here, or where it depends on none.
    fn argument(self, name: &str) -> Option<Scope> {
        match (name, self) {
            ("fleet", _) => Some(Scope::Fleet),
            ("environment", _) => self.environment().cloned().map(Scope::Environment),
            ("host", _) => self.host().map(|host| Scope::Host(host.name.clone())),
            ("user", Self::User(..)) | ("home", Self::Home(..)) => Some(self.scope()),
            _ if PLANNED.contains(&name) => Some(self.scope()),
            _ => None,
        }
    }

    /// Whether a function with these arguments fires here: the entities that it requires exist.
    pub fn fires(self, args: Option<&Arguments>) -> bool {
        let exists = |name: &SmolStr| match name.as_str() {
            entity @ ("environment" | "home" | "host" | "user") => self.argument(entity).is_some(),
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
        let (name, user, home) = ("web1".into(), "alice".into(), "alice@mac".into());
        let host = HostEntity {
            environment: None,
            name: &name,
        };
        let (at_host, at_user) = (Entity::Host(host), Entity::User(&user, host));
        let at_home = Entity::Home(&home, &user);
        assert!(at_host.fires(Some(&args(&["host", "settings", "lib"]))));
        assert!(!at_host.fires(Some(&args(&["host", "user"]))));
        assert!(at_user.fires(Some(&args(&["host", "user"]))));
        assert!(!at_user.fires(Some(&args(&["environment"]))));
        assert!(at_home.fires(Some(&args(&["home", "fleet"]))));
        assert!(!at_home.fires(Some(&args(&["host"]))) && !at_user.fires(Some(&args(&["home"]))));
    }

    #[test]
    fn a_binding_is_the_innermost_scope() {
        let (name, user, prod, home) = ("web1".into(), "alice".into(), "prod".into(), "vic".into());
        let host = HostEntity {
            environment: Some(&prod),
            name: &name,
        };
        let binding = |entity: Entity<'_>, names: &[&str]| {
            let binding = entity.binding(args(names).required.iter());
            binding.map(|scope| scope.to_string())
        };
        let entity = Entity::User(&user, host);
        assert_eq!(binding(entity, &["lib", "pkgs"]), None);
        assert_eq!(binding(entity, &["fleet"]).as_deref(), Some("fleet"));
        assert_eq!(
            binding(entity, &["host", "environment"]).as_deref(),
            Some("host:web1")
        );
        assert_eq!(
            binding(entity, &["settings", "host"]).as_deref(),
            Some("user:alice@web1")
        );
        assert_eq!(
            binding(Entity::Home(&home, &user), &["fleet", "settings"]).as_deref(),
            Some("home:vic")
        );
    }
}
