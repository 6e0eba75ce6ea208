//! What a case works with: its scratch folder, flakes in it, and how it starts `den` and `nix` on them.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::ran::Ran;
use super::standins::Standins;
use crate::error::{Context, Error, Result};
use crate::nix::Nix;
use crate::workspace::Workspace;
use crate::{files, process};

/// The surroundings of one case in one lane.
#[derive(Debug)]
pub struct Env {
    workspace: Workspace,
    nix: Nix,
    den: Result<PathBuf>,
    standins: Standins,
    scratch: PathBuf,
}

impl Env {
    /// Empties the scratch folder of the case called `name`.
    pub(super) fn new(
        workspace: &Workspace,
        nix: &Nix,
        den: &Result<PathBuf>,
        standins: &Standins,
        name: &str,
    ) -> Result<Self> {
        let slug: String = name
            .chars()
            .map(|character| {
                if character.is_ascii_alphanumeric() {
                    character
                } else {
                    '-'
                }
            })
            .collect();
        let scratch = workspace
            .target("e2e")
            .join(nix.lane().version())
            .join(slug);
        files::remove_dir(&scratch)?;
        files::create_dir(&scratch)?;
        Ok(Self {
            workspace: workspace.clone(),
            nix: nix.clone(),
            den: den.clone(),
            standins: standins.clone(),
            scratch,
        })
    }

    /// The Nix itself.
    pub const fn nix(&self) -> &Nix {
        &self.nix
    }

    /// Which Nix this is, such as `2.8.0`.
    pub fn nix_version(&self) -> &str {
        self.nix.version()
    }

    /// The checkout under test.
    pub const fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The `den` of this checkout.
    pub fn den(&self) -> Result<&Path> {
        self.den.as_deref().map_err(Clone::clone)
    }

    /// The case's own folder.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// The generated flake that stands in for the input `name`.
    pub fn standin(&self, name: &str) -> PathBuf {
        self.standins.flake(name)
    }

    /// A copy of the folder `below` of this checkout, as a committed git repository.
    pub fn copy(&self, below: &str) -> Result<Flake<'_>> {
        let root = self.scratch.join("flake");
        files::copy_dir(&self.workspace.path(below), &root)?;
        Flake::init(self, root)
    }

    /// A copy of the flake that stands in for the input `name`, as a committed git repository.
    pub fn copy_standin(&self, name: &str) -> Result<Flake<'_>> {
        let root = self.scratch.join("flake");
        files::copy_dir(&self.standin(name), &root)?;
        Flake::init(self, root)
    }

    /// The folder `root`, as a committed git repository.
    pub fn repository(&self, root: PathBuf) -> Result<Flake<'_>> {
        Flake::init(self, root)
    }

    /// A new flake with this `flake.nix`, as a committed git repository.
    pub fn flake(&self, text: &str) -> Result<Flake<'_>> {
        let root = self.scratch.join("flake");
        files::write(&root.join("flake.nix"), text)?;
        Flake::init(self, root)
    }
}

/// A flake in a git repository in the scratch folder.
#[derive(Debug)]
pub struct Flake<'a> {
    env: &'a Env,
    root: PathBuf,
}

impl<'a> Flake<'a> {
    fn init(env: &'a Env, root: PathBuf) -> Result<Self> {
        let flake = Self { env, root };
        flake.git(["init", "--quiet", "--initial-branch", "main"])?;
        for (key, value) in [
            ("user.name", "den tests"),
            ("user.email", "tests@den.invalid"),
            ("commit.gpgsign", "false"),
            ("core.autocrlf", "false"),
        ] {
            flake.git(["config", key, value])?;
        }
        flake.commit("the flake as it starts")?;
        Ok(flake)
    }

    /// The flake's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Runs `nix` in the flake's folder, every input overridden by its stand-in.
    pub fn nix<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Ran> {
        let mut command = Command::new(self.wrapper()?.join("nix"));
        self.run(command.args(arguments))
    }

    /// Runs `nix` as [`Flake::nix`] does, and gives what it counted on the way.
    pub fn nix_with_stats<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<(Ran, Value)> {
        let stats = self.env.scratch.join("stats.json");
        let mut command = Command::new(self.wrapper()?.join("nix"));
        command
            .args(arguments)
            .env("NIX_SHOW_STATS", "1")
            .env("NIX_SHOW_STATS_PATH", &stats);
        let ran = self.run(&mut command)?;
        let text = fs::read_to_string(&stats).unwrap_or_default();
        Ok((ran, serde_json::from_str(&text).unwrap_or_default()))
    }

    /// Runs `den` in the flake's folder; its `nix` is [`Flake::nix`].
    pub fn den<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Ran> {
        let den = self.env.den()?;
        let mut folders = vec![self.wrapper()?];
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let path = env::join_paths(folders).context(|| "putting Nix on PATH".to_owned())?;
        let mut command = Command::new(den);
        self.run(command.args(arguments).env("PATH", path))
    }

    fn run(&self, command: &mut Command) -> Result<Ran> {
        Ran::new(command.current_dir(&self.root).env("NO_COLOR", "1"))
    }

    /// Runs `git` in the flake's folder, without the user's own configuration.
    pub fn git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<String> {
        process::output(
            Command::new("git")
                .args(arguments)
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .current_dir(&self.root),
        )
    }

    /// Commits everything.
    pub fn commit(&self, message: &str) -> Result<()> {
        self.git(["add", "--all"])?;
        self.git(["commit", "--quiet", "--allow-empty", "--message", message])?;
        Ok(())
    }

    /// Reads a file of the flake.
    pub fn read(&self, below: &str) -> Result<String> {
        files::read(&self.root.join(below))
    }

    /// Writes a file of the flake; a new one stays untracked, and so invisible to Nix.
    pub fn write(&self, below: &str, text: &str) -> Result<()> {
        files::write(&self.root.join(below), text)
    }

    /// Replaces `from`, which must occur exactly once in the file, by `to`.
    pub fn replace(&self, below: &str, from: &str, to: &str) -> Result<()> {
        let text = self.read(below)?;
        match text.matches(from).count() {
            1 => self.write(below, &text.replacen(from, to, 1)),
            number => Err(Error::new(format!(
                "{below} contains `{from}` {number} times, not once"
            ))),
        }
    }

    /// A folder whose `nix` overrides the inputs that the flake names.
    fn wrapper(&self) -> Result<PathBuf> {
        let bin = self.env.scratch.join("bin");
        let mut overrides = String::new();
        for (input, flake) in self.overrides()? {
            overrides.push_str(&format!(
                " --override-input {input} 'path:{}'",
                flake.display()
            ));
        }
        let nix = self.env.nix.launcher();
        // The overrides follow the subcommand, wherever it stands: options may come before it, and a `--` after.
        let script = format!(
            "#!/bin/sh\n\
             at=start\n\
             for argument do\n\
             \x20 shift\n\
             \x20 set -- \"$@\" \"$argument\"\n\
             \x20 case $at:$argument in\n\
             \x20   start:flake) at=flake ;;\n\
             \x20   flake:* | start:build | start:develop | start:eval | start:print-dev-env | start:run | start:shell)\n\
             \x20     at=end\n\
             \x20     set -- \"$@\"{overrides} ;;\n\
             \x20 esac\n\
             done\n\
             exec '{nix}' \"$@\"\n",
            nix = nix.display()
        );
        let path = bin.join("nix");
        if fs::read_to_string(&path).is_ok_and(|found| found == script) {
            return Ok(bin);
        }
        files::write_executable(&path, &script)?;
        Ok(bin)
    }

    /// The inputs to override: those of the flake, and those of den where the flake has den as an input. Where a case
    /// took the flake.nix away there are none.
    fn overrides(&self) -> Result<Vec<(String, PathBuf)>> {
        if !self.root.join("flake.nix").is_file() {
            return Ok(Vec::new());
        }
        let own = inputs(&self.read("flake.nix")?);
        let den_flake = self.env.standin("den").join("flake.nix");
        let of_den = if own.contains("den") && den_flake.is_file() {
            inputs(&files::read(&den_flake)?)
        } else {
            BTreeSet::new()
        };
        let mut overrides = Vec::new();
        for (name, flake) in self.env.standins.flakes() {
            if own.contains(name) {
                overrides.push((name.to_owned(), flake.clone()));
            }
            if name != "den" && of_den.contains(name) {
                overrides.push((format!("den/{name}"), flake));
            }
        }
        Ok(overrides)
    }
}

static INPUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?m)(?:^|[\s{.])([A-Za-z][A-Za-z0-9_-]*)\s*(?:\.url\s*=|=\s*\{\s*url\s*=)"#).ok()
});

/// The inputs that a `flake.nix` gives a `url`, as far as its text shows; the stand-ins' names are all that
/// matters, and Nix itself cannot tell without fetching them.
fn inputs(text: &str) -> BTreeSet<String> {
    INPUT
        .iter()
        .flat_map(|regex| regex.captures_iter(text))
        .map(|found| found[1].to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_in_all_spellings() {
        let text = "{ inputs.den.url = \"a\";\n inputs = {\n  flake-parts.url = \"b\";\n nixpkgs = { url = \"c\"; };\n home-manager = {\n url = \"d\"; };\n den.inputs.x.follows = \"y\"; }; outputs = darwin: { }; }";
        let expected = ["den", "flake-parts", "home-manager", "nixpkgs"];
        assert_eq!(inputs(text), expected.map(str::to_owned).into());
    }
}
