//! Graphs as text, for those who draw them.

use std::fmt::{self, Display};

use crate::graph::Graph;
use crate::labelled::Labelled;

mod dot;
mod mermaid;

pub use dot::Dot;
pub use mermaid::Mermaid;

/// What a writer goes through: vertices by their numbers, and edges with what stands at them.
trait Drawn {
    fn vertices(&self) -> impl Iterator<Item = impl Display>;

    fn edges(&self) -> impl Iterator<Item = (u32, Option<impl Display>, u32)>;
}

impl<V: Display> Drawn for Graph<V> {
    fn vertices(&self) -> impl Iterator<Item = impl Display> {
        self.vertex_set()
    }

    fn edges(&self) -> impl Iterator<Item = (u32, Option<impl Display>, u32)> {
        let edges = self.outgoing().edges();
        edges.map(|(from, to, ())| (from, None::<&str>, to))
    }
}

impl<V: Display, L: Display> Drawn for Labelled<V, L> {
    fn vertices(&self) -> impl Iterator<Item = impl Display> {
        self.vertex_set()
    }

    fn edges(&self) -> impl Iterator<Item = (u32, Option<impl Display>, u32)> {
        let edges = self.canonical().edges.edges();
        edges.map(|(from, to, label)| (from, Some(label), to))
    }
}

/// A text with some of its characters replaced.
struct Escaped<T>(T, fn(char) -> Option<&'static str>);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut escaping = Escaping(f, self.1);
        fmt::write(&mut escaping, format_args!("{}", self.0))
    }
}

struct Escaping<'f, 'a>(&'f mut fmt::Formatter<'a>, fn(char) -> Option<&'static str>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|char| match self.1(char) {
            Some(replacement) => self.0.write_str(replacement),
            None => self.0.write_char(char),
        })
    }
}
