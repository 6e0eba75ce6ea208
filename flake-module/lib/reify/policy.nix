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

  # Nothing is planned yet when policies run.
  withoutPlan =
    formals:
    formals
    // {
      asked = removeAttrs formals.asked call.plannedNames;
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

  run =
    name: formals: f: available:
    let
      result = field.heads [
        {
          file = null;
          value = builtins.addErrorContext "while den runs policy ${name}${(call.at available).where}" (
            call.apply (call.at available) "policy:${name}" formals f
          );
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
      effects = run name (withoutPlan formals) f;
      firesAt = available: call.fires available formals.args;
      inherit kinds;
      # Is everything that it asks for there, wherever it runs?
      always = builtins.all (kind: lib.subtractLists given.${kind} required == [ ]) kinds;
    };

  # Policies that run, by the kind of entity that they run at.
  byKind =
    policies:
    lib.genAttrs [ "home" "host" "user" ] (
      kind:
      lib.filterAttrs (_: policy: policy.malformed == null && builtins.elem kind policy.kinds) policies
    );

  # Policies at one entity: name -> list of effects.
  at =
    {
      available,
      path,
      policies,
      scope,
    }:
    let
      effectsOf =
        name: policy:
        let
          result = policy.effects available;
        in
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
          lib.imap0 (effect {
            inherit scope;
            environment = call.at available;
            path = path ++ [
              "policies"
              name
            ];
            policy = name;
          }) result.list;
      firing =
        if builtins.all (policy: policy.always) (builtins.attrValues policies) then
          policies
        else
          lib.filterAttrs (_: policy: policy.always || policy.firesAt available) policies;
    in
    if policies == { } then { } else builtins.mapAttrs effectsOf firing;
}
