# One definition of an aspect: an attribute set, a function to one, or another aspect.
{ lib, call }:
let
  discharge = import ../discharge.nix { inherit lib; };
  view = import ../view.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; }) describe hintFor report;

  kindOf =
    value:
    if view.isView value then
      "view"
    else if lib.isFunction value then
      "function"
    else if builtins.isAttrs value then
      "set"
    else
      "other";

  # A view stands for an include of what it shows.
  included = definition: definition // { value.includes = [ definition.value ]; };

  known = lib.concatStringsSep ", " (builtins.attrNames call.known);

  functionProblems =
    f: formals:
    map (
      name: report "den::aspect::unknown-argument" "arguments among ${known}" "the argument `${name}`"
    ) formals.unknown
    # Only its function would ever be looked at.
    ++
      lib.optional
        (
          builtins.isAttrs f
          &&
            removeAttrs f [
              "__functionArgs"
              "__functor"
            ] != { }
        )
        (
          report "den::aspect::shape" "an attribute set or a function"
            "an attribute set with __functor and keys beside it"
        );

  nothing = {
    failed = false;
    malformed = [ ];
    sets = [ ];
  };

  apply =
    definition: formals: attempt: environment: id:
    let
      found = attempt (
        discharge.live [
          (
            definition
            // {
              value = builtins.addErrorContext "while den applies aspect ${id}${environment.where}" (
                call.apply environment id formals definition.value
              );
            }
          )
        ]
      );
      kinds = builtins.groupBy (d: kindOf d.value) found.value;
      wrong = kinds.function or [ ] ++ kinds.other or [ ];
    in
    if !found.success then
      nothing // { failed = true; }
    else
      {
        failed = false;
        malformed = map (
          d: report "den::aspect::shape" "a function to an attribute set" "a function to ${describe d.value}"
        ) wrong;
        sets = kinds.set or [ ] ++ map included (kinds.view or [ ]);
      };
in
{
  # `args` are its own and those of the functions around it, which its content closes over.
  make =
    definition:
    let
      inherited = definition.inherited or null;
      kind = kindOf definition.value;
      formals = call.formalsOf definition.value;
      isFunction = kind == "function";
    in
    {
      inherit definition;
      args = if isFunction then call.joinArgs inherited formals.args else inherited;
      open = isFunction && formals.open;
      malformed =
        if kind == "other" then
          [
            (report "den::aspect::shape" ("an attribute set or a function" + hintFor definition.value) (
              describe definition.value
            ))
          ]
        else if isFunction then
          functionProblems definition.value formals
        else
          [ ];

      # attempt -> environment -> id -> the attribute sets that the definition stands for there.
      bodies =
        if kind == "set" then
          _: _: _:
          nothing // { sets = [ definition ]; }
        else if kind == "view" then
          _: _: _:
          nothing // { sets = [ (included definition) ]; }
        else if isFunction && formals.unknown == [ ] then
          apply definition formals
        else
          _: _: _:
          nothing;
    };
}
