# Where something was written: `{ file; line; column; }` relative to the flake.
#
# Positions are a tree that mirrors the document, `{ at; in; }`, and no part of any slice: a comment
# above a host must not make it stale.
{ lib, source }:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../refer.nix) isReset;
  attempt = builtins.tryEval;

  # Nothing of it is forced before a position is.
  prefix = "${builtins.unsafeDiscardStringContext (toString source)}/";

  # A position outside the flake is that of some function which built the set (`genAttrs`, a line of
  # nixpkgs): not what the user wrote.
  relative =
    position:
    if source == null || position == null || !(lib.hasPrefix prefix position.file) then
      null
    else
      {
        inherit (position) column line;
        file = builtins.unsafeDiscardStringContext (lib.removePrefix prefix position.file);
      };

  of = set: name: relative (builtins.unsafeGetAttrPos name set);

  # A definition of a whole option has no attribute of its own: its first key stands for it.
  first =
    value:
    let
      head = attempt (builtins.isAttrs value && !(lib.isFunction value));
      found = builtins.filter (position: position != null) (map (of value) (builtins.attrNames value));
    in
    if head.success && head.value && found != [ ] then
      builtins.head (
        builtins.sort (a: b: a.line < b.line || a.line == b.line && a.column < b.column) found
      )
    else
      null;

  ofDefinition =
    d:
    if d ? set then
      of d.set d.name
    else if d ? value then
      first d.value
    else
      null;

  # Where nothing inside it has a place, a definition of a whole option stands at the top of its file.
  ofOption =
    d:
    let
      inside = ofDefinition d;
    in
    if inside != null then
      inside
    else
      relative {
        column = 1;
        file = builtins.head (lib.splitString ", via option" (toString d.file));
        line = 1;
      };

  node = at: children: {
    inherit at;
    "in" = lib.filterAttrs (_: child: child.at != null || child."in" != { }) children;
  };
  group = node null;
  leaf = at: node at { };

  # Several definitions: the first that has a position.
  firstOf =
    place: definitions:
    let
      found = builtins.filter (position: position != null) (map place definitions);
    in
    if found == [ ] then null else builtins.head found;
  ofDefinitions = firstOf ofDefinition;
  ofOptions = firstOf ofOption;

  fields = lib.mapAttrs (_: definitions: leaf (ofDefinitions definitions));

  indexed = list: builtins.listToAttrs (lib.imap0 (i: lib.nameValuePair (toString i)) list);

  # Mirrors `encode`: conditions are transparent, merges and priorities are steps.
  value = at: raw: node at (children 0 raw);

  kept =
    raw:
    let
      head = attempt (discharge.isProperty raw && raw._type == "if" && !(discharge.condition raw));
    in
    !(head.success && head.value);

  children =
    depth: raw:
    let
      head = attempt (
        if builtins.isList raw then
          "list"
        else if !(builtins.isAttrs raw) then
          "other"
        else if discharge.isProperty raw then
          if raw._type == "merge" && !builtins.isList raw.contents then "other" else raw._type
        else if discharge.isPlain raw then
          "set"
        else if raw ? _type && isReset raw then
          "reset"
        else
          "other"
      );
      below = children (depth + 1);
      elements = list: indexed (map (element: group (below element)) (builtins.filter kept list));
      attributes = lib.mapAttrs (name: child: node (of raw name) (below child)) (
        lib.filterAttrs (_: kept) raw
      );
      cases = {
        "if" = below raw.content;
        list = elements raw;
        merge."$den" = group { merge = group (elements raw.contents); };
        order = { };
        other = { };
        reset."$den" = group { reset = group (below raw.value); };
        override."$den" = group { priority = group { value = group (below raw.content); }; };
        set = if raw ? "$den" then { "$den" = group { attrs = group attributes; }; } else attributes;
      };
    in
    if depth > 30 || !head.success then { } else cases.${head.value};

  # Data that is merged over its definitions: sets by their fields, lists one after the other. An element has no place of
  # its own unless something is written in it: the field that it was written in stands for it.
  merged = mergedAt 0;
  mergedAt =
    depth: definitions:
    let
      live = attempt (builtins.filter (d: discharge.isPlain d.value) (discharge.live definitions));
      field =
        found:
        let
          said = attempt (discharge.live found);
          at = ofDefinitions found;
          elementsOf =
            d:
            map (element: node (ofElement (ofDefinition d) element) (children (depth + 2) element)) (
              builtins.filter kept d.value
            );
        in
        if !said.success || said.value == [ ] then
          leaf at
        else if builtins.all (d: builtins.isList d.value) said.value then
          node at (indexed (builtins.concatMap elementsOf said.value))
        else
          node at (mergedAt (depth + 1) said.value);
    in
    if depth > 30 || !live.success then { } else lib.mapAttrs (_: field) (discharge.zip live.value);
  ofElement =
    around: element:
    let
      own = attempt (if discharge.isPlain element then first element else null);
    in
    if own.success && own.value != null then own.value else around;

  # Settings of one scope: aspect -> index -> leaves.
  settings = lib.mapAttrs (
    _: definitions:
    node (ofDefinitions definitions) (
      indexed (map (d: value (ofDefinition d) (d.value or null)) definitions)
    )
  );
in
{
  inherit
    fields
    group
    indexed
    leaf
    merged
    node
    of
    ofDefinition
    ofDefinitions
    ofOption
    ofOptions
    relative
    settings
    value
    ;
}
