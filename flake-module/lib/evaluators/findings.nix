# What the planner found, by the host that it speaks of, in the words of `den check`.
{ lib }:
let
  inherit (builtins)
    concatMap
    filter
    groupBy
    match
    ;

  # What a scope's errors are thrown at: `web1` for `host:web1` and `user:alice@web1`, `home:vic` for that home. Fleet and
  # environments are no one entity's.
  entityOf =
    scope:
    let
      ofHost = match "host:(.*)" scope;
      ofUser = match "user:.*@([^@]*)" scope;
    in
    if ofHost != null then
      ofHost
    else if ofUser != null then
      ofUser
    else
      lib.optional (lib.hasPrefix "home:" scope) scope;
  entitiesOf = finding: lib.unique (concatMap entityOf finding.scopes);

  position = at: " --> ${at.file}:${toString at.line}:${toString at.column}";
  note = kind: text: "  = ${kind}: ${lib.replaceStrings [ "\n" ] [ "\n    " ] text}";

  text =
    finding:
    lib.concatStringsSep "\n" (
      [ "${finding.severity}[${finding.code}]: ${finding.message}" ]
      ++ map position finding.at
      ++ map (note "note") finding.related
      ++ lib.optional (finding.help != null) (note "help" finding.help)
    );
in
findings:
let
  of = severity: filter (finding: finding.severity == severity) findings;
  errors = map (finding: {
    entities = entitiesOf finding;
    text = text finding;
  }) (of "error");

  ofNone = filter (error: error.entities == [ ]) errors;
  byEntity = groupBy (error: error.entity) (
    concatMap (error: map (entity: error // { inherit entity; }) error.entities) errors
  );
in
{
  errors = map (error: error.text) errors;
  warnings = map text (of "warning");

  # Those of one host or home, and those that belong to none and so concern all.
  at = entity: map (error: error.text) (byEntity.${entity} or [ ] ++ ofNone);

  # Is there anything to say but notes?
  any = lib.any (finding: finding.severity != "note") findings;
}
