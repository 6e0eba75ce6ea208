//! References: options whose value is that of another option, of this interface or of one that is resolved with it.
//!
//! Only what counts is asked: under `replace`, a reference in a layer that a higher one hides is no dependency. Leaves are
//! worked out in an order in which each is known before it is read (Kahn, *Topological sorting of large networks*, CACM
//! 1962); what is left over is a cycle, or reads one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use smol_str::SmolStr;

use crate::definition::{Definition, Origin};
use crate::interface::{Interface, Leaf};
use crate::resolve::{
    Dangling, Node, Resolved, Trouble, by_layer, first_relevant, groups, leaf, visit,
};
use crate::suggest::nearest;
use crate::value::{Marker, Reference, Value, option_name};

/// An interface that is resolved together with others, and all that is said of it.
#[derive(Clone, Debug)]
pub struct Request<'r, 'd, O> {
    /// The name by which references mean it.
    pub name: SmolStr,
    /// The interface.
    pub interface: &'r Interface,
    /// What is said, in any order of layers.
    pub definitions: Vec<Definition<'d, O>>,
}

/// Options that refer to one another in a circle: each to the next, and the last to the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cycle(pub Vec<Reference>);

/// What resolving interfaces together found.
#[derive(Clone, Debug)]
pub struct Answer<O: Origin> {
    /// The settings of each.
    pub resolved: BTreeMap<SmolStr, Resolved<O>>,
    /// What keeps a leaf from having a value, by interface.
    pub troubles: Vec<(SmolStr, Trouble<O>)>,
    /// Cycles without a common option, each a shortest one through its first option. Without their options there is none.
    pub cycles: Vec<Cycle>,
}

/// A leaf that waits for others.
struct Pending<'r, 'd, O> {
    request: usize,
    way: Vec<SmolStr>,
    leaf: &'r Leaf,
    definitions: Vec<Definition<'d, O>>,
    /// The leaves that it reads.
    needs: BTreeSet<usize>,
}

/// Whether an interface with these definitions refers to anything. Linear in their size.
pub fn refers<O>(interface: &Interface, definitions: &[Definition<'_, O>]) -> bool {
    let says = |definition: &Definition<'_, O>| definition.value.has_reference();
    interface.has_references() || definitions.iter().any(says)
}

/// The names of the interfaces that a value refers to.
pub fn targets(value: &Value) -> BTreeSet<SmolStr> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
        .into_iter()
        .map(|reference| reference.aspect.clone())
        .collect()
}

/// Resolves interfaces that may refer to one another, and to those that `known` has resolved already. Linear in what is
/// said and referred to, and once more for each option that is on a cycle, or on the way from one to another.
pub fn resolve_all<'k, O: Origin + 'k>(
    requests: Vec<Request<'_, '_, O>>,
    known: &dyn Fn(&str) -> Option<&'k Resolved<O>>,
) -> Answer<O> {
    let mut names: Vec<SmolStr> = Vec::new();
    let mut interfaces = Vec::new();
    let mut pending: Vec<Pending<'_, '_, O>> = Vec::new();
    for (index, request) in requests.into_iter().enumerate() {
        let root = request.interface.root();
        visit(
            root,
            request.definitions,
            &mut vec![],
            &mut |way, leaf, definitions| {
                pending.push(Pending {
                    request: index,
                    way: way.to_vec(),
                    leaf,
                    definitions,
                    needs: BTreeSet::new(),
                });
            },
        );
        names.push(request.name);
        interfaces.push(request.interface);
    }
    let ids: BTreeMap<(usize, Vec<SmolStr>), usize> = pending
        .iter()
        .enumerate()
        .map(|(id, one)| ((one.request, one.way.clone()), id))
        .collect();
    let requested: BTreeMap<&SmolStr, usize> = names.iter().zip(0..).collect();
    for one in &mut pending {
        let mut references = Vec::new();
        asked(one.leaf, &one.definitions, &mut references);
        for reference in references {
            if let Some(request) = requested.get(&reference.aspect) {
                one.needs.extend(meant(&ids, *request, &reference.path));
            }
        }
    }
    let (order, cycles) = ordered(&pending);
    let mut resolved: Vec<Resolved<O>> = interfaces
        .iter()
        .map(|interface| groups(interface.root()))
        .collect();
    let mut troubles = Vec::new();
    // Those that have no one value for a reason that is told by itself.
    let mut spoilt: BTreeSet<usize> = cycles.iter().flatten().copied().collect();
    for id in order {
        let one = &mut pending[id];
        let lookup = |reference: &Reference| -> Result<Value, Dangling> {
            if let Some(request) = requested.get(&reference.aspect) {
                let meant = meant(&ids, *request, &reference.path);
                if meant.iter().any(|id| spoilt.contains(id)) {
                    return Err(Dangling::Told);
                }
                let root = interfaces[*request].root();
                return value_at(&resolved[*request], &reference.path, || {
                    names_of(root.leaves())
                });
            }
            let Some(resolved) = known(&reference.aspect) else {
                return Err(Dangling::NoInterface);
            };
            value_at(resolved, &reference.path, || names_of(resolved.leaves()))
        };
        let mut found = Vec::new();
        let definitions = std::mem::take(&mut one.definitions);
        let leaf = leaf(one.leaf, definitions, &one.way, &lookup, &mut found);
        // A reference that leads nowhere is told, and so is one to what has no value because of it.
        let by_itself = |trouble: &Trouble<O>| match trouble {
            Trouble::Conflict { .. } | Trouble::Clash { .. } => true,
            Trouble::Dangling { dangling, .. } => *dangling == Dangling::Told,
        };
        if found.iter().any(by_itself) {
            spoilt.insert(id);
        }
        found.retain(|trouble| {
            !matches!(
                trouble,
                Trouble::Dangling {
                    dangling: Dangling::Told,
                    ..
                }
            )
        });
        let name = &names[one.request];
        troubles.extend(found.into_iter().map(|trouble| (name.clone(), trouble)));
        resolved[one.request].insert(&one.way, leaf);
    }
    let option = |id: &usize| Reference {
        aspect: names[pending[*id].request].clone(),
        path: pending[*id].way.clone(),
    };
    let cycles = cycles
        .iter()
        .map(|cycle| Cycle(cycle.iter().map(option).collect()));
    Answer {
        cycles: cycles.collect(),
        resolved: names.iter().cloned().zip(resolved).collect(),
        troubles,
    }
}

/// The references that the value of a leaf depends on.
fn asked<O: Origin>(leaf: &Leaf, definitions: &[Definition<'_, O>], found: &mut Vec<Reference>) {
    let reads = |definition: &Definition<'_, O>| definition.value.has_reference();
    let by_default = leaf
        .default
        .as_ref()
        .filter(|default| default.has_reference());
    if by_default.is_none() && !definitions.iter().any(reads) {
        return;
    }
    let layers = by_layer(leaf.merge, definitions.to_vec());
    let relevant = first_relevant(leaf.merge, &layers);
    for (_, counting) in &layers[relevant..] {
        for definition in counting {
            collect(definition.value, found);
        }
    }
    // Asking for one that is hidden would do no harm but to find a cycle where there is none.
    let hidden = layers.get(relevant).is_some_and(|(_, all)| {
        leaf.merge == crate::Merge::Replace || all.iter().any(|one| one.reset)
    });
    if let (Some(default), false) = (by_default, hidden) {
        collect(default, found);
    }
}

fn collect(value: &Value, found: &mut Vec<Reference>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Set(set) => set.values().for_each(|value| collect(value, found)),
        Value::Marker(marker) => match &**marker {
            Marker::Ref(reference) => found.push(reference.clone()),
            Marker::Attrs(set) => set.values().for_each(|value| collect(value, found)),
            Marker::Merge(items) => items.iter().for_each(|item| collect(item, found)),
            Marker::Priority(inner) => collect(&inner.value, found),
            Marker::Reset(inner) => collect(inner, found),
            Marker::Hole(_) | Marker::Malformed(_) => {}
        },
        _ => {}
    }
}

/// The leaves that a path means: the one at it, the one that it leads into, or all below it.
fn meant(
    ids: &BTreeMap<(usize, Vec<SmolStr>), usize>,
    request: usize,
    path: &[SmolStr],
) -> Vec<usize> {
    let above = (1..=path.len()).rev();
    let mut above = above.filter_map(|length| ids.get(&(request, path[..length].to_vec())));
    if let Some(id) = above.next() {
        return vec![*id];
    }
    let from = (request, path.to_vec());
    let below = ids.range(from..);
    let below = below.take_while(|((other, way), _)| *other == request && way.starts_with(path));
    below.map(|(_, id)| *id).collect()
}

/// The options that these ways lead to, as one writes them.
fn names_of<T>(leaves: Vec<(Vec<SmolStr>, T)>) -> Vec<String> {
    leaves.iter().map(|(way, _)| written(way)).collect()
}

fn written(way: &[SmolStr]) -> String {
    match way {
        [] => String::new(),
        [first, rest @ ..] => option_name(first, rest),
    }
}

/// The value that a path leads to. What options there are is asked only where it leads nowhere.
fn value_at<O: Origin>(
    resolved: &Resolved<O>,
    path: &[SmolStr],
    options: impl FnOnce() -> Vec<String>,
) -> Result<Value, Dangling> {
    let unknown = || {
        let known = options();
        let near = nearest(&written(path), known.iter().map(String::as_str));
        Dangling::NoOption(near.into_iter().map(str::to_owned).collect())
    };
    for length in (1..=path.len()).rev() {
        let (way, inside) = path.split_at(length);
        match resolved.node(way) {
            Some(Node::Leaf(leaf)) if leaf.computed => return Err(Dangling::Computed),
            Some(Node::Leaf(leaf)) => {
                let value = leaf.value.as_ref().ok_or(Dangling::NoValue)?;
                let found = inside
                    .iter()
                    .try_fold(value, |value, name| value.attributes()?.get(name));
                return found.cloned().ok_or_else(unknown);
            }
            Some(Node::Group(group)) if inside.is_empty() => {
                if group.leaves().iter().any(|(_, leaf)| leaf.computed) {
                    return Err(Dangling::Computed);
                }
                return Ok(group.tree(&|leaf| leaf.value.clone()));
            }
            _ => {}
        }
    }
    Err(unknown())
}

/// All leaves, each after those that it reads, cycles aside; and the cycles.
fn ordered<O>(pending: &[Pending<'_, '_, O>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut readers: Vec<Vec<usize>> = vec![vec![]; pending.len()];
    let mut missing: Vec<usize> = vec![0; pending.len()];
    for (id, one) in pending.iter().enumerate() {
        missing[id] = one.needs.len();
        for need in &one.needs {
            readers[*need].push(id);
        }
    }
    let mut order = Vec::with_capacity(pending.len());
    let mut cycles = Vec::new();
    let mut done = vec![false; pending.len()];
    let mut ready: VecDeque<usize> = (0..pending.len()).filter(|id| missing[*id] == 0).collect();
    loop {
        while let Some(id) = ready.pop_front() {
            if std::mem::replace(&mut done[id], true) {
                continue;
            }
            order.push(id);
            for reader in &readers[id] {
                missing[*reader] = missing[*reader].saturating_sub(1);
                if missing[*reader] == 0 && !done[*reader] {
                    ready.push_back(*reader);
                }
            }
        }
        let left = (0..pending.len()).find(|id| !done[*id]);
        let first = left.and_then(|left| first_in_circle(pending, &readers, &done, left));
        let Some(cycle) = first.and_then(|first| shortest_cycle(pending, &done, first)) else {
            return (order, cycles);
        };
        ready.extend(&cycle);
        cycles.push(cycle);
    }
}

/// Of the leaves that depend on one another, and that `left` depends on, the first. Linear in what is not done.
fn first_in_circle<O>(
    pending: &[Pending<'_, '_, O>],
    readers: &[Vec<usize>],
    done: &[bool],
    left: usize,
) -> Option<usize> {
    let needed = |id: usize| {
        pending[id]
            .needs
            .iter()
            .copied()
            .filter(|need| !done[*need])
    };
    // All that is left reads something that is left: whoever follows it comes round.
    let (mut met, mut at) = (BTreeSet::new(), left);
    while met.insert(at) {
        at = needed(at).next()?;
    }
    let below = reached(at, |id| needed(id).collect());
    let above = reached(at, |id| {
        let readers = readers[id].iter().copied();
        readers.filter(|reader| !done[*reader]).collect()
    });
    below.intersection(&above).next().copied()
}

/// All that steps lead to, `start` included.
fn reached(start: usize, next: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([start]);
    let mut pending = vec![start];
    while let Some(id) = pending.pop() {
        pending.extend(next(id).into_iter().filter(|next| reached.insert(*next)));
    }
    reached
}

/// A shortest way from a leaf back to itself, along what is read.
fn shortest_cycle<O>(
    pending: &[Pending<'_, '_, O>],
    done: &[bool],
    start: usize,
) -> Option<Vec<usize>> {
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(id) = queue.pop_front() {
        for need in pending[id].needs.iter().filter(|need| !done[**need]) {
            if *need == start {
                let mut cycle = vec![id];
                while let Some(last) = cycle.last().filter(|last| **last != start) {
                    cycle.push(*came_from.get(last)?);
                }
                cycle.reverse();
                return Some(cycle);
            }
            if let std::collections::btree_map::Entry::Vacant(entry) = came_from.entry(*need) {
                entry.insert(id);
                queue.push_back(*need);
            }
        }
    }
    None
}
