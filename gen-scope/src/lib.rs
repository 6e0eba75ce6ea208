//! Scope graphs: resolution as a calculus, and attributes computed on demand.

pub mod attribute;
