//! The flake with the same declarations, in the words of a user.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::declared::{Effect, Environment, Fleet, Host, Include, Policy, Setting, Tag, User};
use super::nix::{Nix, aspect_part, include, includes};
use crate::document::value::Attribute;

/// The files, by their path.
pub fn files(fleet: &Fleet) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut hosts: BTreeMap<&str, Vec<&Host>> = BTreeMap::new();
    for host in &fleet.hosts {
        hosts.entry(host.system).or_default().push(host);
    }
    for (system, hosts) in hosts {
        let mut nix = Nix::default();
        nix.open(&format!("den.hosts.{system} ="));
        hosts.iter().for_each(|host| write_host(&mut nix, host));
        nix.close();
        files.insert(
            format!("hosts/{system}.nix"),
            nix.module("The machines of one system."),
        );
    }
    for file in ["chain", "machines", "people", "side"] {
        let mut nix = Nix::default();
        for aspect in &fleet.aspects {
            for (index, part) in aspect.parts.iter().enumerate() {
                if part.file == file {
                    aspect_part(&mut nix, aspect, index, part);
                }
            }
        }
        files.insert(format!("aspects/{file}.nix"), nix.module("Aspects."));
    }
    files.insert("fleet.nix".to_owned(), whole(fleet));
    files.insert("policies.nix".to_owned(), policies(&fleet.policies));
    let imports = files.keys().map(|file| format!("        ./{file}\n"));
    let imports: String = imports.collect();
    files.insert("flake.nix".to_owned(), FLAKE.replace("@imports@", &imports));
    files
}

const FLAKE: &str = r#"{
  description = "A synthetic fleet, written by `cargo xtask fleet`";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    flake-parts.url = "github:hercules-ci/flake-parts";
    home-manager.url = "github:nix-community/home-manager";
    darwin.url = "github:nix-darwin/nix-darwin";
    den.url = "github:denful/den";
  };

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];
      imports = [
        inputs.den.flakeModules.default
@imports@      ];
    };
}
"#;

fn write_host(nix: &mut Nix, host: &Host) {
    nix.open(&format!("{} =", Attribute(&host.name)));
    nix.line(&format!("location = \"{}\";", host.location));
    if let Some(environment) = host.environment {
        nix.line(&format!("environment = \"{environment}\";"));
    }
    if !host.tags.is_empty() {
        nix.line(&format!("tags = {};", strings(&host.tags)));
    }
    if !host.includes.is_empty() {
        includes(nix, &host.includes);
    }
    settings(nix, &host.settings);
    host.users.iter().for_each(|user| write_user(nix, user));
    nix.close();
}

fn write_user(nix: &mut Nix, user: &User) {
    let name = Attribute(&user.name);
    if user.settings.is_empty() {
        nix.line(&format!("users.{name} = {{ }};"));
        return;
    }
    nix.open(&format!("users.{name} ="));
    settings(nix, &user.settings);
    nix.close();
}

fn settings(nix: &mut Nix, all: &[Setting]) {
    for setting in all {
        let (name, value) = (Attribute(&setting.aspect), &setting.value);
        nix.line(&if setting.long {
            format!("aspects.{name}.settings = {value};")
        } else {
            format!("settings.{name} = {value};")
        });
    }
}

fn whole(fleet: &Fleet) -> String {
    let mut nix = Nix::default();
    nix.open("den.fleet =");
    nix.line("meta.name = \"synthetic\";");
    if !fleet.includes.is_empty() {
        includes(&mut nix, &fleet.includes);
    }
    settings(&mut nix, &fleet.settings);
    for tag in &fleet.tags {
        match tag {
            Tag::Listed(name, hosts) => {
                nix.line(&format!("tags.{name} = {};", strings(hosts)));
            }
            Tag::Computed(name, among) => {
                let among = strings(*among);
                nix.line(&format!(
                    "tags.{name} = hosts: builtins.filter (name: builtins.any (tag: builtins.elem tag hosts.${{name}}.tags) {among}) (builtins.attrNames hosts);"
                ));
            }
        }
    }
    for environment in &fleet.environments {
        write_environment(&mut nix, environment);
    }
    nix.close();
    nix.module("The fleet as a whole.")
}

fn write_environment(nix: &mut Nix, environment: &Environment) {
    nix.open(&format!("environments.{} =", environment.name));
    nix.line(&format!("meta.region = \"{}\";", environment.region));
    if !environment.hosts.is_empty() {
        nix.line(&format!("hosts = {};", strings(&environment.hosts)));
    }
    if !environment.includes.is_empty() {
        includes(nix, &environment.includes);
    }
    settings(nix, &environment.settings);
    nix.close();
}

fn policies(all: &[Policy]) -> String {
    let mut nix = Nix::default();
    nix.open("den.policies =");
    for policy in all {
        let effect = match &policy.effect {
            Effect::Configure(aspect, value) => format!("configure \"{aspect}\" {value}"),
            Effect::Exclude(aspect) => {
                format!("exclude {}", include(&Include::Aspect(aspect.clone())))
            }
            Effect::Include(aspect) => {
                format!("include {}", include(&Include::Aspect(aspect.clone())))
            }
            Effect::Instantiate(class, output) => format!(
                "instantiate {{ class = \"{class}\"; intoAttr = [ \"{output}\" host.name ]; instantiate = {{ modules, ... }}: modules; }}"
            ),
        };
        let condition = policy.when.map_or_else(String::new, |tag| {
            format!("lib.optionals (builtins.elem \"{tag}\" host.tags) ")
        });
        nix.line(&format!(
            "{} = {{ {}, ... }}: {condition}[ (policy.{effect}) ];",
            policy.name,
            policy.args.join(", ")
        ));
    }
    nix.close();
    nix.module("What follows from what.")
}

fn strings<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let mut list = "[ ".to_owned();
    for name in names {
        // Writing to a string cannot fail.
        let _ = write!(list, "{:?} ", name.as_ref());
    }
    list + "]"
}
