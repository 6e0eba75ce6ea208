//! Changes of a document: what a user might add, change or take away, in every place.

use std::collections::BTreeMap;

use den::document::Document;
use den::document::Policy;
use den::document::aspect::{Arguments, Include, Shape};
use den::document::declared::Declared;
use den::document::effect::Effect;
use den::document::fleet::{Class, Settings, Tag};
use den::document::host::{HostFacts, UserFacts};
use den::document::interface::Offer;
use den::document::name::{AspectId, HostName, PolicyName};
use den::document::rule::Rule;
use den::document::selector::WrittenSelector;
use den::document::slice::Slice;
use den::document::value::{Malformed, Value};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use smol_str::SmolStr;

use super::{names, values};

type Name = &'static str;

/// A place that has declarations of its own. Changes of one that does not exist do nothing.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Fleet,
    Environment(Name),
    Host(Name),
    User(Name, Name),
}

/// One change. Where there is an option, none takes the thing away.
#[derive(Clone, Debug)]
pub enum Edit {
    Host(Name, bool),
    User(Name, Name, bool),
    Environment(Name, bool),
    Aspect(Name, bool),
    Facts(Name, Declared<HostFacts>),
    UserFacts(Name, Name, Declared<UserFacts>),
    EnvironmentHosts(Name, Vec<Name>),
    Tag(Name, Option<Vec<Name>>),
    MalformedTag(Name),
    Includes(Place, Vec<Include>),
    Excludes(Place, Vec<Declared<AspectId>>),
    Settings(Place, Name, Option<Vec<Value>>),
    Meta(Place, Value),
    Effects(Place, Name, Option<Vec<Effect>>),
    ShapeAt(Place, Name, Option<Declared<Shape>>),
    Shape(Name, Declared<Shape>),
    Interface(Name, Option<Declared<Offer>>),
    AspectMeta(Name, Value),
    Provides(Name, bool),
    Class(Name, Option<Class>),
    Policy(Name, Option<Declared<Arguments>>),
    Rule(Name, Option<Declared<Rule>>),
    Selector(Name, Option<Declared<WrittenSelector>>),
    Attribute(Place, Name, Option<Value>),
}

fn hosts(names: &[Name]) -> Vec<Declared<HostName>> {
    names
        .iter()
        .map(|&name| Declared::Good(name.into()))
        .collect()
}

/// Puts an entry into a map, or takes it away.
fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => drop(map.insert(key, value)),
        None => drop(map.remove(&key)),
    }
}

impl Edit {
    /// Carries the change out.
    pub fn apply(&self, document: &mut Document) {
        let fleet = &mut document.fleet;
        match self.clone() {
            Self::Host(name, true) => {
                document.hosts.entry(name.into()).or_default();
            }
            Self::Host(name, false) => drop(document.hosts.remove(name)),
            Self::User(host, name, there) => {
                if let Some(host) = document.hosts.get_mut(host) {
                    match there {
                        true => drop(host.users.entry(name.into()).or_default()),
                        false => drop(host.users.remove(name)),
                    }
                }
            }
            Self::Environment(name, true) => {
                fleet.environments.entry(name.into()).or_default();
            }
            Self::Environment(name, false) => drop(fleet.environments.remove(name)),
            Self::Aspect(name, true) => {
                document.aspects.entry(name.into()).or_default();
            }
            Self::Aspect(name, false) => drop(document.aspects.remove(name)),
            Self::Facts(name, facts) => {
                if let Some(host) = document.hosts.get_mut(name) {
                    *host.facts.edit() = facts;
                }
            }
            Self::UserFacts(host, name, facts) => {
                let host = document.hosts.get_mut(host);
                if let Some(user) = host.and_then(|host| host.users.get_mut(name)) {
                    *user.facts.edit() = facts;
                }
            }
            Self::EnvironmentHosts(name, names) => {
                if let Some(environment) = fleet.environments.get_mut(name) {
                    environment.hosts = hosts(&names);
                }
            }
            Self::Tag(name, names) => {
                let tag = names.map(|names| {
                    Declared::Good(Tag {
                        computed: false,
                        hosts: hosts(&names),
                    })
                });
                put(&mut fleet.tags, name.into(), tag);
            }
            Self::MalformedTag(name) => {
                let malformed = Malformed {
                    code: "den::fleet::tag-list".into(),
                    expected: "a list of host names".into(),
                    found: "an integer".into(),
                };
                fleet
                    .tags
                    .insert(name.into(), Declared::Malformed(malformed));
            }
            Self::Includes(place, includes) => {
                if let Some(slice) = place.includes(document) {
                    *slice.edit() = includes;
                }
            }
            Self::Excludes(place, excludes) => {
                if let Some(slice) = place.excludes(document) {
                    *slice.edit() = excludes;
                }
            }
            Self::Settings(place, aspect, settings) => {
                if let Some(all) = place.settings(document) {
                    put(all, aspect.into(), settings.map(Slice::new));
                }
            }
            Self::Meta(Place::Environment(name), meta) => {
                if let Some(environment) = fleet.environments.get_mut(name) {
                    *environment.meta.edit() = meta;
                }
            }
            Self::Meta(_, meta) => *fleet.meta.edit() = meta,
            Self::Effects(place, policy, effects) => {
                if let Some((policies, _)) = place.entity(document) {
                    put(policies, policy.into(), effects.map(Slice::new));
                }
            }
            Self::ShapeAt(place, aspect, shape) => {
                if let Some((_, shapes)) = place.entity(document) {
                    put(shapes, aspect.into(), shape.map(Slice::new));
                }
            }
            Self::Shape(aspect, shape) => {
                *document
                    .aspects
                    .entry(aspect.into())
                    .or_default()
                    .shape
                    .edit() = shape;
            }
            Self::Interface(aspect, interface) => {
                if let Some(aspect) = document.aspects.get_mut(aspect) {
                    *aspect.interface.edit() = interface;
                }
            }
            Self::AspectMeta(aspect, meta) => {
                if let Some(aspect) = document.aspects.get_mut(aspect) {
                    *aspect.meta.edit() = meta;
                }
            }
            Self::Provides(aspect, there) => {
                if let Some(aspect) = document.aspects.get_mut(aspect) {
                    let provided = there.then(Default::default);
                    put(&mut aspect.provides, "tool".into(), provided);
                }
            }
            Self::Class(name, class) => {
                put(&mut document.classes, name.into(), class.map(Slice::new));
            }
            Self::Rule(name, rule) => {
                put(&mut document.rules, name.into(), rule.map(Slice::new));
            }
            Self::Selector(name, selector) => {
                if let Some(environment) = fleet.environments.get_mut(name) {
                    *environment.selector.edit() = selector;
                }
            }
            Self::Attribute(place, key, value) => {
                if let Some(attributes) = place.attributes(document) {
                    put(attributes, key.into(), value.map(Slice::new));
                }
            }
            Self::Policy(name, args) => {
                let policy = args.map(|args| match args {
                    Declared::Good(args) => Declared::Good(Policy { args }),
                    Declared::Malformed(malformed) => Declared::Malformed(malformed),
                });
                let policy = policy.map(Slice::new);
                put(&mut document.policies, name.into(), policy);
            }
        }
    }
}

type Policies = BTreeMap<PolicyName, Slice<Vec<Effect>>>;
type Shapes = BTreeMap<AspectId, Slice<Declared<Shape>>>;

impl Place {
    fn includes(self, document: &mut Document) -> Option<&mut Slice<Vec<Include>>> {
        Some(match self {
            Self::Fleet => &mut document.fleet.includes,
            Self::Environment(name) => &mut document.fleet.environments.get_mut(name)?.includes,
            Self::Host(name) => &mut document.hosts.get_mut(name)?.includes,
            Self::User(host, name) => {
                &mut document.hosts.get_mut(host)?.users.get_mut(name)?.includes
            }
        })
    }

    fn excludes(self, document: &mut Document) -> Option<&mut Slice<Vec<Declared<AspectId>>>> {
        Some(match self {
            Self::Fleet | Self::Environment(_) => return None,
            Self::Host(name) => &mut document.hosts.get_mut(name)?.excludes,
            Self::User(host, name) => {
                &mut document.hosts.get_mut(host)?.users.get_mut(name)?.excludes
            }
        })
    }

    fn attributes(self, document: &mut Document) -> Option<&mut BTreeMap<SmolStr, Slice<Value>>> {
        Some(match self {
            Self::Fleet | Self::Environment(_) => return None,
            Self::Host(name) => &mut document.hosts.get_mut(name)?.attributes,
            Self::User(host, name) => {
                &mut document
                    .hosts
                    .get_mut(host)?
                    .users
                    .get_mut(name)?
                    .attributes
            }
        })
    }

    fn settings(self, document: &mut Document) -> Option<&mut Settings> {
        Some(match self {
            Self::Fleet => &mut document.fleet.settings,
            Self::Environment(name) => &mut document.fleet.environments.get_mut(name)?.settings,
            Self::Host(name) => &mut document.hosts.get_mut(name)?.settings,
            Self::User(host, name) => {
                &mut document.hosts.get_mut(host)?.users.get_mut(name)?.settings
            }
        })
    }

    fn entity(self, document: &mut Document) -> Option<(&mut Policies, &mut Shapes)> {
        match self {
            Self::Fleet | Self::Environment(_) => None,
            Self::Host(name) => {
                let host = document.hosts.get_mut(name)?;
                Some((&mut host.policies, &mut host.shapes))
            }
            Self::User(host, name) => {
                let user = document.hosts.get_mut(host)?.users.get_mut(name)?;
                Some((&mut user.policies, &mut user.shapes))
            }
        }
    }
}

/// Changes in one place: of a fleet or an environment.
fn common() -> BoxedStrategy<Edit> {
    let place = || {
        prop_oneof![
            Just(Place::Fleet),
            names::environment().prop_map(Place::Environment),
        ]
    };
    prop_oneof![
        (names::environment(), any::<bool>())
            .prop_map(|(name, there)| Edit::Environment(name, there)),
        (names::environment(), vec(names::host(), 0..4))
            .prop_map(|(name, hosts)| Edit::EnvironmentHosts(name, hosts)),
        (names::tag(), option::of(vec(names::host(), 0..4)))
            .prop_map(|(name, hosts)| Edit::Tag(name, hosts)),
        names::tag().prop_map(Edit::MalformedTag),
        (place(), values::includes()).prop_map(|(place, includes)| Edit::Includes(place, includes)),
        (place(), names::aspect(), option::of(values::settings()))
            .prop_map(|(place, aspect, settings)| Edit::Settings(place, aspect, settings)),
        (place(), values::value()).prop_map(|(place, meta)| Edit::Meta(place, meta)),
        (names::class(), option::of(values::class()))
            .prop_map(|(name, class)| Edit::Class(name, class)),
        (names::rule(), option::of(values::declared(values::rule())))
            .prop_map(|(name, rule)| Edit::Rule(name, rule)),
        (
            names::environment(),
            option::of(values::declared(values::selector()))
        )
            .prop_map(|(name, selector)| Edit::Selector(name, selector)),
        (
            names::policy(),
            option::of(values::declared(values::arguments()))
        )
            .prop_map(|(name, args)| Edit::Policy(name, args)),
    ]
    .boxed()
}

/// Changes of what aspects say of themselves.
pub fn of_meta() -> BoxedStrategy<Edit> {
    let edit = (names::aspect(), values::meta());
    edit.prop_map(|(name, meta)| Edit::AspectMeta(name, meta))
        .boxed()
}

/// Changes of aspects.
fn of_aspects() -> BoxedStrategy<Edit> {
    prop_oneof![
        1 => (names::aspect(), any::<bool>()).prop_map(|(name, there)| Edit::Aspect(name, there)),
        4 => (names::aspect(), values::shape()).prop_map(|(name, shape)| Edit::Shape(name, shape)),
        2 => (names::aspect(), option::of(values::declared(values::interface())))
            .prop_map(|(name, interface)| Edit::Interface(name, interface)),
        2 => of_meta(),
        1 => (names::aspect(), any::<bool>()).prop_map(|(name, there)| Edit::Provides(name, there)),
    ]
    .boxed()
}

/// Changes of one host, and of nothing else.
pub fn of_host(host: Name) -> BoxedStrategy<Edit> {
    let place = move || {
        prop_oneof![
            Just(Place::Host(host)),
            names::user().prop_map(move |user| Place::User(host, user)),
        ]
    };
    let facts = (
        names::class(),
        option::of(values::declared(names::environment().prop_map(Into::into))),
        vec(values::declared(names::tag().prop_map(Into::into)), 0..3),
    )
        .prop_map(|(class, environment, tags)| HostFacts {
            class: class.into(),
            environment,
            tags,
            ..HostFacts::default()
        });
    let user_facts =
        vec(values::declared(names::class().prop_map(Into::into)), 0..3).prop_map(|classes| {
            UserFacts {
                classes,
                ..UserFacts::default()
            }
        });
    prop_oneof![
        1 => any::<bool>().prop_map(move |there| Edit::Host(host, there)),
        3 => (names::user(), any::<bool>()).prop_map(move |(user, there)| Edit::User(host, user, there)),
        1 => values::declared(facts).prop_map(move |facts| Edit::Facts(host, facts)),
        1 => (names::user(), values::declared(user_facts))
            .prop_map(move |(user, facts)| Edit::UserFacts(host, user, facts)),
        1 => (place(), values::includes()).prop_map(|(place, includes)| Edit::Includes(place, includes)),
        1 => (place(), vec(values::declared(names::reference().prop_map(Into::into)), 0..3))
            .prop_map(|(place, excludes)| Edit::Excludes(place, excludes)),
        2 => (place(), names::aspect(), option::of(values::settings()))
            .prop_map(|(place, aspect, settings)| Edit::Settings(place, aspect, settings)),
        2 => (place(), names::policy(), option::of(vec(values::effect(), 0..3)))
            .prop_map(|(place, policy, effects)| Edit::Effects(place, policy, effects)),
        1 => (place(), names::option(), option::of(values::value()))
            .prop_map(|(place, key, value)| Edit::Attribute(place, key, value)),
        1 => (place(), names::aspect(), option::of(values::shape()))
            .prop_map(|(place, aspect, shape)| Edit::ShapeAt(place, aspect, shape)),
    ]
    .boxed()
}

/// Any change.
pub fn any_edit() -> BoxedStrategy<Edit> {
    prop_oneof![common(), of_aspects(), names::host().prop_flat_map(of_host)].boxed()
}
