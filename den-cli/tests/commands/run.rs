//! A folder, and den run in it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A folder of its own for a test.
pub struct Place(tempfile::TempDir);

/// What came of a command.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl Place {
    /// A folder with a fleet document.
    pub fn new(document: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("fleet.json", document);
        place
    }

    /// A path in it.
    pub fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// Writes a file in it.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file in it; none where there is none.
    pub fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.path(file)).ok()
    }

    /// den in this folder, with nothing on stdin.
    pub fn den(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_den"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    /// Runs den on the fleet of this folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.den(arguments).args(["--fleet", "."]))
    }
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
