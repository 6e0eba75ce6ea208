# Freshness: compares the digests that a shard was planned from with today's declarations.
#
# `digests` mirrors the slices as a lazy tree in which every node carries its own digest. It is shared by all
# hosts, so a slice that four hundred shards read is hashed once; and nothing is hashed that no forced shard reads.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    hashString
    isAttrs
    isString
    length
    mapAttrs
    toJSON
    ;

  digest = value: hashString "sha256" (toJSON value);

  digests = node: {
    digest = digest node;
    # Absence is a read too: whoever asked "which names are there" depends on the set of names.
    names = digest (attrNames node);
    below = if isAttrs node then mapAttrs (_: digests) node else { };
  };

  # Nothing stands where `absent` is met: it has no digest that could be equal to a planned one.
  absent = {
    digest = null;
    names = null;
    below = { };
  };

  # The reads that no longer hold, as `{ path, change }`, in order of their names.
  changes =
    node: reads:
    let
      walk =
        path: node: reads:
        concatMap (
          name:
          let
            planned = reads.${name};
            here = path ++ [ name ];
            there = node.below ? ${name};
            today = if there then node.below.${name} else absent;
            one = change: [
              {
                inherit change;
                path = here;
              }
            ];
          in
          if name == "*" && isString planned then
            if planned == node.names then
              [ ]
            else
              [
                {
                  inherit path;
                  change = "names";
                }
              ]
          else if planned == null then
            if there then one "was added" else [ ]
          else if isAttrs planned then
            walk here today planned
          else if planned == today.digest then
            [ ]
          else
            one (if there then "changed" else "was removed")
        ) (attrNames reads);
      all = walk [ ] node reads;
      # A changed set of names is only worth a word where no name in it is reported by itself.
      within = path: c: c.change != "names" && lib.lists.take (length path) c.path == path;
    in
    filter (c: c.change != "names" || !lib.any (within c.path) all) all;

  # `hosts.db1.settings."my aspect"`
  show = lib.concatMapStringsSep "." lib.strings.escapeNixIdentifier;

  # Paths that stand in no file of the user's get a name for people. Most are where it was written.
  named =
    path:
    let
      kind = builtins.head path;
      withPath = what: "${what} (${show path})";
      # gaming.provides.emulation.shape: every second step is a name.
      steps = builtins.tail path;
      names = filter (name: name != null) (
        lib.imap0 (i: name: if lib.mod i 2 == 0 then name else null) steps
      );
    in
    if path == [ "common" ] then
      "the selectors of environments or which aspects require and provide something (common)"
    else if length path < 2 then
      show path
    else if kind == "inventory" then
      "the tags or the environment of host ${builtins.elemAt path 1}"
    else if kind == "aspects" then
      withPath "aspect ${lib.concatStringsSep "/" names}"
    else if kind == "policies" then
      withPath "policy ${builtins.elemAt path 1}"
    else if kind == "rules" then
      withPath "rule ${builtins.elemAt path 1}"
    else
      show path;

  said =
    c:
    if builtins.head c.path == "inventory" && length c.path == 1 then
      "the set of hosts changed"
    else if c.path == [ "rules" ] then
      "the set of rules changed"
    else if builtins.head c.path == "inventory" && c.change != "changed" then
      "host ${builtins.elemAt c.path 1} ${c.change}"
    else
      "${named c.path} ${if c.change == "names" then "changed" else c.change}";

  alsoAtMost = 6;

  # "hosts.db1.facts changed since it was planned (also: …)"
  describe =
    changes:
    let
      first = builtins.head changes;
      rest = map (c: named c.path) (builtins.tail changes);
      more = length rest - alsoAtMost;
      also =
        lib.concatStringsSep ", " (lib.lists.take alsoAtMost rest)
        + lib.optionalString (more > 0) " and ${toString more} more";
    in
    "${said first} since it was planned" + lib.optionalString (rest != [ ]) " (also: ${also})";
in
{
  inherit
    changes
    describe
    digest
    digests
    ;
}
