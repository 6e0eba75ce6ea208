//! The places of a document that many entities read: its aspects, its classes, and what fleet and environments say.
//!
//! Each has its path once, however many plans list it, and a rank in the order of paths, so that a plan's reads need not
//! be sorted anew.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::address;
use super::tree::Path;
use crate::document::Document;
use crate::document::aspect::Aspect;
use crate::document::name::AspectId;
use crate::document::slice::Slice;

/// The position of a place among all of them, in the order of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u32);

/// The shared places of a document, and its aspects by identity.
#[derive(Debug, Default)]
pub(super) struct Places<'d> {
    aspects: FxHashMap<AspectId, &'d Aspect>,
    paths: Vec<Path>,
    ranks: FxHashMap<usize, Rank>,
}

impl<'d> Places<'d> {
    /// Walks a document. Linear in the number of places.
    pub(super) fn new(document: &'d Document) -> Self {
        let mut places = Self::default();
        let mut way = vec![SmolStr::new_static("aspects")];
        for (name, aspect) in &document.aspects {
            places.aspect(AspectId::from(name.as_str()), name, aspect, &mut way);
        }
        way = vec![SmolStr::new_static("classes")];
        places.slices(&document.classes, &way);
        let fleet = &document.fleet;
        way = ["fleet", "environments"].map(SmolStr::new_static).into();
        for (name, environment) in &fleet.environments {
            way.push(name.as_str().into());
            places.slice(&environment.includes, "includes", &way);
            places.below("settings", &mut way, |places, way| {
                places.slices(&environment.settings, way);
            });
            way.pop();
        }
        way.pop();
        places.slice(&fleet.includes, "includes", &way);
        places.below("settings", &mut way, |places, way| {
            places.slices(&fleet.settings, way);
        });
        places
    }

    /// The aspect of this identity.
    pub(super) fn find(&self, id: &AspectId) -> Option<&'d Aspect> {
        self.aspects.get(id).copied()
    }

    /// The rank of the slice at an address; none where it belongs to one host or home.
    pub(super) fn rank(&self, address: usize) -> Option<Rank> {
        self.ranks.get(&address).copied()
    }

    /// The path of a place.
    pub(super) fn path(&self, rank: Rank) -> Option<&Path> {
        self.paths.get(usize::try_from(rank.0).ok()?)
    }

    fn aspect(&mut self, id: AspectId, name: &SmolStr, aspect: &'d Aspect, way: &mut Vec<SmolStr>) {
        way.push(name.clone());
        self.slice(&aspect.interface, "interface", way);
        self.below("provides", way, |places, way| {
            for (name, provided) in &aspect.provides {
                places.aspect(id.provided(name), name, provided, way);
            }
        });
        self.slice(&aspect.shape, "shape", way);
        way.pop();
        self.aspects.insert(id, aspect);
    }

    fn slices<K: Borrow<str>, T>(&mut self, all: &BTreeMap<K, Slice<T>>, way: &[SmolStr]) {
        for (name, slice) in all {
            self.slice(slice, name.borrow(), way);
        }
    }

    fn slice<T>(&mut self, slice: &Slice<T>, name: &str, way: &[SmolStr]) {
        // A document with more slices than that would not fit into memory; one without a rank is sorted like others.
        if let Ok(rank) = u32::try_from(self.paths.len()) {
            self.ranks.insert(address(slice), Rank(rank));
            let path = way.iter().cloned().chain([SmolStr::from(name)]);
            self.paths.push(Arc::from_iter(path));
        }
    }

    fn below(
        &mut self,
        name: &'static str,
        way: &mut Vec<SmolStr>,
        walk: impl FnOnce(&mut Self, &mut Vec<SmolStr>),
    ) {
        way.push(SmolStr::new_static(name));
        walk(self, way);
        way.pop();
    }
}
