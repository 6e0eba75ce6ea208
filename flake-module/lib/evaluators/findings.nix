# What the planner found, by the host that it speaks of, in the words of `den check`.
{ lib }:
let
  inherit (builtins)
    concatMap
    filter
    groupBy
    mapAttrs
    match
    ;

  # `web1` of `host:web1` and of `user:alice@web1`; no other scope belongs to one host.
  hostOf =
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
      [ ];
  hostsOf = finding: lib.unique (concatMap hostOf finding.scopes);

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
    hosts = hostsOf finding;
    text = text finding;
  }) (of "error");

  byHost = mapAttrs (_: map (it: it.text)) (
    groupBy (it: it.host) (concatMap (error: map (host: error // { inherit host; }) error.hosts) errors)
  );
in
{
  errors = map (error: error.text) errors;
  warnings = map text (of "warning");

  # Those of one host, and those that belong to none and so concern all.
  at =
    host: byHost.${host} or [ ] ++ map (error: error.text) (filter (error: error.hosts == [ ]) errors);

  # Is there anything to say but notes?
  any = findings != [ ] && (errors != [ ] || of "warning" != [ ]);
}
