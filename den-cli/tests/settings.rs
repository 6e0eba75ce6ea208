//! What is told of settings: once, of the layer that brought it, in words.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::document::Document;
use den::explain::explain;
use den::plan::{Plan, plan};
use den::scope::Scope;
use fleets::{aspect, fleet, host, including, user};
use serde_json::{Value, json};

/// An aspect that offers these options.
fn offering(options: Value) -> Value {
    let mut aspect = aspect(&[], &[]);
    aspect["interface"] = json!({ "type": "object", "properties": options });
    aspect
}

fn port() -> Value {
    json!({ "type": "integer", "default": 80, "x-den-merge": "replace" })
}

fn reference(aspect: &str, option: &str) -> Value {
    json!({ "$den": { "ref": { "aspect": aspect, "path": [option] } } })
}

fn hole(kind: &str) -> Value {
    json!({ "$den": { "hole": { "path": ["x"], "type": kind } } })
}

/// Positions of these places: file and line.
fn positions(places: &[(&[&str], &str, u32)]) -> Value {
    let mut root = json!({ "in": {} });
    for (steps, file, line) in places {
        let mut node = &mut root;
        for step in *steps {
            node = &mut node["in"][*step];
        }
        node["at"] = json!({ "file": file, "line": line, "column": 1 });
    }
    root
}

/// `code file:line…: message`.
fn told(plan: &Plan) -> Vec<String> {
    let line = |found: &den::diagnostic::Diagnostic| {
        let at: Vec<_> = found.at.iter().map(|at| format!("{at} ")).collect();
        format!("{}{}", at.concat(), found.message)
    };
    plan.diagnostics.iter().map(line).collect()
}

/// Three hosts in an environment, each with settings of its own for the option.
fn environment(option: Value, said: Value, own: [Value; 3]) -> Document {
    let names = ["web1", "web2", "web3"];
    let (mut hosts, mut places) = (json!({}), vec![]);
    let at = [
        "fleet",
        "environments",
        "prod",
        "settings",
        "nginx",
        "0",
        "x",
    ];
    places.push((at.to_vec(), "env.nix", 3));
    for (index, (name, own)) in names.into_iter().zip(own).enumerate() {
        let mut declared = including(&["nginx"]);
        declared["settings"] = json!({ "nginx": [{ "x": own }] });
        hosts[name] = declared;
        let at = vec!["hosts", name, "settings", "nginx", "0", "x"];
        places.push((at, "hosts.nix", u32::try_from(index).unwrap() + 1));
    }
    let places: Vec<_> = places
        .iter()
        .map(|(at, file, line)| (at.as_slice(), *file, *line))
        .collect();
    let prod = json!({ "hosts": names, "settings": { "nginx": [{ "x": said }] } });
    let rest = json!({
        "fleet": { "environments": { "prod": prod } },
        "positions": positions(&places),
    });
    fleet(
        json!({ "nginx": offering(json!({ "x": option })) }),
        hosts,
        rest,
    )
}

#[test]
fn what_an_environment_brings_to_a_merged_option_is_told_once_and_of_the_environment() {
    let list = |merge: &str| json!({ "type": "array", "items": { "type": "integer" }, "default": [], "x-den-merge": merge });
    for merge in ["append", "unique"] {
        let own = [json!([1]), json!([2]), json!([3])];
        let plan = plan(&environment(list(merge), json!([7, "x"]), own));
        assert_eq!(
            told(&plan),
            [
                "env.nix:3 the environment layer gives `nginx.x[1]` a value of the wrong type: expected an integer, found \"x\""
            ]
        );
        assert_eq!(plan.diagnostics.iter().next().unwrap().scopes.len(), 3);
    }
    let set = json!({ "type": "object", "additionalProperties": { "type": "integer" }, "x-den-merge": "recursive" });
    let own = || [json!({ "a": 1 }), json!({ "a": 2 }), json!({ "a": 3 })];
    assert_eq!(
        told(&plan(&environment(set.clone(), json!({ "b": "x" }), own()))),
        [
            "env.nix:3 the environment layer gives `nginx.x.b` a value of the wrong type: expected an integer, found \"x\""
        ]
    );
    // What is no set at all is no clash of each host with it.
    assert_eq!(
        told(&plan(&environment(set, json!(5), own()))),
        [
            "env.nix:3 the environment layer gives `nginx.x` a value of the wrong type: expected an attribute set, each attribute an integer, found 5"
        ]
    );
}

#[test]
fn what_is_wrong_inside_a_set_is_told_though_every_host_overrides_it() {
    let own = || [json!({ "k": 1 }), json!({ "k": 2 }), json!({ "k": 3 })];
    let set = json!({ "type": "object", "additionalProperties": { "type": "integer" }, "x-den-merge": "recursive" });
    let of_environment = "env.nix:3 the environment layer gives `nginx.x.k` a value of the wrong type: expected an integer, found \"bad\"";
    assert_eq!(
        told(&plan(&environment(set, json!({ "k": "bad" }), own()))),
        [of_environment]
    );
    let submodule = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": { "k": { "type": "integer" }, "must": { "type": "integer" } },
        "required": ["must"],
        "default": { "must": 1 },
        "x-den-merge": "recursive",
    });
    assert_eq!(
        told(&plan(&environment(
            submodule.clone(),
            json!({ "k": "bad" }),
            own()
        ))),
        [of_environment]
    );
    // A part of a set is no whole one, and need not be.
    assert_eq!(
        told(&plan(&environment(submodule, json!({ "k": 5 }), own()))),
        Vec::<String>::new()
    );
    // What a reset hides is looked at as well.
    let list = json!({ "type": "array", "items": { "type": "integer" }, "default": [], "x-den-merge": "append" });
    let reset = || json!({ "$den": { "reset": [1] } });
    assert_eq!(
        told(&plan(&environment(
            list,
            json!(["x"]),
            [reset(), reset(), reset()]
        ))),
        [
            "env.nix:3 the environment layer gives `nginx.x[0]` a value of the wrong type: expected an integer, found \"x\""
        ]
    );
}

#[test]
fn a_clash_says_what_each_layer_gives() {
    let any = json!({ "x-den-merge": "recursive" });
    let plan = plan(&environment(
        any,
        json!({ "a": 1 }),
        [json!({ "a": 2 }), json!({ "a": { "b": 1 } }), json!({})],
    ));
    assert_eq!(
        told(&plan),
        [
            "hosts.nix:2 the host layer gives `nginx.x.a` an attribute set, where the environment layer gives an integer"
        ]
    );
}

#[test]
fn a_reference_that_is_nowhere_is_told_once_for_all_hosts() {
    let aspects =
        json!({ "a": offering(json!({ "x": port() })), "b": offering(json!({ "x": port() })) });
    let hosts = json!({ "web1": including(&["a"]), "web2": including(&["a"]), "web3": including(&["a", "b"]) });
    let rest = json!({ "fleet": { "settings": { "a": [{ "x": reference("b", "x") }] } } });
    let plan = plan(&fleet(aspects, hosts, rest));
    assert_eq!(
        told(&plan),
        ["the fleet layer lets `a.x` be `b.x`, and there is no `b` with settings there"]
    );
    assert_eq!(plan.diagnostics.iter().next().unwrap().scopes.len(), 2);
}

#[test]
fn what_reads_a_reference_without_a_value_is_not_told_besides() {
    let options = json!({
        "first": { "default": reference("gone", "x"), "x-den-merge": "replace" },
        "second": { "default": reference("a", "first"), "x-den-merge": "replace" },
        "third": { "default": reference("a", "second"), "x-den-merge": "replace" },
    });
    let aspects = json!({ "a": offering(options), "gone": offering(json!({ "x": port() })) });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": including(&["a"]) }),
        json!({}),
    ));
    assert_eq!(
        told(&plan),
        ["the interface lets `a.first` be `gone.x`, and there is no `gone` with settings there"]
    );
}

#[test]
fn a_user_who_lacks_an_aspect_of_the_host_cannot_refer_to_it() {
    let app = json!({ "x": { "default": reference("base", "x"), "x-den-merge": "replace" } });
    let aspects = json!({ "base": offering(json!({ "x": port() })), "app": offering(app) });
    let mut web1 = including(&["base"]);
    let mut without = user(json!({ "includes": [{ "aspect": "app" }] }));
    without["excludes"] = json!(["base"]);
    web1["users"] =
        json!({ "alice": without, "bob": user(json!({ "includes": [{ "aspect": "app" }] })) });
    let document = fleet(aspects, json!({ "web1": web1 }), json!({}));
    let plan = plan(&document);
    assert_eq!(
        told(&plan),
        ["the interface lets `app.x` be `base.x`, and there is no `base` with settings there"]
    );
    let found = plan.diagnostics.iter().next().unwrap();
    assert_eq!(found.scopes, [Scope::parse("alice@web1")]);
    let bob = explain(&document, &Scope::parse("bob@web1"), "app.x").unwrap();
    assert_eq!(
        bob.explanations[0].value,
        Some(den::document::value::Value::Integer(80))
    );
}

#[test]
fn a_default_that_reads_a_hole_is_left_to_nix() {
    let options = json!({
        "from": { "x-den-merge": "replace" },
        "to": { "type": "integer", "default": reference("a", "from"), "x-den-merge": "replace" },
    });
    let mut web1 = including(&["a"]);
    web1["settings"] = json!({ "a": [{ "from": hole("string") }] });
    let aspects = json!({ "a": offering(options) });
    let plan = plan(&fleet(aspects, json!({ "web1": web1 }), json!({})));
    let settings = fleets::json_of(&plan, "web1")["settings"]["a"].clone();
    let layers: Vec<_> = settings["declared"].as_array().unwrap().iter().collect();
    let default = layers
        .iter()
        .find(|said| said["layers"] == json!(["default"]))
        .unwrap();
    assert_eq!(default["values"], json!({ "to": hole("string") }));
}

#[test]
fn settings_of_an_aspect_whose_interface_is_bad_are_not_said_to_be_unused() {
    let options = json!({ "x": { "x-den-merge": "unqiue" } });
    let mut web1 = including(&["a"]);
    web1["settings"] = json!({ "a": [{ "x": 1 }] });
    web1["policies"] = json!({ "p": [{ "configure": { "aspect": "a", "settings": { "x": 1 } } }] });
    let rest = json!({ "policies": { "p": { "args": { "required": ["host"] } } } });
    let plan = plan(&fleet(
        json!({ "a": offering(options) }),
        json!({ "web1": web1 }),
        rest,
    ));
    assert_eq!(
        told(&plan),
        ["settings of aspect `a`: `x-den-merge` knows no `unqiue`: did you mean `unique`?"]
    );
}

#[test]
fn advice_is_nix_that_one_can_write_and_no_list_without_end() {
    let options: serde_json::Map<_, _> = (0..100)
        .map(|index| (format!("option{index}"), port()))
        .collect();
    let mut gaming = aspect(&[], &[]);
    gaming["provides"] =
        json!({ "none": aspect(&[], &[]), "idle": offering(json!({ "x": port() })) });
    let mut web1 = including(&["many"]);
    web1["settings"] = json!({
        "gaming/idle": [{ "x": 1 }], "gaming/none": [{ "x": 1 }], "many": [{ "unlike": 1 }],
    });
    let aspects = json!({ "gaming": gaming, "many": offering(options.into()) });
    let plan = plan(&fleet(aspects, json!({ "web1": web1 }), json!({})));
    let help: Vec<_> = plan
        .diagnostics
        .iter()
        .map(|found| found.help.as_deref().unwrap())
        .collect();
    assert_eq!(
        help,
        [
            "declare them: `den.aspects.gaming.provides.none.settings = { lib, ... }: { options = { … }; };`, or drop the line",
            "it has `option0`, `option1`, `option10`, `option11`, `option12`, `option13`, `option14`, `option15`, …",
            "include it (`includes = [ den.aspects.gaming.provides.idle ];`), or drop the settings",
        ]
    );
}

#[test]
fn a_malformed_reference_says_how_to_write_one() {
    let malformed = json!({ "$den": { "malformed": {
        "code": "den::settings::reference", "expected": "an aspect and a path", "found": "an integer",
    } } });
    let mut web1 = host(json!({ "includes": [{ "aspect": "a" }] }));
    web1["settings"] = json!({ "a": [{ "x": malformed }] });
    let aspects = json!({ "a": offering(json!({ "x": port() })) });
    let plan = plan(&fleet(aspects, json!({ "web1": web1 }), json!({})));
    let found = plan.diagnostics.iter().next().unwrap();
    assert!(
        found.help.as_ref().unwrap().contains("den.lib.ref"),
        "{found:?}"
    );
}

#[test]
fn what_a_rule_gives_wrongly_is_told_where_the_option_is_explained() {
    let rule = json!({
        "when": { "star": true }, "for": "host",
        "effects": [{ "configure": { "aspect": "a", "settings": { "x": "s" } } }],
    });
    let aspects =
        json!({ "a": offering(json!({ "x": port() })), "b": offering(json!({ "x": port() })) });
    let rest = json!({ "rules": { "r": rule } });
    let document = fleet(aspects, json!({ "web1": including(&["a", "b"]) }), rest);
    let count = |option: &str| {
        let answer = explain(&document, &Scope::parse("web1"), option).unwrap();
        answer.diagnostics.iter().len()
    };
    assert_eq!((count("a.x"), count("b.x")), (1, 0));
}

#[test]
fn an_element_of_a_bad_default_is_told_by_its_position() {
    let option = json!({ "type": "array", "items": { "type": "integer" }, "default": ["x"], "x-den-merge": "append" });
    let aspects = json!({ "a": offering(json!({ "x": option })) });
    let mut web1 = including(&["a"]);
    web1["settings"] = json!({ "a": [{ "x": [1] }] });
    let plan = plan(&fleet(aspects, json!({ "web1": web1 }), json!({})));
    assert_eq!(
        told(&plan),
        ["the default of `a.x[0]` is of the wrong type: expected an integer, found \"x\""]
    );
}
