//! Programs: facts, and rules whose conditions are formulas over atoms.

use rustc_hash::FxHashMap;

use crate::compile::compile;
use crate::cycle::NegativeCycle;
use crate::formula::Formula;
use crate::key::Key;
use crate::model::Model;
use crate::network::{Closure, Network, Node};
use crate::strata::Stratified;

/// Facts, and rules over ground atoms `A` that carry labels `L`.
///
/// An atom is any [`Key`]; a label is what a rule is known by in [proofs](crate::Proof) and
/// [cycles](NegativeCycle). Neither the order of rules nor that of facts has any bearing on an answer, and a rule that
/// stands twice says no more than once.
///
/// ```
/// use gen_derive::{Formula, Program};
///
/// let mut program = Program::new();
/// program.fact("web1 is a host");
/// program.rule("hosts are monitored", "web1 is monitored", "web1 is a host");
/// program.rule("silence", "web1 is silent", !Formula::atom("web1 is monitored"));
///
/// let model = program.evaluate()?;
/// assert!(model.holds(&"web1 is monitored"));
/// assert!(!model.holds(&"web1 is silent"));
/// # Ok::<(), gen_derive::NegativeCycle<&str, &str>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Program<A, L> {
    pub(crate) network: Network,
    /// The atom of each node; none for gates.
    pub(crate) atoms: Vec<Option<A>>,
    pub(crate) labels: Vec<L>,
    pub(crate) facts: Vec<Node>,
    nodes: FxHashMap<A, Node>,
}

impl<A, L> Default for Program<A, L> {
    fn default() -> Self {
        Self {
            network: Network::default(),
            atoms: Vec::new(),
            labels: Vec::new(),
            facts: Vec::new(),
            nodes: FxHashMap::default(),
        }
    }
}

impl<A: Key, L: Key> Program<A, L> {
    /// Nothing holds.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares that an atom holds.
    pub fn fact(&mut self, atom: A) {
        let node = self.node(atom);
        self.facts.push(node);
    }

    /// Declares that `head` holds where `body` does.
    ///
    /// Parts of it that are so always, or never, are worked out at once: what `always | a` is in depends on no `a`. Linear in
    /// the body.
    pub fn rule(&mut self, label: L, head: A, body: impl Into<Formula<A>>) {
        let rule = self.labels.len() as u32;
        self.labels.push(label);
        let head = self.node(head);
        let Self {
            network,
            atoms,
            nodes,
            ..
        } = self;
        compile(network, head, rule, body.into(), |network, atom| {
            intern(network, atoms, nodes, atom)
        });
    }

    fn node(&mut self, atom: A) -> Node {
        let Self {
            network,
            atoms,
            nodes,
            ..
        } = self;
        intern(network, atoms, nodes, atom)
    }

    pub(crate) fn find(&self, atom: &A) -> Option<Node> {
        self.nodes.get(atom).copied()
    }

    pub(crate) fn atom(&self, node: Node) -> Option<&A> {
        self.atoms.get(node.index())?.as_ref()
    }

    pub(crate) fn is_gate(&self, node: Node) -> bool {
        self.atom(node).is_none()
    }

    /// Adds rules as they are needed: `more` is called once with each atom that is *possible*, and declares what could
    /// follow from it.
    ///
    /// An atom is possible when it follows from the facts where negations are ignored. So a program over many scopes is made
    /// of those rules alone that have a chance, and rules may be made for atoms that nobody could list beforehand. The
    /// order of the calls is not said, and has no bearing on the model as long as what `more` declares depends on the
    /// atom alone. To be called once, when the facts and the other rules are in place.
    ///
    /// Linear in the program that comes out. Does not end where the rules go on to make new atoms for ever.
    ///
    /// ```
    /// use gen_derive::{Formula, Program};
    ///
    /// let mut program = Program::new();
    /// program.fact(27_u64);
    /// program.complete(|&n, program| {
    ///     if n > 1 {
    ///         let next = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
    ///         program.rule("Collatz", next, n);
    ///     }
    /// });
    /// let model = program.evaluate()?;
    /// assert!(model.holds(&1) && model.holds(&9232));
    /// assert_eq!(model.len(), 112);
    /// # Ok::<(), gen_derive::NegativeCycle<u64, &str>>(())
    /// ```
    pub fn complete(&mut self, mut more: impl FnMut(&A, &mut Self)) {
        let mut closure = Closure::default();
        let mut facts = 0;
        loop {
            closure.extend(&self.network, &self.facts[facts..], |_| true);
            facts = self.facts.len();
            let Some(node) = closure.step(&self.network) else {
                break;
            };
            if let Some(atom) = self.atom(node).cloned() {
                more(&atom, self);
            }
        }
    }

    /// Divides the program into strata.
    ///
    /// # Errors
    ///
    /// Where an atom that is possible depends on its own absence: a shortest cycle. See [`Stratified`].
    pub fn stratify(self) -> Result<Stratified<A, L>, NegativeCycle<A, L>> {
        Stratified::new(self)
    }

    /// The perfect model: [`stratify`](Self::stratify), then [`evaluate`](Stratified::evaluate).
    ///
    /// # Errors
    ///
    /// Where an atom that is possible depends on its own absence: a shortest cycle. See [`Stratified`].
    pub fn evaluate(self) -> Result<Model<A, L>, NegativeCycle<A, L>> {
        Ok(self.stratify()?.evaluate())
    }
}

fn intern<A: Key>(
    network: &mut Network,
    atoms: &mut Vec<Option<A>>,
    nodes: &mut FxHashMap<A, Node>,
    atom: A,
) -> Node {
    if let Some(&node) = nodes.get(&atom) {
        return node;
    }
    let node = network.add_node();
    atoms.resize_with(node.index(), || None);
    atoms.push(Some(atom.clone()));
    nodes.insert(atom, node);
    node
}
