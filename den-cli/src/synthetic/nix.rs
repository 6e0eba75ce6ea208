//! Nix text: lines at the right depth, and aspects written out.

use super::declared::{Aspect, Content, Include, Includes, Interface, Kind, Leaf, Part, Property};
use crate::document::interface::Merge;
use crate::document::name::DEFAULT_ASPECT;
use crate::document::value::Attribute;

/// Text under way.
#[derive(Default)]
pub struct Nix {
    text: String,
    depth: usize,
}

impl Nix {
    /// Adds a line.
    pub fn line(&mut self, line: &str) {
        // The text stands inside a module.
        self.text.push_str(&"  ".repeat(self.depth + 1));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Begins an attribute set; `head` ends in what stands before its brace.
    pub fn open(&mut self, head: &str) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
    }

    /// Ends an attribute set that is an attribute's value.
    pub fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.line("};");
    }

    /// The text as a module of a flake.
    pub fn module(&self, about: &str) -> String {
        // `mkOverride` is how a value with a priority prints.
        format!(
            "# {about} Written by `cargo xtask fleet`.\n{{ den, lib, policy, ... }}:\nlet\n  inherit (lib) mkOverride;\nin\n{{\n{}}}\n",
            self.text
        )
    }
}

/// One definition of an aspect.
pub fn aspect_part(nix: &mut Nix, aspect: &Aspect, index: usize, part: &Part) {
    let place = if aspect.name == DEFAULT_ASPECT {
        DEFAULT_ASPECT.to_owned()
    } else {
        format!("den.aspects.{}", Attribute(&aspect.name))
    };
    nix.open(&format!("{place} ={}", function(part.args)));
    body(nix, aspect, index, part);
    nix.close();
}

fn function(args: Option<&[&str]>) -> String {
    args.map_or_else(String::new, |args| {
        format!(" {{ {}, ... }}:", args.join(", "))
    })
}

fn body(nix: &mut Nix, aspect: &Aspect, index: usize, part: &Part) {
    // What belongs to the aspect as a whole stands in its first definition.
    if index == 0 {
        if let Some(description) = aspect.description {
            nix.line(&format!("meta.description = {description:?};"));
        }
        for (field, names) in [("requires", &aspect.needs), ("provides", &aspect.gives)] {
            if !names.is_empty() {
                let names: String = names.iter().map(|name| format!("{name:?} ")).collect();
                nix.line(&format!("meta.{field} = [ {names}];"));
            }
        }
        if let Some(interface) = &aspect.interface {
            settings(nix, interface);
        }
        for provided in &aspect.provides {
            for part in &provided.parts {
                nix.open(&format!(
                    "provides.{} ={}",
                    provided.name,
                    function(part.args)
                ));
                body(nix, provided, 0, part);
                nix.close();
            }
        }
    }
    match &part.includes {
        Includes::Always(all) if all.is_empty() => {}
        Includes::Always(all) => includes(nix, all),
        Includes::ByTag { tag, with, without } => nix.line(&format!(
            "includes = if builtins.elem \"{tag}\" host.tags then {} else {};",
            list(with),
            list(without)
        )),
    }
    if !part.excludes.is_empty() {
        let excluded: Vec<_> = part.excludes.iter().cloned().map(Include::Aspect).collect();
        nix.line(&format!("excludes = {};", list(&excluded)));
    }
    for written in &part.contents {
        nix.line(&format!("{};", content(written)));
    }
}

fn content(content: &Content) -> String {
    let function = match content.args {
        [] => String::new(),
        args => format!("{{ {}, ... }}: ", args.join(", ")),
    };
    format!("{} = {function}{{ {} }}", content.class, content.body)
}

/// `includes = [ … ];`
pub fn includes(nix: &mut Nix, all: &[Include]) {
    nix.line(&format!("includes = {};", list(all)));
}

fn list(all: &[Include]) -> String {
    let all: String = all.iter().map(|one| format!("{} ", include(one))).collect();
    format!("[ {all}]")
}

/// One include, or another place that names an aspect.
pub fn include(include: &Include) -> String {
    match include {
        Include::Aspect(id) => format!("den.aspects.{}", id.replace('/', ".provides.")),
        Include::Name(id) => format!("{id:?}"),
        Include::Inline(inline) => {
            let parts = inline.parts.iter().flat_map(|part| &part.contents);
            let contents: String = parts.map(|part| format!("{}; ", content(part))).collect();
            format!("{{ {contents}}}")
        }
    }
}

fn settings(nix: &mut Nix, interface: &Interface) {
    if interface.module {
        nix.open("settings = { lib, ... }: { options =");
        properties(nix, &interface.properties, option);
        nix.close();
        nix.line("};");
    } else {
        nix.open("settings =");
        properties(nix, &interface.properties, plain);
        nix.close();
    }
}

fn properties(nix: &mut Nix, all: &[(&str, Property)], leaf: fn(&Leaf) -> String) {
    for (name, property) in all {
        match property {
            Property::Leaf(declared) => nix.line(&format!("{name} = {};", leaf(declared))),
            Property::Group(below) => {
                nix.open(&format!("{name} ="));
                properties(nix, below, leaf);
                nix.close();
            }
        }
    }
}

/// An option as the module system has it.
fn option(leaf: &Leaf) -> String {
    let merge = match merge(leaf) {
        Some(merge) => format!(" // {{ merge = \"{merge}\"; }}"),
        None => String::new(),
    };
    format!("lib.mkOption {{ {} }}{merge}", common(leaf))
}

/// An option as a leaf.
fn plain(leaf: &Leaf) -> String {
    let merge = merge(leaf).map_or_else(String::new, |merge| format!("merge = \"{merge}\"; "));
    format!("{{ {} {merge}}}", common(leaf))
}

fn common(leaf: &Leaf) -> String {
    let description = leaf
        .description
        .map_or_else(String::new, |text| format!(" description = {text:?};"));
    let kind = match leaf.kind {
        Kind::Bool => "bool",
        Kind::Port => "port",
        Kind::String => "str",
        Kind::Strings => "listOf lib.types.str",
        Kind::StringByName => "attrsOf lib.types.str",
    };
    format!(
        "default = {}; type = lib.types.{kind};{description}",
        leaf.default
    )
}

/// The strategy where it is not the type's own.
fn merge(leaf: &Leaf) -> Option<&'static str> {
    match leaf.merge {
        Merge::Replace | Merge::Recursive => None,
        Merge::Append => Some("append"),
        Merge::Unique => Some("unique"),
    }
}
