//! `den plan`: plan the fleet and write what changed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use den::document::Document;
use den::plan::directory::{self, Change};
use den::plan::{plan, plan_one, unknown_host};
use den::reads::Source;
use similar::TextDiff;

use crate::cli::error::CommandError;
use crate::cli::progress::Progress;
use crate::cli::source::LoadedFleet;
use crate::cli::{Global, print, print_json, render};

/// Plan the fleet, and write the parts of the plan that changed
///
/// Nothing is written while there are errors. Flakes see only files that git tracks, so the command fails when it
/// leaves a plan that git does not track.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// Print the plan of one host, and write nothing
    #[arg(long, value_name = "HOST", conflicts_with_all = ["check", "dry_run", "out"])]
    host: Option<String>,
    /// Write nothing; fail with 4 when the written plan is stale, and show how
    #[arg(long)]
    check: bool,
    /// Write nothing; say what would be written
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
    /// Write the plan in spite of errors, with what was found in diagnostics.json
    ///
    /// For plans that Nix builds while it evaluates: whoever reads such a plan throws the errors where they belong.
    #[arg(long, requires = "out", conflicts_with = "check")]
    keep_going: bool,
    /// Where the plan is written [default: den.planDir of the flake, den/plan beside a document]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl PlanArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        if let Some(host) = &self.host {
            return one(&fleet, host, global);
        }
        let plan = {
            let _progress = Progress::start(
                format!("planning {} hosts", fleet.document.hosts.len()),
                global.quiet,
            );
            plan(&fleet.document)
        };
        render::diagnostics(
            &plan.diagnostics,
            fleet.root.as_deref(),
            global.verbose,
            global.quiet,
        );
        if plan.diagnostics.has_errors() && !self.keep_going {
            if !global.quiet {
                anstream::eprintln!("nothing was written: mend the errors first");
            }
            return Err(CommandError::found());
        }
        let Some(directory) = self.out.as_ref().or(fleet.plan_dir.as_ref()) else {
            return Err(
                CommandError::usage("the flake is not a folder on this machine")
                    .hint("say where the plan is to be written: `--out DIR`"),
            );
        };
        let mut files = plan.files();
        if self.keep_going {
            files.extend([plan.findings()]);
        }
        let changes = directory::compare(directory, &files)?;
        if self.check {
            return check(directory, &changes, global);
        }
        if !self.dry_run {
            directory::apply(directory, &changes)?;
        }
        report(directory, &changes, files.len(), self.dry_run, global)?;
        // Only a plan that belongs to the flake must be seen by it.
        let belongs = fleet.is_flake && (self.out.is_none() || self.out == fleet.plan_dir);
        if belongs && !self.dry_run {
            tracked(directory, &files)
        } else {
            Ok(())
        }
    }
}

fn one(fleet: &LoadedFleet, name: &str, global: &Global) -> Result<(), CommandError> {
    let source = Source::new(&fleet.document);
    let Some(planned) = plan_one(&source, name) else {
        return Err(not_planned(&fleet.document, name));
    };
    render::diagnostics(
        &planned.diagnostics,
        fleet.root.as_deref(),
        global.verbose,
        global.quiet,
    );
    if global.json {
        print_json(&planned.shard)?
    } else {
        print(&directory::text(&planned.shard))?
    }
    if planned.diagnostics.has_errors() {
        Err(CommandError::found())
    } else {
        Ok(())
    }
}

/// Why a host has no plan.
pub fn not_planned(document: &Document, name: &str) -> CommandError {
    if document.hosts.contains_key(name) {
        CommandError::usage(format!(
            "host `{name}` cannot be planned: its declaration is malformed"
        ))
        .hint("`den check` says how")
    } else {
        unknown_host(document, name).into()
    }
}

fn check(directory: &Path, changes: &[Change], global: &Global) -> Result<(), CommandError> {
    if global.json {
        print_json(
            &changes
                .iter()
                .map(|change| (&change.file, change.kind()))
                .collect::<std::collections::BTreeMap<_, _>>(),
        )?;
    } else {
        let mut text = String::new();
        for change in changes {
            let (before, after) = (
                change.before.as_deref().unwrap_or_default(),
                change.after.as_deref().unwrap_or_default(),
            );
            let names =
                [("a", &change.before), ("b", &change.after)].map(|(side, text)| match text {
                    Some(_) => format!("{side}/{}", change.file),
                    None => "/dev/null".to_owned(),
                });
            let diff = TextDiff::from_lines(before, after);
            text.push_str(
                &diff
                    .unified_diff()
                    .context_radius(2)
                    .header(&names[0], &names[1])
                    .to_string(),
            );
        }
        print(&text)?;
    }
    if changes.is_empty() {
        if !global.quiet && !global.json {
            print(&format!("the plan in {} is fresh\n", directory.display()))?;
        }
        return Ok(());
    }
    let files: Vec<_> = changes.iter().map(|change| change.file.as_str()).collect();
    Err(CommandError::stale(format!(
        "the plan in `{}` is stale: {}",
        directory.display(),
        files.join(", ")
    ))
    .hint("run `den plan`, and commit what it writes"))
}

fn report(
    directory: &Path,
    changes: &[Change],
    total: usize,
    dry_run: bool,
    global: &Global,
) -> Result<(), CommandError> {
    if global.json {
        return print_json(
            &changes
                .iter()
                .map(|change| (&change.file, change.kind()))
                .collect::<std::collections::BTreeMap<_, _>>(),
        );
    }
    if global.quiet {
        return Ok(());
    }
    let mut text: String = changes
        .iter()
        .map(|change| {
            format!(
                "{:<8} {}\n",
                change.kind().name(),
                directory.join(&change.file).display()
            )
        })
        .collect();
    text.push_str(&match (changes.len(), dry_run) {
        (0, _) => format!(
            "the plan in {} is fresh: {total} files\n",
            directory.display()
        ),
        (count, true) => format!("{count} of {total} files would change\n"),
        (count, false) => format!("{count} of {total} files written\n"),
    });
    print(&text)
}

/// Fails when git does not track a file of the plan: flakes would not see it.
fn tracked(directory: &Path, files: &directory::Files) -> Result<(), CommandError> {
    let git = |arguments: &[&str]| {
        Command::new("git")
            .arg("-C")
            .arg(directory)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
    };
    let inside = git(&["rev-parse", "--is-inside-work-tree"]);
    if !inside.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    let listed = git(&["ls-files", "-z"])
        .map_err(|error| CommandError::input(format!("cannot start git: {error}")))?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let known: std::collections::BTreeSet<_> = listed.split('\0').collect();
    let missing: Vec<_> = files
        .keys()
        .filter(|file| !known.contains(file.as_str()))
        .collect();
    let Some(first) = missing.first() else {
        return Ok(());
    };
    let more = if missing.len() > 1 {
        format!(" and {} more", missing.len() - 1)
    } else {
        String::new()
    };
    let message = format!(
        "git does not track `{}`{more}: Nix would not see the plan [den::plan::untracked]",
        directory.join(first).display()
    );
    Err(CommandError::untracked(message).hint(format!("run `git add {}`", directory.display())))
}
