//! `den catalog`: what aspects there are.

use den::catalog::{Catalog, CatalogEntry, catalog, of_category};
use den::document::name::AspectId;
use den::output::Output;
use den::survey::manifests::manifests;
use unicode_width::UnicodeWidthStr;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::render;
use crate::cli::terminal::{Text, print, print_json, say};

/// List the aspects of the fleet: what each is for, what it requires and provides
///
/// All of it is what aspects say of themselves in `meta`; with `--json` there are links, maintainers and the schema of the
/// settings besides. What is wrong there is reported, and ends the command with 1 when it is an error.
#[derive(Debug, clap::Args)]
pub struct CatalogArgs {
    /// Only aspects of this category
    #[arg(long, short, value_name = "CATEGORY")]
    category: Option<String>,
}

impl CatalogArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let mut catalog = catalog(&fleet.document);
        if let Some(category) = &self.category {
            catalog = of_category(catalog, category)?;
        }
        let found = manifests(&fleet.document, |id| catalog.contains_key(id));
        if global.json {
            print_json(&Output::new(&catalog).with(found.iter()))?;
        } else {
            print(&table(&catalog))?;
            let root = fleet.root.as_deref();
            render::diagnostics(&found, root, global.verbose, global.quiet);
            if catalog.is_empty() && !global.quiet {
                say(Text::default().plain("the fleet has no aspects").end());
            }
        }
        if found.has_errors() {
            Err(CommandError::found())
        } else {
            Ok(())
        }
    }
}

/// What stands in a column of an aspect.
type Cell = fn(&AspectId, &CatalogEntry) -> String;

/// The columns; what the last one says can be long.
const COLUMNS: [(&str, Cell); 5] = [
    ("aspect", |id, _| id.to_string()),
    ("categories", |_, entry| entry.categories.join(", ")),
    ("requires", |_, entry| entry.requires.join(", ")),
    ("provides", |_, entry| entry.provides.join(", ")),
    ("description", |_, entry| {
        let about = entry.description.as_deref().unwrap_or_default();
        about.trim().lines().next().unwrap_or_default().to_owned()
    }),
];

/// A line for each aspect. Columns in which nothing stands are left out.
fn table(catalog: &Catalog) -> Text {
    let columns = COLUMNS.iter().filter_map(|(head, cell)| {
        let cells: Vec<_> = catalog.iter().map(|(id, entry)| cell(id, entry)).collect();
        let said = cells.iter().any(|cell| !cell.is_empty());
        let widest = cells.iter().map(|cell| cell.width()).max()?;
        said.then_some((*head, cells, widest.max(head.len())))
    });
    let columns: Vec<_> = columns.collect();
    let mut text = Text::default();
    let line = |cells: &mut dyn Iterator<Item = (&str, usize)>| {
        let mut line = String::new();
        for (cell, width) in cells {
            line.push_str(cell);
            let gap = width.saturating_sub(cell.width()) + 2;
            line.extend(std::iter::repeat_n(' ', gap));
        }
        line.trim_end().to_owned()
    };
    if !columns.is_empty() {
        let heads = columns.iter().map(|(head, _, width)| (*head, *width));
        text.bold(line(&mut { heads })).end();
    }
    for row in 0..catalog.len() {
        let cells = columns.iter();
        let cells = cells.map(|(_, cells, width)| (cells[row].as_str(), *width));
        text.plain(line(&mut { cells })).end();
    }
    text
}
