# `den.lib.sel`: the constructors of selectors.
#
# A selector is plain data, an attribute set with one key that says what is looked at. Nothing is checked here: reify
# does that, where it is known whose selector it is.
{ lib }:
let
  view = import ./view.nix { inherit lib; };

  and = selectors: { and = selectors; };
  parent = selector: { parent = selector; };
  within = selector: { within = selector; };
in
{
  # Holds of everything.
  star = {
    star = true;
  };

  # Its tags contain it.
  tag = tag: { inherit tag; };

  # Each of these attributes is that value, or a list that contains it: sel.attrs { region = "eu"; }
  attrs = attributes: { attrs = attributes; };

  # Its name is of a pattern, where `*` is any run of characters and `?` any one; and the name itself.
  name = pattern: { name = pattern; };
  is = name: { name.is = name; };

  kind = kind: { inherit kind; };
  class = class: { inherit class; };
  environment = environment: { inherit environment; };
  system = system: { inherit system; };

  # It includes the aspect, which is a view of `den.aspects` or a name. What is no aspect any more stays as it is, so
  # that it is reported as itself.
  aspect = aspect: {
    aspect = if view.isView aspect && !view.isAltered aspect then aspect.__den.id else aspect;
  };

  # All of them, one of them, not this one.
  inherit and;
  any = selectors: { any = selectors; };
  not = selector: { not = selector; };

  # Its parent, something around it, a child of it, something in it.
  inherit parent within;
  has = selector: { has = selector; };
  hasWithin = selector: { hasWithin = selector; };

  # What a child of the one is, and something in the one.
  child =
    outer: inner:
    and [
      inner
      (parent outer)
    ];
  descendant =
    outer: inner:
    and [
      inner
      (within outer)
    ];
}
