//! What a plan changes in its folder, for people and for programs.

use std::collections::BTreeMap;
use std::path::Path;

use den::diagnostic::Diagnostics;
use den::output::Output;
use den::plan::directory::{Change, ChangeKind};
use similar::TextDiff;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::terminal::{Text, plural, print, print_json};

/// The files that change.
pub struct Changes<'a> {
    /// One by one, sorted.
    pub list: Vec<Change>,
    /// The folder.
    pub directory: &'a Path,
    /// How many files the plan has.
    pub total: usize,
}

impl Changes<'_> {
    fn json(&self, found: &Diagnostics) -> Result<(), CommandError> {
        let kinds = self.list.iter().map(|change| (&change.file, change.kind()));
        print_json(&Output::new(kinds.collect::<BTreeMap<_, _>>()).with(found.iter()))
    }

    /// Prints how the files differ from the plan.
    ///
    /// # Errors
    ///
    /// They do.
    pub fn check(&self, found: &Diagnostics, global: &Global) -> Result<(), CommandError> {
        let directory = self.directory.display();
        if global.json {
            self.json(found)?;
        } else {
            let diffs: String = self.list.iter().map(diff).collect();
            print(&Text::lines(&diffs))?;
            if self.list.is_empty() && !global.quiet {
                let line = format_args!("the plan in {directory} is fresh");
                print(Text::default().plain(line).end())?;
            }
        }
        if self.list.is_empty() {
            return Ok(());
        }
        let files: Vec<_> = self
            .list
            .iter()
            .map(|change| change.file.as_str())
            .collect();
        let message = format!("the plan in `{directory}` is stale: {}", files.join(", "));
        Err(CommandError::stale(message)
            .hint("run `den plan`, and commit what it writes")
            .answered())
    }

    /// Prints what was written, or would be.
    pub fn report(
        &self,
        found: &Diagnostics,
        dry_run: bool,
        global: &Global,
    ) -> Result<(), CommandError> {
        if global.json {
            return self.json(found);
        }
        if global.quiet {
            return Ok(());
        }
        let mut text = Text::default();
        for change in &self.list {
            let path = self.directory.join(&change.file);
            let kind = change.kind().name();
            text.plain(format_args!("{kind:<8} {}", path.display()))
                .end();
        }
        let gone = |change: &&Change| change.kind() == ChangeKind::Removed;
        let removed = self.list.iter().filter(gone).count();
        let written = self.list.len() - removed;
        let (writes, removes) = match dry_run {
            true => ("would be written", "would be removed"),
            false => ("written", "removed"),
        };
        let total = plural(self.total, "file");
        if self.list.is_empty() {
            let directory = self.directory.display();
            text.plain(format_args!("the plan in {directory} is fresh: {total}"));
        } else {
            text.plain(format_args!("{written} of {total} {writes}"));
            if removed > 0 {
                text.plain(format_args!(", {removed} {removes}"));
            }
        }
        print(text.end())
    }
}

fn diff(change: &Change) -> String {
    let (before, after) = (change.before.as_deref(), change.after.as_deref());
    let name = |side, text: Option<&str>| match text {
        Some(_) => format!("{side}/{}", change.file),
        None => "/dev/null".to_owned(),
    };
    TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default())
        .unified_diff()
        .context_radius(2)
        .header(&name("a", before), &name("b", after))
        .to_string()
}
