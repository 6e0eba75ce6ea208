//! Aspects: includes and exclusions of what does not exist, keys that are no class, interfaces of a wrong shape.

use super::{Path, Survey, below, path};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::aspect::{Aspect, Include, Shape};
use crate::document::declared::Declared;
use crate::document::interface::{Interface, Merge, Property};
use crate::document::name::{AspectId, ClassName, DEFAULT_ASPECT};
use crate::document::value::Value;
use crate::settings::check::option_name;

/// Keys of an aspect that are no class.
const STRUCTURAL: [&str; 8] = [
    "_",
    "excludes",
    "generators",
    "includes",
    "meta",
    "name",
    "provides",
    "settings",
];

impl<'d> Survey<'d> {
    pub(super) fn aspects(&mut self) {
        for (name, aspect) in &self.document.aspects {
            let at = path(["aspects", name]);
            if name != DEFAULT_ASPECT {
                self.name(&at, "aspect", name);
            }
            self.aspect(&at, &AspectId::from(name.as_str()), aspect);
        }
    }

    fn aspect(&mut self, at: &Path, id: &AspectId, aspect: &'d Aspect) {
        let what = format!("aspect `{id}`");
        self.shape(&below(at, ["shape"]), &what, aspect.shape.content());
        match aspect.interface.content() {
            Some(Declared::Malformed(malformed)) => self.malformed(
                &below(at, ["interface"]),
                &format!("settings of {what}"),
                malformed,
            ),
            Some(Declared::Good(interface)) => {
                self.interface(&below(at, ["interface"]), id, interface)
            }
            None => {}
        }
        self.manifest(&below(at, ["meta"]), &what, aspect.meta.content());
        for (name, provided) in &aspect.provides {
            let at = below(at, ["provides", name]);
            self.name(&at, "aspect", name);
            self.aspect(&at, &id.provided(name), provided);
        }
    }

    fn interface(&mut self, at: &Path, id: &AspectId, interface: &Interface) {
        for (name, property) in &interface.properties {
            let at = below(at, ["properties", name]);
            match property {
                Property::Group(inner) => self.interface(&below(&at, ["group"]), id, inner),
                Property::Leaf(leaf) => {
                    let option = option_name(id.as_str(), std::slice::from_ref(name));
                    if let Some(error) = self.types.unusable(leaf) {
                        let message = format!("the schema of `{option}` is none: {error}");
                        let help = "write it as JSON Schema 2020-12 has it";
                        self.push(
                            &at,
                            Diagnostic::error("den::settings::interface", message).help(help),
                        );
                    }
                    let Some(default) = &leaf.default else {
                        continue;
                    };
                    let default = &default.value;
                    if let Some(refusal) = self.types.refusal(leaf, default) {
                        let message =
                            format!("the default of `{option}` is of the wrong type: {refusal}");
                        let help = "give a default that the option's type takes";
                        self.push(
                            &at,
                            Diagnostic::error("den::settings::interface", message).help(help),
                        );
                    }
                    self.data(&at, &format!("default of `{id}.{name}`"), default);
                    let lists = matches!(leaf.merge, Merge::Append | Merge::Unique);
                    if lists && !matches!(default, Value::List(_) | Value::Marker(_)) {
                        let kind = default.kind();
                        let message =
                            format!("`{id}.{name}` combines lists, and its default is {kind}");
                        let diagnostic = Diagnostic::error("den::settings::interface", message);
                        self.push(
                            &at,
                            diagnostic.help("give a list as the default, or drop `merge`"),
                        );
                    }
                }
            }
        }
    }

    pub(super) fn shape(&mut self, at: &Path, what: &str, shape: &'d Declared<Shape>) {
        let parts = match shape {
            Declared::Good(shape) => &shape.parts,
            Declared::Malformed(malformed) => return self.malformed(at, what, malformed),
        };
        for (index, part) in parts.iter().enumerate() {
            let at = below(at, ["parts", index.to_string().as_str()]);
            for malformed in &part.malformed {
                if let Declared::Malformed(malformed) = malformed {
                    self.malformed(&at, what, malformed);
                }
            }
            for key in &part.unknown {
                self.unknown_key(&below(&at, ["unknown", key]), what, key);
            }
            for class in part
                .classes
                .keys()
                .filter(|class| !self.document.classes.contains_key(*class))
            {
                self.unknown_key(
                    &below(&at, ["classes", class.as_str()]),
                    what,
                    class.as_str(),
                );
            }
            self.includes(&below(&at, ["includes"]), what, &part.includes);
            self.excludes(&below(&at, ["excludes"]), what, &part.excludes);
        }
    }

    fn unknown_key(&mut self, at: &Path, what: &str, key: &str) {
        let known = self
            .document
            .classes
            .keys()
            .map(ClassName::as_str)
            .chain(STRUCTURAL);
        let help = did_you_mean(key, known).unwrap_or_else(|| {
            format!("register it as a class: `den.classes.{key} = {{ }};`, or drop it")
        });
        self.push(
            at,
            Diagnostic::error(
                "den::aspect::unknown-class",
                format!("{what} has the key `{key}`, which is no class"),
            )
            .help(help),
        );
    }

    pub(super) fn excludes(&mut self, at: &Path, what: &str, excludes: &[Declared<AspectId>]) {
        for excluded in excludes {
            match excluded {
                Declared::Good(id) => self.known(at, what, "excludes", id),
                Declared::Malformed(malformed) => {
                    self.malformed(at, &format!("excludes of {what}"), malformed);
                }
            }
        }
    }

    pub(super) fn includes(&mut self, at: &Path, what: &str, includes: &'d [Include]) {
        for (index, include) in includes.iter().enumerate() {
            self.include(&below(at, [index.to_string().as_str()]), what, include);
        }
    }

    pub(super) fn include(&mut self, at: &Path, what: &str, include: &'d Include) {
        match include {
            Include::Aspect(id) => self.known(at, what, "includes", id),
            Include::Inline(aspect) => {
                // Its identity matters only for the settings that it may offer.
                let id = AspectId::inline(what.replace('`', ""), "inline");
                self.aspect(&below(at, ["inline"]), &id, aspect);
            }
            Include::Malformed(malformed) => {
                self.malformed(at, &format!("includes of {what}"), malformed)
            }
        }
    }

    /// Reports an aspect that does not exist.
    pub(super) fn known(&mut self, at: &Path, what: &str, verb: &str, id: &AspectId) {
        if self.known.contains_key(id) {
            return;
        }
        let known = self.known.keys().map(AspectId::as_str);
        let help = did_you_mean(id.as_str(), known)
            .unwrap_or_else(|| format!("declare it as `den.aspects.{id} = {{ … }};`, or drop it"));
        self.push(
            at,
            Diagnostic::error(
                "den::aspect::unknown",
                format!("{what} {verb} `{id}`, which is no aspect"),
            )
            .help(help),
        );
    }
}
