# `den.namespace "clan" [ sources ]`: a module that makes aspects from elsewhere available under a name of their own.
#
#   imports = [ (inputs.den.namespace "clan" [ inputs.clan-bridge ]) ];
#
# Modules then have an argument `clan`, `clan.borgbackup` is an aspect to include, and `clan.borgbackup = { … }` adds to
# it. A source is one of
#
#   * a flake that exports a namespace of that name, as `denful.<name>`,
#   * an attribute set of aspects, a function of module arguments to one, or a file that holds either,
#   * `true`: this flake exports the namespace, as `denful.<name>`; `false` says nothing.
name: sources:
let
  isName = builtins.match "[A-Za-z_][A-Za-z0-9_'-]*" name != null;
  taken = [
    "config"
    "den"
    "flake"
    "inputs"
    "lib"
    "options"
    "perSystem"
    "pkgs"
    "policy"
    "sel"
    "self"
    "specialArgs"
    "systems"
  ];
in
if !isName || builtins.elem name taken then
  throw "den: a namespace cannot be called `${name}`: its name becomes a module argument and an option, ${
    if isName then "and that one is taken" else "such as `clan` or `my-aspects`"
  }."
else
  { lib, ... }:
  let
    given = lib.flatten [ sources ];
    exports = lib.any (source: source == true) (lib.filter builtins.isBool given);

    isFlake = source: source ? denful || source._type or null == "flake" || source ? outPath;

    ofFlake =
      source:
      source.denful.${name} or (throw "den: namespace ${name}: the flake ${
        toString (source.outPath or "that is given as a source")
      } exports no namespace of that name${
        lib.optionalString (
          source ? denful
        ) " (it exports: ${lib.concatStringsSep ", " (lib.attrNames source.denful)})"
      }. A flake exports one with `imports = [ (inputs.den.namespace \"${name}\" true) ];`.");

    # Definitions keep the place that they come from.
    provides = file: aspects: {
      _file = file;
      den.aspects.${name}.provides = aspects;
    };
    module =
      file: source:
      if lib.isFunction source then
        lib.setFunctionArgs (arguments: provides file (source arguments)) (lib.functionArgs source)
      else if builtins.isAttrs source then
        provides file source
      else
        throw "den: namespace ${name}: a source is a flake, aspects, a file of aspects, or a Boolean, and not ${builtins.typeOf source}.";

    ofSource =
      source:
      if builtins.isPath source || builtins.isString source then
        module (toString source) (import source)
      else if builtins.isAttrs source && !lib.isFunction source && isFlake source then
        # Asked at once: an aspect that is not there to be read would only seem to be missing.
        builtins.seq (ofFlake source) (
          provides (toString (source.outPath or "namespace ${name}")) (ofFlake source)
        )
      else
        module "namespace ${name}" source;

    # Whoever imports the namespace twice adds sources, and has one argument all the same.
    container =
      { config, options, ... }:
      {
        options.${name} = lib.mkOption {
          type = lib.types.lazyAttrsOf lib.types.raw;
          default = { };
          apply = _: config.den.ful.${name};
          description = "Aspects of the namespace ${name}.";
        };
        config = {
          _module.args.${name} = config.den.ful.${name};
          den.ful.${name} = lib.mkMerge options.${name}.definitions;
        };
      };
  in
  {
    imports = [
      {
        key = "den#namespace#${name}";
        _file = "den.namespace \"${name}\"";
        imports = [ container ];
      }
    ]
    ++ map ofSource (lib.filter (source: !builtins.isBool source) given);

    den.exports = lib.mkIf exports { ${name} = true; };
  }
