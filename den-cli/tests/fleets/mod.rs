//! Small fleets, written as JSON, and what is read of their plans.

#![allow(dead_code, reason = "each test file uses some of it")]

use den::document::Document;
use den::plan::{Plan, plan};
use serde_json::{Value, json};

/// A fleet of these aspects and hosts, with the classes that den registers.
pub fn fleet(aspects: Value, hosts: Value, rest: Value) -> Document {
    let mut document = json!({
        "version": 1,
        "classes": {
            "nixos": { "at": "host", "hostClass": "nixos", "intoAttr": ["nixosConfigurations"] },
            "darwin": { "at": "host", "hostClass": "darwin", "intoAttr": ["darwinConfigurations"] },
            "homeManager": { "at": "user", "forward": { "into": ["darwin", "nixos"], "path": ["home-manager", "users"] } },
            "terranix": { "at": "host", "intoAttr": ["terranixModules"] },
            "devshell": {},
        },
        "aspects": aspects,
        "hosts": hosts,
    });
    for (key, value) in rest.as_object().unwrap() {
        document[key] = value.clone();
    }
    Document::read(&document.to_string()).unwrap()
}

/// A host with this rest of its declaration.
pub fn host(mut rest: Value) -> Value {
    let given = rest.get("facts").cloned().unwrap_or(json!({}));
    let mut facts = json!({ "class": "nixos", "system": "x86_64-linux" });
    for (key, value) in given.as_object().unwrap() {
        facts[key] = value.clone();
    }
    rest["facts"] = facts;
    rest
}

/// An aspect of one attribute set that includes and excludes these, and has nixos content.
pub fn aspect(includes: &[&str], excludes: &[&str]) -> Value {
    let includes: Vec<_> = includes.iter().map(|id| json!({ "aspect": id })).collect();
    json!({ "shape": { "parts": [{ "includes": includes, "excludes": excludes, "classes": { "nixos": [{}] } }] } })
}

pub fn user(rest: Value) -> Value {
    let mut user = json!({ "facts": { "classes": ["homeManager"] } });
    for (key, value) in rest.as_object().unwrap() {
        user[key] = value.clone();
    }
    user
}

pub fn including(ids: &[&str]) -> Value {
    let includes: Vec<_> = ids.iter().map(|id| json!({ "aspect": id })).collect();
    host(json!({ "includes": includes }))
}

pub fn names(plan: &Plan, host: &str) -> Vec<String> {
    plan.shards[host]
        .aspects
        .iter()
        .map(|planned| planned.aspect.to_string())
        .collect()
}

pub fn codes(plan: &Plan) -> Vec<String> {
    plan.diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.to_string())
        .collect()
}

/// The modules of a host's output, as `aspect@scope`.
pub fn modules(plan: &Plan, host: &str, at: &str) -> Vec<String> {
    let output = plan.shards[host]
        .outputs
        .iter()
        .find(|output| output.at[0] == at)
        .unwrap();
    output
        .modules
        .iter()
        .map(|module| format!("{}@{}", module.aspect, scope(module.scope.as_ref())))
        .collect()
}

pub fn scope(scope: Option<&den::scope::Scope>) -> String {
    scope.map_or_else(|| "-".to_owned(), ToString::to_string)
}

pub fn json_of(plan: &Plan, host: &str) -> Value {
    serde_json::to_value(&plan.shards[host]).unwrap()
}

pub fn with_port(merge: &str, default: &Value) -> Value {
    let leaf = json!({ "default": default, "x-den-merge": merge });
    json!({ "shape": { "parts": [{ "classes": { "nixos": [{ "args": ["settings"] }] } }] },
            "interface": { "properties": { "port": leaf } } })
}

pub fn layered(merge: &str, default: &Value, layers: [Value; 4]) -> Plan {
    let [fleet_layer, environment, policy, own] = layers;
    let set = |value: Value| json!({ "nginx": [{ "port": value }] });
    let mut web1 = including(&["nginx"]);
    web1["settings"] = set(own);
    web1["policies"] =
        json!({ "p": [{ "configure": { "aspect": "nginx", "settings": { "port": policy } } }] });
    let rest = json!({
        "fleet": { "settings": set(fleet_layer), "environments": { "prod": { "hosts": ["web1"], "settings": set(environment) } } },
        "policies": { "p": { "args": { "required": ["host"] } } },
    });
    plan(&fleet(
        json!({ "nginx": with_port(merge, default) }),
        json!({ "web1": web1 }),
        rest,
    ))
}
