# One definition of an aspect, evaluated as far as an environment allows.
#
# The environment says which arguments are there (see call.nix). Every look into what the user wrote is guarded: what throws is counted in
# `failed`, and whether that means "depends on the entity" or "is wrong" is the aspect's business (aspect.nix).
{
  lib,
  call,
  classify,
  registered,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  view = import ../view.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; })
    attempt
    describe
    report
    throws
    ;

  structural = lib.genAttrs [
    "_"
    "excludes"
    "includes"
    "meta"
    "name"
    "provides"
    "settings"
  ] (_: null);

  # A definition -> a part. Its `inherited` are the arguments of the functions around it, which its content closes over.
  make =
    definition:
    let
      inherited = definition.inherited or null;
      kind =
        if view.isView definition.value then
          "view"
        else if lib.isFunction definition.value then
          "function"
        else if builtins.isAttrs definition.value then
          "set"
        else
          "other";
      formals = call.formalsOf definition.value;
    in
    {
      inherit definition kind;
      args = if kind == "function" then call.joinArgs inherited formals.args else inherited;
      open = kind == "function" && formals.open;
      malformed =
        if kind == "other" then
          [ (report "den::aspect::shape" "an attribute set or a function" (describe definition.value)) ]
        else if kind == "function" then
          map (
            name:
            report "den::aspect::unknown-argument" "arguments among ${lib.concatStringsSep ", " (builtins.attrNames call.known)}" "the argument `${name}`"
          ) formals.unknown
        else
          [ ];
      # The attribute sets that the definition stands for.
      bodies =
        environment: id:
        let
          results = attempt (
            builtins.filter (d: builtins.seq (builtins.typeOf d.value) true) (
              discharge.live [
                (
                  definition
                  // {
                    value = call.apply environment id formals definition.value;
                  }
                )
              ]
            )
          );
          found = if results.success then results.value else [ ];
        in
        if kind == "set" then
          {
            sets = [ definition ];
            failed = false;
            malformed = [ ];
          }
        else if kind == "view" then
          {
            sets = [ (definition // { value.includes = [ definition.value ]; }) ];
            failed = false;
            malformed = [ ];
          }
        else if kind == "other" || formals.unknown != [ ] then
          {
            sets = [ ];
            failed = false;
            malformed = [ ];
          }
        else
          {
            sets = map (d: if view.isView d.value then d // { value.includes = [ d.value ]; } else d) (
              builtins.filter (d: builtins.isAttrs d.value && (view.isView d.value || !(lib.isFunction d.value))) found
            );
            failed = !results.success;
            malformed = map (d: report "den::aspect::shape" "a function to an attribute set" "a function to ${describe d.value}") (
              builtins.filter (d: !(builtins.isAttrs d.value) || lib.isFunction d.value && !(view.isView d.value)) found
            );
          };
    };

  # The live definitions of one key, every one of them with its priority.
  branchesOf = definitions: builtins.tryEval (discharge.all definitions);

  noElements = {
    elements = [ ];
    failed = false;
    malformed = [ ];
  };

  # A string names a file that can be imported without building anything when all its context is sources.
  isFile =
    value:
    builtins.isPath value
    || builtins.isString value
    && lib.hasPrefix "/" value
    && builtins.all (source: removeAttrs source [ "path" ] == { }) (builtins.attrValues (builtins.getContext value));

  # A folder is told by its default.nix: `path + "/."` is the path itself, whatever is there.
  fileArgs =
    path:
    let
      importable = builtins.pathExists (path + "/default.nix") || lib.hasSuffix ".nix" (toString path) && builtins.pathExists path;
      content = attempt (import path);
    in
    if importable && content.success && lib.isFunction content.value then lib.functionArgs content.value else { };

  # What a module asks for: itself, and the functions and files that it imports inline. Nothing else of it is looked at.
  asked =
    content:
    if isFile content then
      fileArgs content
    else if lib.isFunction content then
      lib.functionArgs content
    else if builtins.isAttrs content && (attempt (builtins.isList (content.imports or null))).value then
      builtins.foldl' (all: module: all // (if (attempt (builtins.typeOf module)).success then asked module else { })) { } content.imports
    else
      { };

  contentArgs = content: builtins.filter (name: builtins.elem name call.boundNames) (builtins.attrNames (asked content));

  isModule = value: builtins.isAttrs value || builtins.isPath value || builtins.isFunction value || builtins.isString value;

  # A part in an environment.
  evaluate =
    {
      part,
      environment,
      owner,
      index,
      # No other part could say something of more weight; else the priority that counts, by key.
      alone,
      strongest,
    }:
    let
      bodies = part.bodies environment owner.id;
      keys = discharge.zip bodies.sets;
      # A lone part without priorities has nothing to compare.
      counting =
        key: found:
        if alone && !(builtins.any (d: d ? priority) found) then
          found
        else
          builtins.filter (d: discharge.priorityOf d <= strongest.${key}) found;

      # Lists (includes, excludes): the elements of all live definitions.
      listKey =
        key:
        let
          found = branchesOf keys.${key};
          heads = builtins.partition (d: builtins.isList d.value) (counting key found.value);
          element =
            d: value:
            let
              head = attempt (value ? _type && discharge.isProperty value);
              inner = branchesOf [ (d // { inherit value; }) ];
            in
            if !head.success then
              [ null ]
            else if !head.value then
              [ (d // { inherit value; }) ]
            else if inner.success then
              inner.value
            else
              [ null ];
          elements = builtins.concatMap (d: builtins.concatMap (element d) d.value) heads.right;
        in
        if !(keys ? ${key}) then
          noElements
        else if !found.success then
          noElements // { failed = true; }
        else
          {
            failed = builtins.elem null elements;
            elements = builtins.filter (d: d != null) elements;
            malformed = map (d: report "den::aspect::include" "a list of aspects for `${key}`" (describe d.value)) heads.wrong;
          };

      includes = listKey "includes";
      excludes = listKey "excludes";

      classKeys = builtins.filter (key: registered ? ${key}) (builtins.attrNames keys);
      unknown = builtins.filter (key: !(registered ? ${key} || structural ? ${key} || key == "__functor" || key == "__functionArgs")) (
        builtins.attrNames keys
      );

      # Content may depend on anything. Where it cannot even be looked at, it is one opaque entry.
      classOf =
        key:
        let
          found = branchesOf keys.${key};
          opaque = [
            {
              args = [ ];
              position = 0;
              opaque = true;
            }
          ];
          # `position` among all definitions, so that it can be found again whatever counts.
          positioned = lib.imap0 (position: d: d // { inherit position; }) found.value;
          looked = builtins.partition (d: isModule d.value) (counting key positioned);
        in
        if !found.success then
          {
            entries = opaque;
            malformed = [ ];
          }
        else
          {
            entries = map (d: {
              inherit (d) position;
              args = contentArgs d.value;
              opaque = false;
            }) looked.right;
            malformed = map (d: report "den::aspect::shape" "a module for class `${key}`" (describe d.value)) looked.wrong;
          };
      classes = lib.genAttrs classKeys classOf;

      # Aspects that are provided are named in the aspect itself; what names none has no other place to be reported.
      provided =
        key:
        let
          found = branchesOf keys.${key};
        in
        if !(keys ? ${key}) then
          [ ]
        else if !found.success then
          [ (throws "den::aspect::throws" "a set of aspects for `${key}`") ]
        else
          map (d: report "den::aspect::shape" "a set of aspects for `${key}`" (describe d.value)) (
            builtins.filter (d: !(discharge.isPlain d.value)) found.value
          );
    in
    {
      inherit bodies classes keys unknown;
      inherit (part) args open;
      priorityOf =
        key:
        let
          found = branchesOf (keys.${key} or [ ]);
        in
        if found.success then discharge.strongest found.value else discharge.normal;
      failed = bodies.failed || includes.failed || excludes.failed;
      includes = lib.imap0 (
        i: element:
        classify {
          birth = environment;
          definition = element // {
            inherited = part.args;
          };
          id = "${owner.id}/[${toString index}.${toString i}]";
          again = environment': (builtins.elemAt (builtins.elemAt (owner.again environment').here index).includes i).node;
        }
      ) includes.elements;
      excludes = excludes.elements;
      malformed =
        part.malformed
        ++ bodies.malformed
        ++ includes.malformed
        ++ excludes.malformed
        ++ builtins.concatMap (key: classes.${key}.malformed) classKeys
        ++ builtins.concatMap provided [
          "_"
          "provides"
        ];
      definitionsOf =
        key:
        map (definition: definition // { inherited = part.args; }) (
          let
            found = branchesOf keys.${key};
          in
          if !(keys ? ${key}) then
            [ ]
          else
          # What throws is left to whoever reads it to report.
          if found.success then counting key found.value else keys.${key}
        );
    };
in
{
  inherit evaluate make;
}
