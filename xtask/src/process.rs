//! Starting other programs: captured, or on the caller's terminal.

use std::fmt::Write as _;
use std::process::{Command, Output, Stdio};

use crate::error::{Context, Error, Result};

/// The command as one would type it, for messages.
pub fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        // Writing to a string cannot fail.
        let _ = write!(text, " {}", argument.to_string_lossy());
    }
    text
}

/// Runs `command` with both outputs captured, whatever its exit status.
///
/// # Errors
///
/// When it cannot be started.
pub fn capture(command: &mut Command) -> Result<Output> {
    command
        .stdin(Stdio::null())
        .output()
        .context(|| format!("starting `{}`", shown(command)))
}

/// Runs `command` and gives its standard output.
///
/// # Errors
///
/// When it cannot be started or fails; the error then ends with what it wrote to standard error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = capture(command)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::new(format!(
        "`{}` failed with {}\n{}",
        shown(command),
        output.status,
        String::from_utf8_lossy(&output.stderr).trim_end()
    )))
}

/// Runs `command` on the caller's terminal and says whether it succeeded.
///
/// # Errors
///
/// When it cannot be started.
pub fn attached(command: &mut Command) -> Result<bool> {
    let status = command
        .status()
        .context(|| format!("starting `{}`", shown(command)))?;
    Ok(status.success())
}
