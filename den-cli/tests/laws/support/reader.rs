//! Which of the slices that a plan was computed from are no longer what they were: what Nix does before it uses a plan,
//! done once more in Rust on nothing but JSON.

use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

/// A document's slices: the document, what the fleet says of each host, and how environments pick hosts.
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
    slices["environmentSelectors"] = Json::Object(selectors.collect());
    slices
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
