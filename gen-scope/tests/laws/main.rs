//! The laws of scope graphs, each with twins that it rejects.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod attributes;
mod given;
mod naive;
mod oracles;
mod resolution;
mod words;

laws::table!(words::LAWS, resolution::LAWS, attributes::LAWS,);
