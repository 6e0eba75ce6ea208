//! Why an entity is what it is: where its tags and its environment come from, who included its aspects, which rules fire and
//! why.

use std::collections::{BTreeMap, BTreeSet};

use gen_derive::Reason as Step;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::aspect::graph::Because;
use crate::diagnostic::Diagnostic;
use crate::document::declared::Declared;
use crate::document::name::{AspectId, EnvironmentName, PolicyName, TagName};
use crate::document::positions::Position;
use crate::fleet::draft::{Draft, EntityDraft};
use crate::inventory::ALL;
use crate::plan::Planner;
use crate::policy::atom::Atom;
use crate::policy::program::Conclusions;
use crate::reads::{Reads, Site};
use crate::scope::Scope;

/// Why a host, a user or a home is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reasons {
    /// The entity.
    pub scope: Scope,
    /// Its environment; a host's users are where it is.
    pub environment: Option<EnvironmentReason>,
    /// Its tags, sorted.
    pub tags: Vec<TagReason>,
    /// Its aspects, includes first; a user's are those that the host does not have.
    pub aspects: Vec<AspectReason>,
    /// The rules that fire there, by name.
    pub rules: Vec<RuleReason>,
}

/// An environment, and why the host is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentReason {
    /// The environment.
    pub environment: EnvironmentName,
    /// Who says so.
    pub because: Vec<Said>,
}

/// A tag, and why the host has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TagReason {
    /// The tag.
    pub tag: TagName,
    /// Who says so.
    pub because: Vec<Said>,
}

/// An aspect, and why the entity has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AspectReason {
    /// The aspect.
    pub aspect: AspectId,
    /// Who includes it.
    pub because: Vec<Because>,
    /// Where it is declared.
    pub at: Option<Position>,
    /// What it requires there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<RequirementReason>,
}

/// What an aspect requires, and what meets that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementReason {
    /// The name of an aspect, or of what one provides.
    pub requires: SmolStr,
    /// The aspects there that are or provide it, sorted; none where it is not met.
    pub met_by: Vec<AspectId>,
}

/// A rule, and why it fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleReason {
    /// The rule.
    pub rule: PolicyName,
    /// Where it is declared.
    pub at: Option<Position>,
    /// The proof.
    pub proof: Vec<ProofLine>,
}

/// Somebody's word, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Who says it: `the host`, `den.fleet.tags`, `rule production-is-watched`, …
    pub who: String,
    /// Where.
    pub at: Option<Position>,
    /// The proof, of what follows from others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<ProofLine>,
}

/// A line of a proof: it rests on the lines below it that stand one step further in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofLine {
    /// How far below the conclusion it stands.
    pub depth: usize,
    /// What holds, or does not.
    pub says: String,
    /// Why: `declared`, `nothing says so`, `shown above`, or what it follows by.
    pub because: String,
}

/// Explains a host, a user or a home.
///
/// # Errors
///
/// A scope that does not exist, with the nearest names.
pub fn reasons(planner: &Planner<'_>, scope: &Scope) -> Result<Reasons, Box<Diagnostic>> {
    planner.explained(scope, |site, draft, conclusions| {
        let explainer = Explainer {
            planner,
            draft,
            conclusions,
        };
        explainer.entity(site)
    })
}

struct Explainer<'e, 'd> {
    planner: &'e Planner<'d>,
    draft: &'e Draft<'d>,
    conclusions: Option<&'e Conclusions<'d>>,
}

impl<'d> Explainer<'_, 'd> {
    fn position<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<Position> {
        let document = self.planner.fleet().source.document;
        let path: Vec<_> = path.into_iter().collect();
        document.positions.nearest(path).cloned()
    }

    fn entity(&self, site: Site<'d>) -> Option<Reasons> {
        let entities = self.draft.entities();
        let mut found = entities.filter(|draft| draft.aspects.value.entity.site() == site);
        let entity = found.next()?;
        Some(Reasons {
            scope: site.scope(),
            environment: self.environment(site),
            tags: self.tags(site),
            aspects: self.aspects(entity),
            rules: self.rules(site),
        })
    }

    fn environment(&self, site: Site<'d>) -> Option<EnvironmentReason> {
        let (Site::Host(host) | Site::User(host, _)) = site else {
            return None;
        };
        let standing = self.draft.standing.value.as_ref()?;
        let environment = standing.environment?;
        let own = standing.facts.environment.as_ref().and_then(Declared::good);
        let named = ["fleet", "environments", environment.as_str()];
        let source = &self.planner.fleet().source;
        let mut because = Vec::new();
        if own == Some(environment) {
            let at = self.position(["hosts", host.as_str(), "facts", "environment"]);
            because.push(Said::plainly("the host", at));
        }
        if source.membership(host).environments.contains(&environment) {
            let at = self.position(named.into_iter().chain(["hosts"]));
            because.push(Said::plainly("the environment names it", at));
        }
        let selector = source
            .document
            .fleet
            .environments
            .get(environment)?
            .selector
            .content();
        let picked = Atom::Environment(Site::Host(host), environment.clone());
        if selector.is_some() && self.conclusions.is_some_and(|model| model.holds(&picked)) {
            let at = self.position(named.into_iter().chain(["selector"]));
            because.push(Said {
                proof: self.proof(&picked),
                ..Said::plainly("the environment's selector picks it", at)
            });
        }
        Some(EnvironmentReason {
            environment: environment.clone(),
            because,
        })
    }

    fn tags(&self, site: Site<'d>) -> Vec<TagReason> {
        let Site::Host(host) = site else {
            return vec![];
        };
        let Some(standing) = &self.draft.standing.value else {
            return vec![];
        };
        let reason = |tag: &TagName| {
            let mut because = Vec::new();
            if standing
                .facts
                .tags
                .iter()
                .filter_map(Declared::good)
                .any(|own| own == tag)
            {
                let at = self.position(["hosts", host.as_str(), "facts", "tags"]);
                because.push(Said::plainly("the host", at));
            }
            let source = &self.planner.fleet().source;
            if source.membership(host).tags.contains(&tag) {
                let at = self.position(["fleet", "tags", tag.as_str()]);
                because.push(Said::plainly("den.fleet.tags", at));
            }
            if tag.as_str() == ALL {
                because.push(Said::plainly("every host has it", None));
            }
            for (rule, _) in self.firing(site) {
                let effects = source.document.rules.get(rule);
                let effects = effects.and_then(|rule| rule.content().good());
                if effects.is_some_and(|rule| rule.gives(tag)) {
                    let at = self.position(["rules", rule.as_str()]);
                    because.push(Said::plainly(&format!("rule `{rule}`"), at));
                }
            }
            TagReason {
                tag: tag.clone(),
                because,
            }
        };
        standing.tags.iter().map(reason).collect()
    }

    fn aspects(&self, entity: &EntityDraft<'d>) -> Vec<AspectReason> {
        let closure = &entity.aspects.value;
        let host = &self.draft.own.aspects.value;
        // Of a host, twice the same.
        let there = host.members.iter().chain(&closure.members);
        let there = there.map(|member| &member.aspect);
        let reads = Reads::unrecorded(&self.planner.fleet().source);
        let depending: BTreeMap<_, _> = reads
            .dependencies(there.clone())
            .into_iter()
            .map(|(aspect, dependencies)| (&aspect.id, dependencies))
            .collect();
        let met_by = |name: &SmolStr| {
            let is = there.clone().map(|aspect| &aspect.id);
            let is = is.filter(|id| id.as_str() == name);
            let provide = depending.iter().filter(|(_, dependencies)| {
                let mut provided = dependencies.provides();
                provided.any(|provided| provided == name)
            });
            let all: BTreeSet<_> = is.chain(provide.map(|(id, _)| *id)).collect();
            all.into_iter().cloned().collect()
        };
        let requires = |id: &AspectId| {
            let names = depending.get(id).map(|found| found.requires());
            let names = names.into_iter().flatten();
            let met = names.map(|(_, name)| RequirementReason {
                requires: name.clone(),
                met_by: met_by(name),
            });
            met.collect()
        };
        let own = closure.members.iter();
        own.filter(|member| !closure.inherits(&member.aspect.id))
            .map(|member| {
                let place = crate::survey::place_of(&member.aspect.id);
                AspectReason {
                    aspect: member.aspect.id.clone(),
                    because: member.because.clone(),
                    at: self.position(place.iter().map(|step| step.as_str())),
                    requires: requires(&member.aspect.id),
                }
            })
            .collect()
    }

    /// The rules that fire at a scope.
    fn firing(&self, site: Site<'d>) -> impl Iterator<Item = (&'d PolicyName, Atom<'d>)> {
        let fires = self
            .draft
            .fires
            .iter()
            .map(move |rule| (*rule, Atom::Fires(site, rule)));
        fires.filter(|(_, atom)| self.conclusions.is_some_and(|model| model.holds(atom)))
    }

    fn rules(&self, site: Site<'d>) -> Vec<RuleReason> {
        let firing = self.firing(site);
        firing
            .map(|(rule, atom)| RuleReason {
                rule: rule.clone(),
                at: self.position(["rules", rule.as_str()]),
                proof: self.proof(&atom),
            })
            .collect()
    }

    fn proof(&self, atom: &Atom<'d>) -> Vec<ProofLine> {
        let proof = self.conclusions.and_then(|model| model.proof(atom));
        let Some(proof) = proof else { return vec![] };
        let lines = proof.lines().iter().map(|line| ProofLine {
            depth: line.depth,
            says: line.atom.to_string(),
            because: match line.reason {
                Step::Fact => "declared".to_owned(),
                // The rule is in the atom already.
                Step::Rule(_) if matches!(line.atom, Atom::Fires(..)) => {
                    "its condition holds".to_owned()
                }
                Step::Rule(step) => step.to_string(),
                Step::Absent => "not so: nothing says it".to_owned(),
                Step::Shown => "shown above".to_owned(),
            },
        });
        lines.collect()
    }
}

impl Said {
    fn plainly(who: &str, at: Option<Position>) -> Self {
        Self {
            who: who.to_owned(),
            at,
            proof: vec![],
        }
    }
}
