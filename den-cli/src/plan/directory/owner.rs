//! Whose a file is: den's own are told by what stands in them.
//!
//! JSON is den's where it has the fields of the file that stands at that path; their version does not matter. Text that
//! is no JSON is den's where it begins as den's text does, lines of a merge conflict apart: an interrupted copy, or a
//! conflict that git left, is mended by planning again. Everything else is somebody's, and stays.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

/// What tells a kind of file.
struct Kind {
    /// Fields that it has.
    fields: &'static [&'static str],
    /// How its text begins, blanks apart; one of these.
    openings: &'static [&'static str],
}

const INDEX: Kind = Kind {
    fields: &["hosts", "outputs", "version"],
    openings: &[r#"{"homes":["#, r#"{"hosts":["#],
};
const FINDINGS: Kind = Kind {
    fields: &["diagnostics", "version"],
    openings: &[r#"{"version":"#],
};
const HOST: Kind = Kind {
    fields: &["host", "reads", "version"],
    openings: &[r#"{"aspects":["#],
};
const HOME: Kind = Kind {
    fields: &["home", "reads", "version"],
    openings: &[r#"{"aspects":["#],
};

/// Whether den wrote a file with this text; `file` is its path below the directory of a plan.
///
/// ```
/// use den::plan::directory::owner::is_ours;
/// assert!(is_ours("hosts/web1.json", "{\n  \"aspects\": [\n    {"));
/// assert!(!is_ours("hosts/web1.json", r#"{ "mine": true }"#));
/// ```
pub fn is_ours(file: &str, text: &str) -> bool {
    let kind = match file {
        "index.json" => INDEX,
        super::FINDINGS => FINDINGS,
        _ if file.starts_with("homes/") => HOME,
        _ => HOST,
    };
    // A map takes a key twice, as two plans that were merged line by line have it.
    match serde_json::from_str::<BTreeMap<String, IgnoredAny>>(text) {
        Ok(object) => kind.fields.iter().all(|field| object.contains_key(*field)),
        Err(error) if error.is_data() => false,
        Err(_) => kind.openings.iter().any(|opening| begins(text, opening)),
    }
}

/// Whether text begins with an opening, or ends before it does; blanks and lines of a merge conflict do not count.
fn begins(text: &str, opening: &str) -> bool {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let lines = text
        .lines()
        .filter(|line| !marks.iter().any(|mark| line.starts_with(mark)));
    let letters = lines
        .flat_map(str::chars)
        .filter(|letter| !letter.is_whitespace());
    letters
        .zip(opening.chars())
        .all(|(found, own)| found == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB1: &str =
        "{\n  \"aspects\": [],\n  \"host\": \"web1\",\n  \"reads\": {},\n  \"version\": 1\n}\n";

    #[test]
    fn what_is_cut_short_or_in_conflict_is_still_ours() {
        for length in 0..WEB1.len() {
            assert!(is_ours("hosts/web1.json", &WEB1[..length]), "{length}");
        }
        let conflict = format!("<<<<<<< ours\n{WEB1}=======\n{WEB1}>>>>>>> theirs\n");
        assert!(is_ours("hosts/web1.json", &conflict));
        let twice = WEB1.replace("  \"host\"", "  \"host\": \"web1\",\n  \"host\"");
        assert!(is_ours("hosts/web1.json", &twice));
        assert!(is_ours("index.json", "{\r\n  \"hosts\": [\r\n    \"we"));
        assert!(
            is_ours("hosts/web1.json", &WEB1.replace('1', "2")),
            "another version"
        );
    }

    #[test]
    fn what_others_wrote_is_theirs() {
        for text in [
            r#"{"mine":true}"#,
            "[]",
            "null",
            "# notes",
            "{\"mine\": ",
            "\u{fffd}",
            r#"{"version":1,"diagnostics":[]}"#,
        ] {
            assert!(!is_ours("hosts/web1.json", text), "{text}");
            assert!(!is_ours("index.json", text), "{text}");
        }
        assert!(!is_ours("diagnostics.json", WEB1));
    }
}
