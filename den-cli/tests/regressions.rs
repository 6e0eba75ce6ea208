//! Defects that were found, each named after what broke.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::explain::explain;
use den::plan::plan;
use den::scope::Scope;
use fleets::{
    codes, fleet, host, including, json_of, layered, modules, names, scope, user, with_port,
};
use serde_json::{Value, json};

fn content(class: &str) -> Value {
    json!({ "shape": { "parts": [{ "classes": { class: [{}] } }] } })
}

#[test]
fn a_users_content_was_dropped_where_another_user_had_the_class() {
    let aspects = json!({ "alice": content("homeManager"), "bob": content("homeManager") });
    let users = json!({ "alice": user(json!({})), "bob": { "facts": { "classes": [] } } });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": host(json!({ "users": users })) }),
        json!({}),
    ));
    assert_eq!(codes(&plan), ["den::class::no-output"]);
    let found = plan.diagnostics.iter().next().unwrap();
    assert_eq!(scope(found.scopes.first()), "user:bob@web1");
    assert!(
        found.message.contains("the user does not have this class"),
        "{}",
        found.message
    );
}

#[test]
fn a_users_content_was_dropped_where_the_hosts_class_takes_none() {
    let classes = json!({ "sm": { "at": "host", "hostClass": "sm", "intoAttr": ["sm"] },
        "homeManager": { "at": "user", "forward": { "into": ["nixos"], "path": ["home"] } } });
    let web1 = host(json!({ "facts": { "class": "sm" }, "users": { "alice": user(json!({})) } }));
    let aspects = json!({ "alice": content("homeManager") });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": web1 }),
        json!({ "classes": classes }),
    ));
    assert_eq!(codes(&plan), ["den::class::no-output"]);
}

#[test]
fn an_effect_at_a_user_took_the_whole_hosts_content() {
    let effect = |name: &str| json!({ "p": [{ "instantiate": { "class": "homeManager", "into": ["homes", name], "name": name } }] });
    let users =
        json!({ "alice": user(json!({ "policies": effect("alice") })), "bob": user(json!({})) });
    let aspects = json!({ "alice": content("homeManager"), "bob": content("homeManager") });
    let rest = json!({ "policies": { "p": { "args": { "required": ["user"] } } } });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": host(json!({ "users": users })) }),
        rest,
    ));
    assert_eq!(modules(&plan, "web1", "homes"), ["alice@-"]);
    let forwards: Vec<_> = plan.shards["web1"]
        .outputs
        .iter()
        .flat_map(|output| &output.forward)
        .collect();
    assert_eq!(
        forwards.len(),
        1,
        "bob's own content is still forwarded, alice's went elsewhere"
    );
}

#[test]
fn two_classes_forwarded_to_one_option_in_silence() {
    let forward = json!({ "into": ["nixos"], "path": ["home"] });
    let classes = json!({ "nixos": { "at": "host", "hostClass": "nixos", "intoAttr": ["nixosConfigurations"] },
        "one": { "at": "user", "forward": forward }, "two": { "at": "user", "forward": forward } });
    let alice = json!({ "shape": { "parts": [{ "classes": { "one": [{}], "two": [{}] } }] } });
    let users = json!({ "alice": { "facts": { "classes": ["one", "two"] } } });
    let plan = plan(&fleet(
        json!({ "alice": alice }),
        json!({ "web1": host(json!({ "users": users })) }),
        json!({ "classes": classes }),
    ));
    assert_eq!(codes(&plan), ["den::output::conflict"]);
}

#[test]
fn a_higher_priority_did_not_win_an_output() {
    let effect = |priority: i64| json!([{ "instantiate": { "class": "terranix", "into": ["tf"], "name": "x", "priority": priority } }]);
    let mut web1 = including(&[]);
    web1["policies"] = json!({ "a": effect(0), "b": effect(10) });
    let rest = json!({ "policies": { "a": { "args": {} }, "b": { "args": {} } } });
    let plan = plan(&fleet(json!({}), json!({ "web1": web1 }), rest));
    assert_eq!(codes(&plan), Vec::<String>::new());
    let output = &plan.shards["web1"]
        .outputs
        .iter()
        .find(|output| output.at[0] == "tf")
        .unwrap();
    assert_eq!(output.instantiate.as_ref().unwrap().policy.as_str(), "b");
}

#[test]
fn an_aspect_whose_name_has_a_slash_was_never_found() {
    let aspects = json!({ "a/b": content("nixos"), "x": { "shape": { "parts": [] }, "provides": { "[0.0]": content("nixos") } } });
    let plan = plan(&fleet(aspects, json!({}), json!({})));
    assert_eq!(codes(&plan), ["den::name::invalid", "den::name::invalid"]);
}

#[test]
fn hosts_that_differ_by_case_shared_a_file() {
    let plan = plan(&fleet(
        json!({}),
        json!({ "Web1": including(&[]), "web1": including(&[]) }),
        json!({}),
    ));
    assert_eq!(codes(&plan), ["den::name::case"]);
}

#[test]
fn a_long_attribute_path_overflowed_the_stack() {
    let into: Vec<_> = (0..50_000).map(|index| index.to_string()).collect();
    let mut web1 = including(&[]);
    web1["policies"] =
        json!({ "p": [{ "instantiate": { "class": "terranix", "into": into, "name": "x" } }] });
    let plan = plan(&fleet(
        json!({}),
        json!({ "web1": web1 }),
        json!({ "policies": { "p": { "args": {} } } }),
    ));
    assert_eq!(codes(&plan), ["den::output::path"]);
}

#[test]
fn a_default_of_null_clashed_with_a_set() {
    let plan = layered(
        "recursive",
        &Value::Null,
        [json!({ "x": 1 }), Value::Null, json!({ "y": 2 }), json!({})],
    );
    assert_eq!(codes(&plan), Vec::<String>::new());
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        json!({ "y": 2 })
    );
}

/// An aspect whose option `port` merges so, with this schema.
fn typed(merge: &str, schema: &Value, default: &Value, layers: [Value; 2]) -> den::plan::Plan {
    let mut leaf = schema.clone();
    leaf["default"] = default.clone();
    leaf["x-den-merge"] = merge.into();
    let nginx = json!({ "shape": { "parts": [{ "classes": { "nixos": [{}] } }] }, "interface": { "properties": { "port": leaf } } });
    let [fleet_layer, own] = layers;
    let mut web1 = including(&["nginx"]);
    web1["settings"] = json!({ "nginx": [{ "port": own }] });
    let rest = json!({ "fleet": { "settings": { "nginx": [{ "port": fleet_layer }] } } });
    plan(&fleet(
        json!({ "nginx": nginx }),
        json!({ "web1": web1 }),
        rest,
    ))
}

#[test]
fn a_set_that_layers_make_together_was_judged_by_its_parts() {
    let schema = json!({ "type": "object", "required": ["a", "b"] });
    let whole = typed(
        "recursive",
        &schema,
        &json!({ "a": 0, "b": 0 }),
        [json!({ "a": 1 }), json!({ "b": 2 })],
    );
    assert_eq!(codes(&whole), Vec::<String>::new());
    let schema = json!({ "type": "array", "maxItems": 2 });
    let long = typed("append", &schema, &json!([]), [json!([1, 2]), json!([3])]);
    assert_eq!(codes(&long), ["den::settings::type"]);
    let found = long.diagnostics.iter().next().unwrap();
    assert_eq!(
        found.related,
        [
            "the fleet layer gives [ 1 2 ]",
            "the host layer gives [ 3 ]"
        ]
    );
}

#[test]
fn a_priority_inside_a_merged_set_was_taken_for_a_wrong_type() {
    let schema = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    let forced = json!({ "a": { "$den": { "priority": { "priority": 50, "value": 3 } } } });
    let plan = typed("recursive", &schema, &json!({}), [json!({}), forced]);
    assert_eq!(codes(&plan), Vec::<String>::new());
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        json!({ "a": 3 })
    );
}

#[test]
fn a_schema_that_is_none_switched_checking_off() {
    let plan = typed(
        "replace",
        &json!({ "type": "intger" }),
        &json!(1),
        [json!(1), json!(2)],
    );
    assert_eq!(codes(&plan), ["den::settings::interface"]);
}

#[test]
fn a_bound_that_only_nix_can_hold_made_a_schema_none() {
    let bound = json!({ "$den": { "hole": { "path": ["a"], "type": "float" } } });
    let schema = json!({ "type": "integer", "minimum": bound });
    assert_eq!(
        codes(&typed("replace", &schema, &json!(1), [json!(1), json!(2)])),
        // No error: whoever knows the bound checks it.
        ["den::settings::left-to-nix", "den::settings::left-to-nix"]
    );
    assert_eq!(
        codes(&typed(
            "replace",
            &schema,
            &json!(1),
            [json!(1), json!("x")]
        )),
        ["den::settings::type", "den::settings::left-to-nix"]
    );
}

#[test]
fn a_default_of_the_wrong_type_was_not_told() {
    let plan = typed(
        "replace",
        &json!({ "type": "integer" }),
        &json!("x"),
        [json!(1), json!(2)],
    );
    assert_eq!(codes(&plan), ["den::settings::interface"]);
}

#[test]
fn a_policy_that_configures_what_nobody_has_was_silent() {
    let nginx = json!({ "shape": { "parts": [] }, "interface": { "properties": { "port": {} } } });
    let with = |includes: &[&str]| {
        let mut web1 = including(includes);
        let effect = json!([{ "configure": { "aspect": "nginx", "settings": { "port": 1 } } }]);
        web1["policies"] = json!({ "p": effect });
        let mut db1 = including(&[]);
        db1["policies"] = json!({ "p": effect });
        let rest = json!({ "policies": { "p": { "args": {} } } });
        codes(&plan(&fleet(
            json!({ "nginx": nginx }),
            json!({ "web1": web1, "db1": db1 }),
            rest,
        )))
    };
    assert_eq!(with(&[]), ["den::settings::unused"]);
    // It is enough that one of the hosts at which it runs has the aspect.
    assert_eq!(with(&["nginx"]), Vec::<String>::new());
}

#[test]
fn a_function_that_fires_nowhere_was_silent() {
    let asks = json!({ "shape": { "parts": [{ "args": { "required": ["host", "user"] }, "classes": { "nixos": [{}] } }] } });
    let plan = plan(&fleet(
        json!({ "account": asks }),
        json!({ "web1": including(&["account"]) }),
        json!({}),
    ));
    assert_eq!(codes(&plan), ["den::aspect::never-fires"]);
}

#[test]
fn a_chain_of_aspects_that_all_include_the_first_gave_a_note_for_each() {
    let mut aspects = json!({});
    for index in 0..300 {
        let includes = [format!("a{}", (index + 1) % 300), "a0".to_owned()];
        let includes: Vec<_> = includes.iter().map(|id| json!({ "aspect": id })).collect();
        aspects[format!("a{index}")] = json!({ "shape": { "parts": [{ "includes": includes }] } });
    }
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": including(&["a0"]) }),
        json!({}),
    ));
    assert_eq!(codes(&plan), ["den::aspect::include-cycle"]);
    assert_eq!(names(&plan, "web1").len(), 300);
}

#[test]
fn a_policy_that_lost_was_named_with_the_value_that_won() {
    let gives = |port: u16, rank: i64| {
        json!({
            "when": { "star": true },
            "for": "host",
            "effects": [{ "configure": { "aspect": "nginx", "settings": { "port": port } } }],
            "priority": rank,
        })
    };
    for merge in ["replace", "recursive"] {
        let document = fleet(
            json!({ "nginx": with_port(merge, &json!(80)) }),
            json!({ "web1": including(&["nginx"]) }),
            json!({ "rules": { "loses": gives(81, -5), "wins": gives(443, 0) } }),
        );
        let answer = explain(&document, &Scope::parse("web1"), "nginx.port").unwrap();
        let by_policies = answer.explanations[0].chain.last().unwrap();
        assert_eq!(serde_json::to_value(&by_policies.value).unwrap(), 443);
        let named: Vec<_> = by_policies
            .policies
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(named, ["wins"]);
    }
}

#[test]
fn rules_on_a_cycle_and_environments_with_one_host_in_common_were_called_idle_as_well() {
    let gives = |without: &str, with: &str| {
        let when = json!({ "not": { "tag": without } });
        json!({ "when": when, "for": "host", "effects": [{ "tag": { "tags": [with] } }] })
    };
    let cycle = json!({ "rules": { "a": gives("a", "b"), "b": gives("b", "a") } });
    let claims = json!({ "fleet": { "environments": {
        "prod": { "selector": { "name": "web*" } }, "lab": { "selector": { "star": true } },
    } } });
    for (rest, code) in [
        (cycle, "den::rule::cycle"),
        (claims, "den::fleet::two-environments"),
    ] {
        let plan = plan(&fleet(json!({}), json!({ "web1": host(json!({})) }), rest));
        assert_eq!(codes(&plan), [code]);
    }
}

#[test]
fn a_reference_below_a_conflict_was_told_as_a_value_of_the_wrong_type() {
    let leaf = |schema: &Value| {
        let mut leaf = schema.clone();
        leaf["x-den-merge"] = json!("replace");
        leaf["type"] = json!("string");
        leaf
    };
    let refer = |path: &str| json!({ "$den": { "ref": { "aspect": "nginx", "path": [path] } } });
    let nginx = json!({ "shape": { "parts": [] }, "interface": { "type": "object", "properties": {
        "name": leaf(&json!({})), "title": leaf(&json!({ "default": "t" })), "link": leaf(&json!({})) } } });
    let enforce =
        |name: &str| json!({ "enforce": { "aspect": "nginx", "settings": { "name": name } } });
    let web1 = host(json!({
        "includes": [{ "aspect": "nginx" }],
        "settings": { "nginx": [{ "name": refer("title"), "link": refer("name") }] },
        "policies": { "p": [enforce("a"), enforce("b")] } }));
    let plan = plan(&fleet(
        json!({ "nginx": nginx }),
        json!({ "web1": web1 }),
        json!({ "policies": { "p": { "args": { "required": ["host"] } } } }),
    ));
    assert_eq!(codes(&plan), ["den::settings::conflict"]);
}

#[test]
fn an_effect_for_an_unknown_aspect_stood_where_its_policy_begins() {
    let at = |line: u32| json!({ "file": "policies.nix", "line": line, "column": 5 });
    let configure = json!({ "configure": { "aspect": "ngnix", "settings": { "port": 1, "tls": { "key": 2 } } } });
    let leaf =
        json!({ "in": { "tls": { "in": { "key": { "at": at(4) } } }, "port": { "at": at(5) } } });
    let effects = json!({ "in": { "p": { "in": { "0": { "in": { "configure": { "in": { "settings": leaf } } } } } } } });
    let positions = json!({ "in": {
        "policies": { "in": { "p": { "at": at(3) } } },
        "hosts": { "in": { "web1": { "at": at(1), "in": { "policies": effects } } } } } });
    let plan = plan(&fleet(
        json!({}),
        json!({ "web1": host(json!({ "policies": { "p": [configure] } })) }),
        json!({ "policies": { "p": { "args": { "required": ["host"] } } }, "positions": positions }),
    ));
    assert_eq!(codes(&plan), ["den::aspect::unknown"]);
    let found = plan.diagnostics.iter().next().unwrap();
    assert_eq!(found.at[0].to_string(), "policies.nix:4");
}

#[test]
fn what_is_malformed_in_settings_came_without_a_way_out() {
    let order = json!({ "$den": { "malformed": { "code": "den::value::order",
        "expected": "mkIf, mkMerge or mkOverride", "found": "mkOrder, mkBefore or mkAfter" } } });
    let plan = layered("replace", &json!(80), [order, json!(1), json!(2), json!(3)]);
    let found = plan.diagnostics.iter().next().unwrap();
    assert_eq!(found.code, "den::value::order");
    assert!(found.help.as_ref().unwrap().contains("append"), "{found:?}");
}

#[test]
fn an_interface_that_throws_was_explained_what_an_interface_is() {
    let throws = json!({ "$den": { "malformed": { "code": "den::settings::interface",
        "expected": "an interface", "found": "an expression that throws" } } });
    let nginx = json!({ "shape": { "parts": [] }, "interface": throws });
    let plan = plan(&fleet(json!({ "nginx": nginx }), json!({}), json!({})));
    let found = plan.diagnostics.iter().next().unwrap();
    assert_eq!(found.code, "den::settings::interface");
    assert!(
        found.help.as_ref().unwrap().contains(".#den.strict"),
        "{found:?}"
    );
}
