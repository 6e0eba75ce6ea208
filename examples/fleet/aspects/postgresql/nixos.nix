{
  settings,
  host,
  lib,
  ...
}:
{
  services.postgresql = {
    enable = true;
    ensureDatabases = settings.databases;
    settings.shared_buffers = settings.sharedBuffers;
  };
  environment.etc."motd".text = "${host.name} keeps ${lib.concatStringsSep ", " settings.databases}.";
}
