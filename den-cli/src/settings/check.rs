//! What is wrong with definitions of settings by themselves, for people: keys that the interface lacks, values that it
//! refuses.

use gen_schema::{Fault, Finding, check};
use smol_str::SmolStr;

use super::layer::{Source, place_path};
use super::{Definition, option_name};
use crate::diagnostic::Diagnostic;
use crate::document::interface::Interface;
use crate::document::name::AspectId;
use crate::document::positions::Positions;
use crate::survey::remedy;

/// Everything that is wrong with a definition of an aspect's settings.
pub fn faults(
    positions: &Positions,
    aspect: &AspectId,
    interface: &Interface,
    definition: Definition<'_>,
) -> Vec<Diagnostic> {
    let findings = check(interface, definition).into_iter();
    findings
        .map(|finding| {
            let at = positions.nearest(place_path(&finding.place));
            told(aspect, &finding).at(at)
        })
        .collect()
}

/// A value that an option does not take.
pub(crate) fn wrong_type(
    who: &str,
    option: &str,
    message: &str,
    description: Option<&str>,
) -> Diagnostic {
    let message = format!("the {who} gives `{option}` a value of the wrong type: {message}");
    let help = description.map(|description| format!("the option is: {description}"));
    Diagnostic::error("den::settings::type", message).maybe_help(help)
}

fn told(aspect: &AspectId, finding: &Finding<Source>) -> Diagnostic {
    let option = option_name(aspect.as_str(), &finding.option);
    let who = finding.place.origin.said();
    match &finding.fault {
        Fault::UnknownKey {
            nearest,
            known,
            count,
        } => {
            let message = format!("the {who} sets `{option}`, which the interface of `{aspect}` lacks");
            let quoted = |names: &[SmolStr]| -> Vec<String> {
                names.iter().map(|name| format!("`{name}`")).collect()
            };
            let more = if *count > known.len() { ", …" } else { "" };
            let help = match (&nearest[..], &known[..]) {
                ([], []) => format!(
                    "`{aspect}` declares no option there: declare it in `{}.settings`, or drop the line",
                    aspect.attribute()
                ),
                ([], known) => format!("it has {}{more}", quoted(known).join(", ")),
                (near, _) => format!("did you mean {}?", quoted(near).join(" or ")),
            };
            Diagnostic::error("den::settings::unknown-key", message).help(help)
        }
        Fault::NoSet(kind) => Diagnostic::error(
            "den::settings::type",
            format!("`{option}` takes settings by name, the {who} gives {kind}"),
        )
        .help(format!("write `{option} = {{ … }};`")),
        Fault::Refused {
            message,
            description,
        } => {
            wrong_type(&who, &option, message, description.as_deref())
        }
        Fault::Malformed(malformed) => Diagnostic::error(
            malformed.code.clone(),
            format!(
                "`{option}`: expected {}, found {}",
                malformed.expected, malformed.found
            ),
        )
        .maybe_help(remedy(malformed).map(Into::into)),
        Fault::Inert => Diagnostic::error(
            "den::value::property",
            format!(
                "`{option}`: `mkForce`, `mkDefault`, `mkMerge` and `reset` have no meaning inside a value that is taken as a whole"
            ),
        )
        .help("put it around the whole value, or write the value itself"),
        Fault::LeftToNix { expected, found } => {
            let asks = match expected {
                Some(expected) => format!(", where {expected} is expected"),
                None => String::new(),
            };
            let message = format!("the {who} gives `{option}` {found}{asks}: Nix checks it");
            Diagnostic::note("den::settings::left-to-nix", message)
                .help("the reader evaluates the interface with this value, and a type error names the layer")
        }
    }
}
