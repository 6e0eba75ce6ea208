# den's Nix library: a table of contents.
{ lib }:
{
  # The fleet document, and the way back from its names to what the user wrote.
  declarations = import ./declarations.nix;

  # Constructors of policy effects.
  policy = import ./policy.nix { };

  # Option types for den.{hosts,aspects,…}.
  types = import ./types.nix { inherit lib; };
}
