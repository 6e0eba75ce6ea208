//! Algebraic graphs, plain and labelled, with their queries.
