//! Nix out of Debian's packages, without root and without touching the machine.
//!
//! apt downloads `nix-bin` and all it needs into a folder of its own (`--download-only`, own state, own
//! status file in which nothing is installed), `dpkg-deb -x` unpacks that, and the program is started
//! through the C library's loader that came with it. apt checks signatures against Debian's keyring.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::{Lane, launcher::Program, mirrors, path::on_path};
use crate::error::{Context, Error, Result};
use crate::{files, process};

/// Raised when what is unpacked, or how, changes.
const LAYOUT: &str = "1";

/// Debian's keys, by the names that its releases give them.
const KEYRINGS: [&str; 2] = [
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
];

/// The Nix of `lane` below `<home>/debian`, unpacked unless it is there.
pub(super) fn provide(home: &Path, lane: Lane) -> Result<Program> {
    let root = home.join("debian");
    let stamp = root.join(".layout");
    if fs::read_to_string(&stamp).is_ok_and(|layout| layout == LAYOUT) {
        return program(&root);
    }
    for tool in ["apt-get", "dpkg-deb"] {
        if on_path(tool).is_none() {
            return Err(
                Error::new(format!("{lane} is not here, and neither is {tool}"))
                    .remedy("install Nix 2.8 or later, or run on a Debian machine"),
            );
        }
    }
    let keyring = KEYRINGS
        .into_iter()
        .find(|path| Path::new(path).is_file())
        .ok_or_else(|| {
            Error::new(format!("{lane} cannot be had: no keys at {}", KEYRINGS[0]))
                .remedy("install the package debian-archive-keyring")
        })?;

    files::create_dir(home)?;
    // Unpacked beside its final place and moved there whole: what is there is complete.
    let scratch = tempfile::Builder::new()
        .prefix(".unpack-")
        .tempdir_in(home)
        .context(|| format!("creating a folder in {}", home.display()))?;
    let unpacked = scratch.path().join("debian");
    let mut failure = None;
    for mirror in mirrors::candidates() {
        match unpack(scratch.path(), &unpacked, lane, &mirror, keyring) {
            Ok(()) => {
                failure = None;
                break;
            }
            Err(error) => failure = Some(error),
        }
    }
    if let Some(error) = failure {
        return Err(error);
    }
    program(&unpacked)?;
    files::write(&unpacked.join(".layout"), LAYOUT)?;
    files::remove_dir(&root)?;
    fs::rename(&unpacked, &root).context(|| format!("moving Nix to {}", root.display()))?;
    program(&root)
}

/// Downloads from `mirror` and unpacks into `root`.
fn unpack(scratch: &Path, root: &Path, lane: Lane, mirror: &str, keyring: &str) -> Result<()> {
    let start = Instant::now();
    let suite = lane.suite();
    eprintln!("nix: fetching {lane} (Debian {suite}) from {mirror}");
    let apt = Apt::new(&scratch.join("apt"), suite, mirror, keyring)?;
    // A hook of the machine's own apt configuration may fail without root, and a mirror that cannot be reached
    // is no failure to `update`: what counts is whether the packages come.
    let updated = process::capture(apt.command().arg("update"))?;
    let downloaded = process::capture(apt.command().args([
        "install",
        "--yes",
        "--no-install-recommends",
        "--download-only",
        "nix-bin",
    ]))?;
    if !downloaded.status.success() {
        return Err(Error::new(format!(
            "{lane} cannot be had from {mirror}, apt says\n{}{}",
            String::from_utf8_lossy(&updated.stderr),
            String::from_utf8_lossy(&downloaded.stderr).trim_end()
        ))
        .remedy("check the network, or choose the other Nix with --lane"));
    }

    files::remove_dir(root)?;
    files::create_dir(root)?;
    let packages = apt.packages()?;
    eprintln!("nix: unpacking {} packages", packages.len());
    for package in packages {
        process::output(Command::new("dpkg-deb").arg("-x").arg(package).arg(root))?;
    }
    eprintln!("nix: {lane} is ready after {:.0?}", start.elapsed());
    Ok(())
}

/// An apt that knows one suite of one mirror, and no installed package.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn new(folder: &Path, suite: &str, mirror: &str, keyring: &str) -> Result<Self> {
        files::remove_dir(folder)?;
        for below in ["state/lists/partial", "cache/archives/partial"] {
            files::create_dir(&folder.join(below))?;
        }
        let architecture = process::output(Command::new("dpkg").arg("--print-architecture"))?;
        files::write(
            &folder.join("sources.list"),
            format!(
                "deb [arch={} signed-by={keyring}] {mirror} {suite} main\n",
                architecture.trim()
            ),
        )?;
        files::write(&folder.join("status"), "")?;
        Ok(Self {
            folder: folder.to_path_buf(),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("apt-get");
        command.env("LC_ALL", "C");
        for (option, value) in [
            ("Dir::Etc::sourcelist", "sources.list"),
            ("Dir::State", "state"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ] {
            let value = self.folder.join(value);
            command
                .arg("-o")
                .arg(format!("{option}={}", value.display()));
        }
        for option in [
            "Dir::Etc::sourceparts=-",
            "Dir::Etc::preferences=/dev/null",
            "Dir::Etc::preferencesparts=/dev/null",
            // apt run by root would otherwise download as a user that cannot write here.
            "APT::Sandbox::User=",
            "APT::Install-Suggests=false",
            "Acquire::Languages=none",
            "Acquire::Retries=3",
        ] {
            command.args(["-o", option]);
        }
        command
    }

    /// The packages that were downloaded.
    fn packages(&self) -> Result<Vec<PathBuf>> {
        let archives = self.folder.join("cache/archives");
        let entries =
            fs::read_dir(&archives).context(|| format!("reading {}", archives.display()))?;
        let mut packages: Vec<_> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "deb"))
            .collect();
        packages.sort();
        Ok(packages)
    }
}

/// Finds the loader, the libraries and the program below `root`.
fn program(root: &Path) -> Result<Program> {
    let mut libraries = Vec::new();
    let mut loader = None;
    for parent in ["lib", "lib64", "usr/lib", "usr/lib64"] {
        let parent = root.join(parent);
        let mut folders = vec![parent.clone()];
        folders.extend(
            children(&parent)
                .into_iter()
                .filter(|folder| is_library_folder(folder)),
        );
        for folder in folders {
            let names = children(&folder);
            let is = |path: &PathBuf, part: &str| {
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().contains(part))
            };
            if names.iter().any(|path| is(path, ".so")) {
                libraries.push(folder);
            }
            // A link may lead out of `root` to the machine's own loader: only a file that is here will do.
            loader = loader.or_else(|| {
                names
                    .into_iter()
                    .find(|path| is(path, "ld-linux") && stays_below(path, root))
            });
        }
    }
    let program = root.join("usr/bin/nix");
    match loader {
        Some(loader) if program.is_file() => Ok(Program::Bundled {
            loader,
            libraries,
            program,
        }),
        _ => Err(Error::new(format!(
            "Debian's packages below {} hold no runnable Nix",
            root.display()
        ))),
    }
}

/// The folders that the loader searches: one per architecture, and Nix's own.
fn is_library_folder(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        name == "nix" || name.contains("-linux-gnu")
    })
}

fn stays_below(path: &Path, root: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(root)) {
        (Ok(path), Ok(root)) => path.starts_with(root),
        _ => false,
    }
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
}
