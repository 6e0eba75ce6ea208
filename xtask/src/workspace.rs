//! Where things are: the checkout, and the parts of `target/` that xtask owns.
//!
//! Nix, its lib and all scratch folders live below the *checkout's* `target/`, wherever cargo was told to
//! build: two checkouts that share a cargo target folder must not share a Nix store.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};

/// The checkout that xtask works on.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that `cargo xtask` was called in.
    ///
    /// # Errors
    ///
    /// When the manifest folder has no parent, which no checkout shows.
    pub fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .ok_or_else(|| Error::new(format!("{} has no parent folder", manifest.display())))?;
        let root = fs::canonicalize(root).context(|| format!("looking up {}", root.display()))?;
        Ok(Self { root })
    }

    /// The checkout at `root`.
    #[cfg(test)]
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// The checkout's root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root.
    pub fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A path below `target/`.
    pub fn target(&self, below: &str) -> PathBuf {
        self.root.join("target").join(below)
    }

    /// Waits for the lock `target/<name>.lock` and holds it until the file is dropped, so that two
    /// xtasks (or two people in one checkout) do not prepare the same thing at once.
    ///
    /// # Errors
    ///
    /// When the file cannot be created or locked.
    pub fn lock(&self, name: &str) -> Result<File> {
        let path = self.target(&format!("{name}.lock"));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).context(|| format!("creating {}", parent.display()))?;
        }
        let file = File::create(&path).context(|| format!("creating {}", path.display()))?;
        file.lock()
            .context(|| format!("locking {}", path.display()))?;
        Ok(file)
    }
}
