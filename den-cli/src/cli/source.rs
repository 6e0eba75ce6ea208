//! Where the fleet comes from: a flake, or a fleet document in a file.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use den::document::Document;

use super::Global;
use super::error::CommandError;
use super::nix;
use super::progress::Progress;

/// Where the fleet comes from.
#[derive(Debug, clap::Args)]
pub struct SourceArgs {
    /// The flake that declares the fleet [default: the nearest folder upward with a flake.nix]
    #[arg(long, global = true, value_name = "REF", conflicts_with = "fleet")]
    flake: Option<String>,
    /// A fleet document, `-` for stdin, or a folder with a fleet.json; needs no Nix
    #[arg(long, global = true, value_name = "FILE")]
    fleet: Option<PathBuf>,
}

/// The plan's place where a flake does not say.
const PLAN_DIR: &str = "den/plan";

/// A fleet that was read.
pub struct LoadedFleet {
    /// Its document.
    pub document: Document,
    /// The folder that positions are relative to, and the flake's own when it is on this machine.
    pub root: Option<PathBuf>,
    /// Where its plan belongs, or why that cannot be told.
    pub plan_dir: Result<PathBuf, CommandError>,
    /// Whether flakes must be able to see the plan: it belongs to a flake.
    pub is_flake: bool,
}

impl Global {
    /// Reads the fleet.
    pub fn load(&self) -> Result<LoadedFleet, CommandError> {
        match &self.source.fleet {
            Some(path) => load_file(path),
            None => self.load_flake(),
        }
    }

    fn load_flake(&self) -> Result<LoadedFleet, CommandError> {
        let (reference, root) = self.flake()?;
        let export = {
            let _progress = Progress::start(format!("evaluating {reference}"), self.quiet);
            nix::export(&reference, self.verbose)?
        };
        let document = Document::read(&export.fleet)?;
        let plan_dir = match &root {
            Some(root) => inside(root, export.plan_dir.as_deref().unwrap_or(PLAN_DIR)),
            None => Err(CommandError::usage(
                "the flake is no folder on this machine, so its plan cannot be written there",
            )
            .hint(SAY_WHERE)),
        };
        Ok(LoadedFleet {
            document,
            root,
            plan_dir,
            is_flake: true,
        })
    }

    /// The text of the fleet document, unread.
    pub fn export(&self) -> Result<String, CommandError> {
        if let Some(path) = &self.source.fleet {
            return read(&document_path(path));
        }
        let (reference, _) = self.flake()?;
        let _progress = Progress::start(format!("evaluating {reference}"), self.quiet);
        Ok(nix::export(&reference, self.verbose)?.fleet)
    }

    /// The flake to read, and its folder where it is one.
    fn flake(&self) -> Result<(String, Option<PathBuf>), CommandError> {
        if let Some(reference) = &self.source.flake {
            return Ok(locate(reference));
        }
        let here = std::env::current_dir().map_err(|error| {
            CommandError::input(format!("cannot tell the current folder: {error}"))
        })?;
        match here.ancestors().find(|folder| folder.join("flake.nix").is_file()) {
            Some(folder) => Ok((folder.to_string_lossy().into_owned(), Some(folder.to_owned()))),
            None => Err(CommandError::usage(format!("there is no flake.nix in `{}` or above", here.display()))
                .hint("run den inside your flake, name it with `--flake REF`, or name a fleet document with `--fleet FILE`")),
        }
    }
}

/// A reference as Nix is to read it, and the folder that it names where it is on this machine.
fn locate(reference: &str) -> (String, Option<PathBuf>) {
    let path = reference
        .strip_prefix("path:")
        .or_else(|| reference.strip_prefix("git+file://"))
        .unwrap_or(reference);
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let below = query
        .split('&')
        .find_map(|part| part.strip_prefix("dir="))
        .unwrap_or_default();
    let folder = Path::new(path)
        .canonicalize()
        .ok()
        .filter(|path| path.is_dir());
    let reference = match &folder {
        Some(folder) if reference == path => folder.to_string_lossy().into_owned(),
        _ => reference.to_owned(),
    };
    let folder = folder.map(|folder| folder.join(below));
    (reference, folder.filter(|folder| folder.is_dir()))
}

/// What to do where the place of a plan cannot be told.
const SAY_WHERE: &str = "say where the plan is to be written: `--out DIR`";

/// The folder that a flake names for its plan, which must lie in the flake: nothing else is den's to write to.
///
/// # Errors
///
/// An absolute folder, one that goes up, or one that a link leads out of the flake.
fn inside(root: &Path, plan_dir: &str) -> Result<PathBuf, CommandError> {
    let own = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    let folder = root.join(plan_dir);
    let leads_out = || {
        let real = folder.ancestors().find_map(|at| at.canonicalize().ok());
        let root = root.canonicalize().ok();
        !matches!((real, root), (Some(real), Some(root)) if real.starts_with(&root))
    };
    if Path::new(plan_dir).components().all(own) && !leads_out() {
        return Ok(folder);
    }
    let message = format!("the plan's folder `{plan_dir}` does not lie inside the flake");
    Err(CommandError::input(message)
        .code("den::plan::directory")
        .hint("name a folder of the flake: `den.planDir = \"den/plan\";`")
        .hint(SAY_WHERE))
}

/// What stands for stdin.
const STDIN: &str = "-";

/// Whether a document comes from a pipe or the like, and so belongs to no folder.
fn is_stream(file: &Path) -> bool {
    let system = ["/dev", "/proc"]
        .iter()
        .any(|place| file.starts_with(place));
    system || !file.is_file()
}

fn document_path(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.join("fleet.json")
    } else {
        path.to_owned()
    }
}

fn read(path: &Path) -> Result<String, CommandError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        CommandError::input(format!("cannot read `{}`: {error}", path.display()))
            .hint("name a fleet document, or a folder with a fleet.json; `den export -o fleet.json` writes one")
    };
    let bytes = if path == Path::new(STDIN) {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| unreadable(&error))?;
    String::from_utf8(bytes).map_err(|error| unreadable(&error))
}

fn load_file(path: &Path) -> Result<LoadedFleet, CommandError> {
    let file = document_path(path);
    let text = read(&file)?;
    let document = Document::read(&text).map_err(|error| {
        let mut error = CommandError::from(error);
        error.message = format!("`{}`: {}", file.display(), error.message);
        error
    })?;
    let root = file.parent().filter(|_| !is_stream(&file)).map(|parent| {
        if parent.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            parent.to_owned()
        }
    });
    let is_flake = root
        .as_ref()
        .is_some_and(|root| root.join("flake.nix").is_file());
    let plan_dir = match &root {
        Some(root) => inside(root, PLAN_DIR),
        None => Err(CommandError::usage(format!(
            "`{}` lies in no folder that could take its plan",
            file.display()
        ))
        .hint(SAY_WHERE)),
    };
    Ok(LoadedFleet {
        document,
        root,
        plan_dir,
        is_flake,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_lies_inside_its_flake() {
        let place = tempfile::tempdir().unwrap();
        let flake = place.path().join("flake");
        fs::create_dir_all(flake.join("real")).unwrap();
        for folder in ["den/plan", "./real", "real/../real/.."] {
            let good = !folder.contains("..");
            assert_eq!(inside(&flake, folder).is_ok(), good, "{folder}");
        }
        let outside = place.path().join("outside").to_string_lossy().into_owned();
        for folder in ["../outside", "/", outside.as_str()] {
            let refused = inside(&flake, folder).unwrap_err();
            assert!(
                refused.message.contains("does not lie inside the flake"),
                "{}",
                refused.message
            );
        }
    }

    #[test]
    fn a_reference_names_the_folder_of_its_flake() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        fs::create_dir(root.join("sub")).unwrap();
        let text = root.to_string_lossy();
        for (reference, folder) in [
            (text.to_string(), Some(root.clone())),
            (format!("path:{text}#x"), Some(root.clone())),
            (
                format!("git+file://{text}?ref=main&dir=sub"),
                Some(root.join("sub")),
            ),
            ("github:denful/den".to_owned(), None),
        ] {
            assert_eq!(locate(&reference).1, folder, "{reference}");
        }
    }
}
