//! Aspects: includes and exclusions of what does not exist, keys that are no class, interfaces of a wrong shape.

use super::{Path, Survey, below, path};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::aspect::{Aspect, Include, Shape};
use crate::document::declared::Declared;
use crate::document::interface::{Leaf, Merge, Offer};
use crate::document::name::{AspectId, ClassName, DEFAULT_ASPECT};
use crate::document::value::{Value, inside};
use crate::settings::option_name;
use gen_schema::interface::Verdict;
use smol_str::SmolStr;

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
            Some(Declared::Good(offer)) => self.interface(&below(at, ["interface"]), id, offer),
            None => {}
        }
        self.manifest(&below(at, ["meta"]), &what, aspect.meta.content());
        for (name, provided) in &aspect.provides {
            let at = below(at, ["provides", name]);
            self.name(&at, "aspect", name);
            self.aspect(&at, &id.provided(name), provided);
        }
    }

    fn interface(&mut self, at: &Path, id: &AspectId, offer: &Offer) {
        let interface = match offer {
            Offer::Good(interface) => interface,
            Offer::Bad { errors, .. } => {
                for error in errors {
                    let message = format!("settings of aspect `{id}`: {}", error.message);
                    let at = at.iter().cloned().chain(error.at.clone()).collect();
                    self.push(
                        &at,
                        Diagnostic::error("den::settings::interface", message).help(
                            "write the interface as JSON Schema 2020-12 has it, or as options",
                        ),
                    );
                }
                return;
            }
        };
        for (way, leaf) in interface.root().leaves() {
            let steps = way
                .iter()
                .flat_map(|name| [SmolStr::new_static("properties"), name.clone()]);
            let at: Path = at.iter().cloned().chain(steps).collect();
            self.option(&at, &option_name(id.as_str(), &way), leaf);
        }
    }

    fn option(&mut self, at: &Path, option: &str, leaf: &Leaf) {
        if let Some(error) = leaf.unusable() {
            let message = format!("the schema of `{option}` is no JSON Schema to go by: {error}");
            let help = "write it as JSON Schema 2020-12 has it";
            self.push(
                at,
                Diagnostic::error("den::settings::interface", message).help(help),
            );
        }
        let Some(default) = &leaf.default else {
            return;
        };
        self.data(at, &format!("default of `{option}`"), default);
        self.references(at, &format!("the interface lets `{option}` be"), default);
        if default.has_reference() {
            return;
        }
        if let Verdict::Refused(refusals) = leaf.verdict(default) {
            for refusal in refusals {
                let option = inside(option, &default.shown_way(&refusal.way));
                let message = format!(
                    "the default of `{option}` is of the wrong type: {}",
                    refusal.message
                );
                let help = "give a default that the option's type takes";
                self.push(
                    at,
                    Diagnostic::error("den::settings::interface", message).help(help),
                );
            }
        }
        let lists = matches!(leaf.merge, Merge::Append | Merge::Unique);
        if lists && !matches!(default, Value::List(_) | Value::Marker(_)) {
            let kind = default.kind();
            let message = format!("`{option}` combines lists, and its default is {kind}");
            let diagnostic = Diagnostic::error("den::settings::interface", message);
            self.push(
                at,
                diagnostic.help("give a list as the default, or drop `merge`"),
            );
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
        let help = did_you_mean(id.as_str(), known).unwrap_or_else(|| {
            format!("declare it as `{} = {{ … }};`, or drop it", id.attribute())
        });
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
