# `den.lib.policy`: the constructors of effects, and of rules.
#
# An effect is a tagged record; reify classifies it, and a list of effects is checked there, where
# policy and index are known.
{ }:
let
  # What has to hold: policy.assertion { that = sel.tag "backed-up"; message = "…"; severity = "warning"; }
  assertion = spec: {
    __denEffect = "assert";
    inherit spec;
  };

  routed = __denEffect: spec: { inherit __denEffect spec; };
in
{
  # A policy that is data: policy.rule { when; unless; for; effects; priority; overrides; }. The planner runs it wherever
  # `when` holds, and it sees what other rules derive.
  rule = spec: { __denRule = spec; };

  # The aspect is a view of `den.aspects`, its name, or an inline aspect.
  include = aspect: {
    __denEffect = "include";
    inherit aspect;
  };

  exclude = aspect: {
    __denEffect = "exclude";
    inherit aspect;
  };

  # Settings at layer "policy": policy.configure "nginx" { port = 443; }
  configure = aspect: settings: {
    __denEffect = "configure";
    inherit aspect settings;
  };

  # Settings that no other layer can change.
  enforce = aspect: settings: {
    __denEffect = "enforce";
    inherit aspect settings;
  };

  # Tags of the hosts that a rule fires at: one, or a list of them.
  tag = tags: {
    __denEffect = "tag";
    tags = if builtins.isList tags then tags else [ tags ];
  };

  # `assert` is a word of Nix itself, which cannot be written after a dot without quotes.
  inherit assertion;
  "assert" = assertion;

  # An aspect that has to be there, whoever includes it: by itself, or as { aspect; message; }.
  require = said: {
    __denEffect = "require";
    spec =
      if builtins.isAttrs said && said ? aspect && !(said ? __den) then said else { aspect = said; };
  };

  # Replaces the class's own output at this entity.
  instantiate = spec: {
    __denEffect = "instantiate";
    inherit spec;
  };

  # Content of one class becomes content of another, at every entity where the effect counts, a host's with its users':
  #
  #   policy.route {
  #     fromClass = "app";
  #     intoClass = "nixos";
  #     path = [ "services" "box" ];
  #     guard = { options, ... }: options ? services.box;
  #   }
  #
  # Modules go to a submodule option at `path` (or `intoPath`, mode "nest"); without a path they are imported as they are (mode
  # "merge"). `mode` may say so, and need not. Where `guard`, a function of `{ options, lib, ... }` of the receiving
  # configuration, is false, nothing is put at the path. `policy.deliver { from; to; at; mode; guard; }` is the same.
  route = routed "route";
  deliver = routed "deliver";

  # Where effects disagree, the higher priority wins; it is 0 unless it is said. Of several around one effect the
  # outermost counts. A rule has one likewise. What is no effect stays what it is, so that it is reported as itself.
  prioritize =
    priority: effect: if builtins.isAttrs effect then effect // { inherit priority; } else effect;
}
