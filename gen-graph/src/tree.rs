//! Trees as they are written down: a vertex, and the trees below it.

/// A tree of vertices, for [`Graph::tree`](crate::Graph::tree) and [`Graph::forest`](crate::Graph::forest).
///
/// It is held in postfix order, without a pointer from one vertex to the next, so that a tree of any depth is cloned,
/// compared and dropped in constant stack.
///
/// ```
/// use gen_graph::{Graph, Tree};
///
/// let tree = Tree::new("fleet", [Tree::leaf("web1"), Tree::new("db1", [Tree::leaf("disk")])]);
/// let graph = Graph::edges([("fleet", "web1"), ("fleet", "db1"), ("db1", "disk")]);
/// assert_eq!(Graph::tree(tree), graph);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree<V> {
    /// Each vertex after those below it, with the number of trees directly below it.
    postfix: Vec<(V, usize)>,
}

impl<V> Tree<V> {
    /// A vertex with nothing below it.
    pub fn leaf(vertex: V) -> Self {
        Self::new(vertex, [])
    }

    /// A vertex with trees below it.
    ///
    /// Takes as long as there are vertices below the second child and those after it: what is below the first stays
    /// where it is.
    pub fn new(vertex: V, children: impl IntoIterator<Item = Self>) -> Self {
        let mut count = 0;
        let mut postfix = Vec::new();
        for child in children {
            count += 1;
            if postfix.is_empty() {
                postfix = child.postfix;
            } else {
                postfix.extend(child.postfix);
            }
        }
        postfix.push((vertex, count));
        Self { postfix }
    }

    /// Adds the vertices to `vertices`, and an edge between places there for each parent and child.
    pub(crate) fn unfold(self, vertices: &mut Vec<V>, edges: &mut Vec<(u32, u32, ())>) {
        let mut roots: Vec<u32> = Vec::new();
        for (vertex, children) in self.postfix {
            let place = vertices.len() as u32;
            vertices.push(vertex);
            let children = roots.drain(roots.len() - children..);
            edges.extend(children.map(|child| (place, child, ())));
            roots.push(place);
        }
    }
}
