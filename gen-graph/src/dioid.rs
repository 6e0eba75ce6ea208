//! What edges may carry: the elements of a dioid.

mod distance;
mod words;

pub use distance::Distance;
pub use words::Words;

/// A dioid: an idempotent semiring.
///
/// `plus` is associative, commutative and idempotent, and `zero` is its unit; `times` is associative, `one` is its unit,
/// it distributes over `plus` from both sides, and with `zero` it gives `zero`. The laws G21 test this for each that is
/// here.
///
/// An edge that carries `zero` is no edge. Two edges between the same vertices are one that carries `plus` of both, and
/// a walk carries `times` of all its edges.
///
/// ```
/// use gen_graph::{Dioid, Distance};
///
/// let (near, far) = (Distance::finite(2), Distance::finite(5));
/// assert_eq!(near.clone().plus(far), near);
/// assert_eq!(near.times(&far), Distance::finite(7));
/// ```
pub trait Dioid: Clone + PartialEq {
    /// What no edge carries.
    fn zero() -> Self;

    /// What a walk without edges carries.
    fn one() -> Self;

    /// What two edges, or two walks, carry between them.
    #[must_use]
    fn plus(self, other: Self) -> Self;

    /// What two edges carry one after the other.
    #[must_use]
    fn times(&self, next: &Self) -> Self;
}

/// A dioid in which nothing adds to `one`: `one.plus(a) == one`.
///
/// So going in a circle gains nothing, and the walks between two vertices carry what the simple paths carry (Mohri,
/// *Semiring frameworks and algorithms for shortest-distance problems*, 2002).
pub trait Bounded: Dioid {}

/// Whether there is an edge.
impl Dioid for bool {
    fn zero() -> Self {
        false
    }

    fn one() -> Self {
        true
    }

    fn plus(self, other: Self) -> Self {
        self || other
    }

    fn times(&self, next: &Self) -> Self {
        *self && *next
    }
}

impl Bounded for bool {}
