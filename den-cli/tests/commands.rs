//! The command line where it meets the system: files of others, git, streams that cannot be written.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "commands/document.rs"]
mod document;
#[path = "commands/files.rs"]
mod files;
#[path = "commands/git.rs"]
mod git;
#[path = "commands/run.rs"]
mod run;
#[path = "commands/streams.rs"]
mod streams;
