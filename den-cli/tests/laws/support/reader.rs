//! Which of the slices that a plan was computed from are no longer what they were: what Nix does before it uses a plan,
//! done once more in Rust on nothing but JSON.

use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

/// A document's slices: the document, what the fleet says of each host, what every host reads, and what aspects require and
/// provide.
pub fn slices(document: &Json) -> Json {
    let fleet = &document["fleet"];
    let naming = |collection: &Json, host: &str| {
        let declared = collection.as_object().into_iter().flatten();
        let naming = declared.filter(|(_, declared)| {
            let hosts = declared["hosts"].as_array().into_iter().flatten();
            hosts.into_iter().any(|name| name == host)
        });
        Json::from(naming.map(|(name, _)| name.as_str()).collect::<Vec<_>>())
    };
    let hosts = document["hosts"].as_object().into_iter().flatten();
    let inventory = hosts.map(|(host, _)| {
        let of_host = serde_json::json!({
            "environments": naming(&fleet["environments"], host),
            "tags": naming(&fleet["tags"], host),
        });
        (host.clone(), of_host)
    });
    let mut slices = document.clone();
    slices["inventory"] = Json::Object(inventory.collect());
    let environments = fleet["environments"].as_object().into_iter().flatten();
    let selectors = environments
        .map(|(name, environment)| (name.clone(), environment["selector"].clone()))
        .filter(|(_, selector)| !selector.is_null());
    let mut depending = Vec::new();
    depend("", &mut slices["aspects"], &mut depending);
    depending.sort_unstable();
    slices["common"] = serde_json::json!({
        "dependencies": depending,
        "environmentSelectors": Json::Object(selectors.collect()),
    });
    slices
}

/// Adds to aspects, and to those that they provide, what they require and provide; to `depending` the names of those that do.
fn depend(around: &str, aspects: &mut Json, depending: &mut Vec<String>) {
    for (name, aspect) in aspects.as_object_mut().into_iter().flatten() {
        let id = format!("{around}{name}");
        let field = |name: &str| {
            let written = aspect["meta"].get(name);
            written.cloned().unwrap_or(Json::Array(vec![]))
        };
        let dependencies =
            serde_json::json!({ "provides": field("provides"), "requires": field("requires") });
        if dependencies != serde_json::json!({ "provides": [], "requires": [] }) {
            depending.push(id.clone());
        }
        aspect["dependencies"] = dependencies;
        depend(&format!("{id}/"), &mut aspect["provides"], depending);
    }
}

/// The paths of the slices that changed, of those that a plan lists.
pub fn stale(reads: &Json, slices: &Json) -> Vec<String> {
    let mut found = Vec::new();
    compare("", reads, Some(slices), &mut found);
    found
}

fn compare(path: &str, reads: &Json, slices: Option<&Json>, found: &mut Vec<String>) {
    let none = Map::new();
    for (name, read) in reads.as_object().unwrap_or(&none) {
        let path = format!("{path}/{name}");
        let slice = slices.and_then(|slices| slices.get(name));
        let fresh = match read {
            Json::Object(_) => {
                compare(&path, read, slice, found);
                true
            }
            Json::Null => slice.is_none(),
            Json::String(digest) if name == "*" => {
                let collection = slices.and_then(Json::as_object);
                let names = collection.map(|all| all.keys().cloned().collect::<Vec<_>>());
                names.is_some_and(|names| *digest == hash(&Json::from(names)))
            }
            Json::String(digest) => slice.is_some_and(|slice| *digest == hash(slice)),
            _ => false,
        };
        if !fresh {
            found.push(path);
        }
    }
}

/// The digest of canonical JSON: `serde_json` keeps the keys of its maps sorted.
fn hash(slice: &Json) -> String {
    let digest = Sha256::digest(slice.to_string());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
