# Function policies: run once per entity that has what they ask for.
{
  lib,
  aspects,
  attempt ? builtins.tryEval,
}:
let
  inherit (aspects) call;
  effect = import ./effect.nix { inherit aspects attempt lib; };
  field = import ./field.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; })
    describe
    marker
    report
    tagged
    throws
    ;

  code = "den::policy::result";
  aPolicy = "a function to a list of effects";
  arguments = lib.concatStringsSep ", " (call.entityNames ++ [ "lib" ]);

  # What is there at every entity of a kind.
  given = {
    home = [
      "fleet"
      "home"
      "lib"
    ];
    host = [
      "fleet"
      "host"
      "lib"
    ];
    user = [
      "fleet"
      "host"
      "lib"
      "user"
    ];
  };

  problem =
    found: formals: f:
    let
      refused =
        formals.unknown ++ builtins.filter (arg: lib.elem arg call.plannedNames) formals.args.required;
    in
    if found == null then
      throws code aPolicy
    else if builtins.length found > 1 then
      report code "one definition of the policy" "${toString (builtins.length found)} definitions"
    else if !(lib.isFunction f) then
      report code aPolicy (describe f)
    else if refused != [ ] then
      report "den::policy::unknown-argument" "arguments among ${arguments}"
        "the argument `${builtins.head refused}`"
    else
      null;

  # What a policy's function came to, where that is no list at once: a property, or a mistake.
  effectsIn =
    said:
    let
      result = field.heads [
        {
          file = null;
          value = said;
        }
      ];
      inherit (builtins.head result) value;
    in
    if result == null then
      { malformed = throws code aPolicy; }
    else if result == [ ] then
      { list = [ ]; }
    else if !(builtins.isList value) then
      { malformed = report code aPolicy "a function to ${describe value}"; }
    else
      { list = value; };

  # Where only the planner can tell which environment a host is in.
  late =
    open: found:
    report "den::policy::environment"
      "a policy.rule, or a function that does not depend on the environment"
      "${found}; only the planner knows the environment, since ${open.because}";
in
{
  # Definitions -> a policy: its function and arguments, or what is wrong with it.
  make =
    name: definitions:
    let
      found = field.heads definitions;
      f = (builtins.head found).value;
      formals = call.formalsOf f;
      inherit (formals.args) required;
      malformed = problem found formals f;
      asks = name: builtins.elem name required;
      # It runs at the innermost of what it asks for, and at hosts and homes alike where it asks for neither.
      kinds =
        if asks "user" then
          [ "user" ]
        else if asks "home" then
          [ "home" ]
        else if asks "host" || asks "environment" then
          [ "host" ]
        else
          [
            "home"
            "host"
          ];
    in
    {
      inherit definitions malformed name;
      document = if malformed != null then marker malformed else { inherit (formals) args; };
      function = f;
      # What it is called with, where that is there. Nothing is planned yet when policies run.
      asked = removeAttrs formals.asked call.plannedNames;
      # What of that has to be there.
      needs = builtins.intersectAttrs call.entities formals.needed;
      inherit kinds;
      # Does it name the environment among its arguments?
      asksEnvironment =
        asks "environment" || !formals.open && builtins.elem "environment" formals.args.optional;
      # Is all of it there, wherever it runs?
      always = builtins.all (kind: lib.subtractLists given.${kind} required == [ ]) kinds;
    };

  # Policies that run, by the kind of entity that they run at.
  byKind =
    policies:
    lib.genAttrs [ "home" "host" "user" ] (
      kind:
      let
        here = lib.filterAttrs (
          _: policy: policy.malformed == null && builtins.elem kind policy.kinds
        ) policies;
      in
      {
        inherit here;
        conditional = builtins.attrNames (lib.filterAttrs (_: policy: !policy.always) here);
      }
    );

  # Policies at one entity, as names and lists of effects.
  at =
    {
      available,
      environment,
      open,
      path,
      policies,
      scope,
    }:
    let
      arguments = available // {
        inherit lib;
      };
      effectsOf =
        name:
        let
          policy = here.${name};
          # All that it requires is there, and of what it would take besides, what there is.
          said = builtins.addErrorContext "while den runs policy ${name}${environment.where}" (
            policy.function (builtins.intersectAttrs policy.asked arguments)
          );
          isList = attempt (builtins.isList said);
          result =
            if open != null && policy.asksEnvironment then
              { malformed = late open "a function that asks for it"; }
            else if isList.success && isList.value then
              { list = said; }
            else if open != null && !isList.success then
              { malformed = late open "an expression that throws"; }
            else
              effectsIn said;
        in
        rec {
          inherit name;
          # As they stand in the document.
          document = {
            inherit name;
            value = builtins.catAttrs "document" value;
          };
          value =
            if result ? malformed then
              [
                {
                  document = tagged result.malformed;
                  items = [ ];
                }
              ]
            else if result.list == [ ] then
              [ ]
            else
              builtins.genList (
                index:
                effect {
                  inherit environment index scope;
                  path = path ++ [
                    "policies"
                    name
                  ];
                  policy = name;
                  said = builtins.elemAt result.list index;
                }
              ) (builtins.length result.list);
        };
      inherit (policies) conditional here;
      there = builtins.attrNames available;
      idle = builtins.filter (name: removeAttrs here.${name}.needs there != { }) conditional;
    in
    if here == { } then
      [ ]
    else
      map effectsOf (builtins.attrNames (if idle == [ ] then here else removeAttrs here idle));
}
