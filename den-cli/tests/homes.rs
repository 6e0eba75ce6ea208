//! Homes without a host: users that are planned by themselves.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::plan::plan;
use fleets::{codes, fleet, including};
use serde_json::{Value, json};

fn home(rest: &Value) -> Value {
    let mut home =
        json!({ "facts": { "classes": ["homeManager"], "system": "x86_64-linux", "user": "vic" } });
    for (key, value) in rest.as_object().unwrap() {
        home[key] = value.clone();
    }
    home
}

fn with_homes(aspects: Value, homes: &Value, fleet_part: Value) -> den::plan::Plan {
    let classes = json!({
        "nixos": { "at": "host", "hostClass": "nixos", "intoAttr": ["nixosConfigurations"] },
        "homeManager": { "at": "user", "intoAttr": ["homeConfigurations"],
            "forward": { "into": ["nixos"], "path": ["home-manager", "users"] } },
    });
    let rest = json!({ "homes": homes, "classes": classes, "fleet": fleet_part });
    plan(&fleet(aspects, json!({ "web1": including(&[]) }), rest))
}

fn of_home(args: &[&str]) -> Value {
    json!({ "shape": { "parts": [{ "args": { "required": args }, "classes": { "homeManager": [{}] } }] } })
}

#[test]
fn a_home_has_the_aspect_of_its_user_and_becomes_an_output() {
    let aspects = json!({
        "vic": { "shape": { "parts": [{ "includes": [{ "aspect": "shell" }], "classes": { "homeManager": [{}] } }] } },
        "shell": of_home(&["home"]), "den.default": of_home(&[]),
    });
    let plan = with_homes(aspects, &json!({ "vic@mac": home(&json!({})) }), json!({}));
    let shard = &plan.homes["vic@mac"];
    let names: Vec<_> = shard
        .aspects
        .iter()
        .map(|planned| planned.aspect.as_str())
        .collect();
    assert_eq!(names, ["den.default", "shell", "vic"]);
    assert_eq!(shard.outputs[0].at, ["homeConfigurations", "vic@mac"]);
    let scopes: Vec<_> = shard.outputs[0]
        .modules
        .iter()
        .map(|module| module.scope.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(scopes, [None, Some("home:vic@mac".to_owned()), None]);
    let outputs = serde_json::to_value(&plan.index.outputs).unwrap();
    assert_eq!(
        outputs["homeConfigurations"],
        json!({ "vic@mac": { "$output": "home:vic@mac" } })
    );
    assert!(plan.files().contains_key("homes/vic@mac.json"));
    // den.default's content for homes is lost on the host, which has no users.
    assert_eq!(codes(&plan), ["den::class::no-output"]);
}

#[test]
fn what_asks_for_a_host_does_not_fire_at_a_home() {
    let aspects = json!({ "vic": of_home(&["host"]), "other": of_home(&["home"]) });
    let homes = json!({ "vic": home(&json!({})) });
    let plan = with_homes(
        aspects,
        &homes,
        json!({ "includes": [{ "aspect": "other" }] }),
    );
    assert!(
        plan.homes["vic"].outputs[0]
            .modules
            .iter()
            .all(|module| module.aspect.as_str() == "other")
    );
    assert_eq!(codes(&plan), ["den::aspect::never-fires"]);
}

#[test]
fn a_home_has_layers_of_its_own() {
    let port = json!({ "properties": { "port": { "default": 1 } } });
    let vic = json!({ "interface": port, "shape": { "parts": [{ "classes": { "homeManager": [{ "args": ["settings"] }] } }] } });
    let homes = json!({ "vic": home(&json!({ "settings": { "vic": [{ "port": 3 }] } })), "vic@mac": home(&json!({})) });
    let plan = with_homes(
        json!({ "vic": vic }),
        &homes,
        json!({ "settings": { "vic": [{ "port": 2 }] } }),
    );
    let port = |home: &str| {
        serde_json::to_value(&plan.homes[home].settings["vic"].values).unwrap()["port"].clone()
    };
    assert_eq!((port("vic"), port("vic@mac")), (json!(3), json!(2)));
    assert_eq!(codes(&plan), Vec::<String>::new());
}

#[test]
fn a_home_reads_nothing_of_hosts() {
    let plan = with_homes(json!({}), &json!({ "vic": home(&json!({})) }), json!({}));
    let paths: Vec<_> = plan.homes["vic"]
        .reads
        .iter()
        .map(|(path, _)| path[0].to_string())
        .collect();
    assert!(
        !paths
            .iter()
            .any(|first| first == "hosts" || first == "inventory"),
        "{paths:?}"
    );
}

#[test]
fn a_name_that_is_none_for_a_home_is_told() {
    let homes = json!({ "vic@": home(&json!({})), "a@b@c": home(&json!({})) });
    let plan = with_homes(json!({}), &homes, json!({}));
    assert_eq!(codes(&plan), ["den::name::invalid", "den::name::invalid"]);
    assert!(plan.homes.is_empty());
}

#[test]
fn a_policy_that_asks_for_a_home_and_a_host_never_runs_and_is_told() {
    let policies = json!({ "p": { "args": { "required": ["home", "host"] } } });
    let plan = plan(&fleet(
        json!({}),
        json!({}),
        json!({ "policies": policies }),
    ));
    assert_eq!(codes(&plan), ["den::policy::unknown-argument"]);
}
