//! Rules and selectors: what follows from them, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use den::document::Document;
use den::document::declared::Declared;
use den::document::slice::Slice;
use den::plan::{Plan, Planner, plan, plan as plan_of};
use den::scope::Scope;
use den::synthetic::{Shape, document};
use fleets::{aspect, codes, fleet, host, including, json_of, names, user, with_port};
use gen_select::Selector;
use serde_json::{Value, json};

fn rule(when: &Value, effects: &Value) -> Value {
    json!({ "when": when, "for": "host", "effects": effects })
}

fn tags(plan: &Plan, host: &str) -> Vec<String> {
    let tags = plan.shards[host].tags.iter();
    tags.map(ToString::to_string)
        .filter(|tag| tag != "all")
        .collect()
}

fn tagged(tags: &[&str]) -> Value {
    host(json!({ "facts": { "tags": tags } }))
}

fn tag(tag: &str) -> Value {
    json!([{ "tag": { "tags": [tag] } }])
}

fn of_rules(hosts: Value, rules: &Value) -> Plan {
    plan(&fleet(json!({}), hosts, json!({ "rules": rules })))
}

fn messages(plan: &Plan) -> String {
    let all = plan.diagnostics.iter().map(|found| found.message.clone());
    all.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_rule_sees_what_other_rules_derive_whatever_their_names() {
    let hosts = json!({ "web1": tagged(&["web"]), "db1": tagged(&[]) });
    for names in [["a", "b", "c"], ["c", "b", "a"]] {
        let rules = json!({
            names[0]: rule(&json!({ "tag": "web" }), &tag("public")),
            names[1]: rule(&json!({ "tag": "public" }), &tag("watched")),
            names[2]: rule(&json!({ "not": { "tag": "watched" } }), &tag("quiet")),
        });
        let plan = of_rules(hosts.clone(), &rules);
        assert_eq!(tags(&plan, "web1"), ["public", "watched", "web"]);
        assert_eq!(tags(&plan, "db1"), ["quiet"]);
        assert_eq!(codes(&plan), Vec::<String>::new());
    }
}

#[test]
fn an_exception_and_an_override_keep_a_rule_from_firing() {
    let hosts = json!({ "web1": tagged(&["web"]), "web2": tagged(&["web", "old"]), "web3": tagged(&["web", "new"]) });
    let rules = json!({
        "usual": { "when": { "tag": "web" }, "unless": { "tag": "old" }, "for": "host", "effects": tag("usual") },
        "special": { "when": { "tag": "new" }, "for": "host", "overrides": ["usual"], "effects": tag("special") },
    });
    let plan = of_rules(hosts, &rules);
    assert_eq!(tags(&plan, "web1"), ["usual", "web"]);
    assert_eq!(tags(&plan, "web2"), ["old", "web"]);
    assert_eq!(tags(&plan, "web3"), ["new", "special", "web"]);
}

#[test]
fn a_function_policy_and_a_rule_plan_the_same() {
    let aspects = json!({ "nginx": with_port("replace", &json!(80)) });
    let effect = json!({ "configure": { "aspect": "nginx", "settings": { "port": 443 } } });
    let mut by_function = including(&["nginx"]);
    by_function["facts"]["tags"] = json!(["production"]);
    let by_rule = by_function.clone();
    by_function["policies"] = json!({ "p": [effect.clone()] });
    let function = plan(&fleet(
        aspects.clone(),
        json!({ "web1": by_function }),
        json!({ "policies": { "p": { "args": { "required": ["host"] } } } }),
    ));
    let rules = json!({ "p": rule(&json!({ "tag": "production" }), &json!([effect])) });
    let rule = plan(&fleet(
        aspects,
        json!({ "web1": by_rule }),
        json!({ "rules": rules }),
    ));
    let shard = |plan: &Plan| {
        let mut shard = json_of(plan, "web1");
        // How it was found out differs, and nothing else.
        shard["reads"] = Value::Null;
        shard["digest"] = Value::Null;
        shard
    };
    assert_eq!(shard(&function), shard(&rule));
    assert_eq!(shard(&rule)["settings"]["nginx"]["values"]["port"], 443);
    assert_eq!(codes(&rule), Vec::<String>::new());
}

#[test]
fn two_rules_of_equal_rank_that_differ_are_one_conflict_that_names_both() {
    let aspects = json!({ "nginx": with_port("replace", &json!(80)) });
    let configure =
        |port: u16| json!([{ "configure": { "aspect": "nginx", "settings": { "port": port } } }]);
    let ranked = |port: u16, priority: i64| json!([{ "configure": { "aspect": "nginx", "settings": { "port": port }, "priority": priority } }]);
    let planned = |first: Value, second: Value| {
        let rules = json!({ "first": rule(&json!({ "star": true }), &first), "second": rule(&json!({ "star": true }), &second) });
        plan(&fleet(
            aspects.clone(),
            json!({ "web1": including(&["nginx"]) }),
            json!({ "rules": rules }),
        ))
    };
    let plan = planned(configure(443), configure(8443));
    assert_eq!(codes(&plan), ["den::settings::conflict"]);
    let said = messages(&plan);
    assert!(
        said.contains("`first`") && said.contains("`second`"),
        "{said}"
    );
    let ranked_rule = json!({
        "first": { "when": { "star": true }, "for": "host", "priority": 5, "effects": configure(443) },
        "second": rule(&json!({ "star": true }), &configure(8443)),
    });
    let hosts = json!({ "web1": including(&["nginx"]) });
    let plan = plan_of(&fleet(
        aspects.clone(),
        hosts,
        json!({ "rules": ranked_rule }),
    ));
    assert_eq!(codes(&plan), Vec::<String>::new());
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        443
    );
    let plan = planned(configure(443), ranked(8443, 10));
    assert_eq!(codes(&plan), Vec::<String>::new());
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        8443
    );
}

#[test]
fn a_rule_that_depends_on_its_own_absence_is_refused_with_the_cycle() {
    let rules = json!({
        "prod-unless-dev": rule(&json!({ "not": { "tag": "dev" } }), &tag("prod")),
        "dev-where-prod": rule(&json!({ "tag": "prod" }), &tag("dev")),
    });
    let plan = of_rules(json!({ "web1": tagged(&[]) }), &rules);
    assert!(codes(&plan).contains(&"den::rule::cycle".to_owned()));
    let said = messages(&plan);
    for part in [
        "`prod-unless-dev`",
        "`dev-where-prod`",
        "¬host:web1 has tag `dev`",
    ] {
        assert!(said.contains(part), "{said}");
    }
    // Where the negation is decided by what is declared, there is no cycle.
    let plan = of_rules(json!({ "web1": tagged(&["dev"]) }), &rules);
    assert_eq!(tags(&plan, "web1"), ["dev"]);
    assert!(!plan.diagnostics.has_errors());
}

#[test]
fn aspects_that_exclude_each_other_are_refused_only_where_an_entity_has_both() {
    let aspects =
        json!({ "desktop": aspect(&[], &["server"]), "server": aspect(&[], &["desktop"]) });
    // The rule makes the include graph part of the program.
    let rules = json!({ "r": rule(&json!({ "aspect": "desktop" }), &tag("graphical")) });
    let planned = |aspects_of: &[&str]| {
        let hosts = json!({ "web1": including(aspects_of) });
        plan(&fleet(aspects.clone(), hosts, json!({ "rules": rules })))
    };
    let plan = planned(&["desktop"]);
    assert_eq!(tags(&plan, "web1"), ["graphical"]);
    assert!(!plan.diagnostics.has_errors());
    let plan = planned(&["desktop", "server"]);
    assert!(
        codes(&plan).contains(&"den::rule::cycle".to_owned()),
        "{}",
        messages(&plan)
    );
}

#[test]
fn a_rule_includes_aspects_and_another_sees_them() {
    let aspects = json!({ "nginx": aspect(&["tls"], &[]), "tls": aspect(&[], &[]), "acme": aspect(&[], &[]) });
    let rules = json!({
        "web": rule(&json!({ "tag": "web" }), &json!([{ "include": { "aspect": { "aspect": "nginx" } } }])),
        "certificates": rule(&json!({ "aspect": "tls" }), &json!([{ "include": { "aspect": { "aspect": "acme" } } }])),
    });
    let hosts = json!({ "web1": tagged(&["web"]), "db1": tagged(&[]) });
    let plan = plan(&fleet(aspects, hosts, json!({ "rules": rules })));
    assert_eq!(names(&plan, "web1"), ["acme", "tls", "nginx"]);
    assert_eq!(names(&plan, "db1"), Vec::<String>::new());
    let shard = json_of(&plan, "web1");
    assert_eq!(
        shard["aspects"][0]["because"],
        json!([{ "rule": "certificates" }])
    );
}

#[test]
fn an_environment_picks_its_hosts_by_what_rules_derive_as_well() {
    let hosts = json!({ "web1": tagged(&["web"]), "db1": tagged(&[]) });
    let rest = json!({
        "fleet": { "environments": { "prod": { "selector": { "attrs": { "tag": "production" } } } } },
        "rules": { "r": rule(&json!({ "tag": "web" }), &tag("production")) },
    });
    let plan = plan(&fleet(json!({}), hosts, rest));
    assert_eq!(
        plan.shards["web1"].environment.as_ref().unwrap().as_str(),
        "prod"
    );
    assert_eq!(plan.shards["db1"].environment, None);
    assert_eq!(codes(&plan), Vec::<String>::new());
}

#[test]
fn a_host_that_two_environments_pick_is_refused_with_both() {
    let rest = json!({ "fleet": { "environments": {
        "prod": { "selector": { "tag": "web" } }, "lab": { "selector": { "name": "web*" } },
    } } });
    let plan = plan(&fleet(json!({}), json!({ "web1": tagged(&["web"]) }), rest));
    assert_eq!(codes(&plan), ["den::fleet::two-environments"]);
    assert!(messages(&plan).contains("`lab` and `prod`"));
}

#[test]
fn rules_look_at_what_is_around_and_within() {
    let mut web1 = tagged(&[]);
    web1["users"] = json!({ "alice": user(json!({ "attributes": { "team": ["ops", "web"] } })) });
    web1["facts"]["environment"] = json!("prod");
    let hosts = json!({ "web1": web1, "db1": tagged(&["spare"]) });
    let rest = json!({
        "fleet": { "environments": { "prod": { "meta": { "region": "eu" } } } },
        "rules": {
            "a": rule(&json!({ "has": { "attrs": { "team": "ops" } } }), &tag("operated")),
            "b": rule(&json!({ "parent": { "attrs": { "region": "eu" } } }), &tag("european")),
            "c": rule(&json!({ "within": { "hasWithin": { "tag": "spare" } } }), &tag("covered")),
            "d": { "when": { "parent": { "tag": "operated" } }, "for": "user",
                   "effects": [{ "include": { "aspect": { "aspect": "shell" } } }] },
        },
    });
    let plan = plan(&fleet(json!({ "shell": aspect(&[], &[]) }), hosts, rest));
    assert_eq!(tags(&plan, "web1"), ["covered", "european", "operated"]);
    assert_eq!(tags(&plan, "db1"), ["covered", "spare"]);
    let shard = json_of(&plan, "web1");
    assert_eq!(shard["users"]["alice"]["aspects"][0]["aspect"], "shell");
    assert!(!plan.diagnostics.has_errors(), "{}", messages(&plan));
}

#[test]
fn constraints_are_told_where_they_do_not_hold() {
    let rules = json!({ "r": rule(&json!({ "tag": "web" }), &json!([
        { "require": { "aspect": "tls" } },
        { "assert": { "message": "web servers have users", "severity": "warning", "that": { "has": { "kind": "user" } } } },
        { "assert": { "message": "never", "severity": "error", "that": true } },
    ])) });
    let hosts = json!({ "web1": tagged(&["web"]), "db1": tagged(&[]) });
    let plan = plan(&fleet(
        json!({ "tls": aspect(&[], &[]) }),
        hosts,
        json!({ "rules": rules }),
    ));
    assert_eq!(
        codes(&plan),
        ["den::policy::require", "den::policy::assert"]
    );
    assert!(
        plan.diagnostics
            .iter()
            .all(|found| found.scopes == [Scope::parse("web1")])
    );
}

#[test]
fn what_is_enforced_is_above_every_other_layer() {
    let aspects = json!({ "nginx": with_port("replace", &json!(80)) });
    let mut web1 = including(&["nginx"]);
    web1["settings"] = json!({ "nginx": [{ "port": 8080 }] });
    let effects = json!([{ "enforce": { "aspect": "nginx", "settings": { "port": 443 } } }]);
    let rules = json!({ "r": rule(&json!({ "star": true }), &effects) });
    let plan = plan(&fleet(
        aspects,
        json!({ "web1": web1 }),
        json!({ "rules": rules }),
    ));
    assert_eq!(
        json_of(&plan, "web1")["settings"]["nginx"]["values"]["port"],
        443
    );
}

#[test]
fn names_that_nothing_has_are_told() {
    let rest = json!({
        "fleet": { "environments": { "prod": { "selector": { "within": { "star": true } } } } },
        "rules": {
            "a": rule(&json!({ "and": [{ "environment": "prd" }, { "not": { "tag": "wbe" } }] }), &json!([])),
            "b": { "when": { "tga": "web" }, "for": "host", "effects": [] },
            "c": { "when": { "star": true }, "for": "user", "effects": tag("x"), "overrides": ["z"] },
        },
    });
    let plan = plan(&fleet(json!({}), json!({ "web1": tagged(&["web"]) }), rest));
    let mut found = codes(&plan);
    found.sort();
    found.dedup();
    assert_eq!(
        found,
        [
            "den::environment::selector",
            "den::rule::tag",
            "den::rule::unknown",
            "den::selector::empty",
            "den::selector::malformed",
            "den::selector::unknown",
        ]
    );
    let said = messages(&plan);
    for part in ["`prd`", "`wbe`", "no key `tga`", "overrides `z`"] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
}

/// A synthetic fleet with a rule for each aspect that tags the hosts that have it.
fn marked(shape: &Shape) -> Document {
    let mut fleet = document(shape);
    let names: Vec<_> = fleet.aspects.keys().cloned().collect();
    for name in names {
        let rule = rule(&json!({ "aspect": name }), &tag(&format!("has-{name}")));
        let rule = serde_json::from_value(rule).unwrap();
        let slice = Slice::new(Declared::Good(rule));
        fleet
            .rules
            .insert(format!("mark-{name}").as_str().into(), slice);
    }
    fleet
}

#[test]
fn rules_see_just_the_aspects_that_a_host_is_planned_with() {
    for seed in 0..20 {
        let shape = Shape {
            seed,
            ..Shape::default()
        };
        let (plain, marked) = (plan(&document(&shape)), plan(&marked(&shape)));
        for (name, shard) in &marked.shards {
            let planned = |shard: &den::plan::shard::Shard| -> Vec<String> {
                shard
                    .aspects
                    .iter()
                    .map(|planned| planned.aspect.to_string())
                    .collect()
            };
            assert_eq!(planned(shard), planned(&plain.shards[name]));
            let mut by_tags: Vec<_> = shard
                .tags
                .iter()
                .filter_map(|tag| tag.as_str().strip_prefix("has-"))
                .collect();
            by_tags.sort_unstable();
            let mut has: Vec<_> = planned(shard);
            has.retain(|id| !id.contains('/'));
            has.sort_unstable();
            assert_eq!(by_tags, has, "seed {seed}, host {name}");
        }
    }
}

#[test]
fn a_fleet_selects_what_its_rules_derive() {
    let fleet = marked(&Shape::default());
    let plans = plan(&fleet).shards;
    let planner = Planner::new(&fleet);
    for text in ["aspect:a0", "tag:has-a0"] {
        let selector: Selector = text.parse().unwrap();
        let picked = planner
            .select(&(selector & Selector::kind("host")), false)
            .unwrap();
        let picked: Vec<_> = picked.into_iter().map(|picked| picked.scope).collect();
        let with = plans.iter().filter(|(_, shard)| {
            shard
                .aspects
                .iter()
                .any(|planned| planned.aspect.as_str() == "a0")
        });
        assert_eq!(
            picked,
            with.map(|(name, _)| Scope::Host(name.clone()))
                .collect::<Vec<_>>()
        );
    }
}

/// `within(has-within(within(…)))`, this many times.
fn out_and_in(times: usize, inner: &Value) -> Value {
    (0..times).fold(
        inner.clone(),
        |inner, _| json!({ "within": { "hasWithin": inner } }),
    )
}

#[test]
fn a_selector_that_looks_out_and_in_again_and_again_ends() {
    let mut web1 = tagged(&["web"]);
    web1["users"] = json!({ "alice": user(json!({})), "bob": user(json!({})) });
    let hosts = json!({ "web1": web1.clone(), "web2": web1, "db1": tagged(&[]) });
    let of_users = (0..40).fold(
        json!({ "tag": "web" }),
        |inner, _| json!({ "has": { "parent": inner } }),
    );
    let rules = json!({
        "a": rule(&out_and_in(40, &json!({ "tag": "web" })), &tag("covered")),
        "b": rule(&of_users, &tag("shared")),
        "c": rule(&json!({ "not": out_and_in(40, &json!({ "tag": "none" })) }), &tag("spared")),
    });
    let plan = of_rules(hosts, &rules);
    assert_eq!(tags(&plan, "web1"), ["covered", "shared", "spared", "web"]);
    assert_eq!(tags(&plan, "db1"), ["covered", "spared"]);
    assert!(!plan.diagnostics.has_errors(), "{}", messages(&plan));
}

#[test]
fn two_negations_around_what_others_have_come_to_none() {
    let other = |inner: Value| json!({ "within": { "hasWithin": inner } });
    // `web1` may have the tag where somebody has it: a rule that needs itself, and not its own absence.
    let when = json!({ "not": other(json!({ "not": other(json!({ "tag": "x" })) })) });
    let plan = of_rules(
        json!({ "web1": tagged(&[]) }),
        &json!({ "r": rule(&when, &tag("x")) }),
    );
    assert!(!plan.diagnostics.has_errors(), "{}", messages(&plan));
    assert_eq!(tags(&plan, "web1"), Vec::<String>::new());
    let plan = of_rules(
        json!({ "web1": tagged(&["x"]), "db1": tagged(&[]) }),
        &json!({ "r": { "when": { "star": true }, "unless": other(json!({ "not": other(json!({ "tag": "x" })) })),
                        "for": "host", "effects": tag("y") } }),
    );
    assert_eq!(tags(&plan, "db1"), ["y"]);
}

#[test]
fn a_home_whose_rules_depend_on_their_own_absence_is_refused() {
    let include = |aspect: &str| json!([{ "include": { "aspect": { "aspect": aspect } } }]);
    let of_home = |when: &Value, aspect: &str| json!({ "when": when, "for": "home", "effects": include(aspect) });
    let rest = json!({
        "homes": { "vic": { "facts": { "classes": ["homeManager"], "system": "x86_64-linux", "user": "vic" } } },
        "rules": {
            "a": of_home(&json!({ "not": { "aspect": "p" } }), "q"),
            "b": of_home(&json!({ "aspect": "q" }), "p"),
        },
    });
    let aspects = json!({ "p": aspect(&[], &[]), "q": aspect(&[], &[]) });
    let plan = plan(&fleet(aspects, json!({}), rest));
    let cycles = plan.diagnostics.iter();
    let cycles: Vec<_> = cycles
        .filter(|found| found.code == "den::rule::cycle")
        .collect();
    assert_eq!(cycles.len(), 1);
    assert_eq!(cycles[0].scopes, [Scope::parse("home:vic")]);
}

#[test]
fn a_rule_that_looks_through_environments_is_stale_when_there_is_another() {
    let planned = |environments: Value| {
        let rest = json!({
            "fleet": { "environments": environments },
            "rules": { "r": rule(&json!({ "within": { "has": { "kind": "environment" } } }), &tag("sorted")) },
        });
        plan(&fleet(json!({}), json!({ "web1": tagged(&[]) }), rest))
    };
    let (without, with) = (planned(json!({})), planned(json!({ "lab": {} })));
    assert_eq!(tags(&without, "web1"), Vec::<String>::new());
    assert_eq!(tags(&with, "web1"), ["sorted"]);
    assert_ne!(without.shards["web1"].reads, with.shards["web1"].reads);
}

#[test]
fn a_host_of_an_environment_that_there_is_not_is_planned_whatever_other_ones_there_are() {
    let mut web1 = including(&["placed"]);
    web1["facts"]["environment"] = json!("ghost");
    let mut placed = aspect(&["inner"], &[]);
    placed["shape"]["parts"][0]["args"] = json!({ "required": ["environment"] });
    let aspects = json!({ "placed": placed, "inner": aspect(&[], &[]) });
    let rules = json!({ "r": rule(&json!({ "aspect": "inner" }), &tag("inner")) });
    for environments in [json!({}), json!({ "prod": {} })] {
        let rest = json!({ "fleet": { "environments": environments }, "rules": rules });
        let plan = plan(&fleet(aspects.clone(), json!({ "web1": web1 }), rest));
        assert_eq!(tags(&plan, "web1"), Vec::<String>::new());
        assert_eq!(names(&plan, "web1"), ["placed"]);
    }
}

#[test]
fn rules_that_override_themselves_or_one_another_are_told_what_to_drop() {
    let overriding = |names: &[&str]| json!({ "when": { "tag": "web" }, "for": "host", "overrides": names, "effects": tag("x") });
    let hosts = || json!({ "web1": tagged(&["web"]), "db1": tagged(&[]) });
    let itself = of_rules(hosts(), &json!({ "a": overriding(&["a"]) }));
    assert!(codes(&itself).contains(&"den::rule::overrides".to_owned()));
    let each_other = json!({ "a": overriding(&["b"]), "b": overriding(&["a"]) });
    let plan = of_rules(hosts(), &each_other);
    let mut cycles = plan.diagnostics.iter();
    let cycle = cycles.find(|found| found.code == "den::rule::cycle");
    let cycle = cycle.unwrap();
    assert_eq!(cycle.scopes, [Scope::parse("web1")]);
    assert!(cycle.help.as_ref().unwrap().contains("`overrides`"));
}

#[test]
fn a_cycle_of_exclusions_that_rules_meet_says_whose_excludes_to_drop() {
    // The closure has an answer here: `c` is there, whatever the two others do.
    let aspects = json!({
        "a": aspect(&[], &["b"]), "b": aspect(&[], &["a"]), "c": aspect(&[], &["b"]),
    });
    let rules = json!({ "r": rule(&json!({ "aspect": "c" }), &tag("x")) });
    let hosts = json!({ "web1": including(&["a", "b", "c"]), "db1": including(&["c"]) });
    let planned = |rules: &Value| {
        plan(&fleet(
            aspects.clone(),
            hosts.clone(),
            json!({ "rules": rules }),
        ))
    };
    let without = planned(&json!({}));
    assert_eq!(codes(&without), Vec::<String>::new());
    let with = planned(&rules);
    let mut cycles = with.diagnostics.iter();
    let cycle = cycles.find(|found| found.code == "den::rule::cycle");
    let cycle = cycle.unwrap();
    assert_eq!(cycle.scopes, [Scope::parse("web1")]);
    assert!(cycle.help.as_ref().unwrap().contains("`excludes`"));
    assert_eq!(names(&with, "web1"), names(&without, "web1"));
    assert_eq!(tags(&with, "db1"), ["x"]);
}
