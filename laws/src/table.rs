//! The table of laws in a README, between two marks.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use crate::Law;
use crate::run::fail;

const BEGIN: &str = "<!-- laws: written by `cargo xtask laws` -->\n";
const END: &str = "<!-- end of laws -->\n";

/// Compares the table in `<folder>/README.md` with these laws, or writes it where the variable `LAWS` is `overwrite`.
///
/// # Panics
///
/// When the README has no place for a table, or another table than this one; when a label stands twice.
pub fn check_table(folder: &str, laws: &[&[Law]]) {
    let path = Path::new(folder).join("README.md");
    let found = fs::read_to_string(&path)
        .unwrap_or_else(|error| fail(&format!("{}: {error}", path.display())));
    let Some(wanted) = with_table(&found, &table(laws)) else {
        fail(&format!("{} lacks the lines {BEGIN}{END}", path.display()))
    };
    if found == wanted {
        return;
    }
    if env::var("LAWS").is_ok_and(|mode| mode == "overwrite") {
        if let Err(error) = fs::write(&path, wanted) {
            fail(&format!("{}: {error}", path.display()));
        }
        return;
    }
    fail(&format!(
        "the law table in {} is not current (run `cargo xtask laws`)",
        path.display()
    ));
}

fn with_table(readme: &str, table: &str) -> Option<String> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

fn table(laws: &[&[Law]]) -> String {
    let mut table = "| law | says | property | refuted with |\n|---|---|---|---|\n".to_owned();
    for law in laws.iter().copied().flatten() {
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            table,
            "| {} | {} | `{}` | {} |",
            law.label,
            cell(law.equation),
            law.test,
            cell(&law.twins.join("; "))
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAW: Law = Law {
        label: "N1",
        equation: "|x| = |-x|",
        test: "absolute",
        twins: &["a", "b"],
    };

    #[test]
    fn a_table_is_put_between_its_marks_and_stays_there() {
        let readme = format!("# x\n{BEGIN}old\n{END}rest\n");
        let written = with_table(&readme, &table(&[&[LAW]])).unwrap();
        assert!(written.contains("| N1 | \\|x\\| = \\|-x\\| | `absolute` | a; b |\n\n<!-- end"));
        assert!(written.ends_with("rest\n") && !written.contains("old"));
        assert_eq!(with_table(&written, &table(&[&[LAW]])).unwrap(), written);
    }

    #[test]
    fn a_readme_without_marks_has_no_place_for_one() {
        assert!(with_table("# x\n", "").is_none());
    }
}
