//! The files of a plan: `index.json`, `hosts/<host>.json` for each host, `homes/<home>.json` for each home. Sorted keys,
//! one a line, a final newline.
//!
//! A plan is written into a folder that may hold other things, so a file is replaced or removed only where it is den's,
//! which [`owner`] tells.

pub mod owner;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Plan, VERSION};
use crate::diagnostic::Diagnostic;

/// The files of a plan, by their path below its directory.
pub type Files = BTreeMap<String, String>;

/// A file of the directory that differs from the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path below the directory.
    pub file: String,
    /// What the file holds; none where there is no such file.
    pub before: Option<String>,
    /// What the plan has; none where the file is to go.
    pub after: Option<String>,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// There is no such file yet.
    Added,
    /// It gets another text.
    Changed,
    /// It goes.
    Removed,
}

impl Change {
    /// What happens to the file.
    pub fn kind(&self) -> ChangeKind {
        match (&self.before, &self.after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        }
    }
}

impl ChangeKind {
    /// The word for it, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// Why a file of a plan was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system refused.
    #[error("cannot {verb} `{}`: {error}", path.display())]
    Refused {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        error: io::Error,
    },
    /// A file that den did not write stands where the plan is to be.
    #[error("`{}` is none of den's files, and is not replaced", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A folder, a link or a device stands there.
    #[error("`{}` is no plain file, and is not replaced", path.display())]
    Irregular {
        /// The path.
        path: PathBuf,
    },
}

impl FileError {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Refused { .. } => None,
            Self::Foreign { .. } | Self::Irregular { .. } => {
                Some("move it away, or give the plan a folder of its own")
            }
        }
    }
}

fn failed(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FileError {
    let path = path.to_owned();
    move |error| FileError::Refused { verb, path, error }
}

/// The text of a document of den: pretty JSON with a final newline.
pub fn text(value: &impl Serialize) -> String {
    // The types of a plan have text for keys, and cannot fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// What was found while planning, as a file of a plan that was written in spite of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "den plan diagnostics")]
pub struct Findings<'a> {
    /// The version of the format: 1.
    pub version: u32,
    /// The findings, sorted by position.
    pub diagnostics: Vec<&'a Diagnostic>,
}

/// The file of a plan's findings.
const FINDINGS: &str = "diagnostics.json";

impl Plan {
    /// The file of this plan's findings. A plan that is committed has none: it is only written without errors.
    pub fn findings(&self) -> (String, String) {
        let findings = Findings {
            version: VERSION,
            diagnostics: self.diagnostics.iter().collect(),
        };
        (FINDINGS.to_owned(), text(&findings))
    }

    /// The files of this plan.
    pub fn files(&self) -> Files {
        let shards = self
            .shards
            .par_iter()
            .map(|(host, shard)| (format!("hosts/{host}.json"), text(shard)));
        let homes = self
            .homes
            .par_iter()
            .map(|(home, shard)| (format!("homes/{home}.json"), text(shard)));
        let mut files: Files = shards.chain(homes).collect();
        files.insert("index.json".to_owned(), text(&self.index));
        files
    }
}

/// What must change in a directory for it to hold these files; files that are not den's are left alone.
///
/// # Errors
///
/// A file that cannot be read, or that is in the way and none of den's.
pub fn compare(directory: &Path, files: &Files) -> Result<Vec<Change>, FileError> {
    let mut changes = Vec::new();
    for (file, after) in files {
        let path = directory.join(file);
        let before = match found(&path)? {
            Found::Nothing => None,
            Found::Other => return Err(FileError::Irregular { path }),
            Found::File(bytes) if bytes == after.as_bytes() => continue,
            Found::File(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        };
        if before
            .as_ref()
            .is_some_and(|text| !owner::is_ours(file, text))
        {
            return Err(FileError::Foreign { path });
        }
        changes.push(Change {
            file: file.clone(),
            before,
            after: Some(after.clone()),
        });
    }
    let mut leftovers = vec![FINDINGS.to_owned()];
    for folder in ["homes", "hosts"] {
        leftovers.extend(shards(directory, folder)?);
    }
    for file in leftovers
        .into_iter()
        .filter(|file| !files.contains_key(file))
    {
        // Whatever is none of den's has a right to be there.
        if let Found::File(bytes) = found(&directory.join(&file))?
            && let text = String::from_utf8_lossy(&bytes)
            && owner::is_ours(&file, &text)
        {
            changes.push(Change {
                file,
                before: Some(text.into_owned()),
                after: None,
            });
        }
    }
    changes.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(changes)
}

/// What stands at a path.
enum Found {
    Nothing,
    File(Vec<u8>),
    /// Something that is no plain file; reading it could last for ever.
    Other,
}

fn found(path: &Path) -> Result<Found, FileError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => fs::read(path)
            .map(Found::File)
            .map_err(failed("read", path)),
        Ok(_) => Ok(Found::Other),
        Err(error) if is_absence(&error) => Ok(Found::Nothing),
        Err(error) => Err(failed("read", path)(error)),
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The files of a folder that have the name of a shard.
fn shards(directory: &Path, folder: &str) -> Result<Vec<String>, FileError> {
    let path = directory.join(folder);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if is_absence(&error) => return Ok(vec![]),
        Err(error) => return Err(failed("read", &path)(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed("read", &path))?;
        let name = entry.file_name().into_string().ok();
        let name = name.filter(|name| name.ends_with(".json"));
        files.extend(name.map(|name| format!("{folder}/{name}")));
    }
    Ok(files)
}

/// Carries changes out; each file is exchanged as a whole.
///
/// # Errors
///
/// A file that cannot be written. Files before it are written already.
pub fn apply(directory: &Path, changes: &[Change]) -> Result<(), FileError> {
    for change in changes {
        let path = directory.join(&change.file);
        let Some(after) = &change.after else {
            fs::remove_file(&path).map_err(failed("remove", &path))?;
            continue;
        };
        let parent = path.parent().unwrap_or(directory);
        fs::create_dir_all(parent).map_err(failed("create", parent))?;
        write(&path, after)?;
    }
    Ok(())
}

/// Writes a file so that a reader sees the old text or the new one, never a part.
///
/// # Errors
///
/// The file cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), FileError> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".den-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What a plain write would give, less the umask.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(parent).map_err(failed("write", path))?;
    file.write_all(text.as_bytes())
        .map_err(failed("write", path))?;
    file.persist(path)
        .map_err(|error| failed("write", path)(error.error))?;
    Ok(())
}
