//! The whole fleet as selectors see it: `den select`.

use std::collections::BTreeMap;

use gen_select::{Explanation, Index, Selector};
use rayon::prelude::*;

use super::Planner;
use crate::diagnostic::Diagnostic;
use crate::document::name::{is_valid, is_valid_for_home};
use crate::reads::{Reads, Site};
use crate::scope::Scope;
use crate::select::{Inhabited, Member};

/// A scope that a selector picks, or that it was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// The scope.
    pub scope: Scope,
    /// Why it is picked, or not; none where nobody asked.
    pub because: Option<Explanation>,
}

impl<'d> Planner<'d> {
    /// The scopes of the fleet that a selector picks: the fleet, environments, hosts, users and homes, sorted. With `explain`
    /// each says why.
    ///
    /// Plans everything, as what a selector looks at can follow from anything.
    ///
    /// # Errors
    ///
    /// Where something cannot be planned at all.
    pub fn select(
        &self,
        selector: &Selector,
        explain: bool,
    ) -> Result<Vec<Selected>, Box<Diagnostic>> {
        self.inhabited(|inhabited| {
            let index = Index::new(inhabited);
            let compiled = index.compile(selector);
            let picked = compiled.evaluate();
            let mut picked: Vec<_> = picked
                .iter()
                .filter_map(|id| {
                    Some(Selected {
                        scope: inhabited.member(id)?.site.scope(),
                        because: explain.then(|| selector.explain(inhabited, id)),
                    })
                })
                .collect();
            picked.sort_by(|one, other| one.scope.cmp(&other.scope));
            picked
        })
    }

    /// Why a selector picks one scope, or does not; none where there is no such scope.
    ///
    /// # Errors
    ///
    /// As for [`Self::select`].
    pub fn select_at(
        &self,
        selector: &Selector,
        scope: &Scope,
    ) -> Result<Option<Explanation>, Box<Diagnostic>> {
        self.inhabited(|inhabited| {
            let found = (0..).map_while(|id| inhabited.member(id).map(|member| (id, member)));
            let mut found = found.filter(|(_, member)| member.site.scope() == *scope);
            let (id, _) = found.next()?;
            Some(selector.explain(inhabited, id))
        })
    }

    fn inhabited<R>(
        &self,
        look: impl FnOnce(&Inhabited<'_, '_, 'd>) -> R,
    ) -> Result<R, Box<Diagnostic>> {
        let document = self.document();
        let hosts = document.hosts.keys().filter(|name| is_valid(name.as_str()));
        let homes = document.homes.keys();
        let homes = homes.filter(|name| is_valid_for_home(name.as_str()));
        let sites: Vec<_> = hosts.map(Site::Host).chain(homes.map(Site::Home)).collect();
        let drafts = sites
            .par_iter()
            .map(|site| Ok((*site, self.drafted(*site)?)))
            .collect::<Result<Vec<_>, Box<Diagnostic>>>()?;

        let reads = Reads::unrecorded(&self.fleet().source);
        let mut inhabited = Inhabited::new(&reads);
        let fleet = inhabited.push(None, Member::new(Site::Fleet));
        let mut environments = BTreeMap::new();
        for name in document.fleet.environments.keys() {
            let member = Member::new(Site::Environment(name));
            environments.insert(name, inhabited.push(Some(fleet), member));
        }
        for (_, draft) in drafts {
            let Some(draft) = draft else { continue };
            let standing = draft.standing.value.as_ref();
            let environment = standing.and_then(|standing| standing.environment);
            let parent = environment.and_then(|name| environments.get(name));
            draft.inhabit(&mut inhabited, Some(*parent.unwrap_or(&fleet)));
        }
        Ok(look(&inhabited))
    }
}
