//! A case: a small synthetic fleet, and changes that make it less tidy. Plain data that prints in a few lines.

use den::document::Document;
use den::synthetic::{Shape, document};
use proptest::collection::vec;
use proptest::prelude::*;

use super::edit::{Edit, any_edit};

/// A document, by how it is made.
#[derive(Clone, Debug)]
pub struct Case {
    pub shape: Shape,
    pub edits: Vec<Edit>,
}

impl Case {
    /// The document.
    pub fn document(&self) -> Document {
        let mut document = document(&self.shape);
        apply(&self.edits, &mut document);
        document
    }
}

/// Carries changes out, one after the other.
pub fn apply(edits: &[Edit], document: &mut Document) {
    edits.iter().for_each(|edit| edit.apply(document));
}

/// Cases.
pub fn case() -> impl Strategy<Value = Case> {
    let shape = (1..5_usize, 0..4_usize, 0..3_usize, 0..8_u64);
    let shape = shape.prop_map(|(hosts, aspects, users, seed)| Shape {
        hosts,
        aspects,
        users,
        seed,
    });
    (shape, edits()).prop_map(|(shape, edits)| Case { shape, edits })
}

/// A few changes.
pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    vec(any_edit(), 0..8)
}
