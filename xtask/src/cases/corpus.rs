//! The corpus of option declarations (`flake-module/tests/corpus`): JSON Schema and the module system agree on every value.
//!
//! Nix says of each case what interface den makes of it, and of each of many definitions whether the real module
//! system takes it. Here the same definitions are validated against that interface. Where a type knows something as a function alone, its
//! case says so, and the schema may take more; a case that says so without need fails too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use serde::Deserialize;
use serde_json::Value;

use super::evaluate::{path_literal, string_literal};
use super::subject::{Missing, Subject};
use super::{Outcome, indented};
use crate::error::{Context, Result};
use crate::nix::{Lane, Nix};
use crate::suite::Suite;
use crate::{parallel, process};

/// The file of a folder of cases that judges the corpus beside it; a folder without one has no corpus.
pub(super) const JUDGE: &str = "corpus/judged.nix";

/// Runs the cases of a judge whose title contains `filter` on every Nix and lib; one suite per lane.
pub(super) fn run(
    judge: &Path,
    lanes: &[(Lane, Result<Nix>)],
    subjects: &[Subject],
    missing: &[Missing],
    filter: &str,
) -> Outcome {
    let mut suites: BTreeMap<Lane, Suite> = lanes
        .iter()
        .map(|(lane, nix)| {
            let version = nix.as_ref().map_or(lane.version(), Nix::version);
            (*lane, Suite::new(format!("Nix {version} corpus")))
        })
        .collect();
    // flake-parts has no part in it.
    let subjects: Vec<&Subject> = subjects
        .iter()
        .filter(|subject| subject.flake_parts.is_none())
        .collect();
    let found = parallel::map(&subjects, |subject| {
        let start = Instant::now();
        let found = judged(judge, subject, filter);
        let (cases, samples) = found.as_ref().map_or((0, 0), |cases| {
            let samples = cases.values().map(|case| case.samples.len()).sum();
            (cases.len(), samples)
        });
        let took = start.elapsed();
        eprintln!("nix: corpus: {cases} schemas, {samples} values [{subject}] {took:.1?}");
        found
    });
    let most = found.iter().flatten().map(BTreeMap::len).max().unwrap_or(0);
    let mut failures = Vec::new();
    for (subject, found) in subjects.into_iter().zip(found) {
        let Some(suite) = suites.get_mut(&subject.lane()) else {
            continue;
        };
        match found {
            Ok(cases) => {
                for (name, case) in cases {
                    let differences = case.differences();
                    if differences.is_empty() {
                        suite.pass(1);
                    } else {
                        let name = format!("{} [{subject}]", title(&name));
                        failures.push(format!("{name}\n{}", indented(&differences.join("\n"))));
                        suite.fail(name);
                    }
                }
            }
            Err(error) => {
                let name = format!("corpus: it does not evaluate [{subject}]");
                failures.push(format!("{name}\n{}", indented(&error.to_string())));
                suite.fail(name);
            }
        }
    }
    for Missing { lane, reason, .. } in missing.iter().filter(|missing| !missing.flake_parts) {
        if let Some(suite) = suites.get_mut(lane) {
            suite.skip(most, reason);
        }
    }
    Outcome {
        suites: suites.into_values().collect(),
        failures,
    }
}

/// What Nix says of one case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    interface: Value,
    /// Why the schema refuses what the module system takes.
    narrower: Option<String>,
    samples: Vec<Sample>,
    /// Why the schema takes what the module system refuses.
    wider: Option<String>,
}

/// Definitions of the case's options, and whether the module system takes them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    accepted: bool,
    /// Whether the option type that den makes of the schema takes the value.
    conforms: Option<bool>,
    value: Value,
}

/// The name under which a case is found in a report, and by a filter.
fn title(name: &str) -> String {
    format!("corpus: {name}: its schema agrees with the module system")
}

/// All cases whose title contains `filter`, by name.
fn judged(judge: &Path, subject: &Subject, filter: &str) -> Result<BTreeMap<String, Case>> {
    let lib = path_literal(&subject.lib);
    let mut expression = format!("import {} {{ lib = import {lib};", path_literal(judge));
    // Writing to a string cannot fail.
    let _ = write!(
        expression,
        " isWanted = name: (import {lib}).hasInfix {} {}; }}",
        string_literal(filter),
        string_literal(&title("\0")).replace('\0', "${name}"),
    );
    let output = process::output(subject.nix.command().args([
        "eval",
        "--impure",
        "--json",
        "--expr",
        &expression,
    ]))?;
    serde_json::from_str(&output).context(|| "reading what Nix says of the corpus".to_owned())
}

impl Case {
    /// Every definition on which the two differ in a way that the case does not tell of.
    fn differences(&self) -> Vec<String> {
        let validator = match jsonschema::draft202012::new(&self.interface) {
            Ok(validator) => validator,
            Err(error) => return vec![format!("it is no JSON Schema: {error}")],
        };
        let (mut wider, mut narrower) = (false, false);
        let mut differences = Vec::new();
        let has_patterns = has_patterns(&self.interface);
        for sample in &self.samples {
            let Sample {
                accepted,
                conforms,
                value,
            } = sample;
            let valid = validator.is_valid(value);
            match conforms {
                Some(false) if valid => {
                    differences.push(format!(
                        "{value}: the schema takes it, its option type does not"
                    ));
                }
                // What a pattern says is not tried there.
                Some(true) if !valid && !has_patterns => {
                    differences.push(format!(
                        "{value}: its option type takes it, the schema does not"
                    ));
                }
                _ => {}
            }
            match (accepted, valid) {
                (false, true) if self.lacks_computed(value) => {}
                (false, true) => {
                    wider = true;
                    if self.wider.is_none() {
                        differences.push(format!("{value}: the schema takes it, Nix does not"));
                    }
                }
                (true, false) => {
                    narrower = true;
                    if self.narrower.is_none() {
                        differences.push(format!("{value}: Nix takes it, the schema does not"));
                    }
                }
                _ => {}
            }
        }
        for (reason, is_needed, what) in [
            (&self.wider, wider, "wider"),
            (&self.narrower, narrower, "narrower"),
        ] {
            if let Some(reason) = reason
                && !is_needed
            {
                differences.push(format!("it is not {what}, although it says: {reason}"));
            }
        }
        differences
    }

    /// Whether what a definition lacks is computed: an interface requires nothing of that kind.
    fn lacks_computed(&self, value: &Value) -> bool {
        let properties = self.interface["properties"].as_object();
        properties.into_iter().flatten().any(|(name, schema)| {
            schema["x-den-computed"] == Value::Bool(true) && value.get(name).is_none()
        }) && value.as_object().is_some_and(serde_json::Map::is_empty)
    }
}

fn has_patterns(schema: &Value) -> bool {
    match schema {
        Value::Array(schemas) => schemas.iter().any(has_patterns),
        Value::Object(schema) => {
            schema.contains_key("pattern") || schema.values().any(has_patterns)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differences(case: Value) -> Vec<String> {
        serde_json::from_value::<Case>(case).unwrap().differences()
    }

    fn case(schema: &Value, wider: Option<&str>, samples: &[(Value, bool)]) -> Value {
        json!({
            "interface": { "additionalProperties": false, "properties": { "it": schema }, "required": ["it"] },
            "narrower": null,
            "samples": samples
                .iter()
                .map(|(value, accepted)| json!({ "accepted": accepted, "conforms": null, "value": value }))
                .collect::<Vec<_>>(),
            "wider": wider,
        })
    }

    #[test]
    fn agreement_says_nothing() {
        let schema = json!({ "type": "integer" });
        let samples = [
            (json!({}), false),
            (json!({ "it": 1 }), true),
            (json!({ "it": "1" }), false),
            (json!({ "other": 1 }), false),
        ];
        assert_eq!(differences(case(&schema, None, &samples)), [""; 0]);
    }

    #[test]
    fn both_directions_are_told() {
        let schema = json!({ "minimum": 5, "type": "integer" });
        let samples = [(json!({ "it": 1 }), true), (json!({ "it": 6 }), false)];
        assert_eq!(
            differences(case(&schema, None, &samples)),
            [
                r#"{"it":1}: Nix takes it, the schema does not"#,
                r#"{"it":6}: the schema takes it, Nix does not"#,
            ]
        );
    }

    #[test]
    fn a_wider_schema_may_take_more_never_less() {
        let schema = json!({ "type": "integer" });
        let more = [(json!({ "it": 6 }), false)];
        assert_eq!(differences(case(&schema, Some("x"), &more)), [""; 0]);
        let less = [(json!({ "it": 6 }), false), (json!({ "it": "a" }), true)];
        assert_eq!(
            differences(case(&schema, Some("x"), &less)),
            [r#"{"it":"a"}: Nix takes it, the schema does not"#]
        );
    }

    #[test]
    fn an_exception_without_need_is_told() {
        let samples = [(json!({ "it": 6 }), true)];
        assert_eq!(
            differences(case(&json!({}), Some("x"), &samples)),
            ["it is not wider, although it says: x"]
        );
    }

    #[test]
    fn the_option_type_of_a_schema_agrees_with_it() {
        let conforming = |schema: &Value, value: Value, conforms: bool| {
            let mut case = case(schema, None, &[(value, conforms)]);
            case["samples"][0]["conforms"] = json!(conforms);
            case["wider"] = json!(null);
            case["samples"][0]["accepted"] = json!(!conforms);
            differences(case)
        };
        let integer = json!({ "type": "integer" });
        assert_eq!(
            conforming(&integer, json!({ "it": 1 }), false),
            [r#"{"it":1}: the schema takes it, its option type does not"#]
        );
        assert_eq!(
            conforming(&integer, json!({ "it": "a" }), true),
            [r#"{"it":"a"}: its option type takes it, the schema does not"#]
        );
        let pattern = json!({ "pattern": "b" });
        assert_eq!(conforming(&pattern, json!({ "it": "a" }), true), [""; 0]);
    }

    #[test]
    fn what_is_computed_may_be_missing() {
        let mut case = case(
            &json!({ "x-den-computed": true }),
            None,
            &[(json!({}), false)],
        );
        case["interface"]["required"] = json!([]);
        assert_eq!(differences(case.clone()), [""; 0]);
        case["interface"]["properties"]["it"] = json!({});
        assert_eq!(differences(case), ["{}: the schema takes it, Nix does not"]);
    }
}
