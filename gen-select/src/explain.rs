//! Why a selector holds of a scope, or does not.
//!
//! The lines come from the whole down to the atoms. What stands below a relation is explained where it decides: at the
//! first scope at which it holds, or at the only one that there is.

use std::fmt;

use crate::atom::{Atom, Dimension};
use crate::matcher::Matcher;
use crate::scope::{Scope, Scopes};
use crate::selector::{Layout, Node, Relation, Selector};
use crate::text::shortened;

/// The greatest length of a selector in a line; what is longer ends in `…`.
const WIDTH: usize = 72;
/// How many names a reason lists.
const NAMES: usize = 4;
/// How far lines are indented at most.
const INDENT: usize = 20;

/// Why a selector holds of a scope, or does not: a line for each part of the [flat](Selector::flatten) selector, each
/// above those for what it is made of.
///
/// It is displayed as indented lines. With the feature `serde`, it is written as a list of objects.
///
/// ```
/// use gen_select::{Forest, Record, Selector};
///
/// let mut forest = Forest::new();
/// let prod = forest.push(None, Record::new("environment", "prod"));
/// let web1 = forest.push(Some(prod), Record::new("host", "web1").tag("web"));
///
/// let selector: Selector = "tag:web & !within(is:prod)".parse()?;
/// let told = "\
/// no  tag:web & !within(is:prod)  (1 of 2 holds)
///   yes tag:web  (tag: web)
///   no  !within(is:prod)
///     yes within(is:prod)  (around it: environment prod)
///       yes is:prod  (name: prod)
/// ";
/// assert_eq!(selector.explain(&forest, web1).to_string(), told);
/// # Ok::<(), gen_select::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Explanation {
    /// The first is about the whole.
    pub lines: Vec<Line>,
}

/// One part of a selector, at one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Line {
    /// How many parts it is in.
    pub depth: usize,
    /// The part as text, cut off where it is long.
    pub selector: String,
    /// The kind and the name of the scope.
    pub scope: String,
    /// Whether it holds there.
    pub holds: bool,
    /// What it depends on there; empty where the next line says it.
    pub because: String,
}

impl Explanation {
    /// Whether the selector holds.
    pub fn holds(&self) -> bool {
        self.lines.first().is_some_and(|line| line.holds)
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let indent = 2 * line.depth.min(INDENT);
            let holds = if line.holds { "yes" } else { "no" };
            write!(f, "{:indent$}{holds:<3} {}", "", line.selector)?;
            match line.because.as_str() {
                "" => writeln!(f)?,
                because => writeln!(f, "  ({because})")?,
            }
        }
        Ok(())
    }
}

impl Selector {
    /// Why it holds of a scope, or does not.
    ///
    /// Cost: at most a look a node and a pair of related scopes, and a line a node.
    pub fn explain<F: Scopes>(&self, forest: &F, scope: F::Id) -> Explanation {
        let flat = self.flatten();
        let mut explainer = Explainer {
            forest,
            nodes: flat.nodes(),
            layout: Layout::of(&flat),
            matcher: Matcher::thorough(&flat, forest),
            pending: Vec::new(),
        };
        explainer.pending.push((flat.nodes().len() - 1, scope, 0));
        let mut lines = Vec::new();
        while let Some((node, at, depth)) = explainer.pending.pop() {
            lines.push(explainer.line(node, at, depth));
        }
        Explanation { lines }
    }
}

struct Explainer<'e, F: Scopes> {
    forest: &'e F,
    nodes: &'e [Node],
    layout: Layout,
    matcher: Matcher<'e, F>,
    /// What is to be told: a node, a scope, a depth; the next one last.
    pending: Vec<(usize, F::Id, usize)>,
}

impl<F: Scopes> Explainer<'_, F> {
    fn line(&mut self, node: usize, at: F::Id, depth: usize) -> Line {
        let holds = self.matcher.node_holds(node, at);
        let because = match &self.nodes[node] {
            Node::Atom(atom) => found(atom, &self.forest.data(at)),
            Node::Relation(relation) => self.around(*relation, node, at, depth),
            Node::Not | Node::And(_) | Node::Any(_) => self.operands(node, at, depth),
        };
        Line {
            depth,
            selector: shortened(self.nodes, &self.layout, node, WIDTH),
            scope: self.label(at),
            holds,
            because,
        }
    }

    fn operands(&mut self, node: usize, at: F::Id, depth: usize) -> String {
        let (mut all, mut holding) = (0, 0);
        for operand in self.layout.operands(node) {
            all += 1;
            holding += usize::from(self.matcher.node_holds(operand, at));
            self.pending.push((operand, at, depth + 1));
        }
        match (&self.nodes[node], holding) {
            (Node::Not, _) => String::new(),
            (_, 1) => format!("1 of {all} holds"),
            _ => format!("{holding} of {all} hold"),
        }
    }

    fn around(&mut self, relation: Relation, node: usize, at: F::Id, depth: usize) -> String {
        let scopes = self.related(relation, at);
        let operand = node.saturating_sub(1);
        let holding = scopes
            .iter()
            .find(|&&scope| self.matcher.node_holds(operand, scope));
        let told = match (holding, scopes.as_slice()) {
            (Some(scope), _) => std::slice::from_ref(scope),
            (None, scopes) => scopes,
        };
        if let [only] = told {
            self.pending.push((operand, *only, depth + 1));
        }
        let (place, none) = match relation {
            Relation::Parent => ("its parent", "it has no parent"),
            Relation::Within => ("around it", "nothing is around it"),
            Relation::Has => ("directly in it", "nothing is in it"),
            Relation::HasWithin => ("in it", "nothing is in it"),
        };
        let labels = told.iter().map(|&scope| self.label(scope));
        listed(place, labels).unwrap_or_else(|| none.to_owned())
    }

    /// The scopes that are so related to one.
    fn related(&self, relation: Relation, at: F::Id) -> Vec<F::Id> {
        match relation {
            Relation::Parent => self.forest.parent(at).into_iter().collect(),
            Relation::Within => self.forest.ancestors(at).collect(),
            Relation::Has => self.forest.children(at).collect(),
            Relation::HasWithin => {
                let mut scopes: Vec<_> = self.forest.children(at).collect();
                let mut next = 0;
                while let Some(&scope) = scopes.get(next) {
                    scopes.extend(self.forest.children(scope));
                    next += 1;
                }
                scopes
            }
        }
    }

    fn label(&self, scope: F::Id) -> String {
        let data = self.forest.data(scope);
        format!("{} {}", data.kind(), data.name())
    }
}

/// What a scope has where an atom looks.
fn found<S: Scope>(atom: &Atom, scope: &S) -> String {
    let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect::<Vec<_>>();
    let (place, values) = match atom {
        Atom::Star => return String::new(),
        Atom::Name(_) => ("name", one(Some(scope.name()))),
        Atom::Attr(key, _) => {
            let values = scope.attribute(key).map(|value| value.to_string());
            (key.as_str(), values.collect())
        }
        Atom::Is(dimension, _) => {
            let values = match dimension {
                Dimension::Tag => scope.tags().map(str::to_owned).collect(),
                Dimension::Aspect => scope.aspects().map(str::to_owned).collect(),
                Dimension::Name => one(Some(scope.name())),
                Dimension::Kind => one(Some(scope.kind())),
                Dimension::Class => one(scope.class()),
                Dimension::System => one(scope.system()),
                Dimension::Environment => one(scope.environment()),
            };
            (dimension.key(), values)
        }
    };
    listed(place, values.into_iter()).unwrap_or_else(|| format!("it has no {place}"))
}

/// What is at a place, if anything is.
fn listed(place: &str, values: impl ExactSizeIterator<Item = String>) -> Option<String> {
    let count = values.len();
    let mut values: Vec<String> = values.take(NAMES).collect();
    if count > NAMES {
        values.push(format!("{} more", count - NAMES));
    }
    (count > 0).then(|| format!("{place}: {}", values.join(", ")))
}
