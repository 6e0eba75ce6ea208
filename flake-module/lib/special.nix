# `den` as a special argument: one that `imports` may ask for.
#
# What modules know as `den` is their own configuration, and `imports` cannot wait for that. Here the *names* are known
# beforehand, so `den.namespace` is to be had before there is any configuration, and all else when it is read.
let
  names = [
    "aspects"
    "classes"
    "declarations"
    "default"
    "evaluator"
    "exports"
    "fleet"
    "ful"
    "homes"
    "hosts"
    "lib"
    "outputs"
    "package"
    "plan"
    "planDir"
    "planSystem"
    "policies"
    "root"
    "schema"
    "source"
  ];
in
{
  inherit names;

  make =
    config:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value = config.den.${name};
      }) names
    )
    // {
      namespace = import ./namespace.nix;
    };
}
