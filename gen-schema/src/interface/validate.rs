//! Whether a value satisfies the schema of its option.
//!
//! Holes are values that only Nix holds. A schema may say which kinds of hole certainly satisfy it (`x-den-holes`); every
//! other hole that meets a constraint is left to Nix. Two variants of the schema tell: one in which a hole passes only
//! where it certainly does, and one in which every hole passes.

use std::fmt;
use std::sync::OnceLock;

use jsonschema::{ValidationError, Validator};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::{HOLES, Leaf, Schema2020, describe};
use crate::value::{MARKER, Marker, Value};

/// What a schema says of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It takes it.
    Accepted,
    /// A hole in it meets a constraint: only Nix can tell.
    LeftToNix,
    /// It does not take it.
    Refused(Vec<Refusal>),
}

/// Why a schema does not take a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The way inside the value: attribute names and positions in lists.
    pub way: Vec<SmolStr>,
    /// What is wrong there, as `expected …, found …`.
    pub message: String,
}

/// Compiled schemas of a leaf, each made when it is first asked for.
#[derive(Default)]
pub(super) struct Validators {
    plain: OnceLock<Result<Validator, String>>,
    certain: OnceLock<Result<Validator, String>>,
    lenient: OnceLock<Result<Validator, String>>,
}

impl Clone for Validators {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Validators {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Validators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Validators")
    }
}

impl Leaf {
    /// Whether a value is one of the option's. A schema that cannot be compiled takes everything: see [`Self::unusable`].
    ///
    /// The first call compiles the schema; the later ones are linear in the value's size, for schemas without
    /// combinators.
    pub fn verdict(&self, value: &Value) -> Verdict {
        if self.schema.is_empty() {
            return Verdict::Accepted;
        }
        let json = value.to_json();
        if value.has_hole() {
            if self.passes(&self.compiled.validators.certain, Holes::Certain, &json) {
                return Verdict::Accepted;
            }
            if self.passes(&self.compiled.validators.lenient, Holes::All, &json) {
                return Verdict::LeftToNix;
            }
        }
        let plain = self.compiled(&self.compiled.validators.plain, Holes::None);
        let Ok(validator) = plain else {
            return Verdict::Accepted;
        };
        let errors = validator.iter_errors(&json);
        let mut refusals: Vec<_> = errors.map(|error| self.refusal(&error)).collect();
        // The holes may be right: what is wrong is something else.
        let of_others = |refusal: &Refusal| !leads_to_hole(value, &refusal.way);
        if refusals.iter().any(of_others) {
            refusals.retain(of_others);
        }
        match refusals.is_empty() {
            true => Verdict::Accepted,
            false => Verdict::Refused(refusals),
        }
    }

    /// Why the option's schema is none, if it is none.
    pub fn unusable(&self) -> Option<&str> {
        let plain = self.compiled(&self.compiled.validators.plain, Holes::None);
        plain.as_ref().err().map(String::as_str)
    }

    fn passes(
        &self,
        place: &OnceLock<Result<Validator, String>>,
        holes: Holes,
        value: &Json,
    ) -> bool {
        let compiled = self.compiled(place, holes);
        compiled
            .as_ref()
            .is_ok_and(|validator| validator.is_valid(value))
    }

    fn compiled<'a>(
        &self,
        place: &'a OnceLock<Result<Validator, String>>,
        holes: Holes,
    ) -> &'a Result<Validator, String> {
        place.get_or_init(|| {
            let schema = self.whole(holes);
            jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())
        })
    }

    /// The schema, with the definitions that it may refer to.
    fn whole(&self, holes: Holes) -> Json {
        let mut schema = taking(&Json::Object(self.schema.clone()), holes);
        if let (Json::Object(schema), Some(definitions)) = (&mut schema, &self.compiled.definitions)
        {
            let definitions = taking_each(definitions, holes);
            schema.insert("$defs".into(), Json::Object(definitions));
        }
        schema
    }

    fn refusal(&self, error: &ValidationError<'_>) -> Refusal {
        let way = error.instance_path().to_string();
        let steps = way.split('/').skip(1);
        let found = found(error.instance());
        let message = match self.asked(error) {
            Some(expected) => format!("expected {expected}, found {found}"),
            None => crate::print::Visible(&error.to_string()).to_string(),
        };
        Refusal {
            way: steps
                .map(|step| step.replace("~1", "/").replace("~0", "~").into())
                .collect(),
            message,
        }
    }

    /// What the part of the schema that refuses asks for, in words, where words say what is wrong.
    fn asked(&self, error: &ValidationError<'_>) -> Option<String> {
        let path = error.schema_path().to_string();
        let (part, keyword) = path.rsplit_once('/')?;
        if !SAID.contains(&keyword) {
            return None;
        }
        let schema = self.whole(Holes::None);
        describe(schema.pointer(part)?)
    }
}

/// Whether a way inside a value leads to a hole, or, as JSON has it, into one.
fn leads_to_hole(value: &Value, way: &[SmolStr]) -> bool {
    let mut at = Some(value);
    for step in way {
        at = match at {
            Some(Value::Marker(marker)) if matches!(**marker, Marker::Hole(_)) => return true,
            Some(Value::List(items)) => step
                .parse::<usize>()
                .ok()
                .and_then(|index| items.get(index)),
            Some(value) => value.attributes().and_then(|set| set.get(step)),
            None => None,
        };
    }
    matches!(at, Some(Value::Marker(marker)) if matches!(**marker, Marker::Hole(_)))
}

/// Keywords that words say: what else may be wrong, such as a missing attribute, the validator says better.
const SAID: [&str; 12] = [
    "anyOf",
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "oneOf",
    "pattern",
    "type",
];

/// A value as an error shows it.
fn found(value: &Json) -> String {
    const LONGEST: usize = 120;
    let text = match serde_json::from_value::<Value>(value.clone()) {
        Ok(value) => value.to_string(),
        Err(_) => crate::print::Visible(&value.to_string()).to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Which holes pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holes {
    None,
    Certain,
    All,
}

/// Keywords whose values are schemas by name.
const BY_NAME: [&str; 4] = [
    "$defs",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Keywords whose values are lists of schemas.
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords whose values are schemas.
const SCHEMAS: [&str; 9] = [
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedProperties",
];

/// Keywords that constrain nothing.
const ANNOTATIONS: [&str; 8] = [
    "$comment",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// A schema that lets these holes pass. Keywords whose values only Nix can hold, such as a bound that is a float, are left
/// out.
fn taking(schema: &Json, holes: Holes) -> Json {
    let Json::Object(keywords) = schema else {
        return schema.clone();
    };
    let kinds = keywords.get(HOLES);
    let mut kept = Schema2020::new();
    for (keyword, value) in keywords {
        if value.get(MARKER).is_some() || keyword == HOLES {
            continue;
        }
        let value = match value {
            Json::Object(by_name) if BY_NAME.contains(&keyword.as_str()) => {
                Json::Object(taking_each(by_name, holes))
            }
            Json::Array(list) if LISTS.contains(&keyword.as_str()) => {
                Json::Array(list.iter().map(|schema| taking(schema, holes)).collect())
            }
            value if SCHEMAS.contains(&keyword.as_str()) => taking(value, holes),
            value => value.clone(),
        };
        kept.insert(keyword.clone(), value);
    }
    // A hole satisfies an alternative where it satisfies one of its sides, which say so by themselves.
    let constrains = kinds.is_some()
        || kept.keys().any(|keyword| {
            let keyword = keyword.as_str();
            !keyword.starts_with("x-") && keyword != "anyOf" && !ANNOTATIONS.contains(&keyword)
        });
    if holes == Holes::None || !constrains {
        return Json::Object(kept);
    }
    let hole = |kinds: Json| {
        json!({
            "type": "object",
            "required": [MARKER],
            "properties": { MARKER: {
                "type": "object",
                "required": ["hole"],
                "properties": { "hole": { "properties": { "type": kinds } } },
            } },
        })
    };
    let passes = match (holes, kinds) {
        (Holes::All, _) => hole(json!({})),
        (_, Some(Json::Array(kinds))) => hole(json!({ "enum": kinds })),
        _ => json!(false),
    };
    // A hole is an object in JSON, and must not pass for one of the user's.
    json!({ "if": hole(json!({})), "then": passes, "else": kept })
}

fn taking_each(schemas: &Schema2020, holes: Holes) -> Schema2020 {
    schemas
        .iter()
        .map(|(name, schema)| (name.clone(), taking(schema, holes)))
        .collect()
}
