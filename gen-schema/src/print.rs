//! Values and names as text for people: Nix as one writes it, and nothing that a terminal would obey.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use smol_str::SmolStr;

use crate::value::{Marker, Value};

/// Text without control characters: a picture stands for each, as in `␛[31m`.
///
/// Names and values come from documents, and a document may have been written by anybody.
///
/// ```
/// use gen_schema::print::Visible;
/// assert_eq!(Visible("web\u{1b}[2J\u{7}").to_string(), "web␛[2J␇");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Visible<'a>(pub &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|letter| f.write_char(visible(letter)))
    }
}

/// The letter itself, or the picture of a control character. What turns the direction of text counts as one.
pub fn visible(letter: char) -> char {
    match letter {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => letter,
    }
}

/// A string as Nix writes it. What Nix has no escape for is made visible.
fn string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '"' | '\\' => write!(f, "\\{letter}")?,
            '$' if letters.peek() == Some(&'{') => f.write_str("\\$")?,
            _ => f.write_char(visible(letter))?,
        }
    }
    f.write_char('"')
}

/// A value as Nix would print it, on one line; holes as `<derivation>`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = |f: &mut fmt::Formatter<'_>, set: &BTreeMap<SmolStr, Self>| {
            f.write_str("{ ")?;
            for (key, value) in set {
                write!(f, "{} = {value}; ", Attribute(key))?;
            }
            f.write_str("}")
        };
        let list = |f: &mut fmt::Formatter<'_>, items: &[Self]| {
            f.write_str("[ ")?;
            items.iter().try_for_each(|item| write!(f, "{item} "))?;
            f.write_str("]")
        };
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::String(value) => string(f, value),
            Self::List(items) => list(f, items),
            Self::Set(inner) => set(f, inner),
            Self::Marker(marker) => match &**marker {
                Marker::Hole(hole) => write!(f, "<{}>", Visible(&hole.r#type)),
                Marker::Malformed(malformed) => {
                    write!(f, "<malformed: {}>", Visible(&malformed.found))
                }
                Marker::Priority(inner) => {
                    write!(f, "mkOverride {} {}", inner.priority, inner.value)
                }
                Marker::Merge(items) => {
                    f.write_str("mkMerge ")?;
                    list(f, items)
                }
                Marker::Attrs(inner) => set(f, inner),
                Marker::Reset(inner) => write!(f, "reset {inner}"),
                Marker::Ref(reference) => write!(f, "ref {reference}"),
            },
        }
    }
}

/// Words that Nix takes for themselves, also before `=`.
const KEYWORDS: [&str; 9] = [
    "assert", "else", "if", "in", "inherit", "let", "rec", "then", "with",
];

/// An attribute name as Nix writes it: quoted where it is no identifier.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a>(pub &'a str);

impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.0.bytes();
        let plain = bytes
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
            && bytes
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'\''));
        if plain && !KEYWORDS.contains(&self.0) {
            f.write_str(self.0)
        } else {
            string(f, self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_prints_as_nix() {
        let text = r#"{"a b":[1],"if":null,"port":{"$den":{"hole":{"path":[],"type":"float"}}}}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            value.to_string(),
            r#"{ "a b" = [ 1 ]; "if" = null; port = <float>; }"#
        );
    }

    #[test]
    fn a_string_has_the_escapes_of_nix_and_no_control_characters() {
        let print = |text: &str| Value::String(text.into()).to_string();
        assert_eq!(print("a\n\r\t\"\\é"), r#""a\n\r\t\"\\é""#);
        assert_eq!(print("${x} $x $${y}"), r#""\${x} $x $\${y}""#);
        assert_eq!(print("\u{1b}]0;x\u{7}\u{9b}"), "\"␛]0;x␇\u{fffd}\"");
        assert_eq!(Attribute("\u{1b}[2J").to_string(), "\"␛[2J\"");
    }
}
