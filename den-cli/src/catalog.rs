//! The catalog: what aspects there are, and what each says of itself, needs, provides and offers.
//!
//! | module | holds |
//! |---|---|
//! | [`schema`] | the JSON Schema of an aspect's settings |
//!
//! Aspects with a name are in it, those that others provide included; `den.default` is not, as nothing can include it.

pub mod schema;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Document;
use crate::document::declared::Declared;
use crate::document::interface::Offer;
use crate::document::manifest::{Link, Maintainer, Manifest};
use crate::document::name::{AspectId, DEFAULT_ASPECT};
use crate::document::positions::Position;
use crate::survey::{known_aspects, place_of};
use schema::interface_schema;

/// How many names a hint lists.
const NAMES: usize = 8;

/// The aspects of a fleet, by name.
pub type Catalog = BTreeMap<AspectId, CatalogEntry>;

/// What is known of an aspect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CatalogEntry {
    /// Where it is declared; null where that is not known.
    pub at: Option<Position>,
    /// What it has to do with, such as `Network`.
    pub categories: Vec<SmolStr>,
    /// What it is for.
    pub description: Option<SmolStr>,
    /// Where there is more to read.
    pub links: Vec<Link>,
    /// Who looks after it.
    pub maintainers: Vec<Maintainer>,
    /// What other aspects can require, and have with this one.
    pub provides: Vec<SmolStr>,
    /// The aspects that must be where this one is, or what one that is there must provide.
    pub requires: Vec<SmolStr>,
    /// The JSON Schema of the settings that it offers; null where it offers none.
    pub schema: Option<serde_json::Map<String, serde_json::Value>>,
}

/// The catalog of a fleet. What is of a wrong shape is left out of it; see [`crate::survey::manifests::manifests`]. Linear in the
/// aspects.
pub fn catalog(document: &Document) -> Catalog {
    let known = known_aspects(document).into_iter();
    let named = known.filter(|(id, _)| id.as_str() != DEFAULT_ASPECT);
    let entries = named.map(|(id, aspect)| {
        let Manifest {
            categories,
            description,
            links,
            maintainers,
            provides,
            requires,
        } = Manifest::read(aspect.meta.content(), &mut Vec::new());
        let interface = aspect.interface.content();
        let interface = interface.as_ref().and_then(Declared::good);
        let interface = interface.and_then(Offer::interface);
        let entry = CatalogEntry {
            at: document.positions.nearest(place_of(&id)).cloned(),
            categories,
            description,
            links,
            maintainers,
            provides,
            requires,
            schema: interface.map(interface_schema),
        };
        (id, entry)
    });
    entries.collect()
}

/// The aspects of a category.
///
/// # Errors
///
/// A category that no aspect has, with the nearest names.
pub fn of_category(mut catalog: Catalog, category: &str) -> Result<Catalog, Box<Diagnostic>> {
    let known: BTreeSet<_> = catalog
        .values()
        .flat_map(|entry| entry.categories.iter().cloned())
        .collect();
    if !known.contains(category) {
        let known: Vec<_> = known.iter().map(SmolStr::as_str).collect();
        let help = match &known[..] {
            [] => "no aspect has one: `meta.categories = [ \"Network\" ];`".to_owned(),
            names => did_you_mean(category, names.iter().copied())
                .unwrap_or_else(|| format!("known categories: {}", list(names))),
        };
        let message = format!("no aspect is of category `{category}`");
        let unknown = Diagnostic::error("den::aspect::unknown-category", message);
        return Err(unknown.help(help).into());
    }
    let of = |entry: &CatalogEntry| entry.categories.iter().any(|of| of == category);
    catalog.retain(|_, entry| of(entry));
    Ok(catalog)
}

/// The JSON Schema of an aspect's settings, with what the aspect says of itself.
///
/// # Errors
///
/// An aspect that does not exist, with the nearest names; one that offers no settings, or whose settings cannot be read.
pub fn schema_of(document: &Document, name: &str) -> Result<schema::Schema, Box<Diagnostic>> {
    let aspects = known_aspects(document);
    let id = AspectId::from(name);
    let Some(aspect) = aspects.get(&id) else {
        let known = aspects.keys().map(AspectId::as_str);
        let help = did_you_mean(name, known.clone()).unwrap_or_else(|| {
            match &known.collect::<Vec<_>>()[..] {
                [] => "the fleet has no aspects".to_owned(),
                names => format!("known aspects: {}", list(names)),
            }
        });
        let unknown = Diagnostic::error(
            "den::aspect::unknown",
            format!("there is no aspect `{name}`"),
        );
        return Err(unknown.help(help).into());
    };
    let refused = |code, message: String, help: String| {
        let refused = Diagnostic::error(code, message).help(help);
        Err(refused.into())
    };
    match aspect.interface.content() {
        Some(Declared::Good(Offer::Good(interface))) => {
            let manifest = Manifest::read(aspect.meta.content(), &mut Vec::new());
            let about = manifest.description.as_deref();
            Ok(schema::document(&id, about, interface_schema(interface)))
        }
        Some(_) => refused(
            "den::settings::interface",
            format!("the settings of aspect `{id}` cannot be read"),
            "`den check` says why".to_owned(),
        ),
        None => refused(
            "den::settings::no-interface",
            format!("aspect `{id}` offers no settings"),
            format!("declare them in `{}.settings`", id.attribute()),
        ),
    }
}

fn list(names: &[&str]) -> String {
    let more = if names.len() > NAMES { ", …" } else { "" };
    format!("{}{more}", names[..names.len().min(NAMES)].join(", "))
}
