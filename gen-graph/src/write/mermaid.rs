//! Flowcharts of Mermaid.

use std::fmt::{self, Display};

use super::{Drawn, Escaped};
use crate::graph::Graph;
use crate::labelled::Labelled;

/// A graph as a `flowchart`: see [`Graph::mermaid`].
#[derive(Debug)]
pub struct Mermaid<'g, G>(&'g G);

impl<V: Display> Graph<V> {
    /// Writes the graph as a Mermaid flowchart.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(
    ///     Graph::edge("web", "db").mermaid().to_string(),
    ///     r#"flowchart TD
    ///   0["db"]
    ///   1["web"]
    ///   1 --> 0
    /// "#
    /// );
    /// ```
    pub fn mermaid(&self) -> Mermaid<'_, Self> {
        Mermaid(self)
    }
}

impl<V: Display, L: Display> Labelled<V, L> {
    /// Writes the graph as a Mermaid flowchart, with what its edges carry.
    pub fn mermaid(&self) -> Mermaid<'_, Self> {
        Mermaid(self)
    }
}

impl<G: Drawn> Display for Mermaid<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("flowchart TD\n")?;
        for (number, vertex) in self.0.vertices().enumerate() {
            writeln!(f, "  {number}[\"{}\"]", Escaped(vertex, escape))?;
        }
        for (from, label, to) in self.0.edges() {
            match label {
                Some(label) => {
                    writeln!(f, "  {from} -->|\"{}\"| {to}", Escaped(label, escape))?;
                }
                None => writeln!(f, "  {from} --> {to}")?,
            }
        }
        Ok(())
    }
}

/// Mermaid takes what it finds between quotes for HTML, and writes its entities with `#`.
fn escape(char: char) -> Option<&'static str> {
    match char {
        '"' => Some("#quot;"),
        '#' => Some("#35;"),
        '&' => Some("#amp;"),
        '<' => Some("#lt;"),
        '>' => Some("#gt;"),
        '`' => Some("#96;"),
        '\\' => Some("#92;"),
        '\n' => Some("<br>"),
        '\r' | '\0' => Some(""),
        _ => None,
    }
}
