//! Slices: the units of staleness.
//!
//! A plan remembers the digest of every slice that it was computed from; Nix compares these digests with those of
//! today's document. Both sides hash the same bytes: compact JSON with sorted keys, which is what `builtins.toJSON`
//! prints for plain data and what the types of [`super`] serialise to (their fields are declared in sorted order, and a
//! test holds that).

use std::fmt;
use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a slice's canonical JSON; sixty-four hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of what `value` serialises to. Linear in its length.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        // All of it first: serde_json writes in small pieces, and the hash function is fast on whole blocks.
        let mut bytes = Vec::with_capacity(512);
        // Neither a vector nor the types of a document can fail: all their keys are text.
        let written = serde_json::to_writer(&mut bytes, value);
        debug_assert!(written.is_ok(), "{written:?}");
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0_u8; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        serializer.serialize_str(std::str::from_utf8(&text).map_err(serde::ser::Error::custom)?)
    }
}

impl JsonSchema for Digest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "The SHA-256 of compact JSON with sorted keys.",
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
        })
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let mut bytes = [0; 32];
        let complete = text.len() == 64
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && bytes.iter_mut().enumerate().all(|(at, byte)| {
                let parsed = u8::from_str_radix(&text[2 * at..2 * at + 2], 16);
                parsed.is_ok_and(|parsed| {
                    *byte = parsed;
                    true
                })
            });
        if complete {
            Ok(Self(bytes))
        } else {
            Err(serde::de::Error::custom(
                "a digest is 64 lower-case hexadecimal digits",
            ))
        }
    }
}

/// A part of the document that changes as a whole.
///
/// The content is reached only through [`crate::reads::Reads`], which writes down that it was read, or, for a slice that lies
/// within another, through the slice around it.
#[derive(Default)]
pub struct Slice<T> {
    content: T,
    digest: OnceLock<Digest>,
}

impl<T> Slice<T> {
    /// A slice with this content.
    pub fn new(content: T) -> Self {
        Self {
            content,
            digest: OnceLock::new(),
        }
    }

    /// The content, for readers that have recorded the read, and for those that survey the whole document.
    pub(crate) fn content(&self) -> &T {
        &self.content
    }

    /// The content, to change it: the digest is forgotten. For tests and tools that edit documents.
    pub fn edit(&mut self) -> &mut T {
        self.digest = OnceLock::new();
        &mut self.content
    }
}

impl<T: Serialize> Slice<T> {
    /// The digest of the content, computed once.
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(&self.content))
    }
}

impl<T: Clone> Clone for Slice<T> {
    fn clone(&self) -> Self {
        Self::new(self.content.clone())
    }
}

impl<T: PartialEq> PartialEq for Slice<T> {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

impl<T: fmt::Debug> fmt::Debug for Slice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.content.fmt(f)
    }
}

impl<T: Serialize> Serialize for Slice<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.content.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Slice<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

impl<T: JsonSchema> JsonSchema for Slice<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_hash_of_compact_json() {
        // printf '["a",1]' | sha256sum
        let expected = "135f17a475a61afdeeaf3759ad2e45ad1c7abb192395abe47e41fc8e395dc1a9";
        let digest = Digest::of(&("a", 1));
        assert_eq!(digest.to_string(), expected);
        assert_eq!(
            serde_json::to_value(digest).unwrap(),
            serde_json::json!(digest.to_string())
        );
        assert_eq!(
            serde_json::from_str::<Digest>(&format!("\"{digest}\"")).unwrap(),
            digest
        );
        assert!(serde_json::from_str::<Digest>("\"abc\"").is_err());
    }

    #[test]
    fn an_edit_forgets_the_digest() {
        let mut slice = Slice::new(1);
        let before = slice.digest();
        *slice.edit() = 2;
        assert_ne!(slice.digest(), before);
    }
}
