//! The files of a plan among files of others.

use crate::document::{broken, fleet};
use crate::run::{Place, ran};

#[test]
fn a_file_that_den_did_not_write_is_neither_replaced_nor_removed() {
    let place = Place::new(&fleet(&["web1"]));
    place.write("out/hosts/laptop.json", r#"{ "mine": true }"#);
    place.write("out/hosts/notes.json", "# mine");
    place.write("out/diagnostics.json", "[]");
    let made = place.run(&["plan", "--out", "out"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(made.stdout.ends_with("2 of 2 files written\n"), "{made:?}");
    assert_eq!(
        place.read("out/hosts/laptop.json").unwrap(),
        r#"{ "mine": true }"#
    );
    assert_eq!(place.read("out/hosts/notes.json").unwrap(), "# mine");
    assert_eq!(place.read("out/diagnostics.json").unwrap(), "[]");

    for file in ["index.json", "hosts/web1.json"] {
        let place = Place::new(&fleet(&["web1"]));
        place.write(&format!("out/{file}"), r#"{ "mine": true }"#);
        let refused = place.run(&["plan", "--out", "out"]);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        let words = format!("error[den::plan::foreign]: `out/{file}` is none of den's files");
        assert!(refused.stderr.starts_with(&words), "{refused:?}");
        assert!(refused.stderr.contains("help: move it away"), "{refused:?}");
        assert_eq!(
            place.read(&format!("out/{file}")).unwrap(),
            r#"{ "mine": true }"#
        );
    }
}

#[test]
fn a_plan_that_is_cut_short_or_in_conflict_is_mended() {
    let place = Place::new(&fleet(&["web1", "web2"]));
    assert_eq!(place.run(&["plan"]).code, Some(0));
    let files = ["den/plan/index.json", "den/plan/hosts/web1.json"];
    let whole = files.map(|file| place.read(file).unwrap());
    for damage in [
        |text: &str| text[..text.len() / 2].to_owned(),
        |_: &str| String::new(),
        |text: &str| format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n"),
        |text: &str| text.replace("\"version\"", "\"version\": 0,\n  \"version\""),
    ] {
        for (file, text) in files.iter().zip(&whole) {
            place.write(file, &damage(text));
        }
        let mended = place.run(&["plan"]);
        assert_eq!(mended.code, Some(0), "{mended:?}");
        assert_eq!(files.map(|file| place.read(file).unwrap()), whole);
    }
}

#[test]
fn what_is_planned_no_more_goes_and_is_counted_apart() {
    let place = Place::new(&fleet(&["web1", "web2", "web3"]));
    assert_eq!(place.run(&["plan"]).code, Some(0));
    place.write("fleet.json", &fleet(&["web1"]));
    let would = place.run(&["plan", "--dry-run"]);
    assert!(
        would
            .stdout
            .ends_with("1 of 2 files would be written, 2 would be removed\n"),
        "{would:?}"
    );
    let done = place.run(&["plan"]);
    assert!(
        done.stdout.ends_with("1 of 2 files written, 2 removed\n"),
        "{done:?}"
    );
    assert_eq!(place.read("den/plan/hosts/web2.json"), None);
    let fresh = place.run(&["plan"]);
    assert_eq!(fresh.stdout, "the plan in ./den/plan is fresh: 2 files\n");
}

#[test]
fn the_findings_of_a_plan_in_spite_of_errors_do_not_outlive_them() {
    let place = Place::new(&broken(&[], &["web1"]));
    let kept = place.run(&["plan", "--keep-going", "--out", "out"]);
    assert_eq!(kept.code, Some(0), "{kept:?}");
    assert!(
        place
            .read("out/diagnostics.json")
            .unwrap()
            .contains("nowhere")
    );
    place.write("fleet.json", &fleet(&["web1"]));
    let plain = place.run(&["plan", "--out", "out"]);
    assert_eq!(plain.code, Some(0), "{plain:?}");
    assert_eq!(place.read("out/diagnostics.json"), None);
}

/// Reading a named pipe would wait for ever.
#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_not_replaced() {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    let make: [fn(&std::path::Path); 3] = [
        |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        |path| fs::create_dir(path).unwrap(),
        |path| symlink("../../fleet.json", path).unwrap(),
    ];
    for make in make {
        let place = Place::new(&fleet(&["web1"]));
        place.write("out/hosts/note", "");
        make(&place.path("out/hosts/web1.json"));
        make(&place.path("out/hosts/other.json"));
        let refused = place.run(&["plan", "--out", "out"]);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        let words = "`out/hosts/web1.json` is no plain file";
        assert!(refused.stderr.contains(words), "{refused:?}");
        assert!(fs::symlink_metadata(place.path("out/hosts/web1.json")).is_ok());
    }
}

#[cfg(unix)]
#[test]
fn a_plan_is_not_written_through_a_link_out_of_its_folder() {
    let place = Place::new(&fleet(&["web1"]));
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), place.path("den")).unwrap();
    let refused = place.run(&["plan"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(
        refused.stderr.starts_with("error[den::plan::directory]"),
        "{refused:?}"
    );
    assert_eq!(elsewhere.path().read_dir().unwrap().count(), 0);
}

#[test]
fn a_plan_with_errors_is_not_written_and_says_so_in_json() {
    let place = Place::new(&broken(&["web1"], &["web2"]));
    let refused = place.run(&["plan", "--json"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let answer: serde_json::Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!(answer["error"]["kind"], "diagnostics");
    assert_eq!(answer["diagnostics"][0]["code"], "den::aspect::unknown");
    assert_eq!(place.read("den/plan/index.json"), None);
}

#[test]
fn the_plan_of_one_host_comes_with_what_concerns_it() {
    let place = Place::new(&broken(&["web1"], &["web2"]));
    let fine = place.run(&["plan", "--host", "web1"]);
    assert_eq!(fine.code, Some(0), "{fine:?}");
    assert_eq!(
        fine.stderr,
        "1 error in what does not concern `web1`: run `den check`\n"
    );
    let wrong = place.run(&["plan", "--host", "web2", "--json"]);
    assert_eq!(wrong.code, Some(1), "{wrong:?}");
    let answer: serde_json::Value = serde_json::from_str(&wrong.stdout).unwrap();
    assert_eq!(answer["data"]["host"], "web2");
    assert_eq!(answer["diagnostics"][0]["code"], "den::aspect::unknown");
}

#[test]
fn what_is_shown_comes_with_what_concerns_it() {
    let place = Place::new(&broken(&["web1"], &["web2"]));
    let fine = place.run(&["show", "web1"]);
    assert_eq!((fine.code, fine.stderr.as_str()), (Some(0), ""), "{fine:?}");
    for wrong in [&["show", "web2"][..], &["show"]] {
        let wrong = place.run(wrong);
        assert_eq!(wrong.code, Some(1), "{wrong:?}");
        assert!(
            wrong.stderr.contains("`nowhere`, which is no aspect"),
            "{wrong:?}"
        );
    }
}

/// A document from a pipe lies in no folder: `/dev` is none for a plan.
#[cfg(unix)]
#[test]
fn a_document_from_a_stream_has_no_place_for_a_plan() {
    for stream in ["-", "/dev/stdin"] {
        let place = Place::new(&fleet(&["web1"]));
        let document = || std::fs::File::open(place.path("fleet.json")).unwrap();
        let mut plan = place.den(&["plan", "--fleet", stream]);
        let asked = ran(plan.stdin(document()));
        assert_eq!(asked.code, Some(2), "{asked:?}");
        assert!(asked.stderr.contains("`--out DIR`"), "{asked:?}");
        let mut plan = place.den(&["plan", "--out", "out", "--fleet", stream]);
        assert_eq!(ran(plan.stdin(document())).code, Some(0));
        assert!(place.read("out/hosts/web1.json").is_some());
    }
}
