//! An index of all scopes: for each word and each attribute, the scopes that have it.
//!
//! Scopes are numbered in preorder, so that what lies in a scope follows it without a gap, and an answer is a set of
//! numbers (an inverted index: Manning, Raghavan, Schütze, *Introduction to Information Retrieval*, 2008, chapter 1).

mod build;
mod names;
mod tree;

use std::hash::Hash;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::atom::{Atom, Dimension, Scalar};
use crate::compiled::Compiled;
use crate::glob::Glob;
use crate::scope::Scopes;
use crate::selector::Selector;
use crate::set::Set;
use names::Names;
use tree::Tree;

/// What matching needs to know of all scopes at once, for many selectors.
///
/// It is a copy: a forest that changes needs a new one.
///
/// ```
/// use gen_select::{Forest, Index, Record, Selector};
///
/// let mut forest = Forest::new();
/// let prod = forest.push(None, Record::new("environment", "prod"));
/// let web1 = forest.push(Some(prod), Record::new("host", "web1").tag("web"));
/// let db1 = forest.push(Some(prod), Record::new("host", "db1"));
///
/// let index = Index::new(&forest);
/// let selector: Selector = "within(is:prod) & !tag:web".parse()?;
/// assert!(index.compile(&selector).evaluate().iter().eq([db1]));
/// # Ok::<(), gen_select::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Index<Id> {
    /// By number.
    ids: Vec<Id>,
    numbers: FxHashMap<Id, u32>,
    tree: Tree,
    /// By [`Dimension`], but for names.
    words: [FxHashMap<SmolStr, Set<'static>>; Dimension::ALL.len()],
    attributes: FxHashMap<SmolStr, FxHashMap<Scalar, Set<'static>>>,
    names: Names,
}

impl<Id: Copy + Ord + Hash> Index<Id> {
    /// Reads all scopes of a forest.
    ///
    /// Cost: a look into a hash table for each scope and for each tag, aspect and attribute value of one, and the
    /// sorting of names; in space, a number for each of these. The index holds up to 2³² scopes, and leaves out what
    /// comes after.
    pub fn new<F: Scopes<Id = Id>>(forest: &F) -> Self {
        build::index(forest)
    }

    /// How many scopes there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Prepares a selector for [evaluation](Compiled::evaluate).
    ///
    /// Cost: a look into a hash table for each atom.
    pub fn compile(&self, selector: &Selector) -> Compiled<'_, Id> {
        Compiled::new(self, selector)
    }

    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    pub(crate) fn id(&self, number: usize) -> Option<Id> {
        self.ids.get(number).copied()
    }

    pub(crate) fn number(&self, id: Id) -> Option<usize> {
        self.numbers.get(&id).map(|&number| number as usize)
    }

    /// The scopes that an atom holds of.
    pub(crate) fn atom(&self, atom: &Atom) -> Set<'_> {
        let found = match atom {
            Atom::Star => return Set::all(self.len()),
            Atom::Name(glob) => return self.named(glob),
            Atom::Is(Dimension::Name, name) => {
                let alike = self.names.alike(name).iter();
                return Set::collected(alike.map(|(_, number)| *number), self.len());
            }
            Atom::Is(dimension, word) => self.words[*dimension as usize].get(word),
            Atom::Attr(key, value) => {
                let values = self.attributes.get(key);
                values.and_then(|values| values.get(value))
            }
        };
        found.map_or_else(Set::none, Set::borrowed)
    }

    /// The scopes whose name is of a pattern.
    pub(crate) fn named(&self, glob: &Glob) -> Set<'static> {
        let found = self.names.range(glob).iter();
        let found = found.filter(|(name, _)| glob.matches(name));
        Set::collected(found.map(|(_, number)| *number), self.len())
    }

    /// Those of a set whose name is of a pattern, or with `false`, is not. Looks at the names of the pattern's
    /// beginning, or at those of the set, whichever are fewer.
    pub(crate) fn filtered<'s>(&self, set: Set<'s>, glob: &Glob, wanted: bool) -> Set<'s> {
        if set.len() <= self.names.range(glob).len() {
            return set.filtered(self.len(), |number| {
                self.names.of(number).is_some_and(|name| glob.matches(name)) == wanted
            });
        }
        let named = self.named(glob);
        let named = if wanted {
            named
        } else {
            named.complement(self.len())
        };
        Set::intersection(vec![set, named])
    }
}
