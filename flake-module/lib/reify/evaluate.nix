# A part in an environment: its classes, includes and excludes, as far as the arguments that are
# there let it say them.
#
# Every look into what the user wrote is guarded. What throws is counted in `failed`; whether that
# means "depends on the entity" or "is wrong" is for the aspect to say (node.nix, aspect.nix).
{
  lib,
  attempt,
  call,
  classify,
  registered,
}:
let
  content = import ./content.nix { inherit call lib; };
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; }) describe report throws;

  structural = lib.genAttrs [
    "__functionArgs"
    "__functor"
    "_"
    "excludes"
    "includes"
    "meta"
    "name"
    "provides"
    "settings"
  ] (_: null);

  knownKeys = builtins.attrNames (registered // structural);

  # All branches of a key's definitions, whatever counts.
  branchesOf = attempt: definitions: attempt (discharge.all definitions);

  noElements = {
    elements = [ ];
    failed = false;
    malformed = [ ];
  };

  # An element of a list: its branches, or `null` where it cannot be looked at.
  element =
    attempt: d: value:
    let
      head = attempt (value ? _type && discharge.isProperty value);
      inner = branchesOf attempt [ (d // { inherit value; }) ];
    in
    if !head.success then
      [ null ]
    else if !head.value then
      [ (d // { inherit value; }) ]
    else if inner.success then
      inner.value
    else
      [ null ];

  # Includes or excludes: the elements of all definitions that count.
  elementsOf =
    attempt: key: counting: definitions:
    let
      found = branchesOf attempt definitions;
      heads = builtins.partition (d: builtins.isList d.value) (counting found.value);
      elements = builtins.concatMap (d: builtins.concatMap (element attempt d) d.value) heads.right;
    in
    if !found.success then
      noElements // { failed = true; }
    else
      {
        failed = builtins.elem null elements;
        elements = builtins.filter (d: d != null) elements;
        malformed = map (
          d: report "den::aspect::include" "a list of aspects for `${key}`" (describe d.value)
        ) heads.wrong;
      };

  # The content of a class may depend on anything. Where it cannot even be looked at, it is one
  # opaque entry.
  contentsOf =
    key: counting: definitions:
    let
      # Nobody needs to know of content before it is evaluated: that it cannot be looked at is no error.
      found = branchesOf builtins.tryEval definitions;
      # Its place among all definitions, so that it can be found again whatever counts.
      positioned = builtins.genList (
        position: builtins.elemAt found.value position // { inherit position; }
      ) (builtins.length found.value);
      looked = builtins.partition (d: content.isModule d.value) (counting positioned);
    in
    if !found.success then
      {
        documents = [ { args = [ ]; } ];
        entries = [ { opaque = true; } ];
        malformed = [ ];
      }
    else
      {
        entries = map (d: {
          inherit (d) position;
          opaque = false;
        }) looked.right;
        # As they stand in the document.
        documents = map (d: { args = content.argsOf d.value; }) looked.right;
        malformed = map (
          d: report "den::aspect::shape" "a module for class `${key}`" (describe d.value)
        ) looked.wrong;
      };

  # Aspects that are provided have their own shapes; what names none has no other place to be
  # reported.
  providedProblems =
    attempt: key: definitions:
    let
      found = branchesOf attempt definitions;
    in
    if !found.success then
      [ (throws "den::aspect::throws" "a set of aspects for `${key}`") ]
    else
      map (d: report "den::aspect::shape" "a set of aspects for `${key}`" (describe d.value)) (
        builtins.filter (d: !(discharge.isPlain d.value)) found.value
      );
in
{
  part,
  environment,
  owner,
  index,
  # No other part could say something of more weight; else `strongest` has the priority that counts,
  # by key.
  alone,
  strongest,
}:
let
  # Where entity arguments are not there yet, an error is an answer: it depends on them.
  attempt' =
    if
      environment.static && part.args != null && (part.open || call.asksFor call.entityNames part.args)
    then
      builtins.tryEval
    else
      attempt;
  reads =
    key: builtins.addErrorContext "while den reads `${key}` of aspect ${owner.id}${environment.where}";

  bodies = part.bodies attempt' environment owner.id;
  keys = discharge.zip bodies.sets;

  counting =
    key: found:
    if alone && builtins.catAttrs "priority" found == [ ] then
      found
    else
      builtins.filter (d: discharge.priorityOf d <= strongest.${key}) found;

  listOf =
    key:
    let
      found = reads key (elementsOf attempt' key (counting key) keys.${key});
    in
    if keys ? ${key} then
      found
      // {
        elements = reads key found.elements;
        failed = reads key found.failed;
      }
    else
      noElements;
  includes = listOf "includes";
  excludes = listOf "excludes";

  classes = builtins.mapAttrs (key: found: reads key (contentsOf key (counting key) found)) (
    builtins.intersectAttrs registered keys
  );

  include =
    i:
    classify {
      birth = environment;
      definition = builtins.elemAt includes.elements i // {
        inherited = part.args;
      };
      id = "${owner.id}/[${toString index}.${toString i}]";
      again =
        elsewhere: (builtins.elemAt (builtins.elemAt (owner.again elsewhere).here index).includes i).node;
    };
in
{
  inherit bodies classes keys;
  inherit (part) args open;

  failed = bodies.failed || includes.failed || excludes.failed;
  excludes = excludes.elements;
  includes = builtins.genList include (builtins.length includes.elements);
  unknown = builtins.attrNames (removeAttrs keys knownKeys);
  malformed =
    part.malformed
    ++ bodies.malformed
    ++ includes.malformed
    ++ excludes.malformed
    ++ builtins.concatLists (builtins.catAttrs "malformed" (builtins.attrValues classes))
    ++ (if keys ? _ then providedProblems attempt' "_" keys._ else [ ])
    ++ (if keys ? provides then providedProblems attempt' "provides" keys.provides else [ ]);

  # The definitions of a structural key. What throws is left to whoever reads it to report.
  definitionsOf =
    key:
    let
      found = branchesOf attempt' keys.${key};
    in
    if keys ? ${key} then
      map (definition: definition // { inherited = part.args; }) (
        if found.success then counting key found.value else keys.${key}
      )
    else
      [ ];

  priorityOf =
    key:
    let
      found = branchesOf builtins.tryEval (keys.${key} or [ ]);
    in
    if found.success then discharge.strongest found.value else discharge.normal;
}
