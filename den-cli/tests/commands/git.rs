//! Whether flakes see a plan, which git tells.

use std::process::Command;

use crate::document::fleet;
use crate::run::{Place, Ran, ran};

/// A flake in a repository that tracks what is there.
fn flake() -> Place {
    let place = Place::new(&fleet(&["web1"]));
    place.write("flake.nix", "{ }");
    git(&place, &["init", "--quiet"]);
    git(&place, &["add", "."]);
    place
}

fn git(place: &Place, arguments: &[&str]) {
    let done = ran(Command::new("git")
        .arg("-C")
        .arg(place.path(""))
        .args(arguments)
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE"));
    assert_eq!(done.code, Some(0), "{done:?}");
}

fn help(ran: &Ran) -> &str {
    let line = ran.stderr.lines().find(|line| line.contains("help: "));
    line.and_then(|line| line.split("help: ").nth(1))
        .unwrap_or_default()
}

#[test]
fn a_plan_that_git_does_not_track_is_an_error_until_it_does() {
    let place = flake();
    let unseen = place.run(&["plan"]);
    assert_eq!(unseen.code, Some(1), "{unseen:?}");
    assert!(
        unseen.stderr.starts_with("error[den::plan::untracked]"),
        "{unseen:?}"
    );
    assert_eq!(help(&unseen), "run `git add ./den/plan`");
    let unseen = place.run(&["plan", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&unseen.stdout).unwrap();
    assert_eq!(answer["diagnostics"][0]["code"], "den::plan::untracked");
    git(&place, &["add", "den/plan"]);
    let seen = place.run(&["plan"]);
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
}

#[test]
fn the_flakes_own_folder_is_recognised_however_it_is_written() {
    let place = flake();
    let absolute = place.path("den/plan");
    for out in ["den/plan", "./den/../den/plan", absolute.to_str().unwrap()] {
        let unseen = place.run(&["plan", "--out", out]);
        assert_eq!(unseen.code, Some(1), "{out}: {unseen:?}");
    }
    // What is written elsewhere is no concern of the flake.
    assert_eq!(place.run(&["plan", "--out", "elsewhere"]).code, Some(0));
}

#[test]
fn a_plan_that_git_ignores_must_be_added_by_force() {
    let place = flake();
    place.write(".gitignore", "den/\n");
    let unseen = place.run(&["plan"]);
    assert_eq!(unseen.code, Some(1), "{unseen:?}");
    assert!(
        help(&unseen).starts_with("run `git add -f ./den/plan`"),
        "{unseen:?}"
    );
    git(&place, &["add", "-f", "den/plan"]);
    assert_eq!(place.run(&["plan"]).code, Some(0));
}

/// git sets these where a hook runs den, and they name the repository of the commit, not that of the flake.
#[test]
fn the_repository_of_a_hook_is_not_taken_for_the_flakes() {
    let place = flake();
    place.run(&["plan"]);
    git(&place, &["add", "den/plan"]);
    let other = flake();
    let mut command = place.den(&["plan", "--fleet", "."]);
    let seen = ran(command
        .env("GIT_DIR", other.path(".git"))
        .env("GIT_INDEX_FILE", other.path(".git/index"))
        .env("GIT_WORK_TREE", other.path("")));
    assert_eq!(seen.code, Some(0), "{seen:?}");
}

#[test]
fn where_git_cannot_be_asked_den_says_so() {
    let place = flake();
    let mut command = place.den(&["plan", "--fleet", "."]);
    let unknown = ran(command.env("PATH", ""));
    assert_eq!(unknown.code, Some(0), "{unknown:?}");
    assert!(
        unknown.stderr.starts_with("warning[den::plan::git]"),
        "{unknown:?}"
    );
    assert!(
        unknown.stderr.contains("there is no `git` on PATH"),
        "{unknown:?}"
    );

    // A repository that git refuses to read.
    place.write(".git/HEAD", "nonsense");
    let refused = place.run(&["plan"]);
    assert_eq!(refused.code, Some(0), "{refused:?}");
    assert!(
        refused.stderr.starts_with("warning[den::plan::git]"),
        "{refused:?}"
    );
    // Without a repository Nix sees every file.
    std::fs::remove_dir_all(place.path(".git")).unwrap();
    assert_eq!(place.run(&["plan"]).stderr, "");
}
