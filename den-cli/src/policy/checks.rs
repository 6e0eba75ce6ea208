//! Assertions: what policies and rules say must hold at an entity.

use gen_select::Selector;

use super::effects::{By, Effects};
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::effect::{AssertEffect, Assertion};
use crate::reads::{Reads, Site};
use crate::select::Inhabited;

/// Checks what is asserted of an entity. `inhabited` has the entity, what is around it and what is within.
pub fn check<'d>(
    reads: &Reads<'_, 'd>,
    closure: &Closure<'d>,
    effects: &Effects<'d>,
    inhabited: &Inhabited<'_, '_, 'd>,
    diagnostics: &mut Diagnostics,
) {
    let site = closure.entity.site();
    for by in &effects.asserts {
        let holds = match &by.effect.that {
            Assertion::Known(holds) => Some(*holds),
            // One that cannot be read is reported by the survey.
            Assertion::Selector(written) => {
                let selector = written.selector().ok();
                selector.and_then(|selector: &Selector| {
                    Some(selector.matches(inhabited, inhabited.find(site)?))
                })
            }
        };
        if holds == Some(false) {
            diagnostics.push(refuted(reads, site, by));
        }
    }
}

fn refuted(reads: &Reads<'_, '_>, site: Site<'_>, by: &By<'_, AssertEffect>) -> Diagnostic {
    let AssertEffect {
        message, severity, ..
    } = by.effect;
    let code = "den::policy::assert";
    let found = told(reads, site, by, *severity, code, message.clone());
    found.help(format!("`{}` asserts it", by.policy))
}

pub(super) fn told<T>(
    reads: &Reads<'_, '_>,
    site: Site<'_>,
    by: &By<'_, T>,
    severity: Severity,
    code: &'static str,
    message: String,
) -> Diagnostic {
    let positions = &reads.source.document.positions;
    let own = positions.nearest(by.path(site));
    let written = || positions.nearest(["policies", by.policy.as_str()]);
    let diagnostic = match severity {
        Severity::Error => Diagnostic::error(code, message),
        Severity::Warning => Diagnostic::warning(code, message),
        Severity::Note => Diagnostic::note(code, message),
    };
    diagnostic.at(own.or_else(written)).scope(site.scope())
}
