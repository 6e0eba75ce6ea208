//! Requirements: what aspects require beside them, and what is told where it is not there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::diagnostic::{Diagnostic, Severity};
use den::plan::{Plan, Planner, plan};
use fleets::{aspect, fleet, host, including, json_of, user};
use serde_json::{Value, json};

/// An aspect that says this of itself.
fn saying(meta: Value) -> Value {
    let mut aspect = aspect(&[], &[]);
    aspect["meta"] = meta;
    aspect
}

fn requiring(names: &[&str]) -> Value {
    saying(json!({ "requires": names }))
}

fn providing(names: &[&str]) -> Value {
    saying(json!({ "provides": names }))
}

fn planned(aspects: Value, hosts: Value) -> Plan {
    plan(&fleet(aspects, hosts, json!({})))
}

fn unmet(plan: &Plan) -> Vec<&Diagnostic> {
    let found = plan.diagnostics.iter();
    found
        .filter(|found| found.code == "den::aspect::requires")
        .collect()
}

/// What is told, by whom it concerns.
fn told(plan: &Plan) -> Vec<String> {
    let line = |found: &&Diagnostic| {
        let scopes: Vec<_> = found.scopes.iter().map(ToString::to_string).collect();
        format!("{}: {}", scopes.join(" "), found.message)
    };
    unmet(plan).iter().map(line).collect()
}

fn help(plan: &Plan) -> String {
    unmet(plan)[0].help.clone().unwrap()
}

#[test]
fn a_requirement_is_met_by_an_aspect_or_by_what_one_provides() {
    let aspects = json!({
        "nginx": requiring(&["acme", "http-proxy"]),
        "acme": aspect(&[], &[]),
        "caddy": providing(&["http-proxy"]),
        "odd": saying(json!({ "requires": ["itself"], "provides": ["itself"] })),
    });
    let hosts = json!({
        "web1": including(&["nginx", "acme", "caddy", "odd"]),
        "web2": including(&["nginx", "acme"]),
        "web3": including(&["nginx"]),
        "web4": including(&["acme"]),
    });
    let plan = planned(aspects, hosts);
    assert_eq!(
        told(&plan),
        [
            "host:web3: aspect `nginx` requires `acme`, which nothing there is or provides",
            "host:web2 host:web3: aspect `nginx` requires `http-proxy`, which nothing there is or provides",
        ]
    );
    assert!(
        unmet(&plan)
            .iter()
            .all(|found| found.severity == Severity::Error)
    );
}

#[test]
fn at_a_user_the_aspects_of_the_host_count_and_not_the_other_way_round() {
    let aspects = json!({
        "desktop": providing(&["x11"]),
        "browser": requiring(&["x11"]),
        "server": requiring(&["shell"]),
        "shell": aspect(&[], &[]),
    });
    let with = |ids: &[&str], users: Value| {
        let mut host = including(ids);
        host["users"] = users;
        host
    };
    let of = |ids: &[&str]| {
        let ids: Vec<_> = ids.iter().map(|id| json!({ "aspect": id })).collect();
        user(json!({ "includes": ids }))
    };
    let hosts = json!({
        "desk": with(&["desktop"], json!({ "alice": of(&["browser"]) })),
        "rack": with(&["server"], json!({ "alice": of(&["browser"]), "bob": of(&["shell"]) })),
    });
    let plan = planned(aspects, hosts);
    assert_eq!(
        told(&plan),
        [
            "user:alice@rack: aspect `browser` requires `x11`, which nothing there is or provides",
            // Bob has both, and the host has one of them all the same.
            "host:rack: aspect `server` requires `shell`, which nothing there is or provides",
        ]
    );
}

#[test]
fn what_a_user_does_not_have_of_the_host_is_there_all_the_same() {
    let aspects = json!({ "desktop": providing(&["x11"]), "browser": requiring(&["x11"]) });
    let mut desk = including(&["desktop"]);
    desk["users"] = json!({
        "alice": user(json!({ "includes": [{ "aspect": "browser" }], "excludes": ["desktop"] })),
    });
    assert_eq!(
        told(&planned(aspects, json!({ "desk": desk }))),
        Vec::<String>::new()
    );
}

#[test]
fn an_excluded_aspect_neither_requires_nor_provides() {
    let aspects = json!({ "nginx": requiring(&["acme"]), "acme": aspect(&[], &[]) });
    let mut web1 = including(&["nginx", "acme"]);
    web1["excludes"] = json!(["acme"]);
    let mut web2 = including(&["nginx"]);
    web2["excludes"] = json!(["nginx"]);
    let plan = planned(aspects, json!({ "web1": web1, "web2": web2 }));
    assert_eq!(
        told(&plan),
        ["host:web1: aspect `nginx` requires `acme`, which nothing there is or provides"]
    );
}

#[test]
fn homes_and_inline_aspects_have_requirements_too() {
    let inline =
        json!({ "inline": { "meta": { "requires": ["acme"] }, "shape": { "parts": [{}] } } });
    let rest = json!({ "homes": { "vic": { "facts": { "classes": ["homeManager"], "system": "x86_64-linux", "user": "vic" }, "includes": [{ "aspect": "shell" }] } } });
    let plan = plan(&fleet(
        json!({ "shell": requiring(&["fonts"]), "fonts": aspect(&[], &[]), "acme": aspect(&[], &[]) }),
        json!({ "web1": host(json!({ "includes": [inline] })) }),
        rest,
    ));
    assert_eq!(
        told(&plan),
        [
            "host:web1: aspect `host:web1/[0]` requires `acme`, which nothing there is or provides",
            "home:vic: aspect `shell` requires `fonts`, which nothing there is or provides",
        ]
    );
}

#[test]
fn the_help_names_who_could_meet_a_requirement() {
    let helped = |aspects: Value| help(&planned(aspects, json!({ "web1": including(&["nginx"]) })));
    let nginx = || requiring(&["acme"]);
    assert_eq!(
        helped(json!({ "nginx": nginx(), "acme": aspect(&[], &[]) })),
        "include it there: `includes = [ den.aspects.acme ];`, or have `nginx` include it"
    );
    assert_eq!(
        helped(json!({ "nginx": nginx(), "acme": aspect(&[], &[]), "lego": providing(&["acme"]) })),
        "include it there, or `lego`, which provides it: `includes = [ den.aspects.acme ];`, or have `nginx` include it"
    );
    let mut nested = aspect(&[], &[]);
    nested["provides"] = json!({ "dns.v1": providing(&["acme"]) });
    assert_eq!(
        helped(json!({ "nginx": nginx(), "tls": nested })),
        "`tls/dns.v1` provides it: include that there: `includes = [ den.aspects.tls.provides.\"dns.v1\" ];`, or have `nginx` include it"
    );
    assert_eq!(
        helped(
            json!({ "nginx": nginx(), "certbot": providing(&["acme"]), "lego": providing(&["acme"]) })
        ),
        "`certbot`, `lego` provide it: include one of them there: `includes = [ den.aspects.certbot ];`, or have `nginx` include it"
    );
    assert_eq!(
        helped(json!({ "nginx": nginx(), "acne": aspect(&[], &[]) })),
        "did you mean `acne`?"
    );
    assert_eq!(
        helped(json!({ "nginx": nginx(), "tls": providing(&["acmee"]) })),
        "did you mean `acmee`?"
    );
    assert!(helped(json!({ "nginx": nginx() })).contains("meta.provides = [ \"acme\" ];"));
}

#[test]
fn what_nobody_is_or_provides_is_told_once_also_of_an_aspect_that_nobody_has() {
    let aspects = || json!({ "nginx": requiring(&["acme", "tls"]), "tls": aspect(&[], &[]) });
    let plan = planned(aspects(), json!({ "web1": including(&[]) }));
    let found = unmet(&plan);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(
        found[0].message,
        "aspect `nginx` requires `acme`, which no aspect is or provides"
    );
    let plan = planned(aspects(), json!({ "web1": including(&["nginx", "tls"]) }));
    let found = unmet(&plan);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Severity::Error);
    assert_eq!(
        found[0].message,
        "aspect `nginx` requires `acme`, which no aspect is or provides"
    );
}

#[test]
fn a_finding_stands_where_the_requirement_was_written() {
    let position = |line: u32| json!({ "at": { "file": "nginx.nix", "line": line, "column": 3 } });
    let mut second = position(4);
    second["in"] = json!({});
    let positions = json!({ "in": { "aspects": { "in": { "nginx": {
        "at": { "file": "nginx.nix", "line": 1, "column": 3 },
        "in": { "meta": { "in": { "requires": { "in": { "1": second } } } } },
    } } } } });
    let document = fleet(
        json!({ "nginx": requiring(&["tls", "acme"]), "tls": aspect(&[], &[]) }),
        json!({ "web1": including(&["nginx"]) }),
        json!({ "positions": positions }),
    );
    let plan = plan(&document);
    let lines: Vec<_> = unmet(&plan).iter().map(|found| found.at[0].line).collect();
    assert_eq!(lines, [1, 4]);
}

#[test]
fn a_plan_lists_what_its_own_aspects_require_and_provide_and_nobody_elses() {
    let mut tls = providing(&["tls"]);
    tls["provides"] = json!({ "dns": providing(&["acme"]) });
    let aspects = json!({
        "nginx": requiring(&["acme"]),
        "plain": aspect(&[], &[]),
        "tls": tls,
        "other": requiring(&["tls"]),
    });
    let plan = planned(
        aspects,
        json!({ "web1": including(&["nginx", "plain", "tls/dns"]) }),
    );
    let reads = json_of(&plan, "web1")["reads"].clone();
    assert!(reads["common"].is_string());
    assert!(reads["aspects"]["nginx"]["dependencies"].is_string());
    assert!(reads["aspects"]["tls"]["provides"]["dns"]["dependencies"].is_string());
    assert!(reads["aspects"]["plain"].get("dependencies").is_none());
    assert!(reads["aspects"]["tls"].get("dependencies").is_none());
    assert!(reads["aspects"].get("other").is_none());
    // printf '{"provides":[],"requires":["acme"]}' | sha256sum
    assert_eq!(
        reads["aspects"]["nginx"]["dependencies"],
        "e6db3c1492bdf6cd1f838eeea1ed822c6a90451186dc77de77250358a5744d9f"
    );
    // printf '{"dependencies":["nginx","other","tls","tls/dns"],"environmentSelectors":{}}' | sha256sum
    assert_eq!(
        reads["common"],
        "c29771a4688f299b6f27558e254421b16a96704b41847d5b05da995549980180"
    );
}

#[test]
fn a_better_description_makes_no_plan_stale() {
    let reads = |description: &str| {
        let meta = json!({ "description": description, "requires": ["tls"] });
        let plan = planned(
            json!({ "nginx": saying(meta), "tls": aspect(&[], &[]) }),
            json!({ "web1": including(&["nginx", "tls"]) }),
        );
        json_of(&plan, "web1")["reads"].clone()
    };
    assert_eq!(reads("a proxy"), reads("a better proxy"));
}

#[test]
fn what_a_policy_requires_is_told_beside_what_aspects_require() {
    let mut web1 = including(&["nginx"]);
    web1["policies"] = json!({ "p": [
        { "require": { "aspect": "nginx" } },
        { "require": { "aspect": "acme" } },
        { "require": { "aspect": "certificates", "message": "no certificates" } },
    ] });
    // A policy names an aspect, and not what one provides.
    let aspects = json!({
        "nginx": saying(json!({ "requires": ["acme"], "provides": ["certificates"] })),
        "acme": aspect(&[], &[]),
        "certificates": aspect(&[], &[]),
    });
    let rest = json!({ "policies": { "p": { "args": { "required": ["host"] } } } });
    let plan = plan(&fleet(aspects, json!({ "web1": web1 }), rest));
    let messages: Vec<_> = plan
        .diagnostics
        .iter()
        .map(|found| &*found.message)
        .collect();
    assert_eq!(
        messages,
        [
            "aspect `nginx` requires `acme`, which nothing there is or provides",
            "`p` requires aspect `acme`, which is not there",
            "no certificates",
        ]
    );
}

#[test]
fn one_host_is_told_what_it_lacks_and_not_what_others_lack() {
    let document = fleet(
        json!({ "nginx": requiring(&["acme"]), "acme": aspect(&[], &[]) }),
        json!({ "web1": including(&["nginx"]), "web2": including(&["nginx"]), "web3": including(&[]) }),
        json!({}),
    );
    let scopes = |name: &str| -> Vec<String> {
        let planned = Planner::new(&document).plan_host(name).unwrap();
        let found = planned.diagnostics.iter().flat_map(|found| &found.scopes);
        found.map(ToString::to_string).collect()
    };
    assert_eq!(scopes("web1"), ["host:web1"]);
    assert_eq!(scopes("web3"), Vec::<String>::new());
}
