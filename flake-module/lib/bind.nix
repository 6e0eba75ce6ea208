# Binds the arguments of the plan to class content, by name.
#
# Content is whatever the module system takes: a set, a function, a path, with inline `imports` of the same kinds.
# Arguments that the plan knows (`settings`, `host`, …) are supplied here; all others (`pkgs`, `config`, …) are left
# to the module system that evaluates the content, which must therefore still see them in `functionArgs`.
{ lib }:
let
  inherit (builtins)
    intersectAttrs
    isAttrs
    isList
    isPath
    isString
    mapAttrs
    removeAttrs
    replaceStrings
    toXML
    ;

  plannedNames = [
    "environment"
    "fleet"
    "home"
    "host"
    "members"
    "peers"
    "service"
    "settings"
    "user"
    "vars"
  ];
  planned = lib.genAttrs plannedNames (_: null);

  # The function at the bottom of functors and of `lib.setFunctionArgs`.
  lambda = f: if isAttrs f then lambda (f.__functor f) else f;

  contains = needle: text: replaceStrings [ needle ] [ "" ] text != text;

  # Whether a function accepts arguments that it does not name. Nix tells only in its XML rendering.
  isOpen =
    f:
    let
      xml = toXML (lambda f);
    in
    !(contains "<attrspat" xml) || contains "ellipsis=\"1\"" xml;

  # Calls `f` with what it can take of `args`. What that is, is told once for all calls of `callWith f`.
  callWith =
    f:
    let
      open = isOpen f;
      formals = lib.functionArgs f;
    in
    args: f (if open then args else intersectAttrs formals args);

  isFile = value: isPath value || (isString value && lib.hasPrefix "/" value);

  # `available`: name -> value, the planned arguments of the scope.
  # `missing`: throws the sentence about a planned argument that the scope does not have.
  # `tag`: tells bindings of one file apart.
  bind =
    {
      available,
      missing,
      tag,
    }:
    let
      content =
        value:
        if isFile value then
          file value
        else if lib.isFunction value then
          function value
        else
          inline value;

      inline =
        value:
        if isAttrs value && isList (value.imports or null) then
          value // { imports = map content value.imports; }
        else
          value;

      function =
        f:
        let
          formals = lib.functionArgs f;
          asked = intersectAttrs planned formals;
          # An optional argument that the scope lacks keeps the default that its author gave it.
          needed = lib.filterAttrs (name: optional: available ? ${name} || !optional) asked;
          supplied = mapAttrs (name: _: available.${name} or (missing name)) needed;
          # `{ settings, ... }@args` may well read `args.host`.
          open = isOpen f;
          call =
            args: f (if open then args // available // supplied else intersectAttrs formals (args // supplied));
        in
        lib.setFunctionArgs (args: inline (call args)) (removeAttrs formals plannedNames);

      # A file that asks for nothing of ours stays a path: the module system then knows it when it meets it twice.
      # One that does is another module for every binding.
      file =
        path:
        let
          value = import path;
        in
        if lib.isFunction value && intersectAttrs planned (lib.functionArgs value) != { } then
          {
            _file = toString path;
            key = "${toString path}#${tag}";
            imports = [ (function value) ];
          }
        else
          path;
    in
    content;
in
{
  inherit bind callWith plannedNames;
}
