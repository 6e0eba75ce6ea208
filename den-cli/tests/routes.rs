//! Routes: content of one class that policies make part of another.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::plan::{Plan, plan};
use fleets::{codes, fleet, host, json_of, user};
use serde_json::{Value, json};

fn of_class(class: &str) -> Value {
    json!({ "shape": { "parts": [{ "classes": { class: [{}] } }] } })
}

fn route(from: &str, into: &str, path: &[&str]) -> Value {
    json!({ "route": { "from": from, "into": into, "path": path } })
}

/// A host whose policy has these effects, with an aspect of content of each class.
fn routed(effects: &Value, at: &str) -> Plan {
    let mut web1 = host(json!({
        "includes": [{ "aspect": "system" }, { "aspect": "a" }, { "aspect": "b" }],
        "users": { "alice": user(json!({ "includes": [{ "aspect": "own" }] })) },
    }));
    match at {
        "host" => web1["policies"] = json!({ "p": effects }),
        user => web1["users"][user]["policies"] = json!({ "p": effects }),
    }
    let aspects = json!({
        "system": of_class("nixos"), "a": of_class("a"), "b": of_class("b"), "own": of_class("a"),
    });
    let rest = json!({
        "classes": {
            "nixos": { "at": "host", "hostClass": "nixos", "intoAttr": ["nixosConfigurations"] },
            "homeManager": { "at": "user", "forward": { "into": ["nixos"], "path": ["home-manager", "users"] } },
            "a": {}, "b": {}, "c": {},
        },
        "policies": { "p": { "args": { "required": ["host"] } } },
    });
    plan(&fleet(aspects, json!({ "web1": web1 }), rest))
}

/// What is forwarded into the host's system: class, path and aspects.
fn forwarded(plan: &Plan) -> Vec<String> {
    let outputs = json_of(plan, "web1")["outputs"].clone();
    let forward = outputs[0]["forward"].as_array().unwrap().clone();
    let of = |forwarded: &Value| {
        let modules = forwarded["modules"].as_array().unwrap().iter();
        let aspects: Vec<_> = modules
            .map(|module| module["aspect"].as_str().unwrap())
            .collect();
        let path = forwarded["path"].as_array().unwrap().iter();
        let path: Vec<_> = path.map(|step| step.as_str().unwrap()).collect();
        let guard = if forwarded["guard"].is_null() {
            ""
        } else {
            " guarded"
        };
        format!(
            "{} at {}: {}{guard}",
            forwarded["class"].as_str().unwrap(),
            path.join("."),
            aspects.join(" ")
        )
    };
    forward.iter().map(of).collect()
}

fn codes_but_idle(plan: &Plan) -> Vec<String> {
    let mut codes = codes(plan);
    codes.retain(|code| code != "den::class::no-output");
    codes
}

#[test]
fn content_is_routed_to_an_option_with_that_of_users() {
    let plan = routed(
        &json!([route("a", "nixos", &["box"]), route("b", "nixos", &[])]),
        "host",
    );
    assert_eq!(forwarded(&plan), ["a at box: a own", "b at : b"]);
    assert_eq!(codes(&plan), Vec::<String>::new());
}

#[test]
fn a_route_of_a_user_takes_the_users_own() {
    let plan = routed(&json!([route("a", "nixos", &["box"])]), "alice");
    assert_eq!(forwarded(&plan), ["a at box: own"]);
    assert_eq!(codes_but_idle(&plan), Vec::<String>::new());
}

#[test]
fn routes_compose_in_whatever_order_they_are_written() {
    let effects = [route("a", "b", &["inner"]), route("b", "nixos", &["outer"])];
    for order in [[0, 1], [1, 0]] {
        let effects = order.map(|index: usize| effects[index].clone());
        let plan = routed(&json!(effects), "host");
        assert_eq!(
            forwarded(&plan),
            ["b at outer: b", "b at outer.inner: a own"]
        );
        let told: Vec<_> = plan
            .diagnostics
            .iter()
            .map(|found| &found.message)
            .collect();
        assert_eq!(told, Vec::<&String>::new());
    }
}

#[test]
fn routes_that_go_round_are_refused_with_the_cycle() {
    let plan = routed(&json!([route("a", "b", &[]), route("b", "a", &[])]), "host");
    assert!(codes(&plan).contains(&"den::route::cycle".to_owned()));
    let said = plan
        .diagnostics
        .iter()
        .find(|found| found.code == "den::route::cycle")
        .unwrap();
    assert!(
        said.message.ends_with("`a` → `b` → `a`"),
        "{}",
        said.message
    );
}

#[test]
fn a_guard_stays_with_the_route_and_goes_no_further() {
    let mut guarded = route("a", "nixos", &["box"]);
    guarded["route"]["guard"] = json!(true);
    let plan = routed(&json!([guarded]), "host");
    assert_eq!(forwarded(&plan), ["a at box: a own guarded"]);
    let mut first = route("a", "b", &["inner"]);
    first["route"]["guard"] = json!(true);
    let plan = routed(&json!([first, route("b", "nixos", &[])]), "host");
    assert!(codes(&plan).contains(&"den::route::guard".to_owned()));
}

#[test]
fn what_is_routed_to_a_class_without_an_output_is_told() {
    let plan = routed(
        &json!([route("a", "c", &["box"]), route("b", "nixos", &[])]),
        "host",
    );
    assert_eq!(
        codes(&plan),
        ["den::class::no-output", "den::class::no-output"]
    );
    assert!(
        plan.diagnostics
            .iter()
            .all(|found| found.message.contains("that a policy routes it to"))
    );
    let plan = routed(&json!([route("a", "ghost", &[])]), "host");
    assert!(codes(&plan).contains(&"den::class::unknown".to_owned()));
}
