//! Which Debian mirror to ask: the one that the machine's own package sources name, then the default.

use std::fs;
use std::path::{Path, PathBuf};

const DEFAULT: &str = "http://deb.debian.org/debian";

/// The mirrors to try, in order.
pub(super) fn candidates() -> Vec<String> {
    let mut mirrors: Vec<String> = source_files()
        .iter()
        .filter_map(|path| Some((path, fs::read_to_string(path).ok()?)))
        .filter_map(|(path, text)| mirror_in(path, &text))
        .take(1)
        .collect();
    if mirrors
        .iter()
        .all(|mirror| mirror.trim_end_matches('/') != DEFAULT)
    {
        mirrors.push(DEFAULT.to_owned());
    }
    mirrors
}

/// The machine's package source files, sorted.
fn source_files() -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir("/etc/apt/sources.list.d")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths.insert(0, PathBuf::from("/etc/apt/sources.list"));
    paths
}

/// The first Debian mirror that a source file names, in either of apt's formats.
fn mirror_in(path: &Path, text: &str) -> Option<String> {
    match path.extension()?.to_str()? {
        "list" => text.lines().find_map(in_one_line),
        "sources" => text.split("\n\n").find_map(in_stanza),
        _ => None,
    }
}

/// `deb [options] URI SUITE COMPONENT…`
fn in_one_line(line: &str) -> Option<String> {
    let rest = line.trim().strip_prefix("deb")?;
    let rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(options) => options.split_once(']')?.1,
        None => rest,
    };
    let mut words = rest.split_whitespace();
    let uri = words.next()?;
    let suite = words.next()?;
    let components: Vec<_> = words.collect();
    is_debian(uri, &[suite], &components).then(|| uri.to_owned())
}

/// A stanza with the fields `Types`, `URIs`, `Suites` and `Components`.
fn in_stanza(stanza: &str) -> Option<String> {
    let field = |name: &str| -> Vec<&str> {
        stanza
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.split_whitespace().collect())
            .unwrap_or_default()
    };
    if field("Enabled") == ["no"] || !field("Types").contains(&"deb") {
        return None;
    }
    let (suites, components) = (field("Suites"), field("Components"));
    field("URIs")
        .into_iter()
        .find(|uri| is_debian(uri, &suites, &components))
        .map(str::to_owned)
}

/// Whether that is Debian's main archive: neither its security archive, nor somebody else's repository
/// for Debian, which would have a suite of another name or other components.
fn is_debian(uri: &str, suites: &[&str], components: &[&str]) -> bool {
    let uri = uri.to_ascii_lowercase();
    uri.contains("debian")
        && !uri.contains("security")
        && components.contains(&"main")
        && suites.iter().any(|suite| {
            matches!(
                *suite,
                "bookworm"
                    | "trixie"
                    | "forky"
                    | "sid"
                    | "oldstable"
                    | "stable"
                    | "testing"
                    | "unstable"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Option<String> {
        mirror_in(Path::new("x.list"), text)
    }

    fn sources(text: &str) -> Option<String> {
        mirror_in(Path::new("x.sources"), text)
    }

    #[test]
    fn one_line_sources() {
        let mirror = Some("http://ftp.example.org/debian".to_owned());
        assert_eq!(
            list(
                "# x\ndeb-src http://a/debian bookworm main\ndeb http://ftp.example.org/debian bookworm main contrib\n"
            ),
            mirror
        );
        assert_eq!(
            list("deb [arch=amd64 signed-by=/k] http://ftp.example.org/debian trixie main"),
            mirror
        );
        assert_eq!(
            list("deb http://x/debian-security bookworm-security main"),
            None
        );
        assert_eq!(list("deb https://x/linux/debian bookworm stable"), None);
    }

    #[test]
    fn stanza_sources() {
        let text = "Types: deb\n# a comment: here\nURIs: http://ftp.example.org/debian\nSuites: bookworm bookworm-updates\nComponents: main\n";
        assert_eq!(
            sources(text),
            Some("http://ftp.example.org/debian".to_owned())
        );
        let security = "Types: deb\nURIs: http://x/debian-security\nSuites: bookworm-security\nComponents: main\n";
        assert_eq!(sources(security), None);
        assert_eq!(
            sources(&format!("{security}\n{text}")),
            Some("http://ftp.example.org/debian".to_owned())
        );
        assert_eq!(sources(&format!("Enabled: no\n{text}")), None);
    }
}
