# Nodes as they stand in the document (ASPECT, SHAPE, INCLUDE), and the raw values behind them.
{
  lib,
  classes,
  attempt ? builtins.tryEval,
}:
let
  nodes = import ./node.nix { inherit attempt classes lib; };
  discharge = import ../discharge.nix { inherit lib; };
  field = import ./field.nix { inherit attempt lib; };
  schema = import ../schema { inherit attempt lib; };
  view = import ../view.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; })
    marker
    report
    tagged
    throws
    ;
  inherit (nodes)
    call
    chosen
    definitionsOf
    entityOnly
    ;

  metaOf =
    node:
    let
      free = field.free "den::aspect::shape" "the meta of ${node.id}" (definitionsOf node "meta");
      inherit (free.value) requires;
    in
    if free.value ? requires then
      free
      // {
        value = free.value // {
          requires = if builtins.isList requires then map required requires else requires;
        };
      }
    else
      free;

  # What is required may be given as an aspect. One that is none any more stays as it is.
  required =
    value:
    if view.isView value then
      if view.isAltered value then value else value.__den.id
    else if builtins.isAttrs value && discharge.isProperty value && value ? content then
      value // { content = required value.content; }
    else
      value;
  interfacesOf = node: definitionsOf node "settings";

  include =
    environment: path: item:
    item.document or (
      if item.kind == "inline" then
        { inline = aspect environment (path ++ [ "inline" ]) item.node; }
      else
        tagged item.malformed
    );

  includes =
    environment: path: items:
    let
      named = builtins.catAttrs "document" items;
    in
    if builtins.length named == builtins.length items then
      named
    else
      lib.imap0 (i: include environment (path ++ [ i ])) items;

  exclude =
    definition:
    let
      item = nodes.named definition.value;
    in
    if item.kind == "aspect" then item.id else marker item.malformed;

  planned = lib.concatStringsSep ", " call.plannedNames;

  # Why a part that could not be evaluated is wrong.
  failure =
    environment: args:
    if
      environment.open or null != null
      && call.asksFor [
        "environment"
        "host"
      ] args
    then
      report "den::aspect::environment" "keys and includes that do not depend on the environment"
        "an expression that throws; only the planner knows the environment, since ${environment.open.because}"
    else if call.asksFor call.plannedNames args then
      report "den::aspect::planned-shape" "keys and includes that do not depend on ${planned}"
        "keys or includes that do"
    else
      throws "den::aspect::throws" "keys and includes";

  # What is said once for the whole fleet cannot be said at an entity only.
  misplaced =
    static: e:
    map
      (
        key: report "den::aspect::shape" "`${key}` that does not depend on the entity" "`${key}` that does"
      )
      (
        builtins.filter (key: e.keys ? ${key} && !(static.keys ? ${key})) [
          "_"
          "meta"
          "provides"
          "settings"
        ]
      );

  blank = {
    classes = { };
    excludes = [ ];
    includes = [ ];
    unknown = [ ];
  };

  # `static` is the same part where its node was born, `e` the one that is chosen.
  part =
    environment: node: path: static: e:
    let
      entity = environment.static && node.birth.static && entityOnly e;
      late = !environment.static && !node.inline && entityOnly static;
    in
    (
      if entity then
        blank
      else
        {
          inherit (e) unknown;
          classes =
            let
              entries = builtins.mapAttrs (_: class: class.documents) e.classes;
            in
            if builtins.elem [ ] (builtins.attrValues entries) then
              lib.filterAttrs (_: entries: entries != [ ]) entries
            else
              entries;
          excludes = map exclude e.excludes;
          includes = includes environment (path ++ [ "includes" ]) e.includes;
        }
    )
    // {
      inherit (e) args;
      inherit entity;
      malformed = map marker (
        e.malformed
        ++ (if !entity && e.failed then [ (failure environment e.args) ] else [ ])
        ++ (if late then misplaced static e else [ ])
      );
    };

  shape =
    environment: path: node:
    shapeOf environment path node (chosen environment node);

  # … where the parts are known that are chosen there.
  shapeOf =
    environment: path: node: parts:
    let
      at =
        i:
        path
        ++ [
          "parts"
          i
        ];
    in
    if node.malformed != null then
      marker node.malformed
    else
      {
        parts = builtins.genList (
          i: part environment node (at i) (builtins.elemAt node.here i) (builtins.elemAt parts i)
        ) (builtins.length parts);
      };

  aspect =
    environment: path: node:
    let
      provided =
        name:
        path
        ++ [
          "provides"
          name
        ];
    in
    {
      interface = schema.document (path ++ [ "interface" ]) (interfacesOf node);
      meta = field.freeDocument (path ++ [ "meta" ]) (metaOf node);
      provides = builtins.mapAttrs (name: aspect environment (provided name)) node.provides;
      shape = shape environment (path ++ [ "shape" ]) node;
    };

  # An aspect with a name, and beside what stands in the document a slice of its own: what it requires and provides, as it
  # matters to those who have it.
  registered =
    container: name: node:
    let
      path = container ++ [ name ];
      meta = field.freeDocument (path ++ [ "meta" ]) (metaOf node);
      said = if meta ? "$den" then { } else meta;
    in
    {
      inherit meta;
      dependencies = {
        provides = said.provides or [ ];
        requires = said.requires or [ ];
      };
      interface = schema.document (path ++ [ "interface" ]) (interfacesOf node);
      provides = builtins.mapAttrs (registered (path ++ [ "provides" ])) node.provides;
      shape = shape call.static (path ++ [ "shape" ]) node;
    };
  # … as it stands there.
  document =
    aspect:
    removeAttrs aspect [ "dependencies" ]
    // {
      provides = builtins.mapAttrs (_: document) aspect.provides;
    };

  # The raw tree behind `aspect`, for holes.
  raw = environment: node: {
    interface = schema.raw (interfacesOf node);
    meta = (metaOf node).value;
    provides = builtins.mapAttrs (_: raw environment) node.provides;
    shape = rawShape environment (chosen environment node);
  };
  rawShape = environment: parts: {
    parts = map (e: { includes = rawIncludes environment e.includes; }) parts;
  };
  rawIncludes =
    environment:
    map (item: if item.kind == "inline" then { inline = raw environment item.node; } else null);

  # What one part says for a class: in the order and number of the shape at `environment`, with the
  # values that real arguments (`actual`, the same node) give.
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
nodes
// {
  inherit
    aspect
    contents
    document
    exclude
    include
    includes
    interfacesOf
    raw
    rawIncludes
    rawShape
    registered
    shapeOf
    ;
}
