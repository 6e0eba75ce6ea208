//! Starting other programs: captured, or on the caller's terminal.

use std::fmt::Write as _;
use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

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

/// How long a captured program may take. All of them end in seconds; one that has not ended by then never
/// will (an evaluation can be an endless loop), and would hang the whole run.
const LIMIT: Duration = Duration::from_secs(600);

/// Runs `command` with both outputs captured, whatever its exit status.
///
/// # Errors
///
/// When it cannot be started, or does not end within ten minutes; it is killed then.
pub fn capture(command: &mut Command) -> Result<Output> {
    capture_within(command, LIMIT)
}

fn capture_within(command: &mut Command, limit: Duration) -> Result<Output> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context(|| format!("starting `{}`", shown(command)))?;
    let stdout = read_aside(child.stdout.take());
    let stderr = read_aside(child.stderr.take());
    let start = Instant::now();
    let collect =
        |pipe: &Receiver<Vec<u8>>| pipe.recv_timeout(limit.saturating_sub(start.elapsed()));
    if let (Ok(stdout), Ok(stderr)) = (collect(&stdout), collect(&stderr)) {
        let status = child
            .wait()
            .context(|| format!("waiting for `{}`", shown(command)))?;
        return Ok(Output {
            status,
            stdout,
            stderr,
        });
    }
    // Either fails only when the program has ended in the meantime.
    let _ = child.kill();
    let _ = child.wait();
    Err(Error::new(format!(
        "`{}` did not end within {limit:.0?} and was killed",
        shown(command)
    )))
}

/// Reads a pipe to its end on a thread of its own.
fn read_aside(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What could be read is what there is to show.
            let _ = pipe.read_to_end(&mut bytes);
        }
        // Nobody listens any more when the time was up.
        let _ = sender.send(bytes);
    });
    receiver
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_outputs_are_captured() {
        let output =
            capture(Command::new("sh").args(["-c", "echo a; echo b >&2; exit 3"])).unwrap();
        assert_eq!(output.stdout, b"a\n");
        assert_eq!(output.stderr, b"b\n");
        assert_eq!(output.status.code(), Some(3));
    }

    #[test]
    fn an_endless_program_is_killed() {
        let mut endless = Command::new("sleep");
        let error = capture_within(endless.arg("1000"), Duration::from_millis(20)).unwrap_err();
        assert!(error.line().contains("did not end"), "{error}");
    }
}
