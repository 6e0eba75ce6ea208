# The settings that a scope gives to aspects: by aspect a list of definitions, with what acts within
# the layer (priorities) still on them.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ./field.nix { inherit attempt lib; }) sets;
  inherit (import ../refer.nix) isReset;
  inherit (import ../encode.nix { inherit attempt lib; }) encode;
  inherit (import ../malformed.nix { inherit lib; })
    describe
    marker
    report
    throws
    ;

  # `aspects.<a>.settings` and `settings.<a>` are one thing written twice.
  read =
    code:
    let
      longOf = sets {
        inherit code;
        what = "a set of aspects";
      };
      shortOf = sets {
        inherit code;
        what = "a set of settings by aspect";
      };
      aspectOf = sets {
        inherit code;
        what = "a set with `settings`";
      };
    in
    {
      aspects ? [ ],
      settings ? [ ],
    }:
    let
      long = longOf aspects;
      short = shortOf settings;
      shortSettings = builtins.mapAttrs (_: settingsOf code) short.fields;
      byAspect =
        if aspects == [ ] then
          shortSettings
        else
          builtins.zipAttrsWith (_: builtins.concatLists) [
            (builtins.mapAttrs ofAspect long.fields)
            shortSettings
          ];
      ofAspect =
        _: definitions:
        let
          aspect = aspectOf definitions;
          strange = builtins.attrNames (removeAttrs aspect.fields [ "settings" ]);
        in
        settingsOf code (aspect.fields.settings or [ ])
        ++ map (malformed: { inherit malformed; }) (
          aspect.problems ++ map (key: report code "`settings`" "the key `${key}`") strange
        );
    in
    if aspects == [ ] && settings == [ ] then
      {
        byAspect = { };
        problems = [ ];
      }
    else
      {
        byAspect =
          if builtins.elem [ ] (builtins.attrValues byAspect) then
            lib.filterAttrs (_: found: found != [ ]) byAspect
          else
            byAspect;
        problems = long.problems ++ short.problems;
      };

  # Definitions keep their place beside what is wrong with them: positions are found by it.
  settingsOf =
    code:
    builtins.concatMap (
      definition:
      let
        found = attempt (discharge.split definition);
        simple = attempt (
          builtins.isAttrs definition.value && builtins.intersectAttrs discharge.marks definition.value == { }
        );
      in
      if simple.success && simple.value then
        [ definition ]
      else if !found.success then
        [ (definition // { malformed = throws code "a set of settings"; }) ]
      else
        map (
          d:
          if
            discharge.isPlain d.value
            || discharge.isProperty d.value
            || builtins.isAttrs d.value && d.value ? _type && isReset d.value
          then
            d
          else
            d // { malformed = report code "a set of settings" (describe d.value); }
        ) found.value
    );

  # `path` is that of the scope.
  document =
    path: settings:
    if settings == { } then
      { }
    else
      builtins.mapAttrs (
        aspect: definitions:
        let
          at = path ++ [
            "settings"
            aspect
          ];
        in
        builtins.genList (
          i:
          let
            d = builtins.elemAt definitions i;
          in
          if d ? malformed then marker d.malformed else encode (at ++ [ i ]) d.value
        ) (builtins.length definitions)
      ) settings;
  raw = builtins.mapAttrs (_: map (d: d.value or null));
in
{
  inherit document raw read;
}
