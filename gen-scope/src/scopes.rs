//! A scope graph that is given whole: scopes with kinds, edges with labels, checked as it is built.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::fault::{Edge, Fault, Faults};
use crate::graph::ScopeGraph;
use crate::signature::Signature;

/// Scopes of known kinds, and labelled edges between them; every edge joins scopes that exist and is one that the
/// signature allows.
///
/// ```
/// use gen_scope::{Fault, Scopes, Signature};
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
/// enum Kind { Fleet, Host, User }
///
/// let signature = Signature::new()
///     .tree('P')
///     .joins('P', Kind::User, Kind::Host)
///     .joins('P', Kind::Host, Kind::Fleet);
/// let kinds = [("fleet", Kind::Fleet), ("web1", Kind::Host), ("alice", Kind::User)];
///
/// let scopes = Scopes::build(kinds, [("alice", 'P', "web1"), ("web1", 'P', "fleet")], &signature)?;
/// assert_eq!(scopes.kind(&"alice"), Some(&Kind::User));
///
/// let faults = Scopes::build(kinds, [("alice", 'P', "web1"), ("alice", 'P', "web2")], &signature).unwrap_err();
/// assert!(matches!(faults.list(), [Fault::Unknown { .. }, Fault::Several { .. }]));
/// # Ok::<(), gen_scope::Faults<&str, Kind, char>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scopes<S, K, L> {
    nodes: FxHashMap<S, Node<K>>,
    /// The scopes, ascending.
    order: Vec<S>,
    /// Of each scope in turn, ascending by label and target.
    edges: Vec<(L, S)>,
}

#[derive(Clone, Debug)]
struct Node<K> {
    kind: K,
    edges: Range<usize>,
}

impl<S, K, L> Scopes<S, K, L>
where
    S: Clone + Ord + Hash + Debug,
    K: Clone + Ord,
    L: Copy + Ord,
{
    /// Builds a graph of these parts. Neither their order nor repetitions matter.
    ///
    /// O(n log n) in the number of scopes and edges.
    ///
    /// # Errors
    ///
    /// With all faults: ends of edges that are no scope, scopes of several kinds, and edges that the signature refuses.
    pub fn build(
        scopes: impl IntoIterator<Item = (S, K)>,
        edges: impl IntoIterator<Item = (S, L, S)>,
        signature: &Signature<K, L>,
    ) -> Result<Self, Faults<S, K, L>> {
        let mut faults = Vec::new();
        let kinds = one_kind_each(scopes, &mut faults);
        let mut edges: Vec<_> = edges.into_iter().map(Edge::from).collect();
        edges.sort_unstable();
        edges.dedup();
        for edge in &edges {
            for scope in [&edge.from, &edge.to] {
                if !kinds.contains_key(scope) {
                    faults.push(Fault::Unknown {
                        edge: edge.clone(),
                        scope: scope.clone(),
                    });
                }
            }
        }
        signature.check(&kinds, &edges, &mut faults);
        if let Some(faults) = Faults::of(faults) {
            return Err(faults);
        }
        Ok(Self::laid_out(kinds, edges))
    }

    fn laid_out(kinds: BTreeMap<S, K>, edges: Vec<Edge<S, L>>) -> Self {
        let mut order = Vec::with_capacity(kinds.len());
        let mut nodes = FxHashMap::with_capacity_and_hasher(kinds.len(), FxBuildHasher);
        let mut laid = Vec::with_capacity(edges.len());
        let mut edges = edges.into_iter().peekable();
        for (scope, kind) in kinds {
            let start = laid.len();
            while let Some(edge) = edges.next_if(|edge| edge.from == scope) {
                laid.push((edge.label, edge.to));
            }
            let edges = start..laid.len();
            nodes.insert(scope.clone(), Node { kind, edges });
            order.push(scope);
        }
        Self {
            nodes,
            order,
            edges: laid,
        }
    }

    /// The kind of a scope, if it is one of this graph.
    pub fn kind(&self, scope: &S) -> Option<&K> {
        self.nodes.get(scope).map(|node| &node.kind)
    }

    /// All scopes with their kinds, ascending.
    pub fn scopes(&self) -> impl Iterator<Item = (&S, &K)> {
        let kind = |scope| Some((scope, self.kind(scope)?));
        self.order.iter().filter_map(kind)
    }

    /// All edges, ascending: from where, along which label, where to.
    pub fn all_edges(&self) -> impl Iterator<Item = (&S, L, &S)> {
        self.order.iter().flat_map(|scope| {
            let edges = self.edges_of(scope).iter();
            edges.map(move |(label, to)| (scope, *label, to))
        })
    }

    fn edges_of(&self, scope: &S) -> &[(L, S)] {
        let node = self.nodes.get(scope);
        node.map_or(&[], |node| &self.edges[node.edges.clone()])
    }
}

/// A scope that is not of this graph has no edges.
impl<S, K, L> ScopeGraph for Scopes<S, K, L>
where
    S: Clone + Ord + Hash + Debug,
    K: Clone + Ord,
    L: Copy + Ord + Hash + Debug,
{
    type Scope = S;
    type Label = L;
    type Error = Infallible;

    fn edges(&self, scope: &S, label: L) -> Result<impl IntoIterator<Item = S>, Infallible> {
        let edges = self.edges_of(scope);
        let start = edges.partition_point(|edge| edge.0 < label);
        let these = edges[start..]
            .iter()
            .take_while(move |edge| edge.0 == label);
        Ok(these.map(|(_, to)| to.clone()))
    }
}

fn one_kind_each<S: Clone + Ord, K: Clone + Ord, L>(
    scopes: impl IntoIterator<Item = (S, K)>,
    faults: &mut Vec<Fault<S, K, L>>,
) -> BTreeMap<S, K> {
    let mut scopes: Vec<_> = scopes.into_iter().collect();
    scopes.sort();
    scopes.dedup();
    for same in scopes.chunk_by(|one, other| one.0 == other.0) {
        if let [(scope, _), _, ..] = same {
            faults.push(Fault::Kinds {
                scope: scope.clone(),
                kinds: same.iter().map(|(_, kind)| kind.clone()).collect(),
            });
        }
    }
    scopes.into_iter().rev().collect()
}
