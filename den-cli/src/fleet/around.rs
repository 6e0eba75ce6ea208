//! The scopes around one, by resolution: what they declare is visible from it, the nearest first.

use std::sync::{Arc, LazyLock};

use gen_scope::attribute::{Computed, Context, Error, Grammar};
use gen_scope::{Query, ScopeGraph};

use super::Fleet;
use crate::reads::Site;

/// What leads from a scope to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Label {
    /// To the scope above.
    Parent,
}

/// Every scope above, and the scope itself: `P*`.
static ENCLOSING: LazyLock<Query<Label>> = LazyLock::new(|| Query::enclosing(Label::Parent));

/// The scopes of the fleet, their edges computed when they are followed.
struct Scopes<'c, 'e, 'd>(&'c Context<'e, Fleet<'d>>);

impl<'d> ScopeGraph for Scopes<'_, '_, 'd> {
    type Scope = Site<'d>;
    type Label = Label;
    type Error = Error<Site<'d>>;

    fn edges(
        &self,
        scope: &Site<'d>,
        label: Label,
    ) -> Result<impl IntoIterator<Item = Site<'d>>, Self::Error> {
        match label {
            Label::Parent => Fleet::parent(self.0, scope),
        }
    }
}

/// The scopes whose declarations are visible from a scope, the nearest first: itself, and those above.
pub(super) fn around<'d>(
    cx: &Context<'_, Fleet<'d>>,
    site: Site<'d>,
) -> Computed<Fleet<'d>, Arc<[Site<'d>]>> {
    let answers = ENCLOSING.answers(Scopes(cx), site, |_| Ok(Some(())));
    answers
        .map(|answer| answer.map(|answer| *answer.scope()))
        .collect()
}
