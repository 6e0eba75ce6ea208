//! P3: documents, plans and the command line's JSON satisfy the schemas that are committed.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use den::catalog::catalog;
use den::document::Document;
use den::document::value::Value;
use den::explain::explain;
use den::output::{Output, ShownFleet};
use den::plan::plan;
use den::scope::Scope;
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::{Value as Json, json};

use crate::support::case::case;
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "P3",
    says: "document and plan satisfy their committed schemas",
};

/// A schema of `schemas/`.
fn schema(name: &str) -> Validator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let text = std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).unwrap();
    jsonschema::draft202012::new(&serde_json::from_str(&text).unwrap()).unwrap()
}

macro_rules! schemas {
    ($($name:ident = $file:literal;)*) => {$(
        static $name: LazyLock<Validator> = LazyLock::new(|| schema($file));
    )*};
}

schemas! {
    DOCUMENT = "fleet-document";
    INDEX = "plan-index";
    HOST = "plan-host";
    CATALOG = "cli/catalog";
    CHECK = "cli/check";
    ERROR = "cli/error";
    EXPLAIN = "cli/explain";
    EXPLAIN_SCOPE = "cli/explain-scope";
    PLAN = "cli/plan";
    PLAN_TRACE = "cli/plan-trace";
    SCHEMA = "cli/schema";
    SELECT = "cli/select";
    SETTINGS = "cli/settings";
    SHOW_FLEET = "cli/show-fleet";
    SHOW_HOST = "cli/show-host";
    SHOW_USER = "cli/show-user";
}

/// Everything that is written of a document, with its schema.
fn written(document: &Document) -> Vec<(&'static Validator, Json)> {
    fn of(thing: impl serde::Serialize) -> Json {
        serde_json::to_value(thing).unwrap()
    }
    let plan = plan(document);
    let (index, shards, diagnostics) = (plan.index, plan.shards, plan.diagnostics);
    let mut all: Vec<(&'static Validator, Json)> = vec![
        (&DOCUMENT, of(document)),
        (&INDEX, of(&index)),
        (&CATALOG, of(Output::new(catalog(document)))),
        (
            &CHECK,
            of(Output::new(diagnostics.iter().collect::<Vec<_>>())),
        ),
        (
            &SHOW_FLEET,
            of(Output::new(ShownFleet {
                homes: plan.homes.iter().collect(),
                hosts: shards.iter().collect(),
            })),
        ),
    ];
    for (host, shard) in &shards {
        all.push((&HOST, of(shard)));
        all.push((&SHOW_HOST, of(Output::new(shard))));
        all.extend(
            shard
                .users
                .values()
                .map(|user| -> (&'static Validator, Json) { (&SHOW_USER, of(Output::new(user))) }),
        );
        let scope = Scope::Host(host.clone());
        let explained = shard
            .settings
            .keys()
            .filter_map(|aspect| explain(document, &scope, aspect.as_str()).ok());
        all.extend(explained.map(|explained| -> (&'static Validator, Json) {
            (&EXPLAIN, of(Output::new(explained.explanations)))
        }));
    }
    all
}

fn satisfied(written: impl IntoIterator<Item = (&'static Validator, Json)>) -> TestCaseResult {
    for (schema, json) in written {
        if let Err(error) = schema.validate(&json) {
            return Err(TestCaseError::fail(format!(
                "at {}: {error}",
                error.instance_path()
            )));
        }
    }
    Ok(())
}

#[test]
fn p3_holds() {
    holds(&case(), |case| satisfied(written(&case.document())));
}

#[test]
fn p3_holds_of_the_command_line() {
    let document = den::synthetic::document(&den::synthetic::Shape::default());
    let folder = tempfile::tempdir().unwrap();
    let text = serde_json::to_string(&document).unwrap();
    std::fs::write(folder.path().join("fleet.json"), text).unwrap();
    let user = document.hosts["host0"].users.keys().next().unwrap();
    let user = format!("{user}@host0");
    let commands: &[(&LazyLock<Validator>, &[&str])] = &[
        (&CATALOG, &["catalog"]),
        (&ERROR, &["catalog", "--category", "nowhere"]),
        (&CHECK, &["check"]),
        (&DOCUMENT, &["export"]),
        (&EXPLAIN, &["explain", "host0", "a0"]),
        (&EXPLAIN, &["explain", &user, "shell.editor"]),
        (&EXPLAIN_SCOPE, &["explain", "host0"]),
        (&EXPLAIN_SCOPE, &["explain", &user]),
        (&ERROR, &["explain", "nowhere"]),
        (&PLAN, &["plan", "--dry-run"]),
        (&PLAN_TRACE, &["plan", "--host", "host0", "--trace"]),
        (&SCHEMA, &["schema", "a0"]),
        (&ERROR, &["schema", "a1"]),
        (&ERROR, &["schema", "nowhere"]),
        (&SELECT, &["select", "*"]),
        (&SELECT, &["select", "is:nobody"]),
        (
            &SELECT,
            &["select", "!tag:web | within(env:prod)", "--explain"],
        ),
        (
            &SELECT,
            &["select", "has-within(kind:user)", "--at", "host0"],
        ),
        (&ERROR, &["select", ""]),
        (&ERROR, &["select", "*", "--at", "nowhere"]),
        (&SHOW_FLEET, &["show"]),
        (
            &SHOW_FLEET,
            &["show", "--environment", "prod", "--tag", "all"],
        ),
        (&ERROR, &["show", "--tag", "nowhere"]),
        (&SHOW_FLEET, &["show", "env:prod"]),
        (&SETTINGS, &["settings", "host0"]),
        (&SETTINGS, &["settings", "host0", "a0"]),
        (&SETTINGS, &["settings", &user]),
        (&ERROR, &["settings", "host0", "nowhere"]),
        (&SHOW_HOST, &["plan", "--host", "host0"]),
        (&SHOW_HOST, &["plan", "--host", "host0", "--provenance"]),
        (&SHOW_HOST, &["show", "host0"]),
        (&SHOW_USER, &["show", &user]),
    ];
    for (schema, arguments) in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_den"));
        let output = command
            .args(["--json", "--fleet"])
            .arg(folder.path())
            .args(*arguments)
            .output()
            .unwrap();
        let json = serde_json::from_slice(&output.stdout).unwrap();
        let result = satisfied([(&***schema, json)]);
        assert!(result.is_ok(), "den {}: {result:?}", arguments.join(" "));
    }
}

#[test]
fn p3_refuses_a_field_that_the_schema_lacks() {
    gives_away(&case(), |case| {
        let mut document = serde_json::to_value(case.document()).unwrap();
        document["fleet"]["services"] = json!({});
        satisfied([(&*DOCUMENT, document)])
    });
}

#[test]
fn p3_refuses_a_digest_in_capitals() {
    gives_away(&case(), |case| {
        let plan = plan(&case.document());
        let shards = plan.shards.values().map(|shard| {
            let mut json = serde_json::to_value(shard).unwrap();
            json["reads"] = serde_json::from_str(
                &json["reads"]
                    .to_string()
                    .to_uppercase()
                    .replace("NULL", "null"),
            )
            .unwrap();
            (&*HOST, json)
        });
        satisfied(shards)
    });
}

#[test]
fn p3_refuses_a_float_in_a_value() {
    // What a `Value` cannot hold, the schema must not let through either.
    assert!(serde_json::from_str::<Value>("1.5").is_err());
    gives_away(&case(), |case| {
        let mut document = serde_json::to_value(case.document()).unwrap();
        document["fleet"]["meta"] = json!({ "ratio": 1.5 });
        satisfied([(&*DOCUMENT, document)])
    });
}
