# A database server. Its content lies in a file of its own, and asks there for what it needs of the plan.
{
  den.aspects.postgresql = {
    meta = {
      description = "PostgreSQL";
      categories = [ "Database" ];
      links.manual = "https://www.postgresql.org/docs/";
      provides = [ "sql" ];
      # An aspect that must be there, by its name.
      requires = [ "server" ];
    };

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
