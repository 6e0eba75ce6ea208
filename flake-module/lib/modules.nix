# The modules of one planned output: the content that the plan names, each bound to its scope under a key of its own,
# and the content of other classes that goes into this one: at a path, or as it is.
{
  lib,
  declarations,
  classes,
  bindLib,
}:
{
  # Whose output it is, see leaf.nix, and `at`: the entity arguments at a scope.
  entity,
  settings,
  output,
}:
let
  inherit (builtins)
    concatLists
    concatMap
    elemAt
    groupBy
    length
    mapAttrs
    ;

  at = m: lib.optionalString (m.scope != null) "@${m.scope}";

  # The binding belongs in the key: two modules that differ only by it are two modules.
  key =
    m:
    "den#${m.aspect}#${m.class}#${toString m.part}"
    + lib.optionalString (m.index != 0) ".${toString m.index}"
    + at m;

  # What one part of an aspect says for a class is fetched at once: fetching applies the aspect's functions.
  family = m: "${m.aspect}#${m.class}#${toString m.part}${at m}";
  contents = mapAttrs (
    _: ms:
    let
      m = builtins.head ms;
    in
    declarations.contents {
      inherit (m)
        aspect
        class
        part
        scope
        ;
      args = argumentsAt m;
    }
  ) (groupBy family (output.modules ++ concatMap (f: f.modules) output.forward));

  argumentsAt =
    m: aspect: if m.scope == null then { } else entity.at m.scope // settings m.scope aspect;

  module =
    m:
    let
      all = contents.${family m};
      it = elemAt all m.index;
      available = argumentsAt m m.aspect;
      bind = bindLib.bind {
        inherit available;
        tag = family m;
        missing = argument: throw (missing m it.value argument);
      };
    in
    if m.index < length all then
      {
        key = key m;
        _file = it.file;
        imports = [ (bind it.value) ];
      }
    else
      throw "den: the plan of ${entity.said} names content of aspect ${m.aspect} that does not exist (class ${m.class}, part ${toString m.part}, definition ${toString m.index}). Run `den plan` and commit it.";

  # What den sees of content before it is evaluated, and what the scope lacks of that.
  inherit
    (import ./reify/content.nix {
      inherit lib;
      call = import ./reify/call.nix { inherit lib; };
    })
    argsOf
    ;
  lacks =
    m:
    let
      aService = "aspect ${m.aspect} has no role in a service at ${entity.said}";
    in
    {
      environment = "${entity.said} is in no environment";
      home = "it is planned for ${entity.said}, which is no home";
      host = "it is planned without one";
      members = aService;
      peers = aService;
      service = aService;
      settings = "the aspect declares no settings";
      user = "it is planned for ${entity.said}, not for one of its users";
      vars = "no variables are planned for ${entity.said}";
    }
    // lib.optionalAttrs (entity.kind == "home") {
      environment = "a home is in none";
      host = "it is planned for ${entity.said}, which has none";
      user = "it is planned for ${entity.said}: whose that is says `home.userName`";
    };
  missing =
    m: value: argument:
    let
      content = "den: ${m.class} content of aspect ${m.aspect} asks for `${argument}`";
    in
    if m.scope == null && !(builtins.elem argument (argsOf value)) then
      "${content} inside, where den cannot see it before it is evaluated. Name it in the content's own arguments: ${m.class} = { ${argument}, ... }: …"
    else
      "${content}, but ${(lacks m).${argument} or "its scope has none"}.";

  # What the receiving class needs before anything can be put there, e.g. home-manager's own module. Its key makes the
  # module system take it once, however many users there are.
  receiver = class: {
    key = "den#forward#${class}";
    imports = classes.${class}.forward.modules.${output.class} or [ ];
  };

  # Several may go to one place, so what tells them apart is which one it is. Modules that two of them have are one
  # module there: they have keys of their own.
  forward =
    number: f:
    let
      # A function, since a set would be read as nothing but configuration by `types.submodule`.
      put = lib.setAttrByPath f.path (_: {
        imports = map module f.modules;
      });
    in
    if f.path == [ ] then
      map module f.modules
    else
      [
        {
          key = "den#forwarded#${toString number}";
          _file = "${f.class} content that den puts at ${lib.concatStringsSep "." f.path}";
          imports = [
            (receiver f.class)
            (
              if f.guard or null == null then
                put
              else
                # Not `mkIf`: where the option is missing, a definition of it that is off is an error as well.
                { options, ... }: { config = if holds f.guard options then put else { }; }
            )
          ];
        }
      ];

  holds =
    effect: options:
    let
      said = bindLib.callWith (declarations.guard effect) { inherit lib options; };
    in
    if builtins.isBool said then
      said
    else
      throw "den: the guard of effect ${toString effect.index} of policy ${effect.policy} (${effect.scope}) comes to ${describe said}. It has to be a Boolean: guard = { options, ... }: options ? services.box;";
  inherit (import ./malformed.nix { inherit lib; }) describe;
in
map module output.modules ++ concatLists (lib.imap0 forward output.forward)
