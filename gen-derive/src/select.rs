//! Selectors as conditions.
//!
//! A selector looks at scopes as they stand; a rule's condition looks at what other rules derive of them. So a selector
//! becomes, at one scope, a formula over whatever its atoms are there.

use gen_select::{Atom, Node as Part, Relation, Scopes, Selector};

use crate::formula::{Formula, Node};

/// What a selector says of one scope, as a formula; `atom` gives what one of its atoms says of a scope.
///
/// What is known beforehand is best given as [`always`](Formula::always) or [`never`](Formula::never). A relation becomes the
/// disjunction of what its operand says of each scope that is so related, so the formula is as long as there are scopes
/// that the selector looks at. Does not recurse, however deep the selector is.
///
/// ```
/// use gen_derive::{Formula, select};
/// use gen_select::{Atom, Dimension, Forest, Record, Selector};
///
/// let mut forest = Forest::new();
/// let web1 = forest.push(None, Record::new("host", "web1"));
/// let alice = forest.push(Some(web1), Record::new("user", "alice"));
///
/// let selector: Selector = "!tag:staging & has(kind:user & tag:admin)".parse()?;
/// let formula = select::condition(&selector, &forest, web1, |atom, scope| match atom {
///     Atom::Is(Dimension::Kind, kind) if kind == "user" && scope == alice => Formula::always(),
///     atom => Formula::atom((atom.clone(), scope)),
/// });
/// let atoms: Vec<_> = formula.atoms().map(|((_, scope), negated)| (*scope, negated)).collect();
/// assert_eq!(atoms, [(web1, true), (alice, false)]);
/// # Ok::<(), gen_select::ParseError>(())
/// ```
pub fn condition<F: Scopes, A>(
    selector: &Selector,
    forest: &F,
    scope: F::Id,
    mut atom: impl FnMut(&Atom, F::Id) -> Formula<A>,
) -> Formula<A> {
    let parts = selector.nodes();
    let starts = starts(parts);
    let mut nodes = Vec::new();
    let mut pending = vec![Step::Look(parts.len() - 1, scope)];
    while let Some(step) = pending.pop() {
        let (part, scope) = match step {
            Step::Look(part, scope) => (part, scope),
            Step::Join(node) => {
                nodes.push(node);
                continue;
            }
        };
        match &parts[part] {
            Part::Atom(found) => nodes.extend(atom(found, scope).into_nodes()),
            Part::Relation(relation) => {
                let related = related(forest, *relation, scope);
                pending.push(Step::Join(Node::Any(related.len())));
                let looks = related.into_iter().rev();
                pending.extend(looks.map(|scope| Step::Look(part - 1, scope)));
            }
            joined => {
                pending.push(Step::Join(match joined {
                    Part::And(operands) => Node::All(*operands),
                    Part::Any(operands) => Node::Any(*operands),
                    _ => Node::Not,
                }));
                let mut end = part;
                for _ in 0..joined.operands() {
                    pending.push(Step::Look(end - 1, scope));
                    end = starts[end - 1];
                }
            }
        }
    }
    Formula::from_nodes(nodes)
}

enum Step<Id, A> {
    /// Say what a part of the selector means at a scope.
    Look(usize, Id),
    /// Say how what was said last is joined.
    Join(Node<A>),
}

/// For each part, the first of those that belong to it.
fn starts(parts: &[Part]) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let mut start = index;
        for _ in 0..part.operands() {
            start = starts[start - 1];
        }
        starts.push(start);
    }
    starts
}

fn related<F: Scopes>(forest: &F, relation: Relation, scope: F::Id) -> Vec<F::Id> {
    match relation {
        Relation::Parent => forest.parent(scope).into_iter().collect(),
        Relation::Within => forest.ancestors(scope).collect(),
        Relation::Has => forest.children(scope).collect(),
        Relation::HasWithin => {
            let mut found: Vec<_> = forest.children(scope).collect();
            let mut next = 0;
            while let Some(&scope) = found.get(next) {
                found.extend(forest.children(scope));
                next += 1;
            }
            found
        }
    }
}

/// What must hold at a scope itself, one of it at least, for a selector to hold there; none where that cannot be said.
///
/// `key` gives what an atom is to a rule, and nothing for an atom that no trigger can be. The fewest, of a conjunction.
/// These are what to [trigger](crate::Rule::triggered_by) a rule by. Linear.
///
/// ```
/// use gen_derive::select;
/// use gen_select::{Atom, Dimension, Selector};
///
/// let triggers = |text: &str| {
///     let selector: Selector = text.parse().unwrap();
///     select::triggers(&selector, |atom| match atom {
///         Atom::Is(Dimension::Tag, tag) => Some(tag.to_string()),
///         _ => None,
///     })
/// };
/// assert_eq!(triggers("(tag:web | tag:db) & tag:new & env:prod").unwrap(), ["new"]);
/// assert_eq!(triggers("tag:web | tag:db").unwrap(), ["web", "db"]);
/// assert_eq!(triggers("tag:web | !tag:db"), None);
/// ```
pub fn triggers<'s, K>(
    selector: &'s Selector,
    mut key: impl FnMut(&'s Atom) -> Option<K>,
) -> Option<Vec<K>> {
    let mut found: Vec<Option<Vec<K>>> = Vec::new();
    for part in selector.nodes() {
        let operands = found.split_off(found.len() - part.operands());
        found.push(match part {
            Part::Atom(atom) => key(atom).map(|key| vec![key]),
            Part::Not | Part::Relation(_) => None,
            Part::And(_) => operands.into_iter().flatten().min_by_key(Vec::len),
            Part::Any(_) => any(operands),
        });
    }
    found.pop().flatten()
}

/// All of the triggers, the first ones extended by the others.
fn any<K>(operands: Vec<Option<Vec<K>>>) -> Option<Vec<K>> {
    let mut operands = operands.into_iter();
    let Some(first) = operands.next() else {
        return Some(Vec::new());
    };
    let mut all = first?;
    for more in operands {
        all.extend(more?);
    }
    Some(all)
}
