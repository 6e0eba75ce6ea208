//! Words and texts in quotes.

use std::fmt::{self, Write};

use smol_str::SmolStr;

use super::error::ParseErrorKind;
use crate::atom::Scalar;

/// Whether a character may stand in a value without quotes.
pub(super) fn is_plain(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_control()
        && !matches!(
            character,
            '&' | '|' | '!' | '(' | ')' | '"' | '\'' | ',' | ';'
        )
}

/// Whether a character may stand before a colon or an equals sign.
pub(super) fn is_key(character: char) -> bool {
    is_plain(character) && character != ':' && character != '='
}

/// What a value without quotes is after an equals sign. `007` and `1.50` are texts, since they are not how JSON
/// writes a whole number.
pub(super) fn scalar(word: &str) -> Result<Scalar, ParseErrorKind> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    Ok(match word {
        "null" => Scalar::Null,
        "true" => Scalar::Bool(true),
        "false" => Scalar::Bool(false),
        _ if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            match word.parse::<i64>() {
                Ok(number) if number.to_string() == word => Scalar::Int(number),
                Ok(_) => Scalar::from(word),
                Err(_) => {
                    return Err(ParseErrorKind::TooLarge {
                        number: word.into(),
                    });
                }
            }
        }
        _ => Scalar::from(word),
    })
}

/// Writes a text as a JSON string.
pub(crate) fn quote(f: &mut impl Write, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            control if control.is_control() => write!(f, "\\u{:04x}", u32::from(control))?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}

/// Reads a JSON string from after its opening quote: what it says, and its length up to and with the closing quote.
///
/// # Errors
///
/// With the place in `rest` and the length of what is wrong.
pub(super) fn unquote(rest: &str) -> Result<(SmolStr, usize), (usize, usize, ParseErrorKind)> {
    let mut text = String::new();
    let mut at = 0;
    loop {
        let Some(character) = rest[at..].chars().next() else {
            return Err((0, 0, ParseErrorKind::UnclosedQuote));
        };
        match character {
            '"' => return Ok((text.into(), at + 1)),
            '\\' => {
                let (character, length) = escape(&rest[at..]).ok_or_else(|| {
                    let shown: String = rest[at..].chars().take(2).collect();
                    let length = shown.len();
                    (at, length, ParseErrorKind::BadEscape { escape: shown })
                })?;
                text.push(character);
                at += length;
            }
            control if control.is_ascii_control() && control != '\x7f' => {
                return Err((at, 1, ParseErrorKind::Control));
            }
            other => {
                text.push(other);
                at += other.len_utf8();
            }
        }
    }
}

/// The character that an escape at the beginning of a text stands for, and how long it is.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = |at: usize| {
                let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
                let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())?
            };
            let first = unit(0)?;
            if let Some(character) = char::from_u32(first.into()) {
                return Some((character, 6));
            }
            let pair = char::decode_utf16([first, unit(6)?]).next()?;
            return Some((pair.ok()?, 12));
        }
        _ => return None,
    };
    Some((simple, 2))
}
