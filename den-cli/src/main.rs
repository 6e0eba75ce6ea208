//! The command line of den.
fn main() {}
