//! The fleet document of declarations: what Nix makes of the flake.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::declared::{Aspect, Effect, Fleet, Host, Include, Includes, Part, Setting, Tag, User};
use super::interface::interface;
use crate::document::aspect::{self, Arguments};
use crate::document::declared::Declared;
use crate::document::effect::{
    self, ConfigureEffect, ExcludeEffect, IncludeEffect, InstantiateEffect,
};
use crate::document::fleet::{self, Class, Environment, Forward, Settings};
use crate::document::host::{self, HostFacts, UserFacts};
use crate::document::name::{AspectId, ClassName, PolicyName};
use crate::document::slice::Slice;
use crate::document::value::Value;
use crate::document::{Document, Policy, VERSION};

/// The document.
pub fn document(fleet: &Fleet) -> Document {
    let policies = fleet.policies.iter().map(|policy| {
        let args = arguments(policy.args);
        (
            policy.name.into(),
            Slice::new(Declared::Good(Policy { args })),
        )
    });
    Document {
        aspects: fleet.aspects.iter().map(named_aspect).collect(),
        classes: classes(),
        fleet: of_fleet(fleet),
        homes: BTreeMap::new(),
        hosts: fleet
            .hosts
            .iter()
            .map(|host| (host.name.as_str().into(), of_host(fleet, host)))
            .collect(),
        policies: policies.collect(),
        rules: BTreeMap::new(),
        positions: Default::default(),
        version: VERSION,
    }
}

fn of_fleet(fleet: &Fleet) -> fleet::Fleet {
    let good = |hosts: BTreeSet<String>| {
        let hosts = hosts
            .iter()
            .map(|host| Declared::Good(host.as_str().into()));
        hosts.collect::<Vec<_>>()
    };
    let environments = fleet.environments.iter().map(|declared| {
        let region = [("region".into(), Value::String(declared.region.into()))];
        let environment = Environment {
            hosts: good(declared.hosts.clone()),
            includes: Slice::new(includes(&declared.includes)),
            meta: Slice::new(Value::Set(region.into())),
            selector: Slice::default(),
            settings: settings(&declared.settings),
        };
        (declared.name.into(), environment)
    });
    let tags = fleet.tags.iter().map(|tag| {
        let (name, computed) = match tag {
            Tag::Listed(name, _) => (*name, false),
            Tag::Computed(name, _) => (*name, true),
        };
        let hosts = good(fleet.hosts_of(tag));
        (name.into(), Declared::Good(fleet::Tag { computed, hosts }))
    });
    let name = [("name".into(), Value::String("synthetic".into()))];
    fleet::Fleet {
        environments: environments.collect(),
        includes: Slice::new(includes(&fleet.includes)),
        meta: Slice::new(Value::Set(name.into())),
        settings: settings(&fleet.settings),
        tags: tags.collect(),
        ..fleet::Fleet::default()
    }
}

fn of_host(fleet: &Fleet, host: &Host) -> host::Host {
    let shapes = shapes(fleet, host);
    let of_user = |user: &User| host::User {
        facts: Slice::new(Declared::Good(UserFacts {
            classes: vec![Declared::Good("homeManager".into())],
            ..UserFacts::default()
        })),
        policies: effects(fleet, host, true),
        settings: settings(&user.settings),
        shapes: shapes.clone(),
        ..host::User::default()
    };
    let tags = host.tags.iter().map(|&tag| Declared::Good(tag.into()));
    let location = Value::String(host.location.into());
    host::Host {
        attributes: [("location".into(), Slice::new(location))].into(),
        facts: Slice::new(Declared::Good(HostFacts {
            class: host.class().into(),
            environment: host.environment.map(|name| Declared::Good(name.into())),
            system: host.system.into(),
            tags: tags.collect(),
            ..HostFacts::default()
        })),
        includes: Slice::new(includes(&host.includes)),
        policies: effects(fleet, host, false),
        settings: settings(&host.settings),
        users: host
            .users
            .iter()
            .map(|user| (user.name.as_str().into(), of_user(user)))
            .collect(),
        shapes,
        ..host::Host::default()
    }
}

/// The shapes that depend on a host, of those of its aspects whose includes do.
fn shapes(fleet: &Fleet, host: &Host) -> BTreeMap<AspectId, Slice<Declared<aspect::Shape>>> {
    let included = host.includes.iter().filter_map(|include| match include {
        Include::Aspect(id) => fleet.aspects.iter().find(|aspect| aspect.name == *id),
        Include::Name(_) | Include::Inline(_) => None,
    });
    let depends = |part: &Part| matches!(part.includes, Includes::ByTag { .. });
    let there = included.filter(|aspect| aspect.parts.iter().any(depends));
    there
        .map(|aspect| {
            let parts = aspect.parts.iter().map(|part| one_part(part, Some(host)));
            let shape = aspect::Shape {
                parts: parts.collect(),
            };
            let shape = Slice::new(Declared::Good(shape));
            (aspect.name.as_str().into(), shape)
        })
        .collect()
}

/// The effects of the policies that run at a host, or at a user of it.
fn effects(
    fleet: &Fleet,
    host: &Host,
    user: bool,
) -> BTreeMap<PolicyName, Slice<Vec<effect::Effect>>> {
    let runs = fleet.policies.iter().filter(|policy| {
        let outside = policy.args.contains(&"environment") && fleet.environment(host).is_none();
        policy.args.contains(&"user") == user && !outside
    });
    runs.map(|policy| {
        let holds = policy.when.is_none_or(|tag| fleet.has_tag(host, tag));
        let effects = holds.then(|| one_effect(&policy.effect, host));
        (
            policy.name.into(),
            Slice::new(effects.into_iter().collect()),
        )
    })
    .collect()
}

fn one_effect(declared: &Effect, host: &Host) -> effect::Effect {
    let priority = 0;
    match declared {
        Effect::Configure(aspect, settings) => effect::Effect::Configure(ConfigureEffect {
            aspect: aspect.as_str().into(),
            priority,
            settings: settings.clone(),
        }),
        Effect::Exclude(aspect) => effect::Effect::Exclude(ExcludeEffect {
            aspect: aspect.as_str().into(),
            priority,
        }),
        Effect::Include(aspect) => effect::Effect::Include(IncludeEffect {
            aspect: aspect::Include::Aspect(aspect.as_str().into()),
            priority,
        }),
        Effect::Instantiate(class, output) => effect::Effect::Instantiate(InstantiateEffect {
            class: (*class).into(),
            into: vec![(*output).into(), host.name.as_str().into()],
            name: format!("{output}.{}", host.name),
            priority,
        }),
    }
}

fn settings(all: &[Setting]) -> Settings {
    let one = |setting: &Setting| {
        (
            setting.aspect.as_str().into(),
            Slice::new(vec![setting.value.clone()]),
        )
    };
    all.iter().map(one).collect()
}

fn named_aspect(declared: &Aspect) -> (SmolStr, aspect::Aspect) {
    (declared.name.as_str().into(), of_aspect(declared))
}

fn of_aspect(declared: &Aspect) -> aspect::Aspect {
    let description = declared
        .description
        .map(|text| ("description".into(), Value::String(text.into())));
    let names = |field: &str, names: &[&str]| {
        let texts = names.iter().map(|&name| Value::String(name.into()));
        (!names.is_empty()).then(|| (field.into(), Value::List(texts.collect())))
    };
    let needs = names("requires", &declared.needs);
    let gives = names("provides", &declared.gives);
    let meta = description.into_iter().chain(needs).chain(gives);
    let shape = aspect::Shape {
        parts: declared
            .parts
            .iter()
            .map(|part| one_part(part, None))
            .collect(),
    };
    aspect::Aspect {
        interface: Slice::new(declared.interface.as_ref().map(interface)),
        meta: Slice::new(Value::Set(meta.collect())),
        provides: declared.provides.iter().map(named_aspect).collect(),
        shape: Slice::new(Declared::Good(shape)),
    }
}

/// A part as it is at a host, or as it is everywhere.
fn one_part(part: &Part, host: Option<&Host>) -> aspect::Part {
    let args = part.args.map(arguments);
    let included = match (&part.includes, host) {
        (Includes::Always(all), _) => all,
        (Includes::ByTag { tag, with, .. }, Some(host)) if host.tags.contains(tag) => with,
        (Includes::ByTag { without, .. }, Some(_)) => without,
        (Includes::ByTag { .. }, None) => {
            return aspect::Part {
                args,
                entity: true,
                ..aspect::Part::default()
            };
        }
    };
    let mut classes: BTreeMap<ClassName, Vec<aspect::Content>> = BTreeMap::new();
    for content in &part.contents {
        let args = content.args.iter().map(|&name| name.into()).collect();
        let of_class = classes.entry(content.class.into()).or_default();
        of_class.push(aspect::Content { args });
    }
    aspect::Part {
        args,
        classes,
        excludes: part
            .excludes
            .iter()
            .map(|id| Declared::Good(id.as_str().into()))
            .collect(),
        includes: includes(included),
        ..aspect::Part::default()
    }
}

fn includes(all: &[Include]) -> Vec<aspect::Include> {
    all.iter()
        .map(|include| match include {
            Include::Aspect(id) | Include::Name(id) => aspect::Include::Aspect(id.as_str().into()),
            Include::Inline(inline) => aspect::Include::Inline(Box::new(of_aspect(inline))),
        })
        .collect()
}

fn arguments(names: &[&str]) -> Arguments {
    Arguments {
        required: names.iter().map(|&name| name.into()).collect(),
        ..Arguments::default()
    }
}

/// The classes that den's flake module registers.
fn classes() -> BTreeMap<ClassName, Slice<Class>> {
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.into())
            .collect::<Vec<SmolStr>>()
    };
    let of_host = |host_class: Option<&str>, output| Class {
        at: Some(fleet::Kind::Host),
        forward: None,
        host_class: host_class.map(Into::into),
        into_attr: Some(names(&[output])),
    };
    let of_user = Class {
        at: Some(fleet::Kind::User),
        forward: Some(Forward {
            into: vec!["nixos".into(), "darwin".into()],
            path: names(&["home-manager", "users"]),
        }),
        into_attr: Some(names(&["homeConfigurations"])),
        ..Class::default()
    };
    let unused = [
        "devshell",
        "files",
        "flake",
        "flakeParts",
        "packages",
        "tests",
        "treefmt",
    ];
    [
        ("darwin", of_host(Some("darwin"), "darwinConfigurations")),
        ("homeManager", of_user),
        ("nixos", of_host(Some("nixos"), "nixosConfigurations")),
        ("terranix", of_host(None, "terranixModules")),
    ]
    .into_iter()
    .chain(unused.map(|name| (name, Class::default())))
    .map(|(name, class)| (name.into(), Slice::new(class)))
    .collect()
}
