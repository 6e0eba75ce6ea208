//! The flakes that stand in for a user's inputs: den itself as it is in this checkout, and what the Nix tests
//! use for flake-parts, nixpkgs, nix-darwin and home-manager (`flake-module/tests/harness/`).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Result;
use crate::workspace::Workspace;
use crate::{files, nixlib, process};

/// The stand-ins of a run.
#[derive(Debug, Clone)]
pub struct Standins {
    home: PathBuf,
}

/// The generated ones: the input that each stands in for, and the harness file that it is made of.
const GENERATED: &[(&str, &str)] = &[
    ("darwin", "nix-darwin.nix"),
    ("flake-parts", "flake-parts.nix"),
    ("home-manager", "home-manager.nix"),
    ("nixpkgs", "nixpkgs.nix"),
];

impl Standins {
    /// The flakes by the name of the input that they stand in for.
    pub fn flakes(&self) -> impl Iterator<Item = (&'static str, PathBuf)> {
        GENERATED
            .iter()
            .map(|(name, _)| *name)
            .chain(["den"])
            .map(|name| (name, self.home.join(name)))
    }

    /// The flake that stands in for one input.
    pub fn flake(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }
}

/// Writes all of them afresh to `target/standins/`. `den` is the program that "compiling" den gives there.
pub fn write(workspace: &Workspace, den: Option<&Path>) -> Result<Standins> {
    let home = workspace.target("standins");
    files::remove_dir(&home)?;
    let harness = workspace.path("flake-module/tests/harness");
    let nixpkgs = home.join("nixpkgs");
    for (name, file) in GENERATED {
        let flake = home.join(name);
        files::copy_dir(&harness, &flake)?;
        let text = if flake == nixpkgs {
            let lib = nixlib::provide(workspace)?;
            files::copy_dir(&lib, &flake.join("nixpkgs/lib"))?;
            files::write(&flake.join("nixpkgs/.version"), nixlib::RELEASE)?;
            format!("{{\n  outputs = _: import ./{file} {{ lib = import ./nixpkgs/lib; }};\n}}\n")
        } else {
            // Under the name that a user makes follow their own nixpkgs.
            let input = if *name == "flake-parts" {
                "nixpkgs-lib"
            } else {
                "nixpkgs"
            };
            format!(
                "{{\n  inputs.{input}.url = \"path:{}\";\n  outputs = inputs: import ./{file} {{ inherit (inputs.{input}) lib; }};\n}}\n",
                nixpkgs.display()
            )
        };
        files::write(&flake.join("flake.nix"), text)?;
        if let Some(den) = den {
            files::write(&flake.join("den-program"), den.to_string_lossy().as_bytes())?;
        }
    }
    copy_checkout(workspace, &home.join("den"))?;
    Ok(Standins { home })
}

/// Copies what git tracks here, and what it would track, but nothing that is ignored.
fn copy_checkout(workspace: &Workspace, to: &Path) -> Result<()> {
    let listed = process::output(
        Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(workspace.root()),
    )?;
    files::create_dir(to)?;
    for below in listed.split('\0').filter(|below| !below.is_empty()) {
        let source = workspace.path(below);
        // A file that was deleted but not yet committed is still listed.
        if source.is_file() {
            files::copy(&source, &to.join(below))?;
        }
    }
    Ok(())
}
