//! The names that generated declarations use: those of small synthetic fleets, and a few that nothing has. Few names
//! meet often, and the first of each list is what a failing case shrinks to.

use proptest::prelude::*;
use proptest::sample::select;

macro_rules! names {
    ($($(#[$doc:meta])* $function:ident: $names:expr;)*) => {$(
        $(#[$doc])*
        pub fn $function() -> impl Strategy<Value = &'static str> + Clone {
            select(&$names[..])
        }
    )*};
}

names! {
    /// A host.
    host: ["host0", "host1", "host2", "host3", "new"];
    /// A user.
    user: ["user0", "user1", "user2", "user3", "new"];
    /// An aspect, as it is declared.
    aspect: ["a0", "a1", "a2", "side0", "side1", "side2", "tiered", "shell", "account", "den.default", "host0", "host1", "user0", "new"];
    /// An aspect, as it is named elsewhere.
    reference: ["a0", "a1", "a2", "side0", "side1", "side2", "tiered", "shell", "host0", "new", "side0/tool", "new/tool", "ghost"];
    /// What an aspect requires or provides.
    requirement: ["a0", "a1", "side0", "side2", "account", "shell", "new", "side0/tool", "proxy", "database", "ghost"];
    /// A tag.
    tag: ["web", "edge", "production", "canary", "public", "new"];
    /// An environment.
    environment: ["prod", "staging", "new"];
    /// A class.
    class: ["nixos", "homeManager", "darwin", "terranix", "packages", "ghost"];
    /// A policy.
    policy: ["tls", "watch", "greet", "lean", "infra", "new"];
    /// A rule.
    rule: ["first", "second", "third"];
    /// An option.
    option: ["port", "name", "peers", "limits", "tls", "enable", "$den"];
    /// An argument of a function.
    argument: ["host", "user", "environment", "fleet", "settings", "home", "vars"];
}
