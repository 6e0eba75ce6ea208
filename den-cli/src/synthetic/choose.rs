//! Which declarations a synthetic fleet has: all that a seed decides.

use std::collections::BTreeSet;

use super::Shape;
use super::aspects::{self, chained, has_settings, side, sides, user};
use super::declared::{
    Aspect, Content, Effect, Environment, Fleet, Host, Include, Includes, Part, Policy, Setting,
    Tag, User,
};
use super::random::Random;
use crate::document::value::{Marker, Priority, Value};

const SYSTEMS: [&str; 3] = ["x86_64-linux", "aarch64-linux", "aarch64-darwin"];
const LOCATIONS: [&str; 3] = ["fsn1", "hel1", "nbg1"];
const TAGS: [&str; 4] = ["backup", "build", "edge", "web"];

/// The declarations of a fleet.
pub fn fleet(shape: &Shape) -> Fleet {
    let users = shape.users * 3;
    let mut fleet = Fleet {
        aspects: aspects::all(shape, users),
        includes: if shape.aspects > 0 {
            vec![Include::Aspect(chained(0))]
        } else {
            vec![]
        },
        policies: policies(shape),
        ..Fleet::default()
    };
    let (mut prod, mut canary) = (BTreeSet::new(), BTreeSet::new());
    for index in 0..shape.hosts {
        let mut random = Random::new(shape.seed, "host", index);
        let mut host = host(shape, index, users, &mut random);
        // Half in production, some in staging by their own word, some in no environment.
        match random.below(6) {
            0..3 => {
                prod.insert(host.name.clone());
            }
            3 | 4 => host.environment = Some("staging"),
            _ => {}
        }
        if random.once_in(5) {
            canary.insert(host.name.clone());
        }
        fleet.aspects.extend(own_aspect(&host, &mut random));
        fleet.hosts.push(host);
    }
    fleet.tags = vec![
        Tag::Listed("production", prod.clone()),
        Tag::Listed("canary", canary),
        Tag::Computed("public", &["edge", "web"]),
    ];
    let named = |name: &str| set([("name", text(name))]);
    fleet.settings = chain_with_settings(shape)
        .step_by(4)
        .map(|index| short(chained(index), named("fleet")))
        .collect();
    fleet.environments = vec![
        Environment {
            name: "prod",
            hosts: prod,
            includes: vec![],
            region: "eu-central",
            settings: chain_with_settings(shape)
                .take(1)
                .map(|index| short(chained(index), named("prod")))
                .collect(),
        },
        Environment {
            name: "staging",
            hosts: BTreeSet::new(),
            includes: vec![Include::Name(side(3))],
            region: "eu-west",
            settings: vec![],
        },
    ];
    fleet
}

fn text(text: &str) -> Value {
    Value::String(text.into())
}

fn set<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.map(|(name, value)| (name.into(), value));
    Value::Set(entries.into())
}

fn short(aspect: String, value: Value) -> Setting {
    Setting {
        aspect,
        value,
        long: false,
    }
}

/// The aspects of the chain that have settings and that nothing excludes.
fn chain_with_settings(shape: &Shape) -> impl Iterator<Item = usize> + use<> {
    let end = shape.aspects.saturating_sub(1).max(1).min(shape.aspects);
    (0..end).filter(|index| has_settings(*index))
}

fn host(shape: &Shape, index: usize, users: usize, random: &mut Random) -> Host {
    let sides: Vec<_> = (0..sides(shape)).collect();
    let mut includes: Vec<_> = random
        .some(&sides, 3)
        .into_iter()
        .map(|index| match index % 2 {
            0 => Include::Aspect(side(index)),
            _ => Include::Name(side(index)),
        })
        .collect();
    if random.once_in(3) {
        includes.push(Include::Aspect("tiered".into()));
    }
    // One in sixteen runs another system.
    let system = match random.below(16) {
        15 => 2,
        12..15 => 1,
        _ => 0,
    };
    Host {
        name: format!("host{index}"),
        system: SYSTEMS[system],
        location: LOCATIONS[random.below(LOCATIONS.len())],
        environment: None,
        includes,
        settings: host_settings(shape, random),
        tags: random.some(&TAGS, 3),
        users: host_users(shape, users, random),
    }
}

fn host_settings(shape: &Shape, random: &mut Random) -> Vec<Setting> {
    let among: Vec<_> = chain_with_settings(shape).collect();
    let times = among.len();
    let chosen = random.some(&among, times);
    chosen
        .into_iter()
        .map(|index| {
            let port = Value::Integer(10_000 + random.below(1000) as i64);
            let value = match random.below(4) {
                0 => set([
                    ("port", port),
                    ("tls", set([("enable", Value::Bool(true))])),
                ]),
                1 => set([("peers", Value::List(vec![text("host")]))]),
                2 => {
                    let forced = Priority {
                        priority: 50,
                        value: port,
                    };
                    set([("port", Marker::Priority(forced).into())])
                }
                _ => set([("limits", set([("procs", text("64"))]))]),
            };
            Setting {
                aspect: chained(index),
                value,
                long: random.once_in(2),
            }
        })
        .collect()
}

fn host_users(shape: &Shape, users: usize, random: &mut Random) -> Vec<User> {
    let first = random.below(users);
    (0..shape.users)
        .map(|index| User {
            name: user((first + index) % users),
            settings: if random.once_in(4) {
                vec![short("shell".into(), set([("editor", text("ed"))]))]
            } else {
                vec![]
            },
        })
        .collect()
}

/// The aspect of a host's own name, which one host in four has.
fn own_aspect(host: &Host, random: &mut Random) -> Option<Aspect> {
    if !random.once_in(4) {
        return None;
    }
    let content = |body: &str| Content {
        class: host.class(),
        args: &[],
        body: body.to_owned(),
    };
    let inline = Aspect {
        parts: vec![Part {
            contents: vec![content("environment.etc.inline.text = \"inline\";")],
            ..Part::default()
        }],
        ..Aspect::default()
    };
    let part = Part {
        contents: vec![content("environment.etc.own.text = \"own\";")],
        excludes: if random.once_in(2) {
            vec![side(1)]
        } else {
            vec![]
        },
        includes: Includes::Always(vec![
            Include::Aspect(format!("{}/tool", side(0))),
            Include::Inline(inline),
        ]),
        file: "machines",
        ..Part::default()
    };
    Some(Aspect {
        name: host.name.clone(),
        parts: vec![part],
        ..Aspect::default()
    })
}

/// Policies that go by tags, by the environment, and by the user.
fn policies(shape: &Shape) -> Vec<Policy> {
    let policy = |name, args, when, effect| Policy {
        name,
        args,
        when,
        effect,
    };
    let mut policies = vec![
        policy(
            "greet",
            &["user"],
            None,
            Effect::Configure("shell".into(), set([("greeting", text("hello"))])),
        ),
        policy(
            "infra",
            &["environment", "host"],
            None,
            Effect::Instantiate("terranix", "terranixModules"),
        ),
        policy(
            "lean",
            &["host"],
            Some("edge"),
            Effect::Exclude(side(sides(shape) - 1)),
        ),
        policy("watch", &["host"], Some("public"), Effect::Include(side(0))),
    ];
    if shape.aspects > 0 {
        let settings = set([
            ("port", Value::Integer(443)),
            ("tls", set([("enable", Value::Bool(true))])),
        ]);
        let effect = Effect::Configure(chained(0), settings);
        policies.push(policy("tls", &["host"], Some("production"), effect));
    }
    policies
}
