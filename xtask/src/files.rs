//! Small file operations that the standard library leaves to its users.

use std::fs;
use std::path::Path;

use crate::error::{Context, Result};

/// Creates the folder `path` and its parents.
///
/// # Errors
///
/// When that is not possible.
pub fn create_dir(path: &Path) -> Result<()> {
    fs::create_dir_all(path).context(|| format!("creating {}", path.display()))
}

/// Reads a text file.
///
/// # Errors
///
/// When it cannot be read or is no UTF-8.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).context(|| format!("reading {}", path.display()))
}

/// Writes a file, creating the folders above it.
///
/// # Errors
///
/// When that is not possible.
pub fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<()> {
    if let Some(parent) = path.parent() {
        create_dir(parent)?;
    }
    fs::write(path, text).context(|| format!("writing {}", path.display()))
}

/// Copies the folder `from` into the new or existing folder `to`; links are followed.
///
/// # Errors
///
/// When anything below `from` cannot be read, or `to` not be written.
pub fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    create_dir(to)?;
    let entries = fs::read_dir(from).context(|| format!("reading {}", from.display()))?;
    for entry in entries {
        let entry = entry.context(|| format!("reading {}", from.display()))?;
        let (source, copy) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_dir(&source, &copy)?;
        } else {
            fs::copy(&source, &copy).context(|| format!("copying {}", source.display()))?;
        }
    }
    Ok(())
}

/// Removes the folder `path` and all below it; a missing one is fine, and so are read-only folders
/// (which Nix leaves in its store).
///
/// # Errors
///
/// When something cannot be removed.
pub fn remove_dir(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    make_writable(path);
    fs::remove_dir_all(path).context(|| format!("removing {}", path.display()))
}

/// Gives the owner write permission on `path` and every folder below it, as far as that goes. A user
/// who is not root can otherwise not delete a Nix store, and `cargo clean` would fail.
#[allow(clippy::permissions_set_readonly_false)]
pub fn make_writable(path: &Path) {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return;
    };
    if !metadata.is_dir() {
        return;
    }
    let mut permissions = metadata.permissions();
    if permissions.readonly() {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            permissions.set_mode(permissions.mode() | 0o200);
        }
        #[cfg(not(unix))]
        permissions.set_readonly(false);
        // What cannot be changed here shows when it is to be removed.
        let _ = fs::set_permissions(path, permissions);
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        make_writable(&entry.path());
    }
}
