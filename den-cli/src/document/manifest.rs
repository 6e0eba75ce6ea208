//! Manifests: what the `meta` of an aspect says to people and to tools, and what it needs beside it.
//!
//! `meta` is the user's own but for a few fields. Those are read here; one of a wrong shape is a [`Problem`], and the rest
//! is read all the same.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

use super::value::{Marker, Value};

/// The fields, sorted.
pub const FIELDS: [&str; 6] = [
    "categories",
    "description",
    "links",
    "maintainers",
    "provides",
    "requires",
];

/// What an aspect says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
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
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What is there; null where nobody says.
    pub name: Option<SmolStr>,
    /// The address.
    pub url: SmolStr,
}

/// Somebody who looks after an aspect: at least one of these is known.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Maintainer {
    /// Where to write.
    pub email: Option<SmolStr>,
    /// The name on GitHub.
    pub github: Option<SmolStr>,
    /// The name.
    pub name: Option<SmolStr>,
}

/// Something wrong in a manifest, or near to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The way to it from `meta`.
    pub way: Vec<SmolStr>,
    /// What it is.
    pub fault: Fault,
}

/// What can be wrong in a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A value has the wrong shape.
    Shape {
        /// What stands there in a good one.
        expected: &'static str,
        /// What stands there.
        found: String,
        /// How to write it.
        fix: &'static str,
    },
    /// A key is near a field: probably it is meant to be that.
    Near(&'static str),
}

impl Manifest {
    /// Reads a manifest, and adds what is wrong with it to `problems`.
    ///
    /// Markers of values that are malformed by themselves, or have a priority, are left out in silence: whoever looks at
    /// the data of a document reports them.
    pub fn read(meta: &Value, problems: &mut Vec<Problem>) -> Self {
        let mut manifest = Self::default();
        let mut reader = Reader { problems };
        let Some(fields) = fields(meta) else {
            if !matches!(meta, Value::Null) {
                reader.shape(
                    &[],
                    meta,
                    "an attribute set",
                    "write `meta = { description = \"…\"; };`",
                );
            }
            return manifest;
        };
        for (key, value) in fields {
            let way = [key.as_str()];
            let mut strings = |fix| reader.strings(&way, value, fix);
            match key.as_str() {
                "categories" => manifest.categories = strings("`categories = [ \"Network\" ];`"),
                "provides" => {
                    manifest.provides = strings(
                        "name what other aspects can require: `provides = [ \"http-proxy\" ];`",
                    );
                }
                "requires" => {
                    manifest.requires = strings(
                        "name aspects, or what aspects provide: `requires = [ \"acme\" ];`",
                    );
                }
                "description" => {
                    let fix = "write one string: `description = \"…\";`";
                    manifest.description = reader.string(&way, value, fix);
                }
                "maintainers" => manifest.maintainers = reader.maintainers(&way, value),
                "links" => manifest.links = reader.links(&way, value),
                other => {
                    if let Some(field) = near(other) {
                        let way = vec![key.clone()];
                        let fault = Fault::Near(field);
                        reader.problems.push(Problem { way, fault });
                    }
                }
            }
        }
        manifest
    }
}

/// The keys of a set, also of one that is escaped.
fn fields(meta: &Value) -> Option<&BTreeMap<SmolStr, Value>> {
    match meta {
        Value::Set(set) => Some(set),
        Value::Marker(marker) => match &**marker {
            Marker::Attrs(set) => Some(set),
            _ => None,
        },
        _ => None,
    }
}

/// The field that a key is near to. All other keys are the user's own, so only what is hardly anything else counts: one
/// edit, two from a field of six letters and more, or a singular.
fn near(key: &str) -> Option<&'static str> {
    let lower = key.to_lowercase();
    let far = |field: &str| if field.len() < 6 { 1 } else { 2 };
    let mut fields = FIELDS.into_iter();
    match &*lower {
        "category" => Some("categories"),
        _ => fields.find(|field| strsim::osa_distance(&lower, field) <= far(field)),
    }
}

struct Reader<'p> {
    problems: &'p mut Vec<Problem>,
}

const NAMED: &str = "a string, or a set with `name`, `github` or `email`";

impl Reader<'_> {
    fn shape(&mut self, way: &[&str], value: &Value, expected: &'static str, fix: &'static str) {
        if let Value::Marker(marker) = value
            && !matches!(**marker, Marker::Hole(_) | Marker::Attrs(_))
        {
            return;
        }
        self.problems.push(Problem {
            way: way.iter().map(SmolStr::new).collect(),
            fault: Fault::Shape {
                expected,
                found: value.kind().to_owned(),
                fix,
            },
        });
    }

    fn string(&mut self, way: &[&str], value: &Value, fix: &'static str) -> Option<SmolStr> {
        if let Value::String(text) = value {
            return Some(text.clone());
        }
        self.shape(way, value, "a string", fix);
        None
    }

    fn strings(&mut self, way: &[&str], value: &Value, fix: &'static str) -> Vec<SmolStr> {
        let Value::List(items) = value else {
            self.shape(way, value, "a list of strings", fix);
            return vec![];
        };
        self.each(way, items, |reader, way, item| {
            reader.string(way, item, fix)
        })
    }

    /// Reads the elements of a list, each at its place.
    fn each<T>(
        &mut self,
        way: &[&str],
        items: &[Value],
        read: impl Fn(&mut Self, &[&str], &Value) -> Option<T>,
    ) -> Vec<T> {
        let read = items.iter().enumerate().filter_map(|(index, item)| {
            let index = format_smolstr!("{index}");
            let way: Vec<_> = way.iter().copied().chain([index.as_str()]).collect();
            read(self, &way, item)
        });
        read.collect()
    }

    fn maintainers(&mut self, way: &[&str], value: &Value) -> Vec<Maintainer> {
        let fix =
            "name people: `maintainers = [ \"alice\" { name = \"Bob\"; github = \"bob\"; } ];`";
        let Value::List(items) = value else {
            let expected = "a list of strings, or of sets with `name`, `github` or `email`";
            self.shape(way, value, expected, fix);
            return vec![];
        };
        self.each(way, items, |reader, way, item| {
            if let Value::String(name) = item {
                return Some(Maintainer {
                    name: Some(name.clone()),
                    ..Maintainer::default()
                });
            }
            // Other keys are theirs: nixpkgs has keys and numbers of its maintainers.
            let mut part = |key: &str| {
                let value = fields(item)?.get(key)?;
                let way: Vec<_> = way.iter().copied().chain([key]).collect();
                reader.string(&way, value, fix)
            };
            let known = Maintainer {
                email: part("email"),
                github: part("github"),
                name: part("name"),
            };
            if known != Maintainer::default() {
                return Some(known);
            }
            let says = |key| fields(item).is_some_and(|item| item.contains_key(key));
            if !["email", "github", "name"].into_iter().any(says) {
                reader.shape(way, item, NAMED, fix);
            }
            None
        })
    }

    fn links(&mut self, way: &[&str], value: &Value) -> Vec<Link> {
        let fix = "write addresses, by name or in a list: `links.homepage = \"https://…\";`";
        if let Value::List(items) = value {
            return self.each(way, items, |reader, way, item| {
                let url = reader.string(way, item, fix)?;
                Some(Link { name: None, url })
            });
        }
        let Some(named) = fields(value) else {
            let expected = "a list of strings, or a set from names to strings";
            self.shape(way, value, expected, fix);
            return vec![];
        };
        let links = named.iter().filter_map(|(name, url)| {
            let way: Vec<_> = way.iter().copied().chain([name.as_str()]).collect();
            let url = self.string(&way, url, fix)?;
            let name = Some(name.clone());
            Some(Link { name, url })
        });
        links.collect()
    }
}

/// What of a manifest decides whether an entity can have the aspect: a projection of `meta`, a slice of its own, so that a
/// better description makes nothing stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Dependencies<'d> {
    provides: &'d Value,
    requires: &'d Value,
}

/// What stands for a field that nobody wrote.
static NOTHING: Value = Value::List(Vec::new());

impl<'d> Dependencies<'d> {
    /// The projection of a `meta`; none where it neither requires nor provides anything. What is malformed there counts as
    /// it stands.
    pub fn of(meta: &'d Value) -> Option<Self> {
        let Value::Set(fields) = meta else {
            return None;
        };
        let field = |name| fields.get(name).unwrap_or(&NOTHING);
        let (provides, requires) = (field("provides"), field("requires"));
        let some = *provides != NOTHING || *requires != NOTHING;
        some.then_some(Self { provides, requires })
    }

    /// What other aspects can require.
    pub fn provides(self) -> impl Iterator<Item = &'d SmolStr> {
        names(self.provides).map(|(_, name)| name)
    }

    /// What must be there, with the positions in the list.
    pub fn requires(self) -> impl Iterator<Item = (usize, &'d SmolStr)> {
        names(self.requires)
    }
}

/// The strings of a list; what is malformed is told with the manifest.
fn names(list: &Value) -> impl Iterator<Item = (usize, &SmolStr)> {
    let items = match list {
        Value::List(items) => items.as_slice(),
        _ => &[],
    };
    let items = items.iter().enumerate();
    items.filter_map(|(index, item)| match item {
        Value::String(name) => Some((index, name)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(meta: &str) -> (Manifest, Vec<Problem>) {
        let mut problems = Vec::new();
        let meta = serde_json::from_str(meta).unwrap();
        (Manifest::read(&meta, &mut problems), problems)
    }

    fn places(meta: &str) -> Vec<String> {
        let (_, problems) = read(meta);
        let way = |problem: &Problem| match &problem.fault {
            Fault::Shape { found, .. } => format!("{}: {found}", problem.way.join(".")),
            Fault::Near(field) => format!("{}? {field}", problem.way.join(".")),
        };
        problems.iter().map(way).collect()
    }

    #[test]
    fn a_manifest_is_read_in_every_form_that_it_can_be_written_in() {
        let (manifest, problems) = read(
            r#"{ "description": "a proxy", "categories": ["Web"], "requires": ["acme"], "provides": ["http-proxy"],
                 "maintainers": ["alice", { "name": "Bob", "github": "bob", "githubId": 7 }],
                 "links": { "homepage": "https://x" }, "tier": { "$den": { "hole": { "path": ["x"], "type": "float" } } } }"#,
        );
        assert_eq!(problems, []);
        assert_eq!(manifest.description.as_deref(), Some("a proxy"));
        assert_eq!(manifest.categories, ["Web"]);
        assert_eq!(manifest.requires, ["acme"]);
        assert_eq!(manifest.provides, ["http-proxy"]);
        let names: Vec<_> = manifest.maintainers.iter().map(|by| &by.name).collect();
        assert_eq!(names, [&Some("alice".into()), &Some("Bob".into())]);
        assert_eq!(manifest.maintainers[1].github.as_deref(), Some("bob"));
        assert_eq!(manifest.links[0].name.as_deref(), Some("homepage"));
        let (manifest, problems) = read(r#"{ "links": ["https://x"] }"#);
        assert_eq!((manifest.links[0].name.as_ref(), problems.len()), (None, 0));
        assert_eq!(read("null").1, []);
        assert_eq!(read("{}").0, Manifest::default());
    }

    #[test]
    fn what_is_of_a_wrong_shape_is_told_where_it_stands_and_the_rest_is_read() {
        let hole = r#"{ "$den": { "hole": { "path": ["x"], "type": "derivation" } } }"#;
        assert_eq!(
            places(&format!(
                r#"{{ "description": 1, "categories": "Web", "requires": ["acme", 2, {hole}], "provides": {{}},
                     "maintainers": [{{ "age": 7 }}, {{ "name": 7 }}, null], "links": {{ "a": [], "b": "https://x" }} }}"#
            )),
            [
                "categories: a string",
                "description: an integer",
                "links.a: a list",
                "maintainers.0: an attribute set",
                "maintainers.1.name: an integer",
                "maintainers.2: null",
                "provides: an attribute set",
                "requires.1: an integer",
                "requires.2: a derivation",
            ]
        );
        let (manifest, _) = read(r#"{ "requires": ["acme", 2], "description": 1 }"#);
        assert_eq!(manifest.requires, ["acme"]);
        assert_eq!(places("[]"), [": a list"]);
        // These are reported with the data of the document.
        let marker =
            r#"{ "$den": { "malformed": { "code": "c", "expected": "e", "found": "f" } } }"#;
        assert_eq!(places(marker), Vec::<String>::new());
        assert_eq!(
            places(&format!(
                r#"{{ "requires": [{marker}], "description": {marker} }}"#
            )),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_slip_in_the_name_of_a_field_is_told_and_other_keys_are_free() {
        assert_eq!(
            places(
                r#"{ "categorys": 1, "category": 1, "require": 1, "Provides": 1, "maintainer": 1, "link": 1 }"#
            ),
            [
                "Provides? provides",
                "category? categories",
                "categorys? categories",
                "link? links",
                "maintainer? maintainers",
                "require? requires",
            ]
        );
        assert_eq!(
            places(r#"{ "name": 1, "version": 1, "license": 1, "homepage": 1, "tier": 1, "owner": 1, "linux": 1 }"#)
                .len(),
            0
        );
    }

    #[test]
    fn dependencies_are_what_a_manifest_requires_and_provides_as_it_stands() {
        let of = |meta: &str| {
            let meta: Value = serde_json::from_str(meta).unwrap();
            Dependencies::of(&meta).map(|found| serde_json::to_string(&found).unwrap())
        };
        assert_eq!(
            of(r#"{ "requires": ["b", "a"], "description": "x" }"#).as_deref(),
            Some(r#"{"provides":[],"requires":["b","a"]}"#)
        );
        assert_eq!(
            of(r#"{ "provides": "x" }"#).as_deref(),
            Some(r#"{"provides":"x","requires":[]}"#)
        );
        for none in ["null", "{}", "[]", r#"{ "requires": [], "provides": [] }"#] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
