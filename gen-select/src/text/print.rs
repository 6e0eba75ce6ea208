//! Writing the text form.

use std::fmt::{self, Write};

use super::word::{is_key, is_plain, quote, scalar};
use crate::atom::{Atom, Scalar};
use crate::selector::{Layout, Node, Selector};

/// The text form, with no more parentheses and quotes than it needs: that of the [flat](Selector::flatten) selector.
///
/// Cost: linear.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flat = self.flatten();
        print(f, flat.nodes(), &Layout::of(&flat), flat.nodes().len() - 1)
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        atom(f, self)
    }
}

/// How tightly a node holds its operands together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grip {
    Any,
    And,
    Tight,
}

/// What is still to be written.
enum Piece {
    /// A node, in a place that takes what holds together so tightly without parentheses.
    Node(usize, Grip),
    Text(&'static str),
}

/// Writes one node with what is below it. Conjunctions stand in conjunctions only where they are not flat, and then
/// without parentheses.
fn print(f: &mut impl Write, nodes: &[Node], layout: &Layout, root: usize) -> fmt::Result {
    let mut pieces = vec![Piece::Node(root, Grip::Any)];
    while let Some(piece) = pieces.pop() {
        let (index, wanted) = match piece {
            Piece::Text(text) => {
                f.write_str(text)?;
                continue;
            }
            Piece::Node(index, wanted) => (index, wanted),
        };
        let (grip, inner, separator) = match &nodes[index] {
            Node::Atom(leaf) => {
                atom(f, leaf)?;
                continue;
            }
            Node::And(0) => {
                f.write_str("*")?;
                continue;
            }
            Node::Any(0) => {
                f.write_str("!*")?;
                continue;
            }
            Node::And(1) | Node::Any(1) => (Grip::Tight, wanted, ""),
            Node::And(_) => (Grip::And, Grip::And, " & "),
            Node::Any(_) => (Grip::Any, Grip::Any, " | "),
            Node::Not => {
                f.write_str("!")?;
                (Grip::Tight, Grip::Tight, "")
            }
            Node::Relation(relation) => {
                write!(f, "{}(", relation.word())?;
                pieces.push(Piece::Text(")"));
                (Grip::Tight, Grip::Any, "")
            }
        };
        if grip < wanted {
            f.write_str("(")?;
            pieces.push(Piece::Text(")"));
        }
        // What is pushed last is written first, and the operands come the last one first.
        for (number, operand) in layout.operands(index).enumerate() {
            if number > 0 {
                pieces.push(Piece::Text(separator));
            }
            pieces.push(Piece::Node(operand, inner));
        }
    }
    Ok(())
}

fn atom(f: &mut impl Write, atom: &Atom) -> fmt::Result {
    match atom {
        Atom::Star => f.write_str("*"),
        Atom::Name(glob) => {
            f.write_str("name:")?;
            plain_or_quoted(f, glob.as_str(), is_plain)
        }
        Atom::Is(dimension, word) => {
            write!(f, "{}:", dimension.word())?;
            plain_or_quoted(f, word, is_plain)
        }
        Atom::Attr(key, value) => {
            plain_or_quoted(f, key, is_key)?;
            f.write_str("=")?;
            match value {
                Scalar::String(text) if !matches!(scalar(text), Ok(Scalar::String(_))) => {
                    quote(f, text)
                }
                Scalar::String(text) => plain_or_quoted(f, text, is_plain),
                value => write!(f, "{value}"),
            }
        }
    }
}

fn plain_or_quoted(f: &mut impl Write, text: &str, plain: fn(char) -> bool) -> fmt::Result {
    if text.is_empty() || !text.chars().all(plain) {
        quote(f, text)
    } else {
        f.write_str(text)
    }
}

/// One node with what is below it, cut off after so many characters. Cost: linear in these.
pub(crate) fn shortened(nodes: &[Node], layout: &Layout, root: usize, width: usize) -> String {
    let mut short = Short {
        text: String::new(),
        left: width,
    };
    if print(&mut short, nodes, layout, root).is_err() {
        short.text.push('…');
    }
    short.text
}

/// Takes so many characters, and then no more.
struct Short {
    text: String,
    left: usize,
}

impl Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(character);
        }
        Ok(())
    }
}
