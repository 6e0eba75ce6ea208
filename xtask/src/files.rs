//! Small file operations that the standard library leaves to its users.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
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

/// Puts a script in place in one step: another process may be starting it right now.
///
/// # Errors
///
/// When that is not possible.
pub fn write_executable(path: &Path, script: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    create_dir(folder)?;
    let doing = || format!("writing {}", path.display());
    let mut file = tempfile::NamedTempFile::new_in(folder).context(doing)?;
    file.write_all(script.as_bytes()).context(doing)?;
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o755)).context(doing)?;
    // Closed before it gets its name, or starting it could fail as "text file busy".
    file.into_temp_path().persist(path).context(doing)
}

/// Copies a file, creating the folders above the copy.
///
/// # Errors
///
/// When that is not possible.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        create_dir(parent)?;
    }
    fs::copy(from, to).context(|| format!("copying {}", from.display()))?;
    Ok(())
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
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_dir(&source, &target)?;
        } else {
            copy(&source, &target)?;
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
pub fn make_writable(path: &Path) {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return;
    };
    if !metadata.is_dir() {
        return;
    }
    let mut permissions = metadata.permissions();
    if permissions.readonly() {
        permissions.set_mode(permissions.mode() | 0o200);
        // What cannot be changed here shows when it is to be removed.
        let _ = fs::set_permissions(path, permissions);
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        make_writable(&entry.path());
    }
}
