//! The laws of derivation, each with twins that it rejects.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod given;
mod model;
mod naive;
mod proof;
mod strata;
mod values;

laws::table!(
    model::LAWS,
    strata::LAWS,
    proof::LAWS,
    values::LAWS,
    values::CONSTRAINT_LAWS,
);
