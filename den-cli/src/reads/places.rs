//! The places of a document that many entities read: its aspects, its classes, and what fleet and environments say.
//!
//! Each has its path once, however many plans list it, and a rank in the order of paths, so that a plan's reads need not
//! be sorted anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;
use smol_str::SmolStr;

use super::tree::Path;
use crate::document::Document;
use crate::document::aspect::{Aspect, Include};
use crate::document::fleet::{Class, Settings};
use crate::document::manifest::Dependencies;
use crate::document::name::{AspectId, EnvironmentName};
use crate::document::slice::{Digest, Slice};
use crate::document::value::Value;

/// The position of a place among all of them, in the order of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank(usize);

/// A slice with its rank.
#[derive(Debug)]
pub(super) struct Placed<'d, T> {
    pub(super) slice: &'d Slice<T>,
    pub(super) rank: Rank,
}

// Derived, these would ask the same of `T`.
impl<T> Clone for Placed<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Placed<'_, T> {}

/// An aspect with the ranks of its slices.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedAspect<'d> {
    pub(super) aspect: &'d Aspect,
    /// None where it neither requires nor provides anything.
    pub(super) dependencies: Option<Rank>,
    pub(super) interface: Rank,
    pub(super) shape: Rank,
}

/// What the fleet, or an environment, says to all below.
#[derive(Debug)]
pub(super) struct PlacedSite<'d> {
    pub(super) includes: Placed<'d, Vec<Include>>,
    pub(super) settings: FxHashMap<&'d str, Placed<'d, Vec<Value>>>,
}

/// The shared places of a document.
pub(super) struct Places<'d> {
    pub(super) aspects: FxHashMap<AspectId, PlacedAspect<'d>>,
    pub(super) classes: FxHashMap<&'d str, Placed<'d, Class>>,
    /// The aspects that require or provide something, sorted.
    pub(super) dependencies: Vec<AspectId>,
    pub(super) environments: BTreeMap<&'d EnvironmentName, PlacedSite<'d>>,
    pub(super) fleet: PlacedSite<'d>,
    list: List<'d>,
}

/// What has a digest.
trait Digested: Sync {
    fn digest(&self) -> Digest;
}

impl<T: Serialize + Sync> Digested for Slice<T> {
    fn digest(&self) -> Digest {
        Slice::digest(self)
    }
}

/// All places by rank.
#[derive(Default)]
struct List<'d>(Vec<(Path, Stands<'d>)>);

/// What stands at a place.
enum Stands<'d> {
    /// A slice of the document.
    Slice(&'d dyn Digested),
    /// What an aspect requires and provides: a projection, which stands in no document.
    Dependencies(Slice<Dependencies<'d>>),
}

impl<'d> List<'d> {
    fn place<T: Serialize + Sync>(
        &mut self,
        way: &[SmolStr],
        name: &str,
        slice: &'d Slice<T>,
    ) -> Placed<'d, T> {
        let rank = self.put(way, name, Stands::Slice(slice));
        Placed { slice, rank }
    }

    fn put(&mut self, way: &[SmolStr], name: &str, stands: Stands<'d>) -> Rank {
        let rank = Rank(self.0.len());
        let path = way.iter().cloned().chain([SmolStr::from(name)]);
        self.0.push((Arc::from_iter(path), stands));
        rank
    }

    fn site(
        &mut self,
        way: &mut Vec<SmolStr>,
        includes: &'d Slice<Vec<Include>>,
        settings: &'d Settings,
    ) -> PlacedSite<'d> {
        let includes = self.place(way, "includes", includes);
        let settings = below(way, "settings", |way| {
            let all = settings.iter();
            all.map(|(name, slice)| (name.as_str(), self.place(way, name, slice)))
                .collect()
        });
        PlacedSite { includes, settings }
    }

    fn aspect(
        &mut self,
        known: &mut FxHashMap<AspectId, PlacedAspect<'d>>,
        id: AspectId,
        name: &str,
        aspect: &'d Aspect,
        way: &mut Vec<SmolStr>,
    ) {
        below(way, name, |way| {
            let dependencies = Dependencies::of(aspect.meta.content()).map(|found| {
                let projected = Stands::Dependencies(Slice::new(found));
                self.put(way, "dependencies", projected)
            });
            let interface = self.place(way, "interface", &aspect.interface).rank;
            below(way, "provides", |way| {
                for (name, provided) in &aspect.provides {
                    self.aspect(known, id.provided(name), name, provided, way);
                }
            });
            let shape = self.place(way, "shape", &aspect.shape).rank;
            let placed = PlacedAspect {
                aspect,
                dependencies,
                interface,
                shape,
            };
            known.insert(id, placed);
        });
    }
}

fn below<R>(way: &mut Vec<SmolStr>, name: &str, walk: impl FnOnce(&mut Vec<SmolStr>) -> R) -> R {
    way.push(name.into());
    let result = walk(way);
    way.pop();
    result
}

impl<'d> Places<'d> {
    /// Walks a document, in the order of paths. Linear in the number of places.
    pub(super) fn new(document: &'d Document) -> Self {
        let mut list = List::default();
        let mut way = vec![SmolStr::new_static("aspects")];
        let mut aspects = FxHashMap::default();
        for (name, aspect) in &document.aspects {
            let id = AspectId::from(name.as_str());
            list.aspect(&mut aspects, id, name, aspect, &mut way);
        }
        way = vec![SmolStr::new_static("classes")];
        let classes = document
            .classes
            .iter()
            .map(|(name, class)| (name.as_str(), list.place(&way, name.as_str(), class)));
        let classes = classes.collect();
        way = vec![SmolStr::new_static("fleet")];
        let fleet = &document.fleet;
        let environments = below(&mut way, "environments", |way| {
            let all = fleet.environments.iter();
            all.map(|(name, environment)| {
                let site = below(way, name.as_str(), |way| {
                    list.site(way, &environment.includes, &environment.settings)
                });
                (name, site)
            })
            .collect()
        });
        let fleet = list.site(&mut way, &fleet.includes, &fleet.settings);
        let placed = aspects.iter();
        let needing = placed.filter(|(_, placed)| placed.dependencies.is_some());
        let mut dependencies: Vec<_> = needing.map(|(id, _)| id.clone()).collect();
        dependencies.sort_unstable();
        Self {
            aspects,
            classes,
            dependencies,
            environments,
            fleet,
            list,
        }
    }

    /// The path of a place.
    pub(super) fn path(&self, rank: Rank) -> Option<&Path> {
        self.list.0.get(rank.0).map(|(path, _)| path)
    }

    /// The digest of what stands there.
    pub(super) fn digest(&self, rank: Rank) -> Option<Digest> {
        let (_, stands) = self.list.0.get(rank.0)?;
        Some(match stands {
            Stands::Slice(slice) => slice.digest(),
            Stands::Dependencies(projected) => projected.digest(),
        })
    }
}
