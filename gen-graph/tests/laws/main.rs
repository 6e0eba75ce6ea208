//! The laws of graphs, each with twins that it rejects.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod algebra;
mod closure;
mod components;
mod given;
mod invariance;
mod labels;
mod naive;
mod order;
mod reach;
mod shape;

laws::table!(
    algebra::LAWS,
    shape::LAWS,
    order::LAWS,
    closure::LAWS,
    components::LAWS,
    reach::LAWS,
    order::WAVE_LAWS,
    labels::LAWS,
    invariance::LAWS,
);
