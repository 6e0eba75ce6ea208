# Which environment a host is in: the one that it says, or one that names it, or one whose selector holds of it.
#
# What a selector needs that is known only to the planner leaves a host *open*: functions then meet a poison where its
# environment would be. A fleet without selectors pays nothing for them.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  field = import ./field.nix { inherit attempt lib; };
  matcher = import ../matcher.nix { inherit lib; };
  selectors = import ./selector.nix { inherit attempt lib; };
in
{
  # Definitions of `hosts` -> the names that they list, and the selector: null, or as it is read.
  read =
    code: definitions:
    let
      found = field.heads definitions;
      sorted = builtins.partition (d: selectors.isOne d.value) found;
      # Most are a list, written in one place.
      names = field.names {
        inherit code;
        item = "the name of a host";
        list = "a list of host names, or a selector";
      } (if found == null then definitions else sorted.wrong);
    in
    {
      listed = names;
      selector =
        if found == null || sorted.right == [ ] then
          null
        else
          selectors.join (map (d: selectors.read d.value) sorted.right);
    };

  # `claiming host` is the environment that it is in by name, or null.
  make =
    {
      attributesOf,
      claiming,
      derived,
      environments,
      hosts,
      tagsOf,
    }:
    let
      documents = lib.filterAttrs (_: document: document != null) (
        lib.mapAttrs (_: environment: environment.selector.document or null) environments
      );
      selects = documents != { };
      tests = lib.mapAttrs (_: matcher.compile derived) documents;
      names = builtins.attrNames documents;

      # What selectors see of a host, and where that leads.
      placed = lib.mapAttrs (
        _: host:
        let
          view = {
            inherit (host) class name system;
            attributes = attributesOf host;
            tags = tagsOf host;
          };
          results = lib.mapAttrs (_: test: test view) tests;
          of = result: builtins.filter (name: results.${name} == result) names;
          named = claiming host;
          here = of true;
        in
        {
          inherit results;
          # Those that it may turn out to be in, where nobody knows.
          candidates = if named == null && here == [ ] then of null else [ ];
          name =
            if named != null then
              named
            else if here != [ ] then
              builtins.head here
            else
              null;
        }
      ) hosts;

      # Why nobody knows, and what to do.
      because =
        name:
        "the selector of environment `${name}` asks for ${
          lib.concatStringsSep " and " (lib.unique (matcher.needs derived documents.${name}))
        }";
      unknown =
        what: name:
        throw "den: ${what} is not known before planning: ${because name}. What follows from it can be said by a policy.rule, which the planner runs.";
    in
    {
      inherit selects;

      # By host, the environments that it may turn out to be in, and why that is not known; null where it is.
      open =
        if selects then
          lib.mapAttrs (
            _: host:
            if host.candidates == [ ] then
              null
            else
              {
                inherit (host) candidates;
                because = because (builtins.head host.candidates);
              }
          ) placed
        else
          { };

      environmentOf =
        if selects then
          host:
          let
            it = placed.${host.name};
          in
          if it.candidates == [ ] then
            it.name
          else
            unknown "the environment of host ${host.name}" (builtins.head it.candidates)
        else
          claiming;

      # What computed tags and selectors see, which cannot wait for tags to be computed.
      listedEnvironmentOf =
        if selects then
          host:
          let
            name = claiming host;
          in
          if name != null then
            name
          else
            throw "den: a computed tag, or what a selector of an environment looks at, may not depend on the environment of host ${host.name}, which a selector may tell: that selector may ask for the tag."
        else
          claiming;

      # The hosts that the selector of an environment holds of.
      hostsOf =
        name:
        if !documents ? ${name} then
          [ ]
        else
          builtins.filter (
            host:
            let
              result = placed.${host}.results.${name};
            in
            if result == null then unknown "whether host ${host} is in environment ${name}" name else result
          ) (builtins.attrNames hosts);
    };
}
