//! The DOT language of Graphviz.

use std::fmt::{self, Display};

use super::{Drawn, Escaped};
use crate::graph::Graph;
use crate::labelled::Labelled;

/// A graph as a `digraph`: see [`Graph::dot`].
#[derive(Debug)]
pub struct Dot<'g, G>(&'g G);

impl<V: Display> Graph<V> {
    /// Writes the graph in the language of Graphviz.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(
    ///     Graph::edge("web", "db").dot().to_string(),
    ///     r#"digraph {
    ///   0 [label="db"];
    ///   1 [label="web"];
    ///   1 -> 0;
    /// }
    /// "#
    /// );
    /// ```
    pub fn dot(&self) -> Dot<'_, Self> {
        Dot(self)
    }
}

impl<V: Display, L: Display> Labelled<V, L> {
    /// Writes the graph in the language of Graphviz, with what its edges carry.
    pub fn dot(&self) -> Dot<'_, Self> {
        Dot(self)
    }
}

impl<G: Drawn> Display for Dot<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("digraph {\n")?;
        for (number, vertex) in self.0.vertices().enumerate() {
            writeln!(f, "  {number} [label=\"{}\"];", Escaped(vertex, escape))?;
        }
        for (from, label, to) in self.0.edges() {
            write!(f, "  {from} -> {to}")?;
            if let Some(label) = label {
                write!(f, " [label=\"{}\"]", Escaped(label, escape))?;
            }
            f.write_str(";\n")?;
        }
        f.write_str("}\n")
    }
}

fn escape(char: char) -> Option<&'static str> {
    match char {
        '"' => Some("\\\""),
        '\\' => Some("\\\\"),
        '\n' => Some("\\n"),
        '\r' | '\0' => Some(""),
        _ => None,
    }
}
