//! Whether a value satisfies the schema of its option.
//!
//! Holes are values that only Nix holds. A schema may say which kinds of hole certainly satisfy it (`x-den-holes`); every
//! other hole that meets a constraint is left to Nix. Two variants of the schema tell: one in which a hole passes only
//! where it certainly does, and one in which every hole passes.

use std::fmt;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ReferencingError, ValidationError, Validator};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::describe::{self, describe};
use super::{HOLES, Leaf, Schema2020};
use crate::print::Visible;
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
    /// Whether it is wrong whatever is merged onto the value: a set may yet become a good one, but not by what has a wrong
    /// name in it; what is no set is only ever taken as a whole.
    pub alone: bool,
}

/// Keywords that refuse a set for a name in it.
const OF_NAMES: [&str; 3] = [
    "additionalProperties",
    "propertyNames",
    "unevaluatedProperties",
];

/// Compiled schemas of a leaf, each made when it is first asked for.
#[derive(Default)]
pub(super) struct Validators {
    plain: OnceLock<Result<Validator, String>>,
    certain: OnceLock<Result<Validator, String>>,
    lenient: OnceLock<Result<Validator, String>>,
    open: OnceLock<bool>,
}

/// Whether something in a schema is a hole; what stands in `properties` and its kin are names.
fn has_hole(schema: &Schema2020) -> bool {
    let in_part = |part: &Json| match part {
        Json::Object(part) => has_hole(part),
        Json::Array(parts) => parts.iter().filter_map(Json::as_object).any(has_hole),
        _ => false,
    };
    schema.iter().any(|(keyword, value)| match value {
        Json::Object(named) if BY_NAME.contains(&keyword.as_str()) => named.values().any(in_part),
        value if SCHEMAS.contains(&keyword.as_str()) || LISTS.contains(&keyword.as_str()) => {
            in_part(value)
        }
        value => value
            .get(MARKER)
            .is_some_and(|marker| marker.get("hole").is_some()),
    })
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
    /// Of all that is wrong with a value, the first few things are told.
    ///
    /// The first call compiles the schema; the later ones are linear in the value's size, for schemas without
    /// combinators.
    pub fn verdict(&self, value: &Value) -> Verdict {
        if self.schema.is_empty() {
            return Verdict::Accepted;
        }
        let json = value.to_json();
        let plain = self.compiled(&self.compiled.validators.plain, Holes::None);
        let Ok(validator) = plain else {
            return Verdict::Accepted;
        };
        if value.has_hole() {
            let validators = &self.compiled.validators;
            if self.passes(&validators.certain, Holes::Certain, &json) == Some(true) {
                return Verdict::Accepted;
            }
            // A schema may point into itself at what the variant has elsewhere.
            if self.passes(&validators.lenient, Holes::All, &json) != Some(false) {
                return Verdict::LeftToNix;
            }
        }
        // The holes may be right: what is wrong is something else.
        let of_others = |error: &ValidationError<'_>| !leads_to_hole(value, &way(error));
        let others = || validator.iter_errors(&json).filter(of_others);
        let mut errors: Vec<_> = others().take(REFUSALS).collect();
        if errors.is_empty() {
            errors.extend(validator.iter_errors(&json).take(REFUSALS));
        }
        if errors.is_empty() {
            return match self.is_open() {
                true => Verdict::LeftToNix,
                false => Verdict::Accepted,
            };
        }
        let schema = self.written();
        let refusals = errors.iter().map(|error| refusal(&schema, error));
        Verdict::Refused(refusals.collect())
    }

    /// Whether a keyword of the schema is a hole, such as a bound that is a float: only Nix knows what it says.
    pub fn is_open(&self) -> bool {
        *(self.compiled.validators.open).get_or_init(|| has_hole(&self.schema))
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
    ) -> Option<bool> {
        let validator = self.compiled(place, holes).as_ref().ok()?;
        Some(validator.is_valid(value))
    }

    fn compiled<'a>(
        &self,
        place: &'a OnceLock<Result<Validator, String>>,
        holes: Holes,
    ) -> &'a Result<Validator, String> {
        place.get_or_init(|| {
            let schema = self.whole(holes);
            jsonschema::draft202012::new(&schema).map_err(|error| unusable(&error))
        })
    }

    /// The schema as it was written, with the definitions that it may refer to.
    fn written(&self) -> Json {
        let mut schema = Json::Object(self.schema.clone());
        if let (Some(definitions), Json::Object(keywords)) =
            (&self.compiled.definitions, &mut schema)
        {
            let reached = reached(&self.schema, definitions);
            keywords.insert("$defs".into(), Json::Object(reached));
        }
        schema
    }

    /// The schema for holes of this kind, with the definitions that it may refer to.
    fn whole(&self, holes: Holes) -> Json {
        let mut schema = taking(&Json::Object(self.schema.clone()), holes);
        if let (Some(definitions), Json::Object(keywords)) =
            (&self.compiled.definitions, &mut schema)
        {
            let reached = reached(&self.schema, definitions);
            keywords.insert("$defs".into(), Json::Object(taking_each(&reached, holes)));
        }
        schema
    }
}

/// The definitions that a schema refers to, and those that these refer to: an interface may have many options and many
/// definitions. Where a reference is no plain `#/$defs/name`, all of them.
fn reached(schema: &Schema2020, definitions: &Schema2020) -> Schema2020 {
    let mut reached = Schema2020::new();
    let mut names = Vec::new();
    if !referred(schema, &mut names) {
        return definitions.clone();
    }
    while let Some(name) = names.pop() {
        let Some(definition) = definitions.get(&name) else {
            continue;
        };
        if reached.contains_key(&name) {
            continue;
        }
        if let Json::Object(keywords) = definition
            && !referred(keywords, &mut names)
        {
            return definitions.clone();
        }
        reached.insert(name, definition.clone());
    }
    reached
}

/// Adds the names of the definitions that a schema refers to. False where it refers to something in another way.
fn referred(schema: &Schema2020, names: &mut Vec<String>) -> bool {
    fn inside(value: &Json, names: &mut Vec<String>) -> bool {
        match value {
            Json::Object(keywords) => referred(keywords, names),
            Json::Array(items) => items.iter().all(|item| inside(item, names)),
            _ => true,
        }
    }
    schema
        .iter()
        .all(|(keyword, value)| match (&**keyword, value) {
            ("$ref", Json::String(address)) if address == "#" => true,
            ("$ref", Json::String(address)) => {
                let name = address.strip_prefix("#/$defs/");
                let name = name.and_then(|path| path.split('/').next());
                // Names that are escaped are nobody's.
                let plain = name.filter(|name| !name.contains(['~', '%']));
                names.extend(plain.map(str::to_owned));
                plain.is_some()
            }
            ("$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$id", Json::String(_)) => false,
            (_, value) => inside(value, names),
        })
}

/// The way to what an error is about.
fn way(error: &ValidationError<'_>) -> Vec<SmolStr> {
    let way = error.instance_path().to_string();
    let steps = way.split('/').skip(1);
    steps
        .map(|step| step.replace("~1", "/").replace("~0", "~").into())
        .collect()
}

fn refusal(schema: &Json, error: &ValidationError<'_>) -> Refusal {
    let found = found(error.instance());
    let message = match asked(schema, error) {
        Some(expected) => format!("expected {}, found {found}", short(&expected)),
        None => short(&error.masked_with(found).to_string()),
    };
    let path = error.schema_path().to_string();
    let keyword = path.rsplit('/').next().unwrap_or_default();
    Refusal {
        way: way(error),
        message,
        alone: !error.instance().is_object() || OF_NAMES.contains(&keyword),
    }
}

/// What the part of the schema that refuses asks for, in words, where words say what is wrong.
fn asked(schema: &Json, error: &ValidationError<'_>) -> Option<String> {
    let path = error.schema_path().to_string();
    let (part, keyword) = path.rsplit_once('/')?;
    let part = schema.pointer(part)?;
    // Of negations, words say only those that stand for a kind of value.
    let said = match keyword {
        "not" => part.get("not").is_some_and(describe::names_a_kind),
        keyword => SAID.contains(&keyword),
    };
    said.then(|| describe(part)).flatten()
}

/// Why a schema cannot be compiled.
fn unusable(error: &ValidationError<'_>) -> String {
    if let ValidationErrorKind::Referencing(ReferencingError::Unretrievable { uri, .. }) =
        error.kind()
    {
        return short(&format!(
            "it refers to `{uri}`, which is not in it, and nothing is ever fetched"
        ));
    }
    short(&error.to_string())
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
const SAID: [&str; 13] = [
    "anyOf",
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "oneOf",
    "pattern",
    "type",
];

/// How many things are told that are wrong with one value.
const REFUSALS: usize = 8;

/// How many letters of a value are shown.
const LONGEST: usize = 120;

/// A value as an error shows it.
fn found(value: &Json) -> String {
    let text = match serde_json::from_value::<Value>(value.clone()) {
        Ok(value) => value.to_string(),
        Err(_) => Visible(&value.to_string()).to_string(),
    };
    cut(text, LONGEST)
}

/// What somebody else's error says: it may show patterns and lists of any length.
fn short(message: &str) -> String {
    cut(Visible(message).to_string(), 4 * LONGEST)
}

fn cut(mut text: String, letters: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(letters) {
        text.truncate(at);
        text.push('…');
    }
    text
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
        // A property may have the name of a marker.
        let by_name = BY_NAME.contains(&keyword.as_str());
        if keyword == HOLES || !by_name && value.get(MARKER).is_some() {
            continue;
        }
        let value = match value {
            Json::Object(schemas) if by_name => Json::Object(taking_each(schemas, holes)),
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
