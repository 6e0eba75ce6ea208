# A database server. Its content lies in a file of its own, and asks there for what it needs of the plan.
{
  den.aspects.postgresql = {
    meta.description = "PostgreSQL";

    settings =
      { lib, ... }:
      {
        options = {
          sharedBuffers = lib.mkOption {
            type = lib.types.str;
            default = "128MB";
          };
          databases = lib.mkOption {
            type = lib.types.listOf lib.types.str;
            default = [ ];
          };
        };
      };

    nixos = ./nixos.nix;
  };
}
