# `den.lib.ref` and `den.lib.reset`: what settings may say besides a value.
#
# Both stand wherever a setting gets a value: in any layer, in what a policy configures or enforces; a reference also
# inside lists and sets, and as a default of an interface. Nothing is checked here, reify does that. Elsewhere they mean
# nothing: class content reads `settings`.
{
  # The value that another aspect's setting has at the same entity. The aspect is a view of `den.aspects` or its name, the
  # path a list of names or one string with dots: ref den.aspects.base "tls.port"
  ref = aspect: path: {
    _type = "den-ref";
    inherit aspect path;
  };

  # This value, and nothing of what lower layers say, the default included: reset [ "10.0.0.0/8" ]
  reset = value: {
    _type = "den-reset";
    inherit value;
  };

  # Definitions that are defaults: above the default that an option has itself, below all else that is said of it.
  asDefault = lib: lib.mkOverride ((lib.mkOptionDefault null).priority - 1);

  # Told of what has a `_type`.
  isRef = value: value._type == "den-ref" && value ? aspect && value ? path;
  isReset = value: value._type == "den-reset" && value ? value;
}
