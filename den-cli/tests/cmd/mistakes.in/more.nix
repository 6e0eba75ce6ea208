{
  den.fleet.settings.nginx.port = 8080;
}
