# den's Nix library: a table of contents.
{ lib }:
{
  # The fleet document, and the way back from its names to what the user wrote.
  declarations = import ./declarations.nix;

  # Constructors of rules and policy effects.
  policy = import ./policy.nix { };

  # What settings may say besides a value.
  inherit (import ./refer.nix) ref reset;

  # Constructors of selectors.
  sel = import ./sel.nix { inherit lib; };

  # Option types for den.{hosts,aspects,…}.
  types = import ./types.nix { inherit lib; };
}
