//! git: the only place that starts it, to tell whether flakes see a plan.
//!
//! A flake in a git repository is what git tracks: Nix sees no other file.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use den::diagnostic::Diagnostic;

/// What keeps Nix from seeing files of a plan that was written: none where git tracks all of them, and where there is no
/// repository.
pub fn untracked<'a>(
    directory: &Path,
    files: impl Iterator<Item = &'a String>,
) -> Option<Diagnostic> {
    let folder = directory.canonicalize().ok()?;
    folder.ancestors().find(|at| at.join(".git").exists())?;
    let listed = match git(&folder, &["ls-files", "-z"]) {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            return Some(unknown(
                directory,
                words.lines().next().unwrap_or("it fails"),
            ));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Some(unknown(directory, "there is no `git` on PATH"));
        }
        Err(error) => return Some(unknown(directory, &error.to_string())),
    };
    let listed = String::from_utf8_lossy(&listed);
    let known: std::collections::BTreeSet<_> = listed.split('\0').collect();
    let missing: Vec<_> = files
        .filter(|file| !known.contains(file.as_str()))
        .collect();
    let first = missing.first()?;
    let more = match missing.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "git does not track `{}`{more}: Nix would not see the plan",
        directory.join(first).display()
    );
    let ignored = git(&folder, &["check-ignore", "--quiet", "--", first])
        .is_ok_and(|output| output.status.success());
    let place = quoted(&directory.to_string_lossy());
    let help = if ignored {
        format!("run `git add -f {place}`: a .gitignore covers the plan")
    } else {
        format!("run `git add {place}`")
    };
    Some(Diagnostic::error("den::plan::untracked", message).help(help))
}

fn unknown(directory: &Path, why: &str) -> Diagnostic {
    let message = format!("cannot tell whether git tracks the plan: {why}");
    Diagnostic::warning("den::plan::git", message).help(format!(
        "Nix sees only what git tracks: see that `git ls-files {}` lists the plan",
        quoted(&directory.to_string_lossy())
    ))
}

/// Runs git in a folder, on that folder's own repository: a hook that runs den names another by variables.
fn git(folder: &Path, arguments: &[&str]) -> io::Result<Output> {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        // Where git's configuration lies is the user's affair, and may be what makes the repository a safe one.
        if text.starts_with("GIT_") && !text.starts_with("GIT_CONFIG") {
            command.env_remove(&name);
        }
    }
    command
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/._-+=@%:,".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_survives_the_shell() {
        assert_eq!(quoted("den/plan"), "den/plan");
        assert_eq!(quoted("my den's"), r"'my den'\''s'");
    }
}
