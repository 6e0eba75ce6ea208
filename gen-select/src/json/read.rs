//! Reading the JSON form: nodes are written as they come, operands before what they are operands of.
//!
//! Serde's errors are texts, so the typed one waits in the [`State`] until reading has stopped.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use smol_str::SmolStr;

use super::deeper;
use super::error::{JsonError, JsonErrorKind as Kind};
use crate::atom::{Atom, Dimension, Scalar};
use crate::glob::Glob;
use crate::selector::{Node, Relation, Selector};
use crate::suggest::nearest;

impl Selector {
    /// Reads the JSON form, at any depth.
    ///
    /// Cost: linear.
    ///
    /// # Errors
    ///
    /// When it is no JSON or no selector, with the place and, mostly, a remedy.
    ///
    /// ```
    /// use gen_select::Selector;
    ///
    /// let read = Selector::from_json(r#"{"not": {"parent": {"attrs": {"tag": "web"}}}}"#)?;
    /// assert_eq!(read, "!parent(tag:web)".parse().unwrap());
    ///
    /// let error = Selector::from_json(r#"{"and": [{"tga": "web"}]}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "a selector has no key `tga` (at /and/0); did you mean `tag`?");
    /// # Ok::<(), gen_select::JsonError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let mut json = serde_json::Deserializer::from_str(text);
        json.disable_recursion_limit();
        let selector = read(&mut json)?;
        json.end().map_err(|error| syntax(&error))?;
        Ok(selector)
    }

    /// Reads the JSON form from a value.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    pub fn from_value(value: &serde_json::Value) -> Result<Self, JsonError> {
        read(value)
    }
}

impl<'de> de::Deserialize<'de> for Selector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer).map_err(de::Error::custom)
    }
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Selector, JsonError> {
    let mut state = State::default();
    let done = Reader(&mut state, Wanted::Selector).deserialize(deserializer);
    match (done, state.error) {
        (Ok(_), None) => Ok(Selector::from_nodes(state.nodes)),
        (_, Some(error)) => Err(error),
        (Err(error), None) => Err(syntax(&error)),
    }
}

fn syntax(error: &impl fmt::Display) -> JsonError {
    JsonError {
        kind: Kind::Syntax(error.to_string()),
        path: String::new(),
        help: None,
    }
}

/// What was read, and where reading is.
#[derive(Default)]
struct State {
    nodes: Vec<Node>,
    path: Vec<Step>,
    error: Option<JsonError>,
}

enum Step {
    Key(SmolStr),
    Index(usize),
}

impl State {
    fn fail<E: de::Error>(&mut self, kind: Kind, help: Option<String>) -> E {
        let path = self.path.iter().map(|step| match step {
            Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("/{index}"),
        });
        let error = JsonError {
            kind,
            path: path.collect(),
            help,
        };
        let told = E::custom(&error);
        self.error.get_or_insert(error);
        told
    }

    fn expected<E: de::Error>(&mut self, expected: &'static str, found: impl fmt::Display) -> E {
        let found = found.to_string();
        self.fail(Kind::Expected { expected, found }, None)
    }

    /// Reads what lies one step further.
    fn at<T, E>(
        &mut self,
        step: Step,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.path.push(step);
        let result = read(self);
        self.path.pop();
        result
    }

    fn atom(&mut self, atom: Atom) {
        self.nodes.push(Node::Atom(atom));
    }
}

/// The keys of a selector.
const KEYS: [&str; 16] = [
    "star",
    "tag",
    "attrs",
    "name",
    "kind",
    "class",
    "environment",
    "system",
    "aspect",
    "and",
    "any",
    "not",
    "parent",
    "within",
    "has",
    "hasWithin",
];

/// What may stand at a place.
#[derive(Clone, Copy)]
enum Wanted {
    Selector,
    Operands(fn(usize) -> Node),
    True,
    /// A pattern, or an exact name.
    Name,
    Attributes,
    /// A text, and what it is.
    Text(&'static str),
    Scalar,
}

impl Wanted {
    const fn told(self) -> &'static str {
        match self {
            Self::Selector => "a selector (an object, or a list of names)",
            Self::Operands(_) => "a list of selectors",
            Self::True => "true",
            Self::Name => "a pattern, or {\"is\": …} for an exact name",
            Self::Attributes => "an object of attributes",
            Self::Text(what) => what,
            Self::Scalar => "a text, a whole number, true, false or null",
        }
    }
}

/// Reads what stands at a place: writes its nodes, or gives the scalar that it is.
struct Reader<'s>(&'s mut State, Wanted);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Scalar;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        match self.1 {
            Wanted::Selector => deeper(|| deserializer.deserialize_any(self)),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1.told())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Scalar, E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Scalar, E> {
        self.scalar(Scalar::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
        match i64::try_from(value) {
            Ok(value) => self.scalar(Scalar::Int(value)),
            Err(_) => Err(self.found(value)),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Scalar, E> {
        Err(self.found(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Scalar, E> {
        self.scalar(Scalar::from(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Scalar, A::Error> {
        match self.1 {
            Wanted::Selector => self.0.names(list),
            Wanted::Operands(node) => self.0.operands(list, node),
            _ => Err(self.found("a list")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Scalar, A::Error> {
        match self.1 {
            Wanted::Selector => self.0.selector(object),
            Wanted::Name => self.0.exact_name(object),
            Wanted::Attributes => self.0.attributes(object),
            _ => Err(self.found("an object")),
        }
    }
}

impl Reader<'_> {
    fn scalar<E: de::Error>(self, found: Scalar) -> Result<Scalar, E> {
        match (self.1, found) {
            (Wanted::True, found @ Scalar::Bool(true)) => {
                self.0.atom(Atom::Star);
                Ok(found)
            }
            (Wanted::Name, Scalar::String(text)) => {
                self.0.atom(Atom::Name(Glob::new(text)));
                Ok(Scalar::Null)
            }
            (Wanted::Text(_), found @ Scalar::String(_)) | (Wanted::Scalar, found) => Ok(found),
            (_, found) => Err(self.found(found)),
        }
    }

    fn found<E: de::Error>(self, found: impl fmt::Display) -> E {
        self.0.expected(self.1.told(), found)
    }
}

/// What has parts.
impl State {
    fn selector<'de, A: MapAccess<'de>>(&mut self, mut object: A) -> Result<Scalar, A::Error> {
        let Some(key) = object.next_key::<SmolStr>()? else {
            return Err(self.fail(Kind::NoKey, None));
        };
        let Some(wanted) = wanted(&key) else {
            let help = match nearest(&key, KEYS) {
                _ if key == "is" => "for an exact name, write {\"name\": {\"is\": …}}".to_owned(),
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("for an attribute, write {{\"attrs\": {{\"{key}\": …}}}}"),
            };
            return Err(self.fail(Kind::UnknownKey { key }, Some(help)));
        };
        let value = self.at(Step::Key(key.clone()), |state| {
            object.next_value_seed(Reader(state, wanted))
        })?;
        if let Some(second) = object.next_key()? {
            let help = "put them into `and`".to_owned();
            let first = key;
            return Err(self.fail(Kind::SeveralKeys { first, second }, Some(help)));
        }
        if let Some(dimension) = dimension(&key)
            && let Scalar::String(word) = value
        {
            self.atom(Atom::Is(dimension, word));
        } else if let Some(relation) = relation(&key) {
            self.nodes.push(Node::Relation(relation));
        } else if key == "not" {
            self.nodes.push(Node::Not);
        }
        Ok(Scalar::Null)
    }

    fn names<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<Scalar, A::Error> {
        let mut count = 0;
        while let Some(name) = self.at(Step::Index(count), |state| {
            list.next_element_seed(Reader(state, Wanted::Text("a name")))
        })? {
            if let Scalar::String(name) = name {
                self.atom(Atom::Is(Dimension::Name, name));
            }
            count += 1;
        }
        self.nodes.push(Node::Any(count));
        Ok(Scalar::Null)
    }

    fn operands<'de, A: SeqAccess<'de>>(
        &mut self,
        mut list: A,
        node: fn(usize) -> Node,
    ) -> Result<Scalar, A::Error> {
        let mut count = 0;
        let mut next = |state: &mut Self| list.next_element_seed(Reader(state, Wanted::Selector));
        while self.at(Step::Index(count), &mut next)?.is_some() {
            count += 1;
        }
        self.nodes.push(node(count));
        Ok(Scalar::Null)
    }

    fn exact_name<'de, A: MapAccess<'de>>(&mut self, mut object: A) -> Result<Scalar, A::Error> {
        let expected = Wanted::Name.told();
        match object.next_key::<SmolStr>()? {
            Some(key) if key == "is" => {}
            Some(key) => return Err(self.expected(expected, format_args!("`{key}`"))),
            None => return Err(self.expected(expected, "{}")),
        }
        let name = self.at(Step::Key("is".into()), |state| {
            object.next_value_seed(Reader(state, Wanted::Text("a name")))
        })?;
        if let Some(key) = object.next_key::<SmolStr>()? {
            return Err(self.expected(expected, format_args!("`is` and `{key}`")));
        }
        if let Scalar::String(name) = name {
            self.atom(Atom::Is(Dimension::Name, name));
        }
        Ok(Scalar::Null)
    }

    fn attributes<'de, A: MapAccess<'de>>(&mut self, mut object: A) -> Result<Scalar, A::Error> {
        let mut count = 0;
        while let Some(key) = object.next_key::<SmolStr>()? {
            self.at(Step::Key(key.clone()), |state| {
                let value = object.next_value_seed(Reader(state, Wanted::Scalar))?;
                let atom =
                    Atom::attr(key, value).map_err(|error| state.fail(Kind::Alias(error), None))?;
                state.atom(atom);
                Ok(())
            })?;
            count += 1;
        }
        if count != 1 {
            self.nodes.push(Node::And(count));
        }
        Ok(Scalar::Null)
    }
}

/// What stands behind a key of a selector.
fn wanted(key: &str) -> Option<Wanted> {
    Some(match key {
        "star" => Wanted::True,
        "name" => Wanted::Name,
        "attrs" => Wanted::Attributes,
        "and" => Wanted::Operands(Node::And),
        "any" => Wanted::Operands(Node::Any),
        "not" => Wanted::Selector,
        _ if relation(key).is_some() => Wanted::Selector,
        _ if dimension(key).is_some() => Wanted::Text("a text"),
        _ => return None,
    })
}

fn dimension(key: &str) -> Option<Dimension> {
    Dimension::ALL.into_iter().find(|known| known.key() == key)
}

fn relation(key: &str) -> Option<Relation> {
    Relation::ALL.into_iter().find(|known| known.key() == key)
}
