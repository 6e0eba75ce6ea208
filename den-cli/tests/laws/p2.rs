//! P2: what is written is read back as it was; what does not belong is refused by name.

use den::document::Document;
use den::document::read::ReadError;
use den::plan::index::Index;
use den::plan::plan;
use den::plan::shard::Shard;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use crate::support::case::case;
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "P2",
    says: "decode∘encode = id, unknown fields are refused, another version is a named error",
};

/// A way to write something and to read it.
struct Codec<T> {
    write: fn(&T) -> String,
    read: fn(&str) -> Result<T, String>,
}

fn json<T: Serialize + DeserializeOwned>() -> Codec<T> {
    Codec {
        write: den::plan::directory::text,
        read: |text| serde_json::from_str(text).map_err(|error| error.to_string()),
    }
}

const DOCUMENT: Codec<Document> = Codec {
    write: |document| serde_json::to_string(document).unwrap(),
    read: |text| Document::read(text).map_err(|error| error.to_string()),
};

fn identity<T: PartialEq + std::fmt::Debug>(codec: &Codec<T>, thing: &T) -> TestCaseResult {
    let text = (codec.write)(thing);
    let read =
        (codec.read)(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    prop_assert_eq!(&read, thing);
    prop_assert_eq!((codec.write)(&read), text);
    Ok(())
}

/// The records of a document and of a plan, as paths; `*` is any key or position. An interface is none of them, but a JSON
/// Schema: one with a strange keyword is told where it stands.
const RECORDS: &[&str] = &[
    "",
    "/aspects/*",
    "/aspects/*/shape",
    "/aspects/*/shape/parts/*",
    "/aspects/*/shape/parts/*/args",
    "/classes/*",
    "/fleet",
    "/fleet/environments/*",
    "/fleet/tags/*",
    "/hosts/*",
    "/hosts/*/facts",
    "/hosts/*/users/*",
    "/hosts/*/users/*/facts",
    "/outputs/*",
    "/outputs/*/forward/*",
    "/outputs/*/instantiate",
    "/outputs/*/modules/*",
    "/policies/*",
    "/policies/*/args",
    "/positions",
    "/settings/*",
    "/settings/*/declared/*",
    "/users/*",
    "/users/*/settings/*",
];

/// The objects at a path.
fn records<'a>(json: &'a mut Json, path: &str) -> Vec<&'a mut Json> {
    let Some((step, rest)) = path.trim_start_matches('/').split_once('/') else {
        return match path.trim_start_matches('/') {
            "" => vec![json],
            "*" => children(json),
            name => json.get_mut(name).into_iter().collect(),
        }
        .into_iter()
        .filter(|json| json.is_object())
        .collect();
    };
    let below = match step {
        "*" => children(json),
        name => json.get_mut(name).into_iter().collect(),
    };
    below
        .into_iter()
        .flat_map(|json| records(json, rest))
        .collect()
}

fn children(json: &mut Json) -> Vec<&mut Json> {
    match json {
        Json::Object(fields) => fields.values_mut().collect(),
        Json::Array(items) => items.iter_mut().collect(),
        _ => vec![],
    }
}

fn refuses_unknown_fields<T>(codec: &Codec<T>, thing: &T) -> TestCaseResult {
    let good: Json = serde_json::from_str(&(codec.write)(thing)).unwrap();
    for path in RECORDS {
        let count = records(&mut good.clone(), path).len();
        for index in 0..count.min(2) {
            let mut bad = good.clone();
            records(&mut bad, path)[index]["surprise"] = Json::from(1);
            let refused = (codec.read)(&bad.to_string()).is_err();
            prop_assert!(refused, "a surprise is taken at {}", path);
        }
    }
    Ok(())
}

fn names_another_version(
    read: fn(&str) -> Result<Document, ReadError>,
    document: &Document,
) -> TestCaseResult {
    let mut json = serde_json::to_value(document).unwrap();
    json["version"] = Json::from(2);
    // Another version may have any fields.
    json["surprise"] = Json::from(1);
    let found = read(&json.to_string());
    prop_assert!(
        matches!(found, Err(ReadError::Version { .. })),
        "{:?}",
        found.err()
    );
    Ok(())
}

#[test]
fn p2_holds_of_documents() {
    holds(&case(), |case| {
        let document = case.document();
        identity(&DOCUMENT, &document)?;
        refuses_unknown_fields(&DOCUMENT, &document)?;
        names_another_version(Document::read, &document)
    });
}

#[test]
fn p2_holds_of_plans() {
    holds(&case(), |case| {
        let plan = plan(&case.document());
        identity(&json::<Index>(), &plan.index)?;
        plan.shards.values().try_for_each(|shard| {
            identity(&json::<Shard>(), shard)?;
            refuses_unknown_fields(&json::<Shard>(), shard)
        })
    });
}

#[test]
fn an_option_named_as_a_marker_is_read_back() {
    let text = r#"{
        "version": 1,
        "hosts": { "host0": {
            "facts": { "class": "nixos", "system": "x86_64-linux" },
            "settings": { "host0": [{ "group": { "$den": { "attrs": { "$den": 2 } } } }] }
        } },
        "aspects": { "host0": {
            "shape": { "parts": [] },
            "interface": { "properties": { "group": { "properties": {
                "$den": { "default": 1 }
            } } } }
        } }
    }"#;
    let plan = plan(&Document::read(text).unwrap());
    let shard = plan.shards.values().next().unwrap();
    identity(&json::<Shard>(), shard).unwrap();
    assert_eq!(
        serde_json::to_value(&shard.settings["host0"].values).unwrap(),
        serde_json::json!({ "group": { "$den": { "attrs": { "$den": 2 } } } })
    );
}

#[test]
fn an_output_named_as_the_mark_of_outputs_is_refused() {
    let text = r#"{
        "version": 1,
        "classes": { "nixos": { "at": "host", "hostClass": "nixos", "intoAttr": ["x", "$output"] } },
        "hosts": { "host0": { "facts": { "class": "nixos", "system": "x86_64-linux" } } }
    }"#;
    let plan = plan(&Document::read(text).unwrap());
    identity(&json::<Index>(), &plan.index).unwrap();
    let codes: Vec<_> = plan
        .diagnostics
        .iter()
        .map(|found| found.code.as_ref())
        .collect();
    assert_eq!(codes, ["den::output::path"]);
}

#[test]
fn p2_refuses_a_writer_that_leaves_out_what_is_null() {
    fn prune(json: &mut Json) {
        if let Json::Object(fields) = json {
            fields.retain(|_, value| !value.is_null());
        }
        children(json).into_iter().for_each(prune);
    }
    let forgetful = Codec {
        write: |document| {
            let mut json = serde_json::to_value(document).unwrap();
            prune(&mut json);
            json.to_string()
        },
        ..DOCUMENT
    };
    gives_away(&case(), |case| identity(&forgetful, &case.document()));
}

#[test]
fn p2_refuses_a_reader_that_takes_unknown_fields() {
    fn drop_surprises(json: &mut Json) {
        if let Json::Object(fields) = json {
            fields.remove("surprise");
        }
        children(json).into_iter().for_each(drop_surprises);
    }
    let lenient = Codec {
        read: |text| {
            let mut json: Json = serde_json::from_str(text).unwrap();
            drop_surprises(&mut json);
            (DOCUMENT.read)(&json.to_string())
        },
        ..DOCUMENT
    };
    gives_away(&case(), |case| {
        refuses_unknown_fields(&lenient, &case.document())
    });
}

#[test]
fn p2_refuses_a_reader_that_does_not_look_at_the_version_first() {
    let late = |text: &str| Document::read(&text.replace("\"version\":2", "\"version\":1"));
    gives_away(&case(), |case| {
        names_another_version(late, &case.document())
    });
}
