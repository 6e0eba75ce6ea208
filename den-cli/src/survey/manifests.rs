//! Manifests: metadata of a wrong shape, keys that are hardly anything but slips, requirements that nothing can meet.

use std::collections::BTreeSet;

use super::{Path, Survey, below, known_aspects, place_of};
use crate::aspect::offers::Offers;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::Document;
use crate::document::manifest::{Dependencies, Fault, Manifest, Problem};
use crate::document::name::AspectId;
use crate::document::value::Value;
use crate::plan::entity::Facet;

/// What is wrong with the manifests of aspects that have a name, of those that are asked for.
pub fn manifests(document: &Document, asked: impl Fn(&AspectId) -> bool) -> Diagnostics {
    let mut survey = Survey::new(document, None);
    for (id, aspect) in known_aspects(document) {
        if asked(&id) {
            let at = below(&place_of(&id), ["meta"]);
            survey.manifest(&at, &format!("aspect `{id}`"), aspect.meta.content());
        }
    }
    survey.found
}

impl Survey<'_> {
    /// Reports what is wrong with the metadata at a place.
    pub(super) fn manifest(&mut self, at: &Path, what: &str, meta: &Value) {
        self.data(at, &format!("meta of {what}"), meta);
        let mut problems = Vec::new();
        Manifest::read(meta, &mut problems);
        for Problem { way, fault } in problems {
            let way: Vec<_> = way.iter().map(|step| step.as_str()).collect();
            let place = below(at, way.iter().copied());
            let name: Vec<_> = std::iter::once("meta").chain(way).collect();
            let name = name.join(".");
            let diagnostic = match fault {
                Fault::Shape {
                    expected,
                    found,
                    fix,
                } => {
                    let message = format!("`{name}` of {what}: expected {expected}, found {found}");
                    Diagnostic::error("den::aspect::meta", message).help(fix)
                }
                Fault::Near(field) => {
                    let message = format!("`{name}` of {what} is taken for a key of your own");
                    let help = format!("did you mean `{field}`? If not, name it otherwise");
                    Diagnostic::warning("den::aspect::near-miss", message).help(help)
                }
            };
            self.push(&place, diagnostic);
        }
    }

    /// Adds requirements of aspects that no entity has, which no aspect could meet: where one has it, that is an error there.
    pub(super) fn idle_requirements(&mut self, planned: &[Facet<'_, '_>]) {
        let aspects = planned.iter().flat_map(|facet| &facet.aspects);
        let present: BTreeSet<_> = aspects
            .flat_map(|aspects| aspects.iter())
            .map(|planned| planned.aspect.as_str())
            .collect();
        let idle = self.known.iter();
        let idle = idle.filter(|(id, _)| !present.contains(id.as_str()));
        let demands: Vec<(AspectId, Dependencies<'_>)> = idle
            .filter_map(|(id, aspect)| Some((id.clone(), Dependencies::of(aspect.meta.content())?)))
            .collect();
        if demands.is_empty() {
            return;
        }
        let offers = Offers::new(self.document);
        for (id, dependencies) in demands {
            for (index, name) in dependencies.requires() {
                if !offers.has(name) {
                    let unmet = offers.unmet(self.document, &id, index, name);
                    let severity = Severity::Warning;
                    self.found.push(Diagnostic { severity, ..unmet });
                }
            }
        }
    }
}
