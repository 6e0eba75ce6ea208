# Settings interfaces: the definitions of an aspect's `settings` as one JSON Schema (INTERFACE of the document).
#
# Its objects with nothing but properties are groups, everything else in it is a leaf: a value that the layers of settings
# say as a whole. On the way to it a group is `{ annotations; properties; required; }`, and what stands in one is
# `{ group }` or `{ leaf; required; }`.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; })
    describe
    marker
    report
    throws
    ;
  forms = import ./forms.nix { inherit lib; };
  json = import ./json.nix { inherit lib; };
  options = import ./options.nix { inherit lib; };
  inherit (forms) code;

  # Definitions by form, or a report.
  read =
    definitions:
    let
      found = attempt (
        builtins.filter (d: builtins.seq d.form true) (
          map (d: d // { form = forms.formOf d.value; }) (discharge.live definitions)
        )
      );
      of = form: builtins.filter (d: d.form == form) found.value;
      # A file that is not there would be an error that nothing catches.
      isAbsent = value: builtins.isPath value && !(builtins.pathExists value);
      absent = builtins.filter isAbsent (map (d: d.value) (of "module"));
      strangers = builtins.concatMap (d: forms.strangers d.value) (of "module");
      problems = builtins.filter (problem: problem != null) (
        map (d: forms.problemAt [ ] d.value) (of "leaves") ++ map (d: json.problemIn d.value) (of "schema")
      );
    in
    if !found.success then
      { malformed = throws code forms.expected; }
    else if of "other" != [ ] then
      { malformed = report code forms.expected (describe (builtins.head (of "other")).value); }
    else if absent != [ ] then
      {
        malformed =
          report code "the file of a module"
            "`${baseNameOf (builtins.head absent)}`, which does not exist";
      }
    else if strangers != [ ] then
      {
        malformed =
          report code "a module that asks for lib, config and options at most"
            "one that asks for `${builtins.head strangers}`";
      }
    else if problems != [ ] then
      { malformed = builtins.head problems; }
    else
      {
        modules = map (d: d.value) (of "module");
        leaves = map (d: d.value) (of "leaves");
        schemas = map (d: d.value) (of "schema");
      };

  # Several definitions make one interface; a leaf may stand in one of them only.
  joinNodes =
    where: nodes:
    if builtins.length nodes == 1 then
      builtins.head nodes
    else if builtins.all (node: node ? group) nodes then
      { group = join where (builtins.catAttrs "group" nodes); }
    else
      twice "the option" where;
  join = where: groups: {
    annotations = builtins.zipAttrsWith (
      keyword: found:
      if keyword == "$defs" then
        builtins.zipAttrsWith (
          name: definitions:
          if builtins.all (definition: definition == builtins.head definitions) definitions then
            builtins.head definitions
          else
            twice "the schema" [
              "$defs"
              name
            ]
        ) found
      else
        builtins.head found
    ) (builtins.catAttrs "annotations" groups);
    properties = builtins.zipAttrsWith (name: joinNodes (where ++ [ name ])) (
      builtins.catAttrs "properties" groups
    );
    required = builtins.concatLists (builtins.catAttrs "required" groups);
  };
  # They are told before anything is joined, see `repeated`.
  twice = what: where: throw "den: ${what} ${lib.showOption where} is declared twice";

  # The options that several definitions declare, and the schemas that they name differently.
  repeated =
    where: groups:
    let
      definitions = builtins.zipAttrsWith (_: lib.unique) (
        map (group: group.annotations."$defs" or { }) groups
      );
      named = builtins.filter (name: builtins.length definitions.${name} > 1) (
        builtins.attrNames definitions
      );
      properties = builtins.zipAttrsWith (
        name: nodes:
        let
          here = where ++ [ name ];
        in
        if builtins.length nodes == 1 then
          [ ]
        else if builtins.all (node: node ? group) nodes then
          repeated here (builtins.catAttrs "group" nodes)
        else
          [ here ]
      ) (builtins.catAttrs "properties" groups);
    in
    map (name: [
      "$defs"
      name
    ]) named
    ++ builtins.concatLists (builtins.attrValues properties);

  # A group as the document has it. What it requires: leaves that have no default and are not computed, groups that
  # require something, and what was written by hand.
  render =
    group:
    let
      properties = builtins.mapAttrs (_: node: node.leaf or (render node.group)) group.properties;
      isRequired =
        name:
        let
          node = group.properties.${name};
        in
        if node ? leaf then node.required else properties.${name}.required != [ ];
      found = builtins.filter isRequired (builtins.attrNames properties);
    in
    group.annotations
    // {
      inherit properties;
      additionalProperties = false;
      required =
        if group.required == [ ] then
          found
        else
          builtins.attrNames (lib.genAttrs (group.required ++ found) (_: null));
      type = "object";
    };

  groupsOf =
    path: interface:
    lib.optional (interface.modules != [ ]) (options.tree path (options.optionsOf interface.modules))
    ++ map (forms.leaves path) interface.leaves
    ++ map (json.tree path) interface.schemas;
in
{
  # INTERFACE, `null` where the aspect has none.
  document =
    path: definitions:
    let
      interface = reading (read definitions);
      groups = groupsOf path interface;
      schema = render (join [ ] groups);
      again = builtins.tryEval (
        reading (lib.optionals (builtins.length groups > 1) (repeated [ ] groups))
      );
      made = attempt (reading (builtins.deepSeq schema schema));
      reading = builtins.addErrorContext "while den reads ${lib.concatMapStringsSep "." toString path}";
    in
    if definitions == [ ] then
      null
    else if interface ? malformed then
      marker interface.malformed
    else if again.success && again.value != [ ] then
      marker (
        report code "each option in one definition"
          "several of `${lib.showOption (builtins.head again.value)}`"
      )
    else if !made.success then
      marker (throws code "an interface")
    else
      made.value;

  # name -> … -> { default; }: the user's own values, for holes.
  raw =
    definitions:
    let
      interface = read definitions;
    in
    if interface ? malformed then
      { }
    else
      builtins.foldl' lib.recursiveUpdate { } (
        lib.optional (interface.modules != [ ]) (options.raw (options.optionsOf interface.modules))
        ++ map forms.raw interface.leaves
        ++ map json.raw interface.schemas
      );

  # The positions of the leaves, `{ properties }` as in the document.
  positions =
    places: definitions:
    let
      interface = read definitions;
      found = builtins.tryEval (
        builtins.foldl' lib.recursiveUpdate { } (
          lib.optional (interface.modules != [ ]) (
            options.positions places (options.optionsOf interface.modules)
          )
          ++ map (forms.positions places) interface.leaves
          ++ map (json.positions places) interface.schemas
        )
      );
    in
    if interface ? malformed || !found.success then { } else { properties = places.group found.value; };

  # Modules for an evaluation of the interface.
  modules =
    definitions:
    let
      interface = read definitions;
    in
    if interface ? malformed then
      throw "den: the interface is malformed; run `den check`"
    else
      interface.modules
      ++ map (leaves: { options = forms.options leaves; }) interface.leaves
      ++ map (schema: { options = json.options schema; }) interface.schemas;
}
