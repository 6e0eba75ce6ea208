//! Reading the text form: operands are written behind one another, and their node behind them when they are complete.
//!
//! For each parenthesis that is open there is a [`Frame`], which counts the operands of the conjunction and of the
//! disjunction that it is in. An operand that is itself a conjunction (it stood in parentheses) loses its node when
//! it turns out to be an operand of one: the last node that was written is taken back.

use std::str::FromStr;

use smol_str::SmolStr;

use super::error::{ParseError, ParseErrorKind as Kind, Span};
use super::word::{is_key, is_plain, scalar, unquote};
use crate::atom::{Alias, Atom, Dimension, Scalar};
use crate::mention::{Mention, mentions};
use crate::selector::{Node, Relation, Selector};
use crate::suggest::nearest;

/// A selector, and where in its text each node of it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    selector: Selector,
    spans: Vec<Span>,
}

impl Parsed {
    /// The selector.
    pub fn selector(&self) -> &Selector {
        &self.selector
    }

    /// The selector alone.
    pub fn into_selector(self) -> Selector {
        self.selector
    }

    /// Where each of its [nodes](Selector::nodes) stands.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// What it mentions, as [`Selector::mentions`], each with its place.
    ///
    /// ```
    /// let parsed = gen_select::Selector::parse("env:prod & !tag:old")?;
    /// let old = &parsed.mentions()[1];
    /// assert_eq!((old.atom.to_string().as_str(), old.negated), ("tag:old", true));
    /// assert_eq!(old.span.map(|span| span.start), Some(12));
    /// # Ok::<(), gen_select::ParseError>(())
    /// ```
    pub fn mentions(&self) -> Vec<Mention<'_>> {
        mentions(&self.selector, |node| self.spans.get(node).copied())
    }
}

impl Selector {
    /// Reads the text form.
    ///
    /// Cost: linear, at any depth.
    ///
    /// # Errors
    ///
    /// When it is no selector, with the place and, mostly, a remedy.
    ///
    /// ```
    /// use gen_select::Selector;
    ///
    /// let error = Selector::parse("kind:host & tga:web").unwrap_err();
    /// assert_eq!(error.to_string(), "no selector begins with `tga:` (column 13); did you mean `tag:`?");
    /// ```
    pub fn parse(text: &str) -> Result<Parsed, ParseError> {
        Parser {
            text,
            at: 0,
            nodes: Vec::new(),
            spans: Vec::new(),
            frames: Vec::new(),
            frame: Frame::new(Opened::Text),
        }
        .run()
    }
}

impl FromStr for Selector {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text).map(Parsed::into_selector)
    }
}

/// What began a part of the text.
enum Opened {
    Text,
    Parenthesis(Span),
    Relation(Relation, Span),
}

/// A part of the text that is still open.
struct Frame {
    opened: Opened,
    /// Where the `!` before the operand that is to come stand.
    nots: Vec<usize>,
    conjunction: Operands,
    disjunction: Operands,
    /// Where the operand that was read last stands.
    last: Span,
}

/// The operands of one conjunction or disjunction but the last.
#[derive(Default)]
struct Operands {
    count: usize,
    start: usize,
}

impl Frame {
    fn new(opened: Opened) -> Self {
        Self {
            opened,
            nots: Vec::new(),
            conjunction: Operands::default(),
            disjunction: Operands::default(),
            last: Span::default(),
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    nodes: Vec<Node>,
    spans: Vec<Span>,
    frames: Vec<Frame>,
    frame: Frame,
}

type Result<T, E = ParseError> = std::result::Result<T, E>;

impl<'t> Parser<'t> {
    fn run(mut self) -> Result<Parsed> {
        loop {
            self.operand()?;
            if !self.operator()? {
                return Ok(Parsed {
                    selector: Selector::from_nodes(self.nodes),
                    spans: self.spans,
                });
            }
        }
    }

    /// Reads up to the end of the first atom that comes.
    fn operand(&mut self) -> Result<()> {
        loop {
            self.skip_space();
            let start = self.at;
            match self.peek() {
                Some('!') => {
                    self.at += 1;
                    self.frame.nots.push(start);
                }
                Some('(') => {
                    self.at += 1;
                    self.open(Opened::Parenthesis(self.since(start)));
                }
                Some('"') => {
                    let key = self.quoted()?;
                    if !self.take('=') {
                        let quoted = &self.text[start..self.at];
                        let help = format!("for a name, write `is:{quoted}`");
                        return Err(self.error(Kind::BareWord { word: key }, start, Some(help)));
                    }
                    let atom = self.attribute(key, start)?;
                    return self.atom(atom, start);
                }
                Some(character) if is_key(character) => {
                    let word = self.run_of(is_key);
                    if let Some(atom) = self.after_word(word, start)? {
                        return self.atom(atom, start);
                    }
                }
                _ => return Err(self.no_operand()),
            }
        }
    }

    /// What a word begins: an atom, or a relation, which is opened.
    fn after_word(&mut self, word: &'t str, start: usize) -> Result<Option<Atom>> {
        if self.take(':') {
            return self.dimension(word, start).map(Some);
        }
        if self.take('=') {
            return self.attribute(word.into(), start).map(Some);
        }
        if word == "*" {
            return Ok(Some(Atom::Star));
        }
        let span = self.since(start);
        self.skip_space();
        if self.peek() != Some('(') {
            self.at = span.end;
            let help = match word {
                "not" => "write `!` for it".to_owned(),
                _ if word.contains(['*', '?']) => format!("write `name:{word}` for such names"),
                _ => format!("write `is:{word}` for that name, or `tag:{word}` for that tag"),
            };
            let word = word.into();
            return Err(self.error(Kind::BareWord { word }, start, Some(help)));
        }
        let Some(relation) = Relation::ALL.into_iter().find(|known| known.word() == word) else {
            self.at = span.end;
            let help = match nearest(word, Relation::ALL.map(Relation::word)) {
                Some(known) => format!("did you mean `{known}`?"),
                None if word == "not" => "write `!` for it".to_owned(),
                None => "there are `parent`, `within`, `has` and `has-within`".to_owned(),
            };
            let word = word.into();
            return Err(self.error(Kind::UnknownRelation { word }, start, Some(help)));
        };
        self.at += 1;
        self.open(Opened::Relation(relation, self.since(start)));
        Ok(None)
    }

    fn dimension(&mut self, word: &str, start: usize) -> Result<Atom> {
        let known = Dimension::ALL
            .into_iter()
            .find(|known| known.word() == word);
        let alias = match known {
            Some(dimension) => Alias::Is(dimension),
            None if word == "name" => Alias::Pattern,
            None if word == "environment" => Alias::Is(Dimension::Environment),
            None => {
                let words = Dimension::ALL.map(Dimension::word);
                let meant = nearest(word, words.into_iter().chain(["name"]));
                let help = match meant {
                    Some(known) => format!("did you mean `{known}:`?"),
                    None => format!("for an attribute, write `{word}=…`"),
                };
                let word = word.into();
                return Err(self.error(Kind::UnknownWord { word }, start, Some(help)));
            }
        };
        Ok(alias.atom(self.value(start)?.0))
    }

    fn attribute(&mut self, key: SmolStr, start: usize) -> Result<Atom> {
        let value_start = self.at;
        let (value, quoted) = self.value(start)?;
        if let Some(alias) = Alias::of(&key) {
            return Ok(alias.atom(value));
        }
        if quoted {
            return Ok(Atom::Attr(key, Scalar::String(value)));
        }
        let value = scalar(&value).map_err(|kind| {
            let help = format!("for a text, write \"{value}\"");
            self.error(kind, value_start, Some(help))
        })?;
        Ok(Atom::Attr(key, value))
    }

    /// A value, and whether it is in quotes; what it belongs to began at `start`.
    fn value(&mut self, start: usize) -> Result<(SmolStr, bool)> {
        if self.peek() == Some('"') {
            return Ok((self.quoted()?, true));
        }
        let word = self.run_of(is_plain);
        if word.is_empty() {
            let after = self.text[start..self.at].to_owned();
            let help = match self.peek() {
                Some(character) if character.is_whitespace() => Some("write it without a space"),
                Some('\'') => Some("quotes are \"…\""),
                _ => None,
            };
            let kind = Kind::MissingValue { after };
            return Err(self.error(kind, self.at, help.map(str::to_owned)));
        }
        Ok((word.into(), false))
    }

    fn quoted(&mut self) -> Result<SmolStr> {
        let start = self.at;
        self.at += 1;
        match unquote(&self.text[self.at..]) {
            Ok((text, length)) => {
                self.at += length;
                Ok(text)
            }
            Err((_, _, Kind::UnclosedQuote)) => {
                self.at = self.text.len();
                Err(self.error(Kind::UnclosedQuote, start, None))
            }
            Err((offset, length, kind)) => {
                let start = self.at + offset;
                self.at = start + length;
                Err(self.error(kind, start, None))
            }
        }
    }

    /// Takes `&` and `|`, and closes parentheses; false at the end.
    fn operator(&mut self) -> Result<bool> {
        loop {
            self.skip_space();
            let start = self.at;
            match self.peek() {
                Some('&') => {
                    self.at += 1;
                    self.conjoin();
                    return Ok(true);
                }
                Some('|') => {
                    self.at += 1;
                    self.end_conjunction();
                    self.disjoin();
                    return Ok(true);
                }
                Some(')') => {
                    self.at += 1;
                    self.close(start)?;
                }
                None => return self.end().map(|()| false),
                Some(_) => return Err(self.no_operator()),
            }
        }
    }

    fn open(&mut self, opened: Opened) {
        let outer = std::mem::replace(&mut self.frame, Frame::new(opened));
        self.frames.push(outer);
    }

    fn atom(&mut self, atom: Atom, start: usize) -> Result<()> {
        let span = self.since(start);
        self.write(Node::Atom(atom), span);
        self.complete(span);
        Ok(())
    }

    /// An operand stands there; negates it as often as is written before it.
    fn complete(&mut self, mut span: Span) {
        while let Some(start) = self.frame.nots.pop() {
            span.start = start;
            self.write(Node::Not, span);
        }
        self.frame.last = span;
    }

    fn conjoin(&mut self) {
        let spliced = match self.nodes.last() {
            Some(Node::And(inner)) => Some(*inner),
            _ => None,
        };
        let Frame {
            conjunction, last, ..
        } = &mut self.frame;
        conjunction.take(spliced, *last);
        self.take_back(spliced);
    }

    fn disjoin(&mut self) {
        let spliced = match self.nodes.last() {
            Some(Node::Any(inner)) => Some(*inner),
            _ => None,
        };
        let Frame {
            disjunction, last, ..
        } = &mut self.frame;
        disjunction.take(spliced, *last);
        self.take_back(spliced);
    }

    fn take_back(&mut self, spliced: Option<usize>) {
        if spliced.is_some() {
            self.nodes.pop();
            self.spans.pop();
        }
    }

    fn end_conjunction(&mut self) {
        if self.frame.conjunction.count > 0 {
            self.conjoin();
            let operands = std::mem::take(&mut self.frame.conjunction);
            self.frame.last.start = operands.start;
            self.write(Node::And(operands.count), self.frame.last);
        }
    }

    fn end_disjunction(&mut self) {
        self.end_conjunction();
        if self.frame.disjunction.count > 0 {
            self.disjoin();
            let operands = std::mem::take(&mut self.frame.disjunction);
            self.frame.last.start = operands.start;
            self.write(Node::Any(operands.count), self.frame.last);
        }
    }

    fn close(&mut self, start: usize) -> Result<()> {
        self.end_disjunction();
        let Some(outer) = self.frames.pop() else {
            return Err(self.error(Kind::Unopened, start, None));
        };
        let inner = std::mem::replace(&mut self.frame, outer);
        let span = match inner.opened {
            Opened::Text => self.since(start),
            Opened::Parenthesis(opening) => self.since(opening.start),
            Opened::Relation(relation, opening) => {
                let span = self.since(opening.start);
                self.write(Node::Relation(relation), span);
                span
            }
        };
        self.complete(span);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        self.end_disjunction();
        match self.frame.opened {
            Opened::Text => Ok(()),
            Opened::Parenthesis(opening) | Opened::Relation(_, opening) => {
                self.at = opening.end;
                Err(self.error(Kind::Unclosed, opening.end - 1, None))
            }
        }
    }

    fn write(&mut self, node: Node, span: Span) {
        self.nodes.push(node);
        self.spans.push(span);
    }

    fn no_operand(&mut self) -> ParseError {
        if self.text.trim().is_empty() {
            let help = "`*` is everything".to_owned();
            return self.error(Kind::Empty, 0, Some(help));
        }
        let start = self.at;
        let help = match self.peek() {
            Some('&') if self.text[..start].ends_with('&') => Some("one `&` is enough"),
            Some('|') if self.text[..start].ends_with('|') => Some("one `|` is enough"),
            Some('=' | ':') => Some("a key in quotes may be empty: `\"\"=…`"),
            Some('\'') => Some("quotes are \"…\""),
            _ => None,
        };
        let found = self.found();
        self.error(
            Kind::ExpectedSelector { found },
            start,
            help.map(str::to_owned),
        )
    }

    fn no_operator(&mut self) -> ParseError {
        let start = self.at;
        let word = self.run_of(is_key);
        let help = match word {
            "and" => Some("write `&` for it".to_owned()),
            "or" => Some("write `|` for it".to_owned()),
            "" if self.peek() == Some(',') => Some("write `&` or `|` for it".to_owned()),
            "" => None,
            _ => Some("a value with spaces in it is written in quotes".to_owned()),
        };
        let found = if word.is_empty() {
            self.found()
        } else {
            format!("`{word}`")
        };
        self.error(Kind::ExpectedOperator { found }, start, help)
    }

    /// What stands here, as a message says it; takes it.
    fn found(&mut self) -> String {
        match self.peek() {
            None => "the end".to_owned(),
            Some(character) => {
                self.at += character.len_utf8();
                format!("`{}`", character.escape_debug())
            }
        }
    }

    /// What is wrong from a place up to here.
    fn error(&self, kind: Kind, start: usize, help: Option<String>) -> ParseError {
        let before = self.text.get(..start).unwrap_or_default();
        ParseError {
            kind,
            span: self.since(start),
            column: before.chars().count() + 1,
            help,
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn run_of(&mut self, belongs: fn(char) -> bool) -> &'t str {
        let rest = &self.text[self.at..];
        let length = rest.find(|character| !belongs(character));
        let run = &rest[..length.unwrap_or(rest.len())];
        self.at += run.len();
        run
    }

    fn skip_space(&mut self) {
        self.run_of(char::is_whitespace);
    }

    fn since(&self, start: usize) -> Span {
        Span {
            start,
            end: self.at.max(start),
        }
    }
}

impl Operands {
    /// Counts one more, or as many as it had itself.
    fn take(&mut self, spliced: Option<usize>, span: Span) {
        if self.count == 0 {
            self.start = span.start;
        }
        self.count += spliced.unwrap_or(1);
    }
}
