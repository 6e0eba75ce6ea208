# Function policies: run once per entity that has what they ask for, their effects checked one by one.
{ lib, aspects }:
let
  inherit (aspects) call classify named;
  discharge = import ../discharge.nix { inherit lib; };
  field = import ./field.nix { inherit lib; };
  inherit (import ../encode.nix { inherit lib; }) encode isPlainString;
  inherit (import ../malformed.nix { inherit lib; })
    attempt
    badName
    describe
    describeSafely
    marker
    report
    tagged
    throws
    validName
    ;

  code = "den::policy::effect";

  # Definitions -> a policy: its function and arguments, or what is wrong with it.
  make =
    name: definitions:
    let
      found = field.heads definitions;
      f = (builtins.head found).value;
      formals = call.formalsOf f;
      own = removePlanned formals;
      refused = formals.unknown ++ builtins.filter (arg: builtins.elem arg call.plannedNames) formals.args.required;
      malformed =
        if !validName name then
          badName "the name `${name}`"
        else if found == null then
          throws "den::policy::result" "a function to a list of effects"
        else if builtins.length found > 1 then
          report "den::policy::result" "one definition of the policy" "${toString (builtins.length found)} definitions"
        else if !(lib.isFunction f) then
          report "den::policy::result" "a function to a list of effects" (describe f)
        else if refused != [ ] then
          report "den::policy::unknown-argument" "arguments among ${lib.concatStringsSep ", " (call.entityNames ++ [ "lib" ])}" "the argument `${builtins.head refused}`"
        else
          null;
    in
    {
      inherit definitions malformed name;
      runs = malformed == null;
      kind = if builtins.elem "user" formals.args.required then "user" else "host";
      # A host or user and the fleet are always there.
      always = lib.subtractLists [ "fleet" "host" "lib" "user" ] formals.args.required == [ ];
      firesAt = available: call.fires available formals.args;
      effects =
        available:
        let
          result = field.heads [
            {
              value = call.apply (call.at available) "policy:${name}" own f;
              file = null;
            }
          ];
          value = (builtins.head result).value;
        in
        if result == null then
          { malformed = throws "den::policy::result" "a function to a list of effects"; }
        else if result == [ ] then
          { list = [ ]; }
        else if !(builtins.isList value) then
          { malformed = report "den::policy::result" "a function to a list of effects" "a function to ${describe value}"; }
        else
          { list = value; };
      document = if malformed != null then marker malformed else { inherit (formals) args; };
    };

  removePlanned =
    formals:
    formals
    // {
      args = formals.args // {
        optional = lib.subtractLists call.plannedNames formals.args.optional;
      };
      asked = removeAttrs formals.asked call.plannedNames;
    };

  # The list of includes an effect list stands for, by index: what `policy:<p>@<scope>/[<i>]` names.
  itemOf =
    scope: policy: index: effect:
    classify {
      birth = call.static;
      again = environment: (itemIn environment scope policy index effect).node;
      definition = {
        file = null;
        value = effect.aspect;
      };
      id = "policy:${policy}@${scope}/[${toString index}]";
    };
  itemIn =
    environment: scope: policy: index: effect:
    classify {
      birth = environment;
      again = _: throw "den: an include of policy ${policy} is evaluated in one environment only";
      definition = {
        file = null;
        value = effect.aspect;
      };
      id = "policy:${policy}@${scope}/[${toString index}]";
    };

  isStrings = value: builtins.isList value && builtins.all (element: builtins.isString element && isPlainString element) value;

  instantiate =
    spec:
    let
      strange = builtins.attrNames (removeAttrs spec [ "class" "instantiate" "intoAttr" "name" ]);
    in
    if !(builtins.isAttrs spec) then
      { malformed = report code "instantiate { name; class; instantiate; intoAttr; }" (describe spec); }
    else if strange != [ ] then
      { malformed = report code "instantiate { name; class; instantiate; intoAttr; }" "the key `${builtins.head strange}`"; }
    else if !(spec ? class && builtins.isString spec.class && isPlainString spec.class) then
      { malformed = report code "the name of a class for `class`" (if spec ? class then describe spec.class else "nothing"); }
    else if !(spec ? intoAttr && isStrings spec.intoAttr) then
      { malformed = report code "a list of strings for `intoAttr`" (if spec ? intoAttr then describe spec.intoAttr else "nothing"); }
    else if spec ? name && !(builtins.isString spec.name && isPlainString spec.name) then
      { malformed = report code "a string for `name`" (describe spec.name); }
    else
      {
        instantiate = {
          inherit (spec) class;
          into = spec.intoAttr;
          name = spec.name or (lib.concatStringsSep "." spec.intoAttr);
          priority = 0;
        };
      };

  # One effect: its document, and the include item for the closure.
  effect =
    {
      environment,
      index,
      path,
      policy,
      scope,
    }:
    value:
    let
      item = itemOf scope policy index value;
      target = named value.aspect;
      kinds = {
        include =
          if item.kind == "malformed" then
            tagged item.malformed
          else
            {
              include = {
                aspect = aspects.include environment (path ++ [ "include" "aspect" ]) item;
                priority = 0;
              };
            };
        exclude =
          if target.kind == "malformed" then
            tagged target.malformed
          else
            {
              exclude = {
                aspect = target.id;
                priority = 0;
              };
            };
        configure =
          if target.kind == "malformed" then
            tagged target.malformed
          else
            {
              configure = {
                aspect = target.id;
                priority = 0;
                settings = encode (path ++ [ "settings" ]) value.settings;
              };
            };
        instantiate = instantiate value.spec;
      };
      head = attempt (value ? __denEffect && kinds ? ${value.__denEffect});
      document = attempt (
        let
          made = kinds.${value.__denEffect};
        in
        # Everything but settings, which guard themselves.
        builtins.seq (builtins.deepSeq (removeAttrs made [ "configure" "include" ]) made) made
      );
    in
    if !head.success || !head.value then
      {
        document = tagged (report code "an effect of den.lib.policy" (describeSafely value));
        items = [ ];
      }
    else if !document.success then
      {
        document = tagged (throws code "an effect of den.lib.policy");
        items = [ ];
      }
    else
      {
        document = document.value;
        items = lib.optional (document.value ? include) item;
        ${if document.value ? configure then "configured" else null} = value.settings;
        raw =
          if document.value ? configure then
            { settings = value.settings; }
          else if document.value ? include && item.kind == "inline" then
            { include.aspect.inline = aspects.raw environment item.node; }
          else
            { };
        instantiator = if document.value ? instantiate then value.spec.instantiate or null else null;
      };
in
{
  inherit make;

  # Policies that run, by the kind of entity that they run at.
  byKind =
    policies:
    lib.genAttrs [ "host" "user" ] (kind: lib.filterAttrs (_: policy: policy.runs && policy.kind == kind) policies);

  # Policies at one entity: name -> list of effects.
  at =
    {
      available,
      path,
      policies,
      scope,
    }:
    if policies == { } then
      { }
    else
      builtins.mapAttrs (
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
          lib.imap0 (
            index:
            effect {
              inherit index scope;
              environment = call.at available;
              path = path ++ [ "policies" name index ];
              policy = name;
            }
          ) result.list
      ) (
        if builtins.all (policy: policy.always) (builtins.attrValues policies) then
          policies
        else
          lib.filterAttrs (_: policy: policy.always || policy.firesAt available) policies
      );
}
