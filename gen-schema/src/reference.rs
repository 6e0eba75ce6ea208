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
    /// Cycles: one for each set of options that depend on one another, a shortest one through its first option.
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
/// said and referred to, and for each cycle once more in the references.
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
    let in_cycle: BTreeSet<usize> = cycles.iter().flatten().copied().collect();
    let mut resolved: Vec<Resolved<O>> = interfaces
        .iter()
        .map(|interface| groups(interface.root()))
        .collect();
    let mut troubles = Vec::new();
    let mut at_odds_with_itself = BTreeSet::new();
    for id in order {
        let one = &mut pending[id];
        let lookup = |reference: &Reference| -> Result<Value, Dangling> {
            if let Some(request) = requested.get(&reference.aspect) {
                let meant = meant(&ids, *request, &reference.path);
                let in_own_cycle = |other| in_cycle.contains(&id) && in_cycle.contains(other);
                if (meant.iter())
                    .any(|other| at_odds_with_itself.contains(other) || in_own_cycle(other))
                {
                    return Err(Dangling::Told);
                }
                let options = interfaces[*request].root().leaves();
                let options = options.iter().map(|(way, _)| way.as_slice());
                return value_at(&resolved[*request], &reference.path, options);
            }
            let Some(resolved) = known(&reference.aspect) else {
                return Err(Dangling::NoInterface);
            };
            let options = resolved.leaves();
            let options = options.iter().map(|(way, _)| way.as_slice());
            value_at(resolved, &reference.path, options)
        };
        let mut found = Vec::new();
        let definitions = std::mem::take(&mut one.definitions);
        let leaf = leaf(one.leaf, definitions, &one.way, &lookup, &mut found);
        // What an option comes to whose own definitions are at odds, nobody knows.
        let at_odds = |trouble: &Trouble<O>| !matches!(trouble, Trouble::Dangling { .. });
        if found.iter().any(at_odds) {
            at_odds_with_itself.insert(id);
        }
        // What reads a cycle is told of by the cycle, what reads an option at odds with itself by that.
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

/// The value that a path leads to.
fn value_at<'w, O: Origin>(
    resolved: &Resolved<O>,
    path: &[SmolStr],
    options: impl Iterator<Item = &'w [SmolStr]>,
) -> Result<Value, Dangling> {
    let unknown = || {
        let written = |way: &[SmolStr]| match way {
            [] => String::new(),
            [first, rest @ ..] => option_name(first, rest),
        };
        let known: Vec<_> = options.map(written).collect();
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
        let left = (0..pending.len()).filter(|id| !done[*id]);
        let Some(cycle) = left
            .into_iter()
            .find_map(|id| shortest_cycle(pending, &done, id))
        else {
            return (order, cycles);
        };
        ready.extend(&cycle);
        cycles.push(cycle);
    }
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
