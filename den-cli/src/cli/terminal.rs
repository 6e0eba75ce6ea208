//! The terminal: text for people, and data, so that no document and no argument can make a terminal do anything.
//!
//! Only [`Text`] has styles. What is put into it is stripped of control characters on the way, so that escape sequences
//! in it are den's own. Nothing here panics where a stream is closed or full.

use std::fmt::{self, Write as _};
use std::io::{ErrorKind, Write as _};

use den::document::print::{Visible, visible};

use super::error::CommandError;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RED: &str = "\u{1b}[1;31m";
const CYAN: &str = "\u{1b}[1;36m";
const RESET: &str = "\u{1b}[0m";

/// Text with styles, and without any control character of somebody else.
#[derive(Clone, Debug, Default)]
pub struct Text(String);

impl Text {
    /// Text that is den's own, or that was made of escaped parts.
    pub fn trusted(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Several lines as they are, but for control characters.
    pub fn lines(text: &str) -> Self {
        let keep = |letter| matches!(letter, '\n' | '\t');
        let letter = |letter| {
            if keep(letter) {
                letter
            } else {
                visible(letter)
            }
        };
        Self(text.chars().map(letter).collect())
    }

    fn styled(&mut self, style: &str, text: impl fmt::Display) -> &mut Self {
        let text = text.to_string();
        let reset = if style.is_empty() { "" } else { RESET };
        let _ = write!(self.0, "{style}{}{reset}", Visible(&text));
        self
    }

    /// Adds text without a style; a line break in it is made visible too.
    pub fn plain(&mut self, text: impl fmt::Display) -> &mut Self {
        self.styled("", text)
    }

    /// Adds text that stands out.
    pub fn bold(&mut self, text: impl fmt::Display) -> &mut Self {
        self.styled(BOLD, text)
    }

    /// Adds text that stands back.
    pub fn dim(&mut self, text: impl fmt::Display) -> &mut Self {
        self.styled(DIM, text)
    }

    /// Adds the word for an error.
    pub fn error(&mut self, text: impl fmt::Display) -> &mut Self {
        self.styled(RED, text)
    }

    /// Adds the word for an advice.
    pub fn help(&mut self, text: impl fmt::Display) -> &mut Self {
        self.styled(CYAN, text)
    }

    /// Adds other text.
    pub fn join(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Ends the line.
    pub fn end(&mut self) -> &mut Self {
        self.0.push('\n');
        self
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

/// Prints to stderr, for people. Where nobody can read it nothing is to be done.
pub fn say(text: &Text) {
    let mut stderr = anstream::stderr().lock();
    let _ = stderr.write_all(text.0.as_bytes());
    let _ = stderr.flush();
}

/// Prints to stdout; a closed pipe ends the output and is no error.
pub fn print(text: &Text) -> Result<(), CommandError> {
    let mut stdout = anstream::stdout().lock();
    let written = stdout.write_all(text.0.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CommandError::input(format!(
            "cannot write to stdout: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Prints a value as JSON. JSON lets some control characters stand in strings; here they are escaped as the others are.
pub fn print_json(value: &impl serde::Serialize) -> Result<(), CommandError> {
    let mut text = String::new();
    for letter in den::plan::directory::text(value).chars() {
        if letter != '\n' && visible(letter) != letter {
            let _ = write!(text, "\\u{:04x}", u32::from(letter));
        } else {
            text.push(letter);
        }
    }
    print(&Text(text))
}

/// A count with its word: `1 host`, `2 hosts`.
pub fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_passes() {
        let mut text = Text::default();
        text.plain("a\u{1b}]0;x\u{7}\n").end();
        assert_eq!(text.0, "a␛]0;x␇␊\n");
        assert_eq!(Text::lines("a\n\tb\r\u{9b}2J").0, "a\n\tb␍\u{fffd}2J");
    }
}
