//! Constraints: rules whose head is a diagnostic.
//!
//! Nothing depends on a diagnostic, so all of them lie in a stratum above the others, and are decided in the model.

use std::ops::RangeInclusive;

use crate::formula::Formula;
use crate::key::Key;
use crate::model::Model;

/// How many members of a group must satisfy their formulas, and what to say where it is another number.
///
/// A member `M` is whatever one is called: a scope, most often. The diagnostic `D` is the caller's, with its message, its
/// severity and where it stands.
///
/// ```
/// use gen_derive::{Constraint, Formula, Program};
///
/// let mut program = Program::new();
/// program.fact(("server", "web1"));
/// program.fact(("server", "web2"));
/// program.rule("all servers", ("public", "web1"), ("server", "web1"));
/// let model = program.evaluate()?;
///
/// let servers = ["web1", "web2", "web3"].map(|host| (host, Formula::atom(("server", host))));
/// let one = Constraint::max(1, servers, "one server is enough");
/// let violation = one.check(&model).unwrap();
/// assert_eq!(violation.diagnostic, &"one server is enough");
/// assert_eq!(violation.holding, [&"web1", &"web2"]);
///
/// let public = Formula::atom(("public", "web1"));
/// let firewall = Formula::atom(("firewall", "web1"));
/// let safe = Constraint::assert("web1", firewall, "what is public has a firewall").when(public);
/// assert_eq!(safe.check(&model).unwrap().failing, [&"web1"]);
/// # Ok::<(), gen_derive::NegativeCycle<(&str, &str), &str>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint<A, M, D> {
    when: Formula<A>,
    members: Vec<(M, Formula<A>)>,
    wanted: RangeInclusive<usize>,
    diagnostic: D,
}

/// A constraint that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation<'c, M, D> {
    /// What there is to say.
    pub diagnostic: &'c D,
    /// How many members were to satisfy their formulas.
    pub wanted: RangeInclusive<usize>,
    /// Those that do, in the order of the group.
    pub holding: Vec<&'c M>,
    /// Those that do not.
    pub failing: Vec<&'c M>,
}

impl<A, M, D> Constraint<A, M, D> {
    /// At least `least` members satisfy their formulas.
    pub fn min(
        least: usize,
        members: impl IntoIterator<Item = (M, Formula<A>)>,
        diagnostic: D,
    ) -> Self {
        Self::within(least..=usize::MAX, members, diagnostic)
    }

    /// At most `most` members satisfy their formulas.
    pub fn max(
        most: usize,
        members: impl IntoIterator<Item = (M, Formula<A>)>,
        diagnostic: D,
    ) -> Self {
        Self::within(0..=most, members, diagnostic)
    }

    /// So many members satisfy their formulas.
    pub fn within(
        wanted: RangeInclusive<usize>,
        members: impl IntoIterator<Item = (M, Formula<A>)>,
        diagnostic: D,
    ) -> Self {
        Self {
            when: Formula::always(),
            members: members.into_iter().collect(),
            wanted,
            diagnostic,
        }
    }

    /// The formula holds.
    pub fn assert(member: M, formula: Formula<A>, diagnostic: D) -> Self {
        Self::min(1, [(member, formula)], diagnostic)
    }

    /// The formula holds where the condition does.
    pub fn require(member: M, when: Formula<A>, formula: Formula<A>, diagnostic: D) -> Self {
        Self::assert(member, formula, diagnostic).when(when)
    }

    /// The same where a condition holds as well; elsewhere nothing is demanded.
    #[must_use]
    pub fn when(self, condition: Formula<A>) -> Self {
        Self {
            when: self.when & condition,
            ..self
        }
    }

    /// What is wrong, if anything is. Linear in the formulas.
    pub fn check<L: Key>(&self, model: &Model<A, L>) -> Option<Violation<'_, M, D>>
    where
        A: Key,
    {
        if !model.satisfies(&self.when) {
            return None;
        }
        let (mut holding, mut failing) = (Vec::new(), Vec::new());
        for (member, formula) in &self.members {
            if model.satisfies(formula) {
                holding.push(member);
            } else {
                failing.push(member);
            }
        }
        (!self.wanted.contains(&holding.len())).then(|| Violation {
            diagnostic: &self.diagnostic,
            wanted: self.wanted.clone(),
            holding,
            failing,
        })
    }
}
