//! A selector algebra: text and JSON forms, a naive matcher and a compiled one.
