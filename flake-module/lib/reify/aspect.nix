# Aspects: the tree of everything that has content, from a registered aspect down to what its functions include inline.
#
# A node is an aspect *in an environment*: the same inline aspect is another value where its owner was applied to other arguments. What a
# node's parts say without any argument holds everywhere; a part that cannot say it is evaluated at each entity (`chosen`).
{ lib, classes }:
let
  call = import ./call.nix { inherit lib; };
  discharge = import ../discharge.nix { inherit lib; };
  view = import ../view.nix { inherit lib; };
  field = import ./field.nix { inherit lib; };
  inherit (import ../encode.nix { inherit lib; }) isPlainString;
  inherit (import ../malformed.nix { inherit lib; })
    badName
    describe
    marker
    report
    tagged
    throws
    validName
    ;
  schema = import ../schema { inherit lib; };
  part = import ./part.nix {
    inherit call classify lib;
    registered = classes;
  };

  # What an element of `includes` is: the id of an aspect, an aspect of its own, or a mistake.
  classify =
    {
      again,
      birth,
      definition,
      id,
    }:
    let
      inherit (definition) value;
    in
    reference value (
      if builtins.isAttrs value || builtins.isFunction value then
        {
          kind = "inline";
          node = make {
            inherit again birth id;
            inline = true;
            definitions = [ definition ];
          };
        }
      else
        {
          kind = "malformed";
          malformed = report "den::aspect::include" "an aspect, its name, or an inline aspect" (describe value);
        }
    );

  # A view or a name -> the id; anything else -> `otherwise`.
  reference =
    value: otherwise:
    if view.isView value then
      if view.isAltered value then
        {
          kind = "malformed";
          malformed = report "den::aspect::updated" "an aspect, or an inline aspect that includes it" "an aspect altered with //";
        }
      else
        {
          kind = "aspect";
          inherit (value.__den) id;
        }
    else if builtins.isString value then
      if isPlainString value then
        {
          kind = "aspect";
          id = value;
        }
      else
        {
          kind = "malformed";
          malformed = report "den::aspect::include" "the name of an aspect" "a string with context or control characters";
        }
    else
      otherwise;

  named =
    value:
    reference value {
      kind = "malformed";
      malformed = report "den::aspect::include" "an aspect or its name" (describe value);
    };

  make =
    {
      again ? null,
      birth ? call.static,
      definitions,
      id,
      inline ? false,
      name ? id,
    }:
    let
      found = builtins.tryEval (discharge.live definitions);
      parts = if found.success then map part.make found.value else [ ];
      strongest = builtins.mapAttrs (key: _: builtins.foldl' (least: e: lib.min least (e.priorityOf key)) 100000 here) (
        builtins.foldl' (keys: e: keys // e.keys) { } here
      );
      here = lib.imap0 (
        index: p:
        part.evaluate {
          inherit index strongest;
          alone = builtins.length parts == 1;
          environment = birth;
          owner = node;
          part = p;
        }
      ) parts;
      node = {
        inherit
          birth
          definitions
          here
          id
          inline
          parts
          ;
        again =
          if again != null then
            again
          else
            environment:
            make {
              inherit
                definitions
                id
                inline
                name
                ;
              birth = environment;
            };
        malformed =
          if !found.success then
            throws "den::aspect::throws" "an aspect"
          else if !inline && !validName name then
            badName "the name `${name}`"
          else
            null;
        provides = providesOf node;
        # Does some part say what it is only at an entity?
        dependsOnEntity = builtins.any entityOnly here;
      };
    in
    node;

  # Nothing was learnt without arguments, and some entity argument may be why.
  entityOnly = e: (e.failed || e.open) && e.args != null && (e.open || call.asksFor call.entityNames e.args);

  # The parts of a node at an entity: those that hold everywhere, the others evaluated there.
  chosen =
    environment: node:
    if environment.static || !node.birth.static || !node.dependsOnEntity then
      node.here
    else
      lib.zipListsWith (
        static: atEntity:
        if !entityOnly static then
          static
        else if call.fires environment.available static.args then
          atEntity
        else
          silent static
      ) node.here (node.again environment).here;

  # A part whose required entities are not there says nothing.
  silent =
    e:
    e
    // {
      classes = { };
      excludes = [ ];
      failed = false;
      includes = [ ];
      keys = { };
      unknown = [ ];
    };

  # Does a part that depends on the entity have what it asks for there?
  speaks = environment: node: builtins.any (e: entityOnly e && call.fires environment.available e.args) node.here;

  providesOf =
    node:
    let
      definitions = builtins.concatMap (e: e.definitionsOf "provides" ++ e.definitionsOf "_") node.here;
      sets = builtins.filter (d: (builtins.tryEval (discharge.isPlain d.value)).value) definitions;
      names = lib.zipAttrsWith (_: found: found) (
        map (d: lib.mapAttrs (name: value: d // { inherit name value; set = d.value; }) d.value) sets
      );
    in
    lib.mapAttrs (
      name: found:
      make {
        id = "${node.id}/${name}";
        inherit name;
        inherit (node) birth;
        definitions = found;
        again = environment: (node.again environment).provides.${name};
      }
    ) names;

  metaOf =
    node:
    field.free "den::aspect::shape" "the meta of ${node.id}" (builtins.concatMap (e: e.definitionsOf "meta") node.here);
  interfacesOf = node: builtins.concatMap (e: e.definitionsOf "settings") node.here;

  markers = map marker;

  include =
    environment: path: item:
    if item.kind == "aspect" then
      { aspect = item.id; }
    else if item.kind == "inline" then
      { inline = aspect environment (path ++ [ "inline" ]) item.node; }
    else
      tagged item.malformed;

  includes = environment: path: items: lib.imap0 (i: include environment (path ++ [ i ])) items;

  exclude =
    definition:
    let
      item = named definition.value;
    in
    if item.kind == "aspect" then item.id else marker item.malformed;

  # Why a part that could not be evaluated is wrong.
  failure =
    args:
    if call.asksFor call.plannedNames args then
      report "den::aspect::planned-shape" "keys and includes that do not depend on ${lib.concatStringsSep ", " call.plannedNames}" "keys or includes that do"
    else
      throws "den::aspect::throws" "keys and includes";

  partDocument =
    environment: node: path: static: e:
    let
      blank = environment.static && node.birth.static && entityOnly e;
      late = !blank && !environment.static && entityOnly static && !node.inline;
      misplaced = builtins.filter (key: e.keys ? ${key}) [
        "_"
        "meta"
        "provides"
        "settings"
      ];
    in
    {
      inherit (e) args;
      entity = blank;
    }
    // (
      if blank then
        {
          classes = { };
          excludes = [ ];
          includes = [ ];
          malformed = markers e.malformed;
          unknown = [ ];
        }
      else
        {
          classes = lib.filterAttrs (_: entries: entries != [ ]) (
            lib.mapAttrs (_: class: map (entry: { inherit (entry) args; }) class.entries) e.classes
          );
          excludes = map exclude e.excludes;
          includes = includes environment (path ++ [ "includes" ]) e.includes;
          malformed = markers (
            e.malformed
            ++ lib.optional e.failed (failure e.args)
            ++ lib.optionals late (
              map (key: report "den::aspect::shape" "`${key}` outside of what depends on the entity" "`${key}` that depends on the entity") misplaced
            )
          );
          inherit (e) unknown;
        }
    );

  shape =
    environment: path: node:
    if node.malformed != null then
      marker node.malformed
    else
      {
        parts = lib.imap0 (
          i: e: partDocument environment node (path ++ [ "parts" i ]) (builtins.elemAt node.here i) e
        ) (chosen environment node);
      };

  aspect =
    environment: path: node:
    {
      interface = schema.document (path ++ [ "interface" ]) (interfacesOf node);
      meta = field.freeDocument (path ++ [ "meta" ]) (metaOf node);
      provides = lib.mapAttrs (name: aspect environment (path ++ [ "provides" name ])) node.provides;
      shape = shape environment (path ++ [ "shape" ]) node;
    };

  # The raw tree behind `aspect`, for holes.
  raw =
    environment: node: {
      meta = (metaOf node).value;
      interface = schema.raw (interfacesOf node);
      provides = lib.mapAttrs (_: raw environment) node.provides;
      shape.parts = map (e: { includes = rawIncludes environment e.includes; }) (chosen environment node);
    };
  rawIncludes = environment: map (item: if item.kind == "inline" then { inline = raw environment item.node; } else null);

  # What one part says for a class: in the order and number of the shape at `environment`, with the values that real arguments give.
  contents =
    {
      actual,
      class,
      environment,
      index,
      node,
    }:
    let
      structure = builtins.elemAt (chosen environment node) index;
      real = (builtins.elemAt actual.here index).keys.${class} or [ ];
      one =
        entry:
        if entry.opaque then
          {
            inherit (builtins.head real) file;
            # Whether there is any content is known when this is evaluated, and that is late enough.
            value.imports = map (d: d.value) (discharge.live real);
          }
        else
          { inherit (builtins.elemAt (discharge.all real) entry.position) file value; };
    in
    if structure.classes ? ${class} then map one structure.classes.${class}.entries else [ ];
in
{
  inherit
    aspect
    call
    chosen
    classify
    contents
    include
    includes
    interfacesOf
    make
    named
    raw
    rawIncludes
    shape
    speaks
    ;
}
