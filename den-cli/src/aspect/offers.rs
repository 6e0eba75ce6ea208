//! Who is or provides what: the aspects of a fleet by what others can require of them.
//!
//! For advice alone. Whether something is there is decided at an entity, of what the entity has.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Document;
use crate::document::manifest::Dependencies;
use crate::document::name::AspectId;
use crate::survey::{below, known_aspects, place_of};

/// How many names an advice lists.
const NAMES: usize = 4;

/// What aspects are and provide.
#[derive(Debug)]
pub(crate) struct Offers<'d> {
    aspects: BTreeSet<AspectId>,
    provided: BTreeMap<&'d str, Vec<AspectId>>,
}

impl<'d> Offers<'d> {
    /// The offers of all aspects that have a name. Linear in their number.
    pub(crate) fn new(document: &'d Document) -> Self {
        let (mut aspects, mut provided) = (BTreeSet::new(), BTreeMap::<_, Vec<_>>::new());
        for (id, aspect) in known_aspects(document) {
            for name in Dependencies::of(aspect.meta.content())
                .into_iter()
                .flat_map(Dependencies::provides)
            {
                let by = provided.entry(name.as_str()).or_default();
                if by.last() != Some(&id) {
                    by.push(id.clone());
                }
            }
            aspects.insert(id);
        }
        Self { aspects, provided }
    }

    /// Whether an aspect is this, or provides it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.aspects.contains(name) || self.provided.contains_key(name)
    }

    /// What there is to say where an aspect requires what is not there: an error, at no scope yet.
    pub(crate) fn unmet(
        &self,
        document: &Document,
        aspect: &AspectId,
        index: usize,
        name: &str,
    ) -> Diagnostic {
        let who = if self.has(name) {
            "nothing there"
        } else {
            "no aspect"
        };
        let message = format!("aspect `{aspect}` requires `{name}`, which {who} is or provides");
        let index = index.to_string();
        let at = below(&place_of(aspect), ["meta", "requires", &index]);
        Diagnostic::error("den::aspect::requires", message)
            .at(document.positions.nearest(at))
            .help(self.remedy(aspect, name))
    }

    /// What to do where an aspect requires what is not there.
    fn remedy(&self, aspect: &AspectId, name: &str) -> String {
        let own = self.aspects.get(name);
        let providers = self.provided.get(name).map_or(&[][..], Vec::as_slice);
        let Some(first) = own.or(providers.first()) else {
            let known = self.aspects.iter().map(AspectId::as_str);
            let known: BTreeSet<_> = known.chain(self.provided.keys().copied()).collect();
            return did_you_mean(name, known).unwrap_or_else(|| {
                format!("let the aspect that does it say so: `meta.provides = [ \"{name}\" ];`, or drop the requirement")
            });
        };
        let names: Vec<_> = providers.iter().take(NAMES).collect();
        let names: Vec<_> = names.iter().map(|id| format!("`{id}`")).collect();
        let more = if providers.len() > NAMES { ", …" } else { "" };
        let names = format!("{}{more}", names.join(", "));
        let include = match (own, providers.len()) {
            (Some(_), 0) => "include it there".to_owned(),
            (Some(_), 1) => format!("include it there, or {names}, which provides it"),
            (Some(_), _) => format!("include it there, or one of {names}, which provide it"),
            (None, 1) => format!("{names} provides it: include that there"),
            (None, _) => format!("{names} provide it: include one of them there"),
        };
        let first = first.attribute();
        format!("{include}: `includes = [ {first} ];`, or have `{aspect}` include it")
    }
}
