# What a module asks of the plan, told without evaluating it.
{ lib, call }:
let
  safely = value: builtins.tryEval value;

  # A string names a file that can be imported without building anything when its context is
  # sources.
  isFile =
    value:
    builtins.isPath value
    ||
      builtins.isString value
      && lib.hasPrefix "/" value
      && builtins.all (source: removeAttrs source [ "path" ] == { }) (
        builtins.attrValues (builtins.getContext value)
      );

  # A folder is told by its default.nix: `path + "/."` is the path itself, whatever is there.
  fileArgs =
    path:
    let
      importable =
        builtins.pathExists (path + "/default.nix")
        || lib.hasSuffix ".nix" (toString path) && builtins.pathExists path;
      content = safely (import path);
    in
    if importable && content.success && lib.isFunction content.value then
      lib.functionArgs content.value
    else
      { };

  # Itself, and the functions and files that it imports inline. Nothing else of it is looked at.
  asked =
    content:
    if isFile content then
      fileArgs content
    else if lib.isFunction content then
      lib.functionArgs content
    else if builtins.isAttrs content && hasImports content then
      builtins.foldl' (
        all: module: all // (if (safely (builtins.typeOf module)).success then asked module else { })
      ) { } content.imports
    else
      { };

  hasImports = content: (safely (builtins.isList (content.imports or null))).value;
in
{
  # The planned arguments, sorted.
  argsOf =
    content:
    builtins.filter (name: builtins.elem name call.boundNames) (builtins.attrNames (asked content));

  # Of strings, those that name a file.
  isModule =
    value:
    builtins.isAttrs value
    || builtins.isPath value
    || builtins.isFunction value
    || builtins.isString value && (lib.hasPrefix "/" value || builtins.hasContext value);
}
