//! Stratified rules with negation, priorities and proofs.
