//! Small fleet documents.

use std::collections::BTreeSet;

/// A fleet of these hosts.
pub fn fleet(hosts: &[&str]) -> String {
    broken(hosts, &[])
}

/// A fleet of these hosts; some of them include an aspect that does not exist.
pub fn broken(hosts: &[&str], broken: &[&str]) -> String {
    let hosts: BTreeSet<_> = hosts.iter().chain(broken).collect();
    let hosts = hosts.into_iter().map(|host| {
        let includes = match broken.contains(host) {
            true => r#"[{"aspect":"nowhere"}]"#,
            false => "[]",
        };
        let facts = r#"{"class":"nixos","system":"x86_64-linux"}"#;
        format!(r#""{host}":{{"facts":{facts},"includes":{includes}}}"#)
    });
    format!(
        r#"{{"version":1,
            "classes":{{"nixos":{{"at":"host","hostClass":"nixos","intoAttr":["nixosConfigurations"]}}}},
            "hosts":{{{}}}}}"#,
        Vec::from_iter(hosts).join(",")
    )
}
