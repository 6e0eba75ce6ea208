//! `den plan`: plan the fleet and write what changed.

mod changes;
mod one;
mod trace;

use std::path::{Path, PathBuf};

use den::diagnostic::{Diagnostics, Severity};
use den::plan::directory;
use den::plan::plan;

use crate::cli::error::CommandError;
use crate::cli::progress::Progress;
use crate::cli::terminal::plural;
use crate::cli::{Global, git, render};
use changes::Changes;

/// Plan the fleet, and write the parts of the plan that changed
///
/// Nothing is written while there are errors. Flakes see only files that git tracks, so the command fails when it
/// leaves a plan that git does not track. Files that den did not write are neither replaced nor removed.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// Print the plan of one host, and write nothing
    #[arg(long, value_name = "HOST", conflicts_with_all = ["check", "dry_run", "out"])]
    host: Option<String>,
    /// List what the plan of the host is computed from, instead of the plan: attributes and slices of the document
    #[arg(long, requires = "host")]
    trace: bool,
    /// Say in the plan of the host where every setting comes from: each layer that says something, hidden ones too
    #[arg(long, requires = "host", conflicts_with = "trace")]
    provenance: bool,
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
            return match self.trace {
                true => trace::run(&fleet, host, global),
                false => one::run(&fleet, host, self.provenance, global),
            };
        }
        let plan = {
            let hosts = plural(fleet.document.hosts.len(), "host");
            let _progress = Progress::start(format!("planning {hosts}"), global.quiet);
            plan(&fleet.document)
        };
        let show = |found: &Diagnostics| {
            if !global.json {
                let root = fleet.root.as_deref();
                render::diagnostics(found, root, global.verbose, global.quiet);
            }
        };
        let mut found = plan.diagnostics.clone();
        if found.has_errors() && !self.keep_going {
            show(&found);
            let message = match self.check || self.dry_run {
                true => "the fleet cannot be planned: mend the errors first",
                false => "nothing was written: mend the errors first",
            };
            return Err(CommandError::errors(&found, message));
        }
        // Only a plan that belongs to the flake must be seen by it.
        let own = fleet.plan_dir.as_ref().ok().filter(|_| fleet.is_flake);
        let own = own.cloned();
        let directory = match &self.out {
            Some(directory) => directory.clone(),
            None => fleet.plan_dir?,
        };
        let mut files = plan.files();
        if self.keep_going {
            files.extend([plan.findings()]);
        }
        let changes = Changes {
            list: directory::compare(&directory, &files)?,
            directory: &directory,
            total: files.len(),
        };
        if self.check {
            show(&found);
            return changes.check(&found, global);
        }
        let mut unseen = None;
        if !self.dry_run {
            directory::apply(&directory, &changes.list)?;
            if own.is_some_and(|own| is_same(&own, &directory)) {
                unseen = git::untracked(&directory, files.keys());
            }
        }
        let failed = unseen
            .as_ref()
            .is_some_and(|found| found.severity == Severity::Error);
        unseen.into_iter().for_each(|unseen| found.push(unseen));
        show(&found);
        changes.report(&found, self.dry_run, global)?;
        if failed {
            Err(CommandError::found())
        } else {
            Ok(())
        }
    }
}

/// Whether two paths are of one folder; one may be relative, or lead there by a link.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
