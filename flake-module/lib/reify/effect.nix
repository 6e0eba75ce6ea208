# One effect of a policy: checked, brought to the form of the document, and kept at hand for the
# reader.
{
  lib,
  aspects,
  attempt ? builtins.tryEval,
}:
let
  inherit (aspects)
    call
    classify
    named
    reference
    ;
  others = import ./effect-kinds.nix { inherit attempt lib; };
  inherit (import ../encode.nix { inherit attempt lib; }) encode withoutControls;
  inherit (import ../malformed.nix { inherit lib; })
    describe
    describeSafely
    report
    tagged
    throws
    ;

  code = "den::policy::effect";
  aPriority = "an integer as the priority";
  anEffect = "an effect of den.lib.policy";
  malformed = expected: found: tagged (report code expected found);

  # An inline aspect closes over the entity that the policy ran at, so it is the same in every
  # environment.
  item =
    id: effect:
    let
      make =
        birth:
        classify {
          inherit birth id;
          again = environment: (make environment).node;
          definition = {
            file = null;
            value = effect.aspect;
          };
        };
    in
    make call.static;

  isString =
    value: builtins.isString value && !(builtins.hasContext value) && withoutControls value == value;
  isPath = value: builtins.isList value && builtins.all isString value;

  instantiateForm = "instantiate { name; class; instantiate; intoAttr; }";
  strangeKeys =
    spec:
    builtins.attrNames (
      removeAttrs spec [
        "class"
        "instantiate"
        "intoAttr"
        "name"
      ]
    );
  found = spec: key: if spec ? ${key} then describe spec.${key} else "nothing";

  instantiate =
    priority: spec:
    if !(builtins.isAttrs spec) then
      malformed instantiateForm (describe spec)
    else if strangeKeys spec != [ ] then
      malformed instantiateForm "the key `${builtins.head (strangeKeys spec)}`"
    else if !(spec ? class && isString spec.class) then
      malformed "the name of a class for `class`" (found spec "class")
    else if !(spec ? intoAttr && isPath spec.intoAttr) then
      malformed "a list of strings for `intoAttr`" (found spec "intoAttr")
    else if spec ? name && !(isString spec.name) then
      malformed "a string for `name`" (describe spec.name)
    else
      {
        instantiate = {
          inherit (spec) class;
          into = spec.intoAttr;
          name = spec.name or (lib.concatStringsSep "." spec.intoAttr);
          inherit priority;
        };
      };

in
{
  environment,
  index,
  path,
  policy,
  said,
  # Where a function ran; a rule runs nowhere yet.
  scope ? null,
}:
let
  isRule = scope == null;
  owner = if isRule then "rule" else "policy";
  value = builtins.addErrorContext "while den reads effect ${toString index} of ${owner} ${policy}${environment.where}" said;
  at = path ++ [ index ];
  priority = value.priority or 0;
  included = item "${owner}:${policy}${if isRule then "" else "@${scope}"}/[${toString index}]" value;
  # The aspect that it does something to.
  known = reference value.aspect;
  target = if known != null then known else named value.aspect;
  missed = target.kind == "malformed";
  settings = {
    inherit priority;
    aspect = target.id;
    settings = encode (at ++ [ "settings" ]) value.settings;
  };
  kinds = {
    "assert" = others.assert' { inherit priority value; };
    configure = if missed then tagged target.malformed else { configure = settings; };
    enforce = if missed then tagged target.malformed else { enforce = settings; };
    exclude =
      if missed then
        tagged target.malformed
      else
        {
          exclude = {
            inherit priority;
            aspect = target.id;
          };
        };
    include =
      if included.kind == "malformed" then
        tagged included.malformed
      else
        {
          include = {
            aspect = aspects.include environment (
              at
              ++ [
                "include"
                "aspect"
              ]
            ) included;
            inherit priority;
          };
        };
    deliver = others.deliver { inherit priority value; };
    instantiate = instantiate priority value.spec;
    require = others.require { inherit priority value; };
    route = others.route { inherit priority value; };
    tag = if isRule then others.tag { inherit priority value; } else others.tagOfFunction;
  };
  head = attempt (
    value ? __denEffect && builtins.isString value.__denEffect && kinds ? ${value.__denEffect}
  );
  document = attempt (
    let
      made = kinds.${value.__denEffect};
    in
    # Settings and inline aspects guard themselves.
    builtins.deepSeq (removeAttrs made [
      "configure"
      "enforce"
      "include"
    ]) made
  );
  weighed = attempt (builtins.isInt priority);
  bad = problem: {
    document = problem;
    items = [ ];
  };
in
if !head.success || !head.value then
  bad (malformed anEffect (describeSafely value))
else if !weighed.success then
  bad (tagged (throws code aPriority))
else if !weighed.value then
  bad (malformed aPriority (describe priority))
else if !document.success then
  bad (tagged (throws code anEffect))
else
  {
    document = document.value;
    items = if document.value ? include then [ included ] else [ ];
    guard = if document.value ? route then value.spec.guard or null else null;
    instantiator = if document.value ? instantiate then value.spec.instantiate or null else null;
    # Where the positions of its settings are found.
    ${if document.value ? configure then "configured" else null} = value.settings;
    ${if document.value ? enforce then "enforced" else null} = value.settings;
    # … and its own.
    ${if isRule then "written" else null} = value;
    raw =
      if document.value ? configure || document.value ? enforce then
        { inherit (value) settings; }
      else if document.value ? include && included.kind == "inline" then
        { include.aspect.inline = aspects.raw environment included.node; }
      else
        { };
  }
