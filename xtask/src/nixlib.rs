//! The real nixpkgs `lib`, without a network beyond cargo's registry.
//!
//! The crate `nixdoc` ships a whole `lib/` of nixpkgs 23.11 as test fixtures. xtask names that crate as a
//! dependency under a condition that never holds, so cargo locks and fetches its source but never builds
//! it; this module finds the source with `cargo metadata` and lays `lib/` out as nixpkgs does.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::{Context, Error, Result};
use crate::workspace::Workspace;
use crate::{files, process};

/// The nixpkgs release that the fixtures were taken from.
pub const RELEASE: &str = "23.11";

const CRATE: &str = "nixdoc";
const CRATE_VERSION: &str = "0.3.0";

/// Lays out `target/nixlib/lib` unless it is there, and gives its path.
///
/// # Errors
///
/// When cargo cannot find the crate, or the copy cannot be made.
pub fn provide(workspace: &Workspace) -> Result<PathBuf> {
    let _lock = workspace.lock("nixlib")?;
    let home = workspace.target("nixlib");
    let lib = home.join("lib");
    let stamp = home.join(".complete");
    let want = format!("{CRATE} {CRATE_VERSION}\n");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == want) {
        return Ok(lib);
    }

    let fixtures = source(workspace)?.join("src/tests/fixtures");
    if !fixtures.join("modules.nix").is_file() {
        return Err(Error::new(format!(
            "{} holds no nixpkgs lib",
            fixtures.display()
        )));
    }
    files::remove_dir(&home)?;
    files::copy_dir(&fixtures, &lib)?;
    files::write(&home.join(".version"), RELEASE)?;
    files::write(&stamp, want)?;
    eprintln!(
        "nixlib: laid out nixpkgs lib {RELEASE} at {}",
        lib.display()
    );
    Ok(lib)
}

/// The folder that cargo unpacked the crate to; `cargo metadata` fetches it when it is missing.
fn source(workspace: &Workspace) -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = process::output(
        Command::new(cargo)
            .args(["metadata", "--format-version", "1"])
            .current_dir(workspace.root()),
    )?;
    let metadata: Value =
        serde_json::from_str(&metadata).context(|| "reading `cargo metadata`".to_owned())?;
    metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == CRATE && package["version"] == CRATE_VERSION)
        .and_then(|package| package["manifest_path"].as_str())
        .and_then(|manifest| Path::new(manifest).parent())
        .map(Path::to_path_buf)
        .ok_or_else(|| {
            Error::new(format!("cargo knows no package {CRATE} {CRATE_VERSION}"))
                .remedy("check that xtask/Cargo.toml still names it")
        })
}
