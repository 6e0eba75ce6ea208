//! Options that read other options.

use std::collections::{BTreeMap, BTreeSet};

use gen_schema::reference::{Answer, Cycle, Request, resolve_all};
use gen_schema::resolve::Resolved;
use gen_schema::{
    Definition, Group, Interface, Leaf, Marker, Merge, Property, Reference, Trouble, Value, resolve,
};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::sample::{select, subsequence};
use smol_str::SmolStr;

use crate::given::{By, Declared, LAYERS, Layer, below, leaf, number, reset, resolved};
use crate::naive::{bare, resets};

/// An option of one of several interfaces.
#[derive(Clone, Debug)]
struct Read {
    aspect: &'static str,
    way: Vec<&'static str>,
    merge: Merge,
    /// By layer, the lowest first; the default has layer 0.
    said: Vec<(Layer, Value)>,
}

impl Read {
    /// What the value depends on.
    fn counting(&self) -> &[(Layer, Value)] {
        let from = match self.merge {
            Merge::Replace => self.said.len().saturating_sub(1),
            _ => self
                .said
                .iter()
                .rposition(|(_, value)| resets(value))
                .unwrap_or(0),
        };
        &self.said[from..]
    }

    fn default(&self) -> Option<&Value> {
        let first = self.said.first().filter(|(layer, _)| *layer == 0);
        first.map(|(_, value)| value)
    }
}

type World = Vec<Read>;

/// An aspect that was resolved before.
const KNOWN: &str = "known";

fn known() -> Resolved<By> {
    let computed = Leaf {
        computed: true,
        ..Leaf::default()
    };
    let given = leaf(Merge::Replace, Some(Value::Integer(7)));
    let root = [("x", given), ("computed", computed)];
    let root = root.map(|(name, leaf)| (name, Property::Leaf(Box::new(leaf))));
    resolve(&Interface::new(Group::from_iter(root)), vec![], &mut vec![])
}

struct References {
    resolve: fn(&World) -> Answer<By>,
}

const REAL: References = References { resolve: all };

fn all(world: &World) -> Answer<By> {
    let mut roots: BTreeMap<&str, Group> = BTreeMap::new();
    let mut said: Vec<(&str, By, Value)> = Vec::new();
    for read in world {
        let mut group = roots.entry(read.aspect).or_default();
        let (name, groups) = read.way.split_last().unwrap();
        for name in groups {
            let below = group.properties.entry((*name).into());
            match below.or_insert_with(|| Property::Group(Group::default())) {
                Property::Group(below) => group = below,
                Property::Leaf(_) => unreachable!("a leaf is no group"),
            }
        }
        let leaf = leaf(read.merge, read.default().cloned());
        group
            .properties
            .insert((*name).into(), Property::Leaf(Box::new(leaf)));
        let layers = read.said.iter().filter(|(layer, _)| *layer > 0);
        said.extend(layers.map(|(layer, value)| {
            (
                read.aspect,
                By::layer(*layer),
                below(&read.way, value.clone()),
            )
        }));
    }
    let interfaces: BTreeMap<_, _> = roots
        .into_iter()
        .map(|(name, root)| (name, Interface::new(root)))
        .collect();
    let requests = interfaces.iter().map(|(name, interface)| {
        let said = said.iter().filter(|(aspect, ..)| aspect == name);
        Request {
            name: (*name).into(),
            interface,
            definitions: said
                .map(|(_, by, value)| Definition::new(by.clone(), value))
                .collect(),
        }
    });
    let before = known();
    resolve_all(requests.collect(), &|name| {
        (name == KNOWN).then_some(&before)
    })
}

// The same, as plainly as it can be said.

fn references(value: &Value, found: &mut Vec<Reference>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| references(item, found)),
        Value::Set(set) => set.values().for_each(|value| references(value, found)),
        Value::Marker(marker) => match &**marker {
            Marker::Ref(reference) => found.push(reference.clone()),
            Marker::Reset(inner) => references(inner, found),
            _ => {}
        },
        _ => {}
    }
}

/// A value, with each reference in it as another value.
fn mapped(value: &Value, change: &mut dyn FnMut(&Reference) -> Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(|item| mapped(item, change)).collect()),
        Value::Set(set) => {
            let set = set
                .iter()
                .map(|(key, value)| (key.clone(), mapped(value, change)));
            Value::Set(set.collect())
        }
        Value::Marker(marker) => match &**marker {
            Marker::Ref(reference) => change(reference),
            Marker::Reset(inner) => reset(mapped(inner, change)),
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}

/// The options that a reference means.
fn meant(world: &World, reference: &Reference) -> Vec<usize> {
    let related = world.iter().enumerate().filter(|(_, read)| {
        let (way, path) = (&read.way, &reference.path);
        read.aspect == reference.aspect && way.iter().zip(path).all(|(name, step)| name == step)
    });
    related.map(|(index, _)| index).collect()
}

/// Whom each option reads: by what counts, or by all that is said.
fn edges(world: &World, all: bool) -> Vec<BTreeSet<usize>> {
    let reads = world.iter().map(|read| {
        let mut found = Vec::new();
        let said = if all { &read.said } else { read.counting() };
        said.iter()
            .for_each(|(_, value)| references(value, &mut found));
        found
            .iter()
            .flat_map(|reference| meant(world, reference))
            .collect()
    });
    reads.collect()
}

/// How many steps lead from an option back to itself, past none of `avoided`.
fn round(edges: &[BTreeSet<usize>], start: usize, avoided: &BTreeSet<usize>) -> Option<usize> {
    let mut reached = BTreeSet::from([start]);
    for steps in 1..=edges.len() {
        reached = reached
            .iter()
            .flat_map(|from| edges[*from].difference(avoided))
            .copied()
            .collect();
        if reached.contains(&start) {
            return Some(steps);
        }
    }
    None
}

/// What a reference, or an option, comes to.
#[derive(Clone, Debug, PartialEq)]
enum Comes {
    To(Value),
    /// There is no such option, or it has no value.
    Nothing,
    /// It reads something of which it was told that it has no value.
    Unsaid,
}

fn looked_up(world: &World, reference: &Reference) -> Comes {
    if reference.aspect == KNOWN {
        return match &reference.path[..] {
            [name] if name == "x" => Comes::To(Value::Integer(7)),
            _ => Comes::Nothing,
        };
    }
    let meant = meant(world, reference);
    let values: Vec<_> = meant
        .iter()
        .map(|index| (&world[*index].way, evaluated(world, *index).0))
        .collect();
    if values.iter().any(|(_, value)| *value == Comes::Unsaid) {
        return Comes::Unsaid;
    }
    match &values[..] {
        [] => Comes::Nothing,
        [(way, value)] if way.len() <= reference.path.len() => {
            let Comes::To(value) = value else {
                return Comes::Nothing;
            };
            let inside = &reference.path[way.len()..];
            let found = inside
                .iter()
                .try_fold(value, |value, name| value.attributes()?.get(name));
            found.map_or(Comes::Nothing, |value| Comes::To(value.clone()))
        }
        group => {
            let set = group.iter().filter_map(|(way, value)| match value {
                Comes::To(value) => Some((way.last().copied()?.into(), value.clone())),
                _ => None,
            });
            Comes::To(Value::Set(set.collect()))
        }
    }
}

/// What an option comes to, with the references that have no value; forever, on a cycle.
fn evaluated(world: &World, index: usize) -> (Comes, Vec<Reference>) {
    let read = &world[index];
    let (mut dangling, mut unsaid) = (Vec::new(), false);
    let said: Vec<_> = read
        .counting()
        .iter()
        .map(|(layer, value)| {
            let value = mapped(value, &mut |reference| match looked_up(world, reference) {
                Comes::To(value) => value,
                Comes::Nothing => {
                    dangling.push(reference.clone());
                    Value::Null
                }
                Comes::Unsaid => {
                    unsaid = true;
                    Value::Null
                }
            });
            (*layer, value)
        })
        .collect();
    if unsaid || !dangling.is_empty() {
        return (Comes::Unsaid, dangling);
    }
    let (default, said): (Vec<_>, Vec<_>) = said.into_iter().partition(|(layer, _)| *layer == 0);
    let outcome = resolved(&Declared {
        way: vec!["option"],
        merge: read.merge,
        default: default.into_iter().next().map(|(_, value)| value),
        said: said
            .into_iter()
            .map(|(layer, value)| (By::layer(layer), value))
            .collect(),
    });
    (outcome.leaf.value.map_or(Comes::Nothing, Comes::To), vec![])
}

// Worlds.

fn reference() -> impl Strategy<Value = Value> {
    let path = select(vec![
        vec!["x"],
        vec!["x"],
        vec!["y"],
        vec!["y"],
        vec!["g"],
        vec!["g", "z"],
        vec!["g", "z"],
        vec!["g", "w"],
        vec!["x", "k"],
        vec!["g", "z", "k"],
        vec!["nowhere"],
        vec!["g", "nowhere"],
    ]);
    let aspect = select(&["a", "a", "a", "b", "b", "b", KNOWN, "nobody"][..]);
    (aspect, path).prop_map(|(aspect, path)| {
        let path = path.into_iter().map(SmolStr::new_static).collect();
        Marker::Ref(Reference {
            aspect: aspect.into(),
            path,
        })
        .into()
    })
}

fn said(merge: Merge) -> BoxedStrategy<Value> {
    let one = prop_oneof![2 => number(), 1 => reference()].boxed();
    let set = laws::proptest::collection::btree_map(select(&["k", "l"][..]), one.clone(), 0..3);
    let set = set.prop_map(|set| {
        Value::Set(
            set.into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect(),
        )
    });
    let list = vec(one.clone(), 0..3).prop_map(Value::List);
    let value = match merge {
        Merge::Replace => prop_oneof![4 => one, 1 => list, 1 => set].boxed(),
        Merge::Append | Merge::Unique => prop_oneof![4 => list, 1 => reference()].boxed(),
        Merge::Recursive => prop_oneof![4 => set, 1 => reference()].boxed(),
    };
    prop_oneof![4 => value.clone(), 1 => value.prop_map(reset)].boxed()
}

fn world() -> impl Strategy<Value = World> {
    let places = ["a", "b"].into_iter().flat_map(|aspect| {
        let ways = [vec!["x"], vec!["y"], vec!["g", "w"], vec!["g", "z"]];
        ways.map(|way| (aspect, way))
    });
    let places: Vec<_> = places.collect();
    (subsequence(places.clone(), 1..=places.len()), any::<bool>()).prop_flat_map(
        |(places, turned)| {
            let reads = places.into_iter().map(|(aspect, way)| {
                let merge = prop_oneof![2 => Just(Merge::Replace), 1 => select(&Merge::ALL[..])];
                let layers = subsequence(vec![0, LAYERS[0], LAYERS[1], LAYERS[2]], 0..4);
                (merge, layers).prop_flat_map(move |(merge, layers)| {
                    let way = way.clone();
                    vec(said(merge), layers.len()).prop_map(move |said| Read {
                        aspect,
                        way: way.clone(),
                        merge,
                        // A default is a value as it stands.
                        said: layers
                            .iter()
                            .copied()
                            .zip(said)
                            .map(|(layer, value)| match layer {
                                0 => (0, bare(&value).clone()),
                                layer => (layer, value),
                            })
                            .collect(),
                    })
                })
            });
            reads.collect::<Vec<_>>().prop_map(move |mut world| {
                if turned {
                    world.reverse();
                }
                world
            })
        },
    )
}

/// A world in which what counts reads only what stands before it. What does not count reads anything.
fn acyclic() -> impl Strategy<Value = World> {
    world().prop_map(|world| {
        let mut fixed = world.clone();
        for (index, read) in fixed.iter_mut().enumerate() {
            let from = read.said.len() - read.counting().len();
            for (_, value) in &mut read.said[from..] {
                *value = mapped(value, &mut |reference| {
                    let before = meant(&world, reference).iter().all(|other| *other < index);
                    if before {
                        Marker::Ref(reference.clone()).into()
                    } else {
                        Value::Integer(9)
                    }
                });
            }
        }
        fixed
    })
}

/// The answer for a world in which references are others.
fn otherwise(world: &World, change: impl Fn(&Read, &Reference) -> Value) -> Answer<By> {
    let mut other = world.clone();
    for (read, original) in other.iter_mut().zip(world) {
        for (_, value) in &mut read.said {
            *value = mapped(value, &mut |reference| change(original, reference));
        }
    }
    all(&other)
}

/// The options whose own definitions contradict one another.
fn at_odds(world: &World, answer: &Answer<By>) -> BTreeSet<usize> {
    let contradicts = |read: &Read| {
        answer
            .troubles
            .iter()
            .any(|(aspect, trouble)| match trouble {
                Trouble::Conflict { leaf, .. } => aspect == read.aspect && *leaf == read.way,
                // A clash is told with the way inside the option.
                Trouble::Clash { leaf, .. } => {
                    aspect == read.aspect
                        && leaf.iter().zip(&read.way).all(|(name, step)| name == step)
                }
                Trouble::Dangling { .. } => false,
            })
    };
    let found = world.iter().enumerate();
    let found = found.filter(|(_, read)| contradicts(read));
    found.map(|(index, _)| index).collect()
}

/// An option, and all that it reads, by what counts.
fn reached(world: &World, index: usize) -> BTreeSet<usize> {
    let edges = edges(world, false);
    let (mut reached, mut pending) = (BTreeSet::from([index]), vec![index]);
    while let Some(at) = pending.pop() {
        pending.extend(edges[at].iter().filter(|next| reached.insert(**next)));
    }
    reached
}

laws::laws! {
    /// What references promise.
    pub const LAWS for References = REAL;

    M14 "without a cycle among what counts, all options have the values that recursive evaluation gives them; a reference to what has no value is told"
    fn references_are_evaluated(references, world in acyclic()) {
        let answer = (references.resolve)(&world);
        prop_assert!(answer.cycles.is_empty(), "{:?}", answer.cycles);
        let at_odds = at_odds(&world, &answer);
        for (index, read) in world.iter().enumerate() {
            // What an option comes to whose layers are at odds, nobody knows: that is told of it alone.
            if reached(&world, index).iter().any(|other| *other != index && at_odds.contains(other)) {
                continue;
            }
            let found = answer.resolved[read.aspect].leaf(&read.way).unwrap();
            let (comes, mut dangling) = evaluated(&world, index);
            let told = answer.troubles.iter().filter_map(|(aspect, trouble)| match trouble {
                Trouble::Dangling { leaf, reference, .. } if aspect == read.aspect && *leaf == read.way => Some(reference.clone()),
                _ => None,
            });
            let mut told: Vec<_> = told.collect();
            match comes {
                Comes::To(value) => prop_assert_eq!(found.value.as_ref(), Some(&value)),
                Comes::Nothing => prop_assert_eq!(&found.value, &None),
                // Its neighbours may have no value either.
                Comes::Unsaid => told.retain(|reference| dangling.contains(reference)),
            }
            told.sort_unstable();
            dangling.sort_unstable();
            prop_assert_eq!(told, dangling);
            prop_assert!(!found.value.as_ref().is_some_and(Value::has_reference));
        }
    }
    twin shallow "a reference into a set reads the set" = References {
        resolve: |world| otherwise(world, |_, reference| {
            let mut reference = reference.clone();
            reference.path.retain(|step| step != "k");
            Marker::Ref(reference).into()
        })
    },
    twin own "a reference reads the interface in which it stands" = References {
        resolve: |world| otherwise(world, |read, reference| {
            Marker::Ref(Reference { aspect: read.aspect.into(), ..reference.clone() }).into()
        })
    },
    twin silent "what has no value is null" = References {
        resolve: |world| {
            let mut answer = all(world);
            answer.troubles.clear();
            answer
        }
    },
    twin eager "what a higher layer hides is read as well" = References {
        resolve: |world| {
            let mut answer = all(world);
            let edges = edges(world, true);
            if let Some(start) = (0..world.len()).find(|start| round(&edges, *start, &BTreeSet::new()).is_some()) {
                answer.cycles.push(Cycle(vec![named(&world[start])]));
            }
            answer
        }
    };
}

fn named(read: &Read) -> Reference {
    Reference {
        aspect: read.aspect.into(),
        path: read.way.iter().copied().map(SmolStr::new_static).collect(),
    }
}

/// The answer, with other cycles.
fn with_cycles(world: &World, change: impl Fn(&mut Vec<Cycle>)) -> Answer<By> {
    let mut answer = all(world);
    change(&mut answer.cycles);
    answer
}

laws::laws! {
    /// What cycles promise.
    pub const CYCLE_LAWS for References = REAL;

    M15 "a cycle is told ⇔ what counts reads itself; each is a closed walk, a shortest one through its first option; without their options no cycle is left"
    fn cycles_are_told(references, world in world()) {
        let edges = edges(&world, false);
        let answer = (references.resolve)(&world);
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for Cycle(cycle) in &answer.cycles {
            let ids: Option<Vec<usize>> = cycle.iter().map(|option| world.iter().position(|read| named(read) == *option)).collect();
            prop_assert!(ids.is_some() && !cycle.is_empty());
            let ids = ids.unwrap();
            for (from, to) in ids.iter().zip(ids.iter().cycle().skip(1)) {
                prop_assert!(edges[*from].contains(to), "{:?} does not read {:?}", named(&world[*from]), named(&world[*to]));
            }
            prop_assert_eq!(round(&edges, ids[0], &told), Some(ids.len()));
            prop_assert!(ids.iter().all(|id| told.insert(*id)));
        }
        let left = (0..world.len()).filter(|id| !told.contains(id));
        prop_assert!(left.into_iter().all(|id| round(&edges, id, &told).is_none()));
        for read in &world {
            let found = answer.resolved[read.aspect].leaf(&read.way).unwrap();
            prop_assert!(!found.value.as_ref().is_some_and(Value::has_reference));
        }
    }
    twin open "the last option of a cycle is left out" = References {
        resolve: |world| with_cycles(world, |cycles| cycles.iter_mut().for_each(|Cycle(cycle)| {
            if cycle.len() > 1 {
                cycle.pop();
            }
        }))
    },
    twin backwards "cycles are told backwards" = References {
        resolve: |world| with_cycles(world, |cycles| cycles.iter_mut().for_each(|Cycle(cycle)| cycle.reverse()))
    },
    twin twice "a cycle goes round twice" = References {
        resolve: |world| with_cycles(world, |cycles| cycles.iter_mut().for_each(|Cycle(cycle)| *cycle = [&cycle[..], cycle].concat()))
    },
    twin one "of several cycles one is told" = References {
        resolve: |world| with_cycles(world, |cycles| cycles.truncate(1))
    },
    twin blind "a cycle among more than two options is not seen" = References {
        resolve: |world| with_cycles(world, |cycles| cycles.retain(|Cycle(cycle)| cycle.len() < 3))
    };
}
