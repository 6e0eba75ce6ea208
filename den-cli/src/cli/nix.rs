//! Nix: the only place that starts it.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::CommandError;
use super::terminal::{Text, say};

/// What a flake tells the command line.
pub struct Export {
    /// The text of the fleet document.
    pub fleet: String,
    /// The plan's folder, relative to the flake.
    pub plan_dir: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Interface<'a> {
    #[serde(borrow)]
    fleet: &'a RawValue,
    plan_dir: Option<String>,
}

/// Evaluates `den.fleet` of a flake.
///
/// # Errors
///
/// Nix is not to be had, is too old, or fails; its own words are shown as it says them.
pub fn export(reference: &str, verbose: bool) -> Result<Export, CommandError> {
    let reference = reference.split('#').next().unwrap_or(reference);
    // Since 2.19 a leading dot makes an attribute path absolute. Before, `den` alone would be the package of that name,
    // but a longer path is also looked up from the root.
    if version()? >= (2, 19) {
        let text = eval(
            &[
                format!("{reference}#.den"),
                "--apply".into(),
                "den: { inherit (den) fleet planDir; }".into(),
            ],
            reference,
            verbose,
        )?;
        let interface: Interface<'_> = serde_json::from_str(&text).map_err(not_json)?;
        return Ok(Export {
            fleet: interface.fleet.get().to_owned(),
            plan_dir: interface.plan_dir,
        });
    }
    let fleet = eval(&[format!("{reference}#den.fleet")], reference, verbose)?;
    let plan_dir = eval(&[format!("{reference}#den.planDir")], reference, verbose)?;
    Ok(Export {
        fleet,
        plan_dir: serde_json::from_str(&plan_dir).map_err(not_json)?,
    })
}

/// Evaluates something to JSON.
fn eval(what: &[String], reference: &str, verbose: bool) -> Result<String, CommandError> {
    let mut command = Command::new("nix");
    command
        .args([
            "--extra-experimental-features",
            "nix-command flakes",
            "eval",
            "--json",
        ])
        .args(what);
    if verbose {
        say(Text::default()
            .plain(format_args!("running {command:?}"))
            .end());
    }
    let output = command.stdin(Stdio::null()).output().map_err(not_started)?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        say(&Text::lines(&stderr));
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let missing = ["does not provide attribute", "attribute 'den' missing"]
        .iter()
        .any(|text| stderr.contains(text));
    let error = CommandError::nix(format!(
        "Nix cannot evaluate the fleet of `{reference}`:\n{}",
        stderr.trim_end()
    ));
    Err(if missing {
        error.hint(
            "import den's module into the flake: `imports = [ inputs.den.flakeModules.default ];`",
        )
    } else {
        error
    })
}

fn not_json(error: serde_json::Error) -> CommandError {
    CommandError::nix(format!("Nix printed something that is no fleet: {error}"))
        .hint("the flake's den and this program may be of different versions; `nix run .#den` runs the flake's own")
}

fn not_started(error: std::io::Error) -> CommandError {
    if error.kind() == ErrorKind::NotFound {
        CommandError::nix("there is no `nix` on PATH").hint(
            "install Nix 2.8 or later, or plan an exported document: `den plan --fleet fleet.json`",
        )
    } else {
        CommandError::nix(format!("cannot start nix: {error}"))
    }
}

/// The version of Nix on PATH: major and minor.
fn version() -> Result<(u32, u32), CommandError> {
    let output = Command::new("nix")
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .map_err(not_started)?;
    let text = String::from_utf8_lossy(&output.stdout);
    parse_version(&text).ok_or_else(|| {
        CommandError::nix(format!(
            "cannot tell the version of Nix from `{}`",
            text.trim()
        ))
    })
}

/// `nix (Nix) 2.26.3` is 2.26; forks put their own name in the middle.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let number = text
        .split_whitespace()
        .rev()
        .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))?;
    let mut parts = number.split(|letter: char| !letter.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_nix_and_its_forks_are_read() {
        assert_eq!(parse_version("nix (Nix) 2.26.3\n"), Some((2, 26)));
        assert_eq!(parse_version("nix (Nix) 2.8.0"), Some((2, 8)));
        assert_eq!(parse_version("nix (Lix, like Nix) 2.91.1"), Some((2, 91)));
        assert_eq!(parse_version("nix (Nix) 2.30pre20250521"), Some((2, 30)));
        assert_eq!(parse_version("no"), None);
    }
}
