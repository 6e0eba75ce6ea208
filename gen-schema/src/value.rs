//! Values: what users write in settings and metadata, as data.
//!
//! JSON without floats, plus *markers*: sets with the one key `$den`, which stand for what JSON cannot hold.

use std::collections::BTreeMap;
use std::fmt;

#[cfg(feature = "schemars")]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::{SmolStr, format_smolstr};

pub use crate::print::Attribute;
use crate::print::Visible;

/// The key that makes a set a marker.
pub const MARKER: &str = "$den";

/// Plain data, or a marker.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// A Boolean.
    Bool(bool),
    /// An integer; Nix has 64 signed bits.
    Integer(i64),
    /// A string without context.
    String(SmolStr),
    /// A list.
    List(Vec<Value>),
    /// An attribute set.
    Set(BTreeMap<SmolStr, Value>),
    /// Something that JSON cannot hold.
    Marker(Box<Marker>),
}

/// What a set with the one key `$den` stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Marker {
    /// A value that only Nix can hold: the planner moves it, and never looks inside.
    Hole(Hole),
    /// A value of the wrong shape, reported where it stands.
    Malformed(Malformed),
    /// `mkForce`, `mkDefault`, `mkOverride`: a value with a priority of its own inside its layer.
    Priority(Priority),
    /// `mkMerge`: several definitions at one place.
    Merge(Vec<Value>),
    /// A set of the user that has a key `$den` itself; keys in it mean what they say.
    Attrs(BTreeMap<SmolStr, Value>),
    /// A value that discards what lower layers say, the default included.
    Reset(Value),
    /// The value of another option at the same entity.
    Ref(Reference),
}

/// An option of another interface whose value is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The name of the interface: of an aspect.
    pub aspect: SmolStr,
    /// The way to the option, and below it into a set.
    pub path: Vec<SmolStr>,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&option_name(&self.aspect, &self.path))
    }
}

/// The way to an option as one writes it: `nginx.tls.port`. Inside the option, positions in lists are shown as
/// `nginx.hosts[1]`, where the way has them so: see [`Value::shown_way`].
pub fn option_name(aspect: &str, way: &[SmolStr]) -> String {
    inside(&Visible(aspect).to_string(), way)
}

/// What a way leads to inside an option of this name: see [`option_name`].
pub fn inside(option: &str, way: &[SmolStr]) -> String {
    let step = |text: String, name: &SmolStr| match is_position(name) {
        true => text + name,
        false => format!("{text}.{}", Attribute(name)),
    };
    way.iter().fold(option.to_owned(), step)
}

fn is_position(step: &str) -> bool {
    let digits = step
        .strip_prefix('[')
        .and_then(|step| step.strip_suffix(']'));
    digits.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

impl Marker {
    /// What kind of value this stands for, for a message: see [`Value::kind`].
    pub fn kind(&self) -> &str {
        match self {
            Self::Hole(hole) => match hole.r#type.as_str() {
                "derivation" => "a derivation",
                "function" => "a function",
                "path" => "a path",
                "float" => "a float",
                "string" => "a string with context",
                _ => "a value that only Nix can hold",
            },
            Self::Malformed(_) => "a malformed value",
            Self::Priority(inner) => inner.value.kind(),
            Self::Reset(inner) => inner.kind(),
            Self::Ref(_) => "a reference",
            Self::Merge(_) => "several definitions",
            Self::Attrs(_) => "an attribute set",
        }
    }
}

/// Where Nix finds the value that a hole stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hole {
    /// The way to the value: attribute names and list positions, from the root of the declarations.
    pub path: Vec<Step>,
    /// What it is: `derivation`, `function`, `path`, `float`, `string`, ….
    pub r#type: String,
}

/// One step of a path: an attribute name, or a position in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into an attribute set.
    Key(SmolStr),
    /// Into a list.
    Index(u32),
}

/// A value with a priority; the lower number wins, as in the module system.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// 50 for `mkForce`, 100 for a plain definition, 1000 for `mkDefault`.
    pub priority: i64,
    /// What is defined.
    pub value: Value,
}

/// A value that was not of the shape that its place asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Malformed {
    /// The code of the diagnostic, such as `den::fleet::computed-tag`.
    pub code: String,
    /// What the place asks for, such as `a list of host names`.
    pub expected: String,
    /// What stands there, such as `an integer`.
    pub found: String,
}

impl Value {
    /// What kind of value this is, for a message: `an integer`, `a list`.
    pub fn kind(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a Boolean",
            Self::Integer(_) => "an integer",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "an attribute set",
            Self::Marker(marker) => marker.kind(),
        }
    }

    /// The steps of a way inside the value as [`option_name`] shows them: a position in a list as `[1]`. Linear in the way.
    pub fn shown_way(&self, way: &[SmolStr]) -> Vec<SmolStr> {
        let mut at = Some(self);
        let shown = way.iter().map(|step| match at {
            Some(Self::List(items)) => {
                let index = step.parse::<usize>();
                at = index.ok().and_then(|index| items.get(index));
                format_smolstr!("[{step}]")
            }
            _ => {
                at = at.and_then(|value| value.attributes()?.get(step));
                step.clone()
            }
        });
        shown.collect()
    }

    /// Whether a hole stands somewhere in the value. Linear in its size.
    pub fn has_hole(&self) -> bool {
        self.any_marker(&|marker| matches!(marker, Marker::Hole(_)))
    }

    /// Whether a reference stands somewhere in the value. Linear in its size.
    pub fn has_reference(&self) -> bool {
        self.any_marker(&|marker| matches!(marker, Marker::Ref(_)))
    }

    /// Whether a priority or a merge stands somewhere in the value. Linear in its size.
    pub(crate) fn has_definitions(&self) -> bool {
        self.any_marker(&|marker| matches!(marker, Marker::Priority(_) | Marker::Merge(_)))
    }

    fn any_marker(&self, wanted: &dyn Fn(&Marker) -> bool) -> bool {
        match self {
            Self::List(items) => items.iter().any(|item| item.any_marker(wanted)),
            Self::Set(set) => set.values().any(|value| value.any_marker(wanted)),
            Self::Marker(marker) => {
                wanted(marker)
                    || match &**marker {
                        Marker::Hole(_) | Marker::Malformed(_) | Marker::Ref(_) => false,
                        Marker::Priority(inner) => inner.value.any_marker(wanted),
                        Marker::Reset(inner) => inner.any_marker(wanted),
                        Marker::Merge(items) => items.iter().any(|item| item.any_marker(wanted)),
                        Marker::Attrs(set) => set.values().any(|value| value.any_marker(wanted)),
                    }
            }
            _ => false,
        }
    }

    /// The attributes of a set, escaped or not; none where it is no set.
    pub fn attributes(&self) -> Option<&BTreeMap<SmolStr, Self>> {
        match self {
            Self::Set(set) => Some(set),
            Self::Marker(marker) => match &**marker {
                Marker::Attrs(set) => Some(set),
                _ => None,
            },
            _ => None,
        }
    }

    /// A set of these attributes: escaped where one of them would read as a marker.
    pub fn set(attributes: BTreeMap<SmolStr, Self>) -> Self {
        if attributes.contains_key(MARKER) {
            Marker::Attrs(attributes).into()
        } else {
            Self::Set(attributes)
        }
    }

    /// All markers inside the value; escaped sets are gone through. Linear in its size.
    pub fn markers(&self) -> Vec<MarkerAt<'_>> {
        let mut found = Vec::new();
        let mut pending = vec![(Vec::new(), false, self)];
        while let Some((way, in_list, value)) = pending.pop() {
            let below = |step: SmolStr| way.iter().cloned().chain([step]).collect::<Vec<_>>();
            let set = match value {
                Self::Set(set) => set,
                Self::Marker(marker) => match &**marker {
                    Marker::Attrs(set) => set,
                    marker => {
                        found.push(MarkerAt {
                            way,
                            in_list,
                            marker,
                        });
                        continue;
                    }
                },
                Self::List(items) => {
                    let items = items.iter().enumerate();
                    pending.extend(
                        items.map(|(index, item)| (below(format_smolstr!("{index}")), true, item)),
                    );
                    continue;
                }
                _ => continue,
            };
            pending.extend(
                set.iter()
                    .map(|(key, value)| (below(key.clone()), in_list, value)),
            );
        }
        found
    }

    /// The value as JSON for people and for schema validation: escaped sets unwrapped, other markers as they stand.
    pub fn to_json(&self) -> serde_json::Value {
        let set = |set: &BTreeMap<SmolStr, Value>| {
            set.iter()
                .map(|(key, value)| (key.to_string(), value.to_json()))
                .collect()
        };
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::String(value) => value.as_str().into(),
            Self::List(items) => {
                serde_json::Value::Array(items.iter().map(Self::to_json).collect())
            }
            Self::Set(inner) => serde_json::Value::Object(set(inner)),
            Self::Marker(marker) => match &**marker {
                Marker::Attrs(inner) => serde_json::Value::Object(set(inner)),
                _ => serde_json::to_value(self).unwrap_or_default(),
            },
        }
    }
}

/// A marker inside a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerAt<'a> {
    /// The attribute names and positions that lead to it.
    pub way: Vec<SmolStr>,
    /// Whether the way leads through a list.
    pub in_list: bool,
    /// The marker.
    pub marker: &'a Marker,
}

impl From<Marker> for Value {
    fn from(marker: Marker) -> Self {
        Self::Marker(Box::new(marker))
    }
}

/// An attribute path as Nix writes it: `services."my service".enable`.
pub fn attribute_path(names: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = names
        .iter()
        .map(|name| Attribute(name.as_ref()).to_string())
        .collect();
    names.join(".")
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Key(key) => serializer.serialize_str(key),
            Self::Index(index) => serializer.serialize_u32(*index),
        }
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StepVisitor;
        impl Visitor<'_> for StepVisitor {
            type Value = Step;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an attribute name or a position")
            }
            fn visit_str<E: de::Error>(self, key: &str) -> Result<Step, E> {
                Ok(Step::Key(key.into()))
            }
            fn visit_u64<E: de::Error>(self, index: u64) -> Result<Step, E> {
                u32::try_from(index).map(Step::Index).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(StepVisitor)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::String(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Set(set) => serializer.collect_map(set),
            Self::Marker(marker) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(MARKER, marker)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// The least number above every integer of Nix: 2⁶³.
const MAX_INTEGER: f64 = 9_223_372_036_854_775_808.0;

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a Boolean, an integer, a string, a list or a set")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::Integer).map_err(|_| {
            E::custom(format_args!(
                "the integer {value} does not fit into 64 signed bits"
            ))
        })
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        // An integer that is too long for serde_json arrives here too.
        let what = if value.fract() == 0.0 && value.abs() >= MAX_INTEGER {
            "a number that does not fit into 64 signed bits"
        } else {
            "a float"
        };
        Err(E::custom(format_args!(
            "{what} cannot stand in a fleet document: floats cross as holes"
        )))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut set = BTreeMap::new();
        while let Some(key) = map.next_key::<SmolStr>()? {
            if key == MARKER {
                let marker = map.next_value::<Marker>()?;
                return match (set.is_empty(), map.next_key::<SmolStr>()?) {
                    (true, None) => Ok(marker.into()),
                    _ => Err(de::Error::custom("`$den` must be the only key of its set")),
                };
            }
            set.insert(key, map.next_value()?);
        }
        Ok(Value::Set(set))
    }
}

#[cfg(feature = "schemars")]
impl JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (value, marker) = (
            generator.subschema_for::<Self>(),
            generator.subschema_for::<Marker>(),
        );
        schemars::json_schema!({
            "description": "Plain data without floats, or a marker.",
            "type": ["null", "boolean", "integer", "string", "array", "object"],
            "items": value,
            "properties": { MARKER: marker },
            "dependentSchemas": { MARKER: { "maxProperties": 1 } },
            "additionalProperties": value,
        })
    }
}

#[cfg(feature = "schemars")]
impl JsonSchema for Step {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Step".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "An attribute name, or a position in a list.",
            "type": ["string", "integer"],
            "minimum": 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> serde_json::Result<Value> {
        serde_json::from_str(text)
    }

    #[test]
    fn data_and_markers_survive() {
        for text in [
            r#"{"a":[1,null,true,"x"],"b":{}}"#,
            r#"{"$den":{"hole":{"path":["hosts","web1",0],"type":"path"}}}"#,
            r#"{"$den":{"priority":{"priority":50,"value":{"$den":{"merge":[1,2]}}}}}"#,
            r#"{"$den":{"attrs":{"$den":1}}}"#,
            r#"{"$den":{"malformed":{"code":"c","expected":"e","found":"f"}}}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for text in [
            "1.5",
            "18446744073709551615",
            r#"{"$den":{"hole":{}}}"#,
            r#"{"a":1,"$den":{"merge":[]}}"#,
            r#"{"$den":{"x":1}}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
