# The attributes of hosts, users and homes that selectors look at: those of the user's own that are words, numbers,
# Booleans, null, or lists of these.
#
# They are what functions see, so `den.schema.<kind>` has typed them and given them their defaults. Whatever else an
# attribute is, or that it has no value here, is no mistake: it stands in no document.
{
  lib,
  attempt ? builtins.tryEval,
  # By kind, the keys that mean something to den, and the attributes that the schema declares.
  reserved,
  schemaNames,
}:
let
  inherit (import ../encode.nix { inherit lib; }) isPlainString;

  isScalar =
    value:
    builtins.isString value && isPlainString value
    || builtins.isInt value
    || builtins.isBool value
    || value == null;
  isData = value: if builtins.isList value then builtins.all isScalar value else isScalar value;

  declared = builtins.mapAttrs (
    kind: keys:
    let
      names = attempt (removeAttrs schemaNames.${kind} keys);
    in
    # A schema that cannot be read is reported where it is used.
    if names.success then names.value else { }
  ) reserved;
in
kind:
let
  names = declared.${kind};
  hasNone = names == { };
in
{
  # Is there anything to ask at all, where the record has no attribute of its own?
  inherit hasNone;

  # `free` are the attributes of the record, `entity` is what functions see of it.
  of =
    free: entity:
    builtins.listToAttrs (
      builtins.concatMap (
        name:
        let
          value = entity.${name};
          told = builtins.tryEval (isData value);
        in
        if told.success && told.value then [ { inherit name value; } ] else [ ]
      ) (builtins.attrNames (free // names))
    );
}
