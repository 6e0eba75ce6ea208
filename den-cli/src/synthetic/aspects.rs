//! The aspects of a synthetic fleet.

use super::Shape;
use super::declared::{Aspect, Content, Include, Includes, Interface, Kind, Leaf, Part, Property};
use super::random::Random;
use crate::document::interface::Merge;
use crate::document::name::DEFAULT_ASPECT;
use crate::document::value::Value;

/// The `index`th aspect of the chain.
pub fn chained(index: usize) -> String {
    format!("a{index}")
}

/// The `index`th side aspect.
pub fn side(index: usize) -> String {
    format!("side{index}")
}

/// The `index`th user.
pub fn user(index: usize) -> String {
    format!("user{index}")
}

/// How many side aspects there are.
pub fn sides(shape: &Shape) -> usize {
    (shape.aspects / 4).max(4)
}

/// Whether an aspect of the chain has settings.
pub fn has_settings(index: usize) -> bool {
    index.is_multiple_of(2)
}

/// What the first aspect of the chain provides.
const BASE: &str = "base";

/// What an aspect can count on: everything has an account, and the chain, where there is one.
fn needs(shape: &Shape) -> Vec<&'static str> {
    let base = (shape.aspects > 0).then_some(BASE);
    std::iter::once("account").chain(base).collect()
}

/// All aspects but those of hosts.
pub fn all(shape: &Shape, users: usize) -> Vec<Aspect> {
    let mut all = vec![everyone(), account(), shell(), tiered()];
    all.extend((0..shape.aspects).map(|index| link(shape, index)));
    all.extend((0..sides(shape)).map(|index| beside(shape, index)));
    all.extend((0..users).map(person));
    all
}

fn content(class: &'static str, args: &'static [&'static str], body: impl Into<String>) -> Content {
    Content {
        class,
        args,
        body: body.into(),
    }
}

fn one_part(name: impl Into<String>, part: Part) -> Aspect {
    Aspect {
        name: name.into(),
        parts: vec![part],
        ..Aspect::default()
    }
}

/// `den.default`, in two files.
fn everyone() -> Aspect {
    let machines = Part {
        contents: vec![
            content("nixos", &[], "system.stateVersion = \"25.05\";"),
            content("darwin", &[], "system.stateVersion = 6;"),
        ],
        file: "machines",
        ..Part::default()
    };
    let people = Part {
        contents: vec![content(
            "homeManager",
            &[],
            "home.stateVersion = \"25.05\";",
        )],
        includes: Includes::Always(vec![Include::Aspect("account".into())]),
        file: "people",
        ..Part::default()
    };
    Aspect {
        // The module system hands over the definitions of later imports first.
        parts: vec![people, machines],
        ..one_part(DEFAULT_ASPECT, Part::default())
    }
}

fn account() -> Aspect {
    let part = Part {
        args: Some(&["host", "user"]),
        contents: vec![content(
            "nixos",
            &[],
            "users.users.${user.name}.description = \"${user.name} on ${host.name}\";",
        )],
        file: "people",
        ..Part::default()
    };
    one_part("account", part)
}

fn shell() -> Aspect {
    let part = Part {
        contents: vec![content(
            "homeManager",
            &["settings", "user"],
            "programs.shell = { inherit (settings) editor greeting; owner = user.name; };",
        )],
        file: "people",
        ..Part::default()
    };
    let text = |default: &str| leaf(Kind::String, Merge::Replace, Value::String(default.into()));
    Aspect {
        interface: Some(Interface {
            module: false,
            properties: vec![("editor", text("vi")), ("greeting", text("welcome"))],
        }),
        needs: vec!["account"],
        ..one_part("shell", part)
    }
}

fn person(index: usize) -> Aspect {
    let part = Part {
        contents: vec![content(
            "homeManager",
            &["user"],
            format!("programs.person{index} = user.name;"),
        )],
        includes: Includes::Always(vec![Include::Aspect("shell".into())]),
        file: "people",
        ..Part::default()
    };
    one_part(user(index), part)
}

/// What it includes is known only at a host.
fn tiered() -> Aspect {
    let part = Part {
        args: Some(&["host"]),
        contents: vec![content(
            "nixos",
            &[],
            "environment.etc.tier.text = host.location;",
        )],
        includes: Includes::ByTag {
            tag: "web",
            with: vec![Include::Aspect(side(0))],
            without: vec![Include::Name(side(2))],
        },
        file: "side",
        ..Part::default()
    };
    one_part("tiered", part)
}

/// An aspect of the chain, which includes the next one.
fn link(shape: &Shape, index: usize) -> Aspect {
    let name = chained(index);
    let mut random = Random::new(shape.seed, "chain", index);
    let etc = |text: &str| format!("environment.etc.{name}.text = \"{text}\";");
    let mut contents = vec![match index % 4 {
        1 => content("nixos", &["host"], etc("${host.name}")),
        3 => content("nixos", &[], etc("the same everywhere")),
        _ => content(
            "nixos",
            &["settings"],
            etc("${settings.name}:${toString settings.port}"),
        ),
    }];
    if random.once_in(8) {
        contents.push(content("darwin", &["host"], etc("${host.name}")));
    }
    let next = (index + 1 < shape.aspects).then(|| Include::Aspect(chained(index + 1)));
    let part = Part {
        contents,
        includes: Includes::Always(next.into_iter().collect()),
        file: "chain",
        ..Part::default()
    };
    Aspect {
        description: (index == 0).then_some("what every host has"),
        gives: if index == 0 { vec![BASE] } else { vec![] },
        interface: has_settings(index).then(|| service(&name, index)),
        ..one_part(name, part)
    }
}

fn leaf(kind: Kind, merge: Merge, default: Value) -> Property {
    Property::Leaf(Leaf {
        default,
        description: None,
        merge,
        kind,
    })
}

/// Settings with a port, a string, a list that is appended to, a set, and a group.
fn service(name: &str, index: usize) -> Interface {
    let port = Value::Integer(8000 + index as i64);
    let limits = [("files".into(), Value::String("1024".into()))];
    let port = Property::Leaf(Leaf {
        default: port,
        description: Some("The port that is listened on."),
        merge: Merge::Replace,
        kind: Kind::Port,
    });
    let tls = vec![
        (
            "enable",
            leaf(Kind::Bool, Merge::Replace, Value::Bool(false)),
        ),
        (
            "issuer",
            leaf(Kind::String, Merge::Replace, Value::String("self".into())),
        ),
    ];
    Interface {
        module: index.is_multiple_of(4),
        properties: vec![
            ("port", port),
            (
                "name",
                leaf(Kind::String, Merge::Replace, Value::String(name.into())),
            ),
            (
                "peers",
                leaf(
                    Kind::Strings,
                    Merge::Append,
                    Value::List(vec![Value::String(name.into())]),
                ),
            ),
            (
                "limits",
                leaf(
                    Kind::StringByName,
                    Merge::Recursive,
                    Value::Set(limits.into()),
                ),
            ),
            ("tls", Property::Group(tls)),
        ],
    }
}

/// A side aspect: one with settings, one for a host, one that is a function, one for environments, and again. The first
/// provides another; the second excludes the end of the chain.
fn beside(shape: &Shape, index: usize) -> Aspect {
    let name = side(index);
    let etc = |text: &str| format!("environment.etc.{name}.text = \"{text}\";");
    let (args, asked, text): (Option<&[&str]>, &[&str], _) = match index % 4 {
        0 => (None, &["settings"], "${settings.name}"),
        1 => (None, &["host"], "${host.location}"),
        2 => (
            Some(&["fleet", "host"]),
            &[],
            "${host.name} of ${fleet.name}",
        ),
        _ => (Some(&["environment"]), &[], "${environment.name}"),
    };
    let mut contents = vec![content("nixos", asked, etc(text))];
    if index.is_multiple_of(3) {
        let body = format!("resource.{name}.${{host.name}} = {{ }};");
        contents.push(content("terranix", &["host"], body));
    }
    let last = shape.aspects.checked_sub(1).filter(|last| *last > 0);
    let excluded = last.filter(|_| index == 1).map(chained);
    let part = Part {
        args,
        contents,
        excludes: excluded.into_iter().collect(),
        file: "side",
        ..Part::default()
    };
    let tool = Part {
        contents: vec![content(
            "nixos",
            &["host"],
            "environment.etc.tool.text = host.name;",
        )],
        ..Part::default()
    };
    let provided = (index == 0).then(|| Aspect {
        needs: needs(shape),
        ..one_part("tool", tool)
    });
    Aspect {
        interface: (index.is_multiple_of(4)).then(|| service(&name, index)),
        needs: needs(shape),
        provides: provided.into_iter().collect(),
        ..one_part(name, part)
    }
}
