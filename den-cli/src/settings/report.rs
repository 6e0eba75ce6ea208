//! What keeps an option from having one value, for people.

use std::collections::BTreeSet;

use gen_schema::interface::Verdict;
use gen_schema::reference::Cycle;
use gen_schema::resolve::Dangling;
use gen_schema::{Place, Trouble};

use super::layer::{Layer, Source, place_path};
use super::option_name;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::interface::Interface;
use crate::document::name::AspectId;
use crate::document::value::Value;

/// Where places stand.
fn at(document: &Document, diagnostic: Diagnostic, places: &[Place<Source>]) -> Diagnostic {
    let positions = places
        .iter()
        .map(|place| document.positions.nearest(place_path(place)));
    let mut diagnostic = positions.fold(diagnostic, Diagnostic::at);
    diagnostic.at.sort();
    diagnostic.at.dedup();
    diagnostic
}

/// Why a leaf has no one value.
pub fn report(document: &Document, aspect: &AspectId, trouble: &Trouble<Source>) -> Diagnostic {
    match trouble {
        Trouble::Conflict {
            leaf,
            at: below,
            contenders,
        } => {
            let option = option_name(aspect.as_str(), &[&leaf[..], below].concat());
            let (places, values): (Vec<_>, Vec<_>) = contenders.iter().cloned().unzip();
            at(document, conflict(&option, &places, &values), &places)
        }
        Trouble::Clash {
            leaf,
            above,
            said,
            below,
            found,
        } => {
            let option = option_name(aspect.as_str(), leaf);
            let [there, here] = &**found;
            let message = format!(
                "the {} layer gives `{option}` {}, where the {} layer gives {}",
                above.name(),
                here.kind(),
                below.name(),
                there.kind(),
            );
            let diagnostic = Diagnostic::error("den::settings::clash", message)
                .help("give it the same shape in both, or replace the whole option with `merge = \"replace\"` in the interface");
            at(document, diagnostic, said)
        }
        Trouble::Dangling {
            leaf,
            reference,
            dangling,
            layer,
            said,
        } => {
            let option = option_name(aspect.as_str(), leaf);
            let who = match said.first() {
                Some(place) => place.origin.said(),
                None => "interface".to_owned(),
            };
            let (why, help) = why(reference, dangling);
            let message = format!("the {who} lets `{option}` be `{reference}`, {why}");
            let mut diagnostic = Diagnostic::error("den::settings::reference", message).help(help);
            if *layer == Layer::Default {
                let path = super::property_path(aspect, leaf);
                diagnostic = diagnostic.at(document.positions.nearest(path));
            }
            at(document, diagnostic, said)
        }
    }
}

fn conflict(
    option: &str,
    places: &[Place<Source>],
    values: &[crate::document::value::Value],
) -> Diagnostic {
    let layer = places.first().map_or(Layer::Default, |place| {
        gen_schema::Origin::layer(&place.origin)
    });
    let mut texts: Vec<_> = values.iter().map(ToString::to_string).collect();
    texts.sort();
    texts.dedup();
    let texts = match &texts[..] {
        // Holes look the same, and are not.
        [one] => format!("two of {one}, which only Nix could compare"),
        _ => texts.join(" and "),
    };
    let policies = places.iter().filter_map(|place| place.origin.policy());
    let policies: BTreeSet<_> = policies.map(|policy| format!("`{policy}`")).collect();
    let policies = Vec::from_iter(policies);
    let who = match &policies[..] {
        [] => format!("the {} layer gives", layer.name()),
        [one] => format!("policy {one} gives"),
        several => format!("the policies {} give", several.join(" and ")),
    };
    let help = match layer {
        Layer::Policy | Layer::Enforce => {
            "drop one of them, or say which wins with `policy.prioritize`"
        }
        _ => "drop one of them, or say which wins with `lib.mkForce` or `lib.mkDefault`",
    };
    let message = format!("{who} `{option}` different values: {texts}");
    Diagnostic::error("den::settings::conflict", message).help(help)
}

fn why(reference: &gen_schema::Reference, dangling: &Dangling) -> (String, String) {
    let aspect = &reference.aspect;
    match dangling {
        Dangling::NoInterface => (
            format!("and there is no `{aspect}` with settings there"),
            format!(
                "a reference reads another aspect of the same entity: include `{aspect}` there, or drop the reference"
            ),
        ),
        Dangling::NoOption(near) => (
            format!("and `{aspect}` has nothing there"),
            match &near[..] {
                [] => format!("see what it has with `den schema {aspect}`"),
                near => {
                    let near: Vec<_> = near.iter().map(|name| format!("`{aspect}.{name}`")).collect();
                    format!("did you mean {}?", near.join(" or "))
                }
            },
        ),
        Dangling::Computed => (
            "which only Nix can work out".to_owned(),
            "refer to an option whose default reads no other option and that is not converted, or give the value itself".to_owned(),
        ),
        Dangling::NoValue => (
            "which has no value there".to_owned(),
            format!("give `{reference}` a value, or a default"),
        ),
        Dangling::Told => (
            "which has no value there".to_owned(),
            format!("mend what is wrong with `{reference}`"),
        ),
    }
}

/// Whether layers clash because one of them says what the option never takes: that is told where it stands, once.
pub(crate) fn told_alone(interface: &Interface, trouble: &Trouble<Source>) -> bool {
    match trouble {
        Trouble::Clash { leaf, found, .. } => interface.leaf(leaf).is_some_and(|option| {
            let wrong = |value: &Value| {
                value.attributes().is_none() && matches!(option.verdict(value), Verdict::Refused(_))
            };
            found.iter().any(wrong)
        }),
        _ => false,
    }
}

/// Options that refer to one another in a circle.
pub fn circle(document: &Document, cycle: &Cycle, places: &[Place<Source>]) -> Diagnostic {
    let names: Vec<_> = cycle.0.iter().map(|option| format!("`{option}`")).collect();
    let round = names.iter().chain(names.first()).cloned();
    let message = format!(
        "settings refer to one another in a circle: {}",
        round.collect::<Vec<_>>().join(" → ")
    );
    let diagnostic = Diagnostic::error("den::settings::reference-cycle", message)
        .help("give one of them a value of its own");
    at(document, diagnostic, places)
}
