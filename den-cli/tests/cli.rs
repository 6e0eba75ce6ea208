//! Transcripts of the command line: what a person types, and every word that comes back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .case("tests/cmd/*.trycmd");
}

/// Runs den on a document that is too large for a transcript.
fn check(document: &str) -> (Option<i32>, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(document.as_bytes()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_den"));
    let output = command
        .args(["check", "--fleet"])
        .arg(file.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_document_that_is_ten_thousand_levels_deep_is_refused() {
    let (open, close) = ("{\"a\":".repeat(10_000), "}".repeat(10_000));
    let (code, stderr) = check(&format!(
        r#"{{"version":1,"fleet":{{"meta":{open}1{close}}}}}"#
    ));
    assert_eq!(code, Some(3), "{stderr}");
    assert!(
        stderr.contains("nested more than 128 levels deep"),
        "{stderr}"
    );
    let (code, _) = check(&"[".repeat(10_000));
    assert_eq!(code, Some(3));
}

/// `a0` includes `a1` includes … and the last includes the first: a walk that recursed would end in a stack overflow.
#[test]
fn a_chain_of_a_hundred_thousand_includes_is_planned() {
    const LENGTH: usize = 100_000;
    let aspects: Vec<_> = (0..LENGTH)
        .map(|index| {
            format!(
                r#""a{index}":{{"shape":{{"parts":[{{"includes":[{{"aspect":"a{}"}}]}}]}}}}"#,
                (index + 1) % LENGTH
            )
        })
        .collect();
    let document = format!(
        r#"{{"version":1,"aspects":{{{}}},
            "classes":{{"nixos":{{"at":"host","hostClass":"nixos","intoAttr":["nixosConfigurations"]}}}},
            "hosts":{{"web1":{{"facts":{{"class":"nixos","system":"x86_64-linux"}},"includes":[{{"aspect":"a0"}}]}}}}}}"#,
        aspects.join(",")
    );
    let (code, stderr) = check(&document);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stderr.contains("den::aspect::include-cycle"),
        "{}",
        &stderr[..stderr.len().min(500)]
    );
}
