# Settings interfaces: definitions of an aspect's `settings` to one tree of groups and leaves
# (INTERFACE of the document).
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
      strangers = builtins.concatMap (d: forms.strangers d.value) (of "module");
      problems = builtins.filter (problem: problem != null) (
        map (d: forms.problemIn d.value) (of "leaves")
      );
    in
    if !found.success then
      { malformed = throws code forms.expected; }
    else if of "other" != [ ] then
      { malformed = report code forms.expected (describe (builtins.head (of "other")).value); }
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
  join =
    where: trees:
    builtins.zipAttrsWith (
      name: nodes:
      if builtins.length nodes == 1 then
        builtins.head nodes
      else if builtins.all (node: node ? group) nodes then
        { group.properties = join (where ++ [ name ]) (map (node: node.group.properties) nodes); }
      else
        throw "den: the option ${lib.showOption (where ++ [ name ])} is declared twice"
    ) trees;

  trees =
    path: interface:
    join [ ] (
      lib.optional (interface.modules != [ ])
        (options.tree path (options.optionsOf interface.modules)).properties
      ++ map (forms.leaves path) interface.leaves
      ++ map (forms.fromSchema path) interface.schemas
    );

  rawLeaves = lib.mapAttrs (
    _: value: if value ? default then { default = options.defaultOf value; } else rawLeaves value
  );
  rawSchema =
    value:
    lib.mapAttrs (
      _: property:
      if property ? properties then rawSchema property else { default = options.defaultOf property; }
    ) value.properties;
in
{
  # INTERFACE, `null` where the aspect has none.
  document =
    path: definitions:
    let
      interface = reading (read definitions);
      properties = trees path interface;
      made = attempt (reading (builtins.deepSeq properties { inherit properties; }));
      reading = builtins.addErrorContext "while den reads ${lib.concatMapStringsSep "." toString path}";
    in
    if definitions == [ ] then
      null
    else if interface ? malformed then
      marker interface.malformed
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
        ++ map rawLeaves interface.leaves
        ++ map rawSchema interface.schemas
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
          ++ map (forms.leafPositions places) interface.leaves
          ++ map (forms.schemaPositions places) interface.schemas
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
      ++ map (leaves: { options = forms.leafOptions leaves; }) interface.leaves
      ++ map (schema: { options = forms.schemaOptions schema; }) interface.schemas;
}
