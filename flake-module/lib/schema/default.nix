{ lib }:
{
  document = path: definitions: null;
  raw = definitions: { };
}
