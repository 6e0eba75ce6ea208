{ lib }:
{
  make = _: { };
}
