//! Reading a document from text: a wrong version is told before anything else, and every error says where it is.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Document, VERSION};

/// Why text is no document.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is not JSON.
    #[error("not JSON: {0}")]
    Syntax(serde_json::Error),
    /// The text is JSON that does not say which version of the format it is.
    #[error("no fleet document: the field `version` is missing")]
    NoVersion,
    /// Another version of the format.
    #[error("the document has version {found}, this den reads version {VERSION}")]
    Version {
        /// The version that the document states.
        found: serde_json::Number,
    },
    /// JSON of the right version that is no document.
    #[error("{place}, line {line}: {message}")]
    Shape {
        /// The place in the document, such as ``at `hosts.web1.facts.tags[2]` ``.
        place: String,
        /// The line in the text, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
}

impl ReadError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Syntax(error) if is_too_deep(error) => {
                "the document is nested more than 128 levels deep; den writes no such document, export it again with `den export`"
            }
            Self::Syntax(_) | Self::NoVersion => {
                "export the document of a flake with `den export -o fleet.json`"
            }
            Self::Version { .. } => {
                "use the den that the flake's input names, or export the document again with `den export`"
            }
            Self::Shape { .. } => {
                "mend the document at that place, or export it again with `den export`"
            }
        }
    }
}

/// Whether serde_json gave up at its recursion limit; it has no category for that.
fn is_too_deep(error: &serde_json::Error) -> bool {
    error.to_string().contains("recursion limit")
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Text that is no JSON, JSON of another version, unknown or missing fields: see [`ReadError`].
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        // Keeping track of the path costs more than reading does: only a bad document is read with it, once more.
        let document = Self::deserialize(&mut deserializer).or_else(|_| {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            serde_path_to_error::deserialize(&mut deserializer)
                .map_err(|error| explain(text, error))
        })?;
        // What follows the document is no part of it, and is not to be dropped in silence.
        deserializer.end().map_err(ReadError::Syntax)?;
        if document.version == VERSION {
            Ok(document)
        } else {
            Err(ReadError::Version {
                found: document.version.into(),
            })
        }
    }
}

/// What is wrong with text that is no document of this version. Only here is the version looked for by itself, so that
/// a good document is read once.
fn explain(text: &str, error: serde_path_to_error::Error<serde_json::Error>) -> ReadError {
    #[derive(Deserialize)]
    struct Versioned {
        version: Option<serde_json::Number>,
    }
    let (path, error) = (error.path().to_string(), error.into_inner());
    // A type that asks for a set of one key takes another for bad syntax, though the text is JSON.
    if !error.is_data()
        && (is_too_deep(&error) || serde_json::from_str::<IgnoredAny>(text).is_err())
    {
        return ReadError::Syntax(error);
    }
    match serde_json::from_str::<Versioned>(text) {
        Ok(Versioned {
            version: Some(found),
        }) if found.as_u64() != Some(VERSION.into()) => ReadError::Version { found },
        Ok(Versioned { version: None }) => ReadError::NoVersion,
        _ => {
            let message = if error.is_data() {
                let message = error.to_string();
                let words = message.split(" at line ").next();
                words.unwrap_or_default().to_owned()
            } else {
                "expected a set with one key that den knows".to_owned()
            };
            ReadError::Shape {
                place: match path.as_str() {
                    "." => "at the top".to_owned(),
                    path => format!("at `{path}`"),
                },
                line: error.line(),
                message,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        Document::read(text).unwrap_err().to_string()
    }

    #[test]
    fn an_error_names_its_place() {
        let text = r#"{"version":1,"hosts":{"web1":{"facts":{"class":"nixos","system":"x","tags":["a","b",3]}}}}"#;
        assert!(
            message(text).starts_with("at `hosts.web1.facts.tags[2]`, line 1: "),
            "{}",
            message(text)
        );
        assert!(message(r#"{"version":1,"hosst":{}}"#).contains("unknown field `hosst`"));
    }

    #[test]
    fn another_version_is_told_first() {
        assert_eq!(
            message(r#"{"version":2,"inventory":[]}"#),
            "the document has version 2, this den reads version 1"
        );
        assert_eq!(
            message(r#"{"version":2}"#),
            "the document has version 2, this den reads version 1"
        );
        assert!(message("{}").contains("`version` is missing"));
    }

    #[test]
    fn text_that_is_no_json_is_told_so() {
        assert!(message("{").starts_with("not JSON: "));
        assert!(message(r#"{"version":1} {}"#).starts_with("not JSON: trailing characters"));
    }

    #[test]
    fn json_of_the_wrong_shape_is_not_called_no_json() {
        for (text, words) in [
            (
                r#"{"version":1,"fleet":{"meta":{"$den":{}}}}"#,
                "at `fleet.meta.$den`, line 1: expected a set with one key",
            ),
            (
                r#"{"version":1,"fleet":{"meta":{"$den":{"x":1}}}}"#,
                "unknown variant `x`",
            ),
            (r#""x""#, "at the top, line 1: "),
            (
                r#"{"version":1,"fleet":{"meta":18446744073709551616}}"#,
                "a number that does not fit into 64 signed bits",
            ),
            (
                r#"{"version":1,"fleet":{"meta":1.5}}"#,
                "a float cannot stand in a fleet document",
            ),
        ] {
            assert!(message(text).contains(words), "{}", message(text));
        }
    }

    #[test]
    fn a_deep_document_is_refused_without_overflow() {
        let deep = format!(
            r#"{{"version":1,"fleet":{{"meta":{}1{}}}}}"#,
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let error = Document::read(&deep).unwrap_err();
        assert!(error.help().contains("128 levels"), "{error}");
    }
}
