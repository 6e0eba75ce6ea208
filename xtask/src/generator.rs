//! Files that are generated and committed, and the one way to write them or check that they are current.
//!
//! To add a generator: write a function that renders its files, and add it to [`ALL`]. `cargo xtask test`
//! then checks it; its command calls [`Generator::run`] with the mode that `--check` asks for.

use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::commands::{format, schema};
use crate::error::{Error, Result};
use crate::files;
use crate::workspace::Workspace;

/// All generators.
pub const ALL: &[Generator] = &[format::GENERATOR, schema::GENERATOR];

/// Renders committed files out of something else in the repository.
#[derive(Debug)]
pub struct Generator {
    /// The command that writes the files: `cargo xtask <command>`.
    pub command: &'static str,
    /// Gives every generated file.
    pub render: fn(&Workspace) -> Result<Rendered>,
}

/// Generated files: each one's path below the root, and its content.
pub type Rendered = Vec<(PathBuf, String)>;

/// What to do with what was rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write the files that differ.
    Write,
    /// Write nothing, and fail when a file differs.
    Check,
}

impl Generator {
    /// Renders, and writes or compares.
    ///
    /// # Errors
    ///
    /// When rendering or writing fails, or when a check finds a file that differs.
    pub fn run(&self, workspace: &Workspace, mode: Mode) -> Result<()> {
        let mut stale = Vec::new();
        for (below, content) in (self.render)(workspace)? {
            let path = workspace.root().join(&below);
            if fs::read(&path).is_ok_and(|found| found == content.as_bytes()) {
                continue;
            }
            if mode == Mode::Write {
                files::write(&path, content)?;
                eprintln!("wrote {}", below.display());
            } else {
                eprint!("{}", difference(&below, &path, &content));
                stale.push(below.display().to_string());
            }
        }
        if stale.is_empty() {
            return Ok(());
        }
        Err(Error::new(format!(
            "generated files are not current: {}",
            stale.join(", ")
        ))
        .remedy(format!("run `cargo xtask {}`", self.command)))
    }
}

/// What writing the file would change in it.
fn difference(below: &Path, path: &Path, content: &str) -> String {
    // A file that cannot be read counts as empty: all of it is missing.
    let found = fs::read(path).unwrap_or_default();
    let found = String::from_utf8_lossy(&found);
    let name = below.display().to_string();
    TextDiff::from_lines(found.as_ref(), content)
        .unified_diff()
        .context_radius(2)
        .header(
            &format!("{name} (committed)"),
            &format!("{name} (generated)"),
        )
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_file(_: &Workspace) -> Result<Rendered> {
        Ok(vec![("a/b.txt".into(), "x\n".to_owned())])
    }

    #[test]
    fn a_check_writes_nothing_and_names_the_command() {
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(root.path());
        let generator = Generator {
            command: "letters",
            render: one_file,
        };
        let error = generator.run(&workspace, Mode::Check).unwrap_err().line();
        assert_eq!(
            error,
            "generated files are not current: a/b.txt (run `cargo xtask letters`)"
        );
        assert!(!workspace.path("a").exists());
        generator.run(&workspace, Mode::Write).unwrap();
        generator.run(&workspace, Mode::Check).unwrap();
    }
}
