//! What reaches a terminal, and streams that cannot be written.

use crate::document::{broken, fleet};
use crate::run::{Place, ran};

#[cfg(target_os = "linux")]
#[test]
fn a_stream_that_is_full_is_no_panic() {
    let full = || {
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let place = Place::new(&broken(&[], &["web1"]));
    for (arguments, code) in [
        (&["check", "--fleet", "."][..], 1),
        (&["show", "nobody", "--fleet", "."], 2),
        (&["plan", "--fleet", "nowhere"], 3),
        (&["frobnicate"], 2),
    ] {
        let status = place.den(arguments).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{arguments:?}");
        for arguments in [arguments, &[arguments, &["--json"]].concat()] {
            let mut command = place.den(arguments);
            let status = command.stdout(full()).stderr(full()).status().unwrap();
            assert_ne!(status.code(), Some(101), "{arguments:?}");
            assert!(!status.success(), "{arguments:?}");
        }
    }
}

/// Names in a document, and arguments, are somebody's: a terminal must not obey them.
#[test]
fn no_control_character_of_a_document_or_an_argument_is_printed() {
    const EVIL: &str = "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let evil = r"\u001b]0;pwned\u0007\u001b[2J\u009b31m\u202e";
    let document = fleet(&["web1"])
        .replace("x86_64-linux", evil)
        .replace("[]", &format!(r#"[{{"aspect":"{evil}"}}]"#))
        .replace(
            r#""version":1"#,
            &format!(r#""version":1,"fleet":{{"meta":{{"name":"{evil}"}}}}"#),
        );
    let place = Place::new(&document);
    for arguments in [
        &["show"][..],
        &["show", "web1"],
        &["show", EVIL],
        &["check"],
        &["check", "--json"],
        &["show", "--json"],
        &["explain", "web1", EVIL],
        &["plan", "--host", "web1"],
        &["plan", "--keep-going", "--out", EVIL],
        &["plan", EVIL],
    ] {
        let mut command = place.den(arguments);
        let ran = ran(command.args(["--fleet", ".", "--color", "never"]));
        for letter in format!("{}{}", ran.stdout, ran.stderr).chars() {
            let plain = letter == '\n' || den::document::print::visible(letter) == letter;
            assert!(plain, "{letter:?} in {ran:?}");
        }
    }
}

#[test]
fn a_number_of_threads_that_no_machine_has_is_refused() {
    let place = Place::new(&fleet(&["web1"]));
    assert_eq!(place.run(&["check", "--threads", "2"]).code, Some(0));
    let refused = place.run(&["check", "--threads", "100000"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("0..=1024"), "{refused:?}");
}

#[cfg(unix)]
#[test]
fn an_export_to_a_device_does_not_replace_it() {
    let place = Place::new(&fleet(&["web1"]));
    std::os::unix::fs::symlink("/dev/stdout", place.path("out")).unwrap();
    let exported = place.run(&["export", "-o", "out"]);
    assert_eq!(exported.code, Some(0), "{exported:?}");
    assert!(den::document::Document::read(&exported.stdout).is_ok());
    assert!(
        std::fs::symlink_metadata(place.path("out"))
            .unwrap()
            .is_symlink()
    );
}
