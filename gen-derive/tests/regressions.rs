//! What earlier engines got wrong, each under the name of what broke.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use gen_derive::{Atom, Formula, Offer, Offers, Program, Rule, Rules};

type Fact = Atom<&'static str, &'static str, &'static str>;
type Ground = Program<Fact, &'static str>;

fn holds(key: &'static str, scope: &&'static str) -> Formula<Fact> {
    Formula::atom(Atom::Holds(key, *scope))
}

fn given(facts: &[(&'static str, &'static str)]) -> Ground {
    let mut program = Program::new();
    for &(key, scope) in facts {
        program.fact(Atom::Holds(key, scope));
    }
    program
}

fn evaluated<'a>(
    rules: impl IntoIterator<Item = Rule<'a, &'static str, &'static str, &'static str>>,
    facts: &[(&'static str, &'static str)],
    hosts: &[&'static str],
) -> Result<gen_derive::Model<Fact, &'static str>, String> {
    let rules: Rules<'_, _, _, _> = rules.into_iter().collect();
    let mut program = given(facts);
    rules.ground(hosts.iter().copied(), &mut program, |_, _| {});
    program.evaluate().map_err(|cycle| cycle.to_string())
}

/// A rule fired on the absence of a tag in the first round; a later round gave the tag, and the action stayed.
#[test]
fn a_negated_condition_that_holds_in_the_end_leaves_no_action_behind() {
    let model = evaluated(
        [
            Rule::new("open unless closed", |host| !holds("closed", host)).gives(["open"]),
            Rule::new("late", |host| holds("early", host)).gives(["closed"]),
            Rule::new("early", |host| holds("host", host)).gives(["early"]),
        ],
        &[("host", "web1")],
        &["web1", "web2"],
    )
    .unwrap();
    assert!(model.holds(&Atom::Holds("closed", "web1")));
    assert!(!model.holds(&Atom::Holds("open", "web1")));
    assert!(!model.holds(&Atom::Fires("open unless closed", "web1")));
    assert!(model.holds(&Atom::Holds("open", "web2")));
}

/// `prod ← ¬dev, dev ← prod` was accepted, and gave both.
#[test]
fn a_rule_that_takes_its_own_ground_away_is_refused() {
    let refused = evaluated(
        [
            Rule::new("production by default", |host| !holds("dev", host)).gives(["prod"]),
            Rule::new("all is development", |host| holds("prod", host)).gives(["dev"]),
        ],
        &[],
        &["web1"],
    );
    assert_eq!(
        refused.unwrap_err(),
        "rule production by default fires at web1 needs its own absence: \
         rule production by default fires at web1 ← ¬dev at web1 (production by default), \
         dev at web1 ← rule all is development fires at web1 (all is development), \
         rule all is development fires at web1 ← prod at web1 (all is development), \
         prod at web1 ← rule production by default fires at web1 (production by default)"
    );
}

/// A rule without a name was told from itself by the round in which it fired, so it fired again in each.
#[test]
fn a_rule_without_a_name_fires_once_and_not_once_a_round() {
    let position = "policies.nix:3";
    let mut rules: Vec<_> = [("0", "1"), ("1", "2"), ("2", "3"), ("3", "4")]
        .into_iter()
        .map(|(from, to)| Rule::new(to, move |host| holds(from, host)).gives([to]))
        .collect();
    // It comes to hold again and again: in rounds one, three, five, …
    let any =
        |host: &&'static str| Formula::any(["0", "1", "2", "3", "4"].map(|key| holds(key, host)));
    rules.push(
        Rule::new(position, any)
            .triggered_by(["0", "1", "2", "3", "4"])
            .gives(["4"]),
    );
    let model = evaluated(rules, &[("0", "web1")], &["web1"]).unwrap();

    let fired = model
        .iter()
        .filter(|atom| matches!(atom, Atom::Fires(rule, _) if *rule == position));
    let offers: Vec<_> = fired
        .map(|_| {
            let offer = Offer {
                value: 80,
                priority: 0,
                rule: position,
                origin: (),
            };
            ("web1.port", offer)
        })
        .collect();
    assert_eq!(offers.len(), 1);
    assert_eq!(
        Offers::by_target(offers)["web1.port"]
            .winner()
            .unwrap()
            .value,
        80
    );
}

/// Which of two equal rules counted depended on which one stood first.
#[test]
fn two_rules_of_one_rank_are_one_conflict_that_names_both_whatever_their_order() {
    let offer = |value, priority, rule, origin| Offer {
        value,
        priority,
        rule,
        origin,
    };
    let mut given = vec![
        ("port", offer(443, 5, "tls", "policies.nix:9")),
        ("port", offer(80, 5, "plain", "policies.nix:4")),
        ("port", offer(22, 0, "a", "policies.nix:1")),
    ];
    for _ in 0..given.len() {
        given.rotate_left(1);
        let offers = Offers::by_target(given.clone());
        let conflict = offers["port"].winner().unwrap_err();
        assert_eq!(
            conflict.to_string(),
            "plain and tls give different values at priority 5"
        );
        let origins = [conflict.first.origin, conflict.other.origin];
        assert_eq!(origins, ["policies.nix:4", "policies.nix:9"]);
    }
}

#[test]
fn a_rule_that_is_overridden_fires_where_nothing_overrides_it() {
    let rules = || {
        [
            Rule::new("a", |host| holds("host", host)).gives(["by a"]),
            Rule::new("b", |host| holds("b", host)).overrides(["a"]),
            Rule::new("c", |host| holds("c", host)).overrides(["b"]),
        ]
    };
    let facts = [
        ("host", "x"),
        ("host", "y"),
        ("b", "y"),
        ("host", "z"),
        ("b", "z"),
        ("c", "z"),
    ];
    for turned in 0..3 {
        let mut rules = Vec::from(rules());
        rules.rotate_left(turned);
        let model = evaluated(rules, &facts, &["x", "y", "z"]).unwrap();
        let by_a = ["x", "y", "z"].map(|host| model.holds(&Atom::Holds("by a", host)));
        assert_eq!(by_a, [true, false, true]);
    }
}

#[test]
fn rules_that_override_each_other_are_refused_only_where_both_have_a_chance() {
    let rules = || {
        [
            Rule::new("a", |host| holds("a", host)).overrides(["b"]),
            Rule::new("b", |host| holds("b", host)).overrides(["a"]),
        ]
    };
    let hosts = ["x", "y"];
    assert!(evaluated(rules(), &[("a", "x"), ("b", "y")], &hosts).is_ok());
    let refused = evaluated(rules(), &[("a", "x"), ("b", "x")], &hosts).unwrap_err();
    assert!(
        refused.contains("rule a fires at x ← ¬rule b fires at x"),
        "{refused}"
    );
}

/// The triggers of a rule change what it costs, never what it gives.
#[test]
fn a_rule_with_triggers_gives_what_it_gives_without() {
    let rule = || Rule::new("r", |host| holds("a", host) & !holds("b", host)).gives(["c"]);
    let facts = [("a", "x"), ("a", "y"), ("b", "y"), ("b", "z")];
    let hosts = ["x", "y", "z"];
    let everywhere = evaluated([rule()], &facts, &hosts).unwrap();
    let triggered = evaluated([rule().triggered_by(["a"])], &facts, &hosts).unwrap();
    assert!(everywhere.iter().eq(triggered.iter()));
    assert!(triggered.work().clauses < everywhere.work().clauses);
}
