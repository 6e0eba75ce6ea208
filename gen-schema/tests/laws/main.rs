//! The laws of settings, each with twins that it rejects.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod changes;
mod given;
mod interfaces;
mod layers;
mod mixins;
mod modules;
mod naive;
mod records;
mod references;
mod schemas;
mod within;

laws::table!(
    records::LAWS,
    mixins::LAWS,
    layers::LAWS,
    within::LAWS,
    changes::LAWS,
    schemas::LAWS,
    modules::LAWS,
    references::LAWS,
    references::CYCLE_LAWS,
    interfaces::LAWS,
    interfaces::VALUE_LAWS,
);
