//! Options of the module system and what layers say of them, from a seed.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Options, and definitions of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// A Nix function from `lib` to options.
    pub options: String,
    /// What each layer says, the lowest first.
    pub said: Vec<Value>,
}

/// The type of an option.
#[derive(Clone, Debug)]
enum Type {
    Bool,
    Int,
    Between(i64, i64),
    Unsigned,
    Port,
    Text,
    NonEmpty,
    Matching,
    OneOf,
    NullOr(Box<Type>),
    List(Box<Type>),
    Attrs(Box<Type>),
    Either(Box<Type>, Box<Type>),
}

/// Values that some types take, and others do not.
const POOL: [&str; 16] = [
    "null",
    "true",
    "-1",
    "0",
    "7",
    "70000",
    r#""""#,
    r#""a""#,
    r#""abba""#,
    r#""other words""#,
    "[]",
    "[1]",
    r#"["a",null]"#,
    "{}",
    r#"{"a":1}"#,
    r#"{"b":{"c":["x"]}}"#,
];

/// Names of options: what needs quotes, and what a document writes in its own way.
const NAMES: [&str; 6] = ["port", "$den", "my option", "modules", "tls", "${x}"];

impl Type {
    fn nix(&self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Int => "int".to_owned(),
            Self::Between(least, most) => format!("(ints.between ({least}) {most})"),
            Self::Unsigned => "ints.unsigned".to_owned(),
            Self::Port => "port".to_owned(),
            Self::Text => "str".to_owned(),
            Self::NonEmpty => "nonEmptyStr".to_owned(),
            Self::Matching => r#"(strMatching "[ab]+")"#.to_owned(),
            Self::OneOf => r#"(enum [ "a" "b" 7 ])"#.to_owned(),
            Self::NullOr(inner) => format!("(nullOr {})", inner.nix()),
            Self::List(inner) => format!("(listOf {})", inner.nix()),
            Self::Attrs(inner) => format!("(attrsOf {})", inner.nix()),
            Self::Either(one, other) => format!("(either {} {})", one.nix(), other.nix()),
        }
    }
}

/// Numbers without a pattern, the same for the same seed (splitmix64).
pub struct Random(pub u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from((mixed ^ (mixed >> 31)) % bound).unwrap_or_default()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn one_of<T: Copy>(&mut self, among: &[T]) -> Option<T> {
        among.get(self.below(among.len())).copied()
    }

    fn scalar(&mut self) -> Type {
        match self.below(9) {
            0 => Type::Bool,
            1 => Type::Int,
            2 => Type::Between(-2, 9),
            3 => Type::Unsigned,
            4 => Type::Port,
            5 => Type::Text,
            6 => Type::NonEmpty,
            7 => Type::Matching,
            _ => Type::OneOf,
        }
    }

    fn r#type(&mut self, depth: usize) -> Type {
        let inner = |random: &mut Self| Box::new(random.r#type(depth.saturating_sub(1)));
        match self.below(if depth == 0 { 4 } else { 9 }) {
            0..4 => self.scalar(),
            4 => Type::NullOr(inner(self)),
            5 | 6 => Type::List(inner(self)),
            7 => Type::Attrs(inner(self)),
            _ => Type::Either(Box::new(self.scalar()), Box::new(self.scalar())),
        }
    }

    fn value(&mut self, of: &Type) -> Value {
        match of {
            Type::Bool => json!(self.one_in(2)),
            Type::Int | Type::Unsigned | Type::Port | Type::Between(..) => json!(self.below(9)),
            Type::Text | Type::NonEmpty => json!(self.one_of(&["a", "${b}", "\"c\"\n"])),
            Type::Matching => json!(self.one_of(&["a", "b", "abba"])),
            Type::OneOf => self
                .one_of(&["\"a\"", "\"b\"", "7"])
                .map_or(Value::Null, read),
            Type::NullOr(inner) if self.one_in(3) => {
                self.one_of(&[inner]).map_or(Value::Null, |_| Value::Null)
            }
            Type::NullOr(inner) => self.value(inner),
            Type::List(inner) => (0..self.below(4)).map(|_| self.value(inner)).collect(),
            Type::Attrs(inner) => {
                let names = ["a", "b", "$den"].into_iter();
                let kept = names.filter(|_| self.one_in(2)).collect::<Vec<_>>();
                let set = kept
                    .into_iter()
                    .map(|name| (name.to_owned(), self.value(inner)));
                Value::Object(set.collect())
            }
            Type::Either(one, other) => match self.one_in(2) {
                true => self.value(one),
                false => self.value(other),
            },
        }
    }

    /// Mostly right.
    fn said(&mut self, of: &Type) -> Value {
        if self.one_in(7) {
            return self.one_of(&POOL).map_or(Value::Null, read);
        }
        self.value(of)
    }

    /// Some options, in groups, and what four layers say of them.
    pub fn given(&mut self) -> Given {
        let mut said = vec![Map::new(); 4];
        let options = self.options(2, &mut said);
        Given {
            options: format!("lib: with lib.types; {options}"),
            said: said.into_iter().map(Value::Object).collect(),
        }
    }

    fn options(&mut self, depth: usize, said: &mut [Map<String, Value>]) -> String {
        let mut options = "{ ".to_owned();
        for name in NAMES {
            if !self.one_in(2) {
                continue;
            }
            let option = if depth > 0 && self.one_in(4) {
                let mut below = vec![Map::new(); said.len()];
                let group = self.options(depth - 1, &mut below);
                for (said, below) in said.iter_mut().zip(below) {
                    if !below.is_empty() {
                        said.insert(name.to_owned(), Value::Object(below));
                    }
                }
                group
            } else {
                self.option(name, said)
            };
            // Writing to a string cannot fail.
            let _ = write!(options, "{} = {option}; ", text(name));
        }
        options.push('}');
        options
    }

    fn option(&mut self, name: &str, said: &mut [Map<String, Value>]) -> String {
        let of = self.r#type(2);
        for said in said {
            if self.one_in(2) {
                said.insert(name.to_owned(), self.said(&of));
            }
        }
        let merge = match &of {
            Type::List(_) => self.one_of(&["append", "replace"]),
            Type::Attrs(_) => self.one_of(&["recursive", "recursive", "replace"]),
            _ => None,
        };
        // A newer lib has a value of its own for types that have an empty one.
        let is_scalar = !matches!(of, Type::List(_) | Type::Attrs(_) | Type::NullOr(_));
        let default = match is_scalar && self.one_in(3) {
            true => String::new(),
            false => format!("default = {}; ", nix(&self.value(&of))),
        };
        let merge = merge.map_or(String::new(), |merge| {
            format!(" // {{ merge = \"{merge}\"; }}")
        });
        format!("(lib.mkOption {{ type = {}; {default}}}{merge})", of.nix())
    }
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn text(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", escaped.replace("${", "\\${"))
}

/// Data as Nix.
fn nix(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => {
            let items = items.iter().map(|item| format!("({}) ", nix(item)));
            format!("[ {}]", items.collect::<String>())
        }
        Value::Object(set) => {
            let set = set
                .iter()
                .map(|(name, value)| format!("{} = {}; ", text(name), nix(value)));
            format!("{{ {}}}", set.collect::<String>())
        }
        other => other.to_string(),
    }
}
