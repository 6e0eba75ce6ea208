# `den.lib.policy`: the constructors of effects.
#
# An effect is a tagged record; reify classifies it, and a list of effects is checked there, where
# policy and index are known.
{ }:
{
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

  # Replaces the class's own output at this entity.
  instantiate = spec: {
    __denEffect = "instantiate";
    inherit spec;
  };

  # Where effects disagree, the higher priority wins; it is 0 unless it is said. Of several around one effect the
  # outermost counts. What is no effect stays what it is, so that it is reported as itself.
  prioritize =
    priority: effect: if builtins.isAttrs effect then effect // { inherit priority; } else effect;
}
