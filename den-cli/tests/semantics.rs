//! What a fleet means, statement by statement: small documents, and what is planned for them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::plan::plan;
use fleets::{
    aspect, codes, fleet, host, including, json_of, layered, modules, names, user, with_port,
};
use serde_json::{Value, json};

#[test]
fn a_diamond_emits_once_and_includes_come_first() {
    let aspects = json!({
        "a": aspect(&["b", "c"], &[]), "b": aspect(&["d"], &[]), "c": aspect(&["d"], &[]), "d": aspect(&[], &[]),
    });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": including(&["a"]) }),
        json!({}),
    ));
    assert_eq!(names(&plan, "web1"), ["d", "b", "c", "a"]);
    assert_eq!(
        modules(&plan, "web1", "nixosConfigurations"),
        ["d@-", "b@-", "c@-", "a@-"]
    );
    assert_eq!(codes(&plan), Vec::<String>::new());
}

#[test]
fn a_cycle_of_includes_ends_and_is_a_note() {
    let aspects = json!({ "a": aspect(&["b"], &[]), "b": aspect(&["a"], &[]) });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": including(&["a"]) }),
        json!({}),
    ));
    assert_eq!(names(&plan, "web1"), ["b", "a"]);
    assert_eq!(codes(&plan), ["den::aspect::include-cycle"]);
    assert!(!plan.diagnostics.has_errors());
}

#[test]
fn what_only_an_excluded_aspect_brought_in_goes_with_it() {
    let aspects = json!({
        "no-desktop": aspect(&[], &["desktop"]),
        "desktop": aspect(&["fonts", "base"], &["server"]), "fonts": aspect(&[], &[]), "base": aspect(&[], &[]),
        "server": aspect(&["base"], &[]),
    });
    for order in [
        ["no-desktop", "desktop", "server"],
        ["server", "desktop", "no-desktop"],
    ] {
        let hosts = json!({ "web1": including(&order), "web2": including(&["desktop"]) });
        let plan = plan(&fleet(aspects.clone(), hosts, json!({})));
        let mut found = names(&plan, "web1");
        found.sort();
        // The excluded aspect's own exclusion of `server` does not count; its sibling host is untouched.
        assert_eq!(found, ["base", "no-desktop", "server"]);
        assert_eq!(names(&plan, "web2"), ["fonts", "base", "desktop"]);
    }
}

#[test]
fn two_aspects_that_exclude_each_other_are_refused_only_where_a_host_has_both() {
    let aspects =
        json!({ "desktop": aspect(&[], &["server"]), "server": aspect(&[], &["desktop"]) });
    let apart = json!({ "web1": including(&["server"]), "pc1": including(&["desktop"]) });
    assert_eq!(
        codes(&plan(&fleet(aspects.clone(), apart, json!({})))),
        Vec::<String>::new()
    );
    let plan = plan(&fleet(
        aspects,
        json!({ "both": including(&["server", "desktop"]) }),
        json!({}),
    ));
    assert_eq!(codes(&plan), ["den::aspect::exclusion-cycle"]);
    let found = plan.diagnostics.iter().next().unwrap();
    assert_eq!(
        found.related,
        ["`desktop` excludes `server`", "`server` excludes `desktop`"]
    );
}

#[test]
fn what_is_excluded_at_a_host_stays_excluded_at_its_users() {
    let aspects = json!({ "strict": aspect(&[], &["games"]), "games": aspect(&[], &[]) });
    let alice = user(json!({ "includes": [{ "aspect": "games" }] }));
    let mut strict = including(&["strict"]);
    strict["users"] = json!({ "alice": alice });
    let plan = plan(&fleet(aspects, json!({ "web1": strict }), json!({})));
    assert_eq!(
        json_of(&plan, "web1")["users"]["alice"]["aspects"],
        json!([])
    );
}

#[test]
fn a_function_that_requires_a_user_fires_once_for_each_user() {
    let account = json!({ "shape": { "parts": [{
        "args": { "required": ["host", "user"] }, "classes": { "nixos": [{}], "homeManager": [{}] },
    }] } });
    let shared = json!({ "shape": { "parts": [{ "classes": { "homeManager": [{}] } }] } });
    let mut web1 = including(&["account", "shared"]);
    web1["users"] = json!({ "alice": user(json!({})), "bob": user(json!({})) });
    let plan = plan(&fleet(
        json!({ "account": account, "shared": shared }),
        json!({ "web1": web1 }),
        json!({}),
    ));
    assert_eq!(
        modules(&plan, "web1", "nixosConfigurations"),
        ["account@user:alice@web1", "account@user:bob@web1"]
    );
    let forwards = &json_of(&plan, "web1")["outputs"][0]["forward"];
    let forwarded: Vec<_> = forwards
        .as_array()
        .unwrap()
        .iter()
        .map(|forward| {
            (
                forward["path"][2].as_str().unwrap(),
                forward["modules"].as_array().unwrap().len(),
            )
        })
        .collect();
    // Two users of one host with the same aspect both get it.
    assert_eq!(forwarded, [("alice", 2), ("bob", 2)]);
}

#[test]
fn a_users_own_aspect_reaches_the_host_too() {
    let alice = json!({ "shape": { "parts": [{ "classes": { "nixos": [{}], "homeManager": [{ "args": ["settings"] }] } }] } });
    let web1 = host(json!({ "users": { "alice": user(json!({})) } }));
    let plan = plan(&fleet(
        json!({ "alice": alice }),
        json!({ "web1": web1 }),
        json!({}),
    ));
    assert_eq!(modules(&plan, "web1", "nixosConfigurations"), ["alice@-"]);
    let module = &json_of(&plan, "web1")["outputs"][0]["forward"][0]["modules"][0];
    assert_eq!(module["scope"], "user:alice@web1");
}

#[test]
fn content_that_reaches_no_output_is_never_silent() {
    let of = |class: &str| json!({ "shape": { "parts": [{ "classes": { class: [{}] } }] } });
    let aspects =
        json!({ "mac": of("darwin"), "home": of("homeManager"), "shell": of("devshell") });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": including(&["mac", "home", "shell"]) }),
        json!({}),
    ));
    let mut found: Vec<_> = plan
        .diagnostics
        .iter()
        .map(|found| (found.message.clone(), found.severity))
        .collect();
    found.sort();
    let text = serde_json::to_string_pretty(&found).unwrap();
    for expected in [
        "`darwin` content of aspect `mac`",
        "`homeManager` content of aspect `home`",
        "`devshell` content of aspect `shell`",
    ] {
        assert!(text.contains(expected), "{text}");
    }
    assert_eq!(found.len(), 3, "{text}");
}

#[test]
fn the_most_authoritative_layer_wins() {
    let plan = layered(
        "replace",
        &json!(80),
        [json!(81), json!(82), json!(83), json!(84)],
    );
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        84
    );
    assert_eq!(codes(&plan), Vec::<String>::new());
}

#[test]
fn lists_append_from_the_default_upwards() {
    let plan = layered(
        "append",
        &json!(["a"]),
        [json!(["b"]), json!([]), json!(["c"]), json!(["a"])],
    );
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        json!(["a", "b", "c", "a"])
    );
    let plan = layered(
        "unique",
        &json!(["a"]),
        [json!(["b"]), json!([]), json!(["c"]), json!(["a"])],
    );
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        json!(["a", "b", "c"])
    );
}

#[test]
fn sets_merge_deeply_and_a_clash_of_shapes_is_an_error() {
    let layers = [
        json!({ "x": { "a": 1 } }),
        json!({}),
        json!({ "x": { "b": 2 } }),
        json!({ "x": { "a": 3 } }),
    ];
    let plan = layered("recursive", &json!({ "y": 0 }), layers);
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        json!({ "x": { "a": 3, "b": 2 }, "y": 0 })
    );
    let layers = [
        json!({ "x": { "a": 1 } }),
        json!({}),
        json!({ "x": 1 }),
        json!({}),
    ];
    assert_eq!(
        codes(&layered("recursive", &json!({}), layers)),
        ["den::settings::clash"]
    );
}

#[test]
fn a_hole_replaces_and_is_never_inspected() {
    let hole = json!({ "$den": { "hole": { "path": ["hosts", "web1", "settings", "nginx", 0, "port"], "type": "derivation" } } });
    let plan = layered(
        "replace",
        &json!(80),
        [json!(81), json!(82), json!(83), hole.clone()],
    );
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        hole
    );
}

#[test]
fn two_policies_that_differ_conflict_unless_one_ranks_higher() {
    let configured = |first: i64, second: i64| {
        let effect = |port: i64, priority: i64| json!([{ "configure": { "aspect": "nginx", "priority": priority, "settings": { "port": port } } }]);
        let mut web1 = including(&["nginx"]);
        web1["policies"] = json!({ "a": effect(1, first), "b": effect(2, second) });
        let rest = json!({ "policies": { "a": { "args": {} }, "b": { "args": {} } } });
        plan(&fleet(
            json!({ "nginx": with_port("replace", &json!(80)) }),
            json!({ "web1": web1 }),
            rest,
        ))
    };
    assert_eq!(codes(&configured(0, 0)), ["den::settings::conflict"]);
    assert_eq!(
        json_of(&configured(1, 0), "web1")["settings"]["nginx"]["values"]["port"],
        1
    );
    assert_eq!(
        json_of(&configured(0, 1), "web1")["settings"]["nginx"]["values"]["port"],
        2
    );
}

#[test]
fn priorities_act_within_a_layer_only() {
    let forced = json!({ "$den": { "priority": { "priority": 50, "value": 1 } } });
    let plan = layered(
        "replace",
        &json!(80),
        [forced, json!(82), json!(83), json!(84)],
    );
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        84
    );
}

#[test]
fn a_policy_that_instantiates_replaces_its_classes_default() {
    let tf = json!({ "shape": { "parts": [{ "classes": { "terranix": [{}] } }] } });
    let mut web1 = including(&["tf"]);
    web1["policies"] = json!({ "p": [{ "instantiate": { "class": "terranix", "into": ["terraform", "web1"], "name": "web1-tf" } }] });
    let hosts = json!({ "web1": web1, "web2": including(&["tf"]), "web3": including(&[]) });
    let plan = plan(&fleet(
        json!({ "tf": tf }),
        hosts,
        json!({ "policies": { "p": { "args": {} } } }),
    ));
    let outputs = serde_json::to_value(&plan.index.outputs).unwrap();
    assert_eq!(
        outputs["terraform"],
        json!({ "web1": { "$output": "web1" } })
    );
    assert_eq!(
        outputs["terranixModules"],
        json!({ "web2": { "$output": "web2" } })
    );
    assert_eq!(modules(&plan, "web1", "terraform"), ["tf@-"]);
}

#[test]
fn two_outputs_at_one_attribute_path_name_both() {
    let effect = json!({ "p": [{ "instantiate": { "class": "terranix", "into": ["terraform"], "name": "x" } }] });
    let mut web1 = including(&[]);
    web1["policies"] = effect;
    let plan = plan(&fleet(
        json!({}),
        json!({ "web1": web1.clone(), "web2": web1 }),
        json!({ "policies": { "p": { "args": {} } } }),
    ));
    assert_eq!(codes(&plan), ["den::output::conflict"]);
    assert_eq!(plan.diagnostics.iter().next().unwrap().scopes.len(), 2);
}

#[test]
fn a_host_claimed_by_two_environments_is_in_none() {
    let environments = json!({ "prod": { "hosts": ["web1"] }, "staging": { "hosts": ["web1"] } });
    let plan = plan(&fleet(
        json!({}),
        json!({ "web1": including(&[]) }),
        json!({ "fleet": { "environments": environments } }),
    ));
    assert_eq!(codes(&plan), ["den::fleet::two-environments"]);
    assert_eq!(plan.shards["web1"].environment, None);
}

#[test]
fn tags_are_those_declared_those_listed_and_all() {
    let web1 = host(json!({ "facts": { "tags": ["own"] } }));
    let tags = json!({ "listed": { "hosts": ["web1"] }, "other": { "hosts": [] } });
    let plan = plan(&fleet(
        json!({}),
        json!({ "web1": web1 }),
        json!({ "fleet": { "tags": tags } }),
    ));
    let tags: Vec<_> = plan.shards["web1"]
        .tags
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(tags, ["all", "listed", "own"]);
}

#[test]
fn settings_that_reach_nobody_are_a_warning() {
    let rest = json!({ "fleet": { "settings": { "nginx": [{ "port": 1 }] } } });
    let plan = plan(&fleet(
        json!({ "nginx": with_port("replace", &json!(80)) }),
        json!({ "web1": including(&[]) }),
        rest,
    ));
    assert_eq!(codes(&plan), ["den::settings::unused"]);
    assert!(!plan.diagnostics.has_errors());
}

#[test]
fn a_tag_that_gains_a_host_leaves_the_plans_of_others_alone() {
    let with = |hosts: Value| {
        let rest = json!({ "fleet": { "tags": { "production": { "hosts": hosts } } } });
        plan(&fleet(
            json!({}),
            json!({ "web1": including(&[]), "db1": including(&[]) }),
            rest,
        ))
    };
    let (before, after) = (with(json!(["web1"])), with(json!(["web1", "db1"])));
    assert_eq!(before.shards["web1"], after.shards["web1"]);
    assert_ne!(before.shards["db1"], after.shards["db1"]);
}

#[test]
fn a_name_that_would_leave_the_plans_folder_is_never_a_file() {
    let hosts = json!({ "../../evil": including(&[]), "web1": including(&[]) });
    let plan = plan(&fleet(json!({}), hosts, json!({})));
    assert_eq!(codes(&plan), ["den::name::invalid"]);
    assert_eq!(
        plan.files().keys().collect::<Vec<_>>(),
        ["hosts/web1.json", "index.json"]
    );
}

#[test]
fn a_host_without_a_system_is_told_where_hosts_stand() {
    let hosts = json!({ "users": host(json!({ "facts": { "system": "web1" } })) });
    let plan = plan(&fleet(json!({}), hosts, json!({})));
    assert_eq!(codes(&plan), ["den::host::system"]);
    let help = plan
        .diagnostics
        .iter()
        .next()
        .unwrap()
        .help
        .clone()
        .unwrap();
    assert_eq!(
        help,
        "hosts stand below their system: `den.hosts.x86_64-linux.web1 = { … };`"
    );
}

#[test]
fn what_a_host_excludes_is_excluded() {
    let aspects = json!({ "a": aspect(&["b"], &[]), "b": aspect(&[], &[]) });
    let mut web1 = including(&["a"]);
    web1["excludes"] = json!(["b", "c"]);
    let plan = plan(&fleet(aspects, json!({ "web1": web1 }), json!({})));
    assert_eq!(names(&plan, "web1"), ["a"]);
    assert_eq!(codes(&plan), ["den::aspect::unknown"]);
}

#[test]
fn markers_deep_inside_a_value_are_reported_and_never_planned() {
    let malformed = json!({ "$den": { "malformed": { "code": "den::value::throws", "expected": "a value", "found": "an error" } } });
    let forced = json!({ "$den": { "priority": { "priority": 50, "value": 3 } } });
    for (deep, code) in [
        (&malformed, "den::value::throws"),
        (&forced, "den::value::property"),
    ] {
        let layers = [json!(1), json!(2), json!(3), json!([{ "a": deep }])];
        assert_eq!(codes(&layered("replace", &json!(80), layers)), [code]);
        let layers = [json!({}), json!({}), json!({}), json!({ "a": [deep] })];
        assert_eq!(codes(&layered("recursive", &json!({}), layers)), [code]);
        let layers = [json!(1), json!(2), json!(3), json!(4)];
        assert!(
            codes(&layered("replace", &json!({ "a": deep }), layers)).contains(&code.to_owned())
        );
    }
}

#[test]
fn an_output_that_den_needs_itself_is_refused() {
    for into in [
        json!(["den", "x"]),
        json!(["packages", "x86_64-linux", "x"]),
    ] {
        let mut web1 = including(&[]);
        web1["policies"] =
            json!({ "p": [{ "instantiate": { "class": "terranix", "into": into, "name": "x" } }] });
        let plan = plan(&fleet(
            json!({}),
            json!({ "web1": web1 }),
            json!({ "policies": { "p": { "args": {} } } }),
        ));
        assert_eq!(codes(&plan), ["den::output::reserved"]);
    }
}

#[test]
fn a_near_miss_is_a_warning_and_no_error() {
    let near = json!({ "$den": { "malformed": { "code": "den::host::near-miss", "expected": "tags", "found": "tag" } } });
    let web1 = host(json!({ "facts": { "unknown": [near] } }));
    let plan = plan(&fleet(json!({}), json!({ "web1": web1 }), json!({})));
    assert_eq!(codes(&plan), ["den::host::near-miss"]);
    assert!(!plan.diagnostics.has_errors());
}

#[test]
fn a_shard_that_was_merged_line_by_line_does_not_have_its_digest() {
    let shard = &layered(
        "replace",
        &json!(80),
        [json!(81), json!(82), json!(83), json!(84)],
    )
    .shards["web1"];
    let mut merged = shard.clone();
    merged.settings.clear();
    assert_eq!(shard.clone().sealed().digest, shard.digest);
    assert_ne!(merged.sealed().digest, shard.digest);
}
