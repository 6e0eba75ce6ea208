//! The user's own lines: files of the flake, each read once, and the words in them that positions mean.

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use den::document::positions::Position;

/// Files that are longer than this are not what somebody wrote.
const LONGEST: u64 = 8 << 20;

/// The files of a flake that were read so far.
pub struct Files {
    root: Option<PathBuf>,
    read: HashMap<String, Option<Lines>>,
}

impl Files {
    /// Nothing read so far. `root` is the flake's folder; without one no file can be read.
    pub fn new(root: Option<&Path>) -> Self {
        Self {
            root: root.and_then(|root| root.canonicalize().ok()),
            read: HashMap::new(),
        }
    }

    /// The lines of a file; none where it cannot be read.
    pub fn lines(&mut self, file: &str) -> Option<&Lines> {
        let root = self.root.as_ref()?;
        let read = self.read.entry(file.to_owned());
        read.or_insert_with(|| read_inside(root, file).map(Lines::new))
            .as_ref()
    }
}

/// The text of a file of the flake; positions come from the document, and are not trusted to stay inside.
fn read_inside(root: &Path, file: &str) -> Option<String> {
    let file = Path::new(file);
    let normal = |part| matches!(part, Component::Normal(_));
    if !file.components().all(normal) {
        return None;
    }
    // Links may lead out of the flake.
    let path = root.join(file).canonicalize().ok()?;
    let metadata = fs::metadata(&path).ok()?;
    let readable = path.starts_with(root) && metadata.is_file() && metadata.len() <= LONGEST;
    readable.then(|| fs::read_to_string(path).ok()).flatten()
}

/// A text and where its lines begin.
pub struct Lines {
    text: String,
    starts: Vec<usize>,
}

/// Some lines of a text.
pub struct Window<'t> {
    /// The text of the lines.
    pub text: &'t str,
    /// The number of the first of them, from 1.
    pub first: usize,
    /// The words in them that positions mean, as bytes of `text`.
    pub words: Vec<Range<usize>>,
}

impl Lines {
    fn new(text: String) -> Self {
        // A terminal may obey these too; what stands for one is as long, so that columns hold.
        let text = text.replace(|letter| matches!(letter, '\u{80}'..='\u{9f}'), "·");
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        Self {
            starts: std::iter::once(0).chain(ends).collect(),
            text,
        }
    }

    /// The lines from the first that a position means to the last. None where one means no place in the text.
    pub fn window(&self, positions: &[&Position]) -> Option<Window<'_>> {
        let words: Option<Vec<_>> = positions.iter().map(|at| self.word(at)).collect();
        let words = words?;
        let first = words.iter().map(|(line, _)| *line).min()?;
        let last = words.iter().map(|(line, _)| *line).max()?;
        let begin = self.starts[first];
        let words = words
            .into_iter()
            .map(|(_, word)| word.start - begin..word.end - begin);
        Some(Window {
            text: &self.text[begin..begin + self.lines_to(first, last)],
            first: first + 1,
            words: words.collect(),
        })
    }

    /// How many bytes lie from one line to the end of another.
    fn lines_to(&self, first: usize, last: usize) -> usize {
        let end = self.starts.get(last + 1).copied();
        let text = &self.text[self.starts[first]..end.unwrap_or(self.text.len())];
        text.trim_end_matches(['\r', '\n']).len().max(
            // A word may be a line break itself.
            self.starts[last] - self.starts[first],
        )
    }

    /// The line of a position, from 0, and the bytes of the word there: an attribute path, or one character.
    fn word(&self, position: &Position) -> Option<(usize, Range<usize>)> {
        let line = usize::try_from(position.line).ok()?.checked_sub(1)?;
        let begin = *self.starts.get(line)?;
        let text = self.text.get(begin..)?.lines().next()?;
        // Nix counts columns in bytes.
        let from = usize::try_from(position.column).ok()?.checked_sub(1)?;
        let word = text.get(from..)?;
        let length = word
            .find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | ';'))
            .unwrap_or(word.len());
        let first = word.chars().next().map_or(0, char::len_utf8);
        Some((line, begin + from..begin + from + length.max(first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, column: u32) -> Position {
        Position {
            file: String::new(),
            line,
            column,
        }
    }

    #[test]
    fn a_position_means_the_word_that_begins_there() {
        let lines = Lines::new("{\r\n  settings.port = 1;\r\n\r\n}".to_owned());
        let word = |line, column| {
            let window = lines.window(&[&at(line, column)])?;
            let word = window.text.get(window.words[0].clone())?;
            Some((window.first, word.to_owned()))
        };
        assert_eq!(word(2, 3), Some((2, "settings.port".to_owned())));
        assert_eq!(word(4, 1), Some((4, "}".to_owned())));
        for nowhere in [(0, 1), (1, 0), (9, 1), (2, 99), (u32::MAX, u32::MAX)] {
            assert_eq!(word(nowhere.0, nowhere.1), None);
        }
        assert_eq!(word(3, 1), Some((3, String::new())));
        let two = lines.window(&[&at(4, 1), &at(1, 1)]);
        assert_eq!(two.map(|window| window.words), Some(vec![27..28, 0..1]));
    }

    #[test]
    fn a_file_outside_the_flake_is_not_read() {
        let place = tempfile::tempdir().unwrap();
        let flake = place.path().canonicalize().unwrap().join("flake");
        fs::create_dir(&flake).unwrap();
        fs::write(place.path().join("secret"), "x").unwrap();
        fs::write(flake.join("own"), "y").unwrap();
        assert_eq!(read_inside(&flake, "own").as_deref(), Some("y"));
        assert_eq!(read_inside(&flake, "../secret"), None);
        assert_eq!(read_inside(&flake, "/etc/hostname"), None);
        assert_eq!(read_inside(&flake, ""), None);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret", flake.join("link")).unwrap();
            assert_eq!(read_inside(&flake, "link"), None);
            std::os::unix::fs::symlink("own", flake.join("inner")).unwrap();
            assert_eq!(read_inside(&flake, "inner").as_deref(), Some("y"));
        }
    }
}
