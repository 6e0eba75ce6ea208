//! Planning one host or home at a time.

use std::sync::Arc;

use gen_scope::attribute::{Error, Evaluator};
use rustc_hash::FxHashSet;

use super::home::HomePlan;
use super::host::HostPlan;
use super::{home_not_planned, not_planned};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::name::{HomeName, HostName, is_valid, is_valid_for_home};
use crate::explain::no_user;
use crate::fleet::Fleet;
use crate::fleet::draft::Draft;
use crate::fleet::trace::PlanTrace;
use crate::policy::program::Conclusions;
use crate::reads::{Read, ReadTree, Site};
use crate::scope::Scope;

/// Plans the hosts and homes of a document, each when it is asked for.
#[derive(Debug)]
pub struct Planner<'d> {
    evaluator: Evaluator<Fleet<'d>>,
}

impl<'d> Planner<'d> {
    /// Nothing planned yet. Linear in the document's size.
    pub fn new(document: &'d Document) -> Self {
        Self {
            evaluator: Evaluator::new(Fleet::new(document)),
        }
    }

    /// The scopes and their attributes.
    pub fn fleet(&self) -> &Fleet<'d> {
        self.evaluator.grammar()
    }

    pub(super) fn document(&self) -> &'d Document {
        self.fleet().source.document
    }

    /// Plans one host. It reads no slice of another host.
    ///
    /// # Errors
    ///
    /// Where there is no such host, with the nearest names, or where its declaration is malformed.
    pub fn plan_host(&self, name: &str) -> Result<HostPlan<'d>, Box<Diagnostic>> {
        let planned = self.known_host(name).map(|name| self.host(name));
        let planned = planned.transpose()?.flatten();
        planned.ok_or_else(|| not_planned(self.document(), name).into())
    }

    fn known_host(&self, name: &str) -> Option<&'d HostName> {
        let (name, _) = self.document().hosts.get_key_value(name)?;
        Some(name).filter(|name| is_valid(name.as_str()))
    }

    /// Plans one home.
    ///
    /// # Errors
    ///
    /// Where there is no such home, with the nearest names, or where its declaration is malformed.
    pub fn plan_home(&self, name: &str) -> Result<HomePlan<'d>, Box<Diagnostic>> {
        let planned = self.known_home(name).map(|name| self.home(name));
        let planned = planned.transpose()?.flatten();
        planned.ok_or_else(|| home_not_planned(self.document(), name).into())
    }

    fn known_home(&self, name: &str) -> Option<&'d HomeName> {
        let (name, _) = self.document().homes.get_key_value(name)?;
        Some(name).filter(|name| is_valid_for_home(name.as_str()))
    }

    /// Plans one host; none where its declaration is malformed, which the survey reports.
    pub(super) fn host(&self, name: &'d HostName) -> Result<Option<HostPlan<'d>>, Box<Diagnostic>> {
        let drafted = self.draft(Site::Host(name))?;
        Ok(drafted.and_then(|(draft, reads)| draft.into_host_plan(name, reads)))
    }

    /// Plans one home; none where its declaration is malformed, which the survey reports.
    pub(super) fn home(&self, name: &'d HomeName) -> Result<Option<HomePlan<'d>>, Box<Diagnostic>> {
        let declared = self.document().homes.get(name);
        let facts = declared.and_then(|home| home.facts.content().good());
        let drafted = self.draft(Site::Home(name))?;
        Ok(drafted
            .zip(facts)
            .map(|((draft, reads), facts)| draft.into_home_plan(name, facts, reads)))
    }

    /// Hands over what was computed for a host, for the host of a user, or for a home, with what rules came to there.
    pub(crate) fn explained<R>(
        &self,
        scope: &Scope,
        explain: impl FnOnce(Site<'d>, &Draft<'d>, Option<&Conclusions<'d>>) -> Option<R>,
    ) -> Result<R, Box<Diagnostic>> {
        let document = self.document();
        let (around, site) = match scope {
            Scope::Host(host) => self.known_host(host.as_str()).map(|host| {
                let host = Site::Host(host);
                (host, host)
            }),
            Scope::User(user, host) => self.known_host(host.as_str()).map(|host| {
                let users = document.hosts.get(host).map(|host| &host.users);
                let user = users.and_then(|users| users.get_key_value(user));
                let user = user.map(|(user, _)| Site::User(host, user));
                (Site::Host(host), user.unwrap_or(Site::Fleet))
            }),
            Scope::Home(home) => self.known_home(home.as_str()).map(|home| {
                let home = Site::Home(home);
                (home, home)
            }),
            Scope::Fleet | Scope::Environment(_) => {
                let message = format!("`{scope}` has no aspects of its own to explain");
                let found = Diagnostic::error("den::scope::kind", message);
                return Err(found
                    .help("name a host (`web1`), a user (`alice@web1`) or a home (`home:alice`)")
                    .into());
            }
        }
        .ok_or_else(|| self.unknown(scope))?;
        let draft = self.drafted(around)?.ok_or_else(|| self.unknown(scope))?;
        let conclusions = self.evaluator.get(|fleet| &fleet.conclusions, &around);
        let conclusions = conclusions.map_err(|error| self.told(around, &error))?;
        let explained = explain(site, &draft, conclusions.value.as_ref());
        explained.ok_or_else(|| self.unknown(scope))
    }

    /// Why a scope has no plan.
    fn unknown(&self, scope: &Scope) -> Box<Diagnostic> {
        let document = self.document();
        Box::new(match scope {
            Scope::Home(home) => home_not_planned(document, home.as_str()),
            Scope::User(user, host) => match self.plan_host(host.as_str()) {
                Ok(planned) => no_user(&planned.shard, user.as_str()),
                Err(unplanned) => return unplanned,
            },
            Scope::Host(host) => not_planned(document, host.as_str()),
            Scope::Fleet | Scope::Environment(_) => not_planned(document, &scope.to_string()),
        })
    }

    /// Everything about a host or a home; none where it cannot be planned.
    pub(super) fn drafted(
        &self,
        site: Site<'d>,
    ) -> Result<Option<Arc<Draft<'d>>>, Box<Diagnostic>> {
        let drafted = self.evaluator.get(|fleet| &fleet.plan, &site);
        drafted.map_err(|error| self.told(site, &error))
    }

    /// Computes everything about a host or a home. What was computed is forgotten: nobody else needs it, and a fleet
    /// has many.
    fn draft(&self, site: Site<'d>) -> Result<Option<(Draft<'d>, ReadTree)>, Box<Diagnostic>> {
        let evaluator = &self.evaluator;
        let told = |error| self.told(site, &error);
        let draft = evaluator.get(|fleet| &fleet.plan, &site).map_err(told)?;
        let mut reads: FxHashSet<Read<'d>> = FxHashSet::default();
        evaluator
            .reads(|fleet| &fleet.plan, &site, &mut reads)
            .map_err(told)?;
        let users = evaluator.get(|fleet| &fleet.users, &site).map_err(told)?;
        for site in users.iter().chain([&site]) {
            self.forget(site);
        }
        let tree = self.fleet().source.tree(reads);
        Ok(draft.map(|draft| (Arc::unwrap_or_clone(draft), tree)))
    }

    fn forget(&self, site: &Site<'d>) {
        let evaluator = &self.evaluator;
        evaluator.forget(|fleet| &fleet.plan, site);
        evaluator.forget(|fleet| &fleet.outputs, site);
        evaluator.forget(|fleet| &fleet.settings, site);
        evaluator.forget(|fleet| &fleet.aspects, site);
        evaluator.forget(|fleet| &fleet.effects, site);
        evaluator.forget(|fleet| &fleet.asked, site);
        evaluator.forget(|fleet| &fleet.conclusions, site);
        evaluator.forget(|fleet| &fleet.users, site);
        evaluator.forget(|fleet| &fleet.around, site);
        evaluator.forget(|fleet| &fleet.entity, site);
        evaluator.forget(|fleet| &fleet.standing, site);
    }

    /// What the plan of a host is computed from.
    ///
    /// # Errors
    ///
    /// As for [`Self::plan_host`].
    pub fn trace_host(&self, name: &str) -> Result<PlanTrace, Box<Diagnostic>> {
        let unplanned = || Box::new(not_planned(self.document(), name));
        let site = Site::Host(self.known_host(name).ok_or_else(unplanned)?);
        let told = |error| self.told(site, &error);
        let planned = self.evaluator.get(|fleet| &fleet.plan, &site);
        if planned.map_err(told)?.is_none() {
            return Err(unplanned());
        }
        let trace = self.evaluator.trace(|fleet| &fleet.plan, &site);
        let trace = trace.map_err(told)?;
        Ok(PlanTrace::new(site.scope(), trace, &self.fleet().source))
    }

    fn told(&self, site: Site<'d>, error: &Error<Site<'d>>) -> Box<Diagnostic> {
        let diagnostic = Diagnostic::error("den::plan::cycle", error.to_string());
        diagnostic.scope(site.scope()).into()
    }
}
